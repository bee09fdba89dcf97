//! Check constraints.

use std::collections::BTreeSet;

use seedbed_schema_model::{Check, ObjectKind, Place, TableName};

use super::{
    Form, Sides,
    keys::rename,
    pairing::{Pair, both_named, common_name, pair, same_name},
    text,
};
use crate::{
    RuleId,
    finding::{Difference, Value},
};

pub(super) fn compare(
    sides: &Sides<'_>,
    table: &TableName,
    declared: &Form<'_>,
    live: &Form<'_>,
    found: &mut Vec<Difference>,
) {
    let named = |a: &Check, b: &Check| same_name(a.name.as_ref(), b.name.as_ref());
    let condition = |a: &Check, b: &Check| a.expr == b.expr && a.no_inherit == b.no_inherit;
    let state =
        |a: &Check, b: &Check| (a.validated, a.not_enforced) == (b.validated, b.not_enforced);
    let same = |a: &Check, b: &Check| condition(a, b) && state(a, b);
    let columns: BTreeSet<String> =
        declared.columns().into_keys().chain(live.columns().into_keys()).collect();
    let speaks = |check: &Check| words(&check.expr.0, &columns);
    let strangers = |a: &Check, b: &Check| !both_named(a.name.as_ref(), b.name.as_ref());
    let pairs = pair(
        &declared.table.checks,
        &live.table.checks,
        |check| (check.name.clone(), text::check(check)),
        &[&|a, b| same(a, b) && named(a, b), &same],
        &[&|a, b| a.expr == b.expr, &named],
        &[&|a, b| strangers(a, b) && speaks(a) == speaks(b), &|a, b| {
            strangers(a, b) && !speaks(a).is_disjoint(&speaks(b))
        }],
    );
    let declared_value = |check: &Check| {
        Value::new(text::check(declared.raw_check(sides.declared, check)), text::check(check))
    };
    let live_value = |check: &Check| {
        Value::new(text::check(live.raw_check(sides.live, check)), text::check(check))
    };
    let at = |d: &Check, l: &Check| {
        let definition = d.expr.0.clone().min(l.expr.0.clone());
        let part = common_name(d.name.as_ref(), l.name.as_ref(), format!("({definition})"));
        Place::part(ObjectKind::Check, table, part)
    };
    // Known by its condition: by the normal form, shown as people wrote it.
    let ours = |check: &Check| declared.raw_check(sides.declared, check).expr.0.clone();
    let theirs = |check: &Check| live.raw_check(sides.live, check).expr.0.clone();
    for pair in pairs {
        let written = match pair {
            // The smaller of the two, as the place is known by.
            Pair::Changed(d, l) if l.expr.0 < d.expr.0 => theirs(l),
            Pair::Same(d, _) | Pair::Changed(d, _) | Pair::Missing(d) => ours(d),
            Pair::Extra(l) => theirs(l),
        };
        let shows = |difference: Difference| match &difference.at.part {
            // PostgreSQL's own text has its parentheses already.
            Some(part) if part.starts_with('(') => {
                let bare = !(written.starts_with('(') && written.ends_with(')'));
                difference.shown(if bare { format!("({written})") } else { written })
            }
            _ => difference,
        };
        found.push(shows(match pair {
            Pair::Same(d, l) => {
                rename(at(d, l), d.name.as_ref(), l.name.as_ref(), found);
                continue;
            }
            Pair::Changed(d, l) => {
                let rule =
                    if condition(d, l) { RuleId::CheckNotValidated } else { RuleId::CheckChanged };
                Difference::changed(rule, at(d, l), declared_value(d), live_value(l))
            }
            Pair::Missing(d) => {
                Difference::missing(RuleId::MissingCheck, at(d, d), declared_value(d))
            }
            Pair::Extra(l) => Difference::extra(RuleId::ExtraCheck, at(l, l), live_value(l)),
        }));
    }
}

/// The columns that a condition speaks of.
fn words(condition: &str, columns: &BTreeSet<String>) -> BTreeSet<String> {
    // Every other piece between quotes of a text is one.
    let outside = condition.split('\'').step_by(2);
    let words = outside.flat_map(|piece| piece.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    let known = |word: &str| columns.get(word).or_else(|| columns.get(&word.to_lowercase()));
    words.filter_map(known).cloned().collect()
}
