//! `Postgres`: rows in a PostgreSQL database, or one that speaks its protocol.
//!
//! Connections are pooled and keep their prepared statements. A call runs in a task of its own: a
//! write that has begun is run to its end whoever leaves, a read whose caller leaves is cancelled
//! on the server.

mod batch;
mod fault;
mod import;
mod migrate;
mod options;
mod run;
mod scripts;
mod session;
mod sql;
mod tx;

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::CrudError;
use super::fallen::Known;
use super::history::with_history;
use super::model::Model;
use super::plan::Plan;
use super::store::{Migrate, Models, Store};
use super::transaction;
use super::work::{Done, Work, store_by_work};
pub use options::PostgresOptions;
use run::Open;
pub use tx::PostgresTx;

/// A PostgreSQL database, from version 13.
///
/// Handles are cheap to clone and share one pool of connections.
///
/// ```no_run
/// use dunder::crud_api;
/// use dunder::crud_api::{CrudError, Migrate, Postgres};
///
/// #[crud_api(table = "notes")]
/// struct Note {
///     #[crud(id)]
///     id: i64,
///     text: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CrudError> {
/// let db = Postgres::connect("postgresql://app:secret@localhost/app").await?;
/// db.migrate::<(Note,)>(Migrate::Additive).await?;
/// let made = Note::repo(&db).create(NewNote { text: "kept".into() }).await?;
/// assert_eq!(Note::repo(&db).read(made.id).await?.text, "kept");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Postgres(Arc<Open>);

impl Postgres {
    /// Connects to a URL as `libpq` has it, `postgresql://user:password@host:5432/database`, with
    /// 16 connections at most; [`Postgres::options`] says more.
    ///
    /// # Errors
    /// [`CrudError::Store`] where the URL is none, nobody answers there, or the database is not in
    /// UTF-8.
    pub async fn connect(url: &str) -> Result<Self, CrudError> {
        Self::options(url).connect().await
    }

    /// What else there is to say of a connection.
    pub fn options(url: &str) -> PostgresOptions {
        PostgresOptions::new(url)
    }

    /// Brings the tables of these structs to what the structs say.
    ///
    /// One process at a time does so. An index is built while writers of its table wait; on a
    /// large table make it before, `CREATE INDEX CONCURRENTLY`, under the name that the error or
    /// another database of the program shows.
    ///
    /// # Errors
    /// [`CrudError::Migration`] with every difference that an addition does not mend; then nothing
    /// was changed. [`CrudError::Busy`] where others hold a table for ten seconds.
    pub async fn migrate<M: Models>(&self, how: Migrate) -> Result<(), CrudError> {
        self.migrate_models(&M::models(), how).await
    }

    /// What [`Postgres::migrate`] would do, and what it would refuse.
    ///
    /// # Errors
    /// What the server says.
    pub async fn plan<M: Models>(&self) -> Result<Plan, CrudError> {
        let client = self.0.client().await?;
        migrate::plan(&client, &with_history(&M::models())).await.map_err(scripts::said)
    }

    /// Runs calls that are all done, or none of them, as if nobody else were at the database
    /// meanwhile; see [`Transaction`](super::Transaction).
    ///
    /// Where that turns out not to be so, the server undoes all of it and it is run again.
    ///
    /// # Errors
    /// What `run` ends with, [`CrudError::Timeout`] after the time of
    /// [`PostgresOptions::timeout`], and [`CrudError::Busy`] where it met others a dozen times.
    pub async fn transaction<R, F, Fut>(&self, run: F) -> Result<R, CrudError>
    where
        F: Fn(PostgresTx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<R, CrudError>> + Send,
    {
        for tries in 1..run::TRIES {
            let met = Mutex::new(None);
            let once = |tx: PostgresTx| {
                *met.lock().unwrap_or_else(PoisonError::into_inner) = Some(tx.met());
                run(tx)
            };
            let done = transaction::run(self, Arc::as_ptr(&self.0).addr(), once).await;
            let met = met.into_inner().unwrap_or_else(PoisonError::into_inner);
            if done.is_ok() || !met.is_some_and(|met| met.load(Ordering::SeqCst)) {
                return done;
            }
            tokio::time::sleep(run::jitter(tries)).await;
        }
        Err(CrudError::Busy)
    }

    /// Copies every row of these structs from another store, with its id, versions and times.
    ///
    /// Name a struct that others refer to before those. All or nothing is copied. The answer is
    /// how many rows that were.
    ///
    /// ```no_run
    /// # use dunder::crud_api::{CrudError, Migrate, Models, Postgres, Sqlite};
    /// # async fn up<M: Models>() -> Result<(), CrudError> {
    /// let file = Sqlite::open("app.db").await?;
    /// let db = Postgres::connect("postgresql://app@localhost/app").await?;
    /// db.migrate::<M>(Migrate::Additive).await?;
    /// db.import::<M>(&file).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CrudError::Store`] where a table here has rows already, and what either store says.
    pub async fn import<M: Models>(&self, from: &impl Store) -> Result<u64, CrudError> {
        import::import(&self.0, from, &with_history(&M::models())).await
    }

    /// Closes the database for every handle, and returns when nothing runs any more.
    ///
    /// Every later call is [`CrudError::Closed`]; a second `close` only waits.
    pub async fn close(&self) {
        self.0.is_closed.store(true, Ordering::SeqCst);
        self.0.pool.close();
        self.0.running.closed().await;
    }

    fn known(&self) -> &Known {
        &self.0.known
    }

    async fn work(&self, model: &'static Model, work: Work) -> Result<Done, CrudError> {
        self.0.run(model, work).await
    }

    async fn begun(&self) -> Result<PostgresTx, CrudError> {
        PostgresTx::start(&self.0).await
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Postgres").field(&self.0.place).finish()
    }
}

store_by_work!(Postgres, PostgresTx);
