"""Holds a record against the features that its format declares: every key, each of one type, none null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TYPES = {"string": str, "int64": int, "float64": float, "bool": bool}


def problems(record: dict[str, Any], features: list[dict[str, Any]]) -> list[str]:
    return list(_struct(record, features, ""))


def _struct(value: Any, features: list[dict[str, Any]], path: str) -> Iterator[str]:
    names = [feature["name"] for feature in features]
    if not isinstance(value, dict) or sorted(value) != sorted(names):
        yield f"{path}: {sorted(value) if isinstance(value, dict) else value} is not {sorted(names)}"
        return
    for feature in features:
        yield from _value(value[feature["name"]], feature, f"{path}.{feature['name']}")


def _value(value: Any, feature: dict[str, Any], path: str) -> Iterator[str]:
    if "struct" in feature:
        yield from _struct(value, feature["struct"], path)
    elif "list" in feature:
        for at, one in enumerate(value):
            yield from _struct(one, feature["list"], f"{path}[{at}]")
    elif type(value) is not TYPES[feature["dtype"]]:
        yield f"{path}: {value!r} is not {feature['dtype']}"
