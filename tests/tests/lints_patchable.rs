//! `patchable` in a crate that denies every lint a user might.
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

use dunder::patchable::{InPatchScope as _, MonkeyPatch, Patched};
use dunder::{extend, original, patch, patch_fn};

pub mod api {
    //! What a library would export.
    use dunder::patchable;

    /// Counts.
    #[derive(Debug, Default)]
    pub struct Counter {
        count: u32,
    }

    #[patchable(dyn)]
    impl Counter {
        /// How far it counts.
        pub const LIMIT: u32 = 10;

        /// Counts on.
        ///
        /// # Errors
        /// At the limit.
        pub fn add(&mut self, n: u32) -> Result<u32, String> {
            if self.count + n > Self::limit() {
                return Err("too much".to_owned());
            }
            self.count += n;
            Ok(self.count)
        }

        /// The count.
        #[must_use]
        pub fn count(&self) -> u32 {
            self.count
        }

        /// Of text.
        #[must_use]
        pub fn first<'a>(&self, text: &'a str, (from, _): (usize, u8)) -> Option<&'a str> {
            text.get(from..)
        }

        /// Later.
        pub async fn later(&self, id: u64) -> u64 {
            std::future::ready(()).await;
            id + u64::from(self.count)
        }

        #[must_use]
        /// A constant.
        pub const fn zero() -> u32 {
            0
        }
    }

    #[patchable]
    impl std::fmt::Display for Counter {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{}", self.count)
        }
    }

    // Bodies on one line have no braces to spare either.
    #[rustfmt::skip]
    #[patchable]
    impl Counter {
        /// Whether it has counted.
        #[must_use]
        pub fn has_counted(&self) -> bool { self.count > 0 }

        /// As it was.
        pub fn reset(&mut self) { self.count = 0 }

        /// None, later.
        pub async fn none_later(&self) -> u32 { std::future::ready(0).await }
    }

    /// Holds one.
    #[derive(Debug, Default)]
    pub struct Holder<T> {
        value: T,
    }

    #[patchable]
    impl<T: Clone + 'static> Holder<T> {
        /// A copy.
        #[must_use]
        pub fn get(&self) -> T {
            self.value.clone()
        }
    }
}

extend! {
    /// More for numbers.
    pub trait NumberExt for u32 {
        /// Twice it.
        #[must_use]
        fn twice(self) -> u32 {
            self * 2
        }

        /// Later.
        async fn later(self) -> u32 {
            std::future::ready(self).await
        }
    }
}

#[tokio::test]
async fn no_lint_is_triggered() {
    let mut counter = Patched::new(api::Counter::default());
    let guard = patch!(counter, add => |this, n| original!(api::Counter::add)(this, n + 1));
    assert_eq!(counter.add(1), Ok(2));
    assert_eq!(guard.calls(), 1);
    let counter = counter.into_inner();
    let _shown =
        patch!(<api::Counter as std::fmt::Display>::fmt => |_, f| f.write_str("shown"), times = 1);
    assert_eq!((counter.to_string().as_str(), counter.to_string().as_str()), ("shown", "2"));
    let _later = patch!(api::Counter::later => async |_, id| id, when = |_, id| *id > 3);
    assert_eq!(counter.later(4).in_patch_scope().await, 4);
    let _limit = patch!(global api::Counter::LIMIT = 7);
    assert_eq!((api::Counter::limit(), api::Counter::zero()), (7, 0));
    let mut mp = MonkeyPatch::new();
    mp.patch(patch_fn!(api::Counter::count => |_| 5));
    assert_eq!(mp.scope(|| counter.count()), 5);
    assert_eq!(counter.first("abc", (1, 2)), Some("bc"));
    assert_eq!(api::Holder::<u8>::default().get(), 0);
    let mut counter = counter;
    counter.reset();
    assert_eq!((counter.has_counted(), counter.none_later().await), (false, 0));
    assert_eq!((2_u32.twice(), 3_u32.later().await), (4, 3));
}
