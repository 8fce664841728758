//! The block of `#[patchable]` with a look-up before each body, and the types of what it looks up.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{FnArg, parse_quote};

use super::hidden;
use super::method::{Method, Receiver};
use super::model::{Block, Member, is_ours, plain};
use crate::kit::{LazyFn, Root};

/// The block with other members in its members' places.
fn with_members(block: &Block<'_>, f: impl Fn(&Method<'_>) -> TokenStream) -> TokenStream {
    let item = block.item;
    let mut methods = block.members.iter().filter_map(|member| match member {
        Member::Method(method) => Some(f(method)),
        _ => None,
    });
    let mut constants = block.members.iter().filter_map(|member| match member {
        Member::Method(_) => None,
        Member::Const(constant) => Some(constant.item.to_token_stream()),
        Member::Other(tokens) => Some((*tokens).clone()),
    });
    let mut block = crate::kit::LazyImpl {
        attrs: item.attrs.clone(),
        default: item.default,
        unsafety: item.unsafety,
        impl_token: item.impl_token,
        generics: item.generics.clone(),
        of: item.of.clone(),
        self_ty: item.self_ty.clone(),
        members: Vec::new(),
    };
    block.members = item
        .members
        .iter()
        .map(|member| {
            let tokens = match member {
                crate::kit::LazyMember::Fn(_) => methods.next(),
                crate::kit::LazyMember::Other(_) => constants.next(),
            };
            crate::kit::LazyMember::Other(tokens.unwrap_or_default())
        })
        .collect();
    block.to_token_stream()
}

pub(super) fn without_marks(block: &Block<'_>) -> TokenStream {
    if block.members.iter().any(|member| matches!(member, Member::Const(_))) {
        with_members(block, |method| unmarked(method.function))
    } else {
        plain(block.item)
    }
}

fn unmarked(function: &LazyFn) -> TokenStream {
    let LazyFn { vis, default, sig, body, .. } = function;
    let attrs = function.attrs.iter().filter(|attr| !is_ours(attr));
    quote!(#(#attrs)* #vis #default #sig #body)
}

pub(super) fn rewritten(block: &Block<'_>) -> TokenStream {
    with_members(block, |method| match method.bar {
        Some(_) => unmarked(method.function),
        None => with_look_up(&block.root, method),
    })
}

/// The method with a look-up before its body.
fn with_look_up(root: &Root, method: &Method<'_>) -> TokenStream {
    let LazyFn { vis, default, sig, body, .. } = method.function;
    let attrs = method.function.attrs.iter().filter(|attr| !is_ours(attr));
    // In braces of the macro's: the user's own, on one line, would be unused ones to rustc.
    let contents = body.contents();
    let mut sig = sig.clone();
    let mut arguments = method.arguments.iter();
    let is_outlined = is_outlined(method);
    // What the user's body calls the arguments that come back from the look-up.
    let mut bound = Vec::new();
    for input in &mut sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        let Some(argument) = arguments.next() else { continue };
        let name = &argument.name;
        let is_written = argument.pattern.is_none();
        bound.push(if is_written { input.pat.to_token_stream() } else { quote!(#name) });
        if is_outlined || !is_written {
            *input.pat = parse_quote!(#name);
        }
    }
    let patterns = method.arguments.iter().filter_map(|argument| {
        let (name, pattern) = (&argument.name, argument.pattern.as_ref()?);
        Some(quote! {
            #[allow(clippy::no_effect_underscore_binding)]
            let #pattern = #name;
        })
    });
    let look_up = if is_outlined { outlined(root, method, &bound) } else { inline(root, method) };
    quote! {
        #(#attrs)* #vis #default #sig {
            #look_up
            #(#patterns)*
            { #contents }
        }
    }
}

/// Whether all that a call takes can be copied, so that a function of its own can take it, and give
/// it back.
fn is_outlined(method: &Method<'_>) -> bool {
    !method.is_async()
        && matches!(method.receiver, Receiver::Shared | Receiver::None)
        && method.arguments.iter().all(|argument| argument.is_copy)
}

/// The look-up in a function that is never inlined: it takes copies and the body goes on with those
/// that come back, so that no argument of an unpatched call has to outlive a call.
fn outlined(root: &Root, method: &Method<'_>, bound: &[TokenStream]) -> TokenStream {
    let (here, core) = (here(root), quote!(#root::__private::core));
    let mixed = Span::mixed_site();
    let [hit, patch, this, result] =
        ["hit", "patch", "this", "result"].map(|name| format_ident!("{name}", span = mixed));
    let instance = self::this(method);
    let this = instance.map(|_| this);
    let names: Vec<_> = method.arguments.iter().map(|argument| &argument.name).collect();
    let passed: Vec<TokenStream> =
        this.iter().chain(names.iter().copied()).map(ToTokens::to_token_stream).collect();
    let find = find(root, method, this.as_ref().map(ToTokens::to_token_stream).as_ref());
    let (site, original) = (hidden("site", &method.word, mixed), original_call(method, &passed));
    let instance = instance.map(|instance| quote!(#instance,));
    let call = quote! {
        #here::outlined((#instance #(#names,)*), |(#(#passed,)*)| match #find {
            #here::Found::Patch(#hit) => #core::ops::ControlFlow::Break(
                #hit.run(move |#patch| #patch(#(#passed),*)),
            ),
            #here::Found::Original => #core::ops::ControlFlow::Break(#original),
            #here::Found::Body => #core::ops::ControlFlow::Continue((#(#names,)*)),
        })
    };
    if names.is_empty() {
        return quote! {
            if Self::#site().is_live() {
                if let #core::ops::ControlFlow::Break(#result) = #call {
                    return #result;
                }
            }
        };
    }
    quote! {
        #[allow(unused_variables)]
        let (#(#bound,)*) = if Self::#site().is_live() {
            match #call {
                #core::ops::ControlFlow::Break(#result) => return #result,
                #core::ops::ControlFlow::Continue(#result) => #result,
            }
        } else {
            (#(#names,)*)
        };
    }
}

/// The look-up where it is: what it takes may not be had back.
fn inline(root: &Root, method: &Method<'_>) -> TokenStream {
    let (here, private) = (here(root), private(root));
    let mixed = Span::mixed_site();
    let [found, hit, patch] =
        ["found", "hit", "patch"].map(|name| format_ident!("{name}", span = mixed));
    let this = this(method).map(ToTokens::into_token_stream);
    let names = method.arguments.iter().map(|argument| argument.name.to_token_stream());
    let passed: Vec<TokenStream> = this.iter().cloned().chain(names).collect();
    // A condition looks at copies, so that the arguments of an unpatched call stay in registers.
    let copies = method.arguments.iter().filter(|argument| argument.is_copy).map(|argument| {
        let name = &argument.name;
        quote!(let #name = #name;)
    });
    let find = find(root, method, this.as_ref());
    let (site, original) = (hidden("site", &method.word, mixed), original_call(method, &passed));
    let (run, original) = if method.is_async() {
        let run = quote! {
            return #hit
                .run(move |#patch| #patch(#(#passed,)* #private::core::marker::PhantomData))
                .await
        };
        // In a box, since the original awaits this very method.
        (run, quote!(return #private::Box::pin(#original).await))
    } else {
        (quote!(return #hit.run(move |#patch| #patch(#(#passed),*))), quote!(return #original))
    };
    quote! {
        if Self::#site().is_live() {
            let #found = {
                #(#copies)*
                #find
            };
            match #found {
                #here::Found::Patch(#hit) => #run,
                #here::Found::Original => #original,
                #here::Found::Body => {}
            }
        }
    }
}

/// The call that finds a patch, which a condition may look at the arguments for.
fn find(root: &Root, method: &Method<'_>, this: Option<&TokenStream>) -> TokenStream {
    let (here, private) = (here(root), private(root));
    let mixed = Span::mixed_site();
    let (when, site) = (format_ident!("when", span = mixed), hidden("site", &method.word, mixed));
    let find = if method.is_async() { quote!(find_async) } else { quote!(find) };
    let (key, full, condition) = (key(root, method), full(root, method), condition(root, method));
    let (address, looked_at) = (address(&here, method, this), looked_at(method, this));
    quote! {
        #here::#find::<#key, #private::Box<#full>, #private::Box<#condition>>(
            Self::#site(),
            #address,
            |#when| #when(#(#looked_at),*),
        )
    }
}

/// The `self` that the user wrote.
pub(super) fn this(method: &Method<'_>) -> Option<syn::Token![self]> {
    match method.function.sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => Some(receiver.self_token),
        _ => None,
    }
}

fn address(here: &TokenStream, method: &Method<'_>, this: Option<&TokenStream>) -> TokenStream {
    match method.receiver {
        Receiver::Shared | Receiver::Exclusive => quote!(#here::address::<Self>(#this)),
        Receiver::None | Receiver::Owned => quote!(0),
    }
}

fn looked_at(method: &Method<'_>, this: Option<&TokenStream>) -> Vec<TokenStream> {
    let this = this.map(|this| match method.receiver {
        Receiver::Shared | Receiver::Exclusive => quote!(&*#this),
        Receiver::None | Receiver::Owned => quote!(&#this),
    });
    let names = method.arguments.iter().map(|argument| {
        let name = &argument.name;
        quote!(&#name)
    });
    this.into_iter().chain(names).collect()
}

pub(super) fn private(root: &Root) -> TokenStream {
    quote!(#root::__private)
}

pub(super) fn here(root: &Root) -> TokenStream {
    quote!(#root::__private::patchable)
}

/// What tells the replacements of one set of type parameters from those of another.
pub(super) fn key(root: &Root, method: &Method<'_>) -> TokenStream {
    let own = method.has_self_key.then(|| quote!(Self,));
    let params = &method.type_params;
    let numbers = method.function.sig.generics.const_params().filter_map(|parameter| {
        let (of, here) = (as_type(&parameter.ty)?, here(root));
        let number = &parameter.ident;
        Some(quote!(#here::numbers::#of<#number>))
    });
    quote!((#own #(#params,)* #(#numbers,)*))
}

/// The type that stands for a constant of this type; one under another name has none.
fn as_type(ty: &syn::Type) -> Option<&proc_macro2::Ident> {
    const KNOWN: [&str; 14] = [
        "bool", "char", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
        "u128", "usize",
    ];
    let syn::Type::Path(path) = ty else { return None };
    path.path
        .segments
        .last()
        .map(|last| &last.ident)
        .filter(|name| KNOWN.iter().any(|k| *name == k))
}

/// `Send + Sync + for<..> Fn(..) -> ..`, as a boxed replacement is called; the result is last, where
/// a `dyn Trait` in it takes no bound for its own.
pub(super) fn bounds(root: &Root, method: &Method<'_>) -> TokenStream {
    let core = quote!(#root::__private::core);
    let (inputs, output, lifetimes) = (method.inputs(), &method.output, &method.lifetimes);
    if !method.is_async() {
        return quote! {
            #core::marker::Send + #core::marker::Sync
                + for<#(#lifetimes),*> #core::ops::Fn(#(#inputs),*) -> #output
        };
    }
    // The future lives no longer than what it borrows, which the last argument says.
    let future = syn::Lifetime::new("'__future", Span::mixed_site());
    let (future, declared) = if lifetimes.is_empty() {
        (syn::Lifetime::new("'static", Span::call_site()), None)
    } else {
        (future.clone(), Some(quote!(#future)))
    };
    let send = (!method.setting.is_local).then(|| quote!(+ #core::marker::Send));
    quote! {
        #core::marker::Send + #core::marker::Sync + for<#(#lifetimes,)* #declared> #core::ops::Fn(
            #(#inputs,)*
            #core::marker::PhantomData<(#(&#future &#lifetimes (),)*)>
        ) -> #core::pin::Pin<#root::__private::Box<
            dyn #core::future::Future<Output = #output> #send + #future
        >>
    }
}

pub(super) fn full(root: &Root, method: &Method<'_>) -> TokenStream {
    let bounds = bounds(root, method);
    quote!(dyn #bounds)
}

/// The bounds of a condition, which looks at the arguments by reference.
pub(super) fn condition_bounds(root: &Root, method: &Method<'_>) -> TokenStream {
    let core = quote!(#root::__private::core);
    let look = syn::Lifetime::new("'__look", Span::mixed_site());
    let lifetimes = &method.lifetimes;
    let this = method.receiver_ty.as_ref().map(|ty| match method.receiver {
        Receiver::Shared | Receiver::Exclusive => &method.self_ty,
        Receiver::None | Receiver::Owned => ty,
    });
    let inputs = this.into_iter().chain(method.arguments.iter().map(|argument| &argument.ty));
    quote! {
        for<#look, #(#lifetimes),*> #core::ops::Fn(#(&#look #inputs),*)
            -> #core::primitive::bool + #core::marker::Send + #core::marker::Sync
    }
}

pub(super) fn condition(root: &Root, method: &Method<'_>) -> TokenStream {
    let bounds = condition_bounds(root, method);
    quote!(dyn #bounds)
}

/// The call of the method past every patch.
fn original_call(method: &Method<'_>, passed: &[TokenStream]) -> TokenStream {
    let original = hidden("original", &method.word, Span::mixed_site());
    let parameters = parameters(method);
    quote!(Self::#original #parameters(#(#passed),*))
}

/// `::<T, N>`: the method's own parameters, which its arguments need not name.
pub(super) fn parameters(method: &Method<'_>) -> Option<TokenStream> {
    let names: Vec<_> = method
        .function
        .sig
        .generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            syn::GenericParam::Type(parameter) => Some(&parameter.ident),
            syn::GenericParam::Const(parameter) => Some(&parameter.ident),
            syn::GenericParam::Lifetime(_) => None,
        })
        .collect();
    (!names.is_empty()).then(|| quote!(::<#(#names),*>))
}
