//! Laws of the SQL reader: it never panics, whatever it is given; its lines are right; nesting costs
//! no stack.

use proptest::prelude::*;
use seedbed_schema_model::{Dialect, Place, TableName};
use seedbed_schema_source::sql;

const DIALECTS: [Dialect; 4] =
    [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB];

/// Pieces that lead the reader into every corner of its grammar.
const SOUP: [&str; 104] = [
    "CREATE",
    "TABLE",
    "ALTER",
    "DROP",
    "INDEX",
    "UNIQUE",
    "VIEW",
    "TYPE",
    "DOMAIN",
    "SEQUENCE",
    "COMMENT ON",
    "COLUMN",
    "ADD",
    "RENAME",
    "TO",
    "MODIFY",
    "CHANGE",
    "IF NOT EXISTS",
    "IF EXISTS",
    "PRIMARY KEY",
    "FOREIGN KEY",
    "REFERENCES",
    "CHECK",
    "CONSTRAINT",
    "DEFAULT",
    "NOT NULL",
    "NULL",
    "GENERATED ALWAYS AS",
    "IDENTITY",
    "COLLATE",
    "ON DELETE",
    "CASCADE",
    "SET NULL",
    "DEFERRABLE",
    "INITIALLY",
    "DEFERRED",
    "NOT",
    "MATCH",
    "EXCLUDE",
    "FOR EACH ROW",
    "EXECUTE FUNCTION f()",
    "AFTER INSERT ON",
    "KEY",
    "FULLTEXT",
    "USING",
    "btree",
    "WHERE",
    "INCLUDE",
    "AS ENUM",
    "ADD VALUE",
    "BEFORE",
    "PARTITION BY",
    "PARTITION OF",
    "ATTACH PARTITION",
    "LIKE",
    "INHERITS",
    "OWNED BY",
    "START WITH",
    "BEGIN",
    "END",
    "TRIGGER",
    "FUNCTION",
    "DO",
    "$$",
    "$a$",
    "COPY",
    "FROM stdin",
    "INSERT INTO",
    "DELIMITER //\n",
    "//",
    "\n",
    "\\.\n",
    "\\c x\n",
    ".read x\n",
    "--> statement-breakpoint\n",
    "-- c\n",
    "/*",
    "*/",
    "/*!50001",
    "/*M!100",
    "'",
    "''",
    "\"",
    "`",
    "[",
    "]",
    "(",
    ")",
    ",",
    ";",
    ".",
    "=",
    "::",
    "t",
    "t",
    "a",
    "b",
    "\"Q\"",
    "int",
    "varchar(10)",
    "serial",
    "numeric(5,2)",
    "é",
    "1",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&SOUP[..]), 0..60).prop_map(|p| p.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_is_never_a_panic(text in "\\PC{0,200}") {
        for dialect in DIALECTS {
            sql::read_text(dialect, "any.sql", &text);
        }
        let _ = sql::guess_dialect(&text);
    }

    #[test]
    fn a_soup_of_words_is_never_a_panic(text in soup()) {
        for dialect in DIALECTS {
            let reading = sql::read_text(dialect, "soup.sql", &text);
            let lines = text.matches('\n').count() + 1;
            for location in reading.locations.values() {
                prop_assert!((1..=lines).contains(&(location.line as usize)));
            }
        }
        let _ = sql::guess_dialect(&text);
    }

    #[test]
    fn definitions_cut_anywhere_are_never_a_panic(cut in 0usize..6000, skip in 0usize..6000) {
        let cases = [
            (Dialect::SQLITE, include_str!("../cases/sql/sqlite/rich.sql")),
            (Dialect::POSTGRES, include_str!("../cases/sql/postgres/evolve.sql")),
            (Dialect::POSTGRES, include_str!("../cases/sql/postgres/pg_dump.sql")),
            (Dialect::MYSQL, include_str!("../cases/sql/mysql/mysqldump.sql")),
            (Dialect::MARIADB, include_str!("../cases/sql/mariadb/evolve.sql")),
        ];
        for (dialect, text) in cases {
            let from = skip % text.len();
            let to = from + cut % (text.len() - from);
            if let Some(piece) = text.get(from..to) {
                sql::read_text(dialect, "cut.sql", piece);
            }
        }
    }

    #[test]
    fn tables_are_found_on_their_lines_among_noise(
        noise in prop::collection::vec(
            prop::sample::select(&[
                "", "-- a; 'comment", "/* two\nlines; */", "INSERT INTO t VALUES ('a;\nb');",
                "CREATE TABLE noise (a int /* ) */, b text DEFAULT 'x;\ny');", "FROB it;", "\r",
            ][..]),
            0..20,
        )
    ) {
        let mut text = noise.join("\n");
        text.push('\n');
        let line = text.matches('\n').count() + 1;
        text.push_str("CREATE TABLE sought (\n  id int,\n  name text\n);\n");
        let table = TableName::new("sought");
        for dialect in DIALECTS {
            let reading = sql::read_text(dialect, "f.sql", &text);
            let at = |place: Place| reading.locations.get(&place).map(|l| l.line as usize);
            prop_assert_eq!(at(Place::table(&table)), Some(line));
            prop_assert_eq!(at(Place::column(&table, "name")), Some(line + 2));
            for gap in reading.gaps.iter().filter(|g| g.what.starts_with("FROB")) {
                let line: usize = gap.place.strip_prefix("f.sql:").unwrap().parse().unwrap();
                prop_assert_eq!(text.lines().nth(line - 1), Some("FROB it;"));
            }
        }
    }

    #[test]
    fn every_column_of_a_table_is_kept_in_order(names in prop::collection::btree_set("[a-z]{1,8}", 1..30)) {
        // Quoted, so that words of the grammar are names too.
        let columns: Vec<String> = names.iter().map(|n| format!("\"{n}\" int")).collect();
        let text = format!("CREATE TABLE \"create\" ({});", columns.join(", "));
        for dialect in [Dialect::SQLITE, Dialect::POSTGRES] {
            let reading = sql::read_text(dialect, "f.sql", &text);
            prop_assert!(reading.gaps.is_empty(), "{:?}", reading.gaps);
            let table = &reading.schema.tables[&TableName::new("create")];
            let read: Vec<&String> = table.columns.iter().map(|c| &c.name).collect();
            prop_assert_eq!(read, names.iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn nesting_costs_no_stack() {
    let deep = 20_000;
    let (open, close) = ("(".repeat(deep), ")".repeat(deep));
    let arrays = "[]".repeat(deep);
    for dialect in DIALECTS {
        let text = format!(
            "CREATE TABLE t (a int CHECK ({open}a{close}), b int DEFAULT {open}1{close});\n\
             CREATE TABLE u (a int{arrays});\n{open};\n{close};\n/* {} */;\n\
             CREATE INDEX i ON t ({open}a{close}) WHERE {open}a{close};",
            "/*".repeat(deep)
        );
        let reading = sql::read_text(dialect, "deep.sql", &text);
        assert_eq!(reading.schema.tables[&TableName::new("t")].columns.len(), 2, "{dialect}");
    }
}

#[test]
fn a_clause_that_is_not_finished_comes_to_an_end() {
    let texts = [
        "CREATE TABLE t (a int REFERENCES b (id) INITIALLY soon)",
        "CREATE TABLE t (a int UNIQUE INITIALLY soon)",
        "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES b (id) INITIALLY soon)",
        "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t INITIALLY soon EXECUTE FUNCTION f()",
    ];
    for text in texts {
        let reading = sql::read_text(Dialect::POSTGRES, "half.sql", text);
        assert_eq!(reading.gaps.len(), 1, "{text}: {:?}", reading.gaps);
    }
}
