//! two metaclasses of one name are two: name the one of the class
mod one {
    pub(crate) struct Meta;
    impl dunder::Metaclass for Meta {
        type Entry = ();
    }
    impl<T: dunder::Object> dunder::MetaclassOf<T> for Meta {
        type Instance = T;
        const ENTRY: () = ();
        fn call(build: impl FnOnce() -> T) -> T {
            build()
        }
    }
    #[dunder::class(metaclass = Meta, pass)]
    pub(crate) struct Left;
}
mod other {
    pub(crate) struct Meta;
    impl dunder::Metaclass for Meta {
        type Entry = ();
    }
    impl<T: dunder::Object> dunder::MetaclassOf<T> for Meta {
        type Instance = T;
        const ENTRY: () = ();
        fn call(build: impl FnOnce() -> T) -> T {
            build()
        }
    }
    #[dunder::class(metaclass = Meta, pass)]
    pub(crate) struct Right;
}

#[dunder::class(bases(one::Left, other::Right), pass)]
struct Both;

fn main() {}
