"""Files that are either whole or absent, whatever kills the process.

A file is written under a hidden name, flushed to disk, renamed, and the rename flushed too. Which files
belong to an export, and what is in them, is decided elsewhere.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a manifest says of a file; `rows` are its records."""

    name: str
    rows: int
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What is in a file, whatever it is."""

    sha256: str
    bytes: int


class Digest:
    """Counts and hashes bytes as they pass by."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._bytes = 0

    def feed(self, data: bytes) -> None:
        self._hash.update(data)
        self._bytes += len(data)

    @property
    def stored(self) -> Stored:
        return Stored(sha256=self._hash.hexdigest(), bytes=self._bytes)


def write_whole(path: Path, blocks: Iterable[bytes]) -> Stored:
    """Write the blocks to `path`, which appears only when all of them are on disk."""
    digest = Digest()
    with _appearing(path) as target:
        for block in blocks:
            target.write(block)
            digest.feed(block)
    return digest.stored


def stored(path: Path) -> Stored:
    digest = Digest()
    for block in read_blocks(path):
        digest.feed(block)
    return digest.stored


def read_blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


def flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    # The process id keeps a worker that was believed dead from writing into its successor's file.
    hidden = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with hidden.open("wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        hidden.rename(path)
    finally:
        hidden.unlink(missing_ok=True)
    flush_folder(path.parent)
