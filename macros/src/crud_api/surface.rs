//! What users name of a `#[crud_api]` struct: `NewProduct`, `ProductPatch`, `Product::repo`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident, Lit};

use super::expand::column_type;
use super::model::{Default, Entity, Field, last_segment};

/// `NewProduct` and `ProductPatch`.
pub(super) fn names(table: &Entity) -> [Ident; 2] {
    let (name, span) = (&table.name, table.ident.span());
    [Ident::new(&format!("New{name}"), span), Ident::new(&format!("{name}Patch"), span)]
}

/// What `NewProduct`, `ProductPatch` and `ProductColumns` say of themselves.
pub(super) fn docs(table: &Entity) -> [String; 3] {
    let name = &table.name;
    [
        format!("What a client says to make a [`{name}`]."),
        format!("What a client changes in a [`{name}`]: `None` leaves a field as it is."),
        format!("The columns of [`{name}`], for filters and orders."),
    ]
}

/// `ProductColumns`
pub(super) fn columns_name(table: &Entity) -> Ident {
    Ident::new(&format!("{}Columns", table.name), table.ident.span())
}

/// The name of the field's constant.
pub(super) fn constant(field: &Field) -> Ident {
    Ident::new(&field.name.to_uppercase(), field.ident.span())
}

pub(super) fn types(table: &Entity) -> TokenStream {
    let root = &table.root;
    let private = quote!(#root::__private);
    let (vis, [new, patch]) = (&table.vis, names(table));
    let [new_doc, patch_doc, _] = docs(table);
    let fields = table.fields.iter().filter(|field| !field.is_server_made()).map(|field| {
        let (docs, ident, ty) = (field_docs(field), &field.ident, &field.ty);
        let changed = field.is_patchable().then(|| quote!(= { #docs } #ident));
        quote!({ #docs } #ident: #ty #changed)
    });
    let default = default(table);
    quote! {
        #private::crud_api::types! {
            [Debug] #vis struct #new, #patch; [#new_doc] [#patch_doc] #(#fields,)*
        }
        #default
    }
}

/// `impl Default for NewProduct`, where no field has to be given.
pub(super) fn default(table: &Entity) -> Option<TokenStream> {
    let fields = table.fields.iter().filter(|field| !field.is_server_made());
    if !fields.clone().all(|field| field.default.is_some() || field.is_option()) {
        return None;
    }
    let root = &table.root;
    let private = quote!(#root::__private);
    let [new, _] = names(table);
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
pub(super) fn default_value(private: &TokenStream, field: &Field) -> TokenStream {
    match &field.default {
        Some(Default::Expr(Expr::Lit(lit)))
            if matches!(lit.lit, Lit::Str(_))
                && last_segment(&field.ty).is_some_and(|name| name == "String") =>
        {
            quote!(<#private::String as #private::From<_>>::from(#lit))
        }
        Some(Default::Expr(expr)) => {
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

/// `Product::repo(&db)`, `Product::columns()` and `Product::PRICE`, open to everything.
pub(super) fn inherent(table: &Entity) -> TokenStream {
    let (ident, vis) = (&table.ident, &table.vis);
    let (columns, [_, _, columns_doc]) = (columns_name(table), docs(table));
    let fields = table.fields.iter().enumerate().map(|(i, field)| {
        let (name, ty, place) = (&field.ident, column_type(field), Literal::usize_unsuffixed(i));
        let doc = format!("The column of `{}`.", field.name);
        let constant = table.has_consts.then(|| constant(field));
        quote!(#name: #ty = #place Yes Yes #doc #constant)
    });
    // after that fault there is no second one about the same name
    let is_taken = table.fields.iter().any(|field| table.is_taken(field));
    let functions = (!is_taken).then(|| quote!(repo columns));
    quote! {
        __crud::columns! {
            #vis struct #columns of #ident; [#columns_doc] [#functions] #(#fields,)*
        }
    }
}
