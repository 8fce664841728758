//! The code of `#[derive(Dict)]`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Ident, Member, Type};

use super::model::{Default, Field, Kind, Model, Record, Shape, Variant};
use crate::kit::{Emit, Root, bound_type_params, called, has_type_params};

pub(super) fn expand(model: &Model) -> TokenStream {
    let root = &model.root;
    if let Shape::Struct(record) = &model.shape
        && is_in_rows(model, record)
    {
        return rows(model, record);
    }
    let writes = writes(model);
    // what borrows cannot come from data that is gone afterwards
    let reads = model.generics.lifetimes().next().is_none().then(|| reads(model));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            #writes
            #reads
        };
    }
}

/// How many fields stand in one row.
const ROW: usize = 8;

/// Whether all fields have names and are written as what they are, and can be read.
fn is_in_rows(model: &Model, record: &Record) -> bool {
    let is_plain = |field: &Field| {
        !field.skip
            && field.with.is_none()
            && matches!(field.default, Default::No)
            && quoted(&field.name).len() == field.name.len() + 2
    };
    record.kind == Kind::Named
        && !record.fields.is_empty()
        && record.fields.iter().all(is_plain)
        && model.generics.lifetimes().next().is_none()
}

/// The fields as rows of one table.
fn rows(model: &Model, record: &Record) -> TokenStream {
    let (generics, types, _) = model.generics.split_for_impl();
    let mut out = Emit::default();
    out.brackets(|out| out.tokens(&model.vis));
    out.brackets(|out| out.tokens(&generics));
    out.brackets(|out| {
        out.tree(model.ident.clone());
        out.tokens(&types);
    });
    out.brackets(|out| out.tokens(&clause(model, &quote!(__private::dict::ToDict))));
    out.brackets(|out| out.tokens(&clause(model, &quote!(__private::dict::FromDict))));
    for (number, fields) in record.fields.chunks(ROW).enumerate() {
        out.word(&format!("read{number}"));
        out.word(&format!("r{}", fields.len()));
        out.braces(|out| {
            for (place, Field { member, name, ty, .. }) in fields.iter().enumerate() {
                let open = if number + place == 0 { '{' } else { ',' };
                out.brackets(|out| out.member(member));
                out.text(&format!("{open}\"{name}\":"));
                out.tree(Literal::usize_unsuffixed(place));
                out.brackets(|out| out.ty(ty));
                out.sign(';');
            }
        });
    }
    out.sign('|');
    out.word("source");
    out.sign(',');
    out.word("value");
    out.sign('|');
    out.brackets(|out| {
        if let Some(denied) = denied(model, record) {
            out.tokens(&denied);
        }
    });
    out.brackets(|out| {
        if model.is_ruled {
            out.tokens(&ruled(model, &quote!(value)));
        }
    });
    if !model.has_from_json {
        out.word("from_json");
        out.brackets(|out| out.tokens(&model.vis));
    }
    let has_alias = model.is_ruled || model.denies_unknown || has_type_params(&model.generics);
    called(&model.root, ["dict", "table"], has_alias, out, &TokenStream::new())
}

/// `deny_unknown(..)?;`, if that is asked for.
fn denied(model: &Model, record: &Record) -> Option<TokenStream> {
    model.denies_unknown.then(|| {
        let names = record.shown().map(|field| &field.name);
        quote!(__private::dict::deny_unknown(source, &[#(#names),*])?;)
    })
}

/// The where-clause with this bound for what the fields mention.
fn clause(model: &Model, bound: &TokenStream) -> TokenStream {
    let records = model.records();
    let plain = records.iter().flat_map(|record| record.shown()).filter(|f| f.with.is_none());
    bound_type_params(&model.generics, plain.map(|field| &field.ty), bound)
}

fn writes(model: &Model) -> TokenStream {
    let (ident, vis) = (&model.ident, &model.vis);
    let (generics, types, _) = model.generics.split_for_impl();
    let clause = clause(model, &quote!(__private::dict::ToDict));
    let (value, json, more) = match &model.shape {
        Shape::Struct(record) => {
            let access = |field: &Field| {
                let member = &field.member;
                quote!(&self.#member)
            };
            let json = write_json(record, "", "", access);
            if record.kind == Kind::Named {
                let entries = entries(record, access);
                let more = quote! {
                    #[automatically_derived]
                    impl #generics __private::dict::Record for #ident #types #clause {
                        fn entries(
                            &self,
                        ) -> __private::Vec<(&'static __private::str, __private::dict::Value)> {
                            __private::dict::list([#entries])
                        }
                    }
                    __private::dict::record!(write [#vis] [#generics] [#ident #types] [#clause]);
                };
                let entries = quote!(__private::dict::Record::entries(self));
                (quote!(__private::dict::dict(#entries)), json, more)
            } else {
                (value_of(record, access), json, TokenStream::new())
            }
        }
        Shape::Enum(variants) => {
            let values = variants.iter().map(variant_value);
            let jsons = variants.iter().map(variant_json);
            let subject = if variants.is_empty() { quote!(*self) } else { quote!(self) };
            let json = quote!(match #subject { #(#jsons)* });
            (quote!(match #subject { #(#values)* }), json, TokenStream::new())
        }
    };
    quote! {
        #[automatically_derived]
        impl #generics __private::dict::ToDict for #ident #types #clause {
            fn to_value(&self) -> __private::dict::Value {
                #value
            }
            #[allow(unused_variables)]
            fn write_json(&self, out: &mut __private::dict::Json) {
                #json
            }
        }
        #more
        __private::dict::methods!(write [#vis] [#generics] [#ident #types] [#clause]);
    }
}

/// A field as a value.
fn field_value(field: &Field, access: &TokenStream) -> TokenStream {
    let ty = &field.ty;
    match &field.with {
        Some(path) => quote!(#path::to_value(#access)),
        None => quote!(<#ty as __private::dict::ToDict>::to_value(#access)),
    }
}

/// `("name", value), ..`
fn entries(record: &Record, access: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let entries = record.shown().map(|field| {
        let (name, value) = (&field.name, field_value(field, &access(field)));
        quote!((#name, #value),)
    });
    entries.collect()
}

/// The fields as one value.
fn value_of(record: &Record, access: impl Fn(&Field) -> TokenStream) -> TokenStream {
    match record.kind {
        Kind::Named => {
            let entries = entries(record, access);
            quote!(__private::dict::dict([#entries]))
        }
        Kind::Newtype => record.shown().map(|field| field_value(field, &access(field))).collect(),
        Kind::Tuple => {
            let values = record.shown().map(|field| field_value(field, &access(field)));
            quote!(__private::dict::Value::List(__private::dict::list([#(#values),*])))
        }
        Kind::Unit => quote!(__private::dict::Value::Null),
    }
}

/// Statements that write the fields between these texts.
fn write_json(
    record: &Record,
    before: &str,
    after: &str,
    access: impl Fn(&Field) -> TokenStream,
) -> TokenStream {
    let (open, close) = match record.kind {
        Kind::Named => ("{", "}"),
        Kind::Tuple => ("[", "]"),
        Kind::Newtype => ("", ""),
        Kind::Unit => ("null", ""),
    };
    let mut text = format!("{before}{open}");
    let mut out = TokenStream::new();
    for (place, field) in record.shown().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if record.kind == Kind::Named {
            text.push_str(&quoted(&field.name));
            text.push(':');
        }
        let (ty, access) = (&field.ty, access(field));
        out.extend(raw(&text));
        text.clear();
        out.extend(match &field.with {
            Some(path) => {
                quote!(__private::dict::ToDict::write_json(&#path::to_value(#access), out);)
            }
            None => quote!(<#ty as __private::dict::ToDict>::write_json(#access, out);),
        });
    }
    text.push_str(close);
    text.push_str(after);
    out.extend(raw(&text));
    out
}

/// `out.raw(text);`, but for no text.
fn raw(text: &str) -> TokenStream {
    if text.is_empty() { TokenStream::new() } else { quote!(out.raw(#text);) }
}

/// The text as JSON has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if u32::from(letter) < 0x20 => {
                quoted.extend(format!("\\u{:04x}", u32::from(letter)).chars());
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// What a field of a variant is bound to.
fn bound(field: &Field) -> Ident {
    match &field.member {
        Member::Named(ident) => format_ident!("__field_{ident}"),
        Member::Unnamed(index) => format_ident!("__field_{}", index.index),
    }
}

/// `Self::Square { side: __field_side, .. }`
fn pattern(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    let members = variant.record.shown().map(|field| {
        let (member, bound) = (&field.member, bound(field));
        quote!(#member: #bound,)
    });
    quote!(Self::#ident { #(#members)* .. })
}

fn variant_value(variant: &Variant) -> TokenStream {
    let (pattern, name) = (pattern(variant), &variant.name);
    if variant.record.kind == Kind::Unit {
        return quote!(#pattern => __private::dict::name(#name),);
    }
    let value = value_of(&variant.record, |field| bound(field).into_token_stream());
    quote!(#pattern => __private::dict::variant(#name, #value),)
}

fn variant_json(variant: &Variant) -> TokenStream {
    let (pattern, name) = (pattern(variant), quoted(&variant.name));
    let body = if variant.record.kind == Kind::Unit {
        raw(&name)
    } else {
        let access = |field: &Field| bound(field).into_token_stream();
        write_json(&variant.record, &format!("{{{name}:"), "}", access)
    };
    quote!(#pattern => { #body })
}

fn reads(model: &Model) -> TokenStream {
    let (ident, vis) = (&model.ident, &model.vis);
    let (generics, types, _) = model.generics.split_for_impl();
    let mut clause = clause(model, &quote!(__private::dict::FromDict));
    if has_type_params(&model.generics) {
        let records = model.records();
        let defaults = |field: &&Field| match &field.default {
            Default::No => field.skip,
            Default::Own => true,
            Default::Written(_) => false,
        };
        let fields = records.iter().flat_map(|record| &record.fields).filter(defaults);
        clause.extend(fields.map(|Field { ty, .. }| quote!(#ty: __private::Default,)));
    }
    let impls = match &model.shape {
        Shape::Struct(record) if record.kind == Kind::Named => {
            let denied = denied(model, record);
            let made = made(record, &quote!(Self));
            let made = ruled(model, &made);
            quote! {
                #[automatically_derived]
                impl #generics __private::dict::ReadRecord for #ident #types #clause {
                    #[allow(unused_variables)]
                    fn read(
                        source: &dyn __private::dict::Source,
                    ) -> __private::Result<Self, __private::codec::CodecError> {
                        #denied
                        #made
                    }
                }
                __private::dict::record!(read [#vis] [#generics] [#ident #types] [#clause]);
            }
        }
        shape => {
            let body = match shape {
                Shape::Struct(record) => {
                    let opened = opened(record);
                    let made = ruled(model, &made(record, &quote!(Self)));
                    quote!(#opened #made)
                }
                Shape::Enum(variants) => {
                    let arms = variants.iter().map(variant_read);
                    let made = quote! {
                        match __private::dict::variant_of(value)? {
                            #(#arms)*
                            (name, _) => return __private::Err(__private::dict::unknown_variant(name)),
                        }
                    };
                    ruled(model, &made)
                }
            };
            quote! {
                #[automatically_derived]
                impl #generics __private::dict::FromDict for #ident #types #clause {
                    #[allow(unused_variables)]
                    fn from_value(
                        value: &__private::dict::Value,
                    ) -> __private::Result<Self, __private::codec::CodecError> {
                        #body
                    }
                }
            }
        }
    };
    let methods = (!model.has_from_json).then(
        || quote!(__private::dict::methods!(read [#vis] [#generics] [#ident #types] [#clause]);),
    );
    quote!(#impls #methods)
}

/// A made value, checked where it has rules.
fn ruled(model: &Model, made: &TokenStream) -> TokenStream {
    if !model.is_ruled {
        return quote!(__private::Ok(#made));
    }
    quote! {
        let made = #made;
        use __private::codec::Clean as _;
        __private::codec::ruled(made.__dunder_cleaned())
    }
}

/// `let source = ..;` or `let items = ..;`, of what `value` is.
fn opened(record: &Record) -> TokenStream {
    match record.kind {
        Kind::Named => quote!(let source = __private::dict::source(value)?;),
        Kind::Tuple => {
            let count = Literal::usize_unsuffixed(record.shown().count());
            quote!(let items = __private::dict::items(value, #count)?;)
        }
        Kind::Newtype => TokenStream::new(),
        Kind::Unit => quote!(<() as __private::dict::FromDict>::from_value(value)?;),
    }
}

/// `Self { name: .., .. }`
fn made(record: &Record, constructor: &TokenStream) -> TokenStream {
    let mut place = 0_usize;
    let values = record.fields.iter().map(|field| {
        let (member, ty) = (&field.member, &field.ty);
        let value = if field.skip {
            or(field, ty)
        } else {
            let index = Literal::usize_unsuffixed(place);
            place += 1;
            read(record.kind, field, &index)
        };
        quote!(#member: #value,)
    });
    quote!(#constructor { #(#values)* })
}

/// What a field is that is not there.
fn or(field: &Field, ty: &Type) -> TokenStream {
    match &field.default {
        Default::Written(expr) => quote!(#expr),
        _ => quote!(<#ty as __private::Default>::default()),
    }
}

/// A field, as it is read.
fn read(kind: Kind, field: &Field, index: &Literal) -> TokenStream {
    let (name, ty, with) = (&field.name, &field.ty, &field.with);
    let or = (!matches!(field.default, Default::No)).then(|| or(field, ty));
    match (kind, with, or) {
        (Kind::Named, None, None) => quote!(__private::dict::field::<#ty>(source, #name)?),
        (Kind::Named, None, Some(or)) => {
            quote!(__private::dict::field_or::<#ty>(source, #name, || #or)?)
        }
        (Kind::Named, Some(path), None) => {
            quote!(__private::dict::field_with(source, #name, #path::from_value)?)
        }
        (Kind::Named, Some(path), Some(or)) => {
            quote!(__private::dict::field_with_or(source, #name, #path::from_value, || #or)?)
        }
        (Kind::Tuple, None, _) => quote!(__private::dict::item::<#ty>(items, #index)?),
        (Kind::Tuple, Some(path), _) => {
            quote!(__private::dict::item_with(items, #index, #path::from_value)?)
        }
        (_, None, _) => quote!(<#ty as __private::dict::FromDict>::from_value(value)?),
        (_, Some(path), _) => quote!(#path::from_value(value)?),
    }
}

fn variant_read(variant: &Variant) -> TokenStream {
    let (ident, name, record) = (&variant.ident, &variant.name, &variant.record);
    if record.kind == Kind::Unit {
        return quote!((#name, __private::None) => Self::#ident,);
    }
    let (opened, made) = (opened(record), made(record, &quote!(Self::#ident)));
    quote! {
        (#name, __private::Some(value)) => __private::dict::named(
            #name,
            (|| -> __private::Result<Self, __private::codec::CodecError> {
                #opened
                __private::Ok(#made)
            })(),
        )?,
    }
}

/// The traits and methods with nothing in them, for after a fault.
pub(super) fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
    let (ident, vis) = (&item.ident, &item.vis);
    let (generics, types, clause) = item.generics.split_for_impl();
    let all = quote!([#vis] [#generics] [#ident #types] [#clause]);
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            __private::dict::stand_in!([#generics] [#ident #types] [#clause]);
            __private::dict::record!(write #all);
            __private::dict::record!(read #all);
            __private::dict::methods!(write #all);
            __private::dict::methods!(read #all);
        };
    }
}
