//! A `oneof` can be unset; write `Option<..>` around the enum.

use dunder::Proto;

#[derive(Proto)]
enum Contact {
    #[proto(tag = 2)]
    Email(String),
}

#[derive(Proto)]
struct User {
    #[proto(oneof)]
    contact: Contact,
}

fn main() {
    let _ = User::decode(&[]);
}
