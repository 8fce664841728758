//! One connection: how it is opened, and what each call does on it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};

use super::sql::{self, Library, Part};
use crate::crud_api::error::panicked;
use crate::crud_api::fallen::Fallen;
use crate::crud_api::history::HISTORY;
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Op, Query};
use crate::crud_api::store::{Change, Removal, Shown, Told};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::{CrudError, Tag};

/// How long another process may hold the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a database is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    File(PathBuf),
    Memory,
}

/// A connection and the SQL that it has met.
pub(super) struct Session {
    pub(super) connection: Connection,
    library: Library,
}

impl Session {
    /// The connection that writes.
    pub(super) fn writer(place: &Place) -> rusqlite::Result<Self> {
        let connection = match place {
            Place::File(path) => Connection::open(path)?,
            Place::Memory => Connection::open_in_memory()?,
        };
        connection.busy_timeout(PATIENCE)?;
        if connection.is_readonly("main")? {
            return Err(rusqlite::Error::InvalidPath("the file cannot be written".into()));
        }
        if matches!(place, Place::File(_)) {
            use_wal(&connection)?;
        }
        connection.execute_batch(
            "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=16777216; \
             PRAGMA cache_size=-4096;",
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        Self::of(connection)
    }

    /// A connection that reads.
    pub(super) fn reader(place: &Place) -> rusqlite::Result<Self> {
        let Place::File(path) = place else { return Self::writer(place) };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        // a reader that would wait is moved off the caller's thread instead
        connection.busy_timeout(Duration::ZERO)?;
        connection.execute_batch("PRAGMA query_only=ON; PRAGMA cache_size=-1024;")?;
        connection.set_prepared_statement_cache_capacity(32);
        Self::of(connection)
    }

    fn of(connection: Connection) -> rusqlite::Result<Self> {
        let flags = FunctionFlags::SQLITE_UTF8
            | FunctionFlags::SQLITE_DETERMINISTIC
            | FunctionFlags::SQLITE_DIRECTONLY;
        connection.create_scalar_function(sql::FLOAT, 1, flags, |call| {
            call.get(0).map(|bits: i64| f64::from_bits(bits.cast_unsigned()))
        })?;
        Ok(Self { connection, library: Library::default() })
    }

    /// Waits for locks in this call.
    pub(super) fn patiently<T>(&mut self, call: impl FnOnce(&mut Self) -> T) -> T {
        // setting a number in memory does not fail
        let _ = self.connection.busy_timeout(PATIENCE);
        let answer = call(self);
        let _ = self.connection.busy_timeout(Duration::ZERO);
        answer
    }

    pub(super) fn get(
        &mut self,
        model: &'static Model,
        id: &Value,
    ) -> Result<Option<Row>, CrudError> {
        self.one_by_id(model, id, |row| sql::read(model, row))
    }

    /// The row with this id as JSON, written as it is read.
    pub(super) fn shown(
        &mut self,
        model: &'static Model,
        id: &Value,
    ) -> Result<Option<Shown>, CrudError> {
        let (Some(version), None) = (model.version, model.nonce) else {
            let row = self.get(model, id)?;
            return Ok(row.map(|row| Shown::of(model, &row)));
        };
        self.one_by_id(model, id, |row| {
            let mut json = Vec::with_capacity(Shown::size(model));
            sql::write(model, row, None, &mut json)?;
            let version = row.get(version).map_err(|fault| sql::error(model, fault))?;
            Ok(Shown { json, tag: Tag::Version(version) })
        })
    }

    fn one_by_id<T>(
        &mut self,
        model: &'static Model,
        id: &Value,
        see: impl FnOnce(&rusqlite::Row<'_>) -> Result<T, CrudError>,
    ) -> Result<Option<T>, CrudError> {
        let texts = self.library.of(model);
        let failed = |fault| sql::error(model, fault);
        let mut statement = self.connection.prepare_cached(&texts.get).map_err(failed)?;
        let mut rows = statement.query([id]).map_err(failed)?;
        // there is one at most, which needs no second look
        let row = rows.next().map_err(failed)?;
        row.map(see).transpose()
    }

    pub(super) fn list(
        &mut self,
        model: &'static Model,
        query: Query,
    ) -> Result<Vec<Row>, CrudError> {
        let mut found = Vec::new();
        self.each(model, query, |row| {
            found.push(sql::read(model, row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// A page as JSON, its rows written as they are read.
    pub(super) fn told(
        &mut self,
        model: &'static Model,
        mut query: Query,
        fields: Option<&[usize]>,
    ) -> Result<Told, CrudError> {
        let limit = query.limit as usize;
        // one row more tells whether the list goes on
        query.limit = query.limit.saturating_add(1);
        let (mut json, mut last, mut count) = (Vec::new(), None, 0);
        self.each(model, query, |row| {
            count += 1;
            if count > limit {
                return Ok(());
            }
            if count > 1 {
                json.push(b',');
            }
            sql::write(model, row, fields, &mut json)?;
            if count == limit {
                last = Some(sql::read(model, row)?);
            }
            Ok(())
        })?;
        Ok(Told { json, last: last.filter(|_| count > limit) })
    }

    /// Looks at the rows that a query finds, in its order.
    fn each(
        &mut self,
        model: &'static Model,
        query: Query,
        mut see: impl FnMut(&rusqlite::Row<'_>) -> Result<(), CrudError>,
    ) -> Result<(), CrudError> {
        let failed = |fault| sql::error(model, fault);
        let limit = query.limit as usize;
        let parts = sql::list(model, query);
        // all statements see the same rows; the writer has begun a transaction already
        let is_one = parts.len() == 1 && parts.iter().all(|part| part.runs().is_none());
        let _snapshot = if !is_one && self.connection.is_autocommit() {
            Some(self.connection.unchecked_transaction().map_err(failed)?)
        } else {
            None
        };
        let mut left = limit;
        for part in parts {
            if left == 0 {
                break;
            }
            match part.runs() {
                None => self.part(model, part, &mut left, &mut see)?,
                Some(column) => match self.last(model, &part, column, left)? {
                    // fewer rows than are wanted
                    None => self.part(model, part, &mut left, &mut see)?,
                    Some(last) => {
                        for part in part.split(column, &last) {
                            self.part(model, part, &mut left, &mut see)?;
                        }
                    }
                },
            }
        }
        Ok(())
    }

    /// Looks at the rows of a part, as long as some are left to see.
    fn part(
        &self,
        model: &'static Model,
        part: Part,
        left: &mut usize,
        see: &mut impl FnMut(&rusqlite::Row<'_>) -> Result<(), CrudError>,
    ) -> Result<(), CrudError> {
        let failed = |fault| sql::error(model, fault);
        let (text, mut values) = part.text(model);
        values.push(Value::Int(i64::try_from(*left).unwrap_or(i64::MAX)));
        let mut statement = self.connection.prepare_cached(&text).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            see(row)?;
            *left = left.saturating_sub(1);
        }
        Ok(())
    }

    /// The column's value in the last of so many rows of a part, if there are so many.
    fn last(
        &self,
        model: &'static Model,
        part: &Part,
        column: usize,
        rows: usize,
    ) -> Result<Option<Value>, CrudError> {
        let failed = |fault| sql::error(model, fault);
        let (text, mut values) = part.last(model, column);
        values.push(Value::Int(i64::try_from(rows - 1).unwrap_or(i64::MAX)));
        let mut statement = self.connection.prepare_cached(&text).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        let Some(row) = rows.next().map_err(failed)? else { return Ok(None) };
        let cell = row.get_ref(0).map_err(failed)?;
        Ok(Some(sql::value(&model.columns[column], cell)?))
    }

    pub(super) fn count(
        &mut self,
        model: &'static Model,
        filters: Vec<Filter>,
    ) -> Result<u64, CrudError> {
        let (text, values) = sql::count(model, filters);
        let failed = |fault| sql::error(model, fault);
        let mut statement = self.connection.prepare_cached(&text).map_err(failed)?;
        let count = statement.query_row(params_from_iter(values), |row| row.get::<_, i64>(0));
        count.map(i64::cast_unsigned).map_err(failed)
    }

    pub(super) fn last_id(&mut self, model: &'static Model) -> Result<u64, CrudError> {
        let failed = |fault| sql::error(model, fault);
        if !model.id_column().is_counted() {
            return Ok(0);
        }
        let text = "SELECT seq FROM sqlite_sequence WHERE name=?1";
        let mut statement = self.connection.prepare_cached(text).map_err(failed)?;
        let mut rows = statement.query([model.table]).map_err(failed)?;
        let Some(row) = rows.next().map_err(failed)? else { return Ok(0) };
        row.get::<_, i64>(0).map(i64::cast_unsigned).map_err(failed)
    }

    pub(super) fn insert(&mut self, model: &'static Model, mut row: Row) -> Result<Row, CrudError> {
        let texts = self.library.of(model);
        let values = sql::columns_of_insert(model).map(|(i, _)| &row[i]);
        let done = self.execute(model, &texts.insert, values);
        done.map_err(|fault| self.named(model, &row, true, fault))?;
        if model.id_column().is_counted() {
            row[model.id] = Value::Int(self.connection.last_insert_rowid());
        }
        Ok(row)
    }

    /// Whether entries of the history can be written; they are, once rows are.
    pub(super) fn admits_history(&mut self) -> Result<(), CrudError> {
        let texts = self.library.of(&HISTORY);
        let failed = |fault| sql::error(&HISTORY, fault);
        self.connection.prepare_cached(&texts.insert).map_err(failed).map(drop)
    }

    pub(super) fn update(
        &mut self,
        model: &'static Model,
        id: &Value,
        change: Change,
    ) -> Result<Row, CrudError> {
        let version = sql::plain_version(model, change.if_match.as_deref());
        let is_empty = change.values.is_empty();
        if !change.merges && !is_empty && (version.is_some() || change.if_match.is_none()) {
            let (only, has_version) = (change.only.clone(), version.is_some());
            // one set of unique values is named by SQLite
            let has_sets = model.unique_sets().nth(1).is_some();
            let changed = if has_sets { change.values.clone() } else { Vec::new() };
            let (text, values) = sql::update(model, change.values, id, version, change.only);
            let row = match self.one(model, &text, &values) {
                Err(fault @ CrudError::Conflict { .. }) => {
                    let mut row = self.get(model, id)?.ok_or(CrudError::NotFound)?;
                    for (i, value) in changed {
                        row[i] = value;
                    }
                    return Err(self.named(model, &row, false, fault));
                }
                done => done?,
            };
            return match row {
                Some(row) => Ok(row),
                None if has_version
                    && self
                        .get(model, id)?
                        .is_some_and(|row| only.iter().all(|filter| filter.passes(&row))) =>
                {
                    Err(CrudError::VersionMismatch)
                }
                None => Err(CrudError::NotFound),
            };
        }
        let row = self.get(model, id)?.filter(|row| change.sees(row));
        let row = row.ok_or(CrudError::NotFound)?;
        if !change.accepts(model, &row) {
            return Err(CrudError::VersionMismatch);
        }
        if is_empty {
            return Ok(row);
        }
        if change.ahead.as_ref().is_some_and(|ahead| ahead.is_late(&row)) {
            return Err(CrudError::Busy);
        }
        // no statement runs now, so that a rule that panics harms no write beside this one
        let merged = catch_unwind(AssertUnwindSafe(|| change.merge(model, row)));
        let row = merged.map_err(|with| CrudError::store(panicked(&*with)))??;
        let texts = self.library.of(model);
        let values = row.iter().enumerate().filter(|(i, _)| *i != model.id).map(|(_, it)| it);
        let done = self.execute(model, &texts.replace, values.chain([id]));
        done.map_err(|fault| self.named(model, &row, false, fault))?;
        Ok(row)
    }

    /// Why a row is refused: of several values that others have, SQLite names those of its newest
    /// index, and every store those that come first in the struct.
    fn named(
        &mut self,
        model: &'static Model,
        row: &Row,
        is_new: bool,
        fault: CrudError,
    ) -> CrudError {
        let CrudError::Conflict { fields } = &fault else { return fault };
        let id = Some(vec![model.id]).filter(|_| is_new && !model.id_column().is_server_made());
        let sets = id.into_iter().chain(model.unique_sets());
        for set in sets.filter(|set| set.iter().all(|i| !row[*i].is_null())) {
            let names: Vec<_> = set.iter().map(|i| model.columns[*i].name).collect();
            // those before it are free
            if names == *fields {
                break;
            }
            let same = |i: &usize| Filter::new(*i, Op::Eq, vec![row[*i].clone()]);
            let mut query = Query::new(1);
            query.filters = set.iter().map(same).collect();
            if set != [model.id] {
                query.filters.extend(model.deleted.map(|it| Filter::null(it, true)));
                query.filters.push(Filter::new(model.id, Op::Ne, vec![row[model.id].clone()]));
            }
            if self.list(model, query).is_ok_and(|found| !found.is_empty()) {
                return CrudError::Conflict { fields: names };
            }
        }
        fault
    }

    pub(super) fn delete(
        &mut self,
        model: &'static Model,
        id: &Value,
        removal: &Removal,
    ) -> Result<(), CrudError> {
        if !removal.is_plain() {
            let row = self.get(model, id)?.ok_or(CrudError::NotFound)?;
            removal.admits(model, &row)?;
        }
        let mut entries = Vec::new();
        if !removal.below.is_empty() {
            self.admits_history()?;
            let mut fallen = Fallen::with(model, id, removal.below.clone());
            while let Some((other, query)) = fallen.next() {
                let found = self.list(other, query)?;
                fallen.found(found);
            }
            entries = fallen.entries(removal.by.as_deref());
        }
        let texts = self.library.of(model);
        let gone = self.execute(model, &texts.delete, [id])?;
        if gone == 0 {
            return Err(CrudError::NotFound);
        }
        entries.into_iter().try_for_each(|entry| self.insert(&HISTORY, entry).map(drop))
    }

    fn one<'a>(
        &self,
        model: &'static Model,
        text: &str,
        values: impl IntoIterator<Item = &'a Value>,
    ) -> Result<Option<Row>, CrudError> {
        let failed = |fault| sql::error(model, fault);
        let mut statement = self.connection.prepare_cached(text).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        let Some(row) = rows.next().map_err(failed)? else { return Ok(None) };
        let row = sql::read(model, row)?;
        // a statement with RETURNING has written once it is run to its end
        rows.next().map_err(failed)?;
        Ok(Some(row))
    }

    fn execute<'a>(
        &self,
        model: &'static Model,
        text: &str,
        values: impl IntoIterator<Item = &'a Value>,
    ) -> Result<usize, CrudError> {
        let failed = |fault| sql::error(model, fault);
        let mut statement = self.connection.prepare_cached(text).map_err(failed)?;
        statement.execute(params_from_iter(values)).map_err(failed)
    }
}

/// Switches to a write-ahead log; nobody waits for another process that does so too.
fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        let mode = connection.query_row("PRAGMA journal_mode=WAL", [], |_| Ok(()));
        match mode {
            Err(fault)
                if fault.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && begun.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            mode => return mode,
        }
    }
}
