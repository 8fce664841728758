//! the attribute on something else: it stands on structs

#[dunder::validated]
fn age() {}

#[dunder::validated]
trait Age {}

fn main() {}
