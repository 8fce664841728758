//! The names of what classes generate, and a class's identity.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Generics, Path};

use super::Settings;
use super::here::{code, here};
use super::meta::ClassMeta;
use super::types::Owner;

/// The macro that `#[methods]` calls; its name is the message where `#[class]` is missing.
pub(super) fn stop(class: &Ident) -> Ident {
    format_ident!("__the_class_{}_stands_above_its_methods", class.unraw(), span = class.span())
}

/// The same macro's own name, which no class of this name in a scope around has too: it is known as
/// `stop` by an import, since of two `macro_rules` of one name the compiler would take neither.
pub(super) fn stop_of(class: &Ident, id: u64) -> Ident {
    format_ident!("__methods_of_{}_{:016x}", class.unraw(), id)
}

/// The macro that carries the class's literal.
pub(super) fn macro_of(class: &Ident, id: u64) -> Ident {
    format_ident!("__class_{}_{:016x}", class.unraw(), id)
}

/// The function with a field's `#[default(value)]`.
pub(super) fn preset(field: &Ident) -> Ident {
    format_ident!("__default_{}", field.unraw())
}

/// An identifier from text that may be raw.
pub(super) fn ident(text: &str, span: Span) -> Ident {
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, span),
        None if text == "gen" => Ident::new_raw(text, span),
        None => Ident::new(text, span),
    }
}

/// The crate whose code is compiled, of whose package there may be others with the same files.
pub(super) fn package() -> String {
    let var = |name| std::env::var(name).unwrap_or_default();
    let (package, version) = (var("CARGO_PKG_NAME"), var("CARGO_PKG_VERSION"));
    match var("CARGO_CRATE_NAME") {
        name if name.is_empty() || name == package.replace('-', "_") => {
            format!("{package}@{version}")
        }
        name => format!("{package}@{version}/{name}"),
    }
}

/// A number for the class: FNV-1a of its package, its file and its text, so that two classes of one
/// name are two and one class is itself through every path.
///
/// Where it stands in the file is not in it: an edit above a class would make it another one, and
/// everything that names it would be compiled anew. Of classes alike to the letter in one file the
/// second and later ones are counted.
pub(super) fn id(name: &Ident, item: &TokenStream) -> u64 {
    static SEEN: Mutex<BTreeMap<u64, u64>> = Mutex::new(BTreeMap::new());
    let mut text = format!("{} {} {item}", package(), name);
    if proc_macro::is_available() {
        text += &file(&name.span().unwrap().file());
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.entry(hash(&text)).or_default();
        if *before > 0 {
            text += &format!(" {before}");
        }
        *before += 1;
    }
    hash(&text) | 1
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A number as a type, which costs the compiler less than a constant.
pub(super) fn number(number: usize) -> String {
    match (number / 256, number % 256) {
        (0, low) => format!("__k::N{low}"),
        (high, low) => format!("({}, __k::N{low})", self::number(high)),
    }
}

/// The class's number as a type: enough of it to tell the classes of one MRO apart.
pub(super) fn identity(id: u64) -> String {
    let [_, a, b, c, d, ..] = id.to_le_bytes();
    format!("(__k::N{a}, __k::N{b}, __k::N{c}, __k::N{d})")
}

/// The end of a file's path: the same number on every machine.
fn file(path: &str) -> String {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    parts.get(parts.len().saturating_sub(4)..).unwrap_or_default().join("/")
}

/// The class with its generics, whose types live as long as the program: a class is `'static`.
pub(super) fn owner(name: &Ident, generics: &Generics) -> Owner {
    let mut generics = generics.clone();
    for param in generics.type_params_mut() {
        param.default = None;
    }
    let (impl_generics, arguments, clause) = generics.split_for_impl();
    let kept: Vec<_> = generics.type_params().map(|param| &param.ident).collect();
    let written = clause.iter().flat_map(|clause| &clause.predicates);
    let clause = if generics.params.is_empty() {
        clause.to_token_stream()
    } else {
        code!(where #(#written,)* #(#kept: 'static),*)
    };
    Owner {
        name: name.clone(),
        impl_generics: impl_generics.to_token_stream(),
        arguments: arguments.to_token_stream(),
        clause,
    }
}

/// How generated code names the classes of an MRO.
pub(super) struct Named {
    /// Their types as text, the class itself first, `object` last.
    pub(super) names: Vec<String>,
    /// What the names are aliases of, for what stands outside of their scope.
    pub(super) types: Vec<(String, TokenStream)>,
    /// The aliases.
    pub(super) aliases: TokenStream,
}

impl Named {
    /// By aliases, or in full where the class has parameters, which no alias sees.
    pub(super) fn of(
        settings: &Settings,
        owner: &Owner,
        mro: &[ClassMeta],
        via: &[(usize, usize)],
    ) -> Self {
        let own = format!("{}{}", owner.name, owner.arguments);
        let (mut names, mut types) = (vec![own], Vec::new());
        let mut aliases = TokenStream::new();
        let ancestors = mro.get(1..).unwrap_or_default();
        for (at, (ancestor, (base, place))) in ancestors.iter().zip(via).enumerate() {
            let Some(path) = settings.bases.get(*base) else { continue };
            let ty = nth(path, *place, &code!(__k));
            if !owner.arguments.is_empty() {
                names.push(ty.to_string());
                continue;
            }
            // beside `__k`, `__S`, `__I`, whatever the class is called
            let mut name = format!("__Of{}", super::body::bare(&ancestor.name));
            if names.contains(&name) {
                name = format!("{name}{at}");
            }
            let alias = Ident::new(&name, here());
            aliases.extend(code!(type #alias = #ty;));
            types.push((name.clone(), ty));
            names.push(name);
        }
        names.push("__k::Base".to_owned());
        Self { names, types, aliases }
    }
}

/// The `at`-th class of a base's MRO, as a type.
pub(super) fn nth(base: &Path, at: usize, k: &TokenStream) -> TokenStream {
    if at == 0 {
        return base.to_token_stream();
    }
    let nth = nth_of(base, at, k);
    quote_spanned!(base.span()=> #nth::C)
}

/// A base's MRO from the `at`-th class on, as a list of types.
pub(super) fn list_from(base: &Path, at: usize, k: &TokenStream) -> TokenStream {
    match at.checked_sub(1) {
        None => quote_spanned!(base.span()=> <#base as #k::Layout>::Mro),
        Some(before) => {
            let nth = nth_of(base, before, k);
            quote_spanned!(base.span()=> #nth::Rest)
        }
    }
}

fn nth_of(base: &Path, at: usize, k: &TokenStream) -> TokenStream {
    let span = base.span();
    let mut list = quote_spanned!(span=> <#base as #k::Layout>::Mro);
    for _ in 0..at / 16 {
        list = quote_spanned!(span=> <#list as #k::Skip>::Rest);
    }
    let place = format_ident!("N{}", at % 16, span = span);
    quote_spanned!(span=> <#list as #k::Nth<#k::#place>>)
}

/// The tokens with other ones in the place of some words.
pub(super) fn replaced(
    tokens: TokenStream,
    with: &dyn Fn(&str) -> Option<TokenStream>,
) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => match with(&word.to_string()) {
                Some(other) => out.extend(other),
                None => out.extend([TokenTree::Ident(word)]),
            },
            TokenTree::Group(group) => {
                let mut same = Group::new(group.delimiter(), replaced(group.stream(), with));
                same.set_span(group.span());
                out.extend([TokenTree::Group(same)]);
            }
            token => out.extend([token]),
        }
    }
    out
}

/// The text with others in the place of some of its words, of those that begin with `__`.
pub(super) fn words_replaced(text: &str, with: &dyn Fn(&str) -> Option<String>) -> String {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('_') {
        out.push_str(before);
        let begins = !out.ends_with(is_of_word);
        let end = after.find(|c| !is_of_word(c)).unwrap_or(after.len());
        let (word, following) = after.split_at_checked(end).unwrap_or((after, ""));
        match with(&format!("_{word}")).filter(|_| begins) {
            Some(other) => out.push_str(&other),
            None => {
                out.push('_');
                out.push_str(word);
            }
        }
        rest = following;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::words_replaced;

    #[test]
    fn only_whole_words_are_replaced() {
        let with = |word: &str| (word == "__OfA").then(|| "<zoo::A>".to_owned());
        let text = "a__OfA: &'__s __OfA, __OfAB::__def_a(__OfA::<_>) _";
        let replaced = "a__OfA: &'__s <zoo::A>, __OfAB::__def_a(<zoo::A>::<_>) _";
        assert_eq!(words_replaced(text, &with), replaced);
    }
}
