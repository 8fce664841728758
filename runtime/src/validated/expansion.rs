//! What `#[validated]` writes: the fixed words here, the struct's own from the attribute.

/// A struct with rules: its check, the functions that are made for it, and its draft.
///
/// Each part is a list with a row for a field, and all that may be missing stands alone between
/// brackets, since where two such parts touch, the compiler copies all it has read. It writes this
/// out faster than the attribute could.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_guarded {
    (
        $vis:vis $ident:ident [$($generics:tt)*] [$($types:tt)*] [$($bounds:tt)*]
        $me:ident $errors:ident { $($inside:tt)* }
        {$value:ident $found:ident $($check:ident $checked:tt $body:tt $checked_ty:ty;)*}
        {$($new_doc:literal [$($new_clean:tt)*] {$($given:ident $given_ty:ty,)*}
            {$($made:tt $of:expr,)*})?}
        {$($set:ident $set_doc:literal $how:ident $ruled:tt [$($rules:ident)?] $set_ty:ty;)*}
        {$($get:ident $got:tt $get_doc:literal [$($by:tt)?] $got_ty:ty;)*}
        {$($draft:ident [$($draft_types:tt)*] [$($edit_clean:tt)*]
            {$($place:tt $drafted:tt)*} {$($kept:tt)*} [$($unused:ident)?])?}
        {$($draft_doc:literal $drafts:ident [$($draft_generics:tt)*] [$($draft_bounds:tt)*]
            {$($open:ident $open_ty:ty,)*})?}
        { $($rest:tt)* }
        { $($beside:tt)* }
    ) => {
        const _: () = {
            use $crate::__private::{self, Otherwise as _};
            #[automatically_derived]
            impl $($generics)* __private::Validate for $ident $($types)* $($bounds)* {
                #[inline]
                fn check(&$me, $errors: &mut __private::Errors<'_>) {
                    $(Self::$check(&$me.$checked, $errors);)*
                    $($inside)*
                }
            }
            #[allow(
                dead_code,
                private_interfaces,
                clippy::ptr_arg,
                clippy::too_many_arguments
            )]
            impl $($generics)* $ident $($types)* $($bounds)* {
                $(
                    #[doc = $new_doc]
                    #[doc = "\n# Errors\nEvery rule that the values break."]
                    $vis fn new($($given: $given_ty,)*) -> __private::checks::Result<Self> {
                        __private::checks::accept($($new_clean)* (Self { $($made: $of,)* }))
                    }
                )?
                $(
                    #[doc = $set_doc]
                    #[doc = "\n# Errors\nEvery rule that the value breaks; the old value stays."]
                    #[inline]
                    $vis fn $set(&mut self, value: $set_ty) -> __private::checks::Result {
                        __private::checks::$how(&mut self.$ruled, value $(, Self::$rules)?)
                    }
                )*
                $(
                    #[doc = $get_doc]
                    $vis fn $get(&self) -> $got_ty {
                        $($by)? self.$got
                    }
                )*
                $(
                    #[doc = "Changes several fields at once, on a copy.\n\n# Errors\n\
                             Every rule that the outcome breaks; nothing has changed then."]
                    $vis fn edit(
                        &mut self,
                        change: impl __private::core::ops::FnOnce(&mut $draft $($draft_types)*),
                    ) -> __private::checks::Result
                    where
                        for<'__any> Self: __private::Clone,
                    {
                        let copy = __private::Clone::clone(self);
                        let mut draft = $draft {
                            $($place: copy.$drafted,)*
                            $($unused: __private::core::marker::PhantomData,)?
                        };
                        change(&mut draft);
                        __private::checks::replace(self, $($edit_clean)* (Self {
                            $($drafted: draft.$place,)*
                            $($kept: copy.$kept,)*
                        }))
                    }
                )?
                #[doc = "Checks every rule.\n\n# Errors\nEvery rule that the value breaks."]
                #[inline]
                $vis fn validate(&self) -> __private::checks::Result {
                    __private::Validate::validate(self)
                }
                /// Whether the value breaks no rule.
                #[inline]
                #[must_use]
                $vis fn is_valid(&self) -> __private::bool {
                    __private::Validate::is_valid(self)
                }
                $($rest)*
                $(
                    #[inline]
                    fn $check($value: &$checked_ty, $found: &mut __private::Errors<'_>) $body
                )*
            }
            $($beside)*
        };
        $(
            #[doc = $draft_doc]
            #[allow(missing_docs, private_interfaces)]
            $vis struct $drafts $($draft_generics)* $($draft_bounds)* {
                $($vis $open: $open_ty,)*
            }
        )?
    };
}

/// The same for a struct as most are: without generics, fields have names and setters, and no rule
/// looks at two of them.
///
/// One row says all of a field: its name and type, its name in JSON, its docs; its setter, and how it
/// sets; what a parameter is turned into, and the end of that type; the sign before the field in the
/// getter, what that gives, and what it calls; its check, as a body or as the condition, the name and
/// the numbers of each rule. A type is one tree, in parentheses if it is more than a word: the
/// compiler would parse what it matched as a type twice. Docs are comments in a block, one token each,
/// and where an expression needs no parentheses it has none.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_guarded_fields {
    (
        $vis:vis $ident:ident $draft:ident $new_doc:tt $draft_doc:tt
        $value:ident $errors:ident
        {$(
            $name:ident $ty:tt $json:tt [$($doc:tt)*] $set:ident $how:ident
            [$($into:ident $end:tt)?] [$($by:tt)?] $given:tt [$($tail:tt)*]
            [$($check:ident {$($body:tt)*} $($holds:tt $rule:ident [$($number:tt)*])*)?]
        )*}
        { $($beside:tt)* }
    ) => {
        const _: () = {
            use $crate::__private::{self, Otherwise as _};
            #[automatically_derived]
            impl __private::Validate for $ident {
                #[inline]
                fn check(&self, $errors: &mut __private::Errors<'_>) {
                    $($(Self::$check(&self.$name, $errors);)?)*
                }
            }
            #[allow(
                dead_code,
                missing_docs,
                private_interfaces,
                clippy::ptr_arg,
                clippy::too_many_arguments
            )]
            impl $ident {
                #[doc = $new_doc]
                /**

# Errors
Every rule that the values break. */
                $vis fn new(
                    $($name: $(impl __private::$into <)? $ty $($end)?,)*
                ) -> __private::Checked<Self> {
                    __private::checks::accept(Self {
                        $($name $(: __private::$into::into($name))?,)*
                    })
                }
                $(
                    /** Sets the field.

# Errors
Every rule that the value breaks; the old value stays. */
                    #[inline]
                    $vis fn $set(
                        &mut self,
                        value: $(impl __private::$into <)? $ty $($end)?,
                    ) -> __private::Checked {
                        __private::checks::$how(&mut self.$name, value $(, Self::$check)?)
                    }
                    $($doc)*
                    $vis fn $name(&self) -> $given {
                        $($by)? self.$name $($tail)*
                    }
                    $(
                        #[inline]
                        fn $check($value: &$ty, $errors: &mut __private::Errors<'_>) {
                            $($body)*
                            $($errors.keep(
                                $holds,
                                $json,
                                __private::rules::$rule::<$($number)*>::RULE,
                            );)*
                        }
                    )?
                )*
                /** Changes several fields at once, on a copy.

# Errors
Every rule that the outcome breaks; nothing has changed then. */
                $vis fn edit(
                    &mut self,
                    change: impl __private::core::ops::FnOnce(&mut $draft),
                ) -> __private::Checked
                where
                    for<'__any> Self: __private::Clone,
                {
                    let copy = __private::Clone::clone(self);
                    let mut draft = $draft { $($name: copy.$name,)* };
                    change(&mut draft);
                    __private::checks::replace(self, Self { $($name: draft.$name,)* })
                }
                /** Checks every rule.

# Errors
Every rule that the value breaks. */
                #[inline]
                $vis fn validate(&self) -> __private::Checked {
                    __private::Validate::validate(self)
                }
                /// Whether the value breaks no rule.
                #[inline]
                #[must_use]
                $vis fn is_valid(&self) -> __private::bool {
                    __private::Validate::is_valid(self)
                }
            }
            $($beside)*
        };
        #[doc = $draft_doc]
        #[allow(missing_docs, private_interfaces)]
        $vis struct $draft { $($vis $name: $ty,)* }
    };
}
