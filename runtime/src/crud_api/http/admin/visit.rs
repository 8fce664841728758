//! A request of somebody who is signed in: what is no table's page, and what all pages need.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use super::auth::{self, Administrator, Refusal, Session};
use super::pages::{self, Seat};
use super::{Admin, Answered, COOKIE, Pairs, cookie, form, html, not_allowed, see, set_cookie};
use crate::crud_api::hooks::Who;
use crate::crud_api::http::problem::Problem;
use crate::crud_api::http::refuse;
use crate::crud_api::model::Model;
use crate::crud_api::query::Filter;
use crate::crud_api::store::Store;
use crate::crud_api::view::View;

/// How long a list waits for how many rows there are.
const COUNTING: Duration = Duration::from_millis(300);

/// One request of somebody who is signed in.
pub(super) struct Visit<'a, S> {
    pub(super) admin: &'a Admin<S>,
    pub(super) parts: &'a Parts,
    pub(super) session: &'a Session,
    pub(super) seat: Seat<'a>,
}

impl<S: Store> Visit<'_, S> {
    pub(super) async fn go(&self, segments: &[&str], is_read: bool, form: &Pairs) -> Answered {
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

    /// The rows as an administrator sees them: all of them.
    pub(super) fn view(&self) -> View<S> {
        let mut view = View::new(&self.admin.store);
        let name = self.session.account.clone();
        view.who = Who::known(Some(name.clone()), Arc::new(Administrator { name }));
        view
    }

    pub(super) fn fail(&self, problem: Problem) -> Response {
        let problem = problem.of(self.parts);
        // the log has the cause
        let _ = problem.inner_json();
        let (title, detail) = problem.said();
        let status = problem.status();
        html(status, &pages::failure(&self.seat, status.as_u16(), title, detail))
    }

    pub(super) fn note(&self) -> Option<&'static str> {
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
            counts.push(self.count(model, &self.view(), Vec::new()).await);
        }
        Ok(html(StatusCode::OK, &pages::overview(&self.seat, &counts)))
    }

    /// How many rows there are, if that is known soon.
    pub(super) async fn count(
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
        match auth
            .enter(store, (self.admin.auth.address(self.parts), account), old.to_owned())
            .await
        {
            Ok(_) => {}
            Err(Refusal::Wrong) => return Ok(Some("The present password is wrong.")),
            Err(Refusal::Wait(_)) => return Ok(Some("Too many wrong passwords. Wait a while.")),
            Err(Refusal::Failed(fault)) => return Err(fault.into()),
        }
        auth.set_password(store, account, new).await?;
        Ok(None)
    }
}
