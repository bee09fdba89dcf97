//! Amounts and moments, read from whichever form an engine stores them in.
//!
//! sea-orm reads a `Decimal` on SQLite only from a float, but SQLite stores 10.00 as an integer; and
//! it reads a `NaiveDateTime` on MySQL only from `datetime`, not from `timestamp`.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ArrayType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, QueryResult, TryGetError, TryGetable, Value};

/// An exact amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub Decimal);

/// A point in time, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub DateTime);

/// Makes a type of one field a value of sea-orm: that of its field, but that it can also be read
/// from another type.
macro_rules! value {
    ($name:ident($inner:ty), or $other:ty => $convert:expr, $column:expr) => {
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                value.0.into()
            }
        }

        impl Nullable for $name {
            fn null() -> Value {
                <$inner>::null()
            }
        }

        impl ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                <$inner as ValueType>::try_from(value).map(Self)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> ArrayType {
                <$inner>::array_type()
            }

            fn column_type() -> ColumnType {
                $column
            }
        }

        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                match <$inner>::try_get_by(row, index) {
                    Err(TryGetError::DbErr(first)) => match <$other>::try_get_by(row, index) {
                        Ok(value) => Ok(Self($convert(value))),
                        Err(_) => Err(TryGetError::DbErr(first)),
                    },
                    other => other.map(Self),
                }
            }
        }
    };
}

value!(Amount(Decimal), or i64 => Decimal::from, ColumnType::Decimal(None));
value!(Moment(DateTime), or DateTimeUtc => |utc: DateTimeUtc| utc.naive_utc(), ColumnType::Timestamp);
