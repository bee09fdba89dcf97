//! Making the value of one cell.

use std::borrow::Cow;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use fake::{
    Fake,
    faker::{
        address::en::{CityName, StateName, StreetName},
        company::en::{CompanyName, Profession},
        name::en::{FirstName, LastName},
    },
};
use rust_decimal::Decimal;
use seedbed_schema_model::{Family, TypeKind};

use super::{
    json,
    limits::Limits,
    memo::Streams,
    pattern::Pattern,
    phrases::{self, one},
    rule::Special,
    shape,
};
use crate::{Cell, Stream, Value, hyphenated, when};

/// A moment in a row's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// When the row came to be.
    Born,
    /// After that.
    Updated,
    /// Some time since.
    Past,
    /// The start of something.
    Start,
    /// The end of what [`Moment::Start`] begins.
    Later,
    /// NULL for nearly all rows.
    Seldom,
    /// Of an adult.
    Birth,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maker {
    FirstName,
    LastName,
    FullName,
    UserName,
    Email,
    Phone,
    Street,
    Unit,
    City,
    State,
    Zip,
    Country,
    CountryCode,
    Company,
    Job,
    Url,
    Domain,
    Ip,
    Slug,
    Code(&'static str),
    Currency,
    Locale,
    Language,
    TimeZone,
    Color,
    Hash,
    Token,
    UuidText,
    Mime,
    File,
    Status,
    Gender,
    Title,
    Product,
    Words(u8),
    Sentence,
    Paragraph,
    Json,
    /// True in so many of 100.
    Flag(u8),
    /// Whole numbers from, to.
    Number(i64, i64),
    /// The row's own place.
    Ordinal,
    Year,
    Price,
    /// Decimals from, to.
    Amount(i64, i64),
    Fraction,
    Latitude,
    Longitude,
    Moment(Moment),
    /// Nothing but the type is known.
    OfType,
}

/// Everything the value of a cell depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Making<'m> {
    pub(super) streams: &'m Streams,
    /// The column's random numbers.
    pub(super) column: Stream,
    pub(super) row: u64,
    /// Which try it is: a row that breaks a check is drawn again.
    pub(super) attempt: u64,
    pub(super) today: NaiveDate,
    /// When the row came to be.
    pub(super) born: NaiveDateTime,
    pub(super) family: Family,
    pub(super) kind: &'m TypeKind,
    pub(super) limits: &'m Limits,
    pub(super) special: &'m Special,
    /// The number of the value among all of the column, where no two may be equal.
    pub(super) number: Option<u64>,
}

impl Making<'_> {
    fn cell(&self, what: Stream) -> Cell {
        what.cell(self.row.wrapping_add(self.attempt << 40))
    }

    /// The value.
    pub(super) fn value(&self, maker: Maker) -> Value {
        if self.limits.null {
            return Value::Null;
        }
        if let Some(allowed) = &self.limits.allowed {
            let left: Vec<Value>;
            let allowed = if self.limits.excluded.is_empty() {
                allowed
            } else {
                let is_left = |v: &&Value| !self.limits.excluded.contains(v);
                left = allowed.iter().filter(is_left).cloned().collect();
                &left
            };
            let weights = &self.special.weights;
            let chosen = match self.number {
                Some(n) => usize::try_from(n).ok().and_then(|n| allowed.get(n)),
                None if weights.len() == allowed.len() && !weights.is_empty() => {
                    let at = self.cell(self.column).below(weights.last().copied().unwrap_or(1));
                    allowed.get(weights.partition_point(|until| *until <= at))
                }
                None => self.cell(self.column).pick(allowed),
            };
            return chosen.map_or(Value::Null, |v| shape::listed(self.kind, v));
        }
        match self.kind {
            TypeKind::Boolean => Value::Bool(match (self.number, maker) {
                (Some(n), _) => n % 2 == 1,
                (None, Maker::Flag(percent)) => self.cell(self.column).chance(percent.into()),
                _ => self.cell(self.column).chance(50),
            }),
            TypeKind::Integer { bits, unsigned } => self.integer(maker, *bits, *unsigned),
            TypeKind::Year => Value::Int(self.year().clamp(1901, 2155)),
            TypeKind::Decimal { precision, scale, .. } => {
                self.decimal(maker, *precision, scale.or(precision.map(|_| 0)))
            }
            TypeKind::Money => self.decimal(maker, Some(10), Some(2)),
            TypeKind::Float { .. } => {
                let Value::Decimal(d) = self.decimal(maker, Some(12), Some(4)) else {
                    return Value::Null;
                };
                Value::Float(f64::try_from(d).unwrap_or_default())
            }
            TypeKind::Date => Value::Date(self.moment(maker, Duration::days(1)).date()),
            TypeKind::DateTime { .. } | TypeKind::Instant { .. } => {
                Value::DateTime(self.moment(maker, Duration::minutes(1)))
            }
            TypeKind::Char { length } | TypeKind::VarChar { length } => {
                self.text(maker, length.map(|l| l as usize))
            }
            TypeKind::Text { bytes } => {
                let most = bytes.map(|b| usize::try_from(b / 4).unwrap_or(usize::MAX));
                self.text(maker, most)
            }
            TypeKind::Json { .. } => Value::Json(self.json()),
            TypeKind::Other { name } if name.is_empty() || name.contains("text") => {
                self.text(maker, None)
            }
            other => {
                let mut cell = self.cell(self.column);
                let number = self.number.unwrap_or(self.row);
                let mut made = shape::of_type(other, self.family, &mut cell, number);
                if let Value::Bytes(bytes) = &mut made {
                    let least = self.limits.shortest.unwrap_or(0);
                    while bytes.len() < least {
                        bytes.push(cell.below(256) as u8);
                    }
                    bytes.truncate(self.limits.longest.unwrap_or(usize::MAX));
                }
                made
            }
        }
    }

    fn bounds(&self) -> (Option<Decimal>, Option<Decimal>) {
        (self.limits.least.map(|b| b.at), self.limits.most.map(|b| b.at))
    }

    fn integer(&self, maker: Maker, bits: u8, unsigned: bool) -> Value {
        let (mut from, mut to) = match maker {
            Maker::Number(from, to) => (from, to),
            Maker::Year => return Value::Int(self.year()),
            // A number that is really a moment: seconds since 1970.
            Maker::Moment(_) if bits >= 32 => {
                return Value::Int(self.moment(maker, Duration::minutes(1)).and_utc().timestamp());
            }
            Maker::Flag(percent) => {
                return Value::Int(self.cell(self.column).chance(percent.into()).into());
            }
            Maker::Price => (100, 20_000),
            _ => (1, 1000),
        };
        let room = integer_room(bits, unsigned, self.limits);
        if room.0 > to || room.1 < from {
            (from, to) = (room.0, room.0.saturating_add(1000));
        }
        (from, to) = (from.max(room.0), to.min(room.1));
        match self.number {
            Some(n) => {
                let first = room.0.max(1).min(room.1);
                let n = i64::try_from(n).unwrap_or(i64::MAX);
                let up = first.saturating_add(n);
                // Upwards from 1, then what is left below.
                let at =
                    if up <= room.1 && up >= first { up } else { first - 1 - (up - room.1 - 1) };
                Value::Int(at)
            }
            None if maker == Maker::Ordinal => {
                let width = room.1.saturating_sub(room.0.max(1)).saturating_add(1).max(1);
                let at = i64::try_from(self.row).unwrap_or(i64::MAX) % width;
                Value::Int(room.0.max(1).saturating_add(at).min(room.1))
            }
            None => Value::Int(self.cell(self.column).range(from..=to.max(from))),
        }
    }

    fn year(&self) -> i64 {
        let this = chrono::Datelike::year(&self.today);
        match self.number {
            Some(n) => i64::from(this) - i64::try_from(n % 200).unwrap_or(0),
            None => self.cell(self.column).range(i64::from(this) - 30..=i64::from(this)),
        }
    }

    fn decimal(&self, maker: Maker, precision: Option<u32>, scale: Option<u32>) -> Value {
        let scale = scale.unwrap_or(2).min(6);
        let unit = Decimal::new(1, scale);
        let whole = precision.map_or(9, |p| p.saturating_sub(scale).min(9));
        let most = Decimal::from(10u64.pow(whole)) - unit;
        let (mut from, mut to) = match maker {
            Maker::Amount(from, to) | Maker::Number(from, to) => {
                (Decimal::from(from), Decimal::from(to))
            }
            Maker::Fraction => (Decimal::ZERO, Decimal::ONE),
            Maker::Latitude => (Decimal::from(-60), Decimal::from(70)),
            Maker::Longitude => (Decimal::from(-170), Decimal::from(170)),
            Maker::Price => (Decimal::ONE, Decimal::from(500)),
            _ => (Decimal::ONE, Decimal::from(1000)),
        };
        let (least, greatest) = self.bounds();
        let open = |b: Option<super::limits::Bound<Decimal>>| b.is_some_and(|b| b.open);
        let least = least.map(|l| if open(self.limits.least) { l + unit } else { l });
        let greatest = greatest.map(|g| if open(self.limits.most) { g - unit } else { g });
        let floor = least.unwrap_or(-most).max(-most);
        let ceiling = greatest.unwrap_or(most).min(most);
        if floor > to || ceiling < from {
            (from, to) = (floor, (floor + Decimal::from(1000)).min(ceiling));
        }
        (from, to) = (from.max(floor), to.min(ceiling));
        let steps = ((to - from) / unit).trunc();
        let steps = u64::try_from(steps).unwrap_or(0);
        let at = match self.number {
            Some(n) => {
                return Value::Decimal((floor.max(unit) + unit * Decimal::from(n)).min(ceiling));
            }
            None if maker == Maker::Price => {
                // Many cheap things, few dear ones.
                let mut cell = self.cell(self.column);
                let f = cell.fraction();
                ((steps as f64) * f * f) as u64
            }
            None => self.cell(self.column).below(steps.saturating_add(1)),
        };
        Value::Decimal((from + unit * Decimal::from(at)).normalize())
    }

    fn moment(&self, maker: Maker, step: Duration) -> NaiveDateTime {
        let mut cell = self.cell(self.column);
        let now = when::now(self.today);
        let of = if let Maker::Moment(of) = maker { of } else { Moment::Past };
        if let Some(n) = self.number {
            let n = i32::try_from(n).unwrap_or(i32::MAX);
            return when::now(self.today) - step * n;
        }
        let start =
            self.born + Duration::minutes(self.streams.start.cell(self.row).range(10..=4000));
        let at = match of {
            Moment::Born => self.born,
            Moment::Updated => when::after(self.born, Duration::days(45), self.today, &mut cell),
            Moment::Past | Moment::Seldom => {
                when::after(self.born, Duration::days(20), self.today, &mut cell)
            }
            Moment::Start => start.min(now),
            Moment::Later => start.min(now) + Duration::minutes(cell.range(60..=60 * 24 * 30)),
            Moment::Birth => now - Duration::days(cell.range(18 * 365..=75 * 365)),
        };
        match (self.limits.earliest, self.limits.latest) {
            (Some(from), Some(to)) if at < from || at > to => when::between(from, to, &mut cell),
            (Some(from), None) if at < from => from + Duration::days(cell.range(0..=300)),
            (None, Some(to)) if at > to => to - Duration::days(cell.range(0..=300)),
            _ => at,
        }
    }

    fn person(&self) -> (Cow<'static, str>, Cow<'static, str>) {
        let first: &'static str =
            FirstName().fake_with_rng(&mut self.cell(self.streams.first_name));
        let last: &'static str = LastName().fake_with_rng(&mut self.cell(self.streams.last_name));
        (Cow::Borrowed(first), Cow::Borrowed(last))
    }

    fn json(&self) -> String {
        let mut cell = self.cell(self.column);
        if let Some(shape) = &self.special.shape {
            return json::like(shape, "", &mut cell).to_string();
        }
        let word = one(&mut cell, phrases::NOUNS);
        let count = cell.range(1..=20);
        let active = cell.chance(70);
        let number = self.number.map_or_else(String::new, |n| format!(",\"number\":{n}"));
        match self.limits.json.as_deref() {
            Some("array") => return format!("[\"{word}\",{count}]"),
            Some("string") => return format!("\"{word}\""),
            Some("number" | "integer") => return count.to_string(),
            Some("boolean") => return active.to_string(),
            _ => {}
        }
        format!("{{\"label\":\"{word}\",\"count\":{count},\"active\":{active}{number}}}")
    }

    fn text(&self, maker: Maker, most: Option<usize>) -> Value {
        if self.limits.json.is_some() {
            return Value::Text(self.json().into());
        }
        let most = match (most, self.limits.longest) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if let Some(pattern) = &self.limits.like {
            let mut cell = self.cell(self.column);
            return Value::Text(shape::like(pattern, self.number, &mut cell).into());
        }
        if let Some(pattern) = self.limits.patterns.first() {
            return Value::Text(self.matching(pattern, maker, most).into());
        }
        self.free(maker, most)
    }

    /// A text that a pattern matches: what the name says, when that does.
    fn matching(&self, pattern: &Pattern, maker: Maker, most: Option<usize>) -> String {
        let all = |text: &str| self.limits.patterns.iter().all(|p| p.matches(text) == Some(true));
        let least = self.limits.shortest.unwrap_or(0);
        let fits = |text: &str| {
            let length = text.chars().count();
            length >= least && most.is_none_or(|most| length <= most)
        };
        if self.number.is_none()
            && let Value::Text(text) = self.free(maker, most)
            && all(&text)
        {
            return text.into_owned();
        }
        let mut cell = self.cell(self.column);
        let mut text = pattern.text(self.number, 0, &mut cell);
        if !fits(&text) {
            text = pattern.text(self.number, least, &mut cell);
        }
        for _ in 0..8 {
            if self.number.is_some() || (all(&text) && fits(&text)) {
                break;
            }
            text = pattern.text(None, 0, &mut cell);
        }
        text
    }

    fn free(&self, maker: Maker, most: Option<usize>) -> Value {
        let mut text = match (self.number, maker) {
            (Some(n), Maker::Email) => {
                let text = self.email(Some(n));
                if fits(&text, most) { text.into() } else { numbered(maker, &text, n, most).into() }
            }
            (Some(n), _) => numbered(maker, &self.words(maker), n, most).into(),
            (None, _) => self.words(maker),
        };
        if let Some(most) = most
            && self.number.is_none()
            && !fits(&text, Some(most))
        {
            text = cut(&text, most).into();
        }
        if let Some(least) = self.limits.shortest {
            let mut cell = self.cell(self.streams.padding);
            while text.chars().count() < least {
                text.to_mut().push(char::from(b'a' + u8::try_from(cell.below(26)).unwrap_or(0)));
            }
        }
        Value::Text(text)
    }

    /// The address of the row's person, with a number where no two may be equal.
    fn email(&self, number: Option<u64>) -> String {
        let (first, last) = self.person();
        let host = one(&mut self.cell(self.column), phrases::HOSTS);
        let mut text = String::with_capacity(48);
        push_ascii(&mut text, &first);
        text.push('.');
        push_ascii(&mut text, &last);
        if let Some(n) = number {
            push_number(&mut text, n + 1);
        }
        text.push('@');
        text.push_str(host);
        text
    }

    fn words(&self, maker: Maker) -> Cow<'static, str> {
        let mut cell = self.cell(self.column);
        let pick = |cell: &mut Cell, list: &[&'static str]| Cow::Borrowed(one(cell, list));
        match maker {
            Maker::FirstName => self.person().0,
            Maker::LastName => self.person().1,
            Maker::FullName => {
                let (first, last) = self.person();
                format!("{first} {last}").into()
            }
            Maker::UserName => {
                let (first, last) = self.person();
                format!("{}.{}", ascii(&first), ascii(&last)).into()
            }
            Maker::Email => self.email(None).into(),
            Maker::Phone => {
                format!("+1-{}-555-{:04}", cell.range(201..=989), cell.range(0..=9999)).into()
            }
            Maker::Street => {
                let street: String = StreetName().fake_with_rng(&mut cell);
                format!("{} {street}", cell.range(1..=980)).into()
            }
            Maker::Unit => format!("Suite {}", cell.range(1..=400)).into(),
            Maker::City => CityName().fake_with_rng::<String, _>(&mut cell).into(),
            Maker::State => StateName().fake_with_rng::<String, _>(&mut cell).into(),
            Maker::Zip => format!("{:05}", cell.range(10_000..=99_950)).into(),
            Maker::Country => pick(&mut cell, phrases::COUNTRIES),
            Maker::CountryCode => pick(&mut cell, phrases::COUNTRY_CODES),
            Maker::Company => CompanyName().fake_with_rng::<String, _>(&mut cell).into(),
            Maker::Job => Profession().fake_with_rng::<String, _>(&mut cell).into(),
            Maker::Url => {
                let host = one(&mut cell, phrases::HOSTS);
                format!("https://{host}/{}", slug(&mut cell)).into()
            }
            Maker::Domain => pick(&mut cell, phrases::HOSTS),
            Maker::Ip => format!("192.0.2.{}", cell.range(1..=254)).into(),
            Maker::Slug => slug(&mut cell).into(),
            Maker::Code(prefix) => {
                let digits = cell.range(100_000..=999_999);
                if prefix.is_empty() {
                    digits.to_string().into()
                } else {
                    format!("{prefix}-{digits}").into()
                }
            }
            Maker::Currency => pick(&mut cell, phrases::CURRENCIES),
            Maker::Locale => pick(&mut cell, phrases::LOCALES),
            Maker::Language => pick(&mut cell, phrases::LANGUAGES),
            Maker::TimeZone => pick(&mut cell, phrases::ZONES),
            Maker::Color => format!("#{:06x}", cell.below(1 << 24)).into(),
            Maker::Hash => hexadecimal(&mut cell, 64).into(),
            Maker::Token => hexadecimal(&mut cell, 32).into(),
            Maker::UuidText => hyphenated(shape::uuid(&mut cell)).into(),
            Maker::Mime => pick(&mut cell, phrases::MIMES),
            Maker::File => format!("{}.pdf", slug(&mut cell)).into(),
            Maker::Status => pick(&mut cell, phrases::STATUSES),
            Maker::Gender => pick(&mut cell, &["female", "male", "other"]),
            Maker::Title => phrases::title(&mut cell).into(),
            Maker::Product => phrases::product(&mut cell).into(),
            Maker::Words(count) => phrases::name(&mut cell, count).into(),
            Maker::Paragraph => phrases::paragraph(&mut cell).into(),
            Maker::Json => self.json().into(),
            Maker::Flag(percent) => pick(&mut cell, if percent > 50 { &["Y"] } else { &["N"] }),
            Maker::Year => self.year().to_string().into(),
            Maker::Number(from, to) | Maker::Amount(from, to) => {
                cell.range(from..=to).to_string().into()
            }
            Maker::Ordinal => self.row.to_string().into(),
            Maker::Moment(_) => {
                let at = self.moment(maker, Duration::minutes(1));
                at.format("%Y-%m-%d %H:%M:%S").to_string().into()
            }
            Maker::Price | Maker::Fraction | Maker::Latitude | Maker::Longitude => {
                match self.decimal(maker, Some(9), Some(2)) {
                    Value::Decimal(d) => d.to_string().into(),
                    _ => "0".into(),
                }
            }
            Maker::Sentence | Maker::OfType => phrases::sentence(&mut cell).into(),
        }
    }
}

/// The whole numbers that type and checks leave.
pub(super) fn integer_room(bits: u8, unsigned: bool, limits: &Limits) -> (i64, i64) {
    let bits = u32::from(bits.clamp(1, 64));
    let (least, most) = if unsigned {
        (0, if bits >= 63 { i64::MAX } else { (1i64 << bits) - 1 })
    } else if bits == 64 {
        (i64::MIN, i64::MAX)
    } else {
        (-(1i64 << (bits - 1)), (1i64 << (bits - 1)) - 1)
    };
    let whole = |d: Decimal, up: bool| i64::try_from(if up { d.ceil() } else { d.floor() }).ok();
    let floor = limits.least.and_then(|b| {
        let at = whole(b.at, true)?;
        Some(if b.open && b.at.fract().is_zero() { at.saturating_add(1) } else { at })
    });
    let ceiling = limits.most.and_then(|b| {
        let at = whole(b.at, false)?;
        Some(if b.open && b.at.fract().is_zero() { at.saturating_sub(1) } else { at })
    });
    (floor.unwrap_or(least).max(least), ceiling.unwrap_or(most).min(most))
}

fn ascii(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    push_ascii(&mut text, name);
    text
}

fn push_ascii(text: &mut String, name: &str) {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    text.extend(letters.map(|b| char::from(b.to_ascii_lowercase())));
}

fn push_number(text: &mut String, n: u64) {
    let mut digits = [0u8; 20];
    let (mut at, mut left) = (digits.len(), n);
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    text.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// Whether a text has so many characters at most; bytes are never fewer.
fn fits(text: &str, most: Option<usize>) -> bool {
    most.is_none_or(|most| text.len() <= most || text.chars().count() <= most)
}

fn slug(cell: &mut Cell) -> String {
    format!(
        "{}-{}-{}",
        one(cell, phrases::ADJECTIVES),
        one(cell, phrases::NOUNS),
        cell.range(10..=999)
    )
}

fn hexadecimal(cell: &mut Cell, digits: usize) -> String {
    let mut text = String::with_capacity(digits + 16);
    while text.len() < digits {
        text.push_str(&format!("{:016x}", cell.next_u64()));
    }
    text.truncate(digits);
    text
}

/// At most so many characters, without half a word where that can be helped.
fn cut(text: &str, most: usize) -> String {
    let short: String = text.chars().take(most).collect();
    match short.rfind(' ') {
        Some(at) if at * 2 > short.len() => short[..at].to_owned(),
        _ => short.trim_end().to_owned(),
    }
}

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A number in as few letters as possible.
pub(super) fn compact(mut n: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(DIGITS[(n % 36) as usize]);
        n /= 36;
        if n == 0 {
            break;
        }
    }
    digits.reverse();
    digits.into_iter().map(char::from).collect()
}

/// The text with a number that no other row has, within the length.
fn numbered(maker: Maker, text: &str, n: u64, most: Option<usize>) -> String {
    let fits = |text: &str| fits(text, most);
    let made = match maker {
        Maker::Email => {
            let (name, host) = text.split_once('@').unwrap_or((text, "example.com"));
            format!("{name}{}@{host}", n + 1)
        }
        Maker::UserName | Maker::Slug | Maker::Domain => format!("{text}-{}", n + 1),
        Maker::Code(prefix) => {
            let dash = if prefix.is_empty() { "" } else { "-" };
            format!("{prefix}{dash}{:06}", n + 1)
        }
        Maker::Hash | Maker::Token | Maker::UuidText if fits(text) => return text.to_owned(),
        Maker::Ip => format!("198.{}.{}.{}", 18 + (n >> 16) % 2, (n >> 8) % 256, n % 256),
        Maker::Phone => format!("+1555{:07}", n),
        _ => format!("{text} {}", n + 1),
    };
    if fits(&made) {
        return made;
    }
    let tag = compact(n);
    match (most, maker) {
        // Text of one length: padded, so that none is the start of another.
        (Some(most), Maker::Email) if most > tag.len() + 5 => format!("u{tag}@x.io"),
        (Some(most), _) if most > tag.len() + 2 => {
            let kept: String = text.chars().take(most - tag.len() - 1).collect();
            format!("{} {tag}", kept.trim_end())
        }
        _ => tag,
    }
}
