//! PostgreSQL: which of its own types has a cast to which other; the rest goes through text.

use crate::TypeKind;

/// Whether a value of one type can be cast to the other. True for types this does not know: those of
/// extensions bring casts of their own.
pub(super) fn is_there(from: &TypeKind, to: &TypeKind) -> bool {
    use TypeKind as T;
    let number =
        |k: &TypeKind| matches!(k, T::Integer { .. } | T::Decimal { .. } | T::Float { .. });
    match (from, to) {
        // Every type is read from text and written as text.
        (T::Char { .. } | T::VarChar { .. } | T::Text { .. }, _)
        | (_, T::Char { .. } | T::VarChar { .. } | T::Text { .. })
        | (T::Domain { .. }, _)
        | (_, T::Domain { .. })
        | (T::Json { .. }, T::Json { .. })
        | (T::Blob { .. } | T::Binary { .. }, T::Blob { .. } | T::Binary { .. })
        | (T::Bit { .. }, T::Bit { .. })
        | (T::Boolean, T::Integer { bits: 32, .. })
        | (T::Integer { bits: 32, .. }, T::Boolean)
        | (T::Bit { varying: false, .. }, T::Integer { bits: 32 | 64, .. })
        | (T::Integer { bits: 32 | 64, .. }, T::Bit { varying: false, .. })
        | (T::Integer { bits: 32 | 64, .. } | T::Decimal { .. }, T::Money)
        | (T::Money, T::Decimal { .. })
        | (T::Json { binary: true }, T::Boolean)
        | (T::Date, T::DateTime { .. } | T::Instant { .. })
        | (
            T::DateTime { .. },
            T::Date | T::Time { zoned: false, .. } | T::DateTime { .. } | T::Instant { .. },
        )
        | (T::Instant { .. }, T::Date | T::Time { .. } | T::DateTime { .. } | T::Instant { .. })
        | (T::Time { .. }, T::Time { .. })
        | (T::Time { zoned: false, .. }, T::Interval)
        | (T::Interval, T::Time { zoned: false, .. }) => true,
        (T::Json { binary: true }, to) if number(to) => true,
        (T::Array { of: from }, T::Array { of: to }) => is_there(from, to),
        (T::Other { name: from }, T::Other { name: to }) => {
            let alike = |a: &str, b: &str| (from == a && to == b) || (from == b && to == a);
            from == to
                || alike("inet", "cidr")
                || alike("macaddr", "macaddr8")
                || !(built_in(from) && built_in(to))
                || (geometric(from) && geometric(to))
        }
        (T::Other { name }, _) | (_, T::Other { name }) => !built_in(name),
        (from, to) => from == to || (number(from) && number(to)),
    }
}

/// Types that have a cast to no type of another family.
fn built_in(name: &str) -> bool {
    let own = ["inet", "cidr", "macaddr", "macaddr8", "tsvector", "tsquery", "xml", "pg_lsn"];
    let range = ["int4", "int8", "num", "ts", "tstz", "date"].iter().any(|of| {
        let rest = name.strip_prefix(of);
        matches!(rest, Some("range" | "multirange"))
    });
    own.contains(&name) || range || geometric(name)
}

fn geometric(name: &str) -> bool {
    ["point", "line", "lseg", "box", "path", "polygon", "circle"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::is_there;
    use crate::{Dialect, normal::type_kind};

    #[test]
    fn families_and_the_ways_between_them() {
        let there = |a, b| {
            let kind = |raw| type_kind(Dialect::POSTGRES, raw);
            is_there(&kind(a), &kind(b))
        };
        for (a, b) in [
            ("integer", "numeric(10,2)"),
            ("uuid", "text"),
            ("text", "uuid"),
            ("date", "timestamptz"),
            ("boolean", "integer"),
            ("integer[]", "bigint[]"),
            ("inet", "cidr"),
            ("jsonb", "integer"),
            ("hstore", "jsonb"),
        ] {
            assert!(there(a, b), "{a} to {b}");
        }
        for (a, b) in [
            ("uuid", "double precision"),
            ("boolean", "bigint"),
            ("date", "integer"),
            ("json", "integer"),
            ("uuid[]", "integer[]"),
            ("text[]", "jsonb"),
            ("inet", "integer"),
            ("bytea", "date"),
            ("int4range", "int8range"),
        ] {
            assert!(!there(a, b), "{a} to {b}");
        }
    }
}
