//! Moving up: every row of another store, with its id.

use std::sync::Arc;

use deadpool_postgres::{ClientWrapper, Object};

use super::fault::{self, Asked, Fault};
use super::run::Open;
use super::session;
use super::sql;
use crate::crud_api::CrudError;
use crate::crud_api::model::Model;
use crate::crud_api::query::Query;
use crate::crud_api::store::Store;

/// Rows of one statement.
const PAGE: u32 = 500;

/// Copies all rows of these models, all or nothing.
pub(super) async fn import(
    open: &Arc<Open>,
    from: &impl Store,
    models: &[&'static Model],
) -> Result<u64, CrudError> {
    let _running = open.running.subscribe();
    // out of the pool: dropped midway it is closed, and the server undoes all of it
    let client = Object::take(open.client().await?);
    let mut current = None;
    let copied = async {
        client.batch_execute("BEGIN").await?;
        let mut count = 0;
        for model in models {
            current = Some(*model);
            count += table(&client, from, model).await?;
        }
        client.batch_execute("COMMIT").await?;
        Ok(count)
    };
    let copied = copied.await;
    copied.map_err(|why| match (why, current) {
        (Fault::Crud(why), _) => why,
        (Fault::Again, _) => CrudError::Busy,
        (Fault::Postgres(why), Some(model)) => fault::error(model, &why, Asked::Import),
        (Fault::Postgres(why), None) => CrudError::store(fault::text(&why)),
    })
}

async fn table(
    client: &ClientWrapper,
    from: &impl Store,
    model: &'static Model,
) -> Result<u64, Fault> {
    let name = sql::quoted(model);
    client.batch_execute(&format!("LOCK TABLE {name} IN EXCLUSIVE MODE")).await?;
    let text = format!("SELECT EXISTS(SELECT FROM {name})");
    if client.query_one(&text, &[]).await?.try_get(0)? {
        let table = model.table;
        let why = format!("`{table}` has rows already, and an import keeps ids as they are");
        return Err(CrudError::store(why).into());
    }
    let mut count = 0;
    let mut query = Query::new(PAGE);
    loop {
        let rows = from.list(model, query.clone()).await?;
        let Some(last) = rows.last() else { break };
        query.after = Some(vec![last[model.id].clone()]);
        let is_last = rows.len() < PAGE as usize;
        count += session::execute(client, &sql::copy(model, rows)).await?;
        if is_last {
            break;
        }
    }
    if model.id_column().is_counted() {
        let id = model.id_column().sql;
        // also the ids of rows that are gone are not given out again
        let last = from.last_id(model).await?.cast_signed();
        let text = format!(
            "SELECT setval(pg_get_serial_sequence('{name}', '{id}'), m) \
             FROM (SELECT greatest(max(\"{id}\"), $1) AS m FROM {name}) AS s WHERE m > 0"
        );
        client.execute(&text, &[&last]).await?;
    }
    Ok(count)
}
