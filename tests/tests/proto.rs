//! `#[derive(Proto)]`: structs and enums as Protocol Buffers messages.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use dunder::proto::{self, Unknown};
use dunder::{CodecErrorKind, Invalid, Limits, Proto, validated};

#[derive(Clone, Debug, Default, PartialEq, Proto)]
struct User {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 2)]
    email: String,
    #[proto(tag = 3)]
    age: i32,
    #[proto(tag = 4)]
    hobbies: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Proto)]
#[proto(auto)]
struct UserList {
    users: Vec<User>,
}

/// A length that has one byte.
fn len(bytes: &[u8]) -> u8 {
    bytes.len().try_into().unwrap()
}

fn alice() -> User {
    User {
        name: "Alice".into(),
        email: "alice@example.com".into(),
        age: 30,
        hobbies: vec!["reading".into(), "coding".into(), "hiking".into()],
    }
}

#[test]
fn a_struct_is_a_message() {
    let bytes = alice().encode_to_vec();
    assert_eq!(bytes.len(), 53);
    assert_eq!(alice().encoded_len(), 53);
    assert_eq!(bytes[..7], *b"\x0a\x05Alice");
    assert_eq!(User::decode(&bytes), Ok(alice()));
    let mut out = vec![9];
    alice().encode(&mut out);
    assert_eq!(out[1..], bytes);
    assert_eq!(User::decode(&[]), Ok(User::default()));
    assert!(User::default().encode_to_vec().is_empty());
}

#[test]
fn its_text_is_a_constant() {
    const TEXT: &str = User::PROTO;
    assert_eq!(
        TEXT,
        "message User {\n  string name = 1;\n  string email = 2;\n  int32 age = 3;\n  repeated \
         string hobbies = 4;\n}\n"
    );
    assert_eq!(
        proto::file::<(User, UserList)>("package"),
        format!(
            "syntax = \"proto3\";\n\npackage package;\n\n{TEXT}\nmessage UserList {{\n  repeated \
             User users = 1;\n}}\n"
        )
    );
    proto::assert_file::<(UserList, User)>(
        "package",
        "syntax = \"proto3\";\npackage package; // ours\n\nmessage UserList {\nrepeated User users \
         = 1;\n}\nmessage User {\n  string name = 1;\n  string email = 2;\n\n  int32 age = 3;\n  \
         repeated string hobbies = 4;\n}",
    );
}

#[test]
#[should_panic(expected = "it has `string nick = 1;` where the types say `string name = 1;`")]
fn a_checked_in_file_that_differs_fails() {
    proto::assert_file::<User>("", "syntax = \"proto3\";\nmessage User {\n  string nick = 1;\n}");
}

#[test]
fn a_box_stands_on_the_wire_as_what_is_in_it() {
    #[derive(Debug, PartialEq, Proto)]
    struct Boxed {
        #[proto(tag = 1)]
        count: Box<u32>,
        #[proto(tag = 2)]
        flag: Option<Box<bool>>,
        #[proto(tag = 3)]
        leaf: Option<Box<Leaf>>,
    }
    #[derive(Debug, PartialEq, Proto)]
    struct Leaf {
        #[proto(tag = 1)]
        size: u32,
    }
    let leaf = Some(Box::new(Leaf { size: 5 }));
    let boxed = Boxed { count: Box::new(7), flag: Some(Box::new(true)), leaf };
    let bytes = boxed.encode_to_vec();
    assert_eq!(bytes, [8, 7, 16, 1, 26, 2, 8, 5]);
    assert_eq!(Boxed::decode(&bytes).unwrap(), boxed);
    assert_eq!(
        Boxed::PROTO,
        "message Boxed {\n  uint32 count = 1;\n  optional bool flag = 2;\n  Leaf leaf = 3;\n}\n"
    );
}

#[test]
fn a_box_of_an_enum_or_a_newtype_is_a_field_too() {
    #[derive(Debug, PartialEq, Proto)]
    struct Id(u64);
    #[derive(Debug, PartialEq, Proto)]
    enum Contact {
        #[proto(tag = 3)]
        Email(String),
        #[proto(tag = 4)]
        Phone(u32),
    }
    #[derive(Debug, PartialEq, Proto)]
    struct Boxed {
        #[proto(tag = 1)]
        color: Box<Color>,
        #[proto(tag = 2)]
        id: Option<Box<Id>>,
        #[proto(oneof)]
        contact: Option<Box<Contact>>,
    }
    let boxed = Boxed {
        color: Box::new(Color::Red),
        id: Some(Box::new(Id(7))),
        contact: Some(Box::new(Contact::Phone(9))),
    };
    let bytes = boxed.encode_to_vec();
    assert_eq!(bytes, [8, 1, 16, 7, 32, 9]);
    assert_eq!(Boxed::decode(&bytes).unwrap(), boxed);
    let email = Boxed::decode(&[26, 1, b'a']).unwrap().contact;
    assert_eq!(email, Some(Box::new(Contact::Email("a".into()))));
    assert_eq!(
        Boxed::PROTO,
        "message Boxed {\n  Color color = 1;\n  optional uint64 id = 2;\n  oneof contact {\n    \
         string email = 3;\n    uint32 phone = 4;\n  }\n}\n"
    );
}

#[test]
fn a_long_text_is_joined_like_a_short_one() {
    #[derive(Proto)]
    struct Long {
        #[proto(tag = 1)]
        a_name_that_is_long_enough_to_fill_a_line_of_the_text_all_alone_and_more: u32,
        #[proto(tag = 2)]
        another_name_that_is_long_enough_to_fill_a_line_of_the_text_all_alone: Vec<String>,
        #[proto(tag = 3)]
        the_last_name_that_is_long_enough_to_fill_a_line_of_the_text_all_alone: Option<u64>,
    }
    let file = proto::file::<(Long,)>("");
    assert!(Long::PROTO.len() > 256);
    assert!(file.ends_with(Long::PROTO), "{file}");
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Proto)]
enum Color {
    Red = 1,
    DarkGreen = 5,
    Unset = 0,
    Inverse = -1,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Proto)]
enum Level {
    Low,
    High,
    #[proto(other)]
    Other(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Proto)]
struct UserId(u64);

#[derive(Clone, Copy, Debug, PartialEq, Proto)]
struct Delta(#[proto(sint32)] i32);

#[derive(Clone, Debug, PartialEq, Proto)]
enum Contact {
    #[proto(tag = 20)]
    Email(String),
    #[proto(tag = 21, sint64, name = "number")]
    Phone(i64),
    #[proto(tag = 22)]
    Friend(Box<Everything>),
    #[proto(tag = 23)]
    Nobody,
}

#[derive(Clone, Debug, PartialEq, Proto)]
#[proto(reserved(40, 42..=49, "old", "older"))]
struct Everything {
    #[proto(tag = 1)]
    bool_: bool,
    #[proto(tag = 2)]
    i32_: i32,
    #[proto(tag = 3)]
    i64_: i64,
    #[proto(tag = 4)]
    u32_: u32,
    #[proto(tag = 5)]
    u64_: u64,
    #[proto(tag = 6, sint32)]
    s32: i32,
    #[proto(tag = 7, sint64)]
    s64: i64,
    #[proto(tag = 8, fixed32)]
    f32_: u32,
    #[proto(tag = 9, fixed64)]
    f64_: u64,
    #[proto(tag = 10, sfixed32)]
    sf32: i32,
    #[proto(tag = 11, sfixed64)]
    sf64: i64,
    #[proto(tag = 12)]
    float: f32,
    #[proto(tag = 13)]
    double: f64,
    #[proto(tag = 14)]
    text: Arc<str>,
    #[proto(tag = 15)]
    bytes: Vec<u8>,
    #[proto(tag = 16)]
    color: Color,
    #[proto(tag = 17)]
    levels: Vec<Level>,
    #[proto(tag = 18)]
    id: UserId,
    #[proto(tag = 19)]
    delta: Delta,
    #[proto(oneof)]
    contact: Option<Contact>,
    #[proto(tag = 24)]
    user: User,
    #[proto(tag = 25)]
    maybe_user: Option<User>,
    #[proto(tag = 26)]
    maybe_age: Option<i32>,
    #[proto(tag = 27)]
    next: Option<Box<Self>>,
    #[proto(tag = 28, packed = false)]
    unpacked: Vec<u32>,
    #[proto(tag = 29, fixed32)]
    packed: Vec<u32>,
    #[proto(tag = 30)]
    scores: BTreeMap<String, f64>,
    #[proto(tag = 31, map(sint32, fixed64))]
    ids: HashMap<i32, u64>,
    #[proto(tag = 32, map)]
    friends: BTreeMap<UserId, User>,
    #[proto(tag = 33)]
    at: SystemTime,
    #[proto(tag = 34)]
    took: Option<Duration>,
    #[proto(tag = 35)]
    queue: VecDeque<i64>,
    #[proto(tag = 36)]
    set: BTreeSet<String>,
    #[proto(tag = 37)]
    hash: [u8; 4],
    #[proto(tag = 38, name = "type")]
    r#type: u16,
    #[proto(tag = 100_000)]
    far: Vec<Vec<u8>>,
    #[proto(unknown)]
    rest: Unknown,
    #[proto(skip)]
    cache: Option<String>,
}

fn everything() -> Everything {
    Everything {
        bool_: true,
        i32_: -1,
        i64_: i64::MIN,
        u32_: u32::MAX,
        u64_: u64::MAX,
        s32: i32::MIN,
        s64: i64::MIN,
        f32_: 7,
        f64_: 8,
        sf32: -9,
        sf64: -10,
        float: -0.0,
        double: 1.5,
        text: "grüße".into(),
        bytes: vec![0, 255],
        color: Color::DarkGreen,
        levels: vec![Level::High, Level::Low, Level::Other(-7)],
        id: UserId(7),
        delta: Delta(-2),
        contact: Some(Contact::Phone(-3)),
        user: alice(),
        maybe_user: Some(User::default()),
        maybe_age: Some(0),
        next: None,
        unpacked: vec![0, 1, 300],
        packed: vec![1, 2, 3],
        scores: BTreeMap::from([("a".into(), 1.0), (String::new(), 0.0)]),
        ids: HashMap::from([(-1, 1)]),
        friends: BTreeMap::from([(UserId(1), alice())]),
        at: SystemTime::UNIX_EPOCH - Duration::new(1, 250_000_000),
        took: Some(Duration::new(3, 5)),
        queue: VecDeque::from([1, -1]),
        set: BTreeSet::from(["x".to_owned(), "y".to_owned()]),
        hash: [1, 2, 3, 4],
        r#type: 65535,
        far: vec![vec![], vec![1; 300]],
        rest: Unknown::new(),
        cache: None,
    }
}

#[test]
fn every_kind_of_field_comes_back() {
    let mut value = everything();
    value.next = Some(Box::new(everything()));
    value.contact = Some(Contact::Friend(Box::new(everything())));
    let bytes = value.encode_to_vec();
    assert_eq!(bytes.len(), value.encoded_len());
    let back = Everything::decode(&bytes).unwrap();
    assert_eq!(back, value);
    assert!(back.float.is_sign_negative());
}

#[test]
fn every_kind_of_field_has_a_text() {
    let text = Everything::PROTO;
    for line in [
        "sint32 s32 = 6;",
        "sfixed64 sf64 = 11;",
        "float float = 12;",
        "bytes bytes = 15;",
        "Color color = 16;",
        "repeated Level levels = 17;",
        "uint64 id = 18;",
        "sint32 delta = 19;",
        "oneof contact {\n    string email = 20;\n    sint64 number = 21;\n    Everything friend = \
         22;\n    google.protobuf.Empty nobody = 23;\n  }",
        "  User user = 24;",
        "  User maybe_user = 25;",
        "optional int32 maybe_age = 26;",
        "  Everything next = 27;",
        "repeated uint32 unpacked = 28 [packed = false];",
        "repeated fixed32 packed = 29;",
        "map<string, double> scores = 30;",
        "map<sint32, fixed64> ids = 31;",
        "map<uint64, User> friends = 32;",
        "google.protobuf.Timestamp at = 33;",
        "google.protobuf.Duration took = 34;",
        "uint32 type = 38;",
        "reserved 40, 42 to 49;",
        "reserved \"old\", \"older\";",
    ] {
        assert!(text.contains(line), "{line} not in\n{text}");
    }
    assert_eq!(
        Color::PROTO,
        "enum Color {\n  COLOR_UNSET = 0;\n  COLOR_RED = 1;\n  COLOR_DARK_GREEN = 5;\n  \
         COLOR_INVERSE = -1;\n}\n"
    );
    let file = proto::file::<Everything>("all");
    assert!(file.contains("import \"google/protobuf/timestamp.proto\";\n"));
    for name in ["message User {", "enum Color {", "enum Level {"] {
        assert_eq!(file.matches(name).count(), 1, "{file}");
    }
    assert!(!file.contains("message Contact"), "{file}");
}

#[test]
fn long_lengths_make_room_for_themselves() {
    let inner = |len| User { name: "x".repeat(len), ..User::default() };
    for lens in [vec![10, 200, 20_000], vec![127, 128, 126], vec![3_000_000], vec![16_383; 9]] {
        let mut value = UserList { users: lens.into_iter().map(inner).collect() };
        value.users.push(alice());
        let bytes = value.encode_to_vec();
        assert_eq!(bytes.len(), value.encoded_len());
        assert_eq!(UserList::decode(&bytes), Ok(value));
    }
    let mut deep = everything();
    for _ in 0..60 {
        deep = Everything { next: Some(Box::new(deep)), ..everything() };
    }
    assert_eq!(Everything::decode(&deep.encode_to_vec()), Ok(deep));
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Borrowed<'a> {
    #[proto(tag = 1)]
    name: &'a str,
    #[proto(tag = 2)]
    bytes: Cow<'a, [u8]>,
    #[proto(tag = 3)]
    inner: Option<Box<Borrowed<'a>>>,
    #[proto(tag = 4)]
    words: Vec<Cow<'a, str>>,
    #[proto(oneof)]
    choice: Option<Choice<'a>>,
}

#[derive(Clone, Debug, PartialEq, Proto)]
enum Choice<'a> {
    #[proto(tag = 5)]
    Text(&'a str),
    #[proto(tag = 6)]
    Nested(Box<Borrowed<'a>>),
}

#[test]
fn fields_borrow_from_the_input() {
    let leaf = Borrowed {
        name: "leaf",
        bytes: Cow::Owned(vec![1, 2]),
        inner: None,
        words: vec!["a".into(), "b".into()],
        choice: Some(Choice::Text("c")),
    };
    let value = Borrowed {
        inner: Some(Box::new(leaf.clone())),
        choice: Some(Choice::Nested(Box::new(leaf.clone()))),
        ..leaf
    };
    let bytes = value.encode_to_vec();
    let back = Borrowed::decode(&bytes).unwrap();
    assert_eq!(back, value);
    assert!(matches!(back.bytes, Cow::Borrowed(_)));
    assert!(bytes.as_ptr_range().contains(&back.name.as_ptr()));
}

#[test]
fn an_enum_with_values_is_a_message_of_its_own_too() {
    let contact = Contact::Email("a@b".into());
    let bytes = contact.encode_to_vec();
    assert_eq!(Contact::decode(&bytes), Ok(contact));
    assert_eq!(Contact::decode(&[]).unwrap_err().kind(), CodecErrorKind::MissingField);
    assert!(Contact::PROTO.starts_with("message Contact {\n  oneof contact {\n    string email"));
    assert_eq!(Contact::decode(&Contact::Nobody.encode_to_vec()), Ok(Contact::Nobody));
}

#[test]
fn what_is_seen_twice_merges() {
    let one = Everything { user: User { name: "A".into(), ..User::default() }, ..everything() };
    let two = Everything { user: User { age: 3, ..User::default() }, ..everything() };
    let bytes = [one.encode_to_vec(), two.encode_to_vec()].concat();
    let merged = Everything::decode(&bytes).unwrap();
    assert_eq!(merged.user.name, "A");
    assert_eq!(merged.user.age, 3);
    assert_eq!(merged.packed, [1, 2, 3, 1, 2, 3]);
    let friend = |name: &str, far| {
        let far = vec![vec![far]];
        let inner = Everything { text: name.into(), far, ..everything() };
        Contact::Friend(Box::new(inner)).encode_to_vec()
    };
    let Ok(Contact::Friend(merged)) = Contact::decode(&[friend("", 1), friend("b", 2)].concat())
    else {
        panic!("a friend")
    };
    assert_eq!((&*merged.text, merged.far.len()), ("b", 2));
}

#[test]
fn unknown_numbers_of_an_enum_are_kept_or_refused() {
    let open = [0x8a, 0x01, 0x01, 0x63];
    assert_eq!(Everything::decode(&open).unwrap().levels, [Level::Other(99)]);
    let closed = [0x80, 0x01, 0x63];
    let error = Everything::decode(&closed).unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::UnknownTag, "color"));
}

#[derive(Debug, PartialEq, Proto)]
struct Old {
    #[proto(tag = 2)]
    email: String,
    #[proto(unknown)]
    rest: Unknown,
}

#[test]
fn unknown_fields_are_kept_in_order_on_request() {
    let bytes = alice().encode_to_vec();
    let old = Old::decode(&bytes).unwrap();
    assert_eq!(old.rest.tags().collect::<Vec<_>>(), [1, 3, 4, 4, 4]);
    assert_eq!(User::decode(&old.encode_to_vec()), Ok(alice()));
    // a group of proto2
    let group = [0x0b, 0x10, 0x01, 0x1b, 0x1c, 0x0c];
    assert_eq!(Old::decode(&group).unwrap().encode_to_vec(), group);
}

#[test]
fn an_error_tells_its_kind_its_path_and_its_offset() {
    let users = |name: &[u8]| {
        let user = [&[0x0a, len(name)], name].concat();
        [&[0x0a, 0x00, 0x0a, len(&user)], &*user].concat()
    };
    let error = UserList::decode(&users(b"ab\xff")).unwrap_err();
    assert_eq!(error.kind(), CodecErrorKind::BadUtf8);
    assert_eq!(error.path(), "users[1].name");
    assert_eq!(error.offset(), 8);
    assert_eq!(error.to_string(), "users[1].name: text that is not UTF-8, at byte 8");
    for (bytes, kind) in [
        (&[0x0a, 0x05, b'x'][..], CodecErrorKind::Truncated),
        (&[0x0a][..], CodecErrorKind::Truncated),
        (&[0x80], CodecErrorKind::Truncated),
        (&[0x08, 0x01], CodecErrorKind::WrongType),
        (&[0x00], CodecErrorKind::Malformed),
        (&[0x0f], CodecErrorKind::Malformed),
        (&[0x0c], CodecErrorKind::WrongType),
        (&[0x2c], CodecErrorKind::Malformed),
        (&[0x2b, 0x2b], CodecErrorKind::Truncated),
        (&[0x18, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2], CodecErrorKind::Malformed),
        (&[0x0a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], CodecErrorKind::Truncated),
    ] {
        assert_eq!(User::decode(bytes).map_err(|error| error.kind()), Err(kind), "{bytes:?}");
    }
}

#[test]
fn limits_are_set_per_call() {
    let bytes = UserList { users: vec![alice(), alice()] }.encode_to_vec();
    let kind = |limits: &Limits| UserList::decode_with(&bytes, limits).map_err(|e| e.kind());
    assert!(kind(&Limits::untrusted()).is_ok());
    assert_eq!(kind(&Limits::default().bytes(10)), Err(CodecErrorKind::TooLarge));
    assert_eq!(kind(&Limits::default().items(3)), Err(CodecErrorKind::TooLarge));
    assert_eq!(kind(&Limits::default().alloc(200)), Err(CodecErrorKind::TooLarge));
    assert_eq!(kind(&Limits::default().depth(1)), Err(CodecErrorKind::TooDeep));
    assert!(kind(&Limits::default().depth(2)).is_ok());
}

#[validated]
#[derive(Clone, Debug, PartialEq, Proto)]
struct Product {
    #[validate(trim, nonblank)]
    #[proto(tag = 1)]
    name: String,
    #[validate(above = 0.0)]
    #[proto(tag = 2)]
    price: f64,
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Order {
    #[proto(tag = 1)]
    product: Product,
    #[proto(tag = 2)]
    more: Vec<Product>,
    #[proto(tag = 3)]
    gift: Option<Product>,
}

#[validated]
#[derive(Clone, Debug, PartialEq, Proto)]
struct Email(#[validate(email)] String);

#[derive(Clone, Debug, PartialEq, Proto)]
struct Letter {
    #[proto(tag = 1)]
    to: Email,
    #[proto(tag = 2)]
    copies: BTreeMap<String, Email>,
}

#[test]
fn sanitizers_and_rules_run_last() {
    #[derive(Proto)]
    struct Raw {
        #[proto(tag = 1)]
        name: String,
        #[proto(tag = 2)]
        price: f64,
    }
    let raw = |name: &str, price| Raw { name: name.into(), price }.encode_to_vec();
    assert_eq!(Product::decode(&raw(" x ", 1.0)).unwrap().name(), "x");
    let error = Product::decode(&raw("  ", 0.0)).unwrap_err();
    assert_eq!(error.kind(), CodecErrorKind::Invalid);
    let invalid = error.source().unwrap().downcast_ref::<Invalid>().unwrap();
    assert_eq!(invalid.len(), 2);
    // a message of the pieces is checked when all of them are there
    let whole = [raw("x", 0.0), raw("", 2.0)].concat();
    assert_eq!(Product::decode(&whole).unwrap(), Product::new("x", 2.0).unwrap());
    let piece = |tag: u8, bytes: Vec<u8>| [&[tag, len(&bytes)], &*bytes].concat();
    let only_name = [0x0a, 0x01, b'x'].to_vec();
    let pieces = [
        piece(0x0a, only_name.clone()),
        piece(0x12, raw("m", 1.0)),
        piece(0x0a, raw("", 2.0)),
        piece(0x1a, only_name.clone()),
        piece(0x1a, raw("y", 2.0)),
    ];
    let order = Order::decode(&pieces.concat()).unwrap();
    assert_eq!(order.product, Product::new("x", 2.0).unwrap());
    assert_eq!(order.gift, Some(Product::new("y", 2.0).unwrap()));
    let error = Order::decode(&pieces[..2].concat()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::Invalid, "product"));
    let error = Order::decode(&[pieces.concat(), piece(0x12, only_name)].concat()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::Invalid, "more[1]"));
}

#[test]
fn what_is_not_there_keeps_its_rules_too() {
    let error = Order::decode(&[]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::Invalid, "product"));
    let error = Letter::decode(&[]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::Invalid, "to"));
    let letter = Letter {
        to: Email::new("a@example.com").unwrap(),
        copies: BTreeMap::from([("x".into(), Email::new("b@example.com").unwrap())]),
    };
    let bytes = letter.encode_to_vec();
    assert_eq!(Letter::decode(&bytes), Ok(letter));
    let error = Letter::decode(&[&*bytes, &[0x12, 0]].concat()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::Invalid, "copies.value"));
}

#[derive(Clone, Debug, PartialEq)]
struct Celsius(f64);

impl From<Celsius> for f64 {
    fn from(value: Celsius) -> Self {
        value.0
    }
}

impl From<f64> for Celsius {
    fn from(value: f64) -> Self {
        Self(value)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Even(u32);

impl From<Even> for u32 {
    fn from(value: Even) -> Self {
        value.0
    }
}

impl TryFrom<u32> for Even {
    type Error = String;

    fn try_from(value: u32) -> Result<Self, String> {
        if value.is_multiple_of(2) { Ok(Self(value)) } else { Err(format!("{value} is odd")) }
    }
}

#[derive(Clone, Debug, PartialEq, Proto)]
struct Converted {
    #[proto(tag = 1, as = f64)]
    now: Celsius,
    #[proto(tag = 2, as = f64)]
    past: Vec<Celsius>,
    #[proto(tag = 3, as = u32, fixed32)]
    even: Even,
    #[proto(tag = 4, as = u32)]
    maybe: Option<Even>,
    #[proto(tag = 5, as = u32)]
    some: Option<std::num::NonZeroU32>,
}

#[test]
fn a_field_is_written_as_another_type() {
    let value = Converted {
        now: Celsius(21.5),
        past: vec![Celsius(1.0), Celsius(0.0)],
        even: Even(4),
        maybe: Some(Even(0)),
        some: std::num::NonZeroU32::new(5),
    };
    let bytes = value.encode_to_vec();
    assert_eq!(Converted::decode(&bytes), Ok(value));
    assert!(Converted::PROTO.contains("repeated double past = 2;\n  fixed32 even = 3;\n"));
    assert!(Converted::PROTO.contains("optional uint32 some = 5;"));
    assert_eq!(Converted::decode(&[]).unwrap().now, Celsius(0.0));
    let error = Converted::decode(&[0x20, 0x03]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (CodecErrorKind::Invalid, "maybe"));
    assert_eq!(error.source().unwrap().to_string(), "3 is odd");
}

#[test]
fn a_byte_is_a_uint32_and_a_list_of_them_bytes() {
    #[derive(Debug, PartialEq, Proto)]
    struct Pixel {
        #[proto(tag = 1)]
        red: u8,
        #[proto(tag = 2)]
        alpha: Option<u8>,
        #[proto(tag = 3)]
        raw: Vec<u8>,
    }
    let pixel = Pixel { red: 200, alpha: Some(0), raw: vec![1, 2] };
    let bytes = pixel.encode_to_vec();
    assert_eq!(bytes, [8, 200, 1, 16, 0, 26, 2, 1, 2]);
    assert_eq!(Pixel::decode(&bytes).unwrap(), pixel);
    let text = Pixel::PROTO.to_string();
    for line in ["uint32 red = 1;", "optional uint32 alpha = 2;", "bytes raw = 3;"] {
        assert!(text.contains(line), "{text}");
    }
    assert!(Pixel::decode(&[8, 128, 2]).is_err(), "256 is no byte");
}

#[test]
fn a_byte_under_another_name_is_a_number() {
    type Level = u8;
    #[derive(Debug, PartialEq, Proto)]
    struct Levels {
        #[proto(tag = 1)]
        level: Level,
        #[proto(tag = 2)]
        maybe: Option<Level>,
    }
    let levels = Levels { level: 200, maybe: Some(0) };
    assert_eq!(levels.encode_to_vec(), [8, 200, 1, 16, 0]);
    assert_eq!(Levels::decode(&[8, 200, 1, 16, 0]), Ok(levels));
    let fault = Levels::decode(&[8, 128, 2]).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::WrongType, "level"));
    assert!(Levels::PROTO.contains("  optional uint32 maybe = 2;\n"));
}
