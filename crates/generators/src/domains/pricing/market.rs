//! What is for sale: everything a rule's conditions may name, read from the anchors.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Term;
use crate::{
    AnchorTable, GenerateError, Unit, Value,
    bind::{Binding, BoundTable},
};

/// The live products and what is known about them, sorted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Market {
    /// Categories of live products.
    pub categories: Vec<String>,
    /// Category and subcategory of live products.
    pub subcategories: Vec<(String, String)>,
    /// Strains that live products are made of.
    pub strains: Vec<String>,
    /// Grades of live batches of live products, with the lowest unit cost known.
    pub grades: Vec<(String, Option<Decimal>)>,
    /// Vendors whose lots hold live batches, with what most of them are.
    pub vendors: Vec<Vendor>,
    /// For each category, the unit costs of its live batches, ascending.
    pub costs: BTreeMap<String, Vec<Decimal>>,
}

/// What a vendor mostly delivers.
#[derive(Debug, Clone, PartialEq)]
pub struct Vendor {
    /// Its name.
    pub name: String,
    /// The category of most of its live batches.
    pub category: String,
    /// The lowest unit cost known of those.
    pub cost: Option<Decimal>,
}

/// A role's table and its rows.
struct Side<'a> {
    table: &'a BoundTable,
    rows: &'a AnchorTable,
}

impl<'a> Side<'a> {
    fn new(bound: &'a Binding, unit: Unit<'a>, role: &str) -> Result<Option<Self>, GenerateError> {
        let Some(table) = bound.get(role) else { return Ok(None) };
        Ok(Some(Self { table, rows: unit.anchor(role)? }))
    }

    fn of(&self, row: usize, column: &str) -> Option<&'a Value> {
        self.table.of(self.rows, row, column)
    }

    fn text(&self, row: usize, column: &str) -> Option<String> {
        let text = self.of(row, column)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The row whose key another row's column names.
    fn row(&self, key: &Value) -> Option<usize> {
        self.rows.rows_where(self.table.name("id").ok()?, key).first().copied()
    }
}

impl Market {
    /// Reads the anchors.
    pub(super) fn read(bound: &Binding, unit: Unit<'_>) -> Result<Self, GenerateError> {
        let side = |role| Side::new(bound, unit, role);
        let Some(products) = side("product")? else { return Ok(Self::default()) };
        let (strains, batches) = (side("strain")?, side("batch")?);
        let (lots, vendors) = (side("lot")?, side("vendor")?);

        let (mut categories, mut subcategories, mut names) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for row in 0..products.rows.len() {
            let Some(category) = products.text(row, "category") else { continue };
            if let Some(sub) = products.text(row, "subcategory") {
                subcategories.insert((category.clone(), sub));
            }
            categories.insert(category);
            if let (Some(strains), Some(key)) = (&strains, products.of(row, "strain")) {
                names.extend(strains.row(key).and_then(|s| strains.text(s, "name")));
            }
        }
        let (mut grades, mut costs) = (BTreeMap::new(), BTreeMap::<String, Vec<Decimal>>::new());
        // By vendor, by category: how many batches, and the lowest cost.
        let mut sellers: BTreeMap<String, BTreeMap<String, (usize, Option<Decimal>)>> =
            BTreeMap::new();
        for row in 0..batches.as_ref().map_or(0, |b| b.rows.len()) {
            let Some(batches) = &batches else { break };
            let Some(product) = batches.of(row, "product").and_then(|key| products.row(key)) else {
                continue;
            };
            let cost = batches.of(row, "unit_cogs").and_then(Value::as_decimal);
            let category = products.text(product, "category");
            if let (Some(cost), Some(category)) = (cost, category.clone()) {
                costs.entry(category).or_default().push(cost);
            }
            if let Some(grade) = batches.text(row, "grade") {
                lower(grades.entry(grade).or_insert(None), cost);
            }
            let vendor = lots.as_ref().zip(vendors.as_ref()).and_then(|(lots, vendors)| {
                let lot = lots.row(batches.of(row, "lot")?)?;
                vendors.text(vendors.row(lots.of(lot, "vendor")?)?, "name")
            });
            if let (Some(vendor), Some(category)) = (vendor, category) {
                let offers = sellers.entry(vendor).or_default().entry(category).or_default();
                offers.0 += 1;
                lower(&mut offers.1, cost);
            }
        }
        costs.values_mut().for_each(|c| c.sort_unstable());
        Ok(Self {
            categories: categories.into_iter().collect(),
            subcategories: subcategories.into_iter().collect(),
            strains: names.into_iter().collect(),
            grades: grades.into_iter().collect(),
            vendors: sellers
                .into_iter()
                .filter_map(|(name, offers)| {
                    let (category, (_, cost)) = offers.into_iter().max_by_key(|(_, (n, _))| *n)?;
                    Some(Vendor { name, category, cost })
                })
                .collect(),
            costs,
        })
    }
}

impl Market {
    /// Whether something for sale has what a condition asks for. Tags are not known to any table, and
    /// prices depend on the rules themselves: of them only the sign is known.
    pub(super) fn has(&self, key: &str, term: &Term) -> bool {
        let among = |list: &[String], text: &String| list.binary_search(text).is_ok();
        match (key, term) {
            ("category", Term::Text(t)) => among(&self.categories, t),
            ("subcategory", Term::Text(t)) => self.subcategories.iter().any(|(_, s)| s == t),
            ("strain", Term::Text(t)) => among(&self.strains, t),
            ("grade", Term::Text(t)) => self.grades.iter().any(|(g, _)| g == t),
            ("vendor", Term::Text(t)) => {
                self.vendors.binary_search_by(|v| v.name.as_str().cmp(t)).is_ok()
            }
            ("tag", Term::Text(t)) => !t.is_empty(),
            ("priceMin" | "priceMax", Term::Price(p)) => *p >= Decimal::ZERO,
            _ => false,
        }
    }
}

fn lower(lowest: &mut Option<Decimal>, cost: Option<Decimal>) {
    *lowest = match (*lowest, cost) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}
