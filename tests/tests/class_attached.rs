//! The other attributes below `#[class]`: what holds for the ancestors' fields too.
#![allow(missing_docs)]

mod capture;

use capture::capture;
use dunder::{Invalid, class, methods};
use serde::{Deserialize, Serialize};
use tracing::Level;

/// A validated base with private, ruled fields, in a module of its own.
mod people {
    use dunder::{class, methods, validated};

    const ADULT: u8 = 18;

    #[class(dyn)]
    #[validated]
    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    pub struct Person {
        #[validate(trim, nonblank, chars(..=10))]
        name: String,
        #[validate(min = ADULT, max = 120)]
        age: u8,
        #[default]
        pub note: String,
        #[validate(email)]
        mail: Option<String>,
    }

    #[methods]
    impl Person {
        pub fn greeting(&self) -> String {
            format!("{} ({})", self.name, self.title())
        }
        pub fn title(&self) -> String {
            "person".into()
        }
        pub fn birthday(&mut self) -> u8 {
            self.age += 1;
            self.age
        }
    }
}
use people::{IsPerson, Person};

fn greeted(person: &impl IsPerson) -> String {
    person.greeting()
}

#[class(bases(Person), builder)]
#[dunder::validated]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Employee {
    #[validate(min = 1)]
    level: u32,
    #[default(vec!["all".to_owned()])]
    #[validate(items(1..))]
    teams: Vec<String>,
}

#[methods]
impl Employee {
    pub fn title(&self) -> String {
        format!("level {} of {}", self.level, self.age())
    }
    pub fn rename(&mut self, name: &str) -> Result<(), Invalid> {
        self.level += 1;
        self.set_name(format!("{name}{}", self.level))?;
        self.level += 1;
        Ok(())
    }
}

#[class(bases(Employee), pass)]
#[dunder::validated]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Boss;

fn paths(invalid: &Invalid) -> Vec<String> {
    invalid.iter().map(|violation| violation.path()).collect()
}

#[test]
fn a_subclass_keeps_the_rules_of_all_its_ancestors() {
    let invalid = Employee::new(0_u32, " ", 3, Some("no".to_owned())).unwrap_err();
    assert_eq!(paths(&invalid), ["/level", "/name", "/age", "/mail"]);
    let boss = Boss::new(0, "", 18, None).unwrap_err();
    assert_eq!(paths(&boss), ["/level", "/name"]);
    assert!(Boss::new(1, "Ada", 18, None).is_ok());
}

#[test]
fn sanitizers_of_ancestors_run_too() {
    let employee = Employee::new(1, "  Ada ", 30, None).unwrap();
    assert_eq!((employee.name(), employee.age(), employee.mail()), ("Ada", 30, None));
    assert_eq!(greeted(&employee), "Ada (level 1 of 30)");
}

#[test]
fn getters_and_setters_are_inherited() {
    let mut boss = Boss::new(1, "Ada", 30, None).unwrap();
    assert!(boss.set_age(3).is_err());
    assert_eq!(boss.age(), 30);
    boss.set_name("Bob").unwrap();
    boss.set_level(4).unwrap();
    boss.set_mail(Some("a@b.org".to_owned())).unwrap();
    assert_eq!((boss.name(), boss.level(), boss.mail()), ("Bob", 4, Some("a@b.org")));
    boss.note = "open".to_owned();
    assert_eq!(boss.birthday(), 31);
    assert!(boss.rename("too long a name").is_err());
    boss.rename("Eve").unwrap();
    assert_eq!((boss.name(), boss.level()), ("Eve6", 7));
}

#[test]
fn what_methods_break_is_seen_by_validate() {
    let mut person = Person::new("Ada", 120, None).unwrap();
    person.birthday();
    assert_eq!(paths(&person.validate().unwrap_err()), ["/age"]);
    assert!(!person.is_valid());
}

#[test]
fn the_builder_checks_the_rules() {
    let built = Employee::builder(2, "Ada", 20, None).note("x").teams(vec![]).build();
    assert_eq!(paths(&built.unwrap_err()), ["/teams"]);
    let built = Employee::builder(2, "Ada", 20, None).level(3).build().unwrap();
    assert_eq!((built.level(), built.teams()), (3, ["all".to_owned()].as_slice()));
}

#[test]
fn edit_changes_the_fields_of_the_class_and_keeps_the_rest() {
    let mut employee = Employee::new(1, "Ada", 30, None).unwrap();
    assert!(employee.edit(|draft| draft.level = 0).is_err());
    employee.edit(|draft| draft.level = 9).unwrap();
    assert_eq!((employee.level(), employee.name()), (9, "Ada"));
}

#[test]
fn json_is_flat_and_goes_through_the_rules() {
    let boss = Boss::new(1, "Ada", 30, None).unwrap();
    let json = serde_json::to_value(&boss).unwrap();
    let expected = serde_json::json!({
        "level": 1, "teams": ["all"], "name": "Ada", "age": 30, "note": "", "mail": null,
    });
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_value::<Boss>(json).unwrap(), boss);
    let bad = serde_json::json!({
        "level": 0, "teams": [], "name": "Ada", "age": 3, "note": "", "mail": null,
    });
    let text = serde_json::from_value::<Boss>(bad).unwrap_err().to_string();
    for path in ["level", "teams", "age"] {
        assert!(text.contains(path), "{text}");
    }
}

/// Without rules: the ancestor's private fields in JSON all the same.
#[class]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pinned<T: Clone> {
    #[serde(rename = "Pin")]
    pin: T,
    #[default]
    #[serde(default)]
    pub times: u32,
}
#[methods]
impl<T: Clone> Pinned<T> {
    pub fn pin(&self) -> &T {
        &self.pin
    }
}

#[class(bases(Pinned<String>), pass)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub text: String,
}

#[test]
fn serde_sees_one_flat_list_of_fields() {
    let note = Note::new("hi", "corner".to_owned());
    let json = serde_json::to_string(&note).unwrap();
    assert_eq!(json, r#"{"text":"hi","times":0,"Pin":"corner"}"#);
    let read: Note = serde_json::from_str(r#"{"text":"hi","Pin":"corner"}"#).unwrap();
    assert_eq!((read.pin(), &read), (&"corner".to_owned(), &note));
}

#[class]
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    pub first_name: String,
    #[default("none".into())]
    last_name: String,
}
#[methods]
impl Contact {}

#[class(bases(Contact), pass)]
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    pub zip_code: u32,
    #[default(NOWHERE)]
    pub last_city: String,
}

const NOWHERE: &str = "nowhere";

#[test]
fn private_fields_keep_the_names_that_their_class_gives_them() {
    let customer = Customer::new(1, "Ada");
    let json = serde_json::to_string(&customer).unwrap();
    assert_eq!(json, r#"{"zipCode":1,"lastCity":"nowhere","firstName":"Ada","lastName":"none"}"#);
    assert_eq!(serde_json::from_str::<Customer>(&json).unwrap(), customer);
}

#[class]
#[dunder::singleton]
#[derive(Default)]
pub struct Settings {
    #[default(8080)]
    pub port: u16,
}
#[methods]
impl Settings {
    pub fn port(&self) -> u16 {
        self.port
    }
    fn init(&mut self) {
        super().init();
        self.port += 1;
    }
}

#[test]
fn a_singleton_is_made_of_the_classs_default() {
    assert_eq!(Settings::instance().port(), 8081);
    assert!(std::ptr::eq(Settings::instance(), Settings::instance()));
}

#[dunder::plugin_registry]
pub trait Exporter: Send + Sync {
    fn extension(&self) -> String;
}

#[class]
#[derive(Default)]
pub struct Text {
    #[default("txt")]
    pub suffix: String,
}
#[methods]
impl Text {
    pub fn suffixed(&self) -> String {
        format!(".{}", self.suffix)
    }
}

#[class(bases(Text))]
#[dunder::plugin(Exporter, name = "csv")]
#[derive(Default)]
pub struct Csv {}
#[methods]
impl Csv {
    pub fn suffixed(&self) -> String {
        format!("{}.csv", super().suffixed())
    }
}
impl Exporter for Csv {
    fn extension(&self) -> String {
        self.suffixed()
    }
}

#[test]
fn a_class_is_a_plugin_made_of_its_default() {
    let csv = <dyn Exporter>::registry().create("csv").unwrap();
    assert_eq!(csv.extension(), ".txt.csv");
}

#[class]
pub struct Account {
    #[default]
    pub total: u64,
}
#[methods]
impl Account {
    #[dunder::logged(level = "info")]
    pub fn charge(&mut self, amount: u64, #[redact] card: &str) -> Result<u64, String> {
        if card.is_empty() {
            return Err("no card".to_owned());
        }
        self.total += amount;
        Ok(self.total())
    }
    pub fn total(&self) -> u64 {
        self.total
    }
}

#[class(bases(Account))]
pub struct Premium {}
#[methods]
#[dunder::logged(level = "info", skip(card))]
impl Premium {
    pub fn charge(&mut self, amount: u64, card: &str) -> Result<u64, String> {
        super().charge(amount * 2, card)
    }
    #[dunder::logged(off)]
    pub fn total(&self) -> u64 {
        super().total() + 1
    }
}

#[test]
fn each_class_of_a_super_chain_logs_its_own_call() {
    let events = capture(Level::INFO, || {
        let mut premium = Premium::new();
        assert_eq!(premium.charge(3, "4111"), Ok(7));
        assert!(Account::new().charge(1, "").is_err());
    });
    let told: Vec<_> =
        events.iter().map(|event| (event.field("method"), event.field("phase"))).collect();
    assert_eq!(
        told,
        [
            ("Premium::charge", "enter"),
            ("Account::charge", "enter"),
            ("Account::charge", "exit"),
            ("Premium::charge", "exit"),
            ("Account::charge", "enter"),
            ("Account::charge", "error"),
        ]
    );
    assert!(events[..5].iter().all(|event| event.level == Level::INFO));
    assert_eq!((events[5].level, events[5].target.as_str()), (Level::ERROR, module_path!()));
    assert_eq!(events[0].field("amount"), "3");
    assert_eq!(events[0].get("card"), None);
    assert_eq!((events[1].field("amount"), events[1].field("card")), ("6", "<redacted>"));
    assert!(events.iter().all(|event| event.get("__self").is_none()));
}

#[class]
pub struct Named {
    #[crud(filter, sort, search)]
    pub title: String,
    #[default]
    #[crud(default = 0)]
    pub views: i64,
}
#[methods]
impl Named {
    pub fn headline(&self) -> String {
        format!("{} ({})", self.title.to_uppercase(), self.views)
    }
}

#[class(bases(Named), pass)]
#[dunder::crud_api(table = "articles")]
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    #[crud(id)]
    #[default]
    pub id: i64,
}

#[tokio::test]
async fn a_class_is_stored_with_its_ancestors_columns() {
    use dunder::crud_api::{Memory, Migrate};
    let store = Memory::new();
    store.migrate::<Article>(Migrate::Additive).await.unwrap();
    let repo = Article::repo(&store);
    let made = repo.create(NewArticle { title: "crabs".into(), views: 3 }).await.unwrap();
    let read = repo.read(made.id).await.unwrap();
    assert_eq!(read.headline(), "CRABS (3)");
    // a search looks into what an ancestor's field says
    for (words, many) in [("CRA", 1), ("crabs bs", 1), ("shrimps", 0)] {
        assert_eq!(repo.list().search(words).await.unwrap().items.len(), many, "{words}");
    }
    assert_eq!(Article::mro(), ["Article", "Named", "object"]);
}
