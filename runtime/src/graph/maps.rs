//! Maps.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::pointers::objects;
use super::read::{Mode, Reader};
use super::schema::Schema;
use super::trace::Tracer;
use super::write::Writer;
use super::{Bin, Content};
use crate::codec::{CodecError, CodecErrorKind};

objects! {
    [K: Content + Ord, V: Content] BTreeMap<K, V>;
    [K: Content + Eq + Hash, V: Content, S: BuildHasher + Default + 'static] HashMap<K, V, S>;
}

macro_rules! map {
    ([$($generics:tt)*] $ty:ty) => {
        impl<$($generics)*> Content for $ty {
            type Form = super::Own;

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

map!([K: Content + Ord, V: Content] BTreeMap<K, V>);
map!([K: Content + Eq + Hash, V: Content, S: BuildHasher + Default + 'static] HashMap<K, V, S>);
