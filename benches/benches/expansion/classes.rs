//! Crates of classes beside the flat structs that a person would write instead of them.

use std::fmt::Write as _;

#[path = "../../../macros/src/class/c3.rs"]
#[allow(dead_code, reason = "the macro's own linearization, of which this needs one function")]
mod c3;

/// What a method does.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Reads fields: `&self`.
    Read,
    /// Changes fields and calls the object's `read`: `&mut self`.
    Step,
}

/// One class statement.
pub struct Class {
    bases: Vec<usize>,
    /// The classes in which a method is looked for, itself first.
    pub order: Vec<usize>,
    /// The inherited methods that it overrides and calls by `super()`: by the class they are from.
    overrides: Vec<(Kind, usize)>,
}

/// As many classes as asked for; every one is the same in each run.
pub fn hierarchy(count: usize) -> Vec<Class> {
    let mut random = Random(7);
    let mut classes: Vec<Class> = Vec::new();
    for at in 0..count {
        let (bases, order) = loop {
            let wanted = [0, 1, 1, 1, 2, 2, 2, 3][random.below(8)].min(at);
            let mut bases: Vec<usize> = Vec::new();
            for _ in 0..wanted {
                let base = at - 1 - random.below(at.min(24));
                if !bases.contains(&base) {
                    bases.push(base);
                }
            }
            let orders: Vec<Vec<usize>> =
                bases.iter().map(|base| classes[*base].order.clone()).collect();
            if let Ok(order) = c3::merge(&orders, &bases)
                && order.len() < 8
            {
                break (bases, [vec![at], order].concat());
            }
        };
        let mut overrides = Vec::new();
        for _ in 0..3.min(order.len() - 1) {
            let from = order[1 + random.below(order.len() - 1)];
            let one = (if random.below(3) == 0 { Kind::Step } else { Kind::Read }, from);
            if !overrides.contains(&one) {
                overrides.push(one);
            }
        }
        classes.push(Class { bases, order, overrides });
    }
    classes
}

/// A generator of numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }
}

/// A body, where `$` is the object and `@` the method to call next.
fn body(kind: Kind, class: usize, from: usize, next: &str) -> String {
    match (kind, class == from) {
        (Kind::Read, true) => {
            format!("format!(\"K{class}:{{}}:{{}}\", self.a{class}, self.b{class}.len())")
        }
        (Kind::Step, true) => format!(
            "self.a{class} += by; self.c{class}.push(by);
             self.read{class}().len() as u32 + self.a{class}"
        ),
        (Kind::Read, false) => format!("format!(\"K{class}>{{}}\", {next}())"),
        (Kind::Step, false) => format!("let after = {next}(by + 1); self.a{class} += after; after"),
    }
}

fn head(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Read => ("read", "(&self) -> String"),
        Kind::Step => ("step", "(&mut self, by: u32) -> u32"),
    }
}

/// A private field in every second class.
fn vis(class: usize) -> &'static str {
    if class.is_multiple_of(2) { "" } else { "pub " }
}

/// What a person changed since the first check.
#[derive(Clone, Copy, Default)]
pub struct Edits {
    /// Lines above the second half of the classes.
    pub middle: usize,
    /// A number in a method of the last class, which has no subclasses.
    pub leaf: usize,
}

impl Edits {
    /// The lines above the class at this place.
    fn above(self, at: usize, all: &[Class]) -> String {
        let lines = if at == all.len() / 2 { self.middle } else { 0 };
        (0..lines).fold(String::new(), |text, i| text + &format!("const EDIT{i}: usize = {i};\n"))
    }

    /// A body, of the class at this place.
    fn within(self, at: usize, all: &[Class], body: String) -> String {
        if at + 1 < all.len() { body } else { format!("let _edit = {}; {body}", self.leaf) }
    }
}

/// The classes, with these words in the brackets of each.
pub fn classes(all: &[Class], options: &str, edits: Edits) -> String {
    let mut out = String::from("#![allow(dead_code)]\nuse dunder::{class, methods};\n");
    for (at, class) in all.iter().enumerate() {
        out.push_str(&edits.above(at, all));
        let bases: Vec<String> = class.bases.iter().map(|base| format!("K{base}")).collect();
        let mut words: Vec<String> = Vec::new();
        if !bases.is_empty() {
            words.push(format!("bases({})", bases.join(", ")));
        }
        if !options.is_empty() {
            words.push(options.to_owned());
        }
        let words =
            if words.is_empty() { String::new() } else { format!("({})", words.join(", ")) };
        let _ = write!(
            out,
            "#[class{words}]\npub struct K{at} {{ pub a{at}: u32, #[default] pub b{at}: String, \
             #[default] {}c{at}: Vec<u32> }}\n#[methods]\nimpl K{at} {{\n",
            vis(at)
        );
        let own = [(Kind::Read, at), (Kind::Step, at)];
        for (kind, from) in own.into_iter().chain(class.overrides.iter().copied()) {
            let (name, sig) = head(kind);
            let body = body(kind, at, from, &format!("super().{name}{from}"));
            let body = edits.within(at, all, body);
            let _ = writeln!(out, "pub fn {name}{from}{sig} {{ {body} }}");
        }
        out.push_str("}\n");
    }
    out
}

/// The same by hand: a flat struct for each class, with all fields and all methods of its order.
pub fn twins(all: &[Class], edits: Edits) -> String {
    let mut out = String::from("#![allow(dead_code)]\n");
    for (at, class) in all.iter().enumerate() {
        out.push_str(&edits.above(at, all));
        let fields = |one: &usize| {
            format!("pub a{one}: u32, pub b{one}: String, {}c{one}: Vec<u32>, ", vis(*one))
        };
        let fields: String = class.order.iter().map(fields).collect();
        let required = |one: &usize| format!("a{one}: u32, ");
        let required: String = class.order.iter().map(required).collect();
        let made = |one: &usize| format!("a{one}, b{one}: String::new(), c{one}: Vec::new(), ");
        let made: String = class.order.iter().map(made).collect();
        let _ = writeln!(
            out,
            "pub struct K{at} {{ {fields} }}\nimpl K{at} {{\n\
             pub fn new({required}) -> Self {{ Self {{ {made} }} }}"
        );
        for from in &class.order {
            for kind in [Kind::Read, Kind::Step] {
                let (name, sig) = head(kind);
                let has =
                    |one: &&usize| *one == from || all[**one].overrides.contains(&(kind, *from));
                // a body for each class that has one, the first as the method itself
                for (place, one) in class.order.iter().filter(has).enumerate() {
                    let (vis, suffix) = match place {
                        0 => ("pub ", String::new()),
                        _ => ("", format!("_after{place}")),
                    };
                    let next = format!("self.{name}{from}_after{}", place + 1);
                    let body = edits.within(at, all, body(kind, *one, *from, &next));
                    let _ = writeln!(out, "{vis}fn {name}{from}{suffix}{sig} {{ {body} }}");
                }
            }
        }
        out.push_str("}\n");
    }
    out
}
