//! What 200 classes cost, cold and after an edit, beside the flat structs by hand.

use std::collections::BTreeMap;

use dunder_benches::{Bench, over, quartiles};

use super::classes::{Class, Edits, classes, hierarchy, twins};
use super::compiler::Compiler;

/// Classes in a crate.
const CLASSES: usize = 200;

/// What each crate took, by round.
type Times = BTreeMap<&'static str, Vec<f64>>;

/// Measures the crates, cold and after an edit, and notes the ratios.
pub fn measure(bench: &mut Bench, folder: &str, optimized: bool) {
    let compiler = Compiler::of(folder, &["class"], optimized);
    let all = hierarchy(CLASSES);
    // what one more class costs, and what options add to each, shows on half of them
    let half = hierarchy(CLASSES / 2);
    let none = Edits::default();
    let cold = [
        ("class", classes(&all, "", none)),
        ("twin", twins(&all, none)),
        ("class_half", classes(&half, "", none)),
        ("class_builder", classes(&half, "builder", none)),
        ("class_dyn", classes(&half, "dyn", none)),
    ];
    for (name, text) in &cold {
        compiler.write(name, text);
    }
    let mut times = Times::new();
    let mut expanding: Vec<f64> = Vec::new();
    for round in 0..=bench.rounds(5, 2) {
        for turn in 0..cold.len() {
            let (name, _) = cold[(round + turn) % cold.len()];
            let spent = compiler.check(name);
            // The first round only warms the caches.
            if round > 0 {
                times.entry(name).or_default().push(spent.all);
                if name == "class" {
                    expanding.push(spent.expanding);
                }
            }
        }
        edit(&compiler, &all, round, &mut times);
    }
    report(bench, &all, &times, &expanding, optimized);
}

/// Checks the classes and their twins after an edit above half of them, and after one of a class
/// that no other needs.
fn edit(compiler: &Compiler, all: &[Class], round: usize, times: &mut Times) {
    let steps = [
        ("class_middle", "twin_middle", Edits { middle: round + 1, leaf: round }),
        ("class_leaf", "twin_leaf", Edits { middle: round + 1, leaf: round + 1 }),
    ];
    for (class, twin, edits) in steps {
        let texts = [
            (class, "class_again", classes(all, "", edits)),
            (twin, "twin_again", twins(all, edits)),
        ];
        for (name, again, text) in texts {
            compiler.write(again, &text);
            let spent = compiler.check_again(again);
            // The first round keeps nothing yet.
            if round > 0 {
                times.entry(name).or_default().push(spent);
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts below 2^52")]
fn report(bench: &mut Bench, all: &[Class], times: &Times, expanding: &[f64], optimized: bool) {
    let count = all.len() as f64;
    let order: usize = all.iter().map(|class| class.order.len() + 1).sum();
    let macros = if optimized { "optimized" } else { "not optimized" };
    println!(
        "\nclass: ms of processor time for {CLASSES} classes (half of them for `half`, `builder`, \
         `dyn`), {:.1} classes in an order, macros {macros}",
        order as f64 / count
    );
    for (name, spent) in times {
        println!("{name:<16} {:>10.0}", quartiles(spent)[1]);
    }
    println!("{:<16} {:>10.0}", "(expanding)", quartiles(expanding)[1]);
    let suffix = if optimized { "_optimized" } else { "" };
    let mut ratio = |row: &str, name: &str, base: &str| {
        let ratio = quartiles(&over(&times[name], &times[base]))[1];
        bench.record(format!("expansion_class_{row}{suffix}"), ratio, Some(5.0));
    };
    ratio("vs_twin", "class", "twin");
    ratio("edit_vs_twin", "class_middle", "twin_middle");
    ratio("leaf_vs_twin", "class_leaf", "twin_leaf");
    let mut each = |row: &str, name: &str, base: &str| {
        let more: Vec<f64> =
            times[name].iter().zip(&times[base]).map(|(a, b)| (a - b) / (count / 2.0)).collect();
        bench.record(format!("expansion_class_ms_{row}{suffix}"), quartiles(&more)[1], None);
    };
    each("one", "class", "class_half");
    each("builder", "class_builder", "class_half");
    each("dyn", "class_dyn", "class_half");
}
