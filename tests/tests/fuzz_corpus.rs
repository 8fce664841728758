//! What the fuzzers of `fuzz/` have found worth keeping, and all that a cut or a flipped bit makes of
//! it: an error or a value, within bounded memory. `CORPUS=write` writes the first seeds anew.

use std::path::PathBuf;

use dunder::{CodecErrorKind, Graph, Limits, Packed, graph};

#[path = "../../fuzz/src/lib.rs"]
#[allow(dead_code, unreachable_pub)]
mod fuzz;

mod counting;

use counting::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How much memory an input may need: some for each byte, and some at once.
fn budget(bytes: usize) -> isize {
    ((64 << 10) + 256 * bytes).cast_signed()
}

fn fed(run: fn(&[u8]), bytes: &[u8]) {
    let peak = Counting::peak(|| run(bytes));
    assert!(peak <= budget(bytes.len()), "{peak} bytes of memory for {bytes:02x?}");
}

/// Feeds every file of a corpus, all that is left of it when it is cut, and each with a bit flipped.
fn corpus(name: &str, run: fn(&[u8]), seeds: &[Vec<u8>]) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    if std::env::var_os("CORPUS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for (place, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{place}")), seed).unwrap();
        }
    }
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        files += 1;
        fed(run, &bytes);
        for end in 0..bytes.len() {
            fed(run, &bytes[..end]);
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                fed(run, &flipped);
            }
        }
        // lengths and counts of all sizes, in the form of each format
        for bomb in [&[0xff; 4][..], &[0x7f, 0xff, 0xff, 0xff], &[0xff, 0xff, 0xff, 0xff, 0x0f]] {
            for at in 0..bytes.len() {
                let end = (at + bomb.len()).min(bytes.len());
                fed(run, &[&bytes[..at], bomb, &bytes[end..]].concat());
                fed(run, &[&bytes[..at], bomb, &bytes[at..]].concat());
            }
        }
    }
    assert!(files >= seeds.len());
}

#[test]
fn messages() {
    let whole = fuzz::Whole {
        tree: fuzz::tree(),
        choice: Some(fuzz::Choice::Number(7)),
        ids: [(-1, 2)].into(),
        time: std::time::SystemTime::UNIX_EPOCH,
        rest: dunder::proto::Unknown::default(),
    };
    let mut deep = whole.clone();
    deep.choice = Some(fuzz::Choice::Whole(Box::new(fuzz::Whole {
        choice: Some(fuzz::Choice::Nothing),
        ..whole.clone()
    })));
    let mut unknown = whole.encode_to_vec();
    unknown.extend([0x78, 0x05, 0x93, 0x01, 0x94, 0x01]);
    corpus("proto", fuzz::proto, &[whole.encode_to_vec(), deep.encode_to_vec(), unknown]);
}

#[test]
fn packed_bytes() {
    corpus("packed", fuzz::packed, &[fuzz::tree().pack()]);
}

#[test]
fn json() {
    let odd = r#"{"a":[1,-0.5e-3,"\ud83e\udd80\n",null,true,18446744073709551616],"b":{"":{}}}"#;
    corpus("dict", fuzz::dict, &[fuzz::tree().to_json().into(), odd.into()]);
}

#[test]
fn graphs() {
    let root = fuzz::nodes();
    let whole = graph::to_bytes(&root).unwrap();
    graph::dismantle(root);
    let small = graph::to_bytes(&std::rc::Rc::new(std::cell::RefCell::new(fuzz::Node::default())));
    corpus("graph", fuzz::graph, &[whole, small.unwrap()]);
}

#[test]
fn every_cut_of_a_valid_input_is_an_error() {
    let root = fuzz::nodes();
    let bytes = graph::to_bytes(&root).unwrap();
    graph::dismantle(root);
    for end in 0..bytes.len() {
        type Link = std::rc::Rc<std::cell::RefCell<fuzz::Node>>;
        assert!(graph::from_bytes::<Link>(&bytes[..end], &Limits::default()).is_err(), "{end}");
    }
    let bytes = fuzz::tree().pack();
    for end in 0..bytes.len() {
        assert!(fuzz::Tree::unpack(&bytes[..end]).is_err(), "{end}");
    }
    let json = fuzz::tree().to_json();
    for end in 0..json.len() {
        let cut = &json.as_bytes()[..end];
        assert!(fuzz::Tree::from_json(cut).is_err(), "{end}");
    }
}

#[derive(Graph)]
struct Nest(Option<Box<Nest>>);

#[derive(Packed)]
struct List(Vec<List>);

/// A million values in each other, for readers on a small stack.
#[test]
fn a_million_levels_are_an_error_of_every_reader() {
    let small = std::thread::Builder::new().stack_size(256 << 10);
    let run = || {
        let one = 1_u32.to_be_bytes().repeat(1_000_000);
        let deep = Some(CodecErrorKind::TooDeep);
        assert_eq!(List::unpack(&one).err().map(|fault| fault.kind()), deep);
        let json = "[".repeat(1_000_000);
        let read = dunder::dict::from_json::<dunder::dict::Value>(&json);
        assert_eq!(read.err().map(|fault| fault.kind()), deep);
        let json = "{\"a\":".repeat(1_000_000);
        let read = dunder::dict::from_json::<dunder::dict::Value>(&json);
        assert_eq!(read.err().map(|fault| fault.kind()), deep);
        let mut nest = graph::to_bytes(&Nest(None)).unwrap();
        nest.truncate(nest.len() - 1);
        nest.extend(std::iter::repeat_n(1, 1_000_000));
        assert_eq!(
            graph::from_bytes::<Nest>(&nest, &Limits::default()).err().map(|fault| fault.kind()),
            deep
        );
    };
    small.spawn(run).unwrap().join().unwrap();
}
