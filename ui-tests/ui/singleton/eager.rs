//! An eager build that cannot be: it has no arguments, awaits nothing, and is for one instance.

struct WithArguments(u8);

#[dunder::singleton(eager)]
impl WithArguments {
    #[init]
    fn new(value: u8) -> Self {
        Self(value)
    }
}

struct Awaited;

#[dunder::singleton(eager)]
impl Awaited {
    #[init]
    async fn new() -> Self {
        Self
    }
}

struct Many<T>(T);

#[dunder::singleton(eager)]
impl<T: Default + Send + Sync> Many<T> {
    #[init]
    fn new() -> Self {
        Self(T::default())
    }
}

#[dunder::singleton(eager, scope = "thread")]
#[derive(Default)]
struct OfThread;

#[dunder::singleton(eager, on_conflict = "error")]
#[derive(Default)]
struct Once;

fn main() {
    let _ = (WithArguments::instance(1).0, Many::<u8>::instance().0);
}
