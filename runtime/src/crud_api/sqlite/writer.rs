//! The writer thread: it takes what waits in the queue and commits it together.
//!
//! One commit, and one wait for the disk, serves up to 256 writes. A write that fails undoes only
//! itself: each is a single statement, which the database undoes on its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use rusqlite::{ErrorCode, ffi};

use super::answer::Answer;
use super::connection::{Place, Session};
use super::migrate;
use super::tx::Turn;
use crate::crud_api::CrudError;
use crate::crud_api::model::Model;
use crate::crud_api::store::{Applied, Batch, Write};
use crate::crud_api::work::{Done, Work};

/// Writes in one commit, at most.
const MOST: usize = 256;

/// How long a write may wait in the queue.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What needs the connection, and no transaction.
type Alone = Box<dyn FnOnce(&mut Session) -> Result<(), CrudError> + Send>;

/// What the writer is asked to do.
pub(super) enum Task {
    /// A call. Reads come here only where there is one connection for all.
    Do(&'static Model, Work),
    /// What is done outside of a transaction.
    Alone(Alone),
    /// Steps that come one by one; nothing else is written meanwhile.
    Transaction(Turn),
    /// It is only woken.
    Nothing,
}

impl Task {
    /// Whether others may be committed with it.
    const fn is_social(&self) -> bool {
        matches!(self, Self::Do(..) | Self::Nothing)
    }
}

pub(super) struct Job {
    pub(super) task: Task,
    pub(super) since: Instant,
    pub(super) answer: Answer<Done>,
}

/// Works until every handle is gone, or it is closed and nothing waits.
pub(super) fn run(
    place: &Place,
    mut session: Session,
    jobs: Receiver<Job>,
    is_closed: &AtomicBool,
) {
    let next = || match jobs.try_recv() {
        Err(_) if is_closed.load(Ordering::SeqCst) => None,
        Err(_) => jobs.recv().ok(),
        next => next.ok(),
    };
    let mut left = None;
    while let Some(first) = left.take().or_else(next) {
        let batch = catch_unwind(AssertUnwindSafe(|| turn(&mut session, first, &jobs)));
        let is_broken = batch.is_err();
        left = batch.unwrap_or_default();
        if is_broken && session.connection.execute_batch("ROLLBACK").is_err() {
            // a panic may have left the connection in any state
            match Session::writer(place) {
                Ok(fresh) if matches!(place, Place::File(_)) => session = fresh,
                _ => {}
            }
        }
    }
    // who asks from here on is answered at once
    drop(jobs);
    // only helps later readers to plan
    let _ = session.connection.execute_batch("PRAGMA optimize");
}

/// One commit; what comes after it if that was taken from the queue already.
fn turn(session: &mut Session, first: Job, jobs: &Receiver<Job>) -> Option<Job> {
    if first.task.is_social() {
        return batch(session, first, jobs);
    }
    let Job { task, since, answer } = first;
    if !answer.claim() {
        return None;
    }
    match task {
        _ if since.elapsed() > LONGEST_WAIT => answer.send(Err(CrudError::Timeout)),
        Task::Transaction(steps) => steps.run(session, answer),
        Task::Alone(run) => answer.send(run(session).map(|()| Done::Nothing)),
        // has company
        Task::Do(..) | Task::Nothing => {}
    }
    None
}

/// Why nothing was begun, or why it was not committed.
pub(super) fn refused(fault: &rusqlite::Error) -> CrudError {
    let is_io = |code: &ffi::Error| {
        matches!(code.extended_code, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE)
    };
    match fault.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy) => CrudError::Busy,
        Some(ErrorCode::DiskFull) => CrudError::Full,
        _ if fault.sqlite_error().is_some_and(is_io) => CrudError::Full,
        _ => CrudError::store(fault.to_string()),
    }
}

/// Writes that are committed together; a transaction that came after them, if one did.
fn batch(session: &mut Session, first: Job, jobs: &Receiver<Job>) -> Option<Job> {
    if let Err(fault) = command(session, "BEGIN IMMEDIATE") {
        let refuse = |job: Job| job.answer.send(Err(refused(&fault)));
        refuse(first);
        jobs.try_iter().for_each(refuse);
        return None;
    }
    let mut next = None;
    let mut answers = Answers(Vec::new());
    for job in std::iter::once(first).chain(jobs.try_iter()) {
        if !job.task.is_social() {
            next = Some(job);
            break;
        }
        if !job.answer.claim() {
            continue;
        }
        if job.since.elapsed() > LONGEST_WAIT {
            job.answer.send(Err(CrudError::Timeout));
            continue;
        }
        // an answer that a panic drops says the same for all of the batch
        answers.0.push((job.answer, Err(CrudError::store("the writer panicked"))));
        let done = match job.task {
            Task::Do(model, asked) => work(session, model, asked),
            _ => Ok(Done::Nothing),
        };
        let is_undone = session.connection.is_autocommit();
        if let Some((_, answer)) = answers.0.last_mut() {
            *answer = done;
        }
        if is_undone {
            // the disk is full, or worse: SQLite gave up the transaction
            let is_full = answers.0.iter().any(|(_, done)| matches!(done, Err(CrudError::Full)));
            answers.fail(|| if is_full { CrudError::Full } else { CrudError::Busy });
            return None;
        }
        if answers.0.len() == MOST {
            break;
        }
    }
    match command(session, "COMMIT") {
        Ok(()) => answers.send(),
        Err(fault) => {
            if !session.connection.is_autocommit() {
                let _ = session.connection.execute_batch("ROLLBACK");
            }
            answers.fail(|| match refused(&fault) {
                CrudError::Store(_) => CrudError::Unknown,
                known => known,
            });
        }
    }
    next
}

/// The answers of a batch, held back until it is committed.
struct Answers(Vec<(Answer<Done>, Result<Done, CrudError>)>);

impl Answers {
    fn send(&mut self) {
        for (answer, done) in self.0.drain(..) {
            answer.send(done);
        }
    }

    /// Nothing of the batch was written; what failed by itself keeps its own reason.
    fn fail(&mut self, why: impl Fn() -> CrudError) {
        for (answer, done) in self.0.drain(..) {
            answer.send(done.and_then(|_| Err(why())));
        }
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        // only a panic comes here with answers left, and the caller rolls back
        self.fail(|| CrudError::store("the writer panicked"));
    }
}

pub(super) fn command(session: &Session, text: &str) -> rusqlite::Result<()> {
    session.connection.prepare_cached(text)?.execute([]).map(drop)
}

pub(super) fn work(
    session: &mut Session,
    model: &'static Model,
    work: Work,
) -> Result<Done, CrudError> {
    Ok(match work {
        Work::Insert(row) => Done::Row(Some(session.insert(model, row)?)),
        Work::Update(id, change) => Done::Row(Some(session.update(model, &id, change)?)),
        Work::Delete(id, removal) if !removal.below.is_empty() => {
            // several statements
            let batch = Batch::new(vec![Write::Delete(id, removal)]);
            match session.apply(model, batch)? {
                Applied::Done(mut done) => done.pop().unwrap_or(Err(CrudError::Unknown))?,
                _ => return Err(CrudError::Unknown),
            };
            Done::Nothing
        }
        Work::Delete(id, removal) => {
            session.delete(model, &id, &removal)?;
            Done::Nothing
        }
        Work::Get(id) => Done::Row(session.get(model, &id)?),
        Work::Shown(id) => Done::Shown(session.shown(model, &id)?),
        Work::List(query) => Done::Rows(session.list(model, query)?),
        Work::Told(query, fields) => Done::Told(session.told(model, query, fields.as_deref())?),
        Work::Count(filters) => Done::Count(session.count(model, filters)?),
        Work::LastId => Done::Count(session.last_id(model)?),
        Work::Batch(batch) => Done::Applied(session.apply(model, batch)?),
        Work::Migrate(models) => {
            migrate::additive(&mut session.connection, &models)?;
            Done::Nothing
        }
    })
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::Mutex;
    use std::sync::mpsc::sync_channel;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::crud_api::sqlite::answer::{Question, ask};
    use crate::crud_api::store::{Batch, Keyed, Write};
    use crate::crud_api::value::Value;
    use crate::crud_api::{Column as _, ColumnMeta};

    static MODEL: Model = Model::new(
        "Blob",
        "blobs",
        "/blobs",
        &[ColumnMeta::id::<i64>("id", "id"), ColumnMeta::new(Vec::<u8>::META, "bytes", "bytes")],
    );

    fn insert(bytes: Vec<u8>) -> Task {
        Task::Do(&MODEL, Work::Insert(vec![Value::Int(0), Value::Bytes(bytes)]))
    }

    fn answered(question: Question<Done>) -> Result<Done, CrudError> {
        match pin!(question).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("the batch is over"),
        }
    }

    #[test]
    fn a_full_disk_is_said_to_all_whose_rows_are_not_there() {
        let mut session = Session::writer(&Place::Memory).expect("a database");
        migrate::additive(&mut session.connection, &[&MODEL]).expect("the table");
        session.connection.execute_batch("PRAGMA max_page_count=64").expect("a bound");
        let (mut written, mut refused) = (0, 0);
        for size in [1_000, 60_000, 1_000_000, 1_000, 60_000, 60_000, 60_000, 1_000] {
            let (jobs, queue) = sync_channel(16);
            let mut questions = Vec::new();
            for _ in 0..3 {
                let (question, answer) = ask();
                jobs.send(Job { task: insert(vec![7; size]), since: Instant::now(), answer })
                    .expect("room");
                questions.push(question);
            }
            // a batch that was given up leaves the rest to the next
            while let Ok(first) = queue.try_recv() {
                batch(&mut session, first, &queue);
                assert!(session.connection.is_autocommit(), "no transaction stays open");
            }
            for question in questions {
                match answered(question) {
                    Ok(_) => written += 1,
                    Err(CrudError::Full) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
            }
        }
        assert_eq!(session.count(&MODEL, Vec::new()).expect("a count"), written);
        assert!(refused >= 3 && written >= 3, "{written} written, {refused} refused");
    }

    #[test]
    fn a_job_that_waited_too_long_is_not_begun() {
        let mut session = Session::writer(&Place::Memory).expect("a database");
        migrate::additive(&mut session.connection, &[&MODEL]).expect("the table");
        let (jobs, queue) = sync_channel(1);
        let (question, answer) = ask();
        let since = Instant::now().checked_sub(LONGEST_WAIT * 2).expect("a clock with a past");
        jobs.send(Job { task: insert(Vec::new()), since, answer }).expect("room");
        batch(&mut session, queue.recv().expect("a job"), &queue);
        assert!(matches!(answered(question), Err(CrudError::Timeout)));
        assert_eq!(session.count(&MODEL, Vec::new()).expect("a count"), 0);
    }

    #[test]
    fn a_job_whose_asker_leaves_in_the_middle_is_done() {
        let mut session = Session::writer(&Place::Memory).expect("a database");
        migrate::additive(&mut session.connection, &[&MODEL]).expect("the table");
        let (jobs, queue) = sync_channel(1);
        let (question, answer) = ask();
        let asker = Mutex::new(Some(question));
        let mut written =
            Batch::new(vec![Write::Insert(vec![Value::Int(0), Value::Bytes(vec![])])]);
        let leave = move |_: &[_]| {
            drop(asker.lock().expect("no panic").take());
            None
        };
        let (key, hash) = (vec![1], vec![2]);
        written.keyed = Some(Keyed { key, hash, now: 0, until: 1, render: Box::new(leave) });
        let task = Task::Do(&MODEL, Work::Batch(written));
        jobs.send(Job { task, since: Instant::now(), answer }).expect("room");
        batch(&mut session, queue.recv().expect("a job"), &queue);
        assert_eq!(session.count(&MODEL, Vec::new()).expect("a count"), 1);
    }
}
