//! On a function: it stands on an impl block or on a struct.

#[dunder::singleton]
fn db() {}

fn main() {
    db();
}
