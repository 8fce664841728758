//! `Limits`: how much an input may ask for.

/// How much an input may ask for, set per call.
///
/// The default bounds depth only: a decoder never reserves more than the input's own bytes can
/// fill, so memory stays within a constant times the input. [`Limits::untrusted`] is for strangers.
///
/// ```
/// use dunder::Limits;
///
/// let limits = Limits::untrusted().depth(20);
/// assert_eq!(limits, Limits { depth: 20, ..Limits::untrusted() });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest input, in bytes.
    pub bytes: usize,
    /// How deep values may be nested; the outermost has depth 1.
    pub depth: usize,
    /// How many objects a graph may have.
    pub nodes: usize,
    /// How many elements all lists and maps may have together.
    pub items: usize,
    /// How many bytes of memory the decoded values may take, near enough.
    pub alloc: usize,
    /// How many objects of a graph may own each other in a row.
    pub chain: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: usize::MAX,
            depth: 100,
            nodes: usize::MAX,
            items: usize::MAX,
            alloc: usize::MAX,
            chain: usize::MAX,
        }
    }
}

macro_rules! setters {
    ($($name:ident: $doc:literal;)+) => {
        impl Limits {
            $(
                #[doc = concat!("The same limits with another `", stringify!($name), "`: ", $doc)]
                #[must_use]
                pub const fn $name(self, $name: usize) -> Self {
                    Self { $name, ..self }
                }
            )+
        }
    };
}

setters! {
    bytes: "the longest input.";
    depth: "how deep values may be nested.";
    nodes: "how many objects a graph may have.";
    items: "how many elements all lists and maps may have together.";
    alloc: "how many bytes of memory the decoded values may take.";
    chain: "how many objects may own each other in a row.";
}

impl Limits {
    /// For input from strangers: 16 MiB of it, 64 MiB of values, 64 deep, a million objects and
    /// elements, ten thousand objects that own each other in a row.
    #[must_use]
    pub const fn untrusted() -> Self {
        Self {
            bytes: 16 << 20,
            depth: 64,
            nodes: 1_000_000,
            items: 1_000_000,
            alloc: 64 << 20,
            chain: 10_000,
        }
    }
}
