//! What every store does, as checks that the author of another store runs on it.
//!
//! With the feature `test-util`. Each check gets a store of its own, new and empty, and panics
//! where an answer is not what [`Memory`](super::Memory) would say.
//!
//! ```
//! mod my_store {
//!     # use dunder::crud_api::Memory as MyStore;
//!     // makes a `#[test]` of each check; the expression may await, and `return` where there is
//!     // no server to test with
//!     dunder::crud_api::conformance!(MyStore::new());
//! }
//! # dunder::crud_api::conformance::block_on(
//! #     dunder::crud_api::conformance::ids_are_made_once(dunder::crud_api::Memory::new()));
//! ```

// a check is there to panic
#[allow(clippy::missing_panics_doc)]
mod cases;
mod models;
#[allow(clippy::missing_panics_doc)]
mod random;

pub use cases::*;
pub use random::random_calls_answer_as_memory_does;

/// Runs a check, on a runtime of its own.
///
/// # Panics
/// Where the check does, and where there is no runtime to be had.
pub fn block_on(check: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(check);
}

/// Makes a `#[test]` of each check of [`conformance`](crate::crud_api::conformance); the argument
/// is an expression for a store that is new and empty.
#[doc(hidden)]
#[macro_export]
macro_rules! __crud_api_conformance {
    (@ $make:tt $($name:ident)*) => {$(
        #[test]
        fn $name() {
            $crate::crud_api::conformance::block_on(async {
                $crate::crud_api::conformance::$name($make).await
            })
        }
    )*};
    ($make:expr) => {
        $crate::__crud_api_conformance! {
            @ { $make }
            a_migration_may_come_twice
            ids_are_made_once
            an_id_that_is_made_before_is_kept
            an_answer_is_kept_until_its_time
            an_absent_row_is_not_found
            every_value_comes_back_as_it_was
            unique_values_are_taken_once
            an_id_of_the_clients_is_taken_once
            a_write_counts_the_version_up
            a_write_depends_on_the_state_it_names
            a_merge_is_checked_and_nobody_comes_between
            filters_pass_what_they_say
            lists_are_walked_in_every_order
            a_walk_among_writers_has_every_row_once
            a_row_that_was_removed_softly_takes_no_value
            writers_at_once_get_ids_of_their_own
            random_calls_answer_as_memory_does
        }
    };
}
