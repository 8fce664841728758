//! The same program with the least that linkme needs: a name and a constructor in a slice.
#![allow(missing_docs, unsafe_code, reason = "a program; linkme's sections")]

pub trait Work: Send + Sync {
    fn number(&self) -> u32;
}

pub struct Plain {
    name: &'static str,
    make: fn() -> Box<dyn Work>,
}

#[linkme::distributed_slice]
pub static ALL: [Plain];

include!(concat!(env!("OUT_DIR"), "/start_linkme.rs"));

fn main() {
    if std::env::args().len() > 1 {
        let all = ALL.iter().filter(|plugin| !plugin.name.is_empty());
        println!("{}", all.map(|plugin| (plugin.make)().number()).sum::<u32>());
    }
}
