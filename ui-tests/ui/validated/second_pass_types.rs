//! functions of rules take the value and the declared context, and what waits has rules that wait

struct Tenant;

fn affordable(_: &u8, _: &u16) -> bool {
    true
}

fn is_free(_: &str) -> bool {
    true
}

#[dunder::validated(context = Tenant)]
struct User {
    #[validate(with_ctx = affordable)]
    count: u8,
    #[validate(async_with = is_free)]
    nick: String,
    #[validate(nested(async))]
    inner: Inner,
}

#[dunder::validated]
struct Inner {
    #[validate(nonblank)]
    word: String,
}

fn main() {}
