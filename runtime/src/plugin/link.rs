//! How plugins get from their crates into their registry: one section of the program holds those
//! of all registries, so that a user's crate declares none and may forbid `unsafe_code`.

use core::any::{Any, TypeId, type_name};

use super::Location;
use super::build::Build;
#[cfg(feature = "json")]
use super::tagged::{Share, Write};

/// What `#[plugin]` writes down about a plugin.
pub struct Plugin<T: ?Sized + 'static> {
    pub(super) name: &'static str,
    pub(super) location: Location,
    pub(super) type_name: fn() -> &'static str,
    pub(super) type_id: fn() -> TypeId,
    pub(super) build: Build<T>,
    pub(super) priority: i32,
    pub(super) after: &'static [&'static str],
    pub(super) before: &'static [&'static str],
    pub(super) meta: &'static [(&'static str, &'static str)],
    #[cfg(feature = "json")]
    pub(super) write: Option<Write>,
    #[cfg(feature = "json")]
    pub(super) share: Option<Share>,
}

impl<T: ?Sized + 'static> Plugin<T> {
    /// The plugin of type `P`, and where it stands.
    pub const fn new<P: 'static>(location: Location, name: &'static str, build: Build<T>) -> Self {
        Self {
            name,
            location,
            type_name: type_name::<P>,
            type_id: TypeId::of::<P>,
            build,
            priority: 0,
            after: &[],
            before: &[],
            meta: &[],
            #[cfg(feature = "json")]
            write: None,
            #[cfg(feature = "json")]
            share: None,
        }
    }

    /// Keeps the function that claims the plugin's name, for the linker to see.
    #[inline]
    #[must_use]
    pub fn claimed(self, claim: extern "C" fn()) -> Self {
        core::hint::black_box(claim);
        self
    }

    /// How a value is written beside its tag.
    #[cfg(feature = "json")]
    #[must_use]
    pub const fn write(mut self, write: Option<Write>) -> Self {
        self.write = write;
        self
    }

    /// How a value becomes one that other threads may have.
    #[cfg(feature = "json")]
    #[must_use]
    pub const fn share(mut self, share: Share) -> Self {
        self.share = Some(share);
        self
    }

    /// `priority = ..`
    #[must_use]
    pub const fn priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }

    /// `after(..)`
    #[must_use]
    pub const fn after(mut self, names: &'static [&'static str]) -> Self {
        self.after = names;
        self
    }

    /// `before(..)`
    #[must_use]
    pub const fn before(mut self, names: &'static [&'static str]) -> Self {
        self.before = names;
        self
    }

    /// `meta(..)`
    #[must_use]
    pub const fn meta(mut self, pairs: &'static [(&'static str, &'static str)]) -> Self {
        self.meta = pairs;
        self
    }
}

/// Gives its plugin to the `Slot` of its registry, and nothing to others. It is code and no value,
/// since each address in a value is one more that the loader has to put right before `main`.
pub struct Registration(pub fn(&mut dyn Any));

/// Where a `Plugin<T>` goes.
type Slot<T> = Option<Plugin<T>>;

/// Puts a plugin into the slot of its registry.
#[inline]
pub fn offer<T: ?Sized + 'static>(slot: &mut dyn Any, plugin: impl FnOnce() -> Plugin<T>) {
    if let Some(slot) = slot.downcast_mut::<Slot<T>>() {
        *slot = Some(plugin());
    }
}

/// Every plugin of every registry in this program.
#[cfg(not(target_family = "wasm"))]
#[linkme::distributed_slice]
pub static PLUGINS: [Registration];

#[cfg(target_family = "wasm")]
inventory::collect!(Registration);

/// The plugins of the registry of `T`, in no order, made anew.
pub(super) fn plugins<T: ?Sized + 'static>() -> impl Iterator<Item = Plugin<T>> {
    #[cfg(not(target_family = "wasm"))]
    let all = PLUGINS.static_slice().iter();
    #[cfg(target_family = "wasm")]
    let all = inventory::iter::<Registration>();
    all.filter_map(|registration| {
        let mut slot: Slot<T> = None;
        (registration.0)(&mut slot);
        slot
    })
}

/// Puts a plugin where its registry finds it.
///
/// `$symbol` is assembly that defines a symbol named after the plugin; `{registry}` in it becomes
/// the registry's own symbol, so that two plugins of one name cannot be linked together. It
/// stands in a naked function because that, unlike `global_asm!`, may stand in a function's body,
/// and because its `sym` names the registry alike however the user wrote its path. The section
/// is not loaded and the label has no size: nothing of it is in the running program. The entry's
/// code names the function, which keeps it: a static that did would be an address more for the
/// loader to put right before `main`.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_submit_plugin {
    ($registry:ty, $ty:ty, $symbol:literal, [$share:expr], $plugin:expr) => {
        const _: () = {
            $crate::__dunder_claim_name! {
                $symbol,
                linked = <$registry as $crate::plugin::Pluggable>::LINKED,
                registry = <$registry as $crate::plugin::Pluggable>::symbol
            }
            $crate::__dunder_submit_entry!(
                $registry,
                $crate::__dunder_written!($ty, $plugin.claimed(__claim), $share)
            );
        };
    };
}

#[cfg(not(target_family = "wasm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_submit_entry {
    ($registry:ty, $plugin:expr) => {
        #[$crate::__private::plugin::linkme::distributed_slice($crate::__private::plugin::PLUGINS)]
        #[linkme(crate = $crate::__private::plugin::linkme)]
        static __PLUGIN: $crate::__private::plugin::Registration =
            $crate::__private::plugin::Registration(|slot| {
                $crate::__private::plugin::offer::<$registry>(slot, || $plugin);
            });
    };
}

#[cfg(target_family = "wasm")]
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_submit_entry {
    ($registry:ty, $plugin:expr) => {
        $crate::__private::plugin::inventory::submit! {
            $crate::__private::plugin::Registration(|slot| {
                $crate::__private::plugin::offer::<$registry>(slot, || $plugin);
            })
        }
    };
}
