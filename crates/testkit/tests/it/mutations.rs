//! The mutation matrix: for every kind of object and kind of change on each engine, one change of a
//! live database gives exactly one finding, of the right rule, at the right place, from both sides;
//! taken back, it gives none.

use seedbed_drift::{DecidedBy, Policy, compare, rules::find};
use seedbed_schema_model::{Dialect, Family, Reading};
use seedbed_schema_source::{live, sql};
use seedbed_testkit::{
    Database,
    mutations::{Change, Mutation, base, mutations},
};

async fn read(database: &Database) -> Reading {
    let connection = database.connect().await;
    let reading = live::read(&connection, None).await.unwrap();
    connection.close().await.unwrap();
    reading
}

/// `rule place`, one a finding, with anything that no finding may say.
fn found(declared: &Reading, live: &Reading) -> Vec<String> {
    let report = compare(declared, live, &Policy::default());
    let line = |f: &seedbed_drift::Finding| {
        let decided = if f.decided_by == DecidedBy::Unknown { " decided by nobody" } else { "" };
        let same = if f.declared == f.live { " the same on both sides" } else { "" };
        format!("{} {}{decided}{same}", f.rule, f.at)
    };
    report.findings().iter().map(line).collect()
}

/// What is wrong with how a change is reported. `base` are readings of the unchanged schema.
fn wrong(m: &Mutation, base: &[(&str, &Reading)], changed: &Reading) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, base) in base {
        // The engine keeps views in its own words: only a catalog can be compared with a catalog.
        let own_words = changed.schema.dialect.family != Family::Sqlite;
        if *name == "file" && own_words && m.rule == Some("view-changed") {
            continue;
        }
        let expected =
            |rule: Option<&str>| rule.map_or(Vec::new(), |r| vec![format!("{r} {}", m.at)]);
        let (there, back) = (found(base, changed), found(changed, base));
        if there != expected(m.rule) {
            wrong.push(format!("{} against the {name}: {there:?}", m.what));
        }
        let mirrored = match m.mirror {
            // A rename is where the declared side has it.
            Some(rule) if rule.ends_with("-renamed") && back.len() == 1 => {
                back[0].starts_with(rule)
            }
            rule => back == expected(rule),
        };
        if !mirrored {
            wrong.push(format!("{} against the {name}, mirrored: {back:?}", m.what));
        }
    }
    wrong
}

/// Rules that are not there yet.
fn known(m: &Mutation) -> bool {
    m.rule.is_none_or(|rule| find(rule).is_some())
}

fn verdict(count: usize, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 60, "only {count} changes");
}

async fn altered(database: Database) {
    let family = database.family();
    let file = sql::read_text(Dialect::unversioned(family), "base.sql", base(family));
    database.execute_script(base(family)).await;
    let catalog = read(&database).await;
    let sides = [("file", &file), ("catalog", &catalog)];
    assert_eq!(found(&file, &catalog), Vec::<String>::new());
    let (mut count, mut bad) = (0, Vec::new());
    for m in mutations(family).iter().filter(|m| known(m)) {
        let Change::Sql(up, down) = m.change else { panic!("{}: not by statements", m.what) };
        if let Err(why) = database.try_script(up).await {
            panic!("{}: {why}", m.what);
        }
        // What the one before left behind would show as a second finding here.
        bad.extend(wrong(m, &sides, &read(&database).await));
        if let Err(why) = database.try_script(down).await {
            panic!("{}, taken back: {why}", m.what);
        }
        count += 1;
    }
    let after = read(&database).await;
    assert_eq!(found(&file, &after), Vec::<String>::new(), "taken back");
    verdict(count, bad);
}

#[tokio::test]
async fn postgres() {
    altered(Database::postgres().await).await;
}

#[tokio::test]
async fn mariadb() {
    altered(Database::mariadb().await).await;
}

#[tokio::test]
async fn sqlite() {
    let family = Family::Sqlite;
    let file = sql::read_text(Dialect::SQLITE, "base.sql", base(family));
    let database = Database::sqlite().await;
    database.execute_script(base(family)).await;
    let catalog = read(&database).await;
    let sides = [("file", &file), ("catalog", &catalog)];
    assert_eq!(found(&file, &catalog), Vec::<String>::new());
    let (mut count, mut bad) = (0, Vec::new());
    for m in mutations(family).iter().filter(|m| known(m)) {
        let changed = Database::sqlite().await;
        let script = format!("PRAGMA synchronous = OFF; BEGIN;\n{}\nCOMMIT;", m.script(family));
        if let Err(why) = changed.try_script(&script).await {
            panic!("{}: {why}", m.what);
        }
        bad.extend(wrong(m, &sides, &read(&changed).await));
        if let Change::Sql(_, down) = m.change {
            changed.execute_script(down).await;
            let after = found(&file, &read(&changed).await);
            if !after.is_empty() {
                bad.push(format!("{}, taken back: {after:?}", m.what));
            }
        }
        count += 1;
    }
    verdict(count, bad);
}
