//! A class's own fields: as they are written, as its subclasses hold the private ones, and their
//! defaults.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Fields, ItemStruct, Meta, Type, Visibility};

use super::attached::{self, Attached};
use super::derives::Derives;
use super::here::code;
use super::lints::{allowed, allowed_of_functions};
use super::meta::{ClassMeta, Preset};
use super::types::Owner;
use super::{Settings, names, wire};
use crate::kit::Ctxt;

/// A field as the class writes it.
pub(super) struct OwnField {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) name: Ident,
    pub(super) ty: Type,
    pub(super) preset: Preset,
    pub(super) value: TokenStream,
}

/// Reports parameters that neither a field nor a base names: Python's `Generic[T]` needs no field,
/// and the compiler would tell of it at each type that is made of the class.
fn unused_parameters(cx: &Ctxt, item: &ItemStruct, bases: &[syn::Path]) {
    let mut used = item.fields.to_token_stream().to_string();
    for base in bases {
        used += &base.to_token_stream().to_string();
        used.push(' ');
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    for param in item.generics.type_params() {
        let name = param.ident.to_string();
        if !used.split(|c| !is_word(c)).any(|word| word == name) {
            cx.error(
                &param.ident,
                format_args!(
                    "no field is of type `{name}`, which Rust asks for: write one that holds \
                     nothing, `#[default] of: PhantomData<fn() -> {name}>`"
                ),
            );
        }
    }
}

/// The struct's fields, their `#[default]` read.
pub(super) fn own_fields(cx: &Ctxt, item: &ItemStruct, bases: &[syn::Path]) -> Vec<OwnField> {
    unused_parameters(cx, item, bases);
    if let Some(lifetime) = item.generics.lifetimes().next() {
        let name = &lifetime.lifetime;
        cx.error(
            name,
            format_args!(
                "a class owns its data, so that `isinstance` can ask for its type: leave `{name}` \
                 away and hold a `String`, an `Rc` or an `Arc`"
            ),
        );
    }
    let named = match &item.fields {
        Fields::Named(named) => named.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => {
            cx.error(fields, "a class has named fields, which its subclasses share by name");
            Vec::new()
        }
    };
    let mut own = Vec::new();
    for field in named {
        let Some(name) = field.ident.clone() else { continue };
        let (mut preset, mut value) = (Preset::Required, TokenStream::new());
        let mut attrs = field.attrs.clone();
        attrs.retain(|attr| {
            if let Some(given) = attached::default(attr) {
                (preset, value) = (Preset::Value, given);
            }
            if !attr.path().is_ident("default") {
                return true;
            }
            if preset != Preset::Required {
                cx.error(attr, "`#[default]` is given twice");
            }
            match &attr.meta {
                Meta::Path(_) => preset = Preset::Default,
                Meta::List(list) if !list.tokens.is_empty() => {
                    (preset, value) = (Preset::Value, list.tokens.clone());
                    if is_list(&value) {
                        // there, so that all else of the class is read
                        value = quote_spanned! {value.span()=>
                            ::core::compile_error!("`#[default(value)]` takes one value")
                        };
                    }
                }
                Meta::NameValue(meta) => {
                    let value = meta.value.to_token_stream();
                    cx.error(attr, format_args!("write `#[default({value})]`"));
                }
                Meta::List(_) => cx.error(attr, "write `#[default]` or `#[default(value)]`"),
            }
            false
        });
        own.push(OwnField {
            attrs,
            vis: field.vis.clone(),
            name,
            ty: crate::kit::ungrouped(field.ty.clone()),
            preset,
            value,
        });
    }
    own
}

/// Whether it is a literal or a name, whose type is its own: what is called has that of the field.
fn is_plain(value: &TokenStream) -> bool {
    value.clone().into_iter().all(|token| !matches!(token, TokenTree::Group(_)))
}

/// Whether something stands after a comma that no brackets hold, `1, 2` but not `f::<A, B>()`: a
/// glance, since to read an expression costs more than all else of a field.
fn is_list(value: &TokenStream) -> bool {
    let mut tokens = value.clone().into_iter();
    let has_comma = tokens.any(|token| matches!(&token, TokenTree::Punct(p) if p.as_char() == ','));
    has_comma && tokens.next().is_some() && syn::parse2::<syn::Expr>(value.clone()).is_err()
}

/// The struct of a class's private fields.
pub(super) fn holder(owner: &Owner) -> Ident {
    format_ident!("PrivateFieldsOf{}", owner.name.unraw())
}

/// The class's private fields as its subclasses hold them.
pub(super) fn private(
    settings: &Settings,
    item: &ItemStruct,
    owner: &Owner,
    fields: &[OwnField],
    derived: &Derives,
    class: &ClassMeta,
    attached: &Attached,
) -> TokenStream {
    let (vis, class_attrs) = (&item.vis, &item.attrs);
    if !class.has_private_fields() || class.is_final {
        return TokenStream::new();
    }
    let Owner { name, impl_generics, arguments, clause } = owner;
    let holder = holder(owner);
    let private = || fields.iter().filter(|f| !matches!(f.vis, Visibility::Public(_)));
    let shared = Visibility::Public(syn::token::Pub(super::here::here()));
    let own = private().map(|OwnField { vis, name, ty, attrs, .. }| {
        let attrs = attrs.iter().filter(|attr| attached.goes_along(attr, derived));
        // through rules the object reaches each
        let vis = if attached.is_validated() { &shared } else { vis };
        code!(#(#attrs)* #vis #name: #ty,)
    });
    let (rules, repeated) = (attached.on_part(settings), derived.attrs_of_private(class_attrs));
    let debug = derived.has("Debug").then(|| {
        let types = private().map(|field| &field.ty);
        let bounds = class.is_generic.then(|| code!(, #(#types: __k::fmt::Debug),*));
        let fields = private().map(|field| {
            let (name, text) = (&field.name, field.name.unraw().to_string());
            code!(.field(#text, &self.#name))
        });
        code! {
            impl #impl_generics __k::DebugFields for #holder #arguments #clause #bounds {
                fn fields(&self, to: &mut __k::fmt::DebugStruct<'_, '_>) {
                    let _ = to #(#fields)*;
                }
            }
        }
    });
    let required = private().filter(|f| f.preset == Preset::Required);
    let parameters = required.map(|OwnField { name, ty, .. }| code!(#name: #ty,));
    let values = private().map(|field| {
        let name = &field.name;
        match field.preset {
            Preset::Required => code!(#name,),
            Preset::Default => code!(#name: __k::Default::default(),),
            Preset::Value => {
                let preset = names::preset(name);
                code!(#name: Self::#preset(),)
            }
        }
    });
    let is_validated = attached.is_validated();
    // unused parameters of the class are used by no private field
    let used = (!class.is_generic).then(TokenStream::new);
    let skipped = derived.has_serde().then(|| code!(#[serde(skip)]));
    let unruled = is_validated.then(|| code!(#[__dunder_validated] #[validate(skip)]));
    let marker = used
        .is_none()
        .then(|| code!(#skipped #unruled __of: __k::PhantomData<fn() -> #name #arguments>,));
    let unmarked = used.is_none().then(|| code!(__of: __k::PhantomData,));
    let wire = derived
        .has_serde()
        .then(|| wire::of_private(settings, item, owner, fields, derived, !is_validated));
    let joined = is_validated.then(|| {
        let (names, types): (Vec<_>, Vec<_>) = private().map(|f| (&f.name, &f.ty)).unzip();
        code! {
            #[doc(hidden)]
            #[inline]
            pub fn __dunder_part(#(#names: #types),*) -> #holder #arguments {
                #holder { #(#names,)* #unmarked }
            }
        }
    });
    let wire = wire.map(|wire| {
        code! {
            #[allow(
                missing_docs, private_interfaces, unreachable_pub, trivial_bounds,
                irrefutable_let_patterns, clippy::all, clippy::pedantic
            )]
            const _: () = { #wire };
        }
    });
    let allowed_of_struct = allowed(
        "dead_code, missing_debug_implementations, missing_docs, unreachable_pub, private_interfaces",
        "clippy::type_complexity",
    );
    let allowed = allowed_of_functions();
    code! {
        #wire
        #rules
        #repeated
        #[doc(hidden)]
        #allowed_of_struct
        #vis struct #holder #impl_generics #clause { #(#own)* #marker }
        impl #impl_generics __k::Private for #name #arguments #clause {
            type Fields = #holder #arguments;
        }
        #debug
        #allowed
        impl #impl_generics #name #arguments #clause {
            #[doc(hidden)]
            #[inline]
            pub fn __private(#(#parameters)*) -> #holder #arguments {
                #holder { #(#values)* #unmarked }
            }
            #joined
        }
    }
}

/// One function for each `#[default(value)]`, so that the value is written in its own module.
pub(super) fn presets(
    owner: &Owner,
    fields: &[OwnField],
    class: &ClassMeta,
    others: TokenStream,
) -> TokenStream {
    let Owner { name, impl_generics, arguments, clause } = owner;
    let mut functions = others;
    for OwnField { name, ty, value, preset, .. } in fields {
        if *preset == Preset::Value {
            let function = names::preset(name);
            let takes_into = super::types::takes_into(&super::types::plain(&ty.to_token_stream()));
            let value = if takes_into && is_plain(value) {
                code!(__k::Into::into(#value))
            } else {
                value.clone()
            };
            functions.extend(code! {
                #[doc(hidden)]
                #[inline]
                pub fn #function() -> #ty { #value }
            });
        }
    }
    if functions.is_empty() || class.is_abstract && class.is_final {
        return TokenStream::new();
    }
    let allowed = allowed_of_functions();
    code! {
        #allowed
        impl #impl_generics #name #arguments #clause { #functions }
    }
}
