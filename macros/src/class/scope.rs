//! What a method's body may say: the names of fields, methods and classes, and what it used.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::Path;

use super::checked::{self, Checked};
use super::here::here;
use super::meta::{Call, ClassMeta, Receiver};
use super::names::{identity, number};
use crate::kit::{Ctxt, did_you_mean};

/// The names that bodies of a class are read with.
pub(super) struct Scope<'a> {
    /// The MRO, the class itself first, `object` last.
    pub(super) mro: &'a [ClassMeta],
    /// The class as its own code names it, `Repo<T>`.
    pub(super) own_type: TokenStream,
    /// The class's own private, generic or final methods, which are called as they are.
    pub(super) helpers: Vec<(String, Receiver)>,
    /// The bases as they are written, and the base and place that each ancestor comes from.
    pub(super) bases: &'a [Path],
    pub(super) via: &'a [(usize, usize)],
    /// The types of the MRO's classes.
    pub(super) types: &'a [String],
    /// Objects are known to be of several classes, so that each table is named by its class.
    pub(super) is_qualified: bool,
    /// The view of the fields is a struct, because some of them are private.
    pub(super) has_named_views: bool,
    pub(super) cx: &'a Ctxt,
}

/// Where a field is found.
pub(super) enum Place {
    Own,
    /// In the ancestor's opaque field.
    Held(String),
}

impl Scope<'_> {
    pub(super) fn class(&self) -> &str {
        self.mro.first().map_or("", |class| class.name.as_str())
    }

    pub(super) fn own_id(&self) -> u64 {
        self.mro.first().map_or(0, |class| class.id)
    }

    /// The field of that name; a fault at the name where there is none.
    pub(super) fn field(&self, name: &Ident) -> Option<Place> {
        let text = name.to_string();
        let mut all = Vec::new();
        for (at, class) in self.mro.iter().enumerate() {
            for field in &class.fields {
                if field.name == text {
                    let held = at > 0 && !field.is_public;
                    return Some(if held { Place::Held(class.holder()) } else { Place::Own });
                }
                all.push(field.name.as_str());
            }
        }
        let hint = did_you_mean(&text, &all);
        let class = self.class();
        self.cx.error(name, format_args!("'{class}' object has no attribute '{text}'{hint}"));
        None
    }

    /// The type of the field of that name, as it is written.
    pub(super) fn ty(&self, name: &str) -> Option<&str> {
        let mut fields = self.mro.iter().flat_map(|class| &class.fields);
        let field = fields.find(|field| field.name == name)?;
        Some(field.ty.written.as_str())
    }

    /// The object's type as one that is taken apart.
    pub(super) fn whole(&self, span: Span) -> TokenStream {
        let (object, own) = (object(span), &self.own_type);
        let id = as_type(&identity(self.own_id()));
        quote_spanned!(span=> <#object as __k::Apart<#own, #id>>)
    }

    /// The method of that name which subclasses see, and the place of its class.
    pub(super) fn slot(&self, name: &str) -> Option<(usize, &super::meta::Slot)> {
        let mut all = self.mro.iter().enumerate();
        all.find_map(|(at, class)| Some((at, class.slot(name)?)))
    }

    /// The object's type as one of the class.
    pub(super) fn object(&self, span: Span) -> TokenStream {
        let object = object(span);
        if !self.is_qualified {
            return object.to_token_stream();
        }
        let (own, id) = (&self.own_type, as_type(&identity(self.own_id())));
        quote_spanned!(span=> <#object as __k::Isa<#own, #id>>)
    }

    /// The object's bodies of the calls that the class awaits: `Late<..>::call`.
    pub(super) fn late(&self, at: usize, span: Span) -> TokenStream {
        let (object, own) = (object(span), &self.own_type);
        let (id, at) = (as_type(&identity(self.own_id())), as_type(&number(at)));
        quote_spanned!(span=> <#object as __k::Late<#own, #id, #at>>::call)
    }

    pub(super) fn helper(&self, name: &str) -> Option<Receiver> {
        self.helpers.iter().find(|(helper, _)| helper == name).map(|(_, receiver)| *receiver)
    }

    /// What `#[validated]` writes for the object's class.
    pub(super) fn checked(&self, name: &str) -> Option<Checked<'_>> {
        checked::checked(self.mro, name)
    }

    /// What `#[validated]` made for an ancestor's private field: where that is held, and whether
    /// it sets it.
    pub(super) fn accessor(&self, name: &str) -> Option<(String, bool)> {
        let ancestors = self.mro.iter().skip(1);
        let mut private =
            ancestors.flat_map(|class| class.fields.iter().map(move |field| (class, field)));
        private.find_map(|(class, field)| {
            let is_one = !field.is_public && (field.getter == name || field.setter == name);
            is_one.then(|| (class.holder(), field.setter == name))
        })
    }

    /// A method that the object has not.
    pub(super) fn unknown_method(&self, name: &Ident) {
        let text = name.to_string();
        let names = super::methods::names_of(self.mro);
        let mut known: Vec<&str> = names.iter().map(String::as_str).collect();
        known.extend(self.helpers.iter().map(|(name, _)| name.as_str()));
        let hint = did_you_mean(&text, &known);
        let class = self.class();
        let is_validated = self.mro.first().is_some_and(|class| class.is_validated);
        if is_validated && text == "edit" {
            self.cx.error(
                name,
                "`edit` is one of the object's class, which may be a subclass with other fields: \
                 set one field at a time, `self.set_field(..)?`, or change them and ask \
                 `self.validate()?`",
            );
            return;
        }
        let mut fields = self.mro.iter().flat_map(|class| &class.fields);
        if let Some(field) = fields.find(|field| !text.is_empty() && field.getter == text) {
            let field = &field.name;
            self.cx.error(
                name,
                format_args!(
                    "`{text}` is for other code: in the class itself, use the field, `self.{field}`"
                ),
            );
            return;
        }
        self.cx.error(
            name,
            format_args!(
                "'{class}' object has no method '{text}'{hint}; `self` may be of a subclass, so a \
                 trait's method is called as `Trait::{text}(self, ..)`"
            ),
        );
    }

    /// The ancestors of which an object is, for who is given it as `&impl IsA` or `&dyn IsA`: those
    /// with `dyn`, and what their traits ask of an object.
    pub(super) fn shown(&self) -> Vec<u64> {
        let ancestors = || self.mro.iter().skip(1).filter(|class| !class.is_object());
        if !ancestors().any(|class| class.is_dyn) {
            return Vec::new();
        }
        let asked = ancestors().filter(|class| class.is_dyn || class.has_bound_direct_methods());
        asked.flat_map(|class| std::iter::once(class.id).chain(class.bounds.clone())).collect()
    }

    /// The class that a path of these words names: a base as it is written in `bases(..)`, or a class
    /// of the MRO by its own name.
    pub(super) fn named(&self, path: &[TokenTree]) -> Option<&ClassMeta> {
        let Some(TokenTree::Ident(last)) = path.last() else { return None };
        let spelled =
            |words: &[TokenTree]| words.iter().map(ToString::to_string).collect::<String>();
        let whole = |base: &Path| {
            let colon = base.leading_colon.map_or("", |_| "::");
            let words = base.segments.iter().map(|one| one.ident.to_string()).collect::<Vec<_>>();
            format!("{colon}{}", words.join("::"))
        };
        let is_last =
            |base: &&Path| base.segments.last().is_some_and(|segment| segment.ident == *last);
        let path = spelled(path);
        let at = self.bases.iter().position(|base| whole(base) == path);
        let at = at.or_else(|| self.bases.iter().position(|base| is_last(&base)));
        let of_base = at.and_then(|at| self.via.iter().position(|via| *via == (at, 0)));
        match of_base {
            Some(at) => self.mro.get(at + 1),
            None => self.mro.iter().find(|class| *last == class.name),
        }
    }

    /// The class after which `super` looks: the class itself, or the one that it names.
    pub(super) fn after(&self, named: Option<&[TokenTree]>) -> Option<u64> {
        let Some(path) = named else { return Some(self.own_id()) };
        let found = self.named(path);
        if let (None, Some(named)) = (found, path.last()) {
            let last = |base: &Path| base.segments.last().map(|one| one.ident.to_string());
            let mut order: Vec<String> = self.bases.iter().filter_map(last).collect();
            order.retain(|name| self.mro.iter().all(|class| class.name != *name));
            order.splice(0..0, self.mro.iter().map(|class| class.name.clone()));
            let order: Vec<&str> = order.iter().map(String::as_str).collect();
            let (class, hint) = (self.class(), did_you_mean(&named.to_string(), &order));
            self.cx.error(
                named,
                format_args!("super(): `{named}` is no class in the MRO of `{class}`{hint}"),
            );
        }
        found.map(|class| class.id)
    }

    /// What to write for `Shape::told(self)`, Python's call of a base's method by its class.
    pub(super) fn by_class(&self, class: &Ident, method: &str) -> Option<String> {
        let class = self.named(&[class.clone().into()])?;
        let at = self.mro.iter().position(|one| one.id == class.id)?;
        let (_, slot) = self
            .slot(method)
            .filter(|(_, slot)| !matches!(slot.receiver, Receiver::Class | Receiver::Constant))?;
        let name = &slot.name;
        let Some(before) = at.checked_sub(1) else { return Some(format!("self.{name}(..)")) };
        let between = self.mro.get(1..at).unwrap_or_default();
        match self.mro.get(before) {
            Some(before) if between.iter().any(|class| class.defines(name)) => {
                Some(format!("super::<{}>().{name}(..)", before.name))
            }
            _ => Some(format!("super().{name}(..)")),
        }
    }

    /// Reports a `super` call of a method that no class after `after` has.
    pub(super) fn check_super(&self, after: u64, method: &Ident) -> bool {
        let text = method.to_string();
        let later = self.mro.iter().skip_while(|class| class.id != after).skip(1);
        let later: Vec<&ClassMeta> = later.collect();
        if later.iter().any(|class| class.slot(&text).is_some() || class.defines(&text)) {
            return true;
        }
        let known: Vec<&str> = later
            .iter()
            .flat_map(|class| &class.slots)
            .filter(|slot| slot.receiver != Receiver::Constant)
            .map(|slot| slot.name.as_str())
            .collect();
        let hint = did_you_mean(&text, &known);
        let name = self.mro.iter().find(|class| class.id == after).map_or("", |c| &c.name);
        self.cx.error(
            method,
            format_args!(
                "'super' object has no attribute '{text}'{hint}; no class after `{name}` in the \
                 MRO has this method"
            ),
        );
        false
    }
}

/// What the bodies of a class used, in the order of the method table and of the views.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) calls: Vec<Call>,
    pub(super) waits: Vec<Call>,
    pub(super) bounds: Vec<u64>,
    pub(super) reads: Vec<String>,
    pub(super) writes: Vec<String>,
    pub(super) parts: Vec<String>,
    /// A body uses an object as a value, which may go to what asks for one of an ancestor.
    pub(super) is_whole: bool,
}

impl Uses {
    /// The call's place in the method table.
    pub(super) fn call(&mut self, after: Option<u64>, method: &str) -> usize {
        let call = Call { after, method: method.to_owned() };
        place(&mut self.calls, call)
    }

    /// The awaited call's place among such.
    pub(super) fn wait(&mut self, after: Option<u64>, method: &str) -> usize {
        let call = Call { after, method: method.to_owned() };
        place(&mut self.waits, call)
    }

    /// Asks that objects are of these ancestors, too.
    pub(super) fn bound(&mut self, classes: impl IntoIterator<Item = u64>) {
        for id in classes {
            place(&mut self.bounds, id);
        }
    }

    pub(super) fn read(&mut self, field: &str) -> usize {
        place(&mut self.reads, field.to_owned())
    }

    pub(super) fn part(&mut self, field: &str) -> usize {
        place(&mut self.parts, field.to_owned())
    }

    pub(super) fn write(&mut self, field: &str) -> usize {
        place(&mut self.writes, field.to_owned())
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, wanted: T) -> usize {
    match list.iter().position(|known| *known == wanted) {
        Some(at) => at,
        None => {
            list.push(wanted);
            list.len() - 1
        }
    }
}

/// A type of ours, in a body.
fn as_type(text: &str) -> TokenStream {
    super::expand::lexed(text)
}

/// `self` as the generated function names it; no user can.
pub(super) fn this(span: Span) -> Ident {
    Ident::new("__self", here().located_at(span))
}

/// The object's type in the generated function, as the compiler names it in messages.
pub(super) fn object(span: Span) -> Ident {
    Ident::new("SelfOrSubclass", here().located_at(span))
}
