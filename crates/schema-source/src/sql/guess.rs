//! Guesses the dialect of a lone SQL file from words that only one family has.

use seedbed_schema_model::{Dialect, Family};

use super::lex::{Kind, Lexer};

/// How much of a text is looked at: the definitions come before the data.
const LOOKED_AT: usize = 256 * 1024;

/// What speaks for a family: words that no other has, then habits that others may share.
type Evidence = (u32, u32);

/// The family a SQL text was most likely written for; `None` when nothing speaks for any. MariaDB is
/// told from MySQL only where the text says so itself.
pub fn guess_dialect(text: &str) -> Option<Family> {
    let mut end = LOOKED_AT.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let (mut sqlite, mut postgres, mut mysql): (Evidence, Evidence, Evidence) = Default::default();
    // Lexed as SQLite, which takes all three kinds of quoted identifiers.
    let mut lexer = Lexer::new(Dialect::SQLITE, text);
    let mut previous = String::new();
    while let Some(token) = lexer.token() {
        let word = text[token.start..token.end].to_ascii_uppercase();
        let next = text[token.end..].trim_start();
        match token.kind {
            Kind::Quoted if word.starts_with('`') => mysql.1 += 1,
            // Not int[], int[3] or ARRAY['a'] of PostgreSQL.
            Kind::Quoted if word[1..].starts_with(|c: char| c.is_alphabetic()) => {
                sqlite.1 += u32::from(word.starts_with('['));
            }
            Kind::Symbol(b'\\') => postgres.0 += 1,
            Kind::Word => match (previous.as_str(), word.as_str()) {
                (_, "AUTOINCREMENT" | "PRAGMA" | "ROWID") | (")", "STRICT") => sqlite.0 += 1,
                (_, "AUTO_INCREMENT" | "UNSIGNED" | "DELIMITER" | "MEDIUMTEXT" | "LONGTEXT")
                | ("DEFAULT", "CHARSET")
                | ("UNLOCK" | "LOCK", "TABLES") => mysql.0 += 1,
                (_, "ENGINE" | "CHARSET") if next.starts_with('=') => mysql.0 += 1,
                ("AS", "ENUM" | "IDENTITY")
                | ("CREATE", "DOMAIN" | "EXTENSION" | "MATERIALIZED" | "TYPE")
                | ("CHARACTER", "VARYING")
                | (_, "SERIAL" | "BIGSERIAL" | "SMALLSERIAL" | "TIMESTAMPTZ" | "JSONB" | "BYTEA")
                | (_, "PLPGSQL" | "PG_CATALOG" | "NEXTVAL" | "REGCLASS" | "SEARCH_PATH") => {
                    postgres.0 += 1;
                }
                (_, "ENUM" | "SET") if next.starts_with("('") => mysql.0 += 1,
                (_, "TINYINT") => mysql.1 += 1,
                (_, "NVARCHAR") | ("INTEGER", "PRIMARY") => sqlite.1 += 2,
                _ => {}
            },
            _ => {}
        }
        previous = word;
    }
    let best = sqlite.max(postgres).max(mysql);
    if best == (0, 0) {
        return None;
    }
    let mariadb =
        text.contains("MariaDB dump") || text.contains("-MariaDB") || text.contains("/*M!");
    Some(match best {
        _ if best == mysql && mariadb => Family::MariaDb,
        _ if best == mysql && mysql != sqlite => Family::MySql,
        _ if best == postgres => Family::Postgres,
        _ => Family::Sqlite,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_family_decide_and_habits_only_break_ties() {
        let cases = [
            ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", Some(Family::Sqlite)),
            ("CREATE TABLE `t` (`id` integer PRIMARY KEY NOT NULL)", Some(Family::Sqlite)),
            ("CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT;", Some(Family::Sqlite)),
            ("CREATE TABLE [t] ([id] INT)", Some(Family::Sqlite)),
            ("CREATE TABLE `t` (`id` int)", Some(Family::MySql)),
            ("CREATE TABLE `t` (`id` serial AUTO_INCREMENT)", Some(Family::MySql)),
            ("CREATE TABLE t (e enum('a'))", Some(Family::MySql)),
            ("CREATE TABLE t (id int) ENGINE = InnoDB", Some(Family::MySql)),
            ("-- MariaDB dump 10\nCREATE TABLE `t` (`id` int)", Some(Family::MariaDb)),
            ("CREATE TABLE t (id serial, a int[3])", Some(Family::Postgres)),
            ("\\connect x", Some(Family::Postgres)),
            ("CREATE TYPE e AS ENUM ('a')", Some(Family::Postgres)),
            ("CREATE TABLE t (id int, domain text, engine text, type text)", None),
            ("-- AUTO_INCREMENT serial\nSELECT 'jsonb'", None),
            ("", None),
        ];
        for (text, family) in cases {
            assert_eq!(guess_dialect(text), family, "{text}");
        }
    }
}
