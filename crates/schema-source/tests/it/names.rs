//! Names that need quoting, on every engine.

use seedbed_schema_model::{Dialect, Family};
use seedbed_testkit::Database;

use crate::{read_script, table};

const NAMES: [&str; 12] = [
    "T'able",
    "dou\"ble",
    "back`tick",
    "semi;colon",
    "per%cent_",
    "back\\slash",
    "[square]",
    "select",
    "two  spaces",
    "new\nline",
    "Übersicht 表",
    "-- comment /*",
];

#[tokio::test]
async fn every_name_comes_back_as_it_is_stored() {
    for database in Database::each().await {
        let dialect = match database.family() {
            Family::Sqlite => Dialect::SQLITE,
            Family::Postgres => Dialect::POSTGRES,
            _ => Dialect::MARIADB,
        };
        let mut script = String::new();
        for (i, name) in NAMES.iter().enumerate() {
            let q = dialect.quote(name);
            let (fk, check, index) = (format!("f{name}"), format!("c{name}"), format!("i{name}"));
            let (fk, check, index) =
                (dialect.quote(&fk), dialect.quote(&check), dialect.quote(&index));
            let text = dialect.literal(name);
            script += &format!(
                "CREATE TABLE {q} ({q} int PRIMARY KEY, up int, word varchar(30) DEFAULT {text}, \
                 CONSTRAINT {fk} FOREIGN KEY (up) REFERENCES {q} ({q}) ON DELETE CASCADE, \
                 CONSTRAINT {check} CHECK ({q} <> {i} AND word <> {text}));\n\
                 CREATE INDEX {index} ON {q} ({q}, up);\n"
            );
        }
        let reading = read_script(&database, &script).await;
        assert_eq!(reading.schema.tables.len(), NAMES.len(), "{database}");
        assert!(reading.gaps.is_empty(), "{database}: {:?}", reading.gaps);
        for (i, name) in NAMES.iter().enumerate() {
            let t = table(&reading, name);
            assert_eq!(t.primary_key.as_ref().unwrap().columns, [*name], "{database}");
            let key = &t.foreign_keys[0];
            assert_eq!(key.name, Some(format!("f{name}")), "{database}");
            assert_eq!((&*key.target.name, &*key.target_columns), (*name, &[name.to_string()][..]));
            assert_eq!(t.indexes.len(), 1, "{database}: {:?}", t.indexes);
            assert_eq!(t.indexes[0].name, Some(format!("i{name}")), "{database}");
            assert_eq!(t.checks[0].name, Some(format!("c{name}")), "{database}");
            let check = t.checks[0].expr.as_str();
            assert!(check.contains(&i.to_string()), "{database}: {check}");
            // The default, cast or not, evaluates to the name.
            let default = t.column("word").unwrap().default.as_ref().unwrap().as_str();
            let judge = database.query_text(&format!("SELECT {default}")).await;
            assert_eq!(judge[0][0].as_deref(), Some(*name), "{database}: {default}");
        }
    }
}
