//! Lots and batches.

use rust_decimal::Decimal;

use super::{
    Kind, Scene,
    calendar::{Calendar, DAY, HOUR, Moment},
    catalog::by_weight,
    draws, phrases,
    stable::{before, place},
};
use crate::{Cell, GenerateError, Rows, Value, bind::BoundTable, cell::Draws};

/// Where a batch is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BatchStatus {
    AwaitingIntake,
    Live,
    PhotographyComplete,
    OnHold,
    Quarantined,
    SoldOut,
    Closed,
}

impl BatchStatus {
    fn label(self) -> &'static str {
        match self {
            Self::AwaitingIntake => "AWAITING_INTAKE",
            Self::Live => "LIVE",
            Self::PhotographyComplete => "PHOTOGRAPHY_COMPLETE",
            Self::OnHold => "ON_HOLD",
            Self::Quarantined => "QUARANTINED",
            Self::SoldOut => "SOLD_OUT",
            Self::Closed => "CLOSED",
        }
    }

    /// Whether anything of it is still in the house.
    fn in_stock(self) -> bool {
        !matches!(self, Self::AwaitingIntake | Self::SoldOut | Self::Closed)
    }

    /// Whether it can have been sold from.
    pub(super) fn sellable(self) -> bool {
        !matches!(self, Self::AwaitingIntake | Self::Quarantined)
    }

    fn published(self) -> bool {
        matches!(self, Self::Live | Self::PhotographyComplete)
    }
}

/// What a batch costs, in cents a unit.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cogs {
    Fixed(i64),
    Range(i64, i64),
}

impl Cogs {
    /// The cost an order reckons with.
    pub(super) fn unit(self) -> i64 {
        match self {
            Self::Fixed(cents) => cents,
            Self::Range(low, high) => (low + high) / 2,
        }
    }
}

/// A batch without its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch {
    pub(super) lot: u64,
    pub(super) product: u64,
    pub(super) status: BatchStatus,
    pub(super) created: Moment,
    pub(super) cogs: Cogs,
}

/// A batch's quantities, in hundredths of its unit.
#[derive(Debug, Clone, Copy, Default)]
struct Quantities {
    on_hand: i64,
    sample: i64,
    reserved: i64,
    quarantine: i64,
    hold: i64,
    defective: i64,
}

impl Scene<'_> {
    /// When lot `l` arrived; the first at the very start.
    pub(super) fn lot_date(&self, lot: u64) -> Moment {
        if lot == 0 {
            return 0;
        }
        Calendar::spread(HOUR, self.last_delivery(), place(lot))
    }

    fn last_delivery(&self) -> Moment {
        self.calendar.today() - 3 * DAY
    }

    /// The lot of a batch: of five batches, two came together.
    fn batch_lot(&self, batch: u64) -> u64 {
        let at = match batch % 5 {
            4 => self.twice(batch / 5),
            at => at,
        };
        batch / 5 * 4 + at
    }

    fn twice(&self, five: u64) -> u64 {
        self.at(draws!("lot", "twice"), five).below(4)
    }

    /// A batch of the last lot that had arrived and been looked at by a moment.
    pub(super) fn batch_before(&self, moment: Moment, cell: &mut Cell) -> u64 {
        let share = Calendar::share(HOUR, self.last_delivery(), moment - 2 * DAY);
        let lot = before(share, self.count(Kind::Lot));
        let lot = if self.lot_date(lot) + 2 * DAY <= moment { lot } else { 0 };
        let (five, at) = (lot / 4, lot % 4);
        let second = five * 5 + 4;
        let both = second < self.count(Kind::Batch) && self.twice(five) == at;
        if both && cell.chance(50) { second } else { five * 5 + at }
    }

    /// Old batches are gone, recent ones are for sale, the newest have only just arrived.
    fn batch_status(&self, batch: u64) -> BatchStatus {
        use BatchStatus::{
            AwaitingIntake, Closed, Live, OnHold, PhotographyComplete, Quarantined, SoldOut,
        };
        let age = (place(self.batch_lot(batch)) * 100.0) as u64;
        let weights: &[(BatchStatus, u32)] = match age {
            0..12 => &[(Closed, 60), (SoldOut, 40)],
            12..45 => &[(SoldOut, 60), (Live, 22), (Closed, 12), (OnHold, 3), (Quarantined, 3)],
            45..94 => &[
                (Live, 62),
                (PhotographyComplete, 16),
                (SoldOut, 11),
                (OnHold, 6),
                (Quarantined, 5),
            ],
            _ => &[(AwaitingIntake, 75), (Live, 25)],
        };
        self.at(draws!("batch", "status"), batch).weighted(weights).copied().unwrap_or(Live)
    }

    pub(super) fn sellable(&self, batch: u64) -> bool {
        self.batch_status(batch).sellable()
    }

    /// What a batch is of and what it cost.
    pub(super) fn bought(&self, i: u64) -> (u64, Cogs) {
        let product = self.carried_product(&mut self.at(draws!("batch", "product"), i));
        let usual = self.make(product).1.2;
        // Bought a quarter below the usual price, give or take.
        let cost =
            round_price(usual * self.at(draws!("batch", "unit_cogs"), i).range(66..=84) / 100);
        let cogs = if self.at(draws!("batch", "cogs_mode"), i).chance(70) {
            Cogs::Fixed(cost)
        } else {
            Cogs::Range(round_price(cost * 95 / 100), round_price(cost * 105 / 100))
        };
        (product, cogs)
    }

    pub(super) fn batch(&self, i: u64) -> Batch {
        let lot = self.batch_lot(i);
        let (product, cogs) = self.bought(i);
        Batch {
            lot,
            product,
            status: self.batch_status(i),
            created: self.lot_date(lot)
                + self.at(draws!("batch", "created_at"), i).range(0..=2 * DAY - 1),
            cogs,
        }
    }

    fn quantities(&self, i: u64, batch: &Batch) -> Quantities {
        let cell = |draws: Draws| self.at(draws, i);
        if !batch.status.in_stock() {
            return Quantities::default();
        }
        let by_weight = by_weight(self.make(batch.product).0);
        let on_hand = if by_weight {
            // Pounds, weighed to the quarter.
            cell(draws!("batch", "on_hand")).range(6 * 4..=140 * 4) * 25
        } else {
            cell(draws!("batch", "on_hand")).range(4..=120) * 10 * 100
        };
        // Whole pieces stay whole.
        let share = |percent: i64| {
            let part = on_hand * percent / 100;
            if by_weight { part } else { part / 100 * 100 }
        };
        let mut q = Quantities { on_hand, ..Quantities::default() };
        match batch.status {
            BatchStatus::Quarantined => q.quarantine = on_hand,
            BatchStatus::OnHold => q.hold = share(cell(draws!("batch", "hold")).range(40..=100)),
            _ => {
                if cell(draws!("batch", "is_reserved")).chance(16) {
                    q.reserved = share(cell(draws!("batch", "reserved")).range(10..=40));
                }
                if cell(draws!("batch", "has_sample")).chance(35) {
                    q.sample = share(cell(draws!("batch", "sample")).range(1..=3));
                }
                if cell(draws!("batch", "has_defective")).chance(5) {
                    q.defective = share(cell(draws!("batch", "defective")).range(1..=4));
                }
            }
        }
        q
    }

    pub(super) fn write_lot(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let date = self.calendar.at(self.lot_date(i));
        let vendor = self.one_of(Kind::Vendor, &mut self.at(draws!("lot", "vendor"), i));
        let mut cell = self.at(draws!("lot", "notes"), i);
        let notes = if cell.chance(20) { cell.pick(phrases::LOT_NOTES).copied() } else { None };
        table
            .row()
            .set("id", self.id(Kind::Lot, i)?)
            .set("code", format!("LOT-{:05}", self.number(Kind::Lot, i)?))
            .set("deleted_at", Value::Null)
            .set("vendor", self.vendor_id(vendor)?)
            .set("date", date)
            .set("notes", notes)
            .set("created_at", date)
            .set("updated_at", date)
            .push(rows)
    }

    pub(super) fn write_batch(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let cell = |draws: Draws| self.at(draws, i);
        let batch = self.batch(i);
        let product = self.product(batch.product);
        let q = self.quantities(i, &batch);
        let number = self.number(Kind::Batch, i)?;
        let product_number = self.number(Kind::Product, batch.product)?;
        let grades: &[(&str, u32)] = match product.kind.0 {
            "Indoor" => &[("AAA", 45), ("AA", 40), ("A", 15)],
            "Greenhouse" => &[("AAA", 10), ("AA", 50), ("A", 40)],
            _ => &[("AA", 15), ("A", 50), ("B", 35)],
        };
        let grade = cell(draws!("batch", "grade"))
            .weighted(grades)
            .copied()
            .filter(|_| product.by_weight());
        let terms = [("CONSIGNMENT", 90), ("NET_30", 4), ("NET_15", 3), ("COD", 3)];
        let (cogs_mode, fixed, low, high) = match batch.cogs {
            Cogs::Fixed(cents) => ("FIXED", Some(cents), None, None),
            Cogs::Range(low, high) => ("RANGE", None, Some(low), Some(high)),
        };
        let money = |cents: Option<i64>| cents.map(|c| Decimal::new(c, 2));
        let quantity = |hundredths: i64| Decimal::new(hundredths, 2);
        let flag = |on: bool| Value::Int(i64::from(on));
        let updated = match batch.status {
            BatchStatus::AwaitingIntake => batch.created,
            _ => {
                let now = self.calendar.now();
                cell(draws!("batch", "updated_at"))
                    .range(batch.created..=(batch.created + 60 * DAY).min(now))
            }
        };
        table
            .row()
            .set("id", self.id(Kind::Batch, i)?)
            .set("code", format!("BATCH-{number:06}"))
            .set("deleted_at", Value::Null)
            .set("sku", format!("{}-{product_number:04}-{number:06}", product.category.code))
            .set("product", self.id(Kind::Product, batch.product)?)
            .set("lot", self.id(Kind::Lot, batch.lot)?)
            .set("status", batch.status.label())
            .set("grade", grade)
            .set("is_sample", flag(false))
            .set("sample_only", flag(false))
            .set("sample_available", flag(q.sample > 0))
            .set("cogs_mode", cogs_mode)
            .set("unit_cogs", money(fixed))
            .set("unit_cogs_min", money(low))
            .set("unit_cogs_max", money(high))
            .set("payment_terms", cell(draws!("batch", "payment_terms")).weighted(&terms).copied())
            .set("amount_paid", Decimal::ZERO)
            .set("on_hand", quantity(q.on_hand))
            .set("sample_qty", quantity(q.sample))
            .set("reserved", quantity(q.reserved))
            .set("quarantine", quantity(q.quarantine))
            .set("hold", quantity(q.hold))
            .set("defective", quantity(q.defective))
            .set(
                "publish_ecom",
                flag(batch.status.published() && cell(draws!("batch", "publish_ecom")).chance(60)),
            )
            .set("publish_b2b", flag(batch.status.published()))
            .set("created_at", self.calendar.at(batch.created))
            .set("updated_at", self.calendar.at(updated))
            .push(rows)
    }
}

/// A price people write: to 5 from 100 upwards, to 0.05 below.
pub(super) fn round_price(cents: i64) -> i64 {
    let step = if cents >= 10_000 { 500 } else { 5 };
    ((cents + step / 2) / step * step).max(step)
}
