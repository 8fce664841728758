//! A method's body, rewritten to run on any subclass's object.
//!
//! `self.field` is read from a view of the object, `self.method()` and `super().method()` go
//! through its method table; all else keeps its tokens and spans.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Token;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;

use super::checked::Checked;
use super::doings::{self, Access, Around, is_path};
use super::here::{code, here};
use super::meta::{Receiver, Slot};
use super::scope::{Place, Scope, Uses, object, this};
use super::shadow::{Shadow, shadows};
use super::{borrow, lent, owned};

/// How the fields of `self` are reached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Through a shared view each time.
    Shared,
    /// Through the one exclusive view `__m` that a run of statements has.
    Region,
    /// Through a view of their own, shared or exclusive by what is done with the field.
    Each,
    /// As they are, of an object that is taken apart.
    Apart,
}

/// A parameter of type `&Self`.
pub(super) struct Other {
    pub(super) name: String,
    /// It is a `&mut Self`.
    pub(super) is_exclusive: bool,
    /// The body uses it for its fields only, so it has one view of them.
    pub(super) has_view: bool,
}

/// What a field is read from.
enum View {
    Each(Access),
    /// The one view of a run of statements.
    Held(Ident),
    /// The object that is taken apart.
    Apart,
}

/// Rewrites bodies of one class.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of the body or of where it is read"
)]
pub(super) struct Rewriter<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) uses: &'a mut Uses,
    /// Parameters of type `&Self`, whose fields and methods are as `self`'s.
    pub(super) others: Vec<Other>,
    pub(super) receiver: Receiver,
    /// It says `mut self`.
    pub(super) is_mut: bool,
    /// The body changes the object, so that its `mut self` is one.
    pub(super) needs_mut: bool,
    /// What is read is at the end of the body: nothing comes after it.
    pub(super) is_end: bool,
    /// The names of parameters that are those of other values here.
    pub(super) hidden: Vec<String>,
    /// How the group that is read is used.
    pub(super) around: Around,
    /// The body needs to know that its object is one of the class.
    pub(super) is_bound: bool,
    /// These tokens stand under `#[cfg]`: a fault in them is one only where they are compiled.
    pub(super) is_conditional: bool,
}

impl Rewriter<'_> {
    pub(super) fn body(&mut self, body: TokenStream) -> TokenStream {
        let views = self.views_of_others(&body);
        let body = match self.receiver {
            Receiver::Exclusive => borrow::exclusive(self, body),
            Receiver::Owned => owned::body(self, body),
            _ => self.tokens(body, Mode::Shared),
        };
        code!(#views #body)
    }

    /// Whether the object is one's own and does not change.
    pub(super) fn is_held(&self) -> bool {
        self.receiver == Receiver::Owned && !self.is_mut
    }

    /// Reads what stands at the end of the body, or not.
    pub(super) fn ending<R>(&mut self, is_end: bool, read: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.is_end, is_end);
        let result = read(self);
        self.is_end = before;
        result
    }

    /// A place that is changed by what stands around it.
    pub(super) fn changed(&mut self, place: TokenStream) -> TokenStream {
        self.around = Around::Changes;
        self.tokens(place, Mode::Each)
    }

    /// One view for each `&mut Self` that the body uses for its fields only: in it they are apart.
    fn views_of_others(&mut self, body: &TokenStream) -> TokenStream {
        let mut out = TokenStream::new();
        let mut others = std::mem::take(&mut self.others);
        for other in others.iter_mut().filter(|other| other.is_exclusive) {
            let (fields, whole) = uses_of(body.clone(), &other.name);
            other.has_view = fields && !whole;
            if other.has_view {
                self.is_bound = true;
                let (view, object) = (view_of(&other.name), self.scope.object(here()));
                let name = super::names::ident(&other.name, here());
                out.extend(code!(let #view = #object::w(#name);));
            }
        }
        self.others = others;
        out
    }

    pub(super) fn tokens(&mut self, tokens: TokenStream, mode: Mode) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let around = std::mem::take(&mut self.around);
        let names: Vec<&str> = self.others.iter().map(|other| other.name.as_str()).collect();
        let shadows = if names.is_empty() { Vec::new() } else { shadows(&tokens, &names) };
        let hidden = self.hidden.len();
        let mut out = TokenStream::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            self.hide(hidden, &shadows, at);
            self.around = around;
            let rest = tokens.get(at..).unwrap_or_default();
            let before = tokens.get(..at).unwrap_or_default();
            let taken = nested_item(before, rest)
                .inspect(|&length| {
                    out.extend(rest.iter().take(length).cloned());
                })
                .or_else(|| self.written(before, token, mode, &mut out))
                .or_else(|| self.conditional(rest, mode, &mut out))
                .or_else(|| self.of_macro(rest, mode, &mut out))
                .or_else(|| self.one(before, rest, mode, &mut out));
            at += taken.unwrap_or_else(|| {
                self.around = match (token, around) {
                    (TokenTree::Group(group), Around::Assigns)
                        if group.delimiter() == Delimiter::Parenthesis
                            && doings::is_whole_part(before, rest.get(1)) =>
                    {
                        Around::Assigns
                    }
                    (TokenTree::Group(_), _) => Around::of(self.scope, before, rest),
                    _ => Around::Reads,
                };
                out.extend([self.plain(token, mode)]);
                1
            });
        }
        self.hidden.truncate(hidden);
        self.around = Around::Reads;
        out
    }

    /// Hides the names that are those of other values at this place.
    fn hide(&mut self, before: usize, shadows: &[Shadow], at: usize) {
        if shadows.is_empty() {
            return;
        }
        self.hidden.truncate(before);
        for other in &self.others {
            if shadows.iter().any(|shadow| shadow.hides(&other.name, at)) {
                self.hidden.push(other.name.clone());
            }
        }
    }

    /// Macros that say what they are given as it is written.
    fn of_macro(&mut self, rest: &[TokenTree], mode: Mode, out: &mut TokenStream) -> Option<usize> {
        let [TokenTree::Ident(name), bang, TokenTree::Group(group), ..] = rest else { return None };
        if !is_punct(Some(bang), '!') {
            return None;
        }
        if name == "stringify" {
            out.extend(rest.iter().take(3).cloned());
            return Some(3);
        }
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        if let Some(text) = inner.iter().find(|token| doings::shows_self(name, token)) {
            self.scope.cx.error(
                text,
                "`{self}` asks a trait of `self`, which may be of a subclass without it: write a \
                 method that tells it, `format!(\"{}\", self.told())`",
            );
        }
        let count = inner.len() - usize::from(is_punct(inner.last(), ','));
        let inner = inner.get(..count)?;
        if name == "dbg" && doings::mentions(group.stream()) {
            return self.shown(name, inner, mode, out);
        }
        let is_assert = name == "assert" || name == "debug_assert";
        if !is_assert || count == 0 || inner.iter().any(|token| is_punct(Some(token), ',')) {
            return None;
        }
        let condition: TokenStream = inner.iter().cloned().collect();
        let text = format!("assertion failed: {condition}");
        let condition = self.tokens(condition, mode);
        let mut arguments = Group::new(group.delimiter(), code!(#condition, "{}", #text));
        arguments.set_span(group.span());
        out.extend([rest.first()?.clone(), bang.clone(), arguments.into()]);
        Some(3)
    }

    /// `dbg!(self.x)`, which shows each expression as it is written.
    fn shown(
        &mut self,
        name: &Ident,
        inner: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let inner: TokenStream = inner.iter().cloned().collect();
        let parser = Punctuated::<Argument, Token![,]>::parse_terminated;
        let list = parser.parse2(inner).ok()?;
        let is_one = list.len() == 1;
        let values = list.into_iter().map(|Argument(value)| {
            let text = value.to_string();
            let (value, shown) = (self.tokens(value, mode), Ident::new("__value", here()));
            quote_spanned!(name.span()=> match #value {
                #shown => {
                    ::std::eprintln!(
                        "[{}:{}:{}] {} = {:#?}",
                        ::core::file!(), ::core::line!(), ::core::column!(), #text, &#shown
                    );
                    #shown
                }
            })
        });
        let values: Vec<TokenStream> = values.collect();
        out.extend(if is_one { code!(#(#values)*) } else { code!((#(#values),*)) });
        Some(3)
    }

    /// The arguments of `write!(self.text, ..)`, of which the first is changed.
    fn written(
        &mut self,
        before: &[TokenTree],
        token: &TokenTree,
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let TokenTree::Group(group) = token else { return None };
        if mode != Mode::Each || !doings::is_written(before) {
            return None;
        }
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        let [TokenTree::Ident(word), _, TokenTree::Ident(name), rest @ ..] = inner.as_slice()
        else {
            return None;
        };
        if word != "self" || !is_punct(rest.first(), ',') {
            return None;
        }
        let mut tokens = self.place(&subject(word), name, &View::Each(Access::Exclusive));
        tokens.extend(self.tokens(rest.iter().cloned().collect(), mode));
        let mut rewritten = Group::new(group.delimiter(), tokens);
        rewritten.set_span(group.span());
        out.extend([TokenTree::from(rewritten)]);
        Some(1)
    }

    /// A statement, arm or field with `#[cfg]`, which may name what is there only with it.
    fn conditional(
        &mut self,
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        if self.is_conditional || !is_cfg(rest) {
            return None;
        }
        let end = end_of_conditional(rest);
        let tokens = rest.get(2..end)?.iter().cloned().collect();
        self.is_conditional = true;
        let tokens = self.tokens(tokens, mode);
        self.is_conditional = false;
        out.extend(rest.iter().take(2).cloned().chain(tokens));
        Some(end)
    }

    /// What stands in the place of a name that is not there, whose fault came after `before`.
    fn failed(&self, before: usize, span: Span) -> TokenStream {
        if !self.is_conditional {
            return quote_spanned!(span=> ::core::unreachable!());
        }
        let faults = self.scope.cx.split_off(before);
        let messages = faults.iter().map(ToString::to_string);
        let message = messages.collect::<Vec<_>>().join("\n");
        quote_spanned!(span=> ::core::compile_error!(#message))
    }

    fn plain(&mut self, token: &TokenTree, mode: Mode) -> TokenTree {
        match token {
            TokenTree::Group(group) => {
                let inner = self.tokens(group.stream(), mode);
                let mut rewritten = Group::new(group.delimiter(), inner);
                rewritten.set_span(group.span());
                rewritten.into()
            }
            TokenTree::Ident(word) if word == "self" => {
                (self.is_bound, self.needs_mut, self.uses.is_whole) = (true, true, true);
                this(word.span()).into()
            }
            TokenTree::Ident(word) if word == "Self" && self.receiver != Receiver::Class => {
                self.uses.is_whole = true;
                object(word.span()).into()
            }
            TokenTree::Ident(word) if self.is_other(word) => {
                (self.is_bound, self.uses.is_whole) = (true, true);
                token.clone()
            }
            token => token.clone(),
        }
    }

    /// Whether the word is a parameter of type `&Self` here.
    fn is_other(&self, word: &Ident) -> bool {
        self.others.iter().any(|other| *word == other.name)
            && !self.hidden.iter().any(|hidden| word == hidden)
    }

    /// Rewrites what begins here and says how many tokens it took.
    fn one(
        &mut self,
        before: &[TokenTree],
        rest: &[TokenTree],
        mode: Mode,
        out: &mut TokenStream,
    ) -> Option<usize> {
        let TokenTree::Ident(word) = rest.first()? else { return None };
        if word == "super" {
            return self.super_call(rest, mode, out);
        }
        if word == "Self" {
            self.refuse_fields(before, word, rest);
            return self.class_item(before, word, rest, mode, out);
        }
        self.refuse_pattern(word, rest);
        if is_path(rest)
            && word != "self"
            && let Some(length) = self.by_class(word, rest, out)
        {
            return Some(length);
        }
        let is_self = word == "self";
        if is_self && is_path(rest) {
            out.extend([TokenTree::from(word.clone())]);
            return Some(1);
        }
        if !is_self && !self.is_other(word) {
            return None;
        }
        // `x.self_named` is a field of another value
        if is_punct(before.last(), '.') && !is_punct(before.iter().rev().nth(1), '.') {
            return None;
        }
        if !is_punct(rest.get(1), '.') || is_punct(rest.get(2), '.') {
            return None;
        }
        if is_self && is_punct(rest.get(2), '$') {
            self.scope.cx.error(
                word,
                "a `macro_rules!` in a body cannot choose a field or method of `self`, which are \
                 found before it runs: give it the place, `name!(self.field)`",
            );
            return None;
        }
        let TokenTree::Ident(name) = rest.get(2)? else { return None };
        if name == "await" {
            return None;
        }
        match call_after(rest, 3) {
            Some((turbofish, arguments, length)) => {
                self.call(word, name, turbofish, arguments, mode, out)?;
                Some(length)
            }
            None => Some(self.field(before, rest, word, name, mode, out)),
        }
    }

    /// `self.name(arguments)`
    fn call(
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
    fn checked(
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
    fn marked(slot: Option<&Slot>, span: Span) -> TokenStream {
        match slot.and_then(lent::marker) {
            Some(_) => quote_spanned!(span=> __k::PhantomData,),
            None => TokenStream::new(),
        }
    }

    /// `&` where the body has an owned `self` in its hand, and the method takes it by reference.
    fn reference(&mut self, receiver: Option<Receiver>, span: Span) -> TokenStream {
        self.needs_mut |= receiver == Some(Receiver::Exclusive);
        match (self.receiver, receiver) {
            (Receiver::Owned, Some(Receiver::Shared)) => quote_spanned!(span=> &),
            (Receiver::Owned, Some(Receiver::Exclusive)) => quote_spanned!(span=> &mut),
            _ => TokenStream::new(),
        }
    }

    /// The object as an argument of a method with this receiver.
    pub(super) fn borrowed(&mut self, receiver: Option<Receiver>, span: Span) -> TokenStream {
        let reference = self.reference(receiver, span);
        let this = this(span);
        quote_spanned!(span=> #reference #this)
    }

    /// An ancestor's type, whose generic method is called by its name.
    fn ancestor(&mut self, place: usize) -> TokenStream {
        if let Some(class) = self.scope.mro.get(place).filter(|class| class.has_bound_bodies) {
            self.uses.bound(std::iter::once(class.id).chain(class.bounds.iter().copied()));
        }
        super::expand::lexed(self.scope.types.get(place).map_or("", String::as_str))
    }

    /// `super().name(arguments)`, `super::<B>().name(arguments)`
    fn super_call(
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

    /// `Self::name(arguments)` and `Self::NAME`: late where subclasses may override them.
    fn class_item(
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
    fn named(
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
    fn by_class(
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
    fn refuse_fields(&mut self, before: &[TokenTree], word: &Ident, rest: &[TokenTree]) {
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
    fn refuse_pattern(&self, word: &Ident, rest: &[TokenTree]) {
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

    /// `self.name` and what follows it as far as it must be rewritten with it.
    fn field(
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
    fn view(&self, word: &Ident, mode: Mode, access: Access) -> View {
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
    fn hoisted(
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
    fn accessor(
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
    fn place(&mut self, subject: &Ident, name: &Ident, view: &View) -> TokenStream {
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
    fn viewed(&mut self, subject: &Ident, top: &str, view: &View, span: Span) -> TokenStream {
        self.is_bound = true;
        let at = match view {
            View::Each(Access::Shared) => self.uses.read(top),
            View::Each(Access::Exclusive) | View::Held(_) => self.uses.write(top),
            View::Apart => self.uses.part(top),
        };
        let key = if self.scope.has_named_views {
            super::names::ident(top, span).into_token_stream()
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

/// An argument of a call, as its tokens.
struct Argument(TokenStream);

impl syn::parse::Parse for Argument {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self(input.parse::<syn::Expr>()?.into_token_stream()))
    }
}

/// `::<types>` with a place for the object's type, which the generated function has last.
fn with_object(turbofish: &[TokenTree]) -> TokenStream {
    let Some((close, types)) = turbofish.split_last() else { return TokenStream::new() };
    let comma = (!is_punct(types.last(), ',')).then(|| code!(,));
    code!(#(#types)* #comma _ #close)
}

/// The arguments of a call as one value.
fn tuple(arguments: TokenStream) -> TokenStream {
    let last = arguments.clone().into_iter().last();
    let comma = (last.is_some() && !is_punct(last.as_ref(), ',')).then(|| code!(,));
    code!((#arguments #comma))
}

/// The object as an argument: `__self`, or another parameter.
fn subject(word: &Ident) -> Ident {
    if word == "self" { this(word.span()) } else { word.clone() }
}

fn index(at: usize, span: Span) -> Literal {
    let mut literal = Literal::usize_unsuffixed(at);
    literal.set_span(span);
    literal
}

/// The view of a `&mut Self` that a body uses for its fields only.
fn view_of(name: &str) -> Ident {
    Ident::new(&format!("__m_{}", bare(name)), here())
}

/// Whether the tokens name a field of this value, and whether they use it as a whole.
fn uses_of(tokens: TokenStream, name: &str) -> (bool, bool) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let (mut fields, mut whole) = (false, false);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let inner = uses_of(group.stream(), name);
                fields |= inner.0;
                whole |= inner.1;
            }
            TokenTree::Ident(word) if word == name => {
                let is_field = is_punct(tokens.get(at + 1), '.')
                    && matches!(tokens.get(at + 2), Some(TokenTree::Ident(_)))
                    && call_after(&tokens, at + 3).is_none();
                fields |= is_field;
                whole |= !is_field;
            }
            _ => {}
        }
    }
    (fields, whole)
}

/// Where what `#[cfg(..)]` stands on ends: a statement, an arm, a field.
fn end_of_conditional(rest: &[TokenTree]) -> usize {
    const BLOCKS: [&str; 6] = ["if", "match", "loop", "while", "for", "unsafe"];
    let after = rest.get(2..).unwrap_or_default();
    let is_block = match after.first() {
        Some(TokenTree::Ident(word)) => BLOCKS.iter().any(|block| word == block),
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Punct(p)) => p.as_char() == '\'',
        _ => false,
    };
    let mut is_arm = false;
    for (at, token) in after.iter().enumerate() {
        let next = after.get(at + 1);
        let ends = match token {
            TokenTree::Punct(p) if p.as_char() == '=' => {
                is_arm |= is_punct(next, '>');
                false
            }
            TokenTree::Punct(p) => matches!(p.as_char(), ';' | ','),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let goes_on = matches!(next, Some(TokenTree::Ident(word)) if word == "else");
                (is_block || is_arm) && !goes_on
            }
            _ => false,
        };
        if ends {
            return at + 3;
        }
    }
    rest.len()
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

/// A name without `r#`.
pub(super) fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

pub(super) fn is_punct(token: Option<&TokenTree>, c: char) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == c)
}

/// A call's `::<types>` and arguments from `at` on, and where they end.
pub(super) fn call_after(tokens: &[TokenTree], at: usize) -> Option<(&[TokenTree], &Group, usize)> {
    let mut end = at;
    if is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':') {
        end = at + 2;
        if !is_punct(tokens.get(end), '<') {
            return None;
        }
        let mut open = 0_usize;
        loop {
            match tokens.get(end)? {
                TokenTree::Punct(p) if p.as_char() == '<' => open += 1,
                TokenTree::Punct(p)
                    if p.as_char() == '>' && !is_punct(tokens.get(end - 1), '-') =>
                {
                    open = open.checked_sub(1)?;
                }
                _ => {}
            }
            end += 1;
            if open == 0 {
                break;
            }
        }
    }
    match tokens.get(end)? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            Some((tokens.get(at..end)?, group, end + 1))
        }
        _ => None,
    }
}

/// Whether `#[cfg(..)]` comes next.
pub(super) fn is_cfg(rest: &[TokenTree]) -> bool {
    match (rest.first(), rest.get(1)) {
        (Some(TokenTree::Punct(p)), Some(TokenTree::Group(group))) => {
            let first = group.stream().into_iter().next();
            p.as_char() == '#' && matches!(first, Some(TokenTree::Ident(word)) if word == "cfg")
        }
        _ => false,
    }
}

/// The length of an item inside a body, where `self` and `super` are another's.
fn nested_item(before: &[TokenTree], rest: &[TokenTree]) -> Option<usize> {
    let TokenTree::Ident(word) = rest.first()? else { return None };
    let opens = ["fn", "impl", "trait", "mod", "struct", "enum", "union"];
    if !opens.iter().any(|open| word == open) || is_punct(before.last(), '.') {
        return None;
    }
    let is_item = match rest.get(1)? {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(p) => word == "impl" && p.as_char() == '<',
        _ => false,
    };
    if !is_item {
        return None;
    }
    let end = rest.iter().position(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(p) => p.as_char() == ';',
        _ => false,
    })?;
    Some(end + 1)
}
