//! `Clamp` and `Coerce`: descriptors that set something other than they are given.

use core::convert::Infallible;
use core::error::Error;
use core::fmt;

use super::{Descriptor, Field, FieldMeta, Full, SetDescriptor, Slot, assign};

/// A value that is moved to the nearest bound where it lies outside; NaN to the lower one.
///
/// ```
/// use dunder::descriptor::Clamp;
///
/// #[dunder::descriptors]
/// struct Sensor {
///     #[descriptor(Clamp<f64> = Clamp::new(-90.0, 60.0))]
///     temp: f64,
/// }
/// let mut sensor = Sensor { temp: 20.0 };
/// let Ok(()) = sensor.set_temp(99.0);
/// assert_eq!(sensor.temp(), 60.0);
/// let Ok(()) = sensor.set_temp(f64::NAN);
/// assert_eq!(sensor.temp(), -90.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clamp<T> {
    min: T,
    max: T,
}

impl<T> Clamp<T> {
    /// From `min` to `max`, both of them in; `min` wins where it is above `max`.
    pub const fn new(min: T, max: T) -> Self {
        Self { min, max }
    }

    /// The lower bound.
    pub const fn min(&self) -> &T {
        &self.min
    }

    /// The upper bound.
    pub const fn max(&self) -> &T {
        &self.max
    }
}

impl<T: Copy, F: Field<Slot: Full<T>>> Descriptor<F> for Clamp<T> {
    type Get<'a>
        = T
    where
        F::Owner: 'a;

    #[inline]
    fn get(&self, owner: &F::Owner) -> T {
        *F::slot(owner).value()
    }
}

impl<T: Copy + PartialOrd, F: Field<Slot: Full<T>>> SetDescriptor<F> for Clamp<T> {
    type Value = T;
    type Error = Infallible;

    const EXACT: bool = true;

    #[inline]
    fn adapt(&self, _: &F::Owner, value: T) -> T {
        let below_max = if value > self.max { self.max } else { value };
        // a NaN is above nothing, so it becomes the lower bound
        if below_max >= self.min { below_max } else { self.min }
    }

    #[inline]
    fn store(&self, owner: &mut F::Owner, value: T) -> Result<(), Infallible> {
        F::slot_mut(owner).hold(value);
        Ok(())
    }

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: T) -> Result<(), Infallible> {
        assign::<F, Self>(self, owner, value)
    }
}

/// A value that is set to what a function makes of it: `Coerce<From, To, Error>`.
///
/// ```
/// use dunder::descriptor::Coerce;
/// use std::num::ParseIntError;
///
/// #[dunder::descriptors]
/// struct Server {
///     #[descriptor(Coerce<&'static str, u16, ParseIntError> = Coerce::new(str::parse))]
///     port: u16,
/// }
/// let mut server = Server { port: 80 };
/// assert!(server.set_port("8080").is_ok());
/// let refused = server.set_port("http").unwrap_err();
/// assert_eq!(refused.to_string(), "`port`: invalid digit found in string");
/// assert_eq!(*server.port(), 8080);
/// ```
///
/// In a tuple it comes last, and what it made is looked at by those that check what is stored:
/// [`Rules`](super::Rules) and [`Validated`](super::Validated).
pub struct Coerce<V, T, E = Infallible> {
    with: fn(V) -> Result<T, E>,
}

impl<V, T, E> Coerce<V, T, E> {
    /// With the function that makes what is set.
    pub const fn new(with: fn(V) -> Result<T, E>) -> Self {
        Self { with }
    }
}

impl<V, T: 'static, E, F: Field<Slot: Full<T> + 'static>> Descriptor<F> for Coerce<V, T, E> {
    type Get<'a>
        = &'a T
    where
        F::Owner: 'a;

    #[inline]
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a T {
        F::slot(owner).value()
    }
}

impl<V, T: 'static, E, F: Field<Slot: Full<T> + 'static>> SetDescriptor<F> for Coerce<V, T, E> {
    type Value = V;
    type Error = Refused<E>;

    #[inline]
    fn set(&self, owner: &mut F::Owner, value: V) -> Result<(), Refused<E>> {
        match (self.with)(value) {
            Ok(made) => {
                F::slot_mut(owner).hold(made);
                Ok(())
            }
            Err(reason) => Err(Refused { field: const { &F::META }, reason }),
        }
    }
}

impl<V, T, E> Clone for Coerce<V, T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, T, E> Copy for Coerce<V, T, E> {}

impl<V, T, E> fmt::Debug for Coerce<V, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coerce")
    }
}

/// A field that refused a value, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused<E> {
    /// The field.
    pub field: &'static FieldMeta,
    /// Why.
    pub reason: E,
}

impl<E: fmt::Display> fmt::Display for Refused<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.field.name, self.reason)
    }
}

impl<E: Error + 'static> Error for Refused<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.reason)
    }
}

impl<E> From<Infallible> for Refused<E> {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
