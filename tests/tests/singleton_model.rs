//! How the instances of a generic type are added and read, from the source, in every order in which
//! loom can run it.

use std::ptr;

use loom::model;
use loom::thread::spawn;

mod sync {
    pub(super) use loom::sync::atomic::AtomicPtr;
}

#[path = "../../runtime/src/singleton/chain.rs"]
mod chain;

use chain::Chain;
use sync::AtomicPtr;

/// A chain for this run, which lives on as a program's static does.
fn chain() -> &'static Chain {
    Box::leak(Box::new(Chain(AtomicPtr::new(ptr::null_mut()))))
}

#[test]
fn instances_that_are_added_at_once_are_all_kept() {
    model(|| {
        let chain = chain();
        let others = [
            spawn(|| assert!(ptr::eq(chain.add(1_u8), chain.find().unwrap()))),
            spawn(|| assert_eq!(chain.add(2_u64), &2)),
        ];
        assert_eq!(chain.add([3_u16; 3]), &[3; 3]);
        for other in others {
            other.join().unwrap();
        }
        assert_eq!(
            (chain.find(), chain.find(), chain.find()),
            (Some(&1_u8), Some(&2_u64), Some(&[3_u16; 3]))
        );
        assert_eq!(chain.find::<u32>(), None);
    });
}

#[test]
fn who_reads_meanwhile_sees_a_whole_instance_or_none() {
    model(|| {
        let chain = chain();
        let other = spawn(|| {
            chain.add(1_u8);
            chain.add(String::from("whole"));
        });
        let seen = chain.find::<String>();
        assert!(seen.is_none_or(|text| text == "whole"));
        // What was there before it is there, too.
        assert!(seen.is_none() || chain.find() == Some(&1_u8));
        assert!(chain.find::<u8>().is_none_or(|number| *number == 1));
        other.join().unwrap();
        assert_eq!(chain.find::<String>().map(String::as_str), Some("whole"));
    });
}
