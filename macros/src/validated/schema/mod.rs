//! `schema`: the JSON Schema (2020-12) of a struct or enum, as pieces that the runtime puts together.

mod forms;
mod keywords;
mod part;
mod pieces;
mod union;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;

use self::keywords::Keywords;
use self::part::Part;
use self::pieces::Pieces;
use super::check::present;
use super::literal::{self, Number};
use super::model::{Field, Model};
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
        let flat = self.flat();
        let fields = flat.iter().map(|field| &field.ty);
        let bounds = bound_type_params(&self.generics, fields, &bound);
        let mut out = Pieces::default();
        out.text(",\"title\":");
        out.quoted(&bare);
        match &self.variants {
            Some(variants) => union::write(self, variants, &mut out),
            None => Part {
                owner: &self.ident,
                style: self.style,
                fields: flat,
                has_default: self.serde.has_default,
                is_closed: self.is_closed(),
                tag: None,
                has_rules: true,
            }
            .write(&mut out),
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
        // statics may refer to each other, a constant of a generic type may not be named by its bytes
        let asks = quote!(
            #[allow(unused_imports)]
            use __private::schema::Otherwise as _;
        );
        let (definition, text) = if is_generic {
            (
                quote! {
                    const DEFINITION: &'static __private::schema::Definition = {
                        #asks
                        &__private::schema::Definition::inline(&[#pieces])
                    };
                },
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
                quote! {
                    const DEFINITION: &'static __private::schema::Definition = Self::AT.get();
                    const AT: __private::schema::At = {
                        #asks
                        static DEFINITION: __private::schema::Definition =
                            __private::schema::Definition::named(#bare, #id, &[#pieces]);
                        __private::schema::At::of(&DEFINITION)
                    };
                },
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
                #definition
            }
            #[allow(dead_code)]
            impl #impl_generics #ident #types #bounds {
                #[doc = #doc]
                #vis const JSON_SCHEMA: &'static __private::str =
                    __private::schema::Out::as_str(#text);
            }
        })
    }
}

impl Model {
    /// Whether fields that it does not know are refused.
    fn is_closed(&self) -> bool {
        let mut args = self.serde_attrs.iter().flat_map(crate::kit::serde::arguments);
        args.any(|arg| arg.key.text == "deny_unknown_fields")
    }
}

/// A name and its aliases.
fn with_aliases(name: &str, attrs: &[syn::Attribute]) -> Vec<String> {
    let args = attrs.iter().flat_map(crate::kit::serde::arguments);
    let aliases = args.filter(|arg| arg.key.text == "alias").filter_map(|arg| match arg.value {
        crate::kit::ArgValue::Equals(text) => syn::parse2::<syn::LitStr>(text).ok(),
        _ => None,
    });
    let mut names = vec![name.to_owned()];
    names.extend(aliases.map(|alias| alias.value()).filter(|alias| alias != name));
    names
}

impl Field {
    /// The names that the field is read by.
    fn names(&self) -> Vec<String> {
        with_aliases(&self.json, &self.serde_attrs)
    }

    /// The field's type, in which the struct itself is another: no constant can name itself.
    fn schema_type(&self, owner: &Ident) -> TokenStream {
        itself(self.ty.to_token_stream(), owner)
    }

    /// The keywords of the field's value, without those of its rules where they are not asked for.
    fn schema(&self, owner: &Ident, has_rules: bool, out: &mut Pieces) {
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
        let are_said = has_rules && self.sanitizers.is_empty();
        let rules = if are_said { self.said() } else { &[] };
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
