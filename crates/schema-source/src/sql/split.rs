//! Splits SQL text into statements, in one linear pass.
//!
//! Knows what ends a statement and what does not: quotes and comments (see [`super::lex`]), the
//! bodies of triggers and routines, `DELIMITER` lines, psql and shell lines, COPY data, drizzle's
//! breakpoints. Statements that only move data keep their first tokens and nothing else, so that a
//! dump of many megabytes costs no memory.

use seedbed_schema_model::{Dialect, Family};

use super::lex::{Kind, Lexer, Token, Unclosed};

/// What a statement is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A statement with all its tokens.
    Sql,
    /// A statement that moves data or asks for it; only its first tokens are kept.
    Data,
    /// A line for the client program (`\connect`, `.read`), as one token.
    Command,
}

/// One statement.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) form: Form,
    /// Never empty; the delimiter is not among them.
    pub(crate) tokens: Vec<Token>,
    /// What was opened in it and never closed.
    pub(crate) unclosed: Option<Unclosed>,
}

/// Statements of a text, in order.
#[derive(Debug)]
pub(crate) struct Statements<'a> {
    text: &'a str,
    dialect: Dialect,
    lexer: Lexer<'a>,
    end: usize,
    /// Where the last token of the current statement ended, kept or not.
    last: usize,
}

/// A statement as it stands in a text, for whoever runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Its line, from 1.
    pub line: u32,
    /// Its text, without the delimiter.
    pub text: &'t str,
    /// A line for the client program, or rows for it to send: no server understands it.
    pub client: bool,
}

/// Cuts a text into the statements to run, in order.
pub fn pieces(dialect: Dialect, text: &str) -> Vec<Piece<'_>> {
    let mut statements = Statements::new(dialect, text);
    let (mut pieces, mut line, mut counted) = (Vec::new(), 1, 0);
    while let Some(statement) = statements.next() {
        let Some(start) = statement.tokens.first().map(|t| t.start) else { continue };
        let kept = statement.tokens.last().map_or(start, |t| t.end);
        let end = kept.max(statements.last);
        let before = text.get(counted..start).unwrap_or_default();
        line += before.matches('\n').count() as u32;
        counted = start;
        let piece = text.get(start..end).unwrap_or_default();
        let copy = statement.form == Form::Data && first_word_is(piece, "COPY");
        let client = copy || statement.form == Form::Command;
        pieces.push(Piece { line, text: piece, client });
    }
    pieces
}

/// Statements that hold rows or ask for them, by their first word.
const DATA: [&str; 9] =
    ["INSERT", "REPLACE", "UPDATE", "DELETE", "SELECT", "VALUES", "WITH", "MERGE", "EXPLAIN"];
/// How many tokens of a data statement are kept: enough to say what it is.
/// A dump of SQLite writes a virtual table as a row of the schema table, of 27 tokens.
const KEPT: usize = 28;

impl<'a> Statements<'a> {
    /// The statements of `text`.
    pub(crate) fn new(dialect: Dialect, text: &'a str) -> Self {
        Self::over(dialect, text, 0, text.len())
    }

    /// The statements of a part of `text`; positions stay those of the whole.
    pub(crate) fn over(dialect: Dialect, text: &'a str, start: usize, end: usize) -> Self {
        let lexer = Lexer::over(dialect, text, start, end);
        Self { text, dialect, lexer, end, last: start }
    }

    fn word(&self, token: &Token) -> Option<&'a str> {
        (token.kind == Kind::Word).then(|| &self.text[token.start..token.end])
    }

    /// At the start of a statement: a line meant for the client program. `None` leaves the position.
    fn command(&mut self) -> Option<Statement> {
        let rest = &self.text[self.lexer.pos..self.end];
        let command = match self.dialect.family {
            Family::Postgres => rest.starts_with('\\'),
            Family::Sqlite => {
                rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic())
            }
            Family::MySql | Family::MariaDb => {
                rest.starts_with('\\') || first_word_is(rest, "SOURCE")
            }
        };
        if !command {
            return None;
        }
        let start = self.lexer.pos;
        let line_end = self.lexer.line_end();
        self.lexer.pos = line_end;
        let end = start + self.text[start..line_end].trim_end().len();
        let line = Token { kind: Kind::Word, start, end };
        Some(Statement { form: Form::Command, tokens: vec![line], unclosed: None })
    }

    /// A `DELIMITER` line of the mysql client: from here on another text ends statements.
    fn delimiter_line(&mut self) -> bool {
        let rest = &self.text[self.lexer.pos..self.end];
        if !self.dialect.is_mysql_like() || !first_word_is(rest, "DELIMITER") {
            return false;
        }
        let line = &self.text[self.lexer.pos..self.lexer.line_end()];
        let given = line.get("DELIMITER".len()..).unwrap_or("").trim();
        self.lexer.pos = self.lexer.line_end();
        given.split_whitespace().next().unwrap_or(";").clone_into(&mut self.lexer.delimiter);
        true
    }

    /// After `COPY … FROM stdin;`: moves over the rows, up to the line `\.`.
    fn copy_rows(&mut self, at: usize) -> Option<Unclosed> {
        self.lexer.pos = self.lexer.line_end();
        while self.lexer.pos < self.end {
            self.lexer.pos += 1;
            let start = self.lexer.pos;
            self.lexer.pos = self.lexer.line_end();
            if self.text.get(start..self.lexer.pos).is_some_and(|l| l.trim_end() == "\\.") {
                return None;
            }
        }
        Some(Unclosed { what: "COPY block", at })
    }

    /// The tokens up to the end of the statement at the current position.
    fn collect(&mut self) -> (Form, Vec<Token>, Option<Unclosed>) {
        let mut tokens: Vec<Token> = Vec::new();
        let mut form = Form::Sql;
        let mut body = Body::new(self.dialect);
        while let Some(mut token) = self.lexer.token() {
            match token.kind {
                Kind::End if !(self.lexer.delimiter == ";" && body.is_open()) => break,
                Kind::End => token.kind = Kind::Symbol(b';'),
                Kind::Break if tokens.is_empty() => continue,
                Kind::Break => break,
                // psql: a backslash outside quotes ends the statement and begins a client line.
                Kind::Symbol(b'\\') if self.dialect.family == Family::Postgres => {
                    self.lexer.pos = token.start;
                    break;
                }
                _ => {}
            }
            // With another delimiter the client sends several statements at once.
            let several = token.kind == Kind::Symbol(b';')
                && self.dialect.is_mysql_like()
                && self.lexer.delimiter != ";"
                && !body.is_routine();
            if several && tokens.is_empty() {
                continue;
            }
            if several {
                break;
            }
            self.last = token.end;
            let word = self.word(&token);
            if tokens.is_empty() && word.is_some_and(|w| is_one_of(w, &DATA)) {
                form = Form::Data;
            }
            if form == Form::Sql {
                body.see(&token, word);
            } else if tokens.len() >= KEPT {
                continue;
            }
            tokens.push(token);
        }
        let open = body.is_open().then(|| tokens.first()).flatten();
        let unclosed = open.map(|t| Unclosed { what: "BEGIN", at: t.start });
        (form, tokens, unclosed)
    }
}

impl Iterator for Statements<'_> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        loop {
            self.lexer.skip_blank();
            if self.lexer.pos >= self.end {
                // A comment that is never closed hides everything after it.
                let unclosed = self.lexer.unclosed.take()?;
                let token = Token { kind: Kind::Word, start: unclosed.at, end: self.end };
                let tokens = vec![token];
                return Some(Statement { form: Form::Sql, tokens, unclosed: Some(unclosed) });
            }
            if self.delimiter_line() {
                continue;
            }
            if let Some(command) = self.command() {
                return Some(command);
            }
            let (mut form, tokens, open) = self.collect();
            let Some(first) = tokens.first() else { continue };
            let mut unclosed = self.lexer.unclosed.take().or(open);
            let words = || tokens.iter().filter_map(|t| self.word(t));
            let reads_rows = words().next().is_some_and(|w| w.eq_ignore_ascii_case("COPY"))
                && words().any(|w| w.eq_ignore_ascii_case("STDIN"));
            if reads_rows && self.dialect.family == Family::Postgres {
                form = Form::Data;
                unclosed = unclosed.or(self.copy_rows(first.start));
            }
            return Some(Statement { form, tokens, unclosed });
        }
    }
}

/// Follows `BEGIN … END` in a statement that creates a trigger or routine, where a `;` ends nothing.
#[derive(Debug)]
struct Body {
    dialect: Dialect,
    seen: usize,
    /// `None` until the first words have said whether it is a trigger or routine.
    routine: Option<bool>,
    depth: usize,
    previous: Previous,
}

/// What came before the current token, as far as it decides the meaning of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Previous {
    /// A statement may begin here.
    Opening,
    /// The word BEGIN, which also opens.
    Begin,
    /// The word END.
    End,
    /// A dot: the next word is a column.
    Dot,
    Other,
}

const ROUTINES: [&str; 5] = ["TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "PACKAGE"];
const BLOCKS: [&str; 5] = ["IF", "LOOP", "WHILE", "REPEAT", "CASE"];

impl Body {
    fn new(dialect: Dialect) -> Self {
        Self { dialect, seen: 0, routine: None, depth: 0, previous: Previous::Other }
    }

    fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Whether the statement creates a trigger or routine.
    fn is_routine(&self) -> bool {
        self.routine == Some(true)
    }

    fn see(&mut self, token: &Token, word: Option<&str>) {
        self.seen += 1;
        match self.routine {
            Some(true) => self.follow(token, word),
            Some(false) => {}
            None => {
                let Some(word) = word else { return };
                let other = is_one_of(word, &["TABLE", "INDEX", "VIEW", "TYPE", "DOMAIN"])
                    || (self.seen == 1 && !is_one_of(word, &["CREATE", "ALTER"]))
                    || self.seen > 12;
                if other {
                    self.routine = Some(false);
                } else if is_one_of(word, &ROUTINES) {
                    self.routine = Some(true);
                }
            }
        }
    }

    fn follow(&mut self, token: &Token, word: Option<&str>) {
        let mysql = self.dialect.is_mysql_like();
        let postgres = self.dialect.family == Family::Postgres;
        let before = self.previous;
        self.previous = match token.kind {
            Kind::Symbol(b';' | b':') => Previous::Opening,
            Kind::Symbol(b'.') => Previous::Dot,
            _ => Previous::Other,
        };
        let Some(word) = word.filter(|_| before != Previous::Dot) else { return };
        let is = |w: &str| word.eq_ignore_ascii_case(w);
        if is("BEGIN") {
            self.depth += usize::from(!postgres);
            self.previous = Previous::Begin;
        } else if is("ATOMIC") && postgres && before == Previous::Begin {
            self.depth = 1;
        } else if is("END") {
            self.depth = self.depth.saturating_sub(1);
            self.previous = Previous::End;
        } else if before == Previous::End && is_one_of(word, &BLOCKS) {
            // `END IF`: the block was closed by END.
        } else if is("CASE") {
            self.depth += usize::from(self.depth > 0 || mysql);
        } else if mysql && is_one_of(word, &["LOOP", "WHILE"]) {
            self.depth += 1;
            self.previous = Previous::Opening;
        } else if mysql && is_one_of(word, &["IF", "REPEAT"]) {
            // As a statement; elsewhere they are functions, or the IF of IF EXISTS.
            let statement = matches!(before, Previous::Opening | Previous::Begin);
            self.depth += usize::from(statement);
            self.previous = if is("IF") { Previous::Other } else { Previous::Opening };
        } else if mysql && is_one_of(word, &["THEN", "ELSE", "DO", "ROW"]) {
            self.previous = Previous::Opening;
        }
    }
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// Whether `rest` begins with `word`, white space and more on the same line.
fn first_word_is(rest: &str, word: &str) -> bool {
    rest.get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word))
        && rest[word.len()..].starts_with([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The statements as text, data and commands marked.
    fn split(dialect: Dialect, text: &str) -> Vec<String> {
        let marked = |s: Statement| {
            let (first, last) = (s.tokens[0], s.tokens[s.tokens.len() - 1]);
            let body = &text[first.start..last.end];
            match (s.unclosed, s.form) {
                (Some(u), _) => format!("unclosed {}@{}", u.what, u.at),
                (None, Form::Sql) => body.to_owned(),
                (None, Form::Data) => format!("data {}", body.split(' ').next().unwrap()),
                (None, Form::Command) => format!("command {body}"),
            }
        };
        Statements::new(dialect, text).map(marked).collect()
    }

    #[test]
    fn semicolons_in_quotes_and_comments_end_nothing() {
        let text = "A 'x;''y' \"b;\"\"c\" -- d;\n/* e; */ f; G;;\n ;H";
        let expected = ["A 'x;''y' \"b;\"\"c\" -- d;\n/* e; */ f", "G", "H"];
        for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL] {
            assert_eq!(split(dialect, text), expected, "{dialect}");
        }
    }

    #[test]
    fn each_dialect_has_its_own_quotes() {
        // A backslash escapes on MySQL only; E'…' escapes on PostgreSQL only.
        assert_eq!(split(Dialect::MYSQL, r"A 'it\'s;'; B"), [r"A 'it\'s;'", "B"]);
        assert_eq!(split(Dialect::POSTGRES, r"A 'c:\'; B"), [r"A 'c:\'", "B"]);
        assert_eq!(split(Dialect::POSTGRES, r"A E'it\'s;'; B"), [r"A E'it\'s;'", "B"]);
        assert_eq!(split(Dialect::SQLITE, r"A 'c:\'; B"), [r"A 'c:\'", "B"]);
        assert_eq!(split(Dialect::SQLITE, "A [x;]; `y;`"), ["A [x;]", "`y;`"]);
        assert_eq!(split(Dialect::MARIADB, "A `x;``y`; # c;\nB"), ["A `x;``y`", "B"]);
        assert_eq!(split(Dialect::POSTGRES, "A # 1; B"), ["A # 1", "B"]);
        assert_eq!(split(Dialect::MYSQL, "A 1--1; B -- c"), ["A 1--1", "B"]);
    }

    #[test]
    fn postgres_dollar_quotes_comments_and_copy() {
        let text = "A $$x; $a$ y$$; B $t$;$$;$t$; C $1; /* a /* ; */ ; */ D";
        let expected = ["A $$x; $a$ y$$", "B $t$;$$;$t$", "C $1", "D"];
        assert_eq!(split(Dialect::POSTGRES, text), expected);
        let copy = "COPY t (a) FROM stdin;\r\n1\tx;y\r\n\\\\.\r\n\\.\r\nA;\n\\c x\nB \\gexec\nC";
        let expected = ["data COPY", "A", "command \\c x", "B", "command \\gexec", "C"];
        assert_eq!(split(Dialect::POSTGRES, copy), expected);
        assert_eq!(split(Dialect::POSTGRES, "COPY t TO stdout; A"), ["COPY t TO stdout", "A"]);
    }

    #[test]
    fn mysql_conditional_comments_are_statements_where_the_server_runs_them() {
        let words = |dialect, text: &str| -> Vec<String> {
            let all = Statements::new(dialect, text).flat_map(|s| s.tokens);
            all.map(|t| text[t.start..t.end].to_owned()).collect()
        };
        let text = "A /*!40101 b */ /*!80016 c */ /*! d */ /*M!100100 e */ /*M!999999 f */ /* g */";
        assert_eq!(words(Dialect::MYSQL, text), ["A", "b", "c", "d"]);
        assert_eq!(words(Dialect::MARIADB, text), ["A", "b", "d", "e"]);
        assert_eq!(words(Dialect::POSTGRES, text), ["A"]);
        let old = Dialect {
            version: seedbed_schema_model::Version { major: 5, minor: 7, patch: 44 },
            ..Dialect::MYSQL
        };
        assert_eq!(words(old, text), ["A", "b", "d"]);
    }

    #[test]
    fn bodies_of_triggers_and_routines_are_one_statement() {
        let sqlite = "CREATE TRIGGER t BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM x; END; A";
        assert_eq!(split(Dialect::SQLITE, sqlite).len(), 2);
        assert_eq!(split(Dialect::SQLITE, "BEGIN; A; END; B").len(), 4);
        let mysql = "CREATE PROCEDURE p() BEGIN IF a THEN SELECT IF(b, 1, 2); END IF; CASE x WHEN 1 \
                     THEN SELECT 1; END CASE; l: LOOP LEAVE l; END LOOP; WHILE a DO BEGIN END; END \
                     WHILE; REPEAT SELECT REPEAT('a', 2); UNTIL b END REPEAT; END; A; B";
        assert_eq!(split(Dialect::MYSQL, mysql)[1..], ["A", "B"]);
        let plain = "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.end = NEW.begin; A";
        assert_eq!(split(Dialect::MYSQL, plain)[1..], ["A"]);
        let atomic =
            "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN 1 THEN 2 END; SELECT 1; END; A";
        assert_eq!(split(Dialect::POSTGRES, atomic)[1..], ["A"]);
        let open = "A; CREATE TRIGGER t BEGIN SELECT 1; B;";
        assert_eq!(split(Dialect::SQLITE, open), ["A", "unclosed BEGIN@3"]);
    }

    #[test]
    fn a_delimiter_ends_words_and_numbers_too() {
        let text = "DELIMITER $$\nCREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW BEGIN SET @a = 1; END$$\n\
                    CREATE FUNCTION f() RETURNS INT RETURN 1$$\nDELIMITER ;\nB$x;";
        let end = split(Dialect::MYSQL, text);
        assert_eq!(end.len(), 3, "{end:?}");
        assert!(end[0].ends_with("END") && end[1].ends_with("RETURN 1"), "{end:?}");
        assert_eq!(end[2], "B$x");
    }

    #[test]
    fn delimiter_lines_breakpoints_and_byte_order_marks() {
        let text = "\u{feff}A;\nDELIMITER $$\nB; c $$\nD;$$\ndelimiter ;\nE; F";
        assert_eq!(split(Dialect::MYSQL, text), ["A", "B", "c", "D", "E", "F"]);
        let routine =
            "delimiter //\nCREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW SET @a = 1;//\nB;";
        assert_eq!(split(Dialect::MYSQL, routine).len(), 2);
        let drizzle = "A\n--> statement-breakpoint\nB;--> statement-breakpoint\nC";
        for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL] {
            assert_eq!(split(dialect, drizzle), ["A", "B", "C"], "{dialect}");
        }
    }

    #[test]
    fn client_lines_and_data_are_told_apart() {
        let text = ".mode csv\nINSERT INTO t VALUES (1); A .5;\n.read x";
        let expected = ["command .mode csv", "data INSERT", "A .5", "command .read x"];
        assert_eq!(split(Dialect::SQLITE, text), expected);
        let long = format!("INSERT INTO t VALUES {};A", "(1),".repeat(10_000));
        let kept: Vec<_> = Statements::new(Dialect::MYSQL, &long).collect();
        assert_eq!((kept.len(), kept[0].tokens.len()), (2, KEPT));
    }

    #[test]
    fn what_is_never_closed_says_where_it_was_opened() {
        assert_eq!(split(Dialect::SQLITE, "A; B 'x; C"), ["A", "unclosed quote@5"]);
        assert_eq!(split(Dialect::POSTGRES, "A $x$ b"), ["unclosed dollar quote@2"]);
        assert_eq!(split(Dialect::MYSQL, "A; /* b"), ["A", "unclosed comment@3"]);
        assert_eq!(split(Dialect::SQLITE, "A; /* b"), ["A"]);
        assert_eq!(split(Dialect::POSTGRES, "COPY t FROM stdin;\n1\n"), ["unclosed COPY block@0"]);
    }
}
