//! `extend!`: methods for a type that has been written already.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, FnArg, Generics, Ident, Pat, ReturnType, Token, Type, Visibility};

use crate::kit::{Args, Ctxt, Kind, LazyFn, LazyImpl, Root, kind};

pub(crate) fn extend(input: TokenStream) -> TokenStream {
    let (root, input) = root(input);
    match kind(&input) {
        Kind::Impl => match syn::parse2::<LazyImpl>(input) {
            Ok(block) if block.of.is_none() => block.to_token_stream(),
            Ok(block) => {
                let fault = "a trait's impl needs no `extend!`, write it alone";
                let error = syn::Error::new(block.impl_token.span, fault).into_compile_error();
                quote!(#error #block)
            }
            Err(fault) => fault.into_compile_error(),
        },
        Kind::Trait => match extension.parse2(input) {
            Ok((head, target, functions)) => for_trait(&root, &head, &target, &functions),
            Err(fault) => fault.into_compile_error(),
        },
        _ => syn::Error::new(
            Span::call_site(),
            "`extend!` takes `impl Type { .. }` for a type of this crate, or `trait Name for Type \
             { .. }` for another's",
        )
        .into_compile_error(),
    }
}

/// `crate = path;` may stand first.
fn root(input: TokenStream) -> (Root, TokenStream) {
    let parse = |input: ParseStream<'_>| {
        let mut args = TokenStream::new();
        if input.peek(Token![crate]) {
            while !input.is_empty() && !input.peek(Token![;]) {
                args.extend([input.parse::<proc_macro2::TokenTree>()?]);
            }
            input.parse::<Option<Token![;]>>()?;
        }
        Ok((args, input.parse::<TokenStream>()?))
    };
    match parse.parse2(input.clone()) {
        Ok((args, rest)) => (Args::read(&Ctxt::default(), args, &[]).root(), rest),
        Err(_) => (Root::default(), input),
    }
}

/// A trait without its body.
struct Head {
    attrs: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    generics: Generics,
    supertraits: TokenStream,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![trait]>()?;
        let ident = input.parse()?;
        let generics = input.parse()?;
        let colon: Option<Token![:]> = input.parse()?;
        let supertraits: TokenStream = input.parse()?;
        if colon.is_none() && !supertraits.is_empty() {
            return Err(syn::Error::new_spanned(supertraits, "expected `for Type`"));
        }
        Ok(Self { attrs, vis, ident, generics, supertraits })
    }
}

/// `trait Name<T>: Super for Type where .. { fn .. }`
fn extension(input: ParseStream<'_>) -> syn::Result<(Head, Type, Vec<LazyFn>)> {
    // A trait's head, which ends at `for`; what follows it is read as an impl's.
    let mut head = TokenStream::new();
    let mut depth = 0_usize;
    while !(depth == 0 && input.peek(Token![for])) {
        if input.is_empty() || depth == 0 && input.peek(syn::token::Brace) {
            return Err(input.error("expected `for Type` after the trait's name"));
        }
        if input.peek(Token![<]) {
            depth += 1;
        } else if input.peek(Token![>]) {
            depth = depth.saturating_sub(1);
        }
        head.extend([input.parse::<proc_macro2::TokenTree>()?]);
    }
    input.parse::<Token![for]>()?;
    let target: Type = input.parse()?;
    let bounds: Option<syn::WhereClause> = input.parse()?;
    let content;
    syn::braced!(content in input);
    let mut functions = Vec::new();
    while !content.is_empty() {
        functions.push(LazyFn::parse(&content)?);
    }
    let mut head: Head = syn::parse2(head)?;
    head.generics.where_clause = bounds;
    Ok((head, target, functions))
}

fn for_trait(root: &Root, head: &Head, target: &Type, functions: &[LazyFn]) -> TokenStream {
    let Head { attrs, vis, ident, generics, supertraits, .. } = head;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let bounds = (!supertraits.is_empty()).then(|| quote!(: #supertraits));
    let cx = Ctxt::default();
    for function in functions {
        if !matches!(function.vis, Visibility::Inherited) {
            cx.error(&function.vis, "a method of a trait is as visible as the trait");
        }
    }
    let declared = functions.iter().map(|function| declaration(root, function));
    let defined = functions.iter().map(|LazyFn { attrs, sig, body, .. }| {
        let is_declared = |attr: &&Attribute| {
            ["doc", "must_use", "deprecated"].iter().any(|word| attr.path().is_ident(word))
        };
        let attrs = attrs.iter().filter(|attr| !is_declared(attr));
        quote!(#(#attrs)* #sig #body)
    });
    let errors = cx.into_errors();
    quote! {
        #errors
        #(#attrs)*
        #vis trait #ident #generics #bounds #where_clause {
            #(#declared)*
        }
        impl #impl_generics #ident #ty_generics for #target #where_clause {
            #(#defined)*
        }
    }
}

/// The function as a trait declares it: names for patterns, and a future that is `Send`.
fn declaration(root: &Root, LazyFn { attrs, sig, .. }: &LazyFn) -> TokenStream {
    let attrs = attrs.iter().filter(|attr| {
        ["doc", "cfg", "must_use", "deprecated"].iter().any(|word| attr.path().is_ident(word))
    });
    let mut sig = sig.clone();
    for (i, input) in sig.inputs.iter_mut().enumerate() {
        match input {
            FnArg::Receiver(receiver) if matches!(receiver.kind, syn::ReceiverKind::Value) => {
                receiver.mutability = None;
            }
            FnArg::Receiver(_) => {}
            FnArg::Typed(input) => {
                let name = match &*input.pat {
                    Pat::Ident(pat) => pat.ident.clone(),
                    _ => format_ident!("_arg{i}"),
                };
                *input.pat = syn::parse_quote!(#name);
            }
        }
    }
    if sig.asyncness.take().is_some() {
        let output = match &sig.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, ty) => ty.to_token_stream(),
        };
        let core = quote!(#root::__private::core);
        sig.output = syn::parse_quote! {
            -> impl #core::future::Future<Output = #output> + #core::marker::Send
        };
    }
    quote!(#(#attrs)* #sig;)
}
