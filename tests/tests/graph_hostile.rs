//! Few bytes that claim much: what they may cost `Graph` in memory and time.

mod counting;

use counting::Counting;
use dunder::{CodecErrorKind, Graph, Limits, graph};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn read<T: graph::Graph>(bytes: &[u8]) -> (Option<CodecErrorKind>, usize) {
    let mut kind = None;
    let peak = Counting::peak(|| {
        kind = graph::from_bytes::<T>(bytes, &Limits::default()).err().map(|fault| fault.kind());
    });
    (kind, peak.unsigned_abs())
}

#[derive(Graph)]
struct Tree {
    wide: [u64; 32],
    branches: Vec<Tree>,
}

#[test]
fn lists_in_lists_reserve_within_a_constant_times_the_input() {
    let leaf = graph::to_bytes(&Tree { wide: [0; 32], branches: Vec::new() }).unwrap();
    let mut bytes = leaf[..leaf.len() - 33].to_vec();
    for _ in 0..99 {
        bytes.extend([0; 32]);
        // 65 536 branches
        bytes.extend([0x80, 0x80, 0x04]);
    }
    bytes.resize(bytes.len() + 65_536, 0);
    bytes.push(0xff);
    let (kind, peak) = read::<Tree>(&bytes);
    assert!(kind.is_some());
    assert!(peak < bytes.len() * 200, "{peak} bytes of memory for {}", bytes.len());
}

#[derive(Graph)]
struct Unwritten {
    #[graph(skip)]
    _cache: [u64; 32],
}

#[test]
fn items_of_no_bytes_are_bounded_in_all_lists_together() {
    let list = |count: usize| (0..count).map(|_| Unwritten { _cache: [0; 32] }).collect::<Vec<_>>();
    let lists: Vec<Vec<Unwritten>> = (0..100).map(|_| list(1_000)).collect();
    let bytes = graph::to_bytes(&lists).unwrap();
    let (kind, peak) = read::<Vec<Vec<Unwritten>>>(&bytes);
    assert!(kind.is_some());
    assert!(peak < 70_000 * 256 * 2, "{peak} bytes of memory for {}", bytes.len());
    let bytes = graph::to_bytes(&[lists[0].len()].map(list)).unwrap();
    assert_eq!(read::<[Vec<Unwritten>; 1]>(&bytes).0, None);
}

#[derive(Graph)]
#[graph(id = "N")]
struct Known {
    id: u8,
}

/// A `Known` with one more field of this shape, and what stands for it.
fn with_unknown(shape: &[u8], value: &[u8]) -> Vec<u8> {
    let len = [u8::try_from(shape.len()).unwrap()];
    [
        b"dg\x01\x01\x01N\x01\x00\x02\x02id\x01u\x01x",
        &len[..],
        shape,
        b"\x00\x00\x02#\x00\x05",
        value,
    ]
    .concat()
}

#[test]
fn unknown_values_of_no_bytes_take_no_time_however_many_there_are() {
    // 127 times 127 times .. nothing
    for nothing in [&b"z"[..], b"(\x00", b"=\x7fz"] {
        let shape = [&b"=\x7f".repeat(12), nothing].concat();
        assert_eq!(read::<Known>(&with_unknown(&shape, &[])).0, None);
        // lists of lists of 65 000 of nothing
        let shape = [b"[[", nothing].concat();
        let lists = [&[0x80, 0x20][..], &[0xe8, 0xfb, 0x03].repeat(4096)].concat();
        assert_eq!(read::<Known>(&with_unknown(&shape, &lists)).0, None);
    }
    // what has bytes must be there
    let cut = with_unknown(b"=\x7f=\x7fu", &[0; 126]);
    assert_eq!(read::<Known>(&cut).0, Some(CodecErrorKind::Truncated));
}

#[derive(Graph)]
struct Nothing;

mod old {
    #[derive(dunder::Graph)]
    #[graph(id = "N")]
    pub(crate) struct Known {
        pub(crate) id: u8,
        pub(crate) gone: [super::Nothing; 3],
    }
}

#[test]
fn an_array_of_nothing_is_passed_over_at_the_end() {
    let bytes = graph::to_bytes(&old::Known { id: 5, gone: [Nothing, Nothing, Nothing] }).unwrap();
    let known: Known = graph::from_bytes(&bytes, &Limits::default()).unwrap();
    assert_eq!(known.id, 5);
}

#[test]
fn a_weak_text_that_is_gone_counts_what_it_takes() {
    use std::cell::RefCell;
    use std::rc::Weak;

    let gone = || RefCell::new(std::rc::Rc::<str>::downgrade(&"".into()));
    let bytes = graph::to_bytes(&(0..10_000).map(|_| gone()).collect::<Vec<_>>()).unwrap();
    let with = |alloc| {
        graph::from_bytes::<Vec<RefCell<Weak<str>>>>(&bytes, &Limits::default().alloc(alloc))
    };
    let list = 10_000 * size_of::<RefCell<Weak<str>>>();
    assert_eq!(with(list + 10_000 * 16).unwrap_err().kind(), CodecErrorKind::TooLarge);
    assert!(with(list + 10_000 * 40).is_ok());
}
