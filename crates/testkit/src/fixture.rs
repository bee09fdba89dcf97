//! Files of the repository that tests read.

use std::path::{Path, PathBuf};

/// The root folder of the repository these tests were built from.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    match here.ancestors().nth(2) {
        Some(root) => root.to_path_buf(),
        None => panic!("{} is not two folders below the repository", here.display()),
    }
}

/// A file or folder, given relative to the root of the repository.
///
/// # Panics
/// When it does not exist.
pub fn fixture(path: impl AsRef<Path>) -> PathBuf {
    let full = repository().join(path.as_ref());
    assert!(full.exists(), "fixture {} does not exist", full.display());
    full
}

/// The text of a [`fixture`].
///
/// # Panics
/// When it does not exist or is not UTF-8 text.
pub fn fixture_text(path: impl AsRef<Path>) -> String {
    let full = fixture(path);
    match std::fs::read_to_string(&full) {
        Ok(text) => text,
        Err(e) => panic!("fixture {}: {e}", full.display()),
    }
}
