//! Crates that are compiled while a test runs: what they depend on is kept from run to run.
#![allow(dead_code, reason = "each test needs a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where generated crates and what they need are kept.
fn workshop() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("class-proofs")
}

/// A folder with a generated crate in it.
pub(crate) struct Crate {
    folder: PathBuf,
    name: String,
}

impl Crate {
    /// A library of that source, which depends on `dunder` and on the folders named.
    pub(crate) fn new(name: &str, source: &str, others: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = workshop().join(name);
        fs::create_dir_all(folder.join("src")).expect("the target folder can be written");
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [profile.release]\nopt-level = 3\ncodegen-units = 1\n\n[dependencies]\n\
             dunder = {{ path = '{}', default-features = false, features = [\"class\"] }}\n",
            root.join("runtime").display()
        );
        if source.contains("fn main()") {
            manifest = manifest.replace(
                "[workspace]",
                &format!("[[bin]]\nname = \"{name}\"\npath = \"src/lib.rs\"\n\n[workspace]"),
            );
        }
        for other in others {
            manifest.extend([other, " = { path = '../", other, "' }\n"]);
        }
        let file = |path: &str, text: &str| {
            let path = folder.join(path);
            // a file that is as it was keeps its date, and what was built of it
            if fs::read_to_string(&path).ok().as_deref() != Some(text) {
                fs::write(path, text).expect("a source file");
            }
        };
        file("Cargo.toml", &manifest);
        file("src/lib.rs", source);
        if !folder.join("Cargo.lock").exists() {
            fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        }
        Self { folder, name: name.to_owned() }
    }

    /// Runs cargo in the crate.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Command::new(cargo)
            .current_dir(&self.folder)
            .args(arguments)
            .env("CARGO_TARGET_DIR", workshop().join("target"))
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .expect("cargo runs")
    }

    /// The crate's code for this machine, optimized.
    pub(crate) fn assembly(&self) -> String {
        let path = self.folder.join("code.s");
        let emit = format!("asm={}", path.display());
        let output = self.cargo(&[
            "rustc",
            "--quiet",
            "--release",
            "--lib",
            "--",
            "--emit",
            &emit,
            "-C",
            "symbol-mangling-version=v0",
        ]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", self.name);
        fs::read_to_string(path).expect("what rustc wrote")
    }
}
