//! a rule on a field whose type cannot keep it: the compiler names the trait

struct Opaque;
type Count = i32;

#[dunder::validated]
struct User {
    #[validate(email)]
    a: Opaque,
    #[validate(min = 1)]
    b: Opaque,
    #[validate(positive)]
    c: Opaque,
    #[validate(items(1..))]
    d: Opaque,
    #[validate(nonempty)]
    e: Opaque,
    #[validate(nested)]
    f: Opaque,
    #[validate(chars(1..))]
    g: Count,
}

fn main() {}
