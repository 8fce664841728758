//! One call each: `get`, `create`, `update`, `patch`, `delete`, `list`.

use std::pin::Pin;

use reqwest::{Method, Response};
use serde_json::Value as Any;

use super::{AsEtag, Bulk, Call, Client, ClientError, Remote, Seen, encode};
use crate::crud_api::column::{Filter, Sort};
use crate::crud_api::cursor::Cursor;
use crate::crud_api::model::Resource;
use crate::crud_api::query::Query;
use crate::crud_api::repo::Page;
use crate::crud_api::rows::Rows;
use crate::crud_api::value::{Arg, Column as _, Value};

/// What a call becomes when it is awaited.
pub(super) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ClientError>> + Send>>;

/// The row of an answer.
async fn seen<T: Resource>(answer: Response) -> Result<Seen<T>, ClientError> {
    let etag = answer.headers().get("etag").and_then(|tag| tag.to_str().ok());
    let etag = etag.map(ToOwned::to_owned);
    Ok(Seen { value: encode::row(json(answer).await?)?, etag })
}

pub(super) async fn json(answer: Response) -> Result<Any, ClientError> {
    let body = answer.bytes().await.map_err(ClientError::Transport)?;
    serde_json::from_slice(&body).map_err(|fault| ClientError::Decode(fault.to_string()))
}

impl<T: Resource> Remote<T> {
    /// The row with this id.
    ///
    /// # Errors
    /// [`ProblemKind::NotFound`](super::ProblemKind::NotFound) for one.
    pub async fn get(&self, id: impl Arg<T::Id>) -> Result<Seen<T>, ClientError> {
        let path = encode::way(T::MODEL, &id.into_arg().into_value());
        seen(self.client.send(&Call::new(Method::GET, path)).await?).await
    }

    /// Adds a row, once however often it has to be sent.
    #[must_use = "nothing is written before it is awaited"]
    pub fn create(&self, new: T::New) -> RemoteCreate<T> {
        RemoteCreate { remote: self.clone(), body: encode::new::<T>(new), key: None }
    }

    /// Puts a whole value in place of the one with this id.
    #[must_use = "nothing is written before it is awaited"]
    pub fn update(&self, id: impl Arg<T::Id>, new: T::New) -> RemoteUpdate<T> {
        let (id, body) = (id.into_arg().into_value(), encode::new::<T>(new));
        RemoteUpdate { remote: self.clone(), id, body, if_match: None }
    }

    /// Changes the fields that the patch names.
    #[must_use = "nothing is written before it is awaited"]
    pub fn patch(&self, id: impl Arg<T::Id>, patch: T::Patch) -> RemotePatch<T> {
        let (id, body) = (id.into_arg().into_value(), encode::patch::<T>(patch, String::new()));
        RemotePatch { remote: self.clone(), id, body, if_match: None }
    }

    /// Removes the row with this id.
    #[must_use = "nothing is written before it is awaited"]
    pub fn delete(&self, id: impl Arg<T::Id>) -> RemoteDelete<T> {
        RemoteDelete { remote: self.clone(), id: id.into_arg().into_value(), if_match: None }
    }

    /// Rows by filters, in an order: awaited a page, with `stream` all of them.
    #[must_use = "nothing is read before it is awaited"]
    pub fn list(&self) -> RemoteList<T> {
        let query = Query::new(T::MODEL.page_default);
        RemoteList { remote: self.clone(), query, after: None, search: None }
    }

    /// Many writes in one request.
    #[must_use = "nothing is written before it is sent"]
    pub fn bulk(&self) -> Bulk<T> {
        Bulk::new(self.clone())
    }

    /// Puts a softly removed row back.
    ///
    /// # Errors
    /// [`ProblemKind::NotFound`](super::ProblemKind::NotFound) where none was removed.
    pub async fn restore(&self, id: impl Arg<T::Id>) -> Result<Seen<T>, ClientError> {
        let path = encode::way(T::MODEL, &id.into_arg().into_value());
        seen(self.client.send(&Call::new(Method::POST, format!("{path}/restore"))).await?).await
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }
}

/// A call of [`Remote::create`].
#[must_use = "nothing is written before it is awaited"]
pub struct RemoteCreate<T> {
    remote: Remote<T>,
    body: String,
    key: Option<String>,
}

impl<T: Resource> RemoteCreate<T> {
    /// Under this `Idempotency-Key`, so that a program that starts again can send it again; a new
    /// one if not said.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl<T: Resource> IntoFuture for RemoteCreate<T> {
    type Output = Result<Seen<T>, ClientError>;
    type IntoFuture = Answer<Seen<T>>;

    fn into_future(self) -> Answer<Seen<T>> {
        Box::pin(async move {
            let call = Call::new(Method::POST, T::MODEL.path.to_owned()).json(self.body);
            let call = match self.key {
                Some(key) => {
                    let mut call = call;
                    call.headers.push(("idempotency-key", key));
                    call
                }
                None if T::MODEL.idempotency.is_some() => call.keyed(),
                None => call,
            };
            seen(self.remote.client().send(&call).await?).await
        })
    }
}

macro_rules! writes {
    ($($(#[$doc:meta])* $name:ident $method:ident;)*) => {$(
        $(#[$doc])*
        #[must_use = "nothing is written before it is awaited"]
        pub struct $name<T> {
            remote: Remote<T>,
            id: Value,
            body: String,
            if_match: Option<String>,
        }

        impl<T: Resource> $name<T> {
            /// Only if the row is as this tag, version or row says.
            pub fn if_match(mut self, state: impl AsEtag) -> Self {
                self.if_match = Some(state.as_etag());
                self
            }
        }

        impl<T: Resource> IntoFuture for $name<T> {
            type Output = Result<Seen<T>, ClientError>;
            type IntoFuture = Answer<Seen<T>>;

            fn into_future(self) -> Answer<Seen<T>> {
                Box::pin(async move {
                    let path = encode::way(T::MODEL, &self.id);
                    let call = Call::new(Method::$method, path).json(self.body);
                    let call = call.condition(self.if_match);
                    seen(self.remote.client().send(&call).await?).await
                })
            }
        }
    )*};
}

writes! {
    /// A call of [`Remote::update`].
    RemoteUpdate PUT;
    /// A call of [`Remote::patch`].
    RemotePatch PATCH;
}

/// A call of [`Remote::delete`].
#[must_use = "nothing is written before it is awaited"]
pub struct RemoteDelete<T> {
    remote: Remote<T>,
    id: Value,
    if_match: Option<String>,
}

impl<T: Resource> RemoteDelete<T> {
    /// Only if the row is as this tag, version or row says.
    pub fn if_match(mut self, state: impl AsEtag) -> Self {
        self.if_match = Some(state.as_etag());
        self
    }
}

impl<T: Resource> IntoFuture for RemoteDelete<T> {
    type Output = Result<(), ClientError>;
    type IntoFuture = Answer<()>;

    fn into_future(self) -> Answer<()> {
        Box::pin(async move {
            let call = Call::new(Method::DELETE, encode::way(T::MODEL, &self.id));
            self.remote.client().send(&call.condition(self.if_match)).await.map(drop)
        })
    }
}

/// A call of [`Remote::list`].
#[must_use = "nothing is read before it is awaited"]
pub struct RemoteList<T> {
    remote: Remote<T>,
    query: Query,
    after: Option<Cursor>,
    search: Option<String>,
}

impl<T: Resource> RemoteList<T> {
    /// Only rows that pass this filter too.
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.query.filters.push(filter.filter);
        self
    }

    /// Only rows that have each of these words in a field with `#[crud(search)]`.
    pub fn search(mut self, words: impl Into<String>) -> Self {
        self.search = Some(words.into());
        self
    }

    /// In this order, after those asked for before; the id decides last.
    pub fn sort(mut self, sort: Sort<T>) -> Self {
        self.query.sort.push((sort.column, sort.order));
        self
    }

    /// At most this many rows a page.
    pub fn limit(mut self, limit: u32) -> Self {
        self.query.limit = limit;
        self
    }

    /// On from where a page with the same filters and order ended.
    pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
        self.after = Some(cursor.into());
        self
    }

    /// All rows, a page in memory at a time.
    #[must_use = "nothing is read before it is awaited"]
    pub fn stream(mut self) -> Rows<T, ClientError> {
        Rows::new(self.after.take(), move |after| self.page(after.as_ref()))
    }

    /// Reads a page.
    fn page(&self, after: Option<&Cursor>) -> Answer<Page<T>> {
        let mut more = Vec::new();
        more.extend(self.search.as_deref().map(|words| ("q", words)));
        more.extend(after.map(|cursor| ("cursor", cursor.as_str())));
        let query = encode::query(T::MODEL, &self.query, &more);
        let path = format!("{}{query}", T::MODEL.path);
        let client = self.remote.client().clone();
        Box::pin(async move {
            let mut page = json(client.send(&Call::new(Method::GET, path)).await?).await?;
            let Some(Any::Array(items)) = page.get_mut("items").map(Any::take) else {
                return Err(ClientError::Decode("a page has `items`".to_owned()));
            };
            let next = page.get("next").and_then(Any::as_str).map(Cursor::from);
            let items = items.into_iter().map(encode::row).collect::<Result<_, _>>()?;
            Ok(Page { items, next })
        })
    }
}

impl<T: Resource> IntoFuture for RemoteList<T> {
    type Output = Result<Page<T>, ClientError>;
    type IntoFuture = Answer<Page<T>>;

    fn into_future(self) -> Answer<Page<T>> {
        self.page(self.after.as_ref())
    }
}
