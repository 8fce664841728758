//! Sanitizers: every way in changes the value first, then the rules look.

use std::borrow::Cow;
use std::collections::BTreeMap;

use dunder::crud_api::{Memory, Migrate};
use dunder::{crud_api, validated};
use serde::Deserialize;

#[validated]
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct User {
    #[validate(trim, lower, email)]
    email: String,
    #[validate(collapse_ws, trim, chars(1..=10))]
    name: Option<String>,
    #[validate(clamp(0..=100), max = 100)]
    score: i32,
    #[validate(each(trim, upper, nonempty), items(..=3))]
    tags: Vec<String>,
    #[validate(values(each(clamp(-1..=1))))]
    weights: BTreeMap<String, [i8; 2]>,
    #[validate(map = without_dashes, map = end, digits, default = "4-2")]
    code: String,
}

fn without_dashes(text: String) -> String {
    text.replace('-', "")
}

fn end(mut text: String) -> String {
    text.split_off(text.len().saturating_sub(4))
}

fn user() -> User {
    let weights = BTreeMap::from([("a".to_owned(), [2, -3])]);
    let name = Some(" Ada \t Byron ".into());
    User::new(" Ada@Example.COM ", name, 200, vec![" x ".into()], weights).unwrap()
}

#[test]
fn a_new_value_is_clean() {
    let user = user();
    assert_eq!(user.email(), "ada@example.com");
    assert_eq!(user.name(), Some("Ada Byron"));
    assert_eq!((user.score(), user.tags()), (100, &["X".to_owned()][..]));
    assert_eq!(user.weights()["a"], [1, -1]);
    assert_eq!(user.code(), "42");
}

#[test]
fn a_set_value_is_clean_and_still_has_its_rules() {
    let mut user = user();
    user.set_email("\tB@C ").unwrap();
    assert_eq!(user.email(), "b@c");
    let invalid = user.set_tags(vec!["a".into(), "  ".into()]).unwrap_err();
    assert_eq!(invalid.to_string(), "/tags/1: must not be empty");
    user.set_code("12-345-6").unwrap();
    assert_eq!(user.code(), "3456");
}

#[test]
fn an_edited_value_is_clean() {
    let mut user = user();
    user.edit(|draft| {
        draft.email = "X@Y ".into();
        draft.score = -5;
    })
    .unwrap();
    assert_eq!((user.email(), user.score()), ("x@y", 0));
}

#[test]
fn a_value_that_is_read_is_clean() {
    let json = r#"{"email":" A@B","name":null,"score":7,"tags":["a "],"weights":{}}"#;
    let user: User = serde_json::from_str(json).unwrap();
    assert_eq!((user.email(), user.tags()), ("a@b", &["A".to_owned()][..]));
    let fault = serde_json::from_str::<User>(&json.replace("a ", " ")).unwrap_err();
    assert!(fault.to_string().starts_with("/tags/0: must not be empty"), "{fault}");
}

#[validated(open)]
#[derive(Debug, Deserialize)]
struct Open {
    #[validate(trim, nonempty)]
    word: Cow<'static, str>,
}

#[test]
fn an_open_struct_is_clean_when_it_is_read() {
    let open: Open = serde_json::from_str(r#"{"word":" a "}"#).unwrap();
    assert_eq!(open.word, "a");
}

#[crud_api(path = "/notes")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Note {
    #[crud(id)]
    id: i64,
    #[validate(trim, nonempty, chars(..=9))]
    text: String,
    #[validate(clamp(1..=5))]
    stars: i64,
}

#[tokio::test]
async fn stored_rows_are_clean() {
    let db = Memory::new();
    db.migrate::<(Note,)>(Migrate::Additive).await.unwrap();
    let notes = Note::repo(&db);
    let note = notes.create(NewNote { text: " a ".into(), stars: 9 }).await.unwrap();
    assert_eq!((note.text(), note.stars()), ("a", 5));
    let patch = NotePatch { text: Some("b ".into()), ..NotePatch::default() };
    let note = notes.patch(note.id(), patch).await.unwrap();
    assert_eq!(note.text(), "b");
    let blank = NotePatch { text: Some("  ".into()), ..NotePatch::default() };
    assert!(notes.patch(note.id(), blank).await.is_err());
}
