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
    draws, phrases,
};
use crate::{Cell, GenerateError, Rows, Value, bind::BoundTable, cell::Draws};

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

/// The parts of sixty clients, 10 whales, 8 vendors, 40 regulars and 2 prospects among each other;
/// the next sixty play the same.
const PARTS: [Part; 60] = {
    let mut parts = [Part::Regular; 60];
    let mut at = 0;
    while at < 60 {
        parts[at] = match at * 7 % 60 {
            0..10 => Part::Whale,
            10..18 => Part::Vendor,
            18..58 => Part::Regular,
            _ => Part::Prospect,
        };
        at += 1;
    }
    parts
};

/// How many of the first so many of sixty play each part.
const BEFORE: [[u8; 61]; 4] = {
    let mut table = [[0; 61]; 4];
    let mut at = 0;
    while at < 60 {
        let mut part = 0;
        while part < 4 {
            table[part][at + 1] = table[part][at] + (PARTS[at] as usize == part) as u8;
            part += 1;
        }
        at += 1;
    }
    table
};

/// Where of sixty those of each part are.
const PLACES: [[u8; 60]; 4] = {
    let mut table = [[0; 60]; 4];
    let mut at = 0;
    while at < 60 {
        let part = PARTS[at] as usize;
        table[part][BEFORE[part][at] as usize] = at as u8;
        at += 1;
    }
    table
};

fn part_at(client: u64) -> Part {
    PARTS.get((client % 60) as usize).copied().unwrap_or(Part::Regular)
}

/// How many of the first clients play a part.
pub(super) fn count(part: Part, clients: u64) -> u64 {
    let before = |n: u64| BEFORE.get(part as usize).and_then(|t| t.get(n as usize)).copied();
    clients / 60 * u64::from(before(60).unwrap_or(0)) + u64::from(before(clients % 60).unwrap_or(0))
}

/// The client that is number `i` of those who play a part.
fn nth(part: Part, i: u64) -> u64 {
    let each = count(part, 60).max(1);
    let place = PLACES.get(part as usize).and_then(|t| t.get((i % each) as usize)).copied();
    i / each * 60 + u64::from(place.unwrap_or(0))
}

/// Where somebody can be reached; all of it agrees.
struct Contact {
    email: String,
    phone: String,
    address: String,
}

impl Scene<'_> {
    /// How many clients play a part.
    pub(super) fn players(&self, part: Part) -> u64 {
        count(part, self.count(Kind::Client))
    }

    /// The client that is number `i` of those who play a part.
    pub(super) fn player(&self, part: Part, i: u64) -> u64 {
        nth(part, i)
    }

    /// A client's part, and its number among those that play it.
    pub(super) fn part(&self, client: u64) -> (Part, u64) {
        let part = part_at(client);
        (part, count(part, client))
    }

    /// The client that is vendor `i`; in a world too small to have any, the first of all.
    pub(super) fn client_of_vendor(&self, i: u64) -> u64 {
        if self.players(Part::Vendor) == 0 { 0 } else { nth(Part::Vendor, i) }
    }

    /// Whom brands and lots name as their vendor: the vendors' table where there is one, else the
    /// selling client.
    pub(super) fn vendor_id(&self, i: u64) -> Result<Value, GenerateError> {
        match self.table(Kind::Vendor) {
            Some(_) => self.id(Kind::Vendor, i),
            None => self.id(Kind::Client, self.client_of_vendor(i)),
        }
    }

    /// When a user left; one of every six, and never the first of all.
    pub(super) fn user_left(&self, user: u64) -> Option<Moment> {
        let at = user.checked_sub(1)?;
        let leaves = self.at(draws!("user", "leaves"), at / 6).below(6);
        let end = self.calendar.today() - 20 * DAY;
        (at % 6 == leaves).then(|| self.at(draws!("user", "deleted_at"), user).range(end / 2..=end))
    }

    /// A user who is still here, drawn by the cell.
    pub(super) fn live_user(&self, cell: &mut Cell) -> u64 {
        (0..8)
            .map(|_| self.one_of(Kind::User, cell))
            .find(|user| self.user_left(*user).is_none())
            .unwrap_or(0)
    }

    pub(super) fn write_user(
        &self,
        table: &BoundTable,
        i: u64,
        rows: &mut Rows,
    ) -> Result<(), GenerateError> {
        let cell = |draws: Draws| self.at(draws, i);
        let number = self.number(Kind::User, i)?;
        let first: &str = FirstName().fake_with_rng(&mut cell(draws!("user", "first_name")));
        let last: &str = LastName().fake_with_rng(&mut cell(draws!("user", "last_name")));
        let created = cell(draws!("user", "created_at")).range(-60 * DAY..=-5 * DAY);
        let left = self.user_left(i);
        let seen = left.unwrap_or_else(|| {
            let now = self.calendar.now();
            cell(draws!("user", "last_signed_in")).range(now - 6 * DAY..=now)
        });
        let opaque =
            self.permutation(draws!("world", "open_id"), 1 << 48).apply(number).unwrap_or(0);
        let role = if i == 0 || cell(draws!("user", "role")).chance(10) { "admin" } else { "user" };
        let method =
            if cell(draws!("user", "login_method")).chance(70) { "email" } else { "google" };
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
            (draws!("world", "seller names"), phrases::SELLER_SECOND)
        } else {
            (draws!("world", "buyer names"), phrases::BUYER_SECOND)
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

    fn contact(&self, i: u64, at: &str, name: &str) -> Contact {
        let cell = |draws: Draws| self.at(draws, i);
        let place = *cell(draws!("client", "city"))
            .pick(phrases::CITIES)
            .unwrap_or(&("Portland", "OR", 97209, 503));
        let (city, state, zip, area) = place;
        let street =
            cell(draws!("client", "street")).pick(phrases::STREETS).copied().unwrap_or("Main St");
        let (house, line) = (
            cell(draws!("client", "house")).range(10..=4899),
            cell(draws!("client", "phone")).range(100..=199),
        );
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
        let cell = |draws: Draws| self.at(draws, i);
        let (part, _) = self.part(i);
        let name = self.client_name(i)?;
        let at = if part == Part::Vendor { "sales" } else { "purchasing" };
        let contact = self.contact(i, at, &name);
        let now = self.calendar.now();
        let created = match part {
            Part::Prospect => {
                cell(draws!("client", "created_at")).range(now - 40 * DAY..=now - DAY)
            }
            _ => cell(draws!("client", "created_at")).range(-250 * DAY..=-DAY),
        };
        let sums = self.client_sums(i);
        let only_client = self.count(Kind::Client) == 1;
        let mut tags = Vec::new();
        match part {
            Part::Whale => tags.push("key account"),
            Part::Prospect => tags.push("prospect"),
            Part::Vendor | Part::Regular => {}
        }
        if cell(draws!("client", "tags")).chance(35) {
            tags.extend(
                cell(draws!("client", "tag"))
                    .pick(phrases::CLIENT_TAGS)
                    .filter(|_| part != Part::Vendor),
            );
        }
        let vip = part == Part::Whale && cell(draws!("client", "vip_portal_enabled")).chance(70);
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
            .set(
                "is_referee",
                part == Part::Regular && cell(draws!("client", "is_referee")).chance(8),
            )
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
        let contact = self.contact(client, "sales", &name);
        let mut cell = self.at(draws!("vendor", "contact_name"), i);
        let first: &str = FirstName().fake_with_rng(&mut cell);
        let last: &str = LastName().fake_with_rng(&mut cell);
        let created = self
            .calendar
            .at(self.at(draws!("client", "created_at"), client).range(-250 * DAY..=-DAY));
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
