//! What plugins do that are configured, awaited, added at run time, and read and written by serde.
#![forbid(unsafe_code)]

use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;

use dunder::plugin::{PluginError, Registry};
use dunder::{plugin, plugin_registry};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Runs a future without any runtime.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(value) = polled {
            return value;
        }
    }
}

/// Neither `Send` nor `Sync`.
#[plugin_registry]
trait Notifier {
    fn send(&self, message: &str) -> String;
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SmsConfig {
    key: String,
    #[serde(default)]
    retries: u8,
}

#[derive(Debug)]
struct SmsError(String);

impl std::fmt::Display for SmsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the key `{}` is not known", self.0)
    }
}

impl Error for SmsError {}

struct SmsPlugin(SmsConfig);

#[plugin(Notifier, name = "sms", priority = 10, config = SmsConfig)]
impl SmsPlugin {
    #[init]
    fn new(c: SmsConfig) -> Result<Self, SmsError> {
        if c.key == "wrong" { Err(SmsError(c.key)) } else { Ok(Self(c)) }
    }
}

impl Notifier for SmsPlugin {
    fn send(&self, message: &str) -> String {
        format!("{} {} {message}", self.0.key, self.0.retries)
    }
}

#[derive(Deserialize, Default)]
struct Host {
    #[serde(default)]
    host: String,
}

struct Mail(Host);

/// The type stands in the constructor, and has a default.
#[plugin(Notifier, name = "mail", config(default))]
impl Mail {
    #[init]
    fn new(config: Host) -> Self {
        Self(config)
    }
}

impl Notifier for Mail {
    fn send(&self, message: &str) -> String {
        format!("<{}> {message}", self.0.host)
    }
}

/// The same in two words, awaited, and as its own error.
struct Pager(Host);

#[plugin(Notifier, config = Host, config(default))]
impl Pager {
    #[init]
    async fn connect(config: Host) -> Result<Self, String> {
        std::future::ready(()).await;
        if config.host == "down" { Err("it is down".into()) } else { Ok(Self(config)) }
    }
}

impl Notifier for Pager {
    fn send(&self, message: &str) -> String {
        format!("pager {} {message}", self.0.host)
    }
}

struct Radio;

#[plugin(Notifier)]
impl Radio {
    #[init]
    async fn tune() -> Self {
        std::future::ready(()).await;
        Self
    }
}

impl Notifier for Radio {
    fn send(&self, message: &str) -> String {
        format!("radio {message}")
    }
}

/// Its own configuration, also of an instance of a generic type.
#[derive(Deserialize)]
struct Repeat<T> {
    times: T,
}

#[plugin(Notifier, name = "repeat_u8", with = Repeat<u8>, config = Self)]
type RepeatByte = Repeat<u8>;

impl Notifier for Repeat<u8> {
    fn send(&self, message: &str) -> String {
        message.repeat(self.times.into())
    }
}

#[plugin(Notifier)]
#[derive(Default)]
struct Plain;

impl Notifier for Plain {
    fn send(&self, message: &str) -> String {
        message.to_owned()
    }
}

#[track_caller]
fn fault<T: ?Sized>(made: Result<Box<T>, PluginError>) -> PluginError {
    match made {
        Ok(_) => panic!("it was made"),
        Err(fault) => fault,
    }
}

#[test]
fn a_configuration_comes_from_a_json_value() -> Result<(), PluginError> {
    let registry = <dyn Notifier>::registry();
    assert_eq!(registry.create_from("sms", json!({"key": "k"}))?.send("Hi"), "k 0 Hi");
    let entry = registry.get::<SmsPlugin>().expect("an entry");
    let sent = entry.create_from(json!({"key": "k", "retries": 3}))?.send("Hi");
    assert_eq!(sent, "k 3 Hi");
    assert_eq!(registry.create_from("repeat_u8", json!({"times": 3}))?.send("ab"), "ababab");
    assert_eq!(registry.create_from("mail", json!({"host": "h"}))?.send("Hi"), "<h> Hi");
    Ok(())
}

#[test]
fn what_is_wrong_with_a_configuration_is_the_source_of_a_typed_error() {
    let registry = <dyn Notifier>::registry();
    let found = fault(registry.create_from("sms", json!({"kee": 1})));
    assert!(matches!(&found, PluginError::Config { name, .. } if name == "sms"), "{found:?}");
    assert_eq!(found.to_string(), "the configuration of plugin `sms` is not right");
    let source = found.source().expect("serde's error");
    assert!(source.is::<serde_json::Error>());
    assert!(source.to_string().contains("unknown field `kee`"), "{source}");

    let found = fault(registry.create_from("sms", json!({"key": "wrong"})));
    assert!(matches!(&found, PluginError::Init { name, .. } if name == "sms"), "{found:?}");
    let source = found.source().expect("the constructor's error");
    assert!(source.is::<SmsError>());
}

#[test]
fn a_configuration_is_required_unless_it_has_a_default() -> Result<(), PluginError> {
    let registry = <dyn Notifier>::registry();
    let found = fault(registry.create("sms"));
    assert!(matches!(&found, PluginError::ConfigRequired { name } if name == "sms"), "{found:?}");
    assert!(found.to_string().contains("create_from(\"sms\", value)"), "{found}");
    assert_eq!(registry.create("mail")?.send("Hi"), "<> Hi");
    assert_eq!(registry.create_from("mail", json!(null))?.send("Hi"), "<> Hi");
    Ok(())
}

#[test]
fn a_plugin_without_a_configuration_takes_none() -> Result<(), PluginError> {
    let registry = <dyn Notifier>::registry();
    assert_eq!(registry.create_from("plain", json!({}))?.send("a"), "a");
    assert_eq!(registry.create_from("plain", json!(null))?.send("a"), "a");
    let found = fault(registry.create_from("plain", json!({"key": 1})));
    assert!(matches!(found, PluginError::Config { .. }), "{found:?}");
    Ok(())
}

#[test]
fn an_async_constructor_is_awaited_on_any_executor() -> Result<(), PluginError> {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let registry = <dyn Notifier>::registry();
    assert_eq!(block_on(is_send(registry.create_async("radio")))?.send("Hi"), "radio Hi");
    assert_eq!(block_on(registry.create_async("pager"))?.send("Hi"), "pager  Hi");
    let made = registry.create_async_from("pager", json!({"host": "h"}));
    assert_eq!(block_on(is_send(made))?.send("Hi"), "pager h Hi");
    // what is not async needs no waiting
    assert_eq!(block_on(registry.create_async("plain"))?.send("Hi"), "Hi");

    let found = fault(block_on(registry.create_async_from("pager", json!({"host": "down"}))));
    assert_eq!(format!("{found:?}"), "plugin `pager` could not be made: it is down");
    let found = fault(block_on(registry.create_async_from("pager", json!({"host": 1}))));
    assert!(matches!(found, PluginError::Config { .. }), "{found:?}");
    let found = fault(block_on(registry.create_async("sms")));
    assert!(matches!(found, PluginError::ConfigRequired { .. }), "{found:?}");
    let found = fault(registry.create("radio"));
    assert!(matches!(&found, PluginError::Async { name } if name == "radio"), "{found:?}");
    Ok(())
}

struct Said(&'static str);

impl Notifier for Said {
    fn send(&self, message: &str) -> String {
        format!("{} {message}", self.0)
    }
}

/// A registry of its own for each test that changes one.
macro_rules! registry {
    ($($name:ident),*) => {{
        #[plugin_registry]
        trait Local {
            fn word(&self) -> String;
        }
        struct Word(String);
        impl Local for Word {
            fn word(&self) -> String {
                self.0.clone()
            }
        }
        $(
            #[plugin(Local)]
            #[derive(Default)]
            #[allow(non_camel_case_types)]
            struct $name;
            impl Local for $name {
                fn word(&self) -> String {
                    stringify!($name).to_owned()
                }
            }
        )*
        (<dyn Local>::registry(), |word: &str| -> Box<dyn Local> { Box::new(Word(word.to_owned())) })
    }};
}

#[test]
fn a_plugin_is_registered_at_run_time() -> Result<(), PluginError> {
    let (registry, word) = registry!(linked);
    let line = line!() + 1;
    let entry = registry.register("custom", move || word("one"))?;
    assert_eq!((entry.name, entry.priority, entry.location.line()), ("custom", 0, line));
    assert_eq!(entry.location.file(), file!());
    assert_eq!(registry.create("custom")?.word(), "one");
    assert_eq!(registry.create("linked")?.word(), "linked");
    assert_eq!(registry.names(), ["custom", "linked"]);
    assert_eq!((registry.len(), registry.contains("custom")), (2, true));
    assert!(std::ptr::eq(registry.entry("custom").expect("it is there"), entry));
    registry.require(["custom", "linked"])?;

    // a name that is only known at run time, and a closure with a value
    let name = format!("run {}", 1);
    let held = Mutex::new(String::from("held"));
    registry.register(&name, move || word(&held.lock().expect("no panic")))?;
    drop(name);
    assert_eq!(registry.create("run 1")?.word(), "held");
    Ok(())
}

#[test]
fn a_second_of_one_name_is_an_error_with_both_places() {
    let (registry, word) = registry!(linked);
    let line = line!() + 2;
    let Err(PluginError::Duplicate { name, first, second }) =
        registry.register("linked", move || word("another"))
    else {
        panic!("two have the name");
    };
    assert_eq!((name.as_str(), first.file(), second.file()), ("linked", file!(), file!()));
    assert_eq!((second.line(), first.line() < line), (line, true));
    assert_eq!(registry.create("linked").expect("the first stays").word(), "linked");
}

#[test]
fn a_plugin_is_replaced_and_taken_away() -> Result<(), PluginError> {
    let (registry, word) = registry!(a, b);
    let former = registry.replace("a", move || word("new"))?;
    assert_eq!((former.create()?.word(), registry.create("a")?.word()), ("a".into(), "new".into()));
    let gone = registry.unregister("b")?;
    assert_eq!((gone.name, registry.names()), ("b", vec!["a"]));
    // what was handed out lives on
    assert_eq!(gone.create()?.word(), "b");
    assert!(matches!(registry.unregister("b"), Err(PluginError::Unknown { .. })));
    let Err(PluginError::Unknown { similar, .. }) = registry.replace("aa", move || word("x"))
    else {
        panic!("it is not there");
    };
    assert_eq!(similar, ["a"]);
    registry.register("b", move || word("again"))?;
    assert_eq!(registry.create("b")?.word(), "again");
    Ok(())
}

#[test]
fn registries_are_merged_all_or_nothing() -> Result<(), PluginError> {
    let ours: Registry<dyn Notifier> = Registry::new("ours");
    let theirs: Registry<dyn Notifier> = Registry::new("theirs");
    ours.register("a", || Box::new(Said("a")))?;
    theirs.register("b", || Box::new(Said("b")))?;
    theirs.register("c", || Box::new(Said("c")))?;
    assert_eq!(ours.merge(&theirs)?, 2);
    assert_eq!(ours.names(), ["a", "b", "c"]);
    assert_eq!(ours.create("c")?.send("Hi"), "c Hi");
    // the same again adds nothing
    assert_eq!((ours.merge(&theirs)?, ours.merge(&ours)?), (0, 0));

    theirs.register("d", || Box::new(Said("d")))?;
    theirs.replace("b", || Box::new(Said("another b")))?;
    let found = ours.merge(&theirs).expect_err("both have a `b`");
    assert!(matches!(&found, PluginError::Duplicate { name, .. } if name == "b"), "{found:?}");
    assert_eq!((ours.names(), ours.create("b")?.send("")), (vec!["a", "b", "c"], "b ".into()));
    // linked plugins come along
    assert!(ours.merge(<dyn Notifier>::registry())? >= 6);
    assert_eq!(ours.get::<SmsPlugin>().map(|entry| entry.name), Some("sms"));
    Ok(())
}

#[test]
fn threads_register_and_create_at_once() {
    static REGISTRY: Registry<dyn Notifier> = Registry::new("stress");
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..200 {
                    // four threads want each name, one gets it
                    let name = format!("plugin {number}");
                    if REGISTRY.register(&name, || Box::new(Said("stress"))).is_ok() {
                        TAKEN.fetch_add(1, Ordering::Relaxed);
                    }
                    assert_eq!(REGISTRY.create(&name).expect("it is there").send("x"), "stress x");
                    assert!(REGISTRY.names().is_sorted());
                }
            });
        }
    });
    assert_eq!((REGISTRY.len(), TAKEN.load(Ordering::Relaxed)), (200, 200));
}

#[plugin_registry(exactly_one)]
trait Clock {
    fn now(&self) -> u64;
}

#[plugin(Clock)]
#[derive(Default)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> u64 {
        7
    }
}

#[test]
fn a_registry_may_want_exactly_one() -> Result<(), PluginError> {
    #[plugin_registry(exactly_one, check = "runtime")]
    trait None {}

    #[plugin_registry(exactly_one)]
    trait Two {}
    #[plugin(Two)]
    #[derive(Default)]
    struct One;
    impl Two for One {}
    #[plugin(Two)]
    #[derive(Default)]
    struct Other;
    impl Two for Other {}

    assert_eq!(<dyn Clock>::registry().only()?.create()?.now(), 7);
    let found = <dyn None>::try_registry().expect_err("there is none");
    assert!(matches!(&found, PluginError::NotOne { names } if names.is_empty()), "{found:?}");
    let found = <dyn Two>::try_registry().expect_err("there are two");
    assert!(matches!(&found, PluginError::NotOne { names } if names == &["one", "other"]));
    assert_eq!(found.to_string(), "exactly one plugin is wanted, linked are `one`, `other`");
    assert!(std::panic::catch_unwind(|| <dyn Two>::registry().len()).is_err());
    Ok(())
}

/// Read and written beside its name.
#[plugin_registry(serde)]
trait Shape: Send + Sync {
    fn area(&self) -> f64;
}

#[plugin(Shape, config = Self)]
#[derive(Serialize, Deserialize)]
struct Square {
    side: f64,
}

impl Shape for Square {
    fn area(&self) -> f64 {
        self.side * self.side
    }
}

/// Without fields.
#[plugin(Shape)]
#[derive(Default, Serialize)]
struct Dot;

impl Shape for Dot {
    fn area(&self) -> f64 {
        0.0
    }
}

/// Its configuration is another type, and nothing writes it.
struct Circle(f64);

#[derive(Deserialize)]
struct Radius {
    radius: f64,
}

#[plugin(Shape, config = Radius)]
impl Circle {
    #[init]
    fn new(radius: Radius) -> Result<Self, String> {
        if radius.radius < 0.0 { Err("a negative radius".into()) } else { Ok(Self(radius.radius)) }
    }
}

impl Shape for Circle {
    fn area(&self) -> f64 {
        self.0 * self.0 * 3.0
    }
}

#[derive(Serialize, Deserialize)]
struct Drawing {
    shapes: Vec<Box<dyn Shape>>,
}

#[test]
fn a_boxed_trait_is_read_and_written_by_its_tag() -> Result<(), serde_json::Error> {
    let text = r#"{"shapes":[{"type":"square","side":2.0},{"type":"dot"}]}"#;
    let drawing: Drawing = serde_json::from_str(text)?;
    assert_eq!(drawing.shapes.iter().map(|shape| shape.area()).collect::<Vec<_>>(), [4.0, 0.0]);
    assert_eq!(serde_json::to_string(&drawing)?, text);
    let circle: Box<dyn Shape> = serde_json::from_value(json!({"radius": 1, "type": "circle"}))?;
    assert!((circle.area() - 3.0).abs() < 1e-9);
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct Sent {
    both: Box<dyn Shape + Send + Sync>,
    send: Box<dyn Shape + Send>,
    sync: Box<dyn Shape + Sync>,
}

#[test]
fn a_boxed_trait_keeps_the_auto_traits_it_asks_for() {
    let text =
        r#"{"both":{"type":"square","side":2.0},"send":{"type":"dot"},"sync":{"type":"dot"}}"#;
    let sent: Sent = serde_json::from_str(text).unwrap();
    let there = thread::spawn(move || serde_json::to_string(&sent).unwrap());
    assert_eq!(there.join().unwrap(), text);
    let circle = serde_json::from_str::<Box<dyn Shape + Send>>(r#"{"type":"circle","radius":1}"#);
    assert!((circle.unwrap().area() - 3.0).abs() < 1e-9);
    let fault = serde_json::from_str::<Box<dyn Shape + Send>>(r#"{"type":"sqare"}"#);
    assert!(fault.err().unwrap().to_string().contains("did you mean `square`?"));
}

/// Moved to other threads, and not shared with them.
#[plugin_registry(serde)]
trait Job: Send + std::fmt::Debug
where
    Self: 'static,
{
}

#[plugin(Job)]
#[derive(Debug, Default, Serialize)]
struct Sweep;

impl Job for Sweep {}

#[test]
fn a_trait_that_asks_for_one_of_them_has_that() {
    let job: Box<dyn Job + Send> = serde_json::from_str(r#"{"type":"sweep"}"#).unwrap();
    assert_eq!(thread::spawn(move || format!("{job:?}")).join().unwrap(), "Sweep");
    <dyn Job>::registry().register("later", || Box::new(Sweep)).unwrap();
    assert!(serde_json::from_str::<Box<dyn Job>>(r#"{"type":"later"}"#).is_ok());
    let fault = serde_json::from_str::<Box<dyn Job + Send>>(r#"{"type":"later"}"#).unwrap_err();
    assert!(fault.to_string().contains("`later` is registered at run time"), "{fault}");
}

/// Of the trait, and no plugin.
struct Unknown;

impl Shape for Unknown {
    fn area(&self) -> f64 {
        1.0
    }
}

#[test]
fn what_is_wrong_with_a_tagged_value_is_said() {
    let read = |text: &str| match serde_json::from_str::<Box<dyn Shape>>(text) {
        Ok(_) => panic!("{text} was read"),
        Err(fault) => fault.to_string(),
    };
    for (text, said) in [
        (r#"{"side":2}"#, "missing field `type`"),
        (r#"{"type":2}"#, "expected `type` to be the name of a plugin"),
        (r#"{"type":"dot","type":"dot"}"#, "duplicate field `type`"),
        (r#"{"type":"sqare"}"#, "did you mean `square`?"),
        (r#"{"type":"square"}"#, "plugin `square` is not right: missing field `side`"),
        (r#"{"type":"dot","x":1}"#, "it takes no configuration"),
        (r#"{"type":"circle","radius":-1}"#, "could not be made: a negative radius"),
        ("[]", "expected a map"),
    ] {
        assert!(read(text).contains(said), "{text}: {}", read(text));
    }
    let written = |shape: &dyn Shape| serde_json::to_string(shape).expect_err("no tag").to_string();
    assert!(written(&Circle(1.0)).contains("plugin `circle` is not `Serialize`"));
    assert!(written(&Unknown).contains("the value's type is no plugin of"));
}

#[plugin_registry(serde)]
trait S: Send {}

#[plugin_registry(serde)]
trait D {}

#[plugin(S, name = "one")]
#[derive(Default, Serialize, Deserialize)]
struct OfS;

impl S for OfS {}

#[plugin(D, name = "one")]
#[derive(Default, Serialize, Deserialize)]
struct OfD;

impl D for OfD {}

#[test]
fn a_serde_registry_may_have_the_name_of_a_parameter() -> Result<(), PluginError> {
    let (s, d) = (<dyn S>::registry().create("one")?, <dyn D>::registry().create("one")?);
    assert!(serde_json::to_string(&s).is_ok_and(|text| text.contains("one")));
    assert!(serde_json::to_string(&d).is_ok_and(|text| text.contains("one")));
    Ok(())
}
