//! Brands, strains and products.

use super::{
    Kind, Scene,
    calendar::{DAY, Moment},
    draws,
    people::halves,
    phrases::{self, Category},
    stable::{Shuffle, bucket},
};
use crate::{Cell, GenerateError, Rows, Value, bind::BoundTable};

/// A product without its words.
#[derive(Clone, Copy)]
pub(super) struct Product {
    pub(super) category: &'static Category,
    /// Subcategory, how its name goes on, usual price in cents.
    pub(super) kind: (&'static str, &'static str, i64),
    /// The strain it is made of, when it is named for one.
    pub(super) strain: Option<u64>,
    pub(super) brand: u64,
    pub(super) created: Moment,
    /// No longer carried.
    pub(super) deleted: Option<Moment>,
}

impl Product {
    /// Sold by weight rather than by the piece.
    pub(super) fn by_weight(&self) -> bool {
        by_weight(self.category)
    }
}

/// Whether what is of a category is sold by weight.
pub(super) fn by_weight(category: &Category) -> bool {
    category.code == phrases::FLOWER.code
}

impl Scene<'_> {
    /// A strain's own name. Crosses are named too: growers give a good cross a name of its own.
    fn strain_name(&self, i: u64) -> Result<String, GenerateError> {
        let number = self.number(Kind::Strain, i)? - 1;
        let (first, second) = (phrases::STRAIN_FIRST, phrases::STRAIN_SECOND);
        let n = (first.len() * second.len()) as u64;
        let at =
            self.permutation(draws!("world", "strain names"), n).apply(number % n).unwrap_or(0);
        let (a, b) = halves(first, second, at);
        Ok(match number / n {
            0 => format!("{a} {b}"),
            again => format!("{a} {b} #{}", again + 1),
        })
    }

    /// The strain a strain was selected or crossed from, an earlier one.
    fn strain_parent(&self, i: u64) -> Option<u64> {
        let mut cell = self.at(draws!("strain", "parent"), i);
        (i > 0 && cell.chance(30)).then(|| cell.below(i))
    }

    fn strain_category(&self, i: u64) -> &'static str {
        let kinds = [("hybrid", 55), ("indica", 25), ("sativa", 20)];
        self.at(draws!("strain", "category"), i).weighted(&kinds).copied().unwrap_or("hybrid")
    }

    pub(super) fn write_brand(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let number = self.number(Kind::Brand, i)? - 1;
        let (first, second) = (phrases::BRAND_FIRST, phrases::BRAND_SECOND);
        let n = (first.len() * second.len()) as u64;
        let at = self.permutation(draws!("world", "brand names"), n).apply(number % n).unwrap_or(0);
        let (a, b) = halves(first, second, at);
        let name = match number / n {
            0 => format!("{a} {b}"),
            again => format!("{a} {b} {}", again + 1),
        };
        let created = self.calendar.at(-DAY);
        let mut vendor = self.at(draws!("brand", "vendor"), i);
        table
            .row()
            .set("id", self.id(Kind::Brand, i)?)
            .set("name", name)
            .set("deleted_at", Value::Null)
            .set("vendor", self.vendor_id(self.one_of(Kind::Vendor, &mut vendor))?)
            .set("description", Value::Null)
            .set("created_at", created)
            .set("updated_at", created)
            .push(rows)
    }

    pub(super) fn write_strain(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let name = self.strain_name(i)?;
        let category = self.strain_category(i);
        let parent = self.strain_parent(i);
        let base = parent.map(|p| self.strain_name(p)).transpose()?;
        let mut cell = self.at(draws!("strain", "description"), i);
        let description = cell.pick(phrases::AROMAS).map(|aroma| match &base {
            Some(base) => format!("{category} from {base}, {aroma}."),
            None => format!("{category}, {aroma}."),
        });
        let aliases = initials(&name);
        let has_alias = self.at(draws!("strain", "aliases"), i).chance(15);
        let created = self.calendar.at(-DAY);
        table
            .row()
            .set("id", self.id(Kind::Strain, i)?)
            .set("standardized_name", name.to_lowercase())
            .set("name", name)
            .set("deleted_at", Value::Null)
            .set("aliases", has_alias.then_some(aliases))
            .set("category", category)
            .set("description", description.map(|d| capitalised(&d)))
            .set("parent", parent.map_or(Ok(Value::Null), |p| self.id(Kind::Strain, p))?)
            .set("base_name", base)
            .set("created_at", created)
            .set("updated_at", created)
            .push(rows)
    }

    /// When product `i` was taken off the list, if it was. The first is always carried, so that
    /// stock never lacks one.
    fn product_left(&self, i: u64) -> Option<Moment> {
        let today = self.calendar.today();
        (i > 0 && self.at(draws!("product", "deleted_at"), i).chance(3)).then(|| {
            self.at(draws!("product", "deleted_on"), i).range(today / 2..=today - 10 * DAY)
        })
    }

    /// A product that is still carried, drawn by the cell.
    pub(super) fn carried_product(&self, cell: &mut Cell) -> u64 {
        (0..8)
            .map(|_| self.one_of(Kind::Product, cell))
            .find(|i| self.product_left(*i).is_none())
            .unwrap_or(0)
    }

    /// What product `i` is of: its category, and its kind in it.
    pub(super) fn make(&self, i: u64) -> (&'static Category, (&'static str, &'static str, i64)) {
        let other = self.at(draws!("product", "other"), i / 10).below(10);
        let mut cell = self.at(draws!("product", "subcategory"), i);
        let (category, kind) = if i % 10 != other {
            let [indoor, greenhouse, outdoor] = [0, 1, 2].map(|k| phrases::FLOWER.kinds.get(k));
            let kinds = [(indoor, 40), (greenhouse, 35), (outdoor, 25)];
            (&phrases::FLOWER, cell.weighted(&kinds).copied().flatten())
        } else {
            let others = phrases::OTHERS;
            let at = usize::try_from(i / 10).unwrap_or(0) % others.len();
            let category = others.get(at).unwrap_or(&phrases::FLOWER);
            (category, cell.pick(category.kinds))
        };
        (category, kind.copied().unwrap_or(("Indoor", "Flower", 150_000)))
    }

    /// As long as there are enough strains, each product has one of its own.
    fn product_strain(&self, i: u64, category: &Category) -> Option<u64> {
        let strains = self.count(Kind::Strain);
        (category.of_strain && strains > 0).then(|| {
            let block = self.at(draws!("product", "strain"), i / 10);
            bucket(i / 10 * 10 + Shuffle::ten(block).apply(i % 10), strains)
        })
    }

    /// Product `i`: nine in ten are flower; the rest go round the other categories.
    pub(super) fn product(&self, i: u64) -> Product {
        let (category, kind) = self.make(i);
        Product {
            category,
            kind,
            strain: self.product_strain(i, category),
            brand: self.one_of(Kind::Brand, &mut self.at(draws!("product", "brand"), i)),
            created: self.at(draws!("product", "created_at"), i).range(-200 * DAY..=-DAY),
            deleted: self.product_left(i),
        }
    }

    /// What product `i` is called.
    pub(super) fn product_name(&self, i: u64) -> Result<String, GenerateError> {
        let (category, kind) = self.make(i);
        let before = match self.product_strain(i, category) {
            Some(strain) => self.strain_name(strain)?,
            None => {
                let flavors = phrases::FLAVORS;
                let n = flavors.len() as u64;
                let at = self.permutation(draws!("world", "flavors"), n).apply(i % n).unwrap_or(0);
                flavors.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or_default().into()
            }
        };
        Ok(before + " " + kind.1)
    }

    pub(super) fn write_product(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let product = self.product(i);
        let created = self.calendar.at(product.created);
        let deleted = product.deleted.map(|at| self.calendar.at(at));
        let strain = product.strain.map_or(Ok(Value::Null), |s| self.id(Kind::Strain, s))?;
        table
            .row()
            .set("id", self.id(Kind::Product, i)?)
            .set("brand", self.id(Kind::Brand, product.brand)?)
            .set("strain", strain)
            .set("name", self.product_name(i)?)
            .set("deleted_at", deleted)
            .set("category", product.category.name)
            .set("subcategory", product.kind.0)
            .set("unit_of_measure", if product.by_weight() { "LB" } else { "EA" })
            .set("description", Value::Null)
            .set("created_at", created)
            .set("updated_at", deleted.unwrap_or(created))
            .push(rows)
    }
}

fn initials(name: &str) -> String {
    name.split(' ').filter_map(|word| word.chars().next()).collect()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
