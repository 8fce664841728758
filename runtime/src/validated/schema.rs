//! JSON Schema of structs with rules, put together while compiling.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

pub use super::at::At;

/// Types that `#[validated(schema)]` can describe inside of a struct.
///
/// The attribute implements it for its struct; implement it by hand for a type of your own.
///
/// ```
/// use dunder::validated;
/// use dunder::validated::{Definition, Schema};
///
/// struct Colour(u32);
/// impl Schema for Colour {
///     const DEFINITION: &'static Definition =
///         &Definition::of(r##","type":"string","pattern":"^#[0-9a-f]{6}$""##);
/// }
///
/// #[validated(schema)]
/// struct Pen {
///     colour: Colour,
/// }
/// assert!(Pen::JSON_SCHEMA.contains(r##""colour":{"type":"string","pattern":"^#"##));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no JSON Schema",
    label = "no `dunder::validated::Schema` for `{Self}`",
    note = "write `#[validated(schema)]` on it, or implement `dunder::validated::Schema` by hand"
)]
pub trait Schema {
    /// The keywords.
    const DEFINITION: &'static Definition;

    /// The same, for definitions that refer to it.
    #[doc(hidden)]
    const AT: At = At::of(Self::DEFINITION);
}

/// The keywords of a type, as pieces of JSON.
#[derive(Debug)]
pub struct Definition {
    /// Where other schemas refer to it; the keywords stand in their place without.
    name: Option<&'static str>,
    /// What tells types of one name apart.
    id: &'static str,
    body: &'static [Piece],
    /// Whether a field of the type may be missing.
    is_optional: bool,
}

impl Definition {
    /// A type that is described where it is used: keywords and their values, each after a comma,
    /// as `,"type":"string"`.
    #[must_use]
    pub const fn of(keywords: &'static str) -> Self {
        Self { name: None, id: keywords, body: &[Piece::Id], is_optional: false }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn named(name: &'static str, id: &'static str, body: &'static [Piece]) -> Self {
        Self { name: Some(name), id, body, is_optional: false }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn inline(body: &'static [Piece]) -> Self {
        Self { name: None, id: "", body, is_optional: false }
    }

    const fn optional(body: &'static [Piece], is_optional: bool) -> Self {
        Self { name: None, id: "", body, is_optional }
    }
}

/// A piece of a schema.
#[doc(hidden)]
#[derive(Debug)]
pub enum Piece {
    /// JSON; a comma at its front is left out at the front of an object.
    Text(&'static str),
    /// A whole number.
    Int(i128),
    /// The keyword with this bound, where JSON can write it without loss.
    Bound(&'static str, f64),
    /// A text in quotes.
    Quoted(&'static str),
    /// A text inside of a pattern in quotes.
    Literal(&'static str),
    /// The keywords of a type.
    Of(At),
    /// The names of the fields that must be there.
    Required(&'static [(&'static str, Option<At>)]),
    /// The definition's own id, as JSON.
    Id,
}

/// The type whose definition it stands in: a constant cannot name itself.
#[doc(hidden)]
#[derive(Debug)]
pub struct Itself;

const ITSELF: &str = "itself";

impl Schema for Itself {
    const DEFINITION: &'static Definition = &Definition::named("", ITSELF, &[]);
}

/// Asks a type for its definition: that of a type without is empty.
#[doc(hidden)]
pub struct Ask<T: ?Sized>(core::marker::PhantomData<T>);

impl<T: Schema + ?Sized> Ask<T> {
    /// The answer.
    pub const AT: At = T::AT;
}

/// The answer where the inherent one does not apply.
#[doc(hidden)]
pub trait Otherwise {
    /// Anything.
    const AT: At = At::of(&Definition::inline(&[]));
}

impl<T: ?Sized> Otherwise for Ask<T> {}

/// A schema that is being written; of length 0 it only counts.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Out<const N: usize> {
    bytes: [u8; N],
    length: usize,
    last: u8,
}

/// Definitions in one schema at most.
const MOST: usize = 64;

/// The definitions that a schema refers to.
struct Found {
    list: [Option<&'static Definition>; MOST],
    length: usize,
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

impl Found {
    const fn of(root: &'static Definition) -> Self {
        let mut found = Self { list: [None; MOST], length: 0 };
        found.add(root);
        let mut i = 0;
        while i < found.length {
            if let Some(definition) = found.list[i] {
                found.look_in(definition.body);
            }
            i += 1;
        }
        found
    }

    const fn look_in(&mut self, body: &'static [Piece]) {
        let mut i = 0;
        while i < body.len() {
            if let Piece::Of(definition) = &body[i] {
                let definition = definition.get();
                if definition.name.is_some() {
                    self.add(definition);
                } else {
                    self.look_in(definition.body);
                }
            }
            i += 1;
        }
    }

    const fn add(&mut self, definition: &'static Definition) {
        if same(definition.id, ITSELF) || self.position(definition).is_some() {
            return;
        }
        assert!(self.length < MOST, "a schema refers to more than 64 types");
        self.list[self.length] = Some(definition);
        self.length += 1;
    }

    const fn position(&self, definition: &Definition) -> Option<usize> {
        let mut i = 0;
        while i < self.length {
            if let Some(known) = self.list[i]
                && same(known.id, definition.id)
            {
                return Some(i);
            }
            i += 1;
        }
        None
    }

    /// How many definitions before this one have its name.
    const fn namesakes(&self, position: usize, name: &str) -> usize {
        let (mut i, mut count) = (0, 0);
        while i < position {
            if let Some(Definition { name: Some(other), .. }) = self.list[i]
                && same(other, name)
            {
                count += 1;
            }
            i += 1;
        }
        count
    }
}

impl<const N: usize> Out<N> {
    const fn byte(&mut self, byte: u8) {
        if N > 0 {
            self.bytes[self.length] = byte;
        }
        self.length += 1;
        self.last = byte;
    }

    const fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut i = 0;
        if self.last == b'{' && !bytes.is_empty() && bytes[0] == b',' {
            i = 1;
        }
        while i < bytes.len() {
            self.byte(bytes[i]);
            i += 1;
        }
    }

    const fn int(&mut self, value: i128) {
        let mut digits = [0_u8; 40];
        let mut magnitude = value.unsigned_abs();
        let mut at = digits.len();
        loop {
            at -= 1;
            let digit = (magnitude % 10) as u8;
            digits[at] = b'0' + digit;
            magnitude /= 10;
            if magnitude == 0 {
                break;
            }
        }
        if value < 0 {
            self.byte(b'-');
        }
        while at < digits.len() {
            self.byte(digits[at]);
            at += 1;
        }
    }

    /// A text as it stands in quotes (RFC 8259 section 7).
    const fn quoted(&mut self, text: &str, is_pattern: bool) {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            let byte = bytes[i];
            if is_pattern && byte.is_ascii_punctuation() && byte != b'_' {
                // the pattern's backslash, escaped
                self.text("\\\\");
            }
            if byte < b' ' {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                self.text("\\u00");
                self.byte(HEX[(byte >> 4) as usize]);
                self.byte(HEX[(byte & 15) as usize]);
            } else {
                if byte == b'"' || byte == b'\\' {
                    self.byte(b'\\');
                }
                self.byte(byte);
            }
            i += 1;
        }
    }

    const fn name(&mut self, found: &Found, position: usize, name: &str) {
        self.text(name);
        let namesakes = found.namesakes(position, name);
        if namesakes > 0 {
            self.int(namesakes as i128 + 1);
        }
    }

    const fn refer(&mut self, found: &Found, definition: &Definition) {
        match (found.position(definition), definition.name) {
            (Some(0), _) => self.text(",\"$ref\":\"#\""),
            (Some(position), Some(name)) => {
                self.text(",\"$ref\":\"#/$defs/");
                self.name(found, position, name);
                self.byte(b'"');
            }
            _ => {}
        }
    }

    const fn pieces(&mut self, found: &Found, owner: &Definition, definition: &Definition) {
        let body = definition.body;
        let mut i = 0;
        while i < body.len() {
            match &body[i] {
                Piece::Text(text) => self.text(text),
                Piece::Id => self.text(definition.id),
                Piece::Int(value) => self.int(*value),
                Piece::Bound(keyword, bound) => self.bound(keyword, *bound),
                Piece::Quoted(text) => {
                    self.byte(b'"');
                    self.quoted(text, false);
                    self.byte(b'"');
                }
                Piece::Literal(text) => self.quoted(text, true),
                Piece::Of(definition) => {
                    let definition = definition.get();
                    if same(definition.id, ITSELF) {
                        self.refer(found, owner);
                    } else if definition.name.is_some() {
                        self.refer(found, definition);
                    } else {
                        self.pieces(found, owner, definition);
                    }
                }
                Piece::Required(names) => self.required(names),
            }
            i += 1;
        }
    }

    const fn bound(&mut self, keyword: &str, bound: f64) {
        const MOST: f64 = 9_007_199_254_740_992.0;
        if bound >= -MOST && bound <= MOST {
            #[expect(clippy::cast_possible_truncation, reason = "compared")]
            let whole = bound as i128;
            #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "within 2^53")]
            if whole as f64 == bound {
                self.text(",\"");
                self.text(keyword);
                self.text("\":");
                self.int(whole);
            }
        }
    }

    const fn required(&mut self, names: &[(&str, Option<At>)]) {
        let mut is_first = true;
        self.text(",\"required\":[");
        let mut i = 0;
        while i < names.len() {
            let (name, definition) = names[i];
            let is_optional = match definition {
                Some(definition) => definition.get().is_optional,
                None => false,
            };
            if !is_optional {
                if !is_first {
                    self.byte(b',');
                }
                is_first = false;
                self.byte(b'"');
                self.quoted(name, false);
                self.byte(b'"');
            }
            i += 1;
        }
        self.byte(b']');
    }

    const fn whole(&mut self, root: &'static Definition) {
        let found = Found::of(root);
        self.byte(b'{');
        self.text(",\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"");
        self.pieces(&found, root, root);
        if found.length > 1 {
            self.text(",\"$defs\":{");
            let mut i = 1;
            while i < found.length {
                if let Some(definition) = found.list[i]
                    && let Some(name) = definition.name
                {
                    self.text(",\"");
                    self.name(&found, i, name);
                    self.text("\":{");
                    self.pieces(&found, definition, definition);
                    self.byte(b'}');
                }
                i += 1;
            }
            self.byte(b'}');
        }
        self.byte(b'}');
    }

    /// The schema of a type.
    #[must_use]
    pub const fn write(root: &'static Definition) -> Self {
        let mut out = Self { bytes: [0; N], length: 0, last: 0 };
        out.whole(root);
        out
    }

    /// The text.
    ///
    /// # Panics
    /// Never: what is written is UTF-8.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(written) {
            Ok(text) => text,
            Err(_) => panic!("a schema is UTF-8"),
        }
    }
}

/// How long the schema of a type is.
#[doc(hidden)]
#[must_use]
pub const fn length(root: &'static Definition) -> usize {
    Out::<0>::write(root).length
}

macro_rules! plain {
    ($($keywords:literal: $($ty:ty),+;)+) => {
        $($(impl Schema for $ty {
            const DEFINITION: &'static Definition = &Definition::of($keywords);
        })+)+
    };
}

plain! {
    r#","type":"boolean""#: bool;
    r#","type":"string","minLength":1,"maxLength":1"#: char;
    r#","type":"string""#: str, String;
    r#","type":"number""#: f32, f64;
    r#","type":"integer""#: i128;
    r#","type":"integer","minimum":0"#: u128;
    r#","type":"integer","minimum":0,"maximum":255"#: u8;
    r#","type":"integer","minimum":0,"maximum":65535"#: u16;
    r#","type":"integer","minimum":0,"maximum":4294967295"#: u32;
    r#","type":"integer","minimum":0,"maximum":18446744073709551615"#: u64, usize;
    r#","type":"integer","minimum":-128,"maximum":127"#: i8;
    r#","type":"integer","minimum":-32768,"maximum":32767"#: i16;
    r#","type":"integer","minimum":-2147483648,"maximum":2147483647"#: i32;
    r#","type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807"#: i64, isize;
    r#","type":"null""#: ();
}

#[cfg(feature = "std")]
plain! {
    r#","type":"string""#: std::path::Path, std::path::PathBuf;
}

macro_rules! forward {
    ($([$($generics:tt)*] $ty:ty;)+) => {
        $(impl<$($generics)*> Schema for $ty {
            const DEFINITION: &'static Definition = T::DEFINITION;
            const AT: At = T::AT;
        })+
    };
}

forward! {
    [T: Schema + ?Sized] &T;
    [T: Schema + ?Sized] Box<T>;
    [T: Schema + ?Sized] Rc<T>;
    [T: Schema + ?Sized] Arc<T>;
    [T: Schema + ToOwned + ?Sized] Cow<'_, T>;
}

impl<T: Schema> Schema for Option<T> {
    const DEFINITION: &'static Definition = &Definition::optional(
        &[Piece::Text(",\"anyOf\":[{"), Piece::Of(T::AT), Piece::Text("},{\"type\":\"null\"}]")],
        true,
    );
}

macro_rules! lists {
    ($($keywords:literal: [$($generics:tt)*] $ty:ty;)+) => {
        $(impl<T: Schema, $($generics)*> Schema for $ty {
            const DEFINITION: &'static Definition = &Definition::inline(&[
                Piece::Text(concat!(",\"type\":\"array\"", $keywords, ",\"items\":{")),
                Piece::Of(T::AT),
                Piece::Text("}"),
            ]);
        })+
    };
}

lists! {
    "": [] [T];
    "": [] Vec<T>;
    "": [] VecDeque<T>;
    "": [] BTreeSet<T>;
}

#[cfg(feature = "std")]
lists! {
    "": [S] std::collections::HashSet<T, S>;
}

impl<T: Schema, const N: usize> Schema for [T; N] {
    const DEFINITION: &'static Definition = &Definition::inline(&[
        Piece::Text(",\"type\":\"array\",\"minItems\":"),
        Piece::Int(N as i128),
        Piece::Text(",\"maxItems\":"),
        Piece::Int(N as i128),
        Piece::Text(",\"items\":{"),
        Piece::Of(T::AT),
        Piece::Text("}"),
    ]);
}

macro_rules! maps {
    ($([$($generics:tt)*] $ty:ty;)+) => {
        $(impl<K, V: Schema, $($generics)*> Schema for $ty {
            const DEFINITION: &'static Definition = &Definition::inline(&[
                Piece::Text(",\"type\":\"object\",\"additionalProperties\":{"),
                Piece::Of(V::AT),
                Piece::Text("}"),
            ]);
        })+
    };
}

maps! {
    [] BTreeMap<K, V>;
}

#[cfg(feature = "std")]
maps! {
    [S] std::collections::HashMap<K, V, S>;
}
