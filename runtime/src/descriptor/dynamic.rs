//! Fields by their names at run time: Python's `getattr` and `setattr`.

use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::string::String;
use core::any::{Any, type_name};
use core::error::Error;
use core::fmt;
use core::marker::PhantomData;

use super::{Field, SetDescriptor, assign};
use crate::similar::similar;

/// Why a field was not set by its name.
///
/// ```
/// use dunder::descriptor::{AttributeError, Clamp};
///
/// #[dunder::descriptors(dyn)]
/// struct Account {
///     #[descriptor(Clamp<f64> = Clamp::new(-90.0, 60.0))]
///     temp: f64,
/// }
/// let mut account = Account { temp: 20.0 };
/// let wrong = account.set_dyn("temp", Box::new("warm")).unwrap_err();
/// assert_eq!(wrong.to_string(), "`temp` is set to a `f64`, and this is another type");
/// let unknown = account.set_dyn("tmep", Box::new(1.0)).unwrap_err();
/// assert_eq!(unknown.to_string(), "`Account` has no attribute `tmep`, did you mean `temp`?");
/// ```
///
/// `Debug` is `Display`, so that what `main` or `unwrap` print can be read.
#[non_exhaustive]
pub enum AttributeError {
    /// No field with a descriptor has this name.
    Unknown {
        /// The struct.
        owner: &'static str,
        /// The name that was asked for.
        name: String,
        /// A name that is close to it.
        similar: Option<&'static str>,
    },
    /// The descriptor cannot be set.
    ReadOnly {
        /// The field.
        name: &'static str,
    },
    /// The value is of another type than the descriptor takes.
    Type {
        /// The field.
        name: &'static str,
        /// The type that it takes, as the compiler names it.
        expected: &'static str,
    },
    /// The descriptor refused the value.
    Refused {
        /// The field.
        name: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl fmt::Debug for AttributeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for AttributeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { owner, name, similar } => {
                write!(f, "`{owner}` has no attribute `{name}`")?;
                similar.map_or(Ok(()), |similar| write!(f, ", did you mean `{similar}`?"))
            }
            Self::ReadOnly { name } => write!(f, "`{name}` cannot be set"),
            Self::Type { name, expected } => {
                write!(f, "`{name}` is set to a `{expected}`, and this is another type")
            }
            Self::Refused { source, .. } => source.fmt(f),
        }
    }
}

impl Error for AttributeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Refused { source, .. } => Some(&**source),
            _ => None,
        }
    }
}

/// The error for a name that no field has.
#[doc(hidden)]
pub fn unknown(owner: &'static str, name: &str, known: &[&'static str]) -> AttributeError {
    let similar = similar(name, known.iter().copied()).first().copied();
    AttributeError::Unknown { owner, name: name.to_owned(), similar }
}

/// What a descriptor's `get` yielded, beside its field, to be shown as `dyn Any`.
#[doc(hidden)]
pub struct Got<'s, G, S>(pub G, pub &'s S);

/// A reference is shown as what it refers to.
#[doc(hidden)]
pub trait GotRef<'s> {
    fn any(&self) -> Option<&'s dyn Any>;
}

impl<'s, T: Any, S> GotRef<'s> for &&&Got<'s, &'s T, S> {
    fn any(&self) -> Option<&'s dyn Any> {
        Some(self.0)
    }
}

/// An optional reference likewise, if it is there.
#[doc(hidden)]
pub trait GotOption<'s> {
    fn any(&self) -> Option<&'s dyn Any>;
}

impl<'s, T: Any, S> GotOption<'s> for &&Got<'s, Option<&'s T>, S> {
    fn any(&self) -> Option<&'s dyn Any> {
        self.0.map(|value| value as &dyn Any)
    }
}

/// A value is shown where it is the field's own, as a copy of it is: a descriptor that masks what
/// its field holds yields another.
#[doc(hidden)]
pub trait GotValue<'s> {
    fn any(&self) -> Option<&'s dyn Any>;
}

impl<'s, G: PartialEq + PartialEq<S>, S: Any + PartialEq> GotValue<'s> for &Got<'s, G, S> {
    #[expect(clippy::eq_op, reason = "NaN is no equal of itself")]
    fn any(&self) -> Option<&'s dyn Any> {
        let (got, slot) = (&self.0, self.1);
        // by name, since a value that borrows has no `TypeId`
        let is_own = type_name::<G>() == type_name::<S>();
        let is_same = || got == slot || (got != got && slot != slot);
        (is_own && is_same()).then_some(slot as &dyn Any)
    }
}

/// A value that cannot be compared with the field's is not shown.
#[doc(hidden)]
pub trait GotNothing<'s> {
    fn any(&self) -> Option<&'s dyn Any>;
}

impl<'s, G, S> GotNothing<'s> for Got<'s, G, S> {
    fn any(&self) -> Option<&'s dyn Any> {
        None
    }
}

/// A descriptor that may be one to set.
#[doc(hidden)]
pub struct Setter<'d, F, D>(pub &'d D, pub PhantomData<fn() -> F>);

/// One that is, and says why it refuses.
#[doc(hidden)]
pub trait SetAny<F: Field> {
    fn set(&self, owner: &mut F::Owner, value: Box<dyn Any>) -> Result<(), AttributeError>;
}

impl<F: Field, D> SetAny<F> for &&Setter<'_, F, D>
where
    D: SetDescriptor<F, Value: Any, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    fn set(&self, owner: &mut F::Owner, value: Box<dyn Any>) -> Result<(), AttributeError> {
        set_any::<F, D>(self.0, owner, value, Into::into)
    }
}

/// One that is, and whose errors say nothing.
#[doc(hidden)]
pub trait SetQuietly<F: Field> {
    fn set(&self, owner: &mut F::Owner, value: Box<dyn Any>) -> Result<(), AttributeError>;
}

impl<F: Field, D: SetDescriptor<F, Value: Any>> SetQuietly<F> for &Setter<'_, F, D> {
    fn set(&self, owner: &mut F::Owner, value: Box<dyn Any>) -> Result<(), AttributeError> {
        let refused = |_| alloc::format!("`{}` refused the value", F::META.name).into();
        set_any::<F, D>(self.0, owner, value, refused)
    }
}

/// One that is not.
#[doc(hidden)]
pub trait SetNever<F: Field> {
    fn set(&self, owner: &mut F::Owner, value: Box<dyn Any>) -> Result<(), AttributeError>;
}

impl<F: Field, D> SetNever<F> for Setter<'_, F, D> {
    fn set(&self, _: &mut F::Owner, _: Box<dyn Any>) -> Result<(), AttributeError> {
        Err(AttributeError::ReadOnly { name: F::META.name })
    }
}

fn set_any<F: Field, D: SetDescriptor<F, Value: Any>>(
    descriptor: &D,
    owner: &mut F::Owner,
    value: Box<dyn Any>,
    reason: impl FnOnce(D::Error) -> Box<dyn Error + Send + Sync>,
) -> Result<(), AttributeError> {
    let name = F::META.name;
    let Ok(value) = value.downcast::<D::Value>() else {
        return Err(AttributeError::Type { name, expected: type_name::<D::Value>() });
    };
    assign::<F, D>(descriptor, owner, *value)
        .map_err(|error| AttributeError::Refused { name, source: reason(error) })
}
