//! `Dict` beside `serde_json`: JSON of one user, of ten thousand, and of floats.
#![allow(missing_docs, reason = "a program")]

use dunder::Dict;
use dunder_benches::{Bench, users};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Dict, Serialize, Deserialize)]
struct User {
    name: String,
    email: String,
    age: i32,
    hobbies: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Dict, Serialize, Deserialize)]
struct UserList {
    users: Vec<User>,
}

#[derive(Clone, Debug, PartialEq, Dict, Serialize, Deserialize)]
struct Track {
    points: Vec<(f64, f64)>,
    notes: Vec<String>,
}

fn main() {
    let mut bench = Bench::from_args();
    let make = |name, email, age, hobbies| User { name, email, age, hobbies };
    let user = users::alice(make);
    let json = user.to_json();
    assert_eq!(json, serde_json::to_string(&user).expect("JSON"));
    bench
        .group("dict_to_json")
        .case("serde_json", || serde_json::to_string(&user))
        .case("Dict", || user.to_json())
        .goal("dict_to_json", "Dict", "serde_json", 1.05)
        .run();
    bench
        .group("dict_from_json")
        .case("serde_json", || serde_json::from_str::<User>(&json))
        .case("Dict", || User::from_json(&json))
        .goal("dict_from_json", "Dict", "serde_json", None)
        .run();

    let list = UserList { users: users::ten_thousand(make) };
    let json = list.to_json();
    assert_eq!(json, serde_json::to_string(&list).expect("JSON"));
    bench
        .group("dict_to_json_10k")
        .case("serde_json", || serde_json::to_string(&list))
        .case("Dict", || list.to_json())
        .goal("dict_to_json_10k", "Dict", "serde_json", 1.05)
        .run();
    bench
        .group("dict_from_json_10k")
        .case("serde_json", || serde_json::from_str::<UserList>(&json))
        .case("Dict", || UserList::from_json(&json))
        .goal("dict_from_json_10k", "Dict", "serde_json", None)
        .run();

    let points = (0..1_000_u32).map(f64::from).map(|i| (i.sqrt() * 7.0, (i * 0.37).sin()));
    let notes = (0..200).map(|i| format!("line {i}\tof \"words\" that go on, and on\n"));
    let track = Track { points: points.collect(), notes: notes.collect() };
    assert_eq!(Track::from_json(track.to_json()).as_ref(), Ok(&track));
    bench
        .group("dict_to_json_floats")
        .case("serde_json", || serde_json::to_string(&track))
        .case("Dict", || track.to_json())
        .goal("dict_to_json_floats", "Dict", "serde_json", 1.05)
        .run();
    bench.finish();
}
