//! Tables that are nobody's schema: our own ledger, and the ledgers of migration tools.

use crate::{Table, TableName};

/// The prefix of every table this tool makes for itself.
pub const OWN_PREFIX: &str = "seedbed_";

/// Whether a table is one of our own. Such tables are never compared, fingerprinted or seeded.
pub fn is_own_table(name: &TableName) -> bool {
    let name = name.name.as_bytes();
    name.get(..OWN_PREFIX.len()).is_some_and(|p| p.eq_ignore_ascii_case(OWN_PREFIX.as_bytes()))
}

/// Whether a table is where a migration tool, or the engine, keeps its own books: it has the name
/// and the columns of one. A user's table of such a name has other columns, and is compared. A table
/// of which no column is known is told by its name alone.
pub fn is_known_ledger(table: &Table) -> bool {
    let name = table.name.name.to_ascii_lowercase();
    if matches!(name.strip_prefix("sqlite_stat"), Some("1" | "2" | "3" | "4"))
        || name == "sqlite_sequence"
    {
        return true;
    }
    let first = LEDGERS.partition_point(|l| l.name < name.as_str());
    let mut alike = LEDGERS[first..].iter().take_while(|l| l.name == name).peekable();
    if alike.peek().is_none() || table.columns.is_empty() {
        return alike.peek().is_some();
    }
    let columns: Vec<String> = table.columns.iter().map(|c| plain(&c.name)).collect();
    alike.any(|l| l.fits(&columns))
}

/// A ledger: its name in lower case, the columns it always has and those it may have, in lower case
/// and without underscores.
struct Ledger {
    name: &'static str,
    always: &'static [&'static str],
    maybe: &'static [&'static str],
}

impl Ledger {
    fn fits(&self, columns: &[String]) -> bool {
        let has = |wanted: &&&str| columns.iter().any(|c| c == **wanted);
        let known =
            |c: &&String| self.always.iter().chain(self.maybe).any(|wanted| wanted == &c.as_str());
        // A later release of a tool may add a column to a table that nobody else would call so.
        let spare = if self.maybe == ANY { usize::MAX } else { 0 };
        self.always.iter().filter(has).count() == self.always.len()
            && columns.iter().filter(|c| !known(c)).count() <= spare
    }
}

fn plain(column: &str) -> String {
    column.to_ascii_lowercase().replace('_', "")
}

/// For names that nothing but the tool uses.
const ANY: &[&str] = &["*"];

const fn ledger(
    name: &'static str,
    always: &'static [&'static str],
    maybe: &'static [&'static str],
) -> Ledger {
    Ledger { name, always, maybe }
}

/// Sorted by name; a name has a line for every tool that uses it.
const LEDGERS: [Ledger; 62] = [
    ledger("__diesel_schema_migrations", &["version"], ANY),
    ledger("__drizzle_migrations", &["id", "hash"], ANY),
    ledger("__efmigrationshistory", &["migrationid", "productversion"], ANY),
    ledger("_migrations", &["file", "applied"], &[]),
    ledger("_prisma_migrations", &["id", "checksum", "migrationname"], ANY),
    ledger("_sqlx_migrations", &["version", "description", "checksum"], ANY),
    ledger("_yoyo_log", &["id", "migrationid", "operation"], ANY),
    ledger("_yoyo_migration", &["migrationid"], ANY),
    ledger("_yoyo_version", &["version"], ANY),
    ledger("adonis_schema", &["id", "name", "batch"], ANY),
    ledger("adonis_schema_versions", &["version"], ANY),
    ledger("aerich", &["id", "version", "app", "content"], &[]),
    ledger("alembic_version", &["versionnum"], ANY),
    ledger("ar_internal_metadata", &["key", "value"], ANY),
    ledger("atlas_schema_revisions", &["version", "executedat"], ANY),
    ledger("bun_migration_locks", &["id", "tablename"], ANY),
    ledger("bun_migrations", &["id", "name", "groupid"], ANY),
    ledger("d1_migrations", &["id", "name", "appliedat"], ANY),
    ledger("databasechangelog", &["id", "author", "filename", "dateexecuted"], ANY),
    ledger("databasechangeloglock", &["id", "locked"], ANY),
    ledger("django_migrations", &["id", "app", "name", "applied"], ANY),
    ledger("doctrine_migration_versions", &["version"], ANY),
    ledger("flyway_schema_history", &["installedrank", "version", "script"], ANY),
    ledger("goose_db_version", &["id", "versionid", "isapplied"], ANY),
    ledger("gopg_migrations", &["version"], &["id", "createdat"]),
    ledger("gorp_migrations", &["id", "appliedat"], ANY),
    ledger("knex_migrations", &["id", "name", "batch"], ANY),
    ledger("knex_migrations_lock", &["islocked"], ANY),
    ledger("kysely_migration", &["name", "timestamp"], ANY),
    ledger("kysely_migration_lock", &["id", "islocked"], ANY),
    ledger("migratehistory", &["id", "name", "migratedat"], &[]),
    ledger("migration_versions", &["version"], &["executedat", "executiontime"]),
    // Laravel; TypeORM; db-migrate; CodeIgniter.
    ledger("migrations", &["migration", "batch"], &["id"]),
    ledger("migrations", &["id", "timestamp", "name"], &[]),
    ledger("migrations", &["id", "name", "runon"], &[]),
    ledger("migrations", &["version", "class", "batch"], &["id", "group", "namespace", "time"]),
    ledger("migrations", &["version"], &[]),
    ledger("migrations_lock", &["islocked"], &["index", "id"]),
    ledger("mikro_orm_migrations", &["name", "executedat"], ANY),
    ledger("pgmigrations", &["id", "name", "runon"], ANY),
    ledger("phinxlog", &["version", "migrationname"], ANY),
    ledger("play_evolutions", &["id", "hash", "appliedat"], ANY),
    ledger("play_evolutions_lock", &["lock"], ANY),
    ledger("ragtime_migrations", &["id", "createdat"], ANY),
    ledger("refinery_schema_history", &["version", "name", "checksum"], ANY),
    ledger("schema_info", &["version"], &[]),
    // Rails, dbmate; golang-migrate; Ecto; Supabase; Sequel; Migratus.
    ledger("schema_migrations", &["version"], &["dirty", "insertedat", "statements", "name"]),
    ledger("schema_migrations", &["filename"], &[]),
    ledger("schema_migrations", &["id", "applied"], &["description"]),
    ledger("schema_migrations_lock", &["lockid"], &[]),
    // tern; Flyway before 5.
    ledger("schema_version", &["version"], &[]),
    ledger("schema_version", &["installedrank", "version", "script"], ANY),
    ledger("schemaversions", &["scriptname", "applied"], &["id", "schemaversionsid"]),
    ledger("seaql_migrations", &["version", "appliedat"], ANY),
    ledger("sequelizedata", &["name"], &[]),
    ledger("sequelizemeta", &["name"], &["createdat", "updatedat"]),
    ledger("sqlx_migrations", &["version"], ANY),
    ledger("sqlx_pg_migrate", &["id"], ANY),
    ledger("tern_schema_version", &["version"], ANY),
    ledger("typeorm_metadata", &["type", "database", "schema", "table", "name", "value"], ANY),
    ledger("typeorm_migrations", &["id", "timestamp", "name"], ANY),
    ledger("yoyo_lock", &["locked", "ctime", "pid"], ANY),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, ColumnType, TypeKind};

    fn table(name: &str, columns: &[&str]) -> Table {
        let mut table = Table::new(name);
        let ty = ColumnType { raw: "text".into(), kind: TypeKind::Text { bytes: None } };
        table.columns = columns.iter().map(|c| Column::new(*c, ty.clone())).collect();
        table
    }

    #[test]
    fn ledgers_are_sorted_for_the_search_and_their_columns_are_plain() {
        assert!(LEDGERS.is_sorted_by_key(|l| l.name));
        for ledger in &LEDGERS {
            assert!(!ledger.always.is_empty(), "{}", ledger.name);
            for column in ledger.always {
                assert_eq!(*column, plain(column), "{}", ledger.name);
            }
        }
    }

    #[test]
    fn ours_and_theirs() {
        for own in ["seedbed_chunks", "SEEDBED_runs", "seedbed_"] {
            assert!(is_own_table(&own.into()), "{own}");
        }
        for other in ["seedbed", "seeds", "my_seedbed_x", "", "séedbed_x"] {
            assert!(!is_own_table(&other.into()), "{other}");
        }
    }

    #[test]
    fn a_ledger_has_the_name_and_the_columns_of_one() {
        let liquibase = ["ID", "AUTHOR", "FILENAME", "DATEEXECUTED", "ORDEREXECUTED", "MD5SUM"];
        let prisma = ["id", "checksum", "finished_at", "migration_name", "logs", "started_at"];
        let known: [(&str, &[&str]); 14] = [
            ("__drizzle_migrations", &["id", "hash", "created_at"]),
            ("__EFMigrationsHistory", &["MigrationId", "ProductVersion"]),
            ("_prisma_migrations", &prisma),
            ("SequelizeMeta", &["name"]),
            ("DATABASECHANGELOG", &liquibase),
            ("DATABASECHANGELOGLOCK", &["ID", "LOCKED", "LOCKGRANTED", "LOCKEDBY"]),
            ("alembic_version", &["version_num"]),
            ("schema_migrations", &["version"]),
            ("schema_migrations", &["version", "dirty"]),
            ("migrations", &["id", "migration", "batch"]),
            ("migrations", &["id", "timestamp", "name"]),
            ("seaql_migrations", &["version", "applied_at"]),
            ("sqlite_sequence", &["name", "seq"]),
            // Nothing is known of its columns.
            ("goose_db_version", &[]),
        ];
        for (name, columns) in known {
            assert!(is_known_ledger(&table(name, columns)), "{name} {columns:?}");
        }
        let theirs: [(&str, &[&str]); 7] = [
            ("migrations", &["id", "species", "from_place", "to_place"]),
            ("migrations", &["id", "migration", "batch", "customer_id"]),
            ("schema_migrations", &["id", "customer"]),
            ("SequelizeMeta", &["name", "price"]),
            ("aerich", &["id", "version", "app", "content", "price"]),
            ("alembic_version", &["id"]),
            ("inventoryMovements", &[]),
        ];
        for (name, columns) in theirs {
            assert!(!is_known_ledger(&table(name, columns)), "{name} {columns:?}");
        }
        let elsewhere = Table::new(TableName::in_schema("drizzle", "__drizzle_migrations"));
        assert!(is_known_ledger(&elsewhere));
    }
}
