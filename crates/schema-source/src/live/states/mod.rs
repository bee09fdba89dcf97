//! What the rows are in: numbers that are taken already, rows that refer to nothing, foreign keys whose
//! triggers are off. This reads data, and takes no locks; what cannot be asked is a gap.
//!
//! A number is one look into an index. A foreign key is a pass over its table, so that [`Extent::Quick`]
//! asks only those that the engine does not vouch for, and the others of a small database.

mod keys;
mod numbers;

use std::time::Duration;

use sea_orm::{AccessMode, ConnectionTrait, DbErr, Statement, TransactionTrait};
use seedbed_schema_model::{
    Dialect, Family, Gap, GapKind, IndexKey, Schema, State, Table, TableName, is_known_ledger,
    is_own_table, normal,
};

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// What costs next to nothing: numbers, keys that the engine does not vouch for, and every key of
    /// a database of less than [`SMALL`] bytes.
    #[default]
    Quick,
    /// Every key, whatever it costs.
    All,
}

/// The size below which every foreign key is asked.
pub const SMALL: u64 = 16 << 20;

/// How many questions one statement puts at most.
const AT_ONCE: usize = 60;

/// How many statements may fail before nothing more is asked.
const PATIENCE: usize = 5;

/// What is wrong with the rows of a database whose schema was read before, and what could not be
/// asked. One statement takes `limit` at most, except on SQLite.
pub async fn read<C: ConnectionTrait + TransactionTrait>(
    connection: &C,
    schema: &Schema,
    extent: Extent,
    limit: Duration,
) -> (Vec<State>, Vec<Gap>) {
    let mut asking =
        Asking { connection, schema, limit, states: Vec::new(), gaps: Vec::new(), failures: 0 };
    let small = asking.numbers().await;
    asking.keys(extent == Extent::All || small.is_some_and(|bytes| bytes < SMALL)).await;
    let Asking { mut states, gaps, .. } = asking;
    states.sort_by(|a, b| a.place.cmp(&b.place));
    (states, gaps)
}

/// The questions, the answers, and what was not answered.
struct Asking<'a, C> {
    connection: &'a C,
    schema: &'a Schema,
    limit: Duration,
    states: Vec<State>,
    gaps: Vec<Gap>,
    failures: usize,
}

/// A few values in one row; `None` for NULL.
type Cells = Vec<Option<String>>;

impl<C: ConnectionTrait + TransactionTrait> Asking<'_, C> {
    fn dialect(&self) -> Dialect {
        self.schema.dialect
    }

    /// The tables that people fill; a partition is asked with its parent.
    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.schema.tables.values().filter(|table| {
            table.options.partition_of.is_none()
                && table.options.module.is_none()
                && !is_own_table(&table.name)
                && !is_known_ledger(table)
        })
    }

    /// Puts questions of `width` values each, many in one statement, and gives the answers in their
    /// order. Where one of many fails, each is put alone, and what fails then is a gap.
    async fn ask(&mut self, questions: &[(String, Vec<String>)], width: usize) -> Vec<Cells> {
        let mut answers = Vec::with_capacity(questions.len());
        for chunk in questions.chunks(AT_ONCE) {
            let all: Vec<&String> = chunk.iter().flat_map(|(_, sql)| sql).collect();
            if self.failures < PATIENCE
                && let Ok(cells) = self.row(&all).await
            {
                answers.extend(cells.chunks(width).map(<[_]>::to_vec));
                continue;
            }
            for (place, sql) in chunk {
                let answer = match self.failures < PATIENCE {
                    true => self.row(&sql.iter().collect::<Vec<_>>()).await,
                    false => Err(DbErr::Custom("other questions were not answered".into())),
                };
                answers.push(answer.unwrap_or_else(|error| {
                    self.failures += 1;
                    self.gap(place, &super::line(&error.to_string()));
                    Vec::new()
                }));
            }
        }
        answers
    }

    fn gap(&mut self, place: &str, why: &str) {
        self.gaps.push(Gap {
            place: place.to_owned(),
            what: "rows".to_owned(),
            why: format!("the rows were not looked at: {why}"),
            kind: GapKind::Unmodelled,
            goes_with: None,
        });
    }

    /// One row of texts, under the time limit, from a connection that may not write.
    async fn row(&self, columns: &[&String]) -> Result<Cells, DbErr> {
        let list = columns.iter().map(|c| self.text(c)).collect::<Vec<_>>().join(", ");
        let milliseconds = self.limit.as_millis().max(1);
        match self.dialect().family {
            Family::Sqlite => {
                first(self.connection, &format!("SELECT {list}"), columns.len()).await
            }
            Family::MySql => {
                let sql = format!("SELECT /*+ MAX_EXECUTION_TIME({milliseconds}) */ {list}");
                first(self.connection, &sql, columns.len()).await
            }
            Family::MariaDb => {
                let seconds = self.limit.as_secs_f64();
                let sql = format!("SET STATEMENT max_statement_time={seconds} FOR SELECT {list}");
                first(self.connection, &sql, columns.len()).await
            }
            Family::Postgres => {
                let read_only = Some(AccessMode::ReadOnly);
                let on = self.connection.begin_with_config(None, read_only).await?;
                let limit = format!("SET LOCAL statement_timeout = {milliseconds}");
                on.execute_unprepared(&limit).await?;
                let cells = first(&on, &format!("SELECT {list}"), columns.len()).await;
                sea_orm::TransactionSession::rollback(on).await?;
                cells
            }
        }
    }

    fn text(&self, expression: &str) -> String {
        match self.dialect().family {
            Family::MySql | Family::MariaDb => format!("CAST(({expression}) AS CHAR)"),
            _ => format!("CAST(({expression}) AS TEXT)"),
        }
    }
}

async fn first<C: ConnectionTrait>(on: &C, sql: &str, width: usize) -> Result<Cells, DbErr> {
    let rows = many(on, sql, width).await?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

async fn many<C: ConnectionTrait>(on: &C, sql: &str, width: usize) -> Result<Vec<Cells>, DbErr> {
    let statement = Statement::from_string(on.get_database_backend(), sql);
    let mut out = Vec::new();
    for row in on.query_all_raw(statement).await? {
        let cells: Result<Cells, _> = (0..width).map(|i| row.try_get_by_index(i)).collect();
        out.push(cells?);
    }
    Ok(out)
}

/// Whether a column leads a key or a plain index, and whether it is a key alone.
fn keyed(table: &Table, column: &str, dialect: Dialect) -> Option<bool> {
    let is = |name: &String| seedbed_schema_model::rename::same(dialect, name, column);
    let mut leads = false;
    for key in table.primary_key.iter().chain(&table.uniques) {
        leads |= key.columns.first().is_some_and(is);
        if key.columns.len() == 1 && key.columns.iter().all(is) {
            return Some(true);
        }
    }
    for index in table.indexes.iter().filter(|i| i.predicate.is_none()) {
        let first =
            index.parts.first().is_some_and(|p| matches!(&p.key, IndexKey::Column(c) if is(c)));
        leads |= first;
        if first && index.unique && index.parts.len() == 1 {
            return Some(true);
        }
    }
    leads.then_some(false)
}

/// Whether an expression names a sequence.
fn draws(dialect: Dialect, default: Option<&seedbed_schema_model::Expr>, name: &TableName) -> bool {
    default.is_some_and(|expr| normal::mentions(dialect, expr, &name.name))
}
