//! Borrowing in `#[methods]` is that of a plain struct: each body of a corpus is compiled as both.

mod class_proofs;

use std::collections::BTreeMap;

use class_proofs::Crate;
use serde_json::Value;

/// What differs, and stands in `macros/doc/class.md` with its reason.
const DIFFERENT: [&str; 11] = [
    // a field leaves an object that is used as a whole after it, or beside it
    "owned_replaced",
    "owned_beside_call",
    // the index comes before the element, and a call needs the whole object
    "array_index_of_a_call",
    "written_call",
    // a borrow is held over a call, and then another field is changed
    "shared_over_call_and_change",
    "shared_loop_call_change",
    // `self` by another name
    "whole",
    "reborrowed",
    "reborrowed_fields",
    // what a method of the field's own type does is not known
    "reads_by_custom",
    "custom_over_call",
];

/// A method of the corpus, and whether a plain struct takes it.
struct Case {
    name: &'static str,
    code: &'static str,
    compiles: bool,
}

fn cases() -> Vec<Case> {
    let corpus = include_str!("class_borrow/corpus.rs");
    let mut cases = Vec::new();
    for block in corpus.split("\n\n").skip(1) {
        let (mark, code) = block.split_once('\n').expect("a mark and a method");
        let (_, rest) = code.split_once("fn ").expect("a method");
        let (name, _) = rest.split_once('(').expect("a method");
        let compiles = mark.starts_with("// + ");
        assert!(compiles || mark.starts_with("// - "), "{mark}");
        cases.push(Case { name, code: code.trim_end(), compiles });
    }
    cases
}

const FIELDS: &str = "pub a: u32, pub b: u32, pub name: String, pub items: Vec<u32>, \
    pub choice: Option<u32>, pub map: std::collections::HashMap<String, u32>, pub tool: Tool,";

/// Those of an object that stay in the class that has them; in the plain struct all are alike.
const MORE: &str = "other: String, pair: (Vec<u32>, Vec<u32>), array: [u32; 4], \
    cell: std::cell::Cell<u32>, slot: Box<u32>, changing: Box<dyn FnMut(u32) -> u32>,";

const METHODS: &str = "
    pub fn count(&self) -> u32 { 1 }
    pub fn title(&self) -> &str { \"title\" }
    pub fn found(&self) -> Option<u32> { None }
    pub fn add(&mut self, x: u32) -> u32 { x }
    pub fn bump(&mut self) -> u32 { 2 }
";

const LENT: &str = "
    pub fn slot_mut(&mut self) -> &mut u32 { &mut self.slot }
    pub fn lent_first(&self) -> Option<&u32> { self.items.first() }
";

const HEAD: &str = "#![allow(dead_code, unused)]
pub fn top() -> u32 { 3 }
macro_rules! set { ($place:expr, $value:expr) => { $place = $value }; }
pub struct Tool { pub level: u32 }
impl Tool {
    pub fn reads(&self) -> &u32 { &self.level }
    pub fn changes(&mut self, x: u32) { self.level = x }
    pub fn parse(&mut self) -> u32 { self.level += 1; self.level }
    pub fn get(&mut self, x: u32) -> u32 { self.level += x; self.level }
}
";

/// The bodies that a crate with all of them refuses, with what the compiler says.
fn refused(name: &str, head: &str, cases: &[Case]) -> BTreeMap<&'static str, String> {
    let mut source = head.to_owned();
    let first = source.lines().count() + 1;
    // a line for each, which is how a message is told to be of it
    for case in cases {
        assert!(!case.code.contains('\n'), "{} has one line", case.name);
        source += case.code;
        source.push('\n');
    }
    source.push_str("}\n");
    let output = Crate::new(name, &source, &[]).cargo(&[
        "check",
        "--quiet",
        "--release",
        "--message-format=json",
    ]);
    let mut refused = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("what cargo says");
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let spans: Vec<&Value> = message["spans"].as_array().into_iter().flatten().collect();
        if spans.is_empty() {
            continue;
        }
        let case = spans.iter().find_map(|span| {
            let line = usize::try_from(span["line_start"].as_u64()?).ok()?;
            cases.get(line.checked_sub(first)?)
        });
        let said = message["rendered"].as_str().unwrap_or_default();
        let case = case.unwrap_or_else(|| panic!("of no case: {said}"));
        refused.entry(case.name).or_insert_with(|| said.to_owned());
    }
    refused
}

#[test]
fn what_a_plain_struct_takes_a_class_takes() {
    let cases = cases();
    assert!(cases.len() > 100);
    let plain = format!("{HEAD}pub struct X {{ {FIELDS}{MORE} }}\nimpl X {{ {METHODS}{LENT}\n");
    let plain = refused("borrow-plain", &plain, &cases);
    let own = format!(
        "{HEAD}#[dunder::class] pub struct X {{ {FIELDS}{MORE} }}\n#[dunder::methods]\n\
         impl X {{ {METHODS}{LENT}\n"
    );
    let own = refused("borrow-own", &own, &cases);
    let inherited = format!(
        "{HEAD}#[dunder::class] pub struct Base {{ {FIELDS} }}\n#[dunder::methods]\n\
         impl Base {{ {METHODS} }}\n#[dunder::class(bases(Base))] pub struct X {{ {MORE} }}\n\
         #[dunder::methods]\nimpl X {{ {LENT}\n"
    );
    let inherited = refused("borrow-inherited", &inherited, &cases);
    let marked: Vec<&str> = cases
        .iter()
        .filter(|case| plain.contains_key(case.name) == case.compiles)
        .map(|case| plain.get(case.name).map_or(case.name, String::as_str))
        .collect();
    assert!(marked.is_empty(), "not as the mark says: {}", marked.join("\n"));
    let mut different = Vec::new();
    for case in &cases {
        for (place, class) in [("own fields", &own), ("inherited fields", &inherited)] {
            let said = class.get(case.name);
            if said.is_none() != case.compiles {
                println!("{}, {place}: {}", case.name, said.map_or("taken", |text| text));
                different.push(case.name);
            }
        }
    }
    different.dedup();
    different.sort_unstable();
    let mut known = DIFFERENT;
    known.sort_unstable();
    assert_eq!(different, known);
}
