//! How nodes are made: every rule that makes two spellings of one meaning the same is here.

use super::{
    Context, grammar,
    node::Node,
    operands::{Rank, type_kind},
    token,
};
use crate::{
    Family, TypeKind,
    normal::{literals, numbers, types, values},
};

/// Beyond this size the operand of BETWEEN is not written twice.
const MAX_COPIED: usize = 300;

/// Makes nodes in normal form.
#[derive(Clone, Copy)]
pub(super) struct Rewrite<'a>(pub(super) Context<'a>);

impl Rewrite<'_> {
    pub(super) fn postgres(self) -> bool {
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
        if let Some(digits) = raw.strip_prefix("0b").filter(|_| self.mysql()) {
            return Some(self.bits('b', digits));
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
        if self.postgres() && matches!(name, "nextval" | "currval" | "setval") {
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
            let of_text = grammar::is_of_text_only(name);
            for arg in &mut args {
                self.take_promotion(arg, of_text);
            }
            if matches!(name, "coalesce" | "greatest" | "least" | "nullif") {
                self.align_all(&mut args);
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
            ("date" | "timestamp", [_]) if self.mysql() => {
                let ty = if name == "date" { "date" } else { "datetime" };
                Node::Cast(Box::new(args.remove(0)), ty.to_owned())
            }
            ("datediff", [_, _]) if self.mysql() => {
                let (to, from) = (args.remove(1), args.remove(0));
                let days = |node| Node::call("to_days", vec![node]);
                self.infix("-".to_owned(), days(from), days(to))
            }
            ("instr", [_, _]) if self.mysql() => {
                args.reverse();
                Node::call("locate", args)
            }
            ("timestampadd", [Node::Column(unit), _, _]) if self.mysql() && unit.len() == 1 => {
                let unit = unit.remove(0);
                let (of, count) = (args.remove(2), args.remove(1));
                self.infix("+".to_owned(), of, Node::Span(Box::new(count), unit))
            }
            ("round", [_]) if self.mysql() => {
                args.push(Node::Number { value: "0".to_owned(), raw: "0".to_owned() });
                Node::call(name, args)
            }
            // What the server's variable default_week_format is set to is written out.
            ("week", [_, Node::Number { value, .. }])
                if self.0.dialect.family == Family::MySql && value == "0" =>
            {
                args.truncate(1);
                Node::call(name, args)
            }
            ("pi", []) if self.mysql() => {
                let value = "3.141592653589793".to_owned();
                Node::Number { raw: value.clone(), value }
            }
            ("date_add" | "date_sub", [_, _]) if self.mysql() => {
                let (span, of) = (args.remove(1), args.remove(0));
                // `adddate(d, 5)` counts days.
                let span = match span {
                    Node::Span(..) => span,
                    count => Node::Span(Box::new(count), "day".to_owned()),
                };
                let op = if name == "date_add" { "+" } else { "-" };
                self.infix(op.to_owned(), of, span)
            }
            // In the text of a pattern nothing is gained by telling the two apart.
            (_, [_, Node::Text(path), ..])
                if self.postgres() && name.starts_with("jsonb_path_") =>
            {
                if let Some(plain) = literals::named("jsonpath", path) {
                    *path = plain;
                }
                Node::call(name, args)
            }
            ("extract", [Node::Text(field), _]) => {
                *field = field.to_ascii_lowercase();
                Node::call(name, args)
            }
            _ => Node::call(name, args),
        }
    }

    /// `case`, its results of one type.
    pub(super) fn case(
        self,
        operand: Option<Box<Node>>,
        mut arms: Vec<(Node, Node)>,
        mut otherwise: Option<Box<Node>>,
    ) -> Node {
        for (when, then) in &mut arms {
            if let Some(operand) = &operand {
                self.align(operand, when);
            }
            if self.postgres() {
                self.take_promotion(then, false);
            }
        }
        if let Some(otherwise) = otherwise.as_deref_mut().filter(|_| self.postgres()) {
            self.take_promotion(otherwise, false);
        }
        Node::Case { operand, arms, otherwise }
    }

    /// An operand of AND, OR, XOR or IS TRUE: MySQL and MariaDB write out that what is no condition is
    /// compared with zero.
    fn truth(self, node: Node) -> Node {
        if !self.mysql() || self.is_boolean(&node) || node == Node::Null {
            return node;
        }
        let zero = Node::Number { value: "0".to_owned(), raw: "0".to_owned() };
        self.infix("<>".to_owned(), node, zero)
    }

    pub(super) fn and(self, left: Node, right: Node) -> Node {
        let (left, right) = (self.truth(left), self.truth(right));
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
        let (left, right) = (self.truth(left), self.truth(right));
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
            of if self.mysql() && !self.is_boolean(&of) && of != Node::Null => {
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
            Node::Infix(op, ..) => grammar::is_comparison(op) || op == "xor",
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

    pub(super) fn is(self, mut left: Node, what: &str, negated: bool) -> Node {
        let mut what = what;
        if self.mysql() {
            match what {
                "unknown" => what = "null",
                "true" | "false" => left = self.truth(left),
                _ => {}
            }
        }
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
        let left = match items.first() {
            Some(first) => self.operand("=", left, first),
            None => left,
        };
        Node::In(Box::new(left), items, negated)
    }

    pub(super) fn infix(self, op: String, mut left: Node, mut right: Node) -> Node {
        if op == "xor" {
            (left, right) = (self.truth(left), self.truth(right));
        }
        let adds_time = op == "+" && self.postgres();
        if grammar::is_comparison(&op) || matches!(op.as_str(), "@>" | "<@" | "&&") {
            self.align(&left, &mut right);
            self.align(&right, &mut left);
            self.align_quantified(&left, &mut right);
        } else if self.postgres()
            && matches!(op.as_str(), "@?" | "@@" | "#>" | "#>>" | "#-" | "?|" | "?&")
        {
            self.align_query(&op, &left, &mut right);
        } else if adds_time {
            self.align_interval(&left, &mut right);
            self.align_interval(&right, &mut left);
        }
        if let (Some(mirrored), true, false) =
            (grammar::mirrored(&op), left.is_literal(), right.is_literal())
        {
            return self.infix(mirrored.to_owned(), right, left);
        }
        if self.mysql()
            && matches!(op.as_str(), "=" | "<>")
            && left.is_literal()
            && right.is_literal()
        {
            let dialect = self.0.dialect;
            if left.write(dialect) > right.write(dialect) {
                std::mem::swap(&mut left, &mut right);
            }
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
                self.infix("~".to_owned(), left, similar(right))
            }
            ("not similar to", left, right) if self.postgres() => {
                self.infix("!~".to_owned(), left, similar(right))
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
                self.take_promotion(&mut left, false);
                self.take_promotion(&mut right, false);
                Node::Infix(op, Box::new(left), Box::new(right))
            }
            ("is distinct from" | "is not distinct from", left, Node::Null) => {
                self.is(left, "null", op == "is distinct from")
            }
            ("is distinct from", Node::Row(left), Node::Row(right))
                if self.postgres() && left.len() == right.len() && left.len() > 1 =>
            {
                let pair = |(l, r)| self.infix(op.clone(), l, r);
                let pairs = left.into_iter().zip(right).map(pair);
                pairs.reduce(|a, b| self.or(a, b)).unwrap_or(Node::Null)
            }
            (_, left, right) => {
                let narrow = self.operand(&op, left, &right);
                let right = self.operand(&op, right, &narrow);
                let (narrow, right) = self.beside_cast(&op, narrow, right);
                let (left, right) = self.quotient(&op, narrow, right);
                Node::Infix(op, Box::new(left), Box::new(right))
            }
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
            Node::Number { value, raw } => match Rank::of(&type_kind(self.0.dialect, &ty)) {
                Some(rank) if rank.is_whole() && !value.contains('.') => {
                    Node::Number { value, raw }
                }
                // No longer a whole number, whatever its digits: `10::numeric / 4` is 2.5.
                Some(rank) if !rank.is_whole() && !ty.contains('(') => {
                    let raw = if raw.contains(['.', 'e', 'E']) { raw } else { format!("{raw}.") };
                    Node::Number { value, raw }
                }
                _ => Node::Cast(Box::new(Node::Number { value, raw }), ty),
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
            Node::Column(ref path) if self.is_base(path, &ty) => of,
            Node::Cast(inner, same) if same == ty => Node::Cast(inner, same),
            of => Node::Cast(Box::new(of), ty),
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
        let kind = types::kind(dialect, ty);
        let literal = Node::Text(match kind {
            // A cast cuts off what is too long.
            TypeKind::VarChar { length: Some(n) } | TypeKind::Char { length: Some(n) }
                if dialect.family == Family::Postgres =>
            {
                text.chars().take(n as usize).collect()
            }
            _ => text.to_owned(),
        });
        values::compared(dialect, &kind, &literal).unwrap_or(literal)
    }
}

/// The name of a relation without the default schema and needless quotes, folded as PostgreSQL does.
/// What needs quotes has them, so that this is its own form.
fn regclass(text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let (mut part, mut quoted) = (String::new(), false);
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => part.push('"'),
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            c if quoted => part.push(c),
            c => part.extend(c.to_lowercase()),
        }
    }
    parts.push(part);
    if parts.len() > 1 && parts[0] == "public" {
        parts.remove(0);
    }
    let spelled = |part: &String| {
        let plain = part.chars().all(|c| token::continues_word(c) && c.to_lowercase().eq([c]));
        if plain { part.clone() } else { format!("\"{}\"", part.replace('"', "\"\"")) }
    };
    parts.iter().map(spelled).collect::<Vec<_>>().join(".")
}

/// The regular expression that PostgreSQL makes of a pattern, with its own escape or the usual one.
fn similar(pattern: Node) -> Node {
    match pattern {
        Node::Call { name, args, .. } if name == "like_escape" => {
            Node::call("similar_to_escape", args)
        }
        pattern => Node::call("similar_to_escape", vec![pattern]),
    }
}

fn elements(array: Option<Node>) -> Vec<Node> {
    match array {
        Some(Node::Array(items)) => items,
        _ => Vec::new(),
    }
}

pub(super) fn is_text(ty: &str) -> bool {
    matches!(ty, "text" | "varchar" | "bpchar" | "text[]" | "varchar[]")
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
        "day" => "dayofmonth",
        "session_user" | "system_user" => "user",
        "schema" => "database",
        name => name,
    }
}
