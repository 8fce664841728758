//! The code of `#[logged]`: the user's body once, with what is said before and after it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{ReturnType, Type};

use super::model::{Field, Method, own_attrs, unmarked};
use crate::kit::{LazyFn, returned, type_hint};

pub(super) fn method(method: &Method, function: &LazyFn) -> TokenStream {
    let Method { settings, .. } = method;
    let LazyFn { vis, default, sig, body, .. } = function;
    let (attrs, clean) = (own_attrs(function), unmarked(sig));
    let root = &settings.root;
    let logged = quote!(#root::__private::logged);
    let (_, err) = levels(method);
    let mixed = Span::mixed_site();
    let [call, result, span, entered] =
        ["call", "result", "span", "_entered"].map(|name| format_ident!("{name}", span = mixed));
    let begin = begin(method);
    let opening = match (settings.is_span, settings.is_rare()) {
        (false, false) => quote!(let #call = #logged::begin!(#begin);),
        (false, true) => quote!(let #call = #logged::begin_rare!(#begin);),
        (true, _) => quote!(let (#span, #call) = #logged::begin_span!(#begin);),
    };
    let rest = match &sig.output {
        // There is no result to speak of, only a panic.
        ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => body.contents(),
        output => {
            let ret = &settings.ret;
            let check = settings
                .err_key
                .as_ref()
                .map(|key| quote_spanned!(here(key.span())=> #logged::fallible(&#result);));
            let ty = returned(output);
            if sig.asyncness.is_some() {
                let hint = ty.map(|ty| type_hint(root, &ty));
                quote! {
                    let #result = async move { #hint #body }.await;
                    #check
                    #logged::conclude!(#call, #result, #err #ret)
                }
            } else {
                let ty = ty.map(|ty| quote!(-> #ty));
                let run = quote!(#logged::run!(#call, #err, move || #ty #body #ret));
                match check {
                    Some(check) => quote!(let #result = #run; #check #result),
                    None => run,
                }
            }
        }
    };
    let rest = match (settings.is_span, &sig.asyncness) {
        (false, _) => rest,
        // The call is the last to be bound, so that what it says when it is dropped is in the span.
        (true, None) => quote!(let #entered = #span.entered(); let #call = #call; #rest),
        (true, Some(_)) => {
            quote!(#logged::in_span(#span, async move { let #call = #call; #rest }).await)
        }
    };
    quote!(#(#attrs)* #vis #default #clean { #opening #rest })
}

fn levels(Method { settings, .. }: &Method) -> (TokenStream, TokenStream) {
    let level = settings.level.as_ref().map_or_else(|| quote!(DEBUG), ToTokens::to_token_stream);
    let err = settings.err.as_ref().map_or_else(|| quote!(ERROR), ToTokens::to_token_stream);
    (level, err)
}

/// What `begin!` takes: a name, two levels, the arguments' names and values, and what is not usual.
fn begin(method: &Method) -> TokenStream {
    let Method { name, settings, fields } = method;
    let (level, err) = levels(method);
    let names = fields.iter().map(|Field { cfgs, name, .. }| quote!(#(#cfgs)* #name));
    let values = fields.iter().map(|Field { cfgs, binding, is_redacted, is_copy, .. }| {
        if *is_redacted {
            return quote!(#(#cfgs)* &__logged::Redacted.value());
        }
        let at = here(binding.span());
        let argument = if *is_copy { quote!({ #binding }) } else { quote!(#binding) };
        let value = match &settings.max_len {
            Some(max_len) => quote_spanned!(at=> capped(#max_len)),
            None => quote_spanned!(at=> value()),
        };
        quote_spanned!(at=> #(#cfgs)* &__logged::Argument(&#argument).#value)
    });
    let target = settings.target.as_ref().map(|target| quote!(.target(#target)));
    let timed = settings.is_timed.then(|| quote!(.timed()));
    let max_len = settings.max_len.as_ref().map(|max_len| quote!(.max_len(#max_len)));
    let slow = settings.slow.map(|slow| quote!(.slow(#slow)));
    let sample = settings.sample.map(|sample| quote!(.sampled(#sample)));
    let rare = quote!(#target #timed #max_len #slow #sample);
    quote!(#name, #level, #err, [#(#names),*], [#(#values),*], #rare)
}

/// A place in the user's code for what the macro writes.
fn here(span: Span) -> Span {
    Span::call_site().located_at(span)
}
