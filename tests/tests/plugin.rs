//! What `plugin` does.
#![forbid(unsafe_code)]

use std::error::Error;
use std::fmt;

use dunder::plugin::{Pluggable, PluginError, Registry};
use dunder::{plugin, plugin_registry};
use dunder_test_registry::{EmailPlugin, Notifier, other};

dunder::link_plugins!(dunder_test_plugins);

/// A plugin of this crate in another crate's registry.
#[plugin(Notifier, name = "chat")]
#[derive(Default)]
struct Chat;

impl Notifier for Chat {
    fn send(&self, message: &str) -> String {
        format!("Chat: {message}")
    }
}

#[test]
fn plugins_of_every_linked_crate_are_found_by_name() {
    let registry = <dyn Notifier>::registry();
    assert_eq!(registry.names(), ["chat", "email", "pager", "sms"]);
    for (name, sent) in [
        ("chat", "Chat: Hello"),
        ("email", "Email: Hello"),
        ("pager", "Pager: Hello"),
        ("sms", "SMS: Hello"),
    ] {
        let notifier = registry.create(name).expect("a known plugin");
        assert_eq!(notifier.send("Hello"), sent);
    }
}

#[test]
fn registries_of_one_trait_name_do_not_mix() {
    assert_eq!(<dyn other::Notifier>::registry().names(), ["identity", "sms"]);
}

#[test]
fn an_entry_says_what_it_is_and_where_it_stands() {
    let registry = <dyn Notifier>::registry();
    let entry = registry.get::<EmailPlugin>().expect("the entry of a type");
    assert_eq!((entry.name, entry.type_name), ("email", "dunder_test_registry::EmailPlugin"));
    assert!(entry.location.file().ends_with("registry/src/lib.rs"), "{}", entry.location);
    assert_eq!(entry.create().expect("a plugin").send("x"), "Email: x");
    let chat = registry.entry("chat").expect("the entry of a name");
    assert_eq!((chat.location.file(), chat.location.line()), (file!(), 14));
    assert!(registry.get::<String>().is_none());
    assert!(registry.contains("email") && !registry.contains("Email"));
    assert_eq!(registry.iter().count(), registry.len());
    assert!(
        registry.into_iter().rev().map(|entry| entry.name).eq(["sms", "pager", "email", "chat"])
    );
    assert_eq!(registry.name(), "dunder_test_registry::Notifier");
    assert!(format!("{registry:?}").contains("EmailPlugin"));
}

#[test]
fn an_unknown_name_is_an_error_that_knows_what_was_meant() {
    let Err(fault) = <dyn Notifier>::registry().create("emial") else { panic!("no such plugin") };
    assert_eq!(
        fault.to_string(),
        "unknown plugin `emial`, did you mean `email`? known: `chat`, `email`, `pager`, `sms`"
    );
    let PluginError::Unknown { name, similar, available } = fault else { panic!("{fault:?}") };
    assert_eq!((name.as_str(), similar), ("emial", vec!["email"]));
    assert_eq!(available, ["chat", "email", "pager", "sms"]);

    let Err(fault) = <dyn Notifier>::registry().create("telegraph") else {
        panic!("no such plugin")
    };
    assert_eq!(
        fault.to_string(),
        "unknown plugin `telegraph`, known: `chat`, `email`, `pager`, `sms`"
    );
}

#[test]
fn a_required_plugin_that_is_not_linked_is_an_error_that_says_how_to_link_it() {
    let registry = <dyn Notifier>::registry();
    registry.require(["email", "sms"]).expect("both are linked");
    let fault = registry.require(["fax", "email", "telex"]).expect_err("two are not linked");
    assert!(matches!(&fault, PluginError::Missing { names, .. } if names == &["fax", "telex"]));
    assert_eq!(
        fault.to_string(),
        "missing plugins `fax`, `telex`: link the crate that has them with \
         `dunder::link_plugins!(that_crate)`; linked: `chat`, `email`, `pager`, `sms`"
    );
}

/// Neither `Send` nor `Sync`, and with constructors.
#[plugin_registry]
trait Codec {
    fn label(&self) -> String;
}

struct Gzip(u8);

#[plugin(Codec)]
impl Gzip {
    const LEVEL: u8 = 6;

    /// Anyone may call it too.
    #[init]
    fn with_default_level() -> Self {
        Self(Self::LEVEL)
    }
}

impl Codec for Gzip {
    fn label(&self) -> String {
        format!("gzip {}", self.0)
    }
}

struct Zstd;

#[derive(Debug)]
struct NoDictionary;

impl fmt::Display for NoDictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no dictionary")
    }
}

impl Error for NoDictionary {}

#[plugin(Codec, name = "zstd")]
impl Zstd {
    #[init]
    fn open() -> Result<Self, NoDictionary> {
        Err(NoDictionary)
    }
}

impl Codec for Zstd {
    fn label(&self) -> String {
        "zstd".into()
    }
}

#[derive(Default)]
struct Repeat<T>(std::rc::Rc<T>);

#[plugin(Codec, with = Repeat<u8>)]
type RepeatBytes = Repeat<u8>;

#[plugin(Codec, name = "repeat_words")]
type RepeatWords = Repeat<u32>;

impl<T: fmt::Display> Codec for Repeat<T> {
    fn label(&self) -> String {
        format!("repeat {}", self.0)
    }
}

/// In two registries, and twice in one.
#[plugin(Codec)]
#[plugin(Codec, name = "none")]
#[plugin(other::Notifier, name = "identity")]
struct Identity;

impl Default for Identity {
    fn default() -> Self {
        Self
    }
}

impl Codec for Identity {
    fn label(&self) -> String {
        "identity".into()
    }
}

impl other::Notifier for Identity {}

#[test]
fn a_constructor_a_default_and_generic_instances_make_plugins() {
    let registry = <dyn Codec>::registry();
    assert_eq!(
        registry.names(),
        ["gzip", "identity", "none", "repeat_bytes", "repeat_words", "zstd"]
    );
    assert_eq!(registry.create("gzip").expect("gzip").label(), "gzip 6");
    assert_eq!(registry.create("repeat_words").expect("repeat").label(), "repeat 0");
    assert_eq!(registry.get::<RepeatBytes>().map(|entry| entry.name), Some("repeat_bytes"));
    assert_eq!(registry.get::<RepeatWords>().map(|entry| entry.name), Some("repeat_words"));
    assert_eq!(registry.get::<Identity>().map(|entry| entry.name), Some("identity"));
    assert_eq!(Gzip::with_default_level().0, 6);
}

#[test]
fn a_failed_constructor_is_the_source_of_the_error() {
    let Err(fault) = <dyn Codec>::registry().create("zstd") else { panic!("it has no dictionary") };
    assert_eq!(fault.to_string(), "plugin `zstd` could not be made");
    let source = fault.source().expect("the constructor's error");
    assert!(source.is::<NoDictionary>());
    // what `main` prints of it
    assert_eq!(format!("{fault:?}"), format!("{fault}: {source}"));
}

#[plugin_registry(check = "runtime")]
trait Loose {}

#[plugin(Loose, name = "same")]
#[derive(Default)]
struct First;
impl Loose for First {}

#[plugin(Loose, name = "same")]
#[derive(Default)]
struct Second;
impl Loose for Second {}

#[test]
fn a_registry_that_is_checked_at_run_time_names_both_places() {
    let fault = <dyn Loose>::try_registry().expect_err("two plugins have one name");
    let PluginError::Duplicate { name, first, second } = fault else { panic!("{fault:?}") };
    assert_eq!(name, "same");
    assert_eq!((first.file(), second.file()), (file!(), file!()));
    assert!(first.line() < second.line());
    let panic = std::panic::catch_unwind(|| <dyn Loose>::registry().len()).expect_err("it panics");
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(message.contains("plugin name `same` is registered twice: at "), "{message}");
    assert!(message.contains("plugin registry `plugin::Loose`"), "{message}");
}

#[plugin_registry]
trait Step {}

macro_rules! steps {
    ($($ty:ident($($args:tt)*);)*) => {
        $(
            #[plugin(Step, $($args)*)]
            #[derive(Default)]
            struct $ty;
            impl Step for $ty {}
        )*
    };
}

steps! {
    Clean(name = "clean");
    Build(name = "build", after = "clean", meta(vendor = "acme", licence = "MIT"));
    Check(name = "check", priority = 5, after("build", "not linked"));
    Notify(name = "notify", priority = 10);
    Archive(name = "archive", before("clean", "check"));
    Zip(priority = -1, before = "notify");
}

#[test]
fn priority_after_and_before_order_the_plugins() {
    let registry = <dyn Step>::registry();
    assert_eq!(registry.names(), ["archive", "clean", "build", "check", "zip", "notify"]);
    let build = registry.entry("build").expect("a step");
    assert_eq!((build.meta("vendor"), build.meta("licence")), (Some("acme"), Some("MIT")));
    assert_eq!((build.meta("colour"), build.priority), (None, 0));
    assert_eq!(registry.entry("notify").map(|entry| entry.priority), Some(10));
}

#[plugin_registry]
trait Circular {}

macro_rules! circular {
    ($($ty:ident $name:literal $word:ident $other:literal;)*) => {
        $(
            #[plugin(Circular, name = $name, $word = $other)]
            #[derive(Default)]
            struct $ty;
            impl Circular for $ty {}
        )*
    };
}

circular! {
    Egg "egg" before "hen";
    Hen "hen" before "nest";
    Nest "nest" before "egg";
    Cock "cock" after "hen";
}

#[test]
fn a_circle_of_after_and_before_is_an_error_that_lists_it() {
    let fault = <dyn Circular>::try_registry().expect_err("a circle");
    let PluginError::Cycle(names) = &fault else { panic!("{fault:?}") };
    assert_eq!(names.len(), 3, "{names:?}");
    let next = |name| match name {
        "egg" => "hen",
        "hen" => "nest",
        _ => "egg",
    };
    assert!((0..3).all(|i| names[(i + 1) % 3] == next(names[i])), "{names:?}");
    assert!(fault.to_string().contains("`egg` before `hen`"), "{fault}");
}

#[test]
fn a_registry_and_its_plugins_may_stand_in_a_function() {
    #[plugin_registry]
    trait Local {
        fn one(&self) -> u8;
    }

    #[plugin(Local, name = "it's {odd} \"ü\" \\ %")]
    #[derive(Default)]
    struct Odd;

    impl Local for Odd {
        fn one(&self) -> u8 {
            1
        }
    }

    let registry = <dyn Local>::registry();
    assert_eq!(registry.names(), ["it's {odd} \"ü\" \\ %"]);
    assert_eq!(registry.create("it's {odd} \"ü\" \\ %").expect("a plugin").one(), 1);
}

#[test]
fn an_empty_registry_says_how_to_link_plugins() {
    #[plugin_registry]
    trait Empty {}

    let registry = <dyn Empty>::registry();
    assert!(registry.is_empty());
    let Err(fault) = registry.create("email") else { panic!("nothing is there") };
    assert!(fault.to_string().contains("dunder::link_plugins!"), "{fault}");
}

#[test]
fn every_thread_sees_one_registry() {
    let here: *const _ = <dyn Notifier>::registry();
    let there = std::thread::spawn(|| std::ptr::from_ref(<dyn Notifier>::registry()).addr());
    assert_eq!(there.join().expect("no panic"), here.addr());
}

#[test]
fn generic_code_reaches_a_registry_by_its_trait() {
    fn names<T: ?Sized + Pluggable>() -> Vec<&'static str> {
        T::registry().names()
    }
    assert_eq!(names::<dyn other::Notifier>(), ["identity", "sms"]);
}

#[plugin_registry]
trait Waiting {}

/// Comes before a name that nothing has yet.
#[plugin(Waiting, name = "a", before = "z")]
#[derive(Default)]
struct Early;

impl Waiting for Early {}

/// Comes after it, and before the other.
#[plugin(Waiting, name = "b", after = "z", before = "a")]
#[derive(Default)]
struct Late;

impl Waiting for Late {}

#[test]
fn what_would_close_a_circle_is_not_registered() {
    let registry = <dyn Waiting>::registry();
    assert_eq!(registry.names(), ["b", "a"]);
    let fault = registry.register("z", || Box::new(Early)).unwrap_err();
    let PluginError::Cycle(mut names) = fault else { panic!("{fault:?}") };
    names.sort_unstable();
    assert_eq!(names, ["a", "b", "z"]);
    assert_eq!(registry.names(), ["b", "a"]);
    registry.register("y", || Box::new(Late)).unwrap();
    assert_eq!(registry.names(), ["b", "a", "y"]);
}

#[plugin_registry]
trait Platform {
    fn made_by(&self) -> &'static str;
}

struct Native(&'static str);

#[plugin(Platform)]
impl Native {
    #[cfg(unix)]
    #[init]
    fn unix() -> Self {
        Self("unix")
    }

    #[cfg(not(unix))]
    #[init]
    fn other() -> Self {
        Self("other")
    }
}

impl Platform for Native {
    fn made_by(&self) -> &'static str {
        self.0
    }
}

#[test]
fn each_platform_has_a_constructor_of_its_own() -> Result<(), PluginError> {
    let native = <dyn Platform>::registry().create("native")?;
    assert_eq!(native.made_by(), if cfg!(unix) { "unix" } else { "other" });
    Ok(())
}

/// Texts over two letters, many of which have their length and some of their letters in common.
fn alike() -> Vec<String> {
    let mut all = vec![String::new(), "ä".to_owned()];
    for len in 1..=6_usize {
        for bits in 0..1_usize << len {
            all.push((0..len).map(|i| if bits >> i & 1 == 0 { 'a' } else { 'b' }).collect());
        }
    }
    all
}

#[test]
fn names_are_told_apart_however_few_or_many_there_are_and_however_alike() {
    trait Any {}
    struct One;
    impl Any for One {}
    let all = alike();
    for (count, step) in [(0, 1), (1, 1), (2, 3), (7, 9), (16, 1), (16, 7), (17, 5), (64, 2)] {
        let picked: Vec<_> = all.iter().step_by(step).take(count).collect();
        let (by_hand, merged) = (Registry::new("by_hand"), Registry::new("merged"));
        for name in &picked {
            by_hand.register(name, || Box::new(One) as Box<dyn Any>).expect("a new name");
        }
        assert_eq!(merged.merge(&by_hand).expect("no name twice"), picked.len());
        for name in &all {
            for registry in [&by_hand, &merged] {
                let found = registry.entry(name).map(|entry| entry.name);
                assert_eq!(found, picked.contains(&name).then_some(name.as_str()));
                assert_eq!(registry.create(name).is_ok(), picked.contains(&name));
            }
        }
        if let Some(name) = picked.last() {
            merged.unregister(name).expect("it is there");
            assert!(!merged.contains(name));
        }
    }
}

#[test]
fn a_constructor_may_panic_and_may_change_its_registry() {
    trait Any {
        fn number(&self) -> u8;
    }
    impl Any for u8 {
        fn number(&self) -> u8 {
            *self
        }
    }
    static ALL: Registry<dyn Any> = Registry::new("all");
    ALL.register("panics", || panic!("no")).expect("a new name");
    assert!(std::panic::catch_unwind(|| ALL.create("panics").map(drop)).is_err());
    let entry = ALL.entry("panics").expect("it is still there");
    assert!(std::panic::catch_unwind(|| entry.create().map(drop)).is_err());
    ALL.register("changes", || {
        ALL.unregister("panics").expect("it is there");
        ALL.register("other", || Box::new(7)).expect("a new name");
        ALL.create("other").expect("it is there")
    })
    .expect("a new name");
    assert_eq!(ALL.create("changes").map(|made| made.number()).ok(), Some(7));
    assert_eq!(ALL.names(), ["changes", "other"]);
    assert_eq!(ALL.merge(&ALL).expect("its own are no duplicates"), 0);
    for entry in &ALL {
        ALL.unregister(entry.name).expect("each is there once");
    }
    assert!(ALL.is_empty());
}
