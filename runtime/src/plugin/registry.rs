//! `Registry`: the plugins of one trait, by name and by type.

use core::any::TypeId;
use core::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};

use super::build::Build;
use super::index::{Index, Iter};
use super::link::{self, Plugin};
use super::{Entry, Location, PluginError};
use crate::similar::similar;

/// A trait object type that has a registry; `#[plugin_registry]` on the trait implements it.
///
/// ```
/// use dunder::plugin::Pluggable;
/// use dunder::{plugin, plugin_registry};
///
/// #[plugin_registry]
/// trait Codec {}
///
/// #[plugin(Codec)]
/// #[derive(Default)]
/// struct Gzip;
/// impl Codec for Gzip {}
///
/// fn count<T: ?Sized + Pluggable>() -> usize {
///     T::registry().len()
/// }
/// assert_eq!(count::<dyn Codec>(), 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no plugin registry",
    label = "this trait is no registry",
    note = "put `#[plugin_registry]` on the trait"
)]
pub trait Pluggable: 'static {
    /// Whether the linker refuses two plugins of one name, 1 or 0: assembly knows no `bool`.
    #[doc(hidden)]
    const LINKED: i32;

    /// The type with the `Send` and `Sync` that the trait asks of every plugin, if it asks.
    #[doc(hidden)]
    type Shared: ?Sized + 'static;

    /// Names the registry to the linker.
    #[doc(hidden)]
    fn symbol();

    #[doc(hidden)]
    fn cell() -> &'static RegistryCell<Self>;

    /// The registry, built at the first call.
    ///
    /// # Panics
    /// Where [`try_registry`](Self::try_registry) is an error.
    #[inline]
    #[track_caller]
    fn registry() -> &'static Registry<Self> {
        match Self::cell().get() {
            Ok(registry) => registry,
            Err(fault) => fault.panic(Self::cell().name),
        }
    }

    /// The registry, built at the first call.
    ///
    /// # Errors
    /// [`PluginError::Duplicate`] where two plugins have one name and the linker could not
    /// refuse it, [`PluginError::Cycle`] where `after` and `before` contradict each other,
    /// [`PluginError::NotOne`] where `exactly_one` is asked for and there are none or several.
    fn try_registry() -> Result<&'static Registry<Self>, PluginError> {
        Self::cell().get().map_err(Fault::error)
    }
}

/// The place of one registry, empty until it is first asked for.
pub struct RegistryCell<T: ?Sized + 'static> {
    name: &'static str,
    is_one: bool,
    built: OnceLock<Registry<T>>,
    /// Why it is not built; a read of one that is asks no more than `built`.
    fault: OnceLock<Option<Fault>>,
}

impl<T: ?Sized + 'static> RegistryCell<T> {
    /// The registry of the trait at this path.
    pub const fn new(name: &'static str) -> Self {
        Self { name, is_one: false, built: OnceLock::new(), fault: OnceLock::new() }
    }

    /// It takes exactly one plugin.
    #[must_use]
    pub const fn exactly_one(mut self) -> Self {
        self.is_one = true;
        self
    }

    #[inline]
    fn get(&'static self) -> Result<&'static Registry<T>, &'static Fault> {
        match self.built.get() {
            Some(registry) => Ok(registry),
            None => self.build(),
        }
    }

    #[cold]
    #[inline(never)]
    fn build(&'static self) -> Result<&'static Registry<T>, &'static Fault> {
        let fault = self.fault.get_or_init(|| match Registry::linked(self.name, self.is_one) {
            Ok(registry) => {
                self.built.get_or_init(|| registry);
                None
            }
            Err(fault) => Some(fault),
        });
        match fault {
            Some(fault) => Err(fault),
            None => Ok(self.built.wait()),
        }
    }
}

/// What makes a registry as a whole unusable.
pub(super) enum Fault {
    Duplicate { name: &'static str, places: [Location; 2] },
    Cycle(Vec<&'static str>),
    NotOne(Vec<&'static str>),
}

impl Fault {
    pub(super) fn error(&self) -> PluginError {
        match self {
            Self::Duplicate { name, places: [first, second] } => {
                PluginError::Duplicate { name: (*name).to_owned(), first: *first, second: *second }
            }
            Self::Cycle(names) => PluginError::Cycle(names.clone()),
            Self::NotOne(names) => PluginError::NotOne { names: names.clone() },
        }
    }

    #[cold]
    #[track_caller]
    fn panic(&self, registry: &str) -> ! {
        panic!("plugin registry `{registry}`: {}", self.error())
    }
}

/// The plugins of one trait; `T` is the trait's `dyn` type.
///
/// Look-up is one hash of the name in a standard [`HashMap`](std::collections::HashMap). No code runs
/// before `main`: the linker collects the plugins, and the first use of the registry builds its
/// index. What is added, replaced or taken away at run time goes to a second index behind a lock,
/// which is asked once there is something in it.
///
/// It needs no macro:
///
/// ```
/// use dunder::plugin::{PluginError, Registry};
///
/// trait Shape {
///     fn area(&self) -> f64;
/// }
///
/// struct Square(f64);
///
/// impl Shape for Square {
///     fn area(&self) -> f64 {
///         self.0 * self.0
///     }
/// }
///
/// static SHAPES: Registry<dyn Shape> = Registry::new("shapes");
///
/// SHAPES.register("unit", || Box::new(Square(1.0)))?;
/// SHAPES.register("large", || Box::new(Square(3.0)))?;
/// assert_eq!(SHAPES.create("large")?.area(), 9.0);
/// assert_eq!(SHAPES.names(), ["large", "unit"]);
/// assert!(matches!(
///     SHAPES.register("unit", || Box::new(Square(2.0))),
///     Err(PluginError::Duplicate { .. })
/// ));
/// # Ok::<(), PluginError>(())
/// ```
pub struct Registry<T: ?Sized + 'static> {
    name: &'static str,
    linked: Index<T>,
    /// Whether `now` holds instead of `linked`.
    is_changed: AtomicBool,
    now: RwLock<Index<T>>,
}

impl<T: ?Sized + 'static> Registry<T> {
    /// An empty registry, which is used by hand; the name is for messages.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self::of(name, Index::new())
    }

    const fn of(name: &'static str, linked: Index<T>) -> Self {
        let now = RwLock::new(Index::new());
        Self { name, linked, is_changed: AtomicBool::new(false), now }
    }

    /// The registry of the plugins that are linked into this program.
    #[cold]
    fn linked(name: &'static str, is_one: bool) -> Result<Self, Fault> {
        // A registry lives as long as the program, and so does an entry that was handed out.
        let plugins = link::plugins().collect::<Vec<_>>().leak();
        let entries = plugins.iter().map(Entry::new).collect::<Vec<_>>().leak();
        let index = Index::of(entries.iter())?;
        if is_one && index.len() != 1 {
            return Err(Fault::NotOne(index.ordered().iter().map(|entry| entry.name).collect()));
        }
        Ok(Self::of(name, index))
    }

    /// What holds now; no code of a user runs in `read`.
    #[inline]
    fn read<R>(&self, read: impl FnOnce(&Index<T>) -> R) -> R {
        if self.is_changed.load(Ordering::Acquire) {
            self.read_now(read)
        } else {
            read(&self.linked)
        }
    }

    #[cold]
    fn read_now<R>(&self, read: impl FnOnce(&Index<T>) -> R) -> R {
        read(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what holds, all of it or, after an error, nothing.
    fn change<R>(
        &self,
        change: impl FnOnce(&mut Index<T>) -> Result<R, PluginError>,
    ) -> Result<R, PluginError> {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        if !self.is_changed.load(Ordering::Relaxed) {
            *now = self.linked.copy();
        }
        let done = change(&mut now)?;
        self.is_changed.store(true, Ordering::Release);
        Ok(done)
    }

    /// The path of the trait, for messages.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How the plugin of this name is made.
    #[inline]
    fn build(&self, name: &str) -> Result<Build<T>, PluginError> {
        match self.entry(name) {
            Some(entry) => Ok(entry.plugin.build),
            None => Err(self.unknown(name)),
        }
    }

    /// A new instance of the plugin of this name.
    ///
    /// # Errors
    /// [`PluginError::Unknown`], which knows what was probably meant; [`PluginError::Init`] with the
    /// constructor's own error; [`PluginError::ConfigRequired`] and [`PluginError::Async`] where the
    /// constructor asks for more than a name.
    #[inline]
    pub fn create(&self, name: &str) -> Result<Box<T>, PluginError> {
        self.build(name)?.create(name)
    }

    /// A new instance with this configuration, read as the `config` type of the plugin. A plugin
    /// without one takes `null` and `{}`.
    ///
    /// # Errors
    /// As [`create`](Self::create), and [`PluginError::Config`] with what is wrong in the configuration.
    #[cfg(feature = "json")]
    pub fn create_from(
        &self,
        name: &str,
        config: serde_json::Value,
    ) -> Result<Box<T>, PluginError> {
        self.build(name)?.create_from(name, config)
    }

    /// The plugin of this name.
    #[cfg(feature = "json")]
    pub(super) fn known(&self, name: &str) -> Result<&'static Entry<T>, PluginError> {
        self.entry(name).ok_or_else(|| self.unknown(name))
    }

    /// A new instance of the plugin of this name, whose constructor may be async; on any executor.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_async(&self, name: &str) -> Result<Box<T>, PluginError> {
        let build = self.build(name)?;
        build.create_async(name).await
    }

    /// A new instance with this configuration, whose constructor may be async.
    ///
    /// # Errors
    /// As [`create_from`](Self::create_from).
    #[cfg(feature = "json")]
    pub async fn create_async_from(
        &self,
        name: &str,
        config: serde_json::Value,
    ) -> Result<Box<T>, PluginError> {
        let build = self.build(name)?;
        build.create_async_from(name, config).await
    }

    /// The plugin of this name.
    #[inline]
    pub fn entry(&self, name: &str) -> Option<&'static Entry<T>> {
        self.read(|index| index.entry(name))
    }

    /// The plugin of this type; the first in order, where one type has several names.
    #[inline]
    pub fn get<P: 'static>(&self) -> Option<&'static Entry<T>> {
        self.by_type(TypeId::of::<P>())
    }

    #[inline]
    pub(super) fn by_type(&self, id: TypeId) -> Option<&'static Entry<T>> {
        self.read(|index| index.by_type(id))
    }

    /// Whether a plugin has this name.
    #[inline]
    pub fn contains(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// Every name, in order: of the plugins whose `after` and `before` allow it, the one of highest
    /// priority is next, and of those the first by name. Without them: sorted.
    pub fn names(&self) -> Vec<&'static str> {
        self.iter().map(|entry| entry.name).collect()
    }

    /// Every plugin, in the order of [`names`](Self::names), as they are at the call.
    pub fn iter(&self) -> Iter<T> {
        Iter::new(self.read(Index::ordered))
    }

    /// How many plugins there are.
    pub fn len(&self) -> usize {
        self.read(Index::len)
    }

    /// Whether there is no plugin.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one plugin, of a registry that is to have no other.
    ///
    /// # Errors
    /// [`PluginError::NotOne`] with the names of all, if there are none or several.
    pub fn only(&self) -> Result<&'static Entry<T>, PluginError> {
        let mut all = self.iter();
        match (all.next(), all.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(PluginError::NotOne { names: self.names() }),
        }
    }

    /// Adds a plugin that `build` makes, for this program alone and until it is unregistered. Its
    /// entry is never freed, as that of a linked one is not.
    ///
    /// # Errors
    /// [`PluginError::Duplicate`] with both places, if another has the name,
    /// [`PluginError::Cycle`] if `after` and `before` of others contradict each other through it.
    #[track_caller]
    pub fn register<F: Fn() -> Box<T> + Send + Sync + 'static>(
        &self,
        name: impl AsRef<str>,
        build: F,
    ) -> Result<&'static Entry<T>, PluginError> {
        if let Some(first) = self.entry(name.as_ref()) {
            return Err(duplicate(first, Location::caller()));
        }
        let added = at_run_time(name.as_ref(), build);
        self.change(|index| match index.insert(added) {
            // It comes after and before nothing, but others may have waited for its name.
            None => match index.circle() {
                None => Ok(added),
                Some(names) => {
                    index.remove(added.name);
                    Err(PluginError::Cycle(names))
                }
            },
            Some(first) => {
                index.insert(first);
                Err(duplicate(first, added.location))
            }
        })
    }

    /// Puts what `build` makes in the place of the plugin of this name, and returns the former.
    ///
    /// # Errors
    /// [`PluginError::Unknown`] if none has the name.
    #[track_caller]
    pub fn replace<F: Fn() -> Box<T> + Send + Sync + 'static>(
        &self,
        name: impl AsRef<str>,
        build: F,
    ) -> Result<&'static Entry<T>, PluginError> {
        let name = name.as_ref();
        if !self.contains(name) {
            return Err(self.unknown(name));
        }
        let added = at_run_time(name, build);
        let former = self.change(|index| {
            if index.entry(name).is_none() {
                return Ok(None);
            }
            Ok(index.insert(added))
        })?;
        former.ok_or_else(|| self.unknown(name))
    }

    /// Takes a plugin away, linked or registered, and returns it.
    ///
    /// # Errors
    /// [`PluginError::Unknown`] if none has the name.
    pub fn unregister(&self, name: impl AsRef<str>) -> Result<&'static Entry<T>, PluginError> {
        let name = name.as_ref();
        let former = self.change(|index| Ok(index.remove(name)))?;
        former.ok_or_else(|| self.unknown(name))
    }

    /// Adds the plugins of another registry of the same trait, all or none: those of a dynamic
    /// library, which has a registry of its own. Returns how many were not here already: a crate
    /// that both link has its plugins in both, and those of here stay.
    ///
    /// The library must be built by the same compiler from the same sources, and never be unloaded.
    ///
    /// # Errors
    /// [`PluginError::Duplicate`] where both have a name, [`PluginError::Cycle`] where `after` and
    /// `before` of both contradict each other.
    pub fn merge(&self, other: &Self) -> Result<usize, PluginError> {
        let theirs = other.read(Index::ordered);
        self.change(|index| {
            let is_new =
                |entry: &&&Entry<T>| !index.entry(entry.name).is_some_and(|own| own.is_twin(entry));
            let added: Vec<_> = theirs.iter().filter(is_new).copied().collect();
            let own = index.ordered();
            let merged = Index::of(own.iter().copied().chain(added.iter().copied()));
            *index = merged.map_err(|fault| fault.error())?;
            Ok(added.len())
        })
    }

    /// Makes sure that these plugins are linked; call it first thing in `main`.
    ///
    /// # Errors
    /// [`PluginError::Missing`] with every name that no plugin has.
    pub fn require<N: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<(), PluginError> {
        let is_missing = |name: &N| !self.contains(name.as_ref());
        let missing = names.into_iter().filter(is_missing);
        let names: Vec<_> = missing.map(|name| name.as_ref().to_owned()).collect();
        if names.is_empty() {
            return Ok(());
        }
        Err(PluginError::Missing { names, available: self.names() })
    }

    #[cold]
    fn unknown(&self, name: &str) -> PluginError {
        let available = self.names();
        let similar = similar(name, available.iter().copied());
        PluginError::Unknown { name: name.to_owned(), similar, available }
    }
}

/// The entry of a plugin that is registered at run time; it is never freed.
#[track_caller]
fn at_run_time<T: ?Sized + 'static, F: Fn() -> Box<T> + Send + Sync + 'static>(
    name: &str,
    build: F,
) -> &'static Entry<T> {
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    let build = Build::Closure(Box::leak(Box::new(build)));
    let plugin: &'static Plugin<T> =
        Box::leak(Box::new(Plugin::new::<F>(Location::caller(), name, build)));
    Box::leak(Box::new(Entry::new(plugin)))
}

fn duplicate<T: ?Sized>(first: &Entry<T>, second: Location) -> PluginError {
    PluginError::Duplicate { name: first.name.to_owned(), first: first.location, second }
}

impl<T: ?Sized + 'static> fmt::Debug for Registry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("name", &self.name)
            .field("entries", &self.iter())
            .finish_non_exhaustive()
    }
}

impl<T: ?Sized + 'static> IntoIterator for &Registry<T> {
    type Item = &'static Entry<T>;
    type IntoIter = Iter<T>;
    fn into_iter(self) -> Iter<T> {
        self.iter()
    }
}
