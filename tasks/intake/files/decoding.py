"""From one entry's bytes to one object: decodes JSON strictly, and names what is wrong and where.

Decides what no layout may carry: NUL, lone surrogates, NaN, deep nesting, a key twice. What the object means is left
to `formats`, rows of tables to `tables`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tasks.intake.faults import LineError
from tasks.intake.files.splitting import BOM, MAX_ENTRY, WHITE, Entry
from tasks.intake.files.transcoding import MARK
from tasks.intake.formats.fields import kind

MAX_DEPTH = 100
ORIGINAL_KEPT = 2000
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

_decoder = msgspec.json.Decoder()
_COLON = re.compile(rb'"\s*:')
_QUOTED_COLON = re.compile(rb'\\"\s*:')


def decode(entry: Entry, encoding: str = "utf-8") -> dict[str, Any]:
    """Decode one JSON object; `encoding` is what the entry was before it became UTF-8.

    Raises: LineError when it is too long, not in its encoding, not strict JSON, no object, too deep, names a key
    twice, or holds NUL.
    """
    if entry.is_cut:
        raise LineError("line_too_long", size=entry.size, most=MAX_ENTRY)
    value = _decoded(entry.data, encoding)
    if not isinstance(value, dict):
        raise LineError("not_object", found=kind(value))
    return value


def value_of(cell: str, key: str) -> Any:
    """Decode the JSON that stands in a table's cell, as strictly as a line.

    Raises: LineError naming the column.
    """
    try:
        return _decoded(cell.encode(), "utf-8")
    except LineError as fault:
        dot = "." if fault.field and not fault.field.startswith("[") else ""
        raise LineError(fault.code, f"{key}{dot}{fault.field}", **fault.details) from fault


def original(entry: Entry) -> str:
    """Show the beginning of the entry as text that can be stored, whatever bytes it has."""
    return text(entry.data[: 4 * ORIGINAL_KEPT])[:ORIGINAL_KEPT]


def text(data: bytes) -> str:
    """Give bytes as text that can be stored; what no character can be made of is shown as such."""
    return (
        data.replace(MARK, UNREADABLE.encode()).decode("utf-8", "replace").strip().replace("\0", UNREADABLE)
    )


def wrong_byte(data: bytes, error: UnicodeDecodeError, encoding: str) -> LineError:
    """Name the byte, counted in the encoding that the file has."""
    before = data[: error.start].decode("utf-8", "replace").encode(encoding, "replace")
    return LineError("wrong_encoding", byte=len(before) + 1)


def _decoded(data: bytes, encoding: str) -> Any:
    try:
        value = _decoder.decode(data)
    except RecursionError as error:
        raise LineError("too_deep", most=MAX_DEPTH) from error
    except (msgspec.MsgspecError, ValueError) as error:
        if data.lstrip(WHITE).startswith(BOM):  # files were put together, each with its mark
            return _decoded(data.lstrip(WHITE).removeprefix(BOM), encoding)
        raise _diagnosis(data, encoding) from error
    if isinstance(value, dict | list):
        _check(value, data)
    return value


def _check(value: Any, data: bytes) -> None:
    """Look at all containers once: it costs a microsecond, and neither depth nor keys need a second parser."""
    try:
        n_keys = _n_keys(value, MAX_DEPTH)
    except RecursionError as error:
        _refuse_unstorable(value)  # which names the place, where there is one
        raise LineError("too_deep", most=MAX_DEPTH) from error
    if b"\\u0000" in data:
        _refuse_unstorable(value)
    if data.count(b'":') + data.count(b'" :') != n_keys:
        _refuse_repeated(data, n_keys)


def _n_keys(container: Any, levels: int) -> int:
    """Count the keys of an object and of all that are in it."""
    if levels == 0:
        raise RecursionError
    is_object = type(container) is dict
    found = len(container) if is_object else 0
    for child in container.values() if is_object else container:
        if type(child) is dict or type(child) is list:
            found += _n_keys(child, levels - 1)
    return found


def _refuse_repeated(data: bytes, n_keys: int) -> None:
    """Find the key that stands twice in one object: the last value would win, and the others be lost in silence."""
    n_in_texts = len(_QUOTED_COLON.findall(data))
    if len(_COLON.findall(data)) - n_in_texts > n_keys:
        json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        name = next(name for name in names if names.count(name) > 1)
        raise LineError(
            "duplicate_key", name.replace("\0", UNREADABLE), key=name.replace("\0", UNREADABLE)[:200]
        )
    return found


def _diagnosis(data: bytes, encoding: str) -> LineError:
    """Decode again with Python's lenient reader, which takes NaN and half pairs, to find the field."""
    try:
        value = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return wrong_byte(data, error, encoding)
    except RecursionError:
        return LineError("too_deep", most=MAX_DEPTH)
    except json.JSONDecodeError as error:
        return LineError("not_json", reason=f"{error.msg}, character {error.pos + 1}")
    except ValueError as error:
        return LineError("not_json", reason=str(error))
    for path, leaf in _leaves(value):
        if isinstance(leaf, float) and not math.isfinite(leaf):
            return LineError("not_finite", path)
        if isinstance(leaf, str) and not _is_storable(leaf):
            return LineError("lone_surrogate", path.encode("utf-8", "replace").decode())
    return LineError("not_json", reason="not strict JSON")


def _is_storable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _refuse_unstorable(value: Any) -> None:
    for path, leaf in _leaves(value):
        if isinstance(leaf, str) and "\0" in leaf:
            raise LineError("nul_character", path.replace("\0", UNREADABLE))


def _leaves(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield (path, value) of every scalar and every key, so that a bad key is found like a bad value."""
    if depth > MAX_DEPTH:
        raise LineError("too_deep", path[:200], most=MAX_DEPTH)
    if isinstance(value, dict):
        for key, child in value.items():
            below = f"{path}.{key}" if path else str(key)
            yield below, key
            yield from _leaves(child, below, depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _leaves(child, f"{path}[{index}]", depth + 1)
    else:
        yield path, value
