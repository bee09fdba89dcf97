//! What a table holds, as one number.
//!
//! Each row is hashed and the hashes are added up, so that neither the order of rows (which differs
//! with collations and plans) nor the position of columns counts. PostgreSQL and MySQL hash and add
//! themselves, in one statement and without sending a row; SQLite has no hash function, so there the
//! rows are read page by page. Memory is constant either way.

use sea_orm::{ConnectionTrait, DbErr};
use seedbed_schema_model::{Column, Dialect, Family, Schema, Table, TableName, TypeKind};
use serde::{Deserialize, Serialize};

use crate::{Target, sql};

/// Rows read at once from SQLite.
const PAGE: usize = 5000;

/// The rows of a table as count and checksum. Equal content gives equal checksums on one engine,
/// whatever the order of rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The table.
    pub table: TableName,
    /// How many rows.
    pub rows: u64,
    /// 32 hexadecimal digits.
    pub checksum: String,
}

/// The content of tables, in the order given.
///
/// # Errors
/// The driver's error, or that a table is not in the schema.
pub async fn content(
    target: &Target,
    schema: &Schema,
    tables: &[TableName],
) -> Result<Vec<Content>, DbErr> {
    let mut all = Vec::with_capacity(tables.len());
    for table in tables {
        all.push(of(target.connection(), schema, table).await?);
    }
    Ok(all)
}

/// The content of one table.
pub(crate) async fn of(
    on: &impl ConnectionTrait,
    schema: &Schema,
    name: &TableName,
) -> Result<Content, DbErr> {
    let table = schema
        .table(name)
        .ok_or_else(|| DbErr::RecordNotFound(format!("{name} is not in the schema")))?;
    let mut columns: Vec<&Column> = table.columns.iter().collect();
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    let (rows, sums) = match schema.dialect.family {
        Family::Sqlite => pages(on, table, &columns).await?,
        _ => summed(on, schema.dialect, table, &columns).await?,
    };
    let mut hash = blake3::Hasher::new();
    for column in &columns {
        hash.update(column.name.as_bytes()).update(b"\0");
    }
    hash.update(rows.to_string().as_bytes());
    for sum in sums {
        hash.update(b"\0").update(sum.as_bytes());
    }
    let checksum = hash.finalize().to_hex()[..32].to_owned();
    Ok(Content { table: name.clone(), rows, checksum })
}

/// Asks the server to hash and add: four sums of 60 bits of each row's SHA-256.
async fn summed(
    on: &impl ConnectionTrait,
    dialect: Dialect,
    table: &Table,
    columns: &[&Column],
) -> Result<(u64, Vec<String>), DbErr> {
    let postgres = dialect.family == Family::Postgres;
    // Length before text: no two rows give one text, and NULL is not the empty text.
    let cells = columns.iter().map(|c| {
        let text = exact(dialect, c);
        if postgres {
            format!("coalesce(length({text}) || ':' || {text}, '~')")
        } else {
            format!("COALESCE(CONCAT(CHAR_LENGTH({text}), ':', {text}), '~')")
        }
    });
    let cells: Vec<String> = std::iter::once("''".to_owned()).chain(cells).collect();
    let row = if postgres {
        // Not concat(): it takes at most 100 arguments.
        format!("encode(sha256(convert_to({}, 'UTF8')), 'hex')", cells.join(" || "))
    } else {
        format!("SHA2(CONCAT({}), 256)", cells.join(", "))
    };
    let lane = |i: usize| {
        let from = 1 + 15 * i;
        if postgres {
            format!(
                "CAST(coalesce(sum(CAST(CAST(('x' || substr(h, {from}, 15)) AS bit(60)) AS bigint)), 0) AS text)"
            )
        } else {
            format!(
                "CAST(COALESCE(SUM(CAST(CONV(SUBSTRING(h, {from}, 15), 16, 10) AS UNSIGNED)), 0) AS CHAR)"
            )
        }
    };
    let lanes: Vec<String> = (0..4).map(lane).collect();
    let sql = format!(
        "SELECT {}, {} FROM (SELECT {row} AS h FROM {}) AS hashed",
        sql::as_text(dialect, "count(*)"),
        lanes.join(", "),
        dialect.quote_table(&table.name)
    );
    let found = sql::rows(on, sql, []).await?;
    let mut cells = found.into_iter().flatten().map(Option::unwrap_or_default);
    let rows = cells.next().and_then(|n| n.parse().ok());
    let rows = rows.ok_or_else(|| DbErr::Type(format!("{} has no count", table.name)))?;
    Ok((rows, cells.collect()))
}

/// A column as text that differs whenever the value does.
fn exact(dialect: Dialect, column: &Column) -> String {
    let name = dialect.quote(&column.name);
    match (&column.ty.kind, dialect.family) {
        (_, Family::Postgres) => sql::as_text(dialect, &name),
        // Bytes are not text of any encoding; what is not modelled may be bytes.
        (
            TypeKind::Binary { .. }
            | TypeKind::Blob { .. }
            | TypeKind::Bit { .. }
            | TypeKind::Other { .. },
            _,
        ) => format!("HEX({name})"),
        // Six digits of a FLOAT are printed, all of a DOUBLE.
        (TypeKind::Float { .. }, _) => sql::as_text(dialect, &format!("({name} + 0e0)")),
        _ => sql::as_text(dialect, &name),
    }
}

/// Reads SQLite's rows page by page, by rowid or primary key, every value as `quote()` writes it:
/// the number 1, the text '1' and the blob x'31' differ.
async fn pages(
    on: &impl ConnectionTrait,
    table: &Table,
    columns: &[&Column],
) -> Result<(u64, Vec<String>), DbErr> {
    let dialect = Dialect::SQLITE;
    let key = key(table);
    let quoted = |names: &[String]| -> String {
        names.iter().map(|n| format!("quote({n})")).collect::<Vec<_>>().join(", ")
    };
    let names: Vec<String> = columns.iter().map(|c| dialect.quote(&c.name)).collect();
    let list = key.join(", ");
    let select = format!(
        "SELECT {}, {} FROM {}",
        quoted(&key),
        quoted(&names),
        dialect.quote_table(&table.name)
    );
    let (mut rows, mut sum, mut after) = (0, Sum::default(), String::new());
    loop {
        let sql = format!("{select}{after} ORDER BY {list} LIMIT {PAGE}");
        let page = sql::rows(on, sql, []).await?;
        let Some(last) = page.last() else { break };
        let at: Vec<&str> =
            last.iter().take(key.len()).map(|c| c.as_deref().unwrap_or("NULL")).collect();
        after = format!(" WHERE ({list}) > ({})", at.join(", "));
        rows += page.len() as u64;
        for row in &page {
            sum.add(row.iter().skip(key.len()).map(|c| c.as_deref().unwrap_or("NULL")));
        }
        if page.len() < PAGE {
            break;
        }
    }
    Ok((rows, vec![sum.to_string()]))
}

/// What orders a SQLite table: its rowid under a name that no column has taken, or its key.
fn key(table: &Table) -> Vec<String> {
    let free = |name: &&str| table.columns.iter().all(|c| !c.name.eq_ignore_ascii_case(name));
    let rowid = ["rowid", "_rowid_", "oid"].into_iter().find(free);
    match (rowid, &table.primary_key) {
        (Some(rowid), _) if !table.options.without_rowid => vec![rowid.to_owned()],
        (_, Some(key)) => key.columns.iter().map(|c| Dialect::SQLITE.quote(c)).collect(),
        _ => table.columns.iter().map(|c| Dialect::SQLITE.quote(&c.name)).collect(),
    }
}

/// A sum of row hashes: 256 bits in four lanes, each wrapping.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum([u64; 4]);

impl Sum {
    /// Adds a row.
    pub(crate) fn add<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        let mut hash = blake3::Hasher::new();
        for cell in cells {
            hash.update(&(cell.len() as u64).to_le_bytes()).update(cell.as_bytes());
        }
        let bytes = hash.finalize();
        for (lane, part) in self.0.iter_mut().zip(bytes.as_bytes().chunks_exact(8)) {
            let part = part.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b));
            *lane = lane.wrapping_add(part);
        }
    }
}

impl Sum {
    /// Adds another sum, as printed.
    pub(crate) fn add_sum(&mut self, printed: &str) {
        for (i, lane) in self.0.iter_mut().enumerate() {
            let digits = printed.get(16 * i..16 * (i + 1)).unwrap_or("0");
            *lane = lane.wrapping_add(u64::from_str_radix(digits, 16).unwrap_or(0));
        }
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|lane| write!(f, "{lane:016x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_count_and_boundaries_do() {
        let sum = |rows: &[&[&str]]| {
            let mut sum = Sum::default();
            rows.iter().for_each(|r| sum.add(r.iter().copied()));
            sum.to_string()
        };
        assert_eq!(sum(&[&["a", "b"], &["c", "d"]]), sum(&[&["c", "d"], &["a", "b"]]));
        assert_ne!(sum(&[&["ab", ""]]), sum(&[&["a", "b"]]));
        assert_ne!(sum(&[&["a"], &["a"]]), sum(&[&["a"]]));
    }
}
