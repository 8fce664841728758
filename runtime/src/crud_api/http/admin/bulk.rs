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
        let done = if is_restore {
            self.restore(model, &view, &rows).await?
        } else {
            self.delete(model, &view, &rows).await?
        };
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

    /// Removes all of these rows or none; which one was in the way, and why.
    async fn delete(
        &self,
        model: &'static Model,
        view: &View<S>,
        rows: &[Row],
    ) -> Result<Option<(usize, String)>, Problem> {
        let write = |row: &Row| Write::Delete(row[model.id].clone(), Removal::new(None));
        let batch = Batch::new(rows.iter().map(write).collect());
        let Applied::Done(done) = view.batch(model, batch).await? else {
            return Err(CrudError::Unknown.into());
        };
        for (i, one) in done.into_iter().enumerate() {
            match one.map_err(Wrong::from) {
                // another one of the pages was faster
                Ok(_) | Err(Wrong::Other(CrudError::NotFound)) => {}
                Err(Wrong::Said(wrongs)) => {
                    let said = wrongs.into_iter().map(|(_, wrong)| wrong);
                    return Ok(Some((i, said.collect::<Vec<_>>().join("; "))));
                }
                Err(Wrong::Other(fault)) => return Err(fault.into()),
            }
        }
        Ok(None)
    }

    async fn restore(
        &self,
        model: &'static Model,
        view: &View<S>,
        rows: &[Row],
    ) -> Result<Option<(usize, String)>, Problem> {
        for (i, row) in rows.iter().enumerate() {
            match write::restore(view, model, row[model.id].clone(), None)
                .await
                .map_err(Wrong::from)
            {
                Ok(_) => {}
                Err(Wrong::Said(wrongs)) => {
                    let said = wrongs.into_iter().map(|(name, wrong)| format!("{name} {wrong}"));
                    return Ok(Some((i, said.collect::<Vec<_>>().join("; "))));
                }
                Err(Wrong::Other(fault)) => return Err(fault.into()),
            }
        }
        Ok(None)
    }
}
