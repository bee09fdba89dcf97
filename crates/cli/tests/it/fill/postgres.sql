create type mood as enum ('sad', 'ok', 'happy');
create domain age as int check (value between 18 and 90);
create table tenants (id uuid primary key, slug varchar(12) not null unique, name text not null);
create table customers (
  tenant_id uuid not null references tenants, id int not null, email text not null, age age, mood mood not null,
  created_at timestamptz not null, updated_at timestamptz not null, deleted_at timestamptz,
  primary key (tenant_id, id), unique (tenant_id, email), check (updated_at >= created_at));
create unique index on customers (lower(email));
create table orders (
  id bigint generated always as identity primary key, tenant_id uuid not null references tenants,
  customer_id int not null, code text not null unique check (code like 'SO-%'),
  status text not null check (status in ('new', 'paid', 'void')), created_at timestamptz not null,
  starts_at timestamptz not null, ends_at timestamptz not null check (ends_at > starts_at),
  total numeric(8,2) not null check (total > 0), rebate numeric(8,2) check (rebate < total),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id));
create table order_lines (
  order_id bigint not null references orders, line smallint not null, quantity int not null check (quantity > 0),
  primary key (order_id, line));
create table tags (tag char(3) primary key, label text not null);
create table order_tags (order_id bigint references orders, tag char(3) references tags, primary key (order_id, tag));
create table categories (id serial primary key, parent_id int references categories, name varchar(30) not null unique);
create table flags (flag boolean primary key, note text);
create table a (id serial primary key, b_id int not null);
create table b (id serial primary key, a_id int references a);
alter table a add foreign key (b_id) references b;
create table never (id serial primary key, c int not null check (c > 5 and c < 5));
create table needs_never (id serial primary key, never_id int not null references never);
create table zoo (
  id bigserial primary key, i2 smallint not null, i8 bigint not null, n numeric(6,3) not null, n0 numeric not null,
  r real not null, d double precision not null, m money not null, c char(5) not null, vc varchar(3) not null,
  by bytea not null, ts timestamp not null, tz timestamptz(3) not null, da date not null, ti time not null,
  tt timetz not null, iv interval not null, bo boolean not null, mo mood not null, ar int[] not null,
  ta text[] not null, ma mood[] not null, js json not null, jb jsonb not null, uu uuid not null, ip inet not null,
  ci cidr not null, mc macaddr not null, b1 bit not null, b5 bit(5) not null, vb varbit(7) not null,
  ir int4range not null, tr tstzrange not null, dr daterange not null, mr int4multirange not null,
  po point not null, bx box not null, ci2 circle not null, pg polygon not null, tv tsvector not null,
  x xml not null, na name not null, q "char" not null, gen int generated always as (i2 + 1) stored,
  exclude using gist (ir with &&));
create table zoo_more (
  id int primary key, a1 uuid[] not null, a2 timestamptz[] not null, a3 jsonb[] not null, a4 numeric(6,2)[] not null,
  a5 date[] not null, a6 inet[] not null, a7 boolean[] not null, a8 int4range[] not null, m1 int8multirange not null,
  m2 nummultirange not null, m3 tsmultirange not null, m4 tstzmultirange not null, m5 datemultirange not null,
  b1 varbit not null, b2 bit varying(70) not null, b3 bit(80) not null, t1 timetz not null, t2 interval year to month,
  n1 numeric(3,3) not null, n2 numeric(2,-3) not null, n3 oid not null, n4 pg_lsn not null, n5 xid8 not null,
  g1 line not null, g2 lseg not null, g3 path not null, m8 macaddr8 not null, q tsquery not null, jp jsonpath not null,
  jo jsonb not null check (jsonb_typeof(jo) = 'object'), ja jsonb not null check (jsonb_typeof(ja) = 'array'),
  b20 bytea not null check (octet_length(b20) = 20), zip text not null check (zip ~ '^\d{5}(-\d{4})?$'));
create domain positive as int check (value > 0);
create domain code as text check (value ~ '^[A-Z]{3}-[0-9]+$');
create table domains (id int primary key, p positive not null, ps positive[] not null, c code not null unique, value int);
create table days (id int not null, at date not null, primary key (id, at)) partition by range (at);
create table days_1 partition of days for values from ('2019-01-01') to ('2019-02-01');
create table days_2 partition of days for values from ('2019-02-01') to ('2019-03-01');
create table kinds (id int not null, kind text not null, primary key (id, kind)) partition by list (kind);
create table kinds_1 partition of kinds for values in ('x', 'y');
