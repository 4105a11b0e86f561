"""Lines of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tasks.exports import encoding
from tasks.exports.containers.container import Batches, Container
from tasks.exports.files import read_blocks
from tasks.exports.formats.features import Features


def encode(batches: Batches, _features: Features, escapes: bool) -> Iterator[bytes]:
    for records in batches:
        yield encoding.lines(records, escapes=escapes)


def count(path: Path) -> int:
    return sum(block.count(b"\n") for block in read_blocks(path))


PLAIN = Container("jsonl", encode, count)
