//! What `#[descriptors]` reads: the struct, and the descriptor of each field that has one.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, Generics, Ident, Meta, Token, Type, Visibility,
};

use crate::kit::{Arg, Args, Ctxt, Root, did_you_mean, spell_self, split_arguments};

const KEYS: &[&str] = &["dyn"];

/// A struct with descriptors.
pub(super) struct Model {
    pub(super) root: Root,
    pub(super) ident: Ident,
    pub(super) vis: Visibility,
    pub(super) generics: Generics,
    /// Whether its fields are reached by name at run time too.
    pub(super) is_dyn: bool,
    /// Whether `#[validate(..)]` stands on a field, and no `#[validated]` on the struct.
    pub(super) is_unseen: bool,
    pub(super) fields: Vec<Field>,
}

/// A field with a descriptor.
pub(super) struct Field {
    pub(super) ident: Ident,
    /// The identifier's text, without `r#`.
    pub(super) name: String,
    /// Its name in JSON, where that is another.
    pub(super) json: Option<String>,
    /// Its place among all fields of the struct.
    pub(super) index: usize,
    pub(super) ty: Type,
    pub(super) docs: Vec<Attribute>,
    /// Nothing after a fault.
    pub(super) descriptor: Option<Given>,
    /// The fields that `of(..)` names, where it is written.
    pub(super) of: Option<Vec<Ident>>,
    /// What `#[validated]` says of it.
    pub(super) rules: Rules,
    /// Whether rules across fields, and none of its own, are to be kept when it is set.
    pub(super) is_of_whole: bool,
}

/// Whether a field has rules.
#[derive(Clone, Copy, PartialEq, PartialOrd, Eq, Ord)]
pub(super) enum Rules {
    /// `#[validated]` says nothing of it.
    Unknown,
    /// `#[validate(..)]` has none, but for options.
    None,
    /// Comparisons alone, which may run twice.
    Plain,
    /// Others too.
    Some,
}

/// A descriptor as it is given.
pub(super) struct Given {
    pub(super) ty: Type,
    pub(super) value: TokenStream,
}

impl Model {
    pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Self> {
        let args = Args::read(cx, args, KEYS);
        let is_dyn = args.flag(cx, "dyn") && can_be_dyn(cx, &args, &item.generics);
        let Data::Struct(data) = &item.data else {
            cx.error(&item.ident, "#[descriptors] stands on structs only");
            return None;
        };
        let validated = item.attrs.iter().find(|attr| is_validated(attr));
        let is_validated = validated.is_some();
        let is_cross = validated.is_some_and(has_check)
            || is_validated && data.fields.iter().any(|field| looks_across(&field.attrs));
        let mut fields = Vec::new();
        for (index, field) in data.fields.iter().enumerate() {
            let attrs: Vec<&Attribute> =
                field.attrs.iter().filter(|attr| attr.path().is_ident("descriptor")).collect();
            let Some((first, more)) = attrs.split_first() else { continue };
            for other in more {
                cx.error(
                    &other.meta,
                    "a field has one `#[descriptor(..)]`, write a tuple to compose several",
                );
            }
            let Some(ident) = &field.ident else {
                cx.error(&first.meta, "a descriptor stands on a field that has a name");
                continue;
            };
            let given = given(cx, &first.meta);
            if !matches!(field.vis, Visibility::Inherited) {
                let message = format_args!(
                    "anyone could set `{ident}` past its descriptor; drop `{}`",
                    field.vis.to_token_stream()
                );
                cx.error(&field.vis, message);
            }
            let (descriptor, of) = given.map_or((None, None), |(given, of)| (Some(given), of));
            let descriptor = descriptor.filter(|given| is_set_alike(cx, &given.ty));
            let rules = if is_validated { rules(&field.attrs) } else { Rules::Unknown };
            let runs_rules = descriptor.as_ref().is_some_and(|given| runs_rules(&given.ty));
            fields.push(Field {
                ident: ident.clone(),
                name: ident.unraw().to_string(),
                json: if is_validated { json(item, field, ident) } else { None },
                index,
                ty: field.ty.clone(),
                docs: field.attrs.iter().filter(|a| a.path().is_ident("doc")).cloned().collect(),
                descriptor,
                of,
                rules,
                is_of_whole: is_cross && rules <= Rules::None && !runs_rules,
            });
        }
        let is_named = matches!(data.fields, Fields::Named(_));
        if fields.is_empty() && cx.is_clean() {
            let hint = if is_named { "no field has" } else { "no named field has" };
            cx.error(&item.ident, format_args!("{hint} a `#[descriptor(..)]`"));
        }
        Some(Self {
            root: args.root(),
            ident: item.ident.clone(),
            vis: item.vis.clone(),
            generics: item.generics.clone(),
            is_dyn,
            is_unseen: !is_validated && data.fields.iter().any(is_ruled),
            fields,
        })
    }

    /// The rules that look at several fields.
    pub(super) fn check(&self, cx: &Ctxt) {
        let known: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        for field in &self.fields {
            let mut seen: Vec<&Ident> = Vec::new();
            for word in field.of.iter().flatten() {
                if seen.contains(&word) {
                    cx.error(word, format_args!("`{word}` is named twice"));
                } else if !self.fields.iter().any(|other| other.ident == *word) {
                    let hint = did_you_mean(&word.unraw().to_string(), &known);
                    let message = format_args!("no field `{word}` has a descriptor{hint}");
                    cx.error(word, message);
                } else if self.reaches(word, &field.ident) {
                    cx.error(word, format_args!("`{}` would be computed of itself", field.ident));
                }
                seen.push(word);
            }
            let taken = |other: &&Field| {
                field.name == format!("set_{}", other.name)
                    || field.name == format!("delete_{}", other.name)
            };
            if let Some(other) = self.fields.iter().find(taken) {
                cx.error(
                    &field.ident,
                    format_args!(
                        "`{}` is what changes `{}`, give this field another name",
                        field.name, other.name
                    ),
                );
            }
        }
    }

    /// Whether `from` is `to`, or is computed of it.
    fn reaches(&self, from: &Ident, to: &Ident) -> bool {
        let mut seen: Vec<&Ident> = Vec::new();
        let mut next = vec![from];
        while let Some(word) = next.pop() {
            if word == to {
                return true;
            }
            if !seen.contains(&word) {
                seen.push(word);
                let field = self.fields.iter().find(|field| field.ident == *word);
                next.extend(field.into_iter().flat_map(|field| field.of.iter().flatten()));
            }
        }
        false
    }

    /// For after a fault: no field depends on another, none has another's method.
    pub(super) fn without_circles(mut self) -> Self {
        for field in &mut self.fields {
            if let Some(of) = &mut field.of {
                of.clear();
            }
        }
        let names: Vec<String> = self.fields.iter().map(|field| field.name.clone()).collect();
        self.fields.retain(|field| {
            !names.iter().any(|name| {
                field.name == format!("set_{name}") || field.name == format!("delete_{name}")
            })
        });
        self
    }

    /// Tokens with `Self` spelled out, for where it would mean something else.
    pub(super) fn spelled(&self, tokens: &impl ToTokens) -> TokenStream {
        let (_, types, _) = self.generics.split_for_impl();
        let ident = &self.ident;
        spell_self(tokens.to_token_stream(), &quote!(#ident #types))
    }

    /// The fields that are computed of this one.
    pub(super) fn dependents(&self, of: &Field) -> impl Iterator<Item = &Field> {
        let depends = |field: &&Field| field.of.iter().flatten().any(|word| *word == of.ident);
        self.fields.iter().filter(depends)
    }
}

impl Field {
    /// The type that stands for the field.
    pub(super) fn marker(&self) -> Ident {
        let words = self.name.split('_').map(|word| {
            let mut letters = word.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{first}{}", letters.as_str())
        });
        format_ident!("__{}Field", words.collect::<String>(), span = self.at())
    }

    /// Whether rules of its own are written on it.
    pub(super) fn has_rules(&self) -> bool {
        self.rules >= Rules::Plain
    }

    /// Whether its descriptor runs rules, which what `delete` leaves has to keep.
    pub(super) fn keeps_rules(&self) -> bool {
        let runs = || self.descriptor.as_ref().is_some_and(|given| runs_rules(&given.ty));
        self.has_rules() || self.rules == Rules::None && runs()
    }

    /// The constant that is the descriptor.
    pub(super) fn constant(&self) -> Ident {
        format_ident!("{}", self.name.to_uppercase(), span = self.ident.span())
    }

    pub(super) fn at(&self) -> Span {
        Span::call_site().located_at(self.ident.span())
    }
}

/// Whether `#[validated]` stands above, which leaves a mark, or below.
fn is_validated(attr: &Attribute) -> bool {
    let last = attr.path().segments.last();
    last.is_some_and(|word| word.ident == "__dunder_validated" || word.ident == "validated")
}

/// The field's name in JSON, where serde is told another; `#[validated]` reports what is wrong there.
#[cfg(feature = "validated")]
fn json(item: &DeriveInput, field: &syn::Field, ident: &Ident) -> Option<String> {
    use crate::kit::serde::{Serde, renamed, with_crud_api};

    let serde = |attrs: &[Attribute], is_item| Serde::read(&Ctxt::default(), attrs, is_item);
    let name = ident.unraw().to_string();
    let json = serde(&field.attrs, false).rename.or_else(|| {
        let rule = serde(&with_crud_api(&item.attrs), true).rename_all?;
        Some(renamed(&name, &rule))
    });
    json.filter(|json| *json != name)
}

/// Without rules nothing is reported by it.
#[cfg(not(feature = "validated"))]
fn json(_: &DeriveInput, _: &syn::Field, _: &Ident) -> Option<String> {
    None
}

fn is_ruled(field: &syn::Field) -> bool {
    field.attrs.iter().any(|attr| attr.path().is_ident("validate"))
}

/// Whether `#[validated(check(..))]` looks at the whole struct.
fn has_check(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    Arg::read_all(list.tokens.clone()).any(|arg| arg.is_ok_and(|arg| arg.key.text == "check"))
}

/// Whether a rule of the field looks at other fields.
fn looks_across(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| match &attr.meta {
        Meta::List(list) if list.path.is_ident("validate") => names_others(list.tokens.clone()),
        _ => false,
    })
}

/// Whether one of the rules is among those that look at other fields.
fn names_others(rules: TokenStream) -> bool {
    const ACROSS: &[&str] = &["when", "required_if", "matches", "less_than"];
    let mut is_first = true;
    rules.into_iter().any(|token| {
        let found = match &token {
            TokenTree::Ident(word) => is_first && ACROSS.contains(&word.to_string().as_str()),
            TokenTree::Group(group) => names_others(group.stream()),
            _ => false,
        };
        is_first = matches!(&token, TokenTree::Punct(sign) if sign.as_char() == ',');
        found
    })
}

/// Whether the descriptor is `Rules` or `InnerRules`, or a tuple that begins with one.
fn runs_rules(ty: &Type) -> bool {
    let is_one = |word: &Ident| word == "Rules" || word == "InnerRules";
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| is_one(&last.ident)),
        Type::Tuple(tuple) => tuple.elems.first().is_some_and(runs_rules),
        _ => false,
    }
}

/// Whether no stock descriptor behind `Rules` is set to less than all of the field.
fn is_set_alike(cx: &Ctxt, ty: &Type) -> bool {
    let Type::Tuple(tuple) = ty else { return true };
    let word = |ty: &Type| match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.clone()),
        _ => None,
    };
    let rules = tuple.elems.first().and_then(word).filter(|first| first == "Rules");
    let inner = |other: &Ident| other == "Once" || other == "History";
    let Some((rules, other)) = rules.zip(tuple.elems.iter().filter_map(word).find(inner)) else {
        return true;
    };
    let message = format_args!(
        "`Rules` is set to all of the field and `{other}` to what it holds, write `InnerRules`"
    );
    cx.error(&rules, message);
    false
}

/// What `#[validate(..)]` says: rules, or only where its other words are options.
fn rules(attrs: &[Attribute]) -> Rules {
    const OPTIONS: &[&str] = &["default", "secret", "show_value", "get", "skip"];
    const PLAIN: &[&str] = &[
        "min", "max", "above", "below", "range", "positive", "negative", "nonzero", "finite",
        "chars", "bytes", "items", "nonempty", "nonblank", "code", "message",
    ];
    let mut found = Rules::Unknown;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("validate")) {
        let Meta::List(list) = &attr.meta else { continue };
        for arg in split_arguments(list.tokens.clone()).into_iter().map(Arg::read) {
            let Ok(arg) = arg else { continue };
            let is_plain = PLAIN.contains(&arg.key.text.as_str());
            found = match found {
                Rules::Some => Rules::Some,
                _ if OPTIONS.contains(&arg.key.text.as_str()) => found.max(Rules::None),
                _ if is_plain && !has_group(&list.tokens) => Rules::Plain,
                _ => Rules::Some,
            };
        }
        found = found.max(Rules::None);
    }
    found
}

/// Whether a rule is in a group: those are no comparisons alone.
fn has_group(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "group",
        TokenTree::Group(group) => has_group(&group.stream()),
        _ => false,
    })
}

/// Whether `dyn` may be written here.
fn can_be_dyn(cx: &Ctxt, args: &Args, generics: &Generics) -> bool {
    let Some(arg) = args.get("dyn") else { return false };
    let mut can = true;
    if !cfg!(feature = "dyn") {
        cx.error(&arg.key.ident, "`dyn` needs the feature `dyn` of the crate `dunder`");
        can = false;
    }
    for param in generics.lifetimes() {
        let message = "`dyn` hands out `dyn Any`, which borrows nothing";
        cx.error(&param.lifetime, message);
        can = false;
    }
    can
}

/// `PATH` or `TYPE = EXPR`, and after a comma `of(a, b)`.
fn given(cx: &Ctxt, meta: &Meta) -> Option<(Given, Option<Vec<Ident>>)> {
    const FORMS: &str = "which descriptor? write `#[descriptor(Once)]`, or with a value \
                         `#[descriptor(Clamp<f64> = Clamp::new(0.0, 1.0))]`";
    let Meta::List(list) = meta else {
        cx.error(meta, FORMS);
        return None;
    };
    let mut pieces = split_arguments(list.tokens.clone()).into_iter();
    let Some(first) = pieces.next() else {
        cx.error(meta, FORMS);
        return None;
    };
    let mut of = None;
    for piece in pieces {
        let Some(arg) = cx.ok(Arg::read(piece)) else { continue };
        match arg.key.text.as_str() {
            "of" if of.is_some() => cx.error(&arg.key.ident, "`of` is given twice"),
            "of" => of = Some(arg.list(cx).map_or_else(Vec::new, |words| names(cx, words))),
            text => {
                let hint = did_you_mean(text, &["of"]);
                cx.error(&arg.key.ident, format_args!("unknown argument `{text}`{hint}"));
            }
        }
    }
    descriptor(cx, first).map(|given| (given, of))
}

/// `a, b`
fn names(cx: &Ctxt, words: TokenStream) -> Vec<Ident> {
    split_arguments(words).into_iter().filter_map(|word| cx.ok(syn::parse2(word))).collect()
}

/// `PATH` of a unit struct, or `TYPE = EXPR`.
fn descriptor(cx: &Ctxt, tokens: TokenStream) -> Option<Given> {
    let parser = |input: ParseStream<'_>| {
        let ty: Type = input.parse()?;
        let value = if input.is_empty() {
            None
        } else {
            input.parse::<Token![=]>()?;
            Some(input.parse::<TokenStream>()?)
        };
        Ok((ty, value))
    };
    match parser.parse2(tokens.clone()) {
        Ok((ty, Some(value))) if value.is_empty() => {
            cx.error(&ty, "which value? write `TYPE = EXPR`");
            None
        }
        Ok((ty, Some(value))) => {
            cx.ok(syn::parse2::<Expr>(value.clone())).map(|_| Given { ty, value })
        }
        Ok((ty, None)) => match &ty {
            Type::Path(path) if path.path.segments.iter().all(|s| s.arguments.is_none()) => {
                Some(Given { value: ty.to_token_stream(), ty })
            }
            _ => {
                let text = super::type_text(quote!(#ty));
                cx.error(&ty, format_args!("which value? write `{text} = ..`"));
                None
            }
        },
        Err(fault) => {
            match syn::parse2::<Expr>(tokens.clone()) {
                Ok(Expr::Call(_) | Expr::Struct(_) | Expr::MethodCall(_) | Expr::Tuple(_)) => {
                    cx.error(&tokens, "which type has it? write `TYPE = EXPR`");
                }
                _ => cx.push(fault),
            }
            None
        }
    }
}
