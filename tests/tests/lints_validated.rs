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
    use std::collections::BTreeMap;
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
    #[validated(check(whole), input, json)]
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

    /// Who asks.
    #[derive(Debug)]
    pub struct Tenant {
        most: u64,
    }

    fn affordable(price: &str, tenant: &Tenant) -> bool {
        price.len() as u64 <= tenant.most
    }

    async fn is_free(text: &str) -> Result<(), Violation> {
        std::future::ready(()).await;
        quiet(text)
    }

    async fn is_free_for(text: &str, tenant: &Tenant) -> bool {
        std::future::ready(()).await;
        text.len() as u64 <= tenant.most
    }

    /// What is asked for.
    #[validated(context = Tenant)]
    #[derive(Clone, Debug)]
    pub struct Request {
        #[validate(with_ctx = affordable, digits, group = "paid")]
        price: String,
        #[validate(graphemes(1..=3), async_with = is_free, async_with_ctx = is_free_for)]
        icon: Box<str>,
        #[validate(each(url, async_with = is_free))]
        links: Vec<String>,
        #[validate(values(nested(ctx = Tenant::itself)))]
        ways: BTreeMap<String, Way<u8>>,
        #[validate(range(1..=9))]
        count: std::rc::Rc<u8>,
    }

    impl Tenant {
        fn itself(&self) -> &Self {
            self
        }
    }

    /// How it is paid.
    #[validated]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    #[serde(tag = "way", rename_all = "snake_case")]
    pub enum Way<T> {
        /// By card.
        Card {
            /// Its number.
            #[validate(card)]
            number: String,
            /// Of no interest.
            other: T,
        },
        /// Not at all.
        Free,
    }

    /// In a module of its own.
    #[validated(sealed)]
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Sealed {
        #[validate(nonblank)]
        text: String,
    }

    /// What a code looks like.
    #[dunder::rule_alias(uppercase, not(chars(9..)), contains = "X")]
    #[derive(Debug)]
    pub struct Code;

    /// Rules of rules.
    #[validated(strict, builder, patch, input, json, schema)]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    pub struct Composed {
        #[validate(trim, upper, rule = Code, when(self.is_open, chars(3..)), not(with = quiet))]
        code: String,
        #[validate(skip)]
        is_open: bool,
        #[validate(keys(slug), values(each(clamp(0..=50), multiple_of = 5), sorted))]
        map: BTreeMap<String, Vec<u8>>,
        #[validate(clamp(0.0..=9.0), required_if = self.is_open, less_than = most, multiple_of = 0.5)]
        least: Option<f64>,
        #[validate(matches = least)]
        most: Option<f64>,
        #[validate(past)]
        at: std::time::SystemTime,
    }

    /// A part of a whole.
    #[validated(schema, json)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Percent(#[validate(range(0.0..=100.0))] f64);

    /// Two of a kind.
    #[validated(schema)]
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

/// What only this crate sees, of which the lints ask more.
mod inside {
    use std::borrow::Cow;
    use std::collections::{BTreeMap, HashMap};
    use std::rc::Rc;

    use dunder::validated;
    use serde::Deserialize;

    #[validated(schema)]
    #[derive(Clone, Debug, Deserialize)]
    pub(super) struct Small {
        #[validate(equal = 1.0, nonzero)]
        ratio: f32,
        #[validate(one_of('a', 'b'))]
        letter: char,
        #[validate(equal = true)]
        flag: bool,
        #[validate(one_of(1, -2), nonzero)]
        number: i8,
        #[validate(min = 1, required)]
        maybe: Option<i64>,
    }

    #[validated(schema)]
    #[derive(Clone, Debug, Deserialize)]
    pub(super) struct Large {
        #[validate(nonempty, bytes(..9), contains = "a")]
        boxed: Box<str>,
        #[validate(nonempty, none_of("a", "b"), show_value)]
        cow: Cow<'static, str>,
        #[validate(items(1..), nested)]
        map: HashMap<String, Small>,
        #[validate(items(1..))]
        tree: BTreeMap<String, Vec<u8>>,
        #[validate(each(items(1..), each(min = 1)))]
        grid: Vec<Vec<u8>>,
        #[validate(each(chars(1..=3)), unique)]
        array: [String; 2],
        #[validate(nested)]
        tail: Option<Box<Large>>,
        #[validate(each(each(required, max = 3)), nonempty)]
        deep: Vec<Option<Vec<Option<u8>>>>,
    }

    #[validated]
    #[derive(Clone, Debug)]
    pub(super) struct Shared(#[validate(nonempty)] Rc<str>, #[validate(email)] String);
}

#[test]
fn nothing_is_warned_of_inside_either() {
    assert!(inside::Small::JSON_SCHEMA.len() < inside::Large::JSON_SCHEMA.len());
    let small = inside::Small::new(1.0, 'a', true, 1, Some(1));
    assert!(small.as_ref().is_ok_and(|small| small.maybe() == Some(1)));
    let map = small.into_iter().map(|small| ("a".to_owned(), small)).collect();
    let tree = [("a".to_owned(), vec![1])].into();
    let array = ["a".to_owned(), "b".to_owned()];
    let large = inside::Large::new("a", "c".into(), map, tree, vec![], array, None, vec![None]);
    assert!(large.is_ok_and(|mut large| large.set_boxed("ab").is_ok()));
    assert!(inside::Shared::new("a", "a@b").is_ok_and(|mut shared| shared.set_1("").is_err()));
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
