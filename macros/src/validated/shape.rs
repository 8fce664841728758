//! `Shape`: what a type is, as far as its last word tells.

use syn::{GenericArgument, PathArguments, Type};

/// What a field's type is to rules and accessors; an alias or a user's type is `Other`.
pub(crate) enum Shape {
    Int(&'static IntType),
    /// `f32` or `f64`.
    Float(&'static str),
    Bool,
    Char,
    /// A text that owns its letters: `String`, `Box<str>`, `Arc<str>`, `Rc<str>`.
    Text,
    /// `&str` and `Cow<str>`.
    Str,
    PathBuf,
    /// `Vec<T>`: a list whose getter is a slice.
    Vec(Box<Element>),
    /// Another list: arrays, slices, `VecDeque`, sets.
    List(Box<Element>),
    /// A map, its keys and its values.
    Map(Box<Element>, Box<Element>),
    Option(Box<Element>),
    /// `Box<T>`, `Rc<T>`, `Arc<T>`, `Cow<T>`, `Recorded<T>`: rules are about what is behind it.
    Pointer(Box<Element>, Behind),
    /// `Box<Option<T>>` and its like, by the pointer's name: no rule but the user's sees into it.
    Hidden(String),
    /// `&T`.
    Ref,
    Other,
}

/// Whether what is behind a pointer can be changed in its place.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Behind {
    /// `Box<T>`
    Owned,
    /// Others.
    Shared,
}

/// A type inside a type.
pub(crate) struct Element {
    pub(crate) ty: Type,
    pub(crate) shape: Shape,
}

/// A whole-number type; sizes of pointers count as 64 bits.
pub(crate) struct IntType {
    pub(crate) name: &'static str,
    /// The most that may stand after a minus sign.
    pub(crate) below_zero: u128,
    pub(crate) max: u128,
}

const fn int(name: &'static str, bits: u32, is_signed: bool) -> IntType {
    let max = u128::MAX >> (128 - bits + is_signed as u32);
    IntType { name, below_zero: if is_signed { max + 1 } else { 0 }, max }
}

static INTS: [IntType; 12] = [
    int("i8", 8, true),
    int("i16", 16, true),
    int("i32", 32, true),
    int("i64", 64, true),
    int("i128", 128, true),
    int("isize", 64, true),
    int("u8", 8, false),
    int("u16", 16, false),
    int("u32", 32, false),
    int("u64", 64, false),
    int("u128", 128, false),
    int("usize", 64, false),
];

impl Element {
    fn new(ty: &Type) -> Box<Self> {
        Box::new(Self { ty: ty.clone(), shape: Shape::of(ty) })
    }
}

impl Shape {
    /// The shape of lengths.
    pub(crate) fn usize() -> Self {
        Self::of_path("usize", &[])
    }

    pub(crate) fn of(ty: &Type) -> Self {
        match ty {
            Type::Group(group) => Self::of(&group.elem),
            Type::Paren(paren) => Self::of(&paren.elem),
            Type::Array(array) => Self::List(Element::new(&array.elem)),
            Type::Slice(slice) => Self::List(Element::new(&slice.elem)),
            Type::Reference(reference) if reference.mutability.is_none() => {
                match &*reference.elem {
                    Type::Slice(slice) => Self::List(Element::new(&slice.elem)),
                    elem if is_str(elem) => Self::Str,
                    _ => Self::Ref,
                }
            }
            Type::Path(path) if path.qself.is_none() => {
                let Some(last) = path.path.segments.last() else { return Self::Other };
                let types: Vec<&Type> = match &last.arguments {
                    PathArguments::AngleBracketed(args) => args
                        .args
                        .iter()
                        .filter_map(|arg| match arg {
                            GenericArgument::Type(ty) => Some(ty),
                            _ => None,
                        })
                        .collect(),
                    _ => Vec::new(),
                };
                Self::of_path(&last.ident.to_string(), &types)
            }
            _ => Self::Other,
        }
    }

    fn of_path(name: &str, types: &[&Type]) -> Self {
        match (name, types) {
            ("f32", []) => Self::Float("f32"),
            ("f64", []) => Self::Float("f64"),
            ("bool", []) => Self::Bool,
            ("char", []) => Self::Char,
            ("String", []) => Self::Text,
            ("Box" | "Arc" | "Rc", [inner]) if is_str(inner) => Self::Text,
            ("Cow", [inner]) if is_str(inner) => Self::Str,
            ("PathBuf", []) => Self::PathBuf,
            ("Box", [Type::Slice(slice)]) => Self::List(Element::new(&slice.elem)),
            ("Box", [inner]) => Self::pointer(name, inner, Behind::Owned),
            ("Arc" | "Rc" | "Cow" | "Recorded", [inner]) => {
                Self::pointer(name, inner, Behind::Shared)
            }
            ("Vec", [inner]) => Self::Vec(Element::new(inner)),
            ("VecDeque" | "BTreeSet", [inner]) | ("HashSet", [inner, ..]) => {
                Self::List(Element::new(inner))
            }
            ("BTreeMap", [key, value]) | ("HashMap", [key, value, ..]) => {
                Self::Map(Element::new(key), Element::new(value))
            }
            ("Option", [inner]) => Self::Option(Element::new(inner)),
            (name, []) => INTS.iter().find(|int| int.name == name).map_or(Self::Other, Self::Int),
            _ => Self::Other,
        }
    }

    /// A pointer; what may be absent stands around it, not behind it.
    fn pointer(name: &str, inner: &Type, behind: Behind) -> Self {
        match Self::of(inner) {
            Self::Option(_) => Self::Hidden(name.to_owned()),
            shape => Self::Pointer(Box::new(Element { ty: inner.clone(), shape }), behind),
        }
    }

    /// A text, as far as is known.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Str)
    }

    /// A value that is copied rather than borrowed.
    pub(crate) fn is_copy(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Float(_) | Self::Bool | Self::Char)
    }

    /// Whether `new` and setters take `impl Into<T>`.
    pub(crate) fn is_owned_text(&self) -> bool {
        matches!(self, Self::Text | Self::PathBuf)
    }
}

fn is_str(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("str"))
}
