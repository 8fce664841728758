//! `#[validated]` over a hierarchy: every way in keeps the rules of all ancestors.
#![allow(missing_docs)]
#![allow(clippy::trivially_copy_pass_by_ref, reason = "rules and serde pass what they look at")]

use dunder::{Invalid, class, validated};
use serde::{Deserialize, Serialize};

/// Bases in a module of their own, with what their rules name.
mod bases {
    use std::collections::HashMap;

    use dunder::{class, methods, validated};
    use serde::{Deserialize, Serialize};

    const OLDEST: u8 = 120;
    const LIMIT: u32 = 40;

    fn even(number: &u32) -> bool {
        number.is_multiple_of(2)
    }

    fn hundred() -> u32 {
        100
    }

    fn is_blank(text: &str) -> bool {
        text.is_empty()
    }

    mod hex {
        pub(super) fn serialize<S: serde::Serializer>(of: &u32, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(&format!("{of:x}"))
        }
        pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
            from: D,
        ) -> Result<u32, D::Error> {
            let text: String = serde::Deserialize::deserialize(from)?;
            u32::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
        }
    }

    #[class]
    #[validated(schema)]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Person {
        #[validate(trim, nonblank, chars(..=10))]
        full_name: String,
        #[validate(max = OLDEST)]
        age: u8,
        #[validate(matches = repeated)]
        mail: String,
        repeated: String,
        #[serde(default)]
        friends: HashMap<u32, u128>,
        #[serde(default = "hundred")]
        #[validate(max = 1000)]
        score: u32,
        #[serde(with = "hex", skip_serializing_if = "is_zero")]
        color: u32,
    }
    #[methods]
    impl Person {
        pub fn greeting(&self) -> String {
            format!("Hello {}", self.full_name)
        }
    }

    fn is_zero(number: &u32) -> bool {
        *number == 0
    }

    /// Open: its fields are set past its rules, which `validate` and serde keep.
    #[class]
    #[validated(open)]
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct Range {
        #[validate(with = even, less_than = high)]
        low: u32,
        #[validate(max = LIMIT)]
        pub high: u32,
        #[validate(trim, nonblank, chars(..=5))]
        #[serde(default, skip_serializing_if = "is_blank")]
        pub title: String,
        #[validate(email)]
        pub mail: Option<String>,
        #[validate(when(self.high > 10, min = 4))]
        step: u32,
    }
    #[methods]
    impl Range {
        pub fn low(&self) -> u32 {
            self.low
        }
    }
}
use bases::{Person, Range};

#[class(bases(Person), pass, builder)]
#[validated(schema)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Employee {
    #[validate(min = 1)]
    level: u32,
    #[validate(less_than = score)]
    wanted: u32,
}

#[class(bases(Employee), pass)]
#[validated(schema)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boss {
    #[serde(default)]
    pub office: String,
}

fn boss() -> Boss {
    Boss::new(
        String::from("A1"),
        2,
        50,
        "Ada",
        36,
        "a@b.org",
        "a@b.org",
        [(7, u128::MAX)].into(),
        60,
        255,
    )
    .unwrap()
}

fn paths(invalid: &Invalid) -> Vec<String> {
    invalid.iter().map(|violation| violation.path()).collect()
}

#[test]
fn edit_reaches_the_fields_of_all_ancestors() {
    let mut boss = boss();
    assert_eq!(paths(&boss.set_mail("x").unwrap_err()), ["/mail"]);
    boss.edit(|draft| {
        draft.mail = "z".into();
        draft.repeated = "z".into();
        draft.full_name = "  Eve ".into();
        draft.level = 3;
        draft.office = "B2".into();
    })
    .unwrap();
    assert_eq!((boss.mail(), boss.full_name(), boss.level()), ("z", "Eve", 3));
    let before = boss.clone();
    let wrong = boss.edit(|draft| {
        draft.age = 121;
        draft.wanted = 61;
        draft.repeated = "other".into();
    });
    assert_eq!(paths(&wrong.unwrap_err()), ["/age", "/mail", "/wanted"]);
    assert_eq!(boss, before);
}

#[test]
fn a_rule_over_a_base_field_holds_after_every_change() {
    let mut boss = boss();
    assert_eq!(paths(&boss.set_wanted(60).unwrap_err()), ["/wanted"]);
    assert_eq!(paths(&boss.set_score(50).unwrap_err()), ["/wanted"]);
    assert_eq!(boss.score(), 60);
    assert_eq!(paths(&boss.set_score(1001).unwrap_err()), ["/score"]);
    boss.set_score(900).unwrap();
    boss.set_wanted(899).unwrap();
    assert_eq!((boss.score(), boss.wanted()), (900, 899));
    assert_eq!(paths(&boss.set_full_name("  ").unwrap_err()), ["/fullName"]);
    boss.set_full_name(" Bob ").unwrap();
    assert_eq!(boss.full_name(), "Bob");
    let json = serde_json::to_string(&boss).unwrap();
    let wrong = json.replace("899", "900");
    let fault = serde_json::from_str::<Boss>(&wrong).unwrap_err().to_string();
    assert!(fault.contains("/wanted"), "{fault}");
    assert_eq!(serde_json::from_str::<Boss>(&json).unwrap(), boss);
}

#[test]
fn one_list_is_read_and_shown() {
    let boss = boss();
    let json = serde_json::to_string(&boss).unwrap();
    let expected = concat!(
        r#"{"office":"A1","level":2,"wanted":50,"fullName":"Ada","age":36,"mail":"a@b.org","#,
        r#""repeated":"a@b.org","friends":{"7":340282366920938463463374607431768211455},"#,
        r#""score":60,"color":"ff"}"#
    );
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<Boss>(&json).unwrap(), boss);
    let short = r#"{"level":2,"wanted":50,"fullName":" Ada ","age":36,"mail":"a","repeated":"a","color":"0"}"#;
    let read: Boss = serde_json::from_str(short).unwrap();
    assert_eq!((read.score(), read.full_name(), read.color()), (100, "Ada", 0));
    assert!(!serde_json::to_string(&read).unwrap().contains("color"));
    let wrong = r#"{"level":0,"wanted":100,"fullName":" ","age":121,"mail":"a","repeated":"b","color":"0"}"#;
    let fault = serde_json::from_str::<Boss>(wrong).unwrap_err().to_string();
    for path in ["/level", "/wanted", "/fullName", "/age", "/mail"] {
        assert!(fault.contains(path), "{path} in {fault}");
    }
}

#[test]
fn the_schema_shows_every_field_that_serde_reads() {
    let schema: serde_json::Value = serde_json::from_str(Boss::JSON_SCHEMA).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    let mut names: Vec<&str> = properties.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "age", "color", "friends", "fullName", "level", "mail", "office", "repeated", "score",
            "wanted"
        ]
    );
    assert_eq!(properties["level"]["minimum"], 1);
    assert_eq!(properties["score"]["maximum"], 1000);
    assert!(schema.get("allOf").is_none(), "{schema}");
    let required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    assert!(!required.contains(&"score") && !required.contains(&"office"));
    assert!(required.contains(&"fullName") && required.contains(&"color"));
}

#[class(bases(Range), pass)]
#[validated(open)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    #[validate(less_than = high)]
    pub first: u32,
}

#[test]
fn rules_of_public_fields_mean_what_they_mean_in_their_class() {
    let made = Steps::new(3, 4, 9, "  abc ", Some("a@b.org".to_owned()), 1).unwrap();
    assert_eq!(made.title, "abc");
    let wrong = Steps::new(41, 3, 41, "abcdef", Some("no".to_owned()), 3).unwrap_err();
    assert_eq!(paths(&wrong), ["/low", "/high", "/title", "/mail", "/first", "/step"]);
    let mut made = made;
    made.high = 4;
    assert_eq!(paths(&made.validate().unwrap_err()), ["/low"]);
    made.high = 40;
    assert_eq!(paths(&made.validate().unwrap_err()), ["/step"]);
    let json = r#"{"first":1,"low":2,"high":3,"title":" ab ","mail":null,"step":0}"#;
    let mut read: Steps = serde_json::from_str(json).unwrap();
    assert_eq!((read.low(), read.title.as_str()), (2, "ab"));
    read.title.clear();
    assert_eq!(
        serde_json::to_string(&read).unwrap(),
        r#"{"first":1,"high":3,"mail":null,"low":2,"step":0}"#
    );
    let fault =
        serde_json::from_str::<Steps>(r#"{"first":3,"low":3,"high":2,"mail":"x","step":0}"#);
    let fault = fault.unwrap_err().to_string();
    for path in ["/first", "/low", "/mail"] {
        assert!(fault.contains(path), "{path} in {fault}");
    }
}

/// A format without names: the fields as a row.
#[test]
fn a_row_of_values_is_read() {
    let json =
        r#"["A1",2,3," Ada ",36,"m","m",{"7":340282366920938463463374607431768211455},60,"a"]"#;
    let read: Boss = serde_json::from_str(json).unwrap();
    assert_eq!((read.level(), read.full_name(), read.color()), (2, "Ada", 10));
    assert_eq!(read.friends()[&7], u128::MAX);
}

/// Private fields without rules, of a base that is not `#[validated]`.
mod plain {
    use std::collections::HashMap;

    use dunder::{class, methods};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
    struct Secret(u128);

    #[class]
    #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
    pub struct Plain {
        #[default]
        map: HashMap<u32, Secret>,
        #[default(7)]
        #[serde(default = "seven")]
        kept: u32,
        #[default]
        #[serde(rename = "Note")]
        note: Option<String>,
        #[default]
        pub open: u8,
    }
    #[methods]
    impl Plain {
        pub fn put(&mut self, key: u32, value: u128) {
            self.map.insert(key, Secret(value));
        }
        pub fn kept(&self) -> (u32, Option<&str>) {
            (self.kept, self.note.as_deref())
        }
    }

    fn seven() -> u32 {
        77
    }
}

#[class(bases(plain::Plain), pass)]
#[validated(schema)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ruled {
    #[validate(min = 1)]
    level: u32,
}

#[class(bases(Ruled), pass)]
#[validated]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Twice {
    #[validate(min = 1)]
    more: u32,
}

impl Default for Twice {
    fn default() -> Self {
        let mut made = Self::new(5, 6).unwrap();
        made.put(1, 2);
        made
    }
}

#[test]
fn a_base_without_rules_is_read_in_the_list_too() {
    let mut ruled = Ruled::new(3).unwrap();
    ruled.put(4, u128::MAX);
    ruled.edit(|draft| draft.level = 4).unwrap();
    let json = serde_json::to_string(&ruled).unwrap();
    let max = u128::MAX;
    assert_eq!(json, format!(r#"{{"level":4,"open":0,"map":{{"4":{max}}},"kept":7,"Note":null}}"#));
    assert_eq!(serde_json::from_str::<Ruled>(&json).unwrap(), ruled);
    let short: Ruled = serde_json::from_str(r#"{"level":4,"open":1,"map":{}}"#).unwrap();
    assert_eq!(short.kept(), (77, None));
    let fault = serde_json::from_str::<Ruled>(r#"{"level":0,"open":1,"map":{}}"#).unwrap_err();
    assert!(fault.to_string().contains("/level"), "{fault}");
    let schema: serde_json::Value = serde_json::from_str(Ruled::JSON_SCHEMA).unwrap();
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["Note", "kept", "level", "map", "open"]);
}

#[test]
fn missing_fields_are_taken_from_the_classs_default() {
    let twice: Twice = serde_json::from_str(r#"{"level":9,"Note":"x"}"#).unwrap();
    assert_eq!((twice.more(), twice.level(), twice.kept()), (5, 9, (77, Some("x"))));
    let json = serde_json::to_string(&twice).unwrap();
    assert!(json.contains(r#""map":{"1":2}"#), "{json}");
    assert!(serde_json::from_str::<Twice>(r#"{"level":0}"#).is_err());
}

/// Generic, over a diamond.
#[class]
#[validated]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed<T: Clone + PartialEq + std::fmt::Debug> {
    #[validate(items(1..=3))]
    items: Vec<T>,
    #[validate(less_than = most)]
    least: u32,
    most: u32,
}
#[dunder::methods]
impl<T: Clone + PartialEq + std::fmt::Debug> Listed<T> {
    pub fn count(&self) -> usize {
        self.items.len()
    }
}

#[class(bases(Listed<T>), pass)]
#[validated]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Left<T: Clone + PartialEq + std::fmt::Debug> {
    #[validate(when(self.most > 10, chars(1..)))]
    word: String,
}

#[class(bases(Listed<u8>), pass)]
#[validated]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Right {
    #[validate(required_if = self.least == 3)]
    right: Option<u8>,
}

#[class(bases(Left<u8>, Right), pass)]
#[validated]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bottom {
    #[validate(less_than = most)]
    level: u32,
}

#[test]
fn conditions_over_fields_of_bases_hold_in_a_diamond() {
    let mut bottom = Bottom::new(1, "", None, vec![1, 2], 2, 9).unwrap();
    assert_eq!((bottom.count(), bottom.items(), bottom.word()), (2, [1, 2].as_slice(), ""));
    assert_eq!(paths(&bottom.set_most(11).unwrap_err()), ["/word"]);
    assert_eq!(paths(&bottom.set_most(1).unwrap_err()), ["/least", "/level"]);
    assert_eq!(paths(&bottom.set_least(3).unwrap_err()), ["/right"]);
    assert_eq!(paths(&bottom.set_items(vec![]).unwrap_err()), ["/items"]);
    assert_eq!((bottom.most(), bottom.least(), bottom.count()), (9, 2, 2));
    bottom
        .edit(|draft| {
            draft.most = 11;
            draft.word = "w".to_owned();
            draft.least = 3;
            draft.right = Some(1);
            draft.items.push(3);
        })
        .unwrap();
    assert_eq!(paths(&bottom.set_word("").unwrap_err()), ["/word"]);
    let json = serde_json::to_string(&bottom).unwrap();
    assert_eq!(json, r#"{"level":1,"word":"w","right":1,"items":[1,2,3],"least":3,"most":11}"#);
    assert_eq!(serde_json::from_str::<Bottom>(&json).unwrap(), bottom);
    let wrong = json.replace("\"w\"", "\"\"").replace("\"right\":1,", "");
    let fault = serde_json::from_str::<Bottom>(&wrong).unwrap_err().to_string();
    assert!(fault.contains("/word") && fault.contains("/right"), "{fault}");
    let left = Left::new("a", vec!["x"], 1, 2).unwrap();
    assert_eq!(left.items(), ["x"]);
}

/// Contexts and rules that wait.
mod later {
    use dunder::{class, validated};

    pub struct Taken(pub Vec<&'static str>);

    fn free(name: &str, taken: &Taken) -> bool {
        !taken.0.contains(&name)
    }

    async fn known(name: &str) -> bool {
        std::future::ready(name != "nobody").await
    }

    #[class(pass)]
    #[validated(context = Taken)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Account {
        #[validate(with_ctx = free, async_with = known)]
        name: String,
    }

    #[class(pass)]
    #[validated(open)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Open {
        #[validate(async_with = known, nonblank)]
        pub owner: String,
    }
}
use later::{Account, Open, Taken};

#[class(bases(Account), pass)]
#[validated(context = Taken)]
#[derive(Debug, Clone, PartialEq)]
pub struct Admin {
    #[validate(min = 1)]
    level: u32,
}

#[class(bases(Open), pass)]
#[validated(open)]
#[derive(Debug, Clone, PartialEq)]
pub struct Opened;

#[tokio::test]
async fn contexts_and_rules_that_wait_are_the_bases() {
    let taken = Taken(vec!["ada"]);
    let mut admin = Admin::new(1, "eve").unwrap();
    let wrong = admin.edit_with(&taken, |draft| draft.name = "ada".into()).unwrap_err();
    assert_eq!(paths(&wrong), ["/name"]);
    admin.edit_with(&taken, |draft| draft.name = "bob".into()).unwrap();
    admin.validate_async().await.unwrap();
    admin.set_name("nobody").unwrap();
    assert_eq!(paths(&admin.validate_async().await.unwrap_err()), ["/name"]);
    let mut opened = Opened::new("ada").unwrap();
    opened.validate_async().await.unwrap();
    opened.owner = "nobody".into();
    assert_eq!(paths(&opened.validate_async().await.unwrap_err()), ["/owner"]);
    opened.owner.clear();
    assert!(opened.validate().is_err());
}
