"""From one entry's bytes to one object: decodes JSON strictly, and names what is wrong and where.

Decides what no layout may carry: NUL, lone surrogates, NaN, deep nesting. What the object means is left to
`parsing`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import msgspec

from tasks.intake.faults import LineError
from tasks.intake.formats.fields import kind
from tasks.intake.splitting import MAX_ENTRY, Entry

MAX_DEPTH = 100
ORIGINAL_KEPT = 2000

_decoder = msgspec.json.Decoder()


def decode(entry: Entry) -> dict[str, Any]:
    """Decode one JSON object.

    Raises: LineError when it is too long, not UTF-8, not strict JSON, no object, too deep, or holds NUL.
    """
    if entry.is_cut:
        raise LineError("line_too_long", size=entry.size, most=MAX_ENTRY)
    try:
        value = _decoder.decode(entry.data)
    except RecursionError as error:
        raise LineError("too_deep", most=MAX_DEPTH) from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise _diagnosis(entry.data) from error
    if not isinstance(value, dict):
        raise LineError("not_object", found=kind(value))
    if entry.data.count(b"[") + entry.data.count(b"{") > MAX_DEPTH or b"\\u0000" in entry.data:
        _refuse_unstorable(value)
    return value


def original(entry: Entry) -> str:
    """Show the beginning of the entry as text that can be stored, whatever bytes it has."""
    head = entry.data[: 4 * ORIGINAL_KEPT].decode("utf-8", "replace")
    return head.strip()[:ORIGINAL_KEPT].replace("\0", "\N{REPLACEMENT CHARACTER}")


def _diagnosis(data: bytes) -> LineError:
    """Decode again with Python's lenient reader, which takes NaN and half pairs, to find the field."""
    try:
        value = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return LineError("wrong_encoding", byte=error.start + 1)
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
            return LineError("lone_surrogate", path)
    return LineError("not_json", reason="not strict JSON")


def _is_storable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _refuse_unstorable(value: Any) -> None:
    for path, leaf in _leaves(value):
        if isinstance(leaf, str) and "\0" in leaf:
            raise LineError("nul_character", path.replace("\0", "\N{REPLACEMENT CHARACTER}"))


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
