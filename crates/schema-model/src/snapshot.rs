//! The versioned JSON snapshot of a reading.
//!
//! `{"format": 1, "tool": "seedbed", "origin": …, "schema": …, "gaps": […], "locations": […]}`,
//! keys sorted, so that two snapshots of one schema differ in nothing and reviews show the change.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Gap, Location, Origin, OriginKind, Place, Reading, Remark, Schema, TableName, Topic,
    sorted_json,
};

/// The format number written by this version. Every released number stays readable.
pub const FORMAT: u32 = 1;

/// What a snapshot says it was written by.
const TOOL: &str = "seedbed";

/// Why a snapshot could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// Not JSON, or not a snapshot; the source says which line.
    #[error("not a seedbed snapshot: {0}")]
    Malformed(#[source] serde_json::Error),
    /// Somebody else's JSON.
    #[error("not a seedbed snapshot: it says it was written by {tool:?}")]
    Foreign {
        /// The tool named.
        tool: String,
    },
    /// Written by a newer version.
    #[error(
        "snapshot format {found} is newer than {FORMAT}, the newest this version reads: upgrade seedbed"
    )]
    TooNew {
        /// The format found.
        found: u32,
    },
}

/// Read first, so that a newer format is named before its unknown parts are stumbled over.
#[derive(Deserialize)]
struct Header {
    format: u32,
    tool: String,
}

#[derive(Serialize, Deserialize)]
struct Document {
    format: u32,
    tool: String,
    origin: Origin,
    schema: Schema,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<Gap>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Located>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    silent_on: BTreeSet<Topic>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Remark>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    unknown_columns: BTreeSet<TableName>,
}

/// JSON has no structured keys, so the map of locations is written as a list.
#[derive(Serialize, Deserialize)]
struct Located {
    place: Place,
    at: Location,
}

/// Writes a reading as JSON with sorted keys and a final newline.
pub fn to_json(reading: &Reading) -> String {
    let document = Document {
        format: FORMAT,
        tool: TOOL.to_owned(),
        origin: reading.origin.clone(),
        schema: reading.schema.clone(),
        gaps: reading.gaps.clone(),
        locations: reading
            .locations
            .iter()
            .map(|(place, at)| Located { place: place.clone(), at: at.clone() })
            .collect(),
        silent_on: reading.silent_on.clone(),
        remarks: reading.remarks.clone(),
        unknown_columns: reading.unknown_columns.clone(),
    };
    // Nothing in a document can fail to be JSON: all its maps are written as lists.
    let value = serde_json::to_value(document).unwrap_or_default();
    format!("{:#}\n", sorted_json::sorted(value))
}

/// Reads a snapshot back; the origin's kind becomes `Snapshot`. Fields this version does not know
/// are passed over, so that a format can grow without a new number.
pub fn from_json(text: &str) -> Result<Reading, SnapshotError> {
    let header: Header = serde_json::from_str(text).map_err(SnapshotError::Malformed)?;
    if header.tool != TOOL {
        return Err(SnapshotError::Foreign { tool: header.tool });
    }
    if header.format > FORMAT {
        return Err(SnapshotError::TooNew { found: header.format });
    }
    let document: Document = serde_json::from_str(text).map_err(SnapshotError::Malformed)?;
    Ok(Reading {
        origin: Origin { kind: OriginKind::Snapshot, ..document.origin },
        schema: document.schema,
        gaps: document.gaps,
        locations: document.locations.into_iter().map(|l| (l.place, l.at)).collect(),
        silent_on: document.silent_on,
        remarks: document.remarks,
        states: Vec::new(),
        unknown_columns: document.unknown_columns,
    })
}
