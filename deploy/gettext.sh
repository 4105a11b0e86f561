#!/bin/bash
# Finds GNU gettext, which `make translations` and the test of the catalogs need; as root, by apt. The rest does without.
set -euo pipefail
command -v xgettext >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: installing gettext" >&2
    { apt-get update && apt-get install -y --no-install-recommends gettext; } >/dev/null && exit 0
fi
echo "setup: no gettext; the catalogs of the Chinese interface are not compared (Debian: apt-get install gettext)" >&2
