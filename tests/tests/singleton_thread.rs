//! What `singleton(scope = "thread")` does, and `eager` and `accessor`.

use std::cell::{Cell, RefCell};
use std::panic::catch_unwind;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use dunder::singleton;
use dunder::singleton::AlreadyBuilt;

fn panic_text(payload: Box<dyn std::any::Any + Send>) -> String {
    payload.downcast::<String>().map_or_else(|_| "no text".to_owned(), |text| *text)
}

/// Neither `Send` nor `Sync`.
struct Cache {
    name: String,
    hits: Cell<u32>,
}

#[singleton(scope = "thread")]
impl Cache {
    #[init]
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), hits: Cell::new(0) }
    }
}

#[test]
fn each_thread_has_its_own() {
    let in_a_thread = |name: &'static str| {
        thread::spawn(move || {
            assert!(Cache::get().is_none());
            let cache: Rc<Cache> = Cache::instance(name);
            cache.hits.set(cache.hits.get() + 1);
            let again = Cache::instance("dropped");
            assert!(Rc::ptr_eq(&cache, &again));
            assert!(Rc::ptr_eq(&cache, &Cache::get().unwrap()));
            (again.name.clone(), again.hits.get())
        })
        .join()
        .unwrap()
    };
    assert_eq!(in_a_thread("a"), ("a".to_owned(), 1));
    assert_eq!(in_a_thread("b"), ("b".to_owned(), 1));
}

#[test]
fn it_is_dropped_with_its_thread() {
    static DROPPED: AtomicUsize = AtomicUsize::new(0);
    struct Counted;
    impl Drop for Counted {
        fn drop(&mut self) {
            // The instance is going, and a new one would have no place.
            assert!(Counted::get().is_none());
            DROPPED.fetch_add(1, Ordering::SeqCst);
        }
    }
    #[singleton(scope = "thread")]
    impl Counted {
        #[init]
        fn new() -> Self {
            Self
        }
    }
    struct Generic<T>(T);
    impl<T> Drop for Generic<T> {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::SeqCst);
        }
    }
    #[singleton(scope = "thread")]
    impl<T> Generic<T> {
        #[init]
        fn new(value: T) -> Self {
            Self(value)
        }
    }
    thread::spawn(|| {
        Counted::instance();
        assert_eq!(Generic::instance(Cell::new(1)).0.get(), 1);
    })
    .join()
    .unwrap();
    assert_eq!(DROPPED.load(Ordering::SeqCst), 2);
}

#[test]
fn an_error_leaves_it_empty_and_the_next_call_tries_again() {
    struct Port(Rc<u16>);
    #[singleton(scope = "thread")]
    impl Port {
        #[init]
        fn parse(text: &str) -> Result<Self, std::num::ParseIntError> {
            Ok(Self(Rc::new(text.parse()?)))
        }
    }

    assert!(Port::instance("eighty").is_err());
    assert!(Port::get().is_none());
    assert_eq!(*Port::instance("80").unwrap().0, 80);
    assert_eq!(*Port::instance("not read").unwrap().0, 80);
}

#[test]
fn a_generic_type_and_a_default_will_do() {
    struct Shelf<T>(RefCell<Vec<T>>);
    #[singleton(scope = "thread")]
    impl<T: Clone> Shelf<T> {
        #[init]
        fn new(first: T) -> Self {
            Self(RefCell::new(vec![first]))
        }
    }
    #[singleton(scope = "thread")]
    #[derive(Default)]
    struct Settings(Cell<u8>);

    Shelf::instance('a').0.borrow_mut().push('b');
    assert_eq!(*Shelf::instance('c').0.borrow(), ['a', 'b']);
    assert_eq!(*Shelf::instance("c").0.borrow(), ["c"]);
    assert!(Shelf::<u8>::get().is_none());
    Settings::instance().0.set(4);
    assert_eq!(Settings::instance().0.get(), 4);
}

#[test]
fn on_conflict_error_admits_one_call_a_thread() {
    struct Args(Cell<u8>);
    #[singleton(scope = "thread", on_conflict = "error")]
    impl Args {
        #[init]
        fn new(value: u8) -> Result<Self, u8> {
            if value == 0 { Err(value) } else { Ok(Self(Cell::new(value))) }
        }
    }
    struct Plain;
    #[singleton(scope = "thread", on_conflict = "error")]
    impl Plain {
        #[init]
        fn new() -> Self {
            Self
        }
    }

    assert_eq!(Args::try_instance(0).unwrap().map(|args| args.0.get()), Err(0));
    assert_eq!(Args::try_instance(2).unwrap().map(|args| args.0.get()), Ok(2));
    assert!(Args::try_instance(3).is_err());
    assert!(thread::spawn(|| Args::try_instance(4).is_ok()).join().unwrap());
    assert!(Plain::try_instance().is_ok());
    assert_eq!(Plain::try_instance().map(|_| ()), Err(AlreadyBuilt));
}

#[test]
fn an_override_holds_until_it_drops() {
    let first = Cache::override_for_test(Cache { name: "one".into(), hits: Cell::new(1) });
    let kept = Cache::instance("x");
    let second = Cache::override_for_test(Cache { name: "two".into(), hits: Cell::new(2) });
    assert_eq!(Cache::instance("x").name, "two");
    drop(first);
    assert_eq!(Cache::get().unwrap().name, "two");
    drop(second);
    assert!(Cache::get().is_none());
    assert_eq!((Cache::instance("three").name.as_str(), kept.name.as_str()), ("three", "one"));
}

mod circle {
    use super::singleton;

    pub(super) struct Shared;
    pub(super) struct Local;

    #[singleton]
    impl Shared {
        #[init]
        pub fn new() -> Self {
            Local::instance();
            Self
        }
    }

    #[singleton(scope = "thread")]
    impl Local {
        #[init]
        pub fn new() -> Self {
            Local::instance_of_the_process();
            Self
        }
        fn instance_of_the_process() {
            Shared::instance();
        }
    }
}

#[test]
fn a_circle_of_both_scopes_panics_with_the_chain() {
    let payload = catch_unwind(circle::Local::instance).map(|_| ()).unwrap_err();
    let text = panic_text(payload);
    assert_eq!(text, "Local needs itself while being built: Local -> Shared -> Local");
    assert!(circle::Local::get().is_none() && circle::Shared::get().is_none());
}

#[test]
fn an_accessor_has_the_name_that_was_asked_for() {
    struct Db(u8);
    #[singleton(accessor = "shared")]
    impl Db {
        #[init]
        fn new(value: u8) -> Self {
            Self(value)
        }
        /// The name is free now.
        fn instance(&self) -> u8 {
            self.0
        }
    }
    #[singleton(accessor = "current", scope = "thread")]
    #[derive(Default)]
    struct Mode(Cell<u8>);

    assert_eq!(Db::shared(3).instance(), 3);
    assert_eq!(Mode::current().0.get(), 0);
}

/// One test: an eager build is of the whole program.
#[test]
fn what_is_eager_is_built_when_main_asks() {
    static IS_READY: AtomicUsize = AtomicUsize::new(0);
    #[singleton(eager)]
    #[derive(Default)]
    struct Early(u8);
    struct Fallible(&'static Early);
    #[singleton(eager)]
    impl Fallible {
        #[init]
        fn open() -> Result<Self, std::io::Error> {
            if IS_READY.load(Ordering::SeqCst) == 0 {
                return Err(std::io::Error::other("not ready"));
            }
            Ok(Self(Early::instance()))
        }
    }

    assert!(Early::get().is_none());
    let fault = singleton::build_eager().expect_err("one of them fails");
    assert!(fault.type_name.ends_with("Fallible"), "{}", fault.type_name);
    let text = fault.to_string();
    assert!(text.ends_with("Fallible` could not be built"), "{text}");
    assert_eq!(format!("{fault:?}"), format!("{text}: not ready"));
    assert!(Early::get().is_some() && Fallible::get().is_none());
    IS_READY.store(1, Ordering::SeqCst);
    singleton::build_eager().expect("each is ready");
    assert_eq!(Fallible::get().unwrap().0.0, 0);
}
