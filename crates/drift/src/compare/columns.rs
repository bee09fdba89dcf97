//! Columns of a table that is on both sides.

use seedbed_schema_model::{Column, Expr, Family, Identity, Place, TableName, TypeKind};

use super::{Form, Sides, tables, text, type_change};
use crate::{
    RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

pub(super) fn compare(
    sides: &Sides<'_>,
    table: &TableName,
    declared: &Form<'_>,
    live: &Form<'_>,
    found: &mut Vec<Difference>,
) {
    let rekeyed = rekeyed(sides, declared, live);
    let (declared, live) = (declared.columns(), live.columns());
    for (key, (raw, form)) in &declared {
        let at = Place::column(table, &raw.name);
        match live.get(key) {
            Some((live_raw, live_form)) => {
                let keyed = rekeyed.iter().any(|c| c == key);
                column(sides, &at, keyed, (raw, form), (live_raw, live_form), found);
            }
            None => {
                let value = Value::new(text::column(raw), text::column(form));
                found.push(Difference::missing(RuleId::MissingColumn, at, value));
            }
        }
    }
    for (key, (raw, form)) in &live {
        if declared.contains_key(key) {
            continue;
        }
        let rule =
            if raw.must_be_given() { RuleId::ExtraRequiredColumn } else { RuleId::ExtraColumn };
        let value = Value::new(text::column(raw), text::column(form));
        found.push(Difference::extra(rule, Place::column(table, &raw.name), value));
    }
}

/// A column as read, and as compared.
type Both<'a> = (&'a Column, &'a Column);

/// SQLite: the columns that leave or enter the primary key. Numbering itself and refusing NULL come
/// and go with that, and are not drifts of their own.
fn rekeyed(sides: &Sides<'_>, declared: &Form<'_>, live: &Form<'_>) -> Vec<String> {
    let columns = |form: &Form<'_>| {
        form.table.primary_key.as_ref().map_or_else(Vec::new, |key| key.columns.clone())
    };
    // Keys of such tables refuse NULL.
    let exact = |form: &Form<'_>| form.table.options.strict || form.table.options.without_rowid;
    let same = exact(declared) == exact(live);
    let (declared, live) = (columns(declared), columns(live));
    if sides.declared.dialect.family != Family::Sqlite || (same && declared == live) {
        return Vec::new();
    }
    declared.into_iter().chain(live).collect()
}

fn column(
    sides: &Sides<'_>,
    at: &Place,
    rekeyed: bool,
    declared: Both<'_>,
    live: Both<'_>,
    found: &mut Vec<Difference>,
) {
    let changed = |rule, declared, live| Difference::changed(rule, at.clone(), declared, live);
    type_change::compare(sides.declared, at, declared, live, found);
    let ((declared, declared_form), (live, live_form)) = (declared, live);
    let retyped = declared_form.ty.raw != live_form.ty.raw;
    let numbered = (declared_form.identity.as_ref(), live_form.identity.as_ref());
    let identity = !same_identity(numbered.0, numbered.1);
    // SQLite: `INTEGER` in place of anything else makes a key the rowid, which is never NULL.
    let is_rowid = |i: Option<&Identity>| matches!(i, Some(Identity::Rowid { .. }));
    let rowid = identity && is_rowid(numbered.0) != is_rowid(numbered.1);
    if declared.nullable != live.nullable && !rekeyed && !rowid {
        let value = |c: &Column| Value::plain(if c.nullable { "NULL" } else { "NOT NULL" });
        let aspect = if live.nullable { Aspect::Looser } else { Aspect::Stricter };
        let difference = changed(RuleId::NullabilityChanged, value(declared), value(live));
        found.push(difference.aspect(aspect));
    }
    if identity && !rekeyed && !(rowid && retyped) {
        let value = |c: &Column| {
            let alone = c.default.as_ref().map_or("none", |d| d.as_str());
            Value::plain(c.identity.as_ref().map_or(alone, |i| text::identity(i)).to_owned())
        };
        let only_the_word =
            matches!(numbered, (Some(Identity::Rowid { .. }), Some(Identity::Rowid { .. })));
        let aspect = if only_the_word { Aspect::Unenforced } else { Aspect::Plain };
        found.push(changed(RuleId::IdentityChanged, value(declared), value(live)).aspect(aspect));
    }
    if !identity && declared_form.numbering != live_form.numbering {
        let value = |c: &Column| {
            let word = c.identity.as_ref().map_or("none", |i| text::identity(i));
            Value::plain(format!("{word}{}", text::numbering(c.numbering.as_ref())))
        };
        let sides = (value(declared_form), value(live_form));
        let difference = changed(RuleId::IdentityChanged, sides.0, sides.1);
        found.push(difference.aspect(Aspect::Unenforced));
    }
    // A default in place of an identity (`nextval` of a shared sequence) is that one difference.
    let instead = identity && (numbered.0.is_none() || numbered.1.is_none());
    let differs = |of: fn(&Column) -> Option<&Expr>| {
        of(declared_form) != of(live_form)
            && !(retyped && is_now(declared_form, of) && is_now(live_form, of))
    };
    if differs(|c| c.default.as_ref()) && !instead {
        let value = |raw: &Column, form: &Column| {
            let text = |c: &Column| c.default.as_ref().map_or("none".to_owned(), |d| d.0.clone());
            Value::new(text(raw), text(form))
        };
        let aspect = match (&declared_form.default, &live_form.default) {
            (Some(_), None) if !declared.nullable => Aspect::Lost,
            (None, Some(_)) => Aspect::Gained,
            _ => Aspect::Plain,
        };
        let sides = (value(declared, declared_form), value(live, live_form));
        found.push(changed(RuleId::DefaultChanged, sides.0, sides.1).aspect(aspect));
    }
    if differs(|c| c.on_update.as_ref()) {
        let value = |raw: &Column, form: &Column| {
            let text = |c: &Column| c.on_update.as_ref().map_or("none".to_owned(), |d| d.0.clone());
            Value::new(text(raw), text(form))
        };
        found.push(changed(
            RuleId::OnUpdateChanged,
            value(declared, declared_form),
            value(live, live_form),
        ));
    }
    if declared_form.generated != live_form.generated {
        let value = |raw, form| Value::new(text::generated(raw), text::generated(form));
        found.push(changed(
            RuleId::GeneratedChanged,
            value(declared, declared_form),
            value(live, live_form),
        ));
    }
    if declared_form.collation != live_form.collation {
        let value = |raw: &Column, form: &Column| {
            let text = |c: &Column| c.collation.clone().unwrap_or_else(|| "the default".to_owned());
            Value::new(text(raw), text(form))
        };
        found.push(changed(
            RuleId::CollationChanged,
            value(declared, declared_form),
            value(live, live_form),
        ));
    }
    if declared.invisible != live.invisible {
        let value = |c: &Column| Value::plain(if c.invisible { "INVISIBLE" } else { "visible" });
        found.push(changed(RuleId::VisibilityChanged, value(declared), value(live)));
    }
    let comments = (declared.comment.as_deref(), live.comment.as_deref());
    tables::comment(at.clone(), comments, found);
}

/// MySQL: whether it is the current time to as many digits of a second as the column holds.
fn is_now(column: &Column, of: fn(&Column) -> Option<&Expr>) -> bool {
    let digits = match column.ty.kind {
        TypeKind::DateTime { precision } | TypeKind::Instant { precision } => precision,
        _ => return false,
    };
    let Some(text) = of(column).map(|e| e.0.to_ascii_lowercase()) else { return false };
    let Some(rest) = text.strip_prefix("current_timestamp") else { return false };
    let said = rest.trim_matches(['(', ')']);
    said.parse().unwrap_or(0) == digits.unwrap_or(0)
}

/// The name of an owned sequence is the engine's own business.
fn same_identity(a: Option<&Identity>, b: Option<&Identity>) -> bool {
    matches!((a, b), (Some(Identity::Serial { .. }), Some(Identity::Serial { .. }))) || a == b
}
