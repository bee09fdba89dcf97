//! Portable SQL for invariants: real names, quoted for the dialect.

use seedbed_schema_model::{Dialect, Family, TypeKind};

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

    /// A column as a number, also where numbers are kept as text.
    pub(crate) fn number(&self, table: &BoundTable, alias: &str, column: &str) -> Option<String> {
        let column = table.column(column)?;
        let name = self.named(alias, column);
        let text = matches!(
            column.kind,
            TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. }
        );
        let value = if text { format!("NULLIF(TRIM({name}), '')") } else { name };
        Some(self.as_number(&value))
    }

    /// An expression as an exact number, as far as the engine has those.
    pub(crate) fn as_number(&self, expression: &str) -> String {
        let ty = if self.dialect.is_mysql_like() { "DECIMAL(30, 6)" } else { "NUMERIC" };
        format!("CAST({expression} AS {ty})")
    }

    /// True where two numbers differ by more than SQLite's floating point explains.
    pub(crate) fn differ(&self, a: &str, b: &str) -> String {
        format!("ABS({a} - ({b})) > 0.00001")
    }

    /// A column as text compared with texts: an enum of PostgreSQL would refuse to hear of others.
    pub(crate) fn is(
        &self,
        table: &BoundTable,
        alias: &str,
        column: &str,
        texts: &[&str],
    ) -> Option<String> {
        let bound = table.column(column)?;
        let labels: Vec<String> = texts
            .iter()
            .map(|t| self.text(&bound.label(t).unwrap_or_else(|| (*t).to_owned())))
            .collect();
        Some(format!("{} IN ({})", self.as_text(&self.named(alias, bound)), labels.join(", ")))
    }

    /// ` AND b.deleted_at IS NULL`, where the table has soft deletion.
    pub(crate) fn and_live(&self, table: &BoundTable, alias: &str) -> String {
        self.col(table, alias, "deleted_at").map_or(String::new(), |c| format!(" AND {c} IS NULL"))
    }

    /// A text of a JSON object, by its key.
    pub(crate) fn json_text(&self, json: &str, key: &str) -> String {
        match self.dialect.family {
            Family::Sqlite => format!("json_extract({json}, '$.{key}')"),
            Family::Postgres => format!("(CAST({json} AS jsonb) ->> '{key}')"),
            Family::MySql | Family::MariaDb => {
                format!("JSON_UNQUOTE(JSON_EXTRACT({json}, '$.{key}'))")
            }
        }
    }

    /// How many elements a JSON array has.
    pub(crate) fn json_length(&self, json: &str) -> String {
        match self.dialect.family {
            Family::Sqlite => format!("json_array_length({json})"),
            Family::Postgres => format!("jsonb_array_length(CAST({json} AS jsonb))"),
            Family::MySql | Family::MariaDb => format!("JSON_LENGTH({json})"),
        }
    }

    /// What to write behind a table in `FROM` to get a field of each element of a JSON array it
    /// holds, and the field as text.
    pub(crate) fn json_elements(&self, json: &str, field: &str) -> (String, String) {
        match self.dialect.family {
            Family::Sqlite => {
                (format!(", json_each({json}) AS e"), format!("json_extract(e.value, '$.{field}')"))
            }
            Family::Postgres => (
                format!(
                    " CROSS JOIN LATERAL jsonb_array_elements(CAST({json} AS jsonb)) AS e(value)"
                ),
                format!("(e.value ->> '{field}')"),
            ),
            Family::MySql | Family::MariaDb => (
                format!(
                    " CROSS JOIN JSON_TABLE({json}, '$[*]' \
                     COLUMNS (field VARCHAR(100) PATH '$.{field}')) AS e"
                ),
                "e.field".into(),
            ),
        }
    }

    /// True where a JSON object has a key that is not among these.
    pub(crate) fn json_has_other_keys(&self, json: &str, keys: &[&str]) -> String {
        let quoted: Vec<String> = keys.iter().map(|k| format!("'{k}'")).collect();
        let list = quoted.join(", ");
        match self.dialect.family {
            Family::Sqlite => {
                format!("EXISTS (SELECT 1 FROM json_each({json}) AS k WHERE k.key NOT IN ({list}))")
            }
            Family::Postgres => format!(
                "EXISTS (SELECT 1 FROM jsonb_object_keys(CAST({json} AS jsonb)) AS k(name) \
                 WHERE k.name NOT IN ({list}))"
            ),
            Family::MySql | Family::MariaDb => {
                let paths: Vec<String> = keys.iter().map(|k| format!("'$.{k}'")).collect();
                format!("JSON_LENGTH(JSON_REMOVE({json}, {})) > 0", paths.join(", "))
            }
        }
    }

    /// A date so many days after the day of a date-time; `days` is an expression.
    pub(crate) fn days_after(&self, moment: &str, days: &str) -> String {
        match self.dialect.family {
            Family::Sqlite => format!("date({moment}, '+' || ({days}) || ' days')"),
            Family::Postgres => format!("(CAST({moment} AS date) + ({days}))"),
            Family::MySql | Family::MariaDb => {
                format!("DATE_ADD(DATE({moment}), INTERVAL ({days}) DAY)")
            }
        }
    }

    /// A date column without a time of day.
    pub(crate) fn day(&self, moment: &str) -> String {
        match self.dialect.family {
            Family::Sqlite | Family::MySql | Family::MariaDb => format!("date({moment})"),
            Family::Postgres => format!("CAST({moment} AS date)"),
        }
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
