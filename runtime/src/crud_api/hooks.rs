//! `Hooks`: a program's own word before and after each write of a struct.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::future::{Future, ready};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use super::error::CrudError;
use super::model::{Model, Resource, Role};
use super::value::Row;
use crate::validated::{Errors, Invalid, Violation};

/// What a program does before and after each write of a `T`, `#[crud_api(hooks = Type)]`.
///
/// They run on the caller's task and never while the store holds anything: not in its writer, not
/// in a transaction of its own, under no lock. What is written is then the row that was looked at:
/// where somebody else changes it meanwhile, it is read again and the hook is asked again, so a
/// `before_` may run more than once for one write and is best without effects. An `after_` runs
/// once, when the row is written, and also where the caller has left by then: what the hooks have let
/// through is written and told as a task of its own. Inside `db.transaction(..)` it runs before the
/// commit, and a caller who leaves undoes all.
///
/// A `before_` may change what is written: `new` is what will be stored, and its rules are checked
/// again. The id, the times and the version stay what the server makes them.
///
/// The type is a `Default`, made for each write. Soft removal is a delete, and putting such a row
/// back an update; rows that go or change because another one goes (`on_delete`) have no hooks.
///
/// ```
/// use dunder::crud_api;
/// use dunder::crud_api::{CrudError, Hooks, Memory, Refused, Who};
///
/// #[crud_api(table = "accounts", hooks = Rules)]
/// struct Account {
///     #[crud(id)]
///     id: i64,
///     name: String,
///     #[crud(default = 0)]
///     cents: i64,
/// }
///
/// #[derive(Default)]
/// struct Rules;
///
/// impl Hooks<Account> for Rules {
///     async fn before_create(&self, new: &mut Account, _: &Who) -> Result<(), Refused> {
///         new.name = new.name.trim().to_owned();
///         Ok(())
///     }
///
///     async fn before_delete(&self, old: &Account, _: &Who) -> Result<(), Refused> {
///         match old.cents {
///             0 => Ok(()),
///             cents => Err(Refused::new("not_empty", format!("there are {cents} cents in it"))),
///         }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CrudError> {
/// let accounts = Account::repo(&Memory::new());
/// let ann = accounts.create(NewAccount { name: " Ann ".into(), cents: 5 }).await?;
/// assert_eq!(ann.name, "Ann");
/// let Err(CrudError::Refused(why)) = accounts.delete(ann.id).await else { panic!() };
/// assert_eq!((why.code(), why.message()), ("not_empty", "there are 5 cents in it"));
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no hooks of `{T}`",
    note = "`hooks = Type` names a `Default` type with `impl Hooks<{T}>`"
)]
#[allow(unused_variables)]
pub trait Hooks<T: Resource>: Default + Send + Sync + 'static {
    /// A row is about to be added; its id is not made yet where the store makes it.
    fn before_create(
        &self,
        new: &mut T,
        who: &Who,
    ) -> impl Future<Output = Result<(), Refused>> + Send {
        ready(Ok(()))
    }

    /// A row is about to be changed.
    fn before_update(
        &self,
        old: &T,
        new: &mut T,
        who: &Who,
    ) -> impl Future<Output = Result<(), Refused>> + Send {
        ready(Ok(()))
    }

    /// A row is about to be removed.
    fn before_delete(
        &self,
        old: &T,
        who: &Who,
    ) -> impl Future<Output = Result<(), Refused>> + Send {
        ready(Ok(()))
    }

    /// A row was added.
    fn after_create(&self, new: &T, who: &Who) -> impl Future<Output = ()> + Send {
        ready(())
    }

    /// A row was changed.
    fn after_update(&self, old: &T, new: &T, who: &Who) -> impl Future<Output = ()> + Send {
        ready(())
    }

    /// A row was removed.
    fn after_delete(&self, old: &T, who: &Who) -> impl Future<Output = ()> + Send {
        ready(())
    }
}

/// Who writes: over HTTP whom the guard let through, in a program what
/// [`Repo::by`](super::Repo::by) says.
#[derive(Clone, Default)]
pub struct Who {
    name: Option<Arc<str>>,
    principal: Option<Arc<dyn Any + Send + Sync>>,
}

impl Who {
    /// Somebody with this name.
    pub fn named(name: impl Into<Arc<str>>) -> Self {
        Self { name: Some(name.into()), principal: None }
    }

    /// With the guard's principal.
    #[cfg(feature = "axum")]
    pub(super) fn known(name: Option<String>, principal: Arc<dyn Any + Send + Sync>) -> Self {
        Self { name: name.map(Into::into), principal: Some(principal) }
    }

    /// What a history calls them.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The guard's `Principal`, if it is a `P`.
    pub fn principal<P: Send + Sync + 'static>(&self) -> Option<&P> {
        self.principal.as_deref().and_then(|it| (it as &dyn Any).downcast_ref())
    }
}

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Who").field(&self.name).finish()
    }
}

/// Why a hook does not let a write be made; nothing was written.
///
/// Over HTTP it is a problem with the hook's code and message: 409, 403 after
/// [`Refused::forbidden`], 422 at the field after [`Refused::at`]. A [`CrudError`] or an
/// [`Invalid`] that a hook meets itself is passed on as it is, with `?`.
#[derive(Debug)]
pub struct Refused(Box<Reason>);

#[derive(Debug)]
struct Reason {
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    is_forbidden: bool,
    /// What it stands for instead.
    other: Option<CrudError>,
}

impl Refused {
    /// A refusal: what a program tells it by, and what a person reads.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        let (code, message) = (code.into(), message.into());
        Self(Box::new(Reason { code, message, is_forbidden: false, other: None }))
    }

    /// Who asks may not: 403.
    #[must_use]
    pub fn forbidden(mut self) -> Self {
        self.0.is_forbidden = true;
        self
    }

    /// A field is at fault: [`CrudError::Invalid`] with this code and message there.
    #[must_use]
    pub fn at(self, field: &'static str) -> Self {
        let Reason { code, message, .. } = *self.0;
        let found = Errors::collect(|errors| {
            errors.add(field, Violation::new(code.clone(), message.clone()));
        });
        let other = found.err().map(CrudError::Invalid);
        Self(Box::new(Reason { code, message, is_forbidden: false, other }))
    }

    /// What a program tells it by.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// What a person reads.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether it is about who asks.
    pub fn is_forbidden(&self) -> bool {
        self.0.is_forbidden
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.other {
            Some(other) => other.fmt(f),
            None => f.write_str(&self.0.message),
        }
    }
}

impl std::error::Error for Refused {}

impl From<CrudError> for Refused {
    fn from(fault: CrudError) -> Self {
        match fault {
            CrudError::Refused(refused) => refused,
            fault => Self(Box::new(Reason {
                code: Cow::Borrowed("store"),
                message: Cow::Owned(fault.to_string()),
                is_forbidden: false,
                other: Some(fault),
            })),
        }
    }
}

impl From<Invalid> for Refused {
    fn from(invalid: Invalid) -> Self {
        CrudError::Invalid(invalid).into()
    }
}

impl From<Refused> for CrudError {
    fn from(mut refused: Refused) -> Self {
        match refused.0.other.take() {
            Some(other) => other,
            None => Self::Refused(refused),
        }
    }
}

/// What a hook becomes when it is asked.
type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, CrudError>> + Send + 'a>>;

/// Hooks of any type, over rows.
#[doc(hidden)]
pub trait RowHooks: Send + Sync + 'static {
    /// The row that is added, as the hook leaves it.
    fn before_create<'a>(&'a self, row: &'a Row, who: &'a Who) -> Asked<'a, Row>;
    /// The row that is written, as the hook leaves it.
    fn before_update<'a>(&'a self, old: &'a Row, new: &'a Row, who: &'a Who) -> Asked<'a, Row>;
    /// Whether the row may go.
    fn before_delete<'a>(&'a self, old: &'a Row, who: &'a Who) -> Asked<'a, ()>;
    /// Tells what was done: there is no old row where one was added, no new one where it went.
    fn after<'a>(
        &'a self,
        old: Option<&'a Row>,
        new: Option<&'a Row>,
        who: &'a Who,
    ) -> Asked<'a, ()>;
}

/// Hooks that are made for each write.
struct Made<H, T>(PhantomData<fn() -> (H, T)>);

/// The hooks of `#[crud_api(hooks = H)]`.
#[doc(hidden)]
#[must_use]
pub const fn hooks_of<H: Hooks<T>, T: Resource>() -> &'static dyn RowHooks {
    &Made::<H, T>(PhantomData)
}

impl<H: Hooks<T>, T: Resource> RowHooks for Made<H, T> {
    fn before_create<'a>(&'a self, row: &'a Row, who: &'a Who) -> Asked<'a, Row> {
        Box::pin(async move {
            let mut new = T::from_row(row.clone())?;
            H::default().before_create(&mut new, who).await?;
            Ok(with_server_made(T::MODEL, new.into_row(), row))
        })
    }

    fn before_update<'a>(&'a self, old: &'a Row, new: &'a Row, who: &'a Who) -> Asked<'a, Row> {
        Box::pin(async move {
            let (before, mut after) = (T::from_row(old.clone())?, T::from_row(new.clone())?);
            H::default().before_update(&before, &mut after, who).await?;
            Ok(with_server_made(T::MODEL, after.into_row(), new))
        })
    }

    fn before_delete<'a>(&'a self, old: &'a Row, who: &'a Who) -> Asked<'a, ()> {
        Box::pin(async move {
            let old = T::from_row(old.clone())?;
            H::default().before_delete(&old, who).await.map_err(CrudError::from)
        })
    }

    fn after<'a>(
        &'a self,
        old: Option<&'a Row>,
        new: Option<&'a Row>,
        who: &'a Who,
    ) -> Asked<'a, ()> {
        Box::pin(async move {
            let value = |row: &Row| T::from_row(row.clone());
            match (old, new) {
                (Some(old), Some(new)) => {
                    H::default().after_update(&value(old)?, &value(new)?, who).await;
                }
                (Some(old), None) => H::default().after_delete(&value(old)?, who).await,
                (None, Some(new)) => H::default().after_create(&value(new)?, who).await,
                (None, None) => {}
            }
            Ok(())
        })
    }
}

/// What a hook made of a row; what the server makes is as it was.
fn with_server_made(model: &Model, mut row: Row, kept: &Row) -> Row {
    for ((column, value), kept) in model.columns.iter().zip(&mut row).zip(kept) {
        if column.role != Role::Data {
            value.clone_from(kept);
        }
    }
    row
}
