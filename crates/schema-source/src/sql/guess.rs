//! Guesses the dialect of a lone SQL file from words that only one family has.

use seedbed_schema_model::{Dialect, Family};

use super::lex::{Kind, Lexer};

/// How much of a text is looked at: the definitions come before the data.
const LOOKED_AT: usize = 256 * 1024;

/// The family a SQL text was most likely written for; `None` when nothing speaks for any. MariaDB is
/// told from MySQL only where the text says so itself.
pub fn guess_dialect(text: &str) -> Option<Family> {
    let mut end = LOOKED_AT.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let (mut sqlite, mut postgres, mut mysql) = (0u32, 0u32, 0u32);
    // Lexed as SQLite, which takes all three kinds of identifier quotes.
    let mut lexer = Lexer::new(Dialect::SQLITE, text);
    let mut previous = "";
    while let Some(token) = lexer.token() {
        let slice = &text[token.start..token.end];
        match token.kind {
            Kind::Quoted if slice.starts_with('`') => mysql += 1,
            Kind::Quoted if slice.starts_with('[') => {
                // PostgreSQL has int[] and ARRAY['a'], never a name in brackets.
                let name = slice.len() > 2 && !slice[1..].starts_with(['\'', '"']);
                sqlite += if name && !slice[1..].starts_with(|c: char| c.is_ascii_digit()) {
                    2
                } else {
                    0
                };
            }
            Kind::Symbol(b'$') => postgres += 1,
            Kind::Symbol(b'\\') => postgres += 2,
            Kind::Word => match slice.to_ascii_uppercase().as_str() {
                "AUTOINCREMENT" | "PRAGMA" | "ROWID" | "STRICT" => sqlite += 8,
                "AUTO_INCREMENT" | "ENGINE" | "TINYINT" | "DELIMITER" | "UNSIGNED"
                | "MEDIUMTEXT" | "LONGTEXT" | "CHARSET" => mysql += 8,
                "SERIAL" | "BIGSERIAL" | "SMALLSERIAL" | "TIMESTAMPTZ" | "JSONB" | "BYTEA"
                | "PLPGSQL" | "PG_CATALOG" | "NEXTVAL" | "REGCLASS" | "EXTENSION" | "DOMAIN"
                | "MATERIALIZED" | "SEARCH_PATH" | "IDENTITY" => postgres += 8,
                "VARYING" if previous.eq_ignore_ascii_case("CHARACTER") => postgres += 4,
                "ENUM" if previous.eq_ignore_ascii_case("AS") => postgres += 8,
                "ENUM" => mysql += 8,
                _ => {}
            },
            _ => {}
        }
        previous = slice;
    }
    // SQLite takes backticks too, but nothing else of MySQL: its own words weigh more.
    if sqlite >= 8 && mysql % 8 == mysql && postgres == 0 {
        return Some(Family::Sqlite);
    }
    let best = sqlite.max(postgres).max(mysql);
    if best == 0 {
        return None;
    }
    if best == mysql {
        let mariadb =
            text.contains("MariaDB dump") || text.contains("-MariaDB") || text.contains("/*M!");
        return Some(if mariadb { Family::MariaDb } else { Family::MySql });
    }
    Some(if best == postgres { Family::Postgres } else { Family::Sqlite })
}
