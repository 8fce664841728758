//! Enums with rules: checked, and read through their rules.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{GenericParam, Lifetime, LifetimeParam, Member};

use super::conditions::{self, params};
use super::model::{Deserialize, Field, Model, Variant};
use super::nested::Reader;
use super::rule::{Rule, What};
use super::{expand, twin};
use crate::kit::{Args, Ctxt, Emit, serde};

/// An enum is checked only: what makes values, or changes them, is its variants.
pub(super) fn arguments(cx: &Ctxt, args: &Args) {
    for name in ["no", "builder", "patch"] {
        if let Some(arg) = args.get(name) {
            let message = format!("`{name}` is for structs; an enum is made by its variants");
            cx.error(&arg.key.ident, message);
        }
    }
}

/// What stands on a field of a variant, where nothing is made and no other field has a name.
pub(super) fn check(cx: &Ctxt, field: &Field) {
    if let Some(default) = &field.default {
        cx.error(default, "a variant is made whole; for what is read write `#[serde(default)]`");
    }
    for rule in &field.rules {
        if rule.any(&|rule| matches!(rule.what, What::Other(..))) {
            let message = format!(
                "`{}` compares fields of a struct; on an enum write `#[validated(check(path))]`",
                rule.name()
            );
            cx.error(&rule.key.ident, message);
        }
        if rule.is_later() {
            let message = format!(
                "`{}` waits, which an enum cannot; put it on a struct in the variant",
                rule.name()
            );
            cx.error(&rule.key.ident, message);
        }
    }
}

/// The code for an enum.
pub(super) fn expand(model: &Model, variants: &[Variant]) -> TokenStream {
    let (root, ident, vis) = (&model.root, &model.ident, &model.vis);
    let (impl_generics, types, _) = model.generics.split_for_impl();
    let bounds = expand::bounds(model);
    let (_, errors) = params();
    let own = matches(model, variants, &quote!(self), conditions::body);
    let crossing = matches(model, variants, &quote!(self), |field, row| {
        if field.rules.iter().any(Rule::is_cross) {
            conditions::cross_body(field, row)
        } else {
            TokenStream::new()
        }
    });
    let checks = &model.checks;
    let is_idle = own.is_none() && crossing.is_none() && checks.is_empty();
    let errors = if is_idle { format_ident!("_errors") } else { errors };
    let fields = expand::fields(model, &bounds);
    let second = super::later::methods(model);
    let asserts = expand::asserts(model);
    let deserialize = twin::is_made(model).then(|| deserialize(model, variants, &bounds));
    let (on_request, input) = (expand::on_request(model), model.input_struct());
    let mut probe = Emit::default();
    expand::refuse_deserialize(model, &mut probe);
    let probe = probe.finish();
    quote! {
        const _: () = {
            use #root::__private::{self, Otherwise as _};
            #fields
            #[automatically_derived]
            impl #impl_generics __private::Validate for #ident #types #bounds {
                fn check(&self, #errors: &mut __private::Errors<'_>) {
                    #own
                    #crossing
                    #(#checks(self, #errors);)*
                }
            }
            #[allow(dead_code, private_interfaces)]
            impl #impl_generics #ident #types #bounds {
                #[doc = "Checks every rule.\n\n# Errors\nEvery rule that the value breaks."]
                #vis fn validate(&self) -> __private::checks::Result {
                    __private::Validate::validate(self)
                }
                #[doc = "Whether the value breaks no rule."]
                #[must_use]
                #vis fn is_valid(&self) -> __private::bool {
                    __private::Validate::is_valid(self)
                }
                #second
            }
            #asserts
            #deserialize
            #on_request
            #probe
        };
        #input
    }
}

/// The fields of each variant, with the numbers of their rows in the table.
pub(super) fn fields<'a>(
    model: &'a Model,
    variants: &'a [Variant],
) -> impl Iterator<Item = (&'a Variant, Vec<(usize, &'a Field)>)> {
    let mut rest = model.fields.iter();
    let mut rows = 0;
    variants.iter().map(move |variant| {
        let fields = rest.by_ref().take(variant.len).map(|field| {
            let row = rows;
            rows += usize::from(field.is_ruled);
            (row, field)
        });
        (variant, fields.collect())
    })
}

/// A match of the value, each field under the name `value` for its body; nothing without bodies.
fn matches(
    model: &Model,
    variants: &[Variant],
    of: &TokenStream,
    body: impl Fn(&Field, usize) -> TokenStream,
) -> Option<TokenStream> {
    let (value, _) = params();
    let mut is_rest = false;
    let mut arms = TokenStream::new();
    for (variant, fields) in fields(model, variants) {
        let mut bound = TokenStream::new();
        let mut bodies = TokenStream::new();
        for (i, (row, field)) in fields.iter().enumerate() {
            let body = body(field, *row);
            if !body.is_empty() {
                let (member, local) = (&field.member, binding(i));
                bound.extend(quote!(#member: #local,));
                bodies.extend(quote!({ let #value = #local; #body }));
            }
        }
        let ident = &variant.ident;
        if bodies.is_empty() {
            is_rest = true;
        } else {
            arms.extend(quote!(Self::#ident { #bound .. } => { #bodies }));
        }
    }
    let rest = is_rest.then(|| quote!(_ => {}));
    (!arms.is_empty()).then(|| quote!(match #of { #arms #rest }))
}

/// The local of a variant's field.
pub(super) fn binding(i: usize) -> Ident {
    Ident::new(&format!("field_{i}"), Span::mixed_site())
}

/// The sanitizers, for whatever reads the enum.
pub(super) fn clean(model: &Model, variants: &[Variant]) -> Option<TokenStream> {
    let body = matches(model, variants, &quote!(self), |field, _| field.cleaning())?;
    Some(quote! {
        fn clean(&mut self) {
            #body
        }
    })
}

/// The twin that serde reads, and the impl that uses it.
fn deserialize(model: &Model, variants: &[Variant], bounds: &TokenStream) -> TokenStream {
    let (ident, generics, root) = (&model.ident, &model.generics, &model.root);
    let (_, types, _) = generics.split_for_impl();
    let twin = quote!(__Twin);
    let serde_path = quote!(#root::__private::serde).to_string();
    let bare = ident.unraw().to_string();
    // errors of serde name the enum, not its twin
    let name = (!model.serde.has_rename).then(|| quote!(, rename = #bare));
    // without a tag it is all that the error says
    let expecting = if model.is_untagged() {
        format!("data did not match any variant of untagged enum {bare}")
    } else {
        format!("enum {bare}")
    };
    let expecting = (!model.serde.has_expecting).then(|| quote!(, expecting = #expecting));
    let dropped = [&["crate"], serde::REFUSED].concat();
    let attrs = model.serde_attrs.iter().map(|attr| serde::without(attr, &dropped));
    let (mut bodies, mut arms) = (TokenStream::new(), TokenStream::new());
    let local = |name: &str| Ident::new(name, Span::mixed_site());
    let made = local("made");
    let readers: Vec<_> = model.fields.iter().map(|field| Reader::of(model, field)).collect();
    let all: Vec<&Field> = model.fields.iter().collect();
    let beside = twin::beside(model, &all, &readers);
    let reader = |field: &Field| readers.get(field.number).and_then(Option::as_ref);
    for (variant, fields) in fields(model, variants) {
        let (name, attrs) = (&variant.ident, &variant.serde_attrs);
        let twins = fields.iter().map(|(_, field)| field.twin(model, reader(field)));
        let body = variant.style.enclosed(twins);
        bodies.extend(quote!(#(#attrs)* #name #body,));
        let members: Vec<&Member> = fields.iter().map(|(_, field)| &field.member).collect();
        let locals: Vec<Ident> = (0..fields.len()).map(binding).collect();
        let read: Vec<Read<'_>> = fields
            .iter()
            .zip(&locals)
            .map(|((row, field), local)| {
                let (field, row, is_held) = (*field, *row, reader(field).is_some());
                Read { local, field, row, is_held }
            })
            .collect();
        let value = read_whole(&quote!(Self::#name { #(#members: #locals),* }), &read);
        arms.extend(quote!(#twin::#name { #(#members: #locals),* } => #value,));
    }
    let clause = model.spelled(bounds);
    let mut with_de = generics.clone();
    let de = Lifetime::new("'__de", Span::call_site());
    with_de.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(de.clone())));
    let (with_de, _, _) = with_de.split_for_impl();
    let reads = quote!(__private::serde::Deserialize<#de>);
    let cleaned = clean(model, variants).map(|_| quote!(__private::Fields::clean(&mut #made);));
    let muts = cleaned.as_ref().map(|_| quote!(mut));
    let first = bounds.is_empty().then(|| quote!(where));
    let impl_clause =
        (!generics.params.is_empty()).then(|| quote!(#bounds #first #twin #types: #reads,));
    let generics = generics.params.iter().map(ToTokens::to_token_stream);
    let generics: Vec<TokenStream> = generics.collect();
    let generics = (!generics.is_empty()).then(|| quote!(<#(#generics),*>));
    let deserialize = (model.deserialize == Deserialize::Taken).then(|| {
        quote! {
            #[automatically_derived]
            impl #with_de #reads for #ident #types #impl_clause {
                fn deserialize<D: __private::serde::Deserializer<#de>>(
                    deserializer: D,
                ) -> __private::Result<Self, D::Error> {
                    __private::reading::finish(deserializer)
                }
            }
        }
    });
    quote! {
        #beside
        #[derive(__private::serde::Deserialize)]
        #[serde(crate = #serde_path #name #expecting)]
        #(#attrs)*
        enum #twin #generics #clause { #bodies }
        #[automatically_derived]
        impl #with_de __private::reading::Late<#de> for #ident #types #impl_clause {
            fn late<D: __private::serde::Deserializer<#de>>(
                deserializer: D,
            ) -> __private::Result<__private::reading::Held<Self>, D::Error> {
                let held = match <#twin #types as #reads>::deserialize(deserializer) {
                    __private::Ok(twin) => match twin { #arms },
                    __private::Err(fault) => {
                        return __private::reading::caught(__private::Err(fault));
                    }
                };
                __private::Ok(match held {
                    __private::Ok(#muts #made) => {
                        #cleaned
                        __private::checks::accept(#made)
                    }
                    __private::Err(invalid) => __private::Err(invalid),
                })
            }
        }
        #deserialize
    }
}

/// A field of a variant that is read.
struct Read<'a> {
    local: &'a Ident,
    field: &'a Field,
    /// The field's row in the table.
    row: usize,
    /// Whether its violations are apart.
    is_held: bool,
}

impl Read<'_> {
    /// The check of the field where another could not be read.
    fn check(&self) -> Option<TokenStream> {
        let (value, errors) = params();
        let (clean, check) = (self.field.cleaning(), conditions::body(self.field, self.row));
        if check.is_empty() {
            return None;
        }
        let cleaned = (!clean.is_empty()).then(|| quote!({ let #value = &mut #value; #clean }));
        let muts = cleaned.as_ref().map(|_| quote!(mut));
        let of = self.local;
        Some(quote!({
            let #muts #value = #of;
            #cleaned
            let (#value, #errors) = (&#value, &mut #errors);
            #check
        }))
    }
}

/// The value, if all that is read apart keeps its rules, else the reports.
fn read_whole(made: &TokenStream, read: &[Read<'_>]) -> TokenStream {
    let held = || read.iter().filter(|read| read.is_held).map(|read| read.local);
    let locals: Vec<&Ident> = held().collect();
    if locals.is_empty() {
        return quote!(__private::Ok(#made));
    }
    let (_, errors) = params();
    let checks = read.iter().map(|read| {
        let (local, json, check) = (read.local, &read.field.json, read.check());
        if read.is_held {
            let kept = check
                .map_or_else(|| quote!(_ => {}), |check| quote!(__private::Ok(#local) => #check));
            quote! {
                match #local {
                    __private::Err(invalid) => #errors.graft(#json, &invalid),
                    #kept
                }
            }
        } else {
            check.unwrap_or_default()
        }
    });
    quote! {
        match (#(#locals.0,)*) {
            (#(__private::Ok(#locals),)*) => __private::Ok(#made),
            (#(#locals,)*) => {
                __private::Errors::collect_into(|mut #errors| { #(#checks)* })
            }
        }
    }
}
