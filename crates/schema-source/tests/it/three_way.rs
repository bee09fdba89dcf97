//! Declared, migrations and live on the engines: the incidents of TERP that nobody could see.

use std::fs;

use seedbed_drift::{Finding, Migrated, OddOneOut, Policy, Report, three_way};
use seedbed_schema_model::{Dialect, Family};
use seedbed_schema_source::{live::ledger, migrations, sql};
use seedbed_testkit::Database;
use tempfile::TempDir;

/// One database, its drizzle folder and ledger, and a declaration.
struct Case {
    database: Database,
    folder: TempDir,
    /// Tag, moment, whether the journal lists it, SQL.
    files: Vec<(&'static str, i64, bool, String)>,
}

const INIT: &str = "CREATE TABLE {q}inventoryMovements{q} (id int NOT NULL, reason text, PRIMARY KEY (id));\n\
    CREATE TABLE pricing_defaults (id int NOT NULL, category varchar(100) NOT NULL, PRIMARY KEY (id));\n\
    CREATE INDEX idx_category ON pricing_defaults (category);\n";

const REASONS: &str = "ALTER TABLE {q}inventoryMovements{q} ADD COLUMN {q}adjustmentReason{q} varchar(20);\n\
    ALTER TABLE {q}inventoryMovements{q} RENAME COLUMN reason TO notes;\n";

const DECLARED: &str = "CREATE TABLE {q}inventoryMovements{q} (id int NOT NULL, notes text, \
    {q}adjustmentReason{q} varchar(20), PRIMARY KEY (id));\n\
    CREATE TABLE pricing_defaults (id int NOT NULL, category varchar(100) NOT NULL, PRIMARY KEY (id));\n\
    CREATE INDEX idx_category ON pricing_defaults (category);\n";

impl Case {
    async fn each() -> Vec<Self> {
        let mut all = Vec::new();
        for database in Database::each().await {
            all.push(Self { database, folder: TempDir::new().unwrap(), files: Vec::new() });
        }
        all
    }

    fn sql(&self, text: &str) -> String {
        text.replace("{q}", if self.database.family() == Family::MariaDb { "`" } else { "\"" })
    }

    async fn run(&self, text: &str) {
        let text = self.sql(text);
        for statement in text.split(";\n").filter(|s| !s.trim().is_empty()) {
            self.database.execute_script(statement).await;
        }
    }

    fn file(&mut self, tag: &'static str, when: i64, listed: bool, text: &str) -> &mut Self {
        self.files.push((tag, when, listed, self.sql(text)));
        self
    }

    async fn ledger(&self, moments: &[i64]) {
        self.run("CREATE TABLE __drizzle_migrations (id int NOT NULL, hash text NOT NULL, created_at bigint);\n")
            .await;
        for (id, when) in moments.iter().enumerate() {
            self.run(&format!("INSERT INTO __drizzle_migrations VALUES ({id}, 'x', {when});\n"))
                .await;
        }
    }

    async fn report(&self, declared: &str) -> Report {
        let folder = self.folder.path();
        fs::create_dir_all(folder.join("meta")).unwrap();
        let mut entries = Vec::new();
        for (tag, when, listed, text) in &self.files {
            fs::write(folder.join(format!("{tag}.sql")), text).unwrap();
            if *listed {
                let idx = entries.len();
                entries.push(format!(r#"{{"idx":{idx},"when":{when},"tag":"{tag}"}}"#));
            }
        }
        let journal =
            format!(r#"{{"version":"7","dialect":"x","entries":[{}]}}"#, entries.join(","));
        fs::write(folder.join("meta/_journal.json"), journal).unwrap();
        let connection = self.database.connect().await;
        let live = seedbed_schema_source::live::read(&connection, None).await.unwrap();
        let (ledgers, gaps) = ledger::read(&connection, &live.schema).await;
        assert_eq!(gaps, []);
        connection.close().await.unwrap();
        let dialect: Dialect = live.schema.dialect;
        let declared = sql::read_text(dialect, "declared.sql", &self.sql(declared));
        let found = migrations::list(folder).unwrap();
        let paper = migrations::on_paper(&found, &ledgers, None, &live).unwrap();
        let migrated = Migrated {
            history: &paper.history,
            applied: &paper.applied,
            all: &paper.all,
            unlisted: &paper.unlisted,
        };
        three_way(&declared, &migrated, &live, &Policy::default())
    }

    /// `rule place odd` of every finding.
    async fn said(&self, declared: &str) -> Vec<String> {
        let report = self.report(declared).await;
        let line = |f: &Finding| {
            let odd = f.three_way.as_ref().map_or(String::new(), |s| match s.odd_one_out {
                Some(odd) => format!(" {odd:?}{}", if s.pending { " pending" } else { "" }),
                None => " unknown".to_owned(),
            });
            format!("{} {}{odd}", f.rule, f.at)
        };
        report.findings().iter().map(line).collect()
    }
}

async fn because(case: &Case, declared: &str, rule: &str) -> String {
    let report = case.report(declared).await;
    let found = report.findings().iter().find(|f| f.rule == rule);
    found.unwrap_or_else(|| panic!("{rule} in {:#?}", report.findings())).because.clone()
}

#[tokio::test]
async fn all_three_agree() {
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT).file("0030_reasons", 30, true, REASONS);
        case.run(INIT).await;
        case.run(REASONS).await;
        case.ledger(&[10, 30]).await;
        assert_eq!(case.said(DECLARED).await, Vec::<String>::new(), "{}", case.database);
    }
}

/// Incident 4: written by hand, not in the journal, never applied.
#[tokio::test]
async fn a_file_in_no_journal_was_never_applied() {
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT).file("0030_reasons", 30, false, REASONS);
        case.run(INIT).await;
        case.ledger(&[10]).await;
        let said = case.said(DECLARED).await;
        let expected = [
            "extra-column inventoryMovements.reason Declared",
            "missing-column inventoryMovements.notes Declared",
            "missing-column inventoryMovements.adjustmentReason Declared",
            "migration-not-listed 0030_reasons.sql (migration)",
        ];
        assert_eq!(sorted(&said), sorted(&expected.map(String::from)), "{}", case.database);
        let text = because(&case, DECLARED, "missing-column").await;
        assert!(
            text.contains("migrations and database agree, the declaration is the odd one out"),
            "{text}"
        );
        assert!(text.contains("0030_reasons.sql:1 changes it and is in no list"), "{text}");
    }
}

/// Incident 14: the schema and the database disagree about a name, the migrations made the database's.
#[tokio::test]
async fn the_declaration_is_the_odd_one_out() {
    let declared = "CREATE TABLE {q}inventoryMovements{q} (id int NOT NULL, reason text, PRIMARY KEY (id));\n\
        CREATE TABLE pricing_defaults (id int NOT NULL, product_category varchar(100) NOT NULL, PRIMARY KEY (id));\n\
        CREATE INDEX idx_category ON pricing_defaults (product_category);\n";
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT);
        case.run(INIT).await;
        case.ledger(&[10]).await;
        let said = case.said(declared).await;
        assert_eq!(
            said[0], "column-renamed pricing_defaults.product_category Declared",
            "{said:?}"
        );
        assert!(said.iter().all(|s| s.ends_with(" Declared")), "{said:?}");
    }
}

/// Incident 20: applied says the ledger, and the second statement has no effect.
#[tokio::test]
async fn a_half_applied_migration_names_the_statement_that_is_missing() {
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT).file("0030_reasons", 30, true, REASONS);
        case.run(INIT).await;
        case.run(REASONS.split_once('\n').unwrap().0).await;
        case.ledger(&[10, 30]).await;
        let said = case.said(DECLARED).await;
        let expected = [
            "column-renamed inventoryMovements.notes Live",
            "migration-half-applied 0030_reasons.sql (migration)",
        ];
        assert_eq!(said, expected, "{}", case.database);
        let text = because(&case, DECLARED, "migration-half-applied").await;
        assert!(text.contains("1 of its statements is there, missing is "), "{text}");
        assert!(text.contains("0030_reasons.sql:2 `ALTER TABLE"), "{text}");
        assert!(!text.contains("0030_reasons.sql:1"), "{text}");
    }
}

/// The story of adjustmentReason: half applied by hand from a file that no journal lists, and the
/// schema follows neither.
#[tokio::test]
async fn applied_by_hand_in_part_from_a_file_in_no_journal() {
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT).file("0030_reasons", 30, false, REASONS);
        case.run(INIT).await;
        case.run(REASONS.split_once('\n').unwrap().0).await;
        case.ledger(&[10]).await;
        let said = case.said(DECLARED).await;
        let expected = [
            "column-renamed inventoryMovements.notes Declared",
            "migration-not-listed 0030_reasons.sql (migration)",
            "migrations-differ inventoryMovements.adjustmentReason Migrations",
        ];
        assert_eq!(sorted(&said), sorted(&expected.map(String::from)), "{}", case.database);
        let text = because(&case, DECLARED, "migration-not-listed").await;
        assert!(text.contains("1 of its statements is there"), "{text}");
        assert!(text.contains("0030_reasons.sql:2"), "{text}");
    }
}

#[tokio::test]
async fn pending_migrations_are_no_error_and_explain_what_is_missing() {
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT).file("0030_reasons", 30, true, REASONS);
        case.run(INIT).await;
        case.ledger(&[10]).await;
        let report = case.report(DECLARED).await;
        let pending = report.findings().iter().find(|f| f.rule == "migration-pending").unwrap();
        assert_eq!(pending.severity, seedbed_drift::Severity::Info);
        let others: Vec<_> =
            report.findings().iter().filter(|f| f.rule != "migration-pending").collect();
        assert_eq!(others.len(), 3, "{others:#?}");
        for finding in others {
            let standing = finding.three_way.as_ref().unwrap();
            assert_eq!(standing.odd_one_out, Some(OddOneOut::Live), "{finding:#?}");
            assert!(
                standing.pending
                    && standing.changed_at.as_ref().unwrap().contains("0030_reasons.sql:")
            );
        }
    }
}

#[tokio::test]
async fn all_three_can_differ_and_rows_can_lose_their_file() {
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT);
        case.run(&INIT.replace("varchar(100)", "varchar(50)")).await;
        case.ledger(&[10, 20]).await;
        let declared = INIT.replace("varchar(100)", "varchar(200)");
        let said = case.said(&declared).await;
        let expected = [
            "length-changed pricing_defaults.category All",
            "migration-file-missing 20 (migration)",
        ];
        assert_eq!(sorted(&said), sorted(&expected.map(String::from)), "{}", case.database);
        let text = because(&case, &declared, "length-changed").await;
        assert!(
            text.contains("all three differ: the migrations make varchar(100)")
                || text.contains("the migrations make character varying(100)"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_is_changed_by_hand_and_declared_is_in_no_migration() {
    for mut case in Case::each().await {
        case.file("0000_init", 10, true, INIT);
        case.run(&INIT.replace("varchar(100)", "varchar(200)")).await;
        case.ledger(&[10]).await;
        let said = case.said(&INIT.replace("varchar(100)", "varchar(200)")).await;
        assert_eq!(said, ["migrations-differ pricing_defaults.category Migrations"]);
    }
}

/// A folder that begins amid the life of a database: what is pending is known, and nothing is claimed
/// of the rest.
#[tokio::test]
async fn a_folder_that_does_not_begin_with_nothing_says_so() {
    for mut case in Case::each().await {
        case.file("0030_reasons", 30, true, REASONS);
        case.run(INIT).await;
        case.ledger(&[10]).await;
        let report = case.report(DECLARED).await;
        let history = report.history().unwrap();
        assert!(
            history
                .starts_amid
                .as_ref()
                .unwrap()
                .contains("inventoryMovements is not declared before")
        );
        let said = case.said(DECLARED).await;
        let expected = [
            "extra-column inventoryMovements.reason Live pending",
            "missing-column inventoryMovements.notes Live pending",
            "missing-column inventoryMovements.adjustmentReason Live pending",
            "migration-file-missing 10 (migration)",
            "migration-pending 0030_reasons.sql (migration)",
        ];
        assert_eq!(sorted(&said), sorted(&expected.map(String::from)), "{}", case.database);
    }
}

fn sorted(lines: &[String]) -> Vec<String> {
    let mut lines = lines.to_vec();
    lines.sort();
    lines
}
