//! `Model`: what `#[crud_api]` says of a struct, as data.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::value::{Column, ColumnKind, Mismatch, Row, Value};
use crate::validated::{Errors, Rule};

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// Which row it is.
    Id,
    /// When the row was made; set by the server.
    Created,
    /// When the row was last written; set by the server.
    Updated,
    /// How often the row was written, from 1; set by the server.
    Version,
    /// Tells a row from an earlier one with the same client-made id; never shown.
    Nonce,
    /// What clients write.
    Data,
}

/// One column.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct ColumnMeta {
    /// The field's name in Rust and in JSON.
    pub name: &'static str,
    /// The column's name in SQL; letters, digits and `_` only.
    pub sql: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it may hold nothing.
    pub nullable: bool,
    /// What it is for.
    pub role: Role,
    /// Whether clients may filter by it.
    pub filter: bool,
    /// Whether clients may sort by it.
    pub sort: bool,
    /// Whether no two rows have the same value.
    pub unique: bool,
    /// The field's doc comment.
    pub doc: &'static str,
    /// What stands in where a client leaves the field out, and in rows older than the column.
    pub default: Option<fn() -> Value>,
    /// JSON from a client in the form that is stored, or what is wrong with it.
    pub(super) canonical_json: fn(String) -> Result<String, String>,
    /// A client's value as the type would store it; `None` where every value fits.
    pub(super) coerce: Option<fn(Value) -> Option<Value>>,
}

impl ColumnMeta {
    /// A column of a field of type `T`.
    pub const fn new<T: Column>(name: &'static str, sql: &'static str) -> Self {
        Self {
            name,
            sql,
            kind: T::KIND,
            nullable: T::NULLABLE,
            role: Role::Data,
            filter: false,
            sort: false,
            unique: false,
            doc: "",
            default: None,
            canonical_json: T::canonical_json,
            coerce: if T::TOTAL { None } else { Some(coerce::<T>) },
        }
    }

    /// The column of an id.
    pub const fn id<T: super::Id>(name: &'static str, sql: &'static str) -> Self {
        Self::new::<T>(name, sql).role(Role::Id)
    }

    /// The column that says when a row was made.
    pub const fn created<T: super::Clock>(name: &'static str, sql: &'static str) -> Self {
        Self::new::<T>(name, sql).role(Role::Created)
    }

    /// The column that says when a row was last written.
    pub const fn updated<T: super::Clock>(name: &'static str, sql: &'static str) -> Self {
        Self::new::<T>(name, sql).role(Role::Updated)
    }

    /// The column that counts writes.
    pub const fn version<T: super::Version>(name: &'static str, sql: &'static str) -> Self {
        Self::new::<T>(name, sql).role(Role::Version)
    }

    /// The hidden column beside a client-made id.
    #[doc(hidden)]
    pub const fn nonce() -> Self {
        Self::new::<i64>("__nonce", "__nonce").role(Role::Nonce)
    }

    #[must_use]
    const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Open to filters.
    #[must_use]
    pub const fn filter(mut self) -> Self {
        self.filter = true;
        self
    }

    /// Open to sorting.
    #[must_use]
    pub const fn sort(mut self) -> Self {
        self.sort = true;
        self
    }

    /// Different in every row.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// With a doc comment.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }

    /// With a value for when there is none.
    #[must_use]
    pub const fn default(mut self, default: fn() -> Value) -> Self {
        self.default = Some(default);
        self
    }

    /// Whether the server, and no client, writes it: an `i64` id, created, updated, version.
    pub const fn is_server_made(&self) -> bool {
        match self.role {
            Role::Id => matches!(self.kind, ColumnKind::Int { .. }),
            Role::Data => false,
            _ => true,
        }
    }

    /// Whether it is part of no representation.
    pub const fn is_hidden(&self) -> bool {
        matches!(self.role, Role::Nonce)
    }

    /// Whether a new row may come without it.
    pub const fn is_optional(&self) -> bool {
        self.nullable || self.default.is_some()
    }
}

fn coerce<T: Column>(value: Value) -> Option<Value> {
    T::from_value(value).map(T::into_value)
}

impl fmt::Debug for ColumnMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kind, nullable, role, .. } = self;
        write!(f, "{name}: {kind:?} (nullable: {nullable}, {role:?})")
    }
}

/// Runs the rules of a whole row, which comes back as it is stored.
pub type CheckRow = fn(Row, &mut Errors<'_>) -> Row;

/// Runs the rules of one column.
pub type CheckColumn = fn(usize, Value, &mut Errors<'_>) -> Value;

/// What `#[crud_api]` says of a struct.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Model {
    /// The struct's name.
    pub name: &'static str,
    /// The table's name; letters, digits and `_` only.
    pub table: &'static str,
    /// The path of the collection, `/products`.
    pub path: &'static str,
    /// The struct's doc comment.
    pub doc: &'static str,
    /// A column per field, in order; a hidden one may follow.
    pub columns: &'static [ColumnMeta],
    /// The number of the id's column.
    pub id: usize,
    /// The number of the column that says when a row was made.
    pub created: Option<usize>,
    /// The number of the column that says when a row was last written.
    pub updated: Option<usize>,
    /// The number of the column that counts writes.
    pub version: Option<usize>,
    /// Columns that are different in every row when taken together.
    pub uniques: &'static [&'static [usize]],
    /// How many items a page has when the client does not say.
    pub page_default: u32,
    /// How many items a page has at most, over HTTP.
    pub page_max: u32,
    /// The rules of each field by its name.
    pub rules: &'static [(&'static str, &'static [&'static Rule])],
    /// The rules of a whole row; `None` where there are none.
    pub check: Option<CheckRow>,
    /// The rules of one column; `None` where there are none.
    pub check_column: Option<CheckColumn>,
    /// Whether a rule looks at several fields, so that a change is checked on the merged row.
    pub cross: bool,
}

impl Model {
    /// A model without rules.
    pub const fn new(
        name: &'static str,
        table: &'static str,
        path: &'static str,
        columns: &'static [ColumnMeta],
    ) -> Self {
        let (mut id, mut created, mut updated, mut version) = (0, None, None, None);
        let mut i = 0;
        while i < columns.len() {
            match columns[i].role {
                Role::Id => id = i,
                Role::Created => created = Some(i),
                Role::Updated => updated = Some(i),
                Role::Version => version = Some(i),
                Role::Nonce | Role::Data => {}
            }
            i += 1;
        }
        Self {
            name,
            table,
            path,
            doc: "",
            columns,
            id,
            created,
            updated,
            version,
            uniques: &[],
            page_default: 50,
            page_max: 200,
            rules: &[],
            check: None,
            check_column: None,
            cross: false,
        }
    }

    /// With a doc comment.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }

    /// With sets of columns that are different in every row when taken together.
    #[must_use]
    pub const fn uniques(mut self, uniques: &'static [&'static [usize]]) -> Self {
        self.uniques = uniques;
        self
    }

    /// With sizes of pages.
    #[must_use]
    pub const fn page(mut self, default: u32, max: u32) -> Self {
        self.page_default = default;
        self.page_max = max;
        self
    }

    /// With rules.
    #[must_use]
    pub const fn rules(
        mut self,
        rules: &'static [(&'static str, &'static [&'static Rule])],
        check: CheckRow,
        check_column: CheckColumn,
        cross: bool,
    ) -> Self {
        self.rules = rules;
        self.check = Some(check);
        self.check_column = Some(check_column);
        self.cross = cross;
        self
    }

    /// The rules of a column.
    pub fn rules_of(&self, column: &ColumnMeta) -> &'static [&'static Rule] {
        self.rules.iter().find(|(name, _)| *name == column.name).map_or(&[], |(_, rules)| *rules)
    }

    /// The id's column.
    pub const fn id_column(&self) -> &'static ColumnMeta {
        &self.columns[self.id]
    }

    /// The number of the column with this JSON name, hidden ones aside.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name && !column.is_hidden())
    }

    /// The columns that are part of a representation, by number.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &'static ColumnMeta)> {
        self.columns.iter().enumerate().filter(|(_, column)| !column.is_hidden())
    }

    /// The number of the hidden column beside a client-made id.
    pub(super) fn nonce(&self) -> Option<usize> {
        self.columns.last()?.is_hidden().then(|| self.columns.len() - 1)
    }

    /// The entity tag of a row, see [`Tag`].
    pub fn tag(&self, row: &Row) -> Tag {
        let int = |column: Option<usize>| match column.and_then(|column| row.get(column)) {
            Some(Value::Int(int)) => Some(*int),
            _ => None,
        };
        match (int(self.version), int(self.nonce())) {
            (Some(version), Some(nonce)) => Tag::Nonced { version, nonce },
            (Some(version), None) => Tag::Version(version),
            (None, _) => Tag::Hash(hash_row(row)),
        }
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("name", &self.name)
            .field("table", &self.table)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

/// Which state of a row a client has seen: the text of its entity tag, without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tag {
    /// `v3`: the version, where the store makes the ids and gives none out twice.
    Version(i64),
    /// `v3-1f`: the version, and the number that tells the row from an earlier one with its id.
    Nonced {
        /// The version.
        version: i64,
        /// The number.
        nonce: i64,
    },
    /// `h..`: a hash of the row, where nothing counts versions.
    Hash(u64),
}

impl Tag {
    /// Whether a client that has seen `self` has seen `row`; a bare version fits any nonce.
    pub fn fits(self, model: &Model, row: &Row) -> bool {
        match (self, model.tag(row)) {
            (Self::Version(seen), Self::Nonced { version, .. }) => seen == version,
            (seen, tag) => seen == tag,
        }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |digits: &str| {
            let is_hex = digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            is_hex.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
        };
        let version = |digits: &str| {
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
        };
        if let Some(digits) = text.strip_prefix('h') {
            return hex(digits).map(Self::Hash);
        }
        let rest = text.strip_prefix('v')?;
        match rest.split_once('-') {
            Some((count, nonce)) => {
                Some(Self::Nonced { version: version(count)?, nonce: hex(nonce)?.cast_signed() })
            }
            None => version(rest).map(Self::Version),
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(f, "v{version}"),
            Self::Nonced { version, nonce } => write!(f, "v{version}-{:x}", nonce.cast_unsigned()),
            Self::Hash(hash) => write!(f, "h{hash:x}"),
        }
    }
}

/// FNV-1a: the same in every process and every release.
#[derive(Clone, Copy)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.bytes(b"n"),
            Value::Bool(it) => self.bytes(&[b'b', u8::from(*it)]),
            Value::Int(it) => {
                self.bytes(b"i");
                self.bytes(&it.to_le_bytes());
            }
            Value::Float(it) => {
                self.bytes(b"f");
                self.bytes(&it.to_bits().to_le_bytes());
            }
            Value::Text(it) => self.sized(b't', it.as_bytes()),
            Value::Bytes(it) => self.sized(b'y', it),
        }
    }

    fn sized(&mut self, kind: u8, bytes: &[u8]) {
        self.bytes(&[kind]);
        self.bytes(&(bytes.len() as u64).to_le_bytes());
        self.bytes(bytes);
    }

    pub(super) const fn finish(self) -> u64 {
        self.0
    }
}

fn hash_row(row: &Row) -> u64 {
    let mut hash = Fnv::default();
    for value in row {
        hash.value(value);
    }
    hash.finish()
}

/// A number that no earlier row with the same id had.
pub(super) fn fresh_nonce() -> i64 {
    RandomState::new().build_hasher().finish().cast_signed()
}

/// A struct with `#[crud_api]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not stored by `#[crud_api]`",
    note = "put `#[crud_api(path = \"..\", table = \"..\")]` on it"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// The struct as data.
    const MODEL: &'static Model;
    /// The id's type.
    type Id: super::Id;
    /// What a client says to make one.
    type New: Send + 'static;
    /// What a client says to change one.
    type Patch: Send + 'static;

    /// The row of a value.
    fn into_row(self) -> Row;

    /// The value of a row.
    ///
    /// # Errors
    /// [`Mismatch`] where another program wrote a value of another type.
    fn from_row(row: Row) -> Result<Self, Mismatch>;

    /// The row of a new value, nothing in what the server makes.
    fn new_row(new: Self::New) -> Row;

    /// The columns that a patch writes.
    fn changes(patch: Self::Patch) -> super::expansion::Changes;
}
