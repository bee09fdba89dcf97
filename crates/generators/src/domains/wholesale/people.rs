//! Users, clients and vendors.

use fake::{
    Fake,
    faker::name::en::{FirstName, LastName},
};
use rust_decimal::Decimal;
use serde_json::json;

use super::{
    Kind, Scene,
    calendar::{DAY, Moment},
    percent, phrases,
};
use crate::{Cell, GenerateError, Permutation, Rows, Value, bind::BoundTable};

/// What a client is to the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// One of the few that bring most of the revenue.
    Whale,
    /// Sells to us.
    Vendor,
    /// Buys now and then.
    Regular,
    /// Has not bought yet.
    Prospect,
}

/// How many clients play which part; ranks follow each other in this order, and the rest are
/// prospects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    pub(super) whales: u64,
    pub(super) vendors: u64,
    pub(super) regulars: u64,
}

/// Where somebody can be reached; all of it agrees.
struct Contact {
    email: String,
    phone: String,
    address: String,
}

impl Scene<'_> {
    /// The parts of all clients: of 60, 10 whales, 8 vendors, 40 regulars and 2 prospects.
    pub(super) fn parts(&self) -> Parts {
        let clients = self.count(Kind::Client);
        let whales = clients.div_ceil(6);
        let vendors = self.count(Kind::Vendor).min(clients - whales);
        let rest = clients - whales - vendors;
        Parts { whales, vendors, regulars: rest - percent(rest, 7) }
    }

    fn ranks(&self) -> Permutation {
        self.permutation("client ranks", self.count(Kind::Client))
    }

    /// The client of a rank.
    pub(super) fn client_of_rank(&self, rank: u64) -> u64 {
        self.ranks().invert(rank).unwrap_or(0)
    }

    /// A client's part, and its number among those that play it.
    pub(super) fn part(&self, client: u64) -> (Part, u64) {
        let parts = self.parts();
        let mut rank = self.ranks().apply(client).unwrap_or(0);
        for (part, n) in [
            (Part::Whale, parts.whales),
            (Part::Vendor, parts.vendors),
            (Part::Regular, parts.regulars),
        ] {
            if rank < n {
                return (part, rank);
            }
            rank -= n;
        }
        (Part::Prospect, rank)
    }

    /// The client that is vendor `i`; in a world too small to have any, the first whale.
    pub(super) fn client_of_vendor(&self, i: u64) -> u64 {
        let parts = self.parts();
        if parts.vendors == 0 {
            self.client_of_rank(0)
        } else {
            self.client_of_rank(parts.whales + i % parts.vendors)
        }
    }

    /// Whom brands and lots name as their vendor: the vendors' table where there is one, else the
    /// selling client.
    pub(super) fn vendor_id(&self, i: u64) -> Result<Value, GenerateError> {
        match self.table(Kind::Vendor) {
            Some(_) => self.id(Kind::Vendor, i),
            None => self.id(Kind::Client, self.client_of_vendor(i)),
        }
    }

    /// How many users have left.
    fn users_left(&self) -> u64 {
        self.count(Kind::User) / 6
    }

    /// When a user left; the first never does.
    pub(super) fn user_left(&self, user: u64) -> Option<Moment> {
        let rest = self.count(Kind::User).saturating_sub(1);
        let rank = self.permutation("users left", rest).apply(user.checked_sub(1)?)?;
        let end = self.calendar.today() - 20 * DAY;
        (rank < self.users_left())
            .then(|| self.cell(Kind::User, "deleted_at", user).range(end / 2..=end))
    }

    /// A user who is still here, drawn by the cell.
    pub(super) fn live_user(&self, cell: &mut Cell) -> u64 {
        let live = self.count(Kind::User) - self.users_left();
        match cell.below(live) {
            0 => 0,
            at => self
                .permutation("users left", self.count(Kind::User) - 1)
                .invert(self.users_left() + at - 1)
                .map_or(0, |i| i + 1),
        }
    }

    pub(super) fn write_user(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let cell = |column| self.cell(Kind::User, column, i);
        let number = self.number(Kind::User, i)?;
        let first: &str = FirstName().fake_with_rng(&mut cell("first_name"));
        let last: &str = LastName().fake_with_rng(&mut cell("last_name"));
        let created = cell("created_at").range(-60 * DAY..=-5 * DAY);
        let left = self.user_left(i);
        let seen = left.unwrap_or_else(|| {
            let now = self.calendar.now();
            cell("last_signed_in").range(now - 6 * DAY..=now)
        });
        let opaque = Permutation::new(1 << 48, self.key_of("open_id")).apply(number).unwrap_or(0);
        let role = if i == 0 || cell("role").chance(10) { "admin" } else { "user" };
        let method = if cell("login_method").chance(70) { "email" } else { "google" };
        table
            .row()
            .set("id", self.id(Kind::User, i)?)
            .set("open_id", format!("usr_{opaque:012x}"))
            .set("deleted_at", left.map(|at| self.calendar.at(at)))
            .set("name", format!("{first} {last}"))
            .set("first_name", first.to_owned())
            .set("last_name", last.to_owned())
            .set("email", format!("{}.{}{number}@back-office.example", slug(first), slug(last)))
            .set("login_method", method)
            .set("role", role)
            .set("created_at", self.calendar.at(created))
            .set("updated_at", self.calendar.at(seen))
            .set("last_signed_in", self.calendar.at(seen))
            .push(rows)
    }

    /// A client's name; unique, because each part draws from its own second words.
    fn client_name(&self, client: u64) -> Result<String, GenerateError> {
        let number = self.number(Kind::Client, client)? - 1;
        let seller = self.part(client).0 == Part::Vendor;
        let (what, second) = if seller {
            ("seller names", phrases::SELLER_SECOND)
        } else {
            ("buyer names", phrases::BUYER_SECOND)
        };
        let first = phrases::CLIENT_FIRST;
        let n = (first.len() * second.len()) as u64;
        let at = self.permutation(what, n).apply(number % n).unwrap_or(0);
        let (a, b) = halves(first, second, at);
        Ok(match number / n {
            0 => format!("{a} {b}"),
            again => format!("{a} {b} No. {}", again + 1),
        })
    }

    fn contact(&self, kind: Kind, i: u64, at: &str, name: &str) -> Contact {
        let cell = |column| self.cell(kind, column, i);
        let place = *cell("city").pick(phrases::CITIES).unwrap_or(&("Portland", "OR", 97209, 503));
        let (city, state, zip, area) = place;
        let street = cell("street").pick(phrases::STREETS).copied().unwrap_or("Main St");
        let (house, line) = (cell("house").range(10..=4899), cell("phone").range(100..=199));
        Contact {
            email: format!("{at}@{}.example", slug(name)),
            phone: format!("({area}) 555-0{line}"),
            address: format!("{house} {street}, {city}, {state} {zip}"),
        }
    }

    pub(super) fn write_client(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let cell = |column| self.cell(Kind::Client, column, i);
        let (part, _) = self.part(i);
        let name = self.client_name(i)?;
        let at = if part == Part::Vendor { "sales" } else { "purchasing" };
        let contact = self.contact(Kind::Client, i, at, &name);
        let now = self.calendar.now();
        let created = match part {
            Part::Prospect => cell("created_at").range(now - 40 * DAY..=now - DAY),
            _ => cell("created_at").range(-250 * DAY..=-DAY),
        };
        let sums = self.client_sums(i);
        let only_client = self.count(Kind::Client) == 1;
        let mut tags = Vec::new();
        match part {
            Part::Whale => tags.push("key account"),
            Part::Prospect => tags.push("prospect"),
            Part::Vendor | Part::Regular => {}
        }
        if cell("tags").chance(35) {
            tags.extend(cell("tag").pick(phrases::CLIENT_TAGS).filter(|_| part != Part::Vendor));
        }
        let vip = part == Part::Whale && cell("vip_portal_enabled").chance(70);
        let margin = sums.margin_percent();
        table
            .row()
            .set("id", self.id(Kind::Client, i)?)
            .set("code", format!("CLT-{:04}", self.number(Kind::Client, i)?))
            .set("name", name)
            .set("email", contact.email)
            .set("phone", contact.phone)
            .set("address", contact.address)
            .set("is_buyer", part != Part::Vendor)
            .set("is_seller", part == Part::Vendor || only_client)
            .set("is_brand", false)
            .set("is_referee", part == Part::Regular && cell("is_referee").chance(8))
            .set("is_contractor", false)
            .set("tags", Value::json(&json!(tags)))
            .set("cogs_adjustment_type", "NONE")
            .set("cogs_adjustment_value", Decimal::ZERO)
            .set("total_spent", Decimal::new(sums.spent, 2))
            .set("total_profit", Decimal::new(sums.profit, 2))
            .set("total_owed", Decimal::new(sums.owed, 2))
            .set("avg_profit_margin", Decimal::new(margin, 2))
            .set("oldest_debt_days", sums.oldest_debt_days)
            .set("vip_portal_enabled", vip)
            .set("deleted_at", Value::Null)
            .set("created_at", self.calendar.at(created))
            .set("updated_at", sums.last.map_or(self.calendar.at(created), |m| self.calendar.at(m)))
            .push(rows)
    }

    pub(super) fn write_vendor(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        // The same company as the client that sells.
        let client = self.client_of_vendor(i);
        let name = self.client_name(client)?;
        let contact = self.contact(Kind::Client, client, "sales", &name);
        let mut cell = self.cell(Kind::Vendor, "contact_name", i);
        let first: &str = FirstName().fake_with_rng(&mut cell);
        let last: &str = LastName().fake_with_rng(&mut cell);
        let created = self
            .calendar
            .at(self.cell(Kind::Client, "created_at", client).range(-250 * DAY..=-DAY));
        table
            .row()
            .set("id", self.id(Kind::Vendor, i)?)
            .set("name", name)
            .set("contact_name", format!("{first} {last}"))
            .set("email", contact.email)
            .set("phone", contact.phone)
            .set("notes", Value::Null)
            .set("deleted_at", Value::Null)
            .set("created_at", created)
            .set("updated_at", created)
            .push(rows)
    }
}

/// The pair of words number `at` of all pairs.
pub(super) fn halves(
    first: &[&'static str],
    second: &[&'static str],
    at: u64,
) -> (&'static str, &'static str) {
    let n = second.len().max(1);
    let at = usize::try_from(at).unwrap_or(0);
    let word = |list: &[&'static str], i: usize| list.get(i).copied().unwrap_or_default();
    (word(first, at / n % first.len().max(1)), word(second, at % n))
}

/// The letters and digits of a text, in lower case.
pub(super) fn slug(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
