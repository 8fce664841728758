//! Async methods that subclasses override: the signatures of the calls that a class's bodies await,
//! and the body that each of them runs for this class's objects.
//!
//! A table of functions cannot hold them, because each body has a future of its own type. A trait
//! can: `Late<X, ID, 0>` of an object is the body that the first of `X`'s awaited calls runs.

use std::fmt::Write as _;

use super::expand::Emit;
use super::meta::{Receiver, Slot};
use super::names;
use super::overrides::slot;
use super::types::spelled;

/// A lifetime that has no name yet.
pub(super) const EACH: &str = "'__a";

/// The lifetime of what stands behind others, which outlives those.
const INNER: &str = "'__i";

/// How many lifetimes the arguments can have besides.
const LIFETIMES: usize = 4;

/// The lifetimes of a method's arguments, once they have names.
pub(super) struct Named {
    pub(super) fresh: Vec<String>,
    /// The name that the user gave to the inner one.
    pub(super) inner: Option<String>,
    /// The argument with a second inner one, which cannot be told from the first.
    pub(super) lost: Option<usize>,
}

/// Names the lifetimes in the arguments' types.
///
/// What stands behind `&` may be as short as that. What stands behind `&mut` may not, nor what has
/// a name: it gets the inner one.
pub(super) fn name_lifetimes(own: &str, types: Vec<&mut String>) -> Named {
    let mut naming = Naming::default();
    let mut lost = None;
    let mut all = Vec::new();
    for (at, ty) in types.into_iter().enumerate() {
        *ty = naming.run(ty);
        if naming.inner.len() > 1 || naming.inner.iter().any(|name| name == own) {
            lost = lost.or(Some(at));
        }
        all.push(ty);
    }
    let inner = naming.inner.into_iter().next();
    if let Some(name) = &inner {
        for ty in all {
            *ty = as_inner(ty, name);
        }
    }
    let mut fresh: Vec<String> = (0..naming.fresh).map(|at| format!("{EACH}{at}")).collect();
    if naming.has_inner || inner.is_some() {
        fresh.push(INNER.to_owned());
    }
    Named { fresh, inner, lost }
}

/// The text with the inner lifetime in the place of that name.
pub(super) fn as_inner(text: &str, name: &str) -> String {
    let mut parts = text.split(name);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let goes_on = part.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        out.push_str(if goes_on { name } else { INNER });
        out.push_str(part);
    }
    out
}

#[derive(Default)]
struct Naming {
    fresh: usize,
    has_inner: bool,
    /// Those behind others that the user gave names.
    inner: Vec<String>,
}

impl Naming {
    fn run(&mut self, text: &str) -> String {
        let (mut out, mut rest) = (String::new(), text);
        // the references that are open here: how deep, and the lifetime behind them
        let mut open: Vec<(usize, String)> = Vec::new();
        let mut depth = 0_usize;
        while let Some(c) = rest.chars().next() {
            if c != '\'' {
                match c {
                    '(' | '[' | '<' => depth += 1,
                    ')' | ']' | '>' => {
                        depth = depth.saturating_sub(1);
                        open.retain(|(at, _)| *at <= depth);
                    }
                    ',' => open.retain(|(at, _)| *at < depth),
                    _ => {}
                }
                out.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                continue;
            }
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let tail = rest.get(1..).unwrap_or_default();
            let length = tail.find(|c: char| !word(c)).unwrap_or(tail.len()) + 1;
            let (name, after) = rest.split_at(length);
            rest = after;
            let name = match open.last() {
                _ if name == "'static" => name.to_owned(),
                Some((_, behind)) if name == EACH => {
                    self.has_inner |= behind == INNER;
                    behind.clone()
                }
                Some((_, behind)) if name != behind => {
                    if !self.inner.iter().any(|known| known == name) {
                        self.inner.push(name.to_owned());
                    }
                    name.to_owned()
                }
                None if name == EACH => {
                    self.fresh += 1;
                    format!("{EACH}{}", self.fresh - 1)
                }
                _ => name.to_owned(),
            };
            let is_reference = out.ends_with('&');
            out.push_str(&name);
            if is_reference {
                let is_exclusive = rest.trim_start().starts_with("mut ");
                open.push((depth, if is_exclusive { INNER.to_owned() } else { name }));
            }
        }
        out
    }
}

/// The names but the inner one, the object's first.
fn outer(slot: &Slot) -> (&str, Vec<String>) {
    let own = if slot.lifetime_of_self.is_empty() { "'__p" } else { &slot.lifetime_of_self };
    let all = slot.lifetimes.split(", ").filter(|name| !name.is_empty() && *name != INNER);
    (own, all.filter(|name| *name != own).map(str::to_owned).collect())
}

/// The lifetimes of the method in the order of `Waits`: the object's, those of the arguments and
/// as many more as make four, and the inner one; and what `Waits` says of them.
fn lifetimes(slot: &Slot) -> (String, String) {
    let (own, mut names) = outer(slot);
    for at in names.len()..LIFETIMES {
        names.push(format!("'__p{at}"));
    }
    let clause: String = names.iter().map(|name| format!("{INNER}: {name}, ")).collect();
    (format!("{own}, {}, {INNER}", names.join(", ")), format!("where {clause}"))
}

/// Whether the method has more lifetimes than `Waits`.
pub(super) fn has_too_many(slot: &Slot) -> bool {
    outer(slot).1.len() > LIFETIMES
}

/// The object as the method takes it.
fn this(slot: &Slot, object: &str) -> String {
    let lifetime = &slot.lifetime_of_self;
    match slot.receiver {
        Receiver::Shared => format!("&{lifetime} {object}"),
        Receiver::Exclusive => format!("&{lifetime} mut {object}"),
        Receiver::Owned => object.to_owned(),
        Receiver::Class | Receiver::Constant => "()".to_owned(),
    }
}

/// `impl Waits<0> for X`
pub(super) fn signatures(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    let (own, generics, clause) = (emit.own(), &emit.generics, &emit.clause);
    for (place, call) in emit.meta().waits.iter().enumerate() {
        let Some((at, slot)) = slot(emit.mro, &call.method) else { continue };
        let (owner, number) = (emit.name(at), names::number(place));
        let ((lifetimes, outlives), this) = (lifetimes(slot), this(slot, "__Self"));
        let args: String = slot
            .arguments
            .iter()
            .map(|(_, ty)| format!("{}, ", spelled(&ty.portable, owner, "__Self")))
            .collect();
        let result = spelled(&slot.result.portable, owner, "__Self");
        let _ = write!(
            out,
            "impl {generics} __k::Waits<{number}> for {own} {clause} {{
                type This<{lifetimes}, __Self: 'static> = {this} {outlives};
                type Args<{lifetimes}, __Self: 'static> = ({args}) {outlives};
                type Out<{lifetimes}, __Self: 'static> = {result} {outlives}; }}"
        );
    }
    out
}

/// `impl Late<X, ID, 0> for D`, for each awaited call of each class of the MRO.
pub(super) fn bodies(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    if emit.is_abstract() {
        return out;
    }
    let (own, generics, clause) = (emit.own(), &emit.generics, &emit.clause);
    for (at, class) in emit.classes().filter(|(_, class)| class.has_bound_bodies) {
        let (ty, id) = (emit.name(at), names::identity(class.id));
        for (place, call) in class.waits.iter().enumerate() {
            let Some((_, slot)) = slot(emit.mro, &call.method) else { continue };
            let (lifetimes, _) = lifetimes(slot);
            let names: String =
                slot.arguments.iter().map(|(name, _)| format!("{name}, ")).collect();
            let this = if slot.receiver == Receiver::Class { "" } else { "__this, " };
            let body = if emit.class.is_faulty {
                "__k::core::future::pending()".to_owned()
            } else {
                format!("{}({this}{names})", emit.entry(call))
            };
            let number = names::number(place);
            let given = format!("<{ty} as __k::Waits<{number}>>");
            let _ = write!(
                out,
                "#[allow(unused_variables)]
                 impl {generics} __k::Late<{ty}, {id}, {number}> for {own} {clause} {{
                    #[inline]
                    fn call<{lifetimes}>(
                        __this: {given}::This<{lifetimes}, Self>,
                        ({names}): {given}::Args<{lifetimes}, Self>,
                        __lives: __k::Lives<{lifetimes}>,
                    ) -> impl __k::core::future::Future<
                        Output = {given}::Out<{lifetimes}, Self>> {{ {body} }} }}"
            );
        }
    }
    out
}
