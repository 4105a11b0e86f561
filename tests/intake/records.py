"""Made-up native lines."""

from __future__ import annotations

import json


def pair(number: int = 0, **more: object) -> dict[str, object]:
    return {"prompt": f"Question {number}?", "completions": [{"text": "one"}, {"text": "two"}]} | more


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)
