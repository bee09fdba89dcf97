//! The ways to satisfy a check that leaves a choice: `kind = 'a' AND x IS NULL OR kind = 'b' AND …`.

use seedbed_schema_model::normal::condition::Expression;

/// More ways than these are not followed.
const MOST: usize = 64;

/// The ways, each a list of conditions that hold together; one or none where there is no choice.
pub(super) fn of(check: &Expression) -> Vec<Vec<Expression>> {
    let ways = ways(check);
    if ways.len() > MOST { Vec::new() } else { ways }
}

fn ways(check: &Expression) -> Vec<Vec<Expression>> {
    match check {
        Expression::Or(arms) => arms.iter().flat_map(ways).take(MOST + 1).collect(),
        Expression::And(items) => items.iter().fold(vec![Vec::new()], |before, item| {
            let ways = ways(item);
            let join = |b: &Vec<Expression>| {
                let join = |w: &Vec<Expression>| b.iter().chain(w).cloned().collect();
                ways.iter().map(join).collect::<Vec<_>>()
            };
            before.iter().flat_map(join).take(MOST + 1).collect()
        }),
        Expression::Infix(op, left, right) => counted(op, left, right)
            .or_else(|| together(op, left, right))
            .unwrap_or_else(|| vec![vec![check.clone()]]),
        other => vec![vec![other.clone()]],
    }
}

fn is_null(of: &Expression, is: bool) -> Expression {
    Expression::Is(Box::new(of.clone()), "null".into(), !is)
}

/// `num_nonnulls(a, b, c) = n`, `num_nulls(…) = n`, or a sum of `(a IS NOT NULL)::int`.
fn counted(op: &str, left: &Expression, right: &Expression) -> Option<Vec<Vec<Expression>>> {
    let Expression::Number(number) = right else { return None };
    let number: usize = number.parse().ok()?;
    let mut columns = Vec::new();
    let wanted = match left {
        Expression::Call(name, args) if name == "num_nonnulls" => {
            columns.extend(args.iter().cloned());
            number
        }
        Expression::Call(name, args) if name == "num_nulls" => {
            columns.extend(args.iter().cloned());
            args.len().checked_sub(number)?
        }
        sum => {
            added(sum, &mut columns)?;
            number
        }
    };
    let is = |given: usize| match op {
        "=" => given == wanted,
        "<=" => given <= wanted,
        ">=" => given >= wanted,
        "<" => given < wanted,
        ">" => given > wanted,
        _ => false,
    };
    if columns.len() > 6 {
        // Too many to list: one of them, or as many as are asked for from the front.
        let way = |first: usize| {
            let given = |i: usize| (i + columns.len() - first) % columns.len() < wanted;
            columns.iter().enumerate().map(|(i, c)| is_null(c, !given(i))).collect()
        };
        return is(wanted).then(|| (0..columns.len()).map(way).collect());
    }
    let masks = (0u32..1 << columns.len()).filter(|mask| is(mask.count_ones() as usize));
    let way = |mask: u32| {
        columns.iter().enumerate().map(|(i, c)| is_null(c, mask & 1 << i == 0)).collect()
    };
    let all: Vec<Vec<Expression>> = masks.map(way).collect();
    (!all.is_empty()).then_some(all)
}

/// The columns of a sum of `column IS NOT NULL`, each counting one.
fn added(of: &Expression, columns: &mut Vec<Expression>) -> Option<()> {
    match of {
        Expression::Infix(op, left, right) if op == "+" => {
            added(left, columns)?;
            added(right, columns)
        }
        Expression::Cast(of, _) => added(of, columns),
        Expression::Is(of, what, true) if what == "null" => {
            columns.push((**of).clone());
            Some(())
        }
        _ => None,
    }
}

/// `(a IS NULL) = (b IS NULL)` and `<>`.
fn together(op: &str, left: &Expression, right: &Expression) -> Option<Vec<Vec<Expression>>> {
    let bare = |of: &Expression| match of {
        Expression::Is(of, what, negated) if what == "null" => Some(((**of).clone(), *negated)),
        _ => None,
    };
    let ((a, a_given), (b, b_given)) = (bare(left)?, bare(right)?);
    let same = match op {
        "=" => a_given == b_given,
        "<>" => a_given != b_given,
        _ => return None,
    };
    Some(vec![
        vec![is_null(&a, true), is_null(&b, same)],
        vec![is_null(&a, false), is_null(&b, !same)],
    ])
}

#[cfg(test)]
mod tests {
    use seedbed_schema_model::{Dialect, Expr, Schema, Table, normal::condition::read};

    use super::*;
    use crate::{Value, fill::truth};

    fn ways_of(check: &str) -> (Expression, Vec<Vec<Expression>>) {
        let schema = Schema::empty(Dialect::POSTGRES);
        let tree = read(&schema, &Table::new("t"), &Expr::from(check)).unwrap();
        let ways = of(&tree);
        (tree, ways)
    }

    #[test]
    fn every_way_satisfies_the_check() {
        for (check, count) in [
            ("kind = 'a' and x is null or kind = 'b' and x is not null", 2),
            ("num_nonnulls(x, y) = 1", 2),
            ("num_nulls(x, y) = 2", 1),
            ("(x is null) = (y is null)", 2),
            ("(x is null) <> (y is null)", 2),
            ("(x is not null)::int + (y is not null)::int = 1", 2),
            ("kind = 'a' and num_nonnulls(x, y) >= 1 or kind = 'b'", 4),
        ] {
            let (tree, ways) = ways_of(check);
            assert_eq!(ways.len(), count, "{check} {ways:#?}");
            for way in ways {
                let null = |name: &str, is: bool| {
                    let of = Expression::Column(name.into());
                    way.contains(&is_null(&of, is))
                };
                let kind = way.iter().find_map(|c| match c {
                    Expression::Infix(_, _, right) => match &**right {
                        Expression::Text(text) => Some(Value::from(text.clone())),
                        _ => None,
                    },
                    _ => None,
                });
                let cell = |name: &str| match name {
                    "kind" => kind.clone().or(Some(Value::Null)),
                    name if null(name, true) => Some(Value::Null),
                    _ => Some(Value::Int(1)),
                };
                assert!(!truth::breaks(&tree, &cell), "{check} {way:?}");
            }
        }
        assert_eq!(ways_of("x > 3").1.len(), 1);
    }
}
