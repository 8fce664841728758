//! The guide's four metaclasses, each a few lines of plain Rust: `cargo run --bin metaclasses`.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use dunder::class::{Call, classes};
use dunder::{Metaclass, MetaclassOf, Object, class, methods};

/// `SingletonMeta`: the first call of a class makes its object, each later one gives it.
pub struct SingletonMeta;

type Instances = Mutex<BTreeMap<TypeId, &'static (dyn Any + Send + Sync)>>;
static INSTANCES: LazyLock<Instances> = LazyLock::new(Instances::default);

impl Metaclass for SingletonMeta {
    type Entry = ();
}
impl<T: Object + Send + Sync> MetaclassOf<T> for SingletonMeta {
    type Instance = &'static T;
    const ENTRY: () = ();
    fn call(build: impl FnOnce() -> T) -> &'static T {
        // the lock is for the map alone: an `init` may ask for other singletons
        let cell = {
            let mut all = INSTANCES.lock().unwrap_or_else(PoisonError::into_inner);
            *all.entry(TypeId::of::<T>())
                .or_insert_with(|| Box::leak(Box::new(OnceLock::<T>::new())))
        };
        let cell: Option<&OnceLock<T>> = cell.downcast_ref();
        cell.unwrap_or_else(|| unreachable!("it is kept under its type")).get_or_init(build)
    }
}

/// One for the program.
#[class(metaclass = SingletonMeta, pass)]
pub struct DatabaseConnection {
    /// Where it goes.
    pub connection_string: String,
    /// Whether it is open.
    #[default]
    pub connected: bool,
}

/// `PluginRegistry`: a class is registered by being written, under its `PLUGIN_NAME`.
pub struct PluginRegistry;

/// How a plugin is made.
pub type Make = fn() -> Box<dyn IsPluginBase>;

/// What the registry asks of a class, besides being a plugin.
pub trait Named {
    /// The name it is found by.
    const PLUGIN_NAME: &'static str;
}

impl Metaclass for PluginRegistry {
    type Entry = (&'static str, Make);
}
impl<T: IsPluginBase + Named + Object + Default> MetaclassOf<T> for PluginRegistry {
    type Instance = T;
    const ENTRY: (&'static str, Make) = (T::PLUGIN_NAME, || Box::new(T::default()));
    const CHECK: () = assert!(!T::PLUGIN_NAME.is_empty(), "PLUGIN_NAME is empty");
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}

/// The guide's `PluginBase.get_plugin(name)()`.
#[must_use]
pub fn plugin(name: &str) -> Option<Box<dyn IsPluginBase>> {
    let mut all = classes::<PluginRegistry>().map(|(_, entry)| entry);
    all.find(|(known, _)| *known == name).map(|(_, make)| make())
}

/// What plugins are; abstract, so it is none itself.
#[class(abstract, dyn, metaclass = PluginRegistry)]
pub struct PluginBase;
#[methods]
impl PluginBase {
    /// Sends a message.
    pub fn send(&self, message: &str) -> String;
}

/// By e-mail.
#[class(bases(PluginBase))]
#[derive(Default)]
pub struct EmailPlugin;
#[methods]
impl EmailPlugin {
    pub fn send(&self, message: &str) -> String {
        format!("Email: {message}")
    }
}
impl Named for EmailPlugin {
    const PLUGIN_NAME: &'static str = "email";
}

/// By text message.
#[class(bases(PluginBase))]
#[derive(Default)]
pub struct SmsPlugin;
#[methods]
impl SmsPlugin {
    pub fn send(&self, message: &str) -> String {
        format!("SMS: {message}")
    }
}
impl Named for SmsPlugin {
    const PLUGIN_NAME: &'static str = "sms";
}

/// `LoggingMeta`: a line before and after each call of a public method.
pub struct LoggingMeta;

impl Metaclass for LoggingMeta {
    type Entry = ();
    fn around<R>(call: &Call<'_, R>, body: impl FnOnce() -> R) -> R {
        println!("calling {}.{}({:?})", call.class.name, call.method, call.args());
        let result = body();
        println!("{} returned {}", call.method, call.show(&result));
        result
    }
}
impl<T: Object> MetaclassOf<T> for LoggingMeta {
    type Instance = T;
    const ENTRY: () = ();
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}

/// Counts, and says so.
#[class(metaclass = LoggingMeta)]
pub struct Calculator {
    #[default]
    total: i64,
}
#[methods]
impl Calculator {
    /// Adds to the total.
    pub fn add(&mut self, by: i64) -> i64 {
        self.total += by;
        self.total
    }
}

/// `APIMeta`: a class with a `MODEL` has the four operations of an interface.
pub struct ApiMeta;

/// What `APIMeta` asks of a class.
pub trait Model {
    /// What the interface is of.
    const MODEL: &'static str;
}

/// What it gives for it: the methods that Python's one writes into the class.
pub trait Api: Model {
    /// Answers a `POST`.
    fn create(&self, data: &str) -> String {
        format!("Created {}: {data}", Self::MODEL)
    }
    /// Answers a `GET`.
    fn read(&self, id: u64) -> String {
        format!("Read {} {id}", Self::MODEL)
    }
    /// Answers a `PUT`.
    fn update(&self, id: u64, data: &str) -> String {
        format!("Updated {} {id}: {data}", Self::MODEL)
    }
    /// Answers a `DELETE`.
    fn delete(&self, id: u64) -> String {
        format!("Deleted {} {id}", Self::MODEL)
    }
}
impl<T: Model> Api for T {}

impl Metaclass for ApiMeta {
    type Entry = &'static str;
}
impl<T: Object + Model> MetaclassOf<T> for ApiMeta {
    type Instance = T;
    const ENTRY: &'static str = T::MODEL;
    const CHECK: () = assert!(!T::MODEL.is_empty(), "MODEL is empty");
    fn call(build: impl FnOnce() -> T) -> T {
        build()
    }
}

/// The interface of users.
#[class(metaclass = ApiMeta, pass)]
pub struct UserApi;
impl Model for UserApi {
    const MODEL: &'static str = "User";
}

/// The interface of products.
#[class(metaclass = ApiMeta, pass)]
pub struct ProductApi;
impl Model for ProductApi {
    const MODEL: &'static str = "Product";
}

fn main() {
    let db1 = DatabaseConnection::create("sqlite:///test.db");
    let db2 = DatabaseConnection::create("postgres://localhost/test");
    println!("{} {}", std::ptr::eq(db1, db2), db2.connection_string);

    for name in ["email", "sms", "fax"] {
        let sent = plugin(name).map(|plugin| plugin.send("Hello"));
        println!("{name}: {}", sent.unwrap_or_else(|| "no such plugin".to_owned()));
    }

    let mut calculator = Calculator::create();
    calculator.add(5);

    println!("{}", UserApi::create().create("name=Alice"));
    println!("{}", ProductApi::create().read(123));
    let models: Vec<_> = classes::<ApiMeta>().map(|(_, model)| *model).collect();
    println!("models: {}", models.join(", "));
}
