//! The laws every generator keeps, as a test kit: for the bundled domains and for any other.
//!
//! ```
//! use seedbed_generators::{Columns, conformance};
//! let stars = Columns::new("reviews", 1, 40).key("id").column("stars", |d| d.cell().range(1..=5));
//! assert_eq!(conformance::breaches(&stars), []);
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use chrono::{Days, NaiveDate};
use seedbed_schema_model::Schema;

use crate::{
    AnchorSpec, AnchorTable, Anchors, Dense, GenerateError, Generator, KeyBlock, KeyDomain, Rows,
    Span, Spec, Unit, Uuids, Value, World, generate,
};

/// A law that a generator does not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The law, one sentence.
    pub law: &'static str,
    /// Where it is broken.
    pub place: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.law, self.place)
    }
}

const PURE: &str = "the same unit of the same world has the same rows";
const PARTS: &str = "part k of n, in any order and on any number of threads, makes up the whole";
const KEYS: &str = "every row has a key of its own among those set aside";
const TABLES: &str = "rows go to the tables of the spec";
const REFERENCES: &str = "what a row refers to is there";
const STABLE: &str = "one more row to refer to moves only its share";
const MADE: &str = "every unit can be made";
const FITS: &str = "what is written fits the schema";

/// Tries a generator in worlds made up for it: rows to refer to with keys, names and times of the
/// past, chosen by the names of the columns that its anchors ask for.
pub fn breaches(generator: &dyn Generator) -> Vec<Breach> {
    let spec = generator.spec();
    let mut found = Vec::new();
    for (seed, anchors) in [(1, 20), (2, 1), (20_251_211, 7)] {
        found.extend(breaches_in(generator, &made_up(&spec, seed, anchors)));
    }
    let few = made_up(&spec, 5, 24);
    found.extend(moved_by_one_more(generator, &few, &made_up(&spec, 5, 25)));
    found.dedup_by_key(|breach| breach.law);
    found
}

/// Tries a generator in a world: purity, parts, keys, tables, references.
pub fn breaches_in(generator: &dyn Generator, world: &World) -> Vec<Breach> {
    let spec = generator.spec();
    let mut found = Vec::new();
    let mut breach = |law, place: String| found.push(Breach { law, place });
    if generator.spec() != spec {
        breach(PURE, "the spec".into());
    }
    let whole = match generate(generator, world, 0..world.units, 1) {
        Ok(rows) => rows,
        Err(error) => return vec![Breach { law: MADE, place: error.to_string() }],
    };
    match generate(generator, &world.clone(), 0..world.units, 1) {
        Ok(again) if again == whole => {}
        _ => breach(PURE, difference(&whole, generator, world)),
    }
    match generate(generator, world, 0..world.units, 8) {
        Ok(rows) if rows == whole => {}
        _ => breach(PARTS, "8 threads".into()),
    }
    for parts in [2, 3, 7] {
        if joined(generator, world, parts).as_ref() != Ok(&whole) {
            breach(PARTS, format!("{parts} parts, the last first"));
        }
    }
    keys(&spec, world, &whole, &mut breach);
    references(&spec, world, &whole, &mut breach);
    found
}

/// Whether what a generator writes fits a schema: tables, columns, and what must be given. A
/// misspelt column is found here, without a database.
pub fn fits(generator: &dyn Generator, schema: &Schema) -> Vec<Breach> {
    let world = made_up(&generator.spec(), 1, 20);
    let rows = match generate(generator, &world, 0..world.units.min(50), 1) {
        Ok(rows) => rows,
        Err(error) => return vec![Breach { law: MADE, place: error.to_string() }],
    };
    let mut found = Vec::new();
    let mut breach = |place: String| found.push(Breach { law: FITS, place });
    for made in rows.tables() {
        let Some(table) = schema.tables.get(&made.table) else {
            breach(format!("there is no table {}", made.table));
            continue;
        };
        for name in made.columns.iter().filter(|name| table.column(name).is_none()) {
            let near = table.columns.iter().map(|c| c.name.as_str());
            let near = near.max_by(|a, b| {
                let like = |x: &str| strsim::normalized_damerau_levenshtein(x, name);
                like(a).total_cmp(&like(b))
            });
            let near = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            breach(format!("{} has no column `{name}`{near}", made.table));
        }
        for column in &table.columns {
            match made.columns.iter().position(|c| *c == column.name) {
                None if column.must_be_given() => {
                    breach(format!("{}.{} must be given", made.table, column.name));
                }
                Some(at)
                    if !column.nullable
                        && made.rows().any(|row| row.get(at).is_some_and(Value::is_null)) =>
                {
                    breach(format!("{}.{} must not be NULL", made.table, column.name));
                }
                _ => {}
            }
        }
    }
    for anchor in generator.spec().anchors {
        match schema.tables.get(&anchor.table) {
            None => breach(format!("there is no table {} to refer to", anchor.table)),
            Some(table) => {
                let asked = anchor.columns.iter().chain([&anchor.key]).chain(&anchor.not_deleted);
                for name in asked.filter(|name| table.column(name).is_none()) {
                    breach(format!("{} has no column `{name}` to read", anchor.table));
                }
            }
        }
    }
    found
}

/// A world whose anchors have so many rows, with keys as on empty tables.
pub fn made_up(spec: &Spec, seed: u64, rows: usize) -> World {
    let today = NaiveDate::from_ymd_opt(2025, 12, 11).unwrap_or_default();
    let anchors = spec.anchors.iter().map(|a| (a.name.clone(), anchor_rows(a, today, rows)));
    let anchors = Anchors(anchors.collect());
    let units = spec.units.count(&anchors);
    let mut keys = BTreeMap::new();
    for table in &spec.tables {
        let Some(key) = &table.key else { continue };
        let len = match key.span {
            Span::Total(n) => n,
            Span::PerUnit(n) => n.saturating_mul(units),
        };
        // Both kinds of keys that a run may set aside.
        let block = match seed % 2 {
            0 => KeyBlock::Uuids(Uuids::new(seed, len)),
            _ => KeyBlock::Dense(Dense { first: 1001, len }),
        };
        keys.insert(table.table.clone(), block);
    }
    World { seed, today, anchors, keys, units }
}

/// Rows to refer to: what a column holds is guessed from its name.
fn anchor_rows(spec: &AnchorSpec, today: NaiveDate, rows: usize) -> AnchorTable {
    let mut columns = vec![spec.key.clone()];
    columns.extend(spec.columns.iter().filter(|c| **c != spec.key).cloned());
    let cell = |at: usize, column: &str, row: usize| {
        let number = row as i64 + 1;
        let name = column.to_lowercase();
        let is = |words: &[&str]| words.iter().any(|w| name.contains(w));
        if at == 0 {
            Value::Int(number * 3)
        } else if spec.not_deleted.as_deref() == Some(column) || is(&["deleted", "archived"]) {
            Value::Null
        } else if name.ends_with("_at") || is(&["createdat", "updatedat", "date", "created"]) {
            let day = today.checked_sub_days(Days::new(20 + (row as u64 * 37) % 600));
            day.and_then(|d| d.and_hms_opt(9, 30, 0)).map_or(Value::Null, Value::DateTime)
        } else if name.starts_with("is_") || name.starts_with("has_") {
            Value::Bool(row.is_multiple_of(2))
        } else if is(&["name", "title", "code", "number", "mail", "sku", "label", "category"]) {
            Value::Text(format!("{column} {number}").into())
        } else if name.ends_with("_by") || is(&["status", "state", "type", "kind", "note"]) {
            Value::Null
        } else {
            Value::Int(number)
        }
    };
    let row = |row: usize| columns.iter().enumerate().map(|(at, c)| cell(at, c, row)).collect();
    AnchorTable::new(columns.clone(), (0..rows).map(row).collect())
}

fn joined(generator: &dyn Generator, world: &World, parts: u64) -> Result<Rows, GenerateError> {
    let edge = |k: u64| world.units * k / parts;
    let mut made = Vec::new();
    for part in (0..parts).rev() {
        let mut rows = Rows::new();
        for index in edge(part)..edge(part + 1) {
            generator.unit(Unit { index, world }, &mut rows)?;
        }
        made.push(rows);
    }
    let mut all = Rows::new();
    for rows in made.into_iter().rev() {
        all.append(rows)?;
    }
    Ok(all)
}

/// The first unit that came out otherwise the second time.
fn difference(whole: &Rows, generator: &dyn Generator, world: &World) -> String {
    let once = |index| generate(generator, world, index..index + 1, 1);
    match (0..world.units).find(|index| once(*index) != once(*index)) {
        Some(index) => format!("unit {index}"),
        None => format!("one of {} rows", whole.len()),
    }
}

fn keys(spec: &Spec, world: &World, rows: &Rows, breach: &mut impl FnMut(&'static str, String)) {
    for made in rows.tables() {
        let Some(table) = spec.tables.iter().find(|t| t.table == made.table) else {
            breach(TABLES, made.table.to_string());
            continue;
        };
        let (Some(key), Some(block)) = (&table.key, world.keys.get(&made.table)) else { continue };
        let mut seen = BTreeSet::new();
        for row in 0..made.len() {
            let value = made.get(row, &key.column);
            let index = value.and_then(|value| block.index_of(value));
            if index.is_none_or(|index| !seen.insert(index)) {
                breach(KEYS, format!("{}.{}, row {row}", made.table, key.column));
                break;
            }
        }
    }
}

fn references(
    spec: &Spec,
    world: &World,
    rows: &Rows,
    breach: &mut impl FnMut(&'static str, String),
) {
    for reference in &spec.references {
        let Some(made) = rows.table(&reference.table) else { continue };
        let anchored = spec.anchors.iter().filter(|a| a.table == reference.target);
        let tables: Vec<&AnchorTable> =
            anchored.filter_map(|a| world.anchors.get(&a.name)).collect();
        // A key may have come to it in a column of another table's rows.
        if tables.is_empty() && rows.table(&reference.target).is_none() {
            continue;
        }
        let mut there: BTreeSet<String> =
            tables.iter().flat_map(|t| (0..t.len()).filter_map(|r| t.key(r)).map(said)).collect();
        if let Some(target) = rows.table(&reference.target) {
            let keys = (0..target.len()).filter_map(|r| target.get(r, &reference.target_column));
            there.extend(keys.map(said));
        }
        let meant = |row: usize| {
            reference.when.as_ref().is_none_or(|(column, text)| {
                made.get(row, column).and_then(Value::as_str) == Some(text.as_str())
            })
        };
        let dangling = (0..made.len()).filter(|row| meant(*row)).find(|row| {
            made.get(*row, &reference.column)
                .is_some_and(|v| !v.is_null() && !there.contains(&said(v)))
        });
        if let Some(row) = dangling {
            breach(REFERENCES, format!("{}.{}, row {row}", reference.table, reference.column));
        }
    }
}

fn said(value: &Value) -> String {
    format!("{value:?}")
}

/// The rows that a further row of every anchor changes, where units do not depend on anchors: at
/// most twice its share of each anchor, and a few for chance.
fn moved_by_one_more(generator: &dyn Generator, few: &World, more: &World) -> Option<Breach> {
    let make = |world: &World, units| generate(generator, world, 0..units, 1).ok();
    let (before, after) = (make(few, few.units)?, make(more, few.units)?);
    let anchors = few.anchors.0.len();
    let n = few.anchors.0.values().map(AnchorTable::len).max()?;
    for table in before.tables() {
        let now = after.table(&table.table)?;
        let moved = table.rows().zip(now.rows()).filter(|(a, b)| a != b).count();
        let moved = moved + table.len().abs_diff(now.len());
        let share = 2 * anchors * table.len() / (n + 1);
        if moved > share + 3 + table.len() / 10 {
            let place = format!("{} of {} rows of {}", moved, table.len(), table.table);
            return Some(Breach { law: STABLE, place });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use seedbed_schema_model::TableName;

    use super::*;
    use crate::{Columns, Units};

    fn reviews() -> Columns {
        Columns::new("reviews", 1, 60)
            .key("id")
            .anchor("product", "products", "id", &["created_at"])
            .refers("product_id", "product")
            .column("stars", |d| d.cell().range(1..=5))
            .column("written_at", |d| d.after("product", "created_at", 30))
    }

    #[test]
    fn a_generator_of_closures_keeps_every_law() {
        assert_eq!(breaches(&reviews()), []);
        let world = made_up(&reviews().spec(), 7, 5);
        let rows = generate(&reviews(), &world, 0..60, 1).unwrap();
        let table = rows.table(&TableName::new("reviews")).unwrap();
        assert_eq!(table.columns, ["id", "product_id", "stars", "written_at"]);
        assert_eq!(table.len(), 60);
        let products = world.anchors.get("product").unwrap();
        for row in table.rows() {
            let product = products.rows_where("id", &row[1])[0];
            let created = products.get(product, "created_at").unwrap().as_datetime();
            assert!(row[3].as_datetime() >= created);
        }
    }

    /// What breaks one law and no other.
    enum Breaks {
        Purity(AtomicU64),
        Parts,
        Keys,
        Tables,
        References,
        Stability,
        Made,
    }

    impl Generator for Breaks {
        fn spec(&self) -> Spec {
            let t = TableName::new("t");
            let mut spec = reviews().spec();
            spec.units = Units::Fixed(80);
            spec.tables.clear();
            spec.references[0].table = t.clone();
            spec.table(&t, "id", Span::PerUnit(1))
        }

        fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
            let t = TableName::new("t");
            let products = unit.anchor("product")?;
            let mut cell = unit.cell("t", "product_id", unit.index);
            let mut product = products.pick(&mut cell).and_then(|r| products.key(r)).cloned();
            let mut key = unit.key(&t, unit.index)?;
            let mut extra = 0;
            match self {
                Self::Purity(n) => extra = n.fetch_add(1, Ordering::Relaxed) as i64,
                Self::Parts => extra = rows.len() as i64,
                Self::Keys if unit.index == 9 => key = unit.key(&t, 3)?,
                Self::Tables => {
                    return rows.push(&TableName::new("u"), [("id", Value::Int(1))]);
                }
                Self::References if unit.index == 9 => product = Some(Value::Int(-1)),
                Self::Stability => {
                    let at = cell.next_u64() as usize % products.len();
                    product = products.key(at).cloned();
                }
                Self::Made => return Err(GenerateError::NoAnchor { name: "x".into() }),
                _ => {}
            }
            let product = product.unwrap_or(Value::Null);
            rows.push(&t, [("id", key), ("product_id", product), ("extra", extra.into())])
        }
    }

    #[test]
    fn every_law_can_be_broken() {
        for (generator, law) in [
            (Breaks::Purity(AtomicU64::new(0)), PURE),
            (Breaks::Parts, PARTS),
            (Breaks::Keys, KEYS),
            (Breaks::Tables, TABLES),
            (Breaks::References, REFERENCES),
            (Breaks::Stability, STABLE),
            (Breaks::Made, MADE),
        ] {
            let found = breaches(&generator);
            assert!(found.iter().any(|b| b.law == law), "{law}: {found:?}");
        }
    }

    #[test]
    fn a_misspelt_column_is_found_without_a_database() {
        let schema = crate::domains::fixture::schema(
            "products: id pk | created_at ts!\nreviews: id pk | product_id int! | stars int! | written_on ts!",
        );
        let found: Vec<String> = fits(&reviews(), &schema).into_iter().map(|b| b.place).collect();
        assert_eq!(
            found,
            [
                "reviews has no column `written_at`; did you mean `written_on`?",
                "reviews.written_on must be given",
            ]
        );
    }
}
