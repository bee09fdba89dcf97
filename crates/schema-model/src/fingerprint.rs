//! A short, stable identity of a schema's normal form.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sorted_json::sorted;
use crate::{Check, Dialect, Family, Schema, Table, bookkeeping, normal};

/// BLAKE3 of the schema's normal form, as 32 hexadecimal digits. Two schemas between which `drift`
/// finds nothing have the same fingerprint, whatever their spelling, comments of the reader or
/// position of columns. Our own tables and the ledgers of migration tools do not take part, and
/// neither does the version of the engine: MySQL and MariaDB count as one family. Triggers, routines
/// and events take part where every role can read them, which is not so on those two: there a
/// fingerprint would depend on who asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a schema.
    pub fn of(schema: &Schema) -> Self {
        // Keys and lists are sorted, so the text depends on nothing but the schema's meaning.
        let hash = blake3::hash(sorted(canonical(schema)).to_string().as_bytes());
        Self(hash.to_hex()[..32].to_owned())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn canonical(schema: &Schema) -> Value {
    let counts =
        |t: &&Table| !bookkeeping::is_own_table(&t.name) && !bookkeeping::is_known_ledger(t);
    let tables = schema.tables.values().filter(counts);
    let mut all = json!({
        "family": family(schema.dialect),
        "tables": tables.map(|t| {
            let mut form = normal::table_form(schema, t);
            if schema.dialect.family == Family::Sqlite {
                without_names(&mut form);
            }
            table(&form)
        }).collect::<Vec<_>>(),
        "enums": schema.enums.values().map(|e| json!([e.name, e.values])).collect::<Vec<_>>(),
        "domains": schema.domains.values().map(|d| {
            let form = normal::domain_form(schema, d);
            json!([form.name, form.base.raw, form.not_null, form.default, in_order(&form.checks, check)])
        }).collect::<Vec<_>>(),
        "sequences": schema.sequences.values()
            .map(|s| json!(normal::sequence_form(schema.dialect, s))).collect::<Vec<_>>(),
        "views": schema.views.values().map(|v| view(&normal::view_form(schema, v))).collect::<Vec<_>>(),
    });
    // Kinds of object that came later take part only where there are any.
    let mut beside = |key: &str, values: Vec<Value>| {
        if !values.is_empty() {
            all[key] = json!(values);
        }
    };
    let types = schema.types.values();
    beside("types", types.map(|t| json!(normal::custom_type_form(schema.dialect, t))).collect());
    if code_counts(schema.dialect) {
        let routines = schema.routines.values();
        beside("routines", routines.map(|r| json!(normal::routine_form(schema, r))).collect());
        let events = schema.events.values();
        beside("events", events.map(|e| json!(normal::event_form(schema.dialect, e))).collect());
    }
    let triggers = |t: &[crate::Trigger], on: &crate::TableName| {
        t.iter().map(|t| json!([on, t])).collect::<Vec<_>>()
    };
    if code_counts(schema.dialect) {
        let tables = schema.tables.values().filter(counts).filter(|t| !t.triggers.is_empty());
        let of_tables =
            tables.flat_map(|t| triggers(&normal::table_form(schema, t).triggers, &t.name));
        let views = schema.views.values();
        let of_views =
            views.flat_map(|v| triggers(&normal::view_form(schema, v).triggers, &v.name));
        let mut found: Vec<Value> = of_tables.chain(of_views).collect();
        found.sort_by_cached_key(ToString::to_string);
        beside("triggers", found);
    }
    all
}

/// Whether everybody who reads the schema sees its code.
fn code_counts(dialect: Dialect) -> bool {
    !dialect.is_mysql_like()
}

fn view(v: &crate::View) -> Value {
    let mut v = json!(v);
    without(&mut v, "triggers");
    v
}

/// SQLite only remembers the names of constraints, and many tools lose them when they rebuild a table.
fn without_names(table: &mut Table) {
    table.uniques.iter_mut().for_each(|k| k.name = None);
    table.foreign_keys.iter_mut().for_each(|k| k.name = None);
    table.checks.iter_mut().for_each(|c| c.name = None);
}

fn family(dialect: Dialect) -> &'static str {
    match dialect.family {
        Family::Sqlite => "sqlite",
        Family::Postgres => "postgres",
        Family::MySql | Family::MariaDb => "mysql",
    }
}

/// A table already in normal form.
fn table(t: &Table) -> Value {
    let mut columns: Vec<_> = t.columns.iter().collect();
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    let columns = columns.into_iter().map(|c| {
        let mut c = json!(c);
        without(&mut c, "comment");
        if let Some(ty) = c.get_mut("ty") {
            *ty = ty.get("raw").cloned().unwrap_or_default();
        }
        c
    });
    let mut out = json!({
        "name": t.name,
        "columns": columns.collect::<Vec<_>>(),
        "primary_key": t.primary_key,
        "uniques": in_order(&t.uniques, |k| json!(k)),
        "foreign_keys": in_order(&t.foreign_keys, |k| json!(k)),
        "indexes": in_order(&t.indexes, |i| json!(i)),
        "checks": in_order(&t.checks, check),
        "options": t.options,
    });
    if !t.exclusions.is_empty() {
        out["exclusions"] = in_order(&t.exclusions, |e| json!(e));
    }
    out
}

fn check(c: &Check) -> Value {
    json!(c)
}

fn without(value: &mut Value, key: &str) {
    if let Some(object) = value.as_object_mut() {
        object.remove(key);
    }
}

fn in_order<T>(items: &[T], value: impl Fn(&T) -> Value) -> Value {
    let mut items: Vec<String> = items.iter().map(|i| value(i).to_string()).collect();
    items.sort_unstable();
    json!(items)
}
