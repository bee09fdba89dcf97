//! Writes an outline as the statements it stands for, remembering which line each came from.

use seedbed_schema_model::{Dialect, Family, TableName};

use super::{
    Column, Enum, ForeignKey, Index, Key, Numbering, Outline, Part, Sequence, Table, View,
};

/// Statements, and for each of their lines the line of the outline.
pub(super) struct Sheet {
    pub(super) text: String,
    pub(super) lines: Vec<u32>,
    dialect: Dialect,
}

pub(super) fn sheet(outline: &Outline) -> Sheet {
    let (text, lines, dialect) = (String::new(), Vec::new(), outline.dialect);
    let mut sheet = Sheet { text, lines, dialect };
    outline.enums.iter().for_each(|e| sheet.enumeration(e));
    outline.sequences.iter().for_each(|s| sheet.sequence(s));
    outline.tables.iter().for_each(|t| sheet.table(t));
    outline.views.iter().for_each(|v| sheet.view(v));
    sheet
}

impl Sheet {
    fn line(&mut self, line: u32, text: &str) {
        for part in text.split('\n') {
            self.text.push_str(part);
            self.text.push('\n');
            self.lines.push(line);
        }
    }

    fn name(&self, name: &TableName) -> String {
        self.dialect.quote_table(name)
    }

    fn names(&self, names: &[String]) -> String {
        names.iter().map(|n| self.dialect.quote(n)).collect::<Vec<_>>().join(", ")
    }

    fn constraint(&self, name: Option<&String>) -> String {
        name.map_or(String::new(), |n| format!("CONSTRAINT {} ", self.dialect.quote(n)))
    }

    fn enumeration(&mut self, of: &Enum) {
        let values: Vec<_> = of.values.iter().map(|v| self.dialect.literal(v)).collect();
        let text = format!("CREATE TYPE {} AS ENUM ({});", self.name(&of.name), values.join(", "));
        self.line(of.line, &text);
    }

    fn sequence(&mut self, of: &Sequence) {
        let text = format!("CREATE SEQUENCE {}{};", self.name(&of.name), numbering(&of.numbering));
        self.line(of.line, &text);
    }

    fn table(&mut self, table: &Table) {
        self.line(table.line, &format!("CREATE TABLE {} (", self.name(&table.name)));
        let mut parts: Vec<(u32, String)> =
            table.columns.iter().map(|c| (c.line, self.column(c))).collect();
        if let Some(key) = &table.primary_key {
            parts.push((key.line, self.key("PRIMARY KEY", key)));
        }
        parts.extend(table.uniques.iter().map(|k| (k.line, self.key("UNIQUE", k))));
        parts.extend(table.foreign_keys.iter().map(|k| (k.line, self.foreign_key(k))));
        for check in &table.checks {
            let name = self.constraint(check.name.as_ref());
            parts.push((check.line, format!("{name}CHECK ({})", check.expr)));
        }
        let last = parts.len().saturating_sub(1);
        for (at, (line, text)) in parts.into_iter().enumerate() {
            self.line(line, &format!("{text}{}", if at < last { "," } else { "" }));
        }
        let comment = table.comment.as_ref().map(|c| self.dialect.literal(c));
        match comment.as_ref().filter(|_| self.dialect.is_mysql_like()) {
            Some(comment) => self.line(table.line, &format!(") COMMENT {comment};")),
            None => self.line(table.line, ");"),
        }
        table.indexes.iter().for_each(|i| self.index(&table.name, i));
        if self.dialect.family == Family::Postgres {
            if let Some(comment) = comment {
                let text = format!("COMMENT ON TABLE {} IS {comment};", self.name(&table.name));
                self.line(table.line, &text);
            }
            for column in &table.columns {
                let Some(comment) = &column.comment else { continue };
                let place =
                    format!("{}.{}", self.name(&table.name), self.dialect.quote(&column.name));
                let comment = self.dialect.literal(comment);
                self.line(column.line, &format!("COMMENT ON COLUMN {place} IS {comment};"));
            }
        }
    }

    fn column(&self, column: &Column) -> String {
        let mut text = format!("{} {}", self.dialect.quote(&column.name), column.ty);
        let mut add = |part: &str| {
            text.push(' ');
            text.push_str(part);
        };
        let (sqlite, mysql) = (self.dialect.family == Family::Sqlite, self.dialect.is_mysql_like());
        if let Some(charset) = &column.charset {
            add(&format!("CHARACTER SET {charset}"));
        }
        if let Some(collation) = &column.collation {
            add(&format!("COLLATE {}", self.dialect.quote(collation)));
        }
        if column.primary {
            add("PRIMARY KEY");
            if sqlite && column.auto_increment {
                add("AUTOINCREMENT");
            }
        }
        if let Some(generated) = &column.generated {
            let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
            add(&format!("GENERATED ALWAYS AS ({}) {kind}", generated.expr));
        }
        if let Some(identity) = &column.identity {
            let kind = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            let options = numbering(&identity.numbering);
            let options = options.trim();
            let options = if options.is_empty() { String::new() } else { format!(" ({options})") };
            add(&format!("GENERATED {kind} AS IDENTITY{options}"));
        }
        if column.not_null {
            add("NOT NULL");
        }
        if mysql && column.auto_increment {
            add("AUTO_INCREMENT");
        }
        if let Some(default) = &column.default {
            add(&format!("DEFAULT {default}"));
        }
        if let Some(moment) = &column.on_update {
            add(&format!("ON UPDATE {moment}"));
        }
        if let Some(extra) = &column.extra {
            add(extra);
        }
        if let Some(comment) = column.comment.as_ref().filter(|_| mysql) {
            add(&format!("COMMENT {}", self.dialect.literal(comment)));
        }
        text
    }

    fn key(&self, kind: &str, key: &Key) -> String {
        let nulls = if key.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
        let name = self.constraint(key.name.as_ref());
        format!("{name}{kind}{nulls} ({})", self.names(&key.columns))
    }

    fn foreign_key(&self, key: &ForeignKey) -> String {
        let mut text = format!(
            "{}FOREIGN KEY ({}) REFERENCES {}",
            self.constraint(key.name.as_ref()),
            self.names(&key.columns),
            self.name(&key.target),
        );
        if !key.target_columns.is_empty() {
            text += &format!(" ({})", self.names(&key.target_columns));
        }
        for (event, action) in [("DELETE", &key.on_delete), ("UPDATE", &key.on_update)] {
            if let Some(action) = action {
                text += &format!(" ON {event} {action}");
            }
        }
        text
    }

    fn index(&mut self, table: &TableName, index: &Index) {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let name = index.name.as_ref().map_or(String::new(), |n| self.dialect.quote(n) + " ");
        let (mut before, mut after) = (String::new(), String::new());
        match &index.method {
            // MySQL's kinds of index stand before the word, its methods after the list.
            Some(kind) if ["fulltext", "spatial"].contains(&kind.to_ascii_lowercase().as_str()) => {
                before = format!("{kind} ");
            }
            Some(method) if self.dialect.family == Family::Postgres => {
                after = format!("USING {method} ");
            }
            _ => {}
        }
        let parts: Vec<_> = index.parts.iter().map(|p| self.part(p)).collect();
        let predicate = index.predicate.as_ref().map_or(String::new(), |p| format!(" WHERE {p}"));
        let text = format!(
            "CREATE {unique}{before}INDEX {name}ON {} {after}({}){predicate};",
            self.name(table),
            parts.join(", ")
        );
        self.line(index.line, &text);
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Expression(text) => text.clone(),
            Part::Column { name, opclass, descending, nulls_first } => {
                let mut text = self.dialect.quote(name);
                if let Some(opclass) = opclass {
                    text += &format!(" {opclass}");
                }
                if *descending {
                    text += " DESC";
                }
                if let Some(first) = nulls_first {
                    text += if *first { " NULLS FIRST" } else { " NULLS LAST" };
                }
                text
            }
        }
    }

    fn view(&mut self, view: &View) {
        let kind = if view.materialized { "MATERIALIZED " } else { "" };
        let text = format!(
            "CREATE {}{kind}VIEW {}{} AS {}{};",
            view.kind,
            self.name(&view.name),
            view.with,
            view.query.trim().trim_end_matches(';'),
            view.after
        );
        self.line(view.line, &text);
    }
}

fn numbering(numbering: &Numbering) -> String {
    let Numbering { increment, min, max, start, cache, cycle } = numbering;
    let mut text = String::new();
    for (word, value) in [
        ("INCREMENT BY", increment),
        ("MINVALUE", min),
        ("MAXVALUE", max),
        ("START WITH", start),
        ("CACHE", cache),
    ] {
        if let Some(value) = value {
            text += &format!(" {word} {value}");
        }
    }
    if *cycle {
        text += " CYCLE";
    }
    text
}
