//! `Api::admin`: pages over the mounted structs, for people who sign in.
//!
//! HTML that works without a script; htmx, which is served from here too, only spares the browser
//! whole pages. Nothing here knows the structs: forms, lists and rules come from their models.

mod auth;
mod bulk;
mod field;
mod form;
mod limits;
mod list;
mod pages;
mod rows;
mod table;
mod throttle;
mod visit;
mod wrong;

use std::pin::pin;
use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use maud::Markup;

pub use auth::{AdminAuth, Administrator, FirstPassword};

use super::body::{self, Kind};
use super::patience::{Broken, Stage, within};
use super::problem::Problem;
use super::refuse;
use super::serve::Limits;
use crate::crud_api::error::panicked;
use crate::crud_api::model::{Fnv, Model};
use crate::crud_api::parse;
use crate::crud_api::store::Store;
use auth::Refusal;
use pages::Seat;
use visit::Visit;

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

/// Answers a request under the pages' path.
pub(super) async fn serve<S: Store>(admin: Arc<Admin<S>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let stage = Stage::new();
    let run = pin!(admin.run(&parts, body, &stage));
    let answered = match within(admin.limits.time, run).await {
        Ok(answered) => answered,
        Err(Broken::Overdue) => Err(stage.overdue()),
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
    async fn run(&self, parts: &Parts, body: Body, stage: &Stage) -> Answered {
        let path = parts.uri.path();
        let rest = path.strip_prefix(self.path.as_str()).unwrap_or(path);
        let Some(rest) = rest.strip_prefix('/') else {
            // links go on from the last `/`
            let last = path.rsplit('/').next().unwrap_or("");
            return Ok(see(&format!("{last}/")));
        };
        let segments: Option<Vec<_>> =
            rest.split('/').map(|segment| parse::decode(segment, false)).collect();
        let segments = segments.ok_or_else(|| refuse::not_found("there is no such page"))?;
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
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
        let mut form = Vec::new();
        if !is_read {
            stage.is(Stage::HEARING);
            form = self.form(parts, body).await?;
            stage.is(Stage::WRITING);
        }
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
            let from = self.auth.address(parts);
            match self.auth.enter(&self.store, (from, name), password).await {
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
