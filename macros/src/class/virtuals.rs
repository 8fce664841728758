//! `#[class(dyn)]`: the trait `IsX`, which every object of the class or a subclass implements.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::format_ident;

use super::expand::{Emit, lexed, own_id};
use super::forwarders::{call_of, clause, head};
use super::here::code;
use super::lent::marker;
use super::lints::allowed;
use super::meta::{Call, ClassMeta, Receiver, Slot};
use super::methods::names_of;
use super::names;
use super::overrides::{self, slot};

pub(super) fn expand(emit: &Emit<'_>) -> TokenStream {
    let class = emit.class;
    if !class.settings.is_dyn {
        return TokenStream::new();
    }
    let root = &class.settings.root;
    let (vis, owner) = (&class.vis, &class.owner);
    let name = super::body::bare(&owner.name.to_string()).to_owned();
    let is_name = format_ident!("Is{name}", span = owner.name.span());
    let members = members(emit, &name);
    let supertraits = upcasts(emit);
    let asks = slot(emit.mro, "class").is_none().then(|| code!(class));
    let up = (!supertraits.is_empty()).then(|| code!(up));
    let doc = format!("An object of [`{name}`] or of a subclass, by reference or in a box.");
    let (bound, own_id) =
        (emit.outside_as_tokens(&emit.bound_with(&asked(emit), true)), own_id(emit));
    let generics = &owner.impl_generics;
    let (own, arguments) = (&owner.name, &owner.arguments);
    let clause = &owner.clause;
    let inner = lexed(&emit.declared());
    let (declared, defined) = (emit.outside(&members.declared), emit.beside(&members.defined));
    let supertraits = emit.outside(&supertraits);
    let allowed = allowed(
        "dead_code, unreachable_pub, unused_qualifications",
        "clippy::all, clippy::pedantic",
    );
    code! {
        #[doc = #doc]
        #allowed
        #vis trait #is_name #generics: #root::__private::class::Held #supertraits #clause {
            #declared
        }
        #[allow(unused_qualifications)]
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private::class as __k;
            #own_id
            impl<#inner __Self: #bound> #is_name #arguments for __Self #clause { #defined }
            impl #generics __k::Shown for #own #arguments #clause {
                type Dyn = dyn #is_name #arguments;
                type Id = __I;
            }
            impl<#inner __Self: #bound> __k::Shows<__Self> for dyn #is_name #arguments #clause {
                fn shown(object: &__Self) -> &Self {
                    object
                }
                fn shown_mut(object: &mut __Self) -> &mut Self {
                    object
                }
                fn shown_box(object: __k::Box<__Self>) -> __k::Box<Self> {
                    object
                }
            }
            __k::asked! { { #generics } { dyn #is_name #arguments } { #clause } { #asks #up } }
        };
    }
}

/// The ancestors that the object must be shown as: what the class's own bodies ask of it, and what
/// the traits of the ancestors do.
fn asked(emit: &Emit<'_>) -> Vec<u64> {
    let calls_directly = |class: &ClassMeta| class.slots.iter().any(Slot::is_direct);
    let ancestors = emit
        .classes()
        .skip(1)
        .filter(|(_, class)| class.is_dyn || class.has_bound_bodies && calls_directly(class));
    let theirs =
        ancestors.flat_map(|(_, class)| std::iter::once(class.id).chain(class.bounds.clone()));
    theirs.chain(emit.meta().bounds.iter().copied()).collect()
}

/// The supertraits by which `dyn IsX` becomes the `dyn IsY` of each ancestor with one.
fn upcasts(emit: &Emit<'_>) -> String {
    let mut supertraits = String::new();
    for (at, _) in emit.classes().skip(1).filter(|(_, class)| class.is_dyn) {
        let _ = write!(supertraits, " + __k::Upcast<<{} as __k::Shown>::Dyn>", emit.name(at));
    }
    supertraits
}

/// The trait's methods, declared and defined for every object of the class.
struct Members {
    declared: String,
    defined: String,
}

fn members(emit: &Emit<'_>, name: &str) -> Members {
    let (mut declared, mut defined) = (String::new(), String::new());
    for method in names_of(emit.mro) {
        let Some((at, slot)) = slot(emit.mro, &method) else { continue };
        let is_hidden = slot.visibility != "pub" || at + 1 == emit.mro.len();
        if is_hidden || matches!(slot.receiver, Receiver::Class | Receiver::Constant) {
            continue;
        }
        let (head, result) = head(emit, at, slot, "Self");
        let doc = format!("#[doc = \"As `{name}`'s method.\"]");
        let (_, passed) = Emit::parameters(slot, "", "");
        if slot.is_direct() {
            if slot.open.as_ref().is_some_and(|open| !open.is_portable) {
                continue;
            }
            let result = if slot.is_async {
                format!("impl __k::core::future::Future<Output = {result}>")
            } else {
                result
            };
            let clause = clause(emit, at, slot, "Self: __k::Sized");
            let head = format!("fn {method}{head} -> {result} {clause}");
            let _ = write!(declared, "{doc} {head};");
            let _ = write!(defined, "#[inline] {head} {{ {} }}", call_of(emit, at, slot));
            continue;
        }
        let of =
            |calls: &[Call]| calls.iter().position(|c| c.after.is_none() && c.method == method);
        let (own, id) = (emit.own(), names::identity(emit.meta().id));
        if slot.is_async {
            let Some(place) = of(&emit.meta().waits) else { continue };
            let number = names::number(place);
            let late = format!(
                "<Self as __k::Late<{own}, {id}, {number}>>::call(self, ({passed}), __k::PhantomData)"
            );
            let future = format!("__k::core::future::Future<Output = {result}>");
            let opaque = format!("fn {method}{head} -> impl {future} where Self: __k::Sized");
            let _ = write!(declared, "{doc} {opaque};");
            let _ = write!(defined, "#[inline] {opaque} {{ {late} }}");
            let bare = super::body::bare(&method);
            let is_free = overrides::slot(emit.mro, &format!("boxed_{bare}")).is_none();
            if is_free && needs_size(slot).is_empty() {
                let (head, clause) = boxed(slot, &head);
                let result = format!("__k::core::pin::Pin<__k::Box<dyn {future} + '__d>>");
                let head = format!("fn boxed_{bare}{head} -> {result} {clause}");
                let doc = format!("#[doc = \"As `{method}`, its future in a box.\"]");
                let _ = write!(declared, "{doc} {head};");
                let _ = write!(defined, "{head} {{ __k::Box::pin({late}) }}");
            }
            continue;
        }
        let Some(place) = of(&emit.meta().calls) else { continue };
        let sized = needs_size(slot);
        let marked = if marker(slot).is_some() { "__k::PhantomData, " } else { "" };
        let head = format!("fn {method}{head} -> {result} {sized}");
        let _ = write!(declared, "{doc} {head};");
        let _ = write!(
            defined,
            "#[inline] {head} {{ (<Self as __k::Isa<{own}, {id}>>::T.{place})({marked}self, {passed}) }}"
        );
    }
    Members { declared, defined }
}

/// The signature of an awaited method whose future is in a box: it lives as long as all that it
/// holds.
fn boxed(slot: &Slot, head: &str) -> (String, String) {
    let names: Vec<&str> = slot.lifetimes.split(", ").filter(|name| !name.is_empty()).collect();
    let head = match head.strip_prefix('<') {
        Some(rest) => format!("<'__d, {rest}"),
        None => format!("<'__d>{head}"),
    };
    let outlive: String = names.iter().map(|name| format!("{name}: '__d, ")).collect();
    (head, if outlive.is_empty() { String::new() } else { format!("where {outlive}") })
}

/// What a trait object cannot do: take `self` or speak of `Self`.
fn needs_size(slot: &Slot) -> &'static str {
    let spoken = slot.result.portable.contains('$')
        || slot.arguments.iter().any(|(_, ty)| ty.portable.contains('$'));
    if spoken || slot.receiver == Receiver::Owned { "where Self: __k::Sized" } else { "" }
}
