//! The bytes of `Graph` as `docs/graph-format.md` tells them, and bytes that break its rules.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use dunder::{CodecErrorKind, Graph, Limits, graph};

#[derive(Graph)]
struct N {
    id: u8,
    next: Option<Rc<RefCell<N>>>,
}

#[test]
fn the_example_is_byte_for_byte() {
    let ring = Rc::new(RefCell::new(N { id: 5, next: None }));
    ring.borrow_mut().next = Some(Rc::clone(&ring));
    let bytes = graph::to_bytes(&ring).unwrap();
    let text: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let page = include_str!("../../docs/graph-format.md");
    let example = page.split("```").nth(1).unwrap();
    let bytes_of = |line: &str| {
        let words = line.split_whitespace();
        words
            .take_while(|word| word.len() == 2 && u8::from_str_radix(word, 16).is_ok())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(text, example.lines().flat_map(bytes_of).collect::<Vec<_>>());
    let again: Rc<RefCell<N>> = graph::from_bytes(&bytes, &Limits::untrusted()).unwrap();
    assert!(Rc::ptr_eq(&again, again.borrow().next.as_ref().unwrap()));
    graph::dismantle((ring, again));
}

#[derive(Graph)]
#[graph(id = "N")]
struct Early {
    id: u8,
    next: Option<Rc<Early>>,
}

#[derive(Graph)]
#[graph(id = "N")]
struct Once {
    id: u8,
    next: OnceCell<Rc<Once>>,
}

/// The head of the example, then one table's parts and the root.
fn bytes(count: u8, bodies: &[u8], root: u8) -> Vec<u8> {
    let head: &[u8] =
        b"dg\x01\x01\x01N\x01\x00\x02\x02id\x01u\x04next\x03?@\x00\x00\x01\x00\x02#\x00\x02@\x00";
    let size = u8::try_from(bodies.len()).unwrap();
    [head, &[count, 0, size], bodies, &[root]].concat()
}

fn kind<T: graph::Graph>(bytes: &[u8]) -> Option<CodecErrorKind> {
    match graph::from_bytes::<T>(bytes, &Limits::default()) {
        Ok(made) => {
            graph::dismantle(made);
            None
        }
        Err(fault) => Some(fault.kind()),
    }
}

#[test]
fn broken_numbers_are_errors_of_their_kind() {
    let all = |bytes: &[u8]| {
        let kinds =
            [kind::<Rc<RefCell<N>>>(bytes), kind::<Rc<Early>>(bytes), kind::<Rc<Once>>(bytes)];
        assert_eq!((kinds[0], kinds[1]), (kinds[1], kinds[2]));
        kinds[0]
    };
    // two in a row
    assert_eq!(all(&bytes(2, &[1, 1, 1, 2, 0], 0)), None);
    // an object that is not there
    assert_eq!(all(&bytes(1, &[1, 1, 7], 0)), Some(CodecErrorKind::DanglingRef));
    assert_eq!(all(&bytes(1, &[1, 0], 1)), Some(CodecErrorKind::DanglingRef));
    // one that nothing owns
    assert_eq!(all(&bytes(2, &[1, 0, 2, 0], 0)), Some(CodecErrorKind::DanglingRef));
    // more than the bytes could name
    assert_eq!(all(&bytes(127, &[1, 0], 0)), Some(CodecErrorKind::TooLarge));
    assert_eq!(all(&bytes(3, &[1, 1, 1], 0)), Some(CodecErrorKind::Truncated));
    assert_eq!(all(&bytes(1, &[1, 0, 0], 0)), Some(CodecErrorKind::TrailingBytes));
    assert_eq!(all(&bytes(1, &[1, 2, 0], 0)), Some(CodecErrorKind::Malformed));
}

#[test]
fn a_ring_needs_a_cell() {
    for ring in [bytes(1, &[1, 1, 0], 0), bytes(2, &[1, 1, 1, 2, 1, 0], 0)] {
        assert_eq!(kind::<Rc<RefCell<N>>>(&ring), None);
        assert_eq!(kind::<Rc<Early>>(&ring), Some(CodecErrorKind::Cycle));
    }
}

#[test]
fn counts_and_lengths_ask_for_no_more_than_there_is() {
    let list = graph::to_bytes(&vec![1_u64, 2]).unwrap();
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    for place in 3..list.len() {
        let bomb = [&list[..place], &huge[..], &list[place..]].concat();
        assert!(kind::<Vec<u64>>(&bomb).is_some());
    }
    let units = [&graph::to_bytes(&vec![(); 3]).unwrap()[..], &[]].concat();
    assert_eq!(kind::<Vec<()>>(&units), None);
    let bomb = [&units[..units.len() - 1], &huge[..]].concat();
    assert_eq!(kind::<Vec<()>>(&bomb), Some(CodecErrorKind::Truncated));
}
