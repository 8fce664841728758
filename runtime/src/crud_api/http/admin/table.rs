//! The pages of a table: its list, the forms of its rows, and what became of one.

use axum::http::StatusCode;
use axum::response::Response;

use super::field::Choices;
use super::form::{self, Wrongs, label, text_of};
use super::list::List;
use super::rows::{self, Form};
use super::visit::Visit;
use super::wrong::{Wrong, add};
use super::{Answered, Pairs, forbidden, html, not_allowed, see};
use crate::crud_api::history::{self, HISTORY};
use crate::crud_api::http::problem::Problem;
use crate::crud_api::http::{export, reference, refuse};
use crate::crud_api::json;
use crate::crud_api::model::Model;
use crate::crud_api::parse;
use crate::crud_api::query::Query;
use crate::crud_api::store::Store;
use crate::crud_api::value::{Row, Value};
use crate::crud_api::view::Rows;
use crate::crud_api::{CrudError, write};

/// Rows that a field offers to choose from.
const CHOICES: u32 = 100;

/// Parameters of these pages, beside the list's own; a field of such a name is filtered by `[eq]`.
const ASKED: [&str; 7] = ["removed", "deleted", "done", "format", "f", "o", "v"];

impl<S: Store> Visit<'_, S> {
    pub(super) async fn table(
        &self,
        model: &'static Model,
        rest: &[&str],
        is_read: bool,
        form: &Pairs,
    ) -> Answered {
        if !is_read && !model.may_edit() {
            return Err(forbidden("these rows are for reading"));
        }
        match (rest, is_read) {
            ([] | [""], true) => self.list(model, None).await,
            (["new"], true) => self.blank(model).await,
            (["new"], false) => self.create(model, form).await,
            (["bulk"], false) => self.bulk(model, form).await,
            (["export"], true) => {
                let view = self.view();
                export::answer(model, &view, self.parts).await
            }
            (["row", id], true) => {
                let row = self.row(model, id).await?;
                self.edit(model, &row, StatusCode::OK, None, &Vec::new(), false).await
            }
            (["row", id], false) => self.save(model, id, form).await,
            (["row", id, "history"], true) if model.audit => self.history(model, id).await,
            (_, true) => Err(refuse::not_found("there is no such page")),
            _ => Err(not_allowed()),
        }
    }

    pub(super) async fn list(&self, model: &'static Model, wrong: Option<&str>) -> Answered {
        let text = self.parts.uri.query().unwrap_or("");
        let mut pairs = form::pairs(text);
        if let Some(field) = form::value(&pairs, "f") {
            return Ok(self.filtered(model, field, &pairs));
        }
        // an empty box asks for nothing
        pairs.retain(|(name, value)| !(value.is_empty() && matches!(name.as_str(), "q" | "sort")));
        let is_removed = model.deleted.is_some() && form::value(&pairs, "removed").is_some();
        let own = |name: &str| matches!(name, "removed" | "done");
        let asked = pairs.iter().filter(|(name, _)| !own(name));
        let asked = form::query(asked.map(|(name, value)| (name.as_str(), value.as_str())));
        let (asked, fault) = match parse::parse(model, asked.strip_prefix('?').unwrap_or("")) {
            Ok(asked) => (asked, None),
            Err(fault) => (parse::parse(model, "")?, Some(fault.to_string())),
        };
        let mut view = self.view();
        if is_removed {
            view.rows = Rows::Deleted;
        }
        let total = self.count(model, &view, asked.query.filters.clone()).await;
        let (rows, next) = write::page(&view, model, asked.query.clone()).await?;
        let status = match (&fault, wrong) {
            (None, None) => StatusCode::OK,
            (Some(_), _) => StatusCode::BAD_REQUEST,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let list = List {
            model,
            pairs: &pairs,
            asked: &asked,
            rows: &rows,
            next: next.as_ref(),
            total,
            is_removed,
            note: self.note(),
            wrong: fault.as_deref().or(wrong),
        };
        Ok(html(status, &list.show(&self.seat)))
    }

    /// A filter of the box beside the list, as the list's own grammar has it.
    fn filtered(&self, model: &Model, field: &str, pairs: &Pairs) -> Response {
        let [op, value] = ["o", "v"].map(|name| form::value(pairs, name).unwrap_or(""));
        let name = match op {
            "" | "eq" if !parse::OWN.contains(&field) && !ASKED.contains(&field) => {
                field.to_owned()
            }
            "" => format!("{field}[eq]"),
            op => format!("{field}[{op}]"),
        };
        let kept = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = kept.filter(|(known, _)| !["f", "o", "v", "cursor"].contains(known));
        let query = form::query(kept.filter(|(known, _)| *known != name).chain([(&*name, value)]));
        see(&format!("{}{query}", self.seat.to(model.table)))
    }

    /// The row with the id in a path.
    async fn row(&self, model: &'static Model, id: &str) -> Result<Row, Problem> {
        let id = json::read_id(model, id).ok_or(CrudError::NotFound)?;
        Ok(self.view().get(model, id).await?.ok_or(CrudError::NotFound)?)
    }

    async fn blank(&self, model: &'static Model) -> Answered {
        if !model.may_edit() {
            return Err(forbidden("these rows are for reading"));
        }
        self.show_form(model, None, StatusCode::OK, None, &Vec::new(), false).await
    }

    async fn edit(
        &self,
        model: &'static Model,
        row: &Row,
        status: StatusCode,
        given: Option<&Pairs>,
        wrongs: &Wrongs,
        is_conflict: bool,
    ) -> Answered {
        self.show_form(model, Some(row), status, given, wrongs, is_conflict).await
    }

    async fn show_form(
        &self,
        model: &'static Model,
        row: Option<&Row>,
        status: StatusCode,
        given: Option<&Pairs>,
        wrongs: &Wrongs,
        is_conflict: bool,
    ) -> Answered {
        let given = given.map(Vec::as_slice);
        let choices = self.choices(model).await?;
        let note = self.note().filter(|_| wrongs.is_empty() && !is_conflict);
        let form = Form { model, row, given, wrongs, is_conflict, note, choices };
        Ok(html(status, &form.show(&self.seat)))
    }

    /// The rows that columns may refer to, where their tables are among the pages.
    async fn choices(&self, model: &'static Model) -> Result<Vec<(usize, Choices)>, Problem> {
        let mut all = Vec::new();
        for (i, column) in model.shown() {
            let Some(reference) = column.references else { continue };
            let other = (reference.model)();
            if !self.admin.models.iter().any(|it| it.table == other.table) {
                continue;
            }
            let mut rows = self.view().list(other, Query::new(CHOICES + 1)).await?;
            let is_all = rows.len() <= CHOICES as usize;
            rows.truncate(CHOICES as usize);
            let choice =
                |row: &Row| (text_of(other.id_column(), &row[other.id]), label(other, row));
            all.push((i, (rows.iter().map(choice).collect(), is_all)));
        }
        Ok(all)
    }

    async fn create(&self, model: &'static Model, form: &Pairs) -> Answered {
        let (json, mut wrongs) = form::to_json(model, form, true);
        let made = match json::read_new(model, json.as_bytes()) {
            Ok(row) if wrongs.is_empty() => {
                let sent = reference::all(row.clone());
                match write::insert(&self.view(), model, row).await {
                    Ok(row) => Ok(row),
                    Err(fault) => Err(Wrong::of(fault, &self.admin.store, model, sent).await),
                }
            }
            Ok(_) => Err(Wrong::Said(Vec::new())),
            Err(fault) => Err(fault.into()),
        };
        match made {
            Ok(row) => {
                let id = form::encode(&text_of(model.id_column(), &row[model.id]));
                Ok(see(&self.seat.to(&format!("{}/row/{id}?done=created", model.table))))
            }
            Err(Wrong::Said(more)) => {
                add(&mut wrongs, more);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                self.show_form(model, None, status, Some(form), &wrongs, false).await
            }
            Err(Wrong::Other(fault)) => Err(fault.into()),
        }
    }

    async fn save(&self, model: &'static Model, id: &str, form: &Pairs) -> Answered {
        let seen = rows::tag_of(form)
            .ok_or_else(|| refuse::bad_request("bad-form", "Bad form", "it lacks its tag"))?;
        let row = self.row(model, id).await?;
        if !seen.fits(model, &row) {
            return self.conflict(model, &row, form).await;
        }
        let (json, mut wrongs) = form::to_json(model, form, false);
        let changed = match json::read_patch(model, json.as_bytes()) {
            Ok(mut values) if wrongs.is_empty() => {
                values.retain(|(i, value)| !is_same(&row[*i], value));
                if values.is_empty() {
                    return Ok(see(&self.seat.to(&format!("{}?done=same", rows::way(model, id)))));
                }
                let states = Some(vec![model.tag(&row)]);
                let (view, id) = (self.view(), row[model.id].clone());
                match write::patch(&view, model, id, values.clone(), states).await {
                    Ok(row) => Ok(row),
                    Err(fault) => Err(Wrong::of(fault, &self.admin.store, model, values).await),
                }
            }
            Ok(_) => Err(Wrong::Said(Vec::new())),
            Err(fault) => Err(fault.into()),
        };
        match changed {
            Ok(_) => Ok(see(&self.seat.to(&format!("{}?done=saved", rows::way(model, id))))),
            Err(Wrong::Other(CrudError::VersionMismatch)) => {
                let row = self.row(model, id).await?;
                self.conflict(model, &row, form).await
            }
            Err(Wrong::Said(more)) => {
                add(&mut wrongs, more);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                self.edit(model, &row, status, Some(form), &wrongs, false).await
            }
            Err(Wrong::Other(fault)) => Err(fault.into()),
        }
    }

    /// The form again, beside what somebody else made of the row.
    async fn conflict(&self, model: &'static Model, row: &Row, form: &Pairs) -> Answered {
        let status = StatusCode::PRECONDITION_FAILED;
        self.edit(model, row, status, Some(form), &Vec::new(), true).await
    }

    async fn history(&self, model: &'static Model, id: &str) -> Answered {
        let text = self.parts.uri.query().unwrap_or("");
        let (limit, after) = parse::parse_page(model, text)?;
        let key = json::read_id(model, id).ok_or(CrudError::NotFound)?;
        let mut query = history::query(model, &key, limit);
        if let Some(after) = after {
            query.after = Some(parse::cursor_keys(&HISTORY, &query, &after)?);
        }
        let (entries, next) = write::page(&self.admin.store, &HISTORY, query).await?;
        let title = match self.admin.store.get(model, key).await? {
            Some(row) => label(model, &row),
            None if entries.is_empty() => return Err(CrudError::NotFound.into()),
            None => format!("#{id}"),
        };
        let page = rows::history(&self.seat, model, (id, &title), &entries, next.as_ref());
        Ok(html(StatusCode::OK, &page))
    }
}

/// Whether a value is as a form sends it back untouched: a browser ends lines in a way of its own.
fn is_same(stored: &Value, sent: &Value) -> bool {
    match (stored, sent) {
        (Value::Text(stored), Value::Text(sent)) => stored.replace("\r\n", "\n") == *sent,
        _ => stored == sent,
    }
}
