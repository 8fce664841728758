//! What serde's derives see in the place of an object: its fields and those of its bases.

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use syn::{ItemStruct, Path};

use super::said::{owned, path, said_by};
use super::serde;
use crate::class::Settings;
use crate::class::body::bare;
use crate::class::derives::Derives;
use crate::class::fields::OwnField;
use crate::class::here::code;
use crate::class::hierarchy::Ancestor;
use crate::class::types::{Owner, spelled};
use crate::class::{attached, expand};

/// The fields of the ancestors, in what is shown, in what is read, and as the object has them.
#[derive(Default)]
struct Inherited {
    getters: String,
    shown: String,
    read: String,
    made: String,
    split: String,
    defaults: String,
}

fn inherited(item: &ItemStruct, linear: &[Ancestor], has_default: bool) -> Inherited {
    let mut out = Inherited::default();
    let mut seen: Vec<String> = Vec::new();
    let object = item.ident.to_string();
    for (at, Ancestor { class, ty, .. }) in linear.iter().enumerate() {
        let owner = ty.to_string();
        let (holder, mut values, mut parts) = (class.holder(), String::new(), String::new());
        let (public, private): (Vec<_>, Vec<_>) =
            class.fields.iter().partition(|field| field.is_public);
        for field in public.into_iter().chain(private) {
            let name = &field.name;
            if field.is_public {
                let ty = spelled(&field.ty.portable, &owner, &object);
                let attrs = owned(&attached::serde_of(&field.attrs), &owner);
                for out in [&mut out.shown, &mut out.read] {
                    let _ = write!(out, "{attrs} {name}: {ty}, ");
                }
                let _ = write!(out.made, "{name}: read.{name}, ");
                let _ = write!(out.defaults, "{name}: made.{name}, ");
                seen.push(name.clone());
                continue;
            }
            let word = bare(name);
            // those of one name say how each is called
            let place = if seen.contains(name) { format!("__{at}_{word}") } else { name.clone() };
            seen.push(place.clone());
            let listed = field.attrs.split('\t').next().unwrap_or_default();
            let mut said = listed.split(';');
            let flags = said.next().unwrap_or_default();
            let kept: String = said.map(|kept| format!("{kept}, ")).collect();
            if flags.contains('s') {
                let hides = if flags.contains('h') {
                    format!("skip_serializing_if = \"<{owner}>::__hides_{word}\", ")
                } else {
                    String::new()
                };
                let _ = write!(
                    out.shown,
                    "#[serde(getter = \"{object}::__part_{at}\",
                        serialize_with = \"<{owner}>::__shows_{word}\", {hides}{kept})]
                     {place}: <{owner} as __k::Private>::Fields, "
                );
            }
            let reads = if flags.contains('r') {
                format!("deserialize_with = \"<{owner}>::__reads_{word}\", ")
            } else {
                String::new()
            };
            let missing = if flags.contains('m') || flags.contains('o') && !has_default {
                format!("default = \"<{owner}>::__missing_{word}\", ")
            } else {
                String::new()
            };
            let _ = write!(
                out.read,
                "#[serde({reads}{missing}{kept})] {place}: <{owner} as __k::Received>::Value, "
            );
            let _ = write!(values, "read.{place}, ");
            let _ = write!(parts, "{place}, ");
            let _ = write!(out.defaults, "{place}, ");
        }
        if class.has_private_fields() {
            let _ = write!(
                out.getters,
                "fn __part_{at}(&self) -> &<{owner} as __k::Private>::Fields {{ &self.{holder} }}"
            );
            let _ = write!(out.made, "{holder}: <{owner}>::__joined({values}), ");
            let _ = write!(out.split, "let ({parts}) = <{owner}>::__split(made.{holder}); ");
        }
    }
    out
}

/// A class whose impls for serde are made here.
struct Flat<'a> {
    item: &'a ItemStruct,
    owner: &'a Owner,
    serde: TokenStream,
    /// The class's own fields, with what serde is told of them.
    own: TokenStream,
    names: Vec<&'a Ident>,
    /// The attributes of the class for serde.
    kept: TokenStream,
    /// What makes the value that missing fields are taken from.
    default: Option<TokenStream>,
    expecting: Option<TokenStream>,
    params: Vec<&'a Ident>,
    inherited: Inherited,
}

/// What serde's derives see in the place of the object.
pub(in crate::class) fn object(
    settings: &Settings,
    item: &ItemStruct,
    owner: &Owner,
    fields: &[OwnField],
    derived: &Derives,
    linear: &[Ancestor],
    is_read: bool,
) -> TokenStream {
    let said: Vec<_> = item.attrs.iter().flat_map(said_by).collect();
    let has = |word: &str| said.iter().find(|(arg, _)| arg.key.text == word);
    let text = bare(&owner.name.to_string()).to_owned();
    let rename = has("rename").is_none().then(|| code!(rename = #text,));
    let expecting = format!("struct {text}");
    let default = has("default").map(|(arg, _)| {
        path(arg).map_or_else(|| code!(::core::default::Default::default), |path| code!(#path))
    });
    let kept = said.iter().filter(|(arg, _)| arg.key.text != "default").map(|(_, piece)| piece);
    let own = fields.iter().map(|OwnField { name, ty, attrs, .. }| {
        let attrs = attrs.iter().filter(|attr| attr.path().is_ident("serde"));
        code!(#(#attrs)* #name: #ty,)
    });
    let flat = Flat {
        item,
        owner,
        serde: serde(settings, &item.attrs, derived),
        own: own.collect(),
        names: fields.iter().map(|field| &field.name).collect(),
        kept: code!(#rename #(#kept,)*),
        expecting: has("expecting").is_none().then(|| code!(expecting = #expecting,)),
        params: item.generics.type_params().map(|param| &param.ident).collect(),
        inherited: inherited(item, linear, default.is_some()),
        default,
    };
    let shown = derived.path("Serialize").map(|derive| flat.shown(derive));
    let read = derived.path("Deserialize").filter(|_| is_read).map(|derive| flat.read(derive));
    code! {
        #[allow(dead_code, missing_docs, unused_qualifications, clippy::all, clippy::pedantic)]
        const _: () = { #shown #read };
    }
}

fn lexed(text: &str) -> TokenStream {
    expand::lexed_there(&text.replace("::core::primitive::", "__k::"))
}

impl Flat<'_> {
    /// A bound on each parameter, for serde's attribute.
    fn bounds(&self, bound: &str) -> String {
        self.params.iter().map(|param| format!("{param}: {bound}, ")).collect()
    }

    fn shown(&self, derive: &Path) -> TokenStream {
        let Self { serde, own, kept, params, inherited, .. } = self;
        let Owner { name, impl_generics, arguments, clause } = self.owner;
        let (remote, shown) = (self.item.ident.to_string(), lexed(&inherited.shown));
        let getters = lexed(&inherited.getters);
        let bounds = self.bounds(&code!(#serde::Serialize).to_string());
        let bound = (!params.is_empty()).then(|| code!(bound = #bounds,));
        let asked = (!params.is_empty()).then(|| code!(, #(#params: #serde::Serialize),*));
        code! {
            #[derive(#derive)]
            #[serde(remote = #remote, #bound #kept)]
            struct __Shown #impl_generics #clause { #own #shown }
            impl #impl_generics #name #arguments #clause { #getters }
            #[automatically_derived]
            impl #impl_generics #serde::Serialize for #name #arguments #clause #asked {
                fn serialize<__S: #serde::Serializer>(&self, to: __S)
                    -> ::core::result::Result<__S::Ok, __S::Error>
                {
                    <__Shown #arguments>::serialize(self, to)
                }
            }
        }
    }

    fn read(&self, derive: &Path) -> TokenStream {
        let Self { serde, own, kept, params, names, default, expecting, inherited, .. } = self;
        let Owner { name, impl_generics, arguments, clause } = self.owner;
        let (read, made) = (lexed(&inherited.read), lexed(&inherited.made));
        let mut bounds = self.bounds(&format!("{}<'de>", code!(#serde::Deserialize)));
        if default.is_some() {
            bounds += &code!(#name #arguments: ::core::default::Default).to_string();
        }
        let is_generic = !params.is_empty();
        let bound = is_generic.then(|| code!(bound = #bounds,));
        let asked = is_generic.then(|| code!(, #(#params: #serde::Deserialize<'de>),*));
        let whole = (is_generic && default.is_some())
            .then(|| code!(, #name #arguments: ::core::default::Default));
        let has_default = default.as_ref().map(|_| code!(default,));
        let default = default.as_ref().map(|default| {
            let (split, defaults) = (lexed(&inherited.split), lexed(&inherited.defaults));
            code! {
                impl #impl_generics ::core::default::Default for __Read #arguments #clause #whole {
                    fn default() -> Self {
                        let made: #name #arguments = #default();
                        #split
                        Self { #(#names: made.#names,)* #defaults }
                    }
                }
            }
        });
        let mut with_de = self.item.generics.clone();
        for param in with_de.type_params_mut() {
            param.default = None;
        }
        if let Ok(de) = syn::parse2(code!('de)) {
            with_de.params.insert(0, syn::GenericParam::Lifetime(syn::LifetimeParam::new(de)));
        }
        let (with_de, ..) = with_de.split_for_impl();
        code! {
            #[derive(#derive)]
            #[serde(#bound #has_default #expecting #kept)]
            struct __Read #impl_generics #clause { #own #read }
            #default
            #[automatically_derived]
            impl #with_de #serde::Deserialize<'de> for #name #arguments #clause #asked #whole {
                fn deserialize<__D: #serde::Deserializer<'de>>(from: __D)
                    -> ::core::result::Result<Self, __D::Error>
                {
                    ::core::result::Result::map(
                        <__Read #arguments as #serde::Deserialize<'de>>::deserialize(from),
                        |read| Self { #(#names: read.#names,)* #made },
                    )
                }
            }
        }
    }
}
