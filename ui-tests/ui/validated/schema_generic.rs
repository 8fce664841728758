//! a schema of a generic struct, of a type that has none: write `schema` on that type too

#[dunder::validated(schema)]
struct Page<T> {
    #[validate(nonempty)]
    items: Vec<T>,
}

struct Plain;

fn main() {
    let _ = Page::<u8>::JSON_SCHEMA;
    let _ = Page::<Plain>::JSON_SCHEMA;
}
