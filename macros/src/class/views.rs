//! What stands between a class's bodies and an object of a subclass: views of its fields, and
//! tables of its methods.

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};

use super::checked::checked;
use super::expand::{Emit, OWN_ID, lexed};
use super::here::{code, here};
use super::lints::allowed;
use super::meta::ClassMeta;
use super::names;
use super::overrides::slot;
use super::types::spelled;

/// The types that the class's bodies are written for.
pub(super) fn layout(emit: &Emit<'_>) -> String {
    let (own, generics, clause) = (emit.own(), &emit.generics, &emit.clause);
    let (mro, rest, end) = lineage(emit);
    let meta = emit.meta();
    let table: String = meta
        .calls
        .iter()
        .filter_map(|call| match slot(emit.mro, &call.method) {
            Some((at, slot)) => Some(emit.pointer(at, slot, "__Self")),
            None => Some(checked(emit.mro, &call.method)?.pointer(emit, "__Self")),
        })
        .map(|pointer| format!("{pointer}, "))
        .collect();
    let apart = if meta.parts.is_empty() {
        String::new()
    } else {
        let parts = view_type(emit, &meta.parts, Kind::Own);
        format!("impl {generics} __k::Parts for {own} {clause} {{ type Own = {parts}; }}")
    };
    format!(
        "impl {generics} __k::Layout for {own} {clause} {{
            type Mro = ({own}, {mro}{rest}{end});
            type Ref<'a> = {};
            type Mut<'a> = {};
            type Tab<__Self> = ({table}); }}",
        view_type(emit, &meta.reads, Kind::Ref),
        view_type(emit, &meta.writes, Kind::Mut),
    ) + &apart
}

/// How a view has its fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ref,
    Mut,
    /// By value, of an object that is taken apart.
    Own,
}

impl Kind {
    /// The name's end, what stands before a type and before a value, and what makes one.
    fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Ref => ("Ref", "&'a ", "&", "r"),
            Self::Mut => ("Mut", "&'a mut ", "&mut ", "w"),
            Self::Own => ("Own", "", "", "p"),
        }
    }
}

/// The fields of a class's views.
fn kinds(class: &ClassMeta) -> [(&[String], Kind); 3] {
    [(&class.reads, Kind::Ref), (&class.writes, Kind::Mut), (&class.parts, Kind::Own)]
}

/// The list of the ancestors: those of its own order, then what it has in common with a base,
/// because a list that is named costs the compiler less than one that is written.
fn lineage(emit: &Emit<'_>) -> (String, String, String) {
    let via = &emit.class.via;
    let is_of_base = |first: usize| {
        let (base, place) = via.get(first).copied().unwrap_or_default();
        let mut rest = via.iter().skip(first).zip(place..);
        rest.all(|(one, place)| *one == (base, place))
    };
    let own = (0..via.len()).find(|first| is_of_base(*first)).unwrap_or(via.len());
    let before: String = (0..own).map(|at| format!("({}, ", emit.name(at + 1))).collect();
    let rest = via.get(own).and_then(|(base, place)| {
        let path = emit.class.settings.bases.get(*base)?;
        // `$crate` is that of the token, which has no text: the base's alias has
        let is_local = quote::quote!(#path).to_string().contains('$');
        let at = via.iter().position(|one| *one == (*base, 0)).filter(|_| is_local);
        let alias = at.and_then(|at| syn::parse_str::<syn::Path>(emit.name(at + 1)).ok());
        let path = alias.as_ref().unwrap_or(path);
        Some(names::list_from(path, *place, &code!(__k)).to_string())
    });
    (before, rest.unwrap_or_else(|| "()".to_owned()), ")".repeat(own))
}

/// One field of a view: its name, its type as text unless it is private, and who is its owner.
enum Viewed {
    Typed(String),
    Secret,
}

fn viewed(emit: &Emit<'_>, name: &str) -> Viewed {
    for (at, class) in emit.classes() {
        if at > 0 && class.has_private_fields() && class.holder() == name {
            return Viewed::Typed(format!("<{} as __k::Private>::Fields", emit.name(at)));
        }
        if let Some(field) = class.fields.iter().find(|field| field.name == name) {
            return if field.is_public {
                Viewed::Typed(spelled(&field.ty.portable, emit.name(at), "Self"))
            } else {
                Viewed::Secret
            };
        }
    }
    Viewed::Secret
}

fn view_type(emit: &Emit<'_>, fields: &[String], kind: Kind) -> String {
    if fields.is_empty() {
        return "()".to_owned();
    }
    let (end, before, ..) = kind.words();
    if emit.meta().has_private_fields() {
        let owner = &emit.class.owner;
        let lifetime = if kind == Kind::Own { "" } else { "'a, " };
        let arguments = super::expand::within_brackets(&owner.arguments.to_string());
        let name = owner.name.to_string();
        return format!("__{}{end}<{lifetime}{arguments}>", super::body::bare(&name));
    }
    let types = fields.iter().map(|name| match viewed(emit, name) {
        Viewed::Typed(ty) => format!("{before}{ty}, "),
        Viewed::Secret => String::new(),
    });
    format!("({})", types.collect::<String>())
}

/// The views as structs, where private fields are in them, and what makes them in a subclass.
pub(super) fn views(emit: &Emit<'_>) -> (TokenStream, String) {
    let (mut structs, mut makers) = (TokenStream::new(), String::new());
    let meta = emit.meta();
    if !meta.has_private_fields() {
        return (structs, makers);
    }
    let owner = &emit.class.owner;
    let name = super::body::bare(&owner.name.to_string()).to_owned();
    let clause = &owner.clause;
    let bounds = emit.declared();
    for (fields, kind) in kinds(meta) {
        if fields.is_empty() {
            continue;
        }
        let (end, before_type, before, make) = kind.words();
        let view = Ident::new(&format!("__{name}{end}"), here());
        let (mut typed, mut secret) = (String::new(), TokenStream::new());
        let (mut parameters, mut values) = (String::new(), String::new());
        let borrow = lexed(before_type);
        let mut has_secret = false;
        for field in fields {
            match viewed(emit, field) {
                Viewed::Typed(ty) => {
                    let _ = write!(typed, "{field}: {before_type}{ty}, ");
                    let _ = write!(parameters, "{field}: {before_type}{ty}, ");
                    let _ = write!(values, "{field}, ");
                }
                Viewed::Secret => {
                    has_secret = true;
                    let found = emit.class.secrets.iter().find(|(name, _)| name == field);
                    if let Some((name, ty)) = found {
                        secret.extend(code!(#name: #borrow #ty,));
                    }
                    let _ = write!(values, "{field}: {before}__private.{field}, ");
                }
            }
        }
        let typed = lexed(&typed);
        let (mut marker, mut unmarked) = (TokenStream::new(), "");
        if meta.is_generic {
            marker = lexed(&format!("__of: __k::PhantomData<fn() -> {}>,", emit.own()));
            unmarked = "__of: __k::PhantomData, ";
        }
        let bounds = lexed(&bounds);
        let lifetime = (kind != Kind::Own).then(|| lexed("'a,"));
        let allowed = allowed(
            "missing_debug_implementations, missing_docs, private_interfaces, unreachable_pub",
            "clippy::type_complexity",
        );
        structs.extend(code! {
            #allowed
            pub struct #view<#lifetime #bounds> #clause { #typed #secret #marker }
        });
        if has_secret && !meta.is_final {
            let own = emit.own();
            let _ = write!(parameters, "__private: {before_type}<{own} as __k::Private>::Fields");
        }
        let ty = view_type(emit, fields, kind);
        if meta.is_final {
            continue;
        }
        let _ = write!(
            makers,
            "#[doc(hidden)] #[inline] pub fn __{make}<'a>({parameters}) -> {ty} {{
                __{name}{end} {{ {values} {unmarked} }} }}"
        );
    }
    (structs, makers)
}

/// The fields of the class's objects, which hold an ancestor's private ones as one.
fn fields_of_objects(emit: &Emit<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for (at, class) in emit.classes() {
        let own = class.fields.iter().filter(|field| at == 0 || field.is_public);
        all.extend(own.map(|field| field.name.clone()));
        if at > 0 && class.has_private_fields() {
            all.push(class.holder());
        }
    }
    all
}

/// For each class of the MRO whose bodies ask for it: its method table and its views of this
/// class's objects.
pub(super) fn tables(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    if emit.is_abstract() {
        return out;
    }
    let (own, generics, clause) = (emit.own(), &emit.generics, &emit.clause);
    for (at, class) in emit.classes().filter(|(_, class)| class.has_bound_bodies) {
        let ty = emit.name(at);
        let id = if at == 0 { OWN_ID.to_owned() } else { names::identity(class.id) };
        let entries: String = if emit.class.is_faulty {
            "__k::core::unreachable!()".to_owned()
        } else {
            class.calls.iter().map(|call| format!("{}, ", emit.entry(call))).collect()
        };
        let _ = write!(
            out,
            "impl {generics} __k::Isa<{ty}, {id}> for {own} {clause} {{
                const T: <{ty} as __k::Layout>::Tab<Self> = ({entries});"
        );
        for (fields, kind) in kinds(class) {
            if fields.is_empty() {
                continue;
            }
            let view = view_of(emit, at, class, fields, kind);
            let _ = match kind {
                Kind::Ref => write!(
                    out,
                    "#[inline] fn r(&self) -> <{ty} as __k::Layout>::Ref<'_> {{ {view} }}"
                ),
                Kind::Mut => write!(
                    out,
                    "#[inline] fn w(&mut self) -> <{ty} as __k::Layout>::Mut<'_> {{ {view} }}"
                ),
                Kind::Own => {
                    let taken = |field: &String| {
                        let mut private = class.fields.iter().filter(|field| !field.is_public);
                        fields.contains(field)
                            || at > 0
                                && *field == class.holder()
                                && private.any(|field| fields.contains(&field.name))
                    };
                    let all = fields_of_objects(emit);
                    let rest: String = all
                        .iter()
                        .filter(|field| !taken(field))
                        .map(|field| format!("self.{field}, "))
                        .collect();
                    write!(
                        out,
                        "}} impl {generics} __k::Apart<{ty}, {id}> for {own} {clause} {{
                        #[inline] fn p(self) ->
                        (<{ty} as __k::Parts>::Own, impl __k::core::marker::Sized) {{
                            ({view}, ({rest})) }}"
                    )
                }
            };
        }
        out.push('}');
    }
    out
}

/// What an ancestor's bodies, or the class's own, see of the object.
fn view_of(emit: &Emit<'_>, at: usize, class: &ClassMeta, fields: &[String], kind: Kind) -> String {
    let (end, _, before, make) = kind.words();
    let is_secret =
        |name: &String| class.fields.iter().any(|field| field.name == *name && !field.is_public);
    let open: Vec<&String> = fields.iter().filter(|field| !is_secret(field)).collect();
    let plain: String = open.iter().map(|field| format!("{before}self.{field}, ")).collect();
    if !class.has_private_fields() {
        return format!("({plain})");
    }
    if at == 0 {
        let name = super::body::bare(&class.name);
        let marker = if class.is_generic { "__of: __k::PhantomData" } else { "" };
        let values: String =
            fields.iter().map(|field| format!("{field}: {before}self.{field}, ")).collect();
        return format!("__{name}{end} {{ {values} {marker} }}");
    }
    let holder = if open.len() < fields.len() {
        format!("{before}self.{}", class.holder())
    } else {
        String::new()
    };
    format!("<{}>::__{make}({plain}{holder})", emit.name(at))
}
