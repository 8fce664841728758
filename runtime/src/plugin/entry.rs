//! `Entry`: one plugin of a registry.

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use super::link::Plugin;
use super::{Location, PluginError};

/// One plugin of the registry of `T`: what it is called, where it stands, how it is made.
#[non_exhaustive]
pub struct Entry<T: ?Sized + 'static> {
    /// The name it is created by.
    pub name: &'static str,
    /// Its type, as [`core::any::type_name`] spells it; of what is registered at run time, the
    /// closure's.
    pub type_name: &'static str,
    /// Where its `#[plugin]` stands, or where it is registered.
    pub location: Location,
    /// Its place in the order: higher comes first, 0 if not given.
    pub priority: i32,
    pub(super) plugin: &'static Plugin<T>,
}

impl<T: ?Sized + 'static> Entry<T> {
    pub(super) fn new(plugin: &'static Plugin<T>) -> Self {
        Self {
            name: plugin.name,
            type_name: (plugin.type_name)(),
            location: plugin.location,
            priority: plugin.priority,
            plugin,
        }
    }

    /// Whether both are one plugin, which may be linked into several images.
    pub(super) fn is_twin(&self, other: &Self) -> bool {
        (self.plugin.type_id)() == (other.plugin.type_id)() && self.location == other.location
    }

    /// A new instance.
    ///
    /// # Errors
    /// As [`Registry::create`](super::Registry::create), but for the name.
    #[inline]
    pub fn create(&self) -> Result<Box<T>, PluginError> {
        self.plugin.build.create(self.name)
    }

    /// A new instance with this configuration.
    ///
    /// # Errors
    /// As [`Registry::create_from`](super::Registry::create_from), but for the name.
    #[cfg(feature = "json")]
    pub fn create_from(&self, config: serde_json::Value) -> Result<Box<T>, PluginError> {
        self.plugin.build.create_from(self.name, config)
    }

    /// What `meta(key = "value")` of the plugin says.
    pub fn meta(&self, key: &str) -> Option<&'static str> {
        self.plugin.meta.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }
}

// It never changes, and what a constructor that panics leaves behind is not the entry's.
impl<T: ?Sized + 'static> RefUnwindSafe for Entry<T> {}
impl<T: ?Sized + 'static> UnwindSafe for Entry<T> {}

impl<T: ?Sized + 'static> fmt::Debug for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.name)
            .field("type_name", &self.type_name)
            .field("location", &format_args!("{}", self.location))
            .field("priority", &self.priority)
            .field("meta", &self.plugin.meta)
            .finish_non_exhaustive()
    }
}
