//! A row written by the domain's names and stored under the real ones.

use std::borrow::Cow;

use rust_decimal::Decimal;
use seedbed_schema_model::TypeKind;

use super::{BoundColumn, BoundTable};
use crate::{GenerateError, Rows, Value};

/// A row of a bound table. Columns come in a fixed order, optional columns that are not bound are
/// skipped, and what does not fit a column is an error, never cut off.
#[derive(Debug)]
pub struct Row<'b> {
    table: &'b BoundTable,
    cells: Vec<Option<Value>>,
    unknown: Option<&'static str>,
}

impl<'b> Row<'b> {
    pub(super) fn new(table: &'b BoundTable) -> Self {
        Self { table, cells: vec![None; table.columns.len()], unknown: None }
    }

    /// Sets a column by the domain's name.
    #[must_use]
    pub fn set(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        match self.table.columns.keys().position(|name| *name == column) {
            Some(at) => {
                if let Some(cell) = self.cells.get_mut(at) {
                    *cell = Some(value.into());
                }
            }
            None if self.table.unbound.contains(&column) => {}
            None => self.unknown = Some(column),
        }
        self
    }

    /// Adds the row. Bound columns that were not set are NULL.
    ///
    /// # Errors
    /// [`GenerateError::Impossible`] naming `table.column` when a value does not fit its column: not
    /// among the allowed values, too long, too precise, NULL where that is not allowed, or set under
    /// a name that the role does not have.
    pub fn push(self, rows: &mut Rows) -> Result<(), GenerateError> {
        let place = |column: &str| format!("{}.{column}", self.table.table);
        if let Some(name) = self.unknown {
            let why = "the role has no column of this meaning".into();
            return Err(GenerateError::Impossible { place: place(name), why });
        }
        let mut cells = Vec::with_capacity(self.cells.len());
        for (column, value) in self.table.columns.values().zip(self.cells) {
            let value = fit(column, value.unwrap_or(Value::Null))
                .map_err(|why| GenerateError::Impossible { place: place(&column.name), why })?;
            cells.push((column.name.as_str(), value));
        }
        rows.push(&self.table.table, cells)
    }
}

/// The value as the column takes it, or why it does not.
fn fit(column: &BoundColumn, value: Value) -> Result<Value, String> {
    match value {
        Value::Null if !column.nullable => Err("NULL is not allowed".into()),
        Value::Text(text) => {
            let text = match &column.allowed {
                None => text,
                Some(allowed) => match column.label(&text) {
                    Some(label) if label == text => text,
                    Some(label) => Cow::Owned(label),
                    None => {
                        return Err(format!(
                            "`{text}` is not allowed; allowed are {}",
                            allowed.iter().map(|a| format!("`{a}`")).collect::<Vec<_>>().join(", ")
                        ));
                    }
                },
            };
            let length = text.chars().count();
            match (&column.kind, column.max_chars()) {
                (TypeKind::Text { bytes: Some(most) }, _) if text.len() as u64 > *most => {
                    Err(format!("{} bytes do not fit into {most}", text.len()))
                }
                (TypeKind::Char { .. } | TypeKind::VarChar { .. }, Some(most)) if length > most => {
                    Err(format!("{length} characters do not fit into {most}: `{text}`"))
                }
                _ => Ok(Value::Text(text)),
            }
        }
        Value::Decimal(number) => fits(column, number).map(|()| Value::Decimal(number)),
        other => Ok(other),
    }
}

fn fits(column: &BoundColumn, number: Decimal) -> Result<(), String> {
    let TypeKind::Decimal { precision: Some(precision), scale, .. } = column.kind else {
        return Ok(());
    };
    let scale = scale.unwrap_or(0);
    if number.normalize().scale() > scale {
        return Err(format!("{number} has more than {scale} digits after the point"));
    }
    let whole = number.trunc().abs().normalize().to_string();
    let digits = if whole == "0" { 0 } else { whole.len() };
    if digits as u64 > u64::from(precision.saturating_sub(scale)) {
        return Err(format!(
            "{number} does not fit into {precision} digits, {scale} of them after the point"
        ));
    }
    Ok(())
}
