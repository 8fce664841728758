//! Fields of the object, and what is done with them.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::Token;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;

use super::shown::Argument;
use super::tokens::{index, subject};
use super::{Mode, Rewriter, View, view_of};
use crate::class::doings::{self, Access, Around};
use crate::class::here::{code, here};
use crate::class::meta::Receiver;
use crate::class::names;
use crate::class::scope::Place;

impl Rewriter<'_> {
    /// `self.name` and what follows it as far as it must be rewritten with it.
    pub(super) fn field(
        &mut self,
        before: &[TokenTree],
        rest: &[TokenTree],
        word: &Ident,
        name: &Ident,
        mode: Mode,
        out: &mut TokenStream,
    ) -> usize {
        let text = name.to_string();
        let chain = doings::chain(self.scope, before, rest, 3, Some(&text));
        let is_changed =
            self.around != Around::Reads && doings::is_whole_part(before, rest.get(chain.end));
        let access = if is_changed { Access::Exclusive } else { chain.access };
        let view = self.view(word, mode, access);
        let subject = subject(word);
        let place = self.place(&subject, name, &view);
        let hoisted = match (view, chain.call) {
            (View::Each(Access::Exclusive), Some((dot, paren))) => match rest.get(paren) {
                Some(TokenTree::Group(arguments)) if doings::mentions(arguments.stream()) => {
                    self.hoisted(&place, rest, dot, paren, arguments)
                }
                _ => None,
            },
            _ => None,
        };
        match hoisted {
            Some((tokens, length)) => {
                out.extend(tokens);
                length
            }
            None => {
                out.extend(place);
                3
            }
        }
    }

    /// Where a field of this object is read from, with which `access` is done.
    pub(super) fn view(&self, word: &Ident, mode: Mode, access: Access) -> View {
        if let Some(other) = self.others.iter().find(|other| *word == other.name) {
            return match (other.is_exclusive, other.has_view) {
                (_, true) => View::Held(view_of(&other.name)),
                (true, _) => View::Each(access),
                (false, _) => View::Each(Access::Shared),
            };
        }
        match mode {
            Mode::Shared => View::Each(Access::Shared),
            Mode::Each if self.is_held() => View::Each(Access::Shared),
            Mode::Each => View::Each(access),
            Mode::Region => View::Held(Ident::new("__m", here())),
            Mode::Apart => View::Apart,
        }
    }

    /// `place.method(arguments)` with the arguments first: what two-phase borrows give
    /// `self.items.push(self.next())` on a plain struct.
    pub(super) fn hoisted(
        &mut self,
        place: &TokenStream,
        rest: &[TokenTree],
        dot: usize,
        paren: usize,
        arguments: &Group,
    ) -> Option<(TokenStream, usize)> {
        let parser = Punctuated::<Argument, Token![,]>::parse_terminated;
        let list = parser.parse2(arguments.stream()).ok()?;
        let values: Vec<TokenStream> =
            list.into_iter().map(|argument| self.tokens(argument.0, Mode::Each)).collect();
        let names: Vec<Ident> =
            (0..values.len()).map(|at| Ident::new(&format!("__a{at}"), here())).collect();
        let middle = rest.get(3..dot)?.iter().map(|token| self.plain(token, Mode::Each));
        let middle: TokenStream = middle.collect();
        let method: TokenStream = rest.get(dot..paren)?.iter().cloned().collect();
        let call =
            code!((match (#(#values,)*) { (#(#names,)*) => #place #middle #method (#(#names),*) }));
        Some((call, paren + 1))
    }

    /// A getter or setter of an ancestor's private field, called on what holds it.
    #[expect(clippy::too_many_arguments, reason = "the call's parts, as they were read")]
    pub(super) fn accessor(
        &mut self,
        word: &Ident,
        name: &Ident,
        holder: &str,
        is_setter: bool,
        arguments: &Group,
        mode: Mode,
        out: &mut TokenStream,
    ) {
        let span = name.span();
        let access = if is_setter { Access::Exclusive } else { Access::Shared };
        let view = self.view(word, mode, access);
        let held = self.viewed(&subject(word), holder, &view, span);
        let arguments = self.tokens(arguments.stream(), Mode::Shared);
        let value = Ident::new("__value", here());
        if is_setter {
            // the value first, which may be read from the object
            out.extend(quote_spanned!(span=>
                (match (#arguments) { #value => #held.#name(#value) })
            ));
        } else {
            out.extend(quote_spanned!(span=> #held.#name(#arguments)));
        }
    }

    /// The field as a place expression.
    pub(super) fn place(&mut self, subject: &Ident, name: &Ident, view: &View) -> TokenStream {
        let span = name.span();
        let before = self.scope.cx.count();
        let Some(place) = self.scope.field(name) else {
            return self.failed(before, span);
        };
        let top = match &place {
            Place::Own => name.to_string(),
            Place::Held(holder) => holder.clone(),
        };
        let viewed = self.viewed(subject, &top, view, span);
        match place {
            Place::Own if matches!(view, View::Apart) => viewed,
            Place::Own => quote_spanned!(span=> (*#viewed)),
            Place::Held(..) => quote_spanned!(span=> (#viewed.#name)),
        }
    }

    /// A field of a view of the object, which is a reference, or the field itself.
    pub(super) fn viewed(
        &mut self,
        subject: &Ident,
        top: &str,
        view: &View,
        span: Span,
    ) -> TokenStream {
        self.is_bound = true;
        let at = match view {
            View::Each(Access::Shared) => self.uses.read(top),
            View::Each(Access::Exclusive) | View::Held(_) => self.uses.write(top),
            View::Apart => self.uses.part(top),
        };
        let key = if self.scope.has_named_views {
            names::ident(top, span).into_token_stream()
        } else {
            index(at, span).into_token_stream()
        };
        let object = self.scope.object(span);
        let receiver = match view {
            View::Each(Access::Shared) => Receiver::Shared,
            _ => Receiver::Exclusive,
        };
        let is_other = self.others.iter().any(|other| *subject == other.name);
        let reference = match view {
            View::Each(_) if !is_other => self.reference(Some(receiver), span),
            _ => TokenStream::new(),
        };
        let view = match view {
            View::Held(view) => {
                let mut view = view.clone();
                view.set_span(here().located_at(span));
                view.into_token_stream()
            }
            View::Apart => Ident::new("__m", here().located_at(span)).into_token_stream(),
            View::Each(Access::Shared) => quote_spanned!(span=> #object::r(#reference #subject)),
            View::Each(Access::Exclusive) => {
                quote_spanned!(span=> #object::w(#reference #subject))
            }
        };
        quote_spanned!(span=> #view.#key)
    }
}
