//! What stands between the brackets of `#[logged(..)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitInt, LitStr, Path, Token};

use crate::kit::{Arg, ArgValue, Args, Ctxt, Root, did_you_mean, nanoseconds, split_arguments};

const KEYS: &[&str] = &[
    "level", "err", "target", "skip", "redact", "off", "ret", "time", "slow", "sample", "span",
    "max_len", METHOD, BLOCK,
];

/// What `#[methods]` of a class writes: the method's name in events, and that `skip` and `redact`
/// were written for the whole block.
pub(super) const METHOD: &str = "__method";
const BLOCK: &str = "__block";
const LEVELS: &[&str] = &["trace", "debug", "info", "warn", "error"];

/// The settings of one attribute.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the attribute")]
pub(super) struct Settings {
    pub(super) root: Root,
    pub(super) is_off: bool,
    /// `DEBUG`, a constant of `tracing::Level`.
    pub(super) level: Option<Ident>,
    pub(super) err: Option<Ident>,
    /// The word `err`, where a function without a `Result` is told.
    pub(super) err_key: Option<Ident>,
    pub(super) target: Option<Expr>,
    pub(super) skip: Vec<Ident>,
    pub(super) redact: Vec<Ident>,
    pub(super) ret: Option<Ret>,
    pub(super) is_timed: bool,
    /// In nanoseconds.
    pub(super) slow: Option<u64>,
    pub(super) sample: Option<u64>,
    pub(super) is_span: bool,
    pub(super) max_len: Option<LitInt>,
    /// The method of a class, whose `self` has another name.
    pub(super) method: Option<String>,
    pub(super) is_of_block: bool,
}

/// `ret = "{}.len()"`: an expression over the name that stands for the value.
#[derive(Clone)]
pub(super) struct Ret {
    pub(super) name: Ident,
    pub(super) expr: Expr,
}

pub(super) fn read(cx: &Ctxt, tokens: TokenStream) -> Settings {
    let args = Args::read(cx, without_others(cx, tokens), KEYS);
    let err = level(cx, &args, "err");
    Settings {
        root: args.root(),
        is_off: args.flag(cx, "off"),
        level: level(cx, &args, "level"),
        err_key: args.get("err").map(|arg| arg.key.ident.clone()),
        err,
        target: args.value(cx, "target"),
        skip: names(cx, &args, "skip"),
        redact: names(cx, &args, "redact"),
        ret: args.value(cx, "ret").and_then(|text| ret(cx, &text)),
        is_timed: args.flag(cx, "time"),
        slow: slow(cx, &args),
        sample: args.value(cx, "sample").and_then(|number: LitInt| sample(cx, &number)),
        is_span: args.flag(cx, "span"),
        max_len: args.value(cx, "max_len"),
        method: args.value(cx, METHOD).map(|name: LitStr| name.value()),
        is_of_block: args.flag(cx, BLOCK),
    }
}

/// The arguments without those that are `tracing`'s: they are reported.
fn without_others(cx: &Ctxt, tokens: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    for piece in split_arguments(tokens) {
        let Ok(arg) = Arg::read(piece.clone()) else {
            kept.extend(quote!(#piece,));
            continue;
        };
        let is_value = matches!(arg.value, ArgValue::Equals(_));
        let message = match arg.key.text.as_str() {
            "fields" => "every argument is a field already; `skip(..)` leaves some out".to_owned(),
            "skip_all" => "name them, write `skip(a, b)`".to_owned(),
            "name" => {
                "an event has its function's name, as `method`; `target = \"..\"` says where \
                       it is from"
                    .to_owned()
            }
            "err" if !is_value => {
                "errors are logged anyway; `err = \"warn\"` is the level of theirs".to_owned()
            }
            "ret" if !is_value => {
                "results are logged anyway; `ret = \"{}.len()\"` logs this of them".to_owned()
            }
            _ => {
                kept.extend(quote!(#piece,));
                continue;
            }
        };
        cx.error(&arg.key.ident, message);
    }
    kept
}

impl Settings {
    /// Whether a call is to be asked more than whether its level is on.
    pub(super) fn is_rare(&self) -> bool {
        self.slow.is_some() || self.sample.is_some()
    }

    /// A method's settings in a block with these.
    pub(super) fn with(&self, own: Self) -> Self {
        let mut all = Self { root: self.root.clone(), ..own };
        all.level = all.level.or_else(|| self.level.clone());
        all.err = all.err.or_else(|| self.err.clone());
        all.target = all.target.or_else(|| self.target.clone());
        all.ret = all.ret.or_else(|| self.ret.clone());
        all.max_len = all.max_len.or_else(|| self.max_len.clone());
        all.is_timed |= self.is_timed;
        all.slow = all.slow.or(self.slow);
        all.sample = all.sample.or(self.sample);
        all.is_span |= self.is_span;
        all
    }
}

fn level(cx: &Ctxt, args: &Args, key: &str) -> Option<Ident> {
    let arg = args.get(key)?;
    if let ArgValue::Equals(tokens) = &arg.value
        && let Some(word) = constant(tokens)
    {
        cx.error(tokens, format_args!("write `{key} = \"{word}\"`"));
        return None;
    }
    let text: LitStr = arg.value(cx)?;
    let word = text.value().to_ascii_lowercase();
    if LEVELS.contains(&word.as_str()) {
        return Some(format_ident!("{}", word.to_uppercase()));
    }
    let hint = did_you_mean(&word, LEVELS);
    let all = LEVELS.join("`, `");
    let list = if hint.contains("mean") { format!(" (`{all}`)") } else { String::new() };
    cx.error(&text, format_args!("unknown level `{word}`{hint}{list}"));
    None
}

/// The level that `INFO` or `Level::INFO` means.
fn constant(tokens: &TokenStream) -> Option<String> {
    let path: Path = syn::parse2(tokens.clone()).ok()?;
    let word = path.segments.last()?.ident.to_string().to_ascii_lowercase();
    LEVELS.contains(&word.as_str()).then_some(word)
}

/// A length of time, with its unit.
fn slow(cx: &Ctxt, args: &Args) -> Option<u64> {
    let arg = args.get("slow")?;
    if let ArgValue::Equals(tokens) = &arg.value
        && let Ok(number) = syn::parse2::<LitInt>(tokens.clone())
    {
        cx.error(&number, format_args!("write the unit too: `slow = \"{number}ms\"`"));
        return None;
    }
    let text: LitStr = arg.value(cx)?;
    nanoseconds(cx, &text)
}

/// One call in so many.
fn sample(cx: &Ctxt, number: &LitInt) -> Option<u64> {
    match number.base10_parse() {
        Ok(0) => cx.error(number, "one call in 0 is none, write `off`"),
        Ok(number) => return Some(number),
        Err(error) => cx.error(number, format_args!("`sample` is one call in so many: {error}")),
    }
    None
}

fn names(cx: &Ctxt, args: &Args, key: &str) -> Vec<Ident> {
    let list = args.get(key).and_then(|arg| arg.list(cx));
    let names = list.and_then(|list| {
        cx.ok((|input: ParseStream<'_>| {
            Punctuated::<Ident, Token![,]>::parse_terminated_with(input, Ident::parse_any)
        })
        .parse2(list))
    });
    names.into_iter().flatten().collect()
}

fn ret(cx: &Ctxt, text: &LitStr) -> Option<Ret> {
    let name = format_ident!("__returned", span = text.span());
    let source = text.value().replace("{}", &name.to_string());
    let expr = LitStr::new(&source, text.span()).parse::<Expr>();
    if !text.value().contains("{}") {
        cx.error(text, "`ret` is an expression in which `{}` stands for the value: `\"{}.len()\"`");
        return None;
    }
    if expr.is_err() {
        cx.error(text, "`ret` is no expression once `{}` stands for the value");
    }
    Some(Ret { name, expr: expr.ok()? })
}

impl ToTokens for Ret {
    fn to_tokens(&self, out: &mut TokenStream) {
        let Self { name, expr } = self;
        out.extend(quote!(, #name => #expr));
    }
}
