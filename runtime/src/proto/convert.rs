//! `as = T`: a field that is written as another type.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;
use core::marker::PhantomData;

use super::field::Field;
use super::read::{Key, Reader};
use super::value::Value;
use super::wire::Sink;
use crate::codec::{CodecError, CodecErrorKind};

/// A conversion's fault, whatever type it has.
struct Fault(Box<dyn Error + Send + Sync>);

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

fn back<F, T>(value: T, reader: &Reader<'_>) -> Result<F, CodecError>
where
    F: TryFrom<T, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    F::try_from(value)
        .map_err(|fault| reader.fail(CodecErrorKind::Invalid).because(Fault(fault.into())))
}

/// What is there of a message, or the empty value.
fn begun<'de, F: Clone, T: From<F> + Value<'de, E>, E>(field: Option<&F>) -> T {
    match field {
        Some(field) if T::IS_MESSAGE => T::from(field.clone()),
        _ => T::empty(),
    }
}

/// A field that is written as a `T`: one, an option or a list of what converts into it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not convert from and into `{T}`",
    label = "cannot be written `as` that type",
    note = "`#[proto(as = T)]` needs `Clone` and `TryFrom<T>` of the field's type (or what is in \
            its `Option` or `Vec`), and `From` that type of `T`"
)]
pub trait Convert<'de, Shape, T, E> {
    /// Writes it as a `T`.
    fn write_as<S: Sink>(&self, tag: u32, out: &mut S);
    /// Reads it as a `T`.
    ///
    /// # Errors
    /// What is wrong with the input, or that it does not convert.
    fn read_as(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError>;
}

impl<'de, F, T, E> Convert<'de, (), T, E> for F
where
    F: Clone + TryFrom<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    T: From<F> + Value<'de, E> + Field<'de, E>,
{
    fn write_as<S: Sink>(&self, tag: u32, out: &mut S) {
        T::from(self.clone()).write_field(tag, out);
    }

    fn read_as(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        let mut value: T = begun(Some(&*self));
        value.read_field(key, reader)?;
        *self = back(value, reader)?;
        Ok(())
    }
}

impl<'de, F, T, E> Convert<'de, Option<()>, T, E> for Option<F>
where
    F: Clone + TryFrom<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    T: From<F> + Value<'de, E> + Field<'de, E>,
{
    fn write_as<S: Sink>(&self, tag: u32, out: &mut S) {
        if let Some(field) = self {
            T::from(field.clone()).write_keyed(tag, out);
        }
    }

    fn read_as(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        let mut value: T = begun(self.as_ref());
        value.read_field(key, reader)?;
        *self = Some(back(value, reader)?);
        Ok(())
    }
}

impl<'de, F, T, E> Convert<'de, Vec<()>, T, E> for Vec<F>
where
    F: Clone + TryFrom<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    T: From<F> + Value<'de, E>,
    Vec<T>: Field<'de, E>,
{
    fn write_as<S: Sink>(&self, tag: u32, out: &mut S) {
        let values: Vec<T> = self.iter().cloned().map(T::from).collect();
        values.write_field(tag, out);
    }

    fn read_as(&mut self, key: Key, reader: &mut Reader<'de>) -> Result<(), CodecError> {
        let mut values: Vec<T> = Vec::new();
        let at = |error: CodecError, before| error.in_index(before);
        values.read_field(key, reader)?;
        for value in values {
            let before = self.len();
            self.push(back(value, reader).map_err(|error| at(error, before))?);
        }
        Ok(())
    }
}

/// The value of a field `F` that is written as a `T` and is not there: the empty `T`, converted.
pub struct Empty<F, T, E>(PhantomData<(F, T, E)>);

impl<F: From<T>, T: Value<'static, E>, E> Empty<F, T, E> {
    /// The value.
    #[must_use]
    pub fn empty() -> F {
        F::from(T::empty())
    }
}

/// The value of a field whose conversion can fail: its default.
#[diagnostic::on_unimplemented(
    message = "a conversion that can fail has no value for a field that is not there",
    label = "give the type a `Default`, or put the field in an `Option`"
)]
pub trait OrDefault {
    /// The field's type.
    type Field;
    /// The value.
    #[must_use]
    fn empty() -> Self::Field;
}

impl<F: Default, T, E> OrDefault for Empty<F, T, E> {
    type Field = F;

    fn empty() -> F {
        F::default()
    }
}
