//! Literals that rules compare with, read where the user wrote one.

use std::cmp::Ordering;

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprRange, Lit, RangeLimits, UnOp};

use super::shape::{IntType, Shape};
use super::written::written;
use crate::kit::Emit;

/// A number as it was written.
#[derive(Clone, Copy)]
pub(crate) enum Number {
    Int { is_negative: bool, magnitude: u128 },
    Float(f64),
}

impl Number {
    pub(crate) const ZERO: Self = Self::Int { is_negative: false, magnitude: 0 };

    /// The number that an expression spells, if it is a literal.
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        match bare(expr) {
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
                Some(match Self::of(&unary.expr)? {
                    Self::Int { is_negative, magnitude } => {
                        Self::Int { is_negative: !is_negative, magnitude }
                    }
                    Self::Float(value) => Self::Float(-value),
                })
            }
            Expr::Lit(lit) => match &lit.lit {
                Lit::Int(lit) => {
                    Some(Self::Int { is_negative: false, magnitude: lit.base10_parse().ok()? })
                }
                Lit::Float(lit) => Some(Self::Float(lit.base10_parse().ok()?)),
                _ => None,
            },
            _ => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only what a float bound would lose too")]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Int { is_negative: true, magnitude } => -(magnitude as f64),
            Self::Int { magnitude, .. } => magnitude as f64,
            Self::Float(value) => value,
        }
    }

    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        let (Self::Int { .. }, Self::Int { .. }) = (self, other) else {
            return self.as_f64().partial_cmp(&other.as_f64());
        };
        let ((is_negative, a), (is_other_negative, b)) = (self.parts(), other.parts());
        Some(match (is_negative, is_other_negative) {
            (false, false) => a.cmp(&b),
            (true, true) => b.cmp(&a),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        })
    }

    /// Sign and magnitude of a whole number; zero has no sign.
    fn parts(self) -> (bool, u128) {
        match self {
            Self::Int { is_negative, magnitude } => (is_negative && magnitude > 0, magnitude),
            Self::Float(_) => (false, 0),
        }
    }

    pub(crate) fn fits(self, ty: &IntType) -> bool {
        match (self, self.parts()) {
            (Self::Float(_), _) => false,
            (_, (true, magnitude)) => magnitude <= ty.below_zero,
            (_, (false, magnitude)) => magnitude <= ty.max,
        }
    }

    /// The number as a `Param`.
    fn param(self) -> TokenStream {
        match self {
            Self::Float(value) => float_param(value),
            Self::Int { is_negative, magnitude } => {
                let number = Literal::u128_unsuffixed(magnitude);
                match i128::try_from(magnitude) {
                    Ok(_) if is_negative => quote!(__private::Param::Int(-#number)),
                    Ok(_) => quote!(__private::Param::Int(#number)),
                    Err(_) => quote!(__private::Param::Uint(#number)),
                }
            }
        }
    }
}

fn float_param(value: f64) -> TokenStream {
    if value.is_finite() {
        let (sign, number) =
            (value.is_sign_negative().then(|| quote!(-)), Literal::f64_unsuffixed(value.abs()));
        quote!(__private::Param::Float(#sign #number))
    } else {
        let text = value.to_string();
        quote!(__private::checks::param::str(#text))
    }
}

/// Reads an expression; a literal and an interval of two need no parser.
pub(super) fn parse(tokens: &TokenStream) -> syn::Result<Expr> {
    usual(tokens).map_or_else(|| syn::parse2(tokens.clone()), Ok)
}

fn usual(tokens: &TokenStream) -> Option<Expr> {
    let mut tokens = tokens.clone().into_iter();
    let literal = |first: Option<TokenTree>| match first {
        Some(TokenTree::Literal(lit)) => {
            Some(Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::new(lit) }))
        }
        _ => None,
    };
    let start = literal(tokens.next())?;
    let Some(first) = dot(tokens.next())? else { return Some(start) };
    let (second, third) = (dot(tokens.next())??, tokens.next()?);
    let TokenTree::Punct(equals) = third else { return None };
    let end = literal(tokens.next())?;
    if equals.as_char() != '=' || tokens.next().is_some() {
        return None;
    }
    let spans = [first, second, equals.span()];
    Some(Expr::Range(ExprRange {
        attrs: Vec::new(),
        start: Some(Box::new(start)),
        limits: RangeLimits::Closed(syn::token::DotDotEq { spans }),
        end: Some(Box::new(end)),
    }))
}

/// The place of a dot, where a token is one; `Some(None)` where there is no token.
#[expect(clippy::option_option, reason = "three cases, each of which `?` tells")]
fn dot(token: Option<TokenTree>) -> Option<Option<Span>> {
    match token {
        None => Some(None),
        Some(TokenTree::Punct(dot)) if dot.as_char() == '.' => Some(Some(dot.span())),
        Some(_) => None,
    }
}

/// The expression inside parentheses and the invisible groups of `macro_rules!`.
pub(crate) fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => bare(&paren.expr),
        Expr::Group(group) => bare(&group.expr),
        expr => expr,
    }
}

/// The text that an expression spells, if it is a literal.
pub(crate) fn text(expr: &Expr) -> Option<String> {
    match bare(expr) {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an expression is a literal, signed or not.
pub(crate) fn is_literal(expr: &Expr) -> bool {
    Number::of(expr).is_some() || matches!(bare(expr), Expr::Lit(_))
}

/// Whether an expression is a number or the name of a constant, which a constant may read.
pub(crate) fn is_constant(expr: &Expr) -> bool {
    Number::of(expr).is_some() || matches!(bare(expr), Expr::Path(_))
}

/// A bound as code: a whole number stands for a fraction too where the field is a float.
pub(crate) fn bound(expr: &Expr, shape: &Shape) -> TokenStream {
    if let (Shape::Float(_), Some(Number::Int { is_negative, magnitude })) =
        (shape, Number::of(expr))
    {
        let mut number =
            Literal::f64_unsuffixed(Number::Int { is_negative: false, magnitude }.as_f64());
        number.set_span(syn::spanned::Spanned::span(expr));
        return if is_negative { quote!(-#number) } else { number.into_token_stream() };
    }
    bare(expr).to_token_stream()
}

/// Writes what `bound` gives.
pub(crate) fn write_bound(expr: &Expr, shape: &Shape, out: &mut Emit) {
    if matches!(shape, Shape::Float(_)) {
        out.tokens(&bound(expr, shape));
    } else {
        out.expr(bare(expr));
    }
}

/// A bound as a `Param` of the rule's data.
pub(crate) fn param(expr: &Expr, shape: &Shape) -> TokenStream {
    if let Some(number) = Number::of(expr) {
        return match shape {
            Shape::Float(_) => float_param(number.as_f64()),
            _ => number.param(),
        };
    }
    let inner = bare(expr);
    if let Expr::Lit(lit) = inner {
        match &lit.lit {
            Lit::Str(text) => return quote!(__private::checks::param::str(#text)),
            Lit::Bool(value) => return quote!(__private::Param::Bool(#value)),
            Lit::Char(value) => {
                let text = value.value().to_string();
                return quote!(__private::checks::param::str(#text));
            }
            _ => {}
        }
    }
    let named = match shape {
        Shape::Int(ty) => Some(ty.name),
        Shape::Float(name) => Some(*name),
        Shape::Bool => Some("bool"),
        Shape::Text | Shape::Str => Some("str"),
        _ => None,
    };
    match named {
        Some(name) => {
            let name = quote::format_ident!("{name}");
            quote!(__private::checks::param::#name(#inner))
        }
        None => {
            let text = written(inner.to_token_stream());
            quote!(__private::checks::param::str(#text))
        }
    }
}
