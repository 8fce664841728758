//! What `#[logged]` writes around a body: the compiler writes it out faster than the attribute.

/// The function's site.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_site {
    ($method:literal, $level:ident, $err:ident, [$($arg:tt)*], $($how:tt)*) => {
        static __LOGGED_SITE: $crate::__private::logged::Site = $crate::__private::logged::Site::new(
            $method,
            $crate::__private::core::module_path!(),
            $crate::__private::logged::Level::$level,
            $crate::__private::logged::Level::$err,
            &[$($arg)*],
        ) $($how)*;
    };
}

/// Begins a call: the event that says so where anyone listens.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_begin {
    ($method:literal, $level:ident, $err:ident, [$($arg:tt)*], [$($value:tt)*], $($how:tt)*) => {{
        static __LOGGED_SITE: $crate::__private::logged::Site = $crate::__private::logged::Site::new(
            $method,
            $crate::__private::core::module_path!(),
            $crate::__private::logged::Level::$level,
            $crate::__private::logged::Level::$err,
            &[$($arg)*],
        ) $($how)*;
        if $crate::__private::logged::on($crate::__private::logged::Level::$level) {
            #[allow(unused_imports)]
            use $crate::__private::logged::{self as __logged, OfArgument as _};
            $crate::__private::logged::Call::enter(&__LOGGED_SITE, &[$($value)*])
        } else {
            $crate::__private::logged::Call::new(&__LOGGED_SITE)
        }
    }};
}

/// Begins a call of a function with `slow` or `sample`.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_begin_rare {
    ($method:literal, $level:ident, $err:ident, [$($arg:tt)*], [$($value:tt)*], $($how:tt)*) => {{
        $crate::__logged_site!($method, $level, $err, [$($arg)*], $($how)*);
        if __LOGGED_SITE.begins() {
            #[allow(unused_imports)]
            use $crate::__private::logged::{self as __logged, OfArgument as _};
            $crate::__private::logged::Call::enter(&__LOGGED_SITE, &[$($value)*])
        } else {
            $crate::__private::logged::Call::watch(&__LOGGED_SITE)
        }
    }};
}

/// Begins a call with a span of its own: the span, not entered, and the call.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_begin_span {
    ($method:literal, $level:ident, $err:ident, [$($arg:tt)*], [$($value:tt)*], $($how:tt)*) => {{
        $crate::__logged_site!($method, $level, $err, [$($arg)*], $($how)*);
        if __LOGGED_SITE.begins() {
            #[allow(unused_imports)]
            use $crate::__private::logged::{self as __logged, OfArgument as _};
            $crate::__private::logged::Call::open(&__LOGGED_SITE, &[$($value)*])
        } else {
            (
                $crate::__private::logged::Span::none(),
                $crate::__private::logged::Call::watch(&__LOGGED_SITE),
            )
        }
    }};
}

/// Runs a body that is not `async`, and logs how it went.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_run {
    ($call:ident, $err:ident, $body:expr $(, $name:ident => $ret:expr)?) => {
        $crate::__private::logged::run(
            $call,
            $crate::__private::logged::Level::$err,
            $body,
            |result| {
                #[allow(unused_imports)]
                use $crate::__private::logged::OfPlain as _;
                $crate::__private::logged::Returned(result).is_err()
            },
            |call, result| $crate::__logged_tell!(call, result, $err $(, $name => $ret)?),
        )
    };
}

/// Logs how an `async` call went that came to its end, and ends it; the value is the result.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_conclude {
    ($call:ident, $result:ident, $err:ident $(, $name:ident => $ret:expr)?) => {{
        #[allow(unused_imports)]
        use $crate::__private::logged::OfPlain as _;
        let is_told = $call.is_awake()
            || $crate::__private::logged::Returned(&$result).is_err()
                && $crate::__private::logged::on($crate::__private::logged::Level::$err);
        let result = if is_told {
            $crate::__private::logged::told($call.teller(), $result, |call, result| {
                $crate::__logged_tell!(call, result, $err $(, $name => $ret)?)
            })
        } else {
            $result
        };
        $call.end();
        result
    }};
}

/// What is said of a result: its value, or what `ret` makes of it, which is asked only where anyone
/// listens.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_tell {
    ($call:ident, $result:ident, $err:ident) => {{
        #[allow(unused_imports)]
        use $crate::__private::logged::{
            ByDebug as _, ByNothing as _, OfAnything as _, OfPlain as _,
        };
        match $crate::__private::logged::Returned($result).split() {
            $crate::__private::Ok(success) => $call.exit(success.show()),
            $crate::__private::Err(failure) => {
                if $crate::__private::logged::on($crate::__private::logged::Level::$err)
                    || $call.says()
                {
                    $call.error(&(&failure).show());
                }
            }
        }
    }};
    ($call:ident, $result:ident, $err:ident, $name:ident => $ret:expr) => {{
        #[allow(unused_imports)]
        use $crate::__private::logged::{
            ByDebug as _, ByNothing as _, OfAnything as _, OfPlain as _,
        };
        match $crate::__private::logged::Returned($result).split() {
            $crate::__private::Ok(success) => {
                if $call.says() {
                    let $name = success.value;
                    $call
                        .exit($crate::__private::Some($crate::__private::logged::Shown::of(&$ret)));
                }
            }
            $crate::__private::Err(failure) => {
                if $crate::__private::logged::on($crate::__private::logged::Level::$err)
                    || $call.says()
                {
                    $call.error(&(&failure).show());
                }
            }
        }
    }};
}

/// The whole of a usual call: a function that is not `async`, with neither `slow`, `sample`, `span`
/// nor `ret`. One expansion costs the compiler less than the five it stands for.
#[doc(hidden)]
#[macro_export]
macro_rules! __logged_whole {
    (
        $method:literal, $level:ident, $err:ident, [$($arg:tt)*], [$($value:tt)*], [$($how:tt)*],
        $body:expr
    ) => {{
        // In a block of its own, where the body does not see it.
        let call = {
            static __LOGGED_SITE: $crate::__private::logged::Site = $crate::__private::logged::Site::new(
                $method,
                $crate::__private::core::module_path!(),
                $crate::__private::logged::Level::$level,
                $crate::__private::logged::Level::$err,
                &[$($arg)*],
            ) $($how)*;
            if $crate::__private::logged::on($crate::__private::logged::Level::$level) {
                #[allow(unused_imports)]
                use $crate::__private::logged::{self as __logged, OfArgument as _};
                $crate::__private::logged::Call::enter(&__LOGGED_SITE, &[$($value)*])
            } else {
                $crate::__private::logged::Call::new(&__LOGGED_SITE)
            }
        };
        $crate::__private::logged::run(
            call,
            $crate::__private::logged::Level::$err,
            $body,
            |result| {
                #[allow(unused_imports)]
                use $crate::__private::logged::OfPlain as _;
                $crate::__private::logged::Returned(result).is_err()
            },
            |call, result| {
                #[allow(unused_imports)]
                use $crate::__private::logged::{
                    ByDebug as _, ByNothing as _, OfAnything as _, OfPlain as _,
                };
                match $crate::__private::logged::Returned(result).split() {
                    $crate::__private::Ok(success) => call.exit(success.show()),
                    $crate::__private::Err(failure) => {
                        if $crate::__private::logged::on($crate::__private::logged::Level::$err) {
                            call.error(&(&failure).show());
                        }
                    }
                }
            },
        )
    }};
}
