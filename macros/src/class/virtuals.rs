//! `#[class(dyn)]`: the trait `IsX`, which every object of the class or a subclass implements.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::expand::{Emit, lexed};
use super::meta::{Receiver, Slot};
use super::methods::names_of;
use super::overrides::slot;
use super::types::spelled;

pub(super) fn expand(emit: &Emit<'_>) -> TokenStream {
    let class = emit.class;
    if !class.settings.is_dyn {
        return TokenStream::new();
    }
    let root = &class.settings.root;
    let (vis, owner) = (&class.vis, &class.owner);
    let name = super::body::bare(&owner.name.to_string()).to_owned();
    let is_name = format_ident!("Is{name}", span = owner.name.span());
    let (mut declared, mut defined) = (String::new(), String::new());
    for method in names_of(emit.mro) {
        let Some((at, slot)) = slot(emit.mro, &method) else { continue };
        let is_hidden = slot.visibility != "pub" || at + 1 == emit.mro.len();
        if is_hidden || matches!(slot.receiver, Receiver::Class | Receiver::Constant) {
            continue;
        }
        let place = emit.meta().calls.iter().position(|c| c.after.is_none() && c.method == method);
        let Some(place) = place else { continue };
        let head = head(emit, at, slot);
        let sized = needs_size(slot);
        let (_, passed) = Emit::parameters(slot, emit.name(at), "Self");
        let _ = write!(declared, "#[doc = \"As `{name}`'s method.\"] {head} {sized};");
        let _ = write!(
            defined,
            "#[inline] {head} {sized} {{
                (<Self as __k::Isa<{}, {}u64>>::T.{place})(self, {passed}) }}",
            emit.own(),
            emit.meta().id
        );
    }
    let doc = format!("An object of [`{name}`] or of a subclass, by reference or in a box.");
    let (id, own) = (emit.meta().id, lexed(emit.own()));
    let generics = &owner.impl_generics;
    let arguments = &owner.arguments;
    let clause = &owner.clause;
    let own_generics = &emit.generics;
    let inner = own_generics.trim_start_matches('<').trim_end_matches('>');
    let inner = lexed(inner);
    let (declared, defined) = (emit.outside(&declared), lexed(&defined));
    quote! {
        #[doc = #doc]
        #[allow(
            dead_code, unreachable_pub, unused_qualifications, clippy::wrong_self_convention
        )]
        #vis trait #is_name #generics: #root::__private::class::Held #clause { #declared }
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private::class as __k;
            impl<#inner __S: __k::Isa<#own, #id>> #is_name #arguments for __S #clause { #defined }
            #[allow(dead_code, unreachable_pub)]
            impl #generics dyn #is_name #arguments #clause {
                /// Whether the object's class is `C` or a subclass of it.
                pub fn isinstance<__C: __k::Object>(&self) -> __k::bool {
                    __k::Held::class(self).is_subclass_of(<__C as __k::Object>::CLASS)
                }
                /// The object, if its class is `C` itself.
                #[must_use]
                pub fn downcast_ref<__C: __k::Object>(&self) -> __k::Option<&__C> {
                    __k::Held::any(self).downcast_ref()
                }
                /// The object, if its class is `C` itself.
                #[must_use]
                pub fn downcast_mut<__C: __k::Object>(&mut self) -> __k::Option<&mut __C> {
                    __k::Held::any_mut(self).downcast_mut()
                }
                /// The object out of its box, if its class is `C` itself.
                ///
                /// # Errors
                ///
                /// The box as it was, if the object is of another class.
                pub fn downcast<__C: __k::Object>(
                    self: __k::Box<Self>,
                ) -> __k::Result<__k::Box<__C>, __k::Box<Self>> {
                    if __k::Held::any(&*self).is::<__C>() {
                        __k::Ok(__k::unboxed(__k::Held::boxed(self)))
                    } else {
                        __k::Err(self)
                    }
                }
            }
        };
    }
}

/// `fn name(&self, ..) -> R`, with the types of the class at `at`.
fn head(emit: &Emit<'_>, at: usize, slot: &Slot) -> String {
    let owner = emit.name(at);
    let (parameters, _) = Emit::parameters(slot, owner, "Self");
    let result = spelled(&slot.result.portable, owner, "Self");
    let lifetimes = match slot.lifetimes.as_str() {
        "" => String::new(),
        lifetimes => format!("<{lifetimes}>"),
    };
    format!("fn {}{lifetimes}({}{parameters}) -> {result}", slot.name, Emit::receiver(slot))
}

/// What a trait object cannot do: take `self` or speak of `Self`.
fn needs_size(slot: &Slot) -> &'static str {
    let spoken = slot.result.portable.contains('$')
        || slot.arguments.iter().any(|(_, ty)| ty.portable.contains('$'));
    if spoken || slot.receiver == Receiver::Owned { "where Self: Sized" } else { "" }
}
