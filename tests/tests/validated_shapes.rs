//! The structs that `validated` stands on, and the methods it gives them.

#![allow(clippy::float_cmp)]

use std::borrow::Cow;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use dunder::validated::Errors;
use dunder::{Validate, validated};

#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Percent(#[validate(range(0.0..=100.0))] f64);

#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Pair(#[validate(min = 1)] u8, String);

#[test]
fn a_tuple_struct_has_get_and_set_or_numbers() {
    let mut half = Percent::new(50.0).unwrap();
    assert_eq!(half.get(), 50.0);
    assert_eq!(half.set(101.0).unwrap_err().to_string(), "must be between 0 and 100");
    half.set(1.0).unwrap();
    half.edit(|draft| draft.0 += 1.0).unwrap();
    assert_eq!(half.get(), 2.0);
    let mut pair = Pair::new(1, "a").unwrap();
    pair.set_1("b").unwrap();
    assert!(pair.set_0(0).is_err());
    assert_eq!((pair._0(), pair._1()), (1, "b"));
}

#[validated]
#[derive(Clone, Debug)]
struct Tree<'a, T: Debug, const N: usize>
where
    T: Clone,
{
    #[validate(nested)]
    value: T,
    #[validate(chars(1..))]
    label: &'a str,
    #[validate(each(nonblank))]
    names: [String; N],
    #[validate(items(..=2))]
    children: Vec<Box<Self>>,
}

#[test]
fn generics_lifetimes_and_self_are_fine() {
    let leaf = Tree::new(Percent::new(1.0).unwrap(), "leaf", ["x".to_owned()], vec![]).unwrap();
    let label: &'static str = leaf.label();
    assert_eq!((leaf.value().get(), label, leaf.names().len()), (1.0, "leaf", 1));
    let broken = Tree::new(Percent(-1.0), "", [" ".to_owned()], vec![Box::new(leaf); 3]);
    let faults: Vec<_> = broken.unwrap_err().iter().map(|v| v.path()).collect();
    assert_eq!(faults, ["/value", "/label", "/names/0", "/children"]);
}

#[validated]
#[derive(Debug)]
struct Types {
    boxed: Box<str>,
    shared: Arc<str>,
    near: Rc<str>,
    cow: Cow<'static, str>,
    path: PathBuf,
    maybe: Option<u8>,
    maybe_text: Option<String>,
    bytes: Vec<u8>,
    #[validate(get = "copy")]
    percent: (u8, u8),
    #[validate(get = "ref")]
    count: u64,
    #[validate(get = "kind")]
    r#type: char,
}

#[test]
fn getters_borrow_what_is_owned_and_copy_what_is_small() {
    let mut types = Types::new(
        "boxed",
        "shared",
        "near",
        Cow::Borrowed("cow"),
        "/etc",
        Some(1),
        Some("t".into()),
        vec![1],
        (1, 2),
        7,
        'x',
    )
    .unwrap();
    let texts: (&str, &str, &str) = (types.boxed(), types.shared(), types.near());
    assert_eq!(texts, ("boxed", "shared", "near"));
    let (path, maybe, text): (&Path, Option<u8>, Option<&str>) =
        (types.path(), types.maybe(), types.maybe_text());
    assert_eq!((path, maybe, text), (Path::new("/etc"), Some(1), Some("t")));
    let (bytes, percent, count, kind): (&[u8], (u8, u8), &u64, char) =
        (types.bytes(), types.percent(), types.count(), types.kind());
    assert_eq!((bytes, percent, count, kind), (&[1][..], (1, 2), &7, 'x'));
    let cow: &Cow<'static, str> = types.cow();
    assert_eq!(cow, "cow");
    types.set_type('y').unwrap();
    types.set_path("/home").unwrap();
    types.set_boxed(String::from("b")).unwrap();
    assert_eq!((types.kind(), types.boxed()), ('y', "b"));
}

fn tags() -> Vec<String> {
    vec!["new".to_owned()]
}

#[validated]
#[derive(Debug)]
struct Defaults {
    name: String,
    #[validate(default = 18, min = 18)]
    age: u8,
    #[validate(default = "plain")]
    kind: String,
    #[validate(default = tags(), each(nonblank))]
    tags: Vec<String>,
}

#[test]
fn fields_with_defaults_are_no_parameters() {
    let made = Defaults::new("Ada").unwrap();
    assert_eq!(
        (made.name(), made.age(), made.kind(), made.tags()),
        ("Ada", 18, "plain", &tags()[..])
    );
}

#[validated(open)]
struct Open {
    #[validate(min = 1)]
    pub count: u8,
}

#[test]
fn an_open_struct_is_only_checked() {
    assert!(Open { count: 1 }.validate().is_ok());
    assert!(!Open { count: 0 }.is_valid());
    assert!(Validate::validate(&[Open { count: 0 }]).is_err());
}

#[validated(no(setters, new, edit))]
struct Fixed {
    #[validate(min = 1)]
    count: u8,
}

impl Fixed {
    fn new() -> Self {
        Self { count: 2 }
    }
}

#[test]
fn what_is_not_wanted_is_not_made() {
    assert_eq!(Fixed::new().count(), 2);
}

#[validated]
struct Unit;

#[validated]
struct Empty {}

#[test]
fn structs_without_fields_are_valid() {
    assert!(Unit::new().unwrap().is_valid() && Empty::new().unwrap().is_valid());
}

/// Not `Clone`, so there is no `edit` to call, and no error either.
struct Handle;

#[validated]
struct NotClone {
    handle: Handle,
    #[validate(max = 3)]
    uses: u8,
}

#[test]
fn a_struct_need_not_be_clone() {
    let mut made = NotClone::new(Handle, 3).unwrap();
    assert!(made.set_uses(4).is_err());
    let Handle = made.handle();
}

#[test]
fn setters_restore_the_old_value_when_a_check_panics() {
    #[validated(check(Self::whole))]
    struct Fussy {
        value: i32,
    }
    impl Fussy {
        fn whole(&self, _: &mut Errors<'_>) {
            assert!(self.value != 13, "unlucky");
        }
    }
    let mut fussy = Fussy::new(1).unwrap();
    let set = std::panic::AssertUnwindSafe(|| fussy.set_value(13));
    assert!(std::panic::catch_unwind(set).is_err());
    assert_eq!(fussy.value(), 1);
}

#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Row<T> {
    #[validate(skip)]
    of: T,
    #[validate(min = 1)]
    count: u8,
}

#[validated(builder, patch)]
#[derive(Clone, Debug, PartialEq)]
struct Page<T>
where
    Row<T>: Validate,
{
    #[validate(items(..=2), each(nested))]
    rows: Vec<Row<T>>,
}

#[test]
fn a_bound_that_is_written_is_all_that_is_asked_of_what_is_nested() {
    // nothing says that `&str` has rules
    let row = |count| Row { of: "a", count };
    let mut page = Page::new(vec![row(1)]).unwrap();
    assert!(page.set_rows(vec![row(1), row(0)]).is_err());
    assert!(page.edit(|draft| draft.rows.push(row(0))).is_err());
    assert_eq!(page.rows()[0].of(), &"a");
    assert!(Page::builder().rows(vec![row(0)]).build().is_err());
}

#[validated(json)]
#[derive(Debug)]
struct Slices {
    #[validate(each(min = 1), items(..=2), unique)]
    arc: Arc<[u8]>,
    #[validate(each(nonblank))]
    rc: Option<Rc<[String]>>,
    #[validate(each(min = 1), sorted)]
    cow: Cow<'static, [u8]>,
    #[validate(each(trim, nonblank))]
    boxed: Box<[String]>,
}

#[test]
fn slices_behind_pointers_are_lists() {
    let text = || Box::from([" a ".to_owned(), "  ".to_owned()]);
    let rc = Rc::from([" ".to_owned()]);
    let invalid = Slices::new([0, 1, 1].into(), Some(rc), vec![2, 0].into(), text()).unwrap_err();
    let places: Vec<_> = invalid.iter().map(|v| format!("{} {}", v.path(), v.code())).collect();
    let arc = ["/arc/0 min", "/arc items", "/arc unique"];
    let rest = ["/rc/0 nonblank", "/cow/1 min", "/cow sorted", "/boxed/1 nonblank"];
    assert_eq!(places, [&arc[..], &rest[..]].concat());
    let read = Slices::from_json(br#"{"arc":[1,2],"rc":["a"],"cow":[1],"boxed":[" a "]}"#).unwrap();
    assert_eq!((read.arc().len(), read.cow().len(), &*read.boxed()[0]), (2, 1, "a"));
    let invalid = Slices::from_json(br#"{"arc":[1,-2],"cow":["x"],"boxed":[]}"#).unwrap_err();
    let places: Vec<_> = invalid.iter().map(|v| v.path()).collect();
    assert_eq!(places, ["/arc/1", "/cow/0"]);
}
