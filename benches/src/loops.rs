//! Loops at different addresses, for what takes a few cycles: the place of its loop can add half.

use std::hint::black_box;

/// So many loops.
pub const LOOPS: u32 = 5;

/// Does something with each value, in [`LOOPS`] loops; whether it was `true` for all. A closure for
/// each loop, so that each is inlined.
#[macro_export]
macro_rules! each_in_loops {
    ($all:expr, $value:ident => $work:expr) => {
        $crate::loops::one::<_, 0>(&mut $all, |$value| $work)
            & $crate::loops::one::<_, 1>(&mut $all, |$value| $work)
            & $crate::loops::one::<_, 2>(&mut $all, |$value| $work)
            & $crate::loops::one::<_, 3>(&mut $all, |$value| $work)
            & $crate::loops::one::<_, 4>(&mut $all, |$value| $work)
    };
}

/// The loop of that number.
#[inline(never)]
pub fn one<T, const PLACE: usize>(all: &mut [T], work: impl Fn(&mut T) -> bool) -> bool {
    black_box(PLACE);
    all.iter_mut().all(|value| work(black_box(value)))
}
