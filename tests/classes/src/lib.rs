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

/// A class with members of this crate's features.
#[class(builder)]
#[cfg_attr(feature = "loud", derive(Debug, Clone, PartialEq))]
pub struct Speaker {
    /// There in any case.
    pub name: String,
    /// There with `loud`, which is on.
    #[cfg(feature = "loud")]
    #[cfg_attr(feature = "loud", default(11))]
    pub volume: u32,
    /// There with `quiet`, which is off.
    #[cfg(feature = "quiet")]
    pub whisper: Missing,
    #[cfg(all(feature = "loud", not(feature = "quiet")))]
    #[default]
    spoken: u32,
}

#[methods]
impl Speaker {
    /// A class attribute of the feature.
    #[cfg(feature = "loud")]
    pub const MARK: &'static str = "!";
    /// The same, without it.
    #[cfg(not(feature = "loud"))]
    pub const MARK: &'static str = ".";

    /// What is said.
    #[cfg(feature = "loud")]
    pub fn say(&mut self, #[cfg(feature = "quiet")] _how: Missing, what: &str) -> String {
        self.spoken += 1;
        format!("{}{} ({})", what.to_uppercase(), Self::MARK.repeat(2), self.voice())
    }

    /// What is said.
    #[cfg(not(feature = "loud"))]
    pub fn say(&mut self, what: &str) -> Missing {
        Missing
    }

    /// What `say` calls.
    pub fn voice(&self) -> String {
        self.name.clone()
    }

    #[cfg(feature = "quiet")]
    pub fn whisper(&self) -> Missing;

    /// How often.
    #[cfg_attr(feature = "loud", final_)]
    pub fn spoken(&self) -> u32 {
        self.spoken
    }
}

/// Async methods in another crate, one of them abstract.
#[class(abstract, dyn)]
pub struct Source {
    /// What was asked for.
    #[default]
    pub asked: Vec<String>,
}

#[methods]
impl Source {
    /// The text under a key.
    pub async fn fetch(&self, key: &str) -> Option<String>;

    /// All of them, a template.
    pub async fn all(&mut self, keys: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for key in keys {
            self.asked.push((*key).to_owned());
            found.extend(self.fetch(key).await);
        }
        found
    }

    /// A generic method, which subclasses inherit.
    #[final_]
    pub fn each_asked<F: FnMut(&str)>(&self, mut f: F) -> usize {
        for key in &self.asked {
            f(key);
        }
        self.count(self.asked.len())
    }

    /// What `each_asked` calls late.
    pub fn count(&self, asked: usize) -> usize {
        asked
    }
}

/// A counter, private.
#[class]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Counted {
    #[default]
    count: u32,
    /// How often it was shown.
    #[default]
    pub shown: u32,
}

#[methods]
impl Counted {
    /// Counts.
    pub fn tick(&mut self) -> u32 {
        self.count += 1;
        self.count
    }
}
