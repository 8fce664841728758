//! The parts of an expansion that are the same for every type.

/// The impls of a message and its own methods. Fields stand in the order of their tags, at most eight
/// in a row, and between them what is no plain field: how it is written, and what there is to say of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_message {
    (
        $vis:vis [$($generics:tt)*] [$($reading:tt)*] $ty:ty [$($clause:tt)*] $static:ty,
        $name:literal [$($close:literal)?];
        |$this:ident, $out:ident, $it:ident, $key:ident, $reader:ident|
        $(
            {$(
                $row:ident $empty:ident $lines:literal
                { $($member:tt $tag:literal $place:tt [$($of:tt)*];)* }
            )*}
            [$($write:tt)*] [$($about:tt)*]
        )*
        empty { $($others:tt)* }
        rest { $($rest:tt)* }
        finish [$($finish:tt)*]
        ruled [$($ruled:tt)*]
    ) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::proto::Encode for $ty $($clause)* {
            #[inline]
            fn write_fields<__S: $crate::proto::Sink>(&self, $out: &mut __S) {
                let $this = self;
                $(
                    $($crate::proto::rows::$row::write::<
                        __S, $($($of)*,)*
                    >($out, [$($tag),*], $(&$this.$member),*);)*
                    $($write)*
                )*
            }
        }
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Message<'__de> for $ty $($clause)* {
            #[inline]
            fn empty() -> Self {
                $($(let $empty = $crate::proto::rows::$row::empty::<
                    $($($of)*,)*
                >();)*)*
                Self { $($($($member: $empty.$place,)*)*)* $($others)* }
            }
            #[inline]
            fn read_field(
                &mut self,
                $key: $crate::proto::Key,
                $reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::codec::Result<()> {
                let $it = self;
                $($(if let $crate::__private::Some(done) = $crate::proto::rows::$row::read::<
                    $($($of)*,)*
                >($key, $reader, [$($tag),*], $(&mut $it.$member),*) {
                    return done;
                })*)*
                $($rest)*
            }
            $crate::__proto_finish!($it [$($finish)*] [$($ruled)*]);
        }
        $crate::__proto_described!(
            [$($generics)*] $ty [$($clause)*], $name [] [$($close)?];
            $(
                $({ $crate::proto::rows::$row::about::<
                    $($($of)*,)*
                >($lines, [$($tag),*]) })*
                [$($about)*]
            )*
        );
        $crate::__proto_methods!($vis [$($generics)*] $ty [$($clause)*] $static);
    };
}

/// What runs when a message is read, if there is anything.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_finish {
    ($it:ident [] []) => {};
    ($it:ident [$($finish:tt)+] [$($ruled:tt)*]) => {
        const RULED: $crate::__private::bool = $($ruled)* false;
        #[inline]
        fn finish(&mut self) -> $crate::__private::codec::Result<()> {
            let $it = self;
            $($finish)+
            $crate::__private::Ok(())
        }
    };
}

/// Sanitizers and rules of a `#[validated]` struct.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_ruled {
    ($value:ident, $empty:expr) => {{
        use $crate::__private::codec::Clean as _;
        let read = $crate::__private::core::mem::replace($value, $empty);
        *$value = $crate::__private::codec::ruled(read.__dunder_cleaned())?;
    }};
}

/// What a `.proto` file says of a type.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_described {
    (
        [$($generics:tt)*] $ty:ty [$($clause:tt)*], $name:literal [$($open:literal)?] [$($close:literal)?];
        $({ $($row:tt)* } $($fields:tt)*)?
    ) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::proto::Described for $ty $($clause)* {
            const NAME: &'static $crate::__private::str = $name;
            $(const OPEN: $crate::proto::Type = &[$open];)?
            $(
                const ROW: $crate::proto::AboutRow = $($row)*;
                $crate::__proto_fields!($($fields)*);
            )?
            $(const CLOSE: &'static $crate::__private::str = $close;)?
        }
    };
    (
        [$($generics:tt)*] $ty:ty [$($clause:tt)*], $name:literal [$($open:literal)?] [$($close:literal)?];
        $($fields:tt)*
    ) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::proto::Described for $ty $($clause)* {
            const NAME: &'static $crate::__private::str = $name;
            $(const OPEN: $crate::proto::Type = &[$open];)?
            $crate::__proto_fields!($($fields)*);
            $(const CLOSE: &'static $crate::__private::str = $close;)?
        }
    };
}

/// What a `.proto` file says of the fields that are not in the first row, if there are any.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_fields {
    ($([])?) => {};
    ($($({ $($row:tt)* })* [$($about:tt)*])*) => {
        const FIELDS: &'static [&'static [$crate::proto::About]] =
            &[$($(&$($row)*,)* &[$($about)*],)*];
    };
    ($fields:expr) => {
        const FIELDS: &'static [&'static [$crate::proto::About]] = &[$fields];
    };
}

/// What a message and an enum with values in its variants can do without a trait in scope. Where
/// nothing is borrowed, the compiler is spared a `where`.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_methods {
    ($vis:vis [] $ty:ty [$($clause:tt)*] $static:ty) => {
        $crate::__proto_methods!(@ $vis [] $ty [$($clause)*] $static, [] ['_] []);
    };
    ($vis:vis [$($generics:tt)+] $ty:ty [$($clause:tt)*] $static:ty) => {
        $crate::__proto_methods!(
            @ $vis [$($generics)+] $ty [$($clause)*] $static,
            [<'__de>] ['__de] [where Self: $crate::proto::Decode<'__de>]
        );
    };
    (
        @ $vis:vis [$($generics:tt)*] $ty:ty [$($clause:tt)*] $static:ty,
        [$($de:tt)*] [$lifetime:lifetime] [$($decodes:tt)*]
    ) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl<$($generics)*> $ty $($clause)* {
            /// What a `.proto` file says of this type.
            $vis const PROTO: &'static $crate::__private::str = $crate::proto::text::<$static>();
            /// The Protocol Buffers message, as bytes.
            #[must_use]
            $vis fn encode_to_vec(&self) -> $crate::__private::Vec<$crate::__private::u8> {
                <Self as $crate::proto::Encode>::encode_to_vec(self)
            }
            /// The Protocol Buffers message, as bytes.
            ///
            /// # Errors
            /// Messages are nested in each other too deep.
            $vis fn try_encode_to_vec(
                &self,
            ) -> $crate::__private::codec::Result<$crate::__private::Vec<$crate::__private::u8>> {
                <Self as $crate::proto::Encode>::try_encode_to_vec(self)
            }
            /// Adds the Protocol Buffers message to a vector.
            $vis fn encode(&self, out: &mut $crate::__private::Vec<$crate::__private::u8>) {
                <Self as $crate::proto::Encode>::encode(self, out);
            }
            /// How many bytes the Protocol Buffers message has.
            #[must_use]
            $vis fn encoded_len(&self) -> $crate::__private::usize {
                <Self as $crate::proto::Encode>::encoded_len(self)
            }
            /// The message that the bytes are.
            ///
            /// # Errors
            /// What is wrong with the bytes.
            $vis fn decode $($de)* (
                bytes: &$lifetime [$crate::__private::u8],
            ) -> $crate::__private::codec::Result<Self>
            $($decodes)*
            {
                <Self as $crate::proto::Decode>::decode(bytes)
            }
            /// The message that the bytes are, within limits.
            ///
            /// # Errors
            /// What is wrong with the bytes, or which limit they break.
            $vis fn decode_with $($de)* (
                bytes: &$lifetime [$crate::__private::u8],
                limits: &$crate::Limits,
            ) -> $crate::__private::codec::Result<Self>
            $($decodes)*
            {
                <Self as $crate::proto::Decode>::decode_with(bytes, limits)
            }
        }
    };
}

/// The impls of an enum whose variants are numbers.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_enum {
    (
        $vis:vis $ty:ty, $name:literal;
        number |$this:ident| { $number:expr }
        read |$value:ident| { $read:expr }
        empty { $empty:expr }
        text { $text:literal }
    ) => {
        #[automatically_derived]
        impl $crate::proto::Value<'_> for $ty {
            const WIRE: $crate::proto::Wire = $crate::proto::Wire::Varint;
            const TYPE: &'static $crate::__private::str = $name;
            const DEPENDS: &'static [$crate::proto::Describe] =
                &[<$ty as $crate::proto::Described>::descriptor];
            #[inline]
            fn empty() -> Self {
                $empty
            }
            #[inline]
            fn is_empty(&self) -> $crate::__private::bool {
                let $this = self;
                let number: $crate::__private::i32 = $number;
                number == 0
            }
            #[inline]
            fn write<__S: $crate::proto::Sink>(&self, out: &mut __S) {
                let $this = self;
                let number: $crate::__private::i32 = $number;
                $crate::proto::Value::<$crate::proto::Natural>::write(&number, out);
            }
            fn merge(
                &mut self,
                reader: &mut $crate::proto::Reader<'_>,
            ) -> $crate::__private::codec::Result<()> {
                let mut $value: $crate::__private::i32 = 0;
                $crate::proto::Value::<$crate::proto::Natural>::merge(&mut $value, reader)?;
                match $read {
                    $crate::__private::Some(value) => {
                        *self = value;
                        $crate::__private::Ok(())
                    }
                    $crate::__private::None => $crate::__private::Err(
                        reader.fail($crate::CodecErrorKind::UnknownTag),
                    ),
                }
            }
        }
        $crate::__proto_described!([] $ty [], $name [$text] [""];);
        #[automatically_derived]
        #[allow(dead_code)]
        impl $ty {
            /// What a `.proto` file says of this type.
            $vis const PROTO: &'static $crate::__private::str = $crate::proto::text::<$ty>();
        }
        $crate::__proto_boxed!(['__de] $ty []);
    };
}

/// The impls of an enum whose variants are fields of the message around it.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_oneof {
    (
        $vis:vis [$($generics:tt)*] [$($reading:tt)*] $ty:ty [$($clause:tt)*] $static:ty, $name:literal;
        write |$this:ident, $out:ident| { $($write:tt)* }
        read |$slot:ident, $key:ident, $reader:ident| { $($read:tt)* }
        open $open:literal
        fields { $($fields:tt)* }
    ) => {
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Oneof<'__de> for $ty $($clause)* {
            const FIELDS: &'static [$crate::proto::About] = &[$($fields)*];
            fn write_oneof<__S: $crate::proto::Sink>(&self, $out: &mut __S) {
                let $this = self;
                $($write)*
            }
            fn read_oneof(
                $slot: &mut $crate::__private::Option<Self>,
                $key: $crate::proto::Key,
                $reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::codec::Result<$crate::__private::bool> {
                $($read)*
                $crate::__private::Ok(true)
            }
        }
        #[automatically_derived]
        impl<$($generics)*> $crate::proto::Encode for $ty $($clause)* {
            fn write_fields<__S: $crate::proto::Sink>(&self, out: &mut __S) {
                $crate::proto::Oneof::write_oneof(self, out);
            }
        }
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Decode<'__de> for $ty $($clause)* {
            fn decode_with(
                bytes: &'__de [$crate::__private::u8],
                limits: &$crate::Limits,
            ) -> $crate::__private::codec::Result<Self> {
                $crate::proto::lone(bytes, limits)
            }
        }
        $crate::__proto_described!(
            [$($generics)*] $ty [$($clause)*], $name [$open] ["  }\n}\n"];
            <$static as $crate::proto::Oneof<'_>>::FIELDS
        );
        $crate::__proto_methods!($vis [$($generics)*] $ty [$($clause)*] $static);
    };
}

/// The impls of a newtype, which stands on the wire as what is in it.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_newtype {
    (
        [$($reading:tt)*] $ty:ty [$($clause:tt)*] $field:tt: $inner:ty, $form:ty;
        finish |$end:ident| { $($finish:tt)* }
        ruled { $($ruled:tt)* }
    ) => {
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Value<'__de> for $ty $($clause)* {
            const WIRE: $crate::proto::Wire = <$inner as $crate::proto::Value<'__de, $form>>::WIRE;
            const TYPE: &'static $crate::__private::str =
                <$inner as $crate::proto::Value<'__de, $form>>::TYPE;
            const IS_MESSAGE: $crate::__private::bool =
                <$inner as $crate::proto::Value<'__de, $form>>::IS_MESSAGE;
            const IS_KEY: $crate::__private::bool =
                <$inner as $crate::proto::Value<'__de, $form>>::IS_KEY;
            const DEPENDS: &'static [$crate::proto::Describe] =
                <$inner as $crate::proto::Value<'__de, $form>>::DEPENDS;
            const RULED: $crate::__private::bool =
                $($ruled)* <$inner as $crate::proto::Value<'__de, $form>>::RULED;
            fn finish(&mut self) -> $crate::__private::codec::Result<()> {
                <$inner as $crate::proto::Value<'__de, $form>>::finish(&mut self.$field)?;
                let $end = self;
                $($finish)*
                $crate::__private::Ok(())
            }
            #[inline]
            fn empty() -> Self {
                Self { $field: <$inner as $crate::proto::Value<'__de, $form>>::empty() }
            }
            #[inline]
            fn is_empty(&self) -> $crate::__private::bool {
                <$inner as $crate::proto::Value<'__de, $form>>::is_empty(&self.$field)
            }
            #[inline]
            fn write<__S: $crate::proto::Sink>(&self, out: &mut __S) {
                <$inner as $crate::proto::Value<'__de, $form>>::write(&self.$field, out);
            }
            #[inline]
            fn write_keyed<__S: $crate::proto::Sink>(
                &self,
                tag: $crate::__private::u32,
                out: &mut __S,
            ) {
                <$inner as $crate::proto::Value<'__de, $form>>::write_keyed(&self.$field, tag, out);
            }
            #[inline]
            fn merge(
                &mut self,
                reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::codec::Result<()> {
                <$inner as $crate::proto::Value<'__de, $form>>::merge(&mut self.$field, reader)?;
                let $end = self;
                $($finish)*
                $crate::__private::Ok(())
            }
            #[inline]
            fn merge_singular(
                &mut self,
                key: $crate::proto::Key,
                reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::codec::Result<()> {
                <$inner as $crate::proto::Value<'__de, $form>>::merge_singular(
                    &mut self.$field,
                    key,
                    reader,
                )?;
                let $end = self;
                $($finish)*
                $crate::__private::Ok(())
            }
        }
        $crate::__proto_boxed!([$($reading)*] $ty [$($clause)*]);
    };
}

/// A box of an enum or of a newtype. A box of any value cannot be told from a box of a message, which
/// is a message.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_boxed {
    ([$($reading:tt)*] $ty:ty [$($clause:tt)*]) => {
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Value<'__de> for $crate::__private::Box<$ty> $($clause)* {
            const WIRE: $crate::proto::Wire = <$ty as $crate::proto::Value<'__de>>::WIRE;
            const TYPE: &'static $crate::__private::str =
                <$ty as $crate::proto::Value<'__de>>::TYPE;
            const IS_MESSAGE: $crate::__private::bool =
                <$ty as $crate::proto::Value<'__de>>::IS_MESSAGE;
            const IS_KEY: $crate::__private::bool = <$ty as $crate::proto::Value<'__de>>::IS_KEY;
            const DEPENDS: &'static [$crate::proto::Describe] =
                <$ty as $crate::proto::Value<'__de>>::DEPENDS;
            const RULED: $crate::__private::bool = <$ty as $crate::proto::Value<'__de>>::RULED;
            fn empty() -> Self {
                $crate::__private::Box::new(<$ty as $crate::proto::Value<'__de>>::empty())
            }
            fn is_empty(&self) -> $crate::__private::bool {
                <$ty as $crate::proto::Value<'__de>>::is_empty(self)
            }
            fn write<__S: $crate::proto::Sink>(&self, out: &mut __S) {
                <$ty as $crate::proto::Value<'__de>>::write(self, out);
            }
            fn write_keyed<__S: $crate::proto::Sink>(
                &self,
                tag: $crate::__private::u32,
                out: &mut __S,
            ) {
                <$ty as $crate::proto::Value<'__de>>::write_keyed(self, tag, out);
            }
            fn merge(
                &mut self,
                reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::codec::Result<()> {
                <$ty as $crate::proto::Value<'__de>>::merge(self, reader)
            }
            fn finish(&mut self) -> $crate::__private::codec::Result<()> {
                <$ty as $crate::proto::Value<'__de>>::finish(self)
            }
            fn merge_singular(
                &mut self,
                key: $crate::proto::Key,
                reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::codec::Result<()> {
                <$ty as $crate::proto::Value<'__de>>::merge_singular(self, key, reader)
            }
        }
    };
}
