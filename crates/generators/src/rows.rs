//! The rows a unit produces.

use seedbed_schema_model::TableName;

use crate::{GenerateError, Value};

/// Rows of one table: cells of `columns.len()` values each, one row after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRows {
    /// The table.
    pub table: TableName,
    /// The columns every row gives, by their real names.
    pub columns: Vec<String>,
    /// The cells.
    pub cells: Vec<Value>,
}

impl TableRows {
    /// How many rows.
    pub fn len(&self) -> usize {
        if self.columns.is_empty() { 0 } else { self.cells.len() / self.columns.len() }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Row by row.
    pub fn rows(&self) -> impl Iterator<Item = &[Value]> {
        self.cells.chunks_exact(self.columns.len().max(1))
    }

    /// A cell by row and column name.
    pub fn get(&self, row: usize, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|c| c == column)?;
        self.cells.get(row * self.columns.len() + at)
    }
}

/// Rows collected from units, by table in order of first appearance.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    tables: Vec<TableRows>,
    /// For each table, a number that stands for its columns, once somebody said so; else 0.
    stamps: Vec<u64>,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.tables == other.tables
    }
}

impl Rows {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row. All rows of a table give the same columns in the same order.
    ///
    /// # Errors
    /// [`GenerateError::Columns`] when this row's columns are not those of the rows before.
    pub fn push<'c>(
        &mut self,
        table: &TableName,
        cells: impl IntoIterator<Item = (&'c str, Value)>,
    ) -> Result<(), GenerateError> {
        // Few tables a unit: a scan beats a map.
        let at = self.tables.iter().position(|t| t.table == *table);
        match at.and_then(|at| self.tables.get_mut(at)) {
            None => {
                let (columns, cells) = cells.into_iter().map(|(c, v)| (c.to_owned(), v)).unzip();
                self.tables.push(TableRows { table: table.clone(), columns, cells });
                Ok(())
            }
            Some(rows) => {
                let before = rows.cells.len();
                let mut names = rows.columns.iter();
                for (column, value) in cells {
                    if names.next().is_none_or(|n| n != column) {
                        rows.cells.truncate(before);
                        return Err(GenerateError::Columns {
                            table: table.clone(),
                            column: column.to_owned(),
                        });
                    }
                    rows.cells.push(value);
                }
                match names.next() {
                    None => Ok(()),
                    Some(missing) => {
                        let column = missing.clone();
                        rows.cells.truncate(before);
                        Err(GenerateError::Columns { table: table.clone(), column })
                    }
                }
            }
        }
    }

    /// As [`Rows::cells`], without looking at each column when the last row's had the same stamp.
    pub(crate) fn stamped<'c>(
        &mut self,
        table: &TableName,
        stamp: u64,
        columns: impl Iterator<Item = &'c str>,
    ) -> Result<&mut Vec<Value>, GenerateError> {
        let at = self.tables.iter().position(|t| t.table == *table).unwrap_or(self.tables.len());
        if self.stamps.get(at).is_none_or(|s| *s != stamp) {
            self.cells(table, columns)?;
            self.stamps.resize(self.tables.len(), 0);
            if let Some(known) = self.stamps.get_mut(at) {
                *known = stamp;
            }
        }
        match self.tables.get_mut(at) {
            Some(rows) => Ok(&mut rows.cells),
            None => Err(GenerateError::Columns { table: table.clone(), column: String::new() }),
        }
    }

    /// The cells of a table whose rows have these columns, to add whole rows to.
    pub(crate) fn cells<'c>(
        &mut self,
        table: &TableName,
        columns: impl Iterator<Item = &'c str>,
    ) -> Result<&mut Vec<Value>, GenerateError> {
        let at = match self.tables.iter().position(|t| t.table == *table) {
            Some(at) => at,
            None => {
                let columns = columns.map(str::to_owned).collect();
                self.tables.push(TableRows { table: table.clone(), columns, cells: Vec::new() });
                let last = self.tables.len() - 1;
                return Ok(&mut self.tables[last].cells);
            }
        };
        let found = self.tables.get_mut(at).map(|t| (&t.columns, &mut t.cells));
        let Some((names, cells)) = found else {
            return Err(GenerateError::Columns { table: table.clone(), column: String::new() });
        };
        let mut names = names.iter();
        for column in columns {
            if names.next().is_none_or(|n| n != column) {
                let column = column.to_owned();
                return Err(GenerateError::Columns { table: table.clone(), column });
            }
        }
        match names.next() {
            Some(column) => {
                Err(GenerateError::Columns { table: table.clone(), column: column.clone() })
            }
            None => Ok(cells),
        }
    }

    /// The tables with their rows.
    pub fn tables(&self) -> &[TableRows] {
        &self.tables
    }

    /// The rows of one table.
    pub fn table(&self, name: &TableName) -> Option<&TableRows> {
        self.tables.iter().find(|t| t.table == *name)
    }

    /// Appends other rows behind these.
    ///
    /// # Errors
    /// [`GenerateError::Columns`] when a table's columns differ.
    pub fn append(&mut self, other: Self) -> Result<(), GenerateError> {
        for theirs in other.tables {
            match self.tables.iter_mut().find(|t| t.table == theirs.table) {
                None => self.tables.push(theirs),
                Some(ours) if ours.columns == theirs.columns => ours.cells.extend(theirs.cells),
                Some(ours) => {
                    let column = theirs
                        .columns
                        .iter()
                        .find(|c| !ours.columns.contains(c))
                        .or(ours.columns.first())
                        .cloned()
                        .unwrap_or_default();
                    return Err(GenerateError::Columns { table: theirs.table, column });
                }
            }
        }
        Ok(())
    }

    /// How many rows in all.
    pub fn len(&self) -> usize {
        self.tables.iter().map(TableRows::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(TableRows::is_empty)
    }
}
