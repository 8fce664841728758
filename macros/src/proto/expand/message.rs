//! The code of a message: a table of its plain fields, and what the others do in their own way.

use std::fmt::Write as _;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::asserts::asserts;
use super::field::Around;
use super::{Parts, prost};
use crate::kit::{Emit, called};
use crate::proto::model::{Field, Model, Role};

/// All code of a message.
pub(super) fn message(model: &Model, parts: &Parts, fields: &[Field]) -> TokenStream {
    let mut out = Emit::default();
    parts.write(&model.vis, &mut out);
    out.text(&model.name);
    out.brackets(|out| {
        let reserved = reserved(model);
        if !reserved.is_empty() {
            out.text(&format!("{reserved}}}\n"));
        }
    });
    out.operator(";|", Span::call_site());
    for (i, word) in ["this", "out", "it", "key", "reader"].into_iter().enumerate() {
        if i > 0 {
            out.sign(',');
        }
        out.word(word);
    }
    out.sign('|');
    members(&by_tag(fields), &mut out);
    out.word("empty");
    out.braces(|out| {
        for field in fields.iter().filter(|field| !field.is_in_row()) {
            out.tokens(&empty(field));
        }
    });
    out.word("rest");
    out.braces(|out| rest(fields, out));
    out.word("finish");
    out.brackets(|out| finish(model, fields, out));
    out.word("ruled");
    out.brackets(|out| ruled(model, fields, out));
    let asserts = asserts(model, fields);
    let has_alias = model.is_validated
        || model.prost.is_some()
        || !asserts.is_empty()
        || !fields.iter().all(Field::is_in_row);
    let mut more = asserts;
    more.extend(prost(model, parts));
    called(&model.root, ["proto", "message"], has_alias, out, &more)
}

/// The fields in the order of their tags, in which canonical bytes are; one without a tag stays
/// behind the one that it follows.
fn by_tag(fields: &[Field]) -> Vec<&Field> {
    let mut place = 0;
    let mut keyed: Vec<(u32, &Field)> = Vec::new();
    for field in fields {
        if field.role == Role::Value {
            place = field.number;
        }
        keyed.push((place, field));
    }
    keyed.sort_by_key(|(place, _)| *place);
    keyed.into_iter().map(|(_, field)| field).collect()
}

/// How many plain fields stand in one row.
const ROW: usize = 8;

/// Runs of plain fields, each followed by how others are written and what there is to say of them.
fn members(fields: &[&Field], out: &mut Emit) {
    let mut number = 0;
    for run in fields.chunk_by(|one, next| one.is_in_row() || !next.is_in_row()) {
        let plain = run.iter().take_while(|field| field.is_in_row()).count();
        let (plain, others) = run.split_at(plain);
        out.braces(|out| {
            for fields in plain.chunks(ROW) {
                row(fields, number, out);
                number += 1;
            }
        });
        out.brackets(|out| others.iter().for_each(|field| out.tokens(&write_other(field))));
        out.brackets(|out| others.iter().for_each(|field| out.tokens(&about_other(field))));
    }
    // what keeps unknown fields comes last, wherever it is declared
    if let Some(unknown) = fields.iter().find(|field| field.role == Role::Unknown) {
        let member = &unknown.member;
        out.braces(|_| {});
        out.brackets(|out| {
            out.tokens(&quote!(__private::proto::write_unknown(&this.#member, out);));
        });
        out.brackets(|_| {});
    }
}

/// Plain fields, of which the runtime does each thing in one call.
fn row(fields: &[&Field], number: usize, out: &mut Emit) {
    out.word(&format!("r{}", fields.len()));
    out.word(&format!("row{number}"));
    let lines: Vec<String> =
        fields.iter().map(|field| format!("{}{}", field.rust, field.line_end())).collect();
    out.text(&lines.concat());
    out.braces(|out| {
        for (place, field) in fields.iter().enumerate() {
            out.member(&field.member);
            out.tree(Literal::u32_unsuffixed(field.number));
            out.tree(Literal::usize_unsuffixed(place));
            out.brackets(|out| field.write_ty(out));
            out.sign(';');
        }
    });
}

/// How a field is written that is no plain one.
fn write_other(field: &Field) -> TokenStream {
    let (member, tag) = (&field.member, field.number);
    match (field.role, field.oneof()) {
        (Role::Oneof, Some(inner)) => quote! {
            if let __private::Some(one) = &this.#member {
                <#inner as __private::proto::Oneof<'_>>::write_oneof(one, out);
            }
        },
        (Role::Value, _) => {
            let codec = field.codec_or_convert();
            let write = field.method("write");
            quote!(#codec::#write(&this.#member, #tag, out);)
        }
        _ => TokenStream::new(),
    }
}

/// What there is to say of a field that is no plain one.
fn about_other(field: &Field) -> TokenStream {
    let (rust, tag) = (&field.rust, field.number);
    match (field.role, field.oneof()) {
        (Role::Oneof, Some(inner)) => {
            let open = format!("  oneof {} {{\n", field.name);
            quote! {
                __private::proto::about_oneof(
                    #rust, #open, <#inner as __private::proto::Oneof<'_>>::FIELDS,
                ),
            }
        }
        (Role::Value, _) => {
            let (written, form, end) = (field.written(), field.form(), field.line_end());
            quote! {
                __private::proto::about(
                    #tag, #rust, #end, <#written as __private::proto::Field<'_, #form>>::ABOUT,
                ),
            }
        }
        _ => TokenStream::new(),
    }
}

/// The value of a field that is not there and is no plain one.
fn empty(field: &Field) -> TokenStream {
    let (member, ty, form) = (&field.member, field.ty(), field.form());
    let empty = match (field.role, &field.through, field.around()) {
        (Role::Value, Some(through), Around::One) => quote_spanned!(through.span()=> {
            #[allow(unused_imports)]
            use __private::proto::OrDefault as _;
            __private::proto::EmptyAs::<#ty, #through, #form>::empty()
        }),
        (Role::Oneof, ..) => quote!(__private::None),
        (Role::Value, None, _) => {
            let codec = field.codec();
            quote!(#codec::empty())
        }
        _ => quote!(<#ty as __private::Default>::default()),
    };
    quote!(#member: #empty,)
}

/// What a key is for that is no field's.
fn rest(fields: &[Field], out: &mut Emit) {
    for field in fields {
        let (member, rust, tag) = (&field.member, &field.rust, field.number);
        if field.role == Role::Value && !field.is_in_row() {
            let (codec, read) = (field.codec_or_convert(), field.method("read"));
            out.tokens(&quote! {
                if key.tag() == #tag {
                    return #codec::#read(&mut it.#member, key, reader);
                }
            });
        }
        if let Some(inner) = field.oneof() {
            out.tokens(&quote! {
                if <#inner as __private::proto::Oneof<'_>>::read_named(
                    &mut it.#member, #rust, key, reader,
                )? {
                    return __private::Ok(());
                }
            });
        }
    }
    let unknown = fields.iter().find(|field| field.role == Role::Unknown);
    out.tokens(&match unknown.map(|field| &field.member) {
        Some(member) => quote!(reader.keep(key, &mut it.#member)),
        None => quote!(reader.skip(key)),
    });
}

/// Rules that the empty value of a field could break, and the message's own.
fn finish(model: &Model, fields: &[Field], out: &mut Emit) {
    for field in fields.iter().filter(|field| field.may_be_ruled()) {
        let (member, rust, codec) = (&field.member, &field.rust, field.codec());
        out.tokens(&quote!(#codec::finish_field(&mut it.#member, #rust)?;));
    }
    if model.is_validated {
        out.tokens(&quote! {
            __private::proto::ruled!(it, <Self as __private::proto::Message<'__de>>::empty());
        });
    }
}

/// Whether there are such rules.
fn ruled(model: &Model, fields: &[Field], out: &mut Emit) {
    if model.is_validated {
        out.tokens(&quote!(true ||));
    }
    for field in fields.iter().filter(|field| field.may_be_ruled()) {
        // a message that holds itself does so behind an `Option` or a list
        if model.ident != field.written().to_string() {
            let codec = field.codec();
            out.tokens(&quote!(#codec::RULED ||));
        }
    }
}

/// `  reserved 4, 6 to 9;` and `  reserved "old";`.
pub(super) fn reserved(model: &Model) -> String {
    let mut out = String::new();
    let tag = |(from, to): &(u32, u32)| {
        if from == to { from.to_string() } else { format!("{from} to {to}") }
    };
    let tags: Vec<String> = model.reserved.tags.iter().map(tag).collect();
    let names: Vec<String> =
        model.reserved.names.iter().map(|name| format!("\"{name}\"")).collect();
    for list in [tags, names].iter().filter(|list| !list.is_empty()) {
        // writing to a `String` cannot fail
        let _ = writeln!(out, "  reserved {};", list.join(", "));
    }
    out
}
