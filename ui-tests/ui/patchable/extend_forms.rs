//! `extend!` takes `impl Type { .. }`, or `trait Name for Type { .. }` for another's type.

dunder::extend! {
    trait Lost {
        fn one(&self) -> u8 { 1 }
    }
}

dunder::extend! {
    struct Wrong;
}

dunder::extend! {
    trait Seen for u8 {
        pub fn two(&self) -> u8 { 2 }
    }
}

fn main() {
    1_u8.two();
}
