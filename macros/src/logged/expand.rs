//! The code of `#[logged]`: the user's body once, with what is said before and after it.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, format_ident, quote, quote_spanned};
use syn::{ReturnType, Signature, Type};

use super::model::{Field, Method, own_attrs, unmarked};
use super::settings::Settings;
use crate::kit::{Emit, LazyBlock, LazyFn, returned, type_hint};

pub(super) fn method(method: &Method, function: &LazyFn) -> TokenStream {
    let Method { settings, .. } = method;
    let LazyFn { vis, default, sig, body, .. } = function;
    let (attrs, clean) = (own_attrs(function), unmarked(sig));
    let is_inlined = tells_caller(function);
    if is_usual(method, sig) && !is_inlined {
        let mut out = TokenStream::new();
        out.append_all(attrs);
        vis.to_tokens(&mut out);
        default.to_tokens(&mut out);
        clean.to_tokens(&mut out);
        let mut inside = Emit::default();
        whole(method, sig, body, &mut inside);
        out.append(Group::new(Delimiter::Brace, inside.finish()));
        return out;
    }
    let root = &settings.root;
    let core = quote!(#root::__private::core);
    let logged = quote!(#root::__private::logged);
    let (_, err) = levels(method);
    let mixed = Span::mixed_site();
    let [call, result, span, entered, future, cx] =
        ["call", "result", "span", "_entered", "future", "cx"]
            .map(|name| format_ident!("{name}", span = mixed));
    let begin = begin(method);
    let opening = match (settings.is_span, settings.is_rare()) {
        (false, false) => quote!(let #call = #logged::begin!(#begin);),
        (false, true) => quote!(let #call = #logged::begin_rare!(#begin);),
        (true, _) => quote!(let (#span, #call) = #logged::begin_span!(#begin);),
    };
    let order = order(method);
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
                // in braces of the macro's: the user's own, on one line, would be unused ones to rustc
                let contents = body.contents();
                quote! {
                    let mut #call = #call;
                    let #result = {
                        let mut #future = #core::pin::pin!(async move { #order #hint { #contents } });
                        #core::future::poll_fn(|#cx| #call.poll(#future.as_mut(), #cx)).await
                    };
                    #check
                    #logged::conclude!(#call, #result, #err #ret)
                }
            } else if is_inlined {
                let ty = ty.map(|ty| quote!(: #ty));
                quote! {
                    let #result #ty = #body;
                    #check
                    #logged::conclude!(#call, #result, #err #ret)
                }
            } else {
                let ty = ty.map(|ty| quote!(-> #ty));
                let body = ordered(order, body);
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

/// Names what the body owns, the last argument first: a closure drops what it has taken in the order
/// in which it is named first, and a function its arguments from the last to the first.
fn order(Method { owned, .. }: &Method) -> Option<TokenStream> {
    let names = owned.iter().map(|(cfgs, name)| quote!(#(#cfgs)* &#name,));
    (owned.len() > 1).then(|| quote!(let _ = (#(#names)*);))
}

/// The body, after what it begins with.
fn ordered(order: Option<TokenStream>, body: &LazyBlock) -> TokenStream {
    match (order, body) {
        (Some(mut contents), LazyBlock::Braces(group)) => {
            contents.extend(group.stream());
            let mut whole = Group::new(Delimiter::Brace, contents);
            whole.set_span(group.span());
            whole.into_token_stream()
        }
        (_, body) => body.to_token_stream(),
    }
}

/// Whether the body stands in the function itself, so that it sees where a `#[track_caller]` function
/// was called: a closure, which ends where the body returns early, would be called from here.
fn tells_caller(function: &LazyFn) -> bool {
    let is_tracked = |attr: &syn::Attribute| attr.path().is_ident("track_caller");
    function.sig.asyncness.is_none()
        && function.attrs.iter().any(is_tracked)
        && !returns_early(function.body.contents())
}

/// Macros that do not return from the function around them.
const STAYING: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Whether the tokens have a `return` or a `?`, or a macro that may.
fn returns_early(tokens: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().any(|(i, token)| match token {
        TokenTree::Ident(word) if word == "return" => true,
        TokenTree::Ident(word) => {
            let is = |at: usize, sign: char| {
                matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == sign)
            };
            is(i + 1, '!') && !is(i + 2, '=') && !STAYING.iter().any(|known| word == known)
        }
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Group(group) => returns_early(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// Whether `whole!` writes all there is.
fn is_usual(Method { settings, .. }: &Method, sig: &Signature) -> bool {
    let is_never = matches!(&sig.output, ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)));
    let is_told = settings.ret.is_none() && settings.err_key.is_none();
    is_told && !settings.is_span && !settings.is_rare() && sig.asyncness.is_none() && !is_never
}

/// The call of `whole!`.
fn whole(method: &Method, sig: &Signature, body: &LazyBlock, out: &mut Emit) {
    let Method { name, settings, fields, .. } = method;
    out.tokens(&settings.root);
    for word in ["__private", "logged", "whole"] {
        out.path_sep();
        out.word(word);
    }
    out.sign('!');
    out.parens(|out| {
        out.text(name);
        for (level, usual) in [(&settings.level, "DEBUG"), (&settings.err, "ERROR")] {
            out.sign(',');
            match level {
                Some(level) => out.tree(level.clone()),
                None => out.word(usual),
            }
        }
        out.sign(',');
        out.brackets(|out| {
            for Field { cfgs, name, .. } in fields {
                for cfg in cfgs {
                    out.tokens(cfg);
                }
                out.text(name);
                out.sign(',');
            }
        });
        out.sign(',');
        out.brackets(|out| {
            for field in fields {
                value(field, settings, out);
            }
        });
        out.sign(',');
        let how = how(settings);
        out.group_if(!how.is_empty(), Delimiter::Bracket, |out| out.tokens(&how));
        out.sign(',');
        out.word("move");
        for _ in 0..2 {
            out.sign('|');
        }
        if let ReturnType::Type(arrow, _) = &sig.output
            && let Some(ty) = returned(&sig.output)
        {
            out.tokens(arrow);
            out.ty(&ty);
        } else if matches!(sig.output, ReturnType::Default) {
            out.operator("->", Span::call_site());
            out.parens(|_| {});
        }
        out.tokens(&ordered(order(method), body));
    });
}

/// A logged argument: the list ends where it ends.
fn value(field: &Field, settings: &Settings, out: &mut Emit) {
    let Field { cfgs, binding, is_redacted, is_copy, .. } = field;
    if *is_redacted || settings.max_len.is_some() || !cfgs.is_empty() {
        out.tokens(&written(field, settings));
    } else {
        let at = here(binding.span());
        out.operator("&", at);
        out.word_at("__logged", at);
        out.operator("::", at);
        out.word_at("Argument", at);
        out.group_at(Delimiter::Parenthesis, at, |out| {
            out.operator("&", at);
            if *is_copy {
                out.braces(|out| out.tree(binding.clone()));
            } else {
                out.tree(binding.clone());
            }
        });
        out.operator(".", at);
        out.word_at("value", at);
        out.group_at(Delimiter::Parenthesis, at, |_| {});
    }
    out.sign(',');
}

/// The value of an argument.
fn written(field: &Field, settings: &Settings) -> TokenStream {
    let Field { cfgs, binding, is_redacted, is_copy, .. } = field;
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
}

/// What a site has beside the usual.
fn how(settings: &Settings) -> TokenStream {
    let target = settings.target.as_ref().map(|target| quote!(.target(#target)));
    let timed = settings.is_timed.then(|| quote!(.timed()));
    let max_len = settings.max_len.as_ref().map(|max_len| quote!(.max_len(#max_len)));
    let slow = settings.slow.map(|slow| quote!(.slow(#slow)));
    let sample = settings.sample.map(|sample| quote!(.sampled(#sample)));
    quote!(#target #timed #max_len #slow #sample)
}

fn levels(Method { settings, .. }: &Method) -> (TokenStream, TokenStream) {
    let level = settings.level.as_ref().map_or_else(|| quote!(DEBUG), ToTokens::to_token_stream);
    let err = settings.err.as_ref().map_or_else(|| quote!(ERROR), ToTokens::to_token_stream);
    (level, err)
}

/// What `begin!` takes: a name, two levels, the arguments' names and values, and what is not usual.
fn begin(method: &Method) -> TokenStream {
    let Method { name, settings, fields, .. } = method;
    let (level, err) = levels(method);
    let names = fields.iter().map(|Field { cfgs, name, .. }| quote!(#(#cfgs)* #name));
    let values = fields.iter().map(|field| written(field, settings));
    let rare = how(settings);
    quote!(#name, #level, #err, [#(#names),*], [#(#values),*], #rare)
}

/// A place in the user's code for what the macro writes.
fn here(span: Span) -> Span {
    Span::call_site().located_at(span)
}
