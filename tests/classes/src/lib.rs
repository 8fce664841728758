//! A crate of classes, whose subclasses stand in another.
#![forbid(unsafe_code)]

use std::collections::HashMap;

use dunder::{class, methods};

/// The root of a diamond.
#[class(dyn)]
#[derive(Debug, Clone, PartialEq)]
pub struct A {
    /// How often `template` ran.
    #[default]
    pub count: u32,
}

#[methods]
impl A {
    /// Says who it is.
    pub fn method(&self) -> String {
        "A".into()
    }

    /// Asks the next class.
    pub fn chain(&self) -> String {
        "A".into()
    }

    /// A template method: it calls a hook.
    pub fn template(&mut self) -> String {
        self.count += 1;
        let hook = self.hook();
        format!("{hook}#{}", self.count)
    }

    /// What `template` calls.
    pub fn hook(&self) -> String {
        "A.hook".into()
    }

    /// A type that subclasses need not import.
    pub fn table(&self) -> HashMap<&'static str, u32> {
        HashMap::from([("count", self.count)])
    }

    fn init(&mut self) {
        log("A");
        super().init();
    }
}

/// The left side.
#[class(bases(A))]
#[derive(Debug, Clone, PartialEq)]
pub struct B {
    /// Its own state.
    #[default(7)]
    pub b: u32,
}

#[methods]
impl B {
    pub fn method(&self) -> String {
        "B".into()
    }

    pub fn chain(&self) -> String {
        format!("B>{}", super().chain())
    }

    fn init(&mut self) {
        log("B");
        super().init();
    }
}

/// The right side.
#[class(bases(A), builder)]
#[derive(Debug, Clone, PartialEq)]
pub struct C {
    /// Its own state.
    #[default(9)]
    pub c: u32,
}

#[methods]
impl C {
    pub fn method(&self) -> String {
        "C".into()
    }

    pub fn chain(&self) -> String {
        format!("C>{}", super().chain())
    }

    fn init(&mut self) {
        log("C");
        super().init();
    }
}

thread_local! {
    static LOG: std::cell::RefCell<Vec<&'static str>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Notes whose `init` runs.
pub fn log(name: &'static str) {
    LOG.with(|log| log.borrow_mut().push(name));
}

/// Whose `init` ran, since the last time.
pub fn take_log() -> Vec<&'static str> {
    LOG.with(std::cell::RefCell::take)
}

/// A mixin with private state.
#[class]
#[derive(Debug, Clone, PartialEq)]
pub struct Validatable {
    #[default]
    errors: Vec<(String, String)>,
    #[default]
    runs: u32,
}

#[methods]
impl Validatable {
    /// Runs the checks of all classes.
    pub fn validate(&mut self) -> bool {
        self.errors.clear();
        self.runs += 1;
        self.run_validations();
        self.errors.is_empty()
    }

    /// What subclasses add their checks to.
    pub fn run_validations(&mut self) {}

    /// Notes a fault.
    pub fn add_error(&mut self, field: &str, message: &str) {
        self.errors.push((field.into(), message.into()));
    }

    /// The faults of the last run.
    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }
}

/// An abstract class.
#[class(abstract)]
pub struct Serializable {}

#[methods]
impl Serializable {
    /// The fields.
    pub fn to_dict(&self) -> HashMap<&'static str, String>;

    /// The fields as text.
    pub fn to_json(&self) -> String {
        let mut fields: Vec<_> = self.to_dict().into_iter().collect();
        fields.sort();
        format!("{fields:?}")
    }
}
