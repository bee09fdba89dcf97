//! Refuses texts that would not stay in their place: a default that ends the statement, a type that is
//! two columns.

use seedbed_schema_model::Dialect;

use super::{Numbering, Outline, Part, Unfit};
use crate::sql::fragment;

struct Vet<'a> {
    dialect: Dialect,
    line: u32,
    place: String,
    outline: &'a Outline,
}

pub(super) fn outline(outline: &Outline) -> Result<(), Unfit> {
    let mut vet = Vet { dialect: outline.dialect, line: 0, place: String::new(), outline };
    vet.all()
}

impl Vet<'_> {
    fn at(&mut self, line: u32, place: impl Into<String>) {
        self.line = line;
        self.place = place.into();
    }

    fn unfit(&self, why: String) -> Unfit {
        Unfit { line: self.line, place: self.place.clone(), why }
    }

    /// One expression, type or the like.
    fn one(&self, what: &str, text: &str) -> Result<(), Unfit> {
        self.text(what, text, false)
    }

    fn maybe(&self, what: &str, text: Option<&String>) -> Result<(), Unfit> {
        text.map_or(Ok(()), |text| self.one(what, text))
    }

    fn text(&self, what: &str, text: &str, list: bool) -> Result<(), Unfit> {
        fragment(self.dialect, text, list)
            .map_err(|why| self.unfit(format!("the {what} `{}` {why}", shortened(text))))
    }

    fn numbering(&self, numbering: &Numbering) -> Result<(), Unfit> {
        let Numbering { increment, min, max, start, cache, .. } = numbering;
        for text in [increment, min, max, start, cache].into_iter().flatten() {
            if text.parse::<i128>().is_err() {
                return Err(self.unfit(format!("`{}` is not a whole number", shortened(text))));
            }
        }
        Ok(())
    }

    fn all(&mut self) -> Result<(), Unfit> {
        let outline = self.outline;
        for sequence in &outline.sequences {
            self.at(sequence.line, sequence.name.to_string());
            self.numbering(&sequence.numbering)?;
        }
        for table in &outline.tables {
            self.at(table.line, table.name.to_string());
            if table.columns.is_empty()
                && self.dialect.family != seedbed_schema_model::Family::Postgres
            {
                return Err(self.unfit("a table has columns, and this one has none".to_owned()));
            }
            for column in &table.columns {
                self.at(column.line, format!("{}.{}", table.name, column.name));
                let empty_is_a_type = self.dialect.family == seedbed_schema_model::Family::Sqlite;
                if !(empty_is_a_type && column.ty.is_empty()) {
                    self.one("type", &column.ty)?;
                }
                self.maybe("default", column.default.as_ref())?;
                self.maybe("update expression", column.on_update.as_ref())?;
                self.maybe("extra text", column.extra.as_ref())?;
                self.maybe("character set", column.charset.as_ref())?;
                self.maybe("generation expression", column.generated.as_ref().map(|g| &g.expr))?;
                if let Some(identity) = &column.identity {
                    self.numbering(&identity.numbering)?;
                }
            }
            for key in &table.foreign_keys {
                let name = key.name.as_deref().unwrap_or("foreign key");
                self.at(key.line, format!("{} ({name})", table.name));
                for action in [&key.on_delete, &key.on_update].into_iter().flatten() {
                    const KNOWN: [&str; 5] =
                        ["no action", "restrict", "cascade", "set null", "set default"];
                    if !KNOWN.iter().any(|k| k.eq_ignore_ascii_case(action)) {
                        return Err(self.unfit(format!("`{}` is no action", shortened(action))));
                    }
                }
            }
            for check in &table.checks {
                let name = check.name.as_deref().unwrap_or("check");
                self.at(check.line, format!("{} ({name})", table.name));
                self.one("check", &check.expr)?;
            }
            for index in &table.indexes {
                let name = index.name.as_deref().unwrap_or("index");
                self.at(index.line, format!("{} ({name})", table.name));
                self.maybe("method", index.method.as_ref())?;
                self.maybe("predicate", index.predicate.as_ref())?;
                for part in &index.parts {
                    match part {
                        Part::Expression(text) => self.one("index expression", text)?,
                        Part::Column { opclass, .. } => {
                            self.maybe("operator class", opclass.as_ref())?;
                        }
                    }
                }
            }
        }
        for view in &outline.views {
            self.at(view.line, view.name.to_string());
            self.text("query", &view.query, true)?;
        }
        Ok(())
    }
}

fn shortened(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() { short + "…" } else { short }
}
