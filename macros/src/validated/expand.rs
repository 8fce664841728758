//! The code for a struct with rules.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, Type, TypeParamBound, WherePredicate};

use super::check::present;
use super::literal::{self, Number};
use super::model::{Deserialize, Field, Model};
use super::of_class::Role;
use super::rule::{Op, Rule, What};
use super::shape::Shape;
use super::{conditions, enums, later, nested, table, twin, usual};
use crate::kit::{Emit, bound_type_params, has_type_params};

/// Everything: a call of `guarded!`, which holds what every struct has.
pub(super) fn expand(model: &Model) -> TokenStream {
    if let Some(variants) = &model.variants {
        return enums::expand(model, variants);
    }
    if let Some(usual) = usual::expand(model) {
        return usual;
    }
    let (root, ident, vis) = (&model.root, &model.ident, &model.vis);
    let (impl_generics, types, _) = model.generics.split_for_impl();
    let bounds = bounds(model);
    let mut out = Emit::default();
    out.tokens(root);
    for word in ["__private", "guarded"] {
        out.path_sep();
        out.word(word);
    }
    out.sign('!');
    let mut outside = TokenStream::new();
    out.braces(|out| {
        out.tokens(vis);
        out.tree(ident.clone());
        let is_generic = !model.generics.params.is_empty();
        out.group_if(is_generic, Delimiter::Bracket, |out| out.tokens(&impl_generics));
        out.group_if(is_generic, Delimiter::Bracket, |out| out.tokens(&types));
        out.group_if(!bounds.is_empty(), Delimiter::Bracket, |out| out.tokens(&bounds));
        checks(model, out);
        let mut rest = model.accessors(out);
        outside = model.draft_struct(out);
        let second = later::methods(model);
        for more in [
            model.maker_methods(),
            model.methods_with(),
            second,
            model.default_fns(),
            model.clean_fns(),
            whole(model),
            model.class_methods(),
        ] {
            if !more.is_empty() {
                rest.extend(more);
            }
        }
        out.braces(|out| out.tokens(&rest));
        out.braces(|out| beside_impls(model, &bounds, out));
    });
    out.tokens(&outside);
    let makers = model.maker_structs();
    if !makers.is_empty() {
        out.tokens(&makers);
    }
    out.tokens(&model.input_struct());
    out.finish()
}

/// What stands in the scope of the impls.
pub(super) fn beside_impls(model: &Model, bounds: &TokenStream, out: &mut Emit) {
    let parts = [
        fields(model, bounds).unwrap_or_default(),
        model.maker_impls(),
        later::implementation(model, bounds).unwrap_or_default(),
        asserts(model),
        twin::deserialize(model, bounds).unwrap_or_default(),
        on_request(model),
    ];
    for part in parts.iter().filter(|part| !part.is_empty()) {
        out.tokens(part);
    }
    refuse_deserialize(model, out);
}

/// Writes the question whether serde reads the struct past its rules, which is answered at the
/// struct's name; `Otherwise` is in scope.
pub(super) fn refuse_deserialize(model: &Model, out: &mut Emit) {
    let asks = cfg!(any(feature = "serde", test)) && model.deserialize == Deserialize::Nobody;
    if !asks || !model.generics.params.is_empty() {
        return;
    }
    let span = model.ident.span();
    out.word("const");
    out.word("_");
    out.sign(':');
    out.parens(|_| {});
    out.sign('=');
    out.private_at("refuse", span);
    out.group_at(Delimiter::Parenthesis, span, |out| {
        out.private_at("Probe", span);
        out.operator("::<", span);
        out.tree(model.ident.clone());
        out.sign('>');
        out.path_sep();
        out.word("IS_READ");
    });
    out.sign(';');
}

/// What is made on request, in files of its own.
pub(super) fn on_request(model: &Model) -> TokenStream {
    let (input, json) = (model.input_impls(), twin::from_json(model));
    let schema = model.schema();
    quote!(#input #json #schema)
}

/// Whether a descriptor stands on a field, which asks whether rules look at several fields.
fn is_described(model: &Model) -> bool {
    model.fields.iter().any(|field| field.has_descriptor)
}

/// What other macros and the checks inside of elements read of the struct, if anything does.
pub(super) fn fields(model: &Model, bounds: &TokenStream) -> Option<TokenStream> {
    let ident = &model.ident;
    let (impl_generics, types, _) = model.generics.split_for_impl();
    let clean = match &model.variants {
        Some(variants) => enums::clean(model, variants),
        None => model.clean_method(),
    };
    let cross = model.is_cross().then(|| {
        quote!(
            const CROSS: __private::bool = true;
        )
    });
    let rules = table::is_read(model).then(|| {
        let rules = table::rules(model);
        quote!(const RULES: __private::Rules = #rules;)
    });
    (rules.is_some() || clean.is_some() || is_described(model)).then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics __private::Fields for #ident #types #bounds {
                #cross
                #rules
                #clean
            }
        }
    })
}

/// The fields with rules, each with its row in the table.
fn ruled(model: &Model) -> impl Iterator<Item = (usize, &Field)> {
    model.fields.iter().chain(&model.held).filter(|field| field.is_ruled).enumerate()
}

/// Those that are the struct's own.
fn own(model: &Model) -> impl Iterator<Item = (usize, &Field)> {
    ruled(model).filter(|(_, field)| field.inherited.is_none())
}

/// The parts of `guarded!` that check the struct, and each field.
///
/// Only setters, `builder` and other macros on the struct check a field alone. Where nothing does,
/// the checks stand in the struct's: rustc pays for each function, whatever is in it.
fn checks(model: &Model, out: &mut Emit) {
    let (value, errors) = conditions::params();
    let apart = !model.is_open
        || model.is_crud
        || model.makers.builder
        || is_described(model)
        || model.role != Role::None
        || twin::is_made(model);
    let mut inside = Emit::default();
    for (row, field) in own(model).filter(|_| !apart) {
        let mut body = Emit::default();
        conditions::write_body(field, row, &mut body);
        if !body.is_empty() {
            inside.braces(|out| {
                out.word("let");
                out.tree(value.clone());
                for sign in ['=', '&'] {
                    out.sign(sign);
                }
                out.word("self");
                out.sign('.');
                out.member(&field.member);
                out.sign(';');
                out.append(body);
            });
        }
    }
    for field in model.fields.iter().filter(|field| field.is_checked_there()) {
        let (check, member) = (field.checker(), &field.member);
        inside.tokens(&quote!(#check(&self.#member, #errors);));
    }
    if model.is_cross() {
        inside.tokens(&quote!(self.__dunder_check(#errors);));
    }
    let inside = inside.finish();
    let is_told = !inside.is_empty() || apart && own(model).next().is_some();
    out.word("self");
    out.tree(if is_told { errors.clone() } else { format_ident!("_errors") });
    out.tree(Group::new(Delimiter::Brace, inside));
    out.braces(|out| {
        out.tree(value.clone());
        out.tree(errors.clone());
        for (row, field) in own(model).filter(|_| apart) {
            out.tree(field.check_fn());
            out.member(&field.member);
            out.braces(|out| conditions::write_check(field, row, out));
            out.ty(&field.ty);
            out.sign(';');
        }
    });
}

/// The comparisons of constants alone, beside a struct whose rules have faults.
pub(super) fn beside(model: &Model) -> TokenStream {
    let (root, asserts) = (&model.root, asserts(model));
    if asserts.is_empty() {
        return TokenStream::new();
    }
    quote!(const _: () = { use #root::__private; #asserts };)
}

/// The where-clause: type parameters in nested values have rules themselves.
pub(super) fn bounds(model: &Model) -> TokenStream {
    if !has_type_params(&model.generics) {
        let Some(clause) = &model.generics.where_clause else { return TokenStream::new() };
        let written = clause.predicates.iter();
        return quote!(where #(#written,)*);
    }
    let nested = model.fields.iter().filter(|field| {
        // what a value of the same type needs is what the impl needs anyway
        // nor is what its ancestor asks of a part another thing than what the class asks
        field.rules.iter().any(is_nested)
            && !field.is_part
            && !nested::is_of(&field.ty, &model.ident)
            && !is_bound(model, nested::inside(&field.ty))
    });
    let bound = quote!(__private::Validate);
    bound_type_params(&model.generics, nested.map(|field| nested::inside(&field.ty)), &bound)
}

/// Whether the user has written what is asked of a type: that it has rules.
fn is_bound(model: &Model, ty: &Type) -> bool {
    let written = model.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    written.into_iter().any(|predicate| match predicate {
        WherePredicate::Type(of) => {
            let is_rules = |bound: &TypeParamBound| match bound {
                TypeParamBound::Trait(of) => {
                    of.path.segments.last().is_some_and(|last| last.ident == "Validate")
                }
                _ => false,
            };
            of.bounded_ty.to_token_stream().to_string() == ty.to_token_stream().to_string()
                && of.bounds.iter().any(is_rules)
        }
        _ => false,
    })
}

/// Whether values with rules of their own are inside.
pub(super) fn is_nested(rule: &Rule) -> bool {
    match &rule.what {
        What::Nested => true,
        _ => rule.inner().iter().any(is_nested),
    }
}

/// The check of the whole value, for `check(..)`.
fn whole(model: &Model) -> TokenStream {
    if !model.is_cross() {
        return TokenStream::new();
    }
    let checks = &model.checks;
    let (value, errors) = conditions::params();
    let crossing = ruled(model).filter(|(_, field)| field.rules.iter().any(Rule::is_cross));
    let fields = crossing.map(|(row, field)| {
        let (member, body) = (field.at(), conditions::cross_body(field, row));
        quote!({ let #value = &self.#member; #body })
    });
    quote! {
        fn __dunder_check(&self, #errors: &mut __private::Errors<'_>) {
            #(#fields)*
            #(#checks(self, #errors);)*
        }
    }
}

/// What only the compiler can decide: bounds and defaults that are constants.
pub(super) fn asserts(model: &Model) -> TokenStream {
    let own = model.fields.iter().filter(|field| field.inherited.is_none());
    own.flat_map(|field| {
        let shape = present(&field.shape);
        let mut found = Vec::new();
        rule_asserts(&field.rules, shape, &mut found);
        default_asserts(field, &mut found);
        found
    })
    .filter_map(|assert| assert.tokens(model))
    .collect()
}

/// A comparison that must hold, or the message is a compile error at the place.
struct Assert<'a> {
    low: &'a Expr,
    op: TokenStream,
    high: &'a Expr,
    shape: &'a Shape,
    place: TokenStream,
    message: String,
}

impl Assert<'_> {
    fn tokens(&self, model: &Model) -> Option<TokenStream> {
        let (op, message) = (&self.op, &self.message);
        let (low, high) =
            (literal::bound(self.low, self.shape), literal::bound(self.high, self.shape));
        let span = syn::spanned::Spanned::span(&self.place);
        // a constant beside the struct can name it, but not its type parameters
        let names_self = |tokens: &TokenStream| tokens.to_string().split(' ').any(|t| t == "Self");
        if !model.generics.params.is_empty() && (names_self(&low) || names_self(&high)) {
            return None;
        }
        let (low, high) = (model.spelled(&low), model.spelled(&high));
        Some(quote_spanned!(span=>
            const _: () = __private::core::assert!(#low #op #high, #message);
        ))
    }
}

/// Whether only the compiler can compare two expressions.
fn is_open(low: &Expr, high: &Expr) -> bool {
    let is_known = |expr: &Expr| Number::of(expr).is_some();
    !(is_known(low) && is_known(high)) && literal::is_constant(low) && literal::is_constant(high)
}

fn is_numeric(shape: &Shape) -> bool {
    matches!(shape, Shape::Int(_) | Shape::Float(_))
}

fn rule_asserts<'a>(rules: &'a [Rule], shape: &'a Shape, out: &mut Vec<Assert<'a>>) {
    for rule in rules {
        let interval = match &rule.what {
            _ if rule.group.is_some() => continue,
            What::Range(interval) if is_numeric(shape) => interval,
            What::Length(_, interval) => interval,
            What::Each(inner) => {
                if let Shape::Vec(element) | Shape::List(element) = shape {
                    rule_asserts(inner, present(&element.shape), out);
                }
                continue;
            }
            _ => continue,
        };
        if let (Some(low), Some(high)) = (&interval.start, &interval.end)
            && is_open(low, high)
        {
            let op = if interval.is_inclusive { quote!(<=) } else { quote!(<) };
            let text = interval.tokens.to_string().replace(' ', "");
            let message = format!("the interval `{text}` is empty");
            let shape = if matches!(rule.what, What::Range(_)) { shape } else { &Shape::Other };
            out.push(Assert { low, op, high, shape, place: interval.tokens.clone(), message });
        }
    }
    if !is_numeric(shape) {
        return;
    }
    let bound = |wanted: [Op; 2]| {
        rules.iter().find_map(move |rule| match &rule.what {
            What::Bound(op, bound) if wanted.contains(op) && rule.group.is_none() => {
                Some((rule, *op, bound))
            }
            _ => None,
        })
    };
    if let (Some((low_rule, low_op, low)), Some((high_rule, high_op, high))) =
        (bound([Op::Min, Op::Above]), bound([Op::Max, Op::Below]))
        && is_open(low, high)
    {
        let is_closed = low_op == Op::Min && high_op == Op::Max;
        let op = if is_closed { quote!(<=) } else { quote!(<) };
        let (a, b) = (low_rule.name(), high_rule.name());
        let message = format!("no value holds `{a}` and `{b}`: the interval is empty");
        let ident = &high_rule.key.ident;
        out.push(Assert { low, op, high, shape, place: quote!(#ident), message });
    }
}

/// A default that is a constant, against bounds that are.
fn default_asserts<'a>(field: &'a Field, out: &mut Vec<Assert<'a>>) {
    let Some(default) = &field.default else { return };
    let shape = &field.shape;
    if !is_numeric(shape) || !field.sanitizers.is_empty() {
        return;
    }
    for rule in field.rules.iter().filter(|rule| rule.group.is_none()) {
        let name = rule.name();
        let mut add = |low, op, high| {
            if !is_open(low, high) {
                return;
            }
            let message = format!("the default of `{}` breaks its rule `{name}`", field.name);
            out.push(Assert { low, op, high, shape, place: quote!(#default), message });
        };
        match &rule.what {
            What::Bound(Op::Min, bound) => add(bound, quote!(<=), default),
            What::Bound(Op::Above, bound) => add(bound, quote!(<), default),
            What::Bound(Op::Max, bound) => add(default, quote!(<=), bound),
            What::Bound(Op::Below, bound) => add(default, quote!(<), bound),
            What::Range(interval) => {
                if let Some(low) = &interval.start {
                    add(low, quote!(<=), default);
                }
                if let Some(high) = &interval.end {
                    let op = if interval.is_inclusive { quote!(<=) } else { quote!(<) };
                    add(default, op, high);
                }
            }
            _ => {}
        }
    }
}
