//! A class for serde: one flat list of fields, an ancestor's private ones among them.
//!
//! A subclass cannot name the types of those, nor the paths in a base's attributes. The base says
//! how each is shown and read, in its own module; the subclass has two structs, of which serde's
//! derives see every field at its place, with the subclass's own `#[serde(..)]`.

mod flat;
mod said;

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::{Attribute, ItemStruct, Visibility};

use super::Settings;
use super::body::bare;
use super::derives::Derives;
use super::fields::OwnField;
use super::here::code;
use super::hierarchy::Ancestor;
use super::meta::{ClassMeta, FieldMeta};
use super::types::Owner;
use crate::kit::Ctxt;
pub(super) use flat::object;
pub(super) use said::owned;
use said::{Said, is_option, path, said_by};

/// Where serde is, for code of this class.
fn serde(settings: &Settings, attrs: &[Attribute], derived: &Derives) -> TokenStream {
    let named = attrs.iter().flat_map(said_by).find(|(arg, _)| arg.key.text == "crate");
    let root = &settings.root;
    match named.and_then(|(arg, _)| path(&arg)) {
        Some(path) => path.to_token_stream(),
        None if derived.has_serde() => code!(::serde),
        None => code!(#root::__private::serde),
    }
}

/// How subclasses show and read a field, as functions of the class.
struct Functions<'a> {
    serde: TokenStream,
    derived: &'a Derives,
    /// The struct of private fields, for those.
    holder: Option<TokenStream>,
    is_generic: bool,
}

/// The type of a private field that was read.
fn values(owner: &Owner) -> Ident {
    format_ident!("{}Value", super::fields::holder(owner))
}

/// How the subclasses of a class show and read its private fields.
pub(super) fn of_private(
    settings: &Settings,
    item: &ItemStruct,
    owner: &Owner,
    fields: &[OwnField],
    derived: &Derives,
    is_read: bool,
) -> TokenStream {
    let is_generic = !item.generics.params.is_empty();
    let Owner { name, impl_generics, arguments, clause } = owner;
    let (holder, value) = (super::fields::holder(owner), values(owner));
    let serde = serde(settings, &item.attrs, derived);
    let with = Functions { serde, derived, holder: Some(code!(#holder #arguments)), is_generic };
    let private = || fields.iter().filter(|field| !matches!(field.vis, Visibility::Public(_)));
    let mut functions = TokenStream::new();
    for field in private() {
        let said = Said::of(&field.attrs);
        functions.extend(with.showing(field, &said));
        if is_read {
            functions.extend(with.reading(field, &said, &code!(#value #arguments)));
        }
    }
    if !is_read || !derived.has("Deserialize") {
        return code!(impl #impl_generics #name #arguments #clause { #functions });
    }
    let (names, types): (Vec<_>, Vec<_>) = private().map(|field| (&field.name, &field.ty)).unzip();
    let marker = is_generic.then(|| code!(__Of(__k::PhantomData<fn() -> #name #arguments>)));
    let unmarked = is_generic.then(|| code!(__of: __k::PhantomData,));
    let given = names.iter().map(|_| code!(#value #arguments));
    code! {
        #[doc(hidden)]
        #[allow(dead_code, missing_docs, non_camel_case_types, private_interfaces)]
        pub enum #value #impl_generics #clause { #(#names(#types),)* #marker }
        impl #impl_generics __k::Received for #name #arguments #clause {
            type Value = #value #arguments;
        }
        impl #impl_generics #name #arguments #clause {
            #functions
            #[doc(hidden)]
            pub fn __joined(#(#names: #value #arguments),*) -> #holder #arguments {
                #(let #value::#names(#names) = #names else { ::core::unreachable!() };)*
                #holder { #(#names,)* #unmarked }
            }
            #[doc(hidden)]
            pub fn __split(part: #holder #arguments) -> (#(#given,)*) {
                (#(#value::#names(part.#names),)*)
            }
        }
    }
}

/// How subclasses find what the attributes of `pub` fields name.
pub(super) fn of_public(
    settings: &Settings,
    item: &ItemStruct,
    fields: &[OwnField],
    derived: &Derives,
    is_validated: bool,
) -> TokenStream {
    let mut functions = TokenStream::new();
    let is_generic = !item.generics.params.is_empty();
    if is_generic && !is_validated || settings.is_final {
        return functions;
    }
    let serde = serde(settings, &item.attrs, derived);
    let with = Functions { serde, derived, holder: None, is_generic: false };
    for field in fields {
        let is_public = matches!(field.vis, Visibility::Public(_));
        if is_public && is_generic || !is_public && !is_validated {
            continue;
        }
        let said = Said::of(&field.attrs).local();
        // those that show a private field take what holds it
        functions.extend(is_public.then(|| with.showing(field, &said)));
        functions.extend(with.reading(field, &said, &field.ty.to_token_stream()));
    }
    functions
}

impl Functions<'_> {
    fn showing(&self, field: &OwnField, said: &Said) -> TokenStream {
        let mut out = TokenStream::new();
        let (name, ty, serde) = (&field.name, &field.ty, &self.serde);
        let word = bare(&name.to_string()).to_owned();
        let (of, value) = match &self.holder {
            Some(holder) => (holder.clone(), code!(&of.#name)),
            None => (ty.to_token_stream(), code!(of)),
        };
        if let Some(hides) = &said.hides {
            let function = format_ident!("__hides_{word}");
            out.extend(code! {
                #[doc(hidden)]
                pub fn #function(of: &#of) -> bool { #hides(#value) }
            });
        }
        let shows = match &said.shows {
            Some(shows) => shows.clone(),
            None if self.holder.is_none() => return out,
            None => code!(#serde::Serialize::serialize),
        };
        let is_asked = self.derived.has("Serialize") || self.holder.is_none();
        if is_asked && said.is_shown() {
            let function = format_ident!("__shows_{word}");
            let bound = (self.is_generic && said.shows.is_none())
                .then(|| code!(where #ty: #serde::Serialize));
            out.extend(code! {
                #[doc(hidden)]
                pub fn #function<__S: #serde::Serializer>(of: &#of, to: __S)
                    -> ::core::result::Result<__S::Ok, __S::Error> #bound { #shows(#value, to) }
            });
        }
        out
    }

    fn reading(&self, field: &OwnField, said: &Said, made: &TokenStream) -> TokenStream {
        let mut out = TokenStream::new();
        let (name, ty, serde) = (&field.name, &field.ty, &self.serde);
        let word = bare(&name.to_string()).to_owned();
        let is_private = self.holder.is_some();
        if is_private && !self.derived.has("Deserialize") {
            return out;
        }
        let variant = is_private.then(|| code!(<#made>::#name));
        let missing = if is_private { said.missing(ty) } else { None };
        let missing = missing.map(|(path, _)| path).or_else(|| said.missing.clone());
        if let Some(missing) = missing {
            let function = format_ident!("__missing_{word}");
            let bound = (self.is_generic && said.missing.is_none() && !is_option(ty))
                .then(|| code!(where #ty: ::core::default::Default));
            let value = code!(#missing());
            let value = variant.as_ref().map_or(value.clone(), |variant| code!(#variant(#value)));
            out.extend(code! {
                #[doc(hidden)]
                pub fn #function() -> #made #bound { #value }
            });
        }
        let reads = match &said.reads {
            Some(reads) => reads.clone(),
            None if !is_private => return out,
            None => code!(#serde::Deserialize::deserialize),
        };
        if said.is_read() {
            let function = format_ident!("__reads_{word}");
            let bound = (self.is_generic && said.reads.is_none())
                .then(|| code!(where #ty: #serde::Deserialize<'de>));
            let value = code!(#reads(from));
            let value = variant.map_or(
                value.clone(),
                |variant| code!(::core::result::Result::map(#value, #variant)),
            );
            out.extend(code! {
                #[doc(hidden)]
                pub fn #function<'de, __D: #serde::Deserializer<'de>>(from: __D)
                    -> ::core::result::Result<#made, __D::Error> #bound { #value }
            });
        }
        out
    }
}

/// The serde attributes of a field, for the fields of subclasses.
///
/// Those of a private one are two texts: for the lists of serde's derives, and for `#[validated]`.
pub(super) fn portable(
    item: &ItemStruct,
    field: &OwnField,
    derived: &Derives,
    is_validated: bool,
) -> String {
    let is_public = matches!(field.vis, Visibility::Public(_));
    let attrs = field.attrs.iter().filter(|attr| attr.path().is_ident("serde"));
    if is_public {
        let is_left = !item.generics.params.is_empty();
        if is_left || attrs.clone().next().is_none() {
            return attrs.map(|attr| attr.to_token_stream().to_string()).collect();
        }
    }
    if !is_public && !is_validated && !derived.has_serde() {
        return String::new();
    }
    let mut all = Said::of(&field.attrs);
    let word = bare(&field.name.to_string()).to_owned();
    let is_renamed = all.has("rename");
    if is_validated
        && !is_renamed
        && let Some(json) = renamed(item, &word)
    {
        // paths of violations have the names that its class gives
        all.kept.push(code!(rename = #json));
        all.words.push("rename".to_owned());
    }
    if !is_public {
        let mut flags = String::new();
        for (flag, is_set) in [
            ('h', all.hides.is_some()),
            ('s', all.is_shown()),
            ('r', all.is_read()),
            ('m', all.missing(&field.ty).is_some_and(|(_, is_said)| is_said)),
            ('o', all.missing(&field.ty).is_some_and(|(_, is_said)| !is_said)),
            ('n', is_renamed),
        ] {
            flags.extend(is_set.then_some(flag));
        }
        let kept = all.kept.iter().zip(&all.words);
        let kept = kept.filter(|(_, word)| !matches!(word.as_str(), "bound" | "borrow"));
        let listed = kept.fold(flags, |text, (kept, _)| format!("{text};{kept}"));
        if !is_validated {
            return listed;
        }
        return format!("{listed}\t{}", all.attribute(&word, false));
    }
    all.attribute(&word, true)
}

/// The name that the class's `rename_all` gives to a field.
#[cfg(feature = "validated")]
fn renamed(item: &ItemStruct, field: &str) -> Option<String> {
    let serde = crate::kit::serde::Serde::read(&Ctxt::default(), &item.attrs, true);
    let rule = serde.rename_all?;
    Some(crate::kit::serde::renamed(field, &rule))
}

#[cfg(not(feature = "validated"))]
const fn renamed(_: &ItemStruct, _: &str) -> Option<String> {
    None
}

/// Whether missing fields come from a whole object.
pub(super) fn has_default(attr: &Attribute) -> bool {
    said_by(attr).iter().any(|(arg, _)| arg.key.text == "default")
}

/// The attributes of a private field for `#[validated]`.
pub(super) fn read_by_rules(attrs: &str) -> &str {
    attrs.split_once('\t').map_or("", |(_, read)| read)
}

/// The attributes of a private field that functions of its class read.
pub(super) fn read_by_class(field: &FieldMeta, owner: &str, has_default: bool) -> String {
    let word = bare(&field.name);
    let mut said = field.attrs.split(['\t', ';']);
    let flags = said.next().unwrap_or_default();
    let kept: String = said.map(|kept| format!("{kept}, ")).collect();
    let mut out = String::new();
    if flags.contains('r') {
        let _ = write!(out, "deserialize_with = \"<{owner}>::__reads_{word}\", ");
    }
    if flags.contains('m') || flags.contains('o') && !has_default {
        let _ = write!(out, "default = \"<{owner}>::__missing_{word}\", ");
    }
    format!("#[serde({out}{kept})]")
}

/// Whether the class has such an impl at all, or leaves it to serde's derives.
pub(super) fn is_flat(item: &ItemStruct, derived: &Derives, linear: &[Ancestor]) -> bool {
    let others = ["from", "try_from", "into", "transparent", "remote", "bound"];
    let mut said = item.attrs.iter().flat_map(said_by);
    derived.has_serde()
        && !said.any(|(arg, _)| others.contains(&arg.key.text.as_str()))
        && linear.iter().any(|ancestor| ancestor.class.has_private_fields())
}

/// Two fields cannot have one name in one list.
pub(super) fn clashes(cx: &Ctxt, settings: &Settings, class: &ClassMeta, linear: &[Ancestor]) {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for Ancestor { class: of, base, .. } in linear {
        for field in &of.fields {
            let other = seen.iter().find(|(name, _)| *name == field.name);
            if let (Some((_, other)), false) = (other, field.is_public || is_apart(field)) {
                let (name, one, of) = (&class.name, &field.name, &of.name);
                cx.error(
                    &settings.bases.get(*base),
                    format_args!(
                        "`{other}` and `{of}` both have a field `{one}`, and serde writes one list \
                         of `{name}`'s fields: give the private one in `{of}` a \
                         `#[serde(rename = \"..\")]`"
                    ),
                );
            }
            seen.push((&field.name, &of.name));
        }
    }
}

/// Whether a private field says its own name, or is in no list.
fn is_apart(field: &FieldMeta) -> bool {
    let flags = field.attrs.split(';').next().unwrap_or_default();
    flags.contains('n') || !flags.contains('s') && !flags.contains('r')
}
