"""A rating's public JSON as the rating page's form fields: the way back of `tasks.rubric.form.from_post`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Fields = dict[str, list[str]]


def from_rating(rating: dict[str, Any] | None) -> Fields:
    """Give the fields that a browser would send for this rating or draft; what is absent is left out."""
    return {name: values for name, values in _fields(rating or {}) if values}


def _fields(rating: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    preference = rating.get("preference", {})
    yield "preference", [str(value) for value in preference.values()]
    for key, row in rating.get("scores", {}).items():
        yield from ((f"{key}_{letter}", [str(score)]) for letter, score in row.items())
    yield "rationale", _text(rating.get("rationale", ""))
    yield "reason", list(rating.get("reasons", []))
    yield "flag", list(rating.get("flags", []))
    yield from ((f"tag_{letter}", list(codes)) for letter, codes in rating.get("tags", {}).items())
    yield from ((f"rewrite_{letter}", _text(text)) for letter, text in rating.get("rewrite", {}).items())
    for key, value in rating.get("answers", {}).items():
        yield key, list(value) if isinstance(value, list) else _text(value)


def _text(value: str) -> list[str]:
    return [value] if value else []
