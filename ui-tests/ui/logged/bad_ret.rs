//! `ret` without the value, or no expression: `"{}.len()"`.

#[dunder::logged(ret = "len")]
fn first() -> Vec<u8> {
    Vec::new()
}

#[dunder::logged(ret = "{}.(")]
fn second() -> Vec<u8> {
    Vec::new()
}

fn main() {
    first();
    second();
}
