"""Records to bytes, the same bytes for the same records: one JSON object a line, keys sorted, UTC."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z
PRETTY = LINE | orjson.OPT_INDENT_2


def lines(records: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(map(_line, records))


def document(data: dict[str, Any]) -> bytes:
    return orjson.dumps(data, option=PRETTY)


def _line(record: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(record, option=LINE)
    except TypeError:  # a line's meta may hold whole numbers above 64 bits, which PostgreSQL keeps exactly
        text = json.dumps(record, default=instant, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"{text}\n".encode()


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
