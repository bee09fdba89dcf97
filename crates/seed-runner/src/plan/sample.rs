//! Proving a plan on a sample: units are made and fitted to their columns, and nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_generators::{
    GenerateError, Generator, Rows, TableRows, Unit, Value, World, fill::CheckJudge,
};
use seedbed_schema_model::{Index, IndexKey, Schema, Table, TableName, TypeKind, graph};

use super::{PlanOptions, PlannedGenerator, make::Problems};
use crate::load;

/// Makes a sample of the units, adds what is wrong with it, and fills in estimates and chunk size.
pub(super) fn prove(
    schema: &Schema,
    generator: &dyn Generator,
    planned: &mut PlannedGenerator,
    world: &World,
    options: &PlanOptions,
    problems: &mut Problems,
    referred: &mut Referred,
) {
    let wanted = options.sample.clamp(1, 10_000).min(planned.units);
    let mut rows = Rows::new();
    let mut made = 0;
    for i in 0..wanted {
        // Spread over all units, first and last included.
        let index = if wanted < 2 { 0 } else { spread(i, wanted, planned.units) };
        match generator.unit(Unit { index, world }, &mut rows) {
            Ok(()) => made += 1,
            Err(GenerateError::Impossible { place, why }) => {
                problems.add(&planned.name, place, why, "");
                return;
            }
            Err(e) => {
                let place = format!("unit {index}");
                problems.add(&planned.name, place, e.to_string(), "");
                return;
            }
        }
    }
    for table in rows.tables() {
        let declared = planned.tables.iter().any(|t| t.table == table.table);
        if !declared {
            let why = "rows are made for a table that the spec does not list";
            problems.add(&planned.name, table.table.to_string(), why, "add it to the spec");
        }
        if let Some(shape) = schema.table(&table.table) {
            columns(schema, shape, table, &planned.name, problems);
            duplicates(shape, table, &planned.name, problems);
            checks(schema, shape, table, &planned.name, problems);
            references(schema, shape, table, &planned.name, referred);
        }
    }
    for table in &mut planned.tables {
        let count = rows.table(&table.table).map_or(0, TableRows::len) as u64;
        table.estimate = scaled(count, made, planned.units);
    }
    let per_unit = (rows.len() as u64).div_ceil(made.max(1)).max(1);
    planned.chunk_units = (options.chunk_rows / per_unit).max(1);
}

fn spread(i: u64, of: u64, units: u64) -> u64 {
    let at = u128::from(i) * u128::from(units - 1) / u128::from(of - 1);
    u64::try_from(at).unwrap_or(0)
}

fn scaled(count: u64, made: u64, units: u64) -> u64 {
    let all = u128::from(count) * u128::from(units) / u128::from(made.max(1));
    u64::try_from(all).unwrap_or(u64::MAX)
}

/// Unknown columns, columns that must be given, and values that do not fit.
fn columns(
    schema: &Schema,
    shape: &Table,
    rows: &TableRows,
    generator: &str,
    problems: &mut Problems,
) {
    let place = |column: &str| format!("{}.{column}", shape.name);
    for column in shape.columns.iter().filter(|c| c.must_be_given()) {
        if !rows.columns.contains(&column.name) {
            let why = "is NOT NULL without a default, and no value is given";
            problems.add(generator, place(&column.name), why, "map it, or give it a default");
        }
    }
    for (i, name) in rows.columns.iter().enumerate() {
        let Some(column) = shape.column(name) else {
            problems.add(generator, place(name), "the column does not exist", "");
            continue;
        };
        let (kind, allowed) = seedbed_generators::bind::allowed(schema, shape, column);
        // The members of a set come in any combination.
        let allowed = allowed.filter(|_| !matches!(kind, TypeKind::Set { .. }));
        for row in rows.rows() {
            let Some(value) = row.get(i) else { continue };
            if let Err(why) = load::fit(schema, column, value) {
                problems.add(generator, place(name), why, "");
                continue;
            }
            let json = matches!(kind, TypeKind::Json { .. }) && !value.is_null();
            let is_json = |v: &Value| {
                v.as_str().is_some_and(|t| serde_json::from_str::<serde::de::IgnoredAny>(t).is_ok())
            };
            if json && !is_json(value) {
                let hint = "give a Value::Json";
                problems.add(generator, place(name), "the value is not JSON", hint);
                continue;
            }
            let listed = |t: &str| allowed.as_ref().is_none_or(|a| a.iter().any(|v| v == t));
            if let Value::Text(t) = value
                && !listed(t)
            {
                let why = format!("`{t}` is not one of the values a check allows");
                problems.add(generator, place(name), why, "");
            }
        }
    }
}

/// Conditions of the table that a row certainly breaks.
fn checks(
    schema: &Schema,
    shape: &Table,
    rows: &TableRows,
    generator: &str,
    problems: &mut Problems,
) {
    for check in shape.checks.iter().filter(|c| c.validated) {
        let Some(judge) = CheckJudge::of(schema, shape, check) else { continue };
        let broken = rows.rows().find(|row| {
            judge.breaks(&|name| {
                let at = rows.columns.iter().position(|c| c.eq_ignore_ascii_case(name))?;
                row.get(at).cloned()
            })
        });
        if broken.is_some() {
            let place = check
                .name
                .as_ref()
                .map_or_else(|| shape.name.to_string(), |name| format!("{} {name}", shape.name));
            let why = format!("a row breaks CHECK ({})", check.expr.0);
            problems.add(generator, place, why, "make rows that satisfy it");
        }
    }
}

/// What rows of the sample refer to by foreign keys of one column: the generator, the place, the column
/// referred to, and the values.
pub(super) type Referred = BTreeMap<(String, String), (TableName, String, Vec<Value>)>;

/// Values of one reference that are looked up.
const LOOKED_UP: usize = 50;

fn references(
    schema: &Schema,
    shape: &Table,
    rows: &TableRows,
    generator: &str,
    referred: &mut Referred,
) {
    for key in &shape.foreign_keys {
        let ([column], [target]) = (key.columns.as_slice(), key.target_columns.as_slice()) else {
            continue;
        };
        let Some(table) = graph::target(schema, key) else { continue };
        let Some(at) = rows.columns.iter().position(|c| c.eq_ignore_ascii_case(column)) else {
            continue;
        };
        let mut values: Vec<Value> = Vec::new();
        for value in rows.rows().filter_map(|row| row.get(at)).filter(|v| !v.is_null()) {
            if values.len() < LOOKED_UP && !values.contains(value) {
                values.push(value.clone());
            }
        }
        let place = (generator.to_owned(), format!("{}.{column}", shape.name));
        referred.insert(place, (table.name.clone(), target.clone(), values));
    }
}

/// Two rows of the sample under one unique key: the values cannot be told apart.
fn duplicates(shape: &Table, rows: &TableRows, generator: &str, problems: &mut Problems) {
    let keys = shape.primary_key.iter().chain(&shape.uniques).map(|k| k.columns.clone());
    for key in keys.chain(shape.indexes.iter().filter_map(plain_unique)) {
        let at: Option<Vec<usize>> =
            key.iter().map(|c| rows.columns.iter().position(|n| n == c)).collect();
        let Some(at) = at else { continue };
        let mut seen = BTreeSet::new();
        for row in rows.rows() {
            let cells: Vec<&Value> = at.iter().filter_map(|i| row.get(*i)).collect();
            if cells.iter().any(|v| v.is_null()) {
                continue;
            }
            if !seen.insert(format!("{cells:?}")) {
                let place = format!("{}.{}", shape.name, key.join(", "));
                let why = "two rows of the sample have the same value under a unique key";
                problems.add(generator, place, why, "there are fewer distinct values than rows");
                break;
            }
        }
    }
}

fn plain_unique(index: &Index) -> Option<Vec<String>> {
    if !index.unique || index.predicate.is_some() {
        return None;
    }
    index
        .parts
        .iter()
        .map(|p| match &p.key {
            IndexKey::Column(name) if p.prefix.is_none() => Some(name.clone()),
            _ => None,
        })
        .collect()
}
