"""What a kind of file must be able to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tasks.exports.formats.features import Features
from tasks.exports.rows import Record

Batches = Iterable[list[Record]]


@dataclass(frozen=True, slots=True)
class Container:
    """`name` ends the file's name; `encode` is told the declared types, and whether line separators are escaped."""

    name: str
    encode: Callable[[Batches, Features, bool], Iterator[bytes]]
    count: Callable[[Path], int]
