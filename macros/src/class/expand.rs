//! What `#[methods]` becomes: one generic function for each body, one table for each ancestor.
//!
//! What holds no token of the user is built as one text and lexed once, because the bridge to the
//! compiler costs per token; the user's own signatures and bodies keep their spans.

use std::fmt::Write as _;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Attribute, FnArg, Pat, ReceiverKind, ReturnType, Visibility};

use super::meta::{self, Call, ClassMeta, FieldMeta, Receiver, Slot};
use super::methods::{Class, Method, argument, lifetime_of_self, names_of};
use super::overrides::{definition, slot};
use super::scope::{object, this};
use super::types::{filled, is_well_known, spelled, takes_into};
use super::{attached, construct, metaclass, names, reflect, virtuals};
use crate::kit::spell_self;

/// The class and the texts that its code is made of.
pub(super) struct Emit<'a> {
    pub(super) class: &'a Class,
    pub(super) mro: &'a [ClassMeta],
    /// The types of the MRO's classes, the class itself first.
    pub(super) names: Vec<String>,
    /// What the names are aliases of, for what stands outside of their scope.
    types: Vec<(String, TokenStream)>,
    /// `<T: Bound>`, and the where-clause.
    pub(super) generics: String,
    pub(super) clause: String,
}

impl<'a> Emit<'a> {
    /// The texts, and the aliases that they name the ancestors by.
    fn new(class: &'a Class) -> (Self, TokenStream) {
        let owner = &class.owner;
        let own = format!("{}{}", owner.name, owner.arguments);
        let mut emit = Self {
            class,
            mro: &class.mro,
            names: vec![own],
            types: Vec::new(),
            generics: owner.impl_generics.to_string(),
            clause: owner.clause.to_string(),
        };
        let mut aliases = TokenStream::new();
        let ancestors = class.mro.get(1..).unwrap_or_default();
        let own_args = &owner.arguments;
        for (at, (ancestor, (base, place))) in ancestors.iter().zip(&class.via).enumerate() {
            let Some(path) = class.settings.bases.get(*base) else { continue };
            let literal = Literal::usize_unsuffixed(*place);
            let ty = if *place == 0 {
                path.to_token_stream()
            } else {
                quote!(<<#path as __k::Layout>::Mro as __k::Nth<#literal>>::C)
            };
            if !own_args.is_empty() {
                emit.names.push(ty.to_string());
                continue;
            }
            let mut name = format!("__{}", super::body::bare(&ancestor.name));
            if emit.names.contains(&name) {
                name = format!("{name}{at}");
            }
            let alias = Ident::new(&name, Span::call_site());
            aliases.extend(quote!(type #alias = #ty;));
            emit.types.push((name.clone(), ty));
            emit.names.push(name);
        }
        emit.names.push("__k::Base".to_owned());
        (emit, aliases)
    }

    /// Text for a place where neither `__k` nor the aliases are.
    pub(super) fn outside(&self, text: &str) -> TokenStream {
        let root = &self.class.settings.root;
        let alias =
            |word: &str| self.types.iter().find(|(name, _)| name == word).map(|(_, ty)| ty.clone());
        let tokens = names::replaced(lexed(text), &alias);
        names::replaced(tokens, &|word| (word == "__k").then(|| quote!(#root::__private::class)))
    }

    pub(super) fn own(&self) -> &str {
        self.name(0)
    }

    /// The type of the class at this place of the MRO.
    pub(super) fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    pub(super) fn meta(&self) -> &ClassMeta {
        self.mro.first().unwrap_or_else(|| unreachable_meta())
    }

    pub(super) fn is_abstract(&self) -> bool {
        self.class.settings.is_abstract
    }

    /// The classes but `object`.
    pub(super) fn classes(&self) -> impl Iterator<Item = (usize, &ClassMeta)> {
        self.mro.iter().enumerate().filter(|(_, class)| !class.is_object())
    }

    pub(super) fn own_method(&self, name: &str) -> Option<&Method> {
        self.class.methods.iter().find(|method| method.slot.name == name)
    }

    /// The parameters of a slot and their names, as text; `owner` is the class it comes from.
    pub(super) fn parameters(slot: &Slot, owner: &str, object: &str) -> (String, String) {
        let (mut typed, mut names) = (String::new(), String::new());
        for (name, ty) in &slot.arguments {
            let _ = write!(typed, "{name}: {}, ", spelled(&ty.portable, owner, object));
            let _ = write!(names, "{name}, ");
        }
        (typed, names)
    }

    /// `&'a self` and its like.
    pub(super) fn receiver(slot: &Slot) -> String {
        let lifetime = &slot.lifetime_of_self;
        match slot.receiver {
            Receiver::Shared => format!("&{lifetime} self, "),
            Receiver::Exclusive => format!("&{lifetime} mut self, "),
            Receiver::Owned => "self, ".to_owned(),
            Receiver::Class | Receiver::Constant => String::new(),
        }
    }

    /// The type of a place in the method table.
    fn pointer(&self, at: usize, slot: &Slot, object: &str) -> String {
        let owner = self.name(at);
        let result = spelled(&slot.result.portable, owner, object);
        if slot.receiver == Receiver::Constant {
            return result;
        }
        let lifetime = &slot.lifetime_of_self;
        let mut inputs = match slot.receiver {
            Receiver::Shared => format!("&{lifetime} {object}, "),
            Receiver::Exclusive => format!("&{lifetime} mut {object}, "),
            Receiver::Owned => format!("{object}, "),
            _ => String::new(),
        };
        for (_, ty) in &slot.arguments {
            let _ = write!(inputs, "{}, ", spelled(&ty.portable, owner, object));
        }
        let binder = match slot.lifetimes.as_str() {
            "" => String::new(),
            lifetimes => format!("for<{lifetimes}> "),
        };
        format!("{binder}fn({inputs}) -> {result}")
    }

    /// What a place of an ancestor's table holds in this class.
    fn entry(&self, call: &Call) -> String {
        let start = match call.after {
            None => 0,
            Some(id) => self.mro.iter().position(|class| class.id == id).map_or(0, |at| at + 1),
        };
        let receiver = slot(self.mro, &call.method).map(|(_, slot)| slot.receiver);
        // a fault that is reported elsewhere: the object's own method stands in
        let at = definition(self.mro, &call.method, start).unwrap_or(0);
        let (class, method) = (self.name(at), super::body::bare(&call.method));
        match receiver {
            Some(Receiver::Constant) => format!("<{}>::{method}", self.own()),
            Some(Receiver::Class) => format!("<{class}>::__def_{method}::<Self>"),
            _ => format!("<{class}>::__def_{method}"),
        }
    }
}

/// Never called: an MRO has its class.
fn unreachable_meta() -> &'static ClassMeta {
    static EMPTY: std::sync::OnceLock<ClassMeta> = std::sync::OnceLock::new();
    EMPTY.get_or_init(ClassMeta::object)
}

pub(super) fn expand(class: &Class) -> TokenStream {
    let (emit, aliases) = Emit::new(class);
    let root = &class.settings.root;
    let owner = &class.owner;
    let (name, impl_generics, arguments, clause) =
        (&owner.name, &owner.impl_generics, &owner.arguments, &owner.clause);
    let types = &class.types;
    let (views, makers) = views(&emit);
    let bodies = bodies(&emit);
    let forwarders = own_forwarders(&emit);
    let others = &class.others;
    let inherent = lexed(&format!(
        "{} {} {} {} {makers}",
        inherited_forwarders(&emit),
        accessors(&emit),
        construct::functions(&emit),
        reflect::functions(&emit)
    ));
    let items = lexed(&format!(
        "{} {} {} {}",
        layout(&emit),
        reflect::object(&emit),
        tables(&emit),
        construct::impls(&emit)
    ));
    let builder = construct::builder(&emit);
    let virtuals = virtuals::expand(&emit);
    let metadata = metadata(class);
    let checks = checks(&emit);
    let (classed, create) = (metaclass::items(&emit), metaclass::create(&emit));
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private::class as __k;
            #aliases
            #types
            #views
            #[allow(
                dead_code, missing_docs, unreachable_pub, private_interfaces, private_bounds,
                clippy::new_without_default, clippy::should_implement_trait,
                clippy::too_many_arguments, clippy::must_use_candidate,
                clippy::return_self_not_must_use, clippy::new_ret_no_self,
                clippy::used_underscore_binding
            )]
            impl #impl_generics #name #arguments #clause {
                #bodies #forwarders #others #inherent #create
            }
            #items
            #classed
            #checks
        };
        #builder
        #virtuals
        #metadata
    }
}

/// Text that holds no token of the user, as tokens.
pub(super) fn lexed(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|fault| {
        let message = format!("dunder wrote code that does not lex: {fault}");
        quote!(::core::compile_error!(#message);)
    })
}

/// The attributes that belong to what users call, and not to the body.
fn is_outward(attr: &Attribute) -> bool {
    ["doc", "must_use", "deprecated", "cfg", "allow", "expect"]
        .iter()
        .any(|name| attr.path().is_ident(name))
}

/// `__def_name<__S: Isa<X, ID>>(__self: &__S, ..)` for each method, `__own_name` for each helper.
fn bodies(emit: &Emit<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    for method in emit.class.methods.iter().filter(|method| method.has_body) {
        out.extend(body(emit, method, "__def_", &quote!(pub)));
    }
    for helper in &emit.class.helpers {
        out.extend(body(emit, helper, "__own_", &TokenStream::new()));
    }
    out
}

fn body(emit: &Emit<'_>, method: &Method, prefix: &str, vis: &TokenStream) -> TokenStream {
    let owner = &emit.class.owner;
    let (class, class_args) = (&owner.name, &owner.arguments);
    let sig = &method.function.sig;
    let generic = object(Span::mixed_site());
    let attrs = method.function.attrs.iter().filter(|attr| {
        !is_outward(attr) || ["allow", "expect", "cfg"].iter().any(|a| attr.path().is_ident(a))
    });
    let (known_as, method_name) =
        (owner.name.unraw().to_string(), super::body::bare(&method.slot.name));
    let attrs = attrs.map(|attr| attached::told_method(attr, &known_as, method_name));
    let name = method.body_name(prefix);
    let id = Literal::u64_suffixed(emit.meta().id);
    let bound = method.is_bound.then(|| quote!(: __k::Isa<#class #class_args, #id>));
    let lifetimes = sig.generics.lifetimes();
    let typed = sig.generics.params.iter().filter(|p| !matches!(p, syn::GenericParam::Lifetime(_)));

    let output = match &sig.output {
        ReturnType::Default => TokenStream::new(),
        ReturnType::Type(arrow, ty) => {
            let ty = spell_self(ty.to_token_stream(), &generic.to_token_stream());
            quote!(#arrow #ty)
        }
    };
    // `&self` gives its lifetime to what has none; a plain parameter beside others does not
    let lifetime = lifetime_of_self(&method.function);
    let borrows = matches!(method.slot.receiver, Receiver::Shared | Receiver::Exclusive);
    let output_named =
        if borrows && sig.inputs.len() > 1 { filled(output.clone(), &lifetime) } else { None };
    let is_named = lifetime != "'__s";
    let fresh = (output_named.is_some() && !is_named).then(|| quote!('__s,));
    let lifetime: Option<syn::Lifetime> = (is_named || output_named.is_some())
        .then(|| syn::Lifetime::new(&lifetime, Span::call_site()));
    let output = output_named.unwrap_or(output);

    let wraps = metaclass::wraps(emit, method);
    let inputs = sig.inputs.iter().enumerate().map(|(at, input)| match input {
        FnArg::Receiver(receiver) => {
            let this = this(receiver.self_token.span);
            match &receiver.kind {
                ReceiverKind::Reference(_, _, mutability) => {
                    quote!(#this: &#lifetime #mutability #generic)
                }
                _ => {
                    let mutability = receiver.mutability;
                    quote!(#mutability #this: #generic)
                }
            }
        }
        FnArg::Typed(typed) if wraps => {
            let name = metaclass::parameter(typed, at);
            let ty = spell_self(typed.ty.to_token_stream(), &generic.to_token_stream());
            quote!(#name: #ty)
        }
        FnArg::Typed(typed) => spell_self(typed.to_token_stream(), &generic.to_token_stream()),
    });
    let clause = sig
        .generics
        .where_clause
        .as_ref()
        .map(|clause| spell_self(clause.to_token_stream(), &generic.to_token_stream()));
    let asyncness = &sig.asyncness;
    let body = metaclass::around(emit, method);
    quote! {
        #(#attrs)*
        #[doc(hidden)]
        #[allow(unused_parens, clippy::extra_unused_type_parameters)]
        #[inline]
        #vis #asyncness fn #name<#fresh #(#lifetimes,)* #(#typed,)* #generic #bound>(
            #(#inputs),*
        ) #output #clause { #body }
    }
}

/// The methods that users call: the class's own, with their docs and their signatures as written.
fn own_forwarders(emit: &Emit<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    if emit.is_abstract() {
        // a class method needs no object, but its late calls need a class that has one
        return out;
    }
    for (method, prefix) in emit
        .class
        .methods
        .iter()
        .map(|method| (method, "__def_"))
        .chain(emit.class.helpers.iter().map(|helper| (helper, "__own_")))
    {
        if !method.has_body {
            continue;
        }
        let attrs = method.function.attrs.iter().filter(|attr| is_outward(attr));
        let vis = &method.function.vis;
        let base = emit.mro.get(1..).and_then(|ancestors| slot(ancestors, &method.slot.name));
        let vis = match (vis, base) {
            (Visibility::Inherited, Some((_, base))) if base.visibility == "pub" => quote!(pub),
            _ => vis.to_token_stream(),
        };
        let mut sig = method.function.sig.clone();
        let mut passed = Vec::new();
        for (at, input) in sig.inputs.iter_mut().enumerate() {
            match input {
                FnArg::Receiver(receiver) => {
                    if matches!(receiver.kind, ReceiverKind::Value) {
                        receiver.mutability = None;
                    }
                    passed.push(receiver.self_token.to_token_stream());
                }
                FnArg::Typed(typed) => {
                    if attached::is_logged(&method.function.attrs) {
                        // `#[redact]` and `#[skip]` belong to the body
                        typed.attrs.clear();
                    }
                    let span = match &*typed.pat {
                        Pat::Ident(pat) => pat.ident.span(),
                        _ => Span::mixed_site(),
                    };
                    let name = names::ident(&argument(&typed.pat, at), span);
                    *typed.pat = syn::parse_quote!(#name);
                    passed.push(name.to_token_stream());
                }
            }
        }
        let waits = sig.asyncness.is_some().then(|| quote!(.await));
        let body = method.body_name(prefix);
        let types = (method.slot.receiver == Receiver::Class).then(|| quote!(::<Self>));
        out.extend(quote! {
            #(#attrs)*
            #[inline]
            #vis #sig { Self::#body #types (#(#passed),*) #waits }
        });
    }
    out
}

/// Overrides whose types only the compiler can compare with those of the overridden method.
fn checks(emit: &Emit<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    if emit.is_abstract() || emit.meta().is_generic || emit.class.is_faulty {
        return out;
    }
    let ancestors = emit.mro.get(1..).unwrap_or_default();
    for method in emit.class.methods.iter().filter(|method| method.has_body) {
        let Some((at, base)) = slot(ancestors, &method.slot.name) else { continue };
        let types = base.arguments.iter().map(|(_, ty)| ty).chain([&base.result]);
        if types.into_iter().all(|ty| is_well_known(&ty.written)) {
            continue;
        }
        let pointer = lexed(&emit.pointer(at + 1, base, emit.own()));
        let (class, name) = (&emit.class.owner.name, &method.function.sig.ident);
        out.extend(quote_spanned!(name.span()=> const _: #pointer = <#class>::#name;));
    }
    out
}

/// The methods that the class inherits, as inherent ones, and the class attributes.
fn inherited_forwarders(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    if emit.is_abstract() {
        return out;
    }
    for name in names_of(emit.mro) {
        let Some((at, slot)) = slot(emit.mro, &name) else { continue };
        let is_own = emit.own_method(&name).is_some_and(|method| method.has_body);
        if is_own || emit.mro.get(at).is_some_and(ClassMeta::is_object) {
            continue;
        }
        let owner = emit.name(at);
        let package = emit.mro.get(at).map(|class| class.package.as_str());
        let vis = match slot.visibility.as_str() {
            "crate" if package == Some(emit.meta().package.as_str()) => "pub(crate)",
            "crate" => "",
            vis => vis,
        };
        let result = spelled(&slot.result.portable, owner, "Self");
        let found = definition(emit.mro, &name, 0);
        if slot.receiver == Receiver::Constant {
            let class = emit.name(found.unwrap_or(at));
            if found != Some(0) {
                let _ = write!(out, "{vis} const {name}: {result} = <{class}>::{name};");
            }
            continue;
        }
        let (parameters, passed) = Emit::parameters(slot, owner, "Self");
        let receiver = Emit::receiver(slot);
        let lifetimes = match slot.lifetimes.as_str() {
            "" => String::new(),
            lifetimes => format!("<{lifetimes}>"),
        };
        let this = if slot.receiver == Receiver::Class { "" } else { "self, " };
        let types = if slot.receiver == Receiver::Class { "::<Self>" } else { "" };
        let bare = super::body::bare(&name);
        let body = match found {
            Some(at) => format!("<{}>::__def_{bare}{types}({this}{passed})", emit.name(at)),
            None => "__k::core::unreachable!()".to_owned(),
        };
        let _ = write!(
            out,
            "#[inline] {vis} fn {name}{lifetimes}({receiver}{parameters}) -> {result} {{ {body} }}"
        );
    }
    out
}

/// The accessors of `#[validated]` for private fields of ancestors.
fn accessors(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    if !emit.meta().is_validated || emit.is_abstract() {
        return out;
    }
    let vis = emit.class.vis.to_token_stream().to_string();
    for (at, class) in emit.classes().skip(1) {
        let (owner, holder) = (emit.name(at), class.holder());
        for field in class.fields.iter().filter(|field| !field.is_public) {
            let FieldMeta { name, getter, setter, .. } = field;
            if !getter.is_empty() {
                let shown = spelled(&field.shown, owner, "Self");
                let _ = write!(
                    out,
                    "/// The `{name}`.\n
                     #[inline] {vis} fn {getter}(&self) -> {shown} {{ self.{holder}.{getter}() }}"
                );
            }
            if !setter.is_empty() {
                let ty = spelled(&field.ty.portable, owner, "Self");
                let ty = if takes_into(&field.ty.written) {
                    format!("impl __k::Into<{ty}>")
                } else {
                    ty
                };
                let _ = write!(
                    out,
                    "/// Sets `{name}`.\n///\n/// # Errors\n/// Every rule that the value breaks.\n
                     #[inline] {vis} fn {setter}(&mut self, value: {ty}) -> __k::Checked<()> {{
                         self.{holder}.{setter}(value) }}"
                );
            }
        }
    }
    out
}

/// The types that the class's bodies are written for.
fn layout(emit: &Emit<'_>) -> String {
    let (own, generics, clause) = (emit.own(), &emit.generics, &emit.clause);
    let mro: String =
        emit.classes().skip(1).map(|(at, _)| format!("{}, ", emit.name(at))).collect();
    let meta = emit.meta();
    let table: String = meta
        .calls
        .iter()
        .filter_map(|call| slot(emit.mro, &call.method))
        .map(|(at, slot)| format!("{}, ", emit.pointer(at, slot, "__S")))
        .collect();
    format!(
        "impl {generics} __k::Layout for {own} {clause} {{
            type Mro = ({own}, {mro});
            type Ref<'a> = {};
            type Mut<'a> = {};
            type Tab<__S> = ({table}); }}",
        view_type(emit, &meta.reads, ""),
        view_type(emit, &meta.writes, "mut "),
    )
}

/// One field of a view: its name, its type as text unless it is private, and who is its owner.
enum Viewed {
    Typed(String),
    Secret,
}

fn viewed(emit: &Emit<'_>, name: &str) -> Viewed {
    for (at, class) in emit.classes() {
        if at > 0 && class.has_private_fields() && class.holder() == name {
            return Viewed::Typed(format!("<{} as __k::Private>::Fields", emit.name(at)));
        }
        if let Some(field) = class.fields.iter().find(|field| field.name == name) {
            return if field.is_public {
                Viewed::Typed(spelled(&field.ty.portable, emit.name(at), "Self"))
            } else {
                Viewed::Secret
            };
        }
    }
    Viewed::Secret
}

fn view_type(emit: &Emit<'_>, fields: &[String], mutable: &str) -> String {
    if fields.is_empty() {
        return "()".to_owned();
    }
    if emit.meta().has_private_fields() {
        let owner = &emit.class.owner;
        let kind = if mutable.is_empty() { "Ref" } else { "Mut" };
        let arguments = owner.arguments.to_string();
        let inner = arguments.trim_start_matches('<').trim_end_matches('>');
        return format!("__{}{kind}<'a, {inner}>", super::body::bare(&owner.name.to_string()));
    }
    let types = fields.iter().map(|name| match viewed(emit, name) {
        Viewed::Typed(ty) => format!("&'a {mutable}{ty}, "),
        Viewed::Secret => String::new(),
    });
    format!("({})", types.collect::<String>())
}

/// The views as structs, where private fields are in them, and what makes them in a subclass.
fn views(emit: &Emit<'_>) -> (TokenStream, String) {
    let (mut structs, mut makers) = (TokenStream::new(), String::new());
    let meta = emit.meta();
    if !meta.has_private_fields() {
        return (structs, makers);
    }
    let owner = &emit.class.owner;
    let name = super::body::bare(&owner.name.to_string()).to_owned();
    let clause = &owner.clause;
    let bounds = emit.generics.trim_start_matches('<').trim_end_matches('>').to_owned();
    for (fields, kind, mutable) in [(&meta.reads, "Ref", ""), (&meta.writes, "Mut", "mut ")] {
        if fields.is_empty() {
            continue;
        }
        let view = Ident::new(&format!("__{name}{kind}"), Span::call_site());
        let (mut typed, mut secret) = (String::new(), TokenStream::new());
        let (mut parameters, mut values) = (String::new(), String::new());
        let token: Option<syn::Token![mut]> = (!mutable.is_empty()).then(Default::default);
        let mut has_secret = false;
        for field in fields {
            match viewed(emit, field) {
                Viewed::Typed(ty) => {
                    let _ = write!(typed, "{field}: &'a {mutable}{ty}, ");
                    let _ = write!(parameters, "{field}: &'a {mutable}{ty}, ");
                    let _ = write!(values, "{field}, ");
                }
                Viewed::Secret => {
                    has_secret = true;
                    let found = emit.class.secrets.iter().find(|(name, _)| name == field);
                    if let Some((name, ty)) = found {
                        secret.extend(quote!(#name: &'a #token #ty,));
                    }
                    let _ = write!(values, "{field}: &{mutable}__private.{field}, ");
                }
            }
        }
        let typed = lexed(&typed);
        let (mut marker, mut unmarked) = (TokenStream::new(), "");
        if meta.is_generic {
            marker = lexed(&format!("__of: __k::PhantomData<fn() -> {}>,", emit.own()));
            unmarked = "__of: __k::PhantomData, ";
        }
        let bounds = lexed(&bounds);
        structs.extend(quote! {
            #[allow(missing_docs, private_interfaces, unreachable_pub)]
            pub struct #view<'a, #bounds> #clause { #typed #secret #marker }
        });
        if has_secret && !meta.is_final {
            let _ = write!(
                parameters,
                "__private: &'a {mutable}<{} as __k::Private>::Fields",
                emit.own()
            );
        }
        let ty = view_type(emit, fields, mutable);
        if meta.is_final {
            continue;
        }
        let make = if mutable.is_empty() { "__r" } else { "__w" };
        let _ = write!(
            makers,
            "#[doc(hidden)] #[inline] pub fn {make}<'a>({parameters}) -> {ty} {{
                __{name}{kind} {{ {values} {unmarked} }} }}"
        );
    }
    (structs, makers)
}

/// For each class of the MRO whose bodies ask for it: its method table and its views of this
/// class's objects.
fn tables(emit: &Emit<'_>) -> String {
    let mut out = String::new();
    if emit.is_abstract() {
        return out;
    }
    let (own, generics, clause) = (emit.own(), &emit.generics, &emit.clause);
    for (at, class) in emit.classes().filter(|(_, class)| class.has_bound_bodies) {
        let (ty, id) = (emit.name(at), class.id);
        let entries: String = if emit.class.is_faulty {
            "__k::core::unreachable!()".to_owned()
        } else {
            class.calls.iter().map(|call| format!("{}, ", emit.entry(call))).collect()
        };
        let _ = write!(
            out,
            "impl {generics} __k::Isa<{ty}, {id}u64> for {own} {clause} {{
                const T: <{ty} as __k::Layout>::Tab<Self> = ({entries});"
        );
        let views = [(&class.reads, "r", "Ref", ""), (&class.writes, "w", "Mut", "mut ")];
        for (fields, function, view, mutable) in views {
            if fields.is_empty() {
                continue;
            }
            let _ = write!(
                out,
                "#[inline] fn {function}(&{mutable}self) -> <{ty} as __k::Layout>::{view}<'_> {{"
            );
            let is_secret = |name: &String| {
                class.fields.iter().any(|field| field.name == *name && !field.is_public)
            };
            let plain = |fields: &[&String]| -> String {
                fields.iter().map(|field| format!("&{mutable}self.{field}, ")).collect()
            };
            let open: Vec<&String> = fields.iter().filter(|field| !is_secret(field)).collect();
            if !class.has_private_fields() {
                let _ = write!(out, "({})", plain(&open));
            } else if at == 0 {
                let view = format!("__{}{view}", super::body::bare(&class.name));
                let marker = if class.is_generic { "__of: __k::PhantomData" } else { "" };
                let values: String = fields
                    .iter()
                    .map(|field| format!("{field}: &{mutable}self.{field}, "))
                    .collect();
                let _ = write!(out, "{view} {{ {values} {marker} }}");
            } else {
                let make = if mutable.is_empty() { "__r" } else { "__w" };
                let holder = if open.len() < fields.len() {
                    format!("&{mutable}self.{}", class.holder())
                } else {
                    String::new()
                };
                let _ = write!(out, "<{ty}>::{make}({}{holder})", plain(&open));
            }
            out.push('}');
        }
        out.push('}');
    }
    out
}

/// The macro of the class's name, which carries its literal to subclasses.
fn metadata(class: &Class) -> TokenStream {
    let name = &class.owner.name;
    let id = class.mro.first().map_or(0, |class| class.id);
    let carrier = names::macro_of(name, id);
    let classes: Vec<ClassMeta> =
        class.mro.iter().filter(|class| !class.is_object()).cloned().collect();
    let text = meta::write(&classes);
    let vis = &class.vis;
    let exported = matches!(vis, Visibility::Public(_)).then(|| quote!(#[macro_export]));
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        #exported
        macro_rules! #carrier {
            (@dunder [{ $($next:tt)* } $($rest:tt)*] { $($acc:tt)* }) => {
                $($next)*! { @dunder [$($rest)*] { $($acc)* #text } }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        #vis use #carrier as #name;
    }
}
