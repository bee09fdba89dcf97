//! Brands, strains and products.

use super::{
    Kind, Scene,
    calendar::{DAY, Moment},
    people::halves,
    percent,
    phrases::{self, Category},
};
use crate::{GenerateError, Rows, Value, bind::BoundTable};

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
        self.category.code == phrases::FLOWER.code
    }
}

impl Scene<'_> {
    /// A strain's own name. Crosses are named too: growers give a good cross a name of its own.
    fn strain_name(&self, i: u64) -> Result<String, GenerateError> {
        let number = self.number(Kind::Strain, i)? - 1;
        let (first, second) = (phrases::STRAIN_FIRST, phrases::STRAIN_SECOND);
        let n = (first.len() * second.len()) as u64;
        let at = self.permutation("strain names", n).apply(number % n).unwrap_or(0);
        let (a, b) = halves(first, second, at);
        Ok(match number / n {
            0 => format!("{a} {b}"),
            again => format!("{a} {b} #{}", again + 1),
        })
    }

    /// The strain a strain was selected or crossed from, an earlier one.
    fn strain_parent(&self, i: u64) -> Option<u64> {
        let mut cell = self.cell(Kind::Strain, "parent", i);
        (i > 0 && cell.chance(30)).then(|| cell.below(i))
    }

    fn strain_category(&self, i: u64) -> &'static str {
        let kinds = [("hybrid", 55), ("indica", 25), ("sativa", 20)];
        self.cell(Kind::Strain, "category", i).weighted(&kinds).copied().unwrap_or("hybrid")
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
        let at = self.permutation("brand names", n).apply(number % n).unwrap_or(0);
        let (a, b) = halves(first, second, at);
        let name = match number / n {
            0 => format!("{a} {b}"),
            again => format!("{a} {b} {}", again + 1),
        };
        let created = self.calendar.at(-DAY);
        table
            .row()
            .set("id", self.id(Kind::Brand, i)?)
            .set("name", name)
            .set("deleted_at", Value::Null)
            .set("vendor", self.vendor_id(i % self.count(Kind::Vendor).max(1))?)
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
        let mut cell = self.cell(Kind::Strain, "description", i);
        let description = cell.pick(phrases::AROMAS).map(|aroma| match &base {
            Some(base) => format!("{category} from {base}, {aroma}."),
            None => format!("{category}, {aroma}."),
        });
        let aliases = initials(&name);
        let has_alias = self.cell(Kind::Strain, "aliases", i).chance(15);
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

    /// Product `i`: nine in ten are flower; the rest go round the other categories.
    pub(super) fn product(&self, i: u64) -> Product {
        let n = self.count(Kind::Product);
        let flower = percent(n, 90);
        let rank = self.permutation("product categories", n).apply(i).unwrap_or(0);
        let cell = |column| self.cell(Kind::Product, column, i);
        let (category, kind) = if rank < flower {
            let [indoor, greenhouse, outdoor] = [0, 1, 2].map(|k| phrases::FLOWER.kinds.get(k));
            let kinds = [(indoor, 40), (greenhouse, 35), (outdoor, 25)];
            (&phrases::FLOWER, cell("subcategory").weighted(&kinds).copied().flatten())
        } else {
            let others = phrases::OTHERS;
            let at = usize::try_from(rank - flower).unwrap_or(0) % others.len();
            let category = others.get(at).unwrap_or(&phrases::FLOWER);
            (category, cell("subcategory").pick(category.kinds))
        };
        let strains = self.count(Kind::Strain);
        let strain = (category.of_strain && strains > 0)
            .then(|| self.permutation("product strains", strains).apply(i % strains))
            .flatten();
        let today = self.calendar.today();
        // The first product is always carried, so that stock never lacks one.
        let deleted = (i > 0 && cell("deleted_at").chance(3))
            .then(|| cell("deleted_on").range(today / 2..=today - 10 * DAY));
        Product {
            category,
            kind: kind.copied().unwrap_or(("Indoor", "Flower", 150_000)),
            strain,
            brand: cell("brand").below(self.count(Kind::Brand)),
            created: cell("created_at").range(-200 * DAY..=-DAY),
            deleted,
        }
    }

    /// A product that is still carried, from the cell's draw onwards.
    pub(super) fn carried_product(&self, drawn: u64) -> u64 {
        let n = self.count(Kind::Product);
        (0..n).map(|k| (drawn + k) % n).find(|i| self.product(*i).deleted.is_none()).unwrap_or(0)
    }

    /// What product `i` is called.
    pub(super) fn product_name(&self, i: u64, product: &Product) -> Result<String, GenerateError> {
        let before = match product.strain {
            Some(strain) => self.strain_name(strain)?,
            None => {
                let flavors = phrases::FLAVORS;
                let n = flavors.len() as u64;
                let at = self.permutation("flavors", n).apply(i % n).unwrap_or(0);
                flavors.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or_default().into()
            }
        };
        Ok(format!("{before} {}", product.kind.1))
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
            .set("name", self.product_name(i, &product)?)
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
