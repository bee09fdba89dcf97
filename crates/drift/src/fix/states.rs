//! Steps for what is wrong with the rows: numbers are set past what is there, triggers of foreign keys
//! are enabled. Rows that refer to nothing are left to people.

use seedbed_schema_model::{Family, Place, State, StateKind, TableName};

use super::{
    Hazard, HazardKind,
    work::{Phase, Work},
};
use crate::{Finding, RuleId};

impl Work<'_> {
    pub(super) fn state_steps(&mut self) {
        for state in self.states {
            let rule = match state.kind {
                StateKind::Behind { .. } => RuleId::SequenceBehind,
                StateKind::Spent { .. } => RuleId::SequenceSpent,
                StateKind::Orphans { .. } => RuleId::OrphanRows,
                StateKind::Unkept { .. } => RuleId::ForeignKeyUnkept,
            };
            let dialect = self.dialect();
            let is = |place: &Place| {
                let a = seedbed_schema_model::rename::same_table(
                    dialect,
                    &place.object,
                    &state.place.object,
                );
                a && place.part == state.place.part
            };
            let Some(finding) = self.of_rule(rule).into_iter().find(|f| is(&f.at)) else {
                continue;
            };
            match &state.kind {
                StateKind::Behind { .. } => self.number(finding, state),
                StateKind::Spent { .. } => {
                    let reason = "no number is left: declare a wider type, here and where it is \
                                  referred to";
                    self.cannot(&[finding], reason);
                }
                StateKind::Orphans { .. } => {
                    let reason = "only somebody who knows the rows can tell: give them a row to refer \
                                  to, or delete them";
                    self.cannot(&[finding], reason);
                }
                StateKind::Unkept { triggers } => self.kept_again(finding, triggers),
            }
        }
    }

    /// The way back leaves the numbers alone: they are right whatever the schema is.
    fn number(&mut self, finding: &Finding, state: &State) {
        let StateKind::Behind { sequence, taken, step, .. } = &state.kind else { return };
        let dialect = self.dialect();
        let Some(column) = &state.place.part else { return };
        let table = dialect.quote_table(&state.place.object);
        let quoted = dialect.quote(column);
        let end = if *step < 0 { "min" } else { "max" };
        let sql = match (dialect.family, sequence) {
            (Family::Postgres, Some(name)) => {
                let name = dialect.literal(&dialect.quote_table(name));
                vec![format!(
                    "SELECT pg_catalog.setval({name}::regclass, (SELECT {end}({quoted})::bigint FROM \
                     {table}))"
                )]
            }
            (Family::MariaDb, Some(name)) => {
                vec![format!("SELECT setval({}, {taken})", dialect.quote_table(name))]
            }
            (Family::MySql | Family::MariaDb, None) => {
                vec![format!("ALTER TABLE {table} AUTO_INCREMENT = {}", taken + 1)]
            }
            (Family::Sqlite, _) => {
                let name = dialect.literal(&state.place.object.name);
                vec![
                    format!("DELETE FROM sqlite_sequence WHERE name = {name} COLLATE NOCASE"),
                    format!(
                        "INSERT INTO sqlite_sequence (name, seq) SELECT m.name, (SELECT \
                         {end}({quoted}) FROM {table}) FROM sqlite_schema AS m WHERE m.type = 'table' \
                         AND m.name = {name} COLLATE NOCASE"
                    ),
                ]
            }
            _ => return,
        };
        self.add(Phase::Numbers, &[finding], sql, Some(Vec::new()), Vec::new());
    }

    fn kept_again(&mut self, finding: &Finding, triggers: &[(TableName, String)]) {
        let dialect = self.dialect();
        let each = |verb: &str| -> Vec<String> {
            let one = |(table, name): &(TableName, String)| {
                let (table, name) = (dialect.quote_table(table), dialect.quote(name));
                format!("ALTER TABLE {table} {verb} TRIGGER {name}")
            };
            triggers.iter().map(one).collect()
        };
        let text = "it takes a superuser; rows that came in meanwhile are not looked at";
        let hazard = Hazard::new(HazardKind::RefusesWrites, text);
        let (enable, disable) = (each("ENABLE"), each("DISABLE"));
        self.add(Phase::ForeignKeys, &[finding], enable, Some(disable), vec![hazard]);
    }
}
