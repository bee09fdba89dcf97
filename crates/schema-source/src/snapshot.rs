//! The snapshot file as a source: seedbed's own, or drizzle-kit's.

use std::{
    fs,
    path::{Path, PathBuf},
};

use seedbed_schema_model::{Reading, snapshot};

use crate::{ReadError, ReadFuture, SchemaSource, drizzle, outline::Unfit};

/// A snapshot file written by seedbed or by drizzle-kit.
#[derive(Debug, Clone)]
pub struct SnapshotSource {
    path: PathBuf,
}

impl SnapshotSource {
    /// The snapshot at `path`; nothing is opened yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl SchemaSource for SnapshotSource {
    fn label(&self) -> String {
        self.path.display().to_string()
    }

    fn read(&self) -> ReadFuture<'_> {
        Box::pin(async { read(&self.path) })
    }
}

/// Reads the snapshot at `path`; the reading is labelled with the path, whatever it was made from.
pub fn read(path: &Path) -> Result<Reading, ReadError> {
    let text = fs::read_to_string(path)
        .map_err(|source| ReadError::File { path: path.to_owned(), source })?;
    read_text(path, &text)
}

/// Reads the text of a snapshot; `path` is what errors and places call it.
pub fn read_text(path: &Path, text: &str) -> Result<Reading, ReadError> {
    let file = path.display().to_string();
    if let Some(node) = drizzle::recognise(text) {
        return drizzle::read(&file, &node).map_err(|unfit| {
            let Unfit { line, place, why } = unfit;
            ReadError::Foreign { path: path.to_owned(), line, place, why }
        });
    }
    if drizzle::is_journal(text) {
        let why = "a journal of drizzle-kit says in which order migrations apply; \
                   give the folder that holds them, or one of the snapshots beside the journal";
        return Err(ReadError::NotASource { path: path.to_owned(), why: why.to_owned() });
    }
    let mut reading = snapshot::from_json(text)
        .map_err(|source| ReadError::Snapshot { path: path.to_owned(), source })?;
    reading.origin.label = file;
    Ok(reading)
}
