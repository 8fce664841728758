//! Types: paths of one word with types in it, and references to them.

use proc_macro2::{Delimiter, TokenTree};
use syn::punctuated::Punctuated;
use syn::token::{And, Gt, Lt};
use syn::{
    AngleBracketedGenericArguments, GenericArgument, Path, PathArguments, PathSegment, Type,
    TypePath, TypeReference,
};

use super::Tokens;

/// Words that begin a type, and are none.
const NO_NAMES: [&str; 9] =
    ["_", "dyn", "impl", "fn", "for", "unsafe", "extern", "const", "unsafe_binder"];

/// The type up to `is_end`; what is not usual is parsed.
pub(super) fn read(tokens: &mut Tokens<'_>, is_end: impl Fn(&TokenTree) -> bool) -> Option<Type> {
    let mut ahead = *tokens;
    if let Some(ty) = usual(&mut ahead)
        && ahead.peek().is_none_or(&is_end)
    {
        *tokens = ahead;
        return Some(ty);
    }
    let (ty, rest) = tokens.0.split_at(length(tokens.0, is_end));
    tokens.0 = rest;
    syn::parse2(ty.iter().cloned().collect()).ok()
}

/// How many tokens there are to the end of a type.
fn length(tokens: &[TokenTree], is_end: impl Fn(&TokenTree) -> bool) -> usize {
    let mut open = 0_usize;
    let mut is_arrow = false;
    for (i, token) in tokens.iter().enumerate() {
        if open == 0 && is_end(token) {
            return i;
        }
        let sign = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match sign {
            '<' => open += 1,
            '>' if !is_arrow => open = open.saturating_sub(1),
            _ => {}
        }
        is_arrow = sign == '-';
    }
    tokens.len()
}

fn usual(tokens: &mut Tokens<'_>) -> Option<Type> {
    if let Some(and) = tokens.sign('&') {
        let and_token = And { spans: [and.span()] };
        let lifetime = if tokens.is_sign('\'') { Some(tokens.lifetime()?) } else { None };
        let mutability = tokens.keyword("mut").map(|word| syn::token::Mut { span: word.span() });
        let elem = Box::new(usual(tokens)?);
        let attrs = Vec::new();
        return Some(Type::Reference(TypeReference {
            attrs,
            and_token,
            lifetime,
            mutability,
            elem,
        }));
    }
    let ident = tokens.word()?;
    let text = ident.to_string();
    if NO_NAMES.contains(&text.as_str()) {
        return None;
    }
    let mut segment = PathSegment { ident: ident.clone(), arguments: PathArguments::None };
    if let Some(lt) = tokens.sign('<') {
        segment.arguments = PathArguments::AngleBracketed(list(Lt { spans: [lt.span()] }, tokens)?);
    }
    let mut segments = Punctuated::new();
    segments.push_value(segment);
    let path = Path { leading_colon: None, segments };
    Some(Type::Path(TypePath { attrs: Vec::new(), qself: None, path }))
}

/// The types up to `>`.
fn list(lt_token: Lt, tokens: &mut Tokens<'_>) -> Option<AngleBracketedGenericArguments> {
    let mut args = Punctuated::new();
    loop {
        if let Some(gt) = tokens.sign('>') {
            let gt_token = Gt { spans: [gt.span()] };
            let colon2_token = None;
            return Some(AngleBracketedGenericArguments { colon2_token, lt_token, args, gt_token });
        }
        args.push_value(if tokens.is_sign('\'') {
            GenericArgument::Lifetime(tokens.lifetime()?)
        } else {
            GenericArgument::Type(usual(tokens)?)
        });
        match tokens.sign(',') {
            Some(comma) => args.push_punct(syn::token::Comma { spans: [comma.span()] }),
            None if tokens.is_sign('>') => {}
            None => return None,
        }
    }
}

/// The end of a type in a list.
pub(super) fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

/// The end of a type before a body.
pub(super) fn is_body(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(word) => word == "where",
        TokenTree::Literal(_) => false,
    }
}
