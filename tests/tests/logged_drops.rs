//! That a function drops what it was given in the order in which it would without `logged`.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

thread_local! {
    static DROPPED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Says when it is dropped.
#[derive(Debug)]
struct Said(&'static str);

impl Drop for Said {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|dropped| dropped.push(self.0));
    }
}

/// The same functions, with an attribute on each and without.
macro_rules! functions {
    ($name:ident, $(#[$attr:meta])*) => {
        mod $name {
            use super::Said;

            pub(super) struct Holder(pub(super) Said);

            impl Holder {
                $(#[$attr])*
                pub(super) fn by_value(self, a: Said) -> &'static str {
                    let own = Said("own");
                    let _ = (&self.0, &own);
                    a.0
                }
            }

            $(#[$attr])*
            pub(super) fn three(a: Said, b: Said, c: Said) -> usize {
                let own = Said("own");
                [&a, &b, &own, &c].len()
            }

            $(#[$attr])*
            pub(super) fn some_unused(a: Said, _b: Said, c: Said) {
                drop(a);
                let _ = &c;
            }

            $(#[$attr])*
            pub(super) fn in_a_pattern((a, b): (Said, Said), number: u8, c: Said) -> Result<u8, Said> {
                let _ = (&a, &c);
                if number > 1 { Err(b) } else { Ok(number) }
            }

            $(#[$attr])*
            pub(super) async fn awaited(a: Said, b: Said) -> usize {
                std::future::ready(()).await;
                [&a, &b].len()
            }

            $(#[$attr])*
            pub(super) async fn never_ready(a: Said, b: Said) -> usize {
                std::future::pending::<()>().await;
                [&a, &b].len()
            }

            $(#[$attr])*
            pub(super) fn panics(a: Said, b: Said) -> usize {
                assert!(a.0 == b.0, "they differ");
                0
            }
        }
    };
}

functions!(plain,);
functions!(usual, #[dunder::logged]);
functions!(told, #[dunder::logged(time, slow = "1h", ret = "{}")]);
functions!(spanned, #[dunder::logged(span, level = "error")]);

fn poll<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// What each function drops, in order.
macro_rules! orders {
    ($module:ident) => {{
        let said = |names: [&'static str; 3]| names.map(Said);
        let dropped = |run: &dyn Fn()| {
            run();
            DROPPED.take()
        };
        [
            dropped(&|| {
                assert_eq!($module::Holder(Said("self")).by_value(Said("a")), "a");
            }),
            dropped(&|| {
                let [a, b, c] = said(["a", "b", "c"]);
                assert_eq!($module::three(a, b, c), 4);
            }),
            dropped(&|| {
                let [a, b, c] = said(["a", "b", "c"]);
                $module::some_unused(a, b, c);
            }),
            dropped(&|| {
                let [a, b, c] = said(["a", "b", "c"]);
                assert!($module::in_a_pattern((a, b), 1, c).is_ok());
            }),
            dropped(&|| {
                let [a, b, c] = said(["a", "b", "c"]);
                assert!($module::in_a_pattern((a, b), 2, c).is_err());
            }),
            dropped(&|| assert!(poll($module::awaited(Said("a"), Said("b"))).is_ready())),
            dropped(&|| assert!(poll($module::never_ready(Said("a"), Said("b"))).is_pending())),
            dropped(&|| {
                let run = || $module::panics(Said("a"), Said("b"));
                assert!(std::panic::catch_unwind(run).is_err());
            }),
        ]
    }};
}

#[test]
fn arguments_are_dropped_as_without_it() {
    let plain = orders!(plain);
    assert_eq!(plain[1], ["own", "c", "b", "a"]);
    assert_eq!(
        (orders!(usual), orders!(told), orders!(spanned)),
        (plain.clone(), plain.clone(), plain)
    );
}
