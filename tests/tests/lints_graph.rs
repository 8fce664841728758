//! `Graph` in a crate that denies every lint a user might.
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
    use std::cell::RefCell;
    use std::rc::{Rc, Weak};
    use std::sync::Arc;

    use dunder::{Graph, graph_dyn};

    /// With a parameter.
    #[derive(Graph, Clone, Debug)]
    #[graph(id = "api.Node", version = 3, removed("old"))]
    pub struct Node<T> {
        /// Generic.
        pub value: T,
        /// Others.
        pub next: RefCell<Vec<Rc<Self>>>,
        /// Back.
        pub back: RefCell<Weak<Self>>,
        /// New.
        #[graph(since = 2)]
        pub name: String,
        /// Has a value.
        #[graph(default = 7)]
        pub level: u8,
        /// Left out.
        #[graph(skip)]
        pub cache: Option<usize>,
    }

    /// Each kind of variant.
    #[derive(Graph, Clone, Copy, Debug, PartialEq)]
    pub enum Shape {
        /// Nothing.
        Empty,
        /// One value.
        #[graph(id = "Disc")]
        Circle(f32),
        /// Named ones.
        Square {
            /// How long.
            side: f32,
            /// Left out.
            #[graph(skip)]
            hidden: u8,
        },
    }

    /// A unit.
    #[derive(Graph, Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Unit;

    /// Behind which objects stand.
    #[graph_dyn]
    pub trait Named: Send + Sync {
        /// A name.
        fn name(&self) -> String;
    }

    #[graph_dyn(tag = "nothing")]
    impl Named for Unit {
        #[inline]
        fn name(&self) -> String {
            "unit".to_owned()
        }
    }

    /// One of them.
    #[must_use]
    #[inline]
    pub fn named() -> Arc<dyn Named> {
        Arc::new(Unit)
    }
}

#[test]
fn what_is_made_is_clean_and_works() {
    use dunder::{Limits, graph};
    let bytes = graph::to_bytes(&(api::named(), api::Shape::Circle(1.0), api::Unit)).unwrap();
    let (named, shape, _): (std::sync::Arc<dyn api::Named>, api::Shape, api::Unit) =
        graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
    assert_eq!((named.name().as_str(), shape), ("unit", api::Shape::Circle(1.0)));
}

mod by_another_name {
    //! Types that `Rows` is told of at, where `dunder` has a path of two words.
    pub(crate) mod facade {
        pub(crate) use dunder as inner;
    }

    use facade::inner::{Graph, validated};

    #[derive(Graph, Clone, Debug)]
    #[graph(crate = facade::inner)]
    pub(crate) struct Point {
        pub(crate) x: i32,
    }

    #[validated(crate = facade::inner)]
    #[derive(Graph, Clone, Debug)]
    #[graph(crate = facade::inner)]
    pub(crate) struct Ruled {
        place: Point,
        #[validate(min = 1)]
        count: u8,
    }

    #[derive(Graph, Clone, Debug)]
    #[graph(crate = facade::inner)]
    pub(crate) struct Generic<K: Ord> {
        pub(crate) map: std::collections::BTreeMap<K, Point>,
    }
}

#[test]
fn a_path_of_two_words_is_no_lint() {
    use by_another_name::{Generic, Point, Ruled};

    let ruled = Ruled::new(Point { x: 1 }, 2).unwrap();
    let all = Generic { map: [(ruled.count(), ruled.place().clone())].into() };
    let bytes = dunder::graph::to_bytes(&all).unwrap();
    let back: Generic<u8> =
        dunder::graph::from_bytes(&bytes, &dunder::Limits::untrusted()).unwrap();
    assert_eq!(back.map[&2].x, 1);
}
