//! Column types: the meaning beside the raw text.

use serde::{Deserialize, Serialize};

use crate::TableName;

/// A column's type: as the source wrote it, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ColumnType {
    /// The source's own text, such as `varchar(255)`, `int(10) unsigned` or `character varying(7)[]`.
    pub raw: String,
    /// The parsed meaning.
    pub kind: TypeKind,
}

/// What a type means, independent of spelling. Lengths are characters, precisions digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeKind {
    /// True or false (MySQL `tinyint(1)` included).
    Boolean,
    /// A whole number.
    Integer {
        /// 8, 16, 24, 32 or 64.
        bits: u8,
        /// MySQL `unsigned`.
        unsigned: bool,
    },
    /// An exact decimal; no precision means arbitrary.
    Decimal {
        /// Total digits.
        precision: Option<u32>,
        /// Digits after the point.
        scale: Option<u32>,
        /// MySQL `unsigned`.
        unsigned: bool,
    },
    /// A binary floating point number of 32 or 64 bits.
    Float {
        /// 32 or 64.
        bits: u8,
    },
    /// PostgreSQL `money`.
    Money,
    /// Blank-padded text.
    Char {
        /// Length; `None` is PostgreSQL's unlimited `bpchar`.
        length: Option<u32>,
    },
    /// Text with an optional limit.
    VarChar {
        /// The limit.
        length: Option<u32>,
    },
    /// Text without a declared limit; `bytes` is the capacity of MySQL's sized variants.
    Text {
        /// Capacity in bytes (`tinytext` 255, `text` 65,535, …), `None` when unlimited.
        bytes: Option<u64>,
    },
    /// Bytes of a fixed or limited length.
    Binary {
        /// The length.
        length: Option<u32>,
        /// Whether it is variable.
        varying: bool,
    },
    /// Bytes without a declared limit; capacity as for [`TypeKind::Text`].
    Blob {
        /// Capacity in bytes.
        bytes: Option<u64>,
    },
    /// A calendar date.
    Date,
    /// A time of day.
    Time {
        /// Fractional digits; `None` is the engine's default.
        precision: Option<u32>,
        /// With time zone.
        zoned: bool,
    },
    /// A civil date and time: PostgreSQL `timestamp`, MySQL `datetime`.
    DateTime {
        /// Fractional digits; `None` is the engine's default.
        precision: Option<u32>,
    },
    /// An instant: PostgreSQL `timestamptz`, MySQL `timestamp`.
    Instant {
        /// Fractional digits; `None` is the engine's default.
        precision: Option<u32>,
    },
    /// A duration.
    Interval,
    /// MySQL `year`.
    Year,
    /// A UUID.
    Uuid,
    /// JSON; `binary` is PostgreSQL `jsonb`.
    Json {
        /// Stored decomposed.
        binary: bool,
    },
    /// Bits.
    Bit {
        /// The length.
        length: Option<u32>,
        /// `bit varying`.
        varying: bool,
    },
    /// An enum; values in order. `name` for PostgreSQL's named types.
    Enum {
        /// The type's name, when it has one.
        name: Option<TableName>,
        /// The labels, in their order.
        values: Vec<String>,
    },
    /// MySQL `set`.
    Set {
        /// The members.
        values: Vec<String>,
    },
    /// A domain, by name; its definition is in [`crate::Schema::domains`].
    Domain {
        /// The domain.
        name: TableName,
    },
    /// An array.
    Array {
        /// The element.
        of: Box<TypeKind>,
    },
    /// Everything else, by its lower-case name without arguments: `inet`, `int4range`, `point`, …
    /// SQLite's empty type is `Other` with an empty name.
    Other {
        /// The name.
        name: String,
    },
}
