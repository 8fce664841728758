#!/usr/bin/env bash
# What it costs to build a service: from nothing, beside axum + sqlx (`benches/peers/sqlx`), and for one
# more struct of ten fields after an edit. Processor seconds of cargo and all that it starts, in debug
# builds. usage: build.sh [cold] [edit]   both if neither is said
. "$(dirname "$0")/../.ci/lib.sh"

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fields MODEL: a struct of ten fields
model() {
  cat <<RUST
/// Something that is kept.
#[dunder::crud_api(path = "/things$1", table = "things$1")]
#[dunder::validated]
#[derive(Clone, Debug, PartialEq)]
pub struct Thing$1 {
    #[crud(id)]
    id: i64,
    #[crud(unique, filter, sort)]
    #[validate(chars(1..=40))]
    sku: String,
    #[crud(filter, sort)]
    #[validate(nonblank, chars(1..=100))]
    name: String,
    #[crud(filter, sort)]
    #[validate(above = 0.0)]
    price: f64,
    #[crud(default = 0, filter, sort)]
    #[validate(min = 0)]
    quantity: i64,
    #[validate(chars(..=2000))]
    description: Option<String>,
    #[crud(filter)]
    is_open: bool,
    #[crud(created, filter, sort)]
    created_at: dunder::crud_api::Timestamp,
    #[crud(updated)]
    updated_at: dunder::crud_api::Timestamp,
    #[crud(version)]
    version: i64,
}
RUST
}

# service FOLDER COUNT: a service of so many structs
service() {
  mkdir -p "$1/src"
  cat >"$1/Cargo.toml" <<TOML
[workspace]
[package]
name = "service"
version = "0.0.0"
edition = "2024"
[dependencies]
axum = { version = "0.8.9", default-features = false, features = ["http1", "json", "query", "tokio"] }
dunder = { path = "$root/runtime", default-features = false, features = ["validated", "sqlite", "axum", "openapi"] }
tokio = { version = "1.50", features = ["rt-multi-thread", "net", "macros"] }
[profile.dev]
debug = "line-tables-only"
TOML
  local names="" mounts="" i
  for i in $(seq "$2"); do
    names+="things::Thing$i,"
    mounts+=".mount::<things::Thing$i>()"
  done
  for i in $(seq "$2"); do model "$i"; done >"$1/src/things.rs"
  cat >"$1/src/main.rs" <<RUST
mod things;
use dunder::crud_api::{Api, Migrate, Public, Sqlite};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = Sqlite::open("it.db").await?;
    db.migrate::<($names)>(Migrate::Additive).await?;
    let app = Api::new(&db).guard(Public)$mounts.openapi("/openapi.json").router();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    Ok(axum::serve(listener, app).await?)
}
RUST
  cp "$root/Cargo.lock" "$1/Cargo.lock"
}

# spent COMMAND..: its processor seconds, with all that it starts
spent() {
  bash -c 'TIMEFORMAT="%U %S"; time "$@" >"$0" 2>&1' "$work/log" "$@" 2>&1 |
    awk '{ printf "%.2f", $1 + $2 }'
}

cold() {
  service "$work/ours" 1
  mkdir -p "$work/sqlx"
  cp -r benches/peers/sqlx/Cargo.toml benches/peers/sqlx/Cargo.lock benches/peers/sqlx/src "$work/sqlx"
  printf '\n[profile.dev]\ndebug = "line-tables-only"\n' >>"$work/sqlx/Cargo.toml"
  (cd "$work/ours" && cargo fetch -q) && (cd "$work/sqlx" && cargo fetch -q)
  local ours theirs
  ours=$(cd "$work/ours" && spent cargo build --offline --target-dir "$work/t1")
  [ -x "$work/t1/debug/service" ] || { cat "$work/log"; exit 1; }
  rm -rf "$work/t1"
  theirs=$(cd "$work/sqlx" && spent cargo build --offline --target-dir "$work/t2")
  [ -x "$work/t2/debug/peer-sqlx" ] || { cat "$work/log"; exit 1; }
  rm -rf "$work/t2"
  echo "cold debug build: $ours s, axum + sqlx $theirs s"
  awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "ratio build_cold_vs_sqlx %.3f\n", a / b }'
}

# edit FOLDER: the median of five builds after an edit of one struct, in seconds
edit() {
  local i
  for i in 1 2 3 4 5; do
    sed -i "s/most [0-9]*\|Something that is kept/most $i/" "$1/src/things.rs"
    sed -i "0,/chars(..=[0-9]*)/s//chars(..=20$i)/" "$1/src/things.rs"
    (cd "$1" && spent cargo build --offline --target-dir "$work/t3")
    echo
  done | sort -n | sed -n 3p
}

incremental() {
  local few many
  service "$work/few" 2
  service "$work/many" 12
  for service in few many; do
    (cd "$work/$service" && cargo build -q --target-dir "$work/t3")
    declare "$service=$(edit "$work/$service")"
  done
  echo "a build after an edit: $few s with 2 structs, $many s with 12"
  awk -v a="$few" -v b="$many" \
    'BEGIN { printf "%.0f ms a struct\nratio build_one_more_model %.3f\n", (b - a) * 100, (b - a) / 1.5 }'
}

case "${*:-cold edit}" in *cold*) cold ;; esac
case "${*:-cold edit}" in *edit*) incremental ;; esac
