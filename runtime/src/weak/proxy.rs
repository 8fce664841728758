//! `WeakProxy`: the use of an object that may be gone.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Weak};

/// A reference that does not keep its object, and says so when it is gone. As `weakref.proxy`.
///
/// ```
/// use std::sync::Arc;
/// use dunder::WeakProxy;
///
/// let item = Arc::new(String::from("Important data 1"));
/// let proxy = WeakProxy::new(&item);
/// assert_eq!(proxy.with(|item| item.len()), Ok(16));
/// drop(item);
/// let error = proxy.with(|item| item.len()).unwrap_err();
/// assert_eq!(error.to_string(), "weakly-referenced object no longer exists");
/// ```
pub struct WeakProxy<T: ?Sized> {
    object: Weak<T>,
}

impl<T: ?Sized> WeakProxy<T> {
    /// A proxy of an object.
    pub fn new(object: &Arc<T>) -> Self {
        Self { object: Arc::downgrade(object) }
    }

    /// Uses the object, which is kept meanwhile.
    ///
    /// # Errors
    /// [`ReferenceError`] if its last owner has gone.
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> Result<R, ReferenceError> {
        self.try_get().map(|object| f(&object))
    }

    /// An owner of the object.
    ///
    /// # Errors
    /// [`ReferenceError`] if its last owner has gone.
    pub fn try_get(&self) -> Result<Arc<T>, ReferenceError> {
        self.object.upgrade().ok_or(ReferenceError)
    }

    /// Whether the object has an owner at this moment.
    pub fn is_alive(&self) -> bool {
        self.object.strong_count() > 0
    }
}

impl<T: ?Sized> Clone for WeakProxy<T> {
    fn clone(&self) -> Self {
        Self { object: Weak::clone(&self.object) }
    }
}

impl<T: ?Sized> From<Weak<T>> for WeakProxy<T> {
    fn from(object: Weak<T>) -> Self {
        Self { object }
    }
}

impl<T: ?Sized> fmt::Debug for WeakProxy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakProxy").field("is_alive", &self.is_alive()).finish()
    }
}

/// The object's last owner has gone; in Python's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReferenceError;

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("weakly-referenced object no longer exists")
    }
}

impl Error for ReferenceError {}
