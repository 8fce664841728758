//! Lists and sets.

use std::any::TypeId;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};

use super::pointers::objects;
use super::read::{Mode, Reader};
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Content};
use crate::codec::{CodecError, CodecErrorKind};

macro_rules! list {
    (
        [$($generics:tt)*] $ty:ty, $item:ident, $weak:expr,
        |$list:ident, $out:ident| $write:expr, |$read:ident| $from:expr, $link:tt,
        $fill:tt, |$seen:ident| $touch:expr
    ) => {
        impl<$($generics)*> Content for $ty {
            type Form = super::Own;

            list!(@fills $fill $item);

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
            fn graph_touch(&self) -> usize {
                let $seen = self;
                $touch
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
    (@fills none $item:ident) => {};
    (@fills to_place $item:ident) => {
        const FILLS: bool = $item::FILLS_LIST;

        #[inline]
        fn graph_fill(&mut self, input: &mut Reader<'_>) -> Result<(), CodecError> {
            $item::fill_list(self, input)
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

objects! {
    [T: Content] Vec<T>;
    [T: Content] Box<[T]>;
    [T: Content] VecDeque<T>;
    [T: Content + Ord] BTreeSet<T>;
    [T: Content + Eq + Hash, S: BuildHasher + Default + 'static] HashSet<T, S>;
}

list!(
    [T: Content] Vec<T>, T, T::DIRECT_WEAK,
    |list, out| T::write_list(list, out), |list| Some(list), in_place,
    to_place, |list| T::touch_list(list)
);
list!(
    [T: Content] Box<[T]>, T, T::DIRECT_WEAK,
    |list, out| T::write_list(list, out), |list| Some(list.into_boxed_slice()), in_place,
    none, |list| T::touch_list(list)
);
list!(
    [T: Content] VecDeque<T>, T, T::DIRECT_WEAK,
    |list, out| write_items(list.iter(), out), |list| Some(Self::from(list)), in_place,
    none, |list| T::touch_list(list.as_slices().0)
);
list!(
    [T: Content + Ord] BTreeSet<T>, T, None,
    |list, out| write_items(list.iter(), out), |list| distinct(list), none,
    none, |_list| 0
);
list!(
    [T: Content + Eq + Hash, S: BuildHasher + Default + 'static] HashSet<T, S>, T, None,
    |list, out| write_items(list.iter(), out), |list| distinct(list), none,
    none, |_list| 0
);

/// Writes items as a list of them: bytes are one piece in every list.
fn write_items<'a, T: Content>(
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
