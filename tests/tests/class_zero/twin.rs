//! What a person writes instead of the diamond: one flat struct, each `super()` by name.
#![forbid(unsafe_code)]
#![no_std]

pub struct D {
    pub own: u32,
    pub b: u32,
    pub c: u32,
    pub count: u32,
    pub weights: [u32; 8],
    total: u64,
}

impl D {
    pub fn new(own: u32, b: u32, c: u32, count: u32, weights: [u32; 8]) -> Self {
        let mut this = Self { own, b, c, count, weights, total: 0 };
        this.own = this.own.wrapping_add(7);
        this.b = this.b.wrapping_add(1);
        this.c = this.c.wrapping_mul(3);
        this.total = this.total.wrapping_add(u64::from(this.count));
        this
    }

    fn weight_of_a(&self, at: usize) -> u32 {
        self.weights[at & 7]
    }

    pub fn weight(&self, at: usize) -> u32 {
        self.own.wrapping_mul(self.weight_of_a(at.wrapping_add(1)))
    }

    pub fn score(&self) -> u32 {
        self.count.wrapping_add(self.weight(1))
    }

    fn chain_of_a(&self, x: u32) -> u32 {
        x ^ self.count
    }

    fn chain_of_c(&self, x: u32) -> u32 {
        self.chain_of_a(x.wrapping_add(self.c))
    }

    fn chain_of_b(&self, x: u32) -> u32 {
        self.chain_of_c(x.wrapping_mul(self.b))
    }

    pub fn chain(&self, x: u32) -> u32 {
        self.chain_of_b(x.rotate_left(self.own))
    }

    fn hook_of_c(&self, x: u32) -> u32 {
        x.wrapping_mul(self.c)
    }

    pub fn hook(&self, x: u32) -> u32 {
        self.hook_of_c(x) | self.own
    }

    pub fn template(&mut self, steps: u32) -> u64 {
        for step in 0..steps {
            let add = self.hook(step);
            self.count = self.count.wrapping_add(add);
            self.total = self.total.wrapping_add(u64::from(add));
        }
        self.total
    }

    pub fn total(&self) -> &u64 {
        &self.total
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
