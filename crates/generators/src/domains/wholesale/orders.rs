//! Orders, their lines, and what they add up to for a client.

use chrono::{Datelike, Days};
use rust_decimal::Decimal;

use super::{
    Kind, Scene,
    calendar::{Calendar, DAY, HOUR, Moment},
    catalog::by_weight,
    draws,
    people::Part,
    phrases,
    stable::{Shuffle, bucket, of_bucket, place},
    stock::round_price,
};
use crate::{
    GenerateError, Rows, Value,
    bind::BoundTable,
    cell::Draws,
    domains::{json, text::number},
};

/// Of twenty orders, so many go to whales (who order more at a time).
const TO_WHALES: u64 = 11;

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
    fn twenty(&self, order: u64) -> Shuffle {
        Shuffle::twenty(self.at(draws!("order", "client"), order / 20))
    }

    /// Who ordered: of twenty orders 11 go to whales, and each next one to the next whale.
    fn order_client(&self, order: u64) -> u64 {
        let (block, at) = (order / 20, self.twenty(order).apply(order % 20));
        let (part, slot) = match at.checked_sub(TO_WHALES) {
            None => (Part::Whale, block * TO_WHALES + at),
            Some(at) => (Part::Regular, block * (20 - TO_WHALES) + at),
        };
        let n = self.players(part);
        // A world too small for regulars has whales only.
        let (part, n) = if n == 0 { (Part::Whale, self.players(Part::Whale)) } else { (part, n) };
        self.player(part, bucket(slot, n))
    }

    /// The orders of the one who is number `at` of a part.
    fn orders_of(&self, part: Part, at: u64) -> impl Iterator<Item = u64> {
        let all = self.count(Kind::Order);
        let slots = move |of: Part, n: u64| {
            let each = if of == Part::Whale { TO_WHALES } else { 20 - TO_WHALES };
            let first = if of == Part::Whale { 0 } else { TO_WHALES };
            let end = if at < n { all.div_ceil(20) * each } else { 0 };
            of_bucket(at, n, end).map(move |slot| {
                let block = slot / each * 20;
                block + self.twenty(block).invert(first + slot % each)
            })
        };
        let n = self.players(part);
        let plays = matches!(part, Part::Whale | Part::Regular);
        let alone = part == Part::Whale && self.players(Part::Regular) == 0;
        slots(part, if plays { n } else { 0 })
            .chain(slots(Part::Regular, if alone { n } else { 0 }))
            .filter(move |order| *order < all)
    }

    /// What a client's totals say: the sums over exactly the orders that go to it.
    pub(super) fn client_sums(&self, client: u64) -> ClientSums {
        let (part, at) = self.part(client);
        let mut sums = ClientSums::default();
        for order in self.orders_of(part, at) {
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

    /// How many of the first orders are dated today: 3 to 5.
    fn orders_today(&self) -> u64 {
        3 + self.at(draws!("world", "orders today"), 0).below(3)
    }

    /// When an order came, as a share of all orders; `None` today.
    fn order_place(&self, order: u64) -> Option<f64> {
        order.checked_sub(self.orders_today()).map(place)
    }

    fn order_created(&self, order: u64) -> Moment {
        let today = self.calendar.today();
        let mut cell = self.at(draws!("order", "created_at"), order);
        match self.order_place(order) {
            // Not on the hour of the gap it fills, but near it.
            Some(at) => {
                let moment = Calendar::spread(self.calendar.opening(), today - DAY, at);
                moment + cell.range(0..=DAY - 1)
            }
            None => today + cell.range(0..=8 * HOUR),
        }
    }

    /// 12 in 100, all among the last four tenths: nobody keeps a draft for a year.
    fn is_draft(&self, order: u64) -> bool {
        self.order_place(order).is_none_or(|at| at >= 0.6)
            && self.at(draws!("order", "is_draft"), order).chance(30)
    }

    fn due(&self, order: &Order) -> chrono::NaiveDate {
        let date = self.calendar.date(order.created);
        date.checked_add_days(Days::new(order.terms.1)).unwrap_or(date)
    }

    fn order_lines(&self, order: u64, created: Moment, whale: bool) -> Vec<Line> {
        let range = self.line_range(order);
        let mut lines: Vec<Line> = Vec::with_capacity((range.end - range.start) as usize);
        for row in range {
            let mut draw = self.at(draws!("line", "batch"), row);
            // What came lately sells best; nobody takes the same twice.
            let batch = (0..6)
                .map(|_| {
                    let age = draw.fraction();
                    let back = (age * age * (90 * DAY) as f64) as i64;
                    self.batch_before(created - back, &mut draw)
                })
                .find(|b| self.sellable(*b) && lines.iter().all(|l| l.batch != *b))
                .or_else(|| lines.is_empty().then_some(0));
            let Some(batch) = batch else { break };
            let (product, cogs) = self.bought(batch);
            let unit_cogs = cogs.unit();
            let mut cell = self.at(draws!("line", "quantity"), row);
            let quantity = if by_weight(self.make(product).0) {
                // Quarter pounds.
                cell.range(if whale { 8..=64 } else { 3..=28 }) * 25
            } else {
                cell.range(if whale { 10..=60 } else { 3..=24 }) * 10 * 100
            };
            // 25 ± 10 in 100 of the price.
            let margin = cell.range(15..=35);
            let unit_price = round_price(unit_cogs * 100 / (100 - margin));
            lines.push(Line { batch, product, quantity, unit_price, unit_cogs });
        }
        lines
    }

    fn order(&self, i: u64) -> Order {
        let cell = |draws: Draws| self.at(draws, i);
        let (today, now) = (self.calendar.today(), self.calendar.now());
        let client = self.order_client(i);
        let whale = self.part(client).0 == Part::Whale;
        let created = self.order_created(i);
        let age = (now - created) / DAY;
        let quote = cell(draws!("order", "type")).chance(14);
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
            .at(draws!("client", "payment_terms"), client)
            .weighted(&usual)
            .copied()
            .unwrap_or(("NET_30", 30));
        let discount = if cell(draws!("order", "discount")).chance(if whale { 35 } else { 6 }) {
            subtotal * cell(draws!("order", "discount_percent")).range(1..=5) / 100 / 100 * 100
        } else {
            0
        };
        // Most buyers resell and pay no tax.
        let taxed = self.at(draws!("client", "taxed"), client).chance(10);
        let tax = if taxed { times(subtotal - discount, 725) / 100 } else { 0 };
        let total = subtotal - discount + tax;

        let sold = !quote && !draft;
        let cancelled = sold && age > 3 && cell(draws!("order", "is_cancelled")).chance(3);
        let step = |column: Draws, start: Moment, from: i64, to: i64| {
            let at = start + cell(column).range(from..=to);
            (at <= now).then_some(at)
        };
        let confirmed =
            if sold { step(draws!("order", "confirmed_at"), created, 300, 2 * HOUR) } else { None };
        let ships = !cancelled && sold;
        // Now and then something has to be found first.
        let delay = if cell(draws!("order", "is_delayed")).chance(6) { 4 * DAY } else { 12 * HOUR };
        let packed = confirmed
            .filter(|_| ships)
            .and_then(|c| step(draws!("order", "packed_at"), c, HOUR / 2, delay));
        let shipped = packed.and_then(|p| step(draws!("order", "shipped_at"), p, HOUR, 14 * HOUR));
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
        let mut paid = cell(draws!("order", "sale_status"));
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
            Sale::Partial => {
                total * cell(draws!("order", "cash_payment")).range(25..=70) / 100 / 100 * 100
            }
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
        self.at(draws!("order", "quote_status"), i).weighted(weights).copied().unwrap_or("SENT")
    }

    pub(super) fn write_order(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let cell = |draws: Draws| self.at(draws, i);
        let order = self.order(i);
        let at = |moment: Moment| self.calendar.at(moment);
        let user = |column: Draws, when: Option<Moment>| match when {
            Some(_) => self.id(Kind::User, self.live_user(&mut self.at(column, i))),
            None => Ok(Value::Null),
        };
        let names: Vec<String> = order
            .lines
            .iter()
            .map(|line| self.product_name(line.product))
            .collect::<Result<_, _>>()?;
        let items = self.items(&order.lines, &names)?;
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
        let notes = if cell(draws!("order", "has_notes")).chance(12) {
            cell(draws!("order", "notes")).pick(phrases::ORDER_NOTES).copied()
        } else {
            None
        };
        let money = |cents: i64| Decimal::new(cents, 2);
        table
            .row()
            .set("id", self.id(Kind::Order, i)?)
            .set("number", self.order_number(i, order.created)?)
            .set("type", if order.quote { "QUOTE" } else { "SALE" })
            .set("is_draft", order.draft)
            .set("client", self.id(Kind::Client, order.client)?)
            .set("items", Value::Json(items))
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
            .set("packed_by", user(draws!("order", "packed_by"), order.packed)?)
            .set("shipped_at", order.shipped.map(at))
            .set("shipped_by", user(draws!("order", "shipped_by"), order.shipped)?)
            .set("confirmed_at", order.confirmed.map(at))
            .set("notes", notes)
            .set("created_by", user(draws!("order", "created_by"), Some(order.created))?)
            .set("deleted_at", Value::Null)
            .set("created_at", at(order.created))
            .set("updated_at", at(order.last_change()))
            .push(rows)?;
        match self.table(Kind::Line) {
            Some(table) => self.write_lines(table, i, &order, names, rows),
            None => Ok(()),
        }
    }

    /// The number people see: it tells the month, and its end is the key.
    fn order_number(&self, i: u64, created: Moment) -> Result<String, GenerateError> {
        let date = self.calendar.date(created);
        let number = self.number(Kind::Order, i)?;
        Ok(format!("ORD-{:02}{:02}-{number:05}", date.year() % 100, date.month()))
    }

    /// The lines as the order keeps them.
    fn items(&self, lines: &[Line], names: &[String]) -> Result<String, GenerateError> {
        let mut out = String::with_capacity(160 * lines.len() + 2);
        out.push('[');
        for (line, name) in lines.iter().zip(names) {
            out.push_str(if out.len() > 1 { ",{" } else { "{" });
            json::key("batchId", &mut out);
            json::value(&self.id(Kind::Batch, line.batch)?, &mut out);
            json::key("displayName", &mut out);
            json::text(name, &mut out);
            for (key, hundredths) in [
                ("lineTotal", line.total()),
                ("quantity", line.quantity),
                ("unitCogs", line.unit_cogs),
                ("unitPrice", line.unit_price),
            ] {
                json::key(key, &mut out);
                hundredths_text(hundredths, &mut out);
            }
            json::key("isSample", &mut out);
            out.push_str("false}");
        }
        out.push(']');
        Ok(out)
    }

    fn write_lines(
        &self,
        table: &BoundTable,
        i: u64,
        order: &Order,
        names: Vec<String>,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let created = self.calendar.at(order.created);
        let id = self.id(Kind::Order, i)?;
        let source = table
            .column("margin_source")
            .and_then(|c| c.first_label(&["DEFAULT", "PRICING_DEFAULT", "MANUAL"]));
        for ((row, line), name) in self.line_range(i).zip(&order.lines).zip(names) {
            let margin = line.unit_price - line.unit_cogs;
            table
                .row()
                .set("id", self.id(Kind::Line, row)?)
                .set("order", id.clone())
                .set("batch", self.id(Kind::Batch, line.batch)?)
                .set("product", self.id(Kind::Product, line.product)?)
                .set("product_name", name)
                .set("quantity", Decimal::new(line.quantity, 2))
                .set("unit_price", Decimal::new(line.unit_price, 2))
                .set("unit_cogs", Decimal::new(line.unit_cogs, 2))
                .set("original_cogs", Decimal::new(line.unit_cogs, 2))
                .set("cogs_overridden", false)
                .set("margin_percent", Decimal::new(ratio(margin, line.unit_price), 2))
                .set("margin_dollar", Decimal::new(margin, 2))
                .set("margin_overridden", false)
                .set("margin_source", source.clone())
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
fn hundredths_text(hundredths: i64, out: &mut String) {
    number(hundredths / 100, out);
    let rest = hundredths % 100;
    if rest != 0 {
        out.push('.');
        number(rest / 10, out);
        if rest % 10 != 0 {
            number(rest % 10, out);
        }
    }
}
