//! Two types with one tag behind one trait of `#[graph_dyn]`: refused by the linker, or when it is used.

use std::path::Path;
use std::process::{Command, Output};
use std::rc::Rc;

use dunder::graph::{self, Registry};
use dunder::{CodecErrorKind, Graph, Limits, graph_dyn};

fn build(arguments: &[&str]) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target/tmp");
    Command::new(env!("CARGO"))
        .args(["build", "--offline", "--package", "dunder-test-link", "--lib", "--target-dir"])
        .arg(target)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs")
}

#[test]
#[cfg(target_os = "linux")]
fn a_second_type_of_one_tag_is_refused_at_link_time() {
    let fits = build(&[]);
    assert!(fits.status.success(), "{}", String::from_utf8_lossy(&fits.stderr));
    let twice = build(&["--features=same-tag"]);
    let said = String::from_utf8_lossy(&twice.stderr);
    assert!(!twice.status.success() && said.contains("graph tag `Disc` is taken twice"), "{said}");
}

/// A trait whose tags are compared when they are asked for, as they are where no linker does it.
#[graph_dyn(check = "runtime")]
trait Thing {}

#[derive(Graph)]
struct One;

#[graph_dyn]
impl Thing for One {}

mod other {
    #[derive(dunder::Graph)]
    pub(super) struct One;

    #[dunder::graph_dyn]
    impl super::Thing for One {}
}

#[test]
fn two_types_with_one_tag_are_an_error() {
    let things: [Rc<dyn Thing>; 2] = [Rc::new(One), Rc::new(other::One)];
    let fault = graph::to_bytes(&things).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::DuplicateId, "[0].One"));
}

#[graph_dyn]
trait Shape {}

#[derive(Graph)]
struct Square;

#[graph_dyn]
impl Shape for Square {}

#[test]
fn one_type_may_be_told_to_a_registry_twice() {
    let bytes = graph::to_bytes(&(Rc::new(Square) as Rc<dyn Shape>)).unwrap();
    let twice = Registry::new().with::<dyn Shape, Square>().with::<dyn Shape, Square>();
    assert!(graph::from_bytes_with::<Rc<dyn Shape>>(&bytes, &Limits::default(), &twice).is_ok());
}

mod alone {
    #[dunder::graph_dyn]
    pub(super) trait Thing {}

    #[derive(dunder::Graph)]
    pub(super) struct One;

    #[dunder::graph_dyn]
    impl Thing for One {}
}

#[test]
fn a_registry_with_two_types_of_one_tag_is_an_error() {
    let thing: Rc<dyn alone::Thing> = Rc::new(alone::One);
    let bytes = graph::to_bytes(&thing).unwrap();
    let twice = Registry::new().with::<dyn Thing, One>().with::<dyn Thing, other::One>();
    let fault = graph::from_bytes_with::<Rc<dyn Thing>>(&bytes, &Limits::default(), &twice);
    let fault = fault.err().unwrap();
    assert_eq!((fault.kind(), fault.path()), (CodecErrorKind::DuplicateId, "One"));
}
