//! Binding small schemas of several vocabularies.

use seedbed_schema_model::{
    Check, Column, ColumnType, Dialect, EnumType, Expr, ForeignKey, Identity, Table,
};

use super::*;
use crate::Rows;

const ROLES: &[Role] = &[
    Role::reads(
        "user",
        &["users", "accounts"],
        &[RoleColumn::required("id", &["id"]), RoleColumn::optional("name", &["name"])],
    ),
    Role::writes("list", &["todo_lists", "boards"], &[RoleColumn::required("id", &["id"])]),
    Role::writes(
        "task",
        &["todo_tasks", "tasks"],
        &[
            RoleColumn::required("id", &["id"]),
            RoleColumn::required("list", &["list_id"]).to("list"),
            RoleColumn::required("title", &["title", "name"]),
            RoleColumn::required("status", &["status", "state"]),
            RoleColumn::optional("assignee", &["assigned_to", "assignee_id"]).to("user"),
            RoleColumn::optional("creator", &["created_by", "owner_id"]).to("user"),
        ],
    ),
    Role::writes("note", &["notes"], &[RoleColumn::required("body", &["body"])]).optional(),
];

fn ty(kind: TypeKind) -> ColumnType {
    ColumnType { raw: String::new(), kind }
}

fn text(name: &str) -> Column {
    let mut column = Column::new(name, ty(TypeKind::VarChar { length: Some(20) }));
    column.nullable = false;
    column
}

fn int(name: &str) -> Column {
    Column::new(name, ty(TypeKind::Integer { bits: 32, unsigned: false }))
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    let mut table = Table::new(name);
    let mut id = int("id");
    id.nullable = false;
    id.identity = Some(Identity::AutoIncrement);
    table.columns.push(id);
    table.columns.extend(columns);
    table
}

fn key(table: &mut Table, column: &str, target: &str) {
    table.foreign_keys.push(ForeignKey::unnamed(
        vec![column.into()],
        target.into(),
        vec!["id".into()],
    ));
}

fn schema(tables: Vec<Table>) -> Schema {
    let mut schema = Schema::empty(Dialect::SQLITE);
    tables.into_iter().for_each(|t| schema.insert(t));
    schema
}

fn bind(schema: &Schema, overrides: &Overrides) -> Result<Binding, BindError> {
    Binding::bind(schema, "todos", ROLES, overrides)
}

fn real(binding: &Binding, role: &str) -> Vec<(&'static str, String)> {
    let table = binding.get(role).unwrap();
    table.columns.iter().map(|(role, c)| (*role, c.name.clone())).collect()
}

fn plain() -> Schema {
    schema(vec![
        table("users", vec![text("name"), text("open_id")]),
        table("todo_lists", vec![]),
        table(
            "todo_tasks",
            vec![
                int("list_id"),
                text("title"),
                text("status"),
                int("assigned_to"),
                int("created_by"),
            ],
        ),
    ])
}

#[test]
fn plain_names_bind() {
    let binding = bind(&plain(), &Overrides::default()).unwrap();
    assert_eq!(
        real(&binding, "task"),
        [
            ("assignee", "assigned_to"),
            ("creator", "created_by"),
            ("id", "id"),
            ("list", "list_id"),
            ("status", "status"),
            ("title", "title"),
        ]
        .map(|(a, b)| (a, b.to_owned()))
    );
    assert!(binding.get("note").is_none());
}

#[test]
fn what_earlier_runs_left_does_not_stand_in_the_way() {
    let app = ["app_users", "app_todo_lists", "app_todo_tasks"];
    let mut columns = vec![int("list_id"), text("title"), text("status")];
    columns.iter_mut().for_each(|c| c.nullable = true);
    let mut tables: Vec<Table> = app.iter().map(|n| table(n, columns.clone())).collect();
    tables.extend(["seedbed_run", "seedbed_chunk"].map(|n| table(n, vec![])));
    let mut ledger = Table::new("seaql_migrations");
    ledger.columns = vec![text("version"), int("applied_at")];
    tables.push(ledger);
    let binding = bind(&schema(tables.clone()), &Overrides::default()).unwrap();
    assert_eq!(binding.get("task").unwrap().table.name, "app_todo_tasks");
    // Neither are they offered, nor can they be asked for.
    tables.retain(|t| t.name.name != "app_users");
    let overrides = Overrides {
        tables: [("list".to_owned(), "seedbed_run".to_owned())].into(),
        ..Overrides::default()
    };
    let error = bind(&schema(tables), &overrides).unwrap_err();
    let places: Vec<_> = error.problems.iter().map(|p| p.place.as_str()).collect();
    assert_eq!(places, ["list", "user"]);
    for problem in &error.problems {
        assert!(problem.candidates.iter().all(|c| c.starts_with("app_")), "{problem:?}");
    }
    // Nothing is like it: no name is better than a wrong one.
    assert!(error.problems[1].hint.ends_with("user = \"<table>\""), "{:?}", error.problems[1]);
}

#[test]
fn other_spellings_and_prefixes_bind() {
    let binding = bind(
        &schema(vec![
            table("tbl_User", vec![]),
            table("tbl_TodoList", vec![]),
            table(
                "tbl_TodoTask",
                vec![int("listId"), text("taskTitle"), text("TaskState"), int("AssigneeID")],
            ),
        ]),
        &Overrides::default(),
    )
    .unwrap();
    assert_eq!(binding.get("task").unwrap().table.name, "tbl_TodoTask");
    assert_eq!(
        real(&binding, "task"),
        [
            ("assignee", "AssigneeID"),
            ("id", "id"),
            ("list", "listId"),
            ("status", "TaskState"),
            ("title", "taskTitle"),
        ]
        .map(|(a, b)| (a, b.to_owned()))
    );
    assert_eq!(binding.get("task").unwrap().unbound, ["creator"]);
}

#[test]
fn the_key_may_have_any_name() {
    let mut users = table("users", vec![text("name")]);
    users.columns[0].name = "nr".into();
    users.primary_key = Some(seedbed_schema_model::Key::unnamed(vec!["nr".into()]));
    let mut schema = plain();
    schema.insert(users);
    let binding = bind(&schema, &Overrides::default()).unwrap();
    assert_eq!(
        real(&binding, "user"),
        [("id", "nr"), ("name", "name")].map(|(a, b)| (a, b.to_owned()))
    );
}

#[test]
fn foreign_keys_decide_for_and_against_a_name() {
    let mut tasks = table(
        "tasks",
        vec![int("board"), text("name"), text("state"), int("owner_id"), int("created_by")],
    );
    key(&mut tasks, "board", "boards");
    // `owner_id` would mean the creator, but it refers to a company.
    key(&mut tasks, "owner_id", "companies");
    key(&mut tasks, "created_by", "accounts");
    let schema = schema(vec![
        table("accounts", vec![]),
        table("boards", vec![]),
        table("companies", vec![]),
        tasks,
    ]);
    let binding = bind(&schema, &Overrides::default()).unwrap();
    let task = binding.get("task").unwrap();
    assert_eq!(task.name("list"), Ok("board"));
    assert_eq!(task.name("creator"), Ok("created_by"));
    assert!(task.column("assignee").is_none());
}

#[test]
fn the_table_with_the_columns_wins_over_the_better_name() {
    let mut schema = plain();
    // A ledger that happens to have the best name, without any of the columns.
    let tasks = schema.tables.remove(&TableName::new("todo_tasks")).unwrap();
    schema.insert(Table { name: "tasks".into(), ..tasks });
    schema.insert(table("todo_tasks", vec![]));
    let binding = bind(&schema, &Overrides::default()).unwrap();
    assert_eq!(binding.get("task").unwrap().table.name, "tasks");
}

#[test]
fn all_problems_come_in_one_pass_with_what_to_write() {
    let mut tickets = table("tickets", vec![int("list_id"), text("subject"), text("tenant")]);
    key(&mut tickets, "list_id", "todo_list");
    let schema =
        schema(vec![table("todo_list", vec![text("slug")]), tickets, table("people", vec![])]);
    let error = bind(
        &schema,
        &Overrides {
            tables: [("task".into(), "tickets".into()), ("lits".into(), "x".into())].into(),
            columns: [("task.status".into(), "stat".into())].into(),
        },
    )
    .unwrap_err();
    insta::assert_debug_snapshot!(error);
}

#[test]
fn overrides_map_and_leave_out() {
    let mut schema = plain();
    schema.insert(table("notes", vec![text("author")]));
    assert_eq!(bind(&schema, &Overrides::default()).unwrap_err().problems.len(), 2);
    let overrides = Overrides {
        tables: [("note".into(), String::new())].into(),
        columns: [
            ("task.assignee".into(), "created_by".into()),
            ("task.creator".into(), String::new()),
        ]
        .into(),
    };
    let binding = bind(&schema, &overrides).unwrap();
    assert_eq!(binding.get("task").unwrap().name("assignee"), Ok("created_by"));
    assert!(binding.get("task").unwrap().column("creator").is_none());
    assert!(binding.get("note").is_none());
}

#[test]
fn allowed_values_come_from_enums_domains_and_checks() {
    let values = vec!["TODO".to_owned(), "IN_PROGRESS".into()];
    let with = |kind: TypeKind, check: Option<&str>| {
        let mut schema = plain();
        schema.enums.insert(
            "task_state".into(),
            EnumType { name: "task_state".into(), values: values.clone() },
        );
        let tasks = schema.tables.get_mut(&TableName::new("todo_tasks")).unwrap();
        tasks.columns[3].ty.kind = kind;
        tasks.checks.extend(check.map(|c| Check::new(None, Expr(c.into()))));
        let binding = bind(&schema, &Overrides::default()).unwrap();
        binding.get("task").unwrap().column("status").unwrap().clone()
    };
    let varchar = || TypeKind::VarChar { length: Some(20) };
    for column in [
        with(TypeKind::Enum { name: Some("task_state".into()), values: vec![] }, None),
        with(TypeKind::Enum { name: None, values: values.clone() }, None),
        with(TypeKind::Set { values: values.clone() }, None),
        with(varchar(), Some("status IN ('TODO', 'IN_PROGRESS')")),
    ] {
        assert_eq!(column.allowed.as_ref(), Some(&values));
        assert_eq!(column.label("in_progress").as_deref(), Some("IN_PROGRESS"));
        assert_eq!(column.label("InProgress").as_deref(), Some("IN_PROGRESS"));
        assert_eq!(column.label("done"), None);
        assert_eq!(column.first_label(&["open", "to do"]).as_deref(), Some("TODO"));
    }
    assert_eq!(with(varchar(), None).label("done").as_deref(), Some("done"));
}

#[test]
fn rows_are_stored_under_real_names_and_what_does_not_fit_is_said() {
    let mut schema = plain();
    let tasks = schema.tables.get_mut(&TableName::new("todo_tasks")).unwrap();
    tasks.columns[3].ty.kind =
        TypeKind::Enum { name: None, values: vec!["OPEN".into(), "IN_PROGRESS".into()] };
    let binding = bind(&schema, &Overrides::default()).unwrap();
    let task = binding.get("task").unwrap();
    let row = || task.row().set("id", 7i64).set("title", "Call").set("status", "in_progress");
    let mut rows = Rows::new();
    row().push(&mut rows).unwrap();
    let made = rows.table(&task.table).unwrap();
    assert_eq!(made.columns, ["assigned_to", "created_by", "id", "list_id", "status", "title"]);
    assert_eq!(made.get(0, "status"), Some(&Value::from("IN_PROGRESS")));
    assert_eq!(made.get(0, "list_id"), Some(&Value::Null));
    let says = |row: Row<'_>| row.push(&mut Rows::new()).unwrap_err().to_string();
    assert_eq!(
        says(row().set("status", "closed")),
        "todo_tasks.status: `closed` is not allowed; allowed are `OPEN`, `IN_PROGRESS`"
    );
    assert_eq!(
        says(row().set("title", "Call the carrier about Monday")),
        "todo_tasks.title: 29 characters do not fit into 20: `Call the carrier about Monday`"
    );
    assert_eq!(says(row().set("title", Value::Null)), "todo_tasks.title: NULL is not allowed");
    assert_eq!(
        says(row().set("titel", "x")),
        "todo_tasks.titel: the role has no column of this meaning"
    );
}

#[test]
fn decimals_must_fit_their_column() {
    let kind = TypeKind::Decimal { precision: Some(5), scale: Some(2), unsigned: false };
    let column = BoundColumn { name: "margin".into(), kind, nullable: false, allowed: None };
    let table = BoundTable::new("pricing_defaults".into(), [("margin", column)].into(), vec![]);
    let push = |number: &str| {
        let number: rust_decimal::Decimal = number.parse().unwrap();
        table.row().set("margin", number).push(&mut Rows::new()).is_ok()
    };
    assert!(push("999.99") && push("-0.10") && push("12.500"));
    assert!(!push("1000") && !push("0.125"));
}
