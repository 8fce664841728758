//! Ways in that take the context of `context = TYPE`: `new_with`, `set_.._with`, `edit_with` and so on.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Type;

use super::model::{Field, Model};

impl Model {
    /// The type of the context, where ways in take one.
    fn context_of_ways(&self) -> Option<&Type> {
        self.context.as_ref().filter(|_| !self.is_open && !self.is_crud)
    }

    /// The name of a setter that takes a context.
    fn setter_with(&self, field: &Field) -> Ident {
        format_ident!("{}_with", self.setter(field))
    }

    /// The names of what is made here.
    pub(super) fn names_with(&self) -> Vec<String> {
        if self.context_of_ways().is_none() {
            return Vec::new();
        }
        let made = [
            (!self.no.new, "new_with"),
            (self.makes_edit(), "edit_with"),
            (self.makers.patch, "apply_with"),
            (self.makers.input, "from_input_with"),
            (self.makers.json, "from_json_with"),
        ];
        let made = made.into_iter().filter(|(is_made, _)| *is_made);
        let mut names: Vec<String> = made.map(|(_, name)| name.to_owned()).collect();
        names.extend(self.set_fields().map(|field| self.setter_with(field).to_string()));
        names
    }

    fn set_fields(&self) -> impl Iterator<Item = &Field> {
        let are_made = !self.is_open && !self.no.setters;
        self.fields.iter().filter(move |field| are_made && field.is_settable())
    }

    /// The methods, for the struct's own impl.
    pub(super) fn methods_with(&self) -> TokenStream {
        let Some(context) = self.context_of_ways() else { return TokenStream::new() };
        let new = (!self.no.new).then(|| self.new_with(context));
        let setters = self.set_fields().map(|field| self.set_with(field, context));
        let edit = self.makes_edit().then(|| self.edit_with(context));
        let apply = self.makers.patch.then(|| self.apply_with(context));
        let input = self.makers.input.then(|| self.input_with(context));
        let json = self.makers.json.then(|| self.json_with(context));
        quote!(#new #(#setters)* #edit #apply #input #json)
    }

    fn new_with(&self, context: &Type) -> TokenStream {
        let (vis, at) = (&self.vis, at());
        let given = self.fields.iter().filter(|field| field.default.is_none());
        let params = given.map(|field| {
            let (param, ty) = (field.param(), field.param_type());
            quote!(#param: #ty,)
        });
        let values = self.fields.iter().map(|field| {
            let member = &field.member;
            let value = if field.default.is_some() {
                let function = field.default_fn();
                quote!(Self::#function())
            } else {
                field.converted(&field.param())
            };
            quote!(#member: #value,)
        });
        let made = self.cleaned(&quote!(Self { #(#values)* }));
        let doc = doc("As `new`, also by the rules that ask for the context.");
        quote! {
            #doc
            #vis fn new_with(#(#params)* #at: &#context) -> __private::checks::Result<Self> {
                __private::checks::accept_in(#made, #at)
            }
        }
    }

    fn set_with(&self, field: &Field, context: &Type) -> TokenStream {
        let (vis, name, at) = (&self.vis, self.setter_with(field), at());
        let (member, ty, value) = (&field.member, field.param_type(), format_ident!("value"));
        let mut converted = field.converted(&value);
        if field.is_cleaned() {
            let clean = field.clean_fn();
            converted = quote!({
                let mut cleaned = #converted;
                Self::#clean(&mut cleaned);
                cleaned
            });
        }
        let check = field.check_fn();
        let check = if field.is_ruled { quote!(Self::#check) } else { quote!(|_, _| ()) };
        let whole = if self.is_cross() { quote!(Self::__dunder_check) } else { quote!(|_, _| ()) };
        let what = format!(
            "Sets `{}`, also by the rules that ask for the context; the old value stays where one \
             is broken.",
            field.name
        );
        let doc = doc(&what);
        quote! {
            #doc
            #vis fn #name(&mut self, #value: #ty, #at: &#context) -> __private::checks::Result {
                __private::checks::set_in(
                    self,
                    |owner| &mut owner.#member,
                    #converted,
                    #check,
                    #whole,
                    #at,
                )
            }
        }
    }

    fn edit_with(&self, context: &Type) -> TokenStream {
        let (vis, at, draft) = (&self.vis, at(), self.draft());
        let (_, types, _) = self.generics.split_for_impl();
        let [copy, open] = ["copy", "draft"].map(|name| Ident::new(name, Span::mixed_site()));
        let (opened, closed) = self.opened(&copy, &open);
        let made = self.cleaned(&quote!(#copy));
        let doc = doc("As `edit`, also by the rules that ask for the context.");
        quote! {
            #doc
            #vis fn edit_with(
                &mut self,
                #at: &#context,
                change: impl __private::core::ops::FnOnce(&mut #draft #types),
            ) -> __private::checks::Result
            where
                for<'__any> Self: __private::Clone,
            {
                let mut #copy = __private::Clone::clone(self);
                let mut #open = #draft { #opened };
                change(&mut #open);
                #closed
                *self = __private::checks::accept_in(#made, #at)?;
                __private::Ok(())
            }
        }
    }

    fn apply_with(&self, context: &Type) -> TokenStream {
        let (vis, at, patch) = (&self.vis, at(), self.named("Patch"));
        let (_, types, _) = self.generics.split_for_impl();
        let patched = self.patched();
        let doc = doc("As `apply`, also by the rules that ask for the context.");
        quote! {
            #doc
            #vis fn apply_with(
                &mut self,
                patch: #patch #types,
                #at: &#context,
            ) -> __private::checks::Result
            where
                for<'__any> Self: __private::Clone,
            {
                #patched
                *self = __private::checks::accept_in(made, #at)?;
                __private::Ok(())
            }
        }
    }

    fn input_with(&self, context: &Type) -> TokenStream {
        let (vis, at, input) = (&self.vis, at(), self.named("Input"));
        let (_, types, _) = self.generics.split_for_impl();
        let members: Vec<_> = self.fields.iter().map(|field| &field.member).collect();
        let made = self.cleaned(&quote!(Self { #(#members: input.#members),* }));
        let doc = doc("As `try_from` of the input, also by the rules that ask for the context.");
        quote! {
            #doc
            #vis fn from_input_with(
                input: #input #types,
                #at: &#context,
            ) -> __private::checks::Result<Self> {
                __private::checks::accept_in(#made, #at)
            }
        }
    }

    fn json_with(&self, context: &Type) -> TokenStream {
        let (vis, at) = (&self.vis, at());
        let (de, clause) = if self.generics.params.is_empty() {
            (None, None)
        } else if super::twin::is_made(self) {
            (Some(quote!('__de)), Some(quote!(where Self: __private::reading::Late<'__de>)))
        } else {
            let reads = quote!(__private::serde::Deserialize<'__de>);
            (Some(quote!('__de)), Some(quote!(where Self: #reads)))
        };
        let params = de.as_ref().map(|de| quote!(<#de>));
        let doc = doc(
            "As `from_json`, and where the document has no fault, by the rules that ask for the \
             context.",
        );
        quote! {
            #doc
            #vis fn from_json_with #params (
                json: &#de [__private::core::primitive::u8],
                #at: &#context,
            ) -> __private::checks::Result<Self> #clause {
                __private::checks::accept_in(Self::from_json(json)?, #at)
            }
        }
    }
}

/// The parameter, which no field's can be.
pub(super) fn at() -> Ident {
    Ident::new("context", Span::mixed_site())
}

fn doc(what: &str) -> TokenStream {
    let text = format!("{what}\n\n# Errors\nEvery rule that the values break.");
    quote!(#[doc = #text] #[allow(clippy::too_many_arguments)])
}
