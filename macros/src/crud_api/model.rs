//! What `#[crud_api]` and the `#[crud(..)]` below it say.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, Ident, LitInt, LitStr, Token, Type, Visibility,
};

use crate::kit::serde::{self, Serde};
use crate::kit::{Arg, ArgValue, Args, Ctxt, Root, did_you_mean, docs, split_arguments};

/// What may stand between the brackets of `#[crud_api(..)]`.
const ARGUMENTS: [&str; 19] = [
    "path",
    "table",
    "schema",
    "page",
    "unique",
    "index",
    "soft_delete",
    "operations",
    "readonly",
    "etag",
    "scope",
    "guard",
    "idempotency",
    "hooks",
    "audit",
    "admin",
    "check",
    "tags",
    "consts",
];

/// What may stand in `operations(..)`.
const OPERATIONS: [&str; 10] =
    ["list", "read", "create", "update", "patch", "delete", "bulk", "export", "restore", "history"];

/// What may stand between the brackets of `#[crud(..)]`.
const OPTIONS: [&str; 19] = [
    "id",
    "created",
    "updated",
    "version",
    "filter",
    "sort",
    "search",
    "unique",
    "index",
    "column",
    "default",
    "json",
    "write_only",
    "read_only",
    "immutable",
    "references",
    "on_delete",
    "sql_type",
    "skip",
];

/// What may stand between the brackets of `#[validate(..)]` and is no rule.
const NO_RULES: [&str; 3] = ["default", "show_value", "skip"];

/// What hides a field from serde, and not from an API.
const HIDES: [&str; 4] = ["skip", "skip_serializing", "skip_deserializing", "flatten"];

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
    /// Whether `idempotency = off` is not said.
    pub(super) is_keyed: bool,
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
    fn bare_table(&self) -> String {
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

pub(super) fn read(cx: &Ctxt, args: TokenStream, item: &DeriveInput) -> Option<Entity> {
    let args = Args::read_repeated(cx, args, &ARGUMENTS, &["unique", "index"]);
    let Data::Struct(data) = &item.data else { return None };
    let Fields::Named(named) = &data.fields else {
        cx.error(&item.ident, "#[crud_api] stands on structs with named fields only");
        return None;
    };
    if let Some(param) = item.generics.params.first() {
        let rest = "a table has columns of known types";
        cx.error(param, format_args!("#[crud_api] stands on structs without generics, {rest}"));
        return None;
    }
    let rename_all = Serde::read(cx, &item.attrs, false).rename_all.unwrap_or_default();
    let fields = named.named.iter();
    let fields = fields.filter_map(|field| read_field(cx, field, &rename_all));
    let (skipped, fields): (Vec<_>, Vec<_>) = fields.partition(|field| field.has("skip"));
    let (admin, listed) = args.get("admin").map_or((None, Vec::new()), |arg| admin(cx, arg));
    Some(Entity {
        root: args.root(),
        ident: item.ident.clone(),
        name: item.ident.unraw().to_string(),
        vis: item.vis.clone(),
        doc: docs(&item.attrs),
        path: args.value(cx, "path"),
        table: args.value(cx, "table"),
        schema: args.value(cx, "schema"),
        page: args.get("page").and_then(|arg| page(cx, arg)),
        uniques: args.all("unique").filter_map(|arg| together(cx, arg)).collect(),
        indexes: args.all("index").filter_map(|arg| together(cx, arg)).collect(),
        is_soft: args.get("soft_delete").is_some_and(|arg| arg.flag(cx)),
        operations: operations(cx, &args),
        etag: args.get("etag").and_then(|arg| etag(cx, arg)),
        scope: args.value(cx, "scope"),
        guard: args.value(cx, "guard"),
        hooks: args.value(cx, "hooks"),
        is_audited: args.get("audit").is_some_and(|arg| arg.flag(cx)),
        check: args.value(cx, "check"),
        tags: args.get("tags").and_then(|arg| tags(cx, arg)).unwrap_or_default(),
        admin,
        listed,
        is_keyed: args.get("idempotency").is_none_or(|arg| switch(cx, arg)),
        has_consts: args.get("consts").is_none_or(|arg| switch(cx, arg))
            && !has_field_attribute(named, "descriptor"),
        is_validated: item.attrs.iter().any(|attr| attr.path().is_ident("__dunder_validated")),
        fields,
        skipped,
    })
}

/// `operations(list, read)`, or `readonly`.
fn operations(cx: &Ctxt, args: &Args) -> Option<Vec<Ident>> {
    let readonly = args.get("readonly").filter(|arg| arg.flag(cx));
    let Some(arg) = args.get("operations") else {
        let at = &readonly?.key.ident;
        let words = ["list", "read", "export", "history"].iter();
        return Some(words.map(|word| Ident::new(word, at.span())).collect());
    };
    if let Some(readonly) = readonly {
        let message = "`readonly` is `operations(list, read, export, history)`, write one of them";
        cx.error(&readonly.key.ident, message);
    }
    let names =
        syn::parse::Parser::parse2(Punctuated::<Ident, Token![,]>::parse_terminated, arg.list(cx)?);
    let names: Vec<Ident> = cx.ok(names)?.into_iter().collect();
    if names.is_empty() {
        let message = "`operations(..)` names what clients may do, write `operations(list, read)`";
        cx.error(&arg.key.ident, message);
    }
    for name in &names {
        let text = name.to_string();
        if !OPERATIONS.contains(&text.as_str()) {
            let hint = did_you_mean(&text, &OPERATIONS);
            let known = OPERATIONS.join("`, `");
            let hint = if hint.is_empty() { format!(", they are `{known}`") } else { hint };
            cx.error(name, format_args!("unknown operation `{text}`{hint}"));
        }
    }
    Some(names)
}

/// `etag = required`.
fn etag(cx: &Ctxt, arg: &Arg) -> Option<Ident> {
    let word = arg.value::<Ident>(cx)?;
    if !["required", "optional", "off"].contains(&word.to_string().as_str()) {
        cx.error(&word, "`etag` is `required`, `optional` or `off`");
        return None;
    }
    Some(word)
}

/// `tags("shop", "catalogue")`.
fn tags(cx: &Ctxt, arg: &Arg) -> Option<Vec<LitStr>> {
    let list = arg.list(cx)?;
    let tags = syn::parse::Parser::parse2(Punctuated::<LitStr, Token![,]>::parse_terminated, list);
    let tags: Vec<LitStr> = cx.ok(tags)?.into_iter().collect();
    if tags.is_empty() {
        let message = "`tags` names groups of the API's description, write `tags(\"shop\")`";
        cx.error(&arg.key.ident, message);
    }
    for tag in tags.iter().filter(|tag| tag.value().trim().is_empty()) {
        cx.error(tag, "a tag has a name");
    }
    Some(tags)
}

/// `sql_type(sqlite = "ANY", postgres = "numeric(12, 2)")`.
fn sql_type(cx: &Ctxt, arg: &Arg) -> Option<[Option<LitStr>; 2]> {
    let list = Args::read(cx, arg.list(cx)?, &["sqlite", "postgres"]);
    let types: [Option<LitStr>; 2] = ["sqlite", "postgres"].map(|name| list.value(cx, name));
    if types.iter().all(Option::is_none) && cx.is_clean() {
        let form = "write `sql_type(postgres = \"numeric(12, 2)\")`";
        cx.error(&arg.key.ident, format_args!("`sql_type` names a type for a database, {form}"));
    }
    Some(types)
}

/// `admin`, `admin = readonly`, `admin = off`, `admin(readonly, list(name, price))`.
fn admin(cx: &Ctxt, arg: &Arg) -> (Option<Ident>, Vec<Ident>) {
    let inside = match &arg.value {
        ArgValue::Nothing => return (None, Vec::new()),
        ArgValue::List(list) => Args::read(cx, list.clone(), &["readonly", "list"]),
        ArgValue::Equals(_) => {
            let word = arg.value::<Ident>(cx);
            let known = word.filter(|word| {
                let is_known = word == "readonly" || word == "off";
                if !is_known {
                    let message = "the admin pages write rows where `admin` is not `readonly` or \
                                   `off`";
                    cx.error(word, message);
                }
                is_known
            });
            return (known, Vec::new());
        }
    };
    let readonly = inside.get("readonly").filter(|arg| arg.flag(cx));
    let readonly = readonly.map(|arg| arg.key.ident.clone());
    let names = inside.get("list").and_then(|arg| arg.list(cx)).and_then(|list| {
        cx.ok(syn::parse::Parser::parse2(Punctuated::<Ident, Token![,]>::parse_terminated, list))
    });
    let listed: Vec<Ident> = names.into_iter().flatten().collect();
    if readonly.is_none() && listed.is_empty() && cx.is_clean() {
        let form = "write `admin(list(name, price))`";
        cx.error(&arg.key.ident, format_args!("`admin(..)` says what a list shows, {form}"));
    }
    (readonly, listed)
}

fn has_field_attribute(named: &syn::FieldsNamed, name: &str) -> bool {
    named.named.iter().flat_map(|field| &field.attrs).any(|attr| attr.path().is_ident(name))
}

/// `consts = off`, `idempotency = off`.
fn switch(cx: &Ctxt, arg: &Arg) -> bool {
    if let Some(word) = arg.value::<Ident>(cx)
        && word != "off"
    {
        let key = &arg.key.text;
        let message = format_args!("`{key}` is on where it is not `off`, write `{key} = off`");
        cx.error(&word, message);
    }
    false
}

/// `page(default = 50, max = 200)`.
fn page(cx: &Ctxt, arg: &Arg) -> Option<(LitInt, LitInt)> {
    let list = Args::read(cx, arg.list(cx)?, &["default", "max"]);
    let (default, max): (Option<LitInt>, Option<LitInt>) =
        (list.value(cx, "default"), list.value(cx, "max"));
    let size = |lit: &LitInt| cx.ok(lit.base10_parse::<u32>());
    let (least, most) = match (&default, &max) {
        (Some(default), Some(max)) => (size(default)?, size(max)?),
        (Some(default), None) => (size(default)?, 200.max(size(default)?)),
        (None, Some(max)) => (50.min(size(max)?), size(max)?),
        (None, None) => {
            cx.error(&arg.key.ident, "`page` takes sizes, write `page(default = 50, max = 200)`");
            return None;
        }
    };
    let at = default.as_ref().or(max.as_ref());
    if let Some(at) = at.filter(|_| least == 0 || least > most) {
        cx.error(at, "a page has at least one item by default, and at most `max`");
        return None;
    }
    let literal = |size: u32| LitInt::new(&format!("{size}u32"), arg.key.span());
    Some((literal(least), literal(most)))
}

/// `unique(a, b)` and `index(a, b)`.
fn together(cx: &Ctxt, arg: &Arg) -> Option<Vec<Ident>> {
    let list = arg.list(cx)?;
    let names = syn::parse::Parser::parse2(Punctuated::<Ident, Token![,]>::parse_terminated, list);
    let names: Vec<Ident> = cx.ok(names)?.into_iter().collect();
    if names.len() < 2 {
        let word = &arg.key.text;
        let what = if word == "unique" { "are unique" } else { "have an index" };
        let rest = format_args!("for one field write `#[crud({word})]` on it");
        let message = format_args!("`{word}(..)` names the fields that {what} together, {rest}");
        cx.error(&arg.key.ident, message);
        return None;
    }
    Some(names)
}

fn read_field(cx: &Ctxt, field: &syn::Field, rename_all: &str) -> Option<Field> {
    let ident = field.ident.clone()?;
    let name = ident.unraw().to_string();
    let renamed = Serde::read(cx, &field.attrs, false).rename;
    let mut read = Field {
        json: renamed.unwrap_or_else(|| serde::renamed(&name, rename_all)),
        name,
        ident,
        ty: field.ty.clone(),
        docs: field.attrs.iter().filter(|attr| attr.path().is_ident("doc")).cloned().collect(),
        role: Role::Data,
        words: Vec::new(),
        column: None,
        default: None,
        references: None,
        on_delete: None,
        sql_type: [None, None],
        rules: Vec::new(),
        names_accessor: false,
        is_secret: false,
        validate: field.attrs.iter().find(|attr| attr.path().is_ident("validate")).cloned(),
    };
    for attr in &field.attrs {
        if attr.path().is_ident("validate")
            && let Ok(list) = attr.meta.require_list()
        {
            read_rules(&mut read, list.tokens.clone());
        } else if attr.path().is_ident("crud")
            && let Some(list) = cx.ok(attr.meta.require_list())
        {
            read_options(cx, &mut read, list.tokens.clone());
        }
    }
    for arg in field.attrs.iter().flat_map(serde::arguments) {
        let word = arg.key.text.as_str();
        let is_said = word == "skip_serializing" && read.is_write_only();
        if HIDES.contains(&word) && !is_said {
            let rest = match word {
                "skip_serializing" => "write `#[crud(write_only)]` too",
                _ => "keep the field in a struct of its own",
            };
            let message = format_args!("`{word}` changes nothing in the JSON of an API, {rest}");
            cx.error(&arg.key.ident, message);
        }
    }
    Some(read)
}

/// What `#[validated]` reports faults of: the rules, and a default.
fn read_rules(field: &mut Field, tokens: TokenStream) {
    for piece in split_arguments(tokens) {
        match Arg::read(piece.clone()) {
            Ok(Arg { key, value: ArgValue::Equals(value) }) if key.text == "default" => {
                field.default =
                    field.default.take().or_else(|| syn::parse2(value).ok().map(Default::Expr));
            }
            Ok(arg) if arg.key.text == "get" => field.names_accessor = true,
            Ok(arg) if arg.key.text == "secret" => field.is_secret = true,
            Ok(arg) if NO_RULES.contains(&arg.key.text.as_str()) => {}
            _ => field.rules.push(piece),
        }
    }
}

fn read_options(cx: &Ctxt, field: &mut Field, tokens: TokenStream) {
    // `Args` says what is unknown or given twice
    let args = Args::read(cx, tokens, &OPTIONS);
    for arg in args.iter() {
        let word = arg.key.text.clone();
        if field.has(&word) {
            cx.error(&arg.key.ident, format_args!("`{word}` is given twice"));
            continue;
        }
        let role = match word.as_str() {
            "column" => {
                field.column = arg.value(cx);
                Role::Data
            }
            "references" => {
                field.references = arg.value(cx);
                Role::Data
            }
            "on_delete" => {
                field.on_delete = arg.value(cx);
                Role::Data
            }
            "sql_type" => {
                field.sql_type = sql_type(cx, arg).unwrap_or_default();
                Role::Data
            }
            "default" => {
                field.default = match arg.value {
                    ArgValue::Nothing => Some(Default::OfType),
                    _ => arg.value(cx).map(Default::Expr),
                };
                Role::Data
            }
            "id" => Role::Id,
            "created" => Role::Created,
            "updated" => Role::Updated,
            "version" => Role::Version,
            _ => Role::Data,
        };
        if !matches!(word.as_str(), "column" | "default" | "references" | "on_delete" | "sql_type")
        {
            arg.flag(cx);
        }
        if role != Role::Data {
            if field.role == Role::Data {
                field.role = role;
            } else {
                let message = "a field is one of `id`, `created`, `updated` and `version`";
                cx.error(&arg.key.ident, message);
            }
        }
        field.words.push((arg.key.ident.clone(), word));
    }
}
