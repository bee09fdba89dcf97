//! Laws over generated schemas, live on every engine: what is created reads back as nothing else than
//! what was declared; what is read, written and created again reads back the same; both survive their
//! snapshots; the two directions of a comparison mirror each other.

use std::collections::BTreeSet;

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::Index as Pick,
    strategy::ValueTree,
    test_runner::{Config, TestRng, TestRunner},
};
use seedbed_drift::{Policy, compare};
use seedbed_schema_model::{
    Action, Check, Column, ColumnType, Dialect, Expr, Family, Fingerprint, ForeignKey, Index,
    IndexPart, Key, Origin, OriginKind, Reading, Schema, Table, TableName, ddl, normal, snapshot,
};
use seedbed_schema_source::live;
use seedbed_testkit::Database;

/// A type, defaults it takes, a condition over it, and whether a key may hold it.
type Kind = (&'static str, &'static [&'static str], &'static str, bool);

const POSTGRES: &[Kind] = &[
    ("integer", &["0", "-1", "(1 + 2)"], "{} >= 0", true),
    ("bigint", &["9000000000"], "{} BETWEEN 1 AND 10", true),
    ("smallint", &["7"], "{} IN (1, 2, 3)", true),
    ("varchar(40)", &["''", "'it''s'", "upper('x')"], "length({}) > 1", true),
    ("text", &["'a'", "('b' || 'c')"], "{} <> 'none' AND {} LIKE 'a%'", true),
    ("char(3)", &["'abc'"], "{} IS NOT NULL", true),
    ("numeric(10,2)", &["0", "1.50", "-0.01"], "{} > 0.5 OR {} IS NULL", true),
    ("double precision", &["1.5", "'NaN'"], "NOT ({} < 0)", true),
    ("boolean", &["true", "false"], "{} IS NOT TRUE", true),
    ("timestamp(3)", &["CURRENT_TIMESTAMP", "now()"], "{} > '2020-01-01'", true),
    ("timestamptz", &["now()", "'2020-01-01 00:00:00+00'"], "{} IS NOT NULL", true),
    ("date", &["CURRENT_DATE", "'2020-02-29'"], "{} > date '2000-01-01'", true),
    ("uuid", &["gen_random_uuid()"], "{} IS NOT NULL", true),
    ("jsonb", &["'{}'", "'{\"b\": 1, \"a\": [2]}'"], "{} ? 'a'", false),
    ("json", &["'[]'"], "{} IS NOT NULL", false),
    ("bytea", &["'\\x00'"], "octet_length({}) < 10", true),
    ("text[]", &["'{}'", "ARRAY['a', 'b']"], "array_length({}, 1) > 0", false),
    ("interval", &["'1 day'"], "{} > '00:00:01'", true),
    ("time", &["'12:00'"], "{} IS NOT NULL", true),
    ("bit(3)", &["B'101'"], "{} <> B'000'", true),
    ("inet", &["'127.0.0.1'"], "{} IS NOT NULL", true),
];

const MARIADB: &[Kind] = &[
    ("int", &["0", "-1", "(1 + 2)"], "{} >= 0", true),
    ("bigint unsigned", &["9000000000"], "{} BETWEEN 1 AND 10", true),
    ("smallint", &["7"], "{} IN (1, 2, 3)", true),
    ("tinyint(1)", &["1", "TRUE"], "{} <> 5", true),
    ("varchar(40)", &["''", "'it''s'", "'NULL'"], "length({}) > 1", true),
    ("char(3)", &["'abc'"], "{} IS NOT NULL", true),
    ("text", &["'a'"], "{} <> 'none' AND {} LIKE 'a%'", false),
    ("decimal(10,2)", &["0", "1.50", "-0.01"], "{} > 0.5 OR {} IS NULL", true),
    ("double", &["1.5", "1e3"], "NOT ({} < 0)", true),
    ("datetime(3)", &["CURRENT_TIMESTAMP(3)"], "{} > '2020-01-01'", true),
    ("date", &["'2020-02-29'"], "{} IS NOT NULL", true),
    ("time", &["'12:00:00'"], "{} IS NOT NULL", true),
    ("json", &["'{}'"], "json_valid({})", false),
    ("enum('a','it''s','c d')", &["'a'"], "{} <> 'c d'", true),
    ("set('a','b')", &["'a,b'"], "{} <> ''", true),
    ("varbinary(16)", &["'x'"], "length({}) < 10", true),
    ("bit(3)", &["b'101'"], "{} > 0", true),
    ("year", &["2020"], "{} > 2000", true),
];

const SQLITE: &[Kind] = &[
    ("integer", &["0", "-1", "(1 + 2)"], "{} >= 0", true),
    ("BIGINT", &["9000000000"], "{} BETWEEN 1 AND 10", true),
    ("varchar(40)", &["''", "'it''s'", "\"word\""], "length({}) > 1", true),
    ("text", &["'a'", "('b' || 'c')"], "{} <> 'none' AND {} LIKE 'a%'", true),
    ("decimal(10,2)", &["0", "1.50", "-0.01"], "{} > 0.5 OR {} IS NULL", true),
    ("real", &["1.5"], "NOT ({} < 0)", true),
    ("boolean", &["true", "0"], "{} IN (0, 1)", true),
    ("timestamp", &["CURRENT_TIMESTAMP", "(datetime('now'))"], "{} > '2020-01-01'", true),
    ("blob", &["x'00'"], "typeof({}) = 'blob'", true),
    ("", &["NULL"], "{} GLOB '*a'", true),
];

/// Names that ask for quotes.
const NAMES: &[&str] = &[
    "id",
    "name",
    "T'able",
    "a\"b",
    "a`b",
    "select",
    "order",
    "Ünï",
    "a b",
    "x;--",
    "100%",
    "Mixed",
    "snake_case",
    "group",
    "日本",
    "a.b",
    "check",
    "[c]",
];

#[derive(Debug, Clone)]
pub(crate) struct Draft {
    columns: Vec<(Pick, Pick, bool, Option<Pick>, bool)>,
    primary: usize,
    unique: Option<(Pick, bool)>,
    indexes: Vec<(Pick, Pick, bool, bool)>,
    foreign: Option<(Pick, Pick, Pick)>,
}

pub(crate) fn draft() -> impl Strategy<Value = Draft> {
    let pick = any::<Pick>;
    let column =
        (pick(), pick(), any::<bool>(), option::weighted(0.4, pick()), prop::bool::weighted(0.2));
    (
        vec(column, 1..7),
        0..3_usize,
        option::weighted(0.4, (pick(), any::<bool>())),
        vec((pick(), pick(), any::<bool>(), prop::bool::weighted(0.3)), 0..3),
        option::weighted(0.6, (pick(), pick(), pick())),
    )
        .prop_map(|(columns, primary, unique, indexes, foreign)| Draft {
            columns,
            primary,
            unique,
            indexes,
            foreign,
        })
}

fn quoted(family: Family, name: &str) -> String {
    match family {
        Family::MySql | Family::MariaDb => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

fn ty(dialect: Dialect, raw: &str) -> ColumnType {
    ColumnType { raw: raw.to_owned(), kind: normal::type_kind(dialect, raw) }
}

/// A schema that the engine accepts, made from drafts.
pub(crate) fn schema(dialect: Dialect, drafts: &[Draft]) -> Schema {
    let family = dialect.family;
    let kinds = match family {
        Family::Sqlite => SQLITE,
        Family::Postgres => POSTGRES,
        Family::MySql | Family::MariaDb => MARIADB,
    };
    let mut schema = Schema::empty(dialect);
    let mut keys: Vec<(TableName, String, ColumnType)> = Vec::new();
    for (number, draft) in drafts.iter().enumerate() {
        let name = TableName::new(format!("{} {number}", NAMES[number % NAMES.len()]));
        let mut table = Table::new(name.name.as_str());
        let mut may_be_key = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, kind, nullable, default, check) in &draft.columns {
            let name = *name.get(NAMES);
            let (raw, defaults, condition, key) = *kind.get(kinds);
            if !seen.insert(name.to_lowercase()) {
                continue;
            }
            let mut column = Column::new(name, ty(dialect, raw));
            column.nullable = *nullable;
            column.default = default.map(|d| Expr::from(*d.get(defaults)));
            if *check {
                let expr = condition.replace("{}", &quoted(family, name));
                let label = format!("{number} {name} ok");
                table.checks.push(Check::new(Some(label), Expr(expr)));
            }
            if key {
                may_be_key.push(table.columns.len());
            }
            table.columns.push(column);
        }
        if draft.primary > 0 && !may_be_key.is_empty() {
            let columns: Vec<_> = may_be_key.iter().take(draft.primary).copied().collect();
            for at in &columns {
                table.columns[*at].nullable = false;
                // A key has no use for a default, and some engines refuse NULL as one.
                table.columns[*at].default = None;
            }
            let names: Vec<_> = columns.iter().map(|at| table.columns[*at].name.clone()).collect();
            // SQLite's INTEGER PRIMARY KEY is the rowid; that is written otherwise.
            let rowid = family == Family::Sqlite
                && names.len() == 1
                && table.columns[columns[0]].ty.raw == "integer";
            if rowid {
                table.columns[columns[0]].ty = ty(dialect, "BIGINT");
            }
            if let [only] = &*columns {
                let column = &table.columns[*only];
                keys.push((name.clone(), column.name.clone(), column.ty.clone()));
            }
            table.primary_key = Some(Key::unnamed(names));
        }
        if let Some((at, named)) = &draft.unique
            && !may_be_key.is_empty()
        {
            let column = table.columns[*at.get(&may_be_key)].name.clone();
            let of_primary =
                table.primary_key.as_ref().is_some_and(|k| k.columns == [column.clone()]);
            if !of_primary {
                let name = named.then(|| format!("{number} one {column}"));
                table.uniques.push(Key { name, ..Key::unnamed(vec![column]) });
            }
        }
        for (i, (first, second, descending, unique)) in draft.indexes.iter().enumerate() {
            if may_be_key.is_empty() {
                continue;
            }
            let mut columns = vec![*first.get(&may_be_key), *second.get(&may_be_key)];
            columns.dedup();
            let mut parts: Vec<_> = columns
                .into_iter()
                .map(|at| IndexPart::column(table.columns[at].name.clone()))
                .collect();
            parts[0].descending = *descending;
            let name = Some(format!("{number} index {i}"));
            table.indexes.push(Index { name, unique: *unique, ..Index::over(parts) });
        }
        if let Some((to, on_delete, on_update)) = &draft.foreign
            && !keys.is_empty()
        {
            let (target, column, ty) = to.get(&keys);
            let own = "refers to".to_owned();
            table.columns.push(Column::new(own.clone(), ty.clone()));
            let actions = [Action::NoAction, Action::Cascade, Action::SetNull, Action::Restrict];
            table.foreign_keys.push(ForeignKey {
                name: Some(format!("{number} refers")),
                on_delete: *on_delete.get(&actions),
                on_update: *on_update.get(&actions),
                ..ForeignKey::unnamed(vec![own], target.clone(), vec![column.clone()])
            });
        }
        schema.insert(table);
    }
    schema
}

pub(crate) async fn read(database: &Database) -> Reading {
    let connection = database.connect().await;
    let reading = live::read(&connection, None).await.unwrap();
    connection.close().await.unwrap();
    reading
}

pub(crate) async fn create(database: &Database, schema: &Schema) {
    let statements = ddl::create_schema(schema).unwrap();
    let script = statements.join(";\n");
    let script = match schema.dialect.family {
        Family::Sqlite => format!("BEGIN;\n{script};\nCOMMIT;"),
        _ => format!("{script};"),
    };
    database.execute_script(&script).await;
}

pub(crate) fn findings(declared: &Reading, live: &Reading) -> Vec<String> {
    let report = compare(declared, live, &Policy::default());
    let line = |f: &seedbed_drift::Finding| {
        format!("{} {}: {:?} / {:?}", f.rule, f.at, f.declared, f.live)
    };
    report.findings().iter().map(line).collect()
}

async fn laws(make: impl AsyncFn() -> Database) {
    let seed = [25; 32];
    let rng = TestRng::from_seed(Config::default().rng_algorithm, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut before: Option<Reading> = None;
    for case in 0..3 {
        let drafts = vec(draft(), 14..15).new_tree(&mut runner).unwrap().current();
        let (first, second) = (make().await, make().await);
        let dialect = Dialect::unversioned(first.family());
        let label = "generated.sql".to_owned();
        let kind = OriginKind::SqlFile;
        let origin = Origin { kind, label, server: None, host: None, database: None };
        let declared = Reading::new(origin, schema(dialect, &drafts));
        create(&first, &declared.schema).await;
        let live = read(&first).await;
        assert_eq!(live.schema.tables.len(), drafts.len(), "{first}, case {case}");
        assert_eq!(findings(&declared, &live), Vec::<String>::new(), "{first}, case {case}");
        assert_eq!(findings(&live, &declared), Vec::<String>::new(), "{first}, case {case}");

        create(&second, &live.schema).await;
        let again = read(&second).await;
        assert_eq!(findings(&live, &again), Vec::<String>::new(), "{first}, written again");
        assert_eq!(Fingerprint::of(&again.schema), Fingerprint::of(&live.schema));

        for reading in [&declared, &live] {
            let back = snapshot::from_json(&snapshot::to_json(reading)).unwrap();
            assert_eq!(back.schema, reading.schema);
        }

        // Two schemas that have little to do with each other differ as much from either side.
        if let Some(before) = before.replace(live) {
            let (there, back) = (findings(&before, &again), findings(&again, &before));
            assert!(!there.is_empty());
            assert_eq!(there.len(), back.len(), "{there:#?}\n{back:#?}");
        }
    }
}

#[tokio::test]
async fn sqlite() {
    laws(async || Database::sqlite().await).await;
}

#[tokio::test]
async fn postgres() {
    laws(async || Database::postgres().await).await;
}

#[tokio::test]
async fn mariadb() {
    laws(async || Database::mariadb().await).await;
}
