//! `Table`: the places of a generic type, one for each set of its arguments.
//!
//! Rust has no generic statics, so one static holds them all, keyed by `TypeId`. Places are only
//! ever added, and what a read needs of one stands in the table itself: it takes no lock and
//! follows one pointer.

use core::any::{Any, TypeId};
use core::hash::{Hash, Hasher};
use std::boxed::Box;
use std::sync::OnceLock;

use super::Place;

const BUCKETS: usize = 32;

/// Places by the type they are for.
#[doc(hidden)]
pub struct Table {
    buckets: [OnceLock<Node>; BUCKETS],
}

struct Node {
    /// A `Place<T>`; which `T` is for `downcast_ref` to say.
    place: &'static (dyn Any + Send + Sync),
    next: OnceLock<Box<Node>>,
}

impl Table {
    pub const fn new() -> Self {
        Self { buckets: [const { OnceLock::new() }; BUCKETS] }
    }

    /// The instance of `T` if it is built.
    #[inline]
    pub fn built<T: 'static>(&'static self) -> Option<&'static T> {
        let node = self.buckets[bucket(TypeId::of::<T>())].get()?;
        match node.place.downcast_ref::<Place<T>>() {
            Some(place) => place.value.get(),
            None => node.built_after(),
        }
    }

    /// The place of `T`, made if it is not there yet.
    #[cold]
    pub fn place<T: Send + Sync + 'static>(&'static self) -> &'static Place<T> {
        let mut node = self.buckets[bucket(TypeId::of::<T>())].get_or_init(Node::new::<T>);
        loop {
            if let Some(place) = node.place.downcast_ref() {
                return place;
            }
            node = node.next.get_or_init(|| Box::new(Node::new::<T>()));
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

impl Node {
    fn new<T: Send + Sync + 'static>() -> Self {
        // The table is a static, so this is no more leaked than the instance is.
        Self { place: Box::leak(Box::new(Place::<T>::new())), next: OnceLock::new() }
    }

    /// The instance among the nodes after this one, of types that share its bucket.
    fn built_after<T: 'static>(&'static self) -> Option<&'static T> {
        let mut node = self.next.get()?;
        loop {
            if let Some(place) = node.place.downcast_ref::<Place<T>>() {
                return place.value.get();
            }
            node = node.next.get()?;
        }
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
