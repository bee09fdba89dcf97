//! One run at a time: a lock held by the one connection for the whole run.

/// The lock of a target.
#[derive(Debug)]
pub(crate) struct Lock {}

/// Why the lock could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Somebody else has it.
    #[error("another run is active: {holder}")]
    Held {
        /// Who, as far as is known.
        holder: String,
    },
}
