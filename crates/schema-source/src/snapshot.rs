//! The snapshot file as a source.

use std::{
    fs,
    path::{Path, PathBuf},
};

use seedbed_schema_model::{Reading, snapshot};

use crate::{ReadError, ReadFuture, SchemaSource};

/// A snapshot file written by seedbed.
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
    let mut reading = snapshot::from_json(&text)
        .map_err(|source| ReadError::Snapshot { path: path.to_owned(), source })?;
    reading.origin.label = path.display().to_string();
    Ok(reading)
}
