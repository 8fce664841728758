//! Expansions as a person reads them.

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use super::derive;
use crate::kit::snapshot::pretty;

fn shows(expansion: TokenStream, expected: Expect) {
    expected.assert_eq(&pretty(&expansion));
}

#[test]
fn the_smallest() {
    shows(
        derive(quote!(
            struct Node {
                name: String,
                next: RefCell<Option<Rc<Node>>>,
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use ::dunder::__private;
                __private::graph::derive! {
                    [] [Node] [where] Struct "Node" 1 | __value, __input | [__private::Ok(__value)] 0
                    ""[Self] { 0 name __field0[String] "name" | __walk, __input | [__walk
                    .missing(__input, "name") ?]
                    "field `name` of `Node` is a `Weak` outside a cell, which cannot be linked while its object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole object in a cell, `Rc<RefCell<Node>>`";
                    1 next __field1[RefCell < Option < Rc < Node > > >] "next" | __walk, __input |
                    [__walk.missing(__input, "next") ?]
                    "field `next` of `Node` is a `Weak` outside a cell, which cannot be linked while its object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole object in a cell, `Rc<RefCell<Node>>`";
                    } {} true
                }
            };
        "#]],
    );
}
