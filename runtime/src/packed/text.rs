//! Texts: their length in bytes, then UTF-8.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;

use super::{Head, Layout, Pack, Reader, Unpack, Writer};
use crate::codec::{CodecError, CodecErrorKind, utf8};

impl Pack for str {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        L::LEN + self.len()
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        self.pack_head::<L>(out);
        self.pack_tail::<L>(out);
    }
    #[inline]
    fn pack_head<L: Layout>(&self, out: &mut Writer) {
        out.length::<L>(self.len());
    }
    #[inline]
    fn pack_tail<L: Layout>(&self, out: &mut Writer) {
        out.bytes(self.as_bytes());
    }
}

/// The text of the next bytes, borrowed.
#[inline]
fn text<'de>(length: usize, input: &mut Reader<'de>) -> Result<&'de str, CodecError> {
    let before = input.offset();
    match utf8(input.bytes(length)?) {
        Ok(text) => Ok(text),
        Err(fault) => {
            Err(CodecError::new(CodecErrorKind::BadUtf8).at(before + fault.valid_up_to()))
        }
    }
}

impl Pack for String {
    #[inline]
    fn packed_len<L: Layout>(&self) -> usize {
        str::packed_len::<L>(self)
    }
    #[inline]
    fn pack_into<L: Layout>(&self, out: &mut Writer) {
        str::pack_into::<L>(self, out);
    }
    #[inline]
    fn pack_head<L: Layout>(&self, out: &mut Writer) {
        str::pack_head::<L>(self, out);
    }
    #[inline]
    fn pack_tail<L: Layout>(&self, out: &mut Writer) {
        str::pack_tail::<L>(self, out);
    }
}

macro_rules! texts {
    ($([$($a:lifetime)?] $ty:ty;)+) => {
        $(#[allow(clippy::inline_always, reason = "an owned text is moved once less")]
        impl<$($a,)? 'de $(: $a)?> Unpack<'de> for $ty {
            #[inline(always)]
            fn unpack_from<L: Layout>(input: &mut Reader<'de>) -> Result<Self, CodecError> {
                let length = input.length::<L>()?;
                text(length, input).map(Self::from)
            }
            #[inline(always)]
            fn unpack_head<L: Layout>(input: &mut Reader<'de>) -> Result<Head<Self>, CodecError> {
                input.length::<L>().map(Head::Length)
            }
            #[inline(always)]
            fn unpack_tail<L: Layout>(
                head: Head<Self>,
                input: &mut Reader<'de>,
            ) -> Result<Self, CodecError> {
                match head {
                    Head::Length(length) => text(length, input).map(Self::from),
                    _ => Self::unpack_from::<L>(input),
                }
            }
        })+
    };
}

texts! {
    [] String;
    [] Box<str>;
    [] Rc<str>;
    [] Arc<str>;
    ['a] &'a str;
    ['a] Cow<'a, str>;
}
