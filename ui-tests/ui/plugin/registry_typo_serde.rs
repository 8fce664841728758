//! a word misspelt beside `serde`: the boxed trait is read and written all the same

use dunder::plugin_registry;
use serde::{Deserialize, Serialize};

#[plugin_registry(serde, chek = "runtime")]
pub trait Notifier {
    fn send(&self) {}
}

#[derive(Serialize, Deserialize)]
struct Sent {
    by: Box<dyn Notifier>,
}

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
