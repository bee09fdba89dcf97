//! What is compared at all and how severe it is: ignored objects, severities of one's own, the
//! database that is expected, and how much unread text is tolerated.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use seedbed_schema_model::{
    Dialect, Family, Fingerprint, ForeignKey, Index, Key, ObjectKind, Place, Schema, Table,
    TableName, is_known_ledger, is_own_table,
};

use crate::{Decisions, Pattern, Severity};

/// The choices of whoever asks for a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// What is not compared, on either side. seedbed's own tables and the ledgers of known migration
    /// tools are ignored without being listed.
    pub ignore: Vec<Pattern>,
    /// Severities of one's own by the name of a rule; `None` leaves its findings out.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// The database the live side has to be; another cannot be judged.
    pub expected: Expected,
    /// How many unparsed statements a verdict tolerates. A privilege that is missing is never
    /// tolerated.
    pub allow_gaps: usize,
    /// The declared side was applied to a scratch database of the same engine and read back.
    pub scratch: bool,
    /// Objects that the scratch database could not make or was not asked about: the rules decide.
    pub by_text: BTreeSet<TableName>,
    /// What is a rename and what is not.
    pub decisions: Decisions,
}

/// What is known beforehand of the database.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    /// Its name (the file's for SQLite).
    pub database: Option<String>,
    /// Its engine.
    pub engine: Option<Family>,
}

impl Policy {
    /// Whether the object at a place is left out. Knows names only: a ledger is told by its columns,
    /// in [`Policy::compared`].
    pub fn ignores(&self, dialect: Dialect, place: &Place) -> bool {
        self.ignore.iter().any(|pattern| pattern.names(dialect.family, place))
    }

    /// The part of a schema that is compared.
    pub fn compared(&self, schema: &Schema) -> Schema {
        self.kept(schema).into_owned()
    }

    /// The part of a schema that is compared; the schema itself when that is all of it.
    pub(crate) fn kept<'a>(&self, schema: &'a Schema) -> Cow<'a, Schema> {
        let ours = |name: &TableName| is_own_table(name);
        let all = self.ignore.is_empty()
            && !schema.tables.iter().any(|(name, t)| ours(name) || is_known_ledger(t))
            && !schema.enums.keys().any(ours)
            && !schema.domains.keys().any(ours)
            && !schema.sequences.keys().any(ours)
            && !schema.views.keys().any(ours)
            && !schema.types.keys().any(ours)
            && !schema.routines.keys().any(|key| ours(&key.name))
            && !schema.events.keys().any(ours);
        if all { Cow::Borrowed(schema) } else { Cow::Owned(self.without_ignored(schema.clone())) }
    }

    fn without_ignored(&self, mut kept: Schema) -> Schema {
        let dialect = kept.dialect;
        let whole = |kind: ObjectKind, name: &TableName| {
            !is_own_table(name) && !self.ignores(dialect, &Place::object(kind, name))
        };
        kept.tables.retain(|name, t| whole(ObjectKind::Table, name) && !is_known_ledger(t));
        kept.enums.retain(|name, _| whole(ObjectKind::Type, name));
        kept.domains.retain(|name, _| whole(ObjectKind::Type, name));
        kept.sequences.retain(|name, _| whole(ObjectKind::Sequence, name));
        kept.views.retain(|name, _| whole(ObjectKind::View, name));
        kept.types.retain(|name, _| whole(ObjectKind::Type, name));
        let routine = |procedure| match procedure {
            true => ObjectKind::Procedure,
            false => ObjectKind::Function,
        };
        kept.routines.retain(|key, _| whole(routine(key.procedure), &key.name));
        kept.events.retain(|name, _| whole(ObjectKind::Event, name));
        if !self.ignore.is_empty() {
            kept.tables.values_mut().for_each(|table| self.parts(dialect, table));
        }
        kept
    }

    /// Leaves out parts of a table.
    fn parts(&self, dialect: Dialect, table: &mut Table) {
        let name = table.name.clone();
        let keeps = |kind, part: &str| !self.ignores(dialect, &Place::part(kind, &name, part));
        let keeps_key = |kind, key: &Key| keeps(kind, &part(key.name.as_ref(), &key.columns));
        table.columns.retain(|c| keeps(ObjectKind::Column, &c.name));
        table.primary_key.take_if(|k| !keeps_key(ObjectKind::PrimaryKey, k));
        table.uniques.retain(|k| keeps_key(ObjectKind::Unique, k));
        table.foreign_keys.retain(|k: &ForeignKey| {
            keeps(ObjectKind::ForeignKey, &part(k.name.as_ref(), &k.columns))
        });
        table.checks.retain(|c| {
            keeps(ObjectKind::Check, c.name.as_deref().unwrap_or_else(|| c.expr.as_str()))
        });
        table
            .exclusions
            .retain(|e| keeps(ObjectKind::Exclusion, e.name.as_deref().unwrap_or_default()));
        table.triggers.retain(|t| keeps(ObjectKind::Trigger, &t.name));
        table
            .indexes
            .retain(|i: &Index| keeps(ObjectKind::Index, i.name.as_deref().unwrap_or_default()));
    }

    /// The severity of a rule's finding; `None` leaves it out.
    pub(crate) fn severity(&self, rule: &str, own: Severity) -> Option<Severity> {
        self.severities.get(rule).copied().unwrap_or(Some(own))
    }
}

/// A constraint by its name, or by its columns when it has none.
fn part(name: Option<&String>, columns: &[String]) -> String {
    name.cloned().unwrap_or_else(|| format!("({})", columns.join(", ")))
}

/// The fingerprint of what is compared of a schema: seedbed's own tables coming and going, and
/// whatever the policy ignores, do not change it.
pub fn compared_fingerprint(schema: &Schema, policy: &Policy) -> Fingerprint {
    Fingerprint::of(&policy.kept(schema))
}

/// The fingerprint of what rows are made for: as [`compared_fingerprint`], without the code that runs
/// beside them. A run that a trigger broke goes on after the trigger is mended; that the code is the
/// declared one is what a green report says.
pub fn structure_fingerprint(schema: &Schema, policy: &Policy) -> Fingerprint {
    let mut schema = policy.compared(schema);
    schema.tables.values_mut().for_each(|table| table.triggers.clear());
    schema.views.values_mut().for_each(|view| view.triggers.clear());
    schema.routines.clear();
    schema.events.clear();
    Fingerprint::of(&schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_tables_and_known_ledgers_are_left_out() {
        let mut schema = Schema::empty(Dialect::POSTGRES);
        for name in ["seedbed_chunks", "__drizzle_migrations", "__EFMigrationsHistory", "seeds"] {
            schema.insert(Table::new(name));
        }
        let kept = Policy::default().compared(&schema);
        let names: Vec<_> = kept.tables.keys().map(|n| n.name.as_str()).collect();
        assert_eq!(names, ["seeds"]);
    }

    #[test]
    fn a_pattern_with_a_dot_names_the_schema() {
        let ignore = vec!["cron.*".parse().unwrap(), "spatial_*".parse().unwrap()];
        let policy = Policy { ignore, ..Policy::default() };
        let ignores = |name| policy.ignores(Dialect::POSTGRES, &Place::table(&name));
        assert!(ignores(TableName::in_schema("cron", "job")));
        assert!(!ignores(TableName::new("job")));
        assert!(ignores(TableName::in_schema("topology", "spatial_ref_sys")));
    }
}
