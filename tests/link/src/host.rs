//! A program that loads a library of plugins while it runs, and merges its registry.
#![allow(unsafe_code, reason = "what a library exports is for the loader to believe")]

use std::error::Error;

use dunder::plugin::Registry;
use dunder_test_registry::Notifier;
use libloading::{Library, Symbol};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("which library?")?;
    let registry = <dyn Notifier>::registry();
    println!("{}", registry.names().join(" "));
    // SAFETY: the library is built by the same compiler from the same sources, and exports a
    // function of this type by this name.
    let library = unsafe { Library::new(path) }?;
    let plugins: Symbol<'_, fn() -> &'static Registry<dyn Notifier>> =
        unsafe { library.get(b"dunder_test_link_registry") }?;
    println!("{}", registry.merge(plugins())?);
    // Its plugins are here for good.
    std::mem::forget(library);
    println!("{}", registry.names().join(" "));
    println!("{}", registry.create("fax")?.send("Hello"));
    println!("{}", registry.merge(registry)?);
    Ok(())
}
