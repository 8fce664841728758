//! What a struct with rules is used by: `new`, getters, setters, `edit`.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Member, Meta, MetaNameValue, Type};

use super::literal::bare;
use super::model::{Field, Get, Model, Style};
use super::of_class::Role;
use super::rule::Rule;
use super::shape::Shape;
use super::twin;
use crate::kit::Emit;

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

    /// The getter's name as text.
    pub(super) fn getter_name(&self, field: &Field) -> String {
        match (&field.get, &field.member) {
            (Get::ByType | Get::Copy | Get::Ref, Member::Named(ident)) => ident.to_string(),
            _ => self.getter(field).to_string(),
        }
    }

    pub(super) fn setter(&self, field: &Field) -> Ident {
        Ident::new(&self.setter_name(field), field.span())
    }

    /// The setter's name as text.
    pub(super) fn setter_name(&self, field: &Field) -> String {
        if self.is_newtype() { "set".to_owned() } else { format!("set_{}", field.name) }
    }

    /// The parts of `guarded!` for `new`, setters, getters and `edit`; and the methods that have
    /// none of its forms.
    pub(super) fn accessors(&self, out: &mut Emit) -> TokenStream {
        let mut rest = TokenStream::new();
        let makes_new = !self.is_open && !self.no.new;
        out.group_if(makes_new, Delimiter::Brace, |out| self.new_rows(out));
        // after a fault, a name may be there twice
        let mut names: HashSet<String> =
            ["new", "edit", "validate", "is_valid"].map(str::to_owned).into();
        names.extend(self.makers.builder.then(|| "builder".to_owned()));
        names.extend(self.makers.patch.then(|| "apply".to_owned()));
        names.extend(self.makers.input.then(|| "into_input".to_owned()));
        names.extend(self.makers.json.then(|| "from_json".to_owned()));
        names.extend(self.names_with());
        let is_cross = self.is_cross();
        out.braces(|out| {
            let are_made = !self.is_open && !self.no.setters;
            for field in self.fields.iter().filter(|field| are_made && field.is_settable()) {
                let name = self.setter(field);
                if names.insert(name.to_string()) {
                    self.set_row(field, name, is_cross, (out, &mut rest));
                }
            }
        });
        out.braces(|out| {
            let are_made = !self.is_open && !self.no.getters;
            for field in self
                .fields
                .iter()
                .filter(|field| are_made && !field.has_descriptor && !field.is_part)
            {
                let name = self.getter(field);
                if names.insert(name.to_string()) {
                    self.get_row(field, name, out, &mut rest);
                }
            }
        });
        let is_usual = self.makes_edit() && self.held.is_empty();
        out.group_if(is_usual, Delimiter::Brace, |out| self.edit_rows(out));
        rest
    }

    /// Whether `new`, getters, setters and `edit` are made, and nothing on request.
    pub(super) fn makes_all(&self) -> bool {
        let (no, makers) = (&self.no, &self.makers);
        !(self.is_open || no.new || no.getters || no.setters || no.edit)
            && !(makers.builder || makers.patch || makers.input || makers.json || makers.schema)
            && !twin::is_made(self)
            && matches!(self.role, Role::None)
            && self.context.is_none()
            && !self.is_crud
    }

    /// Whether it is `open`, and nothing is made on request.
    pub(super) fn makes_check_alone(&self) -> bool {
        let makers = &self.makers;
        self.is_open
            && self.variants.is_none()
            && self.style == Style::Named
            && self.generics.params.is_empty()
            && self.generics.where_clause.is_none()
            && !(makers.builder || makers.patch || makers.input || makers.json || makers.schema)
            && matches!(self.role, Role::None)
            && self.context.is_none()
            && !self.is_crud
    }

    pub(super) fn makes_edit(&self) -> bool {
        !self.is_open && !self.no.edit && (!self.fields.is_empty() || !self.held.is_empty())
    }

    /// The function that cleans what was made, if any does.
    pub(super) fn cleaner(&self, out: &mut Emit) {
        out.group_if(self.is_any_cleaned(), Delimiter::Bracket, |out| {
            out.tokens(&quote!(Self::__dunder_cleaned));
        });
    }

    fn new_rows(&self, out: &mut Emit) {
        out.text(&["A new `", &self.ident.unraw().to_string(), "`."].concat());
        self.cleaner(out);
        out.braces(|out| {
            for field in self.fields.iter().filter(|field| field.default.is_none()) {
                out.tree(field.param());
                field.write_param_type(out);
                out.sign(',');
            }
        });
        out.braces(|out| {
            for field in &self.fields {
                out.member(&field.member);
                if field.default.is_some() {
                    let function = field.default_fn();
                    out.tokens(&quote!(Self::#function()));
                } else if field.takes_into() {
                    out.private(&["Into", "into"]);
                    out.parens(|out| out.tree(field.param()));
                } else {
                    out.tree(field.param());
                }
                out.sign(',');
            }
        });
    }

    fn get_row(&self, field: &Field, name: Ident, out: &mut Emit, rest: &mut TokenStream) {
        let member = &field.member;
        let lent = field.lent();
        let mut given = Emit::default();
        lent.write(&field.ty, &mut given);
        if matches!(lent, Lent::OfText) {
            let value = quote!(__private::Option::as_deref(&self.#member));
            return rest.extend(self.get_fn(field, &name, &given.finish(), &value));
        }
        let is_lent = !matches!(lent, Lent::No);
        let literals: Option<Vec<&LitStr>> = field.docs.iter().map(literal).collect();
        let Some(literals) = literals else {
            let and = is_lent.then(|| quote!(&));
            let value = quote!(#and self.#member);
            return rest.extend(self.get_fn(field, &name, &given.finish(), &value));
        };
        out.tree(name);
        out.member(member);
        match literals.as_slice() {
            [] => out.text(&["The `", &field.name, "`."].concat()),
            [doc] => out.tree(doc.token()),
            docs => {
                let lines: Vec<String> = docs.iter().map(|doc| doc.value()).collect();
                out.text(&lines.join("\n"));
            }
        }
        out.group_if(is_lent, Delimiter::Bracket, |out| out.sign('&'));
        out.append(given);
        out.sign(';');
    }

    /// A getter that calls something, or whose docs are not written out.
    fn get_fn(
        &self,
        field: &Field,
        name: &Ident,
        ty: &TokenStream,
        value: &TokenStream,
    ) -> TokenStream {
        let (vis, docs) = (&self.vis, &field.docs);
        let doc = format!("The `{}`.", field.name);
        let doc = docs.is_empty().then(|| quote!(#[doc = #doc]));
        quote! {
            #doc
            #(#docs)*
            #vis fn #name(&self) -> #ty {
                #value
            }
        }
    }

    fn set_row(
        &self,
        field: &Field,
        name: Ident,
        is_cross: bool,
        (out, rest): (&mut Emit, &mut TokenStream),
    ) {
        if is_cross || field.is_cleaned() {
            rest.extend(self.set_fn(field, &name, is_cross));
            return;
        }
        out.tree(name);
        out.text(&["Sets `", &field.name, "`."].concat());
        out.word(field.setting());
        out.member(&field.member);
        out.group_if(field.is_ruled, Delimiter::Bracket, |out| out.tree(field.check_fn()));
        field.write_param_type(out);
        out.sign(';');
    }

    /// A setter that changes the value first, or looks at the other fields after.
    fn set_fn(&self, field: &Field, name: &Ident, is_cross: bool) -> TokenStream {
        let doc = format!(
            "Sets `{}`.\n\n# Errors\nEvery rule that the value breaks; the old value stays.",
            field.name
        );
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
        let body = match (field.is_ruled, !is_cross) {
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
        quote! {
            #[doc = #doc]
            #[inline]
            #vis fn #name(&mut self, #value: #ty) -> __private::checks::Result {
                #body
            }
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
    /// Whether the parameter is anything that becomes the field's type.
    pub(super) fn takes_into(&self) -> bool {
        self.shape.is_owned_text()
    }

    /// The function that sets the field.
    pub(super) fn setting(&self) -> &'static str {
        let is_plain = self.rules.iter().all(Rule::is_plain);
        match (self.is_ruled, is_plain, self.takes_into()) {
            (true, true, false) => "set",
            (true, true, true) => "set_into",
            (true, false, false) => "set_once",
            (true, false, true) => "set_once_into",
            (false, _, false) => "put",
            (false, _, true) => "put_into",
        }
    }

    /// What the getter gives.
    pub(super) fn lent(&self) -> Lent<'_> {
        match (&self.get, &self.shape) {
            (Get::Copy, _) => Lent::No,
            (Get::Ref, _) => Lent::Whole,
            (_, shape) if shape.is_copy() => Lent::No,
            _ if matches!(&self.ty, Type::Reference(it) if it.mutability.is_none()) => Lent::No,
            (_, Shape::Text) => Lent::Text,
            (_, Shape::PathBuf) => Lent::Path,
            (_, Shape::Vec(element)) => Lent::Slice(&element.ty),
            (_, Shape::Option(inner)) if inner.shape.is_copy() => Lent::No,
            (_, Shape::Option(inner)) if is_string(&inner.ty) => Lent::OfText,
            _ => Lent::Whole,
        }
    }

    /// Whether the field's type is the same in another struct.
    pub(super) fn is_std(&self) -> bool {
        is_std(&self.ty, &self.shape)
    }

    /// Writes `param_type`.
    fn write_param_type(&self, out: &mut Emit) {
        if self.takes_into() {
            out.word("impl");
            out.private(&["Into"]);
            out.sign('<');
            out.ty(&self.ty);
            out.sign('>');
        } else {
            out.ty(&self.ty);
        }
    }

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

/// What a getter gives.
pub(super) enum Lent<'a> {
    /// The value.
    No,
    /// A reference to the value.
    Whole,
    Text,
    /// The text in an `Option`.
    OfText,
    Path,
    Slice(&'a Type),
}

impl Lent<'_> {
    /// Writes the type of what is given; `ty` is the field's.
    pub(super) fn write(&self, ty: &Type, out: &mut Emit) {
        if matches!(self, Lent::OfText) {
            return out.tokens(&quote!(__private::Option<&__private::str>));
        }
        if !matches!(self, Lent::No) {
            out.sign('&');
        }
        match self {
            Lent::No | Lent::Whole | Lent::OfText => out.ty(ty),
            Lent::Text => out.private(&["str"]),
            Lent::Path => out.tokens(&quote!(::std::path::Path)),
            Lent::Slice(element) => out.brackets(|out| out.ty(element)),
        }
    }
}

/// Whether the type is one of std's by its name alone, with nothing of the struct's in it.
fn is_std(ty: &Type, shape: &Shape) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1)
        && match shape {
            Shape::Int(_) | Shape::Float(_) | Shape::Bool | Shape::Char => true,
            Shape::Text => matches!(ty, Type::Path(path) if path.path.is_ident("String")),
            Shape::Vec(element) | Shape::Option(element) => is_std(&element.ty, &element.shape),
            _ => false,
        }
}

fn is_string(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "String"))
}

/// The text of a doc comment, unless something makes it.
pub(super) fn literal(doc: &Attribute) -> Option<&LitStr> {
    match &doc.meta {
        Meta::NameValue(MetaNameValue {
            value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }),
            ..
        }) => Some(text),
        _ => None,
    }
}
