//! `err` on a function that returns no `Result`: take it away.

#[dunder::logged(err = "warn")]
fn add(a: u8) -> u8 {
    a
}

fn main() {
    add(1);
}
