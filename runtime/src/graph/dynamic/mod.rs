//! Objects behind traits: the tag of a type stands in the bytes, a registry knows whose it is.

pub mod boxed;
mod cell;
mod entry;
mod refer;
mod registry;

use std::any::{Any, TypeId, type_name};
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::{self as rcs, Rc};
use std::sync::{self as arcs, Arc, Mutex, RwLock};

use super::Content;
pub use cell::{InMutex, InRefCell, InRwLock, Nowhere};
pub use entry::Entry;
pub use refer::Behind;
pub(super) use registry::Slot;
pub use registry::{Registry, Types};

/// By what a `#[graph_dyn]` trait's object knows its own type; everything is one.
pub trait Dyn: 'static {
    #[doc(hidden)]
    fn __graph_type(&self) -> (TypeId, &'static str);
    #[doc(hidden)]
    fn __graph_any(&self) -> &dyn Any;
    #[doc(hidden)]
    fn __graph_rc(self: Rc<Self>, place: &mut dyn Any);
    #[doc(hidden)]
    fn __graph_arc(self: Arc<Self>, place: &mut dyn Any);
    #[doc(hidden)]
    fn __graph_mut(&mut self) -> &mut dyn Any;
}

impl<T: 'static> Dyn for T {
    fn __graph_type(&self) -> (TypeId, &'static str) {
        (TypeId::of::<T>(), type_name::<T>())
    }

    fn __graph_any(&self) -> &dyn Any {
        self
    }

    fn __graph_rc(self: Rc<Self>, place: &mut dyn Any) {
        if let Some(place) = place.downcast_mut() {
            *place = Some(self);
        }
    }

    fn __graph_arc(self: Arc<Self>, place: &mut dyn Any) {
        if let Some(place) = place.downcast_mut() {
            *place = Some(self);
        }
    }

    fn __graph_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// `dyn Shape` itself, in [`Implements`].
pub enum Bare {}

/// What else the objects of `D` are held as.
///
/// Of a trait in another crate the compiler does not look at what that is when it compares two impls,
/// so that they differ by this.
pub struct Marked<D: ?Sized>(PhantomData<D>);

/// A type that may stand behind a trait; `#[graph_dyn]` on the impl implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no known type behind this trait",
    label = "no `#[graph_dyn]` impl",
    note = "put `#[dunder::graph_dyn]` on the impl of the trait"
)]
pub trait Implements<D: ?Sized + 'static, M = Bare>: Content {
    /// What the bytes call it.
    const TAG: &'static str;
    #[doc(hidden)]
    fn rc(this: Rc<Self>) -> Rc<D>;
    #[doc(hidden)]
    fn rc_weak(this: rcs::Weak<Self>) -> rcs::Weak<D>;
    #[doc(hidden)]
    fn arc(this: Arc<Self>) -> Arc<D>;
    #[doc(hidden)]
    fn arc_weak(this: arcs::Weak<Self>) -> arcs::Weak<D>;
    #[doc(hidden)]
    fn ref_cell(this: Rc<RefCell<Self>>) -> Rc<RefCell<D>>;
    #[doc(hidden)]
    fn ref_cell_weak(this: rcs::Weak<RefCell<Self>>) -> rcs::Weak<RefCell<D>>;
    #[doc(hidden)]
    fn mutex(this: Arc<Mutex<Self>>) -> Arc<Mutex<D>>;
    #[doc(hidden)]
    fn mutex_weak(this: arcs::Weak<Mutex<Self>>) -> arcs::Weak<Mutex<D>>;
    #[doc(hidden)]
    fn rw_lock(this: Arc<RwLock<Self>>) -> Arc<RwLock<D>>;
    #[doc(hidden)]
    fn rw_lock_weak(this: arcs::Weak<RwLock<Self>>) -> arcs::Weak<RwLock<D>>;
    #[doc(hidden)]
    fn boxed(this: Box<Self>) -> Box<D>;
}

/// The `dyn` type of a `#[graph_dyn]` trait.
pub trait DynObject: Dyn {
    /// The trait's name.
    const NAME: &'static str;
    /// Whether it names auto traits.
    #[doc(hidden)]
    type Marks;
    /// Its types that `#[graph_dyn]` stands on.
    fn types() -> &'static Types<Self>;
    /// Whether a linker refuses two types with one tag.
    #[doc(hidden)]
    const LINKED: i32;
    /// By whose name it tells of them.
    #[doc(hidden)]
    #[inline(never)]
    fn symbol() {}
}

/// An `Entry<D>` of any trait.
pub struct Registered(pub &'static (dyn Any + Send + Sync));

/// Every type behind every trait in this program.
#[cfg(not(target_family = "wasm"))]
#[linkme::distributed_slice]
pub static TYPES: [Registered];

#[cfg(target_family = "wasm")]
inventory::collect!(Registered);
