//! `class` in a crate that denies every lint a user might.
#![forbid(unsafe_code)]
#![deny(
    missing_debug_implementations,
    unused_results,
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic
)]

use api::{Shape, Square, SquareBuilder};

pub mod api {
    //! What a library would export.
    use std::collections::HashMap;

    use dunder::class::{Call, Metaclass, MetaclassOf};
    use dunder::{Object, class, methods};

    /// A metaclass.
    #[derive(Debug)]
    pub struct Meta;

    impl Metaclass for Meta {
        type Entry = &'static str;
        fn around<R>(call: &Call<'_, R>, body: impl FnOnce() -> R) -> R {
            let result = body();
            let _ = format!("{call:?} {}", call.show(&result));
            result
        }
    }

    impl<T: Object> MetaclassOf<T> for Meta {
        type Instance = T;
        const ENTRY: &'static str = T::CLASS.name;
        fn call(build: impl FnOnce() -> T) -> T {
            build()
        }
    }

    /// A shape.
    #[class(abstract, dyn, metaclass = Meta)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Shape {
        /// What it is called.
        pub name: String,
        #[default]
        seen: u32,
        #[default]
        #[expect(clippy::type_complexity, reason = "told once, where it is written")]
        tree: HashMap<String, Vec<Option<Result<Vec<(u8, u16)>, (String, HashMap<u8, Vec<u8>>)>>>>,
    }

    #[methods]
    impl Shape {
        /// How many there may be.
        pub const LIMIT: u32 = 3;

        /// How many trees it holds.
        pub fn trees(&self) -> usize {
            self.tree.len()
        }

        /// Its area.
        pub fn area(&self) -> f64;

        /// Its area, told.
        #[must_use]
        pub fn told(&self, table: &HashMap<String, f64>) -> String {
            let factor = table.get(&self.name).copied().unwrap_or(1.0);
            format!("{} {}", self.name, self.area() * factor)
        }

        /// Looks at it.
        pub fn look(&mut self) -> u32 {
            self.seen += 1;
            self.note();
            self.seen
        }

        /// How often it was seen.
        #[inline]
        #[must_use]
        pub fn seen(&self) -> u32 {
            self.seen
        }

        /// Where it was asked.
        #[must_use]
        #[track_caller]
        #[inline(never)]
        pub fn asked_at(&self) -> u32 {
            core::panic::Location::caller().line()
        }

        /// Takes what it needs not.
        #[expect(unused_variables, reason = "subclasses look at it")]
        pub fn hear(&self, word: &str) {}

        fn note(&mut self) {
            #[expect(clippy::needless_bool, reason = "clippy reads the bodies of a class")]
            let is_new = if self.seen == 0 { true } else { false };
            if !is_new && self.seen > Self::LIMIT {
                self.seen = 0;
            }
        }
    }

    /// A point, without methods.
    #[class(bases(Shape), abstract, pass)]
    #[derive(Debug)]
    pub struct Dot {
        /// Where.
        #[default(3)]
        pub at: u32,
    }

    /// A square.
    #[class(bases(Shape), builder, dyn)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Square {
        /// Its side.
        #[default(1.0)]
        pub side: f64,
    }

    #[methods]
    impl Square {
        /// Its area.
        #[overrides]
        pub fn area(&self) -> f64 {
            self.side * self.side
        }
    }
}

pub mod hooks {
    //! Signatures that a base chose, and bodies that end with a block.
    use dunder::{class, methods};

    /// What runs a task.
    #[class(abstract)]
    #[derive(Debug)]
    pub struct Runner {
        /// How often it may fail.
        #[default(3)]
        pub attempts: u32,
        #[default]
        failures: Vec<String>,
    }

    #[methods]
    impl Runner {
        /// One attempt.
        pub async fn attempt(&mut self, number: u32) -> Result<u32, String>;

        /// All of them.
        ///
        /// # Errors
        ///
        /// The last failure.
        pub async fn run(&mut self) -> Result<u32, String> {
            for number in 0..self.attempts {
                match self.attempt(number).await {
                    Err(failure) => self.failures.push(failure),
                    done => return done,
                }
            }
            Err(self.failures.pop().unwrap_or_default())
        }

        /// Looks at all.
        #[expect(clippy::ptr_arg, reason = "the base decides, and says why once")]
        #[must_use]
        pub fn count(&self, names: &Vec<String>, last: &mut String) -> usize {
            last.clear();
            names.len()
        }

        /// Keeps one.
        #[expect(clippy::boxed_local, reason = "the base decides, and says why once")]
        #[must_use]
        pub fn keep(&self, one: Box<u32>) -> u32 {
            *one
        }

        /// Sets flags.
        #[expect(clippy::fn_params_excessive_bools, reason = "the base decides, and says why once")]
        #[must_use]
        pub fn flags(&self, a: bool, b: bool, c: bool, d: bool) -> bool {
            a || b || c || d
        }
    }

    /// A runner.
    #[class(bases(Runner))]
    #[derive(Debug)]
    pub struct Second {}

    #[methods]
    impl Second {
        pub async fn attempt(&mut self, number: u32) -> Result<u32, String> {
            if number == 0 { Err("busy".to_owned()) } else { Ok(number) }
        }

        pub fn count(&self, names: &Vec<String>, last: &mut String) -> usize {
            last.push('!');
            names.len() + 1
        }

        pub fn keep(&self, one: Box<u32>) -> u32 {
            *one + 1
        }

        pub fn flags(&self, a: bool, b: bool, c: bool, d: bool) -> bool {
            a && b && c && d
        }
    }
}

mod quiet {
    //! Of a private class clippy asks more: what its subclasses repeat is no fault of theirs.
    use dunder::{class, methods};

    #[class(abstract, dyn)]
    #[derive(Debug)]
    struct Step {
        #[default]
        left: u8,
    }

    #[methods]
    impl Step {
        pub fn start(&mut self) -> Result<(), String> {
            self.left = 1;
            Ok(())
        }

        pub fn hook(&self) {}

        #[expect(clippy::trivially_copy_pass_by_ref, reason = "the base decides")]
        pub fn next(&self, at: &u8) -> Option<u8> {
            (self.left > *at).then_some(*at)
        }

        #[expect(clippy::option_option, reason = "the base decides")]
        pub fn last(&self, of: Option<Option<u8>>) -> bool {
            of.is_some()
        }

        #[expect(clippy::too_many_arguments, reason = "the base decides")]
        pub fn sum(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8) -> u8 {
            a + b + c + d + e + f + g
        }
    }

    #[class(bases(Step))]
    #[derive(Debug)]
    struct Twice {}

    #[methods]
    impl Twice {
        fn start(&mut self) -> Result<(), String> {
            self.hook();
            Ok(())
        }

        fn next(&self, at: &u8) -> Option<u8> {
            Some(*at * 2)
        }

        fn last(&self, of: Option<Option<u8>>) -> bool {
            of.is_none()
        }

        fn sum(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8) -> u8 {
            super().sum(a, b, c, d, e, f, g) * 2
        }
    }

    pub(crate) fn run() -> Option<u8> {
        let mut twice = Twice::new();
        twice.start().ok()?;
        let step: &dyn IsStep = &twice;
        twice.next(&step.sum(1, 1, 1, 1, 1, 1, 1)).filter(|_| step.last(None))
    }
}

fn area(shape: &impl api::IsShape) -> f64 {
    shape.area()
}

#[test]
fn the_strictest_crate_builds() {
    let builder: SquareBuilder = Square::builder("a");
    let mut square = builder.side(2.0).build();
    assert_eq!(square.told(&std::collections::HashMap::new()), "a 4");
    assert_eq!((1..5).map(|_| square.look()).last(), Some(0));
    assert_eq!(quiet::run(), Some(28));
    assert_eq!(Square::LIMIT, 3);
    assert_eq!(Shape::mro(), ["Shape", "object"]);
    assert!((area(&square) - 4.0).abs() < 1e-9);
    let held: &dyn api::IsSquare = &square;
    assert!(held.upcast::<dyn api::IsShape>().isinstance::<Square>());
}
