"""What a kind of file must be able to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tasks.exports.formats.features import Features
from tasks.exports.rows import Record

# Records are made as they are taken, so that only those of one item are held where none must wait for another.
Batches = Iterable[Iterable[Record]]


class DamagedFileError(Exception):
    """A file that is not of the kind that its name tells, or that was cut."""


@dataclass(frozen=True, slots=True)
class Container:
    """`name` ends the file's name; `encode` is told the declared types, and whether line separators are escaped.

    `count` and `first` read a file, its records or the first of them, and raise `DamagedFileError`. `packer` names what
    else than the records decides the bytes: the library that packs them, in its version.
    """

    name: str
    encode: Callable[[Batches, Features, bool], Iterator[bytes]]
    count: Callable[[Path], int]
    first: Callable[[Path, int], list[Record]]
    packer: Callable[[], str] = lambda: ""
