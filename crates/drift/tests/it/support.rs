//! A small shop on each engine, and short ways to say things.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use seedbed_drift::{Baseline, Finding, Gate, Heading, Policy, Report, Severity, compare};
use seedbed_schema_model::{
    Action, Check, Column, ColumnType, Dialect, DomainType, EnumType, Family, ForeignKey, Identity,
    Index, IndexPart, Key, Location, Origin, OriginKind, Place, Reading, Schema, Sequence, Table,
    TableName, TypeKind, Version, View,
};

pub(crate) fn ty(raw: &str, kind: TypeKind) -> ColumnType {
    ColumnType { raw: raw.to_owned(), kind }
}

pub(crate) fn varchar(length: u32) -> ColumnType {
    ty(&format!("varchar({length})"), TypeKind::VarChar { length: Some(length) })
}

pub(crate) fn integer(bits: u8) -> ColumnType {
    let raw = if bits == 64 { "bigint" } else { "integer" };
    ty(raw, TypeKind::Integer { bits, unsigned: false })
}

pub(crate) fn text() -> ColumnType {
    ty("text", TypeKind::Text { bytes: None })
}

pub(crate) fn decimal(precision: u32, scale: u32) -> ColumnType {
    let kind =
        TypeKind::Decimal { precision: Some(precision), scale: Some(scale), unsigned: false };
    ty(&format!("decimal({precision},{scale})"), kind)
}

pub(crate) fn values(of: &[&str]) -> Vec<String> {
    of.iter().map(|v| (*v).to_owned()).collect()
}

pub(crate) fn inline_enum(of: &[&str]) -> ColumnType {
    let quoted: Vec<_> = of.iter().map(|v| format!("'{v}'")).collect();
    let kind = TypeKind::Enum { name: None, values: values(of) };
    ty(&format!("enum({})", quoted.join(",")), kind)
}

pub(crate) fn column(name: &str, ty: ColumnType) -> Column {
    Column { nullable: false, ..Column::new(name, ty) }
}

pub(crate) fn nullable(name: &str, ty: ColumnType) -> Column {
    Column::new(name, ty)
}

pub(crate) fn with_default(column: Column, default: &str) -> Column {
    Column { default: Some(default.into()), ..column }
}

pub(crate) fn key(name: &str, columns: &[&str]) -> Key {
    Key { name: Some(name.to_owned()), ..Key::unnamed(values(columns)) }
}

pub(crate) fn index(name: &str, columns: &[&str]) -> Index {
    Index {
        name: Some(name.to_owned()),
        ..Index::over(columns.iter().map(|c| IndexPart::column(*c)).collect())
    }
}

pub(crate) fn check(name: &str, expr: &str) -> Check {
    Check::new(Some(name.to_owned()), expr.into())
}

pub(crate) fn foreign_key(name: &str, column: &str, target: &str) -> ForeignKey {
    ForeignKey {
        name: Some(name.to_owned()),
        on_delete: Action::Cascade,
        ..ForeignKey::unnamed(values(&[column]), TableName::new(target), values(&["id"]))
    }
}

pub(crate) fn postgres() -> Dialect {
    Dialect { family: Family::Postgres, version: Version { major: 15, minor: 8, patch: 0 } }
}

/// Users and orders. The key of `users` numbers itself, that of `orders` does not.
pub(crate) fn shop(dialect: Dialect) -> Schema {
    let mut schema = Schema::empty(dialect);
    let mut users = Table::new("users");
    let identity = match dialect.family {
        Family::Sqlite => Identity::Rowid { autoincrement: false },
        Family::Postgres => Identity::ByDefault,
        Family::MySql | Family::MariaDb => Identity::AutoIncrement,
    };
    users.columns = vec![
        Column { identity: Some(identity), ..column("id", integer(32)) },
        column("email", varchar(320)),
        nullable("name", text()),
    ];
    users.primary_key = Some(Key::unnamed(values(&["id"])));
    users.uniques = vec![key("users_email_unique", &["email"])];
    schema.insert(users);
    let mut orders = Table::new("orders");
    let status = match dialect.family {
        Family::MySql | Family::MariaDb => inline_enum(&["PENDING", "PACKED", "SHIPPED"]),
        _ => varchar(20),
    };
    orders.columns = vec![
        column("number", varchar(32)),
        column("user_id", integer(32)),
        with_default(column("status", status), "'PENDING'"),
        column("total", decimal(10, 2)),
        nullable("note", text()),
    ];
    orders.primary_key = Some(Key::unnamed(values(&["number"])));
    orders.foreign_keys = vec![foreign_key("orders_user_fk", "user_id", "users")];
    orders.indexes = vec![index("idx_orders_status", &["status", "total"])];
    orders.checks = vec![check("orders_total_positive", "total >= 0")];
    schema.insert(orders);
    if dialect.family == Family::Postgres {
        let mood = TableName::new("mood");
        let enums = EnumType { name: mood.clone(), values: values(&["sad", "ok", "happy"]) };
        schema.enums.insert(mood, enums);
        let money = TableName::new("positive");
        schema.domains.insert(
            money.clone(),
            DomainType {
                name: money,
                base: decimal(10, 2),
                not_null: false,
                default: None,
                checks: vec![check("positive_check", "VALUE > 0")],
            },
        );
        let numbers = TableName::new("order_numbers");
        let sequence = Sequence::new(numbers.clone(), 1, 1);
        schema.sequences.insert(numbers, sequence);
    }
    let view = TableName::new("open_orders");
    schema.views.insert(
        view.clone(),
        View::new(view, "SELECT number FROM orders WHERE status = 'PENDING'".into()),
    );
    schema
}

pub(crate) fn declared(schema: Schema) -> Reading {
    let mut locations = BTreeMap::new();
    for (line, name) in schema.tables.keys().enumerate() {
        let line = u32::try_from(line).unwrap() * 10 + 1;
        let location = Location { file: "schema/shop.sql".into(), line };
        locations.insert(Place::table(name), location);
    }
    let origin = Origin {
        kind: OriginKind::SqlFile,
        label: "schema/shop.sql".into(),
        server: None,
        host: None,
        database: None,
    };
    Reading { locations, ..Reading::new(origin, schema) }
}

pub(crate) fn live(schema: Schema) -> Reading {
    let origin = Origin {
        kind: OriginKind::Live,
        label: "postgres://db.example:5432/shop".into(),
        server: Some("PostgreSQL 15.8".into()),
        host: Some("db.example:5432".into()),
        database: Some("shop".into()),
    };
    Reading::new(origin, schema)
}

/// The report of two schemas, the first declared in a file and the second live.
pub(crate) fn report(d: &Schema, l: &Schema) -> Report {
    compare(&declared(d.clone()), &live(l.clone()), &Policy::default())
}

pub(crate) fn gate(fail_on: Severity) -> Gate {
    Gate { fail_on, baseline: Baseline::default() }
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn heading() -> Heading {
    let started: DateTime<Utc> = "2025-12-11T09:30:00Z".parse().unwrap();
    Heading { verb: "check".into(), started: Some(started), environment: Some("production".into()) }
}

/// `rule severity place: declared → live`, one a finding.
pub(crate) fn lines(findings: &[Finding]) -> Vec<String> {
    let side = |s: &Option<String>| s.clone().unwrap_or_else(|| "–".into());
    findings
        .iter()
        .map(|f| {
            let (d, l) = (side(&f.declared), side(&f.live));
            format!("{} {} {}: {d} → {l}", f.rule, f.severity, f.at)
        })
        .collect()
}

pub(crate) fn table<'s>(schema: &'s mut Schema, name: &str) -> &'s mut Table {
    schema.tables.get_mut(&TableName::new(name)).unwrap()
}

pub(crate) fn column_of<'s>(schema: &'s mut Schema, table: &str, name: &str) -> &'s mut Column {
    let columns = &mut self::table(schema, table).columns;
    columns.iter_mut().find(|c| c.name == name).unwrap()
}
