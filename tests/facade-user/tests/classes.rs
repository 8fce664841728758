//! Classes of a framework, subclassed where only the framework is known: by paths, re-exports and
//! other names.
#![forbid(unsafe_code)]
#![allow(missing_docs)]

use dunder_facade::macros::class::{classes, mermaid};
use dunder_facade::macros::{Object, class, issubclass, methods};
use dunder_facade::prelude::{IsModel, Model, Timed};
use dunder_facade::{Tables, macros as renamed};

/// A user.
#[class(bases(Model), builder, crate = dunder_facade::macros)]
pub struct Account {
    pub name: String,
}

mod derived {
    use super::{Model, renamed};

    /// With the base's private fields.
    #[renamed::class(bases(Model), crate = dunder_facade::macros, pass, abstract)]
    pub struct Named {
        pub title: String,
    }
}

#[methods]
impl Account {
    #[overrides]
    pub fn columns(&self) -> Vec<(&'static str, String)> {
        let mut columns = super().columns();
        columns.push(("name", self.name.clone()));
        columns
    }
    pub async fn key(&self, columns: &[(&'static str, String)]) -> String {
        format!("account {}", columns.len())
    }
    pub fn names(&self) -> String {
        let mut names = Vec::new();
        self.each_column(|name, _| names.push(name.to_owned()));
        names.join(" ")
    }
}

/// A post.
#[renamed::class(bases(derived::Named, Timed), crate = renamed)]
pub struct Post {}
#[renamed::methods(crate = renamed)]
impl Post {
    pub fn columns(&self) -> Vec<(&'static str, String)> {
        let mut columns = super().columns();
        columns.push(("stamp", self.stamped()));
        columns
    }
    pub async fn key(&self, _columns: &[(&'static str, String)]) -> String {
        self.title.clone()
    }
}

#[tokio::test]
async fn a_framework_s_classes_are_subclassed_through_its_name_alone() {
    let mut account = Account::create("Ada");
    assert_eq!(account.save().await, "account 2#1 of 2");
    assert_eq!((account.names(), account.id), ("id name".to_owned(), 0));
    let mut post = Post::new("Hello", 7);
    assert_eq!(post.save().await, "Hello#1 of 2");
    assert_eq!(Post::mro(), ["Post", "Named", "Model", "Stamped", "object"]);
    const { assert!(issubclass::<Post, Model>() && issubclass::<Post, Timed>()) };
    assert_eq!(Account::builder("x").id(4).build().id, 4);
}

#[test]
fn the_framework_s_metaclass_knows_the_classes_of_this_crate() {
    let known: Vec<&str> = classes::<Tables>().map(|(_, name)| *name).collect();
    assert_eq!(known, ["Account", "Post"]);
    assert!(mermaid(&[Post::CLASS]).contains("Model <|-- Named"));
}

#[test]
fn objects_of_both_are_held_by_the_framework_s_trait() {
    let all: Vec<Box<dyn IsModel>> = vec![Box::new(Account::new("a")), Box::new(Post::new("b", 1))];
    let columns: Vec<usize> = all.iter().map(|one| one.columns().len()).collect();
    assert_eq!(columns, [2, 2]);
    assert!(all[1].downcast_ref::<Post>().is_some() && all[1].isinstance::<Timed>());
}
