//! From recorded MySQL or MariaDB rows to a schema.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Check, Column, ColumnType, Dialect, Expr, Family, ForeignKey, Gap, GapKind, Generated,
    Identity, Index, IndexKey, IndexPart, Key, Origin, Period, Reading, Schema, Sequence, Table,
    TableName, TypeKind, View, normal,
};

use super::{
    code,
    defaults::{default_of, shown, without_database},
    fetch::{
        CheckRow, ColumnRow, KeyColumnRow, PartitionRow, ReferenceRow, Rows, StatisticRow, TableRow,
    },
    show_create,
};
use crate::{
    live::{action, unmodelled},
    sql::STORAGE_OPTIONS,
    types::parse_type,
};

/// Assembles a reading; pure.
pub fn assemble(origin: Origin, rows: &Rows) -> Reading {
    let dialect = rows.server.dialect();
    let mut assembly = Assembly {
        rows,
        dialect,
        schema: Schema::empty(dialect),
        gaps: Vec::new(),
        columns: by_table(&rows.columns, |r| &r.table),
        checks: by_table(&rows.checks, |r| &r.table),
        partitions: by_table(&rows.partitions, |r| &r.table),
        key_columns: by_table(&rows.key_columns, |r| &r.table),
        statistics: by_table(&rows.statistics, |r| &r.table),
        references: rows
            .references
            .iter()
            .map(|r| ((r.table.as_str(), r.name.as_str()), r))
            .collect(),
        needed: show_create::needed(rows),
    };
    assembly.schema.default_collation.clone_from(&rows.server.collation);
    for row in &rows.tables {
        match row.kind.as_str() {
            "VIEW" | "SEQUENCE" | "TEMPORARY" => {}
            _ => {
                let table = assembly.table(row);
                assembly.schema.insert(table);
            }
        }
    }
    assembly.views();
    assembly.sequences();
    let database = rows.server.database.as_deref().unwrap_or_default();
    code::assemble(&rows.code, database, &mut assembly.schema, &mut assembly.gaps);
    let Assembly { schema, gaps, .. } = assembly;
    Reading { gaps, ..Reading::new(origin, schema) }
}

struct Assembly<'r> {
    rows: &'r Rows,
    dialect: Dialect,
    schema: Schema,
    gaps: Vec<Gap>,
    columns: ByTable<'r, ColumnRow>,
    checks: ByTable<'r, CheckRow>,
    partitions: ByTable<'r, PartitionRow>,
    key_columns: ByTable<'r, KeyColumnRow>,
    statistics: ByTable<'r, StatisticRow>,
    references: BTreeMap<(&'r str, &'r str), &'r ReferenceRow>,
    /// Tables of which only SHOW CREATE TABLE says everything.
    needed: BTreeSet<&'r str>,
}

/// Rows of each table, in their order.
type ByTable<'r, T> = BTreeMap<&'r str, Vec<&'r T>>;

fn by_table<T>(rows: &[T], table: impl Fn(&T) -> &String) -> ByTable<'_, T> {
    let mut out = ByTable::new();
    for row in rows {
        out.entry(table(row).as_str()).or_default().push(row);
    }
    out
}

fn of_table<'r, T>(rows: &ByTable<'r, T>, table: &str) -> Vec<&'r T> {
    rows.get(table).cloned().unwrap_or_default()
}

impl<'r> Assembly<'r> {
    fn expr(&self, text: &str) -> Expr {
        let database = self.rows.server.database.as_deref().unwrap_or_default();
        Expr(without_database(&shown(self.dialect, text), database))
    }

    fn gap(&mut self, place: &str, what: &str, why: &str) {
        self.gaps.push(Gap {
            place: place.to_owned(),
            what: what.to_owned(),
            why: why.to_owned(),
            kind: GapKind::Privilege,
            goes_with: None,
        });
    }

    fn table(&mut self, row: &'r TableRow) -> Table {
        let name = row.name.as_str();
        let mut table = Table::new(name);
        let server = &self.rows.server;
        table.options.engine =
            row.engine.as_ref().map(|e| e.to_lowercase()).filter(|e| e != "innodb");
        table.options.collation =
            row.collation.clone().filter(|c| Some(c) != server.collation.as_ref());
        table.options.storage = storage(row.options.as_deref().unwrap_or_default());
        table.comment = some_text(&row.comment);
        match row.kind.as_str() {
            "BASE TABLE" => {}
            "SYSTEM VERSIONED" => table.options.versioned = true,
            kind => self.gaps.push(unmodelled(name, "kind of table", Some(kind))),
        }
        if table.options.engine.as_deref() == Some("mrg_myisam") {
            self.gaps.push(unmodelled(name, "UNION of a MERGE table", None));
        }
        self.partitions(&mut table);

        let checks = of_table(&self.checks, name);
        let columns = of_table(&self.columns, name);
        table.columns.reserve_exact(columns.len());
        for column in columns.iter().copied() {
            let json = checks.iter().any(|check| is_json(column, check));
            let column = self.column(row, column, json);
            table.columns.push(column);
        }
        let period = self.period(name, &checks);
        let without_overlaps = period.map(|(period, keys)| {
            table.options.period = Some(period);
            keys
        });
        for check in checks {
            if table.options.period.as_ref().is_some_and(|p| p.name == check.name) {
                continue;
            }
            let column = columns.iter().find(|c| c.name == check.name);
            if !column.is_some_and(|c| is_json(c, check)) {
                table.checks.push(self.check(check, column.is_some()));
            }
        }
        table.foreign_keys = self.foreign_keys(name);
        self.indexes(&mut table);
        let without_overlaps = without_overlaps.unwrap_or_default();
        if let Some(key) =
            table.primary_key.as_mut().filter(|_| without_overlaps.contains("PRIMARY"))
        {
            key.without_overlaps = true;
        }
        for key in &mut table.uniques {
            let name = key.name.as_deref().unwrap_or_default();
            key.without_overlaps = without_overlaps.contains(name);
        }
        table.options.unversioned = columns
            .iter()
            .filter(|c| table.options.versioned && c.extra.contains("WITHOUT SYSTEM VERSIONING"))
            .map(|c| c.name.clone())
            .collect();
        table
    }

    /// MariaDB's period, with the keys that are WITHOUT OVERLAPS in it.
    fn period(&mut self, table: &str, checks: &[&CheckRow]) -> Option<(Period, BTreeSet<String>)> {
        if self.dialect.family != Family::MariaDb {
            return None;
        }
        match self.rows.show_create.get(table) {
            Some(text) => show_create::period(text),
            None => {
                let vague = checks.iter().any(|c| show_create::bounds(c).is_some());
                if vague && self.needed.contains(table) {
                    let why =
                        "only SHOW CREATE TABLE tells a period from a check; grant SELECT on it";
                    self.gap(table, "period", why);
                }
                None
            }
        }
    }

    fn partitions(&mut self, table: &mut Table) {
        let place = table.name.name.as_str();
        // Every subpartition is a row of its own.
        let mut partitions = of_table(&self.partitions, place);
        let rows = partitions.len();
        partitions.dedup_by(|a, b| a.name == b.name);
        let Some(first) = partitions.first() else { return };
        if partitions.iter().any(|p| show_create::is_vague(p)) && self.needed.contains(place) {
            let shown = self.rows.show_create.get(place);
            table.options.partition_by = shown.and_then(|text| show_create::partition_by(text));
            if shown.is_none() {
                let why = "only SHOW CREATE TABLE says how it is partitioned; grant SELECT on it";
                self.gap(place, "partitions", why);
            }
            return;
        }
        let expression = first.expression.as_deref().unwrap_or_default();
        let mut by = format!("{} ({expression})", first.method);
        // A partition's own subpartitions are shown by their names only.
        let named = |p: &PartitionRow| -> Vec<&str> {
            let own = self.partitions.get(place).into_iter().flatten().filter(|r| r.name == p.name);
            own.filter_map(|r| r.subpartition.as_deref()).collect()
        };
        let usual = partitions.iter().all(|p| {
            let mut names = named(p).into_iter().enumerate();
            names.all(|(i, name)| name == format!("{}sp{i}", p.name))
        });
        if let Some(method) = &first.subpartitions {
            let of = first.subexpression.as_deref().unwrap_or_default();
            by.push_str(&format!(" SUBPARTITION BY {method} ({of})"));
            if usual {
                by.push_str(&format!(" SUBPARTITIONS {}", rows / partitions.len()));
            }
        }
        // HASH and KEY number their partitions.
        let numbered = partitions.iter().enumerate().all(|(i, p)| p.name == format!("p{i}"));
        if numbered && partitions.iter().all(|p| p.description.is_none()) {
            table.options.partition_by = Some(format!("{by} PARTITIONS {}", partitions.len()));
            return;
        }
        let each = |p: &&PartitionRow| {
            let named = named(p).into_iter().filter(|_| !usual);
            partition(p, &named.collect::<Vec<_>>())
        };
        let list: Vec<_> = partitions.iter().map(each).collect();
        table.options.partition_by = Some(format!("{by} ({})", list.join(", ")));
    }

    fn column(&mut self, table: &TableRow, row: &ColumnRow, json: bool) -> Column {
        let raw = match row.srid {
            Some(srid) => format!("{} srid {srid}", row.ty),
            None => row.ty.clone(),
        };
        let mut ty = ColumnType { kind: parse_type(self.dialect, &row.ty), raw };
        let extra = row.extra.to_ascii_lowercase();
        let mut collation = row.collation.clone().filter(|c| Some(c) != table.collation.as_ref());
        if json {
            ty = ColumnType { raw: "json".to_owned(), kind: TypeKind::Json { binary: false } };
            collation = None;
        }
        let mut column = Column::new(&row.name, ty);
        column.nullable = row.nullable;
        column.collation = collation;
        column.comment = some_text(&row.comment);
        column.identity = extra.contains("auto_increment").then_some(Identity::AutoIncrement);
        // Lower-casing ASCII keeps positions.
        column.on_update =
            extra.find("on update ").map(|at| Expr::from(row.extra[at + 10..].trim()));
        match row.generated.as_deref().filter(|g| !g.is_empty()) {
            Some(text) => {
                let stored = extra.contains("stored") || extra.contains("persistent");
                column.generated = Some(Generated { expr: self.expr(text), stored });
            }
            None => {
                let default = default_of(self.dialect, row, &column.ty.kind);
                let database = self.rows.server.database.as_deref().unwrap_or_default();
                column.default = default.map(|d| Expr(without_database(&d.0, database)));
            }
        }
        column.invisible = extra.contains("invisible");
        column
    }

    fn check(&self, row: &CheckRow, named_as_column: bool) -> Check {
        // A check written with a column has no name; MariaDB shows the column's.
        let of_column = match &row.level {
            Some(level) => level == "Column",
            None => self.dialect.family == Family::MariaDb && named_as_column,
        };
        let name = (!of_column).then(|| row.name.clone());
        Check { validated: row.enforced, ..Check::new(name, self.expr(&row.clause)) }
    }

    fn foreign_keys(&mut self, table: &'r str) -> Vec<ForeignKey> {
        let mut by_name = BTreeMap::<&str, Vec<&KeyColumnRow>>::new();
        for row in of_table(&self.key_columns, table) {
            by_name.entry(&row.name).or_default().push(row);
        }
        let shown = self.rows.show_create.get(table).map(|sql| show_create::actions(sql));
        let mut out = Vec::new();
        for (name, rows) in by_name {
            let Some(first) = rows.first() else { continue };
            let actions = self
                .references
                .get(&(table, name))
                .map(|r| (action(&r.on_delete), action(&r.on_update)))
                .or_else(|| shown.as_ref()?.get(name).copied());
            if actions.is_none() {
                self.gap(
                    &format!("{table}.{name}"),
                    "actions of the foreign key",
                    "the role is shown neither REFERENTIAL_CONSTRAINTS nor SHOW CREATE TABLE; \
                     grant it SELECT on the whole table",
                );
            }
            let (on_delete, on_update) = actions.unwrap_or_default();
            let schema = Some(&first.target_schema)
                .filter(|s| Some(*s) != self.rows.server.database.as_ref())
                .cloned();
            out.push(ForeignKey {
                name: Some(name.to_owned()),
                on_delete,
                on_update,
                ..ForeignKey::unnamed(
                    rows.iter().map(|r| r.column.clone()).collect(),
                    TableName { schema, name: first.target.clone() },
                    rows.iter().map(|r| r.target_column.clone()).collect(),
                )
            });
        }
        out
    }

    fn indexes(&mut self, table: &mut Table) {
        let mut by_name = BTreeMap::<&str, Vec<&StatisticRow>>::new();
        for row in of_table(&self.statistics, &table.name.name) {
            by_name.entry(&row.index).or_default().push(row);
        }
        for (name, rows) in by_name {
            let Some(first) = rows.first() else { continue };
            // Every part a whole column in ascending order.
            let plain: Option<Vec<_>> = rows
                .iter()
                .map(|r| {
                    let whole = r.prefix.is_none() && r.order.as_deref() != Some("D");
                    r.column.clone().filter(|_| whole)
                })
                .collect();
            match plain {
                Some(columns) if name == "PRIMARY" => {
                    table.primary_key = Some(Key::unnamed(columns));
                }
                None if name == "PRIMARY" => {
                    let columns = rows.iter().filter_map(|r| r.column.clone()).collect();
                    table.primary_key = Some(Key::unnamed(columns));
                    let index = self.index(table, name, first, &rows);
                    table.indexes.push(index);
                }
                Some(columns) if first.unique && !first.ignored => {
                    let name = Some(name.to_owned());
                    table.uniques.push(Key { name, ..Key::unnamed(columns) });
                }
                Some(columns) if serves_foreign_key(table, name, first, &columns) => {}
                _ => {
                    let index = self.index(table, name, first, &rows);
                    table.indexes.push(index);
                }
            }
        }
    }

    fn index(
        &self,
        table: &Table,
        name: &str,
        first: &StatisticRow,
        rows: &[&StatisticRow],
    ) -> Index {
        let method = first.method.to_lowercase();
        let parts = rows.iter().map(|row| IndexPart {
            key: match (&row.column, &row.expression) {
                (Some(column), _) => IndexKey::Column(column.clone()),
                (None, text) => {
                    IndexKey::Expression(self.expr(text.as_deref().unwrap_or_default()))
                }
            },
            descending: row.order.as_deref() == Some("D"),
            nulls_first: None,
            collation: None,
            opclass: None,
            // The length MySQL gives for a spatial key is its own.
            prefix: row.prefix.filter(|_| method != "spatial"),
        });
        Index {
            name: Some(name.to_owned()),
            unique: first.unique,
            // In memory, hashing is the default.
            method: Some(method.clone())
                .filter(|m| m != "btree" || table.options.engine.as_deref() == Some("memory")),
            valid: !first.ignored,
            ..Index::over(parts.collect())
        }
    }

    fn views(&mut self) {
        for row in &self.rows.views {
            if row.definition.is_empty() {
                // No reason to judge nothing: a query is only compared with one from a database.
                self.gaps.push(Gap {
                    why: "the role may not see it; grant it SHOW VIEW".to_owned(),
                    ..unmodelled(&row.name, "query of the view", None)
                });
            }
            let name = TableName::new(&row.name);
            // Unlike other expressions, these are not kept escaped.
            let database = self.rows.server.database.as_deref().unwrap_or_default();
            let definition = Expr(without_database(&row.definition, database));
            let mut view = View::new(name.clone(), definition);
            if !["", "NONE"].contains(&row.check_option.as_str()) {
                view.options.push(format!("check_option={}", row.check_option.to_lowercase()));
            }
            if row.security == "INVOKER" {
                view.options.push("sql security invoker".to_owned());
            }
            self.schema.views.insert(name, view);
        }
    }

    fn sequences(&mut self) {
        let Some(sequences) = &self.rows.sequences else {
            for table in self.rows.tables.iter().filter(|t| t.kind == "SEQUENCE") {
                self.gap(&table.name, "sequence", "the role may not read it; grant it SELECT");
            }
            return;
        };
        for row in sequences {
            let name = TableName::new(&row.name);
            let sequence = Sequence {
                min: row.min,
                max: row.max,
                cache: row.cache,
                cycle: row.cycle,
                ..Sequence::new(name.clone(), row.start, row.increment)
            };
            let sequence = normal::sequence_form(self.dialect, &sequence);
            self.schema.sequences.insert(name, sequence);
        }
    }
}

/// One partition of a list, as SHOW CREATE TABLE has it.
fn partition(row: &PartitionRow, subpartitions: &[&str]) -> String {
    let (list, columns) = (row.method.starts_with("LIST"), row.method.ends_with("COLUMNS"));
    let values = match (row.description.as_deref(), list, columns) {
        (None, ..) => String::new(),
        (Some(values), true, _) => format!(" VALUES IN ({values})"),
        (Some("MAXVALUE"), _, false) => " VALUES LESS THAN MAXVALUE".to_owned(),
        (Some(bound), ..) => format!(" VALUES LESS THAN ({bound})"),
    };
    let quote = |name: &str| Dialect::MARIADB.quote(name);
    let names: Vec<_> =
        subpartitions.iter().map(|name| format!("SUBPARTITION {}", quote(name))).collect();
    let within = match names.is_empty() {
        true => String::new(),
        false => format!(" ({})", names.join(", ")),
    };
    format!("PARTITION {}{values}{within}", quote(&row.name))
}

/// What CREATE_OPTIONS says of how rows are kept.
fn storage(options: &str) -> Vec<String> {
    let known = |name: &str| STORAGE_OPTIONS.iter().any(|o| o.eq_ignore_ascii_case(name));
    let pairs = options.split_whitespace().filter_map(|option| {
        let (name, value) = option.split_once('=')?;
        let plain = |text: &str| text.trim_matches(['`', '\'', '"']).to_lowercase();
        Some((plain(name), plain(value))).filter(|(name, _)| known(name))
    });
    let mut all: Vec<_> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
    all.sort();
    all
}

/// MariaDB's JSON is longtext with a check of its own, named like the column.
fn is_json(column: &ColumnRow, check: &CheckRow) -> bool {
    check.name == column.name
        && column.ty == "longtext"
        && column.collation.as_deref() == Some("utf8mb4_bin")
        && check.clause == format!("json_valid(`{}`)", column.name.replace('`', "``"))
}

/// Whether an index is the one InnoDB makes for a foreign key: named like the key, or like its first
/// column when the key was written without a name.
fn serves_foreign_key(table: &Table, name: &str, index: &StatisticRow, columns: &[String]) -> bool {
    index.method == "BTREE"
        && table.foreign_keys.iter().any(|key| {
            key.columns == columns
                && (key.name.as_deref() == Some(name)
                    || key.columns.first().is_some_and(|c| c == name))
        })
}

fn some_text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
