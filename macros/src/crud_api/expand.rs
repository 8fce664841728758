//! The code that `#[crud_api]` writes.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitStr};

use super::model::{Field, Role, Table, last_segment};
use crate::kit;

pub(super) fn expand(table: &Table) -> TokenStream {
    let (types, inherent, resource) = (types(table), inherent(table, false), resource(table));
    let body = scope(table, &quote!(#inherent #resource));
    quote!(#types #body)
}

/// The same names without their insides, so that their uses still check.
pub(super) fn fallback(table: &Table) -> TokenStream {
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
fn scope(table: &Table, body: &TokenStream) -> TokenStream {
    let root = &table.root;
    kit::anonymous(root, &quote!(use __private::crud_api as __crud; #body))
}

/// `NewProduct` and `ProductPatch`.
fn names(table: &Table) -> [Ident; 2] {
    let (name, span) = (&table.name, table.ident.span());
    [Ident::new(&format!("New{name}"), span), Ident::new(&format!("{name}Patch"), span)]
}

fn types(table: &Table) -> TokenStream {
    let root = &table.root;
    let private = quote!(#root::__private);
    let (vis, [new, patch]) = (&table.vis, names(table));
    let (new_doc, patch_doc) = (
        format!("What a client says to make a [`{}`].", table.name),
        format!("What a client changes in a [`{}`]: `None` leaves a field as it is.", table.name),
    );
    let new_fields = table.fields.iter().filter(|field| !field.is_server_made());
    let patch_fields = new_fields.clone().filter(|field| field.role == Role::Data);
    let new_fields = new_fields.map(|field| {
        let (docs, ident, ty) = (field_docs(field), &field.ident, &field.ty);
        quote!(#docs #vis #ident: #ty)
    });
    let patch_fields = patch_fields.map(|field| {
        let (docs, ident, ty) = (field_docs(field), &field.ident, &field.ty);
        quote!(#docs #vis #ident: #private::Option<#ty>)
    });
    let core = quote!(#private::core);
    let default = default(table);
    quote! {
        #[doc = #new_doc]
        #[allow(dead_code)]
        #[derive(#core::clone::Clone, #core::fmt::Debug, #core::cmp::PartialEq)]
        #vis struct #new { #(#new_fields,)* }
        #default
        #[doc = #patch_doc]
        #[allow(dead_code, clippy::option_option)]
        #[derive(
            #core::clone::Clone,
            #core::fmt::Debug,
            #core::default::Default,
            #core::cmp::PartialEq,
        )]
        #vis struct #patch { #(#patch_fields,)* }
    }
}

/// `impl Default for NewProduct`, where no field has to be given.
fn default(table: &Table) -> Option<TokenStream> {
    let root = &table.root;
    let private = quote!(#root::__private);
    let [new, _] = names(table);
    let fields = table.fields.iter().filter(|field| !field.is_server_made());
    if !fields.clone().all(|field| field.default.is_some() || field.is_option()) {
        return None;
    }
    let values = fields.map(|field| {
        let (ident, value) = (&field.ident, default_value(&private, field));
        quote!(#ident: #value)
    });
    Some(quote! {
        #[automatically_derived]
        impl #private::Default for #new {
            fn default() -> Self { Self { #(#values,)* } }
        }
    })
}

/// The expression of `default = ..`; text for a `String` may be a literal.
fn default_value(private: &TokenStream, field: &Field) -> TokenStream {
    match &field.default {
        Some(Some(Expr::Lit(lit)))
            if matches!(lit.lit, syn::Lit::Str(_))
                && last_segment(&field.ty).is_some_and(|name| name == "String") =>
        {
            quote!(#private::String::from(#lit))
        }
        Some(Some(expr)) => {
            let ty = &field.ty;
            quote_spanned!(expr.span()=> { let __default: #ty = #expr; __default })
        }
        _ => quote!(#private::Default::default()),
    }
}

/// The field's own doc comment, or one that says what it is.
fn field_docs(field: &Field) -> TokenStream {
    if field.docs.is_empty() {
        let doc = format!("The field `{}`.", field.name);
        return quote!(#[doc = #doc]);
    }
    field.docs.iter().map(ToTokens::to_token_stream).collect()
}

/// `Product::repo(&db)`, `Product::columns()` and `Product::PRICE`.
fn inherent(table: &Table, is_open: bool) -> TokenStream {
    let (ident, vis) = (&table.ident, &table.vis);
    let columns = format_ident!("{}Columns", table.name, span = ident.span());
    let columns_doc = format!("The columns of [`{}`], for filters and orders.", table.name);
    let col = |field: &Field| {
        let ty = column_type(field);
        let open = |word| {
            let is_open = is_open || field.role == Role::Id || field.has(word);
            format_ident!("{}", if is_open { "Yes" } else { "No" })
        };
        let (filter, sort) = (open("filter"), open("sort"));
        quote!(__crud::Col<#ident, #ty, __crud::#filter, __crud::#sort>)
    };
    let (mut fields, mut values, mut consts) = (Vec::new(), Vec::new(), Vec::new());
    for (i, field) in table.fields.iter().enumerate() {
        let (name, ty) = (&field.ident, col(field));
        let doc = format!("The column of `{}`.", field.name);
        fields.push(quote!(#[doc = #doc] #vis #name: #ty));
        values.push(quote!(#name: __crud::Col::new(#i)));
        if table.has_consts {
            let name = Ident::new(&field.name.to_uppercase(), name.span());
            consts.push(quote!(#[doc = #doc] #vis const #name: #ty = __crud::Col::new(#i);));
        }
    }
    quote! {
        #[doc = #columns_doc]
        #[allow(dead_code)]
        #[derive(__private::core::clone::Clone, __private::core::marker::Copy, __private::core::fmt::Debug)]
        #vis struct #columns { #(#fields,)* }
        #[automatically_derived]
        #[allow(dead_code)]
        impl #ident {
            #(#consts)*
            /// Its rows in a store.
            #[must_use]
            #vis fn repo<S: __crud::Store>(store: &S) -> __crud::Repo<Self, S> {
                __crud::Repo::new(store)
            }
            /// Its columns, for filters and orders.
            #[must_use]
            #vis const fn columns() -> #columns { #columns { #(#values,)* } }
        }
    }
}

/// The field's type as a column has it: JSON is wrapped.
fn column_type(field: &Field) -> TokenStream {
    let ty = &field.ty;
    if !field.has("json") {
        return ty.to_token_stream();
    }
    match option_argument(field) {
        Some(inner) => quote!(__private::Option<__crud::Json<#inner>>),
        None => quote!(__crud::Json<#ty>),
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

fn resource(table: &Table) -> TokenStream {
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
        let cell = quote_spanned!(field.ty.span()=> __cells.next::<#ty>()?);
        let cell = bare(field, cell);
        cells.push(quote!(#name: #cell));
        if field.is_server_made() {
            fresh.push(quote!(__crud::Value::Null));
            continue;
        }
        fresh.push(into(field, &quote!(__new)));
        if field.role == Role::Data {
            let value = match field.has("json") {
                true => {
                    let value = wrapped(field, quote!(__it));
                    quote!(__private::Option::map(__patch.#name, |__it| #value))
                }
                false => quote!(__patch.#name),
            };
            let set = quote_spanned!(field.ty.span()=> __changes.set::<#ty>);
            sets.push(quote!(#set(#i, #value);));
        }
    }
    if table.id().is_some_and(|id| !id.is_server_made()) {
        all.push(quote!(__crud::Value::Null));
        fresh.push(quote!(__crud::Value::Null));
    }
    let (columns, model, checks) = (columns(table), model(table), checks(table));
    quote! {
            const COLUMNS: &[__crud::ColumnMeta] = &[#columns];
            #checks
            #[automatically_derived]
            impl __crud::Resource for #ident {
                const MODEL: &'static __crud::Model = &#model;
                type Id = #id;
                type New = #new;
                type Patch = #patch;
                fn into_row(self) -> __crud::Row {
                    __crud::Row::from([#(#all,)*])
                }
                fn from_row(__row: __crud::Row) -> __private::Result<Self, __crud::Mismatch> {
                    let mut __cells = __crud::Cells::new(COLUMNS, __row);
                    __private::Ok(Self { #(#cells,)* })
                }
                fn new_row(__new: #new) -> __crud::Row {
                    __crud::Row::from([#(#fresh,)*])
                }
                fn changes(__patch: #patch) -> __crud::Changes {
                    let mut __changes = __crud::Changes::new();
                    #(#sets)*
                    __changes
                }
            }
    }
}

fn columns(table: &Table) -> TokenStream {
    let columns = table.fields.iter().map(|field| {
        let (name, sql, ty) = (&field.name, field.sql(), column_type(field));
        let kind = match field.role {
            Role::Id => "id",
            Role::Created => "created",
            Role::Updated => "updated",
            Role::Version => "version",
            Role::Data => "new",
        };
        let kind = Ident::new(kind, Span::call_site());
        let mut column =
            quote_spanned!(field.ty.span()=> __crud::ColumnMeta::#kind::<#ty>(#name, #sql));
        for word in ["filter", "sort", "unique"] {
            if field.has(word) {
                let word = Ident::new(word, Span::call_site());
                column.extend(quote!(.#word()));
            }
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
    let nonce = table.id().filter(|id| !id.is_server_made());
    let nonce = nonce.map(|_| quote!(__crud::ColumnMeta::nonce(),));
    quote!(#(#columns,)* #nonce)
}

fn model(table: &Table) -> TokenStream {
    let lit = |text: &str| LitStr::new(text, Span::call_site());
    let (name, sql, path) = (lit(&table.name), lit(&table.table()), lit(&table.path()));
    let mut model = quote!(__crud::Model::new(#name, #sql, #path, COLUMNS));
    if !table.doc.is_empty() {
        let doc = &table.doc;
        model.extend(quote!(.doc(#doc)));
    }
    if let Some((default, max)) = &table.page {
        model.extend(quote!(.page(#default, #max)));
    }
    if !table.uniques.is_empty() {
        let sets = table.uniques.iter().map(|set| {
            let numbers = set
                .iter()
                .filter_map(|name| table.fields.iter().position(|field| field.ident == *name));
            quote!(&[#(#numbers),*])
        });
        model.extend(quote!(.uniques(&[#(#sets),*])));
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
                check_column,
                #needs_row || <#ident as __crud::Fields>::CROSS,
            )
        });
    }
    model
}

/// `check_column`, on a validated struct.
fn checks(table: &Table) -> Option<TokenStream> {
    let ident = &table.ident;
    let ruled = table.fields.iter().enumerate().filter(|(_, field)| !field.rules.is_empty());
    let arms = ruled.map(|(i, field)| {
        let (ty, check) = (column_type(field), format_ident!("__dunder_check_{}", field.name));
        let check = if field.has("json") {
            let value = bare(field, quote!(__private::Clone::clone(__it)));
            quote!(|__it: &#ty, __errors| #ident::#check(&#value, __errors))
        } else {
            quote!(#ident::#check)
        };
        quote!(#i => __crud::check_value::<#ty>(__value, __errors, #check),)
    });
    table.is_validated.then(|| {
        quote! {
            fn check_column(
                __column: usize,
                __value: __crud::Value,
                __errors: &mut __crud::Errors<'_>,
            ) -> __crud::Value {
                match __column { #(#arms)* _ => __value }
            }
        }
    })
}
