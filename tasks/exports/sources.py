"""Bytes that lie in several places and are read as one: whole or from anywhere, a block at a time.

What the bytes are, and who may have them, is decided elsewhere.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file as one part; its size was read once, so that all offsets agree."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Source:
    parts: tuple[bytes | FilePart, ...]

    @property
    def size(self) -> int:
        return sum(_size(part) for part in self.parts)

    def blocks(self, *, first: int, size: int) -> Iterator[bytes]:
        """Yield `size` bytes from the byte `first` on."""
        for part in self.parts:
            length = _size(part)
            taken = max(0, min(size, length - first))
            if taken:
                yield from _read(part, first, taken)
            size -= taken
            first = max(0, first - length)
            if not size:
                return


def of_file(path: Path) -> Source:
    return Source((FilePart(path, path.stat().st_size),))


def _size(part: bytes | FilePart) -> int:
    return len(part) if isinstance(part, bytes) else part.size


def _read(part: bytes | FilePart, first: int, size: int) -> Iterator[bytes]:
    if isinstance(part, bytes):
        yield part[first : first + size]
        return
    with part.path.open("rb") as source:
        source.seek(first)
        while size > 0 and (block := source.read(min(BLOCK, size))):
            size -= len(block)
            yield block
    if size > 0:
        # What follows would stand at wrong offsets.
        raise OSError(errno.EIO, "a file is shorter than it was")
