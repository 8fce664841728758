//! `Field`: what a descriptor knows of the field it stands on, and `FieldMeta`: its names.

/// A field with a descriptor; `#[descriptors]` makes a type for each.
///
/// It is what `__set_name__` tells a Python descriptor, known while compiling: a descriptor is
/// written once for `F: Field<Slot = f64>` and reaches the field of whichever struct it stands in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no field with a descriptor",
    note = "`#[descriptors]` on the struct makes the fields that have `#[descriptor(..)]`"
)]
pub trait Field {
    /// The struct.
    type Owner;
    /// The field's type, as it is written.
    type Slot;
    /// The names of both.
    const META: FieldMeta;

    /// The field of `owner`.
    fn slot(owner: &Self::Owner) -> &Self::Slot;

    /// The field of `owner`, about to be changed: every cell that is computed of it is emptied.
    fn slot_mut(owner: &mut Self::Owner) -> &mut Self::Slot;
}

/// A field whose value is computed of other fields, which `of(..)` names.
#[diagnostic::on_unimplemented(
    message = "which fields is this computed of?",
    label = "write `of(..)` after it",
    note = "as in `#[descriptor(Cached<Self, f64> = Cached::new(Self::area), of(width, height))]`"
)]
pub trait DependsOn: Field {
    /// The names of those fields.
    const FIELDS: &'static [&'static str];
}

/// The names of a field and of its struct.
///
/// ```
/// use dunder::descriptor::ReadOnly;
///
/// #[dunder::descriptors]
/// struct Account {
///     name: String,
///     /// What it is known by.
///     #[descriptor(ReadOnly)]
///     number: u32,
/// }
///
/// let meta = Account::NUMBER.meta();
/// assert_eq!((meta.owner, meta.name, meta.index), ("Account", "number", 1));
/// assert_eq!((meta.ty, meta.doc), ("u32", "What it is known by."));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FieldMeta {
    /// The struct's name, without its path.
    pub owner: &'static str,
    /// The field's name, without `r#`.
    pub name: &'static str,
    /// Its place among the struct's fields, from 0.
    pub index: usize,
    /// Its type, as it is written.
    pub ty: &'static str,
    /// The text of its `///` comments.
    pub doc: &'static str,
    /// Its name in JSON, as serde's `rename` and `rename_all` have it in a struct with
    /// `#[validated]`; elsewhere its name.
    pub json: &'static str,
}

impl FieldMeta {
    /// The names of a field; its type and comments are empty until [`typed`](Self::typed) and
    /// [`documented`](Self::documented) say them.
    #[must_use]
    pub const fn new(owner: &'static str, name: &'static str, index: usize) -> Self {
        Self { owner, name, index, ty: "", doc: "", json: name }
    }

    /// With the field's type.
    #[must_use]
    pub const fn typed(self, ty: &'static str) -> Self {
        Self { ty, ..self }
    }

    /// With another name in JSON.
    #[must_use]
    pub const fn renamed(self, json: &'static str) -> Self {
        Self { json, ..self }
    }

    /// With the text of its comments.
    #[must_use]
    pub const fn documented(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }
}
