//! `CodecError`: what is wrong with an input, and where in it.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use core::error::Error;
use core::fmt::{self, Write as _};
use core::ops::Deref;

/// What is wrong with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodecErrorKind {
    /// The input ends inside a value.
    Truncated,
    /// Bytes follow the value.
    TrailingBytes,
    /// The bytes are no value of the format.
    Malformed,
    /// Values are nested deeper than the limit.
    TooDeep,
    /// The input, or what it would become in memory, is beyond a limit.
    TooLarge,
    /// A text is not UTF-8.
    BadUtf8,
    /// A number or name that tells what follows is not known.
    UnknownTag,
    /// A type's name is not known.
    UnknownType,
    /// A field that must be there is not.
    MissingField,
    /// A value has another type than the field.
    WrongType,
    /// A reference leads to no object.
    DanglingRef,
    /// Two objects, or two fields, have one identity.
    DuplicateId,
    /// Objects contain each other where they must not.
    Cycle,
    /// A value is borrowed elsewhere, so that it cannot be read.
    Borrowed,
    /// The input was written for a version that is not read.
    Version,
    /// A text does not follow the grammar of its format.
    Syntax,
    /// The format has no form for the value.
    Unsupported,
    /// The value breaks its rules, which `source` tells.
    Invalid,
}

impl CodecErrorKind {
    const fn text(self) -> &'static str {
        match self {
            Self::Truncated => "the input ends inside a value",
            Self::TrailingBytes => "bytes follow the value",
            Self::Malformed => "the bytes are no value of this format",
            Self::TooDeep => "nested deeper than the limit",
            Self::TooLarge => "larger than the limit",
            Self::BadUtf8 => "text that is not UTF-8",
            Self::UnknownTag => "an unknown tag",
            Self::UnknownType => "an unknown type",
            Self::MissingField => "a field is missing",
            Self::WrongType => "a value of the wrong type",
            Self::DanglingRef => "a reference that leads to no object",
            Self::DuplicateId => "the same identity twice",
            Self::Cycle => "objects that contain each other",
            Self::Borrowed => "a value that is borrowed elsewhere",
            Self::Version => "an unknown version",
            Self::Syntax => "a fault in the syntax",
            Self::Unsupported => "a value that the format has no form for",
            Self::Invalid => "rules are broken",
        }
    }
}

impl fmt::Display for CodecErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// What is wrong with an input, and where in it: one type for every format, one word wide.
///
/// The path, `users[3].email`, is built while the error returns, so that it costs nothing where
/// there is none. `Display` is one line; no part of the input is in it.
///
/// ```
/// use dunder::{CodecError, CodecErrorKind};
///
/// let error = CodecError::new(CodecErrorKind::Truncated)
///     .at(17)
///     .in_field("email")
///     .in_index(3)
///     .in_field("users");
/// assert_eq!(error.kind(), CodecErrorKind::Truncated);
/// assert_eq!(error.path(), "users[3].email");
/// assert_eq!(error.offset(), 17);
/// assert_eq!(error.to_string(), "users[3].email: the input ends inside a value, at byte 17");
/// ```
#[derive(Clone)]
pub struct CodecError(Box<Fault>);

/// What a [`CodecError`] holds; its fields are read through the error.
#[derive(Clone)]
#[non_exhaustive]
pub struct Fault {
    /// What is wrong.
    pub kind: CodecErrorKind,
    /// The way to the value, `users[3].email`; empty for the whole.
    pub path: String,
    /// How many bytes of the input stand before the fault; 0 where the input has no bytes.
    pub offset: usize,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl CodecError {
    /// An error about the whole value.
    #[cold]
    #[must_use]
    pub fn new(kind: CodecErrorKind) -> Self {
        Self(Box::new(Fault { kind, path: String::new(), offset: 0, source: None }))
    }

    /// The error, found after `offset` bytes of the input.
    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.0.offset = offset;
        self
    }

    /// The error, with what caused it.
    #[must_use]
    pub fn because(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// The error, found inside a field of this name.
    #[cold]
    #[must_use]
    pub fn in_field(mut self, name: &str) -> Self {
        let path = &mut self.0.path;
        if !path.is_empty() && !path.starts_with('[') {
            path.insert(0, '.');
        }
        path.insert_str(0, name);
        self
    }

    /// The error, found inside the element at this index.
    #[cold]
    #[must_use]
    pub fn in_index(self, index: usize) -> Self {
        self.inside(|path| write!(path, "[{index}]"))
    }

    /// The error, found inside the value of this key.
    #[cold]
    #[must_use]
    pub fn in_key(self, key: impl fmt::Debug) -> Self {
        self.inside(|path| write!(path, "[{key:?}]"))
    }

    fn inside(mut self, write: impl FnOnce(&mut String) -> fmt::Result) -> Self {
        let mut path = String::new();
        // writing to a `String` cannot fail
        let _ = write(&mut path);
        if !self.0.path.is_empty() && !self.0.path.starts_with('[') {
            path.push('.');
        }
        path.push_str(&self.0.path);
        self.0.path = path;
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> CodecErrorKind {
        self.0.kind
    }

    /// The way to the value, `users[3].email`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// How many bytes of the input stand before the fault; 0 where the input has no bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The broken rules, where the kind is [`CodecErrorKind::Invalid`].
    #[cfg(feature = "validated")]
    #[must_use]
    pub fn invalid(&self) -> Option<&crate::Invalid> {
        self.source()?.downcast_ref()
    }
}

impl Deref for CodecError {
    type Target = Fault;

    fn deref(&self) -> &Fault {
        &self.0
    }
}

impl From<CodecErrorKind> for CodecError {
    fn from(kind: CodecErrorKind) -> Self {
        Self::new(kind)
    }
}

impl PartialEq for CodecError {
    fn eq(&self, other: &Self) -> bool {
        let texts = |error: &Self| error.source().map(ToString::to_string);
        (self.kind, &self.path, self.offset) == (other.kind, &other.path, other.offset)
            && texts(self) == texts(other)
    }
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.kind)?;
        if self.offset > 0 {
            write!(f, ", at byte {}", self.offset)?;
        }
        Ok(())
    }
}

impl fmt::Debug for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { kind, path, offset, source } = &*self.0;
        let mut debug = f.debug_struct("CodecError");
        debug.field("kind", kind).field("path", path).field("offset", offset);
        if let Some(source) = source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl Error for CodecError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_joins_fields_indices_and_keys() {
        let error = CodecError::new(CodecErrorKind::BadUtf8);
        assert_eq!(error.to_string(), "text that is not UTF-8");
        let error = error.in_index(2).in_index(1).in_key("a\"b").in_field("x").in_field("y");
        assert_eq!(error.path, "y.x[\"a\\\"b\"][1][2]");
    }

    #[test]
    fn it_is_one_word_wide_and_goes_between_threads() {
        fn is_free<T: Send + Sync + Error + 'static>() {}
        is_free::<CodecError>();
        assert_eq!(size_of::<Result<(), CodecError>>(), size_of::<usize>());
    }

    #[test]
    fn the_cause_is_kept_and_compared() {
        let cause = || CodecError::new(CodecErrorKind::Syntax);
        let error = CodecError::new(CodecErrorKind::Malformed).because(cause());
        assert_eq!(error.source().unwrap().to_string(), "a fault in the syntax");
        assert_ne!(error, CodecError::new(CodecErrorKind::Malformed));
        assert_eq!(error, error.clone());
    }
}
