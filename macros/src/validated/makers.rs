//! What is made on request: `builder` and `patch`; `input` is in a file of its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::model::{Field, Model, Style};
use super::shape::Shape;
use super::within;
use crate::kit::{Args, Ctxt};

/// Which of them the attribute asks for.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each names one thing that is made")]
pub(crate) struct Makers {
    pub(crate) builder: bool,
    pub(crate) patch: bool,
    pub(crate) input: bool,
    /// `from_json`
    pub(crate) json: bool,
    pub(crate) schema: bool,
}

impl Makers {
    /// Reads what is asked for; `#[crud_api]` makes a patch itself.
    pub(super) fn read(cx: &Ctxt, args: &Args, style: Style, is_crud: bool) -> Self {
        let wanted = |name: &str| {
            let Some(arg) = args.get(name) else { return false };
            arg.flag(cx);
            let is_fit = match name {
                "input" => style != Style::Unit,
                _ => style == Style::Named,
            };
            if !is_fit {
                let what = if name == "input" { "fields" } else { "fields that have names" };
                cx.error(&arg.key.ident, format_args!("`{name}` needs a struct with {what}"));
            } else if is_crud && name != "patch" {
                let message =
                    format!("a stored struct has no `{name}`: `#[crud_api]` makes its `New..`");
                cx.error(&arg.key.ident, message);
            }
            is_fit && !is_crud
        };
        Self {
            builder: wanted("builder"),
            patch: wanted("patch"),
            input: wanted("input"),
            json: json(cx, args),
            schema: args.flag(cx, "schema"),
        }
    }
}

impl Makers {
    /// What an enum can have.
    pub(super) fn of_enum(cx: &Ctxt, args: &Args) -> Self {
        Self {
            input: args.flag(cx, "input"),
            json: json(cx, args),
            schema: args.flag(cx, "schema"),
            ..Self::default()
        }
    }
}

/// Whether `from_json` is wanted, and can be made.
fn json(cx: &Ctxt, args: &Args) -> bool {
    let Some(arg) = args.get("json") else { return false };
    if cfg!(feature = "json") {
        return arg.flag(cx);
    }
    let message = "`from_json` is made with dunder's feature `json` only: write \
                   `dunder = { version = \"0.1\", features = [\"json\"] }` in Cargo.toml";
    cx.error(&arg.key.ident, message);
    false
}

impl Field {
    /// Whether a builder must be told the value.
    fn is_needed(&self) -> bool {
        self.default.is_none() && !matches!(self.shape, Shape::Option(_))
    }
}

impl Model {
    pub(super) fn named(&self, suffix: &str) -> Ident {
        format_ident!("{}{suffix}", self.ident.unraw(), span = self.ident.span())
    }

    /// The methods, for the struct's own impl.
    pub(super) fn maker_methods(&self) -> TokenStream {
        let builder = self.makers.builder.then(|| self.builder_fn());
        let patch = self.makers.patch.then(|| self.apply_fn());
        quote!(#builder #patch)
    }

    /// The impls of what is beside the struct.
    pub(super) fn maker_impls(&self) -> TokenStream {
        let builder = self.makers.builder.then(|| self.builder_impl());
        let patch = self.makers.patch.then(|| self.patch_impl());
        quote!(#builder #patch)
    }

    /// The structs beside the struct.
    pub(super) fn maker_structs(&self) -> TokenStream {
        let builder = self.makers.builder.then(|| {
            let doc = format!("A `{}` that is being put together.", self.ident.unraw());
            self.of_options(&self.named("Builder"), &doc, false)
        });
        let patch = self.makers.patch.then(|| {
            let doc = format!("New values for some fields of a `{}`.", self.ident.unraw());
            self.of_options(&self.named("Patch"), &doc, true)
        });
        quote!(#builder #patch)
    }

    /// A struct that may have each field or not.
    fn of_options(&self, name: &Ident, doc: &str, is_open: bool) -> TokenStream {
        let (vis, generics, root) = (&self.vis, &self.generics, &self.root);
        let clause = self.spelled(&generics.where_clause);
        let fields = self.fields.iter().map(|field| {
            let (ty, member) = (self.spelled(&field.ty), &field.member);
            let doc = format!("The `{}`, if it is given.", field.name);
            let open = is_open.then(|| quote!(#[doc = #doc] #vis));
            quote!(#open #member: #root::__private::Option<#ty>)
        });
        quote! {
            #[doc = #doc]
            #[allow(dead_code, private_interfaces, clippy::option_option)]
            #vis struct #name #generics #clause { #(#fields),* }
        }
    }

    fn builder_fn(&self) -> TokenStream {
        let (vis, name, bare) = (&self.vis, self.named("Builder"), self.ident.unraw());
        let (_, types, _) = self.generics.split_for_impl();
        let members = self.fields.iter().map(|field| &field.member);
        let doc = format!("Begins a `{bare}`, to be told its fields by name.");
        quote! {
            #[doc = #doc]
            #[must_use]
            #vis fn builder() -> #name #types {
                #name { #(#members: __private::None),* }
            }
        }
    }

    /// Whether the builder has a method of the field's name that ends it.
    pub(super) fn ends_builder(&self, field: &Field) -> bool {
        field.name == "build" || field.name == "build_with" && self.context.is_some()
    }

    fn builder_impl(&self) -> TokenStream {
        let (vis, name, ident) = (&self.vis, self.named("Builder"), &self.ident);
        let (impl_generics, types, clause) = self.generics.split_for_impl();
        // after a fault, a field may be called so
        let told = self.fields.iter().filter(|field| !self.ends_builder(field));
        let setters = told.map(|field| {
            let member = &field.member;
            let (ty, value) = (self.spelled(&field.param_type()), format_ident!("value"));
            let converted = self.spelled(&field.converted(&value));
            let doc = format!("Tells the `{}`.", field.name);
            quote! {
                #[doc = #doc]
                #[must_use]
                #vis fn #member(mut self, value: #ty) -> Self {
                    self.#member = __private::Some(#converted);
                    self
                }
            }
        });
        let owner = self.turbofish();
        let given = |field: &Field| {
            let (member, default) = (&field.member, field.default_fn());
            match (&field.default, field.is_needed()) {
                (Some(_), _) => quote! {
                    #member: match self.#member {
                        __private::Some(value) => value,
                        __private::None => #owner::#default(),
                    }
                },
                (None, false) => quote! {
                    #member: match self.#member {
                        __private::Some(value) => value,
                        __private::None => __private::None,
                    }
                },
                (None, true) => quote!(#member: #member),
            }
        };
        let values = self.fields.iter().map(given);
        let made = quote!(#owner { #(#values),* });
        let made =
            if self.is_any_cleaned() { quote!(#owner::__dunder_cleaned(#made)) } else { made };
        let needed: Vec<&Field> = self.fields.iter().filter(|field| field.is_needed()).collect();
        let members: Vec<_> = needed.iter().map(|field| &field.member).collect();
        let errors = errors();
        let checks = self.told_checks();
        let doc = format!(
            "The `{}`.\n\n# Errors\nEvery rule that the values break, and `required` for each \
             that is missing.",
            ident.unraw()
        );
        // where the builder is not told all, what it was told is checked all the same
        let ending = |accept: &TokenStream, collect: &TokenStream, context: Option<&Ident>| {
            let context = context.iter();
            let (last, first) = (context.clone(), context);
            let rest = (!needed.is_empty()).then(|| {
                quote! {
                    (#(#members,)*) => __private::Errors::#collect(
                        #(#first,)* |mut #errors| { #checks }
                    ),
                }
            });
            quote! {
                match (#(self.#members,)*) {
                    (#(__private::Some(#members),)*) => {
                        __private::checks::#accept(#made #(, #last)*)
                    }
                    #rest
                }
            }
        };
        let build = ending(&quote!(accept), &quote!(collect_into), None);
        let build_with = self.context.as_ref().map(|context| {
            let at = within::at();
            let build = ending(&quote!(accept_in), &quote!(collect_into_in), Some(&at));
            quote! {
                #[doc = "As `build`, also by the rules that ask for the context.\n\n# Errors\n\
                         As those of `build`."]
                #vis fn build_with(
                    self,
                    #at: &#context,
                ) -> __private::Result<#ident #types, __private::Invalid> {
                    #build
                }
            }
        });
        quote! {
            #[allow(dead_code, private_interfaces, clippy::option_option)]
            impl #impl_generics #name #types #clause {
                #(#setters)*
                #[doc = #doc]
                #vis fn build(self) -> __private::Result<#ident #types, __private::Invalid> {
                    #build
                }
                #build_with
            }
        }
    }

    /// The checks of what a builder was told, and that the rest is missing.
    fn told_checks(&self) -> TokenStream {
        let owner = self.turbofish();
        // fields may have these names too
        let held = Ident::new("value", Span::mixed_site());
        let errors = errors();
        // what is there is checked also when something is missing
        let checks = self.fields.iter().map(|field| {
            let (member, json) = (&field.member, &field.json);
            let clean = field.is_cleaned().then(|| {
                let clean = field.clean_fn();
                quote!(#owner::#clean(&mut #held);)
            });
            let muts = clean.as_ref().map(|_| quote!(mut));
            let check = field.is_ruled.then(|| {
                let check = field.check_fn();
                quote!(#owner::#check(&#held, &mut #errors);)
            });
            let value = if field.is_needed() { quote!(#member) } else { quote!(self.#member) };
            let missing = field.is_needed().then(
                || quote!(__private::None => #errors.rule(#json, __private::rules::REQUIRED),),
            );
            match (check, missing) {
                (None, None) => TokenStream::new(),
                (None, Some(missing)) => {
                    quote!(match &#value { #missing __private::Some(_) => {} })
                }
                // what is not told is `None`, which rules may refuse
                (Some(check), None) if field.default.is_none() => quote!({
                    let #muts #held = __private::Option::flatten(#value);
                    #clean
                    #check
                }),
                (Some(check), missing) => {
                    let missing = missing.unwrap_or_else(|| quote!(__private::None => {}));
                    quote!(match #value {
                        #missing
                        __private::Some(#muts #held) => { #clean #check }
                    })
                }
            }
        });
        checks.collect()
    }

    /// The statements that make `made`, the copy with the patch's values.
    pub(super) fn patched(&self) -> TokenStream {
        let changes = self.fields.iter().map(|field| {
            let member = &field.member;
            quote! {
                if let __private::Some(value) = patch.#member {
                    made.#member = value;
                }
            }
        });
        let clean = self.is_any_cleaned().then(|| quote!(__private::Fields::clean(&mut made);));
        quote! {
            let mut made = __private::Clone::clone(self);
            #(#changes)*
            #clean
        }
    }

    fn apply_fn(&self) -> TokenStream {
        let (vis, patch) = (&self.vis, self.named("Patch"));
        let (_, types, _) = self.generics.split_for_impl();
        let patched = self.patched();
        quote! {
            #[doc = "Sets the fields that the patch has.\n\n# Errors\nEvery rule that the outcome \
                     breaks; nothing has changed then."]
            #vis fn apply(
                &mut self,
                patch: #patch #types,
            ) -> __private::checks::Result
            where
                for<'__any> Self: __private::Clone,
            {
                #patched
                __private::checks::replace(self, made)
            }
        }
    }

    fn patch_impl(&self) -> TokenStream {
        let patch = self.named("Patch");
        let (impl_generics, types, clause) = self.generics.split_for_impl();
        let members = self.fields.iter().map(|field| &field.member);
        quote! {
            #[automatically_derived]
            impl #impl_generics __private::Default for #patch #types #clause {
                fn default() -> Self {
                    Self { #(#members: __private::None),* }
                }
            }
        }
    }
}

/// Where a builder's violations go; fields may be called so.
fn errors() -> Ident {
    Ident::new("errors", Span::mixed_site())
}
