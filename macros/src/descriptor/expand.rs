//! The code for a struct with descriptors.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{Field, Given, Model, Rules};
use super::type_text;
use crate::kit::docs;

/// Everything, in a scope of its own.
pub(super) fn expand(model: &Model) -> TokenStream {
    let (root, ident) = (&model.root, &model.ident);
    let (generics, types, clause) = model.generics.split_for_impl();
    let markers: TokenStream = model.fields.iter().map(|field| marker(model, field)).collect();
    let members: TokenStream = model.fields.iter().map(|field| members(model, field)).collect();
    let asks = cfg!(feature = "validated") && model.is_unseen && model.generics.params.is_empty();
    let unseen = asks.then(|| {
        quote_spanned! {ident.span()=>
            const _: () = {
                #[allow(unused_imports)]
                use __private::descriptor::unseen::{Otherwise as _, Probe, refuse};
                refuse(Probe::<#ident>::HAS_RULES);
            };
        }
    });
    let by_name = model.is_dyn.then(|| by_name(model));
    quote! {
        const _: () = {
            use #root::__private;
            #markers
            #[automatically_derived]
            impl #generics #ident #types #clause {
                #members
            }
            #by_name
            #unseen
        };
    }
}

/// The type that stands for a field, and what it says.
fn marker(model: &Model, field: &Field) -> TokenStream {
    let (owner, vis, marker) = (&model.ident, &model.vis, field.marker());
    let (generics, types, clause) = model.generics.split_for_impl();
    let (ident, index, slot) = (&field.ident, field.index, model.spelled(&field.ty));
    let (owner_name, name) = (owner.unraw().to_string(), &field.name);
    let doc = format!("The field `{name}` of `{owner_name}`.");
    let declared = &model.generics;
    let declaration = if model.generics.params.is_empty() {
        quote!(#vis enum #marker {})
    } else {
        quote! {
            #[allow(dead_code)]
            #vis struct #marker #declared (
                __private::core::marker::PhantomData<fn() -> #owner #types>
            ) #clause;
        }
    };
    let ty = type_text(field.ty.to_token_stream());
    let mut meta =
        quote!(__private::descriptor::FieldMeta::new(#owner_name, #name, #index).typed(#ty));
    let text = docs(&field.docs);
    if !text.is_empty() {
        meta = quote!(#meta.documented(#text));
    }
    if let Some(json) = &field.json {
        meta = quote!(#meta.renamed(#json));
    }
    let forgets = model.dependents(field).map(|dependent| {
        let marker = dependent.marker();
        let at = Span::call_site().located_at(dependent.ty.span());
        quote_spanned!(at=> __private::descriptor::forget::<#marker #types>(owner);)
    });
    let depends = field.of.as_ref().map(|of| {
        let names = of.iter().map(|word| word.unraw().to_string());
        quote! {
            #[automatically_derived]
            impl #generics __private::descriptor::DependsOn for #marker #types #clause {
                const FIELDS: &'static [&'static __private::core::primitive::str] = &[#(#names),*];
            }
        }
    });
    let ruled = ruled(model, field);
    quote! {
        #[doc = #doc]
        #declaration
        #[automatically_derived]
        impl #generics __private::descriptor::Field for #marker #types #clause {
            type Owner = #owner #types;
            type Slot = #slot;
            const META: __private::descriptor::FieldMeta = #meta;
            #[inline]
            fn slot(owner: &Self::Owner) -> &Self::Slot {
                &owner.#ident
            }
            #[inline]
            fn slot_mut(owner: &mut Self::Owner) -> &mut Self::Slot {
                #(#forgets)*
                &mut owner.#ident
            }
        }
        #depends
        #ruled
    }
}

/// The rules of the field, and that its descriptor keeps them.
fn ruled(model: &Model, field: &Field) -> TokenStream {
    if field.rules == Rules::Unknown {
        return TokenStream::new();
    }
    let (owner, marker) = (&model.ident, field.marker());
    let (generics, types, clause) = model.generics.split_for_impl();
    let turbofish = types.as_turbofish();
    let check = format_ident!("__dunder_check_{}", field.name);
    let has_rules = field.has_rules();
    let body = has_rules.then(|| quote!(#owner #turbofish::#check(value, errors);));
    let plain = (field.rules == Rules::Plain).then(|| {
        quote!(
            const PLAIN: __private::bool = true;
        )
    });
    let clean = (field.rules == Rules::Some).then(|| {
        let clean = format_ident!("__dunder_clean_{}", field.name);
        quote! {
            #[inline]
            fn clean(value: &mut Self::Slot) {
                #owner #turbofish::#clean(value);
            }
        }
    });
    let keeps = match &field.descriptor {
        Some(Given { ty, .. }) if has_rules => {
            let at = Span::call_site().located_at(ty.span());
            let ty = model.spelled(ty);
            quote_spanned! {at=>
                const _: () = {
                    const fn keeps_rules<T: __private::descriptor::KeepsRules>() {}
                    #[allow(dead_code)]
                    fn keeps #generics () #clause {
                        keeps_rules::<#ty>();
                    }
                };
            }
        }
        _ => TokenStream::new(),
    };
    quote! {
        #[automatically_derived]
        impl #generics __private::descriptor::Ruled for #marker #types #clause {
            #plain
            #clean
            #[inline]
            #[allow(unused_variables)]
            fn rules(value: &Self::Slot, errors: &mut __private::Errors<'_>) {
                #body
            }
        }
        #keeps
    }
}

/// The descriptor as a constant, and the accessors.
fn members(model: &Model, field: &Field) -> TokenStream {
    let vis = &model.vis;
    let (_, types, _) = model.generics.split_for_impl();
    let (get, name, constant) = (&field.ident, &field.name, field.constant());
    let set = format_ident!("set_{name}", span = field.ident.span());
    let marker = field.marker();
    let field_ty = quote!(#marker #types);
    let [constant_doc, set_doc] =
        [format!("The descriptor of `{name}`."), format!("Sets `{name}` through its descriptor.")];
    let errors = "\n# Errors\nWhat the descriptor says; the old value stays.";
    let docs = if field.docs.is_empty() {
        let doc = format!("The `{name}`.");
        quote!(#[doc = #doc])
    } else {
        let docs = &field.docs;
        quote!(#(#docs)*)
    };
    let Some(Given { ty, value }) = &field.descriptor else {
        let delete = delete_fn(model, field);
        return quote! {
            #[doc = #constant_doc]
            #vis const #constant: __private::descriptor::Attr<#field_ty, ()> =
                __private::descriptor::Attr::new(());
            #docs
            #vis fn #get(&self) -> ! {
                loop {}
            }
            #[doc = #set_doc]
            #[doc = #errors]
            #vis fn #set<V>(
                &mut self,
                _: V,
            ) -> __private::Result<(), __private::core::convert::Infallible> {
                __private::Ok(())
            }
            #delete -> ! {
                loop {}
            }
        };
    };
    let of_whole = field.is_of_whole.then(|| {
        let at = Span::call_site().located_at(ty.span());
        (
            quote_spanned!(at=> __private::descriptor::Whole<#ty>),
            quote_spanned!(at=> __private::descriptor::Whole::new(#value)),
        )
    });
    let own = (ty.to_token_stream(), value.clone());
    let (ty, value) = of_whole.as_ref().unwrap_or(&own);
    // a stock descriptor may ask more of a type parameter than the struct does; without parameters
    // there is nothing to wait for, and a mistake is reported at the descriptor
    let readable = (!model.generics.params.is_empty())
        .then(|| quote!(where for<'__any> #ty: __private::descriptor::Descriptor<#field_ty>,));
    // generated code at the place of the user's: errors show there, and lints know whose it is
    let at = Span::call_site().located_at(ty.span());
    let reads = quote_spanned!(at=> <#ty as __private::descriptor::Descriptor<#field_ty>>);
    let sets = quote_spanned!(at=> <#ty as __private::descriptor::SetDescriptor<#field_ty>>);
    let getter = quote_spanned! {at=>
        #docs
        #[inline]
        #[must_use]
        #vis fn #get(&self) -> #reads::Get<'_> #readable {
            #reads::get(&Self::#constant, self)
        }
    };
    let delete = delete(model, field, ty, &field_ty);
    quote! {
        #[doc = #constant_doc]
        #vis const #constant: __private::descriptor::Attr<#field_ty, #ty> =
            __private::descriptor::Attr::new(#value);
        #getter
        #[doc = #set_doc]
        #[doc = #errors]
        #[inline]
        #vis fn #set(&mut self, value: #sets::Value) -> __private::Result<(), #sets::Error>
        where
            for<'__any> #ty: __private::descriptor::SetDescriptor<#field_ty>,
        {
            __private::descriptor::assign::<#field_ty, #ty>(&Self::#constant, self, value)
        }
        #delete
    }
}

/// The beginning of the method that deletes.
fn delete_fn(model: &Model, field: &Field) -> TokenStream {
    let (vis, name) = (&model.vis, &field.name);
    let delete = format_ident!("delete_{name}", span = field.ident.span());
    let doc = format!("Deletes `{name}` through its descriptor.");
    let errors = field.keeps_rules().then(|| {
        quote!(#[doc = "\n# Errors\nEvery rule that the field would break without it; it stays then."])
    });
    quote!(#[doc = #doc] #errors #vis fn #delete(&mut self))
}

/// The method that deletes; on a field with rules what is left there keeps them.
fn delete(model: &Model, field: &Field, ty: &TokenStream, field_ty: &TokenStream) -> TokenStream {
    let (constant, slot, function) =
        (field.constant(), model.spelled(&field.ty), delete_fn(model, field));
    let at = Span::call_site().located_at(ty.span());
    let deletes = quote_spanned!(at=> <#ty as __private::descriptor::DeleteDescriptor<#field_ty>>);
    if !field.keeps_rules() {
        return quote! {
            #[inline]
            #function -> #deletes::Old
            where
                for<'__any> #ty: __private::descriptor::DeleteDescriptor<#field_ty>,
            {
                #deletes::delete(&Self::#constant, self)
            }
        };
    }
    quote! {
        #[inline]
        #function -> __private::checks::Result<#deletes::Old>
        where
            for<'__any> #ty: __private::descriptor::DeleteDescriptor<#field_ty>,
            for<'__any> #slot: __private::Clone,
        {
            __private::descriptor::delete_by_rules::<#field_ty, #ty>(&Self::#constant, self)
        }
    }
}

/// `get_dyn` and `set_dyn`.
fn by_name(model: &Model) -> TokenStream {
    let (vis, ident, owner) = (&model.vis, &model.ident, model.ident.unraw().to_string());
    let (generics, types, clause) = model.generics.split_for_impl();
    let written = clause.into_iter().flat_map(|clause| &clause.predicates);
    let readable = model.fields.iter().filter(|field| field.descriptor.is_some());
    let gets = readable.clone().map(|field| {
        let (name, get) = (&field.name, &field.ident);
        quote! {
            #name => (&&&&__private::descriptor::by_name::Got(self.#get(), &self.#get)).any(),
        }
    });
    let sets = readable.map(|field| {
        let (name, constant, marker) = (&field.name, field.constant(), field.marker());
        quote! {
            #name => (&&&__private::descriptor::by_name::Setter(
                &*Self::#constant,
                __private::core::marker::PhantomData::<fn() -> #marker #types>,
            )).set(self, value),
        }
    });
    let names = model.fields.iter().map(|field| &field.name);
    let str = quote!(__private::core::primitive::str);
    let any = quote!(dyn __private::core::any::Any);
    quote! {
        #[automatically_derived]
        impl #generics #ident #types
        where
            #(#written,)*
            Self: 'static,
        {
            /// The value of the attribute of this name; nothing where there is none, or where the
            /// descriptor yields a value that is not the field's.
            #[must_use]
            #vis fn get_dyn(&self, name: &#str) -> __private::Option<&#any> {
                use __private::descriptor::by_name::{GotNothing as _, GotOption as _};
                use __private::descriptor::by_name::{GotRef as _, GotValue as _};
                match name {
                    #(#gets)*
                    _ => __private::None,
                }
            }
            /// Sets the attribute of this name through its descriptor.
            #[doc = "\n# Errors\nNo such attribute, another type, or what the descriptor says; \
                     the old value stays."]
            #vis fn set_dyn(
                &mut self,
                name: &#str,
                value: __private::Box<#any>,
            ) -> __private::Result<(), __private::descriptor::AttributeError> {
                use __private::descriptor::by_name::{SetAny as _, SetNever as _, SetQuietly as _};
                match name {
                    #(#sets)*
                    _ => __private::Err(__private::descriptor::by_name::unknown(
                        #owner,
                        name,
                        &[#(#names),*],
                    )),
                }
            }
        }
    }
}
