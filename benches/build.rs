//! Writes the plugins of the `plugin` bench, registries of 10, 100 and 1000 names and the types of one
//! that typetag has too, and the plugins of the programs that `startup.sh` starts.

use std::fmt::Write as _;

const WORDS: [&str; 10] =
    ["email", "sms", "push", "webhook", "slack", "pager", "fax", "log", "queue", "telegram"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut text = String::new();
    for size in [10, 100, 1000] {
        write(&mut text, size, &names(size)).expect("a String takes all text");
    }
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let file = |name: &str, text: &str| {
        std::fs::write(format!("{out}/{name}"), text).expect("OUT_DIR can be written");
    };
    file("plugins.rs", &text);
    file("tagged.rs", &tagged(&names(1000)));
    file("start_dunder.rs", &start_dunder());
    file("start_linkme.rs", &start_linkme());
}

fn names(size: usize) -> Vec<String> {
    (0..size).map(|i| format!("{}_{}", WORDS[i % 10], i / 10 * 7)).collect()
}

/// Types that are plugins and typetag's at once, by one name.
fn tagged(names: &[String]) -> String {
    let one = |(i, name)| {
        format!(
            "#[typetag::deserialize(name = {name:?})] impl Tagged for Leveled<{i}> {{}}
             #[dunder::plugin(
                 Named, name = {name:?}, with = Leveled<{i}>, config(Leveled<{i}>, default)
             )]
             type P{i} = Leveled<{i}>; impl Named for Leveled<{i}> {{}}\n"
        )
    };
    let types: String = names.iter().enumerate().map(one).collect();
    format!("pub const NAMES: &[&str] = &{names:?};\n{types}")
}

/// Plugins of a program that is only started.
const STARTED: usize = 1000;

fn start_dunder() -> String {
    let one = |i| {
        format!(
            "#[dunder::plugin(Work, name = \"plugin_{i}\")] #[derive(Default)] struct P{i};
             impl Work for P{i} {{ fn number(&self) -> u32 {{ {i} }} }}\n"
        )
    };
    (0..STARTED).map(one).collect()
}

fn start_linkme() -> String {
    let one = |i| {
        format!(
            "#[linkme::distributed_slice(ALL)]
             static P{i}: Plain = Plain {{ name: \"plugin_{i}\", make: || Box::new(S{i}) }};
             #[derive(Default)] struct S{i};
             impl Work for S{i} {{ fn number(&self) -> u32 {{ {i} }} }}\n"
        )
    };
    (0..STARTED).map(one).collect()
}

fn write(text: &mut String, size: usize, names: &[String]) -> std::fmt::Result {
    writeln!(text, "pub mod of_{size} {{ use super::{{Numbered, Plain, Work}};")?;
    writeln!(text, "pub const NAMES: &[&str] = &{names:?};")?;
    writeln!(text, "pub static PLAIN: &[Plain] = &[")?;
    for (i, name) in names.iter().enumerate() {
        writeln!(text, "Plain {{ name: {name:?}, make: || Box::new(Numbered({i})) }},")?;
    }
    writeln!(text, "];")?;
    writeln!(text, "pub struct Submitted(pub Plain); inventory::collect!(Submitted);")?;
    for (i, name) in names.iter().enumerate() {
        writeln!(
            text,
            "inventory::submit! {{ Submitted(Plain {{ name: {name:?}, make: || Box::new(Numbered({i})) }}) }}"
        )?;
    }
    writeln!(text, "#[dunder::plugin_registry] pub trait Worker: Work {{}}")?;
    for (i, name) in names.iter().enumerate() {
        writeln!(
            text,
            "#[dunder::plugin(Worker, name = {name:?})] #[derive(Default)] struct P{i};"
        )?;
        writeln!(text, "impl Work for P{i} {{ fn number(&self) -> u32 {{ {i} }} }}")?;
        writeln!(text, "impl Worker for P{i} {{}}")?;
    }
    writeln!(text, "}}")
}
