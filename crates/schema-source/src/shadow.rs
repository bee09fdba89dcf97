//! SQLite: the tables that a virtual table keeps its content in. They come and go with it, and a dump
//! lists them as if they were anybody's.

use std::collections::BTreeSet;

use seedbed_schema_model::{Schema, TableName};

/// The suffixes of a module's own tables.
fn suffixes(module: &str) -> &'static [&'static str] {
    let name: String = module.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    match name.to_ascii_lowercase().as_str() {
        "fts3" | "fts4" => &["content", "segments", "segdir", "docsize", "stat"],
        "fts5" => &["data", "idx", "content", "docsize", "config"],
        "rtree" | "rtree_i32" | "geopoly" => &["node", "rowid", "parent"],
        "spellfix1" => &["vocab"],
        _ => &[],
    }
}

/// Takes the tables of virtual tables out.
pub(crate) fn leave_out(schema: &mut Schema) {
    let mut own: BTreeSet<TableName> = BTreeSet::new();
    for table in schema.tables.values() {
        for suffix in table.options.module.as_deref().map(suffixes).unwrap_or_default() {
            let name = format!("{}_{suffix}", table.name.name);
            let known = schema.tables.keys().filter(|n| n.name.eq_ignore_ascii_case(&name));
            own.extend(known.cloned());
        }
    }
    schema.tables.retain(|name, table| table.options.module.is_some() || !own.contains(name));
}
