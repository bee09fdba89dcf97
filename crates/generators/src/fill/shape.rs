//! Values of types that are known by their shape only, and texts of a pattern.

use seedbed_schema_model::{Family, TypeKind};

use super::{make::compact, phrases};
use crate::{Cell, Value, hyphenated};

/// A listed value as the column's type takes it: a number in a check is a decimal.
pub(super) fn listed(kind: &TypeKind, value: &Value) -> Value {
    match (kind, value) {
        (TypeKind::Integer { .. } | TypeKind::Year, v) => {
            v.as_int().map_or_else(|| v.clone(), Value::Int)
        }
        (TypeKind::Boolean, v) => v
            .as_bool()
            .map_or_else(|| Value::Bool(v.as_decimal().is_some_and(|d| !d.is_zero())), Value::Bool),
        (TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. }, v) => match v {
            Value::Decimal(d) => Value::Text(d.to_string().into()),
            v => v.clone(),
        },
        (_, v) => v.clone(),
    }
}

/// A random UUID of version 4.
pub(super) fn uuid(cell: &mut Cell) -> u128 {
    let bits = u128::from(cell.next_u64()) << 64 | u128::from(cell.next_u64());
    bits & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62
}

/// A value of a type of which nothing but its name is known; NULL where there is no way.
pub(super) fn of_type(kind: &TypeKind, family: Family, cell: &mut Cell, number: u64) -> Value {
    let text = |t: String| Value::Text(t.into());
    match kind {
        TypeKind::Uuid => Value::Uuid(uuid(cell)),
        TypeKind::Binary { length, varying } => {
            let most = length.unwrap_or(1) as usize;
            let bytes = bytes(cell, number, 16);
            let mut bytes: Vec<u8> = bytes.into_iter().take(most).collect();
            if !varying {
                bytes.resize(most, 0);
            }
            Value::Bytes(bytes)
        }
        TypeKind::Blob { .. } => Value::Bytes(bytes(cell, number, 24)),
        TypeKind::Time { .. } => {
            let seconds = cell.below(86_400);
            text(format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
        }
        TypeKind::Interval => text(format!("{} hours", number % 1000 + 1)),
        TypeKind::Bit { length, varying } => {
            let whole = length.unwrap_or(if *varying { 8 } else { 1 }).max(1);
            let length = whole.min(63);
            let bits = cell.below(1 << length);
            match family {
                Family::Postgres => {
                    let width = if *varying { length } else { whole };
                    text(format!("{bits:0width$b}", width = width as usize))
                }
                _ => Value::Int(i64::try_from(bits).unwrap_or(0)),
            }
        }
        TypeKind::Set { values } => {
            let first = cell.below(values.len().max(1) as u64) as usize;
            let chosen = values.iter().enumerate().filter(|(i, _)| *i == first || cell.chance(25));
            text(chosen.map(|(_, v)| v.as_str()).collect::<Vec<_>>().join(","))
        }
        TypeKind::Array { of } => array(of, family, cell),
        TypeKind::Other { name } => other(name, cell, number).map_or(Value::Null, text),
        _ => Value::Null,
    }
}

fn bytes(cell: &mut Cell, number: u64, length: usize) -> Vec<u8> {
    let mut bytes = number.to_le_bytes().to_vec();
    while bytes.len() < length {
        bytes.extend(cell.next_u64().to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

fn array(of: &TypeKind, family: Family, cell: &mut Cell) -> Value {
    let item = |cell: &mut Cell| -> Option<serde_json::Value> {
        Some(match of {
            TypeKind::Integer { .. } => cell.range(1..=100).into(),
            TypeKind::Decimal { .. } | TypeKind::Float { .. } => cell.range(1..=100).into(),
            TypeKind::Boolean => cell.chance(50).into(),
            TypeKind::Uuid => hyphenated(uuid(cell)).into(),
            TypeKind::Char { length } | TypeKind::VarChar { length } => {
                let word = phrases::one(cell, phrases::NOUNS);
                word.chars().take(length.unwrap_or(99) as usize).collect::<String>().into()
            }
            TypeKind::Text { .. } => phrases::one(cell, phrases::NOUNS).into(),
            TypeKind::Enum { values, .. } => cell.pick(values)?.clone().into(),
            TypeKind::Date => {
                format!("2025-{:02}-{:02}", cell.range(1..=11), cell.range(1..=28)).into()
            }
            _ => match of_type(of, family, cell, 0) {
                Value::Text(t) => t.into_owned().into(),
                _ => return None,
            },
        })
    };
    let count = cell.range(0..=3);
    let items: Vec<_> = (0..count).filter_map(|_| item(cell)).collect();
    Value::Json(serde_json::Value::Array(items).to_string())
}

/// PostgreSQL's and MariaDB's further types, as text.
fn other(name: &str, cell: &mut Cell, number: u64) -> Option<String> {
    let small = number % 10_000;
    let (a, b) = (cell.range(1..=500), cell.range(501..=999));
    let day = |cell: &mut Cell| format!("2025-{:02}-{:02}", cell.range(1..=11), cell.range(1..=28));
    Some(match name.rsplit('.').next().unwrap_or(name) {
        "inet" | "inet4" => format!("198.18.{}.{}", (number >> 8) % 256, number % 256),
        "cidr" => format!("10.{}.{}.0/24", (number >> 8) % 256, number % 256),
        "inet6" => format!("2001:db8::{:x}", number + 1),
        "macaddr" => format!(
            "02:00:00:{:02x}:{:02x}:{:02x}",
            (number >> 16) % 256,
            (number >> 8) % 256,
            number % 256
        ),
        "macaddr8" => format!(
            "02:00:00:00:00:{:02x}:{:02x}:{:02x}",
            (number >> 16) % 256,
            (number >> 8) % 256,
            number % 256
        ),
        // No two overlap: such columns often have an exclusion constraint.
        "int4range" | "int8range" | "numrange" => format!("[{},{})", number * 10, number * 10 + 8),
        "int4multirange" | "int8multirange" | "nummultirange" => {
            format!("{{[{},{})}}", number * 10, number * 10 + 8)
        }
        "daterange" => {
            let from = chrono::NaiveDate::from_ymd_opt(2020, 1, 1)? + chrono::Days::new(small * 3);
            format!("[{from},{})", from + chrono::Days::new(2))
        }
        "tsrange" | "tstzrange" => {
            let from = chrono::NaiveDate::from_ymd_opt(2020, 1, 1)?.and_hms_opt(8, 0, 0)?
                + chrono::Duration::hours(i64::try_from(small).ok()? * 3);
            format!("[{from},{})", from + chrono::Duration::hours(2))
        }
        "tsmultirange" | "tstzmultirange" => {
            let from = chrono::NaiveDate::from_ymd_opt(2020, 1, 1)?.and_hms_opt(8, 0, 0)?
                + chrono::Duration::hours(i64::try_from(small).ok()? * 3);
            format!("{{[{from},{})}}", from + chrono::Duration::hours(2))
        }
        "datemultirange" => {
            let from = chrono::NaiveDate::from_ymd_opt(2020, 1, 1)? + chrono::Days::new(small * 3);
            format!("{{[{from},{})}}", from + chrono::Days::new(2))
        }
        "point" => format!("({a},{b})"),
        "line" => format!("{{{a},{b},1}}"),
        "lseg" => format!("[({a},{b}),({b},{a})]"),
        "box" => format!("(({b},{b}),({a},{a}))"),
        "path" | "polygon" => format!("(({a},{a}),({b},{a}),({b},{b}))"),
        "circle" => format!("<({a},{b}),{}>", cell.range(1..=40)),
        "tsvector" => format!(
            "'{}' '{}'",
            phrases::one(cell, phrases::NOUNS),
            phrases::one(cell, phrases::ADJECTIVES)
        ),
        "tsquery" => format!("'{}'", phrases::one(cell, phrases::NOUNS)),
        "xml" => format!("<item>{}</item>", phrases::one(cell, phrases::NOUNS)),
        "hstore" => format!("\"{}\"=>\"{a}\"", phrases::one(cell, phrases::NOUNS)),
        "ltree" => format!("top.{}.n{number}", phrases::one(cell, phrases::NOUNS)),
        "citext" | "name" => format!("{} {}", phrases::one(cell, phrases::NOUNS), compact(number)),
        "char" | "\"char\"" => "a".into(),
        "pg_lsn" => format!("0/{:X}", number + 1),
        "oid" | "xid" | "xid8" | "cid" => (number + 1).to_string(),
        "jsonpath" => "$.label".into(),
        "date" => day(cell),
        _ => return None,
    })
}

/// A text that a LIKE pattern matches.
pub(super) fn like(pattern: &str, number: Option<u64>, cell: &mut Cell) -> String {
    let mut text = String::new();
    let mut chars = pattern.chars();
    let mut number = number.map(compact);
    while let Some(c) = chars.next() {
        match c {
            '%' => match number.take() {
                Some(n) => text.push_str(&n),
                None => text.push_str(phrases::one(cell, phrases::NOUNS)),
            },
            '_' => text.push(char::from(b'a' + u8::try_from(cell.below(26)).unwrap_or(0))),
            '\\' => text.extend(chars.next()),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fill::truth;

    #[test]
    fn what_a_pattern_asks_for_matches_it() {
        for pattern in ["SO-%", "%@%.%", "a_c", "\\%%", "x"] {
            for n in [None, Some(77)] {
                let text = like(pattern, n, &mut Cell::new(1, "t", "c", 5));
                assert!(truth::like(&text, pattern), "{text} {pattern}");
            }
        }
    }

    #[test]
    fn uuids_say_their_version() {
        let text = hyphenated(uuid(&mut Cell::new(1, "t", "c", 5)));
        assert_eq!((&text[14..15], text.len()), ("4", 36));
        assert!("89ab".contains(&text[19..20]));
    }
}
