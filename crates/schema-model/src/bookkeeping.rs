//! Tables that are nobody's schema: our own ledger, and the ledgers of migration tools.

use crate::TableName;

/// The prefix of every table this tool makes for itself.
pub const OWN_PREFIX: &str = "seedbed_";

/// Whether a table is one of our own. Such tables are never compared, fingerprinted or seeded.
pub fn is_own_table(name: &TableName) -> bool {
    let name = name.name.as_bytes();
    name.get(..OWN_PREFIX.len()).is_some_and(|p| p.eq_ignore_ascii_case(OWN_PREFIX.as_bytes()))
}

/// Whether a table is where a migration tool, or the engine, keeps its own books.
pub fn is_known_ledger(name: &TableName) -> bool {
    let name = name.name.to_ascii_lowercase();
    LEDGERS.binary_search(&name.as_str()).is_ok()
}

/// In lower case, sorted.
const LEDGERS: [&str; 49] = [
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "__efmigrationshistory",
    "_prisma_migrations",
    "_sqlx_migrations",
    "_yoyo_log",
    "_yoyo_migration",
    "_yoyo_version",
    "aerich",
    "alembic_version",
    "ar_internal_metadata",
    "atlas_schema_revisions",
    "d1_migrations",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "doctrine_migration_versions",
    "flyway_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "knex_migrations",
    "knex_migrations_lock",
    "kysely_migration",
    "kysely_migration_lock",
    "migratehistory",
    "migration_versions",
    "migrations",
    "migrations_lock",
    "mikro_orm_migrations",
    "pgmigrations",
    "phinxlog",
    "refinery_schema_history",
    "schema_migrations",
    "schema_migrations_lock",
    "schema_version",
    "schemaversions",
    "seaql_migrations",
    "sequelizemeta",
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat2",
    "sqlite_stat3",
    "sqlite_stat4",
    "sqlx_migrations",
    "sqlx_pg_migrate",
    "tern_schema_version",
    "typeorm_metadata",
    "typeorm_migrations",
    "yoyo_lock",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ledgers_are_sorted_for_the_search() {
        assert!(LEDGERS.is_sorted());
    }

    #[test]
    fn ours_and_theirs() {
        for own in ["seedbed_chunks", "SEEDBED_runs", "seedbed_"] {
            assert!(is_own_table(&own.into()), "{own}");
        }
        for other in ["seedbed", "seeds", "my_seedbed_x", "", "séedbed_x"] {
            assert!(!is_own_table(&other.into()), "{other}");
        }
        for known in
            ["__drizzle_migrations", "_prisma_migrations", "SequelizeMeta", "DATABASECHANGELOGLOCK"]
        {
            assert!(is_known_ledger(&known.into()), "{known}");
        }
        assert!(is_known_ledger(&TableName::in_schema("drizzle", "__drizzle_migrations")));
        for app in ["inventoryMovements", "migration", "users"] {
            assert!(!is_known_ledger(&app.into()), "{app}");
        }
    }
}
