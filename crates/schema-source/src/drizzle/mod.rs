//! Snapshots of drizzle-kit: `meta/0003_snapshot.json` of versions up to 0.31, and the `snapshot.json`
//! beside each `migration.sql` of version 1.
//!
//! A snapshot is turned into the statements that drizzle-kit makes of it, and those are read as any SQL
//! text is: so a snapshot and the migrations that belong to it read alike.

mod json;
mod layers;
mod tables;

use std::collections::BTreeSet;

use seedbed_schema_model::{Dialect, Gap, GapKind, OriginKind, Reading, TableName, Topic};

use self::json::{At, Node};
use crate::outline::{Outline, Unfit};

/// Whether a JSON text says that it is drizzle-kit's, by its outermost keys.
pub(crate) fn recognise(text: &str) -> Option<Node> {
    let node = json::parse(text).ok()?;
    let top = At::top(&node);
    let ours = top.has("dialect") && top.has("version") && (top.has("tables") || top.has("ddl"));
    (ours && !top.has("tool")).then_some(node)
}

/// Whether a JSON text is the journal that lies beside drizzle-kit's snapshots.
pub(crate) fn is_journal(text: &str) -> bool {
    let Ok(node) = json::parse(text) else { return false };
    let top = At::top(&node);
    top.has("dialect") && top.has("version") && top.has("entries")
}

/// What is made of a snapshot on the way.
struct Draft {
    outline: Outline,
    /// What is in the snapshot and in no model.
    left: Vec<Gap>,
    silent_on: BTreeSet<Topic>,
}

impl Draft {
    fn leave(&mut self, file: &str, at: &At<'_>, what: String, why: &str, kind: GapKind) {
        let place = format!("{file}:{}", at.line());
        self.left.push(Gap { place, what, why: why.to_owned(), kind, goes_with: None });
    }
}

/// The schema of a recognised snapshot; `file` is its path as given.
pub(crate) fn read(file: &str, node: &Node) -> Result<Reading, Unfit> {
    let top = At::top(node);
    let at = top.need("dialect")?;
    let (dialect, newest) = match (at.text()?, top.has("ddl")) {
        ("pg" | "postgresql" | "postgres", false) => (Dialect::POSTGRES, 7),
        ("pg" | "postgresql" | "postgres", true) => (Dialect::POSTGRES, 9),
        ("mysql", false) => (Dialect::MYSQL, 5),
        ("mysql", true) => (Dialect::MYSQL, 6),
        ("sqlite" | "turso", false) => (Dialect::SQLITE, 6),
        ("sqlite" | "turso", true) => (Dialect::SQLITE, 7),
        (other, _) => {
            let why =
                format!("`{other}` is not an engine seedbed knows: postgresql, mysql, sqlite");
            return Err(at.unfit(why));
        }
    };
    let version = top.need("version")?;
    let number: u32 = version
        .scalar()?
        .parse()
        .map_err(|_| version.unfit("is not the number of a snapshot format"))?;
    // What no version of the format has words for.
    let silent_on = BTreeSet::from([
        Topic::Comments,
        Topic::Collations,
        Topic::Deferrable,
        Topic::TableOptions,
        Topic::Domains,
        Topic::Triggers,
        Topic::Routines,
        Topic::Exclusions,
        Topic::CustomTypes,
    ]);
    let mut draft = Draft { outline: Outline::new(dialect), left: Vec::new(), silent_on };
    if number > newest {
        let what = format!("drizzle-kit snapshot, version {number}");
        let why = format!("newer than version {newest}, the newest that is known");
        draft.leave(file, &version, what, &why, GapKind::Skipped);
    }
    if top.has("ddl") {
        layers::read(file, &top, &mut draft)?;
    } else {
        tables::read(file, &top, &mut draft)?;
    }
    let mut reading = draft.outline.read(file)?;
    reading.origin.kind = OriginKind::ForeignSnapshot;
    reading.origin.label = format!("{file} (drizzle-kit)");
    reading.gaps.extend(draft.left);
    reading.silent_on = draft.silent_on;
    Ok(reading)
}

/// A name in a schema; `public` and nothing are the default one.
fn table_name(schema: Option<&str>, name: String) -> TableName {
    match schema.filter(|s| !s.is_empty() && *s != "public") {
        Some(schema) => TableName::in_schema(schema, name),
        None => TableName::new(name),
    }
}

/// A type of PostgreSQL: an enum's name is quoted, what drizzle-kit builds in is not.
fn postgres_type(outline: &Outline, raw: &str, schema: Option<&str>) -> String {
    let (base, dimensions) = match raw.find('[') {
        Some(at) => raw.split_at(at),
        None => (raw, ""),
    };
    let named = |e: &&crate::outline::Enum| {
        e.name.name == base && schema.is_none_or(|s| e.name == table_name(Some(s), base.to_owned()))
    };
    match (outline.enums.iter().find(named), schema) {
        (Some(found), _) => outline.dialect.quote_table(&found.name) + dimensions,
        (None, Some(schema)) => {
            outline.dialect.quote_table(&table_name(Some(schema), base.to_owned())) + dimensions
        }
        (None, None) => raw.to_owned(),
    }
}
