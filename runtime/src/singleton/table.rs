//! `Table`: the cells of a generic type, one for each set of its arguments.
//!
//! Rust has no generic statics, so one static holds them all, keyed by `TypeId`. Cells are only ever
//! added, so that a read takes no lock.

use core::any::{Any, TypeId};
use core::hash::{Hash, Hasher};
use std::boxed::Box;
use std::sync::OnceLock;

use super::Place;

const BUCKETS: usize = 16;

/// Cells by the type they are for.
#[doc(hidden)]
pub struct Table {
    buckets: [Link; BUCKETS],
}

type Link = OnceLock<Box<Node>>;

struct Node {
    /// A `Place<T>`; which `T` is for `downcast_ref` to say.
    cell: Box<dyn Any + Send + Sync>,
    next: Link,
}

impl Table {
    pub const fn new() -> Self {
        Self { buckets: [const { OnceLock::new() }; BUCKETS] }
    }

    /// The cell of `T`, made if it is not there yet.
    #[inline]
    pub fn cell<T: Send + Sync + 'static>(&'static self) -> &'static Place<T> {
        let mut link = &self.buckets[bucket(TypeId::of::<T>())];
        loop {
            let node = match link.get() {
                Some(node) => node,
                None => link.get_or_init(|| Box::new(add::<T>())),
            };
            if let Some(cell) = node.cell.downcast_ref() {
                return cell;
            }
            link = &node.next;
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

#[cold]
fn add<T: Send + Sync + 'static>() -> Node {
    Node { cell: Box::new(Place::<T>::new()), next: OnceLock::new() }
}

/// A `TypeId` is a hash already: its bits pick the bucket.
fn bucket(id: TypeId) -> usize {
    struct Bits(u64);
    impl Hasher for Bits {
        fn write(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
            }
        }
        fn write_u64(&mut self, bits: u64) {
            self.0 = bits;
        }
        fn finish(&self) -> u64 {
            self.0
        }
    }
    let mut bits = Bits(0);
    id.hash(&mut bits);
    usize::try_from(bits.finish() % BUCKETS as u64).unwrap_or(0)
}
