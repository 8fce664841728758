//! A transaction on the writer's connection, driven from a task.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::answer::{Answer, ask};
use super::connection::Session;
use super::other;
use super::writer::{Done, Work, command, work};
use crate::crud_api::CrudError;
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Query};
use crate::crud_api::store::{Applied, Batch, Change, Migrate, Removal, Store, Transaction};
use crate::crud_api::transaction::{no_migration, no_second};
use crate::crud_api::value::{Row, Value};

/// How long a transaction may hold the writer.
const DEADLINE: Duration = Duration::from_secs(5);

/// What a transaction asks of the writer.
pub(super) enum Step {
    Do(Work, Answer<Done>),
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
            begun.send(Err(super::writer::no_begin(&fault)));
            return;
        }
        begun.send(Ok(Done::Nothing));
        let until = Instant::now() + DEADLINE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match steps.recv_timeout(left) {
                Ok(Step::Do(asked, answer)) => {
                    if !answer.claim() {
                        continue;
                    }
                    let done = work(session, asked);
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
                        Err(fault) => Err(CrudError::store(fault.to_string())),
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

    async fn work(&self, work: Work) -> Result<Done, CrudError> {
        self.step(|answer| Step::Do(work, answer)).await
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

impl Store for SqliteTx {
    type Tx = Self;

    async fn migrate_models(&self, _: &[&'static Model], _: Migrate) -> Result<(), CrudError> {
        Err(no_migration())
    }

    async fn get(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        match self.work(Work::Get(model, id)).await? {
            Done::Row(row) => Ok(row),
            _ => other(),
        }
    }

    async fn list(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        match self.work(Work::List(model, query)).await? {
            Done::Rows(rows) => Ok(rows),
            _ => other(),
        }
    }

    async fn count(&self, model: &'static Model, filters: Vec<Filter>) -> Result<u64, CrudError> {
        match self.work(Work::Count(model, filters)).await? {
            Done::Count(count) => Ok(count),
            _ => other(),
        }
    }

    async fn insert(&self, model: &'static Model, row: Row) -> Result<Row, CrudError> {
        match self.work(Work::Insert(model, row)).await? {
            Done::Row(Some(row)) => Ok(row),
            _ => other(),
        }
    }

    async fn update(
        &self,
        model: &'static Model,
        id: Value,
        change: Change,
    ) -> Result<Row, CrudError> {
        match self.work(Work::Update(model, id, change)).await? {
            Done::Row(Some(row)) => Ok(row),
            _ => other(),
        }
    }

    async fn delete(
        &self,
        model: &'static Model,
        id: Value,
        removal: Removal,
    ) -> Result<(), CrudError> {
        self.work(Work::Delete(model, id, removal)).await.map(drop)
    }

    async fn batch(&self, model: &'static Model, batch: Batch) -> Result<Applied, CrudError> {
        match self.work(Work::Batch(model, batch)).await? {
            Done::Applied(applied) => Ok(applied),
            _ => other(),
        }
    }

    async fn begin(&self) -> Result<Self, CrudError> {
        Err(no_second())
    }
}
