//! A long line of classes: no order is too long, and an indirect ancestor is named wherever it is.
#![allow(missing_docs)]

use dunder::{class, issubclass, methods};

#[class]
struct L0 {
    #[default(1)]
    pub bottom: u32,
    #[default]
    private: String,
}
#[methods]
impl L0 {
    pub fn depth(&self) -> u32 {
        self.bottom
    }
    pub fn push(&mut self, c: char) -> usize {
        self.private.push(c);
        self.private.len()
    }
}

macro_rules! line {
    ($base:ident) => {};
    ($base:ident $class:ident $($rest:ident)*) => {
        #[class(bases($base))]
        struct $class {}
        #[methods]
        impl $class {
            pub fn depth(&self) -> u32 {
                super().depth() + 1
            }
        }
        line!($class $($rest)*);
    };
}
line!(L0 L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L11 L12 L13 L14 L15 L16 L17 L18 L19 L20 L21 L22 L23 L24 L25 L26 L27 L28 L29 L30 L31 L32 L33 L34 L35 L36 L37 L38 L39 L40);

#[class(bases(L40))]
struct Last {}
#[methods]
impl Last {
    pub fn depth(&self) -> u32 {
        super().depth() + super::<L2>().depth() * 100
    }
}

#[test]
fn forty_two_classes_have_one_order() {
    let mut last = Last::new();
    assert_eq!(Last::mro().len(), 43);
    assert_eq!(last.depth(), 41 + 200);
    assert_eq!(last.push('x'), 1);
    const { assert!(issubclass::<Last, L0>() && issubclass::<L20, L19>()) };
}
