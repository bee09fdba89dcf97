//! How nodes are made: every rule that makes two spellings of one meaning the same is here.

use super::{Context, grammar, node::Node, token};
use crate::{
    Family, TypeKind,
    normal::{literals, numbers, types, values},
};

/// Beyond this size the operand of BETWEEN is not written twice.
const MAX_COPIED: usize = 300;

/// How deep the type of an operand is looked for.
const MAX_TYPED: u32 = 6;

/// Makes nodes in normal form.
#[derive(Clone, Copy)]
pub(super) struct Rewrite<'a>(pub(super) Context<'a>);

impl Rewrite<'_> {
    fn postgres(self) -> bool {
        self.0.dialect.family == Family::Postgres
    }

    fn mysql(self) -> bool {
        self.0.dialect.is_mysql_like()
    }

    pub(super) fn number(self, raw: &str) -> Option<Node> {
        let hexadecimal = raw.strip_prefix("0x").or_else(|| raw.strip_prefix("0X"));
        if let Some(digits) = hexadecimal.filter(|_| self.mysql()) {
            return Some(self.bits('x', &digits.to_ascii_lowercase()));
        }
        Some(Node::Number { value: numbers::canonical(raw)?, raw: raw.to_owned() })
    }

    /// PostgreSQL's bit strings are strings of digits; MySQL prints `b'101'` as `0x05`.
    pub(super) fn bits(self, base: char, digits: &str) -> Node {
        if self.postgres() && base == 'b' {
            return Node::Text(digits.to_owned());
        }
        if !self.mysql() {
            return Node::Bits(base, digits.to_owned());
        }
        let odd = digits.len() % 2 == 1;
        match base {
            'b' => match u128::from_str_radix(digits, 2) {
                Ok(value) => {
                    let hex = format!("{value:x}");
                    let zero = if hex.len() % 2 == 1 { "0" } else { "" };
                    Node::Bits('x', format!("{zero}{hex}"))
                }
                Err(_) => Node::Bits('b', digits.to_owned()),
            },
            base => Node::Bits(base, format!("{}{digits}", if odd { "0" } else { "" })),
        }
    }

    /// True and false are 1 and 0 except on PostgreSQL.
    pub(super) fn boolean(self, value: bool) -> Node {
        if self.postgres() {
            Node::Bool(value)
        } else {
            let digit = if value { "1" } else { "0" };
            Node::Number { value: digit.to_owned(), raw: digit.to_owned() }
        }
    }

    /// A column; the name of its own table before it says nothing.
    pub(super) fn column(self, mut path: Vec<String>) -> Node {
        if let (Some(table), [.., qualifier, _]) = (self.0.table, path.as_slice())
            && qualifier.eq_ignore_ascii_case(&table.name.name)
        {
            path.drain(..path.len() - 1);
        }
        Node::Column(path)
    }

    /// The name of a function as it is written; `None` when it cannot be one.
    pub(super) fn function_name(self, mut path: Vec<String>) -> Option<String> {
        if self.postgres() && path.len() == 2 && (path[0] == "pg_catalog" || path[0] == "public") {
            path.remove(0);
        }
        if path.len() == 1 && grammar::is_not_a_function(&path[0]) {
            return None;
        }
        let part = |part: &String| {
            let plain = part.chars().next().is_some_and(token::starts_word)
                && part.chars().all(token::continues_word)
                && !part.chars().any(|c| c.is_ascii_uppercase());
            if plain { part.clone() } else { self.0.dialect.quote(part) }
        };
        Some(path.iter().map(part).collect::<Vec<_>>().join("."))
    }

    pub(super) fn call(self, name: String, mut args: Vec<Node>) -> Node {
        let name = if self.postgres() {
            postgres_function(&name)
        } else if self.mysql() {
            mysql_function(&name)
        } else {
            &name
        };
        if self.postgres() && name == "nextval" {
            // The default schema and the quotes of a sequence's name are a matter of spelling.
            for arg in &mut args {
                if let Node::Text(text) = arg {
                    *text = regclass(text);
                }
            }
        }
        if self.mysql() && name == "nextval" {
            // A dump names the database it was made of.
            for arg in &mut args {
                if let Node::Column(path) = arg {
                    path.drain(..path.len().saturating_sub(1));
                }
            }
        }
        if self.postgres() && name != "extract" {
            for arg in &mut args {
                self.take_promotion(arg);
            }
        }
        if grammar::is_bare_function(name) {
            let default = match args.as_slice() {
                [] => true,
                [Node::Number { value, .. }] => value == if self.postgres() { "6" } else { "0" },
                _ => false,
            };
            return if default { Node::bare(name) } else { Node::call(name, args) };
        }
        match (name, args.as_mut_slice()) {
            ("mod", [_, _]) if self.mysql() => {
                let (right, left) = (args.remove(1), args.remove(0));
                self.infix("%".to_owned(), left, right)
            }
            ("isnull", [_]) if self.mysql() => {
                let of = args.remove(0);
                self.is(of, "null", false)
            }
            ("date_add" | "date_sub", [_, Node::Span(..)]) if self.mysql() => {
                let (span, of) = (args.remove(1), args.remove(0));
                let op = if name == "date_add" { "+" } else { "-" };
                self.infix(op.to_owned(), of, span)
            }
            // In the text of a pattern nothing is gained by telling the two apart.
            ("extract", [Node::Text(field), _]) => {
                *field = field.to_ascii_lowercase();
                Node::call(name, args)
            }
            _ => Node::call(name, args),
        }
    }

    pub(super) fn and(self, left: Node, right: Node) -> Node {
        let mut items = match left {
            Node::And(items) => items,
            left => vec![left],
        };
        match right {
            Node::And(more) => items.extend(more),
            right => items.push(right),
        }
        Node::And(items)
    }

    pub(super) fn or(self, left: Node, right: Node) -> Node {
        let mut items = match left {
            Node::Or(items) => items,
            left => vec![left],
        };
        match right {
            Node::Or(more) => items.extend(more),
            right => items.push(right),
        }
        Node::Or(items)
    }

    pub(super) fn not(self, of: Node) -> Node {
        match of {
            Node::Prefix(op, of) if op == "not" && self.is_boolean(&of) => *of,
            Node::In(left, items, negated) => Node::In(left, items, !negated),
            Node::Is(left, what, negated) => Node::Is(left, what, !negated),
            Node::Bool(value) => Node::Bool(!value),
            // MariaDB stores De Morgan's other side.
            Node::And(items) => {
                Node::Or(items.into_iter().map(|i| self.not(i)).collect()).flattened()
            }
            Node::Or(items) => {
                Node::And(items.into_iter().map(|i| self.not(i)).collect()).flattened()
            }
            of @ Node::Column(_) if self.mysql() => {
                let zero = Node::Number { value: "0".to_owned(), raw: "0".to_owned() };
                self.infix("=".to_owned(), of, zero)
            }
            // `x <> all (…)` is not the opposite of `x = all (…)`.
            Node::Infix(op, left, right) if !is_quantified(&right) => {
                match grammar::opposite(&op) {
                    Some(opposite) => Node::Infix(opposite.to_owned(), left, right),
                    None => Node::Prefix("not".to_owned(), Box::new(Node::Infix(op, left, right))),
                }
            }
            of => Node::Prefix("not".to_owned(), Box::new(of)),
        }
    }

    /// Whether a second NOT takes back the first: MySQL makes 1 of `not not 5`.
    fn is_boolean(self, node: &Node) -> bool {
        match node {
            Node::And(_) | Node::Or(_) | Node::In(..) | Node::Is(..) | Node::Bool(_) => true,
            Node::Column(_) => self.postgres(),
            Node::Prefix(op, _) => op == "not",
            Node::Infix(op, ..) => grammar::is_comparison(op),
            _ => false,
        }
    }

    pub(super) fn negate(self, of: Node) -> Node {
        match of {
            Node::Number { value, raw } => {
                let flip = |text: String| match text.strip_prefix('-') {
                    Some(positive) => positive.to_owned(),
                    None if text == "0" => text,
                    None => format!("-{text}"),
                };
                Node::Number { value: flip(value), raw: flip(raw) }
            }
            Node::Prefix(op, of) if op == "-" => *of,
            of => Node::Prefix("-".to_owned(), Box::new(of)),
        }
    }

    pub(super) fn is(self, left: Node, what: &str, negated: bool) -> Node {
        Node::Is(Box::new(left), what.to_owned(), negated)
    }

    /// `left between low and high`.
    pub(super) fn between(self, left: Node, low: Node, high: Node, negated: bool) -> Option<Node> {
        if size(&left) > MAX_COPIED {
            return None;
        }
        let (first, second) = if negated { ("<", ">") } else { (">=", "<=") };
        let first = self.infix(first.to_owned(), left.clone(), low);
        let second = self.infix(second.to_owned(), left, high);
        Some(if negated { self.or(first, second) } else { self.and(first, second) })
    }

    /// `left between symmetric one and other`.
    pub(super) fn between_symmetric(
        self,
        left: Node,
        one: Node,
        other: Node,
        negated: bool,
    ) -> Option<Node> {
        if size(&one) > MAX_COPIED || size(&other) > MAX_COPIED {
            return None;
        }
        let first = self.between(left.clone(), one.clone(), other.clone(), negated)?;
        let second = self.between(left, other, one, negated)?;
        Some(if negated { self.and(first, second) } else { self.or(first, second) })
    }

    /// `left in (items)`; a list of one is an equality.
    pub(super) fn in_list(self, left: Node, mut items: Vec<Node>, negated: bool) -> Node {
        for item in &mut items {
            self.align(&left, item);
        }
        if self.postgres() && items.len() > 1 && size(&left) <= MAX_COPIED {
            // PostgreSQL compares one by one what is not constant, and rows.
            let rows = matches!(left, Node::Row(_));
            let (apart, constant): (Vec<_>, Vec<_>) =
                items.into_iter().partition(|item| rows || has_column(item));
            if !apart.is_empty() {
                let constant = match constant.len() {
                    0 => None,
                    _ => Some(self.in_list(left.clone(), constant, negated)),
                };
                let op = if negated { "<>" } else { "=" };
                let one = |item| self.infix(op.to_owned(), left.clone(), item);
                let all = constant.into_iter().chain(apart.into_iter().map(one));
                let joined =
                    all.reduce(|a, b| if negated { self.and(a, b) } else { self.or(a, b) });
                return joined.unwrap_or(Node::Null);
            }
            items = constant;
        }
        let query = matches!(items.as_slice(), [Node::Query(_) | Node::Select(_)]);
        if items.len() == 1 && !query {
            let op = if negated { "<>" } else { "=" };
            return self.infix(op.to_owned(), left, items.remove(0));
        }
        Node::In(Box::new(self.widened(left, items.first())), items, negated)
    }

    pub(super) fn infix(self, op: String, mut left: Node, mut right: Node) -> Node {
        let adds_time = op == "+" && self.postgres();
        if grammar::is_comparison(&op) || op == "@>" || op == "<@" {
            self.align(&left, &mut right);
            self.align(&right, &mut left);
        } else if adds_time {
            self.align_interval(&left, &mut right);
            self.align_interval(&right, &mut left);
        }
        if let (Some(mirrored), true, false) =
            (grammar::mirrored(&op), left.is_literal(), right.is_literal())
        {
            return self.infix(mirrored.to_owned(), right, left);
        }
        match (op.as_str(), left, right) {
            ("=" | "<>", Node::Row(left), Node::Row(right))
                if self.postgres() && left.len() == right.len() && left.len() > 1 =>
            {
                let pair = |(l, r)| self.infix(op.clone(), l, r);
                let pairs = left.into_iter().zip(right).map(pair);
                let joined =
                    pairs.reduce(|a, b| if op == "=" { self.and(a, b) } else { self.or(a, b) });
                joined.unwrap_or(Node::Null)
            }
            ("sounds like", left, right) => {
                let sound = |node| Node::call("soundex", vec![node]);
                self.infix("=".to_owned(), sound(left), sound(right))
            }
            // `= any (array[…])` is how PostgreSQL stores IN.
            ("=", left, Node::Call { name, mut args, .. })
                if name == "any"
                    && matches!(args.as_slice(), [Node::Array(i)] if !i.is_empty()) =>
            {
                self.in_list(left, elements(args.pop()), false)
            }
            ("<>", left, Node::Call { name, mut args, .. })
                if name == "all"
                    && matches!(args.as_slice(), [Node::Array(i)] if !i.is_empty()) =>
            {
                self.in_list(left, elements(args.pop()), true)
            }
            ("=", left @ Node::Column(_), Node::Bool(true))
            | ("<>", left @ Node::Column(_), Node::Bool(false)) => left,
            ("=", left @ Node::Column(_), Node::Bool(false))
            | ("<>", left @ Node::Column(_), Node::Bool(true)) => self.not(left),
            ("similar to", left, right) if self.postgres() => {
                self.infix("~".to_owned(), left, Node::call("similar_to_escape", vec![right]))
            }
            ("not similar to", left, right) if self.postgres() => {
                self.infix("!~".to_owned(), left, Node::call("similar_to_escape", vec![right]))
            }
            ("escape", left, right) if self.postgres() => {
                Node::call("like_escape", vec![left, right])
            }
            ("->", left, right) if self.mysql() => Node::call("json_extract", vec![left, right]),
            ("->>", left, right) if self.mysql() => {
                let value = Node::call("json_extract", vec![left, right]);
                Node::call("json_unquote", vec![value])
            }
            ("regexp", left, right) if self.mysql() => Node::call("regexp_like", vec![left, right]),
            ("not regexp", left, right) if self.mysql() => {
                self.not(Node::call("regexp_like", vec![left, right]))
            }
            ("^", mut left, mut right) if self.postgres() => {
                self.take_promotion(&mut left);
                self.take_promotion(&mut right);
                Node::Infix(op, Box::new(left), Box::new(right))
            }
            (_, left, right) => {
                let left = self.widened(left, Some(&right));
                let right = self.widened(right, Some(&left));
                Node::Infix(op, Box::new(left), Box::new(right))
            }
        }
    }

    /// A literal compared with a column is one of the column's type.
    fn align(self, with: &Node, literal: &mut Node) {
        if matches!(literal, Node::Text(_))
            && let Some(kind) = self.kind_of_node(with, MAX_TYPED)
            && let Some(aligned) = values::compared(self.0.dialect, &kind, literal)
        {
            *literal = aligned;
        }
    }

    /// What is added to a time is an interval.
    fn align_interval(self, with: &Node, literal: &mut Node) {
        if let Node::Text(text) = &literal
            && let Some(interval) = literals::interval(text)
            && let Some(TypeKind::Instant { .. } | TypeKind::DateTime { .. } | TypeKind::Interval) =
                self.kind_of_node(with, MAX_TYPED)
        {
            *literal = Node::Interval(interval);
        }
    }

    /// The type of an operand, as far as literals beside it are concerned.
    fn kind_of_node(self, node: &Node, depth: u32) -> Option<TypeKind> {
        let depth = depth.checked_sub(1)?;
        let instant = TypeKind::Instant { precision: None };
        let civil = TypeKind::DateTime { precision: None };
        match node {
            Node::Column(path) => self.kind_of(path),
            Node::Interval(_) => Some(TypeKind::Interval),
            _ if !self.postgres() => None,
            Node::Cast(_, ty) => Some(types::kind(self.0.dialect, ty)),
            Node::Call { name, args, .. } => match (name.as_str(), args.as_slice()) {
                ("current_timestamp" | "clock_timestamp" | "statement_timestamp", _) => {
                    Some(instant)
                }
                ("localtimestamp", _) => Some(civil),
                ("current_date", _) => Some(TypeKind::Date),
                ("age" | "make_interval", _) => Some(TypeKind::Interval),
                ("date_trunc", [_, of]) => self.kind_of_node(of, depth),
                ("timezone", [_, of]) => match self.kind_of_node(of, depth)? {
                    TypeKind::Instant { .. } => Some(civil),
                    _ => Some(instant),
                },
                _ => None,
            },
            Node::Infix(op, left, right) if op == "-" || op == "+" => {
                let (left, right) =
                    (self.kind_of_node(left, depth)?, self.kind_of_node(right, depth)?);
                let is_time = |k: &TypeKind| {
                    matches!(k, TypeKind::Instant { .. } | TypeKind::DateTime { .. })
                };
                match (is_time(&left), is_time(&right)) {
                    (true, true) if op == "-" => Some(TypeKind::Interval),
                    (true, false) => Some(left),
                    (false, true) => Some(right),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn kind_of(self, path: &[String]) -> Option<TypeKind> {
        // OLD and NEW rows of a trigger have the columns of its table.
        let row = |word: &String| ["old", "new"].iter().any(|w| word.eq_ignore_ascii_case(w));
        let name = match path {
            [name] => name,
            [qualifier, name] if row(qualifier) => name,
            _ => return None,
        };
        let table = self.0.table?;
        let column = table
            .columns
            .iter()
            .find(|c| c.name == *name || (!self.postgres() && c.name.eq_ignore_ascii_case(name)))?;
        Some(values::kind_of(self.0.dialect, &column.ty))
    }

    /// PostgreSQL casts the narrower operand to the type of the wider one and shows it.
    fn widened(self, node: Node, other: Option<&Node>) -> Node {
        match node {
            Node::Cast(of, ty) if self.postgres() => {
                let class = Class::of_type(&ty);
                if class.is_some() && other.is_some_and(|o| self.class(o) == class) {
                    *of
                } else {
                    Node::Cast(of, ty)
                }
            }
            node => node,
        }
    }

    /// Takes away the cast PostgreSQL puts on a column that a function or operator wants wider.
    fn take_promotion(self, node: &mut Node) {
        let Node::Cast(of, ty) = &*node else { return };
        let Node::Column(path) = &**of else { return };
        let (Some(from), Some(to)) = (self.kind_of(path), Class::of_type(ty)) else { return };
        let implicit = match from {
            TypeKind::Date => matches!(to, Class::DateTime | Class::Instant),
            TypeKind::Integer { .. } => !matches!(to, Class::DateTime | Class::Instant),
            TypeKind::Decimal { .. } => matches!(to, Class::Double | Class::Real),
            TypeKind::Float { .. } => to == Class::Double,
            _ => false,
        };
        if implicit {
            *node = (**of).clone();
        }
    }

    fn class(self, node: &Node) -> Option<Class> {
        match node {
            Node::Number { raw, .. } if raw.contains(['.', 'e', 'E']) => Some(Class::Numeric),
            Node::Number { .. } => Some(Class::Integer),
            Node::Cast(_, ty) => Class::of_type(ty),
            Node::Column(path) => Class::of_type(&types::text_form(
                self.0.dialect,
                &self.0.table?.column(path.last()?)?.ty.raw,
            )),
            Node::Prefix(op, of) if op == "-" => self.class(of),
            Node::Call { name, .. } => match name.as_str() {
                "current_timestamp" | "clock_timestamp" => Some(Class::Instant),
                "localtimestamp" => Some(Class::DateTime),
                "random" => Some(Class::Double),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn cast(self, of: Node, ty: String) -> Node {
        if !self.postgres() {
            return Node::Cast(Box::new(of), ty);
        }
        match of {
            Node::Text(text) => self.literal_of(&text, &ty),
            Node::Null => Node::Null,
            Node::Bool(_) if ty == "boolean" => of,
            Node::Interval(_) if ty == "interval" => of,
            Node::Number { ref value, .. } => match Class::of_type(&ty) {
                Some(Class::Integer | Class::Bigint) if !value.contains('.') => of,
                Some(Class::Numeric | Class::Double | Class::Real) => of,
                _ => Node::Cast(Box::new(of), ty),
            },
            Node::Array(items) => match ty.strip_suffix("[]") {
                Some(_) if items.is_empty() => Node::Text("{}".to_owned()),
                Some(element) => {
                    let cast = |item| match self.cast(item, element.to_owned()) {
                        // The array's own type is what counts.
                        Node::Cast(of, ty) if ty == element => *of,
                        other => other,
                    };
                    Node::Array(items.into_iter().map(cast).collect())
                }
                None => Node::Cast(Box::new(Node::Array(items)), ty),
            },
            of if is_text(&ty) && self.shown_as_text(&of) => of,
            // Operators know a domain by what it is based on.
            Node::Column(ref path)
                if !ty.contains('(')
                    && Class::of_type(&ty).is_some()
                    && matches!(self.kind_of(path), Some(TypeKind::Domain { .. })) =>
            {
                of
            }
            Node::Cast(inner, same) if same == ty => Node::Cast(inner, same),
            of => Node::Cast(Box::new(of), ty),
        }
    }

    /// Whether PostgreSQL writes a cast to text over this operand by itself.
    fn shown_as_text(self, of: &Node) -> bool {
        match of {
            Node::Column(path) => match self.kind_of(path) {
                None | Some(TypeKind::Domain { .. }) => true,
                Some(TypeKind::Array { of }) => is_text_kind(&of),
                Some(kind) => is_text_kind(&kind),
            },
            Node::Case { .. } => true,
            Node::Call { name, .. } => matches!(
                name.as_str(),
                "coalesce" | "nullif" | "greatest" | "least" | "current_user" | "session_user"
            ),
            Node::Collate(of, _) => self.shown_as_text(of),
            Node::Cast(_, ty) => ty.starts_with("varchar") || ty.starts_with("char("),
            _ => false,
        }
    }

    /// `'text'::ty`.
    pub(super) fn literal_of(self, text: &str, ty: &str) -> Node {
        let dialect = self.0.dialect;
        if ty.starts_with("interval") {
            return match literals::interval(text) {
                Some(interval) => Node::Interval(interval),
                None => Node::Cast(Box::new(Node::Text(text.to_owned())), ty.to_owned()),
            };
        }
        if ty == "regclass" {
            return Node::Text(regclass(text));
        }
        let literal = Node::Text(text.to_owned());
        values::compared(dialect, &types::kind(dialect, ty), &literal).unwrap_or(literal)
    }
}

/// The name of a relation without the default schema and needless quotes.
fn regclass(text: &str) -> String {
    let name = text.strip_prefix("public.").unwrap_or(text);
    let inner = name.strip_prefix('"').and_then(|n| n.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('"') => inner.to_owned(),
        _ => name.to_owned(),
    }
}

fn elements(array: Option<Node>) -> Vec<Node> {
    match array {
        Some(Node::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn is_text(ty: &str) -> bool {
    matches!(ty, "text" | "varchar" | "bpchar" | "text[]" | "varchar[]")
}

fn is_text_kind(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Text { .. } | TypeKind::VarChar { .. } | TypeKind::Char { .. })
}

fn is_quantified(node: &Node) -> bool {
    matches!(node, Node::Call { name, .. } if name == "any" || name == "all")
}

/// Whether a column is named anywhere inside.
fn has_column(node: &Node) -> bool {
    let mut left = vec![node];
    while let Some(node) = left.pop() {
        if matches!(node, Node::Column(_)) {
            return true;
        }
        node.children(&mut left);
    }
    false
}

/// The number of nodes, counted up to just over the limit that matters.
fn size(node: &Node) -> usize {
    let mut count = 0;
    let mut left = vec![node];
    while let Some(node) = left.pop() {
        count += 1;
        if count > MAX_COPIED {
            break;
        }
        node.children(&mut left);
    }
    count
}

/// The types PostgreSQL widens between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Integer,
    Bigint,
    Numeric,
    Real,
    Double,
    DateTime,
    Instant,
}

impl Class {
    fn of_type(form: &str) -> Option<Self> {
        Some(match form.split('(').next().unwrap_or(form) {
            "integer" | "smallint" => Self::Integer,
            "bigint" => Self::Bigint,
            "numeric" => Self::Numeric,
            "real" => Self::Real,
            "double precision" => Self::Double,
            "timestamp with time zone" => Self::Instant,
            "timestamp" if form.ends_with("zone") => Self::Instant,
            "timestamp" => Self::DateTime,
            _ => return None,
        })
    }
}

/// PostgreSQL's other names of a function. Which one is printed depends on the version too.
fn postgres_function(name: &str) -> &str {
    match name {
        "now" | "transaction_timestamp" => "current_timestamp",
        "date_part" => "extract",
        "char_length" | "character_length" => "length",
        "pow" => "power",
        "ceiling" => "ceil",
        name => name,
    }
}

/// MySQL's other names of a function.
fn mysql_function(name: &str) -> &str {
    match name {
        "now" | "localtime" | "localtimestamp" => "current_timestamp",
        "curdate" => "current_date",
        "curtime" => "current_time",
        "ucase" => "upper",
        "lcase" => "lower",
        "character_length" => "char_length",
        "octet_length" => "length",
        "substr" | "mid" => "substring",
        "pow" => "power",
        "ceiling" => "ceil",
        "adddate" => "date_add",
        "subdate" => "date_sub",
        "schema" => "database",
        name => name,
    }
}
