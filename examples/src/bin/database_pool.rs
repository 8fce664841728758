//! Exercise 1 of the guide, `AsyncDatabasePool`, on real SQLite connections: pooling, concurrent
//! queries, timeouts and retries, single and pooled connections. `cargo run --bin database_pool FILE`

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dunder::aio::{
    Pool, PoolError, PoolEvent, Pooled, Retry, SqliteError, SqliteManager, gather, with_timeout,
};

type Fault = Box<dyn Error + Send + Sync>;

/// Async database connection pool.
struct AsyncDatabasePool {
    pool: Pool<SqliteManager>,
}

impl AsyncDatabasePool {
    fn new(path: impl Into<PathBuf>, size: usize) -> Self {
        let pool = Pool::builder(SqliteManager::new(path))
            .size(size)
            .acquire_timeout(Duration::from_secs(2))
            .max_lifetime(Duration::from_secs(600))
            .retry(Retry::exponential(Duration::from_millis(20)).times(6))
            .observe(|event| {
                if let PoolEvent::Retrying { .. } = event {
                    println!("the database is not there yet");
                }
            })
            .build();
        Self { pool }
    }

    /// A connection for several statements; it comes back when it is dropped.
    async fn get_connection(&self) -> Result<Pooled<SqliteManager>, PoolError<SqliteError>> {
        self.pool.get().await
    }

    /// One query on any connection, in its time.
    async fn execute_query(
        &self,
        query: &'static str,
        number: i64,
        limit: Duration,
    ) -> Result<Vec<i64>, Fault> {
        let connection = self.get_connection().await?;
        let rows = connection.call(move |db| {
            let mut statement = db.prepare_cached(query)?;
            let rows = statement.query_map([number], |row| row.get(0))?;
            rows.collect()
        });
        Ok(with_timeout(limit, rows).await??)
    }

    fn report(&self, when: &str) {
        let stats = self.pool.stats();
        println!(
            "{when}: {} connections, {} in use, {} acquired, {} timeouts, retried: {}",
            stats.size,
            stats.in_use,
            stats.acquired,
            stats.timeouts,
            stats.retries > 0
        );
    }
}

const UP_TO: &str = "SELECT id * 10 FROM users WHERE id <= ?1 ORDER BY id";
/// Counts to its number, which takes as long as one likes.
const COUNT: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) \
                     SELECT max(i) FROM n";
const SOON: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(30);

/// The folder appears while the pool tries to open a database in it.
async fn first_connection(database: &AsyncDatabasePool, path: &Path) -> Result<(), Fault> {
    let folder = path.parent().map(Path::to_owned);
    let coming = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(30)).await;
        folder.map_or(Ok(()), std::fs::create_dir_all)
    });
    let connection = database.get_connection().await?;
    coming.await??;
    connection
        .call(|db| {
            db.execute_batch("CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY)")?;
            (1..=10).try_for_each(|id| {
                db.execute("INSERT OR IGNORE INTO users VALUES (?1)", [id]).map(drop)
            })
        })
        .await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let path = PathBuf::from(std::env::args().nth(1).ok_or("which file?")?);
    let database = AsyncDatabasePool::new(&path, 3);
    first_connection(&database, &path).await?;
    database.report("open");

    // Ten queries on three connections, each result in its place.
    let results = gather((1..=10).map(|id| database.execute_query(UP_TO, id, LONG))).await;
    let sums: Vec<i64> = results.into_iter().flatten().map(|rows| rows.iter().sum()).collect();
    println!("sums: {sums:?}");
    database.report("ten queries");

    // A query that takes too long is interrupted, and its connection is used again.
    match database.execute_query(COUNT, i64::MAX, SOON).await {
        Ok(rows) => println!("counted: {rows:?}"),
        Err(error) => println!("too long: {error}"),
    }
    println!("counted: {:?}", database.execute_query(COUNT, 1_000, LONG).await?);

    // What a user of a connection leaves open is rolled back before the next one has it.
    let careless = database.get_connection().await?;
    careless.call(|db| db.execute_batch("BEGIN; DELETE FROM users")).await?;
    drop(careless);
    println!("still there: {}", database.execute_query(UP_TO, 10, LONG).await?.len());

    // Single connections: while all three are held, a fourth is not had in time.
    let held = gather((0..3).map(|_| database.get_connection())).await;
    let fourth = database.get_connection().await;
    println!("a fourth: {}", fourth.err().ok_or("there are only three")?);
    drop(held);
    database.report("at the end");

    database.pool.close().await;
    println!("closed: {}", database.execute_query(UP_TO, 1, LONG).await.err().ok_or("open")?);
    Ok(())
}
