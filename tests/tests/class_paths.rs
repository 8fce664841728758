//! Bases by paths that only a macro can write.
#![allow(missing_docs)]

mod shapes {
    use dunder::{class, methods};

    #[class]
    pub(super) struct Shape {
        id: u32,
    }
    #[methods]
    impl Shape {
        pub fn id(&self) -> u32 {
            self.id
        }
    }
}

macro_rules! below_shape {
    ($name:ident) => {
        #[dunder::class(bases($crate::shapes::Shape), pass)]
        struct $name;
    };
}
below_shape!(Below);

#[test]
fn a_macro_names_a_base_by_crate() {
    assert_eq!(Below::new(7).id(), 7);
}
