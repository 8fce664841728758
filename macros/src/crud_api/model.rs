//! What `#[crud_api]` and the `#[crud(..)]` below it say.

use proc_macro2::TokenStream;
use syn::{Attribute, Expr, Ident, LitInt, LitStr, Type, Visibility};

use crate::kit::Root;

/// What a field is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Id,
    Created,
    Updated,
    Version,
    Data,
}

impl Role {
    /// The word that says so.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Version => "version",
            Self::Data => "",
        }
    }

    /// The trait that has a column's data for it, and the constant.
    pub(super) const fn data(self) -> (&'static str, &'static str) {
        match self {
            Self::Id => ("Id", "META"),
            Self::Created => ("Clock", "CREATED"),
            Self::Updated => ("Clock", "UPDATED"),
            Self::Version => ("Version", "META"),
            Self::Data => ("Column", "META"),
        }
    }
}

/// What stands in where a client leaves a field out.
pub(super) enum Default {
    /// `default`
    OfType,
    /// `default = expr`
    Expr(Expr),
}

/// One field.
pub(super) struct Field {
    pub(super) ident: Ident,
    /// Without `r#`.
    pub(super) name: String,
    /// What it is called in JSON.
    pub(super) json: String,
    pub(super) ty: Type,
    pub(super) docs: Vec<Attribute>,
    pub(super) role: Role,
    /// The words of `#[crud(..)]`, for faults.
    pub(super) words: Vec<(Ident, String)>,
    pub(super) column: Option<LitStr>,
    pub(super) default: Option<Default>,
    pub(super) references: Option<Type>,
    pub(super) on_delete: Option<LitStr>,
    /// `sql_type(sqlite = "..", postgres = "..")`
    pub(super) sql_type: [Option<LitStr>; 2],
    /// The rules in its `#[validate(..)]`, each as it is written.
    pub(super) rules: Vec<TokenStream>,
    /// Whether its accessor has another name than the field.
    pub(super) names_accessor: bool,
    /// Whether `#[validate(secret)]` is on it.
    pub(super) is_secret: bool,
    /// Its first `#[validate(..)]`.
    pub(super) validate: Option<Attribute>,
}

impl Field {
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|(_, text)| text == word)
    }

    pub(super) fn word(&self, word: &str) -> Option<&Ident> {
        self.words.iter().find(|(_, text)| text == word).map(|(ident, _)| ident)
    }

    /// Whether its type is one that an id can have.
    pub(super) fn is_id_type(&self) -> bool {
        last_segment(&self.ty).is_some_and(|name| match name.to_string().as_str() {
            "i64" | "String" => true,
            name => name == "Uuid" && cfg!(feature = "uuid"),
        })
    }

    /// Whether the server, and no client, writes it.
    pub(super) fn is_server_made(&self) -> bool {
        match self.role {
            Role::Data => self.has("read_only"),
            Role::Id => last_segment(&self.ty).is_none_or(|name| name != "String"),
            _ => true,
        }
    }

    /// Whether no answer has it; a secret is nobody's to read.
    pub(super) fn is_write_only(&self) -> bool {
        self.is_secret || self.has("write_only")
    }

    /// Whether a patch may name it.
    pub(super) fn is_patchable(&self) -> bool {
        self.role == Role::Data && !self.has("read_only") && !self.has("immutable")
    }

    /// The column's name in SQL.
    pub(super) fn sql(&self) -> String {
        self.column.as_ref().map_or_else(|| self.name.clone(), LitStr::value)
    }

    pub(super) fn is_option(&self) -> bool {
        last_segment(&self.ty).is_some_and(|name| name == "Option")
    }
}

/// Whether a request that is sent twice is done once.
pub(super) enum Idempotency {
    Off,
    /// For so many nanoseconds.
    For(u64),
}

/// The struct.
#[allow(clippy::struct_excessive_bools)] // each is a word that the struct has or has not
pub(super) struct Entity {
    pub(super) root: Root,
    pub(super) ident: Ident,
    /// Without `r#`.
    pub(super) name: String,
    pub(super) vis: Visibility,
    pub(super) doc: String,
    pub(super) path: Option<LitStr>,
    pub(super) table: Option<LitStr>,
    pub(super) schema: Option<LitStr>,
    pub(super) page: Option<(LitInt, LitInt)>,
    pub(super) uniques: Vec<Vec<Ident>>,
    pub(super) indexes: Vec<Vec<Ident>>,
    pub(super) is_soft: bool,
    /// The operations that it offers over HTTP, where it says so.
    pub(super) operations: Option<Vec<Ident>>,
    pub(super) etag: Option<Ident>,
    /// `scope = path`
    pub(super) scope: Option<Expr>,
    /// `guard = Type`
    pub(super) guard: Option<Type>,
    /// `hooks = Type`
    pub(super) hooks: Option<Type>,
    pub(super) is_audited: bool,
    /// `readonly` or `off` of `admin = ..`
    pub(super) admin: Option<Ident>,
    /// The fields that a list of the admin pages shows, if it says so.
    pub(super) listed: Vec<Ident>,
    /// What SQL says of every row.
    pub(super) check: Option<LitStr>,
    pub(super) tags: Vec<LitStr>,
    /// How often clients may ask, in words.
    pub(super) rate: Option<LitStr>,
    /// `idempotency = "24h"`
    pub(super) idempotency: Option<Idempotency>,
    pub(super) has_consts: bool,
    pub(super) is_validated: bool,
    /// Those with a column.
    pub(super) fields: Vec<Field>,
    /// Those with `#[crud(skip)]`.
    pub(super) skipped: Vec<Field>,
}

impl Entity {
    /// `products`, or `sales.products` in a schema.
    pub(super) fn table(&self) -> String {
        let schema = self.schema.as_ref().map(|schema| schema.value() + ".").unwrap_or_default();
        schema + &self.bare_table()
    }

    /// `products` of `path = "/products"`, where no table is named.
    pub(super) fn bare_table(&self) -> String {
        let path = || {
            self.path.as_ref().map(|path| path.value().trim_matches('/').replace(['/', '-'], "_"))
        };
        self.table.as_ref().map(LitStr::value).or_else(path).unwrap_or_default()
    }

    /// `/products` of `table = "products"`, where no path is given.
    pub(super) fn path(&self) -> String {
        self.path.as_ref().map_or_else(|| format!("/{}", self.bare_table()), LitStr::value)
    }

    /// Whether the field's accessor has the name of a function that is made here.
    pub(super) fn is_taken(&self, field: &Field) -> bool {
        self.is_validated
            && !field.names_accessor
            && matches!(field.name.as_str(), "repo" | "columns")
    }

    pub(super) fn id(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.role == Role::Id)
    }
}

/// The last word of a type's path.
pub(super) fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}
