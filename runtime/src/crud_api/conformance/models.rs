//! The tables of the checks, and rows for them.

use crate::crud_api::model::{ColumnMeta, Model};
use crate::crud_api::value::{Column as _, ColumnKind, Row, Value, uuid_text};
use crate::crud_api::{Store, Timestamp, write};
use crate::validated::{Errors, Violation};

/// An id that the store makes, and columns of every kind.
pub(super) static ITEM: Model = Model::new(
    "Item",
    "dunder_items",
    "/items",
    &[
        ColumnMeta::id::<i64>("id", "id"),
        ColumnMeta::new(String::META, "name", "name").filter().sort(),
        ColumnMeta::new(Option::<String>::META, "note", "note").filter().sort(),
        ColumnMeta::new(Option::<i64>::META, "size", "size").filter().sort(),
        ColumnMeta::new(f64::META, "ratio", "ratio").filter().sort(),
        ColumnMeta::new(bool::META, "isOn", "is_on").filter().sort(),
        ColumnMeta::new(Option::<Timestamp>::META, "at", "at").filter().sort(),
        ColumnMeta::new(Vec::<u8>::META, "blob", "blob").filter().sort(),
        ColumnMeta::new(String::META, "sku", "sku").unique(),
        ColumnMeta::new(Option::<String>::META, "tag", "tag").filter().sort().uuid(),
        ColumnMeta::updated::<Timestamp>("updatedAt", "updated_at"),
        ColumnMeta::version::<i64>("version", "version"),
    ],
)
.uniques(&[&[1, 3]]);

/// The columns of `ITEM` that clients write.
pub(super) const DATA: std::ops::Range<usize> = 1..10;

pub(super) const NAME: usize = 1;
pub(super) const NOTE: usize = 2;
pub(super) const SIZE: usize = 3;
pub(super) const SKU: usize = 8;
pub(super) const TAG: usize = 9;
pub(super) const UPDATED: usize = 10;
pub(super) const VERSION: usize = 11;

impl ColumnMeta {
    /// Of UUIDs; their type is there with a feature only.
    const fn uuid(mut self) -> Self {
        self.kind = ColumnKind::Uuid;
        self
    }
}

/// `ITEM` with a rule: a merge adds one to the size, and no size is beyond 1000.
pub(super) static COUNTED: Model =
    Model::new("Item", "dunder_items", "/items", ITEM.columns).uniques(ITEM.uniques).rules(
        &[],
        |mut row, errors: &mut Errors<'_>| {
            if let Value::Int(size) = &mut row[SIZE] {
                *size += 1;
                if *size > 1000 {
                    errors.add("size", Violation::new("max", "must be at most 1000"));
                }
            }
            row
        },
        |_, value, _: &mut Errors<'_>| value,
        true,
    );

/// An id that clients make.
pub(super) static DOC: Model = Model::new(
    "Doc",
    "dunder_docs",
    "/docs",
    &[
        ColumnMeta::id::<String>("code", "code"),
        ColumnMeta::new(String::META, "title", "title"),
        ColumnMeta::version::<i64>("version", "version"),
        ColumnMeta::nonce(),
    ],
);

/// Rows that are removed softly.
pub(super) static USER: Model = Model::new(
    "User",
    "dunder_users",
    "/users",
    &[
        ColumnMeta::id::<i64>("id", "id"),
        ColumnMeta::new(String::META, "email", "email").unique(),
        ColumnMeta::deleted(),
    ],
);

/// An id that the server makes before the store's turn.
pub(super) static TICKET: Model = Model::new(
    "Ticket",
    "dunder_tickets",
    "/tickets",
    &[
        ColumnMeta::id::<String>("id", "id").uuid(),
        ColumnMeta::new(String::META, "name", "name"),
        ColumnMeta::version::<i64>("version", "version"),
    ],
);

/// The UUID of these bits.
pub(super) fn uuid(bits: u128) -> Value {
    Value::Text(uuid_text(bits))
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// An item, as clients say it.
pub(super) fn item(name: &str, sku: &str) -> Row {
    vec![
        Value::Null,
        text(name),
        Value::Null,
        Value::Null,
        Value::Float(0.5),
        Value::Bool(true),
        Value::Null,
        Value::Bytes(vec![0, 255]),
        text(sku),
        Value::Null,
        Value::Null,
        Value::Null,
    ]
}

/// Items of which each column has several values, some of them none.
pub(super) async fn items(db: &impl Store) -> Vec<Row> {
    let mut made = Vec::new();
    for (n, size) in (0..24_usize).zip(-12..) {
        let mut row = item(["b", "a", "B", "é", "ab", ""][n % 6], &format!("sku {n}"));
        row[NOTE] = [Value::Null, text("x"), text("100%"), text("_X\\")][n % 4].clone();
        row[SIZE] = if n % 5 == 0 { Value::Null } else { Value::Int(size) };
        row[4] = Value::Float([-1e300, 0.0, 1e-300, 2.5][n / 6]);
        row[5] = Value::Bool(n % 3 == 0);
        row[6] = if n % 7 == 0 { Value::Null } else { Value::Int([-1, 0, 7][n % 3]) };
        row[7] = Value::Bytes(vec![0; n % 3]);
        row[TAG] = [Value::Null, uuid(u128::MAX), uuid(9 << 124), uuid(0xa << 124)][n % 4].clone();
        made.push(write::insert(db, &ITEM, row).await.expect("a new row"));
    }
    made
}
