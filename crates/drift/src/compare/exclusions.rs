//! Exclusion constraints.

use seedbed_schema_model::{Exclusion, ObjectKind, Place, TableName};

use super::{
    Form, Sides,
    keys::rename,
    pairing::{Pair, common_name, pair, same_name},
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
    if !sides.sees(ObjectKind::Exclusion) {
        return;
    }
    let named = |a: &Exclusion, b: &Exclusion| same_name(a.name.as_ref(), b.name.as_ref());
    let same = |a: &Exclusion, b: &Exclusion| text::exclusion(a) == text::exclusion(b);
    let parts = |a: &Exclusion, b: &Exclusion| a.parts == b.parts;
    let pairs = pair(
        &declared.table.exclusions,
        &live.table.exclusions,
        |e| (e.name.clone(), text::exclusion(e)),
        &[&|a, b| same(a, b) && named(a, b), &same],
        &[&named, &parts],
        &[],
    );
    let at = |d: &Exclusion, l: &Exclusion| {
        let definition = text::exclusion(d).min(text::exclusion(l));
        let part = common_name(d.name.as_ref(), l.name.as_ref(), definition);
        Place::part(ObjectKind::Exclusion, table, part)
    };
    let value = |form: &Form<'_>, e: &Exclusion| {
        let raw = form.raw.exclusions.iter().filter(|raw| raw.parts.len() == e.parts.len());
        let raw = raw.min_by_key(|raw| (raw.name != e.name, text::exclusion(raw)));
        Value::new(text::exclusion(raw.unwrap_or(e)), text::exclusion(e))
    };
    for pair in pairs {
        found.push(match pair {
            Pair::Same(d, l) => {
                rename(at(d, l), d.name.as_ref(), l.name.as_ref(), found);
                continue;
            }
            Pair::Changed(d, l) => {
                let values = (value(declared, d), value(live, l));
                Difference::changed(RuleId::ExclusionChanged, at(d, l), values.0, values.1)
            }
            Pair::Missing(d) => {
                Difference::missing(RuleId::MissingExclusion, at(d, d), value(declared, d))
            }
            Pair::Extra(l) => Difference::extra(RuleId::ExtraExclusion, at(l, l), value(live, l)),
        });
    }
}
