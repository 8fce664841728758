//! What a struct with rules is used by: `new`, getters, setters, `edit`.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Expr, Lit, Member, Type};

use super::literal::bare;
use super::model::{Field, Get, Model, Style};
use super::rule::Rule;
use super::shape::Shape;

impl Model {
    /// Whether the struct is one unnamed field.
    fn is_newtype(&self) -> bool {
        self.style == Style::Tuple && self.fields.len() == 1
    }

    pub(super) fn getter(&self, field: &Field) -> Ident {
        match (&field.get, &field.member) {
            (Get::Named(name), _) => name.clone(),
            (_, Member::Named(ident)) => ident.clone(),
            _ if self.is_newtype() => format_ident!("get", span = field.span()),
            _ => format_ident!("_{}", field.name, span = field.span()),
        }
    }

    pub(super) fn setter(&self, field: &Field) -> Ident {
        if self.is_newtype() {
            return format_ident!("set", span = field.span());
        }
        format_ident!("set_{}", field.name, span = field.span())
    }

    /// The methods, for the struct's own impl.
    pub(super) fn accessors(&self) -> TokenStream {
        if self.is_open {
            return TokenStream::new();
        }
        let mut made = TokenStream::new();
        if !self.no.new {
            made.extend(self.new_fn());
        }
        // after a fault, a name may be there twice
        let mut names: HashSet<String> =
            ["new", "edit", "validate", "is_valid"].map(str::to_owned).into();
        names.extend(self.makers.builder.then(|| "builder".to_owned()));
        names.extend(self.makers.patch.then(|| "apply".to_owned()));
        names.extend(self.makers.input.then(|| "into_input".to_owned()));
        names.extend(self.makers.json.then(|| "from_json".to_owned()));
        let setters = self.fields.iter().filter(|field| field.is_settable());
        for field in setters.filter(|_| !self.no.setters) {
            let name = self.setter(field);
            if names.insert(name.to_string()) {
                made.extend(self.set_fn(field, &name));
            }
        }
        let read = self.fields.iter().filter(|field| !field.has_descriptor);
        for field in read.filter(|_| !self.no.getters) {
            let name = self.getter(field);
            if names.insert(name.to_string()) {
                made.extend(self.get_fn(field, &name));
            }
        }
        if !self.no.edit && !self.fields.is_empty() {
            made.extend(self.edit_fn());
        }
        made
    }

    fn new_fn(&self) -> TokenStream {
        let (vis, name) = (&self.vis, self.ident.unraw());
        let given: Vec<&Field> =
            self.fields.iter().filter(|field| field.default.is_none()).collect();
        let params = given.iter().map(|field| {
            let (param, ty) = (field.param(), field.param_type());
            quote!(#param: #ty)
        });
        let values = self.fields.iter().map(|field| {
            let (member, function) = (&field.member, field.default_fn());
            let value = match &field.default {
                Some(_) => quote!(Self::#function()),
                None => field.converted(&field.param()),
            };
            quote!(#member: #value)
        });
        let made = self.cleaned(&quote!(Self { #(#values),* }));
        let doc = format!("A new `{name}`.\n\n# Errors\nEvery rule that the values break.");
        let many = (given.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        quote! {
            #[doc = #doc]
            #many
            #vis fn new(#(#params),*) -> __private::checks::Result<Self> {
                __private::checks::accept(#made)
            }
        }
    }

    fn get_fn(&self, field: &Field, name: &Ident) -> TokenStream {
        let (vis, member, ty) = (&self.vis, &field.member, &field.ty);
        let str = quote!(__private::str);
        let by_copy = || (quote!(#ty), quote!(self.#member));
        let by_ref = || (quote!(&#ty), quote!(&self.#member));
        let (ty, value) = match (&field.get, &field.shape) {
            (Get::Copy, _) => by_copy(),
            (Get::Ref, _) => by_ref(),
            (_, shape) if shape.is_copy() => by_copy(),
            _ if matches!(ty, Type::Reference(reference) if reference.mutability.is_none()) => {
                by_copy()
            }
            (_, Shape::Text) => (quote!(&#str), quote!(&self.#member)),
            (_, Shape::PathBuf) => (quote!(&::std::path::Path), quote!(&self.#member)),
            (_, Shape::Vec(element)) => {
                let element = &element.ty;
                (quote!(&[#element]), quote!(&self.#member))
            }
            (_, Shape::Option(inner)) if inner.shape.is_copy() => by_copy(),
            (_, Shape::Option(inner)) if matches!(inner.shape, Shape::Text) => (
                quote!(__private::Option<&#str>),
                quote!(__private::Option::as_deref(&self.#member)),
            ),
            _ => by_ref(),
        };
        let docs = if field.docs.is_empty() {
            let doc = format!("The `{}`.", field.name);
            quote!(#[doc = #doc])
        } else {
            let docs = &field.docs;
            quote!(#(#docs)*)
        };
        quote! {
            #docs
            #vis fn #name(&self) -> #ty {
                #value
            }
        }
    }

    fn set_fn(&self, field: &Field, name: &Ident) -> TokenStream {
        let (vis, member, ty) = (&self.vis, &field.member, field.param_type());
        let value = format_ident!("value");
        let mut converted = field.converted(&value);
        if field.is_cleaned() {
            let clean = field.clean_fn();
            converted = quote!({
                let mut cleaned = #converted;
                Self::#clean(&mut cleaned);
                cleaned
            });
        }
        let check = field.check_fn();
        let body = match (field.is_ruled, !self.is_cross()) {
            (true, true) => {
                let set = if field.rules.iter().all(Rule::is_plain) {
                    quote!(set)
                } else {
                    quote!(set_once)
                };
                quote!(__private::checks::#set(&mut self.#member, #converted, Self::#check))
            }
            (false, true) => quote! {
                self.#member = #converted;
                __private::Ok(())
            },
            (is_ruled, false) => {
                let check = if is_ruled { quote!(Self::#check) } else { quote!(|_, _| ()) };
                quote! {
                    __private::checks::set_within(
                        self,
                        |owner| &mut owner.#member,
                        #converted,
                        #check,
                        Self::__dunder_check,
                    )
                }
            }
        };
        let doc = format!(
            "Sets `{}`.\n\n# Errors\nEvery rule that the value breaks; the old value stays.",
            field.name
        );
        quote! {
            #[doc = #doc]
            #[inline]
            #vis fn #name(&mut self, #value: #ty) -> __private::checks::Result {
                #body
            }
        }
    }

    fn edit_fn(&self) -> TokenStream {
        let (vis, draft) = (&self.vis, self.draft());
        let (_, types, _) = self.generics.split_for_impl();
        let draft_fields: TokenStream = self
            .drafted()
            .map(|(place, field)| {
                let member = &field.member;
                quote!(#place: copy.#member,)
            })
            .collect();
        let given = self.fields.iter().map(|field| {
            let member = &field.member;
            let place = self.drafted().find(|(_, other)| std::ptr::eq(*other, field));
            match place {
                Some((place, _)) => quote!(#member: draft.#place),
                None => quote!(#member: copy.#member),
            }
        });
        let made = self.cleaned(&quote!(Self { #(#given),* }));
        quote! {
            #[doc = "Changes several fields at once, on a copy.\n\n# Errors\nEvery rule that the \
                     outcome breaks; nothing has changed then."]
            #vis fn edit(
                &mut self,
                change: impl __private::core::ops::FnOnce(&mut #draft #types),
            ) -> __private::checks::Result
            where
                for<'__any> Self: __private::Clone,
            {
                let copy = __private::Clone::clone(self);
                let mut draft = #draft { #draft_fields };
                change(&mut draft);
                __private::checks::replace(self, #made)
            }
        }
    }

    /// The fields that `edit` may change, each with its place in the draft.
    fn drafted(&self) -> impl Iterator<Item = (Member, &Field)> {
        let open = self.fields.iter().filter(|field| field.is_settable());
        open.enumerate().map(|(i, field)| match &field.member {
            Member::Named(ident) => (Member::Named(ident.clone()), field),
            Member::Unnamed(_) => (Member::from(i), field),
        })
    }

    /// The struct that `edit` hands out.
    pub(super) fn draft_struct(&self) -> TokenStream {
        if self.is_open || self.no.edit || self.fields.is_empty() {
            return TokenStream::new();
        }
        let (vis, draft, generics) = (&self.vis, self.draft(), &self.generics);
        let clause = self.spelled(&generics.where_clause);
        let doc = format!("The fields of `{}` while `edit` changes them.", self.ident.unraw());
        let fields = self.drafted().map(|(_, field)| {
            let ty = self.spelled(&field.ty);
            match &field.member {
                Member::Named(ident) => quote!(#vis #ident: #ty),
                Member::Unnamed(_) => quote!(#vis #ty),
            }
        });
        let body = if self.style == Style::Named {
            quote!(#clause { #(#fields),* })
        } else {
            quote!((#(#fields),*) #clause;)
        };
        quote! {
            #[doc = #doc]
            #[allow(missing_docs, private_interfaces)]
            #vis struct #draft #generics #body
        }
    }

    /// A function for each default: expressions that see none of our locals.
    pub(super) fn default_fns(&self) -> TokenStream {
        let defaults =
            self.fields.iter().filter_map(|field| Some((field, field.default.as_ref()?)));
        defaults
            .map(|(field, default)| {
                let (name, ty) = (field.default_fn(), &field.ty);
                let is_text =
                    matches!(bare(default), Expr::Lit(lit) if matches!(lit.lit, Lit::Str(_)));
                let value = if is_text && field.shape.is_owned_text() {
                    quote!(__private::From::from(#default))
                } else {
                    quote!(#default)
                };
                quote!(fn #name() -> #ty { #value })
            })
            .collect()
    }
}

impl Field {
    /// The type of the parameter that stands for the field.
    pub(super) fn param_type(&self) -> TokenStream {
        let ty = &self.ty;
        if self.shape.is_owned_text() { quote!(impl __private::Into<#ty>) } else { quote!(#ty) }
    }

    pub(super) fn converted(&self, param: &Ident) -> TokenStream {
        if self.shape.is_owned_text() {
            quote!(__private::Into::into(#param))
        } else {
            quote!(#param)
        }
    }
}
