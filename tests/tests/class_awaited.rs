//! Async methods: virtual as others are, without a box, and `Send` where the body is.
#![allow(missing_docs)]

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use dunder::{Object, class, methods};
use dunder_test_classes::{IsSource, Source};

/// Runs a future that waits for nothing but `Yield`.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// Pending once.
async fn yielded() {
    let mut is_first = true;
    std::future::poll_fn(move |_| {
        if std::mem::take(&mut is_first) { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}

fn send<T: Send>(value: T) -> T {
    value
}

#[class]
#[derive(Debug, Default)]
pub struct A {
    #[default]
    pub log: Vec<String>,
    #[default]
    count: u32,
}
#[methods]
impl A {
    pub async fn method(&self) -> String {
        yielded().await;
        "A".into()
    }
    pub async fn template(&mut self, by: u32) -> String {
        self.count += by;
        let name = self.method().await;
        self.log.push(name.clone());
        self.count += self.extra(self.count).await;
        format!("{name}{}", self.count)
    }
    pub async fn extra(&self, x: u32) -> u32 {
        x
    }
    /// Borrowed from the object, whatever the key lives.
    pub async fn find<'a>(&'a self, key: &str) -> Option<&'a String> {
        self.log.iter().find(|line| *line == key)
    }
    pub async fn fill(&self, out: &mut Vec<&str>, more: &'static str) {
        out.push(more);
    }
    pub async fn twice(&self) -> (usize, usize) {
        let mut out = Vec::new();
        self.fill(&mut out, "a").await;
        let one = out.len();
        self.fill(&mut out, "b").await;
        (one, out.len())
    }
    pub async fn pick<'k>(&self, keys: &[&'k str]) -> Option<&'k str> {
        keys.first().copied()
    }
    pub async fn picked(&self) -> Option<&'static str> {
        let keys = vec!["p", "q"];
        self.pick(&keys).await
    }
    #[final_]
    pub async fn zipped<'x, 'y>(&self, xs: &mut Vec<&'x str>, ys: &mut Vec<&'y str>) -> usize {
        xs.push("1");
        ys.push("2");
        xs.len() + ys.len()
    }
    pub async fn two(&self) -> (usize, String) {
        let (owned, mut xs, mut ys) = (String::from("x"), vec![], vec!["y"]);
        xs.push(owned.as_str());
        let n = self.zipped(&mut xs, &mut ys).await;
        drop(xs);
        drop(owned);
        (n, ys.concat())
    }
    pub async fn has(&self, key: &str) -> bool {
        let found = {
            let key = key.to_owned();
            self.find(&key).await
        };
        found.is_some()
    }
    pub async fn lookup(&self, table: &HashMap<String, u32>, key: String) -> Option<u32> {
        table.get(&key).copied()
    }
    pub async fn consumed(self) -> String {
        self.method().await
    }
    pub async fn class_name(suffix: &str) -> String {
        format!("A{suffix}")
    }
    pub async fn named() -> String {
        Self::class_name("?").await
    }
    #[final_]
    pub async fn fixed(&self) -> String {
        self.method().await
    }
    async fn private(&self, n: u32) -> u32 {
        n + self.count
    }
    pub async fn through_private(&self) -> u32 {
        self.private(1).await
    }
}

#[class(bases(A))]
#[derive(Default)]
pub struct B {}
#[methods]
impl B {
    pub async fn method(&self) -> String {
        format!("B>{}", super().method().await)
    }
}

#[class(bases(A))]
#[derive(Default)]
pub struct C {}
#[methods]
impl C {
    #[overrides]
    pub async fn method(&self) -> String {
        format!("C>{}", super().method().await)
    }
    pub async fn class_name(suffix: &str) -> String {
        format!("C>{}", super().class_name(suffix).await)
    }
    pub async fn find<'a>(&'a self, key: &str) -> Option<&'a String> {
        super().find(key.trim()).await
    }
}

#[class(bases(B, C))]
#[derive(Default)]
pub struct D {
    #[default(5)]
    pub more: u32,
}
#[methods]
impl D {
    pub async fn method(&self) -> String {
        let next = super().method().await;
        yielded().await;
        format!("D>{next}")
    }
    pub async fn extra(&self, x: u32) -> u32 {
        super().extra(x).await + self.more
    }
}

#[test]
fn async_methods_are_late_bound_and_cooperate() {
    let mut d = D::new();
    assert_eq!(run(d.method()), "D>B>C>A");
    assert_eq!(run(d.template(1)), "D>B>C>A7");
    assert_eq!(run(d.fixed()), "D>B>C>A");
    assert_eq!(run(D::named()), "C>A?");
    assert_eq!(run(A::named()), "A?");
    assert_eq!(run(d.through_private()), 8);
    assert_eq!(run(d.lookup(&HashMap::from([("x".to_owned(), 3)]), "x".to_owned())), Some(3));
    assert!(run(d.has("D>B>C>A")) && !run(d.has("A")));
    assert_eq!(run(d.twice()), (1, 2));
    assert_eq!(run(d.picked()), Some("p"));
    assert_eq!(run(d.two()), (4, "y2".to_owned()));
    let found = {
        let key = " D>B>C>A ".to_owned();
        run(d.find(&key))
    };
    assert_eq!(found, Some(&"D>B>C>A".to_owned()));
    assert_eq!(run(d.consumed()), "D>B>C>A");
}

#[test]
fn a_future_is_send_where_its_bodies_are() {
    let mut d = D::new();
    assert_eq!(run(send(d.template(0))), "D>B>C>A5");
    assert_eq!(std::thread::spawn(move || run(d.method())).join().unwrap(), "D>B>C>A");
    // this one holds an `Rc` over an `await`, and runs where it is
    assert_eq!(run(Local::new(Rc::new(3)).told()), "Local 3");
}

#[class(bases(A))]
struct Local {
    pub rc: Rc<u32>,
}
#[methods]
impl Local {
    pub async fn method(&self) -> String {
        let rc = Rc::clone(&self.rc);
        yielded().await;
        format!("Local {rc}")
    }
    pub async fn told(&self) -> String {
        self.fixed().await
    }
}

#[class(bases(Source))]
struct Files {
    #[default("/")]
    pub root: String,
}
#[methods]
impl Files {
    pub async fn fetch(&self, key: &str) -> Option<String> {
        yielded().await;
        (!key.is_empty()).then(|| format!("{}{key}", self.root))
    }
}

#[class(bases(Files))]
struct Cached {
    #[default]
    pub hits: std::cell::Cell<u32>,
}
#[methods]
impl Cached {
    pub async fn fetch(&self, key: &str) -> Option<String> {
        if key == "known" {
            self.hits.set(self.hits.get() + 1);
            return Some(key.to_owned());
        }
        super().fetch(key).await
    }
}

#[test]
fn an_abstract_async_method_of_another_crate_is_implemented() {
    let mut cached = Cached::new();
    assert_eq!(run(cached.all(&["a", "", "known"])), ["/a", "known"]);
    assert_eq!((cached.asked.len(), cached.hits.get()), (3, 1));
}

async fn first(source: &impl IsSource) -> Option<String> {
    source.fetch("b").await
}

#[test]
fn a_trait_object_gives_the_future_in_a_box() {
    assert_eq!(run(first(&Files::new())), Some("/b".to_owned()));
    let mut all: Vec<Box<dyn IsSource>> = vec![Box::new(Files::new()), Box::new(Cached::new())];
    let found: Vec<_> = all.iter().map(|one| run(one.boxed_fetch("known"))).collect();
    assert_eq!(found, [Some("/known".to_owned()), Some("known".to_owned())]);
    assert_eq!(run(all[0].boxed_all(&["x"])), ["/x"]);
}

#[class]
#[derive(Default)]
pub struct Store<T: Clone> {
    pub items: Vec<T>,
}
#[methods]
impl<T: Clone> Store<T> {
    pub async fn load(&self, at: usize) -> Option<T> {
        self.items.get(at).cloned()
    }
    pub async fn both(&self, a: usize, b: usize) -> Vec<T> {
        self.load(a).await.into_iter().chain(self.load(b).await).collect()
    }
}

#[class(bases(Store<String>))]
struct Texts {}
#[methods]
impl Texts {
    pub async fn load(&self, at: usize) -> Option<String> {
        Some(super().load(at).await.unwrap_or_else(|| at.to_string()))
    }
}

#[test]
fn generic_classes_have_async_methods() {
    assert_eq!(run(Texts::new(vec!["x".to_owned()]).both(0, 7)), ["x", "7"]);
    assert_eq!(run(Store::<u8>::new(vec![1]).both(0, 7)), [1]);
}

#[test]
fn a_class_says_which_methods_are_async() {
    let method = D::CLASS.method("extra").expect("its own");
    assert_eq!(method.signature, "async extra(&self, x: u32) -> u32");
}

#[test]
fn no_future_is_larger_than_what_it_holds() {
    async fn a(_: &D) -> String {
        yielded().await;
        "A".into()
    }
    async fn c(this: &D) -> String {
        format!("C>{}", a(this).await)
    }
    async fn b(this: &D) -> String {
        format!("B>{}", c(this).await)
    }
    async fn by_hand(this: &D) -> String {
        let next = b(this).await;
        yielded().await;
        format!("D>{next}")
    }
    let d = D::new();
    assert_eq!(run(by_hand(&d)), run(d.method()));
    // each of the five layers passes `self` on, and keeps a word of what it awaits
    let words = 2 * 5 * size_of::<usize>();
    let (ours, theirs) = (size_of_val(&d.method()), size_of_val(&by_hand(&d)));
    assert!(ours <= theirs + words, "{ours} and {theirs}");
}

/// A trait of another crate's class is that of an ancestor, whose awaited calls it has.
#[class(dyn, bases(Source), abstract)]
pub struct Feed {}
#[methods]
impl Feed {
    pub async fn latest(&self) -> Option<String> {
        self.fetch("latest").await
    }
}

#[class(bases(Feed))]
pub struct News {}
#[methods]
impl News {
    pub async fn fetch(&self, key: &str) -> Option<String> {
        Some(format!("news of {key}"))
    }
}

#[test]
fn a_trait_object_goes_up_to_the_trait_of_another_crate() {
    let feed: Box<dyn IsFeed> = Box::new(News::new());
    assert_eq!(run(feed.boxed_latest()).as_deref(), Some("news of latest"));
    let source: &dyn IsSource = feed.upcast();
    assert_eq!(run(source.boxed_fetch("x")).as_deref(), Some("news of x"));
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Token(u8);

#[class]
struct Issuer;
#[methods]
impl Issuer {
    pub async fn first(&self, token: Token) -> Token {
        token
    }
    pub async fn second(&self, token: Token) -> Token {
        token
    }
}

#[class(bases(Issuer))]
struct Doubled;
#[methods]
impl Doubled {
    pub async fn first(&self, token: Token) -> Token {
        Token(super().first(token).await.0 * 2)
    }
    pub async fn second(&self, token: Token) -> Token {
        Token(super().second(token).await.0 * 3)
    }
}

#[test]
fn several_methods_with_types_of_ones_own_are_overridden() {
    let doubled = Doubled::new();
    assert_eq!(run(doubled.first(Token(4))), Token(8));
    assert_eq!(run(doubled.second(Token(4))), Token(12));
}
