//! Rows that are picked in a list and removed, or put back, together.

use axum::http::StatusCode;

use super::form::{self, label, text_of};
use super::visit::Visit;
use super::wrong::Wrong;
use super::{Answered, Pairs, html, pages, see};
use crate::crud_api::http::problem::Problem;
use crate::crud_api::http::refuse;
use crate::crud_api::json;
use crate::crud_api::model::Model;
use crate::crud_api::query::{Filter, Op as Compare, Query};
use crate::crud_api::store::{Applied, Batch, Removal, Store, Write};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::view::{Rows, View};
use crate::crud_api::{CrudError, write};

/// Rows that one form may name.
const MOST: usize = 1000;

impl<S: Store> Visit<'_, S> {
    pub(super) async fn bulk(&self, model: &'static Model, form: &Pairs) -> Answered {
        let deed = match form::value(form, "do") {
            Some("restore") if model.deleted.is_some() => ("restore", "Put back"),
            Some("delete") => ("delete", "Delete"),
            _ => return Err(refuse::bad_request("bad-form", "Bad form", "it asks for nothing")),
        };
        let is_restore = deed.0 == "restore";
        let mut view = self.view();
        if is_restore {
            view.rows = Rows::Deleted;
        }
        let ids: Vec<Value> = form
            .iter()
            .filter(|(name, _)| name == "id")
            .filter_map(|(_, id)| json::read_id(model, id))
            .collect();
        if ids.is_empty() || ids.len() > MOST {
            return self.list(model, Some("Pick at least one row, and at most 1000.")).await;
        }
        let mut query = Query::new(u32::try_from(ids.len()).unwrap_or(u32::MAX));
        query.filters = vec![Filter::new(model.id, Compare::In, ids)];
        let rows = view.list(model, query).await?;
        let entry = |row: &Row| (text_of(model.id_column(), &row[model.id]), label(model, row));
        let names: Vec<_> = rows.iter().map(entry).collect();
        if names.is_empty() {
            return self.list(model, Some("These rows are gone already.")).await;
        }
        if form::value(form, "sure").is_none() {
            return Ok(html(
                StatusCode::OK,
                &pages::confirm(&self.seat, model, deed, &names, None),
            ));
        }
        let mut writes = Vec::with_capacity(rows.len());
        for (i, row) in rows.iter().enumerate() {
            let id = row[model.id].clone();
            let write = if is_restore {
                Write::Update(id, write::restoration(model, None)?)
            } else {
                Write::Delete(id, Removal::new(None))
            };
            writes.push((i, write));
        }
        if !is_restore {
            // what refers to an older row of the same table goes first
            writes.reverse();
        }
        let done = self.all_or_none(model, &view, writes).await?;
        match done {
            None => {
                let word = if is_restore { "restored" } else { "deleted" };
                Ok(see(&format!("{}?done={word}", self.seat.to(model.table))))
            }
            Some((i, why)) => {
                let name = names.get(i).map_or("", |(_, name)| name.as_str());
                let wrong = format!("Nothing was done: {name}: {why}");
                let page = pages::confirm(&self.seat, model, deed, &names, Some(&wrong));
                Ok(html(StatusCode::CONFLICT, &page))
            }
        }
    }

    /// Makes these writes of rows, by their numbers in the form, all or none; which one was in the
    /// way, and why.
    async fn all_or_none(
        &self,
        model: &'static Model,
        view: &View<S>,
        mut writes: Vec<(usize, Write)>,
    ) -> Result<Option<(usize, String)>, Problem> {
        while !writes.is_empty() {
            let batch = Batch::new(writes.iter().map(|(_, write)| write.clone()).collect());
            let Applied::Done(done) = view.batch(model, batch).await? else {
                return Err(CrudError::Unknown.into());
            };
            let faults = done.into_iter().enumerate();
            let mut faults = faults.filter_map(|(at, one)| Some((at, one.err()?)));
            let Some((at, fault)) = faults.next() else { break };
            match Wrong::from(fault) {
                // it goes with another one of these, or another one of the pages was faster; the
                // others are undone, so they are asked for again
                Wrong::Other(CrudError::NotFound) => {
                    writes.remove(at);
                }
                Wrong::Said(wrongs) => {
                    let said = wrongs.into_iter().map(|(name, wrong)| format!("{name} {wrong}"));
                    let said: Vec<_> = said.map(|said| said.trim().to_owned()).collect();
                    return Ok(Some((writes[at].0, said.join("; "))));
                }
                Wrong::Other(fault) => return Err(fault.into()),
            }
        }
        Ok(None)
    }
}
