//! What must hold between a class's methods and its ancestors'.

use super::here::code;
use super::meta::{ClassMeta, Slot, Spelled};
use super::methods::{Class, Method, names_of};
use super::types::is_well_known;
use crate::kit::{Ctxt, did_you_mean};
use quote::ToTokens as _;

/// The first class from `start` on that has a body for the method.
pub(super) fn definition(mro: &[ClassMeta], method: &str, start: usize) -> Option<usize> {
    mro.iter().skip(start).position(|class| class.defines(method)).map(|at| at + start)
}

/// The slot of that name and the place of the class that introduced it.
pub(super) fn slot<'a>(mro: &'a [ClassMeta], name: &str) -> Option<(usize, &'a Slot)> {
    mro.iter().enumerate().find_map(|(at, class)| Some((at, class.slot(name)?)))
}

/// Reports all faults, and takes methods with one out of what subclasses see.
pub(super) fn check(cx: &Ctxt, class: &mut Class) {
    let taken = reserved(cx, class);
    class.methods.retain(|method| !taken.contains(&method.slot.name));
    class.helpers.retain(|method| !taken.contains(&method.slot.name));
    let mut faulty = Vec::new();
    for method in &class.methods {
        let before = cx.count();
        one(cx, class, method);
        if cx.count() > before {
            faulty.push(method.slot.name.clone());
        }
    }
    if let Some(own) = class.mro.first_mut() {
        own.definitions.retain(|name| !faulty.contains(name) && !taken.contains(name));
        own.slots.retain(|slot| !taken.contains(&slot.name));
    }
    siblings(cx, class);
    if !class.settings.is_abstract && cx.is_clean() {
        complete(cx, class);
    }
}

/// Names that every class has already.
fn reserved(cx: &Ctxt, class: &Class) -> Vec<String> {
    let mut found = Vec::new();
    let settings = &class.settings;
    let mut taken = vec!["mro", "isinstance"];
    if !settings.is_abstract {
        taken.push("new");
    }
    if settings.has_builder {
        taken.push("builder");
    }
    let made = validated(class);
    for method in class.methods.iter().chain(&class.helpers) {
        if let Some(what) = made.iter().find(|name| method.slot.name == **name) {
            cx.error(
                &method.function.sig.ident,
                format_args!("`{what}` is written by `#[validated]`: choose another name"),
            );
            found.push(method.slot.name.clone());
        } else if taken.iter().any(|name| method.slot.name == *name) {
            let name = &method.slot.name;
            let hint = if name == "new" { ", and runs `init`" } else { "" };
            cx.error(
                &method.function.sig.ident,
                format_args!("`{name}` is written by `#[class]`{hint}: choose another name"),
            );
            found.push(name.clone());
        }
    }
    found
}

/// Names that `#[validated]` gives to what it writes.
fn validated(class: &Class) -> Vec<&str> {
    if !class.mro.first().is_some_and(|own| own.is_validated) {
        return Vec::new();
    }
    let fields = class.mro.iter().flat_map(|class| &class.fields);
    let accessors = fields.flat_map(|field| [field.getter.as_str(), &field.setter]);
    accessors.filter(|name| !name.is_empty()).chain(["validate", "is_valid", "edit"]).collect()
}

/// A method against the one that it overrides.
fn one(cx: &Ctxt, class: &Class, method: &Method) {
    let own = &method.slot;
    let (name, sig) = (&own.name, &method.function.sig);
    let ancestors = class.mro.get(1..).unwrap_or_default();
    let me = class.mro.first().map_or("", |class| class.name.as_str());
    let Some((at, base)) = slot(ancestors, name) else {
        if method.must_override {
            let names = names_of(ancestors);
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let hint = did_you_mean(name, &known);
            cx.error(
                &sig.ident,
                format_args!("`{name}` overrides nothing: no base of `{me}` has it{hint}"),
            );
        }
        return;
    };
    let declared = ancestors.get(at).map_or("", |class| class.name.as_str());
    if base.is_final {
        cx.error(
            &sig.ident,
            format_args!("`{name}` is `#[final_]` in `{declared}` and cannot be overridden"),
        );
        return;
    }
    if own.is_async != base.is_async {
        let (ours, theirs) = if own.is_async { ("is", "is not") } else { ("is not", "is") };
        cx.error(
            &sig.asyncness.map_or_else(|| sig.fn_token.to_token_stream(), |t| t.to_token_stream()),
            format_args!("`{name}` in `{me}` {ours} `async`, but `{declared}.{name}` {theirs}"),
        );
    }
    if own.receiver != base.receiver {
        let (ours, theirs) = (own.receiver.spelled(), base.receiver.spelled());
        cx.error(
            &sig.inputs
                .first()
                .map_or_else(|| sig.ident.to_token_stream(), quote::ToTokens::to_token_stream),
            format_args!(
                "`{name}` in `{me}` takes `{ours}`, but `{declared}.{name}` takes `{theirs}`"
            ),
        );
    }
    if own.arguments.len() == base.arguments.len() {
        for (at, ((_, ours), (_, theirs))) in own.arguments.iter().zip(&base.arguments).enumerate()
        {
            if differ(ours, theirs) {
                let (ours, theirs) = (&ours.written, &theirs.written);
                cx.error(
                    &method.argument_at(at),
                    format_args!(
                        "`{name}` in `{me}` takes `{ours}` here, but `{declared}.{name}` takes \
                         `{theirs}`"
                    ),
                );
            }
        }
    } else {
        let (ours, theirs) = (own.arguments.len(), base.arguments.len());
        cx.error(
            &sig.ident,
            format_args!(
                "`{name}` in `{me}` has {ours} parameter{}, but `{declared}.{name}` has {theirs}",
                if ours == 1 { "" } else { "s" }
            ),
        );
    }
    if differ(&own.result, &base.result) {
        let (ours, theirs) = (&own.result.written, &base.result.written);
        cx.error(
            &method.result_at(),
            format_args!(
                "`{name}` in `{me}` returns `{ours}`, but `{declared}.{name}` returns `{theirs}`"
            ),
        );
    }
}

/// Whether two types are certainly different; what is an alias, or not, is the compiler's to say.
fn differ(ours: &Spelled, theirs: &Spelled) -> bool {
    let plain =
        |text: &str| text.split('\'').map(|part| part.trim_start_matches("_ ")).collect::<String>();
    plain(&ours.written) != plain(&theirs.written)
        && is_well_known(&ours.written)
        && is_well_known(&theirs.written)
        && !ours.written.contains('\'')
        && !theirs.written.contains('\'')
}

/// Two ancestors may introduce one name, but with one signature: an object has one such method.
fn siblings(cx: &Ctxt, class: &Class) {
    let ancestors = class.mro.get(1..).unwrap_or_default();
    for name in names_of(ancestors) {
        let mut with = ancestors.iter().filter_map(|class| Some((class, class.slot(&name)?)));
        let Some((first, one)) = with.next() else { continue };
        for (other, two) in with {
            let arguments = || one.arguments.iter().zip(&two.arguments);
            let is_same = one.receiver == two.receiver
                && one.is_async == two.is_async
                && one.open.is_none()
                && two.open.is_none()
                && one.arguments.len() == two.arguments.len()
                && !differ(&one.result, &two.result)
                && !arguments().any(|((_, ours), (_, theirs))| differ(ours, theirs));
            if !is_same {
                let paths = &class.settings.bases;
                let (first, other) = (&first.name, &other.name);
                cx.error(
                    &code!(#(#paths),*),
                    format_args!(
                        "`{first}.{name}` and `{other}.{name}` have different signatures, and an \
                         object has one `{name}`"
                    ),
                );
            }
        }
    }
}

/// A class with objects has a body for every name, and for every `super()` in its MRO.
fn complete(cx: &Ctxt, class: &Class) {
    let mro = &class.mro;
    let me = class.mro.first().map_or("", |class| class.name.as_str());
    let missing: Vec<String> = names_of(mro)
        .into_iter()
        .filter(|name| definition(mro, name, 0).is_none())
        .filter_map(|name| {
            let (at, _) = slot(mro, &name)?;
            Some(format!("'{name}' (declared in `{}`)", mro.get(at)?.name))
        })
        .collect();
    if !missing.is_empty() {
        let (s, them) = if missing.len() > 1 { ("s", "them") } else { ("", "it") };
        let list = missing.join(", ");
        cx.error(
            &class.owner.name,
            format_args!(
                "Can't instantiate abstract class {me} without an implementation for abstract \
                 method{s} {list}\n  implement {them} in `#[methods] impl {me}`, or write \
                 `#[class(abstract)]`"
            ),
        );
        return;
    }
    for part in mro {
        for call in part.calls.iter().chain(&part.waits) {
            let Some(after) = call.after else { continue };
            let start = mro.iter().position(|class| class.id == after).map_or(0, |at| at + 1);
            if definition(mro, &call.method, start).is_none() {
                let order: Vec<&str> = mro.iter().map(|class| class.name.as_str()).collect();
                let (method, name, order) = (&call.method, &part.name, order.join(", "));
                cx.error(
                    &class.owner.name,
                    format_args!(
                        "`super().{method}()` in class `{name}` finds no body after it in the MRO \
                         of {me}: {order}"
                    ),
                );
            }
        }
    }
}
