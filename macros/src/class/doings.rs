//! What tokens do with the fields of `self`, as far as that can be told from them and from the
//! fields' types.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};

use super::body::{call_after, is_punct};
use super::scope::Scope;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Shared,
    Exclusive,
}

/// What is done with a field: `self.a.b[0].push(x)`.
pub(super) struct Chain {
    pub(super) access: Access,
    /// The `.` and the arguments of the method that changes it.
    pub(super) call: Option<(usize, usize)>,
    /// Its value may be what is wanted, and not a borrow of it.
    moves: bool,
    /// Where it ends, if no method is called.
    pub(super) end: usize,
}

/// Methods that only read, whatever their type.
const READING: [&str; 30] = [
    "as_bytes",
    "as_deref",
    "as_ref",
    "as_slice",
    "as_str",
    "capacity",
    "clone",
    "cloned",
    "cmp",
    "contains",
    "contains_key",
    "copied",
    "ends_with",
    "eq",
    "is_empty",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "iter",
    "keys",
    "len",
    "ne",
    "partial_cmp",
    "starts_with",
    "to_owned",
    "to_string",
    "to_uppercase",
    "to_vec",
    "values",
];

/// Methods of std that only read; those of other types may do anything.
const READING_OF_STD: [&str; 22] = [
    "abs",
    "bytes",
    "char_indices",
    "chars",
    "checked_add",
    "checked_mul",
    "checked_sub",
    "concat",
    "find",
    "first",
    "get",
    "join",
    "last",
    "lines",
    "max",
    "min",
    "parse",
    "pow",
    "saturating_sub",
    "split",
    "split_whitespace",
    "trim",
];

/// Macros of std and of logs that read their arguments, and by reference.
const READING_MACROS: [&str; 29] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "error",
    "event",
    "format",
    "format_args",
    "info",
    "log",
    "matches",
    "panic",
    "print",
    "println",
    "span",
    "stringify",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
    "warn",
    // of which the first argument is another matter
    "bail",
    "write",
    "writeln",
];

/// Macros that read their arguments or take their values.
const TAKING_MACROS: [&str; 4] = ["dbg", "json", "vec", "ensure"];

/// Whether it is a text of such a macro that says `{self}` or `{self:?}`.
pub(super) fn shows_self(name: &Ident, token: &TokenTree) -> bool {
    let TokenTree::Literal(text) = token else { return false };
    let text = text.to_string();
    let mut found = text.match_indices("{self").map(|(at, word)| (at, at + word.len()));
    READING_MACROS.iter().any(|known| name == known)
        && found.any(|(from, to)| {
            let is_escaped = text.get(..from).is_some_and(|before| {
                before.chars().rev().take_while(|c| *c == '{').count() % 2 == 1
            });
            !is_escaped && text.get(to..).is_some_and(|after| after.starts_with(['}', ':']))
        })
}

/// Reads on from the field's name or what stands for it, which ends before `at`.
pub(super) fn chain(
    scope: &Scope<'_>,
    before: &[TokenTree],
    rest: &[TokenTree],
    at: usize,
    field: Option<&str>,
) -> Chain {
    let (first, mut at) = (at, at);
    let mut is_element = false;
    let shared = |at| Chain { access: Access::Shared, call: None, moves: false, end: at };
    loop {
        match (rest.get(at), rest.get(at + 1)) {
            (Some(TokenTree::Group(group)), _) if group.delimiter() == Delimiter::Bracket => {
                at += 1;
                is_element = true;
            }
            (dot @ Some(_), Some(TokenTree::Literal(_))) if is_punct(dot, '.') => at += 2,
            (dot @ Some(_), Some(TokenTree::Ident(name))) if is_punct(dot, '.') => {
                if name == "await" {
                    return Chain { moves: true, ..shared(at) };
                }
                if let Some((_, _, end)) = call_after(rest, at + 2) {
                    if only_reads(scope, field, at == first, &name.to_string()) {
                        return shared(at);
                    }
                    let call = Some((at, end - 1));
                    return Chain { access: Access::Exclusive, call, moves: true, end: at };
                }
                at += 2;
            }
            _ => break,
        }
    }
    // `&mut *self.field`, `&raw mut self.field`
    let taken = before.iter().rev().skip_while(|token| is_punct(Some(token), '*'));
    let mut taken = taken.take(3);
    let last = taken.next();
    let is_changed = is_word(last, "mut") && {
        let second = taken.next();
        is_punct(second, '&') || is_word(second, "raw") && is_punct(taken.next(), '&')
    };
    let is_assigned = assigns(rest.get(at..).unwrap_or_default());
    let is_copied = field.is_some_and(|field| scope.ty(field).is_some_and(is_primitive));
    Chain {
        access: if is_changed || is_assigned { Access::Exclusive } else { Access::Shared },
        call: None,
        moves: !is_changed && !is_assigned && !is_element && !is_copied && !is_punct(last, '&'),
        end: at,
    }
}

/// Whether the method only reads what it is called on: the field itself, or a part of it.
fn only_reads(scope: &Scope<'_>, field: Option<&str>, is_direct: bool, method: &str) -> bool {
    if READING.contains(&method) {
        return true;
    }
    let Some(ty) = field.and_then(|field| scope.ty(field)) else {
        return READING_OF_STD.contains(&method);
    };
    if is_direct && is_primitive(ty) && !ty.starts_with(['[', '(']) {
        return true;
    }
    READING_OF_STD.contains(&method) && is_of_std(ty, is_direct)
}

fn words(ty: &str) -> impl Iterator<Item = &str> {
    let words = ty.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the type's values are copied, for what is told by its words.
fn is_primitive(ty: &str) -> bool {
    !ty.contains(['&', '*', '<']) && words(ty).all(super::types::is_primitive)
}

/// Whether methods of the type are std's: of the type itself, or of all its parts too.
fn is_of_std(ty: &str, is_direct: bool) -> bool {
    const STD: [&str; 17] = [
        "Arc", "BTreeMap", "BTreeSet", "Box", "Cell", "Cow", "Duration", "HashMap", "HashSet",
        "Option", "PathBuf", "Rc", "RefCell", "Result", "String", "Vec", "VecDeque",
    ];
    let is_known = |word: &str| {
        STD.contains(&word)
            || super::types::is_primitive(word)
            || ["std", "core", "alloc", "collections", "static", "mut"].contains(&word)
    };
    // what a pointer points at has the method
    let is_pointer = ty.starts_with(['&', '('])
        || ["Box<", "Rc<", "Arc<", "Cow<"].iter().any(|pointer| ty.contains(pointer));
    if !is_direct || is_pointer {
        return words(ty).all(is_known);
    }
    let outer = ty.split('<').next().unwrap_or_default();
    ty.starts_with('[') || words(outer).all(is_known)
}

/// Whether `=` or `+=` and its like come next.
pub(super) fn assigns(rest: &[TokenTree]) -> bool {
    let puncts = rest.iter().map_while(|token| match token {
        TokenTree::Punct(p) => Some((p.as_char(), p.spacing() == Spacing::Joint)),
        _ => None,
    });
    let first: Vec<(char, bool)> = puncts.take(3).collect();
    matches!(
        first.as_slice(),
        [('=', false), ..]
            | [('=', true), ('&' | '*' | '-' | '!' | '|', _), ..]
            | [('+' | '-' | '*' | '/' | '%' | '^' | '&' | '|', true), ('=', _), ..]
            | [('<', true), ('<', true), ('=', _)]
            | [('>', true), ('>', true), ('=', _)]
    )
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Whether `write!` or `writeln!` come before, whose first argument is changed.
pub(super) fn is_written(before: &[TokenTree]) -> bool {
    let name = before.iter().rev().nth(1);
    is_punct(before.last(), '!') && (is_word(name, "write") || is_word(name, "writeln"))
}

/// Whether the tokens say `self` or `super()` anywhere.
pub(super) fn mentions(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "self" || word == "super",
        TokenTree::Group(group) => mentions(group.stream()),
        _ => false,
    })
}

/// Whether a pattern says `ref mut`.
pub(super) fn binds_to_change(tokens: TokenStream) -> bool {
    let mut is_ref = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => {
            let found = is_ref && word == "mut";
            is_ref = word == "ref";
            found
        }
        TokenTree::Group(group) => binds_to_change(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// How what stands around a group uses the fields in it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Around {
    #[default]
    Reads,
    /// `(self.a).push(1)`: the one place in it is changed.
    Changes,
    /// `(self.a, self.b) = ..`: each place in it is changed.
    Assigns,
}

impl Around {
    /// Around the group that `rest` begins with.
    pub(super) fn of(scope: &Scope<'_>, before: &[TokenTree], rest: &[TokenTree]) -> Self {
        let Some(TokenTree::Group(group)) = rest.first() else { return Self::Reads };
        let is_paren = group.delimiter() == Delimiter::Parenthesis;
        if !is_paren && group.delimiter() != Delimiter::Bracket || is_argument(before) {
            return Self::Reads;
        }
        if is_punct(rest.get(1), '=') && assigns(rest.get(1..).unwrap_or_default()) {
            return Self::Assigns;
        }
        if !is_paren {
            return Self::Reads;
        }
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        if inner.iter().any(|token| is_punct(Some(token), ',')) {
            return Self::Reads;
        }
        let field = inner.iter().enumerate().find_map(|(at, token)| match inner.get(at + 2)? {
            TokenTree::Ident(name) if is_word(Some(token), "self") => Some(name.to_string()),
            _ => None,
        });
        let Some(field) = field else { return Self::Reads };
        let is_called = matches!(rest.get(1), Some(TokenTree::Group(arguments))
            if arguments.delimiter() == Delimiter::Parenthesis);
        let changes = if is_called {
            // what a type says only by its name may be a `FnMut`
            scope.ty(&field).is_none_or(|ty| {
                words(ty).any(|word| word == "FnMut") || !words(ty).any(|w| w == "Fn" || w == "fn")
            })
        } else {
            chain(scope, before, rest, 1, Some(&field)).access == Access::Exclusive
        };
        if changes { Self::Changes } else { Self::Reads }
    }
}

/// Whether a group after these tokens holds arguments or an index.
fn is_argument(before: &[TokenTree]) -> bool {
    const KEYWORDS: [&str; 9] =
        ["in", "if", "while", "match", "return", "break", "else", "mut", "move"];
    match before.last() {
        Some(TokenTree::Ident(word)) => !KEYWORDS.iter().any(|known| word == known),
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Brace,
        Some(TokenTree::Punct(p)) => matches!(p.as_char(), '!' | '?' | '#'),
        _ => false,
    }
}

/// Whether the place between these tokens is all of a part of a group.
pub(super) fn is_whole_part(before: &[TokenTree], after: Option<&TokenTree>) -> bool {
    let mut before = before.iter().rev().skip_while(|token| is_punct(Some(token), '*'));
    before.next().is_none_or(|token| is_punct(Some(token), ','))
        && (after.is_none() || is_punct(after, ','))
}

/// What tokens do with `self`.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "tokens do any of these")]
pub(super) struct Doings {
    /// They name a field.
    pub(super) fields: bool,
    /// They change a field, or may.
    pub(super) changes: bool,
    /// They take a field's value, or may.
    pub(super) moves: bool,
    /// They use `self` as a whole: a call of its methods, `super()`, `self` as a value.
    pub(super) whole: bool,
    /// A pattern in them says `ref mut`.
    binds: bool,
}

impl Doings {
    pub(super) fn of(scope: &Scope<'_>, tokens: TokenStream) -> Self {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut found = Self::default();
        for (at, token) in tokens.iter().enumerate() {
            let before = tokens.get(..at).unwrap_or_default();
            let rest = tokens.get(at..).unwrap_or_default();
            match token {
                TokenTree::Group(group) => {
                    let mut inner = Self::of(scope, group.stream());
                    if inner.fields {
                        inner.in_macro(before);
                        inner.changes |= Around::of(scope, before, rest) != Around::Reads;
                    }
                    found.add(inner);
                }
                TokenTree::Ident(word) if word == "super" => {
                    found.whole |= !is_punct(rest.get(1), ':') || is_punct(rest.get(3), '<');
                }
                TokenTree::Ident(word) if word == "self" && !is_path(rest) => match rest.get(2) {
                    Some(TokenTree::Ident(name))
                        if is_punct(rest.get(1), '.') && call_after(rest, 3).is_none() =>
                    {
                        let chain = chain(scope, before, rest, 3, Some(&name.to_string()));
                        found.fields = true;
                        found.changes |= chain.access == Access::Exclusive;
                        found.moves |= chain.moves;
                    }
                    _ => found.whole = true,
                },
                TokenTree::Ident(word) if word == "mut" => {
                    found.binds |= is_word(before.last(), "ref");
                }
                _ => {}
            }
        }
        found.changes |= found.fields && found.binds;
        found
    }

    /// What the arguments of a macro come to, whose name stands before them.
    fn in_macro(&mut self, before: &[TokenTree]) {
        let Some(TokenTree::Ident(name)) = before.iter().rev().nth(1) else { return };
        if !is_punct(before.last(), '!') {
            return;
        }
        if READING_MACROS.iter().any(|known| name == known) {
            self.moves = false;
            self.changes |= is_written(before);
        } else if !TAKING_MACROS.iter().any(|known| name == known) {
            self.changes = true;
            self.moves = true;
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.fields |= other.fields;
        self.changes |= other.changes;
        self.moves |= other.moves;
        self.whole |= other.whole;
        self.binds |= other.binds;
    }
}

/// Whether a path begins here: `self::name`, `super::name`.
pub(super) fn is_path(rest: &[TokenTree]) -> bool {
    is_punct(rest.get(1), ':') && is_punct(rest.get(2), ':')
}
