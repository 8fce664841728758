//! The code that `#[crud_api]` writes: the struct as a model, and its rows.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::model::{Entity, Field, Role, last_segment};
use super::surface::{default_value, inherent, names, types};
use crate::kit;

pub(super) fn expand(table: &Entity) -> TokenStream {
    let (types, inherent, resource) = (types(table), inherent(table, false), resource(table));
    let body = scope(table, &quote!(#inherent #resource));
    quote!(#types #body)
}

/// The same names without their insides, so that their uses still check.
pub(super) fn fallback(table: &Entity) -> TokenStream {
    let (types, inherent) = (types(table), inherent(table, true));
    let (ident, [new, patch]) = (&table.ident, names(table));
    let id = table.id().and_then(|id| last_segment(&id.ty)).filter(|name| *name == "String");
    let id = id.map_or_else(|| quote!(i64), |_| quote!(__private::String));
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
    let body = scope(table, &quote!(#inherent #resource));
    quote!(#types #body)
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

fn resource(table: &Entity) -> TokenStream {
    let (ident, [new, patch]) = (&table.ident, names(table));
    let id = table.id().map(|id| &id.ty);
    let into = |field: &Field, from: &TokenStream| {
        let (name, ty) = (&field.ident, column_type(field));
        let value = wrapped(field, quote!(#from.#name));
        quote_spanned!(field.ty.span()=> <#ty as __crud::Column>::into_value(#value))
    };
    let (mut all, mut cells, mut fresh, mut sets) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, field) in table.fields.iter().enumerate() {
        let (name, ty) = (&field.ident, column_type(field));
        all.push(into(field, &quote!(self)));
        let cell = quote_spanned! {
            field.ty.span()=>
                __crud::cell(<#ty as __crud::Column>::from_value(__cells.next()), &__cells)?
        };
        let cell = bare(field, cell);
        cells.push(quote!(#name: #cell));
        if field.is_server_made() {
            let value = match (field.role, &field.default) {
                (Role::Data, Some(_)) => {
                    let value = wrapped(field, default_value(&quote!(__private), field));
                    quote!(<#ty as __crud::Column>::into_value(#value))
                }
                _ => quote!(__crud::Value::Null),
            };
            fresh.push(value);
            continue;
        }
        fresh.push(into(field, &quote!(__new)));
        if field.is_patchable() {
            let value = wrapped(field, quote!(__it));
            let value = quote_spanned! {
                field.ty.span()=> <#ty as __crud::Column>::into_value(#value)
            };
            sets.push(quote! {
                if let __private::Some(__it) = __patch.#name {
                    __changes.set(#i, #value);
                }
            });
        }
    }
    for _ in hidden(table) {
        all.push(quote!(__crud::Value::Null));
        fresh.push(quote!(__crud::Value::Null));
    }
    for field in &table.skipped {
        let (name, value) = (&field.ident, default_value(&quote!(__private), field));
        let value = quote_spanned!(field.ty.span()=> #value);
        cells.push(quote!(#name: #value));
    }
    let (columns, model, checks) = (columns(table), model(table), checks(table));
    quote! {
            const __COLUMNS: &[__crud::ColumnMeta] = &[#columns];
            #checks
            #[automatically_derived]
            impl __crud::Resource for #ident {
                const MODEL: &'static __crud::Model = &#model;
                type Id = #id;
                type New = #new;
                type Patch = #patch;
                fn into_row(self) -> __crud::Row {
                    __crud::row([#(#all,)*])
                }
                fn from_row(__row: __crud::Row) -> __private::Result<Self, __crud::Mismatch> {
                    let mut __cells = __crud::Cells::new(__COLUMNS, __row);
                    __private::Ok(Self { #(#cells,)* })
                }
                fn new_row(__new: #new) -> __crud::Row {
                    __crud::row([#(#fresh,)*])
                }
                fn changes(__patch: #patch) -> __crud::Changes {
                    let mut __changes = __crud::Changes::new();
                    #(#sets)*
                    __changes
                }
            }
    }
}

fn columns(table: &Entity) -> TokenStream {
    let columns = table.fields.iter().map(|field| {
        let (name, sql, ty) = (&field.json, field.sql(), column_type(field));
        let mut column = match field.role {
            Role::Data => {
                let of = quote!(<#ty as __crud::Column>::META);
                quote_spanned!(field.ty.span()=> __crud::ColumnMeta::new(#of, #name, #sql))
            }
            role => {
                let role = Ident::new(role.word(), Span::call_site());
                quote_spanned!(field.ty.span()=> __crud::ColumnMeta::#role::<#ty>(#name, #sql))
            }
        };
        for word in ["filter", "sort", "search", "unique", "index", "read_only", "immutable"] {
            if field.has(word) {
                let word = Ident::new(word, Span::call_site());
                column.extend(quote!(.#word()));
            }
        }
        if let Some(other) = &field.references {
            let then = match field.on_delete.as_ref().map(LitStr::value).as_deref() {
                Some("cascade") => "Cascade",
                Some("set_null") => "SetNull",
                _ => "Restrict",
            };
            let then = Ident::new(then, Span::call_site());
            let model = quote_spanned!(other.span()=> __crud::reference::<#other, #ty>);
            column.extend(quote!(.references(#model, __crud::OnDelete::#then)));
        }
        let [sqlite, postgres] = &field.sql_type;
        if let Some(ty) = sqlite {
            column.extend(quote!(.sqlite_type(#ty)));
        }
        if let Some(ty) = postgres {
            column.extend(quote!(.postgres_type(#ty)));
        }
        if field.is_write_only() {
            column.extend(quote!(.write_only()));
        }
        if field.default.is_some() {
            let value = default_value(&quote!(__private), field);
            let value = wrapped(field, value);
            column.extend(quote!(.default(|| <#ty as __crud::Column>::into_value(#value))));
        }
        let doc = kit::docs(&field.docs);
        if !doc.is_empty() {
            column.extend(quote!(.doc(#doc)));
        }
        column
    });
    let hidden = hidden(table);
    quote!(#(#columns,)* #(#hidden,)*)
}

/// The columns that no field has.
fn hidden(table: &Entity) -> Vec<TokenStream> {
    let mut hidden = Vec::new();
    if table.is_soft {
        hidden.push(quote!(__crud::ColumnMeta::deleted()));
    }
    if table.id().is_some_and(|id| !id.is_server_made()) {
        hidden.push(quote!(__crud::ColumnMeta::nonce()));
    }
    hidden
}

/// Sets of fields as the numbers of their columns.
fn sets(table: &Entity, sets: &[Vec<Ident>]) -> TokenStream {
    let sets = sets.iter().map(|set| {
        let numbers = set
            .iter()
            .filter_map(|name| table.fields.iter().position(|field| field.ident == *name));
        quote!(&[#(#numbers),*])
    });
    quote!(&[#(#sets),*])
}

fn model(table: &Entity) -> TokenStream {
    let lit = |text: &str| LitStr::new(text, Span::call_site());
    let (name, sql, path) = (lit(&table.name), lit(&table.table()), lit(&table.path()));
    let mut model = quote!(__crud::Model::new(#name, #sql, #path, __COLUMNS));
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
    if let Some(word) = &table.admin {
        let name = Ident::new(if word == "off" { "Off" } else { "Readonly" }, Span::call_site());
        model.extend(quote!(.pages(__crud::Pages::#name)));
    }
    if !table.is_keyed {
        model.extend(quote!(.unkeyed()));
    }
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
    model
}

/// `__check_column`, on a validated struct.
fn checks(table: &Entity) -> Option<TokenStream> {
    let ident = &table.ident;
    let ruled = table.fields.iter().enumerate().filter(|(_, field)| !field.rules.is_empty());
    let arms = ruled.map(|(i, field)| {
        let (ty, check) = (column_type(field), format_ident!("__dunder_check_{}", field.name));
        let check = if field.has("json") {
            let value = bare(field, quote!(__private::Clone::clone(__it)));
            quote!((|_| (), |__it: &#ty, __errors| #ident::#check(&#value, __errors)))
        } else {
            let clean = format_ident!("__dunder_clean_{}", field.name);
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
