//! `Class`: what a class says of itself at run time.

use core::fmt;

/// A type that `#[class]` made: Python's `object`, at the end of every MRO.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no class",
    label = "no class",
    note = "put `#[class]` on the struct and `#[methods]` on its impl block"
)]
pub trait Object: Sized + 'static {
    /// The class.
    const CLASS: &'static Class;
}

/// A class, as Python's `type` object shows it.
///
/// ```
/// use dunder::{Object, class};
///
/// #[class(pass)]
/// struct A;
/// #[class(bases(A), pass)]
/// struct B;
///
/// assert_eq!(B::CLASS.name, "B");
/// assert_eq!(B::CLASS.mro, ["B", "A", "object"]);
/// assert!(B::CLASS.is_subclass_of(A::CLASS));
/// assert_eq!(B::CLASS.to_string(), "class B(A)");
/// ```
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// The path of the module that it stands in.
    pub module: &'static str,
    /// Its doc comment, lines joined by `\n`.
    pub doc: &'static str,
    /// The classes that it lists as its bases, in that order.
    pub bases: &'static [&'static Class],
    /// The names of the classes in which a method is looked for, from the class to `object`.
    pub mro: &'static [&'static str],
    /// The classes of the MRO between the class itself and `object`.
    pub ancestors: &'static [&'static Class],
    /// The fields that it adds to those of its ancestors.
    pub fields: &'static [Field],
    /// The methods that it introduces or overrides.
    pub methods: &'static [Method],
    /// Whether it has no objects of its own.
    pub is_abstract: bool,
    /// Tells classes of one name apart.
    #[doc(hidden)]
    pub id: u64,
}

/// A field of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type as written.
    pub ty: &'static str,
    /// Whether it has `#[default]`, so that `new` does not ask for it.
    pub has_default: bool,
    /// Whether it is `pub`.
    pub is_public: bool,
}

/// A method of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// Its signature, `area(&self) -> f64`.
    pub signature: &'static str,
    /// Its doc comment, lines joined by `\n`.
    pub doc: &'static str,
    /// Whether it has no body, so that subclasses must give it one.
    pub is_abstract: bool,
    /// Whether it is `#[final_]`.
    pub is_final: bool,
}

impl Class {
    /// Whether it is `other` or a subclass of it.
    #[must_use]
    pub const fn is_subclass_of(&self, other: &Self) -> bool {
        if self.id == other.id {
            return true;
        }
        let mut at = 0;
        while at < self.ancestors.len() {
            if self.ancestors[at].id == other.id {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Its own fields, then those of its ancestors, in the order of the MRO.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> {
        let inherited = self.ancestors.iter().flat_map(|class| class.fields);
        self.fields.iter().chain(inherited)
    }

    /// The method that an object of the class runs, or the abstract one.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<&'static Method> {
        let inherited = self.ancestors.iter().flat_map(|class| class.methods);
        let mut all = self.methods.iter().chain(inherited).filter(|method| method.name == name);
        let first = all.clone().next();
        all.find(|method| !method.is_abstract).or(first)
    }
}

impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Class {}

impl PartialEq<str> for Class {
    fn eq(&self, name: &str) -> bool {
        self.name == name
    }
}

impl core::hash::Hash for Class {
    fn hash<H: core::hash::Hasher>(&self, to: &mut H) {
        self.id.hash(to);
    }
}

impl fmt::Display for Class {
    /// The class statement: `class D(B, C)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_abstract {
            f.write_str("abstract ")?;
        }
        write!(f, "class {}", self.name)?;
        for (at, base) in self.bases.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "(" } else { ", " }, base.name)?;
        }
        f.write_str(if self.bases.is_empty() { "" } else { ")" })
    }
}

/// Whether `D` is `C` or a subclass of it, as Python's `issubclass(D, C)`, at compile time.
///
/// ```
/// use dunder::{class, issubclass};
///
/// #[class(pass)]
/// struct A;
/// #[class(bases(A), pass)]
/// struct B;
///
/// const { assert!(issubclass::<B, A>() && !issubclass::<A, B>()) };
/// ```
#[must_use]
pub const fn issubclass<D: Object, C: Object>() -> bool {
    D::CLASS.is_subclass_of(C::CLASS)
}
