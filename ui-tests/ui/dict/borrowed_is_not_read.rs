//! A struct that borrows is written and not read: own the text to read it.

#[derive(dunder::Dict)]
struct View<'a> {
    name: &'a str,
}

fn main() {
    let _ = View { name: "a" }.to_json();
    let _ = View::from_json("{}");
}
