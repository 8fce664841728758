//! `Validated` and `Rules`: values that keep a rule.

use core::convert::Infallible;
use core::fmt;

use super::protocol::{delete_or_not, land_or_not};
use super::{AlreadySet, Cached, Computed, DeleteDescriptor, Descriptor, Field, ReadOnly, Refused};
use super::{Holder, SetDescriptor, Slot, assign};
use crate::validated::meta::Fields;
use crate::validated::{Errors, Invalid, Validate, Violation, checks};

/// A value that a function checks; its error says the field's name.
///
/// The function's own error may be a text or a [`Violation`].
///
/// ```
/// use dunder::descriptor::Validated;
///
/// fn is_positive(value: &f64) -> Result<(), &'static str> {
///     if *value > 0.0 { Ok(()) } else { Err("must be a positive number") }
/// }
///
/// #[dunder::descriptors]
/// struct Product {
///     #[descriptor(Validated<f64> = Validated::new(is_positive))]
///     price: f64,
/// }
///
/// let mut product = Product { price: 1200.5 };
/// assert!(product.set_price(1150.0).is_ok());
/// let invalid = product.set_price(-5.0).unwrap_err();
/// assert_eq!(invalid.to_string(), "/price: must be a positive number");
/// assert_eq!(*product.price(), 1150.0);
/// ```
pub struct Validated<T, V = &'static str> {
    rule: fn(&T) -> Result<(), V>,
}

impl<T, V> Validated<T, V> {
    /// With the function that checks.
    pub const fn new(rule: fn(&T) -> Result<(), V>) -> Self {
        Self { rule }
    }
}

impl<T, V, F: Field<Slot: Slot<T> + 'static>> Descriptor<F> for Validated<T, V> {
    type Get<'a>
        = &'a F::Slot
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a F::Slot {
        F::slot(owner)
    }
}

impl<T, V: Into<Violation>, F: Field<Slot: Slot<T> + 'static>> SetDescriptor<F>
    for Validated<T, V>
{
    type Value = T;
    type Error = Invalid;

    const EXACT: bool = true;

    #[inline]
    fn keeps(&self, owner: &F::Owner) -> Result<(), Invalid> {
        F::slot(owner).held().map_or(Ok(()), |value| SetDescriptor::<F>::check(self, owner, value))
    }

    #[inline]
    fn check(&self, _: &F::Owner, value: &T) -> Result<(), Invalid> {
        match (self.rule)(value) {
            Ok(()) => Ok(()),
            Err(reason) => Err(refused(F::META.json, reason)),
        }
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: T) -> Result<(), Invalid> {
        F::slot_mut(owner).hold(value);
        Ok(())
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: T) -> Result<(), Invalid> {
        assign::<F, Self>(self, owner, value)
    }
}

#[cold]
#[inline(never)]
fn refused(field: &'static str, reason: impl Into<Violation>) -> Invalid {
    let found = Errors::collect(|errors| errors.add(field, reason));
    found.err().unwrap_or_else(|| Violation::from(field).into())
}

impl<T, V> Clone for Validated<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Validated<T, V> {}

impl<T, V> fmt::Debug for Validated<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Validated")
    }
}

/// A value that keeps the rules that `#[validate(..)]` says, in a struct with `#[validated]`.
///
/// ```
/// use dunder::descriptor::{Observed, Rules};
/// use dunder::{descriptors, validated};
///
/// #[descriptors]
/// #[validated]
/// struct Product {
///     #[validate(above = 0.0)]
///     #[descriptor((Rules, Observed<f64>) = (Rules, Observed::new(|_, _, _| println!("changed"))))]
///     price: f64,
/// }
///
/// let mut product = Product::new(1200.5).unwrap();
/// assert!(product.set_price(-5.0).is_err());
/// assert_eq!(*product.price(), 1200.5);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules;

/// A field with rules, in a struct with `#[validated]`.
#[diagnostic::on_unimplemented(
    message = "this field has no rules",
    label = "write `#[validate(..)]` below it",
    note = "`Rules` stands on a field with `#[validate(..)]`, in a struct with `#[validated]`"
)]
pub trait Ruled: Field<Owner: Validate + Fields> {
    /// Whether the rules are comparisons alone, which may run twice.
    const PLAIN: bool = false;

    /// Runs the sanitizers of the field, before its rules look.
    #[inline]
    fn clean(value: &mut Self::Slot) {
        let _ = value;
    }

    /// Adds a violation for every rule of the field that the value breaks.
    fn rules(value: &Self::Slot, errors: &mut Errors<'_>);
}

impl<F: Ruled<Slot: 'static>> Descriptor<F> for Rules {
    type Get<'a>
        = &'a F::Slot
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a F::Slot {
        F::slot(owner)
    }
}

impl<F: Ruled<Slot: 'static>> SetDescriptor<F> for Rules {
    type Value = F::Slot;
    type Error = Invalid;

    const EXACT: bool = !<F::Owner as Fields>::CROSS;

    #[inline]
    fn adapt(&self, _: &F::Owner, mut value: F::Slot) -> F::Slot {
        F::clean(&mut value);
        value
    }

    #[inline]
    fn check(&self, _: &F::Owner, value: &F::Slot) -> Result<(), Invalid> {
        if F::PLAIN { checks::check_twice(value, F::rules) } else { checks::check(value, F::rules) }
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: F::Slot) -> Result<(), Invalid> {
        *F::slot_mut(owner) = value;
        Ok(())
    }

    #[inline]
    fn keeps(&self, owner: &F::Owner) -> Result<(), Invalid> {
        kept::<F>(owner)
    }

    // alone it needs no copy of the old value
    #[inline]
    fn land(&self, owner: &mut F::Owner, value: F::Slot) -> Result<(), Invalid> {
        if <F::Owner as Fields>::CROSS {
            return checks::set_within(owner, F::slot_mut, value, |_, _| (), F::Owner::check);
        }
        SetDescriptor::<F>::store(self, owner, value)
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: F::Slot) -> Result<(), Invalid> {
        assign::<F, Self>(self, owner, value)
    }
}

/// The same where the field holds what is set: an `Option<T>` or a [`Recorded<T>`](super::Recorded)
/// is set to a `T`, as [`Once`](super::Once) and [`History`](super::History) behind it have it.
///
/// ```
/// use dunder::descriptor::{InnerRules, Once};
/// use dunder::{descriptors, validated};
///
/// #[descriptors]
/// #[validated]
/// struct Account {
///     #[validate(trim, chars(3..=20))]
///     #[descriptor((InnerRules, Once) = (InnerRules, Once))]
///     name: Option<String>,
/// }
///
/// let mut account = Account::new(None)?;
/// assert_eq!(account.set_name("a".to_owned()).unwrap_err().to_string(), "/name: must have 3 to 20 characters");
/// account.set_name(" Ann ".to_owned())?;
/// assert_eq!(account.name().map(String::as_str), Some("Ann"));
/// assert_eq!(account.set_name("Bob".to_owned()).unwrap_err().to_string(), "/name: is set already");
/// # Ok::<(), dunder::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InnerRules;

impl<F: Ruled<Slot: Holder + 'static>> Descriptor<F> for InnerRules {
    type Get<'a>
        = &'a F::Slot
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a F::Slot {
        F::slot(owner)
    }
}

// rules look at all that the field holds, so it is asked when the value is there
impl<F> SetDescriptor<F> for InnerRules
where
    F: Ruled<Slot: Holder<Value: Clone> + Clone + 'static>,
{
    type Value = <F::Slot as Holder>::Value;
    type Error = Invalid;

    #[inline]
    fn adapt(&self, _: &F::Owner, value: Self::Value) -> Self::Value {
        let mut holder = F::Slot::from(value.clone());
        F::clean(&mut holder);
        holder.into_held().unwrap_or(value)
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Invalid> {
        F::slot_mut(owner).hold(value);
        Ok(())
    }

    #[inline]
    fn keeps(&self, owner: &F::Owner) -> Result<(), Invalid> {
        kept::<F>(owner)
    }

    #[inline]
    fn land(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Invalid> {
        land_or_not::<F, Self>(self, owner, value)
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Invalid> {
        assign::<F, Self>(self, owner, value)
    }
}

/// Whether the field keeps its rules, and those across fields.
fn kept<F: Ruled>(owner: &F::Owner) -> Result<(), Invalid> {
    if <F::Owner as Fields>::CROSS {
        return checks::check(owner, F::Owner::check);
    }
    checks::check(F::slot(owner), F::rules)
}

/// Deletes through a descriptor on a field with rules: what it leaves there keeps them.
///
/// # Errors
/// Every rule that it would break; the old value stays.
#[doc(hidden)]
pub fn delete_by_rules<F, D>(descriptor: &D, owner: &mut F::Owner) -> Result<D::Old, Invalid>
where
    F: Ruled<Slot: Clone>,
    D: DeleteDescriptor<F>,
{
    delete_or_not::<F, D, _>(descriptor, owner, kept::<F>)
}

/// A descriptor through which no value comes that breaks the rules of its field.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` would set values past the rules of its field",
    label = "the field has rules",
    note = "write `#[descriptor((Rules, {Self}) = (Rules, ..))]`, or take `#[validate(..)]` away",
    note = "a descriptor that is set to what the field holds, as `Once` and `History` are, stands behind `InnerRules`"
)]
pub trait KeepsRules {}

impl KeepsRules for Rules {}
impl KeepsRules for InnerRules {}
impl KeepsRules for ReadOnly {}
impl<O, T> KeepsRules for Computed<O, T> {}
impl<O, T> KeepsRules for Cached<O, T> {}

macro_rules! behind_rules {
    ($($($other:ident),+;)+) => {
        $(
            impl<$($other),+> KeepsRules for (Rules, $($other),+) {}
            impl<$($other),+> KeepsRules for (InnerRules, $($other),+) {}
        )+
    };
}

behind_rules! {
    A;
    A, B;
    A, B, C;
    A, B, C, D;
    A, B, C, D, E;
}

#[doc(hidden)]
pub mod unseen {
    //! Whether a struct has rules though no `#[validated]` was seen on it.
    use core::marker::PhantomData;

    use crate::validated::Validate;

    pub struct Probe<T>(PhantomData<T>);

    impl<T: Validate> Probe<T> {
        pub const HAS_RULES: bool = true;
    }

    pub trait Otherwise {
        const HAS_RULES: bool = false;
    }

    impl<T> Otherwise for Probe<T> {}

    #[track_caller]
    pub const fn refuse(has_rules: bool) {
        assert!(
            !has_rules,
            "its descriptors would set values past the rules: write `#[validated]` by its own \
             name, so that `#[descriptors]` sees it"
        );
    }
}

/// Code `already_set`.
impl From<AlreadySet> for Invalid {
    fn from(refused: AlreadySet) -> Self {
        Violation::new("already_set", "is set already").at(refused.field.json).into()
    }
}

/// Code `invalid`, with the reason's text.
impl<E: fmt::Display> From<Refused<E>> for Invalid {
    fn from(refused: Refused<E>) -> Self {
        let text = alloc::format!("{}", refused.reason);
        Violation::from(text).at(refused.field.json).into()
    }
}

impl From<Infallible> for Invalid {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
