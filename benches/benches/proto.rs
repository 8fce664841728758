//! `Proto` beside prost: one user, and ten thousand in a list.
#![allow(missing_docs, reason = "a program")]

use dunder::Proto;
use dunder_benches::{Bench, users};
use prost::Message;

#[derive(Clone, Debug, PartialEq, Proto)]
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
struct UserList {
    #[proto(tag = 1)]
    users: Vec<User>,
}

#[derive(Clone, PartialEq, Message)]
struct Theirs {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    email: String,
    #[prost(int32, tag = "3")]
    age: i32,
    #[prost(string, repeated, tag = "4")]
    hobbies: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct TheirList {
    #[prost(message, repeated, tag = "1")]
    users: Vec<Theirs>,
}

fn main() {
    let mut bench = Bench::from_args();
    let ours = users::alice(|name, email, age, hobbies| User { name, email, age, hobbies });
    let theirs = users::alice(|name, email, age, hobbies| Theirs { name, email, age, hobbies });
    let bytes = ours.encode_to_vec();
    assert_eq!(bytes, theirs.encode_to_vec());
    bench
        .group("proto_encode")
        .case("prost", || theirs.encode_to_vec())
        .case("Proto", || ours.encode_to_vec())
        .goal("proto_encode", "Proto", "prost", 0.9)
        .run();
    bench
        .group("proto_decode")
        .case("prost", || Theirs::decode(&bytes[..]))
        .case("Proto", || User::decode(&bytes))
        .goal("proto_decode", "Proto", "prost", 0.85)
        .run();

    let ours = users::ten_thousand(|name, email, age, hobbies| User { name, email, age, hobbies });
    let ours = UserList { users: ours };
    let theirs =
        users::ten_thousand(|name, email, age, hobbies| Theirs { name, email, age, hobbies });
    let theirs = TheirList { users: theirs };
    let bytes = ours.encode_to_vec();
    assert_eq!(bytes, theirs.encode_to_vec());
    bench
        .group("proto_encode_10k")
        .case("prost", || theirs.encode_to_vec())
        .case("Proto", || ours.encode_to_vec())
        .goal("proto_encode_10k", "Proto", "prost", 0.6)
        .run();
    bench
        .group("proto_decode_10k")
        .case("prost", || TheirList::decode(&bytes[..]))
        .case("Proto", || UserList::decode(&bytes))
        .goal("proto_decode_10k", "Proto", "prost", 0.85)
        .run();
    bench.finish();
}
