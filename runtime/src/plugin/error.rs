//! `PluginError`: what can be wrong with a registry, a name or a plugin.

use core::fmt;
use std::error::Error;

use super::Location;

/// Why a registry could not do what it was asked.
///
/// `Debug` is `Display` with the causes, so that what `main` or `unwrap` print can be read.
#[non_exhaustive]
pub enum PluginError {
    /// No plugin has this name.
    Unknown {
        /// The name asked for.
        name: String,
        /// Known names that are spelt much like it, the closest first.
        similar: Vec<&'static str>,
        /// Every known name, in the registry's order.
        available: Vec<&'static str>,
    },
    /// Two plugins have one name.
    Duplicate {
        /// The name.
        name: String,
        /// Where the one stands.
        first: Location,
        /// Where the other stands.
        second: Location,
    },
    /// Plugins that the program requires are not linked.
    Missing {
        /// The names that no plugin has.
        names: Vec<String>,
        /// Every known name, in the registry's order.
        available: Vec<&'static str>,
    },
    /// The plugin's constructor takes a configuration that has no default: `create_from` gives it.
    ConfigRequired {
        /// The plugin's name.
        name: String,
    },
    /// The configuration could not be read.
    Config {
        /// The plugin's name.
        name: String,
        /// What is wrong with it.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The plugin's constructor is async: `create_async` awaits it.
    Async {
        /// The plugin's name.
        name: String,
    },
    /// Exactly one plugin is wanted, and there are none or several.
    NotOne {
        /// Every name, in the registry's order.
        names: Vec<&'static str>,
    },
    /// The plugin's constructor failed.
    Init {
        /// The plugin's name.
        name: String,
        /// The constructor's error.
        source: Box<dyn Error + Send + Sync>,
    },
    /// `after` and `before` of these plugins contradict each other: each comes before the next,
    /// the last before the first.
    Cycle(Vec<&'static str>),
}

impl fmt::Display for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, available, .. } if available.is_empty() => write!(
                f,
                "unknown plugin `{name}`: the registry is empty, link the crate that has it with \
                 `dunder::link_plugins!(that_crate)`"
            ),
            Self::Unknown { name, similar, available } => {
                write!(f, "unknown plugin `{name}`")?;
                if let Some(first) = similar.first() {
                    write!(f, ", did you mean `{first}`?")?;
                }
                write!(
                    f,
                    "{} known: {}",
                    if similar.is_empty() { "," } else { "" },
                    List(available)
                )
            }
            Self::Duplicate { name, first, second } => {
                write!(f, "plugin name `{name}` is registered twice: at {first} and at {second}")
            }
            Self::Missing { names, available } => write!(
                f,
                "missing plugin{} {}: link the crate that has {} with \
                 `dunder::link_plugins!(that_crate)`; linked: {}",
                if names.len() == 1 { "" } else { "s" },
                List(names),
                if names.len() == 1 { "it" } else { "them" },
                List(available),
            ),
            Self::ConfigRequired { name } => write!(
                f,
                "plugin `{name}` needs a configuration: create it with \
                 `create_from(\"{name}\", value)`, or write `config(default)` if its type has a default"
            ),
            Self::Config { name, .. } => {
                write!(f, "the configuration of plugin `{name}` is not right")
            }
            Self::Async { name } => write!(
                f,
                "the constructor of plugin `{name}` is async: create it with \
                 `create_async(\"{name}\").await`"
            ),
            Self::NotOne { names } if names.is_empty() => f.write_str(
                "exactly one plugin is wanted and none is linked, link the crate that has it with \
                 `dunder::link_plugins!(that_crate)`",
            ),
            Self::NotOne { names } => {
                write!(f, "exactly one plugin is wanted, linked are {}", List(names))
            }
            Self::Init { name, .. } => write!(f, "plugin `{name}` could not be made"),
            Self::Cycle(names) => {
                f.write_str("`after` and `before` contradict each other: ")?;
                for name in names {
                    write!(f, "`{name}` before ")?;
                }
                write!(f, "`{}`", names.first().unwrap_or(&""))
            }
        }
    }
}

impl fmt::Debug for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl Error for PluginError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Config { source, .. } | Self::Init { source, .. } => Some(&**source),
            _ => None,
        }
    }
}

/// Names as a message lists them.
struct List<'a, S>(&'a [S]);

impl<S: AsRef<str>> fmt::Display for List<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (i, name) in self.0.iter().enumerate() {
            write!(f, "{}`{}`", if i == 0 { "" } else { ", " }, name.as_ref())?;
        }
        Ok(())
    }
}
