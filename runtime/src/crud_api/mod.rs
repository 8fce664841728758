//! The runtime half of `crud_api`: models, stores and the repository.
//!
//! `#[crud_api]` turns a struct into a [`Model`], which is data. Stores ([`Memory`], `Sqlite`) and
//! the HTTP layer work on models and rows of [`Value`]; [`Repo`] gives the rows their types back.
#![doc = include_str!("../../../macros/doc/crud_api.md")]

mod ahead;
mod base64;
#[cfg(feature = "client")]
mod client;
mod column;
#[cfg(feature = "test-util")]
pub mod conformance;
pub mod cursor;
mod error;
#[doc(hidden)]
pub mod expansion;
mod fallen;
mod history;
mod hooks;
#[cfg(feature = "axum")]
mod http;
pub mod json;
mod memory;
mod model;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod parse;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod plan;
#[cfg(feature = "postgres")]
mod postgres;
pub mod query;
mod repo;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
mod transaction;
mod value;
mod view;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod work;
pub mod write;

#[cfg(feature = "test-util")]
pub use crate::__crud_api_conformance as conformance;
#[cfg(feature = "client")]
pub use client::{
    AsEtag, Bulk, BulkAnswer, Client, ClientError, Fault, Partial, ProblemKind, Remote,
    RemoteCreate, RemoteDelete, RemoteList, RemotePatch, RemoteProblem, RemoteUpdate, Seen,
};
pub use column::{Col, Filter, Filterable, No, Nullable, Sort, Sortable, Textual, Yes};
pub use cursor::Cursor;
pub use error::{CrudError, Difference};
pub use history::{Audit, Changed, Deed, Entry, HISTORY};
pub use hooks::{Hooks, Refused, Who};
#[doc(hidden)]
pub use hooks::{RowHooks, hooks_of};
#[cfg(feature = "axum")]
#[doc(hidden)]
pub use http::guard_of as guard;
#[cfg(feature = "admin")]
pub use http::{AdminAuth, Administrator, FirstPassword};
#[cfg(feature = "axum")]
pub use http::{Api, Denied, Guard, Op, Problem, Public, Unguarded};
pub use jiff::Timestamp;
pub use json::BodyError;
pub use memory::{Memory, MemoryTx};
pub use model::{
    CheckColumn, CheckRow, ColumnMeta, Etag, Model, OnDelete, Operations, Pages, Reference,
    Resource, Role, ScopeOf, Tag,
};
pub use parse::{Listing, QueryError};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use plan::Plan;
#[cfg(feature = "postgres")]
pub use postgres::{Postgres, PostgresOptions, PostgresTx};
pub use query::{Order, Query};
pub use repo::{
    Count, Create, CreateMany, Delete, Exists, History, List, Page, Patch, Read, ReadOpt, Repo,
    Restore, Update, Upsert,
};
pub use rows::Rows;
#[cfg(feature = "sqlite")]
pub use sqlite::{Sqlite, SqliteTx};
pub use store::{
    Applied, Batch, Change, Keyed, Migrate, Models, Removal, Render, Store, Stored, Transaction,
    Write,
};
#[cfg(feature = "uuid")]
pub use uuid::Uuid;
pub use value::{Arg, Clock, Column, ColumnKind, Id, Json, Mismatch, Row, Value, Version};
