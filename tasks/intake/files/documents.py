"""One JSON object that holds all rows: a list of them under one of its keys, or a column under each.

Decides which keys may hold the rows, by their names, so that a line of JSONL is never taken apart. A list is read as it
streams in; columns have to be held, so that their size has a cap.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from tasks.intake.faults import UnreadableFile
from tasks.intake.files import splitting
from tasks.intake.files.splitting import BOM, WHITE, Entry
from tasks.intake.formats import keys

ROWS = {
    "data",
    "rows",
    "items",
    "examples",
    "records",
    "instances",
    "samples",
    "entries",
    "train",
    "list",
    "数据",
}
WRAPPED = {"row", "row_idx", "truncated_cells"}
MOST_OF_COLUMNS = 32 << 20
_KEY = re.compile(r'\s*,?\s*("(?:[^"\\]|\\.)*")\s*:\s*')
_COLUMN = re.compile(rb'\s*\{\s*"[^"\\]*"\s*:\s*\{\s*"0"\s*:')
_json = json.JSONDecoder()


class Inside(NamedTuple):
    """Where the rows of a document are: in a list that begins at a byte, or in columns (-1)."""

    at: int


def inside(sample: bytes, *, is_whole: bool) -> Inside | None:
    """Find the rows of a document that begins with `sample`; None when each line is an object of its own."""
    start = sample.removeprefix(BOM)
    if not start.lstrip(WHITE).startswith(b"{") or _is_lines(start):
        return None
    if is_whole:
        document = _decoded(start)
        if not isinstance(document, dict):
            return None
        if _are_columns(document):
            return Inside(-1)
        if keys.of(document).of("prompt"):
            return None
    elif _COLUMN.match(start):
        return Inside(-1)
    at = _list_at(start.decode("utf-8", "ignore"))
    return None if at < 0 else Inside(at + len(sample) - len(start))


def rows(blocks: Iterable[bytes], found: Inside) -> Iterator[Entry]:
    """Yield the rows, numbered from 1.

    Raises: UnreadableFile when they break off, or columns are too large to be held or no columns at all.
    """
    if found.at >= 0:
        return splitting.elements(_behind(blocks, found.at), is_inside=True)
    return _of_columns(blocks)


def unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """Give the row itself where a server has put it into an object with its number."""
    row = record.get("row")
    return row if isinstance(row, dict) and record.keys() <= WRAPPED else record


def _is_lines(start: bytes) -> bool:
    """Tell lines of JSON from one document: the first line is an object, and others follow."""
    first, _, rest = start.lstrip(WHITE).partition(b"\n")
    return bool(rest.strip(WHITE)) and isinstance(_decoded(first), dict)


def _decoded(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _are_columns(document: Mapping[str, Any]) -> bool:
    """Tell columns: several, each with the same places, and in none of them the turns of a conversation."""
    columns = list(document.values())
    if len(columns) < 2:
        return False
    if all(isinstance(column, dict) for column in columns):
        places = [tuple(column) for column in columns]
        return bool(places[0]) and len({*places}) == 1 and all(place.isdecimal() for place in places[0])
    if not all(isinstance(column, list) and column for column in columns):
        return False
    are_turns = any(isinstance(one, dict) for column in columns for one in column)
    return len({len(column) for column in columns}) == 1 and not are_turns


def _list_at(text: str) -> int:
    """Find where the list of rows begins, walking over what stands before it; −1 when there is none."""
    at = text.find("{") + 1
    while found := _KEY.match(text, at):
        at = found.end()
        if json.loads(found[1]).casefold() in ROWS and re.compile(r"\[\s*\{").match(text, at):
            return len(text[:at].encode())
        try:
            _value, at = _json.raw_decode(text, at)
        except ValueError:
            return -1
    return -1


def _behind(blocks: Iterable[bytes], n: int) -> Iterator[bytes]:
    for block in blocks:
        if n < len(block):
            yield block[n:] if n else block
        n = max(0, n - len(block))


def _of_columns(blocks: Iterable[bytes]) -> Iterator[Entry]:
    whole = bytearray()
    for block in blocks:
        whole += block
        if len(whole) > MOST_OF_COLUMNS:
            raise UnreadableFile("columns_too_large", most=MOST_OF_COLUMNS)
    document = _decoded(bytes(whole.removeprefix(BOM)))
    if not isinstance(document, dict) or not _are_columns(document):
        raise UnreadableFile("spread_object")
    first = next(iter(document.values()))
    for number, place in enumerate(first if isinstance(first, dict) else range(len(first)), start=1):
        data = msgspec.json.encode({key: column[place] for key, column in document.items()})
        yield Entry(number, data, len(data))
