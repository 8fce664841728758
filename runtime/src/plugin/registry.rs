//! `Registry`: the plugins of one trait, by name and by type.

use core::any::TypeId;
use core::fmt;
use core::panic::Location;
use core::slice;
use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use super::link::Build;
use super::{Entry, PluginError, link, order};
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
    /// refuse it, [`PluginError::Cycle`] where `after` and `before` contradict each other.
    fn try_registry() -> Result<&'static Registry<Self>, PluginError> {
        Self::cell().get().as_ref().map_err(Fault::error)
    }
}

/// The place of one registry, empty until it is first asked for.
pub struct RegistryCell<T: ?Sized + 'static> {
    name: &'static str,
    built: OnceLock<Result<Registry<T>, Fault>>,
}

impl<T: ?Sized + 'static> RegistryCell<T> {
    /// The registry of the trait at this path.
    pub const fn new(name: &'static str) -> Self {
        Self { name, built: OnceLock::new() }
    }

    #[inline]
    fn get(&'static self) -> &'static Result<Registry<T>, Fault> {
        self.built.get_or_init(|| Registry::linked(self.name))
    }
}

/// What makes a registry as a whole unusable.
enum Fault {
    Duplicate { name: &'static str, places: [&'static Location<'static>; 2] },
    Cycle(Vec<&'static str>),
}

impl Fault {
    fn error(&self) -> PluginError {
        match self {
            Self::Duplicate { name, places: [first, second] } => {
                PluginError::Duplicate { name: (*name).to_owned(), first, second }
            }
            Self::Cycle(names) => PluginError::Cycle(names.clone()),
        }
    }

    #[cold]
    #[track_caller]
    fn panic(&self, registry: &str) -> ! {
        panic!("plugin registry `{registry}`: {}", self.error())
    }
}

/// What a name leads to: the constructor beside the entry, so that a look-up touches one line.
struct Found<T: ?Sized + 'static> {
    entry: &'static Entry<T>,
    build: Build<T>,
}

/// The plugins of one trait; `T` is the trait's `dyn` type.
///
/// Look-up is one hash of the name in a standard [`HashMap`]. No code runs before `main`: the
/// linker collects the plugins, and the first use of the registry builds its index.
pub struct Registry<T: ?Sized + 'static> {
    name: &'static str,
    entries: &'static [Entry<T>],
    by_name: HashMap<&'static str, Found<T>, FixedState>,
    by_type: OnceLock<HashMap<TypeId, &'static Entry<T>, FixedState>>,
}

impl<T: ?Sized + 'static> Registry<T> {
    /// The registry of the plugins that are linked into this program.
    #[cold]
    fn linked(name: &'static str) -> Result<Self, Fault> {
        let entries: Vec<_> = link::plugins().map(Entry::new).collect();
        // A registry lives as long as the program, and so does an entry that was handed out.
        let entries: &'static [_] = order::sorted(entries).map_err(Fault::Cycle)?.leak();
        let mut by_name = HashMap::with_capacity_and_hasher(entries.len(), FixedState::default());
        for entry in entries {
            let found = Found { entry, build: entry.plugin.build };
            if let Some(Found { entry: other, .. }) = by_name.insert(entry.name, found) {
                let mut places = [other.location, entry.location];
                places.sort_unstable_by_key(|at| (at.file(), at.line(), at.column()));
                return Err(Fault::Duplicate { name: entry.name, places });
            }
        }
        Ok(Self { name, entries, by_name, by_type: OnceLock::new() })
    }

    /// The path of the trait, for messages.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// A new instance of the plugin of this name.
    ///
    /// # Errors
    /// [`PluginError::Unknown`], which knows what was probably meant, or [`PluginError::Init`]
    /// with the constructor's own error.
    #[inline]
    pub fn create(&self, name: &str) -> Result<Box<T>, PluginError> {
        match self.by_name.get(name) {
            Some(found) => found.entry.create_by(found.build),
            None => Err(self.unknown(name)),
        }
    }

    /// The plugin of this name.
    #[inline]
    pub fn entry(&self, name: &str) -> Option<&'static Entry<T>> {
        self.by_name.get(name).map(|found| found.entry)
    }

    /// The plugin of this type; the first in order, where one type has several names.
    #[inline]
    pub fn get<P: 'static>(&self) -> Option<&'static Entry<T>> {
        let by_type = self.by_type.get_or_init(|| {
            self.entries.iter().rev().map(|entry| ((entry.plugin.type_id)(), entry)).collect()
        });
        by_type.get(&TypeId::of::<P>()).copied()
    }

    /// Whether a plugin has this name.
    #[inline]
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Every name, in order: of the plugins whose `after` and `before` allow it, the one of highest
    /// priority is next, and of those the first by name. Without them: sorted.
    pub fn names(&self) -> Vec<&'static str> {
        self.entries.iter().map(|entry| entry.name).collect()
    }

    /// Every plugin, in the order of [`names`](Self::names).
    pub fn iter(&self) -> Iter<T> {
        Iter(self.entries.iter())
    }

    /// How many plugins there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no plugin is linked.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
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

impl<T: ?Sized + 'static> fmt::Debug for Registry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("name", &self.name)
            .field("entries", &self.entries)
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

/// The plugins of a registry, in order; see [`Registry::iter`].
pub struct Iter<T: ?Sized + 'static>(slice::Iter<'static, Entry<T>>);

impl<T: ?Sized + 'static> Iterator for Iter<T> {
    type Item = &'static Entry<T>;
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T: ?Sized + 'static> DoubleEndedIterator for Iter<T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back()
    }
}

impl<T: ?Sized + 'static> ExactSizeIterator for Iter<T> {}

impl<T: ?Sized + 'static> fmt::Debug for Iter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.clone()).finish()
    }
}
