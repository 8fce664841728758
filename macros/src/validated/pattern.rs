//! The compiler of `pattern = ".."`: text to syntax tree to the matcher's constant data.

mod charset;
mod dfa;
mod emit;
mod minimise;
mod nfa;
mod parse;
mod shape;
mod slots;
mod table;

pub(crate) use shape::Run;
pub(crate) use table::Table;

/// What is wrong with a pattern, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The offset in bytes of the culprit in the pattern.
    pub(crate) offset: usize,
    /// What to tell the user.
    pub(crate) message: String,
}

impl Fault {
    fn new(offset: usize, message: impl Into<String>) -> Self {
        Self { offset, message: message.into() }
    }
}

/// What the matcher needs to know of a pattern.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// No text of fewer bytes matches.
    pub(crate) shortest: usize,
    /// No text of more bytes matches.
    pub(crate) longest: Option<usize>,
    /// How the text is read.
    pub(crate) plan: Plan,
}

/// How the text is read.
#[derive(Clone, Debug)]
pub(crate) enum Plan {
    /// One run of bytes after the other.
    Runs(Vec<Run>),
    /// Byte by byte through an automaton.
    Table(Box<Table>),
}

/// Compiles a pattern, in bounded time whatever it says.
pub(crate) fn compile(pattern: &str) -> Result<Program, Fault> {
    let tree = parse::parse(pattern)?;
    let plan = match shape::runs(&tree) {
        Some(runs) => Plan::Runs(runs),
        None => Plan::Table(Box::new(table::table(&tree)?)),
    };
    let (shortest, longest) = shape::lengths(&tree);
    Ok(Program { shortest, longest, plan })
}
