//! A type parameter without bounds: write `T: Send + Sync + 'static`.

struct Registry<T>(Vec<T>);

#[dunder::singleton]
impl<T: 'static> Registry<T> {
    #[init]
    fn new() -> Self {
        Self(Vec::new())
    }
}

fn main() {}
