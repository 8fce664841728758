//! The practice projects run and print what they should.

use std::process::Command;

fn output(program: &str) -> String {
    let output = Command::new(program).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_crawler_finds_every_page_of_its_site() {
    let text = output(env!("CARGO_BIN_EXE_crawler"));
    assert!(text.contains("11 pages, 10 of them read"), "{text}");
    assert!(
        text.contains("/p/10: HTTP status client error (404") && !text.contains("other.org"),
        "{text}"
    );
}

#[test]
fn the_cache_keeps_what_is_shown_and_nothing_else() {
    let text = output(env!("CARGO_BIN_EXE_weak_cache"));
    assert!(text.contains("after four visitors: 1 images, 5000 bytes"), "{text}");
    assert!(text.contains("after the last one: 0 images, 0 bytes"), "{text}");
}
