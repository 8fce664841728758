//! `CrudError`: why a store did not do what it was asked.

use std::error::Error;
use std::fmt;

use super::hooks::Refused;
use super::value::Mismatch;
use crate::validated::Invalid;

/// Why a store did not do what it was asked.
///
/// `Debug` is `Display`, so that what `main` or `unwrap` print can be read.
#[non_exhaustive]
pub enum CrudError {
    /// There is no row with this id.
    NotFound,
    /// Another row has these fields' values.
    Conflict {
        /// The fields, by their names; several when they are unique together.
        fields: Vec<&'static str>,
    },
    /// The row is not in the state that `if_match` named.
    VersionMismatch,
    /// Rules are broken.
    Invalid(Invalid),
    /// A hook does not let it be. Nothing was written.
    Refused(Refused),
    /// A row that this one refers to is missing, or one that refers to this is not.
    ForeignKey,
    /// Too many writes wait, or another process holds the database. Nothing was written.
    Busy,
    /// It took too long. Nothing was written.
    Timeout,
    /// The database cannot grow: the disk is full, or a quota or a limit is reached. Nothing was
    /// written.
    Full,
    /// The store was closed. Nothing was written.
    Closed,
    /// The connection broke while the write was under way: it may have been written or not.
    Unknown,
    /// The database differs from the structs in ways that would lose data.
    Migration(Vec<Difference>),
    /// The store has no table for this struct: `db.migrate::<(Product,)>(..)` makes it.
    NotMigrated {
        /// The struct.
        model: &'static str,
    },
    /// The store failed. The text is for logs, not for clients.
    Store(Box<dyn Error + Send + Sync>),
}

/// What a rule of the user's, or a guard, panicked with.
pub(super) fn panicked(with: &(dyn std::any::Any + Send)) -> String {
    let text = with.downcast_ref::<&str>().copied();
    let text = text.or_else(|| with.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("no message"))
}

impl CrudError {
    /// A failure of the store, in words.
    pub(super) fn store(message: impl Into<String>) -> Self {
        Self::Store(message.into().into())
    }

    /// The table's `check` refuses the row.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) fn checked() -> Self {
        Self::invalid("", "check", "breaks a condition of its table")
    }

    /// More conditions or values than a statement of the database has room for.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) fn too_much() -> Self {
        Self::invalid("", "size", "asks for more than a statement holds")
    }

    /// A violation of no rule of the struct's: a bad cursor, a value that cannot be stored.
    pub(super) fn invalid(field: &'static str, code: &'static str, message: &'static str) -> Self {
        let violation = crate::validated::Violation::new(code, message);
        let found = crate::validated::Errors::collect(|errors| errors.add(field, violation));
        found.map_or_else(Self::Invalid, |()| Self::Unknown)
    }
}

impl fmt::Display for CrudError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Conflict { fields } if fields.is_empty() => f.write_str("already exists"),
            Self::Conflict { fields } => write!(f, "already exists: `{}`", fields.join("`, `")),
            Self::VersionMismatch => f.write_str("changed since it was read"),
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Refused(refused) => refused.fmt(f),
            Self::ForeignKey => f.write_str("a reference to or from another row is broken"),
            Self::Busy => f.write_str("the store is busy, nothing was written"),
            Self::Timeout => f.write_str("the store took too long, nothing was written"),
            Self::Full => f.write_str("the disk is full, nothing was written"),
            Self::Closed => f.write_str("the store is closed, nothing was written"),
            Self::Unknown => f.write_str("the store broke off, it may have been written or not"),
            Self::Migration(differences) => {
                f.write_str("the database differs from the structs:")?;
                differences.iter().try_for_each(|difference| write!(f, "\n- {difference}"))
            }
            Self::NotMigrated { model } => {
                let call = format_args!("db.migrate::<({model},)>(Migrate::Additive).await?");
                write!(f, "there is no table for `{model}`, call `{call}` first")
            }
            Self::Store(cause) => write!(f, "the store failed: {cause}"),
        }
    }
}

impl fmt::Debug for CrudError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for CrudError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Invalid(invalid) => Some(invalid),
            Self::Store(cause) => Some(&**cause),
            _ => None,
        }
    }
}

impl From<Invalid> for CrudError {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Mismatch> for CrudError {
    fn from(mismatch: Mismatch) -> Self {
        Self::Store(Box::new(mismatch))
    }
}

/// A way in which a table is not what the struct says, and that no addition mends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// The column or index.
    pub column: String,
    /// What is different, and what to do about it.
    pub what: String,
    /// The statement that does it, where one alone does. It loses data.
    pub sql: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}.{}` {}", self.table, self.column, self.what)
    }
}
