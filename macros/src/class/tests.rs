//! Expansions as a person reads them, and the way of a literal through the macros.

use expect_test::expect_file;
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;

use super::meta::{self, Call, ClassMeta};
use super::{Settings, bound_methods, gathered};
use crate::kit::Ctxt;
use crate::kit::snapshot::pretty;

/// What a class leaves: its struct, its methods' code and the literal for its subclasses.
struct Expanded {
    object: TokenStream,
    code: TokenStream,
    literal: TokenTree,
}

/// As the compiler would run the macros of one class, whose bases' literals are known.
fn class(
    args: TokenStream,
    item: TokenStream,
    bases: &[&TokenTree],
    block: TokenStream,
) -> Expanded {
    let settings = Settings::read(&Ctxt::default(), args);
    let object = gathered(quote!(#settings { #item } #(#bases)*));
    let passed = group_after(&object, "methods").expect("the call of `methods!`");
    let pre = passed.stream().into_iter().next().expect("what the class knows");
    let code = bound_methods(quote!(#pre #block));
    let literal = last_literal(&code).expect("the class's literal");
    // what the user's attribute shows: the struct, before the macro that its methods call
    let end = object
        .clone()
        .into_iter()
        .position(|t| matches!(&t, TokenTree::Ident(word) if word == "macro_rules"));
    let object = object.into_iter().take(end.unwrap_or(usize::MAX).saturating_sub(4)).collect();
    Expanded { object, code, literal }
}

/// The arguments of the macro call `name!`, at any depth.
fn group_after(tokens: &TokenStream, name: &str) -> Option<Group> {
    let mut is_next = false;
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(word) => is_next = word == name,
            TokenTree::Group(group) if is_next => return Some(group),
            TokenTree::Group(group) => {
                if let Some(found) = group_after(&group.stream(), name) {
                    return Some(found);
                }
            }
            TokenTree::Punct(p) if p.as_char() == '!' => {}
            _ => is_next = false,
        }
    }
    None
}

/// Whether the word stands anywhere in the tokens.
fn says(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => says(&group.stream(), word),
        _ => false,
    })
}

fn is_as_kept(name: &str, class: &Expanded) {
    assert!(says(&class.code, "impl") && !says(&class.code, "unsafe"));
    assert!(!says(&class.object, "unsafe"));
    let text = format!("{}\n{}", pretty(&class.object), pretty(&class.code));
    expect_file![format!("snapshots/{name}.rs")].assert_eq(&text);
}

fn last_literal(tokens: &TokenStream) -> Option<TokenTree> {
    let mut last = None;
    for token in tokens.clone() {
        match token {
            TokenTree::Literal(_) => last = Some(token),
            TokenTree::Group(group) => last = last_literal(&group.stream()).or(last),
            _ => {}
        }
    }
    last
}

#[test]
fn a_diamond() {
    let a = class(
        quote!(),
        quote!(
            #[derive(Debug)]
            pub struct A {
                #[default]
                pub count: u32,
                #[default]
                log: Vec<String>,
            }
        ),
        &[],
        quote!(impl A {
            /// Says who.
            pub fn hook(&self) -> String { format!("A{}", self.count) }
            pub fn template(&mut self) -> String {
                self.count += 1;
                self.log.push(self.hook());
                self.hook()
            }
        }),
    );
    let b = class(
        quote!(bases(A)),
        quote!(
            pub struct B {
                #[default(7)]
                pub b: u32,
            }
        ),
        &[&a.literal],
        quote!(impl B {
            pub fn hook(&self) -> String { format!("B>{}", super().hook()) }
        }),
    );
    let c = class(
        quote!(bases(A)),
        quote!(
            pub struct C {}
        ),
        &[&a.literal],
        quote!(impl C {
            pub fn hook(&self) -> String { format!("C>{}", super().hook()) }
        }),
    );
    let d = class(
        quote!(bases(B, C)),
        quote!(
            #[derive(Debug)]
            pub struct D {
                pub own: u32,
            }
        ),
        &[&b.literal, &c.literal],
        quote!(impl D {
            pub fn hook(&self) -> String { format!("D{}>{}", self.own, super().hook()) }
        }),
    );
    for (name, class) in [("root", a), ("left", b), ("diamond", d)] {
        is_as_kept(name, &class);
    }
}

#[test]
fn async_methods() {
    let source = class(
        quote!(abstract),
        quote!(
            pub struct Source {
                #[default]
                pub reads: u32,
            }
        ),
        &[],
        quote!(impl Source {
            pub async fn read(&self, at: &str) -> String;
            pub async fn line(&mut self, at: &str) -> String {
                self.reads += 1;
                self.read(at).await
            }
        }),
    );
    let file = class(
        quote!(bases(Source)),
        quote!(
            pub struct File {}
        ),
        &[&source.literal],
        quote!(impl File {
            pub async fn read(&self, at: &str) -> String { at.to_owned() }
            pub async fn line(&mut self, at: &str) -> String { super().line(at).await + "\n" }
        }),
    );
    is_as_kept("awaited", &source);
    is_as_kept("awaiting", &file);
}

#[test]
fn a_literal_comes_back_as_it_was() {
    let mut object = ClassMeta::object();
    object.id = 7;
    object.name = "odd|name\\\n".to_owned();
    object.calls = vec![Call { after: Some(3), method: "m".to_owned() }];
    let text = meta::write(&[object.clone(), object.clone()]);
    let mut back = meta::read(&text);
    assert_eq!(meta::write(&back), text);
    for class in &mut back {
        class.lines.clear();
    }
    assert_eq!(format!("{back:?}"), format!("{:?}", [&object, &object]));
}

#[test]
fn a_derive_above_the_class_is_found_in_the_source() {
    let above = |before: &str| crate::kit::ends_with_derive(before, "");
    for found in [
        "#[derive(Debug)]\n",
        "use a::A;\n#[derive(Debug, Clone)] // why\n",
        "#[derive(Debug)] ",
        "    #[derive(\n        Debug,\n    )]\n    /// Doc [A].\n    #[allow(dead_code)]\n    ",
        "#[derive(Debug)]\n/* #[x] */\n// [y]\n\n",
        "#[cfg_attr(test, derive(Debug))]\n",
        "é #[derive(Debug)] /* é */ ",
    ] {
        assert!(above(found), "{found}");
    }
    for none in [
        "",
        "#[derive(Debug)] struct Other;\n",
        "#[derive(Debug)]\nstruct Other { x: [u8; 3] }\n\n",
        "// #[derive(Debug)]\n",
        "/// `#[derive(Debug)]`\n#[allow(dead_code)]\n",
        "/* #[derive(Debug)] */\n",
        "#[doc = \"derive\"]\n",
        "#![allow(x)]\n",
    ] {
        assert!(!above(none), "{none}");
    }
}
