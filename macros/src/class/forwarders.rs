//! The methods that users call: the class's own, those it inherits, and the accessors of its
//! ancestors' private fields.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{FnArg, Pat, ReceiverKind, Visibility};

use super::expand::{Emit, is_outward, lenient, lexed, pointed};
use super::here::{braced, code, here};
use super::lent::marker;
use super::meta::{ClassMeta, Receiver, Slot};
use super::methods::{Method, names_of};
use super::overrides::{definition, slot};
use super::signature::argument;
use super::types::{is_well_known, spelled};
use super::{attached, generics, metaclass, names};

/// The methods that users call: the class's own, with their docs and their signatures as written.
pub(super) fn own_forwarders(emit: &Emit<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    if emit.is_abstract() {
        // a class method needs no object, but its late calls need a class that has one
        return out;
    }
    for (method, prefix) in emit
        .class
        .methods
        .iter()
        .map(|method| (method, "__def_"))
        .chain(emit.class.helpers.iter().map(|helper| (helper, "__own_")))
    {
        if !method.has_body {
            continue;
        }
        let attrs = method.function.attrs.iter();
        let attrs =
            attrs.filter(|a| is_outward(a) || a.path().is_ident("track_caller")).map(lenient);
        let has_marks =
            attached::is_logged(&method.function.attrs) || metaclass::wraps(emit, method);
        let vis = &method.function.vis;
        let base = emit.mro.get(1..).and_then(|ancestors| slot(ancestors, &method.slot.name));
        let vis = match (vis, base) {
            (Visibility::Inherited, Some((_, base))) if base.visibility == "pub" => code!(pub),
            _ => vis.to_token_stream(),
        };
        let mut sig = method.function.sig.clone();
        let mut passed = Vec::new();
        for (at, input) in sig.inputs.iter_mut().enumerate() {
            match input {
                FnArg::Receiver(receiver) => {
                    if matches!(receiver.kind, ReceiverKind::Value) {
                        receiver.mutability = None;
                    }
                    passed.push(receiver.self_token.to_token_stream());
                }
                FnArg::Typed(typed) => {
                    if has_marks {
                        // `#[redact]` and `#[skip]` belong to the body
                        typed.attrs.clear();
                    }
                    let span = match &*typed.pat {
                        Pat::Ident(pat) => pat.ident.span(),
                        _ => here(),
                    };
                    let name = names::ident(&argument(&typed.pat, at), span);
                    *typed.pat = syn::parse_quote!(#name);
                    passed.push(name.to_token_stream());
                }
            }
        }
        let waits = sig.asyncness.is_some().then(|| code!(.await));
        let body = method.body_name(prefix);
        let names = generics::names(&sig.generics);
        let names = names.iter().map(|name| names::ident(name, here()));
        let call = code!(Self::#body::<#(#names,)* Self>(#(#passed),*) #waits);
        let call = braced(call, method.span_of_body());
        out.extend(code!(#(#attrs)* #[inline] #vis #sig #call));
    }
    out
}

/// Overrides whose types only the compiler can compare with those of the overridden method.
pub(super) fn checks(emit: &Emit<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    if emit.class.is_faulty {
        return out;
    }
    let has_object = !emit.is_abstract() && !emit.meta().is_generic;
    let ancestors = emit.mro.get(1..).unwrap_or_default();
    for constant in emit.class.constants.iter().filter(|_| has_object) {
        let Some((at, base)) = slot(ancestors, &constant.slot.name) else { continue };
        if !is_well_known(&base.result.written) || !is_well_known(&constant.slot.result.written) {
            let (class, name) = (&emit.class.owner.name, &constant.name);
            let ty = lexed(&emit.pointer(at + 1, base, emit.own()));
            out.extend(quote_spanned! {constant.ty.span()=>
                #[allow(clippy::all)]
                const _: #ty = <#class>::#name;
            });
        }
    }
    for method in emit.class.methods.iter().filter(|method| method.has_body) {
        let Some((at, base)) = slot(ancestors, &method.slot.name) else { continue };
        let types = |slot: &Slot| {
            let mut types = slot.arguments.iter().map(|(_, ty)| ty).chain([&slot.result]);
            types.all(|ty| is_well_known(&ty.written))
        };
        if types(base) && types(&method.slot) {
            continue;
        }
        let (class, name) = (&emit.class.owner.name, &method.function.sig.ident);
        if !has_object {
            if base.is_async || base.open.is_some() {
                continue;
            }
            out.extend(of_any_object(emit, at + 1, base, method));
            continue;
        }
        if base.is_async {
            let (head, result) = head(emit, at + 1, base, emit.own());
            let (_, passed) = Emit::parameters(base, "", "");
            let word = super::body::bare(&base.name);
            let head = lexed(&format!("async fn __check_{word}{head} -> {result}"));
            let this = (base.receiver != Receiver::Class).then(|| code!(self,));
            let passed = lexed(&passed);
            out.extend(quote_spanned! {name.span()=>
                #[allow(dead_code)]
                impl #class { #head { <#class>::#name(#this #passed).await } }
            });
            continue;
        }
        let pointer = lexed(&emit.pointer(at + 1, base, emit.own()));
        let function = match marker(base) {
            None => quote_spanned!(name.span()=> <#class>::#name),
            Some(_) => lexed(&pointed(base, &format!("<{class}>::{name}"))),
        };
        out.extend(quote_spanned! {name.span()=>
            #[allow(clippy::type_complexity)]
            const _: #pointer = #function;
        });
    }
    out
}

/// The body of an override as a function of the overridden signature, for any subclass's object: of
/// an abstract class, or a generic one, there is none.
fn of_any_object(emit: &Emit<'_>, at: usize, base: &Slot, method: &Method) -> TokenStream {
    let (class, name) = (&emit.class.owner.name, &method.function.sig.ident);
    let object = super::scope::object(here());
    let bound = if method.is_bound { format!(": {}", emit.bound()) } else { String::new() };
    let (parameters, passed) = Emit::parameters(base, emit.name(at), &object.to_string());
    let lifetime = &base.lifetime_of_self;
    let (this, given) = match base.receiver {
        Receiver::Shared => (format!("__this: &{lifetime} {object}, "), "__this, "),
        Receiver::Exclusive => (format!("__this: &{lifetime} mut {object}, "), "__this, "),
        Receiver::Owned => (format!("__this: {object}, "), "__this, "),
        Receiver::Class | Receiver::Constant => (String::new(), ""),
    };
    let method_name = super::body::bare(&base.name);
    let result = spelled(&base.result.portable, emit.name(at), &object.to_string());
    let lifetimes = match base.lifetimes.trim_end_matches(", ") {
        "" => String::new(),
        some => format!("{some}, "),
    };
    let head = lexed(&format!(
        "fn __check_{method_name}<{lifetimes}{object}{bound}>({this}{parameters}) -> {result}"
    ));
    let given = lexed(&format!("{given}{passed}"));
    let (generics, arguments, clause) =
        (&emit.class.owner.impl_generics, &emit.class.owner.arguments, &emit.class.owner.clause);
    let body = method.body_name("__def_");
    quote_spanned! {name.span()=>
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        impl #generics #class #arguments #clause {
            #head { <#class #arguments>::#body::<#object>(#given) }
        }
    }
}

/// `<'a>(&'a self, ..)` and the result of a method of the class at `at`.
pub(super) fn head(emit: &Emit<'_>, at: usize, slot: &Slot, object: &str) -> (String, String) {
    let owner = emit.name(at);
    let result = spelled(&slot.result.portable, owner, object);
    let (parameters, _) = Emit::parameters(slot, owner, object);
    let declared = match &slot.open {
        Some(open) => spelled(&open.declared, owner, object),
        None => slot.lifetimes.clone(),
    };
    let declared = if declared.is_empty() {
        String::new()
    } else {
        format!("<{}>", declared.trim_end_matches(", "))
    };
    (format!("{declared}({}{parameters})", Emit::receiver(slot)), result)
}

/// The where-clause of a generic method, after what stands before it.
pub(super) fn clause(emit: &Emit<'_>, at: usize, slot: &Slot, before: &str) -> String {
    let own = match &slot.open {
        Some(open) => spelled(&open.clause, emit.name(at), "Self"),
        None => String::new(),
    };
    if own.is_empty() && before.is_empty() {
        String::new()
    } else {
        format!("where {own} {before}")
    }
}

/// `<X>::__def_name::<F, Self>(self, ..)`, awaited where the method is.
pub(super) fn call_of(emit: &Emit<'_>, found: usize, slot: &Slot) -> String {
    let this = if slot.receiver == Receiver::Class { "" } else { "self, " };
    let types = match &slot.open {
        Some(open) if !open.names.is_empty() => format!("::<{}, Self>", open.names),
        _ => "::<Self>".to_owned(),
    };
    let (_, passed) = Emit::parameters(slot, "", "");
    let bare = super::body::bare(&slot.name);
    format!("<{}>::__def_{bare}{types}({this}{passed})", emit.name(found))
}

/// The class's own generic methods with the signatures that its subclasses give them, so that a
/// bound which has another meaning there is found here.
pub(super) fn repeated(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    if emit.is_abstract() {
        return out;
    }
    for slot in &emit.meta().slots {
        if !slot.open.as_ref().is_some_and(|open| open.is_portable) {
            continue;
        }
        let (head, result) = head(emit, 0, slot, "Self");
        let (clause, call) = (clause(emit, 0, slot, ""), call_of(emit, 0, slot));
        let (asyncness, waits) = awaits(slot);
        let bare = super::body::bare(&slot.name);
        let _ = write!(
            out,
            "{asyncness} fn __as_inherited_{bare}{head} -> {result} {clause} {{ {call}{waits} }}"
        );
    }
    out
}

/// `async` and `.await`
fn awaits(slot: &Slot) -> (&'static str, &'static str) {
    if slot.is_async { ("async", ".await") } else { ("", "") }
}

/// The methods that the class inherits, as inherent ones, and the class attributes.
pub(super) fn inherited_forwarders(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    if emit.is_abstract() {
        return out;
    }
    for name in names_of(emit.mro) {
        let Some((at, slot)) = slot(emit.mro, &name) else { continue };
        let is_own = emit.own_method(&name).is_some_and(|method| method.has_body);
        if is_own || emit.mro.get(at).is_some_and(ClassMeta::is_object) {
            continue;
        }
        let owner = emit.name(at);
        let package = emit.mro.get(at).map(|class| class.package.as_str());
        let vis = match slot.visibility.as_str() {
            "crate" if package == Some(emit.meta().package.as_str()) => "pub(crate)",
            "crate" => "",
            vis => vis,
        };
        let result = spelled(&slot.result.portable, owner, "Self");
        let found = definition(emit.mro, &name, 0);
        if slot.receiver == Receiver::Constant {
            let class = emit.name(found.unwrap_or(at));
            if found != Some(0) {
                let _ = write!(out, "{vis} const {name}: {result} = <{class}>::{name};");
            }
            continue;
        }
        if slot.open.as_ref().is_some_and(|open| !open.is_portable) {
            continue;
        }
        let (head, result) = head(emit, at, slot, "Self");
        let clause = clause(emit, at, slot, "");
        let (asyncness, waits) = awaits(slot);
        let body = match found {
            Some(at) => call_of(emit, at, slot) + waits,
            None => "__k::core::unreachable!()".to_owned(),
        };
        let _ = write!(
            out,
            "#[inline] {vis} {asyncness} fn {name}{head} -> {result} {clause} {{ {body} }}"
        );
    }
    out
}
