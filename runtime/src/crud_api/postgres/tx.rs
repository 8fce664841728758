//! A transaction: a connection that is nobody else's until it ends.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{ClientWrapper, Object};
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::fault::{self, Asked, Fault, Kind};
use super::run::Open;
use super::session::{self, Scope};
use crate::crud_api::CrudError;
use crate::crud_api::fallen::Known;
use crate::crud_api::model::Model;
use crate::crud_api::store::Transaction;
use crate::crud_api::transaction::{is_outside, no_migration, no_second};
use crate::crud_api::work::{Done, Work, store_by_work};

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
    pub(super) async fn start(open: &Arc<Open>) -> Result<Self, CrudError> {
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

    fn known(&self) -> &Known {
        &self.0.open.known
    }

    async fn work(&self, model: &'static Model, work: Work) -> Result<Done, CrudError> {
        if matches!(work, Work::Migrate(_)) {
            return Err(no_migration());
        }
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
                    let is_broken = !work.is_undone_alone(model);
                    self.0.is_broken.fetch_or(is_broken, Ordering::SeqCst);
                    self.0.met.fetch_or(kind == Kind::Serialization, Ordering::SeqCst);
                    fault::error(model, &why, Asked::Work(&work))
                }
            },
        };
        *place = Some(lent);
        Err(why)
    }

    #[allow(clippy::unused_async, reason = "as of other stores")]
    async fn begun(&self) -> Result<Self, CrudError> {
        Err(no_second())
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

store_by_work!(PostgresTx, PostgresTx);
