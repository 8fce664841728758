//! `#[proto(prost)]`: the same types where a `prost::Message` is asked for.

use std::collections::{BTreeMap, VecDeque};

use dunder::proto::Unknown;
use dunder::{Proto, validated};
use prost::Message;
use prost::bytes::{Buf, Bytes};

#[derive(Clone, Debug, Default, PartialEq, Proto)]
#[proto(prost)]
struct User {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 2, sint32)]
    age: i32,
    #[proto(tag = 3)]
    scores: BTreeMap<String, f64>,
    #[proto(oneof)]
    contact: Option<Contact>,
    #[proto(tag = 6, packed = false)]
    days: Vec<u32>,
    #[proto(tag = 7)]
    friends: Vec<User>,
    #[proto(unknown)]
    rest: Unknown,
}

#[derive(Clone, Debug, PartialEq, Proto)]
enum Contact {
    #[proto(tag = 4)]
    Email(String),
    #[proto(tag = 5, fixed64)]
    Phone(u64),
}

/// The same message by prost's own derive.
#[derive(Clone, PartialEq, Message)]
struct Theirs {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(sint32, tag = "2")]
    age: i32,
    #[prost(btree_map = "string, double", tag = "3")]
    scores: BTreeMap<String, f64>,
    #[prost(oneof = "TheirContact", tags = "4, 5")]
    contact: Option<TheirContact>,
    #[prost(uint32, repeated, packed = "false", tag = "6")]
    days: Vec<u32>,
    #[prost(message, repeated, tag = "7")]
    friends: Vec<Theirs>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum TheirContact {
    #[prost(string, tag = "4")]
    Email(String),
    #[prost(fixed64, tag = "5")]
    Phone(u64),
}

/// A message of prost's that has ours in it.
#[derive(Clone, PartialEq, Message)]
struct Envelope {
    #[prost(message, optional, tag = "1")]
    user: Option<User>,
    #[prost(message, repeated, tag = "2")]
    more: Vec<User>,
}

fn user() -> User {
    User {
        name: "Ada".into(),
        age: -36,
        scores: BTreeMap::from([("x".into(), 1.5), ("y".into(), 2.5)]),
        contact: Some(Contact::Phone(7)),
        days: vec![0, 300],
        friends: vec![
            User { contact: Some(Contact::Email("a@b".into())), ..User::default() },
            User { name: "x".repeat(300), ..User::default() },
        ],
        rest: Unknown::default(),
    }
}

/// What a server does with the messages of a call: of tonic's codec, and of anyone's.
fn call<T: Message + Default + 'static, U: Message + Default + 'static>(request: &T) -> U {
    let framed = request.encode_length_delimited_to_vec();
    assert_eq!(framed.len(), request.encoded_len() + 1 + usize::from(request.encoded_len() > 127));
    U::decode_length_delimited(&framed[..]).unwrap()
}

#[test]
fn functions_over_messages_take_it() {
    let theirs: Theirs = call(&user());
    assert_eq!(theirs.friends.len(), 2);
    assert_eq!(call::<_, User>(&theirs), user());
    assert_eq!(call::<_, User>(&user()), user());
    assert_eq!(Message::encode_to_vec(&theirs), Message::encode_to_vec(&user()));
    let shown: &dyn Send = &user();
    let _ = shown;
}

#[test]
fn buffers_may_come_in_pieces() {
    let bytes = Bytes::from(Message::encode_to_vec(&user()));
    for cut in 0..=bytes.len() {
        let pieces = bytes.slice(..cut).chain(bytes.slice(cut..));
        assert_eq!(<User as Message>::decode(pieces), Ok(user()), "{cut}");
    }
    let mut out = prost::bytes::BytesMut::with_capacity(512);
    Message::encode(&user(), &mut out).unwrap();
    assert_eq!(out, bytes);
    assert!(Message::encode(&user(), &mut &mut [0_u8; 10][..]).is_err());
}

#[test]
fn it_stands_in_a_message_of_prosts() {
    #[derive(Clone, Debug, Default, PartialEq, Proto)]
    #[proto(prost)]
    struct Nothing {
        #[proto(unknown)]
        rest: Unknown,
    }
    #[derive(Clone, PartialEq, Message)]
    struct Around {
        #[prost(message, optional, tag = "1")]
        nothing: Option<Nothing>,
    }
    let envelope = Envelope { user: Some(user()), more: vec![user(), User::default()] };
    let bytes = envelope.encode_to_vec();
    assert_eq!(Envelope::decode(&bytes[..]), Ok(envelope.clone()));
    for cut in 1..bytes.len() {
        let whole = Envelope::decode(&bytes[..cut]);
        let is_boundary =
            cut == 1 + 2 + user().encoded_len() || cut == 2 * (1 + 2 + user().encoded_len());
        assert_eq!(whole.is_ok(), is_boundary, "{cut}");
    }
    // fields that a type does not know, a group among them, are kept there too
    let rest = [0x0b, 0x0b, 0x10, 0x01, 0x0c, 0x0c, 0x98, 0x06, 0x05];
    let framed = [&[0x0a, 9][..], &rest].concat();
    let around = Around::decode(&framed[..]).unwrap();
    assert_eq!(around.nothing.as_ref().unwrap().rest.tags().collect::<Vec<_>>(), [1, 99]);
    assert_eq!(around.encode_to_vec(), framed);
    for wrong in [&[0x0a, 1, 0x0b][..], &[0x0a, 2, 0x0b, 0x14], &[0x0a, 1, 0x0c]] {
        assert!(Around::decode(wrong).is_err());
    }
    let bomb = [&[0x0a, 0xe8, 0x07][..], &[0x0b; 1000]].concat();
    assert!(Around::decode(&bomb[..]).is_err());
}

#[test]
fn merging_and_clearing_follow_prost() {
    let mut ours = user();
    let more = User { age: 1, days: vec![5], ..User::default() };
    ours.merge(&Message::encode_to_vec(&more)[..]).unwrap();
    assert_eq!((&*ours.name, ours.age, &ours.days[..]), ("Ada", 1, &[0, 300, 5][..]));
    ours.merge_length_delimited(&more.encode_length_delimited_to_vec()[..]).unwrap();
    assert_eq!(ours.days, [0, 300, 5, 5]);
    ours.clear();
    assert_eq!(ours, User::default());
    assert!(ours.merge_length_delimited(&[5, 0x0a][..]).is_err());
    let error = <User as Message>::decode(&[0x0a, 0x01, 0xff][..]).unwrap_err();
    assert!(error.to_string().contains("name: text that is not UTF-8, at byte 2"), "{error}");
}

#[validated]
#[derive(Clone, Debug, PartialEq, Proto)]
#[proto(prost)]
struct Product {
    #[validate(trim, nonblank)]
    #[proto(tag = 1)]
    name: String,
}

impl Default for Product {
    fn default() -> Self {
        Self::new("unnamed").unwrap()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Proto)]
#[proto(prost)]
struct Shelf {
    #[proto(tag = 1)]
    products: Vec<Product>,
    #[proto(tag = 2)]
    more: VecDeque<Product>,
}

#[test]
fn a_list_has_no_element_that_was_not_read_to_its_end() {
    let whole = Shelf { products: vec![Product::default()], more: [Product::default()].into() };
    for key in [0x0a, 0x12] {
        // one that breaks a rule, and one that ends too early
        for bytes in [[key, 3, 0x0a, 1, b' '], [key, 3, 0x0a, 9, b'x']] {
            let mut shelf = whole.clone();
            assert!(shelf.merge(&bytes[..]).is_err());
            assert_eq!(shelf, whole);
        }
    }
}

#[test]
fn rules_run_where_the_message_is_the_whole() {
    assert_eq!(<Product as Message>::decode(&b"\x0a\x03 x "[..]).unwrap().name(), "x");
    assert!(<Product as Message>::decode(&b"\x0a\x01 "[..]).is_err());
}
