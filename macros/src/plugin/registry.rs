//! `#[plugin_registry]`: gives a trait's `dyn` type its registry.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Visibility};

use super::{Written, at_head};
use crate::kit::{Args, Ctxt, Kind, LazyTrait, Macro, Root, did_you_mean, kind};

/// What the attribute takes.
const KEYS: [&str; 3] = ["check", "exactly_one", "serde"];

/// What `check = ".."` may be.
const CHECKS: [&str; 2] = ["link", "runtime"];

pub(crate) struct PluginRegistry {
    root: Root,
    item: TokenStream,
    vis: Visibility,
    ident: Ident,
    is_linked: bool,
    is_one: bool,
    is_serde: bool,
}

/// The trait; anything else is a fault that says so.
pub(crate) struct Subject(Written<LazyTrait>);

impl crate::kit::Readable for Subject {}

impl Parse for Subject {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if kind(&input.fork().parse()?) != Kind::Trait {
            let fault = "#[plugin_registry] stands on traits only; what implements one takes \
                         `#[plugin(TheTrait)]`";
            return Err(at_head(input, fault));
        }
        input.parse().map(Self)
    }
}

impl Macro for PluginRegistry {
    const NAME: &'static str = "plugin_registry";
    type Item = Subject;
    type Model = Self;

    fn model(cx: &Ctxt, args: TokenStream, Subject(written): &Subject) -> Option<Self> {
        let args = Args::read(cx, args, &KEYS);
        let item = &written.item;
        if !item.generics.params.is_empty() {
            let message = "a registry's trait has no parameters: each `dyn` type needs a registry \
                           of its own; write a trait without them, with the generic one as its \
                           supertrait";
            cx.error(&item.generics, message);
        }
        let mut is_linked = true;
        if let Some(check) = args.value::<LitStr>(cx, "check") {
            let text = check.value();
            if !CHECKS.contains(&text.as_str()) {
                let hint = did_you_mean(&text, &CHECKS);
                cx.error(&check, format_args!("unknown check `{text}`{hint}"));
            }
            is_linked = text != "runtime";
        }
        let is_one = args.flag(cx, "exactly_one");
        let is_serde = args.flag(cx, "serde");
        if let Some(arg) = args.get("serde")
            && !cfg!(feature = "json")
        {
            cx.error(&arg.key.ident, "`serde` needs the feature `json` of dunder");
        }
        let item_tokens = written.tokens.clone();
        let (vis, ident) = (item.vis.clone(), item.ident.clone());
        Some(Self { root: args.root(), item: item_tokens, vis, ident, is_linked, is_one, is_serde })
    }

    fn expand(model: &Self) -> TokenStream {
        let registry = model.registry();
        if !model.is_serde {
            let item = &model.item;
            return quote!(#item #registry);
        }
        let (item, serde) = (model.tagged(), model.serde());
        quote!(#item #registry #serde)
    }

    /// A generic trait has no `dyn` type to give a registry to; any other keeps its own, so that
    /// its plugins still check.
    fn fallback(root: &Root, item: &Subject) -> TokenStream {
        Self::fallback_of(root, TokenStream::new(), item)
    }

    /// With serde's impls where they were asked for.
    fn fallback_of(root: &Root, args: TokenStream, Subject(written): &Subject) -> TokenStream {
        let (item, root) = (&written.item, root.clone());
        if !item.generics.params.is_empty() {
            return written.tokens.clone();
        }
        let (vis, ident, tokens) = (item.vis.clone(), item.ident.clone(), written.tokens.clone());
        let is_serde = Args::read(&Ctxt::default(), args, &KEYS).get("serde").is_some();
        let is_serde = is_serde && cfg!(feature = "json");
        let [is_linked, is_one] = [true, false];
        Self::expand(&Self { root, item: tokens, vis, ident, is_linked, is_one, is_serde })
    }
}

impl PluginRegistry {
    /// The trait with one more supertrait, by which a plugin knows its own type.
    fn tagged(&self) -> TokenStream {
        let root = &self.root;
        let bound = quote!(#root::__private::plugin::Tagged);
        let mut out: Vec<TokenTree> = Vec::new();
        let mut tokens = self.item.clone().into_iter().peekable();
        let mut is_done = false;
        while let Some(token) = tokens.next() {
            let is_name = !is_done
                && matches!(&token, TokenTree::Ident(word) if *word == self.ident)
                && matches!(out.last(), Some(TokenTree::Ident(word)) if word == "trait");
            out.push(token);
            if is_name {
                is_done = true;
                // A `+` may end a list of bounds, so that nothing need be known of what follows.
                tokens.next_if(|next| matches!(next, TokenTree::Punct(p) if p.as_char() == ':'));
                out.extend(quote!(: #bound +));
            }
        }
        out.into_iter().collect()
    }

    /// Which of `Send` and `Sync` the trait asks of every plugin, by their names.
    fn autos(&self) -> Vec<Ident> {
        let mut found = Vec::new();
        let mut tokens =
            self.item.clone().into_iter().skip_while(
                |token| !matches!(token, TokenTree::Ident(word) if *word == self.ident),
            );
        tokens.next();
        let is_bound = |next: &TokenTree| matches!(next, TokenTree::Punct(p) if p.as_char() == ':');
        if !tokens.next().as_ref().is_some_and(is_bound) {
            return found;
        }
        let bounds = tokens.take_while(|token| match token {
            TokenTree::Ident(word) => word != "where",
            TokenTree::Group(group) => group.delimiter() != proc_macro2::Delimiter::Brace,
            _ => true,
        });
        // a path ends where no `::` and no `<` follows; nothing else is called so
        let bounds: Vec<TokenTree> = bounds.collect();
        for (i, token) in bounds.iter().enumerate() {
            let TokenTree::Ident(word) = token else { continue };
            let is_last = bounds.get(i + 1).is_none_or(
                |next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '+'),
            );
            if is_last && (word == "Send" || word == "Sync") && !found.contains(word) {
                found.push(Ident::new(&word.to_string(), Span::call_site()));
            }
        }
        found
    }

    /// `Deserialize` for the boxed trait and `Serialize` for the trait itself, also with the auto
    /// traits that the trait asks of every plugin.
    fn serde(&self) -> TokenStream {
        let Self { root, ident, .. } = self;
        let private = quote!(#root::__private);
        let autos = self.autos();
        let mut sets: Vec<Vec<&Ident>> = autos.iter().map(|auto| vec![auto]).collect();
        if let [_, _] = autos.as_slice() {
            sets.push(autos.iter().collect());
        }
        let shared = sets.iter().map(|set| {
            let object = quote!(dyn #ident #(+ #private::core::marker::#set)*);
            quote! {
                #[automatically_derived]
                impl<'de> #private::serde::Deserialize<'de> for #private::Box<#object> {
                    fn deserialize<__D: #private::serde::Deserializer<'de>>(
                        deserializer: __D,
                    ) -> #private::Result<Self, __D::Error> {
                        match #private::plugin::deserialize_shared::<dyn #ident, __D>(deserializer) {
                            #private::Ok(made) => #private::Ok(made),
                            #private::Err(fault) => #private::Err(fault),
                        }
                    }
                }
                #[automatically_derived]
                impl #private::serde::Serialize for #object {
                    fn serialize<__S: #private::serde::Serializer>(
                        &self,
                        serializer: __S,
                    ) -> #private::Result<__S::Ok, __S::Error> {
                        let plugin = #private::plugin::Tagged::__dunder_any(self);
                        #private::plugin::serialize::<dyn #ident, __S>(plugin, serializer)
                    }
                }
            }
        });
        quote! {
            #(#shared)*
            #[automatically_derived]
            impl<'de> #private::serde::Deserialize<'de> for #private::Box<dyn #ident> {
                fn deserialize<__D: #private::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> #private::Result<Self, __D::Error> {
                    #private::plugin::deserialize(deserializer)
                }
            }
            #[automatically_derived]
            impl #private::serde::Serialize for dyn #ident {
                fn serialize<__S: #private::serde::Serializer>(
                    &self,
                    serializer: __S,
                ) -> #private::Result<__S::Ok, __S::Error> {
                    let plugin = #private::plugin::Tagged::__dunder_any(self);
                    #private::plugin::serialize::<dyn #ident, __S>(plugin, serializer)
                }
            }
        }
    }

    fn registry(&self) -> TokenStream {
        let Self { root, vis, ident, is_linked, .. } = self;
        let one = self.is_one.then(|| quote!(.exactly_one()));
        let linked = Literal::i32_unsuffixed((*is_linked).into());
        let private = quote!(#root::__private);
        // A trait without a `dyn` type is reported at its name, once.
        let at = Span::call_site().located_at(ident.span());
        let mut here = ident.clone();
        here.set_span(at);
        let registry = quote_spanned!(at=> dyn #here);
        let name = format!("::{}", ident.unraw());
        let autos = self.autos();
        // where nothing is added the trait is not named, or one without a `dyn` type is two errors
        let shared =
            if autos.is_empty() { quote!(dyn #private::core::any::Any) } else { registry.clone() };
        quote_spanned! {at=>
            #[automatically_derived]
            impl #private::plugin::Pluggable for #registry {
                const LINKED: #private::core::primitive::i32 = #linked;
                type Shared = #shared #(+ #private::core::marker::#autos)*;
                #[inline(never)]
                fn symbol() {}
                #[inline]
                fn cell() -> &'static #private::plugin::RegistryCell<Self> {
                    static CELL: #private::plugin::RegistryCell<#registry> =
                        #private::plugin::RegistryCell::new(#private::core::concat!(
                            #private::core::module_path!(),
                            #name
                        )) #one;
                    &CELL
                }
            }
            #[allow(dead_code)]
            impl #registry {
                /// The registry of this trait's plugins; a panic where `try_registry` is an error.
                #[inline]
                #[track_caller]
                #vis fn registry() -> &'static #private::plugin::Registry<Self> {
                    <Self as #private::plugin::Pluggable>::registry()
                }
                /// The registry of this trait's plugins.
                ///
                /// # Errors
                /// Two plugins have one name, or their `after` and `before` contradict each other.
                #vis fn try_registry() -> #private::Result<
                    &'static #private::plugin::Registry<Self>,
                    #private::plugin::PluginError,
                > {
                    <Self as #private::plugin::Pluggable>::try_registry()
                }
            }
        }
    }
}
