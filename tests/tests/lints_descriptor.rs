//! `descriptors` and `properties` in a crate that denies every lint a user might.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unnameable_types,
    unused_qualifications,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic,
    clippy::missing_inline_in_public_items
)]

pub mod api {
    //! What a library would export.
    use dunder::descriptor::{
        Cached, Clamp, Coerce, Computed, History, Lazy, Observed, Once, ReadOnly, Recorded,
        Remembered,
    };
    use dunder::{descriptors, properties};
    use std::cell::OnceCell;
    use std::num::ParseIntError;

    /// With one of each.
    #[descriptors(dyn)]
    #[derive(Clone, Debug, Default)]
    pub struct Account {
        #[descriptor(Once)]
        id: Option<String>,
        /// In degrees.
        #[descriptor(Clamp<f64> = Clamp::new(-90.0, 60.0))]
        temp: f64,
        #[descriptor(ReadOnly)]
        number: u32,
        #[descriptor(Coerce<&'static str, u16, ParseIntError> = Coerce::new(str::parse))]
        port: u16,
        #[descriptor((Clamp<u8>, Observed<u8>, History) = (
            Clamp::new(0, 9),
            Observed::new(|_, _, _| {}),
            History::last(3),
        ))]
        level: Recorded<u8>,
        #[descriptor(Lazy<Self, String> = Lazy::new(|account| account.number.to_string()))]
        text: OnceCell<String>,
        #[descriptor(Cached<Self, f64> = Cached::new(|account| account.temp * 2.0), of(temp))]
        double: OnceCell<f64>,
        #[descriptor(Computed<Self, bool> = Computed::new(|account| account.temp > 0.0))]
        warm: (),
    }

    /// Whose rules look at several fields.
    #[descriptors(dyn)]
    #[dunder::validated]
    #[derive(Clone, Debug)]
    pub struct Range<T: Copy + 'static> {
        #[validate(trim, nonblank, less_than = high)]
        #[descriptor(dunder::descriptor::Rules)]
        low: String,
        #[descriptor(Once)]
        high: Option<String>,
        /// Of a parameter that no draft has.
        #[descriptor(Observed<T> = Observed::new(|_, _, _| {}))]
        of: T,
    }

    /// For each `T`.
    #[descriptors]
    #[derive(Debug)]
    pub struct Holder<'a, T: 'static> {
        /// What it is called.
        pub name: &'a str,
        #[descriptor(Once)]
        value: Option<T>,
    }

    impl<'a, T> Holder<'a, T> {
        /// Holds nothing.
        #[must_use]
        #[inline]
        pub fn new(name: &'a str) -> Self {
            Self { name, value: None }
        }
    }

    /// With properties.
    #[derive(Debug, Default)]
    pub struct Db {
        status: Remembered<u8>,
        level: u8,
    }

    #[properties]
    impl Db {
        /// How it is.
        #[property(ttl = "5s")]
        #[inline]
        pub async fn status(&self) -> u8 {
            std::future::ready(self.level).await
        }

        /// How loud.
        #[property]
        #[must_use]
        #[inline]
        pub fn level(&self) -> u8 {
            self.level
        }

        /// Makes it so loud.
        #[property(setter)]
        #[inline]
        pub fn set_level(&mut self, level: u8) {
            self.level = level;
        }
    }
}

mod private {
    /// Of all that is made for it, only one method is called.
    #[dunder::descriptors]
    pub(super) struct Quiet<T> {
        #[descriptor(dunder::descriptor::Once)]
        value: Option<T>,
    }

    impl<T> Quiet<T> {
        pub(super) fn new(value: T) -> Self {
            Self { value: Some(value) }
        }
    }
}

#[test]
fn no_lint_is_triggered() {
    let mut account = api::Account::default();
    let Ok(()) = account.set_temp(99.0);
    assert!(account.warm() && account.set_port("80").is_ok());
    assert!(account.set_dyn("level", Box::new(3_u8)).is_ok());
    assert_eq!((account.text(), account.double()), (&"0".to_owned(), &120.0));
    assert_eq!(api::Account::LEVEL.past(&account), [0]);
    let mut holder = api::Holder::new("a");
    assert!(holder.set_value(1).is_ok());
    assert_eq!(holder.value(), Some(&1));
    assert_eq!(private::Quiet::new(1).value(), Some(&1));
    let mut db = api::Db::default();
    db.set_level(2);
    assert_eq!(db.level(), 2);
    let _status = db.status();
}
