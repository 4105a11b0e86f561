"""Where Chromium comes from: the PATH, else apt for root, else Playwright's own, else a failure that says how."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def arguments() -> list[str]:
    """Chromium's sandbox refuses to run as root; everybody else keeps it."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def executable() -> str | None:
    """Return the path of a Chromium, or None when Playwright has its own.

    Raises: RuntimeError, which says how to get one.
    """
    if found := _on_path():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-q", "chromium"], check=False)
        if found := _on_path():
            return found
    if (
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode
        == 0
    ):
        return None
    raise RuntimeError(
        "The browser tests need Chromium: install the package `chromium`, or run "
        "`.venv/bin/python -m playwright install --with-deps chromium`."
    )


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
