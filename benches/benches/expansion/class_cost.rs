//! What 200 classes cost, cold and after an edit, beside the flat structs by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dunder_benches::{Bench, over, quartiles};

use super::classes::{Class, classes, hierarchy, twins};
use super::compiler::Compiler;

/// Classes in a crate.
const CLASSES: usize = 200;

/// Measures the crates, cold and after an edit, and notes the ratios.
pub fn measure(bench: &mut Bench, folder: &str, optimized: bool) {
    let compiler = Compiler::of(folder, &["class"], optimized);
    let all = hierarchy(CLASSES);
    let half = hierarchy(CLASSES / 2);
    let cold = [
        ("class", classes(&all, "", "")),
        ("twin", twins(&all, "")),
        ("class_half", classes(&half, "", "")),
        ("class_builder", classes(&all, "builder", "")),
        ("class_dyn", classes(&all, "dyn", "")),
    ];
    for (name, text) in &cold {
        compiler.write(name, text);
    }
    let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut expanding: Vec<f64> = Vec::new();
    for round in 0..=bench.rounds(9, 3) {
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
        for name in ["class", "twin"] {
            let mut edit = String::new();
            for i in 0..round {
                // writing to a `String` cannot fail
                let _ = writeln!(edit, "const EDIT{i}: usize = {round};");
            }
            let again = if name == "class" { "class_again" } else { "twin_again" };
            let text = if name == "class" { classes(&all, "", &edit) } else { twins(&all, &edit) };
            compiler.write(again, &text);
            let spent = compiler.check_again(again);
            // The first round keeps nothing yet.
            if round > 0 {
                times.entry(again).or_default().push(spent);
            }
        }
    }
    report(bench, &all, &times, &expanding, optimized);
}

#[allow(clippy::cast_precision_loss, reason = "counts below 2^52")]
fn report(
    bench: &mut Bench,
    all: &[Class],
    times: &BTreeMap<&str, Vec<f64>>,
    expanding: &[f64],
    optimized: bool,
) {
    let count = all.len() as f64;
    let order: usize = all.iter().map(|class| class.order.len() + 1).sum();
    let macros = if optimized { "optimized" } else { "not optimized" };
    println!(
        "\nclass: ms of processor time for {CLASSES} classes, {:.1} classes in an order, macros \
         {macros}",
        order as f64 / count
    );
    for (name, spent) in times {
        println!("{name:<16} {:>10.0}", quartiles(spent)[1]);
    }
    println!("{:<16} {:>10.0}", "(expanding)", quartiles(expanding)[1]);
    let suffix = if optimized { "_optimized" } else { "" };
    let ratio = |name: &str, base: &str| quartiles(&over(&times[name], &times[base]))[1];
    let each = |name: &str, base: &str, classes: f64| {
        let more: Vec<f64> =
            times[name].iter().zip(&times[base]).map(|(a, b)| (a - b) / classes).collect();
        quartiles(&more)[1]
    };
    let goal = Some(5.0);
    bench.record(format!("expansion_class_vs_twin{suffix}"), ratio("class", "twin"), goal);
    let again = ratio("class_again", "twin_again");
    bench.record(format!("expansion_class_edit_vs_twin{suffix}"), again, goal);
    let one = each("class", "class_half", count / 2.0);
    bench.record(format!("expansion_class_ms_one{suffix}"), one, None);
    let builder = each("class_builder", "class", count);
    bench.record(format!("expansion_class_ms_builder{suffix}"), builder, None);
    bench.record(
        format!("expansion_class_ms_dyn{suffix}"),
        each("class_dyn", "class", count),
        None,
    );
}
