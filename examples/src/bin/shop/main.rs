//! A shop: annotated structs, validated, kept in SQLite, served as REST, logged, with plugins.
//!
//! `cargo run --bin shop` serves it on <http://127.0.0.1:8080>, with a page to try it at
//! `/docs` and pages to manage it at `/admin`.

#![allow(unreachable_pub, reason = "a program: `pub` is how its parts see each other")]

mod args;
mod catalog;
mod patience;
mod pricing;
mod seed;
mod server;
mod settings;

use std::process::ExitCode;

use args::Command;

fn main() -> ExitCode {
    let options = match args::parse(std::env::args_os().skip(1)) {
        Ok(Command::Serve(options)) => options,
        Ok(Command::Help) => {
            print!("{}", args::HELP);
            return ExitCode::SUCCESS;
        }
        Err(fault) => return fail(2, &fault),
    };
    match server::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fail(1, &fault),
    }
}

/// One line that says what is wrong.
fn fail(code: u8, fault: &str) -> ExitCode {
    eprintln!("shop: {}", fault.replace('\n', " "));
    ExitCode::from(code)
}
