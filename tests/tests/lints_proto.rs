//! `Proto` in a crate that denies every lint a user might.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unnameable_types,
    unused_qualifications,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic,
    clippy::missing_inline_in_public_items
)]

pub mod api {
    //! What a library would export.
    use dunder::proto::Unknown;
    use dunder::{Proto, validated};
    use std::collections::BTreeMap;

    /// With one of each.
    #[derive(Clone, Debug, PartialEq, Proto)]
    #[proto(reserved(90, "gone"))]
    pub struct Account<'a> {
        /// Who.
        #[proto(tag = 1)]
        pub id: AccountId,
        /// Named.
        #[proto(tag = 2)]
        pub name: &'a str,
        /// How.
        #[proto(tag = 3)]
        pub kind: Kind,
        /// Where.
        #[proto(oneof)]
        pub contact: Option<Contact>,
        /// More.
        #[proto(tag = 9)]
        pub notes: BTreeMap<String, Note>,
        /// Converted.
        #[proto(tag = 10, as = i64)]
        pub wide: Option<i32>,
        #[proto(unknown)]
        rest: Unknown,
    }

    /// A number.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Proto)]
    pub struct AccountId(pub u64);

    /// A kind.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Proto)]
    pub enum Kind {
        /// None.
        Unset,
        /// Unknown here.
        #[proto(other)]
        Other(i32),
    }

    /// A way.
    #[derive(Clone, Debug, PartialEq, Proto)]
    pub enum Contact {
        /// By letter.
        #[proto(tag = 4)]
        Letter(String),
        /// By none.
        #[proto(tag = 5)]
        None,
    }

    /// With rules.
    #[validated]
    #[derive(Clone, Debug, PartialEq, Proto)]
    pub struct Note {
        #[validate(trim, chars(..=9))]
        #[proto(tag = 1)]
        text: String,
    }
}

#[derive(dunder::Proto)]
struct Private {
    #[proto(tag = 1)]
    value: u32,
}

#[test]
fn nothing_warns() {
    let account = api::Account::decode(b"\x12\x01a").expect("an account");
    assert_eq!(account.name, "a");
    assert_eq!(Private::decode(&Private { value: 1 }.encode_to_vec()).map(|p| p.value), Ok(1));
}
