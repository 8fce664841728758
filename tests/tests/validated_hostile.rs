//! Values that someone made to do harm, and every way in and after.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use dunder::validated;
use dunder::validated::{Errors, Violation};
use proptest::prelude::*;

#[validated]
#[derive(Clone, Debug)]
struct Item {
    #[validate(nonblank, chars(1..=10), email, pattern = "^[a-z@.]+$")]
    name: String,
    #[validate(above = 0.0, finite)]
    price: f64,
}

#[validated(open)]
struct Order {
    #[validate(each(nested))]
    items: Vec<Inner>,
    #[validate(each(min = 1))]
    counts: Vec<u128>,
    #[validate(items(..=1), unique)]
    places: Vec<(u8, u8)>,
    #[validate(items(..=1))]
    by_place: HashMap<(u8, u8), f64>,
}

#[validated(open)]
struct Inner {
    #[validate(nonempty)]
    text: String,
}

#[test]
fn a_million_errors_are_a_hundred() {
    let items = (0..1_000_000).map(|_| Inner { text: String::new() }).collect();
    let counts = vec![0; 1_000_000];
    let places = vec![(1, 2); 1_000_000];
    let by_place = (0..200).map(|i| ((i, i), f64::NAN)).collect();
    let order = Order { items, counts, places, by_place };
    let begin = Instant::now();
    let invalid = order.validate().unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    assert!(invalid.len() == 100 && invalid.is_truncated() && !order.is_valid());
    assert!(invalid.to_json().len() < 20_000);
    assert!(invalid.to_string().ends_with(".. and more"));
}

#[test]
fn keys_and_values_of_any_type_are_counted() {
    let order = Order {
        items: Vec::new(),
        counts: vec![u128::MAX, 0],
        places: vec![(1, 2), (1, 2)],
        by_place: HashMap::from([((1, 1), f64::NAN), ((1, 2), 0.0)]),
    };
    let codes: Vec<String> = order.validate().unwrap_err().iter().map(|v| v.path()).collect();
    assert_eq!(codes, ["/counts/1", "/places", "/places", "/by_place"]);
}

#[validated(open)]
struct Node {
    #[validate(min = 1)]
    value: u8,
    #[validate(nested)]
    next: Option<Box<Node>>,
}

#[validated]
enum Tree {
    Leaf(#[validate(min = 1)] u8),
    Branch(#[validate(each(nested))] Vec<Tree>),
}

impl Drop for Tree {
    /// Without recursion, as deep as it may be.
    fn drop(&mut self) {
        let mut all = Vec::new();
        if let Self::Branch(inner) = self {
            all.append(inner);
        }
        while let Some(mut tree) = all.pop() {
            if let Self::Branch(inner) = &mut tree {
                all.append(inner);
            }
        }
    }
}

/// To serde it is what it holds, so no step of a path tells how deep it is.
#[validated(open)]
struct Shell(#[validate(nested)] Option<Box<Shell>>);

#[test]
fn a_newtype_in_itself_is_as_deep_as_others() {
    let shell = |depth| (0..depth).fold(Shell(None), |inner, _| Shell(Some(Box::new(inner))));
    assert!(shell(60).is_valid());
    let mut deep = shell(100_000);
    let invalid = deep.validate().unwrap_err();
    let first = invalid.iter().next().unwrap();
    assert_eq!((first.path().as_str(), first.code()), ("", "depth"));
    // without recursion
    let mut next = deep.0.take();
    while let Some(mut shell) = next {
        next = shell.0.take();
    }
}

#[test]
fn a_check_goes_sixty_four_fields_deep() {
    let mut deep = Node { value: 1, next: None };
    for _ in 0..100_000 {
        deep = Node { value: 1, next: Some(Box::new(deep)) };
    }
    assert_eq!(deep.validate().unwrap_err().iter().next().unwrap().code(), "depth");
    // without recursion
    let mut next = deep.next.take();
    while let Some(mut node) = next {
        next = node.next.take();
    }
    let mut tree = Tree::Leaf(0);
    for _ in 0..100_000 {
        tree = Tree::Branch(vec![tree]);
    }
    assert_eq!(tree.validate().unwrap_err().iter().next().unwrap().code(), "depth");
}

#[test]
fn a_long_text_is_refused_at_once() {
    let item = Item::new("a@b", 1.0).unwrap();
    let long = "a@".repeat(5_000_000);
    let begin = Instant::now();
    let mut copy = item.clone();
    let invalid = copy.set_name(long).unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    let codes: Vec<String> = invalid.iter().map(|v| v.code().to_owned()).collect();
    assert_eq!(codes, ["chars", "email"]);
    assert_eq!(copy.name(), "a@b");
}

#[test]
fn an_address_of_ten_kilobytes_costs_no_more_than_a_short_one() {
    #[validated(open)]
    struct Mail {
        #[validate(email)]
        to: Box<str>,
    }
    let label = "d".repeat(63);
    for to in [
        format!("{}@example.com", "a".repeat(10_000)),
        format!("a@{}.com", [&*label; 160].join(".")),
        format!("a@{}", "b".repeat(10_000)),
        "@".repeat(10_000),
        "ü".repeat(5_000),
    ] {
        let mail = Mail { to: to.into() };
        let begin = Instant::now();
        // 10 kB each would be 2 GB, in a build without optimization
        assert!((0..200_000).all(|_| !mail.is_valid()));
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        let invalid = mail.validate().unwrap_err();
        assert!(invalid.to_string().len() < 100 && invalid.to_json().len() < 200);
    }
}

#[test]
fn a_map_with_keys_of_several_parts_is_checked() {
    #[validated(open)]
    struct Board {
        #[validate(values(min = 1), items(..=3))]
        by_place: BTreeMap<(u8, i128), u64>,
        #[validate(each(range(0.0..=1.0)))]
        shares: Vec<f32>,
        #[validate(max = 340_282_366_920_938_463_463_374_607_431_768_211_454)]
        most: u128,
    }
    let by_place = BTreeMap::from([((1, -1), 0), ((2, i128::MAX), 1)]);
    let board = Board { by_place, shares: vec![0.5, f32::NAN, -0.0], most: u128::MAX };
    let codes: Vec<String> = board
        .validate()
        .unwrap_err()
        .iter()
        .map(|v| format!("{} {}", v.path(), v.code()))
        .collect();
    assert_eq!(codes.len(), 3, "{codes:?}");
    assert!(codes[0].ends_with(" min") && codes[1] == "/shares/1 range" && codes[2] == "/most max");
}

fn several(text: &str) -> Result<(), dunder::Invalid> {
    Errors::collect(|errors| {
        for (i, byte) in text.bytes().enumerate() {
            if byte == b'!' {
                errors.index(i, |errors| errors.add("", Violation::new("loud", "is loud")));
            }
        }
    })
}

#[validated]
struct Quiet {
    #[validate(with = several)]
    text: String,
    #[validate(values(each(with = several, message = "is too loud")))]
    others: BTreeMap<String, Vec<String>>,
}

#[test]
fn one_function_may_find_several_errors() {
    let others = BTreeMap::from([("a".to_owned(), vec![String::new(), "b!".to_owned()])]);
    let invalid = Quiet::new("!a!", others).err().unwrap();
    let expected = "/text/0: is loud\n/text/2: is loud\n/others/a/1/1: is too loud";
    assert_eq!(invalid.to_string(), expected);
    assert!(invalid.iter().all(|violation| violation.code() == "loud"));
}

/// A struct with rules over one and several fields, and every way in.
#[validated(builder, patch, input, json, context = i8)]
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(default)]
struct Booking {
    #[validate(trim, nonblank, chars(..=5))]
    name: String,
    #[validate(range(0.0..=1.0))]
    share: f64,
    #[validate(less_than = last)]
    first: i8,
    #[validate(clamp(-50..=50))]
    last: i8,
    #[validate(each(positive, nonzero), unique, items(..=3))]
    seats: Vec<i8>,
    #[validate(when(self.first > 0, required), max = 9)]
    note: Option<u8>,
}

impl Default for Booking {
    fn default() -> Self {
        Self::new("a", 0.5, 0, 1, Vec::new(), None).unwrap()
    }
}

/// The rules, by hand.
fn holds(booking: &Booking) -> bool {
    let (name, seats) = (booking.name(), booking.seats());
    let distinct: std::collections::BTreeSet<_> = seats.iter().collect();
    !name.is_empty()
        && name.trim() == name
        && name.chars().count() <= 5
        && (0.0..=1.0).contains(&booking.share())
        && booking.first() < booking.last()
        && (-50..=50).contains(&booking.last())
        && seats.iter().all(|seat| *seat > 0)
        && distinct.len() == seats.len()
        && seats.len() <= 3
        && (booking.first() <= 0 || booking.note().is_some())
        && booking.note().is_none_or(|note| note <= 9)
}

type Parts = (String, f64, i8, i8, Vec<i8>, Option<u8>);

fn parts() -> impl Strategy<Value = Parts> {
    let share = prop_oneof![-0.2..1.2_f64, Just(f64::NAN)];
    let note = proptest::option::of(0..12_u8);
    (
        " ?[a-c]{0,5} ?",
        share,
        -9..9_i8,
        any::<i8>(),
        proptest::collection::vec(-1..6_i8, 0..4),
        note,
    )
}

proptest! {
    #[test]
    fn whatever_is_reached_is_valid(
        steps in proptest::collection::vec((0..16_usize, parts(), any::<u8>()), 1..30),
    ) {
        let mut booking = Booking::new("a", 0.5, 0, 1, Vec::new(), None).unwrap();
        for (way, (name, share, first, last, seats, note), some) in steps {
            let before = format!("{booking:?}");
            let done = match way {
                0 => Booking::new(name, share, first, last, seats, note).map(|made| booking = made),
                1 => booking.set_name(name),
                2 => booking.set_share(share),
                3 => booking.set_first(first),
                4 => booking.set_last(last),
                5 => booking.set_seats(seats),
                6 => booking.edit(|draft| (draft.first, draft.last, draft.note) = (first, last, note)),
                7 => booking.apply(BookingPatch {
                    name: Some(name),
                    note: Some(note),
                    ..BookingPatch::default()
                }),
                8 => {
                    let builder = Booking::builder().name(name).share(share).first(first);
                    builder.last(last).seats(seats).build().map(|made| booking = made)
                }
                9 => {
                    let input = BookingInput { name, share, first, last, seats, note };
                    Booking::try_from(input).map(|made| booking = made)
                }
                10 => {
                    // the twin of what is there, in which anything may be changed
                    let mut input = booking.clone().into_input();
                    (input.first, input.seats) = (first, seats);
                    Booking::try_from(input).map(|made| booking = made)
                }
                11 => booking.set_note_with(note, &first),
                12 => Booking::new_with(name, share, first, last, seats, note, &last)
                    .map(|made| booking = made),
                way => {
                    // some fields are missing: those of the default take their places
                    let mut json = serde_json::json!({
                        "name": name, "share": share, "first": first, "last": last,
                        "seats": seats, "note": note,
                    });
                    let fields = ["name", "share", "first", "last", "seats", "note"];
                    for (_, field) in fields.iter().enumerate().filter(|(i, _)| some >> i & 1 == 1) {
                        json.as_object_mut().unwrap().remove(*field);
                    }
                    let text = json.to_string();
                    let by_json = Booking::from_json(text.as_bytes());
                    let by_serde = serde_json::from_str::<Booking>(&text);
                    prop_assert_eq!(by_json.is_ok(), by_serde.is_ok(), "{}", text);
                    let by_input = serde_json::from_str::<BookingInput>(&text);
                    let by_input = by_input.map(Booking::try_from);
                    prop_assert_eq!(matches!(by_input, Ok(Ok(_))), by_json.is_ok(), "{}", text);
                    match way {
                        13 => by_json.map(|made| booking = made),
                        14 => by_input.unwrap_or(by_json).map(|made| booking = made),
                        _ => {
                            if let Ok(made) = by_serde {
                                booking = made;
                            }
                            Ok(())
                        }
                    }
                }
            };
            prop_assert!(holds(&booking) && booking.is_valid(), "{booking:?}");
            if done.is_err() {
                prop_assert_eq!(&before, &format!("{booking:?}"));
            }
        }
    }

    #[test]
    fn what_is_right_is_taken((name, share, first, last, seats, note) in parts()) {
        // what the rules say by hand of the cleaned parts is what `new` says
        let name = name.trim().to_owned();
        let last = last.clamp(-50, 50);
        let distinct: std::collections::BTreeSet<_> = seats.iter().collect();
        let right = !name.is_empty()
            && (0.0..=1.0).contains(&share)
            && first < last
            && seats.iter().all(|seat| *seat > 0)
            && distinct.len() == seats.len()
            && seats.len() <= 3
            && (first <= 0 || note.is_some())
            && note.is_none_or(|note| note <= 9);
        prop_assert_eq!(Booking::new(name, share, first, last, seats, note).is_ok(), right);
    }
}
