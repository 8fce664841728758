//! The parts of an expansion that are the same for every type.

/// The impls of a message and its own methods.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_message {
    (
        $vis:vis [$($generics:tt)*] [$($reading:tt)*] $ty:ty [$($clause:tt)*] $static:ty, $name:literal;
        write |$this:ident, $out:ident| { $($write:tt)* }
        empty { $empty:expr }
        read |$it:ident, $key:ident, $reader:ident| { $($read:tt)* }
        finish |$end:ident| { $($finish:tt)* }
        ruled { $($ruled:tt)* }
        fields { $($fields:tt)* }
        text { $($text:tt)* }
        depends { $($depends:tt)* }
    ) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::proto::Encode for $ty $($clause)* {
            #[inline]
            fn write_fields<__S: $crate::proto::Sink>(&self, $out: &mut __S) {
                let $this = self;
                $($write)*
            }
        }
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Message<'__de> for $ty $($clause)* {
            const FIELDS: &'static [($crate::__private::core::primitive::u32, &'static $crate::__private::str)] =
                &[$($fields)*];
            #[inline]
            fn empty() -> Self {
                $empty
            }
            #[inline]
            fn read_field(
                &mut self,
                $key: $crate::proto::Key,
                $reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                let $it = self;
                $($read)*
            }
            #[inline]
            fn finish(&mut self) -> $crate::__private::Result<(), $crate::CodecError> {
                let $end = self;
                $($finish)*
                $crate::__private::Ok(())
            }
        }
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Decode<'__de> for $ty $($clause)* {
            fn decode_with(
                bytes: &'__de [$crate::__private::core::primitive::u8],
                limits: &$crate::Limits,
            ) -> $crate::__private::Result<Self, $crate::CodecError> {
                <Self as $crate::proto::Message<'__de>>::read(bytes, limits)
            }
        }
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Value<'__de> for $ty $($clause)* {
            const WIRE: $crate::proto::Wire = $crate::proto::Wire::Delimited;
            const TYPE: &'static $crate::__private::str = $name;
            const IS_MESSAGE: $crate::__private::bool = true;
            const DEPENDS: &'static [$crate::proto::Describe] =
                &[<$static as $crate::proto::Described>::descriptor];
            const RULED: $crate::__private::bool = $($ruled)* false;
            #[inline]
            fn empty() -> Self {
                <Self as $crate::proto::Message<'__de>>::empty()
            }
            fn is_empty(&self) -> $crate::__private::bool {
                $crate::proto::Encode::encoded_len(self)
                    == $crate::proto::Encode::encoded_len(
                        &<Self as $crate::proto::Message<'__de>>::empty(),
                    )
            }
            fn finish(&mut self) -> $crate::__private::Result<(), $crate::CodecError> {
                $crate::proto::Message::finish(self)
            }
            #[inline]
            fn write<__S: $crate::proto::Sink>(&self, out: &mut __S) {
                out.nested(|out| $crate::proto::Encode::write_fields(self, out));
            }
            #[inline]
            fn write_keyed<__S: $crate::proto::Sink>(
                &self,
                tag: $crate::__private::core::primitive::u32,
                out: &mut __S,
            ) {
                out.keyed(tag, |out| $crate::proto::Encode::write_fields(self, out));
            }
            #[inline]
            fn merge(
                &mut self,
                reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                reader.message(self)
            }
            #[inline]
            fn merge_singular(
                &mut self,
                key: $crate::proto::Key,
                reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                reader.singular(key, self)
            }
        }
        $crate::__proto_described!(
            $vis [$($generics)*] $ty [$($clause)*] $static, $name; text { $($text)* } depends { $($depends)* }
        );
        $crate::__proto_methods!($vis [$($generics)*] $ty [$($clause)*]);
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

/// The text of a type in a `.proto` file.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_described {
    (
        $vis:vis [$($generics:tt)*] $ty:ty [$($clause:tt)*] $static:ty, $name:literal;
        text { $($text:tt)* } depends { $($depends:tt)* }
    ) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::proto::Schema for $ty $($clause)* {
            const TEXT: $crate::proto::Text = $crate::proto::Text::Texts(&[$($text)*]);
            const DEPENDS: &'static [&'static [&'static [$crate::proto::Describe]]] =
                &[$($depends)*];
        }
        const __LEN: $crate::__private::core::primitive::usize =
            <$static as $crate::proto::Schema>::TEXT.len();
        const __TEXT: [$crate::__private::core::primitive::u8; __LEN] =
            <$static as $crate::proto::Schema>::TEXT.join();
        static __DESCRIPTOR: $crate::proto::Descriptor = $crate::proto::Descriptor {
            name: $name,
            text: $crate::proto::joined(&__TEXT),
            import: "",
            depends: <$static as $crate::proto::Schema>::DEPENDS,
        };
        #[automatically_derived]
        impl<$($generics)*> $crate::proto::Described for $ty $($clause)* {
            fn descriptor() -> &'static $crate::proto::Descriptor {
                &__DESCRIPTOR
            }
        }
        #[automatically_derived]
        #[allow(dead_code)]
        impl<$($generics)*> $ty $($clause)* {
            /// What a `.proto` file says of this type.
            $vis const PROTO: &'static $crate::__private::str = $crate::proto::joined(&__TEXT);
        }
    };
}

/// What a message and an enum with values in its variants can do without a trait in scope.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_methods {
    ($vis:vis [$($generics:tt)*] $ty:ty [$($clause:tt)*]) => {
        #[automatically_derived]
        #[allow(dead_code)]
        impl<$($generics)*> $ty $($clause)* {
            /// The Protocol Buffers message, as bytes.
            #[must_use]
            $vis fn encode_to_vec(&self) -> $crate::__private::Vec<$crate::__private::core::primitive::u8> {
                $crate::proto::Encode::encode_to_vec(self)
            }
            /// Adds the Protocol Buffers message to a vector.
            $vis fn encode(&self, out: &mut $crate::__private::Vec<$crate::__private::core::primitive::u8>) {
                $crate::proto::Encode::encode(self, out);
            }
            /// How many bytes the Protocol Buffers message has.
            #[must_use]
            $vis fn encoded_len(&self) -> $crate::__private::core::primitive::usize {
                $crate::proto::Encode::encoded_len(self)
            }
            /// The message that the bytes are.
            ///
            /// # Errors
            /// What is wrong with the bytes.
            $vis fn decode<'__de>(
                bytes: &'__de [$crate::__private::core::primitive::u8],
            ) -> $crate::__private::Result<Self, $crate::CodecError>
            where
                Self: $crate::proto::Decode<'__de>,
            {
                $crate::proto::Decode::decode(bytes)
            }
            /// The message that the bytes are, within limits.
            ///
            /// # Errors
            /// What is wrong with the bytes, or which limit they break.
            $vis fn decode_with<'__de>(
                bytes: &'__de [$crate::__private::core::primitive::u8],
                limits: &$crate::Limits,
            ) -> $crate::__private::Result<Self, $crate::CodecError>
            where
                Self: $crate::proto::Decode<'__de>,
            {
                $crate::proto::Decode::decode_with(bytes, limits)
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
        text { $($text:tt)* }
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
                let number: $crate::__private::core::primitive::i32 = $number;
                number == 0
            }
            #[inline]
            fn write<__S: $crate::proto::Sink>(&self, out: &mut __S) {
                let $this = self;
                let number: $crate::__private::core::primitive::i32 = $number;
                $crate::proto::Value::<$crate::proto::Natural>::write(&number, out);
            }
            fn merge(
                &mut self,
                reader: &mut $crate::proto::Reader<'_>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
                let mut $value: $crate::__private::core::primitive::i32 = 0;
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
        $crate::__proto_described!($vis [] $ty [] $ty, $name; text { $($text)* } depends {});
    };
}

/// The impls of an enum whose variants are fields of the message around it.
#[doc(hidden)]
#[macro_export]
macro_rules! __proto_oneof {
    (
        $vis:vis [$($generics:tt)*] [$($reading:tt)*] $ty:ty [$($clause:tt)*] $static:ty, $name:literal;
        tags { $($tags:tt)* }
        names { $($names:tt)* }
        write |$this:ident, $out:ident| { $($write:tt)* }
        read |$slot:ident, $key:ident, $reader:ident| { $($read:tt)* }
        lines { $($lines:tt)* }
        text { $($text:tt)* }
        depends { $($depends:tt)* }
    ) => {
        #[automatically_derived]
        impl<$($reading)*> $crate::proto::Oneof<'__de> for $ty $($clause)* {
            const TAGS: &'static [$crate::__private::core::primitive::u32] = &[$($tags)*];
            const NAMES: &'static [&'static $crate::__private::str] = &[$($names)*];
            const TEXT: $crate::proto::Text = $crate::proto::Text::Texts(&[$($lines)*]);
            const DEPENDS: &'static [&'static [$crate::proto::Describe]] = &[$($depends)*];
            fn write_oneof<__S: $crate::proto::Sink>(&self, $out: &mut __S) {
                let $this = self;
                $($write)*
            }
            fn read_oneof(
                $slot: &mut $crate::__private::Option<Self>,
                $key: $crate::proto::Key,
                $reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::Result<$crate::__private::bool, $crate::CodecError> {
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
                bytes: &'__de [$crate::__private::core::primitive::u8],
                limits: &$crate::Limits,
            ) -> $crate::__private::Result<Self, $crate::CodecError> {
                $crate::proto::lone(bytes, limits)
            }
        }
        $crate::__proto_described!(
            $vis [$($generics)*] $ty [$($clause)*] $static, $name;
            text { $($text)* }
            depends { <$static as $crate::proto::Oneof<'static>>::DEPENDS, }
        );
        $crate::__proto_methods!($vis [$($generics)*] $ty [$($clause)*]);
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
            fn finish(&mut self) -> $crate::__private::Result<(), $crate::CodecError> {
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
                tag: $crate::__private::core::primitive::u32,
                out: &mut __S,
            ) {
                <$inner as $crate::proto::Value<'__de, $form>>::write_keyed(&self.$field, tag, out);
            }
            #[inline]
            fn merge(
                &mut self,
                reader: &mut $crate::proto::Reader<'__de>,
            ) -> $crate::__private::Result<(), $crate::CodecError> {
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
            ) -> $crate::__private::Result<(), $crate::CodecError> {
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
    };
}
