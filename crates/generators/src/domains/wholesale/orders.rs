//! Orders, their lines, and what they add up to for a client.

use chrono::Days;
use rust_decimal::Decimal;
use serde_json::{Number, json};

use super::{
    Kind, Scene,
    calendar::{Calendar, DAY, HOUR, Moment},
    people::{Part, Parts},
    percent, phrases,
    stock::round_price,
};
use crate::{GenerateError, Permutation, Rows, Split, Value, bind::BoundTable};

/// Whether the customer has paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sale {
    Pending,
    Partial,
    Paid,
    Overdue,
    Cancelled,
}

impl Sale {
    fn label(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Partial => "PARTIAL",
            Self::Paid => "PAID",
            Self::Overdue => "OVERDUE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A line; quantities in hundredths, money in cents.
#[derive(Debug, Clone, Copy)]
struct Line {
    batch: u64,
    product: u64,
    quantity: i64,
    unit_price: i64,
    unit_cogs: i64,
}

impl Line {
    fn total(&self) -> i64 {
        times(self.quantity, self.unit_price)
    }

    fn cogs(&self) -> i64 {
        times(self.quantity, self.unit_cogs)
    }
}

/// An order without its words.
#[derive(Debug, Clone)]
struct Order {
    client: u64,
    quote: bool,
    draft: bool,
    terms: (&'static str, u64),
    created: Moment,
    confirmed: Option<Moment>,
    packed: Option<Moment>,
    shipped: Option<Moment>,
    sale: Option<Sale>,
    lines: Vec<Line>,
    subtotal: i64,
    discount: i64,
    tax: i64,
    cogs: i64,
    cash: i64,
}

impl Order {
    fn total(&self) -> i64 {
        self.subtotal - self.discount + self.tax
    }

    fn margin(&self) -> i64 {
        self.subtotal - self.discount - self.cogs
    }

    fn last_change(&self) -> Moment {
        [self.confirmed, self.packed, self.shipped]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(self.created)
    }
}

/// What a client's orders add up to, in cents.
#[derive(Debug, Default)]
pub(super) struct ClientSums {
    pub(super) spent: i64,
    pub(super) profit: i64,
    pub(super) owed: i64,
    pub(super) oldest_debt_days: i64,
    /// The last order.
    pub(super) last: Option<Moment>,
    net: i64,
}

impl ClientSums {
    /// In hundredths of a percent.
    pub(super) fn margin_percent(&self) -> i64 {
        ratio(self.profit, self.net)
    }
}

impl Scene<'_> {
    /// Which orders go to whom: whales get 55 in 100 (and order more at a time).
    fn shares(&self, parts: Parts) -> (Split, Split, u64) {
        let orders = self.count(Kind::Order);
        let to_whales = if parts.regulars == 0 { orders } else { percent(orders, 55) };
        (
            self.split("whale orders", to_whales, parts.whales, 1),
            self.split("regular orders", orders - to_whales, parts.regulars, 1),
            to_whales,
        )
    }

    fn slots(&self) -> Permutation {
        self.permutation("order slots", self.count(Kind::Order))
    }

    fn order_client(&self, order: u64) -> u64 {
        let parts = self.parts();
        let (whales, regulars, to_whales) = self.shares(parts);
        let slot = self.slots().apply(order).unwrap_or(0);
        let rank = if slot < to_whales {
            whales.part_of(slot).unwrap_or(0)
        } else {
            parts.whales + parts.vendors + regulars.part_of(slot - to_whales).unwrap_or(0)
        };
        self.client_of_rank(rank)
    }

    /// What a client's totals say: the sums over exactly the orders that go to it.
    pub(super) fn client_sums(&self, client: u64) -> ClientSums {
        let parts = self.parts();
        let (whales, regulars, to_whales) = self.shares(parts);
        let slots = match self.part(client) {
            (Part::Whale, at) => whales.range(at),
            (Part::Regular, at) => {
                let range = regulars.range(at);
                range.start + to_whales..range.end + to_whales
            }
            (Part::Vendor | Part::Prospect, _) => 0..0,
        };
        let slot_of = self.slots();
        let mut sums = ClientSums::default();
        for order in slots.filter_map(|slot| slot_of.invert(slot)) {
            let order = self.order(order);
            sums.last = sums.last.max(Some(order.created));
            if order.quote || order.draft || order.sale == Some(Sale::Cancelled) {
                continue;
            }
            sums.spent += order.total();
            sums.profit += order.margin();
            sums.net += order.subtotal - order.discount;
            if order.sale != Some(Sale::Paid) {
                sums.owed += order.total() - order.cash;
                let due = self.due(&order);
                sums.oldest_debt_days =
                    sums.oldest_debt_days.max((self.unit.world.today - due).num_days());
            }
        }
        sums
    }

    /// How many of the last orders are dated today: 3 to 5.
    fn orders_today(&self) -> u64 {
        let wanted = 3 + self.key_of("orders today") % 3;
        wanted.min(self.count(Kind::Order))
    }

    fn order_created(&self, order: u64) -> Moment {
        let jitter = self.cell(Kind::Order, "created_at", order).fraction();
        let today = self.calendar.today();
        let before = self.count(Kind::Order) - self.orders_today();
        if order < before {
            Calendar::spread(self.calendar.opening(), today, order, before, jitter)
        } else {
            Calendar::spread(today, today + 8 * HOUR, order - before, self.orders_today(), jitter)
        }
    }

    /// 12 in 100, all among the last four tenths: nobody keeps a draft for a year.
    fn is_draft(&self, order: u64) -> bool {
        let n = self.count(Kind::Order);
        let recent = percent(n, 40);
        let rank = order
            .checked_sub(n - recent)
            .and_then(|at| self.permutation("drafts", recent).apply(at));
        rank.is_some_and(|rank| rank < percent(n, 12))
    }

    fn due(&self, order: &Order) -> chrono::NaiveDate {
        let date = self.calendar.date(order.created);
        date.checked_add_days(Days::new(order.terms.1)).unwrap_or(date)
    }

    fn order_lines(&self, order: u64, created: Moment, whale: bool) -> Vec<Line> {
        let until = self.batches_by(created);
        let from = until.saturating_sub((self.count(Kind::Batch) / 6).max(12));
        let window = until - from;
        let key = self.cell(Kind::Order, "batches", order).next_u64();
        let offered = Permutation::new(window, key);
        // Batches on offer in the order's own sequence, those nobody could have sold left out.
        let mut sellable = (0..window)
            .filter_map(|k| offered.apply(k))
            .map(|at| from + at)
            .filter(|b| self.batch(*b).status.sellable());
        let mut lines: Vec<Line> = Vec::new();
        for row in self.line_range(order) {
            let Some(batch) = sellable.next().or(lines.is_empty().then_some(from)) else { break };
            let (product, unit_cogs) = {
                let batch = self.batch(batch);
                (batch.product, batch.cogs.unit())
            };
            let mut cell = self.cell(Kind::Line, "quantity", row);
            let quantity = if self.product(product).by_weight() {
                // Quarter pounds.
                cell.range(if whale { 8..=64 } else { 3..=28 }) * 25
            } else {
                cell.range(if whale { 10..=60 } else { 3..=24 }) * 10 * 100
            };
            // 25 ± 10 in 100 of the price.
            let margin = self.cell(Kind::Line, "margin_percent", row).range(15..=35);
            let unit_price = round_price(unit_cogs * 100 / (100 - margin));
            lines.push(Line { batch, product, quantity, unit_price, unit_cogs });
        }
        lines
    }

    fn order(&self, i: u64) -> Order {
        let cell = |column| self.cell(Kind::Order, column, i);
        let (today, now) = (self.calendar.today(), self.calendar.now());
        let client = self.order_client(i);
        let whale = self.part(client).0 == Part::Whale;
        let created = self.order_created(i);
        let age = (now - created) / DAY;
        let quote = cell("type").chance(14);
        let draft = self.is_draft(i);
        let lines = self.order_lines(i, created, whale);
        let subtotal: i64 = lines.iter().map(Line::total).sum();
        let cogs = lines.iter().map(Line::cogs).sum();
        // A client's usual terms, whatever it orders.
        let usual = [
            (("NET_30", 30), 40),
            (("NET_15", 15), 22),
            (("NET_7", 7), 15),
            (("COD", 0), 18),
            (("PARTIAL", 15), 5),
        ];
        let terms = self
            .cell(Kind::Client, "payment_terms", client)
            .weighted(&usual)
            .copied()
            .unwrap_or(("NET_30", 30));
        let discount = if cell("discount").chance(if whale { 35 } else { 6 }) {
            subtotal * cell("discount_percent").range(1..=5) / 100 / 100 * 100
        } else {
            0
        };
        // Most buyers resell and pay no tax.
        let taxed = self.cell(Kind::Client, "taxed", client).chance(10);
        let tax = if taxed { times(subtotal - discount, 725) / 100 } else { 0 };
        let total = subtotal - discount + tax;

        let sold = !quote && !draft;
        let cancelled = sold && age > 3 && cell("is_cancelled").chance(3);
        let step = |column, start: Moment, from: i64, to: i64| {
            let at = start + cell(column).range(from..=to);
            (at <= now).then_some(at)
        };
        let confirmed = if sold { step("confirmed_at", created, 300, 2 * HOUR) } else { None };
        let ships = !cancelled && sold;
        // Now and then something has to be found first.
        let delay = if cell("is_delayed").chance(6) { 4 * DAY } else { 12 * HOUR };
        let packed =
            confirmed.filter(|_| ships).and_then(|c| step("packed_at", c, HOUR / 2, delay));
        let shipped = packed.and_then(|p| step("shipped_at", p, HOUR, 14 * HOUR));
        let mut order = Order {
            client,
            quote,
            draft,
            terms,
            created,
            confirmed,
            packed,
            shipped,
            sale: None,
            lines,
            subtotal,
            discount,
            tax,
            cogs,
            cash: 0,
        };
        if quote {
            return order;
        }
        let overdue_days = (self.unit.world.today - self.due(&order)).num_days();
        let mut paid = cell("sale_status");
        let sale = if cancelled {
            Sale::Cancelled
        } else if draft || shipped.is_none() || created >= today {
            Sale::Pending
        } else if overdue_days > 0 {
            // Of what is late, about half is very late.
            let late = if overdue_days > 120 { 1 } else { 5 };
            if paid.chance(late) { Sale::Overdue } else { Sale::Paid }
        } else if terms.0 == "COD" {
            Sale::Paid
        } else {
            *paid
                .weighted(&[(Sale::Pending, 55), (Sale::Partial, 15), (Sale::Paid, 30)])
                .unwrap_or(&Sale::Pending)
        };
        order.cash = match sale {
            Sale::Partial => total * cell("cash_payment").range(25..=70) / 100 / 100 * 100,
            Sale::Paid if terms.0 == "COD" => total,
            _ => 0,
        };
        order.sale = Some(sale);
        order
    }

    fn quote_status(&self, i: u64, order: &Order) -> &'static str {
        if order.draft {
            return "DRAFT";
        }
        let old = self.calendar.now() - order.created > 20 * DAY;
        let weights: &[(&str, u32)] = if old {
            &[("ACCEPTED", 45), ("REJECTED", 25), ("EXPIRED", 30)]
        } else {
            &[("SENT", 55), ("ACCEPTED", 30), ("REJECTED", 15)]
        };
        self.cell(Kind::Order, "quote_status", i).weighted(weights).copied().unwrap_or("SENT")
    }

    pub(super) fn write_order(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let cell = |column| self.cell(Kind::Order, column, i);
        let order = self.order(i);
        let at = |moment: Moment| self.calendar.at(moment);
        let user = |column, when: Option<Moment>| match when {
            Some(_) => self.id(Kind::User, self.live_user(&mut cell(column))),
            None => Ok(Value::Null),
        };
        let mut items = Vec::with_capacity(order.lines.len());
        for line in &order.lines {
            items.push(json!({
                "batchId": json_key(&self.id(Kind::Batch, line.batch)?),
                "displayName": self.product_name(line.product, &self.product(line.product))?,
                "quantity": json_number(line.quantity),
                "unitPrice": json_number(line.unit_price),
                "unitCogs": json_number(line.unit_cogs),
                "lineTotal": json_number(line.total()),
                "isSample": false,
            }));
        }
        let sold = !order.quote && !order.draft;
        let fulfillment = match (order.packed, order.shipped) {
            _ if order.quote => None,
            (_, Some(_)) => Some("SHIPPED"),
            (Some(_), None) => Some("PACKED"),
            (None, None) => Some("PENDING"),
        };
        let valid_until = order.quote.then(|| {
            let date = self.calendar.date(order.created);
            date.checked_add_days(Days::new(21)).unwrap_or(date)
        });
        let notes = if cell("has_notes").chance(12) {
            cell("notes").pick(phrases::ORDER_NOTES).copied()
        } else {
            None
        };
        let money = |cents: i64| Decimal::new(cents, 2);
        table
            .row()
            .set("id", self.id(Kind::Order, i)?)
            .set("number", format!("ORD-{:06}", self.number(Kind::Order, i)?))
            .set("type", if order.quote { "QUOTE" } else { "SALE" })
            .set("is_draft", order.draft)
            .set("client", self.id(Kind::Client, order.client)?)
            .set("items", Value::json(&json!(items)))
            .set("subtotal", money(order.subtotal))
            .set("tax", money(order.tax))
            .set("discount", money(order.discount))
            .set("total", money(order.total()))
            .set("total_cogs", money(order.cogs))
            .set("total_margin", money(order.margin()))
            .set(
                "avg_margin_percent",
                money(ratio(order.margin(), order.subtotal - order.discount)),
            )
            .set("valid_until", valid_until)
            .set("quote_status", order.quote.then(|| self.quote_status(i, &order)))
            .set("payment_terms", order.terms.0)
            .set("cash_payment", money(order.cash))
            .set("due_date", sold.then(|| self.due(&order)))
            .set("sale_status", order.sale.map(Sale::label))
            .set("fulfillment_status", fulfillment)
            .set("packed_at", order.packed.map(at))
            .set("packed_by", user("packed_by", order.packed)?)
            .set("shipped_at", order.shipped.map(at))
            .set("shipped_by", user("shipped_by", order.shipped)?)
            .set("confirmed_at", order.confirmed.map(at))
            .set("notes", notes)
            .set("created_by", user("created_by", Some(order.created))?)
            .set("deleted_at", Value::Null)
            .set("created_at", at(order.created))
            .set("updated_at", at(order.last_change()))
            .push(rows)?;
        match self.table(Kind::Line) {
            Some(table) => self.write_lines(table, i, &order, rows),
            None => Ok(()),
        }
    }

    fn write_lines(
        &self,
        table: &BoundTable,
        i: u64,
        order: &Order,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let created = self.calendar.at(order.created);
        for (row, line) in self.line_range(i).zip(&order.lines) {
            let margin = line.unit_price - line.unit_cogs;
            let source = table
                .column("margin_source")
                .and_then(|c| c.first_label(&["DEFAULT", "PRICING_DEFAULT", "MANUAL"]));
            table
                .row()
                .set("id", self.id(Kind::Line, row)?)
                .set("order", self.id(Kind::Order, i)?)
                .set("batch", self.id(Kind::Batch, line.batch)?)
                .set("product", self.id(Kind::Product, line.product)?)
                .set("product_name", self.product_name(line.product, &self.product(line.product))?)
                .set("quantity", Decimal::new(line.quantity, 2))
                .set("unit_price", Decimal::new(line.unit_price, 2))
                .set("unit_cogs", Decimal::new(line.unit_cogs, 2))
                .set("original_cogs", Decimal::new(line.unit_cogs, 2))
                .set("cogs_overridden", false)
                .set("margin_percent", Decimal::new(ratio(margin, line.unit_price), 2))
                .set("margin_dollar", Decimal::new(margin, 2))
                .set("margin_overridden", false)
                .set("margin_source", source)
                .set("total", Decimal::new(line.total(), 2))
                .set("is_sample", false)
                .set("deleted_at", Value::Null)
                .set("created_at", created)
                .set("updated_at", created)
                .push(rows)?;
        }
        Ok(())
    }
}

/// Hundredths times cents, in cents, half up.
fn times(hundredths: i64, cents: i64) -> i64 {
    i64::try_from((i128::from(hundredths) * i128::from(cents) + 50) / 100).unwrap_or(i64::MAX)
}

/// `part / whole` in hundredths of a percent, half away from zero; 0 of nothing.
fn ratio(part: i64, whole: i64) -> i64 {
    let (part, whole) = (i128::from(part) * 10_000, i128::from(whole));
    let half = if part < 0 { -whole / 2 } else { whole / 2 };
    (part + half).checked_div(whole).and_then(|r| i64::try_from(r).ok()).unwrap_or(0)
}

/// A number of hundredths as JSON: `3`, `3.5`, `1850.25`.
fn json_number(hundredths: i64) -> Option<Number> {
    if hundredths % 100 == 0 {
        Some(Number::from(hundredths / 100))
    } else {
        Number::from_f64(hundredths as f64 / 100.0)
    }
}

fn json_key(key: &Value) -> serde_json::Value {
    match key {
        Value::Int(i) => json!(i),
        Value::Uuid(u) => json!(format_uuid(*u)),
        Value::Text(t) => json!(t),
        _ => serde_json::Value::Null,
    }
}

fn format_uuid(uuid: u128) -> String {
    let hex = format!("{uuid:032x}");
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}
