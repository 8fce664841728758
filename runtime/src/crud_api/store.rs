//! `Store`: what a database does for `#[crud_api]`, without the structs' types.

use super::ahead::Ahead;
use super::error::CrudError;
use super::history::Audit;
use super::json;
use super::model::{Model, Resource, Tag};
use super::query::{Filter, Op, Order, Query};
use super::value::{Row, Value};
use crate::validated::{Errors, Invalid, Violation};

/// How far a migration may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Migrate {
    /// Creates tables and indexes and adds columns that are nullable or have a default; what
    /// would lose data is an error that lists it.
    Additive,
}

/// What a write does to a row that is there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// The columns that are written, with what they get; never the id nor the version. Where there
    /// are none, the row stays as it is, its version too.
    pub values: Vec<(usize, Value)>,
    /// The states of the row that it may be in; `None` is any, an empty list is none.
    pub if_match: Option<Vec<Tag>>,
    /// Whether the row is read, merged and checked by [`Change::merge`] in the same step.
    pub merges: bool,
    /// What the row passes, or it is as if it were not there.
    pub only: Vec<Filter>,
    /// What the row passes after the change, or it is refused.
    pub stays: Vec<Filter>,
    /// What came of [`Change::merge`] before the store's turn.
    pub(super) ahead: Option<Box<Ahead>>,
}

impl Change {
    /// Writes these columns, whatever state the row is in.
    pub const fn new(values: Vec<(usize, Value)>) -> Self {
        Self {
            values,
            if_match: None,
            merges: false,
            only: Vec::new(),
            stays: Vec::new(),
            ahead: None,
        }
    }

    /// The row after the change and its rules; the version is one more.
    ///
    /// # Errors
    /// [`Invalid`] where the changed row breaks rules.
    pub fn merge(mut self, model: &Model, mut row: Row) -> Result<Row, Invalid> {
        if let Some(merged) = self.ahead.take().and_then(|ahead| ahead.fits(&row)) {
            return merged;
        }
        let mut errors = Vec::new();
        for (column, value) in self.values {
            if model.columns[column].immutable && row[column] != value {
                errors.push((column, Violation::new("immutable", "cannot be changed")));
                continue;
            }
            row[column] = value;
        }
        if let Some(Value::Int(version)) = model.version.map(|version| &mut row[version]) {
            *version += 1;
        }
        let hidden = [model.nonce, model.deleted].into_iter().flatten();
        let hidden: Vec<_> = hidden.map(|column| (column, row[column].clone())).collect();
        Errors::collect(|found| {
            for (column, violation) in errors {
                found.add(model.columns[column].name, violation);
            }
            if let (true, Some(check)) = (self.merges, model.check) {
                row = check(std::mem::take(&mut row), found);
            }
        })?;
        for (column, value) in hidden {
            row[column] = value;
        }
        stays(model, &self.stays, &row)?;
        Ok(row)
    }

    /// Finds the row that another collides with: that with its client-made id, or with one of its
    /// sets of unique values. The first that answers with a row does.
    pub(super) fn holders(&self, model: &'static Model, row: &Row) -> Vec<Query> {
        let same = |columns: &[usize]| {
            let same = |i: &usize| Filter::new(*i, Op::Eq, vec![row[*i].clone()]);
            let mut query = Query::new(1);
            query.filters = columns.iter().map(same).collect();
            query
        };
        if !model.id_column().is_server_made() {
            return vec![same(&[model.id])];
        }
        let sets = model.unique_sets().filter(|set| set.iter().all(|i| !row[*i].is_null()));
        let seen = |mut query: Query| {
            query.filters.extend(self.only.iter().cloned());
            query
        };
        sets.map(|set| seen(same(&set))).collect()
    }

    /// Whether the row is there for who asks.
    pub fn sees(&self, row: &Row) -> bool {
        self.only.iter().all(|filter| filter.passes(row))
    }

    /// Whether the row is in a state that the change accepts.
    pub fn accepts(&self, model: &Model, row: &Row) -> bool {
        accepts(self.if_match.as_deref(), model, row)
    }
}

/// What a removal asks of the row.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Removal {
    /// The states of the row that it may be in; `None` is any, an empty list is none.
    pub if_match: Option<Vec<Tag>>,
    /// What the row passes, or it is as if it were not there.
    pub only: Vec<Filter>,
    /// Who removes it, for the history of what goes with it.
    pub(super) by: Option<String>,
    /// The structs whose rows may go with it, where one of them has a history.
    #[cfg_attr(
        not(any(feature = "sqlite", feature = "postgres")),
        expect(dead_code, reason = "a store in memory finds them itself")
    )]
    pub(super) below: Vec<&'static Model>,
}

impl Removal {
    /// Of a row in one of these states.
    pub const fn new(if_match: Option<Vec<Tag>>) -> Self {
        Self { if_match, only: Vec::new(), by: None, below: Vec::new() }
    }

    /// Whether nothing is asked.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) const fn is_plain(&self) -> bool {
        self.if_match.is_none() && self.only.is_empty()
    }

    /// Whether the row may go.
    ///
    /// # Errors
    /// [`CrudError::NotFound`] and [`CrudError::VersionMismatch`].
    pub fn admits(&self, model: &Model, row: &Row) -> Result<(), CrudError> {
        if !self.only.iter().all(|filter| filter.passes(row)) {
            return Err(CrudError::NotFound);
        }
        let fits = accepts(self.if_match.as_deref(), model, row);
        if fits { Ok(()) } else { Err(CrudError::VersionMismatch) }
    }
}

/// One write of a batch.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Write {
    /// Adds a row.
    Insert(Row),
    /// Changes the row with this id.
    Update(Value, Change),
    /// Changes the row that has the other's client-made id, or one of its sets of unique values;
    /// adds the other where there is none.
    Upsert(Row, Change),
    /// Removes the row with this id.
    Delete(Value, Removal),
}

/// Writes that a store makes in one step.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Batch {
    /// The writes, in their order.
    pub writes: Vec<Write>,
    /// Whether each stands for itself; if not, one that fails undoes all.
    pub is_partial: bool,
    /// The client's key for it.
    pub keyed: Option<Keyed>,
    /// Who writes, on a struct with a history: [`Audit::entry`] of each write is added in the same
    /// step. Such a batch is never partial.
    pub audit: Option<Audit>,
}

impl Batch {
    /// All of these writes, or none.
    pub const fn new(writes: Vec<Write>) -> Self {
        Self { writes, is_partial: false, keyed: None, audit: None }
    }
}

/// The answer to what came of some writes; `None` where it is not to be kept.
pub type Render = Box<dyn Fn(&[Result<Option<Row>, CrudError>]) -> Option<Stored> + Send + Sync>;

/// What is answered under a client's key: kept in the step that writes, so that one is not there
/// without the other.
#[non_exhaustive]
pub struct Keyed {
    /// Whose key, for which request, and the key, hashed.
    pub key: Vec<u8>,
    /// What was asked, hashed: under one key, only the same is asked again.
    pub hash: Vec<u8>,
    /// Microseconds since 1970.
    pub now: i64,
    /// Until when the answer is kept, as `now`: from then on the key is as good as new.
    pub until: i64,
    /// The answer to what came of the writes; `None` where it is not to be kept.
    pub render: Render,
}

impl std::fmt::Debug for Keyed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyed").field("key", &self.key).finish_non_exhaustive()
    }
}

/// An answer that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The status.
    pub status: u16,
    /// Headers by their names.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What came of a batch.
#[derive(Debug)]
#[non_exhaustive]
pub enum Applied {
    /// What came of each write; where one undid all, that is the last.
    Done(Vec<Result<Option<Row>, CrudError>>),
    /// Nothing was written: this was the answer to the same before.
    Replayed(Stored),
    /// Nothing was written: the key was used for something else.
    OtherBody,
}

/// Refuses a row that its writer would not see.
pub(super) fn stays(model: &Model, scope: &[Filter], row: &Row) -> Result<(), Invalid> {
    Errors::collect(|errors| {
        for filter in scope.iter().filter(|filter| !filter.passes(row)) {
            let name = model.columns[filter.column].name;
            errors.add(name, Violation::new("scope", "is beyond what you may write"));
        }
    })
}

/// What is told of a page of rows.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Told {
    /// Their JSON, with commas between.
    pub json: Vec<u8>,
    /// The last of them, where more follow.
    pub last: Option<Row>,
}

impl Told {
    /// Of rows of which there is one more than the page has, if more follow.
    pub(super) fn of(
        model: &Model,
        mut rows: Vec<Row>,
        limit: u32,
        fields: Option<&[usize]>,
    ) -> Self {
        let mut told = Self::default();
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        for row in &rows {
            if !told.json.is_empty() {
                told.json.push(b',');
            }
            match fields {
                None => json::write_row(model, row, &mut told.json),
                Some(fields) => json::write_columns(model, row, fields, &mut told.json),
            }
        }
        told.last = rows.pop().filter(|_| has_more);
        told
    }
}

/// What is shown of one row.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shown {
    /// Its JSON.
    pub json: Vec<u8>,
    /// The state that it is in.
    pub tag: Tag,
}

impl Shown {
    /// All of a row.
    pub(super) fn of(model: &Model, row: &Row) -> Self {
        let mut json = Vec::with_capacity(Self::size(model));
        json::write_row(model, row, &mut json);
        Self { json, tag: model.tag(row) }
    }

    /// What a usual row's JSON takes.
    pub(super) const fn size(model: &Model) -> usize {
        model.columns.len() * 32
    }
}

/// Whether the row is in one of these states.
pub(super) fn accepts(if_match: Option<&[Tag]>, model: &Model, row: &Row) -> bool {
    if_match.is_none_or(|tags| tags.iter().any(|tag| tag.fits(model, row)))
}

/// A database.
///
/// Rows come prepared: stamped, checked, with text free of NUL and finite numbers. Every store
/// gives the same answers: no value sorts before all others, text sorts by its bytes, ids that the
/// store makes are never given out twice.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no store",
    note = "`dunder::crud_api` has the stores `Memory` and, with their features, `Sqlite` and `Postgres`"
)]
pub trait Store: Clone + Send + Sync + 'static {
    /// A transaction.
    type Tx: Transaction;

    /// Brings the database's tables to what the models say.
    fn migrate_models(
        &self,
        models: &[&'static Model],
        how: Migrate,
    ) -> impl Future<Output = Result<(), CrudError>> + Send;

    /// Hears of structs whose rows it has, so that the history of those that go with others is
    /// written.
    #[doc(hidden)]
    fn learn(&self, _models: &[&'static Model]) {}

    /// The row with this id.
    fn get(
        &self,
        model: &'static Model,
        id: Value,
    ) -> impl Future<Output = Result<Option<Row>, CrudError>> + Send;

    /// The row with this id as JSON, and the state that it is in; a store that can spare itself the
    /// row does so.
    #[doc(hidden)]
    fn shown(
        &self,
        model: &'static Model,
        id: Value,
    ) -> impl Future<Output = Result<Option<Shown>, CrudError>> + Send {
        async move {
            let row = self.get(model, id).await?;
            Ok(row.map(|row| Shown::of(model, &row)))
        }
    }

    /// The rows that a query finds, in its order, at most as many as its limit.
    fn list(
        &self,
        model: &'static Model,
        query: Query,
    ) -> impl Future<Output = Result<Vec<Row>, CrudError>> + Send;

    /// The rows that a query finds, as JSON, of these columns if they are named; a store that can
    /// spare itself the rows does so.
    #[doc(hidden)]
    fn told(
        &self,
        model: &'static Model,
        query: Query,
        fields: Option<Vec<usize>>,
    ) -> impl Future<Output = Result<Told, CrudError>> + Send {
        async move {
            let limit = query.limit;
            // one row more tells whether the list goes on
            let query = Query { limit: limit.saturating_add(1), ..query };
            let rows = self.list(model, query).await?;
            Ok(Told::of(model, rows, limit, fields.as_deref()))
        }
    }

    /// How many rows pass all filters.
    fn count(
        &self,
        model: &'static Model,
        filters: Vec<Filter>,
    ) -> impl Future<Output = Result<u64, CrudError>> + Send;

    /// The last id that the store gave out for a model, also where its row is gone.
    #[doc(hidden)]
    fn last_id(
        &self,
        model: &'static Model,
    ) -> impl Future<Output = Result<u64, CrudError>> + Send {
        async move {
            let query = Query { sort: vec![(model.id, Order::Desc)], ..Query::new(1) };
            let last = self.list(model, query).await?.pop();
            Ok(match last.map(|row| row[model.id].clone()) {
                Some(Value::Int(id)) => id.cast_unsigned(),
                _ => 0,
            })
        }
    }

    /// Adds a row, which comes back with the id that the store made.
    fn insert(
        &self,
        model: &'static Model,
        row: Row,
    ) -> impl Future<Output = Result<Row, CrudError>> + Send;

    /// Changes the row with this id, which comes back as it is then.
    fn update(
        &self,
        model: &'static Model,
        id: Value,
        change: Change,
    ) -> impl Future<Output = Result<Row, CrudError>> + Send;

    /// Removes the row with this id, if it is as the removal says.
    fn delete(
        &self,
        model: &'static Model,
        id: Value,
        removal: Removal,
    ) -> impl Future<Output = Result<(), CrudError>> + Send;

    /// Makes several writes in one step.
    fn batch(
        &self,
        model: &'static Model,
        batch: Batch,
    ) -> impl Future<Output = Result<Applied, CrudError>> + Send;

    /// Begins a transaction.
    fn begin(&self) -> impl Future<Output = Result<Self::Tx, CrudError>> + Send;
}

/// A store whose writes are seen by others when it is committed, all of them at once.
///
/// `db.transaction(async |tx| ..)` hands one out, commits it where the closure ends with `Ok`, and
/// undoes all of it where it ends with an error, panics or is dropped. Repositories are made of it
/// as of any store. Inside, a write through the store's own handle is an error: it would wait for
/// the transaction to end. The closure may be run again where the database asks for that, so it
/// captures by reference: write `async |tx| ..`, not `async move |tx| ..`.
///
/// In `Sqlite` all other writes wait meanwhile, and after 5 seconds it is undone and
/// [`CrudError::Timeout`].
///
/// ```
/// use dunder::crud_api;
/// use dunder::crud_api::{CrudError, Memory};
///
/// #[crud_api(table = "accounts")]
/// struct Account {
///     #[crud(id)]
///     id: i64,
///     cents: i64,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CrudError> {
/// let db = Memory::new();
/// let accounts = Account::repo(&db);
/// accounts.create_many([NewAccount { cents: 100 }, NewAccount { cents: 0 }]).await?;
///
/// let moved = 30;
/// db.transaction(async |tx| {
///     let accounts = Account::repo(&tx);
///     let (from, to) = (accounts.read(1).await?, accounts.read(2).await?);
///     accounts.update(1, NewAccount { cents: from.cents - moved }).await?;
///     accounts.update(2, NewAccount { cents: to.cents + moved }).await
/// })
/// .await?;
/// assert_eq!((accounts.read(1).await?.cents, accounts.read(2).await?.cents), (70, 30));
///
/// let failed = db.transaction(async |tx| {
///     Account::repo(&tx).delete(1).await?;
///     Account::repo(&tx).delete(9).await
/// });
/// assert!(matches!(failed.await, Err(CrudError::NotFound)));
/// assert_eq!(accounts.count().await?, 2);
/// # Ok(())
/// # }
/// ```
pub trait Transaction: Store {
    /// Makes it seen.
    fn commit(self) -> impl Future<Output = Result<(), CrudError>> + Send;

    /// Undoes it.
    fn roll_back(self) -> impl Future<Output = ()> + Send;

    /// Ends when the store gave it up; never, where a store does not.
    fn over(&self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// The structs of a migration: a tuple of structs with `#[crud_api]`, or one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of structs with `#[crud_api]`",
    note = "write them in a tuple, `migrate::<(Product, Customer)>(..)`"
)]
pub trait Models {
    /// Their models.
    fn models() -> Vec<&'static Model>;
}

impl<T: Resource> Models for T {
    fn models() -> Vec<&'static Model> {
        vec![T::MODEL]
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first: Resource, $($rest: Resource),*> Models for ($first, $($rest),*) {
            fn models() -> Vec<&'static Model> {
                vec![$first::MODEL, $($rest::MODEL),*]
            }
        }
        tuples!($($rest)*);
    };
    () => {};
}

tuples!(A B C D E F G H I J K L M N O P);
