//! The rules of `#[crud_api]` that look at more than one word.

use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;
use syn::ext::IdentExt;

use super::model::{Entity, Field, Role, last_segment};
use crate::kit::{Ctxt, did_you_mean};

/// Runs on what could be read, so that one build reports these faults too.
pub(super) fn check(cx: &Ctxt, table: &Entity) {
    // what is missing may be what was misspelt
    let is_readable = cx.is_clean();
    place(cx, table, is_readable);
    roles(cx, table, is_readable);
    for field in &table.skipped {
        for (at, word) in field.words.iter().filter(|(_, word)| word != "skip" && word != "default")
        {
            cx.error(at, format_args!("`{word}` has no use here, the field has no column"));
        }
    }
    for field in &table.fields {
        options(cx, field);
        if table.is_taken(field) {
            let (name, rest) =
                (&field.name, "rename the field or write `#[validate(get = \"..\")]`");
            let message = format_args!("#[crud_api] makes a function `{name}` too, {rest}");
            cx.error(&field.ident, message);
        }
    }
    let mut ruled = table.fields.iter().filter_map(|field| field.validate.as_ref());
    if let (false, Some(attr)) = (table.is_validated, ruled.next()) {
        cx.error(attr, "put `#[validated]` on the struct, without it there are no rules");
    }
    tagged(cx, table);
    columns(cx, table);
    sql(cx, table);
    json(cx, table);
    uniques(cx, table);
    listed(cx, table);
    rules(cx, table);
}

/// Where entity tags are asked for and nothing counts versions, an item in a list of writes names
/// its tag as `if_match`.
fn tagged(cx: &Ctxt, table: &Entity) {
    let is_required = table.etag.as_ref().is_some_and(|word| word == "required");
    let has_version = table.fields.iter().any(|field| field.role == Role::Version);
    let is_bulk = table.operations.as_ref().is_none_or(|all| all.iter().any(|it| it == "bulk"));
    if !is_required || has_version || !is_bulk {
        return;
    }
    for field in table.fields.iter().filter(|field| field.name == "if_match") {
        let message = "`if_match` is the entity tag in a list of writes, rename the field or add \
                       a `#[crud(version)]`";
        cx.error(&field.ident, message);
    }
}

/// A path or a table says where the rows live.
fn place(cx: &Ctxt, table: &Entity, is_readable: bool) {
    if table.path.is_none() && table.table.is_none() && is_readable {
        let message = "say where the rows live, `#[crud_api(path = \"/..\", table = \"..\")]`";
        cx.error(&table.ident, message);
    }
    if let Some(path) = &table.path {
        let text = path.value();
        let is_path = text.len() > 1 && text.starts_with('/') && !text.ends_with('/');
        let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b));
        if !is_path || !is_plain || text.contains("//") {
            let message = "a path begins with `/`, does not end with it, and has letters, digits, \
                           `-`, `_`, `.` and `~` only";
            cx.error(path, message);
        } else if table.table.is_none() {
            let name = table.bare_table();
            if !is_plain_name(&name) || is_own_name(&name) {
                let rest = "which is made of the path, write `table = \"..\"` beside it";
                cx.error(path, format_args!("no table can be called `{name}`, {rest}"));
            }
        }
    }
    if let Some(name) = &table.table {
        sql_name(cx, "table", name);
    }
    if let Some(name) = &table.schema {
        sql_name(cx, "schema", name);
        if name.value().to_ascii_lowercase().starts_with("pg_") {
            cx.error(name, "names of a schema that begin with `pg_` are the database's own");
        }
    }
}

/// Bytes of a name in SQL, at most.
const LONGEST: usize = 63;

/// Names in SQL are letters, digits and `_`.
fn is_plain_name(text: &str) -> bool {
    text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether the database, or this crate, has tables that are called so.
fn is_own_name(text: &str) -> bool {
    text.to_ascii_lowercase().starts_with("sqlite_") || text.starts_with("__")
}

fn sql_name(cx: &Ctxt, what: &str, name: &LitStr) {
    let text = name.value();
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !begins || !is_plain_name(&text) {
        let form = "ASCII letters, digits and `_`, begins with no digit and has 63 at most";
        cx.error(name, format_args!("the name of a {what} is of {form}"));
    } else if is_own_name(&text) {
        cx.error(name, format_args!("names of a {what} that begin so are the database's own"));
    }
}

/// One id, and each other role once.
fn roles(cx: &Ctxt, table: &Entity, is_readable: bool) {
    for role in [Role::Id, Role::Created, Role::Updated, Role::Version] {
        let word = role.word();
        let mut fields = table.fields.iter().filter(|field| field.role == role);
        let first = fields.next();
        if let (Role::Id, None, true) = (role, first, is_readable) {
            cx.error(&table.ident, "no field is the id, put `#[crud(id)]` on one");
        }
        for field in fields {
            let first = first.map_or("", |field| &field.name);
            if let Some(at) = field.word(word) {
                cx.error(at, format_args!("`{first}` is `#[crud({word})]` already"));
            }
        }
    }
    if let Some(id) = table.id()
        && !id.is_id_type()
    {
        let message = if last_segment(&id.ty).is_some_and(|name| name == "Uuid") {
            "an id of the type `Uuid` needs dunder's feature `uuid`: write `dunder = { version = \
             \"0.1\", features = [\"uuid\"] }`"
        } else {
            "an id is `i64` or `Uuid`, made by the server, or `String`, made by the client"
        };
        cx.error(&id.ty, message);
    }
}

/// Words that exclude each other.
fn options(cx: &Ctxt, field: &Field) {
    if field.role != Role::Data {
        let words = [
            "search",
            "unique",
            "index",
            "default",
            "json",
            "write_only",
            "read_only",
            "immutable",
            "references",
            "sql_type",
        ];
        for word in words {
            let Some(at) = field.word(word) else { continue };
            let why = match (field.role, word) {
                (Role::Id, "write_only") => "an id is in every path",
                (Role::Id, "unique") => "an id is unique as it is",
                (Role::Id, "index") => "an id has an index as it is",
                (Role::Id, "immutable") => "an id never changes",
                (Role::Id, _) => "an id is a plain value that is always given",
                _ => "the server sets this field",
            };
            cx.error(at, format_args!("`{word}` has no use here, {why}"));
        }
    }
    if field.is_write_only() {
        for word in ["filter", "sort", "search", "unique"] {
            if let Some(at) = field.word(word) {
                cx.error(at, tells(word, field));
            }
        }
    }
    if let Some(at) = field.word("read_only").filter(|_| field.role == Role::Data) {
        if field.default.is_none() && !field.is_option() {
            let message = "a new row needs a value for what clients do not write, make the field \
                           an `Option` or give it `#[crud(default = ..)]`";
            cx.error(at, message);
        }
        for word in ["write_only", "immutable"] {
            if let Some(at) = field.word(word) {
                cx.error(at, format_args!("`{word}` has no use here, clients do not write it"));
            }
        }
    }
    let searched = field.word("search").filter(|_| field.role == Role::Data);
    if let Some(at) = searched.filter(|_| is_no_text(&field.ty) && !field.has("json")) {
        cx.error(at, "a search looks into text, and this field is none");
    }
    if let (Some(at), None) = (field.word("on_delete"), field.word("references")) {
        cx.error(at, "`on_delete` stands beside `references = ..`");
    }
    if let Some(then) = &field.on_delete {
        let text = then.value();
        if !["restrict", "cascade", "set_null"].contains(&text.as_str()) {
            cx.error(then, "`on_delete` is \"restrict\", \"cascade\" or \"set_null\"");
        } else if text == "set_null" && !field.is_option() {
            cx.error(then, "what is set to null is an `Option`");
        }
    }
    if field.has("json") {
        for word in ["filter", "sort", "search", "unique", "index", "references"] {
            if let Some(at) = field.word(word) {
                cx.error(at, format_args!("`{word}` does not fit a JSON column"));
            }
        }
    }
}

/// Whether a type is known to be none of text: another one may be an alias, or what an ancestor's
/// field has, and is looked at once it is known.
fn is_no_text(ty: &syn::Type) -> bool {
    let text = quote::quote!(#ty).to_string();
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let numbers = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64"];
    let path = matches!(ty, syn::Type::Path(path) if path.qself.is_none());
    path && words.any(|word| {
        matches!(word, "bool" | "Timestamp" | "Uuid" | "Vec") || numbers.contains(&word)
    })
}

/// What no answer has is not to be guessed from answers either.
fn tells(word: &str, field: &Field) -> String {
    let why = if field.is_secret { "a secret" } else { "`write_only`" };
    format!("`{word}` would tell clients what `{}` holds, which is {why}", field.name)
}

/// What is SQL of the program's own.
fn sql(cx: &Ctxt, table: &Entity) {
    if let Some(check) = &table.check {
        let text = check.value();
        if text.trim().is_empty() || text.contains(['\0', ';']) {
            let message = "`check` is one condition in SQL, write `check = \"price > cost\"`";
            cx.error(check, message);
        }
    }
    for field in &table.fields {
        let [sqlite, postgres] = &field.sql_type;
        if let Some(ty) = sqlite {
            let known = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];
            if !known.contains(&ty.value().to_ascii_uppercase().as_str()) {
                let known = known.join("`, `");
                cx.error(ty, format_args!("a column of SQLite is of `{known}`"));
            }
        }
        if let Some(ty) = postgres {
            let text = ty.value();
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_ ,().\"".contains(&b);
            if text.trim().is_empty() || !text.bytes().all(is_plain) {
                cx.error(ty, "a type is of letters, digits, `_`, `.`, `,`, quotes and brackets");
            }
        }
    }
}

/// Each column has a name of its own.
fn columns(cx: &Ctxt, table: &Entity) {
    for (i, field) in table.fields.iter().enumerate() {
        if let Some(name) = &field.column {
            sql_name(cx, "column", name);
        } else if field.name.len() > LONGEST {
            let rest = "name it by `#[crud(column = \"..\")]`";
            let message = format_args!("a column's name has {LONGEST} bytes at most, {rest}");
            cx.error(&field.ident, message);
        }
        let before = table.fields.iter().take(i);
        let same = |other: &&Field| other.sql().eq_ignore_ascii_case(&field.sql());
        if let Some(other) = before.into_iter().find(same) {
            let message = format!("`{}` has the column `{}` already", other.name, field.sql());
            match &field.column {
                Some(name) => cx.error(name, message),
                None => cx.error(&field.ident, message),
            }
        }
    }
}

/// Each field has a name of its own in JSON, which needs no escapes there nor in a pointer.
fn json(cx: &Ctxt, table: &Entity) {
    for (i, field) in table.fields.iter().enumerate() {
        let name = &field.json;
        let is_plain = |c: char| c.is_alphanumeric() || "_-.$@".contains(c);
        if name.is_empty() || !name.chars().all(is_plain) {
            let form = "letters, digits, `_`, `-`, `.`, `$` and `@`";
            let message = format_args!("the name of a field in JSON is of {form}, not `{name}`");
            cx.error(&field.ident, message);
        } else if let Some(other) = table.fields.iter().take(i).find(|it| it.json == *name) {
            let message = format_args!("`{}` is called `{name}` in JSON already", other.name);
            cx.error(&field.ident, message);
        }
    }
}

/// Fields that are unique together exist, each named once.
fn uniques(cx: &Ctxt, table: &Entity) {
    let known: Vec<&str> = table.fields.iter().map(|field| field.name.as_str()).collect();
    let uniques = table.uniques.iter().map(|set| ("unique", set));
    let indexes = table.indexes.iter().map(|set| ("index", set));
    for (word, set) in uniques.chain(indexes) {
        for (i, name) in set.iter().enumerate() {
            let text = name.unraw().to_string();
            if !known.contains(&text.as_str()) {
                let hint = did_you_mean(&text, &known);
                cx.error(name, format_args!("unknown field `{text}`{hint}"));
            } else if set.iter().take(i).any(|other| other == name) {
                cx.error(name, format_args!("`{text}` is named twice"));
            } else if table.fields.iter().any(|field| field.name == text && field.has("json")) {
                cx.error(name, format_args!("`{word}` does not fit a JSON column"));
            } else if word == "unique"
                && let Some(field) =
                    table.fields.iter().find(|field| field.name == text && field.is_write_only())
            {
                cx.error(name, tells("unique", field));
            }
        }
    }
}

/// What a list of the admin pages shows is there, once, and may be told.
fn listed(cx: &Ctxt, table: &Entity) {
    let known: Vec<&str> = table.fields.iter().map(|field| field.name.as_str()).collect();
    for (i, name) in table.listed.iter().enumerate() {
        let text = name.unraw().to_string();
        match table.fields.iter().find(|field| field.name == text) {
            None => {
                let hint = did_you_mean(&text, &known);
                cx.error(name, format_args!("unknown field `{text}`{hint}"));
            }
            Some(_) if table.listed.iter().take(i).any(|other| other == name) => {
                cx.error(name, format_args!("`{text}` is named twice"));
            }
            Some(field) if field.is_write_only() => cx.error(name, tells("list", field)),
            Some(_) => {}
        }
    }
}

/// No rule looks at an id that the store has not made yet.
fn rules(cx: &Ctxt, table: &Entity) {
    let Some(id) = table.id().filter(|id| id.is_server_made()) else { return };
    let why = "the store makes the id after the rules have run";
    for field in &table.fields {
        for rules in &field.rules {
            if field.role == Role::Id {
                cx.error(rules, format_args!("no rule can hold for the id, {why}"));
            } else if let Some(at) = named_other(rules, &id.name) {
                cx.error(&at, format_args!("no rule can look at the id, {why}"));
            }
        }
    }
}

/// The `id` of `matches = id` or `less_than = id`, anywhere in the rules.
fn named_other(rules: &TokenStream, name: &str) -> Option<TokenTree> {
    let mut last = [String::new(), String::new()];
    for token in rules.clone() {
        if let TokenTree::Group(group) = &token
            && let Some(found) = named_other(&group.stream(), name)
        {
            return Some(found);
        }
        let text = token.to_string();
        let [rule, equals] = &last;
        let is_other = matches!(rule.as_str(), "matches" | "less_than") && equals == "=";
        if is_other && text.trim_start_matches("r#") == name {
            return Some(token);
        }
        let [_, equals] = last;
        last = [equals, text];
    }
    None
}
