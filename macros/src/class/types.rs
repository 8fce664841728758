//! Types that mean the same in every module: what an inherited signature is written with.
//!
//! References, tuples, slices and primitives are copied; any other type becomes a place of the
//! class's own type table (`impl Ty<3> for A { type T = HashMap<..>; }`), which its subclasses
//! name as `<A as Ty<3>>::T`. In the portable text `@3` is such a place, `%3<'a>` one with
//! lifetimes, `!3<'a>` one that names `Self`, `^1.3<T>` one with other types in it, and `$` is
//! `Self`.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use super::here::{braced, code, here};
use super::meta::{FieldMeta, Spelled};
use super::names;
use crate::kit::{spell_self, ungrouped};

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64",
];

/// Whether the word is the name of a primitive type.
pub(super) fn is_primitive(word: &str) -> bool {
    PRIMITIVES.contains(&word)
}

/// Where the types of methods begin in a class's table; before them are those of fields, of which
/// few classes have more.
pub(super) const FIRST_OF_METHODS: usize = 128;

/// The table of a class's types.
#[derive(Default)]
pub(super) struct Types {
    first: usize,
    found: Vec<(String, TokenStream)>,
    impls: TokenStream,
    /// Types of one word that have a place already.
    known: Vec<(String, String)>,
    /// The parameters of the method whose signature is read.
    pub(super) params: Vec<String>,
    /// A type of that signature is not portable.
    pub(super) is_bound_here: bool,
}

impl Types {
    /// A table whose places begin at `first`: fields and methods are read by two expansions.
    pub(super) fn from(first: usize) -> Self {
        Self { first, ..Self::default() }
    }

    /// Knows the types of these fields, whose places their class has written.
    pub(super) fn knowing(mut self, fields: &[FieldMeta]) -> Self {
        let words = fields.iter().map(|field| &field.ty).filter(|ty| ty.portable.starts_with('@'));
        self.known = words.map(|ty| (ty.written.clone(), ty.portable.clone())).collect();
        self
    }

    /// The `impl Ty<..>` items, with `class` and its generics where they belong.
    pub(super) fn impls(self) -> TokenStream {
        self.impls
    }

    /// The type in both texts; references without a lifetime get `elided`.
    pub(super) fn spell(&mut self, owner: &Owner, ty: &Type, elided: &str) -> Spelled {
        let written = plain(&ty.to_token_stream());
        Spelled { portable: self.portable(owner, ty, elided), written }
    }

    pub(super) fn portable(&mut self, owner: &Owner, ty: &Type, elided: &str) -> String {
        let ty = ungrouped(ty.clone());
        match &ty {
            Type::Reference(reference) => {
                if matches!(ungrouped((*reference.elem).clone()), Type::TraitObject(_)) {
                    return self.place(owner, &ty, elided);
                }
                let lifetime = reference.lifetime.as_ref().map(ToString::to_string);
                let lifetime = match lifetime.as_deref() {
                    None | Some("'_") => elided.to_owned(),
                    Some(named) => named.to_owned(),
                };
                let mutable = if reference.mutability.is_some() { "mut " } else { "" };
                format!("&{lifetime} {mutable}{}", self.portable(owner, &reference.elem, elided))
            }
            Type::Slice(slice) => format!("[{}]", self.portable(owner, &slice.elem, elided)),
            Type::Tuple(tuple) => {
                let parts = tuple.elems.iter().map(|ty| self.portable(owner, ty, elided) + ",");
                format!("({})", parts.collect::<String>())
            }
            Type::Paren(paren) => self.portable(owner, &paren.elem, elided),
            Type::Never(_) => "!".to_owned(),
            Type::ImplTrait(opaque) => {
                format!("impl {}", self.bounds(owner, &opaque.bounds, elided))
            }
            other if self.names_param(&other.to_token_stream()) => {
                self.of_param(owner, other, elided)
            }
            Type::Path(path) if path.qself.is_none() => match path.path.get_ident() {
                Some(word) if word == "Self" => "$".to_owned(),
                Some(word) if PRIMITIVES.iter().any(|name| word == name) => {
                    format!("::core::primitive::{word}")
                }
                word => {
                    let mut known = self.known.iter();
                    let found = word.and_then(|word| known.find(|(of, _)| word == of));
                    match found {
                        Some((_, portable)) => portable.clone(),
                        None => self.place(owner, &ty, elided),
                    }
                }
            },
            _ => self.place(owner, &ty, elided),
        }
    }

    /// The number of a place: those of fields go on after those of methods.
    fn number(&self, at: usize) -> usize {
        if self.first == 0 && at >= FIRST_OF_METHODS { at + 0x1_0000 } else { at + self.first }
    }

    /// The place of a type with others in it, `Vec<P>`.
    pub(super) fn constructor(&mut self, owner: &Owner, ty: &TokenStream, arity: usize) -> usize {
        let (table, head) = match arity {
            1 => (code!(__k::TyOf1), code!(T<__P>)),
            _ => (code!(__k::TyOf2), code!(T<__P, __Q>)),
        };
        let text = ty.to_string();
        if let Some(at) = self.found.iter().position(|(known, _)| *known == text) {
            return self.number(at);
        }
        self.found.push((text, ty.clone()));
        let place = self.number(self.found.len() - 1);
        let at = super::expand::lexed(&names::number(place));
        let Owner { name, impl_generics, arguments, clause } = owner;
        self.impls.extend(code! {
            impl #impl_generics #table<#at> for #name #arguments #clause { type #head = #ty; }
        });
        place
    }

    /// A place of the table, a new one unless the class names the type already.
    fn place(&mut self, owner: &Owner, ty: &Type, elided: &str) -> String {
        let tokens = ty.to_token_stream();
        let names_self = mentions_self(&tokens);
        let mut lifetimes = Lifetimes::new(elided, if names_self { 1 } else { 3 });
        let tokens = lifetimes.named(tokens);
        let mark = match (names_self, lifetimes.given.len()) {
            (true, _) => '!',
            (false, 0) => '@',
            (false, _) => '%',
        };
        let text = tokens.to_string();
        let at = match self.found.iter().position(|(known, _)| *known == text) {
            Some(at) => self.number(at),
            None => {
                self.found.push((text, tokens.clone()));
                let at = self.found.len() - 1;
                let number = self.number(at);
                self.write_impl(owner, ty.span(), number, mark, &lifetimes, &tokens);
                number
            }
        };
        let given: Vec<&str> = lifetimes.given.iter().map(String::as_str).collect();
        match mark {
            '@' => format!("@{at}"),
            '%' => format!("%{}.{at}<{}>", given.len(), given.join(",")),
            _ => format!("!{at}<{},$>", given.first().unwrap_or(&"'static")),
        }
    }

    fn write_impl(
        &mut self,
        owner: &Owner,
        span: Span,
        at: usize,
        mark: char,
        lifetimes: &Lifetimes<'_>,
        tokens: &TokenStream,
    ) {
        let Owner { name, impl_generics, arguments, clause } = owner;
        let at = super::expand::lexed(&names::number(at));
        let (table, head) = match (mark, lifetimes.given.len()) {
            ('@', _) => (code!(__k::Ty), code!(T)),
            ('%', 1) => (code!(__k::Ty1), code!(T<'__0>)),
            ('%', 2) => (code!(__k::Ty2), code!(T<'__0, '__1>)),
            ('%', _) => (code!(__k::Ty3), code!(T<'__0, '__1, '__2>)),
            _ => (code!(__k::TySelf), code!(T<'__0, __Self: '__0>)),
        };
        let tokens =
            if mark == '!' { spell_self(tokens.clone(), &code!(__Self)) } else { tokens.clone() };
        let ty = braced(quote_spanned!(span=> type #head = #tokens;), span);
        self.impls.extend(code!(impl #impl_generics #table<#at> for #name #arguments #clause #ty));
    }
}

/// The class that a table belongs to.
pub(super) struct Owner {
    pub(super) name: Ident,
    pub(super) impl_generics: TokenStream,
    pub(super) arguments: TokenStream,
    pub(super) clause: TokenStream,
}

/// The lifetimes of a type, in the order in which `T<'__0, '__1>` gets them.
struct Lifetimes<'a> {
    elided: &'a str,
    given: Vec<String>,
    /// How many a place can have: those without a name beyond are as the last one.
    most: usize,
    /// Those of `for<'a>`, which are the type's own.
    bound: Vec<String>,
}

impl<'a> Lifetimes<'a> {
    fn new(elided: &'a str, most: usize) -> Self {
        Self { elided, given: Vec::new(), most, bound: Vec::new() }
    }

    fn add(&mut self, name: &str) -> [TokenTree; 2] {
        let named = name != "'_" && !name.is_empty();
        let elided = if self.elided.is_empty() { "'_" } else { self.elided };
        let known = if named {
            self.given.iter().position(|given| given == name)
        } else if self.given.len() >= self.most {
            self.given.iter().rposition(|given| given == elided)
        } else {
            None
        };
        let at = known.unwrap_or_else(|| {
            self.given.push(if named { name.to_owned() } else { elided.to_owned() });
            self.given.len() - 1
        });
        let word = Ident::new(&format!("__{at}"), here());
        [Punct::new('\'', Spacing::Joint).into(), word.into()]
    }

    /// The type with `'__0`, `'__1` in the place of its lifetimes, also those left out after `&`.
    fn named(&mut self, tokens: TokenStream) -> TokenStream {
        self.within(tokens, false)
    }

    /// The same; what is left out after `&` in `Fn(&str) -> &str` is that type's own.
    fn within(&mut self, tokens: TokenStream, is_of_fn: bool) -> TokenStream {
        let mut out = TokenStream::new();
        let mut tokens = tokens.into_iter().peekable();
        let (mut after_fn, mut is_binder) = (false, false);
        // how many `<` are open in the result of `Fn(..)`
        let mut result: Option<usize> = None;
        let (mut is_arrow, mut has_inputs) = (false, false);
        while let Some(token) = tokens.next() {
            let is_own = is_of_fn || result.is_some();
            let follows_fn = std::mem::take(&mut after_fn);
            let follows_dash = std::mem::take(&mut is_arrow);
            match token {
                TokenTree::Punct(p) if p.as_char() == '\'' => {
                    let Some(TokenTree::Ident(word)) = tokens.next() else { continue };
                    let name = format!("'{word}");
                    if is_binder {
                        self.bound.push(name.clone());
                    }
                    let is_left = word == "static" || self.bound.contains(&name);
                    if is_left || is_own && word == "_" {
                        out.extend([TokenTree::from(p), word.into()]);
                    } else {
                        out.extend(self.add(&name));
                    }
                }
                TokenTree::Punct(p) if p.as_char() == '&' => {
                    let bare =
                        !matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '\'');
                    out.extend([TokenTree::from(p)]);
                    if bare && !is_own {
                        out.extend(self.add(""));
                    }
                }
                TokenTree::Punct(p) => {
                    let open = result.unwrap_or_default();
                    match p.as_char() {
                        '-' => is_arrow = true,
                        '>' if follows_dash && has_inputs => result = Some(0),
                        '>' if follows_dash => {}
                        '<' => result = result.map(|open| open + 1),
                        '>' => result = result.and_then(|open| open.checked_sub(1)),
                        ',' | '+' if open == 0 => result = None,
                        _ => {}
                    }
                    is_binder &= p.as_char() != '>';
                    out.extend([TokenTree::from(p)]);
                }
                TokenTree::Group(group) => {
                    has_inputs = follows_fn;
                    let stream = self.within(group.stream(), is_own || follows_fn);
                    let mut inner = Group::new(group.delimiter(), stream);
                    inner.set_span(group.span());
                    out.extend([TokenTree::from(inner)]);
                }
                token => {
                    after_fn = matches!(&token, TokenTree::Ident(word)
                        if ["Fn", "FnMut", "FnOnce", "fn"].iter().any(|name| word == name));
                    is_binder |= matches!(&token, TokenTree::Ident(word) if word == "for");
                    out.extend([token]);
                }
            }
        }
        out
    }
}

pub(super) fn mentions_self(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "Self",
        TokenTree::Group(group) => mentions_self(&group.stream()),
        _ => false,
    })
}

/// The tokens as a person writes them, near enough for messages and comparison.
pub(super) fn plain(tokens: &TokenStream) -> String {
    let mut out = String::new();
    plain_into(&mut out, tokens.clone());
    out
}

fn plain_into(out: &mut String, tokens: TokenStream) {
    let mut word_before = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                plain_into(out, group.stream());
                out.push_str(close);
                word_before = false;
            }
            TokenTree::Punct(p) => {
                if p.as_char() == '-' || p.as_char() == '=' || p.as_char() == '+' {
                    out.push(' ');
                }
                out.push(p.as_char());
                if matches!(p.as_char(), ',' | ';' | '+')
                    || p.as_char() == '>' && (out.ends_with("->") || out.ends_with("=>"))
                {
                    out.push(' ');
                }
                word_before = false;
            }
            other => {
                if word_before {
                    out.push(' ');
                }
                out.push_str(&other.to_string());
                word_before = true;
            }
        }
    }
}

/// The portable text as Rust, where `class` is the type that owns the places.
pub(super) fn spelled(portable: &str, class: &str, object: &str) -> String {
    let mut out = String::new();
    let mut rest = portable;
    while let Some(at) = rest.find(['@', '%', '!', '^', '$']) {
        let (before, marked) = rest.split_at(at);
        out.push_str(before);
        let mark = marked.chars().next().unwrap_or('$');
        rest = marked.get(1..).unwrap_or_default();
        if mark == '$' {
            out.push_str(object);
            continue;
        }
        // the type of what never returns
        if mark == '!' && !rest.starts_with(|c: char| c.is_ascii_digit()) {
            out.push(mark);
            continue;
        }
        let mut arity = String::new();
        if matches!(mark, '%' | '^')
            && let Some((count, after)) = rest.split_once('.')
        {
            arity = if mark == '^' { format!("Of{count}") } else { count.to_owned() };
            rest = after;
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (place, after) = rest.split_at(digits);
        rest = after;
        let table = if mark == '!' { "Self" } else { arity.as_str() };
        let place = names::number(place.parse().unwrap_or_default());
        out.push_str(&format!("<{class} as __k::Ty{table}<{place}>>::T"));
    }
    out.push_str(rest);
    out
}

/// Whether a type is written with words that mean the same everywhere, so that another text is
/// another type.
pub(super) fn is_well_known(written: &str) -> bool {
    const KNOWN: [&str; 6] = ["String", "Vec", "Option", "Box", "mut", "Self"];
    let words = written.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '\'');
    words
        .filter(|word| !word.is_empty())
        .all(|word| PRIMITIVES.contains(&word) || KNOWN.contains(&word))
}

/// Whether `new` takes `impl Into<T>`: owned text and paths, so that `&str` will do.
pub(super) fn takes_into(written: &str) -> bool {
    let ty: String = written.split("::").last().unwrap_or_default().to_owned();
    matches!(ty.as_str(), "String" | "PathBuf" | "Box<str>" | "Arc<str>" | "Rc<str>")
}

/// The type with `lifetime` where its references have none; nothing if all of them have one.
pub(super) fn filled(tokens: TokenStream, lifetime: &str) -> Option<TokenStream> {
    let mut lifetimes = Lifetimes::new(lifetime, usize::MAX);
    let named = lifetimes.named(tokens);
    if !lifetimes.given.iter().any(|given| given == lifetime) {
        return None;
    }
    Some(renamed(named, &lifetimes.given))
}

/// `'__0` and its like by their own names again.
fn renamed(tokens: TokenStream, given: &[String]) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                let own = word.to_string();
                let at = own.strip_prefix("__").and_then(|at| at.parse::<usize>().ok());
                match at.and_then(|at| given.get(at)) {
                    Some(name) => {
                        let name = name.trim_start_matches('\'');
                        out.extend([TokenTree::from(names::ident(name, word.span()))]);
                    }
                    None => out.extend([TokenTree::from(word)]),
                }
            }
            TokenTree::Group(group) => {
                let inner = renamed(group.stream(), given);
                let mut same = Group::new(group.delimiter(), inner);
                same.set_span(group.span());
                out.extend([TokenTree::from(same)]);
            }
            token => out.extend([token]),
        }
    }
    out
}
