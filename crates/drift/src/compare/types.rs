//! What stands beside the tables: enums, domains, sequences, views.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    CustomType, Dialect, DomainType, Family, Gap, GapKind, ObjectKind, Place, Schema, Sequence,
    Table, TableName, View, normal,
};

use super::{Form, Sides, indexes, text, type_change};
use crate::{
    RuleId,
    finding::{Difference, Value},
};

pub(super) fn compare(sides: &Sides<'_>, found: &mut Vec<Difference>) {
    for (name, both) in both(&sides.declared.enums, &sides.live.enums) {
        let at = Place::object(ObjectKind::Type, name);
        let value = |values: &[String]| Value::plain(format!("ENUM ({})", text::values(values)));
        match both {
            (Some(d), Some(l)) => type_change::enum_values(&at, &d.values, &l.values, found),
            (d, l) => alone(
                at,
                (RuleId::MissingEnum, RuleId::ExtraEnum),
                d.map(|d| value(&d.values)),
                l.map(|l| value(&l.values)),
                found,
            ),
        }
    }
    let domain_at = |schema: &Schema, d: &DomainType| {
        Value::new(domain(d), domain(&normal::domain_form(schema, d)))
    };
    for (name, both) in both(&sides.declared.domains, &sides.live.domains) {
        parts(
            Place::object(ObjectKind::Type, name),
            (RuleId::MissingDomain, RuleId::ExtraDomain, RuleId::DomainChanged),
            both.0.map(|d| domain_at(sides.declared, d)),
            both.1.map(|l| domain_at(sides.live, l)),
            found,
        );
    }
    for (name, both) in both(&sides.declared.types, &sides.live.types) {
        let value = |schema: &Schema, t: &CustomType| {
            let form = normal::custom_type_form(schema.dialect, t);
            Value::new(text::custom_type(t), text::custom_type(&form))
        };
        parts(
            Place::object(ObjectKind::Type, name),
            (RuleId::MissingCustomType, RuleId::ExtraCustomType, RuleId::CustomTypeChanged),
            both.0.map(|d| value(sides.declared, d)),
            both.1.map(|l| value(sides.live, l)),
            found,
        );
    }
    let dialect = sides.live.dialect;
    for (name, both) in both(&sides.declared.sequences, &sides.live.sequences) {
        parts(
            Place::object(ObjectKind::Sequence, name),
            (RuleId::MissingSequence, RuleId::ExtraSequence, RuleId::SequenceChanged),
            both.0.map(|s| sequence(dialect, s)),
            both.1.map(|s| sequence(dialect, s)),
            found,
        );
    }
    for (name, both) in both(&sides.declared.views, &sides.live.views) {
        if let (Some(d), Some(l)) = both
            && (!d.indexes.is_empty() || !l.indexes.is_empty())
        {
            let carrier = |v: &View| {
                let mut table = Table::new(v.name.clone());
                table.indexes.clone_from(&v.indexes);
                table
            };
            let (d, l) = (carrier(d), carrier(l));
            let forms = (&Form::of(sides.declared, &d), &Form::of(sides.live, &l));
            let left = (forms.0.table.indexes.clone(), forms.1.table.indexes.clone());
            indexes::compare(name, forms, (&left.0, &left.1), found);
        }
        if undecided_view(sides, both) {
            continue;
        }
        parts(
            Place::object(ObjectKind::View, name),
            (RuleId::MissingView, RuleId::ExtraView, RuleId::ViewChanged),
            both.0.map(|d| view(sides.declared, d)),
            both.1.map(|l| view(sides.live, l)),
            found,
        );
    }
}

/// The views whose texts differ without saying whether the views do: one side holds people's words,
/// the other those of the engine.
pub(super) fn undecided_views(sides: &Sides<'_>) -> Vec<Gap> {
    let all = both(&sides.declared.views, &sides.live.views);
    let undecided = all.into_iter().filter(|(_, both)| undecided_view(sides, *both));
    let gap = |(name, _): (&TableName, _)| Gap {
        place: name.to_string(),
        what: "definition of a view".to_owned(),
        why:
            "not compared: the database keeps it in its own words, or does not show it; a snapshot \
              of a database made from the declaration can be compared"
                .to_owned(),
        kind: GapKind::Unmodelled,
        goes_with: None,
    };
    undecided.map(gap).collect()
}

fn undecided_view(sides: &Sides<'_>, (d, l): (Option<&View>, Option<&View>)) -> bool {
    let (Some(d), Some(l)) = (d, l) else { return false };
    let (d, l) = (normal::view_form(sides.declared, d), normal::view_form(sides.live, l));
    let unknown = d.definition.0.is_empty() || l.definition.0.is_empty();
    (unknown || !view_texts_decide(sides, &d.name))
        && d.materialized == l.materialized
        && d.options == l.options
        && (d.definition != l.definition || d.columns != l.columns)
}

/// SQLite keeps the text as written; the others write it anew.
fn view_texts_decide(sides: &Sides<'_>, name: &TableName) -> bool {
    let Dialect { family, version } = sides.live.dialect;
    // PostgreSQL 16 began to word queries in another way.
    let one_wording = family != Family::Postgres
        || (version.major >= 16) == (sides.declared.dialect.version.major >= 16);
    family == Family::Sqlite || (sides.same_wording(name) && one_wording)
}

type OnEither<'a, T> = BTreeMap<&'a TableName, (Option<&'a T>, Option<&'a T>)>;

fn both<'a, T>(
    declared: &'a BTreeMap<TableName, T>,
    live: &'a BTreeMap<TableName, T>,
) -> OnEither<'a, T> {
    let mut all: OnEither<'a, T> = BTreeMap::new();
    for (name, item) in declared {
        all.entry(name).or_default().0 = Some(item);
    }
    for (name, item) in live {
        all.entry(name).or_default().1 = Some(item);
    }
    all
}

fn alone(
    at: Place,
    (missing, extra): (RuleId, RuleId),
    declared: Option<Value>,
    live: Option<Value>,
    found: &mut Vec<Difference>,
) {
    match (declared, live) {
        (Some(value), _) => found.push(Difference::missing(missing, at, value)),
        (None, Some(value)) => found.push(Difference::extra(extra, at, value)),
        (None, None) => {}
    }
}

fn parts(
    at: Place,
    (missing, extra, changed): (RuleId, RuleId, RuleId),
    declared: Option<Value>,
    live: Option<Value>,
    found: &mut Vec<Difference>,
) {
    match (declared, live) {
        (Some(declared), Some(live)) if declared.form == live.form => {}
        (Some(declared), Some(live)) => {
            found.push(Difference::changed(changed, at, declared, live));
        }
        (declared, live) => alone(at, (missing, extra), declared, live, found),
    }
}

fn domain(domain: &DomainType) -> String {
    let mut out = domain.base.raw.clone();
    if domain.not_null {
        out.push_str(" NOT NULL");
    }
    if let Some(default) = &domain.default {
        out.push_str(&format!(" DEFAULT {}", default.0));
    }
    let mut checks: Vec<_> = domain.checks.iter().map(text::check).collect();
    checks.sort_unstable();
    for check in checks {
        out.push(' ');
        out.push_str(&check);
    }
    out
}

fn sequence(dialect: Dialect, sequence: &Sequence) -> Value {
    let text = |s: &Sequence| {
        let ty = s.ty.as_ref().map(|ty| format!("AS {ty} ")).unwrap_or_default();
        format!("{ty}{}", text::numbers(&s.numbering()))
    };
    let form = normal::sequence_form(dialect, sequence);
    Value::new(text(&form), text(&form))
}

fn view(schema: &Schema, view: &View) -> Value {
    let shown = |v: &View| {
        let word = if v.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
        // PostgreSQL lays its queries out in lines.
        let lines = v.definition.0.lines().map(str::trim).collect::<Vec<_>>();
        let columns = if v.columns.is_empty() {
            String::new()
        } else {
            format!(" {}", text::list(&v.columns))
        };
        let options = v.options.iter().map(|o| format!(" {o}")).collect::<String>();
        format!("{word}{columns}{options} AS {}", lines.join(" "))
    };
    Value::new(shown(view), shown(&normal::view_form(schema, view)))
}
