//! Hostile and random input for `#[derive(Proto)]`: an error or a value, within bounded memory.

use std::collections::BTreeMap;

use dunder::{CodecErrorKind, Limits, Proto};
use proptest::prelude::*;

mod counting;

use counting::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Clone, Debug, Default, PartialEq, Proto)]
struct Tree {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 2)]
    children: Vec<Self>,
    #[proto(tag = 3)]
    only: Option<Box<Self>>,
    #[proto(tag = 4, sint64)]
    numbers: Vec<i64>,
    #[proto(tag = 5)]
    doubles: Vec<u64>,
    #[proto(tag = 6)]
    map: BTreeMap<String, i32>,
    #[proto(tag = 7)]
    bytes: Option<Vec<u8>>,
    #[proto(oneof)]
    choice: Option<Choice>,
    #[proto(unknown)]
    rest: dunder::proto::Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
enum Choice {
    #[proto(tag = 20, fixed32)]
    Number(u32),
    #[proto(tag = 21)]
    Tree(Box<Tree>),
    #[proto(tag = 22)]
    Nothing,
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = (
        ".{0,200}",
        proptest::collection::vec(any::<i64>(), 0..5),
        proptest::collection::vec(any::<u64>(), 0..5),
        proptest::collection::btree_map(".{0,4}", any::<i32>(), 0..4),
        proptest::option::of(proptest::collection::vec(any::<u8>(), 0..200)),
        prop_oneof![
            Just(None),
            Just(Some(Choice::Nothing)),
            any::<u32>().prop_map(|n| Some(Choice::Number(n)))
        ],
    );
    let leaf = leaf.prop_map(|(name, numbers, doubles, map, bytes, choice)| Tree {
        name,
        numbers,
        doubles,
        map,
        bytes,
        choice,
        ..Tree::default()
    });
    leaf.prop_recursive(5, 40, 4, |inner| {
        let children = proptest::collection::vec(inner.clone(), 0..4);
        (inner.clone(), children, proptest::option::of(inner.clone()), inner).prop_map(
            |(tree, children, only, choice)| Tree {
                children,
                only: only.map(Box::new),
                choice: tree.choice.clone().or(Some(Choice::Tree(Box::new(choice)))),
                ..tree
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read(tree in tree()) {
        let bytes = tree.encode_to_vec();
        prop_assert_eq!(bytes.len(), tree.encoded_len());
        prop_assert_eq!(Tree::decode(&bytes), Ok(tree));
    }

    #[test]
    fn pieces_merge_as_their_bytes_do(one in tree(), two in tree()) {
        let bytes = [one.encode_to_vec(), two.encode_to_vec()].concat();
        let merged = Tree::decode(&bytes).unwrap();
        prop_assert_eq!(merged.children.len(), one.children.len() + two.children.len());
        prop_assert_eq!(Tree::decode(&merged.encode_to_vec()), Ok(merged));
    }

    #[test]
    fn a_cut_or_flipped_input_is_an_error_or_a_value(tree in tree(), at: usize, bit in 0..8_u8) {
        let bytes = tree.encode_to_vec();
        for end in 0..bytes.len().min(300) {
            let _ = Tree::decode(&bytes[..end]);
        }
        if !bytes.is_empty() {
            let mut flipped = bytes;
            let at = at % flipped.len();
            flipped[at] ^= 1 << bit;
            if let Ok(value) = Tree::decode(&flipped) {
                prop_assert_eq!(Tree::decode(&value.encode_to_vec()), Ok(value));
            }
        }
    }

    #[test]
    fn random_bytes_are_an_error_or_a_value(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(value) = Tree::decode(&bytes) {
            prop_assert_eq!(Tree::decode(&value.encode_to_vec()), Ok(value));
        }
    }
}

fn kind(bytes: &[u8], limits: &Limits) -> Result<(), CodecErrorKind> {
    Tree::decode_with(bytes, limits).map(drop).map_err(|error| error.kind())
}

/// A message of this depth, innermost first.
fn nested(tag: u32, depth: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut len = 0_usize;
    for _ in 0..depth {
        let mut head = Vec::new();
        for mut value in [u64::from(tag << 3 | 2), len as u64] {
            while value >= 0x80 {
                head.push(value.to_le_bytes()[0] | 0x80);
                value >>= 7;
            }
            head.push(value.to_le_bytes()[0]);
        }
        len += head.len();
        head.reverse();
        bytes.extend(head);
    }
    bytes.reverse();
    bytes
}

#[test]
fn a_million_levels_are_an_error() {
    for tag in [2, 3, 21] {
        let bytes = nested(tag, 1_000_000);
        let peak = Counting::peak(|| {
            let error = kind(&bytes, &Limits::default()).unwrap_err();
            assert!(matches!(error, CodecErrorKind::TooDeep | CodecErrorKind::WrongType));
        });
        assert!(peak < 200_000, "{peak}");
    }
    // groups of proto2
    let groups = vec![0x4b; 1_000_000];
    assert_eq!(kind(&groups, &Limits::default()), Err(CodecErrorKind::TooDeep));
}

#[test]
fn a_length_without_its_bytes_reserves_nothing() {
    for key in [0x0a, 0x12, 0x22, 0x2a, 0x32, 0x3a] {
        for len in
            [&[0xff, 0xff, 0xff, 0xff, 0x07][..], &[255, 255, 255, 255, 255, 255, 255, 255, 127]]
        {
            let bytes = [&[key], len, b"abc"].concat();
            let peak = Counting::peak(|| {
                assert_eq!(kind(&bytes, &Limits::default()), Err(CodecErrorKind::Truncated));
            });
            assert!(peak < 1_000, "{peak}");
        }
    }
}

#[test]
fn memory_stays_within_the_limits() {
    let bomb = [0x12, 0x00].repeat(500_000);
    let peak = Counting::peak(|| {
        let limits = Limits::untrusted().alloc(1 << 20);
        assert_eq!(kind(&bomb, &limits), Err(CodecErrorKind::TooLarge));
    });
    assert!(peak < 4 << 20, "{peak}");
    assert_eq!(kind(&bomb, &Limits::untrusted().items(1000)), Err(CodecErrorKind::TooLarge));
    assert_eq!(kind(&bomb, &Limits::default()), Ok(()));
}

#[derive(Default, Proto)]
struct Chain {
    #[proto(tag = 1)]
    next: Option<Box<Chain>>,
    #[proto(tag = 2)]
    id: u32,
}

#[test]
fn a_value_of_a_million_levels_is_an_error_to_write() {
    let chain = |levels| {
        (0..levels).fold(Chain::default(), |inner, _| Chain { next: Some(Box::new(inner)), id: 1 })
    };
    let mut deep = chain(1_000_000);
    let run = |deep: &Chain| {
        let fault = deep.try_encode_to_vec().unwrap_err();
        assert_eq!(fault.kind(), CodecErrorKind::TooDeep);
        let panics =
            |run: &dyn Fn()| std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err();
        assert!(panics(&|| drop(deep.encode_to_vec())));
        assert!(panics(&|| deep.encode(&mut Vec::new())));
        assert!(panics(&|| assert!(deep.encoded_len() > 0)));
    };
    run(&deep);
    // std drops a chain of boxes by recursion
    while let Some(next) = deep.next.take() {
        deep = *next;
    }
    let fits = chain(512);
    let bytes = fits.try_encode_to_vec().unwrap();
    assert_eq!(bytes.len(), fits.encoded_len());
    let limits = Limits::default().depth(513);
    assert_eq!(Chain::decode_with(&bytes, &limits).unwrap().encode_to_vec(), bytes);
    assert!(chain(513).try_encode_to_vec().is_err());
}
