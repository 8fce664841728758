//! Generic final methods, which subclasses inherit; and generic classes of several parameters.
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use dunder::{Object, class, methods};
use dunder_test_classes::{IsSource, Source};

/// What no subclass can name.
pub mod shapes {
    use std::future::Future; // no name of the prelude before edition 2024

    use dunder::{class, methods};

    trait Secret {
        fn told(&self) -> String;
    }
    impl Secret for u8 {
        fn told(&self) -> String {
            format!("u8 {self}")
        }
    }

    pub struct Item(pub u32);

    #[class]
    #[derive(Debug)]
    pub struct Bag<T: Clone> {
        pub items: Vec<T>,
        #[default]
        seen: std::cell::Cell<u32>,
    }

    #[methods]
    #[allow(private_bounds)]
    impl<T: Clone> Bag<T> {
        #[final_]
        pub fn each<F>(&self, mut f: F) -> u32
        where
            F: FnMut(usize, &T),
        {
            for (at, item) in self.items.iter().enumerate() {
                f(at, item);
                self.seen.set(self.seen.get() + self.weight(item));
            }
            self.seen.get()
        }
        pub fn weight(&self, _item: &T) -> u32 {
            1
        }
        #[final_]
        pub fn mapped<U, F: Fn(&T) -> Option<U>>(&self, f: F) -> Vec<Option<U>> {
            self.items.iter().map(f).collect()
        }
        #[final_]
        pub fn parsed<P: std::str::FromStr>(&self, text: &str) -> Result<P, P::Err> {
            text.parse()
        }
        #[final_]
        pub fn firsts<const N: usize>(&self) -> Option<[T; N]> {
            self.items.get(..N)?.to_vec().try_into().ok()
        }
        #[final_]
        pub fn listed(&self) -> impl Iterator<Item = (usize, &T)> {
            self.items.iter().enumerate()
        }
        #[final_]
        pub fn extended(&mut self, more: impl IntoIterator<Item = T>) -> &mut Self {
            self.items.extend(more);
            self
        }
        #[final_]
        pub fn is_of<K: 'static>(&self) -> bool {
            std::any::TypeId::of::<K>() == std::any::TypeId::of::<u8>()
        }
        #[final_]
        pub fn item(&self, make: impl FnOnce(&Item) -> Item) -> u32 {
            make(&Item(1)).0
        }
        #[final_]
        pub async fn waited<F: Future<Output = u32>>(&self, f: F) -> u32 {
            f.await + self.items.iter().map(|_| 1).sum::<u32>()
        }
        #[final_]
        pub fn longest<'a: 'b, 'b>(&'a self, other: &'b [T]) -> &'b [T] {
            if other.len() > self.items.len() { other } else { &self.items }
        }
        // its bound is no subclass's to name: only bodies of subclasses call it
        #[final_]
        pub fn secret<S: Secret>(&self, s: S) -> String {
            format!("{} {}", s.told(), self.items.len())
        }
    }
}
use shapes::{Bag, Item};

#[class(bases(Bag<String>))]
struct Words {
    #[default(10)]
    pub heavy: u32,
}
#[methods]
impl Words {
    pub fn weight(&self, item: &String) -> u32 {
        if item.len() > 3 { self.heavy } else { super().weight(item) }
    }
    pub fn longest_word(&self) -> usize {
        let mut longest = 0;
        self.each(|_, word| longest = longest.max(word.len()));
        longest
    }
    pub fn again(&self) -> u32 {
        super().each(|_, _| ())
    }
    pub fn numbers(&self) -> (Result<u8, std::num::ParseIntError>, bool) {
        (self.parsed::<u8>("7"), self.is_of::<u16>())
    }
    pub fn told(&self) -> String {
        self.secret(3_u8)
    }
    #[final_]
    pub fn shown<D>(&self, what: &D) -> String
    where
        D: Debug + Display + ?Sized,
    {
        let count = self.listed().count();
        format!("{what} {what:?} {count}")
    }
}

#[class(bases(Words), pass)]
struct Sub;

#[class(bases(Sub))]
struct Deep {}
#[methods]
impl Deep {
    pub fn deep(&self) -> String {
        format!("{} {}", self.shown("x"), self.each(|_, _| {}))
    }
    pub fn grown(&mut self) -> usize {
        self.items.push("y".to_owned());
        self.extended(["z".to_owned()]);
        self.items.len()
    }
}

#[test]
fn subclasses_have_the_generic_methods() {
    let mut words = Deep::new(vec!["a".to_owned(), "long".to_owned()]);
    let mut seen = Vec::new();
    assert_eq!(words.each(|at, word| seen.push((at, word.len()))), 11);
    assert_eq!(seen, [(0, 1), (1, 4)]);
    assert_eq!(words.longest_word(), 4);
    assert_eq!(words.again(), 33);
    assert_eq!(words.mapped(|word| word.chars().next()), [Some('a'), Some('l')]);
    assert_eq!(words.parsed::<i64>("-4"), Ok(-4));
    assert_eq!(words.firsts::<1>(), Some(["a".to_owned()]));
    assert_eq!(words.listed().map(|(at, _)| at).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(words.extended(["b".to_owned()]).items.len(), 3);
    assert!(words.is_of::<u8>() && !words.is_of::<u16>());
    assert_eq!(words.item(|item| Item(item.0 + 1)), 2);
    assert_eq!(words.longest(&[]).len(), 3);
    assert_eq!(words.numbers(), (Ok(7), false));
    assert_eq!(words.told(), "u8 3 3");
    assert_eq!(words.shown("q"), r#"q "q" 3"#);
    assert_eq!(words.deep(), r#"x "x" 3 45"#);
    assert_eq!(words.grown(), 5);
    assert_eq!(Sub::new(vec![]).each(|_, _| {}), 0);
}

#[test]
fn a_generic_method_says_what_it_is() {
    let method = Words::CLASS.method("each").expect("inherited");
    assert_eq!((method.signature, method.is_final), ("each<F>(&self, f: F) -> u32", true));
}

#[tokio::test]
async fn a_generic_async_method_is_inherited() {
    let words = Sub::new(vec!["a".to_owned()]);
    assert_eq!(words.waited(async { 3 }).await, 4);
}

#[class(bases(Source))]
struct Memory {
    pub rows: BTreeMap<String, String>,
}
#[methods]
impl Memory {
    pub async fn fetch(&self, key: &str) -> Option<String> {
        self.rows.get(key).cloned()
    }
    pub fn count(&self, asked: usize) -> usize {
        asked * 100
    }
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        self.each_asked(|key| keys.push(key.to_owned()));
        keys
    }
}

fn counted(source: &impl IsSource) -> usize {
    source.each_asked(|_| {})
}

#[tokio::test]
async fn a_generic_method_of_another_crate_is_inherited() {
    let mut memory = Memory::new(BTreeMap::from([("k".to_owned(), "v".to_owned())]));
    assert_eq!(memory.all(&["k", "x"]).await, ["v"]);
    let mut seen = 0;
    assert_eq!(memory.each_asked(|key| seen += key.len()), 200);
    assert_eq!((seen, counted(&memory), memory.keys().join("")), (2, 200, "kx".to_owned()));
}

#[class(bases(Bag<K>))]
struct Index<K: Clone + Ord, V: Clone> {
    #[default]
    pub by: BTreeMap<K, V>,
}
#[methods]
impl<K: Clone + Ord, V: Clone> Index<K, V> {
    pub fn set(&mut self, key: K, value: V) -> Option<V> {
        self.items.push(key.clone());
        self.by.insert(key, value)
    }
    pub fn weight(&self, item: &K) -> u32 {
        u32::from(self.by.contains_key(item)) * 5
    }
    #[final_]
    pub fn all<F: FnMut(&K, &V)>(&self, mut f: F) -> u32 {
        self.by.iter().for_each(|(key, value)| f(key, value));
        self.each(|_, _| {})
    }
}

#[class(bases(Index<u8, V>))]
struct Bytes<V: Clone> {}
#[methods]
impl<V: Clone> Bytes<V> {
    pub fn total(&self) -> u32 {
        self.all(|_, _| {})
    }
}

#[test]
fn generic_methods_of_generic_classes_are_inherited() {
    let mut bytes = Bytes::<char>::new(vec![0]);
    assert_eq!(bytes.set(3, 'x'), None);
    assert_eq!((bytes.total(), bytes.firsts::<2>()), (5, Some([0, 3])));
    let mut text = String::new();
    bytes.all(|key, value| text = format!("{key}{value}"));
    assert_eq!(text, "3x");
}
