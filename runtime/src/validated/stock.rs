//! The rules that are the same everywhere, ready as data.

use super::{Param, Rule};

macro_rules! rules {
    ($($name:ident $code:literal $template:literal;)+) => {
        $(
            /// The rule of this name.
            pub const $name: &Rule = &Rule::of($code, &[], $template);

            /// The same as a type, as the rules with bounds are.
            #[derive(Debug)]
            #[allow(non_camel_case_types)] // a word of an expansion names both
            pub enum $name {}

            impl $name {
                /// The data.
                pub const RULE: &Rule = $name;
            }
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
    ALPHABETIC "alphabetic" "must be letters only";
    HEX "hex" "must be hexadecimal digits only";
    LOWERCASE "lowercase" "must be in lower case";
    UPPERCASE "uppercase" "must be in upper case";
    SINGLE_LINE "single_line" "must be one line";
    NO_CONTROL "no_control" "must not hold control characters";
    URI "uri" "must be a URI";
    URL "url" "must be a URL";
    HOSTNAME "hostname" "must be the name of a host";
    IP "ip" "must be an IP address";
    IPV4 "ipv4" "must be an IPv4 address";
    IPV6 "ipv6" "must be an IPv6 address";
    CIDR "cidr" "must be an address block such as 10.0.0.0/8";
    UUID "uuid" "must be a UUID";
    CARD "card" "must be the number of a payment card";
    PHONE "phone" "must be an international phone number such as +4930123456";
    SLUG "slug" "must be lower-case words and digits with hyphens between them";
    SEMVER "semver" "must be a semantic version such as 1.2.3";
    BASE64 "base64" "must be Base64";
    DATE "date" "must be a date such as 2026-02-28";
    TIME "time" "must be a time such as 19:30:00";
    DATETIME "datetime" "must be a date and time such as 2026-02-28T19:30:00Z";
    IDENTIFIER "identifier" "must be letters, digits and `_`, no digit first";
    PATTERN_WITH "pattern_with" "does not have the right form";
    UNIQUE "unique" "must not hold anything twice";
    SORTED "sorted" "must be sorted";
    PAST "past" "must be in the past";
    FUTURE "future" "must be in the future";
    REQUIRED_IF "required_if" "is required";
    KEYS "keys" "has something invalid among its keys";
    VALUES "values" "has something invalid among its values";
    WHEN "when" "is invalid";
    NOT "not" "is not allowed";
    RULE "rule" "is invalid";
    EACH "each" "holds something invalid";
    NESTED "nested" "is invalid";
    WITH "with" "is invalid";
    WITH_CTX "with_ctx" "is invalid";
    ASYNC_WITH "async_with" "is invalid";
    ASYNC_WITH_CTX "async_with_ctx" "is invalid";
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

        /// The same without their numbers, which come with a violation.
        #[allow(non_upper_case_globals)] // a word of an expansion names both
        pub mod numbered {
            use super::{Param, Rule};

            $(
                /// The rule of this name.
                pub const $ty: &Rule =
                    &Rule::of($code, &[$(($name, Param::Int(0))),+], $template);
            )+
        }
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
    Graphemes "graphemes" ("min" MIN) ("max" MAX) "must have {min} to {max} characters";
    GraphemesMin "graphemes" ("min" MIN) "must have at least {min} characters";
    GraphemesMax "graphemes" ("max" MAX) "must have at most {max} characters";
    Bytes "bytes" ("min" MIN) ("max" MAX) "must have {min} to {max} bytes";
    BytesMin "bytes" ("min" MIN) "must have at least {min} bytes";
    BytesMax "bytes" ("max" MAX) "must have at most {max} bytes";
    Items "items" ("min" MIN) ("max" MAX) "must have {min} to {max} items";
    ItemsMin "items" ("min" MIN) "must have at least {min} items";
    ItemsMax "items" ("max" MAX) "must have at most {max} items";
}

macro_rules! bounded_floats {
    ($($ty:ident $code:literal $template:literal;)+) => {
        $(
            /// The rule with this bound, given by its bits.
            #[derive(Debug)]
            pub struct $ty<const BITS: u64>;

            impl<const BITS: u64> $ty<BITS> {
                /// The data.
                pub const RULE: &Rule =
                    &Rule::of($code, &[($code, Param::Float(f64::from_bits(BITS)))], $template);
            }
        )+

        /// The same without their number, which comes with a violation.
        #[allow(non_upper_case_globals)] // a word of an expansion names both
        pub mod numbered_floats {
            use super::{Param, Rule};

            $(
                /// The rule of this name.
                pub const $ty: &Rule = &Rule::of($code, &[($code, Param::Float(0.0))], $template);
            )+
        }
    };
}

bounded_floats! {
    MinFloat "min" "must be {min} or more";
    MaxFloat "max" "must be {max} or less";
    AboveFloat "above" "must be above {above}";
    BelowFloat "below" "must be below {below}";
}
