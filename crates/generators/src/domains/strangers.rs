//! The domains on the tables of other applications: other names, other keys, other words. The shapes
//! are those of public kanban boards, ticket systems and warehouses; the tables are written anew.

use std::collections::BTreeMap;

use seedbed_schema_model::{Check, Expr, Schema, TableName};

use super::{DomainOptions, find, fixture};
use crate::{Generator, KeyBlock, Rows, Uuids, Value, World, conformance, generate};

/// A domain bound to a schema, tried against every law, with its rows.
fn tried(schema: &Schema, name: &str, volumes: &[(&str, u64)]) -> (Box<dyn Generator>, Rows) {
    let volumes = volumes.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
    let options = DomainOptions { volumes, ..DomainOptions::default() };
    let generator = (find(name).unwrap().bind)(schema, &options)
        .unwrap_or_else(|e| panic!("{name}: {:#?}", e.problems));
    let world = keyed(schema, &*generator, fixture::world(&*generator, 3, &[]));
    assert_eq!(conformance::breaches_in(&*generator, &world), [], "{name}");
    let rows = generate(&*generator, &world, 0..world.units, 1).unwrap();
    for made in rows.tables() {
        let table = &schema.tables[&made.table];
        for column in made.columns.iter() {
            assert!(table.column(column).is_some(), "{}.{column}", made.table);
        }
        for column in table.columns.iter().filter(|c| c.must_be_given()) {
            let at = made.columns.iter().position(|c| *c == column.name);
            let at = at.unwrap_or_else(|| panic!("{}.{} is not given", made.table, column.name));
            assert!(made.rows().all(|row| !row[at].is_null()), "{}.{}", made.table, column.name);
        }
    }
    (generator, rows)
}

/// UUIDs for keys that are UUIDs or texts.
fn keyed(schema: &Schema, generator: &dyn Generator, mut world: World) -> World {
    for table in generator.spec().tables {
        let Some(key) = table.key else { continue };
        let column = schema.tables[&table.table].column(&key.column).unwrap();
        if let (true, Some(block)) = (column.identity.is_none(), world.keys.get_mut(&table.table)) {
            *block = KeyBlock::Uuids(Uuids::new(9, crate::KeyDomain::len(block)));
        }
    }
    world
}

fn texts(rows: &Rows, table: &str, column: &str) -> BTreeMap<String, usize> {
    let table = rows.table(&TableName::new(table)).unwrap();
    let mut found = BTreeMap::new();
    for row in 0..table.len() {
        let text = table.get(row, column).unwrap().as_str().unwrap_or("-").to_owned();
        *found.entry(text).or_default() += 1;
    }
    found
}

#[test]
fn a_kanban_board_with_columns_and_cards() {
    let schema = fixture::schema(
        "users: id uuid! | email var255! | display_name var100 | created_at ts!=
         boards: id uuid! | title text! | owner_id uuid! >users | created_at ts!=
         board_columns: id uuid! | board_id uuid! >boards | title text! | position int! | created_at ts!=
         cards: id uuid! | column_id uuid! >board_columns | title text! | description text | position int! | assignee_id uuid >users | priority enum(LOW,NORMAL,HIGH,CRITICAL)!= | state enum(OPEN,DOING,CLOSED)!= | due_on ts | created_by uuid! >users | created_at ts!= | updated_at ts!=
         card_comments: id uuid! | card_id uuid! >cards | author_id uuid! >users | body text! | created_at ts!=",
    );
    let (generator, rows) = tried(&schema, "todos", &[("lists", 6), ("tasks", 60)]);
    assert!(generator.spec().anchors.iter().any(|a| a.name == "boards" && a.required));
    let states = texts(&rows, "cards", "state");
    assert_eq!(states.keys().collect::<Vec<_>>(), ["CLOSED", "DOING", "OPEN"]);
    assert!(texts(&rows, "cards", "priority").contains_key("NORMAL"));
    let cards = rows.table(&TableName::new("cards")).unwrap();
    assert!(matches!(cards.get(0, "id"), Some(Value::Uuid(_))));
    // Comments that hang on cards by a foreign key, without a type.
    let (_, rows) = tried(&schema, "comments", &[("count", 40)]);
    assert_eq!(rows.table(&TableName::new("card_comments")).unwrap().len(), 40);
}

#[test]
fn boards_that_nobody_owns() {
    let schema = fixture::schema(
        "accounts: id pk
         users: id pk | name var80!
         kanban_boards: id pk | name var100! | created_at ts!=
         kanban_cards: id pk | board_id int! >kanban_boards | title var255! | position int!= | created_at ts!= | updated_at ts!=",
    );
    let (_, rows) = tried(&schema, "todos", &[("lists", 4), ("tasks", 30)]);
    assert_eq!(rows.table(&TableName::new("kanban_cards")).unwrap().len(), 30);
}

#[test]
fn notes_on_anything_with_replies() {
    let schema = fixture::schema(
        "Users: id pk | fullName var120! | createdAt ts!=
         Customers: id pk | companyName var120! | createdAt ts!=
         SalesOrders: id pk | orderNumber var40! | createdAt ts!=
         Notes: id pk | notableType enum(Customer,SalesOrder)! | notableId int! | userId int! >Users | body text! | parentId int >Notes | createdAt ts!= | updatedAt ts!=",
    );
    let on = [("Customer", "Customers"), ("SalesOrder", "SalesOrders")];
    let options = DomainOptions {
        on: on.map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
        ..DomainOptions::default()
    };
    let generator = (find("comments").unwrap().bind)(&schema, &options).unwrap();
    let world = fixture::world(&*generator, 3, &[]);
    assert_eq!(conformance::breaches_in(&*generator, &world), []);
    let rows = generate(&*generator, &world, 0..world.units, 1).unwrap();
    let kinds = texts(&rows, "Notes", "notableType");
    assert!(kinds["Customer"] > 20 && kinds["SalesOrder"] > 20, "{kinds:?}");
    let notes = rows.table(&TableName::new("Notes")).unwrap();
    let replies = (0..notes.len()).filter(|r| !notes.get(*r, "parentId").unwrap().is_null());
    assert!(replies.count() > 5);
}

const WAREHOUSE: &str = "users: id pk | name var80!
stock_lots: id pk | product_id int! | remaining_quantity int! | created_at ts!=
stock_movements: id pk | stock_lot_id int! >stock_lots | movement_type enum(IN,OUT,ADJUST)! | quantity int! | previous_quantity int! | new_quantity int! | reason var200 | created_at ts!=";

#[test]
fn a_warehouse_that_writes_in_and_out_without_a_sign() {
    let mut schema = fixture::schema(WAREHOUSE);
    let table = schema.tables.get_mut(&TableName::new("stock_movements")).unwrap();
    table.checks.push(Check::new(None, Expr("quantity > 0".into())));
    let (_, rows) = tried(&schema, "inventory", &[]);
    let moved = rows.table(&TableName::new("stock_movements")).unwrap();
    let kinds = texts(&rows, "stock_movements", "movement_type");
    assert!(kinds["IN"] == 16 && kinds["ADJUST"] > 3, "{kinds:?}");
    for row in 0..moved.len() {
        let int = |c: &str| moved.get(row, c).unwrap().as_decimal().unwrap();
        assert!(int("quantity") > 0.into());
        assert_eq!((int("new_quantity") - int("previous_quantity")).abs(), int("quantity"));
    }
}

#[test]
fn what_cannot_be_said_is_left_out() {
    // No word for what is destroyed, corrected or given away: chains are of what came and went.
    let schema = WAREHOUSE.replace("enum(IN,OUT,ADJUST)", "enum(receipt,issue)");
    let (_, rows) = tried(&fixture::schema(&schema), "inventory", &[]);
    let kinds = texts(&rows, "stock_movements", "movement_type");
    assert_eq!(kinds.keys().collect::<Vec<_>>(), ["receipt"], "{kinds:?}");
}

#[test]
fn price_lists_and_widgets_under_other_names() {
    let schema = fixture::schema(
        "app_users: id pk | role enum(Owner,Staff)! | created_at ts!=
         items: id pk | category_name var60! | sub_category var60
         price_rules: id pk | title var120! | kind enum(PercentMarkup,PercentMarkdown,DollarMarkup,DollarMarkdown)! | amount int! | criteria json! | enabled bool!=
         price_lists: id pk | title var120! | rule_ids json! | owner_id int >app_users
         category_margins: id pk | category var60! | margin int!
         dashboards: id pk | user_id int! >app_users | layout var40!= | widgets json! | created_at ts!=
         user_widgets: id pk | user_id int! >app_users | type var80! | order int! | w int!= | h int!= | settings json",
    );
    let (_, rows) = tried(&schema, "dashboards", &[]);
    assert_eq!(rows.table(&TableName::new("dashboards")).unwrap().len(), 20);
    let (_, rows) = tried(&schema, "pricing", &[("rules", 12), ("profiles", 3)]);
    assert_eq!(rows.table(&TableName::new("price_rules")).unwrap().len(), 12);
    assert_eq!(rows.table(&TableName::new("price_lists")).unwrap().len(), 3);
    assert!(texts(&rows, "price_rules", "kind").contains_key("PercentMarkup"));
}
