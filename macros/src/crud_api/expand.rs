//! The code that `#[crud_api]` writes: the struct as a model, and its rows.

use proc_macro2::{Delimiter, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::model::{Entity, Field, Idempotency, Role};
use super::surface::{
    columns_name, constant, default, default_value, docs, inherent, names, types,
};
use crate::kit::{self, Emit};

/// A call of `table!`, which holds what every table has, and what few have.
pub(super) fn expand(table: &Entity) -> TokenStream {
    let mut out = Emit::default();
    out.root(&table.root);
    for word in ["__private", "crud_api", "table"] {
        out.path_sep();
        out.word(word);
    }
    out.sign('!');
    out.braces(|out| {
        head(table, out);
        out.braces(|out| {
            for (place, field) in table.fields.iter().enumerate() {
                row(table, place, field, out);
            }
        });
        let fields = || table.fields.iter().enumerate();
        out.braces(|out| {
            for (place, field) in fields().filter(|(_, field)| !field.is_server_made()) {
                sent(place, field, out);
            }
        });
        out.braces(|out| {
            for (place, field) in fields().filter(|(_, field)| field.is_patchable()) {
                sent(place, field, out);
            }
        });
        out.braces(|out| {
            for (place, field) in fields().filter(|(_, field)| field.is_server_made()) {
                made(place, field, out);
            }
        });
        out.braces(|out| {
            for word in hidden(table) {
                out.word(word);
                out.word("Null");
            }
        });
        out.braces(|out| {
            for field in &table.skipped {
                let value = default_value(&quote!(__private), field);
                out.tree(field.ident.clone());
                out.tokens(&quote_spanned!(field.ty.span()=> #value));
                out.sign(',');
            }
        });
        out.braces(|out| model(table, out));
        out.braces(|out| {
            if let Some(checks) = checks(table) {
                out.tokens(&checks);
            }
        });
    });
    if let Some(default) = default(table) {
        out.tokens(&default);
    }
    out.finish()
}

/// The names of all that is made, and what they say.
fn head(table: &Entity, out: &mut Emit) {
    let ident = &table.ident;
    out.vis(&table.vis);
    out.tree(ident.clone());
    for name in names(table) {
        out.tree(name);
    }
    out.tree(columns_name(table));
    for doc in docs(table) {
        out.text(&doc);
    }
    match table.id() {
        Some(id) => out.ty_tree(&id.ty),
        None => out.word("i64"),
    }
    out.brackets(|out| {
        out.word("repo");
        out.word("columns");
    });
}

/// A column's row.
fn row(table: &Entity, place: usize, field: &Field, out: &mut Emit) {
    out.tree(field.ident.clone());
    column_tree(field, out);
    out.tree(Literal::usize_unsuffixed(place));
    out.text(&field.json);
    let is_open = |word| field.has(word);
    out.word(match (is_open("filter"), is_open("sort")) {
        _ if field.role == Role::Id => "Key",
        (true, true) => "Both",
        (true, false) => "Filtered",
        (false, true) => "Sorted",
        (false, false) => "Closed",
    });
    let (role, meta) = field.role.data();
    out.word(role);
    out.word(meta);
    for word in conversions(field) {
        out.word(word);
    }
    out.group_if(table.has_consts, Delimiter::Bracket, |out| out.tree(constant(field)));
    let mut more = Emit::default();
    column(field, &mut more);
    out.group_if(!more.is_empty(), Delimiter::Brace, |out| out.append(more));
}

/// The row of a field that clients send.
fn sent(place: usize, field: &Field, out: &mut Emit) {
    out.group_if(!field.docs.is_empty(), Delimiter::Bracket, |out| {
        for doc in &field.docs {
            out.tokens(doc);
        }
    });
    out.tree(field.ident.clone());
    out.ty_tree(&field.ty);
    column_tree(field, out);
    let [into, _] = conversions(field);
    out.word(into);
    out.tree(Literal::usize_unsuffixed(place));
}

/// The functions into a column and from it.
fn conversions(field: &Field) -> [&'static str; 2] {
    if field.has("json") { ["from_bare", "to_bare"] } else { ["into_value", "from_value"] }
}

/// The type of a field's column.
fn column_tree(field: &Field, out: &mut Emit) {
    if field.has("json") {
        out.parens(|out| out.tokens(&column_type(field)));
    } else {
        out.ty_tree(&field.ty);
    }
}

/// What the server makes of a field in a new row, if that is anything.
fn made(place: usize, field: &Field, out: &mut Emit) {
    if let (Role::Data, Some(_)) = (field.role, &field.default) {
        let ty = column_type(field);
        let value = wrapped(field, default_value(&quote!(__private), field));
        out.tree(Literal::usize_unsuffixed(place));
        out.tokens(&quote!(<#ty as __crud::Column>::into_value(#value),));
    }
}

/// The same names without their insides, so that their uses still check.
pub(super) fn fallback(table: &Entity) -> TokenStream {
    let (types, inherent) = (types(table), inherent(table));
    let (ident, [new, patch]) = (&table.ident, names(table));
    let id = table.id().filter(|id| id.is_id_type());
    let id = id.map_or_else(|| quote!(i64), |id| id.ty.to_token_stream());
    let resource = quote! {
        #[automatically_derived]
        impl __crud::Resource for #ident {
            const MODEL: &'static __crud::Model = &__crud::Model::new("", "", "", &[]);
            type Id = #id;
            type New = #new;
            type Patch = #patch;
            fn into_row(self) -> __crud::Row { loop {} }
            fn from_row(_: __crud::Row) -> __private::Result<Self, __crud::Mismatch> { loop {} }
            fn new_row(_: #new) -> __crud::Row { loop {} }
            fn changes(_: #patch) -> __crud::Changes { loop {} }
        }
    };
    let checks = table.fields.iter().filter(|field| field.role != Role::Id).map(typed);
    let body = scope(table, &quote!(#inherent #resource #(#checks)*));
    quote!(#types #body)
}

/// What the field's type must be, so that the compiler says what is wrong with it beside our faults.
fn typed(field: &Field) -> TokenStream {
    let (ty, (role, meta)) = (column_type(field), field.role.data());
    let [role, meta] = [role, meta].map(|word| Ident::new(word, Span::call_site()));
    let column = quote_spanned! {field.ty.span()=>
        const _: __crud::ColumnMeta = <#ty as __crud::#role>::#meta;
    };
    let reference = field.references.as_ref().map(|other| {
        quote_spanned! {other.span()=>
            const _: fn() -> &'static __crud::Model = __crud::reference::<#other, #ty>;
        }
    });
    quote!(#column #reference)
}

/// A scope of its own, in which names are short.
fn scope(table: &Entity, body: &TokenStream) -> TokenStream {
    let root = &table.root;
    kit::anonymous(root, &quote!(use __private::crud_api as __crud; #body))
}

/// The field's type as a column has it: JSON is wrapped.
pub(super) fn column_type(field: &Field) -> TokenStream {
    let ty = &field.ty;
    if !field.has("json") {
        return ty.to_token_stream();
    }
    match option_argument(field) {
        Some(inner) => {
            let json = quote_spanned!(inner.span()=> __crud::Json<#inner>);
            quote!(__private::Option<#json>)
        }
        None => quote_spanned!(ty.span()=> __crud::Json<#ty>),
    }
}

/// The `T` of `Option<T>`.
fn option_argument(field: &Field) -> Option<&syn::Type> {
    let syn::Type::Path(path) = &field.ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    match &segment.arguments {
        syn::PathArguments::AngleBracketed(list) => list.args.iter().find_map(|arg| match arg {
            syn::GenericArgument::Type(inner) => Some(inner),
            _ => None,
        }),
        _ => None,
    }
}

/// A value of the field's type as one of the column's.
fn wrapped(field: &Field, value: TokenStream) -> TokenStream {
    match (field.has("json"), field.is_option()) {
        (true, true) => quote!(__private::Option::map(#value, __crud::Json)),
        (true, false) => quote!(__crud::Json(#value)),
        _ => value,
    }
}

/// A value of the column's type as one of the field's.
fn bare(field: &Field, value: TokenStream) -> TokenStream {
    match (field.has("json"), field.is_option()) {
        (true, true) => quote!(__private::Option::map(#value, |__json| __json.0)),
        (true, false) => quote!(#value.0),
        _ => value,
    }
}

/// What a column has beside its name, and how open it is.
fn column(field: &Field, out: &mut Emit) {
    if field.role == Role::Id {
        for word in ["filter", "sort"] {
            if field.has(word) {
                called(word, out);
            }
        }
    }
    let sql = field.sql();
    if sql != field.json {
        out.sign('.');
        out.word("sql");
        out.parens(|out| out.text(&sql));
    }
    for word in ["search", "unique", "index", "read_only", "immutable"] {
        if field.has(word) {
            called(word, out);
        }
    }
    let ty = column_type_if(field.references.is_some() || field.default.is_some(), field);
    if let Some(other) = &field.references {
        let then = match field.on_delete.as_ref().map(LitStr::value).as_deref() {
            Some("cascade") => "Cascade",
            Some("set_null") => "SetNull",
            _ => "Restrict",
        };
        let then = Ident::new(then, Span::call_site());
        let model = quote_spanned!(other.span()=> __crud::reference::<#other, #ty>);
        out.tokens(&quote!(.references(#model, __crud::OnDelete::#then)));
    }
    for (name, ty) in ["sqlite_type", "postgres_type"].into_iter().zip(&field.sql_type) {
        if let Some(ty) = ty {
            let name = Ident::new(name, Span::call_site());
            out.tokens(&quote!(.#name(#ty)));
        }
    }
    if field.is_write_only() {
        called("write_only", out);
    }
    if field.default.is_some() {
        let value = default_value(&quote!(__private), field);
        let value = wrapped(field, value);
        out.tokens(&quote!(.default(|| <#ty as __crud::Column>::into_value(#value))));
    }
    let doc = kit::docs(&field.docs);
    if !doc.is_empty() {
        out.sign('.');
        out.word("doc");
        out.parens(|out| out.text(&doc));
    }
}

/// `.word()`
fn called(word: &str, out: &mut Emit) {
    out.sign('.');
    out.word(word);
    out.group_if(false, Delimiter::Parenthesis, |_| {});
}

fn column_type_if(is_wanted: bool, field: &Field) -> Option<TokenStream> {
    is_wanted.then(|| column_type(field))
}

/// The columns that no field has.
fn hidden(table: &Entity) -> Vec<&'static str> {
    let mut hidden = Vec::new();
    if table.is_soft {
        hidden.push("deleted");
    }
    if table.id().is_some_and(|id| !id.is_server_made()) {
        hidden.push("nonce");
    }
    hidden
}

/// Sets of fields as the numbers of their columns.
fn sets(table: &Entity, sets: &[Vec<Ident>]) -> TokenStream {
    let sets = sets.iter().map(|set| {
        let numbers = numbers(table, set);
        quote!(&[#(#numbers),*])
    });
    quote!(&[#(#sets),*])
}

/// Fields as the numbers of their columns.
fn numbers<'a>(table: &'a Entity, names: &'a [Ident]) -> impl Iterator<Item = usize> + 'a {
    let place = |name: &Ident| table.fields.iter().position(|field| field.ident == *name);
    names.iter().filter_map(place)
}

fn model(table: &Entity, out: &mut Emit) {
    for word in ["__crud", "Model"] {
        out.word(word);
        out.path_sep();
    }
    out.word("new");
    out.parens(|out| {
        for text in [&table.name, &table.table(), &table.path()] {
            out.text(text);
            out.sign(',');
        }
        out.word("__COLUMNS");
    });
    let mut model = TokenStream::new();
    if !table.doc.is_empty() {
        let doc = &table.doc;
        model.extend(quote!(.doc(#doc)));
    }
    if let Some((default, max)) = &table.page {
        model.extend(quote!(.page(#default, #max)));
    }
    if !table.uniques.is_empty() {
        let sets = sets(table, &table.uniques);
        model.extend(quote!(.uniques(#sets)));
    }
    if !table.indexes.is_empty() {
        let sets = sets(table, &table.indexes);
        model.extend(quote!(.indexes(#sets)));
    }
    if let Some(words) = &table.operations {
        let mut words = words.iter().map(|word| {
            let name = Ident::new(&word.to_string().to_uppercase(), Span::call_site());
            quote!(__crud::Operations::#name)
        });
        let first = words.next();
        model.extend(quote!(.operations(#first #(.and(#words))*)));
    }
    if let Some(scope) = &table.scope {
        let ident = &table.ident;
        let scope = quote_spanned!(scope.span()=> __crud::scope::<#ident, _, _>(__who, #scope));
        model.extend(quote!(.scope(|__who| #scope)));
    }
    if let Some(guard) = &table.guard {
        model.extend(quote_spanned!(guard.span()=> .guard(__crud::guard::<#guard>())));
    }
    if let Some(hooks) = &table.hooks {
        let ident = &table.ident;
        model.extend(quote_spanned!(hooks.span()=> .hooks(__crud::hooks_of::<#hooks, #ident>())));
    }
    if table.is_audited {
        model.extend(quote!(.audit()));
    }
    if let Some(check) = &table.check {
        model.extend(quote!(.constraint(#check)));
    }
    if !table.tags.is_empty() {
        let tags = &table.tags;
        model.extend(quote!(.tags(&[#(#tags),*])));
    }
    if let Some(rate) = &table.rate {
        model.extend(quote!(.rate(#rate)));
    }
    if let Some(word) = &table.admin {
        let name = Ident::new(if word == "off" { "Off" } else { "Readonly" }, Span::call_site());
        model.extend(quote!(.pages(__crud::Pages::#name)));
    }
    if !table.listed.is_empty() {
        let numbers = numbers(table, &table.listed);
        model.extend(quote!(.listed(&[#(#numbers),*])));
    }
    model.extend(table.idempotency.as_ref().map(keyed));
    if let Some(word) = &table.etag {
        let name = match word.to_string().as_str() {
            "required" => "Required",
            "off" => "Off",
            _ => "Optional",
        };
        let name = Ident::new(name, Span::call_site());
        model.extend(quote!(.etag(__crud::Etag::#name)));
    }
    if table.is_validated {
        let ident = &table.ident;
        // a rule on a value that only the stored row has needs that row
        let needs_row = table.fields.iter().any(|field| {
            matches!(field.role, Role::Created | Role::Version) && !field.rules.is_empty()
        });
        model.extend(quote! {
            .rules(
                <#ident as __crud::Fields>::RULES,
                __crud::check::<#ident>,
                __check_column,
                #needs_row || <#ident as __crud::Fields>::CROSS,
            )
        });
    }
    if !model.is_empty() {
        out.tokens(&model);
    }
}

/// For how long answers under a key are kept.
fn keyed(idempotency: &Idempotency) -> TokenStream {
    match idempotency {
        Idempotency::Off => quote!(.unkeyed()),
        Idempotency::For(nanoseconds) => {
            quote!(.keyed(__private::core::time::Duration::from_nanos(#nanoseconds)))
        }
    }
}

/// `__check_column`, on a validated struct.
fn checks(table: &Entity) -> Option<TokenStream> {
    let ident = &table.ident;
    let ruled = table.fields.iter().enumerate().filter(|(_, field)| !field.rules.is_empty());
    let arms = ruled.map(|(i, field)| {
        let (ty, check) = (column_type(field), format_ident!("__dunder_check_{}", field.name));
        let clean = format_ident!("__dunder_clean_{}", field.name);
        let check = if field.has("json") {
            let value = bare(field, quote!(__private::Clone::clone(__it)));
            let clean = if field.is_option() {
                quote! {
                    |__it: &mut #ty| {
                        let mut __bare =
                            __private::Option::map(__it.take(), |__json| __json.0);
                        #ident::#clean(&mut __bare);
                        *__it = __private::Option::map(__bare, __crud::Json);
                    }
                }
            } else {
                quote!(|__it: &mut #ty| #ident::#clean(&mut __it.0))
            };
            quote!((#clean, |__it: &#ty, __errors| #ident::#check(&#value, __errors)))
        } else {
            quote!((#ident::#clean, #ident::#check))
        };
        let (from, into) = (
            quote!(|__value| <#ty as __crud::Column>::from_value(__value)),
            quote!(|__it| <#ty as __crud::Column>::into_value(__it)),
        );
        quote!(#i => __crud::check_value(__value, __errors, (#from, #into), #check),)
    });
    table.is_validated.then(|| {
        quote! {
            fn __check_column(
                __column: usize,
                __value: __crud::Value,
                __errors: &mut __crud::Errors<'_>,
            ) -> __crud::Value {
                match __column { #(#arms)* _ => __value }
            }
        }
    })
}
