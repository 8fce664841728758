//! A level that there is not: `trace`, `debug`, `info`, `warn` or `error`.

#[dunder::logged(level = "warning")]
fn first() {}

#[dunder::logged(err = "fatal")]
fn second() -> Result<(), ()> {
    Ok(())
}

fn main() {
    first();
    let _ = second();
}
