//! Metaclasses: what a class statement does besides making a class, written in plain Rust.

use alloc::vec::Vec;
use core::any::{Any, TypeId};
use core::cell::RefCell;
use core::fmt::{self, Debug, Display};
use core::marker::PhantomData;

use super::{Class, Object};

/// A class of classes: it may stand around each call of their public methods.
///
/// ```
/// use dunder::class::{Call, Metaclass, MetaclassOf};
/// use dunder::{Object, class, methods};
///
/// struct Loud;
///
/// impl Metaclass for Loud {
///     type Entry = &'static str;
///     fn around<R>(call: &Call<'_, R>, body: impl FnOnce() -> R) -> R {
///         println!("{}.{}({:?})", call.class.name, call.method, call.args());
///         let result = body();
///         println!("-> {:?}", call.show(&result));
///         result
///     }
/// }
///
/// impl<T: Object> MetaclassOf<T> for Loud {
///     type Instance = Box<T>;
///     const ENTRY: &'static str = T::CLASS.name;
///     const CHECK: () = assert!(!T::CLASS.doc.is_empty(), "document the class");
///     fn call(build: impl FnOnce() -> T) -> Box<T> {
///         Box::new(build())
///     }
/// }
///
/// /// Adds.
/// #[class(metaclass = Loud)]
/// struct Adder {
///     pub by: u32,
/// }
/// #[methods]
/// impl Adder {
///     pub fn add(&self, to: u32) -> u32 {
///         to + self.by
///     }
/// }
///
/// let adder: Box<Adder> = Adder::create(2);
/// assert_eq!(adder.add(3), 5); // Adder.add(to = 3), -> 5
/// let known: Vec<_> = dunder::class::classes::<Loud>().map(|(_, entry)| *entry).collect();
/// assert_eq!(known, ["Adder"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no metaclass",
    label = "no metaclass",
    note = "write `impl Metaclass for {Self}` and `impl<T: Object> MetaclassOf<T> for {Self}`"
)]
pub trait Metaclass: 'static {
    /// What it keeps of each class, for [`classes`]: constants, so nothing that changes inside (no
    /// `Mutex`, no `OnceLock`; a `fn` that gives one can be kept).
    type Entry: 'static;

    /// Stands around a call of a public method: the body runs where `body` is called.
    fn around<R>(call: &Call<'_, R>, body: impl FnOnce() -> R) -> R {
        let _ = call;
        body()
    }
}

/// What a metaclass does with one class: Python's `type.__call__` and `type.__new__`.
#[diagnostic::on_unimplemented(
    message = "the metaclass `{Self}` does not take the class `{T}`",
    label = "not a class of `{Self}`",
    note = "`impl<T: Object> MetaclassOf<T> for {Self}` says by its bounds what it asks of a class"
)]
pub trait MetaclassOf<T: Object>: Metaclass {
    /// What `T::create(..)` gives.
    type Instance;

    /// What [`classes`] yields for the class.
    const ENTRY: Self::Entry;

    /// Evaluated when the class is compiled: a panic is a compile error.
    ///
    /// Also for an abstract class, if the bounds of the `impl` take it; not for a generic one, which
    /// has an instance only where it is used.
    const CHECK: () = ();

    /// What `T::create(..)` does; `build` makes the object.
    fn call(build: impl FnOnce() -> T) -> Self::Instance;
}

/// A call of a public method, as [`Metaclass::around`] sees it.
pub struct Call<'a, R> {
    /// The class whose body runs.
    pub class: &'static Class,
    /// The method's name.
    pub method: &'static str,
    args: &'a dyn Debug,
    show: fn(&R, &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl<'a, R> Call<'a, R> {
    /// A call; expansions make it.
    #[doc(hidden)]
    pub fn new(
        class: &'static Class,
        method: &'static str,
        args: &'a dyn Debug,
        show: fn(&R, &mut fmt::Formatter<'_>) -> fmt::Result,
    ) -> Self {
        Self { class, method, args, show }
    }

    /// The arguments, `to = 3, name = "x"`; an argument without `Debug` is `_`, and all are `..`
    /// once the body runs, which they are moved into.
    pub fn args(&self) -> &dyn Debug {
        self.args
    }

    /// The result by its `Debug`, or `_` where it has none.
    pub fn show<'r>(&self, result: &'r R) -> impl Debug + Display + use<'r, R> {
        Shown { value: result, show: self.show }
    }
}

impl<R> Debug for Call<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}({:?})", self.class.name, self.method, self.args)
    }
}

struct Shown<'r, R> {
    value: &'r R,
    show: fn(&R, &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl<R> Debug for Shown<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.show)(self.value, f)
    }
}

impl<R> Display for Shown<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.show)(self.value, f)
    }
}

/// The arguments of a call, until the body takes them.
pub struct Held<T> {
    values: RefCell<Option<T>>,
    show: fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
}

impl<T> Held<T> {
    /// Holds them.
    pub fn new(values: T, show: fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result) -> Self {
        Self { values: RefCell::new(Some(values)), show }
    }

    /// Gives them to the body.
    pub fn take(&self) -> T {
        match self.values.take() {
            Some(values) => values,
            None => unreachable!("a body runs once"),
        }
    }
}

impl<T> Debug for Held<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.values.try_borrow().as_deref() {
            Ok(Some(values)) => (self.show)(values, f),
            _ => f.write_str(".."),
        }
    }
}

/// Chooses a value's `Debug` where there is one: `(&Probe(&value)).show(f)`.
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// The choice where there is a `Debug`.
pub trait ByDebug {
    /// Writes the value.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Debug + ?Sized> ByDebug for Probe<'_, T> {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The choice where there is none.
pub trait ByNothing {
    /// Writes `_`.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: ?Sized> ByNothing for &Probe<'_, T> {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

/// A class with a metaclass, its own or an ancestor's.
pub trait Classed {
    /// That metaclass.
    type Metaclass;
}

/// Fails to compile where a type is no metaclass.
pub fn is_metaclass<M: Metaclass>() {}

/// Chooses [`MetaclassOf::CHECK`] where the metaclass takes the class: `Check::<M, T>::CHECK`.
pub struct Check<M, T>(PhantomData<(M, T)>);

impl<T: Object, M: MetaclassOf<T>> Check<M, T> {
    /// The metaclass's.
    pub const CHECK: () = M::CHECK;
}

/// The choice where it does not.
pub trait Unchecked {
    /// Nothing is checked.
    const CHECK: () = ();
}

impl<M, T> Unchecked for Check<M, T> {}

/// A class as its metaclass registered it.
pub struct Registered {
    /// The metaclass's type.
    pub metaclass: fn() -> TypeId,
    /// The class.
    pub class: &'static Class,
    /// Its entry.
    pub entry: fn() -> &'static dyn Any,
}

/// Every class with a metaclass in this program.
#[cfg(not(target_family = "wasm"))]
#[linkme::distributed_slice]
pub static CLASSES: [Registered];

#[cfg(target_family = "wasm")]
inventory::collect!(Registered);

/// Puts a class where its metaclass's `classes` are looked up.
#[cfg(not(target_family = "wasm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_submit_class {
    ($registered:expr) => {
        #[allow(unused_qualifications)]
        const _: () = {
            #[$crate::__private::class::linkme::distributed_slice(
                $crate::__private::class::CLASSES
            )]
            #[linkme(crate = $crate::__private::class::linkme)]
            static __CLASS: $crate::__private::class::Registered = $registered;
        };
    };
}

/// Puts a class where its metaclass's `classes` are looked up.
#[cfg(target_family = "wasm")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_submit_class {
    ($registered:expr) => {
        $crate::__private::class::inventory::submit! { $registered }
    };
}

/// Every class with objects whose metaclass is `M`, with its entry, in all linked crates, ordered
/// by module and name; generic classes are not among them.
pub fn classes<M: Metaclass>() -> impl Iterator<Item = (&'static Class, &'static M::Entry)> {
    #[cfg(not(target_family = "wasm"))]
    let all = CLASSES.static_slice().iter();
    #[cfg(target_family = "wasm")]
    let all = inventory::iter::<Registered>();
    let mut found: Vec<_> = all
        .filter(|registered| (registered.metaclass)() == TypeId::of::<M>())
        .filter_map(|one| Some((one.class, (one.entry)().downcast_ref::<M::Entry>()?)))
        .collect();
    found.sort_by_key(|(class, _)| (class.module, class.name));
    found.into_iter()
}
