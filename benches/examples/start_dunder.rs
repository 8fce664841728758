//! A program with 1000 plugins, for `startup.sh`. It uses none: what is counted is the start.
#![allow(missing_docs, reason = "a program")]

#[dunder::plugin_registry]
pub trait Work: Send + Sync {
    fn number(&self) -> u32;
}

include!(concat!(env!("OUT_DIR"), "/start_dunder.rs"));

fn main() {
    if std::env::args().len() > 1 {
        let all = <dyn Work>::registry();
        println!(
            "{}",
            all.iter().filter_map(|entry| entry.create().ok()).map(|p| p.number()).sum::<u32>()
        );
    }
}
