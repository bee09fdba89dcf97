//! 28 drifts in a schema of 120 tables: each is found once, by its rule, at its place, and nothing
//! else is; an undrifted copy has none.

use std::collections::BTreeSet;

use seedbed_drift::{DecidedBy, Policy, Report, compare};
use seedbed_schema_model::{Dialect, Family, Reading};
use seedbed_schema_source::{live, sql};
use seedbed_testkit::{Database, Synthetic};

async fn read(database: &Database) -> Reading {
    let connection = database.connect().await;
    let reading = live::read(&connection, None).await.unwrap();
    connection.close().await.unwrap();
    reading
}

fn found(report: &Report) -> BTreeSet<(String, String)> {
    report.findings().iter().map(|f| (f.rule.clone(), f.at.to_string())).collect()
}

/// One transaction, so that SQLite does not wait for the disk after every statement.
fn at_once(family: Family, sql: &str) -> String {
    match family {
        Family::Sqlite => format!("BEGIN;\n{sql}COMMIT;"),
        _ => sql.to_owned(),
    }
}

async fn proved(copy: Database, drifted: Database) {
    let family = copy.family();
    let synthetic = Synthetic::new(family, 120);
    let declared = sql::read_text(Dialect::unversioned(family), "synthetic.sql", &synthetic.sql());
    assert_eq!(declared.schema.tables.len(), 120);
    copy.execute_script(&at_once(family, &synthetic.sql())).await;
    drifted.execute_script(&at_once(family, &synthetic.drifted())).await;
    let (copy, drifted) = (read(&copy).await, read(&drifted).await);

    let policy = Policy::default();
    for (a, b) in [(&declared, &copy), (&copy, &declared), (&copy, &copy)] {
        assert_eq!(found(&compare(a, b, &policy)), BTreeSet::new(), "{family:?}: undrifted");
    }

    // What is declared decides nothing that the catalog decides otherwise.
    for declared in [&declared, &copy] {
        let report = compare(declared, &drifted, &policy);
        let expected = synthetic.injected();
        assert_eq!(expected.len(), 28);
        let wanted: BTreeSet<_> =
            expected.iter().map(|i| (i.rule.to_owned(), i.at.clone())).collect();
        let got = found(&report);
        let missed: Vec<_> = wanted.difference(&got).collect();
        let beside: Vec<_> = got.difference(&wanted).collect();
        assert!(
            missed.is_empty() && beside.is_empty(),
            "{family:?}: missed {missed:#?}\nbeside {beside:#?}"
        );
        assert_eq!(report.findings().len(), wanted.len(), "{family:?}");
        for finding in report.findings() {
            assert_ne!(finding.decided_by, DecidedBy::Unknown, "{finding:?}");
            assert_ne!(finding.declared, finding.live, "{finding:?}");
        }
        // The other way round the same places are named.
        let mirrored = compare(&drifted, declared, &policy);
        assert_eq!(mirrored.findings().len(), wanted.len(), "{family:?}, the other way round");
    }
}

#[tokio::test]
async fn sqlite_names_28_of_28_and_nothing_else() {
    proved(Database::sqlite().await, Database::sqlite().await).await;
}

#[tokio::test]
async fn postgres_names_28_of_28_and_nothing_else() {
    proved(Database::postgres().await, Database::postgres().await).await;
}

#[tokio::test]
async fn mariadb_names_28_of_28_and_nothing_else() {
    proved(Database::mariadb().await, Database::mariadb().await).await;
}
