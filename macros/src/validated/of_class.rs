//! `#[validated]` below `#[class]`: what the class asks, and what is made for it alone.
//!
//! The class writes `new` and `builder`, which end in `__dunder_accept`. An ancestor's private
//! fields are one field of the object, a struct with rules of its own: its *part*.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::{DeriveInput, Generics, ItemStruct, Type};

use super::model::{Field, Get, Model};
use super::rule::Rule;
use super::shape::Shape;
use super::{conditions, later};
use crate::kit::{Args, Ctxt};

/// What the class writes among the arguments: on the object, and on an ancestor's part.
pub(super) const OBJECT: &str = "__class";
pub(super) const PART: &str = "__part";

/// What the struct is to a class.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// No class knows of it.
    None,
    Object,
    Part,
}

/// How other code reaches a field: the getter's name and type, the setter's name.
#[cfg_attr(not(feature = "class"), expect(dead_code, reason = "classes ask"))]
pub(crate) struct Accessor {
    pub(crate) field: String,
    pub(crate) getter: Option<String>,
    pub(crate) shown: Type,
    pub(crate) setter: Option<String>,
    /// Whether `edit` changes it.
    pub(crate) is_edited: bool,
}

impl Role {
    /// Reads the class's words, and refuses what the class makes or cannot have.
    pub(super) fn read(cx: &Ctxt, args: &Args) -> Self {
        if args.flag(cx, PART) {
            return Self::Part;
        }
        if !args.flag(cx, OBJECT) {
            return Self::None;
        }
        for (name, instead) in [
            ("builder", "write `#[class(builder)]`, whose `build` checks the rules"),
            ("patch", "`edit` changes several fields at once"),
            ("input", "derive `Deserialize`, which goes through the rules"),
            ("sealed", "its methods stand outside of the module that would seal it"),
        ] {
            if let Some(arg) = args.get(name) {
                cx.error(&arg.key.ident, format_args!("a class has no `{name}`: {instead}"));
            }
        }
        Self::Object
    }
}

/// What says that a field holds the private fields of an ancestor.
pub(super) const FIELD: &str = "__dunder_validated";

/// The accessors that `#[validated(args)]` makes for a class's own fields.
#[cfg_attr(not(feature = "class"), expect(dead_code, reason = "classes ask"))]
pub(crate) fn accessors(args: TokenStream, item: &ItemStruct) -> Vec<Accessor> {
    let item = DeriveInput {
        attrs: Vec::new(),
        vis: item.vis.clone(),
        ident: item.ident.clone(),
        generics: Generics::default(),
        data: syn::Data::Struct(syn::DataStruct {
            struct_token: item.struct_token,
            fields: item.fields.clone(),
            semi_token: item.semi_token,
        }),
    };
    let Some(model) = Model::read(&Ctxt::default(), args, &item) else { return Vec::new() };
    let are_made = !model.is_open;
    let accessor = |field: &Field| {
        let is_read = are_made && !model.no.getters && !field.has_descriptor;
        let is_set = are_made && !model.no.setters && field.is_settable();
        Accessor {
            field: field.param().to_string(),
            getter: is_read.then(|| model.getter(field).to_string()),
            shown: shown(field),
            setter: is_set.then(|| model.setter(field).to_string()),
            is_edited: are_made && !model.no.edit && field.is_settable(),
        }
    };
    model.fields.iter().map(accessor).collect()
}

/// The type that the field's getter returns.
fn shown(field: &Field) -> Type {
    let ty = &field.ty;
    let tokens = match (&field.get, &field.shape) {
        (Get::Copy, _) => quote!(#ty),
        (Get::Ref, _) => quote!(&#ty),
        (_, shape) if shape.is_copy() => quote!(#ty),
        _ if matches!(ty, Type::Reference(reference) if reference.mutability.is_none()) => {
            quote!(#ty)
        }
        (_, Shape::Text) => quote!(&str),
        (_, Shape::PathBuf) => quote!(&::std::path::Path),
        (_, Shape::Vec(element)) => {
            let element = &element.ty;
            quote!(&[#element])
        }
        (_, Shape::Option(inner)) if inner.shape.is_copy() => quote!(#ty),
        (_, Shape::Option(inner)) if matches!(inner.shape, Shape::Text) => {
            quote!(::core::option::Option<&str>)
        }
        _ => quote!(&#ty),
    };
    syn::parse2(tokens).unwrap_or_else(|_| ty.clone())
}

impl Model {
    /// What the class calls on the object, and the object on its parts.
    pub(super) fn class_methods(&self) -> TokenStream {
        match self.role {
            Role::None => TokenStream::new(),
            Role::Object => {
                let made = self.cleaned(&quote!(self));
                let public = |field: &&Field| matches!(field.vis, syn::Visibility::Public(_));
                let told = self.fields.iter().filter(public).map(|field| self.told(field));
                let accessors = self.held.iter().map(|field| self.accessors_of(field));
                let edit = self.edit_of_held();
                quote! {
                    #(#told)*
                    #(#accessors)*
                    #edit
                    #[inline]
                    fn __dunder_accept(self) -> __private::checks::Result<Self> {
                        __private::checks::accept(#made)
                    }
                }
            }
            Role::Part => {
                let clean = self.is_any_cleaned().then(|| quote!(__private::Fields::clean(self);));
                let told = self.fields.iter().map(|field| self.told(field));
                let errors = conditions::params().1;
                let whole = self.is_cross().then(|| quote!(self.__dunder_check(#errors);));
                quote! {
                    #(#told)*
                    #[doc(hidden)]
                    #[allow(unused_variables)]
                    pub fn __dunder_crosses(&self, #errors: &mut __private::Errors<'_>) { #whole }
                    #[doc(hidden)]
                    #[inline]
                    pub fn __dunder_clean(&mut self) { #clean }
                }
            }
        }
    }
}

impl Model {
    /// What subclasses check, change and await a field by: functions that stand where it does.
    fn told(&self, field: &Field) -> TokenStream {
        if field.inherited.is_some() || field.is_part {
            return TokenStream::new();
        }
        let (ty, name) = (&field.ty, &field.name);
        let (value, errors) = conditions::params();
        let mut out = TokenStream::new();
        if field.rules.iter().any(|rule| !rule.is_cross()) {
            let (told, check) = (format_ident!("__dunder_checks_{name}"), field.check_fn());
            out.extend(quote! {
                #[doc(hidden)]
                #[inline]
                #[allow(missing_docs)]
                pub fn #told(#value: &#ty, #errors: &mut __private::Errors<'_>) {
                    Self::#check(#value, #errors);
                }
            });
        }
        if field.is_cleaned() {
            let (told, clean) = (format_ident!("__dunder_cleans_{name}"), field.clean_fn());
            out.extend(quote! {
                #[doc(hidden)]
                #[allow(missing_docs)]
                pub fn #told(#value: &mut #ty) { Self::#clean(#value); }
            });
        }
        if self.role == Role::Object && field.rules.iter().any(Rule::is_later) {
            let (told, (later, body)) =
                (format_ident!("__dunder_waits_{name}"), later::alone(field));
            out.extend(quote! {
                #[doc(hidden)]
                #[allow(missing_docs, unused_variables, unused_mut)]
                pub async fn #told<'__later>(
                    #value: &#ty,
                    mut #later: __private::later::Later<'__later>,
                ) -> __private::later::Later<'__later> {
                    #body
                    #later
                }
            });
        }
        out
    }
}

impl Field {
    /// What cleans the field where it is an ancestor's part with rules.
    pub(super) fn cleaning_of_part(&self) -> Option<TokenStream> {
        let value = proc_macro2::Ident::new("value", proc_macro2::Span::mixed_site());
        (self.is_part && self.is_ruled).then(|| {
            let value = value.to_token_stream();
            quote!(#value.__dunder_clean();)
        })
    }
}
