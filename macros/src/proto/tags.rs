//! Tags: which ones are free, and what is wrong with the others.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, RangeLimits, UnOp};

use super::names;
use crate::kit::{Ctxt, split_arguments};

/// The highest tag.
const MAX: u32 = 0x1fff_ffff;
/// Tags that belong to Protocol Buffers itself.
const OWN: (u32, u32) = (19_000, 19_999);

/// What `reserved(4, 6..=9, "old")` says.
#[derive(Default)]
pub(super) struct Reserved {
    pub(super) tags: Vec<(u32, u32)>,
    pub(super) names: Vec<String>,
}

impl Reserved {
    pub(super) fn read(cx: &Ctxt, list: TokenStream) -> Self {
        let mut found = Self::default();
        for piece in split_arguments(list) {
            let form = "`reserved` takes tags, ranges of them and names, write \
                        `reserved(4, 6..=9, \"old\")`";
            if let Ok(name) = syn::parse2::<LitStr>(piece.clone()) {
                if names::is_word(&name.value()) {
                    found.names.push(name.value());
                } else {
                    cx.error(&piece, "this can be no name of a field, which needs no reserving");
                }
            } else if let Some((from, to)) = syn::parse2(piece.clone()).ok().and_then(range) {
                let is_proper = 1 <= from && from <= to && to <= MAX;
                let clash = found.tags.iter().any(|(a, b)| *a <= to && from <= *b);
                if !is_proper {
                    cx.error(&piece, format_args!("tags are 1 to {MAX}, the lower one first"));
                } else if clash {
                    cx.error(&piece, "this is reserved twice");
                } else {
                    found.tags.push((from, to));
                }
            } else {
                cx.error(&piece, form);
            }
        }
        found
    }

    fn has(&self, tag: u32) -> bool {
        self.tags.iter().any(|(from, to)| (*from..=*to).contains(&tag))
    }
}

/// `4`, `6..=9` or `6..10`.
fn range(expr: Expr) -> Option<(u32, u32)> {
    let tag = |expr: &Expr| u32::try_from(integer(expr)?).ok();
    match &expr {
        Expr::Range(range) => {
            let (from, to) = (tag(range.start.as_deref()?)?, tag(range.end.as_deref()?)?);
            let to = match range.limits {
                RangeLimits::Closed(_) => to,
                RangeLimits::HalfOpen(_) => to.checked_sub(1)?,
            };
            Some((from, to))
        }
        expr => tag(expr).map(|tag| (tag, tag)),
    }
}

/// The value of an integer literal.
pub(super) fn integer(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => integer(expr).map(|n| -n),
        Expr::Group(group) => integer(&group.expr),
        Expr::Paren(paren) => integer(&paren.expr),
        _ => None,
    }
}

/// The tags of one message, each with the field that has it.
pub(super) struct Tags<'a> {
    taken: BTreeMap<u32, String>,
    reserved: &'a Reserved,
}

impl<'a> Tags<'a> {
    pub(super) fn new(reserved: &'a Reserved) -> Self {
        Self { taken: BTreeMap::new(), reserved }
    }

    /// Whether a message can have the tag, whoever else has it.
    fn is_free(&self, tag: u32) -> bool {
        !self.taken.contains_key(&tag) && !self.reserved.has(tag) && !(OWN.0..=OWN.1).contains(&tag)
    }

    /// The lowest one above all that are taken, or the lowest at all.
    fn next(&self) -> u32 {
        let above = self.taken.keys().next_back().map_or(1, |tag| tag + 1);
        (above..=MAX).chain(1..above).find(|tag| self.is_free(*tag)).unwrap_or(1)
    }

    /// Takes a tag for a field, or tells why it cannot have it.
    pub(super) fn take(&mut self, tag: i64, name: &str) -> Result<(), String> {
        let number = u32::try_from(tag).ok().filter(|tag| (1..=MAX).contains(tag));
        let Some(number) = number else { return Err(format!("tags are 1 to {MAX}")) };
        if let Some(other) = self.taken.get(&number) {
            Err(format!("tag {number} is taken by `{other}`"))
        } else if self.reserved.has(number) {
            Err(format!("tag {number} is reserved"))
        } else if (OWN.0..=OWN.1).contains(&number) {
            Err("tags 19000 to 19999 belong to Protocol Buffers".to_owned())
        } else {
            self.taken.insert(number, name.to_owned());
            Ok(())
        }
    }

    /// The next free tag, which no other field is told then.
    pub(super) fn suggest(&mut self, name: &str) -> u32 {
        let next = self.next();
        self.taken.insert(next, name.to_owned());
        next
    }
}
