//! Making a plan: what is wrong is collected, not stumbled over.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DbErr;
use seedbed_drift::structure_fingerprint;
use seedbed_generators::{
    AnchorTable, Anchors, Generator, KeyDomain as _, Span, Spec, TableSpec, Units, World,
};
use seedbed_schema_model::{Schema, Table, TableName, TypeKind, graph};

use super::{
    FirstKey, Plan, PlanError, PlanOptions, PlanProblem, PlannedAnchor, PlannedGenerator,
    PlannedKey, PlannedTable, TableOutlook, sample,
};
use crate::{Target, anchors, load, sql};

/// Problems found so far.
#[derive(Default)]
pub(super) struct Problems {
    found: BTreeSet<PlanProblem>,
}

impl Problems {
    pub(super) fn add(
        &mut self,
        generator: &str,
        place: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.found.insert(PlanProblem {
            generator: generator.to_owned(),
            place: place.into(),
            why: why.into(),
            hint: hint.into(),
        });
    }

    pub(super) fn of(&self, generator: &str) -> bool {
        self.found.iter().any(|p| p.generator == generator)
    }
}

pub(super) async fn make(
    target: &Target,
    schema: &Schema,
    generators: &[&dyn Generator],
    options: &PlanOptions,
) -> Result<Plan, PlanError> {
    let specs: Vec<Spec> = generators.iter().map(|g| g.spec()).collect();
    let mut problems = Problems::default();
    static_problems(schema, &specs, options, &mut problems);

    let mut planned = Vec::new();
    let mut next_keys = BTreeMap::new();
    let mut existing = blake3::Hasher::new();
    let mut referred = sample::Referred::new();
    for (generator, spec) in generators.iter().zip(&specs) {
        let rows = read_anchors(target, schema, spec, &mut existing, &mut problems).await?;
        let units = units(spec, &rows, &mut problems);
        let keys =
            keys(target, schema, spec, units, options, &mut next_keys, &mut problems).await?;
        let mut one = PlannedGenerator {
            name: spec.name.clone(),
            version: spec.version,
            options: spec.options.clone(),
            units,
            per_anchor: match &spec.units {
                Units::PerAnchor(name) => Some(name.clone()),
                Units::PerAnchors(names) => Some(names.join(", ")),
                Units::Fixed(_) => None,
            },
            tables: tables(spec, keys),
            anchors: planned_anchors(spec, &rows),
            chunk_units: units.max(1),
        };
        // A sample of what cannot work would only repeat what is known.
        if !problems.of(&spec.name) {
            let world = world(options.seed, options.today, &one, rows);
            let problems = &mut problems;
            sample::prove(schema, *generator, &mut one, &world, options, problems, &mut referred);
        }
        planned.push(one);
    }
    absent(target, schema, &specs, referred, &mut problems).await?;
    if !problems.found.is_empty() {
        return Err(PlanError::Unsound(problems.found.into_iter().collect()));
    }
    let mut preserve = options.preserve.clone();
    preserve.sort();
    preserve.dedup();
    let mut references: Vec<_> = specs.iter().flat_map(|s| s.references.clone()).collect();
    references.extend(options.references.iter().cloned());
    Ok(Plan {
        seed: options.seed,
        today: options.today,
        fingerprint: structure_fingerprint(schema, &options.policy),
        anchors_fingerprint: existing.finalize().to_hex()[..32].to_owned(),
        tables: outlook(target, schema, &planned, options).await?,
        generators: planned,
        preserve,
        references,
    })
}

/// What rows refer to is there, unless this very plan makes it.
async fn absent(
    target: &Target,
    schema: &Schema,
    specs: &[Spec],
    referred: sample::Referred,
    problems: &mut Problems,
) -> Result<(), PlanError> {
    let made: BTreeSet<&TableName> =
        specs.iter().flat_map(|s| &s.tables).map(|t| &t.table).collect();
    for ((generator, place), (table, column, values)) in referred {
        let Some(shape) = schema.table(&table).filter(|_| !made.contains(&table)) else { continue };
        let keys: Vec<String> =
            values.iter().filter_map(|v| load::literal(schema, shape, &column, v).ok()).collect();
        if keys.is_empty() {
            continue;
        }
        let dialect = schema.dialect;
        let quoted = dialect.quote(&column);
        let sql = format!(
            "SELECT {} FROM {} WHERE {quoted} IN ({})",
            sql::as_text(dialect, &format!("count(DISTINCT {quoted})")),
            dialect.quote_table(&table),
            keys.join(", ")
        );
        let found =
            sql::count(target.connection(), &sql).await.map_err(query(table.to_string()))?;
        if found < keys.len() as u64 {
            let missing = keys.len() as u64 - found;
            let why = format!(
                "refers to rows of {table} that are not there ({missing} of {})",
                keys.len()
            );
            problems.add(
                &generator,
                place,
                why,
                "refer to rows of an anchor, or fill that table first",
            );
        }
    }
    Ok(())
}

/// The world of a generator: everything its units may depend on.
pub(crate) fn world(
    seed: u64,
    today: chrono::NaiveDate,
    generator: &PlannedGenerator,
    anchors: Anchors,
) -> World {
    let block = |t: &PlannedTable| t.key.as_ref().map(|k| (t.table.clone(), k.first.block()));
    World {
        seed,
        today,
        anchors,
        keys: generator.tables.iter().filter_map(block).collect(),
        units: generator.units,
    }
}

/// What can be seen without asking the database.
fn static_problems(
    schema: &Schema,
    specs: &[Spec],
    options: &PlanOptions,
    problems: &mut Problems,
) {
    let mut names = BTreeSet::new();
    if specs.iter().all(|s| s.tables.is_empty()) {
        problems.add("", "plan", "no generator writes anything", "configure at least one");
    }
    for table in &options.preserve {
        if schema.table(table).is_none() {
            let hint = "a preserved table that does not exist protects nothing";
            problems.add("", table.to_string(), "is to be preserved and does not exist", hint);
        }
    }
    for spec in specs {
        if !names.insert(&spec.name) {
            problems.add(&spec.name, "plan", "two generators have this name", "rename one");
        }
        for TableSpec { table, .. } in &spec.tables {
            if schema.table(table).is_none() {
                problems.add(&spec.name, table.to_string(), "the table does not exist", "");
            }
            if options.preserve.contains(table) {
                let hint = "take it off the preserved tables, or leave this generator out";
                problems.add(&spec.name, table.to_string(), "is to be preserved", hint);
            }
        }
        for anchor in &spec.anchors {
            let Some(table) = schema.table(&anchor.table) else {
                problems.add(&spec.name, anchor.table.to_string(), "the table does not exist", "");
                continue;
            };
            let columns = std::iter::once(&anchor.key).chain(&anchor.columns);
            for column in columns.chain(&anchor.not_deleted) {
                if table.column(column).is_none() {
                    let place = format!("{}.{column}", anchor.table);
                    problems.add(&spec.name, place, "the column does not exist", "");
                }
            }
        }
    }
    cycles(schema, specs, problems);
}

/// A cycle of several tables can be filled when a foreign key of it may wait or may be NULL first.
fn cycles(schema: &Schema, specs: &[Spec], problems: &mut Problems) {
    let written: Vec<TableName> =
        specs.iter().flat_map(|s| s.tables.iter().map(|t| t.table.clone())).collect();
    let order = order(schema, &written);
    for (table, key) in graph::unbreakable(schema, &order) {
        problems.add(
            "",
            format!("{table}.{}", key.columns.join(", ")),
            format!(
                "refers to {}, which refers back, and can neither be NULL nor wait",
                key.target
            ),
            "make the column nullable or the foreign key DEFERRABLE",
        );
    }
}

/// The tables in the order they are filled, parents before children.
pub(super) fn order(schema: &Schema, tables: &[TableName]) -> Vec<TableName> {
    graph::insertion_order(schema, tables).into_iter().flat_map(|c| c.tables).collect()
}

async fn read_anchors(
    target: &Target,
    schema: &Schema,
    spec: &Spec,
    hash: &mut blake3::Hasher,
    problems: &mut Problems,
) -> Result<Anchors, PlanError> {
    let mut all = BTreeMap::new();
    if problems.of(&spec.name) {
        return Ok(Anchors(all));
    }
    hash.update(spec.name.as_bytes());
    for anchor in &spec.anchors {
        let rows = anchors::read(target.connection(), schema, anchor, &[]).await;
        let rows = rows.map_err(query(anchor.table.to_string()))?;
        if rows.is_empty() && anchor.required {
            let hint = "it refers to existing rows; fill this table first";
            problems.add(&spec.name, anchor.table.to_string(), "has no rows to refer to", hint);
        }
        anchors::fingerprint(hash, anchor, &rows);
        all.insert(anchor.name.clone(), rows);
    }
    Ok(Anchors(all))
}

fn query(what: String) -> impl FnOnce(DbErr) -> PlanError {
    move |source| PlanError::Query { what, source }
}

fn units(spec: &Spec, anchors: &Anchors, problems: &mut Problems) -> u64 {
    let names = match &spec.units {
        Units::Fixed(_) => &[][..],
        Units::PerAnchor(name) => std::slice::from_ref(name),
        Units::PerAnchors(names) => names.as_slice(),
    };
    for name in names.iter().filter(|n| spec.anchors.iter().all(|a| a.name != **n)) {
        let why = format!("has one unit for each row of `{name}`, which is not an anchor");
        problems.add(&spec.name, "units", why, "name an anchor of the spec");
    }
    spec.units.count(anchors)
}

fn planned_anchors(spec: &Spec, rows: &Anchors) -> Vec<PlannedAnchor> {
    let count = |name: &str| rows.get(name).map_or(0, AnchorTable::len) as u64;
    spec.anchors
        .iter()
        .map(|a| PlannedAnchor {
            name: a.name.clone(),
            table: a.table.clone(),
            rows: count(&a.name),
        })
        .collect()
}

fn tables(spec: &Spec, keys: Vec<Option<PlannedKey>>) -> Vec<PlannedTable> {
    let table =
        |(t, key): (&TableSpec, _)| PlannedTable { table: t.table.clone(), key, estimate: 0 };
    spec.tables.iter().zip(keys).map(table).collect()
}

/// Sets keys aside: after the largest existing one, and after those of the generators before.
async fn keys(
    target: &Target,
    schema: &Schema,
    spec: &Spec,
    units: u64,
    options: &PlanOptions,
    next: &mut BTreeMap<TableName, i64>,
    problems: &mut Problems,
) -> Result<Vec<Option<PlannedKey>>, PlanError> {
    let mut keys = Vec::new();
    for TableSpec { table: name, key } in &spec.tables {
        let (Some(key), Some(table)) = (key, schema.table(name)) else {
            keys.push(None);
            continue;
        };
        let len = match key.span {
            Span::Total(n) => n,
            Span::PerUnit(n) => n.saturating_mul(units),
        };
        let kind = key_kind(schema, table, &key.column);
        let first = match kind {
            KeyKind::Number(most) => {
                let first = match next.get(name) {
                    Some(first) => *first,
                    None if options.counted.get(name) == Some(&0) => 1,
                    None => free_key(target, schema, name, &key.column)
                        .await
                        .map_err(query(name.to_string()))?,
                };
                let end = i128::from(first) + i128::from(len);
                if end - 1 > most {
                    let why = format!("{len} keys from {first} do not fit the column's type");
                    let place = format!("{name}.{}", key.column);
                    problems.add(&spec.name, place, why, "lower the volume, or widen the column");
                }
                next.insert(name.clone(), i64::try_from(end).unwrap_or(i64::MAX));
                FirstKey::Number { first, len }
            }
            KeyKind::Uuid => uuids(
                target,
                schema,
                table,
                &key.column,
                len,
                &format!("{} {}", options.seed, spec.name),
            )
            .await
            .map_err(query(name.to_string()))?,
            KeyKind::Other(why) => {
                let place = format!("{name}.{}", key.column);
                problems.add(&spec.name, place, why, "keys are whole numbers or UUIDs");
                keys.push(None);
                continue;
            }
        };
        keys.push(Some(PlannedKey { column: key.column.clone(), first }));
    }
    Ok(keys)
}

/// UUIDs chosen by seed, generator and table, and by how often that was done before: the first few tell.
async fn uuids(
    target: &Target,
    schema: &Schema,
    table: &Table,
    column: &str,
    len: u64,
    seed: &str,
) -> Result<FirstKey, DbErr> {
    let dialect = schema.dialect;
    for time in 0u32.. {
        let hash = blake3::hash(format!("{seed} {} {time}", table.name).as_bytes());
        let key = hash.as_bytes().iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b));
        let first = FirstKey::Uuid { key, len };
        let block = first.block();
        let keys: Vec<String> = (0..len.min(16))
            .filter_map(|i| load::literal(schema, table, column, &block.key_at(i)?).ok())
            .collect();
        if keys.is_empty() {
            return Ok(first);
        }
        let count = sql::as_text(dialect, "count(*)");
        let sql = format!(
            "SELECT {count} FROM {} WHERE {} IN ({})",
            dialect.quote_table(&table.name),
            dialect.quote(column),
            keys.join(", ")
        );
        if sql::count(target.connection(), &sql).await? == 0 {
            return Ok(first);
        }
    }
    Err(DbErr::Custom(format!("{} has no free keys", table.name)))
}

enum KeyKind {
    /// The greatest number it holds.
    Number(i128),
    Uuid,
    Other(String),
}

fn key_kind(schema: &Schema, table: &Table, column: &str) -> KeyKind {
    let Some(column) = table.column(column) else {
        return KeyKind::Other("the key column does not exist".into());
    };
    let mut kind = &column.ty.kind;
    if let TypeKind::Domain { name } = kind
        && let Some(domain) = schema.domains.get(name)
    {
        kind = &domain.base.kind;
    }
    match kind {
        TypeKind::Integer { bits, unsigned } => {
            KeyKind::Number(load::integer_range(*bits, *unsigned).1.min(i128::from(i64::MAX)))
        }
        TypeKind::Uuid
        | TypeKind::Char { length: Some(36) }
        | TypeKind::VarChar { length: None | Some(36..) }
        | TypeKind::Text { .. }
        | TypeKind::Binary { length: Some(16), .. } => KeyKind::Uuid,
        _ => KeyKind::Other(format!("the key column is {}", column.ty.raw)),
    }
}

/// The first key after the largest one, at least 1.
pub(crate) async fn free_key(
    target: &Target,
    schema: &Schema,
    table: &TableName,
    column: &str,
) -> Result<i64, DbErr> {
    let dialect = schema.dialect;
    let most = sql::as_text(dialect, &format!("max({})", dialect.quote(column)));
    let sql = format!("SELECT {most} FROM {}", dialect.quote_table(table));
    let most = sql::text(target.connection(), &sql).await?;
    if most.is_empty() {
        return Ok(1);
    }
    let most: i64 =
        most.parse().map_err(|_| DbErr::Type(format!("{table}.{column} has a key `{most}`")))?;
    Ok(most.saturating_add(1).max(1))
}

async fn outlook(
    target: &Target,
    schema: &Schema,
    generators: &[PlannedGenerator],
    options: &PlanOptions,
) -> Result<Vec<TableOutlook>, PlanError> {
    let mut estimates: BTreeMap<&TableName, u64> = BTreeMap::new();
    for table in generators.iter().flat_map(|g| &g.tables) {
        *estimates.entry(&table.table).or_insert(0) += table.estimate;
    }
    let names: Vec<TableName> = estimates.keys().map(|n| (*n).clone()).collect();
    let mut all = Vec::new();
    for component in graph::insertion_order(schema, &names) {
        for table in component.tables {
            let before = match options.counted.get(&table) {
                Some(counted) => *counted,
                None => rows(target, schema, &table).await.map_err(query(table.to_string()))?,
            };
            let estimate = estimates.get(&table).copied().unwrap_or(0);
            all.push(TableOutlook { table, cyclic: component.cyclic, before, estimate });
        }
    }
    Ok(all)
}

/// How many rows a table has.
pub(crate) async fn rows(
    target: &Target,
    schema: &Schema,
    table: &TableName,
) -> Result<u64, DbErr> {
    let dialect = schema.dialect;
    let count = sql::as_text(dialect, "count(*)");
    let sql = format!("SELECT {count} FROM {}", dialect.quote_table(table));
    sql::count(target.connection(), &sql).await
}
