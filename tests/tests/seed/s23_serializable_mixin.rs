//! 23: `SerializableMixin` with datetimes and nesting, as the guide meant it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dunder::Dict;

#[derive(Dict, Clone, Debug, PartialEq)]
struct User {
    name: String,
    email: String,
    created_at: SystemTime,
}

#[derive(Dict, Clone, Debug, PartialEq)]
struct Post {
    title: String,
    content: String,
    author: User,
    tags: Vec<String>,
    created_at: SystemTime,
}

fn post() -> Post {
    let created_at = UNIX_EPOCH + Duration::new(1_795_366_800, 5);
    Post {
        title: "Advanced OOP Tutorial".into(),
        content: "2026-11-22".into(),
        author: User { name: "Alice".into(), email: "alice@example.com".into(), created_at },
        tags: vec!["python".into(), "oop".into(), "tutorial".into()],
        created_at,
    }
}

#[test]
fn the_nested_author_comes_back_as_a_user() {
    let copy = Post::from_dict(&post().to_dict()).expect("what went out");
    assert_eq!(copy.author.name, "Alice");
    assert_eq!(copy, post());
}

#[test]
fn a_text_that_looks_like_a_date_stays_a_text() {
    let copy = Post::from_json(post().to_json()).expect("what went out");
    assert_eq!(copy.content, "2026-11-22");
}

#[test]
fn instants_come_back_with_their_type() {
    let dict = post().to_dict();
    assert_eq!(dict["created_at"], "2026-11-22T17:00:00.000000005Z");
    assert_eq!(Post::from_dict(&dict).expect("what went out").created_at, post().created_at);
}
