//! From recorded PostgreSQL rows to a schema.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema_model::{
    Check, Column, ColumnType, Deferrable, Dialect, DomainType, EnumType, Expr, Family, ForeignKey,
    Gap, Generated, Identity, Index, IndexKey, IndexPart, Key, MatchType, Numbering, Origin,
    Reading, Schema, Sequence, Table, TableName, TypeKind, View, normal,
};

use super::{
    code::{self, Writing},
    fetch::{ColumnRow, ConstraintRow, IndexRow, PartRow, RelationRow, Rows, TypeRef, TypeRow},
    unqualify::unqualify,
};
use crate::{
    live::{action, default_expr, unmodelled, version},
    sql::stored,
    types::parse_type,
};

/// Assembles a reading; pure.
pub fn assemble(origin: Origin, rows: &Rows) -> Reading {
    let dialect = Dialect { family: Family::Postgres, version: version(&rows.server.version) };
    let mut assembly = Assembly {
        rows,
        labels: rows.types.iter().map(|t| ((&*t.schema, &*t.name), &t.labels)).collect(),
        schema: Schema::empty(dialect),
        gaps: Vec::new(),
    };
    assembly.types();
    assembly.relations();
    assembly.columns();
    assembly.constraints();
    assembly.indexes();
    assembly.sequences();
    assembly.code();
    for other in &rows.others {
        let name = match other.schema.as_str() {
            // A cast is called by its types.
            "" => TableName::new(assembly.text(&other.name)),
            schema => assembly.name(schema, &other.name),
        };
        let place = match &other.on {
            Some(table) => format!("{}.{}", assembly.name(&other.schema, table), other.name),
            None => name.to_string(),
        };
        assembly.gaps.push(unmodelled(&place, &other.kind, None));
    }
    let Assembly { mut schema, gaps, .. } = assembly;
    if rows.server.path.iter().any(|s| s != "public") {
        schema.search_path.clone_from(&rows.server.path);
    }
    if rows.server.path.len() > 1 {
        schema = stored::resolved(schema);
    }
    Reading { gaps, ..Reading::new(origin, schema) }
}

struct Assembly<'r> {
    rows: &'r Rows,
    /// Labels of enums by schema and name, those of extensions too.
    labels: BTreeMap<(&'r str, &'r str), &'r Vec<String>>,
    schema: Schema,
    gaps: Vec<Gap>,
}

impl<'r> Assembly<'r> {
    /// A name; the default schema is not named.
    fn name(&self, schema: &str, name: &str) -> TableName {
        if schema == self.rows.server.schema {
            TableName::new(name)
        } else {
            TableName::in_schema(schema, name)
        }
    }

    /// Text of the engine, the same whoever reads.
    fn text(&self, text: &str) -> String {
        if self.rows.server.visible {
            text.to_owned()
        } else {
            unqualify(text, &self.rows.server.schema)
        }
    }

    fn expr(&self, text: &str) -> Expr {
        Expr(self.text(text))
    }

    fn ty(&self, ty: &TypeRef) -> ColumnType {
        let raw = self.text(&ty.raw);
        let name = || self.name(&ty.schema, &ty.name);
        let element = match ty.class.as_str() {
            "e" => {
                let labels = self.labels.get(&(&*ty.schema, &*ty.name));
                let values = labels.map(|l| l.to_vec()).unwrap_or_default();
                Some(TypeKind::Enum { name: Some(name()), values })
            }
            "d" => Some(TypeKind::Domain { name: name() }),
            _ => None,
        };
        let kind = match element {
            Some(of) if ty.array => TypeKind::Array { of: Box::new(of) },
            Some(kind) => kind,
            None => parse_type(self.schema.dialect, &raw),
        };
        ColumnType { raw, kind }
    }

    fn types(&mut self) {
        for row in self.rows.types.iter().filter(|t| !t.of_extension) {
            let name = self.name(&row.schema, &row.name);
            match &row.base {
                Some(base) if row.class == "d" => {
                    let domain = self.domain(name.clone(), row, base);
                    self.schema.domains.insert(name, domain);
                }
                _ => {
                    let values = row.labels.clone();
                    self.schema.enums.insert(name.clone(), EnumType { name, values });
                }
            }
        }
    }

    fn domain(&self, name: TableName, row: &TypeRow, base: &TypeRef) -> DomainType {
        let own = |c: &&ConstraintRow| {
            c.of_domain && c.kind == "c" && c.schema == row.schema && c.owner == row.name
        };
        DomainType {
            name,
            base: self.ty(base),
            not_null: row.not_null,
            default: row.default.as_deref().and_then(|d| default_expr(&self.text(d))),
            checks: self.rows.constraints.iter().filter(own).map(|c| self.check(c)).collect(),
        }
    }

    fn relations(&mut self) {
        for row in &self.rows.relations {
            let name = self.name(&row.schema, &row.name);
            match row.kind.as_str() {
                "v" | "m" => {
                    let text = self.text(row.definition.as_deref().unwrap_or_default());
                    let text = text.trim().trim_end_matches(';').trim_end();
                    let materialized = row.kind == "m";
                    let options =
                        row.options.iter().filter_map(|o| stored::view_option(o)).collect();
                    let view =
                        View { materialized, options, ..View::new(name.clone(), text.into()) };
                    self.schema.views.insert(name, view);
                }
                "f" => self.gaps.push(unmodelled(&name.to_string(), "foreign table", None)),
                _ => {
                    let table = self.table(name, row);
                    self.schema.insert(table);
                }
            }
        }
    }

    fn table(&mut self, name: TableName, row: &RelationRow) -> Table {
        let place = name.to_string();
        let mut table = Table::new(name);
        table.comment.clone_from(&row.comment);
        table.options.unlogged = row.unlogged;
        table.options.partition_by = row.partition_by.as_deref().map(|p| self.text(p));
        for (schema, parent) in &row.parents {
            let parent = self.name(schema, parent);
            if row.is_partition {
                table.options.partition_of = Some(parent);
            } else {
                self.gaps.push(unmodelled(&place, "inheritance", Some(&parent.to_string())));
            }
        }
        if let Some(bound) = &row.bound {
            self.gaps.push(unmodelled(&place, "partition bound", Some(bound)));
        }
        if row.row_security {
            self.gaps.push(unmodelled(&place, "row level security", None));
        }
        table
    }

    fn columns(&mut self) {
        for row in &self.rows.columns {
            let column = self.column(row);
            let name = self.name(&row.schema, &row.table);
            if let Some(table) = self.schema.tables.get_mut(&name) {
                table.columns.push(column);
            }
        }
    }

    fn column(&self, row: &ColumnRow) -> Column {
        let mut column = Column::new(&row.name, self.ty(&row.ty));
        column.nullable = !row.not_null;
        column.collation.clone_from(&row.collation);
        column.comment.clone_from(&row.comment);
        let text = row.default.as_deref().map(|d| self.text(d));
        if !row.generated.is_empty() {
            let expr = Expr(text.unwrap_or_default());
            column.generated = Some(Generated { expr, stored: row.generated == "s" });
        } else if let Some((schema, sequence)) = &row.serial {
            let sequence = Some(self.name(schema, sequence));
            column.identity = Some(Identity::Serial { sequence });
        } else {
            column.default = text.as_deref().and_then(default_expr);
        }
        match row.identity.as_str() {
            "a" => column.identity = Some(Identity::Always),
            "d" => column.identity = Some(Identity::ByDefault),
            _ => {}
        }
        column.numbering = row.numbers.as_ref().and_then(|row| {
            let numbering = Numbering {
                start: Some(row.start),
                increment: Some(row.increment),
                min: row.min,
                max: row.max,
                cache: row.cache,
                cycle: row.cycle,
            };
            normal::numbering_form(self.schema.dialect, &numbering)
        });
        column
    }

    fn check(&self, row: &ConstraintRow) -> Check {
        let expr = self.expr(row.condition.as_deref().unwrap_or_default());
        Check {
            validated: row.validated,
            not_enforced: row.not_enforced,
            no_inherit: row.no_inherit,
            ..Check::new(Some(row.name.clone()), expr)
        }
    }

    fn constraints(&mut self) {
        for row in self.rows.constraints.iter().filter(|c| !c.of_domain) {
            let name = self.name(&row.schema, &row.owner);
            let definition = self.text(&row.definition);
            let dialect = self.schema.dialect;
            let check = self.check(row);
            let foreign_key = self.foreign_key(row);
            let Some(table) = self.schema.tables.get_mut(&name) else { continue };
            match (row.kind.as_str(), foreign_key) {
                ("p", _) => table.primary_key = Some(key(row)),
                ("u", _) => table.uniques.push(key(row)),
                ("c", _) => table.checks.push(check),
                ("f", Some(foreign_key)) => table.foreign_keys.push(foreign_key),
                _ => match stored::exclusion(dialect, &row.name, &definition) {
                    Some(exclusion) => table.exclusions.push(exclusion),
                    None => {
                        let place = format!("{name}.{}", row.name);
                        let kind = "exclusion constraint";
                        self.gaps.push(unmodelled(&place, kind, Some(&definition)));
                    }
                },
            }
        }
    }

    fn foreign_key(&self, row: &ConstraintRow) -> Option<ForeignKey> {
        let (schema, target) = row.target.as_ref()?;
        Some(ForeignKey {
            name: Some(row.name.clone()),
            on_delete: action(&row.on_delete),
            on_update: action(&row.on_update),
            match_type: match row.match_type.as_str() {
                "f" => MatchType::Full,
                "p" => MatchType::Partial,
                _ => MatchType::Simple,
            },
            deferrable: deferrable(row),
            validated: row.validated,
            set_columns: row.set_columns.clone(),
            period: row.period,
            not_enforced: row.not_enforced,
            ..ForeignKey::unnamed(
                row.columns.clone(),
                self.name(schema, target),
                row.target_columns.clone(),
            )
        })
    }

    fn indexes(&mut self) {
        for row in &self.rows.indexes {
            let name = self.name(&row.schema, &row.table);
            let index = self.index(row);
            if row.table_kind == "m" {
                if let Some(view) = self.schema.views.get_mut(&name) {
                    view.indexes.push(index);
                }
                continue;
            }
            if let Some(table) = self.schema.tables.get_mut(&name) {
                table.indexes.push(index);
            }
        }
    }

    fn index(&self, row: &IndexRow) -> Index {
        Index {
            name: Some(row.name.clone()),
            unique: row.unique,
            include: row.include.clone(),
            predicate: row.predicate.as_deref().map(|p| self.expr(p)),
            method: Some(row.method.clone()).filter(|m| m != "btree"),
            valid: row.valid,
            nulls_not_distinct: row.nulls_not_distinct,
            ..Index::over(row.parts.iter().map(|p| self.part(p)).collect())
        }
    }

    fn part(&self, row: &PartRow) -> IndexPart {
        let descending = row.option & 1 != 0;
        let nulls_first = row.option & 2 != 0;
        let key = match &row.column {
            Some(column) => IndexKey::Column(column.clone()),
            None => IndexKey::Expression(self.expr(row.expression.as_deref().unwrap_or_default())),
        };
        IndexPart {
            key,
            descending,
            // Descending keys have their nulls first unless told otherwise.
            nulls_first: (nulls_first != descending).then_some(nulls_first),
            collation: row.collation.clone(),
            opclass: row.opclass.clone(),
            prefix: None,
        }
    }

    fn code(&mut self) {
        let empty = Schema::empty(self.schema.dialect);
        let (mut schema, mut gaps) = (std::mem::replace(&mut self.schema, empty), Vec::new());
        let writing = Writing {
            dialect: schema.dialect,
            home: &self.rows.server.schema,
            name: &|schema, name| self.name(schema, name),
            text: &|text| self.text(text),
        };
        code::assemble(&self.rows.code, &writing, &mut schema, &mut gaps);
        self.schema = schema;
        self.gaps.append(&mut gaps);
    }

    /// Sequences, without those that a serial column says already.
    fn sequences(&mut self) {
        let serial = |row: &'r ColumnRow| row.serial.as_ref();
        let owned: BTreeSet<_> = self.rows.columns.iter().filter_map(serial).collect();
        for row in &self.rows.sequences {
            if owned.contains(&(row.schema.clone(), row.name.clone())) {
                continue;
            }
            let name = self.name(&row.schema, &row.name);
            let sequence = Sequence {
                ty: Some(row.ty.clone()).filter(|ty| !ty.is_empty()),
                min: row.min,
                max: row.max,
                cache: row.cache,
                cycle: row.cycle,
                ..Sequence::new(name.clone(), row.start, row.increment)
            };
            let sequence = normal::sequence_form(self.schema.dialect, &sequence);
            self.schema.sequences.insert(name, sequence);
        }
    }
}

fn key(row: &ConstraintRow) -> Key {
    Key {
        name: Some(row.name.clone()),
        deferrable: deferrable(row),
        nulls_not_distinct: row.nulls_not_distinct,
        include: row.include.clone(),
        without_overlaps: row.period,
        ..Key::unnamed(row.columns.clone())
    }
}

fn deferrable(row: &ConstraintRow) -> Deferrable {
    match (row.deferrable, row.deferred) {
        (true, true) => Deferrable::InitiallyDeferred,
        (true, false) => Deferrable::InitiallyImmediate,
        (false, _) => Deferrable::No,
    }
}
