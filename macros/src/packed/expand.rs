//! The code of `#[derive(Packed)]`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{DeriveInput, Ident, Member};

use super::model::{Field, How, Model, Shape, Variant};
use crate::kit::{Emit, Root, bound_type_params, called, decoding_generics, has_type_params};

pub(super) fn expand(model: &Model) -> TokenStream {
    let (root, ident, vis) = (&model.root, &model.ident, &model.vis);
    let (little, len) = (model.is_little, Literal::usize_unsuffixed(model.len));
    let (generics, types, _) = model.generics.split_for_impl();
    let fields = model.fields();
    let of = |is_wanted: fn(&How) -> bool| {
        fields.iter().filter(move |field| is_wanted(&field.how)).map(|field| &field.ty)
    };
    let plain = |how: &How| matches!(how, How::Plain);
    let packs = bound_type_params(&model.generics, of(plain), &quote!(__private::packed::Pack));
    let bound = quote!(__private::packed::Unpack<'__de>);
    let mut unpacks = bound_type_params(&model.generics, of(plain), &bound);
    if has_type_params(&model.generics) {
        let skipped = of(|how| matches!(how, How::Skip));
        unpacks.extend(skipped.map(|ty| quote!(#ty: __private::Default,)));
    }
    let decoding = decoding_generics(&model.generics);
    if let Shape::Struct(fields) = &model.shape
        && is_in_rows(model, fields)
    {
        return record(model, fields, [&packs, &unpacks, &decoding]);
    }
    let (packed_len, pack_into, unpack_from) = match &model.shape {
        Shape::Struct(fields) => of_struct(model, fields),
        Shape::Enum { tag, variants } => of_enum(model, tag, variants),
    };
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            type __Layout = __private::packed::Bytes<#little, #len>;
            #[automatically_derived]
            impl #generics __private::packed::Pack for #ident #types #packs {
                fn packed_len<__L: __private::packed::Layout>(&self) -> __private::core::primitive::usize {
                    #packed_len
                }
                #[allow(unused_variables)]
                fn pack_into<__L: __private::packed::Layout>(&self, out: &mut __private::packed::Writer) {
                    #pack_into
                }
            }
            #[automatically_derived]
            impl #decoding __private::packed::Unpack<'__de> for #ident #types #unpacks {
                fn unpack_from<__L: __private::packed::Layout>(
                    input: &mut __private::packed::Reader<'__de>,
                ) -> __private::Result<Self, __private::codec::CodecError> {
                    input.nested(|input| { #unpack_from })
                }
            }
            __private::packed::methods!([#vis] [#generics] [#ident #types] [#packs]);
        };
    }
}

/// How many fields stand in one row.
const ROW: usize = 8;

/// Whether all fields are packed as what they are, and heads, if they come first, stand in one row.
fn is_in_rows(model: &Model, fields: &[Field]) -> bool {
    let is_plain = |field: &Field| matches!(field.how, How::Plain);
    !fields.is_empty() && fields.iter().all(is_plain) && (!model.heads_first || fields.len() <= ROW)
}

/// The fields as rows of one table.
fn record(
    model: &Model,
    fields: &[Field],
    [packs, unpacks, decoding]: [&TokenStream; 3],
) -> TokenStream {
    let (generics, types, _) = model.generics.split_for_impl();
    let mut out = Emit::default();
    out.brackets(|out| out.tokens(&model.vis));
    out.brackets(|out| out.tokens(&generics));
    out.brackets(|out| out.tokens(decoding));
    out.brackets(|out| {
        out.tree(model.ident.clone());
        out.tokens(&types);
    });
    out.brackets(|out| out.tokens(packs));
    out.brackets(|out| out.tokens(unpacks));
    let order = if model.is_little { "Little" } else { "Big" };
    out.word(&format!("{order}{}", model.len));
    out.word(if model.heads_first { "pack_split" } else { "pack" });
    out.word(if model.heads_first { "unpack_split" } else { "unpack" });
    out.sign(';');
    for (number, fields) in fields.chunks(ROW).enumerate() {
        out.word(&format!("read{number}"));
        out.word(&format!("r{}", fields.len()));
        out.braces(|out| {
            for (place, Field { member, name, ty, .. }) in fields.iter().enumerate() {
                out.brackets(|out| out.member(member));
                out.text(name);
                out.tree(Literal::usize_unsuffixed(place));
                out.brackets(|out| out.ty(ty));
                out.sign(';');
            }
        });
    }
    out.sign('|');
    out.word("value");
    out.sign('|');
    out.brackets(|out| {
        if model.is_ruled {
            out.tokens(&ruled(model, &quote!(value)));
        }
    });
    let has_alias = model.is_ruled || has_type_params(&model.generics);
    called(&model.root, ["packed", "record"], has_alias, out, &TokenStream::new())
}

type Parts = (TokenStream, TokenStream, TokenStream);

fn of_struct(model: &Model, fields: &[Field]) -> Parts {
    let packed = || fields.iter().filter(|field| matches!(field.how, How::Plain));
    let types: Vec<_> = packed().map(|field| &field.ty).collect();
    let members: Vec<_> = packed().map(|field| &field.member).collect();
    let packed_len = sum(
        quote!(0),
        types.iter().zip(&members).map(|(ty, member)| {
            quote!(+ <#ty as __private::packed::Pack>::packed_len::<__Layout>(&self.#member))
        }),
    );
    let each = |method: &Ident, is_first: bool| -> TokenStream {
        let lines = fields.iter().map(|Field { member, ty, how, .. }| match how {
            How::With(path) if is_first => quote!(#path::pack(&self.#member, out);),
            How::With(_) | How::Skip => TokenStream::new(),
            How::Plain => {
                quote!(<#ty as __private::packed::Pack>::#method::<__Layout>(&self.#member, out);)
            }
        });
        lines.collect()
    };
    let pack_into = if model.heads_first {
        let (head, tail) = (format_ident!("pack_head"), format_ident!("pack_tail"));
        let heads = each(&head, false);
        let tails = each(&tail, true);
        quote!(#heads #tails)
    } else {
        each(&format_ident!("pack_into"), true)
    };
    let heads = if model.heads_first { heads(fields) } else { TokenStream::new() };
    let values = fields.iter().enumerate().map(|(index, field)| {
        let member = &field.member;
        let value = value(field, index, model.heads_first);
        quote!(#member: #value,)
    });
    let made = ruled(model, &quote!(Self { #(#values)* }));
    (packed_len, pack_into, quote!(#heads #made))
}

/// `let __head0 = ..;` of every field.
fn heads(fields: &[Field]) -> TokenStream {
    let lines = fields.iter().enumerate().map(|(index, Field { name, ty, how, .. })| match how {
        How::Plain => {
            let head = format_ident!("__head{index}");
            quote!(let #head = __private::packed::named(#name, <#ty as __private::packed::Unpack<'__de>>::unpack_head::<__Layout>(input))?;)
        }
        _ => TokenStream::new(),
    });
    lines.collect()
}

/// The value of a field, as it is read.
fn value(Field { name, ty, how, .. }: &Field, index: usize, has_head: bool) -> TokenStream {
    match how {
        How::Skip => quote!(<#ty as __private::Default>::default()),
        How::With(path) => quote!(__private::packed::named(#name, #path::unpack(input))?),
        How::Plain if has_head => {
            let head = format_ident!("__head{index}");
            quote!(__private::packed::named(#name, <#ty as __private::packed::Unpack<'__de>>::unpack_tail::<__Layout>(#head, input))?)
        }
        How::Plain => {
            quote!(__private::packed::named(#name, <#ty as __private::packed::Unpack<'__de>>::unpack_from::<__Layout>(input))?)
        }
    }
}

/// `first` and what follows.
fn sum(first: TokenStream, rest: impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut sum = first;
    sum.extend(rest);
    sum
}

/// A made value, checked where it has rules.
fn ruled(model: &Model, made: &TokenStream) -> TokenStream {
    if !model.is_ruled {
        return quote!(__private::Ok(#made));
    }
    quote! {
        let value = #made;
        use __private::codec::Clean as _;
        __private::codec::ruled(value.__dunder_cleaned())
    }
}

fn of_enum(model: &Model, tag: &Ident, variants: &[Variant]) -> Parts {
    let tag = quote!(__private::core::primitive::#tag);
    let width = quote!(__private::core::mem::size_of::<#tag>());
    if variants.is_empty() {
        let unknown = quote! {
            let at = input.offset();
            <#tag as __private::packed::Unpack<'__de>>::unpack_from::<__Layout>(input)?;
            __private::Err(__private::packed::unknown_tag(at))
        };
        return (quote!(match *self {}), quote!(match *self {}), unknown);
    }
    let lens = variants.iter().map(|variant| {
        let (pattern, plain) = pattern(variant, |how| matches!(how, How::Plain));
        let parts = plain.iter().map(|(field, bound)| {
            let ty = &field.ty;
            quote!(+ <#ty as __private::packed::Pack>::packed_len::<__Layout>(#bound))
        });
        quote!(#pattern => 0 #(#parts)*,)
    });
    let packs = variants.iter().map(|variant| {
        let (pattern, bound) = pattern(variant, |how| !matches!(how, How::Skip));
        let number = Literal::u32_unsuffixed(variant.tag);
        let lines = bound.iter().map(|(Field { ty, how, .. }, bound)| match how {
            How::Skip => TokenStream::new(),
            How::With(path) => quote!(#path::pack(#bound, out);),
            How::Plain => {
                quote!(<#ty as __private::packed::Pack>::pack_into::<__Layout>(#bound, out);)
            }
        });
        quote! {
            #pattern => {
                <#tag as __private::packed::Pack>::pack_into::<__Layout>(&#number, out);
                #(#lines)*
            }
        }
    });
    let reads = variants.iter().map(|variant| {
        let (ident, number) = (&variant.ident, Literal::u32_unsuffixed(variant.tag));
        let values = variant.fields.iter().enumerate().map(|(index, field)| {
            let member = &field.member;
            let value = value(field, index, false);
            quote!(#member: #value,)
        });
        quote!(#number => Self::#ident { #(#values)* },)
    });
    let made = quote! {
        match tag {
            #(#reads)*
            #[allow(unreachable_patterns)]
            _ => return __private::Err(__private::packed::unknown_tag(at)),
        }
    };
    let made = ruled(model, &made);
    let unpack = quote! {
        let at = input.offset();
        let tag = <#tag as __private::packed::Unpack<'__de>>::unpack_from::<__Layout>(input)?;
        #made
    };
    (quote!(#width + match self { #(#lens)* }), quote!(match self { #(#packs)* }), unpack)
}

/// `Self::Some { 0: f0 }`, and those of its fields with what they are bound to.
fn pattern(variant: &Variant, takes: fn(&How) -> bool) -> (TokenStream, Vec<(&Field, Ident)>) {
    let ident = &variant.ident;
    let bound: Vec<_> = variant
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| takes(&field.how))
        .map(|(index, field)| (field, format_ident!("__field{index}")))
        .collect();
    let members = bound.iter().map(|(field, bound)| {
        let member: &Member = &field.member;
        quote!(#member: #bound)
    });
    (quote!(Self::#ident { #(#members,)* .. }), bound)
}

/// The traits and methods with nothing in them, for after a fault.
pub(super) fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
    let (ident, vis) = (&item.ident, &item.vis);
    let (generics, types, clause) = item.generics.split_for_impl();
    let decoding = decoding_generics(&item.generics);
    let clause = clause.map(ToTokens::to_token_stream).unwrap_or_default();
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            __private::packed::stand_in!([#generics] [#decoding] [#ident #types] [#clause]);
            __private::packed::methods!([#vis] [#generics] [#ident #types] [#clause]);
        };
    }
}
