//! The code of the rules: a comparison each, and one cold call where it fails.

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::holds;
use super::model::Field;
use super::rule::{Rule, What};
use super::shape::Shape;
use super::table;
use super::{composed, expand};
use crate::kit::Emit;

/// Where a check stands: which rule of the table, inside which elements.
struct Site<'a> {
    field: &'a Field,
    /// The row of the table, the rule, the rule of the elements, ..
    which: Vec<usize>,
    /// The variables that count elements, outermost first.
    at: Vec<Ident>,
    /// Whether `errors` is at the value already, inside a map.
    is_here: bool,
}

/// A local of generated code, which the user's expressions cannot see.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The parameters of a field's check: the value, and where violations go.
pub(super) fn params() -> (Ident, Ident) {
    (local("value"), local("errors"))
}

/// The body of a field's check; `row` is the field's in the table.
pub(super) fn body(field: &Field, row: usize) -> TokenStream {
    let own = |rule: &Rule| !rule.is_cross();
    deeper(field, Site::new(field, row).selected(&field.rules, own, &field.shape))
}

/// What a field that has no name in paths holds is as much deeper as what others hold.
fn deeper(field: &Field, body: TokenStream) -> TokenStream {
    if body.is_empty() || !field.json.is_empty() || !field.rules.iter().any(expand::is_nested) {
        return body;
    }
    let (_, errors) = params();
    quote!(#errors.field("", |#errors| { #body });)
}

/// Writes the body of a field's check.
pub(super) fn write_body(field: &Field, row: usize, out: &mut Emit) {
    if !is_kept(field) {
        out.tokens(&body(field, row));
        return;
    }
    let (_, errors) = params();
    for rule in &field.rules {
        keep(&errors, &field.json, rule, &field.shape, out);
    }
}

/// Whether each rule is a comparison that is kept unless it holds.
fn is_kept(field: &Field) -> bool {
    let is_kept = |rule: &Rule| {
        rule.group.is_none() && rule.mapped.is_none() && rule.is_plain() && !is_absence(rule)
    };
    !field.shows_value
        && !matches!(field.shape, Shape::Option(_) | Shape::Pointer(..))
        && field.rules.iter().all(is_kept)
}

/// Writes a field's check as its body in braces, or as the condition, the name and the numbers of
/// each rule, which a macro makes that body of.
pub(super) fn write_rules(field: &Field, row: usize, out: &mut Emit) {
    let mut rules = Emit::default();
    let is_short = is_kept(field)
        && field.rules.iter().all(|rule| {
            let mut condition = Emit::default();
            holds::write(rule, &field.shape, &mut condition);
            rules.enclosed(condition);
            table::by_name(rule, &field.shape, &mut rules)
        });
    if is_short && !rules.is_empty() {
        out.group_if(false, Delimiter::Brace, |_| {});
        out.append(rules);
    } else {
        out.braces(|out| write_check(field, row, out));
    }
}

/// Writes the body of a field's check, which takes its parameters whether it needs them or not.
pub(super) fn write_check(field: &Field, row: usize, out: &mut Emit) {
    write_body(field, row, out);
    if out.is_empty() {
        let (value, errors) = params();
        out.tokens(&quote!(let _ = (#value, #errors);));
    }
}

fn is_absence(rule: &Rule) -> bool {
    matches!(rule.what, What::Required)
}

/// The statement that notes a rule unless it holds.
fn keep(errors: &Ident, json: &str, rule: &Rule, shape: &Shape, out: &mut Emit) {
    out.tree(errors.clone());
    out.sign('.');
    out.word("keep");
    out.parens(|out| {
        holds::write(rule, shape, out);
        out.sign(',');
        out.text(json);
        out.sign(',');
        table::in_code(rule, shape, out);
    });
    out.sign(';');
}

/// The body of what a field's rules say of other fields too, in a method of the struct.
pub(super) fn cross_body(field: &Field, row: usize) -> TokenStream {
    deeper(field, Site::new(field, row).selected(&field.rules, Rule::is_cross, &field.shape))
}

/// A statement that runs in the rule's group alone, if it has one.
fn grouped(rule: &Rule, statement: TokenStream) -> TokenStream {
    match &rule.group {
        Some(group) if !statement.is_empty() => {
            let (_, errors) = params();
            quote!(if #errors.in_group(#group) { #statement })
        }
        _ => statement,
    }
}

/// Whether the rule is about what is behind a pointer; functions of the user take the field.
pub(super) fn is_behind(rule: &Rule) -> bool {
    let is_own = matches!(rule.what, What::With(_) | What::WithCtx(..) | What::AsyncWith(..));
    !is_own && !matches!(rule.what, What::Nested | What::When(..) | What::Other(..))
}

/// Whether maps are in a value, whose keys may be shown by `Debug` alone, of which no trait tells.
fn is_keyed(shape: &Shape) -> bool {
    match shape {
        Shape::Map(key, value) => !key.shape.is_text() || is_keyed(&value.shape),
        Shape::Vec(inner)
        | Shape::List(inner)
        | Shape::Option(inner)
        | Shape::Pointer(inner, _) => is_keyed(&inner.shape),
        _ => false,
    }
}

/// Goes into the values of such maps, from the place of the value on.
fn walked(shape: &Shape, span: Span) -> TokenStream {
    let (value, errors) = params();
    let (key, index) = (local("key"), local("index"));
    let stop = quote!(if #errors.is_full() { break; });
    match shape {
        Shape::Map(_, inner) => {
            let body = walked(&inner.shape, span);
            let entries = quote_spanned!(span=> __private::checks::entries(#value));
            quote! {
                for (#key, #value) in #entries {
                    #errors.shown_key(&__private::key!(#key), |#errors| { #body });
                    #stop
                }
            }
        }
        _ if !is_keyed(shape) => quote_spanned!(span=> #errors.enter(#value);),
        Shape::Option(inner) => {
            let body = walked(&inner.shape, span);
            quote!(if let __private::Some(#value) = #value { #body })
        }
        Shape::Pointer(inner, _) => {
            let body = walked(&inner.shape, span);
            quote!({ let #value = &**#value; #body })
        }
        Shape::Vec(inner) | Shape::List(inner) => {
            let body = walked(&inner.shape, span);
            quote! {
                for (#index, #value) in __private::checks::each(#value) {
                    #errors.index(#index, |#errors| { #body });
                    #stop
                }
            }
        }
        _ => quote_spanned!(span=> #errors.enter(#value);),
    }
}

impl<'a> Site<'a> {
    fn new(field: &'a Field, row: usize) -> Self {
        Self { field, which: vec![row], at: Vec::new(), is_here: false }
    }

    /// All rules of a value; of an `Option`, those of what is in it.
    fn rules(&self, rules: &[Rule], shape: &Shape) -> TokenStream {
        self.selected(rules, |_| true, shape)
    }

    /// Some of the rules of a value.
    fn selected(
        &self,
        rules: &[Rule],
        is_wanted: impl Fn(&Rule) -> bool,
        shape: &Shape,
    ) -> TokenStream {
        let value = local("value");
        let numbered = || rules.iter().enumerate().filter(|(_, rule)| is_wanted(rule));
        let Shape::Option(inner) = shape else {
            return numbered().map(|(i, rule)| self.inside(i).statement(rule, shape)).collect();
        };
        // rules that say something of an absent value too
        let whole = numbered().filter_map(|(i, rule)| match &rule.what {
            What::When(..) => Some(self.inside(i).statement(rule, shape)),
            What::RequiredIf(condition) => {
                let (condition, fail) = (composed::condition(condition), self.failing(i, rule));
                Some(quote!(if let __private::None = #value && #condition { #fail }))
            }
            _ => None,
        });
        let whole: TokenStream = whole.collect();
        let is_required = |rule: &Rule| matches!(rule.what, What::Required);
        let required = numbered().find(|(_, rule)| is_required(rule));
        let required = required.map(|(i, rule)| self.failing(i, rule));
        let mut present = &inner.shape;
        let mut pattern = quote!(__private::Some(#value));
        while let Shape::Option(inner) = present {
            present = &inner.shape;
            pattern = quote!(__private::Some(#pattern));
        }
        let rest = numbered().filter(|(_, rule)| {
            !is_required(rule) && !matches!(rule.what, What::When(..) | What::RequiredIf(_))
        });
        let rest: TokenStream =
            rest.map(|(i, rule)| self.inside(i).statement(rule, present)).collect();
        let rest = match (rest.is_empty(), required) {
            (true, None) => TokenStream::new(),
            (true, Some(fail)) => quote!(if let __private::None = #value { #fail }),
            (false, None) => quote!(if let #pattern = #value { #rest }),
            (false, Some(fail)) => quote! {
                if let __private::None = #value { #fail }
                if let #pattern = #value { #rest }
            },
        };
        quote!(#rest #whole)
    }

    fn inside(&self, i: usize) -> Self {
        let mut which = self.which.clone();
        which.push(i);
        Self { field: self.field, which, at: self.at.clone(), is_here: self.is_here }
    }

    /// The cold call that adds the violation.
    fn fail(&self) -> TokenStream {
        let (value, errors) = params();
        let mut which = self.which.iter().map(|i| Literal::usize_unsuffixed(*i));
        let at = &self.at;
        let rules = quote!(<Self as __private::Fields>::RULES);
        if self.is_here {
            let shown = if self.field.shows_value {
                quote!(__private::Some(#value))
            } else {
                quote!(__private::None)
            };
            quote!(#errors.broken_here(#rules, &[#(#which),*], &[#(#at),*], #shown);)
        } else if self.field.shows_value {
            quote!(#errors.broken_showing(#rules, &[#(#which),*], &[#(#at),*], #value);)
        } else if at.is_empty()
            && let (Some(field), Some(rule), None) = (which.next(), which.next(), which.next())
        {
            quote!(#errors.broken(#rules, #field, #rule);)
        } else {
            let which = self.which.iter().map(|i| Literal::usize_unsuffixed(*i));
            quote!(#errors.broken_inside(#rules, &[#(#which),*], &[#(#at),*]);)
        }
    }

    /// The cold call, in the rule's group alone if it has one.
    fn failing(&self, i: usize, rule: &Rule) -> TokenStream {
        grouped(rule, self.inside(i).fail())
    }

    fn statement(&self, rule: &Rule, shape: &Shape) -> TokenStream {
        grouped(rule, self.ungrouped(rule, shape))
    }

    fn ungrouped(&self, rule: &Rule, shape: &Shape) -> TokenStream {
        let (value, errors) = params();
        if let Shape::Pointer(inner, _) = shape
            && is_behind(rule)
        {
            let body = self.ungrouped(rule, &inner.shape);
            return quote!({ let #value = &**#value; #body });
        }
        if let Some(map) = &rule.mapped {
            let body = self.checked(rule, shape);
            let json = self.json();
            return quote!(#errors.mapped(#json, #map, |#errors| { #body }););
        }
        self.checked(rule, shape)
    }

    fn checked(&self, rule: &Rule, shape: &Shape) -> TokenStream {
        let (value, errors) = params();
        let span = rule.span();
        let json = self.json();
        match &rule.what {
            What::When(condition, inner) => {
                let (condition, body) = (composed::condition(condition), self.rules(inner, shape));
                quote!(if #condition { #body })
            }
            What::Keys(inner) | What::Values(inner) => {
                self.entries(inner, matches!(rule.what, What::Keys(_)), shape, span)
            }
            What::Named(path) => {
                let at = &self.at;
                let check = quote_spanned! {span=>
                    __private::RuleFor::check(&#path, #value, #errors)
                };
                quote!(#errors.place(#json, &[#(#at),*], |#errors| #check);)
            }
            What::Nested if !self.field.is_general && is_keyed(shape) => {
                let (at, body) = (&self.at, walked(shape, span));
                quote!(#errors.place(#json, &[#(#at),*], |#errors| { #body });)
            }
            What::Nested if self.at.is_empty() && (self.is_here || self.field.serde.flatten) => {
                quote_spanned!(span=> #errors.enter(#value);)
            }
            What::Nested if self.at.is_empty() => {
                quote_spanned!(span=> #errors.nested(#json, #value);)
            }
            What::Nested => {
                let at = &self.at;
                quote_spanned!(span=> #errors.nested_at(#json, &[#(#at),*], #value);)
            }
            What::Each(inner) => self.each(inner, shape, span),
            // the second pass
            What::AsyncWith(..) => TokenStream::new(),
            What::With(path) | What::WithCtx(path, _) => {
                let violation = local("violation");
                let at = &self.at;
                let text = |text: &Option<syn::LitStr>| match text {
                    Some(text) => quote!(__private::Some(#text)),
                    None => quote!(__private::None),
                };
                let (code, message) = (text(&rule.code), text(&rule.message));
                let span = syn::spanned::Spanned::span(path);
                // a function of another type is a fault at its name
                let value = Ident::new("value", Span::mixed_site().located_at(span));
                let mut verdict = quote_spanned! {span=>
                    __private::checks::Verdict::violation(#path(#value))
                };
                if let What::WithCtx(_, ty) = &rule.what {
                    let context = Ident::new("context", Span::mixed_site().located_at(span));
                    let ty = ty.as_ref().map(|ty| quote!(: &#ty));
                    verdict = quote_spanned! {span=>
                        #errors.in_context(|#context #ty| {
                            __private::checks::Verdict::violation(#path(#value, #context))
                        })
                    };
                }
                let name = rule.name();
                quote! {
                    if let __private::Some(#violation) = #verdict {
                        #errors.broken_own((#json, &[#(#at),*], #name), #violation, #code, #message);
                    }
                }
            }
            _ => {
                if let (&[_, _], false) =
                    (self.which.as_slice(), self.field.shows_value || self.is_here)
                {
                    let mut out = Emit::default();
                    keep(&errors, json, rule, shape, &mut out);
                    return out.finish();
                }
                let holds = holds::holds(rule, shape);
                let fail = self.fail();
                quote!(if !#holds { #fail })
            }
        }
    }

    /// The field's name in paths, nothing where the path has it.
    fn json(&self) -> &str {
        if self.is_here { "" } else { &self.field.json }
    }

    /// The rules of a map's keys or of its values.
    fn entries(&self, rules: &[Rule], is_keys: bool, shape: &Shape, span: Span) -> TokenStream {
        let (value, errors) = params();
        let (key, json, at) = (local("key"), self.json(), &self.at);
        let inside =
            Self { field: self.field, which: self.which.clone(), at: Vec::new(), is_here: true };
        let shape = match shape {
            Shape::Map(key, _) if is_keys => &key.shape,
            Shape::Map(_, value) => &value.shape,
            _ => &Shape::Other,
        };
        let body = inside.rules(rules, shape);
        if body.is_empty() {
            return body;
        }
        let entries = quote_spanned!(span=> __private::checks::entries(#value));
        let checked = if is_keys { quote!(let #value = #key;) } else { TokenStream::new() };
        let entry = if is_keys { quote!((#key, _)) } else { quote!((#key, #value)) };
        quote! {
            #errors.place(#json, &[#(#at),*], |#errors| {
                for #entry in #entries {
                    #errors.shown_key(&__private::key!(#key), |#errors| {
                        #checked
                        #body
                    });
                    if #errors.is_full() {
                        break;
                    }
                }
            });
        }
    }

    fn each(&self, rules: &[Rule], shape: &Shape, span: Span) -> TokenStream {
        let (value, errors) = params();
        let element = match shape {
            Shape::Vec(element) | Shape::List(element) => Some(element),
            _ => None,
        };
        let mut statements = TokenStream::new();
        let index = local(&format!("index_{}", self.at.len()));
        let mut inside = Self {
            field: self.field,
            which: self.which.clone(),
            at: [self.at.as_slice(), std::slice::from_ref(&index)].concat(),
            is_here: self.is_here,
        };
        // a list is checked by its own impl, which walks it faster
        let is_nested = |rule: &Rule| matches!(rule.what, What::Nested);
        let is_walked = !self.field.is_general && is_keyed(shape);
        let walks = rules.iter().any(|rule| !is_nested(rule)) || element.is_none() || is_walked;
        if let (Some(_), Some(nested), true) = (
            element.filter(|_| !is_walked),
            rules.iter().find(|rule| is_nested(rule)),
            self.at.is_empty(),
        ) {
            statements.extend(self.statement(nested, shape));
            inside.which.clone_from(&self.which);
        } else if !walks {
            let nested = rules.iter().filter(|rule| is_nested(rule));
            return nested.map(|rule| self.statement(rule, shape)).collect();
        }
        if walks {
            let lifted = !statements.is_empty();
            let shape = element.map_or(&Shape::Other, |element| &element.shape);
            let body = inside.without_nested(rules, shape, lifted);
            statements.extend(quote_spanned! {span=>
                for (#index, #value) in __private::checks::each(#value) {
                    #body
                    if #errors.is_full() {
                        break;
                    }
                }
            });
        }
        statements
    }

    /// The rules of an element, but for `nested` where the list itself has done it.
    fn without_nested(&self, rules: &[Rule], shape: &Shape, lifted: bool) -> TokenStream {
        if !lifted {
            return self.rules(rules, shape);
        }
        let numbered = rules.iter().enumerate();
        let kept = numbered.filter(|(_, rule)| !matches!(rule.what, What::Nested));
        kept.map(|(i, rule)| self.inside(i).statement(rule, shape)).collect()
    }
}
