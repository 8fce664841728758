//! What each request is answered with.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer;
use super::body::{self, Kind};
use super::bulk;
use super::embed::{self, Embedded, Mounts};
use super::guard::{Guard, Op};
use super::patience::{Broken, Stage, within};
use super::problem::{Problem, path_of};
use super::{etag, export, keys};
use super::{reference, refuse};
use crate::crud_api::CrudError;
use crate::crud_api::error::panicked;
use crate::crud_api::history::{self, HISTORY};
use crate::crud_api::hooks::Who;
use crate::crud_api::model::{Etag, Model, Tag};
use crate::crud_api::parse::Shape;
use crate::crud_api::store::{Applied, Batch, Store};
use crate::crud_api::value::{Row, Value};
use crate::crud_api::view::{Rows, View};
use crate::crud_api::{json, parse, write};

/// How much a request may take.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) body: usize,
    pub(super) time: Duration,
}

/// A model behind a guard: nothing here knows the struct, so that a struct more is no code more.
pub(super) struct Served<S, G> {
    pub(super) store: S,
    pub(super) guard: G,
    pub(super) model: &'static Model,
    pub(super) limits: Limits,
    pub(super) mounts: Mounts,
}

/// Answers a request, whatever becomes of it.
pub(super) async fn serve<S: Store, G: Guard>(
    served: Arc<Served<S, G>>,
    op: Op,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let stage = Stage::new();
    let run = pin!(served.run(op, &parts, body, &stage));
    let answered = match within(served.limits.time, run).await {
        Ok(answered) => answered,
        Err(Broken::Overdue) => Err(stage.overdue()),
        Err(Broken::Panicked(with)) => Err(refuse::internal(panicked(&*with))),
    };
    answered.unwrap_or_else(|mut problem| {
        // Who sends a tag that was never an `ETag` would read, try again, and fail again.
        if problem.status() == StatusCode::PRECONDITION_FAILED
            && etag::is_foreign(&parts.headers, &header::IF_MATCH)
        {
            problem = problem.detail(etag::form(served.model));
        }
        problem.of(&parts).into_response()
    })
}

impl<S: Store, G: Guard> Served<S, G> {
    /// Asks the guard, and then that of the struct.
    pub(super) async fn enter(&self, parts: &Parts, op: Op) -> Result<G::Principal, Problem> {
        let who = self.guard.check(parts, op).await?;
        if let Some(guard) = self.model.guard {
            guard.check(parts, op).await?;
        }
        Ok(who)
    }

    async fn run(
        &self,
        op: Op,
        parts: &Parts,
        body: Body,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        let who = Arc::new(self.enter(parts, op).await?);
        let model = self.model;
        let mut store = View::new(&self.store);
        store.scope = embed::scope(model, &*who)?;
        // a row that goes may have others with a history go with it
        if model.is_watched() || matches!(op, Op::Delete | Op::Bulk) {
            let name = self.guard.name(&who);
            store.who = Who::known(name, Arc::<G::Principal>::clone(&who));
        }
        let store = &store;
        // apart, so that what is asked most is not as large as what is asked least
        let answered = match op {
            Op::Read => self.read(store, parts).await,
            Op::List => Box::pin(self.list(store, parts)).await,
            Op::Create => Box::pin(self.create(store, &who, parts, body, stage)).await,
            Op::Update => Box::pin(self.update(store, parts, body, stage)).await,
            Op::Patch => Box::pin(self.patch(store, parts, body, stage)).await,
            Op::Delete => Box::pin(self.delete(store, parts, stage)).await,
            Op::Bulk => Box::pin(self.bulk(store, &who, parts, body, stage)).await,
            Op::History => Box::pin(self.history(store, parts)).await,
            Op::Export => Box::pin(export::answer(model, store, parts)).await,
            Op::Restore => Box::pin(self.restore(store, parts, stage)).await,
        };
        match answered {
            Err(problem) if problem.status() == StatusCode::NOT_FOUND && op.is_of_a_live_row() => {
                Err(Box::pin(self.missing(store, parts, problem)).await)
            }
            answered => answered,
        }
    }

    async fn read(&self, store: &View<S>, parts: &Parts) -> Result<Response, Problem> {
        let model = self.model;
        let id = self.id(parts)?;
        let shape = match parts.uri.query() {
            Some(query) => parse::parse_shape(model, query)?,
            None => Shape::default(),
        };
        let has_seen = parts.headers.contains_key(header::IF_NONE_MATCH);
        if !has_seen && shape.is_whole() {
            let shown = store.shown(model, id).await?.ok_or(CrudError::NotFound)?;
            return Ok(answer::shown(model, shown));
        }
        Box::pin(self.read_as(store, parts, id, shape)).await
    }

    /// A row in the shape that is asked for, or the word that the client has it.
    async fn read_as(
        &self,
        store: &View<S>,
        parts: &Parts,
        id: Value,
        shape: Shape,
    ) -> Result<Response, Problem> {
        let model = self.model;
        let row = store.get(model, id).await?.ok_or(CrudError::NotFound)?;
        // What cannot be read is no tag that is known: the row is sent.
        if let Ok(Some(seen)) = etag::condition(&parts.headers, &header::IF_NONE_MATCH)
            && let Some(tag) = answer::tag(model, &row, &shape)
            && seen.names(&tag)
        {
            return Ok(answer::bare(StatusCode::NOT_MODIFIED, Some(tag)));
        }
        let embedded = self.embedded(parts, &shape, std::slice::from_ref(&row)).await?;
        Ok(answer::shaped(model, StatusCode::OK, &row, &shape, &embedded))
    }

    async fn create(
        &self,
        store: &View<S>,
        who: &G::Principal,
        parts: &Parts,
        body: Body,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        let model = self.model;
        let body = self.hear(parts, body, Kind::Json, stage).await?;
        let new = json::read_new(model, &body)?;
        stage.is(Stage::WRITING);
        let answered = if let Some(key) = self.key(parts)? {
            let whose = self.guard.identity(parts, who);
            let keyed = (&*whose, &*key, &*body);
            Box::pin(self.create_once(store, parts, keyed, new)).await
        } else {
            let made = write::insert(store, model, new).await;
            made.map(|row| answer::created(model, &row, path_of(parts), true)).map_err(Into::into)
        };
        let sent = || json::read_new(model, &body).map(reference::all);
        reference::pointed(&self.store, model, answered, sent).await
    }

    async fn update(
        &self,
        store: &View<S>,
        parts: &Parts,
        body: Body,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        let model = self.model;
        let id = self.id(parts)?;
        let body = self.hear(parts, body, Kind::Json, stage).await?;
        let new = json::read_full(model, &body, &id)?;
        let states = self.states(store, parts, &id).await?;
        stage.is(Stage::WRITING);
        let written = self.put(store, id.clone(), new, states).await;
        let answered = written.map_err(Into::into).map(|(row, is_new)| {
            if is_new {
                answer::created(model, &row, path_of(parts), false)
            } else {
                answer::row(model, StatusCode::OK, &row)
            }
        });
        let sent = || json::read_full(model, &body, &id).map(reference::all);
        reference::pointed(&self.store, model, answered, sent).await
    }

    /// Puts a row in place of the one with its id; whether there was none.
    async fn put(
        &self,
        store: &View<S>,
        id: Value,
        new: Row,
        states: States,
    ) -> Result<(Row, bool), CrudError> {
        let model = self.model;
        match states {
            States::Any => write::put(store, model, id, new, None).await,
            States::None => Ok((self.add(store, id, new).await?, true)),
            States::OneOf(states) => match write::replace(store, model, id, new, states).await {
                // Without the condition the row would be added.
                Err(CrudError::NotFound) if !model.id_column().is_server_made() => {
                    Err(CrudError::VersionMismatch)
                }
                written => Ok((written?, false)),
            },
        }
    }

    async fn patch(
        &self,
        store: &View<S>,
        parts: &Parts,
        body: Body,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        let id = self.id(parts)?;
        let body = self.hear(parts, body, Kind::Patch, stage).await?;
        let values = json::read_patch(self.model, &body)?;
        let states = self.states(store, parts, &id).await?.of_a_row()?;
        stage.is(Stage::WRITING);
        let row = write::patch(store, self.model, id, values, states).await;
        let answered = row.map(|row| answer::row(self.model, StatusCode::OK, &row));
        let sent = || json::read_patch(self.model, &body);
        reference::pointed(&self.store, self.model, answered.map_err(Into::into), sent).await
    }

    async fn delete(
        &self,
        store: &View<S>,
        parts: &Parts,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        let id = self.id(parts)?;
        let states = self.states(store, parts, &id).await?.of_a_row()?;
        stage.is(Stage::WRITING);
        write::delete(store, self.model, id, states).await?;
        Ok(answer::bare(StatusCode::NO_CONTENT, None))
    }

    async fn bulk(
        &self,
        store: &View<S>,
        who: &G::Principal,
        parts: &Parts,
        body: Body,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        let body = self.hear(parts, body, Kind::Json, stage).await?;
        stage.is(Stage::WRITING);
        let whose = self.guard.identity(parts, who);
        bulk::answer(self, store, &whose, parts, &body).await
    }

    async fn restore(
        &self,
        store: &View<S>,
        parts: &Parts,
        stage: &Stage,
    ) -> Result<Response, Problem> {
        let removed = &store.of(Rows::Deleted);
        let id = self.id(parts)?;
        let states = self.states(removed, parts, &id).await?.of_a_row()?;
        stage.is(Stage::WRITING);
        let row = write::restore(removed, self.model, id, states).await?;
        Ok(answer::row(self.model, StatusCode::OK, &row))
    }

    /// The request's body.
    async fn hear(
        &self,
        parts: &Parts,
        body: Body,
        kind: Kind,
        stage: &Stage,
    ) -> Result<Bytes, Problem> {
        stage.is(Stage::HEARING);
        let body = body::read(&parts.headers, body, kind, self.limits.body).await;
        stage.is(Stage::READING);
        body
    }

    /// What is said of a row that is not there: who may put it back is told that it was.
    async fn missing(&self, store: &View<S>, parts: &Parts, problem: Problem) -> Problem {
        if !self.model.tells_removed() {
            return problem;
        }
        let Ok(id) = self.id(parts) else { return problem };
        match store.of(Rows::Deleted).get(self.model, id).await {
            Ok(Some(_)) if self.enter(parts, Op::Restore).await.is_ok() => refuse::gone(),
            Ok(_) => problem,
            Err(fault) => fault.into(),
        }
    }

    /// The client's key, where the struct hears of it.
    fn key(&self, parts: &Parts) -> Result<Option<Vec<u8>>, Problem> {
        if self.model.idempotency.is_some() { keys::key_of(&parts.headers) } else { Ok(None) }
    }

    /// Adds a row, unless that was done under this key before.
    async fn create_once(
        &self,
        store: &View<S>,
        parts: &Parts,
        (whose, key, body): (&[u8], &[u8], &[u8]),
        new: Row,
    ) -> Result<Response, Problem> {
        let model = self.model;
        let path = path_of(parts).to_owned();
        let render = move |done: &[Result<Option<Row>, CrudError>]| match done {
            [Ok(Some(row))] => Some(answer::kept(model, row, &path)),
            _ => None,
        };
        let mut batch = Batch::new(vec![write::to_insert(model, new)?]);
        batch.keyed = Some(keys::keyed(model, whose, parts, key, body, render));
        match store.batch(model, batch).await? {
            Applied::Replayed(stored) => Ok(keys::answer(stored, true)),
            Applied::OtherBody => Err(keys::other_body()),
            Applied::Done(done) => match done.into_iter().next() {
                Some(Ok(Some(row))) => Ok(answer::created(model, &row, path_of(parts), true)),
                Some(Err(fault)) => Err(fault.into()),
                _ => Err(CrudError::Unknown.into()),
            },
        }
    }

    /// What the rows refer to, where that is asked for.
    async fn embedded(
        &self,
        parts: &Parts,
        shape: &Shape,
        rows: &[Row],
    ) -> Result<Vec<Embedded>, Problem> {
        if shape.embed.is_empty() {
            return Ok(Vec::new());
        }
        embed::read((&self.store, &self.mounts, self.model), parts, shape, rows).await
    }

    /// The states that a row may be in for a write, by `If-Match` and `If-None-Match`.
    async fn states(&self, store: &View<S>, parts: &Parts, id: &Value) -> Result<States, Problem> {
        if let Some(condition) = etag::condition(&parts.headers, &header::IF_MATCH)? {
            return Ok(States::OneOf(condition.states()));
        }
        let Some(unlike) = etag::condition(&parts.headers, &header::IF_NONE_MATCH)? else {
            return match self.model.etag {
                Etag::Required => Err(refuse::unconditional()),
                _ => Ok(States::Any),
            };
        };
        match store.get(self.model, id.clone()).await? {
            None => Ok(States::None),
            Some(row) => {
                let tag = self.model.tag(&row);
                if unlike.names(&etag::quoted(tag)) {
                    return Err(CrudError::VersionMismatch.into());
                }
                // Looked at and found fit: it must still be so when it is written.
                Ok(States::OneOf(Some(vec![tag])))
            }
        }
    }

    /// Adds a row under an id that was free a moment ago.
    async fn add(&self, store: &View<S>, id: Value, mut new: Row) -> Result<Row, CrudError> {
        let Self { model, .. } = self;
        if model.id_column().is_server_made() {
            return Err(CrudError::NotFound);
        }
        new[model.id] = id;
        match write::insert(store, model, new).await {
            Err(CrudError::Conflict { fields }) if fields == [model.id_column().name] => {
                Err(CrudError::VersionMismatch)
            }
            added => added,
        }
    }

    async fn list(&self, store: &View<S>, parts: &Parts) -> Result<Response, Problem> {
        let Self { model, .. } = self;
        let text = parts.uri.query().unwrap_or("");
        let mut asked = parse::parse(model, text)?;
        let removed;
        let store = if asked.deleted {
            // who may put rows back may see them
            self.enter(parts, Op::Restore).await?;
            removed = store.of(Rows::Deleted);
            &removed
        } else {
            store
        };
        match write::place(store, model, &mut asked.query).await {
            Err(CrudError::Invalid(_)) => return Err(refuse::gone_cursor()),
            placed => placed?,
        }
        let total = if asked.counts {
            Some(store.count(model, asked.query.filters.clone()).await?)
        } else {
            None
        };
        let (json, next) = if asked.shape.embed.is_empty() {
            write::told_page(store, model, asked.query, asked.shape.fields).await?
        } else {
            let (rows, next) = write::page(store, model, asked.query).await?;
            let embedded = self.embedded(parts, &asked.shape, &rows).await?;
            (answer::rows(model, &rows, &asked.shape, &embedded), next)
        };
        let mut response = answer::page(&json, next.as_ref(), total);
        if let Some(next) = next {
            answer::link(&mut response, path_of(parts), text, &next);
        }
        Ok(response)
    }

    /// What became of a row that is there for who asks. What lies below one that is gone is gone
    /// with it, as clients expect; its history is read at a path that is not below it. Of a row that
    /// was removed softly it is for who may put the row back, as the row itself is.
    async fn history(&self, store: &View<S>, parts: &Parts) -> Result<Response, Problem> {
        let model = self.model;
        let text = parts.uri.query().unwrap_or("");
        let rest = parts.uri.path().strip_prefix(model.path);
        let (id, page, is_below) = if rest == Some(answer::HISTORIES) {
            let (id, page) = parse::parse_row(model, text)?;
            (id, page, false)
        } else {
            (self.id(parts)?, text.to_owned(), true)
        };
        let row = self.store.get(model, id.clone()).await?;
        let is_beyond = |row: &Row| is_below && !store.scope.iter().all(|it| it.passes(row));
        if row.as_ref().map_or(is_below, is_beyond) {
            return Err(CrudError::NotFound.into());
        }
        let removed = row.zip(model.deleted);
        if removed.is_some_and(|(row, deleted)| !row[deleted].is_null())
            && self.enter(parts, Op::Restore).await.is_err()
        {
            return Err(CrudError::NotFound.into());
        }
        let (limit, after) = parse::parse_page(model, &page)?;
        let mut query = history::query(model, &id, limit);
        if !store.scope.is_empty() && !model.id_column().is_server_made() {
            // an earlier row of this id may have been another one's
            let births = self.store.list(&HISTORY, history::birth(model, &id)).await?;
            query.filters.extend(births.first().map(history::since));
        }
        if let Some(after) = after {
            query.after = Some(parse::cursor_keys(&HISTORY, &query, &after)?);
        }
        let (rows, next) = write::page(&self.store, &HISTORY, query).await?;
        let mut response = answer::history(&rows, next.as_ref());
        if let Some(next) = next {
            answer::link(&mut response, path_of(parts), text, &next);
        }
        Ok(response)
    }

    /// The id in the path; what cannot be one is of no row.
    fn id(&self, parts: &Parts) -> Result<Value, Problem> {
        // what is behind the id is a route of its own
        let path = parts.uri.path().strip_prefix(self.model.path);
        let last = path.and_then(|path| path.split('/').nth(1)).unwrap_or("");
        let text = parse::decode(last, false);
        text.and_then(|text| json::read_id(self.model, &text)).ok_or_else(|| {
            let name = self.model.id_column().name;
            refuse::bad_request("bad-id", "Bad id", "the path ends in what cannot be an id").fault(
                format!("/{name}"),
                "type",
                "is no id",
            )
        })
    }
}

/// What a write may find.
enum States {
    /// Whatever there is.
    Any,
    /// No row.
    None,
    /// A row, in one of these states if any are said.
    OneOf(Option<Vec<Tag>>),
}

impl States {
    /// For a write that needs a row.
    fn of_a_row(self) -> Result<Option<Vec<Tag>>, CrudError> {
        match self {
            Self::Any => Ok(None),
            Self::None => Err(CrudError::NotFound),
            Self::OneOf(states) => Ok(states),
        }
    }
}
