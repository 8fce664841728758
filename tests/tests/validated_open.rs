//! `#[validated(open)]` in one pass says what it says by way of the hidden derive.
#![deny(warnings, unreachable_pub, unused_qualifications)]
#![allow(missing_docs, reason = "fields of a test")]

use dunder::validated;
use proptest::prelude::*;

/// The same struct twice; the second, of every rule asked for, takes the longer way.
macro_rules! both {
    ($(#[$attr:meta])* { $($fields:tt)* }) => {
        /// In one pass.
        #[validated(open)]
        $(#[$attr])*
        pub struct Short { $($fields)* }

        /// With another word among the arguments.
        #[validated(open, strict)]
        $(#[$attr])*
        pub struct Long { $($fields)* }
    };
}

both! {
    #[derive(Clone, Debug, Default, PartialEq)]
    {
        /// A text.
        #[validate(chars(2..=4), nonblank)]
        pub name: String,
        #[validate(chars(2..), ascii, trimmed)]
        pub at_least: String,
        #[validate(chars(..=2), hex)]
        pub at_most: String,
        #[validate(bytes(1..=3), nonempty)]
        #[validate(digits)]
        pub bytes: String,
        #[validate(email)]
        pub r#type: String,
        #[validate(range(-3..=0x10))]
        pub signed: i32,
        #[validate(min = 1, max = 2_00u8, nonzero)]
        pub small: u8,
        #[validate(above = 1, below = 9, positive)]
        pub gen_: i64,
        #[validate(min = 0.01, max = 3, finite, positive)]
        pub price: f64,
        #[validate(above = -1e3, below = 1e300, negative)]
        pub low: f64,
        #[validate(items(1..=2), nonempty)]
        pub list: Vec<u8>,
        #[validate(items(2..))]
        pub more: Vec<String>,
    }
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["", " ", "[a-fä ]{0,6}", "[0-9]{0,5}", "[a-z]{1,3}@[a-z]{1,3}\\.de"]
}

fn floats() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(0.01),
        Just(3.0),
        Just(-0.0),
        -2e3..2e3_f64,
        any::<f64>()
    ]
}

proptest! {
    #[test]
    fn a_struct_in_one_pass_has_the_verdicts_of_the_longer_way(
        (name, at_least, at_most, bytes, email) in (texts(), texts(), texts(), texts(), texts()),
        (signed, small, gen_) in (-20..30_i32, any::<u8>(), -3..12_i64),
        (price, low) in (floats(), floats()),
        (list, more) in (prop::collection::vec(any::<u8>(), 0..4), 0..4_usize),
    ) {
        let more = vec![String::new(); more];
        let long = Long {
            name: name.clone(),
            at_least: at_least.clone(),
            at_most: at_most.clone(),
            bytes: bytes.clone(),
            r#type: email.clone(),
            signed,
            small,
            gen_,
            price,
            low,
            list: list.clone(),
            more: more.clone(),
        };
        let short = Short {
            name, at_least, at_most, bytes, r#type: email, signed, small, gen_, price, low, list, more,
        };
        prop_assert_eq!(short.is_valid(), long.is_valid());
        match (short.validate(), long.validate()) {
            (Ok(()), Ok(())) => {}
            (Err(short), Err(long)) => {
                prop_assert_eq!(short.to_json(), long.to_json());
                prop_assert_eq!(short.to_string(), long.to_string());
                for (a, b) in short.iter().zip(long.iter()) {
                    prop_assert_eq!(&a, &b);
                    prop_assert_eq!(a.param("by", 1), b.param("by", 1));
                }
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

#[test]
fn what_is_told_has_the_numbers_of_its_rule() {
    let invalid = Short::default().validate().unwrap_err();
    let name = invalid.for_field("name");
    assert_eq!(name[0].message(), "must have 2 to 4 characters");
    assert_eq!(name[0].params(), [("min", 2.into()), ("max", 4.into())]);
    let price = invalid.for_field("price");
    assert_eq!(price[0].message(), "must be 0.01 or more");
    assert_eq!(price[0].params(), [("min", 0.01.into())]);
}

/// Neither the prelude nor std's names are needed.
mod strange {
    #![no_implicit_prelude]
    #![allow(dead_code, non_camel_case_types)]

    struct Result;
    struct bool;
    struct Validate;

    #[::dunder::validated(open)]
    pub(super) struct r#struct {
        #[validate(min = 3)]
        pub(super) r#fn: u8,
        #[cfg(any())]
        #[validate(min = 3)]
        gone: Gone,
    }

    #[::dunder::validated(open)]
    pub(super) struct Bare {
        #[validate(min = 3)]
        pub(super) errors: u8,
    }
}

#[test]
fn names_of_the_user_are_not_in_the_way() {
    assert_eq!(
        strange::r#struct { r#fn: 2 }.validate().unwrap_err().to_string(),
        "/fn: must be 3 or more"
    );
    assert!(!strange::Bare { errors: 2 }.is_valid());
    assert!(strange::Bare { errors: 3 }.is_valid());
}

#[test]
fn a_struct_in_a_function_keeps_its_rules() {
    #[validated(open)]
    struct Local {
        #[validate(nonempty)]
        name: String,
    }
    assert!(!Local { name: String::new() }.is_valid());
}

/// Rules turned round.
#[validated(open)]
struct Turned {
    #[validate(not(min = 1))]
    low: f64,
    #[validate(not(min = 1), finite)]
    finite: f64,
}

#[test]
fn not_lets_through_what_its_rule_refuses_and_that_is_nan_too() {
    assert!(Turned { low: f64::NAN, finite: 0.5 }.is_valid());
    assert!(!Turned { low: 1.0, finite: 0.5 }.is_valid());
    let invalid = Turned { low: 0.0, finite: f64::NAN }.validate().unwrap_err();
    assert_eq!(invalid.to_string(), "/finite: must be a finite number");
}
