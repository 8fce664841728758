//! 10: monkey patching a method. 5; then 9 and 3 with debug output, instances of before included.

use std::sync::{Arc, Mutex};

use dunder::{original, patch, patchable};

struct Calculator;

#[patchable]
impl Calculator {
    fn add(&self, a: i32, b: i32) -> i32 {
        a + b
    }
}

#[test]
fn the_patched_method_shows_debug_output_until_the_guard_drops() {
    let calc = Calculator;
    assert_eq!(calc.add(2, 3), 5);
    let output = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&output);
    let guard = patch!(Calculator::add => |this, a, b| {
        let result = original!(Calculator::add)(this, a, b);
        lines.lock().unwrap().extend([format!("Adding {a} + {b}"), format!("Result: {result}")]);
        result
    });
    let calc2 = Calculator;
    assert_eq!((calc2.add(4, 5), calc.add(1, 2)), (9, 3));
    assert_eq!(guard.calls(), 2);
    drop(guard);
    assert_eq!(calc.add(1, 2), 3);
    let shown = ["Adding 4 + 5", "Result: 9", "Adding 1 + 2", "Result: 3"];
    assert_eq!(*output.lock().unwrap(), shown);
}
