//! The few statements that the model does not write: values of enums, comments of tables, drops.

use seedbed_schema_model::{Dialect, Family, Key, TableName, View};

pub(super) fn drop_type(dialect: Dialect, name: &TableName) -> String {
    format!("DROP TYPE {}", dialect.quote_table(name))
}

pub(super) fn drop_sequence(dialect: Dialect, name: &TableName) -> String {
    format!("DROP SEQUENCE {}", dialect.quote_table(name))
}

pub(super) fn drop_domain(dialect: Dialect, name: &TableName) -> String {
    format!("DROP DOMAIN {}", dialect.quote_table(name))
}

/// `ALTER TYPE … ADD VALUE`, at the place the declaration gives the value: after the nearest value
/// before it that live has, else before the nearest after it.
pub(super) fn add_enum_value(
    dialect: Dialect,
    name: &TableName,
    value: &str,
    declared: &[String],
    present: &[String],
) -> String {
    let at = declared.iter().position(|v| v == value).unwrap_or(declared.len());
    let before = declared[..at].iter().rev().find(|v| present.contains(v));
    let after = declared.iter().skip(at + 1).find(|v| present.contains(v));
    let place = match (before, after) {
        (Some(v), _) => format!(" AFTER {}", dialect.literal(v)),
        (None, Some(v)) => format!(" BEFORE {}", dialect.literal(v)),
        (None, None) => String::new(),
    };
    format!("ALTER TYPE {} ADD VALUE {}{place}", dialect.quote_table(name), dialect.literal(value))
}

pub(super) fn drop_view(dialect: Dialect, view: &View) -> String {
    let word = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    format!("DROP {word} {}", dialect.quote_table(&view.name))
}

/// `None` when the constraint's name is needed and not known.
pub(super) fn drop_primary_key(dialect: Dialect, table: &TableName, key: &Key) -> Option<String> {
    let table_name = dialect.quote_table(table);
    match dialect.family {
        Family::Postgres => {
            let name = key.name.clone().unwrap_or_else(|| format!("{}_pkey", table.name));
            Some(format!("ALTER TABLE {table_name} DROP CONSTRAINT {}", dialect.quote(&name)))
        }
        Family::MySql | Family::MariaDb => {
            Some(format!("ALTER TABLE {table_name} DROP PRIMARY KEY"))
        }
        Family::Sqlite => None,
    }
}

/// The comment of a table; SQLite has none.
pub(super) fn comment_table(
    dialect: Dialect,
    table: &TableName,
    comment: Option<&str>,
) -> Option<String> {
    let table = dialect.quote_table(table);
    let text = dialect.literal(comment.unwrap_or_default());
    match dialect.family {
        Family::Postgres => Some(format!("COMMENT ON TABLE {table} IS {text}")),
        Family::MySql | Family::MariaDb => Some(format!("ALTER TABLE {table} COMMENT = {text}")),
        Family::Sqlite => None,
    }
}

/// A name of the kind PostgreSQL makes up itself, so that a constraint added without one can be
/// taken away again. Cut to what every engine allows, with a hash in place of what was cut.
pub(super) fn made_up(table: &TableName, columns: &[String], suffix: &str) -> String {
    let full = format!("{}_{}_{suffix}", table.name, columns.join("_"));
    if full.len() <= 60 {
        return full;
    }
    let hash = blake3::hash(full.as_bytes()).to_hex();
    let mut cut = 48;
    while !full.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}_{}", &full[..cut], &hash[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_enum_value_goes_where_it_is_declared() {
        let declared: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
        let add = |value: &str, present: &[&str]| {
            let present: Vec<String> = present.iter().map(|s| (*s).to_owned()).collect();
            let name = TableName::new("mood");
            add_enum_value(Dialect::POSTGRES, &name, value, &declared, &present)
        };
        assert_eq!(add("b", &["a", "c"]), r#"ALTER TYPE "mood" ADD VALUE 'b' AFTER 'a'"#);
        assert_eq!(add("a", &["c"]), r#"ALTER TYPE "mood" ADD VALUE 'a' BEFORE 'c'"#);
        assert_eq!(add("d", &["x"]), r#"ALTER TYPE "mood" ADD VALUE 'd'"#);
    }

    #[test]
    fn made_up_names_fit_and_stay_apart() {
        let table = TableName::new("dashboard_widget_layouts");
        assert_eq!(made_up(&table, &["user".into()], "fkey"), "dashboard_widget_layouts_user_fkey");
        let long = |c: &str| made_up(&table, &["é".repeat(30), c.into()], "fkey");
        assert!(long("a").len() <= 60);
        assert_ne!(long("a"), long("b"));
    }
}
