//! What the checks of a table leave a column: lists, ranges and lengths, in any engine's spelling.

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use seedbed_schema_model::normal::condition::Expression;

use super::{pattern::Pattern, truth};
use crate::Value;

/// A bound, and whether the value itself is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound<T> {
    pub(super) at: T,
    pub(super) open: bool,
}

/// What the checks leave a column. What they say of several columns at once is not here.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Limits {
    /// Only these.
    pub(super) allowed: Option<Vec<Value>>,
    /// None of these.
    pub(super) excluded: Vec<Value>,
    pub(super) least: Option<Bound<Decimal>>,
    pub(super) most: Option<Bound<Decimal>>,
    pub(super) earliest: Option<NaiveDateTime>,
    pub(super) latest: Option<NaiveDateTime>,
    pub(super) shortest: Option<usize>,
    pub(super) longest: Option<usize>,
    /// A LIKE pattern.
    pub(super) like: Option<String>,
    /// Regular expressions that must be found in it.
    pub(super) patterns: Vec<Pattern>,
    /// It is JSON of this kind: `object`, `array`, …; empty for any.
    pub(super) json: Option<String>,
    /// NULL is not allowed.
    pub(super) required: bool,
    /// Only NULL is.
    pub(super) null: bool,
}

impl Limits {
    /// What a check adds about a column.
    pub(super) fn add(&mut self, check: &Expression, column: &str) {
        match check {
            Expression::And(items) => items.iter().for_each(|item| self.add(item, column)),
            Expression::Or(items) => self.any(items, column),
            Expression::In(left, items, false) if names(left, column) => {
                if let Some(list) = literals(items) {
                    self.only(list);
                }
            }
            Expression::In(left, items, true) if names(left, column) => {
                self.excluded.extend(literals(items).unwrap_or_default());
            }
            Expression::Is(of, what, negated) if names(of, column) => {
                match (what.as_str(), negated) {
                    ("null", true) => self.required = true,
                    ("null", false) => self.null = true,
                    ("true", false) => self.only(vec![Value::Bool(true)]),
                    ("false", false) => self.only(vec![Value::Bool(false)]),
                    _ => {}
                }
            }
            Expression::Column(name) if same(name, column) => self.only(vec![Value::Bool(true)]),
            Expression::Prefix(op, of) if op == "not" && names(of, column) => {
                self.only(vec![Value::Bool(false)]);
            }
            Expression::Infix(op, left, right)
                if matches!(op.as_str(), "~" | "~*" | "glob") && names(left, column) =>
            {
                self.patterns.extend(truth::pattern(op, right));
            }
            Expression::Call(name, args) if name == "regexp_like" => {
                if let [of, text] = args.as_slice()
                    && names(of, column)
                {
                    self.patterns.extend(truth::pattern("~*", text));
                }
            }
            Expression::Call(name, args)
                if name == "json_valid" && args.first().is_some_and(|a| names(a, column)) =>
            {
                self.json.get_or_insert_default();
            }
            Expression::Infix(op, left, right)
                if op == "=" && is_json_type(left, column) && literal(right).is_some() =>
            {
                let kind = literal(right).and_then(|v| v.as_str().map(str::to_lowercase));
                self.json = kind.or(self.json.take());
            }
            Expression::Infix(op, left, right) => {
                if let Some(value) = literal(right) {
                    self.compare(op, left, &value, column);
                } else if let Some(value) = literal(left)
                    && let Some(op) = mirrored(op)
                {
                    self.compare(op, right, &value, column);
                }
            }
            _ => {}
        }
    }

    /// The union of lists, when every arm is one (an arm may also be `IS NULL`).
    fn any(&mut self, items: &[Expression], column: &str) {
        let mut list = Vec::new();
        for item in items {
            let mut arm = Self::default();
            arm.add(item, column);
            match arm.allowed {
                Some(values) => list.extend(values),
                None if arm.null => {}
                // Any of them will do.
                None if !arm.patterns.is_empty() && is_match(item) => {
                    self.patterns.extend(arm.patterns);
                    return;
                }
                None => return,
            }
        }
        if !list.is_empty() {
            self.only(list);
        }
    }

    fn only(&mut self, list: Vec<Value>) {
        self.allowed = Some(match self.allowed.take() {
            Some(before) => before.into_iter().filter(|v| list.contains(v)).collect(),
            None => list,
        });
    }

    fn compare(&mut self, op: &str, left: &Expression, value: &Value, column: &str) {
        if let Expression::Call(name, args) = left
            && matches!(name.as_str(), "length" | "char_length" | "octet_length")
            && args.first().is_some_and(|a| names(a, column))
        {
            if let Some(n) = value.as_int().and_then(|n| usize::try_from(n).ok()) {
                self.length(op, n);
            }
            return;
        }
        if !names(left, column) {
            return;
        }
        match op {
            "=" => self.only(vec![value.clone()]),
            "<>" => self.excluded.push(value.clone()),
            "like" => self.like = value.as_str().map(str::to_owned),
            "<" | "<=" | ">" | ">=" => self.range(op, value),
            _ => {}
        }
    }

    fn length(&mut self, op: &str, n: usize) {
        let longest = |now: Option<usize>, n: usize| Some(now.map_or(n, |l| l.min(n)));
        let shortest = |now: Option<usize>, n: usize| Some(now.map_or(n, |l| l.max(n)));
        match op {
            "=" => {
                self.shortest = shortest(self.shortest, n);
                self.longest = longest(self.longest, n);
            }
            "<" => self.longest = longest(self.longest, n.saturating_sub(1)),
            "<=" => self.longest = longest(self.longest, n),
            ">" => self.shortest = shortest(self.shortest, n + 1),
            ">=" => self.shortest = shortest(self.shortest, n),
            "<>" if n == 0 => self.shortest = shortest(self.shortest, 1),
            _ => {}
        }
    }

    fn range(&mut self, op: &str, value: &Value) {
        let open = matches!(op, "<" | ">");
        let upper = op.starts_with('<');
        if let Some(at) = value.as_decimal() {
            let bound = Bound { at, open };
            let slot = if upper { &mut self.most } else { &mut self.least };
            let tighter = slot.is_none_or(|b| if upper { at < b.at } else { at > b.at });
            if tighter {
                *slot = Some(bound);
            }
        } else if let Some(at) = value.as_datetime() {
            let minute = chrono::Duration::days(i64::from(open));
            if upper {
                let at = at - minute;
                self.latest = Some(self.latest.map_or(at, |l| l.min(at)));
            } else {
                let at = at + minute;
                self.earliest = Some(self.earliest.map_or(at, |l| l.max(at)));
            }
        }
    }

    /// Why no value can satisfy them, if none can.
    pub(super) fn contradiction(&self) -> Option<String> {
        if self.allowed.as_ref().is_some_and(Vec::is_empty) {
            return Some("its checks allow no value".into());
        }
        if let (Some(least), Some(most)) = (self.least, self.most)
            && (least.at > most.at || (least.at == most.at && (least.open || most.open)))
        {
            return Some(format!(
                "its checks ask for at least {} and at most {}",
                least.at, most.at
            ));
        }
        if let (Some(short), Some(long)) = (self.shortest, self.longest)
            && short > long
        {
            return Some(format!(
                "its checks ask for {short} characters or more and {long} or less"
            ));
        }
        match (self.earliest, self.latest) {
            (Some(from), Some(to)) if from > to => {
                Some(format!("its checks ask for {from} or later and {to} or earlier"))
            }
            _ => None,
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// `jsonb_typeof(column)` and what it is called elsewhere.
fn is_json_type(of: &Expression, column: &str) -> bool {
    matches!(of, Expression::Call(name, args)
        if matches!(name.as_str(), "jsonb_typeof" | "json_typeof" | "json_type")
            && args.first().is_some_and(|a| names(a, column)))
}

/// A match with a pattern and nothing else.
fn is_match(of: &Expression) -> bool {
    matches!(of, Expression::Infix(op, ..) if matches!(op.as_str(), "~" | "~*" | "glob"))
        || matches!(of, Expression::Call(name, _) if name == "regexp_like")
}

/// The column itself, perhaps cast or folded.
fn names(of: &Expression, column: &str) -> bool {
    match of {
        Expression::Column(name) => same(name, column),
        Expression::Cast(of, _) => names(of, column),
        // `upper(c) = 'X'` holds of 'X', if it can hold at all.
        Expression::Call(name, args) => {
            matches!(name.as_str(), "upper" | "lower" | "trim" | "btrim")
                && args.first().is_some_and(|a| names(a, column))
        }
        _ => false,
    }
}

fn literal(of: &Expression) -> Option<Value> {
    match of {
        Expression::Number(n) => n.parse().ok().map(Value::Decimal),
        Expression::Text(text) => Some(Value::Text(text.clone().into())),
        Expression::Bool(b) => Some(Value::Bool(*b)),
        Expression::Cast(of, _) => literal(of),
        Expression::Prefix(op, of) if op == "-" => {
            literal(of)?.as_decimal().map(|d| Value::Decimal(-d))
        }
        _ => None,
    }
}

fn literals(items: &[Expression]) -> Option<Vec<Value>> {
    items.iter().map(literal).collect()
}

fn mirrored(op: &str) -> Option<&'static str> {
    Some(match op {
        "=" => "=",
        "<>" => "<>",
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use seedbed_schema_model::{Dialect, Expr, Schema, Table, normal::condition::read};

    use super::*;

    fn limits(check: &str) -> Limits {
        let schema = Schema::empty(Dialect::POSTGRES);
        let mut limits = Limits::default();
        limits.add(&read(&schema, &Table::new("t"), &Expr::from(check)).unwrap(), "c");
        limits
    }

    fn texts(list: &[&'static str]) -> Option<Vec<Value>> {
        Some(list.iter().map(|t| Value::from(*t)).collect())
    }

    #[test]
    fn lists_ranges_and_lengths() {
        assert_eq!(limits("c in ('a', 'b') and c <> 'b'").allowed, texts(&["a", "b"]));
        assert_eq!(limits("c = 'a' or c = 'b' or c is null").allowed, texts(&["a", "b"]));
        assert_eq!(limits("c = 'a' or d = 'b'").allowed, None);
        let range = limits("0 < c and c <= 10");
        assert_eq!(range.least, Some(Bound { at: Decimal::ZERO, open: true }));
        assert_eq!(range.most, Some(Bound { at: Decimal::TEN, open: false }));
        let length = limits("length(c) between 3 and 5");
        assert_eq!((length.shortest, length.longest), (Some(3), Some(5)));
        assert!(limits("c > 5 and c < 5").contradiction().is_some());
        assert_eq!(limits("c in ('a') and c in ('b')").allowed, Some(vec![]));
        assert!(limits("c is not null").required);
        assert_eq!(limits("jsonb_typeof(c) = 'array'").json.as_deref(), Some("array"));
        assert_eq!(limits("json_valid(c)").json.as_deref(), Some(""));
    }
}
