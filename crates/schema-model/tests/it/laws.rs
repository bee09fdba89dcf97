//! Laws of normal form, fingerprint and DDL over generated schemas.

use proptest::prelude::*;
use seedbed_schema_model::{Dialect, Fingerprint, Table, ddl, graph, normal};

use crate::{build, generated};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A table in normal form is in normal form.
    #[test]
    fn forms_are_their_own_forms(schema in generated::schema()) {
        let mut once = schema.clone();
        for table in schema.tables.values() {
            once.insert(normal::table_form(&schema, table));
        }
        for table in once.tables.values() {
            prop_assert_eq!(&normal::table_form(&once, table), table);
        }
        prop_assert_eq!(Fingerprint::of(&once), Fingerprint::of(&schema));
    }

    /// The order of columns and constraints, comments, and our own tables do not count.
    #[test]
    fn fingerprints_see_meaning_only(schema in generated::schema()) {
        let mut other = schema.clone();
        for table in other.tables.values_mut() {
            table.columns.reverse();
            table.uniques.reverse();
            table.foreign_keys.reverse();
            table.indexes.reverse();
            table.checks.reverse();
            table.comment = Some("said later".into());
            table.columns.iter_mut().for_each(|c| c.comment = None);
        }
        other.insert(build::table(schema.dialect, "seedbed_runs", &[("id", "int")]));
        other.insert(build::table(schema.dialect, "schema_migrations", &[("version", "text")]));
        prop_assert_eq!(Fingerprint::of(&other), Fingerprint::of(&schema));
    }

    #[test]
    fn fingerprints_see_every_column(schema in generated::schema(), name in "new_[a-z]") {
        let mut other = schema.clone();
        let Some(table) = other.tables.values_mut().next() else { return Ok(()) };
        table.columns.push(build::column(schema.dialect, &name, "int"));
        prop_assert_ne!(Fingerprint::of(&other), Fingerprint::of(&schema));
    }

    /// Writing either works or names the place; each statement is one statement.
    #[test]
    fn ddl_is_written_or_refused(schema in generated::schema()) {
        if let Err(error) = ddl::create_schema(&schema) {
            prop_assert!(!error.place.is_empty() && !error.what.is_empty());
        }
        for table in schema.tables.values() {
            for statement in ddl::create_table(&schema, table).into_iter().flatten() {
                prop_assert!(!statement.trim_end().ends_with(';'), "{}", statement);
            }
            let _ = ddl::rebuild_table(&schema, table, table);
            for column in &table.columns {
                let _ = ddl::add_column(&schema, table, column);
                let _ = ddl::alter_column(&schema, table, &table.columns[0], column);
            }
        }
    }

    /// Every table is in one component, and parents outside it came before.
    #[test]
    fn components_are_in_dependency_order(schema in generated::schema()) {
        let order = graph::components(&schema);
        let mut seen = std::collections::BTreeSet::new();
        for component in &order {
            for name in &component.tables {
                prop_assert!(seen.insert(name.clone()), "{} twice", name);
            }
            for name in &component.tables {
                for key in &schema.tables[name].foreign_keys {
                    if let Some(target) = graph::target(&schema, key) {
                        prop_assert!(seen.contains(&target.name), "{} before {}", name, target.name);
                    }
                }
            }
        }
        prop_assert_eq!(seen.len(), schema.tables.len());
    }
}

#[test]
fn versions_and_the_two_mysqls_have_one_fingerprint() {
    let of = |dialect: Dialect, raw| {
        Fingerprint::of(&build::schema(dialect, [build::table(dialect, "t", &[("id", raw)])]))
    };
    let mut versioned = Dialect::MARIADB;
    versioned.version.major = 10;
    assert_eq!(of(Dialect::MYSQL, "int"), of(versioned, "int(11)"));
    assert_ne!(of(Dialect::MYSQL, "int"), of(Dialect::POSTGRES, "int"));
    assert_ne!(of(Dialect::MYSQL, "int"), of(Dialect::MYSQL, "bigint"));
    let print = of(Dialect::MYSQL, "int");
    assert_eq!(print.as_str().len(), 32);
    assert!(print.as_str().bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn fingerprints_do_not_change_between_releases() {
    let empty = Fingerprint::of(&build::schema(Dialect::SQLITE, []));
    let one = Fingerprint::of(&build::schema(Dialect::SQLITE, [Table::new("t")]));
    insta::assert_snapshot!(format!("{empty}\n{one}"));
}
