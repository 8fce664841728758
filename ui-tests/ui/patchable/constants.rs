//! A constant of a type that may borrow, or of one that threads cannot share, is not patched.

struct Parser<'a>(&'a str);

#[dunder::patchable]
impl<'a> Parser<'a> {
    const MAX: usize = 8;
}

struct Stack<T>(T);

#[dunder::patchable]
impl<T> Stack<T> {
    const MAX: usize = 8;
}

trait Step {}

struct Recipe;

#[dunder::patchable]
impl Recipe {
    const STEPS: &[&dyn Step] = &[];
}

fn main() {
    let _a = dunder::patch!(Parser::MAX = 1);
    let _b = dunder::patch!(Stack::<u8>::MAX = 1);
    let _c = dunder::patch!(Recipe::STEPS = &[]);
    let _ = (Parser("").0, Stack(1).0);
}
