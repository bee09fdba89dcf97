//! What must hold of the data afterwards, asked of the database.

mod queries;

use sea_orm::{ConnectionTrait, DbErr};
use seedbed_generators::{DataCheck, LogicalReference};
use seedbed_schema_model::{Schema, Table, is_known_ledger, is_own_table};
use serde::{Deserialize, Serialize};

use crate::{Identity, Target, sql};

use queries::Question;

/// A check of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smoke {
    /// Its name.
    pub name: String,
    /// A query of one row and one column.
    pub sql: String,
    /// What it must give, as text; numbers compare as numbers.
    pub expect: String,
}

/// What to verify besides every foreign key of the schema.
#[derive(Debug, Clone, Copy, Default)]
pub struct VerifyOptions<'v> {
    /// References the database does not know.
    pub references: &'v [LogicalReference],
    /// The generators' invariants.
    pub checks: &'v [DataCheck],
    /// The user's own checks.
    pub smokes: &'v [Smoke],
    /// Look for duplicates under unique keys too: slow on big tables.
    pub uniques: bool,
}

/// What kind of check it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// A foreign key has no orphans.
    ForeignKey,
    /// A logical reference has no orphans.
    Reference,
    /// A NOT NULL column holds no NULL.
    NotNull,
    /// A unique key has no duplicates.
    Unique,
    /// A generator's invariant.
    Invariant,
    /// The user's own.
    Smoke,
}

/// What a check said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Its name: `fk/orders.client_id`.
    pub name: String,
    /// Its kind.
    pub kind: CheckKind,
    /// Whether it holds.
    pub ok: bool,
    /// How many rows violate it; 0 or 1 for a smoke check.
    pub violations: u64,
    /// What was found, in words, when it does not hold.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
}

/// What all checks said about one database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    identity: Identity,
    checks: Vec<CheckResult>,
}

impl Verification {
    /// The database.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Every check.
    pub fn checks(&self) -> &[CheckResult] {
        &self.checks
    }

    /// The checks that do not hold.
    pub fn red(&self) -> impl Iterator<Item = &CheckResult> {
        self.checks.iter().filter(|c| !c.ok)
    }

    /// Whether there was something to check and all of it holds.
    pub fn green(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|c| c.ok)
    }
}

/// Why the database could not be verified.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A query failed.
    #[error("check {check} could not be asked: {source}")]
    Query {
        /// The check.
        check: String,
        /// The driver's error.
        #[source]
        source: DbErr,
    },
    /// A check is about something the schema does not have.
    #[error("check {check} cannot be asked: {missing} is not in the schema")]
    Missing {
        /// The check.
        check: String,
        /// What is not there.
        missing: String,
    },
}

/// Asks every check of a database.
///
/// # Errors
/// A [`VerifyError`] when a query of ours fails; a check that does not hold is a result, not an
/// error, and so is a smoke check whose query fails.
pub async fn verify(
    target: &Target,
    schema: &Schema,
    options: &VerifyOptions<'_>,
) -> Result<Verification, VerifyError> {
    let on = target.connection();
    let mut questions = Vec::new();
    let ours = |t: &&Table| is_own_table(&t.name) || is_known_ledger(t);
    for table in schema.tables.values().filter(|t| !ours(t)) {
        questions.extend(queries::foreign_keys(schema, table)?);
        questions.extend(queries::not_null(schema, table));
        if options.uniques {
            questions.extend(queries::uniques(schema, table));
        }
    }
    questions.extend(queries::references(schema, options.references)?);
    questions.extend(options.checks.iter().map(|c| Question {
        name: c.name.clone(),
        kind: CheckKind::Invariant,
        sql: c.sql.clone(),
    }));
    let mut checks = Vec::with_capacity(questions.len() + options.smokes.len());
    for question in questions {
        let violations = number(on, &question.sql)
            .await
            .map_err(|source| VerifyError::Query { check: question.name.clone(), source })?;
        let found = if violations == 0 { String::new() } else { format!("{violations} rows") };
        let (name, kind) = (question.name, question.kind);
        checks.push(CheckResult { name, kind, ok: violations == 0, violations, found });
    }
    for smoke in options.smokes {
        checks.push(ask(on, smoke).await);
    }
    Ok(Verification { identity: target.identity().clone(), checks })
}

/// The number of a query that may give it as any type.
async fn number(on: &impl ConnectionTrait, sql: &str) -> Result<u64, DbErr> {
    let found = scalar(on, sql).await?.unwrap_or_default();
    let whole = found.split('.').next().unwrap_or_default();
    if whole.is_empty() {
        return Ok(0);
    }
    whole.parse().map_err(|_| DbErr::Type(format!("`{found}` is not a count")))
}

/// The one cell of the one row, as text.
async fn scalar(on: &impl ConnectionTrait, query: &str) -> Result<Option<String>, DbErr> {
    let rows = on.query_all_raw(sql::statement(on, query, [])).await?;
    let [row] = rows.as_slice() else {
        return Err(DbErr::Type(format!("{} rows where one is wanted", rows.len())));
    };
    let names = row.column_names();
    let [name] = names.as_slice() else {
        return Err(DbErr::Type(format!("{} columns where one is wanted", names.len())));
    };
    if let Some(cell) = sql::cell(row) {
        return Ok(cell);
    }
    // A type the driver has no reading for (PostgreSQL's numeric): asked again as text.
    let dialect = sql::dialect(on);
    let text = sql::as_text(dialect, &format!("q.{}", dialect.quote(name)));
    let query = query.trim().trim_end_matches(';');
    let rows = sql::rows(on, format!("SELECT {text} FROM ({query}) AS q"), []).await?;
    Ok(rows.into_iter().flatten().next().flatten())
}

async fn ask(on: &impl ConnectionTrait, smoke: &Smoke) -> CheckResult {
    let (ok, found) = match scalar(on, &smoke.sql).await {
        Ok(found) => {
            let found = found.unwrap_or_else(|| "NULL".into());
            (same(&found, &smoke.expect), format!("{found} instead of {}", smoke.expect))
        }
        Err(e) => (false, format!("the query failed: {e}")),
    };
    CheckResult {
        name: smoke.name.clone(),
        kind: CheckKind::Smoke,
        ok,
        violations: u64::from(!ok),
        found: if ok { String::new() } else { found },
    }
}

/// Numbers compare as numbers: `3`, `3.0` and `3.00` are one.
fn same(found: &str, expect: &str) -> bool {
    let number = |t: &str| t.trim().parse::<rust_decimal::Decimal>().ok();
    let truth = |t: &str| match t.trim() {
        "true" | "t" => "1".to_owned(),
        "false" | "f" => "0".to_owned(),
        other => other.to_owned(),
    };
    let (found, expect) = (truth(found), truth(expect));
    match (number(&found), number(&expect)) {
        (Some(a), Some(b)) => a == b,
        _ => found == expect,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_numbers() {
        assert!(same("3.00", "3") && same("0", "false") && same("t", "true") && same("ok", "ok"));
        assert!(!same("3.01", "3") && !same("NULL", "0") && !same("Ok", "ok"));
    }
}
