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
    *("data", "rows", "items", "examples", "records", "instances", "samples", "entries", "list", "数据"),
    *("train", "test", "validation", "dev"),
}
WRAPPED = {"row", "row_idx", "truncated_cells"}
MOST_OF_COLUMNS = 32 << 20
_KEY = re.compile(r'\s*,?\s*("(?:[^"\\]|\\.)*")\s*:\s*')
_COLUMN = re.compile(rb'\s*\{\s*"[^"\\]*"\s*:\s*\{\s*"0"\s*:')
_ANOTHER = re.compile(rf'"({"|".join(map(re.escape, ROWS))})"\s*:\s*\[\s*\{{'.encode(), re.IGNORECASE)
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
        if _records(document):
            return Inside(-1)
        name = "" if keys.of(document).of("prompt") else _name_of_rows(document)
    elif _COLUMN.match(start):
        return Inside(-1)
    else:
        name = None
    at = _list_at(start.decode("utf-8", "ignore"), name)
    return None if at < 0 else Inside(at + len(sample) - len(start))


def rows(blocks: Iterable[bytes], found: Inside) -> Iterator[Entry]:
    """Yield the rows, numbered from 1.

    Raises: UnreadableFile when they break off, or columns are too large to be held or no columns at all.
    """
    if found.at >= 0:
        return splitting.elements(_behind(blocks, found.at), refused=_ANOTHER)
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


def _name_of_rows(document: Mapping[str, Any]) -> str:
    """Name the key that holds the rows: by its name, or because its objects are prompts and nothing else is a list.

    Raises: UnreadableFile when several hold rows, of which only one could be read.
    """
    lists = {name: value for name, value in document.items() if isinstance(value, list) and value}
    named = [name for name, value in lists.items() if name.casefold() in ROWS and isinstance(value[0], dict)]
    if len(named) > 1:
        raise UnreadableFile("several_lists", names=", ".join(named))
    if named:
        return named[0]
    ((name, value),) = lists.items() if len(lists) == 1 else (("", [None]),)
    return name if isinstance(value[0], dict) and keys.of(value[0]).of("prompt") else ""


def _records(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the rows of a document by columns, by their ids, or as names of columns and lists of cells."""
    columns, values = document.get("columns"), list(document.values())
    if isinstance(columns, list) and isinstance(document.get("data"), list) and "index" in document:
        return [
            dict(zip(map(str, columns), row, strict=False))
            for row in document["data"]
            if isinstance(row, list)
        ]
    if len(values) < 2:
        return []
    if all(isinstance(value, dict) and value for value in values):
        names = tuple(values[0])
        if any(tuple(value) != names for value in values):
            return []
        if all(name.isdecimal() for name in names):
            return [{key: column[place] for key, column in document.items()} for place in names]
        return [{"id": key, **row} for key, row in document.items()] if keys.of(names).of("prompt") else []
    return _of_lists(document)


def _of_lists(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the rows of columns that are lists of one length; in none of them may turns of a conversation stand."""
    columns = list(document.values())
    if not all(isinstance(column, list) and column for column in columns):
        return []
    are_turns = any(isinstance(one, dict) for column in columns for one in column)
    if are_turns or len({len(column) for column in columns}) > 1:
        return []
    return [dict(zip(document, row, strict=True)) for row in zip(*columns, strict=True)]


def _list_at(text: str, name: str | None) -> int:
    """Find where the list under a key begins, walking over what stands before it; None is any usual name."""
    at = text.find("{") + 1
    while found := _KEY.match(text, at):
        at = found.end()
        key = json.loads(found[1])
        is_named = key == name if name is not None else key.casefold() in ROWS
        if is_named and re.compile(r"\[\s*\{").match(text, at):
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
    records = _records(document) if isinstance(document, dict) else []
    if not records:
        raise UnreadableFile("spread_object")
    for number, record in enumerate(records, start=1):
        data = msgspec.json.encode(record)
        yield Entry(number, data, len(data))
