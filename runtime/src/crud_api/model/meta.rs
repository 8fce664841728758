//! `ColumnMeta`: what `#[crud_api]` says of a field, as data.

use std::fmt;

use super::Model;
use crate::crud_api::Timestamp;
use crate::crud_api::value::{Clock, Column, ColumnKind, Id, Value, Version};

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
    /// When the row was removed, nothing as long as it is there; never shown.
    Deleted,
    /// What clients write.
    Data,
}

/// What becomes of the rows that refer to one which is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDelete {
    /// It is not removed as long as there are such rows.
    Restrict,
    /// They are removed too.
    Cascade,
    /// They refer to nothing.
    SetNull,
}

/// Which rows the values of a column are the ids of.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Reference {
    /// The model of those rows; a function, since models may refer to each other.
    pub model: fn() -> &'static Model,
    /// What becomes of the row when the other is removed.
    pub on_delete: OnDelete,
}

/// One column.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // each is a word that a field has or has not
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
    /// Whether a search looks into it.
    pub search: bool,
    /// Whether no two rows have the same value.
    pub unique: bool,
    /// Whether the store keeps an index for it that clients do not ask for.
    pub index: bool,
    /// Whether clients write it and no answer has it.
    pub write_only: bool,
    /// Whether clients see it and never write it.
    pub read_only: bool,
    /// Whether it stays as it was made.
    pub immutable: bool,
    /// Which rows its values are the ids of.
    pub references: Option<Reference>,
    /// The column's type in SQLite, if it is another than usual.
    pub sqlite_type: Option<&'static str>,
    /// The column's type in PostgreSQL, if it is another than usual.
    pub postgres_type: Option<&'static str>,
    /// The field's doc comment.
    pub doc: &'static str,
    /// What stands in where a client leaves the field out, and in rows older than the column.
    pub default: Option<fn() -> Value>,
    /// Makes the id of a new row, where neither the client nor the store does.
    pub(in crate::crud_api) fresh: Option<fn() -> Value>,
    /// JSON from a client in the form that is stored, or what is wrong with it.
    pub(in crate::crud_api) canonical_json: fn(String) -> Result<String, String>,
    /// A client's value as the type would store it; `None` where every value fits.
    pub(in crate::crud_api) coerce: Option<fn(Value) -> Option<Value>>,
}

impl ColumnMeta {
    /// A column of type `T`, without a name.
    pub(in crate::crud_api) const fn of<T: Column>() -> Self {
        Self {
            name: "",
            sql: "",
            kind: T::KIND,
            nullable: T::NULLABLE,
            role: Role::Data,
            filter: false,
            sort: false,
            search: false,
            unique: false,
            index: false,
            write_only: false,
            read_only: false,
            immutable: false,
            references: None,
            sqlite_type: None,
            postgres_type: None,
            doc: "",
            default: None,
            fresh: None,
            canonical_json: T::canonical_json,
            coerce: if T::TOTAL { None } else { Some(coerce::<T>) },
        }
    }

    /// The column of a field of this type, `ColumnMeta::new(String::META, "name", "name")`.
    #[doc(hidden)]
    pub const fn new(of: Self, name: &'static str, sql: &'static str) -> Self {
        Self { name, sql, ..of }
    }

    /// The column of an id.
    pub const fn id<T: Id>(name: &'static str, sql: &'static str) -> Self {
        Self::new(<T as Id>::META, name, sql)
    }

    /// The column that says when a row was made.
    pub const fn created<T: Clock>(name: &'static str, sql: &'static str) -> Self {
        Self::new(<T as Column>::META.role(Role::Created), name, sql)
    }

    /// The column that says when a row was last written.
    pub const fn updated<T: Clock>(name: &'static str, sql: &'static str) -> Self {
        Self::new(<T as Column>::META.role(Role::Updated), name, sql)
    }

    /// The column that counts writes.
    pub const fn version<T: Version>(name: &'static str, sql: &'static str) -> Self {
        Self::new(<T as Column>::META.role(Role::Version), name, sql)
    }

    /// The hidden column beside a client-made id.
    #[doc(hidden)]
    pub const fn nonce() -> Self {
        Self::new(<i64 as Column>::META, "__nonce", "__nonce").role(Role::Nonce)
    }

    /// The hidden column of structs with `soft_delete`.
    #[doc(hidden)]
    pub const fn deleted() -> Self {
        Self::new(<Option<Timestamp> as Column>::META, "__deleted", "__deleted").role(Role::Deleted)
    }

    #[must_use]
    pub(in crate::crud_api) const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Of this name in SQL.
    #[doc(hidden)]
    #[must_use]
    pub const fn sql(mut self, name: &'static str) -> Self {
        self.sql = name;
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

    /// Looked into by a search.
    ///
    /// # Panics
    /// Where it holds no text; in a constant, that is a compile error.
    #[must_use]
    pub const fn search(mut self) -> Self {
        assert!(matches!(self.kind, ColumnKind::Text), "a search looks into text");
        self.search = true;
        self
    }

    /// With an index.
    #[must_use]
    pub const fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// Different in every row.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Written by clients, and in no answer.
    #[must_use]
    pub const fn write_only(mut self) -> Self {
        self.write_only = true;
        self
    }

    /// In answers, and never written by clients.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Written when the row is made, and never again.
    #[must_use]
    pub const fn immutable(mut self) -> Self {
        self.immutable = true;
        self
    }

    /// The id of a row of another model.
    #[must_use]
    pub const fn references(mut self, model: fn() -> &'static Model, on_delete: OnDelete) -> Self {
        self.references = Some(Reference { model, on_delete });
        self
    }

    /// With a doc comment.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }

    /// Of this type in SQLite.
    #[must_use]
    pub const fn sqlite_type(mut self, name: &'static str) -> Self {
        self.sqlite_type = Some(name);
        self
    }

    /// Of this type in PostgreSQL.
    #[must_use]
    pub const fn postgres_type(mut self, name: &'static str) -> Self {
        self.postgres_type = Some(name);
        self
    }

    /// With a value for when there is none.
    #[must_use]
    pub const fn default(mut self, default: fn() -> Value) -> Self {
        self.default = Some(default);
        self
    }

    /// Whether the server, and no client, writes it: an `i64` or `Uuid` as id, created, updated,
    /// version, and what is read-only.
    pub const fn is_server_made(&self) -> bool {
        match self.role {
            Role::Id => !matches!(self.kind, ColumnKind::Text),
            Role::Data => self.read_only,
            _ => true,
        }
    }

    /// Whether it is an id that the store makes, by counting: an `i64`. A `Uuid` is made before.
    pub const fn is_counted(&self) -> bool {
        matches!((self.role, self.kind), (Role::Id, ColumnKind::Int { .. }))
    }

    /// Whether it is part of no representation.
    pub const fn is_hidden(&self) -> bool {
        matches!(self.role, Role::Nonce | Role::Deleted)
    }

    /// Whether a patch may name it.
    pub const fn is_patchable(&self) -> bool {
        matches!(self.role, Role::Data) && !self.read_only && !self.immutable
    }

    /// Whether answers have it.
    pub const fn is_answered(&self) -> bool {
        !self.is_hidden() && !self.write_only
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
