//! The code that `#[crud_api]` writes.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitStr};

use super::model::{Field, Role, Table, last_segment};

/// The paths that the code names everything through.
struct Paths {
    /// `$root::__private`
    private: TokenStream,
    /// `$root::__private::crud_api`
    crud: TokenStream,
}

impl Paths {
    fn new(table: &Table) -> Self {
        let root = &table.root;
        Self { private: quote!(#root::__private), crud: quote!(#root::__private::crud_api) }
    }
}

pub(super) fn expand(table: &Table) -> TokenStream {
    let paths = Paths::new(table);
    let (types, inherent) = (types(&paths, table), inherent(&paths, table, false));
    let resource = resource(&paths, table);
    quote!(#types #inherent #resource)
}

/// The same names without their insides, so that their uses still check.
pub(super) fn fallback(table: &Table) -> TokenStream {
    let paths = Paths::new(table);
    let (types, inherent) = (types(&paths, table), inherent(&paths, table, true));
    let Paths { private, crud } = &paths;
    let (ident, [new, patch]) = (&table.ident, names(table));
    let id = table.id().and_then(|id| last_segment(&id.ty)).filter(|name| *name == "String");
    let id = id.map_or_else(|| quote!(i64), |_| quote!(#private::String));
    quote! {
        #types
        #inherent
        #[automatically_derived]
        impl #crud::Resource for #ident {
            const MODEL: &'static #crud::Model = &#crud::Model::new("", "", "", &[]);
            type Id = #id;
            type New = #new;
            type Patch = #patch;
            fn into_row(self) -> #crud::Row { loop {} }
            fn from_row(_: #crud::Row) -> #private::Result<Self, #crud::Mismatch> { loop {} }
            fn new_row(_: Self::New) -> #crud::Row { loop {} }
            fn changes(_: Self::Patch) -> #crud::Changes { loop {} }
        }
    }
}

/// `NewProduct` and `ProductPatch`.
fn names(table: &Table) -> [Ident; 2] {
    let (name, span) = (&table.name, table.ident.span());
    [Ident::new(&format!("New{name}"), span), Ident::new(&format!("{name}Patch"), span)]
}

fn types(paths: &Paths, table: &Table) -> TokenStream {
    let Paths { private, .. } = paths;
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
    let default = default(paths, table);
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
fn default(paths: &Paths, table: &Table) -> Option<TokenStream> {
    let Paths { private, .. } = paths;
    let [new, _] = names(table);
    let fields = table.fields.iter().filter(|field| !field.is_server_made());
    if !fields.clone().all(|field| field.default.is_some() || field.is_option()) {
        return None;
    }
    let values = fields.map(|field| {
        let (ident, value) = (&field.ident, default_value(paths, field));
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
fn default_value(paths: &Paths, field: &Field) -> TokenStream {
    let Paths { private, .. } = paths;
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
fn inherent(paths: &Paths, table: &Table, is_open: bool) -> TokenStream {
    let Paths { private, crud } = paths;
    let core = quote!(#private::core);
    let (ident, vis) = (&table.ident, &table.vis);
    let columns = format_ident!("{}Columns", table.name, span = ident.span());
    let columns_doc = format!("The columns of [`{}`], for filters and orders.", table.name);
    let col = |field: &Field| {
        let ty = column_type(paths, field);
        let open = |word| {
            let is_open = is_open || field.role == Role::Id || field.has(word);
            format_ident!("{}", if is_open { "Yes" } else { "No" })
        };
        let (filter, sort) = (open("filter"), open("sort"));
        quote!(#crud::Col<#ident, #ty, #crud::#filter, #crud::#sort>)
    };
    let (mut fields, mut values, mut consts) = (Vec::new(), Vec::new(), Vec::new());
    for (i, field) in table.fields.iter().enumerate() {
        let (name, ty) = (&field.ident, col(field));
        let doc = format!("The column of `{}`.", field.name);
        fields.push(quote!(#[doc = #doc] #vis #name: #ty));
        values.push(quote!(#name: #crud::Col::new(#i)));
        if table.has_consts {
            let name = Ident::new(&field.name.to_uppercase(), name.span());
            consts.push(quote!(#[doc = #doc] #vis const #name: #ty = #crud::Col::new(#i);));
        }
    }
    quote! {
        #[doc = #columns_doc]
        #[allow(dead_code)]
        #[derive(#core::clone::Clone, #core::marker::Copy, #core::fmt::Debug)]
        #vis struct #columns { #(#fields,)* }
        #[automatically_derived]
        #[allow(dead_code)]
        impl #ident {
            #(#consts)*
            /// Its rows in a store.
            #[must_use]
            #vis fn repo<S: #crud::Store>(store: &S) -> #crud::Repo<Self, S> {
                #crud::Repo::new(store)
            }
            /// Its columns, for filters and orders.
            #[must_use]
            #vis const fn columns() -> #columns { #columns { #(#values,)* } }
        }
    }
}

/// The field's type as a column has it: JSON is wrapped.
fn column_type(paths: &Paths, field: &Field) -> TokenStream {
    let (Paths { private, crud }, ty) = (paths, &field.ty);
    if !field.has("json") {
        return ty.to_token_stream();
    }
    match option_argument(field) {
        Some(inner) => quote!(#private::Option<#crud::Json<#inner>>),
        None => quote!(#crud::Json<#ty>),
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

fn resource(paths: &Paths, table: &Table) -> TokenStream {
    let Paths { private, crud } = paths;
    let (ident, [new, patch]) = (&table.ident, names(table));
    let id = table.id().map(|id| &id.ty);
    let into = |field: &Field, from: &TokenStream| {
        let (name, ty) = (&field.ident, column_type(paths, field));
        let value = match (field.has("json"), field.is_option()) {
            (true, true) => quote!(#private::Option::map(#from.#name, #crud::Json)),
            (true, false) => quote!(#crud::Json(#from.#name)),
            _ => quote!(#from.#name),
        };
        quote_spanned!(field.ty.span()=> <#ty as #crud::Column>::into_value(#value))
    };
    let client = Ident::new("__new", Span::mixed_site());
    let (mut all, mut cells, mut fresh, mut sets) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, field) in table.fields.iter().enumerate() {
        let (name, ty) = (&field.ident, column_type(paths, field));
        all.push(into(field, &quote!(self)));
        let cell = quote_spanned!(field.ty.span()=> __cells.next::<#ty>()?);
        cells.push(match (field.has("json"), field.is_option()) {
            (true, true) => quote!(#name: #private::Option::map(#cell, |json| json.0)),
            (true, false) => quote!(#name: #cell.0),
            _ => quote!(#name: #cell),
        });
        if field.is_server_made() {
            fresh.push(quote!(#crud::Value::Null));
            continue;
        }
        fresh.push(into(field, &quote!(#client)));
        if field.role == Role::Data {
            let value = match (field.has("json"), field.is_option()) {
                (true, true) => quote! {
                    #private::Option::map(__patch.#name, |it| #private::Option::map(it, #crud::Json))
                },
                (true, false) => quote!(#private::Option::map(__patch.#name, #crud::Json)),
                _ => quote!(__patch.#name),
            };
            sets.push(quote!(__changes.set(#i, #value);));
        }
    }
    if table.id().is_some_and(|id| !id.is_server_made()) {
        all.push(quote!(#crud::Value::Null));
        fresh.push(quote!(#crud::Value::Null));
    }
    let (columns, model, checks) =
        (columns(paths, table), model(paths, table), checks(paths, table));
    quote! {
        const _: () = {
            const COLUMNS: &[#crud::ColumnMeta] = &[#columns];
            #checks
            #[automatically_derived]
            impl #crud::Resource for #ident {
                const MODEL: &'static #crud::Model = &#model;
                type Id = #id;
                type New = #new;
                type Patch = #patch;
                fn into_row(self) -> #crud::Row {
                    #crud::Row::from([#(#all,)*])
                }
                fn from_row(__row: #crud::Row) -> #private::Result<Self, #crud::Mismatch> {
                    let mut __cells = #crud::Cells::new(COLUMNS, __row);
                    #private::Ok(Self { #(#cells,)* })
                }
                fn new_row(#client: #new) -> #crud::Row {
                    #crud::Row::from([#(#fresh,)*])
                }
                fn changes(__patch: #patch) -> #crud::Changes {
                    let mut __changes = #crud::Changes::new();
                    #(#sets)*
                    __changes
                }
            }
        };
    }
}

fn columns(paths: &Paths, table: &Table) -> TokenStream {
    let Paths { crud, .. } = paths;
    let columns = table.fields.iter().map(|field| {
        let (name, sql, ty) = (&field.name, field.sql(), column_type(paths, field));
        let kind = match field.role {
            Role::Id => "id",
            Role::Created => "created",
            Role::Updated => "updated",
            Role::Version => "version",
            Role::Data => "new",
        };
        let kind = Ident::new(kind, Span::call_site());
        let mut column =
            quote_spanned!(field.ty.span()=> #crud::ColumnMeta::#kind::<#ty>(#name, #sql));
        for word in ["filter", "sort", "unique"] {
            if field.has(word) {
                let word = Ident::new(word, Span::call_site());
                column.extend(quote!(.#word()));
            }
        }
        if field.default.is_some() {
            let value = default_value(paths, field);
            let value = match (field.has("json"), field.is_option()) {
                (true, true) => {
                    let private = &paths.private;
                    quote!(#private::Option::map(#value, #crud::Json))
                }
                (true, false) => quote!(#crud::Json(#value)),
                _ => value,
            };
            column.extend(quote!(.default(|| <#ty as #crud::Column>::into_value(#value))));
        }
        let doc = crate::kit::docs(&field.docs);
        if !doc.is_empty() {
            column.extend(quote!(.doc(#doc)));
        }
        column
    });
    let nonce = table.id().filter(|id| !id.is_server_made());
    let nonce = nonce.map(|_| quote!(#crud::ColumnMeta::nonce(),));
    quote!(#(#columns,)* #nonce)
}

fn model(paths: &Paths, table: &Table) -> TokenStream {
    let Paths { crud, .. } = paths;
    let lit = |text: &str| LitStr::new(text, Span::call_site());
    let (name, sql, path) = (lit(&table.name), lit(&table.table()), lit(&table.path()));
    let mut model = quote!(#crud::Model::new(#name, #sql, #path, COLUMNS));
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
                <#ident as #crud::Fields>::RULES,
                #crud::check::<#ident>,
                check_column,
                #needs_row || <#ident as #crud::Fields>::CROSS,
            )
        });
    }
    model
}

/// `check_column`, on a validated struct.
fn checks(paths: &Paths, table: &Table) -> Option<TokenStream> {
    let Paths { private, crud } = paths;
    let ident = &table.ident;
    let ruled = table.fields.iter().enumerate().filter(|(_, field)| !field.rules.is_empty());
    let arms = ruled.map(|(i, field)| {
        let (ty, check) =
            (column_type(paths, field), format_ident!("__dunder_check_{}", field.name));
        let check = match (field.has("json"), field.is_option()) {
            (true, true) => quote!(|it: &#ty, errors| {
                let plain = #private::Option::map(#private::Clone::clone(it), |json| json.0);
                #ident::#check(&plain, errors)
            }),
            (true, false) => quote!(|it: &#ty, errors| #ident::#check(&it.0, errors)),
            _ => quote!(#ident::#check),
        };
        quote!(#i => #crud::check_value::<#ty>(__value, __errors, #check),)
    });
    table.is_validated.then(|| {
        quote! {
            fn check_column(
                __column: usize,
                __value: #crud::Value,
                __errors: &mut #crud::Errors<'_>,
            ) -> #crud::Value {
                match __column { #(#arms)* _ => __value }
            }
        }
    })
}
