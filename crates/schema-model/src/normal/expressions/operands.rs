//! What an operand is, as far as its text tells, and which casts PostgreSQL writes over one by itself.
//!
//! The catalog prints the casts that the parser added: `n > 0` comes back as `n > (0)::numeric`,
//! `v = 'a'` as `(v)::text = 'a'::text`. Only such a cast is taken away: one to a wider type. A cast
//! that changes the value (`n::int`, `ts::date`) is part of what is said.

use super::{
    grammar,
    node::Node,
    rewrite::{Rewrite, is_text},
};
use crate::{
    Column, Dialect, TypeKind,
    normal::{base_kind, literals, types, values},
};

/// How deep the type of an operand is looked for.
const MAX_TYPED: u32 = 6;

/// The numbers PostgreSQL widens between, narrowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Small,
    Integer,
    Big,
    Numeric,
    Real,
    Double,
}

impl Rank {
    pub(super) fn of(kind: &TypeKind) -> Option<Self> {
        Some(match kind {
            TypeKind::Integer { bits: 16, .. } => Self::Small,
            TypeKind::Integer { bits: 64, .. } => Self::Big,
            TypeKind::Integer { .. } => Self::Integer,
            TypeKind::Decimal { .. } => Self::Numeric,
            TypeKind::Float { bits: 32 } => Self::Real,
            TypeKind::Float { .. } => Self::Double,
            _ => return None,
        })
    }

    /// Whether division by it leaves no fraction.
    pub(super) fn is_whole(self) -> bool {
        self <= Self::Big
    }
}

/// What a type's form means.
pub(super) fn type_kind(dialect: Dialect, form: &str) -> TypeKind {
    types::kind(dialect, form)
}

fn is_text_kind(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Text { .. } | TypeKind::VarChar { .. } | TypeKind::Char { .. })
}

fn is_named(kind: &TypeKind, wanted: &str) -> bool {
    matches!(kind, TypeKind::Other { name } if name == wanted)
}

/// Whether PostgreSQL goes from one type to the other by itself, and every value stays what it is.
fn widens(from: &TypeKind, to: &TypeKind) -> bool {
    match (Rank::of(from), Rank::of(to)) {
        (Some(_), Some(_)) if matches!(to, TypeKind::Decimal { precision: Some(_), .. }) => false,
        (Some(from), Some(to)) => from <= to,
        _ => match (from, to) {
            (TypeKind::Date, TypeKind::DateTime { precision: None })
            | (TypeKind::Date | TypeKind::DateTime { .. }, TypeKind::Instant { precision: None }) => {
                true
            }
            (TypeKind::Time { zoned: false, .. }, TypeKind::Time { zoned: true, precision }) => {
                precision.is_none()
            }
            _ => is_named(from, "cidr") && is_named(to, "inet"),
        },
    }
}

impl<'a> Rewrite<'a> {
    /// A literal compared with a column is one of the column's type.
    pub(super) fn align(self, with: &Node, literal: &mut Node) {
        if matches!(literal, Node::Text(_))
            && let Some(kind) = self.kind_of_node(with, MAX_TYPED)
            && let Some(aligned) = values::compared(self.0.dialect, &kind, literal)
        {
            *literal = aligned;
        }
    }

    /// `x = any ('{a,b}')`: the literal is an array of what is compared.
    pub(super) fn align_quantified(self, with: &Node, quantified: &mut Node) {
        if let Node::Call { name, args, .. } = quantified
            && (name == "any" || name == "all")
            && self.postgres()
            && let [literal @ Node::Text(_)] = args.as_mut_slice()
        {
            let of = self.kind_of_node(with, MAX_TYPED).unwrap_or(TypeKind::Text { bytes: None });
            let kind = TypeKind::Array { of: Box::new(of) };
            if let Some(aligned) = values::compared(self.0.dialect, &kind, literal) {
                *literal = aligned;
            }
        }
    }

    /// The right side of `@?` and `@@` is a JSON path or a text search query, that of `#>` a list.
    pub(super) fn align_query(self, op: &str, with: &Node, literal: &mut Node) {
        if op.starts_with(['#', '?']) {
            let path = TypeKind::Array { of: Box::new(TypeKind::Text { bytes: None }) };
            if let Some(aligned) = values::compared(self.0.dialect, &path, literal) {
                *literal = aligned;
            }
            return;
        }
        let json = matches!(self.kind_of_node(with, MAX_TYPED), Some(TypeKind::Json { .. }));
        let ty = if json || op == "@?" { "jsonpath" } else { "tsquery" };
        if let Node::Text(text) = literal
            && let Some(plain) = literals::named(ty, text)
        {
            *text = plain;
        }
    }

    /// Arguments that must be of one type.
    pub(super) fn align_all(self, args: &mut [Node]) {
        let known =
            args.iter().find(|a| !a.is_literal() && self.kind_of_node(a, MAX_TYPED).is_some());
        if let Some(known) = known.cloned() {
            args.iter_mut().for_each(|arg| self.align(&known, arg));
        }
    }

    /// What is added to a time is an interval.
    pub(super) fn align_interval(self, with: &Node, literal: &mut Node) {
        if let Node::Text(text) = &literal
            && let Some(interval) = literals::interval(text)
            && let Some(TypeKind::Instant { .. } | TypeKind::DateTime { .. } | TypeKind::Interval) =
                self.kind_of_node(with, MAX_TYPED)
        {
            *literal = Node::Interval(interval);
        }
    }

    /// The type of an operand.
    fn kind_of_node(self, node: &Node, depth: u32) -> Option<TypeKind> {
        let depth = depth.checked_sub(1)?;
        match node {
            Node::Column(path) => self.kind_of(path),
            Node::Interval(_) => Some(TypeKind::Interval),
            _ if !self.postgres() => None,
            Node::Number { value, raw } => Some(match value.parse::<i64>() {
                Ok(_) if raw.contains(['.', 'e', 'E']) => numeric(),
                Ok(n) if i32::try_from(n).is_ok() => integer(32),
                Ok(_) => integer(64),
                Err(_) => numeric(),
            }),
            Node::Bool(_) | Node::And(_) | Node::Or(_) | Node::In(..) | Node::Is(..) => {
                Some(TypeKind::Boolean)
            }
            Node::Prefix(op, _) if op == "not" => Some(TypeKind::Boolean),
            Node::Prefix(_, of) | Node::Collate(of, _) | Node::Select(of) => {
                self.kind_of_node(of, depth)
            }
            Node::Cast(_, ty) => Some(types::kind(self.0.dialect, ty)),
            Node::Call { name, args, .. } => self.kind_of_call(name, args, depth),
            Node::Case { arms, otherwise, .. } => {
                let results = arms.iter().map(|(_, then)| then);
                self.common(results.chain(otherwise.as_deref()), depth)
            }
            Node::Element(of, at) => match self.kind_of_node(of, depth)? {
                TypeKind::Array { of } if at.len() == 1 => Some(*of),
                slice @ TypeKind::Array { .. } => Some(slice),
                _ => None,
            },
            Node::Infix(op, left, right) => self.kind_of_infix(op, left, right, depth),
            _ => None,
        }
    }

    fn kind_of_infix(self, op: &str, left: &Node, right: &Node, depth: u32) -> Option<TypeKind> {
        if grammar::is_comparison(op) {
            return Some(TypeKind::Boolean);
        }
        let kind = |node: &Node| self.kind_of_node(node, depth);
        match op {
            "->" | "#>" => kind(left).filter(|k| matches!(k, TypeKind::Json { .. })),
            "->>" | "#>>" => Some(TypeKind::Text { bytes: None }),
            "||" => {
                let text = |node: &Node| match kind(node) {
                    Some(kind) => is_text_kind(&kind) || Rank::of(&kind).is_some(),
                    None => matches!(node, Node::Text(_)),
                };
                (text(left) && text(right)).then_some(TypeKind::Text { bytes: None })
            }
            "+" | "-" | "*" | "/" | "%" | "^" => {
                let (left, right) = (kind(left)?, kind(right)?);
                let is_time = |k: &TypeKind| {
                    matches!(k, TypeKind::Instant { .. } | TypeKind::DateTime { .. })
                };
                match (Rank::of(&left), Rank::of(&right)) {
                    (Some(l), Some(r)) => return Some(if l >= r { left } else { right }),
                    _ if op != "+" && op != "-" => return None,
                    _ => {}
                }
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

    /// The one type of several results: the widest number, the instant among times.
    fn common<'n>(self, nodes: impl IntoIterator<Item = &'n Node>, depth: u32) -> Option<TypeKind> {
        let mut common: Option<TypeKind> = None;
        for node in nodes.into_iter().filter(|n| !matches!(n, Node::Text(_) | Node::Null)) {
            let kind = self.kind_of_node(node, depth)?;
            common = match common {
                Some(known) if !widens(&known, &kind) => Some(known),
                _ => Some(kind),
            };
        }
        common
    }

    fn kind_of_call(self, name: &str, args: &[Node], depth: u32) -> Option<TypeKind> {
        let instant = TypeKind::Instant { precision: None };
        let civil = TypeKind::DateTime { precision: None };
        let first = || self.kind_of_node(args.first()?, depth);
        Some(match name {
            "current_timestamp" | "clock_timestamp" | "statement_timestamp" | "to_timestamp" => {
                instant
            }
            "localtimestamp" | "make_timestamp" => civil,
            "current_date" | "make_date" | "to_date" => TypeKind::Date,
            "age" | "make_interval" => TypeKind::Interval,
            "gen_random_uuid" => TypeKind::Uuid,
            "date_trunc" => match self.kind_of_node(args.get(1)?, depth)? {
                TypeKind::Date => instant,
                kind => kind,
            },
            "timezone" => match self.kind_of_node(args.get(1)?, depth)? {
                TypeKind::Instant { .. } => civil,
                _ => instant,
            },
            "length" | "octet_length" | "bit_length" | "position" | "strpos" | "ascii"
            | "cardinality" | "array_length" | "array_position" | "jsonb_array_length"
            | "json_array_length" | "num_nulls" | "num_nonnulls" | "masklen" | "family" => {
                integer(32)
            }
            "extract" => numeric(),
            "random" | "sqrt" | "pi" if !matches!(first(), Some(TypeKind::Decimal { .. })) => {
                TypeKind::Float { bits: 64 }
            }
            "sqrt" => numeric(),
            "abs" | "sign" | "mod" => first()?,
            "ceil" | "floor" | "round" | "trunc" => match first()? {
                kind @ TypeKind::Decimal { .. } => kind,
                _ if args.len() > 1 => numeric(),
                _ => TypeKind::Float { bits: 64 },
            },
            "coalesce" | "greatest" | "least" => return self.common(args, depth),
            "nullif" => first()?,
            "lower" | "upper" | "btrim" | "ltrim" | "rtrim" | "substring" | "substr" | "left"
            | "right" | "replace" | "reverse" | "repeat" | "initcap" | "regexp_replace"
            | "overlay" | "split_part" | "lpad" | "rpad" | "translate" => {
                // `lower` of a range is its bound.
                let is_text = |kind: &TypeKind| is_text_kind(kind) || is_named(kind, "citext");
                first().filter(is_text).map(|_| TypeKind::Text { bytes: None })?
            }
            "concat" | "concat_ws" | "format" | "md5" | "to_char" | "encode" | "jsonb_typeof"
            | "json_typeof" | "array_to_string" | "chr" | "to_hex" | "host" => {
                TypeKind::Text { bytes: None }
            }
            "starts_with" | "isfinite" | "isempty" | "exists" | "jsonb_path_exists" => {
                TypeKind::Boolean
            }
            _ => return None,
        })
    }

    /// The type of a column; where it is a domain, what that is based on.
    pub(super) fn kind_of(self, path: &[String]) -> Option<TypeKind> {
        let ty = &self.column_at(path)?.ty;
        Some(match self.0.schema {
            Some(schema) => base_kind(schema, ty),
            None => values::kind_of(self.0.dialect, ty),
        })
    }

    fn column_at(self, path: &[String]) -> Option<&'a Column> {
        let [name] = path else { return None };
        let table = self.0.table?;
        table
            .columns
            .iter()
            .find(|c| c.name == *name || (!self.postgres() && c.name.eq_ignore_ascii_case(name)))
    }

    /// Whether PostgreSQL writes this cast over a column of a domain: operators know it by what it is
    /// based on.
    pub(super) fn is_base(self, path: &[String], ty: &str) -> bool {
        let Some(column) = self.column_at(path).filter(|_| !ty.contains('(')) else { return false };
        let domain = values::kind_of(self.0.dialect, &column.ty);
        let to = types::kind(self.0.dialect, ty);
        match self.kind_of(path) {
            // What the domain is based on is not known.
            Some(TypeKind::Domain { .. }) => {
                Rank::of(&to).is_some()
                    || matches!(to, TypeKind::Instant { .. } | TypeKind::DateTime { .. })
            }
            Some(base) => {
                matches!(domain, TypeKind::Domain { .. }) && is_but_for_length(&base, &to)
            }
            None => false,
        }
    }

    /// An operand without the cast PostgreSQL writes to make it what the other one is.
    pub(super) fn operand(self, op: &str, node: Node, other: &Node) -> Node {
        let (of, ty) = match node {
            Node::Cast(of, ty) if self.postgres() => (of, ty),
            node => return node,
        };
        let to = types::kind(self.0.dialect, &ty);
        let beside = self.kind_of_node(other, MAX_TYPED);
        // A literal may be what it is because of the cast, not the other way round.
        let same = !is_cast_number(other)
            && beside.as_ref().is_some_and(|b| match (Rank::of(b), Rank::of(&to)) {
                (Some(a), Some(b)) => a == b,
                (None, None) => *b == to,
                _ => false,
            });
        let added = match self.kind_of_node(&of, MAX_TYPED) {
            // Comparing, it does not matter in which of the two types.
            Some(from) if widens(&from, &to) => grammar::is_comparison(op) || same,
            // Only between two texts that are not literals does a case-blind one give way.
            Some(from) if is_named(&from, "citext") => {
                is_text(&ty) && !other.is_literal() && beside.as_ref().is_some_and(is_text_kind)
            }
            Some(_) => matches!(&*of, Node::Number { .. }) && beside.as_ref() == Some(&to),
            // Whole numbers are compared as they are; what becomes another number may have been one.
            None => same && Rank::of(&to).is_some_and(|rank| !rank.is_whole()),
        };
        if added { *of } else { Node::Cast(of, ty) }
    }

    /// `i + 2::numeric` is printed with a cast of `i`, too.
    pub(super) fn beside_cast(self, op: &str, left: Node, right: Node) -> (Node, Node) {
        if !self.postgres() || !matches!(op, "+" | "-" | "*" | "/" | "%") {
            return (left, right);
        }
        let cast = |node: Node, other: &Node| {
            let whole = self
                .kind_of_node(&node, MAX_TYPED)
                .is_some_and(|k| Rank::of(&k).is_some_and(Rank::is_whole));
            if whole && is_cast_number(other) && !node.is_literal() {
                Node::Cast(Box::new(node), "numeric".to_owned())
            } else {
                node
            }
        };
        let left = cast(left, &right);
        let right = cast(right, &left);
        (left, right)
    }

    /// Division: whether it leaves a fraction shows in its literals (`10 / 4.0`).
    pub(super) fn quotient(self, op: &str, left: Node, right: Node) -> (Node, Node) {
        let rank = |node: &Node| Rank::of(&self.kind_of_node(node, MAX_TYPED)?);
        let exact = op == "/"
            && self.postgres()
            && matches!((rank(&left), rank(&right)), (Some(l), Some(r)) if !(l.is_whole() && r.is_whole()));
        let shown = |node| match node {
            Node::Number { value, raw } if exact && !value.contains(['.', 'e']) => {
                let raw = if raw.contains(['.', 'e', 'E']) { raw } else { format!("{raw}.0") };
                Node::Number { value: format!("{value}.0"), raw }
            }
            node => node,
        };
        (shown(left), shown(right))
    }

    /// Takes away the cast PostgreSQL puts on what a function or operator wants wider.
    /// Functions that are `of_text` only take case-blind text as plain text, too.
    pub(super) fn take_promotion(self, node: &mut Node, of_text: bool) {
        let Node::Cast(of, ty) = &*node else { return };
        let to = types::kind(self.0.dialect, ty);
        let blind = |from: &TypeKind| of_text && is_text(ty) && is_named(from, "citext");
        if self.kind_of_node(of, MAX_TYPED).is_some_and(|from| widens(&from, &to) || blind(&from)) {
            *node = (**of).clone();
        }
    }

    /// Whether PostgreSQL writes a cast to text over this operand by itself.
    pub(super) fn shown_as_text(self, of: &Node) -> bool {
        match of {
            Node::Column(path) => match self.kind_of(path) {
                None | Some(TypeKind::Domain { .. }) => true,
                Some(TypeKind::Array { of }) => is_text_kind(&of),
                Some(kind) => is_text_kind(&kind),
            },
            Node::Call { name, .. } if name == "current_user" || name == "session_user" => true,
            Node::Case { .. } | Node::Call { .. } => {
                let chosen = match of {
                    Node::Call { name, .. } => {
                        matches!(name.as_str(), "coalesce" | "nullif" | "greatest" | "least")
                    }
                    _ => true,
                };
                chosen && self.kind_of_node(of, MAX_TYPED).is_none_or(|k| is_text_kind(&k))
            }
            Node::Collate(of, _) => self.shown_as_text(of),
            Node::Cast(_, ty) => ty.starts_with("varchar") || ty.starts_with("char("),
            Node::Infix(..) => self.kind_of_node(of, MAX_TYPED).is_some_and(|k| is_text_kind(&k)),
            _ => false,
        }
    }
}

/// Whether two types are one but for lengths and precisions.
fn is_but_for_length(one: &TypeKind, other: &TypeKind) -> bool {
    match (one, other) {
        (TypeKind::Array { of: one }, TypeKind::Array { of: other }) => {
            is_but_for_length(one, other)
        }
        (TypeKind::Other { .. } | TypeKind::Enum { .. }, _) => one == other,
        _ => match (Rank::of(one), Rank::of(other)) {
            (Some(one), Some(other)) => one == other,
            _ => std::mem::discriminant(one) == std::mem::discriminant(other),
        },
    }
}

/// A number that is no longer whole because of a cast: see [`Rewrite::cast`].
fn is_cast_number(node: &Node) -> bool {
    matches!(node, Node::Number { raw, .. } if raw.ends_with('.'))
}

fn integer(bits: u8) -> TypeKind {
    TypeKind::Integer { bits, unsigned: false }
}

fn numeric() -> TypeKind {
    TypeKind::Decimal { precision: None, scale: None, unsigned: false }
}
