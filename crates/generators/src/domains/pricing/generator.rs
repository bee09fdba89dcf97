//! Binding, refusing what contradicts itself, and writing the rows.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDateTime};
use rust_decimal::Decimal;
use seedbed_schema_model::{Dialect, Schema};

use super::{
    Adjustment, CONDITION_KEYS, DOMAIN, Logic, Market, Pricing, PricingRule, ProfileContext,
    RuleContext, Term, checks, roles,
};
use crate::{
    DataCheck, GenerateError, Generator, Rows, Span, Spec, Unit, Units, Value,
    bind::{BindError, Binding, BoundTable},
    domains::{DomainOptions, json, text},
    when,
};

/// Raised whenever the bytes change.
const VERSION: u32 = 2;
/// The category that stands for every other.
const FALLBACK: &str = "OTHER";
/// Keys set aside for defaults, when the configuration does not say how many.
const DEFAULTS: u64 = 100;
/// Profiles choose among so many rules.
const CHOICE: u64 = 256;

/// What all units need and none may make anew.
struct Digest {
    market: Market,
    active: Vec<(u64, PricingRule)>,
}

/// Rules, profiles and defaults as a [`Pricing`] says them.
#[derive(Debug)]
pub struct PricingGenerator<T> {
    bound: Binding,
    volumes: [u64; 3],
    /// Whether the database tells `Flower` from `flower`.
    folds_case: bool,
    book: T,
}

impl<T: Pricing> PricingGenerator<T> {
    /// Binds to a schema.
    ///
    /// # Errors
    /// A [`BindError`] with everything that does not bind.
    pub fn bind(schema: &Schema, options: &DomainOptions, book: T) -> Result<Self, BindError> {
        let bound = Binding::bind(schema, DOMAIN.name, roles::ROLES, &options.bind)?;
        let volume = |name, default| options.volumes.get(name).copied().unwrap_or(default);
        let has = |role, n| if bound.get(role).is_some() { n } else { 0 };
        let volumes = [
            volume("rules", 8),
            has("profile", volume("profiles", 5)),
            has("default", volume("defaults", DEFAULTS)),
        ];
        Ok(Self { bound, volumes, folds_case: schema.dialect.is_mysql_like(), book })
    }

    /// A rule, refused when it contradicts itself.
    fn rule(
        &self,
        unit: Unit<'_>,
        number: u64,
        market: &Market,
    ) -> Result<PricingRule, GenerateError> {
        let rule = self.book.rule(&RuleContext { unit, number, market });
        let wrong = |why: String| GenerateError::Impossible {
            place: format!("pricing rule {number} `{}`", rule.name),
            why,
        };
        if market.categories.is_empty() {
            return Err(wrong("there is no live product to price; seed products first".into()));
        }
        if rule.conditions.is_empty() {
            return Err(wrong("a rule without conditions never matches".into()));
        }
        if let Some((key, _)) = rule.conditions.iter().find(|(k, _)| !CONDITION_KEYS.contains(k)) {
            return Err(wrong(format!(
                "no item has a `{key}`; conditions are {}",
                CONDITION_KEYS.join(", ")
            )));
        }
        if rule.value <= Decimal::ZERO {
            return Err(wrong(format!("adjusts by {}, which is not more than 0", rule.value)));
        }
        if rule.adjustment == Adjustment::PercentMarkdown && rule.value > Decimal::ONE_HUNDRED {
            return Err(wrong(format!("takes {} % off, more than there is", rule.value)));
        }
        for (key, term) in &rule.conditions {
            if !market.has(key, term) {
                let term = match term {
                    Term::Text(text) => text.clone(),
                    Term::Price(price) => price.to_string(),
                };
                return Err(wrong(format!("nothing for sale has the {key} `{term}`")));
            }
        }
        Ok(rule)
    }

    /// What is for sale, and the rules that profiles choose among: the same for every unit.
    fn digest<'w>(&self, unit: Unit<'w>) -> Result<&'w Digest, GenerateError> {
        let made = unit.anchor("product")?.derived(|| {
            let market = Market::read(&self.bound, unit)?;
            let mut active = Vec::new();
            for number in 0..self.volumes[0].min(CHOICE) {
                let unit = Unit { index: number, ..unit };
                // What is wrong with a rule is said where it is written.
                if let Ok(rule) = self.rule(unit, number, &market)
                    && rule.active
                {
                    active.push((number, rule));
                }
            }
            Ok(Digest { market, active })
        });
        match made {
            Some(Ok(digest)) => Ok(digest),
            Some(Err(error)) => Err(GenerateError::clone(error)),
            None => Err(GenerateError::NoAnchor { name: "product".into() }),
        }
    }

    fn created(unit: Unit<'_>, table: &str, row: u64, latest: i64) -> NaiveDateTime {
        let mut cell = unit.cell(table, "created_at", row);
        let days = cell.range(latest..=latest + 330);
        when::ago(u64::try_from(days).unwrap_or(0), unit.world.today, &mut cell)
    }

    fn rule_created(unit: Unit<'_>, number: u64) -> NaiveDateTime {
        Self::created(unit, "pricing.rule", number, 30)
    }

    fn write_rule(
        &self,
        unit: Unit<'_>,
        number: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let table = self.bound.table("rule")?;
        let rule = self.rule(unit, number, &self.digest(unit)?.market)?;
        let mut conditions = String::with_capacity(64);
        conditions.push('{');
        for (key, term) in &rule.conditions {
            json::key(key, &mut conditions);
            match term {
                Term::Text(text) => json::text(text, &mut conditions),
                Term::Price(price) => conditions.push_str(&price.normalize().to_string()),
            }
        }
        conditions.push('}');
        let created = Self::rule_created(unit, number);
        let mut cell = unit.cell("pricing.rule", "updated_at", number);
        let updated = if cell.chance(40) || !rule.active {
            when::after(created, Duration::days(60), unit.world.today, &mut cell)
        } else {
            created
        };
        table
            .row()
            .set("id", unit.key(&table.table, number)?)
            .set("name", rule.name)
            .set("description", rule.description)
            .set("adjustment_type", rule.adjustment.label())
            .set("adjustment_value", rule.value)
            .set("conditions", Value::Json(conditions))
            .set("logic_type", if rule.logic == Logic::And { "AND" } else { "OR" })
            .set("priority", rule.priority)
            .set("is_active", rule.active)
            .set("deleted_at", Value::Null)
            .set("created_at", created)
            .set("updated_at", updated)
            .push(rows)
    }

    fn write_profile(
        &self,
        unit: Unit<'_>,
        number: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let (table, rule_table) = (self.bound.table("profile")?, self.bound.table("rule")?);
        let active = &self.digest(unit)?.active;
        let profile = self.book.profile(&ProfileContext { unit, number, active });
        let wrong = |why: &str| GenerateError::Impossible {
            place: format!("pricing profile {number} `{}`", profile.name),
            why: why.to_owned(),
        };
        if profile.rules.is_empty() {
            return Err(wrong("a profile must select at least one active rule; raise `rules`"));
        }
        let mut selected = String::from("[");
        let mut created = Self::created(unit, "pricing.profile", number, 5);
        for number in &profile.rules {
            let Some((_, rule)) = active.iter().find(|(n, _)| n == number) else {
                return Err(wrong(&format!("rule {number} is not active or does not exist")));
            };
            let key = unit.key(&rule_table.table, *number)?;
            selected.push_str(if selected.len() > 1 { ",{" } else { "{" });
            json::key("ruleId", &mut selected);
            json::value(&key, &mut selected);
            json::key("priority", &mut selected);
            text::number(rule.priority, &mut selected);
            selected.push('}');
            created = created.max(Self::rule_created(unit, *number));
        }
        let user = match self.bound.get("user") {
            None => Value::Null,
            Some(_) => {
                let users = unit.anchor("user")?;
                let mut cell = unit.cell("pricing.profile", "created_by", number);
                users.pick(&mut cell).and_then(|row| users.key(row)).cloned().unwrap_or(Value::Null)
            }
        };
        table
            .row()
            .set("id", unit.key(&table.table, number)?)
            .set("name", profile.name)
            .set("description", profile.description)
            .set("rules", Value::Json(selected + "]"))
            .set("created_by", user)
            .set("deleted_at", Value::Null)
            .set("created_at", created)
            .set("updated_at", created)
            .push(rows)
    }

    /// One default for each live category, and one for all others, where there is none yet.
    fn write_defaults(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let Some(table) = self.bound.get("default") else { return Ok(()) };
        let fold = |text: &str| {
            if self.folds_case { text.trim().to_lowercase() } else { text.to_owned() }
        };
        let existing = unit.anchor("default")?;
        let mut taken: BTreeSet<String> = (0..existing.len())
            .filter_map(|row| table.of(existing, row, "category")?.as_str().map(fold))
            .collect();
        let categories = &self.digest(unit)?.market.categories;
        let mut offset = 0;
        for category in categories.iter().map(String::as_str).chain([FALLBACK]) {
            if !taken.insert(fold(category)) {
                continue;
            }
            let created = Self::created(unit, "pricing.default", 0, 200);
            table
                .row()
                .set("id", unit.key(&table.table, offset)?)
                .set("category", category.to_owned())
                .set("margin", self.book.default_margin(unit, category))
                .set("created_at", created)
                .set("updated_at", created)
                .push(rows)?;
            offset += 1;
        }
        Ok(())
    }
}

impl<T: Pricing> Generator for PricingGenerator<T> {
    fn spec(&self) -> Spec {
        let bound = |role| self.bound.get(role);
        let [rules, profiles, defaults] = self.volumes;
        let mut tables = Vec::new();
        for (role, n) in [("rule", rules), ("profile", profiles), ("default", defaults)] {
            tables.extend(bound(role).map(|t: &BoundTable| t.spec(Span::Total(n))));
        }
        let anchors = ["user", "product", "strain", "batch", "lot", "vendor", "default"]
            .into_iter()
            .filter_map(|role| bound(role)?.anchor(role, role == "product").ok())
            .collect();
        Spec {
            name: DOMAIN.name.into(),
            version: VERSION * 1000 + self.book.version(),
            units: Units::Fixed(rules + profiles + u64::from(defaults > 0)),
            tables,
            anchors,
            references: Vec::new(),
            options: [("rules", rules), ("profiles", profiles), ("defaults", defaults)]
                .map(|(name, n)| (name.to_owned(), n.to_string()))
                .into(),
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let [rules, profiles, _] = self.volumes;
        match unit.index {
            n if n < rules => self.write_rule(unit, n, rows),
            n if n < rules + profiles => self.write_profile(unit, n - rules, rows),
            _ => self.write_defaults(unit, rows),
        }
    }

    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        checks::checks(&self.bound, dialect)
    }
}
