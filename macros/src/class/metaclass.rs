//! `#[class(metaclass = M)]`: `create`, the class's entry, and what stands around its calls.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote_spanned};
use syn::FnArg;
use syn::spanned::Spanned as _;

use super::attached;
use super::construct;
use super::expand::{Emit, lexed};
use super::here::{code, here};
use super::methods::Method;
use super::names;
use super::signature::{argument, is_opaque};
use crate::kit::spell_self;

fn has_one(emit: &Emit<'_>) -> bool {
    !emit.meta().metaclass.is_empty()
}

/// `D::create(..)`: the class called, as its metaclass has it.
///
/// The metaclass is a parameter, which the class decides: where that does not take the class, the
/// fault is reported once, by `items`, and not for this signature too.
pub(super) fn create(emit: &Emit<'_>) -> TokenStream {
    if !has_one(emit) || emit.is_abstract() {
        return TokenStream::new();
    }
    let vis = emit.class.vis.to_token_stream().to_string();
    let construct::Parts { parameters, passed, .. } = construct::parts(emit);
    let (instance, errors, body) = if emit.meta().is_validated {
        (
            "__k::Checked<__M::Instance>",
            "///\n/// # Errors\n/// Every rule that the values break.\n",
            format!(
                "match Self::new({passed}) {{
                    __k::Ok(__made) => __k::Ok(__M::call(move || __made)),
                    __k::Err(__invalid) => __k::Err(__invalid),
                }}"
            ),
        )
    } else {
        ("__M::Instance", "", format!("__M::call(move || Self::new({passed}))"))
    };
    lexed(&format!(
        "/// What the metaclass makes of an object with these fields.\n{errors}
         #[inline] {vis} fn create<__M>({parameters}) -> {instance}
         where Self: __k::Classed<Metaclass = __M>, __M: __k::MetaclassOf<Self> {{ {body} }}"
    ))
}

/// The class's metaclass as a type, its check and its entry.
pub(super) fn items(emit: &Emit<'_>) -> TokenStream {
    if !has_one(emit) {
        return TokenStream::new();
    }
    let owner = &emit.class.owner;
    let (name, generics, arguments, clause) =
        (&owner.name, &owner.impl_generics, &owner.arguments, &owner.clause);
    let inherited = emit.classes().skip(1).find(|(_, class)| !class.metaclass.is_empty());
    let (metaclass, span) = match (&emit.class.settings.metaclass, inherited) {
        (Some(own), _) => (own.to_token_stream(), own.span()),
        (None, Some((at, _))) => {
            let ty = lexed(&format!("<{} as __k::Classed>::Metaclass", emit.name(at)));
            (ty, here())
        }
        (None, None) => return TokenStream::new(),
    };
    let classed = code! {
        impl #generics __k::Classed for #name #arguments #clause { type Metaclass = #metaclass; }
    };
    if emit.is_abstract() || emit.meta().is_generic {
        let check = quote_spanned!(span=> const _: fn() = __k::is_metaclass::<#metaclass>;);
        // an abstract class has no entry, but the metaclass looks at it if it takes such a class
        let looked_at = (!emit.meta().is_generic).then(|| {
            quote_spanned! {span=>
                const _: () = {
                    #[allow(unused_imports)]
                    use __k::Unchecked as _;
                    __k::Check::<#metaclass, #name>::CHECK
                };
            }
        });
        return code!(#classed #check #looked_at);
    }
    // all in one place, so that one fault is one error
    let registered = quote_spanned! {span=>
        {
            let () = <#metaclass as __k::MetaclassOf<#name>>::CHECK;
            __k::Registered {
                metaclass: __k::core::any::TypeId::of::<#metaclass>,
                class: <#name as __k::Object>::CLASS,
                entry: || const { &<#metaclass as __k::MetaclassOf<#name>>::ENTRY },
            }
        }
    };
    code! {
        #classed
        __k::submit!(#registered);
    }
}

/// Whether users call the method and its class has a metaclass.
pub(super) fn wraps(emit: &Emit<'_>, method: &Method) -> bool {
    let base = emit.mro.get(1..).and_then(|rest| super::overrides::slot(rest, &method.slot.name));
    let is_public =
        method.slot.visibility == "pub" || base.is_some_and(|(_, slot)| slot.visibility == "pub");
    has_one(emit) && is_public && method.function.sig.asyncness.is_none()
}

/// A parameter of a wrapped method, by a name even where the user wrote a pattern.
pub(super) fn parameter(typed: &syn::PatType, at: usize) -> Ident {
    match &*typed.pat {
        syn::Pat::Ident(pat) => pat.ident.clone(),
        _ => names::ident(&argument(&typed.pat, at), here()),
    }
}

/// The body, with the metaclass around it where users call the method.
pub(super) fn around(emit: &Emit<'_>, method: &Method) -> TokenStream {
    let body = &method.body;
    let sig = &method.function.sig;
    if !wraps(emit, method) {
        return body.clone();
    }
    let object = super::scope::object(here()).to_token_stream();
    let result = match &sig.output {
        syn::ReturnType::Default => code!(()),
        syn::ReturnType::Type(_, ty) if is_opaque(&ty.to_token_stream()) => code!(_),
        syn::ReturnType::Type(_, ty) => spell_self(ty.to_token_stream(), &object),
    };
    let end = matches!(sig.output, syn::ReturnType::Default).then(|| code!(;));
    let class = lexed(emit.own());
    let name = super::body::bare(&method.slot.name);
    let typed = sig.inputs.iter().enumerate().filter_map(|(at, input)| match input {
        FnArg::Typed(typed) => Some((at, typed)),
        FnArg::Receiver(_) => None,
    });
    let (mut patterns, mut values, mut shown) = (Vec::new(), Vec::new(), TokenStream::new());
    for (at, typed) in typed {
        let text = argument(&typed.pat, at);
        let value = parameter(typed, at);
        let label = format!("{}{} = ", if shown.is_empty() { "" } else { ", " }, text);
        match attached::hidden(&method.function.attrs, &typed.attrs, &text) {
            Some(instead) => {
                let label = label + instead;
                shown.extend(code!(let _ = #value; __to.write_str(#label)?;));
            }
            None => {
                let show = code!((&__k::Probe(#value)).show(__to)?;);
                shown.extend(code!(__to.write_str(#label)?; #show));
            }
        }
        patterns.push(typed.pat.to_token_stream());
        values.push(value);
    }
    code! {
        #[allow(unused_imports)]
        use __k::{ByDebug as _, ByNothing as _};
        let __held = &__k::Arguments::new((#(#values,)*), |(#(#values,)*), __to| {
            let _ = &__to;
            #shown
            __k::Ok(())
        });
        <<#class as __k::Classed>::Metaclass as __k::Metaclass>::around::<#result>(
            &__k::Call::new(
                <#class as __k::Object>::CLASS,
                #name,
                __held,
                |__result, __to| (&__k::Probe(__result)).show(__to),
            ),
            move || {
                let (#(#patterns,)*) = __held.take();
                #body
            },
        ) #end
    }
}
