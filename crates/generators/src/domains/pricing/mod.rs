//! Pricing rules, profiles that select them, and default margins.
//!
//! Units are the rules, then the profiles, then one that writes the missing defaults. [`Pricing`]
//! decides what rules say; the generator makes sure that they can match something that is for sale,
//! that profiles select rules which exist and are active, and that every live category has exactly
//! one default.

mod checks;
mod generator;
mod market;
mod phrases;
mod roles;
#[cfg(test)]
mod tests;

use rust_decimal::Decimal;
use seedbed_schema_model::Schema;

pub use self::{
    generator::PricingGenerator,
    market::{Market, Vendor},
};
use super::{Domain, DomainOptions};
use crate::{Cell, Generator, Unit, bind::BindError};

/// The bundled domain.
pub(super) const DOMAIN: Domain = Domain {
    name: "pricing",
    summary: "pricing rules on live products, profiles that select them, default margins",
    volumes: &[("rules", Some(8)), ("profiles", Some(5)), ("defaults", None)],
    bind,
};

fn bind(schema: &Schema, options: &DomainOptions) -> Result<Box<dyn Generator>, BindError> {
    Ok(Box::new(PricingGenerator::bind(schema, options, Wholesale)?))
}

/// The keys a rule's conditions may have.
pub const CONDITION_KEYS: &[&str] =
    &["category", "subcategory", "strain", "tag", "priceMin", "priceMax", "grade", "vendor"];

/// How a rule changes a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// Adds a percentage.
    PercentMarkup,
    /// Takes a percentage off.
    PercentMarkdown,
    /// Adds an amount.
    DollarMarkup,
    /// Takes an amount off.
    DollarMarkdown,
}

impl Adjustment {
    /// As the column says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::PercentMarkup => "PERCENT_MARKUP",
            Self::PercentMarkdown => "PERCENT_MARKDOWN",
            Self::DollarMarkup => "DOLLAR_MARKUP",
            Self::DollarMarkdown => "DOLLAR_MARKDOWN",
        }
    }

    /// Whether the value is a percentage.
    pub fn is_percent(self) -> bool {
        matches!(self, Self::PercentMarkup | Self::PercentMarkdown)
    }
}

/// Whether all conditions must hold, or one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logic {
    /// All.
    And,
    /// At least one.
    Or,
}

/// What a condition compares with.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A text: a category, a strain's name.
    Text(String),
    /// A price.
    Price(Decimal),
}

/// A rule before it becomes a row.
#[derive(Debug, Clone, PartialEq)]
pub struct PricingRule {
    /// Its name.
    pub name: String,
    /// What it does, in words.
    pub description: Option<String>,
    /// How it changes a price.
    pub adjustment: Adjustment,
    /// By how much; more than 0, a markdown by percentage at most 100.
    pub value: Decimal,
    /// When it applies: keys of [`CONDITION_KEYS`], at least one.
    pub conditions: Vec<(&'static str, Term)>,
    /// How conditions are combined.
    pub logic: Logic,
    /// Higher is applied first.
    pub priority: i64,
    /// Whether it is in force.
    pub active: bool,
}

/// A profile before it becomes a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricingProfile {
    /// Its name.
    pub name: String,
    /// Whom it is for.
    pub description: Option<String>,
    /// The rules it selects, by number; at least one, all of them active.
    pub rules: Vec<u64>,
}

/// What is known when a rule is written.
#[derive(Debug, Clone, Copy)]
pub struct RuleContext<'a> {
    /// The unit.
    pub unit: Unit<'a>,
    /// Its number, from 0.
    pub number: u64,
    /// What is for sale.
    pub market: &'a Market,
}

impl RuleContext<'_> {
    /// The random numbers of a column of this rule.
    pub fn cell(&self, column: &str) -> Cell {
        self.unit.cell("pricing.rule", column, self.number)
    }
}

/// What is known when a profile is written.
#[derive(Debug, Clone, Copy)]
pub struct ProfileContext<'a> {
    /// The unit.
    pub unit: Unit<'a>,
    /// Its number, from 0.
    pub number: u64,
    /// The active rules, by number.
    pub active: &'a [(u64, PricingRule)],
}

impl ProfileContext<'_> {
    /// The random numbers of a column of this profile.
    pub fn cell(&self, column: &str) -> Cell {
        self.unit.cell("pricing.profile", column, self.number)
    }
}

/// What prices depend on. Override a method to change it; rules stay coherent.
pub trait Pricing: Send + Sync {
    /// Raised when the methods change what they give.
    fn version(&self) -> u32 {
        1
    }

    /// A rule. What contradicts itself (no conditions, an unknown key, nothing for sale that
    /// matches, a value of 0) is refused by the generator.
    fn rule(&self, rule: &RuleContext<'_>) -> PricingRule {
        phrases::rule(rule)
    }

    /// A profile over the active rules.
    fn profile(&self, profile: &ProfileContext<'_>) -> PricingProfile {
        phrases::profile(profile)
    }

    /// A category's margin in percent, where no rule says otherwise.
    fn default_margin(&self, unit: Unit<'_>, category: &str) -> Decimal {
        let usual = phrases::MARGINS.iter().find(|(name, _)| name.eq_ignore_ascii_case(category));
        let percent = match usual {
            Some((_, percent)) => *percent,
            None => 5 * unit.cell("pricing.default", category, 0).range(6..=10),
        };
        Decimal::new(percent * 100, 2)
    }
}

/// The bundled price book.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wholesale;

impl Pricing for Wholesale {}
