//! `#[plugin]`: what it says of a plugin.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Path, Token, Type};

use super::config::{self, Config};
use super::expand;
use super::init::{Init, constructors, repeated};
use super::subject::Subject;
use super::symbol::default_name;
use crate::kit::{Arg, ArgValue, Args, Ctxt, Macro, Root, split_arguments};

const KEYS: [&str; 7] = ["name", "with", "priority", "after", "before", "meta", "config"];

pub(crate) struct Plugin {
    pub(super) root: Root,
    /// The item, to be repeated.
    pub(super) item: TokenStream,
    pub(super) registry: Path,
    pub(super) name: LitStr,
    pub(super) ty: Type,
    /// The ways to make it: one, or as many as there are `#[init]` under a `cfg` each.
    pub(super) makers: Vec<Maker>,
    pub(super) priority: Option<Expr>,
    pub(super) after: Vec<LitStr>,
    pub(super) before: Vec<LitStr>,
    pub(super) meta: Vec<(String, LitStr)>,
}

/// How a plugin is made.
pub(crate) struct Maker {
    /// The `#[init]` constructor; none means `Default`.
    pub(super) init: Option<Init>,
    pub(super) config: Option<Config>,
}

impl Macro for Plugin {
    const NAME: &'static str = "plugin";
    type Item = Subject;
    type Model = Self;

    fn model(cx: &Ctxt, args: TokenStream, item: &Subject) -> Option<Self> {
        let (registry, config, args) = read_arguments(cx, args);
        let with = args.get("with").and_then(|arg| instance(cx, arg));
        let subject = read_subject(cx, item, with);
        let given: Option<LitStr> = args.value(cx, "name");
        if let Some(name) = &given
            && name.value().is_empty()
        {
            cx.error(name, "a plugin's name cannot be empty");
        }
        let priority = args.value(cx, "priority");
        let [after, before] =
            ["after", "before"].map(|key| args.get(key).map_or_else(Vec::new, |a| names(cx, a)));
        let meta = args.get("meta").map_or_else(Vec::new, |arg| pairs(cx, arg));
        let Read { ident, ty, inits } = subject?;
        let maker = |init: Option<Init>| {
            let config = config::of_plugin(cx, &config, init.as_ref(), &ty);
            Maker { init, config }
        };
        let makers = match inits {
            Some(inits) => inits.into_iter().map(|init| maker(Some(init))).collect(),
            None => vec![maker(None)],
        };
        let name = given.unwrap_or_else(|| {
            LitStr::new(&default_name(&ident.unraw().to_string()), ident.span())
        });
        let (root, item) = (args.root(), repeated(item));
        Some(Self {
            root,
            item,
            registry: registry?,
            name,
            ty,
            makers,
            priority,
            after,
            before,
            meta,
        })
    }

    /// A plugin comes neither after nor before itself.
    fn check(cx: &Ctxt, model: &Self) {
        for (word, names) in [("after", &model.after), ("before", &model.before)] {
            for name in names.iter().filter(|name| name.value() == model.name.value()) {
                let message = format_args!("plugin `{}` cannot come {word} itself", name.value());
                cx.error(name, message);
            }
        }
    }

    fn expand(model: &Self) -> TokenStream {
        expand::expand(model)
    }

    fn fallback(_root: &Root, item: &Subject) -> TokenStream {
        repeated(item)
    }
}

/// The registry's trait, which comes first, and the arguments after it.
fn read_arguments(cx: &Ctxt, tokens: TokenStream) -> (Option<Path>, config::Written, Args) {
    let mut pieces = split_arguments(tokens);
    let is_key = |piece: &TokenStream| match Arg::read(piece.clone()) {
        Ok(arg) => !matches!(arg.value, ArgValue::Nothing),
        Err(_) => false,
    };
    let registry = if pieces.first().is_some_and(|piece| !is_key(piece)) {
        cx.ok(syn::parse2(pieces.remove(0)))
    } else {
        let message = "name the registry's trait first, `#[plugin(Trait, name = \"..\")]`";
        let at = pieces.first().and_then(|piece| piece.clone().into_iter().next());
        cx.error_at(at.map_or_else(Span::call_site, |token| token.span()), message);
        None
    };
    let config = config::written(cx, &mut pieces);
    (registry, config, Args::read(cx, quote!(#(#pieces),*), &KEYS))
}

/// `with = Type`
fn instance(cx: &Ctxt, arg: &Arg) -> Option<Type> {
    if let ArgValue::Equals(tokens) = &arg.value
        && !tokens.is_empty()
        && syn::parse2::<Type>(tokens.clone()).is_err()
    {
        cx.error(tokens, "`with` takes a type, write `with = Type<..>`");
        return None;
    }
    arg.value(cx)
}

/// `key = "one"` or `key("one", "two")`.
fn names(cx: &Ctxt, arg: &Arg) -> Vec<LitStr> {
    let ArgValue::List(list) = &arg.value else {
        return arg.value(cx).into_iter().collect();
    };
    if list.is_empty() {
        cx.error(&arg.key.ident, format_args!("`{}` names no plugin", arg.key.text));
    }
    let parser = Punctuated::<LitStr, Token![,]>::parse_terminated;
    cx.ok(parser.parse2(list.clone())).map_or_else(Vec::new, |list| list.into_iter().collect())
}

/// `meta(key = "value", ..)`
fn pairs(cx: &Ctxt, arg: &Arg) -> Vec<(String, LitStr)> {
    let mut pairs: Vec<(String, LitStr)> = Vec::new();
    for piece in arg.list(cx).map_or_else(Vec::new, split_arguments) {
        let Some(pair) = cx.ok(Arg::read(piece)) else { continue };
        let key = pair.key.text.clone();
        if pairs.iter().any(|(known, _)| *known == key) {
            cx.error(&pair.key.ident, format_args!("`{key}` is given twice"));
        } else if let Some(value) = pair.value(cx) {
            pairs.push((key, value));
        }
    }
    pairs
}

/// What the item says: the word its name is made from, the plugin's type, its constructors.
struct Read {
    ident: Ident,
    ty: Type,
    inits: Option<Vec<Init>>,
}

fn read_subject(cx: &Ctxt, subject: &Subject, with: Option<Type>) -> Option<Read> {
    let generic = |at: &dyn ToTokens, what: &str| {
        let message = format_args!(
            "{what} is generic, and a plugin is one type: write `#[plugin(.., with = Type<..>)]` \
             on a type alias"
        );
        cx.error(at, message);
        None
    };
    match subject {
        Subject::Struct(written) => {
            let ident = written.item.ident.clone();
            let ty = match with {
                Some(ty) => ty,
                None if written.item.generics.params.is_empty() => syn::parse_quote!(#ident),
                None => return generic(&written.item.generics, "this struct"),
            };
            Some(Read { ident, ty, inits: None })
        }
        Subject::Alias(written) => {
            let ident = written.item.ident.clone();
            if !written.item.generics.params.is_empty() && with.is_none() {
                return generic(&written.item.generics, "this alias");
            }
            let ty = with.unwrap_or_else(|| syn::parse_quote!(#ident));
            Some(Read { ident, ty, inits: None })
        }
        Subject::Impl(written) => {
            let block = &written.item;
            let inits = constructors(cx, block);
            let ty = match with {
                Some(ty) => ty,
                None if block.generics.params.is_empty() => block.self_ty.clone(),
                None => return generic(&block.generics, "this impl block"),
            };
            let Some(ident) = block.self_name() else {
                cx.error(&block.self_ty, "a plugin's type has a name");
                return None;
            };
            Some(Read { ident: ident.clone(), ty, inits: Some(inits?) })
        }
    }
}
