//! Finding a plugin by its name among 10, 100 and 1000, making it, and reading one from JSON.
#![allow(missing_docs, reason = "a program")]

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::iter;
use std::ops::Deref;
use std::sync::LazyLock;

use dunder_benches::Bench;
use foldhash::fast::RandomState;
use serde::Deserialize;
use serde::de::value::{Error as ValueError, MapDeserializer};

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

/// A thousand types that typetag has, and a registry too.
pub mod tagged {
    use serde::{Deserialize, Deserializer};

    use super::Work;

    #[typetag::deserialize(tag = "type")]
    pub trait Tagged: Work {}

    #[dunder::plugin_registry(serde)]
    pub trait Named: Work {}

    /// One of many types whose fields are read by one function, which keeps the build short.
    #[derive(Default)]
    pub struct Leveled<const N: u32> {
        level: u32,
    }

    #[derive(Deserialize)]
    struct Fields {
        #[serde(default)]
        level: u32,
    }

    impl<'de, const N: u32> Deserialize<'de> for Leveled<N> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Fields::deserialize(deserializer).map(|Fields { level }| Self { level })
        }
    }

    impl<const N: u32> Work for Leveled<N> {
        fn number(&self) -> u32 {
            N + self.level
        }
    }

    include!(concat!(env!("OUT_DIR"), "/tagged.rs"));
}

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

/// Makes each, and adds up their numbers.
fn made<M: Deref<Target: Work>>(probes: &[String], make: impl Fn(&str) -> Option<M>) -> u32 {
    probes.iter().filter_map(|probe| make(black_box(probe))).map(|made| made.number()).sum()
}

/// What serde reads of a map in memory that says `type` and nothing else: the shortest way there is
/// to a look-up of typetag's, whose registry is asked by its deserializer alone, to make a new one.
fn of_map<'de, T: Deserialize<'de>>(name: &'de str) -> Option<T> {
    T::deserialize(MapDeserializer::<_, ValueError>::new(iter::once(("type", name)))).ok()
}

fn of_json<'de, T: Deserialize<'de>>(text: &'de str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn typetag(bench: &mut Bench) {
    type Theirs = Box<dyn tagged::Tagged>;
    type Ours = Box<dyn tagged::Named>;
    let names = probes(tagged::NAMES);
    let plain: Vec<_> = names.iter().map(|name| format!(r#"{{"type":"{name}"}}"#)).collect();
    let leveled: Vec<_> =
        names.iter().map(|name| format!(r#"{{"type":"{name}","level":3}}"#)).collect();
    let create = |name: &str| <dyn tagged::Named>::registry().create(name).ok();
    let sum = made(&names, |name| of_map::<Theirs>(name));
    assert_eq!((made(&names, |name| of_map::<Ours>(name)), made(&names, create)), (sum, sum));
    assert_eq!(
        (made(&plain, |text| of_json::<Ours>(text)), made(&plain, |text| of_json::<Theirs>(text))),
        (sum, sum)
    );
    let raised = sum + 3 * PROBES;
    assert_eq!(
        (
            made(&leveled, |text| of_json::<Ours>(text)),
            made(&leveled, |text| of_json::<Theirs>(text))
        ),
        (raised, raised)
    );
    bench
        .group("beside typetag, among 1000")
        .per(PROBES)
        .case("typetag, of a map in memory", || made(&names, |name| of_map::<Theirs>(name)))
        .case("dunder, look-up", || {
            let registry = <dyn tagged::Named>::registry;
            found(&names, |name| {
                registry().entry(name).is_some_and(|e| black_box(e.name).as_ptr() as usize != 0)
            })
        })
        .case("dunder, create", || made(&names, create))
        .case("dunder, of a map in memory", || made(&names, |name| of_map::<Ours>(name)))
        .goal("plugin_lookup_vs_typetag", "dunder, look-up", "typetag, of a map in memory", 0.1)
        .goal("plugin_create_vs_typetag", "dunder, create", "typetag, of a map in memory", 1.0)
        .goal(
            "plugin_of_map_vs_typetag",
            "dunder, of a map in memory",
            "typetag, of a map in memory",
            None,
        )
        .run();
    bench
        .group("read from JSON, among 1000: a tag")
        .per(PROBES)
        .case("typetag", || made(&plain, |text| of_json::<Theirs>(text)))
        .case("dunder", || made(&plain, |text| of_json::<Ours>(text)))
        .goal("plugin_read_vs_typetag", "dunder", "typetag", 1.0)
        .run();
    bench
        .group("read from JSON, among 1000: a tag and a field")
        .per(PROBES)
        .case("typetag", || made(&leveled, |text| of_json::<Theirs>(text)))
        .case("dunder", || made(&leveled, |text| of_json::<Ours>(text)))
        .goal("plugin_read_field_vs_typetag", "dunder", "typetag", 1.0)
        .run();
}

fn main() {
    let mut bench = Bench::from_args();
    group!(bench, of_10, "look-up among 10", "plugin_lookup_10", 1.1);
    group!(bench, of_100, "look-up among 100", "plugin_lookup_100", 1.1);
    group!(bench, of_1000, "look-up among 1000", "plugin_lookup_1000", 1.1);
    typetag(&mut bench);
    bench.finish();
}
