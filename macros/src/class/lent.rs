//! Lifetimes of a result that stand in no argument but inside types of the class's own table, as in
//! `fn first<'a>(&self, of: Option<&'a str>) -> &'a str`.
//!
//! `<A as Ty1<..>>::T<'a>` names one without fixing it, and a function pointer may return what is
//! fixed only. So its place in the table takes one argument more, which does.

use super::meta::{Receiver, Slot};

/// The type of that argument, where a method needs it.
pub(super) fn marker(slot: &Slot) -> Option<String> {
    if slot.lifetimes.is_empty() || slot.is_async || slot.receiver == Receiver::Constant {
        return None;
    }
    let is_lent = |name: &&str| {
        let borrows = matches!(slot.receiver, Receiver::Shared | Receiver::Exclusive);
        let of_self = borrows && slot.lifetime_of_self == **name;
        let fixes = |ty: &str| names(&outside(ty), name);
        !of_self
            && names(&slot.result.portable, name)
            && !slot.arguments.iter().any(|(_, ty)| fixes(&ty.portable))
    };
    let lent: Vec<String> =
        slot.lifetimes.split(", ").filter(is_lent).map(|name| format!("&{name} (), ")).collect();
    (!lent.is_empty()).then(|| format!("__k::PhantomData<({})>", lent.concat()))
}

fn names(text: &str, lifetime: &str) -> bool {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    text.match_indices(lifetime).any(|(at, _)| text.get(at + lifetime.len()..).is_none_or(is_end))
}

/// The portable type without what stands inside types of the table.
fn outside(portable: &str) -> String {
    let mut out = String::new();
    let (mut open, mut is_marked) = (0_usize, false);
    for c in portable.chars() {
        match c {
            '@' | '%' | '!' | '^' if open == 0 => is_marked = true,
            '<' if is_marked || open > 0 => {
                (open, is_marked) = (open + 1, false);
            }
            '>' if open > 0 => open -= 1,
            _ if open > 0 => {}
            c => {
                is_marked &= c.is_ascii_digit() || c == '.';
                out.push(c);
            }
        }
    }
    out
}
