//! A transaction: a connection that is nobody else's until it ends.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{ClientWrapper, Object};
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::fault::{self, Fault, Kind};
use super::run::Open;
use super::session::{self, Done, Scope, Work};
use crate::crud_api::CrudError;
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Query};
use crate::crud_api::store::{Applied, Batch, Change, Migrate, Removal, Store, Transaction};
use crate::crud_api::transaction::{is_outside, no_migration, no_second};
use crate::crud_api::value::{Row, Value};

/// What [`Postgres::transaction`](super::Postgres::transaction) hands out.
#[derive(Clone)]
pub struct PostgresTx(Arc<Held>);

struct Held {
    open: Arc<Open>,
    /// Nothing while a call is made, and once it is over.
    client: Mutex<Option<Lent>>,
    deadline: Instant,
    /// Whether the server asks for another try.
    met: Arc<AtomicBool>,
    /// Whether the server has given it up.
    is_broken: AtomicBool,
    _running: watch::Receiver<()>,
}

/// A connection with an open transaction: dropped, it is closed, which undoes all of it.
struct Lent(Option<Object>);

impl Lent {
    fn client(&self) -> Option<&ClientWrapper> {
        self.0.as_deref()
    }

    /// Back into the pool, when nothing is open any more.
    fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Object::take(client));
        }
    }
}

impl fmt::Debug for PostgresTx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresTx").finish_non_exhaustive()
    }
}

const fn over() -> CrudError {
    CrudError::Closed
}

impl PostgresTx {
    /// As if nobody else were at the database meanwhile.
    pub(super) async fn begin(open: &Arc<Open>) -> Result<Self, CrudError> {
        is_outside(Arc::as_ptr(open).addr())?;
        let running = open.running.subscribe();
        let client = Lent(Some(open.client().await?));
        let begun = client.client().ok_or_else(over)?;
        let begun = begun.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE").await;
        begun.map_err(|fault| match fault::kind(&fault) {
            Kind::Lost => CrudError::Busy,
            _ => CrudError::store(fault::text(&fault)),
        })?;
        Ok(Self(Arc::new(Held {
            open: Arc::clone(open),
            client: Mutex::new(Some(client)),
            deadline: Instant::now() + open.timeout,
            met: Arc::default(),
            is_broken: AtomicBool::new(false),
            _running: running,
        })))
    }

    /// Says, once it is over, whether it is to be run again.
    pub(super) fn met(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.met)
    }

    async fn work(&self, model: &'static Model, work: Work) -> Result<Done, CrudError> {
        let mut place = self.0.client.lock().await;
        let lent = place.take().ok_or_else(over)?;
        let client = lent.client().ok_or_else(over)?;
        let token = client.cancel_token();
        let call = session::work(client, model, &work, Scope::Within);
        let Ok(done) = timeout_at(self.0.deadline, call).await else {
            tokio::spawn((self.0.open.cancel)(token));
            return Err(CrudError::Timeout);
        };
        let why = match done {
            Ok(done) => {
                *place = Some(lent);
                return Ok(done);
            }
            Err(Fault::Crud(why)) => why,
            Err(Fault::Again) => {
                self.0.met.store(true, Ordering::SeqCst);
                CrudError::Busy
            }
            Err(Fault::Postgres(why)) => match fault::kind(&why) {
                // nothing is written before it is committed
                Kind::Lost => return Err(CrudError::Busy),
                kind => {
                    // a write has been undone on its own
                    self.0.is_broken.fetch_or(work.is_read(), Ordering::SeqCst);
                    self.0.met.fetch_or(kind == Kind::Serialization, Ordering::SeqCst);
                    fault::error(model, &why, Some(&work))
                }
            },
        };
        *place = Some(lent);
        Err(why)
    }

    async fn row(&self, model: &'static Model, work: Work) -> Result<Option<Row>, CrudError> {
        match self.work(model, work).await? {
            Done::Row(row) => Ok(row),
            _ => Err(CrudError::Unknown),
        }
    }
}

impl Transaction for PostgresTx {
    async fn commit(self) -> Result<(), CrudError> {
        if self.0.is_broken.load(Ordering::SeqCst) {
            self.roll_back().await;
            return Err(CrudError::store("a read failed, and the transaction with it"));
        }
        let lent = self.0.client.lock().await.take().ok_or_else(over)?;
        let client = lent.client().ok_or_else(over)?;
        let done = timeout_at(self.0.deadline, client.batch_execute("COMMIT")).await;
        match done {
            Ok(Ok(())) => {
                lent.give_back();
                Ok(())
            }
            Ok(Err(fault)) if fault::kind(&fault) == Kind::Serialization => {
                lent.give_back();
                self.0.met.store(true, Ordering::SeqCst);
                Err(CrudError::Busy)
            }
            Ok(Err(fault)) if fault::kind(&fault) == Kind::Other => {
                Err(CrudError::store(fault::text(&fault)))
            }
            _ => Err(CrudError::Unknown),
        }
    }

    async fn roll_back(self) {
        let Some(lent) = self.0.client.lock().await.take() else { return };
        let Some(client) = lent.client() else { return };
        if client.batch_execute("ROLLBACK").await.is_ok() {
            lent.give_back();
        }
    }

    async fn over(&self) {
        sleep_until(self.0.deadline).await;
    }
}

impl Store for PostgresTx {
    type Tx = Self;

    async fn migrate_models(&self, _: &[&'static Model], _: Migrate) -> Result<(), CrudError> {
        Err(no_migration())
    }

    async fn get(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        self.row(model, Work::Get(id)).await
    }

    async fn list(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        match self.work(model, Work::List(query)).await? {
            Done::Rows(rows) => Ok(rows),
            _ => Err(CrudError::Unknown),
        }
    }

    async fn count(&self, model: &'static Model, filters: Vec<Filter>) -> Result<u64, CrudError> {
        match self.work(model, Work::Count(filters)).await? {
            Done::Count(count) => Ok(count),
            _ => Err(CrudError::Unknown),
        }
    }

    async fn insert(&self, model: &'static Model, row: Row) -> Result<Row, CrudError> {
        self.row(model, Work::Insert(row)).await?.ok_or(CrudError::Unknown)
    }

    async fn update(
        &self,
        model: &'static Model,
        id: Value,
        change: Change,
    ) -> Result<Row, CrudError> {
        self.row(model, Work::Update(id, change)).await?.ok_or(CrudError::Unknown)
    }

    async fn delete(
        &self,
        model: &'static Model,
        id: Value,
        removal: Removal,
    ) -> Result<(), CrudError> {
        self.work(model, Work::Delete(id, removal)).await.map(drop)
    }

    async fn batch(&self, model: &'static Model, batch: Batch) -> Result<Applied, CrudError> {
        match self.work(model, Work::Batch(batch)).await? {
            Done::Applied(applied, _) => Ok(applied),
            _ => Err(CrudError::Unknown),
        }
    }

    async fn begin(&self) -> Result<Self, CrudError> {
        Err(no_second())
    }
}
