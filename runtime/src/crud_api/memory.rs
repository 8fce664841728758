//! `Memory`: rows in the process, for tests and prototypes; what the other stores are held to.

mod table;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::OwnedMutexGuard;

use super::ahead::Reads;
use super::error::CrudError;
use super::model::Model;
use super::query::{Filter, Query};
use super::store::{Applied, Batch, Change, Migrate, Models, Removal, Store, Transaction};
use super::value::{Row, Value};
use super::{ahead, transaction};
use table::Tables;

/// A database in the process: nothing is kept when the last handle is dropped.
///
/// Handles are cheap to clone and share one database. It has a table for every struct until
/// [`Memory::migrate`] is called, and from then on for those that were named there.
#[derive(Clone, Default)]
pub struct Memory {
    tables: Arc<RwLock<Tables>>,
    /// Held by who writes, over a whole transaction.
    gate: Arc<tokio::sync::Mutex<()>>,
}

impl Memory {
    /// An empty database.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the tables of these structs.
    ///
    /// # Errors
    /// None: a new database fits every struct.
    pub async fn migrate<M: Models>(&self, how: Migrate) -> Result<(), CrudError> {
        self.migrate_models(&M::models(), how).await
    }

    /// Runs calls that are all done, or none of them; see
    /// [`Transaction`](super::Transaction).
    ///
    /// # Errors
    /// What `run` ends with.
    pub async fn transaction<R, F, Fut>(&self, run: F) -> Result<R, CrudError>
    where
        F: Fn(MemoryTx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<R, CrudError>> + Send,
    {
        transaction::run(self, self.address(), run).await
    }

    /// Copies all rows of these structs from another store, with their ids and the history if one
    /// of them has one; how many those were. Tests have a copy of real rows so.
    ///
    /// # Errors
    /// [`CrudError::Store`] where a table here has rows already, and then nothing is copied; what
    /// the other store says.
    pub async fn import<M: Models>(&self, from: &impl Store) -> Result<u64, CrudError> {
        let (mut all, mut count) = (Vec::new(), 0);
        for model in super::history::with_history(&M::models()) {
            let mut rows = Vec::new();
            let mut query = Query::new(500);
            loop {
                let more = from.list(model, query.clone()).await?;
                let Some(last) = more.last() else { break };
                query.after = Some(vec![last[model.id].clone()]);
                rows.extend(more);
            }
            count += rows.len() as u64;
            all.push((model, rows, from.last_id(model).await?));
        }
        self.write(|tables| tables.fill(all)).await?;
        Ok(count)
    }

    fn address(&self) -> usize {
        Arc::as_ptr(&self.tables).addr()
    }

    fn read<T>(&self, read: impl FnOnce(&Tables) -> T) -> T {
        read(&self.tables.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes to all tables, or to none where that fails.
    async fn write<T>(
        &self,
        write: impl FnOnce(&mut Tables) -> Result<T, CrudError>,
    ) -> Result<T, CrudError> {
        transaction::is_outside(self.address())?;
        let _gate = self.gate.lock().await;
        self.write_now(write)
    }

    fn write_now<T>(
        &self,
        write: impl FnOnce(&mut Tables) -> Result<T, CrudError>,
    ) -> Result<T, CrudError> {
        write(&mut self.tables.write().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl Reads for Memory {
    async fn row(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        self.read(|tables| tables.get(model, id))
    }

    async fn rows(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        self.read(|tables| tables.list(model, &query))
    }
}

impl Store for Memory {
    type Tx = MemoryTx;

    async fn migrate_models(&self, models: &[&'static Model], _: Migrate) -> Result<(), CrudError> {
        self.write(|tables| {
            tables.migrate(&super::history::with_history(models));
            Ok(())
        })
        .await
    }

    async fn get(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        self.row(model, id).await
    }

    async fn list(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        self.rows(model, query).await
    }

    async fn count(&self, model: &'static Model, filters: Vec<Filter>) -> Result<u64, CrudError> {
        self.read(|tables| tables.count(model, &filters))
    }

    async fn last_id(&self, model: &'static Model) -> Result<u64, CrudError> {
        self.read(|tables| tables.last_id(model))
    }

    async fn insert(&self, model: &'static Model, row: Row) -> Result<Row, CrudError> {
        self.write(|tables| tables.insert(model, row)).await
    }

    async fn update(
        &self,
        model: &'static Model,
        id: Value,
        mut change: Change,
    ) -> Result<Row, CrudError> {
        transaction::is_outside(self.address())?;
        let _gate = self.gate.lock().await;
        // rules run while others read
        ahead::update(self, model, &id, &mut change).await?;
        self.write_now(|tables| tables.update(model, id, change))
    }

    async fn delete(
        &self,
        model: &'static Model,
        id: Value,
        removal: Removal,
    ) -> Result<(), CrudError> {
        self.write(|tables| tables.delete(model, id, &removal)).await
    }

    async fn batch(&self, model: &'static Model, mut batch: Batch) -> Result<Applied, CrudError> {
        transaction::is_outside(self.address())?;
        let _gate = self.gate.lock().await;
        ahead::batch(self, model, &mut batch).await?;
        self.write_now(|tables| Ok(tables.apply(model, batch)))
    }

    async fn begin(&self) -> Result<MemoryTx, CrudError> {
        transaction::is_outside(self.address())?;
        let gate = Arc::clone(&self.gate).lock_owned().await;
        let tables = self.read(Tables::clone);
        let own = Self { tables: Arc::new(RwLock::new(tables)), gate: Arc::default() };
        let gate = Arc::new(Mutex::new(Some(gate)));
        Ok(MemoryTx { own, outer: self.clone(), gate })
    }
}

/// What [`Memory::transaction`] hands out: a copy of the tables, which takes their place at the end.
#[derive(Clone, Debug)]
pub struct MemoryTx {
    own: Memory,
    outer: Memory,
    /// Nothing once the transaction is over.
    gate: Arc<Mutex<Option<OwnedMutexGuard<()>>>>,
}

impl MemoryTx {
    fn gate(&self) -> std::sync::MutexGuard<'_, Option<OwnedMutexGuard<()>>> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn own(&self) -> Result<&Memory, CrudError> {
        if self.gate().is_some() { Ok(&self.own) } else { Err(CrudError::Closed) }
    }
}

impl Transaction for MemoryTx {
    async fn commit(self) -> Result<(), CrudError> {
        let gate = self.gate().take().ok_or(CrudError::Closed)?;
        let done = self.own.read(Tables::clone);
        self.outer.write_now(|tables| {
            *tables = done;
            Ok(())
        })?;
        drop(gate);
        Ok(())
    }

    async fn roll_back(self) {
        self.gate().take();
    }
}

impl Store for MemoryTx {
    type Tx = Self;

    async fn migrate_models(&self, _: &[&'static Model], _: Migrate) -> Result<(), CrudError> {
        Err(transaction::no_migration())
    }

    async fn get(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        self.own()?.get(model, id).await
    }

    async fn list(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        self.own()?.list(model, query).await
    }

    async fn count(&self, model: &'static Model, filters: Vec<Filter>) -> Result<u64, CrudError> {
        self.own()?.count(model, filters).await
    }

    async fn insert(&self, model: &'static Model, row: Row) -> Result<Row, CrudError> {
        self.own()?.insert(model, row).await
    }

    async fn update(
        &self,
        model: &'static Model,
        id: Value,
        change: Change,
    ) -> Result<Row, CrudError> {
        self.own()?.update(model, id, change).await
    }

    async fn delete(
        &self,
        model: &'static Model,
        id: Value,
        removal: Removal,
    ) -> Result<(), CrudError> {
        self.own()?.delete(model, id, removal).await
    }

    async fn batch(&self, model: &'static Model, batch: Batch) -> Result<Applied, CrudError> {
        self.own()?.batch(model, batch).await
    }

    async fn begin(&self) -> Result<Self, CrudError> {
        Err(transaction::no_second())
    }
}
