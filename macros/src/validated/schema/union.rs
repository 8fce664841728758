//! The schema of an enum: that of one of its variants, as serde writes and reads them.

use quote::{ToTokens as _, quote};
use syn::LitStr;

use super::part::{Part, Tag, one_of};
use super::pieces::Pieces;
use super::with_aliases;
use crate::kit::ArgValue;
use crate::kit::serde::{self, arguments};
use crate::validated::enums;
use crate::validated::model::{Field, Model, Style, Variant};

/// How a value tells its variant.
enum Told {
    /// `{"Card": ..}`, or `"Free"`
    Outside,
    /// `{"kind": "card", ..}`
    Inside(String),
    /// `{"kind": "card", "content": ..}`
    Beside(String, String),
    /// Not at all: the first that fits.
    Not,
}

impl Told {
    fn of(model: &Model) -> Self {
        let args = || model.serde_attrs.iter().flat_map(arguments);
        let text = |name: &str| {
            args().filter(|arg| arg.key.text == name).find_map(|arg| match arg.value {
                ArgValue::Equals(text) => syn::parse2::<LitStr>(text).ok().map(|text| text.value()),
                _ => None,
            })
        };
        match (text("tag"), text("content")) {
            (Some(tag), Some(content)) => Self::Beside(tag, content),
            (Some(tag), None) => Self::Inside(tag),
            _ if args().any(|arg| arg.key.text == "untagged") => Self::Not,
            _ => Self::Outside,
        }
    }
}

/// A variant, the names it is told by, and its fields.
struct Case<'a> {
    variant: &'a Variant,
    names: Vec<String>,
    fields: Vec<&'a Field>,
}

/// The keywords of the whole enum.
pub(super) fn write(model: &Model, variants: &[Variant], out: &mut Pieces) {
    let rename_all = model.serde.rename_all.as_deref().unwrap_or_default();
    let cases = enums::fields(model, variants).filter(|(variant, _)| variant.is_read());
    let cases: Vec<Case<'_>> = cases
        .map(|(variant, fields)| Case {
            variant,
            names: with_aliases(&variant.json(rename_all), &variant.serde_attrs),
            fields: fields.into_iter().map(|(_, field)| field).collect(),
        })
        .collect();
    let told = Told::of(model);
    let mut all: Vec<Pieces> = Vec::new();
    let (last, tagged): (Vec<&Case<'_>>, Vec<&Case<'_>>) =
        cases.iter().partition(|case| matches!(told, Told::Not) || case.variant.has("untagged"));
    match &told {
        Told::Not => {}
        Told::Outside => {
            let units: Vec<String> = tagged
                .iter()
                .filter(|case| case.variant.style == Style::Unit)
                .flat_map(|case| case.names.clone())
                .collect();
            if !units.is_empty() {
                let mut piece = Pieces::default();
                one_of(&units, &mut piece);
                all.push(piece);
            }
            for case in &tagged {
                all.extend(case.names.iter().map(|name| outside(model, case, name)));
            }
        }
        Told::Inside(key) => {
            all.extend(tagged.iter().map(|case| inside(model, case, key, &tagged)));
        }
        Told::Beside(key, content) => {
            all.extend(tagged.iter().map(|case| beside(model, case, key, content, &tagged)));
        }
    }
    // the first that can be read decides, and its rules only then
    for (i, case) in last.iter().enumerate() {
        let earlier = last.get(..i).unwrap_or_default();
        let earlier = earlier.iter().filter(|case| case.is_ruled());
        let mut whole: Vec<Pieces> = Vec::new();
        for earlier in earlier {
            let mut piece = Pieces::default();
            piece.text(",\"not\":{");
            content(model, earlier, None, false, &mut piece);
            piece.text("}");
            whole.push(piece);
        }
        let mut piece = Pieces::default();
        if whole.is_empty() {
            content(model, case, None, true, &mut piece);
        } else {
            let mut own = Pieces::default();
            content(model, case, None, true, &mut own);
            whole.push(own);
            piece.all_of(whole);
        }
        all.push(piece);
    }
    out.any_of(all);
}

impl Case<'_> {
    fn is_ruled(&self) -> bool {
        self.fields.iter().any(|field| field.is_ruled)
    }

    /// The one field that stands without brackets.
    fn single(&self) -> Option<&Field> {
        match self.fields.as_slice() {
            [field] if self.variant.style == Style::Tuple => Some(field),
            _ => None,
        }
    }

    /// What tells the variant: its names, or of the one for all others, none of theirs.
    fn tell(&self, key: &str, all: &[&Case<'_>], out: &mut Pieces) {
        if !self.variant.has("other") {
            return Tag { key, names: &self.names }.value(out);
        }
        let others = all.iter().filter(|case| !case.variant.has("other"));
        let names: Vec<String> = others.flat_map(|case| case.names.clone()).collect();
        out.text(",\"type\":\"string\",\"not\":{");
        one_of(&names, out);
        out.text("}");
    }
}

/// What is in the variant.
fn content(
    model: &Model,
    case: &Case<'_>,
    tag: Option<Tag<'_>>,
    has_rules: bool,
    out: &mut Pieces,
) {
    if case.variant.has("with") || case.variant.has("deserialize_with") {
        return;
    }
    let part = Part {
        owner: &model.ident,
        style: case.variant.style,
        fields: case.fields.clone(),
        has_default: false,
        is_closed: model.is_closed(),
        tag,
        has_rules,
    };
    part.write(out);
}

fn outside(model: &Model, case: &Case<'_>, name: &str) -> Pieces {
    let mut out = Pieces::default();
    out.text(",\"type\":\"object\",\"properties\":{");
    out.quoted(name);
    out.text(":{");
    content(model, case, None, true, &mut out);
    out.text("}},\"required\":[");
    out.quoted(name);
    out.text("],\"additionalProperties\":false");
    out
}

fn inside(model: &Model, case: &Case<'_>, key: &str, all: &[&Case<'_>]) -> Pieces {
    let mut out = Pieces::default();
    if case.variant.style == Style::Named {
        content(model, case, Some(Tag { key, names: &case.names }), true, &mut out);
        return out;
    }
    out.text(",\"type\":\"object\",\"properties\":{");
    out.quoted(key);
    out.text(":{");
    case.tell(key, all, &mut out);
    out.text("}},\"required\":[");
    out.quoted(key);
    out.text("]");
    if let Some(field) = case.single() {
        let mut inner = Pieces::default();
        field.schema(&model.ident, true, &mut inner);
        out.all_of(vec![inner]);
    }
    out
}

fn beside(model: &Model, case: &Case<'_>, key: &str, inside: &str, all: &[&Case<'_>]) -> Pieces {
    let mut out = Pieces::default();
    out.text(",\"type\":\"object\",\"properties\":{");
    out.quoted(key);
    out.text(":{");
    case.tell(key, all, &mut out);
    out.text("},");
    out.quoted(inside);
    out.text(":{");
    content(model, case, None, true, &mut out);
    out.text("}}");
    // nothing is in a unit, and in an absent `Option`
    let is_there = match (case.single(), case.variant.style) {
        (_, Style::Unit) => None,
        (Some(field), _) if !field.serde.has_reader => {
            let ty = field.ty.to_token_stream();
            let ty = super::itself(ty, &model.ident);
            let definition = quote!(__private::schema::Ask::<#ty>::AT);
            Some(quote!((#inside, __private::Some(#definition))))
        }
        _ => Some(quote!((#inside, __private::None))),
    };
    let is_there = is_there.into_iter();
    out.piece(&quote!(__private::schema::Piece::Required(&[
        (#key, __private::None), #(#is_there)*
    ])));
    if model.is_closed() {
        out.text(",\"additionalProperties\":false");
    }
    out
}

impl Variant {
    /// The variant's name in JSON.
    fn json(&self, rename_all: &str) -> String {
        let own = serde::Serde::read(&crate::kit::Ctxt::default(), &self.serde_attrs, false);
        let name = syn::ext::IdentExt::unraw(&self.ident).to_string();
        own.rename.unwrap_or_else(|| serde::renamed_variant(&name, rename_all))
    }
}
