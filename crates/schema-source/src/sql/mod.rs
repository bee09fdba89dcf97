//! Reads SQL text: a file, or a folder of migrations, applied in order to an empty schema.
//!
//! Statement by statement and tolerant: what is not understood becomes a gap with its file and line,
//! and everything around it is still read. Nothing is run. A text is cut into tokens and
//! statements once; the grammar of definitions is this module's own, over tokens, because
//! types, defaults and expressions must be kept as they were written, and because what people keep in
//! schema files is a mixture of dump, client commands and data that no whole-file grammar accepts.
//! Nothing in it recurses on the input, so nesting cannot overflow the stack.

mod alter;
mod apply;
mod by_query;
mod calls;
mod charset;
mod code;
mod column;
mod constraint;
mod cursor;
pub(crate) mod declared;
mod do_block;
mod finish;
mod fragment;
mod guarded;
mod guess;
mod index;
pub(crate) mod lex;
mod names;
mod objects;
mod path;
mod refs;
mod rename;
mod replay;
mod routines;
mod sequences;
mod settings;
pub(crate) mod split;
pub(crate) mod stored;
mod table;
pub(crate) use table::STORAGE_OPTIONS;
mod virtual_table;

use std::path::Path;

use seedbed_schema_model::{Dialect, Gap, Origin, OriginKind, Reading};

pub(crate) use self::do_block::definitions_of_do;
use self::{
    cursor::Names,
    declared::{Declared, Source},
};
use crate::{ReadError, migrations};

pub(crate) use self::fragment::fragment;
pub use self::{
    guess::guess_dialect,
    replay::replay,
    split::{Piece, pieces},
};

/// Reads one SQL text; `label` is the file's name in gaps and locations.
pub fn read_text(dialect: Dialect, label: &str, text: &str) -> Reading {
    let mut declared = Declared::new(dialect);
    declared.read(&Source::new(label, text));
    reading(declared, OriginKind::SqlFile, label)
}

/// As [`read_text`], for a database in which names are looked for in these schemas
/// ([`Schema::search_path`](seedbed_schema_model::Schema::search_path)).
pub fn read_text_in(dialect: Dialect, path: &[String], label: &str, text: &str) -> Reading {
    let mut declared = Declared::with(Names::on(dialect, path));
    declared.read(&Source::new(label, text));
    reading(declared, OriginKind::SqlFile, label)
}

/// Reads statements that were made from `file`; each of their lines stands for one of its lines.
pub(crate) fn read_sheet(dialect: Dialect, file: &str, text: &str, lines: Vec<u32>) -> Reading {
    let mut declared = Declared::new(dialect);
    declared.read(&Source::made_from(file, text, lines));
    reading(declared, OriginKind::Snapshot, file)
}

/// Reads a SQL file, or a folder of migrations in the order in which [`migrations::list`] says that they
/// apply, without their way back.
///
/// # Errors
/// When the path cannot be read, or is a folder without migrations.
pub fn read_path(dialect: Dialect, path: &Path) -> Result<Reading, ReadError> {
    read_path_in(dialect, &[], path)
}

/// As [`read_path`], for a database in which names are looked for in these schemas
/// ([`Schema::search_path`](seedbed_schema_model::Schema::search_path)).
///
/// # Errors
/// As [`read_path`].
pub fn read_path_in(
    dialect: Dialect,
    search_path: &[String],
    path: &Path,
) -> Result<Reading, ReadError> {
    let mut declared = Declared::with(Names::on(dialect, search_path));
    let texts = texts(path)?;
    declared.gaps = texts.gaps;
    for (file, text) in &texts.files {
        declared.read(&Source::new(file, text));
    }
    Ok(reading(declared, texts.kind, &texts.label))
}

/// The texts of a SQL file or of a folder of migrations.
#[derive(Debug, Clone)]
pub struct Texts {
    /// A file or a folder.
    pub kind: OriginKind,
    /// What people call it.
    pub label: String,
    /// Path and content, in the order in which they apply.
    pub files: Vec<(String, String)>,
    /// What is wrong with the folder.
    pub gaps: Vec<Gap>,
}

/// Loads what [`read_path`] reads.
///
/// # Errors
/// As [`read_path`].
pub fn texts(path: &Path) -> Result<Texts, ReadError> {
    let found = migrations::of(path)?;
    let kind = if path.is_dir() { OriginKind::Folder } else { OriginKind::SqlFile };
    let file = |m: &migrations::Migration| Ok((m.path.display().to_string(), m.text()?));
    let files = found.files.iter().map(file).collect::<Result<_, ReadError>>()?;
    Ok(Texts { kind, label: found.label(), files, gaps: found.gaps })
}

fn reading(mut declared: Declared, kind: OriginKind, label: &str) -> Reading {
    declared.finish();
    let unknown_columns = declared.take_out_by_query();
    let Declared { schema, gaps, locations, remarks, .. } = declared;
    let origin = Origin { kind, label: label.to_owned(), server: None, host: None, database: None };
    Reading { gaps, locations, remarks, unknown_columns, ..Reading::new(origin, schema) }
}
