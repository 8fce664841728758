//! What `#[timeout(..)]` says, and where it may stand.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{LifetimeParam, LitStr, ReturnType};

use crate::kit::{Args, Ctxt, LazyBlock, LazyFn, Root, nanoseconds, split_arguments};

/// How long the function may take.
pub(super) struct Limit {
    pub(super) root: Root,
    pub(super) nanoseconds: u64,
}

impl Limit {
    /// Reads `"5s"` or `"5s", crate = path`.
    pub(super) fn read(cx: &Ctxt, args: TokenStream) -> Option<Self> {
        let mut pieces = split_arguments(args).into_iter();
        let Some(first) = pieces.next() else {
            cx.error_at(Span::call_site(), "say how long it may take: `#[timeout(\"5s\")]`");
            return None;
        };
        let rest: TokenStream = pieces
            .flat_map(|piece| [piece, syn::token::Comma::default().to_token_stream()])
            .collect();
        let root = Args::read(cx, rest, &[]).root();
        let Ok(text) = syn::parse2::<LitStr>(first.clone()) else {
            let written = first.to_string();
            let message = if written.chars().all(|c| c.is_ascii_digit()) {
                format!("write the unit too: `\"{written}s\"` are {written} seconds")
            } else {
                "the length of time comes first, as in `#[timeout(\"5s\")]`".to_owned()
            };
            cx.error(&first, message);
            return None;
        };
        Some(Self { root, nanoseconds: nanoseconds(cx, &text)? })
    }
}

pub(super) fn check(cx: &Ctxt, item: &LazyFn) {
    if let LazyBlock::Semi(semi) = &item.body {
        cx.error(semi, "#[timeout] needs a body; write it on the method in the impl");
    }
    let is_rewritten = |param: &LifetimeParam| param.lifetime.ident == "async_trait";
    if item.sig.generics.lifetimes().any(is_rewritten) {
        let message = "`#[async_trait]` has made this a function that returns its future; write \
                       `dunder::aio::with_timeout` in its body instead";
        cx.error(&item.sig.ident, message);
    } else if item.sig.asyncness.is_none() {
        cx.error(&item.sig.fn_token, "#[timeout] stands on an `async fn`, this one is not");
    } else if matches!(item.sig.output, ReturnType::Default) {
        let message = "#[timeout] needs a `Result` to say in that the time is over; write \
                       `-> Result<(), E>` with an `E` made from `dunder::aio::Elapsed`";
        cx.error(&item.sig.ident, message);
    }
}
