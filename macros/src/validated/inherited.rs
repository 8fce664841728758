//! Fields that an object has from its class's ancestors.
//!
//! Their rules are checked by functions of the ancestor, which stand in its module; the object has
//! those that look at several of its fields. An ancestor's private fields are held by one field of
//! the object: there each is *held*, a field of the model that is none of the struct.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Expr, FieldsNamed, Member, Meta, Type};

use super::conditions;
use super::literal::Number;
use super::model::{Field, Model};
use super::rule::{Interval, Rule, What};
use super::shape::Shape;
use crate::kit::{Arg, ArgValue, Ctxt};

/// What a class says of a field that is not its own.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of its own")]
pub(crate) struct Inherited {
    /// The ancestor.
    pub(super) class: TokenStream,
    pub(super) name: String,
    /// What has the functions that check the field: the ancestor, or the struct of its private
    /// fields.
    pub(super) checker: TokenStream,
    /// The object's field that holds it, if it is a private one.
    pub(super) holder: Option<Ident>,
    /// Whether functions of the ancestor check it, and change it before.
    pub(super) is_checked: bool,
    pub(super) is_cleaned: bool,
    /// Its rules that are checked there, as far as they mean the same here.
    pub(super) elsewhere: Vec<Rule>,
    /// Its type has no name here: serde reads it, and nothing else.
    pub(super) is_opaque: bool,
    pub(super) is_edited: bool,
    takes_into: bool,
    getter: Option<(Ident, TokenStream)>,
    setter: Option<Ident>,
    /// The type as its class writes it, if that means the same here.
    pub(super) written: Option<Type>,
}

impl Inherited {
    /// Whether a class keeps its private field from `edit`.
    pub(super) const fn is_kept(&self) -> bool {
        self.holder.is_some() && !self.is_edited
    }

    /// Reads `#[__dunder_validated(..)]`: the field, and the fields that it holds.
    pub(super) fn read(attr: &Attribute) -> (Option<Self>, TokenStream) {
        let Meta::List(list) = &attr.meta else { return (None, TokenStream::new()) };
        let (mut read, mut fields) = (Self::default(), TokenStream::new());
        for arg in Arg::read_all(list.tokens.clone()).filter_map(Result::ok) {
            let tokens = match arg.value {
                ArgValue::List(tokens) => tokens,
                _ => TokenStream::new(),
            };
            let word = || {
                tokens.clone().into_iter().find_map(|token| match token {
                    TokenTree::Ident(word) => Some(word),
                    _ => None,
                })
            };
            match arg.key.text.as_str() {
                "class" => (read.class, read.checker) = (tokens.clone(), tokens),
                "name" => read.name = tokens.to_string(),
                "written" => read.written = syn::parse2(tokens).ok(),
                "getter" => {
                    let shown = tokens.clone().into_iter().skip(2).collect();
                    read.getter = word().map(|name| (name, shown));
                }
                "setter" => read.setter = word(),
                "into" => read.takes_into = true,
                "edited" => read.is_edited = true,
                "opaque" => read.is_opaque = true,
                _ => fields = tokens,
            }
        }
        let is_one = !read.class.is_empty();
        (is_one.then_some(read), fields)
    }
}

/// The fields that a field holds.
pub(super) fn held(cx: &Ctxt, holder: &Field, first: usize) -> Vec<Field> {
    let Member::Named(ident) = &holder.member else { return Vec::new() };
    let fields = &holder.inside;
    let Ok(FieldsNamed { named, .. }) = syn::parse2(quote!({ #fields })) else { return Vec::new() };
    let mut read: Vec<Field> =
        named.iter().enumerate().map(|(i, field)| Field::read(cx, first + i, field, "")).collect();
    for field in &mut read {
        let checker = holder.ty.to_token_stream();
        if let Some(inherited) = &mut field.inherited {
            (inherited.holder, inherited.checker) = (Some(ident.clone()), checker);
        }
    }
    read
}

/// Parts the rules of inherited fields: those over several fields are checked here.
pub(super) fn part(field: &mut Field, siblings: &[String]) {
    let rules = std::mem::take(&mut field.rules);
    let is_changed = super::sanitize::changes(&field.sanitizers, &rules);
    let Some(inherited) = &mut field.inherited else {
        field.rules = rules;
        return;
    };
    if let Some(written) = &inherited.written {
        field.shape = Shape::of(written);
    }
    inherited.is_cleaned = is_changed;
    let is_held = inherited.holder.is_some();
    for rule in rules {
        inherited.is_checked |= !rule.is_cross();
        if rule.is_cross() && !(is_held && is_within(&rule, siblings)) {
            field.rules.push(rule);
        } else if is_literal(&rule) {
            inherited.elsewhere.push(rule);
        }
    }
    field.is_ruled = !field.rules.is_empty();
    if let Some(default) = &field.default
        && !matches!(super::literal::bare(default), Expr::Lit(_))
    {
        let (class, function) = (&inherited.class, format_ident!("__default_{}", field.name));
        field.default = syn::parse2(quote!(<#class>::#function())).ok();
    }
}

/// Whether the rule looks at no other fields than these.
pub(super) fn is_within(rule: &Rule, names: &[String]) -> bool {
    let is_known = |name: &String| names.contains(name);
    let own = match &rule.what {
        What::Other(_, other) => is_known(&name(&other.member)),
        What::When(condition, _) | What::RequiredIf(condition) => {
            looks_at(condition).is_some_and(|found| found.iter().all(is_known))
        }
        _ => true,
    };
    own && rule.inner().iter().all(|rule| is_within(rule, names))
}

fn name(member: &Member) -> String {
    let text = member.to_token_stream().to_string();
    text.strip_prefix("r#").unwrap_or(&text).to_owned()
}

/// The fields that a condition looks at; nothing if that is the object as a whole.
pub(super) fn looks_at(condition: &Expr) -> Option<Vec<String>> {
    if let Expr::Path(path) = super::literal::bare(condition)
        && !path.path.is_ident("self")
    {
        return None;
    }
    let mut found = Vec::new();
    find_fields(condition.to_token_stream(), &mut found).then_some(found)
}

fn find_fields(tokens: TokenStream, found: &mut Vec<String>) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.iter();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Group(group) if !find_fields(group.stream(), found) => return false,
            TokenTree::Ident(word) if word == "self" => {
                let dot = rest.next().map(ToString::to_string);
                let field = rest.next().map(ToString::to_string);
                let is_call = matches!(rest.clone().next(), Some(TokenTree::Group(_)));
                match (dot.as_deref(), field) {
                    (Some("."), Some(field)) if !is_call => {
                        found.push(field.strip_prefix("r#").unwrap_or(&field).to_owned());
                    }
                    _ => return false,
                }
            }
            _ => {}
        }
    }
    true
}

/// The condition, in which held fields stand where they are held.
pub(super) fn placed(tokens: TokenStream, held: &[(String, Ident)]) -> TokenStream {
    let mut out = TokenStream::new();
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Group(group) => {
                let inner = placed(group.stream(), held);
                let mut same = proc_macro2::Group::new(group.delimiter(), inner);
                same.set_span(group.span());
                out.extend([TokenTree::Group(same)]);
            }
            TokenTree::Ident(word) if word == "self" => {
                out.extend([TokenTree::Ident(word)]);
                let (Some(dot), Some(field)) = (rest.next(), rest.next()) else { continue };
                let text = field.to_string();
                let text = text.strip_prefix("r#").unwrap_or(&text).to_owned();
                if let Some((_, holder)) = held.iter().find(|(name, _)| *name == text) {
                    out.extend(quote!(.#holder));
                }
                out.extend([dot, field]);
            }
            token => out.extend([token]),
        }
    }
    out
}

/// Whether the rule names nothing that only its own module knows.
fn is_literal(rule: &Rule) -> bool {
    let known = |expr: &Expr| {
        Number::of(expr).is_some() || matches!(super::literal::bare(expr), Expr::Lit(_))
    };
    let ends = |interval: &Interval| interval.start.iter().chain(&interval.end).all(known);
    (match &rule.what {
        What::Bound(_, expr) | What::Affix(_, expr) | What::MultipleOf(expr) => known(expr),
        What::Range(interval) | What::Length(_, interval) => ends(interval),
        What::Among(_, values) => values.iter().all(known),
        What::PatternWith(_)
        | What::With(_)
        | What::WithCtx(..)
        | What::Named(_)
        | What::When(..)
        | What::RequiredIf(_)
        | What::Other(..) => false,
        _ => true,
    }) && rule.inner().iter().all(is_literal)
}

impl Field {
    /// Where the field is in the object.
    pub(super) fn at(&self) -> TokenStream {
        let member = &self.member;
        match self.holder() {
            Some(holder) => quote!(#holder.#member),
            None => quote!(#member),
        }
    }

    /// The name that serde reads it by: two ancestors may have private fields of one name.
    pub(super) fn read_as(&self, model: &Model) -> Member {
        let is_other = |other: &&&Field| other.member == self.member;
        if self.holder().is_some() && model.flat().iter().filter(is_other).count() > 1 {
            return Member::Named(format_ident!("__{}_{}", self.number, self.name));
        }
        self.member.clone()
    }

    /// The field that holds it.
    pub(super) fn holder(&self) -> Option<Ident> {
        self.inherited.as_ref()?.holder.clone()
    }

    /// The rules that are said of the field, wherever they are checked.
    pub(super) fn said(&self) -> &[Rule] {
        match &self.inherited {
            Some(inherited) => &inherited.elsewhere,
            None => &self.rules,
        }
    }

    /// What checks the field's own rules, if it has any.
    pub(super) fn checker(&self) -> Option<TokenStream> {
        match &self.inherited {
            Some(Inherited { checker, is_checked: true, .. }) => {
                let name = format_ident!("__dunder_checks_{}", self.name);
                Some(quote!(<#checker>::#name))
            }
            Some(_) => None,
            None => {
                let name = self.check_fn();
                self.is_ruled.then(|| quote!(Self::#name))
            }
        }
    }

    /// What changes the field before its check, if anything does.
    pub(super) fn cleaner(&self) -> Option<TokenStream> {
        match &self.inherited {
            Some(Inherited { checker, is_cleaned: true, .. }) => {
                let name = format_ident!("__dunder_cleans_{}", self.name);
                Some(quote!(<#checker>::#name))
            }
            Some(_) => None,
            None => {
                let name = self.clean_fn();
                self.is_cleaned().then(|| quote!(Self::#name))
            }
        }
    }

    /// Whether an ancestor's function checks the field.
    pub(super) fn is_checked_there(&self) -> bool {
        self.inherited.as_ref().is_some_and(|inherited| inherited.is_checked)
    }

    /// Whether the rules of the field that wait stand with the ancestor.
    pub(super) fn waits_there(&self) -> Option<TokenStream> {
        let inherited = self.inherited.as_ref()?;
        let name = format_ident!("__dunder_waits_{}", self.name);
        let checker = &inherited.checker;
        inherited.elsewhere.iter().any(Rule::is_later).then(|| quote!(<#checker>::#name))
    }
}

impl Model {
    /// The fields that serde reads: those that are held are fields like others.
    pub(super) fn flat(&self) -> Vec<&Field> {
        let own = self.fields.iter().filter(|field| !self.is_holder(field));
        own.chain(&self.held).collect()
    }

    /// The ancestors whose fields have no types here, what holds them, and the names they are read
    /// by.
    pub(super) fn opaque(&self) -> Vec<(TokenStream, Ident, Vec<Member>)> {
        let mut found: Vec<(TokenStream, Ident, Vec<Member>)> = Vec::new();
        for field in &self.held {
            let Some(inherited) = field.inherited.as_ref().filter(|it| it.is_opaque) else {
                continue;
            };
            let Some(holder) = field.holder() else { continue };
            let name = field.read_as(self);
            match found.iter_mut().find(|(_, other, _)| *other == holder) {
                Some((_, _, names)) => names.push(name),
                None => found.push((inherited.class.clone(), holder, vec![name])),
            }
        }
        found
    }

    /// Whether the field holds others.
    pub(super) fn is_holder(&self, field: &Field) -> bool {
        let Member::Named(name) = &field.member else { return false };
        field.is_part
            && self.held.iter().any(|held| {
                held.inherited.as_ref().is_some_and(|held| held.holder.as_ref() == Some(name))
            })
    }

    /// The getter and the setter of a held field, as its class makes them.
    pub(super) fn accessors_of(&self, field: &Field) -> TokenStream {
        let Some(inherited) = &field.inherited else { return TokenStream::new() };
        let Some(holder) = &inherited.holder else { return TokenStream::new() };
        let (vis, name) = (&self.vis, &field.name);
        let getter = inherited.getter.as_ref().map(|(getter, shown)| {
            let doc = format!("The `{name}`.");
            quote! {
                #[doc = #doc]
                #[inline]
                #vis fn #getter(&self) -> #shown { self.#holder.#getter() }
            }
        });
        let setter = inherited.setter.as_ref().map(|setter| {
            let doc = format!(
                "Sets `{name}`.\n\n# Errors\nEvery rule that the value breaks; the old value stays."
            );
            let ty = &field.ty;
            let param =
                if inherited.takes_into { quote!(impl __private::Into<#ty>) } else { quote!(#ty) };
            let body = if self.is_cross() {
                set_held(field, inherited)
            } else {
                quote!(self.#holder.#setter(value))
            };
            quote! {
                #[doc = #doc]
                #[inline]
                #vis fn #setter(&mut self, value: #param) -> __private::checks::Result { #body }
            }
        });
        quote!(#getter #setter)
    }

    /// `edit` where held fields are among those that it changes.
    pub(super) fn edit_of_held(&self) -> TokenStream {
        if self.held.is_empty() || !self.makes_edit() {
            return TokenStream::new();
        }
        let (vis, draft) = (&self.vis, self.draft());
        let (_, types, _) = self.generics.split_for_impl();
        let [copy, open] = ["copy", "draft"].map(|name| Ident::new(name, Span::mixed_site()));
        let (opened, closed) = self.opened(&copy, &open);
        let made = self.cleaned(&copy.to_token_stream());
        quote! {
            #[doc = "Changes several fields at once, on a copy.\n\n# Errors\n\
                     Every rule that the outcome breaks; nothing has changed then."]
            #vis fn edit(
                &mut self,
                change: impl __private::core::ops::FnOnce(&mut #draft #types),
            ) -> __private::checks::Result
            where
                for<'__any> Self: __private::Clone,
            {
                let mut #copy = __private::Clone::clone(self);
                let mut #open = #draft { #opened };
                change(&mut #open);
                #closed
                __private::checks::replace(self, #made)
            }
        }
    }

    /// How a draft takes its fields from a copy, and gives them back.
    pub(super) fn opened(&self, copy: &Ident, open: &Ident) -> (TokenStream, TokenStream) {
        let (mut taken, mut given) = (TokenStream::new(), TokenStream::new());
        for (place, field) in self.drafted() {
            let at = field.at();
            taken.extend(quote!(#place: #copy.#at,));
            given.extend(quote!(#copy.#at = #open.#place;));
        }
        let unused = self.marks_unused();
        (quote!(#taken #unused), given)
    }
}

/// What sets a held field where rules of the object look at several fields.
fn set_held(field: &Field, inherited: &Inherited) -> TokenStream {
    let (at, holder, checker) = (field.at(), &inherited.holder, &inherited.checker);
    let (_, errors) = conditions::params();
    let made =
        if inherited.takes_into { quote!(__private::Into::into(value)) } else { quote!(value) };
    let ty = &field.ty;
    let clean = field.cleaner().map(|clean| quote!(#clean(&mut made);));
    let muts = clean.as_ref().map(|_| quote!(mut));
    let check = field.checker().unwrap_or_else(|| quote!(|_, _| ()));
    quote! {
        let #muts made: #ty = #made;
        #clean
        __private::checks::set_within(
            self,
            |owner| &mut owner.#at,
            made,
            #check,
            |owner, #errors| {
                <#checker>::__dunder_crosses(&owner.#holder, #errors);
                Self::__dunder_check(owner, #errors);
            },
        )
    }
}
