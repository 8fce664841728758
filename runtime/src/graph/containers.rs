//! Options, boxes, lists, maps and tuples.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};

use super::read::{Mode, Reader};
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Graph};
use crate::codec::{CodecError, CodecErrorKind};

impl<T: Graph> Graph for Option<T> {
    const WEAK: Option<&'static str> = T::WEAK;
    const DIRECT_WEAK: Option<&'static str> = T::DIRECT_WEAK;

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

macro_rules! list {
    (
        [$($generics:tt)*] $ty:ty, $item:ident, $weak:expr,
        |$list:ident, $out:ident| $write:expr, |$read:ident| $from:expr, $link:tt
    ) => {
        impl<$($generics)*> Graph for $ty {
            const WEAK: Option<&'static str> = $weak;
            const DIRECT_WEAK: Option<&'static str> = $weak;

            fn shape(schema: &mut Schema) {
                $item::shape_list(schema);
            }

            #[inline]
            fn graph_write(&self, $out: &mut Writer) -> Result<(), CodecError> {
                let $list = self;
                $write
            }

            #[inline]
            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                if input.is_late() {
                    return input.leave($item::pass_list).map(|()| Self::default());
                }
                let before = input.references;
                let $read = $item::read_list(input)?;
                let has_objects = input.references != before;
                list!(@keys $link input has_objects $item);
                $from.ok_or_else(|| input.fault(CodecErrorKind::DuplicateId))
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                if input.is_late() {
                    return input.leave($item::pass_list);
                }
                $item::pass_list(input)
            }

            list!(@link $link $item);

            fn blank() -> Option<Self> {
                Some(Self::default())
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                for item in self {
                    item.graph_trace(tracer);
                }
            }
        }
    };
    (@keys in_place $input:ident $has:ident $item:ident) => {
        let _ = $has;
    };
    // what is ordered or hashed by the content of objects waits until they have some
    (@keys none $input:ident $has:ident $item:ident) => {
        if $has && $input.mode == Mode::Full {
            $input.deferred = true;
            return Ok(Self::default());
        }
    };
    (@link in_place $item:ident) => {
        fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
            let mut items = self.iter();
            if items.len() == 0 {
                return $item::pass_list(input);
            }
            if TypeId::of::<$item>() == TypeId::of::<u8>() {
                return $item::pass_list(input);
            }
            for index in 0..input.count()? {
                match items.next() {
                    Some(item) => item.graph_link(input),
                    None => $item::pass(input),
                }
                .map_err(|fault| fault.in_index(index))?;
            }
            Ok(())
        }

        fn graph_clear(&mut self, bin: &mut Bin) -> bool {
            // each is emptied, also after one that cannot be
            let owns = self.iter_mut().fold(false, |owns, item| item.graph_clear(bin) || owns);
            if owns {
                bin.keep(std::mem::take(self));
            }
            false
        }

        fn graph_empty(&self, bin: &mut Bin) {
            for item in self {
                item.graph_empty(bin);
            }
        }
    };
    (@link none $item:ident) => {
        fn graph_clear(&mut self, bin: &mut Bin) -> bool {
            let mut tracer = Tracer::counting();
            self.graph_trace(&mut tracer);
            if tracer.found_any() {
                bin.keep(std::mem::take(self));
            }
            false
        }
    };
}

use std::any::TypeId;

list!([T: Graph] Vec<T>, T, T::DIRECT_WEAK, |list, out| T::write_list(list, out), |list| Some(list), in_place);
list!(
    [T: Graph] Box<[T]>, T, T::DIRECT_WEAK,
    |list, out| T::write_list(list, out), |list| Some(list.into_boxed_slice()), in_place
);
list!(
    [T: Graph] VecDeque<T>, T, T::DIRECT_WEAK,
    |list, out| write_items(list.iter(), out), |list| Some(Self::from(list)), in_place
);
list!(
    [T: Graph + Ord] BTreeSet<T>, T, None,
    |list, out| write_items(list.iter(), out), |list| distinct(list), none
);
list!(
    [T: Graph + Eq + Hash, S: BuildHasher + Default + 'static] HashSet<T, S>, T, None,
    |list, out| write_items(list.iter(), out), |list| distinct(list), none
);

/// Writes items as a list of them: bytes are one piece in every list.
fn write_items<'a, T: Graph>(
    items: impl ExactSizeIterator<Item = &'a T>,
    out: &mut Writer,
) -> Result<(), CodecError> {
    out.count(items.len());
    for (index, item) in items.enumerate() {
        match (item as &dyn std::any::Any).downcast_ref::<u8>() {
            Some(byte) => out.raw(&[*byte]),
            None => item.graph_write(out).map_err(|fault| fault.in_index(index))?,
        }
    }
    Ok(())
}

/// A set of all items, if there are no two of one.
fn distinct<T, S: Default + Extend<T> + Count>(items: Vec<T>) -> Option<S> {
    let count = items.len();
    let mut set = S::default();
    set.extend(items);
    (set.count() == count).then_some(set)
}

trait Count {
    fn count(&self) -> usize;
}

impl<T> Count for BTreeSet<T> {
    fn count(&self) -> usize {
        self.len()
    }
}

impl<T, S> Count for HashSet<T, S> {
    fn count(&self) -> usize {
        self.len()
    }
}

macro_rules! map {
    ([$($generics:tt)*] $ty:ty) => {
        impl<$($generics)*> Graph for $ty {
            const WEAK: Option<&'static str> = V::DIRECT_WEAK;
            const DIRECT_WEAK: Option<&'static str> = V::DIRECT_WEAK;

            fn shape(schema: &mut Schema) {
                schema.sign(b'{');
                K::shape(schema);
                V::shape(schema);
            }

            fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
                out.count(self.len());
                for (index, (key, value)) in self.iter().enumerate() {
                    key.graph_write(out).map_err(|fault| fault.in_index(index))?;
                    value.graph_write(out).map_err(|fault| fault.in_index(index))?;
                }
                Ok(())
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
                if input.is_late() {
                    return input.leave(Self::pass).map(|()| Self::default());
                }
                let mut map = Self::default();
                for index in 0..input.count()? {
                    input.reserve(size_of::<(K, V)>())?;
                    let before = input.references;
                    let key = K::read(input).map_err(|fault| fault.in_index(index))?;
                    let has_objects = input.references != before;
                    let value = V::read(input).map_err(|fault| fault.in_index(index))?;
                    // what is ordered or hashed by the content of objects waits for it
                    if has_objects && input.mode == Mode::Full {
                        input.deferred = true;
                    } else if map.insert(key, value).is_some() {
                        return Err(input.fault(CodecErrorKind::DuplicateId).in_index(index));
                    }
                }
                Ok(map)
            }

            fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
                if input.is_late() {
                    return input.leave(Self::pass);
                }
                for index in 0..input.count()? {
                    K::pass(input).map_err(|fault| fault.in_index(index))?;
                    V::pass(input).map_err(|fault| fault.in_index(index))?;
                }
                Ok(())
            }

            fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
                for index in 0..input.count()? {
                    let key = K::read(input).map_err(|fault| fault.in_index(index))?;
                    match self.get(&key) {
                        Some(value) => value.graph_link(input),
                        None => V::pass(input),
                    }
                    .map_err(|fault| fault.in_index(index))?;
                }
                Ok(())
            }

            fn blank() -> Option<Self> {
                Some(Self::default())
            }

            fn graph_trace(&self, tracer: &mut Tracer) {
                for (key, value) in self {
                    key.graph_trace(tracer);
                    value.graph_trace(tracer);
                }
            }

            fn graph_clear(&mut self, bin: &mut Bin) -> bool {
                let mut tracer = Tracer::counting();
                for key in self.keys() {
                    key.graph_trace(&mut tracer);
                }
                let owns = tracer.found_any();
                if self.values_mut().fold(owns, |owns, value| value.graph_clear(bin) || owns) {
                    bin.keep(std::mem::take(self));
                }
                false
            }

            fn graph_empty(&self, bin: &mut Bin) {
                for value in self.values() {
                    value.graph_empty(bin);
                }
            }
        }
    };
}

map!([K: Graph + Ord, V: Graph] BTreeMap<K, V>);
map!([K: Graph + Eq + Hash, V: Graph, S: BuildHasher + Default + 'static] HashMap<K, V, S>);

/// A box is what stands in it; one in another is a level deeper.
impl<T: Graph> Graph for Box<T> {
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

impl<T: Graph, const N: usize> Graph for [T; N] {
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
        impl<$($item: Graph),+> Graph for ($($item,)+) {
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
