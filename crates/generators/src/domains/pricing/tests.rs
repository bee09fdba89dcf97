//! Rules, profiles and defaults over the wholesale world.

use std::collections::BTreeSet;

use super::*;
use crate::{
    Anchors, Rows,
    domains::{terp, wholesale},
    generate,
};

const TODAY: &str = "2025-12-11";

fn priced(volumes: &[(&str, u64)], seed: u64) -> (Rows, Rows) {
    let schema = terp::schema("declared");
    let base = (wholesale::DOMAIN.bind)(&schema, &DomainOptions::default()).unwrap();
    let world = terp::world(&*base, seed, TODAY, Anchors::default());
    let base = generate(&*base, &world, 0..world.units, 2).unwrap();
    let volumes = volumes.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    let pricing = (DOMAIN.bind)(&schema, &options).unwrap();
    let world = terp::world(&*pricing, seed, TODAY, terp::anchors(&pricing.spec(), &base));
    let rows = generate(&*pricing, &world, 0..world.units, 2).unwrap();
    (base, rows)
}

#[test]
fn sample() {
    let (_, rows) = priced(&[], 20251211);
    let mut text = terp::show(&rows, "pricing_rules", 20);
    text += &terp::show(&rows, "pricing_profiles", 20);
    text += &terp::show(&rows, "pricing_defaults", 20);
    insta::assert_snapshot!(text);
    insta::assert_snapshot!("golden", terp::hashes(&rows));
}

fn table<'r>(rows: &'r Rows, name: &str) -> &'r crate::TableRows {
    rows.table(&name.into()).unwrap()
}

#[test]
fn is_pure() {
    let schema = terp::schema("declared");
    let (base, _) = priced(&[], 3);
    let pricing = (DOMAIN.bind)(&schema, &DomainOptions::default()).unwrap();
    let world = terp::world(&*pricing, 3, TODAY, terp::anchors(&pricing.spec(), &base));
    terp::assert_pure(&*pricing, &world);
}

#[test]
fn rules_profiles_and_defaults_hold_whatever_the_seed_and_volume() {
    for (seed, rules, profiles) in [(1, 1, 1), (2, 8, 5), (3, 40, 12), (4, 23, 3), (5, 9, 0)] {
        let (base, rows) = priced(&[("rules", rules), ("profiles", profiles)], seed);
        let texts = |name: &str, column: &str| -> BTreeSet<String> {
            let t = table(&base, name);
            (0..t.len()).filter_map(|r| t.get(r, column)?.as_str().map(str::to_owned)).collect()
        };
        let made = table(&rows, "pricing_rules");
        assert_eq!(made.len() as u64, rules);
        let mut active = BTreeSet::new();
        let mut names = BTreeSet::new();
        for row in 0..made.len() {
            let value = made.get(row, "adjustment_value").unwrap().as_decimal().unwrap();
            assert!(value > Decimal::ZERO);
            let kind = made.get(row, "adjustment_type").unwrap().as_str().unwrap();
            assert!(kind != "PERCENT_MARKDOWN" || value <= Decimal::ONE_HUNDRED);
            let json = made.get(row, "conditions").unwrap().as_str().unwrap();
            let conditions: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(json).unwrap();
            assert!(!conditions.is_empty());
            for (key, value) in &conditions {
                let known = match key.as_str() {
                    "category" => texts("products", "category"),
                    "subcategory" => texts("products", "subcategory"),
                    "strain" => texts("strains", "name"),
                    "grade" => texts("batches", "grade"),
                    "vendor" => texts("vendors", "name"),
                    "priceMin" | "priceMax" => {
                        assert!(value.as_f64().unwrap() > 0.0);
                        continue;
                    }
                    other => panic!("{other}"),
                };
                assert!(known.contains(value.as_str().unwrap()), "{key} {value}");
            }
            if made.get(row, "is_active").unwrap().as_bool().unwrap() {
                active.insert(made.get(row, "id").unwrap().as_int().unwrap());
            }
            names.insert(made.get(row, "name").unwrap().as_str().unwrap().to_owned());
        }
        assert_eq!(names.len(), made.len(), "names are told apart");
        assert!(active.len() * 10 >= made.len() * 6);
        if profiles > 0 {
            let made = table(&rows, "pricing_profiles");
            assert_eq!(made.len() as u64, profiles);
            for row in 0..made.len() {
                let json = made.get(row, "rules").unwrap().as_str().unwrap();
                let selected: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
                assert!(!selected.is_empty());
                let ids: BTreeSet<i64> =
                    selected.iter().map(|s| s["ruleId"].as_i64().unwrap()).collect();
                assert_eq!(ids.len(), selected.len());
                assert!(ids.is_subset(&active), "{ids:?} of {active:?}");
            }
        }
        let made = table(&rows, "pricing_defaults");
        let covered: BTreeSet<String> = (0..made.len())
            .map(|r| made.get(r, "product_category").unwrap().as_str().unwrap().to_owned())
            .collect();
        assert_eq!(covered.len(), made.len());
        let mut wanted = texts("products", "category");
        wanted.insert("OTHER".into());
        assert!(covered.is_subset(&wanted));
        let live: BTreeSet<String> = {
            let t = table(&base, "products");
            (0..t.len())
                .filter(|r| t.get(*r, "deleted_at").unwrap().is_null())
                .map(|r| t.get(r, "category").unwrap().as_str().unwrap().to_owned())
                .collect()
        };
        assert!(live.is_subset(&covered));
    }
}

#[test]
fn categories_that_have_a_default_are_skipped() {
    let schema = terp::schema("declared");
    let (mut base, rows) = priced(&[], 3);
    base.append(rows).unwrap();
    let pricing = (DOMAIN.bind)(&schema, &DomainOptions::default()).unwrap();
    let world = terp::world(&*pricing, 3, TODAY, terp::anchors(&pricing.spec(), &base));
    let again = generate(&*pricing, &world, 0..world.units, 1).unwrap();
    assert!(again.table(&"pricing_defaults".into()).is_none());
}

/// A price book that says one thing.
struct Says(&'static str, Term, i64);

impl Pricing for Says {
    fn rule(&self, _: &RuleContext<'_>) -> PricingRule {
        PricingRule {
            name: "Own".into(),
            description: None,
            adjustment: Adjustment::PercentMarkdown,
            value: Decimal::from(self.2),
            conditions: if self.0.is_empty() { vec![] } else { vec![(self.0, self.1.clone())] },
            logic: Logic::And,
            priority: 1,
            active: true,
        }
    }
}

#[test]
fn rules_that_contradict_themselves_are_refused() {
    let schema = terp::schema("declared");
    let (base, _) = priced(&[], 3);
    let text = |t: &str| Term::Text(t.into());
    let mut said = String::new();
    for book in [
        Says("", text(""), 5),
        Says("colour", text("red"), 5),
        Says("category", text("Moon rocks"), 5),
        Says("category", text("Flower"), 0),
        Says("category", text("Flower"), 120),
        Says("category", text("Flower"), 20),
    ] {
        let pricing = PricingGenerator::bind(&schema, &DomainOptions::default(), book).unwrap();
        let world = terp::world(&pricing, 3, TODAY, terp::anchors(&pricing.spec(), &base));
        match generate(&pricing, &world, 0..world.units, 1) {
            Ok(rows) => said += &format!("{} rows\n", rows.len()),
            Err(e) => said += &format!("{e}\n"),
        }
    }
    insta::assert_snapshot!(said, @"
    pricing rule 0 `Own`: a rule without conditions never matches
    pricing rule 0 `Own`: no item has a `colour`; conditions are category, subcategory, strain, tag, priceMin, priceMax, grade, vendor
    pricing rule 0 `Own`: nothing for sale has the category `Moon rocks`
    pricing rule 0 `Own`: adjusts by 0, which is not more than 0
    pricing rule 0 `Own`: takes 120 % off, more than there is
    20 rows
    ");
}
