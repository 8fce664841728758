//! Which types can be copied, as far as their tokens say.

use syn::Type;

const PRIMITIVE: &[&str] = &[
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f32", "f64",
];

/// Whether values of this type are words that can be copied: a shared reference or a primitive.
pub(crate) fn is_copy(ty: &Type) -> bool {
    match ty {
        Type::Reference(ty) => ty.mutability.is_none(),
        Type::Path(ty) => {
            ty.path.get_ident().is_some_and(|name| PRIMITIVE.contains(&name.to_string().as_str()))
        }
        _ => false,
    }
}
