//! `#[properties]`: an impl block whose properties are listed.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Attribute;
use syn::ext::IdentExt;

use super::property::{Method, Role, is_property, value_type};
use crate::kit::{self, Args, Ctxt, Kind, LazyFn, LazyImpl, Macro, Root, docs};

struct Properties;

pub(super) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    if kit::kind(&item) != Kind::Impl {
        let cx = Ctxt::default();
        let head: TokenStream = item.clone().into_iter().take(1).collect();
        cx.error(&head, "#[properties] stands on an impl block");
        let errors = cx.into_errors();
        return quote!(#errors #item);
    }
    kit::in_place::<Properties>(args, item)
}

/// The block, and which of its methods are properties.
pub(super) struct Model {
    block: TokenStream,
    list: TokenStream,
}

impl Macro for Properties {
    const NAME: &'static str = "properties";
    type Item = LazyImpl;
    type Model = Model;

    fn model(cx: &Ctxt, args: TokenStream, item: &LazyImpl) -> Option<Model> {
        let root = Args::read(cx, args, &[]).root();
        if let Some((_, path, _)) = &item.of {
            cx.error(path, "#[properties] stands on an inherent impl, not on a trait's");
            return None;
        }
        let methods: Vec<(&LazyFn, Method)> = item
            .functions()
            .filter_map(|f| Method::read(cx, f).map(|method| (f, method)))
            .collect();
        if methods.is_empty() {
            cx.error(&item.self_ty, "which methods are properties? write `#[property]` above them");
        }
        let owner = item.self_name().map_or_else(
            || super::type_text(item.self_ty.to_token_stream()),
            |name| name.unraw().to_string(),
        );
        let block = item.with_functions(|function| {
            let method = methods.iter().find(|(other, _)| std::ptr::eq(*other, function));
            match method {
                Some((_, method)) => method.expand(&root, function),
                None => function.to_token_stream(),
            }
        });
        let list = list(&root, &owner, &methods);
        let list = implement(&root, item, &list);
        Some(Model { block, list })
    }

    fn expand(model: &Model) -> TokenStream {
        let Model { block, list, .. } = model;
        quote!(#block #list)
    }

    fn fallback(root: &Root, item: &LazyImpl) -> TokenStream {
        let block = item.with_functions(|function| {
            let LazyFn { attrs, vis, default, sig, body } = function;
            let attrs = attrs.iter().filter(|attr| !is_property(attr));
            quote!(#(#attrs)* #vis #default #sig #body)
        });
        let list = if item.of.is_none() {
            implement(root, item, &TokenStream::new())
        } else {
            TokenStream::new()
        };
        quote!(#block #list)
    }
}

/// The impl that lists them.
fn implement(root: &Root, item: &LazyImpl, list: &TokenStream) -> TokenStream {
    let cfgs = item.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    let (generics, _, clause) = item.generics.split_for_impl();
    let ty = &item.self_ty;
    quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #generics #root::__private::descriptor::Properties for #ty #clause {
            const LIST: &'static [#root::__private::descriptor::PropertyMeta] = &[#list];
        }
    }
}

/// One entry a property, in the order in which they first appear.
fn list(root: &Root, owner: &str, methods: &[(&LazyFn, Method)]) -> TokenStream {
    let mut entries = TokenStream::new();
    for (i, (function, method)) in methods.iter().enumerate() {
        let name = &method.property;
        let of_it = |(_, other): &&(&LazyFn, Method)| other.property == *name;
        let has_getter = methods.iter().filter(of_it).any(|(_, m)| m.role == Role::Getter);
        let is_first = methods.iter().position(|other| of_it(&other)) == Some(i);
        // getters under different `cfg`s are entries of their own
        if (has_getter && method.role != Role::Getter) || (!has_getter && !is_first) {
            continue;
        }
        let by = |role: Role| {
            let found = methods.iter().filter(of_it).filter(|(_, other)| other.role == role);
            named(root, found.map(|(_, other)| other))
        };
        let getter = match method.role {
            Role::Getter => {
                let name = method.ident.unraw().to_string();
                quote!(#root::__private::Some(#name))
            }
            _ => quote!(#root::__private::None),
        };
        let (setter, deleter) = (by(Role::Setter), by(Role::Deleter));
        let (ty, doc) = (value_type(function, method.role), docs(&function.attrs));
        let is_async = method.is_async && method.role == Role::Getter;
        let is_cached = method.cache.is_some();
        let is_alone = methods.iter().filter(of_it).count() == 1;
        let cfgs = if has_getter || is_alone { method.cfgs.as_slice() } else { &[] };
        entries.extend(quote! {
            #(#cfgs)*
            #root::__private::descriptor::PropertyMeta::new(#owner, #name, #ty, #doc)
                .read(#is_async, #is_cached)
                .by(#getter, #setter, #deleter),
        });
    }
    entries
}

/// The name of the method that is there, if one is; each may have its `cfg`.
fn named<'a>(root: &Root, methods: impl Iterator<Item = &'a Method>) -> TokenStream {
    let methods: Vec<(String, &[Attribute])> =
        methods.map(|m| (m.ident.unraw().to_string(), m.cfgs.as_slice())).collect();
    match methods.as_slice() {
        [] => quote!(#root::__private::None),
        [(name, [])] => quote!(#root::__private::Some(#name)),
        several => {
            let each = several
                .iter()
                .map(|(name, cfgs)| quote!(#(#cfgs)* { found = #root::__private::Some(#name); }));
            quote!({
                #[allow(unused_mut, unused_assignments)]
                let mut found = #root::__private::None;
                #(#each)*
                found
            })
        }
    }
}
