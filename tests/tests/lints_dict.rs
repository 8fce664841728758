//! `Dict` in a crate that denies every lint a user might.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic,
    clippy::missing_inline_in_public_items
)]

pub mod api {
    //! What a library would export.
    use std::collections::HashMap;

    use dunder::Dict;

    /// With a lifetime and a parameter.
    #[derive(Dict, Clone, Debug, PartialEq)]
    pub struct View<'a, T> {
        /// Borrowed.
        pub name: &'a str,
        /// Generic.
        pub value: T,
        /// Left out.
        #[dict(skip)]
        pub cache: Option<usize>,
    }

    /// Texts behind their lengths.
    #[derive(Dict, Clone, Debug, PartialEq, Eq)]
    #[dict(rename_all = "camelCase", deny_unknown)]
    pub struct Record {
        /// A text.
        pub name: String,
        /// A list.
        pub tags: Vec<String>,
        /// A map.
        pub counts: HashMap<String, u64>,
    }

    /// Each kind of variant.
    #[derive(Dict, Clone, Copy, Debug, PartialEq)]
    pub enum Shape {
        /// Nothing.
        Empty,
        /// One value.
        #[dict(rename = "round")]
        Circle(f32),
        /// Named ones.
        Square {
            /// How long.
            side: f32,
            /// Left out.
            #[dict(skip)]
            hidden: u8,
        },
    }

    /// A unit.
    #[derive(Dict, Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Unit;
}

#[test]
fn what_is_made_is_clean_and_works() {
    let view = api::View { name: "a", value: 1_u8, cache: None };
    assert_eq!(view.to_json(), r#"{"name":"a","value":1}"#);
    let shape = api::Shape::Square { side: 1.0, hidden: 0 };
    assert_eq!(api::Shape::from_json(shape.to_json()), Ok(shape));
    assert_eq!(api::Unit::from_json("null"), Ok(api::Unit));
}
