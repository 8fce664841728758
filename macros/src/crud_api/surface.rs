//! What users name of a `#[crud_api]` struct: `NewProduct`, `ProductPatch`, `Product::repo`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, MetaNameValue};

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
        ["What a client says to make a [`", name, "`]."].concat(),
        ["What a client changes in a [`", name, "`]: `None` leaves a field as it is."].concat(),
        ["The columns of [`", name, "`], for filters and orders."].concat(),
    ]
}

/// `ProductColumns`
pub(super) fn columns_name(table: &Entity) -> Ident {
    Ident::new(&[&table.name, "Columns"].concat(), table.ident.span())
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
    let veiled = veiled(table);
    let debug = veiled.is_none().then(|| quote!(Debug));
    quote! {
        #private::crud_api::types! {
            [#debug] #vis struct #new, #patch; [#new_doc] [#patch_doc] #(#fields,)*
        }
        #veiled
        #default
    }
}

/// `Debug` that tells nothing of what no answer has.
pub(super) fn veiled(table: &Entity) -> Option<TokenStream> {
    if !table.fields.iter().any(Field::is_write_only) {
        return None;
    }
    let (root, [new, patch]) = (&table.root, names(table));
    let fields = table.fields.iter().filter(|field| !field.is_server_made()).map(|field| {
        let (ident, name) = (&field.ident, &field.name);
        let how = if field.is_write_only() { quote!(veiled) } else { quote!(open) };
        let changed = field.is_patchable().then_some(ident);
        quote!(#how #ident #name #changed)
    });
    Some(quote!(#root::__private::crud_api::debug! { #new, #patch; #(#fields,)* }))
}

/// `impl Default for NewProduct`, where no field has to be given.
pub(super) fn default(table: &Entity) -> Option<TokenStream> {
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

/// The same as a text, unless something makes a line of it.
pub(super) fn docs_of(field: &Field) -> Option<String> {
    if field.docs.is_empty() {
        return Some(["The field `", &field.name, "`."].concat());
    }
    let lines: Option<Vec<String>> =
        field.docs.iter().map(|doc| Some(text(doc)?.value())).collect();
    Some(lines?.join("\n"))
}

/// The text of a doc comment.
fn text(doc: &Attribute) -> Option<&LitStr> {
    match &doc.meta {
        Meta::NameValue(MetaNameValue {
            value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }),
            ..
        }) => Some(text),
        _ => None,
    }
}

/// The doc comment where something makes a line of it, as an expression.
pub(super) fn made_docs(table: &Entity, field: &Field) -> TokenStream {
    let root = &table.root;
    let lines = field.docs.iter().filter_map(|doc| match &doc.meta {
        Meta::NameValue(doc) => Some(&doc.value),
        _ => None,
    });
    quote!(#root::__private::core::concat!(#(#lines, "\n"),*))
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
