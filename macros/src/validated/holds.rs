//! What a single rule compares: a condition that is true where it holds.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;

use super::literal::{self, bare};
use super::rule::{Affix, Comparison, Interval, Op, OtherField, Rule, Sign, TextRule, Unit, What};
use super::shape::Shape;
use crate::kit::Emit;

/// The text of a value, as `&str`.
fn text(shape: &Shape, span: Span) -> TokenStream {
    let value = Ident::new("value", span);
    if shape.is_text() {
        quote!(&**#value)
    } else {
        quote_spanned!(span=> __private::checks::Text::text(#value))
    }
}

/// Writes a condition that is true where the rule holds.
pub(super) fn write(rule: &Rule, shape: &Shape, out: &mut Emit) {
    let span = rule.span();
    match &rule.what {
        What::Bound(op, bound) if !shape.is_text() => {
            out.parens(|out| {
                out.sign('*');
                out.word_at("value", span);
                let operator = match op {
                    Op::Min => ">=",
                    Op::Max => "<=",
                    Op::Above => ">",
                    Op::Below => "<",
                    Op::Equal => "==",
                };
                out.operator(operator, span);
                literal::write_bound(bound, shape, out);
            });
        }
        What::Text(rule) if shape.is_text() => {
            match rule {
                TextRule::Ascii => out.private(&["core", "primitive", "str", "is_ascii"]),
                TextRule::NonBlank => out.private(&["checks", "nonblank"]),
                TextRule::Alphanumeric => out.private(&["checks", "alphanumeric"]),
                TextRule::Digits => out.private(&["checks", "digits"]),
                TextRule::Trimmed => out.private(&["checks", "trimmed"]),
                TextRule::Email => out.private(&["checks", "email"]),
                TextRule::Form(name) => out.private(&["formats", name]),
            }
            out.parens(|out| write_text(span, out));
        }
        What::Length(unit @ (Unit::Chars | Unit::Items), interval)
            if (*unit == Unit::Chars && shape.is_text())
                || (*unit == Unit::Items && matches!(shape, Shape::Vec(_))) =>
        {
            let is_chars = *unit == Unit::Chars;
            out.private(&["checks", if is_chars { "chars" } else { "length" }]);
            out.parens(|out| {
                if is_chars {
                    write_text(span, out);
                } else {
                    out.word_at("value", span);
                    out.sign('.');
                    out.word("len");
                    out.parens(|_| {});
                }
                out.sign(',');
                match &interval.start {
                    Some(start) => out.expr(start),
                    None => out.tree(Literal::u8_unsuffixed(0)),
                }
                out.sign(',');
                match &interval.end {
                    None => out.private(&["core", "primitive", "usize", "MAX"]),
                    Some(end) if interval.is_inclusive => out.expr(end),
                    Some(end) => {
                        if is_operand(end) {
                            out.expr(end);
                        } else {
                            out.parens(|out| out.expr(end));
                        }
                        out.sign('-');
                        out.tree(Literal::u8_unsuffixed(1));
                    }
                }
            });
        }
        _ => out.tokens(&holds(rule, shape)),
    }
}

/// Whether one may be taken from an expression as it is written: not from `1 << 3`.
const fn is_operand(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(_) | Expr::Path(_))
}

/// The text of a value that is text.
fn write_text(span: Span, out: &mut Emit) {
    for sign in ['&', '*', '*'] {
        out.sign(sign);
    }
    out.word_at("value", span);
}

/// A condition that is true where the rule holds.
pub(super) fn holds(rule: &Rule, shape: &Shape) -> TokenStream {
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
        | What::WithCtx(..)
        | What::AsyncWith(..)
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
    let member = &other.at;
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
        Some(end) if is_operand(end) => quote!(#end - 1),
        Some(end) => quote!((#end) - 1),
    };
    match unit {
        Unit::Chars => {
            let text = text(shape, span);
            quote!(__private::checks::chars(#text, #start, #end))
        }
        Unit::Graphemes => {
            let text = text(shape, span);
            quote!(__private::checks::graphemes(#text, #start, #end))
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
