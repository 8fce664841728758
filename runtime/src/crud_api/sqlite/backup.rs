//! A copy of a database that is in use.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::answer::ask;
use super::connection::Place;
use super::writer::{Task, refused};
use super::{CrudError, Sqlite};

/// How long another process may hold the database.
const PATIENCE: Duration = Duration::from_secs(5);

impl Sqlite {
    /// Copies the database, as it is at one moment, into a file that is then on the disk. Others
    /// read and write meanwhile, but in `:memory:`, where they wait.
    ///
    /// The copy is a database like any other, without what was removed; it takes the place of a
    /// file of that name, when it is whole. Dropped before it returns, it goes on in the background.
    ///
    /// ```
    /// # use dunder::crud_api::{CrudError, Migrate, Sqlite};
    /// # #[dunder::crud_api(table = "notes")]
    /// # struct Note { #[crud(id)] id: i64, text: String }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CrudError> {
    /// # let folder = std::env::temp_dir().join(format!("dunder-backup-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// let db = Sqlite::open(":memory:").await?;
    /// db.migrate::<(Note,)>(Migrate::Additive).await?;
    /// Note::repo(&db).create(NewNote { text: "kept".into() }).await?;
    /// db.backup(folder.join("monday.db")).await?;
    ///
    /// let copy = Sqlite::open(folder.join("monday.db")).await?;
    /// assert_eq!(Note::repo(&copy).read(1).await?.text, "kept");
    /// # drop(copy);
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CrudError::Full`] where the copy finds no room, [`CrudError::Store`] where it cannot be
    /// written, or would be written over the database itself.
    pub async fn backup(&self, to: impl AsRef<Path>) -> Result<(), CrudError> {
        if self.0.is_closed() {
            return Err(CrudError::Closed);
        }
        let to = std::path::absolute(to).map_err(|fault| CrudError::Store(Box::new(fault)))?;
        let Place::File(from) = self.0.place.clone() else {
            let copy = move |session: &mut super::Session| copy(&session.connection, &to, None);
            return self.write(Task::Alone(Box::new(copy))).await.map(drop);
        };
        let (question, answer) = ask();
        let thread = move || {
            if answer.claim() {
                answer.send(copy_file(&from, &to));
            }
        };
        let spawned = std::thread::Builder::new().name("dunder-backup".to_owned()).spawn(thread);
        spawned.map_err(|fault| CrudError::Store(Box::new(fault)))?;
        question.await
    }
}

fn copy_file(from: &Path, to: &Path) -> Result<(), CrudError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(from, flags).map_err(|fault| refused(&fault))?;
    connection.busy_timeout(PATIENCE).map_err(|fault| refused(&fault))?;
    copy(&connection, to, Some(from))
}

/// Tells the files of backups apart that are made at once.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Copies into a file beside the other, which is given its name when all of it is on the disk.
fn copy(connection: &Connection, to: &Path, from: Option<&Path>) -> Result<(), CrudError> {
    let cannot = |why: &str| CrudError::store(format!("no backup in `{}`: {why}", to.display()));
    let io = |fault: std::io::Error| match fault.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => CrudError::Full,
        _ => cannot(&fault.to_string()),
    };
    if from.is_some_and(|from| is_same(from, to)) {
        return Err(cannot("it is the database itself"));
    }
    let name = to.file_name().ok_or_else(|| cannot("it is no file's name"))?;
    let mut partial = std::ffi::OsString::from(".");
    partial.push(name);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    partial.push(format!(".{}-{number}", std::process::id()));
    let partial = Partial(to.with_file_name(partial));
    let path = partial.0.to_str().ok_or_else(|| cannot("its name is no text"))?;
    // of a process that was killed in the middle
    let _ = fs::remove_file(&partial.0);
    connection.execute("VACUUM INTO ?1", [path]).map_err(|fault| match refused(&fault) {
        CrudError::Store(cause) => cannot(&cause.to_string()),
        other => other,
    })?;
    if let Some(from) = from {
        // who may not read the one may not read the other
        let like = fs::metadata(from).map_err(io)?.permissions();
        fs::set_permissions(&partial.0, like).map_err(io)?;
    }
    File::open(&partial.0).and_then(|file| file.sync_all()).map_err(io)?;
    fs::rename(&partial.0, to).map_err(io)?;
    // the name, too; where a folder is no file, that is the system's matter
    if let Some(folder) = to.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn is_same(one: &Path, two: &Path) -> bool {
    matches!((one.canonicalize(), two.canonicalize()), (Ok(one), Ok(two)) if one == two)
}

/// A file that is removed unless it was given another name.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
