//! The code for a struct as most are, a row for each field.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::ToTokens;
use syn::Member;

use super::accessors::Lent;
use super::conditions;
use super::expand::beside_impls;
use super::model::{Field, Get, Model, Style, names_self};
use crate::kit::Emit;

/// What is made for the struct; a field of such a name is reported, and its getter left out.
const TAKEN: [&str; 4] = ["new", "edit", "validate", "is_valid"];

/// A call of `guarded_fields!`, if that writes all there is.
pub(super) fn expand(model: &Model) -> Option<TokenStream> {
    if !is_usual(model) {
        return None;
    }
    let rows: Option<Vec<Row<'_>>> = model.fields.iter().map(Row::of).collect();
    let rows = rows?;
    let name = &model.ident.to_string();
    let (value, errors) = conditions::params();
    let mut out = Emit::default();
    out.root(&model.root);
    for word in ["__private", "guarded_fields"] {
        out.path_sep();
        out.word(word);
    }
    out.sign('!');
    out.braces(|out| {
        out.vis(&model.vis);
        out.tree(model.ident.clone());
        out.tree(model.draft());
        let name = name.strip_prefix("r#").unwrap_or(name);
        out.text(&format!("A new `{name}`."));
        out.text(&format!("The fields of `{name}` while `edit` changes them."));
        out.tree(value);
        out.tree(errors);
        out.braces(|out| {
            let mut ruled = 0;
            let groups = Groups::new();
            for row in &rows {
                row.write(ruled, &groups, out);
                ruled += usize::from(row.field.is_ruled);
            }
        });
        out.braces(|out| beside_impls(model, &TokenStream::new(), out));
    });
    Some(out.finish())
}

/// Whether the struct has all that is usual, and no more.
fn is_usual(model: &Model) -> bool {
    model.makes_all()
        && model.style == Style::Named
        && model.variants.is_none()
        && model.generics.params.is_empty()
        && model.generics.where_clause.is_none()
        && !model.is_cross()
        && !model.is_any_cleaned()
        && model.second_methods().next().is_none()
        && model.fields.iter().any(|field| field.is_ruled)
        && model.fields.iter().all(|field| field.is_settable() && field.default.is_none())
}

/// What many rows have, made once: the compiler is asked for each group that is not empty.
struct Groups {
    none: Group,
    into: Group,
    lent: Group,
    text: Group,
}

impl Groups {
    fn new() -> Self {
        let group = |delimiter, write: fn(&mut Emit)| {
            let mut inside = Emit::default();
            write(&mut inside);
            Group::new(delimiter, inside.finish())
        };
        Self {
            none: Group::new(Delimiter::Bracket, TokenStream::new()),
            into: group(Delimiter::Bracket, |out| {
                out.word("Into");
                out.sign('>');
            }),
            lent: group(Delimiter::Bracket, |out| out.sign('&')),
            text: group(Delimiter::Parenthesis, |out| {
                out.sign('&');
                out.private(&["str"]);
            }),
        }
    }
}

/// A field.
struct Row<'a> {
    field: &'a Field,
    name: &'a Ident,
    lent: Lent<'a>,
}

impl<'a> Row<'a> {
    /// The field, unless something of it is unusual.
    fn of(field: &'a Field) -> Option<Self> {
        let Member::Named(name) = &field.member else { return None };
        let is_taken = TAKEN.contains(&field.name.as_str()) || field.name.starts_with("set_");
        if is_taken || matches!(field.get, Get::Named(_)) {
            return None;
        }
        // the draft is another type
        if !field.is_std() && names_self(field.ty.to_token_stream()) {
            return None;
        }
        Some(Self { field, name, lent: field.lent() })
    }

    /// Writes the row; `place` is the field's in the table of rules.
    fn write(&self, place: usize, groups: &Groups, out: &mut Emit) {
        let field = self.field;
        let one_of = |holds: bool, group: &Group| if holds { group } else { &groups.none }.clone();
        out.tree(self.name.clone());
        out.ty_tree(&field.ty);
        out.text(&field.json);
        out.group_if(!field.docs.is_empty(), Delimiter::Bracket, |out| {
            for doc in &field.docs {
                out.tokens(doc);
            }
        });
        out.tree(Ident::new(&format!("set_{}", field.name), field.span()));
        out.word(field.setting());
        out.tree(one_of(field.takes_into(), &groups.into));
        let is_lent = !matches!(self.lent, Lent::No | Lent::OfText);
        out.tree(one_of(is_lent, &groups.lent));
        match self.lent {
            Lent::No => out.ty_tree(&field.ty),
            Lent::Text => out.tree(groups.text.clone()),
            _ => out.parens(|out| self.lent.write(&field.ty, out)),
        }
        out.group_if(matches!(self.lent, Lent::OfText), Delimiter::Bracket, |out| {
            out.sign('.');
            out.word("as_deref");
            out.parens(|_| {});
        });
        out.group_if(field.is_ruled, Delimiter::Bracket, |out| {
            out.tree(field.check_fn());
            conditions::write_rules(field, place, out);
        });
    }
}
