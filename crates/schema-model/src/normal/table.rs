//! A whole table in normal form.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    charset, default_form, expr_form_in, expressions, names, partitions, type_form, types,
    value_form, values,
};
use crate::{
    Action, Check, Column, Conflict, ConflictOf, Deferrable, Dialect, DomainType, Exclusion,
    ExclusionPart, Expr, Family, ForeignKey, Generated, Identity, Index, IndexKey, IndexPart, Key,
    MatchType, Schema, Table, TableName, TableOptions, Trigger, TypeKind, View, graph,
};

/// The table with everything the engine treats alike brought to one spelling: raw types and
/// expressions replaced by their normal forms, indexes that merely serve a foreign key or repeat a
/// key dropped, names the engine made up removed, constraints in a fixed order. Column order and
/// comments are kept. The values of PostgreSQL enums are left to [`Schema::enums`].
pub fn table_form(schema: &Schema, table: &Table) -> Table {
    Former { schema, table }.table()
}

/// Every table of a schema in normal form.
pub fn table_forms(schema: &Schema) -> BTreeMap<TableName, Table> {
    let forms = schema.tables.iter().map(|(name, t)| (name.clone(), table_form(schema, t)));
    forms.collect()
}

/// The domain in normal form.
pub fn domain_form(schema: &Schema, domain: &DomainType) -> DomainType {
    let made_up = format!("{}_check", domain.name.name);
    // What a check calls `value` is of the type that the domain is based on.
    let mut values = Table::new(domain.name.clone());
    values.columns.push(Column::new("value", domain.base.clone()));
    let check = |c: &Check| Check {
        name: c
            .name
            .clone()
            .filter(|n| n.trim_end_matches(|c: char| c.is_ascii_digit()) != made_up),
        expr: Expr(expr_form_in(schema, &values, &c.expr)),
        ..c.clone()
    };
    let mut checks: Vec<Check> = domain.checks.iter().map(check).collect();
    checks.sort_by(|a, b| (&a.name, &a.expr.0).cmp(&(&b.name, &b.expr.0)));
    let mut base = domain.base.clone();
    base.raw = type_form(schema, &domain.base);
    base.kind = kind(schema.dialect, &domain.base.kind, &base.raw);
    let kind_of_base = super::base_kind(schema, &domain.base);
    let default = domain
        .default
        .as_ref()
        .and_then(|d| value_form(schema.dialect, &domain.base, &kind_of_base, d));
    DomainType {
        name: domain.name.clone(),
        base,
        not_null: domain.not_null,
        default: default.map(Expr),
        checks,
    }
}

/// The view in normal form: its query token by token, so that white space, the case of keywords and
/// comments do not count.
pub fn view_form(schema: &Schema, view: &View) -> View {
    // A view has no columns the schema knows the types of.
    let table = Table::new(view.name.clone());
    let former = Former { schema, table: &table };
    let mut options: Vec<_> =
        view.options.iter().map(|o| expressions::tokens_form(schema.dialect, o)).collect();
    options.sort_unstable();
    let mut indexes: Vec<_> = view.indexes.iter().map(|i| former.index(i)).collect();
    indexes.sort_by_cached_key(|i| format!("{:?} {:?}", i.name, i.parts));
    View {
        definition: Expr(expressions::query_form(schema.dialect, &view.definition.0)),
        options,
        indexes,
        triggers: view.triggers.iter().map(|t| super::trigger_form(schema, None, t)).collect(),
        ..view.clone()
    }
}

/// The kind that goes with a form. Named types are known to the catalog only.
fn kind(dialect: Dialect, original: &TypeKind, form: &str) -> TypeKind {
    match original {
        _ if dialect.family != Family::Postgres => types::kind(dialect, form),
        TypeKind::Enum { name: Some(name), .. } => {
            TypeKind::Enum { name: Some(name.clone()), values: Vec::new() }
        }
        TypeKind::Domain { name } => TypeKind::Domain { name: name.clone() },
        _ => types::kind(dialect, form),
    }
}

/// A collation's one name; `None` when it is the default.
fn collation(dialect: Dialect, name: Option<&String>) -> Option<String> {
    let name = name?;
    match dialect.family {
        Family::Sqlite => Some(name.to_ascii_lowercase()).filter(|n| n != "binary"),
        Family::Postgres => {
            let name = name.trim_start_matches("pg_catalog.").trim_matches('"');
            (name != "default").then(|| name.to_owned())
        }
        Family::MySql | Family::MariaDb => {
            let name = name.to_ascii_lowercase();
            Some(match name.strip_prefix("utf8_") {
                Some(rest) => format!("utf8mb3_{rest}"),
                None => name,
            })
        }
    }
}

struct Former<'a> {
    schema: &'a Schema,
    table: &'a Table,
}

impl Former<'_> {
    fn dialect(&self) -> Dialect {
        self.schema.dialect
    }

    fn is(&self, family: Family) -> bool {
        self.schema.dialect.family == family
    }

    fn table(&self) -> Table {
        let t = self.table;
        let primary_key = t
            .primary_key
            .as_ref()
            .map(|key| Key { name: names::primary_key(self.dialect(), t, key), ..self.key(key) });
        let mut foreign_keys: Vec<_> = t.foreign_keys.iter().map(|k| self.foreign_key(k)).collect();
        foreign_keys.sort_by(|a, b| {
            (&a.columns, &a.target, &a.name).cmp(&(&b.columns, &b.target, &b.name))
        });
        foreign_keys.dedup();
        let (uniques, indexes) = self.keys_and_indexes(primary_key.as_ref());
        Table {
            name: t.name.clone(),
            columns: t.columns.iter().map(|c| self.column(c)).collect(),
            primary_key,
            uniques,
            foreign_keys,
            indexes,
            checks: self.checks(),
            exclusions: self.exclusions(),
            triggers: self.triggers(),
            comment: t.comment.clone().filter(|c| !c.is_empty()),
            options: self.options(),
        }
    }

    fn options(&self) -> TableOptions {
        let o = &self.table.options;
        let engine = o.engine.as_ref().map(|e| e.to_ascii_lowercase());
        let mut conflicts: Vec<Conflict> = o.conflicts.iter().map(conflict_form).collect();
        conflicts.retain(|c| c.action != "ABORT");
        conflicts.sort();
        conflicts.dedup();
        let engine = engine.map(|e| match e.as_str() {
            "merge" => "mrg_myisam".to_owned(),
            "heap" => "memory".to_owned(),
            _ => e,
        });
        let engine = engine.filter(|e| e != "innodb");
        let mut storage: Vec<_> = o.storage.iter().map(|s| s.to_lowercase()).collect();
        // The row format of InnoDB unless it is said, and of those that have one only.
        storage.retain(|s| engine.is_some() || s != "row_format=dynamic");
        storage.sort();
        storage.dedup();
        let mut unversioned: Vec<_> =
            o.unversioned.iter().map(|c| self.spelled(self.table, c)).collect();
        unversioned.sort();
        TableOptions {
            conflicts,
            storage,
            unversioned,
            module: o.module.as_ref().map(|m| expressions::tokens_form(self.dialect(), m)),
            engine,
            collation: collation(self.dialect(), o.collation.as_ref()),
            // A dump names the storage engine of each partition.
            partition_by: o.partition_by.as_ref().map(|p| self.partitions(p)),
            ..o.clone()
        }
    }

    fn partitions(&self, by: &str) -> String {
        let form = expressions::tokens_form(self.dialect(), by);
        if !self.dialect().is_mysql_like() {
            return form;
        }
        partitions::form(&form)
    }

    fn expr(&self, expr: &Expr) -> Expr {
        Expr(expr_form_in(self.schema, self.table, expr))
    }

    /// A column's name as the table spells it: only PostgreSQL's are case-sensitive.
    fn spelled(&self, table: &Table, name: &str) -> String {
        if self.is(Family::Postgres) || table.column(name).is_some() {
            return name.to_owned();
        }
        let found = table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(name));
        found.map_or(name, |c| &c.name).to_owned()
    }

    /// The character set that the declaration of a MySQL column is in; four bytes a character when
    /// nothing says which.
    fn charset(&self, c: &Column) -> String {
        let said = [&c.collation, &self.table.options.collation, &self.schema.default_collation]
            .into_iter()
            .flatten()
            .find(|c| !charset::is_open(c));
        let name = collation(self.dialect(), said);
        name.map_or("utf8mb4".to_owned(), |name| charset::charset_of(&name).to_owned())
    }

    /// The column with the type that its character set makes of it.
    fn in_charset<'c>(&self, c: &'c Column) -> Cow<'c, Column> {
        if !self.dialect().is_mysql_like() {
            return Cow::Borrowed(c);
        }
        match types::in_charset(self.dialect(), &c.ty.raw, &self.charset(c)) {
            None => Cow::Borrowed(c),
            Some(raw) => {
                let kind = types::kind(self.dialect(), &raw);
                Cow::Owned(Column { ty: crate::ColumnType { raw, kind }, ..c.clone() })
            }
        }
    }

    fn column(&self, c: &Column) -> Column {
        let is_json = self.is_json(c);
        let c = self.in_charset(c);
        let c = c.as_ref();
        let mut ty = c.ty.clone();
        ty.raw = if is_json { "json".to_owned() } else { type_form(self.schema, &c.ty) };
        ty.kind = kind(self.dialect(), &c.ty.kind, &ty.raw);
        // JSON has one collation only, bytes have none.
        let collates = match ty.kind {
            TypeKind::Json { .. } => false,
            TypeKind::Binary { .. } | TypeKind::Blob { .. } => !self.dialect().is_mysql_like(),
            _ => true,
        };
        let own = collation(self.dialect(), c.collation.as_ref()).filter(|_| collates);
        let inherited = collation(self.dialect(), self.table.options.collation.as_ref());
        Column {
            name: c.name.clone(),
            nullable: c.nullable && !self.is_never_null(c),
            default: default_form(self.schema, c).map(Expr),
            on_update: c.on_update.as_ref().map(|e| self.expr(e)),
            generated: c
                .generated
                .as_ref()
                .map(|g| Generated { expr: self.expr(&g.expr), stored: g.stored }),
            identity: c.identity.clone().map(|identity| match identity {
                Identity::Serial { .. } => Identity::Serial { sequence: None },
                other => other,
            }),
            numbering: c.numbering.as_ref().and_then(|n| super::numbering_form(self.dialect(), n)),
            collation: own.filter(|own| Some(own) != inherited.as_ref()),
            comment: c.comment.clone().filter(|c| !c.is_empty()),
            invisible: c.invisible,
            ty,
        }
    }

    /// Whether the engine refuses NULL, said or not.
    fn is_never_null(&self, c: &Column) -> bool {
        let in_key =
            self.table.primary_key.as_ref().is_some_and(|k| {
                k.columns.iter().any(|name| self.spelled(self.table, name) == c.name)
            });
        // SQLite allows NULL in the primary key of a plain table.
        let enforced = !self.is(Family::Sqlite)
            || self.table.options.strict
            || self.table.options.without_rowid;
        c.identity.is_some() || (in_key && enforced)
    }

    /// MariaDB has no JSON type: it is longtext with a check.
    fn is_json(&self, column: &Column) -> bool {
        if !self.is(Family::MariaDb) {
            return false;
        }
        if matches!(column.ty.kind, TypeKind::Json { .. }) {
            return true;
        }
        let says = |c: &&Check| c.expr.0.to_ascii_lowercase().contains("json_valid");
        let mut checks = self.table.checks.iter().filter(says).peekable();
        checks.peek().is_some()
            && types::text_form(self.dialect(), &column.ty.raw) == "longtext"
            && checks.any(|c| self.expr(&c.expr) == json_valid(&column.name))
    }

    fn checks(&self) -> Vec<Check> {
        let implied: Vec<Expr> = if self.dialect().is_mysql_like() {
            let json = |c: &&Column| matches!(c.ty.kind, TypeKind::Json { .. }) || self.is_json(c);
            self.table.columns.iter().filter(json).map(|c| json_valid(&c.name)).collect()
        } else {
            Vec::new()
        };
        let form = |c: &Check| Check {
            name: names::check(self.dialect(), self.table, c),
            expr: self.expr(&c.expr),
            validated: c.validated || self.is(Family::Sqlite),
            ..c.clone()
        };
        let mut checks: Vec<Check> =
            self.table.checks.iter().map(form).filter(|c| !implied.contains(&c.expr)).collect();
        checks.sort_by(|a, b| (&a.expr.0, &a.name).cmp(&(&b.expr.0, &b.name)));
        checks.dedup();
        checks
    }

    fn key(&self, key: &Key) -> Key {
        Key {
            name: key.name.clone(),
            columns: key.columns.iter().map(|c| self.spelled(self.table, c)).collect(),
            deferrable: key.deferrable,
            nulls_not_distinct: key.nulls_not_distinct,
            include: self.sorted(&key.include),
            without_overlaps: key.without_overlaps,
        }
    }

    /// Columns whose order says nothing.
    fn sorted(&self, columns: &[String]) -> Vec<String> {
        let mut columns: Vec<_> = columns.iter().map(|c| self.spelled(self.table, c)).collect();
        columns.sort_unstable();
        columns
    }

    fn exclusions(&self) -> Vec<Exclusion> {
        let form = |e: &Exclusion| Exclusion {
            name: names::exclusion(self.table, e),
            method: e.method.to_ascii_lowercase(),
            parts: e
                .parts
                .iter()
                .map(|p| ExclusionPart {
                    part: self.part(&Index::over(Vec::new()), &p.part, Some(&e.method)),
                    operator: expressions::tokens_form(self.dialect(), &p.operator)
                        .replace("operator ( pg_catalog . ", "")
                        .trim_end_matches(" )")
                        .to_owned(),
                })
                .collect(),
            include: self.sorted(&e.include),
            predicate: e.predicate.as_ref().map(|p| self.expr(p)),
            deferrable: e.deferrable,
        };
        let mut all: Vec<_> = self.table.exclusions.iter().map(form).collect();
        all.sort_by_cached_key(|e| format!("{e:?}"));
        all
    }

    fn triggers(&self) -> Vec<Trigger> {
        let form = |t| super::trigger_form(self.schema, Some(self.table), t);
        self.table.triggers.iter().map(form).collect()
    }

    fn foreign_key(&self, key: &ForeignKey) -> ForeignKey {
        let target = graph::target(self.schema, key);
        let target_columns = match target {
            Some(t) if key.target_columns.is_empty() => {
                t.primary_key.as_ref().map(|k| k.columns.clone()).unwrap_or_default()
            }
            Some(t) => key.target_columns.iter().map(|c| self.spelled(t, c)).collect(),
            None => key.target_columns.clone(),
        };
        let postgres = self.is(Family::Postgres);
        let mysql = self.dialect().is_mysql_like();
        let action = |action| match action {
            // InnoDB checks at once either way.
            Action::Restrict if mysql => Action::NoAction,
            action => action,
        };
        ForeignKey {
            name: names::foreign_key(self.dialect(), self.table, key),
            columns: key.columns.iter().map(|c| self.spelled(self.table, c)).collect(),
            target: target.map_or(&key.target, |t| &t.name).clone(),
            target_columns,
            on_delete: action(key.on_delete),
            on_update: action(key.on_update),
            // The others parse MATCH and ignore it.
            match_type: if postgres { key.match_type } else { MatchType::Simple },
            deferrable: match key.deferrable {
                _ if mysql => Deferrable::No,
                // SQLite has no SET CONSTRAINTS, so nothing can be deferred later.
                Deferrable::InitiallyImmediate if !postgres => Deferrable::No,
                deferrable => deferrable,
            },
            validated: key.validated || !postgres,
            // All of them is what happens unsaid.
            set_columns: Some(self.sorted(&key.set_columns))
                .filter(|set| *set != self.sorted(&key.columns))
                .unwrap_or_default(),
            period: key.period,
            not_enforced: key.not_enforced,
        }
    }

    fn keys_and_indexes(&self, primary: Option<&Key>) -> (Vec<Key>, Vec<Index>) {
        let mut uniques: Vec<Key> = self
            .table
            .uniques
            .iter()
            .map(|k| Key { name: names::unique(self.dialect(), self.table, k), ..self.key(k) })
            .collect();
        let mut indexes = Vec::new();
        for index in &self.table.indexes {
            let form = self.index(index);
            match plain_columns(&form) {
                // On these engines a unique constraint is a unique index.
                Some(_) if self.is_primary(index) => {}
                Some(columns) if form.unique && !self.is(Family::Postgres) => {
                    let key = Key { name: form.name, ..Key::unnamed(columns) };
                    let name = names::unique(self.dialect(), self.table, &key);
                    uniques.push(Key { name, ..key });
                }
                columns if self.is_engines_own(index, &form, columns.as_deref(), &uniques) => {}

                _ => indexes.push(form),
            }
        }
        let repeats_primary = |k: &Key| {
            primary.is_some_and(|p| p.columns == k.columns && p.deferrable == k.deferrable)
                && (k.name.is_none() || self.is(Family::Sqlite))
        };
        uniques.retain(|k| !repeats_primary(k));
        uniques.sort_by(|a, b| (&a.columns, &a.name).cmp(&(&b.columns, &b.name)));
        uniques.dedup();
        // A made-up name beside a chosen one over the same columns is the same key read twice.
        indexes.sort_by_cached_key(|i| format!("{:?} {:?}", i.name, i.parts));
        indexes.dedup();
        (uniques, indexes)
    }

    /// Whether a MySQL index is that of the primary key. It is only there for what a key has no place
    /// for: that it is over the beginnings of columns.
    fn is_primary(&self, index: &Index) -> bool {
        self.dialect().is_mysql_like() && index.name.as_deref() == Some("PRIMARY")
    }

    /// Whether the engine made the index by itself.
    fn is_engines_own(
        &self,
        index: &Index,
        form: &Index,
        columns: Option<&[String]>,
        uniques: &[Key],
    ) -> bool {
        if index.name.as_ref().is_some_and(|n| n.starts_with("sqlite_autoindex_")) {
            return true;
        }
        let Some(columns) = columns else { return false };
        // An index over exactly a key's columns and of its name implements that key.
        let implements = |k: &Key| k.columns == columns && k.name == form.name && form.unique;
        let serves_foreign_key = self.dialect().is_mysql_like()
            && !form.unique
            && self.table.foreign_keys.iter().any(|fk| {
                let own = fk.columns.iter().map(|c| self.spelled(self.table, c));
                own.eq(columns.iter().cloned()) && names::serves(index, fk)
            });
        serves_foreign_key || uniques.iter().any(implements)
    }

    fn index(&self, index: &Index) -> Index {
        let method = index.method.as_ref().map(|m| m.to_ascii_lowercase());
        let mysql = self.dialect().is_mysql_like();
        // Only in memory there is a choice, and hashing is the default.
        let usual = if mysql && self.options().engine.as_deref() == Some("memory") {
            ["hash", ""]
        } else if mysql {
            ["btree", "hash"]
        } else {
            ["btree", ""]
        };
        let method = method.filter(|m| !usual.contains(&m.as_str()));
        Index {
            name: names::index(self.dialect(), self.table, index),
            unique: index.unique,
            parts: index.parts.iter().map(|p| self.part(index, p, method.as_deref())).collect(),
            include: self.sorted(&index.include),
            predicate: index.predicate.as_ref().map(|p| self.expr(p)),
            method,
            valid: index.valid,
            nulls_not_distinct: index.nulls_not_distinct,
        }
    }

    /// How many bytes of a column an index of these storage engines holds. They cut what is longer,
    /// unless the index is unique.
    fn most_bytes(&self, index: &Index) -> Option<u64> {
        let plain = !index.unique && matches!(index.method.as_deref(), None | Some("btree"));
        match self.options().engine.as_deref() {
            Some("myisam") if plain => Some(1000),
            Some("aria") if plain => Some(2000),
            _ => None,
        }
    }

    /// The number of characters of a column that an index is over, when that is not all of them.
    fn prefix(
        &self,
        index: &Index,
        part: &IndexPart,
        column: Option<&Column>,
        length: Option<u32>,
    ) -> Option<u32> {
        let said = part.prefix.filter(|p| Some(*p) != length);
        let (Some(most), Some(column)) = (self.most_bytes(index), column) else { return said };
        let bytes = match values::kind_of(self.dialect(), &column.ty) {
            TypeKind::Char { .. } | TypeKind::VarChar { .. } | TypeKind::Text { .. } => {
                charset::bytes_per_character(&self.charset(column))
            }
            _ => 1,
        };
        let fits = u32::try_from(most / bytes).unwrap_or(u32::MAX);
        match said.or(length) {
            Some(wanted) if wanted > fits => Some(fits),
            _ => said,
        }
    }

    fn part(&self, index: &Index, part: &IndexPart, method: Option<&str>) -> IndexPart {
        let key = match &part.key {
            IndexKey::Column(column) => IndexKey::Column(self.spelled(self.table, column)),
            IndexKey::Expression(expr) => {
                let form = self.expr(expr);
                // `((a))` is the column `a`.
                match self.table.columns.iter().find(|c| c.name == form.0) {
                    Some(column) => IndexKey::Column(column.name.clone()),
                    None => IndexKey::Expression(form),
                }
            }
        };
        let column = match &key {
            IndexKey::Column(name) => self.table.column(name),
            IndexKey::Expression(_) => None,
        };
        let own = column.and_then(|c| collation(self.dialect(), c.collation.as_ref()));
        let opclass = part.opclass.as_ref().map(|o| o.to_ascii_lowercase());
        let length = column.and_then(|c| match values::kind_of(self.dialect(), &c.ty) {
            TypeKind::Char { length } | TypeKind::VarChar { length } => length,
            TypeKind::Binary { length, .. } => length,
            _ => None,
        });
        IndexPart {
            key,
            descending: part.descending,
            // NULLs are last going up and first going down, unless said otherwise.
            nulls_first: part.nulls_first.filter(|first| *first != part.descending),
            collation: collation(self.dialect(), part.collation.as_ref())
                .filter(|c| Some(c) != own.as_ref()),
            opclass: opclass.filter(|o| !is_default_opclass(o, method)),
            prefix: self.prefix(index, part, column, length),
        }
    }
}

/// A conflict clause with names in lower case, as SQLite compares them.
fn conflict_form(conflict: &Conflict) -> Conflict {
    let of = match &conflict.of {
        ConflictOf::PrimaryKey => ConflictOf::PrimaryKey,
        ConflictOf::NotNull(column) => ConflictOf::NotNull(column.to_lowercase()),
        ConflictOf::Unique(columns) => {
            ConflictOf::Unique(columns.iter().map(|c| c.to_lowercase()).collect())
        }
    };
    Conflict { of, action: conflict.action.to_uppercase() }
}

fn json_valid(column: &str) -> Expr {
    let call = format!("json_valid({})", Dialect::MARIADB.quote(column));
    Expr(super::expr_form(Dialect::MARIADB, &Expr(call)))
}

/// The columns of an index that is nothing but columns.
fn plain_columns(index: &Index) -> Option<Vec<String>> {
    let simple = index.predicate.is_none()
        && !index.nulls_not_distinct
        && index.method.is_none()
        && index.include.is_empty()
        && index.valid;
    let column = |part: &IndexPart| match &part.key {
        IndexKey::Column(name) if *part == IndexPart::column(name.as_str()) => Some(name.clone()),
        _ => None,
    };
    index.parts.iter().map(column).collect::<Option<Vec<_>>>().filter(|_| simple)
}

/// Whether PostgreSQL takes this operator class by itself. The name of a default class is that of
/// its type; the others say what they do (`text_pattern_ops`, `gin_trgm_ops`, `jsonb_path_ops`).
fn is_default_opclass(name: &str, method: Option<&str>) -> bool {
    let name = name.trim_start_matches("pg_catalog.");
    if method == Some("brin") {
        return name.ends_with("_minmax_ops");
    }
    // Types of extensions.
    if matches!(
        name,
        "citext_ops" | "hash_citext_ops" | "ltree_ops" | "btree_hstore_ops" | "hash_hstore_ops"
    ) {
        return true;
    }
    // GiST indexes of addresses need their class named.
    if method == Some("gist") && name == "inet_ops" {
        return false;
    }
    name.strip_suffix("_ops").is_some_and(|of| DEFAULT_CLASSES.contains(&of))
}

const DEFAULT_CLASSES: [&str; 44] = [
    "int2",
    "int4",
    "int8",
    "numeric",
    "float4",
    "float8",
    "money",
    "bool",
    "text",
    "varchar",
    "bpchar",
    "char",
    "name",
    "bytea",
    "uuid",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "bit",
    "varbit",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "oid",
    "oidvector",
    "array",
    "enum",
    "range",
    "multirange",
    "record",
    "jsonb",
    "tsvector",
    "tsquery",
    "xid8",
    "pg_lsn",
    "tid",
    "box",
    "circle",
    "point",
    "poly",
];
