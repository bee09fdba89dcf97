//! Numbers that are taken already: a sequence, identity or AUTO_INCREMENT whose next value the column
//! holds, so that the next INSERT fails.

use sea_orm::{ConnectionTrait, TransactionTrait};
use seedbed_schema_model::{Family, Identity, Place, State, StateKind, TableName, TypeKind};

use super::{Asking, Cells, draws, keyed, many};

/// A column that is numbered, and what numbers it.
struct Numbered {
    place: Place,
    sequence: Option<TableName>,
    step: i64,
    alone: bool,
    /// The last number that the sequence has.
    last: Option<i128>,
    /// The next value, where a catalog says it.
    next: Option<i128>,
    /// What else is to be asked: the last value and whether it was given out.
    ask: Option<[String; 2]>,
}

impl<C: ConnectionTrait + TransactionTrait> Asking<'_, C> {
    /// Looks at the numbers, and gives the size of the database in bytes where it is known.
    pub(super) async fn numbers(&mut self) -> Option<u64> {
        let (numbered, size) = match self.dialect().family {
            Family::Sqlite => self.of_sqlite().await,
            Family::Postgres => self.of_postgres().await,
            Family::MySql | Family::MariaDb => self.of_mysql().await,
        };
        let dialect = self.dialect();
        let mut questions = Vec::new();
        for one in &numbered {
            let column = one.place.part.clone().unwrap_or_default();
            let end = if one.step < 0 { "min" } else { "max" };
            let table = dialect.quote_table(&one.place.object);
            let taken = format!("SELECT {end}({}) FROM {table}", dialect.quote(&column));
            let [last, called] = one.ask.clone().unwrap_or(["NULL".into(), "NULL".into()]);
            questions.push((one.place.to_string(), vec![taken, last, called]));
        }
        let answers = self.ask(&questions, 3).await;
        for (one, answer) in numbered.into_iter().zip(answers) {
            let greatest = self.greatest(&one.place);
            let one = Numbered { last: one.last.into_iter().chain(greatest).min(), ..one };
            self.states.extend(behind(one, &answer));
        }
        size
    }

    /// The greatest number that an integer column holds.
    fn greatest(&self, at: &Place) -> Option<i128> {
        let table = self.schema.table(&at.object)?;
        match table.column(at.part.as_deref()?)?.ty.kind {
            // SQLite's integers are all of one size.
            TypeKind::Integer { .. } if self.dialect().family == Family::Sqlite => {
                Some(i128::from(i64::MAX))
            }
            TypeKind::Integer { bits, unsigned } => {
                Some((1_i128 << (u32::from(bits) - u32::from(!unsigned))) - 1)
            }
            _ => None,
        }
    }

    /// Asks the catalog; an error is a gap.
    async fn catalog(&mut self, what: &str, sql: &str, width: usize) -> Vec<Cells> {
        match many(self.connection, sql, width).await {
            Ok(rows) => rows,
            Err(error) => {
                self.gap(what, &crate::live::line(&error.to_string()));
                Vec::new()
            }
        }
    }

    /// AUTOINCREMENT: the engine looks at the rows too, so that nothing fails; but numbers of rows that
    /// are deleted then come again, which is what the word is there against.
    async fn of_sqlite(&mut self) -> (Vec<Numbered>, Option<u64>) {
        let size = self
            .catalog(
                "size of the database",
                "SELECT CAST((SELECT page_count FROM pragma_page_count) * \
                 (SELECT page_size FROM pragma_page_size) AS TEXT)",
                1,
            )
            .await;
        let size = size.first().and_then(|cells| cells.first()?.as_ref()?.parse().ok());
        let numbered: Vec<(TableName, String)> = self
            .tables()
            .filter_map(|table| {
                let is = |i: &Option<Identity>| {
                    matches!(i, Some(Identity::Rowid { autoincrement: true }))
                };
                let column = table.columns.iter().find(|c| is(&c.identity))?;
                Some((table.name.clone(), column.name.clone()))
            })
            .collect();
        let of = |(table, column): (TableName, String)| {
            let name = self.dialect().literal(&table.name);
            Numbered {
                place: Place::column(&table, column),
                sequence: None,
                step: 1,
                alone: false,
                last: None,
                next: None,
                ask: Some([
                    format!(
                        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = {name} COLLATE NOCASE), 0)"
                    ),
                    "1".to_owned(),
                ]),
            }
        };
        (numbered.into_iter().map(of).collect(), size)
    }

    async fn of_postgres(&mut self) -> (Vec<Numbered>, Option<u64>) {
        let rows = self
            .catalog(
                "numbers of columns",
                // The default of a column, or an identity column's own.
                "WITH drawn AS (
                   SELECT d.refobjid AS sequence, f.adrelid AS tab, f.adnum AS num
                   FROM pg_catalog.pg_depend AS d
                   JOIN pg_catalog.pg_attrdef AS f ON f.oid = d.objid
                   WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass
                   AND d.refclassid = 'pg_catalog.pg_class'::regclass
                   UNION
                   SELECT d.objid, d.refobjid, d.refobjsubid FROM pg_catalog.pg_depend AS d
                   WHERE d.classid = 'pg_catalog.pg_class'::regclass
                   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i'
                   AND d.refobjsubid > 0
                 )
                 SELECT tn.nspname::text, t.relname::text, a.attname::text, sn.nspname::text,
                   s.relname::text, q.seqincrement::text, pg_catalog.current_schema()::text,
                   (pg_catalog.has_table_privilege(t.oid, 'SELECT')
                    AND pg_catalog.has_sequence_privilege(s.oid, 'SELECT'))::text,
                   CASE WHEN NOT q.seqcycle THEN q.seqmax::text END
                 FROM drawn AS d
                 JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = d.sequence
                 JOIN pg_catalog.pg_class AS s ON s.oid = d.sequence
                 JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.relnamespace
                 JOIN pg_catalog.pg_class AS t ON t.oid = d.tab AND NOT t.relispartition
                 JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
                 JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.num
                 ORDER BY 1, 2, 3, 4, 5",
                9,
            )
            .await;
        let size = self
            .catalog(
                "size of the database",
                "SELECT coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0)::text
                 FROM pg_catalog.pg_class AS c
                 JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                 WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')",
                1,
            )
            .await;
        let size = size.first().and_then(|cells| cells.first()?.as_ref()?.parse().ok());
        let dialect = self.dialect();
        let (mut numbered, mut unseen) = (Vec::new(), Vec::new());
        for row in rows {
            let [
                Some(home),
                Some(table),
                Some(column),
                Some(near),
                Some(sequence),
                Some(step),
                own,
                may,
                last,
            ] = <[_; 9]>::try_from(row).unwrap_or_default()
            else {
                continue;
            };
            let name = |schema: String, name: String| match Some(&schema) == own.as_ref() {
                true => TableName::new(name),
                false => TableName::in_schema(schema, name),
            };
            let full = TableName::in_schema(near.clone(), sequence.clone());
            let (table, sequence) = (name(home, table), name(near, sequence));
            let known = self.tables().find(|t| t.name == table);
            let Some(alone) = known.and_then(|t| keyed(t, &column, dialect)) else { continue };
            if may.as_deref() != Some("true") {
                unseen.push(sequence.to_string());
                continue;
            }
            let full = dialect.quote_table(&full);
            numbered.push(Numbered {
                place: Place::column(&table, column),
                sequence: Some(sequence),
                step: step.parse().unwrap_or(1),
                alone,
                last: last.and_then(|n| n.parse().ok()),
                next: None,
                ask: Some([
                    format!("SELECT last_value FROM {full}"),
                    format!("SELECT is_called::int FROM {full}"),
                ]),
            });
        }
        if let Some(one) = unseen.first() {
            let why =
                format!("the role may not SELECT from {} sequences, such as {one}", unseen.len());
            self.gap("sequences", &why);
        }
        (numbered, size)
    }

    async fn of_mysql(&mut self) -> (Vec<Numbered>, Option<u64>) {
        let hint = match self.dialect().family {
            // What is cached is a day old.
            Family::MySql => "/*+ SET_VAR(information_schema_stats_expiry=0) */ ",
            _ => "",
        };
        let rows = self
            .catalog(
                "numbers of columns",
                &format!(
                    "SELECT {hint}TABLE_NAME, CAST(AUTO_INCREMENT AS CHAR), \
                     CAST(greatest(CAST(coalesce(DATA_LENGTH, 0) AS SIGNED) - 16384, 0) AS CHAR) \
                     FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
                     AND TABLE_TYPE <> 'VIEW'"
                ),
                3,
            )
            .await;
        let mut size = (!rows.is_empty()).then_some(0_u64);
        let dialect = self.dialect();
        let mut numbered = Vec::new();
        for row in rows {
            let [Some(table), next, bytes] = <[_; 3]>::try_from(row).unwrap_or_default() else {
                continue;
            };
            let bytes: u64 = bytes.and_then(|b| b.parse().ok()).unwrap_or(0);
            size = size.map(|all| all.saturating_add(bytes));
            let name = TableName::new(table);
            let Some(table) = self.tables().find(|t| t.name == name) else { continue };
            let own = |i: &Option<Identity>| *i == Some(Identity::AutoIncrement);
            let Some(column) = table.columns.iter().find(|c| own(&c.identity)) else { continue };
            let next = next.and_then(|n| n.parse().ok());
            if let (Some(next), Some(alone)) = (next, keyed(table, &column.name, dialect)) {
                numbered.push(Numbered {
                    place: Place::column(&name, &*column.name),
                    sequence: None,
                    step: 1,
                    alone,
                    last: None,
                    next: Some(next),
                    ask: None,
                });
            }
        }
        for (name, sequence) in &self.schema.sequences {
            for table in self.tables() {
                let from =
                    |c: &&seedbed_schema_model::Column| draws(dialect, c.default.as_ref(), name);
                for column in table.columns.iter().filter(from) {
                    let Some(alone) = keyed(table, &column.name, dialect) else { continue };
                    // What the server has taken in advance counts as given out: never too early.
                    let next =
                        format!("SELECT next_not_cached_value FROM {}", dialect.quote_table(name));
                    numbered.push(Numbered {
                        place: Place::column(&table.name, &*column.name),
                        sequence: Some(name.clone()),
                        step: sequence.increment,
                        alone,
                        last: None,
                        next: None,
                        ask: Some([next, "0".to_owned()]),
                    });
                }
            }
        }
        (numbered, size)
    }
}

/// Whether what comes next is taken.
fn behind(one: Numbered, answer: &[Option<String>]) -> Option<State> {
    let number = |i: usize| -> Option<i128> {
        let text = answer.get(i)?.as_deref()?;
        text.split('.').next()?.parse().ok()
    };
    let next = match one.next {
        Some(next) => next,
        None => number(1)? + if number(2)? == 1 { i128::from(one.step) } else { 0 },
    };
    // MySQL goes on offering the last one.
    let spent = |last: &i128| next > *last || (next == *last && number(0) == Some(next));
    if let Some(last) = one.last.filter(|last| one.step > 0 && spent(last)) {
        let kind = StateKind::Spent { sequence: one.sequence, next, last };
        return Some(State { place: one.place, kind });
    }
    let taken = number(0)?;
    let is = if one.step < 0 { next >= taken } else { next <= taken };
    is.then_some(State {
        place: one.place,
        kind: StateKind::Behind {
            sequence: one.sequence,
            next,
            taken,
            step: one.step,
            alone: one.alone,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(step: i64) -> Numbered {
        let place = Place::column(&TableName::new("t"), "id");
        Numbered {
            place,
            sequence: None,
            step,
            alone: true,
            last: Some(i128::MAX),
            next: None,
            ask: None,
        }
    }

    #[test]
    fn a_number_is_behind_when_it_is_taken_or_passed() {
        let said = |step, cells: [&str; 3]| {
            let cells = cells.map(|c| (!c.is_empty()).then(|| c.to_owned()));
            behind(numbered(step), &cells).map(|state| match state.kind {
                StateKind::Behind { next, taken, .. } => (next, taken),
                other => panic!("{other:?}"),
            })
        };
        assert_eq!(said(1, ["10", "9", "1"]), Some((10, 10)));
        assert_eq!(said(1, ["10", "10", "1"]), None);
        assert_eq!(said(1, ["10", "10", "0"]), Some((10, 10)));
        assert_eq!(said(5, ["12", "10", "1"]), None);
        assert_eq!(said(-1, ["-10", "-9", "1"]), Some((-10, -10)));
        assert_eq!(said(-1, ["-10", "-10", "1"]), None);
        assert_eq!(said(1, ["", "1", "1"]), None, "no rows");
        assert_eq!(said(1, ["3.00", "1", "1"]), Some((2, 3)));
        assert_eq!(
            said(1, ["99999999999999999999", "1", "1"]),
            Some((2, 99_999_999_999_999_999_999))
        );
    }
}
