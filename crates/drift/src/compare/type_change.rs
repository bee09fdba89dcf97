//! What kind of change a changed type is: values of an enum, a length, or another type; and which
//! side holds more.

use seedbed_schema_model::{Column, Family, ObjectKind, Place, Schema, TypeKind};

use super::text;
use crate::{
    RuleId,
    finding::{Difference, Value},
    rules::Aspect,
};

pub(super) fn compare(
    schema: &Schema,
    at: &Place,
    (declared, declared_form): (&Column, &Column),
    (live, live_form): (&Column, &Column),
    found: &mut Vec<Difference>,
) {
    if declared_form.ty.raw == live_form.ty.raw {
        return;
    }
    let family = schema.dialect.family;
    let kinds = (&declared.ty.kind, &live.ty.kind);
    if let (
        TypeKind::Enum { values: declared, name: None },
        TypeKind::Enum { values: live, name: None },
    )
    | (TypeKind::Set { values: declared }, TypeKind::Set { values: live }) = kinds
        && declared != live
    {
        return enum_values(at, declared, live, found);
    }
    let (rule, aspect) = change(family, (kinds.0, &declared.ty.raw), (kinds.1, &live.ty.raw));
    let value = |raw: &Column, form: &Column| {
        let shown = if raw.ty.raw.is_empty() { "no type" } else { &raw.ty.raw };
        let form = if form.ty.raw.is_empty() { "no type" } else { &form.ty.raw };
        Value::new(shown, form)
    };
    let difference = Difference::changed(
        rule,
        at.clone(),
        value(declared, declared_form),
        value(live, live_form),
    );
    found.push(difference.aspect(aspect));
}

/// One finding for each value on one side only, and one when the common ones change their order.
pub(super) fn enum_values(
    at: &Place,
    declared: &[String],
    live: &[String],
    found: &mut Vec<Difference>,
) {
    let only = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|v| !other.contains(v)).cloned().collect()
    };
    let what = if at.kind == ObjectKind::Column { "the live column" } else { "the live type" };
    for value in only(declared, live) {
        let missing = Value::plain(text::value(&value));
        let note = format!("{what} has {}", text::values(live));
        found.push(Difference::missing(RuleId::EnumValueMissing, at.clone(), missing).note(note));
    }
    for value in only(live, declared) {
        let extra = Value::plain(text::value(&value));
        let note = format!("declared are {}", text::values(declared));
        found.push(Difference::extra(RuleId::EnumValueExtra, at.clone(), extra).note(note));
    }
    let common = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|v| other.contains(v)).cloned().collect()
    };
    let (declared, live) = (common(declared, live), common(live, declared));
    if declared != live {
        let value = |values: &[String]| Value::plain(text::values(values));
        found.push(Difference::changed(
            RuleId::EnumOrderChanged,
            at.clone(),
            value(&declared),
            value(&live),
        ));
    }
}

fn change(
    family: Family,
    (declared, declared_raw): (&TypeKind, &str),
    (live, live_raw): (&TypeKind, &str),
) -> (RuleId, Aspect) {
    if family == Family::Sqlite {
        return match (affinity(declared_raw), affinity(live_raw)) {
            (declared, live) if declared == live => (RuleId::LengthChanged, Aspect::Unenforced),
            // The two store alike and differ in CAST only.
            ("integer", "numeric") | ("numeric", "integer") => (RuleId::TypeChanged, Aspect::Wider),
            _ => (RuleId::TypeChanged, Aspect::Plain),
        };
    }
    let holds = holds(family, live, declared);
    if only_length(family, declared, live) {
        let aspect = if holds { Aspect::Wider } else { Aspect::Narrower };
        return (RuleId::LengthChanged, aspect);
    }
    (RuleId::TypeChanged, if holds { Aspect::Wider } else { Aspect::Plain })
}

/// Whether two types are one type with two lengths.
fn only_length(family: Family, a: &TypeKind, b: &TypeKind) -> bool {
    use TypeKind as T;
    match (a, b) {
        (T::Decimal { unsigned: a, .. }, T::Decimal { unsigned: b, .. }) => a == b,
        (T::Char { .. }, T::Char { .. })
        | (T::VarChar { .. }, T::VarChar { .. })
        | (T::Text { .. }, T::Text { .. })
        | (T::Blob { .. }, T::Blob { .. })
        | (T::DateTime { .. }, T::DateTime { .. })
        | (T::Instant { .. }, T::Instant { .. }) => true,
        // PostgreSQL's text is varchar without a limit.
        (T::VarChar { .. }, T::Text { .. }) | (T::Text { .. }, T::VarChar { .. }) => {
            family == Family::Postgres
        }
        (T::Binary { varying: a, .. }, T::Binary { varying: b, .. })
        | (T::Bit { varying: a, .. }, T::Bit { varying: b, .. })
        | (T::Time { zoned: a, .. }, T::Time { zoned: b, .. }) => a == b,
        (T::Array { of: a }, T::Array { of: b }) => only_length(family, a, b),
        _ => false,
    }
}

/// Whether every value of `small` fits into `big`, unchanged and of the same meaning.
fn holds(family: Family, big: &TypeKind, small: &TypeKind) -> bool {
    use TypeKind as T;
    let limit = |big: &Option<u32>, small: &Option<u32>, default: u32| {
        big.unwrap_or(default) >= small.unwrap_or(default)
    };
    // Digits of a second when none are written.
    let digits = if family == Family::Postgres { 6 } else { 0 };
    match (big, small) {
        (T::Integer { bits: b, unsigned: bu }, T::Integer { bits: s, unsigned: su }) => {
            match (bu, su) {
                (true, false) => false,
                (false, true) => b > s,
                _ => b >= s,
            }
        }
        (T::Integer { .. }, T::Boolean) => matches!(family, Family::MySql | Family::MariaDb),
        (T::Float { bits: b }, T::Float { bits: s }) => b >= s,
        (
            T::Decimal { precision: bp, scale: bs, unsigned: bu },
            T::Decimal { precision: sp, scale: ss, unsigned: su },
        ) => {
            let whole = |p: &Option<u32>, s: &Option<u32>| {
                p.map_or(u32::MAX, |p| p.saturating_sub(s.unwrap_or(0)))
            };
            let scale = |p: &Option<u32>, s: &Option<u32>| {
                s.unwrap_or(if p.is_none() { u32::MAX } else { 0 })
            };
            (!bu || *su) && whole(bp, bs) >= whole(sp, ss) && scale(bp, bs) >= scale(sp, ss)
        }
        (T::Char { length: b }, T::Char { length: s })
        | (T::VarChar { length: b }, T::VarChar { length: s })
        | (T::VarChar { length: b }, T::Char { length: s }) => limit(b, s, u32::MAX),
        (T::Text { bytes }, T::VarChar { length } | T::Char { length }) => {
            // Four bytes for a character, at most.
            match (bytes, length) {
                (None, _) => true,
                (Some(bytes), Some(length)) => *bytes >= u64::from(*length) * 4,
                (Some(_), None) => false,
            }
        }
        (T::VarChar { length: None }, T::Text { .. }) => true,
        (T::Text { bytes: b }, T::Text { bytes: s })
        | (T::Blob { bytes: b }, T::Blob { bytes: s }) => {
            b.unwrap_or(u64::MAX) >= s.unwrap_or(u64::MAX)
        }
        (T::Binary { length: b, varying: bv }, T::Binary { length: s, varying: sv })
        | (T::Bit { length: b, varying: bv }, T::Bit { length: s, varying: sv }) => {
            // Without a length a varying one is unlimited, a fixed one has one.
            let of = |l: &Option<u32>, v: bool| l.unwrap_or(if v { u32::MAX } else { 1 });
            (bv == sv || *bv) && of(b, *bv) >= of(s, *sv)
        }
        (T::Time { precision: b, zoned: bz }, T::Time { precision: s, zoned: sz }) => {
            bz == sz && limit(b, s, digits)
        }
        (T::DateTime { precision: b }, T::DateTime { precision: s })
        | (T::Instant { precision: b }, T::Instant { precision: s }) => limit(b, s, digits),
        (T::Array { of: b }, T::Array { of: s }) => holds(family, b, s),
        _ => false,
    }
}

/// SQLite's own five rules for the affinity of a declared type, in their order.
/// <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>
fn affinity(raw: &str) -> &'static str {
    let raw = raw.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|w| raw.contains(w));
    match () {
        () if has(&["INT"]) => "integer",
        () if has(&["CHAR", "CLOB", "TEXT"]) => "text",
        () if raw.trim().is_empty() || has(&["BLOB"]) => "blob",
        () if has(&["REAL", "FLOA", "DOUB"]) => "real",
        () => "numeric",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn varchar(length: u32) -> TypeKind {
        TypeKind::VarChar { length: Some(length) }
    }

    fn int(bits: u8, unsigned: bool) -> TypeKind {
        TypeKind::Integer { bits, unsigned }
    }

    fn decimal(precision: u32, scale: u32) -> TypeKind {
        TypeKind::Decimal { precision: Some(precision), scale: Some(scale), unsigned: false }
    }

    fn changed(family: Family, declared: &TypeKind, live: &TypeKind) -> (RuleId, Aspect) {
        change(family, (declared, "d"), (live, "l"))
    }

    #[test]
    fn lengths_are_told_from_types_and_directions_from_each_other() {
        use Aspect::{Narrower, Plain, Wider};
        use RuleId::{LengthChanged, TypeChanged};
        let text = TypeKind::Text { bytes: None };
        let tinytext = TypeKind::Text { bytes: Some(255) };
        let longtext = TypeKind::Text { bytes: Some(4_294_967_295) };
        let micro = TypeKind::DateTime { precision: None };
        let milli = TypeKind::DateTime { precision: Some(3) };
        let instant = TypeKind::Instant { precision: None };
        let (pg, my) = (Family::Postgres, Family::MySql);
        for (family, declared, live, expected) in [
            (pg, varchar(255), varchar(100), (LengthChanged, Narrower)),
            (pg, varchar(100), varchar(255), (LengthChanged, Wider)),
            (pg, varchar(100), text.clone(), (LengthChanged, Wider)),
            (my, varchar(100), tinytext.clone(), (TypeChanged, Plain)),
            (my, varchar(100), longtext.clone(), (TypeChanged, Wider)),
            (my, longtext, tinytext, (LengthChanged, Narrower)),
            (pg, int(32, false), int(64, false), (TypeChanged, Wider)),
            (pg, int(64, false), int(32, false), (TypeChanged, Plain)),
            (my, int(32, true), int(32, false), (TypeChanged, Plain)),
            (my, int(32, false), int(32, true), (TypeChanged, Plain)),
            (my, int(32, true), int(64, false), (TypeChanged, Wider)),
            (my, decimal(10, 2), decimal(12, 2), (LengthChanged, Wider)),
            // Two more decimals, but two digits fewer before the point.
            (my, decimal(10, 2), decimal(10, 4), (LengthChanged, Narrower)),
            (pg, micro.clone(), milli.clone(), (LengthChanged, Narrower)),
            (my, micro.clone(), milli, (LengthChanged, Wider)),
            (pg, micro, instant, (TypeChanged, Plain)),
            (my, TypeKind::Boolean, int(32, false), (TypeChanged, Wider)),
            (
                pg,
                TypeKind::Json { binary: true },
                TypeKind::Json { binary: false },
                (TypeChanged, Plain),
            ),
            (pg, TypeKind::Uuid, text, (TypeChanged, Plain)),
        ] {
            assert_eq!(changed(family, &declared, &live), expected, "{declared:?} → {live:?}");
        }
    }

    #[test]
    fn sqlite_goes_by_affinity() {
        let change = |d, l| change(Family::Sqlite, (&varchar(5), d), (&varchar(6), l));
        assert_eq!(change("VARCHAR(5)", "TEXT"), (RuleId::LengthChanged, Aspect::Unenforced));
        assert_eq!(change("VARCHAR(5)", "INTEGER"), (RuleId::TypeChanged, Aspect::Plain));
        assert_eq!(change("BOOLEAN", "INTEGER"), (RuleId::TypeChanged, Aspect::Wider));
        for (raw, expected) in [
            ("BIGINT", "integer"),
            ("CHARINT", "integer"),
            ("nvarchar(3)", "text"),
            ("", "blob"),
            ("double precision", "real"),
            ("decimal(10,2)", "numeric"),
            ("FLOATING POINT", "integer"),
        ] {
            assert_eq!(affinity(raw), expected, "{raw}");
        }
    }
}
