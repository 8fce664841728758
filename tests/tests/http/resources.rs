//! The structs that are served (by hand until the macro is there).

use dunder::crud_api::{ColumnMeta, Mismatch, Model, Resource, Role, Row, Timestamp, Value};
use dunder::validated::{Errors, Param, Rule};

const fn role(mut column: ColumnMeta, role: Role) -> ColumnMeta {
    column.role = role;
    column
}

pub struct Product;
pub struct Label;

static NONBLANK: Rule =
    Rule { code: "nonblank", params: &[], template: "must not be blank", inner: &[] };
static CHARS: Rule = Rule {
    code: "chars",
    params: &[("min", Param::Int(1)), ("max", Param::Int(100))],
    template: "must have {min} to {max} characters",
    inner: &[],
};
static ABOVE: Rule = Rule {
    code: "above",
    params: &[("min", Param::Float(0.0))],
    template: "must be more than {min}",
    inner: &[],
};
static MIN: Rule = Rule {
    code: "min",
    params: &[("min", Param::Int(0))],
    template: "must be {min} or more",
    inner: &[],
};

fn check(i: usize, value: Value, errors: &mut Errors<'_>) -> Value {
    match (i, &value) {
        (2, Value::Text(text)) => {
            if text.trim().is_empty() {
                errors.rule("name", &NONBLANK)
            }
            if !(1..=100).contains(&text.chars().count()) {
                errors.rule("name", &CHARS)
            }
        }
        (3, Value::Float(price)) if !(*price > 0.0) => errors.rule("price", &ABOVE),
        (4, Value::Int(n)) if *n < 0 => errors.rule("quantity", &MIN),
        _ => {}
    }
    value
}

impl Resource for Product {
    const MODEL: &'static Model = &{
        static C: &[ColumnMeta] = &[
            role(ColumnMeta::new::<i64>("id", "id"), Role::Id),
            ColumnMeta::new::<String>("sku", "sku").unique().filter(),
            ColumnMeta::new::<String>("name", "name").filter().sort().doc("What it is called."),
            ColumnMeta::new::<f64>("price", "price").filter().sort(),
            ColumnMeta::new::<i64>("quantity", "quantity").default(|| Value::Int(0)).filter(),
            ColumnMeta::new::<Option<String>>("note", "note").filter(),
            role(ColumnMeta::new::<Timestamp>("created_at", "created_at"), Role::Created),
            role(ColumnMeta::new::<Timestamp>("updated_at", "updated_at"), Role::Updated),
            role(ColumnMeta::new::<i64>("version", "version"), Role::Version),
        ];
        static R: &[(&str, &[&Rule])] =
            &[("name", &[&NONBLANK, &CHARS]), ("price", &[&ABOVE]), ("quantity", &[&MIN])];
        Model::new("Product", "products", "/products", C).doc("Something to sell.").rules(
            R,
            |row, errors| row.into_iter().enumerate().map(|(i, v)| check(i, v, errors)).collect(),
            check,
            false,
        )
    };
    type Id = i64;
    type New = Row;
    type Patch = Vec<(usize, Value)>;
    fn into_row(self) -> Row {
        vec![]
    }
    fn from_row(_: Row) -> Result<Self, Mismatch> {
        Ok(Self)
    }
    fn new_row(new: Row) -> Row {
        new
    }
    fn changes(patch: Self::Patch) -> dunder::crud_api::expansion::Changes {
        let _ = patch;
        unimplemented!()
    }
}

impl Resource for Label {
    const MODEL: &'static Model = &{
        static C: &[ColumnMeta] = &[
            role(ColumnMeta::new::<String>("key", "key"), Role::Id),
            ColumnMeta::new::<Option<String>>("text", "text"),
            ColumnMeta::nonce(),
        ];
        Model::new("Label", "labels", "/labels", C)
    };
    type Id = String;
    type New = Row;
    type Patch = Vec<(usize, Value)>;
    fn into_row(self) -> Row {
        vec![]
    }
    fn from_row(_: Row) -> Result<Self, Mismatch> {
        Ok(Self)
    }
    fn new_row(new: Row) -> Row {
        new
    }
    fn changes(patch: Self::Patch) -> dunder::crud_api::expansion::Changes {
        let _ = patch;
        unimplemented!()
    }
}
