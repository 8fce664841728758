//! The code of the rules: a comparison each, and one cold call where it fails.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;

use super::composed;
use super::literal::{self, bare};
use super::model::Field;
use super::rule::{Affix, Comparison, Interval, Op, OtherField, Rule, Sign, TextRule, Unit, What};
use super::shape::Shape;
use super::table;

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
    Site::new(field, row).selected(&field.rules, own, &field.shape)
}

/// The body of what a field's rules say of other fields too, in a method of the struct.
pub(super) fn cross_body(field: &Field, row: usize) -> TokenStream {
    Site::new(field, row).selected(&field.rules, Rule::is_cross, &field.shape)
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
                let (condition, fail) = (composed::condition(condition), self.inside(i).fail());
                Some(quote!(if let __private::None = #value && #condition { #fail }))
            }
            _ => None,
        });
        let whole: TokenStream = whole.collect();
        let is_required = |rule: &Rule| matches!(rule.what, What::Required);
        let required = numbered().find(|(_, rule)| is_required(rule));
        let required = required.map(|(i, _)| self.inside(i).fail());
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

    fn statement(&self, rule: &Rule, shape: &Shape) -> TokenStream {
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
            What::With(path) => {
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
                let verdict = quote_spanned! {span=>
                    __private::checks::Verdict::violation(#path(#value))
                };
                quote! {
                    if let __private::Some(#violation) = #verdict {
                        #errors.broken_own((#json, &[#(#at),*]), #violation, #code, #message);
                    }
                }
            }
            _ => {
                let holds = holds(rule, shape);
                if let (&[_, _], false) =
                    (self.which.as_slice(), self.field.shows_value || self.is_here)
                {
                    let data = table::in_code(rule, shape);
                    return quote!(#errors.keep(#holds, #json, #data););
                }
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
                    #errors.shown_key(#key, |#errors| {
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
        let walks = rules.iter().any(|rule| !is_nested(rule)) || element.is_none();
        if let (Some(_), Some(nested), true) =
            (element, rules.iter().find(|rule| is_nested(rule)), self.at.is_empty())
        {
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

/// The text of a value, as `&str`.
fn text(shape: &Shape, span: Span) -> TokenStream {
    let value = Ident::new("value", span);
    if shape.is_text() {
        quote!(&**#value)
    } else {
        quote_spanned!(span=> __private::checks::Text::text(#value))
    }
}

/// A condition that is true where the rule holds.
fn holds(rule: &Rule, shape: &Shape) -> TokenStream {
    let span = rule.span();
    let value = Ident::new("value", span);
    match &rule.what {
        What::Bound(op, bound) => compare(*op, bound, shape, span),
        What::Range(interval) => {
            let end_op = if interval.is_inclusive { Op::Max } else { Op::Below };
            let start = interval.start.iter().map(|start| compare(Op::Min, start, shape, span));
            let end = interval.end.iter().map(|end| compare(end_op, end, shape, span));
            let ends = start.chain(end);
            quote!((#(#ends)&&*))
        }
        What::Sign(sign) => sign_holds(*sign, shape, span),
        What::Length(unit, interval) => length_holds(*unit, interval, shape, span),
        What::Text(rule) => {
            let text = text(shape, span);
            let function = match rule {
                TextRule::Ascii => return quote!(__private::core::primitive::str::is_ascii(#text)),
                TextRule::NonBlank => quote!(nonblank),
                TextRule::Alphanumeric => quote!(alphanumeric),
                TextRule::Digits => quote!(digits),
                TextRule::Trimmed => quote!(trimmed),
                TextRule::Email => quote!(email),
                TextRule::Form(name) => {
                    let name = quote::format_ident!("{name}");
                    return quote!(__private::formats::#name(#text));
                }
            };
            quote!(__private::checks::#function(#text))
        }
        What::Affix(affix, expected) => {
            let text = text(shape, span);
            let function = match affix {
                Affix::Start => quote!(starts_with),
                Affix::End => quote!(ends_with),
                Affix::Inside => quote!(contains),
            };
            quote!(__private::checks::#function(#text, #expected))
        }
        What::NonEmpty if matches!(shape, Shape::Other | Shape::Ref) => {
            quote_spanned!(span=> __private::checks::Size::is_filled(#value))
        }
        // the emptiness of every known type is a method of its own
        What::NonEmpty => quote!(!#value.is_empty()),
        What::Pattern(_, program) => {
            let text = text(shape, span);
            let program = program.to_tokens(&quote!(__private::pattern));
            quote!({
                static PATTERN: __private::pattern::Pattern = #program;
                PATTERN.is_match(#text)
            })
        }
        What::PatternWith(path) => {
            let text = text(shape, span);
            quote!(#path.is_match(#text))
        }
        What::Among(is_one_of, values) => among(*is_one_of, values, shape, span),
        What::Unique => quote_spanned!(span=> __private::checks::unique(#value)),
        What::With(path) => quote_spanned! {syn::spanned::Spanned::span(path)=>
            __private::checks::agrees(#path(#value))
        },
        What::MultipleOf(of) => {
            let of = literal::bound(of, shape);
            quote_spanned!(span=> __private::checks::multiple_of(#value, #of))
        }
        What::Sorted => quote_spanned!(span=> __private::checks::sorted(#value)),
        What::Moment(true) => quote_spanned!(span=> __private::checks::past(#value)),
        What::Moment(false) => quote_spanned!(span=> __private::checks::future(#value)),
        What::Not(inner) => {
            let holds = holds(inner, shape);
            quote!((!#holds))
        }
        What::Other(comparison, other) => compared(*comparison, other, shape, span),
        // what is no comparison
        What::Required
        | What::RequiredIf(_)
        | What::When(..)
        | What::Named(_)
        | What::Nested
        | What::Each(_)
        | What::Keys(_)
        | What::Values(_) => quote!(true),
    }
}

/// The comparison with another field, whose absence matches nothing and bounds nothing.
fn compared(comparison: Comparison, other: &OtherField, shape: &Shape, span: Span) -> TokenStream {
    let (value, theirs) = (Ident::new("value", span), Ident::new("other", span));
    // both as text, where their types may differ
    let deref = if shape.is_text() && other.is_text { quote!(**) } else { quote!(*) };
    let (holds, absent) = match comparison {
        Comparison::Matches => {
            let same = quote_spanned!(span=> __private::checks::same);
            (quote!(#same(&#deref #value, &#deref #theirs)), quote!(false))
        }
        Comparison::LessThan => {
            let less = quote_spanned!(span=> <);
            (quote!((#deref #value #less #deref #theirs)), quote!(true))
        }
    };
    let member = &other.member;
    if other.options == 0 {
        return quote!({ let #theirs = &self.#member; #holds });
    }
    let pattern =
        (0..other.options).fold(quote!(#theirs), |inner, _| quote!(__private::Some(#inner)));
    quote!((match &self.#member { #pattern => #holds, _ => #absent }))
}

fn compare(op: Op, bound: &Expr, shape: &Shape, span: Span) -> TokenStream {
    let value = Ident::new("value", span);
    let bound = literal::bound(bound, shape);
    let operator = match op {
        Op::Min => quote_spanned!(span=> >=),
        Op::Max => quote_spanned!(span=> <=),
        Op::Above => quote_spanned!(span=> >),
        Op::Below => quote_spanned!(span=> <),
        Op::Equal => quote_spanned!(span=> ==),
    };
    if shape.is_text() {
        quote!((**#value #operator *#bound))
    } else {
        quote!((*#value #operator #bound))
    }
}

fn sign_holds(sign: Sign, shape: &Shape, span: Span) -> TokenStream {
    let value = Ident::new("value", span);
    let is_float = matches!(shape, Shape::Float(_));
    match (sign, shape) {
        (Sign::Positive, Shape::Int(_)) => quote!((*#value > 0)),
        (Sign::Positive, _) if is_float => quote!((*#value > 0.0)),
        (Sign::Negative, Shape::Int(_)) => quote!((*#value < 0)),
        (Sign::Negative, _) if is_float => quote!((*#value < 0.0)),
        (Sign::Nonzero, Shape::Int(_)) => quote!((*#value != 0)),
        (Sign::Finite, _) if is_float => quote!(#value.is_finite()),
        (Sign::Positive, _) => quote_spanned!(span=> __private::checks::positive(#value)),
        (Sign::Negative, _) => quote_spanned!(span=> __private::checks::negative(#value)),
        (Sign::Nonzero, _) => quote_spanned!(span=> __private::checks::nonzero(#value)),
        (Sign::Finite, _) => quote_spanned!(span=> __private::checks::finite(#value)),
    }
}

fn length_holds(unit: Unit, interval: &Interval, shape: &Shape, span: Span) -> TokenStream {
    let value = Ident::new("value", span);
    let start = interval.start.as_ref().map_or_else(|| quote!(0), |start| quote!(#start));
    let end = match &interval.end {
        None => quote!(__private::core::primitive::usize::MAX),
        Some(end) if interval.is_inclusive => quote!(#end),
        Some(end) => quote!(#end - 1),
    };
    match unit {
        Unit::Chars => {
            let text = text(shape, span);
            quote!(__private::checks::chars(#text, #start, #end))
        }
        Unit::Bytes => {
            let text = text(shape, span);
            quote!(__private::checks::length((#text).len(), #start, #end))
        }
        Unit::Items => {
            let length = match shape {
                Shape::Other | Shape::Ref => {
                    quote_spanned!(span=> __private::checks::Items::items(#value))
                }
                _ => quote!(#value.len()),
            };
            quote!(__private::checks::length(#length, #start, #end))
        }
    }
}

fn among(is_one_of: bool, values: &[Expr], shape: &Shape, span: Span) -> TokenStream {
    let value = Ident::new("value", span);
    let (yes, no) =
        if is_one_of { (quote!(true), quote!(false)) } else { (quote!(false), quote!(true)) };
    let is_whole = matches!(shape, Shape::Int(_) | Shape::Char);
    if (shape.is_text() || is_whole) && values.iter().all(literal::is_literal) {
        let read = if is_whole { quote!(*#value) } else { quote!(&**#value) };
        let values = values.iter().map(bare);
        return quote!(match #read { #(#values)|* => #yes, _ => #no });
    }
    let equal = values.iter().map(|other| compare(Op::Equal, other, shape, span));
    let not = (!is_one_of).then(|| quote!(!));
    quote!((#not (#(#equal)||*)))
}
