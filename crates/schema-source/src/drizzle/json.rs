//! JSON with the line of every value, and access to it that says what was looked for and where.

use std::collections::BTreeMap;

use crate::outline::Unfit;

/// A value and the line it begins on.
#[derive(Debug)]
pub(crate) struct Node {
    pub(super) line: u32,
    value: Value,
}

#[derive(Debug)]
enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// In the order of the file.
    Map(Vec<(String, Node)>),
}

/// Parses a text; the error is serde_json's, whose limit of nesting is what makes recursion safe.
pub(super) fn parse(text: &str) -> Result<Node, serde_json::Error> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)?;
    let mut reader = Reader { text, at: 0, line: 1, depth: 0 };
    reader.value().ok_or_else(|| serde::de::Error::custom("nested too deeply"))
}

/// Over a text that is known to be JSON.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    depth: usize,
}

/// Deeper than any snapshot, and far from the end of any stack.
const DEEPEST: usize = 100;

impl Reader<'_> {
    fn blank(&mut self) {
        for byte in self.text.as_bytes()[self.at..].iter().take_while(|b| b.is_ascii_whitespace()) {
            self.at += 1;
            self.line += u32::from(*byte == b'\n');
        }
    }

    fn next(&mut self) -> Option<u8> {
        self.blank();
        self.text.as_bytes().get(self.at).copied()
    }

    fn value(&mut self) -> Option<Node> {
        let first = self.next()?;
        let line = self.line;
        let value = match first {
            b'{' | b'[' => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return None;
                }
                let value = if first == b'{' { self.map()? } else { self.list()? };
                self.depth -= 1;
                value
            }
            b'"' => Value::Text(self.string()?),
            _ => {
                let rest = &self.text[self.at..];
                let end = rest.find(|c: char| c.is_whitespace() || ",]}".contains(c));
                let word = &rest[..end.unwrap_or(rest.len())];
                self.at += word.len();
                match word {
                    "null" => Value::Null,
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    number => Value::Number(number.to_owned()),
                }
            }
        };
        Some(Node { line, value })
    }

    fn list(&mut self) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        while self.next()? != b']' {
            items.push(self.value()?);
            if self.next()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(Value::List(items))
    }

    fn map(&mut self) -> Option<Value> {
        self.at += 1;
        let mut entries = Vec::new();
        while self.next()? != b'}' {
            let key = self.string()?;
            self.next()?;
            self.at += 1;
            entries.push((key, self.value()?));
            if self.next()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(Value::Map(entries))
    }

    fn string(&mut self) -> Option<String> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut end = start + 1;
        while *bytes.get(end)? != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.at = end + 1;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }
}

/// A value with the way to it from the top.
#[derive(Debug, Clone)]
pub(super) struct At<'n> {
    node: &'n Node,
    path: String,
}

impl<'n> At<'n> {
    pub(super) fn top(node: &'n Node) -> Self {
        Self { node, path: String::new() }
    }

    pub(super) fn line(&self) -> u32 {
        self.node.line
    }

    /// An error at this value.
    pub(super) fn unfit(&self, why: impl Into<String>) -> Unfit {
        let place = if self.path.is_empty() { "the file" } else { &self.path };
        Unfit { line: self.node.line, place: place.to_owned(), why: why.into() }
    }

    fn step(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn kind(&self) -> &'static str {
        match self.node.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
        }
    }

    fn wrong<T>(&self, wanted: &str) -> Result<T, Unfit> {
        Err(self.unfit(format!("should be {wanted} and is {}", self.kind())))
    }

    /// The value of a key; `null` counts as absent.
    pub(super) fn get(&self, key: &str) -> Result<Option<At<'n>>, Unfit> {
        let Value::Map(entries) = &self.node.value else { return self.wrong("an object") };
        let found = entries.iter().find(|(k, _)| k == key);
        Ok(found
            .filter(|(_, node)| !matches!(node.value, Value::Null))
            .map(|(_, node)| At { node, path: self.step(key) }))
    }

    pub(super) fn need(&self, key: &str) -> Result<At<'n>, Unfit> {
        self.get(key)?.ok_or_else(|| self.unfit(format!("has no `{key}`")))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        matches!(self.get(key), Ok(Some(_)))
    }

    pub(super) fn text(&self) -> Result<&'n str, Unfit> {
        match &self.node.value {
            Value::Text(text) => Ok(text),
            _ => self.wrong("a text"),
        }
    }

    /// The text of a key that must be there and say something.
    pub(super) fn need_text(&self, key: &str) -> Result<String, Unfit> {
        let at = self.need(key)?;
        let text = at.text()?;
        if text.is_empty() { Err(at.unfit("is empty")) } else { Ok(text.to_owned()) }
    }

    /// The text of a key, unless it is absent or empty.
    pub(super) fn get_text(&self, key: &str) -> Result<Option<String>, Unfit> {
        let Some(at) = self.get(key)? else { return Ok(None) };
        Ok(Some(at.text()?.to_owned()).filter(|t| !t.is_empty()))
    }

    /// A text, a number or a truth value, as SQL would have it.
    pub(super) fn scalar(&self) -> Result<String, Unfit> {
        match &self.node.value {
            Value::Text(text) | Value::Number(text) => Ok(text.clone()),
            Value::Bool(yes) => Ok(yes.to_string()),
            _ => self.wrong("a text, a number, true or false"),
        }
    }

    pub(super) fn get_scalar(&self, key: &str) -> Result<Option<String>, Unfit> {
        self.get(key)?.map(|at| at.scalar()).transpose()
    }

    /// Whether a key says true; absent is false.
    pub(super) fn flag(&self, key: &str) -> Result<bool, Unfit> {
        Ok(self.maybe_flag(key)?.unwrap_or(false))
    }

    pub(super) fn maybe_flag(&self, key: &str) -> Result<Option<bool>, Unfit> {
        let Some(at) = self.get(key)? else { return Ok(None) };
        match at.node.value {
            Value::Bool(yes) => Ok(Some(yes)),
            _ => at.wrong("true or false"),
        }
    }

    /// Whether it is anything but `null`.
    pub(super) fn has_value(&self) -> bool {
        !matches!(self.node.value, Value::Null)
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.node.value, Value::Text(_))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    pub(super) fn items(&self) -> Result<Vec<At<'n>>, Unfit> {
        let Value::List(items) = &self.node.value else { return self.wrong("a list") };
        let at = |(i, node)| At { node, path: format!("{}[{i}]", self.path) };
        Ok(items.iter().enumerate().map(at).collect())
    }

    /// The entries of an object, in the order of the file. A key twice is an error: which one counts?
    pub(super) fn entries(&self) -> Result<Vec<(&'n str, At<'n>)>, Unfit> {
        let Value::Map(entries) = &self.node.value else { return self.wrong("an object") };
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        let mut all = Vec::new();
        for (key, node) in entries {
            let at = At { node, path: self.step(key) };
            if let Some(line) = seen.insert(key, node.line) {
                return Err(at.unfit(format!("stands on line {line} already")));
            }
            all.push((key.as_str(), at));
        }
        Ok(all)
    }

    /// The entries of a key, none when it is absent.
    pub(super) fn entries_of(&self, key: &str) -> Result<Vec<(&'n str, At<'n>)>, Unfit> {
        self.get(key)?.map_or(Ok(Vec::new()), |at| at.entries())
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &str) -> Result<Vec<String>, Unfit> {
        let items = self.need(key)?.items()?;
        items.iter().map(|at| at.text().map(str::to_owned)).collect()
    }
}
