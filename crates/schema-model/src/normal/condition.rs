//! A condition as a tree that others can evaluate: what a check means, without its spelling.

use super::expressions::{self, Context, node::Node};
use crate::{Expr, Schema, Table};

/// An expression in normal form: `BETWEEN` is two comparisons, `= ANY (ARRAY[…])` is [`In`],
/// operators and function names are in lower case.
///
/// [`In`]: Expression::In
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expression {
    /// A number, in one spelling.
    Number(String),
    /// A text.
    Text(String),
    /// True or false.
    Bool(bool),
    /// NULL.
    Null,
    /// A column, by its name.
    Column(String),
    /// A function.
    Call(String, Vec<Expression>),
    /// A prefix operator: `not`, `-`.
    Prefix(String, Box<Expression>),
    /// An infix operator: `=`, `<>`, `<`, `like`, `~`, `+`, `||`, …
    Infix(String, Box<Expression>, Box<Expression>),
    /// All of them.
    And(Vec<Expression>),
    /// Any of them.
    Or(Vec<Expression>),
    /// `left [not] in (items)`; true for `not`.
    In(Box<Expression>, Vec<Expression>, bool),
    /// `left is [not] what`, of `null`, `true`, `false`; true for `not`.
    Is(Box<Expression>, String, bool),
    /// `cast(of as type)`.
    Cast(Box<Expression>, String),
    /// Anything else.
    Other,
}

/// The tree of a check of a table; `None` when it is not understood at all.
pub fn read(schema: &Schema, table: &Table, expr: &Expr) -> Option<Expression> {
    let context = Context {
        dialect: schema.dialect,
        table: Some(table),
        schema: Some(schema),
        is_default: false,
    };
    expressions::parse(context, &expr.0).map(tree)
}

fn boxed(node: Node) -> Box<Expression> {
    Box::new(tree(node))
}

fn list(nodes: Vec<Node>) -> Vec<Expression> {
    nodes.into_iter().map(tree).collect()
}

// Nesting is limited by the parser.
fn tree(node: Node) -> Expression {
    match node {
        Node::Number { value, .. } => Expression::Number(value),
        Node::Text(text) => Expression::Text(text),
        Node::Bool(value) => Expression::Bool(value),
        Node::Null => Expression::Null,
        Node::Column(mut path) => path.pop().map_or(Expression::Other, Expression::Column),
        Node::Call { name, args, distinct: false, .. } => Expression::Call(name, list(args)),
        Node::Prefix(op, of) => Expression::Prefix(op, boxed(*of)),
        Node::Infix(op, left, right) => Expression::Infix(op, boxed(*left), boxed(*right)),
        Node::And(items) => Expression::And(list(items)),
        Node::Or(items) => Expression::Or(list(items)),
        Node::In(left, items, negated) => Expression::In(boxed(*left), list(items), negated),
        Node::Is(left, what, negated) => Expression::Is(boxed(*left), what, negated),
        Node::Cast(of, ty) => Expression::Cast(boxed(*of), ty),
        Node::Collate(of, _) => tree(*of),
        _ => Expression::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect;

    #[test]
    fn the_spellings_of_the_engines_are_one_tree() {
        let table = Table::new("t");
        let read = |dialect, text: &str| read(&Schema::empty(dialect), &table, &Expr::from(text));
        let postgres = read(Dialect::POSTGRES, "((c = ANY (ARRAY[1, 2])))");
        assert_eq!(postgres, read(Dialect::SQLITE, "c in (1, 2)"));
        let column = || Box::new(Expression::Column("c".into()));
        let number = |n: &str| Expression::Number(n.into());
        let both = vec![number("1"), number("2")];
        assert_eq!(postgres, Some(Expression::In(column(), both, false)));
        let at = |op: &str, n| Expression::Infix(op.into(), column(), Box::new(number(n)));
        assert_eq!(
            read(Dialect::MARIADB, "`c` between 1 and 9"),
            Some(Expression::And(vec![at(">=", "1"), at("<=", "9")]))
        );
        assert_eq!(read(Dialect::SQLITE, "c in ("), None);
    }
}
