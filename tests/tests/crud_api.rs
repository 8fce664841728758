//! What `crud_api` does: every store gives the same answers, and a struct gets a typed repository.

#[path = "crud_api/model.rs"]
mod model;

#[path = "crud_api/bodies.rs"]
mod bodies;
#[path = "crud_api/conformance.rs"]
mod conformance;
#[path = "crud_api/fallen.rs"]
mod fallen;
#[path = "crud_api/indexes.rs"]
mod indexes;
#[path = "crud_api/migration.rs"]
mod migration;
#[path = "crud_api/names.rs"]
mod names;
#[path = "crud_api/options.rs"]
mod options;
#[path = "crud_api/oracle.rs"]
mod oracle;
#[path = "crud_api/oracle_many.rs"]
mod oracle_many;
#[path = "crud_api/plans.rs"]
mod plans;
#[path = "crud_api/postgres.rs"]
mod postgres;
#[path = "crud_api/queries.rs"]
mod queries;
#[path = "crud_api/relations.rs"]
mod relations;
#[path = "crud_api/rules.rs"]
mod rules;
#[path = "crud_api/server.rs"]
mod server;
#[path = "crud_api/sql.rs"]
mod sql;
#[path = "crud_api/sqlite.rs"]
mod sqlite;
#[path = "crud_api/suite.rs"]
mod suite;
#[path = "crud_api/uuids.rs"]
mod uuids;
#[path = "crud_api/watched.rs"]
mod watched;
