//! elements that cannot be changed where they are: hold them unshared, or make another set with `map = f`

use std::collections::BTreeSet;
use std::sync::Arc;

use dunder::validated;

#[validated]
struct Post {
    #[validate(each(trim, chars(1..=9)))]
    tags: BTreeSet<String>,
    #[validate(each(lower))]
    authors: Arc<[String]>,
    #[validate(each(clamp(0..=9)))]
    marks: Option<Arc<Vec<u8>>>,
}

fn main() {}
