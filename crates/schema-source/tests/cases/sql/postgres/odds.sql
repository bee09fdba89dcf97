-- What the catalog says otherwise than it was written, and is the same.
create domain amount as numeric(12,2) check (value >= 0);
create schema "Weird Schema";
create table invoice (
  id int primary key,
  total amount,
  code text,
  due interval default '36 hours',
  -- A new table has no row that could break it, so it is valid at once.
  constraint code_length check (length(code) between 2 and 40) not valid,
  constraint total_positive check (total > 0)
);
create index invoice_paid on invoice (id) where total > 0;
create table "Weird Schema"."T.able ""q""" ("a'b" int check ("a'b" > 0), "new
line" text);
create sequence "Weird Schema".down increment by -1 start with 5 maxvalue 5;
create materialized view totals as select code, sum(total) as total from invoice group by code;
create unique index totals_code on totals (code);
