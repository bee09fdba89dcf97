//! What stored texts of PostgreSQL refer to: functions, types, and relations by name.
//!
//! The engine resolves such names when a statement runs, and follows whatever becomes of the objects.
//! Here a name that was found through the search path is written with its schema, and one whose object
//! is renamed is written anew.

use std::borrow::Cow;

use seedbed_schema_model::{
    ColumnType, CustomType, Dialect, DomainType, Expr, Index, IndexKey, Routine, RoutineKind,
    Table, TableName, Trigger, TypeDefinition, TypeKind, View, normal,
};

use super::{
    column::typed,
    cursor::{Cursor, Names, literal, unquote_name},
    lex::{Kind, Token},
};
use crate::types::parse_type;

/// What a name in a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It is called.
    Function,
    /// A type: an enum, a domain, a composite type, the rows of a table.
    Type,
    /// A table, view or sequence in the text of a `regclass`.
    Relation,
}

/// Says what a name becomes; `None` leaves it as it is. The schema is `None` where none is written.
pub(super) type Map<'m> = dyn Fn(Role, Option<&str>, &str) -> Option<TableName> + 'm;

/// Rewrites names in the texts of objects.
pub(super) struct Refs<'a> {
    pub(super) names: &'a Names,
    pub(super) map: &'a Map<'a>,
}

impl Refs<'_> {
    fn dialect(&self) -> Dialect {
        self.names.dialect
    }

    fn renamed(&self, role: Role, path: &[String]) -> Option<String> {
        let (schema, name) = match path {
            [name] => (None, name),
            [schema, name] => (Some(schema.as_str()), name),
            _ => return None,
        };
        (self.map)(role, schema, name).map(|new| spelled(self.dialect(), &new))
    }

    /// A type as it is written in a column.
    pub(super) fn column_type(&self, ty: &mut ColumnType) {
        if let Some(new) = self.type_text(&ty.raw) {
            *ty = typed(self.names, &new);
        }
    }

    /// A type, after `SETOF` too; `None` when nothing changes.
    fn type_text(&self, raw: &str) -> Option<String> {
        let tokens = Cursor::tokens_of(self.dialect(), raw);
        let mut cursor = Cursor::new(self.dialect(), raw, &tokens);
        cursor.eat("SETOF");
        let start = cursor.peek()?.start;
        let path = cursor.path().ok()?;
        let end = cursor.peek().map_or(raw.len(), |t| t.start);
        let end = start + raw[start..end].trim_end().len();
        // A name of the engine's own comes before all others.
        let own = !raw[start..].starts_with('"')
            && path.len() == 1
            && !matches!(parse_type(self.dialect(), &raw[start..end]), TypeKind::Other { .. });
        let new = self.renamed(Role::Type, &path).filter(|_| !own)?;
        Some(format!("{}{new}{}", &raw[..start], &raw[end..]))
    }

    /// An expression.
    pub(super) fn expr(&self, expr: &mut Expr) {
        self.text(&mut expr.0);
    }

    fn maybe(&self, expr: &mut Option<Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    /// The text of an expression, or the call of a trigger.
    pub(super) fn text(&self, text: &mut String) {
        let tokens = Cursor::tokens_of(self.dialect(), text);
        let mut changes: Vec<(usize, usize, String)> = Vec::new();
        // For each open parenthesis: what was before it.
        let mut open: Vec<Before> = Vec::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token.kind {
                Kind::Word | Kind::Quoted => {
                    let (path, next) = path(text, &tokens, at);
                    let role = role(text, &tokens, at, next, &open);
                    let change = role.and_then(|role| self.renamed(role, &path));
                    if let (Some(new), Some(last)) = (change, tokens.get(next - 1)) {
                        changes.push((token.start, last.end, new));
                    }
                    at = next;
                    continue;
                }
                Kind::Symbol(b'(') => open.push(before(text, &tokens, at)),
                Kind::Symbol(b')') => {
                    open.pop();
                }
                Kind::Text => {
                    let numbers = matches!(open.last(), Some(Before::Numbers))
                        && matches!(
                            at.checked_sub(1).and_then(|i| tokens.get(i)).map(|t| t.kind),
                            Some(Kind::Symbol(b'('))
                        );
                    if (numbers || is_cast(text, &tokens, at + 1, "regclass"))
                        && let Some(new) = self.relation(&text[token.start..token.end])
                    {
                        changes.push((token.start, token.end, new));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        for (from, to, new) in changes.into_iter().rev() {
            text.replace_range(from..to, &new);
        }
    }

    /// A literal that names a relation.
    fn relation(&self, quoted: &str) -> Option<String> {
        let inner = literal(self.dialect(), quoted);
        let tokens = Cursor::tokens_of(self.dialect(), &inner);
        let path = Cursor::new(self.dialect(), &inner, &tokens).path().ok()?;
        self.renamed(Role::Relation, &path).map(|new| self.dialect().literal(&new))
    }

    /// The texts of a table.
    pub(super) fn table(&self, table: &mut Table) {
        for column in &mut table.columns {
            self.column_type(&mut column.ty);
            self.maybe(&mut column.default);
            if let Some(generated) = &mut column.generated {
                self.expr(&mut generated.expr);
            }
        }
        table.checks.iter_mut().for_each(|check| self.expr(&mut check.expr));
        table.indexes.iter_mut().for_each(|index| self.index(index));
        for exclusion in &mut table.exclusions {
            for part in &mut exclusion.parts {
                self.key(&mut part.part.key);
            }
            self.maybe(&mut exclusion.predicate);
        }
        if let Some(by) = &mut table.options.partition_by {
            self.text(by);
        }
        table.triggers.iter_mut().for_each(|trigger| self.trigger(trigger));
    }

    fn key(&self, key: &mut IndexKey) {
        if let IndexKey::Expression(expr) = key {
            self.expr(expr);
        }
    }

    fn index(&self, index: &mut Index) {
        index.parts.iter_mut().for_each(|part| self.key(&mut part.key));
        self.maybe(&mut index.predicate);
    }

    fn trigger(&self, trigger: &mut Trigger) {
        self.maybe(&mut trigger.when);
        // Only what is called: the arguments are texts.
        if let Some(body) = &mut trigger.body
            && let Some(at) = body.find('(')
        {
            let mut call = format!("{}()", body[..at].trim_end());
            self.text(&mut call);
            call.truncate(call.len() - 2);
            body.replace_range(..at, &call);
        }
    }

    /// The texts of a view that are the engine's to understand.
    pub(super) fn view(&self, view: &mut View) {
        view.triggers.iter_mut().for_each(|trigger| self.trigger(trigger));
        view.indexes.iter_mut().for_each(|index| self.index(index));
    }

    /// The texts of a domain.
    pub(super) fn domain(&self, domain: &mut DomainType) {
        self.column_type(&mut domain.base);
        self.maybe(&mut domain.default);
        domain.checks.iter_mut().for_each(|check| self.expr(&mut check.expr));
    }

    /// The texts of a composite or range type.
    pub(super) fn custom_type(&self, ty: &mut CustomType) {
        match &mut ty.definition {
            TypeDefinition::Composite(attributes) => {
                attributes.iter_mut().for_each(|a| self.column_type(&mut a.ty));
            }
            TypeDefinition::Range { subtype, .. } => self.column_type(subtype),
        }
    }

    /// The texts of a routine, without its body; its signature follows.
    pub(super) fn routine(&self, routine: &mut Routine) {
        for argument in &mut routine.arguments {
            self.column_type(&mut argument.ty);
            self.maybe(&mut argument.default);
        }
        if let Some(new) = routine.returns.as_deref().and_then(|raw| self.type_text(raw)) {
            routine.returns = Some(new);
        }
        if routine.kind == RoutineKind::Aggregate {
            for option in &mut routine.options {
                self.aggregate_option(option);
            }
        }
        routine.signature = normal::signature(self.dialect(), &routine.arguments);
    }

    fn aggregate_option(&self, option: &mut String) {
        let Some((key, value)) = option.split_once(" = ") else { return };
        let new = if matches!(key, "stype" | "mstype") {
            self.type_text(value)
        } else if key.ends_with("func") {
            let mut call = format!("{value}()");
            self.text(&mut call);
            call.truncate(call.len() - 2);
            Some(call)
        } else {
            None
        };
        if let Some(new) = new {
            *option = format!("{key} = {new}");
        }
    }
}

/// What stands before a parenthesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// `nextval`, and others whose argument names a sequence.
    Numbers,
    /// `CAST`.
    Cast,
    /// Anything else.
    Other,
}

fn word<'t>(text: &'t str, tokens: &[Token], at: Option<usize>) -> Option<&'t str> {
    let token = at.and_then(|at| tokens.get(at)).filter(|t| t.kind == Kind::Word)?;
    text.get(token.start..token.end)
}

fn before(text: &str, tokens: &[Token], at: usize) -> Before {
    let Some(word) = word(text, tokens, at.checked_sub(1)) else { return Before::Other };
    match word.to_ascii_lowercase().as_str() {
        "nextval" | "currval" | "setval" => Before::Numbers,
        "cast" => Before::Cast,
        _ => Before::Other,
    }
}

/// The name that begins at a token, in its parts, and what comes after it.
fn path(text: &str, tokens: &[Token], mut at: usize) -> (Vec<String>, usize) {
    let mut parts = Vec::new();
    while let Some(token) = tokens.get(at) {
        let slice = text.get(token.start..token.end).unwrap_or_default();
        match token.kind {
            Kind::Word => parts.push(slice.to_ascii_lowercase()),
            Kind::Quoted => parts.push(unquote_name(slice)),
            _ => break,
        }
        at += 1;
        if tokens.get(at).is_none_or(|t| t.kind != Kind::Symbol(b'.')) {
            break;
        }
        at += 1;
    }
    (parts, at)
}

fn is_symbol(tokens: &[Token], at: Option<usize>, symbol: u8) -> bool {
    at.and_then(|at| tokens.get(at)).is_some_and(|t| t.kind == Kind::Symbol(symbol))
}

/// Whether `::word` stands at a token.
fn is_cast(text: &str, tokens: &[Token], at: usize, to: &str) -> bool {
    is_symbol(tokens, Some(at), b':')
        && is_symbol(tokens, Some(at + 1), b':')
        && word(text, tokens, Some(at + 2)).is_some_and(|w| w.eq_ignore_ascii_case(to))
}

/// What a name between two tokens stands for; `None` for a column, a keyword, a field.
fn role(text: &str, tokens: &[Token], from: usize, to: usize, open: &[Before]) -> Option<Role> {
    let back = |n: usize| from.checked_sub(n);
    if is_symbol(tokens, back(1), b'.') {
        return None;
    }
    let cast = is_symbol(tokens, back(1), b':') && is_symbol(tokens, back(2), b':');
    let as_type = open.last() == Some(&Before::Cast)
        && word(text, tokens, back(1)).is_some_and(|w| w.eq_ignore_ascii_case("as"));
    // `mood 'a'`.
    let typed = tokens.get(to).is_some_and(|t| t.kind == Kind::Text);
    if cast || as_type || typed {
        return Some(Role::Type);
    }
    is_symbol(tokens, Some(to), b'(').then_some(Role::Function)
}

/// A name as PostgreSQL writes it: quoted where it has to be.
pub(super) fn spelled(dialect: Dialect, name: &TableName) -> String {
    let part = |part: &str| -> Cow<'_, str> {
        let begins = part.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if begins && part.bytes().all(plain) && !KEYWORDS.contains(&part) {
            Cow::Owned(part.to_owned())
        } else {
            Cow::Owned(dialect.quote(part))
        }
    };
    match &name.schema {
        Some(schema) => format!("{}.{}", part(schema), part(&name.name)),
        None => part(&name.name).into_owned(),
    }
}

/// Words that a type or function may be called by in quotes only.
const KEYWORDS: [&str; 42] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "between",
    "bit",
    "boolean",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "column",
    "default",
    "desc",
    "distinct",
    "else",
    "end",
    "false",
    "float",
    "for",
    "from",
    "group",
    "in",
    "int",
    "interval",
    "is",
    "like",
    "limit",
    "not",
    "null",
    "numeric",
    "or",
    "order",
    "select",
    "table",
    "time",
    "true",
    "user",
    "where",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        let names = Names::new(Dialect::POSTGRES);
        let map = |role: Role, schema: Option<&str>, name: &str| {
            let known = match role {
                Role::Function => ["f", "Mixed F"].contains(&name),
                Role::Type => ["mood", "order"].contains(&name),
                Role::Relation => ["s", "S q"].contains(&name),
            };
            (known && schema.is_none()).then(|| TableName::in_schema("app", name))
        };
        let mut text = text.to_owned();
        Refs { names: &names, map: &map }.text(&mut text);
        text
    }

    #[test]
    fn only_names_of_that_role_are_rewritten() {
        for (text, expected) in [
            ("f(f) > 0 AND mood <> 'a'::mood", "app.f(f) > 0 AND mood <> 'a'::app.mood"),
            ("other.f(x) + x.f", "other.f(x) + x.f"),
            ("CAST(x AS mood)", "CAST(x AS app.mood)"),
            ("x AS mood", "x AS mood"),
            ("mood 'a'", "app.mood 'a'"),
            ("\"Mixed F\"('f(1)')", "app.\"Mixed F\"('f(1)')"),
            ("nextval('s')", "nextval('app.s')"),
            ("nextval('\"S q\"'::regclass)", "nextval('app.\"S q\"'::regclass)"),
            ("'s'::text", "'s'::text"),
            ("'{a}'::mood[] || '{b}'::\"order\"[]", "'{a}'::app.mood[] || '{b}'::app.\"order\"[]"),
            ("f (x)", "app.f (x)"),
        ] {
            assert_eq!(rewritten(text), expected);
        }
    }

    #[test]
    fn a_type_is_rewritten_where_it_is_no_name_of_the_engine() {
        let names = Names::new(Dialect::POSTGRES);
        let map = |_: Role, _: Option<&str>, name: &str| Some(TableName::in_schema("app", name));
        let refs = Refs { names: &names, map: &map };
        let new = |raw: &str| refs.type_text(raw);
        assert_eq!(new("mood[]").as_deref(), Some("app.mood[]"));
        assert_eq!(new("SETOF mood").as_deref(), Some("SETOF app.mood"));
        assert_eq!(new("old.\"M x\" ARRAY").as_deref(), Some("app.\"M x\" ARRAY"));
        assert_eq!(new("integer"), None);
        assert_eq!(new("timestamp with time zone"), None);
        assert_eq!(new("varchar(10)"), None);
    }
}
