//! The other attributes of a class, below `#[class]`: which of them must know its ancestors.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser as _;
use syn::{Attribute, ItemStruct, Meta};

use super::Settings;
use super::derives::Derives;
use super::here::code;
use super::hierarchy::Ancestor;
use super::meta::{ClassMeta, FieldMeta};
use super::types::{is_well_known, spelled, takes_into};
use super::wire;
use crate::kit::Ctxt;

/// What stands below `#[class]`.
#[derive(Default)]
pub(super) struct Attached {
    /// The arguments of `#[validated]`.
    validated: Option<TokenStream>,
    is_stored: bool,
    /// `#[serde(default)]`: what is missing comes from a whole object.
    has_default: bool,
}

/// How the accessors of `#[validated]` reach a field.
pub(super) struct Reached {
    pub(super) field: String,
    pub(super) getter: String,
    pub(super) shown: Option<syn::Type>,
    pub(super) setter: String,
    pub(super) is_edited: bool,
}

fn word(attr: &Attribute) -> String {
    attr.path().segments.last().map_or(String::new(), |word| word.ident.to_string())
}

/// The attribute's arguments, nothing where it has none.
fn arguments(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

pub(super) fn read(cx: &Ctxt, attrs: &[Attribute], derived: &Derives) -> Attached {
    let mut found = Attached::default();
    for attr in attrs {
        match word(attr).as_str() {
            "validated" => found.validated = Some(arguments(attr)),
            "crud_api" => found.is_stored = true,
            "serde" => found.has_default |= wire::has_default(attr),
            "logged" => cx.error(
                attr.path(),
                "a class is logged where its methods are: write `#[logged]` below `#[methods]`, or \
                 on one of them; `#[class(metaclass = ..)]` stands around those of subclasses too",
            ),
            "class" => cx.error(attr.path(), "`#[class]` is given twice"),
            _ => {}
        }
    }
    if let (Some(path), true) = (derived.path("Default"), found.is_validated()) {
        cx.error(
            path,
            "`Default` would make an object past its rules; write `#[default]` on the fields, and \
             `impl Default` by hand if it is needed",
        );
    }
    found
}

impl Attached {
    pub(super) fn is_validated(&self) -> bool {
        self.validated.is_some()
    }

    /// Whether a check stands on the class as a whole.
    pub(super) fn has_check(&self) -> bool {
        let args = self.validated.clone().unwrap_or_default();
        crate::kit::split_arguments(args)
            .into_iter()
            .any(|arg| arg.into_iter().next().is_some_and(|word| word.to_string() == "check"))
    }

    /// The accessors that `#[validated]` makes for the class's own fields.
    #[cfg(feature = "validated")]
    pub(super) fn reached(&self, item: &ItemStruct) -> Vec<Reached> {
        let Some(args) = &self.validated else { return Vec::new() };
        let accessors = crate::validated::accessors(args.clone(), item);
        let reached = accessors.into_iter().map(|accessor| Reached {
            field: accessor.field,
            shown: accessor.getter.is_some().then_some(accessor.shown),
            getter: accessor.getter.unwrap_or_default(),
            setter: accessor.setter.unwrap_or_default(),
            is_edited: accessor.is_edited,
        });
        reached.collect()
    }

    #[cfg(not(feature = "validated"))]
    #[expect(clippy::unused_self, reason = "as with the feature")]
    pub(super) fn reached(&self, _: &ItemStruct) -> Vec<Reached> {
        Vec::new()
    }

    /// After a fault: what would find the same fault in the object is left out.
    pub(super) fn withdraw(&mut self, cx: &Ctxt) {
        self.is_stored &= cx.is_clean();
    }

    /// The attributes as the object has them: `#[validated]` is told of the class.
    pub(super) fn told(&self, settings: &Settings, attrs: &[Attribute]) -> Vec<Attribute> {
        let root = &settings.root;
        let kept = attrs.iter().filter(|attr| match word(attr).as_str() {
            "crud_api" => self.is_stored,
            word => word != "logged" && word != "class",
        });
        let told = kept.map(|attr| {
            if word(attr) != "validated" {
                return attr.clone();
            }
            let (path, args) = (attr.path(), arguments(attr));
            let has_root = crate::kit::split_arguments(args.clone())
                .into_iter()
                .any(|arg| arg.into_iter().next().is_some_and(|word| word.to_string() == "crate"));
            let root = (!has_root).then(|| code!(crate = #root,));
            let told = code!(#[#path(__class, #root #args)]);
            let parsed = Attribute::parse_outer.parse2(told);
            parsed.ok().and_then(|attrs| attrs.into_iter().next()).unwrap_or_else(|| attr.clone())
        });
        told.collect()
    }

    /// What a class and its ancestors must have in common.
    pub(super) fn check(&self, cx: &Ctxt, settings: &Settings, class: &ClassMeta, of: &[Ancestor]) {
        for ancestor in of {
            let Some(path) = settings.bases.get(ancestor.base) else { continue };
            let (base, name) = (&ancestor.class.name, &class.name);
            if ancestor.class.is_validated && !self.is_validated() && ancestor.at == 0 {
                cx.error(
                    path,
                    format_args!(
                        "`{base}` is `#[validated]`: write `#[validated]` below the `#[class]` of \
                         `{name}` too, whose `new` then returns `Result<{name}, Invalid>`"
                    ),
                );
            }
            if ancestor.class.is_checked && self.is_validated() {
                cx.error(
                    path,
                    format_args!(
                        "`{base}` has `#[validated(check(..))]`, which looks at a `{base}` and not at \
                         an object of `{name}`: write rules on the fields instead, or make \
                         `{base}` `#[class(final)]`"
                    ),
                );
            }
            if self.is_stored && ancestor.class.has_private_fields() {
                cx.error(
                    path,
                    format_args!(
                        "`{base}` has private fields, which are no columns of `{name}`: make them \
                         `pub`, or put `#[crud_api]` on a class without that base"
                    ),
                );
            }
        }
    }

    /// Whether a field's own attribute stays: a class that is not stored says how its subclasses
    /// store the field.
    pub(super) fn stays(&self, attr: &Attribute) -> bool {
        self.is_stored || !attr.path().is_ident("crud")
    }

    /// The attributes of an ancestor's `pub` field that mean something here: its rules are checked
    /// by functions of the ancestor, which mean what they mean there.
    pub(super) fn of_public(
        &self,
        field: &FieldMeta,
        class: &ClassMeta,
        owner: &str,
        derived: &Derives,
    ) -> String {
        let attrs = wire::owned(&field.attrs, owner);
        if !self.is_validated() || self.is_stored {
            return self.of_field(&attrs, derived).to_string();
        }
        let is_ruled = class.is_validated
            && Attribute::parse_outer
                .parse_str(&attrs)
                .is_ok_and(|attrs| attrs.iter().any(|attr| word(attr) == "validate"));
        format!("{} {}", marked(field, class, owner, is_ruled, ""), self.of_field(&attrs, derived))
    }

    /// The private fields of an ancestor, for the one field that holds them.
    pub(super) fn of_private(
        &self,
        class: &ClassMeta,
        owner: &str,
        derived: &Derives,
    ) -> TokenStream {
        let out = self.of_part(class, derived);
        if !self.is_validated() {
            return out;
        }
        let private = class.fields.iter().filter(|field| !field.is_public);
        let fields: String = if class.is_validated {
            private
                .map(|field| {
                    let accessors = accessors(field, owner);
                    let mark = marked(field, class, owner, true, &accessors);
                    let attrs = wire::owned(wire::read_by_rules(&field.attrs), owner);
                    let ty = spelled(&field.ty.portable, owner, "Self");
                    format!("{mark} {attrs} {}: {ty}, ", field.name)
                })
                .collect()
        } else if class.derives("Deserialize") && derived.has("Deserialize") {
            private
                .map(|field| {
                    let attrs = wire::read_by_class(field, owner, self.has_default);
                    let (mark, name) = (format!("class({owner}), opaque"), &field.name);
                    format!(
                        "#[__dunder_validated({mark})] {attrs} \
                     {name}: <{owner} as __k::Received>::Value, "
                    )
                })
                .collect()
        } else {
            String::new()
        };
        let fields = super::expand::lexed_there(&fields);
        let inside = (!fields.is_empty()).then(|| code!((fields(#fields))));
        code!(#out #[__dunder_validated #inside])
    }

    /// The attributes of an ancestor's field that mean something here.
    pub(super) fn of_field(&self, attrs: &str, derived: &Derives) -> TokenStream {
        let kept = |attr: &Attribute| match word(attr).as_str() {
            "serde" => derived.has_serde() || self.is_validated() || self.is_stored,
            "validate" => self.is_validated(),
            "crud" => self.is_stored,
            "dict" => derived.has("Dict"),
            "packed" => derived.has("Packed"),
            "proto" => derived.has("Proto"),
            "graph" => derived.has("Graph"),
            _ => false,
        };
        if attrs.is_empty() {
            return TokenStream::new();
        }
        let attrs = Attribute::parse_outer.parse_str(attrs).unwrap_or_default();
        attrs.iter().filter(|attr| kept(attr)).map(ToTokens::to_token_stream).collect()
    }

    /// The attributes of the field that holds an ancestor's private ones.
    pub(super) fn of_part(&self, ancestor: &ClassMeta, derived: &Derives) -> TokenStream {
        let mut out = TokenStream::new();
        if derived.has_serde() || self.is_validated() {
            out.extend(code!(#[serde(flatten)]));
        }
        if self.is_validated() {
            let waits = ancestor.fields.iter().any(|field| field.attrs.contains("async"));
            let rule = match (ancestor.is_validated, waits) {
                (true, true) => code!(nested(async)),
                (true, false) => code!(nested),
                _ => code!(skip),
            };
            out.extend(code!(#[validate(#rule)]));
        }
        out
    }

    /// What makes the part's rules.
    pub(super) fn on_part(&self, settings: &Settings) -> TokenStream {
        let Some(args) = &self.validated else { return TokenStream::new() };
        let root = &settings.root;
        let kept = crate::kit::split_arguments(args.clone()).into_iter().filter(|arg| {
            let word = arg.clone().into_iter().next().map(|word| word.to_string());
            matches!(word.as_deref(), Some("open" | "context" | "no"))
        });
        code!(#[__k::validated(__part, crate = #root, #(#kept),*)])
    }

    /// Whether the attribute goes with a private field into the part.
    pub(super) fn goes_along(&self, attr: &Attribute, derived: &Derives) -> bool {
        attr.path().is_ident("serde") && (derived.has_serde() || self.is_validated())
            || attr.path().is_ident("validate") && self.is_validated()
    }
}

/// What says that a field's rules stand with an ancestor.
fn marked(field: &FieldMeta, class: &ClassMeta, owner: &str, is_ruled: bool, more: &str) -> String {
    let name = &class.name;
    let written = &field.ty.written;
    let written = if is_ruled && is_well_known(written) {
        format!(", written({written})")
    } else {
        String::new()
    };
    format!("#[__dunder_validated(class({owner}), name({name}){written}{more})] ")
}

/// What `#[validated]` makes for a private field of an ancestor.
fn accessors(field: &FieldMeta, owner: &str) -> String {
    let mut out = String::new();
    let FieldMeta { getter, setter, .. } = field;
    if !getter.is_empty() {
        let shown = spelled(&field.shown, owner, "Self");
        out += &format!(", getter({getter}, {shown})");
    }
    if !setter.is_empty() {
        out += &format!(", setter({setter})");
    }
    if takes_into(&field.ty.written) {
        out += ", into";
    }
    if field.is_edited {
        out += ", edited";
    }
    out
}

/// `#[logged]` of a whole block, on each of its methods; a method's own arguments come first.
pub(super) fn logged(block: &mut crate::kit::LazyImpl) {
    let Some(at) = block.attrs.iter().position(|attr| word(attr) == "logged") else { return };
    let of_block = block.attrs.remove(at);
    let path = of_block.path();
    let key = |arg: &TokenStream| arg.clone().into_iter().next().map(|word| word.to_string());
    for member in &mut block.members {
        let crate::kit::LazyMember::Fn(function) = member else { continue };
        let own = function.attrs.iter().position(|attr| word(attr) == "logged");
        let own = own.map(|at| function.attrs.remove(at));
        let own = own.as_ref().map(arguments).unwrap_or_default();
        let own = crate::kit::split_arguments(own);
        let keys: Vec<_> = own.iter().map(key).collect();
        let rest = crate::kit::split_arguments(arguments(&of_block));
        let rest = rest.into_iter().filter(|arg| !keys.contains(&key(arg)));
        let merged = code!(#[#path(__block, #(#own,)* #(#rest,)*)]);
        function.attrs.extend(Attribute::parse_outer.parse2(merged).unwrap_or_default());
    }
}

/// `#[logged]` of a method, told the name that events show.
pub(super) fn told_method(attr: &Attribute, class: &str, method: &str) -> TokenStream {
    if word(attr) != "logged" {
        return attr.to_token_stream();
    }
    let (path, args) = (attr.path(), arguments(attr));
    let name = format!("{class}::{method}");
    code!(#[#path(__method = #name, #args)])
}

/// Whether events are made of the method's calls.
pub(super) fn is_logged(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| word(attr) == "logged")
}

/// The attributes of an ancestor's field for serde.
pub(super) fn serde_of(attrs: &str) -> String {
    let attrs = Attribute::parse_outer.parse_str(attrs).unwrap_or_default();
    let attrs = attrs.iter().filter(|attr| word(attr) == "serde");
    attrs.map(|attr| attr.to_token_stream().to_string()).collect()
}

/// What a call's arguments show in the place of a parameter that `#[redact]` or `#[skip]` stands on,
/// or that `#[logged(redact(..), skip(..))]` names.
pub(super) fn hidden(
    method: &[Attribute],
    parameter: &[Attribute],
    name: &str,
) -> Option<&'static str> {
    let listed = |mark: &str| {
        let logged = method.iter().filter(|attr| word(attr) == "logged");
        logged.flat_map(|attr| crate::kit::split_arguments(arguments(attr))).any(|arg| {
            let mut arg = arg.into_iter();
            let is_mark = matches!(arg.next(), Some(TokenTree::Ident(word)) if word == mark);
            is_mark
                && matches!(arg.next(), Some(TokenTree::Group(names))
                    if names.stream().into_iter().any(|token| token.to_string() == name))
        })
    };
    [("redact", "<redacted>"), ("skip", "_")]
        .into_iter()
        .find(|(mark, _)| parameter.iter().any(|attr| attr.path().is_ident(mark)) || listed(mark))
        .map(|(_, shown)| shown)
}

/// Whether the attribute is `#[redact]` or `#[skip]`.
pub(super) fn is_mark(attr: &Attribute) -> bool {
    ["redact", "skip"].iter().any(|mark| attr.path().is_ident(mark))
}

/// Whether a subclass repeats the attribute on the field, other than those for serde.
pub(super) fn is_repeated(attr: &Attribute) -> bool {
    ["validate", "crud", "dict", "packed", "proto", "graph"]
        .iter()
        .any(|name| attr.path().is_ident(name))
}

/// The value of `#[validate(default = value)]`, which is the class's default too.
pub(super) fn default(attr: &Attribute) -> Option<TokenStream> {
    if !attr.path().is_ident("validate") {
        return None;
    }
    let pieces = crate::kit::split_arguments(arguments(attr)).into_iter();
    let mut pieces = pieces.filter_map(|piece| crate::kit::Arg::read(piece).ok());
    match pieces.find(|arg| arg.key.text == "default")?.value {
        crate::kit::ArgValue::Equals(value) => Some(value),
        _ => None,
    }
}
