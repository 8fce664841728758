//! An error that is not made from `Elapsed`: write `impl From<Elapsed> for Fault`.

struct Fault;

#[dunder::timeout("5s")]
async fn fetch() -> Result<u32, Fault> {
    Ok(7)
}

fn main() {
    drop(fetch());
}
