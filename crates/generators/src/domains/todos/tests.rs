//! The rules of lists and tasks, read off the rows themselves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use proptest::prelude::*;
use seedbed_schema_model::Dialect;

use super::*;
use crate::{
    Rows, TableRows, Value,
    domains::fixture::{
        TERP, all, column, commonest, distinct_ratio, hash, is_pure, lines, schema, today, world,
    },
    when,
};

fn generator(lists: u64, tasks: u64) -> TodosGenerator<Wholesale> {
    let volumes = [("lists".to_owned(), lists), ("tasks".to_owned(), tasks)].into();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    TodosGenerator::bind(&schema(TERP), &options, Wholesale).unwrap()
}

fn made(lists: u64, tasks: u64, seed: u64, users: usize) -> Rows {
    let generator = generator(lists, tasks);
    all(&generator, &world(&generator, seed, &[("users", users)]))
}

fn table<'r>(rows: &'r Rows, name: &str) -> &'r TableRows {
    rows.table(&name.into()).unwrap()
}

fn at(rows: &TableRows, row: usize, column: &str) -> Option<NaiveDateTime> {
    rows.get(row, column).unwrap().as_datetime()
}

/// Every rule the application relies on.
fn assert_coherent(rows: &Rows) {
    let now = when::now(today());
    let lists = table(rows, "todo_lists");
    let empty = TableRows { table: "none".into(), columns: vec![], cells: vec![] };
    let members = rows.table(&"todo_list_members".into()).unwrap_or(&empty);
    let mut people: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    let mut owners = BTreeMap::new();
    let mut born = BTreeMap::new();
    let int = |t: &TableRows, i: usize, c: &str| t.get(i, c).unwrap().as_int().unwrap();
    for i in 0..lists.len() {
        let (id, owner) = (int(lists, i, "id"), int(lists, i, "owner_id"));
        people.insert(id, [owner].into());
        owners.insert(id, owner);
        let created = at(lists, i, "created_at").unwrap();
        born.insert(id, created);
        assert!(created <= at(lists, i, "updated_at").unwrap() && created <= now);
    }
    for i in 0..members.len() {
        let (list, user) = (int(members, i, "list_id"), int(members, i, "user_id"));
        assert_ne!(owners[&list], user, "the owner is no member");
        assert!(people.get_mut(&list).unwrap().insert(user), "a member once");
        assert_eq!(int(members, i, "added_by"), owners[&list]);
        let added = at(members, i, "added_at").unwrap();
        assert!(added >= born[&list] && added <= now);
    }
    for i in 0..lists.len() {
        let shared = people[&int(lists, i, "id")].len() > 1;
        assert_eq!(lists.get(i, "is_shared"), Some(&Value::Bool(shared)));
    }
    let Some(tasks) = rows.table(&"todo_tasks".into()) else { return };
    let mut next: BTreeMap<i64, i64> = BTreeMap::new();
    for i in 0..tasks.len() {
        let list = int(tasks, i, "list_id");
        let place = next.entry(list).or_default();
        assert_eq!(int(tasks, i, "position"), *place);
        *place += 1;
        let done = tasks.get(i, "status").unwrap().as_str() == Some("done");
        assert_eq!(tasks.get(i, "is_completed"), Some(&Value::Bool(done)));
        assert_eq!(at(tasks, i, "completed_at").is_some(), done);
        assert_eq!(tasks.get(i, "completed_by").unwrap().as_int().is_some(), done);
        let created = at(tasks, i, "created_at").unwrap();
        let updated = at(tasks, i, "updated_at").unwrap();
        let completed = at(tasks, i, "completed_at").unwrap_or(created);
        assert!(born[&list] <= created && created <= completed);
        assert!(completed <= updated && updated <= now);
        for who in ["assigned_to", "created_by", "completed_by"] {
            if let Some(user) = tasks.get(i, who).unwrap().as_int() {
                assert!(people[&list].contains(&user), "{who} belongs to the list");
            }
        }
        assert!(at(tasks, i, "due_date").is_none_or(|due| due >= created));
        let title = tasks.get(i, "title").unwrap().as_str().unwrap();
        assert!(!title.contains(['{', '}']) && !title.is_empty(), "{title}");
    }
    assert_history(rows, tasks, now);
}

fn assert_history(rows: &Rows, tasks: &TableRows, now: NaiveDateTime) {
    let activity = table(rows, "todo_task_activity");
    let mut events: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for i in 0..activity.len() {
        events.entry(activity.get(i, "task_id").unwrap().as_int().unwrap()).or_default().push(i);
    }
    for i in 0..tasks.len() {
        let mine = &events[&tasks.get(i, "id").unwrap().as_int().unwrap()];
        let text = |row: usize, c: &str| activity.get(row, c).unwrap().as_str();
        assert_eq!(text(mine[0], "action"), Some("created"));
        let mut before = at(tasks, i, "created_at").unwrap();
        assert_eq!(at(activity, mine[0], "created_at"), Some(before));
        let mut status = "todo";
        for event in mine {
            let time = at(activity, *event, "created_at").unwrap();
            assert!(time >= before && time <= now);
            before = time;
            match text(*event, "action").unwrap() {
                "status_changed" => {
                    assert_eq!(text(*event, "field_changed"), Some("status"));
                    assert_eq!(text(*event, "old_value"), Some(status));
                    status = text(*event, "new_value").unwrap();
                }
                "assigned" => assert_eq!(
                    text(*event, "new_value").unwrap().parse().ok(),
                    tasks.get(i, "assigned_to").unwrap().as_int()
                ),
                "completed" => assert_eq!(Some(time), at(tasks, i, "completed_at")),
                "updated" => assert_eq!(
                    text(*event, "new_value"),
                    tasks.get(i, "priority").unwrap().as_str()
                ),
                "created" => assert_eq!(*event, mine[0]),
                other => panic!("{other}"),
            }
        }
        assert_eq!(Some(status), tasks.get(i, "status").unwrap().as_str());
        assert_eq!(before, at(tasks, i, "updated_at").unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn rows_are_coherent_at_any_volume(lists in 1u64..60, tasks in 0u64..400, seed: u64, users in 1usize..12) {
        let rows = made(lists, tasks, seed, users);
        prop_assert_eq!(table(&rows, "todo_lists").len() as u64, lists);
        prop_assert_eq!(rows.table(&"todo_tasks".into()).map_or(0, TableRows::len) as u64, tasks);
        assert_coherent(&rows);
    }

    #[test]
    fn there_is_always_something_late_and_something_due_today(seed: u64) {
        let rows = made(30, 200, seed, 8);
        let tasks = table(&rows, "todo_tasks");
        let open = |i: usize| tasks.get(i, "is_completed") == Some(&Value::Bool(false));
        let due: Vec<_> = (0..tasks.len())
            .filter(|i| open(*i))
            .filter_map(|i| at(tasks, i, "due_date"))
            .collect();
        prop_assert!(due.iter().filter(|d| d.date() == today()).count() >= 3);
        prop_assert!(due.iter().filter(|d| d.date() < today()).count() >= 3);
        prop_assert!(due.iter().any(|d| d.date() > today()));
        let lists = table(&rows, "todo_lists");
        let shared = column(lists, "is_shared").iter().filter(|v| v.as_bool() == Some(true)).count();
        prop_assert_eq!(shared, 9);
    }
}

#[test]
fn a_unit_depends_on_nothing_but_its_number() {
    let generator = generator(30, 200);
    is_pure(&generator, &world(&generator, 20251211, &[]));
}

#[test]
fn ten_percent_more_lists_change_none_before_them() {
    let (few, more) = (made(30, 200, 7, 9), made(33, 220, 7, 9));
    for name in ["todo_lists", "todo_list_members", "todo_tasks", "todo_task_activity"] {
        let (few, more) = (table(&few, name), table(&more, name));
        assert!(more.len() > few.len());
        assert_eq!(few.cells[..], more.cells[..few.cells.len()], "{name}");
    }
}

#[test]
fn one_more_user_moves_only_its_share_of_owners() {
    let owners = |users| {
        let rows = made(3000, 6000, 7, users);
        column(table(&rows, "todo_lists"), "owner_id").into_iter().cloned().collect::<Vec<_>>()
    };
    let (before, after) = (owners(20), owners(21));
    let moved = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert!(moved > 0 && moved <= 3000 * 2 / 21, "{moved}");
}

#[test]
fn titles_read_differently() {
    for seed in [1, 2, 20251211] {
        let rows = made(30, 200, seed, 8);
        assert!(distinct_ratio(table(&rows, "todo_tasks"), "title") >= 0.95);
        assert!(distinct_ratio(table(&rows, "todo_lists"), "name") >= 0.9);
    }
}

/// Without members and histories, which are not read here.
fn words_only(lists: u64, tasks: u64) -> Rows {
    let kept = |line: &&str| !line.contains("_members:") && !line.contains("_activity:");
    let schema = schema(&TERP.lines().filter(kept).collect::<Vec<_>>().join("\n"));
    let volumes = [("lists".to_owned(), lists), ("tasks".to_owned(), tasks)].into();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    let generator = TodosGenerator::bind(&schema, &options, Wholesale).unwrap();
    all(&generator, &world(&generator, 1, &[("users", 30), ("clients", 60)]))
}

#[test]
fn words_stay_rare_at_a_hundred_thousand() {
    // Long lists and short ones: a list's tasks are about the same client or product.
    for lists in [1_000, 25_000] {
        let rows = words_only(lists, 50_000 + lists * 2);
        let tasks = table(&rows, "todo_tasks");
        let ratio = distinct_ratio(tasks, "title");
        assert!(ratio >= 0.9, "{lists} lists: {ratio}");
        let (share, title) = commonest(tasks, "title");
        assert!(share <= 0.001, "{lists} lists: {title} is {share}");
        let ratio = distinct_ratio(table(&rows, "todo_lists"), "name");
        assert!(ratio >= if lists == 1_000 { 0.95 } else { 0.75 }, "{lists} lists: {ratio}");
    }
}

#[test]
fn tasks_of_a_list_about_a_month_are_about_that_month() {
    let rows = made(600, 5000, 5, 9);
    let (lists, tasks) = (table(&rows, "todo_lists"), table(&rows, "todo_tasks"));
    let text = |t: &TableRows, i: usize, c: &str| t.get(i, c).unwrap().as_str().unwrap().to_owned();
    let month = |text: &str| phrases::MONTHS.iter().find(|m| text.contains(**m)).copied();
    let books: BTreeMap<i64, &str> = (0..lists.len())
        .filter(|i| {
            let name = text(lists, *i, "name");
            ["Closing ", "Month end ", " books"].iter().any(|w| name.contains(w))
        })
        .map(|i| {
            let id = lists.get(i, "id").unwrap().as_int().unwrap();
            (id, month(&text(lists, i, "name")).unwrap())
        })
        .collect();
    let mut about = 0;
    for i in 0..tasks.len() {
        let list = tasks.get(i, "list_id").unwrap().as_int().unwrap();
        let title = text(tasks, i, "title");
        if let (Some(expected), Some(said)) = (books.get(&list), month(&title)) {
            assert_eq!(*expected, said, "{title}");
            about += 1;
        }
    }
    assert!(about > 50, "{about}");
}

#[test]
fn every_template_has_slots_that_are_known() {
    const KNOWN: &[&str] = &[
        "client",
        "supplier",
        "product",
        "place",
        "place_out",
        "day",
        "month",
        "next_month",
        "last_month",
        "qty",
        "days",
        "pct",
        "amount",
        "colleague",
        "time",
        "terms",
    ];
    let slots = |template: &'static str| {
        template.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect::<Vec<_>>()
    };
    for theme in phrases::THEMES {
        for template in theme.tasks.iter().chain(theme.names) {
            assert!(!slots(template).is_empty(), "{template}");
        }
        for template in theme.tasks.iter().chain(theme.names).chain(theme.about) {
            assert!(slots(template).iter().all(|s| KNOWN.contains(s)), "{template}");
        }
    }
    assert!(phrases::NOTES.iter().all(|t| slots(t).iter().all(|s| KNOWN.contains(s))));
}

#[test]
fn another_vocabulary_gets_the_same_data() {
    let other = schema(
        "
accounts_user: x int
staff: id pk | fullName text
tbl_TaskList: listId pk | title var255! | owner int! >staff
tbl_TaskItem: itemId pk | boardRef int! >tbl_TaskList | taskTitle var60! | state enum(OPEN,DOING,CLOSED)! | urgency int | done int!
",
    );
    let options = DomainOptions {
        bind: crate::bind::Overrides {
            tables: [("task".to_owned(), "tbl_TaskItem".to_owned())].into(),
            columns: [("task.id".to_owned(), "itemId".to_owned())].into(),
        },
        ..DomainOptions::default()
    };
    let generator = TodosGenerator::bind(&other, &options, Wholesale).unwrap();
    let rows = all(&generator, &world(&generator, 5, &[("users", 8)]));
    let items = table(&rows, "tbl_TaskItem");
    assert_eq!(items.columns, ["itemId", "done", "boardRef", "urgency", "state", "taskTitle"]);
    let terp = made(30, 200, 5, 8);
    let tasks = table(&terp, "todo_tasks");
    let state = |s: &str| match s {
        "todo" => "OPEN",
        "in_progress" => "DOING",
        _ => "CLOSED",
    };
    for i in 0..items.len() {
        let status = tasks.get(i, "status").unwrap().as_str().unwrap();
        assert_eq!(items.get(i, "state").unwrap().as_str(), Some(state(status)));
        assert_eq!(items.get(i, "done"), tasks.get(i, "is_completed"));
        assert!(items.get(i, "taskTitle").unwrap().as_str().unwrap().chars().count() <= 60);
    }
}

#[test]
fn one_method_changes_the_words_and_nothing_else() {
    struct Calls;
    impl Todos for Calls {
        fn title(&self, task: &TaskContext<'_>) -> String {
            format!("Call number {}", task.position + 1)
        }
    }
    let options = DomainOptions::default();
    let generator = TodosGenerator::bind(&schema(TERP), &options, Calls).unwrap();
    let rows = all(&generator, &world(&generator, 7, &[("users", 9)]));
    assert_coherent(&rows);
    let (mine, theirs) = (table(&rows, "todo_tasks").clone(), made(30, 200, 7, 9));
    let theirs = table(&theirs, "todo_tasks");
    let at = mine.columns.iter().position(|c| c == "title").unwrap();
    for (mine, theirs) in mine.rows().zip(theirs.rows()) {
        assert!(mine[at].as_str().unwrap().starts_with("Call number "));
        assert_eq!((&mine[..at], &mine[at + 1..]), (&theirs[..at], &theirs[at + 1..]));
    }
}

#[test]
fn what_a_status_column_cannot_say_is_a_problem() {
    let odd = TERP.replace("enum(todo,in_progress,done)", "enum(alpha,beta)");
    let error =
        TodosGenerator::bind(&schema(&odd), &DomainOptions::default(), Wholesale).unwrap_err();
    let places: Vec<_> =
        error.problems.iter().map(|p| (p.place.as_str(), p.why.as_str())).collect();
    assert_eq!(
        places,
        [
            ("task.status", "it allows no value that means `todo`"),
            ("task.status", "it allows no value that means `done`"),
        ]
    );
}

#[test]
fn bytes_are_pinned() {
    let rows = made(30, 200, 20251211, 20);
    let hashes: Vec<_> =
        rows.tables().iter().map(|t| format!("{} {} {}", t.table, t.len(), hash(t))).collect();
    insta::assert_snapshot!(hashes.join("\n"));
}

#[test]
fn a_sample_reads_well() {
    let rows = made(30, 200, 20251211, 8);
    let lists = lines(table(&rows, "todo_lists"), &["id", "name", "description"], 30);
    let tasks = lines(
        table(&rows, "todo_tasks"),
        &["list_id", "title", "description", "status", "priority", "due_date", "created_at"],
        60,
    );
    let activity = lines(
        table(&rows, "todo_task_activity"),
        &["task_id", "user_id", "action", "field_changed", "old_value", "new_value", "created_at"],
        20,
    );
    insta::assert_snapshot!(format!("{lists}\n{tasks}\n{activity}"));
}

#[test]
fn every_rule_is_a_check() {
    let generator = generator(30, 200);
    for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB] {
        let checks: String = crate::Generator::checks(&generator, dialect)
            .into_iter()
            .map(|c| format!("{}\n  {}\n", c.name, c.sql))
            .collect();
        insta::assert_snapshot!(format!("checks-{}", dialect.family.label()), checks);
    }
}
