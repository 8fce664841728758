//! What `#[singleton]` says.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, DeriveInput, Generics, Meta};

use super::arguments::{Arguments, OnConflict};
use super::constructor::{Constructor, Output, constructor, shared};
use crate::kit::{Ctxt, LazyFn, LazyImpl, split_arguments};

/// The type, and each way to build its instance.
pub(super) struct Model {
    pub(super) arguments: Arguments,
    /// The impl block as it stays; nothing where the attribute is on a type.
    pub(super) block: TokenStream,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) generics: Generics,
    pub(super) self_ty: TokenStream,
    pub(super) constructors: Vec<Constructor>,
}

impl Model {
    /// What stands in after a fault.
    pub(super) fn after_fault(self) -> Self {
        let arguments = Arguments { on_conflict: OnConflict::Unknown, ..self.arguments };
        Self { arguments, ..self }
    }
}

pub(super) fn of_block(cx: &Ctxt, args: TokenStream, item: &LazyImpl) -> Option<Model> {
    let arguments = Arguments::read(cx, args);
    if let Some((_, path, _)) = &item.of {
        cx.error(path, "#[singleton] stands on an inherent impl, not on a trait's");
        return None;
    }
    let is_static = lives_for_ever(cx, &item.generics, &item.self_ty.to_token_stream());
    let is_free = names_are_free(cx, item, &arguments);
    let marked: Vec<&LazyFn> = item.functions().filter(|f| f.attrs.iter().any(is_init)).collect();
    for attr in item.functions().flat_map(|f| &f.attrs) {
        if is_misspelt(attr) {
            let written = attr.path().to_token_stream();
            let message = format!("unknown attribute `{written}`, did you mean `#[init]`?");
            cx.error(attr.path(), message);
        } else if is_conditional(attr) {
            let message = "`cfg_attr` is decided after `#[singleton]` has read this; write \
                           `#[init]` without it, and `#[cfg(..)]` on the function";
            cx.error(attr, message);
        }
    }
    if marked.is_empty() {
        cx.error(&item.self_ty, "which function builds the instance? write `#[init]` above it");
        return None;
    }
    if let [first, rest @ ..] = marked.as_slice()
        && marked.iter().any(|f| cfgs(&f.attrs).next().is_none())
    {
        for other in rest {
            let first = &first.sig.ident;
            cx.error(
                &other.sig.ident,
                format_args!("`#[init]` stands above `{first}` already, one function builds"),
            );
        }
    }
    let shared = shared(&arguments.root, arguments.scope);
    let mut constructors: Vec<Constructor> =
        marked.iter().map(|f| constructor(cx, f, &item.self_ty, &shared)).collect();
    if constructors.iter().any(|constructor| constructor.cfgs.is_empty()) {
        constructors.truncate(1);
    }
    arguments.check(cx, &constructors, !item.generics.params.is_empty());
    (is_static && is_free).then(|| Model {
        arguments,
        block: without_init(item),
        cfgs: cfgs(&item.attrs).cloned().collect(),
        generics: for_ever(&item.generics, &item.self_ty),
        self_ty: item.self_ty.to_token_stream(),
        constructors,
    })
}

pub(super) fn of_type(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Model {
    let arguments = Arguments::read(cx, args);
    arguments.check(cx, &[], !item.generics.params.is_empty());
    let root = arguments.root.clone();
    let (name, vis) = (&item.ident, &item.vis);
    lives_for_ever(cx, &item.generics, &TokenStream::new());
    let (_, type_args, _) = item.generics.split_for_impl();
    let self_ty = quote!(#name #type_args);
    let at = Span::call_site().located_at(name.span());
    Model {
        block: TokenStream::new(),
        cfgs: Vec::new(),
        generics: for_ever(&item.generics, &self_ty),
        self_ty,
        constructors: vec![Constructor {
            cfgs: Vec::new(),
            said: Vec::new(),
            vis: vis.to_token_stream(),
            asyncness: None,
            generics: Generics::default(),
            params: Vec::new(),
            function: quote_spanned!(at=> <Self as #root::__private::Default>::default),
            output: Output::Value,
        }],
        arguments,
    }
}

/// The block with its constructors private and, unless another macro below needs it, `#[init]` gone.
pub(super) fn without_init(item: &LazyImpl) -> TokenStream {
    let is_shared = item.attrs.iter().any(|attr| {
        let last = attr.path().segments.last();
        last.is_some_and(|word| word.ident == "singleton" || word.ident == "plugin")
    });
    item.with_functions(|function| {
        if !function.attrs.iter().any(is_init) {
            return function.to_token_stream();
        }
        let LazyFn { attrs, default, sig, body, .. } = function;
        let kept = attrs.iter().filter(|attr| is_shared && is_marked(attr) || !is_init(attr));
        quote!(#(#kept)* #default #sig #body)
    })
}

fn is_init(attr: &Attribute) -> bool {
    is_marked(attr) || is_misspelt(attr) || is_conditional(attr)
}

pub(super) fn is_marked(attr: &Attribute) -> bool {
    attr.path().is_ident("init")
}

/// Nearly `#[init]`, which is one error and not three.
fn is_misspelt(attr: &Attribute) -> bool {
    let Some(word) = attr.path().get_ident().map(ToString::to_string) else { return false };
    word != "init" && crate::kit::did_you_mean(&word, &["init"]).contains("mean")
}

/// `#[cfg_attr(.., init)]`
fn is_conditional(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    let mut given = split_arguments(list.tokens.clone()).into_iter().skip(1);
    list.path.is_ident("cfg_attr") && given.any(|attr| attr.to_string() == "init")
}

pub(super) fn cfgs(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
}

/// No function of the block has the name of one that is generated.
fn names_are_free(cx: &Ctxt, item: &LazyImpl, arguments: &Arguments) -> bool {
    let mut is_free = true;
    for function in item.functions() {
        let name = &function.sig.ident;
        let is_taken = match &arguments.accessor {
            Some(accessor) => name == accessor,
            None => name == "instance" || name == "try_instance",
        };
        if name == "get" || is_taken {
            cx.error(name, format_args!("#[singleton] makes `{name}` itself, rename this one"));
            is_free = false;
        }
    }
    is_free
}

/// With `Type: 'static` where the type has parameters that may borrow.
fn for_ever(generics: &Generics, self_ty: &impl ToTokens) -> Generics {
    let mut generics = generics.clone();
    if generics.type_params().next().is_some() {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#self_ty: 'static));
    }
    generics
}

/// An instance outlives everything, so its type borrows nothing that does not.
fn lives_for_ever(cx: &Ctxt, generics: &Generics, self_ty: &TokenStream) -> bool {
    let mut is_static = true;
    for param in generics.lifetimes() {
        let name = &param.lifetime;
        cx.error(name, format_args!("an instance lives for ever, write `'static` for `{name}`"));
        is_static = false;
    }
    if let Some(elided) = elided_lifetime(self_ty) {
        cx.error_at(elided, "an instance lives for ever, write `'static` for `'_`");
        is_static = false;
    }
    is_static
}

/// The place of a `'_`.
fn elided_lifetime(tokens: &TokenStream) -> Option<Span> {
    let mut after_quote = false;
    for token in tokens.clone() {
        match &token {
            TokenTree::Ident(word) if after_quote && word == "_" => return Some(word.span()),
            TokenTree::Group(group) => {
                if let Some(span) = elided_lifetime(&group.stream()) {
                    return Some(span);
                }
            }
            _ => {}
        }
        after_quote = matches!(&token, TokenTree::Punct(p) if p.as_char() == '\'');
    }
    None
}
