//! What the linker does with plugins: it finds those of every crate, also for a cdylib, and
//! refuses two of one name.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test at a time: they build the same files.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The workspace's target directory, which has the dependencies already.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target/tmp stands in target")
}

fn build(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(["build", "--offline", "--package", "dunder-test-link", "--target-dir"])
        .arg(target())
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn artefact(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

#[track_caller]
fn assert_refused(arguments: &[&str], name: &str) {
    let output = build(arguments);
    let said = text(&output);
    assert!(!output.status.success(), "{arguments:?} was linked: {said}");
    let message = format!("plugin name `{name}` is registered twice");
    assert!(said.contains(&message), "{arguments:?}: {said}");
    // The registry's symbol is mangled, which differs between compilers.
    let registry = said.split(&message).nth(1).expect("what follows the message");
    let registry = registry.lines().next().expect("a line");
    let is_named = registry.contains("dunder_test_registry") && registry.contains("Notifier");
    assert!(is_named, "{arguments:?}: {said}");
}

const OPTIMISED: [&str; 2] = ["--config", "profile.dev.opt-level=3"];

#[test]
fn a_second_plugin_of_one_name_is_refused_at_link_time() {
    let _alone = alone();
    for optimised in [&[][..], &OPTIMISED] {
        for (what, name) in [
            ("--features=same-crate", "fax"),
            ("--features=other-module", "fax"),
            ("--features=two-crates", "sms"),
        ] {
            assert_refused(&[&["--lib", what], optimised].concat(), name);
            assert_refused(&[&["--bins", what], optimised].concat(), name);
        }
    }
}

#[test]
fn a_program_has_the_plugins_of_every_linked_crate() {
    let _alone = alone();
    for optimised in [&[][..], &OPTIMISED] {
        let output = build(optimised);
        assert!(output.status.success(), "{}", text(&output));
        let said = Command::new(artefact("dunder-test-link-program")).output().expect("it runs");
        assert_eq!(String::from_utf8_lossy(&said.stdout), "email fax pager sms\n");
    }
}

#[test]
fn a_cdylib_has_its_plugins_and_a_program_links_it() {
    let _alone = alone();
    let output = build(&["--lib"]);
    assert!(output.status.success(), "{}", text(&output));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin_link");
    std::fs::create_dir_all(&folder).expect("a folder");
    let host = folder.join("host.rs");
    let source = "
        #[link(name = \"dunder_test_link\")]
        unsafe extern \"C\" { safe fn dunder_test_link_plugins() -> usize; }
        fn main() { println!(\"{}\", dunder_test_link_plugins()) }
    ";
    std::fs::write(&host, source).expect("the host's source");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let compiled = Command::new(rustc)
        .args(["--edition=2024", "-o"])
        .arg(folder.join("host"))
        .arg("-L")
        .arg(artefact(""))
        .arg(&host)
        .output()
        .expect("rustc runs");
    assert!(compiled.status.success(), "{}", text(&compiled));
    let said = Command::new(folder.join("host"))
        .env("LD_LIBRARY_PATH", artefact(""))
        .output()
        .expect("the host runs");
    assert_eq!(String::from_utf8_lossy(&said.stdout), "4\n", "{}", text(&said));
}

#[test]
fn a_loaded_librarys_plugins_are_merged() {
    let _alone = alone();
    let output = build(&["--lib", "--bin", "dunder-test-link-host"]);
    assert!(output.status.success(), "{}", text(&output));
    let said = Command::new(artefact("dunder-test-link-host"))
        .arg(artefact("libdunder_test_link.so"))
        .output()
        .expect("the host runs");
    // `email` is in both, as the crate of the registry is.
    assert_eq!(
        String::from_utf8_lossy(&said.stdout),
        "email\n3\nemail fax pager sms\nfax: Hello\n0\n",
        "{}",
        text(&said)
    );
}
