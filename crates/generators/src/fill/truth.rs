//! Evaluating a check on a generated row, in SQL's three-valued logic.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use seedbed_schema_model::{
    Check, Schema, Table,
    normal::condition::{self, Expression},
};

use super::pattern::Pattern;
use crate::Value;

/// What an evaluation gives.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    Value(Value),
    /// A function or operator that is not understood: nothing is known.
    Unknown,
}

/// A check of a table that rows can be held against without a database.
#[derive(Debug, Clone)]
pub struct CheckJudge {
    tree: Expression,
}

impl CheckJudge {
    /// The judge of a check; `None` where it is not understood at all.
    pub fn of(schema: &Schema, table: &Table, check: &Check) -> Option<Self> {
        condition::read(schema, table, &check.expr).map(|tree| Self { tree })
    }

    /// Whether a row certainly breaks it. `row` gives a column's value, `None` where it is not known.
    pub fn breaks(&self, row: &dyn Fn(&str) -> Option<Value>) -> bool {
        breaks(&self.tree, row)
    }
}

/// Whether a row breaks the check: true only when it is certainly false. NULL passes, as in SQL, and
/// so does what is not understood.
pub(super) fn breaks(check: &Expression, row: &dyn Fn(&str) -> Option<Value>) -> bool {
    matches!(value(check, row), Found::Value(v) if v.as_bool() == Some(false))
}

/// Whether every part of the check is understood.
pub(super) fn understood(check: &Expression) -> bool {
    match check {
        Expression::Other => false,
        Expression::Call(name, args) if name == "regexp_like" => {
            matches!(args.as_slice(), [of, text] if understood(of) && pattern("~*", text).is_some())
        }
        Expression::Call(name, args) => is_known(name) && args.iter().all(understood),
        Expression::Prefix(_, of) | Expression::Is(of, ..) | Expression::Cast(of, _) => {
            understood(of)
        }
        Expression::Infix(op, left, right) if is_match(op) => {
            understood(left) && pattern(op, right).is_some()
        }
        Expression::Infix(op, left, right) => {
            is_operator(op) && understood(left) && understood(right)
        }
        Expression::And(items) | Expression::Or(items) => items.iter().all(understood),
        Expression::In(left, items, _) => understood(left) && items.iter().all(understood),
        _ => true,
    }
}

fn is_match(op: &str) -> bool {
    matches!(op, "~" | "~*" | "!~" | "!~*" | "glob" | "not glob")
}

/// The pattern on the right of an operator that matches.
pub(super) fn pattern(op: &str, right: &Expression) -> Option<Pattern> {
    match right {
        Expression::Cast(of, _) => pattern(op, of),
        Expression::Text(text) if op.ends_with("glob") => Pattern::glob(text),
        Expression::Text(text) => Pattern::regex(text, op.ends_with('*')),
        Expression::Call(name, args) if name == "similar_to_escape" => match args.as_slice() {
            [Expression::Text(text)] => Pattern::similar(text),
            _ => None,
        },
        _ => None,
    }
}

/// A check of a domain as one of a column that has it: there, the value is called `value`.
pub(super) fn of_column(check: &Expression, column: &str) -> Expression {
    let one = |of: &Expression| Box::new(of_column(of, column));
    let all = |items: &[Expression]| items.iter().map(|i| of_column(i, column)).collect();
    match check {
        Expression::Column(name) if name.eq_ignore_ascii_case("value") => {
            Expression::Column(column.to_owned())
        }
        Expression::Call(name, items) => Expression::Call(name.clone(), all(items)),
        Expression::And(items) => Expression::And(all(items)),
        Expression::Or(items) => Expression::Or(all(items)),
        Expression::Prefix(op, of) => Expression::Prefix(op.clone(), one(of)),
        Expression::Is(of, what, not) => Expression::Is(one(of), what.clone(), *not),
        Expression::Cast(of, ty) => Expression::Cast(one(of), ty.clone()),
        Expression::Infix(op, left, right) => Expression::Infix(op.clone(), one(left), one(right)),
        Expression::In(left, items, not) => Expression::In(one(left), all(items), *not),
        other => other.clone(),
    }
}

/// Whether a column has a part in the check.
pub(super) fn mentions(check: &Expression, column: &str) -> bool {
    let any = |items: &[Expression]| items.iter().any(|item| mentions(item, column));
    match check {
        Expression::Column(name) => name.eq_ignore_ascii_case(column),
        Expression::Call(_, items) | Expression::And(items) | Expression::Or(items) => any(items),
        Expression::Prefix(_, of) | Expression::Is(of, ..) | Expression::Cast(of, _) => {
            mentions(of, column)
        }
        Expression::Infix(_, left, right) => mentions(left, column) || mentions(right, column),
        Expression::In(left, items, _) => mentions(left, column) || any(items),
        // What is not understood may mention anything.
        Expression::Other => true,
        _ => false,
    }
}

fn is_known(name: &str) -> bool {
    matches!(
        name,
        "length"
            | "char_length"
            | "octet_length"
            | "lower"
            | "upper"
            | "abs"
            | "coalesce"
            | "btrim"
            | "trim"
            | "json_valid"
            | "num_nonnulls"
            | "num_nulls"
    )
}

fn is_operator(op: &str) -> bool {
    matches!(
        op,
        "=" | "<>"
            | "<"
            | ">"
            | "<="
            | ">="
            | "+"
            | "-"
            | "*"
            | "/"
            | "%"
            | "||"
            | "like"
            | "not like"
            | "ilike"
            | "not ilike"
            | "is distinct from"
            | "is not distinct from"
    )
}

fn truth(value: Option<bool>) -> Found {
    Found::Value(value.map_or(Value::Null, Value::Bool))
}

fn value(of: &Expression, row: &dyn Fn(&str) -> Option<Value>) -> Found {
    match of {
        Expression::Number(n) => match n.parse::<Decimal>() {
            Ok(d) => Found::Value(Value::Decimal(d)),
            Err(_) => Found::Unknown,
        },
        Expression::Text(text) => Found::Value(Value::Text(text.clone().into())),
        Expression::Bool(b) => Found::Value(Value::Bool(*b)),
        Expression::Null => Found::Value(Value::Null),
        Expression::Column(name) => row(name).map_or(Found::Unknown, Found::Value),
        Expression::Cast(of, _) => value(of, row),
        Expression::And(items) => all(items, row, false),
        Expression::Or(items) => all(items, row, true),
        Expression::Prefix(op, of) => match (op.as_str(), value(of, row)) {
            ("not", Found::Value(v)) => truth(v.as_bool().map(|b| !b)),
            ("-", Found::Value(v)) => {
                v.as_decimal().map_or(Found::Unknown, |d| Found::Value(Value::Decimal(-d)))
            }
            _ => Found::Unknown,
        },
        Expression::Is(of, what, negated) => {
            let Found::Value(v) = value(of, row) else { return Found::Unknown };
            let is = match what.as_str() {
                "null" | "unknown" => v.is_null(),
                "true" => v.as_bool() == Some(true),
                "false" => v.as_bool() == Some(false),
                _ => return Found::Unknown,
            };
            truth(Some(is != *negated))
        }
        Expression::In(left, items, negated) => {
            let Found::Value(left) = value(left, row) else { return Found::Unknown };
            let mut any = Some(false);
            for item in items {
                let Found::Value(item) = value(item, row) else { return Found::Unknown };
                match equal(&left, &item) {
                    Some(true) => return truth(Some(!negated)),
                    Some(false) => {}
                    None => any = None,
                }
            }
            truth(any.map(|b| b != *negated))
        }
        Expression::Infix(op, left, right) if is_match(op) => {
            matched(op, &value(left, row), pattern(op, right))
        }
        Expression::Infix(op, left, right) => infix(op, value(left, row), value(right, row)),
        Expression::Call(name, args) if name == "regexp_like" => match args.as_slice() {
            [of, text] => matched("~*", &value(of, row), pattern("~*", text)),
            _ => Found::Unknown,
        },
        Expression::Call(name, args) => call(name, args.iter().map(|a| value(a, row)).collect()),
        _ => Found::Unknown,
    }
}

fn matched(op: &str, left: &Found, pattern: Option<Pattern>) -> Found {
    let (Found::Value(left), Some(pattern)) = (left, pattern) else { return Found::Unknown };
    if left.is_null() {
        return truth(None);
    }
    let negated = op.starts_with('!') || op.starts_with("not");
    match left.as_str().and_then(|text| pattern.matches(text)) {
        Some(is) => truth(Some(is != negated)),
        None => Found::Unknown,
    }
}

/// `and` (deciding is false) or `or` (deciding is true).
fn all(items: &[Expression], row: &dyn Fn(&str) -> Option<Value>, deciding: bool) -> Found {
    let (mut null, mut unknown) = (false, false);
    for item in items {
        match value(item, row) {
            Found::Value(v) => match v.as_bool() {
                Some(b) if b == deciding => return truth(Some(deciding)),
                Some(_) => {}
                None => null = true,
            },
            Found::Unknown => unknown = true,
        }
    }
    match (unknown, null) {
        (true, _) => Found::Unknown,
        (false, true) => truth(None),
        (false, false) => truth(Some(!deciding)),
    }
}

fn infix(op: &str, left: Found, right: Found) -> Found {
    let (Found::Value(left), Found::Value(right)) = (left, right) else { return Found::Unknown };
    match op {
        "is distinct from" => return truth(distinct(&left, &right)),
        "is not distinct from" => return truth(distinct(&left, &right).map(|b| !b)),
        _ => {}
    }
    if left.is_null() || right.is_null() {
        return truth(None);
    }
    match op {
        "=" => compared(&left, &right, |o| o == Ordering::Equal),
        "<>" => compared(&left, &right, |o| o != Ordering::Equal),
        "<" => compared(&left, &right, Ordering::is_lt),
        ">" => compared(&left, &right, Ordering::is_gt),
        "<=" => compared(&left, &right, Ordering::is_le),
        ">=" => compared(&left, &right, Ordering::is_ge),
        "like" | "ilike" | "not like" | "not ilike" => match (left.as_str(), right.as_str()) {
            (Some(text), Some(pattern)) => {
                let fold = op.ends_with("ilike");
                let (text, pattern) = if fold {
                    (text.to_lowercase(), pattern.to_lowercase())
                } else {
                    (text.to_owned(), pattern.to_owned())
                };
                truth(Some(like(&text, &pattern) != op.starts_with("not ")))
            }
            _ => Found::Unknown,
        },
        "||" => match (left.as_str(), right.as_str()) {
            (Some(a), Some(b)) => Found::Value(Value::Text(format!("{a}{b}").into())),
            _ => Found::Unknown,
        },
        "+" | "-" | "*" | "/" | "%" => {
            let (Some(a), Some(b)) = (left.as_decimal(), right.as_decimal()) else {
                return Found::Unknown;
            };
            let made = match op {
                "+" => a.checked_add(b),
                "-" => a.checked_sub(b),
                "*" => a.checked_mul(b),
                "/" => a.checked_div(b),
                _ => a.checked_rem(b),
            };
            made.map_or(Found::Unknown, |d| Found::Value(Value::Decimal(d)))
        }
        _ => Found::Unknown,
    }
}

fn distinct(a: &Value, b: &Value) -> Option<bool> {
    match (a.is_null(), b.is_null()) {
        (true, true) => Some(false),
        (true, false) | (false, true) => Some(true),
        (false, false) => equal(a, b).map(|e| !e),
    }
}

fn equal(a: &Value, b: &Value) -> Option<bool> {
    if a.is_null() || b.is_null() {
        return None;
    }
    order(a, b).map(|o| o == Ordering::Equal)
}

fn compared(a: &Value, b: &Value, is: fn(Ordering) -> bool) -> Found {
    order(a, b).map_or(Found::Unknown, |o| truth(Some(is(o))))
}

/// Numbers by value, moments in time, texts by their letters.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    let number = |v: &Value| match v {
        Value::Bool(b) => Some(Decimal::from(u8::from(*b))),
        other => other.as_decimal(),
    };
    match (a, b) {
        (Value::Text(x), Value::Text(y)) => Some(x.cmp(y)),
        (Value::Date(_) | Value::DateTime(_), _) | (_, Value::Date(_) | Value::DateTime(_)) => {
            Some(a.as_datetime()?.cmp(&b.as_datetime()?))
        }
        _ => Some(number(a)?.cmp(&number(b)?)),
    }
}

fn call(name: &str, mut args: Vec<Found>) -> Found {
    if name == "coalesce" {
        for arg in args {
            match arg {
                Found::Value(v) if v.is_null() => {}
                other => return other,
            }
        }
        return Found::Value(Value::Null);
    }
    if name == "num_nonnulls" || name == "num_nulls" {
        let mut nulls = 0i64;
        for arg in &args {
            match arg {
                Found::Value(v) => nulls += i64::from(v.is_null()),
                Found::Unknown => return Found::Unknown,
            }
        }
        let all = i64::try_from(args.len()).unwrap_or(i64::MAX);
        return Found::Value(Value::Int(if name == "num_nulls" { nulls } else { all - nulls }));
    }
    let (1, Some(Found::Value(of))) = (args.len(), args.pop()) else { return Found::Unknown };
    if of.is_null() {
        return Found::Value(Value::Null);
    }
    if name == "abs" {
        return of.as_decimal().map_or(Found::Unknown, |d| Found::Value(Value::Decimal(d.abs())));
    }
    let Some(text) = of.as_str() else { return Found::Unknown };
    let length = |n: usize| i64::try_from(n).map_or(Found::Unknown, |n| Found::Value(n.into()));
    match name {
        "length" | "char_length" => length(text.chars().count()),
        "octet_length" => length(text.len()),
        "lower" => Found::Value(Value::Text(text.to_lowercase().into())),
        "upper" => Found::Value(Value::Text(text.to_uppercase().into())),
        "trim" | "btrim" => Found::Value(Value::Text(text.trim().to_owned().into())),
        "json_valid" => truth(Some(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())),
        _ => Found::Unknown,
    }
}

/// `LIKE`: `%` is any text, `_` one character, `\` takes the next as itself.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) =
        (text.chars().collect(), pattern.chars().collect());
    // The classic two-pointer match: back up to the last `%` only.
    let (mut t, mut p) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        let here = match pattern.get(p) {
            Some('%') => {
                back = Some((t, p));
                p += 1;
                continue;
            }
            Some('_') => Some(1),
            Some('\\') if pattern.get(p + 1) == text.get(t) => Some(2),
            Some(c) if Some(c) == text.get(t) => Some(1),
            _ => None,
        };
        match (here, back) {
            (Some(step), _) => {
                t += 1;
                p += step;
            }
            (None, Some((from, star))) => {
                back = Some((from + 1, star));
                t = from + 1;
                p = star + 1;
            }
            (None, None) => return false,
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|c| *c == '%'))
}

#[cfg(test)]
mod tests {
    use seedbed_schema_model::{Dialect, Expr, Schema, Table, normal::condition::read};

    use super::*;

    fn broken(check: &str, cells: &[(&str, Value)]) -> bool {
        let schema = Schema::empty(Dialect::POSTGRES);
        let tree = read(&schema, &Table::new("t"), &Expr::from(check)).unwrap();
        breaks(&tree, &|name| cells.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone()))
    }

    #[test]
    fn three_valued_logic() {
        let c = |v: Value| [("c", v)];
        assert!(broken("c > 0", &c(0i64.into())));
        assert!(!broken("c > 0", &c(1i64.into())));
        assert!(!broken("c > 0", &c(Value::Null)), "NULL passes");
        assert!(broken("c > 0 and c is not null", &c(Value::Null)));
        assert!(broken("c in ('a', 'b')", &c("x".into())));
        assert!(!broken("c not in ('a', 'b')", &c("x".into())));
        assert!(!broken("strange(c) = 3", &c("x".into())), "unknown passes");
        assert!(broken("strange(c) = 3 and c = 'y'", &c("x".into())));
        assert!(broken("length(c) between 3 and 5", &c("ab".into())));
        assert!(broken("c like 'SO-%'", &c("PO-1".into())));
        let day = |d| Value::from(chrono::NaiveDate::from_ymd_opt(2025, 1, d).unwrap());
        assert!(broken("a <= b", &[("a", day(3)), ("b", day(2))]));
        assert!(!broken("a <= b", &[("a", day(3)), ("b", day(3))]));
        assert!(broken("(a is null) <> (b is null)", &[("a", Value::Null), ("b", Value::Null)]));
    }

    #[test]
    fn like_matches_as_the_engines_do() {
        for (text, pattern, expected) in [
            ("abc", "abc", true),
            ("abc", "a%", true),
            ("abc", "%c", true),
            ("abc", "a_c", true),
            ("abc", "a_", false),
            ("aXbXc", "a%X%c", true),
            ("", "%", true),
            ("", "_", false),
            ("a%b", "a\\%b", true),
            ("axb", "a\\%b", false),
        ] {
            assert_eq!(like(text, pattern), expected, "{text} {pattern}");
        }
    }
}
