//! Checks beside `validate`: in a context, with groups, and of the rules that wait.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::composed;
use super::conditions::{is_behind, params};
use super::model::{Field, Model};
use super::rule::{Rule, What};
use super::shape::Shape;
use crate::kit::{bound_type_params, has_type_params};

impl Model {
    fn has(&self, is_wanted: &dyn Fn(&Rule) -> bool) -> bool {
        self.fields.iter().flat_map(|field| &field.rules).any(|rule| rule.any(is_wanted))
    }

    /// Whether a context may mean something to a rule of the struct, or inside of it.
    fn has_context(&self) -> bool {
        self.context.is_some()
            || !self.checks.is_empty()
            || self
                .has(&|rule| matches!(rule.what, What::WithCtx(..) | What::Nested | What::Named(_)))
    }

    /// Whether rules are in groups; for those of values inside the trait has the method.
    fn has_groups(&self) -> bool {
        self.has(&|rule| rule.group.is_some())
    }

    /// Whether rules wait.
    fn is_later(&self) -> bool {
        self.fields.iter().any(waits)
    }

    /// The names of what is made here.
    pub(super) fn second_methods(&self) -> impl Iterator<Item = &'static str> {
        let (later, groups) = (self.is_later(), self.has_groups());
        let names = [
            (self.has_context() || later, "validate_with"),
            (groups, "validate_groups"),
            (later, "validate_async"),
            (later, "validate_async_with"),
        ];
        names.into_iter().filter(|(is_made, _)| *is_made).map(|(_, name)| name)
    }
}

/// Whether rules of the field wait, here or where it comes from.
fn waits(field: &Field) -> bool {
    field.waits_there().is_some() || field.rules.iter().any(Rule::is_later)
}

/// The methods, for the struct's own impl.
pub(super) fn methods(model: &Model) -> TokenStream {
    let vis = &model.vis;
    let of = |base: TokenStream| match &model.context {
        Some(ty) => quote!(&#ty),
        None => base,
    };
    let methods = model.second_methods().map(|name| match name {
        "validate_with" => {
            let context = of(quote!(&dyn __private::core::any::Any));
            quote! {
                #[doc = "Checks every rule, also those that ask for the context.\n\n# Errors\n\
                         Every rule that the value breaks."]
                #vis fn validate_with(&self, context: #context) -> __private::checks::Result {
                    __private::Validate::validate_with(self, context)
                }
            }
        }
        "validate_groups" => quote! {
            #[doc = "Checks every rule, also those in these groups.\n\n# Errors\nEvery rule that \
                     the value breaks."]
            #vis fn validate_groups(
                &self,
                groups: &[&__private::str],
            ) -> __private::checks::Result {
                __private::Validate::validate_groups(self, groups)
            }
        },
        "validate_async" => quote! {
            #[doc = "Checks every rule, and where they hold those that wait.\n\n# Errors\nEvery \
                     rule that the value breaks."]
            #vis async fn validate_async(&self) -> __private::checks::Result {
                __private::later::validate(self, __private::None).await
            }
        },
        _ => {
            let any = quote!(__private::core::any::Any + __private::core::marker::Sync);
            let context = of(quote!(&(dyn #any)));
            quote! {
                #[doc = "Checks every rule, and where they hold those that wait, in the \
                         context.\n\n# Errors\nEvery rule that the value breaks."]
                #vis async fn validate_async_with(
                    &self,
                    context: #context,
                ) -> __private::checks::Result {
                    __private::later::validate(self, __private::Some(context)).await
                }
            }
        }
    });
    methods.collect()
}

/// The impl of the rules that wait: fields side by side, the elements of a field in their order.
pub(super) fn implementation(model: &Model, bounds: &TokenStream) -> Option<TokenStream> {
    let ident = &model.ident;
    let (impl_generics, types, _) = model.generics.split_for_impl();
    let (value, later) = names();
    let fields = model.fields.iter().filter(|field| waits(field));
    let fields: Vec<(&Field, Ident)> = fields
        .enumerate()
        .map(|(i, field)| (field, Ident::new(&format!("field_{i}"), Span::mixed_site())))
        .collect();
    let futures = fields.iter().map(|(field, _)| {
        let member = &field.member;
        let step = if field.serde.flatten { "" } else { &field.json };
        let there = field.waits_there().map(|there| quote!(#later = #there(#value, #later).await;));
        let body = body(&field.rules, &field.shape);
        quote! {
            async {
                let mut #later = #later.fork(#step);
                let #value = &self.#member;
                #there
                #body
                #later
            }
        }
    });
    let all = futures.rev().reduce(|rest, one| quote!(__private::later::join(#one, #rest)))?;
    let names = fields.iter().map(|(_, name)| quote!(#name));
    let waits = fields
        .iter()
        .filter(|(field, _)| field.rules.iter().any(|rule| rule.any(&|rule| rule.waits)));
    let bounds = if has_type_params(&model.generics) {
        let more = bound_type_params(
            &model.generics,
            waits.map(|(field, _)| &field.ty),
            &quote!(__private::ValidateAsync),
        );
        let more = more.into_iter().skip(usize::from(!bounds.is_empty()));
        let more: TokenStream = more.collect();
        quote!(#bounds #more)
    } else {
        bounds.clone()
    };
    let pattern = names.rev().reduce(|rest, one| quote!((#one, #rest)))?;
    let found = fields.iter().map(|(_, name)| quote!(.with(#name)));
    Some(quote! {
        #[automatically_derived]
        impl #impl_generics __private::ValidateAsync for #ident #types #bounds {
            async fn check_later<'__later>(
                &self,
                #later: __private::later::Later<'__later>,
            ) -> __private::later::Later<'__later> {
                let #pattern = #all.await;
                #later #(#found)*
            }
        }
    })
}

/// The rules of a field that wait and look at nothing else, for subclasses; and what they note in.
pub(super) fn alone(field: &Field) -> (Ident, TokenStream) {
    let own: Vec<&Rule> = field.rules.iter().filter(|rule| !rule.is_cross()).collect();
    (names().1, body_of(&own, &field.shape))
}

fn names() -> (Ident, Ident) {
    let (value, _) = params();
    (value, Ident::new("later", Span::mixed_site()))
}

/// The rules of a value that wait.
fn body(rules: &[Rule], shape: &Shape) -> TokenStream {
    body_of(&rules.iter().collect::<Vec<_>>(), shape)
}

fn body_of(rules: &[&Rule], shape: &Shape) -> TokenStream {
    let (value, _) = names();
    let waiting = rules.iter().copied().filter(|rule| rule.is_later());
    if let Shape::Option(inner) = shape {
        // conditions are about the whole
        let is_whole = |rule: &&Rule| matches!(rule.what, What::When(..));
        let (whole, present): (Vec<&Rule>, Vec<&Rule>) = waiting.partition(is_whole);
        let whole: TokenStream = whole.into_iter().map(|rule| statement(rule, shape)).collect();
        let present: TokenStream =
            present.into_iter().map(|rule| statement(rule, &inner.shape)).collect();
        return quote!(if let __private::Some(#value) = #value { #present } #whole);
    }
    waiting.map(|rule| statement(rule, shape)).collect()
}

fn statement(rule: &Rule, shape: &Shape) -> TokenStream {
    let (value, later) = names();
    let span = rule.span();
    if let Shape::Pointer(inner, _) = shape
        && is_behind(rule)
    {
        let body = statement(rule, &inner.shape);
        return quote!({ let #value = &**#value; #body });
    }
    let walk = |values: TokenStream, entry: TokenStream, step: TokenStream, body: TokenStream| {
        quote! {
            for #entry in #values {
                let before = #later.enter(&#step);
                #body
                #later.leave(before);
                if #later.is_full() {
                    break;
                }
            }
        }
    };
    let local = |name: &str| Ident::new(name, Span::mixed_site());
    match &rule.what {
        What::AsyncWith(path, takes_context) => {
            let text = |text: &Option<syn::LitStr>| match text {
                Some(text) => quote!(__private::Some(#text)),
                None => quote!(__private::None),
            };
            let (name, code, message) = (rule.name(), text(&rule.code), text(&rule.message));
            let span = syn::spanned::Spanned::span(path);
            let context = Ident::new("context", Span::mixed_site().located_at(span));
            let value = Ident::new("value", Span::mixed_site().located_at(span));
            let also = takes_context.then(|| quote!(, #context));
            let verdict = quote_spanned! {span=>
                __private::checks::Verdict::violation(#path(#value #also).await)
            };
            let told = quote!(#later.broken(#name, #verdict, #code, #message););
            if *takes_context {
                quote!(if let __private::Some(#context) = #later.context() { #told })
            } else {
                told
            }
        }
        What::Nested => quote_spanned! {span=>
            #later = __private::Box::pin(__private::ValidateAsync::check_later(#value, #later))
                .await;
        },
        What::When(condition, inner) => {
            let (condition, body) = (composed::condition(condition), body(inner, shape));
            quote!(if #condition { #body })
        }
        What::Each(inner) => {
            let element = match shape {
                Shape::Vec(element) | Shape::List(element) => &element.shape,
                _ => &Shape::Other,
            };
            let index = local("index");
            let values = quote_spanned!(span=> __private::checks::each(#value));
            walk(values, quote!((#index, #value)), quote!(#index), body(inner, element))
        }
        What::Keys(inner) | What::Values(inner) => {
            let is_keys = matches!(rule.what, What::Keys(_));
            let element = match shape {
                Shape::Map(key, _) if is_keys => &key.shape,
                Shape::Map(_, value) => &value.shape,
                _ => &Shape::Other,
            };
            let (key, body) = (local("key"), body(inner, element));
            let values = quote_spanned!(span=> __private::checks::entries(#value));
            let (entry, body) = if is_keys {
                (quote!((#key, _)), quote!({ let #value = #key; #body }))
            } else {
                (quote!((#key, #value)), body)
            };
            walk(values, entry, quote!(__private::key!(#key)), body)
        }
        _ => TokenStream::new(),
    }
}
