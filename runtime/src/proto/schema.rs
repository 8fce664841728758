//! The `.proto` text: each message's own, as a constant, and whole files.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::marker::PhantomData;

/// A field's type in a `.proto` file, in pieces: `["repeated ", "string"]`.
pub type Type = &'static [&'static str];

/// What there is to say of a field: to those who read its errors, and in a `.proto` file.
#[derive(Debug)]
pub struct About {
    /// Its tag; 0 for a `oneof`, whose fields have theirs.
    pub tag: u32,
    /// What errors call it.
    pub name: &'static str,
    /// What stands before its type.
    before: &'static str,
    ty: Type,
    /// The fields of a `oneof`, which stand in the place of a type.
    fields: &'static [Self],
    /// What follows its type: its name and tag, and the end of the line.
    after: &'static str,
    /// How many bytes all this takes.
    len: usize,
    /// The types that it names.
    depends: &'static [&'static [Describe]],
}

/// What there is to say of a field's type.
#[derive(Clone, Copy, Debug)]
pub struct AboutType {
    pub(super) ty: Type,
    pub(super) len: usize,
    pub(super) depends: &'static [&'static [Describe]],
}

impl About {
    /// Nothing.
    const NONE: Self = Self {
        tag: 0,
        name: "",
        before: "",
        ty: &[],
        fields: &[],
        after: "",
        len: 0,
        depends: &[],
    };
}

/// Up to eight fields. A constant without references: each is a constant of its own for the compiler,
/// with a proof of its own.
pub type AboutRow = [About; 8];

/// No fields.
pub(super) const NO_ROW: AboutRow = [const { About::NONE }; 8];

/// Fields of which each has its line, `name proto_name = 1;`, and its type.
#[must_use]
pub(super) const fn about_row<const N: usize>(
    lines: &'static str,
    tags: [u32; N],
    types: [AboutType; N],
) -> AboutRow {
    let mut row = NO_ROW;
    let (mut rest, mut place) = (lines, 0);
    while place < N {
        let (name, line) = rest.split_at(place_of(rest, b' '));
        let (after, more) = line.split_at(place_of(line, b'\n') + 1);
        row[place] = about(tags[place], name, after, types[place]);
        (rest, place) = (more, place + 1);
    }
    row
}

/// Where a sign stands that is there.
const fn place_of(text: &str, sign: u8) -> usize {
    let mut place = 0;
    while text.as_bytes()[place] != sign {
        place += 1;
    }
    place
}

/// A field of a message.
#[must_use]
pub const fn about(tag: u32, name: &'static str, after: &'static str, of: AboutType) -> About {
    let AboutType { ty, len, depends } = of;
    let len = 2 + len + after.len();
    About { tag, name, before: "  ", ty, fields: &[], after, len, depends }
}

/// A field of a `oneof`.
#[must_use]
pub const fn about_variant(
    tag: u32,
    name: &'static str,
    after: &'static str,
    of: AboutType,
) -> About {
    let AboutType { ty, len, depends } = of;
    let len = 4 + len + after.len();
    About { tag, name, before: "    ", ty, fields: &[], after, len, depends }
}

/// A field that is a `oneof`.
#[must_use]
pub const fn about_oneof(
    name: &'static str,
    before: &'static str,
    fields: &'static [About],
) -> About {
    let after = "  }\n";
    let len = len(before, fields, after);
    About { tag: 0, name, before, ty: &[], fields, after, len, depends: &[] }
}

/// How long a text is with the lines of these fields between its ends.
const fn len(open: &str, mut fields: &[About], close: &str) -> usize {
    let mut len = open.len() + close.len();
    while let [field, rest @ ..] = fields {
        len += field.len;
        fields = rest;
    }
    len
}

/// A message's own text, as a constant.
///
/// A call, and not a constant that the type has: those the compiler evaluates in every check of the
/// crate that derives it, and joining a text takes it longer than all other code of a message.
#[must_use]
pub const fn text<T: Described>() -> &'static str {
    Text::<T>::TEXT
}

/// Where the text of a type is joined. How long it is decides the size of an array, which no constant of a
/// generic type can: there is one for each size, and all but one are empty.
struct Text<T>(PhantomData<T>);

impl<T: Described> Text<T> {
    const LEN: usize = {
        let mut all = len("", &T::ROW, T::CLOSE);
        let mut pieces = T::OPEN;
        while let [piece, rest @ ..] = pieces {
            all += piece.len();
            pieces = rest;
        }
        let mut lists = T::FIELDS;
        while let [fields, rest @ ..] = lists {
            all += len("", fields, "");
            lists = rest;
        }
        all
    };

    const TEXT: &'static str = {
        let bytes: &'static [u8] = match Self::LEN {
            0..=128 => &Bytes::<T, 0, 128>::BYTES,
            129..=256 => &Bytes::<T, 128, 256>::BYTES,
            257..=512 => &Bytes::<T, 256, 512>::BYTES,
            513..=1_024 => &Bytes::<T, 512, 1_024>::BYTES,
            1_025..=4_096 => &Bytes::<T, 1_024, 4_096>::BYTES,
            4_097..=16_384 => &Bytes::<T, 4_096, 16_384>::BYTES,
            _ => &Bytes::<T, 16_384, 262_144>::BYTES,
        };
        joined(bytes.split_at(Self::LEN).0)
    };
}

/// The text of a type if it has more than `MIN` and at most `MAX` bytes.
struct Bytes<T, const MIN: usize, const MAX: usize>(PhantomData<T>);

impl<T: Described, const MIN: usize, const MAX: usize> Bytes<T, MIN, MAX> {
    const BYTES: [u8; MAX] = {
        let mut out = [0; MAX];
        if Text::<T>::LEN > MIN && Text::<T>::LEN <= MAX {
            let mut at = put_pieces(&mut out, 0, T::OPEN);
            at = put_fields(&mut out, at, &T::ROW);
            let mut lists = T::FIELDS;
            while let [fields, rest @ ..] = lists {
                at = put_fields(&mut out, at, fields);
                lists = rest;
            }
            put(&mut out, at, T::CLOSE);
        }
        out
    };
}

const fn put_fields(out: &mut [u8], mut at: usize, mut fields: &[About]) -> usize {
    while let [field, rest @ ..] = fields {
        at = put(out, at, field.before);
        at = put_pieces(out, at, field.ty);
        if let [_, ..] = field.fields {
            at = put_fields(out, at, field.fields);
        }
        at = put(out, at, field.after);
        fields = rest;
    }
    at
}

const fn put_pieces(out: &mut [u8], mut at: usize, mut pieces: &[&str]) -> usize {
    while let [piece, rest @ ..] = pieces {
        at = put(out, at, piece);
        pieces = rest;
    }
    at
}

const fn put(out: &mut [u8], mut at: usize, text: &str) -> usize {
    let mut bytes = text.as_bytes();
    while let [byte, rest @ ..] = bytes {
        out[at] = *byte;
        at += 1;
        bytes = rest;
    }
    at
}

/// What was joined, as a text.
const fn joined(bytes: &'static [u8]) -> &'static str {
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
    /// How its own text begins, in pieces; empty where `import` has it.
    pub open: &'static [&'static str],
    /// Its first fields, which name other types.
    pub row: &'static [About],
    /// Those that follow.
    pub fields: &'static [&'static [About]],
    /// How its own text ends.
    pub close: &'static str,
    /// The file that has it, of the well-known types.
    pub import: &'static str,
}

impl Descriptor {
    /// Its own text.
    fn text(&self) -> String {
        let mut out: String = self.open.iter().copied().collect();
        push_fields(self.row, &mut out);
        for fields in self.fields {
            push_fields(fields, &mut out);
        }
        out.push_str(self.close);
        out
    }

    /// Whether both say the same: two constants of one type need not be in one place.
    fn is(&self, other: &Self) -> bool {
        self.name == other.name && self.import == other.import && self.text() == other.text()
    }
}

/// Adds the lines of these fields.
fn push_fields(fields: &[About], out: &mut String) {
    for field in fields {
        out.push_str(field.before);
        out.extend(field.ty.iter().copied());
        push_fields(field.fields, out);
        out.push_str(field.after);
    }
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
    /// The type's name in a `.proto` file.
    const NAME: &'static str;
    /// What a `.proto` file says of it, up to its fields, in pieces.
    const OPEN: Type = &["message ", Self::NAME, " {\n"];
    /// Its first fields, which name other types.
    const ROW: AboutRow = NO_ROW;
    /// Those that follow, in one list or several.
    const FIELDS: &'static [&'static [About]] = &[];
    /// What follows the fields.
    const CLOSE: &'static str = "}\n";

    /// All its fields.
    fn fields() -> impl Iterator<Item = &'static About> {
        const { &Self::ROW }.iter().chain(Self::FIELDS.iter().copied().flatten())
    }

    /// All of this, for those who meet the type by the name that a field gives it.
    #[must_use]
    fn descriptor() -> &'static Descriptor {
        const {
            &Descriptor {
                name: Self::NAME,
                open: Self::OPEN,
                row: &Self::ROW,
                fields: Self::FIELDS,
                close: Self::CLOSE,
                import: "",
            }
        }
    }
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
        let mut named: Vec<Describe> = Vec::new();
        named_by(descriptor.row, &mut named);
        for fields in descriptor.fields {
            named_by(fields, &mut named);
        }
        for describe in named {
            let other = describe();
            if !all.iter().any(|known| known.is(other)) {
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
        if descriptor.open.is_empty() || written.iter().any(|one| one.is(descriptor)) {
            continue;
        }
        written.push(descriptor);
        assert!(
            names.insert(descriptor.name),
            "two types are called `{0}`: give one `#[proto(name = \"..\")]`",
            descriptor.name,
        );
        out.push('\n');
        out.push_str(&descriptor.text());
    }
    out
}

/// Adds the types that fields name.
fn named_by(fields: &[About], out: &mut Vec<Describe>) {
    for field in fields {
        out.extend(field.depends.iter().copied().flatten());
        named_by(field.fields, out);
    }
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
