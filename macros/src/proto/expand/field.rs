//! A field, as the types and forms that stand for it in the code.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Ident, Type};

use crate::kit::Emit;
use crate::proto::model::{Field, Role, inner, last_segment};

/// Types whose empty value breaks no rule, whatever stands in them.
const WITHOUT_RULES: [&str; 26] = [
    "bool",
    "i8",
    "i16",
    "i32",
    "i64",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "f32",
    "f64",
    "String",
    "str",
    "Option",
    "Vec",
    "VecDeque",
    "BTreeSet",
    "HashSet",
    "BTreeMap",
    "HashMap",
    "Cow",
    "SystemTime",
    "Duration",
    "Timestamp",
];

/// Types that have a natural form.
const SCALARS: [&str; 8] = ["bool", "i32", "i64", "u32", "u64", "f32", "f64", "String"];

/// What `as` is written around.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    One,
    Option,
    Vec,
}

impl Field {
    pub(super) fn ty(&self) -> TokenStream {
        match &self.ty {
            Some(ty) => ty.to_token_stream(),
            None => quote!(__private::proto::Empty),
        }
    }

    pub(super) fn around(&self) -> Around {
        match self.ty.as_ref().and_then(last_segment).as_deref() {
            Some("Option") => Around::Option,
            Some("Vec") => Around::Vec,
            _ => Around::One,
        }
    }

    /// `Natural`, `Sint32`, `Unpacked<Natural>`, `Entry<Natural, Sint32>`.
    pub(super) fn form(&self) -> TokenStream {
        let natural = |word: Option<&Ident>| match word {
            Some(word) => quote!(__private::proto::#word),
            None => quote!(__private::proto::Natural),
        };
        if let Some((at, forms)) = &self.form.map {
            let [key, value] = match forms {
                Some([key, value]) => [natural(Some(key)), natural(Some(value))],
                None => [natural(None), natural(None)],
            };
            return quote_spanned!(at.span()=> __private::proto::Entry<#key, #value>);
        }
        let form = natural(self.form.word.as_ref());
        match self.form.unpacked {
            Some(span) => quote_spanned!(span=> __private::proto::Unpacked<#form>),
            None => form,
        }
    }

    /// The type that stands on the wire.
    pub(super) fn written(&self) -> TokenStream {
        match (&self.through, self.around()) {
            (None, _) => self.ty(),
            (Some(ty), Around::One) => ty.to_token_stream(),
            (Some(ty), Around::Option) => quote!(__private::Option<#ty>),
            (Some(ty), Around::Vec) => quote!(__private::Vec<#ty>),
        }
    }

    /// Whether it stands in a row: a scalar, or an option or a list of one, in its natural form. A row
    /// says more than once that a type has no form, so what may have none stands alone.
    pub(super) fn is_in_row(&self) -> bool {
        let is_scalar = |ty: &Type| {
            let Type::Path(path) = ty else { return false };
            path.path.get_ident().is_some_and(|word| SCALARS.contains(&word.to_string().as_str()))
        };
        let held = |ty| inner(ty, "Option").or_else(|| inner(ty, "Vec")).unwrap_or(ty);
        self.is_plain()
            && self.is_natural()
            && self.ty.as_ref().is_some_and(|ty| is_scalar(held(ty)))
    }

    /// Whether it is written as what it is.
    pub(super) fn is_plain(&self) -> bool {
        self.role == Role::Value && self.through.is_none()
    }

    /// The enum in a `oneof`.
    pub(super) fn oneof(&self) -> Option<&Type> {
        self.ty.as_ref().filter(|_| self.role == Role::Oneof).and_then(|ty| inner(ty, "Option"))
    }

    pub(super) fn write_ty(&self, out: &mut Emit) {
        match &self.ty {
            Some(ty) => out.ty(ty),
            None => out.private(&["proto", "Empty"]),
        }
    }

    /// Whether its form is one word.
    pub(super) fn has_simple_form(&self) -> bool {
        self.form.map.is_none() && self.form.unpacked.is_none()
    }

    /// Whether no form is asked for.
    pub(super) fn is_natural(&self) -> bool {
        self.has_simple_form() && self.form.word.is_none()
    }

    /// The field's type as the trait that reads and writes it.
    pub(super) fn codec(&self) -> TokenStream {
        let (ty, form) = (self.ty(), self.form());
        quote!(<#ty as __private::proto::Field<'_, #form>>)
    }

    /// The same where `as` says what it is written as.
    pub(super) fn convert(&self) -> TokenStream {
        let (ty, form, through) = (self.ty(), self.form(), &self.through);
        let around = match self.around() {
            Around::One => quote!(()),
            Around::Option => quote!(__private::Option<()>),
            Around::Vec => quote!(__private::Vec<()>),
        };
        quote!(<#ty as __private::proto::Convert<'_, #around, #through, #form>>)
    }

    /// What reads and writes it.
    pub(super) fn codec_or_convert(&self) -> TokenStream {
        if self.through.is_some() { self.convert() } else { self.codec() }
    }

    /// `write_as`, or `write_field`.
    pub(super) fn method(&self, word: &str) -> Ident {
        format_ident!("{word}_{}", if self.through.is_some() { "as" } else { "field" })
    }

    /// ` name = 1;`, with its options.
    pub(super) fn line_end(&self) -> String {
        let options = if self.form.unpacked.is_some() { " [packed = false]" } else { "" };
        format!(" {} = {}{options};\n", self.name, self.number)
    }

    /// Whether its empty value could break rules.
    pub(super) fn may_be_ruled(&self) -> bool {
        let plain = |ty: &Type| {
            matches!(ty, Type::Reference(_) | Type::Array(_))
                || last_segment(ty).is_some_and(|word| WITHOUT_RULES.contains(&word.as_str()))
        };
        self.is_plain() && !self.ty.as_ref().is_none_or(plain)
    }
}
