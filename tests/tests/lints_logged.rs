//! `logged` in a crate that denies every lint a user might.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic
)]

pub mod api {
    //! What a library would export.
    use dunder::logged;

    /// Bills.
    #[derive(Debug)]
    pub struct Billing(pub u64);

    #[logged(level = "info", err = "warn", target = "app")]
    impl Billing {
        /// Charges.
        ///
        /// # Errors
        ///
        /// When there is nothing left.
        pub fn charge(&mut self, user: u64, #[redact] card: &str) -> Result<u64, String> {
            if card.is_empty() {
                return Err(format!("no card for {user}"));
            }
            self.0 = self.0.checked_sub(1).ok_or("nothing left")?;
            Ok(self.0)
        }

        /// Consumes its arguments.
        #[must_use]
        #[logged(time, max_len = 20, ret = "{}.len()")]
        pub fn join(self, mut parts: Vec<String>, (left, right): (u8, u8)) -> String {
            parts.push(format!("{left}{right}"));
            parts.join(",")
        }

        /// Borrows.
        pub fn inner(&mut self) -> &mut u64 {
            &mut self.0
        }

        /// Waits.
        ///
        /// # Errors
        ///
        /// Never.
        pub async fn later(&self, by: u64) -> Result<u64, std::num::ParseIntError> {
            Ok(std::future::ready("1").await.parse::<u64>()? + by)
        }

        /// Nothing.
        pub fn nothing(&self) {}

        /// Nothing, later.
        pub async fn nothing_later(&self, unit: (), text: &mut String) {
            std::future::ready(unit).await;
            text.push('x');
        }

        /// Hides its type.
        pub async fn hidden(&self, of: u8) -> impl Iterator<Item = u8> + use<> {
            std::future::ready(of..).await.take(2)
        }
    }

    // Bodies on one line have no braces to spare either.
    #[rustfmt::skip]
    #[logged]
    impl Billing {
        /// As it is.
        pub fn same(&self, blob: u8) -> u8 { blob }

        /// As it is, later.
        pub async fn same_later(&self, blob: u8) -> u8 { std::future::ready(()).await; self.same(blob) }

        /// At once.
        pub async fn at_once(&self, blob: u8) -> u8 { blob }
    }

    impl Iterator for Billing {
        type Item = u64;
        #[logged]
        fn next(&mut self) -> Option<u64> {
            self.0.checked_sub(1)
        }
    }

    /// A free function.
    #[logged(skip(callback))]
    pub fn run<T>(callback: impl Fn() -> T) -> impl Iterator<Item = T> {
        std::iter::repeat_with(callback).take(1)
    }
}

#[test]
fn no_lint_is_triggered() {
    let mut billing = api::Billing(2);
    assert_eq!(billing.charge(1, "x"), Ok(1));
    *billing.inner() += 1;
    billing.nothing();
    drop((billing.later(1), billing.nothing_later((), &mut String::new()), billing.hidden(1)));
    assert_eq!(billing.same(1), 1);
    drop((billing.same_later(1), billing.at_once(1)));
    assert_eq!(billing.next(), Some(1));
    assert_eq!(billing.join(vec!["a".to_owned()], (1, 2)), "a,12");
    assert_eq!(api::run(|| 1).count(), 1);
}

/// Never returns.
///
/// # Panics
///
/// Always.
#[dunder::logged]
pub fn never_returns(number: u8) -> ! {
    panic!("{number}")
}
