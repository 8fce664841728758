//! `Model`: what `#[crud_api]` says of a struct, as data.

mod meta;
mod operations;
mod tag;

use std::any::Any;
use std::fmt;
use std::time::Duration;

pub use meta::{ColumnMeta, OnDelete, Reference, Role};
pub use operations::{Etag, Operations, Pages};
pub use tag::Tag;
pub(super) use tag::{Fnv, fresh_nonce};
#[cfg(any(feature = "axum", feature = "client", feature = "openapi"))]
pub(super) use tag::{IF_MATCH, takes_tags};

use super::hooks::RowHooks;
use super::query::Filter;
use super::value::{Mismatch, Row, Value};
use crate::validated::{Errors, Rule};

/// Runs the rules of a whole row, which comes back as it is stored.
pub type CheckRow = fn(Row, &mut Errors<'_>) -> Row;

/// Runs the rules of one column.
pub type CheckColumn = fn(usize, Value, &mut Errors<'_>) -> Value;

/// The rows that there are for who asks, by the guard's `Principal`; `None` where it is another.
pub type ScopeOf = fn(&(dyn Any + Send + Sync)) -> Option<Vec<Filter>>;

/// What `#[crud_api]` says of a struct.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Model {
    /// The struct's name.
    pub name: &'static str,
    /// The table's name, letters, digits and `_` only; after that of its schema and a dot, where
    /// it has one, which `Sqlite` takes for a part of the name.
    pub table: &'static str,
    /// The path of the collection, `/products`.
    pub path: &'static str,
    /// The struct's doc comment.
    pub doc: &'static str,
    /// A column per field, in order; a hidden one may follow.
    pub columns: &'static [ColumnMeta],
    /// The number of the id's column.
    pub id: usize,
    /// The number of the column that says when a row was made.
    pub created: Option<usize>,
    /// The number of the column that says when a row was last written.
    pub updated: Option<usize>,
    /// The number of the column that counts writes.
    pub version: Option<usize>,
    /// The number of the hidden column that says when a row was removed, with `soft_delete`.
    pub deleted: Option<usize>,
    /// The number of the hidden column beside a client-made id.
    pub(super) nonce: Option<usize>,
    /// Columns that are different in every row when taken together.
    pub uniques: &'static [&'static [usize]],
    /// Columns that the store keeps one index for.
    pub indexes: &'static [&'static [usize]],
    /// What SQL says of every row.
    pub constraint: Option<&'static str>,
    /// The groups of the API's description that it is in; its name if there are none.
    pub tags: &'static [&'static str],
    /// How often clients may ask, in words for the API's description; nothing here counts.
    pub rate: Option<&'static str>,
    /// What clients may ask for over HTTP.
    pub operations: Operations,
    /// What clients must and may say of a row's state.
    pub etag: Etag,
    /// Which rows there are for who asks over HTTP.
    pub scope: Option<ScopeOf>,
    /// For how long an answer under an `Idempotency-Key` is kept; `None` where none is heard.
    pub idempotency: Option<Duration>,
    /// What the program does before and after writes.
    pub(super) hooks: Option<&'static dyn RowHooks>,
    /// Whether each change of a row is kept.
    pub audit: bool,
    /// What the admin pages do with its rows.
    pub pages: Pages,
    /// The columns that a list of the admin pages shows; what fits there if there are none.
    pub listed: &'static [usize],
    #[cfg(feature = "axum")]
    pub(super) guard: Option<&'static dyn super::http::Doorkeeper>,
    /// How many items a page has when the client does not say.
    pub page_default: u32,
    /// How many items a page has at most, over HTTP.
    pub page_max: u32,
    /// The rules of each field by its name.
    pub rules: &'static [(&'static str, &'static [&'static Rule])],
    /// The rules of a whole row; `None` where there are none.
    pub check: Option<CheckRow>,
    /// The rules of one column; `None` where there are none.
    pub check_column: Option<CheckColumn>,
    /// Whether a rule looks at several fields, so that a change is checked on the merged row.
    pub cross: bool,
}

impl Model {
    /// A model without rules.
    pub const fn new(
        name: &'static str,
        table: &'static str,
        path: &'static str,
        columns: &'static [ColumnMeta],
    ) -> Self {
        let (mut id, mut created, mut updated, mut version) = (0, None, None, None);
        let (mut deleted, mut nonce) = (None, None);
        let mut i = 0;
        while i < columns.len() {
            match columns[i].role {
                Role::Id => id = i,
                Role::Created => created = Some(i),
                Role::Updated => updated = Some(i),
                Role::Version => version = Some(i),
                Role::Nonce => nonce = Some(i),
                Role::Deleted => deleted = Some(i),
                Role::Data => {}
            }
            i += 1;
        }
        Self {
            name,
            table,
            path,
            doc: "",
            columns,
            id,
            created,
            updated,
            version,
            deleted,
            nonce,
            uniques: &[],
            indexes: &[],
            constraint: None,
            tags: &[],
            rate: None,
            operations: Operations::ALL,
            etag: Etag::Optional,
            scope: None,
            idempotency: Some(Duration::from_secs(24 * 60 * 60)),
            hooks: None,
            audit: false,
            pages: Pages::Full,
            listed: &[],
            #[cfg(feature = "axum")]
            guard: None,
            page_default: 50,
            page_max: 200,
            rules: &[],
            check: None,
            check_column: None,
            cross: false,
        }
    }

    /// With a doc comment.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }

    /// With sets of columns that are different in every row when taken together.
    #[must_use]
    pub const fn uniques(mut self, uniques: &'static [&'static [usize]]) -> Self {
        self.uniques = uniques;
        self
    }

    /// With indexes of several columns.
    #[must_use]
    pub const fn indexes(mut self, indexes: &'static [&'static [usize]]) -> Self {
        self.indexes = indexes;
        self
    }

    /// With a condition in SQL that every row keeps.
    #[must_use]
    pub const fn constraint(mut self, condition: &'static str) -> Self {
        self.constraint = Some(condition);
        self
    }

    /// In these groups of the API's description.
    #[must_use]
    pub const fn tags(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }

    /// With a word on how often clients may ask.
    #[must_use]
    pub const fn rate(mut self, rate: &'static str) -> Self {
        self.rate = Some(rate);
        self
    }

    /// With nothing but these operations over HTTP.
    #[must_use]
    pub const fn operations(mut self, operations: Operations) -> Self {
        self.operations = operations;
        self
    }

    /// With another use of entity tags.
    #[must_use]
    pub const fn etag(mut self, etag: Etag) -> Self {
        self.etag = etag;
        self
    }

    /// With rows that are there for some only.
    #[must_use]
    pub const fn scope(mut self, scope: ScopeOf) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Without `Idempotency-Key`.
    #[must_use]
    pub const fn unkeyed(mut self) -> Self {
        self.idempotency = None;
        self
    }

    /// With answers under an `Idempotency-Key` that are kept for so long.
    #[must_use]
    pub const fn keyed(mut self, kept: Duration) -> Self {
        self.idempotency = Some(kept);
        self
    }

    /// With hooks.
    #[doc(hidden)]
    #[must_use]
    pub const fn hooks(mut self, hooks: &'static dyn RowHooks) -> Self {
        self.hooks = Some(hooks);
        self
    }

    /// With a history of each row.
    #[must_use]
    pub const fn audit(mut self) -> Self {
        self.audit = true;
        self
    }

    /// With other admin pages.
    #[must_use]
    pub const fn pages(mut self, pages: Pages) -> Self {
        self.pages = pages;
        self
    }

    /// With these columns in a list of the admin pages.
    #[must_use]
    pub const fn listed(mut self, columns: &'static [usize]) -> Self {
        self.listed = columns;
        self
    }

    /// With a guard of its own, after that of the API.
    #[cfg(feature = "axum")]
    #[doc(hidden)]
    #[must_use]
    pub const fn guard(mut self, guard: &'static dyn super::http::Doorkeeper) -> Self {
        self.guard = Some(guard);
        self
    }

    /// With sizes of pages.
    #[must_use]
    pub const fn page(mut self, default: u32, max: u32) -> Self {
        self.page_default = default;
        self.page_max = max;
        self
    }

    /// With rules.
    #[must_use]
    pub const fn rules(
        mut self,
        rules: &'static [(&'static str, &'static [&'static Rule])],
        check: CheckRow,
        check_column: CheckColumn,
        cross: bool,
    ) -> Self {
        self.rules = rules;
        self.check = Some(check);
        self.check_column = Some(check_column);
        self.cross = cross;
        self
    }

    /// The rules of a column.
    pub fn rules_of(&self, column: &ColumnMeta) -> &'static [&'static Rule] {
        self.rules.iter().find(|(name, _)| *name == column.name).map_or(&[], |(_, rules)| *rules)
    }

    /// The id's column.
    pub const fn id_column(&self) -> &'static ColumnMeta {
        &self.columns[self.id]
    }

    /// The number of the column with this JSON name, hidden ones aside.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name && !column.is_hidden())
    }

    /// The columns that clients read or write, by number.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &'static ColumnMeta)> {
        self.columns.iter().enumerate().filter(|(_, column)| !column.is_hidden())
    }

    /// Whether the admin pages write its rows.
    #[cfg(feature = "admin")]
    pub(super) fn may_edit(&self) -> bool {
        self.pages == Pages::Full
    }

    /// Whether clients hear of removed rows: they are told apart, listed and put back.
    pub(super) const fn tells_removed(&self) -> bool {
        self.deleted.is_some() && self.operations.has(Operations::RESTORE)
    }

    /// Whether a write is more than the store's business.
    pub(super) const fn is_watched(&self) -> bool {
        self.audit || self.hooks.is_some()
    }

    /// Whether a column keeps the value that the row was made with.
    pub(super) fn has_immutable(&self) -> bool {
        self.columns.iter().any(|column| column.immutable)
    }

    /// The columns that make up a set that is unique among the rows that are there.
    pub(super) fn unique_sets(&self) -> impl Iterator<Item = Vec<usize>> {
        let single = self.columns.iter().enumerate().filter(|(_, column)| column.unique);
        let sets = self.uniques.iter().map(|set| set.to_vec());
        single.map(|(i, _)| vec![i]).chain(sets)
    }

    /// The entity tag of a row, see [`Tag`].
    pub fn tag(&self, row: &Row) -> Tag {
        let int = |column: Option<usize>| match column.and_then(|column| row.get(column)) {
            Some(Value::Int(int)) => Some(*int),
            _ => None,
        };
        match (int(self.version), int(self.nonce)) {
            (Some(version), Some(nonce)) => Tag::Nonced { version, nonce },
            (Some(version), None) => Tag::Version(version),
            (None, _) => Tag::Hash(tag::hash_row(self, row)),
        }
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("name", &self.name)
            .field("table", &self.table)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

/// A struct with `#[crud_api]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not stored by `#[crud_api]`",
    note = "put `#[crud_api(path = \"..\", table = \"..\")]` on it"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// The struct as data.
    const MODEL: &'static Model;
    /// The id's type.
    type Id: super::Id;
    /// What a client says to make one.
    type New: Send + 'static;
    /// What a client says to change one.
    type Patch: Send + 'static;

    /// The row of a value.
    fn into_row(self) -> Row;

    /// The value of a row.
    ///
    /// # Errors
    /// [`Mismatch`] where another program wrote a value of another type.
    fn from_row(row: Row) -> Result<Self, Mismatch>;

    /// The row of a new value, nothing in what the server makes.
    fn new_row(new: Self::New) -> Row;

    /// The columns that a patch writes.
    fn changes(patch: Self::Patch) -> super::expansion::Changes;
}
