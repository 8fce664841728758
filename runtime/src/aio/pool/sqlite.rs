//! SQLite connections in a pool.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, InterruptHandle};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::super::caught::Panic;
use super::Manager;

type Setup = Box<dyn Fn(&Connection) -> rusqlite::Result<()> + Send + Sync>;

/// Opens SQLite connections to one database file.
///
/// ```
/// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("dunder-pool-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("app.db");
/// use dunder::aio::{Pool, SqliteManager};
///
/// let pool = Pool::builder(SqliteManager::new(path)).size(3).build();
/// let connection = pool.get().await?;
/// let two: i64 = connection.call(|db| db.query_row("SELECT 1 + 1", [], |row| row.get(0))).await?;
/// assert_eq!(two, 2);
/// drop(connection);
/// pool.close().await;
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(()) }
/// ```
pub struct SqliteManager {
    path: PathBuf,
    setup: Arc<Setup>,
}

impl SqliteManager {
    /// Connections to the file, with write-ahead logging, foreign keys and a busy timeout of 5 s.
    /// (`:memory:` gives each connection a database of its own.)
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let setup: Setup = Box::new(|db| {
            db.busy_timeout(Duration::from_secs(5))?;
            db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;")
        });
        Self { path: path.into(), setup: Arc::new(setup) }
    }

    /// Runs this on each new connection instead of the settings of [`new`](Self::new).
    #[must_use]
    pub fn setup(
        self,
        setup: impl Fn(&Connection) -> rusqlite::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { setup: Arc::new(Box::new(setup)), ..self }
    }
}

impl fmt::Debug for SqliteManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteManager").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Manager for SqliteManager {
    type Type = SqliteConnection;
    type Error = SqliteError;

    async fn create(&self) -> Result<SqliteConnection, SqliteError> {
        let (path, setup) = (self.path.clone(), Arc::clone(&self.setup));
        let open = move || {
            let db = Connection::open(path)?;
            setup(&db)?;
            Ok(db)
        };
        let db = blocking(open).await?;
        let interrupt = Arc::new(db.get_interrupt_handle());
        Ok(SqliteConnection { db: Arc::new(Mutex::new(db)), interrupt })
    }

    /// Rolls back what was left open, and asks for an answer.
    async fn recycle(&self, connection: &mut SqliteConnection) -> Result<(), SqliteError> {
        connection
            .call(|db| {
                if !db.is_autocommit() {
                    db.execute_batch("ROLLBACK")?;
                }
                db.query_row("SELECT 1", [], |_| Ok(()))
            })
            .await
    }

    async fn close(&self, connection: SqliteConnection) {
        // There is nobody to tell of an error.
        let _ = blocking(move || {
            drop(connection);
            Ok(())
        })
        .await;
    }
}

/// A connection whose work runs on the runtime's threads for blocking work.
pub struct SqliteConnection {
    db: Arc<Mutex<Connection>>,
    interrupt: Arc<InterruptHandle>,
}

impl SqliteConnection {
    /// Works with the connection on a thread for blocking work.
    ///
    /// Cancelling this before the closure has begun means that it never will. After that its
    /// statements are interrupted until it ends, which it may have done by then: a write's fate is
    /// not known. The connection stays usable: its next user waits until the closure has ended.
    ///
    /// # Errors
    /// SQLite's, and a panic of the closure.
    pub async fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<R> + Send + 'static,
    ) -> Result<R, SqliteError> {
        let db = Arc::clone(&self.db);
        let phase = Arc::new(Mutex::new(Phase::Waiting));
        let ours = Arc::clone(&phase);
        let cut = Cut { phase, interrupt: Arc::clone(&self.interrupt) };
        let done = blocking(move || {
            let mut db = lock(&db);
            // The connection may have another user by now.
            let Some(_running) = Running::new(ours) else { return Ok(None) };
            work(&mut db).map(Some)
        })
        .await;
        drop(cut);
        done.and_then(|done| done.ok_or(SqliteError::Cancelled))
    }
}

impl fmt::Debug for SqliteConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteConnection").finish_non_exhaustive()
    }
}

/// Where a closure is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Running,
    Ended,
}

/// A closure that runs, to its end or its panic.
struct Running(Arc<Mutex<Phase>>);

impl Running {
    /// Nothing where it was cancelled before.
    fn new(phase: Arc<Mutex<Phase>>) -> Option<Self> {
        let mut now = lock(&phase);
        if *now == Phase::Ended {
            return None;
        }
        *now = Phase::Running;
        drop(now);
        Some(Self(phase))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *lock(&self.0) = Phase::Ended;
    }
}

/// Who waits for a closure; dropping this ends it, and nobody else's.
struct Cut {
    phase: Arc<Mutex<Phase>>,
    interrupt: Arc<InterruptHandle>,
}

/// Interrupts what runs; whether the closure has not ended by that. It cannot end meanwhile, and so
/// nobody else's statement is met.
fn interrupt(phase: &Mutex<Phase>, handle: &InterruptHandle) -> bool {
    let mut now = lock(phase);
    match *now {
        Phase::Waiting => *now = Phase::Ended,
        Phase::Running => handle.interrupt(),
        Phase::Ended => {}
    }
    *now == Phase::Running
}

impl Drop for Cut {
    fn drop(&mut self) {
        if !interrupt(&self.phase, &self.interrupt) {
            return;
        }
        // Between two statements an interruption is lost: it is said again until the closure ends.
        if let Ok(runtime) = Handle::try_current() {
            let (phase, handle) = (Arc::clone(&self.phase), Arc::clone(&self.interrupt));
            runtime.spawn(async move {
                let mut pause = Duration::from_millis(1);
                loop {
                    sleep(pause).await;
                    if !interrupt(&phase, &handle) {
                        return;
                    }
                    pause = (pause * 2).min(Duration::from_millis(100));
                }
            });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why work on a connection failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum SqliteError {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// The closure panicked.
    Panicked(Panic),
    /// The runtime ended before the work began.
    Cancelled,
}

impl fmt::Display for SqliteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => error.fmt(f),
            Self::Panicked(panic) => panic.fmt(f),
            Self::Cancelled => f.write_str("the runtime ended before the work began"),
        }
    }
}

impl Error for SqliteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sqlite(error) => Some(error),
            Self::Panicked(panic) => Some(panic),
            Self::Cancelled => None,
        }
    }
}

impl From<rusqlite::Error> for SqliteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> rusqlite::Result<R> + Send + 'static,
) -> Result<R, SqliteError> {
    match spawn_blocking(work).await {
        Ok(done) => done.map_err(SqliteError::Sqlite),
        Err(ended) => Err(match ended.try_into_panic() {
            Ok(payload) => SqliteError::Panicked(Panic::of(&*payload)),
            Err(_) => SqliteError::Cancelled,
        }),
    }
}
