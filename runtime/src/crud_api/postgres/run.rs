//! How a call is run: a connection, a task of its own, a deadline, and another try where the
//! server asks for one.

use std::hash::{BuildHasher, RandomState};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::{Object, Pool, PoolError};
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};
use tokio_postgres::CancelToken;

use super::fault::{self, Asked, Fault, Kind};
use super::options::Place;
use super::session::{self, Scope};
use crate::crud_api::fallen::Known;
use crate::crud_api::model::Model;
use crate::crud_api::work::{Done, Work};
use crate::crud_api::{CrudError, transaction};

/// How long a cancelled statement may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// How long a migration may take.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

/// How often a transaction that met another one is run.
pub(super) const TRIES: u32 = 12;

/// A request to cancel, under way.
pub(super) type Sent = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What the handles of a database share.
pub(super) struct Open {
    pub(super) pool: Pool,
    pub(super) place: Place,
    pub(super) wait: Duration,
    pub(super) timeout: Duration,
    pub(super) cancel: Box<dyn Fn(CancelToken) -> Sent + Send + Sync>,
    pub(super) is_closed: AtomicBool,
    /// Each call that runs holds a receiver.
    pub(super) running: watch::Sender<()>,
    /// What it was told of.
    pub(super) known: Known,
}

/// How a try ended.
enum End {
    Answer(Result<Done, Fault>),
    /// The server was asked to stop, and did not say in time what came of it.
    Silence,
}

impl Open {
    /// Sees that somebody is there who keeps text as it is.
    pub(super) async fn greet(&self) -> Result<(), CrudError> {
        let cannot =
            |why: String| CrudError::store(format!("cannot connect to `{}`: {why}", self.place));
        let client = match timeout(self.wait + GRACE, self.pool.get()).await {
            Ok(Ok(client)) => client,
            Ok(Err(PoolError::Backend(fault))) => return Err(cannot(fault::text(&fault))),
            Ok(Err(fault)) => return Err(cannot(fault.to_string())),
            Err(_) => return Err(cannot("nobody answers".to_owned())),
        };
        let row = client.query_one("SHOW server_encoding", &[]).await;
        let encoding = row.and_then(|row| row.try_get::<_, String>(0));
        match encoding.as_deref() {
            Ok("UTF8") => Ok(()),
            Ok(other) => Err(cannot(format!("its text is in {other}, and has to be in UTF8"))),
            Err(fault) => Err(cannot(fault::text(fault))),
        }
    }

    /// Runs a call. Dropped before it has a connection, it is certainly not run.
    pub(super) async fn run(
        self: &Arc<Self>,
        model: &'static Model,
        work: Work,
    ) -> Result<Done, CrudError> {
        if !work.is_read() {
            transaction::is_outside(Arc::as_ptr(self).addr())?;
        }
        let time = if work.is_long() { LONG } else { self.timeout };
        let client = self.client().await?;
        let deadline = Instant::now() + time;
        let (stays, left) = oneshot::channel();
        let open = Arc::clone(self);
        let running = self.running.subscribe();
        let task = tokio::spawn(async move {
            let answer = open.tries(client, model, &work, deadline, left).await;
            drop(running);
            answer
        });
        let answer = task.await;
        drop::<oneshot::Sender<()>>(stays);
        answer.unwrap_or_else(|_| Err(CrudError::store("the call panicked")))
    }

    /// A connection, which may take a while: the server may just be starting again.
    pub(super) async fn client(&self) -> Result<Object, CrudError> {
        let until = Instant::now() + self.wait;
        let mut pause = Duration::from_millis(20);
        loop {
            if self.is_closed.load(Ordering::SeqCst) {
                return Err(CrudError::Closed);
            }
            match timeout_at(until, self.pool.get()).await {
                Ok(Ok(client)) => return Ok(client),
                Ok(Err(PoolError::Closed)) => return Err(CrudError::Closed),
                Ok(Err(PoolError::Backend(fault))) if !fault::comes_back(&fault) => {
                    return Err(CrudError::store(fault::text(&fault)));
                }
                // the others take a place in the queue meanwhile
                Ok(Err(_)) if Instant::now() + pause < until => sleep(pause).await,
                Ok(Err(_)) | Err(_) => return Err(CrudError::Busy),
            }
            pause = (pause * 2).min(Duration::from_millis(500));
        }
    }

    async fn tries(
        &self,
        mut client: Object,
        model: &'static Model,
        work: &Work,
        deadline: Instant,
        mut left: oneshot::Receiver<()>,
    ) -> Result<Done, CrudError> {
        for tries in 1.. {
            let token = client.cancel_token();
            let (end, was_stopped) = {
                let mut call = pin!(session::work(&client, model, work, Scope::Alone));
                let answer = tokio::select! {
                    biased;
                    answer = &mut call => Some(answer),
                    () = sleep_until(deadline) => None,
                    _ = &mut left, if work.is_read() => None,
                };
                match answer {
                    Some(answer) => (End::Answer(answer), false),
                    None => {
                        let _ = timeout(GRACE, (self.cancel)(token)).await;
                        let answer = timeout(GRACE, call).await;
                        (answer.map_or(End::Silence, End::Answer), true)
                    }
                }
            };
            if was_stopped {
                // the request may still be under way, and would hit what comes next
                drop(Object::take(client));
                return match end {
                    End::Answer(Err(Fault::Postgres(fault))) => {
                        Err(fault::error(model, &fault, Asked::Work(work)))
                    }
                    End::Answer(Err(Fault::Crud(fault))) => Err(fault),
                    End::Answer(Err(Fault::Again)) => Err(CrudError::Timeout),
                    End::Answer(Ok(done)) => Ok(done),
                    End::Silence if work.is_read() => Err(CrudError::Timeout),
                    End::Silence => Err(CrudError::Unknown),
                };
            }
            let fault = match end {
                End::Answer(Err(Fault::Postgres(fault))) => Some(fault),
                End::Answer(Err(Fault::Again)) => None,
                End::Answer(Err(Fault::Crud(fault))) => return Err(fault),
                End::Answer(Ok(done)) => return Ok(done),
                End::Silence => return Err(CrudError::Unknown),
            };
            let error = || match &fault {
                Some(fault) => fault::error(model, fault, Asked::Work(work)),
                None => CrudError::Busy,
            };
            match fault.as_ref().map_or(Kind::Serialization, fault::kind) {
                Kind::Serialization if tries < TRIES => {
                    let pause = jitter(tries);
                    if Instant::now() + pause > deadline {
                        return Err(CrudError::Busy);
                    }
                    sleep(pause).await;
                }
                // another program changed the tables
                Kind::Plan if tries < 3 => client.statement_cache.clear(),
                Kind::Lost if work.is_read() && tries < 3 => {
                    drop(Object::take(client));
                    client = self.client().await?;
                }
                Kind::Lost => {
                    drop(Object::take(client));
                    return Err(error());
                }
                _ => return Err(error()),
            }
        }
        Err(CrudError::Busy)
    }
}

/// Up to 2, 4, 8 .. 128 milliseconds, at random.
pub(super) fn jitter(tries: u32) -> Duration {
    let most = 1_u64 << tries.min(7);
    Duration::from_micros(RandomState::new().hash_one(tries) % (most * 1000))
}
