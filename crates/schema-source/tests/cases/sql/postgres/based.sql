create extension if not exists citext;
create domain d_text as text check (value ~ '^a' and length(value) < 10);
create domain d_vc as varchar(20) check (value <> '' and value like 'x%');
create domain d_ci as citext check (value ~* '^a' and value <> 'b');
create domain d_json as jsonb check (value ? 'a' and value->>'b' is not null);
create domain d_uuid as uuid check (value <> '00000000-0000-0000-0000-000000000000');
create domain d_date as date check (value > '2000-01-01');
create domain d_inet as inet check (value << '10.0.0.0/8');
create domain d_arr as text[] check (array_length(value, 1) > 1 and 'x' = any(value));
create domain d_int as int check (value > 5);
create domain d_num as numeric(10,2) check (value >= 0);
create domain d_bool as boolean check (value or value is null);
create domain d_ival as interval check (value > '1 day');
create domain d_ts as timestamptz check (value > '2000-01-01 00:00:00+00');
create domain dd_text as d_text check (value ~ 'b$' and length(value) > 1 and value <> 'q' and value in ('a', 'b'));
create domain dd_vc as d_vc check (value <> 'z' and value like '%x' and char_length(value) > 2);
create domain dd_ci as d_ci check (value ~* 'b$' and value <> 'c' and length(value) > 2 and value in ('a','b'));
create domain dd_json as d_json check (value ? 'b' and value->>'b' = 'x');
create domain dd_uuid as d_uuid check (value <> '10000000-0000-0000-0000-000000000000');
create domain dd_date as d_date check (value > '2001-01-01');
create domain dd_inet as d_inet check (value << '10.1.0.0/16');
create domain dd_arr as d_arr check (array_length(value, 1) > 2 and 'y' = any(value));
create domain dd_int as d_int check (value > 6 and value in (1,2));
create domain dd_num as d_num check (value >= 1 and value < 2.5);
create domain dd_bool as d_bool check (value or value is null);
create domain dd_ival as d_ival check (value > '2 days');
create domain dd_ts as d_ts check (value > '2001-01-01 00:00:00+00');
create table dt (a d_text, b d_vc, c d_ci, d d_json, e d_uuid, f d_date, g d_inet, h d_arr, i d_int, j d_num, k d_bool, l d_ival, m d_ts,
 aa dd_text, ca dd_ci, fa dd_date,
 check (a <> 'x' and a ~ 'z'), check (a in ('a', 'b')), check (length(a) > 2), check (a = b), check (lower(a) = a),
 check (b <> 'x'), check (b in ('a','b')), check (char_length(b) > 1),
 check (c <> 'x'), check (c in ('a','b')), check (c ~* 'q'), check (length(c) > 1), check (c like 'a%'),
 check (d ? 'x'), check (d->>'x' = 'y'), check (d <> '{}'), check (jsonb_typeof(d) = 'object'),
 check (e <> '00000000-0000-0000-0000-000000000001'), check (f > '2002-01-01'), check (f between '2001-01-01' and '2002-01-01'), check (extract(year from f) > 2000),
 check (g << '10.0.0.0/9'), check (family(g) = 4), check ('z' = any(h)), check (cardinality(h) > 0), check (h @> '{a}'),
 check (i > 7), check (i in (1,2)), check (i + 1 > 2), check (j > 1.5), check (j > i), check (k), check (not k), check (l > '3 days'), check (m > '2002-01-01 00:00:00+00'), check (m > f),
 check (aa <> 'x'), check (aa in ('x','y')), check (ca ~* 'x'), check (ca <> 'y'), check (fa > '2003-01-01')
);
create index dti on dt (lower(a)) where c <> 'x' and b <> 'y';
create index dti2 on dt (lower(c), (d->>'x'), upper(b));
create table ct (c citext, t text, check (length(c) > 1), check (trim(c) <> ''), check (upper(c) = 'X'), check (c = lower(t)), check (substring(c from 1 for 2) = 'ab'), check (left(c, 2) = 'ab' and ltrim(c) = c and md5(c) <> 'x'));
create index cti on ct (lower(c));
create domain wt as citext check (value <> 'q');
create domain w1 as wt check (substring(value from '[^.]*$') !~ '^[0-9]+$');
create domain w2 as wt check (length(trim(both from value::text)) < 254);
create domain w3 as wt check (value ~* '^(?!-)[a-z]');
create domain w4 as wt check (position('a' in value) > 0);
create domain w5 as wt check (substring(value from 2) = 'x' and substr(value, 1) = 'c');
create table w6 (c citext, check (substring(c from '^a') !~ 'z'), check (trim(both 'x' from c) ~ 'z'));
