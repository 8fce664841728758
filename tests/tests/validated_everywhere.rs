//! Every rule in every place: on a field, an `Option`, behind pointers, inside `each`, `keys`,
//! `values`, `when` and `not`.
#![allow(clippy::trivially_copy_pass_by_ref, clippy::manual_string_new, clippy::unreadable_literal)]

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use dunder::validated::{Errors, RuleFor, Violation};
use dunder::{Validate, rule_alias, validated};

/// The places and codes of what is broken.
fn found(value: &impl Validate) -> Vec<String> {
    match value.validate() {
        Ok(()) => Vec::new(),
        Err(invalid) => invalid.iter().map(|v| format!("{} {}", v.path(), v.code())).collect(),
    }
}

/// A rule wherever it may stand: a good value breaks it nowhere, a bad one everywhere.
macro_rules! everywhere {
    ($($name:ident: $ty:ty, $code:literal [$($rule:tt)*] $good:expr, $bad:expr;)+) => {$(
        #[test]
        fn $name() {
            #[validated(open)]
            struct All {
                #[validate($($rule)*)]
                plain: $ty,
                #[validate($($rule)*)]
                option: Option<$ty>,
                #[validate($($rule)*)]
                twice: Option<Option<$ty>>,
                #[validate($($rule)*)]
                boxed: Box<$ty>,
                #[validate($($rule)*)]
                shared: Option<Arc<$ty>>,
                #[validate(each($($rule)*))]
                list: Vec<$ty>,
                #[validate(each(each($($rule)*)))]
                array: [Vec<Option<$ty>>; 1],
                #[validate(values($($rule)*))]
                map: BTreeMap<String, $ty>,
                #[validate(values(each($($rule)*)))]
                lists: Rc<HashMap<u8, Vec<$ty>>>,
                #[validate(when(self.is_on, $($rule)*))]
                when: $ty,
                #[validate(when(self.is_on, $($rule)*))]
                maybe: Option<$ty>,
                is_on: bool,
            }
            let make = |good: bool, is_on: bool| {
                let value = || -> $ty { if good { $good } else { $bad } };
                All {
                    plain: value(),
                    option: Some(value()),
                    twice: Some(Some(value())),
                    boxed: Box::new(value()),
                    shared: Some(Arc::new(value())),
                    list: vec![$good, value()],
                    array: [vec![None, Some(value())]],
                    map: BTreeMap::from([("a".to_owned(), value())]),
                    lists: Rc::new(HashMap::from([(7, vec![value()])])),
                    when: value(),
                    maybe: Some(value()),
                    is_on,
                }
            };
            assert_eq!(found(&make(true, true)), Vec::<String>::new());
            let mut places = vec![
                "/plain", "/option", "/twice", "/boxed", "/shared", "/list/1", "/array/0/1",
                "/map/a", "/lists/7/0",
            ];
            let expected = |places: &[&str]| -> Vec<String> {
                places.iter().map(|place| format!("{place} {}", $code)).collect()
            };
            assert_eq!(found(&make(false, false)), expected(&places));
            places.extend(["/when", "/maybe"]);
            assert_eq!(found(&make(false, true)), expected(&places));
            let mut none = make(false, true);
            (none.option, none.twice, none.shared, none.maybe) = (None, None, None, None);
            assert_eq!(found(&none).len(), places.len() - 4);
        }
    )+};
}

everywhere! {
    chars: String, "chars" [chars(2..=3)] "ab".to_owned(), "a".to_owned();
    chars_exact: String, "chars_exact" [chars(2), code = "chars_exact"] "ab".to_owned(), "a".to_owned();
    bytes: String, "bytes" [bytes(..=3)] "ab".to_owned(), "über".to_owned();
    graphemes: String, "graphemes" [graphemes(1..3)] "👨‍👩‍👧‍👦".to_owned(), "abc".to_owned();
    nonempty: String, "nonempty" [nonempty] "a".to_owned(), "".to_owned();
    nonblank: String, "nonblank" [nonblank] "a".to_owned(), " ".to_owned();
    pattern: String, "pattern" [pattern = "^[a-z]+$"] "abc".to_owned(), "ABC".to_owned();
    pattern_with: String, "pattern_with" [pattern_with = WORD] "abc".to_owned(), "a c".to_owned();
    ascii: String, "ascii" [ascii] "a".to_owned(), "ü".to_owned();
    alphanumeric: String, "alphanumeric" [alphanumeric] "ü1".to_owned(), "a-".to_owned();
    alphabetic: String, "alphabetic" [alphabetic] "ü".to_owned(), "1".to_owned();
    digits: String, "digits" [digits] "12".to_owned(), "1a".to_owned();
    hex: String, "hex" [hex] "fF0".to_owned(), "g".to_owned();
    lowercase: String, "lowercase" [lowercase] "a".to_owned(), "A".to_owned();
    uppercase: String, "uppercase" [uppercase] "A".to_owned(), "a".to_owned();
    single_line: String, "single_line" [single_line] "a".to_owned(), "a\n".to_owned();
    no_control: String, "no_control" [no_control] "a".to_owned(), "\u{7}".to_owned();
    trimmed: String, "trimmed" [trimmed] "a".to_owned(), " a".to_owned();
    starts_with: String, "starts_with" [starts_with = "ab"] "abc".to_owned(), "b".to_owned();
    ends_with: String, "ends_with" [ends_with = "ab"] "cab".to_owned(), "b".to_owned();
    contains: String, "contains" [contains = "ab"] "cabd".to_owned(), "b".to_owned();
    email: String, "email" [email] "a@b".to_owned(), "a".to_owned();
    url: String, "url" [url] "https://a.b/c".to_owned(), "a b".to_owned();
    uri: String, "uri" [uri] "urn:a:b".to_owned(), "a b".to_owned();
    hostname: String, "hostname" [hostname] "a.example".to_owned(), "-a".to_owned();
    ip: String, "ip" [ip] "::1".to_owned(), "1.2.3".to_owned();
    ipv4: String, "ipv4" [ipv4] "1.2.3.4".to_owned(), "::1".to_owned();
    ipv6: String, "ipv6" [ipv6] "::1".to_owned(), "1.2.3.4".to_owned();
    cidr: String, "cidr" [cidr] "10.0.0.0/8".to_owned(), "10.0.0.0/40".to_owned();
    uuid: String, "uuid" [uuid] "67e55044-10b1-426f-9247-bb680e5fe0c8".to_owned(), "67e55044".to_owned();
    card: String, "card" [card] "4111111111111111".to_owned(), "4111111111111112".to_owned();
    phone: String, "phone" [phone] "+4930123456".to_owned(), "030".to_owned();
    slug: String, "slug" [slug] "a-b".to_owned(), "a--b".to_owned();
    semver: String, "semver" [semver] "1.2.3".to_owned(), "1.2".to_owned();
    base64: String, "base64" [base64] "YQ==".to_owned(), "YQ".to_owned();
    date: String, "date" [date] "2024-02-29".to_owned(), "2023-02-29".to_owned();
    time: String, "time" [time] "19:30:00".to_owned(), "25:00:00".to_owned();
    datetime: String, "datetime" [datetime] "2026-02-28T19:30:00Z".to_owned(), "2026-02-28".to_owned();
    identifier: String, "identifier" [identifier] "_a1".to_owned(), "1a".to_owned();
    one_of: String, "one_of" [one_of("a", "b")] "a".to_owned(), "c".to_owned();
    one_of_array: String, "one_of_array" [one_of(["a", "b"], code = "one_of_array")] "a".to_owned(), "c".to_owned();
    none_of: String, "none_of" [none_of("a", "b")] "c".to_owned(), "a".to_owned();
    equal: String, "equal" [equal = "a"] "a".to_owned(), "b".to_owned();
    with: String, "with" [with = short] "a".to_owned(), "abcdef".to_owned();
    min: i64, "min" [min = 1] 1, 0;
    max: u8, "max" [max = 5] 5, 6;
    above: f64, "above" [above = 0.5] 0.6, f64::NAN;
    below: f32, "below" [below = 1] 0.5, 1.0;
    range: i32, "range" [range(-3..=LIMIT)] -3, 6;
    range_open: f64, "range_open" [range(0.0..1.0), code = "range_open"] 0.0, 1.0;
    equal_number: u128, "equal_number" [equal = 340282366920938463463374607431768211455, code = "equal_number"] u128::MAX, 1;
    multiple_of: i16, "multiple_of" [multiple_of = 5] -10, 3;
    multiple_of_fraction: f64, "multiple_of_fraction" [multiple_of = 0.1, code = "multiple_of_fraction"] 0.3, 0.35;
    positive: i8, "positive" [positive] 1, 0;
    negative: f64, "negative" [negative] -0.5, f64::NAN;
    nonzero: u32, "nonzero" [nonzero] 1, 0;
    finite: f64, "finite" [finite] 1.0, f64::INFINITY;
    one_of_numbers: u16, "one_of_numbers" [one_of(80, 443), code = "one_of_numbers"] 80, 81;
    of_chars: char, "of_chars" [range('a'..='z'), code = "of_chars"] 'b', 'B';
    min_duration: Duration, "min_duration" [min = Duration::from_secs(1), code = "min_duration"] Duration::from_secs(2), Duration::ZERO;
    past: SystemTime, "past" [past] SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_secs(1000);
    future: SystemTime, "future" [future] SystemTime::now() + Duration::from_secs(1000), SystemTime::UNIX_EPOCH;
    not: i32, "not" [not(min = 5)] 4, 5;
    equal_bool: bool, "equal_bool" [equal = true, code = "equal_bool"] true, false;
    rule_named: u64, "bits" [rule = Bits(1)] 4, 5;
    rule_alias_text: String, "alphanumeric" [rule = Name] "ada".to_owned(), "a d".to_owned();
    rule_alias_number: u32, "multiple_of" [rule = Even] 2, 3;
    rule_const: u64, "bits" [rule = ONE_BIT] 8, 9;
    items: Vec<u8>, "items" [items(1..=2)] vec![1], vec![];
    unique: Vec<u8>, "unique" [unique] vec![1, 2], vec![1, 1];
    sorted: Vec<u8>, "sorted" [sorted] vec![1, 1], vec![2, 1];
    nonempty_list: Vec<u8>, "nonempty_list" [nonempty, code = "nonempty_list"] vec![1], vec![];
    nonempty_map: BTreeMap<u8, u8>, "nonempty_map" [nonempty, code = "nonempty_map"] BTreeMap::from([(1, 1)]), BTreeMap::new();
    items_map: BTreeMap<u8, u8>, "items_map" [items(1..), code = "items_map"] BTreeMap::from([(1, 1)]), BTreeMap::new();
}

const LIMIT: i32 = 5;

static WORD: LazyLock<regex::Regex> = LazyLock::new(|| regex::Regex::new("^[a-z]+$").unwrap());

fn short(text: &str) -> bool {
    text.len() < 3
}

struct Bits(u32);

const ONE_BIT: Bits = Bits(1);

impl RuleFor<u64> for Bits {
    fn check(&self, value: &u64, errors: &mut Errors<'_>) {
        if value.count_ones() > self.0 {
            errors.add("", Violation::new("bits", "has too many bits"));
        }
    }
}

#[rule_alias(alphanumeric, chars(3..=20))]
struct Name;

#[rule_alias(for = u32, multiple_of = 2)]
struct Even;

/// A rule for texts on keys of maps and turned round.
macro_rules! turned {
    ($($name:ident: $ty:ty [$($rule:tt)*] $good:expr, $bad:expr;)+) => {$(
        #[test]
        fn $name() {
            #[validated(open)]
            struct All {
                #[validate(keys($($rule)*))]
                map: BTreeMap<$ty, u8>,
                #[validate(keys($($rule)*))]
                hashed: Option<HashMap<$ty, u8>>,
                #[validate(not($($rule)*))]
                not: $ty,
                #[validate(each(not($($rule)*)))]
                none: Vec<Option<$ty>>,
            }
            let make = |key: $ty, not: $ty| All {
                map: BTreeMap::from([(key.clone(), 1)]),
                hashed: Some(HashMap::from([(key, 1)])),
                not: not.clone(),
                none: vec![Some(not)],
            };
            assert_eq!(found(&make($good, $bad)), Vec::<String>::new());
            assert_eq!(found(&make($bad, $good)).len(), 4);
        }
    )+};
}

turned! {
    chars_key: String [chars(2..=3)] "ab".to_owned(), "a".to_owned();
    chars_exact_key: String [chars(2)] "ab".to_owned(), "a".to_owned();
    bytes_key: String [bytes(..=3)] "ab".to_owned(), "über".to_owned();
    graphemes_key: String [graphemes(1..3)] "👨‍👩‍👧‍👦".to_owned(), "abc".to_owned();
    nonempty_key: String [nonempty] "a".to_owned(), "".to_owned();
    nonblank_key: String [nonblank] "a".to_owned(), " ".to_owned();
    pattern_key: String [pattern = "^[a-z]+$"] "abc".to_owned(), "ABC".to_owned();
    pattern_with_key: String [pattern_with = WORD] "abc".to_owned(), "a c".to_owned();
    ascii_key: String [ascii] "a".to_owned(), "ü".to_owned();
    alphanumeric_key: String [alphanumeric] "ü1".to_owned(), "a-".to_owned();
    alphabetic_key: String [alphabetic] "ü".to_owned(), "1".to_owned();
    digits_key: String [digits] "12".to_owned(), "1a".to_owned();
    hex_key: String [hex] "fF0".to_owned(), "g".to_owned();
    lowercase_key: String [lowercase] "a".to_owned(), "A".to_owned();
    uppercase_key: String [uppercase] "A".to_owned(), "a".to_owned();
    single_line_key: String [single_line] "a".to_owned(), "a\n".to_owned();
    no_control_key: String [no_control] "a".to_owned(), "\u{7}".to_owned();
    trimmed_key: String [trimmed] "a".to_owned(), " a".to_owned();
    starts_with_key: String [starts_with = "ab"] "abc".to_owned(), "b".to_owned();
    ends_with_key: String [ends_with = "ab"] "cab".to_owned(), "b".to_owned();
    contains_key: String [contains = "ab"] "cabd".to_owned(), "b".to_owned();
    email_key: String [email] "a@b".to_owned(), "a".to_owned();
    url_key: String [url] "https://a.b/c".to_owned(), "a b".to_owned();
    uri_key: String [uri] "urn:a:b".to_owned(), "a b".to_owned();
    hostname_key: String [hostname] "a.example".to_owned(), "-a".to_owned();
    ip_key: String [ip] "::1".to_owned(), "1.2.3".to_owned();
    ipv4_key: String [ipv4] "1.2.3.4".to_owned(), "::1".to_owned();
    ipv6_key: String [ipv6] "::1".to_owned(), "1.2.3.4".to_owned();
    cidr_key: String [cidr] "10.0.0.0/8".to_owned(), "10.0.0.0/40".to_owned();
    uuid_key: String [uuid] "67e55044-10b1-426f-9247-bb680e5fe0c8".to_owned(), "67e55044".to_owned();
    card_key: String [card] "4111111111111111".to_owned(), "4111111111111112".to_owned();
    phone_key: String [phone] "+4930123456".to_owned(), "030".to_owned();
    slug_key: String [slug] "a-b".to_owned(), "a--b".to_owned();
    semver_key: String [semver] "1.2.3".to_owned(), "1.2".to_owned();
    base64_key: String [base64] "YQ==".to_owned(), "YQ".to_owned();
    date_key: String [date] "2024-02-29".to_owned(), "2023-02-29".to_owned();
    time_key: String [time] "19:30:00".to_owned(), "25:00:00".to_owned();
    datetime_key: String [datetime] "2026-02-28T19:30:00Z".to_owned(), "2026-02-28".to_owned();
    identifier_key: String [identifier] "_a1".to_owned(), "1a".to_owned();
    one_of_key: String [one_of("a", "b")] "a".to_owned(), "c".to_owned();
    one_of_array_key: String [one_of(["a", "b"])] "a".to_owned(), "c".to_owned();
    none_of_key: String [none_of("a", "b")] "c".to_owned(), "a".to_owned();
    equal_key: String [equal = "a"] "a".to_owned(), "b".to_owned();
    with_key: String [with = short] "a".to_owned(), "abcdef".to_owned();
}
