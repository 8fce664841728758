//! Hierarchies with `super()`, hooks and `init` chains behave as in `CPython`, compiled as Rust.

use std::cell::RefCell;

thread_local!(static LOG: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) });

fn log(name: &'static str) {
    LOG.with(|log| log.borrow_mut().push(name));
}

fn take() -> Vec<&'static str> {
    LOG.with(RefCell::take)
}

#[allow(unused_imports, clippy::all, clippy::pedantic, reason = "generated")]
#[path = "class_corpus/behaviour.rs"]
mod generated;
