//! Tables whose columns come from a query: that they are declared is known, and nothing else of them.

use std::collections::BTreeSet;

use seedbed_schema_model::{GapKind, Place, Table, TableName};

use super::{
    cursor::Cursor,
    declared::{Declared, Source},
    lex::{Kind, Lexer},
};

impl Declared {
    /// CREATE TABLE … AS.
    pub(super) fn made_by_query(&mut self, source: &Source<'_>, at: usize, name: TableName) {
        let why =
            "the columns come from a query, which is not evaluated: the table is not compared";
        self.gap(source, at, GapKind::Unmodelled, why);
        self.locate(Place::table(&name), source, at);
        self.by_query.insert(name.clone());
        self.declare(Table::new(name));
    }

    /// PostgreSQL: `SELECT … INTO t FROM …`.
    pub(super) fn select_into(&mut self, source: &Source<'_>, at: usize) {
        let mut lexer = Lexer::over(self.names.dialect, source.text, at, source.text.len());
        let (mut tokens, mut depth) = (Vec::new(), 0usize);
        while let Some(token) = lexer.token().filter(|t| t.kind != Kind::End) {
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            let word = source.text.get(token.start..token.end).filter(|_| token.kind == Kind::Word);
            let is = |one: &str| depth == 0 && word.is_some_and(|w| w.eq_ignore_ascii_case(one));
            let into = is("into");
            // WITH … INSERT INTO.
            if ["insert", "update", "delete", "merge"].into_iter().any(is) {
                break;
            }
            if into || !tokens.is_empty() {
                tokens.push(token);
            }
            // INTO, UNLOGGED, TABLE, a schema, a dot, a name.
            if tokens.len() == 6 {
                break;
            }
        }
        let mut cursor = Cursor::new(self.names.dialect, source.text, &tokens);
        if !cursor.eat("INTO") || cursor.is_any(&["TEMP", "TEMPORARY"]) {
            return;
        }
        cursor.eat("UNLOGGED");
        cursor.eat("TABLE");
        if let Ok(name) = cursor.object(&self.names) {
            self.made_by_query(source, at, name);
        }
    }

    /// Takes the tables out whose columns are not known.
    pub(super) fn take_out_by_query(&mut self) -> BTreeSet<TableName> {
        let mut gone = std::mem::take(&mut self.by_query);
        gone.retain(|name| self.schema.tables.remove(name).is_some());
        gone
    }
}
