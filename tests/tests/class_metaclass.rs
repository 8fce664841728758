//! Metaclasses written in plain Rust: the guide's four.
#![allow(missing_docs)]

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use dunder::class::{Call, classes};
use dunder::{Metaclass, MetaclassOf, Object, class, methods};

thread_local!(static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) });

fn log(line: String) {
    LOG.with(|log| log.borrow_mut().push(line));
}

fn take_log() -> Vec<String> {
    LOG.with(RefCell::take)
}

struct Logging;

impl Metaclass for Logging {
    type Entry = ();
    fn around<R>(call: &Call<'_, R>, body: impl FnOnce() -> R) -> R {
        log(format!("{}.{}({:?})", call.class.name, call.method, call.args()));
        let result = body();
        log(format!("-> {}", call.show(&result)));
        result
    }
}

impl<T: Object> MetaclassOf<T> for Logging {
    type Instance = T;
    const ENTRY: () = ();
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}

struct Opaque;

#[class(metaclass = Logging)]
struct Calculator {
    #[default]
    pub total: u32,
}
#[methods]
impl Calculator {
    pub fn add(&mut self, by: u32, name: String) -> u32 {
        if by == 0 {
            return self.total;
        }
        self.total += by;
        drop(name);
        self.total
    }
    pub fn opaque(&self, _what: Opaque) -> Opaque {
        Opaque
    }
    pub fn text(&self, (a, mut b): (u32, u32)) -> &'static str {
        b += a;
        if b > 2 { self.quiet() } else { "" }
    }
    fn quiet(&self) -> &'static str {
        "quiet"
    }
}

#[class(bases(Calculator))]
struct Loud {}
#[methods]
impl Loud {
    pub fn add(&mut self, by: u32, name: String) -> u32 {
        super().add(by * 2, name) + 1
    }
}

#[test]
fn a_logging_metaclass_sees_arguments_and_results() {
    let mut loud = Loud::create();
    assert_eq!(loud.add(2, "x".to_owned()), 5);
    assert_eq!(
        take_log(),
        [
            r#"Loud.add(by = 2, name = "x")"#,
            r#"Calculator.add(by = 4, name = "x")"#,
            "-> 4",
            "-> 5"
        ]
    );
    loud.opaque(Opaque);
    assert_eq!(loud.text((1, 2)), "quiet");
    assert_eq!(
        take_log(),
        ["Calculator.opaque(_what = _)", "-> _", "Calculator.text(__1 = (1, 2))", r#"-> "quiet""#]
    );
}

struct Single;

static INSTANCES: Mutex<Option<HashMap<TypeId, &'static (dyn Any + Send + Sync)>>> =
    Mutex::new(None);

impl Metaclass for Single {
    type Entry = ();
}

impl<T: Object + Send + Sync> MetaclassOf<T> for Single {
    type Instance = &'static T;
    const ENTRY: () = ();
    fn call(build: impl FnOnce() -> T) -> &'static T {
        let cell = {
            let mut all = INSTANCES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *all.get_or_insert_default()
                .entry(TypeId::of::<T>())
                .or_insert_with(|| Box::leak(Box::new(OnceLock::<T>::new())))
        };
        let cell: &OnceLock<T> = cell.downcast_ref().expect("stored under its type");
        cell.get_or_init(build)
    }
}

#[class(metaclass = Single)]
struct Connection {
    pub url: String,
}
#[methods]
impl Connection {}

#[class(bases(Connection))]
struct Replica {}
#[methods]
impl Replica {
    fn init(&mut self) {
        super().init();
        self.url = format!("{} of {}", self.url, Connection::create("a").url);
    }
}

#[test]
fn a_singleton_metaclass_gives_one_object_for_each_class() {
    let first = Connection::create("a");
    assert!(std::ptr::eq(first, Connection::create("b")));
    assert_eq!(Connection::create("c").url, "a");
    assert_eq!(Replica::create("d").url, "d of a"); // made while another one is made
}

pub struct Plugins;

pub type Make = fn() -> Box<dyn IsPlugin>;

impl Metaclass for Plugins {
    type Entry = Make;
}

impl<T: Object + IsPlugin + Default> MetaclassOf<T> for Plugins {
    type Instance = T;
    const ENTRY: Make = || Box::new(T::default());
    const CHECK: () = assert!(!T::CLASS.doc.is_empty(), "a plugin is documented");
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}

/// What plugins are.
#[class(abstract, dyn, metaclass = Plugins)]
pub struct Plugin;
#[methods]
impl Plugin {
    pub fn send(&self, message: &str) -> String;
}

/// Sends e-mail.
#[class(bases(Plugin))]
#[derive(Default)]
pub struct Email {}
#[methods]
impl Email {
    pub fn send(&self, message: &str) -> String {
        format!("Email: {message}")
    }
}

/// Sends text messages.
#[class(bases(Plugin))]
#[derive(Default)]
pub struct Sms {}
#[methods]
impl Sms {
    pub fn send(&self, message: &str) -> String {
        format!("SMS: {message}")
    }
}

#[test]
fn a_registry_metaclass_knows_its_subclasses() {
    let sent: Vec<String> = classes::<Plugins>().map(|(_, make)| make().send("Hello")).collect();
    assert_eq!(sent, ["Email: Hello", "SMS: Hello"]);
    let names: Vec<&str> = classes::<Plugins>().map(|(class, _)| class.name).collect();
    assert_eq!(names, ["Email", "Sms"]);
}

#[class(metaclass = Logging)]
struct Account {
    #[default]
    pub cents: u64,
}
#[methods]
impl Account {
    #[dunder::logged]
    pub fn charge(&mut self, #[redact] card: &str, cents: u64) -> u64 {
        self.cents += cents + card.len() as u64;
        self.cents
    }
    #[dunder::logged(redact(card), skip(cents))]
    pub fn refund(&mut self, card: &str, cents: u64) -> u64 {
        self.cents -= cents + card.len() as u64;
        self.cents
    }
    pub fn sign_in(&self, user: &str, #[redact] password: String) -> bool {
        user.len() == password.len()
    }
}

#[test]
fn a_metaclass_does_not_see_what_is_redacted() {
    let mut account = Account::create();
    account.charge("4111", 5);
    account.refund("4111", 2);
    assert!(!account.sign_in("ann", "secret".to_owned()));
    let calls: Vec<String> =
        take_log().into_iter().filter(|line| line.starts_with("Account.")).collect();
    assert_eq!(
        calls,
        [
            "Account.charge(card = <redacted>, cents = 5)",
            "Account.refund(card = <redacted>, cents = _)",
            "Account.sign_in(user = \"ann\", password = <redacted>)",
        ]
    );
}
