//! MySQL and MariaDB character sets and the collations they stand for.

use seedbed_schema_model::{Dialect, Family};

/// The current name of a character set: `utf8` is `utf8mb3`.
pub(super) fn canonical(charset: &str) -> String {
    match charset.to_ascii_lowercase() {
        name if name == "utf8" => "utf8mb3".to_owned(),
        name => name,
    }
}

/// The collation a character set has when none is given. Source: `SHOW CHARACTER SET` of MySQL 8.0
/// and MariaDB 10.11.
pub(super) fn default_collation(dialect: Dialect, charset: &str) -> String {
    let name = canonical(charset);
    let suffix = match name.as_str() {
        "binary" => return name,
        "latin1" | "cp850" if name == "latin1" => "swedish_ci",
        "utf8mb4" if dialect.family == Family::MySql => "0900_ai_ci",
        "latin2" | "latin5" | "latin7" if name == "latin5" => "turkish_ci",
        "big5" | "gb2312" | "gbk" => "chinese_ci",
        "gb18030" => "chinese_ci",
        "sjis" | "cp932" | "ujis" | "eucjpms" => "japanese_ci",
        "euckr" => "korean_ci",
        "tis620" => "thai_ci",
        "swe7" => "swedish_ci",
        "dec8" => "swedish_ci",
        "hp8" => "english_ci",
        _ => "general_ci",
    };
    format!("{name}_{suffix}")
}

/// A collation as the server prints it.
pub(super) fn collation(dialect: Dialect, name: String) -> String {
    if !dialect.is_mysql_like() {
        return name;
    }
    let lower = name.to_ascii_lowercase();
    match lower.strip_prefix("utf8_") {
        Some(rest) => format!("utf8mb3_{rest}"),
        None => lower,
    }
}
