//! A type without `Dict`: derive it, or name a module that knows how.

struct Inner;

#[derive(dunder::Dict)]
struct Outer {
    inner: Inner,
}

fn main() {
    let _ = Outer { inner: Inner }.to_json();
}
