//! What a function returns, where a body inside its body has to say it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{GenericArgument, PathArguments, ReturnType, Type, parse_quote};

/// The type after `->` with `_` for each `impl Trait`; nothing where that is all of it.
pub(crate) fn returned(output: &ReturnType) -> Option<Type> {
    match output {
        ReturnType::Default => Some(parse_quote!(())),
        ReturnType::Type(_, ty) => {
            let mut ty = (**ty).clone();
            erase(&mut ty);
            (!matches!(ty, Type::Infer(_))).then_some(ty)
        }
    }
}

fn erase(ty: &mut Type) {
    match ty {
        Type::ImplTrait(_) => *ty = parse_quote!(_),
        Type::Array(inner) => erase(&mut inner.elem),
        Type::Group(inner) => erase(&mut inner.elem),
        Type::Paren(inner) => erase(&mut inner.elem),
        Type::Reference(inner) => erase(&mut inner.elem),
        Type::Slice(inner) => erase(&mut inner.elem),
        Type::Tuple(inner) => inner.elems.iter_mut().for_each(erase),
        Type::Path(inner) => {
            for segment in &mut inner.path.segments {
                if let PathArguments::AngleBracketed(list) = &mut segment.arguments {
                    for arg in &mut list.args {
                        if let GenericArgument::Type(ty) = arg {
                            erase(ty);
                        }
                    }
                }
            }
        }
        _ => {}
    }
}

/// Makes an async block's `return` and `?` know what they are to become; never runs.
pub(crate) fn type_hint(root: &dyn ToTokens, ty: &Type) -> TokenStream {
    let root = root.to_token_stream();
    let never = format_ident!("never", span = Span::mixed_site());
    quote! {
        if let #root::__private::Some(#never) = #root::__private::None::<#ty> {
            return #never;
        }
    }
}
