//! The code of `#[patchable]`: the rewritten block, and beside it the hidden functions that `patch!`
//! and its like call.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, Generics, Ident, parse_quote};

use super::bodies::{
    bounds, condition, condition_bounds, full, here, key, parameters, private, rewritten, this,
    without_marks,
};
use super::hidden;
use super::lifetimes::{has_word, mentioned};
use super::method::{Method, Receiver, all_static};
use super::model::{Block, Const, Member};
use super::names;
use crate::kit::Root;

pub(super) fn block(block: &Block<'_>) -> TokenStream {
    let rewritten = rewritten(block);
    let beside = beside(block);
    let Some(when) = &block.when else { return quote!(#rewritten #beside) };
    let (plain, readers) = (without_marks(block), constant_readers(block));
    quote! {
        #[cfg(#when)]
        #rewritten
        #[cfg(#when)]
        const _: () = {
            #beside
        };
        #[cfg(not(#when))]
        #plain
        #[cfg(not(#when))]
        #readers
    }
}

/// The impl block of the hidden functions.
fn beside(block: &Block<'_>) -> TokenStream {
    let Block { root, item, is_dyn, .. } = block;
    let functions = block.members.iter().map(|member| match member {
        Member::Method(method) => match &method.bar {
            Some(bar) => barred(root, method, bar),
            None => doors(block, method),
        },
        Member::Const(constant) if !constant.is_skipped => class_attribute(block, constant),
        Member::Const(constant) => {
            let name = hidden("patch", &constant.word, constant.name.span());
            no_door(root, &constant.cfgs, &constant.vis, &name, None, "Skipped")
        }
        Member::Other(_) => TokenStream::new(),
    });
    let functions: TokenStream = functions.collect();
    let by_name = is_dyn.then(|| names::functions(block));
    let submitted = is_dyn.then(|| names::submitted(block));
    let (generics, where_clause) = generics_of(block);
    let (self_ty, cfgs) = (&item.self_ty, cfgs(block));
    quote! {
        #(#cfgs)*
        #[allow(
            dead_code, deprecated, non_snake_case, private_bounds, private_interfaces,
            unreachable_pub, clippy::all, clippy::pedantic, clippy::missing_inline_in_public_items
        )]
        #[automatically_derived]
        impl #generics #self_ty #where_clause {
            #functions
            #by_name
        }
        #submitted
    }
}

fn cfgs<'b>(block: &'b Block<'_>) -> impl Iterator<Item = &'b syn::Attribute> {
    block.item.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
}

/// The block's parameters; of a trait's only those that an inherent block can have.
fn generics_of(block: &Block<'_>) -> (TokenStream, Option<syn::WhereClause>) {
    let item = block.item;
    let ty = item.self_ty.to_token_stream();
    let mut generics: Generics = item.generics.clone();
    let all = generics.params.len();
    generics.params = generics
        .params
        .into_iter()
        .filter(|parameter| match parameter {
            syn::GenericParam::Type(parameter) => has_word(&ty, &parameter.ident.to_string()),
            syn::GenericParam::Const(parameter) => has_word(&ty, &parameter.ident.to_string()),
            syn::GenericParam::Lifetime(_) => true,
        })
        .collect();
    if generics.params.len() < all {
        generics.where_clause = None;
    }
    let (shown, _, where_clause) = generics.split_for_impl();
    (quote!(#shown), where_clause.cloned())
}

/// The hidden functions of one method.
fn doors(block: &Block<'_>, method: &Method<'_>) -> TokenStream {
    let Block { root, item, .. } = block;
    let Method { cfgs, vis, word, generics, .. } = method;
    let (private, here) = (private(root), here(root));
    let span = method.function.sig.ident.span();
    let name = |prefix: &str| hidden(prefix, word, span);
    let (site, patch, when, original) =
        (name("site"), name("patch"), name("when"), name("original"));
    let shown = match item.self_name() {
        Some(ty) => format!("{ty}::{}", method.function.sig.ident),
        None => method.function.sig.ident.to_string(),
    };
    let (key, full, bounds) = (key(root, method), full(root, method), bounds(root, method));
    let (condition, looks) = (condition(root, method), condition_bounds(root, method));
    let where_clause = &generics.where_clause;
    let on = on(root, method);
    let signature = original_signature(method, &original);
    let passed = passed(method);
    let callee = &method.function.sig.ident;
    let parameters = parameters(method);
    let callee = match &item.of {
        Some((_, of, _)) => quote!(<Self as #of>::#callee #parameters),
        None => quote!(Self::#callee #parameters),
    };
    let call = if method.is_async() {
        quote!(Self::#site().original_async(#callee(#(#passed),*)).await)
    } else {
        quote!(Self::#site().original(move || #callee(#(#passed),*)))
    };
    let awaited = method.is_async().then(|| asynchronous(root, method));
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #site() -> &'static #here::Site {
            static SITE: #here::Site = #here::Site::new(#shown);
            &SITE
        }
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #patch #generics(patch: impl 'static + #bounds) -> #here::Patch #where_clause {
            let patch: #private::Box<#full> = #private::Box::new(patch);
            #here::Patch::new::<#key, _>(Self::#site(), patch)
        }
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #when #generics(when: impl #looks + 'static) -> #here::Condition #where_clause {
            let when: #private::Box<#condition> = #private::Box::new(when);
            #here::Condition::new(when)
        }
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis #signature { #call }
        #on
        #awaited
    }
}

/// The method's signature under another name, with names for patterns.
fn original_signature(method: &Method<'_>, name: &Ident) -> TokenStream {
    let mut sig = method.function.sig.clone();
    sig.ident = name.clone();
    let mut arguments = method.arguments.iter();
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                if matches!(receiver.kind, syn::ReceiverKind::Value | syn::ReceiverKind::Typed(..))
                {
                    receiver.mutability = None;
                }
            }
            FnArg::Typed(input) => {
                input.attrs.clear();
                if let Some(argument) = arguments.next() {
                    let name = &argument.name;
                    *input.pat = parse_quote!(#name);
                }
            }
        }
    }
    method.resolved(sig.to_token_stream())
}

fn passed(method: &Method<'_>) -> Vec<TokenStream> {
    let this = this(method).map(ToTokens::into_token_stream);
    let names = method.arguments.iter().map(|argument| argument.name.to_token_stream());
    this.into_iter().chain(names).collect()
}

/// The doors behind an instance.
fn on(root: &Root, method: &Method<'_>) -> TokenStream {
    let Method { cfgs, vis, word, generics, .. } = method;
    let here = here(root);
    let span = method.function.sig.ident.span();
    let (on, patch) = (hidden("on", word, span), hidden("patch", word, span));
    let (on_when, when) = (hidden("onwhen", word, span), hidden("when", word, span));
    let bar = match method.receiver {
        Receiver::Shared | Receiver::Exclusive => None,
        Receiver::Owned => Some("ByValue"),
        Receiver::None => Some("NoReceiver"),
    };
    if let Some(bar) = bar {
        return no_door(root, cfgs, vis, &on, Some(quote!(&self,)), bar);
    }
    let (bounds, looks) = (bounds(root, method), condition_bounds(root, method));
    let (where_clause, parameters) = (&generics.where_clause, parameters(method));
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #on #generics(&self, patch: impl 'static + #bounds)
            -> #here::InstancePatch #where_clause
        {
            #here::Patch::at(Self::#patch #parameters(patch), self)
        }
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #on_when #generics(&self, when: impl #looks + 'static)
            -> #here::Condition #where_clause
        {
            Self::#when #parameters(when)
        }
    }
}

/// What gives an `async` closure its types.
fn asynchronous(root: &Root, method: &Method<'_>) -> TokenStream {
    let Method { cfgs, vis, word, generics, lifetimes, output, .. } = method;
    let private = private(root);
    let core = quote!(#private::core);
    let span = method.function.sig.ident.span();
    let (name, on) = (hidden("async", word, span), hidden("onasync", word, span));
    let inputs = method.inputs();
    let bounds = quote! {
        'static + #core::marker::Send + #core::marker::Sync
            + for<#(#lifetimes),*> #core::ops::AsyncFn(#(#inputs),*) -> #output
    };
    let mut typed = generics.clone();
    typed.params.push(parse_quote!(__F: #bounds));
    let (shown, _, where_clause) = typed.split_for_impl();
    let on = matches!(method.receiver, Receiver::Shared | Receiver::Exclusive).then(|| {
        quote! {
            #(#cfgs)*
            #[doc(hidden)]
            #[inline]
            #vis fn #on #shown(&self, patch: __F) -> #private::std::sync::Arc<__F> #where_clause {
                #private::std::sync::Arc::new(patch)
            }
        }
    });
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #name #shown(patch: __F) -> #private::std::sync::Arc<__F> #where_clause {
            #private::std::sync::Arc::new(patch)
        }
        #on
    }
}

fn barred(root: &Root, method: &Method<'_>, bar: &Ident) -> TokenStream {
    let Method { cfgs, vis, word, .. } = method;
    let span = method.function.sig.ident.span();
    let bar = bar.to_string();
    let patch = no_door(root, cfgs, vis, &hidden("patch", word, span), None, &bar);
    let this = Some(quote!(&self,));
    let on = no_door(root, cfgs, vis, &hidden("on", word, span), this, &bar);
    quote!(#patch #on)
}

/// A door that says why it is none.
fn no_door(
    root: &Root,
    cfgs: &[syn::Attribute],
    vis: &syn::Visibility,
    name: &Ident,
    this: Option<TokenStream>,
    bar: &str,
) -> TokenStream {
    let (here, bar) = (here(root), Ident::new(bar, Span::call_site()));
    let patch = match this {
        Some(_) => quote!(InstancePatch),
        None => quote!(Patch),
    };
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #name<__F>(#this _: __F) -> #here::#patch
        where
            for<'__bar> (): #here::bars::#bar<'__bar>,
        {
            loop {}
        }
    }
}

/// Whether a type has a lifetime in it, also one that is not written out.
fn has_elided(ty: &syn::Type) -> bool {
    let mut found = Vec::new();
    mentioned(&ty.to_token_stream(), &mut found);
    !found.is_empty()
}

/// The reader and the door of a class attribute.
fn class_attribute(block: &Block<'_>, constant: &Const) -> TokenStream {
    let Block { root, item, .. } = block;
    let Const { cfgs, vis, name, ty, reader, .. } = constant;
    let (private, here) = (private(root), here(root));
    let (site, patch) =
        (hidden("site", &constant.word, name.span()), hidden("patch", &constant.word, name.span()));
    let shown = match item.self_name() {
        Some(ty) => format!("{ty}::{name}"),
        None => name.to_string(),
    };
    let key = if item.generics.params.is_empty() { quote!(()) } else { quote!((Self,)) };
    let doc = format!("The value of `{name}`, patched or not.");
    // Patches know their place by its type, which may then borrow nothing.
    let is_static = item.generics.lifetimes().next().is_none()
        && !has_elided(&item.self_ty)
        && all_static(&item.generics);
    let look_up = is_static.then(|| {
        quote! {
            if Self::#site().is_live() {
                if let #private::Some(value) = #here::value::<#key, #ty>(Self::#site()) {
                    return value;
                }
            }
        }
    });
    let read = (!constant.is_taken).then(|| {
        quote! {
            #(#cfgs)*
            #[doc = #doc]
            #[must_use]
            #[inline]
            #vis fn #reader() -> #ty {
                #look_up
                Self::#name
            }
        }
    });
    if !is_static {
        let door = no_door(root, cfgs, vis, &patch, None, "ConstNotStatic");
        return quote!(#read #door);
    }
    quote! {
        #read
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #site() -> &'static #here::Site {
            static SITE: #here::Site = #here::Site::new(#shown);
            &SITE
        }
        #(#cfgs)*
        #[doc(hidden)]
        #[inline]
        #vis fn #patch(value: #ty) -> #here::Patch
        where
            for<'__value> #ty:
                #private::core::clone::Clone + #private::core::marker::Send + #private::core::marker::Sync,
        {
            #here::Patch::value::<#key, #ty>(Self::#site(), value)
        }
    }
}

/// The readers where nothing is patchable.
fn constant_readers(block: &Block<'_>) -> TokenStream {
    let item = block.item;
    let readers: Vec<TokenStream> = block
        .members
        .iter()
        .filter_map(|member| match member {
            Member::Const(constant) if !constant.is_skipped => {
                let Const { cfgs, vis, name, ty, reader, .. } = &**constant;
                let doc = format!("The value of `{name}`.");
                Some(quote! {
                    #(#cfgs)*
                    #[doc = #doc]
                    #[must_use]
                    #[inline]
                    #vis const fn #reader() -> #ty {
                        Self::#name
                    }
                })
            }
            _ => None,
        })
        .collect();
    let (generics, where_clause) = generics_of(block);
    let (self_ty, cfgs) = (&item.self_ty, cfgs(block));
    quote! {
        #(#cfgs)*
        #[allow(dead_code)]
        #[automatically_derived]
        impl #generics #self_ty #where_clause {
            #(#readers)*
        }
    }
}
