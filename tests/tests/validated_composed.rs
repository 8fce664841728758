//! Rules made of rules, rules that look at other fields, and rules with a name.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use dunder::Invalid;
use dunder::validated::{Errors, RuleFor, Violation};
use dunder::{rule_alias, validated};

fn faults(outcome: Result<impl Sized, Invalid>) -> Vec<String> {
    let invalid = outcome.err().map(|invalid| invalid.to_string()).unwrap_or_default();
    invalid.lines().map(str::to_owned).collect()
}

const CENT: f64 = 0.01;

#[validated]
#[derive(Clone, Debug)]
struct Numbers {
    #[validate(multiple_of = 5)]
    five: i8,
    #[validate(multiple_of = CENT, min = 0)]
    price: f64,
    #[validate(sorted)]
    ranks: Vec<u32>,
    #[validate(each(multiple_of = 2))]
    even: Option<Vec<u64>>,
}

#[test]
fn multiples_and_order_are_checked() {
    assert!(Numbers::new(-10, 19.99, vec![1, 1, 2], None).is_ok());
    let broken = Numbers::new(7, 0.001, vec![2, 1], Some(vec![2, 3]));
    assert_eq!(
        faults(broken),
        [
            "/five: must be a multiple of 5",
            "/price: must be a multiple of 0.01",
            "/ranks: must be sorted",
            "/even/1: must be a multiple of 2",
        ]
    );
}

#[validated]
#[derive(Clone, Debug)]
struct Maps {
    #[validate(items(..=3), keys(slug, chars(2..)), values(min = 1, max = 9))]
    stock: BTreeMap<String, u8>,
    #[validate(values(each(trimmed), nonempty))]
    tags: HashMap<u32, Vec<String>>,
    #[validate(each(values(nested, required)))]
    deep: Vec<BTreeMap<char, Option<Leaf>>>,
    #[validate(each(values(with = quiet)))]
    said: Vec<BTreeMap<char, String>>,
}

#[validated]
#[derive(Clone, Debug)]
struct Leaf(#[validate(max = 9)] u8, #[validate(each(rule = Even))] Vec<u8>);

fn quiet(text: &str) -> Result<(), Violation> {
    if text.contains('!') { Err(Violation::new("loud", "is loud").at("0")) } else { Ok(()) }
}

/// A rule by hand.
struct Even;

impl RuleFor<u8> for Even {
    fn check(&self, value: &u8, errors: &mut Errors<'_>) {
        if !value.is_multiple_of(2) {
            errors.add("", Violation::new("odd", "is odd"));
        }
    }
}

#[test]
fn keys_and_values_have_rules_at_their_key() {
    let mut maps = Maps::new(BTreeMap::new(), HashMap::new(), Vec::new(), Vec::new()).unwrap();
    let broken = maps.set_stock(BTreeMap::from([
        ("a/b".to_owned(), 0),
        ("pens".to_owned(), 3),
        ("x".to_owned(), 10),
    ]));
    assert_eq!(
        faults(broken),
        [
            "/stock/a~1b: must be lower-case words and digits with hyphens between them",
            "/stock/x: must have at least 2 characters",
            "/stock/a~1b: must be 1 or more",
            "/stock/x: must be 9 or less",
        ]
    );
    let broken = maps.set_tags(HashMap::from([(7, vec!["a".to_owned(), " b".to_owned()])]));
    assert_eq!(faults(broken), ["/tags/7/1: must not begin or end with white space"]);
    assert_eq!(faults(maps.set_tags(HashMap::from([(7, vec![])]))), ["/tags/7: must not be empty"]);
    let leaf = || Leaf::new(3, vec![2]).unwrap();
    let deep = vec![BTreeMap::from([('a', Some(leaf())), ('b', None)])];
    assert_eq!(faults(maps.set_deep(deep)), ["/deep/0/b: is required"]);
    let said = vec![BTreeMap::new(), BTreeMap::from([('k', "no!".to_owned())])];
    assert_eq!(faults(maps.set_said(said)), ["/said/1/k/0: is loud"]);
    assert!(maps.is_valid());
}

#[test]
fn a_named_rule_of_elements_reports_the_element() {
    assert_eq!(faults(Leaf::new(1, vec![2, 3])), ["/1/1: is odd"]);
}

#[validated]
#[derive(Clone, Debug)]
struct Negated {
    #[validate(not(contains = "admin", message = "{contains}!"), not(digits))]
    name: String,
}

#[validated]
#[derive(Clone, Debug)]
struct NotIn {
    #[validate(not(range(10..=20)))]
    age: Option<u8>,
    #[validate(each(not(email)))]
    names: Vec<String>,
    #[validate(not(with = is_taken), code = "taken")]
    user: String,
}

fn is_taken(name: &str) -> bool {
    name == "root"
}

#[test]
fn a_rule_turned_round_says_so() {
    assert!(NotIn::new(Some(9), vec!["Ada".into()], "ada").is_ok());
    let broken = NotIn::new(Some(10), vec!["a@b".into()], "root");
    let codes: Vec<String> =
        broken.as_ref().unwrap_err().iter().map(|fault| fault.code().to_owned()).collect();
    assert_eq!(codes, ["not", "not", "taken"]);
    assert_eq!(
        faults(broken),
        [
            "/age: must not be between 10 and 20",
            "/names/0: must not be an e-mail address",
            "/user: is not allowed",
        ]
    );
}

#[validated]
#[derive(Clone, Debug)]
struct Customer {
    is_company: bool,
    #[validate(when(self.is_company, required, chars(3..)), when(Self::is_abroad, ascii))]
    vat: Option<String>,
    #[validate(required_if = !self.is_company && self.country == "DE", trimmed)]
    born: Option<String>,
    country: String,
}

impl Customer {
    fn is_abroad(&self) -> bool {
        self.country != "DE"
    }
}

#[test]
fn conditional_rules_look_at_the_whole_value() {
    let mut ada = Customer::new(false, None, Some("1815".into()), "DE").unwrap();
    assert_eq!(faults(ada.set_is_company(true)), ["/vat: is required"]);
    assert!(!ada.is_company());
    ada.set_vat(Some("ü".into())).unwrap();
    assert_eq!(faults(ada.set_is_company(true)), ["/vat: must have at least 3 characters"]);
    assert_eq!(faults(ada.set_country("UK")), ["/vat: must be ASCII only"]);
    assert_eq!(faults(ada.set_born(None)), ["/born: is required"]);
    assert_eq!(
        faults(ada.set_born(Some(" ".into()))),
        ["/born: must not begin or end with white space"]
    );
    ada.edit(|draft| {
        draft.is_company = true;
        draft.vat = Some("DE1".into());
        draft.born = None;
    })
    .unwrap();
}

#[validated]
#[derive(Clone, Debug)]
#[serde(rename_all = "camelCase")]
struct Account {
    #[validate(chars(3..), secret)]
    password: String,
    #[validate(matches = password, message = "differs from {other}")]
    again: String,
    #[validate(less_than = last_day)]
    first_day: Option<u32>,
    last_day: Option<u32>,
}

#[test]
fn fields_compare_with_others() {
    let mut account = Account::new("secret", "secret", Some(1), Some(2)).unwrap();
    assert_eq!(faults(account.set_password("other")), ["/again: differs from password"]);
    assert_eq!(faults(account.set_last_day(Some(1))), ["/firstDay: must be less than `lastDay`"]);
    assert_eq!((account.password(), account.last_day()), ("secret", Some(2)));
    account.set_last_day(None).unwrap();
    account.set_first_day(Some(9)).unwrap();
    account
        .edit(|draft| {
            draft.password = "abc".into();
            draft.again = "abc".into();
        })
        .unwrap();
    assert_eq!(
        faults(Account::new("a", "b", None, None)),
        ["/password: must have at least 3 characters", "/again: differs from password",]
    );
}

#[validated]
struct Booking {
    #[validate(past)]
    made: SystemTime,
    #[validate(future)]
    starts: Option<SystemTime>,
}

#[test]
fn moments_are_past_or_future() {
    let hour = Duration::from_secs(3600);
    let now = SystemTime::now();
    assert!(Booking::new(now - hour, Some(now + hour)).is_ok());
    assert_eq!(
        faults(Booking::new(now + hour, Some(now - hour))),
        ["/made: must be in the past", "/starts: must be in the future"]
    );
}

#[validated(strict)]
#[derive(Debug)]
struct Strict {
    #[validate(positive)]
    checked: i32,
    #[validate(skip)]
    free: i32,
}

#[test]
fn under_strict_a_field_says_that_it_needs_no_rule() {
    let strict = Strict::new(1, -1).unwrap();
    assert_eq!((strict.checked(), strict.free()), (1, -1));
}

/// What users may be called.
#[rule_alias(trimmed, chars(3..=20), not(contains = "admin"), with = quiet, pattern = "^[a-z!]")]
struct Username;

/// Small even numbers.
#[rule_alias(for = Vec<u8>, items(..=2), each(multiple_of = 2, rule = Even))]
struct Evens;

#[validated]
struct Named {
    #[validate(rule = Username, rule = Even)]
    name: Text,
    #[validate(each(rule = Username))]
    friends: Vec<Box<str>>,
    #[validate(rule = Evens)]
    numbers: Option<Vec<u8>>,
    #[validate(values(rule = Username))]
    roles: BTreeMap<u8, &'static str>,
}

type Text = String;

impl RuleFor<String> for Even {
    fn check(&self, value: &String, errors: &mut Errors<'_>) {
        if !value.len().is_multiple_of(2) {
            errors.add("", "is odd");
        }
    }
}

#[test]
fn an_alias_stands_for_its_rules() {
    let good = Named::new("ada!".replace('!', "a"), vec!["bob".into()], None, BTreeMap::new());
    assert!(good.is_ok());
    let broken = Named::new(
        "7up!".to_owned() + "s",
        vec!["bob".into(), " x".into()],
        Some(vec![2, 3, 4]),
        BTreeMap::from([(1, "administrator")]),
    );
    assert_eq!(
        faults(broken),
        [
            "/name/0: is loud",
            "/name: must match ^[a-z!]",
            "/name: is odd",
            "/friends/1: must not begin or end with white space",
            "/friends/1: must have 3 to 20 characters",
            "/friends/1: must match ^[a-z!]",
            "/numbers: must have at most 2 items",
            "/numbers/1: must be a multiple of 2",
            "/numbers/1: is odd",
            "/roles/1: must not contain admin",
        ]
    );
}
