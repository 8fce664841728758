//! `#[methods]`: reads the block, rewrites its bodies, and binds every name to its definition.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser as _};
use syn::{FnArg, Generics, Pat, ReturnType, Type, Visibility};

use super::body::{Other, Rewriter, bare};
use super::doings::Around;
use super::here::{code, moved, standing, told};
use super::meta::{self, ClassMeta, Slot};
use super::names::Named;
use super::scope::{Scope, Uses};
use super::sorted::Sorted;
use super::types::{FIRST_OF_METHODS, Owner, Types};
use super::{Block, Settings, attached, expand, names, once, overrides, quietly};
use crate::kit::{Ctxt, LazyBlock, LazyFn, LazyImpl, LazyMember};

/// What the methods of a class are, where a `cfg` below `#[methods]` leaves them out.
const LEFT_OUT: &str = "`#[cfg]` leaves out the methods of a class that is there: write it on both";

/// What the class's macro passes on, and the block.
pub(super) struct Bound {
    settings: Settings,
    vis: Visibility,
    generics: Generics,
    name: Ident,
    secrets: Vec<(Ident, Type)>,
    mro: Vec<ClassMeta>,
    via: Vec<(usize, usize)>,
    doc: String,
    block: LazyImpl,
}

impl Bound {
    /// `{ what the class's macro passes on } block`
    pub(super) fn read(input: TokenStream) -> syn::Result<Self> {
        let mut tokens = input.into_iter();
        let pre = match tokens.next() {
            Some(TokenTree::Group(pre)) => pre.stream(),
            _ => TokenStream::new(),
        };
        let Block(block) = Block::read(tokens.collect())?;
        let call_site = proc_macro2::Span::call_site();
        let mut block = block.ok_or_else(|| syn::Error::new(call_site, LEFT_OUT))?;
        attached::logged(&mut block);
        let place = block.self_name().map_or(call_site, Ident::span);
        let parser = |pre: ParseStream<'_>| Self::of(pre, block);
        let metaclass = written_metaclass(&pre);
        let mut bound = standing(place, || parser.parse2(moved(pre)))?;
        // a fault of the metaclass is one of what names it
        bound.settings.metaclass = quietly(metaclass).or(bound.settings.metaclass);
        Ok(bound)
    }

    fn of(pre: ParseStream<'_>, block: LazyImpl) -> syn::Result<Self> {
        let settings = pre.parse()?;
        let (head, generics, clause, fields);
        syn::braced!(head in pre);
        syn::braced!(generics in pre);
        syn::braced!(clause in pre);
        syn::braced!(fields in pre);
        let (vis, name) = (head.parse()?, head.parse()?);
        let mut generics: Generics = generics.parse()?;
        generics.where_clause = clause.parse()?;
        let mut secrets = Vec::new();
        while !fields.is_empty() {
            let field;
            syn::braced!(field in fields);
            secrets.push((field.parse()?, field.parse()?));
        }
        let text = || pre.parse::<Literal>().map(|text| meta::text(&text));
        let (meta, via, doc) = (text()?, text()?, text()?);
        let via = via.split(' ').filter_map(|pair| {
            let (base, at) = pair.split_once('.')?;
            Some((base.parse().ok()?, at.parse().ok()?))
        });
        Ok(Self {
            settings,
            vis,
            generics,
            name,
            secrets,
            mro: meta::read(&meta),
            via: via.collect(),
            doc,
            block,
        })
    }
}

/// The metaclass where the class names it, in what the class's macro passes on.
fn written_metaclass(pre: &TokenStream) -> TokenStream {
    let Some(TokenTree::Group(settings)) = pre.clone().into_iter().next() else {
        return TokenStream::new();
    };
    match settings.stream().into_iter().nth(2) {
        Some(TokenTree::Group(metaclass)) => metaclass.stream(),
        _ => TokenStream::new(),
    }
}

/// A method that subclasses see.
#[expect(clippy::struct_excessive_bools, reason = "each is a word that it has or has not")]
pub(super) struct Method {
    pub(super) slot: Slot,
    pub(super) function: LazyFn,
    pub(super) has_body: bool,
    /// Its body, for any subclass's object.
    pub(super) body: TokenStream,
    pub(super) is_bound: bool,
    /// Its `mut self` is changed as a whole.
    pub(super) is_mut: bool,
    /// It has `#[overrides]`.
    pub(super) must_override: bool,
}

/// A class attribute.
pub(super) struct Constant {
    pub(super) slot: Slot,
    pub(super) name: Ident,
    pub(super) ty: Type,
    pub(super) must_override: bool,
}

/// What this class alone has.
pub(super) struct Alone {
    /// Of a function or a constant.
    pub(super) name: Option<Ident>,
    /// It is a function with `#[overrides]`.
    pub(super) must_override: bool,
    pub(super) tokens: TokenStream,
}

impl ToTokens for Alone {
    fn to_tokens(&self, out: &mut TokenStream) {
        self.tokens.to_tokens(out);
    }
}

/// All that `expand` needs.
pub(super) struct Class {
    pub(super) settings: Settings,
    pub(super) vis: Visibility,
    pub(super) owner: Owner,
    pub(super) secrets: Vec<(Ident, Type)>,
    /// The MRO, the class itself first, `object` last.
    pub(super) mro: Vec<ClassMeta>,
    pub(super) via: Vec<(usize, usize)>,
    pub(super) named: Named,
    pub(super) doc: String,
    pub(super) types: TokenStream,
    pub(super) methods: Vec<Method>,
    pub(super) helpers: Vec<Method>,
    /// Its class attributes.
    pub(super) constants: Vec<Constant>,
    /// What stays as it is written: constants, associated functions of this class alone.
    pub(super) others: Vec<Alone>,
    /// A fault is reported: what is written must only keep it from becoming several.
    pub(super) is_faulty: bool,
}

pub(super) fn expand(input: Bound) -> TokenStream {
    let id = input.mro.first().map_or(0, |class| class.id);
    let is_second = input
        .block
        .self_name()
        .is_some_and(|name| !input.settings.is_pass && once::is_second(name, id));
    standing(input.name.span(), || if is_second { second(input) } else { expand_here(input) })
}

/// The fault of a second block, with its signatures, so that their uses are no further ones.
fn second(input: Bound) -> TokenStream {
    let Bound { settings, name, mut block, .. } = input;
    let cx = Ctxt::default();
    let at = block.self_name().unwrap_or(&name);
    cx.error(
        at,
        format_args!(
            "`{name}` has its `#[methods]`, which are one block: write these there; what no subclass \
             sees may be a plain `impl {name}`"
        ),
    );
    block.attrs.clear();
    let (errors, block) = (told(&settings.root, cx.into_errors()), super::signatures(block));
    code!(#errors #block)
}

fn expand_here(input: Bound) -> TokenStream {
    let cx = Ctxt::default();
    let mut class = read(&cx, input);
    overrides::check(&cx, &mut class);
    class.is_faulty = !cx.is_clean();
    let code = expand::expand(&class);
    let errors = told(&class.settings.root, cx.into_errors());
    code!(#errors #code)
}

fn read(cx: &Ctxt, input: Bound) -> Class {
    let Bound { settings, vis, generics, name, secrets, mut mro, via, doc, mut block } = input;
    if !settings.is_pass {
        super::block::check(cx, &generics, &name, &mut block);
    }
    let owner = names::owner(&name, &generics);
    let fields = mro.first().map_or(&[][..], |class| &class.fields);
    let mut types = Types::from(FIRST_OF_METHODS).knowing(fields);
    mro.push(ClassMeta::object());
    let mut sorted = Sorted::default();
    for member in block.members {
        match member {
            LazyMember::Fn(function) => sorted.function(cx, &owner, &mut types, &mro, *function),
            LazyMember::Other(tokens) => sorted.other(&owner, &mut types, &mro, tokens),
        }
    }
    let Sorted { mut methods, mut helpers, constants, others } = sorted;
    let inherited =
        |name: &str, mro: &[ClassMeta]| mro.iter().skip(1).any(|c| c.slot(name).is_some());
    let (slots, definitions): (Vec<&Slot>, Vec<String>) = {
        let all = methods.iter().map(|m| (&m.slot, m.has_body));
        let all: Vec<_> = all.chain(constants.iter().map(|one| (&one.slot, true))).collect();
        (
            all.iter().map(|(slot, _)| *slot).filter(|s| !inherited(&s.name, &mro)).collect(),
            all.iter().filter(|(_, body)| *body).map(|(slot, _)| slot.name.clone()).collect(),
        )
    };
    let slots: Vec<Slot> = slots.into_iter().cloned().collect();
    if let Some(own) = mro.first_mut() {
        own.lines.clear();
        (own.slots, own.definitions) = (slots, definitions);
    }
    let named = Named::of(&settings, &owner, &mro, &via);
    let uses = rewrite(cx, &settings, &owner, &mro, &via, &named, &mut methods, &mut helpers);
    let is_bound = settings.is_dyn || methods.iter().chain(&helpers).any(|m| m.is_bound);
    if let Some(own) = mro.first_mut() {
        (own.calls, own.reads, own.writes) = (uses.calls, uses.reads, uses.writes);
        (own.waits, own.bounds, own.parts) = (uses.waits, uses.bounds, uses.parts);
        own.has_bound_bodies = is_bound;
    }
    let types = types.impls();
    Class {
        settings,
        vis,
        owner,
        secrets,
        mro,
        via,
        named,
        doc,
        types,
        methods,
        helpers,
        constants,
        others,
        is_faulty: false,
    }
}

/// Rewrites all bodies; what they used together becomes the method table and the views.
#[expect(clippy::too_many_arguments, reason = "what a class is, before it is one")]
fn rewrite(
    cx: &Ctxt,
    settings: &Settings,
    owner: &Owner,
    mro: &[ClassMeta],
    via: &[(usize, usize)],
    named: &Named,
    methods: &mut [Method],
    helpers: &mut [Method],
) -> Uses {
    let Owner { name, arguments, .. } = owner;
    let mut scope = Scope {
        mro,
        own_type: code!(#name #arguments),
        helpers: helpers.iter().map(|h| (h.slot.name.clone(), h.slot.receiver)).collect(),
        bases: &settings.bases,
        via,
        types: &named.names,
        is_qualified: mro.iter().skip(1).any(ClassMeta::has_bound_direct_methods),
        has_named_views: mro.first().is_some_and(ClassMeta::has_private_fields),
        cx,
    };
    let before = cx.count();
    let mut uses = all_bodies(&scope, settings.is_dyn, methods, helpers);
    let shown = if uses.is_whole { scope.shown() } else { Vec::new() };
    if shown.is_empty() {
        return uses;
    }
    // the object goes to what asks for an ancestor's `IsX`, so bodies must know that it is one
    if !scope.is_qualified {
        drop(cx.split_off(before));
        scope.is_qualified = true;
        uses = all_bodies(&scope, settings.is_dyn, methods, helpers);
    }
    uses.bound(shown);
    uses
}

/// Rewrites the bodies for objects that are known to be what the scope says.
fn all_bodies(
    scope: &Scope<'_>,
    is_dyn: bool,
    methods: &mut [Method],
    helpers: &mut [Method],
) -> Uses {
    let (cx, mut uses) = (scope.cx, Uses::default());
    if is_dyn {
        for name in names_of(scope.mro) {
            match scope.slot(&name) {
                Some((_, slot)) if slot.is_direct() => {}
                Some((_, slot)) if slot.is_async => {
                    uses.wait(None, &name);
                }
                _ => {
                    uses.call(None, &name);
                }
            }
        }
    }
    for method in methods.iter_mut().chain(helpers).filter(|method| method.has_body) {
        let mut rewriter = Rewriter {
            scope,
            uses: &mut uses,
            others: objects(&method.function),
            receiver: method.slot.receiver,
            is_mut: is_mut(&method.function),
            needs_mut: false,
            is_end: false,
            hidden: Vec::new(),
            around: Around::Reads,
            is_bound: false,
            is_conditional: false,
        };
        let before = cx.count();
        method.body = rewriter.body(method.function.body.contents());
        method.is_bound = rewriter.is_bound;
        method.is_mut = rewriter.needs_mut;
        if cx.count() > before {
            method.body = code!(loop {});
            method.function.attrs.push(syn::parse_quote!(#[allow(unused)]));
        }
    }
    uses
}

/// Every name that the class's objects have, in the order of the MRO.
pub(super) fn names_of(mro: &[ClassMeta]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for slot in mro.iter().flat_map(|class| &class.slots) {
        if !names.contains(&slot.name) {
            names.push(slot.name.clone());
        }
    }
    names
}

/// Whether it says `mut self`.
fn is_mut(function: &LazyFn) -> bool {
    matches!(function.sig.inputs.first(), Some(FnArg::Receiver(receiver))
        if receiver.mutability.is_some())
}

/// The parameters of type `&Self`.
fn objects(function: &LazyFn) -> Vec<Other> {
    let other = |input: &FnArg| {
        let FnArg::Typed(typed) = input else { return None };
        let (Type::Reference(reference), Pat::Ident(pat)) = (&*typed.ty, &*typed.pat) else {
            return None;
        };
        let is_one = reference.elem.to_token_stream().to_string() == "Self";
        is_one.then(|| Other {
            name: pat.ident.to_string(),
            is_exclusive: reference.mutability.is_some(),
            has_view: false,
        })
    };
    function.sig.inputs.iter().filter_map(other).collect()
}

impl Method {
    pub(super) fn span(&self) -> proc_macro2::Span {
        self.function.sig.ident.span()
    }

    /// Where its body stands, or its name, if it has none.
    pub(super) fn span_of_body(&self) -> proc_macro2::Span {
        match &self.function.body {
            LazyBlock::Braces(group) => group.span(),
            LazyBlock::Semi(_) => self.span(),
        }
    }

    /// The function that holds the body: `__def_name`, or `__own_name` of a helper.
    pub(super) fn body_name(&self, prefix: &str) -> Ident {
        Ident::new(&format!("{prefix}{}", bare(&self.slot.name)), self.span())
    }

    /// The parameters' types, where a fault of the signature is reported.
    pub(super) fn argument_at(&self, at: usize) -> TokenStream {
        let typed = self.function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed.ty.to_token_stream()),
            FnArg::Receiver(_) => None,
        });
        typed.into_iter().nth(at).unwrap_or_default()
    }

    pub(super) fn result_at(&self) -> TokenStream {
        match &self.function.sig.output {
            ReturnType::Type(_, ty) => ty.to_token_stream(),
            ReturnType::Default => self.function.sig.ident.to_token_stream(),
        }
    }
}
