//! How values become fields.
//!
//! A result is shown if it can be, so what a type implements decides: an inherent method with the
//! better bound wins over a trait's method of the same name, which everything has.

use core::convert::Infallible;
use core::fmt::{self, Debug, Display, Write};

use tracing::field::{DebugValue, DisplayValue, Value, debug, display};

/// A type whose values can be logged: one with `Debug`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't implement `Debug`, which a logged argument needs",
    label = "this argument is logged",
    note = "leave it out with `#[skip]` above it or `skip(name)` in `#[logged(..)]`, \
            or give `{Self}` a `Debug`"
)]
pub trait Logged: Debug {}

#[diagnostic::do_not_recommend]
impl<T: Debug + ?Sized> Logged for T {}

/// A type that `tracing` records as it is: numbers, `bool` and text.
pub trait Native: Value {
    /// The same with its text cut; a number stays whole.
    fn capped(&self, max_len: usize) -> impl Value;
}

macro_rules! native {
    ($($ty:ty)*) => {
        $(impl Native for $ty {
            fn capped(&self, _: usize) -> impl Value {
                *self
            }
        })*
    };
}

native! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool }

impl Native for str {
    fn capped(&self, max_len: usize) -> impl Value {
        debug(Capped(display(self), Some(max_len)))
    }
}

impl Native for String {
    fn capped(&self, max_len: usize) -> impl Value {
        debug(Capped(display(self), Some(max_len)))
    }
}

impl<T: Native + ?Sized> Native for &T {
    fn capped(&self, max_len: usize) -> impl Value {
        (**self).capped(max_len)
    }
}

/// An argument.
#[derive(Debug)]
pub struct Argument<'a, T>(pub &'a T);

impl<'a, T: Native> Argument<'a, T> {
    #[must_use]
    pub fn value(&self) -> &'a T {
        self.0
    }

    #[must_use]
    pub fn capped(&self, max_len: usize) -> impl Value + use<'a, T> {
        self.0.capped(max_len)
    }
}

/// Of arguments that are not native.
pub trait OfArgument<'a, T> {
    fn value(&self) -> DebugValue<&'a dyn Debug>
    where
        T: Logged;
    fn capped(&self, max_len: usize) -> DebugValue<Capped<&'a dyn Debug>>
    where
        T: Logged;
}

impl<'a, T> OfArgument<'a, T> for Argument<'a, T> {
    fn value(&self) -> DebugValue<&'a dyn Debug>
    where
        T: Logged,
    {
        let value: &'a dyn Debug = self.0;
        debug(value)
    }

    fn capped(&self, max_len: usize) -> DebugValue<Capped<&'a dyn Debug>>
    where
        T: Logged,
    {
        let value: &'a dyn Debug = self.0;
        debug(Capped(value, Some(max_len)))
    }
}

/// What stands for a value nobody is to read.
#[derive(Debug)]
pub struct Redacted;

impl Redacted {
    #[must_use]
    pub fn value(&self) -> DisplayValue<&'static str> {
        display("<redacted>")
    }
}

/// What a function returned.
#[derive(Debug)]
pub struct Returned<'a, T>(pub &'a T);

impl<'a, T, E> Returned<'a, Result<T, E>> {
    /// # Errors
    ///
    /// The function's.
    pub fn split(&self) -> Result<Success<'a, T>, Failure<'a, E>> {
        match self.0 {
            Ok(value) => Ok(Success { value, is_result: true }),
            Err(error) => Err(Failure(error)),
        }
    }
}

impl<T, E> Returned<'_, Result<T, E>> {
    #[inline]
    #[must_use]
    pub fn is_err(&self) -> bool {
        self.0.is_err()
    }
}

/// Of what is no `Result`.
pub trait OfPlain<'a, T> {
    fn is_err(&self) -> bool;
    /// # Errors
    ///
    /// None.
    fn split(&self) -> Result<Success<'a, T>, Failure<'a, Infallible>>;
}

impl<'a, T> OfPlain<'a, T> for Returned<'a, T> {
    #[inline]
    fn is_err(&self) -> bool {
        false
    }

    fn split(&self) -> Result<Success<'a, T>, Failure<'a, Infallible>> {
        Ok(Success { value: self.0, is_result: false })
    }
}

/// A returned value that is no error.
#[derive(Debug)]
pub struct Success<'a, T> {
    pub value: &'a T,
    is_result: bool,
}

impl<'a, T: Debug> Success<'a, T> {
    #[expect(clippy::unnecessary_wraps, reason = "as its twin in `OfAnything`")]
    #[must_use]
    pub fn show(&self) -> Option<Shown<'a>> {
        Some(Shown { value: self.value, is_result: self.is_result })
    }
}

/// Of values without `Debug`: the event says nothing of them.
pub trait OfAnything<'a> {
    fn show(&self) -> Option<Shown<'a>> {
        None
    }
}

impl<'a, T> OfAnything<'a> for Success<'a, T> {}

/// A result's text, `Ok(..)` around it if the function returns a `Result`.
pub struct Shown<'a> {
    value: &'a dyn Debug,
    is_result: bool,
}

impl<'a> Shown<'a> {
    /// Of `ret = ".."`.
    #[must_use]
    pub fn of(value: &'a dyn Debug) -> Self {
        Self { value, is_result: false }
    }
}

impl Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_result {
            f.debug_tuple("Ok").field(self.value).finish()
        } else {
            self.value.fmt(f)
        }
    }
}

/// A returned error: by `Display`, else by `Debug`, else without words.
#[derive(Debug)]
pub struct Failure<'a, E>(&'a E);

impl<'a, E: Display> Failure<'a, E> {
    #[must_use]
    pub fn show(&self) -> impl Debug + use<'a, E> {
        display(self.0)
    }
}

/// Of errors without `Display`.
pub trait ByDebug<'a, E> {
    fn show(&self) -> &'a E;
}

impl<'a, E: Debug> ByDebug<'a, E> for Failure<'a, E> {
    fn show(&self) -> &'a E {
        self.0
    }
}

/// Of errors without either.
pub trait ByNothing {
    fn show(&self) -> fmt::Arguments<'static> {
        format_args!("an error without `Display` or `Debug`")
    }
}

impl<E> ByNothing for &Failure<'_, E> {}

/// What `err` needs.
#[diagnostic::on_unimplemented(
    message = "`err` is the level of returned errors, and `{Self}` is no `Result`",
    label = "take `err` away"
)]
pub trait Fallible {}

impl<T, E> Fallible for Result<T, E> {}

#[inline]
pub fn fallible<T: Fallible>(_: &T) {}

/// A value whose text ends with `…` after so many characters.
pub struct Capped<T>(pub T, pub Option<usize>);

impl<T: Debug> Debug for Capped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(max_len) = self.1 else { return self.0.fmt(f) };
        let mut cap = Cap { to: f, left: max_len, is_full: false };
        match write!(cap, "{:?}", self.0) {
            // The formatter was stopped because there was enough.
            Err(_) if cap.is_full => f.write_char('…'),
            other => other,
        }
    }
}

struct Cap<'a, 'f> {
    to: &'a mut fmt::Formatter<'f>,
    left: usize,
    is_full: bool,
}

impl Write for Cap<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match text.char_indices().nth(self.left) {
            Some((end, _)) => {
                self.is_full = true;
                self.to.write_str(&text[..end])?;
                Err(fmt::Error)
            }
            None => {
                self.left -= text.chars().count();
                self.to.write_str(text)
            }
        }
    }
}
