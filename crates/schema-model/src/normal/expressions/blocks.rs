//! Whether the text of a body is one statement, so that it can stand at the end of another.

use super::token::{Token, tokens};
use crate::Dialect;

/// What is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A block of statements: BEGIN, IF, LOOP, CASE as a statement.
    Block,
    /// CASE as an expression.
    Case,
}

/// Words that open a block where a statement begins.
const OPENERS: [&str; 7] = ["begin", "if", "case", "while", "loop", "repeat", "for"];

/// Whether a text is one statement, a block or not: quotes and parentheses match, every block ends,
/// and no semicolon stands outside of one.
pub(crate) fn is_one_statement(dialect: Dialect, text: &str) -> bool {
    let Some(tokens) = tokens(dialect, text) else { return false };
    let (mut open, mut parens) = (Vec::new(), 0usize);
    let mut begins = true;
    let mut after_end = false;
    let mut ended = false;
    for (at, token) in tokens.iter().enumerate() {
        let last = at + 1 == tokens.len();
        if ended
            && !(after_end && matches!(token, Token::Word(_)))
            && !(last && token.is_symbol(";"))
        {
            return false;
        }
        let was_end = std::mem::take(&mut after_end);
        let opened = std::mem::take(&mut begins);
        match token {
            Token::Symbol(symbol) => match symbol.as_str() {
                "(" => parens += 1,
                ")" if parens == 0 => return false,
                ")" => parens -= 1,
                ";" if parens > 0 || (open.is_empty() && !last) => return false,
                ";" => begins = true,
                // A label.
                ":" => begins = true,
                _ => {}
            },
            Token::Word(word) => {
                let word = word.to_ascii_lowercase();
                let word = word.as_str();
                let in_case = open.last() == Some(&Open::Case);
                match word {
                    // `END IF`, `END LOOP label`: END has closed it.
                    _ if was_end && OPENERS.contains(&word) => after_end = ended,
                    _ if was_end && ended => {}
                    "end" => {
                        if open.pop().is_none() {
                            return false;
                        }
                        after_end = true;
                        ended =
                            open.is_empty() && at > 0 && parens == 0 && opened_by_block(&tokens);
                    }
                    "case" if !opened => open.push(Open::Case),
                    _ if opened && OPENERS.contains(&word) => {
                        open.push(Open::Block);
                        begins = matches!(word, "begin" | "loop" | "repeat");
                    }
                    "then" | "else" | "do" | "atomic" if !in_case => begins = true,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    !tokens.is_empty() && open.is_empty() && parens == 0
}

/// Whether the statement is a block, which its END therefore ends.
fn opened_by_block(tokens: &[Token]) -> bool {
    let skip = if tokens.get(1).is_some_and(|t| t.is_symbol(":")) { 2 } else { 0 };
    tokens.get(skip).is_some_and(|t| OPENERS.iter().any(|w| t.is_word(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_and_no_more() {
        let one = |text| is_one_statement(Dialect::MARIADB, text);
        for text in [
            "SET NEW.a = CASE WHEN 1 THEN IF(1, 2, 3) ELSE 4 END",
            "BEGIN END",
            "BEGIN SELECT 1; END;",
            "l: BEGIN IF a THEN SET b = IF(1, 2, 3); ELSEIF c THEN BEGIN END; ELSE SET d = 1; END IF; END l",
            "IF NEW.a THEN SET NEW.b = 1; END IF",
            "BEGIN WHILE a DO SET a = 0; END WHILE; REPEAT SET a = 1; UNTIL a END REPEAT; END",
            "BEGIN l: LOOP LEAVE l; END LOOP l; CASE a WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE; END",
            "DELETE FROM t WHERE a = ';'",
        ] {
            assert!(one(text), "{text}");
        }
        for text in [
            "",
            "SELECT 1; DROP TABLE t",
            "BEGIN SELECT 1; END; DROP TABLE t",
            "BEGIN SELECT 1; END DROP TABLE t",
            "BEGIN SELECT 1;",
            "IF a THEN SELECT 1; END IF; DROP TABLE t; END IF",
            "SELECT 'a",
            "SELECT (1; DROP TABLE t)",
            "END",
        ] {
            assert!(!one(text), "{text}");
        }
        let sqlite = "BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END WHERE b; DELETE FROM u; END";
        assert!(is_one_statement(Dialect::SQLITE, sqlite));
        assert!(is_one_statement(Dialect::POSTGRES, "BEGIN ATOMIC SELECT 1; SELECT 2; END"));
        assert!(!is_one_statement(Dialect::POSTGRES, "BEGIN ATOMIC SELECT 1; END; SELECT 2"));
    }
}
