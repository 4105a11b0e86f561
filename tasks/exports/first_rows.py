"""The first records of an export as people read them, without reading the rest of it.

One function opens a file by its name's end; what it cannot open is not shown.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

import orjson

from tasks.exports import delivering
from tasks.exports.delivering import StoredFile
from tasks.exports.sources import FilePart
from tasks.models import Export

SHOWN = 3
LONGEST_LINE = 1 << 20
MOST_FETCHED = 16 << 20
MOST_SHOWN = 4000
"""Characters of a record; a longer one is cut, and says so."""


def of(export: Export) -> list[str]:
    """Return the first records, each laid out over lines; none where there are none or they cannot be shown."""
    filled = [entry["name"] for entry in delivering.files(export) if entry["rows"]]
    if not filled:
        return []
    stored = delivering.stored_file(export=export, name=filled[0])
    with _at_hand(stored) as path:
        return [_laid_out(line) for line in islice(_lines(path), SHOWN)] if path else []


@contextmanager
def _at_hand(stored: StoredFile) -> Iterator[Path | None]:
    """Give a file of the disk; one of a bucket is fetched for the moment, unless it is too large for that."""
    if isinstance(stored.part, FilePart):
        yield stored.part.path
    elif stored.part.size > MOST_FETCHED:
        yield None
    else:
        with TemporaryDirectory() as folder:
            path = Path(folder) / stored.name
            path.write_bytes(b"".join(stored.part.read(first=0, size=stored.part.size)))
            yield path


def _lines(path: Path) -> Iterator[bytes]:
    opened = _opened(path)
    if opened is None:
        return
    with opened as source:
        while line := source.readline(LONGEST_LINE):
            yield line
            if not line.endswith(b"\n"):
                return


def _opened(path: Path) -> BinaryIO | None:
    match path.suffixes[-2:]:
        case [*_, ".jsonl"]:
            return path.open("rb")
        case [".jsonl", ".gz"]:
            return cast("BinaryIO", gzip.open(path, "rb"))
    return None


def _laid_out(line: bytes) -> str:
    try:
        text = orjson.dumps(orjson.loads(line), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        text = line.decode(errors="replace")
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + " …"
