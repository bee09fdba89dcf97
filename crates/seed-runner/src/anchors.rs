//! Existing rows that new rows refer to.
