//! `#[patchable(dyn)]`: the block's names, where `patch_named` and `call_dyn` look them up.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use super::hidden;
use super::method::{Method, Receiver, why_not_by_name};
use super::model::{Block, Const, Member};
use crate::kit::Root;

/// The table of the block, and of an inherent block the calls by name.
pub(super) fn functions(block: &Block<'_>) -> TokenStream {
    let root = &block.root;
    let (private, table) = (quote!(#root::__private), table(block));
    let attributes = block.members.iter().map(|member| match member {
        Member::Method(method) => of_method(root, method),
        Member::Const(constant) if !constant.is_skipped && !constant.is_taken => {
            of_constant(root, constant)
        }
        Member::Const(_) | Member::Other(_) => TokenStream::new(),
    });
    let here = quote!(#private::patchable);
    let table = quote! {
        #[doc(hidden)]
        const #table: &'static [#here::Attribute] = &[#(#attributes)*];
    };
    if block.item.of.is_some() {
        return table;
    }
    quote! {
        #table
        /// Calls a method, or a function of the type, by its name.
        ///
        /// # Errors
        /// Where there is none of this name, or the arguments are others.
        pub fn call_dyn(
            &self,
            name: &#private::core::primitive::str,
            arguments: #here::Arguments,
        ) -> #here::Outcome {
            #here::call_dyn(self, name, arguments)
        }
        /// Calls a method, `&mut self` too, by its name.
        ///
        /// # Errors
        /// Where there is none of this name, or the arguments are others.
        pub fn call_dyn_mut(
            &mut self,
            name: &#private::core::primitive::str,
            arguments: #here::Arguments,
        ) -> #here::Outcome {
            #here::call_dyn_mut(self, name, arguments)
        }
        /// Calls a function of the type by its name.
        ///
        /// # Errors
        /// Where there is none of this name, or the arguments are others.
        pub fn call_dyn_static(
            name: &#private::core::primitive::str,
            arguments: #here::Arguments,
        ) -> #here::Outcome {
            #here::call_dyn_static::<Self>(name, arguments)
        }
    }
}

/// What puts the table where it is found.
pub(super) fn submitted(block: &Block<'_>) -> TokenStream {
    let (root, ty, table) = (&block.root, &block.item.self_ty, table(block));
    let private = quote!(#root::__private);
    quote! {
        #private::patchable::submit!(#private::patchable::Block {
            name: #private::core::any::type_name::<#ty>,
            id: #private::core::any::TypeId::of::<#ty>,
            attributes: <#ty>::#table,
        });
    }
}

/// The table's name: another for each block of a type.
fn table(block: &Block<'_>) -> syn::Ident {
    let first = block.members.iter().find_map(|member| match member {
        Member::Method(method) => Some(method.word.clone()),
        Member::Const(constant) => Some(constant.word.clone()),
        Member::Other(_) => None,
    });
    hidden("names", &first.unwrap_or_default(), Span::call_site())
}

fn of_constant(root: &Root, constant: &Const) -> TokenStream {
    let Const { cfgs, word: text, ty, reader, .. } = constant;
    let private = quote!(#root::__private);
    let here = quote!(#private::patchable);
    let site = hidden("site", text, Span::call_site());
    quote! {
        #(#cfgs)*
        #here::Attribute {
            name: #text,
            expected: #private::core::any::type_name::<#ty>,
            site: {
                #[allow(unused_imports)]
                use #here::NotShared as _;
                match #here::Shared::<#ty>::WHY_NOT {
                    #private::None => #private::Ok(Self::#site),
                    #private::Some(why) => #private::Err(why),
                }
            },
            patch: |value| {
                #[allow(unused_imports)]
                use #here::NotShared as _;
                #here::Shared::<#ty>::patch(Self::#site(), value)
            },
            call: #here::Call::Free(|given| {
                given.end()?;
                #private::Some(#private::Box::new(Self::#reader()))
            }),
        },
    }
}

fn of_method(root: &Root, method: &Method<'_>) -> TokenStream {
    let Method { cfgs, word, lifetimes, output, .. } = method;
    let private = quote!(#root::__private);
    let here = quote!(#private::patchable);
    let text = method.function.sig.ident.unraw().to_string();
    let (site, patch) =
        (hidden("site", word, Span::call_site()), hidden("patch", word, Span::call_site()));
    if method.bar.is_some() {
        return quote! {
            #(#cfgs)*
            #here::Attribute {
                name: #text,
                expected: || "",
                site: #private::Err("it is not patchable"),
                patch: |_| #private::None,
                call: #here::Call::Never("it is not patchable"),
            },
        };
    }
    let why = why_not_by_name(method);
    let is_plain = !method.is_async() && method.generics.params.is_empty();
    let (expected, patch) = if is_plain {
        let inputs = method.inputs();
        let pointer = quote!(for<#(#lifetimes),*> fn(#(#inputs),*) -> #output);
        let patch = quote! {
            |value| match value.downcast::<#pointer>() {
                #private::Ok(value) => #private::Some(Self::#patch(*value)),
                #private::Err(_) => #private::None,
            }
        };
        (quote!(#private::core::any::type_name::<#pointer>), patch)
    } else {
        (quote!(|| "a patch that `patch_fn!` makes"), quote!(|_| #private::None))
    };
    let call = match why {
        Some(why) => quote!(#here::Call::Never(#why)),
        None => call(root, method),
    };
    let site = if method.generics.params.is_empty() || !is_plain {
        quote!(#private::Ok(Self::#site))
    } else {
        quote!(#private::Err("it has type parameters"))
    };
    quote! {
        #(#cfgs)*
        #here::Attribute {
            name: #text,
            expected: #expected,
            site: #site,
            patch: #patch,
            call: #call,
        },
    }
}

fn call(root: &Root, method: &Method<'_>) -> TokenStream {
    let private = quote!(#root::__private);
    let here = quote!(#private::patchable);
    let name = &method.function.sig.ident;
    let callee = match method.of() {
        Some(of) => quote!(<Self as #of>::#name),
        None => quote!(Self::#name),
    };
    let (names, types): (Vec<_>, Vec<_>) = method
        .arguments
        .iter()
        .enumerate()
        .map(|(i, argument)| (quote::format_ident!("__a{i}"), &argument.ty))
        .unzip();
    let body = |this: Option<TokenStream>| {
        quote! {
            #(let #names = given.take::<#types>()?;)*
            given.end()?;
            #private::Some(#private::Box::new(#callee(#this #(#names),*)))
        }
    };
    match method.receiver {
        Receiver::Shared => {
            let body = body(Some(quote!(this,)));
            quote!(#here::Call::Shared(|this, given| {
                let this = this.downcast_ref::<Self>()?;
                #body
            }))
        }
        Receiver::Exclusive => {
            let body = body(Some(quote!(this,)));
            quote!(#here::Call::Exclusive(|this, given| {
                let this = this.downcast_mut::<Self>()?;
                #body
            }))
        }
        Receiver::None | Receiver::Owned => {
            let body = body(None);
            quote!(#here::Call::Free(|given| { #body }))
        }
    }
}
