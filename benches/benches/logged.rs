//! What a call to a `#[logged]` method costs while its events are off, and while they are on.
#![allow(missing_docs, reason = "a program")]
#![allow(clippy::unnecessary_wraps, reason = "methods that can fail are what is logged")]

use std::hint::black_box;

use dunder_benches::Bench;
use tracing::Level;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::prelude::*;

struct Billing {
    base: u64,
}

type Receipt = Result<u64, String>;

impl Billing {
    #[inline(never)]
    fn plain(&self, user: u64, card: &str) -> Receipt {
        Ok(self.base + user + card.len() as u64)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    #[inline(never)]
    fn instrumented(&self, user: u64, card: &str) -> Receipt {
        Ok(self.base + user + card.len() as u64)
    }

    /// With the same fields: a span with the arguments, and one event, the result.
    #[tracing::instrument(level = "debug", skip(self), ret(level = "debug"), err)]
    #[inline(never)]
    fn instrumented_whole(&self, user: u64, card: &str) -> Receipt {
        Ok(self.base + user + card.len() as u64)
    }

    /// Two events by hand: what a careful person writes without a macro.
    #[inline(never)]
    fn by_hand(&self, user: u64, card: &str) -> Receipt {
        const METHOD: &str = "Billing::by_hand";
        tracing::event!(Level::DEBUG, method = METHOD, phase = "enter", user, card);
        let receipt: Receipt = Ok(self.base + user + card.len() as u64);
        match &receipt {
            Ok(result) => {
                tracing::event!(Level::DEBUG, method = METHOD, phase = "exit", ?result);
            }
            Err(error) => {
                tracing::event!(Level::ERROR, method = METHOD, phase = "error", %error);
            }
        }
        receipt
    }
}

#[dunder::logged]
impl Billing {
    #[inline(never)]
    fn logged(&self, user: u64, card: &str) -> Receipt {
        Ok(self.base + user + card.len() as u64)
    }
}

/// Calls in one loop, and loops in a round.
const CALLS: u32 = 32;
const LOOPS: u32 = 5;
const BY_HAND: &str = "tracing::event! by hand";
const INSTRUMENT: &str = "#[tracing::instrument(ret, err)]";

type Method = fn(&Billing, u64, &str) -> Receipt;

/// Many calls, in loops that lie at different addresses, since a call is so short that the place of
/// its loop counts. The compiler does not know what is called, and leaves every method's signature
/// as it is: of one that is never logged it would pass the number in the place of `self`.
fn calls(billing: &Billing, method: Method) -> u64 {
    let method = black_box(method);
    one::<0>(billing, method)
        ^ one::<1>(billing, method)
        ^ one::<2>(billing, method)
        ^ one::<3>(billing, method)
        ^ one::<4>(billing, method)
}

#[inline(never)]
fn one<const PLACE: u64>(billing: &Billing, method: Method) -> u64 {
    (0..CALLS).fold(black_box(PLACE), |sum, user| {
        let receipt = method(black_box(billing), u64::from(user), black_box("4242"));
        sum ^ receipt.unwrap_or_default()
    })
}

/// The first two write two lines a call. `#[instrument]` writes the result in a span, and with
/// `FmtSpan::NEW` a line for the beginning too.
fn on(bench: &mut Bench, name: &str, goals: &[(&'static str, &'static str, Option<f64>)]) {
    let billing = Billing { base: black_box(3) };
    let mut group = bench
        .group(name)
        .per(CALLS * LOOPS)
        .case(BY_HAND, || calls(&billing, Billing::by_hand))
        .case("dunder", || calls(&billing, Billing::logged))
        .case(INSTRUMENT, || calls(&billing, Billing::instrumented_whole));
    for (goal, base, most) in goals {
        group = group.goal(goal, "dunder", base, *most);
    }
    group.run();
}

fn group(bench: &mut Bench, name: &str, goal: &'static str) {
    let billing = Billing { base: black_box(3) };
    bench
        .group(name)
        .per(CALLS * LOOPS)
        .case("plain call", || calls(&billing, Billing::plain))
        .case("dunder", || calls(&billing, Billing::logged))
        .case("tracing::event! by hand", || calls(&billing, Billing::by_hand))
        .case("#[tracing::instrument]", || calls(&billing, Billing::instrumented))
        .goal(goal, "dunder", "plain call", 1.1)
        .run();
}

fn main() {
    let mut bench = Bench::from_args();
    group(&mut bench, "off: no subscriber", "logged_off");
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::sink);
    tracing_subscriber::registry().with(layer.with_filter(LevelFilter::INFO)).init();
    group(&mut bench, "filtered: a subscriber at INFO, events at DEBUG", "logged_filtered");
    let lines =
        || tracing_subscriber::fmt().with_max_level(Level::DEBUG).with_writer(std::io::sink);
    tracing::subscriber::with_default(lines().with_span_events(FmtSpan::NEW).finish(), || {
        let name = "on: two lines a call, `#[instrument]` too";
        let goals =
            [("logged_on", BY_HAND, Some(1.1)), ("logged_on_vs_instrument", INSTRUMENT, Some(0.9))];
        on(&mut bench, name, &goals);
    });
    tracing::subscriber::with_default(lines().finish(), || {
        let name = "on: two lines a call, one of `#[instrument]`";
        on(&mut bench, name, &[("logged_on_vs_instrument_one_line", INSTRUMENT, None)]);
    });
    bench.finish();
}
