//! contexts, groups and rules that wait have forms of their own

struct Tenant;

fn affordable(_: &u8, _: &Tenant) -> bool {
    true
}

async fn is_free(_: &str) -> bool {
    true
}

#[dunder::validated(context)]
struct User {
    #[validate(with_ctx)]
    name: String,
    #[validate(group = "a", min = 1)]
    age: u8,
    #[validate(min = 1, group = create)]
    level: u8,
    #[validate(async_with = is_free, group = "a")]
    nick: String,
    #[validate(not(with_ctx = affordable))]
    count: u8,
    #[validate(nested(context = tenant))]
    inner: Option<Inner>,
    validate_with: u8,
}

#[dunder::validated]
struct Inner {
    #[validate(nonblank)]
    word: String,
}

#[dunder::rule_alias(async_with = is_free)]
struct Free;

fn main() {}
