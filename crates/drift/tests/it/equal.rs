//! What must not be reported.

use seedbed_drift::{DecidedBy, Policy, Severity, compare};
use seedbed_schema_model::{
    Check, Dialect, Gap, GapKind, Identity, IndexKey, Key, OriginKind, Table, TableName, TypeKind,
};

use crate::support::*;

#[test]
fn names_that_the_engine_folds() {
    let declared = shop(Dialect::SQLITE);
    let mut live = shop(Dialect::SQLITE);
    let mut users = live.tables.remove(&TableName::new("users")).unwrap();
    users.name = TableName::new("Users");
    users.columns[1].name = "Email".into();
    users.uniques[0].columns = values(&["EMAIL"]);
    live.insert(users);
    table(&mut live, "orders").foreign_keys[0].target = TableName::new("USERS");
    assert_eq!(lines(report(&declared, &live).findings()), Vec::<String>::new());
    // PostgreSQL does tell cases apart.
    let mut live = shop(postgres());
    column_of(&mut live, "orders", "note").name = "Note".into();
    assert_eq!(
        lines(report(&shop(postgres()), &live).findings()),
        ["column-renamed Critical orders.note: note → Note"]
    );
}

#[test]
fn names_given_on_one_side_only_and_orders_of_lists() {
    let declared = shop(postgres());
    let mut live = shop(postgres());
    let orders = table(&mut live, "orders");
    orders.foreign_keys[0].name = None;
    orders.checks[0].name = None;
    orders.indexes[0].name = None;
    orders.columns.reverse();
    orders.uniques.reverse();
    table(&mut live, "users").uniques[0].name = None;
    assert_eq!(lines(report(&declared, &live).findings()), Vec::<String>::new());
}

#[test]
fn a_serial_is_a_serial_whatever_its_sequence_is_called() {
    let serial = |sequence: Option<&str>| {
        let mut schema = shop(postgres());
        let sequence = sequence.map(TableName::new);
        column_of(&mut schema, "users", "id").identity = Some(Identity::Serial { sequence });
        schema
    };
    let report = report(&serial(None), &serial(Some("users_id_seq1")));
    assert_eq!(lines(report.findings()), Vec::<String>::new());
}

#[test]
fn own_tables_known_ledgers_and_ignored_names_on_either_side() {
    let declared_schema = shop(postgres());
    let mut live_schema = shop(postgres());
    for name in ["seedbed_chunks", "__drizzle_migrations", "tmp_import"] {
        live_schema.insert(Table::new(name));
    }
    let policy = Policy { ignore: vec!["tmp_*".parse().unwrap()], ..Policy::default() };
    let report = compare(&declared(declared_schema.clone()), &live(live_schema.clone()), &policy);
    assert_eq!(lines(report.findings()), Vec::<String>::new());
    assert_eq!(report.target().fingerprint, report.declared().fingerprint);
    let strict = compare(&declared(declared_schema), &live(live_schema), &Policy::default());
    assert_eq!(
        lines(strict.findings()),
        ["extra-table Info tmp_import: – → a table with 0 columns"]
    );
}

#[test]
fn a_target_without_columns_means_its_primary_key() {
    let mut declared = shop(Dialect::SQLITE);
    table(&mut declared, "orders").foreign_keys[0].target_columns.clear();
    let report = report(&declared, &shop(Dialect::SQLITE));
    assert_eq!(lines(report.findings()), Vec::<String>::new());
}

#[test]
fn views_of_a_file_are_not_decided_by_text_where_the_engine_rewrites_it() {
    let mut after = shop(postgres());
    let definition =
        " SELECT orders.number\n   FROM orders\n  WHERE orders.status = 'PENDING'::text;";
    after.views.values_mut().next().unwrap().definition = definition.into();
    let undecided = report(&shop(postgres()), &after);
    assert_eq!(lines(undecided.findings()), Vec::<String>::new());
    let gaps: Vec<_> =
        undecided.gaps().iter().map(|g| (g.gap.place.as_str(), g.gap.kind)).collect();
    assert_eq!(gaps, [("open_orders", GapKind::Unmodelled)], "said, not taken for equal");
    let mut worded = declared(shop(postgres()));
    worded.origin.kind = OriginKind::Live;
    let decided = compare(&worded, &live(after), &Policy::default());
    assert_eq!(decided.findings()[0].severity, Severity::Medium);
    assert_eq!(decided.findings()[0].decided_by, DecidedBy::Rule);
}

#[test]
fn a_reading_through_a_scratch_database_says_so() {
    let mut after = shop(postgres());
    column_of(&mut after, "users", "name").nullable = false;
    let policy = Policy { scratch: true, ..Policy::default() };
    let report = compare(&declared(shop(postgres())), &live(after), &policy);
    assert_eq!(report.findings()[0].decided_by, DecidedBy::Scratch);
    assert!(report.declared().scratch);
}

#[test]
fn what_was_not_read_makes_findings_about_it_unknown() {
    let mut declared = declared(shop(postgres()));
    declared.schema.tables.remove(&TableName::new("users"));
    declared.gaps.push(Gap {
        place: "schema/shop.sql:9".into(),
        what: "CREATE TABLE users (id …".into(),
        why: "unexpected word".into(),
        kind: GapKind::Unparsed,
        goes_with: None,
    });
    let report = compare(&declared, &live(shop(postgres())), &Policy::default());
    let extra = report.findings().iter().find(|f| f.rule == "extra-table").unwrap();
    assert_eq!(extra.decided_by, DecidedBy::Unknown);
    assert!(extra.because.ends_with("not read: schema/shop.sql:9"), "{}", extra.because);
}

#[test]
fn same_definition_under_another_name_pairs_before_same_name_with_another_definition() {
    // Live swapped the names of two indexes: nothing is missing.
    let mut declared = shop(postgres());
    let mut live = shop(postgres());
    for (schema, names) in [(&mut declared, ["a", "b"]), (&mut live, ["b", "a"])] {
        let orders = table(schema, "orders");
        orders.indexes = vec![index(names[0], &["status"]), index(names[1], &["total"])];
    }
    assert_eq!(
        lines(report(&declared, &live).findings()),
        [
            "name-changed Info orders (index (status)): a → b",
            "name-changed Info orders (index (total)): b → a",
        ]
    );
}

#[test]
fn equal_duplicates_pair_off_and_the_surplus_is_reported() {
    let declared = shop(postgres());
    let mut live = shop(postgres());
    let twin = index("again", &["status", "total"]);
    assert!(matches!(twin.parts[0].key, IndexKey::Column(_)));
    table(&mut live, "orders").indexes.insert(0, twin);
    table(&mut live, "users").uniques.push(Key::unnamed(values(&["email"])));
    assert_eq!(
        lines(report(&declared, &live).findings()),
        [
            "extra-unique Medium users (unique constraint (email)): – → UNIQUE (email)",
            "extra-index Info orders (index again): – → INDEX (status, total)",
        ]
    );
}

#[test]
fn a_named_enum_is_compared_once_and_not_at_each_column() {
    let with = |labels: &[&str]| {
        let mut schema = shop(postgres());
        let mood = TableName::new("mood");
        schema.enums.get_mut(&mood).unwrap().values = values(labels);
        let kind = TypeKind::Enum { name: Some(mood), values: values(labels) };
        column_of(&mut schema, "orders", "note").ty = ty("mood", kind);
        schema
    };
    let report = report(&with(&["sad", "happy"]), &with(&["sad"]));
    assert_eq!(lines(report.findings()), ["enum-value-missing High mood (type): 'happy' → –"]);
}

#[test]
fn a_check_without_a_name_is_shown_as_written_and_known_by_its_normal_form() {
    let of = |expr: &str| {
        let mut declared = shop(Dialect::SQLITE);
        let check = Check { name: None, ..check("", expr) };
        table(&mut declared, "orders").checks.push(check);
        report(&declared, &shop(Dialect::SQLITE)).findings()[0].clone()
    };
    let (camel, lower) =
        (of("adjustmentReason IN ('a',  'b')"), of("adjustmentreason in ('a', 'b')"));
    assert_eq!(camel.at.part.as_deref(), Some("(adjustmentReason IN ('a',  'b'))"));
    assert_eq!(lower.at.part.as_deref(), Some("(adjustmentreason in ('a', 'b'))"));
    assert_eq!(camel.id, lower.id);
}

#[test]
fn the_text_of_a_view_that_the_role_may_not_see_decides_nothing() {
    let mut hidden = live(shop(Dialect::MARIADB));
    hidden.schema.views.values_mut().next().unwrap().definition = "".into();
    let report = compare(&live(shop(Dialect::MARIADB)), &hidden, &Policy::default());
    assert_eq!(lines(report.findings()), Vec::<String>::new());
    assert_eq!(report.gaps()[0].gap.place, "open_orders");
}
