//! The example's declared schema, for tests: read from its SQLite file by a reader that knows just
//! that file's habits.

use std::path::Path;

use seedbed_schema_model::{
    Check, Column, ColumnType, Dialect, Expr, ForeignKey, Identity, Key, Schema, Table, TableName,
    TypeKind,
};

use crate::{
    AnchorSpec, AnchorTable, Anchors, Dense, Generator, KeyBlock, Rows, Span, Spec, Value, World,
};

/// `declared` or `live`.
pub(super) fn schema(which: &str) -> Schema {
    let file = format!("../../examples/terp/schema/sqlite/{which}.sql");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let text: String =
        text.lines().filter(|l| !l.starts_with("--")).map(|l| format!("{}\n", l.trim())).collect();
    let mut schema = Schema::empty(Dialect::SQLITE);
    for statement in text.split(';').map(str::trim) {
        if let Some(rest) = statement.strip_prefix("CREATE TABLE ") {
            let (name, body) = rest.split_once('(').unwrap();
            let body = body.rsplit_once(')').unwrap().0;
            schema.insert(table(unquote(name.trim()), body));
        }
    }
    assert!(schema.tables.len() > 20, "{}", path.display());
    schema
}

fn table(name: &str, body: &str) -> Table {
    let mut table = Table::new(name);
    for part in parts(body) {
        let words: Vec<&str> = part.split_whitespace().collect();
        if words[0] != "CONSTRAINT" {
            table.columns.push(column(&part, &words));
        } else if words[2] == "FOREIGN" {
            let lists: Vec<String> = parens(&part);
            let target = part.split_once("REFERENCES ").unwrap().1.split('(').next().unwrap();
            table.foreign_keys.push(ForeignKey {
                name: Some(unquote(words[1]).into()),
                ..ForeignKey::unnamed(
                    names(&lists[0]),
                    TableName::new(unquote(target.trim())),
                    names(&lists[1]),
                )
            });
        } else if words[2] == "UNIQUE" {
            table.uniques.push(Key::unnamed(names(&parens(&part)[0])));
        }
    }
    for part in parts(body) {
        if let Some((_, check)) = part.split_once("CHECK (") {
            let expr = Expr(check.rsplit_once(')').unwrap().0.trim().to_owned());
            table.checks.push(Check::new(None, expr));
        }
    }
    table.primary_key = Some(Key::unnamed(vec!["id".into()]));
    table
}

fn column(part: &str, words: &[&str]) -> Column {
    let rest = part.split_once(words[0]).unwrap().1.trim();
    let end = ["NOT NULL", "DEFAULT", "CHECK", "PRIMARY"]
        .iter()
        .filter_map(|w| rest.find(w))
        .min()
        .unwrap_or(rest.len());
    let raw = rest[..end].trim().to_owned();
    let size: Vec<u32> = parens(&raw)
        .first()
        .map(|s| s.split(',').filter_map(|n| n.trim().parse().ok()).collect())
        .unwrap_or_default();
    let kind = match raw.split('(').next().unwrap() {
        "integer" => TypeKind::Integer { bits: 64, unsigned: false },
        "varchar" => TypeKind::VarChar { length: size.first().copied() },
        "text" => TypeKind::Text { bytes: None },
        "boolean" => TypeKind::Boolean,
        "timestamp" => TypeKind::DateTime { precision: None },
        "date" => TypeKind::Date,
        "json" => TypeKind::Json { binary: false },
        "decimal" => TypeKind::Decimal {
            precision: size.first().copied(),
            scale: size.get(1).copied(),
            unsigned: false,
        },
        other => panic!("{other}"),
    };
    let mut column = Column::new(unquote(words[0]), ColumnType { raw, kind });
    let primary = rest.contains("PRIMARY KEY");
    column.nullable = !primary && !rest.contains("NOT NULL");
    if primary {
        column.identity = Some(Identity::Rowid { autoincrement: true });
    }
    column.default = rest
        .split_once("DEFAULT ")
        .map(|(_, d)| Expr(d.split(" CHECK").next().unwrap().to_owned()));
    column
}

fn unquote(name: &str) -> &str {
    name.trim().trim_matches('"')
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|n| unquote(n).to_owned()).collect()
}

/// The texts in the outermost parentheses.
fn parens(text: &str) -> Vec<String> {
    let (mut depth, mut found) = (0, Vec::new());
    for c in text.chars() {
        if c == ')' {
            depth -= 1;
        }
        if let Some(last) = found.last_mut().filter(|_| depth > 0) {
            let last: &mut String = last;
            last.push(c);
        }
        if c == '(' {
            depth += 1;
            if depth == 1 {
                found.push(String::new());
            }
        }
    }
    found
}

/// The parts between the outermost commas.
fn parts(body: &str) -> Vec<String> {
    let (mut depth, mut found) = (0, vec![String::new()]);
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// The world of a generator over these anchors, keys as on empty tables.
pub(super) fn world(generator: &dyn Generator, seed: u64, today: &str, anchors: Anchors) -> World {
    let spec = generator.spec();
    let units = spec.units.count(&anchors);
    let keys = spec
        .tables
        .iter()
        .filter_map(|t| {
            let len = match t.key.as_ref()?.span {
                Span::Total(n) => n,
                Span::PerUnit(n) => n * units,
            };
            Some((t.table.clone(), KeyBlock::Dense(Dense { first: 1, len })))
        })
        .collect();
    World { seed, today: today.parse().unwrap(), anchors, keys, units }
}

/// Rows as a run would find them in the database: an anchor of what was generated.
pub(super) fn anchors(spec: &Spec, rows: &Rows) -> Anchors {
    let of = |anchor: &AnchorSpec| {
        let mut columns = vec![anchor.key.clone()];
        columns.extend(anchor.columns.iter().cloned());
        let Some(table) = rows.table(&anchor.table) else {
            return AnchorTable::new(columns, Vec::new());
        };
        let mut found: Vec<Vec<Value>> = (0..table.len())
            .filter(|r| {
                anchor.not_deleted.as_ref().is_none_or(|c| table.get(*r, c).unwrap().is_null())
            })
            .map(|r| columns.iter().map(|c| table.get(r, c).unwrap().clone()).collect())
            .collect();
        found.sort_by_key(|r: &Vec<Value>| r[0].as_int());
        AnchorTable::new(columns, found)
    };
    Anchors(spec.anchors.iter().map(|a| (a.name.clone(), of(a))).collect())
}

/// The rows of a table as text, one line each, for people to read.
pub(super) fn show(rows: &Rows, table: &str, most: usize) -> String {
    let table = rows.table(&TableName::new(table)).unwrap();
    let mut out = format!("{} ({} rows)\n", table.table, table.len());
    for row in table.rows().take(most) {
        let cells: Vec<String> = table
            .columns
            .iter()
            .zip(row)
            .filter(|(_, v)| !v.is_null())
            .map(|(c, v)| format!("{c}={}", cell(v)))
            .collect();
        out += &format!("  {}\n", cells.join(" | "));
    }
    out
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Text(t) => t.to_string(),
        Value::Json(t) => t.clone(),
        Value::Date(d) => d.to_string(),
        Value::DateTime(t) => t.to_string(),
        other => format!("{other:?}"),
    }
}

/// blake3 of every table's rows, in order.
pub(super) fn hashes(rows: &Rows) -> String {
    let mut out = String::new();
    for table in rows.tables() {
        let json = serde_json::to_vec(&(&table.columns, &table.cells)).unwrap();
        let hash = blake3::hash(&json).to_hex();
        out += &format!("{} {} {}\n", &hash[..16], table.len(), table.table);
    }
    out
}

/// Fails unless the rows are the same from any part, in any order, on any number of threads.
pub(super) fn assert_pure(generator: &dyn Generator, world: &World) {
    let whole = crate::generate(generator, world, 0..world.units, 1).unwrap();
    assert_eq!(whole, crate::generate(generator, world, 0..world.units, 8).unwrap());
    let cut = world.units / 3;
    let mut parts = crate::generate(generator, world, 0..cut, 1).unwrap();
    parts.append(crate::generate(generator, world, cut..world.units, 1).unwrap()).unwrap();
    assert_eq!(whole, parts);
    // Each unit alone, last first.
    let units: Vec<Rows> = (0..world.units)
        .rev()
        .map(|u| crate::generate(generator, world, u..u + 1, 1).unwrap())
        .collect();
    let mut alone = Rows::new();
    for rows in units.into_iter().rev() {
        alone.append(rows).unwrap();
    }
    assert_eq!(whole, alone);
}
