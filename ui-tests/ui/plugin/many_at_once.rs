//! several mistakes, all reported in one build

use dunder::{plugin, plugin_registry};

#[plugin_registry]
pub trait Notifier {
    fn send(&self) {}
}

#[plugin_registry(chekc = "runtime")]
trait Other {}

#[plugin(Other, name = "", prority = 1, after = "x", after = "y", meta(a = "b", a = "c"))]
#[derive(Default)]
struct EmailPlugin;

impl Other for EmailPlugin {}

struct SmsPlugin;

#[plugin(Notifier, config = u8)]
impl SmsPlugin {
    #[init]
    fn new(_host: &str) -> Self {
        Self
    }

    #[init]
    async fn connect() -> Self {
        Self
    }
}

impl Notifier for SmsPlugin {}

#[plugin(Notifier)]
enum Wrong {}

#[plugin(Notifier)]
#[derive(Default)]
struct List<T>(T);

impl<T> Notifier for List<T> {}

#[plugin(Notifier)]
struct Fine;

fn main() {
    let _ = <dyn Notifier>::registry().names();
}
