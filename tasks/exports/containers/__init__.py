"""The kinds of file an export can be written in: how records become bytes, and how many a file holds.

Same records, same bytes. Names, shards and digests are decided elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from tasks.exports.containers import jsonl
from tasks.exports.containers.container import Container

__all__ = ["CONTAINERS", "Container", "of_file"]

CONTAINERS: dict[str, Container] = {entry.name: entry for entry in (jsonl.PLAIN,)}


def of_file(path: Path) -> Container:
    """Return the container that a file's name tells."""
    return next(entry for entry in CONTAINERS.values() if path.name.endswith(f".{entry.name}"))
