//! What must hold of rules, profiles and defaults, as SQL.

use seedbed_schema_model::Dialect;

use super::CONDITION_KEYS;
use crate::{
    DataCheck,
    bind::{Binding, BoundTable},
    domains::sql::Checks,
};

/// Every rule that the bound columns can show.
pub(super) fn checks(bound: &Binding, dialect: Dialect) -> Vec<DataCheck> {
    let mut c = Checks::new("pricing", dialect);
    if let Some(r) = bound.get("rule") {
        let _ = values(&mut c, r);
        let _ = conditions(&mut c, r);
        for (key, role, column) in [
            ("category", "product", "category"),
            ("subcategory", "product", "subcategory"),
            ("strain", "strain", "name"),
            ("grade", "batch", "grade"),
            ("vendor", "vendor", "name"),
        ] {
            if let Some(target) = bound.get(role) {
                let _ = matches_something(&mut c, r, key, target, column);
            }
        }
        if let Some(p) = bound.get("profile") {
            let _ = profiles(&mut c, p, r);
        }
    }
    if let (Some(d), Some(p)) = (bound.get("default"), bound.get("product")) {
        let _ = defaults(&mut c, d, p);
    }
    c.done()
}

fn values(c: &mut Checks, r: &BoundTable) -> Option<()> {
    let value = c.number(r, "r", "adjustment_value")?;
    let markdown = c.is(r, "r", "adjustment_type", &["PERCENT_MARKDOWN"])?;
    c.count(
        "adjusts-by-something",
        "A rule changes prices by more than nothing, and takes off at most all of it.",
        &c.from(r, "r"),
        &format!("{value} <= 0 OR ({markdown} AND {value} > 100)"),
    );
    Some(())
}

fn conditions(c: &mut Checks, r: &BoundTable) -> Option<()> {
    let json = c.col(r, "r", "conditions")?;
    let bare = format!("REPLACE({}, ' ', '')", c.as_text(&json));
    c.count(
        "has-conditions",
        "A rule has conditions; one without never matches.",
        &c.from(r, "r"),
        &format!("{json} IS NULL OR {bare} IN ('', '{{}}', '[]', 'null')"),
    );
    let other = c.json_has_other_keys(&json, CONDITION_KEYS);
    c.count(
        "conditions-are-known",
        "A rule only asks for what an item has.",
        &c.from(r, "r"),
        &other,
    );
    Some(())
}

fn matches_something(
    c: &mut Checks,
    r: &BoundTable,
    key: &str,
    target: &BoundTable,
    column: &'static str,
) -> Option<()> {
    let wanted = c.json_text(&c.col(r, "r", "conditions")?, key);
    let has = c.col(target, "x", column)?;
    let (targets, live) = (c.from(target, "x"), c.and_live(target, "x"));
    c.count(
        &format!("{key}-exists"),
        &format!("The {key} that a rule asks for is that of something live."),
        &c.from(r, "r"),
        &format!(
            "{wanted} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {targets} WHERE {has} = {wanted}{live})"
        ),
    );
    Some(())
}

fn profiles(c: &mut Checks, p: &BoundTable, r: &BoundTable) -> Option<()> {
    let (rules, id) = (c.col(p, "p", "rules")?, c.col(r, "r", "id")?);
    let live = c.and_live(p, "p");
    let length = c.json_length(&rules);
    c.count(
        "profile-has-rules",
        "A profile selects at least one rule; an empty list makes the price query fail.",
        &c.from(p, "p"),
        &format!("({rules} IS NULL OR COALESCE({length}, 0) = 0){live}"),
    );
    let (elements, rule) = c.json_elements(&rules, "ruleId");
    let (of, active) = (c.from(r, "r"), c.truth(r, "r", "is_active"));
    let active = active.map_or(String::new(), |a| format!(" AND {a}"));
    let (id, rule) = (c.as_text(&id), c.as_text(&rule));
    c.count(
        "profile-selects-live-rules",
        "The rules a profile selects exist and are active.",
        &format!("{}{elements}", c.from(p, "p")),
        &format!("NOT EXISTS (SELECT 1 FROM {of} WHERE {id} = {rule}{active}){live}"),
    );
    Some(())
}

fn defaults(c: &mut Checks, d: &BoundTable, p: &BoundTable) -> Option<()> {
    let (category, of) = (c.col(d, "d", "category")?, c.col(p, "p", "category")?);
    let (defaults, products) = (c.from(d, "d"), c.from(p, "p"));
    c.distinct(
        "one-default-a-category",
        "A category has one default margin.",
        &defaults,
        std::slice::from_ref(&category),
    );
    let live = c.and_live(p, "p");
    c.add(
        "default-for-every-category",
        "Every category of a live product has a default margin; without one, orders cannot be priced.",
        format!(
            "SELECT COUNT(DISTINCT {of}) FROM {products} WHERE {of} IS NOT NULL{live} \
             AND NOT EXISTS (SELECT 1 FROM {defaults} WHERE {category} = {of})"
        ),
    );
    let margin = c.number(d, "d", "margin")?;
    c.count(
        "default-margin-is-a-percentage",
        "A default margin lies between 0 and 100 percent.",
        &defaults,
        &format!("{margin} <= 0 OR {margin} >= 100"),
    );
    Some(())
}
