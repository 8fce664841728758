//! Expansions as a person reads them.

use expect_test::expect_file;
use quote::quote;

use super::model::KEYS;
use super::{attribute, derive, forms, rule, sanitize};
use crate::kit::snapshot::pretty;

/// The text of the attributes in the page's examples.
fn attributes_of_the_page() -> String {
    let page = include_str!("../../doc/validated.md");
    let code: String = page.split("```").skip(1).step_by(2).collect();
    let attrs = code.split("#[").skip(1).filter_map(|rest| rest.split_once(")]"));
    attrs.map(|(attr, _)| attr).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_rule_sanitizer_and_option_stands_in_an_example_of_the_page() {
    const OF_RULES: &[&str] = &["code", "message", "group", "ctx", "async"];
    let attrs = attributes_of_the_page();
    let words: Vec<&str> = attrs.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let lists = [rule::KNOWN, forms::FORMS, sanitize::KNOWN, rule::OPTIONS, OF_RULES, KEYS];
    let shown = |name: &str| name.starts_with("__") || words.contains(&name);
    let missing: Vec<&str> = lists.concat().into_iter().filter(|name| !shown(name)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_smallest_struct() {
    let item = quote! {
        #[__dunder_validated()]
        struct Age(#[validate(max = 150)] u8);
    };
    expect_file!["snapshots/smallest.rs"].assert_eq(&pretty(&derive(item)));
}

#[test]
fn an_open_struct_in_one_pass() {
    let item = quote! {
        pub struct User {
            #[validate(email)]
            pub email: String,
            #[validate(range(0..=150))]
            pub age: u8,
        }
    };
    expect_file!["snapshots/open.rs"].assert_eq(&pretty(&attribute(quote!(open), item)));
}

#[test]
fn the_richest_struct() {
    let item = quote! {
        #[__dunder_validated(crate = ::facade, check(Self::whole))]
        #[serde(rename_all = "camelCase")]
        pub struct Product<T: Clone> {
            /// What it is called.
            #[validate(nonblank, chars(1..=100), with = quiet, code = "loud")]
            full_name: String,
            #[validate(above = 0, message = "must cost more than {above}", default = 1.0)]
            price: f64,
            #[validate(each(trimmed, one_of("a", "b")), items(..=LIMIT), unique)]
            tags: Vec<String>,
            #[validate(required, show_value, range(-1..1))]
            r#type: Option<i8>,
            #[validate(nested)]
            inner: T,
        }
    };
    expect_file!["snapshots/richest.rs"].assert_eq(&pretty(&derive(item)));
}

#[test]
fn the_usual_struct() {
    let item = quote! {
        #[__dunder_validated()]
        pub struct Product {
            /// What it is called.
            #[validate(nonblank)]
            name: String,
            #[validate(min = 1)]
            price: u32,
            note: Option<String>,
            tags: Vec<Tag>,
        }
    };
    expect_file!["snapshots/usual.rs"].assert_eq(&pretty(&derive(item)));
}

#[test]
fn the_attribute_takes_deserialize_over() {
    let item = quote! {
        #[derive(Clone, serde::Deserialize)]
        #[derive(Deserialize)]
        struct Age(u8);
    };
    let expected = quote! {
        #[derive(::dunder::__private::Validated)]
        #[__dunder_validated(no(edit), __deserialize)]
        #[derive(Clone)]
        #[derive(Deserialize)]
        struct Age(u8);
    };
    assert_eq!(attribute(quote!(no(edit)), item).to_string(), expected.to_string());
}

// with `json` every field is read apart
#[cfg(all(feature = "serde", not(feature = "json")))]
#[test]
fn a_struct_that_is_read() {
    let item = quote! {
        #[__dunder_validated(__deserialize)]
        #[serde(default)]
        struct Login {
            #[serde(alias = "user")]
            name: String,
            #[validate(secret)]
            password: String,
        }
    };
    expect_file!["snapshots/read.rs"].assert_eq(&pretty(&derive(item)));
}

#[test]
fn a_stored_struct_has_no_constructor_and_keeps_what_the_server_makes() {
    let item = quote! {
        #[__dunder_validated()]
        struct Product {
            #[crud(id)]
            id: i64,
            #[crud(filter, sort)]
            #[validate(nonblank)]
            name: String,
            #[crud(version)]
            version: i64,
        }
    };
    let made = pretty(&derive(item));
    let made: String = made.split_whitespace().collect::<Vec<_>>().join(" ");
    let getters = ["id id \"", "name name \"", "version version \""];
    for there in getters.into_iter().chain(["set_name \"Sets", "__dunder_check_name"]) {
        assert!(made.contains(there), "{there}: {made}");
    }
    for absent in ["A new", "set_id", "set_version", "id id }", "version version }"] {
        assert!(!made.contains(absent), "{absent}: {made}");
    }
}

#[cfg(not(feature = "url"))]
#[test]
fn a_rule_without_its_feature_names_it() {
    let item = quote!(
        #[__dunder_validated()]
        struct Link(#[validate(url)] String);
    );
    let made = derive(item).to_string();
    assert!(made.contains("rule `url` needs dunder's feature `url`"), "{made}");
}
