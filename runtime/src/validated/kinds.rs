//! What rules ask of types that the macro does not know by name.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{Invalid, Violation};

/// Values that `chars`, `email` and the other rules for text read.
#[diagnostic::on_unimplemented(
    message = "this rule needs text, `{Self}` is none",
    label = "needs text",
    note = "implement `dunder::validated::Text` for a text type of your own"
)]
pub trait Text {
    /// The text.
    fn text(&self) -> &str;
}

impl Text for str {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

impl Text for String {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

macro_rules! text_behind {
    ($($ty:ty),+) => {
        $(impl<T: Text + ?Sized> Text for $ty {
            #[inline]
            fn text(&self) -> &str {
                (**self).text()
            }
        })+
    };
}

text_behind!(&T, Box<T>, Rc<T>, Arc<T>);

impl Text for Cow<'_, str> {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

/// Values that `positive`, `negative`, `nonzero` and `finite` read.
#[diagnostic::on_unimplemented(
    message = "this rule needs a number, `{Self}` is none",
    label = "needs a number",
    note = "implement `dunder::validated::Number` for a number type of your own"
)]
pub trait Number {
    /// Where the number is from zero; nothing for NaN.
    fn sign(&self) -> Option<Ordering>;
    /// Whether it is neither infinite nor NaN.
    fn is_finite(&self) -> bool {
        true
    }
}

macro_rules! whole_numbers {
    ($($ty:ty)+) => {
        $(impl Number for $ty {
            #[inline]
            fn sign(&self) -> Option<Ordering> {
                Some(self.cmp(&0))
            }
        })+
    };
}

whole_numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! fractions {
    ($($ty:ty)+) => {
        $(impl Number for $ty {
            #[inline]
            fn sign(&self) -> Option<Ordering> {
                self.partial_cmp(&0.0)
            }
            #[inline]
            fn is_finite(&self) -> bool {
                <$ty>::is_finite(*self)
            }
        })+
    };
}

fractions!(f32 f64);

impl Number for core::time::Duration {
    fn sign(&self) -> Option<Ordering> {
        Some(self.cmp(&Self::ZERO))
    }
}

/// Values that `items` counts.
#[diagnostic::on_unimplemented(
    message = "this rule needs a list or a map, `{Self}` is none",
    label = "needs a list or a map",
    note = "`chars(..)` and `bytes(..)` are for text"
)]
pub trait Items {
    /// How many.
    fn items(&self) -> usize;
}

macro_rules! counted {
    ($($(#[$attr:meta])* [$($generics:tt)*] $ty:ty;)+) => {
        $($(#[$attr])* impl<$($generics)*> Items for $ty {
            #[inline]
            fn items(&self) -> usize {
                self.len()
            }
        })+
    };
}

counted! {
    [T] [T];
    [T, const N: usize] [T; N];
    [T] Vec<T>;
    [T] Box<[T]>;
    [T] &[T];
    [T] alloc::collections::VecDeque<T>;
    [T] alloc::collections::BTreeSet<T>;
    [K, V] alloc::collections::BTreeMap<K, V>;
    #[cfg(feature = "std")] [T, S] std::collections::HashSet<T, S>;
    #[cfg(feature = "std")] [K, V, S] std::collections::HashMap<K, V, S>;
}

/// Values that `nonempty` reads.
#[diagnostic::on_unimplemented(
    message = "this rule needs text, a list or a map, `{Self}` is none",
    label = "cannot be empty"
)]
pub trait Size {
    /// Whether anything is in it.
    fn is_filled(&self) -> bool;
}

macro_rules! sized {
    ($($(#[$attr:meta])* [$($generics:tt)*] $ty:ty;)+) => {
        $($(#[$attr])* impl<$($generics)*> Size for $ty {
            #[inline]
            fn is_filled(&self) -> bool {
                !self.is_empty()
            }
        })+
    };
}

sized! {
    [] str;
    [] &str;
    [] String;
    [] Cow<'_, str>;
    [] Box<str>;
    [] Rc<str>;
    [] Arc<str>;
    [T] [T];
    [T, const N: usize] [T; N];
    [T] Vec<T>;
    [T] Box<[T]>;
    [T] &[T];
    [T] alloc::collections::VecDeque<T>;
    [T] alloc::collections::BTreeSet<T>;
    [K, V] alloc::collections::BTreeMap<K, V>;
    #[cfg(feature = "std")] [T, S] std::collections::HashSet<T, S>;
    #[cfg(feature = "std")] [K, V, S] std::collections::HashMap<K, V, S>;
}

/// What a function of `with = path` may return.
#[diagnostic::on_unimplemented(
    message = "a function of `with` returns `Result<(), impl Into<Violation>>`, \
               `Result<(), Invalid>` or `bool`, this one returns `{Self}`",
    label = "not a verdict"
)]
pub trait Verdict {
    /// What is wrong, if anything is.
    fn violation(self) -> Option<Wrong>;
}

/// What a function of the user found wrong.
#[derive(Debug)]
pub enum Wrong {
    /// One thing.
    One(Violation),
    /// Several, each at its place in the value.
    Many(Invalid),
}

impl Verdict for bool {
    #[inline]
    fn violation(self) -> Option<Wrong> {
        if self { None } else { Some(Wrong::One(Violation::from("is invalid"))) }
    }
}

impl<E: Into<Violation>> Verdict for Result<(), E> {
    #[inline]
    fn violation(self) -> Option<Wrong> {
        self.err().map(|violation| Wrong::One(violation.into()))
    }
}

impl Verdict for Result<(), Invalid> {
    #[inline]
    fn violation(self) -> Option<Wrong> {
        self.err().map(Wrong::Many)
    }
}

impl Wrong {
    /// Each violation, as the rule tells it: its own `code` and `message`, else the rule's name
    /// where the function gave a text alone.
    pub(super) fn told(
        self,
        name: &'static str,
        code: Option<&'static str>,
        message: Option<&'static str>,
        mut tell: impl FnMut(Violation),
    ) {
        match self {
            Self::One(violation) => {
                let code = code.or_else(|| (violation.code() == "invalid").then_some(name));
                tell(violation.renamed(code, message));
            }
            Self::Many(invalid) => {
                invalid.iter().for_each(|violation| tell(violation.renamed(code, message)));
            }
        }
    }
}
