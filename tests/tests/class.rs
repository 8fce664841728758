//! `#[class]` and `#[methods]` through the public API, in the order of contract 7.
#![allow(missing_docs)]

use dunder::{class, methods};
use dunder_test_classes::{B, C, Validatable, take_log};

mod contract {
    use dunder::{Object, class, issubclass, methods};

    #[class]
    #[derive(Debug, Clone, PartialEq)]
    pub struct A {
        pub count: u32,
    }
    #[methods]
    impl A {
        pub fn method(&self) -> String {
            "A".into()
        }
        fn init(&mut self) {
            super().init();
        }
    }
    #[class(bases(A))]
    #[derive(Debug, Clone, PartialEq)]
    pub struct B {}
    #[methods]
    impl B {
        pub fn method(&self) -> String {
            format!("B>{}", super().method())
        }
    }
    #[class(bases(A), pass)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct C;
    #[class(bases(B, C), builder)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct D {
        pub own: u32,
        #[default(7)]
        pub size: u32,
    }
    #[methods]
    impl D {
        pub fn method(&self) -> String {
            format!("D>{}", super().method())
        }
    }
    #[class(bases(B, C), pass)]
    struct E;
    #[class(abstract)]
    struct Shape;
    #[methods]
    impl Shape {
        pub fn area(&self) -> f64;
    }
    #[class(bases(Shape))]
    struct Square {
        side: f64,
    }
    #[methods]
    impl Square {
        pub fn area(&self) -> f64 {
            self.side * self.side
        }
    }

    #[test]
    fn the_contracts_example_runs() {
        let d = D::new(1, 5);
        assert_eq!(d.method(), "D>B>A");
        assert_eq!((d.own, d.size, d.count), (1, 7, 5));
        assert_eq!(D::mro(), ["D", "B", "C", "A", "object"]);
        assert_eq!(D::builder(1, 2).size(9).count(5).build(), D { own: 1, size: 9, count: 5 });
        const { assert!(issubclass::<D, A>() && !issubclass::<A, D>()) };
        assert!(d.isinstance::<A>() && d.isinstance::<D>() && !d.isinstance::<E>());
        assert_eq!(E::new(3).method(), "B>A");
        assert!((Square::new(2.0).area() - 4.0).abs() < 1e-9);
        assert!(Shape::CLASS.is_abstract);
    }
}

#[class(bases(B, C))]
#[derive(Debug, Clone, PartialEq)]
struct D {
    #[default]
    pub own: u32,
}

#[methods]
impl D {
    pub fn hook(&self) -> String {
        format!("D.hook({},{},{})", self.b, self.c, self.count)
    }
    fn init(&mut self) {
        dunder_test_classes::log("D");
        super().init();
    }
}

#[class(bases(D), pass)]
struct E;

#[test]
fn a_diamond_over_two_crates_has_one_base() {
    let mut d = D::new();
    assert_eq!(take_log(), ["D", "B", "C", "A"]);
    assert_eq!(D::mro(), ["D", "B", "C", "A", "object"]);
    assert_eq!(d.method(), "B");
    assert_eq!(d.chain(), "B>C>A");
    assert_eq!(B::new().chain(), "B>A");
    d.count = 41;
    assert_eq!(d.template(), "D.hook(7,9,42)#42");
    assert_eq!(d.table()["count"], 42);
    assert_eq!(E::mro(), ["E", "D", "B", "C", "A", "object"]);
    assert_eq!(E::new().chain(), "B>C>A");
    assert_eq!(size_of::<D>(), 16);
}

#[class(bases(Validatable))]
#[derive(Debug, Clone, PartialEq)]
struct User {
    pub name: String,
    #[default]
    pub age: Option<i32>,
}

#[methods]
impl User {
    pub fn run_validations(&mut self) {
        if self.name.trim().is_empty() {
            self.add_error("name", "required");
        }
        if let Some(age) = self.age
            && !(0..=150).contains(&age)
        {
            self.add_error("age", "out of range");
        }
        super().run_validations();
    }
}

#[test]
fn private_state_of_a_base_is_held_and_shown() {
    let mut user = User::new(" ");
    user.age = Some(200);
    assert!(!user.validate());
    assert_eq!(user.errors().len(), 2);
    user.name = "Alice".into();
    user.age = None;
    assert!(user.validate());
    assert_eq!(format!("{user:?}"), r#"User { name: "Alice", age: None, errors: [], runs: 2 }"#);
    assert_eq!(user.clone(), user);
}
