//! What stands between the brackets of `#[singleton(..)]`.

use proc_macro2::{Span, TokenStream};
use quote::format_ident;
use syn::{Ident, LitStr};

use super::constructor::Constructor;
use crate::kit::{Args, Ctxt, Root, did_you_mean};

const KEYS: &[&str] = &["on_conflict", "scope", "eager", "accessor"];

/// The arguments, read.
#[derive(Clone)]
pub(super) struct Arguments {
    pub(super) root: Root,
    pub(super) on_conflict: OnConflict,
    pub(super) scope: Scope,
    /// The word `eager`, where it stands.
    pub(super) eager: Option<Span>,
    /// The accessor's name, if not the usual one.
    pub(super) accessor: Option<Ident>,
}

/// What a call does that comes when the instance is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OnConflict {
    /// It gets the instance: `instance`.
    Ignore,
    /// It gets an error: `try_instance`.
    Error,
    /// After a fault: both, so that no caller is a second error.
    Unknown,
}

/// Whose the instance is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Process,
    Thread,
}

impl Arguments {
    pub(super) fn read(cx: &Ctxt, args: TokenStream) -> Self {
        let args = Args::read(cx, args, KEYS);
        let is_error = chosen(cx, &args, "on_conflict", "answer", ["ignore", "error"]);
        let is_thread = chosen(cx, &args, "scope", "scope", ["process", "thread"]);
        let accessor = args.value::<LitStr>(cx, "accessor");
        Self {
            root: args.root(),
            on_conflict: if is_error { OnConflict::Error } else { OnConflict::Ignore },
            scope: if is_thread { Scope::Thread } else { Scope::Process },
            eager: args.get("eager").filter(|arg| arg.flag(cx)).map(|arg| arg.key.span()),
            accessor: accessor.and_then(|text| named(cx, &text)),
        }
    }

    /// The name of the accessor that does so on a conflict.
    pub(super) fn accessor(&self, on_conflict: OnConflict) -> Ident {
        self.accessor.clone().unwrap_or_else(|| match on_conflict {
            OnConflict::Error => format_ident!("try_instance"),
            _ => format_ident!("instance"),
        })
    }

    /// What the arguments, the constructors and the type are not together.
    pub(super) fn check(&self, cx: &Ctxt, constructors: &[Constructor], is_generic: bool) {
        let accessor = self.accessor(self.on_conflict);
        for Constructor { asyncness, params, .. } in constructors {
            if let Some(token) = asyncness
                && self.scope == Scope::Thread
            {
                cx.error(
                    token,
                    "an async `#[init]` may go on in another thread, so its instance is not \
                     `scope = \"thread\"`; make one of them plain",
                );
            }
            let Some(eager) = self.eager else { continue };
            if asyncness.is_some() {
                cx.error_at(
                    eager,
                    format_args!(
                        "`build_eager` awaits nothing, write `Self::{accessor}(..).await` where \
                         the program starts instead of `eager`"
                    ),
                );
            }
            if !params.is_empty() {
                cx.error_at(
                    eager,
                    format_args!(
                        "`build_eager` has no arguments to give, call `{accessor}(..)` where the \
                         program starts instead of `eager`"
                    ),
                );
            }
        }
        let Some(eager) = self.eager else { return };
        if self.scope == Scope::Thread {
            cx.error_at(eager, "`build_eager` runs in one thread, and each has its own instance");
        }
        if self.on_conflict == OnConflict::Error {
            cx.error_at(
                eager,
                "what is built eagerly is an error for every `try_instance`, take one of them away",
            );
        }
        if is_generic {
            cx.error_at(eager, "`build_eager` cannot know which instances of a generic type");
        }
    }
}

/// Whether `key = ".."` is the second of its two answers; the first is the default.
fn chosen(cx: &Ctxt, args: &Args, key: &str, what: &str, answers: [&str; 2]) -> bool {
    let Some(text) = args.value::<LitStr>(cx, key) else { return false };
    let answer = text.value();
    if !answers.contains(&answer.as_str()) {
        let hint = did_you_mean(&answer, &answers);
        cx.error(&text, format_args!("unknown {what} `{answer}`{hint}"));
    }
    answers.iter().skip(1).any(|other| *other == answer)
}

/// `accessor = "name"`
fn named(cx: &Ctxt, text: &LitStr) -> Option<Ident> {
    let Ok(name) = text.parse::<Ident>() else {
        cx.error(text, "`accessor` is the name of a function, write `accessor = \"shared\"`");
        return None;
    };
    if name == "get" || name == "override_for_test" {
        cx.error(text, format_args!("#[singleton] makes `{name}` itself, choose another name"));
        return None;
    }
    Some(name)
}
