//! Every rule, with what it lets pass and what it stops.

#![allow(clippy::option_option)]

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use dunder::validated::{Errors, Violation};
use dunder::{Invalid, validated};

/// Codes at each path, in order.
fn faults(invalid: &Invalid) -> Vec<String> {
    invalid.iter().map(|violation| format!("{} {}", violation.path(), violation.code())).collect()
}

/// A struct of one field with these rules, and what it says of good and bad values.
macro_rules! rule {
    ($test:ident: $ty:ty, [$($rules:tt)*], good: [$($good:expr),+], bad: [$($bad:expr),+], $message:expr) => {
        #[test]
        fn $test() {
            #[validated]
            #[derive(Debug)]
            struct Subject {
                #[validate($($rules)*)]
                it: $ty,
            }
            $(assert!(Subject::new($good).is_ok(), "{}", stringify!($good));)+
            $({
                let invalid = Subject::new($bad).expect_err(stringify!($bad));
                assert_eq!(invalid.len(), 1, "{}", stringify!($bad));
                assert_eq!(invalid.to_string(), format!("/it: {}", $message));
            })+
        }
    };
}

const LOW: i32 = 3;
const LOWEST: i8 = 3;
const SHORT: usize = 2;

rule!(min: i32, [min = 3], good: [3, 4], bad: [2, i32::MIN], "must be 3 or more");
rule!(min_with_a_suffix: i32, [min = 3_i32], good: [3], bad: [2], "must be 3 or more");
rule!(min_of_a_constant: i32, [min = LOW], good: [3], bad: [2], "must be 3 or more");
rule!(max: u8, [max(250)], good: [250, 0], bad: [251], "must be 250 or less");
rule!(above: f64, [above = 0], good: [0.1], bad: [0.0, -1.0, f64::NAN], "must be above 0");
rule!(below: f32, [below = 1.5], good: [1.4], bad: [1.5, f32::NAN], "must be below 1.5");
rule!(range: i8, [range(-5..=5)], good: [-5, 5], bad: [-6, 6], "must be between -5 and 5");
rule!(range_is_half_open: f64, [range(0.0..1.0)], good: [0.0], bad: [1.0, f64::NAN],
    "must be 0 or more and below 1");
rule!(range_has_one_end: u64, [range(7..)], good: [7], bad: [6], "must be 7 or more");
rule!(equal: &'static str, [equal = "on"], good: ["on"], bad: ["off"], "must be on");
rule!(u128_bounds_are_exact: u128, [max = 340_282_366_920_938_463_463_374_607_431_768_211_454],
    good: [u128::MAX - 1], bad: [u128::MAX],
    "must be 340282366920938463463374607431768211454 or less");
rule!(positive: i64, [positive], good: [1], bad: [0, -1], "must be positive");
rule!(negative: f64, [negative], good: [-0.1], bad: [0.0, -0.0, f64::NAN], "must be negative");
rule!(nonzero: f64, [nonzero], good: [-0.1, 1.0], bad: [0.0, f64::NAN], "must not be zero");
rule!(finite: f64, [finite], good: [f64::MAX], bad: [f64::NAN, f64::INFINITY],
    "must be a finite number");
rule!(chars: String, [chars(2..=3)], good: ["日本", "日本語"], bad: ["日", "abcd"],
    "must have 2 to 3 characters");
rule!(chars_of_a_constant: String, [chars(SHORT..)], good: ["ab"], bad: ["a"],
    "must have at least 2 characters");
rule!(chars_exactly: String, [chars(1)], good: ["ü"], bad: ["", "ab"],
    "must have exactly 1 character");
rule!(bytes: String, [bytes(..4)], good: ["日"], bad: ["日a"], "must have fewer than 4 bytes");
rule!(items: Vec<u8>, [items(1..=2)], good: [vec![1]], bad: [vec![], vec![1, 2, 3]],
    "must have 1 to 2 items");
rule!(items_of_a_map: BTreeMap<u8, u8>, [items(..=1)], good: [BTreeMap::new()],
    bad: [BTreeMap::from([(1, 1), (2, 2)])], "must have at most 1 item");
rule!(nonempty: Arc<str>, [nonempty], good: [" "], bad: [""], "must not be empty");
rule!(nonempty_list: VecDeque<u8>, [nonempty], good: [VecDeque::from([1])], bad: [VecDeque::new()],
    "must not be empty");
rule!(nonblank: String, [nonblank], good: [" a "], bad: ["", " \t\u{2003}"], "must not be blank");
rule!(ascii: Box<str>, [ascii], good: ["", "a~"], bad: ["ü"], "must be ASCII only");
rule!(alphanumeric: String, [alphanumeric], good: ["aü7"], bad: ["a b"],
    "must be letters and digits only");
rule!(digits: String, [digits], good: ["007"], bad: ["1.0", "٣"], "must be digits only");
rule!(trimmed: String, [trimmed], good: ["a b", ""], bad: [" a", "a\n"],
    "must not begin or end with white space");
rule!(starts_with: String, [starts_with = "SKU-"], good: ["SKU-1"], bad: ["sku-1"],
    "must start with SKU-");
rule!(ends_with: String, [ends_with(".rs")], good: ["a.rs"], bad: ["a.py"], "must end with .rs");
rule!(contains: String, [contains = "@"], good: ["a@b"], bad: ["ab"], "must contain @");
rule!(email: String, [email], good: ["ada@example.com"], bad: ["ada", "ada@ex ample"],
    "must be an e-mail address");
rule!(one_of: String, [one_of("red", "green")], good: ["red"], bad: ["Red"],
    "must be one of red, green");
rule!(one_of_numbers: i8, [one_of(-1, 0, LOWEST)], good: [-1, 3], bad: [1],
    "must be one of -1, 0, 3");
rule!(none_of: char, [none_of('x', 'y')], good: ['z'], bad: ['x'], "must be none of x, y");
rule!(unique: Vec<i32>, [unique], good: [vec![1, 2], (0..100).collect()], bad: [vec![1, 1],
    (0..100).chain([5]).collect()], "must not hold anything twice");
rule!(required: Option<i32>, [required], good: [Some(0)], bad: [None], "is required");
rule!(of_what_is_there: Option<i32>, [min = 1], good: [None, Some(1)], bad: [Some(0)],
    "must be 1 or more");
rule!(required_and_more: Option<String>, [chars(1..), required], good: [Some("a".into())],
    bad: [None], "is required");
rule!(option_in_option: Option<Option<u8>>, [max = 1], good: [None, Some(None), Some(Some(1))],
    bad: [Some(Some(2))], "must be 1 or less");

#[allow(clippy::trivially_copy_pass_by_ref)]
fn even(value: &u32) -> Result<(), Violation> {
    if value.is_multiple_of(2) { Ok(()) } else { Err(Violation::new("odd", "is odd")) }
}

fn quiet(text: &str) -> Result<(), &'static str> {
    if text.contains('!') { Err("shouts") } else { Ok(()) }
}

fn short(text: &str) -> bool {
    text.len() < 9
}

rule!(with: u32, [with = even], good: [2], bad: [3], "is odd");

/// A length in metres.
type Metres = f64;
type Name = String;

#[derive(PartialEq, PartialOrd, Debug, Clone, Copy)]
struct Money(i64);

const FREE: Money = Money(0);

rule!(aliases_are_seen_through: Metres, [above = 0.0], good: [1.0], bad: [f64::NAN],
    "must be above 0");
rule!(signs_of_aliases: Metres, [positive], good: [1.0], bad: [f64::NAN, 0.0], "must be positive");
rule!(text_behind_an_alias: Name, [chars(..=1)], good: ["a".to_string()], bad: ["ab".to_string()],
    "must have at most 1 character");
rule!(own_types_compare: Money, [above = FREE], good: [Money(1)], bad: [FREE], "must be above FREE");
rule!(durations: Duration, [max = Duration::from_secs(1), positive], good: [Duration::from_millis(1)],
    bad: [Duration::ZERO], "must be positive");

rule!(with_a_function_of_str: String, [with = quiet], good: ["a"], bad: ["a!"], "shouts");
rule!(with_a_predicate: String, [with = short, code = "long", message = "is too long"],
    good: ["a"], bad: ["0123456789"], "is too long");
rule!(message: i32, [min = 18, message = "must be {min} or more, {{sic}}"], good: [18], bad: [17],
    "must be 18 or more, {sic}");
rule!(message_in_brackets: i32, [min(18, message = "too young", code = "age")], good: [18],
    bad: [17], "too young");
rule!(elements_of_a_set: BTreeSet<i32>, [items(1..)], good: [BTreeSet::from([1])],
    bad: [BTreeSet::new()], "must have at least 1 item");

#[test]
fn rules_of_elements_say_which_element() {
    #[validated]
    struct Grid {
        #[validate(each(items(2), each(range(0..=9), code = "digit")))]
        rows: Vec<Vec<u8>>,
        #[validate(each(required, min = 1))]
        gaps: [Option<i32>; 3],
    }
    let made = Grid::new(vec![vec![1, 10], vec![1], vec![11, 12]], [Some(1), None, Some(0)]);
    let invalid = made.err().unwrap();
    let expected = [
        "/rows/0/1 digit",
        "/rows/1 items",
        "/rows/2/0 digit",
        "/rows/2/1 digit",
        "/gaps/1 required",
        "/gaps/2 min",
    ];
    assert_eq!(faults(&invalid), expected);
}

#[validated]
#[derive(Clone, Debug)]
struct Item {
    #[validate(min = 1)]
    count: u32,
    #[validate(nested)]
    parts: Vec<Item>,
}

#[validated]
#[derive(Debug)]
struct Order {
    #[validate(nested, nonempty)]
    items: Vec<Item>,
    #[validate(each(nested))]
    spare: Option<Box<[Item]>>,
    #[validate(nested)]
    by_name: HashMap<String, Item>,
    #[validate(nested)]
    gift: Option<Box<Item>>,
}

/// An item past its rules, as a bug would make one.
fn bad() -> Item {
    Item { count: 0, parts: Vec::new() }
}

#[test]
fn nested_values_are_checked_with_their_place() {
    let good = Item::new(1, vec![]).unwrap();
    let outer = Item { count: 1, parts: vec![good.clone(), bad()] };
    let by_name = HashMap::from([("a/b".to_owned(), bad()), ("c".to_owned(), good.clone())]);
    let spare: Box<[Item]> = Box::new([good, bad()]);
    let made = Order::new(vec![outer], Some(spare), by_name, Some(Box::new(bad())));
    let expected = [
        "/items/0/parts/1/count min",
        "/spare/1/count min",
        "/by_name/a~1b/count min",
        "/gift/count min",
    ];
    assert_eq!(faults(&made.unwrap_err()), expected);
    let made = Order::new(vec![], None, HashMap::new(), None);
    assert_eq!(faults(&made.unwrap_err()), ["/items nonempty"]);
}

#[test]
fn nesting_has_an_end() {
    let deep = (0..200).fold(bad(), |inner, _| Item { count: 1, parts: vec![inner] });
    assert_eq!(deep.validate().unwrap_err().iter().next().unwrap().code(), "depth");
    assert!(!deep.is_valid());
    let fair = (0..60).fold(bad(), |inner, _| Item { count: 1, parts: vec![inner] });
    assert_eq!(fair.validate().unwrap_err().iter().next().unwrap().code(), "min");
}

fn dates(span: &Span, errors: &mut Errors<'_>) {
    if span.start > span.end {
        errors.add("end", Violation::new("order", "is before the start"));
    }
}

#[validated(check(dates, Self::short))]
#[derive(Clone, Debug, PartialEq)]
struct Span {
    #[validate(min = 0)]
    start: i32,
    end: i32,
}

impl Span {
    fn short(&self, errors: &mut Errors<'_>) {
        if self.end.saturating_sub(self.start) > 100 {
            errors.add("", "is too long");
        }
    }
}

#[test]
fn rules_over_several_fields_hold_after_every_change() {
    assert_eq!(faults(&Span::new(2, 1).unwrap_err()), ["/end order"]);
    let mut span = Span::new(1, 2).unwrap();
    assert_eq!(faults(&span.set_start(3).unwrap_err()), ["/end order"]);
    assert_eq!(faults(&span.set_end(500).unwrap_err()), [" invalid"]);
    assert_eq!(faults(&span.set_start(-1).unwrap_err()), ["/start min"]);
    assert_eq!((span.start(), span.end()), (1, 2));
    span.edit(|draft| {
        draft.start = 5;
        draft.end = 6;
    })
    .unwrap();
    assert_eq!((span.start(), span.end()), (5, 6));
}

#[test]
fn a_value_is_shown_only_where_the_field_says_so() {
    #[validated]
    struct Login {
        #[validate(secret, chars(8..))]
        password: String,
        #[validate(show_value, max = 9, message = "{value} is more than {max}")]
        tries: u8,
        #[validate(chars(..=3))]
        name: String,
    }
    let invalid = Login::new("hunter2", 10, "mallory").err().unwrap();
    let text = format!("{invalid} {invalid:?} {}", invalid.to_json());
    assert!(!text.contains("hunter2") && !text.contains("mallory"), "{text}");
    assert_eq!(invalid.for_field("tries")[0].message(), "10 is more than 9");
    assert_eq!(invalid.for_field("tries")[0].params().len(), 2);
}

#[test]
fn every_rule_is_a_code_with_parameters() {
    #[validated]
    struct Named {
        #[validate(chars(2..=5), code = "length")]
        name: String,
    }
    let invalid = Named::new("n").err().unwrap();
    let violation = invalid.iter().next().unwrap();
    assert_eq!(violation.code(), "length");
    let names: Vec<_> = violation.params().iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(names, ["min", "max"]);
}

#[validated]
struct Wait(#[validate(range(Duration::from_secs(1)..=Duration::MAX))] Duration);

#[test]
fn a_bound_of_another_type_is_told_as_it_is_written() {
    let invalid = Wait::new(Duration::ZERO).err().unwrap();
    let expected = "must be between Duration::from_secs(1) and Duration::MAX";
    assert!(invalid.to_string().ends_with(expected), "{invalid}");
}

#[test]
fn an_end_that_is_left_out_may_be_any_expression() {
    #[validated]
    #[derive(Debug)]
    struct Short {
        #[validate(chars(0..1 << 3))]
        text: String,
        #[validate(each(bytes(0..1 << 3)), items(..1 << 2))]
        words: Vec<String>,
    }
    assert!(Short::new("1234567", vec!["1234567".into(); 3]).is_ok());
    let invalid = Short::new("12345678", vec!["12345678".into(); 4]).unwrap_err();
    let paths = ["/text chars", "/words/0 bytes", "/words/1 bytes", "/words/2 bytes"];
    let rest = ["/words/3 bytes", "/words items"];
    assert_eq!(faults(&invalid), [&paths[..], &rest[..]].concat());
}
