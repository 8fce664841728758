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

/// A base by other names than its own.
mod renamed {
    pub(super) mod zoo {
        mod birds {
            use dunder::{class, methods};

            #[class]
            pub struct Animal {}
            #[methods]
            impl Animal {
                pub fn told(&self) -> String {
                    "animal".into()
                }
            }

            #[class(bases(Animal))]
            pub struct Flyer {}
            #[methods]
            impl Flyer {
                pub fn told(&self) -> String {
                    format!("flyer, {}", super().told())
                }
            }
        }
        pub(in super::super) use birds::{Animal, Flyer as Winged};
    }
}
use renamed::zoo;
use renamed::zoo::Winged as Bird;

#[dunder::class(bases(Bird))]
struct Duck {}
#[dunder::methods]
impl Duck {
    pub fn told(&self) -> String {
        let all = [super().told(), super::<Duck>().told(), super::<Bird>().told()];
        format!("{} | {}", all.join(" | "), super::<Flyer>().told())
    }
}

#[dunder::class(bases(zoo::Winged))]
struct Owl {}
#[dunder::methods]
impl Owl {
    pub fn told(&self) -> String {
        format!("owl, {}, {}", super::<zoo::Winged>().told(), super::<Winged>().told())
    }
}

#[test]
fn super_names_a_base_as_it_is_written_in_the_list() {
    assert_eq!(Duck::new().told(), "flyer, animal | flyer, animal | animal | animal");
    assert_eq!(Owl::new().told(), "owl, animal, animal");
    let _ = zoo::Animal::new();
}
