//! `Whole`: a descriptor in a struct with rules across fields.

use core::ops::Deref;

use super::protocol::{delete_or_not, land_or_not};
use super::{Change, DeleteDescriptor, Descriptor, Field, SetDescriptor, assign};
use crate::validated::{Invalid, Validate, checks};

/// A descriptor on a field without rules, in a struct whose rules look at several fields: what it
/// sets or deletes stays where the whole keeps its rules, and is taken back otherwise.
///
/// `#[descriptors]` puts it around the descriptor that is written, and `Deref` leads there. The
/// descriptor's errors go `Into` [`Invalid`], as texts do; the field and what it is set to are `Clone`.
///
/// ```
/// use dunder::descriptor::{Clamp, Once};
/// use dunder::validated::Errors;
/// use dunder::{descriptors, validated};
///
/// #[descriptors]
/// #[validated(check(in_order))]
/// struct Range {
///     #[validate(min = 0)]
///     low: i32,
///     #[descriptor(Clamp<i32> = Clamp::new(-100, 100))]
///     high: i32,
///     #[descriptor(Once)]
///     note: Option<String>,
/// }
///
/// fn in_order(range: &Range, errors: &mut Errors<'_>) {
///     if range.low > range.high {
///         errors.add("high", "is below the low end");
///     }
///     if range.low > 90 && range.note.is_none() {
///         errors.add("note", "is required of so much");
///     }
/// }
///
/// let mut range = Range::new(1, 5, None)?;
/// assert_eq!(range.set_high(0).unwrap_err().to_string(), "/high: is below the low end");
/// range.set_high(500)?;
/// assert_eq!((range.high(), Range::HIGH.max()), (100, &100));
///
/// range.set_note("steep".to_owned())?;
/// range.set_low(95)?;
/// assert!(range.delete_note().is_err() && range.note().is_some());
/// # Ok::<(), dunder::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<D>(D);

impl<D> Whole<D> {
    /// Around a descriptor.
    pub const fn new(descriptor: D) -> Self {
        Self(descriptor)
    }
}

/// Why the descriptor refused, at the field where it names no place.
#[cold]
fn reason<F: Field>(reason: impl Into<Invalid>) -> Invalid {
    let invalid = reason.into();
    let only = invalid.iter().next().filter(|first| invalid.len() == 1 && first.path().is_empty());
    only.map_or(invalid, |only| only.at(F::META.json).into())
}

impl<D> Deref for Whole<D> {
    type Target = D;

    #[inline]
    fn deref(&self) -> &D {
        &self.0
    }
}

impl<F: Field, D: Descriptor<F>> Descriptor<F> for Whole<D> {
    type Get<'a>
        = D::Get<'a>
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> D::Get<'a> {
        self.0.get(owner)
    }
}

impl<F, D> SetDescriptor<F> for Whole<D>
where
    F: Field<Owner: Validate, Slot: Clone>,
    D: SetDescriptor<F, Value: Clone, Error: Into<Invalid>>,
{
    type Value = D::Value;
    type Error = Invalid;

    #[inline]
    fn adapt(&self, owner: &F::Owner, value: D::Value) -> D::Value {
        self.0.adapt(owner, value)
    }

    #[inline]
    fn check(&self, owner: &F::Owner, value: &D::Value) -> Result<(), Invalid> {
        self.0.check(owner, value).map_err(reason::<F>)
    }

    #[inline]
    fn changing(&self, owner: &mut F::Owner, value: &D::Value) {
        self.0.changing(owner, value);
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: D::Value) -> Result<(), Invalid> {
        self.0.store(owner, value).map_err(reason::<F>)
    }

    fn keeps(&self, owner: &F::Owner) -> Result<(), Invalid> {
        self.0.keeps(owner).map_err(reason::<F>)?;
        checks::check(owner, F::Owner::check)
    }

    #[inline]
    fn tell(&self, change: Change<'_, F::Slot, D::Value>) {
        self.0.tell(change);
    }

    fn land(&self, owner: &mut F::Owner, value: D::Value) -> Result<(), Invalid> {
        land_or_not::<F, Self>(self, owner, value)
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: D::Value) -> Result<(), Invalid> {
        assign::<F, Self>(self, owner, value)
    }
}

impl<F, D> DeleteDescriptor<F> for Whole<D>
where
    F: Field<Owner: Validate, Slot: Clone>,
    D: DeleteDescriptor<F>,
{
    type Old = Result<D::Old, Invalid>;

    fn delete(&self, owner: &mut F::Owner) -> Self::Old {
        delete_or_not::<F, D, _>(&self.0, owner, |owner| checks::check(owner, F::Owner::check))
    }
}
