//! The mirror: a room has the same name everywhere, and the default dependency tree is a written one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// The rooms of the macro crate: `ROOM.rs` or `ROOM/`, but for the entries and the kit.
fn rooms() -> BTreeSet<String> {
    fs::read_dir(root().join("macros/src"))
        .expect("macros/src")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .filter(|name| name != "lib" && name != "kit")
        .collect()
}

#[test]
fn each_room_stands_in_every_storey() {
    let root = root();
    let features = fs::read_to_string(root.join("runtime/Cargo.toml")).expect("a manifest");
    let mut missing = Vec::new();
    for room in rooms() {
        let folder_or_file = root.join(format!("runtime/src/{room}")).is_dir()
            || root.join(format!("runtime/src/{room}.rs")).is_file();
        let has = [
            (format!("runtime/src/{room}"), folder_or_file),
            (format!("macros/doc/{room}.md"), root.join(format!("macros/doc/{room}.md")).is_file()),
            (
                format!("tests/tests/{room}.rs"),
                root.join(format!("tests/tests/{room}.rs")).is_file(),
            ),
            (
                format!("ui-tests/ui/{room}/many_at_once.rs"),
                root.join(format!("ui-tests/ui/{room}/many_at_once.rs")).is_file(),
            ),
            (format!("feature {room}"), features.contains(&format!("\n{room} = ["))),
        ];
        missing.extend(has.into_iter().filter(|(_, there)| !there).map(|(what, _)| what));
    }
    assert!(missing.is_empty(), "missing: {missing:#?}");
}

#[test]
fn each_mistake_says_what_to_write_instead() {
    let mut silent = Vec::new();
    for room in rooms() {
        let folder = root().join("ui-tests/ui").join(&room);
        for entry in fs::read_dir(folder).expect("a ui folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a case");
                if !text.starts_with("//! ") || !path.with_extension("stderr").is_file() {
                    silent.push(path);
                }
            }
        }
    }
    assert!(silent.is_empty(), "without a first line or an expectation: {silent:#?}");
}

#[test]
fn the_default_tree_is_the_written_one() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "-p", "dunder", "-e", "normal", "--prefix", "none"])
        .args(["--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo tree runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let found: BTreeSet<_> = String::from_utf8_lossy(&tree.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    let written: BTreeSet<_> = fs::read_to_string(root().join("tests/default-tree.txt"))
        .expect("tests/default-tree.txt")
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        found, written,
        "a new dependency is a decision: write it into tests/default-tree.txt"
    );
}
