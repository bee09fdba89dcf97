//! The pieces every dialect writes alike: names, lists, expressions, and refusals.

use super::DdlError;
use crate::{
    Action, Check, Deferrable, Dialect, Family, ForeignKey, Index, IndexKey, ObjectKind, Place,
    Sequence, TableName, TypeKind, normal,
};

/// Writes pieces of one dialect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) dialect: Dialect,
}

type Written = Result<String, DdlError>;

impl Text {
    pub(super) fn of(dialect: Dialect) -> Self {
        Self { dialect }
    }

    /// The refusal to write `what`.
    pub(super) fn cannot<T>(self, place: &Place, what: impl Into<String>) -> Result<T, DdlError> {
        Err(DdlError {
            place: place.to_string(),
            dialect: self.dialect.to_string(),
            what: what.into(),
        })
    }

    pub(super) fn needs_rebuild<T>(self, place: &Place, what: &str) -> Result<T, DdlError> {
        self.cannot(place, format!("{what} on an existing table: rebuild the table"))
    }

    /// Refuses the first of these that is so.
    pub(super) fn refuse(self, place: &Place, cases: &[(bool, &str)]) -> Result<(), DdlError> {
        match cases.iter().find(|(so, _)| *so) {
            Some((_, what)) => self.cannot(place, *what),
            None => Ok(()),
        }
    }

    /// A quoted name.
    pub(super) fn name(self, place: &Place, name: &str) -> Written {
        let (limit, length, unit) = match self.dialect.family {
            Family::Sqlite => (usize::MAX, 0, ""),
            Family::Postgres => (63, name.len(), "bytes"),
            Family::MySql | Family::MariaDb => (64, name.chars().count(), "characters"),
        };
        if length > limit {
            return self.cannot(
                place,
                format!("the name {name:?}: it has {length} {unit}, {limit} are allowed"),
            );
        }
        if name.is_empty() || name.contains('\0') {
            return self.cannot(place, format!("the name {name:?}"));
        }
        if self.dialect.is_mysql_like() && name.ends_with(' ') {
            return self.cannot(place, format!("the name {name:?}: it ends in a blank"));
        }
        Ok(self.dialect.quote(name))
    }

    /// A quoted table name.
    pub(super) fn table(self, place: &Place, table: &TableName) -> Written {
        let name = self.name(place, &table.name)?;
        Ok(match &table.schema {
            Some(schema) => format!("{}.{name}", self.name(place, schema)?),
            None => name,
        })
    }

    /// `("a", "b")`.
    pub(super) fn columns(self, place: &Place, columns: &[String]) -> Written {
        if columns.is_empty() {
            return self.cannot(place, "a list of no columns");
        }
        let names: Result<Vec<_>, _> = columns.iter().map(|c| self.name(place, c)).collect();
        Ok(format!("({})", names?.join(", ")))
    }

    /// The columns of a foreign key, the last one with PERIOD before it.
    fn period(self, place: &Place, columns: &[String], period: bool) -> Written {
        let list = self.columns(place, columns)?;
        let Some(last) = columns.last().filter(|_| period) else { return Ok(list) };
        let last = self.name(place, last)?;
        let head = list.strip_suffix(&format!("{last})")).unwrap_or("(");
        Ok(format!("{head}PERIOD {last})"))
    }

    /// An expression or type as the model holds it, when it cannot end the statement.
    pub(super) fn expr(self, place: &Place, text: &str) -> Written {
        match normal::contained(self.dialect, text) {
            Some(text) => Ok(text),
            None => self.cannot(
                place,
                format!("the text {text:?}: quotes or parentheses do not match, or it is empty"),
            ),
        }
    }

    /// An expression in parentheses, its own when it has them.
    pub(super) fn parenthesised(self, place: &Place, text: &str) -> Written {
        let text = self.expr(place, text)?;
        let mut inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
        // `(a) + (b)` begins and ends with parentheses too; its inside does not stand by itself.
        inner = inner.filter(|inner| normal::contained(self.dialect, inner).is_some());
        Ok(if inner.is_some() { text } else { format!("({text})") })
    }

    pub(super) fn alter(self, place: &Place, table: &TableName, clause: &str) -> Written {
        Ok(format!("ALTER TABLE {} {clause}", self.table(place, table)?))
    }

    /// `CONSTRAINT "name" `, or nothing.
    pub(super) fn constraint(self, place: &Place, name: &Option<String>) -> Written {
        match name {
            Some(name) => Ok(format!("CONSTRAINT {} ", self.name(place, name)?)),
            None => Ok(String::new()),
        }
    }

    pub(super) fn check(self, place: &Place, check: &Check) -> Written {
        Ok(format!(
            "{}CHECK {}",
            self.constraint(place, &check.name)?,
            self.parenthesised(place, &check.expr.0)?
        ))
    }

    /// The clause of a foreign key up to its actions.
    pub(super) fn foreign_key(self, place: &Place, key: &ForeignKey) -> Written {
        let mut out = format!(
            "{}FOREIGN KEY {} REFERENCES {}",
            self.constraint(place, &key.name)?,
            self.period(place, &key.columns, key.period)?,
            self.table(place, &key.target)?
        );
        if !key.target_columns.is_empty() {
            out.push(' ');
            out.push_str(&self.period(place, &key.target_columns, key.period)?);
        }
        Ok(out)
    }

    /// `"a" text, …` of a type: what the source wrote, except where a name or labels need quoting.
    pub(super) fn column_type(self, place: &Place, ty: &crate::ColumnType) -> Written {
        let labels = |word: &str, values: &[String]| {
            let values: Vec<_> = values.iter().map(|v| self.dialect.literal(v)).collect();
            Ok(format!("{word}({})", values.join(",")))
        };
        match &ty.kind {
            TypeKind::Enum { name: Some(name), .. } | TypeKind::Domain { name } => {
                self.table(place, name)
            }
            TypeKind::Array { of }
                if matches!(
                    **of,
                    TypeKind::Enum { name: Some(_), .. } | TypeKind::Domain { .. }
                ) =>
            {
                let element = crate::ColumnType { raw: String::new(), kind: (**of).clone() };
                Ok(format!("{}[]", self.column_type(place, &element)?))
            }
            TypeKind::Enum { values, .. } if self.dialect.is_mysql_like() => labels("enum", values),
            TypeKind::Set { values } if self.dialect.is_mysql_like() => labels("set", values),
            TypeKind::Json { .. } if self.dialect.is_mysql_like() => Ok("json".to_owned()),
            _ if ty.raw.trim().is_empty() => self.cannot(place, "a column without a type"),
            _ => self.expr(place, ty.raw.trim()),
        }
    }
}

/// ` ON DELETE … ON UPDATE …`, the defaults left out; `columns` are what ON DELETE SET sets.
pub(super) fn actions(key: &ForeignKey, columns: &str) -> String {
    let clause = |word: &str, action: Action| match action {
        Action::NoAction => String::new(),
        action => format!(" {word} {}", action.sql()),
    };
    clause("ON DELETE", key.on_delete) + columns + &clause("ON UPDATE", key.on_update)
}

/// ` CACHE 10 CYCLE`, or nothing.
pub(super) fn sequence_tail(sequence: &Sequence) -> String {
    let cache = sequence.cache.map(|n| format!(" CACHE {n}")).unwrap_or_default();
    cache + if sequence.cycle { " CYCLE" } else { "" }
}

/// ` DEFERRABLE …`, or nothing.
pub(super) fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// A table's parts on lines of their own.
pub(super) fn body(parts: &[String]) -> String {
    format!("(\n  {}\n)", parts.join(",\n  "))
}

/// The place of a constraint: its name, or else its columns.
pub(super) fn part(
    kind: ObjectKind,
    table: &TableName,
    name: &Option<String>,
    columns: &[String],
) -> Place {
    match name {
        Some(name) => Place::part(kind, table, name),
        None => Place::part(kind, table, format!("({})", columns.join(", "))),
    }
}

pub(super) fn check_place(table: &TableName, check: &Check) -> Place {
    let what = check.name.clone().unwrap_or_else(|| format!("({})", check.expr.0));
    Place::part(ObjectKind::Check, table, what)
}

pub(super) fn index_place(table: &TableName, index: &Index) -> Place {
    let part = |part: &crate::IndexPart| match &part.key {
        IndexKey::Column(column) => column.clone(),
        IndexKey::Expression(expr) => expr.0.clone(),
    };
    let parts: Vec<_> = index.parts.iter().map(part).collect();
    self::part(ObjectKind::Index, table, &index.name, &parts)
}

/// The bound that lets a sequence start where it does: without one, those that go up start at 1 or
/// above, and those that go down at -1 or below.
pub(super) fn sequence_bound(sequence: &Sequence) -> String {
    let start = sequence.start;
    if sequence.min.is_some() || sequence.max.is_some() {
        let bound = |word: &str, value: Option<i64>| {
            value.map(|v| format!(" {word} {v}")).unwrap_or_default()
        };
        return bound("MINVALUE", sequence.min) + &bound("MAXVALUE", sequence.max);
    }
    if sequence.increment > 0 && start < 1 {
        format!(" MINVALUE {start}")
    } else if sequence.increment < 0 && start > -1 {
        format!(" MAXVALUE {start}")
    } else {
        String::new()
    }
}

/// A name cut to a length in bytes, with a hash in place of what was cut.
pub(super) fn shortened(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let hash = blake3::hash(name.as_bytes()).to_hex();
    let mut cut = limit - 9;
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}_{}", &name[..cut], &hash[..8])
}
