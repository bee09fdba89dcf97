//! Choosing what a column holds, from its name, type and neighbours.

use seedbed_schema_model::{Column, Table, TypeKind};

use super::make::{Maker, Moment};
use crate::bind::words::words;

/// A choice and why it was made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub(super) maker: Maker,
    /// How sure, of 100.
    pub(super) confidence: u8,
    pub(super) because: String,
}

impl Choice {
    fn by_name(maker: Maker, confidence: u8, word: &str) -> Self {
        Self { maker, confidence, because: format!("the name says `{word}`") }
    }

    fn by_type(maker: Maker, column: &Column) -> Self {
        let raw = &column.ty.raw;
        let because =
            if raw.is_empty() { "it has no type".into() } else { format!("the type is {raw}") };
        Self { maker, confidence: 40, because }
    }
}

/// What a column holds.
pub(super) fn choose(table: &Table, column: &Column, kind: &TypeKind) -> Choice {
    let names = words(&column.name);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let chosen = match kind {
        TypeKind::Boolean => flag(&names),
        TypeKind::Integer { bits, .. } => number(&names, *bits),
        TypeKind::Decimal { .. } | TypeKind::Float { .. } | TypeKind::Money => amount(&names),
        TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. } => {
            text(table, &names)
        }
        TypeKind::Other { name } if name.is_empty() || name.contains("text") => text(table, &names),
        TypeKind::Date | TypeKind::DateTime { .. } | TypeKind::Instant { .. } => moment(&names),
        TypeKind::Json { .. } => Some((Maker::Json, 60, "json")),
        _ => None,
    };
    match chosen {
        Some((maker, confidence, word)) => Choice::by_name(maker, confidence, word),
        None => Choice::by_type(by_type(kind), column),
    }
}

type Named<'w> = Option<(Maker, u8, &'w str)>;

fn by_type(kind: &TypeKind) -> Maker {
    match kind {
        TypeKind::Boolean => Maker::Flag(50),
        TypeKind::Integer { bits, .. } => Maker::Number(1, if *bits <= 8 { 100 } else { 1000 }),
        TypeKind::Decimal { .. } | TypeKind::Float { .. } | TypeKind::Money => {
            Maker::Amount(1, 1000)
        }
        TypeKind::Char { .. } | TypeKind::VarChar { .. } => Maker::Words(2),
        TypeKind::Text { .. } => Maker::Sentence,
        TypeKind::Date | TypeKind::DateTime { .. } | TypeKind::Instant { .. } => {
            Maker::Moment(Moment::Past)
        }
        TypeKind::Json { .. } => Maker::Json,
        TypeKind::Year => Maker::Year,
        _ => Maker::OfType,
    }
}

fn flag(names: &[&str]) -> Named<'static> {
    let has = |list: &[&str]| names.iter().any(|n| list.contains(n));
    if has(&[
        "deleted",
        "archived",
        "banned",
        "blocked",
        "disabled",
        "locked",
        "hidden",
        "cancelled",
        "deprecated",
        "spam",
    ]) {
        return Some((Maker::Flag(5), 80, "rarely true"));
    }
    if has(&[
        "active",
        "enabled",
        "visible",
        "verified",
        "confirmed",
        "published",
        "valid",
        "available",
    ]) {
        return Some((Maker::Flag(85), 80, "mostly true"));
    }
    None
}

fn number(names: &[&str], bits: u8) -> Named<'static> {
    let last = *names.last()?;
    let wide = bits > 8;
    Some(match last {
        "position" | "ordinal" | "rank" | "sort" | "seq" | "sequence" | "line" | "idx"
        | "index" => (Maker::Ordinal, 80, "position"),
        "order" if names.len() > 1 => (Maker::Ordinal, 70, "order"),
        "age" => (Maker::Number(18, 90), 90, "age"),
        "year" if wide => (Maker::Year, 85, "year"),
        "month" => (Maker::Number(1, 12), 85, "month"),
        "day" => (Maker::Number(1, 28), 70, "day"),
        "hour" => (Maker::Number(0, 23), 80, "hour"),
        "minute" | "second" => (Maker::Number(0, 59), 70, "minute"),
        "quantity" | "qty" | "count" | "stock" => (Maker::Number(1, 60), 80, "quantity"),
        "rating" | "star" | "score" | "stars" => (Maker::Number(1, 5), 75, "rating"),
        "percent" | "percentage" | "pct" | "progress" => (Maker::Number(0, 100), 85, "percent"),
        "price" | "cost" | "amount" | "total" | "cent" => {
            (Maker::Number(100, if wide { 20_000 } else { 120 }), 75, "amount")
        }
        "version" | "revision" | "attempt" | "retry" => (Maker::Number(1, 9), 75, "version"),
        "millisecond" | "ms" | "duration" | "length" => {
            (Maker::Number(30, if wide { 6000 } else { 120 }), 70, "duration")
        }
        "byte" | "size" => (Maker::Number(1, if wide { 30_000 } else { 120 }), 70, "size"),
        "width" | "height" => (Maker::Number(1, if wide { 2000 } else { 120 }), 70, "width"),
        "priority" | "level" => (Maker::Number(1, 5), 70, "level"),
        _ => return None,
    })
}

fn amount(names: &[&str]) -> Named<'static> {
    let last = *names.last()?;
    Some(match last {
        "lat" | "latitude" => (Maker::Latitude, 95, "latitude"),
        "lng" | "lon" | "long" | "longitude" => (Maker::Longitude, 95, "longitude"),
        "percent" | "percentage" | "pct" => (Maker::Amount(0, 100), 85, "percent"),
        "rate" | "ratio" | "probability" | "share" | "margin" => (Maker::Fraction, 75, "rate"),
        "price" | "cost" | "fee" | "amount" | "total" | "subtotal" | "balance" | "salary" => {
            (Maker::Price, 85, "price")
        }
        "weight" | "quantity" | "qty" => (Maker::Amount(1, 60), 80, "quantity"),
        "rating" | "score" => (Maker::Amount(1, 5), 75, "rating"),
        _ => return None,
    })
}

fn moment(names: &[&str]) -> Named<'static> {
    let has = |list: &[&str]| names.iter().any(|n| list.contains(n));
    let chosen = if has(&["deleted", "cancelled", "canceled", "archived", "revoked", "banned"]) {
        (Moment::Seldom, 85, "deleted")
    } else if has(&["created", "create", "inserted", "registered", "joined", "added", "signup"]) {
        (Moment::Born, 90, "created")
    } else if has(&["updated", "update", "modified", "changed", "edited", "seen", "login"]) {
        (Moment::Updated, 90, "updated")
    } else if has(&["birth", "birthday", "birthdate", "dob", "born"]) {
        (Moment::Birth, 95, "birth")
    } else if has(&[
        "end",
        "ended",
        "until",
        "finish",
        "finished",
        "expire",
        "expires",
        "expired",
        "expiry",
        "expiration",
        "to",
        "through",
        "due",
        "deadline",
        "required",
        "closed",
        "completed",
        "return",
        "returned",
    ]) {
        (Moment::Later, 80, "end")
    } else if has(&["start", "started", "begin", "began", "from", "since", "opened"]) {
        (Moment::Start, 80, "start")
    } else {
        return None;
    };
    Some((Maker::Moment(chosen.0), chosen.1, chosen.2))
}

/// Tables whose `name` is a person's.
const PEOPLE: &[&str] = &[
    "user", "person", "customer", "employee", "client", "contact", "member", "author", "staff",
    "actor", "student", "teacher", "patient", "artist", "profile", "account", "owner", "lead",
    "guest",
];
/// Tables whose `name` is a firm's.
const FIRMS: &[&str] = &[
    "company",
    "organization",
    "organisation",
    "org",
    "vendor",
    "supplier",
    "brand",
    "tenant",
    "store",
    "shop",
    "manufacturer",
    "publisher",
    "studio",
    "agency",
    "carrier",
    "shipper",
];

fn text(table: &Table, names: &[&str]) -> Named<'static> {
    let last = *names.last()?;
    let has = |word: &str| names.contains(&word);
    let of_table = words(&table.name.name);
    let about = |list: &[&str]| of_table.iter().any(|w| list.contains(&w.as_str()));
    let joined = names.concat();
    Some(match (joined.as_str(), last) {
        (_, "email" | "mail") | ("emailaddress", _) => (Maker::Email, 95, "email"),
        (_, "firstname" | "forename") | ("firstname" | "givenname", _) => {
            (Maker::FirstName, 95, "first name")
        }
        (_, "surname" | "lastname") | ("lastname" | "familyname", _) => {
            (Maker::LastName, 95, "last name")
        }
        ("middlename", _) => (Maker::FirstName, 80, "middle name"),
        (_, "username" | "login" | "handle" | "nickname" | "nick") | ("username", _) => {
            (Maker::UserName, 90, "user name")
        }
        (_, "phone" | "mobile" | "fax" | "telephone" | "tel" | "cell") => {
            (Maker::Phone, 90, "phone")
        }
        ("phonenumber" | "mobilenumber", _) => (Maker::Phone, 90, "phone"),
        (_, "street" | "address" | "addr" | "address1" | "line1") => (Maker::Street, 85, "address"),
        (_, "address2" | "line2") => (Maker::Unit, 80, "second line of an address"),
        (_, "city" | "town") | ("cityname", _) => (Maker::City, 90, "city"),
        (_, "state" | "province" | "region" | "district" | "county") => {
            (Maker::State, if last == "state" { 50 } else { 80 }, "region")
        }
        (_, "zip" | "postcode" | "zipcode") | ("postalcode", _) => (Maker::Zip, 90, "postal code"),
        ("countrycode" | "iso2", _) => (Maker::CountryCode, 95, "country code"),
        (_, "country") => (Maker::Country, 90, "country"),
        (_, "company" | "organization" | "organisation" | "employer" | "brand") => {
            (Maker::Company, 85, "company")
        }
        ("companyname", _) => (Maker::Company, 90, "company"),
        ("jobtitle", _) | (_, "job" | "occupation") => (Maker::Job, 85, "job"),
        (_, "url" | "link" | "website" | "homepage" | "href" | "uri" | "site") => {
            (Maker::Url, 90, "url")
        }
        (_, "domain" | "hostname" | "host") => (Maker::Domain, 75, "domain"),
        (_, "ip") | ("ipaddress" | "remoteaddr", _) => (Maker::Ip, 90, "ip"),
        (_, "slug" | "permalink") => (Maker::Slug, 95, "slug"),
        (_, "sku") => (Maker::Code("SKU"), 95, "sku"),
        (_, "code" | "number" | "no" | "reference" | "ref" | "serial" | "barcode" | "isbn") => {
            (Maker::Code(""), 75, "code")
        }
        (_, "currency") | ("currencycode", _) => (Maker::Currency, 90, "currency"),
        (_, "locale") => (Maker::Locale, 85, "locale"),
        (_, "language" | "lang") => (Maker::Language, 80, "language"),
        (_, "timezone" | "tz") => (Maker::TimeZone, 90, "time zone"),
        (_, "color" | "colour") => (Maker::Color, 85, "colour"),
        (_, "hash" | "digest" | "checksum" | "sha256" | "md5") => (Maker::Hash, 85, "hash"),
        (_, "password" | "passwd" | "pwd") => (Maker::Hash, 80, "password"),
        (_, "token" | "secret" | "salt" | "nonce" | "key") => (Maker::Token, 75, "token"),
        (_, "uuid" | "guid") => (Maker::UuidText, 90, "uuid"),
        (_, "mime" | "mimetype") | ("contenttype", _) => (Maker::Mime, 85, "mime type"),
        (_, "filename" | "file" | "path" | "filepath") => (Maker::File, 75, "file"),
        (_, "status") => (Maker::Status, 75, "status"),
        (_, "gender" | "sex") => (Maker::Gender, 85, "gender"),
        (_, "title" | "subject" | "headline" | "caption" | "heading") => {
            (Maker::Title, 80, "title")
        }
        (_, "comment" | "note" | "remark" | "reason" | "message" | "summary" | "excerpt") => {
            (Maker::Sentence, 80, "note")
        }
        (_, "description" | "desc" | "body" | "content" | "text" | "bio" | "about" | "details") => {
            (Maker::Paragraph, 80, "text")
        }
        (_, "name" | "label" | "fullname" | "displayname")
            if has("product") || about(&["product", "item"]) =>
        {
            (Maker::Product, 85, "name of a product")
        }
        (_, "fullname" | "displayname") => (Maker::FullName, 85, "full name"),
        (_, "name") if has("full") || has("display") || has("contact") || has("customer") => {
            (Maker::FullName, 80, "name")
        }
        (_, "name") if about(PEOPLE) => (Maker::FullName, 80, "name of a person"),
        (_, "name") if about(FIRMS) => (Maker::Company, 80, "name of a firm"),
        (_, "name" | "label" | "tag" | "category" | "topic") => (Maker::Words(2), 60, "name"),
        (_, "data" | "config" | "setting" | "meta" | "metadata" | "payload" | "options")
            if has("json") =>
        {
            (Maker::Json, 80, "json")
        }
        (_, "json") => (Maker::Json, 90, "json"),
        _ => return None,
    })
}
