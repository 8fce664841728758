//! A crate without `std` that only has to build.
#![no_std]

extern crate alloc;

/// A struct with descriptors.
#[dunder::descriptors]
#[derive(Debug, Default)]
pub struct Account {
    #[descriptor(dunder::descriptor::Once)]
    id: Option<u32>,
}

#[dunder::properties]
impl Account {
    /// Whether it has an id.
    #[property]
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.id.is_some()
    }
}

/// A struct with rules: every kind of them that needs no clock.
pub mod rules {
    use alloc::boxed::Box;
    use alloc::collections::BTreeMap;
    use alloc::string::String;
    use alloc::sync::Arc;
    use alloc::vec::Vec;

    use dunder::descriptor::Rules;
    use dunder::validated;
    use dunder::validated::{Errors, Violation};

    fn quiet(text: &str) -> Result<(), Violation> {
        if text.contains('!') { Err(Violation::new("loud", "is loud")) } else { Ok(()) }
    }

    fn whole(product: &Product, errors: &mut Errors<'_>) {
        if product.price > 99.0 && product.tags.is_empty() {
            errors.add("tags", "are wanted where the price is high");
        }
    }

    /// Two letters.
    #[dunder::rule_alias(alphabetic, chars(2))]
    #[derive(Debug)]
    pub struct Letters;

    /// A product.
    #[validated(builder, patch, input, schema, check(whole))]
    #[derive(Clone, Debug)]
    pub struct Product {
        #[validate(trim, nonblank, chars(1..=100), pattern = "^[A-Z]", with = quiet)]
        name: String,
        #[validate(above = 0.0, finite, multiple_of = 0.5)]
        price: f64,
        #[validate(min = 0, default = 1)]
        quantity: i64,
        #[validate(each(trimmed, rule = Letters), items(..=10), unique, sorted)]
        tags: Vec<String>,
        #[validate(keys(slug), values(range(1..=9)))]
        sizes: BTreeMap<String, u8>,
        #[validate(when(self.quantity > 5, required), email)]
        contact: Option<Box<str>>,
        #[validate(nested)]
        parts: Vec<Arc<Product>>,
        #[validate(less_than = quantity)]
        taken: i64,
    }

    /// Only checked.
    #[validated]
    #[derive(Clone, Debug)]
    pub enum Payment {
        /// By card.
        Card(#[validate(card)] String),
        /// From an address.
        Net(#[validate(ip)] String),
    }

    /// Set through a descriptor.
    #[dunder::descriptors(dyn)]
    #[validated]
    #[derive(Clone, Debug)]
    pub struct Priced {
        #[validate(above = 0.0)]
        #[descriptor(Rules)]
        price: f64,
    }

    /// The lines of what is wrong with a product.
    #[must_use]
    pub fn report(product: &Product) -> Option<String> {
        let invalid = product.validate().err()?;
        Some(invalid.render(&[("above", "zu wenig")]) + &invalid.to_json())
    }
}
