//! `Args`: what stands between the brackets of an attribute, `key`, `key = value`, `key(value)`.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, Parser};
use syn::{Ident, LitStr, Path};

use super::{Ctxt, did_you_mean};

/// The word an argument begins with; its text never has `r#`.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) ident: Ident,
    pub(crate) text: String,
}

/// What follows the key.
#[derive(Clone)]
pub(crate) enum ArgValue {
    /// `key`
    Nothing,
    /// `key = tokens`
    Equals(TokenStream),
    /// `key(tokens)`
    List(TokenStream),
}

/// One argument.
#[derive(Clone)]
pub(crate) struct Arg {
    pub(crate) key: Key,
    pub(crate) value: ArgValue,
}

impl Arg {
    /// The argument that these tokens (between two commas) spell.
    pub(crate) fn read(tokens: TokenStream) -> syn::Result<Self> {
        Self::of(tokens.into_iter().collect())
    }

    /// The arguments that these tokens spell.
    pub(crate) fn read_all(tokens: TokenStream) -> impl Iterator<Item = syn::Result<Self>> {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let commas = commas(&tokens);
        split(tokens, commas).into_iter().map(Self::of)
    }

    /// The argument that these tokens spell, at a glance where it has a usual form.
    fn of(tokens: Vec<TokenTree>) -> syn::Result<Self> {
        let value = match tokens.as_slice() {
            [TokenTree::Ident(_)] => ArgValue::Nothing,
            [TokenTree::Ident(_), TokenTree::Group(group)]
                if group.delimiter() == Delimiter::Parenthesis =>
            {
                ArgValue::List(group.stream())
            }
            [TokenTree::Ident(_), TokenTree::Punct(sign), _, ..]
                if sign.as_char() == '=' && sign.spacing() == Spacing::Alone =>
            {
                ArgValue::Equals(TokenStream::new())
            }
            _ => return Self::parse(tokens.into_iter().collect()),
        };
        let mut tokens = tokens.into_iter();
        let Some(TokenTree::Ident(ident)) = tokens.next() else {
            return Self::parse(tokens.collect());
        };
        let value = match value {
            ArgValue::Equals(_) => ArgValue::Equals(tokens.skip(1).collect()),
            value => value,
        };
        Ok(Self { key: Key { text: unraw(&ident), ident }, value })
    }

    fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let parser = |input: syn::parse::ParseStream<'_>| {
            let Ok(ident) = input.call(Ident::parse_any) else {
                return Err(input.error("an argument begins with its name: `name = ..`"));
            };
            let key = Key { text: ident.unraw().to_string(), ident };
            let value = if input.is_empty() {
                ArgValue::Nothing
            } else if input.peek(syn::Token![=]) && !input.peek(syn::Token![==]) {
                input.parse::<syn::Token![=]>()?;
                ArgValue::Equals(input.parse()?)
            } else if input.peek(syn::token::Paren) {
                let content;
                syn::parenthesized!(content in input);
                let list = ArgValue::List(content.parse()?);
                if !input.is_empty() {
                    return Err(input.error(format!("expected `,` after `{}(..)`", key.text)));
                }
                list
            } else {
                return Err(input.error(format!("expected `,`, `=` or `(` after `{}`", key.text)));
            };
            Ok(Self { key, value })
        };
        parser.parse2(tokens)
    }

    /// The whole argument, as the user wrote it.
    pub(crate) fn tokens(&self) -> TokenStream {
        let key = &self.key.ident;
        match &self.value {
            ArgValue::Nothing => quote!(#key),
            ArgValue::Equals(value) => quote!(#key = #value),
            ArgValue::List(list) => quote!(#key(#list)),
        }
    }

    /// `key = value` as a `T`; a fault at the key says what the form is.
    pub(crate) fn value<T: Parse>(&self, cx: &Ctxt) -> Option<T> {
        let key = &self.key;
        match &self.value {
            ArgValue::Equals(tokens) if !tokens.is_empty() => match syn::parse2(tokens.clone()) {
                Ok(value) => Some(value),
                Err(fault) => match requoted::<T>(tokens) {
                    Some(meant) => {
                        cx.error(tokens, format_args!("write `{} = {meant}`", key.text));
                        None
                    }
                    None => cx.ok(Err(fault)),
                },
            },
            _ => {
                cx.error(
                    &key.ident,
                    format_args!("`{0}` takes a value, write `{0} = ..`", key.text),
                );
                None
            }
        }
    }

    /// `key = 7`, read without a parser, which takes longer than the rest of a field; nothing for a
    /// number in another form.
    #[cfg(feature = "proto")]
    pub(crate) fn plain_number(&self) -> Option<(i64, TokenStream)> {
        let ArgValue::Equals(tokens) = &self.value else { return None };
        let mut trees = tokens.clone().into_iter();
        match (trees.next(), trees.next()) {
            (Some(TokenTree::Literal(number)), None) => {
                Some((number.to_string().parse().ok()?, tokens.clone()))
            }
            _ => None,
        }
    }

    /// `key(tokens)`; a fault at the key says what the form is.
    pub(crate) fn list(&self, cx: &Ctxt) -> Option<TokenStream> {
        let key = &self.key;
        if let ArgValue::List(tokens) = &self.value {
            return Some(tokens.clone());
        }
        let written = match &self.value {
            ArgValue::Equals(tokens) => tokens.to_string().replace(" :: ", "::"),
            _ => "..".to_owned(),
        };
        cx.error(&key.ident, format_args!("`{0}` takes a list, write `{0}({written})`", key.text));
        None
    }

    /// `key` alone; a fault at the value says so.
    pub(crate) fn flag(&self, cx: &Ctxt) -> bool {
        if let ArgValue::Equals(tokens) | ArgValue::List(tokens) = &self.value {
            let at =
                if tokens.is_empty() { self.key.ident.to_token_stream() } else { tokens.clone() };
            cx.error(&at, format_args!("`{0}` takes no value, write `{0}` alone", self.key.text));
        }
        true
    }
}

/// The value with quotes where a word has none, or without where a number has some, if that is one.
fn requoted<T: Parse>(tokens: &TokenStream) -> Option<TokenStream> {
    let other = match syn::parse2::<LitStr>(tokens.clone()) {
        Ok(text) => text.parse().ok()?,
        Err(_) => {
            let word = syn::parse2::<Ident>(tokens.clone()).ok()?;
            LitStr::new(&word.to_string(), word.span()).into_token_stream()
        }
    };
    syn::parse2::<T>(other.clone()).is_ok().then_some(other)
}

/// The arguments of one attribute, each known and given once.
pub(crate) struct Args {
    args: Vec<Arg>,
    root: Root,
}

impl Args {
    /// Reads a list of arguments; `crate = path` is always known.
    pub(crate) fn read(cx: &Ctxt, tokens: TokenStream, known: &[&str]) -> Self {
        Self::read_repeated(cx, tokens, known, &[])
    }

    /// As `read`, but for these arguments, which may be given several times.
    pub(crate) fn read_repeated(
        cx: &Ctxt,
        tokens: TokenStream,
        known: &[&str],
        repeated: &[&str],
    ) -> Self {
        let mut args: Vec<Arg> = Vec::new();
        let mut root = Root::default();
        for arg in Arg::read_all(tokens) {
            let Some(arg) = cx.ok(arg) else { continue };
            let text = &arg.key.text;
            if text == "crate" {
                if let Some(path) = arg.value::<Path>(cx) {
                    root = Root(Some(path.into_token_stream()));
                }
            } else if !known.contains(&text.as_str()) {
                // what macros write for each other is no word of the user's
                let known: Vec<&str> =
                    known.iter().copied().filter(|name| !name.starts_with("__")).collect();
                let hint = did_you_mean(text, &known);
                cx.error(&arg.key.ident, format_args!("unknown argument `{text}`{hint}"));
            } else if !repeated.contains(&text.as_str())
                && args.iter().any(|other| other.key.text == *text)
            {
                cx.error(&arg.key.ident, format_args!("`{text}` is given twice"));
            } else {
                args.push(arg);
            }
        }
        Self { args, root }
    }

    /// The path of the runtime crate.
    pub(crate) fn root(&self) -> Root {
        self.root.clone()
    }

    /// All that are given under a name.
    pub(crate) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Arg> {
        self.args.iter().filter(move |arg| arg.key.text == key)
    }

    /// All, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arg> {
        self.args.iter()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Arg> {
        self.args.iter().find(|arg| arg.key.text == key)
    }

    /// `key` alone.
    pub(crate) fn flag(&self, cx: &Ctxt, key: &str) -> bool {
        self.get(key).is_some_and(|arg| arg.flag(cx))
    }

    /// `key = value`.
    pub(crate) fn value<T: Parse>(&self, cx: &Ctxt, key: &str) -> Option<T> {
        self.get(key)?.value(cx)
    }
}

/// The path of the runtime crate, `::dunder` unless `crate = path` says otherwise.
#[derive(Clone, Default)]
pub(crate) struct Root(Option<TokenStream>);

impl ToTokens for Root {
    fn to_tokens(&self, out: &mut TokenStream) {
        match &self.0 {
            Some(path) => path.to_tokens(out),
            None => out.extend(quote!(::dunder)),
        }
    }
}

impl Root {
    /// The path that is given, if one is.
    pub(crate) fn written(&self) -> Option<&TokenStream> {
        self.0.as_ref()
    }

    /// Finds `crate = path` among arguments and says nothing of the others.
    pub(crate) fn find(tokens: &TokenStream) -> Self {
        let is_crate =
            |token: TokenTree| matches!(token, TokenTree::Ident(word) if word == "crate");
        if tokens.is_empty() || !tokens.clone().into_iter().any(is_crate) {
            return Self::default();
        }
        let silent = Ctxt::default();
        for arg in Arg::read_all(tokens.clone()) {
            if let Ok(arg) = arg
                && arg.key.text == "crate"
                && let Some(path) = arg.value::<Path>(&silent)
            {
                return Self(Some(path.into_token_stream()));
            }
        }
        Self::default()
    }
}

/// The pieces between commas; a comma inside `<..>` is none, so that `with = List<A, B>` is one.
pub(crate) fn split_arguments(tokens: TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let commas = commas(&trees);
    if commas.is_empty() && !trees.is_empty() {
        // as it came: where a piece is put together again, each token costs
        return vec![tokens];
    }
    split(trees, commas).into_iter().map(|piece| piece.into_iter().collect()).collect()
}

/// The places of the commas between the pieces.
fn commas(tokens: &[TokenTree]) -> Vec<usize> {
    let mut commas = Vec::new();
    let mut open = 0_usize;
    for (i, token) in tokens.iter().enumerate() {
        let TokenTree::Punct(punct) = token else { continue };
        match punct.as_char() {
            ',' if open == 0 => commas.push(i),
            '<' if closes(tokens.get(i + 1..).unwrap_or_default()) => open += 1,
            '>' if !is_arrow(i.checked_sub(1).and_then(|i| tokens.get(i))) => {
                open = open.saturating_sub(1);
            }
            _ => {}
        }
    }
    commas
}

fn split(mut tokens: Vec<TokenTree>, mut commas: Vec<usize>) -> Vec<Vec<TokenTree>> {
    let mut pieces = Vec::new();
    while let Some(comma) = commas.pop() {
        pieces.push(tokens.split_off(comma + 1));
        tokens.pop();
    }
    pieces.push(tokens);
    pieces.reverse();
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The word without `r#`.
fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    match text.strip_prefix("r#") {
        Some(bare) => bare.to_owned(),
        None => text,
    }
}

/// Whether a `<` has its `>` among these tokens.
fn closes(rest: &[TokenTree]) -> bool {
    let mut open = 1_usize;
    for (i, token) in rest.iter().enumerate() {
        if let TokenTree::Punct(p) = token {
            let before = i.checked_sub(1).and_then(|i| rest.get(i));
            match p.as_char() {
                '<' => open += 1,
                '>' if !is_arrow(before) => open -= 1,
                _ => {}
            }
        }
        if open == 0 {
            return true;
        }
    }
    false
}

/// Whether a `>` after this token is the end of `->` or `=>`.
fn is_arrow(before: Option<&TokenTree>) -> bool {
    let joint = Spacing::Joint;
    matches!(before, Some(TokenTree::Punct(p)) if matches!(p.as_char(), '-' | '=') && p.spacing() == joint)
}

impl Key {
    pub(crate) fn span(&self) -> Span {
        self.ident.span()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(tokens: TokenStream) -> String {
        let cx = Ctxt::default();
        let args = Args::read(&cx, tokens, &["min", "with", "pass"]);
        args.flag(&cx, "pass");
        let _: Option<syn::Type> = args.value(&cx, "with");
        cx.into_errors().to_string()
    }

    #[test]
    fn a_comma_inside_angle_brackets_does_not_end_a_value() {
        assert_eq!(split_arguments(quote!(with = List<A, B>, min = 1, f = fn(a) -> b)).len(), 3);
        assert_eq!(split_arguments(quote!(min = a < b, max = 2)).len(), 2);
        assert_eq!(faults(quote!(with = List<A, B>, pass)), "");
    }

    #[test]
    fn every_fault_is_reported() {
        let all = faults(quote!(mim = 1, pass = 2, pass, with =, 7));
        for expected in [
            "did you mean `min`",
            "given twice",
            "takes no value",
            "takes a value",
            "an argument begins with its name: `name = ..`",
        ] {
            assert!(all.contains(expected), "{expected} not in {all}");
        }
    }
}
