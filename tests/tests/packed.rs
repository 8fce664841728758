//! `Packed`: the bytes, what comes back, and what bad bytes are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use dunder::packed::{self, Pack, Unpack};
use dunder::{CodecErrorKind, Limits, Packed};
use proptest::prelude::*;

#[derive(Packed, Debug, PartialEq, Clone, Default)]
struct Point {
    x: i16,
    y: i16,
}

#[derive(Packed, Debug, PartialEq, Clone)]
struct Everything {
    flag: bool,
    letter: char,
    small: u8,
    wide: i128,
    half: f32,
    text: String,
    shared: Arc<str>,
    bytes: Vec<u8>,
    points: Vec<Point>,
    maybe: Option<Box<Point>>,
    pair: (u16, String),
    fixed: [u32; 2],
    names: BTreeSet<String>,
    counts: BTreeMap<String, u64>,
    hashed: HashMap<u8, Vec<String>>,
    span: Duration,
    shape: Shape,
}

#[derive(Packed, Debug, PartialEq, Clone)]
enum Shape {
    Empty,
    Circle(f64),
    Named { name: String, at: Point },
}

fn same<T: Pack + for<'de> Unpack<'de> + PartialEq + Debug>(value: &T) {
    let bytes = packed::pack(value);
    assert_eq!(packed::unpack::<T>(&bytes).as_ref(), Ok(value));
    // every prefix of a short one, some of a long one
    for end in (0..bytes.len()).step_by(1 + bytes.len() / 100) {
        let fault = packed::unpack::<T>(&bytes[..end]).unwrap_err();
        assert_eq!(fault.kind(), CodecErrorKind::Truncated, "{end} of {bytes:?}");
    }
    let longer = [&bytes[..], &[0]].concat();
    let fault = packed::unpack::<T>(&longer).unwrap_err();
    assert_eq!((fault.kind(), fault.offset()), (CodecErrorKind::TrailingBytes, bytes.len()));
}

prop_compose! {
    fn points()(x: i16, y: i16) -> Point { Point { x, y } }
}

fn shapes() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Empty),
        any::<f64>().prop_filter("equal to itself", |n| !n.is_nan()).prop_map(Shape::Circle),
        (".{0,8}", points()).prop_map(|(name, at)| Shape::Named { name, at }),
    ]
}

prop_compose! {
    fn everything()(
        (flag, letter, small, wide) in any::<(bool, char, u8, i128)>(),
        half in -1e9_f32..1e9,
        (text, shared) in (".{0,20}", ".{0,5}"),
        (bytes, span) in any::<(Vec<u8>, Duration)>(),
        points_ in prop::collection::vec(points(), 0..5),
        maybe in prop::option::of(points()),
        (pair, fixed) in any::<((u16, String), [u32; 2])>(),
        names in prop::collection::btree_set(".{0,5}", 0..5),
        counts in prop::collection::btree_map(".{0,5}", any::<u64>(), 0..5),
        hashed in prop::collection::hash_map(
            any::<u8>(), prop::collection::vec(".{0,5}", 0..4), 0..5),
        shape in shapes(),
    ) -> Everything {
        Everything {
            flag, letter, small, wide, half, text, shared: shared.into(), bytes, points: points_,
            maybe: maybe.map(Box::new), pair, fixed, names, counts, hashed, span, shape,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_packed_comes_back_and_every_prefix_is_an_error(value in everything()) {
        same(&value);
    }

    #[test]
    fn random_bytes_are_a_value_or_an_error(bytes: Vec<u8>) {
        if let Ok(value) = packed::unpack::<Everything>(&bytes) {
            prop_assert_eq!(packed::unpack(&packed::pack(&value)), Ok(value));
        }
        let _ = packed::unpack::<Vec<Shape>>(&bytes);
    }

    #[test]
    fn a_flipped_bit_does_no_harm(value in everything(), at: prop::sample::Index, bit in 0..8_u8) {
        let mut bytes = value.pack();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let _ = Everything::unpack(&bytes);
    }
}

#[test]
fn the_bytes_are_the_ones_of_the_page() {
    let value = Point { x: -2, y: 258 };
    assert_eq!(value.pack(), [0xff, 0xfe, 1, 2]);
    assert_eq!(packed::pack(&Some(7_u8)), [1, 7]);
    assert_eq!(packed::pack(&None::<u8>), [0]);
    assert_eq!(packed::pack("é"), [0, 0, 0, 2, 0xc3, 0xa9]);
    assert_eq!(packed::pack(&[true, false]), [1, 0]);
    assert_eq!(packed::pack(&'a'), [0, 0, 0, 0x61]);
    assert_eq!(packed::pack(&Duration::new(1, 2)), [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
    assert_eq!(packed::pack(&1.0_f32), [0x3f, 0x80, 0, 0]);
    let map = HashMap::from([(2_u8, 20_u8), (1, 10), (3, 30)]);
    assert_eq!(packed::pack(&map), [0, 0, 0, 3, 1, 10, 2, 20, 3, 30]);
    assert_eq!(
        Shape::Named { name: "a".into(), at: value }.pack(),
        [2, 0, 0, 0, 1, b'a', 0xff, 0xfe, 1, 2]
    );
}

#[test]
fn a_struct_may_borrow_from_its_input() {
    #[derive(Packed, Debug, PartialEq)]
    struct View<'a, 'b> {
        name: &'a str,
        body: &'b [u8],
        note: Cow<'a, str>,
    }
    let view = View { name: "n", body: &[1, 2], note: "x".into() };
    let bytes = view.pack();
    let back = View::unpack(&bytes).unwrap();
    assert_eq!(back, view);
    assert!(bytes.as_ptr_range().contains(&back.name.as_ptr()));
    assert!(matches!(back.note, Cow::Borrowed("x")));
}

#[test]
fn generic_and_recursive_structs_work() {
    #[derive(Packed, Debug, PartialEq)]
    struct Unit;
    #[derive(Packed, Debug, PartialEq)]
    struct Tree<T>
    where
        T: Clone,
    {
        value: T,
        children: Vec<Tree<T>>,
    }
    #[derive(Packed, Debug, PartialEq)]
    struct Tagged<'a, T, const N: usize>(&'a str, [T; N]);
    let leaf = |value| Tree { value, children: Vec::new() };
    same(&Tree { value: 1_u8, children: vec![leaf(2), leaf(3)] });
    let tagged = Tagged("a", [1_u16, 2]);
    assert_eq!(Tagged::unpack(&tagged.pack()), Ok(tagged));
    same(&(Unit, Rc::new(7_u8)));
}

#[test]
fn depth_is_limited_both_by_default_and_by_the_caller() {
    #[derive(Packed)]
    struct List {
        next: Option<Box<List>>,
    }
    let bytes = |depth: usize| [vec![1; depth - 1], vec![0]].concat();
    assert!(List::unpack(&bytes(100)).is_ok());
    let fault = List::unpack(&bytes(101)).err().unwrap();
    assert_eq!(fault.kind(), CodecErrorKind::TooDeep);
    let fault = List::unpack(&vec![1; 1_000_000]).err().unwrap();
    assert_eq!((fault.kind(), fault.offset()), (CodecErrorKind::TooDeep, 100));
    let few = Limits::default().depth(3);
    assert!(List::unpack_with(&bytes(3), &few).is_ok());
    assert_eq!(List::unpack_with(&bytes(4), &few).err().unwrap().path(), "next.next.next");
}

#[test]
fn a_count_that_the_input_cannot_hold_reserves_nothing() {
    for count in [5_u32, 1 << 20, u32::MAX] {
        let bytes = [&count.to_be_bytes()[..], &[0; 4]].concat();
        let kind = |fault: dunder::CodecError| fault.kind();
        assert_eq!(packed::unpack::<Vec<u8>>(&bytes).map_err(kind), Err(CodecErrorKind::Truncated));
        assert_eq!(packed::unpack::<String>(&bytes).map_err(kind), Err(CodecErrorKind::Truncated));
    }
    let nothing = vec![(); 3];
    assert_eq!(packed::unpack(&packed::pack(&nothing)), Ok(nothing));
    let fault = packed::unpack::<Vec<()>>(&u32::MAX.to_be_bytes()).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::TooLarge);
    let few = Limits::default().items(2);
    let bytes = packed::pack(&vec![1_u8, 2, 3]);
    let fault = packed::unpack_with::<Vec<u8>>(&bytes, &few).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::TooLarge);
    let fault = packed::unpack_with::<Vec<u8>>(&bytes, &Limits::default().bytes(6)).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::TooLarge);
}

type Boxes = Vec<Vec<Box<[Option<u64>; 10]>>>;
type Map = BTreeMap<u8, [Option<u64>; 10]>;

#[test]
fn memory_and_items_of_no_bytes_are_limited_in_all_lists_together() {
    let kind = |fault: dunder::CodecError| fault.kind();
    let large = Some(CodecErrorKind::TooLarge);
    let lists = packed::pack(&vec![vec![(); 1_000]; 100]);
    assert_eq!(packed::unpack::<Vec<Vec<()>>>(&lists).map_err(kind).err(), large);
    let lists = packed::pack(&vec![vec![(); 1_000]; 60]);
    assert!(packed::unpack::<Vec<Vec<()>>>(&lists).is_ok());
    let few = Limits::default().alloc(1_000);
    let boxes = |count: usize| packed::pack(&vec![vec![Box::new([None::<u64>; 10])]; count]);
    assert!(packed::unpack_with::<Boxes>(&boxes(5), &few).is_ok());
    assert_eq!(packed::unpack_with::<Boxes>(&boxes(6), &few).map_err(kind).err(), large);
    let map = |count: u8| {
        packed::pack(&(0..count).map(|key| (key, [None::<u64>; 10])).collect::<BTreeMap<_, _>>())
    };
    assert!(packed::unpack_with::<Map>(&map(5), &few).is_ok());
    assert_eq!(packed::unpack_with::<Map>(&map(6), &few).map_err(kind).err(), large);
}

#[test]
fn an_error_tells_the_field_and_the_byte() {
    #[derive(Packed, Debug)]
    struct Users {
        users: Vec<User>,
    }
    #[derive(Packed, Debug)]
    struct User {
        name: String,
        r#type: bool,
    }
    let users = Users {
        users: vec![
            User { name: "a".into(), r#type: true },
            User { name: "é".into(), r#type: false },
        ],
    };
    let mut bytes = users.pack();
    let last = bytes.len() - 1;
    bytes[last] = 2;
    let fault = Users::unpack(&bytes).unwrap_err();
    assert_eq!(fault.to_string(), format!("users[1].type: {}, at byte {last}", fault.kind()));
    assert_eq!(fault.kind(), CodecErrorKind::Malformed);
    bytes[last - 1] = b'x';
    let fault = Users::unpack(&bytes).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::BadUtf8);
    assert_eq!((fault.path(), fault.offset()), ("users[1].name", last - 2));
    let fault = Shape::unpack(&[3]).unwrap_err();
    assert_eq!((fault.kind(), fault.offset()), (CodecErrorKind::UnknownTag, 0));
    let twice = [0, 0, 0, 2, 5, 5];
    let fault = packed::unpack::<BTreeSet<u8>>(&twice).unwrap_err();
    assert_eq!((fault.kind(), fault.path(), fault.offset()), (CodecErrorKind::Malformed, "[1]", 5));
    let fault = packed::unpack::<char>(&[0, 0, 0xd8, 0]).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::Malformed);
}

#[test]
fn a_struct_says_its_own_layout() {
    #[derive(Packed, Debug, PartialEq)]
    #[packed(len = u64)]
    struct Long(String);
    #[derive(Packed, Debug, PartialEq)]
    #[packed(endian = "little", len = u16)]
    struct Inner {
        number: u32,
        text: String,
    }
    #[derive(Packed, Debug, PartialEq)]
    #[packed(order = "lengths-first", len = u8)]
    struct Outer {
        inner: Inner,
        first: String,
        number: u16,
        list: Vec<String>,
        shared: Box<str>,
        boxed: Box<u8>,
    }
    let outer = Outer {
        inner: Inner { number: 1, text: "ab".into() },
        first: "xyz".into(),
        number: 0x0102,
        list: vec!["q".into()],
        shared: "s".into(),
        boxed: Box::new(9),
    };
    let expected = [&[3, 1, 2, 1, 9][..], &[1, 0, 0, 0, 2, 0], b"ab", b"xyz", &[1, 1], b"q", b"s"];
    assert_eq!(outer.pack(), expected.concat());
    same(&outer);
    assert_eq!(Long("a".into()).pack(), [0, 0, 0, 0, 0, 0, 0, 1, b'a']);
    same(&Long("a".into()));
    let huge = [0xff; 9];
    assert_eq!(Long::unpack(&huge).unwrap_err().kind(), CodecErrorKind::Truncated);
}

#[test]
fn a_length_that_does_not_fit_is_an_error() {
    #[derive(Packed)]
    #[packed(len = u8)]
    struct Short {
        text: String,
    }
    let fits = Short { text: "x".repeat(255) };
    assert_eq!(fits.try_pack().unwrap().len(), 256);
    let long = Short { text: "x".repeat(256) };
    let fault = long.try_pack().unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::TooLarge);
    assert!(std::panic::catch_unwind(|| long.pack()).is_err());
}

#[test]
fn variants_have_the_tags_they_are_given() {
    #[derive(Packed, Debug, PartialEq)]
    enum Never {}
    #[derive(Packed, Debug, PartialEq)]
    #[packed(tag = u16)]
    enum Wide {
        First,
        #[packed(tag = 300)]
        Far,
        Next(u8),
    }
    assert_eq!(Wide::First.pack(), [0, 0]);
    assert_eq!(Wide::Far.pack(), [1, 44]);
    assert_eq!(Wide::Next(5).pack(), [1, 45, 5]);
    same(&Wide::Next(5));
    let fault = Never::unpack(&[0]).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::UnknownTag);
}

#[test]
fn skipped_fields_and_fields_of_a_module_work_in_structs_and_variants() {
    mod reversed {
        use dunder::CodecError;
        use dunder::packed::{Reader, Writer};

        pub(crate) fn pack(text: &str, out: &mut Writer) {
            out.bytes(&[u8::try_from(text.len()).unwrap_or(u8::MAX)]);
            out.bytes(text.chars().rev().collect::<String>().as_bytes());
        }

        pub(crate) fn unpack(input: &mut Reader<'_>) -> Result<String, CodecError> {
            let [length] = input.array()?;
            let bytes = input.bytes(length.into())?;
            Ok(String::from_utf8_lossy(bytes).chars().rev().collect())
        }
    }
    #[derive(Packed, Debug, PartialEq)]
    enum Entry {
        One(#[packed(with = reversed)] String, #[packed(skip)] Vec<usize>, u8),
    }
    #[derive(Packed, Debug, PartialEq)]
    #[packed(order = "lengths-first")]
    struct Book {
        #[packed(with = reversed)]
        title: String,
        pages: u16,
        #[packed(skip)]
        cache: Option<usize>,
    }
    let entry = Entry::One("ab".into(), vec![1], 7);
    assert_eq!(entry.pack(), b"\0\x02ba\x07");
    assert_eq!(Entry::unpack(b"\0\x02ba\x07"), Ok(Entry::One("ab".into(), vec![], 7)));
    let book = Book { title: "xy".into(), pages: 3, cache: Some(1) };
    assert_eq!(book.pack(), b"\0\x03\x02yx");
    assert_eq!(Book::unpack(b"\0\x03\x02yx").unwrap().cache, None);
    assert_eq!(Book::unpack(b"\0\x03\x02y").unwrap_err().path(), "title");
}

#[test]
fn a_validated_struct_is_cleaned_and_checked_last() {
    #[dunder::validated]
    #[derive(Packed, Debug, PartialEq)]
    struct Account {
        #[validate(trim, nonblank)]
        name: String,
        #[validate(max = 10)]
        level: u8,
    }
    #[derive(Packed)]
    struct Raw {
        name: String,
        level: u8,
    }
    let raw = |name: &str, level| Raw { name: name.into(), level }.pack();
    assert_eq!(Account::unpack(&raw(" ann ", 3)).unwrap().name(), "ann");
    let fault = Account::unpack(&raw(" ", 11)).unwrap_err();
    assert_eq!(fault.kind(), CodecErrorKind::Invalid);
    assert_eq!(fault.invalid().unwrap().len(), 2);
    let source = std::error::Error::source(&fault).unwrap();
    assert!(source.to_string().contains("/level"), "{source}");
}

#[test]
fn a_deque_is_a_list_wherever_it_begins() {
    #[derive(Debug, Packed, PartialEq)]
    struct Queue {
        jobs: std::collections::VecDeque<u16>,
    }
    let mut jobs = std::collections::VecDeque::from([2, 3]);
    jobs.push_front(1);
    let queue = Queue { jobs };
    assert_eq!(queue.pack(), [0, 0, 0, 3, 0, 1, 0, 2, 0, 3]);
    assert_eq!(Queue::unpack(&queue.pack()).unwrap(), queue);
}
