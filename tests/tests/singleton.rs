//! What `singleton` does.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, mpsc};
use std::thread;

use dunder::singleton;
use dunder::singleton::AlreadyBuilt;

fn panic_text(payload: Box<dyn std::any::Any + Send>) -> String {
    payload.downcast::<String>().map_or_else(|_| "no text".to_owned(), |text| *text)
}

#[test]
fn the_first_arguments_win() {
    struct Connection(String);
    #[singleton]
    impl Connection {
        #[init]
        fn new(url: &str) -> Self {
            Self(url.to_owned())
        }
    }

    assert!(Connection::get().is_none());
    let first = Connection::instance("a");
    assert!(std::ptr::eq(first, Connection::instance("b")));
    assert!(std::ptr::eq(first, Connection::get().unwrap()));
    assert_eq!(first.0, "a");
}

#[test]
fn many_threads_get_one_instance_from_one_constructor_call() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    struct Counted(usize);
    #[singleton]
    impl Counted {
        #[init]
        fn new() -> Self {
            thread::yield_now();
            Self(CALLS.fetch_add(1, Ordering::Relaxed))
        }
    }

    let barrier = Barrier::new(8);
    let get = || {
        barrier.wait();
        Counted::instance()
    };
    let all: Vec<&Counted> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(get)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(all.iter().all(|one| std::ptr::eq(*one, all[0])));
    assert_eq!((CALLS.load(Ordering::Relaxed), all[0].0), (1, 0));
}

#[test]
fn an_error_leaves_it_empty_and_the_next_call_tries_again() {
    struct Port(u16);
    #[singleton]
    impl Port {
        #[init]
        fn parse(text: &str) -> Result<Self, std::num::ParseIntError> {
            Ok(Self(text.parse()?))
        }
    }

    assert!(Port::instance("eighty").is_err());
    assert!(Port::get().is_none());
    assert_eq!(Port::instance("80").unwrap().0, 80);
    assert_eq!(Port::instance("not read any more").unwrap().0, 80);
}

#[test]
fn a_result_alias_keeps_its_error() {
    struct Root(PathBuf);
    #[singleton]
    impl Root {
        #[init]
        fn find(path: impl AsRef<Path>) -> std::io::Result<Self> {
            path.as_ref().canonicalize().map(Self)
        }
    }

    let error = Root::instance("/no/such/place").map(|root| &root.0).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    assert!(Root::instance(".").unwrap().0.is_absolute());
}

#[test]
fn a_struct_is_built_by_default() {
    #[singleton]
    #[derive(Default)]
    struct Settings {
        level: u8,
    }
    #[derive(Default, PartialEq, Debug)]
    #[singleton]
    enum Mode {
        #[default]
        Calm,
    }
    #[singleton]
    struct Names<T: Send + Sync + 'static>(Vec<T>);
    impl<T: Send + Sync + 'static> Default for Names<T> {
        fn default() -> Self {
            Self(Vec::new())
        }
    }

    assert!(std::ptr::eq(Settings::instance(), Settings::instance()));
    assert_eq!(Settings::instance().level, 0);
    assert_eq!(*Mode::instance(), Mode::Calm);
    assert!(Names::<u8>::instance().0.is_empty());
}

#[test]
fn on_conflict_error_admits_one_call_only() {
    struct Args(u8);
    #[singleton(on_conflict = "error")]
    impl Args {
        #[init]
        fn new(value: u8) -> Self {
            Self(value)
        }
    }

    assert_eq!(Args::try_instance(1).map(|args| args.0), Ok(1));
    assert_eq!(Args::try_instance(2).map(|args| args.0), Err(AlreadyBuilt));
    assert_eq!(Args::try_instance(1).map(|args| args.0), Err(AlreadyBuilt));
    assert_eq!(Args::get().unwrap().0, 1);
}

#[test]
fn on_conflict_error_lets_a_failed_call_be_tried_again() {
    struct Args(u8);
    #[singleton(on_conflict = "error")]
    impl Args {
        #[init]
        fn new(value: u8) -> Result<Self, String> {
            if value == 0 { Err("zero".to_owned()) } else { Ok(Self(value)) }
        }
    }

    assert_eq!(Args::try_instance(0).unwrap().map(|args| args.0), Err("zero".to_owned()));
    assert_eq!(Args::try_instance(2).unwrap().map(|args| args.0), Ok(2));
    assert!(Args::try_instance(3).is_err());
}

struct Registry<T>(Vec<T>);

#[singleton]
impl<T: Send + Sync + 'static> Registry<T> {
    #[init]
    pub fn new(items: Vec<T>) -> Self {
        Self(items)
    }
}

#[test]
fn a_generic_type_has_an_instance_for_each_of_its_arguments() {
    let bytes = Registry::<u8>::instance(vec![1]);
    let texts = Registry::instance(vec!["a"]);
    assert_eq!(bytes.0, [1]);
    assert_eq!(texts.0, ["a"]);
    assert!(std::ptr::eq(bytes, Registry::<u8>::instance(vec![2])));
    assert!(Registry::<String>::get().is_none());
}

#[test]
fn static_need_not_be_written() {
    struct Brief<T>(T);
    #[singleton]
    impl<T: Send + Sync> Brief<T> {
        #[init]
        fn new(value: T) -> Self {
            Self(value)
        }
    }
    assert_eq!(Brief::instance(1).0, 1);
}

#[test]
fn many_types_share_a_table() {
    struct Sized<const N: usize>(usize);
    #[singleton]
    impl<const N: usize> Sized<N> {
        #[init]
        fn new() -> Self {
            Self(N)
        }
    }
    macro_rules! all {
        ($($n:literal)*) => { [$((Sized::<$n>::instance().0, Sized::<$n>::instance().0)),*] };
    }
    for (i, pair) in
        all!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39)
            .into_iter()
            .enumerate()
    {
        assert_eq!(pair, (i, i));
    }
}

#[test]
fn any_parameter_list_will_do() {
    struct Odd(String);
    #[singleton]
    impl Odd {
        #[init]
        fn new<'a, T, const N: usize>(
            mut parts: Vec<&'a str>,
            (left, right): (u8, u8),
            shown: T,
            _: [u8; N],
            closure: impl FnOnce() -> &'a str,
            #[cfg(windows)] never: Never,
            #[cfg(not(windows))] r#type: &mut u8,
        ) -> Self
        where
            T: ToString + Clone,
        {
            parts.push(closure());
            *r#type += 1;
            Self(format!("{parts:?} {left} {right} {}", shown.clone().to_string()))
        }
    }

    let mut count = 0;
    let odd = Odd::instance(vec!["a"], (1, 2), 3.5, [0; 4], || "b", &mut count);
    assert_eq!(odd.0, r#"["a", "b"] 1 2 3.5"#);
    assert_eq!(count, 1);
}

#[test]
fn each_constructor_may_have_its_cfg() {
    struct Os(&'static str);
    #[singleton]
    impl Os {
        #[cfg(windows)]
        #[init]
        fn new() -> Self {
            Self("windows")
        }
        #[cfg(not(windows))]
        #[init]
        fn new() -> Self {
            Self("other")
        }
    }

    assert_eq!(Os::instance().0, if cfg!(windows) { "windows" } else { "other" });
}

#[test]
fn a_panic_leaves_it_empty_for_the_next_caller() {
    struct Brittle(u8);
    #[singleton]
    impl Brittle {
        #[init]
        fn new(value: u8) -> Self {
            assert!(value > 0, "zero");
            Self(value)
        }
    }

    assert!(catch_unwind(|| Brittle::instance(0)).is_err());
    assert!(Brittle::get().is_none());
    assert_eq!(Brittle::instance(3).0, 3);
}

mod circle {
    use super::singleton;

    pub(super) struct A;
    pub(super) struct B;
    pub(super) struct Alone<T>(T);

    #[singleton]
    impl A {
        #[init]
        pub fn new(is_circle: bool) -> Self {
            if is_circle {
                B::instance(is_circle);
            }
            Self
        }
    }

    #[singleton]
    impl B {
        #[init]
        pub fn new(is_circle: bool) -> Self {
            A::instance(is_circle);
            Self
        }
    }

    #[singleton]
    impl<T: Send + Sync + Default + 'static> Alone<T> {
        #[init]
        pub fn new() -> Self {
            Self::instance();
            Self(T::default())
        }
    }
}

#[test]
fn a_constructor_that_needs_itself_panics_with_the_chain() {
    let payload = catch_unwind(|| circle::A::instance(true)).map(|_| ()).unwrap_err();
    assert_eq!(panic_text(payload), "A needs itself while being built: A -> B -> A");
    let payload = catch_unwind(circle::Alone::<String>::instance).map(|_| ()).unwrap_err();
    assert_eq!(
        panic_text(payload),
        "Alone<String> needs itself while being built: Alone<String> -> Alone<String>"
    );
    circle::A::instance(false);
    assert!(circle::A::get().is_some());
}

#[test]
fn a_circle_through_two_threads_panics_instead_of_hanging() {
    struct Left;
    struct Right;
    #[singleton]
    impl Left {
        #[init]
        fn new(barrier: &Barrier) -> Self {
            barrier.wait();
            Right::instance(&Barrier::new(1));
            Self
        }
    }
    #[singleton]
    impl Right {
        #[init]
        fn new(barrier: &Barrier) -> Self {
            barrier.wait();
            Left::instance(&Barrier::new(1));
            Self
        }
    }

    let barrier = Barrier::new(2);
    let (left, right) = thread::scope(|scope| {
        let left = scope.spawn(|| _ = Left::instance(&barrier));
        let right = scope.spawn(|| _ = Right::instance(&barrier));
        (left.join(), right.join())
    });
    for payload in [left.unwrap_err(), right.unwrap_err()] {
        let text = panic_text(payload);
        assert!(
            text.ends_with("Left -> Right -> Left") || text.ends_with("Right -> Left -> Right"),
            "{text}"
        );
    }
    assert!(Left::get().is_none() && Right::get().is_none());
}

#[test]
fn a_waiting_thread_builds_when_the_first_one_fails() {
    struct Flaky(u8);
    #[singleton]
    impl Flaky {
        #[init]
        fn new(
            value: u8,
            entered: &mpsc::Sender<()>,
            go_on: &mpsc::Receiver<()>,
        ) -> Result<Self, u8> {
            entered.send(()).unwrap();
            go_on.recv().unwrap();
            if value == 0 { Err(value) } else { Ok(Self(value)) }
        }
    }

    let (entered, has_entered) = mpsc::channel();
    let (go_on, first_goes_on) = mpsc::channel();
    let (second_go_on, second_goes_on) = mpsc::channel();
    second_go_on.send(()).unwrap();
    let second_entered = entered.clone();
    let first = thread::spawn(move || Flaky::instance(0, &entered, &first_goes_on).map(|it| it.0));
    has_entered.recv().unwrap();
    let second =
        thread::spawn(move || Flaky::instance(7, &second_entered, &second_goes_on).map(|it| it.0));
    go_on.send(()).unwrap();
    assert_eq!(first.join().unwrap(), Err(0));
    assert_eq!(second.join().unwrap(), Ok(7));
}

mod visible {
    //! Accessors are as visible as the constructor is written, and that is private.
    use super::singleton;

    pub(super) struct Open(pub u8);
    #[singleton]
    impl Open {
        #[init]
        fn new() -> Self {
            Self(1)
        }
        pub(crate) fn second() -> Self {
            Self::new()
        }
    }

    pub(super) mod inner {
        pub(in super::super) struct Narrow;
        #[super::singleton]
        impl Narrow {
            #[init]
            pub(super) fn new() -> Self {
                Self
            }
        }
    }

    pub(super) fn is_reachable() -> bool {
        std::ptr::eq(inner::Narrow::instance(), inner::Narrow::instance())
    }
}

#[test]
fn accessors_are_as_visible_as_the_constructor_is_written() {
    assert_eq!(visible::Open::instance().0, 1);
    assert_eq!(visible::Open::second().0, 1);
    assert!(visible::is_reachable());
}

#[derive(Debug, PartialEq)]
struct Config(u8);

#[singleton]
impl Config {
    #[init]
    fn new() -> Self {
        Self(0)
    }
}

#[test]
fn an_override_holds_for_its_thread_until_it_drops() {
    let first = Config::override_for_test(Config(1));
    let kept: &'static Config = Config::instance();
    let second = Config::override_for_test(Config(2));
    assert_eq!(Config::instance(), &Config(2));
    assert_eq!(Config::get(), Some(&Config(2)));
    assert_eq!(thread::spawn(|| Config::instance().0).join().unwrap(), 0);
    drop(first);
    assert_eq!(Config::instance(), &Config(2));
    drop(second);
    assert_eq!(Config::instance(), &Config(0));
    assert_eq!(kept, &Config(1));
}

#[test]
fn an_override_replaces_what_the_thread_has_read() {
    assert_eq!((Config::instance().0, Config::get().unwrap().0), (0, 0));
    for number in 1..4 {
        let _guard = Config::override_for_test(Config(number));
        assert_eq!((Config::instance().0, Config::get().unwrap().0), (number, number));
    }
    assert_eq!(Config::instance().0, 0);
}

/// The guard outlives the thread's own list of overrides.
#[test]
fn an_override_may_end_with_its_thread() {
    struct Keeps(Cell<Option<singleton::Override>>);
    impl Drop for Keeps {
        fn drop(&mut self) {
            assert_eq!(Config::instance().0, 5);
            self.0.take();
            assert_eq!(Config::instance().0, 0);
        }
    }
    thread_local!(static KEEPS: Keeps = const { Keeps(Cell::new(None)) });
    let ends = thread::spawn(|| {
        KEEPS.with(|keeps| keeps.0.set(Some(Config::override_for_test(Config(5)))));
    });
    ends.join().unwrap();
}

#[test]
fn an_override_ends_with_a_panic() {
    let cell = Cell::new(0);
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _guard = Config::override_for_test(Config(9));
        cell.set(Config::instance().0);
        panic!("on purpose");
    }));
    assert!(result.is_err());
    assert_eq!((cell.get(), Config::instance().0), (9, 0));
}

#[test]
fn an_override_of_a_generic_type_is_of_that_argument_only() {
    let _guard = Registry::override_for_test(Registry(vec![1.5_f32]));
    assert_eq!(Registry::<f32>::get().unwrap().0, [1.5]);
    assert!(Registry::<f64>::get().is_none());
}

/// One constructor serves both, in either order.
#[test]
fn a_plugin_can_be_a_singleton() {
    #[dunder::plugin_registry]
    trait Notifier: Send + Sync {
        fn send(&self) -> u8;
    }
    struct Email(u8);
    impl Notifier for Email {
        fn send(&self) -> u8 {
            self.0
        }
    }
    #[singleton]
    #[dunder::plugin(Notifier)]
    impl Email {
        #[init]
        fn new() -> Self {
            Self(1)
        }
    }
    struct Sms(u8);
    impl Notifier for Sms {
        fn send(&self) -> u8 {
            self.0
        }
    }
    #[dunder::plugin(Notifier)]
    #[singleton]
    impl Sms {
        #[init]
        fn new() -> Self {
            Self(2)
        }
    }

    let registry = <dyn Notifier>::registry();
    assert_eq!(registry.create("email").unwrap().send() + Email::instance().0, 2);
    assert_eq!(registry.create("sms").unwrap().send() + Sms::instance().0, 4);
}

#[test]
fn it_stacks_with_logged_in_either_order() {
    struct Above(u8);
    #[singleton]
    #[dunder::logged]
    impl Above {
        #[init]
        fn new(#[redact] value: u8) -> Self {
            Self(value)
        }
    }
    struct Below(u8);
    #[dunder::logged(redact(value))]
    #[singleton]
    impl Below {
        #[init]
        fn new(#[cfg(windows)] value: u16, #[cfg(not(windows))] value: u8) -> Self {
            Self(u8::from(value > 0))
        }
    }

    assert_eq!((Above::instance(3).0, Below::instance(4).0), (3, 1));
}

#[test]
fn an_accessor_says_what_is_said_of_its_constructor() {
    struct Old(u8);
    #[singleton(eager)]
    impl Old {
        /// Made of nothing.
        #[deprecated(note = "write `New::instance`")]
        #[must_use]
        #[init]
        fn new() -> Self {
            Self(7)
        }
    }

    #[expect(deprecated, reason = "that it says so is the test")]
    let old = Old::instance();
    assert_eq!(old.0, 7);
}
