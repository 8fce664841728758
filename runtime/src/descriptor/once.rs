//! `Once` and `ReadOnly`: fields that are set once, or never.

use core::convert::Infallible;
use core::error::Error;
use core::fmt;

use super::{DeleteDescriptor, Descriptor, Field, FieldMeta, Optional, SetDescriptor, assign};

/// An `Option<T>` that is set once, until it is deleted.
///
/// ```
/// use dunder::descriptor::Once;
///
/// #[dunder::descriptors]
/// #[derive(Default)]
/// struct Account {
///     #[descriptor(Once)]
///     id: Option<String>,
/// }
///
/// let mut account = Account::default();
/// assert!(account.set_id("a1".to_owned()).is_ok());
/// let again = account.set_id("b2".to_owned()).unwrap_err();
/// assert_eq!(again.to_string(), "`id` is set already");
/// assert_eq!(account.delete_id().as_deref(), Some("a1"));
/// assert_eq!(account.id(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Once;

impl<F: Field<Slot: Optional<Value: 'static> + 'static>> Descriptor<F> for Once {
    type Get<'a>
        = Option<&'a <F::Slot as Optional>::Value>
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> Option<&'a <F::Slot as Optional>::Value> {
        F::slot(owner).present()
    }
}

impl<F: Field<Slot: Optional<Value: 'static> + 'static>> SetDescriptor<F> for Once {
    type Value = <F::Slot as Optional>::Value;
    type Error = AlreadySet;

    const EXACT: bool = true;

    #[inline]
    fn check(&self, owner: &F::Owner, _: &Self::Value) -> Result<(), AlreadySet> {
        if F::slot(owner).is_present() {
            return Err(AlreadySet { field: const { &F::META } });
        }
        Ok(())
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), AlreadySet> {
        *F::slot_mut(owner).place() = Some(value);
        Ok(())
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), AlreadySet> {
        assign::<F, Self>(self, owner, value)
    }
}

impl<F: Field<Slot: Optional<Value: 'static> + 'static>> DeleteDescriptor<F> for Once {
    type Old = Option<<F::Slot as Optional>::Value>;

    #[inline]
    fn delete(&self, owner: &mut F::Owner) -> Self::Old {
        F::slot_mut(owner).place().take()
    }
}

/// A field that is set already and admits it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlreadySet {
    /// The field.
    pub field: &'static FieldMeta,
}

impl fmt::Display for AlreadySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is set already", self.field.name)
    }
}

impl Error for AlreadySet {}

impl From<Infallible> for AlreadySet {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// A field that the code around its struct sets, and nobody else.
///
/// ```compile_fail,E0599
/// use dunder::descriptor::ReadOnly;
///
/// #[dunder::descriptors]
/// struct Account {
///     #[descriptor(ReadOnly)]
///     number: u32,
/// }
/// let mut account = Account { number: 7 };
/// assert_eq!(account.number(), &7);
/// account.set_number(8); // the descriptor `ReadOnly` cannot be set
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOnly;

impl<F: Field<Slot: 'static>> Descriptor<F> for ReadOnly {
    type Get<'a>
        = &'a F::Slot
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a F::Slot {
        F::slot(owner)
    }
}
