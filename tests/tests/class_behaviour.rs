//! Hierarchies with `super()`, hooks and `init` chains behave as in `CPython`, compiled as Rust.

mod class_proofs;

use std::process::Command;

#[allow(clippy::all, clippy::pedantic, unreachable_pub, reason = "generated")]
#[path = "class_corpus/behaviour.rs"]
#[rustfmt::skip]
mod generated;

/// What the committed hierarchies are made of.
const SEED: &str = "4";
const COUNT: &str = "200";

/// What the generator prints, where there is a python.
fn python(what: &str, seed: &str, count: &str) -> Option<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/class_corpus/behave.py");
    let output = Command::new("python3").args([script, what, seed, count]).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("text"))
}

fn compare(ours: &str, answers: &str) {
    for (ours, answer) in ours.lines().zip(answers.lines()) {
        assert_eq!(ours, answer);
    }
    assert_eq!(ours.lines().count(), answers.lines().count());
}

#[test]
fn classes_behave_as_in_python() {
    let answers = include_str!("class_corpus/behaviour.txt");
    let last = answers.lines().last().expect("answers");
    assert!(last.starts_with("h199 "), "{last}");
    assert!(answers.matches('>').count() > 500, "`super()` is called");
    assert!(answers.matches('[').count() > 300, "hooks are called");
    compare(&generated::told(), answers);
}

#[test]
fn the_committed_answers_are_those_of_the_python_that_is_here() {
    if let Some(answers) = python("answers", SEED, COUNT) {
        compare(include_str!("class_corpus/behaviour.txt"), &answers);
    }
}

#[test]
fn new_hierarchies_behave_as_the_python_that_is_here_says() {
    let seed = std::process::id().to_string();
    let (Some(source), Some(answers)) =
        (python("rust", &seed, "12"), python("answers", &seed, "12"))
    else {
        return;
    };
    let source = source.replacen("//!", "#![allow(warnings)] //", 1);
    let source = format!("{source}\nfn main() {{ print!(\"{{}}\", told()); }}\n");
    let output =
        class_proofs::Crate::new("behaviour", &source, &[]).cargo(&["run", "--quiet", "--release"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "seed {seed}: {said}");
    println!("seed {seed}");
    compare(&String::from_utf8_lossy(&output.stdout), &answers);
}
