//! How a wholesale price book reads.

use rust_decimal::Decimal;

use super::{
    Adjustment::{self, DollarMarkdown, DollarMarkup, PercentMarkdown, PercentMarkup},
    Logic, PricingProfile, PricingRule, ProfileContext, RuleContext, Term,
};
use crate::Permutation;

/// Usual margins by category, in percent.
pub(super) const MARGINS: &[(&str, i64)] = &[
    ("Flower", 35),
    ("Pre-Rolls", 40),
    ("Concentrates", 45),
    ("Edibles", 50),
    ("Vapes", 40),
    ("Topicals", 55),
    ("OTHER", 40),
];

/// A kind of profile: its name, whom it is for, and which way its rules should go.
struct Kind {
    name: &'static str,
    about: &'static str,
    /// Prefers rules that take something off.
    discounts: bool,
    most: u64,
}

const PROFILES: &[Kind] = &[
    Kind {
        name: "Standard Wholesale",
        about: "The list everybody starts on.",
        discounts: false,
        most: 3,
    },
    Kind {
        name: "Key Accounts",
        about: "For the clients that order every week.",
        discounts: true,
        most: 4,
    },
    Kind { name: "New Clients", about: "For the first three months.", discounts: true, most: 2 },
    Kind {
        name: "Premium Retail",
        about: "Shops that only carry the top shelf.",
        discounts: false,
        most: 2,
    },
    Kind {
        name: "Volume Distribution",
        about: "Distributors that take whole lots.",
        discounts: true,
        most: 3,
    },
    Kind {
        name: "Delivery Services",
        about: "Small baskets, many drops.",
        discounts: false,
        most: 2,
    },
    Kind {
        name: "Seasonal Partners",
        about: "Clients that buy after harvest.",
        discounts: true,
        most: 2,
    },
];

/// A part of a rule that follows from what it is about.
struct Draft {
    name: String,
    about: String,
    adjustment: Adjustment,
    value: Decimal,
    conditions: Vec<(&'static str, Term)>,
    logic: Logic,
    priority: i64,
}

/// Rule number `n`: the eight kinds take turns, each time about the next thing for sale.
pub(super) fn rule(rule: &RuleContext<'_>) -> PricingRule {
    let (kind, turn) = (rule.number % 8, rule.number / 8);
    let draft = match kind {
        0 => category(rule, turn),
        1 => subcategory(rule, turn),
        2 => strain(rule, turn),
        3 => top_grade(rule, turn),
        4 => price_band(rule, turn),
        5 => low_grade(rule, turn),
        6 => vendor(rule, turn),
        _ => strain_or_grade(rule, turn),
    };
    // What this market cannot have (no grades, no vendors) becomes a rule about a category.
    let draft = draft.or_else(|| category(rule, turn * 8 + kind)).unwrap_or_else(|| Draft {
        name: String::new(),
        about: String::new(),
        adjustment: PercentMarkup,
        value: Decimal::ONE,
        conditions: Vec::new(),
        logic: Logic::And,
        priority: 0,
    });
    // The first is always in force, so that profiles have something to select.
    let active = rule.number == 0 || !rule.cell("is_active").chance(12);
    let by = match draft.adjustment {
        PercentMarkup => format!("Adds {} % to", draft.value.normalize()),
        PercentMarkdown => format!("Takes {} % off", draft.value.normalize()),
        DollarMarkup => format!("Adds ${} a unit to", draft.value),
        DollarMarkdown => format!("Takes ${} a unit off", draft.value),
    };
    let paused = if active { "" } else { " Paused." };
    PricingRule {
        name: draft.name,
        description: Some(format!("{by} {}.{paused}", draft.about)),
        adjustment: draft.adjustment,
        value: draft.value,
        conditions: draft.conditions,
        logic: draft.logic,
        priority: draft.priority - i64::try_from(turn % 10).unwrap_or(0),
        active,
    }
}

/// The next of a list, starting somewhere that depends on the seed; how often it came before.
fn next<'a, T>(
    rule: &RuleContext<'_>,
    what: &str,
    list: &'a [T],
    turn: u64,
) -> Option<(&'a T, u64)> {
    let n = list.len() as u64;
    let key = rule.unit.cell("pricing.rule", what, 0).next_u64();
    let at = Permutation::new(n, key).apply(turn.checked_rem(n)?)?;
    Some((list.get(usize::try_from(at).ok()?)?, turn / n))
}

/// A name; told apart when the same thing gets a further rule.
fn named(name: String, again: u64) -> String {
    if again == 0 { name } else { format!("{name} ({})", again + 1) }
}

fn percent(rule: &RuleContext<'_>, range: std::ops::RangeInclusive<i64>) -> Decimal {
    Decimal::new(rule.cell("adjustment_value").range(range) * 100, 2)
}

/// An amount people would choose: about a share of the cost.
fn amount(cost: Option<Decimal>, share: i64) -> Decimal {
    let rough = cost.unwrap_or(Decimal::from(20)) * Decimal::new(share, 2);
    let step = if rough >= Decimal::from(20) { Decimal::from(5) } else { Decimal::new(25, 2) };
    let mut amount = (rough / step).round().max(Decimal::ONE) * step;
    amount.rescale(2);
    amount
}

fn text(key: &'static str, value: &str) -> (&'static str, Term) {
    (key, Term::Text(value.to_owned()))
}

fn category(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    let (category, again) = next(rule, "category", &rule.market.categories, turn)?;
    Some(Draft {
        name: named(format!("{category}: compliance and handling"), again),
        about: format!("everything in {category} for testing, packaging and tax stamps"),
        adjustment: PercentMarkup,
        value: percent(rule, 2..=6),
        conditions: vec![text("category", category)],
        logic: Logic::And,
        priority: 10,
    })
}

fn subcategory(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    let (pair, again) = next(rule, "subcategory", &rule.market.subcategories, turn)?;
    let (category, sub) = pair;
    Some(Draft {
        name: named(format!("{sub} {} promotion", category.to_lowercase()), again),
        about: format!("{sub} ({category})"),
        adjustment: PercentMarkdown,
        value: percent(rule, 5..=12),
        conditions: vec![text("category", category), text("subcategory", sub)],
        logic: Logic::And,
        priority: 30,
    })
}

fn strain(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    let (strain, again) = next(rule, "strain", &rule.market.strains, turn)?;
    Some(Draft {
        name: named(format!("Strain of the month: {strain}"), again),
        about: format!("whatever is made of {strain}"),
        adjustment: PercentMarkdown,
        value: percent(rule, 8..=15),
        conditions: vec![text("strain", strain)],
        logic: Logic::And,
        priority: 60,
    })
}

/// The first grade, in the order in which `AAA` comes before `B`.
fn top_grade(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    if turn > 0 {
        return None;
    }
    let best = |grade: &String| {
        let first = grade.chars().next().unwrap_or('~');
        (first, std::cmp::Reverse(grade.len()))
    };
    let (grade, _) = rule.market.grades.iter().min_by_key(|(g, _)| best(g))?;
    Some(Draft {
        name: format!("Top shelf premium ({grade})"),
        about: format!("batches graded {grade}"),
        adjustment: PercentMarkup,
        value: percent(rule, 5..=10),
        conditions: vec![text("grade", grade)],
        logic: Logic::And,
        priority: 50,
    })
}

fn low_grade(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    if turn > 0 || rule.market.grades.len() < 2 {
        return None;
    }
    let worst = |grade: &String| {
        let first = grade.chars().next().unwrap_or(' ');
        (first, std::cmp::Reverse(grade.len()))
    };
    let (grade, cost) = rule.market.grades.iter().max_by_key(|(g, _)| worst(g))?;
    Some(Draft {
        name: format!("Clearance of grade {grade}"),
        about: format!("batches graded {grade} to make room"),
        adjustment: DollarMarkdown,
        value: amount(*cost, 8),
        conditions: vec![text("grade", grade)],
        logic: Logic::And,
        priority: 45,
    })
}

fn price_band(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    // The dearest category first.
    let mut dear: Vec<(&String, &Vec<Decimal>)> = rule.market.costs.iter().collect();
    dear.sort_by_key(|(_, costs)| std::cmp::Reverse(costs.last()));
    let n = dear.len() as u64;
    let (category, costs) = dear.get(usize::try_from(turn.checked_rem(n)?).ok()?)?;
    let again = turn / n;
    // From just below a cost in the upper third to above all of them: prices lie above costs, so
    // what costs that much is in the band or, dearer, above it.
    let from = costs.get(costs.len() * 2 / 3)?;
    let step = if *from >= Decimal::from(200) { Decimal::from(50) } else { Decimal::from(5) };
    let min = (from / step).floor() * step;
    let max = (costs.last()? * Decimal::from(2) / step).ceil() * step;
    let min = if min.is_zero() { Decimal::ONE } else { min };
    Some(Draft {
        name: named(format!("High-ticket {} from ${min}", category.to_lowercase()), again),
        about: format!("{category} priced from ${min} to ${max}"),
        adjustment: PercentMarkdown,
        value: percent(rule, 2..=5),
        conditions: vec![
            text("category", category),
            ("priceMin", Term::Price(min)),
            ("priceMax", Term::Price(max)),
        ],
        logic: Logic::And,
        priority: 20,
    })
}

fn vendor(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    let (vendor, again) = next(rule, "vendor", &rule.market.vendors, turn)?;
    let (name, category) = (&vendor.name, &vendor.category);
    Some(Draft {
        name: named(format!("Freight: {category} from {name}"), again),
        about: format!("{category} that {name} delivers, for the long haul"),
        adjustment: DollarMarkup,
        value: amount(vendor.cost, 3),
        conditions: vec![text("vendor", name), text("category", category)],
        logic: Logic::And,
        priority: 15,
    })
}

fn strain_or_grade(rule: &RuleContext<'_>, turn: u64) -> Option<Draft> {
    let (strain, again) = next(rule, "moving strain", &rule.market.strains, turn)?;
    let ((grade, _), _) = next(rule, "moving grade", &rule.market.grades, turn)?;
    Some(Draft {
        name: named(format!("Move it: {strain} or grade {grade}"), again),
        about: format!("{strain}, and anything else graded {grade}"),
        adjustment: PercentMarkdown,
        value: percent(rule, 3..=8),
        conditions: vec![text("strain", strain), text("grade", grade)],
        logic: Logic::Or,
        priority: 40,
    })
}

/// Profile number `n`.
pub(super) fn profile(profile: &ProfileContext<'_>) -> PricingProfile {
    let kinds = PROFILES.len() as u64;
    let at = usize::try_from(profile.number % kinds).unwrap_or(0);
    let (name, about, discounts, most) = PROFILES
        .get(at)
        .map_or(("Standard Wholesale", "", false, 3), |k| (k.name, k.about, k.discounts, k.most));
    let takes_off =
        |rule: &PricingRule| matches!(rule.adjustment, PercentMarkdown | DollarMarkdown);
    let (mut fitting, others): (Vec<_>, Vec<_>) =
        profile.active.iter().partition(|(_, rule)| takes_off(rule) == discounts);
    if fitting.is_empty() {
        fitting = others;
    }
    let wanted = profile.cell("rules").below(most) + 1;
    let order = Permutation::new(fitting.len() as u64, profile.cell("which").next_u64());
    let mut rules: Vec<u64> = (0..wanted.max(2))
        .filter_map(|k| order.apply(k))
        .filter_map(|k| fitting.get(usize::try_from(k).ok()?))
        .map(|(number, _)| *number)
        .collect();
    rules.sort_unstable();
    PricingProfile {
        name: named(name.to_owned(), profile.number / kinds),
        description: (!about.is_empty()).then(|| about.to_owned()),
        rules,
    }
}
