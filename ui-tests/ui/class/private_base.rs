//! who sees a class sees its bases: write `pub` on them too
pub mod zoo {
    use dunder::{class, methods};

    #[class]
    struct Animal {
        pub name: String,
    }
    #[methods]
    impl Animal {
        pub fn told(&self) -> &str {
            &self.name
        }
    }

    #[class(bases(Animal), pass)]
    pub struct Dog;
}

fn main() {
    assert_eq!(zoo::Dog::new("Rex").told(), "Rex");
}
