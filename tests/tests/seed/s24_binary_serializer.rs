//! 24: `BinarySerializer`, the guide's big-endian layout, byte for byte.

use dunder::{CodecErrorKind, Packed};

#[derive(Packed, Clone, Debug, PartialEq)]
#[packed(order = "lengths-first")]
struct User {
    name: String,
    email: String,
    age: i32,
    hobbies: Vec<String>,
}

fn alice() -> User {
    User {
        name: "Alice".into(),
        email: "alice@example.com".into(),
        age: 30,
        hobbies: vec!["reading".into(), "coding".into()],
    }
}

/// What `struct.pack` of the guide writes for her.
const BYTES: &[u8] = b"\0\0\0\x05\0\0\0\x11\0\0\0\x1eAlicealice@example.com\
    \0\0\0\x02\0\0\0\x07reading\0\0\0\x06coding";

#[test]
fn the_bytes_are_those_of_the_guide_and_come_back() {
    assert_eq!(alice().pack(), BYTES);
    assert_eq!(User::unpack(BYTES), Ok(alice()));
}

#[test]
fn they_are_fewer_than_those_of_json() {
    let json = serde_json::json!({
        "name": "Alice", "email": "alice@example.com", "age": 30, "hobbies": ["reading", "coding"]
    });
    assert!(alice().pack().len() < json.to_string().len());
}

#[test]
fn an_age_below_zero_does_not_raise() {
    let young = User { age: -1, ..alice() };
    assert_eq!(User::unpack(&young.pack()), Ok(young));
}

#[test]
fn bad_lengths_truncation_and_trailing_bytes_are_errors() {
    for end in 0..BYTES.len() {
        assert_eq!(User::unpack(&BYTES[..end]).unwrap_err().kind(), CodecErrorKind::Truncated);
    }
    let kind = |bytes: &[u8]| User::unpack(bytes).unwrap_err().kind();
    assert_eq!(kind(&[BYTES, &[0]].concat()), CodecErrorKind::TrailingBytes);
    let mut long = BYTES.to_vec();
    long[0] = 0xff;
    assert_eq!(kind(&long), CodecErrorKind::Truncated);
}
