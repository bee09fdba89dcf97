//! The meaning of a type's text: catalog spellings and the ones people write.

use seedbed_schema_model::{Dialect, Family, TypeKind};

/// What the type text means in a dialect. Text that names no known type is [`TypeKind::Other`];
/// named enums and domains of PostgreSQL are only known to a reader that has the whole schema.
pub fn parse_type(dialect: Dialect, raw: &str) -> TypeKind {
    match dialect.family {
        Family::Postgres => postgres(raw),
        Family::MySql | Family::MariaDb => mysql(raw),
        Family::Sqlite => sqlite(raw),
    }
}

/// A type text taken apart: `timestamp(3) with time zone` is the words `timestamp with time zone`
/// and the arguments `3`.
struct Spelling {
    words: String,
    args: Vec<String>,
}

impl Spelling {
    fn of(raw: &str) -> Self {
        let (mut words, mut args, mut arg) = (String::new(), Vec::new(), String::new());
        let mut depth = 0_u32;
        let mut chars = raw.trim().chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\'' if depth > 0 => arg.push_str(&quoted(&mut chars)),
                // MariaDB adds `/*M!100301 COMPRESSED*/` to the type itself.
                '/' if depth == 0 && chars.peek() == Some(&'*') => break,
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        args.push(std::mem::take(&mut arg));
                        words.push(' ');
                    }
                }
                ',' if depth > 0 => args.push(std::mem::take(&mut arg)),
                c if depth > 0 && c.is_whitespace() => {}
                c if depth > 0 => arg.push(c),
                c => words.push(c),
            }
        }
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = if words.contains('"') { words } else { words.to_lowercase() };
        Self { words, args }
    }

    fn number(&self, at: usize) -> Option<u32> {
        self.args.get(at)?.parse().ok()
    }

    /// Fractional digits, `None` when they are the engine's default.
    fn fraction(&self, default: u32) -> Option<u32> {
        self.number(0).filter(|&p| p != default)
    }

    /// A precision alone means a scale of 0.
    fn decimal(&self, unsigned: bool) -> TypeKind {
        let precision = self.number(0);
        let scale = self.number(1).or(precision.map(|_| 0));
        TypeKind::Decimal { precision, scale, unsigned }
    }

    fn other(self) -> TypeKind {
        TypeKind::Other { name: self.words }
    }
}

/// The rest of a string literal after its opening quote, with `''` and backslash escapes undone (the
/// catalog of MySQL writes both).
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut out = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\'' if chars.peek() == Some(&'\'') => {
                chars.next();
                out.push('\'');
            }
            '\'' => break,
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('0') => out.push('\0'),
                Some('Z') => out.push('\u{1a}'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

const fn int(bits: u8, unsigned: bool) -> TypeKind {
    TypeKind::Integer { bits, unsigned }
}

fn postgres(raw: &str) -> TypeKind {
    let trimmed = raw.trim();
    if let Some(open) = trimmed.strip_suffix(']').and_then(|t| t.rfind('[')) {
        return TypeKind::Array { of: Box::new(postgres(&trimmed[..open])) };
    }
    let s = Spelling::of(trimmed);
    if let Some(element) = s.words.strip_suffix(" array") {
        return TypeKind::Array { of: Box::new(postgres(&trimmed[..element.len()])) };
    }
    let words = s.words.strip_prefix("pg_catalog.").unwrap_or(&s.words);
    match words {
        "boolean" | "bool" => TypeKind::Boolean,
        "smallint" | "int2" | "smallserial" | "serial2" => int(16, false),
        "integer" | "int" | "int4" | "serial" | "serial4" => int(32, false),
        "bigint" | "int8" | "bigserial" | "serial8" => int(64, false),
        "numeric" | "decimal" | "dec" => s.decimal(false),
        "real" | "float4" => TypeKind::Float { bits: 32 },
        "double precision" | "float8" => TypeKind::Float { bits: 64 },
        "float" => {
            TypeKind::Float { bits: if s.number(0).is_some_and(|p| p <= 24) { 32 } else { 64 } }
        }
        "money" => TypeKind::Money,
        "character" | "char" | "nchar" | "national character" | "national char" => {
            TypeKind::Char { length: Some(s.number(0).unwrap_or(1)) }
        }
        "bpchar" => TypeKind::Char { length: s.number(0) },
        "character varying" | "varchar" | "char varying" | "national character varying" => {
            TypeKind::VarChar { length: s.number(0) }
        }
        "text" => TypeKind::Text { bytes: None },
        "bytea" => TypeKind::Blob { bytes: None },
        "date" => TypeKind::Date,
        "time" | "time without time zone" => {
            TypeKind::Time { precision: s.fraction(6), zoned: false }
        }
        "timetz" | "time with time zone" => {
            TypeKind::Time { precision: s.fraction(6), zoned: true }
        }
        "timestamp" | "timestamp without time zone" => {
            TypeKind::DateTime { precision: s.fraction(6) }
        }
        "timestamptz" | "timestamp with time zone" => {
            TypeKind::Instant { precision: s.fraction(6) }
        }
        "uuid" => TypeKind::Uuid,
        "json" => TypeKind::Json { binary: false },
        "jsonb" => TypeKind::Json { binary: true },
        "bit" => TypeKind::Bit { length: Some(s.number(0).unwrap_or(1)), varying: false },
        "bit varying" | "varbit" => TypeKind::Bit { length: s.number(0), varying: true },
        w if w == "interval" || w.starts_with("interval ") => TypeKind::Interval,
        _ => s.other(),
    }
}

/// Bytes of the smallest of MySQL's sized variants that holds `n` characters of four bytes.
fn capacity(characters: u32) -> u64 {
    let bytes = u64::from(characters) * 4;
    [TINY, SHORT, MEDIUM].into_iter().find(|&c| bytes <= c).unwrap_or(LONG)
}
const TINY: u64 = 255;
const SHORT: u64 = 65_535;
const MEDIUM: u64 = 16_777_215;
const LONG: u64 = 4_294_967_295;

fn mysql(raw: &str) -> TypeKind {
    let mut s = Spelling::of(raw);
    let (mut unsigned, mut words) = (false, Vec::new());
    for word in s.words.split(' ') {
        match word {
            // ZEROFILL implies UNSIGNED.
            "unsigned" | "zerofill" => unsigned = true,
            "signed" => {}
            word => words.push(word),
        }
    }
    s.words = words.join(" ");
    let text = |bytes| TypeKind::Text { bytes: Some(bytes) };
    let blob = |bytes| TypeKind::Blob { bytes: Some(bytes) };
    match s.words.as_str() {
        "bool" | "boolean" => TypeKind::Boolean,
        "tinyint" if s.number(0) == Some(1) && !unsigned => TypeKind::Boolean,
        "tinyint" | "int1" => int(8, unsigned),
        "smallint" | "int2" => int(16, unsigned),
        "mediumint" | "middleint" | "int3" => int(24, unsigned),
        "int" | "integer" | "int4" => int(32, unsigned),
        "bigint" | "int8" => int(64, unsigned),
        "serial" => int(64, true),
        "decimal" | "numeric" | "dec" | "fixed" => {
            if s.args.is_empty() {
                s.args.push("10".to_owned());
            }
            s.decimal(unsigned)
        }
        "float" | "float4" => {
            let wide = s.args.len() == 1 && s.number(0).is_some_and(|p| p > 24);
            TypeKind::Float { bits: if wide { 64 } else { 32 } }
        }
        "double" | "double precision" | "real" | "float8" => TypeKind::Float { bits: 64 },
        "char" | "character" | "nchar" | "national char" | "national character" => {
            TypeKind::Char { length: Some(s.number(0).unwrap_or(1)) }
        }
        "char byte" | "character byte" => {
            TypeKind::Binary { length: Some(s.number(0).unwrap_or(1)), varying: false }
        }
        "varchar"
        | "character varying"
        | "char varying"
        | "nvarchar"
        | "national varchar"
        | "varcharacter"
        | "national character varying"
        | "national char varying"
        | "nchar varchar"
        | "nchar varying" => TypeKind::VarChar { length: s.number(0) },
        "tinytext" => text(TINY),
        "text" => text(s.number(0).map_or(SHORT, capacity)),
        "mediumtext" | "long" | "long varchar" => text(MEDIUM),
        "longtext" => text(LONG),
        "binary" => TypeKind::Binary { length: Some(s.number(0).unwrap_or(1)), varying: false },
        "varbinary" => TypeKind::Binary { length: s.number(0), varying: true },
        "tinyblob" => blob(TINY),
        "blob" => blob(s.number(0).map_or(SHORT, |n| capacity(n.div_ceil(4)))),
        "mediumblob" | "long varbinary" => blob(MEDIUM),
        "longblob" => blob(LONG),
        "date" => TypeKind::Date,
        "time" => TypeKind::Time { precision: s.fraction(0), zoned: false },
        "datetime" => TypeKind::DateTime { precision: s.fraction(0) },
        "timestamp" => TypeKind::Instant { precision: s.fraction(0) },
        "year" => TypeKind::Year,
        "uuid" => TypeKind::Uuid,
        "json" => TypeKind::Json { binary: false },
        "bit" => TypeKind::Bit { length: Some(s.number(0).unwrap_or(1)), varying: false },
        "enum" => TypeKind::Enum { name: None, values: s.args },
        "set" => TypeKind::Set { values: s.args },
        _ => s.other(),
    }
}

/// SQLite takes any words for a type and derives an affinity from them. Names with an agreed meaning
/// are recognised first (also with the `_text`, `_blob` and `real_` that sea-query adds to them);
/// the rest follows <https://sqlite.org/datatype3.html#determination_of_column_affinity>. Integers
/// are always 64 bits wide there.
fn sqlite(raw: &str) -> TypeKind {
    let s = Spelling::of(raw);
    let words = s.words.to_lowercase();
    let meaning = words
        .strip_suffix("_text")
        .or_else(|| words.strip_prefix("real_"))
        .or_else(|| words.strip_suffix("_blob"))
        .unwrap_or(&words);
    match meaning {
        "bool" | "boolean" => return TypeKind::Boolean,
        "decimal" | "numeric" | "dec" => return s.decimal(false),
        "money" => return TypeKind::Money,
        "date" => return TypeKind::Date,
        "time" => return TypeKind::Time { precision: s.number(0), zoned: false },
        "datetime" | "timestamp" => return TypeKind::DateTime { precision: s.number(0) },
        "timestamptz" | "timestamp_with_timezone" | "timestamp with time zone" => {
            return TypeKind::Instant { precision: s.number(0) };
        }
        "uuid" => return TypeKind::Uuid,
        "json" => return TypeKind::Json { binary: false },
        "jsonb" => return TypeKind::Json { binary: true },
        "binary" | "varbinary" => {
            return TypeKind::Binary { length: s.number(0), varying: meaning != "binary" };
        }
        "char" | "character" | "nchar" | "native character" => {
            return TypeKind::Char { length: s.number(0) };
        }
        _ => {}
    }
    let has = |part: &str| words.contains(part);
    if has("int") {
        int(64, false)
    } else if has("char") {
        TypeKind::VarChar { length: s.number(0) }
    } else if has("clob") || has("text") {
        TypeKind::Text { bytes: None }
    } else if has("blob") {
        TypeKind::Blob { bytes: None }
    } else if has("real") || has("floa") || has("doub") {
        TypeKind::Float { bits: 64 }
    } else {
        TypeKind::Other { name: words }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_text_means_something(raw in any::<String>()) {
            for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB] {
                parse_type(dialect, &raw);
            }
        }

        #[test]
        fn enum_labels_come_back_as_they_were(labels in proptest::collection::vec(any::<String>(), 1..4)) {
            let list: Vec<_> = labels.iter().map(|l| Dialect::MARIADB.literal(l)).collect();
            let raw = format!("enum({})", list.join(","));
            prop_assert_eq!(
                parse_type(Dialect::MARIADB, &raw),
                TypeKind::Enum { name: None, values: labels }
            );
        }
    }

    fn assert_kinds(dialect: Dialect, cases: &[(&str, TypeKind)]) {
        for (raw, kind) in cases {
            assert_eq!(&parse_type(dialect, raw), kind, "{dialect} {raw}");
        }
    }

    fn array(of: TypeKind) -> TypeKind {
        TypeKind::Array { of: Box::new(of) }
    }

    fn other(name: &str) -> TypeKind {
        TypeKind::Other { name: name.to_owned() }
    }

    fn values(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn postgres_types_mean_the_same_in_catalog_and_written_spelling() {
        let decimal = |precision, scale| TypeKind::Decimal { precision, scale, unsigned: false };
        assert_kinds(
            Dialect::POSTGRES,
            &[
                ("integer", int(32, false)),
                ("INT4", int(32, false)),
                ("bigserial", int(64, false)),
                ("numeric(10,2)", decimal(Some(10), Some(2))),
                ("decimal(10)", decimal(Some(10), Some(0))),
                ("numeric", decimal(None, None)),
                ("numeric(3,-2)", decimal(Some(3), Some(0))),
                ("float(24)", TypeKind::Float { bits: 32 }),
                ("float", TypeKind::Float { bits: 64 }),
                ("char", TypeKind::Char { length: Some(1) }),
                ("bpchar", TypeKind::Char { length: None }),
                ("\"char\"", other("\"char\"")),
                ("character varying(7)[]", array(TypeKind::VarChar { length: Some(7) })),
                ("int[3][]", array(array(int(32, false)))),
                ("integer ARRAY", array(int(32, false))),
                ("timestamp(3) with time zone", TypeKind::Instant { precision: Some(3) }),
                ("timestamptz(6)", TypeKind::Instant { precision: None }),
                ("timestamp without time zone", TypeKind::DateTime { precision: None }),
                ("time(0) with time zone", TypeKind::Time { precision: Some(0), zoned: true }),
                ("interval day to second(3)", TypeKind::Interval),
                ("bit", TypeKind::Bit { length: Some(1), varying: false }),
                ("varbit(5)", TypeKind::Bit { length: Some(5), varying: true }),
                ("jsonb", TypeKind::Json { binary: true }),
                ("INET", other("inet")),
                ("geometry(Point,4326)", other("geometry")),
            ],
        );
    }

    #[test]
    fn mysql_types_keep_sign_capacity_and_labels_but_not_display_width() {
        let decimal =
            |p, s, unsigned| TypeKind::Decimal { precision: Some(p), scale: Some(s), unsigned };
        let labels = values(&["a'b", "c\\d", "x,y", " z "]);
        assert_kinds(
            Dialect::MARIADB,
            &[
                ("tinyint(1)", TypeKind::Boolean),
                ("tinyint(1) unsigned", int(8, true)),
                ("tinyint(4)", int(8, false)),
                ("int(10) unsigned", int(32, true)),
                ("int(5) unsigned zerofill", int(32, true)),
                ("INT ZEROFILL", int(32, true)),
                ("bigint(20)", int(64, false)),
                ("decimal", decimal(10, 0, false)),
                ("decimal(8,2) unsigned", decimal(8, 2, true)),
                ("float(30)", TypeKind::Float { bits: 64 }),
                ("float(7,4)", TypeKind::Float { bits: 32 }),
                ("text(32)", TypeKind::Text { bytes: Some(255) }),
                ("text", TypeKind::Text { bytes: Some(65_535) }),
                ("blob(300)", TypeKind::Blob { bytes: Some(65_535) }),
                ("datetime(0)", TypeKind::DateTime { precision: None }),
                ("datetime(3)", TypeKind::DateTime { precision: Some(3) }),
                ("timestamp", TypeKind::Instant { precision: None }),
                (
                    "enum('a''b','c\\\\d','x,y',' z ')",
                    TypeKind::Enum { name: None, values: labels },
                ),
                ("set('x','y')", TypeKind::Set { values: values(&["x", "y"]) }),
                ("bit(1)", TypeKind::Bit { length: Some(1), varying: false }),
                ("inet6", other("inet6")),
                ("varchar(9) /*M!100301 COMPRESSED*/", TypeKind::VarChar { length: Some(9) }),
                ("varbinary(16)", TypeKind::Binary { length: Some(16), varying: true }),
            ],
        );
    }

    #[test]
    fn sqlite_types_are_known_names_first_and_affinities_after() {
        assert_kinds(
            Dialect::SQLITE,
            &[
                ("", other("")),
                ("INTEGER", int(64, false)),
                ("bigint unsigned", int(64, false)),
                ("BOOLEAN", TypeKind::Boolean),
                ("datetime_text", TypeKind::DateTime { precision: None }),
                ("timestamp_with_timezone_text", TypeKind::Instant { precision: None }),
                (
                    "DECIMAL(10,2)",
                    TypeKind::Decimal { precision: Some(10), scale: Some(2), unsigned: false },
                ),
                (
                    "real_decimal(10,2)",
                    TypeKind::Decimal { precision: Some(10), scale: Some(2), unsigned: false },
                ),
                ("uuid_text", TypeKind::Uuid),
                ("NVARCHAR(160)", TypeKind::VarChar { length: Some(160) }),
                ("char(3)", TypeKind::Char { length: Some(3) }),
                ("enum_text", TypeKind::Text { bytes: None }),
                ("varbinary_blob(16)", TypeKind::Binary { length: Some(16), varying: true }),
                ("DOUBLE PRECISION", TypeKind::Float { bits: 64 }),
                ("FLOATING POINT", int(64, false)),
                ("STRING", other("string")),
            ],
        );
    }
}
