//! Literals compared by what they mean: dates, intervals, JSON.

use std::fmt::Write as _;

/// A civil date, time, or date and time in one spelling: `2020-1-2T03:04` is `2020-01-02 03:04:00`.
/// `with_date` and `with_time` say what the type holds; a part the type does not hold is dropped
/// when it is missing or zero. `None` when the text is something else (`now`, `infinity`, an
/// offset).
pub(super) fn moment(text: &str, with_date: bool, with_time: bool) -> Option<String> {
    let text = text.trim();
    let (date, time) = match text.split_once([' ', 'T']) {
        _ if !with_date => (None, Some(text)),
        Some((date, time)) => (Some(date), Some(time.trim())),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    if date.is_some() != with_date || (time.is_some() && !with_time && with_date) {
        return None;
    }
    let mut out = String::new();
    if let Some(date) = date {
        let mut parts = date.split('-').map(digits);
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() || date.split('-').next()?.len() != 4 || month > 12 || day > 31 {
            return None;
        }
        let _ = write!(out, "{year:04}-{month:02}-{day:02}");
    }
    if with_time {
        if with_date {
            out.push(' ');
        }
        out.push_str(&clock(time.unwrap_or("00:00:00"))?);
    }
    Some(out)
}

/// An instant of PostgreSQL at UTC: `2020-01-02 02:00+02` is `2020-01-02 00:00:00+00`. Without an
/// offset it is taken as UTC, which is what readers ask servers to print in.
pub(super) fn instant(text: &str) -> Option<String> {
    let text = text.trim();
    if text == "epoch" {
        return Some("1970-01-01 00:00:00+00".to_owned());
    }
    let (civil, offset) = with_offset(text)?;
    let civil = moment(civil, true, true)?;
    let (date, time) = civil.split_once(' ')?;
    let mut parts = date.split('-').map(|p| p.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let mut clock = time.splitn(3, ':');
    let (hour, minute) = (clock.next()?.parse::<i64>().ok()?, clock.next()?.parse::<i64>().ok()?);
    let minutes = days(year, month, day) * 1440 + hour * 60 + minute - offset;
    let (year, month, day) = civil_of(minutes.div_euclid(1440));
    let (hour, minute) = (minutes.rem_euclid(1440) / 60, minutes.rem_euclid(60));
    let second = clock.next()?;
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second}+00"))
}

/// A time of day with an offset: `9:00+2` is `09:00:00+02`.
pub(super) fn zoned_clock(text: &str) -> Option<String> {
    let (time, offset) = with_offset(text.trim())?;
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    let tail = if minutes == 0 { String::new() } else { format!(":{minutes:02}") };
    Some(format!("{}{sign}{hours:02}{tail}", clock(time.trim())?))
}

/// The text before its offset from UTC, and that in minutes.
fn with_offset(text: &str) -> Option<(&str, i64)> {
    for zero in ["Z", "z", " UTC", " GMT"] {
        if let Some(civil) = text.strip_suffix(zero) {
            return Some((civil, 0));
        }
    }
    // A sign after the clock, not the dashes of the date.
    let after = text.find(':').unwrap_or(text.len());
    let Some(at) = text[after..].find(['+', '-']).map(|i| i + after) else {
        return Some((text, 0));
    };
    let digits: String = text[at + 1..].chars().filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(digits.len().min(if digits.len() == 3 { 1 } else { 2 }));
    let hours = hours.parse::<i64>().ok()?;
    let minutes = if minutes.is_empty() { 0 } else { minutes.parse::<i64>().ok()? };
    let offset = hours * 60 + minutes;
    Some((&text[..at], if text[at..].starts_with('-') { -offset } else { offset }))
}

/// Days since 1970 of a date in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, month) = (year.div_euclid(400), (month + 9) % 12);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970.
fn civil_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// `3:04` as `03:04:00`, fraction without trailing zeros.
fn clock(text: &str) -> Option<String> {
    if let Some((of_day, half)) = text.trim().rsplit_once(' ') {
        let (hour, rest) = of_day.split_once(':')?;
        let hour = hour.parse::<u32>().ok().filter(|h| (1..=12).contains(h))? % 12;
        let hour = match half.to_ascii_lowercase().as_str() {
            "am" => hour,
            "pm" => hour + 12,
            _ => return None,
        };
        return clock(&format!("{hour}:{rest}"));
    }
    let (text, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = text.split(':').map(digits);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let in_range = hour < 839 && minute < 60 && second <= 60;
    if parts.next().is_some() || !in_range || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{hour:02}:{minute:02}:{second:02}{dot}{fraction}"))
}

fn digits(text: &str) -> Option<u32> {
    (text.len() <= 4 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// A PostgreSQL interval in one spelling: `72 hours` and `72:00:00` are the same, `3 days` is not.
/// `None` when the text is not understood.
pub(super) fn interval(text: &str) -> Option<String> {
    let (mut months, mut days, mut micros) = (0i64, 0i64, 0i64);
    let lower = text.trim().to_ascii_lowercase();
    let (lower, back) = match lower.strip_suffix(" ago") {
        Some(lower) => (lower.to_owned(), true),
        None => (lower, false),
    };
    let lower = lower.strip_prefix("@ ").unwrap_or(&lower).to_owned();
    let mut words = match lower.strip_prefix('p') {
        Some(iso) => iso_units(iso)?,
        None => split_units(&lower),
    }
    .into_iter()
    .peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            micros = micros.checked_add(clock_micros(&word)?)?;
            continue;
        }
        // `1-2` is a year and two months.
        if let Some((years, of_year)) = word.trim_start_matches(['-', '+']).split_once('-') {
            let sum =
                years.parse::<i64>().ok()?.checked_mul(12)?.checked_add(of_year.parse().ok()?)?;
            months = months.checked_add(if word.starts_with('-') { -sum } else { sum })?;
            continue;
        }
        let unit = words.next().unwrap_or_else(|| "s".to_owned());
        let count = &word;
        let whole = || count.parse::<i64>().ok();
        let times = |n: i64| whole()?.checked_mul(n);
        let into = |to: &mut i64, n: Option<i64>| to.checked_add(n?).map(|sum| *to = sum);
        match unit.trim_end_matches(',') {
            "millennium" | "millenniums" | "millennia" => into(&mut months, times(12_000))?,
            "century" | "centuries" => into(&mut months, times(1200))?,
            "decade" | "decades" => into(&mut months, times(120))?,
            "y" | "year" | "years" | "yr" | "yrs" => into(&mut months, times(12))?,
            "mon" | "mons" | "month" | "months" => into(&mut months, times(1))?,
            "w" | "week" | "weeks" => into(&mut days, times(7))?,
            "d" | "day" | "days" => into(&mut days, times(1))?,
            "h" | "hour" | "hours" | "hr" | "hrs" => {
                into(&mut micros, scaled(count, 3_600_000_000))?;
            }
            "m" | "min" | "mins" | "minute" | "minutes" => {
                into(&mut micros, scaled(count, 60_000_000))?;
            }
            "s" | "sec" | "secs" | "second" | "seconds" => {
                into(&mut micros, scaled(count, 1_000_000))?;
            }
            "ms" | "millisecond" | "milliseconds" => into(&mut micros, scaled(count, 1000))?,
            "us" | "microsecond" | "microseconds" => into(&mut micros, scaled(count, 1))?,
            _ => return None,
        }
    }
    if back {
        (months, days, micros) = (-months, -days, -micros);
    }
    let mut parts = Vec::new();
    if months != 0 {
        parts.push(format!("{months} mons"));
    }
    if days != 0 {
        parts.push(format!("{days} days"));
    }
    if micros != 0 || parts.is_empty() {
        let sign = if micros < 0 { "-" } else { "" };
        let (seconds, rest) =
            (micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000);
        let mut clock =
            format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        if rest != 0 {
            let _ = write!(clock, ".{}", format!("{rest:06}").trim_end_matches('0'));
        }
        parts.push(clock);
    }
    Some(parts.join(" "))
}

/// ISO 8601, as PostgreSQL prints under `intervalstyle = iso_8601`: `1Y2DT3M`, the `P` taken off, as
/// `1`, `years`, `2`, `days`, `3`, `minutes`.
fn iso_units(text: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let (mut number, mut in_time) = (String::new(), false);
    for c in text.chars() {
        let unit = match (c, in_time) {
            ('0'..='9' | '.' | '-' | '+', _) => {
                number.push(c);
                continue;
            }
            ('t', false) if number.is_empty() => {
                in_time = true;
                continue;
            }
            ('y', false) => "years",
            ('m', false) => "months",
            ('w', false) => "weeks",
            ('d', false) => "days",
            ('h', true) => "hours",
            ('m', true) => "minutes",
            ('s', true) => "seconds",
            _ => return None,
        };
        if number.is_empty() {
            return None;
        }
        out.extend([std::mem::take(&mut number), unit.to_owned()]);
    }
    number.is_empty().then_some(out)
}

/// `1day 02:00` as `1`, `day`, `02:00`.
fn split_units(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match word.find(|c: char| c.is_ascii_alphabetic()) {
            Some(at) if at > 0 && !word.contains(':') => {
                out.push(word[..at].to_owned());
                out.push(word[at..].to_owned());
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

/// A decimal times a factor, when that is whole.
fn scaled(count: &str, factor: i64) -> Option<i64> {
    let (negative, magnitude) = match count.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, count.strip_prefix('+').unwrap_or(count)),
    };
    let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let decimal = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !decimal(whole) || !decimal(fraction) || fraction.len() > 9 {
        return None;
    }
    let unit = 10i128.pow(fraction.len() as u32);
    let digits: i128 = [whole, fraction].concat().parse().ok()?;
    let product = digits.checked_mul(i128::from(factor))?;
    let value = i64::try_from((product % unit == 0).then_some(product / unit)?).ok()?;
    Some(if negative { -value } else { value })
}

fn clock_micros(text: &str) -> Option<i64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = rest.split(':');
    let hours = scaled(parts.next()?, 3_600_000_000)?;
    let minutes = scaled(parts.next()?, 60_000_000)?;
    let seconds = scaled(parts.next().unwrap_or("0"), 1_000_000)?;
    let total = hours.checked_add(minutes)?.checked_add(seconds)?;
    (parts.next().is_none() && !rest.contains('-')).then_some(if negative { -total } else { total })
}

/// A UUID in its usual groups, however it is grouped.
pub(super) fn uuid(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix('{').and_then(|t| t.strip_suffix('}')).unwrap_or(text);
    let digits: String =
        inner.trim().chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    (digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())).then(|| {
        let part = |from: usize, to: usize| &digits[from..to];
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    })
}

/// Bytes in hexadecimal: `\\xAB`, or text with `\\` and octal escapes.
pub(super) fn bytea(text: &str) -> Option<String> {
    if let Some(digits) = text.strip_prefix("\\x") {
        let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
        let whole = digits.len().is_multiple_of(2) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        return whole.then(|| format!("\\x{}", digits.to_ascii_lowercase()));
    }
    let mut out = "\\x".to_owned();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'\\' => match bytes.next()? {
                b'\\' => b'\\',
                first @ b'0'..=b'3' => {
                    let mut digit = || Some(bytes.next().filter(u8::is_ascii_digit)? - b'0');
                    let (middle, last) = (digit()?, digit()?);
                    (middle < 8 && last < 8).then_some((first - b'0') * 64 + middle * 8 + last)?
                }
                _ => return None,
            },
            byte => byte,
        };
        let _ = write!(out, "{byte:02x}");
    }
    Some(out)
}

/// An element of a PostgreSQL array.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// `NULL`.
    Null,
    /// Anything else.
    Text(String),
    /// A row of an array of rows.
    Row(Vec<Element>),
}

/// The elements of `{a,"b c",NULL}`; `None` when there are none, or it is not understood.
pub(super) fn array(text: &str) -> Option<Vec<Element>> {
    let mut chars = text.trim().chars().peekable();
    let items = row(&mut chars, 0)?;
    (chars.next().is_none() && !items.is_empty()).then_some(items)
}

type Chars<'t> = std::iter::Peekable<std::str::Chars<'t>>;

fn row(chars: &mut Chars<'_>, depth: u32) -> Option<Vec<Element>> {
    // PostgreSQL has arrays of at most six dimensions.
    if depth > 6 || chars.next() != Some('{') {
        return None;
    }
    let mut items = Vec::new();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        match chars.peek()? {
            '}' if items.is_empty() => {
                chars.next();
                return Some(items);
            }
            '{' => items.push(Element::Row(row(chars, depth + 1)?)),
            '"' => {
                chars.next();
                items.push(Element::Text(quoted(chars)?));
            }
            _ => items.push(plain(chars)?),
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        match chars.next()? {
            ',' => {}
            '}' => return Some(items),
            _ => return None,
        }
    }
}

fn quoted(chars: &mut Chars<'_>) -> Option<String> {
    let mut out = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(out),
            '\\' => out.push(chars.next()?),
            c => out.push(c),
        }
    }
}

fn plain(chars: &mut Chars<'_>) -> Option<Element> {
    let mut out = String::new();
    while let Some(c) = chars.next_if(|c| !matches!(c, ',' | '{' | '}' | '"')) {
        out.push(if c == '\\' { chars.next()? } else { c });
    }
    let out = out.trim_end();
    if out.is_empty() {
        return None;
    }
    Some(if out.eq_ignore_ascii_case("null") {
        Element::Null
    } else {
        Element::Text(out.to_owned())
    })
}

/// A literal of a type known by its name.
pub(super) fn named(ty: &str, text: &str) -> Option<String> {
    match ty {
        "inet" => {
            let whole = if text.contains(':') { "/128" } else { "/32" };
            Some(text.trim().strip_suffix(whole).unwrap_or(text.trim()).to_ascii_lowercase())
        }
        "cidr" if !text.contains(':') => {
            let (address, bits) = text.trim().split_once('/')?;
            let mut octets: Vec<&str> = address.split('.').collect();
            octets.resize(4, "0");
            Some(format!("{}/{bits}", octets.join(".")))
        }
        "macaddr" => {
            let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
            let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
            (digits.len() == 12).then(|| pairs.join(":").to_ascii_lowercase())
        }
        "int4range" | "int8range" => whole_range(text),
        "jsonpath" => Some(jsonpath(text)),
        "tsquery" => Some(tsquery(text)),
        _ => None,
    }
}

/// A range of whole numbers, its lower bound within and its upper bound beyond: `[1,9]` is `[1,10)`.
fn whole_range(text: &str) -> Option<String> {
    let text = text.trim();
    let (open, close) = (text.chars().next()?, text.chars().next_back()?);
    let (low, high) = text.get(1..text.len() - 1)?.split_once(',')?;
    let bound = |text: &str, more: bool| match text.trim() {
        "" => Some(String::new()),
        text => text.parse::<i64>().ok()?.checked_add(i64::from(more)).map(|n| n.to_string()),
    };
    let low = bound(low, open == '(')?;
    let high = bound(high, close == ']')?;
    let open = if low.is_empty() { '(' } else { '[' };
    (matches!(close, ')' | ']')).then(|| format!("{open}{low},{high})"))
}

/// A JSON path without its blanks, the quotes of plain keys and the parentheses around all of it.
fn jsonpath(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        if c != '"' {
            out.push(c);
            continue;
        }
        let mut inner = String::new();
        while let Some(c) = chars.next() {
            if c == '"' {
                break;
            }
            inner.push(c);
            if c == '\\' {
                inner.extend(chars.next());
            }
        }
        let word = !inner.is_empty() && inner.chars().all(|c| c.is_alphanumeric() || c == '_');
        if word && out.ends_with('.') {
            out.push_str(&inner);
        } else {
            let _ = write!(out, "\"{inner}\"");
        }
    }
    match out.strip_prefix('(').and_then(|o| o.strip_suffix(')')) {
        Some(inner) if !inner.contains(['(', ')']) => inner.to_owned(),
        _ => out,
    }
}

/// A text search query without its blanks and the quotes of plain words.
fn tsquery(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.trim().split('\'').enumerate() {
        let word = !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        if i % 2 == 0 {
            out.extend(part.chars().filter(|c| !c.is_whitespace()));
        } else if word {
            out.push_str(part);
        } else {
            let _ = write!(out, "'{part}'");
        }
    }
    out
}

/// JSON by value: keys sorted, white space gone. `None` when it is not JSON.
pub(super) fn json(text: &str) -> Option<String> {
    let value = serde_json::from_str::<serde_json::Value>(text).ok()?;
    Some(crate::sorted_json::sorted(value).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let both = |t| moment(t, true, true);
        assert_eq!(both("2020-1-2T3:04").as_deref(), Some("2020-01-02 03:04:00"));
        assert_eq!(both("2020-01-02").as_deref(), Some("2020-01-02 00:00:00"));
        assert_eq!(both("2020-01-02 00:00:00.500").as_deref(), Some("2020-01-02 00:00:00.5"));
        assert_eq!(moment("2020-01-02", true, false).as_deref(), Some("2020-01-02"));
        assert_eq!(moment("09:30", false, true).as_deref(), Some("09:30:00"));
        for other in
            ["now", "infinity", "2020-01-02 10:00+02", "2020-13-01", "12-01-02", "10:61", ""]
        {
            assert_eq!(both(other), None, "{other}");
        }
    }

    #[test]
    fn intervals() {
        let same = [
            ("72 hours", "72:00:00"),
            ("72:00:00", "72:00:00"),
            ("3 days", "3 days"),
            ("1 week", "7 days"),
            ("1 year 2 mons 3 days 04:05:06.5", "14 mons 3 days 04:05:06.5"),
            ("1.5 hours", "01:30:00"),
            ("-1 day", "-1 days"),
            ("-00:30:00", "-00:30:00"),
            ("15min", "00:15:00"),
            ("90", "00:01:30"),
            ("0", "00:00:00"),
            ("P1D", "1 days"),
            ("PT72H", "72:00:00"),
            ("P1Y2M3DT4H5M6.5S", "14 mons 3 days 04:05:06.5"),
            ("P-1DT-30M", "-1 days -00:30:00"),
            ("PT0S", "00:00:00"),
        ];
        for (text, expected) in same {
            assert_eq!(interval(text).as_deref(), Some(expected), "{text}");
            assert_eq!(interval(expected).as_deref(), Some(expected), "{expected}");
        }
        for other in [
            "",
            "P",
            "PT",
            "P1H",
            "PT1D",
            "P1",
            "PD",
            "1 fortnight",
            "1.5 days",
            "x hours",
            "1:2:3:4",
            "1:-2",
        ] {
            assert_eq!(interval(other), None, "{other}");
        }
    }

    #[test]
    fn elements_of_an_array_literal() {
        fn shown(items: &[Element]) -> String {
            let one = |item: &Element| match item {
                Element::Null => "NULL".to_owned(),
                Element::Text(text) => text.clone(),
                Element::Row(items) => format!("({})", shown(items)),
            };
            items.iter().map(one).collect::<Vec<_>>().join("|")
        }
        let of = |text: &str| array(text).map(|items| shown(&items));
        for same in ["{a,b c}", "{\"a\",\"b c\"}", "{ a , \"b c\" }", "{\\a,b\\ c}"] {
            assert_eq!(of(same).as_deref(), Some("a|b c"), "{same}");
        }
        assert_eq!(of("{\"\",\"null\",\"a,\\\"}\"}").as_deref(), Some("|null|a,\"}"));
        assert_eq!(of("{{a,NULL},{b,c}}").as_deref(), Some("(a|NULL)|(b|c)"));
        for other in ["{}", "{a,}", "{\"a", "{a\"b\"}", "{\"a\"b}", "a", "{a\\", "{{a}"] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn postgres_literals_by_value() {
        for (text, expected) in [
            ("2020-01-01 00:00+00", "2020-01-01 00:00:00+00"),
            ("2020-01-01T00:00:00Z", "2020-01-01 00:00:00+00"),
            ("2020-01-01 02:00:00+02", "2020-01-01 00:00:00+00"),
            ("2020-03-01 01:30:00.50+0530", "2020-02-29 20:00:00.5+00"),
            ("2019-12-31 20:00-04:00", "2020-01-01 00:00:00+00"),
            ("2020-01-01", "2020-01-01 00:00:00+00"),
            ("epoch", "1970-01-01 00:00:00+00"),
        ] {
            assert_eq!(instant(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(instant("infinity"), None);
        assert_eq!(zoned_clock("9:00+2").as_deref(), Some("09:00:00+02"));
        assert_eq!(bytea("a\\\\\\001").as_deref(), Some("\\x615c01"));
        assert_eq!(bytea("\\xDE AD").as_deref(), Some("\\xdead"));
        assert_eq!(bytea("\\x1"), None);
        let grouped = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
        assert_eq!(uuid("{A0EEBC999C0B4EF8-BB6D6BB9BD380A11}").as_deref(), Some(grouped));
        assert_eq!(whole_range("(0,9]").as_deref(), Some("[1,10)"));
        assert_eq!(whole_range("[,5)").as_deref(), Some("(,5)"));
        assert_eq!(jsonpath("$.\"a\" ? (@.b == \"x y\")"), "$.a?(@.b==\"x y\")");
        assert_eq!(named("cidr", "10/8").as_deref(), Some("10.0.0.0/8"));
        assert_eq!(named("macaddr", "0800.2b01.0203").as_deref(), Some("08:00:2b:01:02:03"));
    }

    #[test]
    fn json_is_compared_by_value() {
        assert_eq!(json(r#"{"b":1, "a":[ 2 ]}"#).as_deref(), Some(r#"{"a":[2],"b":1}"#));
        assert_eq!(json("{"), None);
    }
}
