//! What is reached by the name of a class: `Self::`, `A::`, `A { .. }`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote_spanned;

use super::calls::{tuple, with_object};
use super::tokens::{bare, call_after, index, is_punct};
use super::{Mode, Rewriter};
use crate::class::meta::{Receiver, Slot};
use crate::class::scope::object;

impl Rewriter<'_> {
    /// `Self::name(arguments)` and `Self::NAME`: late where subclasses may override them.
    pub(super) fn class_item(
        &mut self,
        before: &[TokenTree],
        word: &Ident,
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        if !is_punct(rest.get(1), ':') || !is_punct(rest.get(2), ':') {
            return None;
        }
        let TokenTree::Ident(name) = rest.get(3)? else { return None };
        let (text, span) = (name.to_string(), name.span());
        let slot = self.scope.slot(&text).map(|(_, slot)| slot);
        let is_async = slot.is_some_and(|slot| slot.is_async);
        // Python's `type(self)` and `cls`: what is told is the object's class
        if slot.is_none() && matches!(text.as_str(), "CLASS" | "mro") {
            let object = object(span);
            let class = quote_spanned!(span=> <#object as __k::Object>::CLASS);
            let length = if text == "CLASS" { 4 } else { call_after(rest, 4)?.2 };
            self.is_bound = true;
            out.extend(if text == "CLASS" { class } else { quote_spanned!(span=> (#class.mro)) });
            return Some(length);
        }
        let receiver = slot.map(|slot| slot.receiver);
        let is_direct = slot.is_some_and(Slot::is_direct);
        let Some(receiver) = receiver.filter(|r| matches!(r, Receiver::Class | Receiver::Constant))
        else {
            if self.receiver != Receiver::Class && !is_async && !is_direct {
                return self.named(name, rest, mode, out).or_else(|| {
                    let own = &self.scope.own_type;
                    out.extend(quote_spanned!(word.span()=> <#own>));
                    Some(1)
                });
            }
            let own = &self.scope.own_type;
            out.extend(quote_spanned!(word.span()=> <#own>));
            return Some(1);
        };
        self.is_bound = true;
        if let (true, Some((_, arguments, length))) = (is_async, call_after(rest, 4)) {
            let arguments = tuple(self.tokens(arguments.stream(), mode));
            let late = self.scope.late(self.uses.wait(None, &text), span);
            out.extend(quote_spanned!(span=> #late((), #arguments, __k::PhantomData)));
            return Some(length);
        }
        let object = self.scope.object(span);
        let at = index(self.uses.call(None, &text), span);
        if receiver == Receiver::Constant {
            if is_arm(before, rest.get(4..).unwrap_or_default()) {
                self.scope.cx.error(
                    name,
                    format_args!(
                        "a class attribute is that of the object's class, and no pattern: write \
                         `value if value == Self::{name}`"
                    ),
                );
            }
            out.extend(quote_spanned!(span=> (#object::T.#at)));
            return Some(4);
        }
        match call_after(rest, 4) {
            Some((_, arguments, length)) => {
                let arguments = self.tokens(arguments.stream(), mode);
                let marked = Self::marked(slot, span);
                out.extend(quote_spanned!(span=> (#object::T.#at)(#marked #arguments)));
                Some(length)
            }
            None => {
                out.extend(quote_spanned!(span=> (#object::T.#at)));
                Some(4)
            }
        }
    }

    /// `Self::name(object, arguments)`: a method by its path.
    pub(super) fn named(
        &mut self,
        name: &Ident,
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let (text, span) = (name.to_string(), name.span());
        let is_helper = self.scope.helper(&text).is_some();
        if is_helper {
            let own = &self.scope.own_type;
            let function = Ident::new(&format!("__own_{}", bare(&text)), span);
            self.is_bound = true;
            let (_, arguments, length) = call_after(rest, 4)?;
            let types = call_after(rest, 4).map(|(types, ..)| with_object(types));
            let head = quote_spanned!(span=> <#own>::#function #types);
            let arguments = self.tokens(arguments.stream(), mode);
            out.extend(quote_spanned!(span=> #head(#arguments)));
            return Some(length);
        }
        let slot = self.scope.slot(&text).map(|(_, slot)| slot);
        slot?;
        self.is_bound = true;
        let object = self.scope.object(span);
        let at = index(self.uses.call(None, &text), span);
        out.extend(quote_spanned!(span=> (#object::T.#at)));
        let marked = Self::marked(slot, span);
        match call_after(rest, 4).filter(|_| !marked.is_empty()) {
            Some((_, arguments, length)) => {
                let arguments = self.tokens(arguments.stream(), mode);
                out.extend(quote_spanned!(span=> (#marked #arguments)));
                Some(length)
            }
            None => Some(4),
        }
    }

    /// `Shape::told(self)`, as Python calls a base's method: it is a fault here.
    pub(super) fn by_class(
        &mut self,
        word: &Ident,
        rest: &[TokenTree],
        out: &mut TokenStream,
    ) -> Option<usize> {
        let TokenTree::Ident(name) = rest.get(3)? else { return None };
        let (_, arguments, length) = call_after(rest, 4)?;
        let mut first = arguments.stream().into_iter();
        let is_object = matches!(first.next(), Some(TokenTree::Ident(word)) if word == "self")
            && first.next().is_none_or(|token| is_punct(Some(&token), ','));
        let written = self.scope.by_class(word, &name.to_string()).filter(|_| is_object)?;
        let before = self.scope.cx.count();
        self.scope.cx.error(
            word,
            format_args!(
                "`{word}::{name}` is for an object of `{word}` itself, and `self` may be of a \
                 subclass: write `{written}`"
            ),
        );
        out.extend(self.failed(before, name.span()));
        Some(length)
    }

    /// `Self { .. }`, whose fields no body knows.
    pub(super) fn refuse_fields(&mut self, before: &[TokenTree], word: &Ident, rest: &[TokenTree]) {
        let is_braced = matches!(rest.get(1), Some(TokenTree::Group(group))
            if group.delimiter() == Delimiter::Brace);
        // the type before a closure's body
        if !is_braced || is_punct(before.last(), '>') || self.receiver == Receiver::Class {
            return;
        }
        let class = self.scope.class();
        self.scope.cx.error(
            word,
            format_args!(
                "`Self` may be a subclass here, whose fields this body does not know: write \
                 `self.field` for each, and `{class} {{ .. }}` or `{class}::new(..)` for an object \
                 of `{class}` itself"
            ),
        );
    }

    /// `let A { .. } = self`, `match self { A { .. } => .. }` in a body of `A`.
    pub(super) fn refuse_pattern(&self, word: &Ident, rest: &[TokenTree]) {
        let is_self = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(word)) if word == "self");
        let braces = |token: Option<&TokenTree>| match token {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                Some(group.stream())
            }
            _ => None,
        };
        let class = self.scope.class();
        let is_class = |word: &Ident| bare(&word.to_string()) == class;
        let found = if word == "match" && is_self(rest.get(1)) {
            let arms: Vec<TokenTree> =
                braces(rest.get(2)).map(|arms| arms.into_iter().collect()).unwrap_or_default();
            arms.windows(2).find_map(|pair| match pair {
                [TokenTree::Ident(word), after] if is_class(word) => {
                    braces(Some(after)).map(|_| word.clone())
                }
                _ => None,
            })
        } else {
            let is_pattern = is_class(word)
                && braces(rest.get(1)).is_some()
                && is_punct(rest.get(2), '=')
                && is_self(rest.get(3))
                && !is_punct(rest.get(4), '.');
            is_pattern.then(|| word.clone())
        };
        if let Some(word) = found {
            self.scope.cx.error(
                &word,
                format_args!(
                    "`{class} {{ .. }}` is an object of `{class}` itself, and `self` may be of a \
                     subclass: write `self.field` for each"
                ),
            );
        }
    }
}

/// Whether what stands between these is the pattern of an arm.
fn is_arm(before: &[TokenTree], after: &[TokenTree]) -> bool {
    let begins = match before {
        [] => true,
        [.., TokenTree::Group(arm)] => arm.delimiter() == Delimiter::Brace,
        [before @ .., last] if is_punct(Some(last), '|') => !is_punct(before.last(), '|'),
        [.., last] => is_punct(Some(last), ','),
    };
    begins && is_punct(after.first(), '=') && is_punct(after.get(1), '>')
}
