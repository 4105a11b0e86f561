"""Says whether the collected static files are still those of the sources, so that a second start is quick."""

from __future__ import annotations

import hashlib
from pathlib import Path

from config.services import owning
from config.services.folders import CHECKOUT

SOURCES = ("raters/static", "tasks/static", "requirements.lock")
STAMP = "static.stamp"


def digest() -> str:
    """Return a digest of the names, sizes and times of all that is collected."""
    total = hashlib.sha256()
    for source in SOURCES:
        top = CHECKOUT / source
        for path in sorted([top, *top.rglob("*")]):
            if path.is_file():
                found = path.stat()
                total.update(f"{path.relative_to(CHECKOUT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return total.hexdigest()


def is_fresh(data: Path) -> bool:
    """Say whether nothing has changed since the files were collected."""
    stamp = data / STAMP
    return stamp.exists() and stamp.read_text() == digest()


def remember(data: Path) -> None:
    """Note what has just been collected."""
    owning.replace(data / STAMP, digest(), mode=0o644, account=None)
