//! The rules that are the same everywhere, ready as data.

use super::{Param, Rule};

macro_rules! rules {
    ($($name:ident $code:literal $template:literal;)+) => {
        $(
            /// The rule of this name.
            pub const $name: &Rule = &Rule::of($code, &[], $template);
        )+
    };
}

rules! {
    REQUIRED "required" "is required";
    POSITIVE "positive" "must be positive";
    NEGATIVE "negative" "must be negative";
    NONZERO "nonzero" "must not be zero";
    FINITE "finite" "must be a finite number";
    NONEMPTY "nonempty" "must not be empty";
    NONBLANK "nonblank" "must not be blank";
    ASCII "ascii" "must be ASCII only";
    ALPHANUMERIC "alphanumeric" "must be letters and digits only";
    DIGITS "digits" "must be digits only";
    TRIMMED "trimmed" "must not begin or end with white space";
    EMAIL "email" "must be an e-mail address";
    PATTERN_WITH "pattern_with" "does not have the right form";
    UNIQUE "unique" "must not hold anything twice";
    EACH "each" "holds something invalid";
    NESTED "nested" "is invalid";
    WITH "with" "is invalid";
}

macro_rules! bounded {
    ($($ty:ident $code:literal $(($name:literal $bound:ident))+ $template:literal;)+) => {
        $(
            /// The rule with these bounds.
            #[derive(Debug)]
            pub struct $ty<$(const $bound: i128),+>;

            impl<$(const $bound: i128),+> $ty<$($bound),+> {
                /// The data.
                pub const RULE: &Rule =
                    &Rule::of($code, &[$(($name, Param::Int($bound))),+], $template);
            }
        )+
    };
}

bounded! {
    Min "min" ("min" MIN) "must be {min} or more";
    Max "max" ("max" MAX) "must be {max} or less";
    Above "above" ("above" BOUND) "must be above {above}";
    Below "below" ("below" BOUND) "must be below {below}";
    Range "range" ("min" MIN) ("max" MAX) "must be between {min} and {max}";
    Chars "chars" ("min" MIN) ("max" MAX) "must have {min} to {max} characters";
    CharsMin "chars" ("min" MIN) "must have at least {min} characters";
    CharsMax "chars" ("max" MAX) "must have at most {max} characters";
    Bytes "bytes" ("min" MIN) ("max" MAX) "must have {min} to {max} bytes";
    BytesMin "bytes" ("min" MIN) "must have at least {min} bytes";
    BytesMax "bytes" ("max" MAX) "must have at most {max} bytes";
    Items "items" ("min" MIN) ("max" MAX) "must have {min} to {max} items";
    ItemsMin "items" ("min" MIN) "must have at least {min} items";
    ItemsMax "items" ("max" MAX) "must have at most {max} items";
}
