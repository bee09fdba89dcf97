//! What SQL writes in words of its own: intervals, `substring(x from 1 for 2)`, `operator(…)`.

use super::{
    grammar::{self, level},
    node::Node,
    parse::{FIELDS, Parser},
    token::Token,
};

impl Parser<'_> {
    /// MySQL's `convert(x, type)` and `convert(x using charset)`.
    pub(super) fn convert(&mut self) -> Option<Node> {
        self.at += 2;
        let of = self.expr(0)?;
        let ty = if self.take_word("using") {
            let charset = self.name()?;
            self.expect(")")?;
            format!("charset {charset}")
        } else {
            self.expect(",")?;
            self.type_before_close()?
        };
        Some(Node::Cast(Box::new(of), ty))
    }

    /// Whether MySQL's `interval(n, low, high)` begins here, and not `interval (n) day`.
    pub(super) fn is_interval_function(&self) -> bool {
        let mut open = 0usize;
        for token in self.tokens.get(self.at + 1..).unwrap_or_default() {
            match token {
                Token::Symbol(s) if s == "(" => open += 1,
                Token::Symbol(s) if s == ")" && open <= 1 => return false,
                Token::Symbol(s) if s == ")" => open -= 1,
                Token::Symbol(s) if s == "," && open == 1 => return true,
                _ if open == 0 => return false,
                _ => {}
            }
        }
        false
    }

    /// MySQL's `interval 1 day`.
    pub(super) fn span(&mut self) -> Option<Node> {
        self.at += 1;
        let count = self.expr(level::SIGN)?;
        let unit = self.name()?;
        if grammar::is_reserved(&unit) {
            return None;
        }
        Some(Node::Span(Box::new(count), unit))
    }

    /// `interval '1' day`, `interval '1 day'`.
    pub(super) fn interval(&mut self) -> Option<Node> {
        self.at += 1;
        let Some(Token::Text(text)) = self.peek(0) else { return None };
        self.at += 1;
        let mut unit = FIELDS.into_iter().find(|unit| self.take_word(unit));
        if unit.is_some() && self.take_word("to") {
            // What the number means is said by its own punctuation.
            FIELDS.into_iter().find(|unit| self.take_word(unit))?;
            unit = None;
        }
        if self.symbol_at(0, "(") {
            return None;
        }
        let bare = text.trim().bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
        let text = match unit {
            Some(unit) if bare => format!("{text} {unit}"),
            _ => text.clone(),
        };
        Some(self.rewrite().literal_of(&text, "interval"))
    }

    /// The functions whose arguments SQL separates by words.
    pub(super) fn special(&mut self, name: &str) -> Option<Node> {
        self.at += 2;
        if name == "extract" && self.word_at(1, "from") {
            let field = match self.peek(0)? {
                Token::Text(field) => {
                    self.at += 1;
                    field.clone()
                }
                _ => self.name()?,
            };
            self.at += 1;
            let of = self.expr(0)?;
            self.expect(")")?;
            return Some(self.rewrite().call("extract".to_owned(), vec![Node::Text(field), of]));
        }
        if name == "trim" {
            return self.trim();
        }
        let mut args = vec![self.expr(level::OTHER)?];
        if name == "position" && self.take_word("in") {
            let within = self.expr(level::COMPARE + 1)?;
            self.expect(")")?;
            args.push(within);
            if self.mysql() {
                return Some(self.rewrite().call("locate".to_owned(), args));
            }
            args.reverse();
            return Some(self.rewrite().call("position".to_owned(), args));
        }
        if name == "substring" && self.postgres() && self.take_word("for") {
            // From the first character on.
            args.push(self.rewrite().number("1")?);
            args.push(self.expr(0)?);
            self.expect(")")?;
            return Some(self.rewrite().call(name.to_owned(), args));
        }
        while [",", "placing", "from", "for", "similar", "escape"]
            .into_iter()
            .any(|w| self.take_symbol(w) || self.take_word(w))
        {
            args.push(self.expr(level::OTHER + 1)?);
        }
        self.expect(")")?;
        Some(self.rewrite().call(name.to_owned(), args))
    }

    fn trim(&mut self) -> Option<Node> {
        let side = ["both", "leading", "trailing"].into_iter().find(|side| self.take_word(side));
        let name = match (side, self.postgres()) {
            (Some("leading"), _) => "ltrim",
            (Some("trailing"), _) => "rtrim",
            (_, true) => "btrim",
            (_, false) => "trim",
        };
        if self.take_word("from") {
            let of = self.expr(0)?;
            self.expect(")")?;
            return Some(self.rewrite().call(name.to_owned(), vec![of]));
        }
        let mut args = vec![self.expr(0)?];
        if self.take_word("from") {
            args.insert(0, self.expr(0)?);
        }
        while self.take_symbol(",") {
            args.push(self.expr(0)?);
        }
        self.expect(")")?;
        Some(self.rewrite().call(name.to_owned(), args))
    }

    /// The elements of an array up to the closing bracket; rows of it need not repeat the word.
    pub(super) fn elements(&mut self) -> Option<Node> {
        let mut items = Vec::new();
        if self.take_symbol("]") {
            return Some(Node::Array(items));
        }
        loop {
            let item = if self.symbol_at(0, "[") { self.row_of_array()? } else { self.expr(0)? };
            items.push(item);
            if !self.take_symbol(",") {
                self.expect("]")?;
                return Some(Node::Array(items));
            }
        }
    }

    fn row_of_array(&mut self) -> Option<Node> {
        self.deeper()?;
        self.at += 1;
        let row = self.elements();
        self.shallower();
        row
    }

    /// `operator(schema.=)`: the operator, and the number of tokens.
    pub(super) fn named_operator(&self) -> Option<(String, usize)> {
        let mut n = 1;
        if !self.symbol_at(n, "(") {
            return None;
        }
        n += 1;
        while self.symbol_at(n + 1, ".") {
            n += 2;
        }
        let Some(Token::Symbol(symbol)) = self.peek(n) else { return None };
        let symbol = match symbol.as_str() {
            "!=" => "<>",
            "~~" => "like",
            "!~~" => "not like",
            "~~*" => "ilike",
            "!~~*" => "not ilike",
            symbol => symbol,
        };
        self.symbol_at(n + 1, ")").then(|| (symbol.to_owned(), n + 2))
    }
}
