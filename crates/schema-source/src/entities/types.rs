//! The text of a column's type and default on an engine. sea-query writes both, but panics at a type
//! that an engine has not got, and does not escape the values of an enum.

use sea_orm::{
    ColumnType,
    sea_query::{
        Expr, MysqlQueryBuilder, PostgresQueryBuilder, QueryBuilder, SqliteQueryBuilder,
        TableBuilder,
    },
};
use seedbed_schema_model::{Dialect, Family, TableName};

/// The type's text, or what it is that the engine has no type for.
pub(super) fn text(dialect: Dialect, ty: &ColumnType) -> Result<String, &'static str> {
    let (postgres, sqlite) = (dialect.family == Family::Postgres, dialect.family == Family::Sqlite);
    match ty {
        ColumnType::Enum { name, variants } => {
            return Ok(match dialect.family {
                Family::Postgres => dialect.quote_table(&TableName::new(name.to_string())),
                Family::Sqlite => "enum_text".to_owned(),
                Family::MySql | Family::MariaDb => {
                    let values = variants.iter().map(|v| dialect.literal(&v.to_string()));
                    format!("ENUM({})", values.collect::<Vec<_>>().join(", "))
                }
            });
        }
        ColumnType::Array(of) if postgres => return Ok(text(dialect, of)? + "[]"),
        ColumnType::Array(_) => return Err("arrays"),
        ColumnType::Vector(_) if !postgres => return Err("vectors"),
        ColumnType::Cidr | ColumnType::Inet if !postgres => return Err("network addresses"),
        ColumnType::MacAddr if !postgres => return Err("hardware addresses"),
        ColumnType::LTree if !postgres => return Err("label trees"),
        ColumnType::Interval(..) if !postgres => return Err("intervals"),
        ColumnType::Year if postgres || sqlite => return Err("years"),
        ColumnType::Bit(_) | ColumnType::VarBit(_) if sqlite => return Err("bit strings"),
        _ => {}
    }
    let mut out = String::new();
    match dialect.family {
        Family::Postgres => PostgresQueryBuilder.prepare_column_type(ty, &mut out),
        // Its own method of this name takes more.
        Family::Sqlite => TableBuilder::prepare_column_type(&SqliteQueryBuilder, ty, &mut out),
        Family::MySql | Family::MariaDb => MysqlQueryBuilder.prepare_column_type(ty, &mut out),
    }
    Ok(out)
}

/// The text of a default, in parentheses unless it is a value.
pub(super) fn default(dialect: Dialect, expr: &Expr) -> String {
    let mut out = String::new();
    match dialect.family {
        Family::Postgres => PostgresQueryBuilder.prepare_expr(expr, &mut out),
        Family::Sqlite => SqliteQueryBuilder.prepare_expr(expr, &mut out),
        Family::MySql | Family::MariaDb => MysqlQueryBuilder.prepare_expr(expr, &mut out),
    }
    match expr {
        Expr::Value(_) | Expr::Constant(_) | Expr::Keyword(_) => out,
        _ => format!("({out})"),
    }
}
