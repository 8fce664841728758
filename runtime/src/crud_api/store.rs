//! `Store`: what a database does for `#[crud_api]`, without the structs' types.

use super::error::CrudError;
use super::model::{Model, Resource, Tag};
use super::query::{Filter, Query};
use super::value::{Row, Value};
use crate::validated::{Errors, Invalid};

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
    /// The columns that are written, with what they get; never the id nor the version.
    pub values: Vec<(usize, Value)>,
    /// The states of the row that it may be in; `None` is any, an empty list is none.
    pub if_match: Option<Vec<Tag>>,
    /// Whether the row is read, merged and checked by [`Change::merge`] in the same step.
    pub merges: bool,
}

impl Change {
    /// Writes these columns, whatever state the row is in.
    pub const fn new(values: Vec<(usize, Value)>) -> Self {
        Self { values, if_match: None, merges: false }
    }

    /// The row after the change and its rules; the version is one more.
    ///
    /// # Errors
    /// [`Invalid`] where the changed row breaks rules.
    pub fn merge(self, model: &Model, mut row: Row) -> Result<Row, Invalid> {
        for (column, value) in self.values {
            row[column] = value;
        }
        let kept = model.nonce().map(|nonce| row[nonce].clone());
        if let Some(Value::Int(version)) = model.version.map(|version| &mut row[version]) {
            *version += 1;
        }
        if let (true, Some(check)) = (self.merges, model.check) {
            let mut checked = Row::new();
            Errors::collect(|errors| checked = check(row, errors))?;
            row = checked;
        }
        if let (Some(nonce), Some(kept)) = (model.nonce(), kept) {
            row[nonce] = kept;
        }
        Ok(row)
    }

    /// Whether the row is in a state that the change accepts.
    pub fn accepts(&self, model: &Model, row: &Row) -> bool {
        accepts(self.if_match.as_deref(), model, row)
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
pub trait Store: Clone + Send + Sync + 'static {
    /// Brings the database's tables to what the models say.
    fn migrate_models(
        &self,
        models: &[&'static Model],
        how: Migrate,
    ) -> impl Future<Output = Result<(), CrudError>> + Send;

    /// The row with this id.
    fn get(
        &self,
        model: &'static Model,
        id: Value,
    ) -> impl Future<Output = Result<Option<Row>, CrudError>> + Send;

    /// The rows that a query finds, in its order, at most as many as its limit.
    fn list(
        &self,
        model: &'static Model,
        query: Query,
    ) -> impl Future<Output = Result<Vec<Row>, CrudError>> + Send;

    /// How many rows pass all filters.
    fn count(
        &self,
        model: &'static Model,
        filters: Vec<Filter>,
    ) -> impl Future<Output = Result<u64, CrudError>> + Send;

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

    /// Removes the row with this id, if it is in one of these states.
    fn delete(
        &self,
        model: &'static Model,
        id: Value,
        if_match: Option<Vec<Tag>>,
    ) -> impl Future<Output = Result<(), CrudError>> + Send;
}

/// The structs of a migration: a tuple of structs with `#[crud_api]`, or one.
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
