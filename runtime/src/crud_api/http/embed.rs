//! `embed=team`: the rows that rows refer to, one query for each kind of reference.

use std::any::Any;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::request::Parts;

use super::guard::{Doorkeeper, Op};
use super::problem::Problem;
use super::refuse;
use crate::crud_api::json;
use crate::crud_api::model::{Model, Operations};
use crate::crud_api::parse::{self, Shape};
use crate::crud_api::query::{Filter, Op as Compare, Query};
use crate::crud_api::store::Store;
use crate::crud_api::value::{Row, Value};
use crate::crud_api::view::View;

/// What is mounted, and who lets requests through to it.
#[derive(Clone, Default)]
pub(super) struct Mounts(Arc<RwLock<Vec<Mount>>>);

#[derive(Clone)]
struct Mount {
    model: &'static Model,
    door: Arc<dyn Doorkeeper>,
}

impl Mounts {
    pub(super) fn add(&self, model: &'static Model, door: Arc<dyn Doorkeeper>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Mount { model, door });
    }

    fn find(&self, model: &Model) -> Option<Mount> {
        let mounts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let is_it = |it: &&Mount| it.model.table == model.table;
        mounts.iter().find(is_it).filter(|it| it.model.operations.has(Operations::READ)).cloned()
    }
}

/// The rows that a column refers to, as JSON.
pub(super) struct Embedded {
    name: String,
    column: usize,
    rows: Vec<(Value, Vec<u8>)>,
}

impl Embedded {
    /// Writes `,"team":{..}` of a row.
    pub(super) fn write(&self, row: &Row, out: &mut Vec<u8>) {
        out.extend_from_slice(format!(",\"{}\":", self.name).as_bytes());
        let found = self.rows.iter().find(|(id, _)| *id == row[self.column]);
        out.extend_from_slice(found.map_or(b"null", |(_, json)| json));
    }
}

/// Who a request comes from decides which rows there are.
pub(super) fn scope(model: &Model, who: &(dyn Any + Send + Sync)) -> Result<Vec<Filter>, Problem> {
    let Some(scope) = model.scope else { return Ok(Vec::new()) };
    scope(who).ok_or_else(|| {
        let name = model.name;
        refuse::internal(format!("the scope of `{name}` takes another principal than the guard's"))
    })
}

/// Reads what rows refer to, as who may read that.
pub(super) async fn read<S: Store>(
    (store, mounts, model): (&S, &Mounts, &'static Model),
    parts: &Parts,
    shape: &Shape,
    rows: &[Row],
) -> Result<Vec<Embedded>, Problem> {
    let mut all = Vec::new();
    for column in shape.embed.iter().copied() {
        let Some(reference) = model.columns[column].references else { continue };
        let name = parse::embed_name(&model.columns[column]);
        let other = (reference.model)();
        let Some(mount) = mounts.find(other) else {
            let detail = format!("`embed`: `{name}` is not offered here");
            return Err(refuse::bad_request("bad-query", "Bad query", detail));
        };
        let who = mount.door.check(parts, Op::Read).await?;
        if let Some(guard) = other.guard {
            guard.check(parts, Op::Read).await?;
        }
        let mut view = View::new(store);
        view.scope = scope(other, &*who)?;
        let mut ids: Vec<Value> = Vec::new();
        for id in rows.iter().map(|row| &row[column]).filter(|id| !id.is_null()) {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        let mut query = Query::new(u32::try_from(ids.len()).unwrap_or(u32::MAX));
        query.filters = vec![Filter::new(other.id, Compare::In, ids)];
        let found = if query.limit == 0 { Vec::new() } else { view.list(other, query).await? };
        let json = |mut row: Row| {
            let mut out = Vec::new();
            json::write_row(other, &row, &mut out);
            (std::mem::take(&mut row[other.id]), out)
        };
        all.push(Embedded { name, column, rows: found.into_iter().map(json).collect() });
    }
    Ok(all)
}
