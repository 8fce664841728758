//! no two fields and no two variants have one name
#[derive(dunder::Dict)]
struct User {
    #[dict(rename = "last")]
    family: String,
    last: String,
}

#[derive(dunder::Dict)]
enum Shape {
    Round,
    #[dict(rename = "Round")]
    Circle,
}

fn main() {}
