//! What the configuration says a column holds.

use seedbed_schema_model::{Column, Table, TypeKind};

use super::{
    draft::{FilledColumn, Held},
    limits::{Bound, Limits},
    make::{Maker, Moment},
};
use crate::Value;

/// What a column is to hold, as somebody wrote it. Nothing that is not given is changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnRule {
    /// Where it is written: `seedbed.toml:12`.
    pub place: String,
    /// One of [`providers`].
    pub provider: Option<String>,
    /// Only these values.
    pub values: Vec<Value>,
    /// How often each of them, relative to each other; empty when all alike.
    pub weights: Vec<u32>,
    /// Not less, or not earlier, than this.
    pub min: Option<Value>,
    /// Not more, or not later, than this.
    pub max: Option<Value>,
    /// The share of rows without a value, from 0 to 1.
    pub null: Option<f64>,
    /// A text with `{row}`, `{column}` and `{provider}` in it.
    pub template: Option<String>,
    /// An example of the JSON it holds.
    pub shape: Option<serde_json::Value>,
}

/// Something that keeps what was asked for from being made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// `table.column`, with the line of the configuration where one said so.
    pub place: String,
    /// What is wrong.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

/// What a rule adds to a column besides its maker and its limits.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Special {
    /// Up to which of the weights' sum each value goes.
    pub(super) weights: Vec<u64>,
    /// NULL in so many rows of a million.
    pub(super) null: Option<u64>,
    pub(super) template: Option<Vec<Piece>>,
    pub(super) shape: Option<serde_json::Value>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Text(String),
    /// The number of the row, from 1.
    Row,
    /// What another column holds.
    Column(usize),
    Made(Maker),
}

const PROVIDERS: &[(&str, Maker)] = &[
    ("birth", Maker::Moment(Moment::Birth)),
    ("city", Maker::City),
    ("code", Maker::Code("")),
    ("color", Maker::Color),
    ("company", Maker::Company),
    ("country", Maker::Country),
    ("country_code", Maker::CountryCode),
    ("created", Maker::Moment(Moment::Born)),
    ("currency", Maker::Currency),
    ("domain", Maker::Domain),
    ("email", Maker::Email),
    ("end", Maker::Moment(Moment::Later)),
    ("file", Maker::File),
    ("first_name", Maker::FirstName),
    ("fraction", Maker::Fraction),
    ("full_name", Maker::FullName),
    ("gender", Maker::Gender),
    ("hash", Maker::Hash),
    ("ip", Maker::Ip),
    ("job", Maker::Job),
    ("json", Maker::Json),
    ("language", Maker::Language),
    ("last_name", Maker::LastName),
    ("latitude", Maker::Latitude),
    ("locale", Maker::Locale),
    ("longitude", Maker::Longitude),
    ("mime", Maker::Mime),
    ("paragraph", Maker::Paragraph),
    ("past", Maker::Moment(Moment::Past)),
    ("phone", Maker::Phone),
    ("position", Maker::Ordinal),
    ("price", Maker::Price),
    ("product", Maker::Product),
    ("sentence", Maker::Sentence),
    ("sku", Maker::Code("SKU")),
    ("slug", Maker::Slug),
    ("start", Maker::Moment(Moment::Start)),
    ("state", Maker::State),
    ("status", Maker::Status),
    ("street", Maker::Street),
    ("time_zone", Maker::TimeZone),
    ("title", Maker::Title),
    ("token", Maker::Token),
    ("unit", Maker::Unit),
    ("updated", Maker::Moment(Moment::Updated)),
    ("url", Maker::Url),
    ("user_name", Maker::UserName),
    ("uuid", Maker::UuidText),
    ("words", Maker::Words(2)),
    ("year", Maker::Year),
    ("zip", Maker::Zip),
];

/// The names a rule can give as its provider.
pub fn providers() -> impl Iterator<Item = &'static str> {
    PROVIDERS.iter().map(|(name, _)| *name)
}

fn provider(name: &str) -> Option<Maker> {
    PROVIDERS.iter().find(|(known, _)| *known == name).map(|(_, maker)| *maker)
}

/// The nearest of some names to one that is not among them.
pub(super) fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let close = |known: &&str| {
        let same = |(a, b): (char, char)| a.eq_ignore_ascii_case(&b);
        let (short, long) = (known.len().min(name.len()), known.len().max(name.len()));
        let front = known.chars().zip(name.chars()).take_while(|p| same(*p)).count();
        let back = known.chars().rev().zip(name.chars().rev()).take_while(|p| same(*p)).count();
        long - short <= 2 && front + back + 2 >= long && short > 2
    };
    let names: Vec<&str> = names.collect();
    match names.iter().copied().find(close) {
        Some(found) => format!("did you mean `{found}`?"),
        None => format!("there are {}", names.join(", ")),
    }
}

/// Applies a rule to a column of a table; says what is wrong with it.
pub(super) fn apply(
    rule: &ColumnRule,
    table: &Table,
    of: &Column,
    column: &mut FilledColumn,
) -> Vec<Problem> {
    let mut found = Vec::new();
    let place = format!("{} ({}.{})", rule.place, table.name, of.name);
    let mut problem = |why: String, remedy: String| {
        found.push(Problem { place: place.clone(), why, remedy });
    };
    if of.generated.is_some() {
        problem("the database computes it".into(), "take the rule out".into());
        return found;
    }
    if let Some(share) = rule.null {
        if !(0.0..=1.0).contains(&share) {
            problem(format!("null = {share} is not a share"), "write one from 0 to 1".into());
        } else if share > 0.0 && !column.nullable {
            problem("it is NOT NULL".into(), "take `null` out".into());
        } else {
            column.special.null = Some((share * 1e6) as u64);
        }
    }
    let says = |column: &FilledColumn| {
        let made = rule.provider.is_some()
            || rule.template.is_some()
            || rule.shape.is_some()
            || !rule.values.is_empty()
            || rule.min.is_some()
            || rule.max.is_some();
        made && !matches!(column.held, Held::Made(_))
    };
    if says(column) {
        let (why, remedy) = match column.held {
            Held::Reference(_) => (
                "it refers to another table: its values come from there",
                "leave `null` only, or take the rule out",
            ),
            _ => ("the database numbers it", "take the rule out"),
        };
        problem(why.into(), remedy.into());
        return found;
    }
    if let Some(name) = &rule.provider {
        match provider(name) {
            Some(maker) => {
                column.held = Held::Made(maker);
                column.confidence = 100;
            }
            None => problem(format!("no provider is called `{name}`"), near(name, providers())),
        }
    }
    values(rule, column, &mut problem);
    bounds(rule, column, &mut problem);
    if let Some(text) = &rule.template {
        match pieces(text, table, of) {
            Ok(pieces) => column.special.template = Some(pieces),
            Err((why, remedy)) => problem(why, remedy),
        }
    }
    if let Some(shape) = &rule.shape {
        let is_text = matches!(column.kind, TypeKind::Text { .. } | TypeKind::VarChar { .. });
        if is_text || matches!(column.kind, TypeKind::Json { .. }) {
            column.held = Held::Made(Maker::Json);
            column.special.shape = Some(shape.clone());
        } else {
            problem(format!("{} holds no JSON", of.ty.raw), "take `shape` out".into());
        }
    }
    // Who says what a column holds wants to see it.
    column.special.null = column.special.null.or(Some(0));
    column.because = format!("{} says so", rule.place);
    column.confidence = 100;
    found
}

fn values(rule: &ColumnRule, column: &mut FilledColumn, problem: &mut dyn FnMut(String, String)) {
    if rule.values.is_empty() {
        if !rule.weights.is_empty() {
            problem("weights without values".into(), "add `values`".into());
        }
        return;
    }
    for value in &rule.values {
        if let Some((why, remedy)) = refuses(&column.limits, value) {
            problem(format!("`{}` {why}", shown(value)), remedy);
        }
    }
    column.limits.allowed = Some(rule.values.clone());
    if rule.weights.is_empty() {
        return;
    }
    let sum: u64 = rule.weights.iter().map(|w| u64::from(*w)).sum();
    if rule.weights.len() == rule.values.len() && sum > 0 {
        let mut until = 0;
        column.special.weights = (rule.weights.iter())
            .map(|w| {
                until += u64::from(*w);
                until
            })
            .collect();
    } else {
        let why = format!("{} weights for {} values", rule.weights.len(), rule.values.len());
        problem(why, "give one for each value, not all of them 0".into());
    }
}

/// Why the checks do not take a value.
fn refuses(limits: &Limits, value: &Value) -> Option<(String, String)> {
    let is = |other: &Value| {
        other == value
            || matches!((other.as_decimal(), value.as_decimal()), (Some(a), Some(b)) if a == b)
    };
    if let Some(allowed) = &limits.allowed
        && !allowed.iter().any(is)
    {
        let known: Vec<String> = allowed.iter().map(shown).collect();
        let name = shown(value);
        return Some((
            "is not one of the values it may hold".into(),
            near(&name, known.iter().map(String::as_str)),
        ));
    }
    if limits.excluded.iter().any(is) {
        return Some(("is not allowed by a check".into(), "take it out".into()));
    }
    if let Some(number) = value.as_decimal().filter(|_| !matches!(value, Value::Text(_))) {
        let below = limits.least.is_some_and(|b| number < b.at || (b.open && number == b.at));
        let above = limits.most.is_some_and(|b| number > b.at || (b.open && number == b.at));
        if below || above {
            return Some(("is outside what a check allows".into(), "take it out".into()));
        }
    }
    let text = value.as_str()?;
    let length = text.chars().count();
    if let Some(most) = limits.longest.filter(|most| length > *most) {
        return Some((format!("has {length} characters, and {most} fit"), "shorten it".into()));
    }
    let unlike = limits.patterns.iter().any(|p| p.matches(text) == Some(false));
    unlike.then(|| ("does not match the pattern of a check".into(), "take it out".into()))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Bool(b) => b.to_string(),
        other => format!("{other:?}"),
    }
}

fn bounds(rule: &ColumnRule, column: &mut FilledColumn, problem: &mut dyn FnMut(String, String)) {
    for (value, upper) in [(&rule.min, false), (&rule.max, true)] {
        let Some(value) = value else { continue };
        let name = if upper { "max" } else { "min" };
        let timed = matches!(
            column.kind,
            TypeKind::Date | TypeKind::DateTime { .. } | TypeKind::Instant { .. }
        );
        if timed {
            let Some(at) = value.as_datetime() else {
                problem(
                    format!("{name} = `{}` is not a date", shown(value)),
                    "write YYYY-MM-DD".into(),
                );
                continue;
            };
            let slot = if upper { &mut column.limits.latest } else { &mut column.limits.earliest };
            *slot = Some(slot.map_or(at, |s| if upper { s.min(at) } else { s.max(at) }));
        } else if let Some(at) = value.as_decimal() {
            let slot = if upper { &mut column.limits.most } else { &mut column.limits.least };
            let tighter = slot.is_none_or(|b| if upper { at < b.at } else { at > b.at });
            if tighter {
                *slot = Some(Bound { at, open: false });
            }
            // The range is what was asked for, not what the name says.
            if rule.provider.is_none()
                && let (Some(least), Some(most)) = (column.limits.least, column.limits.most)
                && let (Ok(from), Ok(to)) =
                    (i64::try_from(least.at.floor()), i64::try_from(most.at.ceil()))
            {
                column.held = Held::Made(match column.kind {
                    TypeKind::Integer { .. } => Maker::Number(from, to),
                    _ => Maker::Amount(from, to),
                });
            }
        } else {
            problem(
                format!("{name} = `{}` is not a number", shown(value)),
                "write a number, or a date for a column of dates".into(),
            );
        }
    }
    if let Some(why) = column.limits.contradiction() {
        problem(why, "widen min and max".into());
    }
}

fn pieces(text: &str, table: &Table, of: &Column) -> Result<Vec<Piece>, (String, String)> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' if chars.peek() == Some(&'{') => plain.extend(chars.next()),
            '}' if chars.peek() == Some(&'}') => plain.extend(chars.next()),
            '{' => {
                let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                let column = table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(&name));
                pieces.push(match (name.as_str(), column, provider(&name)) {
                    ("row", None, _) => Piece::Row,
                    (_, Some(at), _) if table.columns[at].name != of.name => Piece::Column(at),
                    (_, None, Some(maker)) => Piece::Made(maker),
                    _ => {
                        let columns = table.columns.iter().map(|c| c.name.as_str());
                        let mut names: Vec<&str> = columns.collect();
                        names.push("row");
                        for known in providers() {
                            names.push(known);
                        }
                        let why = format!("`{{{name}}}` is neither a column nor a provider");
                        return Err((why, near(&name, names.into_iter())));
                    }
                });
            }
            c => plain.push(c),
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

/// A value as a template writes it.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Date(d) => d.to_string(),
        Value::DateTime(t) => t.format("%Y-%m-%d %H:%M:%S").to_string(),
        Value::Uuid(u) => crate::hyphenated(*u),
        Value::Float(f) => f.to_string(),
        Value::Json(text) => text.clone(),
        other => shown(other),
    }
}
