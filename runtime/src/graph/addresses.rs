//! `Addresses`: numbers for objects by where they lie, in the order in which they are met.

/// Where nothing is.
const FREE: u32 = 0;

/// Objects lie so far apart that their addresses differ in what is left of this shift: each has two
/// counts of one word before it.
const SHIFT: u32 = size_of::<usize>().ilog2() + 1;

/// The numbers of objects by their addresses.
///
/// Looking up is most of what writing a graph is, and most of that is waiting for memory. So a slot
/// has eight bytes: the lower half of an address, and a number; each upper half has a table of its
/// own, of which a heap has one or two.
#[derive(Default)]
pub(super) struct Addresses {
    tables: Vec<Table>,
    /// The table that was used last.
    hint: usize,
    count: u32,
}

struct Table {
    high: usize,
    /// Half an address and a number and 1, linearly probed; as many as a power of two.
    slots: Vec<(u32, u32)>,
    used: usize,
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
const fn halves(address: usize) -> (usize, u32) {
    let address = (address >> SHIFT) as u64;
    ((address >> 32) as usize, address as u32)
}

/// Where a key is looked for first: the upper bits of a product are those that all of it decides.
#[inline]
const fn place(key: u32, slots: usize) -> usize {
    ((key.wrapping_mul(0x9e37_79b9) as u64 * slots as u64) >> 32) as usize
}

impl Table {
    fn new(high: usize) -> Self {
        Self { high, slots: vec![(0, FREE); 16], used: 0 }
    }

    /// The number at a key, or the slot where it belongs.
    #[inline]
    fn find(&self, key: u32) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut at = place(key, self.slots.len());
        loop {
            let (other, number) = self.slots[at];
            if number == FREE {
                return Err(at);
            }
            if other == key {
                return Ok(number - 1);
            }
            at = (at + 1) & mask;
        }
    }

    /// Twice as many slots, before three quarters of them are taken.
    #[cold]
    fn grow(&mut self) {
        let twice = vec![(0, FREE); self.slots.len() * 2];
        for (key, number) in std::mem::replace(&mut self.slots, twice) {
            if number != FREE
                && let Err(at) = self.find(key)
            {
                self.slots[at] = (key, number);
            }
        }
    }
}

impl Addresses {
    /// The table of an address's upper half.
    #[inline]
    fn table(&mut self, high: usize) -> &mut Table {
        if self.tables.get(self.hint).is_none_or(|table| table.high != high) {
            self.look_for(high);
        }
        &mut self.tables[self.hint]
    }

    #[cold]
    fn look_for(&mut self, high: usize) {
        self.hint = match self.tables.iter().position(|table| table.high == high) {
            Some(found) => found,
            None => {
                self.tables.push(Table::new(high));
                self.tables.len() - 1
            }
        };
    }

    /// The number of an object and 1, if it was met and one look finds it; or 0. Looks that wait for
    /// nothing but memory wait together.
    #[inline]
    pub(super) fn glance(&self, address: usize) -> u32 {
        let (high, key) = halves(address);
        match self.tables.get(self.hint) {
            Some(table) if table.high == high => {
                let (other, number) = table.slots[place(key, table.slots.len())];
                if other == key { number } else { FREE }
            }
            _ => FREE,
        }
    }

    /// The number of an object, and whether it is met for the first time; nothing where there are
    /// too many.
    #[inline]
    pub(super) fn meet(&mut self, address: usize) -> Option<(u32, bool)> {
        let next = self.count;
        let (high, key) = halves(address);
        let table = self.table(high);
        match table.find(key) {
            Ok(number) => Some((number, false)),
            Err(at) => {
                table.slots[at] = (key, next.checked_add(1)?);
                table.used += 1;
                if table.used * 4 > table.slots.len() * 3 {
                    table.grow();
                }
                self.count += 1;
                Some((next, true))
            }
        }
    }

    /// The number of an object that was met.
    pub(super) fn get(&self, address: usize) -> Option<u32> {
        let (high, key) = halves(address);
        let table = self.tables.iter().find(|table| table.high == high)?;
        table.find(key).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::Addresses;

    #[test]
    fn numbers_are_those_of_a_map() {
        let mut addresses = Addresses::default();
        let mut all = Vec::new();
        for place in 0..20_000_usize {
            // near and far, with equal lower halves too
            let far = (place % 7).checked_shl(36).unwrap_or_default();
            all.push(far + place * 48 + 16);
        }
        for round in 0..2 {
            for (number, address) in (0..).zip(&all) {
                assert!([0, number + 1].contains(&addresses.glance(*address)));
                assert_eq!(addresses.meet(*address), Some((number, round == 0)));
                assert_eq!(addresses.glance(*address + 16), 0);
            }
        }
        for (number, address) in (0..).zip(&all) {
            assert_eq!(addresses.get(*address), Some(number));
            assert_eq!(addresses.get(*address + 16), None);
        }
    }
}
