//! Character sets of MySQL and MariaDB, as far as they decide what a declaration means.

/// The character set of a collation: `utf8mb4` of `utf8mb4_unicode_ci`.
pub fn charset_of(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// The most bytes that one character takes. Source: `Maxlen` of `SHOW CHARACTER SET`, MariaDB 10.11
/// and MySQL 9.
pub fn bytes_per_character(charset: &str) -> u64 {
    match charset {
        "utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030" => 4,
        "utf8mb3" | "utf8" | "ujis" | "eucjpms" => 3,
        "ucs2" | "big5" | "gbk" | "gb2312" | "euckr" | "sjis" | "cp932" => 2,
        _ => 1,
    }
}

/// The attribute BINARY: the binary collation of whatever character set the column has.
pub const BINARY_OF_CHARSET: &str = "_bin";

/// The default collation of the database, whatever the table says now: a column keeps it when its
/// table is given another default.
pub const OF_DATABASE: &str = "_database";

/// Whether a collation waits for a default to be known.
pub fn is_open(collation: &str) -> bool {
    collation.starts_with('_') || collation.starts_with("uca1400_")
}

/// A collation as it reads under the default collation it was open for. MariaDB's `uca1400_ai_ci` goes
/// with several character sets.
pub fn closed(collation: &str, default: &str) -> String {
    let charset = charset_of(default);
    match collation {
        OF_DATABASE => default.to_owned(),
        BINARY_OF_CHARSET if charset == "binary" => charset.to_owned(),
        BINARY_OF_CHARSET => format!("{charset}_bin"),
        other if is_open(other) => format!("{charset}_{other}"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_open_follows_the_default() {
        assert_eq!(closed("_bin", "utf8mb4_general_ci"), "utf8mb4_bin");
        assert_eq!(closed("_bin", "binary"), "binary");
        assert_eq!(closed("uca1400_as_cs", "utf8mb3_bin"), "utf8mb3_uca1400_as_cs");
        assert_eq!(closed("_database", "latin1_bin"), "latin1_bin");
        assert_eq!(closed("latin1_bin", "utf8mb4_general_ci"), "latin1_bin");
        assert!(!is_open("utf8mb4_uca1400_ai_ci"));
    }
}
