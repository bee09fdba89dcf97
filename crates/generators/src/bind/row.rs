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
    cells: Vec<Value>,
    unknown: Option<&'static str>,
}

impl<'b> Row<'b> {
    pub(super) fn new(table: &'b BoundTable) -> Self {
        Self { table, cells: vec![Value::Null; table.columns.len()], unknown: None }
    }

    /// Sets a column by the domain's name.
    #[must_use]
    pub fn set(mut self, column: &'static str, value: impl Into<Value>) -> Self {
        match self.table.places.of(column).and_then(|at| self.cells.get_mut(at)) {
            Some(cell) => *cell = value.into(),
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
        let mut cells = self.cells;
        for (column, value) in self.table.places.columns.iter().zip(&mut cells) {
            fit(column, value)
                .map_err(|why| GenerateError::Impossible { place: place(&column.name), why })?;
        }
        let columns = self.table.places.columns.iter().map(|c| c.name.as_str());
        rows.stamped(&self.table.table, self.table.places.stamp, columns)?.extend(cells);
        Ok(())
    }
}

/// Makes the value what the column takes, or says why it does not take it.
fn fit(column: &BoundColumn, value: &mut Value) -> Result<(), String> {
    match value {
        Value::Null if !column.nullable => Err("NULL is not allowed".into()),
        Value::Text(text) => {
            if let Some(allowed) = &column.allowed
                && !allowed.iter().any(|a| a == text.as_ref())
            {
                *text = Cow::Owned(column.label(text).ok_or_else(|| {
                    format!(
                        "`{text}` is not allowed; allowed are {}",
                        allowed.iter().map(|a| format!("`{a}`")).collect::<Vec<_>>().join(", ")
                    )
                })?);
            }
            match (&column.kind, column.max_chars()) {
                (TypeKind::Text { bytes: Some(most) }, _) if text.len() as u64 > *most => {
                    Err(format!("{} bytes do not fit into {most}", text.len()))
                }
                // A text has no more characters than bytes.
                (TypeKind::Char { .. } | TypeKind::VarChar { .. }, Some(most))
                    if text.len() > most && text.chars().count() > most =>
                {
                    let length = text.chars().count();
                    Err(format!("{length} characters do not fit into {most}: `{text}`"))
                }
                _ => Ok(()),
            }
        }
        Value::Decimal(number) => fits(column, *number),
        _ => Ok(()),
    }
}

fn fits(column: &BoundColumn, number: Decimal) -> Result<(), String> {
    let TypeKind::Decimal { precision: Some(precision), scale, .. } = column.kind else {
        return Ok(());
    };
    let scale = scale.unwrap_or(0);
    if number.scale() > scale && number.normalize().scale() > scale {
        return Err(format!("{number} has more than {scale} digits after the point"));
    }
    // All that fits has fewer digits before the point than this power of ten.
    let room = 10u128.checked_pow(precision.saturating_sub(scale)).unwrap_or(u128::MAX);
    let unit = 10u128.checked_pow(number.scale()).unwrap_or(u128::MAX);
    if number.mantissa().unsigned_abs() / unit >= room {
        return Err(format!(
            "{number} does not fit into {precision} digits, {scale} of them after the point"
        ));
    }
    Ok(())
}
