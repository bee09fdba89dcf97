//! `fix` on the three engines: as a plan, with the data asked, carried out and taken back.

use seedbed_schema_model::Family;
use seedbed_testkit::Database;

use crate::command::Folder;

const DECLARED: &str = "
create table people (id integer primary key, mail varchar(80) not null, constraint people_mail unique (mail));
create table visits (
  id integer primary key,
  person_id integer not null,
  place varchar(20) not null,
  state varchar(10) not null,
  constraint visits_person foreign key (person_id) references people (id)
);
create index visits_by_place on visits (place);
";

const LIVE: &str = "
create table people (id integer primary key, email varchar(80) not null);
create table visits (
  id integer primary key,
  person_id integer not null,
  place varchar(20),
  constraint visits_person foreign key (person_id) references people (id)
);
insert into people values (1, 'secret-a'), (2, 'secret-b');
insert into visits values (10, 1, 'here'), (11, 2, 'there');
";

fn folder(database: &Database, stage: &str) -> Folder {
    let folder = Folder::new();
    folder.write("declared.sql", DECLARED);
    folder.write(
        "seedbed.toml",
        &format!(
            "[schema]\ndeclared = \"declared.sql\"\n[env.live]\nurl = \"{}\"\nstage = \"{stage}\"\n\
             [check]\narchive = \"reports\"\n",
            database.url()
        ),
    );
    folder
}

fn findings(folder: &Folder) -> Vec<String> {
    let said = folder.seedbed(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let all = report["findings"].as_array().unwrap().iter();
    let mut ids: Vec<_> = all.map(|f| f["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_plan_is_carried_out_once_and_taken_back() {
    for database in Database::each().await {
        database.execute_script(LIVE).await;
        let folder = folder(&database, "development");
        let url = database.url();
        let before = findings(&folder);
        let fill = ["--fill", "visits.state='open'"];
        let said = folder.seedbed(&[&["fix", "-o", "plan.json"][..], &fill].concat());
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        let plan = folder.read("plan.json");
        assert!(!plan.contains("secret"), "{plan}");

        let said = folder.seedbed(&["fix", "--apply", "plan.json"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        assert_eq!(findings(&folder), Vec::<String>::new(), "{url}");
        let mails = database.query_text("select mail from people order by id").await;
        assert_eq!(mails[1][0].as_deref(), Some("secret-b"), "{url}");
        let states = database.query_text("select distinct state from visits").await;
        assert_eq!(states, [[Some("open".to_owned())]], "{url}");

        // The schema is another one now: the plan is not for it.
        let said = folder.seedbed(&["fix", "--apply", "plan.json"]);
        assert_eq!(said.code, 4, "{url}\n{}{}", said.out, said.err);
        assert!(said.err.contains("another schema"), "{url}\n{}", said.err);

        let said = folder.seedbed(&["fix", "--apply", "plan.json", "--down"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        assert_eq!(findings(&folder), before, "{url}");
        let said = folder.seedbed(&["fix", "--apply", "plan.json", "--down"]);
        assert_eq!(said.code, 4, "{url}: taken back already\n{}", said.err);
        let said = folder.seedbed(&["fix", "--apply", "plan.json"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);

        let records = crate::command::contents(&folder.path().join("reports"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let records: Vec<_> = records
            .iter()
            .filter(|(p, _)| p.contains("-live-fix"))
            .map(|(p, b)| (p, text(b)))
            .collect();
        assert!(records.len() >= 8, "{records:?}");
        assert!(records.iter().all(|(_, text)| !text.contains("secret")));
        assert!(records.iter().any(|(_, text)| text.contains("refused")));
    }
}

#[tokio::test]
async fn rows_in_the_way_are_counted_and_nothing_is_changed() {
    for database in Database::each().await {
        database.execute_script(LIVE).await;
        database
            .execute_script(
                "update people set email = 'secret-a'; insert into visits values (12, 1, null)",
            )
            .await;
        let folder = folder(&database, "development");
        let url = database.url();
        let before = findings(&folder);
        let said = folder.seedbed(&["fix"]);
        assert_eq!(said.code, 0, "{url}\n{}", said.err);
        assert!(said.out.contains("cannot hold yet"), "{url}\n{}", said.out);
        assert!(said.out.contains("asked: 1 rows"), "{url}: one duplicate, one NULL\n{}", said.out);
        assert!(said.err.contains("3 rows: the column is new"), "{url}\n{}", said.err);
        assert!(!said.out.contains("secret") && !said.err.contains("secret"), "{url}");
        let said = folder.seedbed(&["fix", "--no-ask"]);
        assert!(said.out.contains("ask first: SELECT count(*)"), "{url}\n{}", said.out);

        let said = folder.seedbed(&["fix", "--apply"]);
        assert_eq!(said.code, 4, "{url}\n{}{}", said.out, said.err);
        assert!(said.err.contains("rows are in the way"), "{url}\n{}", said.err);
        assert_eq!(findings(&folder), before, "{url}");
    }
}

#[tokio::test]
async fn what_is_safe_can_be_carried_out_alone() {
    const WORN: &str = "
        create table people (id integer primary key, mail varchar(80) not null, constraint people_mail unique (mail));
        create table visits (
          id integer primary key, person_id integer not null, place varchar(20) not null, state varchar(10) not null
        );
        create index visits_by_place on visits (place);
        insert into visits values (10, 7, 'here', 'open');";
    for database in [Database::postgres().await, Database::mariadb().await] {
        database.execute_script(WORN).await;
        let url = database.url();
        let folder = folder(&database, "development");
        let more = DECLARED.replace(
            "place varchar(20) not null,",
            "place varchar(20) not null, extra varchar(9),",
        );
        folder.write("declared.sql", &more);
        let said = folder.seedbed(&["fix", "--apply", "--stage", "safe"]);
        assert_eq!(said.code, 1, "{url}: the rest is left\n{}{}", said.out, said.err);
        assert!(said.err.contains("stays behind"), "{url}\n{}", said.err);
        let left = folder.seedbed(&["check", "--format", "json"]).out;
        assert!(left.contains("missing-foreign-key") && !left.contains("missing-column"), "{left}");
        // The orphan is in the way of the rest.
        let said = folder.seedbed(&["fix", "--apply"]);
        assert_eq!(said.code, 4, "{url}\n{}{}", said.out, said.err);
        database.execute_script("delete from visits").await;
        let said = folder.seedbed(&["fix", "--apply"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        assert_eq!(folder.seedbed(&["check"]).code, 0, "{url}");
    }
}

#[tokio::test]
async fn production_wants_to_be_named() {
    for database in Database::each().await {
        database.execute_script(LIVE).await;
        let url = database.url();
        let folder = folder(&database, "production");
        let apply = ["fix", "--apply", "--fill", "visits.state='open'"];
        let before = findings(&folder);
        let said = folder.seedbed(&apply);
        assert_eq!(said.code, 4, "{url}\n{}{}", said.out, said.err);
        assert!(said.err.contains("--yes-i-mean"), "{url}\n{}", said.err);
        let said = folder.seedbed(&[&apply[..], &["--yes-i-mean", "other"]].concat());
        assert_eq!(said.code, 4, "{url}\n{}{}", said.out, said.err);
        assert_eq!(findings(&folder), before, "{url}");
        let said = folder.seedbed(&[&apply[..], &["--yes-i-mean", database.name()]].concat());
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        assert_eq!(findings(&folder), Vec::<String>::new(), "{url}");
    }
}

#[test]
fn what_makes_no_sense_is_said() {
    let folder = Folder::new();
    for (args, what) in [
        (&["fix", "--fill", "a=b"][..], "does not say what to fill"),
        (&["fix", "--apply", "--down"][..], "what is to be taken back?"),
        (&["fix", "--stage", "safe"][..], "--apply"),
        (&["fix", "--apply", "--stage", "some"][..], "write safe, careful or destructive"),
        (&["fix", "--apply", "none.json"][..], "cannot read the plan none.json"),
    ] {
        let said = folder.seedbed(args);
        assert!(said.code == 2 || said.code == 3, "{args:?}: {}\n{}", said.code, said.err);
        assert!(said.err.contains(what), "{args:?}\n{}", said.err);
    }
}

const PARTED: &str = "
create table notes (id integer primary key, word varchar(20));
create table pages (id integer primary key, word varchar(20), note varchar(20), constraint pages_word unique (word));
create table ends (id integer primary key, word varchar(20), last integer);";

const PARTED_LIVE: &str = "
create table pages (id integer primary key, word varchar(20));
create table ends (id integer primary key, word varchar(20));
insert into pages values (1, 'twice'), (2, 'twice');";

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_half_done_or_says_where_it_is() {
    for database in Database::each().await {
        database.execute_script(PARTED_LIVE).await;
        let url = database.url();
        let folder = folder(&database, "development");
        folder.write("declared.sql", PARTED);
        let before = findings(&folder);
        let said = folder.seedbed(&["fix", "--no-ask", "-o", "plan.json"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        let said = folder.seedbed(&["fix", "--no-ask", "--apply", "plan.json"]);
        assert_eq!(said.code, 5, "{url}\n{}{}", said.out, said.err);
        if database.family() == Family::MariaDb {
            assert!(said.err.contains("the next try goes on with it"), "{url}\n{}", said.err);
            assert!(findings(&folder).len() < before.len(), "{url}: some of it is there");
        } else {
            assert_eq!(findings(&folder), before, "{url}");
        }
        database.execute_script("update pages set word = 'once' where id = 2").await;
        let said = folder.seedbed(&["fix", "--apply", "plan.json"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        assert_eq!(findings(&folder), Vec::<String>::new(), "{url}");
    }
}

#[tokio::test]
async fn a_killed_fix_goes_on_where_it_was() {
    let database = Database::mariadb().await;
    database.execute_script(PARTED_LIVE).await;
    database.execute_script("update pages set word = 'once' where id = 2").await;
    let folder = folder(&database, "development");
    folder.write("declared.sql", PARTED);
    let said = folder.seedbed(&["fix", "-o", "plan.json"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let before = findings(&folder).len();
    // A reader keeps one of the statements waiting: before that one the others are done.
    let reading = database.try_script(
        "start transaction; select * from pages; select sleep(30) as reading; rollback",
    );
    let killing = async {
        wait_for(&database, "info like '%as reading%' and state = 'User sleep'").await;
        let mut child = folder.spawn(&["fix", "--no-ask", "--apply", "plan.json"]);
        wait_for(&database, "state = 'Waiting for table metadata lock'").await;
        child.kill().unwrap();
        child.wait().unwrap();
        let reader = "select id from information_schema.processlist where db = database() \
                      and state = 'User sleep'";
        let reader = database.query_text(reader).await[0][0].clone().unwrap();
        database.execute_script(&format!("kill {reader}")).await;
    };
    let (read, ()) = tokio::join!(reading, killing);
    assert!(read.is_err(), "the reader was there the whole time");
    let left = findings(&folder).len();
    assert!(left > 0 && left < before, "{left} of {before}");
    // The server may still be at the statement of the one that was killed: until then it is locked.
    let mut said = folder.seedbed(&["fix", "--apply", "plan.json"]);
    for _ in 0..50 {
        if said.code != 4 {
            break;
        }
        assert!(said.err.contains("another run is active"), "{}", said.err);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        said = folder.seedbed(&["fix", "--apply", "plan.json"]);
    }
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(findings(&folder), Vec::<String>::new());
}

/// Until a connection to the database is in this state, but not for ever.
async fn wait_for(database: &Database, state: &str) {
    let waits = format!(
        "select count(*) from information_schema.processlist where db = database() \
         and id <> connection_id() and {state}"
    );
    for _ in 0..400 {
        if database.query_text(&waits).await[0][0].as_deref() != Some("0") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("never {state}");
}

#[tokio::test]
async fn what_is_left_afterwards_is_red() {
    for database in Database::each().await {
        let url = database.url();
        database.execute_script(PARTED_LIVE).await;
        let folder = folder(&database, "development");
        folder.write("declared.sql", &PARTED.replace(", constraint pages_word unique (word)", ""));
        let said = folder.seedbed(&["fix", "-o", "plan.json"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        // The declaration asks for more than the plan knows.
        folder.write("declared.sql", PARTED);
        let said = folder.seedbed(&["fix", "--apply", "plan.json"]);
        assert_eq!(said.code, 6, "{url}\n{}{}", said.out, said.err);
        assert!(said.err.contains("left: missing-unique pages"), "{url}\n{}", said.err);
        assert!(said.err.contains("did not lead where it should"), "{url}\n{}", said.err);
        assert_eq!(findings(&folder).len(), 1, "{url}");
        let said = folder.seedbed(&["fix", "--apply", "plan.json", "--down"]);
        assert_eq!(said.code, 0, "{url}\n{}{}", said.out, said.err);
        assert_eq!(findings(&folder).len(), 4, "{url}");
    }
}
