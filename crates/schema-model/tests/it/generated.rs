//! Generated schemas: hostile names, every part of the model, of any dialect.

use proptest::{bool::weighted, collection::vec, option, prelude::*, sample::select};
use seedbed_schema_model::{
    Action, Check, Column, ColumnType, Deferrable, Dialect, EnumType, Expr, ForeignKey, Gap,
    GapKind, Generated, Identity, Index, IndexKey, IndexPart, Key, Location, MatchType, Origin,
    OriginKind, Place, Reading, Schema, Sequence, Table, TableName, TableOptions, Topic, TypeKind,
    View, normal,
};

pub(crate) fn dialect() -> impl Strategy<Value = Dialect> {
    select(vec![Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB])
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c]_?[a-c]?",
        1 => select(vec!["T'able", "a\"b", "a`b", "select", "order", "Ünï", "a b", "x;--", "%"])
            .prop_map(str::to_owned),
    ]
}

fn table_name() -> impl Strategy<Value = TableName> {
    (option::weighted(0.1, Just("other".to_owned())), name())
        .prop_map(|(schema, name)| TableName { schema, name })
}

fn expr() -> impl Strategy<Value = Expr> {
    select(vec![
        "a > 0",
        "(a)::text = 'x'",
        "1",
        "'x'",
        "now()",
        "lower(a)",
        "a in (1, 2)",
        "NULL",
        "a ~",
        "json_valid(a)",
        "('a' || 'b')",
        "true",
        "'0'",
        "current_timestamp(3)",
    ])
    .prop_map(Expr::from)
}

fn ty(dialect: Dialect) -> impl Strategy<Value = ColumnType> {
    let raw = select(vec![
        "int",
        "integer",
        "int(10) unsigned",
        "varchar(20)",
        "text",
        "longtext",
        "numeric(10,2)",
        "timestamp",
        "timestamptz",
        "tinyint(1)",
        "enum('a','b')",
        "jsonb",
        "",
        "bit(3)",
        "text[]",
        "Weird Type",
    ]);
    let kind = prop_oneof![
        4 => Just(None),
        1 => table_name().prop_map(|name| Some(TypeKind::Domain { name })),
        1 => Just(Some(TypeKind::Json { binary: false })),
        1 => (table_name(), vec(name(), 0..3))
            .prop_map(|(name, values)| Some(TypeKind::Enum { name: Some(name), values })),
    ];
    (raw, kind).prop_map(move |(raw, kind)| ColumnType {
        raw: raw.to_owned(),
        kind: kind.unwrap_or_else(|| normal::type_kind(dialect, raw)),
    })
}

fn identity() -> impl Strategy<Value = Identity> {
    prop_oneof![
        Just(Identity::AutoIncrement),
        any::<bool>().prop_map(|autoincrement| Identity::Rowid { autoincrement }),
        Just(Identity::Always),
        Just(Identity::ByDefault),
        option::of(table_name()).prop_map(|sequence| Identity::Serial { sequence }),
    ]
}

fn column(dialect: Dialect) -> impl Strategy<Value = Column> {
    let generated = (expr(), any::<bool>()).prop_map(|(expr, stored)| Generated { expr, stored });
    (
        (name(), ty(dialect), any::<bool>(), weighted(0.1)),
        (option::of(expr()), option::weighted(0.1, expr()), option::weighted(0.1, generated)),
        (
            option::weighted(0.1, identity()),
            option::weighted(0.1, name()),
            option::weighted(0.1, name()),
        ),
    )
        .prop_map(
            |(
                (name, ty, nullable, invisible),
                (default, on_update, generated),
                (identity, collation, comment),
            )| Column {
                name,
                ty,
                nullable,
                default,
                on_update,
                generated,
                identity,
                numbering: None,
                collation,
                comment,
                invisible,
            },
        )
}

fn deferrable() -> impl Strategy<Value = Deferrable> {
    select(vec![Deferrable::No, Deferrable::InitiallyImmediate, Deferrable::InitiallyDeferred])
}

fn key() -> impl Strategy<Value = Key> {
    (option::of(name()), vec(name(), 1..3), deferrable(), any::<bool>()).prop_map(
        |(name, columns, deferrable, nulls_not_distinct)| Key {
            name,
            deferrable,
            nulls_not_distinct,
            ..Key::unnamed(columns)
        },
    )
}

fn action() -> impl Strategy<Value = Action> {
    select(vec![
        Action::NoAction,
        Action::Restrict,
        Action::Cascade,
        Action::SetNull,
        Action::SetDefault,
    ])
}

fn foreign_key() -> impl Strategy<Value = ForeignKey> {
    let matched = select(vec![MatchType::Simple, MatchType::Full, MatchType::Partial]);
    (
        (option::of(name()), vec(name(), 1..3), table_name(), vec(name(), 0..3)),
        (action(), action(), matched, deferrable(), any::<bool>()),
    )
        .prop_map(
            |(
                (name, columns, target, target_columns),
                (on_delete, on_update, match_type, deferrable, validated),
            )| {
                ForeignKey {
                    name,
                    on_delete,
                    on_update,
                    match_type,
                    deferrable,
                    validated,
                    ..ForeignKey::unnamed(columns, target, target_columns)
                }
            },
        )
}

fn part() -> impl Strategy<Value = IndexPart> {
    let key = prop_oneof![
        3 => name().prop_map(IndexKey::Column),
        1 => expr().prop_map(IndexKey::Expression),
    ];
    let opclass = select(vec!["int4_ops", "gin_trgm_ops", "text_ops"]).prop_map(str::to_owned);
    (
        key,
        any::<bool>(),
        option::weighted(0.2, any::<bool>()),
        option::weighted(0.1, name()),
        option::weighted(0.1, opclass),
        option::weighted(0.1, 1..30u32),
    )
        .prop_map(|(key, descending, nulls_first, collation, opclass, prefix)| IndexPart {
            key,
            descending,
            nulls_first,
            collation,
            opclass,
            prefix,
        })
}

fn index() -> impl Strategy<Value = Index> {
    let method = select(vec!["btree", "GIN", "hash", "fulltext"]).prop_map(str::to_owned);
    (
        (option::of(name()), any::<bool>(), vec(part(), 1..3)),
        (
            vec(name(), 0..2),
            option::weighted(0.2, expr()),
            option::weighted(0.2, method),
            any::<bool>(),
        ),
    )
        .prop_map(|((name, unique, parts), (include, predicate, method, valid))| Index {
            name,
            unique,
            include,
            predicate,
            method,
            valid,
            ..Index::over(parts)
        })
}

fn check() -> impl Strategy<Value = Check> {
    (option::of(name()), expr(), any::<bool>())
        .prop_map(|(name, expr, validated)| Check { validated, ..Check::new(name, expr) })
}

fn options() -> impl Strategy<Value = TableOptions> {
    (
        (any::<bool>(), any::<bool>(), any::<bool>(), weighted(0.1)),
        option::weighted(0.1, select(vec!["InnoDB", "myisam"]).prop_map(str::to_owned)),
        option::weighted(0.1, select(vec!["utf8_bin", "utf8mb4_bin"]).prop_map(str::to_owned)),
        option::weighted(0.1, Just("RANGE (a)".to_owned())),
        option::weighted(0.1, table_name()),
    )
        .prop_map(
            |(
                (strict, without_rowid, unlogged, versioned),
                engine,
                collation,
                partition_by,
                partition_of,
            )| {
                TableOptions {
                    strict,
                    without_rowid,
                    engine,
                    collation,
                    partition_by,
                    partition_of,
                    unlogged,
                    versioned,
                    ..TableOptions::default()
                }
            },
        )
}

pub(crate) fn table(dialect: Dialect) -> impl Strategy<Value = Table> {
    (
        (table_name(), vec(column(dialect), 0..4), option::of(key())),
        (vec(key(), 0..3), vec(foreign_key(), 0..3), vec(index(), 0..3), vec(check(), 0..3)),
        (
            option::weighted(0.1, name()),
            prop_oneof![3 => Just(TableOptions::default()), 1 => options()],
        ),
    )
        .prop_map(
            |(
                (name, mut columns, primary_key),
                (uniques, foreign_keys, indexes, checks),
                (comment, options),
            )| {
                // Columns of one table have different names, as engines see them.
                let mut seen = std::collections::BTreeSet::new();
                columns.retain(|c| seen.insert(c.name.to_lowercase()));
                Table {
                    name,
                    columns,
                    primary_key,
                    uniques,
                    foreign_keys,
                    indexes,
                    checks,
                    exclusions: Vec::new(),
                    triggers: Vec::new(),
                    comment,
                    options,
                }
            },
        )
}

pub(crate) fn schema() -> impl Strategy<Value = Schema> {
    dialect().prop_flat_map(|dialect| {
        let enums = vec((table_name(), vec(name(), 0..3)), 0..2);
        let sequences = vec((table_name(), any::<i64>(), any::<i64>()), 0..2);
        let views = vec((table_name(), any::<bool>()), 0..2);
        (vec(table(dialect), 0..4), enums, sequences, views).prop_map(
            move |(tables, enums, sequences, views)| {
                let mut schema = Schema::empty(dialect);
                tables.into_iter().for_each(|t| schema.insert(t));
                for (name, values) in enums {
                    schema.enums.insert(name.clone(), EnumType { name, values });
                }
                for (name, start, increment) in sequences {
                    schema.sequences.insert(name.clone(), Sequence::new(name, start, increment));
                }
                for (name, materialized) in views {
                    let definition = "SELECT  a FROM b".into();
                    let view = View { materialized, ..View::new(name.clone(), definition) };
                    schema.views.insert(name, view);
                }
                schema
            },
        )
    })
}

pub(crate) fn reading() -> impl Strategy<Value = Reading> {
    let gap = (name(), name(), select(vec![GapKind::Unparsed, GapKind::Privilege])).prop_map(
        |(place, what, kind)| Gap { place, what, why: "because".into(), kind, goes_with: None },
    );
    let location =
        (table_name(), option::of(name()), any::<u32>()).prop_map(|(table, part, line)| {
            let place = match part {
                Some(part) => Place::column(&table, part),
                None => Place::table(&table),
            };
            (place, Location { file: "schema.sql".into(), line })
        });
    let silent = vec(select(vec![Topic::Comments, Topic::Checks, Topic::Routines]), 0..3);
    (schema(), vec(gap, 0..3), vec(location, 0..3), option::of(name()), silent).prop_map(
        |(schema, gaps, locations, server, silent)| {
            let label = "schema.sql".into();
            let kind = OriginKind::SqlFile;
            let origin = Origin { kind, label, server, host: None, database: None };
            Reading {
                gaps,
                locations: locations.into_iter().collect(),
                silent_on: silent.into_iter().collect(),
                ..Reading::new(origin, schema)
            }
        },
    )
}
