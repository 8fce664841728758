//! `Few`: the entries of a registry whose names can be told apart at a glance.

use super::Entry;

const SLOTS: usize = 64;
/// More would seldom find a slot each.
const MOST: usize = 16;
/// How often a registry looks for a factor that gives each name a slot of its own.
const TRIES: u64 = 256;

/// Entries by the length and three bytes of their names, multiplied so that no two share a slot: a
/// look-up hashes nothing, and compares with one name.
pub(super) struct Few<T: ?Sized + 'static> {
    factor: u64,
    slots: [Option<&'static Entry<T>>; SLOTS],
}

impl<T: ?Sized + 'static> Few<T> {
    /// Nothing if they are too many, or if two names have what is looked at in common.
    pub(super) fn of(entries: &[&'static Entry<T>]) -> Option<Self> {
        if entries.len() > MOST {
            return None;
        }
        (1..=TRIES).find_map(|n| {
            // Odd numbers far apart, by the golden ratio.
            let factor = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let mut slots = [None; SLOTS];
            for entry in entries {
                let slot = &mut slots[slot(entry.name, factor)?];
                if slot.is_some() {
                    return None;
                }
                *slot = Some(*entry);
            }
            Some(Self { factor, slots })
        })
    }

    /// Not inlined, or the look-up among many would not be either.
    #[inline(never)]
    pub(super) fn entry(&self, name: &str) -> Option<&'static Entry<T>> {
        let entry = self.slots[slot(name, self.factor)?]?;
        (entry.name == name).then_some(entry)
    }
}

/// The slot of a name that is not empty.
#[inline]
fn slot(name: &str, factor: u64) -> Option<usize> {
    let bytes = name.as_bytes();
    let (first, last) = (*bytes.first()?, *bytes.last()?);
    let middle = *bytes.get(bytes.len() / 2)?;
    let glance =
        u64::from_le_bytes([first, middle, last, 0, 0, 0, 0, 0]) | (bytes.len() as u64) << 24;
    let high = glance.wrapping_mul(factor) >> (u64::BITS - SLOTS.ilog2());
    usize::try_from(high).ok()
}
