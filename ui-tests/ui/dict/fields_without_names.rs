//! only fields with a name are renamed or may be missing; the only field is never skipped
#[derive(dunder::Dict)]
struct Pair(#[dict(rename = "left")] u8, #[dict(default)] u8);

#[derive(dunder::Dict)]
struct Whole(#[dict(skip)] u8);

#[derive(dunder::Dict)]
#[dict(deny_unknown)]
struct Tuple(u8, u8);

fn main() {}
