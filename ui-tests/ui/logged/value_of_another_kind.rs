//! A level without quotes, a number with them: each error says what to write.

#[dunder::logged(level = info)]
fn word() {}

#[dunder::logged(max_len = "10")]
fn number() {}

#[dunder::logged("info")]
fn no_name() {}

fn main() {
    word();
    number();
    no_name();
}
