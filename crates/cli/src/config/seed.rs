//! `[seed]` and `[create.seed]`: a few settings, and one section for each generator.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use seedbed_generators::{
    Value,
    bind::Overrides,
    domains::{self, DomainOptions},
    fill::ColumnRule,
    volumes,
};
use serde::{Deserialize, Deserializer, de::Error};
use toml::Spanned;

/// What to seed.
#[derive(Debug, Clone, Default)]
pub struct SeedSection {
    /// The seed.
    pub seed: Option<u64>,
    /// The date that counts as today.
    pub today: Option<NaiveDate>,
    /// Tables that must not change.
    pub preserve: Vec<String>,
    /// Threads that generate; the rows do not depend on it.
    pub threads: Option<usize>,
    /// What fills every other table.
    pub fill: Option<FillSection>,
    /// Generators by name, in the order of their names.
    pub generators: BTreeMap<String, DomainSection>,
}

impl SeedSection {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.generators.is_empty() && self.fill.is_none()
    }
}

impl SeedSection {
    /// Every volume times this, at least 1; what is counted for each row of something stays.
    pub fn scale(&mut self, factor: f64) {
        if let Some(fill) = &mut self.fill {
            let all = std::iter::once(&mut fill.rows).chain(fill.by_table.values_mut());
            all.for_each(|rows| *rows = volumes::scaled(*rows, factor));
        }
        for (name, section) in &mut self.generators {
            if let Some(domain) = domains::find(name) {
                section.0 = volumes::of_domain(domain, &section.0, factor);
            }
        }
    }
}

/// `[seed.fill]`: every table that nothing else writes, by inference.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FillSection {
    /// Names or patterns with `*`.
    pub tables: Vec<String>,
    /// Rows for each table.
    pub rows: u64,
    /// Rows for single tables.
    pub by_table: BTreeMap<String, u64>,
    /// What single columns hold, by `table.column`.
    pub columns: BTreeMap<Spanned<String>, ColumnSection>,
}

/// `[seed.fill.columns."table.column"]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnSection {
    /// What makes its values: `email`, `city`, `price`, …
    pub provider: Option<String>,
    /// Only these.
    pub values: Vec<toml::Value>,
    /// How often each of them, relative to each other.
    pub weights: Vec<u32>,
    /// Always this.
    pub constant: Option<toml::Value>,
    /// Not less, or not earlier, than this.
    pub min: Option<toml::Value>,
    /// Not more, or not later, than this.
    pub max: Option<toml::Value>,
    /// The share of rows without a value, from 0 to 1.
    pub null: Option<f64>,
    /// A text with `{row}`, `{column}` and `{provider}` in it.
    pub template: Option<String>,
    /// An example of the JSON it holds: a table, or JSON as text.
    pub shape: Option<toml::Value>,
    /// File and line.
    #[serde(skip)]
    pub place: String,
}

impl ColumnSection {
    /// What the generator takes; an error says what is wrong with it.
    pub fn rule(&self) -> Result<ColumnRule, String> {
        let ways = [
            ("provider", self.provider.is_some()),
            ("values", !self.values.is_empty()),
            ("constant", self.constant.is_some()),
            ("template", self.template.is_some()),
            ("shape", self.shape.is_some()),
        ];
        let given: Vec<&str> = ways.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
        if given.len() > 1 {
            return Err(format!("{} cannot stand together: leave one", given.join(" and ")));
        }
        let values =
            self.values.iter().chain(&self.constant).map(value).collect::<Result<_, _>>()?;
        let shape = match &self.shape {
            None => None,
            Some(toml::Value::String(text)) => {
                Some(serde_json::from_str(text).map_err(|e| format!("`shape` is not JSON: {e}"))?)
            }
            Some(other) => Some(serde_json::to_value(other).map_err(|e| format!("`shape`: {e}"))?),
        };
        Ok(ColumnRule {
            place: self.place.clone(),
            provider: self.provider.clone(),
            values,
            weights: self.weights.clone(),
            min: self.min.as_ref().map(value).transpose()?,
            max: self.max.as_ref().map(value).transpose()?,
            null: self.null,
            template: self.template.clone(),
            shape,
        })
    }
}

/// A value as it is written.
fn value(of: &toml::Value) -> Result<Value, String> {
    Ok(match of {
        toml::Value::String(text) => Value::from(text.clone()),
        toml::Value::Integer(n) => Value::Int(*n),
        // By its digits: 0.1 is a tenth.
        toml::Value::Float(f) => match f.to_string().parse() {
            Ok(decimal) => Value::Decimal(decimal),
            Err(_) => Value::Float(*f),
        },
        toml::Value::Boolean(b) => Value::Bool(*b),
        toml::Value::Datetime(at) => Value::from(at.to_string()),
        other => return Err(format!("`{other}` is not one value")),
    })
}

impl Default for FillSection {
    fn default() -> Self {
        Self {
            tables: vec!["*".into()],
            rows: 100,
            by_table: BTreeMap::new(),
            columns: BTreeMap::new(),
        }
    }
}

/// `[seed.NAME]`: volumes, and optionally `on` and `bind`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DomainSection(pub DomainOptions);

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Number(i64),
    Table(BTreeMap<String, String>),
}

impl<'de> Deserialize<'de> for DomainSection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut options = DomainOptions::default();
        for (key, value) in BTreeMap::<String, toml::Value>::deserialize(deserializer)? {
            let entry = Entry::deserialize(value).map_err(|_| {
                D::Error::custom(format!("`{key}` is neither a number nor a table of texts"))
            })?;
            match (key.as_str(), entry) {
                ("on", Entry::Table(on)) => options.on = on,
                ("bind", Entry::Table(bind)) => {
                    let (columns, tables) = bind.into_iter().partition(|(k, _)| k.contains('.'));
                    options.bind = Overrides { tables, columns };
                }
                (_, Entry::Number(n)) => {
                    let n = u64::try_from(n).map_err(|_| {
                        D::Error::custom(format!("`{key}` = {n}: a volume cannot be negative"))
                    })?;
                    options.volumes.insert(key, n);
                }
                (_, Entry::Table(_)) => {
                    return Err(D::Error::unknown_field(&key, &["on", "bind"]));
                }
            }
        }
        Ok(Self(options))
    }
}

/// Keys of `[seed]` that are not generators.
const SETTINGS: &[&str] = &["seed", "today", "preserve", "threads"];

impl<'de> Deserialize<'de> for SeedSection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Visitor)
    }
}

struct Visitor;

impl<'de> serde::de::Visitor<'de> for Visitor {
    type Value = SeedSection;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a table with seed, today, preserve, threads and one table for each generator")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<SeedSection, A::Error> {
        let mut seed = SeedSection::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "seed" => seed.seed = Some(map.next_value()?),
                "today" => seed.today = Some(map.next_value::<Day>()?.0),
                "preserve" => seed.preserve = map.next_value()?,
                "threads" => seed.threads = Some(map.next_value()?),
                "fill" => seed.fill = Some(map.next_value()?),
                _ => match map.next_value::<Section>()? {
                    Section::Domain(section) => {
                        seed.generators.insert(key, section);
                    }
                    Section::Other => {
                        return Err(A::Error::custom(format!(
                            "unknown field `{key}`, expected one of {}",
                            list(SETTINGS)
                        )));
                    }
                },
            }
        }
        Ok(seed)
    }
}

/// A generator's section, or something that is not a table.
enum Section {
    Domain(DomainSection),
    Other,
}

impl<'de> Deserialize<'de> for Section {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            table @ toml::Value::Table(_) => {
                DomainSection::deserialize(table).map(Self::Domain).map_err(D::Error::custom)
            }
            _ => Ok(Self::Other),
        }
    }
}

/// A date, as a TOML date or as text.
struct Day(NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => text,
            toml::Value::Datetime(date) => date.to_string(),
            other => return Err(D::Error::custom(format!("{other} is not a date"))),
        };
        text.parse()
            .map(Self)
            .map_err(|_| D::Error::custom(format!("`{text}` is not a date (YYYY-MM-DD)")))
    }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
