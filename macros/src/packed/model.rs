//! What `#[derive(Packed)]` reads.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Generics, Ident, LitInt, LitStr, Member};
use syn::{Path, Type, Visibility};

use crate::kit::{Args, Ctxt, Root, did_you_mean, is_validated, written_arguments};

const KEYS: &[&str] = &["endian", "len", "order", "tag"];
const FIELD_KEYS: &[&str] = &["skip", "with"];
const WIDTHS: &[&str] = &["u8", "u16", "u32", "u64"];

/// A struct or enum that is packed.
pub(super) struct Model {
    pub(super) root: Root,
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) generics: Generics,
    pub(super) is_little: bool,
    /// The bytes of a length.
    pub(super) len: usize,
    pub(super) heads_first: bool,
    /// Whether `#[validated]` stands on it.
    pub(super) is_ruled: bool,
    pub(super) shape: Shape,
}

pub(super) enum Shape {
    Struct(Vec<Field>),
    Enum {
        /// The type of the tag, `u8`.
        tag: Ident,
        variants: Vec<Variant>,
    },
}

pub(super) struct Variant {
    pub(super) ident: Ident,
    pub(super) tag: u32,
    pub(super) fields: Vec<Field>,
}

pub(super) struct Field {
    pub(super) member: Member,
    /// What an error's path says.
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) how: How,
}

/// How a field is packed.
pub(super) enum How {
    Plain,
    Skip,
    With(Path),
}

impl Model {
    pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Self> {
        let args = Args::read(cx, args, KEYS);
        let is_little = word(cx, &args, "endian", &["big", "little"]) == Some(1);
        let heads_first = word(cx, &args, "order", &["declared", "lengths-first"]) == Some(1);
        let len = width(cx, &args, "len", WIDTHS).map_or(4, |(_, bytes)| bytes);
        let shape = match &item.data {
            Data::Struct(data) => {
                if let Some(arg) = args.get("tag") {
                    cx.error(&arg.key.ident, "`tag` is for enums");
                }
                Shape::Struct(fields(cx, &data.fields))
            }
            Data::Enum(data) => {
                if let Some(arg) = args.get("order") {
                    cx.error(&arg.key.ident, "`order` is for structs");
                }
                let (tag, bytes) = width(cx, &args, "tag", &["u8", "u16", "u32"])
                    .unwrap_or_else(|| (Ident::new("u8", Span::call_site()), 1));
                let mut variants = Vec::new();
                // after a fault only a tag that is written is looked at
                let mut counts_on = true;
                for variant in &data.variants {
                    let next = variants.last().map_or(0, |last: &Variant| last.tag.wrapping_add(1));
                    let fields = fields(cx, &variant.fields);
                    let before = cx.count();
                    let (number, at) = tag_of(cx, variant).unwrap_or((next, None));
                    counts_on = cx.count() == before && (counts_on || at.is_some());
                    let at: &dyn ToTokens = at.as_ref().map_or(&variant.ident, |at| at);
                    if counts_on && bytes < 4 && u64::from(number) >> (8 * bytes) != 0 {
                        let wider = if number > 0xffff { "u32" } else { "u16" };
                        cx.error(
                            at,
                            format_args!(
                                "the tag {number} does not fit `{tag}`, write \
                                 `#[packed(tag = {wider})]` on the enum"
                            ),
                        );
                        counts_on = false;
                    } else if counts_on
                        && let Some(other) = variants.iter().find(|other| other.tag == number)
                    {
                        cx.error(
                            at,
                            format_args!("`{}` has the tag {number} already", other.ident),
                        );
                    }
                    variants.push(Variant { ident: variant.ident.clone(), tag: number, fields });
                }
                Shape::Enum { tag, variants }
            }
            Data::Union(_) => {
                cx.error(&item.ident, "`Packed` stands on structs and enums only");
                return None;
            }
        };
        Some(Self {
            root: args.root(),
            ident: item.ident.clone(),
            vis: item.vis.clone(),
            generics: item.generics.clone(),
            is_little,
            len,
            heads_first,
            is_ruled: is_validated(item),
            shape,
        })
    }

    /// All fields.
    pub(super) fn fields(&self) -> Vec<&Field> {
        match &self.shape {
            Shape::Struct(fields) => fields.iter().collect(),
            Shape::Enum { variants, .. } => variants.iter().flat_map(|v| &v.fields).collect(),
        }
    }
}

/// `key = "word"`: which of the words it is.
fn word(cx: &Ctxt, args: &Args, key: &str, words: &[&str]) -> Option<usize> {
    let text: LitStr = args.value(cx, key)?;
    let found = words.iter().position(|word| *word == text.value());
    if found.is_none() {
        let hint = did_you_mean(&text.value(), words);
        cx.error(&text, format_args!("unknown `{key}`{hint}"));
    }
    found
}

/// `key = u16`: the type and its bytes.
fn width(cx: &Ctxt, args: &Args, key: &str, types: &[&str]) -> Option<(Ident, usize)> {
    let ty: Ident = args.value(cx, key)?;
    match types.iter().position(|known| ty == known) {
        Some(place) => Some((ty, 1 << place)),
        None => {
            let hint = did_you_mean(&ty.to_string(), types);
            cx.error(&ty, format_args!("`{key}` is no `{ty}`{hint}"));
            None
        }
    }
}

/// The tag that `#[packed(tag = 7)]` gives a variant, and where.
fn tag_of(cx: &Ctxt, variant: &syn::Variant) -> Option<(u32, Option<Expr>)> {
    let args = attributes(cx, &variant.attrs, &["tag"], "tag = 7");
    let expr: Expr = args.value(cx, "tag")?;
    let number = syn::parse2::<LitInt>(expr.to_token_stream())
        .and_then(|number| number.base10_parse::<u32>());
    match number {
        Ok(number) => Some((number, Some(expr))),
        Err(_) => {
            cx.error(&expr, "a variant's tag is a number, write `tag = 7`");
            None
        }
    }
}

/// What stands in all `#[packed(..)]` of a field or variant.
fn attributes(cx: &Ctxt, attrs: &[Attribute], known: &[&str], form: &str) -> Args {
    Args::read(cx, written_arguments(cx, attrs, "packed", form), known)
}

fn fields(cx: &Ctxt, fields: &Fields) -> Vec<Field> {
    let members = fields.members();
    members.zip(fields).map(|(member, field)| read_field(cx, member, field)).collect()
}

fn read_field(cx: &Ctxt, member: Member, field: &syn::Field) -> Field {
    let args = attributes(cx, &field.attrs, FIELD_KEYS, "skip");
    let skip = args.flag(cx, "skip");
    let how = match args.value::<Path>(cx, "with") {
        Some(path) if skip => {
            cx.error(&path, "a skipped field is never packed, drop `with`");
            How::Skip
        }
        Some(path) => How::With(path),
        None if skip => How::Skip,
        None => How::Plain,
    };
    let name = match &member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    };
    Field { member, name, ty: field.ty.clone(), how }
}
