//! Bad input gives a named error, the right exit code, and no password anywhere.

use std::fmt::Write as _;

use seedbed_testkit::Database;

use crate::command::Folder;

/// `$ words` then exit code and stderr, for snapshots.
fn transcript(folder: &Folder, commands: &[&[&str]]) -> String {
    let mut text = String::new();
    for words in commands {
        let said = folder.seedbed(words);
        assert_eq!(said.out, "", "data for a failure: {words:?}");
        writeln!(text, "$ seedbed {}\n{}exit {}\n", words.join(" "), said.err, said.code).unwrap();
    }
    text
}

#[test]
fn sources_that_are_not_there() {
    let folder = Folder::new();
    folder.write("a.sql", "create table a (id int);");
    folder.write("broken.json", "{\"format\": 1");
    insta::assert_snapshot!(transcript(
        &folder,
        &[
            &["snapshot", "nowhere.sql"],
            &["snapshot", "sqlite:nowhere.db"],
            &["snapshot", "oracle://u:hunter2@h/d"],
            &["snapshot", "broken.json"],
            &["snapshot", "a.sql"],
            &["check", "--live", "a.sql", "--declared", "a.sql"],
            &["check"],
            &["coverage", "a.sql"],
            &["baseline", "abc"],
            &["explain", "no-such-rule"],
        ]
    ));
}

#[test]
fn a_configuration_that_is_wrong() {
    let folder = Folder::new();
    folder.write("unknown.toml", "[schema]\ndeclard = \"x\"\n");
    folder.write("stage.toml", "[env.live]\nurl = \"sqlite:x.db\"\nstage = \"prod\"\n");
    folder.write("two.toml", "[env.a]\nurl = \"sqlite:a.db\"\n[env.b]\nurl = \"sqlite:b.db\"\n");
    folder.write("variable.toml", "[env.a]\nurl = \"env:SEEDBED_SURELY_UNSET\"\n");
    folder.write("gate.toml", "[check]\nfail_on = \"severe\"\n[env.a]\nurl = \"sqlite:a.db\"\n");
    folder.write("empty.toml", "[env.a]\nurl = \"sqlite:a.db\"\n");
    insta::assert_snapshot!(transcript(
        &folder,
        &[
            &["check", "-c", "missing.toml"],
            &["check", "-c", "unknown.toml"],
            &["check", "-c", "stage.toml"],
            &["check", "-c", "two.toml"],
            &["check", "-c", "two.toml", "--env", "c"],
            &["check", "-c", "variable.toml"],
            &["plan", "-c", "empty.toml"],
            &["rollout", "-c", "empty.toml"],
        ]
    ));
}

#[tokio::test]
async fn a_table_that_cannot_bind_names_every_problem() {
    let folder = Folder::new();
    let database = Database::sqlite().await;
    database.execute_script("create table unrelated (id integer primary key)").await;
    folder.write(
        "seedbed.toml",
        &format!(
            "[env.a]\nurl = \"{}\"\n[seed.todos]\nlists = 3\n[seed.comments]\n",
            database.url()
        ),
    );
    let said = folder.seedbed(&["plan"]);
    assert_eq!(said.code, 3, "{}", said.err);
    for expected in ["todos", "comments", "cannot bind to this schema", "hint:"] {
        assert!(said.err.contains(expected), "no {expected:?} in\n{}", said.err);
    }
    folder.write(
        "seedbed.toml",
        &format!("[env.a]\nurl = \"{}\"\n[seed.todoss]\nlists = 3\n", database.url()),
    );
    let said = folder.seedbed(&["plan"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("did you mean `todos`?"), "{}", said.err);
}

#[tokio::test]
async fn no_output_holds_a_password() {
    let folder = Folder::new();
    for url in servers() {
        let mut url = url::Url::parse(&url).unwrap();
        url.set_username("nobody").unwrap();
        url.set_password(Some("hunter2%2Fsecret")).unwrap();
        url.set_path("/somewhere");
        let said = folder.seedbed(&["-v", "snapshot", url.as_str()]);
        assert_eq!(said.code, 3, "{}", said.err);
        let all = said.out + &said.err;
        assert!(!all.contains("hunter2"), "{all}");
        assert!(all.contains("error:"), "{all}");
    }
}

fn servers() -> [String; 2] {
    ["SEEDBED_TEST_POSTGRES", "SEEDBED_TEST_MARIADB"]
        .map(|name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run ./test")))
}
