//! What an entity states, taken from its typed interface.

use sea_orm::{
    ColumnTrait, ColumnType, DbBackend, EntityTrait, IdenStatic, Iterable, PrimaryKeyArity,
    PrimaryKeyToColumn, PrimaryKeyTrait, RelationDef, RelationTrait, Schema,
    sea_query::{ColumnSpec, ForeignKeyAction, TableRef},
};

/// One entity.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) schema: Option<String>,
    pub(super) table: String,
    pub(super) comment: Option<String>,
    pub(super) columns: Vec<Column>,
    /// More than one: a key of its own. One: the column says so itself.
    pub(super) primary_key: Vec<String>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) indexes: Vec<Index>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// The type before sea-orm writes it for an engine: an enum is one.
    pub(super) ty: ColumnType,
    pub(super) spec: ColumnSpec,
}

#[derive(Debug)]
pub(super) struct ForeignKey {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    /// Schema and table.
    pub(super) target: (Option<String>, String),
    pub(super) target_columns: Vec<String>,
    pub(super) on_delete: Option<&'static str>,
    pub(super) on_update: Option<&'static str>,
}

#[derive(Debug)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) unique: bool,
    pub(super) columns: Vec<String>,
}

impl Stated {
    pub(super) fn of<E: EntityTrait>(backend: DbBackend) -> Self {
        let (entity, builder) = (E::default(), Schema::new(backend));
        let columns = E::Column::iter().map(|column| Column {
            name: column.as_str().to_owned(),
            ty: column.def().get_column_type().clone(),
            spec: builder.get_column_def::<E>(column).get_column_spec().clone(),
        });
        let arity = <<E::PrimaryKey as PrimaryKeyTrait>::ValueType as PrimaryKeyArity>::ARITY;
        let key = E::PrimaryKey::iter().map(|k| k.into_column().as_str().to_owned());
        let indexes = builder.create_index_from_entity(entity).into_iter().map(|index| Index {
            name: index.get_index_spec().get_name().unwrap_or_default().to_owned(),
            unique: index.is_unique_key(),
            columns: index.get_index_spec().get_column_names(),
        });
        let relations = E::Relation::iter().map(|relation| relation.def());
        Self {
            schema: entity.schema_name().map(str::to_owned),
            table: entity.table_name().to_owned(),
            comment: entity.comment().map(str::to_owned),
            columns: columns.collect(),
            primary_key: if arity > 1 { key.collect() } else { Vec::new() },
            foreign_keys: relations.filter_map(ForeignKey::of).collect(),
            indexes: indexes.collect(),
        }
    }
}

impl ForeignKey {
    /// The key of a relation that belongs to another table, as sea-orm makes it.
    fn of(relation: RelationDef) -> Option<Self> {
        if relation.is_owner || relation.skip_fk {
            return None;
        }
        let schema = match &relation.to_tbl {
            TableRef::Table(table, _) => table.0.as_ref().map(|schema| schema.1.to_string()),
            _ => None,
        };
        Some(Self {
            name: relation.fk_name,
            columns: relation.from_col.into_iter().map(|c| c.to_string()).collect(),
            target: (schema, relation.to_tbl.sea_orm_table().to_string()),
            target_columns: relation.to_col.into_iter().map(|c| c.to_string()).collect(),
            on_delete: relation.on_delete.map(words),
            on_update: relation.on_update.map(words),
        })
    }
}

fn words(action: ForeignKeyAction) -> &'static str {
    match action {
        ForeignKeyAction::Restrict => "RESTRICT",
        ForeignKeyAction::Cascade => "CASCADE",
        ForeignKeyAction::SetNull => "SET NULL",
        ForeignKeyAction::NoAction => "NO ACTION",
        ForeignKeyAction::SetDefault => "SET DEFAULT",
        // Refused as no action when the outline is read.
        _ => "UNKNOWN",
    }
}
