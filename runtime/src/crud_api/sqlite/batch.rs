//! Many writes as one, and answers that are kept under a client's key.

use rusqlite::{OptionalExtension as _, params};

use super::connection::Session;
use super::writer::{command, refused};
use crate::crud_api::CrudError;
use crate::crud_api::history::{Audit, HISTORY};
use crate::crud_api::model::Model;
use crate::crud_api::store::{Applied, Batch, Change, Keyed, Stored, Write};
use crate::crud_api::value::{Row, Value};

/// The table of the answers, each `at` which time it is forgotten.
const KEYS: &str = "CREATE TABLE IF NOT EXISTS \"__dunder_keys\"(key BLOB NOT NULL PRIMARY KEY, \
    hash BLOB NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL, \
    body BLOB NOT NULL) STRICT, WITHOUT ROWID; \
    CREATE INDEX IF NOT EXISTS \"__dunder_keys_at\" ON \"__dunder_keys\"(at);";

fn failed(fault: rusqlite::Error) -> CrudError {
    refused(&fault)
}

impl Session {
    /// All writes of a batch, or none where one fails and it is not partial.
    pub(super) fn apply(
        &mut self,
        model: &'static Model,
        batch: Batch,
    ) -> Result<Applied, CrudError> {
        if batch.keyed.is_none() && batch.writes.len() == 1 {
            return Ok(Applied::Done(
                batch
                    .writes
                    .into_iter()
                    .map(|write| self.alone(model, write, batch.audit.as_ref()))
                    .collect(),
            ));
        }
        command(self, "SAVEPOINT batch").map_err(failed)?;
        let applied = self.applied(model, batch);
        if !matches!(&applied, Ok((_, true))) && !self.connection.is_autocommit() {
            command(self, "ROLLBACK TO batch").map_err(failed)?;
        }
        if !self.connection.is_autocommit() {
            command(self, "RELEASE batch").map_err(failed)?;
        }
        applied.map(|(applied, _)| applied)
    }

    /// One write, which the database undoes itself where it fails: a savepoint would copy each page
    /// that it changes. What is written after it fails with the disk only, and ends all that is
    /// committed with it.
    fn alone(
        &mut self,
        model: &'static Model,
        write: Write,
        audit: Option<&Audit>,
    ) -> Result<Option<Row>, CrudError> {
        if audit.is_some() {
            self.admits_history()?;
        }
        let before = self.connection.total_changes();
        let done = self.write(model, write, audit);
        if done.is_err()
            && self.connection.total_changes() != before
            && !self.connection.is_autocommit()
        {
            command(self, "ROLLBACK").map_err(failed)?;
        }
        done
    }

    /// What came of it, and whether it is to stay.
    fn applied(
        &mut self,
        model: &'static Model,
        batch: Batch,
    ) -> Result<(Applied, bool), CrudError> {
        let Batch { writes, is_partial, keyed, audit } = batch;
        if let Some(keyed) = &keyed
            && let Some(known) = self.known(keyed).map_err(failed)?
        {
            return Ok((known, true));
        }
        let mut done = Vec::with_capacity(writes.len());
        for write in writes {
            let one = self.write(model, write, audit.as_ref());
            if self.connection.is_autocommit() {
                // the disk is full, or worse: all of it is undone
                return Err(one.err().unwrap_or(CrudError::Unknown));
            }
            let is_over = one.is_err() && !is_partial;
            done.push(one);
            if is_over {
                return Ok((Applied::Done(done), false));
            }
        }
        if let Some(keyed) = keyed
            && let Some(stored) = (keyed.render)(&done)
        {
            self.keep(&keyed, &stored).map_err(failed)?;
        }
        Ok((Applied::Done(done), true))
    }

    fn write(
        &mut self,
        model: &'static Model,
        write: Write,
        audit: Option<&Audit>,
    ) -> Result<Option<Row>, CrudError> {
        let Some(audit) = audit else { return self.plain_write(model, write) };
        let before = match &write {
            Write::Insert(_) => None,
            Write::Update(id, _) | Write::Delete(id, _) => self.get(model, id)?,
            Write::Upsert(row, change) => match self.holder(model, row, change)? {
                Some(id) => self.get(model, &id)?,
                None => None,
            },
        };
        let after = self.plain_write(model, write)?;
        if let Some(entry) = audit.entry(model, before.as_ref(), after.as_ref()) {
            self.insert(&HISTORY, entry)?;
        }
        Ok(after)
    }

    fn plain_write(
        &mut self,
        model: &'static Model,
        write: Write,
    ) -> Result<Option<Row>, CrudError> {
        match write {
            Write::Insert(row) => self.insert(model, row).map(Some),
            Write::Update(id, change) => self.update(model, &id, change).map(Some),
            Write::Delete(id, removal) => self.delete(model, &id, &removal).map(|()| None),
            Write::Upsert(row, change) => match self.holder(model, &row, &change)? {
                Some(id) => self.update(model, &id, change).map(Some),
                None => self.insert(model, row).map(Some),
            },
        }
    }

    fn holder(
        &mut self,
        model: &'static Model,
        row: &Row,
        change: &Change,
    ) -> Result<Option<Value>, CrudError> {
        for query in change.holders(model, row) {
            if let Some(mut holder) = self.list(model, query)?.pop() {
                return Ok(Some(std::mem::take(&mut holder[model.id])));
            }
        }
        Ok(None)
    }

    /// What was answered under this key, if that was not too long ago.
    fn known(&mut self, keyed: &Keyed) -> rusqlite::Result<Option<Applied>> {
        self.connection.execute_batch(KEYS)?;
        let old = "DELETE FROM \"__dunder_keys\" WHERE at <= ?1";
        self.connection.prepare_cached(old)?.execute([keyed.now])?;
        let text = "SELECT hash, status, headers, body FROM \"__dunder_keys\" WHERE key = ?1";
        let mut statement = self.connection.prepare_cached(text)?;
        let known = statement.query_row([&keyed.key], |row| {
            let headers: String = row.get(2)?;
            let headers = serde_json::from_str(&headers).unwrap_or_default();
            let stored = Stored { status: row.get(1)?, headers, body: row.get(3)? };
            Ok((row.get::<_, Vec<u8>>(0)?, stored))
        });
        Ok(known.optional()?.map(|(hash, stored)| {
            if hash == keyed.hash { Applied::Replayed(stored) } else { Applied::OtherBody }
        }))
    }

    fn keep(&mut self, keyed: &Keyed, stored: &Stored) -> rusqlite::Result<()> {
        let headers = serde_json::to_string(&stored.headers).unwrap_or_default();
        let text = "INSERT INTO \"__dunder_keys\"(key, hash, at, status, headers, body) \
                    VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
        let Keyed { key, hash, until, .. } = keyed;
        let values = params![key, hash, until, stored.status, headers, stored.body];
        self.connection.prepare_cached(text)?.execute(values).map(drop)
    }
}
