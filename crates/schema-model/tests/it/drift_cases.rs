//! The cases users of other tools met, on recorded catalog text: what must compare equal, and what
//! must not. Numbers are those of the collection; related cases of the same rule stand beside them.

use seedbed_schema_model::{
    Action, Column, Deferrable, Dialect, Fingerprint, Identity, IndexPart, MatchType, Schema,
    Table, TypeKind, normal,
};

use crate::build::{check, column, expression_index, fk, index, key, names, schema, table};

const PG: Dialect = Dialect::POSTGRES;
const MY: Dialect = Dialect::MYSQL;
const MARIA: Dialect = Dialect::MARIADB;
const LITE: Dialect = Dialect::SQLITE;

/// A schema of one table `t` with `id`, changed.
fn with(dialect: Dialect, change: impl Fn(&mut Table)) -> Schema {
    let mut t = table(dialect, "t", &[("id", "int")]);
    change(&mut t);
    let mut parent = table(dialect, "p", &[("id", "int")]);
    parent.uniques.push(key("", &["id"]));
    schema(dialect, [t, parent])
}

/// A schema of one table `t` with a column `c`.
fn col(dialect: Dialect, raw: &str, change: impl Fn(&mut Column)) -> Schema {
    with(dialect, |t| {
        let mut c = column(dialect, "c", raw);
        change(&mut c);
        t.columns.push(c);
    })
}

fn ty(dialect: Dialect, raw: &str) -> Schema {
    col(dialect, raw, |_| {})
}

/// A column `c` of a type with a default.
fn default(dialect: Dialect, raw: &str, text: &str) -> Schema {
    col(dialect, raw, |c| c.default = Some(text.into()))
}

fn forms(s: &Schema) -> Vec<Table> {
    s.tables.values().map(|t| normal::table_form(s, t)).collect()
}

#[track_caller]
fn eq(case: u32, declared: &Schema, live: &Schema) {
    assert_eq!(forms(declared), forms(live), "case {case}");
    assert_eq!(Fingerprint::of(declared), Fingerprint::of(live), "case {case}");
}

#[track_caller]
fn drift(case: u32, declared: &Schema, live: &Schema) {
    assert_ne!(forms(declared), forms(live), "case {case}");
    assert_ne!(Fingerprint::of(declared), Fingerprint::of(live), "case {case}");
}

#[test]
fn mysql_and_mariadb_defaults() {
    // The reader has read the catalog's quoting; the expression is what is compared.
    eq(1, &ty(MARIA, "int"), &default(MARIA, "int(11)", "NULL"));
    drift(3, &default(MARIA, "varchar(9)", "'NULL'"), &default(MARIA, "varchar(9)", "NULL"));
    eq(3, &default(MARIA, "varchar(9)", "'NULL'"), &default(MARIA, "varchar(9)", "'NULL'"));
    eq(
        4,
        &default(MY, "varchar(9)", "'public'"),
        &on_mysql(default(MARIA, "varchar(9)", "'public'")),
    );
    eq(6, &default(MARIA, "varchar(9)", "''"), &default(MARIA, "varchar(9)", "\"\""));
    drift(6, &default(MARIA, "varchar(9)", "''"), &ty(MARIA, "varchar(9)"));
    for text in ["CURRENT_TIMESTAMP", "now()", "CURRENT_TIMESTAMP()", "localtimestamp"] {
        eq(
            9,
            &default(MARIA, "datetime", text),
            &default(MARIA, "datetime", "current_timestamp()"),
        );
    }
    let updated = |text: &str| col(MARIA, "datetime", |c| c.on_update = Some(text.into()));
    eq(9, &updated("now()"), &updated("current_timestamp()"));
    eq(
        10,
        &default(MARIA, "datetime(3)", "now(3)"),
        &default(MARIA, "datetime(3)", "current_timestamp(3)"),
    );
    drift(
        10,
        &default(MARIA, "datetime(3)", "now(3)"),
        &default(MARIA, "datetime(3)", "current_timestamp()"),
    );
    for d in [MY, MARIA] {
        eq(16, &default(d, "int", "0"), &default(d, "int(11)", "'0'"));
        eq(16, &default(d, "decimal(10,2)", "0"), &default(d, "decimal(10,2)", "0.00"));
        drift(16, &default(d, "int", "0"), &default(d, "int", "1"));
        drift(16, &default(d, "varchar(3)", "'0'"), &default(d, "varchar(3)", "'00'"));
        eq(18, &default(d, "float", "1.50"), &default(d, "float", "1.5"));
        eq(18, &default(d, "double", "1e3"), &default(d, "double", "1000"));
        drift(18, &default(d, "double", "1e3"), &default(d, "double", "1e4"));
        eq(19, &default(d, "tinyint(1)", "TRUE"), &default(d, "tinyint(1)", "1"));
        drift(19, &default(d, "tinyint(1)", "TRUE"), &default(d, "tinyint(1)", "0"));
        eq(21, &default(d, "char(36)", "(uuid())"), &default(d, "char(36)", "uuid()"));
    }
    eq(
        22,
        &default(MY, "varchar(9)", "(concat('x','y'))"),
        &default(MY, "varchar(9)", r"concat(_latin1\'x\',_latin1\'y\')"),
    );
    eq(
        24,
        &default(MY, "binary(16)", "(uuid_to_bin(uuid(), 1))"),
        &default(MY, "binary(16)", "uuid_to_bin(uuid(), true)"),
    );
    eq(24, &default(MY, "bit(1)", "b'0'"), &default(MY, "bit(1)", "0"));
    // Only when it is lax does MySQL take this, and then it is no default.
    eq(6, &default(MY, "text", "''"), &ty(MY, "text"));
    drift(6, &default(MY, "text", "('')"), &ty(MY, "text"));
    drift(6, &default(MARIA, "text", "''"), &ty(MARIA, "text"));
}

/// The same schema said to be of MySQL.
fn on_mysql(mut schema: Schema) -> Schema {
    schema.dialect = MY;
    schema
}

#[test]
fn mysql_and_mariadb_types() {
    let json = col(MARIA, "json", |c| c.ty.kind = TypeKind::Json { binary: false });
    let longtext = |check_it: bool| {
        with(MARIA, |t| {
            let mut c = column(MARIA, "c", "longtext");
            c.collation = Some("utf8mb4_bin".into());
            t.columns.push(c);
            if check_it {
                t.checks.push(check("c", "json_valid(`c`)"));
            }
        })
    };
    eq(7, &json, &longtext(true));
    drift(7, &json, &longtext(false));
    eq(12, &ty(MY, "int"), &ty(MY, "int(11)"));
    eq(12, &ty(MY, "bigint"), &ty(MY, "bigint(20)"));
    eq(13, &ty(MY, "int unsigned"), &ty(MY, "int(10) unsigned"));
    drift(13, &ty(MY, "int unsigned"), &ty(MY, "int"));
    drift(15, &ty(MY, "int(5) zerofill"), &ty(MY, "int(6) zerofill"));
    drift(15, &ty(MY, "int(5) zerofill"), &ty(MY, "int(5) unsigned"));
    drift(15, &ty(MY, "tinyint(1)"), &ty(MY, "tinyint(4)"));
    eq(15, &ty(MY, "boolean"), &ty(MY, "tinyint(1)"));
    eq(25, &ty(MY, "TEXT(32)"), &ty(MY, "tinytext"));
    drift(25, &ty(MY, "TEXT(300)"), &ty(MY, "tinytext"));
    let collated = |name: &str| col(MY, "varchar(9)", |c| c.collation = Some(name.into()));
    eq(27, &collated("utf8_general_ci"), &collated("utf8mb3_general_ci"));
    drift(27, &collated("utf8_general_ci"), &collated("utf8mb4_general_ci"));
    let inherited = |table: &str, own: Option<&str>| {
        with(MY, |t| {
            t.options.collation = Some(table.into());
            let mut c = column(MY, "c", "varchar(9)");
            c.collation = own.map(str::to_owned);
            t.columns.push(c);
        })
    };
    eq(28, &inherited("utf8mb4_bin", None), &inherited("utf8mb4_bin", Some("utf8mb4_bin")));
    drift(28, &inherited("utf8mb4_bin", None), &inherited("utf8mb4_bin", Some("latin1_bin")));
    drift(30, &ty(MY, "enum('a','b')"), &ty(MY, "enum('b','a')"));
    eq(30, &ty(MY, "ENUM ('a', 'b')"), &ty(MY, "enum('a','b')"));
    drift(30, &ty(MY, "enum('a','b')"), &ty(MY, "enum('A','b')"));
}

#[test]
fn mysql_and_mariadb_keys() {
    let child = |d: Dialect, change: &dyn Fn(&mut Table)| {
        with(d, |t| {
            t.columns.push(column(d, "p_id", "int"));
            t.foreign_keys.push(fk(&["p_id"], "p", &["id"]));
            change(t);
        })
    };
    for d in [MY, MARIA] {
        let declared = child(d, &|_| {});
        for name in ["p_id", "p_id_2"] {
            eq(31, &declared, &child(d, &|t| t.indexes.push(index(name, &["p_id"]))));
        }
        let named = |with_index: bool| {
            child(d, &|t| {
                t.foreign_keys[0].name = Some("fk_p".into());
                if with_index {
                    t.indexes.push(index("fk_p", &["p_id"]));
                }
            })
        };
        eq(31, &named(false), &named(true));
        drift(31, &declared, &child(d, &|t| t.indexes.push(index("by_hand", &["p_id"]))));
        drift(31, &declared, &child(d, &|t| t.indexes.push(index("p_id", &["p_id", "id"]))));
        let on_delete = |action| child(d, &|t| t.foreign_keys[0].on_delete = action);
        eq(33, &on_delete(Action::Restrict), &on_delete(Action::NoAction));
        drift(33, &on_delete(Action::Restrict), &on_delete(Action::Cascade));
        let named = |name: &str| child(d, &|t| t.foreign_keys[0].name = Some(name.into()));
        eq(34, &declared, &named("t_ibfk_1"));
        drift(34, &declared, &named("other_ibfk_1"));
        let checked = |name: &str| with(d, |t| t.checks.push(check(name, "`id` > 0")));
        eq(34, &checked(""), &checked("CONSTRAINT_1"));
        eq(34, &checked(""), &checked("t_chk_12"));
        drift(34, &checked(""), &checked("positive"));
        let spelled = |method: Option<&str>| {
            with(d, |t| {
                let mut i = index("i", &["id"]);
                i.method = method.map(str::to_owned);
                t.indexes.push(i);
            })
        };
        eq(36, &spelled(None), &spelled(Some("BTREE")));
        drift(36, &spelled(None), &spelled(Some("fulltext")));
        let unique = |name: &str| with(d, |t| t.uniques.push(key(name, &["id"])));
        eq(36, &unique(""), &unique("id"));
    }
    let range = |name: &str, text: &str| {
        with(MARIA, |t| {
            t.columns.push(column(MARIA, "a", "int"));
            t.checks.push(check(name, text));
        })
    };
    eq(37, &range("", "(a > 0 and a < 10)"), &range("a", "`a` > 0 and `a` < 10"));
    drift(37, &range("", "(a > 0 and a < 10)"), &range("a", "`a` > 0 and `a` < 11"));
}

#[test]
fn postgres_types_and_defaults() {
    eq(39, &default(PG, "text", "'x'"), &default(PG, "text", "'x'::text"));
    eq(
        39,
        &default(PG, "varchar(5)", "'x'"),
        &default(PG, "character varying(5)", "'x'::character varying"),
    );
    eq(
        40,
        &default(PG, "varchar(7)[]", "'{}'"),
        &default(PG, "character varying(7)[]", "'{}'::character varying[]"),
    );
    eq(42, &ty(PG, "char"), &ty(PG, "character(1)"));
    drift(42, &ty(PG, "char"), &ty(PG, "bpchar"));
    drift(42, &ty(PG, "char"), &ty(PG, "\"char\""));
    eq(43, &default(PG, "int", "-1"), &default(PG, "integer", "'-1'::integer"));
    eq(43, &default(PG, "bigint", "-1"), &default(PG, "bigint", "'-1'::bigint"));
    eq(45, &default(PG, "numeric(10,2)", "'0.00'"), &default(PG, "numeric(10,2)", "0"));
    eq(46, &default(PG, "date", "current_date"), &default(PG, "date", "CURRENT_DATE"));
    eq(
        46,
        &default(PG, "timestamp", "localtimestamp"),
        &default(PG, "timestamp", "LOCALTIMESTAMP"),
    );
    drift(
        48,
        &default(PG, "timestamptz", "now()"),
        &default(PG, "timestamptz", "clock_timestamp()"),
    );
    drift(
        48,
        &default(PG, "timestamptz", "now()"),
        &default(PG, "timestamptz", "statement_timestamp()"),
    );
    eq(
        49,
        &default(PG, "timestamptz", "now() + interval '72 hours'"),
        &default(PG, "timestamptz", "(now() + '72:00:00'::interval)"),
    );
    eq(
        51,
        &default(PG, "jsonb", r#"'{"b":1, "a":2}'"#),
        &default(PG, "jsonb", r#"'{"a": 2, "b": 1}'::jsonb"#),
    );
    drift(51, &default(PG, "jsonb", r#"'{"a":1}'"#), &default(PG, "jsonb", r#"'{"a": 2}'::jsonb"#));
    eq(52, &default(PG, "json", "'{}'"), &default(PG, "json", "'{}'::json"));
    eq(54, &default(PG, "text", "NULL"), &ty(PG, "text"));
    eq(54, &default(PG, "text", "NULL::character varying"), &ty(PG, "text"));
    eq(55, &default(PG, "bit(3)", "'101'"), &default(PG, "bit(3)", "'101'::\"bit\""));
    eq(55, &default(PG, "bit(3)", "B'101'"), &default(PG, "bit(3)", "'101'::\"bit\""));
    eq(87, &ty(PG, "timestamp(6)"), &ty(PG, "timestamp without time zone"));
    drift(87, &ty(PG, "timestamp(6)"), &ty(PG, "timestamp(9)"));
    drift(87, &ty(PG, "timestamp(3)"), &ty(PG, "timestamp without time zone"));
    drift(87, &ty(PG, "timestamp"), &ty(PG, "timestamptz"));
    let serial = |raw: &str, sequence: Option<&str>| {
        col(PG, raw, |c| {
            c.nullable = sequence.is_none();
            c.identity = Some(Identity::Serial { sequence: sequence.map(Into::into) });
        })
    };
    eq(57, &serial("serial", None), &serial("integer", Some("t_c_seq")));
    let shared = default(PG, "integer", "nextval('shared_seq'::regclass)");
    drift(58, &serial("serial", None), &shared);
    eq(58, &shared, &default(PG, "integer", "nextval('public.shared_seq')"));
    drift(58, &shared, &default(PG, "integer", "nextval('other_seq')"));
}

/// Checks over a table with a column of each sort.
fn pg_check(text: &str) -> Schema {
    with(PG, |t| {
        for (name, raw) in [
            ("c", "integer"),
            ("v", "character varying(20)"),
            ("x", "text"),
            ("tm", "time without time zone"),
            ("b", "boolean"),
            ("n", "numeric(10,2)"),
            ("big", "bigint"),
            ("ts", "timestamp with time zone"),
        ] {
            t.columns.push(column(PG, name, raw));
        }
        t.checks.push(check("", text));
    })
}

#[test]
fn postgres_checks() {
    eq(60, &pg_check("c in (1,2)"), &pg_check("(c = ANY (ARRAY[1, 2]))"));
    eq(
        61,
        &pg_check("v in ('a','b')"),
        &pg_check(
            "((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
        ),
    );
    drift(
        61,
        &pg_check("v in ('a','b')"),
        &pg_check("((v)::text = ANY (ARRAY['a'::text, 'c'::text]))"),
    );
    eq(63, &pg_check("x not in ('a')"), &pg_check("(x <> 'a'::text)"));
    eq(63, &pg_check("x != 'z'"), &pg_check("(x <> 'z'::text)"));
    eq(64, &pg_check("c between 1 and 10"), &pg_check("((c >= 1) AND (c <= 10))"));
    eq(
        66,
        &pg_check("x is not distinct from 'q'"),
        &pg_check("(NOT (x IS DISTINCT FROM 'q'::text))"),
    );
    eq(67, &pg_check("tm >= '00:00:00'"), &pg_check("(tm >= '00:00:00'::time without time zone)"));
    eq(67, &pg_check("tm >= '0:00'"), &pg_check("(tm >= '00:00:00'::time without time zone)"));
    eq(67, &pg_check("n > 0"), &pg_check("(n > (0)::numeric)"));
    eq(67, &pg_check("c > 1.5"), &pg_check("((c)::numeric > 1.5)"));
    eq(67, &pg_check("big in (1, 2)"), &pg_check("(big = ANY (ARRAY[(1)::bigint, (2)::bigint]))"));
    eq(67, &pg_check("b = 't'"), &pg_check("(b = true)"));
    eq(67, &pg_check("t.c > 0"), &pg_check("(c > 0)"));
    drift(67, &pg_check("c > 0"), &pg_check("(c >= 0)"));
    eq(84, &pg_check("x = (SELECT auth.uid())"), &pg_check("(x = ( SELECT auth.uid() AS uid))"));
    eq(
        85,
        &pg_check("timezone('utc', now()) > ts"),
        &pg_check("((now() AT TIME ZONE 'utc'::text) > ts)"),
    );
    let named = |name: &str| with(PG, |t| t.checks.push(check(name, "id > 0")));
    eq(34, &named(""), &named("t_check"));
    eq(34, &named(""), &named("t_id_check1"));
    drift(34, &named(""), &named("positive"));
}

#[test]
fn postgres_keys_and_indexes() {
    let one = |change: &dyn Fn(&mut seedbed_schema_model::Index)| {
        with(PG, |t| {
            t.columns.push(column(PG, "b", "boolean"));
            let mut i = index("i", &["id"]);
            change(&mut i);
            t.indexes.push(i);
        })
    };
    let plain = one(&|_| {});
    eq(
        69,
        &one(&|i| i.predicate = Some("b = true".into())),
        &one(&|i| i.predicate = Some("(b = true)".into())),
    );
    eq(69, &one(&|i| i.predicate = Some("b".into())), &one(&|i| i.predicate = Some("(b)".into())));
    drift(69, &one(&|i| i.predicate = Some("b".into())), &plain);
    let order = |descending, nulls_first| {
        one(&move |i| i.parts[0] = IndexPart { descending, nulls_first, ..i.parts[0].clone() })
    };
    eq(70, &order(false, Some(false)), &plain);
    eq(70, &order(true, Some(true)), &order(true, None));
    drift(70, &order(false, Some(true)), &plain);
    drift(70, &order(true, None), &plain);
    let opclass = |name: &str| one(&|i| i.parts[0].opclass = Some(name.into()));
    eq(72, &opclass("int4_ops"), &plain);
    drift(72, &opclass("text_pattern_ops"), &plain);
    drift(75, &plain, &one(&|i| i.valid = false));
    drift(
        76,
        &one(&|i| i.predicate = Some("id > 1".into())),
        &one(&|i| i.predicate = Some("id > 2".into())),
    );
    let expr = |text: &str| {
        with(PG, |t| {
            t.columns.push(column(PG, "email", "varchar(99)"));
            t.indexes.push(expression_index("e", text));
        })
    };
    drift(76, &expr("lower(email)"), &expr("upper(email)"));
    eq(76, &expr("lower(email)"), &expr("lower((email)::text)"));
    let key_to = |change: &dyn Fn(&mut seedbed_schema_model::ForeignKey)| {
        with(PG, |t| {
            let mut k = fk(&["id"], "p", &["id"]);
            change(&mut k);
            t.foreign_keys.push(k);
        })
    };
    let bare = key_to(&|_| {});
    eq(73, &key_to(&|k| k.on_delete = Action::NoAction), &bare);
    eq(73, &key_to(&|k| k.match_type = MatchType::Simple), &bare);
    eq(73, &key_to(&|k| k.target_columns.clear()), &bare);
    eq(73, &key_to(&|k| k.name = Some("t_id_fkey".into())), &bare);
    drift(78, &key_to(&|k| k.on_delete = Action::Cascade), &bare);
    drift(78, &key_to(&|k| k.on_delete = Action::Restrict), &bare);
    drift(78, &key_to(&|k| k.on_update = Action::Cascade), &bare);
    drift(78, &key_to(&|k| k.validated = false), &bare);
    let unique = |name: &str, deferrable| {
        with(PG, |t| {
            t.columns.push(column(PG, "a", "int"));
            let mut k = key(name, &["a"]);
            k.deferrable = deferrable;
            t.uniques.push(k);
        })
    };
    eq(
        79,
        &unique("", Deferrable::InitiallyDeferred),
        &unique("t_a_key", Deferrable::InitiallyDeferred),
    );
    drift(79, &unique("", Deferrable::InitiallyDeferred), &unique("", Deferrable::No));
    // A constraint is not an index on PostgreSQL: the comparison sees which it is.
    let by_index = with(PG, |t| {
        t.columns.push(column(PG, "a", "int"));
        let mut i = index("t_a_key", &["a"]);
        i.unique = true;
        t.indexes.push(i);
    });
    drift(79, &unique("", Deferrable::No), &by_index);
    let included = |columns: &[&str]| one(&|i| i.include = names(columns));
    eq(76, &included(&["b", "id"]), &included(&["id", "b"]));
}

#[test]
fn sqlite() {
    eq(88, &default(LITE, "boolean", "true"), &default(LITE, "boolean", "1"));
    drift(88, &default(LITE, "boolean", "true"), &default(LITE, "boolean", "0"));
    let rowid = |autoincrement| {
        with(LITE, |t| {
            t.columns[0].ty.raw = "INTEGER".into();
            t.columns[0].identity = Some(Identity::Rowid { autoincrement });
        })
    };
    drift(90, &rowid(true), &rowid(false));
    // INTEGER PRIMARY KEY is the rowid, INT PRIMARY KEY is not.
    drift(90, &rowid(false), &with(LITE, |_| {}));
    let unique = with(LITE, |t| t.uniques.push(key("", &["c"])));
    let mut automatic = index("sqlite_autoindex_t_1", &["c"]);
    automatic.unique = true;
    eq(
        91,
        &unique,
        &with(LITE, |t| {
            t.uniques.push(key("", &["c"]));
            t.indexes.push(automatic.clone());
        }),
    );
    let mut named = automatic.clone();
    named.name = Some("t_c".into());
    let named_key = with(LITE, |t| t.uniques.push(key("t_c", &["c"])));
    eq(91, &named_key, &with(LITE, |t| t.indexes.push(named.clone())));
    eq(93, &default(LITE, "text", "\"y\""), &default(LITE, "text", "'y'"));
    drift(93, &default(LITE, "text", "\"y\""), &default(LITE, "text", "'z'"));
    let child =
        |to: &str, columns: &[&str]| with(LITE, |t| t.foreign_keys.push(fk(&["id"], to, columns)));
    eq(94, &child("p", &[]), &child("p", &["id"]));
    eq(94, &child("P", &["ID"]), &child("p", &["id"]));
    let expression = |text: &str| with(LITE, |t| t.indexes.push(expression_index("e", text)));
    eq(96, &expression("lower(id)"), &expression("LOWER( \"id\" )"));
    drift(96, &expression("lower(id)"), &expression("upper(id)"));
    let partial = |text: &str| {
        with(LITE, |t| {
            let mut i = index("i", &["id"]);
            i.predicate = Some(text.into());
            t.indexes.push(i);
        })
    };
    eq(96, &partial("id>1"), &partial("id > 1"));
    drift(96, &partial("id>1"), &partial("id > 2"));
    let checked = |text: &str| with(LITE, |t| t.checks.push(check("", text)));
    eq(97, &checked("id > 0"), &checked("id>0"));
    drift(97, &checked("id > 0"), &checked("id > 1"));
    for (a, b) in
        [("INT", "BIGINT"), ("INTEGER", "int"), ("VARCHAR(20)", "NVARCHAR(20)"), ("TEXT", "CLOB")]
    {
        eq(97, &ty(LITE, a), &ty(LITE, b));
    }
    drift(97, &ty(LITE, "VARCHAR(20)"), &ty(LITE, "VARCHAR(30)"));
    drift(97, &ty(LITE, "INT"), &ty(LITE, "TEXT"));
}
