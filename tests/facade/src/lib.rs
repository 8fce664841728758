//! A crate that re-exports `dunder`, as a framework would: its users write `crate = facade::macros`
//! and have no dependency on `dunder` themselves.

pub use dunder as macros;

use dunder::{Metaclass, MetaclassOf, Object, class, methods};

/// A metaclass of the framework, whose classes stand in crates that know only this one.
#[derive(Debug)]
pub struct Tables;

impl Metaclass for Tables {
    type Entry = &'static str;
}

impl<T: Object> MetaclassOf<T> for Tables {
    type Instance = Box<T>;
    const ENTRY: &'static str = T::CLASS.name;
    const CHECK: () = assert!(!T::CLASS.doc.is_empty(), "a table is documented");
    fn call(build: impl FnOnce() -> T) -> Box<T> {
        Box::new(build())
    }
}

/// What every table of the framework is.
#[class(abstract, dyn, metaclass = Tables)]
pub struct Model {
    #[default]
    saved: u32,
    /// Its number.
    #[default]
    pub id: u64,
}

#[methods]
impl Model {
    /// The columns.
    pub fn columns(&self) -> Vec<(&'static str, String)> {
        vec![("id", self.id.to_string())]
    }
    /// The row, once it is awaited.
    pub async fn save(&mut self) -> String {
        self.saved += 1;
        let columns = self.columns();
        let key = self.key(&columns).await;
        format!("{key}#{} of {}", self.saved, columns.len())
    }
    /// What `save` awaits.
    pub async fn key(&self, columns: &[(&'static str, String)]) -> String;
    /// Each column, whoever asks.
    #[final_]
    pub fn each_column<F: FnMut(&str, &str)>(&self, mut f: F) {
        for (name, value) in self.columns() {
            f(name, &value);
        }
    }
}

/// A mixin of the framework, by another name outside.
#[class]
pub struct Stamped {
    /// When.
    pub stamp: u64,
}
#[methods]
impl Stamped {
    /// One more column, where there is a next class that has some.
    pub fn stamped(&self) -> String {
        self.stamp.to_string()
    }
}

pub mod prelude {
    //! What users import.
    pub use super::{IsModel, Model, Stamped as Timed};
}
