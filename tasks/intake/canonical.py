"""One JSON text for one value, whatever the order of its keys: for digests and for our tables."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic")


def json_text(value: Any) -> str:
    """Encode a decoded JSON value."""
    try:
        return _encoder.encode(value).decode()
    except OverflowError:  # whole numbers above 64 bits, which PostgreSQL keeps exactly
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
