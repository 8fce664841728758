//! `#[class]` and `#[methods]`: Python's classes with several bases, linearized in the macro.
//!
//! `#[class(bases(P, Q))] struct D` becomes `P! { .. }`, the macro of P's name, which adds P's
//! literal and calls `Q!`, which calls the second step with all of them (`structure`). It writes
//! the struct and a macro that `#[methods] impl D` calls for the third step (`methods`).

#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "what is written is text, and short"
)]

mod attached;
mod awaited;
mod bases;
mod block;
mod body;
mod borrow;
mod c3;
mod checked;
mod conditional;
mod construct;
mod derives;
mod doings;
mod expand;
mod fields;
mod forwarders;
mod generics;
mod glance;
mod here;
mod hierarchy;
mod lent;
mod lints;
mod meta;
mod metaclass;
mod methods;
mod names;
mod once;
mod overrides;
mod owned;
mod reflect;
mod scope;
mod shadow;
mod signature;
mod sorted;
mod structure;
mod types;
mod views;
mod virtuals;
mod wire;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{ItemStruct, Path, Token};

use conditional::Predicates;

use crate::kit::{self, Args, Ctxt, Kind, LazyImpl, Readable as _};

/// What stands between the brackets of `#[class(..)]`.
#[derive(Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the attribute has that many flags")]
struct Settings {
    root: TokenStream,
    bases: Vec<Path>,
    is_abstract: bool,
    is_pass: bool,
    is_final: bool,
    is_dyn: bool,
    has_builder: bool,
    metaclass: Option<Path>,
}

impl Settings {
    fn with_root(root: TokenStream) -> Self {
        Self { root, ..Self::default() }
    }

    fn read(cx: &Ctxt, args: TokenStream) -> Self {
        let known = ["bases", "abstract", "pass", "final", "final_", "dyn", "builder", "metaclass"];
        let args = Args::read(cx, args, &known);
        let bases = args.get("bases").and_then(|arg| {
            let list = arg.list(cx)?;
            cx.ok(Punctuated::<Path, Token![,]>::parse_terminated.parse2(list))
        });
        let settings = Self {
            root: args.root().into_token_stream(),
            bases: bases.into_iter().flatten().collect(),
            is_abstract: args.flag(cx, "abstract"),
            is_pass: args.flag(cx, "pass"),
            is_final: args.flag(cx, "final") || args.flag(cx, "final_"),
            is_dyn: args.flag(cx, "dyn"),
            has_builder: args.flag(cx, "builder"),
            metaclass: args.value(cx, "metaclass"),
        };
        for (is_given, word, why) in [
            (settings.has_builder, "builder", "has no objects to build"),
            (settings.is_final, "final", "has objects only as those of its subclasses"),
        ] {
            if settings.is_abstract && is_given {
                let message = format!("an abstract class {why}: take out `{word}` or `abstract`");
                match args.get(word).or_else(|| args.get("final_")) {
                    Some(arg) => cx.error_at(arg.key.span(), message),
                    None => cx.error_at(proc_macro2::Span::call_site(), message),
                }
            }
        }
        settings
    }

    /// The flags as one text, for the way through the macros.
    fn flags(&self) -> String {
        let flags = [
            (self.is_abstract, "abstract"),
            (self.is_pass, "pass"),
            (self.is_final, "final"),
            (self.is_dyn, "dyn"),
            (self.has_builder, "builder"),
        ];
        flags.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    }

    fn set(&mut self, flags: &str) {
        for word in flags.split(' ') {
            match word {
                "abstract" => self.is_abstract = true,
                "pass" => self.is_pass = true,
                "final" => self.is_final = true,
                "dyn" => self.is_dyn = true,
                "builder" => self.has_builder = true,
                _ => {}
            }
        }
    }
}

/// `#[class]`: asks the bases for their literals, or goes on at once where there are none.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    if kit::kind(&item) != Kind::Struct {
        cx.error_at(
            proc_macro2::Span::call_site(),
            "#[class] stands on a struct; its methods are an impl block with `#[methods]`",
        );
        let errors = cx.into_errors();
        return quote!(#errors #item);
    }
    let (bare, args) = bare_bases(args);
    let mut settings = Settings::read(&cx, args);
    if !cx.is_clean() {
        let errors = cx.into_errors();
        let stand_in = gathered(quote!(#settings { #item } ""));
        return quote!(#errors #stand_in);
    }
    // the class goes on, so that its uses are no further faults
    if !bare.is_empty() {
        let written = bare.iter().map(|base| types::plain(&base.to_token_stream()));
        let written = written.collect::<Vec<_>>().join(", ");
        let at = quote!(#(#bare),*);
        cx.error(&at, format_args!("a base stands in a list of them: write `bases({written})`"));
        settings.bases.extend(bare);
    }
    if !bases::check(&cx, &mut settings, &item) {
        let errors = cx.into_errors();
        let stand_in = gathered(quote!(#settings { #item } ""));
        return quote!(#errors #stand_in);
    }
    let has_bases = !settings.bases.is_empty();
    if has_bases && kit::is_derived(proc_macro2::Span::call_site(), "") {
        cx.error_at(
            proc_macro2::Span::call_site(),
            "the `#[derive(..)]` above sees a struct without the fields of its bases: write it \
             below `#[class(..)]`",
        );
    }
    let errors = cx.into_errors();
    let expanded = expanded(settings, item);
    quote!(#errors #expanded)
}

/// The bases that are written as Python writes them, `#[class(A, zoo::B)]`, and the other arguments.
fn bare_bases(args: TokenStream) -> (Vec<Path>, TokenStream) {
    let mut parts = vec![TokenStream::new()];
    let mut open = 0_usize;
    for token in args.clone() {
        match &token {
            TokenTree::Punct(sign) if sign.as_char() == '<' => open += 1,
            TokenTree::Punct(sign) if sign.as_char() == '>' => open = open.saturating_sub(1),
            TokenTree::Punct(sign) if sign.as_char() == ',' && open == 0 => {
                parts.push(TokenStream::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.extend([token]);
        }
    }
    let mut bases = Vec::new();
    parts.retain(|part| {
        let first = part.to_string();
        let is_word = !first.contains([':', '<']);
        if is_word && (first.contains(['=', '(']) || !first.starts_with(char::is_uppercase)) {
            return true;
        }
        let path = quietly::<Path>(part.clone());
        bases.extend(path.clone());
        path.is_none()
    });
    if bases.is_empty() { (bases, args) } else { (bases, quote!(#(#parts),*)) }
}

/// `#[class]` of a struct, its settings read.
fn expanded(settings: Settings, item: TokenStream) -> TokenStream {
    if conditional::may_stand_in(&item)
        && let Ok(parsed) = structure::item(item.clone())
    {
        let predicates = Predicates::of_struct(&parsed);
        if !predicates.is_empty() {
            return conditional(&predicates, &settings, &parsed);
        }
    }
    hops(settings, item)
}

/// The row of macros that say what the bases are.
fn hops(settings: Settings, item: TokenStream) -> TokenStream {
    let mut paths = settings.bases.iter().map(structure::macro_path);
    let Some(first) = paths.next() else { return structure::alone(settings, item) };
    let root = &settings.root;
    quote! {
        #first! {
            @dunder [#({ #paths })* { #root::__private::class::gathered }] { #settings { #item } }
        }
    }
}

/// The row of macros that say which `cfg`s hold.
fn conditional(predicates: &Predicates, settings: &Settings, item: &ItemStruct) -> TokenStream {
    let (macros, names) = predicates.asked(&item.ident, "struct");
    let Some((first, rest)) = names.split_first() else { return TokenStream::new() };
    let root = &settings.root;
    quote! {
        #macros
        #first! { @dunder [#({ #rest })* { #root::__private::class::decided }] {
            #settings { #item }
        } }
    }
}

/// The step after `conditional`: the class without what the compiler leaves out.
pub(crate) fn decided(input: TokenStream) -> TokenStream {
    let parser = |input: ParseStream<'_>| {
        let settings: Settings = input.parse()?;
        let content;
        syn::braced!(content in input);
        let item: ItemStruct = content.parse()?;
        let predicates = Predicates::of_struct(&item).answered(input)?;
        Ok((settings, predicates.structure(item)))
    };
    match parser.parse2(passed(input)) {
        Ok((settings, Some(item))) => hops(settings, item.into_token_stream()),
        Ok((_, None)) => TokenStream::new(),
        Err(fault) => fault.into_compile_error(),
    }
}

/// The second step: all bases have added their literals.
pub(crate) fn hop(input: TokenStream) -> TokenStream {
    gathered(passed(input))
}

/// What the last of a row of macros is called with, `@dunder [] { .. }`.
fn passed(input: TokenStream) -> TokenStream {
    match input.into_iter().nth(3) {
        Some(TokenTree::Group(acc)) => acc.stream(),
        _ => TokenStream::new(),
    }
}

fn gathered(acc: TokenStream) -> TokenStream {
    match structure::Gathered::read(acc) {
        Ok(input) => structure::expand(input),
        Err(fault) => fault.into_compile_error(),
    }
}

/// `#[methods]`: asks the class of the same name, which must stand above in the same module.
pub(crate) fn methods(args: TokenStream, item: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    if !args.is_empty() && !names_the_crate(&args) {
        cx.error(&args, "`#[methods]` takes no arguments: write them in `#[class(..)]`");
        let (errors, item) = (cx.into_errors(), methods(TokenStream::new(), item));
        return quote!(#errors #item);
    }
    if let Some(name) = plain_block(&item)
        && !conditional::may_stand_in(&item)
    {
        once::block(&name);
        let stop = names::stop(&name);
        return quote!(#stop! { #item });
    }
    let block = match syn::parse2::<LazyImpl>(item.clone()) {
        Ok(block) => block,
        Err(_) if kit::kind(&item) != Kind::Impl => {
            cx.error_at(proc_macro2::Span::call_site(), "#[methods] stands on `impl CLASS { .. }`");
            let errors = cx.into_errors();
            return quote!(#errors #item);
        }
        Err(fault) => {
            let fault = fault.into_compile_error();
            return quote!(#fault #item);
        }
    };
    if let Some((_, path, _)) = &block.of {
        cx.error(
            path,
            "#[methods] stands on `impl CLASS { .. }`: a trait's impl needs no attribute",
        );
    }
    let name = block.self_name();
    if name.is_none() {
        cx.error(&block.self_ty, "#[methods] stands on `impl CLASS { .. }`");
    }
    let (Some(name), true) = (name, cx.is_clean()) else {
        let errors = cx.into_errors();
        return quote!(#errors #item);
    };
    let stop = names::stop(name);
    let predicates = Predicates::of_block(&block);
    let (macros, names) = predicates.asked(name, "impl");
    match names.split_first() {
        None => {
            once::block(name);
            quote!(#stop! { #item })
        }
        Some((first, rest)) => {
            quote!(#macros #first! { @dunder [#({ #rest })* { #stop }] { { #item } } })
        }
    }
}

/// Whether the arguments are `crate = path`, which every macro takes: that of `#[class]` holds here.
fn names_the_crate(args: &TokenStream) -> bool {
    let mut args = args.clone().into_iter();
    let is_crate = matches!(args.next(), Some(TokenTree::Ident(word)) if word == "crate")
        && matches!(args.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
    is_crate && syn::parse2::<Path>(args.collect()).is_ok()
}

/// The `NAME` of `impl NAME { .. }`, below whatever attributes.
fn plain_block(item: &TokenStream) -> Option<Ident> {
    let mut tokens = item.clone().into_iter().skip_while(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    });
    let words = [tokens.next()?, tokens.next()?, tokens.next()?];
    let [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(_)] = words else {
        return None;
    };
    (word == "impl" && tokens.next().is_none()).then_some(name)
}

/// The block as its class is called with it: at once, or after the answers to its `cfg`s.
struct Block(Option<LazyImpl>);

impl Block {
    fn read(input: TokenStream) -> syn::Result<Self> {
        let is_answered = matches!(
            input.clone().into_iter().next(),
            Some(TokenTree::Punct(punct)) if punct.as_char() == '@'
        );
        if !is_answered {
            return LazyImpl::read(input).map(Some).map(Self);
        }
        let parser = |input: ParseStream<'_>| {
            let content;
            syn::braced!(content in input);
            let block: LazyImpl = content.parse()?;
            let predicates = Predicates::of_block(&block).answered(input)?;
            Ok(Self(predicates.block(block)))
        };
        parser.parse2(passed(input))
    }
}

/// The third step: the class has added what it knows.
pub(crate) fn bound_methods(input: TokenStream) -> TokenStream {
    match methods::Bound::read(input) {
        Ok(input) => methods::expand(input),
        Err(fault) => fault.into_compile_error(),
    }
}

/// The methods of a class with a fault: their signatures, so that their uses are no further ones.
pub(crate) fn stand_in(input: TokenStream) -> TokenStream {
    match Block::read(input) {
        Ok(Block(Some(block))) => signatures(block),
        _ => TokenStream::new(),
    }
}

/// The block's methods without their bodies.
fn signatures(block: LazyImpl) -> TokenStream {
    let block = block.with_functions(|function| {
        let (vis, sig) = (&function.vis, &function.sig);
        let lints = quote!(#[allow(unused_variables, dead_code, clippy::all, missing_docs)]);
        quote!(#lints #vis #sig { loop {} })
    });
    block.to_token_stream()
}

/// Reads one thing and says nothing of faults.
fn quietly<T: Parse>(tokens: TokenStream) -> Option<T> {
    syn::parse2(tokens).ok()
}

#[cfg(test)]
mod tests;
