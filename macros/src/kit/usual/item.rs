//! Structs whose fields have names, attributes and visibilities.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::token::{Brace, Bracket, Comma, Paren, Pound};
use syn::{
    AttrStyle, Attribute, Data, DataStruct, DeriveInput, Expr, ExprLit, Field, FieldModifiers,
    Fields, FieldsNamed, Generics, Lit, MacroDelimiter, Meta, MetaList, MetaNameValue, Path,
    Visibility,
};

use super::ty::{self, is_comma};
use super::{Tokens, trees};

/// A struct without generics, whose fields have names.
pub(super) fn structure(tokens: &TokenStream) -> Option<DeriveInput> {
    let tokens = trees(tokens.clone());
    let mut rest = Tokens(&tokens);
    let attrs = attributes(&mut rest)?;
    let vis = visibility(&mut rest)?;
    let struct_token = syn::token::Struct { span: rest.keyword("struct")?.span() };
    let ident = rest.word()?.clone();
    let body = rest.group(Delimiter::Brace)?;
    if !rest.0.is_empty() {
        return None;
    }
    let fields = Fields::Named(FieldsNamed {
        brace_token: Brace { span: body.delim_span() },
        named: fields(body)?,
    });
    let data = Data::Struct(DataStruct { struct_token, fields, semi_token: None });
    Some(DeriveInput { attrs, vis, ident, generics: Generics::default(), data })
}

fn fields(body: &Group) -> Option<Punctuated<Field, Comma>> {
    let tokens = trees(body.stream());
    let mut rest = Tokens(&tokens);
    let mut fields = Punctuated::new();
    while !rest.0.is_empty() {
        let attrs = attributes(&mut rest)?;
        let vis = visibility(&mut rest)?;
        let ident = Some(rest.word()?.clone());
        let colon = rest.sign(':')?;
        let colon_token = Some(syn::token::Colon { spans: [colon.span()] });
        let ty = ty::read(&mut rest, |token| is_comma(token) || is_equals(token))?;
        let modifiers = FieldModifiers::default();
        fields.push_value(Field { attrs, vis, modifiers, ident, colon_token, ty, default: None });
        match rest.sign(',') {
            Some(comma) => fields.push_punct(Comma { spans: [comma.span()] }),
            None if rest.0.is_empty() => {}
            None => return None,
        }
    }
    Some(fields)
}

/// The beginning of a field's default.
fn is_equals(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=')
}

/// All attributes that are next.
pub(super) fn attributes(tokens: &mut Tokens<'_>) -> Option<Vec<Attribute>> {
    let mut attrs = Vec::new();
    while let Some(pound) = tokens.sign('#') {
        let group = tokens.group(Delimiter::Bracket)?;
        attrs.push(Attribute {
            pound_token: Pound { spans: [pound.span()] },
            style: AttrStyle::Outer,
            bracket_token: Bracket { span: group.delim_span() },
            meta: meta(group)?,
        });
    }
    Some(attrs)
}

/// What stands in an attribute: a word, a word and a list, a word and a literal.
fn meta(group: &Group) -> Option<Meta> {
    let tokens = trees(group.stream());
    let mut rest = Tokens(&tokens);
    let path = Path::from(rest.word()?.clone());
    let meta = match (rest.next(), rest.next()) {
        (None, _) => Meta::Path(path),
        (Some(TokenTree::Group(group)), None) => {
            let span = group.delim_span();
            let delimiter = match group.delimiter() {
                Delimiter::Parenthesis => MacroDelimiter::Paren(Paren { span }),
                Delimiter::Brace => MacroDelimiter::Brace(Brace { span }),
                Delimiter::Bracket => MacroDelimiter::Bracket(Bracket { span }),
                Delimiter::None => return None,
            };
            Meta::List(MetaList { path, delimiter, tokens: group.stream() })
        }
        (Some(TokenTree::Punct(equals)), Some(TokenTree::Literal(literal)))
            if equals.as_char() == '=' && rest.0.is_empty() =>
        {
            let lit = Lit::new(literal.clone());
            Meta::NameValue(MetaNameValue {
                path,
                eq_token: syn::token::Eq { spans: [equals.span()] },
                value: Expr::Lit(ExprLit { attrs: Vec::new(), lit }),
            })
        }
        _ => return None,
    };
    Some(meta)
}

/// The visibility that is next, if there is one.
pub(super) fn visibility(tokens: &mut Tokens<'_>) -> Option<Visibility> {
    let before = *tokens;
    let Some(word) = tokens.keyword("pub") else { return Some(Visibility::Inherited) };
    if tokens.group(Delimiter::Parenthesis).is_none() {
        return Some(Visibility::Public(syn::token::Pub { span: word.span() }));
    }
    syn::parse2(before.0.iter().take(2).cloned().collect()).ok()
}
