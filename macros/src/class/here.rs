//! Where generated code says that it stands: at the user's name of what it belongs to.
//!
//! A token of an expansion says in which line that expansion was called, so a line more above a
//! class would change all its code for the compiler, which would check it anew. A token at a name
//! of the user's stands where that name stands in its item.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::{Delimiter, Group, Span, TokenStream};

thread_local! {
    static HERE: Cell<Option<Span>> = const { Cell::new(None) };
}

/// `quote!`, where generated code stands.
macro_rules! code {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!($crate::class::here::here()=> $($tokens)*)
    };
}
pub(super) use code;

/// The place of generated code.
pub(super) fn here() -> Span {
    HERE.get().unwrap_or_else(Span::call_site)
}

/// Runs `f`, whose code stands at `span`: within code that stands somewhere, as that one's.
pub(super) fn standing<R>(span: Span, f: impl FnOnce() -> R) -> R {
    let before = HERE.get();
    HERE.set(Some(before.map_or(span, |outer| outer.located_at(span))));
    let result = f();
    // a span holds for one run of a macro
    HERE.set(before);
    result
}

/// Tokens of ours, moved here.
pub(super) fn moved(tokens: TokenStream) -> TokenStream {
    if !proc_macro::is_available() || HERE.get().is_none() {
        return tokens;
    }
    all_at(tokens.into(), here().unwrap()).into()
}

/// The same of tokens among which is no `$crate`.
pub(super) fn moved_text(tokens: TokenStream) -> TokenStream {
    if !proc_macro::is_available() || HERE.get().is_none() {
        return tokens;
    }
    text_at(tokens.into(), here().unwrap()).into()
}

fn all_at(tokens: proc_macro::TokenStream, span: proc_macro::Span) -> proc_macro::TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        if let proc_macro::TokenTree::Group(group) = token {
            let inner = all_at(group.stream(), span);
            token = proc_macro::Group::new(group.delimiter(), inner).into();
        }
        // which crate that is, its own place says
        if !matches!(&token, proc_macro::TokenTree::Ident(word) if word.to_string() == "$crate") {
            token.set_span(span);
        }
        token
    });
    tokens.collect()
}

/// A class has more than a thousand tokens, each of which a macro that is not optimized pays for.
fn text_at(tokens: proc_macro::TokenStream, span: proc_macro::Span) -> proc_macro::TokenStream {
    let mut out: Vec<proc_macro::TokenTree> = Vec::new();
    for mut token in tokens {
        match &mut token {
            proc_macro::TokenTree::Punct(sign) => sign.set_span(span),
            proc_macro::TokenTree::Ident(word) => word.set_span(span),
            proc_macro::TokenTree::Literal(literal) => literal.set_span(span),
            proc_macro::TokenTree::Group(group) => {
                let inner = text_at(group.stream(), span);
                *group = proc_macro::Group::new(group.delimiter(), inner);
                group.set_span(span);
            }
        }
        out.push(token);
    }
    proc_macro::TokenStream::from_iter(out)
}

/// Faults, told one round of the compiler later: it goes through the macros that wait for an import,
/// as those of classes do, from the last to the first, and so twice from the first.
pub(super) fn told(root: &TokenStream, errors: TokenStream) -> TokenStream {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    if errors.is_empty() {
        return errors;
    }
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let told = quote::format_ident!("__told_{count}", span = here());
    code! {
        #[allow(unused_imports)]
        use #root::__private::class::told as #told;
        #told! { #errors }
    }
}

/// Braces at a place of the user's, so that the item they end holds all that stands there.
pub(super) fn braced(tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Brace, tokens);
    group.set_span(span);
    group
}
