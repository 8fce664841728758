//! What `#[singleton]` says.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    Attribute, DeriveInput, FnArg, GenericArgument, Generics, Ident, LitStr, Pat, PathArguments,
    ReturnType, Safety, Signature, Type, Visibility,
};

use crate::kit::{Args, Ctxt, LazyFn, LazyImpl, Root};

const KEYS: &[&str] = &["on_conflict", "scope", "eager", "accessor"];

/// The type, and each way to build its instance.
pub(super) struct Model {
    pub(super) root: Root,
    pub(super) on_conflict: OnConflict,
    /// The impl block as it stays; nothing where the attribute is on a type.
    pub(super) block: TokenStream,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) generics: Generics,
    pub(super) self_ty: TokenStream,
    pub(super) constructors: Vec<Constructor>,
}

/// What a call does that comes when the instance is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OnConflict {
    /// It gets the instance: `instance`.
    Ignore,
    /// It gets an error: `try_instance`.
    Error,
    /// After a fault: both, so that no caller is a second error.
    Unknown,
}

/// One function that builds the instance; several where each has its `cfg`.
pub(super) struct Constructor {
    pub(super) cfgs: Vec<Attribute>,
    pub(super) vis: TokenStream,
    pub(super) generics: Generics,
    pub(super) params: Vec<Param>,
    /// The function, with its own type arguments.
    pub(super) function: TokenStream,
    pub(super) output: Output,
}

/// A parameter under a name, whatever its pattern.
pub(super) struct Param {
    pub(super) cfgs: Vec<Attribute>,
    pub(super) name: Ident,
    pub(super) ty: Type,
}

/// What a constructor returns.
pub(super) enum Output {
    /// `Self`
    Value,
    /// `Result<Self, E>`, here as `Result<&'static Self, E>`.
    Result(TokenStream),
}

pub(super) fn of_block(cx: &Ctxt, args: TokenStream, item: &LazyImpl) -> Option<Model> {
    let (root, on_conflict) = arguments(cx, args);
    if let Some((_, path, _)) = &item.of {
        cx.error(path, "#[singleton] stands on an inherent impl, not on a trait's");
        return None;
    }
    let is_static = lives_for_ever(cx, &item.generics, &item.self_ty.to_token_stream());
    let marked: Vec<&LazyFn> = item.functions().filter(|f| f.attrs.iter().any(is_init)).collect();
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
    let read: Vec<Option<Constructor>> =
        marked.iter().map(|f| constructor(cx, f, &item.self_ty)).collect();
    let mut constructors = read.into_iter().collect::<Option<Vec<_>>>()?;
    if constructors.iter().any(|constructor| constructor.cfgs.is_empty()) {
        constructors.truncate(1);
    }
    is_static.then(|| Model {
        root,
        on_conflict,
        block: without_init(item),
        cfgs: cfgs(&item.attrs).cloned().collect(),
        generics: for_ever(&item.generics, &item.self_ty),
        self_ty: item.self_ty.to_token_stream(),
        constructors,
    })
}

pub(super) fn of_type(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Model {
    let (root, on_conflict) = arguments(cx, args);
    let (name, vis) = (&item.ident, &item.vis);
    lives_for_ever(cx, &item.generics, &TokenStream::new());
    let (_, type_args, _) = item.generics.split_for_impl();
    let self_ty = quote!(#name #type_args);
    let at = Span::call_site().located_at(name.span());
    Model {
        on_conflict,
        block: TokenStream::new(),
        cfgs: Vec::new(),
        generics: for_ever(&item.generics, &self_ty),
        self_ty,
        constructors: vec![Constructor {
            cfgs: Vec::new(),
            vis: vis.to_token_stream(),
            generics: Generics::default(),
            params: Vec::new(),
            function: quote_spanned!(at=> <Self as #root::__private::Default>::default),
            output: Output::Value,
        }],
        root,
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
        let kept = attrs.iter().filter(|attr| is_shared || !is_init(attr));
        quote!(#(#kept)* #default #sig #body)
    })
}

fn is_init(attr: &Attribute) -> bool {
    attr.path().is_ident("init")
}

fn cfgs(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
}

fn arguments(cx: &Ctxt, args: TokenStream) -> (Root, OnConflict) {
    let args = Args::read(cx, args, KEYS);
    for later in ["scope", "eager", "accessor"] {
        if let Some(arg) = args.get(later) {
            cx.error(
                &arg.key.ident,
                format_args!(
                    "`{later}` is not built yet, what there is: `on_conflict = \"ignore\"` or \
                     `\"error\"`"
                ),
            );
        }
    }
    let mut on_conflict = OnConflict::Ignore;
    if let Some(text) = args.value::<LitStr>(cx, "on_conflict") {
        match text.value().as_str() {
            "ignore" => {}
            "error" => on_conflict = OnConflict::Error,
            other => {
                let hint = crate::kit::did_you_mean(other, &["ignore", "error"]);
                cx.error(&text, format_args!("unknown answer `{other}`{hint}"));
            }
        }
    }
    (args.root(), on_conflict)
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

fn constructor(cx: &Ctxt, function: &LazyFn, self_ty: &Type) -> Option<Constructor> {
    let sig = &function.sig;
    for attr in function.attrs.iter().filter(|attr| is_init(attr)) {
        if attr.meta.require_path_only().is_err() {
            cx.error(&attr.meta, "`#[init]` takes no arguments");
        }
    }
    let is_plain = qualifiers(cx, sig);
    let params = params(cx, sig);
    let output = output(cx, sig, self_ty);
    let name = &sig.ident;
    let type_args: Vec<&Ident> = sig
        .generics
        .params
        .iter()
        .filter_map(|param| match param {
            syn::GenericParam::Type(param) => Some(&param.ident),
            syn::GenericParam::Const(param) => Some(&param.ident),
            syn::GenericParam::Lifetime(_) => None,
        })
        .collect();
    let turbofish = (!type_args.is_empty()).then(|| quote!(::<#(#type_args),*>));
    // The constructor becomes private, so no `pub` on it says nothing about the instance.
    let vis = match &function.vis {
        Visibility::Inherited => quote!(pub),
        written => written.to_token_stream(),
    };
    let (params, output) = (params?, output?);
    is_plain.then(|| Constructor {
        cfgs: cfgs(&function.attrs).cloned().collect(),
        vis,
        generics: sig.generics.clone(),
        params,
        function: quote!(Self::#name #turbofish),
        output,
    })
}

fn qualifiers(cx: &Ctxt, sig: &Signature) -> bool {
    if let Some(token) = &sig.asyncness {
        cx.error(
            token,
            "an async `#[init]` is not built yet, await what it needs before and pass that to a \
             plain one",
        );
    }
    let is_unsafe = if let Safety::Unsafe(token) = &sig.safety {
        cx.error(token, "`#[init]` cannot be `unsafe`, the generated `instance` is safe to call");
        true
    } else {
        false
    };
    if let Some(token) = &sig.abi {
        cx.error(token, "`#[init]` is a plain function, take the `extern` away");
    }
    sig.asyncness.is_none() && !is_unsafe && sig.abi.is_none()
}

fn params(cx: &Ctxt, sig: &Signature) -> Option<Vec<Param>> {
    let mut params = Vec::new();
    for (i, input) in sig.inputs.iter().enumerate() {
        let input = match input {
            FnArg::Typed(input) => input,
            FnArg::Receiver(receiver) => {
                cx.error(receiver, "`#[init]` makes the value, so it takes no `self`");
                return None;
            }
        };
        let name = match &*input.pat {
            Pat::Ident(pat) if pat.ident != "self" => pat.ident.clone(),
            Pat::Ident(pat) => {
                cx.error(&pat.ident, "`#[init]` makes the value, so it takes no `self`");
                return None;
            }
            _ => format_ident!("arg{i}", span = Span::mixed_site()),
        };
        let cfgs = cfgs(&input.attrs).cloned().collect();
        params.push(Param { cfgs, name, ty: (*input.ty).clone() });
    }
    Some(params)
}

/// `Self`, or a type whose name ends in `Result` with `Self` first: `io::Result<Self>` too.
fn output(cx: &Ctxt, sig: &Signature, self_ty: &Type) -> Option<Output> {
    let is_self = |ty: &Type| {
        let text = ty.to_token_stream().to_string();
        text == "Self" || text == self_ty.to_token_stream().to_string()
    };
    let help = "`#[init]` returns `Self` or `Result<Self, E>`";
    let ReturnType::Type(_, ty) = &sig.output else {
        cx.error(&sig.ident, help);
        return None;
    };
    if is_self(ty) {
        return Some(Output::Value);
    }
    if let Type::Path(path) = &**ty
        && path.path.segments.last().is_some_and(|last| last.ident.to_string().ends_with("Result"))
    {
        let mut path = path.clone();
        if let Some(last) = path.path.segments.last_mut()
            && let PathArguments::AngleBracketed(list) = &mut last.arguments
            && let Some(GenericArgument::Type(first)) = list.args.first_mut()
            && is_self(first)
        {
            *first = Type::Verbatim(quote!(&'static #first));
            return Some(Output::Result(path.into_token_stream()));
        }
    }
    cx.error(ty, help);
    None
}
