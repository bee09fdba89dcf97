//! The text of DDL, dialect by dialect, and what is refused. That the statements are accepted by
//! the engines, and read back equal, is proved where there is a reader.

use seedbed_schema_model::{
    Action, ColumnType, Deferrable, Dialect, DomainType, EnumType, Generated, Identity, IndexPart,
    Key, MatchType, ObjectKind, Period, Schema, Sequence, Table, TableName, TypeKind, View, ddl,
};

use crate::build::{self, check, column, expression_index, fk, index, key, names, table};

/// Statements as a script.
fn script(statements: ddl::Statements) -> String {
    match statements {
        Ok(statements) => statements.iter().map(|s| format!("{s};\n")).collect(),
        Err(error) => format!("error: {error}\n"),
    }
}

fn sqlite_tasks() -> Table {
    let d = Dialect::SQLITE;
    let mut t = table(
        d,
        "tasks",
        &[
            ("id", "INTEGER"),
            ("list_id", "INTEGER"),
            ("title", "VARCHAR(80)"),
            ("state", "TEXT"),
            ("position", ""),
            ("created_at", "TEXT"),
            ("token", "TEXT"),
            ("title_key", "TEXT"),
        ],
    );
    t.columns[0].identity = Some(Identity::Rowid { autoincrement: true });
    t.columns[1].nullable = false;
    t.columns[2].collation = Some("NOCASE".into());
    t.columns[3].default = Some("'it''s'".into());
    t.columns[4].default = Some("-1".into());
    t.columns[5].default = Some("CURRENT_TIMESTAMP".into());
    t.columns[6].default = Some("lower(hex(randomblob(4)))".into());
    t.columns[7].generated = Some(Generated { expr: "lower(title)".into(), stored: false });
    t.uniques.push(key("", &["list_id", "position"]));
    t.checks.push(check("state_known", "state IN ('it''s', 'done')"));
    let mut list = fk(&["list_id"], "lists", &["id"]);
    list.on_delete = Action::Cascade;
    list.deferrable = Deferrable::InitiallyDeferred;
    t.foreign_keys.push(list);
    let mut partial = index("tasks_open", &["created_at"]);
    partial.parts[0].descending = true;
    partial.predicate = Some("state <> 'done'".into());
    t.indexes.push(partial);
    t.indexes.push(expression_index("tasks_title", "lower(title)"));
    t
}

#[test]
fn sqlite() {
    let d = Dialect::SQLITE;
    let lists = table(d, "lists", &[("id", "INTEGER")]);
    let mut both = table(d, "order", &[("a", "INT"), ("b", "ANY")]);
    both.primary_key = Some(key("", &["a", "b"]));
    both.options.strict = true;
    both.options.without_rowid = true;
    let mut schema = build::schema(d, [sqlite_tasks(), lists, both]);
    let view = View::new("open".into(), "SELECT * FROM tasks;".into());
    schema.views.insert(view.name.clone(), view);
    insta::assert_snapshot!(script(ddl::create_schema(&schema)));
}

#[test]
fn sqlite_rebuild() {
    let from = sqlite_tasks();
    let mut to = from.clone();
    to.columns.remove(4);
    to.columns[2].nullable = false;
    to.columns[2].default = Some("'untitled'".into());
    let mut priority = column(Dialect::SQLITE, "priority", "TEXT");
    priority.nullable = false;
    priority.default = Some("'normal'".into());
    to.columns.push(priority);
    to.uniques.clear();
    let schema = build::schema(Dialect::SQLITE, [to.clone()]);
    insta::assert_snapshot!(script(ddl::rebuild_table(&schema, &from, &to)));
}

fn postgres() -> Schema {
    let d = Dialect::POSTGRES;
    let mood = TableName::in_schema("app", "Mood");
    let mut orders = table(
        d,
        "Orders",
        &[
            ("id", "bigint"),
            ("user_id", "integer"),
            ("state", "app.\"Mood\""),
            ("total", "numeric(10,2)"),
            ("tags", "character varying(7)[]"),
            ("placed_at", "timestamp with time zone"),
            ("email", "email"),
            ("total_text", "text"),
        ],
    );
    orders.comment = Some("it's all here".into());
    orders.columns[0].identity = Some(Identity::Always);
    orders.columns[1].nullable = false;
    orders.columns[2].ty.kind = TypeKind::Enum { name: Some(mood.clone()), values: names(&["a"]) };
    orders.columns[2].default = Some("'so-so'::app.\"Mood\"".into());
    orders.columns[3].default = Some("(1 + 2)".into());
    orders.columns[4].default = Some("'{}'::character varying[]".into());
    orders.columns[5].default = Some("now()".into());
    orders.columns[5].comment = Some("UTC".into());
    orders.columns[6].ty.kind = TypeKind::Domain { name: "email".into() };
    orders.columns[7].generated = Some(Generated { expr: "(user_id)::text".into(), stored: true });
    orders.columns[7].collation = Some("C".into());
    let mut unique = key("orders_once", &["user_id", "placed_at"]);
    unique.nulls_not_distinct = true;
    unique.deferrable = Deferrable::InitiallyDeferred;
    orders.uniques.push(unique);
    let mut user = fk(&["user_id"], "users", &["id"]);
    user.name = Some("orders_user".into());
    user.on_delete = Action::SetNull;
    user.on_update = Action::Cascade;
    user.match_type = MatchType::Full;
    orders.foreign_keys.push(user);
    let mut late = fk(&["id"], "users", &["id"]);
    late.validated = false;
    orders.foreign_keys.push(late);
    orders.checks.push(check("", "total >= 0"));
    let mut later = check("total_small", "total < 1000");
    later.validated = false;
    orders.checks.push(later);
    let mut covering = index("orders_recent", &["placed_at"]);
    covering.unique = true;
    covering.parts[0].descending = true;
    covering.parts[0].nulls_first = Some(false);
    covering.include = names(&["total"]);
    covering.predicate = Some("(state <> 'so-so'::app.\"Mood\")".into());
    let mut trigram = index("orders_email", &["email"]);
    trigram.method = Some("gin".into());
    trigram.parts[0].opclass = Some("gin_trgm_ops".into());
    orders.indexes = vec![covering, trigram, expression_index("", "lower((email)::text)")];
    // Users and orders refer to each other.
    let mut users = table(d, "users", &[("id", "integer"), ("last_order", "bigint")]);
    users.columns[0].identity = Some(Identity::Serial { sequence: None });
    users.foreign_keys.push(fk(&["last_order"], "Orders", &["id"]));
    let mut schema = build::schema(d, [orders, users]);
    schema.enums.insert(mood.clone(), EnumType { name: mood, values: names(&["so-so", "it's"]) });
    let mut email = DomainType {
        name: "email".into(),
        base: ColumnType { raw: "text".into(), kind: TypeKind::Text { bytes: None } },
        not_null: true,
        default: Some("''::text".into()),
        checks: vec![check("email_has_at", "VALUE ~ '@'::text OR VALUE = ''::text")],
    };
    email.checks[0].validated = true;
    schema.domains.insert(email.name.clone(), email);
    let numbers = Sequence::new("numbers".into(), 100, 5);
    schema.sequences.insert(numbers.name.clone(), numbers);
    for (name, definition) in
        [("a_view", "SELECT * FROM b_view"), ("b_view", "SELECT id FROM users")]
    {
        let view =
            View { materialized: name == "a_view", ..View::new(name.into(), definition.into()) };
        schema.views.insert(view.name.clone(), view);
    }
    schema
}

#[test]
fn a_sequence_may_start_beyond_the_usual_bounds() {
    for (start, increment, expected) in [
        (5, 1, ""),
        (-5, 2, " MINVALUE -5"),
        (0, 1, " MINVALUE 0"),
        (-1, -1, ""),
        (5, -1, " MAXVALUE 5"),
    ] {
        for dialect in [Dialect::POSTGRES, Dialect::MARIADB] {
            let mut schema = Schema::empty(dialect);
            let sequence = Sequence::new("s".into(), start, increment);
            schema.sequences.insert(sequence.name.clone(), sequence);
            let sql = ddl::create_schema(&schema).unwrap().join(";");
            assert_eq!(sql.contains("VALUE"), !expected.is_empty(), "{sql}");
            assert!(sql.contains(expected), "{sql}");
        }
    }
}

#[test]
fn a_column_that_numbers_itself_goes_on_after_the_rows_that_are_there() {
    let d = Dialect::POSTGRES;
    let child = table(d, "it's", &[("id", "integer")]);
    let mut to = child.columns[0].clone();
    to.identity = Some(Identity::ByDefault);
    let schema = build::schema(d, [child.clone()]);
    let sql = ddl::alter_column(&schema, &child, &child.columns[0], &to).unwrap();
    assert_eq!(
        sql.last().unwrap(),
        "SELECT setval(pg_get_serial_sequence('\"it''s\"', 'id'), coalesce(max(\"id\"), 0) + 1, \
         false) FROM \"it's\""
    );
}

#[test]
fn postgres_schema() {
    insta::assert_snapshot!(script(ddl::create_schema(&postgres())));
}

#[test]
fn postgres_changes() {
    let schema = postgres();
    let orders = &schema.tables[&"Orders".into()];
    let users = &schema.tables[&"users".into()];
    let mut out = String::new();
    let mut total = orders.columns[3].clone();
    total.ty = column(schema.dialect, "total", "numeric(12,4)").ty;
    total.nullable = false;
    total.comment = Some("in euros".into());
    out += &script(ddl::alter_column(&schema, orders, &orders.columns[3], &total));
    let mut no_default = orders.columns[5].clone();
    no_default.default = None;
    no_default.name = "placed".into();
    out += &script(ddl::alter_column(&schema, orders, &orders.columns[5], &no_default));
    let mut by_default = orders.columns[0].clone();
    by_default.identity = Some(Identity::ByDefault);
    out += &script(ddl::alter_column(&schema, orders, &orders.columns[0], &by_default));
    let mut plain = users.columns[0].clone();
    plain.identity = None;
    out += &script(ddl::alter_column(&schema, users, &users.columns[0], &plain));
    out += &script(ddl::alter_column(&schema, users, &plain, &users.columns[0]));
    out += &script(ddl::alter_column(&schema, users, &plain, &plain));
    out += &script(ddl::add_column(&schema, orders, &total));
    out += &script(ddl::add_primary_key(schema.dialect, &orders.name, &key("pk", &["id"])));
    out += &script(ddl::add_unique(schema.dialect, &orders.name, &orders.uniques[0]));
    out += &script(ddl::drop_constraint(schema.dialect, &orders.name, ObjectKind::Check, "x"));
    out += &script(ddl::drop_index(schema.dialect, &TableName::in_schema("app", "t"), "t_i"));
    out += &script(ddl::drop_column(schema.dialect, &orders.name, "a\"b"));
    out += &script(ddl::drop_table(schema.dialect, &orders.name));
    insta::assert_snapshot!(out);
}

fn mysql_lines(d: Dialect) -> Table {
    let mut t = table(
        d,
        "lines",
        &[
            ("id", "int(10) unsigned"),
            ("kind", "enum('a')"),
            ("note", "text"),
            ("data", "longtext"),
            ("changed", "timestamp"),
            ("code", "varchar(200)"),
            ("total", "int(11)"),
            ("uid", "char(36)"),
        ],
    );
    t.columns[0].identity = Some(Identity::AutoIncrement);
    t.columns[1].ty.kind = TypeKind::Enum { name: None, values: names(&["it's", "b\\c"]) };
    t.columns[2].default = Some("'x'".into());
    t.columns[3].ty.kind = TypeKind::Json { binary: false };
    t.columns[4].default = Some("current_timestamp()".into());
    t.columns[4].on_update = Some("current_timestamp()".into());
    t.columns[5].collation = Some("utf8mb4_bin".into());
    t.columns[5].comment = Some("the buyer's code".into());
    t.columns[6].generated = Some(Generated { expr: "length(`code`) + 1".into(), stored: true });
    t.columns[6].nullable = false;
    t.columns[7].default = Some("uuid()".into());
    let mut prefixed = index("code_start", &["code", "kind"]);
    prefixed.parts[0].prefix = Some(10);
    let mut words = index("words", &["note"]);
    words.method = Some("fulltext".into());
    t.indexes = vec![prefixed, words, index("", &["uid"])];
    t.uniques.push(key("once", &["uid"]));
    let mut order = fk(&["id"], "orders", &["id"]);
    order.name = Some("lines_order".into());
    order.on_delete = Action::Restrict;
    t.foreign_keys.push(order);
    t.checks.push(check("code_short", "char_length(`code`) < 100"));
    t.comment = Some("it's".into());
    t.options.collation = Some("utf8mb4_unicode_ci".into());
    t
}

#[test]
fn mysql_and_mariadb() {
    let mut out = String::new();
    for d in [Dialect::MARIADB, Dialect::MYSQL] {
        let orders = table(d, "orders", &[("id", "int(10) unsigned")]);
        let schema = build::schema(d, [mysql_lines(d), orders]);
        let lines = &schema.tables[&"lines".into()];
        out += &format!("-- {d}\n{}", script(ddl::create_schema(&schema)));
        let mut wider = lines.columns[5].clone();
        wider.ty = column(d, "code", "varchar(300)").ty;
        out += &script(ddl::alter_column(&schema, lines, &lines.columns[5], &wider));
        wider.name = "codes".into();
        out += &script(ddl::alter_column(&schema, lines, &lines.columns[5], &wider));
        out += &script(ddl::add_column(&schema, lines, &lines.columns[0]));
        out += &script(ddl::create_index(d, &lines.name, &lines.indexes[0]));
        out += &script(ddl::add_check(d, &lines.name, &lines.checks[0]));
        for kind in
            [ObjectKind::ForeignKey, ObjectKind::Unique, ObjectKind::Check, ObjectKind::PrimaryKey]
        {
            out += &script(ddl::drop_constraint(d, &lines.name, kind, "it`s"));
        }
        out += &script(ddl::drop_index(d, &lines.name, "words"));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn hostile_names_are_quoted() {
    let mut out = String::new();
    for d in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB] {
        let name = "T'a\"b`l\\e; --";
        let mut t = table(d, name, &[("se\"le`ct", "int"), ("Ünï 'c'", "int")]);
        t.uniques.push(key("u'\"`", &["Ünï 'c'"]));
        t.indexes.push(index("i'\"`", &["se\"le`ct"]));
        t.foreign_keys.push(fk(&["Ünï 'c'"], name, &["se\"le`ct"]));
        out += &script(ddl::create_table(&build::schema(d, [t.clone()]), &t));
    }
    insta::assert_snapshot!(out);
}

/// What cannot be said is an error that names the place, for each clause of each engine.
#[test]
fn refusals() {
    let mut out = String::new();
    let mut case = |d: Dialect, change: &dyn Fn(&mut Table)| {
        let mut t = table(d, "t", &[("id", "int"), ("a", "int")]);
        change(&mut t);
        let result = ddl::create_table(&build::schema(d, [t.clone()]), &t);
        let error = result.expect_err("should be refused");
        out += &format!("{error}\n");
    };
    let all = [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB];
    for d in all {
        case(d, &|t| t.columns[1].default = Some("1); DROP TABLE x; --".into()));
        case(d, &|t| t.checks.push(check("", "a > '")));
        case(d, &|t| t.columns[1].ty.raw = "int) x (".into());
    }
    for d in [Dialect::SQLITE, Dialect::MYSQL, Dialect::MARIADB] {
        case(d, &|t| t.columns[1].identity = Some(Identity::Always));
        case(d, &|t| t.uniques.push(build_deferrable()));
        case(d, &|t| t.indexes.push(with(|i| i.include = names(&["a"]))));
        case(d, &|t| t.indexes.push(with(|i| i.parts[0].nulls_first = Some(true))));
    }
    for d in [Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB] {
        case(d, &|t| t.name = "x".repeat(65).as_str().into());
        case(d, &|t| t.options.strict = true);
    }
    case(Dialect::POSTGRES, &|t| t.indexes.push(with(|i| i.valid = false)));
    for d in [Dialect::SQLITE, Dialect::POSTGRES] {
        case(d, &|t| t.options.versioned = true);
        case(d, &|t| t.columns[1].on_update = Some("now()".into()));
        case(d, &|t| t.indexes.push(with(|i| i.parts[0].prefix = Some(3))));
        case(d, &|t| t.columns[1].identity = Some(Identity::AutoIncrement));
    }
    let period = || Some(Period { name: "p".into(), from: "id".into(), to: "a".into() });
    for d in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL] {
        case(d, &|t| t.options.period = period());
    }
    for d in [Dialect::SQLITE, Dialect::POSTGRES] {
        case(d, &|t| t.options.storage = names(&["row_format=fixed"]));
    }
    // Of other columns than the period's.
    case(Dialect::MARIADB, &|t| {
        t.options.period = period();
        t.uniques = vec![Key { without_overlaps: true, ..key("u", &["id", "a"]) }];
    });
    case(Dialect::SQLITE, &|t| t.comment = Some("c".into()));
    case(Dialect::SQLITE, &|t| t.indexes.push(with(|i| i.name = None)));
    case(Dialect::SQLITE, &|t| t.indexes.push(with(|i| i.method = Some("gin".into()))));
    case(Dialect::POSTGRES, &|t| t.options.partition_of = Some("p".into()));
    case(Dialect::POSTGRES, &|t| {
        t.columns[1].generated = Some(Generated { expr: "id".into(), stored: false });
    });
    case(Dialect::MYSQL, &|t| {
        t.columns[1].identity = Some(Identity::AutoIncrement);
    });
    case(Dialect::MARIADB, &|t| t.indexes.push(expression_index("e", "lower(a)")));
    case(Dialect::MARIADB, &|t| t.indexes.push(with(|i| i.predicate = Some("a > 0".into()))));
    case(Dialect::MARIADB, &|t| {
        let mut key = fk(&["a"], "t", &["id"]);
        key.on_delete = Action::SetDefault;
        t.foreign_keys.push(key);
    });
    case(Dialect::MARIADB, &|t| {
        let mut unenforced = check("", "a > 0");
        unenforced.validated = false;
        t.checks.push(unenforced);
    });
    insta::assert_snapshot!(out);
}

fn build_deferrable() -> seedbed_schema_model::Key {
    seedbed_schema_model::Key { deferrable: Deferrable::InitiallyDeferred, ..key("", &["a"]) }
}

fn with(change: impl Fn(&mut seedbed_schema_model::Index)) -> seedbed_schema_model::Index {
    let mut index = index("i", &["a"]);
    index.parts = vec![IndexPart::column("a")];
    change(&mut index);
    index
}

#[test]
fn what_sqlite_cannot_alter_asks_for_a_rebuild() {
    let d = Dialect::SQLITE;
    let t = table(d, "t", &[("id", "INTEGER"), ("a", "int")]);
    let schema = build::schema(d, [t.clone()]);
    let mut not_null = column(d, "b", "text");
    not_null.nullable = false;
    let mut clock = column(d, "b", "text");
    clock.default = Some("CURRENT_TIMESTAMP".into());
    let mut filled = not_null.clone();
    filled.default = Some("'x'".into());
    let mut out = String::new();
    out += &script(ddl::add_column(&schema, &t, &not_null));
    out += &script(ddl::add_column(&schema, &t, &clock));
    out += &script(ddl::add_column(&schema, &t, &filled));
    out += &script(ddl::alter_column(&schema, &t, &t.columns[1], &not_null));
    out += &script(ddl::add_foreign_key(d, &t.name, &fk(&["a"], "t", &["id"])));
    out += &script(ddl::add_unique(d, &t.name, &key("", &["a"])));
    out += &script(ddl::add_check(d, &t.name, &check("", "a > 0")));
    out += &script(ddl::drop_constraint(d, &t.name, ObjectKind::Check, "c"));
    let mut to = t.clone();
    to.columns.push(not_null);
    out += &script(ddl::rebuild_table(&schema, &t, &to));
    let mut elsewhere = schema.clone();
    elsewhere.dialect = Dialect::POSTGRES;
    out += &script(ddl::rebuild_table(&elsewhere, &t, &t));
    insta::assert_snapshot!(out);
}
