//! CREATE TABLE, and how constraints become part of a table.

use seedbed_schema_model::{
    ConflictOf, Expr, Family, Identity, Index, IndexKey, IndexPart, Key, ObjectKind, Period, Place,
    Table, TableName, TableOptions, normal::charset as open,
};

use super::{
    charset,
    column::{self, ColumnDef, Placing},
    constraint::{self, Constraint},
    cursor::{Cursor, Names, Parsed, Unread},
    names,
    refs::spelled,
};

/// A CREATE TABLE statement, parsed; nothing looked up yet.
#[derive(Debug)]
pub(super) struct CreateTable {
    pub(super) columns: Vec<ColumnDef>,
    pub(super) constraints: Vec<(usize, Constraint)>,
    /// Tables whose columns come first.
    pub(super) like: Vec<Like>,
    /// PostgreSQL: tables this one inherits from.
    pub(super) inherits: Vec<TableName>,
    pub(super) partition_of: Option<TableName>,
    pub(super) options: TableOptions,
    pub(super) comment: Option<String>,
    /// PostgreSQL: something is said of how it is stored.
    pub(super) stored: bool,
    /// Elements that were not understood; the rest is good.
    pub(super) unread: Vec<Unread>,
}

impl CreateTable {
    /// How this declaration differs from a table that has its name already.
    pub(super) fn differences(&self, names: &Names, kept: &Table) -> Vec<String> {
        let mut said = Vec::new();
        for def in &self.columns {
            match kept.columns.iter().find(|c| names.same(&c.name, &def.column.name)) {
                Some(column)
                    if kept.primary_key.as_ref().is_some_and(|k| {
                        // A key says NOT NULL by itself.
                        k.columns.contains(&column.name) && column.ty.kind == def.column.ty.kind
                    }) => {}
                Some(column) => said.extend(
                    def.differences(column).into_iter().map(|d| format!("{} {d}", column.name)),
                ),
                None => said.push(format!("{} is only here", def.column.name)),
            }
        }
        let here = |name: &str| self.columns.iter().any(|d| names.same(&d.column.name, name));
        let gone = kept.columns.iter().filter(|c| !here(&c.name));
        said.extend(gone.map(|c| format!("{} is missing here", c.name)));
        said
    }
}

/// A table whose columns another takes over.
#[derive(Debug, Clone)]
pub(super) struct Like {
    pub(super) table: TableName,
    /// Keys and indexes too.
    pub(super) keys: bool,
    /// Defaults.
    pub(super) defaults: bool,
    /// Checks.
    pub(super) checks: bool,
    /// How identity columns are numbered.
    pub(super) identity: bool,
    /// Generation expressions.
    pub(super) generated: bool,
    /// Comments.
    pub(super) comments: bool,
    /// As a partition: foreign keys too.
    pub(super) partition: bool,
}

impl Like {
    /// What a partition takes over from its parent.
    pub(super) fn partition(parent: &TableName) -> Self {
        Self { partition: true, ..Self::whole(parent.clone()) }
    }

    /// Everything that can be taken over.
    pub(super) fn whole(table: TableName) -> Self {
        Self {
            table,
            keys: true,
            defaults: true,
            checks: true,
            identity: true,
            generated: true,
            comments: true,
            partition: false,
        }
    }

    /// What a table has from one that it inherits from.
    pub(super) fn inherited(parent: TableName) -> Self {
        Self { keys: false, identity: false, comments: false, ..Self::whole(parent) }
    }

    /// `INCLUDING …` and `EXCLUDING …`.
    fn choose(&mut self, what: &str, included: bool) {
        let all = what.eq_ignore_ascii_case("all");
        for (word, choice) in [
            ("indexes", &mut self.keys),
            ("defaults", &mut self.defaults),
            ("constraints", &mut self.checks),
            ("identity", &mut self.identity),
            ("generated", &mut self.generated),
            ("comments", &mut self.comments),
        ] {
            if all || what.eq_ignore_ascii_case(word) {
                *choice = included;
            }
        }
    }
}

/// Whether the columns come from a query.
pub(super) fn is_by_query(cursor: &Cursor<'_>) -> bool {
    let mut cursor = *cursor;
    const QUERIES: [&str; 5] = ["SELECT", "WITH", "VALUES", "TABLE", "EXECUTE"];
    // MySQL needs no AS.
    if cursor.is_any(&["SELECT", "WITH", "VALUES"]) {
        return true;
    }
    while !cursor.is_done() {
        if cursor.eat("AS") && (cursor.is_any(&QUERIES) || cursor.is_symbol(b'(')) {
            return true;
        }
        cursor.skip_one();
    }
    false
}

/// Everything after the name of the table.
pub(super) fn create(cursor: &mut Cursor<'_>, names: &Names) -> Parsed<CreateTable> {
    let mut create = CreateTable {
        columns: Vec::new(),
        constraints: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        options: TableOptions::default(),
        comment: None,
        stored: false,
        unread: Vec::new(),
    };
    if cursor.eat("PARTITION OF") {
        create.partition_of = Some(cursor.object(names)?);
    } else if names.dialect.is_mysql_like() && cursor.eat("LIKE") {
        create.like.push(Like::whole(cursor.object(names)?));
        return Ok(create);
    } else if !cursor.is_symbol(b'(') {
        return cursor.wanted("( and the columns");
    }
    if cursor.is_symbol(b'(') {
        for element in cursor.group()?.split_commas() {
            let mut rest = element;
            if let Err(unread) = self::element(&mut rest, names, &mut create) {
                create.unread.push(unread);
            }
        }
    }
    let by_column = std::mem::take(&mut create.options.versioned);
    options(cursor, names, &mut create)?;
    if by_column && !create.options.versioned {
        // The others are not, then.
        let others = create.columns.iter().filter(|c| !c.versioned);
        create.options.unversioned = others.map(|c| c.column.name.clone()).collect();
    }
    create.options.versioned |= by_column;
    Ok(create)
}

/// A column, or constraints (SQLite needs no comma between those).
fn element(cursor: &mut Cursor<'_>, names: &Names, create: &mut CreateTable) -> Parsed<()> {
    if cursor.dialect.family != Family::Sqlite && cursor.eat("LIKE") {
        let table = cursor.object(names)?;
        let mut like = Like::whole(table);
        if !names.dialect.is_mysql_like() {
            like.choose("all", false);
        }
        while !cursor.is_done() {
            let included = cursor.eat("INCLUDING");
            if included || cursor.eat("EXCLUDING") {
                like.choose(&cursor.name()?, included);
            } else {
                cursor.skip_one();
            }
        }
        create.like.push(like);
        return Ok(());
    }
    if !constraint::begins(cursor) {
        let mut column = if create.partition_of.is_some() {
            return cursor.fail("options of a partition's columns are not modelled");
        } else {
            column::column(cursor, names)?
        };
        create.constraints.append(&mut column.constraints);
        create.unread.append(&mut column.unread);
        create.options.versioned |= column.versioned;
        create.options.unversioned.extend(column.unversioned.then(|| column.column.name.clone()));
        create.options.conflicts.append(&mut column.conflicts);
        create.columns.push(column);
        return Ok(());
    }
    while !cursor.is_done() {
        let at = cursor.offset();
        let found = constraint::constraint(cursor, names)?;
        let of = match &found {
            Constraint::PrimaryKey(..) => Some(ConflictOf::PrimaryKey),
            Constraint::Unique(key) => Some(ConflictOf::Unique(key.columns.clone())),
            // Parsed by SQLite, and without effect.
            _ => None,
        };
        create.constraints.push((at, found));
        let unheard = of.is_none();
        let conflict = column::conflict(cursor, of.unwrap_or(ConflictOf::PrimaryKey));
        create.options.conflicts.extend(conflict.filter(|_| !unheard));
        if names.dialect.family != Family::Sqlite && !cursor.is_done() {
            return cursor.wanted("the end of the constraint");
        }
    }
    Ok(())
}

/// What follows the closing parenthesis.
fn options(cursor: &mut Cursor<'_>, names: &Names, create: &mut CreateTable) -> Parsed<()> {
    let family = names.dialect.family;
    let mysql = names.dialect.is_mysql_like();
    let mut charset = None;
    let said_before = create.options.collation.clone();
    while !cursor.is_done() {
        if cursor.eat("PARTITION BY") {
            create.options.partition_by = Some(cursor.rest_text());
        } else if cursor.eat("PARTITION OF") {
            create.partition_of = Some(cursor.object(names)?);
        } else if cursor.eat("STRICT") {
            create.options.strict = family == Family::Sqlite;
        } else if cursor.eat("WITHOUT ROWID") {
            create.options.without_rowid = true;
        } else if family == Family::Postgres && cursor.eat("INHERITS") {
            for table in cursor.group()?.objects(names)? {
                create.inherits.push(table);
            }
        } else if cursor.is_any(&["AS", "SELECT"]) {
            return cursor.fail("the columns come from a query, which is not evaluated");
        } else if mysql {
            table_option(cursor, names, create, &mut charset)?;
        } else {
            let mut rest = *cursor;
            create.stored |= family == Family::Postgres
                && (rest.is_all("TABLESPACE") || (rest.eat("WITH") && rest.is_symbol(b'(')));
            cursor.skip_one();
        }
    }
    if let Some(charset) = charset {
        let charset = charset::canonical(&charset);
        create.options.collation = Some(match create.options.collation.take() {
            Some(collation) if said_before.as_ref() != Some(&collation) => {
                open::closed(&collation, &charset)
            }
            _ => charset::default_collation(names.dialect, &charset),
        });
    }
    Ok(())
}

/// One option of a MySQL table; those the model has no place for are passed over.
fn table_option(
    cursor: &mut Cursor<'_>,
    names: &Names,
    create: &mut CreateTable,
    charset: &mut Option<String>,
) -> Parsed<()> {
    cursor.eat("DEFAULT");
    if cursor.eat("ENGINE") {
        cursor.eat_symbol(b'=');
        let engine = cursor.name()?.to_ascii_lowercase();
        create.options.engine = Some(engine).filter(|e| e != "innodb");
    } else if cursor.eat("CHARSET") || cursor.eat("CHARACTER SET") {
        cursor.eat_symbol(b'=');
        *charset = Some(cursor.name()?);
    } else if cursor.eat("COLLATE") {
        cursor.eat_symbol(b'=');
        create.options.collation = Some(charset::collation(names.dialect, cursor.name()?));
    } else if cursor.eat("COMMENT") {
        cursor.eat_symbol(b'=');
        create.comment = Some(cursor.string()?).filter(|c| !c.is_empty());
    } else if cursor.eat("WITH SYSTEM VERSIONING") {
        create.options.versioned = true;
    } else if let Some(name) = STORAGE_OPTIONS.iter().find(|name| cursor.eat(name)) {
        cursor.eat_symbol(b'=');
        let value = if cursor.eat("DEFAULT") { None } else { Some(option_value(cursor)?) };
        let name = name.to_lowercase();
        create.options.storage.retain(|option| option.split('=').next() != Some(&name));
        // 0 is what these are when nothing is said.
        let unsaid = matches!(value.as_deref(), None | Some("default"))
            || (value.as_deref() == Some("0") && ZERO_UNSAID.contains(&name.as_str()));
        if let Some(value) = value.filter(|_| !unsaid) {
            create.options.storage.push(format!("{name}={value}"));
            create.options.storage.sort();
        }
    } else {
        cursor.skip_one();
    }
    Ok(())
}

/// Options of a MySQL table that say how its rows are kept, and that the catalog shows as they were said.
pub(crate) const STORAGE_OPTIONS: [&str; 16] = [
    "ROW_FORMAT",
    "KEY_BLOCK_SIZE",
    "PAGE_COMPRESSED",
    "PAGE_COMPRESSION_LEVEL",
    "COMPRESSION",
    "ENCRYPTED",
    "ENCRYPTION_KEY_ID",
    "CHECKSUM",
    "DELAY_KEY_WRITE",
    "PACK_KEYS",
    "MAX_ROWS",
    "MIN_ROWS",
    "AVG_ROW_LENGTH",
    "STATS_PERSISTENT",
    "STATS_AUTO_RECALC",
    "STATS_SAMPLE_PAGES",
];

const ZERO_UNSAID: [&str; 6] =
    ["checksum", "delay_key_write", "max_rows", "min_rows", "avg_row_length", "key_block_size"];

fn option_value(cursor: &mut Cursor<'_>) -> Parsed<String> {
    let mark = cursor.mark();
    cursor.skip_one();
    let text = cursor.text_since(mark);
    Ok(text.trim().trim_matches(['\'', '"', '`']).to_lowercase())
}

/// Writes the options of a MySQL table that ALTER TABLE changes.
pub(super) fn change_options(
    cursor: &mut Cursor<'_>,
    names: &Names,
    table: &mut Table,
) -> Parsed<()> {
    let mut create = CreateTable {
        stored: false,
        columns: Vec::new(),
        constraints: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        options: std::mem::take(&mut table.options),
        comment: table.comment.take(),
        unread: Vec::new(),
    };
    let result = options(cursor, names, &mut create);
    table.options = create.options;
    table.comment = create.comment;
    result
}

/// Puts a column where it belongs; replaces one of the same name.
pub(super) fn place_column(
    table: &mut Table,
    names: &Names,
    column: seedbed_schema_model::Column,
    placing: &Placing,
) {
    let old = table.columns.iter().position(|c| names.same(&c.name, &column.name));
    if let Some(old) = old {
        table.columns.remove(old);
    }
    let end = table.columns.len();
    let at = match placing {
        Placing::Unsaid => old.unwrap_or(end),
        Placing::First => 0,
        Placing::After(before) => {
            table.columns.iter().position(|c| names.same(&c.name, before)).map_or(end, |i| i + 1)
        }
    };
    table.columns.insert(at, column);
}

/// The spelling of a column's declaration.
fn spell(table: &Table, names: &Names, column: &mut String) -> Result<(), String> {
    let found = table.columns.iter().find(|c| names.same(&c.name, column));
    match found {
        Some(found) => {
            column.clone_from(&found.name);
            Ok(())
        }
        None => Err(format!("{} has no column {column}", table.name)),
    }
}

/// Makes a constraint part of the table; the place it is found at afterwards.
pub(super) fn attach(
    table: &mut Table,
    names: &Names,
    constraint: Constraint,
) -> Result<Place, String> {
    let mysql = names.dialect.is_mysql_like();
    let (kind, name, columns) = match constraint {
        Constraint::PrimaryKey(mut key, mut index) => {
            periods(table, names, &mut key);
            key.columns.iter_mut().try_for_each(|c| spell(table, names, c))?;
            if table.primary_key.is_some() {
                return Err(format!("{} already has a primary key", table.name));
            }
            if names.dialect.family != Family::Sqlite {
                for column in table.columns.iter_mut().filter(|c| key.columns.contains(&c.name)) {
                    column.nullable = false;
                }
            }
            let place = (ObjectKind::PrimaryKey, key.name.clone(), key.columns.clone());
            table.primary_key = Some(key);
            for part in index.iter_mut().flat_map(|i| &mut i.parts) {
                if let IndexKey::Column(column) = &mut part.key {
                    spell(table, names, column)?;
                }
            }
            table.indexes.extend(index);
            place
        }
        Constraint::NotNull { column, .. } => {
            let found = table.columns.iter_mut().find(|c| c.name == column);
            let Some(found) = found else { return Err(format!("there is no column {column}")) };
            found.nullable = false;
            return Ok(Place::column(&table.name, &column));
        }
        Constraint::Period(name, mut columns) => {
            columns.iter_mut().try_for_each(|c| spell(table, names, c))?;
            for column in table.columns.iter_mut().filter(|c| columns.contains(&c.name)) {
                column.nullable = false;
            }
            let place = (ObjectKind::Table, None, columns.clone());
            // What versions a table is no period of its own.
            if !name.eq_ignore_ascii_case("system_time")
                && let [from, to] = <[String; 2]>::try_from(columns).unwrap_or_default()
            {
                table.options.period = Some(Period { name, from, to });
            }
            place
        }
        Constraint::Unique(mut key) => {
            periods(table, names, &mut key);
            key.columns.iter_mut().try_for_each(|c| spell(table, names, c))?;
            if mysql && key.name.is_none() {
                let first = key.columns.first().map(String::as_str);
                key.name = Some(names::mysql_index(table, names, first));
            }
            let place = (ObjectKind::Unique, key.name.clone(), key.columns.clone());
            table.uniques.push(key);
            place
        }
        Constraint::ForeignKey(mut key, index) => {
            key.columns.iter_mut().try_for_each(|c| spell(table, names, c))?;
            if index.is_some() && !is_indexed(table, &key.columns) {
                table.indexes.push(plain_index(index, &key.columns));
            }
            let place = (ObjectKind::ForeignKey, key.name.clone(), key.columns.clone());
            table.foreign_keys.push(key);
            place
        }
        Constraint::Check(check) => {
            let place = (ObjectKind::Check, check.name.clone(), vec![check.expr.0.clone()]);
            table.checks.push(check);
            place
        }
        Constraint::Exclusion(exclusion) => {
            let place = (ObjectKind::Exclusion, exclusion.name.clone(), Vec::new());
            table.exclusions.push(exclusion);
            place
        }
        Constraint::Index(mut index) => {
            for part in &mut index.parts {
                if let IndexKey::Column(column) = &mut part.key {
                    spell(table, names, column)?;
                }
            }
            if mysql && index.name.is_none() {
                let first = index.parts.iter().find_map(column_of);
                index.name = Some(names::mysql_index(table, names, first));
            }
            let place = (ObjectKind::Index, index.name.clone(), Vec::new());
            table.indexes.push(index);
            place
        }
        Constraint::UsingIndex { primary, name, index, deferrable } => {
            let at = table.indexes.iter().position(|i| i.name.as_ref() == Some(&index));
            let Some(at) = at else { return Err(format!("there is no index {index}")) };
            let columns = table
                .indexes
                .remove(at)
                .parts
                .iter()
                .filter_map(column_of)
                .map(str::to_owned)
                .collect();
            let key = Key { name: name.or(Some(index)), deferrable, ..Key::unnamed(columns) };
            return attach(
                table,
                names,
                if primary { Constraint::PrimaryKey(key, None) } else { Constraint::Unique(key) },
            );
        }
    };
    let part = name.unwrap_or_else(|| format!("({})", columns.join(", ")));
    Ok(Place::part(kind, &table.name, part))
}

/// `p WITHOUT OVERLAPS` in a key: the two columns of the period.
fn periods(table: &Table, names: &Names, key: &mut Key) {
    if let Some(period) = &table.options.period
        && key.columns.last().is_some_and(|last| names.same(last, &period.name))
        && table.columns.iter().all(|c| !names.same(&c.name, &period.name))
    {
        key.columns.pop();
        key.columns.extend([period.to.clone(), period.from.clone()]);
        key.without_overlaps = true;
    }
}

/// Whether an index of the table begins with these columns.
fn is_indexed(table: &Table, columns: &[String]) -> bool {
    let keys = table.primary_key.iter().chain(&table.uniques).map(|k| k.columns.clone());
    let whole = |i: &Index| -> Option<Vec<String>> {
        let parts = i.parts.iter();
        parts.map(|p| column_of(p).filter(|_| p.prefix.is_none()).map(str::to_owned)).collect()
    };
    let indexes = table.indexes.iter().filter(|i| i.method.is_none()).filter_map(whole);
    keys.chain(indexes).any(|own| own.starts_with(columns))
}

fn plain_index(name: Option<String>, columns: &[String]) -> Index {
    Index { name, ..Index::over(columns.iter().map(IndexPart::column).collect()) }
}

/// MySQL keeps the index it made for a foreign key when that goes.
pub(super) fn keep_index(table: &mut Table, names: &Names, foreign_key: &str) {
    if !names.dialect.is_mysql_like() {
        return;
    }
    let is = |k: &&seedbed_schema_model::ForeignKey| k.name.as_deref() == Some(foreign_key);
    let Some(key) = table.foreign_keys.iter().find(is).cloned() else { return };
    if is_indexed(table, &key.columns) {
        return;
    }
    // An unnamed key's index is called like its first column.
    let made_up = key.name.as_deref().is_some_and(|n| n.contains("_ibfk_"));
    let first = key.columns.first().map(String::as_str);
    let name = if made_up { Some(names::mysql_index(table, names, first)) } else { key.name };
    table.indexes.push(plain_index(name, &key.columns));
}

/// ALTER INDEX … VISIBLE, INVISIBLE, IGNORED.
pub(super) fn use_index(table: &mut Table, names: &Names, name: &str, valid: bool) {
    let is = |own: &Option<String>| own.as_deref().is_some_and(|n| names.same(n, name));
    table.indexes.iter_mut().filter(|i| is(&i.name)).for_each(|i| i.valid = valid);
    if valid {
        return;
    }
    // A key that no query uses is an index with that trait.
    let (hidden, kept) = std::mem::take(&mut table.uniques).into_iter().partition(|k| is(&k.name));
    table.uniques = kept;
    let hidden: Vec<Key> = hidden;
    let index = |k: Key| Index { unique: true, valid: false, ..plain_index(k.name, &k.columns) };
    table.indexes.extend(hidden.into_iter().map(index));
}

/// A new default of the table is not one of its columns: they keep the old one.
pub(super) fn keep_collations(table: &mut Table, before: Option<&str>) {
    if table.options.collation.as_deref() == before {
        return;
    }
    let old = before.unwrap_or(open::OF_DATABASE);
    for column in &mut table.columns {
        if column::takes_text(&column.ty.kind) && column.collation.is_none() {
            column.collation = Some(old.to_owned());
        }
    }
}

/// The column of an index part that is one.
pub(super) fn column_of(part: &IndexPart) -> Option<&str> {
    match &part.key {
        IndexKey::Column(column) => Some(column),
        IndexKey::Expression(_) => None,
    }
}

/// What SQLite derives from the whole of a table: the rowid alias, and which keys refuse NULL.
pub(super) fn settle_sqlite(table: &mut Table, defs: &[ColumnDef], autoincrement: bool) {
    let Some(key) = &table.primary_key else { return };
    let lone = key.columns.len() == 1;
    for column in table.columns.iter_mut().filter(|c| key.columns.contains(&c.name)) {
        let def = defs.iter().find(|d| d.column.name == column.name);
        let rowid = lone
            && !table.options.without_rowid
            && column.ty.raw.eq_ignore_ascii_case("integer")
            && !def.is_some_and(|d| d.descending_key);
        if rowid {
            column.identity = Some(Identity::Rowid { autoincrement });
        }
        if rowid || table.options.strict || table.options.without_rowid {
            column.nullable = false;
        }
    }
}

/// A copy of what `LIKE`, `INHERITS` or `PARTITION OF` takes over.
pub(super) fn take_over(table: &mut Table, names: &Names, from: &Table, like: &Like) {
    for column in &from.columns {
        let mut column = column.clone();
        if !like.defaults {
            column.default = None;
        }
        if let Some(Identity::Serial { sequence }) = &column.identity {
            // The number comes from the sequence of the table that was there first.
            let sequence = sequence.clone().unwrap_or_else(|| TableName {
                schema: from.name.schema.clone(),
                name: names::postgres_sequence(&from.name.name, &column.name),
            });
            let default = format!(
                "nextval({}::regclass)",
                names.dialect.literal(&spelled(names.dialect, &sequence))
            );
            column.default = like.defaults.then_some(Expr(default));
            column.identity = None;
            column.numbering = None;
        }
        // Partitions number their rows as the whole does only since PostgreSQL 17.
        let alone = like.partition && (1..17).contains(&names.dialect.version.major);
        if (!like.identity || alone) && names.dialect.family == Family::Postgres {
            column.identity = None;
            column.numbering = None;
        }
        if !like.generated {
            column.generated = None;
        }
        if !like.comments {
            column.comment = None;
        }
        if table.columns.iter().all(|c| !names.same(&c.name, &column.name)) {
            table.columns.push(column);
        }
    }
    let mut from = from.clone();
    if names.dialect.family == Family::Postgres {
        // Checks come with their names, also those that were made up.
        names::fill(&mut from, names);
    }
    if like.checks {
        table.checks.extend(from.checks.iter().cloned());
    }
    if names.dialect.is_mysql_like() {
        if names.dialect.family == Family::MySql {
            // The names of checks are unique in the database.
            table.checks.iter_mut().for_each(|c| c.name = None);
        }
        table.options = from.options.clone();
        table.comment.clone_from(&from.comment);
    }
    if like.partition {
        table.foreign_keys.extend(from.foreign_keys.iter().cloned());
    }
    if !like.keys {
        return;
    }
    // MySQL keeps the names, which are the table's own there; PostgreSQL makes new ones.
    let keep = names.dialect.is_mysql_like();
    let renamed = |key: &Key| Key { name: key.name.clone().filter(|_| keep), ..key.clone() };
    table.primary_key = from.primary_key.as_ref().map(renamed);
    table.uniques.extend(from.uniques.iter().map(renamed));
    for index in &from.indexes {
        let mut copy = Index { name: index.name.clone().filter(|_| keep), ..index.clone() };
        if !keep {
            let taken = |name: &str| table.indexes.iter().any(|i| i.name.as_deref() == Some(name));
            copy.name = Some(names::postgres_index(&table.name.name, &copy.parts, &taken));
        }
        table.indexes.push(copy);
    }
}

/// What a table gets when it is attached to a partitioned one: the keys, foreign keys and indexes of
/// its parent that it does not have yet.
pub(super) fn match_parent(child: &mut Table, names: &Names, parent: &Table) {
    let mut copy = Table::new(child.name.clone());
    take_over(&mut copy, names, parent, &Like::partition(&parent.name));
    for column in child.columns.iter_mut() {
        let strict = copy.columns.iter().any(|c| c.name == column.name && !c.nullable);
        column.nullable &= !strict;
        // What numbers the whole numbers its parts; a default that the whole has is not theirs.
        let numbered = copy.columns.iter().find(|c| c.name == column.name && c.identity.is_some());
        if let Some(whole) = numbered {
            column.identity.clone_from(&whole.identity);
            column.numbering.clone_from(&whole.numbering);
        }
    }
    if child.primary_key.is_none() {
        child.primary_key = copy.primary_key;
    }
    let has = |list: &[Key], key: &Key| list.iter().any(|k| k.columns == key.columns);
    copy.uniques.retain(|k| !has(&child.uniques, k));
    child.uniques.append(&mut copy.uniques);
    copy.foreign_keys.retain(|k| {
        !child.foreign_keys.iter().any(|c| c.columns == k.columns && c.target == k.target)
    });
    child.foreign_keys.append(&mut copy.foreign_keys);
    copy.indexes.retain(|i| !child.indexes.iter().any(|c| c.parts == i.parts));
    child.indexes.append(&mut copy.indexes);
}
