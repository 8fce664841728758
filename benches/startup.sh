#!/usr/bin/env bash
# What 1000 plugins add to a program's start, in instructions: those of the loader included, and
# none of a use of the plugins. Needs valgrind. Fails where what ours add is over what linkme's add by
# more than 10 %, or where plugins bring code that runs before `main`.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --release -p dunder-benches --examples
built="${CARGO_TARGET_DIR:-target}/release/examples"
declare -A counted
functions=()
for name in none linkme dunder; do
  program="$built/start_$name"
  counted[$name]=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" 2>&1 |
    sed -n 's/.*Collected : //p')
  before_main=$(readelf -SW "$program" | sed -n 's/.* \.init_array *[A-Z_]* *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\).*/\1/p')
  printf '%-7s %8d instructions, %2d functions before main\n' \
    "$name" "${counted[$name]}" "$((0x${before_main:-0} / 8))"
  functions+=("$before_main")
done
[ "${functions[0]}" = "${functions[2]}" ] || { echo 'plugins run before main' >&2; exit 1; }
awk -v ours="${counted[dunder]}" -v linkme="${counted[linkme]}" -v none="${counted[none]}" 'BEGIN {
  printf "ratio plugin_startup %.3f\nratio plugin_startup_added %.3f\n", ours / linkme, (ours - none) / (linkme - none)
  exit ours - none > 1.1 * (linkme - none)
}'
