//! The one thing every reader is: something with a label that gives a reading.

use std::{future::Future, pin::Pin};

use seedbed_schema_model::Reading;

use crate::ReadError;

/// The future of a reading.
pub type ReadFuture<'a> = Pin<Box<dyn Future<Output = Result<Reading, ReadError>> + Send + 'a>>;

/// A place a schema can be read from. Object safe: sources are chosen at run time.
pub trait SchemaSource {
    /// What people call it. Never holds a credential.
    fn label(&self) -> String;

    /// Reads it.
    fn read(&self) -> ReadFuture<'_>;
}
