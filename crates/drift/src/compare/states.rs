//! What is wrong with the rows: numbers that are taken, rows that refer to nothing, keys that are not
//! kept. It differs from no declaration: a schema says of itself that there is no such thing.

use seedbed_schema_model::{Family, Reading, State, StateKind};

use super::{Sides, renames::Renames, table_key};
use crate::{
    DecidedBy, RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

/// The states of the live side, by the declared names; those of tables that are not compared are left
/// out.
pub(super) fn differences(live: &Reading, sides: &Sides<'_>, renames: &Renames) -> Vec<Difference> {
    let family = sides.live.dialect.family;
    let compared = |state: &&State| {
        let at = renames.by_declared_names(&state.place);
        let key = table_key(family, &at.object);
        sides.live.tables.keys().any(|name| table_key(family, name) == key)
    };
    let all = live.states.iter().filter(compared);
    all.map(|state| difference(state, family, renames)).collect()
}

fn difference(state: &State, family: Family, renames: &Renames) -> Difference {
    let at = renames.by_declared_names(&state.place);
    let (rule, aspect, raw, form, note) = match &state.kind {
        StateKind::Behind { next, taken, alone, sequence, .. } => {
            let aspect = match (family, alone) {
                (Family::Sqlite, _) => Aspect::Unenforced,
                (_, true) => Aspect::Plain,
                (_, false) => Aspect::Looser,
            };
            let raw = format!("next is {next}, and {taken} is there");
            let note = sequence.as_ref().map(|name| format!("it comes from the sequence {name}"));
            (RuleId::SequenceBehind, aspect, raw, "behind", note)
        }
        StateKind::Spent { next, last, sequence } => {
            let raw = format!("next would be {next}, and {last} is the last");
            let note = sequence.as_ref().map(|name| format!("it comes from the sequence {name}"));
            (RuleId::SequenceSpent, Aspect::Plain, raw, "spent", note)
        }
        StateKind::Orphans { rows, examples } => {
            let word = if *rows == 1 { "row" } else { "rows" };
            let such = match examples.is_empty() {
                true => String::new(),
                false => format!(": to {}", examples.join("; ")),
            };
            let raw = format!("{rows} {word} to nothing{such}");
            (RuleId::OrphanRows, Aspect::Plain, raw, "orphans", None)
        }
        StateKind::Unkept { triggers } => {
            let all: Vec<_> =
                triggers.iter().map(|(table, name)| format!("{name} on {table}")).collect();
            let raw = format!("disabled: {}", all.join(", "));
            (RuleId::ForeignKeyUnkept, Aspect::Plain, raw, "unkept", None)
        }
    };
    // Counts and examples change from day to day, and a finding stays the same one.
    let declared = match rule {
        RuleId::OrphanRows => "every row to one",
        RuleId::ForeignKeyUnkept => "kept",
        _ => "the next number is free",
    };
    let values = (Value::plain(declared), Value::new(raw, form));
    let mut found = Difference::changed(rule, at, values.0, values.1).aspect(aspect);
    found.decided_by = DecidedBy::Rows;
    found.note = note;
    found
}
