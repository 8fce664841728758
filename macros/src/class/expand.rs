//! What `#[methods]` becomes: one generic function for each body, one table for each ancestor.
//!
//! What holds no token of the user is built as one text and lexed once, because the bridge to the
//! compiler costs per token; the user's own signatures and bodies keep their spans.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::{Attribute, FnArg, ReceiverKind, ReturnType, Visibility};

use super::here::{braced, code, here, moved_text, standing};
use super::lent::marker;
use super::lints::{allowed_beside_them, allowed_in_bodies};
use super::meta::{self, Call, ClassMeta, Receiver, Slot};
use super::methods::{Class, Method};
use super::overrides::{definition, slot};
use super::scope::{object, this};
use super::signature::lifetime_of_self;
use super::types::{filled, spelled};
use super::{attached, awaited, construct, forwarders, metaclass, names, reflect, views, virtuals};
use crate::kit::spell_self;

/// The class and the texts that its code is made of.
pub(super) struct Emit<'a> {
    pub(super) class: &'a Class,
    pub(super) mro: &'a [ClassMeta],
    /// `<T: Bound>`, and the where-clause.
    pub(super) generics: String,
    pub(super) clause: String,
}

impl<'a> Emit<'a> {
    fn new(class: &'a Class) -> Self {
        let owner = &class.owner;
        Self {
            class,
            mro: &class.mro,
            generics: owner.impl_generics.to_string(),
            clause: owner.clause.to_string(),
        }
    }

    /// `T: Bound, U,`
    pub(super) fn declared(&self) -> String {
        within_brackets(&self.generics)
    }

    /// Text for a place where neither `__k` nor the aliases are.
    pub(super) fn outside(&self, text: &str) -> TokenStream {
        let root = &self.class.settings.root;
        let k = code!(#root::__private::class);
        let tokens = self.without_aliases(text, &|text| {
            let k = k.to_string();
            (!k.contains('$'))
                .then(|| names::words_replaced(text, &|word| (word == "__k").then(|| k.clone())))
        });
        tokens.unwrap_or_else(|| self.outside_as_tokens(text))
    }

    /// The same, in which the types stand at the user's names: where messages show them.
    pub(super) fn outside_as_tokens(&self, text: &str) -> TokenStream {
        let root = &self.class.settings.root;
        let tokens = self.aliases_replaced(text);
        names::replaced(tokens, &|word| (word == "__k").then(|| code!(#root::__private::class)))
    }

    /// Text for a place where `__k` is, and no aliases.
    pub(super) fn beside(&self, text: &str) -> TokenStream {
        let tokens = self.without_aliases(text, &|text| Some(text.to_owned()));
        tokens.unwrap_or_else(|| self.aliases_replaced(text))
    }

    /// The text with the types in the place of the aliases, as text, which costs a tenth of what
    /// tokens do; `$crate` is that of its token and has no text.
    fn without_aliases(
        &self,
        text: &str,
        and: &dyn Fn(&str) -> Option<String>,
    ) -> Option<TokenStream> {
        let types = self.class.named.types.iter();
        let types: Vec<(&String, String)> =
            types.map(|(name, ty)| (name, ty.to_string())).collect();
        if types.iter().any(|(_, ty)| ty.contains('$')) {
            return None;
        }
        let text = names::words_replaced(text, &|word| {
            types.iter().find(|(name, _)| *name == word).map(|(_, ty)| ty.clone())
        });
        and(&text).map(|text| lexed_there(&text))
    }

    /// The same as tokens.
    fn aliases_replaced(&self, text: &str) -> TokenStream {
        let types = &self.class.named.types;
        let alias =
            |word: &str| types.iter().find(|(name, _)| name == word).map(|(_, ty)| ty.clone());
        names::replaced(lexed_there(text), &alias)
    }

    pub(super) fn own(&self) -> &str {
        self.name(0)
    }

    /// The type of the class at this place of the MRO.
    pub(super) fn name(&self, at: usize) -> &str {
        self.class.named.names.get(at).map_or("", String::as_str)
    }

    pub(super) fn meta(&self) -> &ClassMeta {
        self.mro.first().unwrap_or_else(|| unreachable_meta())
    }

    /// What bodies of the class ask of an object: that it is of the class, and of the ancestors
    /// whose generic methods they call.
    pub(super) fn bound(&self) -> String {
        self.bound_with(&self.meta().bounds, false)
    }

    /// That an object is of the class and of these ancestors; in words for users, where the class
    /// has some.
    pub(super) fn bound_with(&self, ancestors: &[u64], is_told: bool) -> String {
        let others = self.classes().skip(1).filter(|(_, class)| ancestors.contains(&class.id));
        let all: Vec<String> = self
            .classes()
            .take(1)
            .chain(others)
            .map(|(at, class)| {
                let ty = self.name(at);
                let id = match at {
                    0 => OWN_ID.to_owned(),
                    _ => names::identity(class.id),
                };
                // the runtime has words for a few awaited calls, in which no number stands
                let (mut bound, told) = match class.waits.len().min(8) {
                    _ if !is_told || !class.is_dyn => (format!("__k::Isa<{ty}, {id}>"), 0),
                    0 => (format!("__k::SubclassOf<{ty}>"), 0),
                    told => (format!("__k::AsyncSubclassOf{told}<{ty}>"), told),
                };
                if !class.parts.is_empty() {
                    let _ = write!(bound, " + __k::Apart<{ty}, {id}>");
                }
                for place in told..class.waits.len() {
                    let number = names::number(place);
                    let _ = write!(bound, " + __k::Late<{ty}, {id}, {number}>");
                }
                bound
            })
            .collect();
        all.join(" + ")
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
    pub(super) fn pointer(&self, at: usize, slot: &Slot, object: &str) -> String {
        let owner = self.name(at);
        let result = spelled(&slot.result.portable, owner, object);
        if slot.receiver == Receiver::Constant {
            return result;
        }
        let lifetime = &slot.lifetime_of_self;
        let mut inputs = marker(slot).map_or(String::new(), |marker| format!("{marker}, "));
        match slot.receiver {
            Receiver::Shared => inputs += &format!("&{lifetime} {object}, "),
            Receiver::Exclusive => inputs += &format!("&{lifetime} mut {object}, "),
            Receiver::Owned => inputs += &format!("{object}, "),
            _ => {}
        }
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
    pub(super) fn entry(&self, call: &Call) -> String {
        let start = match call.after {
            None => 0,
            Some(id) => self.mro.iter().position(|class| class.id == id).map_or(0, |at| at + 1),
        };
        let Some((_, slot)) = slot(self.mro, &call.method) else {
            return format!("<{}>::{}", self.own(), call.method);
        };
        // a fault that is reported elsewhere: the object's own method stands in
        let at = definition(self.mro, &call.method, start).unwrap_or(0);
        let (class, method) = (self.name(at), super::body::bare(&call.method));
        if slot.receiver == Receiver::Constant {
            return format!("<{}>::{method}", self.own());
        }
        pointed(slot, &format!("<{class}>::__def_{method}::<Self>"))
    }
}

/// The function as one that the slot's place of a table can hold.
pub(super) fn pointed(slot: &Slot, function: &str) -> String {
    if marker(slot).is_none() {
        return function.to_owned();
    }
    let mut names =
        if slot.receiver == Receiver::Class { String::new() } else { "__this, ".into() };
    for (name, _) in &slot.arguments {
        let _ = write!(names, "{name}, ");
    }
    format!("|_, {names}| {function}({names})")
}

/// Never called: an MRO has its class.
fn unreachable_meta() -> &'static ClassMeta {
    static EMPTY: std::sync::OnceLock<ClassMeta> = std::sync::OnceLock::new();
    EMPTY.get_or_init(ClassMeta::object)
}

/// `T, U,` of `<T, U>`.
pub(super) fn within_brackets(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    match inner.trim().trim_end_matches(',') {
        "" => String::new(),
        inner => format!("{inner}, "),
    }
}

pub(super) fn expand(class: &Class) -> TokenStream {
    let (emit, aliases) = (Emit::new(class), &class.named.aliases);
    let root = &class.settings.root;
    let owner = &class.owner;
    let (name, impl_generics, arguments, clause) =
        (&owner.name, &owner.impl_generics, &owner.arguments, &owner.clause);
    let types = &class.types;
    let (views, makers) = views::views(&emit);
    let bodies = bodies(&emit);
    let forwarders = forwarders::own_forwarders(&emit);
    let others = &class.others;
    let inherent = there(&format!(
        "{} {} {} {} {makers}",
        forwarders::inherited_forwarders(&emit),
        forwarders::repeated(&emit),
        construct::functions(&emit),
        reflect::functions(&emit)
    ));
    let items = within(&format!(
        "{} {} {} {} {}",
        views::layout(&emit),
        awaited::signatures(&emit),
        reflect::object(&emit),
        views::tables(&emit),
        awaited::bodies(&emit)
    ));
    let made = there(&construct::impls(&emit));
    let (in_bodies, beside_them) = (allowed_in_bodies(), allowed_beside_them());
    let own_id = own_id(&emit);
    let builder = construct::builder(&emit);
    let virtuals = virtuals::expand(&emit);
    let metadata = metadata(class);
    let checks = forwarders::checks(&emit);
    let (classed, create) = (metaclass::items(&emit), metaclass::create(&emit));
    code! {
        #[allow(unused_qualifications)]
        const _: () = {
            #[allow(unused_imports)]
            use #root::__private::class as __k;
            #own_id
            #aliases
            #types
            #views
            #in_bodies
            impl #impl_generics #name #arguments #clause { #bodies #(#others)* }
            #beside_them
            impl #impl_generics #name #arguments #clause { #forwarders #inherent #create }
            #items
            #made
            #classed
            #checks
        };
        #builder
        #virtuals
        #metadata
    }
}

/// The alias of the class's number, which each of its bodies names.
pub(super) const OWN_ID: &str = "__I";

/// That alias.
pub(super) fn own_id(emit: &Emit<'_>) -> TokenStream {
    if !emit.meta().has_bound_bodies {
        return TokenStream::new();
    }
    lexed(&format!("type {OWN_ID} = {};", names::identity(emit.meta().id)))
}

/// Text that holds no token of the user, as tokens that stand here.
pub(super) fn lexed(text: &str) -> TokenStream {
    moved_text(lexed_there(text))
}

/// Text as tokens that stand where the macro was called. To move a token costs as much as to make
/// it, so what the compiler checks in no time is left there.
pub(super) fn lexed_there(text: &str) -> TokenStream {
    crate::kit::lexed(text)
        .unwrap_or_else(|| code!(::core::compile_error!("dunder wrote code that does not lex");))
}

/// Text for where `__k` is, which names the primitive types in a shorter way. Its constants and
/// impls would cost the compiler more, when lines above them move, than to move their tokens does.
fn within(text: &str) -> TokenStream {
    moved_text(there(text))
}

/// The same where the macro was called: short functions are checked as fast as they are moved.
fn there(text: &str) -> TokenStream {
    lexed_there(&text.replace("::core::primitive::", "__k::"))
}

/// The attributes that belong to what users call, and not to the body.
pub(super) fn is_outward(attr: &Attribute) -> bool {
    ["doc", "must_use", "deprecated", "cfg", "allow", "expect"]
        .iter()
        .any(|name| attr.path().is_ident(name))
}

/// `#[expect(..)]` as `#[allow(..)]`: of a method's two functions only one does what is expected.
pub(super) fn lenient(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        syn::Meta::List(list) if list.path.is_ident("expect") => {
            let lints = &list.tokens;
            code!(#[allow(#lints)])
        }
        _ => attr.to_token_stream(),
    }
}

/// `__def_name<SelfOrSubclass: Isa<X, ID>>(__self: &SelfOrSubclass, ..)` for each method, `__own_name` for each helper.
fn bodies(emit: &Emit<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    let bound = lexed(&emit.bound());
    for method in emit.class.methods.iter().filter(|method| method.has_body) {
        out.extend(standing(method.span(), || body(emit, method, "__def_", &code!(pub), &bound)));
    }
    for helper in &emit.class.helpers {
        let vis = TokenStream::new();
        out.extend(standing(helper.span(), || body(emit, helper, "__own_", &vis, &bound)));
    }
    out
}

fn body(
    emit: &Emit<'_>,
    method: &Method,
    prefix: &str,
    vis: &TokenStream,
    bound: &TokenStream,
) -> TokenStream {
    let owner = &emit.class.owner;
    let sig = &method.function.sig;
    let generic = object(here());
    let attrs = method.function.attrs.iter().filter(|attr| {
        !is_outward(attr) || ["allow", "expect", "cfg"].iter().any(|a| attr.path().is_ident(a))
    });
    let (known_as, method_name) =
        (owner.name.unraw().to_string(), super::body::bare(&method.slot.name));
    let attrs = attrs.map(|attr| {
        if attr.path().is_ident("expect") {
            lenient(attr)
        } else {
            attached::told_method(attr, &known_as, method_name)
        }
    });
    let has_inline = method.function.attrs.iter().any(|attr| attr.path().is_ident("inline"));
    let inline = (!has_inline).then(|| code!(#[inline]));
    let name = method.body_name(prefix);
    let bound = method.is_bound.then(|| code!(: #bound));
    let lifetimes = sig.generics.lifetimes();
    let typed = sig.generics.params.iter().filter(|p| !matches!(p, syn::GenericParam::Lifetime(_)));

    let output = match &sig.output {
        ReturnType::Default => TokenStream::new(),
        ReturnType::Type(arrow, ty) => {
            let ty = spell_self(ty.to_token_stream(), &generic.to_token_stream());
            code!(#arrow #ty)
        }
    };
    // `&self` gives its lifetime to what has none; a plain parameter beside others does not
    let lifetime = lifetime_of_self(&method.function);
    let borrows = matches!(method.slot.receiver, Receiver::Shared | Receiver::Exclusive);
    let output_named =
        if borrows && sig.inputs.len() > 1 { filled(output.clone(), &lifetime) } else { None };
    let is_named = lifetime != "'__s";
    let fresh = (output_named.is_some() && !is_named).then(|| code!('__s,));
    let lifetime: Option<syn::Lifetime> =
        (is_named || output_named.is_some()).then(|| syn::Lifetime::new(&lifetime, here()));
    let output = output_named.unwrap_or(output);

    let is_logged = attached::is_logged(&method.function.attrs);
    let (wraps, span) = (metaclass::wraps(emit, method), method.span_of_body());
    let inputs = sig.inputs.iter().enumerate().map(|(at, input)| match input {
        FnArg::Receiver(receiver) => {
            let this = this(receiver.self_token.span);
            match &receiver.kind {
                ReceiverKind::Reference(_, _, mutability) => {
                    code!(#this: &#lifetime #mutability #generic)
                }
                _ => {
                    let mutability = receiver.mutability.filter(|_| method.is_mut);
                    code!(#mutability #this: #generic)
                }
            }
        }
        FnArg::Typed(typed) if wraps => {
            let name = metaclass::parameter(typed, at);
            // without `#[logged]` the marks are the metaclass's alone
            let marks = typed.attrs.iter().filter(|attr| is_logged || !attached::is_mark(attr));
            let ty = spell_self(typed.ty.to_token_stream(), &generic.to_token_stream());
            code!(#(#marks)* #name: #ty)
        }
        FnArg::Typed(typed) => spell_self(typed.to_token_stream(), &generic.to_token_stream()),
    });
    let clause = sig
        .generics
        .where_clause
        .as_ref()
        .map(|clause| spell_self(clause.to_token_stream(), &generic.to_token_stream()));
    let asyncness = &sig.asyncness;
    let repeated = repeats_a_signature(emit, method).then(|| {
        code!(#[cfg_attr(clippy, allow(
            clippy::boxed_local, clippy::fn_params_excessive_bools,
            clippy::large_types_passed_by_value, clippy::option_option, clippy::ptr_arg,
            clippy::too_many_arguments, clippy::trivially_copy_pass_by_ref
        ))])
    });
    let body = braced(metaclass::around(emit, method), span);
    code! {
        #repeated
        #(#attrs)*
        #[doc(hidden)]
        #inline
        #vis #asyncness fn #name<#fresh #(#lifetimes,)* #(#typed,)* #generic #bound>(
            #(#inputs),*
        ) #output #clause #body
    }
}

/// Whether clippy may blame an override for parameters that a base gave it; of a trait's impl it says
/// nothing.
fn repeats_a_signature(emit: &Emit<'_>, method: &Method) -> bool {
    const BLAMED: [&str; 9] =
        ["&", "String", "Vec", "PathBuf", "Box", "Cow", "bool", "[", "Option<Option"];
    let arguments = &method.slot.arguments;
    let is_blamed = |ty: &str| BLAMED.iter().any(|name| ty.contains(name));
    (arguments.len() > 6 || arguments.iter().any(|(_, ty)| is_blamed(&ty.written)))
        && emit.mro.iter().skip(1).any(|class| class.slot(&method.slot.name).is_some())
}

/// The macro of the class's name, which carries its literal to subclasses.
fn metadata(class: &Class) -> TokenStream {
    let name = &class.owner.name;
    let id = class.mro.first().map_or(0, |class| class.id);
    let carrier = names::macro_of(name, id);
    let text = meta::write(class.mro.iter().filter(|class| !class.is_object()));
    let vis = &class.vis;
    let exported = if matches!(vis, Visibility::Public(_)) { "#[macro_export]" } else { "" };
    let literal = lexed_there(&format!(
        "#[doc(hidden)] #[allow(unused_macros)] {exported} macro_rules! {carrier} {{
            (@dunder [{{ $($next:tt)* }} $($rest:tt)*] {{ $($acc:tt)* }}) => {{
                $($next)*! {{ @dunder [$($rest)*] {{ $($acc)* {text:?} }} }} }}; }}
         #[doc(hidden)] #[allow(unused_imports, unreachable_pub)]"
    ));
    let import = lexed_there(&format!("use {carrier} as"));
    code!(#literal #vis #import #name;)
}
