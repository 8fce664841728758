//! `Operations` and `Etag`: what clients may ask of a struct's routes, and must say.

/// What clients may ask for over HTTP.
///
/// ```
/// use dunder::crud_api::Operations;
///
/// let reads = Operations::LIST.and(Operations::READ);
/// assert!(reads.has(Operations::READ) && !reads.has(Operations::CREATE));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operations(u16);

impl Operations {
    /// Pages of rows.
    pub const LIST: Self = Self(1);
    /// One row.
    pub const READ: Self = Self(1 << 1);
    /// New rows.
    pub const CREATE: Self = Self(1 << 2);
    /// Whole rows in place of others.
    pub const UPDATE: Self = Self(1 << 3);
    /// Changes of some fields.
    pub const PATCH: Self = Self(1 << 4);
    /// Removals.
    pub const DELETE: Self = Self(1 << 5);
    /// Many writes in one request.
    pub const BULK: Self = Self(1 << 6);
    /// All rows as one stream.
    pub const EXPORT: Self = Self(1 << 7);
    /// Removed rows put back, on a struct with `soft_delete`.
    pub const RESTORE: Self = Self(1 << 8);
    /// What became of a row, of a struct with `audit`.
    pub const HISTORY: Self = Self(1 << 9);
    /// All of them.
    pub const ALL: Self = Self((1 << 10) - 1);
    /// Those that write nothing.
    pub const READS: Self = Self::LIST.and(Self::READ).and(Self::EXPORT).and(Self::HISTORY);

    /// These and others.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of the others are among these.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What clients must and may say of a row's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Etag {
    /// Answers have a tag, and a write may name it.
    Optional,
    /// Answers have a tag, and a write without one is refused with 428.
    Required,
    /// Answers have no tag.
    Off,
}

/// What the admin pages do with a struct's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pages {
    /// Show and write them.
    Full,
    /// Show them.
    Readonly,
    /// Nothing.
    Off,
}
