//! The code of `#[logged]`: the user's body once, with what is said before and after it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericArgument, PathArguments, ReturnType, Type, parse_quote};

use super::model::{Field, Method, own_attrs, unmarked};
use crate::kit::LazyFn;

pub(super) fn method(method: &Method, function: &LazyFn) -> TokenStream {
    let Method { settings, .. } = method;
    let LazyFn { vis, default, sig, body, .. } = function;
    let (attrs, clean) = (own_attrs(function), unmarked(sig));
    let root = &settings.root;
    let logged = quote!(#root::__private::logged);
    let (level, err) = levels(method);
    let site = site(method);
    let enter = enter(method);
    let mixed = Span::mixed_site();
    let (call, result) =
        (format_ident!("call", span = mixed), format_ident!("result", span = mixed));
    let opening = quote! {
        static __SITE: #logged::Site = #site;
        let mut #call = #logged::Call::new(&__SITE);
        if #logged::on(#logged::Level::#level) {
            #enter
        }
    };
    let rest = match &sig.output {
        // There is no result to speak of, only a panic.
        ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => body.to_token_stream(),
        output => {
            let run = match (&sig.asyncness, returned(output)) {
                (None, Some(ty)) => quote!(#logged::run(move || -> #ty #body)),
                (None, None) => quote!(#logged::run(move || #body)),
                (Some(_), ty) => {
                    let hint = ty.map(|ty| type_hint(root, &ty));
                    quote!(async move { #hint #body }.await)
                }
            };
            let ret = &settings.ret;
            let check = settings
                .err_key
                .as_ref()
                .map(|key| quote_spanned!(here(key.span())=> #logged::fallible(&#result);));
            quote! {
                let #result = #run;
                #check
                #logged::conclude!(#call, #result, #logged::Level::#err #ret);
                #result
            }
        }
    };
    quote!(#(#attrs)* #vis #default #clean { #opening #rest })
}

fn levels(Method { settings, .. }: &Method) -> (TokenStream, TokenStream) {
    let level = settings.level.as_ref().map_or_else(|| quote!(DEBUG), ToTokens::to_token_stream);
    let err = settings.err.as_ref().map_or_else(|| quote!(ERROR), ToTokens::to_token_stream);
    (level, err)
}

fn site(method: &Method) -> TokenStream {
    let Method { name, settings, fields } = method;
    let root = &settings.root;
    let private = quote!(#root::__private);
    let (level, err) = levels(method);
    let target = settings
        .target
        .as_ref()
        .map_or_else(|| quote!(#private::core::module_path!()), ToTokens::to_token_stream);
    let names = fields.iter().map(|Field { cfgs, name, .. }| quote!(#(#cfgs)* #name));
    let is_timed = settings.is_timed;
    let max_len = settings
        .max_len
        .as_ref()
        .map_or_else(|| quote!(#private::None), |max_len| quote!(#private::Some(#max_len)));
    quote! {
        #private::logged::Site::new(#private::logged::About {
            method: #name,
            target: #target,
            module: #private::core::module_path!(),
            file: #private::core::file!(),
            line: #private::core::line!(),
            level: #private::logged::Level::#level,
            err: #private::logged::Level::#err,
            args: &[#(#names),*],
            is_timed: #is_timed,
            max_len: #max_len,
        })
    }
}

fn enter(Method { settings, fields, .. }: &Method) -> TokenStream {
    let root = &settings.root;
    let logged = quote!(#root::__private::logged);
    let call = format_ident!("call", span = Span::mixed_site());
    let mut has_plain = false;
    let values: Vec<TokenStream> = fields
        .iter()
        .map(|Field { cfgs, binding, is_redacted, .. }| {
            if *is_redacted {
                return quote!(#(#cfgs)* &#logged::Redacted.value());
            }
            has_plain = true;
            let at = here(binding.span());
            let value = match &settings.max_len {
                Some(max_len) => quote_spanned!(at=> capped(#max_len)),
                None => quote_spanned!(at=> value()),
            };
            quote_spanned!(at=> #(#cfgs)* &#logged::Argument(&#binding).#value)
        })
        .collect();
    let import = has_plain.then(|| {
        quote! {
            #[allow(unused_imports)]
            use #logged::OfArgument as _;
        }
    });
    quote! {
        #import
        #call.enter(&[#(#values),*]);
    }
}

/// Makes the block's `return` and `?` know what they are to become; never runs.
fn type_hint(root: &dyn ToTokens, ty: &Type) -> TokenStream {
    let root = root.to_token_stream();
    let never = format_ident!("never", span = Span::mixed_site());
    quote! {
        if let #root::__private::Some(#never) = #root::__private::None::<#ty> {
            return #never;
        }
    }
}

/// The type after `->`, where a body inside a body may say it: `_` for each `impl Trait`.
fn returned(output: &ReturnType) -> Option<Type> {
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

/// A place in the user's code for what the macro writes.
fn here(span: Span) -> Span {
    Span::call_site().located_at(span)
}
