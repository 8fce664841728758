//! serde of a class with ancestors: one flat list of fields, read and written by their own rules.
#![allow(missing_docs)]

use std::collections::HashMap;

use dunder::class;
use serde::{Deserialize, Serialize};

mod store {
    use std::collections::HashMap;

    use dunder::{class, methods};
    use serde::{Deserialize, Serialize};

    /// Names that a subclass's module does not have, or has for something else.
    fn seven() -> u32 {
        7
    }
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_zero(n: &u32) -> bool {
        *n == 0
    }
    mod hex {
        use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

        #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
        pub(super) fn serialize<S: Serializer>(n: &u32, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(&format!("{n:x}"))
        }
        pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
            let text = String::deserialize(from)?;
            u32::from_str_radix(&text, 16).map_err(D::Error::custom)
        }
    }
    /// Private to the module, in a private field.
    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    enum State {
        #[default]
        Idle,
        Busy(u8),
    }

    #[class]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub(crate) struct A {
        #[serde(default = "seven", skip_serializing_if = "is_zero")]
        pub first_seen: u32,
        #[serde(with = "hex")]
        pub color: u32,
        by_number: HashMap<u32, String>,
        #[serde(with = "hex")]
        last_color: u32,
        #[default(seven())]
        #[serde(default = "seven", skip_serializing_if = "is_zero")]
        private_seen: u32,
        big: u128,
        #[default]
        note: Option<String>,
        #[default]
        #[serde(rename = "STATE", default)]
        state: State,
        #[default]
        #[serde(skip)]
        cache: Vec<u8>,
    }
    #[methods]
    impl A {
        pub fn work(&mut self) {
            self.state = State::Busy(3);
            self.cache.clear();
        }
        pub fn seen(&self) -> (u32, u32) {
            (self.private_seen, self.last_color)
        }
        pub fn forget(&mut self) {
            self.first_seen = 0;
            self.private_seen = 0;
        }
    }
}

#[class(bases(store::A), pass)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct B {
    zip_code: u32,
    #[serde(default = "seven")]
    own: u32,
}

/// Another one than the base's.
fn seven() -> u32 {
    1000
}

fn b() -> B {
    let mut b = B::new(9, 8, 1, 0xff, HashMap::from([(3, "three".to_owned())]), 0xab, u128::MAX);
    b.work();
    b
}

#[test]
fn all_fields_follow_the_classs_own_rules() {
    let b = b();
    let json = serde_json::to_string(&b).unwrap();
    let expected = concat!(
        r#"{"zipCode":9,"own":8,"firstSeen":1,"color":"ff","byNumber":{"3":"three"},"#,
        r#""lastColor":"ab","privateSeen":7,"big":340282366920938463463374607431768211455,"#,
        r#""note":null,"STATE":{"Busy":3}}"#
    );
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<B>(&json).unwrap(), b);
}

#[test]
fn what_a_base_names_is_looked_up_there() {
    let json = r#"{"zipCode":1,"color":"a","byNumber":{},"lastColor":"b","big":1}"#;
    let read: B = serde_json::from_str(json).unwrap();
    assert_eq!((read.first_seen, read.color, read.own), (7, 10, 1000));
    assert_eq!(read.seen(), (7, 11));
    let mut b = b();
    b.forget();
    let json = serde_json::to_string(&b).unwrap();
    assert!(!json.contains("firstSeen") && !json.contains("privateSeen"), "{json}");
}

#[test]
fn unknown_and_missing_fields_are_named() {
    let json = r#"{"zipCode":1,"color":"a","byNumber":{},"lastColor":"b","big":1,"more":1}"#;
    let fault = serde_json::from_str::<B>(json).unwrap_err().to_string();
    assert!(fault.starts_with("unknown field `more`, expected one of `zipCode`"), "{fault}");
    let json = r#"{"zipCode":1,"color":"a","byNumber":{},"lastColor":"b"}"#;
    let fault = serde_json::from_str::<B>(json).unwrap_err().to_string();
    assert!(fault.starts_with("missing field `big`"), "{fault}");
    let fault = serde_json::from_str::<B>("3").unwrap_err().to_string();
    assert!(fault.starts_with("invalid type: integer `3`, expected struct B"), "{fault}");
}

/// A format without names: the fields as a row.
#[test]
fn a_row_of_values_is_read() {
    let json = r#"[1,2,3,"4",{},"5",6,7,null,"Idle"]"#;
    let read: B = serde_json::from_str(json).unwrap();
    assert_eq!((read.zip_code, read.own, read.color, read.seen()), (1, 2, 4, (6, 5)));
}

#[class(bases(B), pass)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct C {
    #[default]
    hidden: u8,
}

#[class(bases(C), pass)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct D;

#[test]
fn two_levels_are_one_list() {
    let d = D::new(9, 8, 1, 0xff, HashMap::new(), 0xab, 5);
    let json = serde_json::to_string(&d).unwrap();
    let expected = concat!(
        r#"{"hidden":0,"zip_code":9,"own":8,"first_seen":1,"color":"ff","by_number":{},"#,
        r#""last_color":"ab","private_seen":7,"big":5,"note":null,"STATE":"Idle"}"#
    );
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<D>(&json).unwrap(), d);
}

#[class]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Keyed<T: Clone> {
    #[default]
    pub list: Vec<T>,
    #[default]
    first: Option<T>,
    #[serde(flatten)]
    #[default]
    rest: HashMap<String, T>,
}
#[dunder::methods]
impl<T: Clone> Keyed<T> {
    pub fn first(&self) -> Option<&T> {
        self.first.as_ref().or_else(|| self.rest.values().next())
    }
}

#[class(bases(Keyed<T>), pass)]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Many<T: Clone> {
    #[default(4)]
    count: u8,
    #[default]
    last: Option<T>,
}

#[class(bases(Many<u8>), pass)]
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Bytes;

#[test]
fn a_generic_class_has_a_list_too() {
    let many: Many<String> = serde_json::from_str(r#"{"first":"a","other":"b"}"#).unwrap();
    assert_eq!((many.count, many.first()), (4, Some(&"a".to_owned())));
    let json = serde_json::to_string(&many).unwrap();
    assert_eq!(json, r#"{"count":4,"last":null,"list":[],"first":"a","other":"b"}"#);
    let bytes: Bytes = serde_json::from_str(r#"{"count":1,"last":2,"list":[3],"x":4}"#).unwrap();
    assert_eq!((bytes.first(), &bytes.list), (Some(&4), &vec![3]));
    assert_eq!(
        serde_json::to_string(&bytes).unwrap(),
        r#"{"count":1,"last":2,"list":[3],"first":null,"x":4}"#
    );
}

#[class]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Reader {
    #[default]
    at: usize,
}
#[dunder::methods]
impl Reader {
    pub fn read(&mut self) -> usize {
        self.at += 1;
        self.at
    }
}

#[class]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Writer {
    #[default]
    #[serde(rename = "written")]
    at: usize,
}
#[dunder::methods]
impl Writer {
    pub fn write(&mut self) -> usize {
        self.at += 10;
        self.at
    }
}

#[class(bases(Reader, Writer), pass)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct File;

#[test]
fn private_fields_of_one_name_have_two_in_the_list() {
    let mut file = File::new();
    file.read();
    file.write();
    let json = serde_json::to_string(&file).unwrap();
    assert_eq!(json, r#"{"at":1,"written":10}"#);
    assert_eq!(serde_json::from_str::<File>(&json).unwrap(), file);
}

mod dicts {
    use dunder::{Dict, class};

    #[class(pass)]
    #[derive(Debug, PartialEq, Dict)]
    pub(crate) struct Named {
        #[dict(rename = "ess")]
        pub s: String,
    }
}

#[class(bases(dicts::Named), pass)]
#[derive(Debug, PartialEq, dunder::Dict)]
struct Numbered {
    pub n: u8,
}

#[test]
fn a_dict_of_a_subclass_has_its_bases_names() {
    let dict = dunder::dict::ToDict::to_value(&Numbered::new(1, "a"));
    let dict = format!("{dict:?}");
    assert!(dict.contains("\"ess\"") && !dict.contains("\"s\""), "{dict}");
}
