//! What the fields under the stock descriptors may be: plain values, options, records, cells.

use alloc::vec::Vec;
use core::cell::OnceCell;
use core::ops::Deref;

/// A place that takes a `T`: a `T`, an `Option<T>`, a [`Recorded<T>`].
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` does not take a `{T}`",
    label = "this descriptor sets a `{T}`",
    note = "it may stand on a field of type `{T}`, `Option<{T}>` or `Recorded<{T}>`"
)]
pub trait Slot<T> {
    /// The value, if there is one.
    fn held(&self) -> Option<&T>;
    /// Puts a value in place of the old one.
    fn hold(&mut self, value: T);
}

/// A place that always holds a `T`: a `T`, a [`Recorded<T>`].
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` does not always hold a `{T}`",
    label = "this descriptor reads a `{T}`",
    note = "it may stand on a field of type `{T}` or `Recorded<{T}>`"
)]
pub trait Full<T>: Slot<T> {
    /// The value.
    fn value(&self) -> &T;
}

impl<T> Slot<T> for T {
    #[inline]
    fn held(&self) -> Option<&T> {
        Some(self)
    }

    #[inline]
    fn hold(&mut self, value: T) {
        *self = value;
    }
}

impl<T> Full<T> for T {
    #[inline]
    fn value(&self) -> &T {
        self
    }
}

impl<T> Slot<T> for Option<T> {
    #[inline]
    fn held(&self) -> Option<&T> {
        self.as_ref()
    }

    #[inline]
    fn hold(&mut self, value: T) {
        *self = Some(value);
    }
}

/// A place for a value that is of another type than the place: an `Option<T>`, a [`Recorded<T>`].
#[diagnostic::on_unimplemented(
    message = "`InnerRules` stands on an `Option<T>` or a `Recorded<T>`, not on `{Self}`",
    label = "the field is a `{Self}`",
    note = "write `Rules`, which is set to all of the field"
)]
pub trait Holder: Slot<Self::Value> + From<Self::Value> {
    /// What it holds.
    type Value;
    /// What it holds, if anything.
    fn into_held(self) -> Option<Self::Value>;
}

impl<T> Holder for Option<T> {
    type Value = T;

    #[inline]
    fn into_held(self) -> Self {
        self
    }
}

impl<T> Holder for Recorded<T> {
    type Value = T;

    #[inline]
    fn into_held(self) -> Option<T> {
        Some(self.now)
    }
}

/// A place that may be empty: an `Option<T>`.
#[diagnostic::on_unimplemented(
    message = "this descriptor stands on a field of type `Option<T>`, not `{Self}`",
    label = "the field is a `{Self}`"
)]
pub trait Optional {
    /// What it holds when it is not.
    type Value;
    /// The value, if there is one.
    fn present(&self) -> Option<&Self::Value>;
    /// Whether there is one.
    #[inline]
    fn is_present(&self) -> bool {
        self.present().is_some()
    }
    /// The place.
    fn place(&mut self) -> &mut Option<Self::Value>;
}

impl<T> Optional for Option<T> {
    type Value = T;

    #[inline]
    fn present(&self) -> Option<&T> {
        self.as_ref()
    }

    // asked of the `Option` itself: of a reference to its inside the optimizer knows less
    #[inline]
    fn is_present(&self) -> bool {
        self.is_some()
    }

    #[inline]
    fn place(&mut self) -> &mut Option<T> {
        self
    }
}

/// A place that is filled when it is first read: a `OnceCell<T>` or a `OnceLock<T>`.
#[diagnostic::on_unimplemented(
    message = "a computed value is kept in a `OnceCell<T>` or a `OnceLock<T>`, not in a `{Self}`",
    label = "the field is a `{Self}`"
)]
pub trait Memo {
    /// What it holds.
    type Value;
    /// The value, made now if there is none.
    fn get_or_make(&self, make: impl FnOnce() -> Self::Value) -> &Self::Value;
    /// Takes the value away.
    fn take(&mut self) -> Option<Self::Value>;
    /// Puts a value in.
    fn put(&mut self, value: Self::Value);
}

macro_rules! memo {
    ($($(#[$attr:meta])* $cell:ty;)+) => {
        $($(#[$attr])* impl<T> Memo for $cell {
            type Value = T;

            #[inline]
            fn get_or_make(&self, make: impl FnOnce() -> T) -> &T {
                self.get_or_init(make)
            }

            #[inline]
            fn take(&mut self) -> Option<T> {
                self.take()
            }

            #[inline]
            fn put(&mut self, value: T) {
                *self = Self::from(value);
            }
        })+
    };
}

memo! {
    OnceCell<T>;
    #[cfg(feature = "std")] std::sync::OnceLock<T>;
}

/// A value with those it had before: what [`History`](super::History) keeps.
///
/// ```
/// use dunder::descriptor::Recorded;
///
/// let title = Recorded::new("draft");
/// assert_eq!((*title, title.past()), ("draft", &[][..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Recorded<T> {
    now: T,
    past: Vec<T>,
}

impl<T> Recorded<T> {
    /// A value that had no other before.
    pub const fn new(value: T) -> Self {
        Self { now: value, past: Vec::new() }
    }

    /// The values it had before, the oldest first.
    #[must_use]
    pub fn past(&self) -> &[T] {
        &self.past
    }

    pub(super) fn remember(&mut self, limit: usize)
    where
        T: Clone,
    {
        if let Some(beyond) = (self.past.len() + 1).checked_sub(limit) {
            self.past.drain(..beyond.min(self.past.len()));
        }
        if limit > 0 {
            self.past.push(self.now.clone());
        }
    }

    pub(super) fn go_back(&mut self) -> Option<T> {
        self.past.pop().map(|before| core::mem::replace(&mut self.now, before))
    }

    pub(super) fn go_forth(&mut self, now: T) {
        self.past.push(core::mem::replace(&mut self.now, now));
    }
}

/// A place that remembers what it held: a [`Recorded<T>`].
#[diagnostic::on_unimplemented(
    message = "`History` stands on a field of type `Recorded<T>`, not `{Self}`",
    label = "the field is a `{Self}`"
)]
pub trait Record {
    /// What it holds.
    type Value;
    /// The record.
    fn record(&self) -> &Recorded<Self::Value>;
    /// The record, to be changed.
    fn record_mut(&mut self) -> &mut Recorded<Self::Value>;
}

impl<T> Record for Recorded<T> {
    type Value = T;

    #[inline]
    fn record(&self) -> &Self {
        self
    }

    #[inline]
    fn record_mut(&mut self) -> &mut Self {
        self
    }
}

impl<T> From<T> for Recorded<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for Recorded<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.now
    }
}

impl<T> Slot<T> for Recorded<T> {
    #[inline]
    fn held(&self) -> Option<&T> {
        Some(&self.now)
    }

    #[inline]
    fn hold(&mut self, value: T) {
        self.now = value;
    }
}

impl<T> Full<T> for Recorded<T> {
    #[inline]
    fn value(&self) -> &T {
        &self.now
    }
}
