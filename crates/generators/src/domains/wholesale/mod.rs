//! The base world of an empty wholesale back office: users, clients, vendors, brands, strains,
//! products, lots, batches, orders and their lines.
//!
//! A unit is one row of one table, except that an order comes with its lines. Who refers to whom is
//! computed both ways, so that a client's totals are the sum of that client's orders without keeping
//! any of them. More rows of a kind come between those that are there and change none of them
//! (`stable.rs`).

mod calendar;
mod catalog;
mod checks;
mod orders;
mod people;
mod phrases;
mod roles;
mod stable;
mod stock;
#[cfg(test)]
mod tests;

use std::ops::Range;

use seedbed_schema_model::{Dialect, Schema};

use self::{calendar::Calendar, stable::Shuffle};
use super::{Domain, DomainOptions};
use crate::{
    Cell, DataCheck, GenerateError, Generator, LogicalReference, Permutation, Rows, Span, Spec,
    Unit, Units, Value,
    bind::{BindError, Binding, BoundTable},
    cell::{Draws, draws},
};

/// The domain.
pub(super) const DOMAIN: Domain = Domain {
    name: "wholesale",
    summary: "the base world: users, clients, strains, products, batches and two years of orders",
    volumes: &[
        ("users", Some(12)),
        ("clients", Some(60)),
        ("strains", Some(300)),
        ("products", Some(100)),
        ("batches", Some(200)),
        ("orders", Some(400)),
    ],
    bind,
};

fn bind(schema: &Schema, options: &DomainOptions) -> Result<Box<dyn Generator>, BindError> {
    let bound = Binding::bind(schema, DOMAIN.name, roles::ROLES, &options.bind)?;
    let volume = |name| {
        let default = DOMAIN.volumes.iter().find(|(n, _)| *n == name).and_then(|(_, v)| *v);
        options.volumes.get(name).copied().or(default).unwrap_or(0)
    };
    Ok(Box::new(Wholesale::new(
        bound,
        Volumes {
            users: volume("users"),
            clients: volume("clients"),
            strains: volume("strains"),
            products: volume("products"),
            batches: volume("batches"),
            orders: volume("orders"),
        },
    )))
}

/// Raised whenever the bytes change.
const VERSION: u32 = 2;

/// How much of each the configuration asks for; the rest follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Volumes {
    users: u64,
    clients: u64,
    strains: u64,
    products: u64,
    batches: u64,
    orders: u64,
}

/// The kinds of rows, in the order in which they refer to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    User,
    Client,
    Vendor,
    Brand,
    Strain,
    Product,
    Lot,
    Batch,
    Order,
    Line,
}

impl Kind {
    /// Those that have units of their own.
    const UNITS: [Self; 9] = [
        Self::User,
        Self::Client,
        Self::Vendor,
        Self::Brand,
        Self::Strain,
        Self::Product,
        Self::Lot,
        Self::Batch,
        Self::Order,
    ];

    fn role(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Client => "client",
            Self::Vendor => "vendor",
            Self::Brand => "brand",
            Self::Strain => "strain",
            Self::Product => "product",
            Self::Lot => "lot",
            Self::Batch => "batch",
            Self::Order => "order",
            Self::Line => "line",
        }
    }
}

/// The generator.
#[derive(Debug)]
struct Wholesale {
    bound: Binding,
    volumes: Volumes,
}

impl Wholesale {
    fn new(bound: Binding, volumes: Volumes) -> Self {
        Self { bound, volumes }
    }

    /// How many rows of a kind there are in the world, whether or not a table takes them.
    fn count(&self, kind: Kind) -> u64 {
        let v = &self.volumes;
        match kind {
            Kind::User => v.users,
            Kind::Client => v.clients,
            // 8 of 60, and in a world too small for that one client that sells too.
            Kind::Vendor => people::count(people::Part::Vendor, v.clients).max(v.clients.min(1)),
            Kind::Brand => v.products.div_ceil(8),
            Kind::Strain => v.strains,
            Kind::Product => v.products,
            // A delivery brings one batch, now and then two or three.
            Kind::Lot => (v.batches * 4).div_ceil(5),
            Kind::Batch => v.batches,
            Kind::Order => v.orders,
            // Keys for all of a block of orders.
            Kind::Line => v.orders.div_ceil(10) * 30,
        }
    }
}

impl Generator for Wholesale {
    fn spec(&self) -> Spec {
        let mut units = 0;
        let mut tables = Vec::new();
        for kind in Kind::UNITS.into_iter().chain([Kind::Line]) {
            let Some(table) = self.bound.get(kind.role()) else { continue };
            tables.push(table.spec(Span::Total(self.count(kind))));
            if kind != Kind::Line {
                units += self.count(kind);
            }
        }
        let v = &self.volumes;
        let options = [
            ("users", v.users),
            ("clients", v.clients),
            ("strains", v.strains),
            ("products", v.products),
            ("batches", v.batches),
            ("orders", v.orders),
        ];
        Spec {
            name: DOMAIN.name.into(),
            version: VERSION,
            units: Units::Fixed(units),
            tables,
            anchors: Vec::new(),
            references: self.references(),
            options: options.map(|(name, n)| (name.to_owned(), n.to_string())).into(),
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let scene = Scene::new(self, unit)?;
        let mut index = unit.index;
        for kind in Kind::UNITS {
            let Some(table) = self.bound.get(kind.role()) else { continue };
            if index >= self.count(kind) {
                index -= self.count(kind);
                continue;
            }
            return match kind {
                Kind::User => scene.write_user(table, index, rows),
                Kind::Client => scene.write_client(table, index, rows),
                Kind::Vendor => scene.write_vendor(table, index, rows),
                Kind::Brand => scene.write_brand(table, index, rows),
                Kind::Strain => scene.write_strain(table, index, rows),
                Kind::Product => scene.write_product(table, index, rows),
                Kind::Lot => scene.write_lot(table, index, rows),
                Kind::Batch => scene.write_batch(table, index, rows),
                Kind::Order | Kind::Line => scene.write_order(table, index, rows),
            };
        }
        Err(GenerateError::Impossible {
            place: DOMAIN.name.into(),
            why: format!("there is no unit {}", unit.index),
        })
    }

    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        checks::checks(&self.bound, dialect)
    }
}

impl Wholesale {
    /// The references that TERP-like schemas leave without a foreign key. Those that have one are
    /// told twice, which harms nobody.
    fn references(&self) -> Vec<LogicalReference> {
        let vendors = if self.bound.get("vendor").is_some() { "vendor" } else { "client" };
        let wanted = [
            ("brand", "vendor", vendors),
            ("lot", "vendor", vendors),
            ("strain", "parent", "strain"),
            ("product", "brand", "brand"),
            ("product", "strain", "strain"),
            ("batch", "product", "product"),
            ("batch", "lot", "lot"),
            ("line", "batch", "batch"),
            ("line", "product", "product"),
        ];
        let mut references = Vec::new();
        for (from, column, to) in wanted {
            let (Some(from), Some(to)) = (self.bound.get(from), self.bound.get(to)) else {
                continue;
            };
            let (Some(column), Some(key)) = (from.column(column), to.column("id")) else {
                continue;
            };
            references.push(LogicalReference {
                table: from.table.clone(),
                column: column.name.clone(),
                when: None,
                target: to.table.clone(),
                target_column: key.name.clone(),
            });
        }
        references
    }
}

/// The world as a unit sees it: every other row can be computed from here.
#[derive(Clone, Copy)]
struct Scene<'w> {
    world: &'w Wholesale,
    unit: Unit<'w>,
    calendar: Calendar,
}

impl<'w> Scene<'w> {
    fn new(world: &'w Wholesale, unit: Unit<'w>) -> Result<Self, GenerateError> {
        let scene = Self { world, unit, calendar: Calendar::new(unit.world.today) };
        let n = |kind| scene.count(kind);
        let lacks = |what: &str, of: &str| GenerateError::Impossible {
            place: DOMAIN.name.into(),
            why: format!("{what} need at least one of {of}; raise `{of}` or set `{what}` to 0"),
        };
        if n(Kind::Order) > 0 {
            for (kind, of) in
                [(Kind::User, "users"), (Kind::Client, "clients"), (Kind::Batch, "batches")]
            {
                if n(kind) == 0 {
                    return Err(lacks("orders", of));
                }
            }
        }
        if n(Kind::Batch) > 0 && n(Kind::Product) == 0 {
            return Err(lacks("batches", "products"));
        }
        if n(Kind::Batch) > 0 && n(Kind::Client) == 0 {
            return Err(lacks("batches", "clients"));
        }
        Ok(scene)
    }

    fn count(&self, kind: Kind) -> u64 {
        self.world.count(kind)
    }

    /// The random numbers of a cell.
    fn at(&self, draws: Draws, row: u64) -> Cell {
        draws.cell(self.unit.world.seed, row)
    }

    /// A permutation chosen for the whole world.
    fn permutation(&self, what: Draws, n: u64) -> Permutation {
        Permutation::new(n, self.at(what, 0).next_u64())
    }

    /// One of so many of a kind; one more of them moves only its share. The same draw may be tried
    /// again for another.
    fn one_of(&self, kind: Kind, cell: &mut Cell) -> u64 {
        cell.jump(self.count(kind)).unwrap_or(0)
    }

    fn table(&self, kind: Kind) -> Option<&'w BoundTable> {
        self.world.bound.get(kind.role())
    }

    /// The key of row `i` of a kind; NULL when no table takes that kind or it has no such row.
    fn id(&self, kind: Kind, i: u64) -> Result<Value, GenerateError> {
        match self.table(kind) {
            Some(table) if table.column("id").is_some() && i < self.count(kind) => {
                self.unit.key(&table.table, i)
            }
            _ => Ok(Value::Null),
        }
    }

    /// The number people see on row `i`: its key when that is a positive whole number, so that codes
    /// stay unique beside rows of earlier runs.
    fn number(&self, kind: Kind, i: u64) -> Result<u64, GenerateError> {
        let key = match self.id(kind, i)? {
            Value::Int(key) => u64::try_from(key).ok().filter(|k| *k > 0),
            _ => None,
        };
        Ok(key.unwrap_or(i + 1))
    }

    /// The lines of an order, as numbers over all lines: ten orders have thirty, from one to five each.
    fn line_range(&self, order: u64) -> Range<u64> {
        let shuffle = Shuffle::ten(self.at(draws!("order", "lines"), order / 10));
        let lines = |place: u64| shuffle.apply(place) / 2 + 1;
        let start = order / 10 * 30 + (0..order % 10).map(lines).sum::<u64>();
        start..start + lines(order % 10)
    }
}
