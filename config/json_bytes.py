"""JSON as bytes that stay one record a line for every reader.

U+2028, U+2029 and U+0085 are allowed in JSON texts, but `str.splitlines()` and other readers end a line there. They
are written as escapes; the control characters that also end lines are escaped by JSON itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson

LINE_ENDS = {
    "\u2028".encode(): rb"\u2028",
    "\u2029".encode(): rb"\u2029",
    "\u0085".encode(): rb"\u0085",
}


def dumps(value: Any, *, option: int = 0, default: Callable[[Any], Any] | None = None) -> bytes:
    """Encode a value; whole numbers above 64 bits, which PostgreSQL keeps exactly, are written as they are.

    `default` gives what stands for a value of no JSON type beside such a number.
    """
    return escaped(unescaped(value, option=option, default=default))


def unescaped(value: Any, *, option: int = 0, default: Callable[[Any], Any] | None = None) -> bytes:
    """Encode a value as `dumps` does, for a caller who escapes many at once."""
    try:
        return orjson.dumps(value, option=option)
    except TypeError:
        text = json.dumps(
            value,
            default=default,
            ensure_ascii=False,
            sort_keys=bool(option & orjson.OPT_SORT_KEYS),
            separators=(",", ":"),
        )
        end = "\n" if option & orjson.OPT_APPEND_NEWLINE else ""
        return f"{text}{end}".encode()


def escaped(data: bytes) -> bytes:
    """Escape what ends a line inside a text of JSON; outside of texts JSON has none of these characters."""
    for character, escape in LINE_ENDS.items():
        if character in data:
            data = data.replace(character, escape)
    return data
