//! The names that serde gives to fields, and its attributes that cannot be honoured.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, LitStr, Meta, parse_quote};

use super::{Arg, ArgValue, Args, Ctxt, did_you_mean};

/// What `rename_all` may be.
const CASES: &[&str] = &[
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// What serde's attributes on a struct or a field say, as far as rules must know.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an argument of its own")]
pub(crate) struct Serde {
    /// `rename`, the deserialize side where the sides differ.
    pub(crate) rename: Option<String>,
    /// `rename_all`, likewise.
    pub(crate) rename_all: Option<String>,
    /// `rename_all_fields` of an enum, likewise.
    pub(crate) rename_all_fields: Option<String>,
    /// Whether `rename` is there at all, and whether `expecting` is.
    pub(crate) has_rename: bool,
    pub(crate) has_expecting: bool,
    pub(crate) flatten: bool,
    /// Whether a missing field has a value, or the field is never read.
    pub(crate) has_default: bool,
    /// Whether it is never read.
    pub(crate) is_skipped: bool,
    /// Whether what it borrows is read in place.
    pub(crate) borrows: bool,
    /// Whether the user reads the field by a function of their own.
    pub(crate) has_reader: bool,
}

/// Conversions that would go round the rules.
pub(crate) const REFUSED: &[&str] = &["from", "try_from", "remote", "transparent"];

impl Serde {
    /// Reads `#[serde(..)]`; faults only where `is_container` forbids an argument.
    pub(crate) fn read(cx: &Ctxt, attrs: &[Attribute], is_container: bool) -> Self {
        let mut found = Self::default();
        for arg in attrs.iter().flat_map(arguments) {
            match arg.key.text.as_str() {
                "rename" => {
                    found.has_rename = true;
                    found.rename = side(&arg).or(found.rename);
                }
                "expecting" => found.has_expecting = true,
                "rename_all" => found.rename_all = side(&arg).or(found.rename_all),
                "rename_all_fields" => {
                    found.rename_all_fields = side(&arg).or(found.rename_all_fields);
                }
                "flatten" => found.flatten = true,
                "borrow" => found.borrows = true,
                "default" => found.has_default = true,
                "skip" | "skip_deserializing" => {
                    (found.has_default, found.is_skipped) = (true, true);
                }
                "with" | "deserialize_with" => found.has_reader = true,
                name if is_container && REFUSED.contains(&name) => {
                    let needless = match name {
                        "transparent" => {
                            "drop it on a tuple struct, which is its field to serde, or "
                        }
                        _ => "",
                    };
                    cx.error(
                        &arg.key.ident,
                        format_args!(
                            "`{name}` goes round the rules; {needless}write `impl Deserialize` by \
                             hand under `#[validated(deserialize = \"own\")]`"
                        ),
                    );
                }
                _ => {}
            }
        }
        found
    }
}

/// The arguments of a `#[serde(..)]`; none where serde itself will find a fault.
pub(crate) fn arguments(attr: &Attribute) -> Vec<Arg> {
    match &attr.meta {
        Meta::List(list) if list.path.is_ident("serde") => {
            Arg::read_all(list.tokens.clone()).filter_map(Result::ok).collect()
        }
        _ => Vec::new(),
    }
}

/// `rename_all = ".."` among the arguments of a macro.
#[cfg(any(feature = "dict", feature = "crud_api"))]
pub(crate) fn case(cx: &Ctxt, args: &Args) -> Option<LitStr> {
    let text: LitStr = args.value(cx, "rename_all")?;
    let case = text.value();
    if CASES.contains(&case.as_str()) {
        return Some(text);
    }
    let hint = did_you_mean(&case, CASES);
    cx.error(&text, format_args!("unknown case `{case}`{hint}"));
    None
}

/// A struct's attributes, and beside them the `#[serde(rename_all = "..")]` that
/// `#[crud_api(rename_all = "..")]` stands for: its names are those of rules too.
pub(crate) fn with_crud_api(attrs: &[Attribute]) -> Cow<'_, [Attribute]> {
    let Some(case) = case_of_api(attrs) else { return Cow::Borrowed(attrs) };
    let mut all = attrs.to_vec();
    all.push(parse_quote!(#[serde(rename_all = #case)]));
    Cow::Owned(all)
}

/// The case that `#[crud_api(rename_all = "..")]` says, and serde's own attribute does not.
pub(crate) fn case_of_api(attrs: &[Attribute]) -> Option<LitStr> {
    let case = attrs.iter().find_map(case_of_crud_api)?;
    let is_said = attrs.iter().flat_map(arguments).any(|arg| arg.key.text == "rename_all");
    (!is_said).then_some(case)
}

/// The case in `#[crud_api(rename_all = "..")]`, before or after that has become a derive.
fn case_of_crud_api(attr: &Attribute) -> Option<LitStr> {
    let Meta::List(list) = &attr.meta else { return None };
    let word = &list.path.segments.last()?.ident;
    if word != "crud_api" && word != "__dunder_crud_api" {
        return None;
    }
    let mut args = Arg::read_all(list.tokens.clone()).filter_map(Result::ok);
    let arg = args.find(|arg| arg.key.text == "rename_all")?;
    let ArgValue::Equals(case) = arg.value else { return None };
    syn::parse2::<LitStr>(case).ok().filter(|case| CASES.contains(&case.value().as_str()))
}

/// `= "name"`, or `(deserialize = "name")`.
fn side(arg: &Arg) -> Option<String> {
    match &arg.value {
        ArgValue::Equals(tokens) => {
            syn::parse2::<LitStr>(tokens.clone()).ok().map(|text| text.value())
        }
        ArgValue::List(tokens) => Arg::read_all(tokens.clone())
            .filter_map(Result::ok)
            .find(|arg| arg.key.text == "deserialize")
            .as_ref()
            .and_then(side),
        ArgValue::Nothing => None,
    }
}

/// The field's name under `rename_all`, as serde makes it from snake case.
pub(crate) fn renamed(name: &str, rule: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
    };
    match rule {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_ascii_uppercase(),
        "PascalCase" => words.map(capital).collect::<Vec<String>>().concat(),
        "camelCase" => {
            let pascal = words.map(capital).collect::<Vec<String>>().concat();
            let mut letters = pascal.chars();
            let first = letters.next().map(|first| first.to_ascii_lowercase());
            first.into_iter().chain(letters).collect()
        }
        "kebab-case" => name.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => name.to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

/// The variant's name under `rename_all`, as serde makes it from Pascal case.
pub(crate) fn renamed_variant(name: &str, rule: &str) -> String {
    let snake = || {
        let mut out = String::new();
        for (i, c) in name.char_indices() {
            if i > 0 && c.is_uppercase() {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        }
        out
    };
    match rule {
        "lowercase" => name.to_ascii_lowercase(),
        "UPPERCASE" => name.to_ascii_uppercase(),
        "camelCase" => {
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_ascii_lowercase());
            first.into_iter().chain(letters).collect()
        }
        "snake_case" => snake(),
        "SCREAMING_SNAKE_CASE" => snake().to_ascii_uppercase(),
        "kebab-case" => snake().replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => snake().to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

/// The attribute without these arguments; nothing where none are left.
pub(crate) fn without(attr: &Attribute, dropped: &[&str]) -> TokenStream {
    let args = arguments(attr).into_iter();
    let kept = args.filter(|arg| !dropped.contains(&arg.key.text.as_str()));
    let kept: Vec<TokenStream> = kept.map(|arg| arg.tokens()).collect();
    if kept.is_empty() { TokenStream::new() } else { quote!(#[serde(#(#kept),*)]) }
}

#[cfg(test)]
mod tests {
    use super::{renamed, renamed_variant};

    #[test]
    fn names_change_as_serde_changes_them() {
        for (rule, expected) in [
            ("lowercase", "unit_price"),
            ("UPPERCASE", "UNIT_PRICE"),
            ("PascalCase", "UnitPrice"),
            ("camelCase", "unitPrice"),
            ("snake_case", "unit_price"),
            ("SCREAMING_SNAKE_CASE", "UNIT_PRICE"),
            ("kebab-case", "unit-price"),
            ("SCREAMING-KEBAB-CASE", "UNIT-PRICE"),
        ] {
            assert_eq!(renamed("unit_price", rule), expected);
        }
        for (rule, expected) in [
            ("lowercase", "unitprice"),
            ("UPPERCASE", "UNITPRICE"),
            ("PascalCase", "UnitPrice"),
            ("camelCase", "unitPrice"),
            ("snake_case", "unit_price"),
            ("SCREAMING_SNAKE_CASE", "UNIT_PRICE"),
            ("kebab-case", "unit-price"),
            ("SCREAMING-KEBAB-CASE", "UNIT-PRICE"),
        ] {
            assert_eq!(renamed_variant("UnitPrice", rule), expected);
        }
    }
}
