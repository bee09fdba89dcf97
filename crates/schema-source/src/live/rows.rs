//! Rows out of a catalog query, the same way on every engine: each statement returns one column of
//! JSON text, an object per row, which serde turns into a recorded row.

use sea_orm::{ConnectionTrait, Statement};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::ReadError;

/// Runs one catalog query and decodes its rows.
pub(super) async fn query<C, T>(
    connection: &C,
    engine: &'static str,
    what: &'static str,
    sql: &str,
) -> Result<Vec<T>, ReadError>
where
    C: ConnectionTrait,
    T: DeserializeOwned,
{
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let failed = |source| ReadError::Query { what, engine, source };
    let rows = connection.query_all_raw(statement).await.map_err(failed)?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let text: String = row.try_get_by_index(0).map_err(failed)?;
        let value = serde_json::from_str(&text).map_err(|why| ReadError::Shape {
            what,
            engine,
            why: why.to_string(),
        })?;
        out.push(value);
    }
    Ok(out)
}

/// As [`query`] on SQLite, whose driver spends more on handing a row over than the engine on finding
/// it: the objects arrive as one list.
pub(super) async fn list<C, T>(
    connection: &C,
    engine: &'static str,
    what: &'static str,
    sql: &str,
) -> Result<Vec<T>, ReadError>
where
    C: ConnectionTrait,
    T: DeserializeOwned,
{
    // The order of the inner query is kept, because the outer one joins texts.
    let sql = format!("SELECT '[' || coalesce(group_concat(object, ','), '') || ']' FROM ({sql})");
    let lists: Vec<Vec<T>> = query(connection, engine, what, &sql).await?;
    Ok(lists.into_iter().flatten().collect())
}

/// Runs one catalog query whose columns are all texts. For the longest answers: a server spends longer
/// on writing a row as JSON than on finding it.
pub(super) async fn cells<C: ConnectionTrait, const N: usize>(
    connection: &C,
    engine: &'static str,
    what: &'static str,
    sql: &str,
) -> Result<Vec<[Option<String>; N]>, ReadError> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let failed = |source| ReadError::Query { what, engine, source };
    let rows = connection.query_all_raw(statement).await.map_err(failed)?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = [const { None }; N];
        for (i, cell) in cells.iter_mut().enumerate() {
            *cell = row.try_get_by_index(i).map_err(failed)?;
        }
        out.push(cells);
    }
    Ok(out)
}

/// A boolean, or the 0 and 1 of engines without booleans.
pub(super) fn flag<'de, D: Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Flag {
        Bool(bool),
        Number(i64),
    }
    Ok(match Flag::deserialize(d)? {
        Flag::Bool(b) => b,
        Flag::Number(n) => n != 0,
    })
}
