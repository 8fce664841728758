//! `#[class]`: the struct with its ancestors' fields, and what its `#[methods]` must know.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Data, DataStruct, DeriveInput, Fields, ItemStruct, LitStr, Path, Token, Visibility};

use super::attached::Attached;
use super::derives::Derives;
use super::fields::{OwnField, own_fields, presets, private};
use super::here::{braced, code, here, moved, standing, told};
use super::hierarchy::{Ancestor, agreed, clashes, linearize, metaclass, visible};
use super::lints::allowed;
use super::meta::{self, ClassMeta, FieldMeta, Preset, Spelled};
use super::types::{Owner, Types, spelled};
use super::{Settings, attached, derives, names, once, wire};
use crate::kit::{Ctxt, Readable as _};

/// What came through the hops: the attribute's arguments, the struct, the bases' literals.
pub(super) struct Gathered {
    settings: Settings,
    item: ItemStruct,
    bases: Vec<Vec<ClassMeta>>,
    /// A base has a fault of its own, which is reported there.
    is_faulty: bool,
}

impl Gathered {
    /// `{ settings } { struct } "base" ..`
    pub(super) fn read(input: TokenStream) -> syn::Result<Self> {
        let mut tokens = input.into_iter();
        let settings = syn::parse2(tokens.next().into_iter().collect())?;
        let item = match tokens.next() {
            Some(TokenTree::Group(group)) => item(group.stream())?,
            other => item(other.into_iter().collect())?,
        };
        let (mut bases, mut is_faulty) = (Vec::new(), false);
        for token in tokens {
            let classes = meta::read(&meta::text(&syn::parse2(token.into())?));
            is_faulty |= classes.is_empty();
            bases.push(classes);
        }
        Ok(Self { settings, item, bases, is_faulty })
    }
}

/// The struct, at a glance where it is of the usual shape.
pub(super) fn item(tokens: TokenStream) -> syn::Result<ItemStruct> {
    let usual = DeriveInput::usual(&tokens);
    let Some(DeriveInput { attrs, vis, ident, generics, data: Data::Struct(data) }) = usual else {
        return syn::parse2(tokens);
    };
    let DataStruct { struct_token, fields, semi_token } = data;
    Ok(ItemStruct { attrs, vis, struct_token, ident, generics, fields, semi_token })
}

/// The expansion of a class without bases.
pub(super) fn alone(settings: Settings, tokens: TokenStream) -> TokenStream {
    match item(tokens) {
        Ok(item) => expand(Gathered { settings, item, bases: Vec::new(), is_faulty: false }),
        Err(fault) => fault.into_compile_error(),
    }
}

/// The expansion of `#[class]`, once the bases are known.
pub(super) fn expand(mut input: Gathered) -> TokenStream {
    standing(input.item.ident.span(), || {
        input.settings.root = moved(input.settings.root);
        expand_here(input)
    })
}

fn expand_here(input: Gathered) -> TokenStream {
    let cx = Ctxt::default();
    let Gathered { settings, item, bases, is_faulty } = input;
    let root = &settings.root;
    let fields = own_fields(&cx, &item, &settings.bases);
    let owner = names::owner(&item.ident, &item.generics);
    let mut types = Types::from(0);
    let mut derived = derives::read(&item.attrs);
    let is_own_fault = !cx.is_clean();
    let mut attached = attached::read(&cx, &item.attrs, &derived);
    let class = describe(&settings, &item, &fields, &mut types, &owner, &attached);
    let linear = if is_faulty { None } else { linearize(&cx, &settings, &class, &bases) };
    let (Some(mut linear), false) = (linear, is_own_fault) else {
        return fallback(&settings, &item, &fields, cx.into_errors());
    };
    visible(&cx, &settings, &class, &bases);
    clashes(&cx, &settings, &class, &mut linear);
    attached.check(&cx, &settings, &class, &linear);
    derived.check_all(&cx, linear.iter().map(|ancestor| &ancestor.class), &bases);
    let mut class = class;
    class.derives = derived.words();
    class.metaclass = metaclass(&cx, &settings, &class, &bases);
    let agreed = if cx.is_clean() { agreed(&settings, &class, &bases) } else { TokenStream::new() };
    // a fault in the hierarchy leaves a class, so that its uses are no further faults
    attached.withdraw(&cx);
    let is_flat = cx.is_clean() && wire::is_flat(&item, &derived, &linear);
    if is_flat {
        wire::clashes(&cx, &settings, &class, &linear);
    }
    let errors = told(root, cx.into_errors());

    let ItemStruct { attrs, vis, struct_token, ident, generics, .. } = &item;
    let hides_fields = linear.iter().any(|ancestor| ancestor.class.has_private_fields());
    let attrs = derived.attrs_of_object(
        &attached.told(&settings, attrs),
        hides_fields,
        root,
        is_flat,
        attached.is_validated(),
    );
    let clause = &generics.where_clause;
    // an ancestor's type holds for classes only, which live as long as the program
    let object_clause =
        if linear.is_empty() { clause.to_token_stream() } else { owner.clause.clone() };
    let own = fields.iter().map(|OwnField { attrs, vis, name, ty, .. }| {
        let attrs = attrs.iter().filter(|attr| attached.stays(attr));
        code!(#(#attrs)* #vis #name: #ty,)
    });
    let inherited = inherited(&settings, &linear, &derived, &attached);
    let private = private(&settings, &item, &owner, &fields, &derived, &class, &attached);
    let flat = is_flat.then(|| {
        let is_read = !attached.is_validated();
        wire::object(&settings, &item, &owner, &fields, &derived, &linear, is_read)
    });
    let types = types.impls();
    let is_ruled = attached.is_validated();
    let reached = wire::of_public(&settings, &item, &fields, &derived, is_ruled);
    let presets = presets(&owner, &fields, &class, reached);

    let id = class.id;
    once::class(ident, id);
    let via: Vec<String> =
        linear.iter().map(|Ancestor { base, at, .. }| format!("{base}.{at}")).collect();
    let classes: Vec<ClassMeta> =
        std::iter::once(class).chain(linear.into_iter().map(|ancestor| ancestor.class)).collect();
    let (meta, via) = (meta::write(&classes), via.join(" "));
    let secrets = fields.iter().filter(|f| !matches!(f.vis, Visibility::Public(_)));
    let secrets = secrets.map(|OwnField { name, ty, .. }| code!({ #name #ty }));
    let doc = crate::kit::docs(&item.attrs);
    let pre = code! {
        #settings { #vis #ident } { #generics } { #clause } { #(#secrets)* }
        #meta #via #doc
    };
    let rest = following(&settings, ident, id, &pre);
    let check = must_have_methods(&settings, &owner);
    let has_items = check.is_some()
        || !(types.is_empty() && private.is_empty() && presets.is_empty() && flat.is_none());
    let items = has_items.then(|| {
        code! {
            #[allow(unused_qualifications)]
            const _: () = {
                #[allow(unused_imports)]
                use #root::__private::class as __k;
                #types #private #presets #flat #check
            };
        }
    });
    // braces as the user's, so that the struct holds all that stands between them
    let place = match &item.fields {
        Fields::Named(named) => named.brace_token.span.join(),
        _ => here(),
    };
    let own = braced(code!(#(#own)* #inherited), place);
    let allowed = allowed(
        "dead_code, unreachable_pub, unused_qualifications",
        "clippy::pub_underscore_fields",
    );
    code! {
        #errors
        #(#attrs)*
        #allowed
        #vis #struct_token #ident #generics #object_clause #own
        #items
        #agreed
        #rest
    }
}

/// What the methods of the class are made by: here, or in the macro that `#[methods]` calls.
fn following(
    settings: &Settings,
    ident: &proc_macro2::Ident,
    id: u64,
    pre: &TokenStream,
) -> TokenStream {
    let root = &settings.root;
    if settings.is_pass {
        code!(#root::__private::class::methods! { { #pre } impl #ident {} })
    } else {
        let (stop, known_as) = (names::stop_of(ident, id), names::stop(ident));
        code! {
            #[doc(hidden)]
            #[allow(unused_macros)]
            macro_rules! #stop {
                ($($block:tt)*) => { #root::__private::class::methods! { { #pre } $($block)* } };
            }
            #[allow(unused_imports)]
            use #stop as #known_as;
        }
    }
}

/// What asks the compiler for the class's `#[methods]`.
fn must_have_methods(settings: &Settings, owner: &Owner) -> Option<TokenStream> {
    let Owner { name, impl_generics, arguments, clause } = owner;
    if settings.is_pass {
        return None;
    }
    if arguments.is_empty() {
        return Some(code!(let _: fn() = __k::has_methods::<#name>;));
    }
    Some(code! {
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        fn __check #impl_generics () #clause { __k::has_methods::<#name #arguments>(); }
    })
}

fn describe(
    settings: &Settings,
    item: &ItemStruct,
    fields: &[OwnField],
    types: &mut Types,
    owner: &Owner,
    attached: &Attached,
) -> ClassMeta {
    let mut own = Vec::new();
    let derived = derives::read(&item.attrs);
    let reached = attached.reached(item);
    for field in fields {
        let is_public = matches!(field.vis, Visibility::Public(_));
        let is_reached = attached.is_validated();
        let ty = if is_public || is_reached || field.preset == Preset::Required {
            types.spell(owner, &field.ty, "'static")
        } else {
            Spelled {
                written: super::types::plain(&field.ty.to_token_stream()),
                ..Spelled::default()
            }
        };
        let is_shared = is_public || is_reached;
        let shared = field.attrs.iter().filter(|attr| is_shared && attached::is_repeated(attr));
        let shared = shared.map(|attr| attr.to_token_stream().to_string());
        let mut is_own = reached.iter().filter(|one| field.name == one.field);
        let accessor = is_own.next();
        own.push(FieldMeta {
            name: field.name.to_string(),
            preset: field.preset,
            is_public,
            ty,
            attrs: wire::portable(item, field, &derived, is_reached) + &shared.collect::<String>(),
            getter: accessor.map_or(String::new(), |one| one.getter.clone()),
            shown: accessor
                .and_then(|one| one.shown.as_ref())
                .map_or(String::new(), |shown| types.spell(owner, shown, "").portable),
            setter: accessor.map_or(String::new(), |one| one.setter.clone()),
            is_edited: accessor.is_some_and(|one| one.is_edited),
        });
    }
    ClassMeta {
        id: names::id(&item.ident, &item.to_token_stream()),
        name: item.ident.to_string(),
        package: names::package(),
        is_abstract: settings.is_abstract,
        is_public: matches!(item.vis, Visibility::Public(_)),
        is_final: settings.is_final,
        is_generic: !item.generics.params.is_empty(),
        instance: super::generics::names(&item.generics).join(", "),
        is_validated: attached.is_validated(),
        is_checked: attached.has_check(),
        is_dyn: settings.is_dyn,
        derives: derived.words(),
        fields: own,
        ..ClassMeta::default()
    }
}

/// The ancestors' fields, as they stand in the object: built as text and lexed once, in which
/// `__c0` is the type of the first ancestor.
fn inherited(
    settings: &Settings,
    linear: &[Ancestor],
    derived: &Derives,
    attached: &Attached,
) -> TokenStream {
    let root = &settings.root;
    let k = format!("{root}::__private::class");
    // `$crate` is that of the token, which has no text
    let types = linear.iter().map(|ancestor| ancestor.ty.to_string());
    let types = Some(types.collect::<Vec<_>>());
    let types = types.filter(|types| !types.iter().chain([&k]).any(|text| text.contains('$')));
    let mut text = String::new();
    for (at, Ancestor { class, .. }) in linear.iter().enumerate() {
        let named = types.as_ref().and_then(|types| types.get(at));
        let owner = named.map_or_else(|| format!("__c{at}"), Clone::clone);
        for field in class.fields.iter().filter(|field| field.is_public) {
            let name = &field.name;
            let ty = spelled(&field.ty.portable, &owner, "Self");
            let attrs = attached.of_public(field, class, &owner, derived);
            let doc = format!("`{}`'s field.", class.name);
            text += &format!("#[doc = {doc:?}] {attrs} pub {name}: {ty}, ");
        }
        if class.has_private_fields() {
            let holder = class.holder();
            let attrs = attached.of_private(class, &owner, derived);
            text += &format!(
                "#[doc(hidden)] {attrs} pub {holder}: <{owner} as __k::Private>::Fields, "
            );
        }
    }
    if types.is_some() {
        return super::expand::lexed_there(&text.replace("__k::", &(k + "::")));
    }
    names::replaced(super::expand::lexed_there(&text), &|word| match word.strip_prefix("__c") {
        Some(at) => linear.get(at.parse::<usize>().ok()?).map(|ancestor| ancestor.ty.clone()),
        None => (word == "__k").then(|| code!(#root::__private::class)),
    })
}

/// After a fault: the struct with its own fields, and stand-ins for what its uses expect.
fn fallback(
    settings: &Settings,
    item: &ItemStruct,
    fields: &[OwnField],
    errors: TokenStream,
) -> TokenStream {
    let ItemStruct { attrs, vis, ident, generics, .. } = item;
    let clause = &generics.where_clause;
    let root = &settings.root;
    let errors = told(root, errors);
    let others = ["derive", "logged", "validated", "crud_api"];
    let attrs = attrs.iter().filter(|attr| !others.iter().any(|name| attr.path().is_ident(name)));
    let own = fields.iter().map(|OwnField { vis, name, ty, .. }| code!(#vis #name: #ty,));
    let (types, lifetimes) = (generics.type_params(), generics.lifetimes());
    let (types, lifetimes) = (types.map(|of| &of.ident), lifetimes.map(|of| &of.lifetime));
    // the fields that name its parameters may be those of a base
    let used = (!generics.params.is_empty()).then(
        || code!(__used: ::core::marker::PhantomData<(#(&#lifetimes (),)* #(*const #types,)*)>),
    );
    let id = names::id(ident, &item.to_token_stream());
    let (stop, known_as) = (names::stop_of(ident, id), names::stop(ident));
    let faulty = names::macro_of(ident, id);
    let exported = matches!(vis, Visibility::Public(_)).then(|| code!(#[macro_export]));
    code! {
        #errors
        #(#attrs)*
        #[allow(dead_code)]
        #vis struct #ident #generics #clause { #(#own)* #used }
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! #stop {
            ($($block:tt)*) => { #root::__private::class::stand_in! { $($block)* } };
        }
        #[allow(unused_imports)]
        use #stop as #known_as;
        #[doc(hidden)]
        #[allow(unused_macros)]
        #exported
        macro_rules! #faulty {
            (@dunder [{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
                $($next)*! { @dunder [$($rest)*] { $($acc)* "" } }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        #vis use #faulty as #ident;
    }
}

impl Parse for Settings {
    /// As `ToTokens` wrote them.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        syn::braced!(content in input);
        let root;
        syn::braced!(root in content);
        let mut settings = Self::with_root(root.parse()?);
        let flags: LitStr = content.parse()?;
        settings.set(&flags.value());
        let metaclass;
        syn::braced!(metaclass in content);
        settings.metaclass = if metaclass.is_empty() { None } else { Some(metaclass.parse()?) };
        while !content.is_empty() {
            settings.bases.push(content.parse()?);
            content.parse::<Token![,]>()?;
        }
        Ok(settings)
    }
}

impl ToTokens for Settings {
    fn to_tokens(&self, out: &mut TokenStream) {
        let Self { root, bases, metaclass, .. } = self;
        let flags = self.flags();
        out.extend(code!({ { #root } #flags { #metaclass } #(#bases,)* }));
    }
}

/// The path of a base's macro: its type without arguments.
pub(super) fn macro_path(base: &Path) -> Path {
    let mut path = base.clone();
    for segment in &mut path.segments {
        segment.arguments = syn::PathArguments::None;
    }
    path
}
