//! Literals as MySQL and MariaDB keep them in a column of a type: rounded, padded, completed.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{expressions::node::Node, numbers};
use crate::{Dialect, Family, TypeKind};

/// The default `node` in a column whose type has the form `form` and the meaning `kind`; `None` when
/// nothing is to be done to it, or another engine is meant.
pub(super) fn stored(dialect: Dialect, form: &str, kind: &TypeKind, node: &Node) -> Option<Node> {
    if !dialect.is_mysql_like() {
        return None;
    }
    let text = Node::Text;
    match (kind, node) {
        (TypeKind::Boolean | TypeKind::Integer { .. }, Node::Text(_) | Node::Number { .. }) => {
            number(numbers::rounded(&digits(node)?, 0)?)
        }
        (TypeKind::Decimal { scale, .. }, Node::Text(_) | Node::Number { .. }) => {
            number(numbers::rounded(&digits(node)?, scale.unwrap_or(0))?)
        }
        (TypeKind::Float { .. }, Node::Text(_) | Node::Number { .. }) => {
            let value = digits(node)?;
            number(match scale_of(form) {
                Some(scale) => numbers::rounded(&value, scale)?,
                None => floating(&value, form.starts_with("float"))?,
            })
        }
        (TypeKind::Bit { .. }, Node::Text(bytes)) => {
            let bytes = bytes.as_bytes();
            let value = bytes.iter().fold(0u128, |n, b| (n << 8) | u128::from(*b));
            number(value.to_string()).filter(|_| bytes.len() <= 8)
        }
        (TypeKind::Year, Node::Text(t)) => {
            let short = t.trim().len() <= 2;
            let year = t.trim().parse::<u32>().ok()?;
            number(if short { full_year(year) } else { year }.to_string())
        }
        (TypeKind::Year, Node::Number { value, .. }) => {
            let year = value.parse::<u32>().ok()?;
            number(if year == 0 { year } else { full_year(year) }.to_string())
        }
        (TypeKind::Date, literal) => Some(text(moment(literal)?.date())),
        (TypeKind::DateTime { precision } | TypeKind::Instant { precision }, literal) => {
            let precise = moment(literal)?.at_precision(dialect, precision.unwrap_or(0))?;
            Some(text(format!("{} {}", precise.date(), precise.clock())))
        }
        (TypeKind::Time { precision, .. }, literal) => {
            let precise = time(literal)?.at_precision(dialect, precision.unwrap_or(0))?;
            let sign = if precise.negative { "-" } else { "" };
            Some(text(format!("{sign}{}", precise.clock())))
        }
        (TypeKind::Enum { values, .. }, Node::Number { value, .. }) => {
            let index = value.parse::<usize>().ok()?.checked_sub(1)?;
            Some(text(values.get(index)?.clone()))
        }
        (TypeKind::Enum { values, .. }, Node::Text(t)) => {
            Some(text(label(values, t).cloned().unwrap_or_else(|| t.trim_end().to_owned())))
        }
        (TypeKind::Set { values }, Node::Number { value, .. }) => {
            let bits = value.parse::<u64>().ok()?;
            let chosen = values.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
            let chosen: Vec<_> = chosen.map(|(_, v)| v.as_str()).collect();
            Some(text(chosen.join(",")))
        }
        (TypeKind::Set { values }, Node::Text(t)) => {
            let members = t.split(',').filter(|m| !m.is_empty());
            let known: Option<Vec<&String>> = members.map(|m| label(values, m)).collect();
            let known = known?;
            let chosen = values.iter().filter(|v| known.contains(v)).map(String::as_str);
            Some(text(chosen.collect::<Vec<_>>().join(",")))
        }
        (TypeKind::Binary { length, varying }, Node::Text(_) | Node::Bits('x', _)) => {
            let mut hex = match node {
                Node::Bits(_, digits) => digits.clone(),
                Node::Text(t) => hex(t.as_bytes()),
                _ => return None,
            };
            let full = length.filter(|_| !varying).unwrap_or(0) as usize * 2;
            while hex.len() < full {
                hex.push('0');
            }
            Some(Node::Bits('x', hex))
        }
        // Blanks at the end are filling.
        (TypeKind::Char { .. }, Node::Text(t)) => Some(text(t.trim_end_matches(' ').to_owned())),
        (TypeKind::Char { .. }, Node::Bits('x', digits)) => {
            let t = String::from_utf8(bytes(digits)?).ok()?;
            Some(text(t.trim_end_matches(' ').to_owned()))
        }
        (TypeKind::Uuid, Node::Text(t)) => {
            let digits: String = t.chars().filter(|c| *c != '-').collect();
            let all = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
            all.then(|| text(digits.to_ascii_lowercase()))
        }
        (TypeKind::Other { name }, Node::Text(t)) if name == "inet6" => {
            Some(text(t.parse::<Ipv6Addr>().ok()?.to_string()))
        }
        (TypeKind::Other { name }, Node::Text(t)) if name == "inet4" => {
            Some(text(t.parse::<Ipv4Addr>().ok()?.to_string()))
        }
        _ => None,
    }
}

fn number(value: String) -> Option<Node> {
    Some(Node::Number { raw: value.clone(), value })
}

/// The digits of a number, quoted or not.
fn digits(node: &Node) -> Option<String> {
    match node {
        Node::Number { value, .. } => Some(value.clone()),
        Node::Text(text) => numbers::canonical(text),
        _ => None,
    }
}

/// The scale of `float(7,2)` or `double(10,4)`.
fn scale_of(form: &str) -> Option<u32> {
    let (_, args) = form.split_once('(')?;
    args.split_once(')')?.0.split_once(',')?.1.trim().parse().ok()
}

/// A number as the catalog shows it in a float (six digits) or a double (as many as tell it apart).
fn floating(value: &str, single: bool) -> Option<String> {
    let value = value.parse::<f64>().ok().filter(|v| v.is_finite())?;
    numbers::canonical(&if single { format!("{value:.5e}") } else { format!("{value:e}") })
}

fn full_year(year: u32) -> u32 {
    match year {
        0..=69 => 2000 + year,
        70..=99 => 1900 + year,
        year => year,
    }
}

/// The label a text means: letters of another case mean it too, unless they are a label themselves.
fn label<'v>(values: &'v [String], text: &str) -> Option<&'v String> {
    let text = text.trim_end_matches(' ');
    values.iter().find(|v| *v == text).or_else(|| {
        let folded = text.to_lowercase();
        let mut alike = values.iter().filter(|v| v.to_lowercase() == folded);
        alike.next().filter(|_| alike.next().is_none())
    })
}

/// The hexadecimal digits of bytes.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The bytes that hexadecimal digits stand for.
pub(super) fn bytes(digits: &str) -> Option<Vec<u8>> {
    let byte = |i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// A date and a time of day, or a time alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Moment {
    negative: bool,
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
}

impl Moment {
    fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn clock(&self) -> String {
        let clock = format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second);
        let fraction = format!("{:06}", self.micros);
        match fraction.trim_end_matches('0') {
            "" => clock,
            fraction => format!("{clock}.{fraction}"),
        }
    }

    /// What is left in a column of this precision: MySQL rounds, MariaDB cuts. `None` when rounding
    /// would reach the next day.
    fn at_precision(mut self, dialect: Dialect, precision: u32) -> Option<Self> {
        let unit = 10u32.pow(6u32.saturating_sub(precision));
        let rest = self.micros % unit;
        self.micros -= rest;
        if dialect.family == Family::MariaDb || rest * 2 < unit {
            return Some(self);
        }
        self.micros += unit;
        let carry = |low: &mut u32, high: &mut u32, limit: u32| {
            if *low >= limit {
                *low -= limit;
                *high += 1;
            }
        };
        carry(&mut self.micros, &mut self.second, 1_000_000);
        carry(&mut self.second, &mut self.minute, 60);
        carry(&mut self.minute, &mut self.hour, 60);
        (self.hour < 24 || self.year == 0).then_some(self)
    }

    fn in_range(self) -> Option<Self> {
        let Self { month, day, hour, minute, second, .. } = self;
        (month <= 12 && day <= 31 && hour < 839 && minute < 60 && second < 60).then_some(self)
    }
}

/// The text of a literal that is a date or a time, or the digits of a number.
fn literal(node: &Node) -> Option<&str> {
    match node {
        Node::Text(text) => Some(text.trim()),
        Node::Number { value, .. } if !value.contains(['.', 'e', '-']) => Some(value),
        _ => None,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn two(text: &str, at: usize) -> Option<u32> {
    text.get(at..at + 2)?.parse().ok()
}

/// `2020-1-2 3:04:05.6`, `20-01-02`, `2020/01/02 03.04.05`, `20200102030405`, 0.
fn moment(node: &Node) -> Option<Moment> {
    let text = literal(node)?;
    if text == "0" && matches!(node, Node::Number { .. }) {
        return Some(Moment::default());
    }
    if all_digits(text) {
        let (date, clock) = match text.len() {
            6 | 8 => (text, ""),
            12 | 14 => text.split_at(text.len() - 6),
            _ => return None,
        };
        let (year, rest) = date.split_at(date.len() - 4);
        let year = year.parse().ok()?;
        let year = if date.len() == 6 { full_year(year) } else { year };
        let mut out =
            Moment { year, month: two(rest, 0)?, day: two(rest, 2)?, ..Moment::default() };
        if !clock.is_empty() {
            (out.hour, out.minute, out.second) = (two(clock, 0)?, two(clock, 2)?, two(clock, 4)?);
        }
        return out.in_range();
    }
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, clock)) => (date, clock.trim()),
        None => (text, ""),
    };
    let mut parts = date.split(|c: char| !c.is_ascii_digit());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !matches!(year.len(), 2 | 4) {
        return None;
    }
    let number = year.parse().ok()?;
    let mut out = Moment {
        year: if year.len() == 2 { full_year(number) } else { number },
        month: month.parse().ok()?,
        day: day.parse().ok()?,
        ..Moment::default()
    };
    if !clock.is_empty() {
        set_clock(&mut out, clock)?;
    }
    out.in_range()
}

/// `1:2:3.45`, `10:00`, `-10:20:30`, `2 03:04:05`, `100000`, 0.
fn time(node: &Node) -> Option<Moment> {
    let text = literal(node)?;
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut out = Moment { negative, ..Moment::default() };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if all_digits(whole) && whole.len() <= 7 {
        let number = whole.parse::<u32>().ok()?;
        out.hour = number / 10_000;
        out.minute = number / 100 % 100;
        out.second = number % 100;
        out.micros = micros(fraction)?;
        return out.in_range();
    }
    let (days, clock) = match text.split_once(' ') {
        Some((days, clock)) => (days.parse::<u32>().ok()?, clock),
        None => (0, text),
    };
    if !clock.contains(':') {
        return None;
    }
    set_clock(&mut out, clock)?;
    out.hour = out.hour.checked_add(days.checked_mul(24)?)?;
    out.in_range()
}

/// Hours, minutes, and perhaps seconds with a fraction, with any mark between them.
fn set_clock(out: &mut Moment, text: &str) -> Option<()> {
    let mut rest = text;
    let mut parts = Vec::new();
    while parts.len() < 3 {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        parts.push(digits.parse::<u32>().ok()?);
        rest = after;
        if parts.len() == 3 || rest.is_empty() {
            break;
        }
        let mark = rest.chars().next().filter(char::is_ascii_punctuation)?;
        rest = &rest[mark.len_utf8()..];
    }
    (out.hour, out.minute) = (*parts.first()?, *parts.get(1)?);
    out.second = parts.get(2).copied().unwrap_or(0);
    out.micros = match rest.strip_prefix('.') {
        Some(fraction) => micros(fraction)?,
        None if rest.is_empty() => 0,
        None => return None,
    };
    Some(())
}

fn micros(fraction: &str) -> Option<u32> {
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    six.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::{Column, ColumnType, Dialect, Schema, TypeKind, normal};

    fn form(dialect: Dialect, ty: &str, default: &str) -> String {
        let kind = TypeKind::Other { name: ty.to_owned() };
        let mut column = Column::new("c", ColumnType { raw: ty.to_owned(), kind });
        column.default = Some(default.into());
        normal::default_form(&Schema::empty(dialect), &column).unwrap_or_default()
    }

    #[test]
    fn literals_are_kept_as_the_column_holds_them() {
        let cases = [
            ("decimal(10,3)", "1.2345", "1.235"),
            ("decimal(10,3)", "-1.2345", "-1.235"),
            ("decimal(5,0)", "2.7", "3"),
            ("int", "2.4", "2"),
            ("int", "'007'", "7"),
            ("float", "3.14159265", "3.14159"),
            ("float(7,2)", "1.239", "1.24"),
            ("double", "0.1e-5", "0.000001"),
            ("bit(8)", "'1'", "49"),
            ("year", "20", "2020"),
            ("year", "'99'", "1999"),
            ("year", "0", "0"),
            ("year", "'0'", "2000"),
            ("date", "20200102", "'2020-01-02'"),
            ("date", "'20-1-2'", "'2020-01-02'"),
            ("date", "0", "'0000-00-00'"),
            ("datetime", "'2020/01/02 03.04.05'", "'2020-01-02 03:04:05'"),
            ("datetime(2)", "'2020-01-02 03:04:05.678'", "'2020-01-02 03:04:05.67'"),
            ("datetime", "20200102030405", "'2020-01-02 03:04:05'"),
            ("time", "100000", "'10:00:00'"),
            ("time", "'-1:2'", "'-01:02:00'"),
            ("time", "'1 10:00:00'", "'34:00:00'"),
            ("enum('A','b')", "'a'", "'A'"),
            ("enum('A','b')", "2", "'b'"),
            ("enum('A','a')", "'a'", "'a'"),
            ("set('x','y','z')", "'z,x'", "'x,z'"),
            ("set('x','y','z')", "6", "'y,z'"),
            ("binary(3)", "'a'", "x'610000'"),
            ("varbinary(3)", "0x61", "x'61'"),
            ("char(5)", "'a '", "'a'"),
            ("varchar(5)", "'a '", "'a '"),
            ("inet6", "'0:0::1'", "'::1'"),
        ];
        for (ty, default, expected) in cases {
            assert_eq!(form(Dialect::MARIADB, ty, default), expected, "{ty} {default}");
        }
        let rounded = form(Dialect::MYSQL, "datetime(1)", "'2020-01-02 03:59:59.97'");
        assert_eq!(rounded, "'2020-01-02 04:00:00'");
    }

    #[test]
    fn other_values_stay_different() {
        let same = |ty, a, b| form(Dialect::MARIADB, ty, a) == form(Dialect::MARIADB, ty, b);
        assert!(!same("decimal(10,3)", "1.2345", "1.2344"));
        assert!(!same("date", "'2020-01-02'", "'2020-02-01'"));
        assert!(!same("time", "'10:00'", "'00:10'"));
        assert!(!same("year", "'0'", "0"));
        assert!(!same("enum('A','a')", "'a'", "'A'"));
        assert!(!same("binary(2)", "'a'", "'b'"));
    }
}
