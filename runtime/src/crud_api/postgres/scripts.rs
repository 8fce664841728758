//! Files of SQL that are run once.

use std::path::Path;

use deadpool_postgres::{ClientWrapper, Object};

use super::Postgres;
use super::fault::{self, Fault};
use super::migrate;
use crate::crud_api::plan::Script;
use crate::crud_api::{CrudError, Timestamp};

/// Which were run.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS \"__dunder_migrations\"(\
    name text PRIMARY KEY, hash text NOT NULL, at bigint NOT NULL)";

/// A file that begins with this is one statement that wants no transaction around it.
const ALONE: &str = "-- dunder: no transaction";

/// A fault in words.
pub(super) fn said(fault: Fault) -> CrudError {
    match fault {
        Fault::Crud(why) => why,
        Fault::Again => CrudError::Busy,
        Fault::Postgres(why) => CrudError::store(fault::text(&why)),
    }
}

impl Postgres {
    /// Runs the files of a folder that end in `.sql`, in the order of their names, each in a
    /// transaction of its own and once for this database; the names of those that were run. One
    /// process at a time does so.
    ///
    /// A file whose first line is `-- dunder: no transaction` holds one statement, which is run
    /// without: `CREATE INDEX CONCURRENTLY`.
    ///
    /// # Errors
    /// [`CrudError::Store`] with the file's name where one fails, which then has changed nothing, or
    /// was changed after it was run.
    pub async fn apply(&self, folder: impl AsRef<Path>) -> Result<Vec<String>, CrudError> {
        let scripts = Script::all(folder.as_ref())?;
        let _running = self.0.running.subscribe();
        // out of the pool: with its end goes the lock
        let client = Object::take(self.0.client().await?);
        migrate::lock(&client, None).await.map_err(said)?;
        client.batch_execute(TABLE).await.map_err(|fault| said(fault.into()))?;
        let mut names = Vec::new();
        for script in scripts {
            let done = once(&client, &script).await.map_err(|fault| match fault {
                Fault::Postgres(why) => script.failed(fault::text(&why)),
                other => said(other),
            });
            if done? {
                names.push(script.name);
            }
        }
        Ok(names)
    }
}

/// Runs a file if it was not; whether it was not.
async fn once(client: &ClientWrapper, script: &Script) -> Result<bool, Fault> {
    let known = "SELECT hash FROM \"__dunder_migrations\" WHERE name = $1";
    let known = client.query_opt(known, &[&script.name]).await?;
    let known = known.map(|row| row.try_get::<_, String>(0)).transpose()?;
    if !script.is_new(known.as_deref())? {
        return Ok(false);
    }
    let is_alone = script.text.trim_start().starts_with(ALONE);
    if !is_alone {
        client.batch_execute("BEGIN").await?;
    }
    client.batch_execute(&script.text).await?;
    let kept = "INSERT INTO \"__dunder_migrations\"(name, hash, at) VALUES($1, $2, $3)";
    let now = Timestamp::now().as_microsecond();
    client.execute(kept, &[&script.name, &script.hash, &now]).await?;
    if !is_alone {
        client.batch_execute("COMMIT").await?;
    }
    Ok(true)
}
