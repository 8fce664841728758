//! Reads and writes of tables by number that cannot panic.

/// A table whose missing slots read as the default and swallow writes.
///
/// The numbers here are made by the code that made the table, so none is missing; a macro must
/// not panic even where that reasoning is wrong.
pub(super) trait Slots<T> {
    /// The value in a slot.
    fn at(&self, slot: usize) -> T;
    /// Puts a value into a slot.
    fn put(&mut self, slot: usize, value: T);
}

impl<T: Copy + Default> Slots<T> for [T] {
    fn at(&self, slot: usize) -> T {
        self.get(slot).copied().unwrap_or_default()
    }

    fn put(&mut self, slot: usize, value: T) {
        if let Some(place) = self.get_mut(slot) {
            *place = value;
        }
    }
}
