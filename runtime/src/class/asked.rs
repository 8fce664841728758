//! What a `dyn IsX` can be asked: one list of functions for it, and for it with `Send`, and with
//! `Send + Sync`, which are other types, as those of `dyn Any` are.

/// `asked! { { generics } { dyn IsX } { where clause } { class up } }`; `class` where the class has no
/// method of this name, `up` where it goes up at all.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_asked {
    ($generics:tt { $($object:tt)* } $clause:tt $more:tt) => {
        $crate::__dunder_asked!(@ $generics { $($object)* } $clause $more);
        $crate::__dunder_asked!(
            @ $generics { $($object)* + $crate::__private::class::Send } $clause $more
        );
        $crate::__dunder_asked!(
            @ $generics
            { $($object)* + $crate::__private::class::Send + $crate::__private::class::Sync }
            $clause $more
        );
    };
    (@ { $($generics:tt)* } { $($object:tt)* } { $($clause:tt)* } $more:tt) => {
        #[allow(dead_code, unreachable_pub)]
        impl $($generics)* $($object)* $($clause)* {
            /// Whether the object's class is `C` or a subclass of it.
            pub fn isinstance<__C: $crate::__private::class::Object>(
                &self,
            ) -> $crate::__private::class::bool {
                $crate::__private::class::Held::__class(self)
                    .is_subclass_of(<__C as $crate::__private::class::Object>::CLASS)
            }
            /// The object, if its class is `C` itself.
            #[must_use]
            pub fn downcast_ref<__C: $crate::__private::class::Object>(
                &self,
            ) -> $crate::__private::class::Option<&__C> {
                $crate::__private::class::Held::__any(self).downcast_ref()
            }
            /// The object, if its class is `C` itself.
            #[must_use]
            pub fn downcast_mut<__C: $crate::__private::class::Object>(
                &mut self,
            ) -> $crate::__private::class::Option<&mut __C> {
                $crate::__private::class::Held::__any_mut(self).downcast_mut()
            }
            /// The object out of its box, if its class is `C` itself.
            ///
            /// # Errors
            ///
            /// The box as it was, if the object is of another class.
            pub fn downcast<__C: $crate::__private::class::Object>(
                self: $crate::__private::class::Box<Self>,
            ) -> $crate::__private::class::Result<
                $crate::__private::class::Box<__C>,
                $crate::__private::class::Box<Self>,
            > {
                if $crate::__private::class::Held::__any(&*self).is::<__C>() {
                    $crate::__private::class::Ok($crate::__private::class::unboxed(
                        $crate::__private::class::Held::__boxed(self),
                    ))
                } else {
                    $crate::__private::class::Err(self)
                }
            }
            $crate::__dunder_asked!(@more $more);
        }
    };
    (@more {}) => {};
    (@more { class $($more:tt)* }) => {
        /// The object's class, as Python's `type(object)`.
        #[must_use]
        pub fn class(&self) -> &'static $crate::__private::class::Class {
            $crate::__private::class::Held::__class(self)
        }
        $crate::__dunder_asked!(@more { $($more)* });
    };
    (@more { up }) => {
        /// The object as one of an ancestor with `dyn`: `upcast::<dyn IsA>()`.
        #[must_use]
        pub fn upcast<__D: ?$crate::__private::class::Sized>(&self) -> &__D
        where
            Self: $crate::__private::class::Upcast<__D>,
        {
            $crate::__private::class::Upcast::__up(self)
        }
        /// The object as one of an ancestor with `dyn`.
        #[must_use]
        pub fn upcast_mut<__D: ?$crate::__private::class::Sized>(&mut self) -> &mut __D
        where
            Self: $crate::__private::class::Upcast<__D>,
        {
            $crate::__private::class::Upcast::__up_mut(self)
        }
        /// The object in its box as one of an ancestor with `dyn`.
        #[must_use]
        pub fn upcast_box<__D: ?$crate::__private::class::Sized>(
            self: $crate::__private::class::Box<Self>,
        ) -> $crate::__private::class::Box<__D>
        where
            Self: $crate::__private::class::Upcast<__D>,
        {
            $crate::__private::class::Upcast::__up_box(self)
        }
    };
}

/// What it is given: faults of a class, in the order of the source.
#[doc(hidden)]
#[macro_export]
macro_rules! __dunder_told {
    ($($errors:tt)*) => { $($errors)* };
}
