//! Options, boxes, arrays and tuples.

use super::pointers::objects;
use super::read::Reader;
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Content};
use crate::codec::{CodecError, CodecErrorKind};

objects! {
    [T: Content] Option<T>;
    [T: Content] Box<T>;
    [T: Content, const N: usize] [T; N];
}

impl<T: Content> Content for Option<T> {
    type Form = super::Own;

    const WEAK: Option<&'static str> = T::WEAK;
    const DIRECT_WEAK: Option<&'static str> = T::DIRECT_WEAK;
    const FILLS: bool = T::FILLS;

    fn shape(schema: &mut Schema) {
        schema.sign(b'?');
        T::shape(schema);
    }

    #[inline]
    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        match self {
            None => out.raw(&[0]),
            Some(value) => {
                out.raw(&[1]);
                value.graph_write(out)?;
            }
        }
        Ok(())
    }

    #[inline]
    fn graph_touch(&self) -> usize {
        self.as_ref().map_or(0, T::graph_touch)
    }

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        match input.byte()? {
            0 => Ok(None),
            1 if input.is_late() => input.leave(T::pass).map(|()| None),
            1 => T::read(input).map(Some),
            _ => Err(input.fault(CodecErrorKind::Malformed)),
        }
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        match input.byte()? {
            0 => Ok(()),
            1 if input.is_late() => input.leave(T::pass),
            1 => T::pass(input),
            _ => Err(input.fault(CodecErrorKind::Malformed)),
        }
    }

    fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
        match (input.byte()?, self) {
            (0, _) => Ok(()),
            (_, Some(value)) => value.graph_link(input),
            (_, None) => T::pass(input),
        }
    }

    fn blank() -> Option<Self> {
        Some(None)
    }

    fn graph_trace(&self, tracer: &mut Tracer) {
        if let Some(value) = self {
            value.graph_trace(tracer);
        }
    }

    fn graph_clear(&mut self, bin: &mut Bin) -> bool {
        if self.as_mut().is_some_and(|value| value.graph_clear(bin)) {
            bin.keep(self.take());
        }
        false
    }

    fn graph_empty(&self, bin: &mut Bin) {
        if let Some(value) = self {
            value.graph_empty(bin);
        }
    }
}

/// A box is what stands in it; one in another is a level deeper.
impl<T: Content> Content for Box<T> {
    type Form = super::Own;

    const WEAK: Option<&'static str> = T::DIRECT_WEAK;
    const DIRECT_WEAK: Option<&'static str> = T::DIRECT_WEAK;

    fn shape(schema: &mut Schema) {
        T::shape(schema);
    }

    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        T::graph_write(self, out)
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        input.reserve(size_of::<T>())?;
        T::read(input).map(Self::new)
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        T::pass(input)
    }

    fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
        T::graph_link(self, input)
    }

    fn graph_trace(&self, tracer: &mut Tracer) {
        T::graph_trace(self, tracer);
    }

    fn graph_clear(&mut self, bin: &mut Bin) -> bool {
        T::graph_clear(self, bin)
    }

    fn graph_empty(&self, bin: &mut Bin) {
        T::graph_empty(self, bin);
    }
}

impl<T: Content, const N: usize> Content for [T; N] {
    type Form = super::Own;

    const WEAK: Option<&'static str> = T::WEAK;
    const DIRECT_WEAK: Option<&'static str> = T::DIRECT_WEAK;

    fn shape(schema: &mut Schema) {
        schema.sign(b'=');
        schema.number(N);
        T::shape(schema);
    }

    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        for (index, item) in self.iter().enumerate() {
            item.graph_write(out).map_err(|fault| fault.in_index(index))?;
        }
        Ok(())
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        let mut items = Vec::with_capacity(N);
        for index in 0..N {
            items.push(T::read(input).map_err(|fault| fault.in_index(index))?);
        }
        Self::try_from(items).map_err(|_| input.fault(CodecErrorKind::Malformed))
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        (0..N).try_for_each(|index| T::pass(input).map_err(|fault| fault.in_index(index)))
    }

    fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
        self.iter().try_for_each(|item| item.graph_link(input))
    }

    fn blank() -> Option<Self> {
        let items: Option<Vec<T>> = (0..N).map(|_| T::blank()).collect();
        Self::try_from(items?).ok()
    }

    fn graph_trace(&self, tracer: &mut Tracer) {
        for item in self {
            item.graph_trace(tracer);
        }
    }

    fn graph_clear(&mut self, bin: &mut Bin) -> bool {
        let mut owns = false;
        for item in self {
            owns |= item.graph_clear(bin);
        }
        owns
    }

    fn graph_empty(&self, bin: &mut Bin) {
        for item in self {
            item.graph_empty(bin);
        }
    }
}

/// The first of two messages.
const fn either(one: Option<&'static str>, other: Option<&'static str>) -> Option<&'static str> {
    match one {
        Some(_) => one,
        None => other,
    }
}

macro_rules! tuples {
    ($($count:literal $($item:ident $place:tt)+;)+) => {$(
        objects!([$($item: Content),+] ($($item,)+););

        impl<$($item: Content),+> Content for ($($item,)+) {
            type Form = super::Own;

            const WEAK: Option<&'static str> = {
                let fault = None;
                $(let fault = either(fault, $item::WEAK);)+
                fault
            };
            const DIRECT_WEAK: Option<&'static str> = {
                let fault = None;
                $(let fault = either(fault, $item::DIRECT_WEAK);)+
                fault
            };

            fn shape(schema: &mut Schema) {
                schema.sign(b'(');
                schema.number($count);
                $($item::shape(schema);)+
            }

            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                $(self.$place.graph_write(out).map_err(|fault| fault.in_field(stringify!($place)))?;)+
                Ok(())
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                Ok(($($item::read(input).map_err(|fault| fault.in_field(stringify!($place)))?,)+))
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                $($item::pass(input).map_err(|fault| fault.in_field(stringify!($place)))?;)+
                Ok(())
            }

            fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
                $(self.$place.graph_link(input).map_err(|fault| fault.in_field(stringify!($place)))?;)+
                Ok(())
            }

            fn blank() -> Option<Self> {
                Some(($($item::blank()?,)+))
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                $(self.$place.graph_trace(tracer);)+
            }

            fn graph_clear(&mut self, bin: &mut Bin) -> bool {
                let mut owns = false;
                $(owns |= self.$place.graph_clear(bin);)+
                owns
            }

            fn graph_empty(&self, bin: &mut Bin) {
                $(self.$place.graph_empty(bin);)+
            }
        }
    )+};
}

tuples! {
    1 A 0;
    2 A 0 B 1;
    3 A 0 B 1 C 2;
    4 A 0 B 1 C 2 D 3;
    5 A 0 B 1 C 2 D 3 E 4;
    6 A 0 B 1 C 2 D 3 E 4 F 5;
    7 A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}
