//! Fields that stand together: those of a struct, or of a variant.

use proc_macro2::Ident;
use quote::{ToTokens as _, quote};

use super::pieces::Pieces;
use crate::validated::model::{Field, Style};
use crate::validated::rule::What;
use crate::validated::shape::Shape;

/// The fields, and what stands around them.
pub(super) struct Part<'a> {
    /// The type that they are of.
    pub(super) owner: &'a Ident,
    pub(super) style: Style,
    pub(super) fields: Vec<&'a Field>,
    /// Whether missing ones have values.
    pub(super) has_default: bool,
    /// Whether others are refused.
    pub(super) is_closed: bool,
    /// What stands among them and tells the variant.
    pub(super) tag: Option<Tag<'a>>,
    /// Whether their own rules are part of the schema.
    pub(super) has_rules: bool,
}

/// The field that tells a variant.
pub(super) struct Tag<'a> {
    pub(super) key: &'a str,
    /// The names that the variant is told by.
    pub(super) names: &'a [String],
}

impl Tag<'_> {
    /// The keywords of its value.
    pub(super) fn value(&self, out: &mut Pieces) {
        match self.names {
            [name] => {
                out.text(",\"const\":");
                out.quoted(name);
            }
            names => one_of(names, out),
        }
    }
}

/// One of these texts.
pub(super) fn one_of(names: &[String], out: &mut Pieces) {
    out.text(",\"enum\":[");
    for (i, name) in names.iter().enumerate() {
        out.text(if i > 0 { "," } else { "" });
        out.quoted(name);
    }
    out.text("]");
}

impl Part<'_> {
    pub(super) fn write(&self, out: &mut Pieces) {
        match self.style {
            Style::Named => self.object(out),
            Style::Tuple => self.list(out),
            Style::Unit => out.text(",\"type\":\"null\""),
        }
    }

    /// A struct whose fields have names.
    fn object(&self, out: &mut Pieces) {
        let read = self.fields.iter().copied().filter(|field| !field.is_never_read());
        let (flat, own): (Vec<&Field>, Vec<&Field>) = read.partition(|field| field.serde.flatten);
        out.text(",\"type\":\"object\",\"properties\":{");
        if let Some(tag) = &self.tag {
            out.quoted(tag.key);
            out.text(":{");
            tag.value(out);
            out.text("}");
        }
        for field in &own {
            for name in field.names() {
                out.text(",");
                out.quoted(&name);
                out.text(":{");
                field.schema(self.owner, self.has_rules, out);
                out.text("}");
            }
        }
        out.text("}");
        let mut all = Vec::new();
        let required = own.iter().filter(|field| {
            let has_default = field.serde.has_default || self.has_default;
            !has_default && field.default.is_none()
        });
        let mut names = Vec::new();
        if let Some(Tag { key, .. }) = &self.tag {
            names.push(quote!((#key, __private::None)));
        }
        for field in required {
            let json = &field.json;
            let others = field.names();
            let is_forced = field.serde.has_reader
                || self.has_rules
                    && field.said().iter().any(|rule| matches!(rule.what, What::Required));
            let definition = if is_forced {
                quote!(__private::None)
            } else {
                let ty = field.schema_type(self.owner);
                quote!(__private::Some(__private::schema::Ask::<#ty>::AT))
            };
            if others.len() == 1 {
                names.push(quote!((#json, #definition)));
            } else if is_forced || !matches!(field.shape, Shape::Option(_)) {
                all.push(one_of_names(&others));
            }
        }
        out.piece(&quote!(__private::schema::Piece::Required(&[#(#names),*])));
        let maps: Vec<&&Field> =
            flat.iter().filter(|field| matches!(field.shape, Shape::Map(..))).collect();
        if let ([field], 1, Shape::Map(_, value)) =
            (maps.as_slice(), flat.len(), maps.first().map_or(&Shape::Other, |f| &f.shape))
        {
            let _ = field;
            out.text(",\"additionalProperties\":{");
            out.of(&value.ty.to_token_stream());
            out.text("}");
        } else if self.is_closed {
            out.text(if flat.is_empty() {
                ",\"additionalProperties\":false"
            } else {
                ",\"unevaluatedProperties\":false"
            });
        }
        for field in flat {
            if !matches!(field.shape, Shape::Map(..) | Shape::Option(_)) {
                let mut inner = Pieces::default();
                inner.of(&field.ty.to_token_stream());
                all.push(inner);
            }
        }
        out.all_of(all);
    }

    /// A struct whose fields have none.
    fn list(&self, out: &mut Pieces) {
        let read = self.fields.iter().copied().filter(|field| !field.is_never_read());
        let fields: Vec<&Field> = read.collect();
        if let [field] = fields.as_slice()
            && self.fields.len() == 1
        {
            field.schema(self.owner, self.has_rules, out);
            return;
        }
        let needed = fields
            .iter()
            .rposition(|field| !field.serde.has_default && field.default.is_none())
            .map_or(0, |last| last + 1);
        out.text(&format!(",\"type\":\"array\",\"minItems\":{needed},\"prefixItems\":["));
        for (i, field) in fields.iter().enumerate() {
            out.text(if i > 0 { ",{" } else { "{" });
            field.schema(self.owner, self.has_rules, out);
            out.text("}");
        }
        out.text("],\"items\":false");
    }
}

/// Exactly one of the names is there.
fn one_of_names(names: &[String]) -> Pieces {
    let mut out = Pieces::default();
    out.text(",\"oneOf\":[");
    for (i, name) in names.iter().enumerate() {
        out.text(if i > 0 { ",{\"required\":[" } else { "{\"required\":[" });
        out.quoted(name);
        out.text("]}");
    }
    out.text("]");
    out
}
