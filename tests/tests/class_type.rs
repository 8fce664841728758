//! `Self::CLASS` and `Self::mro()` in bodies tell the object's class, as Python's `type(self)` does.

use dunder::{Object, class, issubclass, methods};

#[class(abstract, dyn)]
struct Service {
    pub name: String,
}
#[methods]
impl Service {
    pub fn kind(&self) -> u8;

    pub fn told(&self) -> String {
        format!("{}({})", Self::CLASS.name, self.name)
    }

    pub fn order(&mut self) -> Vec<&'static str> {
        Self::mro().to_vec()
    }

    /// A class method.
    pub fn class_name() -> &'static str {
        Self::CLASS.name
    }

    #[final_]
    pub fn final_name(&self) -> &'static str {
        let name = || Self::CLASS.name;
        name()
    }

    pub fn is_own(&self) -> bool {
        self.hidden() == Self::CLASS.name && self.isinstance::<Service>()
    }

    fn hidden(&self) -> &'static str {
        Self::CLASS.name
    }

    pub async fn awaited(&self) -> usize {
        Self::mro().len()
    }
}

#[class(bases(Service))]
struct Echo {}
#[methods]
impl Echo {
    pub fn kind(&self) -> u8 {
        1
    }
}

#[class(bases(Echo))]
struct Loud {
    #[default]
    pub at: u8,
}
#[methods]
impl Loud {
    pub fn told(&self) -> String {
        format!("{}!", super().told())
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut cx) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => unreachable!(),
    }
}

#[test]
fn a_body_tells_the_class_of_the_object() {
    assert_eq!(Echo::new("a").told(), "Echo(a)");
    let mut loud = Loud::new("b");
    assert_eq!(loud.told(), "Loud(b)!");
    assert_eq!(loud.order(), ["Loud", "Echo", "Service", "object"]);
    assert_eq!(loud.final_name(), "Loud");
    assert!(loud.is_own());
    assert_eq!(block_on(loud.awaited()), 4);
    let held: &dyn IsService = &loud;
    assert_eq!(held.told(), "Loud(b)!");
}

#[test]
fn a_class_method_tells_the_class_that_it_is_called_on() {
    assert_eq!(Echo::class_name(), "Echo");
    assert_eq!(Loud::class_name(), "Loud");
    const { assert!(issubclass::<Loud, Service>()) };
    assert!(Loud::CLASS.is_subclass_of(Echo::CLASS));
}
