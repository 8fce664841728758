//! `#[crud_api]` on structs with rules: in either order, on every write, in one answer.

use dunder::crud_api::{
    BodyError, CrudError, Memory, Migrate, Resource, Sqlite, Store, Timestamp, Value, json,
};
use dunder::validated::{Errors, Violation};
use dunder::{crud_api, validated};

/// A stay.
#[crud_api(path = "/stays", table = "stays")]
#[validated(check(no_longer_than_a_year))]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stay {
    #[crud(id)]
    id: i64,
    #[crud(filter)]
    #[validate(nonblank, chars(1..=20))]
    guest: String,
    #[validate(min = 0)]
    from: i32,
    #[validate(min = 0, default = 7)]
    to: i32,
    #[validate(chars(..=5))]
    note: Option<String>,
    #[validate(items(..=2))]
    #[crud(json)]
    tags: Vec<String>,
    #[crud(created)]
    created_at: Timestamp,
    #[crud(version)]
    version: i64,
}

fn no_longer_than_a_year(stay: &Stay, errors: &mut Errors<'_>) {
    if stay.to < stay.from {
        errors.add("to", Violation::new("order", "must not be before the start"));
    }
    if stay.version < 1 || stay.created_at == Timestamp::UNIX_EPOCH {
        errors.add("", "the server's fields are set");
    }
}

/// The other order, and no rule across fields.
#[validated]
#[crud_api(table = "rooms")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Room {
    #[crud(id)]
    #[validate(chars(2..=4))]
    code: String,
    #[validate(range(1..=9))]
    beds: u8,
    #[validate(chars(..=5))]
    note: Option<String>,
    floor: i16,
    #[crud(version)]
    #[validate(max = 2)]
    version: i64,
}

fn stay() -> NewStay {
    NewStay { guest: "Ann".into(), from: 1, to: 3, note: None, tags: vec![] }
}

/// Every broken rule, `pointer code`.
fn broken<T: std::fmt::Debug>(answer: Result<T, CrudError>) -> Vec<String> {
    match answer {
        Err(CrudError::Invalid(invalid)) => {
            invalid.iter().map(|it| format!("{} {}", it.path(), it.code())).collect()
        }
        other => panic!("{other:?}"),
    }
}

async fn rules_hold_on_every_write(db: impl Store) -> Result<(), CrudError> {
    db.migrate_models(&[Stay::MODEL, Room::MODEL], Migrate::Additive).await?;
    let stays = Stay::repo(&db);
    let wrong = NewStay { guest: " ".into(), from: -1, note: Some("longer".into()), ..stay() };
    assert_eq!(
        broken(stays.create(wrong.clone()).await),
        ["/guest nonblank", "/from min", "/note chars"]
    );
    let made = stays.create(stay()).await?;
    assert_eq!((made.id(), made.guest(), made.version()), (1, "Ann", 1));
    assert_eq!(broken(stays.update(1, wrong).await).len(), 3);
    let patch = StayPatch { note: Some(Some("longer".into())), ..StayPatch::default() };
    assert_eq!(broken(stays.patch(1, patch).await), ["/note chars"]);
    let patch = StayPatch { tags: Some(vec![String::new(); 3]), ..StayPatch::default() };
    assert_eq!(broken(stays.patch(1, patch).await), ["/tags items"]);
    // a rule across fields sees the fields that the patch leaves
    let patch = StayPatch { to: Some(0), ..StayPatch::default() };
    assert_eq!(broken(stays.patch(1, patch).await), ["/to order"]);
    assert_eq!(broken(stays.update(1, NewStay { to: 0, ..stay() }).await), ["/to order"]);
    let patch = StayPatch { from: Some(4), to: Some(5), ..StayPatch::default() };
    let changed = stays.patch(1, patch).if_match(1).await?;
    assert_eq!((changed.from(), changed.to(), changed.version()), (4, 5, 2));
    assert_eq!(stays.read(1).await?, changed);
    Ok(())
}

async fn a_rule_on_the_version_ends_a_row_s_changes(db: impl Store) -> Result<(), CrudError> {
    db.migrate_models(&[Room::MODEL], Migrate::Additive).await?;
    let rooms = Room::repo(&db);
    let new = NewRoom { code: "r1".into(), beds: 2, note: None, floor: 0 };
    assert_eq!(
        broken(rooms.create(NewRoom { code: "r".into(), beds: 0, ..new.clone() }).await),
        ["/code chars", "/beds range"]
    );
    rooms.create(new).await?;
    let patch = || RoomPatch { floor: Some(3), ..RoomPatch::default() };
    assert_eq!(rooms.patch("r1", patch()).await?.version(), 2);
    assert_eq!(broken(rooms.patch("r1", patch()).await), ["/version max"]);
    Ok(())
}

#[tokio::test]
async fn in_memory() -> Result<(), CrudError> {
    rules_hold_on_every_write(Memory::new()).await?;
    a_rule_on_the_version_ends_a_row_s_changes(Memory::new()).await
}

#[tokio::test]
async fn in_sqlite() -> Result<(), CrudError> {
    rules_hold_on_every_write(Sqlite::open(":memory:").await?).await?;
    a_rule_on_the_version_ends_a_row_s_changes(Sqlite::open(":memory:").await?).await
}

#[test]
fn a_body_with_wrong_types_has_its_broken_rules_in_the_same_answer() {
    let body = br#"{"guest":"","from":"x","note":"longer","tags":["a","b","c"],"id":1}"#;
    let Err(BodyError::Invalid(invalid)) = json::read_new(Stay::MODEL, body) else { panic!() };
    let mut found: Vec<_> =
        invalid.iter().map(|it| format!("{} {}", it.path(), it.code())).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "/from type",
            "/guest chars",
            "/guest nonblank",
            "/id server_made",
            "/note chars",
            "/tags items"
        ]
    );
}

#[test]
fn a_default_of_validated_fills_a_new_row() {
    let row = json::read_new(Stay::MODEL, br#"{"guest":"Ann","from":1,"tags":[]}"#);
    assert_eq!(row.expect("a row")[3], Value::Int(7));
    assert!(Stay::MODEL.columns[3].is_optional());
}

#[test]
fn rules_are_there_as_data() {
    let rules = |name: &str| {
        let column = Stay::MODEL.column(name).expect("a column");
        Stay::MODEL.rules_of(&Stay::MODEL.columns[column]).iter().map(|it| it.code).collect()
    };
    let found: Vec<&str> = rules("guest");
    assert_eq!(found, ["nonblank", "chars"]);
    let found: Vec<&str> = rules("version");
    assert_eq!(found, [""; 0]);
    assert!(Stay::MODEL.cross && Room::MODEL.cross);
}

/// Its JSON is brought to its form.
#[crud_api(table = "labels")]
#[validated]
#[derive(Clone, Debug, PartialEq)]
struct Label {
    #[crud(id)]
    id: i64,
    #[validate(each(trim, chars(1..=3)))]
    #[crud(json)]
    words: Vec<String>,
    #[validate(each(trim))]
    #[crud(json)]
    more: Option<Vec<String>>,
}

#[tokio::test]
async fn sanitizers_of_json_run_on_every_write() -> Result<(), CrudError> {
    let labels_in = Memory::new();
    let labels = Label::repo(&labels_in);
    let blanks = || vec![" ab  ".to_owned()];
    let words = |row: &Label| (row.words().to_vec(), row.more().clone());
    let clean = (vec!["ab".to_owned()], Some(vec!["ab".to_owned()]));
    let row = labels.create(NewLabel { words: blanks(), more: Some(blanks()) }).await?;
    assert_eq!(words(&row), clean);
    let patch = LabelPatch { words: Some(blanks()), more: Some(Some(blanks())) };
    assert_eq!(words(&labels.patch(1, patch).await?), clean);
    let row = labels.update(1, NewLabel { words: blanks(), more: None }).await?;
    assert_eq!(words(&row), (clean.0, None));
    Ok(())
}
