//! Which values inside a `nested` field the struct checks, so that reading them need not.

use syn::{GenericArgument, PathArguments, Type};

use super::model::Field;
use super::rule::{Rule, What};
use super::shape::Shape;

/// The type of the values with rules in the field, inside its lists, maps and pointers; nothing
/// where no rule is certain to check them.
pub(super) fn leaf(field: &Field) -> Option<&Type> {
    // a rule in a group is not always checked
    let is_nested = |rule: &Rule| matches!(rule.what, What::Nested) && rule.group.is_none();
    let checks_all = field.rules.iter().any(|rule| match &rule.what {
        // what is changed before it is checked has been checked before
        What::Each(rules) => {
            rule.sanitizers.is_empty() && rule.group.is_none() && rules.iter().any(is_nested)
        }
        _ => is_nested(rule),
    });
    (checks_all && field.sanitizers.is_empty()).then(|| inside(&field.ty))
}

/// The type at the end of containers that `Validate` walks whole.
fn inside(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => inside(&group.elem),
        Type::Paren(paren) => inside(&paren.elem),
        Type::Array(array) => inside(&array.elem),
        Type::Slice(slice) => inside(&slice.elem),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else { return ty };
            let PathArguments::AngleBracketed(args) = &last.arguments else { return ty };
            let types = args.args.iter().filter_map(|arg| match arg {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            let types: Vec<&Type> = types.collect();
            match (last.ident.to_string().as_str(), types.as_slice()) {
                ("Option" | "Box" | "Rc" | "Arc" | "Vec" | "VecDeque" | "BTreeSet", [inner])
                | ("HashSet", [inner, ..]) => inside(inner),
                // keys are not checked, so none may be of the type
                ("BTreeMap", [key, value]) | ("HashMap", [key, value, ..]) if is_plain(key) => {
                    inside(value)
                }
                _ => ty,
            }
        }
        _ => ty,
    }
}

/// Whether the values inside are of the type of this name.
pub(super) fn is_of(ty: &Type, name: &syn::Ident) -> bool {
    matches!(inside(ty), Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == *name))
}

fn is_plain(key: &Type) -> bool {
    let shape = Shape::of(key);
    shape.is_text() || matches!(shape, Shape::Int(_) | Shape::Bool | Shape::Char)
}
