//! Expansions as a person reads them.

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use super::{derive, dynamic};
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
            ::dunder::__private::graph::row! {
                [] [Node] [] "Node" 1[(String, RefCell < Option < Rc < Node > > >,)]
                [::dunder::__private::graph::Rows] [name] 0 "name" ""; [next] 1 "next"
                "field `next` of `Node` is a `Weak` outside a cell, which cannot be linked while its object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole object in a cell, `Rc<RefCell<Node>>`";
            }
        "#]],
    );
}

#[test]
fn the_richest() {
    shows(
        derive(quote!(
            #[graph(crate = facade, id = "app.Node", version = 3, removed("old"))]
            #[__dunder_validated()]
            pub enum Node<T: Clone>
            where
                T: Copy,
            {
                Empty,
                Leaf(T, #[graph(skip)] u8),
                #[graph(id = "Inner")]
                Branch {
                    #[graph(since = 2)]
                    note: String,
                    #[graph(default = 7)]
                    level: u8,
                    #[graph(default)]
                    r#type: Rc<RefCell<Node<T>>>,
                },
            }
        )),
        expect![[r#"
            const _: () = {
                #[allow(unused_imports)]
                use facade::__private;
                __private::graph::derive! {
                    [< T : Clone >] [Node < T >] [where T : Copy, T : __private::graph::Graph, T :
                    'static, u8 : __private::Default, String : __private::Default, Rc < RefCell <
                    Node < T > > > : __private::Default,] Enum "app.Node" 3 | __value, __input | [if
                    __input.is_late() { return __private::Ok(__value); } use __private::codec::Clean
                    as _; __private::codec::ruled(__value.__dunder_cleaned())] 0 "Empty"[Self::Empty]
                    {} {} true 1 "Leaf"[Self::Leaf] { 0 0 __field0[T] "0" | __walk, __input | [__walk
                    .missing(__input, "0") ?]
                    "field `0` of `Node` is a `Weak` outside a cell, which cannot be linked while its object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole object in a cell, `Rc<RefCell<Node>>`";
                    } { 1 : __private::Default::default(), } false 2 "Inner"[Self::Branch] { 0 note
                    __field0[String] "note" | __walk, __input | [__walk.since(__input, "note", 2,
                    __private::Default::default) ?] ""; 1 level __field1[u8] "level" | __walk,
                    __input | [7] ""; 2 r#type __field2[Rc < RefCell < Node < T > > >] "type" |
                    __walk, __input | [__private::Default::default()]
                    "field `type` of `Node` is a `Weak` outside a cell, which cannot be linked while its object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`, or hold the whole object in a cell, `Rc<RefCell<Node>>`";
                    } {} false
                }
            };
        "#]],
    );
}

#[test]
fn a_trait_of_objects() {
    shows(
        dynamic(
            TokenStream::new(),
            quote!(
                pub trait Shape: Send + Sync {
                    fn area(&self) -> f64;
                }
            ),
        ),
        expect![[r#"
            pub trait Shape: ::dunder::__private::graph::Dyn + Send + Sync {
                fn area(&self) -> f64;
            }
            ::dunder::__private::graph::dyn_object!(dyn Shape, [Bare], "Shape", 1);
            ::dunder::__private::graph::dyn_object!(
                dyn Shape + ::dunder::__private::graph::Send + ::dunder::__private::graph::Sync,
                [Marked < dyn Shape >], "Shape", 1
            );
            #[automatically_derived]
            impl ::dunder::__private::graph::Combined for dyn Shape {
                type Other = dyn Shape + ::dunder::__private::graph::Send + ::dunder::__private::graph::Sync;
            }
        "#]],
    );
}

#[test]
fn a_type_behind_a_trait() {
    shows(
        dynamic(
            quote!(tag = "disc {1}"),
            quote!(
                impl shapes::Shape for Circle {
                    fn area(&self) -> f64 {
                        self.radius
                    }
                }
            ),
        ),
        expect![[r#"
            impl shapes::Shape for Circle {
                fn area(&self) -> f64 {
                    self.radius
                }
            }
            ::dunder::__private::graph::dyn_impl!(
                dyn shapes::Shape, Circle, "disc {1}",
                ".globl \"dunder: graph tag `disc {{1}}` is taken twice behind {behind}\"\n\"dunder: graph tag `disc {{1}}` is taken twice behind {behind}\":"
            );
        "#]],
    );
}
