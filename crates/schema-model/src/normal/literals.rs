//! Literals compared by what they mean: dates, intervals, JSON.

use std::fmt::Write as _;

/// A civil date, time, or date and time in one spelling: `2020-1-2T03:04` is `2020-01-02 03:04:00`.
/// `with_date` and `with_time` say what the type holds; a part the type does not hold is dropped
/// when it is missing or zero. `None` when the text is something else (`now`, `infinity`, an
/// offset).
pub(super) fn moment(text: &str, with_date: bool, with_time: bool) -> Option<String> {
    let text = text.trim();
    let (date, time) = match text.split_once([' ', 'T']) {
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

/// `3:04` as `03:04:00`, fraction without trailing zeros.
fn clock(text: &str) -> Option<String> {
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
    fn json_is_compared_by_value() {
        assert_eq!(json(r#"{"b":1, "a":[ 2 ]}"#).as_deref(), Some(r#"{"a":[2],"b":1}"#));
        assert_eq!(json("{"), None);
    }
}
