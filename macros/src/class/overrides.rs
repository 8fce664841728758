//! What must hold between a class's methods and its ancestors'.

use super::here::code;
use super::meta::{ClassMeta, Receiver, Slot, Spelled};
use super::methods::{Class, Constant, Method, names_of};
use super::types::is_well_known;
use crate::kit::{Ctxt, closest, did_you_mean};
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
    of_trait_objects(cx, class);
    let ancestors = class.mro.get(1..).unwrap_or_default();
    class.settings.has_builder &= slot(ancestors, "builder").is_none();
    class.methods.retain(|method| !taken.contains(&method.slot.name));
    class.helpers.retain(|method| !taken.contains(&method.slot.name));
    class.others.retain(|other| {
        other.name.as_ref().is_none_or(|name| !taken.iter().any(|taken| name == taken))
    });
    let mut faulty = Vec::new();
    for method in &class.methods {
        let before = cx.count();
        one(cx, class, method);
        if cx.count() > before {
            faulty.push(method.slot.name.clone());
        }
    }
    for helper in class.helpers.iter().filter(|helper| helper.must_override) {
        let ancestors = class.mro.get(1..).unwrap_or_default();
        if slot(ancestors, &helper.slot.name).is_none() {
            nothing(cx, class, &helper.function.sig.ident);
        }
    }
    for other in class.others.iter().filter(|other| other.must_override) {
        if let Some(name) = &other.name {
            cx.error(
                name,
                format_args!(
                    "`{name}` overrides nothing: a function that has no `self` and names `Self`, or \
                     takes `self` in a pointer, is its class's alone"
                ),
            );
        }
    }
    for constant in &class.constants {
        if !attribute(cx, class, constant) {
            faulty.push(constant.slot.name.clone());
        }
    }
    let constants = &class.constants;
    class.others.retain(|other| {
        let name = other.name.as_ref().filter(|name| constants.iter().any(|c| c.name == **name));
        name.is_none_or(|name| !faulty.iter().any(|faulty| name == faulty))
    });
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
    let mut taken = vec!["mro", "isinstance", "new"];
    if settings.has_builder {
        taken.push("builder");
    }
    if class.mro.first().is_some_and(|own| !own.metaclass.is_empty()) {
        taken.push("create");
    }
    for name in taken.iter().filter(|name| **name == "builder" || **name == "create") {
        let ancestors = class.mro.get(1..).unwrap_or_default();
        if let Some((at, _)) = slot(ancestors, name) {
            let of = ancestors.get(at).map_or("", |class| class.name.as_str());
            let me = &class.owner.name;
            cx.error(
                me,
                format_args!("`{of}` has a method `{name}`, which `#[class]` writes for `{me}`"),
            );
        }
    }
    let made = validated(class);
    let methods = class.methods.iter().chain(&class.helpers);
    let methods = methods.map(|method| &method.function.sig.ident);
    let functions = class.others.iter().filter_map(|other| other.name.as_ref());
    for name in methods.chain(functions) {
        if let Some(what) = made.iter().find(|made| name == **made) {
            cx.error(
                name,
                format_args!("`{what}` is written by `#[validated]`: choose another name"),
            );
            found.push(name.to_string());
        } else if taken.iter().any(|taken| name == *taken) {
            let hint = if name == "new" { ", and runs `init`" } else { "" };
            cx.error(
                name,
                format_args!("`{name}` is written by `#[class]`{hint}: choose another name"),
            );
            found.push(name.to_string());
        }
    }
    found
}

/// Names that a `dyn IsX` has already: a method of one would not be reached there.
fn of_trait_objects(cx: &Ctxt, class: &Class) {
    let me = &class.owner.name;
    if !class.settings.is_dyn {
        return;
    }
    let mut taken: Vec<String> =
        ["downcast", "downcast_ref", "downcast_mut"].map(str::to_owned).into();
    if class.mro.iter().skip(1).any(|class| class.is_dyn) {
        taken.extend(["upcast", "upcast_mut", "upcast_box"].map(str::to_owned));
    }
    let slots = class.mro.iter().flat_map(|class| &class.slots);
    let awaited = slots.filter(|slot| slot.is_async && slot.visibility == "pub");
    taken.extend(awaited.map(|slot| format!("boxed_{}", super::body::bare(&slot.name))));
    for name in taken {
        let Some((at, slot)) = slot(&class.mro, &name) else { continue };
        if slot.visibility != "pub" || matches!(slot.receiver, Receiver::Class | Receiver::Constant)
        {
            continue;
        }
        match class.methods.iter().find(|method| method.slot.name == name) {
            Some(method) if at == 0 => {
                cx.error(
                    &method.function.sig.ident,
                    format_args!(
                        "`{name}` is written by `#[class(dyn)]` for `dyn Is{me}`: choose another name"
                    ),
                );
            }
            // where the class that has it says `dyn` too, that one is told
            _ if class.mro.get(at).is_some_and(|of| of.is_dyn) && !name.starts_with("up") => {}
            _ => {
                let of = class.mro.get(at).map_or("", |class| class.name.as_str());
                cx.error(
                    me,
                    format_args!(
                        "`{of}` has a method `{name}`, which `#[class(dyn)]` writes for `dyn Is{me}`"
                    ),
                );
            }
        }
    }
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

/// `#[overrides]` on what overrides nothing.
fn nothing(cx: &Ctxt, class: &Class, name: &proc_macro2::Ident) {
    let me = class.mro.first().map_or("", |class| class.name.as_str());
    let names = names_of(class.mro.get(1..).unwrap_or_default());
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let hint = did_you_mean(&name.to_string(), &known);
    cx.error(name, format_args!("`{name}` overrides nothing: no base of `{me}` has it{hint}"));
}

/// A class attribute against the one that it overrides: whether it may.
fn attribute(cx: &Ctxt, class: &Class, own: &Constant) -> bool {
    let (name, ancestors) = (&own.slot.name, class.mro.get(1..).unwrap_or_default());
    let me = class.mro.first().map_or("", |class| class.name.as_str());
    let Some((at, base)) = slot(ancestors, name) else {
        if own.must_override {
            nothing(cx, class, &own.name);
        }
        return true;
    };
    let declared = ancestors.get(at).map_or("", |class| class.name.as_str());
    let before = cx.count();
    let plain = |ty: &Spelled| Spelled {
        written: ty.written.replace("'static ", ""),
        ..Spelled::default()
    };
    if base.receiver != Receiver::Constant {
        cx.error(
            &own.name,
            format_args!("`{name}` in `{me}` is a constant, but `{declared}.{name}` is a method"),
        );
    } else if base.is_final {
        cx.error(
            &own.name,
            format_args!("`{name}` is `#[final_]` in `{declared}` and cannot be overridden"),
        );
    } else if differ(&plain(&own.slot.result), &plain(&base.result)) {
        let (ours, theirs) = (&own.slot.result.written, &base.result.written);
        cx.error(
            &own.ty,
            format_args!(
                "`{name}` in `{me}` is a `{ours}`, but `{declared}.{name}` is a `{theirs}`"
            ),
        );
    }
    cx.count() == before
}

/// A method against the one that it overrides.
fn one(cx: &Ctxt, class: &Class, method: &Method) {
    let own = &method.slot;
    let (name, sig) = (&own.name, &method.function.sig);
    let ancestors = class.mro.get(1..).unwrap_or_default();
    let me = class.mro.first().map_or("", |class| class.name.as_str());
    let Some((at, base)) = slot(ancestors, name) else {
        if method.must_override {
            nothing(cx, class, &sig.ident);
        }
        return;
    };
    if name == "init" && !matches!(own.result.written.as_str(), "" | "()") {
        let result = &own.result.written;
        cx.error(
            &method.result_at(),
            format_args!(
                "`init` in `{me}` returns `{result}`, which `{me}::new` would drop: `init` returns \
                 nothing; what can fail is a rule of `#[validated]`, or a function beside `new`"
            ),
        );
        return;
    }
    if !method.has_body
        && let Some(of) = definition(ancestors, name, 0)
    {
        let of = ancestors.get(of).map_or("", |class| class.name.as_str());
        cx.error(
            &sig.ident,
            format_args!(
                "`{name}` has a body in `{of}`, which `{me}` inherits and cannot make abstract \
                 again: leave it out, or write a body"
            ),
        );
        return;
    }
    let declared = ancestors.get(at).map_or("", |class| class.name.as_str());
    if base.receiver == Receiver::Constant {
        cx.error(
            &sig.ident,
            format_args!("`{name}` in `{me}` is a method, but `{declared}.{name}` is a constant"),
        );
        return;
    }
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

/// What the class has under a name close to that of an abstract method.
fn meant(class: &Class) -> String {
    let ancestors = class.mro.get(1..).unwrap_or_default();
    let abstract_ones: Vec<String> = names_of(ancestors)
        .into_iter()
        .filter(|name| definition(&class.mro, name, 0).is_none())
        .collect();
    let known: Vec<&str> = abstract_ones.iter().map(String::as_str).collect();
    let own = class.methods.iter().chain(&class.helpers).map(|method| &method.slot.name);
    let own = own.filter(|name| slot(ancestors, name).is_none());
    own.filter_map(|name| Some((name, closest(name, &known)?)))
        .map(|(name, meant)| format!("\n  `{name}` is another one, did you mean `{meant}`?"))
        .collect()
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
        let meant = meant(class);
        cx.error(
            &class.owner.name,
            format_args!(
                "Can't instantiate abstract class {me} without an implementation for abstract \
                 method{s} {list}{meant}\n  implement {them} in `#[methods] impl {me}`, or write \
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
