use std::path::Path;

use super::*;

fn fails(text: &str) -> String {
    let error = Config::parse(Path::new("seedbed.toml"), text).unwrap_err();
    format!("{error}\n{}", error.hint().unwrap_or_default())
}

#[test]
fn the_whole_shape_is_read() {
    let config = Config::parse(
        Path::new("seedbed.toml"),
        r#"
[schema]
declared = "schema/{engine}.sql"
[env.staging]
url = "sqlite:staging.db"
[seed]
seed = 7
today = 2025-12-11
preserve = ["users"]
[seed.todos]
lists = 30
bind = { task = "tickets", "task.assignee" = "worker_id" }
[seed.comments]
count = 100
on = { client = "clients" }
[[smoke]]
name = "s"
sql = "select 0"
expect = 0
"#,
    )
    .unwrap();
    assert_eq!(config.seed.today, "2025-12-11".parse().ok());
    let todos = &config.seed.generators["todos"].0;
    assert_eq!(todos.volumes["lists"], 30);
    assert_eq!(todos.bind.tables["task"], "tickets");
    assert_eq!(todos.bind.columns["task.assignee"], "worker_id");
    assert_eq!(config.seed.generators["comments"].0.on["client"], "clients");
    assert_eq!(config.check.fail_on, "low");
}

#[test]
fn every_mistake_has_its_line_and_a_suggestion() {
    insta::assert_snapshot!(
        [
            "[schema]\ndeclard = \"x\"\n",
            "[env.staging]\nurl = \"sqlite:x\"\nstaeg = \"staging\"\n",
            "[seed]\nseed = 1\ntodey = \"2025-12-11\"\n",
            "[seed]\ntoday = \"11.12.2025\"\n",
            "[seed.todos]\nlists = -3\n",
            "[seed.todos]\nlists = \"many\"\n",
            "[seed.todos]\nbin = { a = \"b\" }\n",
            "[check\nfail_on = 1\n",
            "[schema]\nignore = [\"tmp_*\", \"indx:*_old\"]\n",
            "[schema]\nignore = [\"table:\"]\n",
            "[check.severity]\nextra-indx = \"low\"\n",
            "[check.severity]\nextra-index = \"lowest\"\n",
            "[env.a]\nurl = \"x\"\nengine = \"oracle\"\n",
        ]
        .map(fails)
        .join("\n"),
        @r"
    seedbed.toml:2: unknown field `declard`
    did you mean `declared`?
    seedbed.toml:3: unknown field `staeg`
    did you mean `stage`?
    seedbed.toml:1: unknown field `todey`
    did you mean `today`?
    seedbed.toml:2: `11.12.2025` is not a date (YYYY-MM-DD)

    seedbed.toml:1: `lists` = -3: a volume cannot be negative

    seedbed.toml:1: `lists` is neither a number nor a table of texts

    seedbed.toml:1: unknown field `bin`
    did you mean `bind`?
    seedbed.toml:1: unclosed table, expected `]`

    seedbed.toml:2: `indx` in `indx:*_old` is not a kind of object: did you mean `index`?

    seedbed.toml:2: the pattern `table:` names nothing: write a name, such as table:tmp_*

    seedbed.toml:1: no rule is called `extra-indx`; did you mean `extra-index`?

    seedbed.toml:1: `lowest` is not a severity: write critical, high, medium, low or info, or ignore

    seedbed.toml:3: unknown variant `oracle`, expected one of `sqlite`, `postgres`, `postgresql`, `mysql`, `mariadb`
    "
    );
}

#[test]
fn a_relative_sqlite_path_is_under_the_configuration() {
    assert_eq!(under("sqlite:a.db", Path::new("x/y")), "sqlite:x/y/a.db");
    assert_eq!(under("sqlite://a.db", Path::new("x")), "sqlite:x/a.db");
    assert_eq!(under("sqlite:/abs/a.db", Path::new("x")), "sqlite:/abs/a.db");
    assert_eq!(under("sqlite::memory:", Path::new("x")), "sqlite::memory:");
    assert_eq!(under("postgres://h/d", Path::new("x")), "postgres://h/d");
}

#[test]
fn a_variable_may_have_a_fallback() {
    let env = |url: &str| EnvSection { url: url.into(), ..EnvSection::default() };
    let folder = Path::new(".");
    assert_eq!(
        env("env:SEEDBED_SURELY_UNSET:-sqlite:/a.db").resolve("e", folder).unwrap(),
        "sqlite:/a.db"
    );
    let error = env("env:SEEDBED_SURELY_UNSET").resolve("prod", folder).unwrap_err();
    assert_eq!(
        error.to_string(),
        "[env.prod] takes its URL from $SEEDBED_SURELY_UNSET, which is not set"
    );
}

#[test]
fn an_unknown_environment_names_the_nearest() {
    let mut config = Config::default();
    let env = EnvSection { url: "sqlite:x".into(), ..EnvSection::default() };
    config.env.insert("staging".into(), env);
    let error = config.environment("stagin").unwrap_err();
    assert_eq!(error.hint().unwrap(), "did you mean `staging`? known: staging");
}
