//! `hooks = Type` names a type without `Hooks`: write `impl Hooks<Note> for Rules`

use dunder::crud_api;

#[crud_api(table = "notes", hooks = Rules, audit = on, admin = hidden)]
struct Note {
    #[crud(id)]
    id: i64,
}

#[crud_api(table = "marks", hooks = Rules)]
struct Mark {
    #[crud(id)]
    id: i64,
}

#[derive(Default)]
struct Rules;

fn main() {}
