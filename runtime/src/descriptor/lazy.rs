//! `Lazy`, `Cached`, `Computed`: values that are made of their owner when they are read.

use core::convert::Infallible;
use core::fmt;

use super::{DeleteDescriptor, DependsOn, Descriptor, Field, Memo, SetDescriptor};

/// A value that is made when it is first read, and again after it was deleted: Python's
/// `functools.cached_property`.
///
/// ```
/// use dunder::descriptor::Lazy;
/// use std::cell::OnceCell;
///
/// #[dunder::descriptors]
/// struct Text {
///     words: String,
///     #[descriptor(Lazy<Self, usize> = Lazy::new(|text| text.words.len()))]
///     len: OnceCell<usize>,
/// }
///
/// let mut text = Text { words: "abc".into(), len: OnceCell::new() };
/// assert_eq!(text.len(), &3);
/// text.words.clear();
/// assert_eq!(text.len(), &3);
/// assert_eq!(text.delete_len(), Some(3));
/// assert_eq!(text.len(), &0);
/// ```
pub struct Lazy<O, T> {
    load: fn(&O) -> T,
}

/// A value that is made when it is read, and anew once a field that it is made of was set.
///
/// `of(..)` names those fields, which have descriptors too, so that their changes are seen.
///
/// ```
/// use dunder::descriptor::{Cached, Clamp};
/// use std::cell::OnceCell;
///
/// #[dunder::descriptors]
/// struct Rectangle {
///     #[descriptor(Clamp<f64> = Clamp::new(0.0, 100.0))]
///     width: f64,
///     #[descriptor(Clamp<f64> = Clamp::new(0.0, 100.0))]
///     height: f64,
///     #[descriptor(Cached<Self, f64> = Cached::new(|r| r.width * r.height), of(width, height))]
///     area: OnceCell<f64>,
/// }
///
/// let mut rectangle = Rectangle { width: 2.0, height: 3.0, area: OnceCell::new() };
/// assert_eq!(rectangle.area(), &6.0);
/// let Ok(()) = rectangle.set_width(4.0);
/// assert_eq!(rectangle.area(), &12.0);
/// ```
pub struct Cached<O, T> {
    load: fn(&O) -> T,
}

/// A value that is made each time it is read; its field is `()`.
///
/// ```
/// use dunder::descriptor::Computed;
///
/// #[dunder::descriptors]
/// struct Celsius {
///     degrees: f64,
///     #[descriptor(Computed<Self, f64> = Computed::new(|c| c.degrees * 1.8 + 32.0))]
///     fahrenheit: (),
/// }
/// assert_eq!(Celsius { degrees: 100.0, fahrenheit: () }.fahrenheit(), 212.0);
/// ```
pub struct Computed<O, T> {
    make: fn(&O) -> T,
}

impl<O, T> Lazy<O, T> {
    /// With the function that makes the value.
    pub const fn new(load: fn(&O) -> T) -> Self {
        Self { load }
    }
}

impl<O, T> Cached<O, T> {
    /// With the function that makes the value.
    pub const fn new(load: fn(&O) -> T) -> Self {
        Self { load }
    }
}

impl<O, T> Computed<O, T> {
    /// With the function that makes the value.
    pub const fn new(make: fn(&O) -> T) -> Self {
        Self { make }
    }
}

impl<O, T: 'static, F: Field<Owner = O, Slot: Memo<Value = T> + 'static>> Descriptor<F>
    for Lazy<O, T>
{
    type Get<'a>
        = &'a T
    where
        O: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a O) -> &'a T {
        F::slot(owner).get_or_make(|| (self.load)(owner))
    }
}

impl<O, T: 'static, F: Field<Owner = O, Slot: Memo<Value = T> + 'static>> SetDescriptor<F>
    for Lazy<O, T>
{
    type Value = T;
    type Error = Infallible;

    const EXACT: bool = true;

    #[inline]
    fn set(&self, owner: &mut O, value: T) -> Result<(), Infallible> {
        F::slot_mut(owner).put(value);
        Ok(())
    }
}

impl<O, T: 'static, F: Field<Owner = O, Slot: Memo<Value = T> + 'static>> DeleteDescriptor<F>
    for Lazy<O, T>
{
    type Old = Option<T>;

    #[inline]
    fn delete(&self, owner: &mut O) -> Option<T> {
        F::slot_mut(owner).take()
    }
}

impl<O, T: 'static, F> Descriptor<F> for Cached<O, T>
where
    F: DependsOn + Field<Owner = O, Slot: Memo<Value = T> + 'static>,
{
    type Get<'a>
        = &'a T
    where
        O: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a O) -> &'a T {
        F::slot(owner).get_or_make(|| (self.load)(owner))
    }
}

impl<O, T: 'static, F> DeleteDescriptor<F> for Cached<O, T>
where
    F: DependsOn + Field<Owner = O, Slot: Memo<Value = T> + 'static>,
{
    type Old = Option<T>;

    #[inline]
    fn delete(&self, owner: &mut O) -> Option<T> {
        F::slot_mut(owner).take()
    }
}

impl<O, T, F: Field<Owner = O>> Descriptor<F> for Computed<O, T> {
    type Get<'a>
        = T
    where
        O: 'a;

    #[inline]
    fn get(&self, owner: &O) -> T {
        (self.make)(owner)
    }
}

/// Empties the cell of a value that is computed of a field about to change.
#[doc(hidden)]
#[inline]
pub fn forget<F: Field<Slot: Memo>>(owner: &mut F::Owner) {
    F::slot_mut(owner).take();
}

macro_rules! of_a_function {
    ($($name:ident),+) => {
        $(impl<O, T> Clone for $name<O, T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<O, T> Copy for $name<O, T> {}

        impl<O, T> fmt::Debug for $name<O, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        })+
    };
}

of_a_function!(Lazy, Cached, Computed);
