//! Finding a plugin by its name among 10, 100 and 1000.
#![allow(missing_docs, reason = "a program")]

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::sync::LazyLock;

use dunder_benches::Bench;
use foldhash::fast::RandomState;

pub trait Work: Send + Sync {
    fn number(&self) -> u32;
}

struct Numbered(u32);

impl Work for Numbered {
    fn number(&self) -> u32 {
        self.0
    }
}

/// A plugin as a program without a macro would list it.
pub struct Plain {
    name: &'static str,
    make: fn() -> Box<dyn Work>,
}

include!(concat!(env!("OUT_DIR"), "/plugins.rs"));

type Index = HashMap<&'static str, &'static Plain, RandomState>;

fn index(plugins: &'static [Plain]) -> Index {
    plugins.iter().map(|plugin| (plugin.name, plugin)).collect()
}

/// Look-ups a call.
const PROBES: u32 = 1000;

/// Names in an order that no predictor learns, in memory of their own.
fn probes(names: &[&str]) -> Vec<String> {
    let mut state: u64 = 12345;
    let pick = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let i = usize::try_from(state >> 33).unwrap_or_default() % names.len();
        names[i].to_owned()
    };
    (0..PROBES).map(pick).collect()
}

fn found(probes: &[String], find: impl Fn(&str) -> bool) -> usize {
    probes.iter().filter(|name| find(black_box(name))).count()
}

macro_rules! group {
    ($bench:expr, $size:ident, $group:literal, $goal:literal, $bar:expr) => {{
        static INDEX: LazyLock<Index> = LazyLock::new(|| index($size::PLAIN));
        let probes = probes($size::NAMES);
        let tree: BTreeMap<_, _> = $size::PLAIN.iter().map(|p| (p.name, p)).collect();
        assert_eq!(found(&probes, |name| INDEX.contains_key(name)), probes.len());
        let registry = <dyn $size::Worker>::registry;
        assert_eq!(found(&probes, |name| registry().contains(name)), probes.len());
        $bench
            .group($group)
            .per(PROBES)
            .case("HashMap, foldhash", || {
                found(&probes, |name| {
                    INDEX.get(name).is_some_and(|p| black_box(p.make) as usize != 0)
                })
            })
            .case("dunder", || {
                found(&probes, |name| {
                    registry().entry(name).is_some_and(|e| black_box(e.name).as_ptr() as usize != 0)
                })
            })
            .case("BTreeMap", || {
                found(&probes, |name| {
                    tree.get(name).is_some_and(|p| black_box(p.make) as usize != 0)
                })
            })
            .case("inventory, linear", || {
                found(&probes, |name| {
                    let mut all = inventory::iter::<$size::Submitted>.into_iter();
                    all.any(|p| p.0.name == name && black_box(p.0.make) as usize != 0)
                })
            })
            .goal($goal, "dunder", "HashMap, foldhash", $bar)
            .run();
    }};
}

fn main() {
    let mut bench = Bench::from_args();
    group!(bench, of_10, "look-up among 10", "plugin_lookup_10", 1.1);
    group!(bench, of_100, "look-up among 100", "plugin_lookup_100", 1.1);
    group!(bench, of_1000, "look-up among 1000", "plugin_lookup_1000", 1.1);
    bench.finish();
}
