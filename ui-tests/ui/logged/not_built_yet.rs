//! An option that is not built yet: leave it out.

#[dunder::logged(slow = "50ms", sample = 100, span)]
fn charge() {}

fn main() {
    charge();
}
