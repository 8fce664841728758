//! `#[class]`: the struct with its ancestors' fields, and what its `#[methods]` must know.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Fields, ItemStruct, LitStr, Meta, Path, Token, Type, Visibility};

use super::attached::Attached;
use super::derives::Derives;
use super::meta::{self, ClassMeta, FieldMeta, Preset, Spelled};
use super::types::{Owner, Types};
use super::{Settings, attached, c3, derives, names};
use crate::kit::Ctxt;

/// What came through the hops: the attribute's arguments, the struct, the bases' literals.
pub(super) struct Gathered {
    settings: Settings,
    item: ItemStruct,
    bases: Vec<Vec<ClassMeta>>,
    /// A base has a fault of its own, which is reported there.
    is_faulty: bool,
}

impl Parse for Gathered {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let settings = input.parse()?;
        let content;
        syn::braced!(content in input);
        let item = content.parse()?;
        let (mut bases, mut is_faulty) = (Vec::new(), false);
        while !input.is_empty() {
            let classes = meta::read(&input.parse::<LitStr>()?.value());
            is_faulty |= classes.is_empty();
            bases.push(classes);
        }
        Ok(Self { settings, item, bases, is_faulty })
    }
}

/// A field as the class writes it.
struct OwnField {
    attrs: Vec<Attribute>,
    vis: Visibility,
    name: Ident,
    ty: Type,
    preset: Preset,
    value: TokenStream,
}

/// The expansion of `#[class]`, once the bases are known.
pub(super) fn expand(input: Gathered) -> TokenStream {
    let cx = Ctxt::default();
    let Gathered { settings, item, bases, is_faulty } = input;
    let root = &settings.root;
    let fields = own_fields(&cx, &item);
    let owner = names::owner(&item.ident, &item.generics);
    let mut types = Types::from(0);
    let derived = derives::read(&item.attrs);
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
    for ancestor in &linear {
        derived.check(&cx, &ancestor.class);
    }
    let mut class = class;
    class.metaclass = metaclass(&cx, &settings, &class, &bases);
    // a fault in the hierarchy leaves a class, so that its uses are no further faults
    attached.withdraw(&cx);
    let errors = cx.into_errors();

    let ItemStruct { attrs, vis, ident, generics, .. } = &item;
    let hides_fields = linear.iter().any(|ancestor| ancestor.class.has_private_fields());
    let attrs = Derives::attrs_of_object(&attached.told(&settings, attrs), hides_fields);
    let clause = &generics.where_clause;
    // an ancestor's type holds for classes only, which live as long as the program
    let object_clause =
        if linear.is_empty() { clause.to_token_stream() } else { owner.clause.clone() };
    let own = fields.iter().map(|OwnField { attrs, vis, name, ty, .. }| {
        let attrs = attrs.iter().filter(|attr| attached.stays(attr));
        quote!(#(#attrs)* #vis #name: #ty,)
    });
    let inherited: TokenStream =
        linear.iter().map(|ancestor| inherited(&settings, ancestor, &derived, &attached)).collect();
    let private = private(&settings, &owner, &fields, vis, &derived, &class, &attached);
    let types = types.impls();
    let presets = presets(&owner, &fields, &class);
    let has_items = !(types.is_empty() && private.is_empty() && presets.is_empty());
    let items = has_items.then(|| {
        quote! {
            const _: () = {
                use #root::__private::class as __k;
                #types #private #presets
            };
        }
    });

    let via: Vec<String> =
        linear.iter().map(|Ancestor { base, at, .. }| format!("{base}.{at}")).collect();
    let classes: Vec<ClassMeta> =
        std::iter::once(class).chain(linear.into_iter().map(|ancestor| ancestor.class)).collect();
    let (meta, via) = (meta::write(&classes), via.join(" "));
    let secrets = fields.iter().filter(|f| !matches!(f.vis, Visibility::Public(_)));
    let secrets = secrets.map(|OwnField { name, ty, .. }| quote!({ #name #ty }));
    let doc = crate::kit::docs(&item.attrs);
    let pre = quote! {
        #settings { #vis #ident } { #generics } { #clause } { #(#secrets)* }
        #meta #via #doc
    };
    let rest = if settings.is_pass {
        quote!(#root::__private::class::methods! { { #pre } impl #ident {} })
    } else {
        let stop = names::stop(ident);
        let check = generics.params.is_empty().then(|| {
            quote::quote_spanned! {ident.span()=>
                #[allow(unused_qualifications)]
                const _: fn() = #root::__private::class::has_methods::<#ident>;
            }
        });
        quote! {
            #[doc(hidden)]
            #[allow(unused_macros)]
            macro_rules! #stop {
                ($($block:tt)*) => { #root::__private::class::methods! { { #pre } $($block)* } };
            }
            #check
        }
    };
    quote! {
        #errors
        #(#attrs)*
        #[allow(dead_code, unused_qualifications)]
        #vis struct #ident #generics #object_clause { #(#own)* #inherited }
        #items
        #rest
    }
}

/// The struct's fields, their `#[default]` read.
fn own_fields(cx: &Ctxt, item: &ItemStruct) -> Vec<OwnField> {
    let named = match &item.fields {
        Fields::Named(named) => named.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => {
            cx.error(fields, "a class has named fields, which its subclasses share by name");
            Vec::new()
        }
    };
    let mut own = Vec::new();
    for field in named {
        let Some(name) = field.ident.clone() else { continue };
        let (mut preset, mut value) = (Preset::Required, TokenStream::new());
        let mut attrs = field.attrs.clone();
        attrs.retain(|attr| {
            if attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr") {
                cx.error(attr, "a class's field cannot be conditional: put `cfg` on the class");
                return false;
            }
            if let Some(given) = attached::default(attr) {
                (preset, value) = (Preset::Value, given);
            }
            if !attr.path().is_ident("default") {
                return true;
            }
            if preset != Preset::Required {
                cx.error(attr, "`#[default]` is given twice");
            }
            match &attr.meta {
                Meta::Path(_) => preset = Preset::Default,
                Meta::List(list) if !list.tokens.is_empty() => {
                    (preset, value) = (Preset::Value, list.tokens.clone());
                }
                Meta::NameValue(meta) => {
                    let value = meta.value.to_token_stream();
                    cx.error(attr, format_args!("write `#[default({value})]`"));
                }
                Meta::List(_) => cx.error(attr, "write `#[default]` or `#[default(value)]`"),
            }
            false
        });
        own.push(OwnField {
            attrs,
            vis: field.vis.clone(),
            name,
            ty: crate::kit::ungrouped(field.ty.clone()),
            preset,
            value,
        });
    }
    own
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
        let shared = field.attrs.iter().filter(|attr| attached::is_repeated(attr));
        let mut is_own = reached.iter().filter(|one| field.name == one.field);
        let accessor = is_own.next();
        own.push(FieldMeta {
            name: field.name.to_string(),
            preset: field.preset,
            is_public,
            ty,
            attrs: shared.map(|attr| attr.to_token_stream().to_string()).collect(),
            getter: accessor.map_or(String::new(), |one| one.getter.clone()),
            shown: accessor
                .and_then(|one| one.shown.as_ref())
                .map_or(String::new(), |shown| types.spell(owner, shown, "").portable),
            setter: accessor.map_or(String::new(), |one| one.setter.clone()),
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
        is_validated: attached.is_validated(),
        is_checked: attached.has_check(),
        derives: derives::read(&item.attrs).words(),
        fields: own,
        ..ClassMeta::default()
    }
}

/// A class after the first of the MRO, and how to name its type: the `at`-th class of a base.
pub(super) struct Ancestor {
    pub(super) class: ClassMeta,
    pub(super) base: usize,
    pub(super) at: usize,
    ty: TokenStream,
}

/// The MRO after the class itself and before `object`.
fn linearize(
    cx: &Ctxt,
    settings: &Settings,
    class: &ClassMeta,
    bases: &[Vec<ClassMeta>],
) -> Option<Vec<Ancestor>> {
    // `object`, the last of every order, has no number
    let orders: Vec<Vec<u64>> =
        bases.iter().map(|order| order.iter().map(|class| class.id).chain([0]).collect()).collect();
    let direct: Vec<u64> = orders.iter().filter_map(|order| order.first().copied()).collect();
    let find = |id: u64| {
        bases.iter().enumerate().find_map(|(base, order)| {
            let at = order.iter().position(|class| class.id == id)?;
            Some((base, at, order.get(at)?))
        })
    };
    let name = |id: u64| find(id).map_or("object", |(_, _, class)| class.name.as_str());
    let list = |ids: &[u64]| ids.iter().map(|id| name(*id)).collect::<Vec<_>>().join(", ");
    for (base, path) in direct.iter().zip(&settings.bases) {
        let Some((_, _, class)) = find(*base).filter(|(_, _, class)| class.is_final) else {
            continue;
        };
        let name = &class.name;
        cx.error(path, format_args!("`{name}` is `#[class(final)]` and has no subclasses"));
        // it has no part for its private fields
        if class.has_private_fields() {
            return None;
        }
    }
    let repeated = c3::repeated(&direct);
    if let Some(at) = repeated {
        let (id, path) = (direct.get(at)?, settings.bases.get(at)?);
        cx.error(path, format_args!("duplicate base class {}", name(*id)));
    }
    let order = match c3::merge(&orders, &direct) {
        Ok(order) => order,
        Err(_) if repeated.is_some() => c3::each_once(&orders.concat()),
        Err(left) => {
            let mut message = format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                list(&left)
            );
            for order in &orders {
                let (first, all) = (list(order.get(..1)?), list(order));
                message += &format!("\n  {first} has the order {all}");
            }
            message += &format!("\n  `{}` lists its bases as {}", class.name, list(&direct));
            let paths = &settings.bases;
            cx.error(&quote!(#(#paths),*), message);
            c3::each_once(&orders.concat())
        }
    };
    let root = &settings.root;
    let mut linear = Vec::new();
    for id in order.into_iter().filter(|id| *id != 0) {
        let (base, at, class) = find(id)?;
        let path = settings.bases.get(base)?;
        let place = Literal::usize_unsuffixed(at);
        let ty = if at == 0 {
            path.to_token_stream()
        } else {
            quote!(<<#path as #root::__private::class::Layout>::Mro as #root::__private::class::Nth<#place>>::C)
        };
        linear.push(Ancestor { class: class.clone(), base, at, ty });
    }
    if linear.len() > 16 {
        cx.error(&class_name(settings), "a class has at most 16 ancestors");
        return None;
    }
    Some(linear)
}

fn class_name(settings: &Settings) -> TokenStream {
    settings.bases.iter().map(ToTokens::to_token_stream).collect()
}

/// Two classes of an MRO cannot both have a field of one name: there is one object.
fn clashes(cx: &Ctxt, settings: &Settings, class: &ClassMeta, linear: &mut [Ancestor]) {
    let own = class.fields.iter().map(|field| (field.clone(), class.name.clone(), true));
    let mut seen: Vec<(FieldMeta, String, bool)> = own.collect();
    for ancestor in linear {
        let name = ancestor.class.name.clone();
        let mut kept = Vec::new();
        for field in std::mem::take(&mut ancestor.class.fields) {
            // what is private in two ancestors is held apart
            let other = seen.iter().find(|(one, _, is_own)| {
                one.name == field.name && (*is_own || one.is_public && field.is_public)
            });
            match other {
                Some((_, of, _)) => cx.error(
                    &settings.bases.get(ancestor.base),
                    format_args!(
                        "`{name}` and `{of}` both have a field `{}`, and `{}` is one object: \
                         rename one of them",
                        field.name, class.name
                    ),
                ),
                None => kept.push(field),
            }
        }
        seen.extend(kept.iter().map(|field| (field.clone(), name.clone(), false)));
        ancestor.class.fields = kept;
    }
}

/// A public class cannot have a private base: subclasses elsewhere name the base through it.
fn visible(cx: &Ctxt, settings: &Settings, class: &ClassMeta, bases: &[Vec<ClassMeta>]) {
    for (path, base) in settings.bases.iter().zip(bases) {
        if let Some(base) = base.first()
            && class.is_public
            && !base.is_public
        {
            let (base, name) = (&base.name, &class.name);
            cx.error(
                path,
                format_args!(
                    "`{name}` is public and its base `{base}` is not: write `pub struct {base}`"
                ),
            );
        }
    }
}

/// The word that tells the class's metaclass from others: its own, or that of its bases.
fn metaclass(
    cx: &Ctxt,
    settings: &Settings,
    class: &ClassMeta,
    bases: &[Vec<ClassMeta>],
) -> String {
    if let Some(own) = &settings.metaclass {
        return own.segments.last().map_or(String::new(), |word| word.ident.to_string());
    }
    let firsts = bases.iter().filter_map(|base| base.first()).zip(&settings.bases);
    let mut with = firsts.filter(|(base, _)| !base.metaclass.is_empty());
    let Some((first, _)) = with.next() else { return String::new() };
    for (base, path) in with {
        if base.metaclass != first.metaclass {
            let (one, other, name) = (&first.metaclass, &base.metaclass, &class.name);
            cx.error(
                path,
                format_args!(
                    "metaclass conflict: `{}` is of `{one}` and `{}` of `{other}`; name the one of \
                     `{name}` in `#[class(metaclass = ..)]`",
                    first.name, base.name
                ),
            );
        }
    }
    first.metaclass.clone()
}

/// An ancestor's fields, as they stand in the object.
fn inherited(
    settings: &Settings,
    ancestor: &Ancestor,
    derived: &Derives,
    attached: &Attached,
) -> TokenStream {
    let Ancestor { class, ty, .. } = ancestor;
    let root = &settings.root;
    let mut out = TokenStream::new();
    for field in class.fields.iter().filter(|field| field.is_public) {
        let name = names::ident(&field.name, Span::call_site());
        let field_ty = names::in_class(&field.ty.portable, ty, root);
        let attrs = attached.of_field(&field.attrs, derived);
        let doc = format!("`{}`'s field.", class.name);
        out.extend(quote!(#[doc = #doc] #attrs pub #name: #field_ty,));
    }
    if class.has_private_fields() {
        let holder = names::ident(&class.holder(), Span::call_site());
        let attrs = attached.of_part(class, derived);
        out.extend(quote! {
            #[doc(hidden)] #attrs pub #holder: <#ty as #root::__private::class::Private>::Fields,
        });
    }
    out
}

/// The class's private fields as its subclasses hold them.
fn private(
    settings: &Settings,
    owner: &Owner,
    fields: &[OwnField],
    vis: &Visibility,
    derived: &Derives,
    class: &ClassMeta,
    attached: &Attached,
) -> TokenStream {
    if !class.has_private_fields() || class.is_final {
        return TokenStream::new();
    }
    let Owner { name, impl_generics, arguments, clause } = owner;
    let holder = format_ident!("__{}Private", name.unraw());
    let private = || fields.iter().filter(|f| !matches!(f.vis, Visibility::Public(_)));
    let own = private().map(|OwnField { vis, name, ty, attrs, .. }| {
        let attrs = attrs.iter().filter(|attr| attached.goes_along(attr, derived));
        quote!(#(#attrs)* #vis #name: #ty,)
    });
    let (rules, repeated) = (attached.on_part(settings), derived.attrs_of_private());
    let debug = derived.has("Debug").then(|| {
        let types = private().map(|field| &field.ty);
        let bounds = class.is_generic.then(|| quote!(, #(#types: __k::fmt::Debug),*));
        let fields = private().map(|field| {
            let (name, text) = (&field.name, field.name.to_string());
            quote!(.field(#text, &self.#name))
        });
        quote! {
            impl #impl_generics __k::DebugFields for #holder #arguments #clause #bounds {
                fn fields(&self, to: &mut __k::fmt::DebugStruct<'_, '_>) { to #(#fields)*; }
            }
        }
    });
    let required = private().filter(|f| f.preset == Preset::Required);
    let parameters = required.map(|OwnField { name, ty, .. }| quote!(#name: #ty,));
    let values = private().map(|field| {
        let name = &field.name;
        match field.preset {
            Preset::Required => quote!(#name,),
            Preset::Default => quote!(#name: __k::Default::default(),),
            Preset::Value => {
                let preset = names::preset(name);
                quote!(#name: Self::#preset(),)
            }
        }
    });
    // unused parameters of the class are used by no private field
    let used = (!class.is_generic).then(TokenStream::new);
    let skipped = derived.has_serde().then(|| quote!(#[serde(skip)]));
    let marker =
        used.is_none().then(|| quote!(#skipped __of: __k::PhantomData<fn() -> #name #arguments>,));
    let unmarked = used.is_none().then(|| quote!(__of: __k::PhantomData,));
    quote! {
        #rules
        #repeated
        #[doc(hidden)]
        #[allow(dead_code, missing_docs)]
        #vis struct #holder #impl_generics #clause { #(#own)* #marker }
        impl #impl_generics __k::Private for #name #arguments #clause {
            type Fields = #holder #arguments;
        }
        #debug
        #[allow(dead_code, missing_docs, private_interfaces, unreachable_pub)]
        impl #impl_generics #name #arguments #clause {
            #[doc(hidden)]
            #[inline]
            pub fn __private(#(#parameters)*) -> #holder #arguments {
                #holder { #(#values)* #unmarked }
            }
        }
    }
}

/// One function for each `#[default(value)]`, so that the value is written in its own module.
fn presets(owner: &Owner, fields: &[OwnField], class: &ClassMeta) -> TokenStream {
    let Owner { name, impl_generics, arguments, clause } = owner;
    let mut functions = TokenStream::new();
    for OwnField { name, ty, value, preset, .. } in fields {
        if *preset == Preset::Value {
            let function = names::preset(name);
            let value = if super::types::takes_into(&super::types::plain(&ty.to_token_stream())) {
                quote!(__k::Into::into(#value))
            } else {
                value.clone()
            };
            functions.extend(quote! {
                #[doc(hidden)]
                #[inline]
                pub fn #function() -> #ty { #value }
            });
        }
    }
    if functions.is_empty() || class.is_abstract && class.is_final {
        return TokenStream::new();
    }
    quote! {
        #[allow(dead_code, missing_docs, private_interfaces, unreachable_pub)]
        impl #impl_generics #name #arguments #clause { #functions }
    }
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
    let others = ["derive", "logged", "validated", "crud_api"];
    let attrs = attrs.iter().filter(|attr| !others.iter().any(|name| attr.path().is_ident(name)));
    let own = fields.iter().map(|OwnField { vis, name, ty, .. }| quote!(#vis #name: #ty,));
    let stop = names::stop(ident);
    let faulty = names::macro_of(ident, names::id(ident, &item.to_token_stream()));
    let exported = matches!(vis, Visibility::Public(_)).then(|| quote!(#[macro_export]));
    quote! {
        #errors
        #(#attrs)*
        #[allow(dead_code)]
        #vis struct #ident #generics #clause { #(#own)* }
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! #stop {
            ($($block:tt)*) => { #root::__private::class::stand_in! { $($block)* } };
        }
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
        out.extend(quote!({ { #root } #flags { #metaclass } #(#bases,)* }));
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
