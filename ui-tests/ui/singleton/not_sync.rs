//! A type that threads cannot share: use a `Mutex` or an atomic in the `Cell`'s place.

struct Counter(std::cell::Cell<u32>);

#[dunder::singleton]
impl Counter {
    #[init]
    fn new() -> Self {
        Self(std::cell::Cell::new(0))
    }
}

fn main() {
    Counter::instance();
}
