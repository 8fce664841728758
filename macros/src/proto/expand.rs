//! The code for a type with a form in Protocol Buffers.

use std::fmt::Write as _;

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Ident, Type};

use super::model::{Field, Model, Number, Role, Shape, inner, last_segment};
use crate::kit::{Root, anonymous, spell_self};

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

    /// The field's type as the trait that reads and writes it.
    fn codec(&self) -> TokenStream {
        let (ty, form) = (self.ty(), self.form());
        match (&self.through, self.around()) {
            (None, _) => quote!(<#ty as __private::proto::Field<'_, #form>>),
            (Some(through), around) => {
                let around = match around {
                    Around::One => quote!(()),
                    Around::Option => quote!(__private::Option<()>),
                    Around::Vec => quote!(__private::Vec<()>),
                };
                quote!(<#ty as __private::proto::Convert<'_, #around, #through, #form>>)
            }
        }
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
        self.role == Role::Value && self.through.is_none() && !self.ty.as_ref().is_none_or(plain)
    }
}

fn message(model: &Model, parts: &Parts, fields: &[Field]) -> TokenStream {
    let Parts { generics, reading, ty, clause, of_static } = parts;
    let (vis, name) = (&model.vis, &model.name);
    let mut pieces = Pieces::default();
    let open = format!("message {name} {{\n");
    pieces.text.extend(quote!(__private::proto::Text::Text(#open),));
    // bytes are canonical where fields are written in the order of their tags
    let mut ordered: Vec<&Field> = Vec::new();
    let mut place = 0;
    let mut keyed: Vec<(u32, usize, &Field)> = Vec::new();
    for (i, field) in fields.iter().enumerate() {
        if field.role == Role::Value {
            place = field.number;
        }
        keyed.push((place, i, field));
    }
    keyed.sort_by_key(|(place, i, _)| (*place, *i));
    ordered.extend(keyed.iter().map(|(_, _, field)| *field));
    for field in &ordered {
        pieces.add(model, field);
    }
    if let Some(unknown) = fields.iter().find(|field| field.role == Role::Unknown) {
        let member = &unknown.member;
        pieces.write.extend(quote!(__private::proto::write_unknown(&this.#member, out);));
        let rest = quote!(reader.keep(key, &mut it.#member));
        pieces.rest.extend(rest);
    } else {
        pieces.rest.extend(quote!(reader.skip(key)));
    }
    for field in fields {
        pieces.add_empty(field);
    }
    let reserved = reserved(model);
    let close = format!("{reserved}}}\n");
    let Pieces { write, empty, arms, rest, names, text, depends, mut finish, ruled } = pieces;
    let asserts = asserts(model, fields);
    if model.is_validated {
        finish.extend(quote!(__private::proto::ruled!(it, Self { #empty });));
    }
    let ruled_self = model.is_validated.then(|| quote!(true ||));
    quote! {
        __private::proto::message! {
            #vis [#generics] [#reading] #ty [#clause] #of_static, #name;
            write |this, out| { #write }
            empty { Self { #empty } }
            read |it, key, reader| { match key.tag() { #arms _ => { #rest } } }
            finish |it| { #finish }
            ruled { #ruled_self #ruled }
            fields { #names }
            text { #text __private::proto::Text::Text(#close), }
            depends { #depends }
        }
        #asserts
    }
}

/// What the fields of a message add to each part of its code.
#[derive(Default)]
struct Pieces {
    write: TokenStream,
    empty: TokenStream,
    arms: TokenStream,
    rest: TokenStream,
    names: TokenStream,
    text: TokenStream,
    depends: TokenStream,
    finish: TokenStream,
    ruled: TokenStream,
}

impl Pieces {
    fn add(&mut self, model: &Model, field: &Field) {
        let (member, rust, tag) = (&field.member, &field.rust, field.number);
        match field.role {
            Role::Unknown | Role::Skip => {}
            Role::Oneof => {
                let Some(inner) = field.ty.as_ref().and_then(|ty| inner(ty, "Option")) else {
                    return;
                };
                let open = format!("  oneof {} {{\n", field.name);
                self.write.extend(quote! {
                    if let __private::Some(one) = &this.#member {
                        <#inner as __private::proto::Oneof<'_>>::write_oneof(one, out);
                    }
                });
                self.rest.extend(quote! {
                    if <#inner as __private::proto::Oneof<'_>>::read_named(
                        &mut it.#member, #rust, key, reader,
                    )? {
                        return __private::Ok(());
                    }
                });
                self.text.extend(quote! {
                    __private::proto::Text::Text(#open),
                    <#inner as __private::proto::Oneof<'_>>::TEXT,
                    __private::proto::Text::Text("  }\n"),
                });
                self.depends.extend(quote!(<#inner as __private::proto::Oneof<'_>>::DEPENDS,));
            }
            Role::Value => {
                let (written, form) = (field.written(), field.form());
                let codec = field.codec();
                let (write, read) = (&codec, &codec);
                let end = field.line_end();
                self.names.extend(quote!((#tag, #rust),));
                if field.through.is_some() {
                    self.write.extend(quote!(#write::write_as(&this.#member, #tag, out);));
                    self.arms.extend(quote!(#tag => #read::read_as(&mut it.#member, key, reader),));
                } else {
                    self.write.extend(quote!(#write::write_field(&this.#member, #tag, out);));
                    self.arms
                        .extend(quote!(#tag => #read::read_field(&mut it.#member, key, reader),));
                }
                let field_of = quote!(<#written as __private::proto::Field<'_, #form>>);
                self.text.extend(quote! {
                    __private::proto::Text::Text("  "),
                    #field_of::TEXT,
                    __private::proto::Text::Text(#end),
                });
                self.depends.extend(quote!(#field_of::DEPENDS,));
                if field.may_be_ruled() {
                    self.finish.extend(quote!(#read::finish_field(&mut it.#member, #rust)?;));
                    // a message that holds itself does so behind an `Option` or a list
                    let is_itself = model.ident == written.to_string();
                    if !is_itself {
                        self.ruled.extend(quote!(#read::RULED ||));
                    }
                }
            }
        }
    }

    fn add_empty(&mut self, field: &Field) {
        let (member, ty, form) = (&field.member, field.ty(), field.form());
        let empty = match (field.role, &field.through, field.around()) {
            (Role::Value, None, _) => {
                quote!(<#ty as __private::proto::Field<'_, #form>>::empty())
            }
            (Role::Value, Some(through), Around::One) => quote_spanned!(through.span()=> {
                #[allow(unused_imports)]
                use __private::proto::OrDefault as _;
                __private::proto::EmptyAs::<#ty, #through, #form>::empty()
            }),
            (Role::Oneof, ..) => quote!(__private::None),
            _ => quote!(<#ty as __private::Default>::default()),
        };
        self.empty.extend(quote!(#member: #empty,));
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
    let tags = |ty: &TokenStream| quote!(<#ty as __private::proto::Oneof<'_>>::TAGS);
    let names = |ty: &TokenStream| quote!(<#ty as __private::proto::Oneof<'_>>::NAMES);
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
        let (own, own_names) = (tags(ty), names(ty));
        let span = ty.span();
        out.extend(quote_spanned! {span=>
            const _: () = __private::proto::apart(#own, &[#(#taken),*], #reserved);
            const _: () = __private::proto::named(#own_names, &[#(#called),*]);
        });
        for other in oneofs.iter().take(i) {
            let (tags, names) = (tags(other), names(other));
            out.extend(quote_spanned! {span=>
                const _: () = __private::proto::apart(#own, #tags, #reserved);
                const _: () = __private::proto::named(#own_names, #names);
            });
        }
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
        let literal = proc_macro2::Literal::i64_unsuffixed(value);
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
            text { __private::proto::Text::Text(#text), }
        }
    }
}

fn oneof(model: &Model, parts: &Parts, fields: &[Field]) -> TokenStream {
    let Parts { generics, reading, ty, clause, of_static } = parts;
    let (vis, ident, name) = (&model.vis, &model.ident, &model.name);
    let (mut tags, mut names) = (TokenStream::new(), TokenStream::new());
    let (mut write, mut arms) = (TokenStream::new(), TokenStream::new());
    let (mut lines, mut depends) = (TokenStream::new(), TokenStream::new());
    for field in fields {
        let (tag, variant) = (field.number, &field.member);
        let (value, form) = (field.ty(), field.form());
        let codec =
            |lifetime: TokenStream| quote!(<#value as __private::proto::Value<#lifetime, #form>>);
        let (writes, reads, of_static) =
            (codec(quote!('_)), codec(quote!('__de)), codec(quote!('static)));
        let end = field.line_end();
        let name = &field.name;
        tags.extend(quote!(#tag,));
        names.extend(quote!(#name,));
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
        lines.extend(quote! {
            __private::proto::Text::Text("    "),
            __private::proto::Text::Text(#of_static::TYPE),
            __private::proto::Text::Text(#end),
        });
        depends.extend(quote!(#of_static::DEPENDS,));
    }
    let open = format!("message {name} {{\n  oneof {} {{\n", super::names::snake(name));
    quote! {
        __private::proto::oneof! {
            #vis [#generics] [#reading] #ty [#clause] #of_static, #name;
            tags { #tags }
            names { #names }
            write |this, out| { match this { #write } }
            read |slot, key, reader| {
                match key.tag() { #arms _ => return __private::Ok(false), }
            }
            lines { #lines }
            text {
                __private::proto::Text::Text(#open),
                <Self as __private::proto::Oneof<'static>>::TEXT,
                __private::proto::Text::Text("  }\n}\n"),
            }
            depends { #depends }
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
    let never = format_ident!("loop");
    let body = match &item.data {
        Data::Union(_) => return TokenStream::new(),
        Data::Enum(data) if has_value(data) => quote! {
            __private::proto::oneof! {
                #vis [#generics] [#reading] #ty [#clause] #of_static, #name;
                tags {}
                names {}
                write |_this, _out| {}
                read |_slot, _key, _reader| {}
                lines {}
                text {}
                depends {}
            }
        },
        _ => quote! {
            __private::proto::message! {
                #vis [#generics] [#reading] #ty [#clause] #of_static, #name;
                write |_this, _out| {}
                empty { #never {} }
                read |_it, _key, _reader| { #never {} }
                finish |_it| {}
                ruled {}
                fields {}
                text {}
                depends {}
            }
        },
    };
    anonymous(root, &body)
}
