//! Files of SQL that are run once.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};

use super::writer::{Task, refused};
use super::{CrudError, Session, Sqlite};
use crate::crud_api::Timestamp;
use crate::crud_api::plan::Script;

/// Which were run.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS \"__dunder_migrations\"(\
    name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID";

impl Sqlite {
    /// Runs the files of a folder that end in `.sql`, in the order of their names, each in a
    /// transaction of its own and once for this database; the names of those that were run.
    ///
    /// Foreign keys are checked at the end of each file, so that it may make a table anew.
    ///
    /// # Errors
    /// [`CrudError::Store`] with the file's name where one fails, which then has changed nothing, or
    /// was changed after it was run.
    pub async fn apply(&self, folder: impl AsRef<Path>) -> Result<Vec<String>, CrudError> {
        let scripts = Script::all(folder.as_ref())?;
        let (told, names) = std::sync::mpsc::channel();
        let run = move |session: &mut Session| {
            for script in &scripts {
                if once(&session.connection, script)? {
                    let _ = told.send(script.name.clone());
                }
            }
            Ok(())
        };
        self.write(Task::Alone(Box::new(run))).await?;
        Ok(names.iter().collect())
    }
}

/// Runs a file if it was not; whether it was not.
fn once(connection: &Connection, script: &Script) -> Result<bool, CrudError> {
    let failed = |fault: rusqlite::Error| match refused(&fault) {
        CrudError::Store(why) => script.failed(why),
        other => other,
    };
    let run = || {
        connection.execute_batch("PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE").map_err(failed)?;
        connection.execute_batch(TABLE).map_err(failed)?;
        let known = "SELECT hash FROM \"__dunder_migrations\" WHERE name = ?1";
        let known = connection.query_row(known, [&script.name], |row| row.get::<_, String>(0));
        if !script.is_new(known.optional().map_err(failed)?.as_deref())? {
            return Ok(false);
        }
        connection.execute_batch(&script.text).map_err(failed)?;
        if connection.is_autocommit() {
            return Err(script.failed("it ends the transaction that it is run in"));
        }
        let broken = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
        let broken = connection.query_row(broken, [], |row| row.get::<_, String>(0));
        if let Some(table) = broken.optional().map_err(failed)? {
            let why = format!("rows of `{table}` refer to rows that are not there");
            return Err(script.failed(why));
        }
        let now = Timestamp::now().as_microsecond();
        let kept = "INSERT INTO \"__dunder_migrations\"(name, hash, at) VALUES(?1, ?2, ?3)";
        let values = rusqlite::params![script.name, script.hash, now];
        connection.execute(kept, values).map_err(failed)?;
        connection.execute_batch("COMMIT").map_err(failed)?;
        Ok(true)
    };
    let done = run();
    if !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    connection.execute_batch("PRAGMA foreign_keys=ON").map_err(failed)?;
    done
}
