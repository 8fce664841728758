//! A class among its bases: the order of its ancestors, and what they must agree on.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::meta::{ClassMeta, FieldMeta};
use super::{Settings, c3};
use crate::kit::Ctxt;

/// A class after the first of the MRO, and how to name its type: the `at`-th class of a base.
pub(super) struct Ancestor {
    pub(super) class: ClassMeta,
    pub(super) base: usize,
    pub(super) at: usize,
    pub(super) ty: TokenStream,
}

/// The MRO after the class itself and before `object`.
pub(super) fn linearize(
    cx: &Ctxt,
    settings: &Settings,
    class: &ClassMeta,
    bases: &[Vec<ClassMeta>],
) -> Option<Vec<Ancestor>> {
    // `object`, the last of every order, has no number
    let orders: Vec<Vec<u64>> =
        bases.iter().map(|order| order.iter().map(|class| class.id).chain([0]).collect()).collect();
    let direct: Vec<u64> = orders.iter().filter_map(|order| order.first().copied()).collect();
    let find = |id: u64| {
        bases.iter().enumerate().find_map(|(base, order)| {
            let at = order.iter().position(|class| class.id == id)?;
            Some((base, at, order.get(at)?))
        })
    };
    let name = |id: u64| find(id).map_or("object", |(_, _, class)| class.name.as_str());
    let list = |ids: &[u64]| ids.iter().map(|id| name(*id)).collect::<Vec<_>>().join(", ");
    for (base, path) in direct.iter().zip(&settings.bases) {
        let Some((_, _, class)) = find(*base).filter(|(_, _, class)| class.is_final) else {
            continue;
        };
        let name = &class.name;
        cx.error(path, format_args!("`{name}` is `#[class(final)]` and has no subclasses"));
        // it has no part for its private fields
        if class.has_private_fields() {
            return None;
        }
    }
    let repeated = c3::repeated(&direct);
    if let Some(at) = repeated {
        let (id, path) = (direct.get(at)?, settings.bases.get(at)?);
        cx.error(path, format_args!("duplicate base class {}", name(*id)));
    }
    let order = match c3::merge(&orders, &direct) {
        Ok(order) => order,
        Err(_) if repeated.is_some() => c3::each_once(&orders.concat()),
        Err(left) => {
            let mut message = format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                list(&left)
            );
            for order in &orders {
                let (first, all) = (list(order.get(..1)?), list(order));
                message += &format!("\n  {first} has the order {all}");
            }
            message += &format!("\n  `{}` lists its bases as {}", class.name, list(&direct));
            let paths = &settings.bases;
            cx.error(&quote!(#(#paths),*), message);
            c3::each_once(&orders.concat())
        }
    };
    let root = &settings.root;
    let mut linear = Vec::new();
    for id in order.into_iter().filter(|id| *id != 0) {
        let (base, at, class) = find(id)?;
        let path = settings.bases.get(base)?;
        let place = Literal::usize_unsuffixed(at);
        let ty = if at == 0 {
            path.to_token_stream()
        } else {
            quote!(<<#path as #root::__private::class::Layout>::Mro as #root::__private::class::Nth<#place>>::C)
        };
        linear.push(Ancestor { class: class.clone(), base, at, ty });
    }
    if linear.len() > 16 {
        cx.error(&class_name(settings), "a class has at most 16 ancestors");
        return None;
    }
    Some(linear)
}

fn class_name(settings: &Settings) -> TokenStream {
    settings.bases.iter().map(ToTokens::to_token_stream).collect()
}

/// Two classes of an MRO cannot both have a field of one name: there is one object.
pub(super) fn clashes(cx: &Ctxt, settings: &Settings, class: &ClassMeta, linear: &mut [Ancestor]) {
    let own = class.fields.iter().map(|field| (field.clone(), class.name.clone(), true));
    let mut seen: Vec<(FieldMeta, String, bool)> = own.collect();
    for ancestor in linear {
        let name = ancestor.class.name.clone();
        let (mut kept, count) = (Vec::new(), ancestor.class.fields.len());
        for field in std::mem::take(&mut ancestor.class.fields) {
            // what is private in two ancestors is held apart
            let other = seen.iter().find(|(one, _, is_own)| {
                one.name == field.name && (*is_own || one.is_public && field.is_public)
            });
            match other {
                Some((_, of, _)) => cx.error(
                    &settings.bases.get(ancestor.base),
                    format_args!(
                        "`{name}` and `{of}` both have a field `{}`, and `{}` is one object: \
                         rename one of them",
                        field.name, class.name
                    ),
                ),
                None => kept.push(field),
            }
        }
        if kept.len() < count {
            ancestor.class.lines.clear();
        }
        seen.extend(kept.iter().map(|field| (field.clone(), name.clone(), false)));
        ancestor.class.fields = kept;
    }
}

/// A public class cannot have a private base: subclasses elsewhere name the base through it.
pub(super) fn visible(cx: &Ctxt, settings: &Settings, class: &ClassMeta, bases: &[Vec<ClassMeta>]) {
    for (path, base) in settings.bases.iter().zip(bases) {
        if let Some(base) = base.first()
            && class.is_public
            && !base.is_public
        {
            let (base, name) = (&base.name, &class.name);
            cx.error(
                path,
                format_args!(
                    "`{name}` is public and its base `{base}` is not: write `pub struct {base}`"
                ),
            );
        }
    }
}

/// The word that tells the class's metaclass from others: its own, or that of its bases.
pub(super) fn metaclass(
    cx: &Ctxt,
    settings: &Settings,
    class: &ClassMeta,
    bases: &[Vec<ClassMeta>],
) -> String {
    if let Some(own) = &settings.metaclass {
        return own.segments.last().map_or(String::new(), |word| word.ident.to_string());
    }
    let firsts = bases.iter().filter_map(|base| base.first()).zip(&settings.bases);
    let mut with = firsts.filter(|(base, _)| !base.metaclass.is_empty());
    let Some((first, _)) = with.next() else { return String::new() };
    for (base, path) in with {
        if base.metaclass != first.metaclass {
            let (one, other, name) = (&first.metaclass, &base.metaclass, &class.name);
            cx.error(
                path,
                format_args!(
                    "metaclass conflict: `{}` is of `{one}` and `{}` of `{other}`; name the one of \
                     `{name}` in `#[class(metaclass = ..)]`",
                    first.name, base.name
                ),
            );
        }
    }
    first.metaclass.clone()
}
