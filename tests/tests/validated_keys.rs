//! `nested` in maps whose keys have no text of their own.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use dunder::{Validate, validated};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Side {
    Left,
    Right,
}

#[validated]
#[derive(Clone, Debug)]
struct Tag {
    #[validate(nonblank)]
    word: String,
}

/// A tag that breaks its rule.
#[validated(open)]
#[derive(Clone, Debug)]
struct Open {
    #[validate(nonblank)]
    word: String,
}

fn bad() -> Open {
    Open { word: " ".into() }
}

#[validated(open)]
struct Board<K: std::fmt::Display> {
    #[validate(nested)]
    plain: BTreeMap<(u8, u8), Open>,
    #[validate(nested)]
    option: Option<HashMap<Side, Option<Open>>>,
    #[validate(nested)]
    shared: Rc<BTreeMap<Option<u8>, Vec<Open>>>,
    #[validate(nested)]
    deep: Vec<BTreeMap<[u8; 1], BTreeMap<String, Open>>>,
    #[validate(each(nested))]
    list: Vec<BTreeMap<Side, Open>>,
    #[validate(each(nested), nested)]
    array: [BTreeMap<(), Open>; 1],
    #[validate(values(nested))]
    values: BTreeMap<Side, BTreeMap<Side, Open>>,
    #[validate(values(nested))]
    general: BTreeMap<K, Open>,
}

fn paths(value: &impl Validate) -> Vec<String> {
    match value.validate() {
        Ok(()) => Vec::new(),
        Err(invalid) => invalid.iter().map(|violation| violation.path()).collect(),
    }
}

#[test]
fn keys_are_shown_as_they_can_be() {
    let one = || BTreeMap::from([(Side::Left, bad())]);
    let board = Board {
        plain: BTreeMap::from([((1, 2), bad())]),
        option: Some(HashMap::from([(Side::Right, Some(bad()))])),
        shared: Rc::new(BTreeMap::from([(Some(7), vec![bad()])])),
        deep: vec![BTreeMap::new(), BTreeMap::from([([3], BTreeMap::from([("a".into(), bad())]))])],
        list: vec![one()],
        array: [BTreeMap::from([((), bad())])],
        values: BTreeMap::from([(Side::Left, one())]),
        general: BTreeMap::from([("key", bad())]),
    };
    let expected = [
        "/plain/(1, 2)/word",
        "/option/Right/word",
        "/shared/Some(7)/0/word",
        "/deep/1/[3]/a/word",
        "/list/0/Left/word",
        "/array/0/()/word",
        "/array/0/()/word",
        "/values/Left/Left/word",
        "/general/key/word",
    ];
    assert_eq!(paths(&board), expected);
}

#[validated]
#[derive(Clone, Debug)]
struct Sides {
    #[validate(nested, items(1..))]
    tags: BTreeMap<Side, Tag>,
}

#[test]
fn setters_and_constructors_look_into_them() {
    let tags = BTreeMap::from([(Side::Left, Tag::new("a").unwrap())]);
    let mut sides = Sides::new(tags).unwrap();
    assert_eq!(
        sides.set_tags(BTreeMap::new()).unwrap_err().to_string(),
        "/tags: must have at least 1 item"
    );
    assert_eq!(sides.tags().len(), 1);
}

#[test]
fn a_thousand_faults_in_them_are_a_hundred() {
    let plain: BTreeMap<(u8, u8), Open> =
        (0..10_000_u16).map(|i| ((i.to_be_bytes()[0], i.to_be_bytes()[1]), bad())).collect();
    let board = Board::<u8> {
        plain,
        option: None,
        shared: Rc::default(),
        deep: Vec::new(),
        list: Vec::new(),
        array: [BTreeMap::new()],
        values: BTreeMap::new(),
        general: BTreeMap::new(),
    };
    let invalid = board.validate().unwrap_err();
    assert!(invalid.len() == 100 && invalid.is_truncated());
}
