//! Portable SQL for invariants: real names, quoted for the dialect.

use seedbed_schema_model::{Dialect, TypeKind};

use crate::{
    DataCheck,
    bind::{BoundColumn, BoundTable},
};

/// Writes the SQL of one domain's checks.
pub(crate) struct Checks {
    domain: &'static str,
    dialect: Dialect,
    checks: Vec<DataCheck>,
}

impl Checks {
    pub(crate) fn new(domain: &'static str, dialect: Dialect) -> Self {
        Self { domain, dialect, checks: Vec::new() }
    }

    /// Adds a check: `sql` counts the violations.
    pub(crate) fn add(&mut self, name: &str, explanation: &str, sql: String) {
        self.checks.push(DataCheck {
            name: format!("{}/{name}", self.domain),
            explanation: explanation.to_owned(),
            sql,
        });
    }

    /// Adds a check that counts the rows of `from` where `violated`.
    pub(crate) fn count(&mut self, name: &str, explanation: &str, from: &str, violated: &str) {
        self.add(name, explanation, format!("SELECT COUNT(*) FROM {from} WHERE {violated}"));
    }

    /// Adds a check that counts the groups of `columns` that come more than once.
    pub(crate) fn distinct(
        &mut self,
        name: &str,
        explanation: &str,
        from: &str,
        columns: &[String],
    ) {
        let columns = columns.join(", ");
        self.add(
            name,
            explanation,
            format!(
                "SELECT COUNT(*) FROM (SELECT {columns} FROM {from} GROUP BY {columns} \
                 HAVING COUNT(*) > 1) AS twice"
            ),
        );
    }

    pub(crate) fn done(self) -> Vec<DataCheck> {
        self.checks
    }

    /// `"todo_tasks" AS t`.
    pub(crate) fn from(&self, table: &BoundTable, alias: &str) -> String {
        format!("{} AS {alias}", self.dialect.quote_table(&table.table))
    }

    /// `t."title"`, when the column is bound.
    pub(crate) fn col(&self, table: &BoundTable, alias: &str, column: &str) -> Option<String> {
        table.column(column).map(|c| self.named(alias, c))
    }

    fn named(&self, alias: &str, column: &BoundColumn) -> String {
        format!("{alias}.{}", self.dialect.quote(&column.name))
    }

    /// A condition that is true where a boolean column is, also where booleans are integers.
    pub(crate) fn truth(&self, table: &BoundTable, alias: &str, column: &str) -> Option<String> {
        let column = table.column(column)?;
        let name = self.named(alias, column);
        Some(if matches!(column.kind, TypeKind::Boolean) { name } else { format!("{name} <> 0") })
    }

    /// A text literal.
    pub(crate) fn text(&self, text: &str) -> String {
        self.dialect.literal(text)
    }

    /// An expression as text, to compare a number with a text column.
    pub(crate) fn as_text(&self, expression: &str) -> String {
        let ty = if self.dialect.is_mysql_like() { "CHAR" } else { "TEXT" };
        format!("CAST({expression} AS {ty})")
    }

    /// Texts joined.
    pub(crate) fn joined(&self, parts: &[String]) -> String {
        if self.dialect.is_mysql_like() {
            format!("CONCAT({})", parts.join(", "))
        } else {
            parts.join(" || ")
        }
    }
}
