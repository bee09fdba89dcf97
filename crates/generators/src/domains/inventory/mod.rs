//! What happened to stock and orders: chains of movements for batches, histories for orders.
//!
//! Unit `u` tells the story of the `u`th batch and of the `u`th order. [`Inventory`] decides what
//! happened besides deliveries and sales, and how it reads; the generator keeps it coherent: a chain
//! starts from nothing with the intake, every movement starts where the one before it ended, and
//! the last ends at what the batch has on hand.

mod chain;
mod checks;
mod facts;
mod generator;
mod history;
mod phrases;
mod roles;
#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use seedbed_schema_model::Schema;

pub use self::generator::InventoryGenerator;
use super::{Domain, DomainOptions};
use crate::{Cell, Generator, Unit, Value, bind::BindError};

/// The bundled domain.
pub(super) const DOMAIN: Domain = Domain {
    name: "inventory",
    summary: "movement chains that end at what every batch has on hand, and order histories",
    volumes: &[("movements", None), ("histories", None)],
    bind,
};

fn bind(schema: &Schema, options: &DomainOptions) -> Result<Box<dyn Generator>, BindError> {
    Ok(Box::new(InventoryGenerator::bind(schema, options, Wholesale)?))
}

/// Why stock was corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Broken or torn.
    Damaged,
    /// Too old to sell.
    Expired,
    /// Nowhere to be found.
    Lost,
    /// Stolen.
    Theft,
    /// The books and the shelf disagreed.
    CountDiscrepancy,
    /// Not good enough to sell.
    QualityIssue,
    /// Weighed again.
    Reweigh,
    /// Anything else.
    Other,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Damaged,
        Self::Expired,
        Self::Lost,
        Self::Theft,
        Self::CountDiscrepancy,
        Self::QualityIssue,
        Self::Reweigh,
        Self::Other,
    ];

    /// As the column says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Damaged => "DAMAGED",
            Self::Expired => "EXPIRED",
            Self::Lost => "LOST",
            Self::Theft => "THEFT",
            Self::CountDiscrepancy => "COUNT_DISCREPANCY",
            Self::QualityIssue => "QUALITY_ISSUE",
            Self::Reweigh => "REWEIGH",
            Self::Other => "OTHER",
        }
    }

    /// Whether it can also add stock.
    pub fn goes_both_ways(self) -> bool {
        matches!(self, Self::CountDiscrepancy | Self::Reweigh)
    }
}

/// What kind of movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementKind {
    /// Came into the house: the first of every chain.
    Intake,
    /// Left with an order.
    Sale,
    /// Came back.
    Return,
    /// Was corrected.
    Adjustment(Reason),
    /// Was destroyed.
    Disposal,
    /// Was given away to look at.
    Sample,
}

impl MovementKind {
    /// As the column says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Intake => "INTAKE",
            Self::Sale => "SALE",
            Self::Return => "RETURN",
            Self::Adjustment(_) => "ADJUSTMENT",
            Self::Disposal => "DISPOSAL",
            Self::Sample => "SAMPLE",
        }
    }

    /// The reason of an adjustment.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Self::Adjustment(reason) => Some(reason),
            _ => None,
        }
    }
}

/// What a movement names as its cause.
#[derive(Debug, Clone, PartialEq)]
pub enum Reference {
    /// Nothing beyond the batch itself.
    Batch,
    /// The lot it came with.
    Lot(Value),
    /// An order.
    Order(Value),
}

/// A movement before it becomes a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    /// Its place in the batch's chain, from 0.
    pub position: u64,
    /// What kind.
    pub kind: MovementKind,
    /// How much came (positive) or went (negative).
    pub change: Decimal,
    /// On hand before.
    pub before: Decimal,
    /// On hand after.
    pub after: Decimal,
    /// Why.
    pub reference: Reference,
    /// When.
    pub at: NaiveDateTime,
    /// Who.
    pub by: Value,
}

/// Something that happened to a batch besides its intake and sales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happening {
    /// What; intakes and sales are left out.
    pub kind: MovementKind,
    /// How much of what the batch ever had, in hundredths.
    pub percent: u32,
    /// For an adjustment that goes both ways: whether stock was found rather than missed.
    pub found: bool,
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fulfillment {
    /// Taken.
    Pending,
    /// Packed.
    Packed,
    /// Gone.
    Shipped,
}

impl Fulfillment {
    /// As the column says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Packed => "PACKED",
            Self::Shipped => "SHIPPED",
        }
    }
}

/// What is known when a batch's story is told.
#[derive(Debug, Clone, Copy)]
pub struct BatchContext<'a> {
    /// The unit.
    pub unit: Unit<'a>,
    /// What it has on hand today.
    pub on_hand: Decimal,
    /// What orders took of it.
    pub sold: Decimal,
    /// When it came.
    pub created_at: NaiveDateTime,
}

impl BatchContext<'_> {
    /// The random numbers of a column of this batch's story.
    pub fn cell(&self, column: &str) -> Cell {
        self.unit.cell("inventory.batch", column, self.unit.index)
    }
}

/// What happens in the warehouse. Override a method to change it; chains stay coherent.
pub trait Inventory: Send + Sync {
    /// Raised when the methods change what they give.
    fn version(&self) -> u32 {
        1
    }

    /// What happened to a batch besides its intake and sales; the generator leaves out what the stock
    /// cannot bear.
    fn happenings(&self, batch: &BatchContext<'_>) -> Vec<Happening> {
        let mut cell = batch.cell("happenings");
        let mut happened = Vec::new();
        let mut add = |kind, percent, found| happened.push(Happening { kind, percent, found });
        if cell.chance(35) {
            add(MovementKind::Sample, 1, false);
        }
        let reasons = [
            (Reason::CountDiscrepancy, 26),
            (Reason::Reweigh, 24),
            (Reason::Damaged, 18),
            (Reason::QualityIssue, 12),
            (Reason::Expired, 7),
            (Reason::Lost, 6),
            (Reason::Theft, 2),
            (Reason::Other, 5),
        ];
        for percent in [34, 10] {
            if cell.chance(percent) {
                let reason = cell.weighted(&reasons).copied().unwrap_or(Reason::Other);
                let found = reason.goes_both_ways() && cell.chance(35);
                add(MovementKind::Adjustment(reason), 1 + cell.below(3) as u32, found);
            }
        }
        if cell.chance(4) {
            add(MovementKind::Return, 3, false);
        }
        if cell.chance(4) {
            add(MovementKind::Disposal, 2, false);
        }
        happened
    }

    /// What somebody wrote beside a movement. An adjustment always has a note, and the note names the
    /// reason.
    fn note(&self, batch: &BatchContext<'_>, movement: &Movement) -> Option<String> {
        let mut cell = batch.unit.cell(
            "inventory.movement",
            "note",
            batch.unit.index << 16 | (movement.position & 0xffff),
        );
        let (often, corpus) = match movement.kind {
            MovementKind::Intake => (60, phrases::INTAKE),
            MovementKind::Sale => return None,
            MovementKind::Return => (100, phrases::RETURN),
            MovementKind::Adjustment(reason) => (100, phrases::adjustment(reason)),
            MovementKind::Disposal => (100, phrases::DISPOSAL),
            MovementKind::Sample => (80, phrases::SAMPLE),
        };
        if cell.chance(often) { cell.pick(corpus).map(|n| (*n).to_owned()) } else { None }
    }

    /// What somebody wrote when an order moved on.
    fn history_note(&self, unit: Unit<'_>, to: Fulfillment) -> Option<String> {
        let mut cell = unit.cell("inventory.history", to.label(), unit.index);
        let corpus = match to {
            Fulfillment::Pending => return None,
            Fulfillment::Packed => phrases::PACKED,
            Fulfillment::Shipped => phrases::SHIPPED,
        };
        if cell.chance(22) { cell.pick(corpus).map(|n| (*n).to_owned()) } else { None }
    }
}

/// The bundled warehouse.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wholesale;

impl Inventory for Wholesale {}
