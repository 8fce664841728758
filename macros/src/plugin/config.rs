//! `config = T` and `config(..)`: what a plugin's constructor is given.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, Type};

use super::expand::awaited;
use super::init::Init;
use crate::kit::{Arg, ArgValue, Ctxt, spell_self, split_arguments};

/// The configuration of a plugin.
pub(crate) struct Config {
    pub(super) ty: Type,
    /// Whether `create` may do without it.
    pub(super) has_default: bool,
}

/// What stands in the brackets of `config`, in one or two places.
#[derive(Default)]
pub(super) struct Written {
    ty: Option<Type>,
    default: Option<Span>,
    /// The word `config` itself.
    at: Option<Span>,
}

/// Takes `config` out of the arguments: it may be said twice, `config = T, config(default)`.
pub(super) fn written(cx: &Ctxt, pieces: &mut Vec<TokenStream>) -> Written {
    let mut written = Written::default();
    pieces.retain(|piece| {
        let Ok(arg) = Arg::read(piece.clone()) else { return true };
        if arg.key.text != "config" {
            return true;
        }
        written.at.get_or_insert(arg.key.span());
        read(cx, &arg, &mut written);
        false
    });
    if written.at.is_some() && !cfg!(feature = "json") {
        let message = "`config` needs the feature `json` of dunder";
        cx.error_at(written.at.unwrap_or_else(Span::call_site), message);
    }
    written
}

fn read(cx: &Ctxt, arg: &Arg, written: &mut Written) {
    let parts = match &arg.value {
        ArgValue::Equals(ty) => vec![ty.clone()],
        ArgValue::List(list) => split_arguments(list.clone()),
        ArgValue::Nothing => Vec::new(),
    };
    if parts.is_empty() {
        let message = "`config` names a type, write `config = Type` or `config(Type, default)`";
        cx.error(&arg.key.ident, message);
    }
    for part in parts {
        if part.to_string() == "default" {
            if written.default.is_some() {
                cx.error(&part, "`default` is given twice");
            }
            written.default = part.into_iter().next().map(|word| word.span());
        } else if written.ty.is_some() {
            cx.error(&part, "a plugin has one `config` type");
        } else {
            match syn::parse2(part.clone()) {
                Ok(ty) => written.ty = Some(ty),
                Err(_) => cx.error(&part, "`config` takes a type, write `config = Type`"),
            }
        }
    }
}

/// The configuration, which the constructor takes; a type without one is made `From` it.
pub(super) fn of_plugin(
    cx: &Ctxt,
    written: &Written,
    init: Option<&Init>,
    plugin: &Type,
) -> Option<Config> {
    let spelled =
        |ty: &Type| syn::parse2(spell_self(ty.to_token_stream(), &plugin.to_token_stream())).ok();
    let params = init.map_or(&[][..], |init| init.params.as_slice());
    let Some(at) = written.at else {
        if let (Some(init), Some(FnArg::Typed(first))) = (init, params.first()) {
            let name = &init.ident;
            let ty = match &*first.ty {
                Type::Path(path) => path.to_token_stream().to_string(),
                _ => "Type".to_owned(),
            };
            let message = format_args!(
                "a plugin is created by its name alone: write `fn {name}() -> Self`, or \
                 `config = {ty}` for a constructor that takes it"
            );
            cx.error(first, message);
        }
        return None;
    };
    for other in params.iter().skip(1) {
        cx.error(other, "a plugin's constructor takes its configuration and nothing else");
    }
    let taken = params.first().and_then(|param| match param {
        FnArg::Typed(param) => Some((*param.ty).clone()),
        FnArg::Receiver(_) => None,
    });
    if let Some(init) = init
        && params.is_empty()
    {
        let what =
            written.ty.as_ref().map_or("Type".to_owned(), |ty| ty.to_token_stream().to_string());
        let message =
            format_args!("the constructor takes the configuration: write `config: {what}`");
        cx.error(&init.ident, message);
        return None;
    }
    let Some(ty) = written.ty.clone().or(taken) else {
        let message = "which type? write `config(Type, default)`";
        cx.error_at(written.default.unwrap_or(at), message);
        return None;
    };
    Some(Config { ty: spelled(&ty)?, has_default: written.default.is_some() })
}

impl Config {
    /// `from` and `default` of the runtime's `Build`.
    pub(super) fn builds(
        &self,
        private: &TokenStream,
        awaited_as: Option<&TokenStream>,
        make: impl Fn(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let ty = &self.ty;
        let [value, config, fault] =
            ["__value", "__config", "__fault"].map(|name| Ident::new(name, Span::mixed_site()));
        let default = if self.has_default {
            let at = ty.span();
            let build = make(quote_spanned!(at=> <#ty as #private::Default>::default()));
            quote!(#private::Some(|| #build))
        } else {
            quote!(#private::None)
        };
        let build = make(quote!(#config));
        let failed = quote!(#private::Err(#fault));
        let failed = match awaited_as {
            Some(registry) => awaited(&failed, registry, private),
            None => failed,
        };
        let read = quote_spanned!(ty.span()=> #private::plugin::configured::<#ty>(#value));
        quote! {
            from: |#value| match #read {
                #private::Ok(#config) => #build,
                #private::Err(#fault) => #failed,
            },
            default: #default,
        }
    }
}
