//! `#[validated]`: a struct whose fields keep their rules.

mod accessors;
mod alias;
mod check;
mod composed;
mod conditions;
mod defaults;
mod derives;
mod draft;
mod enums;
mod expand;
mod field;
mod forms;
mod holds;
mod inherited;
mod input;
mod later;
mod literal;
mod makers;
mod model;
mod negation;
mod nested;
mod of_class;
mod pattern;
mod rule;
mod sanitize;
mod schema;
mod sealed;
mod shape;
mod short;
mod synonyms;
mod table;
#[cfg(test)]
mod tests;
mod twin;
mod usual;
mod what;
mod within;
mod written;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::DeriveInput;

use crate::kit::{self, Ctxt, Kind, Macro, Root};
pub(crate) use alias::attribute as rule_alias;
use derives::Taken;
use model::Model;
#[cfg(feature = "class")]
pub(crate) use of_class::accessors;

struct Validated;

const STANDS_ON: &[Kind] = &[Kind::Struct, Kind::Enum];

/// `#[validated(..)] struct ..`
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let item: Vec<TokenTree> = item.into_iter().collect();
    let kind = kit::kind_of(&item);
    if !STANDS_ON.contains(&kind) {
        let item = item.into_iter().collect();
        return kit::attribute::<Validated>("Validated", STANDS_ON, args, item);
    }
    if kind == Kind::Struct
        && let Some(all) = short::expand(&args, &item)
    {
        return all;
    }
    let cx = Ctxt::default();
    let Taken { item, mark, is_above_class } = derives::take(&cx, &args, kind, item);
    let args = match mark {
        Some(mark) => quote!(#args, #mark),
        None => args,
    };
    if is_above_class && let Some(below) = kit::below_class(Validated::NAME, &args, &item) {
        return below;
    }
    let words = kit::split_arguments(args.clone());
    let says = |word: &str| words.iter().any(|arg| arg.to_string() == word);
    let is_kept = kind == Kind::Struct
        && !["open", of_class::OBJECT, of_class::PART].iter().any(|word| says(word));
    if is_kept && kit::is_derived(proc_macro2::Span::call_site(), "Default") {
        derives::refuse_default(&cx, proc_macro2::Span::call_site());
    }
    let sealed = (says("sealed") && !says(of_class::OBJECT)).then(|| sealed::Sealed::read(&item));
    let item = kit::below_derive::<Validated>("Validated", &args, item);
    let item = match sealed.flatten() {
        Some(sealed) => sealed.wrap(item),
        None => item,
    };
    if cx.is_clean() {
        return item;
    }
    let errors = cx.into_errors();
    quote!(#errors #item)
}

/// The derive that `attribute` leaves on the item.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    kit::derive::<Validated>(item)
}

impl Macro for Validated {
    const NAME: &'static str = "validated";
    type Item = DeriveInput;
    type Model = Model;

    fn elsewhere(kind: Kind) -> &'static str {
        match kind {
            Kind::Fn => "; give the arguments types that have rules",
            _ => "",
        }
    }

    fn model(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Model> {
        let model = Model::read(cx, args, item)?;
        // these rules look at what could be read only, so that one build reports them too
        check::run(cx, &model);
        Some(model)
    }

    fn expand(model: &Model) -> TokenStream {
        expand::expand(model)
    }

    fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
        let args = kit::hidden_arguments(&item.attrs, Self::NAME);
        if let Some(model) = Model::read(&Ctxt::default(), args, item) {
            // what only the compiler can decide is decided in the same build
            let asserts = expand::beside(&model);
            let rest = expand::expand(&model.without_rules());
            return quote!(#asserts #rest);
        }
        let (ident, (generics, types, clause)) = (&item.ident, item.generics.split_for_impl());
        quote! {
            #[automatically_derived]
            impl #generics #root::__private::Validate for #ident #types #clause {
                fn check(&self, _: &mut #root::__private::Errors<'_>) {}
            }
        }
    }
}
