//! `Entry`: one plugin of a registry.

use core::fmt;
use core::panic::Location;
use std::error::Error;

use super::PluginError;
use super::link::{Build, Plugin};

/// One plugin of the registry of `T`: what it is called, where it stands, how it is made.
#[non_exhaustive]
pub struct Entry<T: ?Sized + 'static> {
    /// The name it is created by.
    pub name: &'static str,
    /// Its type, as [`core::any::type_name`] spells it.
    pub type_name: &'static str,
    /// Where its `#[plugin]` stands.
    pub location: &'static Location<'static>,
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

    /// A new instance.
    ///
    /// # Errors
    /// [`PluginError::Init`] with the constructor's own error.
    #[inline]
    pub fn create(&self) -> Result<Box<T>, PluginError> {
        self.create_by(self.plugin.build)
    }

    /// `create` for a caller who has the constructor at hand, which saves a step.
    #[inline]
    pub(super) fn create_by(&self, build: Build<T>) -> Result<Box<T>, PluginError> {
        match build {
            Build::Always(build) => Ok(build()),
            Build::Fallible(build) => match build() {
                Ok(plugin) => Ok(plugin),
                Err(source) => Err(self.failed(source)),
            },
        }
    }

    #[cold]
    fn failed(&self, source: Box<dyn Error + Send + Sync>) -> PluginError {
        PluginError::Init { name: self.name.to_owned(), source }
    }

    /// What `meta(key = "value")` of the plugin says.
    pub fn meta(&self, key: &str) -> Option<&'static str> {
        self.plugin.meta.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }
}

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
