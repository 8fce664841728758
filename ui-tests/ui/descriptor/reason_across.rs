//! rules across fields are reported as an `Invalid`, so the descriptor's error goes `Into` it

use dunder::{Descriptor, Field, SetDescriptor};

struct Even;

impl<F: Field<Slot = u8>> Descriptor<F> for Even {
    type Get<'a>
        = u8
    where
        F::Owner: 'a;
    fn get(&self, owner: &F::Owner) -> u8 {
        *F::slot(owner)
    }
}

impl<F: Field<Slot = u8>> SetDescriptor<F> for Even {
    type Value = u8;
    type Error = u8;
    fn set(&self, owner: &mut F::Owner, value: u8) -> Result<(), u8> {
        *F::slot_mut(owner) = value & !1;
        Ok(())
    }
}

#[dunder::descriptors]
#[dunder::validated]
struct Range {
    #[validate(less_than = high)]
    low: u8,
    #[descriptor(Even)]
    high: u8,
}

fn main() {
    let mut range = Range::new(1, 2).unwrap();
    range.set_high(4).unwrap();
}
