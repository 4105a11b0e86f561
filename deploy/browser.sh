#!/bin/bash
# Makes sure that the browser tests find a Chromium: from PATH, else by apt as root, else by playwright.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium-*" >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: installing chromium" >&2
    { apt-get update && apt-get install -y --no-install-recommends chromium; } >/dev/null && exit 0
fi
echo "setup: downloading chromium by playwright" >&2
.venv/bin/python -m playwright install chromium >/dev/null && exit 0
echo "setup: no Chromium. Install one so that 'chromium' is on PATH (Debian: apt-get install chromium)." >&2
exit 1
