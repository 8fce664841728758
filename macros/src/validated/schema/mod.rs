//! `schema`: the struct's JSON Schema (2020-12), as pieces that the runtime puts together.

mod forms;
mod keywords;
mod pieces;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;

use self::keywords::Keywords;
use self::pieces::Pieces;
use super::check::present;
use super::literal::{self, Number};
use super::model::{Field, Model, Style};
use super::rule::What;
use super::shape::Shape;
use crate::kit::bound_type_params;

impl Model {
    /// `JSON_SCHEMA`, and the definition for schemas around it.
    pub(super) fn schema(&self) -> Option<TokenStream> {
        if !self.makers.schema {
            return None;
        }
        let (ident, vis, bare) = (&self.ident, &self.vis, self.ident.unraw().to_string());
        let (impl_generics, types, _) = self.generics.split_for_impl();
        let bound = quote!(__private::schema::Schema);
        let fields = self.fields.iter().map(|field| &field.ty);
        let bounds = bound_type_params(&self.generics, fields, &bound);
        let mut out = Pieces::default();
        out.text(",\"title\":");
        out.quoted(&bare);
        match self.style {
            Style::Named => self.object(&mut out),
            Style::Tuple => self.list(&mut out),
            Style::Unit => out.text(",\"type\":\"null\""),
        }
        let pieces = self.spelled(&out.into_tokens());
        let doc = format!("The JSON Schema (2020-12) of `{bare}`.");
        let is_generic = !self.generics.params.is_empty();
        let id = quote!(__private::core::concat!(
            __private::core::module_path!(),
            ":",
            __private::core::line!(),
            ":",
            __private::core::column!()
        ));
        // a static may refer to itself, a constant of a generic type may not be named by its bytes
        let (definition, text) = if is_generic {
            (
                quote!(&__private::schema::Definition::inline(&[#pieces])),
                quote!(
                    const {
                        &__private::schema::Out::<16384>::write(
                            <Self as __private::schema::Schema>::DEFINITION,
                        )
                    }
                ),
            )
        } else {
            (
                quote!({
                    static DEFINITION: __private::schema::Definition =
                        __private::schema::Definition::named(#bare, #id, &[#pieces]);
                    &DEFINITION
                }),
                quote!({
                    const LENGTH: __private::core::primitive::usize = __private::schema::length(
                        <#ident as __private::schema::Schema>::DEFINITION,
                    );
                    const OUT: __private::schema::Out<LENGTH> = __private::schema::Out::write(
                        <#ident as __private::schema::Schema>::DEFINITION,
                    );
                    &OUT
                }),
            )
        };
        Some(quote! {
            #[automatically_derived]
            impl #impl_generics __private::schema::Schema for #ident #types #bounds {
                const DEFINITION: &'static __private::schema::Definition = {
                    #[allow(unused_imports)]
                    use __private::schema::Otherwise as _;
                    #definition
                };
            }
            #[allow(dead_code)]
            impl #impl_generics #ident #types #bounds {
                #[doc = #doc]
                #vis const JSON_SCHEMA: &'static __private::str =
                    __private::schema::Out::as_str(#text);
            }
        })
    }

    /// A struct whose fields have names.
    fn object(&self, out: &mut Pieces) {
        let read: Vec<&Field> = self.fields.iter().filter(|field| !field.is_never_read()).collect();
        let (flat, own): (Vec<&Field>, Vec<&Field>) =
            read.iter().partition(|field| field.serde.flatten);
        out.text(",\"type\":\"object\",\"properties\":{");
        for field in &own {
            for name in field.names() {
                out.text(",");
                out.quoted(&name);
                out.text(":{");
                field.schema(&self.ident, out);
                out.text("}");
            }
        }
        out.text("}");
        let mut all = Vec::new();
        let required = own.iter().filter(|field| {
            let has_default = field.serde.has_default || self.serde.has_default;
            !has_default && field.default.is_none()
        });
        let mut names = Vec::new();
        for field in required {
            let json = &field.json;
            let others = field.names();
            let is_forced = field.serde.has_reader
                || field.rules.iter().any(|rule| matches!(rule.what, What::Required));
            let definition = if is_forced {
                quote!(__private::None)
            } else {
                let ty = field.schema_type(&self.ident);
                quote!(__private::Some(__private::schema::Ask::<#ty>::DEFINITION))
            };
            if others.len() == 1 {
                names.push(quote!((#json, #definition)));
            } else if is_forced || !matches!(field.shape, Shape::Option(_)) {
                all.push(one_of_names(&others));
            }
        }
        out.piece(&quote!(__private::schema::Piece::Required(&[#(#names),*])));
        let maps: Vec<&&Field> =
            flat.iter().filter(|field| matches!(field.shape, Shape::Map(..))).collect();
        if let ([field], 1, Shape::Map(_, value)) =
            (maps.as_slice(), flat.len(), maps.first().map_or(&Shape::Other, |f| &f.shape))
        {
            let _ = field;
            out.text(",\"additionalProperties\":{");
            out.of(&value.ty.to_token_stream());
            out.text("}");
        } else if self
            .serde_attrs
            .iter()
            .flat_map(crate::kit::serde::arguments)
            .any(|arg| arg.key.text == "deny_unknown_fields")
        {
            out.text(if flat.is_empty() {
                ",\"additionalProperties\":false"
            } else {
                ",\"unevaluatedProperties\":false"
            });
        }
        for field in flat {
            if !matches!(field.shape, Shape::Map(..) | Shape::Option(_)) {
                let mut inner = Pieces::default();
                inner.of(&field.ty.to_token_stream());
                all.push(inner);
            }
        }
        out.all_of(all);
    }

    /// A struct whose fields have none.
    fn list(&self, out: &mut Pieces) {
        let fields: Vec<&Field> =
            self.fields.iter().filter(|field| !field.is_never_read()).collect();
        if let [field] = fields.as_slice()
            && self.fields.len() == 1
        {
            field.schema(&self.ident, out);
            return;
        }
        let needed = fields
            .iter()
            .rposition(|field| !field.serde.has_default && field.default.is_none())
            .map_or(0, |last| last + 1);
        out.text(&format!(",\"type\":\"array\",\"minItems\":{needed},\"prefixItems\":["));
        for (i, field) in fields.iter().enumerate() {
            out.text(if i > 0 { ",{" } else { "{" });
            field.schema(&self.ident, out);
            out.text("}");
        }
        out.text("],\"items\":false");
    }
}

/// Exactly one of the names is there.
fn one_of_names(names: &[String]) -> Pieces {
    let mut out = Pieces::default();
    out.text(",\"oneOf\":[");
    for (i, name) in names.iter().enumerate() {
        out.text(if i > 0 { ",{\"required\":[" } else { "{\"required\":[" });
        out.quoted(name);
        out.text("]}");
    }
    out.text("]");
    out
}

impl Field {
    /// The names that the field is read by.
    fn names(&self) -> Vec<String> {
        let args = self.serde_attrs.iter().flat_map(crate::kit::serde::arguments);
        let aliases =
            args.filter(|arg| arg.key.text == "alias").filter_map(|arg| match arg.value {
                crate::kit::ArgValue::Equals(text) => syn::parse2::<syn::LitStr>(text).ok(),
                _ => None,
            });
        let mut names = vec![self.json.clone()];
        names.extend(aliases.map(|alias| alias.value()).filter(|alias| *alias != self.json));
        names
    }

    /// The field's type, in which the struct itself is another: no constant can name itself.
    fn schema_type(&self, owner: &Ident) -> TokenStream {
        itself(self.ty.to_token_stream(), owner)
    }

    /// The keywords of the field's value.
    fn schema(&self, owner: &Ident, out: &mut Pieces) {
        let docs: Vec<String> = self.docs.iter().filter_map(doc).collect();
        if !docs.is_empty() {
            out.text(",\"description\":");
            out.quoted(docs.join("\n").trim());
        }
        if self.is_secret {
            out.text(",\"writeOnly\":true");
        }
        if let Some(default) = self.default.as_ref().and_then(json_literal) {
            out.text(",\"default\":");
            out.text(&default);
        }
        if self.serde.has_reader {
            return;
        }
        // what a sanitizer mends need not keep the rules before
        let rules = if self.sanitizers.is_empty() { self.rules.as_slice() } else { &[] };
        let mut words = Keywords::of_base(&self.schema_type(owner), &self.shape, rules);
        words.rules(rules, &self.shape);
        words.write(out);
    }
}

/// The tokens with `Itself` in place of a type and its arguments.
fn itself(tokens: TokenStream, owner: &Ident) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) if word == *owner || word == "Self" => {
                out.extend(quote!(__private::schema::Itself));
            }
            TokenTree::Group(group) => {
                let inner = itself(group.stream(), owner);
                out.extend([TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))]);
            }
            token => out.extend([token]),
        }
    }
    out
}

/// A default that JSON can write.
fn json_literal(expr: &syn::Expr) -> Option<String> {
    if let Some(text) = literal::text(expr) {
        return Some(pieces::quote_json(&text));
    }
    if let syn::Expr::MethodCall(call) = literal::bare(expr)
        && call.args.is_empty()
        && ["into", "to_owned", "to_string"].iter().any(|name| call.method == name)
    {
        return json_literal(&call.receiver);
    }
    if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(value), .. }) = literal::bare(expr) {
        return Some(value.value.to_string());
    }
    keywords::json_number(Number::of(expr)?)
}

/// The line of a doc comment.
fn doc(attr: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attr.meta else { return None };
    literal::text(&meta.value).map(|line| line.trim().to_owned())
}

/// The shape inside of `Option`s, and whether there are any.
fn inside(shape: &Shape) -> (&Shape, bool) {
    (present(shape), matches!(shape, Shape::Option(_)))
}
