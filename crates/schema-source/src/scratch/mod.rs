//! s
pub mod select;
