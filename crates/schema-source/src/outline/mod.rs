//! A schema as other tools outline it (snapshots, entities), on its way to the SQL it stands for: the
//! grammar that reads files then gives it the meaning it has on its engine.

mod vet;
mod write;

use seedbed_schema_model::{Dialect, Reading, TableName};

/// A schema, part by part, each with the line it is outlined on.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) dialect: Dialect,
    pub(crate) enums: Vec<Enum>,
    pub(crate) sequences: Vec<Sequence>,
    pub(crate) tables: Vec<Table>,
    pub(crate) views: Vec<View>,
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) line: u32,
    pub(crate) name: TableName,
    pub(crate) values: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Sequence {
    pub(crate) line: u32,
    pub(crate) name: TableName,
    pub(crate) numbering: Numbering,
}

/// The options of a sequence, each as SQL text.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    pub(crate) increment: Option<String>,
    pub(crate) min: Option<String>,
    pub(crate) max: Option<String>,
    pub(crate) start: Option<String>,
    pub(crate) cache: Option<String>,
    pub(crate) cycle: bool,
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) line: u32,
    pub(crate) name: TableName,
    pub(crate) comment: Option<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<Key>,
    pub(crate) uniques: Vec<Key>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) checks: Vec<Check>,
    pub(crate) indexes: Vec<Index>,
}

impl Table {
    pub(crate) fn new(line: u32, name: TableName) -> Self {
        Self {
            line,
            name,
            comment: None,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Column {
    pub(crate) line: u32,
    pub(crate) name: String,
    /// SQL text.
    pub(crate) ty: String,
    pub(crate) not_null: bool,
    /// SQL text.
    pub(crate) default: Option<String>,
    pub(crate) on_update: Option<String>,
    pub(crate) generated: Option<Generated>,
    pub(crate) identity: Option<Identity>,
    /// MySQL `AUTO_INCREMENT`.
    pub(crate) auto_increment: bool,
    /// `PRIMARY KEY` beside the column, with SQLite's `AUTOINCREMENT`.
    pub(crate) primary: bool,
    pub(crate) charset: Option<String>,
    pub(crate) collation: Option<String>,
    pub(crate) comment: Option<String>,
    /// SQL text after all else: a check, a collation.
    pub(crate) extra: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Generated {
    pub(crate) expr: String,
    pub(crate) stored: bool,
}

#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) always: bool,
    pub(crate) numbering: Numbering,
}

#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) line: u32,
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) nulls_not_distinct: bool,
}

#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) line: u32,
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) target: TableName,
    pub(crate) target_columns: Vec<String>,
    /// SQL words.
    pub(crate) on_delete: Option<String>,
    pub(crate) on_update: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) line: u32,
    pub(crate) name: Option<String>,
    pub(crate) expr: String,
}

#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) line: u32,
    pub(crate) name: Option<String>,
    pub(crate) unique: bool,
    pub(crate) parts: Vec<Part>,
    pub(crate) method: Option<String>,
    pub(crate) predicate: Option<String>,
}

#[derive(Debug)]
pub(crate) enum Part {
    /// A column, and what follows it: operator class, order.
    Column { name: String, opclass: Option<String>, descending: bool, nulls_first: Option<bool> },
    /// SQL text.
    Expression(String),
}

impl Part {
    pub(crate) fn column(name: impl Into<String>) -> Self {
        let name = name.into();
        Self::Column { name, opclass: None, descending: false, nulls_first: None }
    }
}

#[derive(Debug)]
pub(crate) struct View {
    pub(crate) line: u32,
    pub(crate) name: TableName,
    pub(crate) materialized: bool,
    /// What stands between CREATE and VIEW.
    pub(crate) kind: String,
    /// What stands between the name and AS.
    pub(crate) with: String,
    pub(crate) query: String,
    /// What stands after the query.
    pub(crate) after: String,
}

/// A text in an outline that is not what it should be.
#[derive(Debug)]
pub(crate) struct Unfit {
    pub(crate) line: u32,
    pub(crate) place: String,
    pub(crate) why: String,
}

impl Outline {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            enums: Vec::new(),
            sequences: Vec::new(),
            tables: Vec::new(),
            views: Vec::new(),
        }
    }

    /// What it stands for; `file` is what gaps and locations call the place of its lines.
    pub(crate) fn read(&self, file: &str) -> Result<Reading, Unfit> {
        vet::outline(self)?;
        let sheet = write::sheet(self);
        let reading = crate::sql::read_sheet(self.dialect, file, &sheet.text, sheet.lines);
        // Nothing may have read as more, or as less, than it was outlined as.
        for table in &self.tables {
            let read = reading.schema.tables.get(&table.name).map(|t| t.columns.len());
            if read != Some(table.columns.len()) && !reading.gaps.iter().any(|g| g.kind.matters()) {
                let why = format!(
                    "{} columns are outlined and {} are read: it is not the table it seems to be",
                    table.columns.len(),
                    read.unwrap_or(0)
                );
                let place = table.name.to_string();
                return Err(Unfit { line: table.line, place, why });
            }
        }
        Ok(reading)
    }
}
