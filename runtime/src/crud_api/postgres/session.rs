//! What each call does on a connection.

use std::panic::{AssertUnwindSafe, catch_unwind};

use deadpool_postgres::ClientWrapper;
use tokio_postgres::{Client, Statement};

use super::batch;
use super::fault::Fault;
use super::migrate;
use super::sql::{self, Text};
use crate::crud_api::CrudError;
use crate::crud_api::error::panicked;
use crate::crud_api::fallen::Fallen;
use crate::crud_api::history::HISTORY;
use crate::crud_api::model::Model;
use crate::crud_api::query::Query;
use crate::crud_api::store::{Change, Removal, Shown, Told};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::work::{Done, Work};

/// Statements that a connection keeps, beside those that every model has. What clients filter and
/// sort by makes more than a server would keep.
const KEPT: usize = 256;

impl Work {
    /// Whether it takes more than one statement that writes or locks.
    fn is_several(&self, model: &Model) -> bool {
        match self {
            Self::Migrate(_) | Self::Batch(_) => true,
            Self::Update(_, change) => !is_plain(model, change),
            Self::Delete(_, removal) => !removal.is_plain() || !removal.below.is_empty(),
            _ => false,
        }
    }

    /// Whether a failure undoes only itself in a transaction: what writes does, and what may fail
    /// for a value that a type of the database's own does not have.
    pub(super) fn is_undone_alone(&self, model: &Model) -> bool {
        !self.is_read() || sql::has_own(model)
    }

    /// Whether it may take hours.
    pub(super) const fn is_long(&self) -> bool {
        matches!(self, Self::Migrate(_))
    }
}

/// Whether one statement makes the change.
fn is_plain(model: &Model, change: &Change) -> bool {
    let version = sql::plain_version(model, change.if_match.as_deref());
    let is_written = !change.values.is_empty() && !change.merges;
    is_written && (version.is_some() || change.if_match.is_none())
}

/// Where a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// On a connection of its own.
    Alone,
    /// In a transaction, in which a write that fails undoes only itself.
    Within,
}

/// Does it once.
pub(super) async fn work(
    client: &ClientWrapper,
    model: &'static Model,
    work: &Work,
    scope: Scope,
) -> Result<Done, Fault> {
    if !work.is_several(model) && (scope == Scope::Alone || !work.is_undone_alone(model)) {
        return act(client, model, work).await;
    }
    if matches!(work, Work::Migrate(_)) {
        migrate::lock(client, Some(migrate::PATIENCE)).await?;
    }
    let begin = match (scope, work) {
        // each of its statements sees what other processes have made meanwhile
        (Scope::Alone, Work::Migrate(_)) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        (Scope::Alone, _) => "BEGIN",
        (Scope::Within, _) => "SAVEPOINT dunder_call",
    };
    client.batch_execute(begin).await?;
    let (done, stays) = match work {
        Work::Batch(batch) => match batch::apply(client, model, batch).await {
            Ok((applied, stays)) => (Ok(Done::Applied(applied)), stays),
            Err(fault) => (Err(fault), false),
        },
        work => {
            let done = act(client, model, work).await;
            let stays = done.is_ok();
            (done, stays)
        }
    };
    let ended = client.batch_execute(match (scope, stays) {
        (Scope::Alone, true) => "COMMIT",
        (Scope::Alone, false) => "ROLLBACK",
        (Scope::Within, true) => "RELEASE SAVEPOINT dunder_call",
        (Scope::Within, false) => {
            "ROLLBACK TO SAVEPOINT dunder_call; RELEASE SAVEPOINT dunder_call"
        }
    });
    // undoing fails where the connection is gone, and all of it with it
    match ended.await {
        Err(fault) if stays => Err(fault.into()),
        _ => done,
    }
}

async fn act(client: &ClientWrapper, model: &'static Model, work: &Work) -> Result<Done, Fault> {
    match work {
        Work::Get(id) => get(client, model, id).await.map(Done::Row),
        Work::Shown(id) => {
            let row = get(client, model, id).await?;
            Ok(Done::Shown(row.map(|row| Shown::of(model, &row))))
        }
        Work::List(query) => list(client, model, query).await.map(Done::Rows),
        Work::Told(query, fields) => {
            let limit = query.limit;
            let query = Query { limit: limit.saturating_add(1), ..query.clone() };
            let rows = list(client, model, &query).await?;
            Ok(Done::Told(Told::of(model, rows, limit, fields.as_deref())))
        }
        Work::Count(filters) => {
            let row = rows(client, &sql::count(model, filters)).await?;
            let count = row.first().map_or(Ok(0), |row| row.try_get::<_, i64>(0))?;
            Ok(Done::Count(count.cast_unsigned()))
        }
        Work::LastId if !model.id_column().is_counted() => Ok(Done::Count(0)),
        Work::LastId => {
            let (table, id) = (sql::quoted(model), model.id_column().sql);
            let sequence = format!("pg_get_serial_sequence('{table}', '{id}')::regclass");
            let text = format!("SELECT coalesce(pg_sequence_last_value({sequence}), 0)");
            let last: i64 = client.query_one(&text, &[]).await?.try_get(0)?;
            Ok(Done::Count(last.cast_unsigned()))
        }
        Work::Insert(row) => insert(client, model, row).await.map(|row| Done::Row(Some(row))),
        Work::Update(id, change) => {
            update(client, model, id, change).await.map(|row| Done::Row(Some(row)))
        }
        Work::Delete(id, removal) => {
            delete(client, model, id, removal).await.map(|()| Done::Nothing)
        }
        // is several, and so within a transaction
        Work::Batch(_) => Err(CrudError::Unknown.into()),
        Work::Migrate(models) => migrate::additive(client, models).await.map(|()| Done::Nothing),
    }
}

pub(super) async fn get(
    client: &ClientWrapper,
    model: &'static Model,
    id: &Value,
) -> Result<Option<Row>, Fault> {
    one(client, model, &sql::get(model, id, false)).await
}

/// The statement, prepared; `None` where the connection keeps enough of them.
async fn prepared(client: &ClientWrapper, text: &Text) -> Result<Option<Statement>, Fault> {
    if !text.is_fixed && client.statement_cache.size() >= KEPT {
        return Ok(None);
    }
    Ok(Some(client.prepare_typed_cached(&text.sql, &text.types).await?))
}

async fn rows(client: &ClientWrapper, text: &Text) -> Result<Vec<tokio_postgres::Row>, Fault> {
    Ok(match prepared(client, text).await? {
        Some(statement) => Client::query(client, &statement, &text.bound()).await?,
        None => client.query_typed(&text.sql, &text.typed()).await?,
    })
}

pub(super) async fn execute(client: &ClientWrapper, text: &Text) -> Result<u64, Fault> {
    Ok(match prepared(client, text).await? {
        Some(statement) => Client::execute(client, &statement, &text.bound()).await?,
        None => client.execute_typed(&text.sql, &text.typed()).await?,
    })
}

pub(super) async fn one(
    client: &ClientWrapper,
    model: &'static Model,
    text: &Text,
) -> Result<Option<Row>, Fault> {
    let rows = rows(client, text).await?;
    rows.first().map(|row| sql::read(model, row)).transpose()
}

pub(super) async fn list(
    client: &ClientWrapper,
    model: &'static Model,
    query: &Query,
) -> Result<Vec<Row>, Fault> {
    let mut found = Vec::new();
    for part in sql::list(model, query) {
        let more = (query.limit as usize).saturating_sub(found.len());
        if more == 0 {
            break;
        }
        for row in &rows(client, &part.text(model, more)).await? {
            found.push(sql::read(model, row)?);
        }
    }
    Ok(found)
}

pub(super) async fn insert(
    client: &ClientWrapper,
    model: &'static Model,
    row: &Row,
) -> Result<Row, Fault> {
    let mut made = row.clone();
    if !model.id_column().is_counted() {
        if sql::has_own(model) {
            let made = one(client, model, &sql::insert(model, row, false)).await?;
            return made.ok_or_else(|| CrudError::Unknown.into());
        }
        execute(client, &sql::insert(model, row, false)).await?;
        return Ok(made);
    }
    // a row that is refused by the index has used up an id and a place in the table: look first
    for is_guarded in [true, true, false] {
        let rows = rows(client, &sql::insert(model, row, is_guarded)).await?;
        if let Some(id) = rows.first() {
            if sql::has_own(model) {
                return sql::read(model, id);
            }
            made[model.id] = Value::Int(id.try_get(0)?);
            return Ok(made);
        }
        if let Some(fields) = taken(client, model, row).await? {
            return Err(CrudError::Conflict { fields }.into());
        }
        // what was in the way has gone meanwhile
    }
    Err(CrudError::Busy.into())
}

/// The first set of fields that another row has the values of.
async fn taken(
    client: &ClientWrapper,
    model: &'static Model,
    row: &Row,
) -> Result<Option<Vec<&'static str>>, Fault> {
    let (sets, text) = sql::taken(model, row);
    let rows = rows(client, &text).await?;
    let Some(answer) = rows.first() else { return Ok(None) };
    for (i, set) in sets.into_iter().enumerate() {
        if answer.try_get(i)? {
            return Ok(Some(set.into_iter().map(|i| model.columns[i].name).collect()));
        }
    }
    Ok(None)
}

pub(super) async fn update(
    client: &ClientWrapper,
    model: &'static Model,
    id: &Value,
    change: &Change,
) -> Result<Row, Fault> {
    let version = sql::plain_version(model, change.if_match.as_deref());
    if is_plain(model, change) {
        if let Some(row) = one(client, model, &sql::update(model, id, version, change)).await? {
            return Ok(row);
        }
        let found = match version {
            Some(_) => {
                let row = one(client, model, &sql::get(model, id, false)).await?;
                row.filter(|row| change.sees(row))
            }
            None => None,
        };
        return Err(match found {
            Some(_) => CrudError::VersionMismatch.into(),
            None => CrudError::NotFound.into(),
        });
    }
    merge(client, model, id, change).await
}

/// Reads, merges, checks and writes; nobody else writes the row meanwhile.
async fn merge(
    client: &ClientWrapper,
    model: &'static Model,
    id: &Value,
    change: &Change,
) -> Result<Row, Fault> {
    let row = one(client, model, &sql::get(model, id, true)).await?;
    let row = row.filter(|row| change.sees(row)).ok_or(CrudError::NotFound)?;
    if !change.accepts(model, &row) {
        return Err(CrudError::VersionMismatch.into());
    }
    if change.values.is_empty() {
        return Ok(row);
    }
    let merged = catch_unwind(AssertUnwindSafe(|| change.clone().merge(model, row)));
    let row = merged.map_err(|with| CrudError::store(panicked(&*with)))??;
    if sql::has_own(model) {
        let kept = one(client, model, &sql::replace(model, id, &row)).await?;
        return kept.ok_or_else(|| CrudError::Unknown.into());
    }
    execute(client, &sql::replace(model, id, &row)).await?;
    Ok(row)
}

pub(super) async fn delete(
    client: &ClientWrapper,
    model: &'static Model,
    id: &Value,
    removal: &Removal,
) -> Result<(), Fault> {
    if !removal.is_plain() {
        let row = one(client, model, &sql::get(model, id, true)).await?;
        removal.admits(model, &row.ok_or(CrudError::NotFound)?)?;
    }
    if removal.below.is_empty() {
        let gone = execute(client, &sql::delete(model, id)).await?;
        return if gone == 0 { Err(CrudError::NotFound.into()) } else { Ok(()) };
    }
    // locked, nothing comes to refer to it meanwhile
    let row = one(client, model, &sql::get(model, id, true)).await?;
    row.ok_or(CrudError::NotFound)?;
    let mut fallen = Fallen::with(model, id, removal.below.clone());
    while let Some((other, query)) = fallen.next() {
        let mut found = Vec::new();
        for part in sql::list(other, &query) {
            let mut text = part.text(other, query.limit as usize);
            text.sql.push_str(" FOR UPDATE");
            for row in &rows(client, &text).await? {
                found.push(sql::read(other, row)?);
            }
        }
        fallen.found(found);
    }
    execute(client, &sql::delete(model, id)).await?;
    for entry in fallen.entries(removal.by.as_deref()) {
        insert(client, &HISTORY, &entry).await?;
    }
    Ok(())
}
