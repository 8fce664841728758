//! `Sqlite`: rows in one file, written by one thread that commits what waits together.
//!
//! The file has a write-ahead log and every commit waits for the disk: a write that was answered is
//! there after a crash. Reads by id run on the caller's thread, which takes microseconds; lists and
//! counts run beside it. `:memory:` is one connection that everything goes through.

mod answer;
mod backup;
mod batch;
mod connection;
mod lists;
mod migrate;
mod scripts;
mod sql;
mod tx;
mod writer;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rusqlite::InterruptHandle;
use tokio::sync::watch;

use super::ahead::Reads;
use super::error::CrudError;
use super::fallen::Known;
use super::history::with_history;
use super::model::Model;
use super::plan::Plan;
use super::query::Query;
use super::store::{Batch, Change, Migrate, Models, Store};
use super::value::{Row, Value};
use super::work::{Done, Work, store_by_work};
use super::{ahead, transaction};
use answer::ask;
use connection::{Place, Session};
use lists::Lists;
pub use tx::SqliteTx;
use tx::Turn;
use writer::{Job, Task};

/// Writes that may wait; one more is [`CrudError::Busy`].
const QUEUE: usize = 4096;

/// How often slow rules of one change are run, where other writers of the row are faster.
const TRIES: usize = 16;

/// Reader connections that are kept open, each with a cache of a megabyte.
const IDLE: usize = 16;

/// A database in a file, or in memory.
///
/// Handles are cheap to clone and share one database. Its last handle closes it, in the
/// background; a program that ends soon after calls [`Sqlite::close`] and waits for that.
///
/// ```
/// use dunder::crud_api;
/// use dunder::crud_api::{CrudError, Migrate, Sqlite};
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
/// # let folder = std::env::temp_dir().join(format!("dunder-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// # let path = folder.join("notes.db");
/// let db = Sqlite::open(&path).await?;
/// db.migrate::<(Note,)>(Migrate::Additive).await?;
/// let made = Note::repo(&db).create(NewNote { text: "kept".into() }).await?;
///
/// // what was answered is on the disk
/// let again = Sqlite::open(&path).await?;
/// assert_eq!(Note::repo(&again).read(made.id).await?.text, "kept");
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Sqlite(Arc<Open>);

struct Open {
    place: Place,
    jobs: SyncSender<Job>,
    /// Whether nothing more is begun; the writer looks at it too.
    is_closed: Arc<AtomicBool>,
    /// Ends with the writer's thread.
    writer: watch::Receiver<()>,
    /// Readers that nobody uses at the moment.
    idle: Mutex<Vec<Session>>,
    lists: Arc<Lists>,
    /// What it was told of.
    known: Known,
}

impl Sqlite {
    /// Opens the file, which is made if it is missing; `:memory:` is a database of its own.
    ///
    /// # Errors
    /// [`CrudError::Store`] where the file cannot be opened and written, or is no database.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, CrudError> {
        let path = path.as_ref();
        let cannot = |cause: &dyn fmt::Display| {
            CrudError::store(format!("cannot open `{}`: {cause}", path.display()))
        };
        let place = match path.to_str() {
            Some(":memory:") => Place::Memory,
            // readers that come later open the same file, wherever the process is then
            _ => Place::File(std::path::absolute(path).map_err(|fault| cannot(&fault))?),
        };
        let (jobs, queue) = sync_channel(QUEUE);
        let (opened, answer) = ask();
        let (ended, writer) = watch::channel(());
        let is_closed = Arc::<AtomicBool>::default();
        let (writers, closes) = (place.clone(), Arc::clone(&is_closed));
        let thread = move || {
            // dropped when all else here is, the connection too
            let _ended = ended;
            match Session::writer(&writers) {
                Ok(session) => {
                    answer.send(Ok(()));
                    writer::run(&writers, session, queue, &closes);
                }
                Err(fault) => answer.send(Err(CrudError::Store(Box::new(fault)))),
            }
        };
        let spawned = std::thread::Builder::new().name("dunder-sqlite".to_owned()).spawn(thread);
        spawned.map_err(|fault| CrudError::Store(Box::new(fault)))?;
        opened.await.map_err(|fault| match fault {
            CrudError::Store(cause) => cannot(&cause),
            other => other,
        })?;
        let (idle, lists, known) = (Mutex::default(), Arc::default(), Known::default());
        Ok(Self(Arc::new(Open { place, jobs, is_closed, writer, idle, lists, known })))
    }

    /// Closes the database for every handle, and returns when it is: what waits is written,
    /// lists that run come to their end, and the write-ahead log is moved into the file if no
    /// other process has it open.
    ///
    /// Every later call is [`CrudError::Closed`]; a second `close` only waits. Dropped before it
    /// returns, it goes on in the background.
    pub async fn close(&self) {
        let open = &*self.0;
        open.is_closed.store(true, Ordering::SeqCst);
        open.idle().clear();
        // a job that nobody asks for wakes the writer; with a full queue it is awake
        let (_, answer) = ask();
        let (task, since) = (Task::Nothing, Instant::now());
        let _ = open.jobs.try_send(Job { task, since, answer });
        open.lists.close().await;
        let mut writer = open.writer.clone();
        while writer.changed().await.is_ok() {}
    }

    /// Brings the tables of these structs to what the structs say.
    ///
    /// # Errors
    /// [`CrudError::Migration`] with every difference that an addition does not mend; then nothing
    /// was changed.
    pub async fn migrate<M: Models>(&self, how: Migrate) -> Result<(), CrudError> {
        self.migrate_models(&M::models(), how).await
    }

    /// What [`Sqlite::migrate`] would do, and what it would refuse.
    ///
    /// # Errors
    /// What the database says.
    pub async fn plan<M: Models>(&self) -> Result<Plan, CrudError> {
        let models = with_history(&M::models());
        let (told, plan) = channel();
        let run = move |session: &mut Session| {
            let _ = told.send(migrate::plan(&session.connection, &models)?);
            Ok(())
        };
        self.write(Task::Alone(Box::new(run))).await?;
        plan.recv().map_err(|_| CrudError::Unknown)
    }

    /// Runs calls that are all done, or none of them; see
    /// [`Transaction`](super::Transaction).
    ///
    /// # Errors
    /// What `run` ends with, and [`CrudError::Timeout`] after 5 seconds.
    pub async fn transaction<R, F, Fut>(&self, run: F) -> Result<R, CrudError>
    where
        F: Fn(SqliteTx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<R, CrudError>> + Send,
    {
        transaction::run(self, self.address(), run).await
    }

    fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// Has the writer do this. Dropped before the writer has begun, it is certainly not done.
    async fn write(&self, task: Task) -> Result<Done, CrudError> {
        if self.0.is_closed() {
            return Err(CrudError::Closed);
        }
        transaction::is_outside(self.address())?;
        let (question, answer) = ask();
        match self.0.jobs.try_send(Job { task, since: Instant::now(), answer }) {
            Ok(()) => question.await,
            Err(TrySendError::Full(_)) => Err(CrudError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(CrudError::Closed),
        }
    }

    /// Runs a long read beside the caller; dropped, it is interrupted.
    async fn beside(&self, model: &'static Model, work: Work) -> Result<Done, CrudError> {
        let read = move |session: &mut Session| writer::work(session, model, work);
        let open = Arc::clone(&self.0);
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return open.read(model, |session| session.patiently(read));
        };
        let (question, answer) = ask();
        let call = Interrupt::default();
        let running = Arc::clone(&call.0);
        let run = move || {
            if !answer.claim() {
                return;
            }
            let read = || {
                open.read(model, |session| {
                    if !Interrupt::begin(&running, session.connection.get_interrupt_handle()) {
                        return Err(CrudError::Timeout);
                    }
                    let answer = session.patiently(read);
                    Interrupt::end(&running);
                    answer
                })
            };
            let done = catch_unwind(AssertUnwindSafe(read));
            answer.send(done.unwrap_or_else(|_| Err(CrudError::store("the reader panicked"))));
        };
        self.0.lists.run(&runtime, Box::new(run));
        question.await
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sqlite").field(&self.0.place).finish()
    }
}

impl Open {
    fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::SeqCst)
    }

    /// Reads on a connection that nobody else uses.
    fn read<T>(
        &self,
        model: &Model,
        read: impl FnOnce(&mut Session) -> Result<T, CrudError>,
    ) -> Result<T, CrudError> {
        if self.is_closed() {
            return Err(CrudError::Closed);
        }
        let idle = self.idle().pop();
        let mut session = match idle {
            Some(session) => session,
            None => Session::reader(&self.place).map_err(|fault| sql::error(model, fault))?,
        };
        let answer = read(&mut session);
        let mut idle = self.idle();
        // under the lock, which `close` takes after it has said so
        if idle.len() < IDLE && !self.is_closed() {
            idle.push(session);
        }
        answer
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A long read's way to be stopped: its connection only while the read is on it.
#[derive(Default)]
struct Interrupt(Arc<Mutex<Reading>>);

#[derive(Default)]
enum Reading {
    #[default]
    Waiting,
    Running(InterruptHandle),
    Over,
}

impl Interrupt {
    /// `false` where the asker is gone.
    fn begin(reading: &Mutex<Reading>, handle: InterruptHandle) -> bool {
        let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
        let is_wanted = matches!(*reading, Reading::Waiting);
        if is_wanted {
            *reading = Reading::Running(handle);
        }
        is_wanted
    }

    fn end(reading: &Mutex<Reading>) {
        *reading.lock().unwrap_or_else(PoisonError::into_inner) = Reading::Over;
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Reading::Running(handle) = &*reading {
            handle.interrupt();
        }
        *reading = Reading::Over;
    }
}

impl Sqlite {
    fn known(&self) -> &Known {
        &self.0.known
    }

    async fn work(&self, model: &'static Model, work: Work) -> Result<Done, CrudError> {
        match work {
            // boxed, so that a read is not as large as these
            Work::Update(id, change) => Box::pin(self.update(model, id, change)).await,
            Work::Batch(batch) => Box::pin(self.batched(model, batch)).await,
            work if work.is_read() => self.read(model, work).await,
            work => self.write(Task::Do(model, work)).await,
        }
    }

    /// Reads: long ones beside the caller, short ones on its thread.
    async fn read(&self, model: &'static Model, work: Work) -> Result<Done, CrudError> {
        if matches!(self.0.place, Place::Memory) {
            return self.write(Task::Do(model, work)).await;
        }
        let short = match &work {
            Work::Shown(id) => self.0.read(model, |it| it.shown(model, id)).map(Done::Shown),
            Work::Get(id) => self.0.read(model, |it| it.get(model, id)).map(Done::Row),
            _ => return Box::pin(self.beside(model, work)).await,
        };
        // another process recovers or checkpoints: wait for it elsewhere
        if !matches!(short, Err(CrudError::Busy)) {
            return short;
        }
        Box::pin(self.beside(model, work)).await
    }

    async fn batched(&self, model: &'static Model, mut batch: Batch) -> Result<Done, CrudError> {
        transaction::is_outside(self.address())?;
        ahead::batch(self, model, &mut batch).await?;
        self.write(Task::Do(model, Work::Batch(batch))).await
    }

    /// Changes a row, its rules run before the writer's turn, and again where another writer was
    /// faster.
    async fn update(
        &self,
        model: &'static Model,
        id: Value,
        mut change: Change,
    ) -> Result<Done, CrudError> {
        transaction::is_outside(self.address())?;
        for _ in 0..TRIES {
            let late = ahead::update(self, model, &id, &mut change).await?;
            let work = Work::Update(id.clone(), change.clone());
            match self.write(Task::Do(model, work)).await {
                Err(CrudError::Busy) if ahead::is_late(&late) => {}
                answer => return answer,
            }
        }
        Err(CrudError::Busy)
    }

    async fn begun(&self) -> Result<SqliteTx, CrudError> {
        let (steps, taken) = channel();
        let (over, ended) = watch::channel(());
        let is_overdue = Arc::<AtomicBool>::default();
        let known = self.0.known.clone();
        let tx = SqliteTx { steps, is_overdue: Arc::clone(&is_overdue), over: ended, known };
        self.write(Task::Transaction(Turn { steps: taken, is_overdue, over })).await?;
        Ok(tx)
    }
}

impl Reads for Sqlite {
    async fn row(&self, model: &'static Model, id: Value) -> Result<Option<Row>, CrudError> {
        self.read(model, Work::Get(id)).await?.row()
    }

    async fn rows(&self, model: &'static Model, query: Query) -> Result<Vec<Row>, CrudError> {
        self.read(model, Work::List(query)).await?.rows()
    }
}

store_by_work!(Sqlite, SqliteTx);
