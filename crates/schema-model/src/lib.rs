//! The schema of a database as a value: the one thing every other crate talks about.
//!
//! A [`Schema`] is plain data: equal values mean the same schema, nothing points at its parent, and
//! the raw text of every type, default and expression is kept beside its parsed form. What a reader
//! could not model is a [`Gap`] in the [`Reading`], never a silent omission.
//!
//! Absent from here: any I/O, any driver, any SQL parser, any severity.

mod bookkeeping;
mod column;
pub mod ddl;
mod dialect;
mod fingerprint;
pub mod graph;
mod history;
mod name;
pub mod normal;
mod objects;
mod reading;
pub mod rename;
pub mod rename_value;
mod schema;
pub mod snapshot;
mod sorted_json;
mod state;
mod table;
mod topic;
mod types;

pub use bookkeeping::{OWN_PREFIX, is_known_ledger, is_own_table};
pub use column::{Column, Expr, Generated, Identity};
pub use dialect::{Dialect, Family, Version};
pub use fingerprint::Fingerprint;
pub use history::{FileHistory, History, LostRow, Progress, Replay, Step};
pub use name::{ObjectKind, Place, TableName, glob};
pub use objects::{
    Argument, ArgumentMode, Attribute, CustomType, Event, Exclusion, ExclusionPart, Numbering,
    Routine, RoutineBody, RoutineKey, RoutineKind, Schedule, Timing, Trigger, TriggerEvent,
    TriggerState, TypeDefinition,
};
pub use reading::{
    Gap, GapKind, GoesWith, Location, Origin, OriginKind, Reading, Remark, RemarkKind,
};
pub use schema::{DomainType, EnumType, Schema, Sequence, View};
pub use state::{State, StateKind};
pub use table::{
    Action, Check, Conflict, ConflictOf, Deferrable, ForeignKey, Index, IndexKey, IndexPart, Key,
    MatchType, Period, Table, TableOptions,
};
pub use topic::Topic;
pub use types::{ColumnType, TypeKind};
