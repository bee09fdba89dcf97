//! The value of a cell, independent of engine.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The value of a cell. The loader converts it to the column's own type (a boolean to SQLite's
/// integer, a decimal to a `varchar`), so generators never care about engines. Date-times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact decimal.
    Decimal(Decimal),
    /// A floating point number.
    Float(f64),
    /// Text; borrowed when it comes from a corpus.
    Text(Cow<'static, str>),
    /// A date.
    Date(NaiveDate),
    /// A date and time, UTC.
    DateTime(NaiveDateTime),
    /// JSON, serialised.
    Json(String),
    /// A UUID.
    Uuid(u128),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// JSON of a value.
    pub fn json(value: &serde_json::Value) -> Self {
        Self::Json(value.to_string())
    }

    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The whole number; numeric text and whole decimals count too (quantities kept in a varchar).
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(i) => Some(*i),
            Self::Bool(b) => Some(i64::from(*b)),
            Self::Decimal(d) if d.fract().is_zero() => i64::try_from(*d).ok(),
            Self::Text(t) => t.trim().parse().ok(),
            _ => None,
        }
    }

    /// The decimal; numeric text counts too.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Int(i) => Some(Decimal::from(*i)),
            Self::Decimal(d) => Some(*d),
            Self::Float(f) => Decimal::try_from(*f).ok(),
            Self::Text(t) => t.trim().parse().ok(),
            _ => None,
        }
    }

    /// The text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            Self::Json(t) => Some(t),
            _ => None,
        }
    }

    /// The boolean; 0/1 count too.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            Self::Int(i) => Some(*i != 0),
            _ => None,
        }
    }

    /// The date-time; ISO text (`2025-12-11 09:30:00`, `T` between, fraction or zone suffix ignored)
    /// and dates count too.
    pub fn as_datetime(&self) -> Option<NaiveDateTime> {
        match self {
            Self::DateTime(t) => Some(*t),
            Self::Date(d) => d.and_hms_opt(0, 0, 0),
            Self::Text(t) => {
                let t = t.trim();
                t.get(..19)
                    .and_then(|s| {
                        NaiveDateTime::parse_from_str(s, "%Y-%m-%d %H:%M:%S")
                            .or_else(|_| NaiveDateTime::parse_from_str(s, "%Y-%m-%dT%H:%M:%S"))
                            .ok()
                    })
                    .or_else(|| {
                        t.get(..10)
                            .and_then(|s| s.parse::<NaiveDate>().ok())
                            .and_then(|d| d.and_hms_opt(0, 0, 0))
                    })
            }
            _ => None,
        }
    }
}

/// A UUID as people write it, with hyphens.
pub fn hyphenated(uuid: u128) -> String {
    let hex = format!("{uuid:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

macro_rules! from {
    ($($t:ty => $v:ident),* $(,)?) => { $(impl From<$t> for Value { fn from(x: $t) -> Self { Self::$v(x.into()) } })* };
}
from! {
    bool => Bool, i64 => Int, i32 => Int, u32 => Int, Decimal => Decimal, f64 => Float,
    &'static str => Text, String => Text, NaiveDate => Date, NaiveDateTime => DateTime, Vec<u8> => Bytes,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(x: Option<T>) -> Self {
        x.map_or(Self::Null, Into::into)
    }
}
