//! Structs in a module of their own, and rules through pointers.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use dunder::validated;

type Amount = u32;

mod inner {
    use dunder::validated;

    pub(super) const MOST: u32 = 9;

    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn even(value: &u32) -> bool {
        value.is_multiple_of(2)
    }

    #[validated(sealed, builder, patch)]
    #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
    pub(super) struct Product {
        #[validate(nonblank)]
        name: String,
        #[validate(max = super::inner::MOST, with = self::even)]
        count: super::Amount,
    }
}

#[validated(sealed)]
struct Age(#[validate(max = 150)] u8);

#[validated(sealed)]
#[derive(Debug)]
pub enum Kind {
    Text(#[validate(nonblank)] String),
}

#[test]
fn a_sealed_struct_is_used_as_any_other() {
    let mut pen = inner::Product::builder().name("Pen").count(4).build().unwrap();
    assert!(pen.set_count(3).is_err() && pen.set_count(inner::MOST + 1).is_err());
    pen.edit(|draft: &mut inner::ProductDraft| draft.count = 2).unwrap();
    pen.apply(inner::ProductPatch { count: Some(8), ..Default::default() }).unwrap();
    assert_eq!((pen.name(), pen.count()), ("Pen", &8));
    assert!(serde_json::from_str::<inner::Product>(r#"{"name":"","count":2}"#).is_err());
    let mut age = Age::new(3).unwrap();
    assert!(age.set(151).is_err() && age.get() == 3);
    assert!(!Kind::Text(String::new()).is_valid());
}

fn short(text: &str) -> bool {
    text.len() < 3
}

#[validated]
struct Pointers {
    #[validate(min = 1, max = 9, clamp(0..=20))]
    boxed: Box<i32>,
    #[validate(above = 0.0, finite)]
    shared: Arc<f64>,
    #[validate(items(1..=2), unique, each(chars(1..), with = short))]
    list: Rc<Vec<String>>,
    #[validate(each(min = 1), sorted)]
    cow: Cow<'static, [u8]>,
    #[validate(trim, nonblank)]
    text: Option<Box<str>>,
    #[validate(min = 2)]
    maybe: Option<Box<u8>>,
    #[validate(nested)]
    pair: (Age, Option<Age>),
    #[validate(url)]
    home: String,
    #[validate(graphemes(1..=2))]
    icon: Cow<'static, str>,
}

#[test]
fn rules_see_through_pointers() {
    let age = |years| Age::new(years).unwrap();
    let make = |n: i32, list: &[&str]| {
        Pointers::new(
            Box::new(n),
            Arc::new(f64::from(n)),
            Rc::new(list.iter().map(|word| (*word).to_owned()).collect()),
            Cow::Owned(vec![1, u8::try_from(n).unwrap()]),
            Some(" ".into()),
            Some(Box::new(u8::try_from(n).unwrap())),
            (age(1), Some(age(2))),
            if n > 1 { "https://example.com/ü?q=1" } else { "//example.com" },
            Cow::Borrowed(if n > 1 { "👨‍👩‍👧‍👦!" } else { "abc" }),
        )
    };
    let invalid = make(0, &["abc", "abc", "a"]).err().unwrap();
    let found: Vec<String> = invalid.iter().map(|v| format!("{} {}", v.path(), v.code())).collect();
    assert_eq!(
        found,
        [
            "/boxed min",
            "/shared above",
            "/list items",
            "/list unique",
            "/list/0 with",
            "/list/1 with",
            "/cow/1 min",
            "/cow sorted",
            "/text nonblank",
            "/maybe min",
            "/home url",
            "/icon graphemes",
        ]
    );
    let invalid = make(30, &["a"]).err().unwrap();
    assert_eq!(invalid.to_string(), "/boxed: must be 9 or less\n/text: must not be blank");
}
