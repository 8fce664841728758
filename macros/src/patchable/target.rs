//! `patch!`, `patch_fn!` and `original!`: what is named, and what stands in for it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, ExprClosure, Ident, Path, PathArguments, Token, TypePath};

use crate::kit::{Ctxt, Root, did_you_mean};

/// A method or a class attribute: `Type::name`, or the name alone behind an instance.
struct Member {
    /// `<Type>`; nothing behind an instance.
    owner: Option<TokenStream>,
    /// `name`, or `Trait_name`.
    word: String,
    span: Span,
    arguments: PathArguments,
}

impl Member {
    /// The hidden function of this member.
    fn hidden(&self, prefix: &str) -> TokenStream {
        let (name, arguments) = (super::hidden(prefix, &self.word, self.span), &self.arguments);
        match &self.owner {
            Some(owner) => quote!(#owner::#name #arguments),
            None => quote!(#name #arguments),
        }
    }

    fn of_type(path: &TypePath) -> syn::Result<Self> {
        let (mut front, last) = split(&path.path)?;
        let (owner, word) = match &path.qself {
            Some(qself) => {
                let ty = &qself.ty;
                let word = match front.segments.last() {
                    Some(of) if qself.position > 0 => super::trait_word(of, &last.ident),
                    _ => last.ident.unraw().to_string(),
                };
                (quote!(<#ty>), word)
            }
            None => {
                if front.segments.pop().is_none() {
                    let message = format!("write the type too: `Type::{}`", last.ident);
                    return Err(syn::Error::new(last.ident.span(), message));
                }
                let (front, _) = (strip(&path.path), front);
                (quote!(<#front>), last.ident.unraw().to_string())
            }
        };
        Ok(Self { owner: Some(owner), word, span: last.ident.span(), arguments: last.arguments })
    }

    fn of_instance(path: &Path) -> syn::Result<Self> {
        let (front, last) = split(path)?;
        let word = match front.segments.last() {
            Some(of) => super::trait_word(of, &last.ident),
            None => last.ident.unraw().to_string(),
        };
        Ok(Self { owner: None, word, span: last.ident.span(), arguments: last.arguments })
    }
}

/// The path without its last word.
fn strip(path: &Path) -> Path {
    let mut front = path.clone();
    front.segments.pop();
    front.segments.pop_punct();
    front
}

fn split(path: &Path) -> syn::Result<(Path, syn::PathSegment)> {
    let last = path.segments.last().cloned();
    let last = last.ok_or_else(|| syn::Error::new(Span::call_site(), "expected a name"))?;
    Ok((strip(path), last))
}

/// Everything between the brackets of `patch!`.
struct Request {
    root: Root,
    is_global: bool,
    instance: Option<Expr>,
    member: Member,
    is_value: bool,
    replacement: Expr,
    when: Option<Expr>,
    times: Option<Expr>,
}

impl Request {
    fn parse(cx: &Ctxt, input: ParseStream<'_>) -> syn::Result<Self> {
        let is_global = is_global(input);
        if is_global {
            input.call(Ident::parse_any)?;
        }
        let ahead = input.fork();
        let is_type = ahead.parse::<TypePath>().is_ok()
            && (ahead.peek(Token![=>]) || ahead.peek(Token![=]) && !ahead.peek(Token![==]));
        let (instance, member) = if is_type {
            (None, Member::of_type(&input.parse()?)?)
        } else {
            let start = input.cursor();
            let instance: Expr = input.parse()?;
            if !input.peek(Token![,]) {
                let message = "write `Type::method => |this, ..| ..`, `Type::CONSTANT = value` or \
                               `instance, method => |this, ..| ..`";
                return Err(syn::Error::new(start.span(), message));
            }
            input.parse::<Token![,]>()?;
            (Some(instance), Member::of_instance(&input.parse()?)?)
        };
        if let Some(instance) = &instance
            && is_global
        {
            cx.error(
                instance,
                "`global` patches a type, write `patch!(global Type::method => ..)`",
            );
        }
        let is_value = !input.peek(Token![=>]) && input.peek(Token![=]);
        if is_value {
            let equals: Token![=] = input.parse()?;
            if instance.is_some() {
                cx.error(
                    &equals,
                    "a class attribute is its type's, write `Type::CONSTANT = value`",
                );
            }
        } else {
            input.parse::<Token![=>]>()?;
        }
        let replacement: Expr = input.parse()?;
        if !is_value && matches!(replacement, Expr::Lit(_)) {
            cx.error(
                &replacement,
                "a method is replaced by a closure, write `|this, ..| ..`; a class attribute by \
                 `Type::CONSTANT = value`",
            );
        }
        let mut all = Self {
            root: Root::default(),
            is_global,
            instance,
            member,
            is_value,
            replacement,
            when: None,
            times: None,
        };
        all.options(cx, input)?;
        Ok(all)
    }

    fn options(&mut self, cx: &Ctxt, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key = input.call(Ident::parse_any)?;
            let word = key.to_string();
            input.parse::<Token![=]>()?;
            if word == "crate" {
                let path: Path = input.parse()?;
                self.root = Root::find(&quote!(crate = #path));
                continue;
            }
            let value: Expr = input.parse()?;
            let place = match word.as_str() {
                "when" => &mut self.when,
                "times" => &mut self.times,
                _ => {
                    let hint = did_you_mean(&word, &["when", "times"]);
                    cx.error(&key, format_args!("unknown argument `{word}`{hint}"));
                    continue;
                }
            };
            if place.replace(value).is_some() {
                cx.error(&key, format_args!("`{word}` is given twice"));
            }
            if word == "when" && self.is_value {
                cx.error(&key, "a class attribute has no arguments for `when` to look at");
            }
        }
        Ok(())
    }

    /// The call that makes the patch, and its options.
    fn patch(&self) -> TokenStream {
        let (mixed, root) = (Span::mixed_site(), &self.root);
        let it = format_ident!("it", span = mixed);
        let on = self.instance.as_ref().map(|_| quote!(#it.));
        let hidden = |of_type: &str, of_instance: &str| {
            self.member.hidden(if on.is_some() { of_instance } else { of_type })
        };
        let door = hidden("patch", "on");
        let made = match &self.replacement {
            Expr::Closure(closure) if closure.asyncness.is_some() => {
                let sig = hidden("async", "onasync");
                let patch = format_ident!("patch", span = mixed);
                let passed: Vec<_> = (0..closure.inputs.len())
                    .map(|i| format_ident!("a{i}", span = mixed))
                    .collect();
                let closure = moving(closure);
                let private = quote!(#root::__private);
                quote!({
                    let #patch = #on #sig(#closure);
                    #on #door(move |#(#passed,)* _| {
                        let #patch = #private::Clone::clone(&#patch);
                        #private::Box::pin(async move { #patch(#(#passed),*).await })
                    })
                })
            }
            other => {
                let replacement = moved(other);
                quote!(#on #door(#replacement))
            }
        };
        let when = self.when.as_ref().map(|when| {
            let (condition, when) = (hidden("when", "onwhen"), moved(when));
            quote!(.when(#on #condition(#when)))
        });
        let times = self.times.as_ref().map(|times| quote!(.times(#times)));
        quote!(#made #when #times)
    }
}

/// Whether `global` stands in front of what is patched, and is not what is patched.
fn is_global(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok_and(|word| word == "global")
        && (ahead.peek(Ident::peek_any) || ahead.peek(Token![<]) || ahead.peek(Token![::]))
}

/// A closure takes what it captures, or it could not outlive the call.
fn moved(expr: &Expr) -> TokenStream {
    match expr {
        Expr::Closure(closure) => moving(closure),
        other => other.to_token_stream(),
    }
}

fn moving(closure: &ExprClosure) -> TokenStream {
    let mut closure = closure.clone();
    closure.capture.get_or_insert_with(Default::default);
    closure.into_token_stream()
}

/// `patch!(..)`: a guard.
pub(crate) fn patch(input: TokenStream) -> TokenStream {
    read(input, |request| {
        let (patch, root) = (request.patch(), &request.root);
        let Some(instance) = &request.instance else {
            let install = if request.is_global { quote!(everywhere) } else { quote!(here) };
            return quote!(#patch.#install());
        };
        let mixed = Span::mixed_site();
        let (it, bond) = (format_ident!("it", span = mixed), format_ident!("bond", span = mixed));
        quote! {
            match &(#instance) {
                #it => {
                    let #bond = {
                        #[allow(unused_imports)]
                        use #root::__private::patchable::{TieBorrowed as _, TieOwned as _};
                        (&#root::__private::patchable::Tie(#it)).__tie()
                    };
                    #patch.tied(#bond)
                }
            }
        }
    })
}

/// `patch_fn!(..)`: a patch that is not in force.
pub(crate) fn patch_fn(input: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let ahead = input.clone();
    let tokens = read(input, |request| {
        if let Some(instance) = &request.instance {
            cx.error(instance, "`patch_fn!` patches a type, write `Type::method => |this, ..| ..`");
        }
        if request.is_global {
            cx.error(&first(&ahead), "`global` stands in `patch!` only");
        }
        request.patch()
    });
    if cx.is_clean() { tokens } else { faults(cx) }
}

fn first(tokens: &TokenStream) -> TokenStream {
    tokens.clone().into_iter().take(1).collect()
}

/// All the faults where one expression stands.
fn faults(cx: Ctxt) -> TokenStream {
    let errors = cx.into_errors();
    quote!({ #errors })
}

fn read(input: TokenStream, expand: impl FnOnce(&Request) -> TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let request = cx.ok((|input: ParseStream<'_>| Request::parse(&cx, input)).parse2(input));
    match request {
        Some(request) if cx.is_clean() => expand(&request),
        _ => faults(cx),
    }
}

/// `original!(Type::method)`: the method past every patch.
pub(crate) fn original(input: TokenStream) -> TokenStream {
    let parse = |input: ParseStream<'_>| {
        let path = TypePath::parse(input)?;
        if !input.is_empty() {
            return Err(input.error("write `original!(Type::method)(this, ..)`"));
        }
        Member::of_type(&path)
    };
    match parse.parse2(input) {
        Ok(member) => member.hidden("original"),
        Err(fault) => fault.into_compile_error(),
    }
}
