//! Every SQL file under `tests/cases/sql/<dialect>` is read and its reading compared with a snapshot.

use std::{fmt::Write, fs, path::Path};

use seedbed_schema_model::{
    Column, Deferrable, Dialect, ForeignKey, Identity, Index, IndexKey, Key, Place, Reading, Table,
};
use seedbed_schema_source::sql;

#[test]
fn every_case_reads_as_its_snapshot_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sql");
    let dialects = [
        ("sqlite", Dialect::SQLITE),
        ("postgres", Dialect::POSTGRES),
        ("mysql", Dialect::MYSQL),
        ("mariadb", Dialect::MARIADB),
    ];
    let mut read = 0;
    for (folder, dialect) in dialects {
        let mut cases: Vec<_> = fs::read_dir(root.join(folder))
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|e| e == "sql"))
            .collect();
        cases.sort();
        for case in cases {
            let name = case.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&case).unwrap();
            let reading = sql::read_text(dialect, &format!("{name}.sql"), &text);
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(root.join(folder));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(name, render(&reading)));
            read += 1;
        }
    }
    assert!(read >= 12, "only {read} cases were found");
}

/// A reading in lines, one fact a line.
pub(crate) fn render(reading: &Reading) -> String {
    let mut out = String::new();
    let schema = &reading.schema;
    let at = |place: Place| {
        reading.locations.get(&place).map(|l| format!("   -- {}", l.line)).unwrap_or_default()
    };
    for table in schema.tables.values() {
        let _ = writeln!(out, "table {}{}", table.name, at(Place::table(&table.name)));
        table_lines(&mut out, table, &at);
    }
    for ty in schema.enums.values() {
        let _ = writeln!(out, "enum {} {:?}", ty.name, ty.values);
    }
    for domain in schema.domains.values() {
        let _ = write!(out, "domain {} {}", domain.name, domain.base.raw);
        let _ = write!(out, "{}", if domain.not_null { " not null" } else { "" });
        if let Some(default) = &domain.default {
            let _ = write!(out, " default {}", default.as_str());
        }
        for check in &domain.checks {
            let _ = write!(out, " check {} {}", name(&check.name), check.expr.as_str());
        }
        out.push('\n');
    }
    for sequence in schema.sequences.values() {
        let (start, step) = (sequence.start, sequence.increment);
        let _ = writeln!(out, "sequence {} from {start} by {step}", sequence.name);
    }
    for view in schema.views.values() {
        let kind = if view.materialized { "materialized view" } else { "view" };
        let _ = writeln!(out, "{kind} {} = {}", view.name, view.definition.as_str());
    }
    for ty in schema.types.values() {
        let _ = writeln!(out, "type {}", crate::json(ty));
    }
    for routine in schema.routines.values() {
        let _ = writeln!(out, "routine {}", crate::json(routine));
    }
    for event in schema.events.values() {
        let _ = writeln!(out, "event {}", crate::json(event));
    }
    let tables = schema.tables.values().map(|t| (&t.name, &t.triggers, t.exclusions.as_slice()));
    let views = schema.views.values().map(|v| (&v.name, &v.triggers, &[][..]));
    for (on, triggers, exclusions) in tables.chain(views) {
        for trigger in triggers {
            let _ = writeln!(out, "trigger of {on} {}", crate::json(trigger));
        }
        for exclusion in exclusions {
            let _ = writeln!(out, "exclusion of {on} {}", crate::json(exclusion));
        }
    }
    for gap in &reading.gaps {
        let _ = writeln!(out, "gap {} {:?} {} | {}", gap.place, gap.kind, gap.what, gap.why);
    }
    out
}

fn table_lines(out: &mut String, table: &Table, at: &dyn Fn(Place) -> String) {
    for column in &table.columns {
        let place = Place::column(&table.name, &column.name);
        let _ = writeln!(out, "  {}{}", column_line(column), at(place));
    }
    if let Some(key) = &table.primary_key {
        let _ = writeln!(out, "  primary key {}", key_line(key));
    }
    for key in &table.uniques {
        let _ = writeln!(out, "  unique {}", key_line(key));
    }
    for key in &table.foreign_keys {
        let _ = writeln!(out, "  foreign key {}", foreign_key_line(key));
    }
    for check in &table.checks {
        let valid = if check.validated { "" } else { " not validated" };
        let _ = writeln!(out, "  check {} {}{valid}", name(&check.name), check.expr.as_str());
    }
    for index in &table.indexes {
        let _ = writeln!(out, "  {}", index_line(index));
    }
    if let Some(comment) = &table.comment {
        let _ = writeln!(out, "  comment {comment:?}");
    }
    let o = &table.options;
    for (word, set) in
        [("strict", o.strict), ("without rowid", o.without_rowid), ("unlogged", o.unlogged)]
    {
        if set {
            let _ = writeln!(out, "  {word}");
        }
    }
    for (word, text) in
        [("engine", &o.engine), ("collation", &o.collation), ("partition by", &o.partition_by)]
    {
        if let Some(text) = text {
            let _ = writeln!(out, "  {word} {text}");
        }
    }
    if let Some(parent) = &o.partition_of {
        let _ = writeln!(out, "  partition of {parent}");
    }
}

fn column_line(column: &Column) -> String {
    let mut line = format!("{} {:?} = {:?}", column.name, column.ty.raw, column.ty.kind);
    if !column.nullable {
        line.push_str(" not null");
    }
    let texts = [
        ("default", column.default.as_ref().map(|e| e.0.clone())),
        ("on update", column.on_update.as_ref().map(|e| e.0.clone())),
        ("collate", column.collation.clone()),
        ("comment", column.comment.as_ref().map(|c| format!("{c:?}"))),
    ];
    for (word, text) in texts {
        if let Some(text) = text {
            let _ = write!(line, " {word} {text}");
        }
    }
    if let Some(generated) = &column.generated {
        let stored = if generated.stored { "stored" } else { "virtual" };
        let _ = write!(line, " {stored} ({})", generated.expr.as_str());
    }
    match &column.identity {
        None => {}
        Some(Identity::AutoIncrement) => line.push_str(" auto_increment"),
        Some(Identity::Rowid { autoincrement: true }) => line.push_str(" rowid autoincrement"),
        Some(Identity::Rowid { autoincrement: false }) => line.push_str(" rowid"),
        Some(Identity::Always) => line.push_str(" identity always"),
        Some(Identity::ByDefault) => line.push_str(" identity by default"),
        Some(Identity::Serial { sequence: None }) => line.push_str(" serial"),
        Some(Identity::Serial { sequence: Some(s) }) => {
            let _ = write!(line, " serial of {s}");
        }
    }
    line
}

fn name(name: &Option<String>) -> &str {
    name.as_deref().unwrap_or("-")
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " deferrable",
        Deferrable::InitiallyDeferred => " deferred",
    }
}

fn key_line(key: &Key) -> String {
    let nulls = if key.nulls_not_distinct { " nulls not distinct" } else { "" };
    let columns = key.columns.join(", ");
    format!("{} ({columns}){}{nulls}", name(&key.name), deferrable(key.deferrable))
}

fn foreign_key_line(key: &ForeignKey) -> String {
    format!(
        "{} ({}) -> {} ({}) delete {} update {} {:?}{}{}",
        name(&key.name),
        key.columns.join(", "),
        key.target,
        key.target_columns.join(", "),
        key.on_delete.sql(),
        key.on_update.sql(),
        key.match_type,
        deferrable(key.deferrable),
        if key.validated { "" } else { " not validated" },
    )
}

fn index_line(index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let mut text = match &part.key {
                IndexKey::Column(column) => column.clone(),
                IndexKey::Expression(expr) => format!("<{}>", expr.as_str()),
            };
            if let Some(prefix) = part.prefix {
                let _ = write!(text, "[{prefix}]");
            }
            for (word, value) in [("collate", &part.collation), ("ops", &part.opclass)] {
                if let Some(value) = value {
                    let _ = write!(text, " {word} {value}");
                }
            }
            if part.descending {
                text.push_str(" desc");
            }
            match part.nulls_first {
                Some(true) => text.push_str(" nulls first"),
                Some(false) => text.push_str(" nulls last"),
                None => {}
            }
            text
        })
        .collect();
    let mut line = if index.unique { "unique index" } else { "index" }.to_owned();
    let _ = write!(line, " {} ({})", name(&index.name), parts.join(", "));
    if !index.include.is_empty() {
        let _ = write!(line, " include ({})", index.include.join(", "));
    }
    if let Some(method) = &index.method {
        let _ = write!(line, " using {method}");
    }
    if let Some(predicate) = &index.predicate {
        let _ = write!(line, " where {}", predicate.as_str());
    }
    line
}

/// What a lint needs to know of a declaration, and its schema cannot hold.
#[test]
fn what_is_declared_twice_or_cut_is_remarked() {
    use seedbed_schema_model::RemarkKind::{ColumnTwice, NameCut, TableSkipped, TableTwice};
    let text = "create table t (id int primary key, a varchar(5),\n a varchar(9) not null, b int);\n\
                create table t (id int primary key, b text, c int);\n\
                create table if not exists t (id int primary key, a varchar(5), b int);\n";
    for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB] {
        let reading = sql::read_text(dialect, "s.sql", text);
        let said: Vec<_> = reading
            .remarks
            .iter()
            .map(|r| {
                let first = r.first.as_ref().map_or(0, |l| l.line);
                (r.kind, r.place.to_string(), r.at.line, first, r.said.join("; "))
            })
            .collect();
        let (again, table) = (&said[0], &said[1]);
        assert_eq!((again.0, again.1.as_str(), again.2, again.3), (ColumnTwice, "t.a", 2, 1));
        assert!(again.4.contains("is varchar(9) here and varchar(5) there"), "{}", again.4);
        assert!(again.4.contains("is NOT NULL here and nullable there"), "{}", again.4);
        assert_eq!((table.0, table.1.as_str(), table.2, table.3), (TableTwice, "t", 3, 1));
        assert_eq!(
            table.4, "b is text here and int there; c is only here; a is missing here",
            "{dialect}"
        );
        assert_eq!((said[2].0, said[2].4.as_str(), said.len()), (TableSkipped, "", 3));
        // The first declaration is kept, and no verdict is given.
        let t = reading.schema.table(&"t".into()).unwrap();
        assert_eq!(t.column("a").unwrap().ty.raw, "varchar(5)");
        assert_eq!(reading.gaps.iter().filter(|g| g.kind.matters()).count(), 2, "{dialect}");
    }
    let long = "a".repeat(70);
    let text = format!("create table t (id int);\ncreate index {long} on t (id);");
    let reading = sql::read_text(Dialect::POSTGRES, "s.sql", &text);
    let remark = &reading.remarks[0];
    assert_eq!((remark.kind, remark.at.line, &remark.said[0]), (NameCut, 2, &long));
    assert_eq!(remark.place.object.name.len(), 63);
    assert!(sql::read_text(Dialect::MYSQL, "s.sql", &text).remarks.is_empty());
}
