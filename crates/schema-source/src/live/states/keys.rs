//! Rows that refer to nothing, and PostgreSQL's foreign keys whose triggers are disabled.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, TransactionTrait};
use seedbed_schema_model::{
    Family, ForeignKey, ObjectKind, Place, State, StateKind, TableName, rename,
};

use super::{Asking, many};

/// How many examples are given.
const EXAMPLES: usize = 3;

impl<C: ConnectionTrait + TransactionTrait> Asking<'_, C> {
    /// Counts the rows that refer to nothing: of every key, or of those that the engine does not vouch
    /// for.
    pub(super) async fn keys(&mut self, all: bool) {
        let unkept = self.unkept().await;
        let mut asked: Vec<(Place, String)> = Vec::new();
        let mut left = 0;
        for table in self.tables() {
            for key in &table.foreign_keys {
                let Some(from) = self.orphans(&table.name, key) else { continue };
                let at = place(&table.name, key);
                if all || !key.validated || key.not_enforced || unkept.contains(&at) {
                    asked.push((at, from));
                } else if self.dialect().family != Family::Postgres {
                    left += 1;
                }
            }
        }
        if left > 0 {
            let why = format!("{left} foreign keys of a large database; ask for all of them");
            self.gap("foreign keys", &why);
        }
        let count = |(at, from): &(Place, String)| {
            (at.to_string(), vec![format!("SELECT count(*) {from}")])
        };
        let questions: Vec<_> = asked.iter().map(count).collect();
        let counted = self.ask(&questions, 1).await;
        let number = |cells: Vec<Option<String>>| -> u64 {
            cells.into_iter().flatten().next().and_then(|n| n.parse().ok()).unwrap_or(0)
        };
        let mut found: Vec<_> =
            asked.into_iter().zip(counted).map(|(key, n)| (key, number(n))).collect();
        found.retain(|(_, rows)| *rows > 0);
        let examples = |((at, from), _): &((Place, String), u64)| {
            (at.to_string(), vec![self.examples(at, from)])
        };
        let questions: Vec<_> = found.iter().map(examples).collect();
        let examples = self.ask(&questions, 1).await;
        for (((place, _), rows), cells) in found.into_iter().zip(examples) {
            let text = cells.into_iter().flatten().next().unwrap_or_default();
            let examples = text.split('\u{1}').filter(|e| !e.is_empty()).map(super::super::line);
            let kind = StateKind::Orphans { rows, examples: examples.collect() };
            self.states.push(State { place, kind });
        }
    }

    /// `FROM … WHERE …` over the rows that refer to nothing.
    fn orphans(&self, table: &TableName, key: &ForeignKey) -> Option<String> {
        let dialect = self.dialect();
        // A period is in many rows of the other side together.
        if key.columns.is_empty() || key.period {
            return None;
        }
        let of = |alias: &str, column: &String| format!("{alias}.{}", dialect.quote(column));
        let known: Vec<_> =
            key.columns.iter().map(|c| format!("{} IS NOT NULL", of("child", c))).collect();
        let from =
            format!("FROM {} AS child WHERE {}", dialect.quote_table(table), known.join(" AND "));
        let target = self.schema.tables.values();
        let target = target.into_iter().find(|t| rename::same_table(dialect, &t.name, &key.target));
        let has = |c: &String| {
            target.is_some_and(|t| t.columns.iter().any(|o| rename::same(dialect, &o.name, c)))
        };
        let whole = key.columns.len() == key.target_columns.len();
        if !whole || !key.target_columns.iter().all(has) {
            // SQLite lets a key refer to what is not there: every row does then.
            let nothing = dialect.family == Family::Sqlite && target.is_none();
            return nothing.then_some(from);
        }
        let pairs = key.columns.iter().zip(&key.target_columns);
        // The collation of the side referred to decides.
        let equal: Vec<_> =
            pairs.map(|(c, t)| format!("{} = {}", of("parent", t), of("child", c))).collect();
        Some(format!(
            "{from} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
            dialect.quote_table(&key.target),
            equal.join(" AND ")
        ))
    }

    /// The first few values that refer to nothing, in one text.
    fn examples(&self, at: &Place, from: &str) -> String {
        let dialect = self.dialect();
        let table = self.schema.table(&at.object);
        let key = table.and_then(|t| t.foreign_keys.iter().find(|k| place(&t.name, k) == *at));
        let columns = key.map(|k| k.columns.clone()).unwrap_or_default();
        let shown = |column: &String| {
            let column = format!("child.{}", dialect.quote(column));
            match dialect.family {
                Family::Sqlite => format!("quote({column})"),
                Family::Postgres => format!("{column}::text"),
                Family::MySql | Family::MariaDb => format!("CAST({column} AS CHAR)"),
            }
        };
        let mut parts: Vec<_> = columns.iter().map(shown).collect();
        let one = match (dialect.family, parts.len()) {
            (_, 1) => parts.remove(0),
            (Family::Sqlite, _) => parts.join(" || ', ' || "),
            _ => format!("concat_ws(', ', {})", parts.join(", ")),
        };
        let some =
            format!("(SELECT DISTINCT {one} AS e {from} ORDER BY 1 LIMIT {EXAMPLES}) AS few");
        match dialect.family {
            Family::Sqlite => format!("SELECT group_concat(e, char(1)) FROM {some}"),
            Family::Postgres => format!("SELECT string_agg(e, chr(1)) FROM {some}"),
            Family::MySql | Family::MariaDb => {
                format!("SELECT group_concat(e ORDER BY e SEPARATOR '\u{1}') FROM {some}")
            }
        }
    }

    /// PostgreSQL: foreign keys whose triggers are disabled, on either table.
    async fn unkept(&mut self) -> BTreeSet<Place> {
        if self.dialect().family != Family::Postgres {
            return BTreeSet::new();
        }
        let sql = "SELECT cn.nspname::text, c.relname::text, k.conname::text, tn.nspname::text,
                     t.relname::text, g.tgname::text, pg_catalog.current_schema()::text
                   FROM pg_catalog.pg_trigger AS g
                   JOIN pg_catalog.pg_constraint AS k ON k.oid = g.tgconstraint AND k.contype = 'f'
                   JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
                   JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.relnamespace
                   JOIN pg_catalog.pg_class AS t ON t.oid = g.tgrelid
                   JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
                   WHERE g.tgenabled IN ('D', 'R') ORDER BY 1, 2, 3, 4, 5, 6";
        let rows = match many(self.connection, sql, 7).await {
            Ok(rows) => rows,
            Err(error) => {
                self.gap("foreign keys", &super::super::line(&error.to_string()));
                Vec::new()
            }
        };
        let mut found: BTreeMap<Place, Vec<(TableName, String)>> = BTreeMap::new();
        for row in rows {
            let [Some(home), Some(table), Some(key), Some(near), Some(on), Some(trigger), own] =
                <[_; 7]>::try_from(row).unwrap_or_default()
            else {
                continue;
            };
            let name = |schema: String, name: String| match Some(&schema) == own.as_ref() {
                true => TableName::new(name),
                false => TableName::in_schema(schema, name),
            };
            let table = name(home, table);
            if self.tables().any(|t| t.name == table) {
                let at = Place::part(ObjectKind::ForeignKey, &table, key);
                found.entry(at).or_default().push((name(near, on), trigger));
            }
        }
        let places = found.keys().cloned().collect();
        let state = |(place, triggers)| State { place, kind: StateKind::Unkept { triggers } };
        self.states.extend(found.into_iter().map(state));
        places
    }
}

/// Where a foreign key is; one without a name is called by its columns.
fn place(table: &TableName, key: &ForeignKey) -> Place {
    let part = key.name.clone().unwrap_or_else(|| format!("({})", key.columns.join(", ")));
    Place::part(ObjectKind::ForeignKey, table, part)
}
