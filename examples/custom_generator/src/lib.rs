//! A generator of one's own: `reviews.rs` is all there is to it, `main.rs` puts it into a `seedbed`.

#![allow(missing_docs, reason = "sea-orm derives enums without words")]

pub mod review;
mod reviews;

pub use reviews::reviews;
