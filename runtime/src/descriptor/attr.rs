//! `Attr`: a descriptor together with its field, which is what access on the class yields.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

use super::{DeleteDescriptor, Descriptor, Field, FieldMeta, SetDescriptor, assign};

/// A descriptor together with the field it stands on: `Account::TEMP`.
///
/// ```
/// use dunder::descriptor::Clamp;
///
/// #[dunder::descriptors]
/// struct Account {
///     #[descriptor(Clamp<f64> = Clamp::new(-90.0, 60.0))]
///     temp: f64,
/// }
///
/// assert_eq!(Account::TEMP.meta().name, "temp");
/// assert_eq!(*Account::TEMP.max(), 60.0); // the descriptor itself
///
/// let mut account = Account { temp: 20.0 };
/// let Ok(()) = Account::TEMP.set(&mut account, 99.0);
/// assert_eq!(Account::TEMP.get(&account), 60.0);
/// ```
pub struct Attr<F, D> {
    descriptor: D,
    field: PhantomData<fn() -> F>,
}

impl<F: Field, D> Attr<F, D> {
    /// The descriptor on this field.
    pub const fn new(descriptor: D) -> Self {
        Self { descriptor, field: PhantomData }
    }

    /// The names of the field.
    #[must_use]
    #[inline]
    pub const fn meta(&self) -> &'static FieldMeta {
        const { &F::META }
    }

    /// Reads the field of `owner`.
    #[inline]
    pub fn get<'a>(&self, owner: &'a F::Owner) -> D::Get<'a>
    where
        D: Descriptor<F>,
    {
        self.descriptor.get(owner)
    }

    /// Sets the field of `owner`, as its `set_` accessor does.
    ///
    /// # Errors
    /// What the descriptor says; the old value stays.
    #[inline]
    pub fn set(&self, owner: &mut F::Owner, value: D::Value) -> Result<(), D::Error>
    where
        D: SetDescriptor<F>,
    {
        assign::<F, D>(&self.descriptor, owner, value)
    }

    /// Deletes the field of `owner`.
    #[inline]
    pub fn delete(&self, owner: &mut F::Owner) -> D::Old
    where
        D: DeleteDescriptor<F>,
    {
        self.descriptor.delete(owner)
    }
}

impl<F, D> Deref for Attr<F, D> {
    type Target = D;

    #[inline]
    fn deref(&self) -> &D {
        &self.descriptor
    }
}

impl<F, D: Clone> Clone for Attr<F, D> {
    fn clone(&self) -> Self {
        Self { descriptor: self.descriptor.clone(), field: PhantomData }
    }
}

impl<F, D: Copy> Copy for Attr<F, D> {}

impl<F: Field, D: fmt::Debug> fmt::Debug for Attr<F, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attr")
            .field("owner", &F::META.owner)
            .field("name", &F::META.name)
            .field("descriptor", &self.descriptor)
            .finish()
    }
}
