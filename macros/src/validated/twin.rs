//! `Deserialize` through the rules: a twin without rules reads, then the rules decide.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::{GenericParam, Lifetime, LifetimeParam, Member, Type};

use super::model::{Field, Model, Style};
use super::nested;
use crate::kit::{ArgValue, has_type_params, serde};

/// The twin and the impl that uses it.
pub(super) fn deserialize(model: &Model, bounds: &TokenStream) -> TokenStream {
    let (ident, generics) = (&model.ident, &model.generics);
    let (impl_generics, types, _) = generics.split_for_impl();
    let twin = quote!(__Twin);
    let root = &model.root;
    let serde_path = quote!(#root::__private::serde).to_string();
    let bare = ident.unraw().to_string();
    // errors of serde name the struct, not its twin
    let name = (!model.serde.has_rename).then(|| quote!(, rename = #bare));
    let kind = if model.style == Style::Tuple { "tuple struct" } else { "struct" };
    let expecting = format!("{kind} {bare}");
    let expecting = (!model.serde.has_expecting).then(|| quote!(, expecting = #expecting));
    let dropped = [&["crate", "default"], serde::REFUSED].concat();
    let attrs = model.serde_attrs.iter().map(|attr| serde::without(attr, &dropped));
    let default = container_default(model);
    let has_default = default.as_ref().map(|_| quote!(, default));
    let fields = model.fields.iter().map(|field| field.twin(model));
    // what the struct's own impls need, or recursive fields could not be read
    let clause = model.spelled(bounds);
    let body = match model.style {
        Style::Named => quote!(#clause { #(#fields),* }),
        Style::Tuple => quote!((#(#fields),*) #clause;),
        Style::Unit => quote!(#clause;),
    };
    let default = default.map(|made| {
        let values = model.fields.iter().map(|field| {
            let member = &field.member;
            let into = field.wraps().then(|| quote!(.into()));
            quote!(#member: made.#member #into,)
        });
        let values: TokenStream = values.collect();
        quote! {
            impl #impl_generics __private::Default for #twin #types #clause {
                fn default() -> Self {
                    let made: #ident #types = #made;
                    #twin { #values }
                }
            }
        }
    });
    let values = model.fields.iter().map(|field| {
        let member = &field.member;
        let inner = field.wraps().then(|| quote!(.0));
        quote!(#member: twin.#member #inner,)
    });
    let values: TokenStream = values.collect();
    let made = model.cleaned(&quote!(Self { #values }));
    let mut with_de = generics.clone();
    let de = Lifetime::new("'__de", proc_macro2::Span::call_site());
    with_de.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(de.clone())));
    let (with_de, _, _) = with_de.split_for_impl();
    let reads = quote!(__private::serde::Deserialize<#de>);
    let verdict = quote::format_ident!("verdict", span = proc_macro2::Span::mixed_site());
    let first = bounds.is_empty().then(|| quote!(where));
    let clause =
        (!generics.params.is_empty()).then(|| quote!(#bounds #first #twin #types: #reads,));
    quote! {
        #[derive(__private::serde::Deserialize)]
        #[serde(crate = #serde_path #name #expecting #has_default)]
        #(#attrs)*
        struct #twin #generics #body
        #default
        #[automatically_derived]
        impl #with_de #reads for #ident #types #clause {
            fn deserialize<D: __private::serde::Deserializer<#de>>(
                deserializer: D,
            ) -> __private::Result<Self, D::Error> {
                let #verdict = __private::reading::verdict::<Self>();
                match <#twin #types as #reads>::deserialize(deserializer) {
                    __private::Ok(twin) => __private::reading::read(#verdict, #made),
                    __private::Err(fault) => __private::Err(fault),
                }
            }
        }
    }
}

/// What `#[serde(default)]` on the struct takes missing fields from.
fn container_default(model: &Model) -> Option<TokenStream> {
    let args = model.serde_attrs.iter().flat_map(serde::arguments);
    let default = args.into_iter().find(|arg| arg.key.text == "default")?;
    Some(match default.value {
        ArgValue::Equals(path) => {
            let path: Option<syn::LitStr> = syn::parse2(path).ok();
            let path = path.and_then(|path| path.parse::<syn::ExprPath>().ok());
            quote!(#path())
        }
        _ => quote!(__private::Default::default()),
    })
}

impl Field {
    /// The field in the twin, with what serde must know of it.
    pub(super) fn twin(&self, model: &Model) -> TokenStream {
        let mut attrs: TokenStream =
            self.serde_attrs.iter().map(ToTokens::to_token_stream).collect();
        let mut has_default = self.serde.has_default || model.serde.has_default;
        if self.default.is_some() && !has_default {
            let (owner, function) = (model.turbofish(), self.default_fn());
            let path = quote!(#owner::#function).to_string();
            attrs.extend(quote!(#[serde(default = #path)]));
            has_default = true;
        }
        if self.is_secret && !self.serde.has_reader && !self.serde.flatten {
            let root = &model.root;
            let path = quote!(#root::__private::reading::read_secret).to_string();
            attrs.extend(quote!(#[serde(deserialize_with = #path)]));
            if !has_default && matches!(self.shape, super::shape::Shape::Option(_)) {
                attrs.extend(quote!(#[serde(default)]));
            }
        }
        let mut ty = model.spelled(&self.ty);
        if let Some(leaf) = self.left() {
            let (root, leaf) = (&model.root, model.spelled(leaf));
            if self.wraps() {
                ty = quote!(#root::__private::reading::Nested<#ty, #leaf>);
            } else if !has_type_params(&model.generics) {
                let read = quote!(#root::__private::reading::read_nested::<_, #ty, #leaf>);
                let read = read.to_string();
                attrs.extend(quote!(#[serde(deserialize_with = #read)]));
            }
        }
        match &self.member {
            Member::Named(ident) => quote!(#attrs #ident: #ty),
            Member::Unnamed(_) => quote!(#attrs #ty),
        }
    }

    /// The type of the values inside on which the struct gives the verdict.
    fn left(&self) -> Option<&Type> {
        // no error may tell of a secret, also not which rule of what is in it is broken
        let is_read = !self.is_secret && !self.serde.has_reader && !self.has("skip");
        (is_read && !self.has("skip_deserializing")).then(|| nested::leaf(self)).flatten()
    }

    /// Whether the twin wraps the field; a function of the user's makes its default unwrapped.
    pub(super) fn wraps(&self) -> bool {
        let makes_default = self
            .serde_attrs
            .iter()
            .flat_map(serde::arguments)
            .any(|arg| arg.key.text == "default" && matches!(arg.value, ArgValue::Equals(_)));
        let is_ours = self.default.is_some() && !self.serde.has_default;
        self.left().is_some() && !makes_default && !is_ours
    }

    fn has(&self, word: &str) -> bool {
        self.serde_attrs.iter().flat_map(serde::arguments).any(|arg| arg.key.text == word)
    }
}
