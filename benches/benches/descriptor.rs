//! The stock descriptors beside the same by hand.
#![allow(missing_docs, unreachable_pub, reason = "a program")]

use std::any::Any;
use std::array::from_fn;
use std::cell::OnceCell;
use std::hint::black_box;

use dunder::descriptor::{
    Cached, Clamp, Coerce, Computed, History, Lazy, Observed, Once, Recorded, Rules, Validated,
};
use dunder::{descriptors, validated};
use dunder_benches::alloc::Counting;
use dunder_benches::loops::LOOPS;
use dunder_benches::{Bench, each_in_loops};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MANY: usize = 32;
const PER: u32 = 32 * LOOPS;
const HAND: &str = "by hand";
const OURS: &str = "dunder";

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as an observer is called")]
fn told(_: Option<&f64>, new: &f64) {
    black_box(new);
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as a rule is called")]
fn is_price(price: &f64) -> Result<(), &'static str> {
    if *price >= 0.01 { Ok(()) } else { Err("must be 0.01 or more") }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
fn in_cents(price: f64) -> Result<u64, &'static str> {
    if (0.0..1e9).contains(&price) { Ok((price * 100.0) as u64) } else { Err("is no price") }
}

#[descriptors(dyn)]
struct Ours {
    #[descriptor(Clamp<f64> = Clamp::new(0.01, 100.0))]
    clamped: f64,
    #[descriptor(Once)]
    id: Option<u64>,
    #[descriptor(Coerce<f64, u64, &'static str> = Coerce::new(in_cents))]
    cents: u64,
    #[descriptor(Observed<f64> = Observed::new(|_, old, new| told(old, new)))]
    observed: f64,
    #[descriptor(Validated<f64> = Validated::new(is_price))]
    checked: f64,
    #[descriptor(Lazy<Self, f64> = Lazy::new(|ours| ours.clamped * 2.0))]
    lazy: OnceCell<f64>,
    #[descriptor(Cached<Self, f64> = Cached::new(|ours| ours.clamped * 2.0), of(clamped))]
    cached: OnceCell<f64>,
    #[descriptor(Computed<Self, f64> = Computed::new(|ours| ours.clamped * 2.0))]
    computed: (),
    #[descriptor((Validated<f64>, Clamp<f64>, Observed<f64>) = (
        Validated::new(is_price),
        Clamp::new(0.0, 100.0),
        Observed::new(|_, old, new| told(old, new)),
    ))]
    composed: f64,
    #[descriptor(History = History::last(0))]
    latest: Recorded<f64>,
}

/// One without a value that is computed of it.
#[descriptors]
struct Alone {
    #[descriptor(Clamp<f64> = Clamp::new(0.01, 100.0))]
    clamped: f64,
}

#[descriptors]
#[validated]
struct Ruled {
    #[validate(min = 0.01)]
    #[descriptor((Rules, Observed<f64>) = (Rules, Observed::new(|_, old, new| told(old, new))))]
    price: f64,
}

/// Laid out as ours is.
#[derive(Default)]
struct Hand {
    clamped: f64,
    id: Option<u64>,
    cents: u64,
    observed: f64,
    checked: f64,
    lazy: OnceCell<f64>,
    cached: OnceCell<f64>,
    composed: f64,
    #[allow(dead_code, reason = "it takes its place")]
    latest: Recorded<f64>,
}

#[derive(Debug)]
#[allow(dead_code, reason = "made, and nobody reads it")]
struct Fault(Box<(&'static str, &'static str)>);

#[cold]
#[inline(never)]
fn fault(field: &'static str, text: &'static str) -> Fault {
    Fault(Box::new((field, text)))
}

fn clamp(value: f64, min: f64, max: f64) -> f64 {
    let value = if value > max { max } else { value };
    if value >= min { value } else { min }
}

impl Hand {
    fn set_clamped(&mut self, value: f64) {
        self.clamped = clamp(value, 0.01, 100.0);
    }

    fn set_clamped_of_cached(&mut self, value: f64) {
        self.cached.take();
        self.clamped = clamp(value, 0.01, 100.0);
    }

    fn set_id(&mut self, id: u64) -> Result<(), Fault> {
        if self.id.is_some() {
            return Err(fault("id", "is set already"));
        }
        self.id = Some(id);
        Ok(())
    }

    fn set_cents(&mut self, price: f64) -> Result<(), Fault> {
        self.cents = in_cents(price).map_err(|text| fault("cents", text))?;
        Ok(())
    }

    fn set_observed(&mut self, value: f64) {
        told(Some(&self.observed), &value);
        self.observed = value;
    }

    fn set_checked(&mut self, value: f64) -> Result<(), Fault> {
        is_price(&value).map_err(|text| fault("checked", text))?;
        self.checked = value;
        Ok(())
    }

    fn set_composed(&mut self, value: f64) -> Result<(), Fault> {
        let value = clamp(value, 0.0, 100.0);
        is_price(&value).map_err(|text| fault("composed", text))?;
        told(Some(&self.composed), &value);
        self.composed = value;
        Ok(())
    }

    fn lazy(&self) -> &f64 {
        self.lazy.get_or_init(|| self.clamped * 2.0)
    }

    fn computed(&self) -> f64 {
        self.clamped * 2.0
    }
}

fn ours() -> Ours {
    Ours {
        clamped: 1.0,
        id: None,
        cents: 0,
        observed: 1.0,
        checked: 1.0,
        lazy: OnceCell::new(),
        cached: OnceCell::new(),
        computed: (),
        composed: 1.0,
        latest: Recorded::new(1.0),
    }
}

/// A group of two, by hand and ours, with its goal.
macro_rules! pair {
    ($bench:ident, $group:literal, $name:literal, $bar:expr, $value:ident, $hands:expr => $hand:expr, $all:expr => $ours:expr) => {{
        let (mut hands, mut all) = ($hands, $all);
        $bench
            .group($group)
            .per(PER)
            .case(HAND, || each_in_loops!(hands, $value => $hand))
            .case(OURS, || each_in_loops!(all, $value => $ours))
            .goal($name, OURS, HAND, $bar)
            .run();
    }};
}

fn main() {
    let mut bench = Bench::from_args();
    let b = &mut bench;
    let hands = || -> [Hand; MANY] { from_fn(|_| Hand { clamped: 1.0, ..Hand::default() }) };
    let all = || -> [Ours; MANY] { from_fn(|_| ours()) };
    // in a register, as a value that was computed: what `black_box` returns is in memory, and only
    // code that is written like that by chance takes its address there
    let v = || f64::from_bits(black_box(0x4027_0000_0000_0000));
    pair!(b, "clamp: set", "descriptor_clamp", 1.10, p,
        hands() => { p.set_clamped(v()); true },
        from_fn::<_, MANY, _>(|_| Alone { clamped: 1.0 }) => p.set_clamped(v()).is_ok());
    pair!(b, "clamp: get", "descriptor_get", 1.10, p,
        hands() => p.clamped > 0.0,
        all() => p.clamped() > 0.0);
    pair!(b, "once: set and delete", "descriptor_once", 1.10, p,
        hands() => p.set_id(black_box(7)).is_ok() && p.id.take().is_some(),
        all() => p.set_id(black_box(7)).is_ok() && p.delete_id().is_some());
    pair!(b, "coerce: set", "descriptor_coerce", 1.10, p,
        hands() => p.set_cents(v()).is_ok(),
        all() => p.set_cents(v()).is_ok());
    pair!(b, "observed: set", "descriptor_observed", 1.10, p,
        hands() => { p.set_observed(v()); true },
        all() => p.set_observed(v()).is_ok());
    pair!(b, "validated: set", "descriptor_validated", 1.10, p,
        hands() => p.set_checked(v()).is_ok(),
        all() => p.set_checked(v()).is_ok());
    pair!(b, "composed: set through three", "descriptor_composed", 1.10, p,
        hands() => p.set_composed(v()).is_ok(),
        all() => p.set_composed(v()).is_ok());
    pair!(b, "rules: set, and it is told", "descriptor_rules", 1.10, p,
        hands() => p.set_composed(v()).is_ok(),
        from_fn::<_, MANY, _>(|_| Ruled::new(1.0).unwrap()) => p.set_price(v()).is_ok());
    pair!(b, "cached: set what it is computed of", "descriptor_cached_set", 1.10, p,
        hands() => { p.set_clamped_of_cached(v()); true },
        all() => p.set_clamped(v()).is_ok());
    pair!(b, "lazy: get", "descriptor_lazy", 1.10, p,
        hands() => *p.lazy() > 0.0,
        all() => *p.lazy() > 0.0);
    pair!(b, "cached: get", "descriptor_cached", 1.10, p,
        hands() => *p.lazy() > 0.0,
        all() => *p.cached() > 0.0);
    pair!(b, "computed: get", "descriptor_computed", 1.10, p,
        hands() => p.computed() > 0.0,
        all() => p.computed() > 0.0);
    pair!(b, "history: set, none kept", "descriptor_history", None, p,
        hands() => { p.observed = v(); true },
        all() => p.set_latest(v()).is_ok());
    pair!(b, "dyn: set by name", "descriptor_dyn_set", None, p,
        hands() => p.set_checked(v()).is_ok(),
        all() => p.set_dyn(black_box("checked"), Box::new(v())).is_ok());
    pair!(b, "dyn: get by name", "descriptor_dyn_get", None, p,
        hands() => p.checked >= 0.0,
        all() => p.get_dyn(black_box("checked")).is_some_and(|value: &dyn Any| value.is::<f64>()));
    bench.finish();
}
