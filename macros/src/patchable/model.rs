//! What `#[patchable]` reads of an impl block.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, ImplItemConst, LitStr, Meta, Type, Visibility};

use super::lifetimes::{has_word, named, self_paths};
use super::method::{Method, Setting};
use crate::kit::{Args, Ctxt, LazyFn, LazyImpl, LazyMember, Root, split_arguments};

/// The block and what can be patched in it.
pub(super) struct Block<'i> {
    pub(super) root: Root,
    pub(super) item: &'i LazyImpl,
    /// The `cfg(..)` that it is patchable under.
    pub(super) when: Option<TokenStream>,
    pub(super) is_dyn: bool,
    pub(super) members: Vec<Member<'i>>,
}

/// One thing in the block.
pub(super) enum Member<'i> {
    Method(Box<Method<'i>>),
    Const(Box<Const>),
    Other(&'i TokenStream),
}

/// A class attribute.
pub(super) struct Const {
    pub(super) item: ImplItemConst,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) name: Ident,
    /// Its name without `r#`.
    pub(super) word: String,
    /// Its type, in which a `&` without a lifetime is `'static`.
    pub(super) ty: TokenStream,
    /// The name of its reader.
    pub(super) reader: Ident,
    /// Whether a function of the block has that name.
    pub(super) is_taken: bool,
    pub(super) is_skipped: bool,
}

pub(super) fn read<'i>(cx: &Ctxt, args: TokenStream, item: &'i LazyImpl) -> Option<Block<'i>> {
    let (args, is_local) = without_send(args);
    let args = Args::read(cx, args, &["when", "dyn"]);
    if !is_nominal(item) {
        cx.error(&item.self_ty, "#[patchable] stands on a block of a type of this crate");
        return None;
    }
    let is_dyn = args.flag(cx, "dyn");
    let has_parameters =
        !item.generics.params.is_empty() || named_any(item.self_ty.to_token_stream());
    if let Some(arg) = args.get("dyn")
        && has_parameters
    {
        cx.error(&arg.key.ident, "`dyn` needs a type without parameters: a name is one type's");
    }
    let members = item
        .members
        .iter()
        .map(|member| match member {
            LazyMember::Fn(function) => {
                let setting = of_method(cx, function, is_local);
                Member::Method(Box::new(Method::read(item, function, setting)))
            }
            LazyMember::Other(tokens) => match constant(cx, tokens) {
                Some(mut constant) if item.of.is_none() => {
                    constant.is_taken =
                        item.functions().any(|function| function.sig.ident == constant.reader);
                    Member::Const(Box::new(constant))
                }
                _ => Member::Other(tokens),
            },
        })
        .collect();
    let when = args.value::<LitStr>(cx, "when").and_then(|text| condition(cx, &text));
    let block = Block { root: args.root(), item, when, is_dyn: is_dyn && !has_parameters, members };
    check(cx, &block);
    Some(block)
}

/// The block without our attributes on its members.
pub(super) fn plain(item: &LazyImpl) -> TokenStream {
    item.with_functions(|function| {
        let LazyFn { vis, default, sig, body, .. } = function;
        let attrs = function.attrs.iter().filter(|attr| !is_ours(attr));
        quote!(#(#attrs)* #vis #default #sig #body)
    })
}

/// A struct's or an enum's name, which is no parameter of the block.
fn is_nominal(item: &LazyImpl) -> bool {
    let Type::Path(ty) = &item.self_ty else { return false };
    let is_parameter = ty
        .path
        .get_ident()
        .is_some_and(|name| item.generics.type_params().any(|parameter| parameter.ident == *name));
    ty.qself.is_none() && !is_parameter
}

fn named_any(ty: TokenStream) -> bool {
    let mut found = Vec::new();
    super::lifetimes::mentioned(&ty, &mut found);
    !found.is_empty()
}

/// Takes `?Send` out of the arguments.
fn without_send(args: TokenStream) -> (TokenStream, bool) {
    let mut is_local = false;
    let mut rest = Vec::new();
    for piece in split_arguments(args) {
        let text: String = piece.to_string().split_whitespace().collect();
        if text == "?Send" {
            is_local = true;
        } else {
            rest.push(piece);
        }
    }
    (quote!(#(#rest),*), is_local)
}

fn condition(cx: &Ctxt, text: &LitStr) -> Option<TokenStream> {
    let tokens = text.parse::<TokenStream>().ok();
    let inner = tokens.and_then(|tokens| {
        let mut tokens = tokens.into_iter();
        match (tokens.next(), tokens.next(), tokens.next()) {
            (Some(TokenTree::Ident(word)), Some(TokenTree::Group(group)), None)
                if word == "cfg" && !group.stream().is_empty() =>
            {
                Some(group.stream())
            }
            _ => None,
        }
    });
    if inner.is_none() {
        cx.error(text, "`when` takes a `cfg`, write `when = \"cfg(feature = \\\"patch\\\")\"`");
    }
    inner
}

pub(super) fn is_ours(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|word| word.ident == "patchable")
}

fn arguments(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

fn of_method(cx: &Ctxt, function: &LazyFn, is_local: bool) -> Setting {
    let mut setting = Setting { is_skipped: false, is_local };
    for attr in function.attrs.iter().filter(|attr| is_ours(attr)) {
        let (args, is_local) = without_send(arguments(attr));
        let args = Args::read(cx, args, &["skip", "get"]);
        if let Some(arg) = args.get("get") {
            cx.error(&arg.key.ident, "`get` names the reader of a constant");
        }
        if is_local && function.sig.asyncness.is_none() {
            cx.error(attr, "`?Send` is for the futures of an `async` method");
        }
        setting.is_skipped |= args.flag(cx, "skip");
        setting.is_local |= is_local;
    }
    setting
}

/// A constant with a type; what is none stays as it is.
fn constant(cx: &Ctxt, tokens: &TokenStream) -> Option<Const> {
    let mut item: ImplItemConst = syn::parse2(tokens.clone()).ok()?;
    let (ours, attrs) = item.attrs.into_iter().partition(is_ours);
    item.attrs = attrs;
    let ours: Vec<Attribute> = ours;
    let name = item.ident.clone();
    let lower = name.unraw().to_string().to_lowercase();
    let mut reader = match syn::parse_str::<Ident>(&lower) {
        Ok(_) => Ident::new(&lower, name.span()),
        Err(_) => Ident::new_raw(&lower, name.span()),
    };
    let mut is_skipped = false;
    for attr in &ours {
        let args = Args::read(cx, arguments(attr), &["skip", "get"]);
        is_skipped |= args.flag(cx, "skip");
        if let Some(text) = args.value::<LitStr>(cx, "get") {
            match text.parse_with(Ident::parse_any) {
                Ok(name) => reader = name,
                Err(_) => cx.error(&text, "`get` is the name of a function"),
            }
        }
    }
    Some(Const {
        cfgs: item.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect(),
        vis: item.vis.clone(),
        ty: named(item.ty.to_token_stream(), &mut || {
            syn::Lifetime::new("'static", proc_macro2::Span::call_site())
        }),
        word: name.unraw().to_string(),
        name,
        reader,
        is_taken: false,
        is_skipped,
        item,
    })
}

fn check(cx: &Ctxt, block: &Block<'_>) {
    let constants: Vec<&Const> = block
        .members
        .iter()
        .filter_map(|member| match member {
            Member::Const(constant) if !constant.is_skipped => Some(&**constant),
            _ => None,
        })
        .collect();
    for constant in &constants {
        let reader = &constant.reader;
        if constant.is_taken {
            cx.error(
                &constant.name,
                format_args!(
                    "the reader of `{}` would be `{reader}`, which the block has: write \
                     `#[patchable(get = \"..\")]` above the constant",
                    constant.name
                ),
            );
        }
    }
    for member in &block.members {
        let Member::Method(method) = member else { continue };
        if method.function.sig.constness.is_some() || method.setting.is_skipped {
            continue;
        }
        self_paths(&method.function.body.to_token_stream(), &mut |name, path| {
            if let Some(constant) = constants.iter().find(|constant| constant.name == *name) {
                let reader = &constant.reader;
                cx.error(
                    &path,
                    format_args!(
                        "`Self::{name}` is not patched, write `Self::{reader}()`; in a pattern or \
                         an array's length it stays a constant: `#[patchable(skip)]` above it"
                    ),
                );
            }
        });
    }
}

/// Whether a signature's tokens have `impl Trait` among them.
pub(super) fn is_opaque(tokens: &TokenStream) -> bool {
    has_word(tokens, "impl")
}
