create table tenants (id int auto_increment primary key, slug varchar(12) not null unique, name text not null);
create table customers (
  tenant_id int not null, id int not null, email varchar(190) not null unique, age int check (age between 18 and 90),
  mood enum('sad', 'ok', 'happy') not null, created_at datetime not null, updated_at datetime not null,
  deleted_at datetime, primary key (tenant_id, id), foreign key (tenant_id) references tenants (id),
  check (updated_at >= created_at));
create table orders (
  id bigint unsigned auto_increment primary key, tenant_id int not null, customer_id int not null,
  code varchar(20) not null unique check (code like 'SO-%'),
  status varchar(10) not null check (status in ('new', 'paid', 'void')), created_at datetime not null,
  starts_at datetime not null, ends_at datetime not null check (ends_at > starts_at),
  total decimal(8,2) not null check (total > 0), rebate decimal(8,2) check (rebate < total),
  foreign key (tenant_id) references tenants (id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id));
create table order_lines (
  order_id bigint unsigned not null, line smallint not null, quantity int not null check (quantity > 0),
  primary key (order_id, line), foreign key (order_id) references orders (id));
create table tags (tag char(3) primary key, label text not null);
create table order_tags (
  order_id bigint unsigned not null, tag char(3) not null, primary key (order_id, tag),
  foreign key (order_id) references orders (id), foreign key (tag) references tags (tag));
create table categories (
  id int auto_increment primary key, parent_id int, name varchar(30) not null unique,
  foreign key (parent_id) references categories (id));
create table flags (flag boolean primary key, note text);
create table a (id int auto_increment primary key, b_id int not null);
create table b (id int auto_increment primary key, a_id int, foreign key (a_id) references a (id));
alter table a add foreign key (b_id) references b (id);
create table never (id int auto_increment primary key, c int not null check (c > 5 and c < 5));
create table needs_never (
  id int auto_increment primary key, never_id int not null, foreign key (never_id) references never (id));
create table zoo (
  id int auto_increment primary key, i1 tinyint not null, u2 smallint unsigned not null, i3 mediumint not null,
  n decimal(6,3) not null, r float not null, f float(6,4) not null, d double not null, c char(5) not null,
  vc varchar(3) not null, tt tinytext not null, bi binary(4) not null, vb varbinary(7) not null, bl blob not null,
  ts timestamp not null, dt datetime(3) not null, da date not null, ti time not null, ye year not null,
  js json not null, se set('a', 'b', 'c') not null, b5 bit(5) not null, uu uuid not null, i4 inet4 not null,
  i6 inet6 not null, gen int as (i1 + 1) stored);
create table zoo_more (
  id uuid primary key, a tinyint not null unique, b bigint unsigned not null unique, c int zerofill not null,
  d bit(64) not null, e decimal(65,30) not null, f decimal(2,2) not null, g double(8,3) not null, h binary(3) not null unique,
  i enum('x', 'y''z', 'a,b') not null, k varchar(10) character set latin1 not null unique, l datetime(6) not null,
  m time(3) not null, n year not null unique, o longtext not null check (json_valid(o)),
  p varchar(10) not null check (p regexp '^[A-Z]{3}-[0-9]+$'), q timestamp default current_timestamp on update current_timestamp,
  r int as (c * 2) virtual);
create table domains (id int primary key, value int check (value > 3), p int not null check (p > 0));
create table days (id int not null, at date not null, primary key (id, at))
  partition by range (year(at)) (partition p0 values less than (2015), partition p1 values less than (2020));
create table kinds (id int not null, kind int not null, primary key (id, kind))
  partition by list (kind) (partition a values in (3, 5), partition b values in (9));
