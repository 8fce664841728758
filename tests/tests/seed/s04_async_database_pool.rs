//! 04: exercise 1, `AsyncDatabasePool`, with real SQLite connections: acquire timeout, retries,
//! health checks, an orderly close and statistics; single connections and pooled queries.

use std::path::Path;
use std::time::Duration;

use dunder::aio::{
    Manager, Pool, PoolError, Pooled, Retry, SqliteConnection, SqliteError, SqliteManager, gather,
};

/// Fails for a while, as a database that is just starting.
struct Starting {
    sqlite: SqliteManager,
    failures: std::sync::atomic::AtomicUsize,
}

impl Manager for Starting {
    type Type = SqliteConnection;
    type Error = SqliteError;

    async fn create(&self) -> Result<SqliteConnection, SqliteError> {
        use std::sync::atomic::Ordering::SeqCst;
        let left = self.failures.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1));
        match left {
            Ok(_) => Err(rusqlite::Error::InvalidQuery.into()),
            Err(_) => self.sqlite.create().await,
        }
    }

    async fn recycle(&self, connection: &mut SqliteConnection) -> Result<(), SqliteError> {
        self.sqlite.recycle(connection).await
    }
}

/// Async database connection pool.
struct AsyncDatabasePool {
    pool: Pool<Starting>,
}

impl AsyncDatabasePool {
    fn new(path: &Path, size: usize) -> Self {
        let manager = Starting { sqlite: SqliteManager::new(path), failures: 2.into() };
        let pool = Pool::builder(manager)
            .size(size)
            .acquire_timeout(Duration::from_secs(5))
            .retry(Retry::exponential(Duration::from_millis(1)))
            .build();
        Self { pool }
    }

    async fn get_connection(&self) -> Result<Pooled<Starting>, PoolError<SqliteError>> {
        self.pool.get().await
    }

    async fn execute_query(
        &self,
        query: &'static str,
        params: Vec<i64>,
    ) -> Result<Vec<i64>, Box<dyn std::error::Error + Send + Sync>> {
        let connection = self.pool.get().await?;
        let rows = connection.call(move |db| {
            let mut statement = db.prepare_cached(query)?;
            let rows = statement.query_map(rusqlite::params_from_iter(params), |row| row.get(0))?;
            rows.collect()
        });
        Ok(rows.await?)
    }
}

#[tokio::test]
async fn queries_run_on_pooled_connections_after_the_database_has_started() {
    let folder = tempfile::tempdir().unwrap();
    let database = AsyncDatabasePool::new(&folder.path().join("guide.db"), 3);
    let single = database.get_connection().await.unwrap();
    single
        .call(|db| {
            db.execute_batch("CREATE TABLE users (id INTEGER PRIMARY KEY);")?;
            (1..=10).try_for_each(|id| db.execute("INSERT INTO users VALUES (?1)", [id]).map(drop))
        })
        .await
        .unwrap();
    drop(single);
    assert_eq!(database.pool.stats().retries, 2);
    let results = gather((1..=10).map(|id| {
        database.execute_query("SELECT id * 10 FROM users WHERE id <= ?1 ORDER BY id", vec![id])
    }))
    .await;
    for (number, rows) in results.iter().enumerate() {
        let rows = rows.as_ref().expect("rows");
        assert_eq!(
            (rows.len(), rows.last()),
            (number + 1, Some(&i64::try_from(10 * number + 10).unwrap()))
        );
    }
    let stats = database.pool.stats();
    assert!(stats.created <= 3 && stats.in_use == 0 && stats.acquired == 11, "{stats:?}");
    let wrong = database.execute_query("SELECT nothing", vec![]).await.unwrap_err();
    assert!(wrong.downcast_ref::<SqliteError>().is_some());
    database.pool.close().await;
    let closed = database.execute_query("SELECT 1", vec![]).await.unwrap_err();
    assert_eq!(closed.to_string(), "the pool is closed");
}
