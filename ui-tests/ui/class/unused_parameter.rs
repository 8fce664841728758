//! Rust asks for a field of each type parameter: write one that holds nothing, `PhantomData<fn() -> O>`
use dunder::{class, methods};

#[class(abstract, dyn)]
struct Stage<I: 'static, O: 'static> {
    #[default]
    last: Option<I>,
}
#[methods]
impl<I: 'static, O: 'static> Stage<I, O> {
    pub fn run(&self, input: &I) -> O;
    pub fn keep(&mut self, input: I) {
        self.last = Some(input);
    }
}

#[class(bases(Stage<I, u32>), pass)]
struct Counts<I: 'static>;

fn main() {}
