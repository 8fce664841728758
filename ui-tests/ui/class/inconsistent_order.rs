//! no order keeps both `A` before `B` and `B` before its base `A`: list the subclass first
use dunder::class;

#[class(pass)]
pub struct A;
#[class(bases(A), pass)]
pub struct B;
#[class(bases(A, B), pass)]
pub struct C;

fn main() {}
