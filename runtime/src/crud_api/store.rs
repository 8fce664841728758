//! `Store`: what a database does for `#[crud_api]`, without the structs' types.

use super::error::CrudError;
use super::model::{Model, Resource, Tag};
use super::query::{Filter, Query};
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
    /// The columns that are written, with what they get; never the id nor the version.
    pub values: Vec<(usize, Value)>,
    /// The states of the row that it may be in; `None` is any, an empty list is none.
    pub if_match: Option<Vec<Tag>>,
    /// Whether the row is read, merged and checked by [`Change::merge`] in the same step.
    pub merges: bool,
    /// What the row passes, or it is as if it were not there.
    pub only: Vec<Filter>,
    /// What the row passes after the change, or it is refused.
    pub stays: Vec<Filter>,
}

impl Change {
    /// Writes these columns, whatever state the row is in.
    pub const fn new(values: Vec<(usize, Value)>) -> Self {
        Self { values, if_match: None, merges: false, only: Vec::new(), stays: Vec::new() }
    }

    /// The row after the change and its rules; the version is one more.
    ///
    /// # Errors
    /// [`Invalid`] where the changed row breaks rules.
    pub fn merge(self, model: &Model, mut row: Row) -> Result<Row, Invalid> {
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
}

impl Removal {
    /// Of a row in one of these states.
    pub const fn new(if_match: Option<Vec<Tag>>) -> Self {
        Self { if_match, only: Vec::new() }
    }

    /// Whether nothing is asked.
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

/// Refuses a row that its writer would not see.
pub(super) fn stays(model: &Model, scope: &[Filter], row: &Row) -> Result<(), Invalid> {
    Errors::collect(|errors| {
        for filter in scope.iter().filter(|filter| !filter.passes(row)) {
            let name = model.columns[filter.column].name;
            errors.add(name, Violation::new("scope", "is beyond what you may write"));
        }
    })
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
    note = "`dunder::crud_api` has the stores `Memory` and, with the feature, `Sqlite`"
)]
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

    /// Removes the row with this id, if it is as the removal says.
    fn delete(
        &self,
        model: &'static Model,
        id: Value,
        removal: Removal,
    ) -> impl Future<Output = Result<(), CrudError>> + Send;
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
