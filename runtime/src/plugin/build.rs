//! How a plugin is made: from nothing or from its configuration, at once or awaited.

use core::future::Future;
use core::pin::Pin;
use std::error::Error;

#[cfg(feature = "json")]
use serde_json::Value;

use super::PluginError;

type Source = Box<dyn Error + Send + Sync>;

/// What an `#[init]` constructor of the plugin `P` returns: `P` itself or `Result<P, E>`.
#[diagnostic::on_unimplemented(
    message = "a plugin's constructor cannot return `{Self}`",
    label = "returns `{Self}`",
    note = "an `#[init]` constructor returns `Self`, or `Result<Self, E>` where `E` is an error, \
            a `String` or a `&str`"
)]
pub trait Outcome<P> {
    /// The plugin, or why there is none.
    ///
    /// # Errors
    /// The constructor's own.
    fn outcome(self) -> Result<P, Box<dyn Error + Send + Sync>>;
}

impl<P> Outcome<P> for P {
    #[inline]
    fn outcome(self) -> Result<P, Source> {
        Ok(self)
    }
}

impl<P, E: Into<Source>> Outcome<P> for Result<P, E> {
    #[inline]
    fn outcome(self) -> Result<P, Source> {
        self.map_err(Into::into)
    }
}

/// A plugin in a box, or why there is none.
pub type Made<T> = Result<Box<T>, Fault>;

/// A plugin that is awaited.
pub type Awaited<T> = Pin<Box<dyn Future<Output = Made<T>> + Send>>;

/// Why a plugin could not be made.
pub enum Fault {
    /// The configuration could not be read.
    Config(Source),
    /// The constructor failed.
    Init(Source),
}

/// Makes a plugin and forgets its type.
pub enum Build<T: ?Sized + 'static> {
    /// By `Default`; two registers carry what it returns.
    Always(fn() -> Box<T>),
    /// By a constructor, which may fail.
    Fallible(fn() -> Made<T>),
    /// By a constructor that is awaited.
    Async(fn() -> Awaited<T>),
    /// By a constructor that takes a configuration, and where that has a default, without one.
    #[cfg(feature = "json")]
    Config {
        /// With what was read.
        from: fn(Value) -> Made<T>,
        /// With the default.
        default: Option<fn() -> Made<T>>,
    },
    /// The same, awaited.
    #[cfg(feature = "json")]
    AsyncConfig {
        /// With what was read.
        from: fn(Value) -> Awaited<T>,
        /// With the default.
        default: Option<fn() -> Awaited<T>>,
    },
    /// By what was registered at run time.
    Closure(&'static (dyn Fn() -> Box<T> + Send + Sync)),
}

impl<T: ?Sized + 'static> Clone for Build<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized + 'static> Copy for Build<T> {}

/// What making a plugin has come to.
enum Step<T: ?Sized + 'static> {
    Made(Made<T>),
    Awaited(Awaited<T>),
    #[cfg(feature = "json")]
    NeedsConfig,
}

impl<T: ?Sized + 'static> Build<T> {
    fn begin(self) -> Step<T> {
        match self {
            Self::Always(build) => Step::Made(Ok(build())),
            Self::Closure(build) => Step::Made(Ok(build())),
            Self::Fallible(build) => Step::Made(build()),
            Self::Async(build) => Step::Awaited(build()),
            #[cfg(feature = "json")]
            Self::Config { default: Some(build), .. } => Step::Made(build()),
            #[cfg(feature = "json")]
            Self::AsyncConfig { default: Some(build), .. } => Step::Awaited(build()),
            #[cfg(feature = "json")]
            Self::Config { .. } | Self::AsyncConfig { .. } => Step::NeedsConfig,
        }
    }

    #[cfg(feature = "json")]
    fn begin_from(self, config: Value) -> Step<T> {
        match self {
            Self::Config { from, .. } => Step::Made(from(config)),
            Self::AsyncConfig { from, .. } => Step::Awaited(from(config)),
            _ if is_nothing(&config) => self.begin(),
            _ => Step::Made(Err(Fault::Config("it takes no configuration".into()))),
        }
    }

    /// A new plugin; `name` is for the error.
    #[inline]
    pub(super) fn create(self, name: &str) -> Result<Box<T>, PluginError> {
        match self {
            Self::Always(build) => Ok(build()),
            other => other.begin().now(name),
        }
    }

    /// A new plugin with this configuration.
    #[cfg(feature = "json")]
    pub(super) fn create_from(self, name: &str, config: Value) -> Result<Box<T>, PluginError> {
        self.begin_from(config).now(name)
    }

    /// A new plugin, awaited where its constructor is.
    pub(super) async fn create_async(self, name: &str) -> Result<Box<T>, PluginError> {
        // Of a step that is done nothing is kept over the wait, since it may not be `Send`.
        let work = match self.begin().wait() {
            Ok(work) => work,
            Err(done) => return done.now(name),
        };
        work.await.map_err(|fault| fault.of(name))
    }

    /// The same with this configuration.
    #[cfg(feature = "json")]
    pub(super) async fn create_async_from(
        self,
        name: &str,
        config: Value,
    ) -> Result<Box<T>, PluginError> {
        let work = match self.begin_from(config).wait() {
            Ok(work) => work,
            Err(done) => return done.now(name),
        };
        work.await.map_err(|fault| fault.of(name))
    }
}

#[cfg(feature = "json")]
fn is_nothing(config: &Value) -> bool {
    config.is_null() || config.as_object().is_some_and(serde_json::Map::is_empty)
}

impl<T: ?Sized + 'static> Step<T> {
    /// What is to be awaited, or else the step.
    fn wait(self) -> Result<Awaited<T>, Self> {
        if let Self::Awaited(work) = self { Ok(work) } else { Err(self) }
    }

    fn now(self, name: &str) -> Result<Box<T>, PluginError> {
        match self {
            Self::Made(made) => made.map_err(|fault| fault.of(name)),
            Self::Awaited(_) => Err(PluginError::Async { name: name.to_owned() }),
            #[cfg(feature = "json")]
            Self::NeedsConfig => Err(PluginError::ConfigRequired { name: name.to_owned() }),
        }
    }
}

impl Fault {
    #[cold]
    fn of(self, name: &str) -> PluginError {
        let name = name.to_owned();
        match self {
            Self::Config(source) => PluginError::Config { name, source },
            Self::Init(source) => PluginError::Init { name, source },
        }
    }
}

/// Runs the constructor's outcome into a box.
///
/// # Errors
/// The constructor's own.
#[inline]
pub fn boxed<P, O: Outcome<P>>(outcome: O) -> Result<Box<P>, Fault> {
    outcome.outcome().map(Box::new).map_err(Fault::Init)
}

/// The plugin of a type without a constructor, which is made from its configuration.
#[cfg(feature = "json")]
#[inline]
pub fn from_config<P: From<C>, C>(config: C) -> P {
    config.into()
}

/// Reads a plugin's configuration.
///
/// # Errors
/// What is wrong with it.
#[cfg(feature = "json")]
pub fn configured<C: serde::de::DeserializeOwned>(config: Value) -> Result<C, Fault> {
    // Nothing at all is `null` to a unit struct and `{}` to one with defaults.
    let other = match &config {
        Value::Null => Some(Value::Object(serde_json::Map::new())),
        nothing if is_nothing(nothing) => Some(Value::Null),
        _ => None,
    };
    serde_json::from_value(config).or_else(|fault| {
        let read = other.and_then(|other| serde_json::from_value(other).ok());
        read.ok_or_else(|| Fault::Config(fault.into()))
    })
}
