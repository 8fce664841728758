# What the scripts of .ci share: steps, packages and Python environments.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$*"; "$@"; }

target() { printf '%s' "${CARGO_TARGET_DIR:-target}"; }

# debian PACKAGE..: installs what is not there yet
debian() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# python NAME PACKAGE..: an environment of its own under the target folder; sets PYTHON_BIN
python() {
  local name=$1
  shift
  PYTHON_BIN="$(target)/ci/python-$name/bin"
  if [ ! -x "$PYTHON_BIN/python" ]; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || debian python3 python3-venv
    python3 -m venv "$(target)/ci/python-$name"
  fi
  "$PYTHON_BIN/python" -m pip install -q --disable-pip-version-check "$@"
}

# keep PID: that process ends with this script
keep() {
  KEPT="${KEPT:-} $1"
  # shellcheck disable=SC2064
  trap "kill $KEPT 2>/dev/null || true" EXIT
}
