//! Classes in a crate of edition 2021: what they write means the same there.
#![allow(missing_docs, unreachable_pub)]

#[path = "../../tests/class_awaited.rs"]
mod awaited;
#[path = "../../tests/class_conditional.rs"]
mod conditional;
#[path = "../../tests/class_generic_methods.rs"]
mod generic_methods;
#[path = "../../tests/class_metaclass.rs"]
mod metaclass;
#[path = "../../tests/class_operators.rs"]
mod operators;
#[path = "../../tests/class_shapes.rs"]
mod shapes;
