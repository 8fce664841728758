//! A name is one type's: `dyn` does not stand on a block with type parameters.

struct Holder<T>(T);

#[dunder::patchable(dyn)]
impl<T: Clone + 'static> Holder<T> {
    fn get(&self) -> T {
        self.0.clone()
    }
}

fn main() {
    Holder(1).get();
}
