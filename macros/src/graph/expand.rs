//! The code of `#[derive(Graph)]`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::DeriveInput;

use super::model::{Field, How, Model, Variant};
use crate::kit::{Root, bound_type_params, has_type_params};

pub(super) fn expand(model: &Model) -> TokenStream {
    let Model { root, ident, generics, name, version, .. } = model;
    let clause = clause(model);
    let (generics, types, _) = generics.split_for_impl();
    let version = Literal::u32_unsuffixed(*version);
    let kind = format_ident!("{}", if model.is_enum { "Enum" } else { "Struct" });
    let rule = if model.is_ruled {
        quote! {
            if __input.is_late() {
                return __private::Ok(__value);
            }
            use __private::codec::Clean as _;
            __private::codec::ruled(__value.__dunder_cleaned())
        }
    } else {
        quote!(__private::Ok(__value))
    };
    let numbered = model.variants.iter().zip(0_usize..);
    let variants = numbered.map(|(variant, number)| of_variant(model, variant, number));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            __private::graph::derive! {
                [#generics] [#ident #types] [#clause] #kind #name #version
                |__value, __input| [#rule]
                #(#variants)*
            }
        };
    }
}

fn of_variant(model: &Model, variant: &Variant, number: usize) -> TokenStream {
    let number = Literal::usize_unsuffixed(number);
    let Variant { ident, name, fields } = variant;
    let path = match ident {
        Some(ident) => quote!(Self::#ident),
        None => quote!(Self),
    };
    let mut written = TokenStream::new();
    let mut skipped = TokenStream::new();
    let kept = fields.iter().filter(|field| !matches!(field.how, How::Skip));
    for (field, place) in kept.zip(0_usize..) {
        let Field { member, name, ty, how } = field;
        let (bind, place) = (format_ident!("__field{place}"), Literal::usize_unsuffixed(place));
        let absent = match how {
            How::Since(version) => {
                let version = Literal::u32_unsuffixed(*version);
                quote!(__walk.since(__input, #name, #version)?)
            }
            How::Default(Some(value)) => quote!(#value),
            How::Default(None) => quote!(__private::Default::default()),
            How::Required | How::Skip => quote!(__walk.missing(__input, #name)?),
        };
        let weak = format!(
            "field `{name}` of `{}` is a `Weak` outside a cell, which cannot be linked while its \
             object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole \
             object in a cell, `Rc<RefCell<{}>>`",
            model.ident, model.ident
        );
        written.extend(quote! {
            #place #member #bind [#ty] #name |__walk, __input| [#absent] #weak;
        });
    }
    for field in fields.iter().filter(|field| matches!(field.how, How::Skip)) {
        let member = &field.member;
        skipped.extend(quote!(#member: __private::Default::default(),));
    }
    let is_blank = !model.is_enum || fields.is_empty();
    quote!(#number #name [#path] {#written} {#skipped} #is_blank)
}

fn clause(model: &Model) -> TokenStream {
    let generics = &model.generics;
    let is_written = |field: &&Field| !matches!(field.how, How::Skip);
    let types = model.fields().filter(is_written).map(|field| &field.ty);
    let mut clause = bound_type_params(generics, types, &quote!(__private::graph::Graph));
    if has_type_params(generics) {
        let params = generics.type_params().map(|param| &param.ident);
        clause.extend(params.map(|param| quote!(#param: 'static,)));
        let defaulted = model
            .fields()
            .filter(|field| matches!(field.how, How::Skip | How::Since(_) | How::Default(None)));
        clause.extend(defaulted.map(|Field { ty, .. }| quote!(#ty: __private::Default,)));
    }
    clause
}

/// The trait with nothing in it, for after a fault.
pub(super) fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
    let ident = &item.ident;
    let (generics, types, clause) = item.generics.split_for_impl();
    if item.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let mut clause = clause.map_or_else(|| quote!(where), ToTokens::to_token_stream);
    let params = item.generics.type_params().map(|param| &param.ident);
    let is_open =
        item.generics.where_clause.as_ref().is_some_and(|clause| {
            !clause.predicates.is_empty() && !clause.predicates.trailing_punct()
        });
    if is_open {
        clause.extend(quote!(,));
    }
    clause.extend(params.map(|param| quote!(#param: 'static,)));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            __private::graph::stand_in!([#generics] [#ident #types] [#clause]);
        };
    }
}
