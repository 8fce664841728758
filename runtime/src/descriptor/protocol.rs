//! `Descriptor`, `SetDescriptor`, `DeleteDescriptor`: Python's `__get__`, `__set__`, `__delete__`.

use super::Field;

/// Decides what reading a field yields: Python's `__get__`.
///
/// ```
/// use dunder::descriptor::{Descriptor, Field};
///
/// /// A text that is shown in capitals.
/// struct Upper;
///
/// impl<F: Field<Slot = String>> Descriptor<F> for Upper {
///     type Get<'a> = String where F::Owner: 'a;
///     fn get<'a>(&self, owner: &'a F::Owner) -> String {
///         F::slot(owner).to_uppercase()
///     }
/// }
///
/// #[dunder::descriptors]
/// struct Sign {
///     #[descriptor(Upper)]
///     text: String,
/// }
/// assert_eq!(Sign { text: "stop".into() }.text(), "STOP");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no descriptor for a field of this type",
    label = "no `Descriptor` for this field",
    note = "implement `dunder::descriptor::Descriptor<F>` for it, where `F: Field<Slot = ..>` \
            admits the field's type"
)]
pub trait Descriptor<F: Field> {
    /// What reading yields: a reference into the owner, or a value.
    type Get<'a>
    where
        F::Owner: 'a;

    /// Reads the field, or whatever else of the owner makes the value.
    fn get<'a>(&self, owner: &'a F::Owner) -> Self::Get<'a>;
}

/// Decides what setting a field does: Python's `__set__`.
///
/// `set` alone is enough. The other functions are the steps that [`assign`] goes through, so that
/// descriptors can be composed: a tuple of them goes through each step with all of its members
/// before the next.
///
/// ```
/// use dunder::descriptor::{Descriptor, Field, SetDescriptor};
///
/// /// A number that only grows.
/// struct Growing;
///
/// impl<F: Field<Slot = u32>> Descriptor<F> for Growing {
///     type Get<'a> = u32 where F::Owner: 'a;
///     fn get<'a>(&self, owner: &'a F::Owner) -> u32 {
///         *F::slot(owner)
///     }
/// }
///
/// impl<F: Field<Slot = u32>> SetDescriptor<F> for Growing {
///     type Value = u32;
///     type Error = String;
///     fn check(&self, owner: &F::Owner, value: &u32) -> Result<(), String> {
///         let is_more = *value >= *F::slot(owner);
///         if is_more { Ok(()) } else { Err(format!("`{}` only grows", F::META.name)) }
///     }
///     fn set(&self, owner: &mut F::Owner, value: u32) -> Result<(), String> {
///         SetDescriptor::<F>::check(self, owner, &value)?;
///         *F::slot_mut(owner) = value;
///         Ok(())
///     }
/// }
///
/// #[dunder::descriptors]
/// struct Meter {
///     #[descriptor(Growing)]
///     count: u32,
/// }
/// let mut meter = Meter { count: 7 };
/// assert_eq!(meter.set_count(5), Err("`count` only grows".into()));
/// assert_eq!(meter.count(), 7);
/// ```
#[diagnostic::on_unimplemented(
    message = "the descriptor `{Self}` cannot be set",
    label = "this needs `SetDescriptor` for `{Self}`",
    note = "a descriptor without `dunder::descriptor::SetDescriptor` is read only"
)]
pub trait SetDescriptor<F: Field>: Descriptor<F> {
    /// What it is set to.
    type Value;
    /// Why it was not.
    type Error;

    /// What is set in the value's place; the first step.
    #[inline]
    fn adapt(&self, owner: &F::Owner, value: Self::Value) -> Self::Value {
        let _ = owner;
        value
    }

    /// Whether the value may be set; the second step, which changes nothing.
    ///
    /// # Errors
    /// Why it may not.
    #[inline]
    fn check(&self, owner: &F::Owner, value: &Self::Value) -> Result<(), Self::Error> {
        let _ = (owner, value);
        Ok(())
    }

    /// Learns of the value that every check let pass while the old one is still there; the third
    /// step.
    #[inline]
    fn changing(&self, owner: &mut F::Owner, value: &Self::Value) {
        let _ = (owner, value);
    }

    /// Puts the value in its place; the last step. It is `set` unless written otherwise.
    ///
    /// # Errors
    /// Why it was not set, where no check could tell before.
    #[inline]
    fn store(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Self::Error> {
        self.set(owner, value)
    }

    /// Sets the field, all of it: nobody else need have checked the value.
    ///
    /// # Errors
    /// Why it was not set; the old value stays.
    fn set(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Self::Error>;
}

/// Decides what deleting a field does: Python's `__delete__`.
#[diagnostic::on_unimplemented(
    message = "the descriptor `{Self}` cannot be deleted",
    label = "this needs `DeleteDescriptor` for `{Self}`",
    note = "implement `dunder::descriptor::DeleteDescriptor<F>` for it"
)]
pub trait DeleteDescriptor<F: Field>: Descriptor<F> {
    /// What it leaves behind.
    type Old;

    /// Takes the value away.
    fn delete(&self, owner: &mut F::Owner) -> Self::Old;
}

/// Sets a field through its descriptor, as its `set_` accessor does: `adapt`, `check`, `changing`,
/// `store`.
///
/// # Errors
/// What the descriptor says; the old value stays.
#[inline]
pub fn assign<F: Field, D: SetDescriptor<F> + ?Sized>(
    descriptor: &D,
    owner: &mut F::Owner,
    value: D::Value,
) -> Result<(), D::Error> {
    let value = descriptor.adapt(owner, value);
    descriptor.check(owner, &value)?;
    descriptor.changing(owner, &value);
    descriptor.store(owner, value)
}
