//! A class costs nothing at run time: its optimized code is that of the flat struct that a person
//! would write, instruction for instruction.
#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]

mod class_proofs;

use class_proofs::Crate;

/// The functions of both crates that are compared.
const FUNCTIONS: [&str; 6] =
    ["late_bound_call", "super_chain", "template_method", "private_field", "init_chain", "size"];

/// The instructions of a function: where fields lie, labels and names of symbols are masked.
fn instructions(assembly: &str, function: &str) -> Vec<String> {
    let label = format!("{function}:");
    let mut lines = assembly.lines();
    let found = lines.any(|line| line.starts_with("_R") && line.ends_with(&label));
    assert!(found, "no function {function} in\n{assembly}");
    lines
        .take_while(|line| !line.trim_start().starts_with(".size"))
        .filter(|line| line.starts_with('\t') && !line.trim_start().starts_with('.'))
        .map(masked)
        .collect()
}

/// `movl 24(%rdi), %eax` and `ldr w0, [x0, #24]` without the 24; `jne .LBB0_3` without the label.
fn masked(line: &str) -> String {
    let mut out = String::new();
    let mut in_brackets = false;
    let line = line.split('#').next().filter(|_| cfg!(target_arch = "x86_64")).unwrap_or(line);
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let is_part =
            |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '%' | '-' | '#');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len()).max(1);
        let (word, after) = rest.split_at(length);
        rest = after;
        in_brackets = (in_brackets || first == '[') && first != ']';
        let digits = word.trim_start_matches(['#', '-']);
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit());
        let is_offset = is_number && (rest.starts_with('(') || in_brackets);
        let is_symbol = [".L", "_R", "_ZN"].iter().any(|start| word.starts_with(start));
        out.push_str(if is_offset {
            ""
        } else if is_symbol {
            "@"
        } else {
            word
        });
    }
    out
}

#[test]
fn a_diamond_across_crates_is_the_code_of_a_flat_struct() {
    Crate::new("zoo", include_str!("class_zero/zoo.rs"), &[]);
    let app = Crate::new("app", include_str!("class_zero/app.rs"), &["zoo"]).assembly();
    let twin = Crate::new("twin", include_str!("class_zero/twin.rs"), &[]).assembly();
    for function in FUNCTIONS {
        let mut ours = instructions(&app, function);
        let mut by_hand = instructions(&twin, function);
        assert!(by_hand.len() > 1, "{function}: {by_hand:?}");
        if function == "init_chain" {
            // stores are scheduled by where the fields lie
            ours.sort();
            by_hand.sort();
        }
        assert_eq!(ours, by_hand, "{function}");
        // nothing is called: no table, no allocation, no object is copied
        let calls = ours.iter().find(|line| line.starts_with("call") || line.starts_with("bl\t"));
        assert_eq!(calls, None, "{function}");
    }
}

#[test]
fn what_is_masked_is_where_fields_lie_and_nothing_more() {
    let cases = [
        ("\tmovl\t24(%rdi), %eax", "movl\t(%rdi), %eax"),
        ("\tmovl\t(%rdi,%rcx,4), %eax", "movl\t(%rdi,%rcx,4), %eax"),
        ("\taddl\t$7, %eax", "addl\t$7, %eax"),
        ("\tjne\t.LBB0_3", "jne\t@"),
        ("\tcallq\t*_RNvCs3_3app4late@GOTPCREL(%rip)", "callq\t*@@GOTPCREL(%rip)"),
    ];
    for (line, expected) in cases.iter().filter(|_| cfg!(target_arch = "x86_64")) {
        assert_eq!(masked(line), *expected);
    }
}
