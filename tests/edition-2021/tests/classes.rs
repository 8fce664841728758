//! Classes in a crate of edition 2021: what they write means the same there.
#![allow(missing_docs, unreachable_pub)]

#[path = "../../tests/class_awaited.rs"]
mod awaited;
#[path = "../../tests/class_conditional.rs"]
mod conditional;
#[path = "../../tests/class_generic_methods.rs"]
mod generic_methods;
#[path = "../../tests/class_metaclass.rs"]
mod metaclass;
#[path = "../../tests/class_operators.rs"]
mod operators;
#[path = "../../tests/class_shapes.rs"]
mod shapes;

/// Names that are keywords in edition 2024.
mod names {
    use dunder::{class, methods};

    #[class(dyn, builder)]
    pub struct Dice {
        pub gen: u32,
        #[default]
        seen: u32,
    }
    #[methods]
    impl Dice {
        pub fn gen(&mut self) -> u32 {
            self.seen += 1;
            self.gen += self.step(self.seen);
            self.gen
        }
        pub fn step(&self, gen: u32) -> u32 {
            gen
        }
    }

    #[class(bases(Dice))]
    pub struct Loaded {}
    #[methods]
    impl Loaded {
        pub fn gen(&mut self) -> u32 {
            super().gen() + self.gen
        }
    }

    #[class(bases(Loaded), pass)]
    pub struct More;

    #[test]
    fn a_method_is_called_gen() {
        let mut dice: Box<dyn IsDice> = Box::new(More::new(3));
        assert_eq!([dice.gen(), dice.gen()], [8, 12]);
        assert_eq!(Dice::builder(1).gen(2).build().gen(), 3);
    }
}
