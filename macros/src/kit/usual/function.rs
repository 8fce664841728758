//! Functions without generics, and impl blocks of them; bodies are not looked at.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::token::{Colon, Comma, Paren};
use syn::{
    FnArg, Generics, Pat, PatIdent, PatType, Receiver, ReceiverKind, ReturnType, Safety, Signature,
    Type,
};

use super::item::{attributes, visibility};
use super::ty::{self, is_body, is_comma};
use super::{Tokens, trees};
use crate::kit::{LazyBlock, LazyFn, LazyImpl, LazyMember};

/// The function that is next.
pub(super) fn read(tokens: &mut Tokens<'_>) -> Option<LazyFn> {
    let attrs = attributes(tokens)?;
    let vis = visibility(tokens)?;
    let first = tokens.word()?;
    let (asyncness, word) = if first == "fn" {
        (None, first)
    } else if first == "async" {
        (Some(syn::token::Async { span: first.span() }), tokens.keyword("fn")?)
    } else {
        return None;
    };
    let ident = tokens.word()?.clone();
    let parameters = tokens.group(Delimiter::Parenthesis)?;
    let output = match tokens.arrow() {
        Some(arrow) => ReturnType::Type(arrow, Box::new(ty::read(tokens, is_body)?)),
        None => ReturnType::Default,
    };
    let sig = Signature {
        constness: None,
        asyncness,
        safety: Safety::Default,
        abi: None,
        fn_token: syn::token::Fn { span: word.span() },
        ident,
        generics: Generics::default(),
        paren_token: Paren { span: parameters.delim_span() },
        inputs: inputs(&parameters.stream())?,
        variadic: None,
        output,
    };
    let body = LazyBlock::Braces(tokens.group(Delimiter::Brace)?.clone());
    Some(LazyFn { attrs, vis, default: None, sig, body })
}

fn inputs(stream: &TokenStream) -> Option<Punctuated<FnArg, Comma>> {
    let tokens = trees(stream.clone());
    let mut rest = Tokens(&tokens);
    let mut inputs = Punctuated::new();
    while !rest.0.is_empty() {
        inputs.push_value(input(&mut rest, inputs.is_empty())?);
        match rest.sign(',') {
            Some(comma) => inputs.push_punct(Comma { spans: [comma.span()] }),
            None if rest.0.is_empty() => {}
            None => return None,
        }
    }
    Some(inputs)
}

/// A receiver, or a name and its type.
fn input(tokens: &mut Tokens<'_>, is_first: bool) -> Option<FnArg> {
    let attrs = attributes(tokens)?;
    let and = tokens.sign('&');
    let lifetime = if tokens.is_sign('\'') { Some(tokens.lifetime()?) } else { None };
    let mut word = tokens.word()?;
    let mut mutability = None;
    if matches!(tokens.peek(), Some(TokenTree::Ident(_))) && word == "mut" {
        mutability = Some(syn::token::Mut { span: word.span() });
        word = tokens.word()?;
    }
    if is_first && word == "self" {
        let self_token = syn::token::SelfValue { span: word.span() };
        if tokens.is_sign(':') {
            return None;
        }
        let (mutability, kind) = match and {
            Some(and) => {
                let and = syn::token::And { spans: [and.span()] };
                (None, ReceiverKind::Reference(and, lifetime, mutability))
            }
            None => (mutability, ReceiverKind::Value),
        };
        return Some(FnArg::Receiver(Receiver { attrs, mutability, self_token, kind }));
    }
    let colon = tokens.sign(':')?;
    if and.is_some() || word == "_" || word == "ref" {
        return None;
    }
    let pat = Pat::Ident(PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability,
        ident: word.clone(),
        subpat: None,
    });
    Some(FnArg::Typed(PatType {
        attrs,
        pat: Box::new(pat),
        colon_token: Colon { spans: [colon.span()] },
        ty: Box::new(ty::read(tokens, is_comma)?),
    }))
}

/// An impl block without generics; a member that is not usual is parsed by itself.
pub(super) fn block(tokens: &TokenStream) -> Option<LazyImpl> {
    let tokens = trees(tokens.clone());
    let mut rest = Tokens(&tokens);
    let attrs = attributes(&mut rest)?;
    let impl_token = syn::token::Impl { span: rest.keyword("impl")?.span() };
    if rest.is_sign('<') {
        return None;
    }
    let is_end = |token: &TokenTree| {
        is_body(token) || matches!(token, TokenTree::Ident(word) if word == "for")
    };
    let first = ty::read(&mut rest, is_end)?;
    let (of, self_ty) = match rest.keyword("for") {
        Some(word) => {
            let Type::Path(path) = first else { return None };
            let of = (None, path.path, syn::token::For { span: word.span() });
            (Some(of), ty::read(&mut rest, is_body)?)
        }
        None => (None, first),
    };
    let body = rest.group(Delimiter::Brace)?;
    if !rest.0.is_empty() || matches!(self_ty, Type::Group(_)) {
        return None;
    }
    let body = trees(body.stream());
    let mut rest = Tokens(&body);
    let mut members = Vec::new();
    while !rest.0.is_empty() {
        let before = rest;
        if let Some(function) = read(&mut rest) {
            members.push(LazyMember::Fn(Box::new(function)));
            continue;
        }
        let (member, after) = before.0.split_at(length(before.0)?);
        members.push(parsed(member)?);
        rest = Tokens(after);
    }
    let generics = Generics::default();
    let (default, unsafety) = (None, None);
    Some(LazyImpl { attrs, default, unsafety, impl_token, generics, of, self_ty, members })
}

/// How many tokens a member has; nothing where braces may stand in a type.
fn length(tokens: &[TokenTree]) -> Option<usize> {
    let mut has_value = false;
    for (i, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return Some(i + 1),
            TokenTree::Punct(punct) if punct.as_char() == '=' => has_value = true,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                match tokens.get(i + 1) {
                    Some(TokenTree::Punct(next)) if next.as_char() == ';' => {}
                    Some(TokenTree::Punct(next)) if next.as_char() != '#' => return None,
                    _ if has_value => {}
                    _ => return Some(i + 1),
                }
            }
            _ => {}
        }
    }
    Some(tokens.len())
}

/// A member, its body not looked at if it is a function.
fn parsed(tokens: &[TokenTree]) -> Option<LazyMember> {
    let (last, head) = tokens.split_last()?;
    if let TokenTree::Group(body) = last
        && body.delimiter() == Delimiter::Brace
    {
        let semi = proc_macro2::Punct::new(';', proc_macro2::Spacing::Alone);
        let head = head.iter().cloned().chain([TokenTree::Punct(semi)]);
        if let Ok(mut function) = syn::parse2::<LazyFn>(head.collect()) {
            function.body = LazyBlock::Braces(body.clone());
            return Some(LazyMember::Fn(Box::new(function)));
        }
    }
    syn::parse2(tokens.iter().cloned().collect()).ok()
}
