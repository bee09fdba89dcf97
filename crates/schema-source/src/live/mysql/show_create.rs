//! What only SHOW CREATE TABLE says: periods and what may not overlap in them, how a table is
//! partitioned by system time; and foreign key actions, for roles that are not shown them elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{Action, Family, Period};

use super::fetch::{CheckRow, PartitionRow, Rows};
use crate::live::tokens::{Cursor, Token, split_list, tokens};

/// The tables of MariaDB that may have something of it.
pub(super) fn needed(rows: &Rows) -> BTreeSet<&str> {
    if rows.server.dialect().family != Family::MariaDb {
        return BTreeSet::new();
    }
    let moments: BTreeSet<_> = rows
        .columns
        .iter()
        .filter(|c| !c.nullable && (c.ty.starts_with("date") || c.ty.starts_with("timestamp")))
        .map(|c| (c.table.as_str(), c.name.as_str()))
        .collect();
    let period = |check: &&CheckRow| {
        bounds(check).is_some_and(|(from, to)| {
            let is = |name: &str| moments.contains(&(check.table.as_str(), name));
            is(&from) && is(&to)
        })
    };
    let of_checks = rows.checks.iter().filter(period).map(|c| c.table.as_str());
    let partitions = rows.partitions.iter().filter(|p| is_vague(p)).map(|p| p.table.as_str());
    of_checks.chain(partitions).collect()
}

/// The two columns of a check that may be that of a period.
pub(super) fn bounds(check: &CheckRow) -> Option<(String, String)> {
    let (from, to) = check.clause.strip_prefix('`')?.strip_suffix('`')?.split_once("` < `")?;
    let plain = |name: &str| name.replace("``", "`");
    Some((plain(from), plain(to)))
}

/// Whether PARTITIONS shows less of a partition than there is: nothing of an interval of system time, and
/// the DEFAULT of a list as a value of 0 or none.
pub(super) fn is_vague(row: &PartitionRow) -> bool {
    row.method == "SYSTEM_TIME"
        || (row.method.starts_with("LIST")
            && matches!(row.description.as_deref(), None | Some("" | "0" | "DEFAULT")))
}

/// The period of a table, and the names of the keys WITHOUT OVERLAPS in it.
pub(super) fn period(create_table: &str) -> Option<(Period, BTreeSet<String>)> {
    let all = tokens(create_table);
    let mut found = None;
    let mut keys = BTreeSet::new();
    for item in elements(&all) {
        let mut cursor = Cursor::new(item);
        if cursor.take(&["PERIOD", "FOR"]) {
            let name = cursor.name();
            let columns = split_list(cursor.parens().unwrap_or_default());
            let column = |at: usize| columns.get(at).and_then(|c| c.first()).map(|c| c.name());
            if let (Some(from), Some(to)) = (column(0), column(1))
                && !name.eq_ignore_ascii_case("system_time")
            {
                found = Some(Period { name, from, to });
            }
            continue;
        }
        let name = if cursor.take(&["PRIMARY", "KEY"]) {
            "PRIMARY".to_owned()
        } else if cursor.take(&["UNIQUE", "KEY"]) {
            cursor.name()
        } else {
            continue;
        };
        let mut parts = Cursor::new(cursor.parens().unwrap_or_default());
        while parts.peek().is_some() {
            if parts.take(&["WITHOUT", "OVERLAPS"]) {
                keys.insert(name.clone());
            }
            parts.next();
        }
    }
    found.map(|period| (period, keys))
}

/// What stands after PARTITION BY.
pub(super) fn partition_by(create_table: &str) -> Option<String> {
    let at = create_table.rfind("\n PARTITION BY ")?;
    Some(create_table[at + "\n PARTITION BY ".len()..].trim().to_owned())
}

/// The columns, keys and checks.
fn elements<'t, 'a>(create_table: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut cursor = Cursor::new(create_table);
    while cursor.peek().is_some_and(|t| !t.is_mark("(")) {
        cursor.next();
    }
    split_list(cursor.parens().unwrap_or_default())
}

/// The actions by foreign key name: on delete, on update. What is not written is RESTRICT, as in
/// REFERENTIAL_CONSTRAINTS.
pub(super) fn actions(create_table: &str) -> BTreeMap<String, (Action, Action)> {
    let all = tokens(create_table);
    let mut out = BTreeMap::new();
    for item in elements(&all) {
        let mut cursor = Cursor::new(item);
        if !cursor.take(&["CONSTRAINT"]) {
            continue;
        }
        let name = cursor.name();
        if !cursor.take(&["FOREIGN", "KEY"]) {
            continue;
        }
        let (mut on_delete, mut on_update) = (Action::Restrict, Action::Restrict);
        while cursor.peek().is_some() {
            if cursor.take(&["ON", "DELETE"]) {
                on_delete = action(&mut cursor);
            } else if cursor.take(&["ON", "UPDATE"]) {
                on_update = action(&mut cursor);
            } else {
                cursor.next();
            }
        }
        out.insert(name, (on_delete, on_update));
    }
    out
}

fn action(cursor: &mut Cursor<'_, '_>) -> Action {
    if cursor.take(&["CASCADE"]) {
        Action::Cascade
    } else if cursor.take(&["SET", "NULL"]) {
        Action::SetNull
    } else if cursor.take(&["SET", "DEFAULT"]) {
        Action::SetDefault
    } else if cursor.take(&["NO", "ACTION"]) {
        Action::NoAction
    } else {
        Action::Restrict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_told_from_a_check_and_its_keys_from_others() {
        let text = "CREATE TABLE `c` (\n  `d` date NOT NULL,\n  `e` date NOT NULL COMMENT \
            'PERIOD FOR x (',\n  PERIOD FOR `p``q` (`d`, `e`),\n  PRIMARY KEY (`id`,`p``q` WITHOUT \
            OVERLAPS),\n  UNIQUE KEY `u` (`a`,`e`,`d`),\n  UNIQUE KEY `v` (`p``q` WITHOUT OVERLAPS)\n\
            ) ENGINE=InnoDB\n PARTITION BY SYSTEM_TIME LIMIT 9\n(PARTITION `p0` HISTORY)";
        let (found, keys) = period(text).unwrap();
        assert_eq!(found, Period { name: "p`q".into(), from: "d".into(), to: "e".into() });
        assert_eq!(keys.into_iter().collect::<Vec<_>>(), ["PRIMARY", "v"]);
        let by = partition_by(text).unwrap();
        assert_eq!(by, "SYSTEM_TIME LIMIT 9\n(PARTITION `p0` HISTORY)");
        let system = "CREATE TABLE `c` (`a` int, PERIOD FOR SYSTEM_TIME (`a`, `b`))";
        assert_eq!((period(system), partition_by(system)), (None, None));
    }

    #[test]
    fn actions_are_found_past_comments_that_look_like_them() {
        let text = "CREATE TABLE `c` (\n  `id` int(11) DEFAULT NULL COMMENT \
            'it''s, \\\\ CONSTRAINT `x` FOREIGN KEY (`',\n  KEY `k` (`id`),\n  \
            CONSTRAINT `a``b` FOREIGN KEY (`id`, `on`) REFERENCES `o`.`delete` (`id`, `x`) \
            ON DELETE SET NULL ON UPDATE NO ACTION,\n  CONSTRAINT `c2` FOREIGN KEY (`id`) \
            REFERENCES `p` (`id`) ON UPDATE CASCADE,\n  CONSTRAINT `k2` CHECK (`id` > 0)\n\
            ) ENGINE=InnoDB COMMENT='x'";
        let expected = BTreeMap::from([
            ("a`b".to_owned(), (Action::SetNull, Action::NoAction)),
            ("c2".to_owned(), (Action::Restrict, Action::Cascade)),
        ]);
        assert_eq!(actions(text), expected);
    }
}
