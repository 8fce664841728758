//! What `#[validated]` writes for the object's own class, and bodies call late: the verdict, and
//! the setters of fields.

use super::expand::Emit;
use super::meta::{ClassMeta, FieldMeta, Receiver};
use super::types::{spelled, takes_into};

/// One of them.
#[derive(Clone, Copy)]
pub(super) enum Checked<'a> {
    Validate,
    IsValid,
    /// The setter of a field, and the place of its class.
    Set(usize, &'a FieldMeta),
}

/// What the name is in bodies of the first class. A private field of an ancestor is set where it is
/// held.
pub(super) fn checked<'a>(mro: &'a [ClassMeta], name: &str) -> Option<Checked<'a>> {
    if !mro.first()?.is_validated {
        return None;
    }
    match name {
        "validate" => return Some(Checked::Validate),
        "is_valid" => return Some(Checked::IsValid),
        _ => {}
    }
    mro.iter().enumerate().find_map(|(at, class)| {
        let mut reached = class.fields.iter().filter(|field| at == 0 || field.is_public);
        let field = reached.find(|field| field.setter == name && !name.is_empty())?;
        Some(Checked::Set(at, field))
    })
}

impl Checked<'_> {
    pub(super) fn receiver(self) -> Receiver {
        if matches!(self, Self::Set(..)) { Receiver::Exclusive } else { Receiver::Shared }
    }

    /// Whether it takes what becomes the field's type.
    pub(super) fn takes_into(self) -> bool {
        matches!(self, Self::Set(_, field) if takes_into(&field.ty.written))
    }

    /// The type of its place in the method table.
    pub(super) fn pointer(self, emit: &Emit<'_>, object: &str) -> String {
        match self {
            Self::Validate => format!("fn(&{object}) -> __k::Checked<()>"),
            Self::IsValid => format!("fn(&{object}) -> __k::bool"),
            Self::Set(at, field) => {
                let ty = spelled(&field.ty.portable, emit.name(at), object);
                format!("fn(&mut {object}, {ty}) -> __k::Checked<()>")
            }
        }
    }
}
