//! Structs whose fields are all what they are: an expansion says what the fields are and where, and
//! what is done with them is written here once. A compiler checks two short functions for it, and
//! not one for each thing that is done.

use super::read::Reader;
use super::schema::{FieldText, Record, RecordInfo, Schema, VariantInfo};
use super::trace::Tracer;
use super::walk::Walk;
use super::write::Writer;
use super::{Bin, Content};
use crate::codec::{CodecError, CodecErrorKind};

/// Where the functions of [`Content`] are.
pub trait Form<T> {
    /// See [`Content::WEAK`].
    const WEAK: Option<&'static str> = None;
    /// See [`Content::FILLS`].
    const FILLS: bool = false;
    /// See [`Content::shape`].
    fn shape(schema: &mut Schema);
    /// See [`Content::graph_write`].
    ///
    /// # Errors
    /// As there.
    fn write(value: &T, out: &mut Writer) -> Result<(), CodecError>;
    /// See [`Content::read`].
    ///
    /// # Errors
    /// As there.
    fn read(input: &mut Reader<'_>) -> Result<T, CodecError>;
    /// See [`Content::graph_fill`].
    ///
    /// # Errors
    /// As there.
    #[inline]
    fn fill(value: &mut T, input: &mut Reader<'_>) -> Result<(), CodecError> {
        *value = Self::read(input)?;
        Ok(())
    }
    /// See [`Content::pass`].
    ///
    /// # Errors
    /// As there.
    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// See [`Content::graph_link`].
    ///
    /// # Errors
    /// As there.
    fn link(value: &T, input: &mut Reader<'_>) -> Result<(), CodecError>;
    /// See [`Content::blank`].
    fn blank() -> Option<T>;
    /// See [`Content::graph_trace`].
    fn trace(value: &T, tracer: &mut Tracer);
    /// See [`Content::graph_touch`].
    fn touch(value: &T) -> usize;
    /// See [`Content::graph_clear`].
    fn clear(value: &mut T, bin: &mut Bin) -> bool;
    /// See [`Content::graph_empty`].
    fn empty(value: &T, bin: &mut Bin);
}

/// The functions are the type's own; the ones that it leaves out do nothing.
pub enum Own {}

impl<T: Content> Form<T> for Own {
    fn shape(_: &mut Schema) {}
    fn write(_: &T, _: &mut Writer) -> Result<(), CodecError> {
        Err(CodecErrorKind::Unsupported.into())
    }
    fn read(input: &mut Reader<'_>) -> Result<T, CodecError> {
        Err(input.fault(CodecErrorKind::Unsupported))
    }
    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        Err(input.fault(CodecErrorKind::Unsupported))
    }
    #[inline]
    fn fill(value: &mut T, input: &mut Reader<'_>) -> Result<(), CodecError> {
        *value = T::read(input)?;
        Ok(())
    }
    #[inline]
    fn link(_: &T, input: &mut Reader<'_>) -> Result<(), CodecError> {
        T::pass(input)
    }
    #[inline]
    fn blank() -> Option<T> {
        None
    }
    #[inline]
    fn trace(_: &T, _: &mut Tracer) {}
    #[inline]
    fn touch(_: &T) -> usize {
        0
    }
    #[inline]
    fn clear(_: &mut T, _: &mut Bin) -> bool {
        false
    }
    #[inline]
    fn empty(_: &T, _: &mut Bin) {}
}

/// What a derive says of a struct.
pub struct RowInfo {
    /// `id = ".."`, or the type's name.
    pub name: &'static str,
    /// `version = ..`, or 1.
    pub version: u32,
    /// Its fields.
    pub fields: &'static [FieldText],
}

/// A struct whose fields are all what they are.
pub trait Row: Content {
    /// What it is called, and its fields.
    const ROW: RowInfo;
    /// What its fields are.
    type Fields: Tuple;
    /// The fields.
    fn refs(&self) -> <Self::Fields as Tuple>::Refs<'_>;
    /// The fields, to be changed.
    fn muts(&mut self) -> <Self::Fields as Tuple>::Muts<'_>;
    /// Whether it has rules.
    const RULED: bool = false;
    /// The struct of these fields.
    fn made(fields: Self::Fields) -> Self;
    /// The struct after its rules.
    ///
    /// # Errors
    /// The broken ones.
    #[inline]
    fn ruled(self, _input: &Reader<'_>) -> Result<Self, CodecError> {
        Ok(self)
    }
}

impl<T: Row<Fields: Fields>> Record for T {
    const INFO: &'static RecordInfo = &RecordInfo {
        name: T::ROW.name,
        version: T::ROW.version,
        is_enum: false,
        variants: &[VariantInfo {
            name: "",
            fields: T::ROW.fields,
            shapes: <T::Fields as Fields>::SHAPES,
        }],
    };
}

/// What is told where a type that holds a `Weak` is called like one that never does.
const HIDDEN_WEAK: &str = "a field holds a `Weak` outside a cell, which cannot be linked while its \
                           object is built: write `RefCell<Weak<..>>` or `OnceCell<Weak<..>>`";

/// The functions go over the fields.
pub enum Rows {}

impl<T: Row<Fields: Fields>> Form<T> for Rows {
    const FILLS: bool = !T::RULED && <T::Fields as Fields>::FILLS;

    const WEAK: Option<&'static str> = match <T::Fields as Fields>::WEAK {
        Some(place) if T::ROW.fields[place].weak.is_empty() => Some(HIDDEN_WEAK),
        Some(place) => Some(T::ROW.fields[place].weak),
        None => None,
    };

    fn shape(schema: &mut Schema) {
        schema.record::<T>();
    }

    #[inline]
    fn write(value: &T, out: &mut Writer) -> Result<(), CodecError> {
        out.nested(|out| T::Fields::write(value.refs(), out, T::ROW.fields))
    }

    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<T, CodecError> {
        let fields = input.nested(|input| {
            if input.is_exact() {
                return T::Fields::read(input, T::ROW.fields);
            }
            let mut walk = Walk::begin::<T>(input)?;
            T::Fields::walk(&mut walk, input, T::ROW.fields)
        })?;
        T::made(fields).ruled(input)
    }

    #[inline]
    fn fill(value: &mut T, input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.nested(|input| T::Fields::fill(value.muts(), input, T::ROW.fields))
    }

    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.nested(|input| {
            let mut walk = Walk::begin::<T>(input)?;
            while let Some(place) = walk.next(input)? {
                T::Fields::pass(place, input, T::ROW.fields)?;
            }
            Ok(())
        })
    }

    #[inline]
    fn link(value: &T, input: &mut Reader<'_>) -> Result<(), CodecError> {
        input.nested(|input| {
            let mut walk = Walk::begin::<T>(input)?;
            let refs = value.refs();
            while let Some(place) = walk.next(input)? {
                T::Fields::link(refs, place, input, T::ROW.fields)?;
            }
            Ok(())
        })
    }

    fn blank() -> Option<T> {
        T::Fields::blank().map(T::made)
    }

    #[inline]
    fn trace(value: &T, tracer: &mut Tracer) {
        T::Fields::trace(value.refs(), tracer);
    }

    #[inline]
    fn touch(value: &T) -> usize {
        T::Fields::touch(value.refs())
    }

    #[inline]
    fn clear(value: &mut T, bin: &mut Bin) -> bool {
        T::Fields::clear(value.muts(), bin)
    }

    #[inline]
    fn empty(value: &T, bin: &mut Bin) {
        T::Fields::empty(value.refs(), bin);
    }
}

/// A tuple of any types.
pub trait Tuple: Sized + 'static {
    /// References to them.
    type Refs<'a>: Copy;
    /// References to change them through.
    type Muts<'a>;
}

/// The fields of a struct. What a tuple is does not ask for it: a type that cannot stand in a graph is
/// told of once.
pub trait Fields: Tuple {
    /// The first one with a `Weak` that cannot be linked.
    const WEAK: Option<usize>;
    /// What their types look like.
    const SHAPES: &'static [fn(&mut Schema)];
    /// Appends each.
    ///
    /// # Errors
    /// Those of each.
    fn write(refs: Self::Refs<'_>, out: &mut Writer, of: &[FieldText]) -> Result<(), CodecError>;
    /// Reads each.
    ///
    /// # Errors
    /// Those of each.
    fn read(input: &mut Reader<'_>, of: &[FieldText]) -> Result<Self, CodecError>;
    /// Whether each may be read to its place.
    const FILLS: bool;
    /// Reads each to its place.
    ///
    /// # Errors
    /// Those of each.
    fn fill(
        muts: Self::Muts<'_>,
        input: &mut Reader<'_>,
        of: &[FieldText],
    ) -> Result<(), CodecError>;
    /// Reads each where types have changed.
    ///
    /// # Errors
    /// Those of each, and `MissingField`.
    fn walk(walk: &mut Walk, input: &mut Reader<'_>, of: &[FieldText]) -> Result<Self, CodecError>;
    /// Passes over one.
    ///
    /// # Errors
    /// Those of it.
    fn pass(place: usize, input: &mut Reader<'_>, of: &[FieldText]) -> Result<(), CodecError>;
    /// Links one.
    ///
    /// # Errors
    /// Those of it.
    fn link(
        refs: Self::Refs<'_>,
        place: usize,
        input: &mut Reader<'_>,
        of: &[FieldText],
    ) -> Result<(), CodecError>;
    /// Blank ones.
    fn blank() -> Option<Self>;
    /// Tells of the objects that they own.
    fn trace(refs: Self::Refs<'_>, tracer: &mut Tracer);
    /// Looks at what they hold elsewhere.
    fn touch(refs: Self::Refs<'_>) -> usize;
    /// Empties what owns objects.
    fn clear(muts: Self::Muts<'_>, bin: &mut Bin) -> bool;
    /// Empties the cells.
    fn empty(refs: Self::Refs<'_>, bin: &mut Bin);
}

macro_rules! fields {
    ($($($item:ident $value:ident $place:tt)+;)+) => {$(
        impl<$($item: 'static),+> Tuple for ($($item,)+) {
            type Refs<'a> = ($(&'a $item,)+);
            type Muts<'a> = ($(&'a mut $item,)+);
        }

        impl<$($item: Content),+> Fields for ($($item,)+) {
            const WEAK: Option<usize> = {
                let places = [$($item::WEAK.is_some()),+];
                let mut place = 0;
                while place < places.len() && !places[place] {
                    place += 1;
                }
                if place < places.len() { Some(place) } else { None }
            };

            const SHAPES: &'static [fn(&mut Schema)] = &[$($item::shape),+];

            #[inline]
            fn write(
                refs: Self::Refs<'_>,
                out: &mut Writer,
                of: &[FieldText],
            ) -> Result<(), CodecError> {
                $(refs.$place.graph_write(out).map_err(|fault| fault.in_field(of[$place].name))?;)+
                Ok(())
            }

            #[inline]
            fn read(input: &mut Reader<'_>, of: &[FieldText]) -> Result<Self, CodecError> {
                Ok(($($item::read(input).map_err(|fault| fault.in_field(of[$place].name))?,)+))
            }

            const FILLS: bool = $($item::FILLS)&&+;

            #[inline]
            fn fill(
                muts: Self::Muts<'_>,
                input: &mut Reader<'_>,
                of: &[FieldText],
            ) -> Result<(), CodecError> {
                $(muts.$place.graph_fill(input).map_err(|fault| fault.in_field(of[$place].name))?;)+
                Ok(())
            }

            fn walk(
                walk: &mut Walk,
                input: &mut Reader<'_>,
                of: &[FieldText],
            ) -> Result<Self, CodecError> {
                $(let mut $value: Option<$item> = None;)+
                while let Some(place) = walk.next(input)? {
                    let fault = |fault: CodecError| fault.in_field(of[place].name);
                    match place {
                        $($place => $value = Some($item::read(input).map_err(fault)?),)+
                        _ => {}
                    }
                }
                Ok(($(match $value {
                    Some(value) => value,
                    None => walk.missing(input, of[$place].name)?,
                },)+))
            }

            fn pass(
                place: usize,
                input: &mut Reader<'_>,
                of: &[FieldText],
            ) -> Result<(), CodecError> {
                match place {
                    $($place => $item::pass(input).map_err(|fault| fault.in_field(of[place].name)),)+
                    _ => Ok(()),
                }
            }

            #[inline]
            fn link(
                refs: Self::Refs<'_>,
                place: usize,
                input: &mut Reader<'_>,
                of: &[FieldText],
            ) -> Result<(), CodecError> {
                let fault = |fault: CodecError| fault.in_field(of[place].name);
                match place {
                    $($place => refs.$place.graph_link(input).map_err(fault),)+
                    _ => Ok(()),
                }
            }

            fn blank() -> Option<Self> {
                Some(($($item::blank()?,)+))
            }

            #[inline]
            fn trace(refs: Self::Refs<'_>, tracer: &mut Tracer) {
                $(refs.$place.graph_trace(tracer);)+
            }

            #[inline]
            fn touch(refs: Self::Refs<'_>) -> usize {
                0_usize$(.wrapping_add(refs.$place.graph_touch()))+
            }

            #[inline]
            fn clear(muts: Self::Muts<'_>, bin: &mut Bin) -> bool {
                let mut owns = false;
                $(owns |= muts.$place.graph_clear(bin);)+
                owns
            }

            #[inline]
            fn empty(refs: Self::Refs<'_>, bin: &mut Bin) {
                $(refs.$place.graph_empty(bin);)+
            }
        }
    )+};
}

fields! {
    A a 0;
    A a 0 B b 1;
    A a 0 B b 1 C c 2;
    A a 0 B b 1 C c 2 D d 3;
    A a 0 B b 1 C c 2 D d 3 E e 4;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10;
    A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10 L l 11;
}
