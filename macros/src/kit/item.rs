//! Items read no deeper than a macro needs: function bodies stay the tokens that the user wrote.
//!
//! Parsing and printing bodies costs a third of a crate's check time; copying them costs nothing.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Generics, Ident, Lit, Meta, Path, Signature, Token, Type, Visibility};

/// What an attribute stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Enum,
    Union,
    Trait,
    Impl,
    Fn,
    Type,
    Other,
}

/// What kind of item these tokens are, without parsing them.
pub(crate) fn kind(item: &TokenStream) -> Kind {
    kind_of(&item.clone().into_iter().collect::<Vec<_>>())
}

/// The same of tokens that are read already: to take a stream apart costs a call of the compiler.
pub(crate) fn kind_of(tokens: &[TokenTree]) -> Kind {
    let mut tokens = tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Ident(word) = token else { continue };
        return match word.to_string().as_str() {
            "struct" => Kind::Struct,
            "enum" => Kind::Enum,
            "union" if matches!(tokens.peek(), Some(TokenTree::Ident(_))) => Kind::Union,
            "trait" => Kind::Trait,
            "impl" => Kind::Impl,
            "fn" => Kind::Fn,
            "type" => Kind::Type,
            "pub" | "unsafe" | "async" | "const" | "extern" | "auto" | "default" | "safe" => {
                continue;
            }
            _ => Kind::Other,
        };
    }
    Kind::Other
}

/// The text of `///` comments, a line each, without the space that follows the slashes.
pub(crate) fn docs(attrs: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attr in attrs {
        if let Meta::NameValue(meta) = &attr.meta
            && attr.path().is_ident("doc")
            && let Expr::Lit(expr) = &meta.value
            && let Lit::Str(text) = &expr.lit
        {
            let text = text.value();
            lines.push(text.strip_prefix(' ').unwrap_or(&text).to_owned());
        }
    }
    lines.join("\n")
}

/// A body in braces, kept as the user's tokens, or the `;` that stands for none.
pub(crate) enum LazyBlock {
    Braces(Group),
    Semi(Token![;]),
}

impl Parse for LazyBlock {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![;]) {
            return input.parse().map(Self::Semi);
        }
        let token: TokenTree = input.parse()?;
        let fault = syn::Error::new(token.span(), "expected a body in braces");
        braces(token).map(Self::Braces).ok_or(fault)
    }
}

impl LazyBlock {
    /// What stands between the braces.
    pub(crate) fn contents(&self) -> TokenStream {
        match self {
            Self::Braces(group) => group.stream(),
            Self::Semi(_) => TokenStream::new(),
        }
    }
}

/// The group in braces; what a `macro_rules!` passes on as `$body` has an invisible one around it.
fn braces(token: TokenTree) -> Option<Group> {
    let TokenTree::Group(group) = token else { return None };
    match group.delimiter() {
        Delimiter::Brace => Some(group),
        Delimiter::None => group.stream().into_iter().next().and_then(braces),
        _ => None,
    }
}

/// The type itself, where a `macro_rules!` passed it on as `$ty`.
pub(crate) fn ungrouped(ty: Type) -> Type {
    match ty {
        Type::Group(group) => ungrouped(*group.elem),
        ty => ty,
    }
}

impl ToTokens for LazyBlock {
    fn to_tokens(&self, out: &mut TokenStream) {
        match self {
            Self::Braces(group) => group.to_tokens(out),
            Self::Semi(semi) => semi.to_tokens(out),
        }
    }
}

/// A function: its signature read, its body as written.
pub(crate) struct LazyFn {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) default: Option<Token![default]>,
    pub(crate) sig: Signature,
    pub(crate) body: LazyBlock,
}

impl Parse for LazyFn {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            default: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl ToTokens for LazyFn {
    fn to_tokens(&self, out: &mut TokenStream) {
        out.append_all(&self.attrs);
        self.vis.to_tokens(out);
        self.default.to_tokens(out);
        self.sig.to_tokens(out);
        self.body.to_tokens(out);
    }
}

/// One thing in an impl block.
pub(crate) enum LazyMember {
    Fn(Box<LazyFn>),
    /// A constant, a type, a macro call: the user's tokens.
    Other(TokenStream),
}

impl Parse for LazyMember {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        // most of them, at a glance
        if input.peek(Token![fn]) || input.peek(Token![pub]) && input.peek2(Token![fn]) {
            return input.parse().map(Box::new).map(Self::Fn);
        }
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        ahead.parse::<Option<Token![default]>>()?;
        if starts_fn(&ahead) {
            return input.parse().map(Box::new).map(Self::Fn);
        }
        let mut tokens = TokenStream::new();
        while !input.is_empty() {
            let token: TokenTree = input.parse()?;
            let is_end = match &token {
                TokenTree::Punct(p) => p.as_char() == ';',
                TokenTree::Group(g) => {
                    g.delimiter() == Delimiter::Brace && !input.peek(Token![;]) && !has_eq(&tokens)
                }
                _ => false,
            };
            tokens.append(token);
            if is_end {
                break;
            }
        }
        Ok(Self::Other(tokens))
    }
}

/// Whether an initialiser has begun, so that braces are a value and not the end.
fn has_eq(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == '='))
}

/// Whether qualifiers and `fn` come next.
fn starts_fn(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    loop {
        if ahead.peek(Token![fn]) {
            return true;
        }
        let is_qualifier = ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(syn::LitStr);
        if !is_qualifier || ahead.parse::<TokenTree>().is_err() {
            return false;
        }
    }
}

impl ToTokens for LazyMember {
    fn to_tokens(&self, out: &mut TokenStream) {
        match self {
            Self::Fn(function) => function.to_tokens(out),
            Self::Other(tokens) => tokens.to_tokens(out),
        }
    }
}

/// An impl block: its header read, its functions' bodies as written.
pub(crate) struct LazyImpl {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) default: Option<Token![default]>,
    pub(crate) unsafety: Option<Token![unsafe]>,
    pub(crate) impl_token: Token![impl],
    pub(crate) generics: Generics,
    /// The trait and its `for`, of a trait impl.
    pub(crate) of: Option<(Option<Token![!]>, Path, Token![for])>,
    pub(crate) self_ty: Type,
    pub(crate) members: Vec<LazyMember>,
}

impl Parse for LazyImpl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let default = input.parse()?;
        let unsafety = input.parse()?;
        let impl_token = input.parse()?;
        let has_generics = input.peek(Token![<])
            && (input.peek2(Token![>])
                || input.peek2(Token![#])
                || (input.peek2(Ident) || input.peek2(syn::Lifetime))
                    && (input.peek3(Token![:])
                        || input.peek3(Token![,])
                        || input.peek3(Token![>])
                        || input.peek3(Token![=]))
                || input.peek2(Token![const]));
        let mut generics: Generics =
            if has_generics { input.parse()? } else { Generics::default() };
        let negative = input.parse()?;
        let first = ungrouped(input.parse()?);
        let (of, self_ty) = if input.peek(Token![for]) {
            let Type::Path(path) = first else {
                return Err(syn::Error::new_spanned(first, "expected a trait before `for`"));
            };
            (Some((negative, path.path, input.parse()?)), ungrouped(input.parse()?))
        } else {
            (None, first)
        };
        generics.where_clause = input.parse()?;
        let content;
        syn::braced!(content in input);
        let mut members = Vec::new();
        while !content.is_empty() {
            members.push(content.parse()?);
        }
        Ok(Self { attrs, default, unsafety, impl_token, generics, of, self_ty, members })
    }
}

impl LazyImpl {
    /// The functions, in order.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &LazyFn> {
        self.members.iter().filter_map(|member| match member {
            LazyMember::Fn(function) => Some(&**function),
            LazyMember::Other(_) => None,
        })
    }

    /// The block with other functions in its functions' places.
    pub(crate) fn with_functions(&self, mut f: impl FnMut(&LazyFn) -> TokenStream) -> TokenStream {
        let mut out = TokenStream::new();
        out.append_all(&self.attrs);
        self.default.to_tokens(&mut out);
        self.unsafety.to_tokens(&mut out);
        self.impl_token.to_tokens(&mut out);
        self.generics.to_tokens(&mut out);
        if let Some((negative, path, for_token)) = &self.of {
            negative.to_tokens(&mut out);
            path.to_tokens(&mut out);
            for_token.to_tokens(&mut out);
        }
        self.self_ty.to_tokens(&mut out);
        self.generics.where_clause.to_tokens(&mut out);
        let body = self.members.iter().map(|member| match member {
            LazyMember::Fn(function) => f(function),
            LazyMember::Other(tokens) => tokens.clone(),
        });
        out.append(Group::new(Delimiter::Brace, body.collect()));
        out
    }

    /// The last word of the self type, `Billing` of `app::Billing<T>`; nothing for `[T]` or `&T`.
    pub(crate) fn self_name(&self) -> Option<&Ident> {
        match &self.self_ty {
            Type::Path(ty) => ty.path.segments.last().map(|segment| &segment.ident),
            _ => None,
        }
    }
}

impl ToTokens for LazyImpl {
    fn to_tokens(&self, out: &mut TokenStream) {
        out.extend(self.with_functions(ToTokens::to_token_stream));
    }
}

/// A trait's header; its body is read by no macro.
pub(crate) struct LazyTrait {
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
}

impl Parse for LazyTrait {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Option<Token![auto]>>()?;
        input.parse::<Token![trait]>()?;
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        while !input.peek(Token![where]) && !input.peek(syn::token::Brace) && !input.is_empty() {
            input.parse::<TokenTree>()?;
        }
        generics.where_clause = input.parse()?;
        let LazyBlock::Braces(_) = input.parse()? else {
            return Err(input.error("expected the trait's body in braces"));
        };
        Ok(Self { vis, ident, generics })
    }
}
