//! `Repo`: a struct's table in a program, `Product::repo(&db)`.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use super::column::{Filter, Sort};
use super::cursor::{self, Cursor};
use super::error::CrudError;
use super::history::{self, Entry, HISTORY};
use super::hooks::Who;
use super::model::{Model, Resource, Tag};
use super::query::Query;
use super::rows::Rows;
use super::store::Store;
use super::value::{Arg, Column, Value};
use super::view::{self, View};
use super::{query, write};

/// What a call becomes when it is awaited.
type Answer<T> = Pin<Box<dyn Future<Output = Result<T, CrudError>> + Send>>;

/// What awaiting a call does.
macro_rules! awaited {
    ($call:ident<T, S> -> $output:ty, |$self:ident| $run:block) => {
        impl<T: Resource, S: Store> IntoFuture for $call<T, S> {
            type Output = Result<$output, CrudError>;
            type IntoFuture = Answer<$output>;

            #[allow(unused_mut, reason = "some calls add what they were not told")]
            fn into_future(mut $self) -> Answer<$output> {
                Box::pin(async move { $run })
            }
        }
    };
}

/// The rows of `T` in a store. Cheap to make and to clone.
///
/// Each call is a value of its own that is awaited, or changed first:
/// `products.update(1, new).if_match(3).await`.
///
/// ```
/// use dunder::crud_api;
/// use dunder::crud_api::{CrudError, Memory};
///
/// #[crud_api(table = "notes")]
/// struct Note {
///     #[crud(id)]
///     id: i64,
///     #[crud(filter, sort)]
///     text: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CrudError> {
/// let notes = Note::repo(&Memory::new());
/// for text in ["b", "c", "a"] {
///     notes.create(NewNote { text: text.into() }).await?;
/// }
/// let first = notes.list().sort(Note::TEXT.desc()).limit(2).await?;
/// assert_eq!(first.items[0].text, "c");
/// let next = first.next.expect("a second page");
/// let second = notes.list().sort(Note::TEXT.desc()).limit(2).after(next).await?;
/// assert_eq!((second.items[0].text.as_str(), second.next), ("a", None));
/// assert_eq!(notes.count().filter(Note::TEXT.ge("b")).await?, 2);
/// # Ok(())
/// # }
/// ```
pub struct Repo<T, S> {
    store: View<S>,
    of: PhantomData<fn() -> T>,
}

impl<T, S: Clone> Clone for Repo<T, S> {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), of: PhantomData }
    }
}

impl<T: Resource, S: fmt::Debug> fmt::Debug for Repo<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { store, .. } = self;
        f.debug_struct("Repo").field("of", &T::MODEL.name).field("store", &store.store).finish()
    }
}

impl<T: Resource, S: Store> Repo<T, S> {
    #[doc(hidden)]
    pub fn new(store: &S) -> Self {
        Self { store: View::new(store), of: PhantomData }
    }

    /// The same rows, written by somebody: what hooks and the history are told.
    #[must_use]
    pub fn by(&self, name: impl Into<std::sync::Arc<str>>) -> Self {
        let store = View { who: Who::named(name), ..self.store.clone() };
        Self { store, of: PhantomData }
    }

    /// Adds a row; the answer has what the server made.
    ///
    /// Errors: [`CrudError::Invalid`] with every broken rule, [`CrudError::Conflict`] where a
    /// unique column has the value already.
    #[must_use = "nothing is written before it is awaited"]
    pub fn create(&self, new: T::New) -> Create<T, S> {
        Create { store: self.store.clone(), new }
    }

    /// The row with this id.
    ///
    /// Errors: [`CrudError::NotFound`].
    #[must_use = "nothing is read before it is awaited"]
    pub fn read(&self, id: impl Arg<T::Id>) -> Read<T, S> {
        Read { store: self.store.clone(), id: id.into_arg() }
    }

    /// The row with this id, if there is one.
    #[must_use = "nothing is read before it is awaited"]
    pub fn read_opt(&self, id: impl Arg<T::Id>) -> ReadOpt<T, S> {
        ReadOpt { store: self.store.clone(), id: id.into_arg() }
    }

    /// Whether there is a row with this id.
    #[must_use = "nothing is read before it is awaited"]
    pub fn exists(&self, id: impl Arg<T::Id>) -> Exists<T, S> {
        Exists { store: self.store.clone(), id: id.into_arg() }
    }

    /// Adds all of these rows, or none of them.
    ///
    /// Errors: as [`create`](Self::create), of the first row that has one.
    #[must_use = "nothing is written before it is awaited"]
    pub fn create_many(&self, new: impl IntoIterator<Item = T::New>) -> CreateMany<T, S> {
        CreateMany { store: self.store.clone(), new: new.into_iter().collect() }
    }

    /// Adds a row, or puts it in place of the one that it collides with: that with its id where the
    /// client makes the ids, else that with the values of a unique field, or of a set of fields
    /// that are unique together.
    ///
    /// Errors: as [`create`](Self::create); [`CrudError::Conflict`] where it collides with two.
    #[must_use = "nothing is written before it is awaited"]
    pub fn upsert(&self, new: T::New) -> Upsert<T, S> {
        Upsert { store: self.store.clone(), new }
    }

    /// Rows by filters, in an order, a page at a time.
    #[must_use = "nothing is read before it is awaited"]
    pub fn list(&self) -> List<T, S> {
        let query = Query::new(T::MODEL.page_default);
        List { store: self.store.clone(), query, after: None, search: None, of: PhantomData }
    }

    /// How many rows there are, after filters.
    #[must_use = "nothing is read before it is awaited"]
    pub fn count(&self) -> Count<T, S> {
        let store = self.store.clone();
        Count { store, filters: Vec::new(), search: None, of: PhantomData }
    }

    /// Puts a whole value in place of the one with this id.
    ///
    /// Errors: [`CrudError::NotFound`], [`CrudError::Invalid`], [`CrudError::Conflict`], and
    /// [`CrudError::VersionMismatch`] after `if_match`.
    #[must_use = "nothing is written before it is awaited"]
    pub fn update(&self, id: impl Arg<T::Id>, new: T::New) -> Update<T, S> {
        Update { store: self.store.clone(), id: id.into_arg(), new, if_match: None }
    }

    /// Changes the fields that the patch names.
    ///
    /// Errors: as [`update`](Self::update).
    #[must_use = "nothing is written before it is awaited"]
    pub fn patch(&self, id: impl Arg<T::Id>, patch: T::Patch) -> Patch<T, S> {
        let (store, id) = (self.store.clone(), id.into_arg());
        Patch { store, id, changed: patch, if_match: None }
    }

    /// Removes the row with this id.
    ///
    /// Errors: [`CrudError::NotFound`], and [`CrudError::VersionMismatch`] after `if_match`.
    #[must_use = "nothing is written before it is awaited"]
    pub fn delete(&self, id: impl Arg<T::Id>) -> Delete<T, S> {
        Delete { store: self.store.clone(), id: id.into_arg(), if_match: None }
    }

    /// Puts a removed row of a struct with `soft_delete` back.
    ///
    /// Errors: [`CrudError::NotFound`] where no row with this id was removed,
    /// [`CrudError::Conflict`] where another row has its unique values by now, and
    /// [`CrudError::VersionMismatch`] after `if_match`.
    #[must_use = "nothing is written before it is awaited"]
    pub fn restore(&self, id: impl Arg<T::Id>) -> Restore<T, S> {
        Restore { store: self.store.of(view::Rows::Deleted), id: id.into_arg(), if_match: None }
    }

    /// What became of the row with this id, the latest first; of a struct with `audit`, removed
    /// rows included. For others there is nothing.
    #[must_use = "nothing is read before it is awaited"]
    pub fn history(&self, id: impl Arg<T::Id>) -> History<T, S> {
        let (store, id) = (self.store.store.clone(), id.into_arg().into_value());
        History {
            store,
            query: history::query(T::MODEL, &id, T::MODEL.page_default),
            after: None,
            of: PhantomData,
        }
    }
}

/// A call of [`Repo::history`].
#[must_use = "nothing is read before it is awaited"]
pub struct History<T, S> {
    store: S,
    query: Query,
    after: Option<Cursor>,
    of: PhantomData<fn() -> T>,
}

impl<T: Resource, S: Store> History<T, S> {
    /// At most this many entries.
    pub fn limit(mut self, limit: u32) -> Self {
        self.query.limit = limit;
        self
    }

    /// On from where a page ended.
    pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
        self.after = Some(cursor.into());
        self
    }
}

awaited!(History<T, S> -> Page<Entry>, |self| {
    if !T::MODEL.audit {
        return Ok(Page { items: Vec::new(), next: None });
    }
    if let Some(after) = &self.after {
        self.query.after = Some(keys(&HISTORY, &self.query, after)?);
    }
    let (rows, next) = write::page(&self.store, &HISTORY, self.query).await?;
    Ok(Page { items: rows.iter().filter_map(Entry::from_row).collect(), next })
});

/// The place that a cursor names.
fn keys(model: &Model, query: &Query, after: &Cursor) -> Result<Vec<Value>, CrudError> {
    cursor::decode(model, query, after.as_str())
        .map_err(|_| CrudError::invalid("cursor", "cursor", "is no cursor of this list"))
}

/// A call of [`Repo::create`].
#[must_use = "nothing is written before it is awaited"]
pub struct Create<T: Resource, S> {
    store: View<S>,
    new: T::New,
}

awaited!(Create<T, S> -> T, |self| {
    let row = write::insert(&self.store, T::MODEL, T::new_row(self.new)).await?;
    Ok(T::from_row(row)?)
});

/// A call of [`Repo::read`].
#[must_use = "nothing is read before it is awaited"]
pub struct Read<T: Resource, S> {
    store: View<S>,
    id: T::Id,
}

awaited!(Read<T, S> -> T, |self| {
    let row = self.store.get(T::MODEL, self.id.into_value()).await?;
    Ok(T::from_row(row.ok_or(CrudError::NotFound)?)?)
});

/// Some rows of a list, and where it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// For [`List::after`]; `None` at the list's end.
    pub next: Option<Cursor>,
}

/// A call of [`Repo::list`].
#[must_use = "nothing is read before it is awaited"]
pub struct List<T: Resource, S> {
    store: View<S>,
    query: Query,
    after: Option<Cursor>,
    search: Option<String>,
    of: PhantomData<fn() -> T>,
}

impl<T: Resource, S: Store> List<T, S> {
    /// Only rows that pass this filter too.
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.query.filters.push(filter.filter);
        self
    }

    /// Only rows that have each of these words in a field with `#[crud(search)]`, in any ASCII
    /// letter case.
    ///
    /// On a struct without such a field it is [`CrudError::Invalid`] with the code `search`.
    pub fn search(mut self, words: impl Into<String>) -> Self {
        self.search = Some(words.into());
        self
    }

    /// The removed rows of a struct with `soft_delete`, instead of those that are there.
    pub fn deleted(mut self) -> Self {
        self.store.rows = view::Rows::Deleted;
        self
    }

    /// In this order, after those asked for before; the id decides last.
    pub fn sort(mut self, sort: Sort<T>) -> Self {
        self.query.sort.push((sort.column, sort.order));
        self
    }

    /// At most this many rows; the struct's `page(default = ..)` or 50 if not said.
    pub fn limit(mut self, limit: u32) -> Self {
        self.query.limit = limit;
        self
    }

    /// On from where a page with the same filters and order ended.
    ///
    /// A cursor of another list is [`CrudError::Invalid`] with the code `cursor`.
    pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
        self.after = Some(cursor.into());
        self
    }

    /// All rows, a page of [`limit`](Self::limit) in memory at a time: no transaction is open between
    /// pages, so that rows that come or go meanwhile are there or not.
    #[must_use = "nothing is read before it is awaited"]
    pub fn stream(mut self) -> Rows<T> {
        Rows::new(self.after.take(), move |after| {
            let page = Self { after, ..self.clone() };
            page.into_future()
        })
    }
}

impl<T: Resource, S> Clone for List<T, S>
where
    S: Clone,
{
    fn clone(&self) -> Self {
        let Self { store, query, after, search, of } = self;
        let (store, query) = (store.clone(), query.clone());
        Self { store, query, after: after.clone(), search: search.clone(), of: *of }
    }
}

awaited!(List<T, S> -> Page<T>, |self| {
    self.query.filters.extend(found::<T>(self.search.as_deref())?);
    if let Some(after) = &self.after {
        self.query.after = Some(keys(T::MODEL, &self.query, after)?);
    }
    let (rows, next) = write::page(&self.store, T::MODEL, self.query).await?;
    let items = rows.into_iter().map(T::from_row).collect::<Result<_, _>>()?;
    Ok(Page { items, next })
});

/// A call of [`Repo::count`].
#[must_use = "nothing is read before it is awaited"]
pub struct Count<T: Resource, S> {
    store: View<S>,
    filters: Vec<query::Filter>,
    search: Option<String>,
    of: PhantomData<fn() -> T>,
}

impl<T: Resource, S: Store> Count<T, S> {
    /// Only rows that pass this filter too.
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.filters.push(filter.filter);
        self
    }

    /// Only rows that have these words, see [`List::search`].
    pub fn search(mut self, words: impl Into<String>) -> Self {
        self.search = Some(words.into());
        self
    }

    /// The removed rows of a struct with `soft_delete`, instead of those that are there.
    pub fn deleted(mut self) -> Self {
        self.store.rows = view::Rows::Deleted;
        self
    }
}

/// What a search asks for.
fn found<T: Resource>(words: Option<&str>) -> Result<Vec<query::Filter>, CrudError> {
    let Some(words) = words else { return Ok(Vec::new()) };
    let filters = query::search(T::MODEL, words);
    filters.ok_or_else(|| CrudError::invalid("search", "search", "no field is open to a search"))
}

awaited!(Count<T, S> -> u64, |self| {
    self.filters.extend(found::<T>(self.search.as_deref())?);
    write::count(&self.store, T::MODEL, self.filters).await
});

macro_rules! conditional {
    ($($call:ident)*) => {$(
        impl<T: Resource, S: Store> $call<T, S> {
            /// Only if the row's version is this one, else [`CrudError::VersionMismatch`].
            pub fn if_match(mut self, version: impl Into<i64>) -> Self {
                self.if_match = Some(vec![Tag::Version(version.into())]);
                self
            }
        }
    )*};
}

conditional!(Update Patch Delete Restore);

/// A call of [`Repo::update`].
#[must_use = "nothing is written before it is awaited"]
pub struct Update<T: Resource, S> {
    store: View<S>,
    id: T::Id,
    new: T::New,
    if_match: Option<Vec<Tag>>,
}

awaited!(Update<T, S> -> T, |self| {
    let Self { store, id, new, if_match } = self;
    let (id, row) = (id.into_value(), T::new_row(new));
    let column = T::MODEL.id_column();
    if !column.is_server_made() && row[T::MODEL.id] != id {
        return Err(CrudError::invalid(column.name, "id", "must be the row's id"));
    }
    Ok(T::from_row(write::replace(&store, T::MODEL, id, row, if_match).await?)?)
});

/// A call of [`Repo::patch`].
#[must_use = "nothing is written before it is awaited"]
pub struct Patch<T: Resource, S> {
    store: View<S>,
    id: T::Id,
    changed: T::Patch,
    if_match: Option<Vec<Tag>>,
}

awaited!(Patch<T, S> -> T, |self| {
    let Self { store, id, changed, if_match } = self;
    let (id, values) = (id.into_value(), T::changes(changed).0);
    Ok(T::from_row(write::patch(&store, T::MODEL, id, values, if_match).await?)?)
});

/// A call of [`Repo::delete`].
#[must_use = "nothing is written before it is awaited"]
pub struct Delete<T: Resource, S> {
    store: View<S>,
    id: T::Id,
    if_match: Option<Vec<Tag>>,
}

awaited!(Delete<T, S> -> (), |self| {
    let Self { store, id, if_match } = self;
    write::delete(&store, T::MODEL, id.into_value(), if_match).await
});

/// A call of [`Repo::restore`].
#[must_use = "nothing is written before it is awaited"]
pub struct Restore<T: Resource, S> {
    store: View<S>,
    id: T::Id,
    if_match: Option<Vec<Tag>>,
}

awaited!(Restore<T, S> -> T, |self| {
    let Self { store, id, if_match } = self;
    let row = write::restore(&store, T::MODEL, id.into_value(), if_match).await?;
    Ok(T::from_row(row)?)
});

/// A call of [`Repo::read_opt`].
#[must_use = "nothing is read before it is awaited"]
pub struct ReadOpt<T: Resource, S> {
    store: View<S>,
    id: T::Id,
}

awaited!(ReadOpt<T, S> -> Option<T>, |self| {
    let row = self.store.get(T::MODEL, self.id.into_value()).await?;
    Ok(row.map(T::from_row).transpose()?)
});

/// A call of [`Repo::exists`].
#[must_use = "nothing is read before it is awaited"]
pub struct Exists<T: Resource, S> {
    store: View<S>,
    id: T::Id,
}

impl<T: Resource, S: Store> IntoFuture for Exists<T, S> {
    type Output = Result<bool, CrudError>;
    type IntoFuture = Answer<bool>;

    fn into_future(self) -> Answer<bool> {
        Box::pin(async move { Ok(self.store.get(T::MODEL, self.id.into_value()).await?.is_some()) })
    }
}

/// A call of [`Repo::create_many`].
#[must_use = "nothing is written before it is awaited"]
pub struct CreateMany<T: Resource, S> {
    store: View<S>,
    new: Vec<T::New>,
}

awaited!(CreateMany<T, S> -> Vec<T>, |self| {
    let new = self.new.into_iter();
    let writes = new.map(|new| write::to_insert(T::MODEL, T::new_row(new)));
    let rows = write::all(&self.store, T::MODEL, writes.collect::<Result<_, _>>()?).await?;
    Ok(rows.into_iter().map(T::from_row).collect::<Result<_, _>>()?)
});

/// A call of [`Repo::upsert`].
#[must_use = "nothing is written before it is awaited"]
pub struct Upsert<T: Resource, S> {
    store: View<S>,
    new: T::New,
}

awaited!(Upsert<T, S> -> T, |self| {
    let write = write::to_upsert(T::MODEL, T::new_row(self.new))?;
    let row = write::all(&self.store, T::MODEL, vec![write]).await?.pop();
    Ok(T::from_row(row.ok_or(CrudError::Unknown)?)?)
});
