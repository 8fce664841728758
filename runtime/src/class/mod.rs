#![doc = include_str!("../../../macros/doc/class.md")]

pub(crate) mod layout;
mod mermaid;
mod object;

pub use mermaid::mermaid;
pub use object::{Class, Field, Method, Object, issubclass};
