"""Records to bytes, the same bytes for the same records: one JSON object a line, keys sorted, UTC."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

from config import json_bytes

SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z
LINE = SORTED | orjson.OPT_APPEND_NEWLINE
PRETTY = LINE | orjson.OPT_INDENT_2


def lines(records: Iterable[dict[str, Any]], *, escapes: bool = True) -> bytes:
    """Encode records; those of formats from before line ends were escaped keep their bytes."""
    if not escapes:
        return b"".join(map(_line_as_it_was, records))
    return json_bytes.escaped(b"".join(map(_line, records)))


def document(data: dict[str, Any]) -> bytes:
    return json_bytes.dumps(data, option=PRETTY)


def text(value: Any) -> str:
    """Encode a value of any shape as text, for a key that has one type in all records."""
    return json_bytes.dumps(value, option=SORTED, default=instant).decode()


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def exact_instant(moment: datetime) -> str:
    """Write a moment with its microseconds always: without them Arrow takes the text for a time, with them for text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _line(record: dict[str, Any]) -> bytes:
    return json_bytes.unescaped(record, option=LINE, default=instant)


def _line_as_it_was(record: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(record, option=LINE)
    except TypeError:
        whole = json.dumps(record, default=instant, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"{whole}\n".encode()
