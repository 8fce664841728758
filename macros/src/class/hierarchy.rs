//! A class among its bases: the order of its ancestors, and what they must agree on.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Path, PathArguments};

use super::here::code;
use super::meta::{ClassMeta, FieldMeta};
use super::types::plain;
use super::{Settings, c3, names};
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
    // a base that cannot be one beside those before it is reported, and left out
    let faulty = instances(cx, settings, class, bases);
    let kept = || bases.iter().zip(&settings.bases).enumerate();
    let kept = || kept().filter(|(at, _)| !faulty.contains(at)).map(|(_, kept)| kept);
    let kept = || kept().filter(|(order, _)| !order.is_empty());
    // `object`, the last of every order, has no number
    let orders: Vec<Vec<u64>> =
        kept().map(|(order, _)| order.iter().map(|class| class.id).chain([0]).collect()).collect();
    let paths: Vec<&Path> = kept().map(|(_, path)| path).collect();
    let direct: Vec<u64> = orders.iter().filter_map(|order| order.first().copied()).collect();
    let find = |id: u64| {
        bases.iter().enumerate().find_map(|(base, order)| {
            let at = order.iter().position(|class| class.id == id)?;
            Some((base, at, order.get(at)?))
        })
    };
    let name = |id: u64| find(id).map_or("object", |(_, _, class)| class.name.as_str());
    let list = |ids: &[u64]| ids.iter().map(|id| name(*id)).collect::<Vec<_>>().join(", ");
    for (base, path) in direct.iter().zip(&paths) {
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
        let (id, path) = (direct.get(at)?, paths.get(at)?);
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
            cx.error(&code!(#(#paths),*), message);
            c3::each_once(&orders.concat())
        }
    };
    let root = &settings.root;
    let mut linear = Vec::new();
    for id in order.into_iter().filter(|id| *id != 0) {
        let (base, at, class) = find(id)?;
        let path = settings.bases.get(base)?;
        let ty = names::nth(path, at, &code!(#root::__private::class));
        let mut class = class.clone();
        let instance = instance(&class, path, bases.get(base)?);
        if instance != class.instance {
            class.instance = instance;
            class.lines.clear();
        }
        linear.push(Ancestor { class, base, at, ty });
    }
    Some(linear)
}

/// A class's arguments as this base has them: `u8` of `Repo`, where `Users<T>` is a `Repo<T>` and
/// the base is `Users<u8>`.
fn instance(class: &ClassMeta, path: &Path, order: &[ClassMeta]) -> String {
    if class.instance.is_empty() {
        return String::new();
    }
    let arguments = match path.segments.last().map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(list)) => list.args.iter().collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let parameters = order.first().map_or("", |base| base.instance.as_str());
    let with = |word: &str| {
        let at = parameters.split(", ").position(|name| name == word)?;
        arguments.get(at).map(ToTokens::to_token_stream)
    };
    let tokens: TokenStream = class.instance.parse().unwrap_or_default();
    plain(&names::replaced(tokens, &with))
}

/// Types by their last words, so that paths to one type are one text.
fn last_words(types: &str) -> String {
    let tokens: TokenStream = types.parse().unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (&token, tokens.peek()) {
            (TokenTree::Punct(one), Some(TokenTree::Punct(two)))
                if one.as_char() == ':' && two.as_char() == ':' =>
            {
                tokens.next();
                words.pop();
            }
            (TokenTree::Group(group), _) => words.push(last_words(&group.stream().to_string())),
            _ => words.push(token.to_string()),
        }
    }
    words.join(" ")
}

/// Two bases may bring one generic class, but only one instance of it: there is one object.
fn instances(
    cx: &Ctxt,
    settings: &Settings,
    class: &ClassMeta,
    bases: &[Vec<ClassMeta>],
) -> Vec<usize> {
    let mut seen: Vec<(u64, String, String)> = Vec::new();
    let mut faulty = Vec::new();
    for (base, (order, path)) in bases.iter().zip(&settings.bases).enumerate() {
        let by = plain(&path.to_token_stream());
        for (at, ancestor) in order.iter().enumerate().filter(|(_, class)| class.is_generic) {
            let arguments = instance(ancestor, path, order);
            let (name, whole) = (&ancestor.name, format!("{}<{arguments}>", ancestor.name));
            let said = if at == 0 { String::new() } else { format!(" (by `{by}`)") };
            let known = seen.iter().find(|(id, ..)| *id == ancestor.id);
            let Some((_, other, other_said)) = known else {
                seen.push((ancestor.id, whole, said));
                continue;
            };
            if last_words(other) != last_words(&whole) {
                let of = &class.name;
                cx.error(
                    path,
                    format_args!(
                        "`{other}`{other_said} and `{whole}`{said} are two instances of one generic \
                         class, and an object of `{of}` is one `{name}`: keep one of them in a \
                         field, or write both alike if they are the same type"
                    ),
                );
                faulty.push(base);
                break;
            }
        }
    }
    faulty
}

/// What only the compiler can compare: instances of a generic class that two bases write alike,
/// and metaclasses of one name.
pub(super) fn agreed(
    settings: &Settings,
    class: &ClassMeta,
    bases: &[Vec<ClassMeta>],
) -> TokenStream {
    let mut out = TokenStream::new();
    if class.is_generic {
        return out;
    }
    let root = &settings.root;
    let k = code!(#root::__private::class);
    let mut seen: Vec<(u64, TokenStream)> = Vec::new();
    for (order, path) in bases.iter().zip(&settings.bases) {
        for (at, ancestor) in order.iter().enumerate().filter(|(_, class)| class.is_generic) {
            let ty = names::nth(path, at, &k);
            match seen.iter().find(|(id, _)| *id == ancestor.id) {
                Some((_, other)) => out.extend(quote_spanned! {path.span()=>
                    const _: fn() = #k::same_class::<#other, #ty>;
                }),
                None => seen.push((ancestor.id, ty)),
            }
        }
    }
    let firsts = bases.iter().filter_map(|base| base.first()).zip(&settings.bases);
    let mut with = firsts.filter(|(base, _)| !base.metaclass.is_empty());
    if settings.metaclass.is_none()
        && let Some((_, one)) = with.next()
    {
        for (_, path) in with.filter(|(base, _)| base.metaclass == class.metaclass) {
            out.extend(quote_spanned! {path.span()=>
                const _: fn() = #k::same_metaclass::<
                    <#one as #k::Classed>::Metaclass,
                    <#path as #k::Classed>::Metaclass,
                >;
            });
        }
    }
    out
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
            let made = |one: &FieldMeta| {
                let names = [one.getter.clone(), one.setter.clone()];
                names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>()
            };
            let twice = made(&field);
            let twice = seen.iter().find_map(|(one, of, _)| {
                let name = made(one).into_iter().find(|name| twice.contains(name))?;
                (other.is_none() && !one.is_public && !field.is_public).then_some((name, of))
            });
            if let Some((made, of)) = twice {
                cx.error(
                    &settings.bases.get(ancestor.base),
                    format_args!(
                        "`{name}` and `{of}` both have `{made}()` of `#[validated]`, and `{}` is one \
                         object: rename the field in one of them, or write \
                         `#[validated(no(getters, setters))]` there",
                        class.name
                    ),
                );
                continue;
            }
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
