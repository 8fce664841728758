//! `plugin` in a crate that denies every lint it can.
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    rust_2024_compatibility,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

use dunder::{plugin, plugin_registry};

/// A registry that others see.
#[plugin_registry]
pub trait Public {
    /// Something to do.
    fn act(&self) {}
}

/// A plugin that others see.
#[plugin(Public)]
#[derive(Debug, Default)]
pub struct Unit;

impl Public for Unit {}

/// A plugin with fields.
#[plugin(Public, name = "fields", priority = 1, after = "unit", before = "tuple", meta(a = "b"))]
#[derive(Debug, Default)]
pub struct Fields {
    /// A field.
    pub field: u8,
}

impl Public for Fields {}

/// A plugin with a constructor.
#[derive(Debug)]
pub struct Tuple(u8);

#[plugin(Public)]
impl Tuple {
    /// The constructor.
    ///
    /// # Errors
    /// Never.
    #[init]
    pub fn new() -> Result<Self, String> {
        Ok(Self(1))
    }

    /// The field.
    #[must_use]
    pub fn get(&self) -> u8 {
        self.0
    }
}

impl Public for Tuple {}

/// A generic plugin.
#[derive(Debug, Default)]
pub struct Generic<T>(T);

impl<T> Public for Generic<T> {}

/// One instance of it.
#[plugin(Public, with = Generic<u8>)]
pub type Instance = Generic<u8>;

#[plugin(Public, name = "words", with = Generic<u16>)]
type OnlyAPlugin = Generic<u16>;

#[plugin(Public, name = "longs")]
type AlsoOnlyAPlugin = Generic<u64>;

/// A registry that nobody asks for.
#[plugin_registry(check = "runtime")]
trait Private {}

#[plugin(Private)]
#[derive(Default)]
struct Hidden;

impl Private for Hidden {}

mod inner {
    #[dunder::plugin_registry]
    pub(crate) trait Inner {}

    #[dunder::plugin(Inner)]
    #[derive(Default)]
    pub(crate) struct Plugin;

    impl Inner for Plugin {}
}

#[test]
fn nothing_warns() {
    #[plugin_registry]
    trait Local {}

    #[plugin(Local)]
    #[derive(Default)]
    struct Here;

    impl Local for Here {}

    assert_eq!(
        <dyn Public>::registry().names(),
        ["instance", "longs", "unit", "fields", "tuple", "words"]
    );
    assert_eq!(<dyn Public>::registry().get::<Tuple>().map(|entry| entry.name), Some("tuple"));
    assert_eq!(Tuple::new().map(|tuple| tuple.get()), Ok(1));
    assert_eq!(<dyn Local>::registry().len(), 1);
    assert_eq!(<dyn inner::Inner>::registry().names(), ["plugin"]);
    for entry in <dyn Public>::registry() {
        entry.create().expect("a plugin").act();
    }
}
