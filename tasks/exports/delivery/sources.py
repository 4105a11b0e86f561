"""Bytes that lie in several places and are read as one: whole or from anywhere, a block at a time.

What the bytes are, and who may have them, is decided elsewhere.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

BLOCK = 1 << 16


class Part(Protocol):
    """Bytes of a size known beforehand, so that all offsets agree."""

    @property
    def size(self) -> int: ...

    def read(self, *, first: int, size: int) -> Iterator[bytes]:
        """Yield `size` bytes from the byte `first` on; fail rather than yield less."""


@dataclass(frozen=True, slots=True)
class BytesPart:
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, *, first: int, size: int) -> Iterator[bytes]:
        yield self.data[first : first + size]


@dataclass(frozen=True, slots=True)
class FilePart:
    path: Path
    size: int

    def read(self, *, first: int, size: int) -> Iterator[bytes]:
        with self.path.open("rb") as source:
            source.seek(first)
            while size > 0 and (block := source.read(min(BLOCK, size))):
                size -= len(block)
                yield block
        if size > 0:
            # What follows would stand at wrong offsets.
            raise OSError(errno.EIO, "a file is shorter than it was")


@dataclass(frozen=True, slots=True)
class Source:
    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)

    def blocks(self, *, first: int, size: int) -> Iterator[bytes]:
        """Yield `size` bytes from the byte `first` on."""
        for part in self.parts:
            taken = max(0, min(size, part.size - first))
            if taken:
                yield from part.read(first=first, size=taken)
            size -= taken
            first = max(0, first - part.size)
            if not size:
                return


def of_file(path: Path) -> Source:
    return Source((file_part(path),))


def file_part(path: Path) -> FilePart:
    return FilePart(path, path.stat().st_size)
