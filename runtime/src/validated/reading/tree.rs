//! A tree of JSON as serde's deserializer, whose errors are violations with their place.

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::cell::RefCell;
use core::error::Error;
use core::fmt::{self, Display};

use serde::de::{
    self, DeserializeSeed, EnumAccess, Expected, IntoDeserializer as _, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::parse::Node;
use crate::validated::json::push_step;
use crate::validated::{Invalid, Violation};

/// The error of reading a tree.
#[derive(Debug)]
pub(super) struct Fault(Told);

/// What it tells; whoever reads a field finds it behind the error of any deserializer.
#[derive(Clone, Debug)]
pub(super) struct Told {
    violation: Violation,
    /// The name of the missing field, until its struct is known.
    missing: Option<&'static str>,
    is_strange: bool,
}

impl Told {
    /// What an error tells, if it is one of reading a tree.
    pub(super) fn of<E: Error>(fault: &E) -> Option<Self> {
        fault.source().and_then(<dyn Error + 'static>::downcast_ref).cloned()
    }

    /// Whether it is at the value itself.
    pub(super) fn has_no_place(&self) -> bool {
        self.violation.path().is_empty()
    }
}

impl From<Told> for Invalid {
    fn from(told: Told) -> Self {
        told.violation.into()
    }
}

impl Fault {
    fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        let violation = Violation::new(code, message);
        Self(Told { violation, missing: None, is_strange: false })
    }

    pub(super) fn into_told(self) -> Told {
        self.0
    }

    /// The error as one of what is around, a step further out.
    fn under(mut self, step: &str) -> Self {
        let mut path = String::new();
        push_step(&mut path, step);
        self.0.violation = self.0.violation.below(&path);
        self
    }

    /// Whether it says of the value itself what is wrong by this code.
    fn is_of_whole(&self, code: &str) -> bool {
        self.0.has_no_place() && self.0.violation.code() == code
    }

    /// The error of a struct: it has the field that is missing.
    fn of_struct(mut self) -> Self {
        match self.0.missing.take() {
            Some(field) => self.under(field),
            None => self,
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.missing {
            Some(field) => write!(f, "missing field `{field}`"),
            None => self.0.violation.fmt(f),
        }
    }
}

impl Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.violation.fmt(f)
    }
}

impl Error for Told {}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// What is expected, in words for people who do not write Rust. The value is never told.
fn mistyped(expected: &dyn Expected) -> Fault {
    let told = expected.to_string();
    let (kind, range) = match &*told {
        "a boolean" => ("boolean", "true or false"),
        "f32" | "f64" => ("number", "a number"),
        "u8" => ("integer", "a whole number from 0 to 255"),
        "u16" => ("integer", "a whole number from 0 to 65535"),
        "u32" => ("integer", "a whole number from 0 to 4294967295"),
        "u64" | "usize" => ("integer", "a whole number from 0 to 18446744073709551615"),
        "u128" => ("integer", "a whole number of 0 or more"),
        "i8" => ("integer", "a whole number from -128 to 127"),
        "i16" => ("integer", "a whole number from -32768 to 32767"),
        "i32" => ("integer", "a whole number from -2147483648 to 2147483647"),
        "i64" | "isize" => {
            ("integer", "a whole number from -9223372036854775808 to 9223372036854775807")
        }
        "i128" => ("integer", "a whole number"),
        "a character" => ("string", "a text of one character"),
        "a string" | "a borrowed string" | "path string" => ("string", "a text"),
        "a sequence" => ("array", "a list"),
        "a map" => ("object", "an object"),
        "unit" => ("null", "null"),
        // of an enum, what is around its variants
        other if other.starts_with("struct ") || other.starts_with("enum ") => {
            ("object", "an object")
        }
        // a number may stand for it
        other if other.starts_with("variant index ") => ("string", "the name of a variant"),
        other if other.starts_with("a list of ") => ("array", other),
        other => (other, other),
    };
    let mut fault = Fault::new("type", alloc::format!("must be {range}"));
    fault.0.violation = fault.0.violation.param("type", kind.to_string());
    fault
}

impl de::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self::new("invalid", message.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        mistyped(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        mistyped(expected)
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        mistyped(expected)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let names = expected.join(", ");
        let mut fault = Self::new("one_of", alloc::format!("must be one of {names}"));
        fault.0.violation = fault.0.violation.param("one_of", names);
        fault
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        let mut fault = Self::new("unknown", "is no field of this").under(field);
        fault.0.is_strange = true;
        fault
    }

    fn missing_field(field: &'static str) -> Self {
        let mut fault = Self::new("required", "is required");
        fault.0.missing = Some(field);
        fault
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("duplicate", "is there twice").under(field)
    }
}

/// Where a value is in the document.
pub(super) struct At<'p> {
    up: Option<&'p At<'p>>,
    step: &'p str,
}

impl At<'_> {
    pub(super) const TOP: At<'static> = At { up: None, step: "" };

    fn write(&self, path: &mut String) {
        if let Some(up) = self.up {
            up.write(path);
            push_step(path, self.step);
        }
    }
}

/// A value of the tree, to be read.
#[derive(Clone, Copy)]
pub(super) struct De<'p, 'de> {
    pub(super) node: &'p Node<'de>,
    pub(super) at: &'p At<'p>,
    /// Fields that a struct refuses to have: it reads on, and the document is refused.
    pub(super) strange: &'p RefCell<Vec<Violation>>,
}

impl<'p, 'de> De<'p, 'de> {
    fn below<'q>(self, node: &'q Node<'de>, at: &'q At<'q>) -> De<'q, 'de>
    where
        'p: 'q,
    {
        De { node, at, strange: self.strange }
    }

    /// Reads an object, known names first.
    fn map<V: Visitor<'de>>(
        self,
        entries: &'p [(Cow<'de, str>, Node<'de>)],
        known: Option<&[&str]>,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let is_known = |key: &str| known.is_none_or(|known| known.contains(&key));
        let (mut order, others): (Vec<_>, Vec<_>) =
            entries.iter().partition(|(key, _)| is_known(key));
        order.extend(others);
        let mut map = Map { around: self, entries: order.into_iter(), value: None };
        visitor.visit_map(&mut map).map_err(Fault::of_struct)
    }

    fn list<V: Visitor<'de>>(self, nodes: &'p [Node<'de>], visitor: V) -> Result<V::Value, Fault> {
        let mut list = List { around: self, nodes: nodes.iter().enumerate() };
        let read = visitor.visit_seq(&mut list).map_err(Fault::of_struct)?;
        if list.nodes.len() > 0 {
            return Err(row(nodes.len() - list.nodes.len()));
        }
        Ok(read)
    }
}

/// What so many values in a row are expected as.
fn row(len: usize) -> Fault {
    let elements = if len == 1 { "element" } else { "elements" };
    mistyped(&&*alloc::format!("a list of {len} {elements}"))
}

fn number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    let is_whole = !text.contains(['.', 'e', 'E']) && text != "-0";
    if is_whole {
        if let Ok(value) = text.parse() {
            return visitor.visit_u64(value);
        }
        if let Ok(value) = text.parse() {
            return visitor.visit_i64(value);
        }
        if let Ok(value) = text.parse() {
            return visitor.visit_i128(value);
        }
        if let Ok(value) = text.parse() {
            return visitor.visit_u128(value);
        }
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => visitor.visit_f64(value),
        _ => Err(mistyped(&"a number that 64 bits can hold")),
    }
}

impl<'de> de::Deserializer<'de> for De<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(*value),
            Node::Number(text) => number(text, visitor),
            Node::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Node::Text(text) => visitor.visit_str(text),
            Node::List(nodes) => self.list(nodes, visitor),
            Node::Map(entries) => self.map(entries, None, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node {
            Node::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        let is_row = matches!(self.node, Node::List(nodes) if nodes.len() >= len);
        self.deserialize_any(visitor).map_err(|fault| {
            // the visitor's own error names a type of Rust
            if !is_row && fault.is_of_whole("type") { row(len) } else { fault }
        })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.node {
            Node::Map(entries) => self.map(entries, Some(fields), visitor),
            // serde would take a list for the fields in their order
            Node::List(_) => Err(mistyped(&"struct ")),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.node {
            Node::Text(name) => visitor.visit_enum(Variant { name, value: None, around: self }),
            Node::Map(entries) => match entries.as_slice() {
                [(name, value)] => {
                    visitor.visit_enum(Variant { name, value: Some(value), around: self })
                }
                _ => Err(mistyped(&"an object with one key")),
            },
            _ => Err(<Fault as de::Error>::unknown_variant(name, variants)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq map identifier
    }
}

struct List<'p, 'de> {
    around: De<'p, 'de>,
    nodes: core::iter::Enumerate<core::slice::Iter<'p, Node<'de>>>,
}

impl<'de> SeqAccess<'de> for List<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some((index, node)) = self.nodes.next() else { return Ok(None) };
        let step = index.to_string();
        let at = At { up: Some(self.around.at), step: &step };
        let read = seed.deserialize(self.around.below(node, &at));
        read.map(Some).map_err(|fault| fault.under(&step))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.nodes.len())
    }
}

struct Map<'p, 'de> {
    around: De<'p, 'de>,
    entries: alloc::vec::IntoIter<&'p (Cow<'de, str>, Node<'de>)>,
    value: Option<&'p (Cow<'de, str>, Node<'de>)>,
}

impl Map<'_, '_> {
    /// Keeps that the struct refuses this field, and so every other that it does not know.
    fn keep_strange(&mut self, told: &Told, first: &str) {
        let names = core::iter::once(first).chain(self.entries.by_ref().map(|(name, _)| &**name));
        for name in names {
            let mut path = String::new();
            self.around.at.write(&mut path);
            push_step(&mut path, name);
            let message = told.violation.message();
            let mut strange = self.around.strange.borrow_mut();
            if strange.len() > crate::validated::errors::MOST {
                break;
            }
            strange.push(Violation::new("unknown", message).at(path));
        }
    }
}

impl<'de> MapAccess<'de> for Map<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(entry);
        match seed.deserialize(Key(&entry.0)) {
            Ok(key) => Ok(Some(key)),
            Err(fault) if fault.0.is_strange => {
                self.keep_strange(&fault.0, &entry.0);
                Ok(None)
            }
            // a rule that the key breaks
            Err(fault) if fault.0.has_no_place() => Err(fault.under(&entry.0)),
            Err(fault) => Err(fault),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some((key, node)) = self.value.take() else {
            return Err(<Fault as de::Error>::custom("a value is read before its key"));
        };
        let at = At { up: Some(self.around.at), step: key };
        seed.deserialize(self.around.below(node, &at)).map_err(|fault| fault.under(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A key of an object: a text, or what the text says. Its errors are at the key.
struct Key<'p, 'de>(&'p Cow<'de, str>);

macro_rules! numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.0.parse::<serde_json::Number>() {
                Ok(_) => number(self.0, visitor).map_err(|fault| fault.under(self.0)),
                Err(_) => self.deserialize_any(visitor),
            }
        })+
    };
}

impl<'de> de::Deserializer<'de> for Key<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let read = match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_str(text),
        };
        read.map_err(|fault: Fault| fault.under(self.0))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &**self.0 {
            "true" => visitor.visit_bool(true).map_err(|fault: Fault| fault.under(self.0)),
            "false" => visitor.visit_bool(false).map_err(|fault: Fault| fault.under(self.0)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let text: &str = self.0;
        let read = text.into_deserializer().deserialize_enum(name, variants, visitor);
        read.map_err(|fault: Fault| fault.under(text))
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

struct Variant<'p, 'de> {
    name: &'p str,
    value: Option<&'p Node<'de>>,
    around: De<'p, 'de>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let read = seed.deserialize(self.name.into_deserializer())?;
        Ok((read, self))
    }
}

impl<'de> Variant<'_, 'de> {
    fn read<T>(self, read: impl FnOnce(De<'_, 'de>) -> Result<T, Fault>) -> Result<T, Fault> {
        let Some(node) = self.value else {
            return Err(mistyped(&"an object with the variant's value"));
        };
        let at = At { up: Some(self.around.at), step: self.name };
        read(self.around.below(node, &at)).map_err(|fault| fault.under(self.name))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.value {
            None => Ok(()),
            Some(_) => self.read(|value| <() as serde::Deserialize>::deserialize(value)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        self.read(|value| seed.deserialize(value))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.read(|value| de::Deserializer::deserialize_tuple(value, len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.read(|value| de::Deserializer::deserialize_struct(value, "", fields, visitor))
    }
}
