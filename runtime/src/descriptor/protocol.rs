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
/// before the next. Where a member is not [`EXACT`](Self::EXACT), what they stored is looked at once
/// more (`keeps`) and taken back if one of them refuses.
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

    /// Whether `store` never refuses, and puts in its place what it is given and nothing else.
    const EXACT: bool = false;

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
    /// step. What it does to the field is taken back with the change.
    #[inline]
    fn changing(&self, owner: &mut F::Owner, value: &Self::Value) {
        let _ = (owner, value);
    }

    /// Puts the value in its place; the fourth step. It is `set` unless written otherwise.
    ///
    /// # Errors
    /// Why it was not set, where no check could tell before.
    #[inline]
    fn store(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Self::Error> {
        self.set(owner, value)
    }

    /// Whether what is in place may stay: the fifth step, where one is not [`EXACT`](Self::EXACT).
    ///
    /// # Errors
    /// Why it may not; then the old value is put back.
    #[inline]
    fn keeps(&self, owner: &F::Owner) -> Result<(), Self::Error> {
        let _ = owner;
        Ok(())
    }

    /// Learns of a change that stays; the last step, or the one before `store` where nothing can
    /// refuse any more.
    #[inline]
    fn tell(&self, change: Change<'_, F::Slot, Self::Value>) {
        let _ = change;
    }

    /// The steps after `check`.
    #[doc(hidden)]
    #[inline]
    fn land(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Self::Error> {
        self.changing(owner, &value);
        self.tell(Change { before: F::slot(owner), value: &value, after: None });
        self.store(owner, value)
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

/// A change of a field that stays, as [`SetDescriptor::tell`] learns of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Change<'a, S, V> {
    /// The field as it was.
    pub before: &'a S,
    /// What it is set to.
    pub value: &'a V,
    /// The field as it is, where that may be another than the value.
    pub after: Option<&'a S>,
}

impl<S, V> Clone for Change<'_, S, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, V> Copy for Change<'_, S, V> {}

/// Sets a field through its descriptor, as its `set_` accessor does: `adapt`, `check`, `changing`,
/// `store`, `keeps`, `tell`.
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
    descriptor.land(owner, value)
}

/// The steps after `check`, where what was stored is looked at again: it stays, or the field is as
/// it was, also when a step panics.
pub(super) fn land_or_not<F, D>(
    descriptor: &D,
    owner: &mut F::Owner,
    value: D::Value,
) -> Result<(), D::Error>
where
    F: Field<Slot: Clone>,
    D: SetDescriptor<F, Value: Clone>,
{
    let mut undo = Undo::<F>::new(owner);
    descriptor.changing(undo.owner, &value);
    descriptor.store(undo.owner, value.clone())?;
    descriptor.keeps(undo.owner)?;
    let (owner, before) = undo.stay();
    if let Some(before) = before {
        let after = Some(F::slot(owner));
        descriptor.tell(Change { before: &before, value: &value, after });
    }
    Ok(())
}

/// Deletes through a descriptor, where the owner is looked at again: it stays so, or the field is as
/// it was, also when a step panics.
#[cfg(feature = "validated")]
pub(super) fn delete_or_not<F, D, E>(
    descriptor: &D,
    owner: &mut F::Owner,
    keeps: fn(&F::Owner) -> Result<(), E>,
) -> Result<D::Old, E>
where
    F: Field<Slot: Clone>,
    D: DeleteDescriptor<F> + ?Sized,
{
    let mut undo = Undo::<F>::new(owner);
    let old = descriptor.delete(undo.owner);
    keeps(undo.owner)?;
    undo.stay();
    Ok(old)
}

/// Puts the field's old value back when it goes, unless told that the new one stays.
struct Undo<'a, F: Field> {
    owner: &'a mut F::Owner,
    before: Option<F::Slot>,
}

impl<'a, F: Field<Slot: Clone>> Undo<'a, F> {
    fn new(owner: &'a mut F::Owner) -> Self {
        let before = Some(F::slot(owner).clone());
        Self { owner, before }
    }
}

impl<F: Field> Undo<'_, F> {
    /// The new value stays; yields the old one.
    fn stay(&mut self) -> (&F::Owner, Option<F::Slot>) {
        let before = self.before.take();
        (self.owner, before)
    }
}

impl<F: Field> Drop for Undo<'_, F> {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            *F::slot_mut(self.owner) = before;
        }
    }
}
