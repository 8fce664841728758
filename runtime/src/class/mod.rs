#![doc = include_str!("../../../macros/doc/class.md")]

mod asked;
pub(crate) mod layout;
mod mermaid;
pub(crate) mod metaclass;
pub(crate) mod number;
mod object;

pub use mermaid::mermaid;
pub use metaclass::{Call, Metaclass, MetaclassOf, classes};
pub use object::{Class, Field, Method, Object, issubclass};
