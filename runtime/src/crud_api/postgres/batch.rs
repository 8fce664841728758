//! Many writes as one, and answers that are kept under a client's key.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::error::SqlState;

use super::fault::{self, Asked, Fault, Kind};
use super::session;
use crate::crud_api::CrudError;
use crate::crud_api::history::{Audit, HISTORY};
use crate::crud_api::model::Model;
use crate::crud_api::store::{Applied, Batch, Change, Keyed, Stored, Write};
use crate::crud_api::value::{Row, Value};

/// The table of the answers, each `at` which time it is forgotten; a migration makes it.
pub(super) const KEYS: &str = "CREATE TABLE IF NOT EXISTS \"__dunder_keys\"(\
    key bytea PRIMARY KEY, hash bytea NOT NULL, at bigint NOT NULL, status integer NOT NULL, \
    headers text NOT NULL, body bytea NOT NULL); \
    CREATE INDEX IF NOT EXISTS \"__dunder_keys_at\" ON \"__dunder_keys\"(at)";

/// What comes of it, and whether it is to stay.
pub(super) async fn apply(
    client: &ClientWrapper,
    model: &'static Model,
    batch: &Batch,
) -> Result<(Applied, bool), Fault> {
    if let Some(keyed) = &batch.keyed
        && let Some(known) = known(client, keyed).await?
    {
        return Ok((known, true));
    }
    let mut done = Vec::with_capacity(batch.writes.len());
    for write in &batch.writes {
        if batch.is_partial {
            client.batch_execute("SAVEPOINT one").await?;
        }
        let one = match self::write(client, model, write, batch.audit.as_ref()).await {
            Ok(row) => Ok(row),
            Err(Fault::Crud(why)) => Err(why),
            Err(Fault::Postgres(why)) if is_of_the_row(&why) => {
                Err(fault::error(model, &why, Asked::Write(write)))
            }
            Err(other) => return Err(other),
        };
        if batch.is_partial {
            let end = match one {
                Ok(_) => "RELEASE SAVEPOINT one",
                Err(_) => "ROLLBACK TO SAVEPOINT one; RELEASE SAVEPOINT one",
            };
            client.batch_execute(end).await?;
        }
        let is_over = one.is_err() && !batch.is_partial;
        done.push(one);
        if is_over {
            return Ok((Applied::Done(done), false));
        }
    }
    if let Some(keyed) = &batch.keyed {
        keep(client, keyed, (keyed.render)(&done)).await?;
    }
    Ok((Applied::Done(done), true))
}

/// Whether the server refused the row, and not the transaction.
fn is_of_the_row(fault: &tokio_postgres::Error) -> bool {
    fault::kind(fault) == Kind::Other
        && fault.code().is_some_and(|code| *code != SqlState::QUERY_CANCELED)
}

async fn write(
    client: &ClientWrapper,
    model: &'static Model,
    write: &Write,
    audit: Option<&Audit>,
) -> Result<Option<Row>, Fault> {
    let Some(audit) = audit else { return plain_write(client, model, write).await };
    let before = match write {
        Write::Insert(_) => None,
        Write::Update(id, _) | Write::Delete(id, _) => locked(client, model, id).await?,
        Write::Upsert(row, change) => match holder(client, model, row, change).await? {
            Some(id) => locked(client, model, &id).await?,
            None => None,
        },
    };
    let after = plain_write(client, model, write).await?;
    if let Some(entry) = audit.entry(model, before.as_ref(), after.as_ref()) {
        session::insert(client, &HISTORY, &entry).await?;
    }
    Ok(after)
}

/// The row, which nobody else changes until the end.
async fn locked(
    client: &ClientWrapper,
    model: &'static Model,
    id: &Value,
) -> Result<Option<Row>, Fault> {
    session::one(client, model, &super::sql::get(model, id, true)).await
}

async fn plain_write(
    client: &ClientWrapper,
    model: &'static Model,
    write: &Write,
) -> Result<Option<Row>, Fault> {
    match write {
        Write::Insert(row) => session::insert(client, model, row).await.map(Some),
        Write::Update(id, change) => session::update(client, model, id, change).await.map(Some),
        Write::Delete(id, removal) => {
            session::delete(client, model, id, removal).await.map(|()| None)
        }
        Write::Upsert(row, change) => {
            if let Some(id) = holder(client, model, row, change).await? {
                return session::update(client, model, &id, change).await.map(Some);
            }
            match session::insert(client, model, row).await {
                // another writer was faster
                Err(Fault::Postgres(why)) if fault::is_of_id(model, &why) => Err(Fault::Again),
                Err(Fault::Crud(CrudError::Conflict { fields })) => {
                    match holder(client, model, row, change).await? {
                        Some(id) => session::update(client, model, &id, change).await.map(Some),
                        // with a row that is not there for who asks
                        None => Err(CrudError::Conflict { fields }.into()),
                    }
                }
                made => made.map(Some),
            }
        }
    }
}

/// The row with this client-made id, or with one of these sets of unique values.
async fn holder(
    client: &ClientWrapper,
    model: &'static Model,
    row: &Row,
    change: &Change,
) -> Result<Option<Value>, Fault> {
    for query in change.holders(model, row) {
        if let Some(mut holder) = session::list(client, model, &query).await?.pop() {
            return Ok(Some(std::mem::take(&mut holder[model.id])));
        }
    }
    Ok(None)
}

/// What was answered under this key; nothing, and the key is taken, where that is too long ago.
///
/// A twin that has taken the key is waited for.
async fn known(client: &ClientWrapper, keyed: &Keyed) -> Result<Option<Applied>, Fault> {
    let old = "DELETE FROM \"__dunder_keys\" WHERE key IN (SELECT key FROM \"__dunder_keys\" \
               WHERE at <= $1 ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED)";
    let old = client.prepare_cached(old).await?;
    tokio_postgres::Client::execute(client, &old, &[&keyed.now]).await?;
    let own = "DELETE FROM \"__dunder_keys\" WHERE key = $1 AND at <= $2";
    let own = client.prepare_cached(own).await?;
    tokio_postgres::Client::execute(client, &own, &[&keyed.key, &keyed.now]).await?;
    let take = "INSERT INTO \"__dunder_keys\"(key, hash, at, status, headers, body) \
                VALUES($1, $2, $3, 0, '[]', '') ON CONFLICT (key) DO NOTHING";
    let take = client.prepare_cached(take).await?;
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&keyed.key, &keyed.hash, &keyed.until];
    if tokio_postgres::Client::execute(client, &take, &values).await? > 0 {
        return Ok(None);
    }
    let text = "SELECT hash, status, headers, body FROM \"__dunder_keys\" WHERE key = $1";
    let text = client.prepare_cached(text).await?;
    let rows = tokio_postgres::Client::query(client, &text, &[&keyed.key]).await?;
    // what took the key has been undone
    let Some(row) = rows.first() else { return Err(Fault::Again) };
    let hash: Vec<u8> = row.try_get(0)?;
    if hash != keyed.hash {
        return Ok(Some(Applied::OtherBody));
    }
    let status: i32 = row.try_get(1)?;
    let headers: String = row.try_get(2)?;
    let headers = serde_json::from_str(&headers).unwrap_or_default();
    let status = u16::try_from(status).map_err(|_| CrudError::Unknown)?;
    Ok(Some(Applied::Replayed(Stored { status, headers, body: row.try_get(3)? })))
}

/// Keeps the answer under the key, or gives the key up.
async fn keep(client: &ClientWrapper, keyed: &Keyed, stored: Option<Stored>) -> Result<(), Fault> {
    let Some(stored) = stored else {
        let text = client.prepare_cached("DELETE FROM \"__dunder_keys\" WHERE key = $1").await?;
        tokio_postgres::Client::execute(client, &text, &[&keyed.key]).await?;
        return Ok(());
    };
    let text = "UPDATE \"__dunder_keys\" SET status = $2, headers = $3, body = $4 WHERE key = $1";
    let text = client.prepare_cached(text).await?;
    let headers = serde_json::to_string(&stored.headers).unwrap_or_default();
    let status = i32::from(stored.status);
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&keyed.key, &status, &headers, &stored.body];
    tokio_postgres::Client::execute(client, &text, &values).await?;
    Ok(())
}
