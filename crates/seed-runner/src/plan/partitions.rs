//! What the partitions of tables leave their keys: rows go into partitions that are there.

use std::collections::BTreeMap;

use chrono::{Days, Duration, NaiveDate};
use rust_decimal::Decimal;
use sea_orm::DbErr;
use seedbed_generators::{Value, fill::ColumnRule};
use seedbed_schema_model::Family;

use crate::{Target, sql};

/// A line a partition: schema, table, method and key, bound; parted by tabs.
const POSTGRES: &str = "SELECT n.nspname || chr(9) || p.relname || chr(9) || \
    pg_get_partkeydef(p.oid) || chr(9) || pg_get_expr(c.relpartbound, c.oid) \
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent \
    JOIN pg_namespace n ON n.oid = p.relnamespace WHERE c.relispartition AND p.relkind = 'p' \
    ORDER BY p.oid, c.oid";
const MYSQL: &str = "SELECT CAST(concat_ws(char(9), '', table_name, \
    concat(partition_method, ' (', partition_expression, ')'), partition_description) AS CHAR) \
    FROM information_schema.partitions \
    WHERE table_schema = database() AND partition_description IS NOT NULL \
    ORDER BY table_name, partition_ordinal_position";

/// The rules that partitions make for the columns they are chosen by, by `table.column`.
///
/// # Errors
/// When the database cannot be asked.
pub async fn partition_rules(target: &Target) -> Result<BTreeMap<String, ColumnRule>, DbErr> {
    let sql = match target.dialect().family {
        Family::Sqlite => return Ok(BTreeMap::new()),
        Family::Postgres => POSTGRES,
        _ => MYSQL,
    };
    let rows = sql::rows(target.connection(), sql, []).await?;
    let lines: Vec<String> = rows.into_iter().flatten().flatten().collect();
    Ok(rules(&lines.join("\n")))
}

fn rules(text: &str) -> BTreeMap<String, ColumnRule> {
    let mut tables: BTreeMap<String, Option<ColumnRule>> = BTreeMap::new();
    for line in text.lines() {
        let mut parts = line.splitn(4, '\t').skip(1);
        let (Some(table), Some(key), Some(bound)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let Some((method, key)) = key.split_once(" (") else { continue };
        let key = key.trim_end_matches(')').trim_start_matches('(');
        let (of, column) = key.split_once('(').unwrap_or(("", key));
        let column = column.trim_matches(['(', ')', '`', '"', ' ']);
        // Several columns, or an expression that is not understood.
        if column.contains([',', ' ', '('])
            || !matches!(of, "" | "year" | "to_days" | "unix_timestamp")
        {
            continue;
        }
        let name = format!("{table}.{column}");
        let rule = tables.entry(name).or_insert_with(|| {
            Some(ColumnRule { place: "its partitions".into(), ..ColumnRule::default() })
        });
        // A partition for everything else: nothing is left out.
        let known = rule.as_mut().is_some_and(|rule| match method.split(' ').next() {
            Some("RANGE") => range(rule, of, bound),
            Some("LIST") => list(rule, bound),
            _ => false,
        });
        if !known {
            *rule = None;
        }
    }
    tables.into_iter().filter_map(|(name, rule)| Some((name, rule?))).collect()
}

/// Widens a rule by a range; false when it is open at both ends or not understood.
fn range(rule: &mut ColumnRule, of: &str, bound: &str) -> bool {
    let inside = |text: &str| text.trim().trim_matches(['(', ')']).to_owned();
    let (from, to) = match bound.strip_prefix("FOR VALUES FROM ") {
        Some(rest) => match rest.split_once(" TO ") {
            Some((from, to)) => (Some(inside(from)), inside(to)),
            None => return false,
        },
        // MySQL: less than this.
        None => (None, inside(bound)),
    };
    let first = rule.max.is_none();
    let Some(end) = before(of, &to) else { return false };
    if rule.max.as_ref().is_none_or(|max| is_less(max, &end)) {
        rule.max = Some(end);
    }
    let start = from.and_then(|from| value("", &from));
    rule.min = match (start, rule.min.take()) {
        (Some(start), None) if first => Some(start),
        (Some(start), Some(min)) => Some(if is_less(&start, &min) { start } else { min }),
        _ => None,
    };
    true
}

fn is_less(a: &Value, b: &Value) -> bool {
    match (a.as_datetime(), b.as_datetime()) {
        (Some(a), Some(b)) => a < b,
        _ => a.as_decimal() < b.as_decimal(),
    }
}

/// The greatest value below a bound.
fn before(of: &str, bound: &str) -> Option<Value> {
    Some(match value(of, bound)? {
        Value::Decimal(d) => Value::Decimal(d - Decimal::ONE),
        Value::DateTime(t) => Value::DateTime(t - Duration::seconds(1)),
        other => other,
    })
}

/// A bound as a number or a moment; texts have no next smaller one.
fn value(of: &str, bound: &str) -> Option<Value> {
    let bare = bound.trim().trim_matches('\'');
    match of {
        "year" => NaiveDate::from_ymd_opt(bare.parse().ok()?, 1, 1)?.and_hms_opt(0, 0, 0),
        "to_days" => {
            let start = NaiveDate::from_ymd_opt(1, 1, 1)?;
            // TO_DAYS('0001-01-01') is 366.
            let days = bare.parse::<u64>().ok()?.checked_sub(366)?;
            start.checked_add_days(Days::new(days))?.and_hms_opt(0, 0, 0)
        }
        "unix_timestamp" => {
            chrono::DateTime::from_timestamp(bare.parse().ok()?, 0).map(|t| t.naive_utc())
        }
        _ => match bare.parse::<Decimal>() {
            Ok(number) => return Some(Value::Decimal(number)),
            Err(_) => Value::Text(bare.to_owned().into()).as_datetime(),
        },
    }
    .map(Value::DateTime)
}

/// Adds a list of values; false when it is not one.
fn list(rule: &mut ColumnRule, bound: &str) -> bool {
    let inside = bound.trim_start_matches("FOR VALUES IN ").trim_matches(['(', ')']);
    if inside == "DEFAULT" || inside.is_empty() {
        return false;
    }
    for item in inside.split(',').map(str::trim).filter(|item| *item != "NULL") {
        let bare = item.trim_matches('\'');
        rule.values.push(match bare.parse::<i64>() {
            Ok(number) if bare == item => Value::Int(number),
            _ => Value::from(bare.replace("''", "'")),
        });
    }
    !rule.values.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> chrono::NaiveDateTime {
        NaiveDate::from_ymd_opt(y, m, d).unwrap().and_hms_opt(0, 0, 0).unwrap()
    }

    #[test]
    fn ranges_and_lists_of_both_engines() {
        let all = rules(
            "s\ta\tRANGE (at)\tFOR VALUES FROM ('2019-01-01') TO ('2019-02-01')\n\
             s\ta\tRANGE (at)\tFOR VALUES FROM ('2019-02-01') TO ('2019-03-01')\n\
             s\tb\tRANGE (n)\tFOR VALUES FROM (MINVALUE) TO (10)\n\
             s\tc\tLIST (k)\tFOR VALUES IN ('x', 'it''s')\n\
             s\td\tLIST (k)\tDEFAULT\ns\td\tLIST (k)\tFOR VALUES IN ('x')\n\
             s\te\tRANGE (n, m)\tFOR VALUES FROM (1, 1) TO (2, 2)\n\
             s\tf\tHASH (id)\tFOR VALUES WITH (modulus 2, remainder 0)\n\
             \tg\tRANGE (year(`at`))\t2015\n\tg\tRANGE (year(`at`))\t2020\n\
             \th\tRANGE (`n`)\t10\n\th\tRANGE (`n`)\tMAXVALUE\n\
             \ti\tLIST (`k`)\t3,5\n\ti\tLIST (`k`)\t9\n\
             \tj\tRANGE (to_days(`at`))\t738000",
        );
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        assert_eq!(names, ["a.at", "b.n", "c.k", "g.at", "i.k", "j.at"]);
        let second = Duration::seconds(1);
        let a = &all["a.at"];
        assert_eq!(a.min, Some(day(2019, 1, 1).into()));
        assert_eq!(a.max, Some((day(2019, 3, 1) - second).into()));
        assert_eq!((&all["b.n"].min, &all["b.n"].max), (&None, &Some(Decimal::from(9).into())));
        assert_eq!(all["c.k"].values, [Value::from("x"), Value::from("it's")]);
        assert_eq!(all["g.at"].max, Some((day(2020, 1, 1) - second).into()));
        assert_eq!(all["i.k"].values, [Value::Int(3), Value::Int(5), Value::Int(9)]);
        assert_eq!(all["j.at"].max, Some((day(2020, 7, 29) - second).into()));
    }
}
