//! Whether the files of applied migrations are still those that were applied, by the checksums that
//! their tools keep.

use std::fs;

use seedbed_schema_model::{History, Progress};
use sha2::{Digest as _, Sha256, Sha384};

use super::{Migrations, history};
use crate::{
    ReadError,
    live::ledger::{Checksum, Ledger},
};

/// Marks the applied files whose ledger holds another checksum.
pub(super) fn mark(
    found: &Migrations,
    ledgers: &[Ledger],
    history: &mut History,
) -> Result<(), ReadError> {
    let rows = || ledgers.iter().flat_map(|ledger| &ledger.rows);
    for migration in &found.files {
        let file = migration.path.display().to_string();
        let row = rows().find(|row| history::is(row, migration));
        let Some(checksum) = row.and_then(|row| row.checksum.as_ref()) else { continue };
        let entry = history.files.iter_mut().find(|f| f.file == file);
        let Some(entry) = entry.filter(|f| f.progress == Progress::Applied) else { continue };
        let text = fs::read(&migration.path)
            .map_err(|source| ReadError::File { path: migration.path.clone(), source })?;
        entry.edited = !is_of(checksum, &text);
    }
    Ok(())
}

/// Whether a checksum is that of a text, with whichever ends of lines it was checked out.
fn is_of(checksum: &Checksum, text: &[u8]) -> bool {
    let hash = |text: &[u8]| match checksum {
        Checksum::Sha256(_) => hex(&Sha256::digest(text)),
        Checksum::Sha384(_) => hex(&Sha384::digest(text)),
        Checksum::Crc32OfLines(_) => String::new(),
    };
    match checksum {
        Checksum::Crc32OfLines(known) => crc32_of_lines(text) == *known,
        Checksum::Sha256(known) | Checksum::Sha384(known) => {
            let unix = String::from_utf8_lossy(text).replace("\r\n", "\n");
            let windows = unix.replace('\n', "\r\n");
            [text, unix.as_bytes(), windows.as_bytes()]
                .iter()
                .any(|text| hash(text).eq_ignore_ascii_case(known))
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Flyway's: the lines without their ends, and without a byte order mark, as one signed CRC-32.
/// <https://documentation.red-gate.com/fd/migrations-184127470.html>
fn crc32_of_lines(text: &[u8]) -> i32 {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let mut crc = u32::MAX;
    for byte in text.iter().filter(|b| !matches!(b, b'\n' | b'\r')) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    (!crc).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tool_sums_in_its_own_way() {
        // The check value of CRC-32, spread over lines.
        let crc = Checksum::Crc32OfLines(0xCBF4_3926_u32.cast_signed());
        for text in ["123456789", "1234\n56789\n", "\u{feff}1234\r\n5678\r9"] {
            assert!(is_of(&crc, text.as_bytes()), "{text:?}");
        }
        assert!(!is_of(&crc, b"123456780"));
        // FIPS 180: of `abc`.
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(is_of(&Checksum::Sha256(sha256.into()), b"abc"));
        assert!(!is_of(&Checksum::Sha256(sha256.into()), b"abd"));
        let sha384 = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
                      8086072ba1e7cc2358baeca134c825a7";
        assert!(is_of(&Checksum::Sha384(sha384.to_uppercase()), b"abc"));
        assert!(!is_of(&Checksum::Sha384(sha384.into()), b"abc "));
    }

    #[test]
    fn ends_of_lines_are_no_edit() {
        let unix = Checksum::Sha256(hex(&Sha256::digest(b"a;\nb;\n")));
        let windows = Checksum::Sha256(hex(&Sha256::digest(b"a;\r\nb;\r\n")));
        for checksum in [&unix, &windows] {
            assert!(is_of(checksum, b"a;\nb;\n") && is_of(checksum, b"a;\r\nb;\r\n"));
            assert!(!is_of(checksum, b"a;\n\nb;\n"));
        }
    }
}
