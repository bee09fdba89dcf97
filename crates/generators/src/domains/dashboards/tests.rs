//! The rules of dashboards, read off the rows themselves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDateTime};
use proptest::prelude::*;
use seedbed_schema_model::Dialect;

use super::*;
use crate::{
    AnchorTable, Rows, TableRows, Value, World,
    bind::Overrides,
    domains::{
        fixture::{self, all, column, hash, is_pure, lines, today},
        terp,
    },
    when,
};

const PREFERENCES: &str = "userDashboardPreferences";
const LAYOUTS: &str = "dashboard_widget_layouts";
const KPIS: &str = "dashboard_kpi_configs";
const IDS: [&str; 11] = [
    "sales-by-client",
    "cash-flow",
    "transaction-snapshot",
    "inventory-snapshot",
    "total-debt",
    "sales-comparison",
    "profitability",
    "matchmaking-opportunities",
    "inbox",
    "workflow-queue",
    "workflow-activity",
];

fn generator(widgets: u64) -> DashboardsGenerator<Wholesale> {
    let volumes = [("widgets".to_owned(), widgets)].into();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    DashboardsGenerator::bind(&terp::schema("declared"), &options, Wholesale).unwrap()
}

/// A world with so many users, and nothing on their dashboards.
fn world(generator: &dyn Generator, seed: u64, users: usize) -> World {
    let sizes = [("users", users), ("preferences", 0), ("layouts", 0), ("kpis", 0)];
    fixture::world(generator, seed, &sizes)
}

fn made(widgets: u64, seed: u64, users: usize) -> Rows {
    let generator = generator(widgets);
    all(&generator, &world(&generator, seed, users))
}

fn table<'r>(rows: &'r Rows, name: &str) -> &'r TableRows {
    rows.table(&name.into()).unwrap()
}

fn at(rows: &TableRows, row: usize, column: &str) -> NaiveDateTime {
    rows.get(row, column).unwrap().as_datetime().unwrap()
}

fn text<'r>(rows: &'r TableRows, row: usize, column: &str) -> Option<&'r str> {
    rows.get(row, column).unwrap().as_str()
}

fn int(rows: &TableRows, row: usize, column: &str) -> Option<i64> {
    rows.get(row, column).unwrap().as_int()
}

/// The widgets of a configuration, after its shape has been checked.
fn configuration(json: &str) -> Vec<(String, bool)> {
    let Json::Array(widgets) = serde_json::from_str(json).unwrap() else { panic!("{json}") };
    let mut ids = BTreeSet::new();
    let mut made = Vec::new();
    for (place, widget) in widgets.iter().enumerate() {
        let widget = widget.as_object().unwrap();
        let id = widget["id"].as_str().unwrap();
        assert!(IDS.contains(&id) && ids.insert(id), "{json}");
        assert_eq!(widget["order"], Json::from(place));
        let settings = widget.get("settings");
        assert!(settings.is_none_or(|s| s.as_object().is_some_and(|s| !s.is_empty())), "{json}");
        assert_eq!(widget.len(), 3 + usize::from(settings.is_some()), "{json}");
        made.push((id.to_owned(), widget["isVisible"].as_bool().unwrap()));
    }
    assert!(made.iter().any(|(_, visible)| *visible), "{json}");
    made
}

fn assert_times(rows: &TableRows, row: usize, not_before: Option<NaiveDateTime>) {
    let (created, updated) = (at(rows, row, "createdAt"), at(rows, row, "updatedAt"));
    assert!(not_before.is_none_or(|t| t <= created));
    assert!(created <= updated && updated <= when::now(today()));
    assert!(rows.get(row, "deleted_at").unwrap().is_null());
}

/// Every rule the application relies on.
fn assert_coherent(rows: &Rows, world: &World, widgets: i64) {
    let users = world.anchors.get("users").unwrap();
    let born: BTreeMap<i64, NaiveDateTime> = (0..users.len())
        .map(|i| {
            let created = users.get(i, "createdAt").unwrap().as_datetime().unwrap();
            (users.key(i).unwrap().as_int().unwrap(), created)
        })
        .collect();
    let saved = table(rows, PREFERENCES);
    let mut open: BTreeMap<i64, NaiveDateTime> = born.clone();
    let mut shown = BTreeMap::new();
    for i in 0..saved.len() {
        let user = int(saved, i, "userId").unwrap();
        assert_times(saved, i, Some(open.remove(&user).expect("a user once")));
        let layout = text(saved, i, "activeLayout").unwrap();
        assert!(["executive", "operations", "sales", "custom"].contains(&layout));
        shown.insert(user, configuration(text(saved, i, "widgetConfig").unwrap()));
    }
    assert!(open.is_empty(), "without preferences: {open:?}");

    let empty = TableRows { table: "none".into(), columns: vec![], cells: vec![] };
    let layouts = rows.table(&LAYOUTS.into()).unwrap_or(&empty);
    let mut owners: BTreeMap<(Option<i64>, Option<&str>), Vec<String>> = BTreeMap::new();
    let mut keys = BTreeSet::new();
    for i in 0..layouts.len() {
        assert!(keys.insert(int(layouts, i, "id").unwrap()), "a key once");
        let (user, role) = (int(layouts, i, "userId"), text(layouts, i, "role"));
        assert_ne!(user.is_some(), role.is_some(), "of a user or of a role");
        assert_times(layouts, i, user.map(|u| born[&u]));
        let placed = owners.entry((user, role)).or_default();
        assert_eq!(int(layouts, i, "position"), Some(placed.len() as i64));
        let widget = text(layouts, i, "widgetType").unwrap().to_owned();
        assert!(IDS.contains(&widget.as_str()) && !placed.contains(&widget), "{widget}");
        if let Some(there) = user.and_then(|u| shown[&u].get(placed.len())) {
            let visible = layouts.get(i, "isVisible").unwrap().as_bool().unwrap();
            assert_eq!(*there, (widget.clone(), visible), "as the preferences say");
        }
        placed.push(widget);
        for side in ["width", "height"] {
            assert!((1..=2).contains(&int(layouts, i, side).unwrap()));
        }
        let config = text(layouts, i, "config").map(|c| serde_json::from_str::<Json>(c).unwrap());
        assert!(config.is_none_or(|c| c.is_object()));
    }
    if widgets > 0 {
        assert_eq!(owners.len(), users.len() + 2);
    }
    assert!(owners.values().all(|placed| placed.len() as i64 == widgets));
    assert_kpis(table(rows, KPIS));
}

fn assert_kpis(kpis: &TableRows) {
    let mut places: BTreeMap<&str, (i64, BTreeSet<&str>)> = BTreeMap::new();
    for i in 0..kpis.len() {
        assert_times(kpis, i, None);
        let (next, kinds) = places.entry(text(kpis, i, "role").unwrap()).or_default();
        assert_eq!(int(kpis, i, "position"), Some(*next));
        *next += 1;
        assert!(kinds.insert(text(kpis, i, "kpiType").unwrap()), "a figure once");
    }
    assert_eq!(places.keys().collect::<Vec<_>>(), [&"admin", &"user"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn rows_are_coherent_at_any_volume(widgets in 0u64..14, seed: u64, users in 1usize..40) {
        let generator = generator(widgets);
        let world = world(&generator, seed, users);
        assert_coherent(&all(&generator, &world), &world, widgets.min(11) as i64);
    }

    #[test]
    fn not_everyone_sees_the_same(seed: u64) {
        let rows = made(5, seed, 20);
        let distinct = |name: &str| {
            let saved = table(&rows, PREFERENCES);
            column(saved, name).into_iter().map(|v| v.as_str().unwrap()).collect::<BTreeSet<_>>().len()
        };
        prop_assert!(distinct("activeLayout") >= 2);
        prop_assert!(distinct("widgetConfig") >= 10);
    }
}

#[test]
fn a_unit_depends_on_nothing_but_its_number() {
    let generator = generator(5);
    is_pure(&generator, &world(&generator, 20251211, 25));
}

#[test]
fn the_layout_follows_the_role() {
    let rows = made(5, 20251211, 400);
    let saved = table(&rows, PREFERENCES);
    let executives = |admins: bool| {
        let mine = (0..400).filter(|i| (i % 4 == 0) == admins);
        mine.filter(|i| text(saved, *i, "activeLayout") == Some("executive")).count()
    };
    assert!((40..=64).contains(&executives(true)), "{}", executives(true));
    assert!((3..=24).contains(&executives(false)), "{}", executives(false));
}

/// The same users without some: nothing changes for the others but their keys.
#[test]
fn users_who_leave_change_nothing_for_others() {
    let generator = generator(5);
    let whole = world(&generator, 7, 20);
    let mut fewer = whole.clone();
    let users = whole.anchors.get("users").unwrap();
    let columns = ["id", "createdAt", "role"].map(str::to_owned);
    let kept = (0..20)
        .filter(|i| i % 3 != 1)
        .map(|i| columns.iter().map(|c| users.get(i, c).unwrap().clone()).collect::<Vec<_>>());
    let kept = AnchorTable::new(columns.to_vec(), kept.collect());
    fewer.units = kept.len() as u64;
    fewer.anchors.0.insert("users".into(), kept);
    let (all_of_them, rest) = (all(&generator, &whole), all(&generator, &fewer));
    let by_user = |rows: &Rows| -> BTreeMap<i64, Vec<Value>> {
        let saved = table(rows, PREFERENCES);
        let at = saved.columns.iter().position(|c| c == "id").unwrap();
        let without_key = |row: &[Value]| [&row[..at], &row[at + 1..]].concat();
        (0..saved.len())
            .zip(saved.rows())
            .map(|(i, row)| (int(saved, i, "userId").unwrap(), without_key(row)))
            .collect()
    };
    let (whole, rest) = (by_user(&all_of_them), by_user(&rest));
    assert_eq!(rest.len(), 13);
    assert!(rest.iter().all(|(user, row)| whole[user] == *row));
}

/// What is there already: user 1 has preferences, user 3 a widget, users as a role one too, and
/// admins have two figures.
#[test]
fn what_is_there_is_left_alone() {
    let generator = generator(5);
    let mut world = world(&generator, 7, 4);
    let spec = generator.spec();
    let mut there = |name: &str, rows: &[&[(&str, Value)]]| {
        let spec = spec.anchors.iter().find(|a| a.name == name).unwrap();
        assert_eq!((spec.required, &spec.not_deleted), (false, &None), "{name}");
        let columns: Vec<String> =
            std::iter::once(&spec.key).chain(&spec.columns).cloned().collect();
        let cell = |row: &[(&str, Value)], c: &str| {
            row.iter().find(|(n, _)| *n == c).map_or(Value::Null, |(_, v)| v.clone())
        };
        let rows = rows.iter().map(|row| columns.iter().map(|c| cell(row, c)).collect()).collect();
        world.anchors.0.insert(name.into(), AnchorTable::new(columns, rows));
    };
    there(
        "preferences",
        &[&[("id", 1.into()), ("userId", 1.into()), ("activeLayout", "sales".into())]],
    );
    there(
        "layouts",
        &[&[("id", 1.into()), ("userId", 3.into())], &[("id", 2.into()), ("role", "user".into())]],
    );
    there(
        "kpis",
        &[
            &[
                ("id", 1.into()),
                ("role", "admin".into()),
                ("kpiType", "Revenue".into()),
                ("position", 4.into()),
            ],
            &[
                ("id", 2.into()),
                ("role", "admin".into()),
                ("kpiType", "own".into()),
                ("position", 2.into()),
            ],
        ],
    );
    let rows = all(&generator, &world);
    let ints = |t: &str, c: &str| -> BTreeSet<Option<i64>> {
        (0..table(&rows, t).len()).map(|i| int(table(&rows, t), i, c)).collect()
    };
    assert_eq!(ints(PREFERENCES, "userId"), [Some(3), Some(5), Some(7)].into());
    assert_eq!(ints(LAYOUTS, "userId"), [None, Some(1), Some(5), Some(7)].into());
    let layouts = table(&rows, LAYOUTS);
    let of_roles = column(layouts, "role").into_iter().filter_map(Value::as_str);
    assert_eq!(of_roles.collect::<Vec<_>>(), ["admin"; 5]);
    // The widgets of user 1 are those of the layout the user had chosen.
    let first: Vec<_> = (0..5).filter_map(|i| text(layouts, i, "widgetType")).collect();
    assert_eq!(first, phrases::preset(Layout::Sales)[..5]);
    let kpis = table(&rows, KPIS);
    let admins: Vec<_> = (0..kpis.len())
        .filter(|i| text(kpis, *i, "role") == Some("admin"))
        .map(|i| (text(kpis, i, "kpiType").unwrap(), int(kpis, i, "position").unwrap()))
        .collect();
    assert_eq!(
        admins,
        [
            ("gross_margin", 5),
            ("cash_collected", 6),
            ("accounts_receivable", 7),
            ("overdue_debt", 8),
            ("inventory_value", 9),
        ]
    );
    let users = (0..kpis.len()).filter(|i| text(kpis, *i, "role") == Some("user"));
    assert_eq!(
        users.map(|i| int(kpis, i, "position").unwrap()).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4]
    );
}

#[test]
fn deleted_users_get_nothing() {
    let users = &generator(5).spec().anchors[0];
    assert_eq!((users.name.as_str(), users.required), ("users", true));
    assert_eq!(users.not_deleted.as_deref(), Some("deleted_at"));
    assert_eq!(users.columns, ["role", "createdAt"]);
}

#[test]
fn a_user_made_after_today_has_preferences_from_the_start() {
    let generator = generator(5);
    let mut world = world(&generator, 7, 1);
    let later = today().and_hms_opt(23, 0, 0).unwrap() + Duration::days(2);
    let columns = ["id", "createdAt", "role"].map(str::to_owned).to_vec();
    let users = vec![vec![Value::Int(1), later.into(), Value::Null]];
    world.anchors.0.insert("users".into(), AnchorTable::new(columns, users));
    let rows = all(&generator, &world);
    let saved = table(&rows, PREFERENCES);
    assert_eq!((at(saved, 0, "createdAt"), at(saved, 0, "updatedAt")), (later, later));
}

#[test]
fn snake_case_and_other_words_bind() {
    let other = fixture::schema(
        "
app_users: id pk | role_name text | created_on ts!
dashboard_preferences: id pk | owner_id int! >app_users | preset enum(EXECUTIVE,SALES)! | config json!
dashboard_widgets: id pk | widget_id var14! | account int! >app_users | sort_order int! | w int! | h int! | settings json!
kpi_configs: id pk | role enum(Manager,Clerk)! | metric var12! | rank int!
",
    );
    let generator =
        DashboardsGenerator::bind(&other, &DomainOptions::default(), Wholesale).unwrap();
    let rows = all(&generator, &world(&generator, 5, 12));
    let presets: BTreeSet<_> = column(table(&rows, "dashboard_preferences"), "preset")
        .into_iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(presets, ["EXECUTIVE", "SALES"].into());
    let widgets = table(&rows, "dashboard_widgets");
    assert_eq!(widgets.len(), 5 * 12);
    for i in 0..widgets.len() {
        assert_eq!(int(widgets, i, "sort_order"), Some(i as i64 % 5));
        assert!(text(widgets, i, "widget_id").unwrap().len() <= 14);
        assert!(text(widgets, i, "settings").unwrap().starts_with('{'));
    }
    let kpis = table(&rows, "kpi_configs");
    let of = |role| (0..kpis.len()).filter(move |i| text(kpis, *i, "role") == Some(role));
    let metrics = |role| of(role).filter_map(|i| text(kpis, i, "metric")).collect::<Vec<_>>();
    assert_eq!(metrics("Manager"), ["revenue", "gross_margin", "overdue_debt"]);
    assert_eq!(metrics("Clerk"), ["open_orders", "low_stock", "revenue"]);
}

#[test]
fn preferences_alone_are_enough() {
    let tables = [("layout".to_owned(), String::new()), ("kpi".to_owned(), String::new())].into();
    let bind = Overrides { tables, ..Overrides::default() };
    let options = DomainOptions { bind, ..DomainOptions::default() };
    let schema = terp::schema("live");
    let generator = DashboardsGenerator::bind(&schema, &options, Wholesale).unwrap();
    let rows = all(&generator, &world(&generator, 5, 3));
    assert_eq!(rows.tables().len(), 1);
    assert_eq!(table(&rows, PREFERENCES).len(), 3);
}

#[test]
fn what_cannot_be_said_is_a_problem() {
    let odd = fixture::TERP
        .replace("activeLayout var50!=", "activeLayout enum(wide,narrow)!")
        .replace(
            "dashboard_widget_layouts: id pk | userId int >users |",
            "dashboard_widget_layouts: id pk |",
        )
        .replace("role enum(user,admin) | widgetType", "widgetType");
    let error =
        DashboardsGenerator::bind(&fixture::schema(&odd), &DomainOptions::default(), Wholesale)
            .unwrap_err();
    let problems: Vec<_> =
        error.problems.iter().map(|p| (p.place.as_str(), p.why.as_str())).collect();
    assert_eq!(
        problems,
        [
            ("preference.layout", "it allows no value that means a layout"),
            ("layout.user", "dashboard_widget_layouts says neither which user nor which role"),
        ]
    );
}

/// One method changes what it says; a careless one cannot break the rules.
#[test]
fn overridden_methods_keep_the_coherence() {
    struct Careless;
    impl Dashboards for Careless {
        fn layout(&self, _: &OwnerContext<'_>) -> Layout {
            Layout::Custom
        }
        fn arrangement(&self, _: &OwnerContext<'_>, _: Layout) -> Vec<PlacedWidget> {
            let ids = ["inbox", "weather", "inbox", "cash-flow"];
            let place =
                |id: &'static str| PlacedWidget { id: id.into(), visible: true, settings: None };
            ids.map(place).into()
        }
        fn kpis(&self, _: &str) -> Vec<Kpi> {
            ["revenue", "Revenue"].map(|k| Kpi { kind: k.into(), visible: true }).into()
        }
    }
    let schema = terp::schema("declared");
    let generator =
        DashboardsGenerator::bind(&schema, &DomainOptions::default(), Careless).unwrap();
    let world = world(&generator, 7, 9);
    let rows = all(&generator, &world);
    assert_coherent(&rows, &world, 5);
    let saved = table(&rows, PREFERENCES);
    assert_eq!(
        text(saved, 3, "widgetConfig"),
        Some(
            r#"[{"id":"inbox","isVisible":true,"order":0},{"id":"cash-flow","isVisible":true,"order":1}]"#
        )
    );
    assert_eq!(table(&rows, KPIS).len(), 2);
}

#[test]
fn bytes_are_pinned() {
    let rows = made(5, 20251211, 20);
    let hashes: Vec<_> =
        rows.tables().iter().map(|t| format!("{} {} {}", t.table, t.len(), hash(t))).collect();
    insta::assert_snapshot!(hashes.join("\n"));
}

#[test]
fn a_sample_reads_well() {
    let rows = made(5, 20251211, 8);
    let saved = lines(
        table(&rows, PREFERENCES),
        &["id", "userId", "activeLayout", "widgetConfig", "createdAt", "updatedAt"],
        8,
    );
    let columns = [
        "id",
        "userId",
        "role",
        "widgetType",
        "position",
        "width",
        "height",
        "isVisible",
        "config",
        "createdAt",
    ];
    let layouts = lines(table(&rows, LAYOUTS), &columns, 30);
    let kpis = lines(
        table(&rows, KPIS),
        &["id", "role", "kpiType", "position", "isVisible", "createdAt", "updatedAt"],
        20,
    );
    insta::assert_snapshot!(format!("{saved}\n{layouts}\n{kpis}"));
}

#[test]
fn every_rule_is_a_check() {
    let generator = generator(5);
    for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB] {
        let checks: String = Generator::checks(&generator, dialect)
            .into_iter()
            .map(|c| format!("{}\n  {}\n", c.name, c.sql))
            .collect();
        insta::assert_snapshot!(format!("checks-{}", dialect.family.label()), checks);
    }
}
