//! The code of an enum: numbers, or fields of the message around it.

use std::fmt::Write as _;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Parts;
use super::message::reserved;
use crate::proto::model::{Field, Model, Number};
use crate::proto::names;

pub(super) fn enumeration(model: &Model, numbers: &[Number]) -> TokenStream {
    let (vis, ident, name) = (&model.vis, &model.ident, &model.name);
    let mut write = TokenStream::new();
    let mut read = TokenStream::new();
    let mut lines: Vec<(i64, &str)> = Vec::new();
    let mut empty = None;
    let mut rest = quote!(_ => __private::None,);
    for number in numbers {
        let variant = &number.ident;
        let Some(value) = number.value else {
            write.extend(quote!(#ident::#variant(number) => *number,));
            rest = quote!(number => __private::Some(#ident::#variant(number)),);
            continue;
        };
        let literal = Literal::i64_unsuffixed(value);
        write.extend(quote!(#ident::#variant => #literal,));
        read.extend(quote!(#literal => __private::Some(#ident::#variant),));
        lines.push((value, &number.name));
        if value == 0 {
            empty = Some(quote!(#ident::#variant));
        }
    }
    // the first value of an enum is 0 in proto3
    lines.sort_by_key(|(value, _)| *value != 0);
    let mut text = format!("enum {name} {{\n");
    for (value, name) in lines {
        let _ = writeln!(text, "  {name} = {value};");
    }
    text.push_str(&reserved(model));
    text.push_str("}\n");
    quote! {
        __private::proto::enumeration! {
            #vis #ident, #name;
            number |this| { match this { #write } }
            read |number| { match number { #read #rest } }
            empty { #empty }
            text { #text }
        }
    }
}

pub(super) fn oneof(model: &Model, parts: &Parts, fields: &[Field]) -> TokenStream {
    let Parts { generics, reading, ty, clause, of_static } = parts;
    let (vis, ident, name) = (&model.vis, &model.ident, &model.name);
    let (mut write, mut arms) = (TokenStream::new(), TokenStream::new());
    let mut about = TokenStream::new();
    for field in fields {
        let (tag, variant) = (field.number, &field.member);
        let (value, form) = (field.ty(), field.form());
        let codec =
            |lifetime: TokenStream| quote!(<#value as __private::proto::Value<#lifetime, #form>>);
        let (writes, reads) = (codec(quote!('_)), codec(quote!('__de)));
        let end = field.line_end();
        let name = &field.name;
        let of = codec(quote!('static));
        about.extend(quote!(__private::proto::about_variant(#tag, #name, #end, #of::ABOUT),));
        if field.ty.is_some() {
            write.extend(quote!(#ident::#variant(one) => #writes::write_keyed(one, #tag, out),));
            arms.extend(quote! {
                #tag => {
                    if !__private::core::matches!(slot, __private::Some(#ident::#variant(_))) {
                        *slot = __private::Some(#ident::#variant(#reads::empty()));
                    }
                    if let __private::Some(#ident::#variant(one)) = slot {
                        #reads::read_value(one, key, reader)?;
                    }
                }
            });
        } else {
            write.extend(quote! {
                #ident::#variant => #writes::write_keyed(&__private::proto::Empty, #tag, out),
            });
            arms.extend(quote! {
                #tag => {
                    #reads::read_value(&mut __private::proto::Empty, key, reader)?;
                    *slot = __private::Some(#ident::#variant);
                }
            });
        }
    }
    let open = format!("message {name} {{\n  oneof {} {{\n", names::snake(name));
    quote! {
        __private::proto::oneof! {
            #vis [#generics] [#reading] #ty [#clause] #of_static, #name;
            write |this, out| { match this { #write } }
            read |slot, key, reader| {
                match key.tag() { #arms _ => return __private::Ok(false), }
            }
            open #open
            fields { #about }
        }
    }
}
