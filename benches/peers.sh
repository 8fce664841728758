#!/usr/bin/env bash
# The shop's products beside axum + sqlx and FastAPI + SQLModel: builds and installs both, then runs
# the group `peers` of the bench `crud`. Arguments go to the bench (`--quick`). Without python3, or
# without its packages, FastAPI is left out, and said to be.
. "$(dirname "$0")/../.ci/lib.sh"

cargo build --release --manifest-path benches/peers/sqlx/Cargo.toml \
  --target-dir "$(target)/peers"
sqlx=$(realpath "$(target)/peers/release/peer-sqlx")

fastapi=
if command -v python3 >/dev/null &&
  python fastapi 'fastapi>=0.115' 'sqlmodel>=0.0.24' 'uvicorn[standard]>=0.34'; then
  fastapi=$(realpath -s "$PYTHON_BIN/python")
fi

DUNDER_BENCH_SQLX=$sqlx DUNDER_BENCH_FASTAPI=$fastapi \
  cargo bench -p dunder-benches --bench crud -- peers "$@"
