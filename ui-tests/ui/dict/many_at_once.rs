//! Several mistakes: each is reported, at its own place, in one build.

use dunder::Dict;

#[derive(Dict)]
#[dict(rename_all = "camelcase", deny_unknwon)]
struct User {
    #[dict(rename = name)]
    first: String,
    #[dict(rename = "last")]
    family: String,
    last: String,
    #[dict(skip, with = module)]
    cache: u8,
    #[dict]
    age: u8,
    #[dict(skipp)]
    note: String,
}

#[derive(Dict)]
#[dict(deny_unknown)]
struct Pair(#[dict(rename = "left")] u8, u8);

#[derive(Dict)]
struct Whole(#[dict(skip)] u8);

#[derive(Dict)]
enum Shape {
    Round,
    #[dict(rename = "Round")]
    Circle,
    #[dict(skip)]
    Square,
}

fn main() {
    let _ = User::from_json("{}").map(|user| user.to_dict());
    let _ = (Pair(1, 2).to_json(), Whole(1).to_json(), Shape::Round.to_json());
}
