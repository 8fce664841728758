//! The draft that `edit` hands out: the fields that it may change, open.

use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{GenericParam, Member};

use super::model::{Field, Model, Style};
use super::nested;
use crate::kit::Emit;

/// The field of a draft that names the parameters which no other of its fields does.
const UNUSED: &str = "__dunder_unused";

impl Model {
    pub(super) fn edit_rows(&self, out: &mut Emit) {
        let (_, types, _) = self.generics.split_for_impl();
        out.tree(self.draft());
        let is_generic = !self.generics.params.is_empty();
        out.group_if(is_generic, Delimiter::Bracket, |out| out.tokens(&types));
        self.cleaner(out);
        out.braces(|out| {
            for (place, field) in self.drafted() {
                out.member(&place);
                out.member(&field.member);
            }
        });
        out.braces(|out| {
            for field in self.fields.iter().filter(|field| !field.is_settable()) {
                out.member(&field.member);
            }
        });
        out.brackets(|out| {
            if self.style == Style::Named && !self.unused_in_draft().is_empty() {
                out.word(UNUSED);
            }
        });
    }

    /// What stands for those parameters in a draft that is made.
    pub(super) fn marks_unused(&self) -> Option<TokenStream> {
        let name = format_ident!("{UNUSED}");
        (self.style == Style::Named && !self.unused_in_draft().is_empty())
            .then(|| quote!(#name: __private::core::marker::PhantomData,))
    }

    /// The parameters that no field of the draft names, each as a type that does.
    fn unused_in_draft(&self) -> Vec<TokenStream> {
        if self.generics.params.is_empty() {
            return Vec::new();
        }
        let is_used = |name: &Ident| {
            let names = [name.to_string(), "Self".to_owned()];
            self.drafted().any(|(_, field)| nested::names_any(field.ty.to_token_stream(), &names))
        };
        let params = self.generics.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) if !is_used(&param.ident) => {
                let ident = &param.ident;
                Some(quote!(fn() -> *const #ident))
            }
            GenericParam::Lifetime(param) if !is_used(&param.lifetime.ident) => {
                let lifetime = &param.lifetime;
                Some(quote!(&#lifetime ()))
            }
            _ => None,
        });
        params.collect()
    }

    /// The fields that `edit` may change, each with its place in the draft.
    pub(super) fn drafted(&self) -> impl Iterator<Item = (Member, &Field)> {
        let open = self.fields.iter().chain(&self.held).filter(|field| field.is_settable());
        open.enumerate().map(|(i, field)| match &field.member {
            Member::Named(ident) => (Member::Named(ident.clone()), field),
            Member::Unnamed(_) => (Member::from(i), field),
        })
    }

    /// The struct that `edit` hands out: a part of `guarded!`, or where fields have no names, code.
    pub(super) fn draft_struct(&self, out: &mut Emit) -> TokenStream {
        let is_named = self.makes_edit() && self.style == Style::Named;
        let (vis, draft, generics) = (&self.vis, self.draft(), &self.generics);
        let name = self.ident.unraw().to_string();
        let doc = ["The fields of `", &name, "` while `edit` changes them."].concat();
        out.group_if(is_named, Delimiter::Brace, |out| {
            out.text(&doc);
            out.tree(draft.clone());
            let is_generic = !generics.params.is_empty();
            out.group_if(is_generic, Delimiter::Bracket, |out| out.tokens(generics));
            out.group_if(generics.where_clause.is_some(), Delimiter::Bracket, |out| {
                out.tokens(&self.spelled(&generics.where_clause));
            });
            out.braces(|out| {
                for (place, field) in self.drafted() {
                    out.member(&place);
                    if field.is_std() {
                        out.ty(&field.ty);
                    } else {
                        out.tokens(&self.spelled(&field.ty));
                    }
                    out.sign(',');
                }
                let unused = self.unused_in_draft();
                if !unused.is_empty() {
                    out.word(UNUSED);
                    let root = &self.root;
                    out.tokens(
                        &quote!(#root::__private::core::marker::PhantomData<(#(#unused,)*)>,),
                    );
                }
            });
        });
        if is_named || !self.makes_edit() {
            return TokenStream::new();
        }
        let clause = self.spelled(&generics.where_clause);
        let types = self.drafted().map(|(_, field)| self.spelled(&field.ty));
        quote! {
            #[doc = #doc]
            #[allow(missing_docs, private_interfaces)]
            #vis struct #draft #generics (#(#vis #types),*) #clause;
        }
    }
}
