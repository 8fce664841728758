//! Sanitizers: what changes a value before its rules look at it.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Expr, Ident, Path, RangeLimits, Type};

use super::literal::{self, Number, bare};
use super::model::{Deserialize, Field, Model};
use super::rule::Rule;
use super::rule::What;
use super::shape::{Behind, Shape};
use super::what::form;
use crate::kit::{Arg, ArgValue, Ctxt, Key};

/// Every sanitizer there is.
pub(super) const KNOWN: &[&str] = &["trim", "lower", "upper", "collapse_ws", "clamp", "map"];

/// One sanitizer.
#[derive(Clone)]
pub(crate) struct Sanitizer {
    pub(crate) key: Key,
    act: Act,
}

#[derive(Clone)]
enum Act {
    /// The function of the runtime that has the sanitizer's name.
    Text,
    Clamp(Box<(Expr, Expr)>),
    Map(Path),
}

impl Sanitizer {
    pub(super) fn read(cx: &Ctxt, arg: &Arg) -> Option<Self> {
        let key = arg.key.clone();
        let act = match (key.text.as_str(), &arg.value) {
            ("clamp", ArgValue::Equals(tokens) | ArgValue::List(tokens)) => {
                let expr: Expr = cx.ok(syn::parse2(tokens.clone()))?;
                clamp(cx, &expr)?
            }
            ("clamp", _) => return form(cx, &key, "clamp(0..=100)"),
            ("map", ArgValue::Equals(tokens) | ArgValue::List(tokens)) => {
                Act::Map(cx.ok(syn::parse2(tokens.clone()))?)
            }
            ("map", _) => return form(cx, &key, "map = path"),
            _ => {
                arg.flag(cx);
                Act::Text
            }
        };
        Some(Self { key, act })
    }

    fn statement(&self, shape: &Shape) -> TokenStream {
        let span = Span::mixed_site().located_at(self.key.span());
        let value = Ident::new("value", span);
        match &self.act {
            Act::Text => {
                let function = format_ident!("{}", self.key.text);
                quote_spanned!(span=> __private::sanitize::#function(#value);)
            }
            Act::Clamp(ends) => {
                let (low, high) = (literal::bound(&ends.0, shape), literal::bound(&ends.1, shape));
                quote_spanned!(span=> __private::sanitize::clamp(#value, #low, #high);)
            }
            Act::Map(path) => quote_spanned!(span=> __private::sanitize::map(#value, #path);),
        }
    }
}

fn clamp(cx: &Ctxt, expr: &Expr) -> Option<Act> {
    if let Expr::Range(range) = bare(expr)
        && let (Some(low), Some(high), RangeLimits::Closed(_)) =
            (&range.start, &range.end, &range.limits)
    {
        if let (Some(a), Some(b)) = (Number::of(low), Number::of(high))
            && a.compare(b).is_some_and(std::cmp::Ordering::is_gt)
        {
            cx.error(expr, "nothing is between these ends");
            return None;
        }
        return Some(Act::Clamp(Box::new(((**low).clone(), (**high).clone()))));
    }
    cx.error(expr, "expected both ends, write `clamp(0..=100)`");
    None
}

/// Reports sanitizers where a value cannot be changed.
pub(super) fn refuse(cx: &Ctxt, sanitizers: &[Sanitizer], place: &str) {
    for sanitizer in sanitizers {
        let name = &sanitizer.key.text;
        cx.error(&sanitizer.key.ident, format_args!("`{name}` cannot stand in {place}"));
    }
}

/// The rules of a field's sanitizers.
pub(super) fn check(cx: &Ctxt, model: &Model, field: &Field) {
    if model.is_open && model.deserialize != Deserialize::Taken {
        for sanitizer in &field.sanitizers {
            let message = format!(
                "`{}` would never run: an `open` struct without `Deserialize` is only checked",
                sanitizer.key.text
            );
            cx.error(&sanitizer.key.ident, message);
        }
    }
    fit(cx, &format!("`{}`", field.name), &field.sanitizers, &field.shape);
    inner(cx, field, &field.rules, (&field.ty, &field.shape));
}

fn inner(cx: &Ctxt, field: &Field, rules: &[Rule], of: (&Type, &Shape)) {
    let (ty, shape) = present(of);
    for rule in rules {
        let element = match (&rule.what, shape) {
            (What::Each(_), Shape::Vec(element) | Shape::List(element)) => Some(element),
            (What::Values(_), Shape::Map(_, value)) => Some(value),
            _ => None,
        };
        if !matches!(rule.what, What::Each(_) | What::Values(_)) {
            refuse_within(cx, rule.inner(), &format!("`{}`", rule.name()));
            continue;
        }
        let element = element.map_or((ty, &Shape::Other), |element| (&element.ty, &element.shape));
        let whose = format!("an element of `{}`", field.name);
        let fault = unchangeable(&field.name, ty, of.1);
        if let (Some(what), Some(first)) = (fault, rule.sanitizers.first()) {
            cx.error(&first.key.ident, format!("`{}` {what}", first.key.text));
        } else {
            fit(cx, &whose, &rule.sanitizers, element.1);
        }
        inner(cx, field, rule.inner(), element);
    }
}

/// The type that is in an `Option` or behind a pointer.
fn present<'a>((ty, shape): (&'a Type, &'a Shape)) -> (&'a Type, &'a Shape) {
    match shape {
        Shape::Option(inner) | Shape::Pointer(inner, _) => present((&inner.ty, &inner.shape)),
        shape => (ty, shape),
    }
}

/// Why the elements of a value cannot be changed where they are, if they cannot.
fn unchangeable(name: &str, ty: &Type, whole: &Shape) -> Option<String> {
    if is_shared(whole) {
        return Some(format!("needs elements of its own, those of `{name}` are shared"));
    }
    let Type::Path(path) = ty else { return None };
    let last = &path.path.segments.last()?.ident;
    (last == "BTreeSet" || last == "HashSet").then(|| {
        format!("changes elements in their place, which a set has not; write `map = f` on `{name}`")
    })
}

/// Reports sanitizers of elements inside of rules that only look.
fn refuse_within(cx: &Ctxt, rules: &[Rule], place: &str) {
    for rule in rules {
        refuse(cx, &rule.sanitizers, place);
        refuse_within(cx, rule.inner(), place);
    }
}

/// Whether sanitizers suit a type, and stand there once.
fn fit(cx: &Ctxt, what: &str, sanitizers: &[Sanitizer], shape: &Shape) {
    let is_shared = is_shared(shape);
    let shape = super::check::present(shape);
    let is_unknown = matches!(shape, Shape::Other | Shape::Ref);
    for (i, sanitizer) in sanitizers.iter().enumerate() {
        let name = sanitizer.key.text.as_str();
        let earlier = sanitizers.get(..i).unwrap_or_default();
        let is_map = matches!(sanitizer.act, Act::Map(_));
        let needs = match &sanitizer.act {
            _ if is_shared => Some("a value of its own"),
            Act::Text if !shape.is_text() && !is_unknown => Some("text"),
            Act::Clamp(..)
                if !matches!(shape, Shape::Int(_) | Shape::Float(_) | Shape::Char)
                    && !is_unknown =>
            {
                Some("a number")
            }
            _ => None,
        };
        if !is_map && earlier.iter().any(|other| other.key.text == name) {
            cx.error(&sanitizer.key.ident, format_args!("`{name}` is given twice"));
        } else if let Some(needs) = needs {
            let ty = if is_shared { "shared".to_owned() } else { shape.describe() };
            let message = format!("`{name}` needs {needs}, {what} is {ty}");
            cx.error(&sanitizer.key.ident, message);
        }
    }
}

/// Whether the value is behind a pointer that others may have too.
fn is_shared(shape: &Shape) -> bool {
    match shape {
        Shape::Option(inner) => is_shared(&inner.shape),
        Shape::Pointer(_, behind) => *behind == Behind::Shared,
        _ => false,
    }
}

/// What changes a value in place: its own sanitizers, and those of what is in it.
fn statements(sanitizers: &[Sanitizer], rules: &[Rule], shape: &Shape) -> TokenStream {
    let value = Ident::new("value", Span::mixed_site());
    if let Shape::Option(inner) = shape {
        let body = statements(sanitizers, rules, &inner.shape);
        return if body.is_empty() {
            body
        } else {
            quote!(if let __private::Some(#value) = #value { #body })
        };
    }
    if let Shape::Pointer(inner, _) = shape {
        let body = statements(sanitizers, rules, &inner.shape);
        return if body.is_empty() { body } else { quote!({ let #value = &mut **#value; #body }) };
    }
    let own = sanitizers.iter().map(|sanitizer| sanitizer.statement(shape));
    let inner = rules.iter().map(|rule| {
        let span = rule.span();
        let (element, values) = match (&rule.what, shape) {
            (What::Each(_), Shape::Vec(element) | Shape::List(element)) => {
                (&element.shape, quote_spanned!(span=> #value.iter_mut()))
            }
            (What::Each(_), _) => (&Shape::Other, quote_spanned!(span=> #value.iter_mut())),
            (What::Values(_), Shape::Map(_, element)) => {
                (&element.shape, quote_spanned!(span=> #value.values_mut()))
            }
            (What::Values(_), _) => (&Shape::Other, quote_spanned!(span=> #value.values_mut())),
            _ => return TokenStream::new(),
        };
        let body = statements(&rule.sanitizers, rule.inner(), element);
        if body.is_empty() { body } else { quote!(for #value in #values { #body }) }
    });
    own.chain(inner).collect()
}

/// Whether `statements` of the same has any.
pub(super) fn changes(sanitizers: &[Sanitizer], rules: &[Rule]) -> bool {
    let inside = |rule: &Rule| {
        matches!(rule.what, What::Each(_) | What::Values(_))
            && changes(&rule.sanitizers, rule.inner())
    };
    !sanitizers.is_empty() || rules.iter().any(inside)
}

impl Field {
    /// The hidden function that changes the field's value before its check.
    pub(super) fn clean_fn(&self) -> Ident {
        format_ident!("__dunder_clean_{}", self.name)
    }

    pub(super) fn cleaning(&self) -> TokenStream {
        self.cleaning_of_part()
            .unwrap_or_else(|| statements(&self.sanitizers, &self.rules, &self.shape))
    }

    /// Whether anything changes the field's value before its check.
    pub(super) fn is_cleaned(&self) -> bool {
        match &self.inherited {
            Some(inherited) => inherited.is_cleaned,
            None => self.is_part && self.is_ruled || changes(&self.sanitizers, &self.rules),
        }
    }
}

impl Model {
    pub(super) fn is_any_cleaned(&self) -> bool {
        self.fields.iter().any(Field::is_cleaned)
    }

    /// A made value, changed before its check.
    pub(super) fn cleaned(&self, made: &TokenStream) -> TokenStream {
        if self.is_any_cleaned() { quote!(Self::__dunder_cleaned(#made)) } else { made.clone() }
    }

    /// The hidden functions; a struct that is stored has one for each field with rules, and so does
    /// a descriptor's field.
    pub(super) fn clean_fns(&self) -> TokenStream {
        let value = Ident::new("value", Span::mixed_site());
        let made = |field: &&Field| {
            field.inherited.is_none()
                && (field.is_cleaned() || field.is_ruled && (self.is_crud || field.has_descriptor))
        };
        let functions = self.fields.iter().filter(made).map(|field| {
            let (name, ty, body) = (field.clean_fn(), &field.ty, field.cleaning());
            let value = if body.is_empty() { format_ident!("_value") } else { value.clone() };
            quote! {
                fn #name(#value: &mut #ty) {
                    #body
                }
            }
        });
        let functions: TokenStream = functions.collect();
        let whole = self.is_any_cleaned().then(|| {
            quote! {
                fn __dunder_cleaned(mut self) -> Self {
                    __private::Fields::clean(&mut self);
                    self
                }
            }
        });
        quote!(#functions #whole)
    }

    /// The method of the hidden trait, for whatever makes the struct otherwise.
    pub(super) fn clean_method(&self) -> Option<TokenStream> {
        self.is_any_cleaned().then(|| {
            let fields = self.fields.iter().filter(|field| field.is_cleaned());
            let calls = fields.map(|field| {
                let (function, member) = (field.cleaner(), &field.member);
                quote!(#function(&mut self.#member);)
            });
            quote! {
                fn clean(&mut self) {
                    #(#calls)*
                }
            }
        })
    }
}
