//! The tables in which migration tools keep what they applied.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use seedbed_schema_model::{
    Dialect, Family, Gap, GapKind, Progress, Schema, Table, TypeKind, is_known_ledger, is_own_table,
};

/// One row of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the row says the migration is: a version, a name, a file, a moment.
    pub keys: Vec<String>,
    /// How far it got.
    pub progress: Progress,
    /// What the tool keeps to know the file again, where it keeps it in a way that is known.
    pub checksum: Option<Checksum>,
}

/// A checksum of a migration's file, as its tool makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// Flyway: CRC-32 of the lines without their ends, signed.
    Crc32OfLines(i32),
    /// drizzle and Prisma: SHA-256 of the file, in hexadecimal digits.
    Sha256(String),
    /// sqlx: SHA-384 of the file, in hexadecimal digits.
    Sha384(String),
}

/// A ledger and its rows, in the order they were applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The table.
    pub table: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// The ledger holds only the newest version, which stands for all before it.
    pub only_newest: bool,
    /// The tool applies what is newer than the newest row, and passes over what is older.
    pub passes_over: bool,
}

/// How a tool's ledger is read: its table, the columns that tell a migration, and what else they say.
struct Known {
    table: &'static str,
    /// Columns that tell which migration a row is about.
    keys: &'static [&'static str],
    /// The column the rows are ordered by.
    order: &'static str,
    /// What two more columns mean.
    progress: Meaning,
}

#[derive(Clone, Copy)]
enum Meaning {
    /// Every row is an applied migration.
    Applied,
    /// A column says whether it succeeded.
    Success(&'static str),
    /// A column says whether it was left in the middle; there is one row.
    Dirty(&'static str),
    /// Prisma: an end, or a moment at which it was taken back.
    Ended { at: &'static str, back: &'static str },
    /// goose: the last row of a version counts.
    LastOf(&'static str),
    /// Our own: how many statements of how many.
    Counted { of: &'static str, done: &'static str },
}

const KNOWN: [Known; 14] = [
    Known {
        table: "seedbed_migration",
        keys: &["name"],
        order: "name",
        progress: Meaning::Counted { of: "statements", done: "done" },
    },
    Known {
        table: "__drizzle_migrations",
        keys: &["created_at"],
        order: "created_at",
        progress: Meaning::Applied,
    },
    Known {
        table: "_prisma_migrations",
        keys: &["migration_name"],
        order: "started_at",
        progress: Meaning::Ended { at: "finished_at", back: "rolled_back_at" },
    },
    Known {
        table: "_sqlx_migrations",
        keys: &["version"],
        order: "version",
        progress: Meaning::Success("success"),
    },
    Known {
        table: "__diesel_schema_migrations",
        keys: &["version"],
        order: "version",
        progress: Meaning::Applied,
    },
    Known {
        table: "seaql_migrations",
        keys: &["version"],
        order: "version",
        progress: Meaning::Applied,
    },
    Known {
        table: "refinery_schema_history",
        keys: &["version"],
        order: "version",
        progress: Meaning::Applied,
    },
    Known {
        table: "flyway_schema_history",
        keys: &["script"],
        order: "installed_rank",
        progress: Meaning::Success("success"),
    },
    Known {
        table: "goose_db_version",
        keys: &["version_id"],
        order: "id",
        progress: Meaning::LastOf("is_applied"),
    },
    Known { table: "knex_migrations", keys: &["name"], order: "id", progress: Meaning::Applied },
    Known { table: "d1_migrations", keys: &["name"], order: "id", progress: Meaning::Applied },
    Known { table: "pgmigrations", keys: &["name"], order: "id", progress: Meaning::Applied },
    Known {
        table: "alembic_version",
        keys: &["version_num"],
        order: "version_num",
        progress: Meaning::Applied,
    },
    Known {
        table: "schema_migrations",
        keys: &["version"],
        order: "version",
        progress: Meaning::Dirty("dirty"),
    },
];

/// The rows of every ledger there is. What may not be read, or is a ledger whose rows are not known
/// to this version, is a gap.
pub async fn read<C: ConnectionTrait>(connection: &C, schema: &Schema) -> (Vec<Ledger>, Vec<Gap>) {
    let (mut ledgers, mut gaps) = (Vec::new(), Vec::new());
    let tables = schema.tables.values();
    for table in tables.filter(|t| is_known_ledger(t) || is_own_table(&t.name)) {
        let name = table.name.name.to_ascii_lowercase();
        let Some(known) = KNOWN.iter().find(|k| k.table == name) else { continue };
        match rows(connection, schema.dialect, table, known).await {
            Ok(ledger) => ledgers.push(ledger),
            Err(why) => gaps.push(Gap {
                place: table.name.to_string(),
                what: "which migrations were applied".to_owned(),
                why,
                kind: GapKind::Privilege,
                goes_with: None,
            }),
        }
    }
    (ledgers, gaps)
}

async fn rows<C: ConnectionTrait>(
    connection: &C,
    dialect: Dialect,
    table: &Table,
    known: &Known,
) -> Result<Ledger, String> {
    let progress = match known.progress {
        // Rails and dbmate have the table without it.
        Meaning::Dirty(column) if table.column(column).is_none() => Meaning::Applied,
        other => other,
    };
    let mut columns: Vec<&str> = known.keys.to_vec();
    // drizzle-orm 1 tells them by name too.
    let named = known.table == "__drizzle_migrations" && table.column("name").is_some();
    columns.extend(named.then_some("name"));
    let keys = columns.len();
    match progress {
        Meaning::Applied => {}
        Meaning::Success(column) | Meaning::Dirty(column) | Meaning::LastOf(column) => {
            columns.push(column);
        }
        Meaning::Ended { at, back } => columns.extend([at, back]),
        Meaning::Counted { of, done } => columns.extend([of, done]),
    }
    if let Some(missing) = columns.iter().find(|c| table.column(c).is_none()) {
        return Err(format!("it has no column {missing}, as that tool's table has"));
    }
    let mut texts: Vec<String> = columns.iter().map(|c| as_text(dialect, c)).collect();
    let checksum = checksum_of(dialect, table, known.table);
    let make = checksum.map(|(text, make)| {
        texts.push(text);
        make
    });
    let sql = format!(
        "SELECT {} FROM {} ORDER BY {}",
        texts.join(", "),
        dialect.quote_table(&table.name),
        dialect.quote(known.order)
    );
    let backend = match dialect.family {
        Family::Sqlite => DbBackend::Sqlite,
        Family::Postgres => DbBackend::Postgres,
        Family::MySql | Family::MariaDb => DbBackend::MySql,
    };
    let found = connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .map_err(|e| format!("{e}; grant the role SELECT on it"))?;
    let mut all: Vec<Row> = Vec::new();
    for row in &found {
        let cells: Vec<Option<String>> = (0..texts.len())
            .map(|i| row.try_get_by_index(i).map_err(|e| e.to_string()))
            .collect::<Result<_, _>>()?;
        let of: Vec<String> = cells[..keys].iter().flatten().cloned().collect();
        let said = |i: usize| cells.get(keys + i).and_then(Option::as_deref);
        let yes = |i: usize| said(i).is_some_and(|t| ["1", "t", "true"].contains(&t));
        let progress = match progress {
            Meaning::Applied => Progress::Applied,
            Meaning::Success(_) if yes(0) => Progress::Applied,
            Meaning::Success(_) => Progress::Failed,
            Meaning::Dirty(_) if yes(0) => Progress::Failed,
            Meaning::Dirty(_) => Progress::Applied,
            Meaning::Ended { .. } if said(1).is_some() => Progress::Pending,
            Meaning::Ended { .. } if said(0).is_some() => Progress::Applied,
            Meaning::Ended { .. } => Progress::Failed,
            Meaning::LastOf(_) if yes(0) => Progress::Applied,
            Meaning::LastOf(_) => Progress::Pending,
            Meaning::Counted { .. } if said(0) == said(1) => Progress::Applied,
            Meaning::Counted { .. } => Progress::Unfinished,
        };
        // The last row of a migration counts: it may have been tried before.
        all.retain(|r| r.keys != of);
        let sum = cells.get(columns.len()).and_then(Option::as_deref);
        let checksum = make.and_then(|make| make(sum.filter(|s| !s.is_empty())?));
        all.push(Row { keys: of, progress, checksum });
    }
    // A row that says it was taken back is as good as none; goose begins with a version 0; our own
    // table holds a line for the schema too.
    all.retain(|r| {
        let first = r.keys.first().map(String::as_str);
        r.progress != Progress::Pending && first != Some("0") && first != Some("(schema)")
    });
    Ok(Ledger {
        table: table.name.to_string(),
        only_newest: matches!(progress, Meaning::Dirty(_)) || known.table == "alembic_version",
        passes_over: known.table == "__drizzle_migrations",
        rows: all,
    })
}

/// A checksum of what a ledger says.
type Make = fn(&str) -> Option<Checksum>;

/// The text of a ledger's checksum in SQL, and what it is.
fn checksum_of(dialect: Dialect, table: &Table, known: &str) -> Option<(String, Make)> {
    let sha256: Make = |text| digits(text, 64).map(Checksum::Sha256);
    let (column, make): (&str, Make) = match known {
        "flyway_schema_history" => {
            ("checksum", |text| text.parse().ok().map(Checksum::Crc32OfLines))
        }
        "__drizzle_migrations" => ("hash", sha256),
        "_prisma_migrations" => ("checksum", sha256),
        "_sqlx_migrations" => {
            let ty = &table.column("checksum")?.ty.kind;
            let bytes = matches!(ty, TypeKind::Blob { .. } | TypeKind::Binary { .. });
            let column = dialect.quote("checksum");
            let text = match dialect.family {
                Family::Postgres => format!("encode({column}, 'hex')"),
                _ => format!("HEX({column})"),
            };
            return bytes.then_some((text, |text| digits(text, 96).map(Checksum::Sha384)));
        }
        _ => return None,
    };
    table.column(column)?;
    Some((as_text(dialect, column), make))
}

/// So many hexadecimal digits; anything else was written there by other hands.
fn digits(text: &str, many: usize) -> Option<String> {
    let hex = text.len() == many && text.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| text.to_owned())
}

fn as_text(dialect: Dialect, column: &str) -> String {
    let column = dialect.quote(column);
    match dialect.family {
        Family::Sqlite | Family::Postgres => format!("CAST({column} AS TEXT)"),
        Family::MySql | Family::MariaDb => format!("CAST({column} AS CHAR)"),
    }
}
