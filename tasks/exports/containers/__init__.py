"""The kinds of file an export can be written in: how records become bytes, and how many a file holds.

Same records, same bytes. Names, shards and digests are decided elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from tasks.exports.containers import jsonl, parquet, tables
from tasks.exports.containers.container import Batches, Container, DamagedFileError
from tasks.exports.rows import Record

__all__ = ["CONTAINERS", "Batches", "Container", "DamagedFileError", "count", "first", "of_file"]

CONTAINERS: dict[str, Container] = {
    entry.name: entry for entry in (jsonl.PLAIN, jsonl.GZIP, jsonl.ZSTANDARD, parquet.PARQUET, tables.CSV)
}


def of_file(path: Path) -> Container:
    """Return the container that a file's name tells."""
    return next(entry for entry in CONTAINERS.values() if path.name.endswith(f".{entry.name}"))


def count(path: Path) -> int:
    """Count the records of a file.

    Raises: DamagedFileError.
    """
    return of_file(path).count(path)


def first(path: Path, n: int) -> list[Record]:
    """Read the first `n` records of a file; in a table for people, all that they say is text.

    Raises: DamagedFileError.
    """
    return of_file(path).first(path, n)
