//! A connection that counts what it is asked.

use std::sync::Mutex;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

/// Passes everything on, and remembers the statements.
pub(crate) struct Counting {
    inner: DatabaseConnection,
    statements: Mutex<Vec<String>>,
}

impl Counting {
    pub(crate) async fn connect(url: &str) -> Self {
        let inner = sea_orm::Database::connect(url).await.unwrap();
        Self { inner, statements: Mutex::default() }
    }

    /// Number of statements since the last time.
    pub(crate) fn take(&self) -> usize {
        std::mem::take(&mut *self.statements.lock().unwrap()).len()
    }

    fn note(&self, sql: &str) {
        self.statements.lock().unwrap().push(sql.to_owned());
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Counting {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.note(&statement.sql);
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.note(sql);
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.note(&statement.sql);
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.note(&statement.sql);
        self.inner.query_all_raw(statement).await
    }
}
