//! The values a column allows: its enum type, or a `CHECK (column IN (…))` in any engine's spelling.

use seedbed_schema_model::{
    Check, Column, Schema, Table, TypeKind,
    normal::condition::{self, Expression},
};

/// A column's type with PostgreSQL domains resolved, and the texts it allows.
pub fn resolve(schema: &Schema, table: &Table, column: &Column) -> (TypeKind, Option<Vec<String>>) {
    let mut kind = column.ty.kind.clone();
    let mut from_domain = None;
    let listed = |checks: &[Check], name: &str| {
        let trees = checks.iter().filter_map(|c| condition::read(schema, table, &c.expr));
        trees.filter_map(|tree| list(&tree, name)).next()
    };
    // A domain may be based on a domain, but not for ever.
    for _ in 0..8 {
        let TypeKind::Domain { name } = &kind else { break };
        let Some(domain) = schema.domains.get(name) else { break };
        from_domain = from_domain.or_else(|| listed(&domain.checks, "value"));
        kind = domain.base.kind.clone();
    }
    let allowed = match &kind {
        TypeKind::Enum { name: Some(name), values } if values.is_empty() => {
            schema.enums.get(name).map(|e| e.values.clone())
        }
        TypeKind::Enum { values, .. } | TypeKind::Set { values } => Some(values.clone()),
        _ => None,
    };
    let allowed = allowed.or_else(|| listed(&table.checks, &column.name)).or(from_domain);
    (kind, allowed)
}

/// The texts of `column IN ('a', 'b')` or `column = 'a' OR …`, when the whole condition says that
/// (perhaps with `AND` something else). `None` when it does not: then nothing is known.
fn list(of: &Expression, column: &str) -> Option<Vec<String>> {
    match of {
        Expression::In(left, items, false) if is(left, column) => items.iter().map(text).collect(),
        Expression::Infix(op, left, right) if op == "=" => {
            match (is(left, column), is(right, column)) {
                (true, _) => Some(vec![text(right)?]),
                (_, true) => Some(vec![text(left)?]),
                _ => None,
            }
        }
        Expression::Or(arms) => {
            let mut all = Vec::new();
            for arm in arms {
                match arm {
                    Expression::Is(of, what, false) if what == "null" && is(of, column) => {}
                    arm => all.extend(list(arm, column)?),
                }
            }
            (!all.is_empty()).then_some(all)
        }
        Expression::And(items) => items.iter().find_map(|item| list(item, column)),
        _ => None,
    }
}

fn is(of: &Expression, column: &str) -> bool {
    match of {
        Expression::Column(name) => name.eq_ignore_ascii_case(column),
        Expression::Cast(of, _) => is(of, column),
        _ => false,
    }
}

fn text(of: &Expression) -> Option<String> {
    match of {
        Expression::Text(text) => Some(text.clone()),
        Expression::Cast(of, _) => text(of),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use seedbed_schema_model::{Dialect, Expr};

    use super::*;

    fn in_list(dialect: Dialect, condition: &str, column: &str) -> Option<Vec<String>> {
        let schema = Schema::empty(dialect);
        list(&condition::read(&schema, &Table::new("tasks"), &Expr::from(condition))?, column)
    }

    #[test]
    fn every_engines_spelling() {
        for (dialect, condition) in [
            (Dialect::SQLITE, "status IN ('todo', 'done')"),
            (Dialect::SQLITE, "status in('todo','done')"),
            (Dialect::SQLITE, "(\"status\" in ('todo','done'))"),
            (Dialect::SQLITE, "[status] IN ('todo','done')"),
            (Dialect::MARIADB, "`status` in ('todo','done')"),
            (Dialect::MYSQL, "(`status` in (_utf8mb4'todo',_utf8mb4'done'))"),
            (Dialect::MYSQL, r"(`status` in (_utf8mb4\'todo\',_utf8mb4\'done\'))"),
            (
                Dialect::POSTGRES,
                "((status)::text = ANY ((ARRAY['todo'::character varying, 'done'::character varying])::text[]))",
            ),
            (Dialect::POSTGRES, "(status = ANY (ARRAY['todo'::text, 'done'::text]))"),
            (
                Dialect::POSTGRES,
                "((status)::text = ANY (ARRAY[('todo'::character varying)::text, ('done'::character varying(20))::text]))",
            ),
            (Dialect::POSTGRES, "(status = ANY ('{todo,done}'::text[]))"),
            (Dialect::POSTGRES, "status = 'todo' OR status = 'done'"),
            (Dialect::SQLITE, "status IS NULL OR status IN ('todo','done')"),
            (Dialect::SQLITE, "tasks.status IN ('todo','done') AND length(title) > 0"),
        ] {
            let expected = Some(vec!["todo".to_owned(), "done".to_owned()]);
            assert_eq!(in_list(dialect, condition, "status"), expected, "{condition}");
        }
        let quoted = in_list(Dialect::SQLITE, "s IN ('it''s')", "s");
        assert_eq!(quoted, Some(vec!["it's".to_owned()]));
    }

    #[test]
    fn what_is_not_such_a_list_is_not_known() {
        for condition in [
            "lower(status) IN ('todo')",
            "status NOT IN ('todo')",
            "priority IN ('low')",
            "status IN ('todo') OR priority = 'x'",
            "status IN ('todo') OR status LIKE 'x%' AND 1 = 1",
            "is_completed IN (0, 1)",
            "status IN (1, 2)",
            "status <> 'todo'",
            "status >= 'todo'",
            "status IN ('todo",
            "",
        ] {
            let column = if condition.starts_with("is_") { "is_completed" } else { "status" };
            assert_eq!(in_list(Dialect::SQLITE, condition, column), None, "{condition}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(condition in r#"[a-z'"`\\()\[\]:,=. _]{0,60}"#) {
            let _ = in_list(Dialect::POSTGRES, &condition, "a");
        }
    }
}
