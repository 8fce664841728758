//! `Table`: the instances of a generic type, one for each set of its arguments.
//!
//! Rust has no generic statics, so one static holds them all, by `TypeId`. Instances are only ever
//! added, and each stands in one block of memory with its `TypeId`: a read takes no lock and
//! follows one pointer.

use core::any::TypeId;
use core::hash::{Hash, Hasher};
use core::ptr;
use core::sync::atomic::AtomicPtr;

use super::chain::Chain;
use super::process::Home;

const BUCKETS: usize = 32;

/// Instances by their type.
#[doc(hidden)]
pub struct Table {
    buckets: [Chain; BUCKETS],
}

impl Table {
    pub const fn new() -> Self {
        Self { buckets: [const { Chain(AtomicPtr::new(ptr::null_mut())) }; BUCKETS] }
    }
}

impl<T: Send + Sync + 'static> Home<T> for Table {
    #[inline]
    fn built(&'static self) -> Option<&'static T> {
        self.buckets[bucket(TypeId::of::<T>())].find()
    }

    #[cold]
    fn keep(&'static self, value: T) -> &'static T {
        self.buckets[bucket(TypeId::of::<T>())].add(value)
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

/// A `TypeId` is a hash already: its bits pick the bucket.
#[inline]
fn bucket(id: TypeId) -> usize {
    struct Bits(u64);
    impl Hasher for Bits {
        fn write(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
            }
        }
        #[inline]
        fn write_u64(&mut self, bits: u64) {
            self.0 = bits;
        }
        #[inline]
        fn finish(&self) -> u64 {
            self.0
        }
    }
    let mut bits = Bits(0);
    id.hash(&mut bits);
    usize::try_from(bits.finish() % BUCKETS as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use core::fmt::Debug;
    use std::string::String;
    use std::thread;

    use super::{Home as _, Table};

    /// More types than a table has buckets, of every size and alignment up to 8.
    fn read_or_keep<const N: usize>(table: &'static Table) {
        fn one<T: Clone + Debug + PartialEq + Send + Sync + 'static>(
            table: &'static Table,
            value: &T,
        ) {
            assert_eq!(table.built(), None::<&T>);
            assert_eq!(table.keep(value.clone()), value);
            assert_eq!(table.built(), Some(value));
        }
        one(table, &[N; N]);
        one(table, &[String::from("text"); 1].map(|text| (text, [0_u8; N])));
        one(table, &[[7_u16; N]; 2]);
    }

    #[test]
    fn types_that_share_a_bucket_are_told_apart() {
        static TABLE: Table = Table::new();
        read_or_keep::<1>(&TABLE);
        read_or_keep::<2>(&TABLE);
        read_or_keep::<3>(&TABLE);
        read_or_keep::<4>(&TABLE);
        read_or_keep::<5>(&TABLE);
        read_or_keep::<6>(&TABLE);
        read_or_keep::<7>(&TABLE);
        read_or_keep::<8>(&TABLE);
        read_or_keep::<9>(&TABLE);
        read_or_keep::<10>(&TABLE);
        read_or_keep::<11>(&TABLE);
        read_or_keep::<12>(&TABLE);
        read_or_keep::<13>(&TABLE);
        assert_eq!(TABLE.built(), Some(&[9_usize; 9]));
        assert_eq!(TABLE.built(), None::<&u128>);
    }

    #[test]
    fn threads_that_keep_types_of_one_bucket_at_once_lose_none() {
        static TABLE: Table = Table::new();
        fn one<const N: usize, const M: usize>() {
            let kept = TABLE.keep([[M; N]; M]);
            assert!(TABLE.built().is_some_and(|built| core::ptr::eq(built, kept)));
        }
        fn many<const N: usize>() {
            one::<N, 1>();
            one::<N, 2>();
            one::<N, 3>();
            one::<N, 4>();
            one::<N, 5>();
            one::<N, 6>();
            one::<N, 7>();
            one::<N, 8>();
        }
        let threads = [many::<1>, many::<2>, many::<3>, many::<4>, many::<5>].map(thread::spawn);
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(TABLE.built(), Some(&[[2_usize; 1]; 2]));
        assert_eq!(TABLE.built(), Some(&[[8_usize; 5]; 8]));
    }
}
