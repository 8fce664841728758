//! What stands behind a class: the types its bodies are written for, and how a subclass's object
//! shows itself as one of the class.

use alloc::boxed::Box;
use core::any::Any;
use core::fmt::DebugStruct;

use super::{Class, Object};

/// A class, as its own bodies and its subclasses see it.
#[diagnostic::on_unimplemented(
    message = "class `{Self}` has no `#[methods]`",
    label = "its methods are missing",
    note = "write `#[methods] impl {Self} {{ .. }}` below it, or `#[class(pass)]` if it has none"
)]
pub trait Layout: Sized + 'static {
    /// The classes of the MRO but `object`, so that another crate can name them.
    type Mro;
    /// The fields that its bodies read, of any subclass's object.
    type Ref<'a>;
    /// The fields that its bodies change.
    type Mut<'a>;
    /// What its bodies call late, as functions of the object `S`.
    type Tab<S>;
}

/// A class with private fields, which its subclasses hold as one.
pub trait Private: 'static {
    /// Those fields.
    type Fields;
}

/// `Self` is `C` or a subclass of it; `ID` keeps the impls for several classes apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a subclass of `{C}`",
    label = "not a subclass of `{C}`",
    note = "a subclass says `#[class(bases(..))]`; abstract classes have no objects"
)]
pub trait Isa<C: Layout, const ID: u64>: Object {
    /// The method table of `C`'s bodies for this object.
    const T: C::Tab<Self>;
    /// The fields that they read.
    fn r(&self) -> C::Ref<'_> {
        unreachable!("no body of the class reads a field")
    }
    /// The fields that they change.
    fn w(&mut self) -> C::Mut<'_> {
        unreachable!("no body of the class changes a field")
    }
}

/// The `K`-th class of an MRO.
pub trait Nth<const K: usize> {
    /// That class.
    type C;
}

macro_rules! nth {
    ($($class:ident)*) => { nth!(@ () ($($class)*) (0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)); };
    (@ ($($done:ident)*) () $numbers:tt) => {};
    (@ ($($done:ident)*) ($next:ident $($rest:ident)*) $numbers:tt) => {
        nth!(= ($($done)* $next) $numbers ($($done)* $next));
        nth!(@ ($($done)* $next) ($($rest)*) $numbers);
    };
    (= () $numbers:tt $all:tt) => {};
    (= ($class:ident $($rest:ident)*) ($number:literal $($numbers:literal)*) ($($all:ident)*)) => {
        nth!(one $number $class ($($all)*));
        nth!(= ($($rest)*) ($($numbers)*) ($($all)*));
    };
    (one $number:literal $class:ident ($($all:ident)*)) => {
        impl<$($all),*> Nth<$number> for ($($all,)*) {
            type C = $class;
        }
    };
}
nth!(A B C D E F G H I J K L M N O P Q);

/// The `K`-th type that a class's signatures and fields name.
pub trait Ty<const K: usize> {
    /// That type.
    type T: ?Sized;
}

/// A type with one lifetime.
pub trait Ty1<const K: usize> {
    /// That type.
    type T<'a>: ?Sized;
}

/// A type with two lifetimes.
pub trait Ty2<const K: usize> {
    /// That type.
    type T<'a, 'b>: ?Sized;
}

/// A type with three lifetimes.
pub trait Ty3<const K: usize> {
    /// That type.
    type T<'a, 'b, 'c>: ?Sized;
}

/// A type that names `Self`.
pub trait TySelf<const K: usize> {
    /// That type.
    type T<'a, S: 'a>: ?Sized;
}

/// Python's `object`: the end of every MRO and of the `init` chain.
#[derive(Debug)]
pub struct Base;

impl Base {
    /// `super().init()` of the last class.
    #[inline]
    pub fn __def_init<S>(_: &mut S) {}
}

/// Private fields in the `Debug` of a subclass.
pub trait DebugFields {
    /// Writes them.
    fn fields(&self, to: &mut DebugStruct<'_, '_>);
}

/// What a `dyn IsX` can say of its object.
pub trait Held: 'static {
    /// Its class.
    fn class(&self) -> &'static Class;
    /// It, as any value.
    fn any(&self) -> &dyn Any;
    /// It, as any value.
    fn any_mut(&mut self) -> &mut dyn Any;
    /// It, as any value.
    fn boxed(self: Box<Self>) -> Box<dyn Any>;
}

impl<S: Object> Held for S {
    fn class(&self) -> &'static Class {
        S::CLASS
    }

    fn any(&self) -> &dyn Any {
        self
    }

    fn any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn boxed(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

/// The object out of a box that is known to hold it.
#[must_use]
pub fn unboxed<C: Object>(any: Box<dyn Any>) -> Box<C> {
    match any.downcast() {
        Ok(object) => object,
        Err(_) => unreachable!("the type was asked before"),
    }
}

/// Fails to compile where a class has neither `#[methods]` nor `pass`.
pub fn has_methods<C: Layout>() {}
