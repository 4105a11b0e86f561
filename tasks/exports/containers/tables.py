"""Tables for people: CSV that Excel, Numbers and LibreOffice open with every letter right and no cell acting.

It begins with a byte order mark, without which Excel reads Chinese in another encoding. Texts always stand in quotes,
so that a program that parts cells elsewhere finds no new cell inside one, and a text that it would take for a formula
has an apostrophe before it. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tasks.exports.containers.container import Batches, Container, DamagedFileError
from tasks.exports.formats.features import Features
from tasks.exports.rows import Record

MARK = "\ufeff"
# With the wide forms of a Chinese or Japanese keyboard, which such programs take for the narrow ones.
ACTING = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def encode(batches: Batches, features: Features, _escapes: bool) -> Iterator[bytes]:
    columns = [feature["name"] for feature in features]
    yield (MARK + _written([columns])).encode()
    for records in batches:
        yield _written([[_cell(record[name]) for name in columns] for record in records]).encode()


def _written(rows: list[list[Any]]) -> str:
    lines = io.StringIO(newline="")
    csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return lines.getvalue()


def _cell(value: Any) -> Any:
    """Give a value as it may stand in a cell; what there is nothing to say of is empty."""
    if isinstance(value, str) and value.startswith(ACTING):
        return f"'{value}"
    return value


def count(path: Path) -> int:
    return max(0, sum(1 for _row in _rows(path)) - 1)


def first(path: Path, n: int) -> list[Record]:
    rows = _rows(path)
    columns = next(rows, [])
    return [dict(zip(columns, row, strict=False)) for row in islice(rows, n)]


def _rows(path: Path) -> Iterator[list[str]]:
    # A cell may hold a whole conversation.
    csv.field_size_limit(1 << 30)
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            yield from csv.reader(source, strict=True)
    except (csv.Error, UnicodeDecodeError) as problem:
        raise DamagedFileError(str(problem)) from problem


CSV = Container("csv", encode, count, first)
