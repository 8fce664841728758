//! What stands behind a class: the types its bodies are written for, and how a subclass's object
//! shows itself as one of the class.

use alloc::boxed::Box;
use core::any::Any;
use core::fmt::DebugStruct;

use super::number::{N0, N1, N2, N3, N4, N5, N6, N7, N8, N9, N10, N11, N12, N13, N14, N15};
use super::{Class, Object};

/// A class, as its own bodies and its subclasses see it.
#[diagnostic::on_unimplemented(
    message = "class `{Self}` has no `#[methods]`",
    label = "its methods are missing",
    note = "write `#[methods] impl {Self} {{ .. }}` below it, or `#[class(pass)]` if it has none"
)]
pub trait Layout: Sized + 'static {
    /// The classes of the MRO but `object`, `(A, (B, ()))`, so that another crate can name them.
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

/// A class with private fields that serde reads.
pub trait Received: Private {
    /// One of those fields, read.
    type Value;
}

/// `Self` is `C` or a subclass of it; `ID` keeps the impls for several classes apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a subclass of `{C}`",
    label = "not a subclass of `{C}`",
    note = "a subclass says `#[class(bases(..))]`; abstract classes have no objects"
)]
pub trait Isa<C: Layout, ID>: Object {
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

/// A class whose bodies take fields out of an object of their own.
pub trait Parts: Layout {
    /// Those fields.
    type Own;
}

/// An object of `C` or of a subclass that can be taken apart.
pub trait Apart<C: Parts, ID>: Isa<C, ID> {
    /// The fields that `C`'s bodies take, and all others, which live as long.
    fn p(self) -> (C::Own, impl Sized);
}

/// The `K`-th class of an MRO, a list of the shape `(A, (B, (C, ())))`.
pub trait Nth<K> {
    /// That class.
    type C;
    /// The list after it.
    type Rest;
}

/// The `K`-th method that a class's bodies call late and await. `'s` is the object's lifetime, `'i`
/// that of what stands behind the arguments' own.
pub trait Waits<K> {
    /// The object, as the method takes it.
    type This<'s, 'a, 'b, 'c, 'd, 'i, S: 'static>
    where
        'i: 'a,
        'i: 'b,
        'i: 'c,
        'i: 'd;
    /// The arguments.
    type Args<'s, 'a, 'b, 'c, 'd, 'i, S: 'static>
    where
        'i: 'a,
        'i: 'b,
        'i: 'c,
        'i: 'd;
    /// What is awaited.
    type Out<'s, 'a, 'b, 'c, 'd, 'i, S: 'static>
    where
        'i: 'a,
        'i: 'b,
        'i: 'c,
        'i: 'd;
}

/// The lifetimes of a call, and that the inner one outlives the others. As an argument it makes
/// them late bound, without which no future of a caller is `Send` (rust-lang/rust#100013).
pub type Lives<'s, 'a, 'b, 'c, 'd, 'i> =
    core::marker::PhantomData<(&'s (), &'a &'i (), &'b &'i (), &'c &'i (), &'d &'i ())>;

/// The body that such a call runs for this object: its future stays a type of its own, so it needs
/// no box, and is `Send` where the body's is.
pub trait Late<C: Waits<K>, ID, K>: 'static + Sized {
    /// Begins the call.
    fn call<'s, 'a, 'b, 'c, 'd, 'i>(
        this: C::This<'s, 'a, 'b, 'c, 'd, 'i, Self>,
        args: C::Args<'s, 'a, 'b, 'c, 'd, 'i, Self>,
        lives: Lives<'s, 'a, 'b, 'c, 'd, 'i>,
    ) -> impl Future<Output = C::Out<'s, 'a, 'b, 'c, 'd, 'i, Self>>;
}

/// The other type is the same: two bases of a class bring one instance of a generic class.
#[diagnostic::on_unimplemented(
    message = "two bases bring `{Self}` and `{Other}`, two instances of one generic class",
    label = "an object has one of them",
    note = "keep an object of one of the bases in a field"
)]
pub trait SameClass<Other> {}

impl<C> SameClass<C> for C {}

/// Fails to compile where two bases of a class bring two instances of a generic class.
pub fn same_class<C: SameClass<Other>, Other>() {}

/// The other type is the same: two bases of a class have one metaclass.
#[diagnostic::on_unimplemented(
    message = "metaclass conflict: two bases are of `{Self}` and of `{Other}`",
    label = "a class has one metaclass",
    note = "name the one of the class in `#[class(metaclass = ..)]`"
)]
pub trait SameMetaclass<Other> {}

impl<M> SameMetaclass<M> for M {}

/// Fails to compile where two bases of a class are of two metaclasses.
pub fn same_metaclass<M: SameMetaclass<Other>, Other>() {}

/// The list after its first sixteen classes: so that no list is too long for [`Nth`].
pub trait Skip {
    /// The other ones.
    type Rest;
}

macro_rules! list {
    (; $rest:ident) => { $rest };
    ($head:ident $($tail:ident)*; $rest:ident) => { ($head, list!($($tail)*; $rest)) };
}

macro_rules! nth {
    ([$($before:ident)*]) => {
        impl<$($before,)* Others> Skip for list!($($before)*; Others) {
            type Rest = Others;
        }
    };
    ([$($before:ident)*] $number:ident $class:ident $($rest:tt)*) => {
        impl<$($before,)* $class, Others> Nth<$number> for list!($($before)* $class; Others) {
            type C = $class;
            type Rest = Others;
        }
        nth!([$($before)* $class] $($rest)*);
    };
}
nth!(
    [] N0 A N1 B N2 C N3 D N4 E N5 F N6 G N7 H N8 I N9 J N10 K N11 L N12 M N13 N N14 O N15 P
);

/// The `K`-th type that a class's signatures and fields name.
pub trait Ty<K> {
    /// That type.
    type T: ?Sized;
}

/// A type with one lifetime.
pub trait Ty1<K> {
    /// That type.
    type T<'a>: ?Sized;
}

/// A type with two lifetimes.
pub trait Ty2<K> {
    /// That type.
    type T<'a, 'b>: ?Sized;
}

/// A type with three lifetimes.
pub trait Ty3<K> {
    /// That type.
    type T<'a, 'b, 'c>: ?Sized;
}

/// A type with one other in it.
pub trait TyOf1<K> {
    /// That type.
    type T<P>;
}

/// A type with two others in it.
pub trait TyOf2<K> {
    /// That type.
    type T<P, Q>;
}

/// A type that names `Self`.
pub trait TySelf<K> {
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

/// A class with `dyn`, by which its `dyn IsX` is named where `IsX` is not.
pub trait Shown: Layout {
    /// `dyn IsX`
    type Dyn: ?Sized;
    /// The class's number.
    type Id;
}

/// `Self` is `C` or a subclass of it: what `IsC` asks of a type. `C`'s number is in none of its words.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither `{C}` nor a subclass of it",
    label = "no `{C}`",
    note = "a subclass says `#[class(bases(..))]`; an abstract class has no objects"
)]
pub trait SubclassOf<C: Shown>: Isa<C, <C as Shown>::Id> {}

#[diagnostic::do_not_recommend]
impl<C: Shown, S: Isa<C, <C as Shown>::Id>> SubclassOf<C> for S {}

/// The same of a class whose bodies await late calls, by their count.
macro_rules! awaiting {
    ([$($before:ident)*]) => {};
    ([$($before:ident)*] $trait:ident $number:ident $($rest:tt)*) => {
        /// `Self` is `C` or a subclass of it, which awaits that many calls.
        pub trait $trait<C: Shown $(+ Waits<$before>)* + Waits<$number>>:
            SubclassOf<C>
            $(+ Late<C, <C as Shown>::Id, $before>)*
            + Late<C, <C as Shown>::Id, $number>
        {
        }

        #[diagnostic::do_not_recommend]
        impl<C, S> $trait<C> for S
        where
            C: Shown $(+ Waits<$before>)* + Waits<$number>,
            S: SubclassOf<C>
                $(+ Late<C, <C as Shown>::Id, $before>)*
                + Late<C, <C as Shown>::Id, $number>,
        {
        }

        awaiting!([$($before)* $number] $($rest)*);
    };
}
awaiting!(
    [] AsyncSubclassOf1 N0 AsyncSubclassOf2 N1 AsyncSubclassOf3 N2 AsyncSubclassOf4 N3
    AsyncSubclassOf5 N4 AsyncSubclassOf6 N5 AsyncSubclassOf7 N6 AsyncSubclassOf8 N7
);

/// A `dyn IsX`, as what an object `S` of the class is shown.
pub trait Shows<S> {
    /// The object as one of the class.
    fn shown(object: &S) -> &Self;
    /// The object as one of the class.
    fn shown_mut(object: &mut S) -> &mut Self;
    /// The object as one of the class.
    fn shown_box(object: Box<S>) -> Box<Self>;
}

/// An object goes up to `To`, a `dyn IsX`: a supertrait of the traits of all subclasses with `dyn`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not go up to `{To}`",
    label = "not to this one",
    note = "`upcast` goes to `dyn IsX`, where `X` is an ancestor that says `#[class(dyn)]`"
)]
pub trait Upcast<To: ?Sized> {
    /// The object as one of the ancestor.
    fn __up(&self) -> &To;
    /// The object as one of the ancestor.
    fn __up_mut(&mut self) -> &mut To;
    /// The object as one of the ancestor.
    fn __up_box(self: Box<Self>) -> Box<To>;
}

#[diagnostic::do_not_recommend]
impl<S: Object, To: ?Sized + Shows<S>> Upcast<To> for S {
    fn __up(&self) -> &To {
        To::shown(self)
    }

    fn __up_mut(&mut self) -> &mut To {
        To::shown_mut(self)
    }

    fn __up_box(self: Box<Self>) -> Box<To> {
        To::shown_box(self)
    }
}

/// What a `dyn IsX` can say of its object, by names that no user's method has.
pub trait Held: 'static {
    /// Its class.
    fn __class(&self) -> &'static Class;
    /// It, as any value.
    fn __any(&self) -> &dyn Any;
    /// It, as any value.
    fn __any_mut(&mut self) -> &mut dyn Any;
    /// It, as any value.
    fn __boxed(self: Box<Self>) -> Box<dyn Any>;
}

impl<S: Object> Held for S {
    fn __class(&self) -> &'static Class {
        S::CLASS
    }

    fn __any(&self) -> &dyn Any {
        self
    }

    fn __any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn __boxed(self: Box<Self>) -> Box<dyn Any> {
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

/// A type by another name: for a bound that only what calls a function need meet, though it is about
/// one type.
pub trait Itself {
    /// That type.
    type Me;
}

impl<T> Itself for T {
    type Me = T;
}

/// A class with objects. None implements it: `new` of an abstract class asks for it.
#[diagnostic::on_unimplemented(
    message = "Can't instantiate abstract class {Self}",
    label = "an abstract class has no objects",
    note = "make an object of a subclass that has a body for each method"
)]
pub trait Concrete {}

/// Fails to compile where a class has neither `#[methods]` nor `pass`.
pub fn has_methods<C: Layout>() {}
