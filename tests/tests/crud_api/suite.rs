//! The checks that `dunder` has for stores of others, on its own.

mod memory {
    use dunder::crud_api::Memory;
    dunder::crud_api::conformance!(Memory::new());
}

mod sqlite {
    use dunder::crud_api::Sqlite;
    dunder::crud_api::conformance!(Sqlite::open(":memory:").await.expect("a database"));
}

mod postgres {
    dunder::crud_api::conformance!(match crate::postgres::server("suite").await {
        Some(server) => server.connect().await.expect("a database"),
        None => return,
    });
}
