//! Python's descriptor protocol for fields: what [`descriptors`](macro@crate::descriptors) and
//! [`properties`](macro@crate::properties) call.
//!
#![doc = include_str!("../../../macros/doc/descriptor.md")]

mod attr;
mod compose;
mod convert;
#[cfg(feature = "dyn")]
mod dynamic;
mod field;
mod lazy;
mod once;
mod property;
mod protocol;
#[cfg(feature = "std")]
mod remembered;
mod slot;
#[cfg(feature = "validated")]
mod validated;
mod watch;
#[cfg(feature = "validated")]
mod whole;

pub use attr::Attr;
pub use convert::{Clamp, Coerce, Refused};
#[cfg(feature = "dyn")]
pub use dynamic::AttributeError;
#[cfg(feature = "dyn")]
#[doc(hidden)]
pub mod by_name {
    //! What `#[descriptors(dyn)]` writes.
    pub use super::dynamic::{
        Got, GotNothing, GotOption, GotRef, GotValue, SetAny, SetNever, SetQuietly, Setter, unknown,
    };
}
pub use field::{DependsOn, Field, FieldMeta};
#[doc(hidden)]
pub use lazy::forget;
pub use lazy::{Cached, Computed, Lazy};
pub use once::{AlreadySet, Once, ReadOnly};
pub use property::{Properties, PropertyMeta};
pub use protocol::{Change, DeleteDescriptor, Descriptor, SetDescriptor, assign};
#[cfg(feature = "std")]
pub use remembered::Remembered;
pub use slot::{Full, Holder, Memo, Optional, Record, Recorded, Slot};
#[cfg(feature = "validated")]
pub use validated::{InnerRules, Ruled, Rules, Validated};
#[cfg(feature = "validated")]
#[doc(hidden)]
pub use validated::{KeepsRules, delete_by_rules, unseen};
pub use watch::{History, Observed};
#[cfg(feature = "validated")]
pub use whole::Whole;
