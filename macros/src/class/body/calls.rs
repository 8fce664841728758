//! Calls of the object's own methods and of its bases'.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use super::tokens::{bare, call_after, index, is_punct, subject};
use super::{Mode, Rewriter};
use crate::class::checked::Checked;
use crate::class::here::{code, here};
use crate::class::meta::{Receiver, Slot};
use crate::class::scope::{object, this};
use crate::class::{expand, lent};

impl Rewriter<'_> {
    /// `self.name(arguments)`
    pub(super) fn call(
        &mut self,
        word: &Ident,
        name: &Ident,
        turbofish: &[TokenTree],
        arguments: &Group,
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<()> {
        let text = name.to_string();
        let is_slot = self.scope.slot(&text).is_some();
        let helper = self.scope.helper(&text);
        if !is_slot && helper.is_none() {
            if text == "isinstance" && turbofish.len() > 4 {
                let class = turbofish.get(3..turbofish.len() - 1).unwrap_or_default();
                let object = object(name.span());
                self.is_bound = true;
                out.extend(quote_spanned!(name.span()=>
                    __k::issubclass::<#object, #(#class)*>()
                ));
                return Some(());
            }
            if let Some(checked) = self.scope.checked(&text) {
                self.checked(word, name, checked, arguments, mode, out);
                return Some(());
            }
            if let Some((holder, is_setter)) = self.scope.accessor(&text) {
                self.accessor(word, name, &holder, is_setter, arguments, mode, out);
                return Some(());
            }
            if word == "self" {
                let before = self.scope.cx.count();
                self.scope.unknown_method(name);
                out.extend(self.failed(before, name.span()));
                return Some(());
            }
            return None;
        }
        self.is_bound = true;
        // while the object is borrowed for the call, its arguments can only read it
        let inner = if mode == Mode::Each { Mode::Shared } else { mode };
        let arguments = self.tokens(arguments.stream(), inner);
        let (span, subject) = (name.span(), subject(word));
        let (place, slot) = match (helper, self.scope.slot(&text)) {
            (None, Some((place, slot))) => (place, Some(slot)),
            _ => (0, None),
        };
        let receiver = helper.or(slot.map(|slot| slot.receiver));
        let by_reference =
            if word == "self" { self.reference(receiver, span) } else { TokenStream::new() };
        let is_direct = slot.is_some_and(Slot::is_direct);
        if helper.is_some() || is_direct {
            let own = if place == 0 { self.scope.own_type.clone() } else { self.ancestor(place) };
            let prefix = if is_direct { "__def_" } else { "__own_" };
            let function = Ident::new(&format!("{prefix}{}", bare(&text)), span);
            let types = with_object(turbofish);
            out.extend(quote_spanned!(span=>
                <#own>::#function #types (#by_reference #subject, #arguments)
            ));
            return Some(());
        }
        if slot.is_some_and(|slot| slot.is_async) {
            let late = self.scope.late(self.uses.wait(None, &text), span);
            let arguments = tuple(arguments);
            out.extend(quote_spanned!(span=>
                #late(#by_reference #subject, #arguments, __k::PhantomData)
            ));
            return Some(());
        }
        let object = self.scope.object(span);
        let (at, marked) = (index(self.uses.call(None, &text), span), Self::marked(slot, span));
        out.extend(quote_spanned!(span=>
            (#object::T.#at)(#marked #by_reference #subject, #arguments)
        ));
        Some(())
    }

    /// `self.set_field(value)?`, `self.validate()?` of the object's class.
    pub(super) fn checked(
        &mut self,
        word: &Ident,
        name: &Ident,
        checked: Checked<'_>,
        arguments: &Group,
        mode: Mode,
        out: &mut TokenStream,
    ) {
        self.is_bound = true;
        let inner = if mode == Mode::Each { Mode::Shared } else { mode };
        let mut arguments = self.tokens(arguments.stream(), inner);
        let (span, subject, receiver) = (name.span(), subject(word), checked.receiver());
        let by_reference =
            if word == "self" { self.reference(Some(receiver), span) } else { TokenStream::new() };
        let object = self.scope.object(span);
        let at = index(self.uses.call(None, &name.to_string()), span);
        if arguments.is_empty() {
            out.extend(quote_spanned!(span=> (#object::T.#at)(#by_reference #subject)));
            return;
        }
        if checked.takes_into() {
            arguments = quote_spanned!(span=> __k::Into::into(#arguments));
        }
        // the value first, which may be read from the object
        let value = Ident::new("__value", here());
        out.extend(quote_spanned!(span=>
            (match (#arguments) { #value => (#object::T.#at)(#by_reference #subject, #value) })
        ));
    }

    /// The argument that a place of the table takes besides, where a result needs it.
    pub(super) fn marked(slot: Option<&Slot>, span: Span) -> TokenStream {
        match slot.and_then(lent::marker) {
            Some(_) => quote_spanned!(span=> __k::PhantomData,),
            None => TokenStream::new(),
        }
    }

    /// `&` where the body has an owned `self` in its hand, and the method takes it by reference.
    pub(super) fn reference(&mut self, receiver: Option<Receiver>, span: Span) -> TokenStream {
        self.needs_mut |= receiver == Some(Receiver::Exclusive);
        match (self.receiver, receiver) {
            (Receiver::Owned, Some(Receiver::Shared)) => quote_spanned!(span=> &),
            (Receiver::Owned, Some(Receiver::Exclusive)) => quote_spanned!(span=> &mut),
            _ => TokenStream::new(),
        }
    }

    /// The object as an argument of a method with this receiver.
    pub(in crate::class) fn borrowed(
        &mut self,
        receiver: Option<Receiver>,
        span: Span,
    ) -> TokenStream {
        let reference = self.reference(receiver, span);
        let this = this(span);
        quote_spanned!(span=> #reference #this)
    }

    /// An ancestor's type, whose generic method is called by its name.
    pub(super) fn ancestor(&mut self, place: usize) -> TokenStream {
        if let Some(class) = self.scope.mro.get(place).filter(|class| class.has_bound_bodies) {
            self.uses.bound(std::iter::once(class.id).chain(class.bounds.iter().copied()));
        }
        expand::lexed(self.scope.types.get(place).map_or("", String::as_str))
    }

    /// `super().name(arguments)`, `super::<B>().name(arguments)`
    pub(super) fn super_call(
        &mut self,
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        if let (true, Some(TokenTree::Ident(name))) = (is_punct(rest.get(1), '.'), rest.get(2)) {
            let before = self.scope.cx.count();
            self.scope.cx.error(
                rest.first()?,
                format_args!("`super` is called, as in Python: write `super().{name}(..)`"),
            );
            out.extend(self.failed(before, name.span()));
            return Some(call_after(rest, 3).map_or(3, |(.., length)| length));
        }
        let (named, unit, at) = match rest.get(1)? {
            TokenTree::Group(unit) => (None, unit, 2),
            _ => {
                let (types, unit, length) = call_after(rest, 1)?;
                // `super::<zoo::Repo<u8>>()` names `Repo`
                let arguments = types.iter().skip(3).position(|token| match token {
                    TokenTree::Punct(p) => matches!(p.as_char(), '<' | '>'),
                    _ => false,
                });
                let end = arguments.map_or(types.len(), |end| end + 3);
                (Some(types.get(3..end)?), unit, length)
            }
        };
        if unit.delimiter() != Delimiter::Parenthesis {
            return None;
        }
        let word = rest.first()?;
        let before = self.scope.cx.count();
        let name = rest.get(at + 1).filter(|_| is_punct(rest.get(at), '.'));
        let Some(TokenTree::Ident(name)) = name else {
            let message = "`super()` is no value: call a method of it, `super().name(..)`";
            self.scope.cx.error(word, message);
            out.extend(self.failed(before, word.span()));
            return Some(at);
        };
        let Some((turbofish, arguments, length)) = call_after(rest, at + 2) else {
            self.scope.cx.error(
                name,
                format_args!("'super' object has no attribute '{name}': write `self.{name}`"),
            );
            out.extend(self.failed(before, name.span()));
            return Some(at + 2);
        };
        if let Some(TokenTree::Ident(class)) = unit.stream().into_iter().next() {
            self.scope.cx.error(
                &unit.stream(),
                format_args!(
                    "`super({class}, ..)` is Python's: write `super::<{class}>().{name}(..)`"
                ),
            );
            out.extend(self.failed(before, name.span()));
            return Some(length);
        }
        let after = self.scope.after(named);
        let text = name.to_string();
        let Some(after) = after.filter(|after| self.scope.check_super(*after, name)) else {
            out.extend(self.failed(before, name.span()));
            return Some(length);
        };
        self.is_bound = true;
        let inner = if mode == Mode::Each { Mode::Shared } else { mode };
        let arguments = self.tokens(arguments.stream(), inner);
        let span = name.span();
        let slot = self.scope.slot(&text).map(|(_, slot)| slot);
        if slot.is_some_and(Slot::is_direct) {
            let own = self.scope.slot(&text).map_or(0, |(place, _)| place);
            let this = self.borrowed(slot.map(|slot| slot.receiver), span);
            let own = self.ancestor(own);
            let function = Ident::new(&format!("__def_{}", bare(&text)), span);
            let types = with_object(turbofish);
            out.extend(quote_spanned!(span=> <#own>::#function #types (#this, #arguments)));
            return Some(length);
        }
        if slot.is_some_and(|slot| slot.is_async) {
            let late = self.scope.late(self.uses.wait(Some(after), &text), span);
            let arguments = tuple(arguments);
            let this = if self.receiver == Receiver::Class {
                quote_spanned!(span=> ())
            } else {
                self.borrowed(slot.map(|slot| slot.receiver), span)
            };
            out.extend(quote_spanned!(span=> #late(#this, #arguments, __k::PhantomData)));
            return Some(length);
        }
        let object = self.scope.object(span);
        let at = index(self.uses.call(Some(after), &text), span);
        let marked = Self::marked(slot, span);
        if self.receiver == Receiver::Class {
            out.extend(quote_spanned!(span=> (#object::T.#at)(#marked #arguments)));
        } else {
            let this = self.borrowed(slot.map(|slot| slot.receiver), span);
            out.extend(quote_spanned!(span=> (#object::T.#at)(#marked #this, #arguments)));
        }
        Some(length)
    }
}

/// `::<types>` with a place for the object's type, which the generated function has last.
pub(super) fn with_object(turbofish: &[TokenTree]) -> TokenStream {
    let Some((close, types)) = turbofish.split_last() else { return TokenStream::new() };
    let comma = (!is_punct(types.last(), ',')).then(|| code!(,));
    code!(#(#types)* #comma _ #close)
}

/// The arguments of a call as one value.
pub(super) fn tuple(arguments: TokenStream) -> TokenStream {
    let last = arguments.clone().into_iter().last();
    let comma = (last.is_some() && !is_punct(last.as_ref(), ',')).then(|| code!(,));
    code!((#arguments #comma))
}
