//! The `.proto` text: each message's own, as a constant, and whole files.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

/// A text in pieces, so that names of other types can stand in it.
#[derive(Clone, Copy, Debug)]
pub enum Text {
    /// A piece.
    Text(&'static str),
    /// Pieces, one after the other.
    Texts(&'static [Self]),
}

impl Text {
    /// How many bytes it has.
    #[must_use]
    pub const fn len(self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Texts(mut texts) => {
                let mut len = 0;
                while let [first, rest @ ..] = texts {
                    len += first.len();
                    texts = rest;
                }
                len
            }
        }
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The pieces in one; `N` is their length.
    #[must_use]
    pub const fn join<const N: usize>(self) -> [u8; N] {
        let mut out = [0; N];
        self.copy(&mut out, 0);
        out
    }

    const fn copy(self, out: &mut [u8], mut at: usize) -> usize {
        match self {
            Self::Text(text) => {
                let (_, rest) = out.split_at_mut(at);
                let (here, _) = rest.split_at_mut(text.len());
                here.copy_from_slice(text.as_bytes());
                at + text.len()
            }
            Self::Texts(mut texts) => {
                while let [first, rest @ ..] = texts {
                    at = first.copy(out, at);
                    texts = rest;
                }
                at
            }
        }
    }
}

/// What was joined, as a text.
///
/// # Panics
/// Never: pieces of text are joined.
#[must_use]
pub const fn joined(bytes: &'static [u8]) -> &'static str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("texts are joined"),
    }
}

/// What a `.proto` file says of a type.
#[derive(Debug)]
pub struct Descriptor {
    /// The type's name.
    pub name: &'static str,
    /// Its own text; empty where `import` has it.
    pub text: &'static str,
    /// The file that has it, of the well-known types.
    pub import: &'static str,
    /// The types that it names.
    pub depends: &'static [&'static [&'static [Describe]]],
}

/// Where a type's descriptor is, so that types can name each other.
pub type Describe = fn() -> &'static Descriptor;

/// A type with a text of its own in a `.proto` file: `#[derive(Proto)]` on a struct or an enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no text in a `.proto` file",
    label = "is no message and no enum of Protocol Buffers",
    note = "put `#[derive(Proto)]` on it"
)]
pub trait Described {
    /// What a `.proto` file says of it.
    fn descriptor() -> &'static Descriptor;
}

/// The pieces of a type's text.
#[doc(hidden)]
pub trait Schema {
    /// Its text.
    const TEXT: Text;
    /// What else the `.proto` file must say.
    const DEPENDS: &'static [&'static [&'static [Describe]]];
}

/// Types that a `.proto` file is made of: one, or a tuple.
pub trait Messages {
    /// Adds each one's descriptor.
    #[doc(hidden)]
    fn add(all: &mut Vec<&'static Descriptor>);
}

impl<T: Described> Messages for T {
    fn add(all: &mut Vec<&'static Descriptor>) {
        all.push(T::descriptor());
    }
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*)?) => {
        $(
            impl<$first: Described, $($rest: Described),*> Messages for ($first, $($rest,)*) {
                fn add(all: &mut Vec<&'static Descriptor>) {
                    all.push($first::descriptor());
                    $(all.push($rest::descriptor());)*
                }
            }
            tuples!($($rest)*);
        )?
    };
}

tuples!(A B C D E F G H I J K L M N O P);

/// The text of a proto3 file with these types and all that they name.
///
/// ```
/// use dunder::Proto;
///
/// #[derive(Proto)]
/// struct User {
///     #[proto(tag = 1)]
///     name: String,
/// }
///
/// #[derive(Proto)]
/// struct UserList {
///     #[proto(tag = 1)]
///     users: Vec<User>,
/// }
///
/// let file = dunder::proto::file::<(UserList,)>("app.v1");
/// assert_eq!(
///     file,
///     "syntax = \"proto3\";\n\npackage app.v1;\n\n\
///      message UserList {\n  repeated User users = 1;\n}\n\n\
///      message User {\n  string name = 1;\n}\n",
/// );
/// ```
///
/// # Panics
/// Where two types have one name: give one `#[proto(name = "..")]`.
#[must_use]
pub fn file<M: Messages>(package: &str) -> String {
    let mut all = Vec::new();
    M::add(&mut all);
    let mut next = 0;
    while let Some(descriptor) = all.get(next) {
        next += 1;
        let depends = descriptor.depends.iter().copied().flatten().copied().flatten();
        for describe in depends {
            let other = describe();
            if !all.iter().any(|known| core::ptr::eq(*known, other)) {
                all.push(other);
            }
        }
    }
    let mut out = String::from("syntax = \"proto3\";\n");
    if !package.is_empty() {
        // writing to a `String` cannot fail
        let _ = write!(out, "\npackage {package};\n");
    }
    let imports: BTreeSet<&str> =
        all.iter().map(|descriptor| descriptor.import).filter(|file| !file.is_empty()).collect();
    for (i, import) in imports.iter().enumerate() {
        out.push_str(if i == 0 { "\n" } else { "" });
        let _ = writeln!(out, "import \"{import}\";");
    }
    let mut names = BTreeSet::new();
    let mut written: Vec<&'static Descriptor> = Vec::new();
    for descriptor in all {
        if descriptor.text.is_empty() || written.iter().any(|one| core::ptr::eq(*one, descriptor)) {
            continue;
        }
        written.push(descriptor);
        assert!(
            names.insert(descriptor.name),
            "two types are called `{0}`: give one `#[proto(name = \"..\")]`",
            descriptor.name,
        );
        out.push('\n');
        out.push_str(descriptor.text);
    }
    out
}

/// Fails a test where a checked-in `.proto` file says something else than the types do.
///
/// ```
/// # use dunder::Proto;
/// # #[derive(Proto)]
/// # struct Ping {
/// #     #[proto(tag = 1)]
/// #     at: u64,
/// # }
/// // in a test: include_str!("../proto/ping.proto")
/// let checked_in = "syntax = \"proto3\";\n\npackage app;\n\nmessage Ping {\n  uint64 at = 1;\n}\n";
/// dunder::proto::assert_file::<(Ping,)>("app", checked_in);
/// ```
///
/// # Panics
/// Where they differ in more than comments, blank lines and white space at the ends of lines; the
/// message has the first line that does, and the text to check in.
#[track_caller]
pub fn assert_file<M: Messages>(package: &str, checked_in: &str) {
    let file = file::<M>(package);
    let (ours, theirs) = (lines(&file), lines(checked_in));
    let count = ours.len().max(theirs.len());
    for i in 0..count {
        let (ours, theirs) = (ours.get(i), theirs.get(i));
        assert!(
            ours == theirs,
            "the checked-in file differs: it has `{}` where the types say `{}`; the whole file \
             would be:\n\n{file}",
            theirs.copied().unwrap_or("nothing"),
            ours.copied().unwrap_or("nothing"),
        );
    }
}

/// The lines that say something.
fn lines(file: &str) -> Vec<&str> {
    let code = |line: &'_ str| line.find("//").unwrap_or(line.len());
    let lines = file.lines().map(|line| line.get(..code(line)).unwrap_or(line).trim());
    lines.filter(|line| !line.is_empty()).collect()
}
