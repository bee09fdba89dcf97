//! What is decided about a table before its rows are made.

use seedbed_schema_model::{Family, TableName, TypeKind, normal::condition::Expression};

use super::{
    keys::{Digit, Group},
    limits::Limits,
    make::{Maker, integer_room},
    rule::Special,
};

/// A table that is not filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The table.
    pub table: TableName,
    /// Why.
    pub why: String,
    /// What to do about it; empty when there is nothing to do.
    pub remedy: String,
}

/// What a column holds, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// `table.column`.
    pub place: String,
    /// What it holds: `Email`, `reference to users`.
    pub holds: String,
    /// How sure, of 100.
    pub confidence: u8,
    /// Why.
    pub because: String,
}

/// Where the value of a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The keys set aside for the table.
    Key,
    /// A reference, by its number.
    Reference(usize),
    /// Made by itself.
    Made(Maker),
    /// Nothing: the database fills it.
    Nothing,
}

/// A column to fill.
#[derive(Debug, Clone)]
pub(super) struct FilledColumn {
    pub(super) name: String,
    pub(super) kind: TypeKind,
    pub(super) nullable: bool,
    pub(super) held: Held,
    pub(super) limits: Limits,
    pub(super) digit: Option<Digit>,
    pub(super) special: Special,
    pub(super) confidence: u8,
    pub(super) because: String,
}

impl FilledColumn {
    /// Whether a value of its type can be made at all.
    pub(super) fn is_known(&self) -> bool {
        let mut cell = crate::Cell::new(0, "", "", 0);
        self.limits.allowed.is_some()
            || !matches!(&self.kind, TypeKind::Other { name } if !name.is_empty() && !name.contains("text"))
            || !super::shape::of_type(&self.kind, Family::Postgres, &mut cell, 0).is_null()
    }

    /// How many different values it can hold.
    pub(super) fn capacity(&self) -> u64 {
        if let Some(allowed) = &self.limits.allowed {
            return allowed.len() as u64;
        }
        if let Some(pieces) = &self.special.template {
            return if pieces.contains(&super::rule::Piece::Row) { u64::MAX } else { 1 };
        }
        if let Some(pattern) = self.limits.patterns.first() {
            return pattern.capacity();
        }
        let letters =
            |n: usize| 36u64.checked_pow(u32::try_from(n).unwrap_or(13)).unwrap_or(u64::MAX);
        match &self.kind {
            TypeKind::Boolean => 2,
            TypeKind::Integer { bits, unsigned } => {
                let (from, to) = integer_room(*bits, *unsigned, &self.limits);
                u64::try_from(i128::from(to) - i128::from(from) + 1).unwrap_or(u64::MAX)
            }
            TypeKind::Decimal { precision: Some(p), .. } => {
                10u64.checked_pow(p.saturating_sub(1)).unwrap_or(u64::MAX)
            }
            TypeKind::Char { length } | TypeKind::VarChar { length } => {
                letters(length.map_or(13, |l| l as usize).min(self.limits.longest.unwrap_or(99)))
            }
            TypeKind::Date => 36_000,
            TypeKind::Year => 150,
            TypeKind::Bit { length, .. } => 1 << length.unwrap_or(1).min(60),
            TypeKind::Time { .. } => 1,
            TypeKind::Set { .. } | TypeKind::Array { .. } => 1,
            TypeKind::Binary { length, .. } => 1 << (8 * length.unwrap_or(1).min(7)),
            _ => u64::MAX,
        }
    }
}

/// A foreign key to fill.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// Indexes of the columns.
    pub(super) columns: Vec<usize>,
    pub(super) target: TableName,
    pub(super) target_columns: Vec<String>,
    /// The same as places among the columns of the target, when it is filled.
    pub(super) targets: Vec<Option<usize>>,
    /// The column of an anchor that says when its rows came to be.
    pub(super) born: Option<String>,
    /// Rows it can choose from.
    pub(super) size: u64,
    /// The target among the tables filled, when it is one of them.
    pub(super) filled: Option<usize>,
    /// The target's rows are made block by block beside those of this table.
    pub(super) together: bool,
    /// The anchor's name, when the target's rows are there already.
    pub(super) anchor: Option<String>,
    /// To its own table.
    pub(super) own: bool,
    /// NULL is allowed in one of its columns.
    pub(super) optional: bool,
    /// NULL in so many rows of a million, when somebody said so.
    pub(super) null: Option<u64>,
    pub(super) digit: Option<Digit>,
}

/// A table to fill.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) name: TableName,
    pub(super) rows: u64,
    pub(super) columns: Vec<FilledColumn>,
    pub(super) references: Vec<Reference>,
    pub(super) checks: Vec<Expression>,
    /// For each check that leaves a choice, the ways to satisfy it.
    pub(super) ways: Vec<Vec<Vec<Expression>>>,
    /// As they are written, in the same order.
    pub(super) check_texts: Vec<String>,
    /// What people should know.
    pub(super) notes: Vec<String>,
    /// Its place among the tables filled.
    pub(super) index: usize,
    /// Columns that are numbered together.
    pub(super) groups: Vec<Group>,
    /// Whether what a row refers to is drawn again where the row breaks a check.
    pub(super) redraws: bool,
    /// Whether a column is a template.
    pub(super) templated: bool,
    /// Whether a column says when something was.
    pub(super) dated: bool,
}

/// A draft that is done.
pub(super) type Filled = Draft;

impl Draft {
    pub(super) fn key_column(&self) -> Option<&str> {
        self.columns.iter().find(|c| c.held == Held::Key).map(|c| c.name.as_str())
    }

    pub(super) fn choices(&self) -> Vec<Choice> {
        let mut all: Vec<Choice> = self
            .columns
            .iter()
            .filter(|c| c.held != Held::Nothing)
            .map(|c| Choice {
                place: format!("{}.{}", self.name, c.name),
                holds: match c.held {
                    Held::Key => "key".into(),
                    Held::Reference(r) => {
                        format!("reference to {}", self.references[r].target)
                    }
                    Held::Made(maker) => format!("{maker:?}"),
                    Held::Nothing => String::new(),
                },
                confidence: c.confidence,
                because: c.because.clone(),
            })
            .collect();
        all.extend(self.notes.iter().map(|note| Choice {
            place: self.name.to_string(),
            holds: format!("{} rows", self.rows),
            confidence: 100,
            because: note.clone(),
        }));
        all
    }
}
