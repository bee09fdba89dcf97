//! SQLite's virtual tables: as they are created, and as a dump writes them.

use seedbed_schema_model::{GapKind, Place, Table};

use super::{
    cursor::{Cursor, Parsed},
    declared::{Declared, Source},
    lex::{Kind, Lexer, Token},
};

impl Declared {
    /// SQLite: CREATE VIRTUAL TABLE.
    pub(super) fn create_virtual(
        &mut self,
        source: &Source<'_>,
        cursor: &mut Cursor<'_>,
    ) -> Parsed<()> {
        let if_not_exists = cursor.eat("IF NOT EXISTS");
        let at = cursor.offset();
        let name = cursor.object(&self.names)?;
        if name.schema.is_some() {
            self.gap(source, at, GapKind::Skipped, "in an attached or temporary database");
            return Ok(());
        }
        if self.find_table(&name).is_some() {
            return match if_not_exists {
                true => Ok(()),
                false => cursor.fail(format!("{name} is already declared")),
            };
        }
        cursor.need("USING")?;
        let mark = cursor.mark();
        cursor.finish();
        let mut table = Table::new(name.clone());
        table.options.module = Some(cursor.text_since(mark));
        self.locate(Place::table(&name), source, at);
        self.declare(table);
        Ok(())
    }

    /// SQLite: a row of the schema table, as a dump writes virtual tables.
    pub(super) fn dumped_virtual(&mut self, source: &Source<'_>, tokens: &[Token]) {
        let cursor = Cursor::new(self.names.dialect, source.text, tokens);
        let into_schema = ["sqlite_schema", "sqlite_master"].iter().any(|t| cursor.is_at(2, t));
        if !cursor.is("INSERT") || !into_schema {
            return;
        }
        let last = tokens.iter().rev().find(|t| t.kind == Kind::Text);
        let Some(sql) = last.map(|t| cursor.slice(t)) else { return };
        let inner = sql.trim_matches('\'').replace("''", "'");
        let at = tokens[0].start;
        let mut lexer = Lexer::new(self.names.dialect, &inner);
        let tokens: Vec<_> = std::iter::from_fn(|| lexer.token()).collect();
        let mut made = Cursor::new(self.names.dialect, &inner, &tokens);
        if !made.eat("CREATE VIRTUAL TABLE") {
            return;
        }
        let _ = made.eat("IF NOT EXISTS");
        let Ok(name) = made.object(&self.names) else { return };
        if !made.eat("USING") || self.find_table(&name).is_some() {
            return;
        }
        let mark = made.mark();
        made.finish();
        let mut table = Table::new(name.clone());
        table.options.module = Some(made.text_since(mark));
        self.locate(Place::table(&name), source, at);
        self.declare(table);
    }
}
