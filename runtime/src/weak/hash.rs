//! How keys are hashed unless somebody says otherwise.

use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};

/// Hashes integers by a multiplication with random numbers, and all else as std's `RandomState` does:
/// the keys of [`WeakCache`](super::WeakCache) and [`WeakMap`](super::WeakMap), unless they are made
/// `with_hasher`.
///
/// A multiplication is several times faster than `SipHash`, and what it lacks is a proof: who can measure
/// how long each lookup takes could in the end find integers that collide. Where such keys come from
/// strangers who can, take `WeakCache::with_hasher(std::hash::RandomState::new())`.
#[derive(Clone, Debug)]
pub struct KeyState {
    std: RandomState,
    add: u64,
    multiply: u64,
}

impl KeyState {
    /// With random numbers of its own.
    pub fn new() -> Self {
        let std = RandomState::new();
        let [add, multiply] = [0_u8, 1].map(|number| std.hash_one(number));
        Self { std, add, multiply: multiply | 1 }
    }
}

impl Default for KeyState {
    fn default() -> Self {
        Self::new()
    }
}

impl BuildHasher for KeyState {
    type Hasher = KeyHasher;

    #[inline]
    fn build_hasher(&self) -> KeyHasher {
        KeyHasher { state: self.add, multiply: self.multiply, bytes: Bytes::None(self.std.clone()) }
    }
}

/// The hasher of [`KeyState`].
#[derive(Clone, Debug)]
pub struct KeyHasher {
    state: u64,
    multiply: u64,
    bytes: Bytes,
}

/// Whether there was more than integers.
#[derive(Clone, Debug)]
enum Bytes {
    None(RandomState),
    Some(DefaultHasher),
}

impl KeyHasher {
    #[inline]
    fn integer(&mut self, number: u64) {
        // After bytes all goes the same way: where they end is said by an integer.
        if let Bytes::Some(hasher) = &mut self.bytes {
            return hasher.write_u64(number);
        }
        let product = u128::from(self.state ^ number) * u128::from(self.multiply);
        #[allow(clippy::cast_possible_truncation, reason = "its two halves")]
        let folded = product as u64 ^ (product >> 64) as u64;
        self.state = folded;
    }

    fn std(&mut self) -> &mut DefaultHasher {
        if let Bytes::None(state) = &self.bytes {
            self.bytes = Bytes::Some(state.build_hasher());
        }
        match &mut self.bytes {
            Bytes::Some(hasher) => hasher,
            Bytes::None(_) => unreachable!("it has just been made"),
        }
    }
}

/// Integers of each width.
macro_rules! integers {
    ($($name:ident $type:ident,)*) => {
        $(
            #[inline]
            fn $name(&mut self, number: $type) {
                #[allow(clippy::cast_sign_loss, clippy::cast_lossless, reason = "bits are bits")]
                self.integer(number as u64);
            }
        )*
    };
}

impl Hasher for KeyHasher {
    #[inline]
    fn finish(&self) -> u64 {
        match &self.bytes {
            Bytes::None(_) => self.state,
            Bytes::Some(hasher) => hasher.finish() ^ self.state,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.std().write(bytes);
    }

    integers! {
        write_u8 u8, write_u16 u16, write_u32 u32, write_u64 u64, write_usize usize,
        write_i8 i8, write_i16 i16, write_i32 i32, write_i64 i64, write_isize isize,
    }

    #[inline]
    fn write_u128(&mut self, number: u128) {
        #[allow(clippy::cast_possible_truncation, reason = "its two halves")]
        let [low, high] = [number as u64, (number >> 64) as u64];
        self.integer(low);
        self.integer(high);
    }

    #[inline]
    fn write_i128(&mut self, number: i128) {
        self.write_u128(number.cast_unsigned());
    }
}
