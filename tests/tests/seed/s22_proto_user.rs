//! Seed 22: `ProtoUser`. In the guide `to_bytes` is JSON posing as Protocol Buffers, 92 bytes; here
//! it is the real wire format, with the `.proto` text for other languages.

use dunder::{Proto, proto};

#[derive(Clone, Debug, PartialEq, Proto)]
struct ProtoUser {
    #[proto(tag = 1)]
    name: String,
    #[proto(tag = 2)]
    email: String,
    #[proto(tag = 3)]
    age: u32,
    #[proto(tag = 4)]
    hobbies: Vec<String>,
}

fn alice() -> ProtoUser {
    ProtoUser {
        name: "Alice".into(),
        email: "alice@example.com".into(),
        age: 30,
        hobbies: ["reading", "coding", "hiking"].map(String::from).into(),
    }
}

#[test]
fn the_bytes_are_the_real_wire_format() {
    let bytes = alice().encode_to_vec();
    assert_eq!(
        bytes,
        b"\x0a\x05Alice\x12\x11alice@example.com\x18\x1e\x22\x07reading\x22\x06coding\x22\x06hiking"
    );
    assert!(bytes.len() < 92);
    assert_eq!(ProtoUser::decode(&bytes), Ok(alice()));
}

#[test]
fn the_text_for_other_languages_is_written_from_the_struct() {
    assert_eq!(
        proto::file::<ProtoUser>("guide"),
        "syntax = \"proto3\";\n\npackage guide;\n\nmessage ProtoUser {\n  string name = 1;\n  \
         string email = 2;\n  uint32 age = 3;\n  repeated string hobbies = 4;\n}\n"
    );
}
