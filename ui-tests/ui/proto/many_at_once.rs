//! Every mistake of a message is reported in one build; write what each one says.

use dunder::Proto;

#[derive(Proto)]
#[proto(reserved(4, "old"), atuo)]
struct Many {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 1)]
    email: String,
    #[proto(tag = 4)]
    age: i32,
    #[proto(tag = 19_500)]
    own: i32,
    #[proto(tag = 0)]
    zero: i32,
    #[proto(tag = "5")]
    text: i32,
    missing: bool,
    also_missing: bool,
    #[proto(tag = 6)]
    old: i32,
    #[proto(tag = 7, sint23)]
    typo: i32,
    #[proto(tag = 8, sint32, fixed32)]
    two: i32,
    #[proto(oneof)]
    bare: Choice,
}

#[derive(Proto)]
enum Choice {
    #[proto(tag = 30)]
    A(String),
    #[proto(tag = 30)]
    B(String),
}

fn main() {
    let many = Many::decode(&[]).unwrap();
    let _ = many.encode_to_vec();
}
