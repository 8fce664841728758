//! `Col`: a struct's column in a program, `Product::PRICE.ge(10.0)`.

use std::fmt;
use std::marker::PhantomData;

use super::query::{self, Op};
use super::value::{Arg, Column, Value};

/// A column is open to what it is marked for.
#[derive(Clone, Copy, Debug)]
pub enum Yes {}

/// A column is not open to what it would have to be marked for.
#[derive(Clone, Copy, Debug)]
pub enum No {}

/// Columns with `#[crud(filter)]`, and ids.
#[diagnostic::on_unimplemented(
    message = "this column is not open to filters",
    note = "put `#[crud(filter)]` on the field"
)]
pub trait Filterable {}
impl Filterable for Yes {}

/// Columns with `#[crud(sort)]`, and ids.
#[diagnostic::on_unimplemented(
    message = "this column is not open to sorting",
    note = "put `#[crud(sort)]` on the field"
)]
pub trait Sortable {}
impl Sortable for Yes {}

/// Columns that may hold nothing.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` always has a value",
    note = "only an `Option<..>` field can be null"
)]
pub trait Nullable {}
impl<T> Nullable for Option<T> {}

/// Columns of text.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is no text",
    note = "`like`, `ilike` and `prefix` compare text"
)]
pub trait Textual {}
impl Textual for String {}
impl Textual for Box<str> {}

/// Says a type, owns nothing of it.
type Of<T> = PhantomData<fn() -> T>;

/// A column of `R`, of type `T`; `F` and `S` say whether it is open to filters and sorting.
///
/// `#[crud_api]` makes one per field: `Product::PRICE`, which is also `Product::columns().price`.
pub struct Col<R, T, F = No, S = No> {
    index: usize,
    of: Of<(R, T, F, S)>,
}

impl<R, T, F, S> Clone for Col<R, T, F, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T, F, S> Copy for Col<R, T, F, S> {}

impl<R, T, F, S> fmt::Debug for Col<R, T, F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Col({})", self.index)
    }
}

impl<R, T, F, S> Col<R, T, F, S> {
    #[doc(hidden)]
    pub const fn new(index: usize) -> Self {
        Self { index, of: PhantomData }
    }
}

/// A condition on rows of `R`, for [`List::filter`](super::List::filter).
pub struct Filter<R> {
    pub(super) filter: query::Filter,
    of: Of<R>,
}

/// An order of rows of `R`, for [`List::sort`](super::List::sort).
pub struct Sort<R> {
    pub(super) column: usize,
    pub(super) order: query::Order,
    of: Of<R>,
}

impl<R> Clone for Filter<R> {
    fn clone(&self) -> Self {
        Self { filter: self.filter.clone(), of: PhantomData }
    }
}

impl<R> fmt::Debug for Filter<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.filter.fmt(f)
    }
}

impl<R> Filter<R> {
    /// Passes where this or the other does.
    ///
    /// ```
    /// use dunder::crud_api::{CrudError, Memory};
    ///
    /// #[dunder::crud_api(table = "notes")]
    /// struct Note {
    ///     #[crud(id)]
    ///     id: i64,
    ///     #[crud(filter)]
    ///     text: String,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CrudError> {
    /// let notes = Note::repo(&Memory::new());
    /// for text in ["a", "b", "c"] {
    ///     notes.create(NewNote { text: text.into() }).await?;
    /// }
    /// let found = notes.count().filter(Note::TEXT.eq("a").or(Note::TEXT.gt("b"))).await?;
    /// assert_eq!(found, 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { filter: self.filter.or(other.filter), of: PhantomData }
    }
}

impl<R> Clone for Sort<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Sort<R> {}

impl<R> fmt::Debug for Sort<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sort({}, {:?})", self.column, self.order)
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident $op:ident;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(self, value: impl Arg<T::Plain>) -> Filter<R>
        where
            F: Filterable,
        {
            self.with(Op::$op, vec![value.into_arg().into_value()])
        }
    )*};
}

impl<R, T: Column, F, S> Col<R, T, F, S> {
    comparisons! {
        /// Equal.
        eq Eq;
        /// Not equal; a row without a value does not pass.
        ne Ne;
        /// Greater.
        gt Gt;
        /// Greater or equal.
        ge Ge;
        /// Less.
        lt Lt;
        /// Less or equal.
        le Le;
    }

    /// Between two values, both included.
    #[must_use]
    pub fn between(self, low: impl Arg<T::Plain>, high: impl Arg<T::Plain>) -> Filter<R>
    where
        F: Filterable,
    {
        let values = vec![low.into_arg().into_value(), high.into_arg().into_value()];
        self.with(Op::Between, values)
    }

    /// Equal to one of the values.
    #[must_use]
    pub fn is_in<A: Arg<T::Plain>>(self, values: impl IntoIterator<Item = A>) -> Filter<R>
    where
        F: Filterable,
    {
        self.with(Op::In, values.into_iter().map(|it| it.into_arg().into_value()).collect())
    }

    /// Equal to none of the values; a row without a value does not pass.
    #[must_use]
    pub fn not_in<A: Arg<T::Plain>>(self, values: impl IntoIterator<Item = A>) -> Filter<R>
    where
        F: Filterable,
    {
        self.with(Op::Nin, values.into_iter().map(|it| it.into_arg().into_value()).collect())
    }

    /// Contains the text; letter case counts.
    #[must_use]
    pub fn like(self, part: impl Into<String>) -> Filter<R>
    where
        F: Filterable,
        T::Plain: Textual,
    {
        self.with(Op::Like, vec![Value::Text(part.into())])
    }

    /// Contains the text; the case of ASCII letters does not count.
    #[must_use]
    pub fn ilike(self, part: impl Into<String>) -> Filter<R>
    where
        F: Filterable,
        T::Plain: Textual,
    {
        self.with(Op::Ilike, vec![Value::Text(part.into())])
    }

    /// Begins with the text; letter case counts.
    #[must_use]
    pub fn prefix(self, start: impl Into<String>) -> Filter<R>
    where
        F: Filterable,
        T::Plain: Textual,
    {
        self.with(Op::Prefix, vec![Value::Text(start.into())])
    }

    /// Has no value.
    #[must_use]
    pub fn is_null(self) -> Filter<R>
    where
        F: Filterable,
        T: Nullable,
    {
        self.with(Op::Null, vec![Value::Bool(true)])
    }

    /// Has a value.
    #[must_use]
    pub fn is_not_null(self) -> Filter<R>
    where
        F: Filterable,
        T: Nullable,
    {
        self.with(Op::Null, vec![Value::Bool(false)])
    }

    fn with(self, op: Op, values: Vec<Value>) -> Filter<R> {
        Filter { filter: query::Filter::new(self.index, op, values), of: PhantomData }
    }
}

impl<R, T, F, S> Col<R, T, F, S> {
    /// Smallest first, rows without a value before all.
    #[must_use]
    pub const fn asc(self) -> Sort<R>
    where
        S: Sortable,
    {
        Sort { column: self.index, order: query::Order::Asc, of: PhantomData }
    }

    /// Largest first, rows without a value after all.
    #[must_use]
    pub const fn desc(self) -> Sort<R>
    where
        S: Sortable,
    {
        Sort { column: self.index, order: query::Order::Desc, of: PhantomData }
    }
}
