//! `PatchError`: what can be wrong with a patch or a call by name.

use core::fmt;
use std::error::Error;

/// Why a name could not be patched or called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatchError {
    /// No type of this name has a `#[patchable(dyn)]` block in this program.
    UnknownTarget {
        /// The name asked for.
        name: String,
        /// Names that are spelt much like it, the closest first.
        similar: Vec<String>,
    },
    /// The type has nothing of this name.
    UnknownAttribute {
        /// The type's name as it was asked for.
        target: String,
        /// The name asked for.
        name: String,
        /// Names that are spelt much like it, the closest first.
        similar: Vec<String>,
    },
    /// The value, the function or the arguments are of other types.
    Signature {
        /// `Type.name` as it was asked for.
        name: String,
        /// What it is.
        expected: String,
        /// What was given.
        found: String,
    },
    /// Several types have this name: qualify it.
    Ambiguous {
        /// The name asked for.
        name: String,
        /// The types' whole names.
        candidates: Vec<String>,
    },
    /// It is there, but it cannot be had by its name.
    NotByName {
        /// The name asked for.
        name: String,
        /// Why.
        why: String,
    },
}

fn hint(f: &mut fmt::Formatter<'_>, similar: &[String]) -> fmt::Result {
    match similar.first() {
        Some(first) => write!(f, ", did you mean `{first}`?"),
        None => Ok(()),
    }
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTarget { name, similar } => {
                write!(f, "no type `{name}` has a `#[patchable(dyn)]` block")?;
                hint(f, similar)
            }
            Self::UnknownAttribute { target, name, similar } => {
                write!(f, "`{target}` has no attribute `{name}`")?;
                hint(f, similar)
            }
            Self::Signature { name, expected, found } => {
                write!(f, "`{name}` is `{expected}`, not `{found}`")
            }
            Self::Ambiguous { name, candidates } => {
                write!(f, "`{name}` is one of `{}`: qualify it", candidates.join("`, `"))
            }
            Self::NotByName { name, why } => write!(f, "`{name}` cannot be had by name: {why}"),
        }
    }
}

impl Error for PatchError {}
