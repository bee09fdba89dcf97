//! Patterns of a check: a subset of regular expressions, read, matched, and made texts of.
//!
//! Literals, classes, quantifiers, groups, alternation and anchors; `GLOB` and `SIMILAR TO` are read
//! as such too. What is outside the subset (look-around, references back) is not read at all.

use crate::Cell;

/// What a repetition without an end repeats at most, beyond its start.
const MORE: u32 = 6;

/// Steps after which a match is given up.
const STEPS: u32 = 20_000;

/// How deep groups may nest.
const NESTED: u32 = 40;

/// A pattern that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    node: Node,
    /// Upper and lower case are the same.
    folds: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// One of these ranges.
    Set(Vec<(char, char)>),
    All(Vec<Node>),
    Any(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
    Start,
    End,
}

/// What a printable character is, for `.` and negated classes when a text is made.
const PRINTABLE: (char, char) = ('!', '~');

impl Pattern {
    /// A regular expression.
    pub(super) fn regex(text: &str, folds: bool) -> Option<Self> {
        let mut reader = Reader { chars: text.chars().collect(), at: 0, depth: 0 };
        let node = reader.alternatives()?;
        (reader.at == reader.chars.len()).then_some(Self { node, folds })
    }

    /// SQLite's `GLOB`: `*`, `?`, classes.
    pub(super) fn glob(text: &str) -> Option<Self> {
        let mut regex = String::from("^");
        let mut inside = false;
        for c in text.chars() {
            match c {
                '[' if !inside => {
                    inside = true;
                    regex.push('[');
                }
                ']' if inside => {
                    inside = false;
                    regex.push(']');
                }
                '^' if inside => regex.push('^'),
                c if inside => regex.push(c),
                '*' => regex.push_str(".*"),
                '?' => regex.push('.'),
                c if c.is_alphanumeric() || c == ' ' => regex.push(c),
                c => regex.extend(['\\', c]),
            }
        }
        regex.push('$');
        Self::regex(&regex, false)
    }

    /// `SIMILAR TO`: a regular expression of the whole text with `%` and `_`.
    pub(super) fn similar(text: &str) -> Option<Self> {
        let mut regex = String::from("^(");
        for c in text.chars() {
            match c {
                '%' => regex.push_str(".*"),
                '_' => regex.push('.'),
                '.' | '^' | '$' => regex.extend(['\\', c]),
                c => regex.push(c),
            }
        }
        regex.push_str(")$");
        Self::regex(&regex, false)
    }

    /// Whether it is found in the text; `None` when that takes too long to say.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let fold = |c: char| if self.folds { c.to_ascii_lowercase() } else { c };
        let chars: Vec<char> = text.chars().map(fold).collect();
        let mut search = Search { chars: &chars, steps: 0, folds: self.folds };
        for start in 0..=chars.len() {
            if search.run(&self.node, start, &mut |_, _| true) {
                return Some(true);
            }
            if search.steps > STEPS {
                return None;
            }
        }
        Some(false)
    }

    /// How many different texts can be made of it by number.
    pub(super) fn capacity(&self) -> u64 {
        capacity(&self.node)
    }

    /// A text that it matches, of about so many characters at least where it may be longer; by number,
    /// where no two may be equal.
    pub(super) fn text(&self, number: Option<u64>, least: usize, cell: &mut Cell) -> String {
        let mut text = String::new();
        let more = MORE.max(u32::try_from(least).unwrap_or(MORE).min(200));
        let mut number = number.map(|n| n % self.capacity().max(1));
        make(&self.node, &mut number, least > 0, more, cell, &mut text);
        text
    }
}

fn size(ranges: &[(char, char)]) -> u64 {
    ranges.iter().map(|(a, b)| u64::from(u32::from(*b) - u32::from(*a)) + 1).sum()
}

/// The times a repetition repeats when its texts are counted.
fn times(least: u32, most: Option<u32>, more: u32) -> u32 {
    most.map_or(least.max(more), |m| m.min(least.max(more)))
}

fn capacity(node: &Node) -> u64 {
    match node {
        Node::Set(ranges) => size(ranges).max(1),
        Node::All(nodes) => nodes.iter().fold(1, |all, n| all.saturating_mul(capacity(n))),
        Node::Any(nodes) => nodes.first().map_or(1, capacity),
        Node::Repeat(node, least, most) => {
            capacity(node).saturating_pow(times(*least, *most, MORE).min(64))
        }
        Node::Start | Node::End => 1,
    }
}

fn make(
    node: &Node,
    number: &mut Option<u64>,
    long: bool,
    more: u32,
    cell: &mut Cell,
    text: &mut String,
) {
    match node {
        Node::Set(ranges) => {
            let size = size(ranges).max(1);
            let mut at = match number {
                Some(n) => {
                    let digit = *n % size;
                    *n /= size;
                    digit
                }
                None => cell.below(size),
            };
            for (from, to) in ranges {
                let width = u64::from(u32::from(*to) - u32::from(*from)) + 1;
                if at < width {
                    let code = u32::from(*from) + u32::try_from(at).unwrap_or(0);
                    text.push(char::from_u32(code).unwrap_or(*from));
                    return;
                }
                at -= width;
            }
        }
        Node::All(nodes) => nodes.iter().for_each(|n| make(n, number, long, more, cell, text)),
        Node::Any(nodes) => {
            let chosen = if number.is_some() { nodes.first() } else { cell.pick(nodes) };
            if let Some(node) = chosen {
                make(node, number, long, more, cell, text);
            }
        }
        Node::Repeat(node, least, most) => {
            let count = match number {
                _ if long || number.is_some() => times(*least, *most, more).min(200),
                _ => {
                    let most = most.unwrap_or(least.saturating_add(MORE)).min(least + MORE);
                    // An optional part is there half of the time; a long one is rarely empty.
                    let least = if *least == 0 && most > 1 { 1 } else { *least };
                    let count = cell.range(i64::from(least)..=i64::from(most));
                    u32::try_from(count).unwrap_or(least)
                }
            };
            (0..count).for_each(|_| make(node, number, long, more, cell, text));
        }
        Node::Start | Node::End => {}
    }
}

struct Search<'t> {
    chars: &'t [char],
    steps: u32,
    folds: bool,
}

impl Search<'_> {
    /// Whether the node matches at a place and `then` holds of where it ends.
    fn run(
        &mut self,
        node: &Node,
        at: usize,
        then: &mut dyn FnMut(&mut Self, usize) -> bool,
    ) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            return false;
        }
        match node {
            Node::Set(ranges) => {
                let folds = self.folds;
                let is = |c: char| {
                    let inside = |c: char| ranges.iter().any(|(a, b)| (*a..=*b).contains(&c));
                    inside(c) || (folds && inside(c.to_ascii_uppercase()))
                };
                self.chars.get(at).is_some_and(|c| is(*c)) && then(self, at + 1)
            }
            Node::Start => at == 0 && then(self, at),
            Node::End => at == self.chars.len() && then(self, at),
            Node::Any(nodes) => nodes.iter().any(|n| self.run(n, at, then)),
            Node::All(nodes) => self.all(nodes, at, then),
            Node::Repeat(node, least, most) => self.repeat(node, *least, *most, at, then),
        }
    }

    fn all(
        &mut self,
        nodes: &[Node],
        at: usize,
        then: &mut dyn FnMut(&mut Self, usize) -> bool,
    ) -> bool {
        match nodes {
            [] => then(self, at),
            [first, rest @ ..] => self.run(first, at, &mut |s, end| s.all(rest, end, then)),
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        least: u32,
        most: Option<u32>,
        at: usize,
        then: &mut dyn FnMut(&mut Self, usize) -> bool,
    ) -> bool {
        if most != Some(0)
            && self.run(node, at, &mut |s, end| {
                // What matches nothing would be repeated for ever.
                end > at && s.repeat(node, least.saturating_sub(1), most.map(|m| m - 1), end, then)
            })
        {
            return true;
        }
        least == 0 && then(self, at)
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    depth: u32,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn is(&mut self, c: char) -> bool {
        let is = self.peek() == Some(c);
        self.at += usize::from(is);
        is
    }

    fn alternatives(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > NESTED {
            return None;
        }
        let mut all = vec![self.sequence()?];
        while self.is('|') {
            all.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(if all.len() == 1 { all.pop()? } else { Node::Any(all) })
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut all = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            let atom = self.atom()?;
            all.push(self.quantified(atom)?);
        }
        Some(Node::All(all))
    }

    fn quantified(&mut self, mut atom: Node) -> Option<Node> {
        loop {
            let (least, most) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => self.bounds()?,
                _ => return Some(atom),
            };
            self.at += 1;
            // Greedy or not, the same texts match.
            self.is('?');
            if most.is_some_and(|m| m < least) || least > 1000 {
                return None;
            }
            atom = Node::Repeat(Box::new(atom), least, most);
        }
    }

    /// `{2}`, `{2,}`, `{2,5}`; leaves the place before the closing brace.
    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        let end = (self.at..self.chars.len()).find(|i| self.chars[*i] == '}')?;
        let inside: String = self.chars.get(self.at + 1..end)?.iter().collect();
        self.at = end;
        let number = |text: &str| text.trim().parse::<u32>().ok();
        Some(match inside.split_once(',') {
            None => (number(&inside)?, Some(number(&inside)?)),
            Some((least, "")) => (number(least)?, None),
            Some((least, most)) => (number(least).unwrap_or(0), Some(number(most)?)),
        })
    }

    fn atom(&mut self) -> Option<Node> {
        Some(match self.take()? {
            '(' => {
                if self.is('?') {
                    // Only groups that are not kept: no look-around, no options.
                    self.is(':').then_some(())?;
                }
                let inside = self.alternatives()?;
                self.is(')').then_some(inside)?
            }
            '[' => Node::Set(self.class()?),
            '.' => Node::Set(vec![PRINTABLE]),
            '^' => Node::Start,
            '$' => Node::End,
            '\\' => match self.take()? {
                'A' => Node::Start,
                'Z' | 'z' => Node::End,
                c => Node::Set(escaped(c)?),
            },
            '*' | '+' | '?' => return None,
            c => Node::Set(vec![(c, c)]),
        })
    }

    fn class(&mut self) -> Option<Vec<(char, char)>> {
        let negated = self.is('^');
        let mut ranges = Vec::new();
        let mut first = true;
        loop {
            let c = self.take()?;
            match c {
                ']' if !first => break,
                '[' if self.peek() == Some(':') => {
                    let end = (self.at..self.chars.len()).find(|i| self.chars[*i] == ']')?;
                    let name: String = self.chars.get(self.at + 1..end - 1)?.iter().collect();
                    self.at = end + 1;
                    ranges.extend(named(&name)?);
                }
                c => {
                    let from = if c == '\\' {
                        let set = escaped(self.take()?)?;
                        let [(one, same)] = set.as_slice() else {
                            ranges.extend(set);
                            first = false;
                            continue;
                        };
                        if one != same {
                            ranges.extend(set);
                            first = false;
                            continue;
                        }
                        *one
                    } else {
                        c
                    };
                    let next = self.chars.get(self.at + 1).copied();
                    if self.peek() == Some('-') && next.is_some_and(|n| n != ']') {
                        self.at += 1;
                        let mut to = self.take()?;
                        if to == '\\' {
                            to = self.take()?;
                        }
                        (from <= to).then_some(())?;
                        ranges.push((from, to));
                    } else {
                        ranges.push((from, from));
                    }
                }
            }
            first = false;
        }
        if negated {
            ranges = without(&ranges);
        }
        (!ranges.is_empty()).then_some(ranges)
    }
}

/// The printable characters without these.
fn without(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let kept = |c: &char| !ranges.iter().any(|(a, b)| (*a..=*b).contains(c));
    (PRINTABLE.0..=PRINTABLE.1).filter(kept).map(|c| (c, c)).collect()
}

fn escaped(c: char) -> Option<Vec<(char, char)>> {
    Some(match c {
        'd' => vec![('0', '9')],
        'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        's' => vec![(' ', ' ')],
        'D' => without(&[('0', '9')]),
        'W' => without(&[('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')]),
        'S' => vec![PRINTABLE],
        't' => vec![('\t', '\t')],
        'n' => vec![('\n', '\n')],
        c if c.is_ascii_alphanumeric() => return None,
        c => vec![(c, c)],
    })
}

fn named(name: &str) -> Option<Vec<(char, char)>> {
    Some(match name {
        "alpha" => vec![('a', 'z'), ('A', 'Z')],
        "digit" => vec![('0', '9')],
        "alnum" => vec![('a', 'z'), ('A', 'Z'), ('0', '9')],
        "upper" => vec![('A', 'Z')],
        "lower" => vec![('a', 'z')],
        "space" | "blank" => vec![(' ', ' ')],
        "xdigit" => vec![('0', '9'), ('a', 'f')],
        "word" => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        "punct" => vec![('!', '/'), (':', '@')],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn regex(text: &str) -> Pattern {
        Pattern::regex(text, false).unwrap()
    }

    #[test]
    fn matching_is_that_of_the_engines() {
        for (pattern, text, expected) in [
            ("^[A-Z]{2}$", "AB", true),
            ("^[A-Z]{2}$", "ABC", false),
            ("[A-Z]{2}", "xABCx", true),
            (r"^\d{5}(-\d{4})?$", "12345-6789", true),
            (r"^\d{5}(-\d{4})?$", "12345-678", false),
            ("^(a|bc)+$", "abca", true),
            ("^(a|bc)+$", "abb", false),
            ("^[^0-9]+$", "abc", true),
            ("^[^0-9]+$", "a1", false),
            ("^[[:alpha:]_-]+$", "a_-B", true),
            (r"^a\.b$", "axb", false),
            ("^(a*)*$", "aaaa", true),
            ("x|y", "ay", true),
            ("", "anything", true),
        ] {
            assert_eq!(regex(pattern).matches(text), Some(expected), "{pattern} {text}");
        }
        assert_eq!(Pattern::regex("^ab$", true).unwrap().matches("AB"), Some(true));
        assert_eq!(Pattern::glob("[A-Z]*.t?t").unwrap().matches("Ax.txt"), Some(true));
        assert_eq!(Pattern::glob("[^0-9]*").unwrap().matches("9"), Some(false));
        assert_eq!(Pattern::similar("(a|b)%_").unwrap().matches("bxy"), Some(true));
        assert_eq!(Pattern::similar("(a|b)_").unwrap().matches("bxy"), Some(false));
    }

    #[test]
    fn what_is_outside_the_subset_is_not_read() {
        for pattern in ["(?=a)b", r"(a)\1", "[b-a]", "a{3,1}", "(a", "a)", "*a", r"\bword", "(?i)a"]
        {
            assert_eq!(Pattern::regex(pattern, false), None, "{pattern}");
        }
    }

    #[test]
    fn texts_of_a_pattern_match_it_and_numbered_ones_differ() {
        for pattern in [
            "^[A-Z]{2}-[0-9]{4}$",
            "^[a-z0-9]+(-[a-z0-9]+)*$",
            r"^[A-Za-z0-9._%-]+@[A-Za-z0-9.-]+[.][A-Za-z]+$",
            r"^\d{5}$",
            "^(north|south) [a-f]{3,}$",
            "^[^,;]{1,12}$",
            "^https?://.+",
        ] {
            let read = regex(pattern);
            let mut seen = BTreeSet::new();
            for row in 0..300u64 {
                let cell = &mut Cell::new(1, "t", "c", row);
                let drawn = read.text(None, 0, cell);
                assert_eq!(read.matches(&drawn), Some(true), "{pattern} {drawn}");
                let numbered = read.text(Some(row), 0, cell);
                assert_eq!(read.matches(&numbered), Some(true), "{pattern} {numbered}");
                assert!(seen.insert(numbered.clone()), "{pattern} {numbered}");
            }
        }
        assert_eq!(regex("^[A-Z]{2}$").capacity(), 676);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn never_panics(pattern in r"[a-c\[\](){}|*+?^$.\\0-9,:-]{0,24}", text in "[a-c0-9]{0,8}") {
            if let Some(read) = Pattern::regex(&pattern, false) {
                let _ = read.matches(&text);
                let made = read.text(None, 0, &mut Cell::new(1, "t", "c", 1));
                // An anchor in the middle can make a pattern that nothing matches.
                if !pattern.contains(['^', '$']) {
                    prop_assert_ne!(read.matches(&made), Some(false));
                }
            }
            let _ = Pattern::glob(&pattern);
            let _ = Pattern::similar(&pattern);
        }
    }
}
