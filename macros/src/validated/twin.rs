//! Reading through the rules: a twin without rules reads, then the rules decide.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{GenericParam, Lifetime, LifetimeParam, Member};

use super::model::{Deserialize, Field, Model, Style};
use super::nested::Reader;
use crate::kit::{ArgValue, serde};

/// Whether there is a twin: for `Deserialize`, or for `from_json`.
pub(super) fn is_made(model: &Model) -> bool {
    match model.deserialize {
        Deserialize::Taken => true,
        Deserialize::Nobody => model.makers.json,
        Deserialize::Own => false,
    }
}

/// The twin and the impls that use it.
pub(super) fn deserialize(model: &Model, bounds: &TokenStream) -> Option<TokenStream> {
    if !is_made(model) {
        return None;
    }
    let (ident, generics) = (&model.ident, &model.generics);
    let (impl_generics, types, _) = generics.split_for_impl();
    let twin = quote!(__Twin);
    let root = &model.root;
    let serde_path = quote!(#root::__private::serde).to_string();
    let bare = ident.unraw().to_string();
    // errors of serde name the struct, not its twin
    let name = (!model.serde.has_rename).then(|| quote!(, rename = #bare));
    let kind = if model.style == Style::Tuple { "tuple struct" } else { "struct" };
    let expecting = format!("{kind} {bare}");
    let expecting = (!model.serde.has_expecting).then(|| quote!(, expecting = #expecting));
    let dropped = [&["crate", "default"], serde::REFUSED].concat();
    let attrs = model.serde_attrs.iter().map(|attr| serde::without(attr, &dropped));
    let default = container_default(model);
    let has_default = default.as_ref().map(|_| quote!(, default));
    let flat = model.flat();
    let readers: Vec<_> = flat.iter().map(|field| Reader::of(model, field)).collect();
    let beside = beside(model, &flat, &readers);
    let fields = flat.iter().zip(&readers);
    let fields = fields.map(|(field, reader)| field.twin(model, reader.as_ref()));
    // what the struct's own impls need, or recursive fields could not be read
    let clause = model.spelled(bounds);
    let body = match model.style {
        Style::Named => quote!(#clause { #(#fields),* }),
        Style::Tuple => quote!((#(#fields),*) #clause;),
        Style::Unit => quote!(#clause;),
    };
    let default = default.map(|made| {
        let split = model.opaque().into_iter().map(
            |(class, holder, names)| quote!(let (#(#names,)*) = <#class>::__split(made.#holder);),
        );
        let split: TokenStream = split.collect();
        let values = flat.iter().zip(&readers).map(|(field, reader)| {
            let (member, at) = (field.read_as(model), field.at());
            let into = reader.as_ref().map(|_| quote!(.into()));
            match &field.inherited {
                Some(inherited) if inherited.is_opaque => quote!(#member: #member #into,),
                _ => quote!(#member: made.#at #into,),
            }
        });
        let values: TokenStream = values.collect();
        quote! {
            impl #impl_generics __private::Default for #twin #types #clause {
                fn default() -> Self {
                    let made: #ident #types = #made;
                    #split
                    #twin { #values }
                }
            }
        }
    });
    let verdict = verdict(model, &flat, &readers);
    let mut with_de = generics.clone();
    let de = Lifetime::new("'__de", Span::call_site());
    with_de.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(de.clone())));
    let (with_de, _, _) = with_de.split_for_impl();
    let reads = quote!(__private::serde::Deserialize<#de>);
    let first = bounds.is_empty().then(|| quote!(where));
    let clause =
        (!generics.params.is_empty()).then(|| quote!(#bounds #first #twin #types: #reads,));
    let deserialize = (model.deserialize == Deserialize::Taken).then(|| {
        quote! {
            #[automatically_derived]
            impl #with_de #reads for #ident #types #clause {
                fn deserialize<D: __private::serde::Deserializer<#de>>(
                    deserializer: D,
                ) -> __private::Result<Self, D::Error> {
                    __private::reading::finish(deserializer)
                }
            }
        }
    });
    Some(quote! {
        #beside
        #[derive(__private::serde::Deserialize)]
        #[serde(crate = #serde_path #name #expecting #has_default)]
        #(#attrs)*
        struct #twin #generics #body
        #default
        #[automatically_derived]
        impl #with_de __private::reading::Late<#de> for #ident #types #clause {
            fn late<D: __private::serde::Deserializer<#de>>(
                deserializer: D,
            ) -> __private::Result<__private::reading::Held<Self>, D::Error> {
                match <#twin #types as #reads>::deserialize(deserializer) {
                    __private::Ok(twin) => __private::Ok(#verdict),
                    __private::Err(fault) => __private::reading::caught(__private::Err(fault)),
                }
            }
        }
        #deserialize
    })
}

/// The verdict on what the twin read: on the whole if every field was read, else on the others.
fn verdict(model: &Model, flat: &[&Field], readers: &[Option<Reader>]) -> TokenStream {
    let held = |field: &Field| format_ident!("held_{}", field.number, span = Span::mixed_site());
    let value = |field: &Field, reader: &Option<Reader>| {
        let (member, held) = (field.read_as(model), held(field));
        if reader.is_some() { quote!(#held) } else { quote!(twin.#member) }
    };
    let both = || flat.iter().zip(readers);
    let values = both().filter(|(field, _)| field.holder().is_none()).map(|(field, reader)| {
        let (member, value) = (&field.member, value(field, reader));
        quote!(#member: #value,)
    });
    let holders = model.fields.iter().filter(|field| model.is_holder(field)).map(|field| {
        let name = &field.member;
        let is_inside =
            |held: &Field| held.holder().is_some_and(|holder| Member::Named(holder) == *name);
        let inside = both().filter(|(field, _)| is_inside(field));
        let values: Vec<_> = inside.map(|(field, reader)| value(field, reader)).collect();
        let class = flat.iter().find(|field| is_inside(field)).and_then(|held| {
            let inherited = held.inherited.as_ref()?;
            let joined =
                format_ident!("{}", if inherited.is_opaque { "__joined" } else { "__dunder_part" });
            let class = &inherited.class;
            Some(quote!(<#class>::#joined))
        });
        quote!(#name: #class(#(#values),*),)
    });
    let values: TokenStream = values.chain(holders).collect();
    let made = model.cleaned(&quote!(Self { #values }));
    let accept = quote!(__private::checks::accept(#made));
    let late = both().filter(|(_, reader)| reader.is_some());
    let (members, names): (Vec<_>, Vec<_>) =
        late.map(|(field, _)| (field.read_as(model), held(field))).unzip();
    if members.is_empty() {
        return accept;
    }
    let value = Ident::new("value", Span::mixed_site());
    let errors = Ident::new("errors", Span::mixed_site());
    let checks = both().map(|(field, reader)| {
        let (held, json) = (held(field), &field.json);
        let clean = field.cleaner().map(|clean| quote!(#clean(&mut #value);));
        let check = field.checker().map(|check| quote!(#clean #check(&#value, &mut #errors);));
        let muts = clean.as_ref().filter(|_| check.is_some()).map(|_| quote!(mut));
        match (reader, check) {
            (Some(_), None) => quote! {
                if let __private::Err(#value) = #held {
                    #errors.graft(#json, &#value);
                }
            },
            (Some(_), Some(check)) => quote! {
                match #held {
                    __private::Ok(#muts #value) => { #check }
                    __private::Err(#value) => #errors.graft(#json, &#value),
                }
            },
            (None, Some(check)) => {
                let member = field.read_as(model);
                quote!({ let #muts #value = twin.#member; #check })
            }
            (None, None) => TokenStream::new(),
        }
    });
    quote! {
        match (#(twin.#members.0,)*) {
            (#(__private::Ok(#names),)*) => #accept,
            (#(#names,)*) => __private::Errors::collect_into(|mut #errors| { #(#checks)* }),
        }
    }
}

/// What the fields of a twin need beside it: their readers, and functions for their defaults.
pub(super) fn beside(model: &Model, flat: &[&Field], readers: &[Option<Reader>]) -> TokenStream {
    let made = readers.iter().zip(flat).map(|(reader, field)| {
        let ty = model.spelled(&field.ty);
        let read = match reader {
            Some(Reader::Made(name)) => {
                let read = if field.serde.flatten { "read_flat" } else { "read" };
                // a type that cannot be read is a fault at the field's
                let at = Span::call_site().located_at(syn::spanned::Spanned::span(&field.ty));
                let read = Ident::new(read, at);
                quote!(__private::reads!(#name, #ty, #read);)
            }
            _ => TokenStream::new(),
        };
        let wrapper = reader.as_ref().and_then(|reader| wrapper(model, field, reader));
        quote!(#read #wrapper)
    });
    made.collect()
}

/// The function that makes a field's default as the twin has it.
fn wrapper(model: &Model, field: &Field, reader: &Reader) -> Option<TokenStream> {
    let made = match field.default_path() {
        Some(path) => quote!(#path),
        None if field.makes_default() => {
            let (owner, function) = (model.turbofish(), field.default_fn());
            quote!(#owner::#function)
        }
        None => return None,
    };
    let (name, ty) = (wrapper_name(field), field.slot(model, reader));
    Some(quote! {
        fn #name() -> #ty {
            __private::From::from(#made())
        }
    })
}

fn wrapper_name(field: &Field) -> Ident {
    format_ident!("__default{}", field.number)
}

/// What `#[serde(default)]` on the struct takes missing fields from.
pub(super) fn container_default(model: &Model) -> Option<TokenStream> {
    let args = model.serde_attrs.iter().flat_map(serde::arguments);
    let default = args.into_iter().find(|arg| arg.key.text == "default")?;
    Some(match default.value {
        ArgValue::Equals(path) => {
            let path: Option<syn::LitStr> = syn::parse2(path).ok();
            let path = path.and_then(|path| path.parse::<syn::ExprPath>().ok());
            quote!(#path())
        }
        _ => quote!(__private::Default::default()),
    })
}

/// `from_json`.
pub(super) fn from_json(model: &Model) -> Option<TokenStream> {
    if !model.makers.json {
        return None;
    }
    let (ident, vis, root) = (&model.ident, &model.vis, &model.root);
    let (impl_generics, types, _) = model.generics.split_for_impl();
    let bounds = super::expand::bounds(model);
    let read = if is_made(model) { quote!(read) } else { quote!(read_own) };
    let (de, clause) = if model.generics.params.is_empty() {
        (None, None)
    } else if is_made(model) {
        (Some(quote!('__de)), Some(quote!(where Self: #root::__private::reading::Late<'__de>)))
    } else {
        (Some(quote!('__de)), Some(quote!(where Self: __private::serde::Deserialize<'__de>)))
    };
    let params = de.as_ref().map(|de| quote!(<#de>));
    let doc = format!(
        "Reads a `{}` from JSON (RFC 8259).\n\n# Errors\nEvery fault of the document at once: \
         missing fields, wrong types and broken rules, each with its JSON pointer.",
        ident.unraw()
    );
    Some(quote! {
        impl #impl_generics #ident #types #bounds {
            #[doc = #doc]
            #vis fn from_json #params (
                json: &#de [__private::core::primitive::u8],
            ) -> __private::checks::Result<Self> #clause {
                __private::reading::json::#read(json)
            }
        }
    })
}

impl Field {
    /// The field in the twin, with what serde must know of it.
    pub(super) fn twin(&self, model: &Model, reader: Option<&Reader>) -> TokenStream {
        let mut has_default = self.serde.has_default || model.serde.has_default;
        let is_wrapped = reader.is_some() && self.makes_default();
        let mut attrs: TokenStream = if is_wrapped {
            let kept = self.serde_attrs.iter().map(|attr| serde::without(attr, &["default"]));
            let name = wrapper_name(self).to_string();
            let default = (!model.serde.has_default || self.serde.has_default)
                .then(|| quote!(#[serde(default = #name)]));
            quote!(#(#kept)* #default)
        } else {
            self.serde_attrs.iter().map(ToTokens::to_token_stream).collect()
        };
        if self.default.is_some() && !has_default && !is_wrapped {
            let (owner, function) = (model.turbofish(), self.default_fn());
            let path = quote!(#owner::#function).to_string();
            attrs.extend(quote!(#[serde(default = #path)]));
            has_default = true;
        }
        let is_hidden = self.is_secret && reader.is_none();
        if is_hidden && !self.serde.has_reader && !self.serde.flatten && !self.is_never_read() {
            let root = &model.root;
            let path = quote!(#root::__private::reading::read_secret).to_string();
            attrs.extend(quote!(#[serde(deserialize_with = #path)]));
            if !has_default && matches!(self.shape, super::shape::Shape::Option(_)) {
                attrs.extend(quote!(#[serde(default)]));
            }
        }
        // serde sees that a reference is borrowed, but not inside of another type
        let is_reference = matches!(self.ty, syn::Type::Reference(_));
        if reader.is_some() && is_reference && !self.has("borrow") {
            attrs.extend(quote!(#[serde(borrow)]));
        }
        let ty = match reader {
            Some(reader) => self.slot(model, reader),
            None => model.spelled(&self.ty),
        };
        match self.read_as(model) {
            Member::Named(ident) => quote!(#attrs #ident: #ty),
            Member::Unnamed(_) => quote!(#attrs #ty),
        }
    }

    /// The type that is read in the field's place.
    fn slot(&self, model: &Model, reader: &Reader) -> TokenStream {
        let (root, ty, reader) = (&model.root, model.spelled(&self.ty), reader.path(model));
        quote!(#root::__private::reading::Slot<#ty, #reader>)
    }
}
