//! Decides what each statement is and applies it to what is declared so far.

use std::collections::BTreeMap;

use seedbed_schema_model::{
    Expr, Family, GapKind, ObjectKind, Place, Remark, RemarkKind, RoutineKind, Schema, Table,
    TableName, View,
};

use super::{
    alter,
    column::ColumnDef,
    constraint::Constraint,
    cursor::{Cursor, Parsed, truncated, unquote_name},
    declared::{Declared, Source},
    do_block::{self, definitions},
    guarded, index,
    lex::{Kind, Token},
    names, objects, routines, sequences,
    split::{Form, Statement, Statements},
    stored,
    table::{self, CreateTable, Like},
};

/// What PostgreSQL keeps of a name.
const MOST_BYTES: usize = 63;

/// Why a statement that reaches outside a schema is left alone.
const NEVER_RUN: &str = "not a schema definition; it is never carried out";

impl Declared {
    /// Applies every statement of a text.
    pub(super) fn read(&mut self, source: &Source<'_>) {
        self.read_watched(source, &mut |_, _| {});
    }

    /// Applies every statement of a text, and after each shows the schema and where it begins.
    pub(super) fn read_watched(
        &mut self,
        source: &Source<'_>,
        after: &mut dyn FnMut(&Schema, usize),
    ) {
        for statement in Statements::new(self.names.dialect, source.text) {
            self.statement(source, &statement);
            if let Some(first) = statement.tokens.first() {
                after(&self.schema, first.start);
            }
        }
    }

    fn statement(&mut self, source: &Source<'_>, statement: &Statement) {
        let Some(first) = statement.tokens.first() else { return };
        if let Some(unclosed) = statement.unclosed {
            let line = source.line(unclosed.at);
            let why = format!("the {} opened on line {line} is never closed", unclosed.what);
            self.gap(source, first.start, GapKind::Unparsed, why);
            return;
        }
        match statement.form {
            Form::Data => self.data(source, &statement.tokens),
            Form::Command => self.command(source, first),
            Form::Sql => {
                self.cut_names(source, &statement.tokens);
                self.note_code(source, &statement.tokens);
                let mut cursor = Cursor::new(self.names.dialect, source.text, &statement.tokens);
                let result = self.sql(source, &mut cursor, &statement.tokens);
                self.resolve_touched();
                if let Err(unread) = result {
                    let line = source.line(unread.at);
                    let why = if line == source.line(first.start) {
                        unread.why
                    } else {
                        format!("line {line}: {}", unread.why)
                    };
                    self.gap(source, first.start, unread.kind, why);
                }
            }
        }
    }

    /// Remembers which functions, procedures and prepared statements may change the schema when they run.
    fn note_code(&mut self, source: &Source<'_>, tokens: &[Token]) {
        self.note_function(source, tokens);
        if !self.names.dialect.is_mysql_like() {
            return;
        }
        let mut cursor = Cursor::new(self.names.dialect, source.text, tokens);
        let changes = |cursor: Cursor<'_>| {
            (0..tokens.len()).any(|i| {
                let defines = ["CREATE", "ALTER", "DROP", "RENAME"]
                    .iter()
                    .any(|w| cursor.is_at(i, w))
                    && (1..5)
                        .any(|j| ["TABLE", "INDEX", "VIEW"].iter().any(|w| cursor.is_at(i + j, w)))
                    && !cursor.is_at(i + 1, "TEMPORARY");
                defines || cursor.is_at(i, "EXECUTE")
            })
        };
        if cursor.eat("PREPARE") {
            let Ok(name) = cursor.name() else { return };
            // `PREPARE p FROM 'SELECT 1'` is the one that is known to be harmless.
            let text = if cursor.eat("FROM") { cursor.string().ok() } else { None };
            let begins = |text: &str| {
                ["select", "insert", "update", "delete", "set", "do"]
                    .iter()
                    .any(|w| text.trim_start().to_ascii_lowercase().starts_with(w))
            };
            let key = format!("execute {}", name.to_lowercase());
            if text.is_some_and(|t| begins(&t)) {
                self.code.remove(&key);
            } else {
                self.code.insert(key);
            }
        } else if cursor.is("CREATE") {
            let found = (1..12).find(|i| cursor.is_at(*i, "PROCEDURE"));
            let table = (1..12).any(|i| cursor.is_at(i, "TABLE"));
            let Some(at) = found.filter(|_| !table) else { return };
            let body = cursor;
            for _ in 0..=at {
                cursor.bump();
            }
            cursor.eat("IF NOT EXISTS");
            if let Ok(name) = cursor.object(&self.names) {
                let key = format!("call {}", name.name.to_lowercase());
                if changes(body) {
                    self.code.insert(key)
                } else {
                    self.code.remove(&key)
                };
            }
        }
    }

    /// CALL and EXECUTE: what they do to the schema is not evaluated, so that they are a gap when they
    /// may do something.
    fn runs_code(&self, cursor: &mut Cursor<'_>) -> Parsed<()> {
        let (key, why) = if cursor.eat("CALL") {
            let name = cursor.object(&self.names)?.name.to_lowercase();
            (format!("call {name}"), "the procedure changes the schema, which is not evaluated")
        } else {
            cursor.need("EXECUTE")?;
            let name = cursor.name()?.to_lowercase();
            (format!("execute {name}"), "what is prepared may change the schema")
        };
        if self.code.contains(&key) { cursor.fail(why) } else { Ok(()) }
    }

    /// Names that PostgreSQL cuts: they are kept as it keeps them, and nobody is told.
    fn cut_names(&mut self, source: &Source<'_>, tokens: &[Token]) {
        if !self.is_postgres() {
            return;
        }
        for token in tokens.iter().filter(|t| t.end - t.start > MOST_BYTES) {
            let text = &source.text[token.start..token.end];
            let name = match token.kind {
                Kind::Word => text.to_lowercase(),
                Kind::Quoted => unquote_name(text),
                _ => continue,
            };
            let kept = truncated(name.clone(), MOST_BYTES);
            let known = |r: &Remark| r.kind == RemarkKind::NameCut && r.said.contains(&name);
            if kept != name && !self.remarks.iter().any(known) {
                self.remarks.push(Remark {
                    kind: RemarkKind::NameCut,
                    place: Place::table(&TableName::new(kept)),
                    at: source.location(token.start),
                    first: None,
                    said: vec![name],
                });
            }
        }
    }

    /// Rows: harmless, unless another program or file is involved.
    fn data(&mut self, source: &Source<'_>, tokens: &[Token]) {
        if self.names.dialect.family == Family::Sqlite {
            self.dumped_virtual(source, tokens);
        }
        let cursor = Cursor::new(self.names.dialect, source.text, tokens);
        self.set_config(&cursor);
        if self.is_postgres() && cursor.is_any(&["SELECT", "WITH"]) {
            self.select_into(source, cursor.offset());
        }
        self.note_call(source, cursor.offset());
        if (0..tokens.len()).any(|i| cursor.is_at(i, "PROGRAM")) && cursor.is("COPY") {
            self.gap(source, cursor.offset(), GapKind::Skipped, NEVER_RUN);
        }
    }

    /// A line for psql, sqlite3 or mysql.
    fn command(&mut self, source: &Source<'_>, line: &Token) {
        let text = &source.text[line.start..line.end];
        let word = text.split([' ', '\t', ';']).next().unwrap_or("").to_ascii_lowercase();
        match word.as_str() {
            "\\i" | "\\ir" | "\\include" | "\\include_relative" | "\\." | ".read" | "source" => {
                let why = "the included file is not read; give it as part of the folder";
                self.gap(source, line.start, GapKind::Unparsed, why);
            }
            "\\if" | "\\elif" | "\\else" | "\\endif" | "\\gexec" => {
                let why = "conditions and generated statements are not evaluated";
                self.gap(source, line.start, GapKind::Unparsed, why);
            }
            "\\c" | "\\connect" | "\\!" | "\\copy" | "\\o" | "\\w" | ".open" | ".shell"
            | ".system" | ".load" | ".import" | ".output" => {
                self.gap(source, line.start, GapKind::Skipped, NEVER_RUN);
            }
            _ => {}
        }
    }

    fn sql(
        &mut self,
        source: &Source<'_>,
        cursor: &mut Cursor<'_>,
        tokens: &[Token],
    ) -> Parsed<()> {
        let at = cursor.offset();
        let family = self.names.dialect.family;
        if cursor.eat("CREATE") {
            return self.create(source, cursor, at);
        }
        if cursor.eat("ALTER") {
            return alter::alter(self, source, cursor, at);
        }
        if cursor.eat("DROP") {
            return objects::drop(self, source, cursor, at);
        }
        if cursor.eat("COMMENT ON") {
            return objects::comment(self, cursor);
        }
        if cursor.is("RENAME") && self.names.dialect.is_mysql_like() {
            return alter::rename_tables(self, cursor);
        }
        if cursor.eat("USE") {
            self.gap(source, at, GapKind::Skipped, NEVER_RUN);
            let database = cursor.name()?;
            // The first database named is the one the file is about.
            let home = self.names.home.get_or_insert_with(|| database.clone());
            self.names.current = Some(database).filter(|d| d != home);
            return Ok(());
        }
        if cursor.eat("SET") {
            return self.set(cursor);
        }
        if cursor.is("DO") && family == Family::Postgres {
            return self.do_block(source, cursor, tokens, at);
        }
        if cursor.is("COPY") || cursor.is("LOAD") {
            let outside = cursor.is("LOAD")
                || (0..12).any(|i| cursor.is_at(i, "PROGRAM"))
                || (0..12).any(|i| cursor.is_at(i, "FROM"));
            if outside {
                self.gap(source, at, GapKind::Skipped, NEVER_RUN);
            }
            return Ok(());
        }
        if cursor.is_any(&["ATTACH", "DETACH", "INSTALL", "SHUTDOWN"])
            || cursor.is_all("VACUUM INTO")
        {
            self.gap(source, at, GapKind::Skipped, NEVER_RUN);
            return Ok(());
        }
        if cursor.is("ROLLBACK") && !cursor.is_at(1, "TO") && !cursor.is_at(2, "TO") {
            return cursor.fail("a rollback undoes statements before it, which is not followed");
        }
        if self.names.dialect.is_mysql_like()
            && (cursor.is("CALL") || (cursor.is("EXECUTE") && !cursor.is_at(1, "IMMEDIATE")))
        {
            return self.runs_code(cursor);
        }
        if self.is_postgres() {
            if cursor.is_any(&["CALL", "PREPARE"]) {
                self.note_call(source, at);
            }
            if cursor.is_any(&["COMMIT", "END", "ROLLBACK", "ABORT"]) && !cursor.is_at(1, "TO") {
                self.end_of_transaction();
            }
            if cursor.is_all("RESET search_path") || cursor.is_all("RESET ALL") {
                self.reset_path();
            }
        }
        const HARMLESS: [&str; 39] = [
            "BEGIN",
            "START",
            "COMMIT",
            "END",
            "SAVEPOINT",
            "RELEASE",
            "ROLLBACK",
            "PRAGMA",
            "GRANT",
            "REVOKE",
            "ANALYZE",
            "ANALYSE",
            "VACUUM",
            "REINDEX",
            "CLUSTER",
            "REFRESH",
            "TRUNCATE",
            "LOCK",
            "UNLOCK",
            "CHECK",
            "OPTIMIZE",
            "REPAIR",
            "FLUSH",
            "RESET",
            "DISCARD",
            "LISTEN",
            "NOTIFY",
            "UNLISTEN",
            "CALL",
            "DO",
            "SHOW",
            "DESCRIBE",
            "DESC",
            "CHECKPOINT",
            "SECURITY",
            "REASSIGN",
            "EXECUTE",
            "PREPARE",
            "DEALLOCATE",
        ];
        if cursor.is_any(&HARMLESS) || cursor.is_symbol(b'(') {
            return Ok(());
        }
        cursor.fail("no such statement is known")
    }

    /// `SET search_path`: the schema of names that follow.
    fn set(&mut self, cursor: &mut Cursor<'_>) -> Parsed<()> {
        let local = cursor.eat("LOCAL");
        cursor.eat("SESSION");
        if self.is_postgres() && (cursor.eat("search_path") || cursor.is("SCHEMA")) {
            let _ = cursor.eat_symbol(b'=') || cursor.eat("TO") || cursor.eat("SCHEMA");
            self.set_path(cursor, local);
        }
        Ok(())
    }

    /// `DO $$ BEGIN … END $$`: applied when all it does is define schema, as drizzle writes it.
    fn do_block(
        &mut self,
        source: &Source<'_>,
        cursor: &mut Cursor<'_>,
        tokens: &[Token],
        at: usize,
    ) -> Parsed<()> {
        let why = "a DO block runs code, which is not evaluated";
        cursor.finish();
        let dialect = self.names.dialect;
        if let Some(inner) = definitions(dialect, source.text, tokens) {
            for statement in inner {
                self.statement(source, &statement);
            }
            return Ok(());
        }
        let steps = do_block::body(dialect, source.text, tokens)
            .and_then(|(from, to)| guarded::steps(dialect, source.text, from, to))
            .ok_or(super::cursor::Unread { why: why.to_owned(), at, kind: GapKind::Unparsed })?;
        self.changed_by_block(source, tokens, at)?;
        let mut answers = BTreeMap::new();
        for step in steps {
            if self.holds(&step, &mut answers) {
                self.statement(source, &step.statement);
            }
        }
        Ok(())
    }

    fn create(&mut self, source: &Source<'_>, cursor: &mut Cursor<'_>, at: usize) -> Parsed<()> {
        let replace = cursor.eat("OR REPLACE");
        if self.names.dialect.is_mysql_like() {
            // ALGORITHM = …, DEFINER = a@b, SQL SECURITY …
            while cursor.is_any(&["ALGORITHM", "DEFINER", "SQL"]) {
                let object = ["VIEW", "TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "AGGREGATE"];
                cursor.bump();
                while !cursor.is_done()
                    && !cursor.is_any(&object)
                    && !cursor.is_any(&["DEFINER", "SQL"])
                {
                    cursor.bump();
                }
            }
        }
        let _ = cursor.eat("GLOBAL") || cursor.eat("LOCAL");
        let temporary = cursor.eat("TEMPORARY") || cursor.eat("TEMP");
        if temporary && cursor.is_any(&["TABLE", "VIEW", "SEQUENCE"]) {
            let mut named = *cursor;
            if named.eat("TABLE") {
                named.eat("IF NOT EXISTS");
                self.temporary.insert(named.object(&self.names)?);
            }
            self.gap(source, at, GapKind::Skipped, "temporary: gone with its connection");
            return Ok(());
        }
        let unlogged = cursor.eat("UNLOGGED");
        if cursor.eat("TABLE") {
            return self.create_table(source, cursor, replace, unlogged);
        }
        let unique = cursor.eat("UNIQUE");
        let method = ["FULLTEXT", "SPATIAL", "VECTOR"].iter().find(|w| cursor.eat(w));
        if cursor.eat("INDEX") {
            let method = method.map(|w| w.to_ascii_lowercase());
            return self.create_index(source, cursor, unique, method, at);
        }
        let materialized = cursor.eat("MATERIALIZED");
        cursor.eat("RECURSIVE");
        if cursor.eat("VIEW") {
            return self.create_view(source, cursor, materialized, at);
        }
        if cursor.eat("SEQUENCE") {
            return sequences::create(self, source, cursor, at);
        }
        if self.is_postgres() && cursor.eat("TYPE") {
            return objects::create_type(self, source, cursor, at);
        }
        if self.is_postgres() && cursor.eat("DOMAIN") {
            return objects::create_domain(self, source, cursor, at);
        }
        if cursor.is("DATABASE") || (self.names.dialect.is_mysql_like() && cursor.is("SCHEMA")) {
            self.gap(source, at, GapKind::Skipped, NEVER_RUN);
            return Ok(());
        }
        if self.is_postgres() && cursor.eat("SCHEMA") {
            return self.create_schema(source, cursor);
        }
        if cursor.is_any(&["SCHEMA", "EXTENSION", "ROLE", "USER", "GROUP"]) {
            return Ok(());
        }
        let constraint = cursor.is_all("CONSTRAINT TRIGGER") && cursor.eat("CONSTRAINT");
        if cursor.eat("TRIGGER") {
            if temporary {
                self.gap(source, at, GapKind::Skipped, "temporary: gone with its connection");
                return Ok(());
            }
            return routines::create_trigger(self, source, cursor, at, constraint);
        }
        let kinds = [
            ("FUNCTION", RoutineKind::Function),
            ("PROCEDURE", RoutineKind::Procedure),
            ("AGGREGATE", RoutineKind::Aggregate),
        ];
        let mysql = self.names.dialect.is_mysql_like();
        // To MariaDB an aggregate is a function whose body fetches rows.
        let _ = mysql && cursor.eat("AGGREGATE");
        if let Some((_, kind)) = kinds.into_iter().find(|(word, _)| cursor.eat(word)) {
            return routines::create_routine(self, source, cursor, at, kind);
        }
        if mysql && cursor.eat("EVENT") {
            return routines::create_event(self, source, cursor, at);
        }
        if self.names.dialect.family == Family::Sqlite && cursor.eat("VIRTUAL TABLE") {
            return self.create_virtual(source, cursor);
        }
        if let Some(what) = unmodelled(cursor) {
            self.gap(source, at, GapKind::Unmodelled, format!("{what} is not modelled"));
            return Ok(());
        }
        cursor.wanted("an object that can be created")
    }

    /// `CREATE SCHEMA name`, with what is created in it.
    fn create_schema(&mut self, source: &Source<'_>, cursor: &mut Cursor<'_>) -> Parsed<()> {
        cursor.eat("IF NOT EXISTS");
        let mut name = None;
        if !cursor.is("AUTHORIZATION") {
            name = Some(cursor.name()?);
        }
        if cursor.eat("AUTHORIZATION") {
            let role = cursor.name()?;
            name.get_or_insert(role);
        }
        let outer = self.names.path.clone();
        self.names.look_in(name.into_iter().chain(outer.clone()).collect());
        while cursor.is_any(&["CREATE", "GRANT"]) {
            let start = cursor.mark();
            cursor.bump();
            while !cursor.is_done() && !cursor.is_any(&["CREATE", "GRANT"]) {
                cursor.skip_one();
            }
            let mut element = cursor.part(start, cursor.mark());
            let result = self.sql(source, &mut element, &[]);
            self.resolve_touched();
            if let Err(unread) = result {
                self.gap(source, unread.at, unread.kind, unread.why);
            }
        }
        self.names.look_in(outer);
        if cursor.is_done() { Ok(()) } else { cursor.wanted("an object of the schema") }
    }

    fn create_table(
        &mut self,
        source: &Source<'_>,
        cursor: &mut Cursor<'_>,
        replace: bool,
        unlogged: bool,
    ) -> Parsed<()> {
        let if_not_exists = cursor.eat("IF NOT EXISTS");
        let at = cursor.offset();
        let name = cursor.object(&self.names)?;
        if self.names.dialect.family == Family::Sqlite && name.schema.is_some() {
            self.gap(source, at, GapKind::Skipped, "in an attached or temporary database");
            return Ok(());
        }
        if replace {
            self.drop_table(&name);
        }
        // Two names that differ in case only are two tables on a MySQL that tells cases apart.
        let mut known = self.find_table(&name);
        if self.names.dialect.is_mysql_like() && !if_not_exists {
            known = known.filter(|known| *known == name);
        }
        if let Some(known) = known {
            let kind =
                if if_not_exists { RemarkKind::TableSkipped } else { RemarkKind::TableTwice };
            let kept = self.schema.tables.get(&known);
            let differences = match (kept, table::create(cursor, &self.names)) {
                (Some(kept), Ok(second)) => second.differences(&self.names, kept),
                _ => Vec::new(),
            };
            self.again(source, at, kind, Place::table(&known), differences);
            if if_not_exists {
                return Ok(());
            }
            let first = self.locations.get(&Place::table(&known)).map(ToString::to_string);
            let first = first.unwrap_or_default();
            return cursor.fail(format!("{known} is already declared at {first}, which is kept"));
        }
        if table::is_by_query(cursor) {
            self.made_by_query(source, at, name);
            return Ok(());
        }
        let mut create = table::create(cursor, &self.names)?;
        create.options.unlogged = unlogged;
        let mut table = Table::new(name.clone());
        table.options = std::mem::take(&mut create.options);
        let parent = create.partition_of.as_ref();
        table.options.partition_of =
            parent.map(|p| self.find_table(p).unwrap_or_else(|| p.clone()));
        table.comment = create.comment.take();
        self.locate(Place::table(&name), source, at);
        self.take_over(&mut table, &create, cursor)?;
        for unread in std::mem::take(&mut create.unread) {
            self.gap(source, unread.at, unread.kind, unread.why);
        }
        if self.is_postgres() && create.stored {
            let why = "storage parameters and tablespaces are not modelled";
            self.gap(source, at, GapKind::Unmodelled, why);
        }
        // By the names as the engine tells them apart: a table may have very many columns.
        let mut seen: BTreeMap<String, &ColumnDef> = BTreeMap::new();
        let inherited = !table.columns.is_empty();
        for def in &create.columns {
            let key = self.names.folded(&def.column.name);
            if let Some(first) = seen.get(&key) {
                // No engine takes it: one column would be two.
                let place = Place::column(&name, &first.column.name);
                let line = source.line(first.at);
                let why = format!("{place} is already declared on line {line}, which is kept");
                let differences = def.differences(&first.column);
                self.gap(source, def.at, GapKind::Unparsed, why);
                self.again(source, def.at, RemarkKind::ColumnTwice, place, differences);
                continue;
            }
            seen.insert(key, def);
            self.locate(Place::column(&name, &def.column.name), source, def.at);
            if inherited {
                table.columns.retain(|c| !self.names.same(&c.name, &def.column.name));
            }
            table.columns.push(def.column.clone());
        }
        // A key may be over a period that is declared after it.
        create.constraints.sort_by_key(|(_, c)| !matches!(c, Constraint::Period(..)));
        for (at, constraint) in std::mem::take(&mut create.constraints) {
            self.attach(source, &mut table, constraint, at);
        }
        if self.is_postgres() {
            // NOT VALID says nothing of a new table: without rows everything is valid.
            table.checks.iter_mut().for_each(|c| c.validated = !c.not_enforced);
            table.foreign_keys.iter_mut().for_each(|k| k.validated = !k.not_enforced);
        }
        if self.names.dialect.family == Family::Sqlite {
            // Written in a column or in the key: a table has only one.
            let autoincrement = cursor.has("AUTOINCREMENT");
            table::settle_sqlite(&mut table, &create.columns, autoincrement);
        }
        self.declare(table);
        Ok(())
    }

    /// Makes a constraint part of a table; one that does not fit is a gap.
    pub(super) fn attach(
        &mut self,
        source: &Source<'_>,
        table: &mut Table,
        constraint: Constraint,
        at: usize,
    ) {
        if let Constraint::NotNull { name, validated, .. } = &constraint
            && (name.is_some() || !validated)
        {
            let why = "the name and the validity of NOT NULL are not modelled; that it is there is";
            self.gap(source, at, GapKind::Unmodelled, why);
        }
        match table::attach(table, &self.names, constraint) {
            Ok(place) => self.locate(place, source, at),
            Err(why) => self.gap(source, at, GapKind::Unparsed, why),
        }
    }

    /// LIKE, INHERITS, PARTITION OF.
    fn take_over(
        &mut self,
        table: &mut Table,
        create: &CreateTable,
        cursor: &Cursor<'_>,
    ) -> Parsed<()> {
        let likes = create.like.iter().cloned();
        let inherits = create.inherits.iter().cloned().map(Like::inherited);
        let parent = create.partition_of.iter().map(Like::partition);
        for like in parent.chain(inherits).chain(likes) {
            let known = self.find_table(&like.table);
            let Some(from) = known.and_then(|n| self.schema.tables.get(&n)) else {
                return cursor.fail(format!("{} is not declared before", like.table));
            };
            table::take_over(table, &self.names, from, &like);
            if self.by_query.contains(&from.name) {
                self.by_query.insert(table.name.clone());
            }
        }
        for parent in &create.inherits {
            let parent = self.find_table(parent).unwrap_or_else(|| parent.clone());
            self.inherits.push((parent, table.name.clone()));
        }
        Ok(())
    }

    fn create_index(
        &mut self,
        source: &Source<'_>,
        cursor: &mut Cursor<'_>,
        unique: bool,
        method: Option<String>,
        at: usize,
    ) -> Parsed<()> {
        let create = index::create(cursor, &self.names, unique, method)?;
        let mut index = create.index;
        let known = self.find_table(&create.table);
        if known.as_ref().is_some_and(|known| self.by_query.contains(known)) {
            return Ok(());
        }
        let Some(known) = known else {
            let named = self.existing(create.table.clone(), |s, n| s.views.contains_key(n));
            if let Some(view) = self.schema.views.get_mut(&named).filter(|v| v.materialized) {
                if index.name.is_none() {
                    let taken = |n: &str| view.indexes.iter().any(|i| i.name.as_deref() == Some(n));
                    let name = names::postgres_index(&view.name.name, &index.parts, &taken);
                    index.name = Some(name);
                }
                view.indexes.push(index);
                self.touch(&named);
                return Ok(());
            }
            if self.temporary.contains(&create.table) {
                return Ok(());
            }
            return cursor.fail(format!("{} is not declared before", create.table));
        };
        let in_schema =
            |name: &str| TableName { schema: known.schema.clone(), name: name.to_owned() };
        let taken = |name: &str| self.table_of_index(&in_schema(name)).is_some();
        let mysql = self.names.dialect.is_mysql_like();
        if index.name.is_none() && self.is_postgres() {
            index.name = Some(names::postgres_index(&known.name, &index.parts, &taken));
        } else if create.if_not_exists {
            let here = self.schema.tables.get(&known).is_some_and(|t| {
                t.indexes.iter().any(|i| i.name == index.name)
                    || t.uniques.iter().any(|k| k.name == index.name)
            });
            let elsewhere = !mysql && index.name.as_deref().is_some_and(taken);
            if here || elsewhere {
                return Ok(());
            }
        }
        let plain = index
            .parts
            .iter()
            .all(|p| p.prefix.is_none() && !p.descending && table::column_of(p).is_some());
        let constraint = if mysql && unique && plain {
            // MySQL knows no difference between a unique index and a unique constraint.
            let columns = index.parts.iter().filter_map(table::column_of).map(str::to_owned);
            let key = seedbed_schema_model::Key::unnamed(columns.collect());
            Constraint::Unique(seedbed_schema_model::Key { name: index.name, ..key })
        } else {
            Constraint::Index(index)
        };
        if let Some(mut table) = self.schema.tables.remove(&known) {
            self.attach(source, &mut table, constraint.clone(), at);
            self.schema.insert(table);
        }
        if !create.only {
            for child in self.children(&known, true) {
                self.attach_to_partition(source, &child, constraint.clone(), at);
            }
        }
        Ok(())
    }

    fn create_view(
        &mut self,
        source: &Source<'_>,
        cursor: &mut Cursor<'_>,
        materialized: bool,
        at: usize,
    ) -> Parsed<()> {
        let if_not_exists = cursor.eat("IF NOT EXISTS");
        let name = cursor.object(&self.names)?;
        if if_not_exists && self.schema.views.contains_key(&name) {
            return Ok(());
        }
        let mut columns = Vec::new();
        if cursor.is_symbol(b'(') {
            for mut part in cursor.group()?.split_commas() {
                columns.push(part.name()?);
            }
        }
        let mut options = Vec::new();
        if self.names.dialect.is_mysql_like() && cursor.has_all("SQL SECURITY INVOKER") {
            options.push("sql security invoker".to_owned());
        }
        while !cursor.is_done() && !cursor.is("AS") {
            if self.is_postgres() && !materialized && cursor.eat("WITH") {
                for mut part in cursor.group()?.split_commas() {
                    options.extend(stored::view_option(&part.rest_text()));
                }
            } else {
                cursor.skip_one();
            }
        }
        cursor.need("AS")?;
        let mark = cursor.mark();
        while !cursor.is_done() {
            let tail = ["WITH CHECK OPTION", "WITH CASCADED CHECK", "WITH LOCAL CHECK"]
                .iter()
                .chain(&["WITH DATA", "WITH NO DATA"])
                .any(|t| cursor.is_all(t));
            if tail {
                break;
            }
            cursor.skip_one();
        }
        let definition = Expr(cursor.text_since(mark));
        if cursor.is_all("WITH LOCAL CHECK") {
            options.push("check_option=local".to_owned());
        } else if cursor.is_all("WITH CASCADED CHECK") || cursor.is_all("WITH CHECK") {
            options.push("check_option=cascaded".to_owned());
        }
        self.locate(Place::object(ObjectKind::View, &name), source, at);
        let mut view =
            View { materialized, columns, options, ..View::new(name.clone(), definition) };
        // CREATE OR REPLACE keeps the triggers.
        if let Some(old) = self.schema.views.remove(&name) {
            view.triggers = old.triggers;
        }
        self.schema.views.insert(name, view);
        Ok(())
    }
}

/// Objects that exist and that the model has no place for, in people's words.
fn unmodelled(cursor: &Cursor<'_>) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 21] = [
        ("EVENT", "an event trigger"),
        ("PACKAGE", "a package"),
        ("POLICY", "a row security policy"),
        ("RULE", "a rule"),
        ("VIRTUAL", "a virtual table"),
        ("FOREIGN", "a foreign table"),
        ("OPERATOR", "an operator"),
        ("CAST", "a cast"),
        ("COLLATION", "a collation"),
        ("CONVERSION", "a conversion"),
        ("STATISTICS", "extended statistics"),
        ("PUBLICATION", "a publication"),
        ("SUBSCRIPTION", "a subscription"),
        ("SERVER", "a foreign server"),
        ("TEXT", "text search"),
        ("LANGUAGE", "a language"),
        ("TRUSTED", "a language"),
        ("PROCEDURAL", "a language"),
        ("TRANSFORM", "a transform"),
        ("ACCESS", "an access method"),
        ("TABLESPACE", "a tablespace"),
    ];
    KNOWN.iter().find(|(word, _)| cursor.is(word)).map(|(_, what)| *what)
}
