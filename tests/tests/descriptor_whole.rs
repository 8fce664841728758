//! Rules of a whole struct behind descriptors: nothing that is set, deleted or gone back to breaks one.

use std::cell::{Cell, OnceCell};
use std::convert::Infallible;

use dunder::descriptor::{AttributeError, Cached, Clamp, Coerce, History, Lazy, Observed, Once};
use dunder::descriptor::{Recorded, Rules, Validated};
use dunder::validated::Errors;
use dunder::{Descriptor, Field, SetDescriptor, Validate, descriptors, validated};

#[descriptors(dyn)]
#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Range {
    #[validate(less_than = high)]
    low: i32,
    #[descriptor(Clamp<i32> = Clamp::new(-100, 100))]
    high: i32,
    #[validate(when(self.high > 50, required))]
    reason: Option<String>,
    #[validate(default = Recorded::new(1))]
    #[descriptor(History = History::ALL)]
    steps: Recorded<i32>,
    #[validate(matches = tag, default = None)]
    label: Option<String>,
    #[validate(default = None)]
    #[descriptor(Once)]
    tag: Option<String>,
    #[validate(default = OnceCell::new())]
    #[descriptor(Cached<Self, i32> = Cached::new(|range| range.high - range.low), of(high))]
    width: OnceCell<i32>,
}

fn range() -> Range {
    Range::new(1, 5, None).unwrap()
}

#[test]
fn a_field_without_rules_keeps_those_across_fields() {
    let mut range = range();
    assert_eq!(range.width(), &4);
    let refused = range.set_high(0).unwrap_err();
    assert_eq!(refused.to_string(), "/low: must be less than `high`");
    assert_eq!((range.high(), range.width()), (5, &4));
    assert_eq!(range.set_high(70).unwrap_err().to_string(), "/reason: is required");
    range.set_high(7).unwrap();
    assert_eq!((range.high(), range.width(), Range::HIGH.max()), (7, &6, &100));
    // by name, and through the class, it is the same
    let by_name = range.set_dyn("high", Box::new(0)).unwrap_err();
    assert!(matches!(&by_name, AttributeError::Refused { name: "high", .. }));
    assert_eq!(by_name.to_string(), "/low: must be less than `high`");
    assert!(Range::HIGH.set(&mut range, 0).is_err());
    assert_eq!(range.high(), 7);
    range.set_reason(Some("why not".to_owned())).unwrap();
    range.set_high(700).unwrap();
    assert_eq!(range.high(), 100);
}

/// Whose errors are texts.
struct Named;
impl<F: Field<Slot = String>> Descriptor<F> for Named {
    type Get<'a>
        = &'a str
    where
        F::Owner: 'a;
    fn get<'a>(&self, owner: &'a F::Owner) -> &'a str {
        F::slot(owner)
    }
}
impl<F: Field<Slot = String>> SetDescriptor<F> for Named {
    type Value = String;
    type Error = String;
    fn set(&self, owner: &mut F::Owner, value: String) -> Result<(), String> {
        if value.is_empty() {
            return Err("is blank".to_owned());
        }
        *F::slot_mut(owner) = value;
        Ok(())
    }
}

#[test]
fn what_a_descriptor_of_the_user_says_is_told_beside_rules_across_fields() {
    #[descriptors]
    #[validated]
    struct User {
        #[descriptor(Named)]
        name: String,
        #[validate(when(self.name == "root", max = 0))]
        id: u8,
    }
    let mut user = User::new("a", 1).unwrap();
    assert_eq!(user.set_name(String::new()).unwrap_err().to_string(), "/name: is blank");
    assert!(user.set_name("root".to_owned()).unwrap_err().for_field("id")[0].code() == "max");
    assert_eq!(user.name(), "a");
    user.set_name("b".to_owned()).unwrap();
    assert_eq!((user.name(), user.id()), ("b", 1));
}

#[test]
fn a_field_is_not_deleted_past_rules_across_fields() {
    let mut range = Range { label: Some("a".into()), tag: Some("a".into()), ..range() };
    assert!(range.is_valid());
    assert_eq!(range.delete_tag().unwrap_err().to_string(), "/label: must be the same as `tag`");
    assert_eq!(range.tag().map(String::as_str), Some("a"));
    assert_eq!(range.set_tag("b".to_owned()).unwrap_err().to_string(), "/tag: is set already");
    range.set_label(None).unwrap();
    assert_eq!(range.delete_tag().unwrap().as_deref(), Some("a"));
    range.set_tag("b".to_owned()).unwrap();
}

thread_local! {
    static TOLD: Cell<Vec<(Option<i32>, i32)>> = const { Cell::new(Vec::new()) };
}

fn told() -> Vec<(Option<i32>, i32)> {
    TOLD.take()
}

fn tell(old: Option<&i32>, new: i32) {
    let mut all = TOLD.take();
    all.push((old.copied(), new));
    TOLD.set(all);
}

/// A descriptor of the user, which learns of changes before they are made.
struct Logged;
impl<F: Field<Slot = i32>> Descriptor<F> for Logged {
    type Get<'a>
        = i32
    where
        F::Owner: 'a;
    fn get(&self, owner: &F::Owner) -> i32 {
        *F::slot(owner)
    }
}
impl<F: Field<Slot = i32>> SetDescriptor<F> for Logged {
    type Value = i32;
    type Error = Infallible;
    fn set(&self, owner: &mut F::Owner, value: i32) -> Result<(), Infallible> {
        *F::slot_mut(owner) = value;
        Ok(())
    }
}

#[descriptors]
#[validated(check(in_sum))]
struct Sum {
    #[validate(min = 0)]
    #[descriptor((Rules, Observed<i32>) = (Rules, Observed::new(|_, old, new| tell(old, *new))))]
    a: i32,
    #[descriptor((Observed<i32>, Clamp<i32>) = (
        Observed::new(|_, old, new| tell(old, *new)),
        Clamp::new(-5, 9),
    ))]
    b: i32,
    #[validate(default = Recorded::new(0))]
    #[descriptor((Validated<i32>, History) = (Validated::new(is_small), History::ALL))]
    c: Recorded<i32>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "a function that checks is given a reference"
)]
fn is_small(value: &i32) -> Result<(), &'static str> {
    if *value < 100 { Ok(()) } else { Err("is large") }
}

fn in_sum(sum: &Sum, errors: &mut Errors<'_>) {
    assert_ne!(sum.a, 13, "a check that panics");
    if sum.a + sum.b + *sum.c > 10 {
        errors.add("a", "is too much");
    }
}

#[test]
fn who_observes_is_told_of_what_stays_only() {
    told();
    let mut sum = Sum::new(1, 2).unwrap();
    assert_eq!(sum.set_a(-1).unwrap_err().to_string(), "/a: must be 0 or more");
    assert_eq!(sum.set_a(9).unwrap_err().to_string(), "/a: is too much");
    assert!(told().is_empty());
    sum.set_a(8).unwrap();
    assert_eq!(told(), [(Some(1), 8)]);
    assert_eq!(sum.set_b(50).unwrap_err().to_string(), "/a: is too much");
    assert!(told().is_empty());
    sum.set_b(-50).unwrap();
    assert_eq!((told(), sum.a(), sum.b()), (vec![(Some(2), -5)], &8, -5));
}

#[test]
fn a_check_that_panics_leaves_all_as_it_was() {
    told();
    let mut sum = Sum::new(1, 2).unwrap();
    let set = std::panic::AssertUnwindSafe(|| sum.set_a(13));
    assert!(std::panic::catch_unwind(set).is_err());
    assert_eq!((sum.a(), sum.b()), (&1, 2));
    assert!(told().is_empty());
}

#[test]
fn history_goes_back_to_what_keeps_the_rules() {
    let mut sum = Sum::new(1, 2).unwrap();
    sum.set_c(7).unwrap();
    assert_eq!(sum.set_c(8).unwrap_err().to_string(), "/a: is too much");
    assert_eq!((sum.c(), Sum::C.past(&sum)), (&7, &[0][..]));
    assert_eq!(sum.set_c(100).unwrap_err().to_string(), "/c: is large");
    sum.set_c(-20).unwrap();
    sum.set_a(20).unwrap();
    // 7 would be too much now
    assert_eq!(Sum::C.undo(&mut sum), None);
    assert_eq!((sum.c(), Sum::C.past(&sum)), (&-20, &[0, 7][..]));
    sum.set_a(1).unwrap();
    assert_eq!(Sum::C.undo(&mut sum), Some(-20));
    assert_eq!((sum.c(), Sum::C.past(&sum)), (&7, &[0][..]));

    let mut range = range();
    range.set_steps(2).unwrap();
    assert_eq!((Range::STEPS.undo(&mut range), range.steps()), (Some(2), &1));
}

#[descriptors]
#[validated]
struct Odds {
    #[validate(min = 0, max = 9)]
    #[descriptor((Rules, Observed<i32>, Coerce<i32, i32, &'static str>) = (
        Rules,
        Observed::new(|_, old, new| tell(old, *new)),
        Coerce::new(doubled),
    ))]
    even: i32,
    #[validate(min = 0)]
    #[descriptor((Rules, Logged) = (Rules, Logged))]
    plain: i32,
    #[descriptor((Validated<i32>, Coerce<i32, i32, &'static str>) = (
        Validated::new(is_small),
        Coerce::new(doubled),
    ))]
    small: i32,
}

fn doubled(value: i32) -> Result<i32, &'static str> {
    if value == 3 { Err("is three") } else { Ok(value * 2) }
}

#[test]
fn rules_see_what_is_stored() {
    told();
    let mut odds = Odds::new(0, 0, 0).unwrap();
    odds.set_even(4).unwrap();
    assert_eq!((odds.even(), told()), (&8, vec![(Some(0), 8)]));
    // 5 keeps the rules, what would be stored does not
    assert_eq!(odds.set_even(5).unwrap_err().to_string(), "/even: must be 9 or less");
    assert_eq!(odds.set_even(3).unwrap_err().to_string(), "/even: is three");
    assert_eq!((odds.even(), told()), (&8, vec![]));
    odds.set_plain(5).unwrap();
    assert!(odds.set_plain(-5).is_err());
    assert_eq!(odds.plain(), 5);
    odds.set_small(49).unwrap();
    assert_eq!(odds.set_small(50).unwrap_err().to_string(), "/small: is large");
    assert_eq!(odds.small(), &98);
}

#[descriptors]
#[validated]
struct Cleaned {
    #[validate(trim, lower, nonblank)]
    #[descriptor(Rules)]
    name: String,
    #[validate(trim)]
    #[descriptor((Rules, Observed<String>) = (Rules, Observed::new(|_, _, new| {
        assert_eq!(new.trim(), new);
    })))]
    nick: String,
    #[validate(each(upper))]
    #[descriptor(Rules)]
    tags: Vec<String>,
    #[validate(skip)]
    #[descriptor(Rules)]
    note: String,
    #[validate(skip)]
    #[descriptor(Lazy<Self, usize> = Lazy::new(|cleaned| cleaned.name.len()))]
    len: OnceCell<usize>,
}

#[test]
fn sanitizers_run_behind_a_descriptor_too() {
    let mut user =
        Cleaned::new(" Ann ", " A ", vec!["x".to_owned()], " n ", OnceCell::new()).unwrap();
    assert_eq!(
        (user.name().as_str(), user.nick().as_str(), user.tags()[0].as_str()),
        ("ann", "A", "X")
    );
    user.set_name(" BOB ".to_owned()).unwrap();
    user.set_nick(" B ".to_owned()).unwrap();
    user.set_tags(vec!["y".to_owned()]).unwrap();
    assert_eq!(
        (user.name().as_str(), user.nick().as_str(), user.tags()[0].as_str()),
        ("bob", "B", "Y")
    );
    assert!(user.set_name("  ".to_owned()).is_err());
    user.set_note(" m ".to_owned()).unwrap();
    assert_eq!((user.note().as_str(), user.len()), (" m ", &3));
}

/// Values with rules in a generic struct with descriptors.
#[descriptors]
#[validated(check(Pair::<T>::in_order))]
#[derive(Clone)]
struct Pair<T: PartialOrd + Clone + Validate + 'static> {
    #[descriptor((Validated<T>, Observed<T>) = (
        Validated::new(|_| Ok(())),
        Observed::new(|_, _, _| {}),
    ))]
    low: T,
    #[validate(nested)]
    #[descriptor(Rules)]
    high: T,
}

impl<T: PartialOrd + Clone + Validate> Pair<T> {
    fn in_order(pair: &Self, errors: &mut Errors<'_>) {
        if pair.low > pair.high {
            errors.add("low", "is above the high end");
        }
    }
}

#[validated]
#[derive(Clone, Debug, PartialEq, PartialOrd)]
struct Share {
    #[validate(range(0.0..=1.0))]
    of: f64,
}

#[test]
fn generic_structs_keep_rules_behind_descriptors() {
    let share = |of| Share::new(of).unwrap();
    let mut pair = Pair::new(share(0.1), share(0.9)).unwrap();
    assert!(pair.set_low(share(0.95)).is_err() && pair.set_high(share(0.05)).is_err());
    let past = Share { of: 2.0 };
    assert_eq!(pair.set_high(past).unwrap_err().to_string(), "/high/of: must be between 0 and 1");
    pair.set_low(share(0.5)).unwrap();
    assert_eq!((pair.low(), pair.high()), (&share(0.5), &share(0.9)));
}

#[descriptors]
#[validated(open)]
struct Open {
    #[validate(min = 5)]
    #[descriptor(Rules)]
    r#type: u8,
    #[cfg(any())]
    #[validate(matches = r#type)]
    #[descriptor(Rules)]
    never: Never,
    #[validate(less_than = r#type)]
    pub r#fn: u8,
    #[cfg(not(any()))]
    #[descriptor(Clamp<u8> = Clamp::new(0, 9))]
    r#match: u8,
}

#[test]
fn open_structs_raw_names_and_absent_fields_are_no_way_past_rules() {
    let mut open = Open { r#type: 7, r#fn: 6, r#match: 0 };
    assert_eq!(open.set_type(1).unwrap_err().to_string(), "/type: must be 5 or more");
    assert!(open.set_type(6).is_err() && open.r#type() == &7);
    open.set_match(20).unwrap();
    assert_eq!((open.r#match(), open.r#fn), (9, 6));
}

#[descriptors]
#[validated(patch, builder, input, check(Area::is_small))]
#[derive(Clone, Debug)]
struct Area {
    #[validate(default = None)]
    #[descriptor(Once)]
    id: Option<String>,
    #[descriptor(Clamp<i32> = Clamp::new(0, 10))]
    width: i32,
    #[validate(default = OnceCell::new())]
    #[descriptor(Cached<Self, i32> = Cached::new(|area| area.width * 2), of(width))]
    doubled: OnceCell<i32>,
    #[validate(min = 0)]
    price: i32,
}

impl Area {
    fn is_small(&self, errors: &mut Errors<'_>) {
        if self.width * self.price > 20 {
            errors.add("width", "is too much for the price");
        }
    }
}

#[test]
fn other_ways_in_leave_fields_to_their_descriptors() {
    let mut area = Area::builder().width(2).price(1).build().unwrap();
    area.set_id("a".to_owned()).unwrap();
    assert_eq!(area.doubled(), &4);
    // neither a patch nor a draft has the fields with descriptors
    area.apply(AreaPatch { price: Some(3), ..AreaPatch::default() }).unwrap();
    area.edit(|draft| draft.price = 4).unwrap();
    assert!(area.edit(|draft| draft.price = 11).is_err());
    assert!(area.set_width(6).is_err());
    area.set_width(5).unwrap();
    assert_eq!((area.width(), area.doubled(), area.price()), (5, &10, 4));
    assert!(Area::try_from(AreaInput { price: 9, ..area.into_input() }).is_err());
}

#[descriptors]
#[validated]
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Login {
    #[validate(chars(3..), secret)]
    #[descriptor(Rules)]
    pass_word: String,
    #[validate(matches = pass_word, secret)]
    again: String,
    #[descriptor(Once)]
    my_id: Option<String>,
    #[serde(rename = "Size")]
    #[descriptor((Validated<i32>, Clamp<i32>) = (Validated::new(is_small), Clamp::new(0, 900)))]
    size: i32,
}

#[test]
fn paths_have_the_names_of_json() {
    let json = r#"{"passWord":"abc","again":"abc","myId":"a","Size":1}"#;
    let wrong = json.replace("\"abc\",\"m", "\"abd\",\"m");
    assert!(serde_json::from_str::<Login>(&wrong).is_err());
    let mut login: Login = serde_json::from_str(json).unwrap();
    let faults = [
        login.set_pass_word("x".to_owned()).unwrap_err(),
        login.set_pass_word("xyz".to_owned()).unwrap_err(),
        login.set_my_id("b".to_owned()).unwrap_err(),
        login.set_size(500).unwrap_err(),
    ];
    assert_eq!(
        faults.map(|fault| fault.to_string()),
        [
            "/passWord: must have at least 3 characters",
            "/again: must be the same as `passWord`",
            "/myId: is set already",
            "/Size: is large",
        ]
    );
    assert_eq!((login.pass_word().as_str(), login.again(), login.size()), ("abc", "abc", 1));
    assert_eq!(
        (login.my_id().is_some(), Login::MY_ID.meta().name, Login::MY_ID.meta().json),
        (true, "my_id", "myId")
    );
}
