//! `validated` in a crate that allows nothing.
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// What a user would make public.
pub mod shop {
    use std::path::PathBuf;

    use dunder::validated;
    use dunder::validated::{Errors, Violation};
    use serde::{Deserialize, Serialize};

    /// Of no interest outside.
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Hidden;

    /// The most there may be.
    pub const MOST: u32 = 9;

    fn quiet(text: &str) -> Result<(), Violation> {
        if text.contains('!') { Err(Violation::new("loud", "is loud")) } else { Ok(()) }
    }

    fn whole(product: &Product, errors: &mut Errors<'_>) {
        if product.price < f64::from(product.net) {
            errors.add("net", "is more than the price");
        }
    }

    /// A product.
    #[validated(check(whole))]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Product {
        /// What it is called.
        #[validate(nonblank, chars(1..=100), ascii, starts_with = "P", with = quiet)]
        name: String,
        #[validate(above = 0.0, finite)]
        price: f64,
        #[validate(equal = 1.0)]
        net: f32,
        #[validate(min = 0, max = MOST, default = 2)]
        quantity: u32,
        #[validate(each(trimmed, chars(1..=20)), items(..=10), unique)]
        tags: Vec<String>,
        #[validate(required, range(1..=MOST))]
        maybe: Option<u32>,
        #[validate(one_of("a", "b"), show_value)]
        kind: Option<String>,
        #[validate(nested)]
        parts: Vec<Product>,
        #[validate(secret)]
        path: PathBuf,
        hidden: Hidden,
        more: Box<[u8]>,
    }

    /// A part of a whole.
    #[validated]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Percent(#[validate(range(0.0..=100.0))] f64);

    /// Two of a kind.
    #[validated]
    #[derive(Clone, Debug)]
    pub struct Pair<T>(#[validate(nested)] T, T);

    /// Only checked.
    #[validated(open)]
    #[derive(Clone, Debug)]
    pub struct Open {
        /// How many.
        #[validate(positive)]
        pub count: i8,
    }

    /// Nothing.
    #[validated]
    #[derive(Clone, Copy, Debug)]
    pub struct Nothing;
}

#[test]
fn nothing_is_warned_of() {
    #[dunder::validated]
    struct Local {
        #[validate(min = 1)]
        value: u8,
    }
    let percent = shop::Percent::new(1.0).and_then(|percent| {
        let pair = shop::Pair::new(percent.clone(), percent)?;
        pair.validate().map(|()| pair)
    });
    assert!(percent.is_ok());
    assert!(Local::new(1).is_ok_and(|local| local.value() == 1));
    assert!(shop::Open { count: 1 }.is_valid());
}
