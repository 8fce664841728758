//! `Api::admin`: pages over the mounted structs, for people who sign in.
//!
//! HTML that works without a script; htmx, which is served from here too, only spares the browser
//! whole pages. Nothing here knows the structs: forms, lists and rules come from their models.

mod auth;
mod form;
mod pages;
mod rows;

use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use maud::Markup;

pub use auth::{AdminAuth, Administrator, FirstPassword};

use super::body::{self, Kind};
use super::export;
use super::patience::{Broken, within};
use super::problem::Problem;
use super::refuse;
use super::serve::Limits;
use crate::crud_api::error::panicked;
use crate::crud_api::history::{self, HISTORY};
use crate::crud_api::hooks::Who;
use crate::crud_api::json::{self, BodyError};
use crate::crud_api::model::{Fnv, Model};
use crate::crud_api::parse;
use crate::crud_api::query::{Filter, Op as Compare, Query};
use crate::crud_api::store::{Applied, Batch, Removal, Store, Write};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::view::{Rows, View};
use crate::crud_api::{CrudError, write};
use crate::validated::Invalid;
use auth::{Refusal, Session};
use form::{Choices, Wrongs, label, text_of};
use pages::Seat;
use rows::{Form, List};

const STYLE: &str = include_str!("assets/admin.css");
const SCRIPT: &str = include_str!("assets/admin.js");
/// Zero-Clause BSD, see `assets/htmx.LICENSE`.
const HTMX: &str = include_str!("assets/htmx.min.js");

/// Changes where one of them does, so that browsers keep them as long as they are the same.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Fnv::default();
    for text in [STYLE, SCRIPT, HTMX] {
        hash.bytes(text.as_bytes());
    }
    format!("{:x}", hash.finish())
});

/// What a page may load and do: what comes from here, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The cookie of who is signed in, and that of who is about to.
const COOKIE: &str = "dunder_admin";
const DOOR: &str = "dunder_admin_door";

/// How long a list waits for how many rows there are.
const COUNTING: Duration = Duration::from_millis(300);

/// Rows that a field offers to choose from.
const CHOICES: u32 = 100;

/// Rows that one form may name.
const MOST: usize = 1000;

/// The pages.
pub(super) struct Admin<S> {
    pub(super) store: S,
    pub(super) auth: AdminAuth,
    pub(super) title: String,
    /// Where they are mounted, without a `/` at its end.
    pub(super) path: String,
    pub(super) models: Vec<&'static Model>,
    pub(super) limits: Limits,
}

type Pairs = Vec<(String, String)>;
type Answered = Result<Response, Problem>;

/// One request of somebody who is signed in.
struct Visit<'a, S> {
    admin: &'a Admin<S>,
    parts: &'a Parts,
    session: &'a Session,
    seat: Seat<'a>,
}

/// Answers a request under the pages' path.
pub(super) async fn serve<S: Store>(admin: Arc<Admin<S>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let run = pin!(admin.run(&parts, body));
    let answered = match within(admin.limits.time, run).await {
        Ok(answered) => answered,
        Err(Broken::Overdue) => Err(CrudError::Timeout.into()),
        Err(Broken::Panicked(with)) => Err(refuse::internal(panicked(&*with))),
    };
    let mut response = answered.unwrap_or_else(|problem| {
        let problem = problem.of(&parts);
        // the log has the cause
        let _ = problem.inner_json();
        let (title, detail) = problem.said();
        let text = maud::html! { (maud::DOCTYPE) title { (title) } h1 { (title) } p { (detail) } };
        html(problem.status(), &text)
    });
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn html(status: StatusCode, markup: &Markup) -> Response {
    let mut response = Response::new(Body::from(markup.0.clone()));
    *response.status_mut() = status;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

/// Sends the browser on, by `GET`.
fn see(place: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(place) = HeaderValue::try_from(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

fn set_cookie(response: &mut Response, text: String) {
    if let Ok(cookie) = HeaderValue::try_from(text) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|text| text.split(';')).map(str::trim);
    pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn forbidden(detail: &'static str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "forbidden", "Forbidden").detail(detail)
}

fn not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed")
        .detail("pages are read with GET and written with POST")
}

/// A file that pages load.
fn file(name: &str) -> Option<Response> {
    let (kind, text) = match name {
        "admin.css" => ("text/css; charset=utf-8", STYLE),
        "admin.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "htmx.js" => ("text/javascript; charset=utf-8", HTMX),
        _ => return None,
    };
    let mut response = Response::new(Body::from(Bytes::from_static(text.as_bytes())));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let long = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, long);
    Some(response)
}

impl<S: Store> Admin<S> {
    async fn run(&self, parts: &Parts, body: Body) -> Answered {
        let path = parts.uri.path();
        let rest = path.strip_prefix(self.path.as_str()).unwrap_or(path);
        let Some(rest) = rest.strip_prefix('/') else {
            // links go on from the last `/`
            let last = path.rsplit('/').next().unwrap_or("");
            return Ok(see(&format!("{last}/")));
        };
        let segments: Option<Vec<String>> =
            rest.split('/').map(|segment| parse::decode(segment, false)).collect();
        let segments = segments.ok_or_else(|| refuse::not_found("there is no such page"))?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let root = match segments.len() {
            0 | 1 => "./".to_owned(),
            deep => "../".repeat(deep - 1),
        };
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        if !is_read && parts.method != Method::POST {
            return Err(not_allowed());
        }
        if let (true, ["-", asset]) = (is_read, segments.as_slice())
            && let Some(response) = file(asset)
        {
            return Ok(response);
        }
        self.auth.ready(&self.store).await?;
        let form = if is_read { Vec::new() } else { self.form(parts, body).await? };
        if let ["-", "sign-in"] = segments.as_slice() {
            return self.sign_in(parts, &root, is_read, &form).await;
        }
        let session = match cookie(&parts.headers, COOKIE) {
            Some(token) => self.auth.session_of(&self.store, token).await?,
            None => None,
        };
        let Some(session) = session else {
            return Ok(see(&format!("{root}-/sign-in")));
        };
        if !is_read && !auth::is_same(form::value(&form, "_csrf").unwrap_or(""), &session.csrf) {
            return Err(forbidden("the form is too old, or not from here; load it again"));
        }
        let table = segments.first().copied().unwrap_or("");
        let seat = Seat {
            title: &self.title,
            models: &self.models,
            root,
            version: &VERSION,
            account: &session.account,
            csrf: &session.csrf,
            table,
        };
        let visit = Visit { admin: self, parts, session: &session, seat };
        match visit.go(&segments, is_read, &form).await {
            Err(problem) => Ok(visit.fail(problem)),
            answered => answered,
        }
    }

    /// The form that a page of ours sent.
    async fn form(&self, parts: &Parts, body: Body) -> Result<Pairs, Problem> {
        // browsers say where a form comes from, and no page can make them lie
        let site = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
            return Err(forbidden("the form is from another site"));
        }
        let body = body::read(&parts.headers, body, Kind::Form, self.limits.body).await?;
        let text = std::str::from_utf8(&body).unwrap_or("");
        Ok(form::pairs(text))
    }

    async fn sign_in(&self, parts: &Parts, root: &str, is_read: bool, form: &Pairs) -> Answered {
        let door = cookie(&parts.headers, DOOR).filter(|door| door.len() == 64);
        let (status, wrong) = if is_read {
            (StatusCode::OK, None)
        } else {
            let token = form::value(form, "_csrf").unwrap_or("");
            if !door.is_some_and(|door| auth::is_same(door, token)) {
                return Err(forbidden("the form is too old, or not from here; load it again"));
            }
            let name = form::value(form, "name").unwrap_or("");
            let password = form::value(form, "password").unwrap_or("").to_owned();
            match self.auth.enter(&self.store, name, password).await {
                Ok(token) => {
                    tracing::info!(account = name, "signed in to the admin pages");
                    let mut response = see(root);
                    let (secure, age) = (self.auth.secure(), self.auth.seconds());
                    set_cookie(
                        &mut response,
                        format!(
                            "{COOKIE}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
                        ),
                    );
                    return Ok(response);
                }
                Err(Refusal::Failed(fault)) => return Err(fault.into()),
                Err(Refusal::Wrong) => {
                    tracing::warn!(account = name, "a wrong password for the admin pages");
                    let wrong = "The name or the password is wrong.".to_owned();
                    (StatusCode::UNAUTHORIZED, Some((wrong, None)))
                }
                Err(Refusal::Wait(seconds)) => {
                    let wrong =
                        format!("Too many wrong passwords. Try again in {seconds} seconds.");
                    (StatusCode::TOO_MANY_REQUESTS, Some((wrong, Some(seconds))))
                }
            }
        };
        let token = match door {
            Some(door) => door.to_owned(),
            None => auth::secret()?,
        };
        let name = form::value(form, "name").unwrap_or("");
        let said = wrong.as_ref().map(|(wrong, _)| wrong.as_str());
        let page = pages::sign_in(&self.title, (root, &VERSION), &token, name, said);
        let mut response = html(status, &page);
        if let Some((_, Some(seconds))) = wrong {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let secure = self.auth.secure();
        let door = format!("{DOOR}={token}; Path=/; HttpOnly; SameSite=Strict{secure}");
        set_cookie(&mut response, door);
        Ok(response)
    }
}

impl<S: Store> Visit<'_, S> {
    async fn go(&self, segments: &[&str], is_read: bool, form: &Pairs) -> Answered {
        match (segments, is_read) {
            ([] | [""], true) => self.overview().await,
            (["-", "sign-out"], false) => self.sign_out().await,
            (["-", "password"], _) => self.password(is_read, form).await,
            ([table, rest @ ..], _) => {
                let mut models = self.admin.models.iter();
                let model = models.find(|model| model.table == *table);
                let model = model.ok_or_else(|| refuse::not_found("there is no such table"))?;
                self.table(model, rest, is_read, form).await
            }
            _ => Err(not_allowed()),
        }
    }

    async fn table(
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
                let view = self.view(model);
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

    /// The rows as an administrator sees them: all of them.
    fn view(&self, model: &Model) -> View<S> {
        let mut view = View::new(&self.admin.store);
        if model.is_watched() {
            let name = self.session.account.clone();
            view.who = Who::known(Some(name.clone()), Arc::new(Administrator { name }));
        }
        view
    }

    fn fail(&self, problem: Problem) -> Response {
        let problem = problem.of(self.parts);
        // the log has the cause
        let _ = problem.inner_json();
        let (title, detail) = problem.said();
        let status = problem.status();
        html(status, &pages::failure(&self.seat, status.as_u16(), title, detail))
    }

    fn note(&self) -> Option<&'static str> {
        let pairs = form::pairs(self.parts.uri.query().unwrap_or(""));
        Some(match form::value(&pairs, "done")? {
            "created" => "Created.",
            "saved" => "Saved.",
            "same" => "Nothing was changed.",
            "deleted" => "Deleted.",
            "restored" => "Put back.",
            "password" => "The password is changed.",
            _ => return None,
        })
    }

    async fn overview(&self) -> Answered {
        let mut counts = Vec::new();
        for model in &self.admin.models {
            counts.push(self.count(model, &self.view(model), Vec::new()).await);
        }
        Ok(html(StatusCode::OK, &pages::overview(&self.seat, &counts)))
    }

    /// How many rows there are, if that is known soon.
    async fn count(
        &self,
        model: &'static Model,
        view: &View<S>,
        filters: Vec<Filter>,
    ) -> Option<u64> {
        let count = tokio::time::timeout(COUNTING, view.count(model, filters)).await;
        count.ok().and_then(Result::ok)
    }

    async fn sign_out(&self) -> Answered {
        let token = cookie(&self.parts.headers, COOKIE).unwrap_or("");
        if let Some(session) = self.admin.auth.session_of(&self.admin.store, token).await? {
            self.admin.auth.end(&self.admin.store, session).await?;
        }
        let mut response = see(&self.seat.to("-/sign-in"));
        let secure = self.admin.auth.secure();
        let gone = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{secure}");
        set_cookie(&mut response, gone);
        Ok(response)
    }

    async fn password(&self, is_read: bool, form: &Pairs) -> Answered {
        let wrong = if is_read { None } else { self.change_password(form).await? };
        match wrong {
            None if !is_read => Ok(see(&self.seat.to("-/sign-in"))),
            wrong => {
                let status = match wrong {
                    None => StatusCode::OK,
                    Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
                };
                Ok(html(status, &pages::password(&self.seat, wrong)))
            }
        }
    }

    /// What is wrong with a new password; nothing where it holds from now on.
    async fn change_password(&self, form: &Pairs) -> Result<Option<&'static str>, Problem> {
        let (auth, store) = (&self.admin.auth, &self.admin.store);
        let account = &self.session.account;
        let [old, new] = ["old", "new"].map(|name| form::value(form, name).unwrap_or(""));
        if new.chars().count() < auth::SHORTEST {
            return Ok(Some("A password has 12 characters or more."));
        }
        match auth.enter(store, account, old.to_owned()).await {
            Ok(_) => {}
            Err(Refusal::Wrong) => return Ok(Some("The present password is wrong.")),
            Err(Refusal::Wait(_)) => return Ok(Some("Too many wrong passwords. Wait a while.")),
            Err(Refusal::Failed(fault)) => return Err(fault.into()),
        }
        auth.set_password(store, account, new).await?;
        Ok(None)
    }

    async fn list(&self, model: &'static Model, wrong: Option<&str>) -> Answered {
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
        let mut view = self.view(model);
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
            "" | "eq" if !parse::OWN.contains(&field) => field.to_owned(),
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
        Ok(self.view(model).get(model, id).await?.ok_or(CrudError::NotFound)?)
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
            let mut rows = self.view(other).list(other, Query::new(CHOICES + 1)).await?;
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
                write::insert(&self.view(model), model, row).await.map_err(Wrong::from)
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
                values.retain(|(i, value)| row[*i] != *value);
                if values.is_empty() {
                    return Ok(see(&self.seat.to(&format!("{}?done=same", rows::way(model, id)))));
                }
                let states = Some(vec![model.tag(&row)]);
                let (view, id) = (self.view(model), row[model.id].clone());
                write::patch(&view, model, id, values, states).await.map_err(Wrong::from)
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

    async fn bulk(&self, model: &'static Model, form: &Pairs) -> Answered {
        let deed = match form::value(form, "do") {
            Some("restore") if model.deleted.is_some() => ("restore", "Put back"),
            Some("delete") => ("delete", "Delete"),
            _ => return Err(refuse::bad_request("bad-form", "Bad form", "it asks for nothing")),
        };
        let is_restore = deed.0 == "restore";
        let mut view = self.view(model);
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

/// What is wrong with a write.
enum Wrong {
    /// What a form says beside its fields.
    Said(Wrongs),
    /// What is a page of its own.
    Other(CrudError),
}

impl From<Invalid> for Wrong {
    fn from(invalid: Invalid) -> Self {
        let said = |violation: crate::validated::Violation| {
            (violation.path().trim_start_matches('/').to_owned(), violation.message().clone())
        };
        Self::Said(invalid.iter().map(said).collect())
    }
}

impl From<BodyError> for Wrong {
    fn from(fault: BodyError) -> Self {
        match fault {
            BodyError::Invalid(invalid) => invalid.into(),
            BodyError::Syntax(what) => Self::Said(vec![(String::new(), what)]),
        }
    }
}

impl From<CrudError> for Wrong {
    fn from(fault: CrudError) -> Self {
        let said = |name: &str, wrong: &str| (name.to_owned(), wrong.to_owned());
        match fault {
            CrudError::Invalid(invalid) => invalid.into(),
            CrudError::Conflict { fields } => {
                Self::Said(fields.iter().map(|field| said(field, "is already taken")).collect())
            }
            CrudError::Refused(refused) => Self::Said(vec![said("", refused.message())]),
            CrudError::ForeignKey => {
                let wrong = "a row that it refers to is missing, or another one refers to it";
                Self::Said(vec![said("", wrong)])
            }
            other => Self::Other(other),
        }
    }
}

/// Adds what is said of fields that nothing was said of yet.
fn add(wrongs: &mut Wrongs, more: Wrongs) {
    let known: Vec<String> = wrongs.iter().map(|(name, _)| name.clone()).collect();
    wrongs.extend(more.into_iter().filter(|(name, _)| !known.contains(name)));
}
