//! What stands beside and on the tables of the shop: triggers, routines, events, types made by hand,
//! exclusion constraints, materialized views; and the mutations of it.

use super::Case;

const fn case(name: &'static str, sql: [&'static str; 3], rules: &'static [&'static str]) -> Case {
    Case { name, sql, rules }
}

pub(super) const EXTRA: [&str; 3] = [
    r#"create table logs (id integer primary key, "T'ext" text);
     create index logs_by_text on logs ("T'ext");
     create trigger "log's" after insert on logs begin update logs set "T'ext" = 'a;b' where id = new.id; end;
     create trigger marks_word before update of word on marks when new.word is null
       begin select raise(abort, 'no; word'); end;
     create view lines as select id, word from marks;
     create trigger lines_in instead of insert on lines begin insert into marks (id, word, must) values (new.id, new.word, 0); end;"#,
    r#"create function stamp() returns trigger language plpgsql as $$
       begin
         new.note := coalesce(new.note, 'x;y'); -- it's
         return new;
       end$$;
     create trigger "Stamp's" before insert on orders for each row execute function stamp('a''b');
     create trigger on_code before update of code on orders for each row
       when (old.code is distinct from new.code) execute function stamp();
     create function twice(n integer) returns integer language sql immutable as 'select n * 2';
     create view doubled as select id, twice(qty) as d from products;
     create function into_marks() returns trigger language plpgsql as
       'begin insert into marks (id, word, must) values (new.id, new.word, 0); return new; end';
     create view lines as select id, word from marks;
     create trigger lines_in instead of insert on lines for each row execute function into_marks();
     create procedure tidy(keep integer default 0) language sql as 'delete from marks where n < keep';
     create function parsed(a integer) returns bigint language sql begin atomic select count(*) from users where age > a; end;
     create aggregate product_of(integer) (sfunc = int4mul, stype = integer, initcond = '1');
     create function rated(n integer) returns boolean language sql immutable as 'select n < 6';
     create table logs (id integer primary key, word text, constraint logs_ok check (rated(id)));
     create index logs_by_word on logs (word);
     comment on table logs is 'what''s up';
     comment on column logs.word is 'a word';
     create trigger logs_stamp before update on logs for each row execute function stamp();
     create function log_words(l logs) returns text language sql as 'select l.word';
     create materialized view totals as select user_id, count(*) as n from orders group by user_id;
     create unique index totals_user on totals (user_id);
     create view totals_of as select n from totals;
     create type address as (street text, zip varchar(10));
     create type spot as (x integer, y integer);
     create type span as range (subtype = integer);
     create type state_of as enum ('new', 'it''s open', 'closed');
     create table states (id integer primary key, state state_of not null default 'it''s open', others state_of[],
       constraint states_ok check (state <> 'it''s open' or id > 0));
     create index states_open on states (id) where state = 'it''s open';
     create view states_open_of as select id from states where state = 'it''s open';
     insert into states values (1, 'it''s open', '{closed}'), (2, 'closed', null);
     create table places (id integer primary key, at address, during int4range,
       constraint no_overlap exclude using gist (during with &&));"#,
    r#"create table logs (id integer primary key, word text, key logs_by_word (word(10))) comment = 'what''s up';
     create trigger `log's` before insert on logs for each row begin set new.word = 'a;b'; set new.id = new.id + 1; end;
     create trigger marks_word before update on marks for each row
       if new.word is null then signal sqlstate '45000' set message_text = 'no; word'; end if;
     create function twice(n integer) returns integer deterministic return n * 2;
     create view doubled as select id, twice(qty) as d from products;
     create procedure tidy(in keep integer) modifies sql data begin delete from marks where n < keep; end;
     create table states (id integer primary key, state enum('new','it''s open','closed') not null default 'it''s open',
       tags set('one','two','three'));
     insert into states values (1, 'it''s open', 'one,two'), (2, 'closed', 'three');
     create event nightly on schedule every 1 day do delete from marks where n < -100;
     create event weekly on schedule every 1 week disable do begin delete from marks where n < -200; end;"#,
];

pub(super) const TRIGGERS: &[Case] = &[
    case(
        "a trigger gone",
        [r#"drop trigger "log's""#, r#"drop trigger "Stamp's" on orders"#, "drop trigger `log's`"],
        &["missing-trigger"],
    ),
    case(
        "an extra trigger",
        [
            "create trigger more after delete on marks begin delete from logs; end",
            "create trigger more after delete on marks execute function suppress_redundant_updates_trigger()",
            "create trigger more after delete on marks for each row begin delete from logs; end",
        ],
        &[],
    ),
    case(
        "a trigger that does something else",
        [
            "drop trigger marks_word;
             create trigger marks_word before update of word on marks when new.word is null
             begin select raise(ignore); end;",
            "drop trigger on_code on orders;
             create trigger on_code after update of note, code on orders for each row execute function stamp();",
            "drop trigger marks_word;
             create trigger marks_word before update on marks for each row set new.n = 1;",
        ],
        &["trigger-changed"],
    ),
    case(
        "a trigger disabled",
        ["", r#"alter table orders disable trigger "Stamp's""#, ""],
        &["trigger-disabled"],
    ),
    case(
        "a trigger of a view gone",
        ["drop trigger lines_in", "drop trigger lines_in on lines", ""],
        &["missing-trigger"],
    ),
    case(
        "a view with a trigger changed",
        [
            "drop view lines; create view lines as select id, word, n from marks;
             create trigger lines_in instead of insert on lines begin insert into marks (id, word, must) values (new.id, new.word, 0); end;",
            "drop view lines; create view lines as select id, word, n from marks;
             create trigger lines_in instead of insert on lines for each row execute function into_marks();",
            "",
        ],
        &["view-changed"],
    ),
    case(
        "a view with a trigger gone, and the trigger changed with it",
        [
            "drop trigger lines_in; drop view lines; create view lines as select id, n, word from marks;
             create trigger lines_in instead of delete on lines begin delete from marks where id = old.id; end;",
            "drop view lines; create view lines as select id, n, word from marks;
             create trigger lines_in instead of delete on lines for each row execute function into_marks();",
            "",
        ],
        &["trigger-changed", "view-changed"],
    ),
    case(
        "a table that changes under its triggers",
        [
            r#"alter table marks drop column spare; drop trigger marks_word;
             create trigger marks_word after update on marks begin delete from logs; end;
             create trigger more after delete on marks begin delete from logs; end"#,
            "drop view totals_of; drop materialized view totals; drop trigger on_code on orders;
             drop view noted; drop view notes; drop view order_lines;
             alter table orders alter column code type text; alter table orders alter column user_id type bigint;
             create trigger on_code before update of code on orders for each row
               when (old.code is distinct from new.code) execute function stamp();
             create materialized view totals as select user_id, count(*) as n from orders group by user_id;
             create unique index totals_user on totals (user_id);
             create view totals_of as select n from totals;
             create view order_lines as select o.id, u.email from orders o join users u on u.id = o.user_id;
             create view notes as select note, code from orders;
             create view noted as select code from notes where note is not null;",
            "drop trigger marks_word; alter table marks drop column spare;
             create trigger marks_word after update on marks for each row delete from logs;",
        ],
        &[],
    ),
    case(
        "a table with its triggers and everything gone",
        ["drop table logs", "drop table logs cascade", "drop table logs"],
        &[],
    ),
    case(
        "an extra table with a trigger that calls extra code",
        [
            "create table more (id integer primary key); create trigger more_in after insert on more begin delete from more; end;",
            "create table more (id integer primary key);
             create function of_more() returns trigger language plpgsql as 'begin return null; end';
             create function about_more(m integer) returns integer language sql immutable as 'select m';
             alter table more add constraint more_ok check (about_more(id) > 0);
             create trigger more_in after insert on more for each row execute function of_more();",
            "create table more (id integer primary key);
             create trigger more_in before insert on more for each row begin set new.id = 1; end;",
        ],
        &[],
    ),
];

pub(super) const ROUTINES: &[Case] = &[
    case(
        "a trigger and its function gone",
        ["", r#"drop function stamp() cascade"#, ""],
        &["missing-routine", "missing-trigger", "missing-trigger", "missing-trigger"],
    ),
    case(
        "a function with another body",
        [
            "",
            "create or replace function stamp() returns trigger language plpgsql as 'begin return null; end'",
            "drop function twice; create function twice(n integer) returns integer deterministic return n * 3",
        ],
        &["routine-changed"],
    ),
    case(
        "a function that returns something else, under views and triggers",
        [
            "",
            "drop view doubled; drop function twice(integer);
             create function twice(n integer) returns bigint language sql immutable as 'select n * 2::bigint';
             create view doubled as select id, twice(qty) as d from products;",
            "drop function twice; create function twice(n bigint) returns bigint deterministic return n * 2",
        ],
        &[],
    ),
    case(
        "a function with another name for an argument",
        [
            "",
            "drop view doubled; drop function twice(integer);
             create function twice(m integer) returns integer language sql immutable as 'select m * 2';
             create view doubled as select id, twice(qty) as d from products;",
            "",
        ],
        &["routine-changed"],
    ),
    case("an aggregate gone", ["", "drop aggregate product_of(integer)", ""], &["missing-routine"]),
    case(
        "an aggregate changed",
        ["", "drop aggregate product_of(integer); create aggregate product_of(integer) (sfunc = int4pl, stype = integer, initcond = '1')", ""],
        &["routine-changed"],
    ),
    case("a procedure gone", ["", "drop procedure tidy(integer)", "drop procedure tidy"], &["missing-routine"]),
    case(
        "a procedure changed",
        [
            "",
            "create or replace procedure tidy(keep integer default 0) language sql as 'delete from marks where n <= keep'",
            "drop procedure tidy; create procedure tidy(in keep integer) modifies sql data begin delete from marks where n <= keep; end",
        ],
        &["routine-changed"],
    ),
    case("a parsed function gone", ["", "drop function parsed(integer)", ""], &["missing-routine"]),
    case(
        "a parsed function changed",
        ["", "create or replace function parsed(a integer) returns bigint language sql begin atomic select count(*) from users where age >= a; end", ""],
        &["routine-changed"],
    ),
    case(
        "extra code",
        [
            "",
            "create function more(a text) returns setof marks language sql as 'select * from marks';
             create procedure more_of() language sql as 'select 1'; create aggregate more_sum(integer) (sfunc = int4pl, stype = integer);",
            "create function more(a text) returns text no sql return a; create procedure more_of() select 1;",
        ],
        &[],
    ),
];

pub(super) const BESIDE: &[Case] = &[
    case("an event gone", ["", "", "drop event nightly"], &["missing-event"]),
    case(
        "an extra event",
        ["", "", "create event hourly on schedule every 1 hour starts '2025-01-01 00:00:00' do delete from logs"],
        &["extra-event"],
    ),
    case(
        "an event at other times",
        ["", "", "alter event nightly on schedule every 2 day"],
        &["event-changed"],
    ),
    case("an event disabled", ["", "", "alter event nightly disable"], &["event-changed"]),
    case("an event with another body", ["", "", "alter event weekly do delete from logs"], &["event-changed"]),
    case(
        "an exclusion gone",
        ["", "alter table places drop constraint no_overlap", ""],
        &["missing-exclusion"],
    ),
    case(
        "an extra exclusion",
        ["", "alter table places add constraint more exclude using gist (during with =)", ""],
        &["extra-exclusion"],
    ),
    case(
        "an exclusion changed",
        ["", "alter table places drop constraint no_overlap, add constraint no_overlap exclude using gist (during with &&) where (id > 0) deferrable", ""],
        &["exclusion-changed"],
    ),
    case(
        "an exclusion with another name",
        ["", "alter table places rename constraint no_overlap to overlap", ""],
        &["name-changed"],
    ),
    case("a composite type gone", ["", "drop type spot", ""], &["missing-custom-type"]),
    case("a range type gone", ["", "drop type span", ""], &["missing-custom-type"]),
    case(
        "extra types",
        ["", "create type more as (a integer, b text); create type mores as range (subtype = date)", ""],
        &["extra-custom-type", "extra-custom-type"],
    ),
    case(
        "a composite type in use with an attribute more",
        ["", "alter type address add attribute city text", ""],
        &["custom-type-changed"],
    ),
    case(
        "a composite type in use with an attribute less",
        ["", "alter type address drop attribute zip", ""],
        &["custom-type-changed"],
    ),
    case(
        "a composite type with another order and type",
        ["", "drop type spot; create type spot as (y bigint, x integer)", ""],
        &["custom-type-changed"],
    ),
    case(
        "a range type over something else",
        ["", "drop type span; create type span as range (subtype = bigint)", ""],
        &["custom-type-changed"],
    ),
    case(
        "a materialized view gone, and the view on it",
        ["", "drop materialized view totals cascade", ""],
        &["missing-view", "missing-view"],
    ),
    case(
        "a materialized view changed",
        [
            "",
            "drop view totals_of; drop materialized view totals;
             create materialized view totals as select user_id, sum(1) as n from orders group by user_id;
             create unique index totals_user on totals (user_id);
             create view totals_of as select n from totals;",
            "",
        ],
        &[],
    ),
    case(
        "an index of a materialized view gone",
        ["", "drop index totals_user", ""],
        &["missing-index"],
    ),
    case(
        "renames under code",
        [
            r#"alter table logs rename column "T'ext" to "te'xt""#,
            "alter table orders rename column code to cipher",
            "drop trigger marks_word; alter table marks rename column word to term;
             create trigger marks_word before update on marks for each row
             if new.term is null then signal sqlstate '45000' set message_text = 'no; word'; end if;",
        ],
        &[],
    ),
    case(
        "a value of an enum with another name",
        [
            "",
            "alter type state_of rename value 'it''s open' to 'it''s opened'",
            "alter table states modify column state enum('new','it''s opened','closed','it''s open') not null;
             update states set state = 'it''s opened' where id = 1;
             alter table states modify column state enum('new','it''s opened','closed') not null default 'it''s opened';",
        ],
        &["enum-value-renamed"],
    ),
    case(
        "two values with other names, and one more",
        [
            "",
            "alter type state_of rename value 'it''s open' to 'opened it''s'; alter type state_of rename value 'closed' to 'close'; alter type state_of add value 'more'",
            "alter table states modify column tags set('one','two_way','three','four','two');
             update states set tags = 'one,two_way' where id = 1;
             alter table states modify column tags set('one','two_way','three','four');",
        ],
        &[],
    ),
    case(
        "sequences' options",
        ["", "alter sequence numbers increment 7 maxvalue 1000 cache 5 cycle", ""],
        &["sequence-changed"],
    ),
];
