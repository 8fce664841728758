//! The REST API of `#[crud_api]` structs: statuses, headers and problems, over every store.

#![allow(unreachable_pub, reason = "a program")]

mod admin;
mod api;
mod client;
mod description;
mod faults;
mod hostile;
mod lists;
mod many;
mod moved;
mod options;
mod own_types;
mod remote;
mod resources;
mod robust;
mod routes;
mod rows;
mod secrets;
#[path = "../crud_api/server.rs"]
mod server;
mod uuids;
mod watched;
mod weird;

use serde_json::{Value, json};

/// Runs a test over each store.
macro_rules! over_every_store {
    ($($file:ident { $($name:ident)* })*) => {
        mod memory {
            $($(#[tokio::test]
            async fn $name() {
                let db = dunder::crud_api::Memory::new();
                crate::$file::$name(&crate::client::open(&db)).await;
            })*)*
        }

        mod sqlite {
            $($(#[tokio::test]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let db = crate::client::sqlite(folder.path()).await;
                crate::$file::$name(&crate::client::open(&db)).await;
            })*)*
        }

        mod postgres {
            $($(#[tokio::test]
            async fn $name() {
                let Some(server) = crate::server::server(stringify!($name)).await else { return };
                let db = crate::client::postgres(&server).await;
                crate::$file::$name(&crate::client::open(&db)).await;
            })*)*
        }
    };
}

over_every_store! {
    rows {
        a_row_lives_from_post_to_delete
        a_write_with_a_stale_tag_is_refused
        the_client_may_make_the_id
        every_fault_of_a_body_is_named
        a_unique_value_is_taken_once
        a_patch_changes_what_it_names
    }
    lists {
        a_list_is_paged_sorted_and_filtered
        bad_queries_say_what_there_is
    }
    api {
        methods_that_a_path_does_not_have_are_refused_with_those_it_has
    }
}

fn lamp() -> Value {
    json!({ "sku": "L-1", "name": "Lamp", "price": 12.5 })
}
