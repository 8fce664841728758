//! A class for serde: one flat list of fields, an ancestor's private ones among them.
//!
//! A subclass cannot name the types of those, nor the paths in a base's attributes. The base says
//! how each is shown and read, in its own module; the subclass has two structs, of which serde's
//! derives see every field at its place, with the subclass's own `#[serde(..)]`.

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::{Attribute, ExprPath, ItemStruct, LitStr, Meta, Path, Type, Visibility};

use super::Settings;
use super::body::bare;
use super::derives::Derives;
use super::fields::OwnField;
use super::here::code;
use super::hierarchy::Ancestor;
use super::meta::{ClassMeta, FieldMeta};
use super::types::{Owner, spelled};
use crate::kit::{Arg, ArgValue, Ctxt};

/// Stands in an attribute for the class whose functions it names.
const OWNER: &str = "@owner@";

/// What `#[serde(..)]` says of a field: functions by their paths, all else as it stands.
#[derive(Default)]
struct Said {
    kept: Vec<TokenStream>,
    words: Vec<String>,
    shows: Option<TokenStream>,
    reads: Option<TokenStream>,
    hides: Option<TokenStream>,
    missing: Option<TokenStream>,
}

fn said_by(attr: &Attribute) -> Vec<(Arg, TokenStream)> {
    let Meta::List(list) = &attr.meta else { return Vec::new() };
    if !list.path.is_ident("serde") {
        return Vec::new();
    }
    let pieces = crate::kit::split_arguments(list.tokens.clone()).into_iter();
    pieces.filter_map(|piece| Some((Arg::read(piece.clone()).ok()?, piece))).collect()
}

/// The path in `= "path"`.
fn path(arg: &Arg) -> Option<ExprPath> {
    let ArgValue::Equals(value) = &arg.value else { return None };
    syn::parse2::<LitStr>(value.clone()).ok()?.parse().ok()
}

impl Said {
    fn of(attrs: &[Attribute]) -> Self {
        let mut said = Self::default();
        for (arg, piece) in attrs.iter().flat_map(said_by) {
            let (word, path) = (arg.key.text.as_str(), path(&arg));
            match (word, path) {
                ("with", Some(path)) => {
                    said.shows = Some(code!(#path::serialize));
                    said.reads = Some(code!(#path::deserialize));
                }
                ("serialize_with", Some(path)) => said.shows = Some(path.to_token_stream()),
                ("deserialize_with", Some(path)) => said.reads = Some(path.to_token_stream()),
                ("skip_serializing_if", Some(path)) => said.hides = Some(path.to_token_stream()),
                ("default", Some(path)) => said.missing = Some(path.to_token_stream()),
                ("default", None) => {
                    said.missing = Some(code!(::core::default::Default::default));
                }
                _ => {
                    said.words.push(word.to_owned());
                    said.kept.push(piece);
                }
            }
        }
        said
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|one| one == word)
    }

    fn is_shown(&self) -> bool {
        !self.has("skip") && !self.has("skip_serializing")
    }

    fn is_read(&self) -> bool {
        !self.has("skip") && !self.has("skip_deserializing")
    }

    /// What makes a missing value; serde knows that of an `Option`.
    fn missing(&self, ty: &Type) -> Option<(TokenStream, bool)> {
        let usual = || code!(::core::default::Default::default);
        match &self.missing {
            Some(path) => Some((path.clone(), true)),
            None if !self.is_read() => Some((usual(), true)),
            None => (self.reads.is_none() && is_option(ty)).then(|| (usual(), false)),
        }
    }
}

fn is_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|word| word.ident == "Option")
}

/// A path that means the same in every module.
fn is_everywhere(path: &TokenStream) -> bool {
    let text = path.to_string().replace(' ', "");
    let known = ["::", "std::", "core::", "Option::", "Vec::", "String::", "str::", "Default::"];
    known.iter().any(|start| text.starts_with(start))
}

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

impl Said {
    /// Without the paths that mean the same everywhere, which stay in the attribute.
    fn local(self) -> Self {
        let local = |path: Option<TokenStream>| path.filter(|path| !is_everywhere(path));
        let missing = local(self.missing);
        Self {
            shows: local(self.shows),
            reads: local(self.reads),
            hides: local(self.hides),
            missing,
            ..self
        }
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

impl Said {
    /// All of it as one attribute, in which paths are functions of the class.
    fn attribute(&self, word: &str, is_shown: bool) -> String {
        let all = self;
        let mut args: Vec<String> = all.kept.iter().map(ToString::to_string).collect();
        let mut say = |word_of: &str, path: &Option<TokenStream>, function: &str| {
            let Some(path) = path else { return };
            let text = path.to_string().replace(' ', "");
            args.push(match text.as_str() {
                "::core::default::Default::default" => word_of.to_owned(),
                text if is_everywhere(path) => format!("{word_of} = {text:?}"),
                _ => format!("{word_of} = \"<{OWNER}>::__{function}_{word}\""),
            });
        };
        say("default", &all.missing, "missing");
        if is_shown {
            say("skip_serializing_if", &all.hides, "hides");
            say("serialize_with", &all.shows, "shows");
        }
        say("deserialize_with", &all.reads, "reads");
        if args.is_empty() { String::new() } else { format!("#[serde({})]", args.join(", ")) }
    }
}

/// The attributes of a field, with the class whose functions they name.
pub(super) fn owned(attrs: &str, owner: &str) -> String {
    attrs.replace(OWNER, owner)
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
                let attrs = owned(&super::attached::serde_of(&field.attrs), &owner);
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
pub(super) fn object(
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
    super::expand::lexed_there(&text.replace("::core::primitive::", "__k::"))
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
