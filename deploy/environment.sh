#!/bin/bash
# Makes .venv and installs a lock into it; a second call with the same lock does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$1
stamp=.venv/.installed-$wanted
digest=$(sha256sum <"$wanted")
# What the stamp holds was installed last: an older lock that comes back is installed again.
[ "$(cat "$stamp" 2>/dev/null)" = "$digest" ] && exit 0

usable() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}
find_python() {
    local name
    for name in /usr/bin/python3.11 python3.11 python3.12 python3.13 python3; do
        if usable "$name"; then echo "$name" && return; fi
    done
    return 1
}

if ! .venv/bin/python -c '' >/dev/null 2>&1; then
    if ! python=$(find_python) && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "setup: installing python3-venv" >&2
        { apt-get update && apt-get install -y --no-install-recommends python3 python3-venv; } >/dev/null
        python=$(find_python) || true
    fi
    if [ -z "${python:-}" ]; then
        echo "setup: Python 3.11 or newer with the venv module is needed (Debian: python3 python3-venv)." >&2
        exit 1
    fi
    echo "setup: making .venv with $("$python" --version)" >&2
    "$python" -m venv --clear .venv
fi
echo "setup: installing $wanted" >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$wanted"
echo "$digest" >"$stamp"
