//! A small schema with awkward names, and a generator for it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use seedbed_drift::{Baseline, Gate, GreenReport, Policy, Severity, compare};
use seedbed_generators::{
    AnchorSpec, DataCheck, GenerateError, Generator, KeySpec, LogicalReference, Rows, Span, Spec,
    TableSpec, Unit, Units, Value,
};
use seedbed_schema_model::{Dialect, Family, Schema, TableName};
use seedbed_seed_runner::{
    Clearance, Environment, GuardInput, Plan, PlanOptions, Refusal, RunError, RunOptions,
    RunOutcome, Stage, Target, guard, run,
};
use seedbed_testkit::Database;

/// A table whose name needs quoting on every engine.
pub(crate) const ODD: &str = "odd \"lists` of";
/// A column that is a reserved word and needs quoting.
pub(crate) const ORDER: &str = "or\"der`";

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 11).unwrap()
}

pub(crate) fn now() -> DateTime<Utc> {
    today().and_hms_opt(9, 30, 0).unwrap().and_utc()
}

pub(crate) fn environment(stage: Stage) -> Environment {
    Environment { name: stage.label().to_owned(), stage }
}

/// users and strains with rows; lists, tasks and comments without.
pub(crate) fn ddl(family: Family) -> String {
    let d = Dialect::unversioned(family);
    let (serial, uuid, json, stamp, boolean) = match family {
        Family::Sqlite => {
            ("INTEGER PRIMARY KEY AUTOINCREMENT", "char(36)", "json", "datetime", "boolean")
        }
        Family::Postgres => (
            "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            "uuid",
            "jsonb",
            "timestamptz",
            "boolean",
        ),
        _ => ("bigint AUTO_INCREMENT PRIMARY KEY", "char(36)", "json", "datetime(3)", "boolean"),
    };
    let kind = match family {
        Family::Postgres => "list_kind",
        Family::Sqlite => "varchar(10) CHECK (kind IN ('home', 'work'))",
        _ => "enum('home','work')",
    };
    let ty = if family == Family::Postgres {
        "CREATE TYPE list_kind AS ENUM ('home', 'work');"
    } else {
        ""
    };
    let blob = if family == Family::Postgres { "bytea" } else { "blob" };
    let (odd, order) = (d.quote(ODD), d.quote(ORDER));
    format!(
        "{ty}
         CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50) NOT NULL, deleted_at {stamp} NULL);
         INSERT INTO users VALUES (1, 'Ann', NULL), (2, 'Bo', NULL), (10, 'Cy', NULL),
           (11, 'Gone', '2025-01-01 00:00:00');
         CREATE TABLE strains (id bigint PRIMARY KEY, name varchar(50) NOT NULL);
         INSERT INTO strains VALUES (1, 'Blue'), (2, 'Red');
         CREATE TABLE {odd} (id {serial}, owner_id bigint NOT NULL REFERENCES users (id),
           {order} int NOT NULL, kind {kind} NOT NULL, price decimal(10,2) NULL,
           price_text varchar(12) NOT NULL, settings {json} NULL, active {boolean} NOT NULL,
           due date NULL, created {stamp} NOT NULL, ratio double precision NULL, raw {blob} NULL,
           extra varchar(5) DEFAULT 'dflt');
         CREATE TABLE tasks (id {uuid} PRIMARY KEY, list_id bigint NOT NULL,
           parent_id {uuid} NULL, title varchar(100) NOT NULL,
           FOREIGN KEY (list_id) REFERENCES {odd} (id), FOREIGN KEY (parent_id) REFERENCES tasks (id));
         CREATE TABLE comments (id {serial}, on_type varchar(20) NOT NULL, on_id varchar(40) NOT NULL,
           body text NOT NULL);"
    )
}

/// Lists with tasks and comments.
pub(crate) struct Lists {
    pub(crate) units: u64,
    pub(crate) version: u32,
}

impl Lists {
    pub(crate) fn new(units: u64) -> Self {
        Self { units, version: 1 }
    }
}

pub(crate) fn table(name: &str) -> TableName {
    TableName::new(name)
}

impl Generator for Lists {
    fn spec(&self) -> Spec {
        let keyed = |name: &str, span| TableSpec {
            table: table(name),
            key: Some(KeySpec { column: "id".into(), span }),
        };
        let reference = |text: &str, target: &str| LogicalReference {
            table: table("comments"),
            column: "on_id".into(),
            when: Some(("on_type".into(), text.into())),
            target: table(target),
            target_column: "id".into(),
        };
        Spec {
            name: "lists".into(),
            version: self.version,
            units: Units::Fixed(self.units),
            tables: vec![
                keyed("comments", Span::PerUnit(2)),
                keyed("tasks", Span::PerUnit(3)),
                keyed(ODD, Span::PerUnit(1)),
            ],
            anchors: vec![AnchorSpec {
                name: "users".into(),
                table: table("users"),
                key: "id".into(),
                columns: vec!["name".into()],
                not_deleted: Some("deleted_at".into()),
                required: true,
            }],
            references: vec![reference("task", "tasks")],
            options: BTreeMap::from([("units".to_owned(), self.units.to_string())]),
        }
    }

    fn unit(&self, unit: Unit<'_>, rows: &mut Rows) -> Result<(), GenerateError> {
        let users = unit.anchor("users")?;
        let mut cell = unit.cell("lists", "owner", unit.index);
        let owner = users.pick(&mut cell).unwrap_or(0);
        let list = unit.key(&table(ODD), unit.index)?;
        let price = Decimal::new(cell.range(100..=99_999), 2);
        let created = unit.world.today.and_hms_milli_opt(8, 0, 0, 250).unwrap_or_default();
        let name = users.get(owner, "name").and_then(Value::as_str).unwrap_or_default();
        rows.push(
            &table(ODD),
            [
                ("id", list.clone()),
                ("owner_id", users.key(owner).cloned().unwrap_or(Value::Null)),
                (ORDER, Value::Int(unit.index as i64)),
                ("kind", Value::from(if cell.chance(50) { "home" } else { "work" })),
                ("price", if cell.chance(20) { Value::Null } else { price.into() }),
                ("price_text", price.into()),
                ("settings", Value::Json(format!("{{\"of\":\"{name} \\\"x\\\" \u{e9}\"}}"))),
                ("active", cell.chance(70).into()),
                ("due", unit.world.today.into()),
                ("created", created.into()),
                ("ratio", Value::Float(0.1 + unit.index as f64)),
                ("raw", Value::Bytes(vec![0, 39, 92, 255])),
            ],
        )?;
        let mut parent = Value::Null;
        for k in 0..3 {
            let id = unit.key(&table("tasks"), unit.index * 3 + k)?;
            rows.push(
                &table("tasks"),
                [
                    ("id", id.clone()),
                    ("list_id", list.clone()),
                    ("parent_id", parent),
                    ("title", format!("Task {k}; it's \\ 'quoted' \u{1f33f}").into()),
                ],
            )?;
            parent = id;
        }
        for k in 0..2 {
            rows.push(
                &table("comments"),
                [
                    ("id", unit.key(&table("comments"), unit.index * 2 + k)?),
                    ("on_type", Value::from("task")),
                    ("on_id", parent.clone()),
                    ("body", format!("Said {k} of {}", unit.index).into()),
                ],
            )?;
        }
        Ok(())
    }

    fn checks(&self, dialect: Dialect) -> Vec<DataCheck> {
        let odd = dialect.quote(ODD);
        vec![DataCheck {
            name: "lists/three-tasks".into(),
            explanation: "every list has three tasks".into(),
            sql: format!(
                "SELECT count(*) FROM {odd} l WHERE (SELECT count(*) FROM tasks t WHERE t.list_id = l.id) <> 3"
            ),
        }]
    }
}

/// A database of one engine with the schema above.
pub(crate) struct Bed {
    pub(crate) db: Database,
    pub(crate) target: Target,
    pub(crate) schema: Schema,
}

impl Bed {
    pub(crate) async fn new(db: Database, stage: Stage) -> Self {
        let ddl = ddl(db.family());
        Self::with(db, stage, &ddl).await
    }

    pub(crate) async fn with(db: Database, stage: Stage, ddl: &str) -> Self {
        db.execute_script(ddl).await;
        let target = Target::connect(db.url(), environment(stage)).await.unwrap();
        let schema = target.read().await.unwrap().schema;
        Self { db, target, schema }
    }

    pub(crate) async fn each(stage: Stage) -> Vec<Self> {
        let mut all = Vec::new();
        for db in Database::each().await {
            all.push(Self::new(db, stage).await);
        }
        all
    }

    pub(crate) fn options(&self) -> PlanOptions {
        let mut options = PlanOptions::new(7, today());
        options.preserve = vec![table("users"), table("strains")];
        options
    }

    pub(crate) async fn plan(&self, generator: &dyn Generator) -> Plan {
        let made = Plan::make(&self.target, &self.schema, &[generator], &self.options()).await;
        made.unwrap_or_else(|e| panic!("{}: {e}", self.db))
    }

    pub(crate) async fn clear(&self, plan: &Plan) -> Result<Clearance<'_>, Refusal> {
        guard::clear(&self.target, plan, &input(&Policy::default())).await
    }

    /// Plan, clearance, run.
    pub(crate) async fn seed(
        &self,
        generator: &dyn Generator,
        options: RunOptions<'_>,
    ) -> Result<RunOutcome, RunError> {
        let plan = self.plan(generator).await;
        let clearance = self.clear(&plan).await.unwrap();
        let outcome = run(&clearance, &plan, &[generator], &options).await;
        clearance.release().await;
        outcome
    }

    /// Every row of every application table, as the server prints it.
    pub(crate) async fn dump(&self) -> Vec<(String, seedbed_testkit::Rows)> {
        let mut all = Vec::new();
        let d = self.schema.dialect;
        for (name, table) in &self.schema.tables {
            let column = |c: &seedbed_schema_model::Column| match c.name.as_str() {
                "raw" if d.family != Family::Postgres => "hex(raw)".to_owned(),
                name => d.quote(name),
            };
            let columns: Vec<String> = table.columns.iter().map(column).collect();
            let sql =
                format!("SELECT {} FROM {} ORDER BY 1", columns.join(", "), d.quote_table(name));
            all.push((name.to_string(), self.db.query_text(&sql).await));
        }
        all
    }

    pub(crate) async fn tables(&self) -> Vec<String> {
        let sql = match self.db.family() {
            Family::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
            }
            Family::Postgres => {
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            }
            _ => "SHOW TABLES",
        };
        let rows = self.db.query_text(sql).await;
        rows.into_iter().flatten().flatten().collect()
    }

    pub(crate) async fn count(&self, name: &str) -> u64 {
        let sql = format!("SELECT count(*) FROM {}", self.schema.dialect.quote(name));
        self.number(&sql).await
    }

    pub(crate) async fn number(&self, sql: &str) -> u64 {
        let rows = self.db.query_text(sql).await;
        rows[0][0].as_deref().unwrap().parse().unwrap()
    }

    /// A green report: the database compared with its own reading, which is enough for a guard.
    pub(crate) async fn green(&self) -> GreenReport {
        let live = self.target.read().await.unwrap();
        let gate = Gate { fail_on: Severity::Low, baseline: Baseline::default() };
        compare(&live, &live, &Policy::default())
            .judged(&gate, today())
            .green()
            .expect("a database equals itself")
    }
}

pub(crate) fn input(policy: &Policy) -> GuardInput<'_> {
    GuardInput {
        green: None,
        staging: None,
        consent: None,
        production: &[],
        require_green: false,
        policy,
        now: now(),
    }
}
