//! A transaction on the writer's connection, driven from a task.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::answer::{Answer, ask};
use super::connection::Session;
use super::writer::{command, refused, work};
use crate::crud_api::ahead::Reads;
use crate::crud_api::fallen::Known;
use crate::crud_api::model::Model;
use crate::crud_api::query::Query;
use crate::crud_api::store::Transaction;
use crate::crud_api::transaction::{no_migration, no_second};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::work::{Done, Work, store_by_work};
use crate::crud_api::{CrudError, ahead};

/// How long a transaction may hold the writer.
const DEADLINE: Duration = Duration::from_secs(5);

/// What a transaction asks of the writer.
pub(super) enum Step {
    Do(&'static Model, Work, Answer<Done>),
    Commit(Answer<Done>),
    RollBack(Answer<Done>),
}

/// The writer's end of a transaction.
pub(super) struct Turn {
    pub(super) steps: Receiver<Step>,
    pub(super) is_overdue: Arc<AtomicBool>,
    /// Dropped when it is over.
    pub(super) over: watch::Sender<()>,
}

/// What [`Sqlite::transaction`](super::Sqlite::transaction) hands out.
#[derive(Clone)]
pub struct SqliteTx {
    pub(super) steps: Sender<Step>,
    pub(super) is_overdue: Arc<AtomicBool>,
    pub(super) over: watch::Receiver<()>,
    /// What the database was told of.
    pub(super) known: Known,
}

impl fmt::Debug for SqliteTx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteTx").finish_non_exhaustive()
    }
}

impl Turn {
    /// Runs the transaction on the writer's connection, to its end.
    pub(super) fn run(self, session: &mut Session, begun: Answer<Done>) {
        let Self { steps, is_overdue, over: _over } = self;
        if let Err(fault) = command(session, "BEGIN IMMEDIATE") {
            begun.send(Err(refused(&fault)));
            return;
        }
        begun.send(Ok(Done::Nothing));
        let until = Instant::now() + DEADLINE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match steps.recv_timeout(left) {
                Ok(Step::Do(model, asked, answer)) => {
                    if !answer.claim() {
                        continue;
                    }
                    let done = work(session, model, asked);
                    let is_undone = session.connection.is_autocommit();
                    answer.send(done);
                    if is_undone {
                        // the disk is full, or worse: SQLite gave the transaction up
                        return;
                    }
                }
                Ok(Step::Commit(answer)) => {
                    answer.claim();
                    let done = command(session, "COMMIT");
                    if done.is_err() {
                        let _ = command(session, "ROLLBACK");
                    }
                    answer.send(match done {
                        Ok(()) => Ok(Done::Nothing),
                        Err(fault) => Err(refused(&fault)),
                    });
                    return;
                }
                Ok(Step::RollBack(answer)) => {
                    answer.claim();
                    let _ = command(session, "ROLLBACK");
                    answer.send(Ok(Done::Nothing));
                    return;
                }
                Err(gone) => {
                    is_overdue.store(gone == RecvTimeoutError::Timeout, Ordering::SeqCst);
                    let _ = command(session, "ROLLBACK");
                    return;
                }
            }
        }
    }
}

impl SqliteTx {
    const fn known(&self) -> &Known {
        &self.known
    }

    async fn step(&self, step: impl FnOnce(Answer<Done>) -> Step) -> Result<Done, CrudError> {
        let (question, answer) = ask();
        // a step that finds nobody drops its answer, which then says so
        let _ = self.steps.send(step(answer));
        match question.await {
            Err(CrudError::Closed) if self.is_overdue.load(Ordering::SeqCst) => {
                Err(CrudError::Timeout)
            }
            answer => answer,
        }
    }

    /// Rules are run on the caller's thread, so that a slow one does not outlive the deadline.
    async fn work(&self, model: &'static Model, mut work: Work) -> Result<Done, CrudError> {
        match &mut work {
            Work::Migrate(_) => return Err(no_migration()),
            Work::Update(id, change) => {
                ahead::update(self, model, id, change).await?;
            }
            Work::Batch(batch) => ahead::batch(self, model, batch).await?,
            _ => {}
        }
        self.call(model, work).await
    }

    async fn call(&self, model: &'static Model, work: Work) -> Result<Done, CrudError> {
        self.step(|answer| Step::Do(model, work, answer)).await
    }

    #[allow(clippy::unused_async, reason = "as of other stores")]
    async fn begun(&self) -> Result<Self, CrudError> {
        Err(no_second())
    }
}

impl Transaction for SqliteTx {
    async fn commit(self) -> Result<(), CrudError> {
        self.step(Step::Commit).await.map(drop)
    }

    async fn roll_back(self) {
        // over is over, whoever said so first
        let _ = self.step(Step::RollBack).await;
    }

    async fn over(&self) {
        let mut over = self.over.clone();
        while over.changed().await.is_ok() {}
    }
}

impl Reads for SqliteTx {
    async fn row(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        self.call(model, Work::Get(id)).await?.row()
    }

    async fn rows(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        self.call(model, Work::List(query)).await?.rows()
    }
}

store_by_work!(SqliteTx, SqliteTx);
