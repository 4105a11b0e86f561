"""The first records of an export as people read them, without reading the rest of it.

A file that is damaged, or in a bucket and too large, is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.exports import containers, encoding
from tasks.exports.delivery import delivering
from tasks.exports.delivery.delivering import StoredFile
from tasks.exports.delivery.sources import FilePart
from tasks.exports.rows import Record
from tasks.models import Export

SHOWN = 3
MOST_FETCHED = 16 << 20
MOST_SHOWN = 1000
"""Characters of a value; a longer one is cut, and says so."""


def of(export: Export) -> list[str]:
    """Return the first records, each laid out by key; none where there are none or they cannot be shown."""
    filled = [entry["name"] for entry in delivering.files(export) if entry["rows"]]
    if not filled:
        return []
    stored = delivering.stored_file(export=export, name=filled[0])
    with _at_hand(stored) as path:
        try:
            return list(map(_laid_out, containers.first(path, SHOWN))) if path else []
        except containers.DamagedFileError:
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


def _laid_out(record: Record) -> str:
    """Write a record with a key on each line, its value as a trainer reads it."""
    said = [f'  "{key}": {_cut(encoding.text(value))}' for key, value in record.items()]
    return "\n".join(["{", ",\n".join(said), "}"])


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + " …"
