//! What `#[validated]` reads: the struct, and its arguments.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Generics, Ident, LitStr, Member, Path};
use syn::{Type, Visibility};

use super::field::is_crud;
use super::inherited::{self, Inherited};
use super::makers::Makers;
use super::of_class::{OBJECT, PART, Role};
use super::rule::Rule;
use super::sanitize::Sanitizer;
use super::shape::Shape;
use super::{composed, enums, nested};
use crate::kit::serde::{Serde, arguments, case_of_api, with_crud_api};
use crate::kit::{Arg, Args, Ctxt, Root, did_you_mean, split_arguments};

/// What may stand between the brackets of the attribute.
pub(super) const KEYS: &[&str] = &[
    "open",
    "no",
    "check",
    "deserialize",
    "strict",
    "builder",
    "patch",
    "context",
    "sealed",
    "input",
    "json",
    "schema",
    TAKEN,
    OBJECT,
    PART,
];

/// What the attribute tells the derive: it took `Deserialize` away.
pub(super) const TAKEN: &str = "__deserialize";

/// A struct with rules.
pub(crate) struct Model {
    pub(crate) root: Root,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    pub(crate) style: Style,
    /// The variants of an enum, whose fields are all in `fields`, in order.
    pub(crate) variants: Option<Vec<Variant>>,
    pub(crate) fields: Vec<Field>,
    /// Fields stay as open as they are written, and only `Validate` is made.
    pub(crate) is_open: bool,
    /// Every field has a rule, or says that it needs none.
    pub(crate) is_strict: bool,
    /// Whether `#[crud_api]` stores it.
    pub(crate) is_crud: bool,
    /// The type of `context = TYPE`.
    pub(crate) context: Option<Type>,
    pub(crate) makers: Makers,
    pub(crate) no: No,
    /// The functions of `check(..)`.
    pub(crate) checks: Vec<Path>,
    pub(crate) deserialize: Deserialize,
    /// `#[serde(..)]` on the struct.
    pub(crate) serde_attrs: Vec<Attribute>,
    pub(crate) serde: Serde,
    /// Whether a class asks, which makes the objects itself.
    pub(crate) role: Role,
    /// The private fields of a class's ancestors, each as a field.
    pub(crate) held: Vec<Field>,
}

/// A variant of an enum.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) style: Style,
    /// How many fields it has.
    pub(crate) len: usize,
    pub(crate) serde_attrs: Vec<Attribute>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Style {
    Named,
    Tuple,
    Unit,
}

/// What `no(..)` leaves out.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each names one thing that is made")]
pub(crate) struct No {
    pub(crate) new: bool,
    pub(crate) getters: bool,
    pub(crate) setters: bool,
    pub(crate) edit: bool,
}

/// Who makes `Deserialize`.
#[derive(PartialEq)]
pub(crate) enum Deserialize {
    /// Nobody, as far as can be seen.
    Nobody,
    /// We do, in place of the derive.
    Taken,
    /// The user, by hand.
    Own,
}

/// One field.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of its own")]
pub(crate) struct Field {
    /// Which field of the struct.
    pub(crate) number: usize,
    pub(crate) member: Member,
    /// The member's text, without `r#`.
    pub(crate) name: String,
    /// The name in JSON, and in the paths of violations; nothing where the field is the whole.
    pub(crate) json: String,
    pub(crate) ty: Type,
    pub(crate) shape: Shape,
    pub(crate) vis: Visibility,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) rules: Vec<Rule>,
    /// Whether rules are written, readable or not.
    pub(crate) is_ruled: bool,
    pub(crate) default: Option<Expr>,
    /// `#[crud(default = ..)]`, which keeps the rules too.
    pub(crate) crud_default: Option<Expr>,
    pub(crate) is_secret: bool,
    pub(crate) shows_value: bool,
    /// The word that says there are no rules on purpose.
    pub(crate) skip: Option<Ident>,
    /// What changes the value before its rules look.
    pub(crate) sanitizers: Vec<Sanitizer>,
    pub(crate) get: Get,
    /// `id`, `created`, `updated`, `version` of `#[crud_api]`.
    pub(crate) is_server_made: bool,
    /// A `#[descriptor(..)]` makes its accessors.
    pub(crate) has_descriptor: bool,
    /// Its type names a parameter of the struct.
    pub(crate) is_general: bool,
    /// It holds the private fields of a class's ancestor.
    pub(crate) is_part: bool,
    /// It is a field of a class's ancestor, which checks it.
    pub(crate) inherited: Option<Inherited>,
    /// The fields that it holds.
    pub(crate) inside: TokenStream,
    pub(crate) serde_attrs: Vec<Attribute>,
    pub(crate) serde: Serde,
}

/// What `get = ".."` says.
pub(crate) enum Get {
    ByType,
    Copy,
    Ref,
    Named(Ident),
}

impl Model {
    pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Self> {
        let args = Args::read(cx, args, KEYS);
        let attrs = with_crud_api(&item.attrs);
        let serde = Serde::read(cx, &attrs, true);
        let style = match &item.data {
            Data::Struct(data) => Style::of(&data.fields),
            _ => Style::Unit,
        };
        let variants = match &item.data {
            Data::Enum(data) => Some(data.variants.iter().map(Variant::read).collect()),
            _ => None,
        };
        let deserialize = deserialize(cx, &args);
        one_case(cx, &deserialize, &item.attrs);
        let rename_all = serde.rename_all.as_deref().unwrap_or_default();
        let read = |fields: &Fields, rename_all: &str| -> Vec<Field> {
            let is_newtype = Style::of(fields) == Style::Tuple && fields.len() == 1;
            let fields = fields.iter().enumerate();
            let mut read: Vec<Field> =
                fields.map(|(i, field)| Field::read(cx, i, field, rename_all)).collect();
            if let (true, [only]) = (is_newtype, read.as_mut_slice()) {
                // to serde it is the value itself
                only.json.clear();
            }
            read
        };
        let mut fields = match &item.data {
            Data::Struct(data) => read(&data.fields, rename_all),
            Data::Enum(data) => {
                let of_all = serde.rename_all_fields.as_deref().unwrap_or_default();
                let variants = data.variants.iter().flat_map(|variant| {
                    let own = Serde::read(&Ctxt::default(), &variant.attrs, false);
                    let mut fields =
                        read(&variant.fields, own.rename_all.as_deref().unwrap_or(of_all));
                    for field in &mut fields {
                        // what stands on the variant is about them
                        field.serde.has_reader |= own.has_reader;
                        field.serde.borrows |= own.borrows;
                        field.serde.is_skipped |= own.is_skipped;
                    }
                    fields
                });
                variants.collect()
            }
            Data::Union(_) => {
                cx.error(&item.ident, "#[validated] stands on structs and enums only");
                return None;
            }
        };
        let is_enum = variants.is_some();
        if is_enum {
            enums::arguments(cx, &args);
        }
        for (number, field) in fields.iter_mut().enumerate() {
            field.number = number;
            field.is_general = nested::mentions(field, &item.generics);
        }
        let role = Role::read(cx, &args);
        let mut held = Vec::new();
        for holder in fields.iter().filter(|field| !field.inside.is_empty()) {
            held.extend(inherited::held(cx, holder, fields.len() + held.len()));
        }
        for field in &mut held {
            field.is_general = nested::mentions(field, &item.generics);
        }
        composed::resolve(cx, &mut fields, &mut held, role);
        let context = args.get("context").and_then(|arg| arg.value::<Type>(cx));
        for rule in fields.iter_mut().flat_map(|field| &mut field.rules) {
            rule.take_context(context.as_ref());
        }
        args.flag(cx, "sealed");
        // what `#[crud_api]` makes itself
        let is_crud = item.attrs.iter().any(|attr| attr.path().is_ident("__dunder_crud_api"))
            || matches!(&item.data, Data::Struct(data)
                if data.fields.iter().any(|field| field.attrs.iter().any(is_crud)));
        let mut no = no(cx, &args);
        no.new |= is_crud || role != Role::None;
        no.edit |= role == Role::Part;
        Some(Self {
            root: args.root(),
            ident: item.ident.clone(),
            vis: item.vis.clone(),
            generics: item.generics.clone(),
            style,
            variants,
            fields,
            context,
            is_open: args.flag(cx, "open") || is_enum,
            is_strict: args.flag(cx, "strict"),
            is_crud,
            makers: if is_enum {
                Makers::of_enum(cx, &args)
            } else {
                Makers::read(cx, &args, style, is_crud)
            },
            no,
            checks: checks(cx, &args),
            deserialize,
            serde_attrs: serde_attrs(&attrs),
            serde,
            role,
            held,
        })
    }

    /// Whether rules look at more than one field.
    pub(crate) fn is_cross(&self) -> bool {
        let mut rules = self.fields.iter().chain(&self.held).flat_map(|field| &field.rules);
        !self.checks.is_empty() || rules.any(Rule::is_cross)
    }

    /// The same without rules, for after a fault: what it makes is there, so that one mistake is
    /// one error.
    pub(super) fn without_rules(mut self) -> Self {
        for field in self.fields.iter_mut().chain(&mut self.held) {
            field.rules.clear();
            field.sanitizers.clear();
        }
        self.checks.clear();
        self
    }

    /// The struct's name with its generics, as a path in expressions: `Product::<T>`.
    pub(crate) fn turbofish(&self) -> TokenStream {
        let (_, types, _) = self.generics.split_for_impl();
        let (ident, types) = (&self.ident, types.as_turbofish());
        quote::quote!(#ident #types)
    }

    /// Tokens with `Self` spelled out, for where it would mean something else.
    pub(crate) fn spelled(&self, tokens: &impl ToTokens) -> TokenStream {
        let (_, types, _) = self.generics.split_for_impl();
        let ident = &self.ident;
        replace_self(tokens.to_token_stream(), &quote::quote!(#ident #types))
    }

    /// The name of the struct that `edit` hands out.
    pub(crate) fn draft(&self) -> Ident {
        format_ident!("{}Draft", self.ident.unraw(), span = self.ident.span())
    }
}

impl Style {
    fn of(fields: &Fields) -> Self {
        match fields {
            Fields::Named(_) => Self::Named,
            Fields::Unnamed(_) => Self::Tuple,
            Fields::Unit => Self::Unit,
        }
    }

    /// Fields between the brackets that such fields stand in.
    pub(super) fn enclosed(self, fields: impl Iterator<Item = TokenStream>) -> TokenStream {
        match self {
            Self::Named => quote::quote!({ #(#fields),* }),
            Self::Tuple => quote::quote!((#(#fields),*)),
            Self::Unit => TokenStream::new(),
        }
    }
}

impl Variant {
    /// Whether serde's attributes have the word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.serde_attrs.iter().flat_map(arguments).any(|arg| arg.key.text == word)
    }

    /// Whether serde reads the variant.
    pub(super) fn is_read(&self) -> bool {
        !self.has("skip") && !self.has("skip_deserializing")
    }

    fn read(variant: &syn::Variant) -> Self {
        Self {
            ident: variant.ident.clone(),
            style: Style::of(&variant.fields),
            len: variant.fields.len(),
            serde_attrs: serde_attrs(&variant.attrs),
        }
    }
}

fn deserialize(cx: &Ctxt, args: &Args) -> Deserialize {
    let taken = args.get(TAKEN);
    if let Some(arg) = args.get("deserialize") {
        match arg.value::<LitStr>(cx) {
            Some(text) if text.value() == "own" && taken.is_some() => {
                cx.error(
                    &text,
                    "`own` is for an `impl Deserialize` by hand, and there is a derive",
                );
            }
            Some(text) if text.value() == "own" => return Deserialize::Own,
            Some(text) => cx.error(&text, "expected `\"own\"`"),
            None => {}
        }
    }
    match taken {
        Some(arg) if !cfg!(feature = "serde") => {
            let message = "`Deserialize` goes through the rules with dunder's feature `serde` only: write \
                           `dunder = { version = \"0.1\", features = [\"serde\"] }` in Cargo.toml";
            cx.error(&arg.key.ident, message);
            Deserialize::Nobody
        }
        Some(_) => Deserialize::Taken,
        None => Deserialize::Nobody,
    }
}

/// Both of serde's derives know of a case.
fn one_case(cx: &Ctxt, deserialize: &Deserialize, attrs: &[Attribute]) {
    if let (Deserialize::Taken, Some(case)) = (deserialize, case_of_api(attrs)) {
        let message = format_args!(
            "`Serialize` does not hear of it, and would write other names than `Deserialize` \
             reads; write `#[serde(rename_all = \"{}\")]` on the struct",
            case.value()
        );
        cx.error(&case, message);
    }
}

fn no(cx: &Ctxt, args: &Args) -> No {
    let mut no = No::default();
    let Some(list) = args.get("no").and_then(|arg| arg.list(cx)) else { return no };
    for piece in split_arguments(list) {
        let Some(arg) = cx.ok(Arg::read(piece)) else { continue };
        arg.flag(cx);
        let slot = match arg.key.text.as_str() {
            "new" => &mut no.new,
            "getters" => &mut no.getters,
            "setters" => &mut no.setters,
            "edit" => &mut no.edit,
            text => {
                let hint = did_you_mean(text, &["new", "getters", "setters", "edit"]);
                cx.error(&arg.key.ident, format_args!("nothing called `{text}` is made{hint}"));
                continue;
            }
        };
        *slot = true;
    }
    no
}

fn checks(cx: &Ctxt, args: &Args) -> Vec<Path> {
    let Some(arg) = args.get("check") else { return Vec::new() };
    let Some(list) = arg.list(cx) else { return Vec::new() };
    let pieces = split_arguments(list);
    if pieces.is_empty() {
        cx.error(&arg.key.ident, "`check` takes a function, write `check(path)`");
    }
    pieces.into_iter().filter_map(|piece| cx.ok(syn::parse2(piece))).collect()
}

fn serde_attrs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("serde")).cloned().collect()
}

/// The tokens with `Self` spelled out, the type in its place.
fn replace_self(tokens: TokenStream, ty: &TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) if is_self(&word) => out.extend(ty.clone()),
            TokenTree::Group(group) => {
                let inner = replace_self(group.stream(), ty);
                let mut replaced = proc_macro2::Group::new(group.delimiter(), inner);
                replaced.set_span(group.span());
                out.extend([TokenTree::Group(replaced)]);
            }
            token => out.extend([token]),
        }
    }
    out
}

/// Whether `Self` is among the tokens.
pub(super) fn names_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => is_self(&word),
        TokenTree::Group(group) => names_self(group.stream()),
        _ => false,
    })
}

fn is_self(word: &Ident) -> bool {
    word == "Self"
}
