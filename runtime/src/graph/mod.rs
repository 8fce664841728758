#![doc = include_str!("../../../macros/doc/graph.md")]

mod addresses;
mod bind;
mod build;
mod cells;
mod chain;
mod containers;
mod dynamic;
#[doc(hidden)]
pub mod expansion;
mod head;
mod lists;
mod maps;
#[doc(hidden)]
pub mod pointers;
mod read;
mod row;
mod scalars;
mod schema;
mod skip;
mod tables;
mod trace;
mod walk;
mod write;

pub use dynamic::{Dyn, DynObject, Entry, Implements, Registry, Types};
pub use pointers::{ByArc, ByRc, Family, InCell, Object, Plain, Refer};
pub use read::Reader;
#[doc(hidden)]
pub use row::{Fields, Form, Own, Row, RowInfo, Rows, Tuple};
pub use schema::{FieldText, Record, RecordInfo, Schema, VariantInfo};
pub use trace::Tracer;
pub use walk::Walk;
pub use write::Writer;

use std::any::Any;

use crate::codec::{CodecError, CodecErrorKind, Limits};
use read::Mode;

/// A value of a graph: `#[derive(Graph)]` makes one of a type, and so is what holds such values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a graph",
    label = "no `dunder::Graph` for `{Self}`",
    note = "put `#[derive(dunder::Graph)]` on it, or `#[graph(skip)]` on the field to leave it at \
            its default"
)]
pub trait Graph: Content + Object<ByRc> + Object<ByArc> {}

impl<T: Content + Object<ByRc> + Object<ByArc>> Graph for T {}

/// What is done with a value of a graph; every one is a [`Graph`].
///
/// It is a trait of its own so that a type that is none is told of once: a bound of a trait is asked
/// for anew at each of its functions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a graph",
    label = "no `dunder::Graph` for `{Self}`",
    note = "put `#[derive(dunder::Graph)]` on it, or `#[graph(skip)]` on the field to leave it at \
            its default"
)]
pub trait Content: Sized + 'static {
    /// Where the functions below are: here, or in what is common to all structs.
    #[doc(hidden)]
    type Form: Form<Self>;

    /// What to write instead, where the value has a `Weak` that cannot be linked in an object that
    /// is no cell.
    #[doc(hidden)]
    const WEAK: Option<&'static str> = <Self::Form as Form<Self>>::WEAK;

    /// The same, of values that are no structs.
    #[doc(hidden)]
    const DIRECT_WEAK: Option<&'static str> = None;

    /// Appends what the type looks like.
    fn shape(schema: &mut Schema) {
        Self::Form::shape(schema);
    }

    /// Appends the value.
    ///
    /// # Errors
    /// `Borrowed`, `TooDeep`, `TooLarge`, `Unsupported`.
    #[inline]
    fn graph_write(&self, out: &mut Writer) -> Result<(), CodecError> {
        Self::Form::write(self, out)
    }

    /// Reads a value.
    ///
    /// # Errors
    /// What is wrong with the input.
    #[inline]
    fn read(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        Self::Form::read(input)
    }

    /// Passes over a value, and notes the objects that it owns.
    ///
    /// # Errors
    /// What is wrong with the input.
    fn pass(input: &mut Reader<'_>) -> Result<(), CodecError> {
        Self::Form::pass(input)
    }

    /// Passes over the value, and fills its cells.
    ///
    /// # Errors
    /// What is wrong with the input.
    #[inline]
    fn graph_link(&self, input: &mut Reader<'_>) -> Result<(), CodecError> {
        Self::Form::link(self, input)
    }

    /// A value for a cell that is filled later.
    fn blank() -> Option<Self> {
        Self::Form::blank()
    }

    /// A value that `link` fills altogether.
    fn hollow() -> Option<Self> {
        None
    }

    /// Tells of the objects that the value owns.
    #[inline]
    fn graph_trace(&self, tracer: &mut Tracer) {
        Self::Form::trace(self, tracer);
    }

    /// Empties what owns objects and can be empty; whether some are owned still.
    #[inline]
    fn graph_clear(&mut self, bin: &mut Bin) -> bool {
        Self::Form::clear(self, bin)
    }

    /// Empties the cells.
    #[inline]
    fn graph_empty(&self, bin: &mut Bin) {
        Self::Form::empty(self, bin);
    }

    #[doc(hidden)]
    fn shape_list(schema: &mut Schema) {
        schema.sign(b'[');
        Self::shape(schema);
    }

    /// Whether no code of the program runs while a value is read, so that it may be read into a cell
    /// that is borrowed meanwhile.
    #[doc(hidden)]
    const FILLS: bool = <Self::Form as Form<Self>>::FILLS;

    /// The same of a list; of types that may hold lists of themselves it is not asked.
    #[doc(hidden)]
    const FILLS_LIST: bool = false;

    /// Reads a value to its place. A value that is made elsewhere is copied there, and what copies
    /// whole words of lists waits until all that was written before it is in memory.
    #[doc(hidden)]
    #[inline]
    fn graph_fill(&mut self, input: &mut Reader<'_>) -> Result<(), CodecError> {
        <Self::Form as Form<Self>>::fill(self, input)
    }

    #[doc(hidden)]
    #[inline]
    fn fill_list(list: &mut Vec<Self>, input: &mut Reader<'_>) -> Result<(), CodecError> {
        *list = Self::read_list(input)?;
        Ok(())
    }

    /// Looks at what the value holds elsewhere in memory, which is written soon; whatever that is, in
    /// no time that grows with it.
    #[doc(hidden)]
    #[inline]
    fn graph_touch(&self) -> usize {
        <Self::Form as Form<Self>>::touch(self)
    }

    #[doc(hidden)]
    #[inline]
    fn touch_list(_list: &[Self]) -> usize {
        0
    }

    #[doc(hidden)]
    fn write_list(list: &[Self], out: &mut Writer) -> Result<(), CodecError> {
        out.count(list.len());
        for (index, item) in list.iter().enumerate() {
            item.graph_write(out).map_err(|fault| fault.in_index(index))?;
        }
        Ok(())
    }

    #[doc(hidden)]
    fn read_list(input: &mut Reader<'_>) -> Result<Vec<Self>, CodecError> {
        input.items(Self::read)
    }

    #[doc(hidden)]
    fn pass_list(input: &mut Reader<'_>) -> Result<(), CodecError> {
        for index in 0..input.count()? {
            let begins = input.offset();
            Self::pass(input).map_err(|fault| fault.in_index(index))?;
            // where one has no bytes none has, however many the input says there are
            if input.offset() == begins {
                break;
            }
        }
        Ok(())
    }
}

/// What was taken out of cells and is dropped when none is borrowed.
#[derive(Default)]
pub struct Bin(Vec<Box<dyn Any>>);

impl Bin {
    /// Keeps a value until the end.
    pub fn keep(&mut self, value: impl Any) {
        self.0.push(Box::new(value));
    }
}

/// The bytes of a graph: everything that the root owns, each object once.
///
/// ```
/// use dunder::{Graph, Limits, graph};
/// use std::{cell::RefCell, rc::Rc};
///
/// #[derive(Graph)]
/// struct Node {
///     name: String,
///     next: Option<Rc<RefCell<Node>>>,
/// }
///
/// let a = Rc::new(RefCell::new(Node { name: "a".to_owned(), next: None }));
/// let b = Rc::new(RefCell::new(Node { name: "b".to_owned(), next: Some(Rc::clone(&a)) }));
/// a.borrow_mut().next = Some(b);
///
/// let bytes = graph::to_bytes(&a)?;
/// let again: Rc<RefCell<Node>> = graph::from_bytes(&bytes, &Limits::default())?;
/// let next = again.borrow().next.clone().unwrap();
/// assert_eq!(next.borrow().name, "b");
/// assert!(Rc::ptr_eq(&again, next.borrow().next.as_ref().unwrap()));
/// # drop(next);
/// graph::dismantle(a);
/// graph::dismantle(again);
/// # Ok::<(), dunder::CodecError>(())
/// ```
///
/// # Errors
/// `Borrowed`: a cell is borrowed by someone who may change it, or a lock was not let go of within
/// a second (whoever holds it may be this thread). `TooDeep`: values are
/// nested in each other, without an `Rc` or `Arc` between, more than 100 deep. `Unsupported`: the
/// type behind a trait has no `#[graph_dyn]`. `DuplicateId`: two types behind a trait have one tag.
/// After `Borrowed` one may try again.
pub fn to_bytes<T: Graph>(root: &T) -> Result<Vec<u8>, CodecError> {
    let (schema, shape) = Schema::of(T::shape);
    let mut out = Writer::new(schema);
    root.graph_write(&mut out)?;
    out.finish(&shape)
}

/// The graph that all of these bytes are.
///
/// Memory stays within a constant times the input, and the stack at a constant, whatever the input
/// says. [`Limits::untrusted`] is for strangers.
///
/// # Errors
/// [`CodecError`]: what is wrong, in which object's field and at which byte.
pub fn from_bytes<T: Graph>(bytes: &[u8], limits: &Limits) -> Result<T, CodecError> {
    read(bytes, limits, None)
}

/// As [`from_bytes`], where only the types of a registry may stand behind traits.
///
/// # Errors
/// As [`from_bytes`]; a type that is not in the registry is `UnknownType`.
pub fn from_bytes_with<T: Graph>(
    bytes: &[u8],
    limits: &Limits,
    registry: &Registry,
) -> Result<T, CodecError> {
    read(bytes, limits, Some(registry))
}

fn read<T: Graph>(
    bytes: &[u8],
    limits: &Limits,
    registry: Option<&Registry>,
) -> Result<T, CodecError> {
    let mut input = Reader::new(bytes, limits)?;
    input.open(T::shape, limits, registry)?;
    let begins = input.offset();
    input.build()?;
    input.mode = Mode::Full;
    input.go(begins, bytes.len());
    let mut root = T::read(&mut input)?;
    if input.remaining() > 0 {
        return Err(input.fault(CodecErrorKind::TrailingBytes));
    }
    let is_last = std::mem::take(&mut input.deferred);
    input.link()?;
    input.check_chain(limits.chain)?;
    input.link_last()?;
    if is_last {
        input.go(begins, bytes.len());
        root = T::read(&mut input)?;
    }
    input.tables.is_done = true;
    Ok(root)
}

/// Lets go of a graph: empties every cell that the root leads to, and drops what nothing else
/// holds, without recursion.
///
/// A ring of strong references is never dropped by itself, and a long chain would overflow the
/// stack when it is dropped: this is for both. It empties the cells (`RefCell`, `Mutex`, `RwLock`)
/// of objects that others hold too. A cell that is borrowed or locked at this moment stays as it is,
/// and so does a `OnceCell`, which cannot be emptied while it is shared.
pub fn dismantle<T: Graph>(root: T) {
    trace::dismantle(root);
}
