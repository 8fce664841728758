//! Why something cannot be patched: a trait each that nothing implements, bound where `patch!`
//! looks, so that the reason is the error there and nowhere else.

macro_rules! bars {
    ($($name:ident: $message:literal, $label:literal;)*) => {$(
        #[doc = $message]
        #[diagnostic::on_unimplemented(message = $message, label = $label)]
        pub trait $name<'a> {}
    )*};
}

bars! {
    ConstFn: "a `const fn` cannot be patched", "it may run at compile time";
    UnsafeFn: "an `unsafe fn` cannot be patched",
        "a replacement could not keep what its callers rely on";
    ExternFn: "an `extern` function cannot be patched", "its callers are not only Rust's";
    OpaqueType: "a method with `impl Trait` in its signature cannot be patched",
        "the type has no name that a replacement could return or take";
    NotStatic: "a method with type parameters that are not `'static` cannot be patched",
        "add `'static` to the bounds of the parameters";
    ConstNotStatic: "a constant of a type that may borrow cannot be patched",
        "take the block's lifetimes away, or add `'static` to the bounds of its parameters";
    LifetimeBound: "a method whose lifetimes have bounds, or stand in its result alone, cannot be \
        patched", "a closure cannot say so";
    CfgArgument: "a method with `#[cfg]` on an argument cannot be patched",
        "put the `#[cfg]` on two methods";
    Never: "a method that never returns cannot be patched", "no replacement has its type";
    TraitConst: "a constant of a trait cannot be patched", "generic code reads it directly";
    Skipped: "`#[patchable(skip)]` stands on this", "take it away to patch this";
    ByValue: "a method that consumes its instance cannot be patched for one instance",
        "patch the type: `patch!(Type::method => ..)`";
    NoReceiver: "an associated function cannot be patched for one instance",
        "patch the type: `patch!(Type::function => ..)`";
}
