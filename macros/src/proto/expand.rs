//! The code for a type with a form in Protocol Buffers.

use std::fmt::Write as _;

use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Ident, Type, Visibility};

use super::model::{Field, Model, Number, Role, Shape, inner, last_segment};
use crate::kit::{Emit, Root, anonymous, spell_self};

/// Types whose empty value breaks no rule, whatever stands in them.
const WITHOUT_RULES: [&str; 26] = [
    "bool",
    "i8",
    "i16",
    "i32",
    "i64",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "f32",
    "f64",
    "String",
    "str",
    "Option",
    "Vec",
    "VecDeque",
    "BTreeSet",
    "HashSet",
    "BTreeMap",
    "HashMap",
    "Cow",
    "SystemTime",
    "Duration",
    "Timestamp",
];

pub(super) fn expand(model: &Model) -> TokenStream {
    let parts = Parts::of(&model.ident, &model.generics);
    let body = match &model.shape {
        Shape::Message(fields) => message(model, &parts, fields),
        Shape::Newtype(field) => newtype(model, &parts, field),
        Shape::Enum(numbers) => enumeration(model, numbers),
        Shape::Oneof(fields) => oneof(model, &parts, fields),
    };
    let prost = model.prost.as_ref().map(|word| {
        let ty = &parts.of_static;
        quote_spanned!(word.span()=> __private::proto::prost!(#ty);)
    });
    anonymous(&model.root, &quote!(#body #prost))
}

/// The type with its parameters, as each kind of impl needs them.
struct Parts {
    /// `'a, 'b: 'a`
    generics: TokenStream,
    /// The same after `'__de`, which outlives all.
    reading: TokenStream,
    /// `User<'a>`
    ty: TokenStream,
    clause: TokenStream,
    /// `User<'static>`
    of_static: TokenStream,
}

impl Parts {
    /// `pub ['a] ['__de: 'a, 'a] User<'a> [where ..] User<'static>,`
    fn write(&self, vis: &Visibility, out: &mut Emit) {
        if !matches!(vis, Visibility::Inherited) {
            out.tokens(vis);
        }
        out.brackets(|out| out.tokens(&self.generics));
        out.brackets(|out| out.tokens(&self.reading));
        out.tokens(&self.ty);
        out.brackets(|out| out.tokens(&self.clause));
        out.tokens(&self.of_static);
        out.sign(',');
    }

    fn of(ident: &Ident, generics: &Generics) -> Self {
        let clause = &generics.where_clause;
        let clause = clause.to_token_stream();
        let params: TokenStream = if generics.params.is_empty() {
            TokenStream::new()
        } else {
            let params = &generics.params;
            quote!(#params)
        };
        let lifetimes: Vec<_> = generics.lifetimes().map(|param| &param.lifetime).collect();
        if lifetimes.is_empty() {
            let ty = ident.to_token_stream();
            let reading = quote!('__de);
            return Self { generics: params, reading, of_static: ty.clone(), ty, clause };
        }
        let statics = lifetimes.iter().map(|_| quote!('static));
        Self {
            reading: quote!('__de: #(#lifetimes)+*, #params),
            generics: params,
            ty: quote!(#ident<#(#lifetimes),*>),
            clause,
            of_static: quote!(#ident<#(#statics),*>),
        }
    }
}

/// The tokens with `'static` in the place of each lifetime.
fn static_lifetimes(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut after_tick = false;
    for token in tokens {
        match token {
            TokenTree::Ident(word) if after_tick => {
                out.extend([TokenTree::Ident(Ident::new("static", word.span()))]);
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), static_lifetimes(group.stream()));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
                after_tick = false;
                continue;
            }
            token => {
                after_tick = matches!(&token, TokenTree::Punct(p) if p.as_char() == '\'');
                out.extend([token]);
                continue;
            }
        }
        after_tick = false;
    }
    out
}

/// What `as` is written around.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    One,
    Option,
    Vec,
}

impl Field {
    fn ty(&self) -> TokenStream {
        match &self.ty {
            Some(ty) => ty.to_token_stream(),
            None => quote!(__private::proto::Empty),
        }
    }

    fn around(&self) -> Around {
        match self.ty.as_ref().and_then(last_segment).as_deref() {
            Some("Option") => Around::Option,
            Some("Vec") => Around::Vec,
            _ => Around::One,
        }
    }

    /// `Natural`, `Sint32`, `Unpacked<Natural>`, `Entry<Natural, Sint32>`.
    fn form(&self) -> TokenStream {
        let natural = |word: Option<&Ident>| match word {
            Some(word) => quote!(__private::proto::#word),
            None => quote!(__private::proto::Natural),
        };
        if let Some((at, forms)) = &self.form.map {
            let [key, value] = match forms {
                Some([key, value]) => [natural(Some(key)), natural(Some(value))],
                None => [natural(None), natural(None)],
            };
            return quote_spanned!(at.span()=> __private::proto::Entry<#key, #value>);
        }
        let form = natural(self.form.word.as_ref());
        match self.form.unpacked {
            Some(span) => quote_spanned!(span=> __private::proto::Unpacked<#form>),
            None => form,
        }
    }

    /// The type that stands on the wire.
    fn written(&self) -> TokenStream {
        match (&self.through, self.around()) {
            (None, _) => self.ty(),
            (Some(ty), Around::One) => ty.to_token_stream(),
            (Some(ty), Around::Option) => quote!(__private::Option<#ty>),
            (Some(ty), Around::Vec) => quote!(__private::Vec<#ty>),
        }
    }

    /// Whether it is written as what it is.
    fn is_plain(&self) -> bool {
        self.role == Role::Value && self.through.is_none()
    }

    /// The enum in a `oneof`.
    fn oneof(&self) -> Option<&Type> {
        self.ty.as_ref().filter(|_| self.role == Role::Oneof).and_then(|ty| inner(ty, "Option"))
    }

    fn write_ty(&self, out: &mut Emit) {
        match &self.ty {
            Some(ty) => out.ty(ty),
            None => out.private(&["proto", "Empty"]),
        }
    }

    fn write_form(&self, out: &mut Emit) {
        if self.form.map.is_some() || self.form.unpacked.is_some() {
            out.tokens(&self.form());
        } else {
            out.private(&["proto"]);
            out.path_sep();
            match &self.form.word {
                Some(word) => out.tree(word.clone()),
                None => out.word("Natural"),
            }
        }
    }

    /// The field's type as the trait that reads and writes it.
    fn codec(&self) -> TokenStream {
        let (ty, form) = (self.ty(), self.form());
        quote!(<#ty as __private::proto::Field<'_, #form>>)
    }

    /// The same where `as` says what it is written as.
    fn convert(&self) -> TokenStream {
        let (ty, form, through) = (self.ty(), self.form(), &self.through);
        let around = match self.around() {
            Around::One => quote!(()),
            Around::Option => quote!(__private::Option<()>),
            Around::Vec => quote!(__private::Vec<()>),
        };
        quote!(<#ty as __private::proto::Convert<'_, #around, #through, #form>>)
    }

    /// ` name = 1;`, with its options.
    fn line_end(&self) -> String {
        let options = if self.form.unpacked.is_some() { " [packed = false]" } else { "" };
        format!(" {} = {}{options};\n", self.name, self.number)
    }

    /// Whether its empty value could break rules.
    fn may_be_ruled(&self) -> bool {
        let plain = |ty: &Type| {
            matches!(ty, Type::Reference(_) | Type::Array(_))
                || last_segment(ty).is_some_and(|word| WITHOUT_RULES.contains(&word.as_str()))
        };
        self.is_plain() && !self.ty.as_ref().is_none_or(plain)
    }
}

fn message(model: &Model, parts: &Parts, fields: &[Field]) -> TokenStream {
    let mut out = Emit::default();
    out.private(&["proto", "message"]);
    out.sign('!');
    out.braces(|out| {
        parts.write(&model.vis, out);
        out.text(&model.name);
        out.text(&format!("message {} {{\n", model.name));
        out.text(&format!("{}}}\n", reserved(model)));
        out.operator(";|", Span::call_site());
        for (i, word) in ["this", "out", "it", "key", "reader"].into_iter().enumerate() {
            if i > 0 {
                out.sign(',');
            }
            out.word(word);
        }
        out.sign('|');
        members(&by_tag(fields), out);
        out.word("empty");
        out.braces(|out| {
            for field in fields.iter().filter(|field| !field.is_plain()) {
                out.tokens(&empty(field));
            }
        });
        out.word("arms");
        out.braces(|out| {
            for field in fields.iter().filter(|field| field.role == Role::Value) {
                if field.through.is_some() {
                    let (member, tag, codec) = (&field.member, field.number, field.convert());
                    out.tokens(&quote!(#tag => #codec::read_as(&mut it.#member, key, reader),));
                }
            }
        });
        out.word("rest");
        out.braces(|out| rest(fields, out));
        out.word("finish");
        out.brackets(|out| finish(model, fields, out));
        out.word("ruled");
        out.brackets(|out| ruled(model, fields, out));
    });
    out.tokens(&asserts(model, fields));
    out.finish()
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

/// Runs of plain fields, each followed by how others are written and what there is to say of them.
fn members(fields: &[&Field], out: &mut Emit) {
    for run in fields.chunk_by(|one, next| one.is_plain() || !next.is_plain()) {
        let plain = run.iter().take_while(|field| field.is_plain()).count();
        let (plain, others) = run.split_at(plain);
        out.braces(|out| {
            for field in plain {
                out.member(&field.member);
                out.tree(Literal::u32_unsuffixed(field.number));
                out.text(&field.rust);
                out.text(&field.line_end());
                out.brackets(|out| field.write_ty(out));
                out.brackets(|out| field.write_form(out));
                out.sign(';');
            }
        });
        out.brackets(|out| {
            for field in others {
                out.tokens(&write_other(field));
            }
        });
        out.brackets(|out| {
            for field in others {
                out.tokens(&about_other(field));
            }
        });
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
            let codec = field.convert();
            quote!(#codec::write_as(&this.#member, #tag, out);)
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
        _ => quote!(<#ty as __private::Default>::default()),
    };
    quote!(#member: #empty,)
}

/// What a key is for that is no field's.
fn rest(fields: &[Field], out: &mut Emit) {
    for field in fields {
        let (member, rust) = (&field.member, &field.rust);
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
fn reserved(model: &Model) -> String {
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

/// What only the compiler can compare: the tags of a `oneof` with those of the message around it.
fn asserts(model: &Model, fields: &[Field]) -> TokenStream {
    let values = fields.iter().filter(|field| field.role == Role::Value);
    let taken: Vec<u32> = values.map(|field| field.number).collect();
    let reserved = model.reserved.tags.iter().map(|(from, to)| quote!((#from, #to)));
    let reserved = quote!(&[#(#reserved),*]);
    let this = {
        let statics = model.generics.params.iter().map(|_| quote!('static));
        let ident = &model.ident;
        quote!(#ident<#(#statics),*>)
    };
    let oneofs: Vec<TokenStream> = fields
        .iter()
        .filter(|field| field.role == Role::Oneof)
        .filter_map(|field| inner(field.ty.as_ref()?, "Option"))
        .map(|ty| spell_self(static_lifetimes(ty.to_token_stream()), &this))
        .collect();
    let own = |ty: &TokenStream| quote!(<#ty as __private::proto::Oneof<'_>>::FIELDS);
    let shown = fields.iter().filter(|field| matches!(field.role, Role::Value | Role::Oneof));
    let called: Vec<&str> = shown.map(|field| &*field.name).collect();
    let mut out = TokenStream::new();
    let maps = fields.iter().filter(|field| field.role == Role::Value && field.through.is_none());
    for (field, key) in maps.filter_map(|field| Some((field, map_key(field.ty.as_ref()?)?))) {
        let form = match &field.form.map {
            Some((_, Some([form, _]))) => quote!(__private::proto::#form),
            _ => quote!(__private::proto::Natural),
        };
        let (span, key) = (key.span(), static_lifetimes(key.to_token_stream()));
        out.extend(quote_spanned! {span=>
            const _: () = __private::proto::key(<#key as __private::proto::Value<'_, #form>>::IS_KEY);
        });
    }
    for (i, ty) in oneofs.iter().enumerate() {
        let (own, others) = (own(ty), oneofs.iter().take(i).map(own));
        let others = quote!(&[#(#others),*]);
        out.extend(quote_spanned! {ty.span()=>
            const _: () = __private::proto::apart(#own, #others, &[#(#taken),*], #reserved);
            const _: () = __private::proto::named(#own, #others, &[#(#called),*]);
        });
    }
    out
}

/// The type of a map's keys.
fn map_key(ty: &Type) -> Option<&Type> {
    inner(ty, "BTreeMap").or_else(|| inner(ty, "HashMap"))
}

fn newtype(model: &Model, parts: &Parts, field: &Field) -> TokenStream {
    let Parts { reading, ty, clause, .. } = parts;
    let (member, inner, form) = (&field.member, field.ty(), field.form());
    let (finish, ruled) = if model.is_validated {
        let empty = quote!(<Self as __private::proto::Value<'__de>>::empty());
        (quote!(__private::proto::ruled!(it, #empty);), quote!(true ||))
    } else {
        (quote!(let _ = it;), TokenStream::new())
    };
    quote! {
        __private::proto::newtype! {
            [#reading] #ty [#clause] #member: #inner, #form;
            finish |it| { #finish }
            ruled { #ruled }
        }
    }
}

fn enumeration(model: &Model, numbers: &[Number]) -> TokenStream {
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

fn oneof(model: &Model, parts: &Parts, fields: &[Field]) -> TokenStream {
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
    let open = format!("message {name} {{\n  oneof {} {{\n", super::names::snake(name));
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

/// Impls that stand in after a fault.
pub(super) fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
    if item.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_))) {
        return TokenStream::new();
    }
    let Parts { generics, reading, ty, clause, of_static } = Parts::of(&item.ident, &item.generics);
    let (vis, name) = (&item.vis, item.ident.to_string());
    let has_value = |data: &syn::DataEnum| {
        data.variants.iter().any(|variant| !matches!(variant.fields, Fields::Unit))
    };
    let body = match &item.data {
        Data::Union(_) => return TokenStream::new(),
        Data::Enum(data) if has_value(data) => quote! {
            __private::proto::oneof! {
                #vis [#generics] [#reading] #ty [#clause] #of_static, #name;
                write |_this, _out| {}
                read |_slot, _key, _reader| {}
                open ""
                fields {}
            }
        },
        Data::Enum(_) => quote! {
            __private::proto::enumeration! {
                #vis #ty, #name;
                number |_this| { 0 }
                read |_number| { __private::None }
                empty { __private::proto::never() }
                text { "" }
            }
        },
        Data::Struct(_) => quote! {
            __private::proto::message! {
                #vis [#generics] [#reading] #ty [#clause] #of_static, #name "" "";
                |_this, _out, _it, _key, _reader|
                empty { ..__private::proto::never() }
                arms {}
                rest { __private::proto::never() }
                finish []
                ruled []
            }
        },
    };
    anonymous(root, &body)
}
