create table tenants (id integer primary key, slug varchar(12) not null unique, name text not null);
create table customers (
  tenant_id integer not null references tenants, id integer not null, email text not null unique,
  age integer check (age between 18 and 90), mood text not null check (mood in ('sad', 'ok', 'happy')),
  created_at datetime not null, updated_at datetime not null, deleted_at datetime,
  primary key (tenant_id, id), check (updated_at >= created_at));
create table orders (
  id integer primary key autoincrement, tenant_id integer not null references tenants, customer_id integer not null,
  code text not null unique check (code like 'SO-%'), status text not null check (status in ('new', 'paid', 'void')),
  created_at datetime not null, starts_at datetime not null, ends_at datetime not null check (ends_at > starts_at),
  total numeric(8,2) not null check (total > 0), rebate numeric(8,2) check (rebate < total),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id));
create table order_lines (
  order_id integer not null references orders, line integer not null, quantity integer not null check (quantity > 0),
  primary key (order_id, line)) without rowid;
create table tags (tag text primary key check (length(tag) <= 3), label text not null);
create table order_tags (
  order_id integer not null references orders, tag text not null references tags, primary key (order_id, tag));
create table categories (id integer primary key, parent_id integer references categories, name varchar(30) not null unique);
create table flags (flag boolean primary key not null, note text);
create table a (id integer primary key, b_id integer not null references b (id));
create table b (id integer primary key, a_id integer references a (id));
create table never (id integer primary key, c integer not null check (c > 5 and c < 5));
create table needs_never (id integer primary key, never_id integer not null references never);
create table zoo (
  id integer primary key, i int not null, n numeric(6,3) not null, r real not null, t text not null, b blob not null,
  d date not null, dt datetime not null, bo boolean not null, anything not null, js json not null,
  gen int as (i + 1) stored) ;
create table zoo_more (
  id integer primary key, js text not null check (json_valid(js)), zip text not null check (zip glob '[0-9][0-9][0-9]'),
  big bigint not null unique, x blob not null unique, k varchar(3) not null unique, y year not null) ;
create table domains (id int primary key, value int check (value > 3), p int not null check (p > 0)) strict;
create table days (id int not null, at date not null check (at < '2019-03-01'), primary key (id, at)) without rowid;
create table kinds (id int not null, kind text not null check (kind in ('x', 'y')), primary key (id, kind));
