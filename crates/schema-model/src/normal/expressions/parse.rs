//! Tokens into an expression: precedence climbing, tolerant of all dialects at once, and giving up
//! (`None`) rather than guessing.

use super::{
    Context,
    grammar::{self, level},
    node::Node,
    rewrite::Rewrite,
    token::{self, Token},
};
use crate::{Family, normal::types};

/// How deep parentheses may nest.
const MAX_NESTING: u32 = 100;
/// How many operators may be stacked without parentheses, `and` and `or` aside.
const MAX_WRAPS: u32 = 1000;

/// The fields an interval can be limited to.
pub(super) const FIELDS: [&str; 6] = ["year", "month", "day", "hour", "minute", "second"];

/// The whole of `tokens` as one expression.
pub(super) fn parse(context: Context<'_>, tokens: &[Token]) -> Option<Node> {
    Parser { context, tokens, at: 0, nesting: 0, wraps: 0 }.whole()
}

pub(super) struct Parser<'a> {
    pub(super) context: Context<'a>,
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    nesting: u32,
    wraps: u32,
}

/// What stands between two operands.
enum Between {
    /// An operator and the number of its tokens.
    Infix(String, usize),
    /// `[not] in`, `[not] between`: whether negated, and the number of tokens.
    In(bool, usize),
    Range(bool, usize),
    /// `is …`, `isnull`, `notnull`.
    Is,
    Collate,
    AtTimeZone,
}

impl<'a> Parser<'a> {
    fn whole(&mut self) -> Option<Node> {
        let node = self.expr(0)?;
        (self.at == self.tokens.len()).then_some(node)
    }

    pub(super) fn rewrite(&self) -> Rewrite<'a> {
        Rewrite(self.context)
    }

    pub(super) fn postgres(&self) -> bool {
        self.context.dialect.family == Family::Postgres
    }

    pub(super) fn mysql(&self) -> bool {
        self.context.dialect.is_mysql_like()
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn word_at(&self, ahead: usize, word: &str) -> bool {
        self.peek(ahead).is_some_and(|t| t.is_word(word))
    }

    pub(super) fn symbol_at(&self, ahead: usize, symbol: &str) -> bool {
        self.peek(ahead).is_some_and(|t| t.is_symbol(symbol))
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.word_at(0, word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = self.symbol_at(0, symbol);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, symbol: &str) -> Option<()> {
        self.take_symbol(symbol).then_some(())
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Option<()> {
        self.take_word(word).then_some(())
    }

    /// An expression of operators that bind at least as tightly as `min`.
    pub(super) fn expr(&mut self, min: u8) -> Option<Node> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return None;
        }
        let mut left = self.prefix()?;
        while let Some((between, own)) = self.between() {
            if own < min {
                break;
            }
            left = self.continued(left, between, own)?;
        }
        self.nesting -= 1;
        Some(left)
    }

    /// One level further down; `None` when that is too deep.
    pub(super) fn deeper(&mut self) -> Option<()> {
        self.nesting += 1;
        (self.nesting <= MAX_NESTING).then_some(())
    }

    pub(super) fn shallower(&mut self) {
        self.nesting = self.nesting.saturating_sub(1);
    }

    /// What follows an operand, and how tightly it binds; `None` at the end of the expression.
    fn between(&self) -> Option<(Between, u8)> {
        let infix = |op: &str, n: usize| {
            let own = grammar::infix(self.context.dialect, op)?;
            Some((Between::Infix(op.to_owned(), n), own))
        };
        match self.peek(0)? {
            Token::Symbol(symbol) => match symbol.as_str() {
                "!=" => infix("<>", 1),
                "==" => infix("=", 1),
                "~~" => infix("like", 1),
                "!~~" => infix("not like", 1),
                "~~*" => infix("ilike", 1),
                "!~~*" => infix("not ilike", 1),
                "<=>" => infix("is not distinct from", 1),
                "&&" if self.mysql() => infix("and", 1),
                "||" if self.mysql() => infix("or", 1),
                other => infix(other, 1),
            },
            Token::Word(word) => {
                let not = word.eq_ignore_ascii_case("not");
                let word = match self.peek(usize::from(not))? {
                    Token::Word(word) => word.to_ascii_lowercase(),
                    _ => return None,
                };
                let n = 1 + usize::from(not);
                let negatable =
                    |op: &str, n| infix(&if not { format!("not {op}") } else { op.to_owned() }, n);
                match word.as_str() {
                    "like" | "ilike" | "glob" | "match" | "regexp" => negatable(&word, n),
                    "rlike" => negatable("regexp", n),
                    "similar" if self.word_at(n, "to") => negatable("similar to", n + 1),
                    "in" => Some((Between::In(not, n), level::COMPARE)),
                    "between" => Some((Between::Range(not, n), level::COMPARE)),
                    _ if not => None,
                    "and" | "or" | "escape" => infix(&word, 1),
                    "xor" | "div" if self.mysql() => infix(&word, 1),
                    "mod" if self.mysql() => infix("%", 1),
                    "member" if self.word_at(1, "of") => infix("member of", 2),
                    "sounds" if self.word_at(1, "like") => infix("sounds like", 2),
                    "overlaps" if self.postgres() => infix("overlaps", 1),
                    "operator" if self.postgres() => {
                        let (symbol, n) = self.named_operator()?;
                        infix(&symbol, n)
                    }
                    "is" | "isnull" | "notnull" => Some((Between::Is, level::COMPARE)),
                    "collate" => Some((Between::Collate, level::COLLATE)),
                    "at" if self.word_at(1, "time") && self.word_at(2, "zone") => {
                        Some((Between::AtTimeZone, level::COLLATE))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn continued(&mut self, left: Node, between: Between, own: u8) -> Option<Node> {
        self.wraps += 1;
        match between {
            Between::Infix(op, n) => {
                self.at += n;
                let right = self.expr(own + 1)?;
                if op == "and" || op == "or" {
                    self.wraps -= 1;
                    return Some(if op == "and" {
                        self.rewrite().and(left, right)
                    } else {
                        self.rewrite().or(left, right)
                    });
                }
                if self.wraps > MAX_WRAPS {
                    return None;
                }
                Some(self.rewrite().infix(op, left, right))
            }
            Between::In(negated, n) => {
                self.at += n;
                let items = if self.opens_query(0) {
                    vec![self.query()?]
                } else {
                    self.expect("(")?;
                    self.list(")")?
                };
                Some(self.rewrite().in_list(left, items, negated))
            }
            Between::Range(negated, n) => {
                self.at += n;
                let symmetric = self.take_word("symmetric");
                if !symmetric {
                    self.take_word("asymmetric");
                }
                let low = self.expr(level::COMPARE + 1)?;
                self.expect_word("and")?;
                let high = self.expr(level::COMPARE + 1)?;
                if self.wraps > MAX_WRAPS {
                    return None;
                }
                if symmetric {
                    return self.rewrite().between_symmetric(left, low, high, negated);
                }
                self.rewrite().between(left, low, high, negated)
            }
            Between::Is => self.is(left),
            Between::Collate => {
                self.at += 1;
                let name = match self.path()?.pop()? {
                    name if self.postgres() => name,
                    name => name.to_ascii_lowercase(),
                };
                (!grammar::is_reserved(&name)).then(|| Node::Collate(Box::new(left), name))
            }
            Between::AtTimeZone => {
                self.at += 3;
                let zone = self.expr(level::COLLATE + 1)?;
                Some(self.rewrite().call("timezone".to_owned(), vec![zone, left]))
            }
        }
    }

    fn is(&mut self, left: Node) -> Option<Node> {
        if self.take_word("isnull") {
            return Some(self.rewrite().is(left, "null", false));
        }
        if self.take_word("notnull") {
            return Some(self.rewrite().is(left, "null", true));
        }
        self.expect_word("is")?;
        let negated = self.take_word("not");
        for what in ["null", "true", "false", "unknown", "json", "document", "normalized"] {
            if self.take_word(what) {
                return Some(self.rewrite().is(left, what, negated));
            }
        }
        for what in ["nfc", "nfd", "nfkc", "nfkd"] {
            if self.word_at(1, "normalized") && self.take_word(what) {
                self.at += 1;
                let usual = what == "nfc";
                let what = if usual { "normalized" } else { what };
                return Some(self.rewrite().is(left, what, negated));
            }
        }
        let same = if self.take_word("distinct") {
            self.expect_word("from")?;
            negated
        } else if self.context.dialect.family == Family::Sqlite {
            !negated
        } else {
            return None;
        };
        let right = self.expr(level::COMPARE + 1)?;
        let op = if same { "is not distinct from" } else { "is distinct from" };
        (self.wraps <= MAX_WRAPS).then(|| self.rewrite().infix(op.to_owned(), left, right))
    }

    fn prefix(&mut self) -> Option<Node> {
        match self.peek(0)? {
            Token::Word(w) if w.eq_ignore_ascii_case("not") => {
                self.at += 1;
                let of = self.expr(level::NOT)?;
                Some(self.rewrite().not(of))
            }
            Token::Word(w) if self.mysql() && w.eq_ignore_ascii_case("binary") => {
                self.at += 1;
                let of = self.expr(level::SIGN)?;
                Some(Node::Cast(Box::new(of), "char charset binary".to_owned()))
            }
            Token::Symbol(s) => match s.as_str() {
                "(" => self.primary(),
                "-" | "+" => {
                    self.at += 1;
                    let of = self.expr(level::SIGN)?;
                    Some(if s == "-" { self.rewrite().negate(of) } else { of })
                }
                "!" if self.mysql() => {
                    self.at += 1;
                    let of = self.expr(level::SIGN)?;
                    Some(self.rewrite().not(of))
                }
                "~" => {
                    self.at += 1;
                    Some(Node::Prefix("~".to_owned(), Box::new(self.expr(level::SIGN)?)))
                }
                "@" | "|/" | "||/" if self.postgres() => {
                    self.at += 1;
                    Some(Node::Prefix(s.clone(), Box::new(self.expr(level::SIGN)?)))
                }
                "*" => None,
                op if self.postgres() && token::is_operator(op) && !grammar::is_comparison(op) => {
                    self.at += 1;
                    Some(Node::Prefix(s.clone(), Box::new(self.expr(level::SIGN)?)))
                }
                _ => None,
            },
            _ => self.primary(),
        }
    }

    /// An operand with the casts, subscripts and fields that follow it.
    fn primary(&mut self) -> Option<Node> {
        let parenthesised = self.symbol_at(0, "(");
        let mut node = self.atom()?;
        loop {
            if self.postgres() && self.take_symbol("::") {
                let ty = self.type_after_colons()?;
                node = self.rewrite().cast(node, ty);
            } else if self.postgres() && self.take_symbol("[") {
                let mut at = vec![self.expr(0)?];
                if self.take_symbol(":") {
                    at.push(self.expr(0)?);
                }
                self.expect("]")?;
                node = Node::Element(Box::new(node), at);
            } else if parenthesised && self.take_symbol(".") {
                node = Node::Field(Box::new(node), self.name()?);
            } else {
                return Some(node);
            }
            self.wraps += 1;
            if self.wraps > MAX_WRAPS {
                return None;
            }
        }
    }

    fn atom(&mut self) -> Option<Node> {
        let token = self.peek(0)?;
        match token {
            Token::Number(n) => {
                self.at += 1;
                self.rewrite().number(n)
            }
            Token::Text(text) => {
                self.at += 1;
                Some(Node::Text(text.clone()))
            }
            Token::Bits { base, digits } => {
                self.at += 1;
                Some(self.rewrite().bits(*base, digits))
            }
            Token::Quoted(_) => self.named(),
            Token::Word(word) => self.keyword(&word.to_ascii_lowercase()),
            Token::Symbol(s) if s == "(" => {
                if self.opens_query(0) {
                    return self.query();
                }
                self.at += 1;
                let mut items = self.list(")")?;
                if items.len() == 1 { items.pop() } else { Some(Node::Row(items)) }
            }
            Token::Symbol(_) => None,
        }
    }

    /// Comma-separated expressions, at least one, and what closes them.
    pub(super) fn list(&mut self, close: &str) -> Option<Vec<Node>> {
        let mut items = vec![self.expr(0)?];
        while self.take_symbol(",") {
            items.push(self.expr(0)?);
        }
        self.expect(close)?;
        Some(items)
    }

    fn keyword(&mut self, word: &str) -> Option<Node> {
        let called = self.symbol_at(1, "(");
        let before_text = matches!(self.peek(1), Some(Token::Text(_)));
        match word {
            "null" | "true" | "false" => {
                self.at += 1;
                Some(match word {
                    "null" => Node::Null,
                    word => self.rewrite().boolean(word == "true"),
                })
            }
            "case" => self.case(),
            "cast" if called => {
                self.at += 2;
                let of = self.expr(0)?;
                self.expect_word("as")?;
                let ty = self.type_before_close()?;
                Some(self.rewrite().cast(of, ty))
            }
            "convert" if called && self.mysql() => self.convert(),
            "array" if self.postgres() && self.symbol_at(1, "[") => {
                self.at += 2;
                self.elements()
            }
            "array" | "exists" | "any" | "some" | "all" if called => {
                self.at += 1;
                let name = if word == "some" { "any" } else { word };
                let arg = if self.opens_query(0) {
                    self.query()?
                } else {
                    self.at += 1;
                    let arg = self.expr(0)?;
                    self.expect(")")?;
                    arg
                };
                Some(Node::call(name, vec![arg]))
            }
            "row" if called => {
                self.at += 2;
                Some(Node::Row(self.list(")")?))
            }
            "interval" if self.mysql() && self.is_interval_function() => {
                self.at += 2;
                Some(Node::call(word, self.list(")")?))
            }
            "interval" if self.mysql() && !called => self.span(),
            "interval" if before_text => self.interval(),
            "extract" | "trim" | "substring" | "substr" | "mid" | "position" | "overlay"
                if called =>
            {
                self.special(word)
            }
            _ if before_text && (self.postgres() || (self.mysql() && is_moment(word))) => {
                self.at += 1;
                self.typed_literal(word)
            }
            "timestamp" | "time" if self.postgres() && self.word_at(2, "time") => {
                let ty = self.type_after_colons()?;
                self.typed_literal(&ty)
            }
            "user" if self.postgres() && !called => {
                self.at += 1;
                Some(self.rewrite().call("current_user".to_owned(), Vec::new()))
            }
            _ if grammar::is_bare_function(word) && !called => {
                self.at += 1;
                Some(self.rewrite().call(word.to_owned(), Vec::new()))
            }
            _ => self.named(),
        }
    }

    fn typed_literal(&mut self, ty: &str) -> Option<Node> {
        let Some(Token::Text(text)) = self.peek(0) else { return None };
        self.at += 1;
        let ty = types::text_form(self.context.dialect, ty);
        Some(self.rewrite().literal_of(text, &ty))
    }

    /// A column or a call.
    fn named(&mut self) -> Option<Node> {
        let path = self.path()?;
        if !self.take_symbol("(") {
            let unquoted = matches!(self.tokens.get(self.at - 1), Some(Token::Word(_)));
            if path.len() == 1 && unquoted && grammar::is_structural(&path[0]) {
                return None;
            }
            return Some(self.rewrite().column(path));
        }
        let name = self.rewrite().function_name(path)?;
        let distinct = self.take_word("distinct");
        let args = if self.take_symbol(")") {
            Vec::new()
        } else if self.symbol_at(0, "*") && self.symbol_at(1, ")") {
            self.at += 2;
            vec![Node::Star]
        } else {
            self.list(")")?
        };
        if distinct {
            return Some(Node::Call { name, args, bare: false, distinct });
        }
        Some(self.rewrite().call(name, args))
    }

    /// `a`, `"A".b`: unquoted names folded as the engine does.
    fn path(&mut self) -> Option<Vec<String>> {
        let mut path = vec![self.name()?];
        while self.symbol_at(0, ".") {
            self.at += 1;
            path.push(self.name()?);
        }
        Some(path)
    }

    pub(super) fn name(&mut self) -> Option<String> {
        let name = match self.peek(0)? {
            Token::Word(word) => word.to_ascii_lowercase(),
            // Only PostgreSQL's quoted names are case-sensitive.
            Token::Quoted(name) if self.postgres() => name.clone(),
            Token::Quoted(name) => name.to_ascii_lowercase(),
            _ => return None,
        };
        self.at += 1;
        Some(name)
    }

    fn case(&mut self) -> Option<Node> {
        self.at += 1;
        let operand = if self.word_at(0, "when") { None } else { Some(Box::new(self.expr(0)?)) };
        let mut arms = Vec::new();
        while self.take_word("when") {
            let when = self.expr(0)?;
            self.expect_word("then")?;
            arms.push((when, self.expr(0)?));
        }
        let otherwise = if self.take_word("else") { Some(Box::new(self.expr(0)?)) } else { None };
        self.expect_word("end")?;
        // Without ELSE the result is NULL, said or not.
        let otherwise = otherwise.filter(|o| **o != Node::Null);
        (!arms.is_empty()).then(|| self.rewrite().case(operand, arms, otherwise))
    }

    fn opens_query(&self, ahead: usize) -> bool {
        let starts = ["select", "with", "values"].into_iter();
        self.symbol_at(ahead, "(") && starts.into_iter().any(|w| self.word_at(ahead + 1, w))
    }

    /// `( select … )`. The name of its only column says nothing.
    fn query(&mut self) -> Option<Node> {
        self.expect("(")?;
        let start = self.at;
        let mut open = 1usize;
        while open > 0 {
            match self.peek(0)? {
                Token::Symbol(s) if s == "(" => open += 1,
                Token::Symbol(s) if s == ")" => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
        let inner = &self.tokens[start..self.at - 1];
        if let [select, rest @ ..] = inner
            && select.is_word("select")
        {
            let plain = match rest {
                [expr @ .., r#as, Token::Word(_) | Token::Quoted(_)] if r#as.is_word("as") => expr,
                all => all,
            };
            let mut parser = Parser {
                context: self.context,
                tokens: plain,
                at: 0,
                nesting: self.nesting,
                wraps: self.wraps,
            };
            if let Some(node) = parser.whole() {
                self.wraps = parser.wraps;
                return Some(Node::Select(Box::new(node)));
            }
        }
        Some(Node::Query(token::spaced(self.context.dialect, inner)))
    }

    /// A type name where an expression goes on after it.
    fn type_after_colons(&mut self) -> Option<String> {
        let start = self.at;
        self.path()?;
        let follows = |p: &mut Self, words: &[&str]| words.iter().any(|w| p.take_word(w));
        let name = match &self.tokens[start..self.at] {
            [Token::Word(word)] => word.to_ascii_lowercase(),
            _ => String::new(),
        };
        match name.as_str() {
            "double" => {
                self.take_word("precision");
            }
            "character" | "char" | "bit" => {
                self.take_word("varying");
            }
            "national" => {
                follows(self, &["character", "char"]);
                self.take_word("varying");
            }
            "interval" if follows(self, &FIELDS) && self.take_word("to") => {
                follows(self, &FIELDS);
            }
            _ => {}
        }
        if self.take_symbol("(") {
            while !self.take_symbol(")") {
                if !fits_a_type(self.peek(0)?) {
                    return None;
                }
                self.at += 1;
            }
        }
        if (self.word_at(0, "with") || self.word_at(0, "without")) && self.word_at(1, "time") {
            self.at += 3;
        }
        while self.symbol_at(0, "[") {
            self.at += 1;
            if matches!(self.peek(0), Some(Token::Number(_))) {
                self.at += 1;
            }
            self.expect("]")?;
        }
        let tokens = self.tokens.get(start..self.at)?;
        Some(types::text_form(self.context.dialect, &type_text(self.context, tokens)))
    }

    /// A type name up to the parenthesis that closes the cast, and that too.
    pub(super) fn type_before_close(&mut self) -> Option<String> {
        let start = self.at;
        let mut open = 0usize;
        loop {
            match self.peek(0)? {
                Token::Symbol(s) if s == "(" && open > 0 => return None,
                Token::Symbol(s) if s == "(" => open += 1,
                Token::Symbol(s) if s == ")" && open == 0 => break,
                Token::Symbol(s) if s == ")" => open -= 1,
                Token::Symbol(s) if s == "." || s == "[" || s == "]" => {}
                token if !fits_a_type(token) => return None,
                _ => {}
            }
            self.at += 1;
        }
        let tokens = &self.tokens[start..self.at];
        self.at += 1;
        if tokens.is_empty() {
            return None;
        }
        let text = type_text(self.context, tokens);
        Some(if self.mysql() {
            mysql_cast_type(&text)
        } else {
            types::text_form(self.context.dialect, &text)
        })
    }
}

fn is_moment(word: &str) -> bool {
    matches!(word, "date" | "time" | "timestamp")
}

/// Whether a token may stand in the name of a type or among its modifiers: `numeric(3, -1)`, and no
/// query and no sum.
fn fits_a_type(token: &Token) -> bool {
    match token {
        Token::Symbol(symbol) => symbol == "," || symbol == "-",
        token => !token.is_word("select"),
    }
}

/// A type's tokens as one would write them.
fn type_text(context: Context<'_>, tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        let text = token::spaced(context.dialect, std::slice::from_ref(token));
        let tight = matches!(text.as_str(), "." | "(" | ")" | "," | "[" | "]");
        if !out.is_empty() && !tight && !out.ends_with(['.', '(', ',', '[']) {
            out.push(' ');
        }
        out.push_str(&text);
    }
    out
}

/// MySQL's types of a cast are words of their own: `char` there has no length, and the character
/// set it prints is the connection's.
fn mysql_cast_type(text: &str) -> String {
    let text = text.to_ascii_lowercase().replace("character set", "charset");
    let (name, charset) = text.split_once(" charset ").unwrap_or((&text, ""));
    let name = match name {
        "signed integer" | "signed int" | "int" | "integer" => "signed",
        "unsigned integer" | "unsigned int" => "unsigned",
        "decimal" | "dec" | "decimal(10)" => "decimal(10,0)",
        "nchar" => "char",
        "binary" => return "char charset binary".to_owned(),
        name => name,
    };
    if charset == "binary" { format!("{name} charset binary") } else { name.to_owned() }
}
