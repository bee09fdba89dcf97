//! What the statements of a step lock on each engine. Sources: PostgreSQL, "Explicit Locking" and the
//! notes of ALTER TABLE and CREATE INDEX; MySQL and MariaDB, "Online DDL Operations" of InnoDB.

use seedbed_schema_model::{Dialect, Family};

/// The strongest lock that the statements take.
pub(super) fn of(dialect: Dialect, sql: &[String]) -> Option<String> {
    let one = match dialect.family {
        Family::Postgres => postgres,
        Family::MySql | Family::MariaDb => mysql,
        Family::Sqlite => sqlite,
    };
    let strongest = sql.iter().filter_map(|sql| one(sql)).max_by_key(|(strength, _)| *strength);
    strongest.map(|(_, text)| text.to_owned())
}

type Lock = (u8, &'static str);

fn has(sql: &str, words: &str) -> bool {
    sql.contains(words)
}

fn postgres(sql: &str) -> Option<Lock> {
    let starts = |words: &str| sql.starts_with(words);
    Some(match () {
        () if starts("CREATE INDEX CONCURRENTLY") || starts("CREATE UNIQUE INDEX CONCURRENTLY") => {
            (1, "SHARE UPDATE EXCLUSIVE: reads and writes go on, other changes of the table wait")
        }
        () if starts("CREATE INDEX") || starts("CREATE UNIQUE INDEX") => {
            (3, "SHARE on the table: writes wait until the index is built")
        }
        () if has(sql, " VALIDATE CONSTRAINT ") => (
            2,
            "SHARE UPDATE EXCLUSIVE, and ROW SHARE on the table referred to: reads and writes go on",
        ),
        () if has(sql, " FOREIGN KEY ") && has(sql, " ADD ") && !starts("CREATE TABLE") => {
            (4, "SHARE ROW EXCLUSIVE on both tables: writes wait")
        }
        () if starts("ALTER TABLE") && has(sql, " ALTER COLUMN ") && has(sql, " TYPE ") => (
            6,
            "ACCESS EXCLUSIVE while the table is written anew, or read when the type only widens",
        ),
        () if starts("ALTER TABLE") && (has(sql, "SET LOGGED") || has(sql, "SET UNLOGGED")) => {
            (6, "ACCESS EXCLUSIVE while the table is written anew")
        }
        () if starts("ALTER TABLE") || starts("DROP") || starts("ALTER INDEX") => {
            (5, "ACCESS EXCLUSIVE: nobody reads or writes the table meanwhile")
        }
        () if starts("UPDATE") => (2, "ROW EXCLUSIVE, and every row that is written"),
        () if starts("ALTER") || starts("COMMENT") => (1, "the object alone, for a moment"),
        () => return None,
    })
}

fn mysql(sql: &str) -> Option<Lock> {
    let alters = sql.starts_with("ALTER TABLE");
    Some(match () {
        () if alters && has(sql, " RENAME ") => {
            (1, "INPLACE, metadata only: a moment without reads and writes")
        }
        () if alters && has(sql, " ADD ") && has(sql, " FOREIGN KEY ") => {
            (4, "COPY with foreign_key_checks on: writes to the table wait")
        }
        () if alters && has(sql, " ADD ") && has(sql, " CHECK ") => {
            (4, "COPY: every row is read, writes wait")
        }
        () if alters && has(sql, " PRIMARY KEY") => {
            (4, "INPLACE, but the table is written anew; dropping alone is COPY")
        }
        () if alters && (has(sql, " ADD KEY ") || has(sql, " ADD UNIQUE KEY ")) => {
            (2, "INPLACE: reads and writes go on while the index is built")
        }
        () if alters && (has(sql, " MODIFY COLUMN ") || has(sql, " CHANGE COLUMN ")) => (
            4,
            "COPY when the type changes, INPLACE or INSTANT when it only widens or another default comes",
        ),
        () if alters && has(sql, " ADD COLUMN ") => {
            (1, "INSTANT on current servers: metadata only")
        }
        () if alters && has(sql, " DROP COLUMN ") => {
            (3, "INSTANT or INPLACE: the table may be written anew")
        }
        () if alters && (has(sql, "ENGINE=") || has(sql, "PARTITION")) => {
            (5, "COPY: writes to the table wait")
        }
        () if alters => (1, "INPLACE or INSTANT: metadata only"),
        () if sql.starts_with("DROP") => (5, "metadata lock: nobody reads or writes it meanwhile"),
        () if sql.starts_with("UPDATE") => (2, "every row that is written"),
        () => return None,
    })
}

fn sqlite(sql: &str) -> Option<Lock> {
    let starts = |words: &str| sql.starts_with(words);
    Some(match () {
        () if starts("INSERT INTO \"seedbed_rebuild") => {
            (3, "the database file, from BEGIN IMMEDIATE to COMMIT, while the table is copied")
        }
        () if starts("CREATE INDEX") || starts("CREATE UNIQUE INDEX") => {
            (2, "the database file, while the index is built")
        }
        () if starts("ALTER") || starts("CREATE") || starts("DROP") || starts("UPDATE") => {
            (1, "the database file, for a moment")
        }
        () => return None,
    })
}
