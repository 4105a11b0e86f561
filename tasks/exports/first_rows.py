"""The first records of an export as people read them, without reading the rest of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from tasks.exports import containers, delivering
from tasks.exports.delivering import StoredFile
from tasks.exports.sources import FilePart
from tasks.models import Export

SHOWN = 3
MOST_FETCHED = 16 << 20
MOST_SHOWN = 4000
"""Characters of a record; a longer one is cut, and ends with dots."""


def of(export: Export) -> list[str]:
    """Return the first records, each laid out over lines; none where there are none or they cannot be read."""
    filled = [entry["name"] for entry in delivering.files(export) if entry["rows"]]
    if not filled:
        return []
    with _at_hand(delivering.stored_file(export=export, name=filled[0])) as path:
        try:
            return [_laid_out(record) for record in containers.first(path, SHOWN)] if path else []
        except containers.DamagedFileError:
            # `verify_export` says what is wrong with it.
            return []


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


def _laid_out(record: dict[str, Any]) -> str:
    text = orjson.dumps(record, default=str, option=orjson.OPT_INDENT_2).decode()
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + " …"
