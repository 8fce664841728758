//! What [`properties`](macro@crate::properties) says of an impl block.
//!
#![doc = include_str!("../../../macros/doc/properties.md")]

/// A type whose properties are listed; `#[properties]` implements it.
///
/// ```
/// use dunder::{Properties, properties};
///
/// struct Volume(u8);
///
/// #[properties]
/// impl Volume {
///     /// How loud.
///     #[property]
///     fn level(&self) -> u8 {
///         self.0
///     }
///
///     #[property(setter)]
///     fn set_level(&mut self, level: u8) {
///         self.0 = level.min(11);
///     }
/// }
///
/// let level = &Volume::LIST[0];
/// assert_eq!((level.name, level.ty, level.doc), ("level", "u8", "How loud."));
/// assert_eq!((level.getter, level.setter), (Some("level"), Some("set_level")));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no list of properties",
    label = "no `#[properties]` block",
    note = "put `#[properties]` on an impl block of `{Self}`"
)]
pub trait Properties {
    /// The properties, in the order of the block.
    const LIST: &'static [PropertyMeta];
}

/// A property of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PropertyMeta {
    /// The type's name, without its path.
    pub owner: &'static str,
    /// The property's name, without `r#`.
    pub name: &'static str,
    /// The type of its value, as it is written.
    pub ty: &'static str,
    /// The text of its `///` comments.
    pub doc: &'static str,
    /// Whether it is awaited.
    pub is_async: bool,
    /// Whether its value is remembered, for how long the block says.
    pub is_cached: bool,
    /// The method that reads it.
    pub getter: Option<&'static str>,
    /// The method that sets it.
    pub setter: Option<&'static str>,
    /// The method that deletes it.
    pub deleter: Option<&'static str>,
}

impl PropertyMeta {
    /// A property with nothing but names.
    #[must_use]
    pub const fn new(
        owner: &'static str,
        name: &'static str,
        ty: &'static str,
        doc: &'static str,
    ) -> Self {
        Self {
            owner,
            name,
            ty,
            doc,
            is_async: false,
            is_cached: false,
            getter: None,
            setter: None,
            deleter: None,
        }
    }

    /// With its methods.
    #[doc(hidden)]
    #[must_use]
    pub const fn by(
        self,
        getter: Option<&'static str>,
        setter: Option<&'static str>,
        deleter: Option<&'static str>,
    ) -> Self {
        Self { getter, setter, deleter, ..self }
    }

    /// As it is read.
    #[doc(hidden)]
    #[must_use]
    pub const fn read(self, is_async: bool, is_cached: bool) -> Self {
        Self { is_async, is_cached, ..self }
    }
}
