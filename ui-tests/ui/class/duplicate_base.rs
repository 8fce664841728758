//! a base is listed once
use dunder::class;

#[class(pass)]
struct A;

#[class(bases(A, A), pass)]
struct B;

fn main() {}
