//! From rows that carry object identifiers and column numbers to rows that carry names.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::fetch::{
    ColumnRow, ConstraintRow, IndexRow, PartRow, RelationRow, Rows, SequenceRow, TypeRef, TypeRow,
};

/// An object identifier.
type Oid = i64;

/// The collation every other is measured by: `default`.
const DEFAULT_COLLATION: Oid = 100;

/// What the statements give.
pub(super) struct Catalog {
    pub(super) relations: Vec<Relation>,
    pub(super) columns: Vec<Attribute>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) indexes: Vec<Index>,
    pub(super) classes: Vec<Class>,
    pub(super) types: Vec<Type>,
    pub(super) sequences: Vec<Sequence>,
    pub(super) comments: Vec<CommentRow>,
}

#[derive(Deserialize)]
pub(super) struct Relation {
    oid: Oid,
    schema: String,
    name: String,
    kind: String,
    unlogged: bool,
    partition_by: Option<String>,
    parents: Option<Vec<Oid>>,
    is_partition: bool,
    bound: Option<String>,
    row_security: bool,
    definition: Option<String>,
    options: Option<Vec<String>>,
    of_extension: bool,
}

#[derive(Deserialize)]
pub(super) struct Attribute {
    relation: Oid,
    number: i16,
    name: String,
    raw: String,
    ty: Oid,
    not_null: bool,
    default: Option<String>,
    identity: Option<String>,
    generated: Option<String>,
    collation_id: Oid,
    collation: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Constraint {
    relation: Oid,
    domain: Oid,
    name: String,
    kind: String,
    columns: Option<Vec<i16>>,
    target: Oid,
    target_columns: Option<Vec<i16>>,
    on_delete: String,
    on_update: String,
    match_type: String,
    deferrable: bool,
    deferred: bool,
    validated: bool,
    nulls_not_distinct: Option<bool>,
    condition: Option<String>,
    no_inherit: bool,
    period: bool,
    not_enforced: bool,
    set_columns: Option<Vec<i16>>,
    include: Option<Vec<i16>>,
    definition: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Index {
    relation: Oid,
    name: String,
    unique: bool,
    valid: bool,
    nulls_not_distinct: bool,
    method: String,
    predicate: Option<String>,
    keys: usize,
    columns: Vec<i16>,
    options: Vec<u32>,
    classes: Vec<Oid>,
    collations: Vec<Oid>,
    expressions: Option<Vec<String>>,
    collates: bool,
}

/// An operator class; a collation when it has no type.
#[derive(Deserialize)]
pub(super) struct Class {
    oid: Oid,
    name: String,
    is_default: Option<bool>,
    method: Option<Oid>,
    ty: Option<Oid>,
}

#[derive(Deserialize)]
pub(super) struct Type {
    oid: Oid,
    array: Oid,
    schema: String,
    name: String,
    class: String,
    of_extension: bool,
    not_null: bool,
    default: Option<String>,
    base: Oid,
    raw: Option<String>,
    labels: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct Sequence {
    schema: String,
    name: String,
    start: i64,
    increment: i64,
    ty: String,
    min: i64,
    max: i64,
    cache: i64,
    cycle: bool,
    of_identity: bool,
    relation: Option<Oid>,
    number: Option<i16>,
    next: String,
}

/// A comment on a relation (number 0) or a column of it.
#[derive(Deserialize)]
pub(super) struct CommentRow {
    relation: Oid,
    number: i16,
    text: String,
}

impl Catalog {
    /// The rows, in the order of their names.
    pub(super) fn named(mut self) -> Rows {
        self.relations.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        let position: BTreeMap<Oid, usize> =
            self.relations.iter().enumerate().map(|(i, r)| (r.oid, i)).collect();
        let place = |oid: &Oid| position.get(oid).copied().unwrap_or(usize::MAX);
        self.columns.sort_by_cached_key(|c| (place(&c.relation), c.number));
        let domain: BTreeMap<Oid, &Type> = self.types.iter().map(|t| (t.oid, t)).collect();
        let owner = |k: &Constraint| match domain.get(&k.domain) {
            Some(t) => (t.schema.clone(), t.name.clone()),
            None => self
                .relations
                .get(place(&k.relation))
                .map(|r| (r.schema.clone(), r.name.clone()))
                .unwrap_or_default(),
        };
        self.constraints.sort_by_cached_key(|k| (owner(k), k.name.clone()));
        self.indexes.sort_by_cached_key(|i| (place(&i.relation), i.name.clone()));
        let names = Names::of(&self);
        Rows {
            relations: self.relations.iter().filter_map(|r| names.relation_row(r)).collect(),
            columns: self.columns.iter().filter_map(|c| names.column(c)).collect(),
            constraints: self.constraints.iter().filter_map(|k| names.constraint(k)).collect(),
            indexes: self.indexes.iter().filter_map(|i| names.index(i)).collect(),
            types: self.types.iter().map(|t| names.type_row(t)).collect(),
            sequences: self.sequences.iter().filter(|s| !s.of_identity).map(sequence).collect(),
            ..Rows::default()
        }
    }
}

fn sequence(row: &Sequence) -> SequenceRow {
    SequenceRow {
        schema: row.schema.clone(),
        name: row.name.clone(),
        start: row.start,
        increment: row.increment,
        ty: row.ty.clone(),
        min: Some(row.min),
        max: Some(row.max),
        cache: Some(row.cache),
        cycle: row.cycle,
    }
}

/// What identifiers and numbers stand for.
struct Names<'c> {
    relations: BTreeMap<Oid, &'c Relation>,
    columns: BTreeMap<(Oid, i16), &'c Attribute>,
    /// Enums and domains, by themselves and (true) as arrays.
    types: BTreeMap<Oid, (&'c Type, bool)>,
    classes: BTreeMap<Oid, &'c Class>,
    /// Default operator classes by method and type.
    defaults: BTreeSet<(Oid, Oid, Oid)>,
    comments: BTreeMap<(Oid, i16), &'c str>,
    /// Sequences by the column that owns them.
    owned: BTreeMap<(Oid, i16), Vec<&'c Sequence>>,
}

impl<'c> Names<'c> {
    fn of(catalog: &'c Catalog) -> Self {
        let default_class = |c: &Class| {
            let (method, ty) = (c.method?, c.ty?);
            c.is_default?.then_some((method, ty, c.oid))
        };
        let mut owned: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for sequence in &catalog.sequences {
            if let (Some(relation), Some(number)) = (sequence.relation, sequence.number) {
                owned.entry((relation, number)).or_default().push(sequence);
            }
        }
        Self {
            relations: catalog.relations.iter().map(|r| (r.oid, r)).collect(),
            columns: catalog.columns.iter().map(|c| ((c.relation, c.number), c)).collect(),
            types: catalog
                .types
                .iter()
                .flat_map(|t| [(t.oid, (t, false)), (t.array, (t, true))])
                .collect(),
            classes: catalog.classes.iter().map(|c| (c.oid, c)).collect(),
            defaults: catalog.classes.iter().filter_map(default_class).collect(),
            comments: catalog
                .comments
                .iter()
                .map(|c| ((c.relation, c.number), c.text.as_str()))
                .collect(),
            owned,
        }
    }

    /// A relation of the schema: those of extensions are not.
    fn ours(&self, oid: Oid) -> Option<&'c Relation> {
        self.relations.get(&oid).copied().filter(|r| !r.of_extension)
    }

    fn pair(&self, oid: Oid) -> Option<(String, String)> {
        self.relations.get(&oid).map(|r| (r.schema.clone(), r.name.clone()))
    }

    fn columns(&self, relation: Oid, numbers: &[i16]) -> Vec<String> {
        let name = |n: &i16| self.columns.get(&(relation, *n)).map(|c| c.name.clone());
        numbers.iter().filter_map(name).collect()
    }

    fn comment(&self, relation: Oid, number: i16) -> Option<String> {
        self.comments.get(&(relation, number)).map(|c| (*c).to_owned())
    }

    fn relation_row(&self, row: &Relation) -> Option<RelationRow> {
        self.ours(row.oid)?;
        let parents = row.parents.iter().flatten();
        Some(RelationRow {
            schema: row.schema.clone(),
            name: row.name.clone(),
            kind: row.kind.clone(),
            unlogged: row.unlogged,
            comment: self.comment(row.oid, 0),
            partition_by: row.partition_by.clone(),
            parents: parents.filter_map(|p| self.pair(*p)).collect(),
            is_partition: row.is_partition,
            bound: row.bound.clone(),
            row_security: row.row_security,
            definition: row.definition.clone(),
            options: row.options.clone().unwrap_or_default(),
        })
    }

    fn ty(&self, oid: Oid, raw: &str) -> TypeRef {
        match self.types.get(&oid) {
            Some((ty, array)) => TypeRef {
                raw: raw.to_owned(),
                array: *array,
                class: ty.class.clone(),
                schema: ty.schema.clone(),
                name: ty.name.clone(),
            },
            None => TypeRef { raw: raw.to_owned(), class: "b".to_owned(), ..TypeRef::default() },
        }
    }

    fn column(&self, row: &Attribute) -> Option<ColumnRow> {
        let relation = self.ours(row.relation)?;
        let owned = self.owned.get(&(row.relation, row.number)).map(Vec::as_slice);
        let mut owned = owned.unwrap_or_default().iter();
        let numbers = owned.find(|s| s.of_identity || row.default.as_ref() == Some(&s.next));
        let serial = numbers.filter(|s| !s.of_identity);
        let serial = serial.map(|s| (s.schema.clone(), s.name.clone()));
        Some(ColumnRow {
            schema: relation.schema.clone(),
            table: relation.name.clone(),
            name: row.name.clone(),
            ty: self.ty(row.ty, &row.raw),
            not_null: row.not_null,
            default: row.default.clone(),
            identity: row.identity.clone().unwrap_or_default(),
            generated: row.generated.clone().unwrap_or_default(),
            collation: row.collation.clone(),
            comment: self.comment(row.relation, row.number),
            serial,
            numbers: numbers.map(|s| sequence(s)),
        })
    }

    fn constraint(&self, row: &Constraint) -> Option<ConstraintRow> {
        let (schema, owner, of_domain) = match self.types.get(&row.domain) {
            Some((ty, _)) if row.domain != 0 => (ty.schema.clone(), ty.name.clone(), true),
            _ => {
                let relation = self.ours(row.relation)?;
                (relation.schema.clone(), relation.name.clone(), false)
            }
        };
        let columns = row.columns.as_deref().unwrap_or_default();
        let target_columns = row.target_columns.as_deref().unwrap_or_default();
        Some(ConstraintRow {
            schema,
            owner,
            of_domain,
            name: row.name.clone(),
            kind: row.kind.clone(),
            columns: self.columns(row.relation, columns),
            target: self.pair(row.target),
            target_columns: self.columns(row.target, target_columns),
            on_delete: row.on_delete.clone(),
            on_update: row.on_update.clone(),
            match_type: row.match_type.clone(),
            deferrable: row.deferrable,
            deferred: row.deferred,
            validated: row.validated,
            nulls_not_distinct: row.nulls_not_distinct.unwrap_or_default(),
            condition: row.condition.clone(),
            definition: row.definition.clone().unwrap_or_default(),
            include: self.columns(row.relation, row.include.as_deref().unwrap_or_default()),
            set_columns: self.columns(row.relation, row.set_columns.as_deref().unwrap_or_default()),
            no_inherit: row.no_inherit,
            period: row.period,
            not_enforced: row.not_enforced,
        })
    }

    fn index(&self, row: &Index) -> Option<IndexRow> {
        let relation = self.ours(row.relation)?;
        let (keys, include) = row.columns.split_at_checked(row.keys)?;
        let mut expressions = row.expressions.iter().flatten();
        let part = |(i, number): (usize, &i16)| {
            let column = self.columns.get(&(row.relation, *number)).copied();
            let natural = column.map_or(DEFAULT_COLLATION, |c| c.collation_id);
            let collation = row.collations.get(i).copied().unwrap_or_default();
            let written =
                collation != 0 && collation != natural && (column.is_some() || row.collates);
            let collation = self.classes.get(&collation).filter(|_| written);
            let class = row.classes.get(i).and_then(|class| self.classes.get(class));
            PartRow {
                column: column.map(|c| c.name.clone()),
                expression: if *number == 0 { expressions.next().cloned() } else { None },
                option: row.options.get(i).copied().unwrap_or_default(),
                collation: collation.map(|c| c.name.clone()),
                opclass: class
                    .filter(|class| self.is_spelled(class, column.map(|c| c.ty)))
                    .map(|class| class.name.clone()),
            }
        };
        Some(IndexRow {
            schema: relation.schema.clone(),
            table: relation.name.clone(),
            table_kind: relation.kind.clone(),
            name: row.name.clone(),
            unique: row.unique,
            nulls_not_distinct: row.nulls_not_distinct,
            valid: row.valid,
            method: row.method.clone(),
            parts: keys.iter().enumerate().map(part).collect(),
            include: self.columns(row.relation, include),
            predicate: row.predicate.clone(),
        })
    }

    /// An operator class is spelled when it is not the default of the column's type.
    fn is_spelled(&self, class: &Class, column: Option<Oid>) -> bool {
        let other = |ty| {
            let method = class.method.unwrap_or_default();
            let mut of_type = self.defaults.range((method, ty, Oid::MIN)..=(method, ty, Oid::MAX));
            of_type.any(|(.., oid)| *oid != class.oid)
        };
        class.is_default == Some(false) || column.is_some_and(other)
    }

    fn type_row(&self, row: &Type) -> TypeRow {
        TypeRow {
            schema: row.schema.clone(),
            name: row.name.clone(),
            class: row.class.clone(),
            of_extension: row.of_extension,
            labels: row.labels.clone().unwrap_or_default(),
            base: row.raw.as_deref().map(|raw| self.ty(row.base, raw)),
            not_null: row.not_null,
            default: row.default.clone(),
        }
    }
}
