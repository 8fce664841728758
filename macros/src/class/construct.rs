//! How objects are made: `new`, `builder` and `Default` over the fields of all ancestors.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::ToTokens as _;

use super::body::bare;
use super::expand::Emit;
use super::here::code;
use super::meta::{FieldMeta, Preset};
use super::overrides::definition;
use super::types::{spelled, takes_into};

/// The parameters of a constructor, and the object's fields made of them.
pub(super) struct Parts {
    pub(super) parameters: String,
    /// The names of the parameters.
    pub(super) passed: String,
    fields: String,
}

pub(super) fn parts(emit: &Emit<'_>) -> Parts {
    let (mut parameters, mut fields) = (String::new(), String::new());
    let mut passed = String::new();
    let mut taken: Vec<String> = Vec::new();
    for (at, class) in emit.classes() {
        let owner = emit.name(at);
        let mut private = String::new();
        for field in &class.fields {
            let name = &field.name;
            let value = match field.preset {
                Preset::Required => {
                    let given = given(&mut taken, name, &class.name);
                    let (ty, value) = parameter(field, &given, owner);
                    let _ = write!(parameters, "{given}: {ty}, ");
                    let _ = write!(passed, "{given}, ");
                    value
                }
                Preset::Default => "__k::Default::default()".to_owned(),
                Preset::Value => format!("<{owner}>::__default_{}()", bare(name)),
            };
            if at == 0 || field.is_public {
                let named = if value == *name { String::new() } else { format!("{name}: ") };
                let _ = write!(fields, "{named}{value}, ");
            } else if field.preset == Preset::Required {
                let _ = write!(private, "{value}, ");
            }
        }
        if at > 0 && class.has_private_fields() {
            let _ = write!(fields, "{}: <{owner}>::__private({private}), ", class.holder());
        }
    }
    Parts { parameters, passed, fields }
}

/// The name of a field's parameter: where two ancestors have a private field of one name, the later
/// one's is said with its class, `shape_id`.
fn given(taken: &mut Vec<String>, field: &str, class: &str) -> String {
    let mut name = field.to_owned();
    if taken.contains(&name) {
        name = format!("{}_{}", bare(class).to_lowercase(), bare(field));
    }
    while taken.contains(&name) {
        name.push('_');
    }
    taken.push(name.clone());
    name
}

/// The type of a field's parameter, and the field's value from it.
fn parameter(field: &FieldMeta, name: &str, owner: &str) -> (String, String) {
    let ty = spelled(&field.ty.portable, owner, owner);
    if takes_into(&field.ty.written) {
        (format!("impl __k::Into<{ty}>"), format!("__k::Into::into({name})"))
    } else {
        (ty, name.to_owned())
    }
}

/// Runs `init` on `__this`, where any class of the MRO has one.
fn init(emit: &Emit<'_>) -> String {
    let object = emit.mro.len().saturating_sub(1);
    match definition(emit.mro, "init", 0) {
        Some(at) if at < object => format!("<{}>::__def_init(&mut __this);", emit.name(at)),
        _ => String::new(),
    }
}

fn made(emit: &Emit<'_>, object: &str) -> String {
    match init(emit) {
        none if none.is_empty() => object.to_owned(),
        init => format!("let mut __this = {object}; {init} __this"),
    }
}

/// `new`, `builder` and what they need, as inherent functions.
pub(super) fn functions(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    let vis = emit.class.vis.to_token_stream().to_string();
    let Parts { parameters, fields, passed } = parts(emit);
    if emit.is_abstract() {
        // so that who calls it is told why it cannot be
        return format!(
            "#[doc(hidden)] #[allow(unused_variables)] {vis} fn new<__M>({parameters}) -> Self
             where Self: __k::Itself<Me = __M>, __M: __k::Concrete {{ __k::core::unreachable!() }}"
        );
    }
    let object = format!("Self {{ {fields} }}");
    let made = made(emit, &object);
    let Checked { errors, result, open, close } = checked(emit, "Self");
    let _ = write!(
        out,
        "/// An object{}.{errors}\n
         #[inline] {vis} fn new({parameters}) -> {result} {{ {open} {made} {close} }}",
        with_fields(&passed)
    );
    if emit.class.settings.has_builder {
        let builder = builder_type(emit);
        let _ = write!(
            out,
            "/// Begins an object{}; the others are set by name.\n
             #[inline] {vis} fn builder({parameters}) -> {builder} {{
                 {}Builder {{ __object: {object} }} }}",
            with_fields(&passed),
            bare(&emit.class.owner.name.to_string())
        );
    }
    out
}

/// The parameters in their order, for a constructor's doc: who is refused one looks there.
fn with_fields(passed: &str) -> String {
    match passed.trim_end_matches(", ") {
        "" => " of its fields' defaults".to_owned(),
        names => format!(" of these fields, in this order: `{}`", names.replace(", ", "`, `")),
    }
}

/// What stands around a made object where its rules are checked.
pub(super) struct Checked {
    errors: &'static str,
    pub(super) result: String,
    open: String,
    close: &'static str,
}

fn checked(emit: &Emit<'_>, object: &str) -> Checked {
    if emit.meta().is_validated {
        Checked {
            errors: "\n///\n/// # Errors\n/// Every rule that the values break.",
            result: format!("__k::Checked<{object}>"),
            open: format!("<{}>::__dunder_accept({{", emit.own()),
            close: "})",
        }
    } else {
        let (open, result) = (String::new(), object.to_owned());
        Checked { errors: "", result, open, close: "" }
    }
}

fn builder_type(emit: &Emit<'_>) -> String {
    format!("{}Builder{}", bare(&emit.class.owner.name.to_string()), emit.class.owner.arguments)
}

/// `impl Default`, which `derive(Default)` asks for, and the builder's methods.
pub(super) fn impls(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    let (own, generics) = (emit.own(), &emit.generics);
    if emit.meta().derives("Default") && !emit.is_abstract() {
        let mut fields = String::new();
        for (at, class) in emit.classes() {
            let mut private = String::new();
            for field in &class.fields {
                let value = match field.preset {
                    Preset::Value => {
                        format!("<{}>::__default_{}()", emit.name(at), bare(&field.name))
                    }
                    _ => "__k::Default::default()".to_owned(),
                };
                if at == 0 || field.is_public {
                    let _ = write!(fields, "{}: {value}, ", field.name);
                } else if field.preset == Preset::Required {
                    let _ = write!(private, "{value}, ");
                }
            }
            if at > 0 && class.has_private_fields() {
                let holder = class.holder();
                let _ = write!(fields, "{holder}: <{}>::__private({private}), ", emit.name(at));
            }
        }
        let bounds = bounded(emit, "__k::Default");
        let made = made(emit, &format!("Self {{ {fields} }}"));
        let _ = write!(
            out,
            "#[automatically_derived] impl {generics} __k::Default for {own} {bounds} {{
                fn default() -> Self {{ {made} }} }}"
        );
    }
    let hides = emit.classes().skip(1).any(|(_, class)| class.has_private_fields());
    if emit.meta().derives("Debug") && hides {
        let mut fields = String::new();
        for (at, class) in emit.classes() {
            for field in class.fields.iter().filter(|field| at == 0 || field.is_public) {
                let name = &field.name;
                let _ = write!(fields, "to.field({:?}, &self.{name});", bare(name));
            }
            if at > 0 && class.has_private_fields() {
                let _ =
                    write!(fields, "__k::DebugFields::fields(&self.{}, &mut to);", class.holder());
            }
        }
        let bounds = bounded(emit, "__k::fmt::Debug");
        let _ = write!(
            out,
            "#[automatically_derived] impl {generics} __k::fmt::Debug for {own} {bounds} {{
                fn fmt(&self, to: &mut __k::fmt::Formatter<'_>) -> __k::fmt::Result {{
                    let mut to = to.debug_struct({:?}); {fields} to.finish() }} }}",
            emit.meta().name
        );
    }
    if emit.class.settings.has_builder && !emit.is_abstract() {
        out.push_str(&setters(emit));
    }
    out
}

/// The where-clause with a bound on each type parameter.
fn bounded(emit: &Emit<'_>, bound: &str) -> String {
    let arguments = emit.class.owner.arguments.to_string();
    if arguments.is_empty() {
        return emit.clause.clone();
    }
    let inner = arguments.trim_matches(|c: char| c == '<' || c == '>' || c == ' ').to_owned();
    let names = inner.split(',').map(str::trim).filter(|name| !name.is_empty());
    let bounds: String = names
        .filter(|name| emit.clause.contains(&format!("{name} : 'static")))
        .map(|name| format!(", {name}: {bound}"))
        .collect();
    format!("{} {bounds}", emit.clause)
}

fn setters(emit: &Emit<'_>) -> String {
    let vis = emit.class.vis.to_token_stream().to_string();
    let mut out = String::new();
    for (at, class) in emit.classes() {
        for field in class.fields.iter().filter(|field| at == 0 || field.is_public) {
            // one setter for each name; a fault elsewhere says so
            let (ty, value) = if field.ty.portable.is_empty() {
                let own = emit.class.secrets.iter().find(|(name, _)| *name == field.name);
                let ty = own.map_or(String::new(), |(_, ty)| ty.to_token_stream().to_string());
                if takes_into(&field.ty.written) {
                    (format!("impl __k::Into<{ty}>"), format!("__k::Into::into({})", field.name))
                } else {
                    (ty, field.name.clone())
                }
            } else {
                parameter(field, &field.name, emit.name(at))
            };
            let name = &field.name;
            let _ = write!(
                out,
                "#[must_use] #[inline] {vis} fn {name}(mut self, {name}: {ty}) -> Self {{
                    self.__object.{name} = {value}; self }}"
            );
        }
    }
    let (generics, clause, builder) = (&emit.generics, &emit.clause, builder_type(emit));
    let Checked { errors, result, open, close } = checked(emit, emit.own());
    let object = made(emit, "self.__object");
    format!(
        "#[allow(dead_code, missing_docs, unreachable_pub)]
         impl {generics} {builder} {clause} {{ {out}
            /// The object, its `init` run.{errors}\n
            #[inline] {vis} fn build(self) -> {result} {{ {open} {object} {close} }} }}"
    )
}

/// The builder's type, which stands beside the class.
pub(super) fn builder(emit: &Emit<'_>) -> TokenStream {
    if emit.is_abstract() || !emit.class.settings.has_builder {
        return TokenStream::new();
    }
    let vis = emit.class.vis.to_token_stream();
    let owner = &emit.class.owner;
    let name =
        quote::format_ident!("{}Builder", bare(&owner.name.to_string()), span = owner.name.span());
    let (class, generics, arguments, clause) =
        (&owner.name, &owner.impl_generics, &owner.arguments, &owner.clause);
    let doc = format!("What [`{class}::builder`] begins.");
    code! {
        #[doc = #doc]
        #[must_use = "`build` makes the object"]
        #[allow(missing_debug_implementations, unreachable_pub)]
        #vis struct #name #generics #clause { __object: #class #arguments }
    }
}
