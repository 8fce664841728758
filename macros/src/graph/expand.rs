//! The code of `#[derive(Graph)]`.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned as _;
use syn::{DeriveInput, GenericArgument, PathArguments, Type, Visibility};

use super::model::{Field, How, Model, Variant};
use crate::kit::{Emit, Root, bound_type_params, called, has_type_params};

pub(super) fn expand(model: &Model) -> TokenStream {
    let Model { root, ident, generics, name, version, .. } = model;
    let clause = clause(model);
    let (generics, types, _) = generics.split_for_impl();
    if is_row(model) {
        return row(model, &clause);
    }
    let version = Literal::u32_unsuffixed(*version);
    let kind = format_ident!("{}", if model.is_enum { "Enum" } else { "Struct" });
    let rule = if model.is_ruled { rule() } else { quote!(__private::Ok(__value)) };
    let numbered = model.variants.iter().zip(0_usize..);
    let variants = numbered.map(|(variant, number)| of_variant(model, variant, number));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            __private::graph::derive! {
                [#generics] [#ident #types] [#clause] #kind #name #version
                |__value, __input| [#rule]
                #(#variants)*
            }
        };
    }
}

/// How many fields stand in one row.
const ROW: usize = 12;

/// Whether it is a struct whose fields are all what they are. A row is a type that the struct's impl
/// names, so that no field's type may be less visible than the struct.
fn is_row(model: &Model) -> bool {
    let is_private = matches!(model.vis, Visibility::Inherited);
    !model.is_enum
        && model.fields().all(|field| matches!(field.how, How::Required))
        && (1..=ROW).contains(&model.fields().count())
        && (is_private || model.fields().all(|field| is_known(model, &field.ty)))
}

/// The fields as a row of one table.
fn row(model: &Model, clause: &TokenStream) -> TokenStream {
    let (generics, types, _) = model.generics.split_for_impl();
    // a longer path than is needed, with a span of the user's, is the lint `unused_qualifications`
    let has_alias = model.is_ruled || has_type_params(&model.generics);
    let mut out = Emit::default();
    out.brackets(|out| out.tokens(&generics));
    out.brackets(|out| {
        out.tree(model.ident.clone());
        out.tokens(&types);
    });
    out.brackets(|out| out.tokens(clause));
    out.text(&model.name);
    out.tree(Literal::u32_unsuffixed(model.version));
    out.brackets(|out| {
        out.parens(|out| {
            for field in model.fields() {
                out.ty(&field.ty);
                out.sign(',');
            }
        });
    });
    out.brackets(|out| {
        // what is wrong with the fields' types is told here
        let mut path = Emit::default();
        if !has_alias {
            path.root(&model.root);
            path.path_sep();
        }
        path.private(&["graph", "Rows"]);
        let span = blamed(model);
        for mut token in path.finish() {
            token.set_span(span);
            out.tree(token);
        }
    });
    for (place, field) in model.fields().enumerate() {
        out.brackets(|out| out.member(&field.member));
        out.tree(Literal::usize_unsuffixed(place));
        out.text(&field.name);
        out.text(&weak(model, field));
        out.sign(';');
    }
    if model.is_ruled {
        out.tokens(&quote!(|__value, __input|));
        out.brackets(|out| out.tokens(&rule()));
    }
    called(&model.root, ["graph", "row"], has_alias, out, &TokenStream::new())
}

/// Words of types that can stand in a graph, or hold what can.
const KNOWN: [&str; 38] = [
    "bool",
    "char",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "isize",
    "f32",
    "f64",
    "String",
    "Duration",
    "Option",
    "Box",
    "Vec",
    "VecDeque",
    "BTreeMap",
    "BTreeSet",
    "HashMap",
    "HashSet",
    "Rc",
    "Arc",
    "Weak",
    "Cell",
    "RefCell",
    "OnceCell",
    "Mutex",
    "RwLock",
    "OnceLock",
    "std",
    "rc",
    "sync",
    "cell",
    "collections",
];

/// Where it is told that a field's type cannot stand in a graph: at the only field that may be the one, or
/// at the struct's name.
fn blamed(model: &Model) -> Span {
    let mut strangers = model.fields().filter(|field| !is_known(model, &field.ty));
    match (strangers.next(), strangers.next()) {
        (Some(field), None) => field.ty.span(),
        _ => model.ident.span(),
    }
}

/// Whether all words of a type are known, or the struct's own name.
fn is_known(model: &Model, ty: &Type) -> bool {
    if let Some(words) = words(ty) {
        return words.iter().all(|word| is_known_word(model, word));
    }
    are_known(model, ty.to_token_stream())
}

fn is_known_word(model: &Model, word: &str) -> bool {
    model.ident == word
        || KNOWN.contains(&word)
        || model.generics.type_params().any(|param| param.ident == word)
}

/// The same of any type.
fn are_known(model: &Model, ty: TokenStream) -> bool {
    ty.into_iter().all(|token| match token {
        TokenTree::Ident(word) => is_known_word(model, &word.to_string()),
        TokenTree::Punct(punct) => punct.as_char() != '&',
        TokenTree::Group(group) => are_known(model, group.stream()),
        TokenTree::Literal(_) => true,
    })
}

/// The words of a type that is one word, and the words of types in it.
fn words(ty: &Type) -> Option<Vec<String>> {
    let Type::Path(path) = ty else { return None };
    let mut segments = path.path.segments.iter();
    let (Some(segment), None, None) = (segments.next(), segments.next(), &path.qself) else {
        return None;
    };
    let mut all = vec![segment.ident.to_string()];
    match &segment.arguments {
        PathArguments::None => {}
        PathArguments::AngleBracketed(list) => {
            for argument in &list.args {
                let GenericArgument::Type(ty) = argument else { return None };
                all.extend(words(ty)?);
            }
        }
        PathArguments::Parenthesized(_) => return None,
    }
    Some(all)
}

/// The rules of a value that is there as a whole.
fn rule() -> TokenStream {
    quote! {
        if __input.is_late() {
            return __private::Ok(__value);
        }
        use __private::codec::Clean as _;
        __private::codec::ruled(__value.__dunder_cleaned())
    }
}

/// What to write instead, where a field has a `Weak` that cannot be linked.
fn weak(model: &Model, Field { name, ty, .. }: &Field) -> String {
    // most fields hold none, as each word of their types tells
    let is_one = |word: &String| word == "Weak" || !KNOWN.contains(&word.as_str());
    if words(ty).is_some_and(|words| !words.iter().any(is_one)) {
        return String::new();
    }
    format!(
        "field `{name}` of `{}` is a `Weak` outside a cell, which cannot be linked while its \
         object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole \
         object in a cell, `Rc<RefCell<{}>>`",
        model.ident, model.ident
    )
}

fn of_variant(model: &Model, variant: &Variant, number: usize) -> TokenStream {
    let number = Literal::usize_unsuffixed(number);
    let Variant { ident, name, fields } = variant;
    let path = match ident {
        Some(ident) => quote!(Self::#ident),
        None => quote!(Self),
    };
    let mut written = TokenStream::new();
    let mut skipped = TokenStream::new();
    let kept = fields.iter().filter(|field| !matches!(field.how, How::Skip(_)));
    for (field, place) in kept.zip(0_usize..) {
        let Field { member, name, ty, how } = field;
        let (bind, place) = (format_ident!("__field{place}"), Literal::usize_unsuffixed(place));
        let absent = match how {
            How::Since(version, value) => {
                let version = Literal::u32_unsuffixed(*version);
                let value = match value {
                    Some(value) => quote!(|| #value),
                    None => quote!(__private::Default::default),
                };
                quote!(__walk.since(__input, #name, #version, #value)?)
            }
            How::Default(Some(value)) => quote!(#value),
            How::Default(None) => quote!(__private::Default::default()),
            How::Required | How::Skip(_) => quote!(__walk.missing(__input, #name)?),
        };
        let weak = weak(model, field);
        written.extend(quote! {
            #place #member #bind [#ty] #name |__walk, __input| [#absent] #weak;
        });
    }
    for Field { member, how, .. } in fields {
        match how {
            How::Skip(Some(value)) => skipped.extend(quote!(#member: #value,)),
            How::Skip(None) => skipped.extend(quote!(#member: __private::Default::default(),)),
            _ => {}
        }
    }
    let is_blank = !model.is_enum || fields.is_empty();
    quote!(#number #name [#path] {#written} {#skipped} #is_blank)
}

fn clause(model: &Model) -> TokenStream {
    let generics = &model.generics;
    let is_written = |field: &&Field| !matches!(field.how, How::Skip(_));
    let types = model.fields().filter(is_written).map(|field| &field.ty);
    let mut clause = bound_type_params(generics, types, &quote!(__private::graph::Graph));
    if has_type_params(generics) {
        let params = generics.type_params().map(|param| &param.ident);
        clause.extend(params.map(|param| quote!(#param: 'static,)));
        let is_default =
            |how: &How| matches!(how, How::Skip(None) | How::Since(_, None) | How::Default(None));
        let defaulted = model.fields().filter(|field| is_default(&field.how));
        clause.extend(defaulted.map(|Field { ty, .. }| quote!(#ty: __private::Default,)));
    }
    clause
}

/// The trait with nothing in it, for after a fault.
pub(super) fn fallback(root: &Root, item: &DeriveInput) -> TokenStream {
    let ident = &item.ident;
    let (generics, types, clause) = item.generics.split_for_impl();
    if item.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let mut clause = clause.map_or_else(|| quote!(where), ToTokens::to_token_stream);
    let params = item.generics.type_params().map(|param| &param.ident);
    let is_open =
        item.generics.where_clause.as_ref().is_some_and(|clause| {
            !clause.predicates.is_empty() && !clause.predicates.trailing_punct()
        });
    if is_open {
        clause.extend(quote!(,));
    }
    clause.extend(params.map(|param| quote!(#param: 'static,)));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private;
            __private::graph::stand_in!([#generics] [#ident #types] [#clause]);
        };
    }
}
