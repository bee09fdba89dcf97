//! Foreign key actions out of SHOW CREATE TABLE, for roles that are not shown them elsewhere.

use std::collections::BTreeMap;

use seedbed_schema_model::Action;

use crate::live::tokens::{Cursor, split_list, tokens};

/// The actions by foreign key name: on delete, on update. What is not written is RESTRICT, as in
/// REFERENTIAL_CONSTRAINTS.
pub(super) fn actions(create_table: &str) -> BTreeMap<String, (Action, Action)> {
    let all = tokens(create_table);
    let mut cursor = Cursor::new(&all);
    while cursor.peek().is_some_and(|t| !t.is_mark("(")) {
        cursor.next();
    }
    let mut out = BTreeMap::new();
    for item in split_list(cursor.parens().unwrap_or_default()) {
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
