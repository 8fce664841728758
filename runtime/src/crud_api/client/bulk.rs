//! Many writes in one request.

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::Value as Any;

use super::calls::json;
use super::{AsEtag, Call, ClientError, Remote, RemoteProblem, encode};
use crate::crud_api::model::{IF_MATCH, Resource, Tag, takes_tags};
use crate::crud_api::value::{Arg, Column as _};

/// Writes that are sent together, [`Remote::bulk`].
#[must_use = "nothing is written before it is sent"]
pub struct Bulk<T> {
    remote: Remote<T>,
    create: Vec<String>,
    update: Vec<String>,
    delete: Vec<String>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BulkAnswer<T> {
    /// The rows that were added.
    pub created: Vec<T>,
    /// The rows that were changed, as they are now.
    pub updated: Vec<T>,
    /// How many were removed.
    pub deleted: u64,
}

/// What came of one write of several that stand for themselves: the row if it was added or
/// changed.
pub type Partial<T> = Result<Option<T>, RemoteProblem>;

/// The begin of an item: the row's id, and the state that it must have.
fn named<T: Resource>(id: impl Arg<T::Id>, state: Option<&str>) -> String {
    let model = T::MODEL;
    let id = encode::id::<T>(&id.into_arg().into_value());
    let mut out = format!("{{\"{}\":{id}", model.id_column().name);
    let Some(state) = state else { return out };
    if let Some(column) = model.version {
        let version = match Tag::parse(state.trim_matches('"')) {
            Some(Tag::Version(version) | Tag::Nonced { version, .. }) => version,
            // no row has it
            _ => 0,
        };
        // writing to memory cannot fail
        let _ = write!(out, ",\"{}\":{version}", model.columns[column].name);
    } else if takes_tags(model) {
        let _ = write!(out, ",\"{IF_MATCH}\":{}", Any::from(state));
    }
    out
}

impl<T: Resource> Bulk<T> {
    pub(super) fn new(remote: Remote<T>) -> Self {
        Self { remote, create: Vec::new(), update: Vec::new(), delete: Vec::new() }
    }

    /// Adds a row.
    pub fn create(mut self, new: T::New) -> Self {
        self.create.push(encode::new::<T>(new));
        self
    }

    /// Changes a row.
    pub fn patch(self, id: impl Arg<T::Id>, patch: T::Patch) -> Self {
        self.patched(id, patch, None)
    }

    /// Changes a row if it is as it was seen: has this version, or this entity tag.
    pub fn patch_if(self, id: impl Arg<T::Id>, state: impl AsEtag, patch: T::Patch) -> Self {
        self.patched(id, patch, Some(&state.as_etag()))
    }

    fn patched(mut self, id: impl Arg<T::Id>, patch: T::Patch, state: Option<&str>) -> Self {
        let out = named::<T>(id, state);
        self.update.push(encode::patch::<T>(patch, out));
        self
    }

    /// Removes a row.
    pub fn delete(mut self, id: impl Arg<T::Id>) -> Self {
        self.delete.push(encode::id::<T>(&id.into_arg().into_value()));
        self
    }

    /// Removes a row if it is as it was seen.
    pub fn delete_if(mut self, id: impl Arg<T::Id>, state: impl AsEtag) -> Self {
        self.delete.push(named::<T>(id, Some(&state.as_etag())) + "}");
        self
    }

    fn call(&self, query: &str) -> Call {
        let list = |items: &[String]| items.join(",");
        let body = format!(
            "{{\"create\":[{}],\"update\":[{}],\"delete\":[{}]}}",
            list(&self.create),
            list(&self.update),
            list(&self.delete)
        );
        Call::new(Method::POST, format!("{}/bulk{query}", T::MODEL.path)).json(body)
    }

    /// Writes all of it, or nothing.
    ///
    /// # Errors
    /// [`ClientError::Problem`] with the place of each fault, `/create/0/name`.
    pub async fn send(self) -> Result<BulkAnswer<T>, ClientError> {
        let call = self.call("");
        let call = if T::MODEL.idempotency.is_some() { call.keyed() } else { call };
        let mut answer = json(self.remote.client().send(&call).await?).await?;
        let mut rows = |name: &str| match answer.get_mut(name).map(Any::take) {
            Some(Any::Array(rows)) => rows.into_iter().map(encode::row).collect(),
            _ => Err(ClientError::Decode(format!("there is no `{name}`"))),
        };
        let (created, updated) = (rows("created")?, rows("updated")?);
        let deleted = answer.get("deleted").and_then(Any::as_u64).unwrap_or(0);
        Ok(BulkAnswer { created, updated, deleted })
    }

    /// Writes what can be: what came of each, first of those that add, then of those that change,
    /// then of those that remove. It is never sent twice.
    ///
    /// # Errors
    /// [`ClientError`] where the request itself fails.
    pub async fn send_partial(self) -> Result<Vec<Partial<T>>, ClientError> {
        let call = self.call("?partial=true");
        let mut answer = json(self.remote.client().send(&call).await?).await?;
        let Some(Any::Array(results)) = answer.get_mut("results").map(Any::take) else {
            return Err(ClientError::Decode("there are no `results`".to_owned()));
        };
        let result = |mut it: Any| {
            if let Some(problem) = it.get_mut("problem").map(Any::take) {
                let problem = serde_json::from_value(problem);
                return problem.map(Err).map_err(|fault| ClientError::Decode(fault.to_string()));
            }
            Ok(Ok(it.get_mut("item").map(Any::take).map(encode::row).transpose()?))
        };
        results.into_iter().map(result).collect()
    }
}
