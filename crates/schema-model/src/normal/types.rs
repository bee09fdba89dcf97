//! One spelling for each type of an engine.
//!
//! The form is computed from the source's own text, so that readers need not agree on more than
//! that; only what the text cannot say (a named enum, JSON on MariaDB) is taken from the kind.

use std::{cell::RefCell, collections::BTreeMap};

use super::charset;
use crate::{ColumnType, Dialect, Family, TypeKind};

/// The form of a column's type.
pub(super) fn form(dialect: Dialect, ty: &ColumnType) -> String {
    match (dialect.family, &ty.kind) {
        (Family::Postgres, TypeKind::Enum { name: Some(name), .. } | TypeKind::Domain { name }) => {
            name.to_string()
        }
        // MariaDB writes JSON as longtext with a check.
        (Family::MySql | Family::MariaDb, TypeKind::Json { .. }) => "json".to_owned(),
        _ => text_form(dialect, &ty.raw),
    }
}

/// What was made of types' texts before, in one dialect: ten thousand columns have a dozen types.
struct Known<T>(RefCell<(Option<Dialect>, BTreeMap<String, T>)>);

impl<T: Clone> Known<T> {
    const fn new() -> Self {
        Self(RefCell::new((None, BTreeMap::new())))
    }

    fn get(&self, dialect: Dialect, text: &str, make: fn(Dialect, &str) -> T) -> T {
        const MOST: usize = 500;
        const LONGEST: usize = 60;
        if text.len() > LONGEST {
            return make(dialect, text);
        }
        let known = {
            let (of, all) = &*self.0.borrow();
            if *of == Some(dialect) { all.get(text).cloned() } else { None }
        };
        known.unwrap_or_else(|| {
            let made = make(dialect, text);
            let (of, all) = &mut *self.0.borrow_mut();
            if *of != Some(dialect) || all.len() >= MOST {
                all.clear();
            }
            *of = Some(dialect);
            all.insert(text.to_owned(), made.clone());
            made
        })
    }
}

thread_local! {
    static FORMS: Known<String> = const { Known::new() };
    static KINDS: Known<TypeKind> = const { Known::new() };
}

/// The form of a type's text. Forms are their own forms.
pub(super) fn text_form(dialect: Dialect, raw: &str) -> String {
    FORMS.with(|known| known.get(dialect, raw, made_form))
}

/// What a form means; the kinds of a column in normal form come from here.
pub(super) fn kind(dialect: Dialect, form: &str) -> TypeKind {
    KINDS.with(|known| known.get(dialect, form, made_kind))
}

fn made_form(dialect: Dialect, raw: &str) -> String {
    let text = TypeText::parse(dialect, raw);
    match (dialect.family, text) {
        (Family::Sqlite, text) => sqlite(raw, text),
        (Family::Postgres, Some(text)) => postgres(text),
        (Family::MySql | Family::MariaDb, Some(text)) => mysql(text),
        // Not a type's text: at least its own spacing and case do not count.
        (_, None) => raw.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase(),
    }
}

fn made_kind(dialect: Dialect, form: &str) -> TypeKind {
    let Some(text) = TypeText::parse(dialect, form) else {
        return TypeKind::Other { name: form.to_owned() };
    };
    let n = |i: usize| text.args.get(i).and_then(|a| a.parse().ok());
    let unsigned = text.after.iter().any(|w| w == "unsigned");
    let name = text.name.strip_suffix(" with time zone");
    let zoned = name.is_some() || text.after.iter().any(|w| w == "with");
    let mysql = dialect.is_mysql_like();
    let capacity = |power: u32| Some((1u64 << power) - 1);
    let sized = |power| if mysql { capacity(power) } else { None };
    let name = name.unwrap_or(&text.name);
    let (name, unsigned) = match name.split_once(" unsigned") {
        Some((name, _)) if mysql => (name, true),
        _ => (name, unsigned),
    };
    let kind = match name {
        "tinyint" if n(0) == Some(1) => TypeKind::Boolean,
        "tinyint" => TypeKind::Integer { bits: 8, unsigned },
        "smallint" => TypeKind::Integer { bits: 16, unsigned },
        "mediumint" => TypeKind::Integer { bits: 24, unsigned },
        "integer" if dialect.family == Family::Sqlite => {
            TypeKind::Integer { bits: 64, unsigned: false }
        }
        "int" | "integer" => TypeKind::Integer { bits: 32, unsigned },
        "bigint" => TypeKind::Integer { bits: 64, unsigned },
        "boolean" => TypeKind::Boolean,
        "decimal" | "numeric" => TypeKind::Decimal { precision: n(0), scale: n(1), unsigned },
        "float" => TypeKind::Float { bits: 32 },
        "real" if dialect.family != Family::Sqlite => TypeKind::Float { bits: 32 },
        "double" | "double precision" | "real" => TypeKind::Float { bits: 64 },
        "money" => TypeKind::Money,
        "char" | "bpchar" => TypeKind::Char { length: n(0) },
        "varchar" => TypeKind::VarChar { length: n(0) },
        "text" if dialect.family == Family::Sqlite && n(0).is_some() => {
            TypeKind::VarChar { length: n(0) }
        }
        "tinytext" => TypeKind::Text { bytes: capacity(8) },
        "text" => TypeKind::Text { bytes: sized(16) },
        "mediumtext" => TypeKind::Text { bytes: capacity(24) },
        "longtext" => TypeKind::Text { bytes: capacity(32) },
        "binary" => TypeKind::Binary { length: n(0), varying: false },
        "varbinary" => TypeKind::Binary { length: n(0), varying: true },
        "tinyblob" => TypeKind::Blob { bytes: capacity(8) },
        "blob" => TypeKind::Blob { bytes: sized(16) },
        "mediumblob" => TypeKind::Blob { bytes: capacity(24) },
        "longblob" => TypeKind::Blob { bytes: capacity(32) },
        "bytea" => TypeKind::Blob { bytes: None },
        "date" => TypeKind::Date,
        "time" => TypeKind::Time { precision: n(0), zoned },
        "datetime" => TypeKind::DateTime { precision: n(0) },
        "timestamp" if mysql || zoned => TypeKind::Instant { precision: n(0) },
        "timestamp" => TypeKind::DateTime { precision: n(0) },
        _ if name == "interval" || name.starts_with("interval ") => TypeKind::Interval,
        "year" => TypeKind::Year,
        "uuid" => TypeKind::Uuid,
        "json" => TypeKind::Json { binary: false },
        "jsonb" if dialect.family == Family::Postgres => TypeKind::Json { binary: true },
        "bit" => TypeKind::Bit { length: n(0), varying: false },
        "varbit" => TypeKind::Bit { length: n(0), varying: true },
        "enum" => TypeKind::Enum { name: None, values: values(&text.args) },
        "set" => TypeKind::Set { values: values(&text.args) },
        other => TypeKind::Other { name: other.to_owned() },
    };
    if text.array { TypeKind::Array { of: Box::new(kind) } } else { kind }
}

fn values(args: &[String]) -> Vec<String> {
    let unquoted = |a: &String| {
        let inner = a.strip_prefix('\'').and_then(|a| a.strip_suffix('\'')).unwrap_or(a);
        inner.replace("''", "'").replace("\\\\", "\\")
    };
    args.iter().map(unquoted).collect()
}

/// A type's text taken apart: `name (args) after []`.
#[derive(Debug, Default)]
struct TypeText {
    /// The words before the arguments, in lower case and joined by a space.
    name: String,
    /// The arguments: words in lower case, strings re-quoted.
    args: Vec<String>,
    /// The words after the arguments, in lower case.
    after: Vec<String>,
    /// An array, of whatever dimensions: PostgreSQL does not tell them apart.
    array: bool,
}

impl TypeText {
    /// `None` when quotes or parentheses do not match, or there is more than one list.
    fn parse(dialect: Dialect, raw: &str) -> Option<Self> {
        let mut out = Self::default();
        let mut words: Vec<String> = Vec::new();
        let mut chars = raw.trim().chars().peekable();
        let mut args_done = false;
        while let Some(c) = chars.next() {
            match c {
                '(' if args_done || words.is_empty() => return None,
                // MariaDB adds `/*M!100301 COMPRESSED*/` to the type itself.
                '/' if dialect.is_mysql_like() && chars.peek() == Some(&'*') => break,
                '(' => {
                    out.args = arguments(dialect, &mut chars)?;
                    out.name = std::mem::take(&mut words).join(" ");
                    args_done = true;
                }
                ')' | '\'' => return None,
                '[' if dialect.family == Family::Postgres => {
                    out.array = true;
                    while chars.next_if(|c| c.is_ascii_digit() || c.is_whitespace()).is_some() {}
                    chars.next_if_eq(&']')?;
                }
                '"' if !dialect.is_mysql_like() => {
                    let mut name = String::new();
                    loop {
                        let c = chars.next()?;
                        if c == '"' && chars.next_if_eq(&'"').is_none() {
                            break;
                        }
                        name.push(c);
                    }
                    // A quoted "char" is PostgreSQL's one-byte type, not the type char.
                    let plain = name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
                    if !plain || name.is_empty() || name == "char" {
                        name = dialect.quote(&name);
                    }
                    match words.last_mut() {
                        Some(last) if last.ends_with('.') => last.push_str(&name),
                        _ => words.push(name),
                    }
                }
                c if c.is_whitespace() => {}
                c => {
                    let mut word = c.to_ascii_lowercase().to_string();
                    let stops =
                        |c: &char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | '"' | '\'');
                    while let Some(c) = chars.next_if(|c| !stops(c)) {
                        word.push(c.to_ascii_lowercase());
                    }
                    words.push(word);
                }
            }
        }
        if args_done {
            out.after = words
        } else {
            out.name = words.join(" ")
        }
        Some(out)
    }

    fn arg(&self, i: usize) -> Option<u64> {
        self.args.get(i).and_then(|a| a.parse().ok())
    }

    fn write(&self) -> String {
        let mut out = self.name.clone();
        if !self.args.is_empty() {
            out.push('(');
            out.push_str(&self.args.join(","));
            out.push(')');
        }
        for word in &self.after {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        if self.array {
            out.push_str("[]");
        }
        out
    }
}

/// The arguments up to the closing parenthesis.
fn arguments(
    dialect: Dialect,
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
) -> Option<Vec<String>> {
    let mut args = Vec::new();
    let mut arg = String::new();
    loop {
        match chars.next()? {
            quote @ ('\'' | '"') if quote == '\'' || dialect.is_mysql_like() => {
                // Trailing blanks of an enum's label are not stored.
                let label = label(chars, quote)?;
                arg.push('\'');
                arg.push_str(
                    &label.trim_end_matches(' ').replace('\\', "\\\\").replace('\'', "''"),
                );
                arg.push('\'');
            }
            '(' => return None,
            ')' => break,
            ',' => args.push(std::mem::take(&mut arg)),
            c if c.is_whitespace() => {}
            c => arg.push(c.to_ascii_lowercase()),
        }
    }
    args.push(arg);
    args.iter().all(|a| !a.is_empty()).then_some(args)
}

/// A quoted label, its opening quote already read.
fn label(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) -> Option<String> {
    let mut out = String::new();
    loop {
        match chars.next()? {
            c if c == quote && chars.next_if_eq(&quote).is_none() => return Some(out),
            '\\' => out.push(match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '0' => '\0',
                'Z' => '\u{1a}',
                c => c,
            }),
            c => out.push(c),
        }
    }
}

/// The affinity, and the arguments: `VARCHAR(20)` is `text(20)`.
fn sqlite(raw: &str, text: Option<TypeText>) -> String {
    let name = match &text {
        Some(text) => format!("{} {}", text.name, text.after.join(" ")),
        None => raw.to_ascii_lowercase(),
    };
    let has = |part: &str| name.contains(part);
    let affinity = if has("int") {
        "integer"
    } else if has("char") || has("clob") || has("text") {
        "text"
    } else if has("blob") || name.trim().is_empty() {
        "blob"
    } else if has("real") || has("floa") || has("doub") {
        "real"
    } else {
        "numeric"
    };
    match text {
        Some(text) if !text.args.is_empty() => format!("{affinity}({})", text.args.join(",")),
        _ => affinity.to_owned(),
    }
}

fn postgres(mut t: TypeText) -> String {
    if let Some(rest) = t.name.strip_suffix(" array") {
        t.name = rest.to_owned();
        t.array = true;
    }
    if t.after.last().is_some_and(|w| w == "array") {
        t.after.pop();
        t.array = true;
    }
    for prefix in ["pg_catalog.", "public."] {
        if let Some(rest) = t.name.strip_prefix(prefix) {
            t.name = rest.to_owned();
        }
    }
    if t.name.starts_with("interval") {
        // Six digits are the default, as for every time type.
        t.args.retain(|a| a != "6");
        return t.write();
    }
    let tail = t.after.join(" ");
    let words = if tail.is_empty() { t.name.clone() } else { format!("{} {tail}", t.name) };
    let time = |t: &mut TypeText, name: &str, zoned: bool| {
        t.name = name.to_owned();
        t.args.retain(|a| a != "6");
        t.after = if zoned { ["with", "time", "zone"].map(String::from).to_vec() } else { vec![] };
        // Without a precision, the words belong to the name.
        if t.args.is_empty() && zoned {
            t.name = format!("{name} with time zone");
            t.after.clear();
        }
    };
    let name = match words.as_str() {
        "int" | "int4" | "serial" | "serial4" => "integer",
        "int2" | "smallserial" | "serial2" => "smallint",
        "int8" | "bigserial" | "serial8" => "bigint",
        "float4" => "real",
        "float" if t.arg(0).is_some_and(|p| p <= 24) => "real",
        "float8" | "float" => "double precision",
        "decimal" | "dec" => "numeric",
        "bool" => "boolean",
        "character varying" | "char varying" | "national character varying" => "varchar",
        "character" | "nchar" | "national character" => "char",
        "bit varying" => "varbit",
        "bpchar" if !t.args.is_empty() => "char",
        "timestamp" | "timestamp without time zone" => {
            time(&mut t, "timestamp", false);
            return t.write();
        }
        "timestamptz" | "timestamp with time zone" => {
            time(&mut t, "timestamp", true);
            return t.write();
        }
        "time" | "time without time zone" => {
            time(&mut t, "time", false);
            return t.write();
        }
        "timetz" | "time with time zone" => {
            time(&mut t, "time", true);
            return t.write();
        }
        other => other,
    };
    if name == "real" || name == "double precision" {
        t.args.clear();
    }
    if (name == "char" || name == "bit") && t.args.is_empty() {
        t.args.push("1".to_owned());
    }
    if name == "numeric" && t.args.len() == 1 {
        t.args.push("0".to_owned());
    }
    t.name = name.to_owned();
    t.after.clear();
    t.write()
}

fn mysql(mut t: TypeText) -> String {
    // Attributes may follow the name directly when there are no arguments: `int unsigned`.
    let mut words: Vec<String> = t.name.split(' ').map(str::to_owned).collect();
    words.append(&mut t.after);
    let mut unsigned = false;
    let mut zerofill = false;
    let mut kept = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "unsigned" => unsigned = true,
            "zerofill" => zerofill = true,
            "signed" => {}
            // Character sets and collations have a field of their own.
            "charset" | "collate" => drop(words.next()),
            "set" if kept.last().is_some_and(|w| w == "character") => {
                kept.pop();
                words.next();
            }
            "character" if !kept.is_empty() => kept.push(word),
            _ => kept.push(word),
        }
    }
    // Zero-filled numbers are unsigned without saying so.
    unsigned |= zerofill;
    t.name = mysql_name(&kept.join(" "), &mut t.args);
    let name = t.name.as_str();
    let width = match name {
        "tinyint" => Some(if unsigned { "3" } else { "4" }),
        "smallint" => Some("5"),
        "mediumint" => Some("8"),
        "int" => Some("10"),
        "bigint" => Some("20"),
        _ => None,
    };
    if let Some(width) = width {
        let boolean = name == "tinyint" && t.args == ["1"] && !unsigned;
        if zerofill && t.args.is_empty() {
            t.args.push(width.to_owned());
        } else if !zerofill && !boolean {
            t.args.clear();
        }
    }
    match (name, t.args.len()) {
        ("decimal", 0) => t.args = vec!["10".to_owned(), "0".to_owned()],
        ("decimal", 1) => t.args.push("0".to_owned()),
        ("char" | "binary" | "bit", 0) => t.args.push("1".to_owned()),
        ("year", _) => t.args.clear(),
        ("geometrycollection", _) => t.name = "geomcollection".to_owned(),
        ("datetime" | "timestamp" | "time", 1) if t.args == ["0"] => t.args.clear(),
        _ => {}
    }
    if unsigned {
        t.after.push("unsigned".to_owned());
    }
    if zerofill {
        t.after.push("zerofill".to_owned());
    }
    t.write()
}

/// The name the catalog uses, and what it does to the arguments.
fn mysql_name(name: &str, args: &mut Vec<String>) -> String {
    let size = args.first().and_then(|a| a.parse::<u64>().ok());
    let named = match name {
        "integer" | "int4" => "int",
        "int1" => "tinyint",
        "int2" => "smallint",
        "int3" | "middleint" => "mediumint",
        "int8" => "bigint",
        "serial" => "bigint",
        "bool" | "boolean" => {
            *args = vec!["1".to_owned()];
            "tinyint"
        }
        "dec" | "numeric" | "fixed" => "decimal",
        "float" if args.len() == 1 => {
            args.clear();
            if size.is_some_and(|p| p > 24) { "double" } else { "float" }
        }
        "float4" => "float",
        "double precision" | "real" | "float8" => "double",
        "character" | "nchar" | "national char" | "national character" => "char",
        "char byte" | "character byte" => "binary",
        "character varying"
        | "char varying"
        | "varcharacter"
        | "nvarchar"
        | "national varchar"
        | "national character varying"
        | "national char varying"
        | "nchar varchar"
        | "nchar varying" => "varchar",
        "long" | "long varchar" => "mediumtext",
        "long varbinary" => "mediumblob",
        // A size chooses the smallest variant that holds it; a character has up to four bytes.
        "text" | "blob" if size == Some(0) => {
            args.clear();
            name
        }
        "text" if size.is_some() => {
            args.clear();
            sized(size, 4, ["tinytext", "text", "mediumtext", "longtext"])
        }
        "blob" if size.is_some() => {
            args.clear();
            sized(size, 1, ["tinyblob", "blob", "mediumblob", "longblob"])
        }
        other => other,
    };
    named.to_owned()
}

/// The type that the text means where a character set decides it: the set `binary` makes bytes of
/// characters, and a size in characters chooses the smallest type that holds their bytes. `None` when
/// the set changes nothing.
pub(super) fn in_charset(dialect: Dialect, raw: &str, charset: &str) -> Option<String> {
    let text = TypeText::parse(dialect, raw)?;
    let mut args = text.args.clone();
    let (size, plain) = (text.arg(0), mysql_name(&text.name, &mut args));
    let bytes = match (text.name.as_str(), size) {
        ("text", Some(size)) if size > 0 => {
            let names = ["tinytext", "text", "mediumtext", "longtext"];
            Some(sized(Some(size), charset::bytes_per_character(charset), names).to_owned())
        }
        _ => None,
    };
    if charset != "binary" {
        return bytes;
    }
    let name = bytes.unwrap_or(plain);
    let binary = match name.as_str() {
        "char" => format!("binary({})", size.unwrap_or(1)),
        "varchar" => format!("varbinary({})", size?),
        "tinytext" | "text" | "mediumtext" | "longtext" => name.replace("text", "blob"),
        _ => return None,
    };
    Some(binary)
}

fn sized(size: Option<u64>, unit: u64, names: [&'static str; 4]) -> &'static str {
    let bytes = size.unwrap_or(0).saturating_mul(unit);
    match bytes {
        0..=0xff => names[0],
        0x100..=0xffff => names[1],
        0x1_0000..=0xff_ffff => names[2],
        _ => names[3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dialect: Dialect, cases: &[(&str, &str)]) {
        for (raw, expected) in cases {
            let form = text_form(dialect, raw);
            assert_eq!(form, *expected, "{raw}");
            assert_eq!(text_form(dialect, &form), form, "not its own form: {raw}");
        }
    }

    #[test]
    fn postgres_spellings() {
        check(
            Dialect::POSTGRES,
            &[
                ("INT", "integer"),
                ("int8", "bigint"),
                ("serial", "integer"),
                ("character varying(7)", "varchar(7)"),
                ("VARCHAR ( 7 ) [ ]", "varchar(7)[]"),
                ("varchar[3][3]", "varchar[]"),
                ("integer ARRAY", "integer[]"),
                ("character varying", "varchar"),
                ("char", "char(1)"),
                ("character(1)", "char(1)"),
                ("bpchar", "bpchar"),
                ("bpchar(3)", "char(3)"),
                ("\"char\"", "\"char\""),
                ("numeric(10)", "numeric(10,0)"),
                ("decimal(10, 2)", "numeric(10,2)"),
                ("numeric", "numeric"),
                ("float(24)", "real"),
                ("float(25)", "double precision"),
                ("DOUBLE PRECISION", "double precision"),
                ("timestamp(6)", "timestamp"),
                ("timestamp(9)", "timestamp(9)"),
                ("timestamp without time zone", "timestamp"),
                ("timestamp(3) without time zone", "timestamp(3)"),
                ("timestamptz", "timestamp with time zone"),
                ("timestamptz(3)", "timestamp(3) with time zone"),
                ("timestamp(6) with time zone", "timestamp with time zone"),
                ("timetz[]", "time with time zone[]"),
                ("time", "time"),
                ("bit varying(4)", "varbit(4)"),
                ("bit", "bit(1)"),
                ("interval(6)", "interval"),
                ("interval day to second(3)", "interval day to second(3)"),
                ("public.mood", "mood"),
                ("public.\"Mood\"", "\"Mood\""),
                ("pg_catalog.int4", "integer"),
                ("geometry(Point, 4326)", "geometry(point,4326)"),
                ("", ""),
            ],
        );
    }

    #[test]
    fn mysql_spellings() {
        check(
            Dialect::MARIADB,
            &[
                ("int(11)", "int"),
                ("INTEGER", "int"),
                ("NVARCHAR(160)", "varchar(160)"),
                ("national character(3)", "char(3)"),
                ("int(10) unsigned", "int unsigned"),
                ("int unsigned", "int unsigned"),
                ("int(5) unsigned zerofill", "int(5) unsigned zerofill"),
                ("int zerofill", "int(10) unsigned zerofill"),
                ("tinyint(1)", "tinyint(1)"),
                ("bool", "tinyint(1)"),
                ("tinyint(4)", "tinyint"),
                ("tinyint(1) unsigned", "tinyint unsigned"),
                ("bigint(20) signed", "bigint"),
                ("year(4)", "year"),
                ("decimal", "decimal(10,0)"),
                ("numeric(8,2) unsigned", "decimal(8,2) unsigned"),
                ("float(7,2)", "float(7,2)"),
                ("float(30)", "double"),
                ("double precision", "double"),
                ("double precision unsigned", "double unsigned"),
                ("varchar(10) CHARACTER SET utf8 COLLATE utf8_bin", "varchar(10)"),
                ("varchar(10) charset latin1", "varchar(10)"),
                ("character varying(5)", "varchar(5)"),
                ("character(5) character set utf8", "char(5)"),
                ("text(32)", "tinytext"),
                ("text(64)", "text"),
                ("blob(200)", "tinyblob"),
                ("datetime(0)", "datetime"),
                ("datetime(3)", "datetime(3)"),
                ("enum('A', 'it''s', 'b\\\\c ')", "enum('A','it''s','b\\\\c')"),
                ("bit", "bit(1)"),
                ("serial", "bigint"),
            ],
        );
    }

    #[test]
    fn sqlite_affinities_keep_their_lengths() {
        check(
            Dialect::SQLITE,
            &[
                ("INT", "integer"),
                ("UNSIGNED BIG INT", "integer"),
                ("VARCHAR(255)", "text(255)"),
                ("nvarchar (20)", "text(20)"),
                ("CLOB", "text"),
                ("", "blob"),
                ("DOUBLE PRECISION", "real"),
                ("DECIMAL(10, 2)", "numeric(10,2)"),
                ("BOOLEAN", "numeric"),
                ("FLOATING POINT", "integer"),
            ],
        );
    }

    #[test]
    fn forms_have_a_meaning() {
        let cases = [
            (Dialect::POSTGRES, "varchar(7)[]", "Array { of: VarChar { length: Some(7) } }"),
            (Dialect::POSTGRES, "timestamp(3) with time zone", "Instant { precision: Some(3) }"),
            (Dialect::POSTGRES, "timestamp with time zone", "Instant { precision: None }"),
            (Dialect::MYSQL, "int unsigned", "Integer { bits: 32, unsigned: true }"),
            (Dialect::MYSQL, "tinyint(1)", "Boolean"),
            (Dialect::MYSQL, "enum('a','it''s')", "Enum { name: None, values: [\"a\", \"it's\"] }"),
            (Dialect::MYSQL, "text", "Text { bytes: Some(65535) }"),
            (Dialect::SQLITE, "text(9)", "VarChar { length: Some(9) }"),
            (Dialect::SQLITE, "integer", "Integer { bits: 64, unsigned: false }"),
        ];
        for (dialect, form, expected) in cases {
            assert_eq!(format!("{:?}", kind(dialect, form)), expected, "{form}");
        }
    }
}
