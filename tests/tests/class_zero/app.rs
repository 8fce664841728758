//! The other half of the diamond, and what is compared with the flat struct.
#![forbid(unsafe_code)]
#![no_std]

use dunder::{class, methods};
use zoo::{A, B};

#[class(bases(A))]
pub struct C {
    pub c: u32,
}

#[methods]
impl C {
    pub fn chain(&self, x: u32) -> u32 {
        super().chain(x.wrapping_add(self.c))
    }

    pub fn hook(&self, x: u32) -> u32 {
        super().hook(x).wrapping_mul(self.c)
    }

    fn init(&mut self) {
        self.c = self.c.wrapping_mul(3);
        super().init();
    }
}

#[class(bases(B, C))]
pub struct D {
    pub own: u32,
}

#[methods]
impl D {
    pub fn chain(&self, x: u32) -> u32 {
        super().chain(x.rotate_left(self.own))
    }

    pub fn weight(&self, at: usize) -> u32 {
        self.own.wrapping_mul(super().weight(at.wrapping_add(1)))
    }

    pub fn hook(&self, x: u32) -> u32 {
        super().hook(x) | self.own
    }

    fn init(&mut self) {
        self.own = self.own.wrapping_add(7);
        super().init();
    }
}

#[inline(never)]
pub fn late_bound_call(d: &D) -> u32 {
    d.score()
}

#[inline(never)]
pub fn super_chain(d: &D, x: u32) -> u32 {
    d.chain(x)
}

#[inline(never)]
pub fn template_method(d: &mut D, steps: u32) -> u64 {
    d.template(steps)
}

#[inline(never)]
pub fn private_field(d: &D) -> u64 {
    *d.total()
}

#[inline(never)]
pub fn init_chain(d: D) -> D {
    D::new(d.own, d.b, d.c, d.count, d.weights)
}

#[inline(never)]
pub fn size() -> usize {
    size_of::<D>()
}
