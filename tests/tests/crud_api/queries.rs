//! Query strings, cursors and tags.

use dunder::crud_api::query::{Filter, Op};
use dunder::crud_api::{
    Listing, Order, Query, QueryError, Resource, Row, Tag, Value, cursor, parse,
};
use proptest::prelude::*;

use crate::model::*;

fn read(text: &str) -> Result<Listing, QueryError> {
    parse::parse(Product::MODEL, text)
}

/// What is wrong, `parameter message`.
fn wrong(text: &str) -> String {
    read(text).expect_err(text).to_string()
}

#[test]
fn nothing_is_the_first_page() {
    let listing = read("").expect("a list");
    assert_eq!(listing.query, Query::new(3));
    assert!(!listing.counts);
}

#[test]
fn filters_sorts_and_the_page_are_read() {
    let text = "limit=20&sort=-price,name&price[ge]=10&name=a+b%26c&count=exact&note[null]=true\
                &stock[in]=1,2&name[like]=x\\,y&price%5Blt%5D=1e3&id[between]=1,5";
    let listing = read(text).expect("a list");
    assert!(listing.counts);
    let query = listing.query;
    assert_eq!((query.limit, query.sort), (20, vec![(2, Order::Desc), (1, Order::Asc)]));
    let filter = |column, op, values: &[Value]| Filter::new(column, op, values.to_vec());
    assert_eq!(
        query.filters,
        [
            filter(2, Op::Ge, &[Value::Float(10.0)]),
            filter(1, Op::Eq, &[Value::Text("a b&c".into())]),
            filter(5, Op::Null, &[Value::Bool(true)]),
            filter(4, Op::In, &[Value::Int(1), Value::Int(2)]),
            filter(1, Op::Like, &[Value::Text("x\\,y".into())]),
            filter(2, Op::Lt, &[Value::Float(1000.0)]),
            filter(0, Op::Between, &[Value::Int(1), Value::Int(5)]),
        ]
    );
}

#[test]
fn a_comma_in_a_list_of_texts_is_escaped() {
    let query = read(r"name[in]=a\,b,c\\").expect("a list").query;
    assert_eq!(query.filters[0].values, [Value::Text("a,b".into()), Value::Text("c\\".into())]);
}

#[test]
fn what_a_list_does_not_have_is_named_with_what_it_has() {
    for (text, expected) in [
        (
            "colour=red",
            "`colour` is unknown; filters are `id`, `name`, `price`, `sku`, `stock`, `note`, \
             `created_at`, beside `limit`, `cursor`, `sort`, `count`, `fields`, `embed`, `q` and `or`",
        ),
        ("tags=a", "`tags` is unknown; filters are `id`"),
        (
            "price[like]=1",
            "`price[like]` has an unknown operator; `price` has `eq`, `ne`, `gt`, `ge`, `lt`, \
             `le`, `in`, `nin`, `between`",
        ),
        ("name[null]=true", "`name[null]` has an unknown operator"),
        ("price=cheap", "`price` must be a number"),
        ("price[ge]=NaN", "`price[ge]` must be a number"),
        ("price=1e999", "`price` must be a number"),
        ("stock=3000000000", "`stock` must be between -2147483648 and 2147483647"),
        ("stock=", "`stock` must be a whole number"),
        ("stock=null", "`stock` must be a whole number"),
        ("note[null]=maybe", "`note[null]` must be `true` or `false`"),
        ("price[between]=1", "`price[between]` takes two values"),
        ("name=%00", "`name` must not contain NUL"),
        ("name=%zz", "`name` is not valid percent-encoding"),
        ("name=%ff", "`name` is not valid percent-encoding"),
        ("created_at=today", "`created_at` must be a time"),
        ("sort=colour", "`sort` must name fields among `id`, `name`, `price`, `stock`, `note`"),
        ("sort=", "`sort` must name fields among"),
        ("sort=name&sort=price", "`sort` is given twice"),
        ("limit=0", "`limit` must be a whole number between 1 and 100"),
        ("limit=%2B5", "`limit` must be a whole number between 1 and 100"),
        ("limit=101", "`limit` must be a whole number between 1 and 100"),
        ("limit=-1", "`limit` must be a whole number"),
        ("limit=99999999999", "`limit` must be a whole number"),
        ("count=yes", "`count` must be `exact`"),
        ("cursor=", "`cursor` is no cursor"),
        ("cursor=%00", "`cursor` is no cursor"),
    ] {
        let said = wrong(text);
        assert!(said.starts_with(expected), "{text}: {said}");
    }
}

#[test]
fn a_query_string_has_limits() {
    assert!(read(&"price=1&".repeat(20)).is_ok());
    assert!(wrong(&"price=1&".repeat(21)).contains("one filter too many, 20 are allowed"));
    // each of an `or` counts, wherever it stands
    let either = |n| format!("or=({})", vec!["price=1"; n].join(","));
    for (before, n, after) in [(0, 20, 0), (9, 11, 0), (0, 11, 9), (4, 12, 4)] {
        let text = |before| {
            let plain = |n| "price=1&".repeat(n);
            format!("{}{}&{}", plain(before), either(n), plain(after))
        };
        assert!(read(&text(before)).is_ok());
        assert!(wrong(&text(before + 1)).contains("one filter too many, 20 are allowed"));
    }
    let many = |n| format!("stock[in]={}", vec!["1"; n].join(","));
    assert!(read(&many(100)).is_ok());
    assert!(wrong(&many(101)).contains("takes 100 values at most"));
    assert!(read(&format!("name={}", "a".repeat(2048))).is_ok());
    assert!(wrong(&format!("name={}", "a".repeat(2049))).contains("is too long"));
}

#[test]
fn a_cursor_with_a_letter_changed_is_none() {
    let mut row: Row = Product::MODEL.columns.iter().map(|_| Value::Null).collect();
    (row[0], row[1]) = (Value::Int(7), Value::Text("green tea".into()));
    let query = read("sort=-name").expect("a list").query;
    let text = cursor::encode(Product::MODEL, &query, &row).to_string();
    assert!(cursor::decode(Product::MODEL, &query, &text).is_ok());
    for at in 0..text.len() {
        for letter in ["A", "B", "Q", "f", "7", "_", "=", ""] {
            let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            let read = cursor::decode(Product::MODEL, &query, &changed);
            assert!(changed == text || read.is_err(), "{changed} is read as {read:?}");
        }
    }
}

#[test]
fn a_cursor_is_of_one_list() {
    let mut row = Product::new_row(named("a", 1.5));
    let first = read("sort=-price&name=a").expect("a list").query;
    let after = |row: &Row, text: &str| {
        let next = cursor::encode(Product::MODEL, &first, row);
        read(&format!("{text}&cursor={next}")).map(|it| it.query.after)
    };
    // the row has no id yet, which no place in the list lacks
    assert!(after(&row, "sort=-price&name=a").is_err());
    row[0] = Value::Int(7);
    let keys = vec![Value::Float(1.5), Value::Int(7)];
    assert_eq!(after(&row, "sort=-price&name=a"), Ok(Some(keys)));
    // the place of a page in the list is not the size of its pages
    assert!(after(&row, "sort=-price&name=a&limit=9").is_ok());
    for other in ["sort=price&name=a", "sort=-price", "sort=-price&name=b", "name=a"] {
        let said = after(&row, other).expect_err(other).to_string();
        assert_eq!(said, "`cursor` is the cursor of a list with other filters or another order");
    }
}

#[test]
fn tags_are_read_as_they_were_written() {
    for tag in [Tag::Version(3), Tag::Nonced { version: 1, nonce: -5 }, Tag::Hash(u64::MAX)] {
        assert_eq!(Tag::parse(&tag.to_string()), Some(tag));
    }
    for text in ["", "v", "v-1", "v+1", "3", "v1-", "v1-G", "h", "v99999999999999999999", "w1"] {
        assert_eq!(Tag::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_query_string_makes_the_reader_panic(text in "[a-z_=&%\\[\\],0-9+\\\\-]{0,80}") {
        let _ = read(&text);
    }

    #[test]
    fn no_cursor_makes_the_reader_panic(
        mut bytes in prop::collection::vec(any::<u8>(), 0..60),
        cut in any::<usize>(),
    ) {
        let query = Query::new(1);
        let mut row = Product::new_row(tea());
        row[0] = Value::Int(1);
        let text = cursor::encode(Product::MODEL, &query, &row).to_string();
        let cut = cut % text.len();
        let _ = cursor::decode(Product::MODEL, &query, &text[..cut]);
        for byte in &mut bytes {
            *byte = b"ABCDEFGHabcdefgh0123-_"[usize::from(*byte) % 22];
        }
        let tail = String::from_utf8_lossy(&bytes);
        let _ = cursor::decode(Product::MODEL, &query, &format!("{}{tail}", &text[..cut]));
    }
}
