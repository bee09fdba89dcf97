//! The parsed expression, and its one spelling.

use std::fmt::Write as _;

use super::{
    grammar::{self, level},
    token,
};
use crate::{Dialect, Family};

/// An expression, already in normal form: nodes are made by [`super::rewrite`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::normal) enum Node {
    /// A number: its value in one spelling, and as written.
    Number {
        /// The value.
        value: String,
        /// As written.
        raw: String,
    },
    /// A string.
    Text(String),
    /// A bit string (`b`) or hexadecimal one (`x`).
    Bits(char, String),
    /// PostgreSQL's true and false; elsewhere they are numbers.
    Bool(bool),
    /// NULL.
    Null,
    /// `*` in `count(*)`.
    Star,
    /// A PostgreSQL interval of known length.
    Interval(String),
    /// MySQL `interval 1 day`.
    Span(Box<Node>, String),
    /// A column, possibly qualified.
    Column(Vec<String>),
    /// A function; without parentheses when `bare` (`current_timestamp`).
    Call {
        /// In lower case, possibly qualified.
        name: String,
        /// The arguments.
        args: Vec<Node>,
        /// Written without parentheses.
        bare: bool,
        /// `distinct` before the arguments.
        distinct: bool,
    },
    /// A prefix operator: `not`, `-`, `~`, …
    Prefix(String, Box<Node>),
    /// An infix operator.
    Infix(String, Box<Node>, Box<Node>),
    /// Conjunction of two or more.
    And(Vec<Node>),
    /// Disjunction of two or more.
    Or(Vec<Node>),
    /// `left [not] in (items)`.
    In(Box<Node>, Vec<Node>, bool),
    /// `left is [not] what`, of `null`, `true`, `false`, `unknown` and the like.
    Is(Box<Node>, String, bool),
    /// `case`.
    Case {
        /// What is compared, if anything.
        operand: Option<Box<Node>>,
        /// When, then.
        arms: Vec<(Node, Node)>,
        /// Else.
        otherwise: Option<Box<Node>>,
    },
    /// `cast(of as type)`.
    Cast(Box<Node>, String),
    /// `array[…]`.
    Array(Vec<Node>),
    /// `(a, b)`.
    Row(Vec<Node>),
    /// `of[at]` or `of[from:to]`.
    Element(Box<Node>, Vec<Node>),
    /// `(of).field`.
    Field(Box<Node>, String),
    /// `of collate name`.
    Collate(Box<Node>, String),
    /// `(select expr)` without a table.
    Select(Box<Node>),
    /// Any other query, by its tokens.
    Query(String),
}

impl Node {
    /// A function of no arguments, written without parentheses.
    pub(super) fn bare(name: &str) -> Self {
        Self::Call { name: name.to_owned(), args: Vec::new(), bare: true, distinct: false }
    }

    /// A function.
    pub(super) fn call(name: impl Into<String>, args: Vec<Self>) -> Self {
        Self::Call { name: name.into(), args, bare: false, distinct: false }
    }

    /// Whether this is a value by itself.
    pub(super) fn is_literal(&self) -> bool {
        matches!(
            self,
            Self::Number { .. }
                | Self::Text(_)
                | Self::Bits(..)
                | Self::Bool(_)
                | Self::Null
                | Self::Interval(_)
        )
    }

    /// Chains within a chain of the same sort become part of it.
    pub(super) fn flattened(self) -> Self {
        let join = |items: Vec<Self>, inner: fn(Self) -> Result<Vec<Self>, Self>| {
            items.into_iter().flat_map(|i| inner(i).unwrap_or_else(|i| vec![i])).collect()
        };
        match self {
            Self::And(items) => Self::And(join(items, |i| match i {
                Self::And(more) => Ok(more),
                other => Err(other),
            })),
            Self::Or(items) => Self::Or(join(items, |i| match i {
                Self::Or(more) => Ok(more),
                other => Err(other),
            })),
            other => other,
        }
    }

    /// The text.
    pub(in crate::normal) fn write(&self, dialect: Dialect) -> String {
        let mut out = Writer { dialect, out: String::new() };
        out.node(self);
        out.out
    }

    fn level(&self, dialect: Dialect) -> u8 {
        match self {
            Self::Or(_) => level::OR,
            Self::And(_) => level::AND,
            Self::Prefix(op, _) => grammar::prefix(op),
            Self::In(..) | Self::Is(..) => level::COMPARE,
            Self::Infix(op, ..) => grammar::infix(dialect, op).unwrap_or(level::COMPARE),
            Self::Collate(..) | Self::Span(..) => level::COLLATE,
            Self::Number { value, .. } if value.starts_with('-') => level::SIGN,
            _ => level::ATOM,
        }
    }
}

struct Writer {
    dialect: Dialect,
    out: String,
}

impl Writer {
    fn list(&mut self, items: &[Node], between: &str) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.out.push_str(between);
            }
            self.node(item);
        }
    }

    /// An operand that needs parentheses unless it binds tighter than `than`.
    fn operand(&mut self, node: &Node, than: u8) {
        if node.level(self.dialect) > than {
            self.node(node);
        } else {
            self.parens(node);
        }
    }

    fn parens(&mut self, node: &Node) {
        self.out.push('(');
        self.node(node);
        self.out.push(')');
    }

    fn name(&mut self, name: &str) {
        let plain = name.chars().next().is_some_and(token::starts_word)
            && name.chars().all(token::continues_word)
            && (self.dialect.family != Family::Postgres
                || !name.chars().any(|c| c.is_ascii_uppercase()))
            && !grammar::is_structural(name);
        if plain {
            self.out.push_str(name);
        } else {
            self.out.push_str(&self.dialect.quote(name));
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Number { value, .. } => self.out.push_str(value),
            Node::Text(text) => self.out.push_str(&self.dialect.literal(text)),
            Node::Bits(base, digits) => {
                let _ = write!(self.out, "{base}'{digits}'");
            }
            Node::Bool(value) => {
                let _ = write!(self.out, "{value}");
            }
            Node::Null => self.out.push_str("null"),
            Node::Star => self.out.push('*'),
            Node::Interval(text) => {
                let _ = write!(self.out, "interval '{text}'");
            }
            Node::Span(count, unit) => {
                self.out.push_str("interval ");
                self.operand(count, level::SIGN);
                let _ = write!(self.out, " {unit}");
            }
            Node::Column(path) => {
                for (i, part) in path.iter().enumerate() {
                    if i > 0 {
                        self.out.push('.');
                    }
                    self.name(part);
                }
            }
            Node::Call { name, args, bare, distinct } => self.call(name, args, *bare, *distinct),
            Node::Prefix(op, of) => {
                let own = grammar::prefix(op);
                self.out.push_str(op);
                if op != "-"
                    || matches!(**of, Node::Prefix(..))
                    || of.level(self.dialect) == level::SIGN
                {
                    self.out.push(' ');
                }
                // Prefix operators stack without parentheses.
                self.operand(of, own - 1);
            }
            Node::Infix(op, left, right) => {
                let own = node.level(self.dialect);
                // Comparisons do not associate, everything above them does to the left.
                self.operand(left, if own > level::COMPARE { own - 1 } else { own });
                let _ = write!(self.out, " {op} ");
                self.operand(right, own);
            }
            Node::And(items) => self.chain(items, " and ", level::AND),
            Node::Or(items) => self.chain(items, " or ", level::OR),
            Node::In(left, items, negated) => {
                self.operand(left, level::COMPARE);
                self.out.push_str(if *negated { " not in (" } else { " in (" });
                match items.as_slice() {
                    [query @ (Node::Query(_) | Node::Select(_))] => {
                        self.out.pop();
                        self.node(query);
                    }
                    items => {
                        self.list(items, ", ");
                        self.out.push(')');
                    }
                }
            }
            Node::Is(left, what, negated) => {
                self.operand(left, level::COMPARE);
                let _ = write!(self.out, " is {}{what}", if *negated { "not " } else { "" });
            }
            Node::Case { operand, arms, otherwise } => {
                self.out.push_str("case");
                if let Some(operand) = operand {
                    self.out.push(' ');
                    self.node(operand);
                }
                for (when, then) in arms {
                    self.out.push_str(" when ");
                    self.node(when);
                    self.out.push_str(" then ");
                    self.node(then);
                }
                if let Some(otherwise) = otherwise {
                    self.out.push_str(" else ");
                    self.node(otherwise);
                }
                self.out.push_str(" end");
            }
            Node::Cast(of, ty) => {
                self.out.push_str("cast(");
                self.node(of);
                let _ = write!(self.out, " as {ty})");
            }
            Node::Array(items) => {
                self.out.push_str("array[");
                self.list(items, ", ");
                self.out.push(']');
            }
            Node::Row(items) => {
                self.out.push_str("row(");
                self.list(items, ", ");
                self.out.push(')');
            }
            Node::Element(of, at) => {
                self.postfixed(of);
                self.out.push('[');
                self.list(at, " : ");
                self.out.push(']');
            }
            Node::Field(of, name) => {
                self.parens(of);
                self.out.push('.');
                self.name(name);
            }
            Node::Collate(of, name) => {
                self.operand(of, level::COLLATE - 1);
                self.out.push_str(" collate ");
                self.name(name);
            }
            Node::Select(of) => {
                self.out.push_str("(select ");
                self.node(of);
                self.out.push(')');
            }
            Node::Query(text) => {
                let _ = write!(self.out, "({text})");
            }
        }
    }

    fn chain(&mut self, items: &[Node], between: &str, own: u8) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.out.push_str(between);
            }
            self.operand(item, own);
        }
    }

    fn postfixed(&mut self, of: &Node) {
        match of {
            Node::Column(_) | Node::Element(..) => self.node(of),
            of => self.parens(of),
        }
    }

    fn call(&mut self, name: &str, args: &[Node], bare: bool, distinct: bool) {
        self.out.push_str(name);
        if bare {
            return;
        }
        // The query is its own parentheses: `exists (select …)`.
        if let ("exists" | "any" | "all" | "array", [query @ (Node::Query(_) | Node::Select(_))]) =
            (name, args)
        {
            self.out.push(' ');
            return self.node(query);
        }
        self.out.push('(');
        if distinct {
            self.out.push_str("distinct ");
        }
        self.list(args, ", ");
        self.out.push(')');
    }
}

impl Node {
    /// Pushes what this node is made of.
    pub(super) fn children<'n>(&'n self, out: &mut Vec<&'n Self>) {
        match self {
            Self::Number { .. }
            | Self::Text(_)
            | Self::Bits(..)
            | Self::Bool(_)
            | Self::Null
            | Self::Star
            | Self::Interval(_)
            | Self::Column(_)
            | Self::Query(_) => {}
            Self::Span(of, _)
            | Self::Prefix(_, of)
            | Self::Is(of, ..)
            | Self::Cast(of, _)
            | Self::Field(of, _)
            | Self::Collate(of, _)
            | Self::Select(of) => out.push(of),
            Self::Infix(_, left, right) => out.extend([&**left, &**right]),
            Self::Call { args: items, .. }
            | Self::And(items)
            | Self::Or(items)
            | Self::Array(items)
            | Self::Row(items) => out.extend(items),
            Self::In(of, items, _) | Self::Element(of, items) => {
                out.push(of);
                out.extend(items);
            }
            Self::Case { operand, arms, otherwise } => {
                out.extend(operand.iter().chain(otherwise).map(|n| &**n));
                out.extend(arms.iter().flat_map(|(when, then)| [when, then]));
            }
        }
    }
}
