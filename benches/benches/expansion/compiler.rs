//! One compiler process for one generated crate, its dependencies checked before.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use dunder_benches::cpu;
use serde_json::Value;

/// A folder with the dependencies of the generated crates, checked as `cargo check` would.
pub struct Compiler {
    folder: PathBuf,
    libraries: BTreeMap<&'static str, String>,
}

/// What the generated crates may use, as a manifest says it.
const DEPENDENCIES: [(&str, &str); 6] = [
    ("linkme", "\"0.3\""),
    ("dunder", "{ path = \"ROOT/runtime\", default-features = false, features = [FEATURES] }"),
    (
        "garde",
        "{ version = \"0.23\", default-features = false, features = [\"derive\", \"email\"] }",
    ),
    ("prost", "{ version = \"0.14\", default-features = false, features = [\"derive\"] }"),
    ("serde", "{ version = \"1\", features = [\"derive\"] }"),
    (
        "tracing",
        "{ version = \"0.1\", default-features = false, features = [\"std\", \"attributes\"] }",
    ),
];

/// What one check of a crate takes, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// Processor time of the whole check.
    pub all: f64,
    /// The part of it in which macros are expanded and their output is parsed.
    pub expanding: f64,
}

impl Compiler {
    /// Checks the dependencies, with the versions of this workspace's lock file.
    pub fn new(features: &[&str]) -> Self {
        Self::of("expansion", features, false)
    }

    /// The same in a folder of that name, with macros as they are or optimized.
    pub fn of(folder: &str, features: &[&str], optimized: bool) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let exe = env::current_exe().expect("this program");
        let target = exe.ancestors().nth(3).expect("a target folder");
        let folder = target.join(folder);
        fs::create_dir_all(folder.join("src")).expect("the target folder can be written");
        let features = format!("\"{}\"", features.join("\", \""));
        let mut manifest = String::from(
            "[package]\nname = \"host\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n",
        );
        for (name, from) in DEPENDENCIES {
            let root = root.display().to_string();
            let from = from.replace("ROOT", &root).replace("FEATURES", &features);
            manifest.extend([name, " = ", &from, "\n"]);
        }
        if optimized {
            manifest.push_str("\n[profile.dev.build-override]\nopt-level = 3\n");
        }
        fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        fs::write(folder.join("src/lib.rs"), "").expect("an empty crate");
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .current_dir(&folder)
            .args(["check", "--quiet", "--message-format=json-render-diagnostics"])
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut libraries = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let message: Value = serde_json::from_str(line).unwrap_or_default();
            let name = message["target"]["name"].as_str().unwrap_or_default();
            let known = DEPENDENCIES.iter().map(|(known, _)| *known).find(|known| *known == name);
            let file = message["filenames"][0].as_str();
            if let (Some(known), Some(file)) = (known, file.filter(|file| is_library(file))) {
                libraries.insert(known, file.to_owned());
            }
        }
        Self { folder, libraries }
    }

    /// Writes the source of a crate.
    pub fn write(&self, name: &str, source: &str) {
        fs::write(self.folder.join(format!("src/{name}.rs")), source).expect("a source file");
    }

    /// Checks a crate once, as `cargo check` does.
    pub fn check(&self, name: &str) -> Spent {
        let mut command = self.command(name);
        // The compiler tells the time of its passes only to those who insist.
        command.env("RUSTC_BOOTSTRAP", "1").args(["-Ztime-passes", "-Ztime-passes-format=json"]);
        let start = Instant::now();
        let (all, messages) = spent(name, command);
        // A pass is timed by the clock on the wall; another program had its share of that.
        let share = (all / start.elapsed().as_secs_f64()).min(1.0);
        let all = all * 1e3;
        Spent { all, expanding: pass(&messages, "macro_expand_crate") * 1e3 * share }
    }

    /// Checks a crate after an edit, with what the compiler kept of the check before; returns the
    /// milliseconds of processor time.
    pub fn check_again(&self, name: &str) -> f64 {
        let mut command = self.command(name);
        command.arg("-C").arg(format!("incremental=target/kept/{name}"));
        spent(name, command).0 * 1e3
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        command
            .current_dir(&self.folder)
            .args(["--crate-name", name, "--edition", "2024", "--crate-type", "lib"])
            .args(["--cap-lints", "allow", "-L", "dependency=target/debug/deps"])
            .arg("--emit=metadata")
            .args(["-o", &format!("target/lib{name}.rmeta"), &format!("src/{name}.rs")]);
        for (library, file) in &self.libraries {
            command.arg("--extern").arg(format!("{library}={file}"));
        }
        command
    }
}

/// The seconds of processor time of a compiler, and what it said.
fn spent(name: &str, mut command: Command) -> (f64, String) {
    let before = cpu::of_children();
    let output = command.output().expect("rustc runs");
    let all = cpu::of_children().saturating_sub(before).as_secs_f64();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {messages}");
    (all, messages.into_owned())
}

/// The seconds of a pass, of those that the compiler has told.
fn pass(messages: &str, name: &str) -> f64 {
    let passes = messages.lines().filter_map(|line| line.strip_prefix("time: "));
    let passes = passes.filter_map(|json| serde_json::from_str::<Value>(json).ok());
    passes
        .filter(|pass| pass["pass"] == name)
        .find_map(|pass| pass["time"].as_f64())
        .unwrap_or_else(|| panic!("no pass `{name}`: {messages}"))
}

/// Whether a file says what a crate has to offer, which a check leaves of it.
fn is_library(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "rmeta")
}
