//! `singleton` in a crate that denies every lint a user might.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic,
    clippy::missing_inline_in_public_items
)]

pub mod api {
    //! What a library would export.
    use dunder::singleton;

    /// Built from arguments.
    #[derive(Debug)]
    pub struct Database {
        url: String,
    }

    #[singleton]
    impl Database {
        #[init]
        pub fn new(url: &str) -> Self {
            Self { url: url.to_owned() }
        }

        /// Where it is.
        #[must_use]
        #[inline]
        pub fn url(&self) -> &str {
            &self.url
        }
    }

    /// Built by `Default`.
    #[singleton]
    #[derive(Debug, Default)]
    pub struct Settings {
        /// How loud.
        pub level: u8,
    }

    /// May fail.
    #[derive(Debug)]
    pub struct Port(pub u16);

    #[singleton(on_conflict = "error")]
    impl Port {
        #[init]
        pub fn parse(text: &str) -> Result<Self, std::num::ParseIntError> {
            text.parse().map(Self)
        }
    }

    /// One for each `T`.
    #[derive(Debug)]
    pub struct Registry<T>(pub Vec<T>);

    #[singleton]
    impl<T: Send + Sync + 'static> Registry<T> {
        #[init]
        pub fn new(items: impl IntoIterator<Item = T>) -> Self {
            Self(items.into_iter().collect())
        }
    }

    /// Awaited.
    #[derive(Debug)]
    pub struct Pool(pub String);

    #[singleton]
    impl Pool {
        #[init]
        pub async fn connect(url: &str) -> Result<Self, std::io::Error> {
            std::future::ready(()).await;
            Ok(Self(url.to_owned()))
        }
    }

    /// One a thread.
    #[derive(Debug)]
    pub struct Cache(pub std::cell::Cell<u8>);

    #[singleton(scope = "thread", accessor = "current")]
    impl Cache {
        #[init]
        pub fn new() -> Self {
            Self(std::cell::Cell::new(0))
        }
    }

    /// Built when `main` asks.
    #[singleton(eager)]
    #[derive(Debug, Default)]
    pub struct Early;
}

mod private {
    /// Nobody calls its `get`.
    #[dunder::singleton]
    #[derive(Default)]
    pub(super) struct Quiet;

    pub(super) struct Also;

    #[dunder::singleton]
    impl Also {
        #[init]
        pub(super) fn new() -> Self {
            Self
        }
    }
}

#[test]
fn no_lint_is_triggered() {
    assert_eq!(api::Database::instance("a").url(), "a");
    assert_eq!(api::Settings::instance().level, 0);
    assert_eq!(api::Port::try_instance("80").unwrap().unwrap().0, 80);
    assert_eq!(api::Registry::instance([1]).0, [1]);
    assert_eq!(api::Cache::current().0.get(), 0);
    drop(api::Pool::instance("url"));
    let (_, _) = (private::Quiet::instance(), private::Also::instance());
}
