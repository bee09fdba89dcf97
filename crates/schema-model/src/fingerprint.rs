//! A short, stable identity of a schema's normal form.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sorted_json::sorted;
use crate::{
    Check, Column, Dialect, Family, ObjectKind, RoutineKind, Schema, Table, TableName, bookkeeping,
    normal,
};

/// BLAKE3 of the schema's normal form, as 32 hexadecimal digits. Two schemas between which `drift`
/// finds nothing have the same fingerprint, whatever their spelling, comments of the reader or
/// position of columns. Our own tables and the ledgers of migration tools do not take part, and
/// neither does the version of the engine: MySQL and MariaDB count as one family. Kinds of code that
/// the reader was not shown ([`Schema::unseen`]) take no part, so that there a fingerprint says only
/// what whoever asked could see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a schema.
    pub fn of(schema: &Schema) -> Self {
        Self::of_forms(schema, &normal::table_forms(schema))
    }

    /// The fingerprint of a schema whose [`table_forms`](normal::table_forms) are known already.
    pub fn of_forms(schema: &Schema, forms: &BTreeMap<TableName, Table>) -> Self {
        let mut hash = blake3::Hasher::new();
        // What is hashed is text whose lists are in order: it depends on nothing but the meaning.
        let mut text = Vec::new();
        for (name, table) in &schema.tables {
            let Some(form) = forms.get(name).filter(|_| counts(table)) else { continue };
            text.clear();
            write_table(schema.dialect, form, &mut text);
            hash.update(&text);
        }
        hash.update(sorted(beside(schema, forms)).to_string().as_bytes());
        Self(hash.finalize().to_hex()[..32].to_owned())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The digits as written down before.
impl From<&str> for Fingerprint {
    fn from(digits: &str) -> Self {
        Self(digits.to_owned())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn counts(table: &Table) -> bool {
    !bookkeeping::is_own_table(&table.name) && !bookkeeping::is_known_ledger(table)
}

/// Everything but the tables.
fn beside(schema: &Schema, forms: &BTreeMap<TableName, Table>) -> Value {
    let mut all = json!({
        "family": family(schema.dialect),
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
    let seen = |kind| !schema.unseen.contains(&kind);
    let routines = schema.routines.values().filter(|r| {
        seen(match r.kind {
            RoutineKind::Procedure => ObjectKind::Procedure,
            RoutineKind::Function | RoutineKind::Aggregate => ObjectKind::Function,
        })
    });
    beside("routines", routines.map(|r| json!(normal::routine_form(schema, r))).collect());
    let events = schema.events.values().filter(|_| seen(ObjectKind::Event));
    beside("events", events.map(|e| json!(normal::event_form(schema.dialect, e))).collect());
    let triggers =
        |t: &[crate::Trigger], on: &TableName| t.iter().map(|t| json!([on, t])).collect::<Vec<_>>();
    if seen(ObjectKind::Trigger) {
        let tables =
            schema.tables.values().filter(|t| counts(t)).filter_map(|t| forms.get(&t.name));
        let of_tables = tables.flat_map(|t| triggers(&t.triggers, &t.name));
        let views = schema.views.values();
        let of_views =
            views.flat_map(|v| triggers(&normal::view_form(schema, v).triggers, &v.name));
        let mut found: Vec<Value> = of_tables.chain(of_views).collect();
        found.sort_by_cached_key(ToString::to_string);
        beside("triggers", found);
    }
    all
}

fn view(v: &crate::View) -> Value {
    let mut v = json!(v);
    without(&mut v, "triggers");
    v
}

fn family(dialect: Dialect) -> &'static str {
    match dialect.family {
        Family::Sqlite => "sqlite",
        Family::Postgres => "postgres",
        Family::MySql | Family::MariaDb => "mysql",
    }
}

/// A table already in normal form: its columns by name and without their comments, its constraints in
/// the order of their texts.
fn write_table(dialect: Dialect, table: &Table, out: &mut Vec<u8>) {
    let Table {
        name,
        columns,
        primary_key,
        uniques,
        foreign_keys,
        indexes,
        checks,
        options,
        exclusions,
        // Triggers take part beside the tables.
        triggers: _,
        comment: _,
    } = table;
    // SQLite only remembers the names of constraints, and many tools lose them when they rebuild a
    // table.
    let named = dialect.family != Family::Sqlite;
    put(out, name);
    let mut columns: Vec<_> = columns.iter().collect();
    columns.sort_by(|a, b| a.name.cmp(&b.name));
    for column in columns {
        let Column {
            name,
            ty,
            nullable,
            default,
            on_update,
            generated,
            identity,
            collation,
            numbering,
            invisible,
            comment: _,
        } = column;
        put(out, &(name, &ty.raw, nullable, default, on_update, generated));
        put(out, &(identity, numbering, collation));
        if *invisible {
            put(out, &"invisible");
        }
    }
    put(out, primary_key);
    put_all(out, "uniques", uniques, |k| k.name.take_if(|_| !named));
    put_all(out, "foreign keys", foreign_keys, |k| k.name.take_if(|_| !named));
    put_all(out, "indexes", indexes, |_| None);
    put_all(out, "checks", checks, |c| c.name.take_if(|_| !named));
    put(out, options);
    if !exclusions.is_empty() {
        put_all(out, "exclusions", exclusions, |_| None);
    }
}

/// Appends a value. Its fields are in the order of its type, whatever serde_json was built with.
fn put(out: &mut Vec<u8>, value: &impl Serialize) {
    // Neither a vector nor our types refuse anything.
    let _ = serde_json::to_writer(&mut *out, value);
    out.push(b'\n');
}

/// Appends a list in the order of its texts.
fn put_all<T: Serialize + Clone>(
    out: &mut Vec<u8>,
    what: &str,
    items: &[T],
    without: impl Fn(&mut T) -> Option<String>,
) {
    let text = |item: &T| {
        let mut item = item.clone();
        without(&mut item);
        let mut text = Vec::new();
        put(&mut text, &item);
        text
    };
    let mut texts: Vec<_> = items.iter().map(text).collect();
    texts.sort_unstable();
    put(out, &what);
    texts.iter().for_each(|text| out.extend_from_slice(text));
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
